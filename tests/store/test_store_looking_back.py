"""What is kept of how things went over time: when a commitment was answered, and a month's ratings."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from coach.errors import NotFound, UndoTooLate
from coach.store import migrations
from coach.store.keyring import Keyring
from coach.store.migrate import VERSION_TABLE
from coach.store.records import Decided
from coach.store.store import open_store
from coach.store.tables import Base

SAID = {"bad-news": 4, "thanks": 2, "own-words": None}


# --- Commitments ------------------------------------------------------------------------------------


def test_a_commitment_knows_when_it_was_answered_last(desk, talk, clock):
    talk.whole(desk)
    (commitment,) = desk.commitments()
    assert commitment.answered_at is None
    clock.advance(days=2)
    kept = desk.save_commitment(replace(commitment, status="changed"))
    assert kept.answered_at == clock.now
    answered = clock.now
    clock.advance(days=1)
    said_more = desk.save_commitment(replace(kept, reflection="She laughed."))
    assert said_more.answered_at == answered
    reopened = desk.save_commitment(replace(said_more, status="open"))
    assert reopened.answered_at is None


def test_nobody_else_can_say_when_it_was_answered(desk, talk, clock):
    talk.whole(desk)
    (commitment,) = desk.commitments()
    forged = replace(commitment, answered_at=clock.now - timedelta(days=300))
    assert desk.save_commitment(forged).answered_at is None


def undo_since(connection, before):
    """Take back what the migrations after one of them made: their tables and their columns."""
    folder = Path(migrations.__file__).parent / "versions"
    old = "".join(f.read_text("utf-8") for f in folder.glob("[0-9]*.py") if f.name[:4] <= before)
    for table in reversed(Base.metadata.sorted_tables):
        if not re.search(rf'op\.create_table\(\s*"{table.name}"', old):
            connection.execute(text(f"DROP TABLE {table.name}"))
    newer = "".join(f.read_text("utf-8") for f in folder.glob("[0-9]*.py") if f.name[:4] > before)
    added = re.findall(r'op\.add_column\(\s*"(\w+)",\s*sa\.Column\(\s*"(\w+)"', newer)
    assert ("commitment", "answered_at") in added
    for table, column in added:
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))


def test_of_older_answers_nobody_pretends_to_know_when(new_url, key_file, talk, clock):
    """From the shape before: what was answered then stays answered, at an instant that is not known."""
    scripts = Config()
    scripts.set_main_option("script_location", "coach.store:migrations")
    before = ScriptDirectory.from_config(scripts).get_revision("0004").down_revision
    with open_store(new_url, key=Keyring.in_file(key_file), clock=clock) as store:
        desk = store.as_actor(store.local_person())
        talk.whole(desk)
        (commitment,) = desk.commitments()
        desk.save_commitment(replace(commitment, status="kept", followed_up_at=clock.now))
    engine = create_engine(new_url)
    with engine.begin() as connection:
        undo_since(connection, before)
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{before}'"))
    engine.dispose()
    with open_store(new_url, key=Keyring.in_file(key_file), clock=clock) as store:
        desk = store.as_actor(store.local_person())
        (commitment,) = desk.commitments()
        assert (commitment.status, commitment.answered_at) == ("kept", None)
        assert desk.rate("2026-03", SAID).answers == SAID


# --- Ratings ----------------------------------------------------------------------------------------


def test_what_is_said_again_in_a_month_takes_the_place_of_what_was_said(desk, clock):
    first = desk.rate("2026-03", SAID)
    clock.advance(days=3)
    again = desk.rate("2026-03", {"thanks": 3})
    assert (again.id, again.answers) == (first.id, {"thanks": 3})
    assert (again.created_at, again.updated_at) == (first.created_at, clock.now)
    desk.rate("2026-02", {"thanks": 1})
    assert [r.month for r in desk.events().ratings] == ["2026-02", "2026-03"]


def test_a_month_can_be_taken_out_and_brought_back_for_ten_minutes(desk, clock):
    kept = desk.rate("2026-03", SAID)
    until = desk.delete_ratings(kept.id)
    assert until - clock() == timedelta(minutes=10)
    assert desk.events().ratings == ()
    with pytest.raises(NotFound):
        desk.delete_ratings(kept.id)
    assert desk.undo_delete_ratings(kept.id) == kept
    desk.delete_ratings(kept.id)
    clock.advance(minutes=11)
    with pytest.raises(UndoTooLate):
        desk.undo_delete_ratings(kept.id)
    assert desk.purge_deleted() == 1
    with pytest.raises(NotFound):
        desk.undo_delete_ratings(kept.id)


def test_a_month_that_was_taken_out_can_be_said_anew(desk):
    desk.delete_ratings(desk.rate("2026-03", SAID).id)
    desk.rate("2026-03", {"thanks": 5})
    (kept,) = desk.events().ratings
    assert kept.answers == {"thanks": 5}


def test_ratings_are_exported_and_erased_with_everything(desk):
    desk.rate("2026-03", SAID)
    (exported,) = desk.export_everything()["ratings"]
    assert (exported["month"], exported["answers"]) == ("2026-03", SAID)
    desk.erase_everything()
    assert desk.export_everything()["ratings"] == []


def test_what_they_said_cannot_be_read_in_the_database(store, desk):
    desk.rate("2026-03", SAID)
    with store.database.engine.connect() as connection:
        (sealed,) = connection.execute(text("SELECT answers FROM ratings")).one()
    assert "thanks" not in sealed
    assert store.reencrypt() > 0
    assert desk.events().ratings[0].answers == SAID


# --- What the pictures are drawn from ---------------------------------------------------------------


def test_the_events_are_those_of_all_conversations_that_are_there(desk, talk, clock):
    talk.whole(desk)
    clock.advance(days=1)
    gone = talk.whole(desk, "Another")
    for noticing in desk.noticings(gone):
        if noticing.kind == "habit":
            desk.answer_noticing(noticing.id, "not_me")
    events = desk.events()
    assert [(h.kind, h.habit, h.answer) for h in events.heard] == [
        ("habit", "always-busy", None),
        ("strength", "drive-by-demand", None),
        ("habit", "always-busy", "not_me"),
        ("strength", "drive-by-demand", None),
    ]
    assert [d.what for d in events.decided] == [talk.commitment.what] * 2
    assert events.refused == {"always-busy"}
    desk.delete(gone)
    left = desk.events()
    assert (len(left.heard), len(left.decided)) == (2, 1)


def test_the_last_talks_come_with_what_they_ended_with(desk, talk, clock):
    first = talk.whole(desk)
    clock.advance(days=1)
    talk.begin(desk, "Only the coach spoke")
    clock.advance(days=1)
    without = talk.begin(desk, "No step")
    talk.answer(desk, without, talk.say(desk, without))
    desk.archive(first)
    second, empty, earlier = desk.last_talks(5)
    assert (second.decided, empty.decided) == ((), ())
    assert [talk.messages for talk in (second, empty, earlier)] == [3, 1, 3]
    (decided,) = earlier.decided
    assert isinstance(decided, Decided)
    assert (decided.what, decided.status) == (talk.commitment.what, "open")
    assert len(desk.last_talks(1)) == 1
    desk.delete(first)
    assert len(desk.last_talks(5)) == 2
