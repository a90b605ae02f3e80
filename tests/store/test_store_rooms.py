"""A room of people without accounts: what they answer is kept, and nothing of it says who or when."""

import base64
import struct
from datetime import timedelta

import pytest
from sqlalchemy import text

from coach.errors import NotFound, UndoTooLate


@pytest.fixture
def led(desk):
    made = desk.add_workshop({"title": "It’s just business?"}, {"at": 0})
    return desk.change_workshop(made.id, lambda _: {"status": "live", "code": "KWLMHT"})


@pytest.fixture
def room(store, led):
    return store.as_room(led.workspace_id, led.id)


def rows_as_they_lie(store, table):
    with store.database.read() as session:
        return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]


def test_an_answer_is_found_again_by_its_key_alone(room):
    room.put_answer("spectrum", "k1", "shown", {"value": 3})
    room.put_answer("spectrum", "k2", "shown", {"value": 8})
    assert room.answer("spectrum", "k1").content == {"value": 3}
    assert room.answer("spectrum", "unknown") is None
    assert set(room.own_answers({"spectrum": "k2", "vote": "k1"})) == {"spectrum"}


def test_answering_again_takes_the_place_of_the_first_answer(room):
    for _ in range(50):
        room.put_answer("spectrum", "k1", "shown", {"value": 7})
    room.put_answer("spectrum", "k1", "held", {"value": 4})
    (kept,) = room.answers()
    assert (kept.status, kept.content) == ("held", {"value": 4})


def test_no_row_of_a_room_tells_when_it_came(store, room):
    """Fernet tokens carry the second of their making in the open; these do not."""
    room.put_answer("spectrum", "k1", "shown", {"text": "a word"})
    room.take_seat("s1", "Ana")
    room.change_themes("spectrum", lambda _: {"named": "t"})
    for table in ("workshop_answer", "workshop_seat", "workshop_themes"):
        for row in rows_as_they_lie(store, table):
            for value in row:
                assert isinstance(value, str), (table, value)
                if value.startswith("gAAAA"):
                    (made,) = struct.unpack(">Q", base64.urlsafe_b64decode(value)[1:9])
                    assert made == 0
    assert store.reencrypt() > 0
    (row,) = rows_as_they_lie(store, "workshop_answer")
    (made,) = struct.unpack(">Q", base64.urlsafe_b64decode(row[-1])[1:9])
    assert made == 0


def test_rows_do_not_lie_in_the_order_in_which_people_answered(store, room):
    came = [f"{n * 7919 % 1009:04d}" for n in range(40)]
    for key in came:
        room.put_answer("reflection", key, "shown", {"text": key})
    room.shuffle_answers("reflection")
    lying = [row[3] for row in rows_as_they_lie(store, "workshop_answer")]
    assert lying == sorted(came)
    assert lying != came
    if store.database.is_sqlite:
        with store.database.read() as session, pytest.raises(Exception, match="rowid"):
            session.execute(text("SELECT rowid FROM workshop_answer"))


def test_after_a_shuffle_postgresql_tells_no_order_either(store, room):
    if store.database.is_sqlite:
        return
    for key in ("c", "a", "b"):
        room.put_answer("reflection", key, "shown", {"text": key})
    room.shuffle_answers("reflection")
    with store.database.read() as session:
        made_by = session.execute(
            text("SELECT key, xmin::text, ctid::text FROM workshop_answer ORDER BY ctid")
        ).all()
    assert [row[0] for row in made_by] == ["a", "b", "c"]
    assert len({row[1] for row in made_by}) == 1


def test_a_room_knows_no_other_room(store, desk, other_desk, led, room):
    there = other_desk.add_workshop({"title": "theirs"}, {})
    theirs = store.as_room(there.workspace_id, there.id)
    theirs.put_answer("spectrum", "k1", "shown", {"value": 1})
    theirs.take_seat("s1")
    assert room.answers() == []
    assert room.seats() == 0
    assert room.answer("spectrum", "k1") is None
    assert room.own_answers({"spectrum": "k1"}) == {}
    with pytest.raises(NotFound):
        room.set_answer_status("spectrum", "k1", "removed")
    with pytest.raises(NotFound):
        store.as_room("another workspace", led.id).put_answer("a", "k", "shown", {})


def test_a_code_opens_its_room_and_a_wrong_one_nothing(store, desk, led):
    assert store.room_by_code("KWLMHT").id == led.id
    assert store.room_by_code("KWLMHX") is None
    assert store.code_is_taken("KWLMHT")
    desk.delete_workshop(led.id)
    assert store.room_by_code("KWLMHT") is None


def test_every_change_of_the_room_shows_in_its_version(room):
    seen = [room.version()]
    for change in (
        lambda: room.take_seat("s"),
        lambda: room.put_answer("a", "k", "shown", {}),
        lambda: room.set_answer_status("a", "k", "removed"),
        lambda: room.change_themes("a", lambda _: {}),
        lambda: room.take_answer_back("a", "k"),
    ):
        change()
        seen.append(room.version())
    assert seen == sorted(set(seen))


def test_a_deleted_workshop_comes_back_within_ten_minutes_with_all_its_answers(
    desk, led, room, clock
):
    room.put_answer("a", "k", "shown", {"value": 2})
    desk.delete_workshop(led.id)
    assert desk.workshops() == []
    with pytest.raises(NotFound, match="closed"):
        room.put_answer("a", "k2", "shown", {})
    clock.advance(minutes=9)
    desk.undo_delete_workshop(led.id)
    assert len(room.answers()) == 1
    desk.delete_workshop(led.id)
    clock.advance(minutes=11)
    with pytest.raises(UndoTooLate):
        desk.undo_delete_workshop(led.id)


def test_after_ten_minutes_nothing_of_it_is_left(store, desk, led, room, clock):
    room.put_answer("a", "k", "shown", {"value": 2})
    room.take_seat("s", "Ana")
    desk.delete_workshop(led.id)
    clock.advance(minutes=11)
    assert store.purge_deleted() == 1
    for table in ("workshop", "workshop_answer", "workshop_seat", "workshop_themes"):
        assert rows_as_they_lie(store, table) == []


def test_what_the_room_wrote_goes_on_its_day_and_the_agenda_stays(store, desk, led, room, clock):
    room.put_answer("a", "k", "shown", {"value": 2})
    room.take_seat("s", "Ana")
    room.change_themes("a", lambda _: {})
    ends = clock()
    desk.change_workshop(led.id, lambda _: {"erase_at": ends + timedelta(days=30)})
    clock.advance(days=29)
    store.purge_deleted()
    assert len(room.answers()) == 1
    clock.advance(days=2)
    store.purge_deleted()
    for table in ("workshop_answer", "workshop_seat", "workshop_themes"):
        assert rows_as_they_lie(store, table) == []
    kept = desk.workshop(led.id)
    assert kept.plan["title"] == "It’s just business?"
    assert kept.state["erased"] is True
    assert store.room_by_code("KWLMHT") is None


def test_erasing_everything_takes_the_rooms_along(store, desk, led, room):
    room.put_answer("a", "k", "shown", {"value": 2})
    desk.erase_everything()
    assert rows_as_they_lie(store, "workshop_answer") == []
    assert desk.workshops() == []


def test_names_come_in_the_order_of_the_alphabet(room):
    for key, name in (("s1", "zoë"), ("s2", ""), ("s3", "Ana")):
        room.take_seat(key, name)
    assert room.seat_names() == ["Ana", "zoë"]
    assert room.seats() == 3
    assert room.take_seat("s1", "Zoë B.") is False
    assert room.seat_name("s1") == "Zoë B."
    assert room.seat_name("nobody") is None
