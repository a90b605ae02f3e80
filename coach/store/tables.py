"""The tables. Their history is in ``migrations/``; a test compares the two.

Every row carries the workspace and the person it belongs to, and both are part of its key. So an id
made outside (a message's, by its sender) cannot collide with another person's, and a foreign key
cannot lead from one person's data to another's.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    MetaData,
    UniqueConstraint,
    and_,
    bindparam,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from coach.store.columns import PlainText, UtcInstant
from coach.store.crypt import EncryptedJson, EncryptedText, TimelessJson, TimelessText
from coach.store.records import (
    Actor,
    Answer,
    AssignmentStatus,
    CommitmentStatus,
    Follows,
    HandoutStatus,
    KeptKind,
    Kind,
    MailKind,
    MessageStatus,
    NoticingKind,
    PulseStatus,
    Role,
    ShareKind,
    ShelfStatus,
    Speaker,
    WorkshopStatus,
)
from coach.vocabulary import BrandKind

Words = Annotated[str, mapped_column(EncryptedText)]
"""Anything that people write, or that tells what they wrote."""
Json = Annotated[dict[str, Any], mapped_column(EncryptedJson)]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    # The closed sets are plain text in the database: a new kind of conversation needs no migration.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: PlainText,
        datetime: UtcInstant,
        Role: PlainText,
        Kind: PlainText,
        Speaker: PlainText,
        MessageStatus: PlainText,
        NoticingKind: PlainText,
        Answer: PlainText,
        CommitmentStatus: PlainText,
        ShelfStatus: PlainText,
        BrandKind: PlainText,
        AssignmentStatus: PlainText,
        HandoutStatus: PlainText,
        Follows: PlainText,
        MailKind: PlainText,
        KeptKind: PlainText,
        WorkshopStatus: PlainText,
        ShareKind: PlainText,
        PulseStatus: PlainText,
    }


class Owned:
    """Columns of every row that belongs to a person in a workspace."""

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(primary_key=True)


def belongs_to(actor: Actor, row: type[Owned]) -> ColumnElement[bool]:
    """The condition that every query on people's data carries."""
    return and_(row.workspace_id == actor.workspace_id, row.owner_id == actor.person_id)


def belongs_to_named(row: type[Owned]) -> ColumnElement[bool]:
    """The same for a statement that is built once; :func:`named` says later who it is for."""
    return and_(
        row.workspace_id == bindparam("in_workspace"), row.owner_id == bindparam("of_person")
    )


def named(actor: Actor, **others: Any) -> dict[str, Any]:
    return {"in_workspace": actor.workspace_id, "of_person": actor.person_id, **others}


def _part_of(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "owner_id", column],
        [f"{table}.workspace_id", f"{table}.owner_id", f"{table}.id"],
        ondelete="CASCADE",
    )


def _of_a_person() -> tuple[ForeignKeyConstraint, ForeignKeyConstraint]:
    return (
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["owner_id"], ["person.id"], ondelete="CASCADE"),
    )


class KeyCheckRow(Base):
    """One known word, encrypted when the database was new: it tells at once if a key fits."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[Words]


class WorkspaceRow(Base):
    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Words]
    local: Mapped[bool | None] = mapped_column(unique=True)
    """True for the one that is there without any configuration, else NULL (never equal)."""
    shelf_number: Mapped[int] = mapped_column(server_default="0")
    """Grows with every change of the workspace's own library."""
    created_at: Mapped[datetime]


class PersonRow(Base):
    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    display_name: Mapped[Words]
    mail: Mapped[Words | None]
    preferences: Mapped[Json]
    local: Mapped[bool | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class MembershipRow(Owned, Base):
    """A role that the person has in the workspace; one row a role."""

    __tablename__ = "membership"
    __table_args__ = _of_a_person()

    role: Mapped[Role] = mapped_column(primary_key=True)


class ConversationRow(Owned, Base):
    __tablename__ = "conversation"
    __table_args__ = (
        *_of_a_person(),
        Index(None, "workspace_id", "owner_id", "updated_at"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    scenario: Mapped[str | None]
    title: Mapped[Words]
    title_by_leader: Mapped[bool]
    state: Mapped[Words]
    stage: Mapped[str]
    message_count: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class MessageRow(Owned, Base):
    __tablename__ = "message"
    __table_args__ = (
        _part_of("conversation", "conversation_id"),
        _part_of("message", "reply_to"),
        UniqueConstraint("workspace_id", "owner_id", "conversation_id", "position"),
        # A message has one reply, whoever else is writing one at the same time.
        UniqueConstraint("workspace_id", "owner_id", "reply_to"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    position: Mapped[int]
    role: Mapped[Speaker]
    text: Mapped[Words]
    status: Mapped[MessageStatus]
    reply_to: Mapped[str | None]
    meta: Mapped[Json]
    created_at: Mapped[datetime]


class NoticingRow(Owned, Base):
    __tablename__ = "noticing"
    __table_args__ = (
        _part_of("conversation", "conversation_id"),
        _part_of("message", "message_id"),
        Index(None, "workspace_id", "owner_id", "conversation_id"),
        Index(None, "workspace_id", "owner_id", "message_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    message_id: Mapped[str]
    number: Mapped[int]
    """Their order within one reply: the surest first."""
    kind: Mapped[NoticingKind]
    habit: Mapped[str]
    evidence: Mapped[Words]
    answer: Mapped[Answer | None]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class CitationRow(Owned, Base):
    __tablename__ = "citation"
    __table_args__ = (_part_of("message", "message_id"),)

    message_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    passage_id: Mapped[str]
    passage_digest: Mapped[str]


class CheckedMessageRow(Owned, Base):
    __tablename__ = "checked_message"
    __table_args__ = (
        *_of_a_person(),
        Index(None, "workspace_id", "owner_id", "updated_at"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[Json]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class CheckedVersionRow(Owned, Base):
    __tablename__ = "checked_version"
    __table_args__ = (_part_of("checked_message", "checked_message_id"),)

    checked_message_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[Words]
    review: Mapped[Json]
    created_at: Mapped[datetime]


class RehearsalRunRow(Owned, Base):
    __tablename__ = "rehearsal_run"
    __table_args__ = (
        *_of_a_person(),
        Index(None, "workspace_id", "owner_id", "updated_at"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    rehearsal: Mapped[str]
    about: Mapped[Json]
    head: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class RehearsalExchangeRow(Owned, Base):
    __tablename__ = "rehearsal_exchange"
    __table_args__ = (_part_of("rehearsal_run", "run_id"),)

    run_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after: Mapped[int | None]
    text: Mapped[Words]
    meta: Mapped[Json]
    reply: Mapped[Words | None]
    outcome: Mapped[Json | None]
    created_at: Mapped[datetime]


class ShelfPassageRow(Base):
    """Belongs to the workspace, whoever wrote it: not erased with a person."""

    __tablename__ = "shelf_passage"
    __table_args__ = (ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),)

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[ShelfStatus]
    content: Mapped[Json | None]
    change: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    vectors: Mapped[Json | None]


class ShelfChangeRow(Base):
    __tablename__ = "shelf_change"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "passage_id"),
    )

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    passage_id: Mapped[str]
    action: Mapped[str]
    author_id: Mapped[str]
    """A random id, which says nothing once the person is erased."""
    at: Mapped[datetime]
    before: Mapped[Json | None]
    after: Mapped[Json | None]
    digest: Mapped[str | None]
    """Of the passage as citations know it; where it could not be cited, none."""
    undoes: Mapped[int | None]


class CommitmentRow(Owned, Base):
    __tablename__ = "commitment"
    __table_args__ = (
        _part_of("conversation", "conversation_id"),
        Index(None, "workspace_id", "owner_id", "conversation_id"),
        Index(None, "workspace_id", "owner_id", "status", "due_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    what: Mapped[Words]
    when_words: Mapped[Words | None]
    where_words: Mapped[Words | None]
    with_whom: Mapped[Words | None]
    obstacle: Mapped[Words | None]
    answer_to_it: Mapped[Words | None]
    confidence: Mapped[int | None]
    local_time: Mapped[str | None]
    zone: Mapped[str | None]
    due_at: Mapped[datetime | None]
    status: Mapped[CommitmentStatus]
    reflection: Mapped[Words | None]
    created_at: Mapped[datetime]
    followed_up_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class RatingsRow(Owned, Base):
    """What a person said of the statements about themselves in one month."""

    __tablename__ = "ratings"
    __table_args__ = (
        *_of_a_person(),
        UniqueConstraint("workspace_id", "owner_id", "month"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str]
    answers: Mapped[Json]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class BrandEntryRow(Owned, Base):
    """Something a leader said of the way they are with people, or want to be."""

    __tablename__ = "brand_entry"
    __table_args__ = (
        *_of_a_person(),
        _part_of("conversation", "conversation_id"),
        _part_of("commitment", "commitment_id"),
        Index(None, "workspace_id", "owner_id", "conversation_id"),
        Index(None, "workspace_id", "owner_id", "commitment_id"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[BrandKind]
    part: Mapped[str | None]
    """Which of its conversation's entries it is, so that a later answer finds it."""
    content: Mapped[Json]
    conversation_id: Mapped[str | None]
    """None: written on the page."""
    commitment_id: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


# --- Exercises ------------------------------------------------------------------------------------


class ExerciseVersionRow(Base):
    """An exercise as it stood when somebody began it, or when it was published: of the workspace, by its
    content's digest, and never changed."""

    __tablename__ = "exercise_version"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "exercise_id"),
    )

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    exercise_id: Mapped[str]
    text: Mapped[Words]
    published_by: Mapped[str | None]
    """A random id; None for a curated one."""
    created_at: Mapped[datetime]


class OwnExerciseRow(Base):
    """An exercise that a workspace writes itself, as it is being written."""

    __tablename__ = "own_exercise"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE"),
        Index(None, "deleted_at"),
    )

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Json]
    change: Mapped[int]
    """Counts its changes; who saves says which one they had before their eyes."""
    author_id: Mapped[str]
    """Who changed it last."""
    published: Mapped[str | None]
    """The digest of the version that leaders find."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class AssignmentRow(Owned, Base):
    """An exercise that somebody does. It belongs to a conversation of its own, which holds its guided
    stretches and its commitments; with that it is deleted, brought back and erased."""

    __tablename__ = "assignment"
    __table_args__ = (
        *_of_a_person(),
        _part_of("conversation", "conversation_id"),
        ForeignKeyConstraint(
            ["workspace_id", "digest"],
            ["exercise_version.workspace_id", "exercise_version.digest"],
            ondelete="CASCADE",
        ),
        Index(None, "workspace_id", "owner_id", "conversation_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    exercise_id: Mapped[str]
    digest: Mapped[str]
    assigner_id: Mapped[str | None]
    """None: the leader themself."""
    note: Mapped[Words | None]
    status: Mapped[AssignmentStatus]
    halted: Mapped[str | None]
    """The level of danger that was heard, until the leader goes on."""
    reminds: Mapped[bool]
    local_due: Mapped[str | None]
    zone: Mapped[str | None]
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class StepAnswerRow(Owned, Base):
    """What was answered at a step, or is being written there. Kept when it no longer lies on the way."""

    __tablename__ = "step_answer"
    __table_args__ = (_part_of("assignment", "assignment_id"),)

    assignment_id: Mapped[str] = mapped_column(primary_key=True)
    step_id: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[Json | None]
    typed: Mapped[Json | None]
    """Words on their way, not answered yet."""
    said: Mapped[Json | None]
    """What the guide said to it: ``text`` and ``line``."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CheckInRow(Owned, Base):
    """When somebody wants to look back on a task that they took along."""

    __tablename__ = "check_in"
    __table_args__ = (
        _part_of("assignment", "assignment_id"),
        Index(None, "workspace_id", "owner_id", "due_at"),
    )

    assignment_id: Mapped[str] = mapped_column(primary_key=True)
    step_id: Mapped[str] = mapped_column(primary_key=True)
    local_time: Mapped[str]
    """ISO, without a zone: what the leader's clock will show."""
    zone: Mapped[str]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


# --- What a coach gives leaders to do: coach/store/handing_out.py ---------------------------------------


class HandoutRow(Owned, Base):
    """An exercise that a coach gave the owner to do. Begun, it is an assignment of the same id."""

    __tablename__ = "handout"
    __table_args__ = (
        *_of_a_person(),
        ForeignKeyConstraint(
            ["workspace_id", "digest"],
            ["exercise_version.workspace_id", "exercise_version.digest"],
            ondelete="CASCADE",
        ),
        Index(None, "workspace_id", "practitioner_id"),
        Index(None, "workspace_id", "owner_id"),
        Index(None, "status", "offer_at"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    practitioner_id: Mapped[str]
    batch_id: Mapped[str]
    """What was given at once: to one or many, one exercise or several after another."""
    place: Mapped[int]
    """Of an exercise among those, from 0."""
    exercise_id: Mapped[str]
    digest: Mapped[str]
    note: Mapped[Words | None]
    goal: Mapped[Words | None]
    keeps_to: Mapped[Words | None]
    """Goal and boundaries of its guided stretch, in the place of the exercise's own."""
    status: Mapped[HandoutStatus]
    follows: Mapped[Follows | None]
    """What of the one before it the days are counted from."""
    after_days: Mapped[int | None]
    offer_at: Mapped[datetime | None]
    """When it comes; None: the one before it has to be further along first."""
    due_days: Mapped[int | None]
    local_due: Mapped[str | None]
    """ISO, without a zone: what the leader's clock will show."""
    zone: Mapped[str | None]
    due_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    word: Mapped[Words | None]
    """What the leader said when they declined it."""
    shows: Mapped[bool]
    """Whether the coach sees that it is under way or finished."""
    reminds: Mapped[bool]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """When the coach took it back."""


class MailRow(Owned, Base):
    """That a leader is told by mail, or was, of something that waits for them. It holds no words."""

    __tablename__ = "mail"
    __table_args__ = (_part_of("handout", "handout_id"),)

    handout_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[MailKind] = mapped_column(primary_key=True)
    tries: Mapped[int]
    taken_at: Mapped[datetime | None]
    """By a process that is sending it."""
    sent_at: Mapped[datetime | None]


class GroupRow(Owned, Base):
    """Leaders whom a coach thinks of together."""

    __tablename__ = "leader_group"
    __table_args__ = (*_of_a_person(), Index(None, "deleted_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Words]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class GroupMemberRow(Owned, Base):
    __tablename__ = "group_member"
    __table_args__ = (
        _part_of("leader_group", "group_id"),
        ForeignKeyConstraint(["leader_id"], ["person.id"], ondelete="CASCADE"),
    )

    group_id: Mapped[str] = mapped_column(primary_key=True)
    leader_id: Mapped[str] = mapped_column(primary_key=True)


class KeptWordRow(Owned, Base):
    """What a leader agreed to have remembered. It goes with the conversation that it comes from, if any."""

    __tablename__ = "kept_word"
    __table_args__ = (
        *_of_a_person(),
        _part_of("conversation", "conversation_id"),
        Index(None, "workspace_id", "owner_id", "conversation_id"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[KeptKind]
    words: Mapped[Words]
    about: Mapped[Words | None]
    conversation_id: Mapped[str | None]
    message_id: Mapped[str | None]
    said_at: Mapped[datetime]
    vectors: Mapped[Json | None]
    set_aside: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    last_used_in: Mapped[str | None]
    deleted_at: Mapped[datetime | None]


class DeclinedWordRow(Owned, Base):
    """What a leader did not want remembered: a digest, so that it is known again, and never the words."""

    __tablename__ = "declined_word"
    __table_args__ = _of_a_person()

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[Words]
    created_at: Mapped[datetime]


class SaidVectorRow(Owned, Base):
    """By which an earlier message is found again, where its leader allows that."""

    __tablename__ = "said_vector"
    __table_args__ = (_part_of("message", "message_id"),)

    message_id: Mapped[str] = mapped_column(primary_key=True)
    vectors: Mapped[Json]
    set_aside: Mapped[bool]


class WorkshopRow(Owned, Base):
    __tablename__ = "workshop"
    __table_args__ = (
        *_of_a_person(),
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("code"),
        Index(None, "deleted_at"),
        Index(None, "erase_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    plan: Mapped[Json]
    state: Mapped[Json]
    status: Mapped[WorkshopStatus]
    code: Mapped[str | None]
    """What people type to come in."""
    version: Mapped[int]
    """Grows with every change of the room, answers included."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    erase_at: Mapped[datetime | None]
    """When everything that people wrote in it goes."""
    deleted_at: Mapped[datetime | None]


class InTheRoom:
    """Columns of every row that somebody in a workshop made: no owner, no time, and a key that nobody can derive
    without what lies on their own device. SQLite keeps them in the order of that key, not of arrival."""

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    workshop_id: Mapped[str] = mapped_column(primary_key=True)


_NO_ORDER: dict[str, Any] = {"sqlite_with_rowid": False}


def _in_a_workshop() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["workspace_id", "workshop_id"],
        ["workshop.workspace_id", "workshop.id"],
        ondelete="CASCADE",
    )


class WorkshopSeatRow(InTheRoom, Base):
    __tablename__ = "workshop_seat"
    __table_args__ = (_in_a_workshop(), _NO_ORDER)

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[Annotated[str, mapped_column(TimelessText)]]


class WorkshopAnswerRow(InTheRoom, Base):
    __tablename__ = "workshop_answer"
    __table_args__ = (_in_a_workshop(), _NO_ORDER)

    activity: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    content: Mapped[Annotated[dict[str, Any], mapped_column(TimelessJson)]]


class WorkshopThemesRow(InTheRoom, Base):
    __tablename__ = "workshop_themes"
    __table_args__ = (_in_a_workshop(), _NO_ORDER)

    activity: Mapped[str] = mapped_column(primary_key=True)
    themes: Mapped[Annotated[dict[str, Any], mapped_column(TimelessJson)]]


class PulseRow(Owned, Base):
    """A time at which a leader asked colleagues how they are experienced."""

    __tablename__ = "pulse"
    __table_args__ = (
        *_of_a_person(),
        UniqueConstraint("workspace_id", "id"),
        UniqueConstraint("token"),
        Index(None, "deleted_at"),
        Index(None, "status", "closes_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[Json]
    own: Mapped[Json]
    others: Mapped[Json | None]
    """What may be known of the answers, from the closing on."""
    status: Mapped[PulseStatus]
    token: Mapped[str | None]
    """Keyed hash of the link; stays when the round is over, so that the link can say so."""
    link: Mapped[Words | None]
    begun_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class PulseAnswersRow(Base):
    """All answers of an open round: question, key, value. Nobody's, and no row is one person's; never exported, and
    erased when the round closes."""

    __tablename__ = "pulse_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "pulse_id"], ["pulse.workspace_id", "pulse.id"], ondelete="CASCADE"
        ),
    )

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    pulse_id: Mapped[str] = mapped_column(primary_key=True)
    answers: Mapped[Annotated[dict[str, Any], mapped_column(TimelessJson)]]


class PulseWaitRow(Base):
    """Until when somebody who erased everything asks nobody again: known by a keyed hash, nobody's, and erased then."""

    __tablename__ = "pulse_wait"

    mark: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


# --- Who comes in, and who works with whom: coach/store/entering.py, membership.py, coachings.py ------


def _in_workspace() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id"], ["workspace.id"], ondelete="CASCADE")


class PepperRow(Base):
    """What tokens, codes and identities are hashed with: whoever has only the database can neither
    test a guess nor plant a token. Encrypted as words are, so it survives a change of the key."""

    __tablename__ = "pepper"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    secret: Mapped[Words]


class GuessRow(Base):
    """How often something was tried, counted for all processes."""

    __tablename__ = "guess"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]


class IdentityRow(Base):
    """Who signs in from elsewhere: the keyed hash of issuer and subject."""

    __tablename__ = "identity"
    __table_args__ = (
        ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        Index(None, "person_id"),
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str]
    created_at: Mapped[datetime]


class InvitationRow(Base):
    __tablename__ = "invitation"
    __table_args__ = (_in_workspace(), UniqueConstraint("token"))

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str]
    """Keyed hash."""
    name: Mapped[Words]
    mail: Mapped[Words | None]
    roles: Mapped[str]
    """Separated by spaces."""
    person_id: Mapped[str | None]
    """Of somebody who is here already and is to sign in from now on; of whoever used it, once it was used."""
    coached_by: Mapped[str | None]
    made_by: Mapped[str | None]
    """None: whoever administers the machine, on the command line."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class PersonalLinkRow(Owned, Base):
    __tablename__ = "personal_link"
    __table_args__ = (*_of_a_person(), UniqueConstraint("token"))

    id: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str]
    """Keyed hash, as is the code."""
    code: Mapped[str]
    tries_left: Mapped[int]
    made_by: Mapped[str | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class DeviceRow(Owned, Base):
    """A browser that a personal link was opened on."""

    __tablename__ = "device"
    __table_args__ = (_part_of("personal_link", "link_id"), UniqueConstraint("token"))

    id: Mapped[str] = mapped_column(primary_key=True)
    link_id: Mapped[str]
    token: Mapped[str]
    """Keyed hash of what the cookie holds."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class DepartureRow(Owned, Base):
    """Somebody who was removed: until ``erase_at`` they can take their words along."""

    __tablename__ = "departure"
    __table_args__ = (*_of_a_person(), Index(None, "erase_at"))

    at: Mapped[datetime]
    erase_at: Mapped[datetime]


class ManagementRow(Base):
    __tablename__ = "management"
    __table_args__ = (
        _in_workspace(),
        ForeignKeyConstraint(["manager_id"], ["person.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["report_id"], ["person.id"], ondelete="CASCADE"),
    )

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    manager_id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(primary_key=True)


class CoachingRow(Base):
    """A practitioner and a leader who work together, and who pays for it, where somebody does."""

    __tablename__ = "coaching"
    __table_args__ = (
        _in_workspace(),
        ForeignKeyConstraint(["practitioner_id"], ["person.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["leader_id"], ["person.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "practitioner_id"),
        Index(None, "workspace_id", "leader_id"),
    )

    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    practitioner_id: Mapped[str]
    leader_id: Mapped[str]
    sponsor_id: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class AcceptanceRow(Owned, Base):
    """What somebody accepted of a coaching's agreement, word for word."""

    __tablename__ = "acceptance"
    __table_args__ = (
        *_of_a_person(),
        ForeignKeyConstraint(
            ["workspace_id", "coaching_id"],
            ["coaching.workspace_id", "coaching.id"],
            ondelete="CASCADE",
        ),
        Index(None, "workspace_id", "coaching_id"),
    )

    coaching_id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    text: Mapped[Words]
    accepted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


# --- What a leader shares with a coach: coach/store/sharing.py -----------------------------------------


class ShareRow(Owned, Base):
    """A copy of something that a leader wrote, for one coach of theirs. It goes with the conversation that it comes
    from; that somebody's coaching ended closes it and leaves it with its leader."""

    __tablename__ = "share"
    __table_args__ = (
        *_of_a_person(),
        _part_of("conversation", "conversation_id"),
        Index(None, "workspace_id", "practitioner_id"),
        Index(None, "workspace_id", "owner_id", "conversation_id"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    practitioner_id: Mapped[str]
    coaching_id: Mapped[str | None]
    """Open while this one stands, and not in a later one. None: somebody alone tries it on themselves."""
    kind: Mapped[ShareKind]
    conversation_id: Mapped[str]
    item_id: Mapped[str]
    """The step, message or commitment that it was copied from; empty for a whole talk."""
    title: Mapped[Words]
    asked: Mapped[Words | None]
    text: Mapped[Words]
    note: Mapped[Words | None]
    shared_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class ReadingRow(Owned, Base):
    """That somebody opened what a leader shares. The leader's, not the reader's."""

    __tablename__ = "reading"
    __table_args__ = (
        _part_of("share", "share_id"),
        Index(None, "workspace_id", "owner_id", "share_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    share_id: Mapped[str]
    reader_id: Mapped[str]
    read_at: Mapped[datetime]


class MarginNoteRow(Owned, Base):
    """What somebody wrote beside a shared passage. Its writer's; it goes with the passage too, whoever wrote it."""

    __tablename__ = "margin_note"
    __table_args__ = (
        *_of_a_person(),
        ForeignKeyConstraint(
            ["workspace_id", "leader_id", "share_id"],
            ["share.workspace_id", "share.owner_id", "share.id"],
            ondelete="CASCADE",
        ),
        Index(None, "workspace_id", "leader_id", "share_id"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    leader_id: Mapped[str]
    share_id: Mapped[str]
    anchor: Mapped[Words | None]
    """An exact part of the passage; None: the whole of it."""
    text: Mapped[Words]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


# --- What a coach keeps for themselves: coach/store/practice.py ---------------------------------------


class PracticeNoteRow(Owned, Base):
    """A coach's private note about somebody they coach. It goes with either of them."""

    __tablename__ = "practice_note"
    __table_args__ = (
        *_of_a_person(),
        ForeignKeyConstraint(["leader_id"], ["person.id"], ondelete="CASCADE"),
        Index(None, "workspace_id", "leader_id"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    leader_id: Mapped[str]
    text: Mapped[Words]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class LogClientRow(Owned, Base):
    """Somebody, or a team, in a coach's log of hours."""

    __tablename__ = "log_client"
    __table_args__ = (
        *_of_a_person(),
        Index(None, "workspace_id", "leader_id"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    leader_id: Mapped[str | None]
    """Where they are a leader of this workspace: by it their name goes when they erase everything."""
    name: Mapped[Words]
    contact: Mapped[Words]
    size: Mapped[int]
    consented_on: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class LogHoursRow(Owned, Base):
    """One meeting in that log."""

    __tablename__ = "log_hours"
    __table_args__ = (
        _part_of("log_client", "client_id"),
        Index(None, "workspace_id", "owner_id", "client_id"),
        Index(None, "deleted_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str]
    day: Mapped[str]
    """ISO, on the coach's calendar."""
    minutes: Mapped[int]
    paid: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
