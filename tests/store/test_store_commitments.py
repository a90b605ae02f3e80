"""A commitment keeps the leader's words, and is asked about once, at the right time."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from coach.errors import NotFound
from coach.store.records import CommitmentRecord


@pytest.fixture
def commit(desk, talk):
    """Lets the leader commit to something; the stored commitment."""

    def committed(record):
        conversation = talk.begin(desk)
        talk.answer(desk, conversation, talk.say(desk, conversation), commitment=record)
        return next(c for c in desk.commitments() if c.conversation_id == conversation)

    return committed


def test_a_commitment_is_kept_in_the_leaders_words(desk, commit, talk, clock):
    commitment = commit(talk.commitment)
    for field in fields(CommitmentRecord):
        assert getattr(commitment, field.name) == getattr(talk.commitment, field.name), field.name
    assert (commitment.created_at, commitment.status) == (clock.now, "open")
    assert desk.commitment(commitment.id) == commitment

    bare = commit(CommitmentRecord("Say good morning first"))
    assert (bare.when_words, bare.confidence, bare.due_at) == (None, None, None)


def test_a_changed_copy_replaces_it_but_not_where_it_came_from(desk, commit, talk, clock):
    commitment = commit(talk.commitment)
    changed = replace(
        commitment,
        status="kept",
        what="Ask Ana, and Luis",
        confidence=None,
        reflection="She told me about her father.",
        followed_up_at=clock.now + timedelta(days=1),
        answered_at=clock.now,
    )
    assert desk.save_commitment(changed) == changed
    forged = replace(
        changed, conversation_id="elsewhere", created_at=datetime(2000, 1, 1, tzinfo=UTC)
    )
    assert desk.save_commitment(forged) == changed
    assert desk.commitment(commitment.id) == changed
    assert desk.commitments("kept") == [changed]
    assert desk.commitments("open") == []
    with pytest.raises(NotFound):
        desk.save_commitment(replace(commitment, id="nothing"))


def test_an_instant_is_stored_as_utc_whatever_zone_it_came_in(desk, commit):
    madrid = timezone(timedelta(hours=2))
    commitment = commit(CommitmentRecord("x", due_at=datetime(2026, 6, 1, 9, 45, tzinfo=madrid)))
    stored = desk.commitment(commitment.id).due_at
    assert stored == datetime(2026, 6, 1, 7, 45, tzinfo=UTC)
    assert stored.tzinfo is UTC


def test_an_instant_without_a_zone_is_a_mistake(desk, commit):
    with pytest.raises(Exception, match="needs a time zone"):
        commit(CommitmentRecord("x", due_at=datetime(2026, 6, 1)))
    assert desk.commitments() == []


def test_the_newest_commitment_comes_first(desk, commit, clock):
    for what in ("one", "two", "three"):
        commit(CommitmentRecord(what))
        clock.advance(minutes=1)
    assert [c.what for c in desk.commitments()] == ["three", "two", "one"]


def test_a_dated_one_is_followed_up_when_it_is_due(desk, commit, talk, clock):
    commitment = commit(talk.commitment)
    assert desk.commitment_to_follow_up() is None
    clock.now = talk.commitment.due_at - timedelta(microseconds=1)
    assert desk.commitment_to_follow_up() is None
    clock.now = talk.commitment.due_at
    assert desk.commitment_to_follow_up() == commitment
    desk.save_commitment(replace(commitment, followed_up_at=clock.now))
    clock.advance(days=5)
    assert desk.commitment_to_follow_up() is None


def test_one_without_a_date_is_followed_up_after_a_day(desk, commit, clock):
    older = commit(CommitmentRecord("older"))
    clock.advance(hours=2)
    commit(CommitmentRecord("younger"))
    clock.advance(hours=21, minutes=59)
    assert desk.commitment_to_follow_up() is None
    clock.advance(days=3)
    assert desk.commitment_to_follow_up() == older


def test_what_is_longest_due_is_asked_about_before_what_has_no_date(desk, commit, clock):
    start = clock.now
    commit(CommitmentRecord("no date"))
    commit(CommitmentRecord("due later", due_at=start + timedelta(days=2)))
    commit(CommitmentRecord("due first", due_at=start + timedelta(days=1)))
    commit(CommitmentRecord("not due", due_at=start + timedelta(days=30)))
    clock.advance(days=3)
    asked = []
    while (commitment := desk.commitment_to_follow_up()) is not None:
        asked.append(commitment.what)
        desk.save_commitment(replace(commitment, followed_up_at=clock.now))
    assert asked == ["due first", "due later", "no date"]


def test_what_is_settled_is_not_asked_about(desk, commit, clock):
    for status in ("kept", "changed", "dropped"):
        commitment = commit(CommitmentRecord("x", due_at=clock.now))
        assert desk.commitment_to_follow_up() == commitment
        desk.save_commitment(replace(commitment, status=status))
        assert desk.commitment_to_follow_up() is None


def test_a_commitment_of_a_deleted_conversation_is_not_asked_about(desk, commit, clock):
    commitment = commit(CommitmentRecord("x", due_at=clock.now))
    desk.delete(commitment.conversation_id)
    assert desk.commitment_to_follow_up() is None
    assert desk.commitments() == []
    with pytest.raises(NotFound):
        desk.commitment(commitment.id)
    desk.undo_delete(commitment.conversation_id)
    assert desk.commitment_to_follow_up() == commitment
