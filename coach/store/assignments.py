"""Exercises that somebody does: what they answered, what they are writing, when they look back.

An assignment belongs to a conversation of its own (kind ``exercise``), which holds its guided stretches
and its commitments. So deleting, undoing and erasing are the conversation's.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from coach.errors import NotFound
from coach.store.conversations import begin_conversation
from coach.store.crypt import as_stored
from coach.store.own_exercises import keep_version
from coach.store.records import Actor, Assignment, AssignmentStatus, CheckIn, Meta, StepAnswer
from coach.store.tables import (
    AssignmentRow,
    CheckInRow,
    ConversationRow,
    ExerciseVersionRow,
    StepAnswerRow,
    belongs_to,
)


def begin_exercise(
    session: Session,
    actor: Actor,
    now: datetime,
    assignment_id: str,
    *,
    exercise_id: str,
    digest: str,
    text: str,
    title: str,
    state: str,
    status: AssignmentStatus,
) -> Assignment:
    """Keep this version of an exercise, and that the person does it."""
    keep_version(session, actor, now, exercise_id, digest, text)
    begun = begin_conversation(
        session,
        actor,
        now,
        kind="exercise",
        scenario=None,
        title=title,
        state=state,
        stage="exploring",
        opening_text=None,
        opening_meta={},
        conversation_id=assignment_id,
    )
    session.add(
        AssignmentRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            id=assignment_id,
            conversation_id=begun.id,
            exercise_id=exercise_id,
            digest=digest,
            status=status,
            reminds=True,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    return assignment(session, actor, assignment_id)


def assignments(session: Session, actor: Actor) -> list[Assignment]:
    """Last touched first, without deleted ones."""
    rows = session.execute(
        _present(actor).order_by(AssignmentRow.updated_at.desc(), AssignmentRow.id)
    ).all()
    return _whole(session, actor, [(row, text) for row, text in rows], None)


def assignment(session: Session, actor: Actor, assignment_id: str) -> Assignment:
    found = session.execute(_present(actor).where(AssignmentRow.id == assignment_id)).one_or_none()
    if found is None:
        raise _unknown(assignment_id)
    (made,) = _whole(session, actor, [(found[0], found[1])], assignment_id)
    return made


def all_assignments(session: Session, actor: Actor) -> list[tuple[Assignment, datetime | None]]:
    """Oldest first, those that are deleted and not erased yet included, with when they were deleted."""
    rows = session.execute(
        _kept(actor)
        .add_columns(ConversationRow.deleted_at)
        .order_by(AssignmentRow.created_at, AssignmentRow.id)
    ).all()
    whole = _whole(session, actor, [(row, text) for row, text, _ in rows], None)
    return [(made, row.deleted_at) for made, row in zip(whole, rows, strict=True)]


def change_assignment(
    session: Session, actor: Actor, now: datetime, assignment_id: str, changes: Mapping[str, Any]
) -> Assignment:
    """Set columns of one that is there."""
    row = _row(session, actor, assignment_id)
    for name, value in changes.items():
        setattr(row, name, value)
    row.updated_at = now
    session.flush()
    return assignment(session, actor, assignment_id)


def save_step(
    session: Session,
    actor: Actor,
    now: datetime,
    assignment_id: str,
    step_id: str,
    *,
    answer: Meta | None,
    said: Meta | None,
    status: AssignmentStatus,
    finished_at: datetime | None,
) -> Assignment:
    """An answer in the place of an earlier one; what was being written there is now answered."""
    row = _row(session, actor, assignment_id)
    kept = _answer(session, actor, now, assignment_id, step_id)
    kept.answer = None if answer is None else as_stored(answer)
    kept.said = None if said is None else as_stored(said)
    kept.typed, kept.updated_at = None, now
    row.status, row.finished_at, row.updated_at = status, finished_at, now
    session.flush()
    return assignment(session, actor, assignment_id)


def save_typed(
    session: Session,
    actor: Actor,
    now: datetime,
    assignment_id: str,
    step_id: str,
    typed: Meta | None,
) -> None:
    """Words on their way: kept so that a reload does not lose them."""
    _row(session, actor, assignment_id)
    kept = _answer(session, actor, now, assignment_id, step_id)
    kept.typed, kept.updated_at = None if typed is None else as_stored(typed), now


def plan_check_in(session: Session, actor: Actor, planned: CheckIn) -> None:
    """Set or move when somebody looks back on a step."""
    _row(session, actor, planned.assignment_id)
    key = (planned.assignment_id, planned.step_id, actor.workspace_id, actor.person_id)
    row = session.get(CheckInRow, key)
    if row is None:
        row = CheckInRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            assignment_id=planned.assignment_id,
            step_id=planned.step_id,
        )
        session.add(row)
    row.local_time, row.zone = planned.local_time, planned.zone
    row.due_at, row.done_at = planned.due_at, planned.done_at
    session.flush()


def check_ins_due(session: Session, actor: Actor, now: datetime) -> list[tuple[CheckIn, str]]:
    """Those to remind of, the longest due first, with the exercise's title. None of an exercise that is
    finished or let go, or whose leader wants no reminder."""
    rows = session.execute(
        select(CheckInRow, ConversationRow.title)
        .join(AssignmentRow, _same(AssignmentRow.id, CheckInRow.assignment_id))
        .join(ConversationRow, _same(ConversationRow.id, AssignmentRow.conversation_id))
        .where(
            belongs_to(actor, CheckInRow),
            belongs_to(actor, AssignmentRow),
            belongs_to(actor, ConversationRow),
            CheckInRow.due_at <= now,
            CheckInRow.done_at.is_(None),
            AssignmentRow.reminds.is_(True),
            AssignmentRow.status.in_(("under-way", "paused")),
            ConversationRow.deleted_at.is_(None),
        )
        .order_by(CheckInRow.due_at)
    )
    return [(_check_in(row), title) for row, title in rows]


def _same(left: Any, right: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = left == right
    return same


def _kept(actor: Actor) -> Any:
    return (
        select(AssignmentRow, ExerciseVersionRow.text)
        .join(
            ExerciseVersionRow,
            and_(
                ExerciseVersionRow.workspace_id == AssignmentRow.workspace_id,
                ExerciseVersionRow.digest == AssignmentRow.digest,
            ),
        )
        .join(ConversationRow, ConversationRow.id == AssignmentRow.conversation_id)
        .where(belongs_to(actor, AssignmentRow), belongs_to(actor, ConversationRow))
    )


def _present(actor: Actor) -> Any:
    return _kept(actor).where(ConversationRow.deleted_at.is_(None))


def _row(session: Session, actor: Actor, assignment_id: str) -> AssignmentRow:
    found = session.execute(_present(actor).where(AssignmentRow.id == assignment_id)).one_or_none()
    if found is None:
        raise _unknown(assignment_id)
    row: AssignmentRow = found[0]
    return row


def _answer(
    session: Session, actor: Actor, now: datetime, assignment_id: str, step_id: str
) -> StepAnswerRow:
    key = (assignment_id, step_id, actor.workspace_id, actor.person_id)
    kept = session.get(StepAnswerRow, key)
    if kept is None:
        kept = StepAnswerRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            assignment_id=assignment_id,
            step_id=step_id,
            created_at=now,
            updated_at=now,
        )
        session.add(kept)
    return kept


def _whole(
    session: Session, actor: Actor, rows: list[tuple[AssignmentRow, str]], only: str | None
) -> list[Assignment]:
    """With their answers and check-ins: two queries, however many there are."""
    wanted = [belongs_to(actor, StepAnswerRow)]
    due = [belongs_to(actor, CheckInRow)]
    if only is not None:
        wanted.append(StepAnswerRow.assignment_id == only)
        due.append(CheckInRow.assignment_id == only)
    answers: dict[str, dict[str, StepAnswer]] = defaultdict(dict)
    for a in session.scalars(select(StepAnswerRow).where(*wanted)):
        answers[a.assignment_id][a.step_id] = StepAnswer(
            a.step_id, a.answer, a.typed, a.said, a.updated_at
        )
    check_ins: dict[str, dict[str, CheckIn]] = defaultdict(dict)
    for c in session.scalars(select(CheckInRow).where(*due)):
        check_ins[c.assignment_id][c.step_id] = _check_in(c)
    return [
        Assignment(
            id=row.id,
            conversation_id=row.conversation_id,
            exercise_id=row.exercise_id,
            digest=row.digest,
            text=text,
            assigner_id=row.assigner_id,
            note=row.note,
            status=row.status,
            halted=row.halted,
            reminds=row.reminds,
            local_due=row.local_due,
            zone=row.zone,
            due_at=row.due_at,
            created_at=row.created_at,
            updated_at=row.updated_at,
            finished_at=row.finished_at,
            answers=answers[row.id],
            check_ins=check_ins[row.id],
        )
        for row, text in rows
    ]


def _check_in(row: CheckInRow) -> CheckIn:
    return CheckIn(
        row.assignment_id, row.step_id, row.local_time, row.zone, row.due_at, row.done_at
    )


def _unknown(assignment_id: str) -> NotFound:
    return NotFound(
        f"There is no exercise {assignment_id[:64]!r} under way here; it may have been deleted. Choose one "
        "from the gallery."
    )
