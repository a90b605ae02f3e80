"""Messages that were checked before they were sent: to whom, and every version with what was said of it."""

from collections import defaultdict
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.errors import NotFound, UndoTooLate
from coach.store.crypt import as_stored
from coach.store.records import Actor, CheckedMessage, CheckedVersion, Meta
from coach.store.tables import CheckedMessageRow, CheckedVersionRow, belongs_to


def add_version(
    session: Session,
    actor: Actor,
    now: datetime,
    checked_id: str | None,
    *,
    about: Meta,
    text: str,
    review: Meta,
) -> CheckedMessage:
    """A new version of a checked message, or the first of a new one (``checked_id`` None)."""
    owned = {"workspace_id": actor.workspace_id, "owner_id": actor.person_id}
    if checked_id is None:
        row = CheckedMessageRow(
            **owned, id=str(uuid4()), about=as_stored(about), created_at=now, updated_at=now
        )
        session.add(row)
        session.flush()
        number = 1
    else:
        row = _row(session, actor, checked_id, to_change=True)
        row.about, row.updated_at = as_stored(about), now
        number = len(_versions(session, actor, row.id)[row.id]) + 1
    session.add(
        CheckedVersionRow(
            **owned,
            checked_message_id=row.id,
            number=number,
            text=text,
            review=as_stored(review),
            created_at=now,
        )
    )
    session.flush()
    return _checked(session, actor, row)


def checked_messages(session: Session, actor: Actor) -> list[CheckedMessage]:
    """Last changed first, without deleted ones."""
    rows = session.scalars(
        select(CheckedMessageRow)
        .where(belongs_to(actor, CheckedMessageRow), CheckedMessageRow.deleted_at.is_(None))
        .order_by(CheckedMessageRow.updated_at.desc(), CheckedMessageRow.id)
    )
    versions = _versions(session, actor)
    return [to_checked(row, versions[row.id]) for row in rows]


def checked_message(session: Session, actor: Actor, checked_id: str) -> CheckedMessage:
    return _checked(session, actor, _row(session, actor, checked_id))


def all_checked(session: Session, actor: Actor) -> list[tuple[CheckedMessage, datetime | None]]:
    """Oldest first, those that are deleted and not erased yet included, with when they were deleted."""
    rows = session.scalars(
        select(CheckedMessageRow)
        .where(belongs_to(actor, CheckedMessageRow))
        .order_by(CheckedMessageRow.created_at, CheckedMessageRow.id)
    )
    versions = _versions(session, actor)
    return [(to_checked(row, versions[row.id]), row.deleted_at) for row in rows]


def erase_checked(session: Session, actor: Actor, checked_id: str) -> None:
    session.delete(_row(session, actor, checked_id))


def delete_checked(session: Session, actor: Actor, now: datetime, checked_id: str) -> None:
    _row(session, actor, checked_id).deleted_at = now


def undo_delete_checked(
    session: Session, actor: Actor, since: datetime, checked_id: str
) -> CheckedMessage:
    """Bring back one that was deleted after ``since``."""
    row = session.scalar(
        select(CheckedMessageRow).where(
            belongs_to(actor, CheckedMessageRow), CheckedMessageRow.id == checked_id
        )
    )
    if row is None:
        raise _unknown(checked_id)
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This message was deleted more than ten minutes ago and is being erased. Check it again."
        )
    row.deleted_at = None
    return _checked(session, actor, row)


def to_checked(row: CheckedMessageRow, versions: list[CheckedVersion]) -> CheckedMessage:
    return CheckedMessage(row.id, row.about, tuple(versions), row.created_at, row.updated_at)


def _checked(session: Session, actor: Actor, row: CheckedMessageRow) -> CheckedMessage:
    return to_checked(row, _versions(session, actor, row.id)[row.id])


def _versions(
    session: Session, actor: Actor, checked_id: str | None = None
) -> dict[str, list[CheckedVersion]]:
    """By checked message, in their order: of one, or of all."""
    query = select(CheckedVersionRow).where(belongs_to(actor, CheckedVersionRow))
    if checked_id is not None:
        query = query.where(CheckedVersionRow.checked_message_id == checked_id)
    found: dict[str, list[CheckedVersion]] = defaultdict(list)
    for r in session.scalars(query.order_by(CheckedVersionRow.number)):
        found[r.checked_message_id].append(CheckedVersion(r.number, r.text, r.review, r.created_at))
    return found


def _row(
    session: Session, actor: Actor, checked_id: str, *, to_change: bool = False
) -> CheckedMessageRow:
    """``to_change``: held until the transaction ends, so that two versions never get one number."""
    query = select(CheckedMessageRow).where(
        belongs_to(actor, CheckedMessageRow),
        CheckedMessageRow.id == checked_id,
        CheckedMessageRow.deleted_at.is_(None),
    )
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise _unknown(checked_id)
    return row


def _unknown(checked_id: str) -> NotFound:
    return NotFound(
        f"There is no checked message {checked_id[:64]!r} here; it may have been deleted. Reload the page."
    )
