"""Rehearsed conversations. The exchanges of a run are a tree: each knows which one it came after, so that rewinding
loses nothing, and the way from ``head`` back to the beginning is the try that is being played."""

from collections import defaultdict
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from coach.errors import BadInput, NotFound, UndoTooLate
from coach.store.columns import without_surrogates
from coach.store.crypt import as_stored
from coach.store.records import Actor, Exchange, Meta, RehearsalRun
from coach.store.tables import RehearsalExchangeRow, RehearsalRunRow, belongs_to


def begin_run(
    session: Session, actor: Actor, now: datetime, rehearsal: str, about: Meta
) -> RehearsalRun:
    row = RehearsalRunRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        rehearsal=rehearsal,
        about=as_stored(about),
        head=None,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return to_run(row, [])


def add_exchange(
    session: Session,
    actor: Actor,
    now: datetime,
    run_id: str,
    after: int | None,
    text: str,
    meta: Meta,
) -> RehearsalRun:
    """What the leader said, not answered yet. Raises BadInput if the run has gone on elsewhere in the meantime."""
    row = _row(session, actor, run_id, to_change=True)
    if row.head != after:
        raise BadInput("This rehearsal has gone on in another window. Reload the page to see it.")
    last = session.scalar(
        select(func.max(RehearsalExchangeRow.number)).where(
            belongs_to(actor, RehearsalExchangeRow), RehearsalExchangeRow.run_id == run_id
        )
    )
    row.head, row.updated_at = (last or 0) + 1, now
    session.add(
        RehearsalExchangeRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            run_id=run_id,
            number=row.head,
            after=after,
            text=without_surrogates(text),
            meta=as_stored(meta),
            created_at=now,
        )
    )
    session.flush()
    return _run(session, actor, row)


def answer_exchange(
    session: Session, actor: Actor, run_id: str, number: int, reply: str, outcome: Meta
) -> RehearsalRun:
    """The other's reply and what came of it; one that is there already stays, unless it stopped the talk."""
    row = _row(session, actor, run_id, to_change=True)
    exchange = session.get(
        RehearsalExchangeRow, (run_id, number, actor.workspace_id, actor.person_id)
    )
    if exchange is None:
        raise _unknown(run_id)
    if exchange.outcome is None or exchange.outcome.get("stopped"):
        exchange.reply, exchange.outcome = without_surrogates(reply), as_stored(outcome)
        session.flush()
    return _run(session, actor, row)


def move_head(
    session: Session, actor: Actor, now: datetime, run_id: str, head: int | None
) -> RehearsalRun:
    """Go back to after an exchange (None: to the beginning), or over to another try."""
    row = _row(session, actor, run_id, to_change=True)
    run = _run(session, actor, row)
    if head is not None and all(e.number != head for e in run.exchanges):
        raise _unknown(run_id)
    row.head, row.updated_at = head, now
    session.flush()
    return _run(session, actor, row)


def runs(session: Session, actor: Actor) -> list[RehearsalRun]:
    """Last changed first, without deleted ones."""
    rows = session.scalars(
        select(RehearsalRunRow)
        .where(belongs_to(actor, RehearsalRunRow), RehearsalRunRow.deleted_at.is_(None))
        .order_by(RehearsalRunRow.updated_at.desc(), RehearsalRunRow.id)
    )
    exchanges = _exchanges(session, actor)
    return [to_run(row, exchanges[row.id]) for row in rows]


def run(session: Session, actor: Actor, run_id: str) -> RehearsalRun:
    return _run(session, actor, _row(session, actor, run_id))


def all_runs(session: Session, actor: Actor) -> list[tuple[RehearsalRun, datetime | None]]:
    """Oldest first, deleted ones included, with when they were deleted."""
    rows = session.scalars(
        select(RehearsalRunRow)
        .where(belongs_to(actor, RehearsalRunRow))
        .order_by(RehearsalRunRow.created_at, RehearsalRunRow.id)
    )
    exchanges = _exchanges(session, actor)
    return [(to_run(row, exchanges[row.id]), row.deleted_at) for row in rows]


def erase_run(session: Session, actor: Actor, run_id: str) -> None:
    session.execute(
        delete(RehearsalRunRow).where(
            belongs_to(actor, RehearsalRunRow),
            RehearsalRunRow.id == _row(session, actor, run_id).id,
        )
    )


def delete_run(session: Session, actor: Actor, now: datetime, run_id: str) -> None:
    _row(session, actor, run_id).deleted_at = now


def undo_delete_run(session: Session, actor: Actor, since: datetime, run_id: str) -> RehearsalRun:
    """Bring back one that was deleted after ``since``."""
    row = session.scalar(
        select(RehearsalRunRow).where(
            belongs_to(actor, RehearsalRunRow), RehearsalRunRow.id == run_id
        )
    )
    if row is None:
        raise _unknown(run_id)
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This rehearsal was deleted more than ten minutes ago and is being erased. Begin it again."
        )
    row.deleted_at = None
    return _run(session, actor, row)


def to_run(row: RehearsalRunRow, exchanges: list[Exchange]) -> RehearsalRun:
    return RehearsalRun(
        row.id, row.rehearsal, row.about, row.head, tuple(exchanges), row.created_at, row.updated_at
    )


def _run(session: Session, actor: Actor, row: RehearsalRunRow) -> RehearsalRun:
    return to_run(row, _exchanges(session, actor, row.id)[row.id])


def _exchanges(
    session: Session, actor: Actor, run_id: str | None = None
) -> dict[str, list[Exchange]]:
    """By run, in the order in which they were made: of one, or of all."""
    query = select(RehearsalExchangeRow).where(belongs_to(actor, RehearsalExchangeRow))
    if run_id is not None:
        query = query.where(RehearsalExchangeRow.run_id == run_id)
    found: dict[str, list[Exchange]] = defaultdict(list)
    for r in session.scalars(query.order_by(RehearsalExchangeRow.number)):
        found[r.run_id].append(
            Exchange(r.number, r.after, r.text, r.meta, r.reply, r.outcome, r.created_at)
        )
    return found


def _row(
    session: Session, actor: Actor, run_id: str, *, to_change: bool = False
) -> RehearsalRunRow:
    """``to_change``: held until the transaction ends, so that two exchanges never get one number."""
    query = select(RehearsalRunRow).where(
        belongs_to(actor, RehearsalRunRow),
        RehearsalRunRow.id == run_id,
        RehearsalRunRow.deleted_at.is_(None),
    )
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise _unknown(run_id)
    return row


def _unknown(run_id: str) -> NotFound:
    return NotFound(
        f"There is no rehearsal {run_id[:64]!r} here; it may have been deleted. Choose another one."
    )
