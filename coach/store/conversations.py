"""Conversations: beginning, finding, naming and putting them away. Turns are in ``turns.py``."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.errors import IdTaken, NotFound
from coach.store.columns import without_surrogates
from coach.store.crypt import as_stored
from coach.store.ids import checked_id
from coach.store.records import Actor, Conversation, ConversationSummary, Kind, Meta
from coach.store.searching import snippet, wanted_words
from coach.store.tables import ConversationRow, MessageRow, belongs_to


def begin_conversation(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    kind: Kind,
    scenario: str | None,
    title: str,
    state: str,
    stage: str,
    opening_text: str | None,
    opening_meta: Meta,
    conversation_id: str | None,
) -> Conversation:
    wanted_id = str(uuid4()) if conversation_id is None else checked_id(conversation_id)
    if conversation_id is not None:
        present = session.get(ConversationRow, (wanted_id, actor.workspace_id, actor.person_id))
        if present is not None and present.deleted_at is None:
            return to_conversation(present)
        if present is not None:
            raise IdTaken(
                f"The conversation {wanted_id!r} was deleted. Undo that, or begin one with "
                "another id."
            )
    row = ConversationRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=wanted_id,
        kind=kind,
        scenario=scenario,
        title=without_surrogates(title),
        title_by_leader=False,
        state=without_surrogates(state),
        stage=stage,
        message_count=0,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        if conversation_id is None:
            raise
        raise IdTaken(
            f"The conversation {wanted_id!r} is being begun at this moment. Open it."
        ) from error
    if opening_text is not None:
        row.message_count = 1
        session.add(
            MessageRow(
                workspace_id=actor.workspace_id,
                owner_id=actor.person_id,
                id=str(uuid4()),
                conversation_id=wanted_id,
                position=1,
                role="coach",
                text=without_surrogates(opening_text),
                status="complete",
                meta=as_stored(opening_meta),
                created_at=now,
            )
        )
        session.flush()
    return to_conversation(row)


def conversation(session: Session, actor: Actor, conversation_id: str) -> Conversation:
    row = session.scalar(select(ConversationRow).where(_present(actor, conversation_id)))
    if row is None:
        raise unknown_conversation(conversation_id)
    return to_conversation(row)


def conversations(
    session: Session, actor: Actor, *, archived: bool, search: str
) -> list[ConversationSummary]:
    """Newest first.

    What is encrypted can only be searched here, after decrypting it, which takes 20 µs a message.
    """
    rows = session.execute(
        select(
            ConversationRow.id,
            ConversationRow.kind,
            ConversationRow.scenario,
            ConversationRow.title,
            ConversationRow.stage,
            ConversationRow.message_count,
            ConversationRow.created_at,
            ConversationRow.updated_at,
            ConversationRow.archived_at,
        )
        .where(_listed(actor, archived=archived))
        .order_by(ConversationRow.updated_at.desc(), ConversationRow.created_at.desc())
    ).all()
    wanted = wanted_words(search)
    if not wanted:
        return [ConversationSummary(*row, snippet=None) for row in rows]
    found = {row.id: snippet(row.title, wanted) for row in rows}
    for conversation_id, text in _texts(session, actor, archived=archived):
        if found.get(conversation_id) is None:
            found[conversation_id] = snippet(text, wanted)
    return [ConversationSummary(*row, snippet=found[row.id]) for row in rows if found[row.id]]


def rename(session: Session, actor: Actor, conversation_id: str, title: str) -> None:
    change(session, actor, conversation_id, title=without_surrogates(title), title_by_leader=True)


def save_state(
    session: Session, actor: Actor, conversation_id: str, state: str, stage: str | None
) -> None:
    values: dict[str, Any] = {"state": without_surrogates(state)}
    if stage is not None:
        values["stage"] = stage
    change(session, actor, conversation_id, **values)


def change(session: Session, actor: Actor, conversation_id: str, **values: Any) -> None:
    """Set columns of a conversation that is there."""
    changed = session.execute(
        update(ConversationRow)
        .where(_present(actor, conversation_id))
        .values(**values)
        .returning(ConversationRow.id),
        execution_options={"synchronize_session": False},
    ).all()
    if not changed:
        raise unknown_conversation(conversation_id)


def openings(session: Session, actor: Actor, count: int) -> list[dict[str, Any]]:
    """How the coach opened the leader's last conversations, newest first.

    Deleted ones count as well while they are there: the leader has met their opening.
    """
    last = session.scalars(
        select(ConversationRow.id)
        .where(belongs_to(actor, ConversationRow), ConversationRow.kind != "exercise")
        .order_by(ConversationRow.created_at.desc())
        .limit(count)
    ).all()
    said = (belongs_to(actor, MessageRow), MessageRow.role == "coach")
    first = session.execute(
        select(MessageRow.conversation_id, func.min(MessageRow.position))
        .where(*said, MessageRow.conversation_id.in_(last))
        .group_by(MessageRow.conversation_id)
    ).all()
    metas = session.execute(
        select(MessageRow.conversation_id, MessageRow.meta).where(
            *said, tuple_(MessageRow.conversation_id, MessageRow.position).in_(first)
        )
    ).all()
    by_conversation = {row.conversation_id: row.meta for row in metas}
    return [by_conversation[opened] for opened in last if opened in by_conversation]


def said_in_last(session: Session, actor: Actor, count: int) -> list[dict[str, Any]]:
    """The meta of all that the coach said in the leader's last conversations, in no order."""
    last = (
        select(ConversationRow.id)
        .where(belongs_to(actor, ConversationRow))
        .order_by(ConversationRow.created_at.desc())
        .limit(count)
    )
    return list(
        session.scalars(
            select(MessageRow.meta).where(
                belongs_to(actor, MessageRow),
                MessageRow.role == "coach",
                MessageRow.conversation_id.in_(last),
            )
        )
    )


def unknown_conversation(conversation_id: str) -> NotFound:
    return NotFound(
        f"There is no conversation {conversation_id[:64]!r} here; it may have been erased. Choose "
        "one from the list, or begin a new one."
    )


def to_conversation(row: ConversationRow) -> Conversation:
    return Conversation(
        id=row.id,
        kind=row.kind,
        scenario=row.scenario,
        title=row.title,
        title_by_leader=row.title_by_leader,
        state=row.state,
        stage=row.stage,
        message_count=row.message_count,
        created_at=row.created_at,
        updated_at=row.updated_at,
        archived_at=row.archived_at,
    )


def _present(actor: Actor, conversation_id: str) -> ColumnElement[bool]:
    return (
        belongs_to(actor, ConversationRow)
        & (ConversationRow.id == conversation_id)
        & ConversationRow.deleted_at.is_(None)
    )


def _listed(actor: Actor, *, archived: bool) -> ColumnElement[bool]:
    put_away = ConversationRow.archived_at
    return (
        belongs_to(actor, ConversationRow)
        & ConversationRow.deleted_at.is_(None)
        & (ConversationRow.kind != "exercise")  # that is opened on its own page
        & (put_away.is_not(None) if archived else put_away.is_(None))
    )


def _texts(session: Session, actor: Actor, *, archived: bool) -> Iterator[tuple[str, str]]:
    """Every message's text with its conversation, in the order they were said."""
    listed: Select[Any] = select(ConversationRow.id).where(_listed(actor, archived=archived))
    query = (
        select(MessageRow.conversation_id, MessageRow.text)
        .where(belongs_to(actor, MessageRow), MessageRow.conversation_id.in_(listed))
        .order_by(MessageRow.conversation_id, MessageRow.position)
    )
    for row in session.execute(query, execution_options={"yield_per": 500}):
        yield row.conversation_id, row.text
