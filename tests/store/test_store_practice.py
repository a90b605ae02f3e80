"""What a coach keeps for themselves: nobody else reaches it, and it goes when it has to; on both databases."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from coach.errors import NotAllowed, NotFound, UndoTooLate
from coach.store.practice import NOTES_KEPT_FOR
from coach.store.records import Actor
from coach.store.tables import MembershipRow

DIGESTS = {"leader": "dl", "practitioner": "dp", "sponsor": "ds"}
LEO = {"name": "Leo Zebra", "contact": "leo@zebra.example", "size": 1, "consented_on": date(2026, 1, 5)}  # fmt: skip


def note(coach, leader, words="He listens with his hands"):
    return coach.add_practice_note(leader.actor.person_id, words, DIGESTS)


def texts(coach, leader):
    return [one.text for one in coach.practice_notes(leader.actor.person_id)]


def test_notes_are_kept_in_order_changed_deleted_and_brought_back(agreed, clock):
    coach, leader, _ = agreed
    first = note(coach, leader, "First ☕ שלום")
    clock.advance(minutes=1)
    note(coach, leader, "Second")
    clock.advance(minutes=1)
    coach.change_practice_note(first.id, "First, put better", DIGESTS)
    assert texts(coach, leader) == ["First, put better", "Second"]
    until = coach.delete_practice_note(first.id)
    assert texts(coach, leader) == ["Second"]
    with pytest.raises(NotFound):
        coach.change_practice_note(first.id, "x", DIGESTS)
    coach.undo_delete_practice_note(first.id)
    assert texts(coach, leader) == ["First, put better", "Second"]
    coach.delete_practice_note(first.id)
    clock.now = until
    with pytest.raises(UndoTooLate):
        coach.undo_delete_practice_note(first.id)
    coach.purge_deleted()
    assert "put better" not in json.dumps(coach.export_everything())


@pytest.mark.parametrize("who", ["another coach", "the leader", "an owner", "elsewhere", "nobody"])
def test_nobody_else_reads_changes_or_writes_them(store, agreed, owner, add, who):
    coach, leader, _ = agreed
    kept = note(coach, leader)
    there = leader.actor.person_id
    eve = {
        "another coach": lambda: add("Eve", "practitioner", "leader"),
        "the leader": lambda: leader,
        "an owner": lambda: owner,
        "elsewhere": lambda: store.as_actor(store.add_person("Eve", roles=["owner", "practitioner"])),
        "nobody": lambda: store.as_actor(Actor("nobody", owner.actor.workspace_id, owner.actor.roles)),
    }[who]()  # fmt: skip
    assert eve.practice_notes(there) == []
    with pytest.raises(NotAllowed):
        eve.add_practice_note(there, "mine", DIGESTS)
    for attempt in (
        lambda: eve.change_practice_note(kept.id, "mine", DIGESTS),
        lambda: eve.delete_practice_note(kept.id),
        lambda: eve.undo_delete_practice_note(kept.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(NotFound):
        eve.add_log_client(LEO, there if eve is not leader else coach.actor.person_id)
    if who != "nobody":
        assert "hands" not in json.dumps(eve.export_everything())
    assert texts(coach, leader) == [kept.text]
    assert [n["text"] for n in coach.export_everything()["notes_as_a_coach"]] == [kept.text]


def test_notes_are_written_only_while_the_agreement_stands_and_read_until_they_go(
    store, agreed, clock
):
    coach, leader, made = agreed
    kept = note(coach, leader)
    with pytest.raises(NotAllowed, match="accepted by everybody"):
        coach.add_practice_note(leader.actor.person_id, "x", {**DIGESTS, "leader": "new words"})
    leader.end_coaching(made.id)
    for attempt in (
        lambda: note(coach, leader, "after"),
        lambda: coach.change_practice_note(kept.id, "after", DIGESTS),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    clock.advance(days=NOTES_KEPT_FOR.days - 1)
    store.purge_deleted()
    assert texts(coach, leader) == [kept.text]
    clock.advance(days=1)
    assert texts(coach, leader) == []
    with pytest.raises(NotFound):
        coach.undo_delete_practice_note(kept.id)
    store.purge_deleted()
    assert coach.export_everything()["notes_as_a_coach"] == []


def test_a_coaching_begun_again_keeps_its_notes(store, owner, agreed, clock):
    coach, leader, made = agreed
    kept = note(coach, leader)
    coach.end_coaching(made.id)
    clock.advance(days=30)
    owner.begin_coaching(coach.actor.person_id, leader.actor.person_id)
    clock.advance(days=200)
    store.purge_deleted()
    assert texts(coach, leader) == [kept.text]


@pytest.mark.parametrize("going", ["erases everything", "leaves", "is removed", "leaves one place of two"])  # fmt: skip
def test_when_a_leader_goes_the_notes_go_and_the_log_keeps_hours_without_a_name(
    store, owner, agreed, clock, url, home, going
):
    coach, leader, _ = agreed
    note(coach, leader)
    coach.delete_practice_note(note(coach, leader, "deleted a moment ago").id)
    client = coach.add_log_client(LEO, leader.actor.person_id)
    coach.add_log_hours(client.id, date(2026, 2, 27), 90, paid=True)
    if going == "erases everything":
        leader.erase_everything()
    elif going == "is removed":
        until = owner.remove_person(leader.actor.person_id)
        assert texts(coach, leader) != []
        clock.now = until
        store.purge_deleted()
    else:
        if going == "leaves one place of two":
            far = store.add_person("x").workspace_id
            with store.database.write() as session:
                session.add(MembershipRow(workspace_id=far, owner_id=leader.actor.person_id, role="leader"))  # fmt: skip
        leader.leave()
    exported = coach.export_everything()
    assert exported["notes_as_a_coach"] == []
    (logged,) = exported["coaching_hours"]
    assert (logged["name"], logged["contact"], logged["consented_on"], logged["leader_id"]) == (
        "", "", None, None
    )  # fmt: skip
    assert [m["minutes"] for m in logged["meetings"]] == [90]
    assert [one.name for one in coach.log_clients()] == [""]


def test_a_coach_who_erases_everything_leaves_nothing_and_nobody_elses(agreed, add, owner):
    coach, leader, _ = agreed
    other = add("Cem", "practitioner")
    made = owner.begin_coaching(other.actor.person_id, leader.actor.person_id)
    for desk, digest in ((other, "dp"), (leader, "dl")):
        desk.accept_agreement(made.id, version=1, digest=digest, text="t")
    for desk in (coach, other):
        note(desk, leader)
        desk.add_log_hours(desk.add_log_client(LEO, None).id, date(2026, 2, 1), 60, paid=False)
    coach.erase_everything()
    assert texts(coach, leader) == coach.log_clients() == coach.log_hours() == []
    assert texts(other, leader) and other.log_clients() and other.log_hours()


def test_somebody_alone_can_try_it_on_themselves_until_others_come(desk, add):
    note(desk, desk, "How I am with Ana")
    desk.add_log_client(LEO, desk.actor.person_id)
    assert texts(desk, desk) == ["How I am with Ana"]
    add("Second")
    with pytest.raises(NotAllowed):
        note(desk, desk, "x")
    assert texts(desk, desk) == ["How I am with Ana"]


def test_the_log_is_kept_changed_deleted_and_brought_back_with_its_hours(desk, clock):
    leo = desk.add_log_client(LEO, None)
    clock.advance(minutes=1)
    team = desk.add_log_client({**LEO, "name": "The pumps", "size": 6, "consented_on": None}, None)
    earlier = desk.add_log_hours(leo.id, date(2025, 12, 30), 45, paid=False)
    later = desk.add_log_hours(team.id, date(2026, 2, 1), 90, paid=True)
    assert desk.log_clients() == [leo, team]
    assert desk.log_hours() == [later, earlier]
    desk.change_log_client(leo.id, {**LEO, "consented_on": None, "name": "L. Z."})
    assert desk.log_clients()[0].name == "L. Z."
    assert desk.log_clients()[0].consented_on is None
    moved = desk.change_log_hours(replace(earlier, client_id=team.id, minutes=50))
    assert desk.log_hours()[1] == moved
    until = desk.delete_log_client(team.id)
    assert desk.log_hours() == []
    with pytest.raises(NotFound):
        desk.add_log_hours(team.id, date(2026, 2, 1), 60, paid=True)
    desk.undo_delete_log_client(team.id)
    desk.delete_log_hours(later.id)
    assert desk.log_hours() == [moved]
    desk.undo_delete_log_hours(later.id)
    desk.delete_log_hours(later.id)
    desk.delete_log_client(leo.id)
    clock.now = until + timedelta(minutes=10)
    desk.purge_deleted()
    assert [c["name"] for c in desk.export_everything()["coaching_hours"]] == ["The pumps"]
    for undo in (lambda: desk.undo_delete_log_hours(later.id), lambda: desk.undo_delete_log_client(leo.id)):  # fmt: skip
        with pytest.raises(NotFound):
            undo()
    assert desk.log_hours() == [moved]


def test_neither_notes_nor_names_can_be_read_in_the_database(agreed, store, url, home):
    coach, leader, _ = agreed
    note(coach, leader)
    coach.add_log_client(LEO, leader.actor.person_id)
    with store.database.read() as session:
        held = str(
            [list(session.execute(text(f"SELECT * FROM {t}"))) for t in ("practice_note", "log_client")]
        )  # fmt: skip
    for word in ("hands", "Zebra", "zebra"):
        assert word not in held
