"""A workspace's own library: its passages, and every change of them with its author.

What is here belongs to the workspace and not to one person; whoever calls this has seen to it that the
actor may change it.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
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
        .order_by(ShelfPassageRow.change.desc())
    )
    return [_passage(row) for row in rows]


def shelf_passage(session: Session, actor: Actor, passage_id: str) -> ShelfPassage:
    row = _row(session, actor, passage_id)
    if row is None:
        raise _unknown(passage_id)
    return _passage(row)


def shelf_version(session: Session, actor: Actor) -> int:
    """Grows with every change of the workspace's library, erasing included."""
    return session.scalar(
        select(WorkspaceRow.shelf_number).where(WorkspaceRow.id == actor.workspace_id)
    ) or 0  # fmt: skip


def change_passage(
    session: Session,
    actor: Actor,
    now: datetime,
    passage_id: str,
    action: str,
    status: ShelfStatus,
    content: Meta | None,
    *,
    seen: int | None,
    digest: str | None,
    vectors: Meta | None,
) -> ShelfPassage:
    """Put a passage there, or change it; what it was before is kept with the change. See ``Desk``."""
    checked_id(passage_id)
    number = _next_number(session, actor)
    row = _row(session, actor, passage_id)
    before = None if row is None else _passage(row)
    if seen is not None and seen != (before.change if before else 0):
        raise BadInput(
            f"{passage_id} was changed by somebody in the meantime. Look at it again; nothing of yours was "
            "saved."
        )
    after = ShelfPassage(
        passage_id,
        status,
        None if content is None else as_stored(content),
        number,
        before.created_at if before else now,
        now,
        None if vectors is None else as_stored(vectors),
    )
    _put(session, actor, passage_id, after)
    _log(session, actor, now, number, passage_id, action, before, after, digest=digest)
    return after


def shelf_changes(
    session: Session, actor: Actor, passage_id: str | None = None, *, most: int = 200
) -> list[ShelfChange]:
    """Newest first: of one passage, or of all."""
    here = [ShelfChangeRow.workspace_id == actor.workspace_id]
    if passage_id is not None:
        here.append(ShelfChangeRow.passage_id == passage_id)
    numbers = session.execute(
        select(ShelfChangeRow.number, ShelfChangeRow.passage_id, ShelfChangeRow.undoes)
        .where(*here)
        .order_by(ShelfChangeRow.number)
    )
    last = _last_standing((row.number, row.passage_id, row.undoes) for row in numbers)
    rows = session.scalars(
        select(ShelfChangeRow).where(*here).order_by(ShelfChangeRow.number.desc()).limit(most)
    )
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
            last.get(row.passage_id) == row.number,
        )
        for row in rows
    ]


def as_cited(session: Session, actor: Actor, passage_id: str, digest: str) -> ShelfPassage | None:
    """A passage as it was when it had this digest and could be cited."""
    row = session.scalar(
        select(ShelfChangeRow)
        .where(
            ShelfChangeRow.workspace_id == actor.workspace_id,
            ShelfChangeRow.passage_id == passage_id,
            ShelfChangeRow.digest == digest,
        )
        .limit(1)
    )
    return None if row is None else _restored(passage_id, row.after)


def undo_change(session: Session, actor: Actor, now: datetime, number: int) -> ShelfPassage | None:
    """Take a change back; the passage as it was before, or None if it was not there.

    Only the last change of a passage that still stands: BadInput for another one.
    """
    new_number = _next_number(session, actor)
    change = session.get(ShelfChangeRow, (actor.workspace_id, number))
    if change is None:
        raise NotFound(f"There is no change {number} here. Look at the history again.")
    name = change.passage_id
    last = next((c.number for c in shelf_changes(session, actor, name) if c.can_be_undone), None)
    if last != number:
        remedy = f"Undo change {last} first" if last else "Nothing is left to undo"
        raise BadInput(
            f"Change {number} of {name} cannot be undone any more, or not yet. {remedy}."
        )
    row = _row(session, actor, name)
    present = None if row is None else _passage(row)
    earlier = _restored(name, change.before)
    if earlier is not None:
        earlier = replace(earlier, change=new_number)
    _put(session, actor, name, earlier)
    _log(session, actor, now, new_number, name, "undo", present, earlier, undoes=number)
    return earlier


def erase_passage(session: Session, actor: Actor, passage_id: str) -> None:
    """A passage with its whole history, for good; also one that is only left in the history."""
    _next_number(session, actor)
    passages = (
        ShelfPassageRow.workspace_id == actor.workspace_id,
        ShelfPassageRow.id == passage_id,
    )
    changes = (
        ShelfChangeRow.workspace_id == actor.workspace_id,
        ShelfChangeRow.passage_id == passage_id,
    )
    if session.scalar(select(ShelfChangeRow.number).where(*changes).limit(1)) is None:
        raise _unknown(passage_id)
    session.execute(delete(ShelfPassageRow).where(*passages))
    session.execute(delete(ShelfChangeRow).where(*changes))


def _next_number(session: Session, actor: Actor) -> int:
    """Nobody else changes the workspace's library before this transaction ends. Numbers are never used again, so that
    a page drawn before something was erased cannot mean another change."""
    session.execute(
        update(WorkspaceRow)
        .where(WorkspaceRow.id == actor.workspace_id)
        .values(shelf_number=WorkspaceRow.shelf_number + 1)
        .execution_options(synchronize_session=False)
    )
    return shelf_version(session, actor)


def _last_standing(changes: Iterable[tuple[int, str, int | None]]) -> dict[str, int]:
    """For each passage the last change that was not taken back. Undoing is itself not undone: whoever wants the change
    again makes it again."""
    standing: dict[str, list[int]] = {}
    for number, passage_id, undoes in changes:
        its = standing.setdefault(passage_id, [])
        if undoes is None:
            its.append(number)
        elif undoes in its:
            its.remove(undoes)
    return {passage_id: its[-1] for passage_id, its in standing.items() if its}


def _row(session: Session, actor: Actor, passage_id: str) -> ShelfPassageRow | None:
    return session.get(ShelfPassageRow, (actor.workspace_id, passage_id))


def _put(session: Session, actor: Actor, passage_id: str, to: ShelfPassage | None) -> None:
    row = _row(session, actor, passage_id)
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
                change=to.change,
                created_at=to.created_at,
                updated_at=to.updated_at,
                vectors=to.vectors,
            )
        )
    else:
        row.status, row.content, row.change = to.status, to.content, to.change
        row.updated_at, row.vectors = to.updated_at, to.vectors
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
    digest: str | None = None,
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
            digest=digest,
            undoes=undoes,
        )
    )
    session.flush()


def _passage(row: ShelfPassageRow) -> ShelfPassage:
    return ShelfPassage(
        row.id, row.status, row.content, row.change, row.created_at, row.updated_at, row.vectors
    )


def _kept(passage: ShelfPassage | None) -> dict[str, Any] | None:
    """Without the vectors, which can be made again."""
    if passage is None:
        return None
    return {
        "status": passage.status,
        "content": passage.content,
        "change": passage.change,
        "created_at": passage.created_at.isoformat(),
        "updated_at": passage.updated_at.isoformat(),
    }


def _restored(passage_id: str, kept: dict[str, Any] | None) -> ShelfPassage | None:
    if kept is None:
        return None
    created, updated = (datetime.fromisoformat(kept[key]) for key in ("created_at", "updated_at"))
    return ShelfPassage(
        passage_id, kept["status"], kept["content"], kept["change"], created, updated
    )


def _unknown(passage_id: str) -> NotFound:
    return NotFound(
        f"There is no passage {passage_id[:64]!r} in this workspace's own library. Reload the page."
    )
