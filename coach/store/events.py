"""What happened over time: what was heard, decided and rated, and the last talks with what came of them.

Read for pictures and for the opening of a talk, so plain columns only, and as few encrypted ones as will do:
two thousand noticings must not take a second.
"""

from collections import defaultdict

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from coach.store.noticings import refused_habits
from coach.store.ratings import ratings
from coach.store.records import Actor, Decided, Events, Heard, Talk
from coach.store.tables import CommitmentRow, ConversationRow, NoticingRow, belongs_to

_DECIDED = (
    CommitmentRow.id,
    CommitmentRow.what,
    CommitmentRow.confidence,
    CommitmentRow.status,
    CommitmentRow.created_at,
    CommitmentRow.answered_at,
)


def events(session: Session, actor: Actor) -> Events:
    """Oldest first, without what belongs to deleted conversations."""
    heard = session.execute(
        select(
            NoticingRow.kind,
            NoticingRow.habit,
            NoticingRow.answer,
            NoticingRow.created_at,
            NoticingRow.answered_at,
        )
        .join(ConversationRow, ConversationRow.id == NoticingRow.conversation_id)
        .where(belongs_to(actor, NoticingRow), _present(actor))
        .order_by(NoticingRow.created_at, NoticingRow.number)
    )
    decided = session.execute(
        select(*_DECIDED)
        .join(ConversationRow, ConversationRow.id == CommitmentRow.conversation_id)
        .where(belongs_to(actor, CommitmentRow), _present(actor))
        .order_by(CommitmentRow.created_at, CommitmentRow.id)
    )
    return Events(
        tuple(Heard(*row) for row in heard),
        tuple(Decided(*row) for row in decided),
        tuple(ratings(session, actor)),
        refused_habits(session, actor),
    )


def last_talks(session: Session, actor: Actor, count: int) -> list[Talk]:
    """Newest first; archived ones count, deleted ones do not."""
    rows = session.execute(
        select(
            ConversationRow.id,
            ConversationRow.state,
            ConversationRow.message_count,
            ConversationRow.created_at,
        )
        .where(
            _present(actor),
            ConversationRow.kind == "talk",
        )
        .order_by(ConversationRow.created_at.desc(), ConversationRow.id)
        .limit(count)
    ).all()
    decided: dict[str, list[Decided]] = defaultdict(list)
    ended_with = session.execute(
        select(*_DECIDED, CommitmentRow.conversation_id).where(
            belongs_to(actor, CommitmentRow),
            CommitmentRow.conversation_id.in_([row.id for row in rows]),
        )
    )
    for row in ended_with:
        decided[row.conversation_id].append(Decided(*row[:-1]))
    return [Talk(*row[1:], decided=tuple(decided[row.id])) for row in rows]


def _present(actor: Actor) -> ColumnElement[bool]:
    return and_(belongs_to(actor, ConversationRow), ConversationRow.deleted_at.is_(None))
