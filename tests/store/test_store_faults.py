"""What a database can suffer is said in words with a remedy, and nothing is lost over it."""

import shutil
import sqlite3

import psycopg
import pytest
from sqlalchemy import event

from coach.errors import (
    SettingsError,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
)
from coach.store.engine import sqlite_url
from coach.store.faults import explain
from coach.store.keyring import Keyring
from coach.store.store import open_store


@pytest.fixture
def impatient(url, key_file, clock, store, desk):
    """A desk that waits only a moment for others."""
    with open_store(url, key=Keyring.in_file(key_file), clock=clock, wait_seconds=0.2) as opened:
        yield opened.as_actor(desk.actor)


def test_a_locked_database_says_so_and_goes_on_afterwards(url, home, impatient, talk):
    conversation = talk.begin(impatient)
    if url.startswith("sqlite"):
        other = sqlite3.connect(home / "coach.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(url)
        other.execute("LOCK TABLE conversation IN EXCLUSIVE MODE")
    with pytest.raises(StoreLocked, match="Try again"):
        impatient.receive(conversation, "m-1", "Hello")
    assert len(impatient.messages(conversation)) == 1  # reading goes on
    other.rollback()
    other.close()
    assert impatient.receive(conversation, "m-1", "Hello")[1]


def test_a_thread_that_writes_for_too_long_is_said_too(home, talk, clock, prepared_sqlite):
    shutil.copy(prepared_sqlite, home / "coach.db")
    key = Keyring.in_file(home / "key")
    with open_store(sqlite_url(home / "coach.db"), key=key, wait_seconds=0.1) as store:
        desk = store.as_actor(store.local_person())
        with store.database.write(), pytest.raises(StoreLocked):
            talk.begin(desk)
        talk.begin(desk)


def test_a_database_that_may_only_be_read_can_be_read(url, home, key_file, store, desk, talk):
    conversation = talk.whole(desk)
    store.close()
    if url.startswith("sqlite"):
        plain = home.with_name("plain")
        shutil.copytree(home, plain)
        read_only = f"sqlite:///file:{plain}/coach.db?mode=ro&uri=true"
    else:
        read_only = f"{url}&options=-c%20default_transaction_read_only%3Don"
    with open_store(read_only, key=Keyring.in_file(key_file)) as opened:
        desk = opened.as_actor(opened.local_person())
        assert len(desk.messages(conversation)) == 3
        with pytest.raises(StoreReadOnly, match="right to write"):
            talk.say(desk, conversation)
        with pytest.raises(StoreReadOnly):
            desk.purge_deleted()
        assert len(desk.messages(conversation)) == 3


def _pages(store):
    """Of the file, as far as it is filled now."""
    with store.database.engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA page_count").scalar()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_full_disk_loses_nothing_that_was_confirmed(store, desk, talk):
    conversation = talk.begin(desk)
    limit = {"pages": _pages(store) + 20}

    @event.listens_for(store.database.engine, "connect")
    def small_disk(connection, _record):
        connection.execute(f"PRAGMA max_page_count = {limit['pages']}")

    store.database.engine.dispose()
    stored = []
    with pytest.raises(StoreFull, match="Free some space"):
        for number in range(200):
            desk.receive(conversation, f"m-{number}", "words " * 500)
            stored.append(f"m-{number}")
    assert stored
    assert [message.id for message in desk.messages(conversation)][1:] == stored
    desk.delete(conversation)  # small changes go on while there is a page
    desk.undo_delete(conversation)
    limit["pages"] = 10_000
    store.database.engine.dispose()
    refused = f"m-{len(stored)}"
    assert desk.receive(conversation, refused, "words " * 500)[1]
    store.check()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_what_a_server_reports_is_translated(url, desk, talk):
    """A real server says it, made to by a trigger."""
    conversation = talk.begin(desk)
    reports = {
        "53100": StoreFull,
        "40P01": StoreLocked,
        "57014": StoreLocked,
        "25006": StoreReadOnly,
        "42501": StoreReadOnly,
        "53300": StoreUnreachable,
        "57P01": StoreUnreachable,
        "08006": StoreUnreachable,
        "XX001": StoreDamaged,
    }
    with psycopg.connect(url, autocommit=True) as admin:
        for code, error in reports.items():
            admin.execute(
                "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
            )
            admin.execute("CREATE TRIGGER fail BEFORE INSERT ON message EXECUTE FUNCTION fail()")
            try:
                with pytest.raises(error):
                    talk.say(desk, conversation)
            finally:
                admin.execute("DROP TRIGGER fail ON message")
    assert len(desk.messages(conversation)) == 1
    talk.say(desk, conversation)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreLocked),
        (sqlite3.SQLITE_LOCKED, StoreLocked),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreReadOnly),
        (sqlite3.SQLITE_PERM, StoreReadOnly),
        (sqlite3.SQLITE_FULL, StoreFull),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, StoreUnreachable),
        (sqlite3.SQLITE_IOERR_WRITE, StoreUnreachable),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreDamaged),
        (sqlite3.SQLITE_NOTADB, StoreDamaged),
    ],
)
def test_what_sqlite_reports_is_translated(code, error):
    """For the cases that no test can bring about on every machine."""
    reported = sqlite3.OperationalError("no")
    reported.sqlite_errorcode = code
    explained = explain(reported, database="The database x")
    assert type(explained) is error
    assert "The database x" in str(explained)


def test_a_mistake_of_the_program_stays_the_drivers_own_error():
    reported = sqlite3.OperationalError("no such table")
    reported.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert explain(reported, database="x") is None
    assert explain(ValueError("x"), database="x") is None


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://somebody:secret-password@127.0.0.1:1/coach",
        "postgresql+psycopg://somebody:secret-password@127.0.0.1:1/coach",
        "postgres://somebody:secret-password@127.0.0.1:1/coach",
        "postgresql://somebody:secret-password@/coach?host=/nowhere",
    ],
)
def test_a_server_that_is_not_there_is_said_without_the_password(address, key_file):
    with pytest.raises(StoreUnreachable, match="Check that the server runs") as said:
        open_store(address, key=Keyring.in_file(key_file), wait_seconds=1)
    assert "secret-password" not in str(said.value)
    assert "secret-password" not in repr(said.value.__cause__)
    assert not key_file.exists()


def test_a_database_or_user_that_is_not_there_is_said(postgresql, key_file):
    known = postgresql.prepared
    nowhere = known.replace(known.split("/")[3].split("?")[0], "not_there")
    with pytest.raises(StoreUnreachable, match="not_there"):
        open_store(nowhere, key=Keyring.in_file(key_file))


def test_a_place_that_cannot_be_opened_is_said(home):
    (home / "a file").write_text("")
    for place in (home, home / "a file" / "coach.db"):
        with pytest.raises(StoreUnreachable, match="Check that its folder exists"):
            open_store(sqlite_url(place), key=Keyring.temporary())


@pytest.mark.parametrize(
    "content", [b"not a database, but somebody's notes " * 50, b"SQLite format 3\0junk" * 99]
)
def test_a_file_that_is_no_database_is_left_as_it_is(home, key_file, content):
    file = home / "coach.db"
    file.write_bytes(content)
    with pytest.raises(StoreDamaged, match="left as it is"):
        open_store(sqlite_url(file), key=Keyring.in_file(key_file))
    assert file.read_bytes() == content
    assert not key_file.exists()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_damage_inside_a_database_is_found_and_not_written_over(
    url, home, key_file, store, desk, talk
):
    definitions = _pages(store)
    conversation = talk.whole(desk)
    for number in range(60):
        desk.receive(conversation, f"m-{number}", "words " * 300)
    store.close()
    file = home / "coach.db"
    healthy = file.read_bytes()
    # Everything after the first pages, where the tables are defined, is overwritten.
    kept = 4096 * definitions
    damaged = healthy[:kept] + b"\xa5" * (len(healthy) - kept)
    file.write_bytes(damaged)
    with open_store(url, key=Keyring.in_file(key_file)) as opened:
        with pytest.raises(StoreDamaged):
            opened.check()
        desk = opened.as_actor(opened.local_person())
        with pytest.raises(StoreDamaged, match="Put back a backup"):
            desk.messages(conversation)
        with pytest.raises(StoreError):
            desk.erase_everything()
    file.write_bytes(healthy)
    with open_store(url, key=Keyring.in_file(key_file)) as opened:
        opened.check()
        assert len(opened.as_actor(opened.local_person()).messages(conversation)) == 63


def test_a_healthy_database_passes_the_check(store, desk, talk):
    talk.whole(desk)
    store.check()


@pytest.mark.parametrize(
    "address", ["", "coach.db", "mysql://root@localhost/coach", "postgresql://host:port/x", "://"]
)
def test_an_address_that_is_none_is_said_with_examples(address):
    with pytest.raises(SettingsError, match=r"sqlite:////path/to/coach\.db"):
        open_store(address, key=Keyring.temporary())
