"""Habits and strengths that the coach heard, and what the leader said to that."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from coach.errors import NotFound
from coach.store.conversations import conversation
from coach.store.records import Actor, Answer, Noticing
from coach.store.tables import (
    ConversationRow,
    NoticingRow,
    belongs_to,
    belongs_to_named,
    named,
)

# Part of every page, so built once and for plain columns (see ``transcript.py``).
_NOTICED_IN = (
    select(*(getattr(NoticingRow, field.name) for field in fields(Noticing)))
    .where(
        belongs_to_named(NoticingRow), NoticingRow.conversation_id == bindparam("in_conversation")
    )
    .order_by(NoticingRow.created_at, NoticingRow.number)
)


def noticed_in(session: Session, actor: Actor, conversation_id: str) -> list[Noticing]:
    """Those of one conversation that is known to be there, oldest first."""
    wanted = named(actor, in_conversation=conversation_id)
    return [Noticing(*row) for row in session.connection().execute(_NOTICED_IN, wanted)]


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
