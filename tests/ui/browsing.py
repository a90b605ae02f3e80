"""Driving the real app in a real browser: the server, and what a person does on its pages."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    expect,
)

from coach.services import ROOT

SIZES = {"desktop": (1280, 800), "phone": (375, 812)}
PATIENCE = 30_000  # milliseconds; tests run beside others on few cores
_READY_WITHIN = 120
_STILL = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const still = app?.getAttribute('data-test-connection-state') === 'CONNECTED'
    && app.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('.stMain .stHtml')
    && !document.getAnimations().some(a => a.playState === 'running');
  if (!still) { window.stillSince = 0; return false; }
  window.stillSince ||= performance.now();
  return performance.now() - window.stillSince > 300;
}"""
_NAMES = ("chromium", "chromium-browser", "google-chrome")

expect.set_options(timeout=PATIENCE)


def chromium(playwright: Playwright) -> Browser:
    """The system's browser; `make test` installs it where it may."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    return playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    """The app as a process of its own."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(
        cls,
        script: Path,
        home: Path,
        settings: Mapping[str, Any],
        *,
        port: int | None = None,
        further: Sequence[str] = (),
    ) -> Self:
        port = port or free_port()
        environment = {n: v for n, v in os.environ.items() if not n.startswith("COACH_")}
        environment |= {"COACH_HOME": str(home), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
        environment |= {f"COACH_{name.upper()}": str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        options = [f"--server.port={port}", "--server.address=127.0.0.1"]
        with (home / "server.log").open("wb") as log:
            process = subprocess.Popen(
                command + options + list(further), cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        server = cls(f"http://127.0.0.1:{port}", home, process)
        server.wait_until_ready()
        return server

    def wait_until_ready(self) -> None:
        until = time.monotonic() + _READY_WITHIN
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.log()}")
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the server did not get ready: {self.log()}")

    def log(self) -> str:
        return (self.home / "server.log").read_text("utf-8", "replace")[-4000:]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Visit:
    """One person's visit, in a browser profile of its own."""

    server: Server
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    """What the browser reported as errors."""

    @classmethod
    def open(cls, browser: Browser, server: Server, size: str, path: str, *, dark: bool) -> Self:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            has_touch=size == "phone",
            is_mobile=size == "phone",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        visit = cls(server, context, page)
        page.on("console", visit._listen)
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.goto(f"{server.url}/{path}")
        visit.settle()
        return visit

    def _listen(self, message: ConsoleMessage) -> None:
        # Opened below a page's address, Streamlit looks for its server there before it looks above.
        if message.type == "error" and "_stcore" not in message.location.get("url", ""):
            self.complaints.append(message.text)

    def close(self) -> None:
        self.context.close()

    def settle(self) -> None:
        """Until the page is drawn, and has been still for a moment."""
        self.page.wait_for_function(_STILL, polling=50)

    def reload(self) -> None:
        self.page.reload()
        self.settle()

    # What is there

    @property
    def box(self) -> Locator:
        return self.page.get_by_test_id("stChatInputTextArea")

    @property
    def replies(self) -> Locator:
        """What the coach said and finished saying."""
        return self.page.locator(".bp-coach:not(:has(.bp-waiting))")

    @property
    def said(self) -> Locator:
        return self.page.locator(".bp-leader")

    @property
    def conversation_id(self) -> str:
        expect(self.page).to_have_url(re.compile(r"\?c="))
        return self.page.url.rsplit("c=", 1)[1]

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def listed(self) -> list[str]:
        """The conversations in the sidebar, by name."""
        names = ".st-key-conversations :is(.stButton, .bp-here)"
        return self.page.locator(names).all_inner_texts()

    # What a person does

    def say(self, words: str) -> None:
        """Write it and send it, without waiting for the reply."""
        expect(self.box).to_be_enabled()
        self.box.fill(words)
        self.box.press("Enter")

    def talk(self, words: str) -> str:
        """Say it, wait for the whole reply, and return that."""
        before = self.replies.count()
        self.say(words)
        expect(self.replies).to_have_count(max(before, 1) + 1)
        expect(self.box).to_be_enabled()
        self.settle()
        return self.replies.last.inner_text()

    def begin(self) -> None:
        """Just talk."""
        self.button("Just talk").click()
        expect(self.replies).to_have_count(1)
        self.settle()

    def menu(self, title: str, action: str) -> None:
        """An entry of a conversation's menu in the sidebar."""
        row = self.page.locator(".st-key-conversations [class*='st-key-row-'], "
                                ".st-key-conversations [class*='st-key-here-']")  # fmt: skip
        row.filter(has_text=title).first.get_by_test_id("stMenuButton").get_by_role(
            "button"
        ).click()
        self.page.get_by_role("menuitem", name=action).or_(
            self.page.get_by_role("option", name=action)
        ).click()
