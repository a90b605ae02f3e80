"""A workspace's own library: its passages, and every change of them with its author.

What is here belongs to the workspace and not to one person; whoever calls this has seen to it that the
actor may change it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from coach.errors import BadInput, NotFound
from coach.store.crypt import as_stored
from coach.store.ids import checked_id
from coach.store.records import Actor, Meta, ShelfChange, ShelfPassage, ShelfStatus
from coach.store.tables import ShelfChangeRow, ShelfPassageRow, WorkspaceRow


def shelf_passages(session: Session, actor: Actor) -> list[ShelfPassage]:
    """Last changed first."""
    rows = session.scalars(
        select(ShelfPassageRow)
        .where(ShelfPassageRow.workspace_id == actor.workspace_id)
        .order_by(ShelfPassageRow.updated_at.desc(), ShelfPassageRow.id)
    )
    return [_passage(row) for row in rows]


def shelf_passage(session: Session, actor: Actor, passage_id: str) -> ShelfPassage:
    row = session.get(ShelfPassageRow, (actor.workspace_id, passage_id))
    if row is None:
        raise _unknown(passage_id)
    return _passage(row)


def change_passage(
    session: Session,
    actor: Actor,
    now: datetime,
    passage_id: str,
    action: str,
    status: ShelfStatus,
    content: Meta | None,
) -> ShelfPassage:
    """Put a passage there, or change it; what it was before is kept with the change."""
    checked_id(passage_id)
    number = _next_number(session, actor)
    row = session.get(ShelfPassageRow, (actor.workspace_id, passage_id))
    before = None if row is None else _passage(row)
    after = ShelfPassage(
        passage_id,
        status,
        None if content is None else as_stored(content),
        before.created_at if before else now,
        now,
    )
    _put(session, actor, passage_id, after)
    _log(session, actor, now, number, passage_id, action, before, after)
    return after


def shelf_changes(
    session: Session, actor: Actor, passage_id: str | None = None, *, most: int = 200
) -> list[ShelfChange]:
    """Newest first: of one passage, or of all."""
    query = select(ShelfChangeRow).where(ShelfChangeRow.workspace_id == actor.workspace_id)
    if passage_id is not None:
        query = query.where(ShelfChangeRow.passage_id == passage_id)
    rows = session.scalars(query.order_by(ShelfChangeRow.number.desc()).limit(most))
    return [
        ShelfChange(
            row.number,
            row.passage_id,
            row.action,
            row.author_id,
            row.at,
            _restored(row.passage_id, row.before),
            _restored(row.passage_id, row.after),
            row.undoes,
        )
        for row in rows
    ]


def undo_change(session: Session, actor: Actor, now: datetime, number: int) -> ShelfPassage | None:
    """Take a change back; the passage as it was before, or None if it was not there.

    Only the last change of a passage: BadInput for an earlier one, which would lose the later ones.
    """
    new_number = _next_number(session, actor)
    change = session.get(ShelfChangeRow, (actor.workspace_id, number))
    if change is None:
        raise NotFound(f"There is no change {number} here. Look at the history again.")
    last = session.scalar(
        select(func.max(ShelfChangeRow.number)).where(
            ShelfChangeRow.workspace_id == actor.workspace_id,
            ShelfChangeRow.passage_id == change.passage_id,
        )
    )
    if last != number:
        raise BadInput(
            f"{change.passage_id} was changed again since (change {last}). Undo that one first."
        )
    row = session.get(ShelfPassageRow, (actor.workspace_id, change.passage_id))
    present = None if row is None else _passage(row)
    earlier = _restored(change.passage_id, change.before)
    _put(session, actor, change.passage_id, earlier)
    _log(
        session, actor, now, new_number, change.passage_id, "undo", present, earlier, undoes=number
    )
    return earlier


def erase_passage(session: Session, actor: Actor, passage_id: str) -> None:
    """A passage with its whole history, for good."""
    here = (ShelfPassageRow.workspace_id == actor.workspace_id, ShelfPassageRow.id == passage_id)
    if session.scalar(select(ShelfPassageRow.id).where(*here)) is None:
        raise _unknown(passage_id)
    session.execute(delete(ShelfPassageRow).where(*here))
    session.execute(
        delete(ShelfChangeRow).where(
            ShelfChangeRow.workspace_id == actor.workspace_id,
            ShelfChangeRow.passage_id == passage_id,
        )
    )


def _next_number(session: Session, actor: Actor) -> int:
    """Nobody else changes the workspace's library before this transaction ends."""
    session.execute(
        select(WorkspaceRow.id).where(WorkspaceRow.id == actor.workspace_id).with_for_update()
    )
    last = session.scalar(
        select(func.max(ShelfChangeRow.number)).where(
            ShelfChangeRow.workspace_id == actor.workspace_id
        )
    )
    return (last or 0) + 1


def _put(session: Session, actor: Actor, passage_id: str, to: ShelfPassage | None) -> None:
    row = session.get(ShelfPassageRow, (actor.workspace_id, passage_id))
    if to is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(
            ShelfPassageRow(
                workspace_id=actor.workspace_id,
                id=passage_id,
                status=to.status,
                content=to.content,
                created_at=to.created_at,
                updated_at=to.updated_at,
            )
        )
    else:
        row.status, row.content, row.updated_at = to.status, to.content, to.updated_at
    session.flush()


def _log(
    session: Session,
    actor: Actor,
    now: datetime,
    number: int,
    passage_id: str,
    action: str,
    before: ShelfPassage | None,
    after: ShelfPassage | None,
    *,
    undoes: int | None = None,
) -> None:
    session.add(
        ShelfChangeRow(
            workspace_id=actor.workspace_id,
            number=number,
            passage_id=passage_id,
            action=action,
            author_id=actor.person_id,
            at=now,
            before=_kept(before),
            after=_kept(after),
            undoes=undoes,
        )
    )
    session.flush()


def _passage(row: ShelfPassageRow) -> ShelfPassage:
    return ShelfPassage(row.id, row.status, row.content, row.created_at, row.updated_at)


def _kept(passage: ShelfPassage | None) -> dict[str, Any] | None:
    if passage is None:
        return None
    return {
        "status": passage.status,
        "content": passage.content,
        "created_at": passage.created_at.isoformat(),
        "updated_at": passage.updated_at.isoformat(),
    }


def _restored(passage_id: str, kept: dict[str, Any] | None) -> ShelfPassage | None:
    if kept is None:
        return None
    created, updated = (datetime.fromisoformat(kept[key]) for key in ("created_at", "updated_at"))
    return ShelfPassage(passage_id, kept["status"], kept["content"], created, updated)


def _unknown(passage_id: str) -> NotFound:
    return NotFound(
        f"There is no passage {passage_id[:64]!r} in this workspace's own library. Reload the page."
    )
