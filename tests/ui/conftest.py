"""What the tests of the pages share: the real router on a data folder of their own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Server, Visit, chromium
from playwright.sync_api import Browser, Playwright, sync_playwright
from streamlit.testing.v1 import AppTest

from coach.assembly import Coach, Mine
from coach.services import ROOT, VECTORS
from coach.ui import shared

SCRIPT = ROOT / "streamlit_app.py"


@pytest.fixture
def serve(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Coach], None]]:
    """Let the pages use this coach, ready for a first turn."""

    def use(some: Coach) -> None:
        shared.the_coach.clear()  # type: ignore[attr-defined]
        shared.readiness.clear()  # type: ignore[attr-defined]
        monkeypatch.setattr(shared, "open_coach", lambda: some)
        shared.readiness().begin()
        while not shared.readiness().wait(1):
            pass

    use(coach)
    yield use
    shared.the_coach.clear()  # type: ignore[attr-defined]
    shared.readiness.clear()  # type: ignore[attr-defined]


@pytest.fixture
def me(coach: Coach) -> Mine:
    return coach.as_person()


@pytest.fixture
def app(serve: Callable[[Coach], None]) -> AppTest:
    """The first screen."""
    return AppTest.from_file(str(SCRIPT), default_timeout=30).run()


# --- In a browser -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    browser = chromium(_playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def served(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Server]]:
    """Starts the real server on a free port, once for each kind that a module's tests ask for."""
    running: dict[str, Server] = {}

    def start(script: str = "streamlit_app.py", **settings: Any) -> Server:
        wanted = f"{script} {settings}"
        if wanted not in running:
            home = tmp_path_factory.mktemp("home")
            (home / "encoder").symlink_to(prepared_home / "encoder")
            shutil.copytree(prepared_home / "chroma", home / "chroma")
            for name in (*VECTORS, "prepared.json"):
                shutil.copy2(prepared_home / name, home / name)
            running[wanted] = Server.start(ROOT / script, home, settings)
        return running[wanted]

    yield start
    for server in running.values():
        server.stop()


@pytest.fixture
def visit(browser: Browser, served: Callable[..., Server]) -> Iterator[Callable[..., Visit]]:
    """Opens the app as somebody new to it would, on a desktop or a phone."""
    opened: list[Visit] = []

    def opens(size: str = "desktop", path: str = "", *, dark: bool = False, **server: Any) -> Visit:
        opened.append(Visit.open(browser, served(**server), size, path, dark=dark))
        return opened[-1]

    yield opens
    for visit in opened:
        visit.close()
