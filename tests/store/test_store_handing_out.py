"""What coaches give leaders to do: who may, what comes when, and what nobody is told; on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from coach.errors import BadInput, NotAllowed, NotFound, UndoTooLate
from coach.store.records import Actor, ToDo
from coach.zones import instant, moved

DIGESTS = {"leader": "dl", "practitioner": "dp", "sponsor": "ds"}
FIRST = ToDo("first", "d1", "the first, as YAML")
SECOND = ToDo("second", "d2", "the second", follows="done", after_days=3, due_days=7)
THIRD = ToDo("third", "d3", "the third", follows="given", after_days=1)


@pytest.fixture
def agree(owner):
    def agree(coach, leader):
        made = owner.begin_coaching(coach.actor.person_id, leader.actor.person_id)
        for desk, digest in ((coach, "dp"), (leader, "dl")):
            desk.accept_agreement(made.id, version=1, digest=digest, text="the words")
        return made

    return agree


@pytest.fixture
def clara(add):
    return add("Clara", "practitioner")


@pytest.fixture
def leo(add, clara, agree):
    leader = add("Leo")
    leader.coaching = agree(clara, leader)
    return leader


def gives(coach, *leaders, to_do=(FIRST,), note="For you", zone="UTC"):
    return coach.give(
        [one.actor.person_id for one in leaders], to_do, DIGESTS, note=note, zone=zone
    )


def seen(coach):
    return [one.seen for one in coach.handed_out(DIGESTS)[1]]


def begins(leader, *, shows=False):
    (one,) = leader.handouts("offered")
    leader.begin_handout(one.id, title="T", state="{}", shows=shows)
    return one.id


def finishes(leader, handout_id):
    leader.change_assignment(handout_id, status="finished")


# --- Who may give what, and what is seen of it ------------------------------------------------------------


def test_what_a_coach_gives_is_offered_in_the_version_of_that_day(clara, leo):
    gives(clara, leo)
    (one,) = leo.handouts()
    assert (one.practitioner, one.note, one.text, one.status) == (
        "Clara", "For you", "the first, as YAML", "offered"
    )  # fmt: skip
    assert leo.assignments() == []
    gives(clara, leo, to_do=[replace(FIRST, digest="d9", text="rewritten since")])
    leo.begin_handout(one.id, title="T", state="{}", shows=False)
    leo.begin_handout(one.id, title="T", state="{}", shows=False)  # pressed twice
    (doing,) = leo.assignments()
    assert (doing.id, doing.text, doing.assigner_id) == (
        one.id, "the first, as YAML", clara.actor.person_id
    )  # fmt: skip


def test_only_the_coach_of_somebody_gives_and_all_of_it_or_nothing(clara, leo, add, owner):
    stranger = add("Paul")
    for who, whom in ((clara, [leo, stranger]), (owner, [leo]), (leo, [leo]), (stranger, [leo])):
        with pytest.raises(NotAllowed):
            gives(who, *whom)
    assert leo.handouts() == stranger.handouts() == []
    owner.end_coaching(leo.coaching.id)
    with pytest.raises(NotAllowed):
        gives(clara, leo)


def test_before_the_agreement_is_accepted_the_refusal_names_the_person(clara, add, owner):
    ben = add("Ben <b>")
    owner.begin_coaching(clara.actor.person_id, ben.actor.person_id)
    with pytest.raises(NotAllowed, match=r"Nothing was assigned\. Ben <b>: .*accepted"):
        gives(clara, ben)
    (person,), _ = clara.handed_out(DIGESTS)
    assert not person.agreed


def test_alone_one_gives_to_oneself(store):
    me = store.as_actor(store.local_person())
    gives(me, me)
    id_ = begins(me)
    assert seen(me) == ["with-them"]  # as a coach would see it: that is what it is tried for
    me.change_handout(id_, shows=True)
    assert seen(me) == ["under-way"]
    assert me.handed_out(DIGESTS)[0][0].id == me.actor.person_id


def test_a_coach_sees_how_it_goes_only_where_the_leader_shows_it(clara, leo, owner):
    gives(clara, leo)
    assert seen(clara) == ["with-them"]
    id_ = begins(leo)
    assert seen(clara) == ["with-them"]
    leo.change_handout(id_, shows=True)
    assert seen(clara) == ["under-way"]
    finishes(leo, id_)
    assert seen(clara) == ["finished"]
    leo.change_handout(id_, shows=False)
    assert seen(clara) == ["with-them"]
    leo.change_handout(id_, shows=True)
    leo.delete(id_)
    assert seen(clara) == ["with-them"]
    leo.undo_delete(id_)
    people, given_ = clara.handed_out({**DIGESTS, "leader": "new words"})
    assert ([one.agreed for one in people], [one.seen for one in given_]) == (
        [False],
        ["with-them"],
    )
    assert leo.handout(id_).together
    owner.end_coaching(leo.coaching.id)
    assert clara.handed_out(DIGESTS) == ([], [])
    assert not leo.handout(id_).together  # what was begun stays, with its note


def test_declining_is_said_with_or_without_a_word_and_can_be_reconsidered(clara, leo):
    gives(clara, leo)
    (one,) = leo.handouts("offered")
    leo.decline_handout(one.id, "Not this month")
    assert seen(clara) == ["declined"]
    (said,) = clara.handed_out(DIGESTS, leo.actor.person_id)[1]
    assert (said.note, said.word) == ("For you", "Not this month")
    assert clara.handed_out(DIGESTS)[1][0].word is None
    leo.reconsider_handout(one.id)
    begins(leo)
    assert clara.handed_out(DIGESTS, leo.actor.person_id)[1][0].word is None
    with pytest.raises(BadInput, match="begun"):
        leo.decline_handout(one.id, None)


def test_what_was_taken_back_is_gone_for_the_leader_and_comes_back_for_ten_minutes(
    clara, leo, store, clock
):
    gives(clara, leo)
    (one,) = leo.handouts()
    until = clara.take_away([one.id])
    assert leo.handouts() == []
    assert seen(clara) == []
    with pytest.raises(NotFound, match="taken this back"):
        leo.begin_handout(one.id, title="T", state="{}", shows=False)
    clara.undo_take_away([one.id])
    id_ = begins(leo)
    clara.take_away([one.id])
    assert leo.assignment(id_).status == "under-way"  # what was begun goes on
    clock.now = until + timedelta(minutes=1)
    with pytest.raises(UndoTooLate):
        clara.undo_take_away([one.id])
    store.purge_deleted()
    assert leo.export_everything()["from_coaches"] == []
    assert leo.assignment(id_).id == id_


# --- One after another --------------------------------------------------------------------------------


def test_a_sequence_comes_by_and_by(clara, leo, store, clock):
    gives(clara, leo, to_do=(FIRST, SECOND, THIRD))
    assert len(leo.handouts()) == 1
    store.offer_due(DIGESTS)
    clock.advance(days=30)
    assert store.offer_due(DIGESTS) == 0  # three days after the first is done, and it is not
    finishes(leo, begins(leo))
    assert store.offer_due(DIGESTS) == 0
    clock.advance(days=3)
    assert store.offer_due(DIGESTS) == 1
    assert store.offer_due(DIGESTS) == 0
    (second,) = leo.handouts("offered")
    assert (second.exercise_id, second.local_due) == (
        "second", f"{clock.now + timedelta(days=7):%Y-%m-%d}T18:00:00"
    )  # fmt: skip
    clock.advance(days=1)
    assert store.offer_due(DIGESTS) == 1  # the third: a day after the second was given
    assert {one.exercise_id for one in leo.handouts("offered")} == {"second", "third"}


@pytest.mark.parametrize("how", ["declined", "let go", "deleted", "taken back"])
def test_a_sequence_goes_on_after_what_is_not_done(clara, leo, store, clock, how):
    gives(clara, leo, to_do=(FIRST, SECOND))
    (one,) = leo.handouts()
    if how == "declined":
        leo.decline_handout(one.id, None)
    elif how == "taken back":
        clara.take_away([one.id])
    else:
        id_ = begins(leo)
        leo.change_assignment(id_, status="let-go") if how == "let go" else leo.erase_now(id_)
    store.offer_due(DIGESTS)
    clock.advance(days=3)
    store.offer_due(DIGESTS)
    assert [o.exercise_id for o in leo.handouts("offered")] == ["second"]


def test_the_order_tells_a_coach_nothing_that_the_leader_does_not_show(clara, leo, store, clock):
    gives(clara, leo, to_do=(FIRST, SECOND, THIRD))
    unknown = ["with-them", "in-turn", "in-turn"]
    assert seen(clara) == unknown
    id_ = begins(leo)
    finishes(leo, id_)
    for _ in range(3):
        clock.advance(days=3)
        store.offer_due(DIGESTS)
    assert len(leo.handouts("offered")) == 2
    assert seen(clara) == unknown
    assert all(one.due_at is one.offer_at is None for one in clara.handed_out(DIGESTS)[1][1:])
    leo.change_handout(id_, shows=True)
    assert seen(clara) == ["finished", "with-them", "with-them"]


def test_what_waits_for_its_day_waits_for_the_agreement_too(clara, leo, store, clock, owner):
    day = f"{clock.now + timedelta(days=2):%Y-%m-%d}"
    gives(clara, leo, to_do=(replace(FIRST, on=day),), zone="Pacific/Auckland")
    assert leo.handouts() == []
    (waits,) = clara.handed_out(DIGESTS)[1]
    assert (waits.seen, waits.offer_at) == ("waits", instant(f"{day}T07:00", "Pacific/Auckland"))
    clock.advance(days=3)
    assert store.offer_due({**DIGESTS, "leader": "new words"}) == 0
    owner.end_coaching(leo.coaching.id)
    assert store.offer_due(DIGESTS) == 0
    assert leo.handouts() == []


def test_nothing_comes_to_somebody_who_was_removed_and_nothing_breaks(
    clara, leo, store, clock, owner
):
    gives(clara, leo, to_do=(FIRST, SECOND))
    finishes(leo, begins(leo))
    owner.remove_person(leo.actor.person_id)
    clock.advance(days=9)
    assert store.offer_due(DIGESTS) == 0
    assert clara.handed_out(DIGESTS) == ([], [])
    owner.remove_person(clara.actor.person_id)
    clock.advance(days=40)
    store.purge_deleted()
    assert owner.handed_out(DIGESTS)[1] == []


# --- When it is due -----------------------------------------------------------------------------------


def test_due_on_each_leaders_own_clock_and_never_in_the_past(clara, leo, add, agree, clock):
    mia = add("Mia")
    agree(clara, mia)
    leo.change_reaching(zone="America/New_York")
    mia.change_reaching(zone="Asia/Tokyo")
    gives(clara, leo, mia, to_do=[replace(FIRST, local_due="2026-03-02T18:00:00")])
    assert leo.handouts()[0].due_at == datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert mia.handouts()[0].due_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    # 12:00 that day: to come in New York, over in Tokyo.
    with pytest.raises(BadInput, match=r"For Mia \(Asia/Tokyo\)"):
        gives(clara, leo, mia, to_do=[replace(FIRST, local_due="2026-03-01T12:00:00")])
    assert len(leo.handouts()) == 1


def test_whoever_moves_keeps_the_hour_and_is_not_made_late(clara, leo, clock):
    gives(clara, leo, to_do=[replace(FIRST, local_due="2026-03-02T18:00:00")])
    gives(clara, leo, to_do=[replace(FIRST, local_due="2026-03-01T11:00:00")])  # in 90 minutes
    leo.change_reaching(zone="Asia/Tokyo")
    soon, later = leo.handouts()
    assert (soon.zone, soon.due_at) == ("UTC", datetime(2026, 3, 1, 11, tzinfo=UTC))
    assert (later.zone, later.due_at) == ("Asia/Tokyo", datetime(2026, 3, 2, 9, tzinfo=UTC))
    with pytest.raises(BadInput, match="time zone"):
        leo.change_reaching(zone="Mars/Olympus")


ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/St_Johns",
        "Pacific/Kiritimati",
        "Pacific/Niue",
        "Asia/Tehran",
    ]
)
HOURS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(HOURS, ZONES, ZONES, st.timedeltas(timedelta(days=-3), timedelta(days=3)))
def test_no_move_ever_makes_what_is_due_overdue_or_brings_back_what_was(local, here, there, ago):
    due = instant(local.isoformat(), here)
    now = due + ago
    at = moved(local.isoformat(), due, there, now)
    if due <= now:
        assert at is None
    else:
        assert at is None or at > now
        assert at is None or at == instant(local.isoformat(), there)


# --- By mail ------------------------------------------------------------------------------------------


@pytest.fixture
def mailed(leo):
    leo.change_reaching(mail="leo@example.org")
    return leo


def test_a_mail_is_taken_once_and_once_more_if_its_process_died(clara, mailed, store, clock):
    gives(clara, mailed)
    gives(clara, mailed)
    (one,) = store.take_mails()
    assert (one.to, one.kind, len(one.handouts)) == ("leo@example.org", "came", 2)
    assert store.take_mails() == []
    clock.advance(minutes=15)
    (again,) = store.take_mails()  # nobody said that it was sent
    clock.advance(minutes=15)
    assert store.take_mails() == []  # twice is the most
    store.mail_sent(again)
    gives(clara, mailed)
    (third,) = store.take_mails()
    assert len(third.handouts) == 1
    store.mail_sent(third)


def test_an_unreachable_server_counts_for_nothing(clara, mailed, store):
    gives(clara, mailed)
    for _ in range(5):
        (one,) = store.take_mails()
        store.mail_not_sent(one)
    (one,) = store.take_mails()
    store.mail_sent(one)
    assert store.take_mails() == []


@pytest.mark.parametrize("off", ["altogether", "this one", "no address", "ended", "taken back"])
def test_who_wants_no_mail_gets_none(clara, mailed, store, owner, off):
    gives(clara, mailed)
    (one,) = mailed.handouts()
    {
        "altogether": lambda: mailed.change_reaching(reminds=False),
        "this one": lambda: mailed.change_handout(one.id, reminds=False),
        "no address": lambda: mailed.change_reaching(mail=None),
        "ended": lambda: owner.end_coaching(mailed.coaching.id),
        "taken back": lambda: clara.take_away([one.id]),
    }[off]()
    assert store.take_mails() == []


def test_a_day_before_it_is_due_comes_one_reminder_unless_it_is_done(clara, mailed, store, clock):
    due = f"{clock.now + timedelta(days=5):%Y-%m-%dT%H:%M:%S}"
    gives(clara, mailed, to_do=[replace(FIRST, local_due=due)])
    (came,) = store.take_mails()
    store.mail_sent(came)
    clock.advance(days=3)
    assert store.take_mails() == []
    clock.advance(days=1, minutes=1)
    id_ = begins(mailed)
    finishes(mailed, id_)
    assert store.take_mails() == []
    mailed.change_assignment(id_, status="under-way")
    (reminder,) = store.take_mails()
    assert reminder.kind == "due"
    store.mail_sent(reminder)
    assert store.take_mails() == []


# --- Groups, erasing, isolation -----------------------------------------------------------------------


def test_groups_are_the_coachs_own(clara, leo, add, clock):
    other = add("Cora", "practitioner")
    stranger = add("Paul")
    made = clara.save_group(None, "Plant", [leo.actor.person_id, stranger.actor.person_id, "x"])
    assert made.leaders == {leo.actor.person_id}
    changed = clara.save_group(made.id, "The plant", [])
    assert clara.groups() == [changed]
    assert other.groups() == []
    for reach in (
        lambda: other.save_group(made.id, "Mine", []),
        lambda: other.delete_group(made.id),
        lambda: other.undo_delete_group(made.id),
    ):
        with pytest.raises(NotFound):
            reach()
    clara.delete_group(made.id)
    assert clara.groups() == []
    clara.undo_delete_group(made.id)
    assert clara.groups() == [changed]


def test_nobody_else_reaches_what_was_given(clara, leo, add, owner, store):
    gives(clara, leo)
    id_ = leo.handouts()[0].id
    here = owner.actor.workspace_id
    every = frozenset({"leader", "practitioner", "owner"})
    others = [
        add("Eve", "leader", "practitioner"), owner, store.as_actor(store.add_person("Far", roles=every)),
        clara,
    ]  # fmt: skip
    before = leo.export_everything()["from_coaches"]
    for eve in others:
        for reach in (
            lambda d: d.handout(id_),
            lambda d: d.begin_handout(id_, title="T", state="{}", shows=True),
            lambda d: d.decline_handout(id_, "x"),
            lambda d: d.reconsider_handout(id_),
            lambda d: d.change_handout(id_, shows=True),
        ):
            with pytest.raises(NotFound):
                reach(eve)
        assert eve.handouts() == []
        if eve is clara:
            continue
        for reach in (
            lambda d: d.take_away([id_]),
            lambda d: d.undo_take_away([id_]),
            lambda d: d.handed_out(DIGESTS, leo.actor.person_id),
        ):
            with pytest.raises(NotFound):
                reach(eve)
        assert eve.handed_out(DIGESTS)[1] == []
    nobody = store.as_actor(Actor("nobody", here, every))
    with pytest.raises(NotAllowed):
        nobody.handed_out(DIGESTS)
    assert leo.export_everything()["from_coaches"] == before


def test_either_side_erases_what_is_theirs(clara, leo):
    gives(clara, leo, note="words of Clara")
    id_ = begins(leo)
    clara.save_group(None, "Plant", [leo.actor.person_id])
    assert clara.export_everything()["assigned_to_others"][0]["note"] == "words of Clara"
    clara.erase_everything()
    assert clara.groups() == []
    assert leo.handouts() == []
    assert leo.assignment(id_).status == "under-way"
    gives(clara, leo)
    leo.erase_everything()
    assert seen(clara) == []


# --- Many -------------------------------------------------------------------------------------------


def test_the_desk_asks_as_much_for_many_as_for_one(clara, leo, add, agree, store):
    statements = []

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def count(_connection, _cursor, statement, *_):
        statements.append(statement)

    def asked(what):
        statements.clear()
        what()
        return len(statements)

    def look():
        clara.handed_out(DIGESTS)
        clara.groups()

    gives(clara, leo)
    clara.save_group(None, "One", [leo.actor.person_id])
    for_one, offering_one = asked(look), asked(lambda: store.offer_due(DIGESTS))
    leaders = [add(f"Leader {n}") for n in range(12)]
    for one in leaders:
        agree(clara, one)
    gives(clara, leo, to_do=(FIRST, SECOND))  # keeps the versions
    giving_one = asked(lambda: gives(clara, leaders[0], to_do=(FIRST, SECOND)))
    giving_all = asked(lambda: gives(clara, *leaders, to_do=(FIRST, SECOND)))
    assert asked(look) == for_one
    assert giving_all == giving_one
    assert asked(lambda: store.offer_due(DIGESTS)) == offering_one


@pytest.mark.parametrize("finished", [True, False])
def test_taking_a_step_back_tells_a_coach_nothing_of_how_far_it_was(
    clara, leo, store, clock, finished
):
    gives(clara, leo, to_do=(FIRST, SECOND))
    first = clara.handed_out(DIGESTS)[1][0].id
    id_ = begins(leo)
    if finished:
        finishes(leo, id_)
        store.offer_due(DIGESTS)
    clara.take_away([first])
    (second,) = clara.handed_out(DIGESTS)[1]
    assert (second.seen, second.offer_at, second.due_at) == ("in-turn", None, None)
