"""What a turn writes: the leader's message when it arrives, the reply with all that belongs to it.

Each function is one transaction of its caller. They lock the conversation first, so that two turns
at once, from two tabs or two processes, follow one another.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.errors import IdTaken
from coach.store import brand
from coach.store.columns import PlainText, without_surrogates
from coach.store.commitments import new_commitment, renewed
from coach.store.conversations import unknown_conversation
from coach.store.crypt import EncryptedText, as_stored
from coach.store.ids import checked_id
from coach.store.records import (
    Actor,
    BrandWords,
    CommitmentRecord,
    Message,
    Meta,
    ReplyRecord,
)
from coach.store.tables import (
    CitationRow,
    ConversationRow,
    MessageRow,
    NoticingRow,
    belongs_to_named,
    named,
)
from coach.store.transcript import MESSAGE_FIELDS, find_message, find_reply, unknown_message


@dataclass(frozen=True)
class TurnRecord:
    """What the coach's side of a turn leaves behind; None keeps what is there."""

    reply: ReplyRecord
    state: str | None
    stage: str | None
    title: str | None
    commitment: CommitmentRecord | None
    renews: bool = False
    """Whether the commitment takes the place of the conversation's open one."""
    brand: tuple[BrandWords, ...] = ()


# Built once: building a statement costs as much as running it. The inserts are plain, without the
# session's bookkeeping, which would double the time of a turn.
_THIS_CONVERSATION = belongs_to_named(ConversationRow) & (
    ConversationRow.id == bindparam("in_conversation")
)
_LOCK = (
    select(ConversationRow.message_count, ConversationRow.deleted_at)
    .where(_THIS_CONVERSATION)
    .with_for_update()  # SQLite has locked everything already, and ignores it
)
_TOUCH = (
    update(ConversationRow)
    .where(_THIS_CONVERSATION)
    .values(
        updated_at=bindparam("now"),
        message_count=bindparam("count"),
        state=func.coalesce(bindparam("new_state", type_=EncryptedText), ConversationRow.state),
        stage=func.coalesce(bindparam("new_stage", type_=PlainText), ConversationRow.stage),
        title=case(
            (ConversationRow.title_by_leader, ConversationRow.title),
            else_=func.coalesce(bindparam("new_title", type_=EncryptedText), ConversationRow.title),
        ),
    )
    .execution_options(synchronize_session=False)
)
_ANSWERED = (
    update(MessageRow)
    .where(
        belongs_to_named(MessageRow),
        MessageRow.id == bindparam("this_message"),
        MessageRow.conversation_id == bindparam("in_conversation"),
        MessageRow.role == "leader",
        MessageRow.status == "pending",
    )
    .values(status="complete")
    .execution_options(synchronize_session=False)
)
_ADD_MESSAGE = insert(MessageRow)
_ADD_CITATIONS = insert(CitationRow)
_ADD_NOTICINGS = insert(NoticingRow)


def receive(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: str,
    message_id: str,
    text: str,
    meta: Meta,
) -> tuple[Message, bool]:
    checked_id(message_id)
    text = without_surrogates(text)
    count = _lock(session, actor, conversation_id)
    stored = find_message(session, actor, message_id)
    if stored is not None:
        if (stored.conversation_id, stored.role, stored.text) != (conversation_id, "leader", text):
            raise _id_taken(message_id)
        return stored, False
    message = Message(
        id=message_id,
        conversation_id=conversation_id,
        position=count + 1,
        role="leader",
        text=text,
        status="pending",
        reply_to=None,
        meta=as_stored(meta),
        created_at=now,
    )
    try:
        _insert_message(session, actor, message)
    except IntegrityError as error:
        # On PostgreSQL, where only the conversation is locked: the same id has just arrived in
        # another one.
        raise _id_taken(message_id) from error
    _touch(session, actor, message)
    return message, True


def complete(
    session: Session,
    actor: Actor,
    now: datetime,
    conversation_id: str,
    message_id: str,
    turn: TurnRecord,
) -> Message:
    # A conversation that was deleted while its reply was being written still takes the reply:
    # undoing the deletion then brings back a whole conversation.
    count = _lock(session, actor, conversation_id, deleted_too=True)
    wanted = named(actor, in_conversation=conversation_id, this_message=message_id)
    if session.connection().execute(_ANSWERED, wanted).rowcount == 0:  # it is not waiting for one
        asked = find_message(session, actor, message_id)
        if asked is None or (asked.conversation_id, asked.role) != (conversation_id, "leader"):
            raise unknown_message(message_id)
        present = find_reply(session, actor, message_id)
        if present is not None:
            return present
    reply = _coach_message(turn.reply, conversation_id, count + 1, message_id, now)
    _store_turn(session, actor, reply, turn)
    return reply


def add_coach_message(
    session: Session, actor: Actor, now: datetime, conversation_id: str, turn: TurnRecord
) -> Message:
    count = _lock(session, actor, conversation_id)
    message = _coach_message(turn.reply, conversation_id, count + 1, None, now)
    _store_turn(session, actor, message, turn)
    return message


def _coach_message(
    reply: ReplyRecord, conversation_id: str, position: int, reply_to: str | None, now: datetime
) -> Message:
    return Message(
        id=str(uuid4()),
        conversation_id=conversation_id,
        position=position,
        role="coach",
        text=without_surrogates(reply.text),
        status=reply.status,
        reply_to=reply_to,
        meta=as_stored(reply.meta),
        created_at=now,
        citations=tuple(sorted(reply.citations, key=lambda citation: citation.number)),
    )


def _store_turn(session: Session, actor: Actor, message: Message, turn: TurnRecord) -> None:
    _insert_message(session, actor, message)
    cited = [
        {
            "workspace_id": actor.workspace_id,
            "owner_id": actor.person_id,
            "message_id": message.id,
            "number": citation.number,
            "passage_id": citation.passage_id,
            "passage_digest": citation.passage_digest,
        }
        for citation in message.citations
    ]
    noticed = [
        {
            "workspace_id": actor.workspace_id,
            "owner_id": actor.person_id,
            "id": str(uuid4()),
            "conversation_id": message.conversation_id,
            "message_id": noticing.message_id or message.reply_to or message.id,
            "number": number,
            "kind": noticing.kind,
            "habit": noticing.habit,
            "evidence": noticing.evidence,
            "created_at": message.created_at,
        }
        for number, noticing in enumerate(turn.reply.noticings, start=1)
    ]
    if cited:
        session.connection().execute(_ADD_CITATIONS, cited)
    if noticed:
        session.connection().execute(_ADD_NOTICINGS, noticed)
    decided, where = turn.commitment, message.conversation_id
    made = None
    if decided is not None and not (turn.renews and renewed(session, actor, where, decided)):
        made = new_commitment(actor, message.created_at, where, decided)
        session.add(made)
    if turn.brand:
        brand.keep(session, actor, message.created_at, where, turn.brand, made)
    _touch(session, actor, message, turn)


def _insert_message(session: Session, actor: Actor, message: Message) -> None:
    values = {field: getattr(message, field) for field in MESSAGE_FIELDS}
    values |= {"workspace_id": actor.workspace_id, "owner_id": actor.person_id}
    session.connection().execute(_ADD_MESSAGE, values)


def _lock(
    session: Session, actor: Actor, conversation_id: str, *, deleted_too: bool = False
) -> int:
    """How many messages it has; nobody else adds one before this transaction ends."""
    wanted = named(actor, in_conversation=conversation_id)
    row = session.connection().execute(_LOCK, wanted).first()
    if row is None or (row.deleted_at is not None and not deleted_too):
        raise unknown_conversation(conversation_id)
    count: int = row.message_count
    return count


def _touch(
    session: Session, actor: Actor, message: Message, turn: TurnRecord | None = None
) -> None:
    """Bring the conversation up to its newest message."""
    session.connection().execute(
        _TOUCH,
        named(
            actor,
            in_conversation=message.conversation_id,
            now=message.created_at,
            count=message.position,
            new_state=turn and turn.state,
            new_stage=turn and turn.stage,
            new_title=turn and turn.title,
        ),
    )


def _id_taken(message_id: str) -> IdTaken:
    return IdTaken(
        f"The message id {message_id!r} was used for something else before. Send the message with "
        "a new id."
    )
