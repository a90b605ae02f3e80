"""What leaders said of a few plain statements about themselves, one row a month."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.errors import NotFound, UndoTooLate
from coach.store.crypt import as_stored
from coach.store.records import Actor, Ratings
from coach.store.tables import RatingsRow, belongs_to


def rate(
    session: Session, actor: Actor, now: datetime, month: str, answers: Mapping[str, int | None]
) -> Ratings:
    """One row a month: said again, it takes the place of what was said; so it does of a deleted one."""
    row = session.scalar(
        select(RatingsRow)
        .where(belongs_to(actor, RatingsRow), RatingsRow.month == month)
        .with_for_update()
    )
    if row is None:
        row = RatingsRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            id=str(uuid4()),
            month=month,
            created_at=now,
        )
        session.add(row)
    row.answers, row.updated_at, row.deleted_at = as_stored(answers), now, None
    session.flush()
    return to_ratings(row)


def ratings(session: Session, actor: Actor) -> list[Ratings]:
    """The earliest month first, without deleted ones."""
    rows = session.scalars(
        select(RatingsRow)
        .where(belongs_to(actor, RatingsRow), RatingsRow.deleted_at.is_(None))
        .order_by(RatingsRow.month)
    )
    return [to_ratings(row) for row in rows]


def all_ratings(session: Session, actor: Actor) -> list[tuple[Ratings, datetime | None]]:
    """Those that are deleted and not erased yet included, with when they were deleted."""
    rows = session.scalars(
        select(RatingsRow).where(belongs_to(actor, RatingsRow)).order_by(RatingsRow.month)
    )
    return [(to_ratings(row), row.deleted_at) for row in rows]


def delete_ratings(session: Session, actor: Actor, now: datetime, ratings_id: str) -> None:
    row = _row(session, actor, ratings_id)
    if row.deleted_at is not None:
        raise _unknown(ratings_id)
    row.deleted_at = now


def undo_delete_ratings(
    session: Session, actor: Actor, since: datetime, ratings_id: str
) -> Ratings:
    """Bring back what was deleted after ``since``."""
    row = _row(session, actor, ratings_id)
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This month was taken out more than ten minutes ago and is being erased. If it is this "
            "month, say it again."
        )
    row.deleted_at = None
    return to_ratings(row)


def to_ratings(row: RatingsRow) -> Ratings:
    return Ratings(row.id, row.month, row.answers, row.created_at, row.updated_at)


def _row(session: Session, actor: Actor, ratings_id: str) -> RatingsRow:
    row = session.scalar(
        select(RatingsRow).where(belongs_to(actor, RatingsRow), RatingsRow.id == ratings_id)
    )
    if row is None:
        raise _unknown(ratings_id)
    return row


def _unknown(ratings_id: str) -> NotFound:
    return NotFound(
        f"There are no ratings {ratings_id[:64]!r} here; they may have been erased. Reload the page."
    )
