"""A leader's brand, in their own words: each entry with the conversation it comes from, with which it is
erased."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from coach.errors import NotFound, UndoTooLate
from coach.store.columns import without_surrogates
from coach.store.crypt import as_stored
from coach.store.records import Actor, BrandEntry, BrandWords
from coach.store.tables import (
    BrandEntryRow,
    CommitmentRow,
    ConversationRow,
    belongs_to,
)
from coach.vocabulary import BrandKind


def keep(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: str,
    words: tuple[BrandWords, ...],
    commitment: CommitmentRow | None,
) -> None:
    """What a turn adds. ``commitment``: the one decided on in it, which a proof is tied to; a proof without
    a new one is tied to it already."""
    if commitment is not None:
        session.flush()
    for said in words:
        if said.kind == "proof" and commitment is None:
            continue
        tied = commitment.id if said.kind == "proof" and commitment is not None else None
        row = _part(session, actor, conversation_id, said.kind, said.part, tied)
        if row is None:
            row = _new(actor, now, said.kind, {}, conversation_id, said.part)
            row.commitment_id = tied
            session.add(row)
        before = row.content.get(said.field, "") if said.adds else ""
        text = f"{before}\n{said.text}".strip()
        row.content = as_stored({**row.content, said.field: without_surrogates(text)})
        row.updated_at = now
        session.flush()


def entries(session: Session, actor: Actor) -> list[BrandEntry]:
    """Oldest first, without deleted ones and those of deleted conversations."""
    query = _present(actor).order_by(BrandEntryRow.created_at, BrandEntryRow.id)
    return [to_entry(row) for row in session.scalars(query)]


def all_entries(session: Session, actor: Actor) -> list[tuple[BrandEntry, datetime | None]]:
    """Oldest first, those that are deleted and not erased yet included, with when they were deleted."""
    rows = session.scalars(
        select(BrandEntryRow)
        .where(belongs_to(actor, BrandEntryRow))
        .order_by(BrandEntryRow.created_at, BrandEntryRow.id)
    )
    return [(to_entry(row), row.deleted_at) for row in rows]


def add(
    session: Session, actor: Actor, now: datetime, kind: BrandKind, content: dict[str, str]
) -> BrandEntry:
    row = _new(actor, now, kind, content, None, None)
    session.add(row)
    return to_entry(row)


def change(
    session: Session, actor: Actor, now: datetime, entry_id: str, content: dict[str, str]
) -> BrandEntry:
    row = _row(session, actor, entry_id)
    row.content, row.updated_at = _stored(content), now
    return to_entry(row)


def delete(session: Session, actor: Actor, now: datetime, entry_id: str) -> None:
    _row(session, actor, entry_id).deleted_at = now


def undo_delete(session: Session, actor: Actor, since: datetime, entry_id: str) -> BrandEntry:
    """Bring back one that was deleted after ``since``."""
    row = session.scalar(
        select(BrandEntryRow).where(belongs_to(actor, BrandEntryRow), BrandEntryRow.id == entry_id)
    )
    if row is None:
        raise _unknown(entry_id)
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This was taken out more than ten minutes ago and is being erased. Write it again."
        )
    row.deleted_at = None
    return to_entry(row)


def to_entry(row: BrandEntryRow) -> BrandEntry:
    return BrandEntry(
        id=row.id,
        kind=row.kind,
        part=row.part,
        content=dict(row.content),
        conversation_id=row.conversation_id,
        commitment_id=row.commitment_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _new(
    actor: Actor,
    now: datetime,
    kind: BrandKind,
    content: dict[str, str],
    conversation_id: str | None,
    part: str | None,
) -> BrandEntryRow:
    return BrandEntryRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        kind=kind,
        part=part,
        content=_stored(content),
        conversation_id=conversation_id,
        created_at=now,
        updated_at=now,
    )


def _stored(content: dict[str, str]) -> dict[str, str]:
    return {key: without_surrogates(text) for key, text in content.items()}


def _part(
    session: Session,
    actor: Actor,
    conversation_id: str,
    kind: BrandKind,
    part: str,
    commitment_id: str | None,
) -> BrandEntryRow | None:
    """The entry of a conversation that an answer belongs to."""
    return session.scalar(
        _present(actor)
        .where(
            BrandEntryRow.conversation_id == conversation_id,
            BrandEntryRow.kind == kind,
            BrandEntryRow.part == part,
            BrandEntryRow.commitment_id == commitment_id,
        )
        .order_by(BrandEntryRow.created_at.desc(), BrandEntryRow.id)
        .limit(1)
    )


def _row(session: Session, actor: Actor, entry_id: str) -> BrandEntryRow:
    row = session.scalar(_present(actor).where(BrandEntryRow.id == entry_id))
    if row is None:
        raise _unknown(entry_id)
    return row


def _present(actor: Actor) -> Select[BrandEntryRow]:
    its_conversation = and_(
        ConversationRow.workspace_id == BrandEntryRow.workspace_id,
        ConversationRow.owner_id == BrandEntryRow.owner_id,
        ConversationRow.id == BrandEntryRow.conversation_id,
    )
    return (
        select(BrandEntryRow)
        .join(ConversationRow, its_conversation, isouter=True)
        .where(belongs_to(actor, BrandEntryRow), BrandEntryRow.deleted_at.is_(None))
        .where(or_(BrandEntryRow.conversation_id.is_(None), ConversationRow.deleted_at.is_(None)))
    )


def _unknown(entry_id: str) -> NotFound:
    return NotFound(
        f"There is nothing {entry_id[:64]!r} on your brand page; it may have been taken out. Reload the page."
    )
