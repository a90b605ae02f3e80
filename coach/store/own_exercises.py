"""Exercises that a workspace writes itself, and the versions that were published.

What is here belongs to the workspace and not to one person; whoever calls this has seen to it that the
actor may change it.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.errors import BadInput, NotFound, UndoTooLate
from coach.store.crypt import as_stored
from coach.store.records import Actor, ExerciseVersion, Meta, OwnExercise
from coach.store.tables import ExerciseVersionRow, OwnExerciseRow


def own_exercises(session: Session, actor: Actor) -> list[OwnExercise]:
    """Last changed first, without deleted ones."""
    rows = session.scalars(
        select(OwnExerciseRow)
        .where(_here(actor), OwnExerciseRow.deleted_at.is_(None))
        .order_by(OwnExerciseRow.updated_at.desc(), OwnExerciseRow.id)
    )
    return [_exercise(row) for row in rows]


def own_exercise(session: Session, actor: Actor, exercise_id: str) -> OwnExercise:
    return _exercise(_row(session, actor, exercise_id))


def save_own_exercise(
    session: Session,
    actor: Actor,
    now: datetime,
    exercise_id: str | None,
    content: Meta,
    seen: int | None,
) -> OwnExercise:
    """A new one, or a change. ``seen``: the change that its author knew of; BadInput if there was
    another one since."""
    if exercise_id is None:
        row = OwnExerciseRow(
            workspace_id=actor.workspace_id,
            id=f"own-{uuid4()}",
            content=as_stored(content),
            change=1,
            author_id=actor.person_id,
            created_at=now,
            updated_at=now,
        )
        session.add(row)
    else:
        row = _row(session, actor, exercise_id, seen=seen)
        row.content, row.change = as_stored(content), row.change + 1
        row.author_id, row.updated_at = actor.person_id, now
    session.flush()
    return _exercise(row)


def publish_own_exercise(
    session: Session,
    actor: Actor,
    now: datetime,
    exercise_id: str,
    seen: int | None,
    version: tuple[str, str] | None,
) -> OwnExercise:
    """Let leaders find this version (digest and text), or, with None, nothing of it any more."""
    row = _row(session, actor, exercise_id, seen=seen)
    if version is not None:
        keep_version(session, actor, now, exercise_id, *version, published_by=actor.person_id)
    row.published = None if version is None else version[0]
    row.change, row.author_id, row.updated_at = row.change + 1, actor.person_id, now
    session.flush()
    return _exercise(row)


def keep_version(
    session: Session,
    actor: Actor,
    now: datetime,
    exercise_id: str,
    digest: str,
    text: str,
    *,
    published_by: str | None = None,
) -> None:
    """Keep a version of an exercise, unless it is there; two at once, on PostgreSQL, keep one."""
    key = (actor.workspace_id, digest)
    if session.get(ExerciseVersionRow, key) is not None:
        return
    try:
        with session.begin_nested():
            session.add(
                ExerciseVersionRow(
                    workspace_id=actor.workspace_id,
                    digest=digest,
                    exercise_id=exercise_id,
                    text=text,
                    published_by=published_by,
                    created_at=now,
                )
            )
    except IntegrityError:
        if session.get(ExerciseVersionRow, key) is None:
            raise


def published_exercises(session: Session, actor: Actor) -> list[ExerciseVersion]:
    """What leaders of the workspace find beside the curated ones."""
    rows = session.execute(
        select(ExerciseVersionRow)
        .join(
            OwnExerciseRow,
            and_(
                OwnExerciseRow.workspace_id == ExerciseVersionRow.workspace_id,
                OwnExerciseRow.published == ExerciseVersionRow.digest,
            ),
        )
        .where(_here(actor), OwnExerciseRow.deleted_at.is_(None))
        .order_by(ExerciseVersionRow.created_at)
    ).scalars()
    return [_version(row) for row in rows]


def exercise_versions(session: Session, actor: Actor, exercise_id: str) -> list[ExerciseVersion]:
    """The published versions of one of the workspace's own, newest first."""
    rows = session.scalars(
        select(ExerciseVersionRow)
        .where(
            ExerciseVersionRow.workspace_id == actor.workspace_id,
            ExerciseVersionRow.exercise_id == exercise_id,
            ExerciseVersionRow.published_by.is_not(None),
        )
        .order_by(ExerciseVersionRow.created_at.desc())
    )
    return [_version(row) for row in rows]


def version_texts(session: Session, actor: Actor, digests: Collection[str]) -> dict[str, str]:
    """Versions that were begun, given or published, by digest; those that are there."""
    rows = session.execute(
        select(ExerciseVersionRow.digest, ExerciseVersionRow.text).where(
            ExerciseVersionRow.workspace_id == actor.workspace_id,
            ExerciseVersionRow.digest.in_(digests),
        )
    )
    return {row.digest: row.text for row in rows}


def delete_own_exercise(session: Session, actor: Actor, now: datetime, exercise_id: str) -> None:
    _row(session, actor, exercise_id).deleted_at = now


def undo_delete_own_exercise(
    session: Session, actor: Actor, since: datetime, exercise_id: str
) -> OwnExercise:
    """Bring back one that was deleted after ``since``."""
    row = session.get(OwnExerciseRow, (actor.workspace_id, exercise_id))
    if row is None:
        raise _unknown(exercise_id)
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This exercise was deleted more than ten minutes ago and is being erased. Import it again "
            "if you exported it."
        )
    row.deleted_at = None
    return _exercise(row)


def _here(actor: Actor) -> ColumnElement[bool]:
    return OwnExerciseRow.workspace_id == actor.workspace_id


def _row(
    session: Session, actor: Actor, exercise_id: str, *, seen: int | None = None
) -> OwnExerciseRow:
    row = session.scalar(
        select(OwnExerciseRow)
        .where(_here(actor), OwnExerciseRow.id == exercise_id, OwnExerciseRow.deleted_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise _unknown(exercise_id)
    if seen is not None and seen != row.change:
        raise BadInput(
            "Somebody else changed this exercise in the meantime, so yours is not saved yet. Look at both, and "
            "decide what is to stand."
        )
    return row


def _exercise(row: OwnExerciseRow) -> OwnExercise:
    return OwnExercise(
        row.id,
        row.content,
        row.change,
        row.author_id,
        row.published,
        row.created_at,
        row.updated_at,
    )


def _version(row: ExerciseVersionRow) -> ExerciseVersion:
    return ExerciseVersion(row.digest, row.exercise_id, row.text, row.published_by, row.created_at)


def _unknown(exercise_id: str) -> NotFound:
    return NotFound(
        f"There is no exercise {exercise_id[:64]!r} of this workspace's own; it may have been deleted. Reload "
        "the page."
    )
