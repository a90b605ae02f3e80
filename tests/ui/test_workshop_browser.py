"""A workshop as it is held: a facilitator, a projector and two phones, each in a browser of its own, by both doors."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import PATIENCE
from playwright.sync_api import Browser, Page, expect

from coach.services import ROOT

PASSPHRASE = "amber basin cedar"


@dataclass
class Hosted:
    """The app as ``make host`` starts it."""

    own: str
    room: str
    home: Path
    process: subprocess.Popen[bytes]


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(home: Path, port: int, door: int) -> Hosted:
    environment = {n: v for n, v in os.environ.items() if not n.startswith("COACH_")}
    environment |= {"COACH_HOME": str(home), "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    (home / "passphrase").write_text(PASSPHRASE, "utf-8")
    command = [sys.executable, "-m", "coach.ui.host", f"--port={port}", f"--door={door}",
               f"--passphrase-file={home / 'passphrase'}"]  # fmt: skip
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    made = Hosted(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{door}", home, process)
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{made.own}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return made
        except OSError:
            assert process.poll() is None, (home / "server.log").read_text("utf-8")
        time.sleep(0.2)
    raise RuntimeError((home / "server.log").read_text("utf-8", "replace"))


@pytest.fixture
def hosted(home: Path) -> Iterator[Hosted]:
    made = _start(home, _free(), _free())
    yield made
    if made.process.poll() is None:
        made.process.send_signal(signal.SIGINT)
        made.process.wait(20)


def _opened(browser: Browser, address: str, *, phone: bool = False) -> Page:
    size = {"width": 375, "height": 812} if phone else {"width": 1280, "height": 800}
    page = browser.new_context(viewport=size, has_touch=phone, is_mobile=phone).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    return page


def test_a_room_with_a_facilitator_a_projector_and_two_phones(
    browser: Browser, hosted: Hosted
) -> None:
    host = _opened(browser, f"{hosted.own}/workshops")
    host.get_by_role("button", name="Prepare this one").first.click()
    host.get_by_role("button", name="Rehearse").click()
    code = host.locator(".bp-room-code").first.inner_text().replace(" ", "")
    workshop = host.url.rsplit("w=", 1)[1]
    wall = _opened(browser, f"{hosted.own}/wall?w={workshop}")
    expect(wall.locator(".bp-wall .bp-room-code")).to_have_text(
        re.compile(rf"{code[:3]} {code[3:]}")
    )

    # One phone types the code, one scans it. A wrong code is said to be one.
    typing = _opened(browser, hosted.room, phone=True)
    typing.get_by_label("Code").fill("XXXXXX")
    typing.get_by_role("button", name="Come in").click()
    expect(typing.get_by_text("No room has this code")).to_be_visible()
    typing.get_by_label("Code").fill(f"{code[:3].lower()} {code[3:].lower()}")
    typing.get_by_role("button", name="Come in").click()
    expect(typing.get_by_text("You are in")).to_be_visible()
    scanning = _opened(browser, f"{hosted.room}/?code={code}", phone=True)
    expect(scanning.get_by_text("You are in")).to_be_visible()

    # Nothing of anybody's coaching is there, whatever address is asked for.
    assert scanning.locator('[data-testid="stSidebar"]').count() == 0
    for path in ("/about", "/your-words", "/workshops", "/lead"):
        answer = scanning.request.get(f"{hosted.room}{path}")
        assert answer.status in {401, 404}

    host.get_by_role("button", name="Begin", exact=True).click()
    host.get_by_role("button", name="Next", exact=True).click()
    expect(typing.get_by_text("In your words")).to_be_visible()
    typing.get_by_label("In your words").fill("Somebody waited for me at the loading bay")
    typing.get_by_role("button", name="Send").click()
    expect(typing.get_by_text("Sent. It has no name on it.")).to_be_visible()

    # A name is asked to be left out; distress is met and goes nowhere.
    scanning.get_by_label("In your words").fill("I never thank Marta for anything")
    scanning.get_by_role("button", name="Send").click()
    expect(scanning.get_by_text("may point to a person")).to_be_visible()
    scanning.get_by_label("In your words").fill(
        "I can't go on like this, I cry in the car every morning"
    )
    scanning.get_by_role("button", name="Send").click()
    expect(scanning.get_by_text("it went nowhere")).to_be_visible()
    expect(scanning.get_by_label("People you can reach now")).to_be_visible()

    # The simulated phones answer too; then the wall shows, and neither of the two stands on it.
    show = host.get_by_role("button", name="Show it to the room")
    show.wait_for(timeout=60_000)
    expect(wall.locator(".bp-cards")).to_have_count(0)
    show.click()
    expect(wall.locator(".bp-cards").first).to_be_visible()
    standing = wall.locator(".bp-wall").inner_text()
    assert "cry in the car" not in standing
    assert "Marta" not in standing
    # However small the screen, nobody has to scroll the projector.
    wall.set_viewport_size({"width": 800, "height": 450})
    wall.wait_for_function(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollHeight <= m.clientHeight + 1; }"
    )

    # Coming back after a reload: the same place, the same answer.
    typing.reload()
    expect(typing.get_by_text("Somebody waited for me at the loading bay").first).to_be_visible()

    # The program is killed in the middle of the activity and started again: the room goes on where it was.
    own, door = (int(address.rsplit(":", 1)[1]) for address in (hosted.own, hosted.room))
    hosted.process.kill()
    hosted.process.wait()
    hosted.process = _start(hosted.home, own, door).process
    typing.goto(f"{hosted.room}/?code={code}")
    expect(typing.get_by_text("Somebody waited for me at the loading bay").first).to_be_visible()
    host.goto(f"{hosted.own}/workshops?w={workshop}")
    host.get_by_role("button", name="End the workshop").click()
    host.get_by_role("button", name="End it for everybody").click()
    expect(host.get_by_text("phones took part")).to_be_visible()
    typing.reload()
    expect(typing.get_by_text("That was it")).to_be_visible()
    own_file = typing.request.get(f"{hosted.room}/room/mine?code={code}")
    assert "Somebody waited for me at the loading bay" in own_file.text()
    other = scanning.request.get(f"{hosted.room}/room/mine?code={code}")
    assert "loading bay" not in other.text()
    host.get_by_role("button", name="Delete this workshop").click()
    expect(host.get_by_role("button", name="Undo")).to_be_visible()


def test_a_facilitator_elsewhere_leads_with_the_passphrase(
    browser: Browser, hosted: Hosted
) -> None:
    elsewhere = _opened(browser, f"{hosted.room}/lead")
    elsewhere.get_by_label("passphrase").fill("not the passphrase")
    elsewhere.get_by_role("button", name="Come in").click()
    expect(elsewhere.get_by_text("That is not the passphrase")).to_be_visible()
    elsewhere.get_by_label("passphrase").fill(PASSPHRASE)
    elsewhere.get_by_role("button", name="Come in").click()
    expect(elsewhere.get_by_role("heading", name="Workshops")).to_be_visible()
    assert elsewhere.locator('[data-testid="stSidebar"]').count() == 0
    elsewhere.get_by_role("button", name="Prepare this one").first.click()
    elsewhere.get_by_role("button", name="Open the room").click()
    expect(elsewhere.locator(".bp-room-code").first).to_be_visible()
    assert (
        elsewhere.get_by_text("Let phones in").count() == 0
    )  # the door is opened from the machine itself
