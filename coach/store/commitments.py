"""What leaders decided to do, and when to ask how it went."""

from dataclasses import fields
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from coach.errors import NotFound
from coach.store.columns import without_surrogates
from coach.store.records import Actor, Commitment, CommitmentRecord, CommitmentStatus
from coach.store.tables import (
    CommitmentRow,
    ConversationRow,
    belongs_to,
    belongs_to_named,
    named,
)

UNDATED_WAIT = timedelta(days=1)
"""A commitment without a date is asked about after a night, at the earliest."""

_DECIDED = tuple(field.name for field in fields(CommitmentRecord))
_LATER = ("status", "reflection", "followed_up_at")

# Part of every page, so built once and for plain columns (see ``transcript.py``).
_DECIDED_IN = (
    select(*(getattr(CommitmentRow, field.name) for field in fields(Commitment)))
    .where(
        belongs_to_named(CommitmentRow),
        CommitmentRow.conversation_id == bindparam("in_conversation"),
    )
    .order_by(CommitmentRow.created_at.desc(), CommitmentRow.id)
)


def decided_in(session: Session, actor: Actor, conversation_id: str) -> list[Commitment]:
    """Those of one conversation that is known to be there, newest first."""
    wanted = named(actor, in_conversation=conversation_id)
    rows = session.connection().execute(_DECIDED_IN, wanted)
    return [Commitment(**row._mapping) for row in rows]


def new_commitment(
    actor: Actor, now: datetime, conversation_id: str, record: CommitmentRecord
) -> CommitmentRow:
    return CommitmentRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        conversation_id=conversation_id,
        status="open",
        created_at=now,
        **{name: _stored(getattr(record, name)) for name in _DECIDED},
    )


def renewed(session: Session, actor: Actor, conversation_id: str, record: CommitmentRecord) -> bool:
    """Whether the conversation's newest open commitment, now changed to this, was there to be changed."""
    wanted = (
        select(CommitmentRow)
        .where(
            belongs_to(actor, CommitmentRow),
            CommitmentRow.conversation_id == conversation_id,
            CommitmentRow.status == "open",
        )
        .order_by(CommitmentRow.created_at.desc(), CommitmentRow.id)
        .limit(1)
    )
    row = session.scalar(wanted)
    if row is None:
        return False
    for name in _DECIDED:
        setattr(row, name, _stored(getattr(record, name)))
    return True


def commitments(
    session: Session, actor: Actor, status: CommitmentStatus | None
) -> list[Commitment]:
    """Newest first, without those of deleted conversations."""
    query = _present(actor).order_by(CommitmentRow.created_at.desc(), CommitmentRow.id)
    if status is not None:
        query = query.where(CommitmentRow.status == status)
    return [to_commitment(row) for row in session.scalars(query)]


def commitment(session: Session, actor: Actor, commitment_id: str) -> Commitment:
    return to_commitment(_row(session, actor, commitment_id))


def save_commitment(
    session: Session, actor: Actor, now: datetime, changed: Commitment
) -> Commitment:
    """Where it came from and when it was made stay as they are; what becomes of it becomes so now."""
    row = _row(session, actor, changed.id)
    if changed.status != row.status:
        row.answered_at = None if changed.status == "open" else now
    for name in (*_DECIDED, *_LATER):
        setattr(row, name, _stored(getattr(changed, name)))
    return to_commitment(row)


def commitment_to_follow_up(session: Session, actor: Actor, now: datetime) -> Commitment | None:
    """The open one to ask about next: the longest due, else the oldest that has no date."""
    due = CommitmentRow.due_at <= now
    undated = and_(CommitmentRow.due_at.is_(None), CommitmentRow.created_at <= now - UNDATED_WAIT)
    row = session.scalar(
        _present(actor)
        .where(CommitmentRow.status == "open", CommitmentRow.followed_up_at.is_(None))
        .where(or_(due, undated))
        .order_by(CommitmentRow.due_at.is_(None), CommitmentRow.due_at, CommitmentRow.created_at)
        .limit(1)
    )
    return None if row is None else to_commitment(row)


def to_commitment(row: CommitmentRow) -> Commitment:
    return Commitment(
        id=row.id,
        conversation_id=row.conversation_id,
        created_at=row.created_at,
        answered_at=row.answered_at,
        **{name: getattr(row, name) for name in (*_DECIDED, *_LATER)},
    )


def _row(session: Session, actor: Actor, commitment_id: str) -> CommitmentRow:
    row = session.scalar(_present(actor).where(CommitmentRow.id == commitment_id))
    if row is None:
        raise NotFound(
            f"There is no commitment {commitment_id[:64]!r} here; its conversation may have been "
            "erased. Reload the page."
        )
    return row


def _present(actor: Actor) -> Select[CommitmentRow]:
    return (
        select(CommitmentRow)
        .join(ConversationRow, ConversationRow.id == CommitmentRow.conversation_id)
        .where(belongs_to(actor, CommitmentRow), belongs_to(actor, ConversationRow))
        .where(ConversationRow.deleted_at.is_(None))
    )


def _stored(value: object) -> object:
    return without_surrogates(value) if isinstance(value, str) else value
