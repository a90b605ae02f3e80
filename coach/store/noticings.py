"""Habits and strengths that the coach heard, and what the leader said to that."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from coach.errors import NotFound
from coach.store.conversations import conversation
from coach.store.records import Actor, Answer, Noticing
from coach.store.tables import ConversationRow, NoticingRow, belongs_to


def noticings(session: Session, actor: Actor, conversation_id: str | None) -> list[Noticing]:
    """Oldest first, without those of deleted conversations."""
    query = (
        select(NoticingRow)
        .join(ConversationRow, ConversationRow.id == NoticingRow.conversation_id)
        .where(belongs_to(actor, NoticingRow), belongs_to(actor, ConversationRow))
        .where(ConversationRow.deleted_at.is_(None))
        .order_by(NoticingRow.created_at, NoticingRow.number)
    )
    if conversation_id is not None:
        conversation(session, actor, conversation_id)  # or there is none
        query = query.where(NoticingRow.conversation_id == conversation_id)
    return [to_noticing(row) for row in session.scalars(query)]


def answer_noticing(
    session: Session, actor: Actor, now: datetime, noticing_id: str, answer: Answer | None
) -> Noticing:
    row = session.get(NoticingRow, (noticing_id, actor.workspace_id, actor.person_id))
    if row is None:
        raise NotFound(
            f"There is no noticing {noticing_id[:64]!r} here; its conversation may have been "
            "erased. Reload the page."
        )
    conversation(session, actor, row.conversation_id)  # or it is deleted
    row.answer = answer
    row.answered_at = None if answer is None else now
    return to_noticing(row)


def refused_habits(session: Session, actor: Actor) -> frozenset[str]:
    """Habits whose last answer was "that isn't me", wherever it was given.

    A deleted conversation still counts; an erased one is erased with its answers.
    """
    answers = session.execute(
        select(NoticingRow.habit, NoticingRow.answer)
        .where(belongs_to(actor, NoticingRow), NoticingRow.kind == "habit")
        .where(NoticingRow.answer.is_not(None))
        .order_by(NoticingRow.answered_at, NoticingRow.created_at, NoticingRow.number)
    )
    last = {row.habit: row.answer for row in answers}
    return frozenset(habit for habit, answer in last.items() if answer == "not_me")


def to_noticing(row: NoticingRow) -> Noticing:
    return Noticing(
        id=row.id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        kind=row.kind,
        habit=row.habit,
        evidence=row.evidence,
        answer=row.answer,
        created_at=row.created_at,
        answered_at=row.answered_at,
    )
