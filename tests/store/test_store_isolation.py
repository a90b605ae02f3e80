"""Nobody reaches another person's data, by any method, with any id."""

import inspect
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from coach.errors import NotFound
from coach.store.desk import Desk
from coach.store.records import Actor, CheckIn, Events, KeptRecord, NoticingRecord, ReplyRecord
from coach.store.tables import MarginNoteRow, MembershipRow, ReadingRow, ShareRow

DAY = date(2026, 2, 28)
CLIENT = {"name": "Ana", "contact": "", "size": 1, "consented_on": None}
# How each method that takes an id is tried with somebody else's.
WITH_AN_ID = {
    "conversation": lambda desk, ids: desk.conversation(ids.conversation),
    "messages": lambda desk, ids: desk.messages(ids.conversation),
    "rename": lambda desk, ids: desk.rename(ids.conversation, "mine now"),
    "archive": lambda desk, ids: desk.archive(ids.conversation),
    "unarchive": lambda desk, ids: desk.unarchive(ids.conversation),
    "save_state": lambda desk, ids: desk.save_state(ids.conversation, "{}"),
    "receive": lambda desk, ids: desk.receive(ids.conversation, "fresh", "hello"),
    "complete": lambda desk, ids: desk.complete(
        ids.conversation, ids.pending, ids.reply, "{}", "closing"
    ),
    "add_coach_message": lambda desk, ids: desk.add_coach_message(ids.conversation, "hello", {}),
    "pending": lambda desk, ids: desk.pending(ids.conversation),
    "reply_to": lambda desk, ids: desk.reply_to(ids.answered),
    "transcript": lambda desk, ids: desk.transcript(ids.conversation),
    "so_far": lambda desk, ids: desk.so_far(ids.conversation, ids.pending),
    "whole": lambda desk, ids: desk.whole(ids.conversation),
    "noticings": lambda desk, ids: desk.noticings(ids.conversation),
    "answer_noticing": lambda desk, ids: desk.answer_noticing(ids.noticing, "not_me"),
    "commitment": lambda desk, ids: desk.commitment(ids.commitment.id),
    "save_commitment": lambda desk, ids: desk.save_commitment(replace(ids.commitment, what="x")),
    "delete": lambda desk, ids: desk.delete(ids.conversation),
    "undo_delete": lambda desk, ids: desk.undo_delete(ids.conversation),
    "erase_now": lambda desk, ids: desk.erase_now(ids.conversation),
    "checked_message": lambda desk, ids: desk.checked_message(ids.checked),
    "add_version": lambda desk, ids: desk.add_version(ids.checked, about={}, text="x", review={}),
    "delete_checked": lambda desk, ids: desk.delete_checked(ids.checked),
    "erase_checked_now": lambda desk, ids: desk.erase_checked_now(ids.checked),
    "undo_delete_checked": lambda desk, ids: desk.undo_delete_checked(ids.checked),
    "delete_ratings": lambda desk, ids: desk.delete_ratings(ids.ratings),
    "undo_delete_ratings": lambda desk, ids: desk.undo_delete_ratings(ids.ratings),
    "change_brand_entry": lambda desk, ids: desk.change_brand_entry(ids.entry, {}),
    "delete_brand_entry": lambda desk, ids: desk.delete_brand_entry(ids.entry),
    "undo_delete_brand_entry": lambda desk, ids: desk.undo_delete_brand_entry(ids.entry),
    "assignment": lambda desk, ids: desk.assignment(ids.assignment),
    "change_assignment": lambda desk, ids: desk.change_assignment(ids.assignment, status="paused"),
    "save_step": lambda desk, ids: desk.save_step(
        ids.assignment, "s", answer={"text": "x"}, said=None, status="finished"
    ),
    "save_typed": lambda desk, ids: desk.save_typed(ids.assignment, "s", {"text": "x"}),
    "plan_check_in": lambda desk, ids: desk.plan_check_in(
        replace(ids.check_in, assignment_id=ids.assignment)
    ),
    "keep": lambda desk, ids: desk.keep(replace(ids.record, conversation_id=ids.conversation)),
    "kept_word": lambda desk, ids: desk.kept_word(ids.kept),
    "kept_from": lambda desk, ids: desk.kept_from(ids.conversation),
    "change_kept": lambda desk, ids: desk.change_kept(
        ids.kept, words="x", about=None, vectors=None
    ),
    "set_kept_aside": lambda desk, ids: desk.set_kept_aside(ids.kept),
    "brought_up": lambda desk, ids: desk.brought_up(ids.kept, "here"),
    "forget": lambda desk, ids: desk.forget(ids.kept),
    "undo_forget": lambda desk, ids: desk.undo_forget(ids.kept),
    "part_from": lambda desk, ids: desk.part_from(ids.conversation),
    "set_message_aside": lambda desk, ids: desk.set_message_aside(ids.read),
    "run": lambda desk, ids: desk.run(ids.run),
    "add_exchange": lambda desk, ids: desk.add_exchange(ids.run, 1, "x", {}),
    "answer_exchange": lambda desk, ids: desk.answer_exchange(ids.run, 1, "x", {}),
    "move_head": lambda desk, ids: desk.move_head(ids.run, None),
    "delete_run": lambda desk, ids: desk.delete_run(ids.run),
    "undo_delete_run": lambda desk, ids: desk.undo_delete_run(ids.run),
    "erase_run_now": lambda desk, ids: desk.erase_run_now(ids.run),
    "workshop": lambda desk, ids: desk.workshop(ids.workshop),
    "change_workshop": lambda desk, ids: desk.change_workshop(ids.workshop, lambda _: {"plan": {}}),
    "delete_workshop": lambda desk, ids: desk.delete_workshop(ids.workshop),
    "undo_delete_workshop": lambda desk, ids: desk.undo_delete_workshop(ids.workshop),
    # A coach's own way in, and everybody's who tries it: test_store_sharing.py.
    "take_back": lambda desk, ids: desk.take_back(ids.share, DIGESTS),
    "delete_shared": lambda desk, ids: desk.delete_shared(ids.share),
    "undo_delete_shared": lambda desk, ids: desk.undo_delete_shared(ids.share),
    "open_received": lambda desk, ids: desk.open_received(ids.share, DIGESTS),
    "add_margin_note": lambda desk, ids: desk.add_margin_note(ids.share, "x", None, DIGESTS),
    "delete_margin_note": lambda desk, ids: desk.delete_margin_note(ids.margin_note),
    "undo_delete_margin_note": lambda desk, ids: desk.undo_delete_margin_note(ids.margin_note),
    "change_log_client": lambda desk, ids: desk.change_log_client(ids.client, CLIENT),
    "delete_log_client": lambda desk, ids: desk.delete_log_client(ids.client),
    "undo_delete_log_client": lambda desk, ids: desk.undo_delete_log_client(ids.client),
    "add_log_hours": lambda desk, ids: desk.add_log_hours(ids.client, DAY, 60, paid=True),
    "change_log_hours": lambda desk, ids: desk.change_log_hours(ids.meeting),
    "delete_log_hours": lambda desk, ids: desk.delete_log_hours(ids.meeting.id),
    "undo_delete_log_hours": lambda desk, ids: desk.undo_delete_log_hours(ids.meeting.id),
    "save_pulse_own": lambda desk, ids: desk.save_pulse_own(ids.pulse, {"a": 1}),
    "close_pulse": lambda desk, ids: desk.close_pulse(ids.pulse),
    "delete_pulse": lambda desk, ids: desk.delete_pulse(ids.pulse),
    "undo_delete_pulse": lambda desk, ids: desk.undo_delete_pulse(ids.pulse),
}
# The workspace's own library is shared by those who work in it (test_store_shelf.py).
OF_THE_WORKSPACE = {
    "shelf_passages",
    "shelf_passage",
    "change_passage",
    "shelf_changes",
    "shelf_version",
    "as_cited",
    "undo_change",
    "erase_passage",
    # And so are its own exercises (test_store_exercises.py).
    "own_exercises",
    "own_exercise",
    "save_own_exercise",
    "publish_own_exercise",
    "published_exercises",
    "exercise_versions",
    "version_texts",
    "delete_own_exercise",
    "undo_delete_own_exercise",
}
# Who is here and who works with whom is decided by coach.access (test_store_access.py).
OF_SEVERAL_PEOPLE = {
    "people",
    "is_alone",
    "workspace_name",
    "name_workspace",
    "invite",
    "invite_all",
    "invitations",
    "withdraw_invitation",
    "add_leader",
    "personal_link",
    "personal_links",
    "close_link",
    "give_roles",
    "remove_person",
    "leave",
    "departure",
    "managers",
    "set_manager",
    "unset_manager",
    "begin_coaching",
    "coachings",
    "coaching",
    "accept_agreement",
    "end_coaching",
    "require_towards",
    # What is shared, and with whom (test_store_sharing.py).
    "share",
    "shared",
    "received",
    "read_received",
    # What coaches give leaders, and their groups (test_store_handing_out.py).
    "give",
    "handed_out",
    "take_away",
    "undo_take_away",
    "groups",
    "save_group",
    "delete_group",
    "undo_delete_group",
    "handouts",
    "handout",
    "begin_handout",
    "decline_handout",
    "reconsider_handout",
    "change_handout",
    # Notes about somebody whom one coaches (test_store_practice.py).
    "add_practice_note",
    "practice_notes",
    "change_practice_note",
    "delete_practice_note",
    "undo_delete_practice_note",
}
DIGESTS = {"leader": "dl", "practitioner": "dp", "sponsor": "ds"}
# Those that take none show or change only the person's own.
WITHOUT = {
    "begin_conversation": lambda desk: desk.begin_conversation("talk", None, "t", "{}", "o", {}),
    "conversations": lambda desk: desk.conversations(search="Ana"),
    "openings": lambda desk: desk.openings(3),
    "said_in_last": lambda desk: desk.said_in_last(10),
    "last_deleted": lambda desk: desk.last_deleted(),
    "checked_messages": lambda desk: desk.checked_messages(),
    "brand_entries": lambda desk: desk.brand_entries(),
    "add_brand_entry": lambda desk: desk.add_brand_entry("wanted", {"words": "mine"}),
    "kept_words": lambda desk: desk.kept_words(),
    "forgotten": lambda desk: desk.forgotten(),
    "forget_all": lambda desk: desk.forget_all(),
    "decline": lambda desk: desk.decline("digest of mine"),
    "declined": lambda desk: desk.declined(),
    "may_come_up": lambda desk: desk.may_come_up(),
    "said_before": lambda desk: desk.said_before(),
    "not_read_yet": lambda desk: desk.not_read_yet(99),
    "read_messages": lambda desk: desk.read_messages([]),
    "unread_messages": lambda desk: desk.unread_messages(),
    "begin_run": lambda desk: desk.begin_run("a-rehearsal", {}),
    "runs": lambda desk: desk.runs(),
    "add_workshop": lambda desk: desk.add_workshop({"title": "mine"}, {}),
    "workshops": lambda desk: desk.workshops(),
    "log_clients": lambda desk: desk.log_clients(),
    "add_log_client": lambda desk: desk.add_log_client(CLIENT, None),
    "log_hours": lambda desk: desk.log_hours(),
    "begin_pulse": lambda desk: desk.begin_pulse({"points": 5}),
    "pulses": lambda desk: desk.pulses(),
    "pulse_waits_until": lambda desk: desk.pulse_waits_until(),
    "refused_habits": lambda desk: desk.refused_habits(),
    "commitments": lambda desk: desk.commitments(),
    "commitment_to_follow_up": lambda desk: desk.commitment_to_follow_up(),
    "events": lambda desk: desk.events(),
    "last_talks": lambda desk: desk.last_talks(5),
    "rate": lambda desk: desk.rate("2026-03", {"thanks": 2}),
    "begin_exercise": lambda desk: desk.begin_exercise(
        str(uuid4()), exercise_id="e", digest="d", text="t", title="E", state="{}"
    ),
    "assignments": lambda desk: desk.assignments(),
    "check_ins_due": lambda desk: desk.check_ins_due(),
    "person": lambda desk: desk.person(),
    "preferences": lambda desk: desk.preferences(),
    "save_preferences": lambda desk: desk.save_preferences({"a": 1}),
    "change_reaching": lambda desk: desk.change_reaching(zone="UTC"),
    "save_display_name": lambda desk: desk.save_display_name("Me"),
    "export_everything": lambda desk: desk.export_everything(),
    "held": lambda desk: desk.held(),
    "purge_deleted": lambda desk: desk.purge_deleted(),
    "erase_everything": lambda desk: desk.erase_everything(),
}


def shared_by(desk, conversation_id):
    """Something shared, and a note in its margin, where they are: put there, for it takes two to share."""
    whose = {"workspace_id": desk.actor.workspace_id, "owner_id": desk.actor.person_id}
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with desk._database.write() as session:
        row = ShareRow(
            **whose, id=str(uuid4()), practitioner_id="c", kind="passage", conversation_id=conversation_id,
            item_id="m", title="From a talk", text="About Ana", shared_at=at,
        )  # fmt: skip
        session.add(row)
        session.flush()
        note = MarginNoteRow(
            **whose, id=str(uuid4()), leader_id=desk.actor.person_id, share_id=row.id, text="Ana", created_at=at
        )  # fmt: skip
        session.add(note)
        session.add(
            ReadingRow(**whose, id=str(uuid4()), share_id=row.id, reader_id="c", read_at=at)
        )
        return row.id, note.id


class Ids:
    """What somebody has: one of everything."""

    def __init__(self, desk, talk):
        self.reply = talk.full_reply
        self.conversation = talk.whole(desk, "Ana")
        self.answered = desk.messages(self.conversation)[1].id
        self.pending = talk.say(desk, self.conversation, "Ana again")
        self.noticing = desk.noticings()[0].id
        self.commitment = desk.commitments()[0]
        self.checked = desk.add_version(None, about={"to": "Ana"}, text="Hello Ana", review={}).id
        self.ratings = desk.rate("2026-03", {"thanks": 4}).id
        self.entry = desk.add_brand_entry("wanted", {"words": "fair to Ana"}).id
        self.assignment = WITHOUT["begin_exercise"](desk).id
        self.check_in = CheckIn(
            self.assignment,
            "s",
            "2026-03-01T09:00",
            "UTC",
            datetime(2026, 3, 1, 9, tzinfo=UTC),
            None,
        )
        desk.plan_check_in(self.check_in)
        desk.save_step(self.assignment, "s", answer={"text": "Ana"}, said=None, status="under-way")
        said = desk.messages(self.conversation)[1]
        self.record = KeptRecord("phrase", "Ana", None, self.conversation, said.id, said.created_at)
        self.kept = desk.keep(self.record).id
        self.read = said.id
        desk.read_messages([(said.id, {"about": "Ana"})])
        self.run = desk.begin_run("a-rehearsal", {"name": "Ana"}).id
        desk.add_exchange(self.run, None, "Hello Ana", {})
        self.workshop = desk.add_workshop({"title": "Ana's room"}, {}).id
        self.share, self.margin_note = shared_by(desk, self.conversation)
        self.client = desk.add_log_client(CLIENT, None).id
        self.meeting = desk.add_log_hours(self.client, DAY, 60, paid=True)
        self.pulse = desk.begin_pulse({"points": 5}).id


def test_every_method_is_tried_here():
    methods = {name for name, _ in inspect.getmembers(Desk, inspect.isfunction) if name[0] != "_"}
    assert methods == WITH_AN_ID.keys() | WITHOUT.keys() | OF_THE_WORKSPACE | OF_SEVERAL_PEOPLE


@pytest.mark.parametrize("where", ["same workspace", "another workspace"])
def test_somebody_elses_ids_are_unknown_ids(store, desk, other_desk, talk, where):
    if where == "another workspace":
        other_desk = store.as_actor(store.add_person("Far away"))
    ids = Ids(other_desk, talk)
    before = other_desk.export_everything()
    for name, attempt in WITH_AN_ID.items():
        with pytest.raises(NotFound) as refused:
            attempt(desk, ids)
        theirs = str(refused.value)
        for known in (
            ids.conversation,
            ids.answered,
            ids.pending,
            ids.noticing,
            ids.commitment.id,
            ids.checked,
            ids.ratings,
            ids.entry,
            ids.assignment,
            ids.kept,
            ids.read,
            ids.run,
            ids.workshop,
            ids.share,
            ids.margin_note,
            ids.client,
            ids.meeting.id,
            ids.pulse,
        ):
            theirs = theirs.replace(known, "…")
        nobodys = Ids.__new__(Ids)
        nobodys.__dict__ = dict.fromkeys(vars(ids), "…") | {
            "reply": ids.reply,
            "commitment": replace(ids.commitment, id="…"),
            "meeting": replace(ids.meeting, id="…"),
            "check_in": ids.check_in,
            "record": ids.record,
        }
        with pytest.raises(NotFound) as unknown:
            attempt(desk, nobodys)
        assert theirs == str(unknown.value), name
    assert other_desk.export_everything() == before


def test_what_takes_no_id_shows_and_changes_only_ones_own(desk, other_desk, talk, clock):
    ids = Ids(other_desk, talk)
    other_desk.answer_noticing(ids.noticing, "not_me")
    other_desk.save_preferences({"theirs": True})
    clock.advance(days=5)
    other_desk.delete(ids.conversation)
    assert desk.last_deleted() is None
    other_desk.undo_delete(ids.conversation)
    before = other_desk.export_everything()
    assert desk.conversations() == desk.conversations(search="Ana") == []
    assert desk.openings(3) == desk.noticings() == desk.commitments() == []
    assert desk.refused_habits() == frozenset()
    assert desk.commitment_to_follow_up() is None
    assert desk.checked_messages() == desk.workshops() == desk.pulses() == []
    assert desk.pulse_waits_until() is None
    assert desk.events() == Events((), (), (), frozenset())
    assert desk.last_talks(5) == []
    assert desk.brand_entries() == []
    assert desk.assignments() == desk.check_ins_due() == []
    assert desk.runs() == desk.log_clients() == desk.log_hours() == []
    assert desk.shared(DIGESTS) == desk.received(other_desk.actor.person_id, DIGESTS) == []
    assert desk.export_everything()["conversations"] == []
    for attempt in WITHOUT.values():
        attempt(desk)
    assert other_desk.export_everything() == before


def test_one_person_in_two_workspaces_has_two_desks(store, desk, talk):
    elsewhere = store.add_person("Somebody").workspace_id
    with store.database.write() as session:
        session.add(
            MembershipRow(workspace_id=elsewhere, owner_id=desk.actor.person_id, role="leader")
        )
    second = store.as_actor(Actor(desk.actor.person_id, elsewhere, frozenset({"leader"})))
    ids = Ids(desk, talk)
    for attempt in WITH_AN_ID.values():
        with pytest.raises(NotFound):
            attempt(second, ids)
    assert second.conversations() == []


def test_the_same_ids_at_two_desks_do_not_meet(desk, other_desk, talk):
    for one, text in ((desk, "mine"), (other_desk, "yours")):
        one.begin_conversation("talk", None, text, "{}", None, {}, "the-same")
        assert one.receive("the-same", "m-1", text)[1]
        talk.answer(one, "the-same", "m-1")
    assert desk.messages("the-same")[0].text == "mine"
    assert other_desk.messages("the-same")[0].text == "yours"
    desk.erase_now("the-same")
    assert len(other_desk.messages("the-same")) == 2


def test_no_statement_of_a_desk_leaves_out_whose_data_it_is(store, desk, other_desk, talk):
    """The rule behind the tests above, on what is really sent to the database."""
    ids = Ids(desk, talk)
    owned = re.compile(
        r"\b(FROM|UPDATE|INTO|JOIN) (conversation|message|noticing|citation|commitment|ratings|brand_entry|assignment|step_answer|check_in|kept_word|declined_word|said_vector|rehearsal_run|rehearsal_exchange|workshop|share|reading|margin_note|handout|leader_group|group_member|log_client|log_hours|pulse)\b",
        re.I,
    )
    loose, looked_at = [], []

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def look(_connection, _cursor, statement, parameters, _context, many):
        for one in parameters if many else [parameters]:
            given = list(one.values()) if isinstance(one, dict) else list(one)
            whose = {desk.actor.person_id, desk.actor.workspace_id}
            if owned.search(statement):
                looked_at.append(statement)
                loose.extend([] if whose <= set(given) else [statement])

    for attempt in [lambda d, ids=ids, a=a: a(d, ids) for a in WITH_AN_ID.values()] + list(
        WITHOUT.values()
    ):
        try:
            attempt(desk)
        except NotFound:
            continue
    assert loose == []
    assert len(looked_at) > 40


def test_a_row_cannot_point_to_another_persons(desk, other_desk, talk):
    """The last line of defence is the database's own."""
    theirs = talk.say(other_desk, talk.begin(other_desk))
    mine = talk.begin(desk)
    message_id = talk.say(desk, mine)
    reply = ReplyRecord("x", {}, noticings=(NoticingRecord("habit", "h", "e", message_id=theirs),))
    with pytest.raises(IntegrityError):
        desk.complete(mine, message_id, reply, None, None)
