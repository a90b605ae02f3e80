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
from coach.store.desk import Desk
from coach.store.records import Actor, Role
from coach.ui import shared, signing

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


# --- More than one person ---------------------------------------------------------------------------


@pytest.fixture
def seated(
    coach: Coach, serve: object, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Actor], AppTest]:
    """Somebody signed in, with the app open before them."""
    signing.sign_in.cache_clear()

    def sit(actor: Actor) -> AppTest:
        monkeypatch.setattr(signing, "sign_in", lambda: signing.SignIn(("default",), True))
        monkeypatch.setattr(signing, "_look_up", lambda c: c.entering.standing(actor))
        monkeypatch.setattr(signing, "_LOOK_AGAIN", 0.0)
        app = AppTest.from_file(str(SCRIPT), default_timeout=30).run()
        assert not app.exception, app.exception
        return app

    return sit


@pytest.fixture
def owner(coach: Coach) -> Desk:
    return coach._store.as_actor(coach.local_actor())


@pytest.fixture
def add(coach: Coach, owner: Desk) -> Callable[..., Mine]:
    def add(name: str, *roles: Role, elsewhere: bool = False) -> Mine:
        here = None if elsewhere else owner.actor.workspace_id
        return coach.as_person(coach._store.add_person(name, workspace_id=here, roles=roles))

    return add


@pytest.fixture
def clara(add: Callable[..., Mine]) -> Mine:
    return add("Clara", "practitioner")


@pytest.fixture
def coached(add: Callable[..., Mine], owner: Desk, clara: Mine) -> Callable[..., Mine]:
    """Somebody more whom Clara coaches, with the agreement accepted."""

    def coached(name: str, *, agreed: bool = True) -> Mine:
        leader = add(name, "leader")
        made = owner.begin_coaching(clara.actor.person_id, leader.actor.person_id)
        for one in (clara, leader) if agreed else ():
            side = made.party_of(one.actor.person_id)
            one.people.accept(made.id, one.people.agreement().digest(side))  # type: ignore[arg-type]
        return leader

    return coached


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
