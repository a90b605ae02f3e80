"""What a coach keeps for themselves: private notes about those they coach, and a log of their hours.

Both are the coach's own rows, which nobody else's desk reaches. Writing a note asks, in the same transaction, for a
coaching that goes on; reading one's own does not, until the notes go: :data:`NOTES_KEPT_FOR` after it ended.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select
from sqlalchemy.orm import Session

from coach.access import Action
from coach.errors import NotFound, UndoTooLate
from coach.store import coachings
from coach.store.columns import without_surrogates
from coach.store.records import Actor, LogClient, LogHours, Party, PracticeNote
from coach.store.tables import (
    CoachingRow,
    LogClientRow,
    LogHoursRow,
    PracticeNoteRow,
    belongs_to,
)

NOTES_KEPT_FOR = timedelta(days=90)
"""After the coaching that they are about has ended: time to close it well, and to copy what a profession has to keep."""


# --- Notes ------------------------------------------------------------------------------------------


def add_note(
    session: Session, actor: Actor, now: datetime, leader_id: str, text: str, digests: Mapping[Party, str]
) -> PracticeNote:  # fmt: skip
    coachings.require_towards(session, actor, Action.KEEP_NOTES, leader_id, digests)
    row = PracticeNoteRow(
        **_of(actor), leader_id=leader_id, text=without_surrogates(text), created_at=now, updated_at=now
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _note(row)


def notes(session: Session, actor: Actor, now: datetime, leader_id: str) -> list[PracticeNote]:
    """One's own about somebody, oldest first, as long as they are kept."""
    return [_note(r) for r in session.scalars(_notes(actor, now).where(PracticeNoteRow.leader_id == leader_id))]  # fmt: skip


def all_notes(session: Session, actor: Actor) -> list[tuple[PracticeNote, datetime | None]]:
    """About everybody, deleted ones included, with when they were deleted."""
    rows = session.scalars(
        select(PracticeNoteRow)
        .where(belongs_to(actor, PracticeNoteRow))
        .order_by(PracticeNoteRow.created_at, PracticeNoteRow.id)
    )
    return [(_note(row), row.deleted_at) for row in rows]


def change_note(
    session: Session, actor: Actor, now: datetime, note_id: str, text: str, digests: Mapping[Party, str]
) -> PracticeNote:  # fmt: skip
    row = _note_row(session, actor, now, note_id)
    coachings.require_towards(session, actor, Action.KEEP_NOTES, row.leader_id, digests)
    row.text, row.updated_at = without_surrogates(text), now
    return _note(row)


def delete_note(session: Session, actor: Actor, now: datetime, note_id: str) -> None:
    _note_row(session, actor, now, note_id).deleted_at = now


def undo_delete_note(
    session: Session, actor: Actor, now: datetime, since: datetime, note_id: str
) -> PracticeNote:
    """Bring back one that was deleted after ``since``."""
    row = session.scalar(
        select(PracticeNoteRow).where(
            belongs_to(actor, PracticeNoteRow), _kept(now), PracticeNoteRow.id == note_id
        )
    )
    if row is None:
        raise _no_note(note_id)
    _bring_back(row, since, "note")
    return _note(row)


def erase_notes_due(session: Session, now: datetime) -> int:
    """Everybody's notes about coachings that ended longer ago than notes are kept; how many there were."""
    gone = delete(PracticeNoteRow).where(~_kept(now)).returning(PracticeNoteRow.id)
    return len(session.execute(gone, execution_options={"synchronize_session": False}).all())


def _kept(now: datetime) -> ColumnElement[bool]:
    """Whether a note is to be kept: its coaching goes on or ended not long ago, or it is about oneself."""
    return or_(
        PracticeNoteRow.leader_id == PracticeNoteRow.owner_id,
        exists().where(
            CoachingRow.workspace_id == PracticeNoteRow.workspace_id,
            CoachingRow.practitioner_id == PracticeNoteRow.owner_id,
            CoachingRow.leader_id == PracticeNoteRow.leader_id,
            or_(CoachingRow.ended_at.is_(None), CoachingRow.ended_at > now - NOTES_KEPT_FOR),
        ),
    )


def _notes(actor: Actor, now: datetime) -> Select[PracticeNoteRow]:
    return (
        select(PracticeNoteRow)
        .where(belongs_to(actor, PracticeNoteRow), PracticeNoteRow.deleted_at.is_(None), _kept(now))
        .order_by(PracticeNoteRow.created_at, PracticeNoteRow.id)
    )


def _note_row(session: Session, actor: Actor, now: datetime, note_id: str) -> PracticeNoteRow:
    row = session.scalar(_notes(actor, now).where(PracticeNoteRow.id == note_id))
    if row is None:
        raise _no_note(note_id)
    return row


def _note(row: PracticeNoteRow) -> PracticeNote:
    return PracticeNote(row.id, row.leader_id, row.text, row.created_at, row.updated_at)


def _no_note(note_id: str) -> NotFound:
    return NotFound(
        f"There is no note {note_id[:64]!r} of yours; it may have been deleted. Reload the page."
    )


# --- The log of hours ---------------------------------------------------------------------------------


def clients(session: Session, actor: Actor) -> list[LogClient]:
    """In the order in which they were added."""
    query = _clients(actor).order_by(LogClientRow.created_at, LogClientRow.id)
    return [_client(row) for row in session.scalars(query)]


def add_client(
    session: Session, actor: Actor, now: datetime, leader_id: str | None, content: Mapping[str, Any]
) -> LogClient:
    """``content``: ``name``, ``contact``, ``size`` and ``consented_on``. ``leader_id``: where it is somebody the actor
    coaches here, or coached; NotFound for anybody else."""
    if leader_id is not None:
        _has_coached(session, actor, leader_id)
    row = LogClientRow(**_of(actor), leader_id=leader_id, created_at=now)
    _fill(row, now, content)
    session.add(row)
    session.flush()
    return _client(row)


def change_client(
    session: Session, actor: Actor, now: datetime, client_id: str, content: Mapping[str, Any]
) -> LogClient:
    row = _client_row(session, actor, client_id)
    _fill(row, now, content)
    return _client(row)


def delete_client(session: Session, actor: Actor, now: datetime, client_id: str) -> None:
    """With the hours logged for them."""
    _client_row(session, actor, client_id).deleted_at = now


def undo_delete_client(
    session: Session, actor: Actor, since: datetime, client_id: str
) -> LogClient:
    row = session.scalar(
        select(LogClientRow).where(belongs_to(actor, LogClientRow), LogClientRow.id == client_id)
    )
    if row is None:
        raise _not_in_log(client_id)
    _bring_back(row, since, "client")
    return _client(row)


def hours(session: Session, actor: Actor) -> list[LogHours]:
    """By day, the latest first; without those of deleted clients."""
    query = _hours(actor).order_by(LogHoursRow.day.desc(), LogHoursRow.created_at.desc(), LogHoursRow.id)  # fmt: skip
    return [_meeting(row) for row in session.scalars(query)]


def add_hours(
    session: Session, actor: Actor, now: datetime, client_id: str, day: date, minutes: int, paid: bool
) -> LogHours:  # fmt: skip
    _client_row(session, actor, client_id)
    row = LogHoursRow(
        **_of(actor), client_id=client_id, day=day.isoformat(), minutes=minutes, paid=paid, created_at=now, updated_at=now
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _meeting(row)


def change_hours(session: Session, actor: Actor, now: datetime, changed: LogHours) -> LogHours:
    """Put a changed copy in the place of what is there."""
    row = _hours_row(session, actor, changed.id)
    _client_row(session, actor, changed.client_id)
    row.client_id, row.day = changed.client_id, changed.day.isoformat()
    row.minutes, row.paid, row.updated_at = changed.minutes, changed.paid, now
    return _meeting(row)


def delete_hours(session: Session, actor: Actor, now: datetime, hours_id: str) -> None:
    _hours_row(session, actor, hours_id).deleted_at = now


def undo_delete_hours(session: Session, actor: Actor, since: datetime, hours_id: str) -> LogHours:
    row = session.scalar(
        select(LogHoursRow).where(belongs_to(actor, LogHoursRow), LogHoursRow.id == hours_id)
    )
    if row is None:
        raise _not_in_log(hours_id)
    _bring_back(row, since, "meeting")
    return _meeting(row)


def all_logged(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """The whole log as an export shows it: clients with their meetings, deleted ones included."""
    meetings = session.scalars(
        select(LogHoursRow)
        .where(belongs_to(actor, LogHoursRow))
        .order_by(LogHoursRow.day, LogHoursRow.id)
    ).all()
    rows = session.scalars(
        select(LogClientRow)
        .where(belongs_to(actor, LogClientRow))
        .order_by(LogClientRow.created_at, LogClientRow.id)
    )
    return [
        {
            "name": row.name, "contact": row.contact, "size": row.size, "consented_on": row.consented_on,
            "leader_id": row.leader_id, "created_at": row.created_at, "deleted_at": row.deleted_at,
            "meetings": [
                {"day": m.day, "minutes": m.minutes, "paid": m.paid, "deleted_at": m.deleted_at}
                for m in meetings if m.client_id == row.id
            ],
        }
        for row in rows
    ]  # fmt: skip


def _has_coached(session: Session, actor: Actor, leader_id: str) -> None:
    if leader_id == actor.person_id:
        return
    found = session.scalar(
        select(CoachingRow.id)
        .where(
            CoachingRow.workspace_id == actor.workspace_id,
            CoachingRow.practitioner_id == actor.person_id,
            CoachingRow.leader_id == leader_id,
        )
        .limit(1)
    )
    if found is None:
        raise NotFound(f"You coach nobody {leader_id[:64]!r} here. Reload the page.")


def _fill(row: LogClientRow, now: datetime, content: Mapping[str, Any]) -> None:
    agreed: date | None = content["consented_on"]
    row.name, row.contact = (without_surrogates(content[field]) for field in ("name", "contact"))
    row.size, row.updated_at = content["size"], now
    row.consented_on = None if agreed is None else agreed.isoformat()


def _clients(actor: Actor) -> Select[LogClientRow]:
    return select(LogClientRow).where(
        belongs_to(actor, LogClientRow), LogClientRow.deleted_at.is_(None)
    )


def _client_row(session: Session, actor: Actor, client_id: str) -> LogClientRow:
    row = session.scalar(_clients(actor).where(LogClientRow.id == client_id))
    if row is None:
        raise _not_in_log(client_id)
    return row


def _hours(actor: Actor) -> Select[LogHoursRow]:
    its_client = exists().where(
        belongs_to(actor, LogClientRow),
        LogClientRow.id == LogHoursRow.client_id,
        LogClientRow.deleted_at.is_(None),
    )
    return select(LogHoursRow).where(
        belongs_to(actor, LogHoursRow), LogHoursRow.deleted_at.is_(None), its_client
    )


def _hours_row(session: Session, actor: Actor, hours_id: str) -> LogHoursRow:
    row = session.scalar(_hours(actor).where(LogHoursRow.id == hours_id))
    if row is None:
        raise _not_in_log(hours_id)
    return row


def _client(row: LogClientRow) -> LogClient:
    agreed = date.fromisoformat(row.consented_on) if row.consented_on else None
    return LogClient(row.id, row.leader_id, row.name, row.contact, row.size, agreed, row.created_at)


def _meeting(row: LogHoursRow) -> LogHours:
    return LogHours(row.id, row.client_id, date.fromisoformat(row.day), row.minutes, row.paid)


def _not_in_log(found_id: str) -> NotFound:
    return NotFound(
        f"There is nothing {found_id[:64]!r} in your log; it may have been deleted. Reload the page."
    )


# --- Both ---------------------------------------------------------------------------------------------


def _of(actor: Actor) -> dict[str, str]:
    return {
        "workspace_id": actor.workspace_id,
        "owner_id": actor.person_id,
        "id": str(uuid4()),
    }


def _bring_back(
    row: PracticeNoteRow | LogClientRow | LogHoursRow, since: datetime, what: str
) -> None:
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            f"This {what} was deleted more than ten minutes ago and is being erased. Write it again."
        )
    row.deleted_at = None
