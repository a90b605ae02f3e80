"""What was said, read back: whole conversations, what waits for a reply, the reply to a message."""

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, select
from sqlalchemy.orm import Session

from coach.errors import NotFound
from coach.store.conversations import conversation, unknown_conversation
from coach.store.records import Actor, Citation, Conversation, Message, SoFar, Speaker
from coach.store.tables import (
    CitationRow,
    ConversationRow,
    MessageRow,
    belongs_to,
    belongs_to_named,
    named,
)

MESSAGE_FIELDS = tuple(field.name for field in fields(Message) if field.name != "citations")

# Part of every turn and of every page, so built once, and for plain columns: building a statement
# costs as much as running it, and the session's bookkeeping costs more than both.
_PRESENT = (
    belongs_to_named(ConversationRow),
    ConversationRow.id == bindparam("in_conversation"),
    ConversationRow.deleted_at.is_(None),
)
_CONVERSATION = select(
    *(getattr(ConversationRow, field.name) for field in fields(Conversation))
).where(*_PRESENT)
_MESSAGE = select(*(getattr(MessageRow, name) for name in MESSAGE_FIELDS))
_SAID = _MESSAGE.where(
    belongs_to_named(MessageRow), MessageRow.conversation_id == bindparam("in_conversation")
).order_by(MessageRow.position)
_SAID_AFTER = _SAID.where(MessageRow.position > bindparam("after"))
_STATE = select(ConversationRow.state).where(*_PRESENT)
_SO_FAR = (
    select(MessageRow.id, MessageRow.role, MessageRow.text, MessageRow.status)
    .where(belongs_to_named(MessageRow), MessageRow.conversation_id == bindparam("in_conversation"))
    .order_by(MessageRow.position)
)
_PENDING = _SAID.where(MessageRow.status == "pending").limit(1)
_THIS_MESSAGE = _MESSAGE.where(
    belongs_to_named(MessageRow), MessageRow.id == bindparam("this_message")
)
_REPLY = _MESSAGE.where(
    belongs_to_named(MessageRow), MessageRow.reply_to == bindparam("this_message")
)
_CITATION = select(
    CitationRow.message_id, CitationRow.number, CitationRow.passage_id, CitationRow.passage_digest
).order_by(CitationRow.number)
_CITED = _CITATION.where(
    belongs_to_named(CitationRow), CitationRow.message_id == bindparam("this_message")
)
_CITED_IN = _CITATION.join(
    MessageRow,
    (MessageRow.id == CitationRow.message_id)
    & (MessageRow.workspace_id == CitationRow.workspace_id)
    & (MessageRow.owner_id == CitationRow.owner_id),
).where(
    belongs_to_named(CitationRow),
    MessageRow.conversation_id == bindparam("in_conversation"),
    MessageRow.position > bindparam("after"),
)


def transcript(
    session: Session, actor: Actor, conversation_id: str, known: Sequence[Message] = ()
) -> tuple[Conversation, list[Message]]:
    """A conversation and all that was said in it, in order, with the passages it rests on. What was read before is
    ``known``, from the beginning, and is not decrypted again: only a message that waits for its reply ever changes."""
    wanted = named(actor, in_conversation=conversation_id)
    row = session.connection().execute(_CONVERSATION, wanted).first()
    if row is None:
        raise unknown_conversation(conversation_id)
    kept = Conversation(*row)
    said = list(takewhile(lambda message: message.status != "pending", known))
    if len(said) > kept.message_count:  # an older copy of the database was put back
        said = []
    wanted["after"] = len(said)
    return kept, [*said, *_messages(session, _SAID_AFTER, _CITED_IN, wanted)]


def so_far(session: Session, actor: Actor, conversation_id: str, message_id: str) -> SoFar:
    """The conversation up to a message, without what only readers and pages need: each further word
    has to be decrypted."""
    wanted = named(actor, in_conversation=conversation_id)
    state = session.connection().execute(_STATE, wanted).scalar_one_or_none()
    if state is None:
        raise unknown_conversation(conversation_id)
    said: list[tuple[Speaker, str]] = []
    for row in session.connection().execute(_SO_FAR, wanted):
        if row.id == message_id:
            return SoFar(state, row.status == "pending", said)
        said.append((row.role, row.text))
    raise unknown_message(message_id)


def transcripts(
    session: Session, actor: Actor, *which: ColumnElement[bool]
) -> dict[str, list[Message]]:
    """All that was said, by conversation, deleted ones included. Two queries, whatever its size."""
    said = (belongs_to(actor, MessageRow), *which)
    cited = _CITATION.join(MessageRow, MessageRow.id == CitationRow.message_id).where(
        belongs_to(actor, CitationRow), *said
    )
    found: dict[str, list[Message]] = {}
    for message in _messages(
        session, _MESSAGE.where(*said).order_by(MessageRow.position), cited, {}
    ):
        found.setdefault(message.conversation_id, []).append(message)
    return found


def pending(session: Session, actor: Actor, conversation_id: str) -> Message | None:
    conversation(session, actor, conversation_id)  # or there is none
    row = (
        session.connection()
        .execute(_PENDING, named(actor, in_conversation=conversation_id))
        .first()
    )
    return None if row is None else Message(*row)


def reply_to(session: Session, actor: Actor, message_id: str) -> Message | None:
    reply = find_reply(session, actor, message_id)
    if reply is None and find_message(session, actor, message_id) is None:
        raise unknown_message(message_id)
    return reply


def find_message(session: Session, actor: Actor, message_id: str) -> Message | None:
    """Any message, without its citations."""
    row = session.connection().execute(_THIS_MESSAGE, named(actor, this_message=message_id)).first()
    return None if row is None else Message(*row)


def find_reply(session: Session, actor: Actor, message_id: str) -> Message | None:
    row = session.connection().execute(_REPLY, named(actor, this_message=message_id)).first()
    if row is None:
        return None
    reply = Message(*row)
    cited = session.connection().execute(_CITED, named(actor, this_message=reply.id))
    return replace(reply, citations=tuple(Citation(*row[1:]) for row in cited))


def unknown_message(message_id: str) -> NotFound:
    return NotFound(
        f"There is no message {message_id[:64]!r} here; it may have been erased. Send it again."
    )


def _messages(
    session: Session, said: Executable, cited: Executable, wanted: dict[str, Any]
) -> list[Message]:
    citations: dict[str, list[Citation]] = {}
    for row in session.connection().execute(cited, wanted):
        citations.setdefault(row.message_id, []).append(Citation(*row[1:]))
    found = [Message(*row) for row in session.connection().execute(said, wanted)]
    if not citations:
        return found
    return [replace(m, citations=tuple(citations.get(m.id, ()))) for m in found]
