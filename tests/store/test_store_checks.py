"""Messages that were checked before they were sent, with their versions."""

from datetime import timedelta

import pytest

from coach.errors import NotFound, UndoTooLate

ABOUT = {"to": "Marek", "channel": "email", "relation": "customer", "closeness": 2}
REVIEW = {"verdict": "transactional", "spans": [], "questions": ["What do they hope for?"]}


def check(desk, text="Please confirm by Friday.", checked_id=None):
    return desk.add_version(checked_id, about=ABOUT, text=text, review=REVIEW)


def test_a_checked_message_keeps_all_its_versions(desk):
    first = check(desk)
    again = check(desk, "Marek, can you tell me by Friday?", first.id)
    assert again.id == first.id
    assert [v.number for v in again.versions] == [1, 2]
    assert [v.text for v in again.versions] == [
        "Please confirm by Friday.",
        "Marek, can you tell me by Friday?",
    ]
    assert desk.checked_message(first.id) == again
    assert again.about == ABOUT
    assert again.versions[0].review == REVIEW


def test_the_last_changed_comes_first(desk, clock):
    older = check(desk)
    clock.advance(minutes=1)
    newer = check(desk, "Another one.")
    assert [m.id for m in desk.checked_messages()] == [newer.id, older.id]
    clock.advance(minutes=1)
    check(desk, "Please.", older.id)
    assert [m.id for m in desk.checked_messages()] == [older.id, newer.id]


def test_a_deleted_one_can_be_brought_back_for_ten_minutes(desk, clock):
    kept = check(desk)
    until = desk.delete_checked(kept.id)
    assert until - clock() == timedelta(minutes=10)
    assert desk.checked_messages() == []
    with pytest.raises(NotFound):
        desk.checked_message(kept.id)
    assert desk.undo_delete_checked(kept.id) == kept
    desk.delete_checked(kept.id)
    clock.advance(minutes=11)
    with pytest.raises(UndoTooLate):
        desk.undo_delete_checked(kept.id)
    assert desk.purge_deleted() == 1
    with pytest.raises(NotFound):
        desk.undo_delete_checked(kept.id)


def test_somebody_elses_is_unknown(desk, other_desk):
    kept = check(desk)
    for attempt in (
        lambda: other_desk.checked_message(kept.id),
        lambda: other_desk.delete_checked(kept.id),
        lambda: other_desk.undo_delete_checked(kept.id),
        lambda: check(other_desk, "Mine now", kept.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert other_desk.checked_messages() == []
    assert desk.checked_message(kept.id) == kept


def test_it_is_exported_and_erased_with_everything(desk):
    kept = check(desk)
    (exported,) = desk.export_everything()["checked_messages"]
    assert exported["id"] == kept.id
    assert exported["versions"][0]["text"] == "Please confirm by Friday."
    desk.erase_everything()
    assert desk.checked_messages() == []
    assert desk.export_everything()["checked_messages"] == []
