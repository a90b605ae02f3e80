"""What a leader agreed to have remembered: kept, changed, set aside, forgotten; and what they declined.

Whatever comes from a conversation goes with it, by the foreign key, and is out of sight as soon as the
conversation is deleted. What is to stay is parted from it first (:func:`part_from`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from coach.errors import NotFound, UndoTooLate
from coach.store.columns import without_surrogates
from coach.store.conversations import unknown_conversation
from coach.store.crypt import as_stored
from coach.store.records import Actor, KeptRecord, KeptWord, Message, Meta, SaidBefore
from coach.store.tables import (
    ConversationRow,
    DeclinedWordRow,
    KeptWordRow,
    MessageRow,
    SaidVectorRow,
    belongs_to,
    belongs_to_named,
    named,
)
from coach.store.transcript import MESSAGE_FIELDS, unknown_message

_SAME = and_(
    ConversationRow.id == KeptWordRow.conversation_id,
    ConversationRow.workspace_id == KeptWordRow.workspace_id,
    ConversationRow.owner_id == KeptWordRow.owner_id,
)
_IN_SIGHT = (
    KeptWordRow.deleted_at.is_(None),
    or_(KeptWordRow.conversation_id.is_(None), ConversationRow.deleted_at.is_(None)),
)


def keep(session: Session, actor: Actor, now: datetime, record: KeptRecord) -> KeptWord:
    """Keep it. Raises NotFound if the conversation that it comes from is not there."""
    source = record.conversation_id
    if source is not None:
        _conversation_there(session, actor, source)
    row = KeptWordRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        kind=record.kind,
        words=without_surrogates(record.words),
        about=record.about and without_surrogates(record.about),
        conversation_id=source,
        message_id=record.message_id,
        said_at=record.said_at,
        vectors=record.vectors and as_stored(record.vectors),
        set_aside=False,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return kept_word(session, actor, row.id)


def kept_words(session: Session, actor: Actor) -> list[KeptWord]:
    """Newest first, without what was forgotten and what comes from a deleted conversation."""
    return _found(session, actor, *_IN_SIGHT)


def kept_word(session: Session, actor: Actor, kept_id: str) -> KeptWord:
    found = _found(session, actor, *_IN_SIGHT, KeptWordRow.id == kept_id)
    if not found:
        raise _unknown(kept_id)
    return found[0]


def kept_from(session: Session, actor: Actor, conversation_id: str) -> list[KeptWord]:
    """What was kept from a conversation, deleted or not."""
    _conversation_there(session, actor, conversation_id)
    wanted = KeptWordRow.conversation_id == conversation_id
    return _found(session, actor, KeptWordRow.deleted_at.is_(None), wanted)


def all_kept(session: Session, actor: Actor) -> list[tuple[KeptWord, datetime | None]]:
    """Oldest first, what was forgotten and is not erased yet included, with when that was."""
    rows = session.execute(
        select(KeptWordRow.id, KeptWordRow.deleted_at).where(belongs_to(actor, KeptWordRow))
    )
    when = {row.id: row.deleted_at for row in rows}
    return [(kept, when[kept.id]) for kept in reversed(_found(session, actor))]


def change(
    session: Session,
    actor: Actor,
    now: datetime,
    kept_id: str,
    *,
    words: str,
    about: str | None,
    vectors: Meta | None,
) -> KeptWord:
    """Other words for it; brought up again, if it was set aside."""
    kept_word(session, actor, kept_id)
    _update(
        session,
        actor,
        KeptWordRow.id == kept_id,
        words=without_surrogates(words),
        about=about and without_surrogates(about),
        vectors=vectors and as_stored(vectors),
        set_aside=False,
        updated_at=now,
    )
    return kept_word(session, actor, kept_id)


def set_aside(session: Session, actor: Actor, kept_id: str, *, aside: bool) -> None:
    kept_word(session, actor, kept_id)
    _update(session, actor, KeptWordRow.id == kept_id, set_aside=aside)


def brought_up(
    session: Session, actor: Actor, now: datetime, kept_id: str, conversation_id: str
) -> None:
    """Note that it was spoken of in a talk."""
    kept_word(session, actor, kept_id)
    wanted = KeptWordRow.id == kept_id
    _update(session, actor, wanted, last_used_at=now, last_used_in=conversation_id)


def forget(session: Session, actor: Actor, now: datetime, kept_id: str) -> None:
    kept_word(session, actor, kept_id)
    _update(session, actor, KeptWordRow.id == kept_id, deleted_at=now)


def forget_all(session: Session, actor: Actor, now: datetime) -> None:
    _update(session, actor, KeptWordRow.deleted_at.is_(None), deleted_at=now)


def forgotten(session: Session, actor: Actor, since: datetime) -> list[KeptWord]:
    """What was forgotten after ``since``: it can be brought back."""
    return _found(session, actor, KeptWordRow.deleted_at > since)


def undo_forget(session: Session, actor: Actor, since: datetime, kept_id: str) -> None:
    """Bring back what was forgotten after ``since``."""
    wanted = belongs_to(actor, KeptWordRow), KeptWordRow.id == kept_id
    row = session.scalar(select(KeptWordRow).where(*wanted))
    if row is None:
        raise _unknown(kept_id)
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This was forgotten more than ten minutes ago and is being erased. It can't be brought back."
        )
    row.deleted_at = None


def part_from(session: Session, actor: Actor, conversation_id: str) -> None:
    """What was kept from a conversation stays when the conversation goes."""
    _conversation_there(session, actor, conversation_id)
    wanted = KeptWordRow.conversation_id == conversation_id
    _update(session, actor, wanted, conversation_id=None, message_id=None)


def decline(session: Session, actor: Actor, now: datetime, digest: str) -> None:
    session.add(
        DeclinedWordRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            id=str(uuid4()),
            digest=digest,
            created_at=now,
        )
    )


def declined(session: Session, actor: Actor) -> frozenset[str]:
    """The digests of what was declined."""
    rows = session.scalars(select(DeclinedWordRow.digest).where(belongs_to(actor, DeclinedWordRow)))
    return frozenset(rows)


# --- Earlier messages ------------------------------------------------------------------------------


_OF_THE_MESSAGE = and_(
    SaidVectorRow.message_id == MessageRow.id,
    SaidVectorRow.workspace_id == MessageRow.workspace_id,
    SaidVectorRow.owner_id == MessageRow.owner_id,
)
_OF_THE_CONVERSATION = and_(
    ConversationRow.id == MessageRow.conversation_id,
    ConversationRow.workspace_id == MessageRow.workspace_id,
    ConversationRow.owner_id == MessageRow.owner_id,
)


_LOOKED_BACK_AT = (SaidVectorRow.set_aside.is_(False), ConversationRow.deleted_at.is_(None))

# Built once, since many turns ask, and for plain columns (see ``transcript.py``).
_KEPT_IN_SIGHT = (
    select(KeptWordRow.id, KeptWordRow.updated_at, KeptWordRow.last_used_at, KeptWordRow.set_aside)
    .outerjoin(ConversationRow, _SAME)
    .where(belongs_to_named(KeptWordRow), *_IN_SIGHT)
    .order_by(KeptWordRow.id)
)
_SAID_IN_SIGHT = (
    select(SaidVectorRow.message_id)
    .join(MessageRow, _OF_THE_MESSAGE)
    .join(ConversationRow, _OF_THE_CONVERSATION)
    .where(*_LOOKED_BACK_AT, belongs_to_named(SaidVectorRow))
    .order_by(SaidVectorRow.message_id)
)


def may_come_up(session: Session, actor: Actor) -> tuple[Any, ...]:
    """What may be brought up, without a word of it: differs whenever that does, and costs no decrypting."""
    kept = session.connection().execute(_KEPT_IN_SIGHT, named(actor))
    said = session.connection().execute(_SAID_IN_SIGHT, named(actor))
    return (*(tuple(row) for row in kept), *said.scalars())


def said_before(session: Session, actor: Actor, but: Collection[str] = ()) -> list[SaidBefore]:
    """The earlier messages that can be looked back at, without those set aside or deleted. ``but``: ids of those that
    are known already."""
    rows = session.execute(
        select(
            MessageRow.id, MessageRow.conversation_id, MessageRow.created_at, SaidVectorRow.vectors
        )
        .join(MessageRow, _OF_THE_MESSAGE)
        .join(ConversationRow, _OF_THE_CONVERSATION)
        .where(
            belongs_to(actor, SaidVectorRow),
            *_LOOKED_BACK_AT,
            SaidVectorRow.message_id.not_in(but),
        )
    )
    return [SaidBefore(*row) for row in rows]


def not_read_yet(session: Session, actor: Actor, most: int) -> list[Message]:
    """The newest answered messages of the leader's talks that cannot be looked back at yet."""
    rows = session.execute(
        select(*(getattr(MessageRow, name) for name in MESSAGE_FIELDS))
        .outerjoin(SaidVectorRow, _OF_THE_MESSAGE)
        .join(ConversationRow, _OF_THE_CONVERSATION)
        .where(
            belongs_to(actor, MessageRow),
            MessageRow.role == "leader",
            MessageRow.status == "complete",
            SaidVectorRow.message_id.is_(None),
            ConversationRow.deleted_at.is_(None),
            ConversationRow.kind != "scenario",
        )
        .order_by(MessageRow.created_at.desc())
        .limit(most)
    )
    return [Message(*row) for row in rows]


def read(session: Session, actor: Actor, found: Sequence[tuple[str, Meta]]) -> None:
    """From now on these messages can be looked back at; one that was erased meanwhile is passed over."""
    there = set(
        session.scalars(
            select(MessageRow.id).where(
                belongs_to(actor, MessageRow), MessageRow.id.in_([message for message, _ in found])
            )
        )
    )
    for message, vectors in found:
        if message in there:
            session.merge(
                SaidVectorRow(
                    workspace_id=actor.workspace_id,
                    owner_id=actor.person_id,
                    message_id=message,
                    vectors=as_stored(vectors),
                    set_aside=False,
                )
            )


def set_message_aside(session: Session, actor: Actor, message_id: str) -> None:
    """It stays in its conversation, but is not looked back at. Raises NotFound if it could not be."""
    wanted = belongs_to(actor, SaidVectorRow), SaidVectorRow.message_id == message_id
    if session.scalar(select(SaidVectorRow.message_id).where(*wanted)) is None:
        raise unknown_message(message_id)
    session.execute(
        update(SaidVectorRow)
        .where(belongs_to(actor, SaidVectorRow), SaidVectorRow.message_id == message_id)
        .values(set_aside=True),
        execution_options={"synchronize_session": False},
    )


def unread(session: Session, actor: Actor) -> None:
    """No earlier message can be looked back at any more."""
    session.execute(
        delete(SaidVectorRow).where(belongs_to(actor, SaidVectorRow)),
        execution_options={"synchronize_session": False},
    )


def _found(session: Session, actor: Actor, *which: ColumnElement[bool]) -> list[KeptWord]:
    rows = session.execute(
        select(KeptWordRow, ConversationRow.title)
        .outerjoin(ConversationRow, _SAME)
        .where(belongs_to(actor, KeptWordRow), *which)
        .order_by(KeptWordRow.created_at.desc(), KeptWordRow.id)
    ).all()
    return [
        KeptWord(
            kind=row.kind,
            words=row.words,
            about=row.about,
            conversation_id=row.conversation_id,
            message_id=row.message_id,
            said_at=row.said_at,
            vectors=row.vectors,
            id=row.id,
            title=title,
            set_aside=row.set_aside,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            last_used_in=row.last_used_in,
        )
        for row, title in rows
    ]


def _update(session: Session, actor: Actor, which: ColumnElement[bool], **values: Any) -> None:
    session.execute(
        update(KeptWordRow).where(belongs_to(actor, KeptWordRow), which).values(**values),
        execution_options={"synchronize_session": False},
    )
    session.expire_all()


def _conversation_there(session: Session, actor: Actor, conversation_id: str) -> None:
    wanted = belongs_to(actor, ConversationRow), ConversationRow.id == conversation_id
    if session.scalar(select(ConversationRow.id).where(*wanted)) is None:
        raise unknown_conversation(conversation_id)


def _unknown(kept_id: str) -> NotFound:
    return NotFound(
        f"There is nothing remembered as {kept_id[:64]!r} here; it may have been forgotten. Reload the page."
    )
