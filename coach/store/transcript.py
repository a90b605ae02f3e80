"""What was said, read back: whole conversations, what waits for a reply, the reply to a message."""

from dataclasses import fields

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from coach.errors import NotFound
from coach.store.conversations import conversation
from coach.store.records import Actor, Citation, Message
from coach.store.tables import CitationRow, MessageRow, belongs_to, belongs_to_named, named

MESSAGE_FIELDS = tuple(field.name for field in fields(Message) if field.name != "citations")

# Part of every turn, so built once: building a statement costs as much as running it.
_THIS_MESSAGE = select(MessageRow).where(
    belongs_to_named(MessageRow), MessageRow.id == bindparam("this_message")
)
_REPLY = select(MessageRow).where(
    belongs_to_named(MessageRow), MessageRow.reply_to == bindparam("this_message")
)
_CITED = (
    select(CitationRow)
    .where(belongs_to_named(CitationRow), CitationRow.message_id == bindparam("this_message"))
    .order_by(CitationRow.number)
)


def messages(session: Session, actor: Actor, conversation_id: str) -> list[Message]:
    conversation(session, actor, conversation_id)  # or there is none
    only_this = MessageRow.conversation_id == conversation_id
    return transcripts(session, actor, only_this).get(conversation_id, [])


def transcripts(
    session: Session, actor: Actor, *which: ColumnElement[bool]
) -> dict[str, list[Message]]:
    """All that was said, by conversation, deleted ones included. Two queries, whatever its size."""
    said = (belongs_to(actor, MessageRow), *which)
    cited: dict[str, list[Citation]] = {}
    for citation in session.scalars(
        select(CitationRow)
        .join(MessageRow, MessageRow.id == CitationRow.message_id)
        .where(belongs_to(actor, CitationRow), *said)
        .order_by(CitationRow.number)
    ):
        cited.setdefault(citation.message_id, []).append(_to_citation(citation))
    found: dict[str, list[Message]] = {}
    for row in session.scalars(select(MessageRow).where(*said).order_by(MessageRow.position)):
        message = _to_message(row, cited.get(row.id, []))
        found.setdefault(row.conversation_id, []).append(message)
    return found


def pending(session: Session, actor: Actor, conversation_id: str) -> Message | None:
    conversation(session, actor, conversation_id)  # or there is none
    row = session.scalar(
        select(MessageRow)
        .where(belongs_to(actor, MessageRow), MessageRow.conversation_id == conversation_id)
        .where(MessageRow.status == "pending")
        .order_by(MessageRow.position)
        .limit(1)
    )
    return None if row is None else _to_message(row)


def reply_to(session: Session, actor: Actor, message_id: str) -> Message | None:
    reply = find_reply(session, actor, message_id)
    if reply is None and find_message(session, actor, message_id) is None:
        raise unknown_message(message_id)
    return reply


def find_message(session: Session, actor: Actor, message_id: str) -> Message | None:
    """Any message, without its citations."""
    row = session.scalar(_THIS_MESSAGE, named(actor, this_message=message_id))
    return None if row is None else _to_message(row)


def find_reply(session: Session, actor: Actor, message_id: str) -> Message | None:
    row = session.scalar(_REPLY, named(actor, this_message=message_id))
    if row is None:
        return None
    cited = session.scalars(_CITED, named(actor, this_message=row.id))
    return _to_message(row, [_to_citation(citation) for citation in cited])


def unknown_message(message_id: str) -> NotFound:
    return NotFound(
        f"There is no message {message_id[:64]!r} here; it may have been erased. Send it again."
    )


def _to_message(row: MessageRow, citations: list[Citation] | None = None) -> Message:
    values = {field: getattr(row, field) for field in MESSAGE_FIELDS}
    return Message(**values, citations=tuple(citations or ()))


def _to_citation(row: CitationRow) -> Citation:
    return Citation(row.number, row.passage_id, row.passage_digest)
