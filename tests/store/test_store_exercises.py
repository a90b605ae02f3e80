"""Exercises that somebody does, and those that a workspace writes itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from coach.errors import BadInput, NotFound, UndoTooLate
from coach.store.records import CheckIn, CommitmentRecord


def begin(desk, *, exercise_id="arriving", digest="d1", text="id: arriving"):
    return desk.begin_exercise(
        str(uuid4()),
        exercise_id=exercise_id,
        digest=digest,
        text=text,
        title="Arriving",
        state="{}",
    )


def answer(desk, made, step="doorway", words="Jan, at the lathe", status="under-way"):
    return desk.save_step(
        made.id,
        step,
        answer={"text": words},
        said={"text": "A long look.", "line": "l1"},
        status=status,
    )


def check_in(made, clock, **after):
    due = clock() + timedelta(**after)
    return CheckIn(made.id, "week", due.strftime("%Y-%m-%dT%H:%M"), "UTC", due, None)


def test_answers_words_on_their_way_and_what_was_said_to_them_are_found_again(reopen, desk):
    made = begin(desk)
    assert made.status == "under-way"
    assert made.assigner_id is None
    answer(desk, made)
    desk.save_typed(made.id, "sentence", {"text": "You're in the mid"})
    later = reopen().as_actor(desk.actor).assignment(made.id)
    assert later.answers["doorway"].answer == {"text": "Jan, at the lathe"}
    assert later.answers["doorway"].said == {"text": "A long look.", "line": "l1"}
    assert later.answers["sentence"].typed == {"text": "You're in the mid"}
    assert later.answers["sentence"].answer is None


def test_an_answer_takes_the_place_of_what_was_being_written(desk):
    made = begin(desk)
    desk.save_typed(made.id, "doorway", {"text": "Jan, a"})
    made = answer(desk, made)
    assert made.answers["doorway"].typed is None
    assert answer(desk, made, words="Ewa").answers["doorway"].answer == {"text": "Ewa"}


def test_people_under_way_keep_the_version_they_began(desk, other_desk):
    old = begin(desk, digest="d1", text="id: arriving  # first")
    new = begin(other_desk, digest="d2", text="id: arriving  # second")
    assert desk.assignment(old.id).text.endswith("first")
    assert other_desk.assignment(new.id).text.endswith("second")


def test_its_conversation_is_not_listed_and_opens_no_talk(desk):
    begin(desk)
    assert desk.conversations() == []
    assert desk.openings(3) == []


def test_a_deleted_one_can_be_brought_back_with_all_that_came_of_it(desk, clock):
    made = answer(desk, begin(desk))
    desk.plan_check_in(check_in(made, clock, days=-1))
    desk.add_coach_message(made.id, "Noted.", {}, commitment=CommitmentRecord("Look up first"))
    desk.delete(made.id)
    assert desk.assignments() == desk.commitments() == desk.check_ins_due() == []
    assert desk.last_deleted() is None, "the sidebar's undo is for conversations"
    with pytest.raises(NotFound):
        desk.assignment(made.id)
    desk.undo_delete(made.id)
    assert desk.assignment(made.id).answers == made.answers
    assert [c.what for c in desk.commitments()] == ["Look up first"]
    assert len(desk.check_ins_due()) == 1
    desk.delete(made.id)
    clock.advance(minutes=11)
    with pytest.raises(UndoTooLate):
        desk.undo_delete(made.id)
    assert desk.purge_deleted() == 1
    assert desk.export_everything()["exercises"] == []


def test_it_is_exported_and_erased_with_everything(desk):
    made = answer(desk, begin(desk), words="a very particular sentence")
    (exported,) = desk.export_everything()["exercises"]
    assert exported["id"] == made.id
    assert exported["answers"]["doorway"]["answer"]["text"] == "a very particular sentence"
    desk.erase_everything()
    assert desk.assignments() == []
    assert "a very particular sentence" not in str(desk.export_everything())


def test_erased_words_are_in_no_file_any_more(desk, home, url):
    if not url.startswith("sqlite"):
        return
    made = answer(desk, begin(desk), words="x")
    desk.erase_now(made.id)
    left = b"".join(p.read_bytes() for p in home.iterdir() if p.is_file())
    assert made.id.encode() not in left


def test_a_reminder_comes_when_it_is_due_and_goes_when_it_is_answered(desk, clock):
    made = begin(desk)
    planned = check_in(made, clock, days=7)
    desk.plan_check_in(planned)
    assert desk.check_ins_due() == []
    clock.advance(days=8)
    assert desk.check_ins_due() == [(planned, "Arriving")]
    desk.plan_check_in(replace(planned, done_at=clock()))
    assert desk.check_ins_due() == []


@pytest.mark.parametrize(
    "change", [{"reminds": False}, {"status": "let-go"}, {"status": "finished"}]
)
def test_nobody_is_reminded_who_does_not_want_it_or_is_done(desk, clock, change):
    made = begin(desk)
    desk.plan_check_in(check_in(made, clock, days=-1))
    assert len(desk.check_ins_due()) == 1
    desk.change_assignment(made.id, **change)
    assert desk.check_ins_due() == []


def test_the_same_check_in_is_moved_and_not_doubled(desk, clock):
    made = begin(desk)
    desk.plan_check_in(check_in(made, clock, days=1))
    desk.plan_check_in(check_in(made, clock, days=3))
    assert desk.assignment(made.id).check_ins["week"].due_at == clock() + timedelta(days=3)


def test_queries_do_not_grow_with_the_number_of_exercises(store, desk):
    from sqlalchemy import event

    seen = []

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def look(_connection, _cursor, statement, _parameters, _context, _many):
        if statement.startswith("SELECT"):
            seen.append(statement)

    answer(desk, begin(desk))
    seen.clear()
    desk.assignments()
    one = len(seen)
    for _ in range(5):
        answer(desk, begin(desk))
    seen.clear()
    assert len(desk.assignments()) == 6
    assert len(seen) == one


# --- The workspace's own ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "practitioner"])
def test_two_people_write_one_exercise_and_the_second_is_told(store, desk, other_desk, role):
    desk.give_roles(other_desk.actor.person_id, frozenset({role}))
    other_desk = store.as_actor(store.entering.standing(other_desk.actor))
    made = desk.save_own_exercise(None, {"title": "Ours"})
    desk.save_own_exercise(made.id, {"title": "First"}, seen=made.change)
    with pytest.raises(BadInput, match="in the meantime"):
        other_desk.save_own_exercise(made.id, {"title": "Second"}, seen=made.change)
    kept = other_desk.own_exercise(made.id)
    assert kept.content == {"title": "First"}
    assert kept.author_id == desk.actor.person_id
    with pytest.raises(BadInput, match="in the meantime"):
        other_desk.publish_own_exercise(made.id, ("d", "t"), seen=made.change)


def test_published_versions_stay_and_the_last_one_is_found(desk, clock):
    made = desk.save_own_exercise(None, {"title": "Ours"})
    desk.publish_own_exercise(made.id, ("d1", "first"))
    clock.advance(minutes=1)
    desk.publish_own_exercise(made.id, ("d2", "second"))
    assert [v.text for v in desk.exercise_versions(made.id)] == ["second", "first"]
    assert [v.text for v in desk.published_exercises()] == ["second"]
    begun = begin(desk, exercise_id=made.id, digest="d1", text="ignored, it is there")
    assert begun.text == "first"
    desk.publish_own_exercise(made.id, None)
    assert desk.published_exercises() == []
    assert desk.assignment(begun.id).text == "first"


def test_a_deleted_own_exercise_comes_back_within_ten_minutes(desk, store, clock):
    made = desk.save_own_exercise(None, {"title": "Ours"})
    until = desk.delete_own_exercise(made.id)
    assert until - clock() == timedelta(minutes=10)
    assert desk.own_exercises() == []
    assert desk.undo_delete_own_exercise(made.id).content == {"title": "Ours"}
    desk.delete_own_exercise(made.id)
    clock.advance(minutes=11)
    with pytest.raises(UndoTooLate):
        desk.undo_delete_own_exercise(made.id)
    assert store.purge_deleted() == 1
    with pytest.raises(NotFound):
        desk.undo_delete_own_exercise(made.id)


def test_another_workspace_sees_nothing_of_it(store, desk):
    made = desk.save_own_exercise(None, {"title": "Ours"})
    desk.publish_own_exercise(made.id, ("d1", "first"))
    elsewhere = store.as_actor(store.add_person("Far away", roles=["owner"]))
    assert elsewhere.own_exercises() == elsewhere.published_exercises() == []
    assert elsewhere.exercise_versions(made.id) == []
    for attempt in (
        lambda: elsewhere.own_exercise(made.id),
        lambda: elsewhere.save_own_exercise(made.id, {}),
        lambda: elsewhere.publish_own_exercise(made.id, None),
        lambda: elsewhere.delete_own_exercise(made.id),
        lambda: elsewhere.undo_delete_own_exercise(made.id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_what_is_written_is_encrypted(desk, home, url):
    if not url.startswith("sqlite"):
        return
    answer(desk, begin(desk, text="id: arriving-in-plain"), words="kestrel")
    desk.save_own_exercise(None, {"title": "heron"})
    stored = b"".join(p.read_bytes() for p in home.iterdir() if p.name.startswith("coach.db"))
    for words in (b"kestrel", b"heron", b"arriving-in-plain", b"A long look"):
        assert words not in stored


def test_an_instant_comes_back_in_utc(desk, clock):
    made = begin(desk)
    due = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    desk.plan_check_in(CheckIn(made.id, "week", "2026-03-29T03:30", "Europe/Berlin", due, None))
    kept = desk.assignment(made.id).check_ins["week"]
    assert (kept.due_at, kept.local_time, kept.zone) == (due, "2026-03-29T03:30", "Europe/Berlin")
