"""Rehearsed conversations: a tree of exchanges, of which rewinding loses nothing."""

from datetime import timedelta

import pytest

from coach.errors import BadInput, NotFound, UndoTooLate

ABOUT = {"name": "", "role": "", "about": "", "first": "Director. You're early."}


def begin(desk, rehearsal="thanks-two-years-late"):
    return desk.begin_run(rehearsal, ABOUT)


def exchange(desk, run, text="Thank you for that night.", reply="Well. It was wet."):
    run = desk.add_exchange(run.id, run.head, text, {})
    return desk.answer_exchange(run.id, run.head, reply, {"mark": {}})


def test_exchanges_follow_each_other_and_rewinding_keeps_what_came_after(desk):
    run = begin(desk)
    assert run.head is None
    for text in ("one", "two", "three"):
        run = exchange(desk, run, text)
    run = desk.move_head(run.id, 1)
    run = exchange(desk, run, "another two")
    assert [(e.number, e.after, e.text) for e in run.exchanges] == [
        (1, None, "one"), (2, 1, "two"), (3, 2, "three"), (4, 1, "another two"),
    ]  # fmt: skip
    assert run.head == 4
    assert desk.run(run.id) == run


def test_what_was_said_is_there_before_it_is_answered(desk):
    run = desk.add_exchange(begin(desk).id, None, "Good evening", {})
    assert desk.run(run.id).exchanges[0].reply is None
    assert desk.answer_exchange(run.id, 1, "Evening.", {}).exchanges[0].reply == "Evening."


def test_an_answer_stays_unless_it_stopped_the_talk(desk):
    run = exchange(desk, begin(desk))
    assert desk.answer_exchange(run.id, 1, "Other", {}).exchanges[0].reply == "Well. It was wet."
    run = desk.add_exchange(run.id, 1, "…", {})
    desk.answer_exchange(run.id, 2, "Are you safe?", {"stopped": "crisis"})
    assert desk.answer_exchange(run.id, 2, "Go on.", {}).exchanges[1].reply == "Go on."


def test_two_windows_cannot_continue_the_same_place(desk):
    run = begin(desk)
    desk.add_exchange(run.id, None, "from one window", {})
    with pytest.raises(BadInput, match="another window"):
        desk.add_exchange(run.id, None, "from the other", {})
    assert len(desk.run(run.id).exchanges) == 1


def test_a_deleted_one_can_be_brought_back_for_ten_minutes(desk, clock):
    run = exchange(desk, begin(desk))
    assert desk.delete_run(run.id) - clock() == timedelta(minutes=10)
    assert desk.runs() == []
    with pytest.raises(NotFound):
        desk.run(run.id)
    assert desk.undo_delete_run(run.id) == run
    desk.delete_run(run.id)
    clock.advance(minutes=11)
    with pytest.raises(UndoTooLate):
        desk.undo_delete_run(run.id)
    assert desk.purge_deleted() == 1


def test_somebody_elses_is_unknown(desk, other_desk):
    run = exchange(desk, begin(desk))
    for attempt in (
        lambda: other_desk.run(run.id),
        lambda: other_desk.add_exchange(run.id, 1, "mine", {}),
        lambda: other_desk.answer_exchange(run.id, 1, "mine", {}),
        lambda: other_desk.move_head(run.id, None),
        lambda: other_desk.delete_run(run.id),
        lambda: other_desk.undo_delete_run(run.id),
        lambda: other_desk.erase_run_now(run.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert other_desk.runs() == []
    assert desk.runs() == [run]


def test_it_is_exported_and_erased_with_everything(desk):
    run = exchange(desk, begin(desk))
    (exported,) = desk.export_everything()["rehearsals"]
    assert exported["id"] == run.id
    assert exported["exchanges"][0]["text"] == "Thank you for that night."
    desk.erase_everything()
    assert desk.runs() == []
    assert desk.export_everything()["rehearsals"] == []
