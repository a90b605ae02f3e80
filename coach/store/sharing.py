"""What leaders share with a coach: copies of their words, who read them, and what both wrote in the margin.

A copy is the leader's. The coach reaches it by its id, or by whose it is, and only while it is shared and the coaching
that it was shared in stands: :mod:`coach.access` is asked in the transaction that then reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from coach.access import Action, may, require
from coach.errors import BadInput, NotAllowed, NotFound, UndoTooLate
from coach.store import coachings, membership
from coach.store.conversations import unknown_conversation
from coach.store.records import (
    Actor,
    Fellow,
    MarginNote,
    Party,
    Reading,
    Received,
    Shared,
    ShareRecord,
)
from coach.store.tables import (
    CoachingRow,
    ConversationRow,
    MarginNoteRow,
    PersonRow,
    ReadingRow,
    ShareRow,
    belongs_to,
)

Digests = Mapping[Party, str]
"""Of the agreement as it is now."""


# --- The leader's side ----------------------------------------------------------------------------------


def share(
    session: Session, actor: Actor, now: datetime, record: ShareRecord, digests: Digests
) -> str:
    """Let one coach see a copy from now on; its id."""
    actor = membership.here(session, actor)
    coaching_id, target = coachings.between(
        session, actor, record.practitioner_id, actor.person_id, digests
    )
    if coaching_id is None and record.practitioner_id != actor.person_id:
        raise NotAllowed("They are not your coach. Choose one whose agreement with you stands, or ask an owner.")  # fmt: skip
    require(actor, Action.SHARE, target)
    there = select(ConversationRow.id).where(
        belongs_to(actor, ConversationRow),
        ConversationRow.id == record.conversation_id,
        ConversationRow.deleted_at.is_(None),
    )
    if session.scalar(there) is None:
        raise unknown_conversation(record.conversation_id)
    row = ShareRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        practitioner_id=record.practitioner_id,
        coaching_id=coaching_id,
        kind=record.kind,
        conversation_id=record.conversation_id,
        item_id=record.item_id,
        title=record.title,
        asked=record.asked,
        text=record.text,
        note=record.note,
        shared_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def shared(
    session: Session, actor: Actor, digests: Digests, conversation_id: str | None = None
) -> list[Shared]:
    """What the actor shares or shared, newest first: from one conversation, or from all. Not what is deleted, nor what
    comes from a deleted conversation."""
    query = _of_their_own(actor).where(
        ShareRow.deleted_at.is_(None), ConversationRow.deleted_at.is_(None)
    )
    if conversation_id is not None:
        query = query.where(ShareRow.conversation_id == conversation_id)
    return _as_their_leader_sees(session, actor, list(session.scalars(query)), digests)


def open_from(session: Session, actor: Actor, conversation_id: str) -> list[str]:
    """Ids of what is shared from one conversation and was not taken back."""
    query = _of_their_own(actor).where(
        ShareRow.conversation_id == conversation_id, ShareRow.taken_back_at.is_(None)
    )
    return [row.id for row in session.scalars(query)]


def take_back(
    session: Session, actor: Actor, now: datetime, share_id: str, digests: Digests
) -> Shared:
    """From now on the coach cannot open it. What was read by then stands in what is returned."""
    row = _own(session, actor, share_id)
    row.taken_back_at = row.taken_back_at or now
    session.flush()
    return _as_their_leader_sees(session, actor, [row], digests)[0]


def delete(session: Session, actor: Actor, now: datetime, share_id: str) -> None:
    row = _own(session, actor, share_id)
    row.taken_back_at = row.taken_back_at or now
    row.deleted_at = now


def undo_delete(session: Session, actor: Actor, since: datetime, share_id: str) -> None:
    """Bring back what was deleted after ``since``: to the leader, not to the coach."""
    row = session.get(ShareRow, _key(actor, share_id), with_for_update=True)
    if row is None:
        raise _unknown(share_id)
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This was deleted more than ten minutes ago and is being erased. You can share it anew."
        )
    row.deleted_at = None


# --- The coach's side -----------------------------------------------------------------------------------


def received(session: Session, actor: Actor, leader_id: str, digests: Digests) -> list[Received]:
    """What a leader shares with the actor now, newest first; of what was never opened, only that it is there. Nothing
    where there is nothing, or where it may not be read."""
    rows = _open_to(session, actor, leader_id, digests)
    return _as_their_coach_sees(session, actor, rows)


def unread(session: Session, actor: Actor) -> dict[str, int]:
    """By leader, how much is shared with the actor now, in a coaching that goes on, and was never opened by them. One
    query, however many there are; whoever calls this has seen to it that it may be read."""
    going_on = select(CoachingRow.id).where(
        CoachingRow.workspace_id == actor.workspace_id,
        CoachingRow.practitioner_id == actor.person_id,
        CoachingRow.ended_at.is_(None),
    )
    opened = select(ReadingRow.id).where(
        ReadingRow.workspace_id == ShareRow.workspace_id,
        ReadingRow.owner_id == ShareRow.owner_id,
        ReadingRow.share_id == ShareRow.id,
        ReadingRow.reader_id == actor.person_id,
    )
    rows = session.execute(
        _shared_with(actor)
        .with_only_columns(ShareRow.owner_id, func.count())
        .where(
            ShareRow.taken_back_at.is_(None),
            ConversationRow.deleted_at.is_(None),
            or_(ShareRow.coaching_id.is_(None), ShareRow.coaching_id.in_(going_on)),
            ~opened.exists(),
        )
        .group_by(ShareRow.owner_id)
    )
    return {row[0]: row[1] for row in rows}


def read(
    session: Session, actor: Actor, now: datetime, leader_id: str, digests: Digests
) -> list[Received]:
    """The same with all words. Each counts as read."""
    rows = _open_to(session, actor, leader_id, digests, to_read=True)
    _note_reading(session, actor, now, rows)
    return _as_their_coach_sees(session, actor, rows)


def open_one(
    session: Session, actor: Actor, now: datetime, share_id: str, digests: Digests
) -> Received:
    """One of them, which counts as read. NotAllowed where it is not shared any more."""
    row = _theirs(session, actor, share_id, Action.SHARED, digests)
    _note_reading(session, actor, now, [row])
    return _as_their_coach_sees(session, actor, [row])[0]


# --- The margin, for both -------------------------------------------------------------------------------


def add_margin_note(
    session: Session,
    actor: Actor,
    now: datetime,
    share_id: str,
    text: str,
    anchor: str | None,
    digests: Digests,
) -> str:
    """Beside an exact part of what is shared, or the whole; the note's id."""
    row = session.get(ShareRow, _key(actor, share_id), with_for_update=True)
    if row is None or row.deleted_at is not None:
        row = _theirs(session, actor, share_id, Action.ANNOTATE, digests)
    elif row.taken_back_at is not None:
        raise BadInput("You have taken this back, so nobody would read your note. Share it anew if they should.")  # fmt: skip
    if anchor is not None and anchor not in row.text:
        raise BadInput("Those words don’t stand in it exactly. Choose a sentence of it, or the whole.")  # fmt: skip
    note = MarginNoteRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        leader_id=row.owner_id,
        share_id=row.id,
        anchor=anchor,
        text=text,
        created_at=now,
    )
    session.add(note)
    session.flush()
    return note.id


def delete_margin_note(session: Session, actor: Actor, now: datetime, note_id: str) -> None:
    """One's own, for both at once."""
    _own_note(session, actor, note_id).deleted_at = now


def undo_delete_margin_note(session: Session, actor: Actor, since: datetime, note_id: str) -> None:
    note = _own_note(session, actor, note_id, deleted=True)
    if note.deleted_at is not None and note.deleted_at <= since:
        raise UndoTooLate(
            "This note was deleted more than ten minutes ago and is being erased. Write it again."
        )
    note.deleted_at = None


# --- Taking along ---------------------------------------------------------------------------------------


def all_shared(session: Session, actor: Actor) -> dict[str, Any]:
    """For an export: what they shared, with its readings and its margin; what they wrote in others' margins, or deleted in
    their own and can still bring back, and when they read what, without a word of the others'."""
    rows = list(session.scalars(_of_their_own(actor)))
    deleted = {row.id: row.deleted_at for row in rows}
    notes = session.scalars(
        select(MarginNoteRow)
        .where(
            belongs_to(actor, MarginNoteRow),
            or_(MarginNoteRow.leader_id != actor.person_id, MarginNoteRow.deleted_at.is_not(None)),
        )
        .order_by(MarginNoteRow.created_at, MarginNoteRow.id)
    )
    readings = session.scalars(
        select(ReadingRow)
        .where(
            ReadingRow.workspace_id == actor.workspace_id,
            ReadingRow.reader_id == actor.person_id,
            ReadingRow.owner_id != actor.person_id,
        )
        .order_by(ReadingRow.read_at, ReadingRow.id)
    )
    return {
        "shared": [
            {
                "id": one.id,
                "kind": one.kind,
                "practitioner_id": one.practitioner.id,
                "conversation_id": one.conversation_id,
                "item_id": one.item_id,
                "title": one.title,
                "asked": one.asked,
                "text": one.text,
                "note": one.note,
                "shared_at": one.shared_at,
                "taken_back_at": one.taken_back_at,
                "deleted_at": deleted[one.id],
                "readings": [{"reader_id": r.reader_id, "at": r.at} for r in one.readings],
                "margin": [
                    {"author_id": n.author_id, "yours": n.author_id == actor.person_id, "text": n.text, "anchor": n.anchor, "at": n.at}
                    for n in one.margin
                ],
            }
            for one in reversed(_as_their_leader_sees(session, actor, rows, {}))
        ],
        "written_in_margins": [
            {"leader_id": n.leader_id, "share_id": n.share_id, "text": n.text, "at": n.created_at, "deleted_at": n.deleted_at}
            for n in notes
        ],
        "read": [{"leader_id": r.owner_id, "share_id": r.share_id, "at": r.read_at} for r in readings],
    }  # fmt: skip


# --- Rows -----------------------------------------------------------------------------------------------


def _key(actor: Actor, id_: str) -> dict[str, str]:
    return {"workspace_id": actor.workspace_id, "owner_id": actor.person_id, "id": id_}


def _of_their_own(actor: Actor) -> Select[ShareRow]:
    return (
        select(ShareRow)
        .join(ConversationRow, ConversationRow.id == ShareRow.conversation_id)
        .where(belongs_to(actor, ShareRow), belongs_to(actor, ConversationRow))
        .order_by(ShareRow.shared_at.desc(), ShareRow.id)
    )


def _own(session: Session, actor: Actor, share_id: str) -> ShareRow:
    row = session.get(ShareRow, _key(actor, share_id), with_for_update=True)
    if row is None or row.deleted_at is not None:
        raise _unknown(share_id)
    return row


def _own_note(
    session: Session, actor: Actor, note_id: str, *, deleted: bool = False
) -> MarginNoteRow:
    row = session.get(MarginNoteRow, _key(actor, note_id), with_for_update=True)
    if row is None or (row.deleted_at is not None and not deleted):
        raise NotFound(f"There is no note {note_id[:64]!r} of yours here. Reload the page.")
    return row


def _open_to(
    session: Session, actor: Actor, leader_id: str, digests: Digests, *, to_read: bool = False
) -> list[ShareRow]:
    """What a leader shares with the actor, as far as it may be read at this moment. ``to_read``: held until the
    transaction ends, so that it is not taken back in between."""
    actor = membership.here(session, actor)
    coaching_id, target = coachings.between(
        session, actor, actor.person_id, leader_id, digests, shared=True
    )
    if not may(actor, Action.SHARED, target):
        return []
    query = (
        _shared_with(actor)
        .where(ShareRow.owner_id == leader_id, ShareRow.coaching_id.is_not_distinct_from(coaching_id))
        .where(ShareRow.taken_back_at.is_(None), ConversationRow.deleted_at.is_(None))
        .order_by(ShareRow.shared_at.desc(), ShareRow.id)
    )  # fmt: skip
    return list(session.scalars(query.with_for_update(of=ShareRow) if to_read else query))


def _theirs(
    session: Session, actor: Actor, share_id: str, action: Action, digests: Digests
) -> ShareRow:
    """What is, or was, shared with the actor; held until the transaction ends, so that it is not taken back in between.
    NotFound for what never was, NotAllowed for what is not any more."""
    actor = membership.here(session, actor)
    found = session.execute(
        _shared_with(actor)
        .add_columns(ConversationRow.deleted_at)
        .where(ShareRow.id == share_id)
        .with_for_update(of=ShareRow)
    ).first()
    if found is None:
        raise _unknown(share_id)
    row: ShareRow = found[0]
    gone: datetime | None = found[1]
    coaching_id, target = coachings.between(session, actor, actor.person_id, row.owner_id, digests)
    shows = row.taken_back_at is None and gone is None and row.coaching_id == coaching_id
    # What somebody tries on themselves is closed to the coach in them as to any other.
    whose = row.owner_id if shows else None
    require(actor, action, replace(target, shared=shows, person_id=whose))
    return row


def _shared_with(actor: Actor) -> Select[ShareRow]:
    return (
        select(ShareRow)
        .join(
            ConversationRow,
            (ConversationRow.workspace_id == ShareRow.workspace_id)
            & (ConversationRow.owner_id == ShareRow.owner_id)
            & (ConversationRow.id == ShareRow.conversation_id),
        )
        .where(
            ShareRow.workspace_id == actor.workspace_id,
            ShareRow.practitioner_id == actor.person_id,
            ShareRow.deleted_at.is_(None),
        )
    )


def _note_reading(session: Session, actor: Actor, now: datetime, rows: Iterable[ShareRow]) -> None:
    session.add_all(
        ReadingRow(
            workspace_id=row.workspace_id,
            owner_id=row.owner_id,
            id=str(uuid4()),
            share_id=row.id,
            reader_id=actor.person_id,
            read_at=now,
        )
        for row in rows
    )
    session.flush()


# --- As either of them sees it --------------------------------------------------------------------------


def _as_their_leader_sees(
    session: Session, actor: Actor, rows: Sequence[ShareRow], digests: Digests
) -> list[Shared]:
    """A handful of queries, however many there are."""
    readings, notes = _readings(session, rows), _notes(session, rows)
    names = _names(session, rows, readings, notes)
    standing = {one.id for one in coachings.standing(session, actor, digests)} if rows else set()
    return [
        Shared(
            row.id, row.kind, Fellow(row.practitioner_id, names.get(row.practitioner_id, "")),
            row.conversation_id, row.item_id, row.title, row.asked, row.text, row.note, row.shared_at,
            row.taken_back_at,
            row.taken_back_at is None
            and (row.coaching_id in standing or row.practitioner_id == row.owner_id),
            tuple(Reading(r.reader_id, names.get(r.reader_id, ""), r.read_at) for r in readings[row.id]),
            _margin(notes[row.id], names),
        )
        for row in rows
    ]  # fmt: skip


def _as_their_coach_sees(
    session: Session, actor: Actor, rows: Sequence[ShareRow]
) -> list[Received]:
    readings, notes = _readings(session, rows), _notes(session, rows)
    names = _names(session, rows, readings, notes)
    made = []
    for row in rows:
        mine = [r.read_at for r in readings[row.id] if r.reader_id == actor.person_id]
        words = (row.asked or "", row.text, row.note or "") if mine else ("", "", "")
        made.append(
            Received(
                row.id, row.owner_id, names.get(row.owner_id, ""), row.kind, row.title, *words, row.shared_at,
                mine[0] if mine else None, _margin(notes[row.id], names) if mine else (),
            )
        )  # fmt: skip
    return made


def _margin(notes: Iterable[MarginNoteRow], names: Mapping[str, str]) -> tuple[MarginNote, ...]:
    return tuple(
        MarginNote(n.id, n.share_id, n.owner_id, names.get(n.owner_id, ""), n.text, n.anchor, n.created_at)
        for n in notes
    )  # fmt: skip


def _readings(session: Session, rows: Sequence[ShareRow]) -> dict[str, list[ReadingRow]]:
    found: dict[str, list[ReadingRow]] = defaultdict(list)
    for owner_id, ids in _by_owner(rows).items():
        query = select(ReadingRow).where(
            ReadingRow.workspace_id == rows[0].workspace_id,
            ReadingRow.owner_id == owner_id,
            ReadingRow.share_id.in_(ids),
        )
        for one in session.scalars(query.order_by(ReadingRow.read_at, ReadingRow.id)):
            found[one.share_id].append(one)
    return found


def _notes(session: Session, rows: Sequence[ShareRow]) -> dict[str, list[MarginNoteRow]]:
    found: dict[str, list[MarginNoteRow]] = defaultdict(list)
    for owner_id, ids in _by_owner(rows).items():
        query = select(MarginNoteRow).where(
            MarginNoteRow.workspace_id == rows[0].workspace_id,
            MarginNoteRow.leader_id == owner_id,
            MarginNoteRow.share_id.in_(ids),
            MarginNoteRow.deleted_at.is_(None),
        )
        for one in session.scalars(query.order_by(MarginNoteRow.created_at, MarginNoteRow.id)):
            found[one.share_id].append(one)
    return found


def _by_owner(rows: Iterable[ShareRow]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.owner_id].append(row.id)
    return found


def _names(
    session: Session,
    rows: Iterable[ShareRow],
    readings: Mapping[str, list[ReadingRow]],
    notes: Mapping[str, list[MarginNoteRow]],
) -> dict[str, str]:
    ids = {i for row in rows for i in (row.owner_id, row.practitioner_id)}
    ids |= {one.reader_id for some in readings.values() for one in some}
    ids |= {one.owner_id for some in notes.values() for one in some}
    if not ids:
        return {}
    people = session.scalars(select(PersonRow).where(PersonRow.id.in_(ids)))
    return {one.id: one.display_name for one in people}


def _unknown(share_id: str) -> NotFound:
    return NotFound(f"There is nothing shared {share_id[:64]!r} here. Reload the page.")
