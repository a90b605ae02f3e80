"""Signing in with a real OpenID provider, and personal links, in a real browser."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from browsing import Server, Visit, free_port
from planting import desk_of
from playwright.sync_api import Browser, expect
from test_browser import _violations as violations

from coach.errors import NoEntry
from coach.services import ROOT, VECTORS
from coach.store.desk import Desk
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.records import Arrival, NewLink
from coach.store.store import Store, open_store

PEOPLE = (
    {"sub": "nadia", "name": "Nadia Haddad", "email": "nadia@example.org"},
    {"sub": "omar", "name": "Omar Brandt", "email": "omar@example.org"},
    {"sub": "stranger", "name": "Somebody", "email": "who@example.org"},
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An OpenID provider of our own, as a program beside the app."""
    port = free_port()
    users = [f"--user-claims={json.dumps(one)}" for one in PEOPLE]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", f"--port={port}", *users]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}/.well-known/openid-configuration"
    for _ in range(200):
        try:
            httpx.get(address)
            break
        except httpx.HTTPError:
            time.sleep(0.05)
    yield address
    process.terminate()
    process.wait(10)


@dataclass
class Place:
    """The app with a sign-in, and its database from behind."""

    server: Server
    store: Store

    @property
    def owner(self) -> Desk:
        return self.store.as_actor(self.store.local_person())


@pytest.fixture(scope="module")
def place(
    prepared_home: Path, provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("signing")
    (home / "encoder").symlink_to(prepared_home / "encoder")
    shutil.copytree(prepared_home / "chroma", home / "chroma")
    for name in (*VECTORS, "prepared.json"):
        shutil.copy2(prepared_home / name, home / name)
    port = free_port()
    secrets = home / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://localhost:{port}/oauth2callback"\n'
        'cookie_secret = "a secret of the test, thirty-two long"\n'
        f'client_id = "begin"\nclient_secret = "anything"\nserver_metadata_url = "{provider}"\n'
    )
    server = Server.start(
        ROOT / "streamlit_app.py", home, {"public_url": f"http://localhost:{port}"}, port=port,
        further=[f"--secrets.files={secrets}"],
    )  # fmt: skip
    server.url = f"http://localhost:{port}"
    store = open_store(sqlite_url(home / "coach.db"), key=Keyring.in_file(home / "key"))
    yield Place(server, store)
    store.close()
    server.stop()


@pytest.fixture
def come(browser: Browser, place: Place) -> Iterator[Callable[..., Visit]]:
    """Somebody new at the door, with a browser of their own."""
    opened: list[Visit] = []

    def comes(path: str = "", size: str = "desktop") -> Visit:
        opened.append(Visit.open(browser, place.server, size, path, dark=False))
        return opened[-1]

    yield comes
    for visit in opened:
        visit.close()


def sign_in(visit: Visit, who: str) -> None:
    visit.button("Sign in").click()
    visit.page.get_by_role("button", name=who, exact=True).click()
    visit.page.wait_for_url(re.compile(re.escape(visit.server.url)))
    visit.settle()


def enter(browser: Browser, place: Place, made: NewLink, code: str | None = None) -> Visit:
    """Open a personal link on a device of its own and type the code."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    visit = Visit(place.server, context, page)
    page.goto(f"{place.server.url}/enter/{made.token}")
    page.get_by_label("The code").fill(code or made.code)
    page.get_by_role("button", name="Come in").click()
    return visit


def test_an_invited_person_signs_in_joins_and_signs_out(
    come: Callable[..., Visit], place: Place
) -> None:
    _, token = place.owner.invite(
        name="Nadia Haddad", mail="nadia@example.org", roles=frozenset({"leader"}), coached_by=None
    )
    visit = come(f"join/{token}")
    expect(visit.page.get_by_text("You have an invitation")).to_be_visible()
    sign_in(visit, "nadia")
    expect(visit.page.get_by_text("You’ve been invited")).to_be_visible()
    visit.button("Join").click()
    expect(visit.page.get_by_text("Tell it what happened")).to_be_visible()
    expect(visit.page.get_by_text("You are Nadia Haddad")).to_be_visible()
    visit.begin()
    visit.talk("I ask about the kids and don't wait for the answer.")
    visit.reload()
    visit.settle()
    assert visit.listed()
    visit.button("Sign out").click()
    visit.page.get_by_role("button", name="End session").click()
    visit.page.goto(visit.server.url)
    visit.settle()
    expect(visit.button("Sign in")).to_be_visible()
    assert place.owner.conversations() == []
    with pytest.raises(NoEntry, match="used already"):
        place.store.entering.accept(token, Arrival("elsewhere", "x"), "")


@pytest.mark.parametrize("path", ["", "library", "people", "your-words", "?c=somebodys"])
def test_nobody_signed_in_sees_nothing_but_the_door(come: Callable[..., Visit], path: str) -> None:
    visit = come(path)
    expect(visit.button("Sign in")).to_be_visible()
    assert visit.page.locator("[data-testid=stSidebar] a").count() == 0
    assert "passages" not in visit.page.locator(".stMain").inner_text()


def test_an_unknown_account_is_told_whom_to_ask(come: Callable[..., Visit]) -> None:
    visit = come()
    sign_in(visit, "stranger")
    expect(visit.page.get_by_text("not expected yet")).to_be_visible()
    expect(visit.page.get_by_text("who@example.org")).to_be_visible()
    assert visit.page.locator("[data-testid=stSidebar] a").count() == 0


def test_a_personal_link_lets_in_the_first_device_and_no_other(
    browser: Browser, place: Place
) -> None:
    person, made = place.owner.add_leader("Paul")
    first = enter(browser, place, made, "0000 0000")
    expect(first.page.get_by_role("alert")).to_contain_text("4 more times")
    first.page.get_by_label("The code").fill(made.code)
    first.page.get_by_role("button", name="Come in").click()
    first.settle()
    expect(first.page.get_by_text("You are Paul")).to_be_visible()
    kept = {c["name"]: c for c in first.context.cookies()}["bp_device"]
    assert kept["httpOnly"] and kept["sameSite"] == "Lax"
    forwarded = browser.new_context().new_page()
    forwarded.goto(f"{place.server.url}/enter/{made.token}")
    expect(forwarded.get_by_role("alert")).to_contain_text("one device only")
    assert forwarded.get_by_label("The code").count() == 0
    link = next(one for one in place.owner.personal_links() if one.person_id == person)
    place.owner.close_link(link.id)
    first.reload()
    expect(first.button("Sign in")).to_be_visible()
    forwarded.context.close()
    first.close()


def test_another_site_cannot_sign_somebody_in_to_a_desk_of_its_own(place: Place) -> None:
    """Else they would write their words where somebody else reads them."""
    _, made = place.owner.add_leader("Bait")
    address = f"{place.server.url}/enter/{made.token}"
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):  # fmt: skip
        answer = httpx.post(address, data={"code": made.code}, headers=headers)
        assert answer.status_code == 403
        assert not answer.cookies
    answer = httpx.post(address, data={"code": made.code}, headers={"Origin": place.server.url})
    assert answer.status_code == 303
    assert answer.cookies["bp_device"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_page_on_people_serves_everybody(
    come: Callable[..., Visit], place: Place, size: str
) -> None:
    """An owner's, with somebody in it; what axe calls serious, and nothing wider than the screen."""
    owner = place.store.add_person("Ola", workspace_id=place.owner.actor.workspace_id, roles=["owner", "leader"])  # fmt: skip
    with place.store.database.write() as session:
        made = place.store.entering.add_link(session, owner.workspace_id, owner.person_id, None)
    _, cookie = place.store.entering.open_link(made.token, made.code, "")
    visit = come("people", size)
    visit.context.add_cookies([{"name": "bp_device", "value": cookie, "url": visit.server.url}])
    visit.reload()
    for view in ("Everybody", "Let somebody in", "You"):
        visit.page.get_by_test_id("stMain").get_by_text(view, exact=True).first.click()
        visit.settle()
        assert violations(visit) == []
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_links_lead_nowhere_without_a_sign_in(served: Callable[..., Server]) -> None:
    server = served()
    _, made = desk_of(server).add_leader("Nobody")
    for way in ("join", "enter"):
        answer = httpx.get(f"{server.url}/{way}/{made.token}")
        assert answer.status_code == 404
        assert not answer.cookies
