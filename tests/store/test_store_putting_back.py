"""A copy of the database that is put back gives nobody back what was taken from them since; on both databases."""

import pytest
from sqlalchemy import text

from coach.errors import NoEntry, NotAllowed, NotFound
from coach.store.pulses import APART
from coach.store.records import Arrival, ShareRecord, ToDo
from coach.store.store import Again
from coach.store.tables import Base

DIGESTS = {"leader": "dl", "practitioner": "dp", "sponsor": "ds"}


class Copy:
    """All rows as they were, put back past the program, as a server's own tools do."""

    def __init__(self, store, clock):
        self.store, self.taken_at = store, clock.now
        with store.database.read() as session:
            self.rows = {
                table: [dict(r) for r in session.execute(table.select()).mappings()]
                for table in Base.metadata.sorted_tables
            }
        clock.advance(hours=1)

    def put_back(self):
        with self.store.database.write() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())
            for table, rows in self.rows.items():
                for row in rows:
                    session.execute(table.insert().values(row))
        return self.store.catch_up(self.taken_at)


@pytest.fixture
def copy(store, clock):
    return lambda: Copy(store, clock)


def arrives(subject):
    return Arrival("https://login.example.org", subject, "", None)


def roles(store, desk):
    found = store.entering.standing(desk.actor)
    return None if found is None else set(found.roles)


def test_whoever_was_removed_stays_out_and_can_still_fetch_their_words(
    store, owner, agreed, copy, clock, talk
):
    coach, leader, _ = agreed
    talk.whole(leader)
    before = copy()
    removed_at = clock.now
    until = owner.remove_person(leader.actor.person_id)
    clock.advance(days=2)
    assert before.put_back() == Again(0, 1)
    assert roles(store, leader) == set()
    assert leader.departure() == until
    assert [one.ended_at for one in coach.coachings()] == [removed_at]
    assert len(leader.conversations()) == 1
    assert before.put_back() == Again(0, 1)  # as often as one likes


def test_somebody_who_was_removed_and_came_back_is_here(store, owner, copy):
    token = owner.invite(name="Ann", mail=None, roles=frozenset({"leader", "practitioner"}), coached_by=None)[1]  # fmt: skip
    ann = store.as_actor(store.entering.accept(token, arrives("ann"), ""))
    before = copy()
    owner.remove_person(ann.actor.person_id)
    again = owner.invite(name="Ann", mail=None, roles=frozenset({"leader"}), coached_by=None)[1]
    store.entering.accept(again, arrives("ann"), "")
    before.put_back()
    assert roles(store, ann) == {"leader"}  # not coach, which they are no more


def test_a_role_that_was_taken_stays_taken_with_the_coachings_that_needed_it(
    store, owner, agreed, add, copy
):
    coach, leader, _ = agreed
    boss = add("Bea", "owner", "leader")
    before = copy()
    owner.give_roles(coach.actor.person_id, frozenset({"leader"}))
    owner.give_roles(boss.actor.person_id, frozenset({"leader"}))
    owner.give_roles(boss.actor.person_id, frozenset({"leader", "owner"}))  # and given again
    assert before.put_back().closed == 1
    assert roles(store, boss) == {"leader", "owner"}
    assert roles(store, coach) == {"leader"}
    assert [one.ended_at is not None for one in leader.coachings()] == [True]


def test_a_workspace_is_never_left_without_an_owner(store, owner, add, copy, caplog):
    """Who owns it since is not in the copy."""
    first = add("Bea", "owner")
    third = add("Dora")
    before = copy()
    second = add("Cem", "owner")
    second.give_roles(owner.actor.person_id, frozenset({"leader"}))
    second.remove_person(first.actor.person_id)
    before.put_back()
    assert sum("owner" in (roles(store, one) or ()) for one in (owner, first)) == 1
    assert "is one again" in caplog.text
    # One who was there already takes over.
    first.give_roles(third.actor.person_id, frozenset({"owner"}))
    before.put_back()
    assert "owner" in roles(store, third)
    assert not any("owner" in (roles(store, one) or ()) for one in (owner, first))


def test_ways_in_that_were_closed_or_used_open_nothing(store, owner, copy):
    leader_id, link = owner.add_leader("Leo")
    _, other = owner.add_leader("Mia")
    third_id, third = owner.add_leader("Nia")
    withdrawn, token = owner.invite(name="Ann", mail=None, roles=frozenset({"leader"}), coached_by=None)  # fmt: skip
    used = owner.invite(name="Bo", mail=None, roles=frozenset({"leader"}), coached_by=None)[1]
    _, cookie = store.entering.open_link(link.token, link.code, "")
    before = copy()
    owner.withdraw_invitation(withdrawn.id)
    store.entering.accept(used, arrives("bo"), "")
    store.entering.open_link(other.token, other.code, "")
    owner.personal_link(third_id)  # in the place of the one before
    (mine,) = [one for one in owner.personal_links() if one.person_id == leader_id]
    owner.close_link(mine.id)
    assert before.put_back().closed == 5
    for invitation in (token, used):
        with pytest.raises(NoEntry):
            store.entering.accept(invitation, arrives("x"), "")
    for one in (other, third):
        with pytest.raises(NoEntry, match="closed"):
            store.entering.open_link(one.token, one.code, "")
    assert store.entering.person_of_device(cookie) is None


def test_a_device_that_signed_out_stays_a_stranger_and_another_is_known(store, owner, copy):
    _, link = owner.add_leader("Leo")
    leo, cookie = store.entering.open_link(link.token, link.code, "")
    spare = store.as_actor(leo).personal_link(leo.person_id)
    _, phone = store.entering.open_link(spare.token, spare.code, "")
    before = copy()
    store.entering.forget_device(cookie)
    assert before.put_back() == Again(0, 1)
    assert store.entering.person_of_device(cookie) is None
    assert store.entering.person_of_device(phone) == leo


def test_a_link_that_was_opened_just_before_the_copy_keeps_its_device(store, owner, copy):
    _, link = owner.add_leader("Leo")
    leo, cookie = store.entering.open_link(link.token, link.code, "")
    assert copy().put_back() == Again(0, 0)
    assert store.entering.person_of_device(cookie) == leo


@pytest.mark.parametrize("how", ["taken back", "deleted", "talk deleted", "talk erased"])
def test_what_a_leader_no_longer_shares_stays_closed(agreed, talk, copy, how):
    coach, leader, _ = agreed
    talk_id = talk.whole(leader)
    message = leader.messages(talk_id)[1].id
    record = ShareRecord(
        practitioner_id=coach.actor.person_id, kind="passage", conversation_id=talk_id, item_id=message,
        title="From a talk", asked=None, text="Words", note=None,
    )  # fmt: skip
    shared = leader.share(record, DIGESTS)
    before = copy()
    match how:
        case "taken back":
            leader.take_back(shared, DIGESTS)
        case "deleted":
            leader.delete_shared(shared)
        case "talk deleted":
            leader.delete(talk_id)
        case "talk erased":
            leader.erase_now(talk_id)
    assert before.put_back() == Again(0, 1)
    with pytest.raises((NotAllowed, NotFound)):
        coach.open_received(shared, DIGESTS)
    assert coach.received(leader.actor.person_id, DIGESTS) == []


def test_a_coaching_that_ended_stays_over(agreed, copy):
    coach, leader, made = agreed
    before = copy()
    leader.end_coaching(made.id)
    assert before.put_back() == Again(0, 1)
    with pytest.raises(NotAllowed):
        coach.add_practice_note(leader.actor.person_id, "A note", DIGESTS)


@pytest.mark.parametrize("last", [False, True])
def test_how_it_goes_stays_hidden_unless_it_was_shown_again(agreed, copy, last):
    coach, leader, _ = agreed
    coach.give(
        [leader.actor.person_id], (ToDo("first", "d1", "as YAML"),), DIGESTS, note=None, zone="UTC"
    )
    (one,) = leader.handouts("offered")
    leader.begin_handout(one.id, title="T", state="{}", shows=True)
    before = copy()
    leader.change_handout(one.id, shows=False)
    if last:
        leader.change_handout(one.id, shows=True)
    before.put_back()
    (back,) = leader.handouts("begun")
    assert back.shows is last


def test_a_round_that_was_open_keeps_its_distance_too(store, owner, copy, clock):
    """It may have been read since, and who reads another at once could lay the two beside each other."""
    asked = {"points": 5, "ends": ["a", "b"], "questions": [{"id": "q", "say": "{name} x.", "own": "y."}]}  # fmt: skip
    one = owner.begin_pulse(asked)
    before = copy()
    before.put_back()
    (back,) = owner.pulses()
    assert (back.status, back.link) == ("few", None)
    assert owner.pulse_waits_until() >= one.begun_at + APART
    with store.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM pulse_answers")).scalar() == 0
