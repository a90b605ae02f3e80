"""A pulse's answers are nobody's, are summed up once, and are gone then; of fewer than five nothing is ever known."""

import base64
import json
import struct
import threading
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import text

from coach.errors import BadInput, NoEntry, NotFound, TooManyTries, UndoTooLate
from coach.store.pulses import APART, MOST_PEOPLE, OPEN_FOR
from coach.workshops.anonymity import keys_for, new_token

ASKED = {
    "points": 5,
    "ends": ["hardly ever", "nearly always"],
    "questions": [{"id": q, "say": f"{{name}} {q}", "own": f"I {q}"} for q in ("a", "b")],
}


@pytest.fixture
def asked(desk):
    desk.save_display_name("Ola Berg")
    return desk.begin_pulse(ASKED)


@pytest.fixture
def come_in(store):
    """Somebody with the link, on a device of their own."""

    def come(one, token=None, place="10.0.0.7"):
        found = store.entering.open_pulse(one.link, place)
        return store.as_colleague(found), keys_for(token or new_token(), found.id, ("a", "b"))

    return come


@pytest.fixture
def give(come_in):
    def give(one, *values, b=3):
        for value in values:
            room, keys = come_in(one)
            room.answer(keys, {"a": value, "b": b})

    return give


def lying(store, table):
    with store.database.read() as session:
        return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]


def test_five_answers_become_a_middle_and_are_erased(store, desk, asked, give):
    give(asked, 1, 5, 2, 4, 3)
    closed = desk.close_pulse(asked.id)
    assert closed.status == "shown"
    assert closed.others.at_least == 5
    assert asdict(closed.others.questions["a"]) == {"middle": 3, "low": 2, "high": 4}
    assert closed.link is None
    assert lying(store, "pulse_answers") == []
    assert desk.close_pulse(asked.id) == closed


def test_of_four_nothing_is_known_and_nothing_is_left(store, desk, asked, give):
    give(asked, 1, 1, 5, 5)
    closed = desk.close_pulse(asked.id)
    assert (closed.status, closed.others) == ("few", None)
    assert lying(store, "pulse_answers") == []
    assert (
        desk.pulse_waits_until() is None
    )  # nothing was shown that a second one could be held against
    desk.begin_pulse(ASKED)


def test_while_it_is_open_a_leader_sees_nothing_that_answers_change(desk, asked, give):
    before = desk.pulses(), desk.export_everything()["pulses"]
    give(asked, 1, 2, 3, 4, 5, 5)
    assert (desk.pulses(), desk.export_everything()["pulses"]) == before


def test_a_question_that_fewer_than_five_could_say_something_to_is_not_shown(desk, asked, give):
    give(asked, 2, 2, 3, 3)
    give(asked, 0, 0, b=0)
    closed = desk.close_pulse(asked.id)
    assert closed.status == "shown"
    assert closed.others.questions == {}


def test_the_same_device_answers_once_and_can_change_it_or_take_it_back(desk, asked, come_in, give):
    token = new_token()
    room, keys = come_in(asked, token)
    for value in (1, 4, 2):
        room.answer(keys, {"a": value, "b": 5})
    assert room.own_answers(keys) == {"a": 2, "b": 5}
    give(asked, 3, 3, 3)
    later, keys = come_in(asked, token, place="another network")
    assert later.own_answers(keys) == {"a": 2, "b": 5}
    later.take_back(keys)
    assert later.own_answers(keys) == {}
    give(asked, 3)
    assert desk.close_pulse(asked.id).status == "few"


def test_the_database_says_neither_who_nor_when_nor_which_answers_go_together(
    store, desk, asked, come_in, clock
):
    """Read with the key, as an administrator could: keys that nothing joins, in their own order, without a time."""
    tokens = [new_token() for _ in range(9)]
    for n, token in enumerate(tokens):
        clock.advance(hours=7)
        room, keys = come_in(asked, token, place=f"10.0.0.{n}")
        room.answer(keys, {"a": 1 + n % 5, "b": n % 5})
    (row,) = lying(store, "pulse_answers")
    assert len(row) == 3
    (made,) = struct.unpack(">Q", base64.urlsafe_b64decode(row[2])[1:9])
    assert made == 0
    with store.database.read() as session:
        from coach.store.tables import PulseAnswersRow

        kept = session.get(PulseAnswersRow, (desk.actor.workspace_id, asked.id)).answers
    for by_key in kept.values():
        assert list(by_key) == sorted(by_key)
    every = [key for by_key in kept.values() for key in by_key]
    assert len(set(every)) == len(every) == 18
    dumped = json.dumps(kept) + str(row)
    assert not [token for token in tokens if token in dumped]
    (pulse,) = lying(store, "pulse")
    assert str(clock.now)[:13] not in str(pulse)  # the last answer left no trace on the round


def test_what_stood_there_before_an_answer_does_not_lie_beside_it(store, home, asked, give):
    """Two states of a round laid beside each other would tell whose answers came between."""
    if not store.database.is_sqlite:
        return
    before = []
    for value in (1, 5, 3):
        give(asked, value)
        lying_there = b"".join(path.read_bytes() for path in home.glob("coach.db*"))
        assert not [sealed for sealed in before if sealed.encode() in lying_there]
        before += [row[2] for row in lying(store, "pulse_answers")]


def test_answers_that_come_at_once_are_all_kept(store, desk, asked, come_in):
    people = [come_in(asked) for _ in range(6)]
    threads = [
        threading.Thread(target=room.answer, args=(keys, {"a": 4, "b": 4})) for room, keys in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(room.own_answers(keys) == {"a": 4, "b": 4} for room, keys in people)


def test_it_closes_when_its_time_is_over_whether_or_not_anybody_looks(
    store, desk, asked, come_in, give, clock
):
    give(asked, 1, 2, 3, 4, 5)
    room, keys = come_in(asked)
    clock.advance(days=OPEN_FOR.days, seconds=1)
    with pytest.raises(NoEntry, match="over"):
        come_in(asked)
    for late in (lambda: room.answer(keys, {"a": 1, "b": 1}), lambda: room.take_back(keys)):
        with pytest.raises(NoEntry):
            late()
    with pytest.raises(BadInput, match="over"):
        desk.save_pulse_own(asked.id, {"a": 3})
    store.purge_deleted()
    (one,) = desk.pulses()
    assert (one.status, one.closed_at) == ("shown", one.closes_at)
    assert lying(store, "pulse_answers") == []


def test_there_is_one_round_at_a_time_and_eight_weeks_between_two(desk, asked, give, clock):
    with pytest.raises(BadInput, match="one at a time"):
        desk.begin_pulse(ASKED)
    give(asked, 1, 2, 3, 4, 5)
    clock.advance(days=2)
    desk.close_pulse(asked.id)
    assert desk.pulse_waits_until() == asked.begun_at + APART
    with pytest.raises(BadInput, match="can begin on 26 April"):
        desk.begin_pulse(ASKED)
    clock.now = asked.begun_at + APART
    assert desk.begin_pulse(ASKED).link != asked.link


def test_deleting_a_round_does_not_bring_the_next_one_nearer(store, desk, asked, give, clock):
    """Otherwise one could ask the same people and one more, and hold the two against each other."""
    give(asked, 1, 2, 3, 4, 5)
    desk.close_pulse(asked.id)
    desk.delete_pulse(asked.id)
    clock.advance(minutes=11)
    assert desk.purge_deleted() == 1
    assert desk.purge_deleted() == 0
    (left,) = desk.export_everything()["pulses"]
    assert (left["status"], left["asked"], left["own"], left["others"]) == ("gone", {}, {}, None)
    with pytest.raises(BadInput, match="can begin on"):
        desk.begin_pulse(ASKED)
    clock.advance(days=57)
    assert store.purge_deleted() == 1
    assert lying(store, "pulse") == []


def test_a_deleted_round_comes_back_within_ten_minutes_and_its_link_with_it(
    desk, asked, come_in, give, clock
):
    give(asked, 4, 4, 4, 4, 4)
    desk.delete_pulse(asked.id)
    assert desk.pulses() == []
    with pytest.raises(NoEntry, match="taken this back"):
        come_in(asked)
    clock.advance(minutes=9)
    desk.undo_delete_pulse(asked.id)
    give(asked, 4)
    assert desk.close_pulse(asked.id).others.questions["a"].middle == 4
    desk.delete_pulse(asked.id)
    clock.advance(minutes=10)
    with pytest.raises(UndoTooLate):
        desk.undo_delete_pulse(asked.id)


def test_an_open_one_stays_away_once_another_was_read(desk, asked, give):
    """Else its leader could set two rounds with one person's difference beside each other."""
    first = asked
    desk.delete_pulse(first.id)
    second = desk.begin_pulse(ASKED)
    give(second, 1, 2, 3, 4, 5)
    assert desk.close_pulse(second.id).status == "shown"
    with pytest.raises(BadInput, match="Another round has been read"):
        desk.undo_delete_pulse(first.id)


def test_bringing_one_back_never_makes_two_open_ones(desk, asked):
    desk.delete_pulse(asked.id)
    second = desk.begin_pulse(ASKED)
    with pytest.raises(BadInput, match="one at a time"):
        desk.undo_delete_pulse(asked.id)
    desk.delete_pulse(second.id)
    desk.undo_delete_pulse(asked.id)


@pytest.mark.parametrize("how", ["purge", "everything"])
def test_erasing_leaves_nothing_of_it(store, desk, asked, give, clock, how):
    give(asked, 1, 2, 3)
    if how == "everything":
        desk.erase_everything()
    else:
        desk.delete_pulse(asked.id)
        clock.advance(minutes=11)
        store.purge_deleted()
    assert lying(store, "pulse") == lying(store, "pulse_answers") == []


def test_erasing_everything_does_not_let_one_ask_the_same_people_again(
    store, desk, asked, give, clock
):
    """Else two middles with one person's difference could be laid beside each other, from memory or from a screenshot."""
    give(asked, 1, 2, 3, 4, 5)
    desk.close_pulse(asked.id)
    clock.advance(weeks=2)
    desk.erase_everything()
    assert lying(store, "pulse") == [] and desk.held() == {}
    desk.save_display_name("Ola Berg")
    with pytest.raises(BadInput, match="next round can begin on"):
        desk.begin_pulse(ASKED)
    until = desk.pulse_waits_until()
    assert asked.begun_at + APART <= until < asked.begun_at + APART + timedelta(days=1)
    desk.erase_everything()  # makes it neither shorter nor longer
    assert desk.pulse_waits_until() == until
    # What is kept for it is a hash and a day: nobody is named, and no moment fits to an older copy's.
    ((mark, day),) = lying(store, "pulse_wait")
    assert desk.actor.person_id not in mark and "00:00:00" in str(day)
    clock.now = until
    store.purge_deleted()
    assert lying(store, "pulse_wait") == []
    assert desk.begin_pulse(ASKED).status == "open"


def test_of_somebody_who_is_gone_for_good_no_wait_is_kept(store, desk, give):
    leader = store.as_actor(store.add_person("Leo", workspace_id=desk.actor.workspace_id))
    one = leader.begin_pulse(ASKED)
    give(one, 1, 2, 3, 4, 5)
    leader.close_pulse(one.id)
    leader.erase_everything()
    assert len(lying(store, "pulse_wait")) == 1
    leader.leave()
    assert lying(store, "pulse_wait") == []


def test_a_round_of_which_nothing_was_shown_keeps_nobody_waiting_after_erasing(desk, asked, give):
    give(asked, 1, 2, 3, 4, 5)
    desk.erase_everything()  # while it is open
    assert desk.pulse_waits_until() is None


def test_somebody_who_is_removed_asks_nobody_any_more(store, desk, come_in, give):
    leader = store.as_actor(store.add_person("Leo", workspace_id=desk.actor.workspace_id))
    one = leader.begin_pulse(ASKED)
    give(one, 1, 2)
    desk.remove_person(leader.actor.person_id)
    with pytest.raises(NoEntry, match="taken this back"):
        come_in(one)
    with pytest.raises(Exception, match="not in this workspace"):
        leader.begin_pulse(ASKED)


def test_somebody_who_leaves_takes_the_answers_with_them(store, desk, come_in, give):
    leader = store.as_actor(store.add_person("Leo", workspace_id=desk.actor.workspace_id))
    one = leader.begin_pulse(ASKED)
    give(one, 1, 2)
    leader.leave()
    assert lying(store, "pulse") == lying(store, "pulse_answers") == []
    with pytest.raises(NotFound, match="no such link"):
        come_in(one)


def test_guessed_links_are_counted_and_good_ones_open_all_the_same(store, asked, come_in, clock):
    for _ in range(20):
        with pytest.raises(NotFound, match="no such link"):
            store.entering.open_pulse(new_token(), "10.0.0.9")
    with pytest.raises(TooManyTries, match="quarter of an hour"):
        store.entering.open_pulse("", "10.0.0.9")
    with pytest.raises(NotFound):
        store.entering.open_pulse("", "10.0.0.10")
    come_in(asked, place="10.0.0.9")
    clock.advance(minutes=16)
    with pytest.raises(NotFound):
        store.entering.open_pulse("\0\ud800", "10.0.0.9")
    assert "10.0.0.9" not in str(lying(store, "guess"))


def test_one_link_takes_no_endless_number_of_devices(store, desk, asked, come_in):
    room, keys = come_in(asked)
    with store.database.write() as session:
        from coach.store.tables import PulseAnswersRow

        many = {new_token(): 3 for _ in range(MOST_PEOPLE)}
        session.add(
            PulseAnswersRow(
                workspace_id=desk.actor.workspace_id, pulse_id=asked.id, answers={"a": many, "b": many}
            )
        )  # fmt: skip
    with pytest.raises(NoEntry, match="no more are taken"):
        room.answer(keys, {"a": 1, "b": 1})
    assert room.own_answers(keys) == {}


def test_the_link_lies_readable_nowhere_and_is_not_exported(store, desk, asked):
    assert asked.link not in str(lying(store, "pulse"))
    assert asked.link not in json.dumps(desk.export_everything())


def test_the_leaders_own_view_is_kept_until_the_others_are_heard(desk, asked, give, clock):
    desk.save_pulse_own(asked.id, {"a": 4, "b": 0})
    assert desk.save_pulse_own(asked.id, {"a": 5, "b": 0}).own == {"a": 5, "b": 0}
    give(asked, 1, 2, 3, 4, 5)
    assert desk.close_pulse(asked.id).own == {"a": 5, "b": 0}
    with pytest.raises(BadInput, match="over"):
        desk.save_pulse_own(asked.id, {"a": 1})


def test_it_lasts_no_longer_than_three_weeks():
    assert timedelta(weeks=1) <= OPEN_FOR < APART
