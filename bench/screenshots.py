"""Makes the pictures of the README again: ``python -m bench.screenshots``, into ``docs/screenshots``."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.machine import ROOT
from bench.server import ready, served
from coach.assembly import Mine, open_coach
from coach.doctor import prepare
from coach.settings import Settings
from coach.vocabulary import Move

_OUT = ROOT / "docs" / "screenshots"
_DESK, _PHONE = (1280, 800), (375, 812)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const still = app?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('.stMain .stHtml')
    && !document.getAnimations().some(a => a.playState === 'running');
  if (!still) { window.stillSince = 0; return false; }
  window.stillSince ||= performance.now();
  return performance.now() - window.stillSince > 500;
}"""
_TOLD = (
    "My CEO sent me to a coach last year. I do the family question now, with everybody.",
    "I want people to stop bracing when I come in.",
    "I ask about the kids, they say fine, and we're both relieved it's over.",
    "Every morning I ask everyone how they are, and honestly I never listen to what they say.",
    "I ask how they are because it's owed, not because I want to know.",
)
_ASKED = "Is there any research on small talk at work?"


def main() -> None:
    """Play two talks, then look at them."""
    _OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        home = Path(scratch) / "home"
        kept = ROOT / "build" / "home"  # what the tests prepared, if they did
        if kept.is_dir():
            shutil.copytree(kept, home)
        prepare(Settings(home=home), print)
        noticing, question = _play(home)
        path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        with served("streamlit_app.py", home) as server:
            ready(server)
            _look(browser, server.url, noticing, question)
        browser.close()


def _play(home: Path) -> tuple[str, str]:
    """A talk up to a habit that is named, and one with a question of fact."""
    coach = open_coach(Settings(home=home))
    me = coach.as_person()
    for text in ("We lost a client after eleven years, by email.", "I only ring Marta to renew."):
        me.reply(me.begin(), text)
    question = me.begin()
    me.reply(question, _ASKED)
    noticing = me.begin()
    _until_named(me, noticing)
    coach.close()
    return noticing, question


def _until_named(me: Mine, conversation: str) -> None:
    for text in _TOLD:
        if me.reply(conversation, text).plan.move is Move.OFFER_NAME:
            me.reply(conversation, "Go on.")
            return


def _look(browser: Browser, url: str, noticing: str, question: str) -> None:
    for name, size, dark in (("desk", _DESK, False), ("phone", _PHONE, True)):
        with _page(browser, size, dark=dark) as page:
            _take(page, url, f"welcome-{name}")
            _take(page, f"{url}/?c={noticing}", f"noticing-{name}")
            _take(page, f"{url}/scenarios", f"scenarios-{name}")
            _take(page, f"{url}/library", f"library-{name}")
            _open(page, f"{url}/?c={question}")
            page.locator(".bp-cite").first.click()
            page.wait_for_function(_STILL)
            page.screenshot(path=_OUT / f"source-{name}.png")


@contextmanager
def _page(browser: Browser, size: tuple[int, int], *, dark: bool) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        is_mobile=size == _PHONE,
        has_touch=size == _PHONE,
    )
    yield context.new_page()
    context.close()


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_function(_STILL, timeout=60_000)


def _take(page: Page, url: str, name: str) -> None:
    _open(page, url)
    page.screenshot(path=_OUT / f"{name}.png")


if __name__ == "__main__":
    main()
