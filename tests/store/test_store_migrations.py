"""The schema is made and brought up to date at opening, once, whoever opens."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import coach.store.migrations
from coach.errors import StoreDamaged, StoreTooNew
from coach.store.keyring import Keyring
from coach.store.migrate import NEWEST, VERSION_TABLE, refuse_broken_references
from coach.store.store import open_store
from coach.store.tables import Base


def run_sql(url, home, *statements):
    if url.startswith("sqlite"):
        connection = sqlite3.connect(home / "coach.db")
    else:
        connection = psycopg.connect(url)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.fixture
def new_store(new_url, key_file):
    with open_store(new_url, key=Keyring.in_file(key_file)) as store:
        yield store


def test_an_empty_database_gets_the_tables_that_the_code_expects(new_store):
    with new_store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == NEWEST


def test_every_row_carries_its_workspace_and_its_owner(new_store):
    inspector = inspect(new_store.database.engine)
    for table in inspector.get_table_names():
        if table in {"workspace", "person", "key_check", VERSION_TABLE}:
            continue
        if table in {"pepper", "guess", "identity"}:  # known before anybody's workspace is
            continue
        if table == "pulse_wait":  # a hash, so that it is nobody's
            continue
        key = inspector.get_pk_constraint(table)["constrained_columns"]
        # The workspace's, not one person's:
        shared = table in {
            "shelf_passage",
            "shelf_change",
            "exercise_version",
            "own_exercise",
            "invitation",
            "management",
            "coaching",
        }
        # What a room answers belongs to nobody: test_store_rooms.py.
        nobodys = table in {"workshop_seat", "workshop_answer", "workshop_themes", "pulse_answers"}
        owner = set() if shared or nobodys else {"owner_id"}
        assert {"workspace_id"} | owner <= set(key), table
        for reference in inspector.get_foreign_keys(table):
            assert reference["options"].get("ondelete") == "CASCADE", table


def test_the_newest_revision_is_the_one_the_code_names():
    scripts = ScriptDirectory(next(iter(coach.store.migrations.__path__)))
    assert scripts.get_current_head() == NEWEST
    for script in scripts.walk_revisions():
        assert script.doc
        assert "import coach" not in Path(script.path).read_text("utf-8"), script.path
        assert "from coach" not in Path(script.path).read_text("utf-8"), script.path


def test_opening_again_changes_nothing(new_url, key_file, home, talk):
    with open_store(new_url, key=Keyring.in_file(key_file)) as store:
        actor = store.local_person()
        conversation = talk.whole(store.as_actor(actor))
    key = key_file.read_bytes()
    with open_store(new_url, key=Keyring.in_file(key_file)) as store:
        assert store.local_person() == actor
        assert len(store.as_actor(actor).messages(conversation)) == 3
    assert key_file.read_bytes() == key


OPEN = """
import sys
from pathlib import Path
from coach.store.keyring import Keyring
from coach.store.store import open_store
url, key = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
with open_store(url, key=Keyring.in_file(Path(key))) as store:
    print(store.local_person().person_id)
"""


def test_many_processes_may_open_a_new_database_at_once(new_url, key_file, home, run_child):
    children = [run_child(OPEN, new_url, str(key_file)) for _ in range(3)]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    printed = [child.communicate(timeout=60) for child in children]
    assert [child.returncode for child in children] == [0] * 3, [error for _, error in printed]
    assert len({person for person, _ in printed}) == 1
    leftovers = {path.name for path in home.iterdir()} - {
        "coach.db",
        "coach.db-wal",
        "coach.db-shm",
    }
    assert leftovers == {"key"}


def test_a_database_of_a_newer_program_is_left_alone(new_url, key_file, home, talk):
    with open_store(new_url, key=Keyring.in_file(key_file)) as store:
        conversation = talk.whole(store.as_actor(store.local_person()))
    run_sql(new_url, home, f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="Update the program"):
        open_store(new_url, key=Keyring.in_file(key_file))
    run_sql(new_url, home, f"UPDATE {VERSION_TABLE} SET version_num = '{NEWEST}'")
    with open_store(new_url, key=Keyring.in_file(key_file)) as store:
        assert len(store.as_actor(store.local_person()).messages(conversation)) == 3


def test_a_database_of_another_program_is_left_alone(new_url, key_file, home):
    run_sql(new_url, home, "CREATE TABLE message (body text)", "INSERT INTO message VALUES ('x')")
    with pytest.raises(StoreDamaged, match="database of its own"):
        open_store(new_url, key=Keyring.in_file(key_file))
    assert not key_file.exists()
    run_sql(new_url, home, "INSERT INTO message (body) VALUES ('y')")
    if new_url.startswith("sqlite"):
        with sqlite3.connect(home / "coach.db") as connection:
            names = connection.execute("SELECT name FROM sqlite_master").fetchall()
        assert names == [("message",)]


def test_a_migration_that_fails_leaves_the_database_as_it_was(new_url, key_file, home, monkeypatch):
    from alembic import op

    create = op.create_table

    def full_at_the_end(name, *columns):
        if name == "commitment":
            raise RuntimeError("power cut")
        return create(name, *columns)

    monkeypatch.setattr(op, "create_table", full_at_the_end)
    with pytest.raises(RuntimeError, match="power cut"):
        open_store(new_url, key=Keyring.in_file(key_file))
    monkeypatch.undo()
    with open_store(new_url, key=Keyring.in_file(key_file)) as store:
        store.check()
        with store.database.read() as session:
            assert session.scalar(text(f"SELECT count(*) FROM {VERSION_TABLE}")) == 1


@pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
def test_a_migration_that_tears_rows_apart_is_refused(new_store, home):
    orphan = "INSERT INTO membership VALUES ('nowhere', 'nobody', 'leader')"
    run_sql("sqlite", home, "PRAGMA foreign_keys = OFF", orphan)
    with new_store.database.alone() as connection, pytest.raises(StoreDamaged, match="membership"):
        refuse_broken_references(connection, new_store.database)


@pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("connection", ["the one that migrated", "a new one"])
def test_after_a_migration_sqlite_is_as_careful_as_before(new_store, connection):
    if connection == "a new one":
        new_store.database.engine.dispose()
    with new_store.database.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA busy_timeout")) == 5000
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA secure_delete")) == 1
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
