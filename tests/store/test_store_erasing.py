"""Deleting can be undone for ten minutes; erasing leaves nothing."""

import shutil
import sqlite3
from datetime import timedelta

import psycopg
import pytest

from coach.errors import NotFound, UndoTooLate
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.store import open_store

TABLES = ("conversation", "message", "noticing", "citation", "commitment")


@pytest.fixture
def ciphertexts(url, home):
    """All ciphertext that lies in the tables now."""

    def read():
        if url.startswith("sqlite"):
            connection = sqlite3.connect(home / "coach.db")
        else:
            connection = psycopg.connect(url)
        try:
            cursor = connection.cursor()
            found = set()
            for table in (*TABLES, "person"):
                cursor.execute(f"SELECT * FROM {table}")
                found |= {v for row in cursor.fetchall() for v in row if str(v).startswith("gAAAA")}
            return found
        finally:
            connection.close()

    return read


@pytest.fixture
def rows(url, home):
    def count():
        connect = sqlite3.connect if url.startswith("sqlite") else psycopg.connect
        connection = connect(home / "coach.db" if url.startswith("sqlite") else url)
        try:
            cursor = connection.cursor()
            counts = {}
            for table in TABLES:
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts[table] = cursor.fetchone()[0]
            return counts
        finally:
            connection.close()

    return count


def test_a_deleted_conversation_is_gone_and_comes_back_whole(desk, talk, clock):
    conversation = talk.whole(desk)
    before = (desk.conversation(conversation), desk.messages(conversation), desk.noticings())
    until = desk.delete(conversation)
    assert until == clock.now + timedelta(minutes=10)
    assert desk.conversations() == desk.conversations(archived=True) == []
    for gone in (desk.conversation, desk.messages, desk.pending, desk.delete, desk.archive):
        with pytest.raises(NotFound):
            gone(conversation)
    with pytest.raises(NotFound):
        talk.say(desk, conversation)
    clock.now = until - timedelta(microseconds=1)
    desk.undo_delete(conversation)
    assert before == (
        desk.conversation(conversation),
        desk.messages(conversation),
        desk.noticings(),
    )
    desk.undo_delete(conversation)  # nothing to undo, nothing happens


def test_after_ten_minutes_it_cannot_be_undone(desk, talk, clock):
    conversation = talk.whole(desk)
    clock.now = desk.delete(conversation)
    with pytest.raises(UndoTooLate, match="Begin a new one"):
        desk.undo_delete(conversation)


def test_a_reply_still_lands_in_a_conversation_deleted_meanwhile(desk, talk):
    conversation = talk.begin(desk)
    message_id = talk.say(desk, conversation)
    desk.delete(conversation)
    reply = talk.answer(desk, conversation, message_id)
    desk.undo_delete(conversation)
    assert desk.messages(conversation)[-1] == reply


def test_purging_erases_only_what_is_overdue(desk, talk, clock, rows):
    kept, recent, overdue = talk.whole(desk), talk.whole(desk), talk.whole(desk)
    desk.delete(overdue)
    clock.advance(minutes=5)
    desk.delete(recent)
    assert desk.purge_deleted() == 0
    clock.advance(minutes=5)
    assert desk.purge_deleted() == 1
    assert desk.purge_deleted() == 0
    with pytest.raises(NotFound):
        desk.undo_delete(overdue)
    desk.undo_delete(recent)
    assert {line.id for line in desk.conversations()} == {kept, recent}
    assert rows() == {
        "conversation": 2,
        "message": 6,
        "noticing": 4,
        "citation": 4,
        "commitment": 2,
    }
    desk.delete(recent)
    assert desk.purge_deleted(clock.now + timedelta(minutes=10)) == 1


def test_a_job_purges_for_everybody_and_a_person_only_their_own(
    store, desk, other_desk, talk, clock
):
    for one in (desk, other_desk):
        clock.now = max(clock.now, one.delete(talk.whole(one)))
    assert desk.purge_deleted() == 1
    assert store.purge_deleted() == 1


def test_erasing_takes_everything_that_came_of_the_conversation(desk, talk, rows):
    kept, erased = talk.whole(desk, "kept"), talk.whole(desk, "erased")
    desk.erase_now(erased)
    assert rows() == {
        "conversation": 1,
        "message": 3,
        "noticing": 2,
        "citation": 2,
        "commitment": 1,
    }
    assert [line.id for line in desk.conversations()] == [kept]
    with pytest.raises(NotFound):
        desk.erase_now(erased)
    with pytest.raises(NotFound):
        talk.answer(desk, erased, "any")
    deleted = talk.whole(desk)
    desk.delete(deleted)
    desk.erase_now(deleted)  # without waiting for the ten minutes
    assert rows()["conversation"] == 1


def test_erasing_everything_leaves_an_empty_desk_that_works(desk, other_desk, talk, rows):
    theirs = talk.whole(other_desk)
    talk.whole(desk)
    desk.archive(talk.whole(desk))
    desk.delete(talk.whole(desk))
    desk.save_preferences({"voice": "guide"})
    desk.save_display_name("Ana")
    desk.erase_everything()
    assert desk.export_everything()["conversations"] == []
    assert (desk.person().display_name, desk.preferences()) == ("", {})
    assert rows()["conversation"] == 1
    assert [line.id for line in other_desk.conversations()] == [theirs]
    talk.whole(desk)


@pytest.mark.parametrize("how", ["erase_now", "purge", "erase_everything"])
def test_erasing_leaves_no_bytes_of_it(url, home, store, desk, talk, clock, ciphertexts, how):
    """Looked for as ciphertext, for that is all there ever was of it on disk."""
    kept = talk.whole(desk, "kept")
    before = ciphertexts()
    erased = talk.whole(desk, "erased")
    talk.say(desk, erased, "a longer message " * 1000)
    desk.rename(erased, "another title")
    doomed = ciphertexts() - before
    assert len(doomed) > 12
    if how == "erase_now":
        desk.erase_now(erased)
    elif how == "purge":
        clock.now = desk.delete(erased)
        desk.purge_deleted()
    else:
        desk.save_preferences({"voice": "guide"})
        desk.save_display_name("Ana")
        doomed = ciphertexts()
        desk.erase_everything()
    assert not doomed & ciphertexts()
    if url.startswith("sqlite"):
        lying_there = b"".join(path.read_bytes() for path in home.glob("coach.db*"))
        assert not [token for token in doomed if token.encode()[:60] in lying_there]
        assert not [token for token in doomed if token.encode()[-60:] in lying_there]
        assert store.database.scrub()
    else:
        assert not store.database.scrub()  # until vacuum, and this says so
    if how != "erase_everything":
        assert len(desk.messages(kept)) == 3


def test_a_reader_elsewhere_holds_up_scrubbing_and_the_next_purge_makes_up_for_it(
    home, talk, clock, prepared_sqlite
):
    file = home / "coach.db"
    shutil.copy(prepared_sqlite, file)
    key = Keyring.in_file(home / "key")
    with open_store(sqlite_url(file), key=key, clock=clock, wait_seconds=0.1) as store:
        desk = store.as_actor(store.local_person())
        conversation = talk.whole(desk)
        reader = sqlite3.connect(file, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM message").fetchone()
        desk.erase_now(conversation)  # erased, although its ciphertext is in the log still
        assert not store.database.scrub()
        assert (home / "coach.db-wal").stat().st_size > 0
        reader.close()
        assert desk.purge_deleted() == 0
        assert (home / "coach.db-wal").stat().st_size == 0
