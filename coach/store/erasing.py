"""Deleting, which can be undone for a while, and erasing, which cannot.

Erasing a conversation erases all that came of it, by the foreign keys: messages, citations,
noticings with their answers, commitments, what it added to the brand, what was kept of it, what was shared of it (with its readings and margin); erasing a checked message erases its versions, a rehearsal its exchanges; erasing a
workshop erases what its room wrote, a pulse what was answered. Whoever calls this runs ``Database.scrub`` after the
transaction, so that nothing stays behind in SQLite's files.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningDelete

from coach.errors import NotFound, UndoTooLate
from coach.store.about_others import erase_about
from coach.store.conversations import change, unknown_conversation
from coach.store.erasures import Erasure
from coach.store.handing_out import erase_handed_out
from coach.store.people import erase_self_description
from coach.store.practice import erase_notes_due
from coach.store.pulses import close_due, keep_apart, need_not_wait, purge
from coach.store.records import Actor, Deleted
from coach.store.rooms import erase_rooms_due
from coach.store.tables import (
    Base,
    BrandEntryRow,
    CheckedMessageRow,
    CoachingRow,
    ConversationRow,
    DepartureRow,
    GroupRow,
    HandoutRow,
    InvitationRow,
    KeptWordRow,
    LogClientRow,
    LogHoursRow,
    ManagementRow,
    MarginNoteRow,
    MembershipRow,
    OwnExerciseRow,
    PersonRow,
    PracticeNoteRow,
    RatingsRow,
    RehearsalRunRow,
    ShareRow,
    WorkshopRow,
    belongs_to,
    belongs_to_named,
    named,
)

UNDO_FOR = timedelta(minutes=10)
# Part of every page, so built once.
_LAST_DELETED = (
    select(ConversationRow.id, ConversationRow.title, ConversationRow.deleted_at)
    .where(
        belongs_to_named(ConversationRow),
        ConversationRow.deleted_at > bindparam("since"),
        ConversationRow.kind != "exercise",  # brought back on the page that it is done on
    )
    .order_by(ConversationRow.deleted_at.desc())
    .limit(1)
)


def delete_conversation(
    session: Session, actor: Actor, now: datetime, conversation_id: str
) -> datetime:
    change(session, actor, conversation_id, deleted_at=now)
    return now + UNDO_FOR


def undo_delete(session: Session, actor: Actor, now: datetime, conversation_id: str) -> None:
    row = session.execute(
        select(ConversationRow.deleted_at)
        .where(belongs_to(actor, ConversationRow), ConversationRow.id == conversation_id)
        .with_for_update()
    ).first()
    if row is None:
        raise unknown_conversation(conversation_id)
    if row.deleted_at is not None and row.deleted_at + UNDO_FOR <= now:
        raise UndoTooLate(
            "This conversation was deleted more than ten minutes ago and is being erased. Begin a "
            "new one."
        )
    session.execute(
        update(ConversationRow)
        .where(belongs_to(actor, ConversationRow), ConversationRow.id == conversation_id)
        .values(deleted_at=None),
        execution_options={"synchronize_session": False},
    )


def last_deleted(session: Session, actor: Actor, now: datetime) -> Deleted | None:
    """The conversation deleted last whose deletion can still be undone."""
    row = session.connection().execute(_LAST_DELETED, named(actor, since=now - UNDO_FOR)).first()
    if row is None or row.deleted_at is None:
        return None
    return Deleted(row.id, row.title, row.deleted_at + UNDO_FOR)


def purge_deleted(session: Session, now: datetime, actor: Actor | None) -> int:
    """Erase what was deleted longer ago than it can be undone: one person's, or everybody's."""
    erased = 0
    for kept in (
        ConversationRow,
        CheckedMessageRow,
        RatingsRow,
        BrandEntryRow,
        KeptWordRow,
        RehearsalRunRow,
        WorkshopRow,
        PracticeNoteRow,
        LogHoursRow,
        LogClientRow,
        ShareRow,
        MarginNoteRow,
        HandoutRow,
        GroupRow,
    ):
        overdue = delete(kept).where(kept.deleted_at <= now - UNDO_FOR)
        if actor is not None:
            overdue = overdue.where(belongs_to(actor, kept))
        erased += _erased(session, overdue.returning(kept.id))
    if actor is None:  # the workspace's own, whoever deleted it
        gone = delete(OwnExerciseRow).where(OwnExerciseRow.deleted_at <= now - UNDO_FOR)
        erased += _erased(session, gone.returning(OwnExerciseRow.id))
        erased += erase_notes_due(session, now)
    close_due(session, now, actor)
    erased += purge(session, now, now - UNDO_FOR, actor)
    return erased + (erase_rooms_due(session, now) if actor is None else 0)


def erase_conversation(session: Session, actor: Actor, conversation_id: str) -> None:
    one = delete(ConversationRow).where(
        belongs_to(actor, ConversationRow), ConversationRow.id == conversation_id
    )
    if not _erased(session, one.returning(ConversationRow.id)):
        raise unknown_conversation(conversation_id)


STAYS = frozenset({"membership", "personal_link", "device", "departure", "acceptance"})
"""Tables of who somebody is here and what they agreed to with others. Whatever else belongs to a person is erased with
everything, in whatever table it stands."""


def erase_everything(session: Session, actor: Actor, now: datetime) -> None:
    """All that the person wrote or that was made of it, and what a coach of theirs wrote about them.

    What stays is that there is a person with these roles, by random ids: open pages and sign-in go
    on working, with an empty desk. And, in nobody's row, until when they ask no colleagues again.
    """
    keep_apart(session, actor, now)
    _erase_owned(session, actor.workspace_id, actor.person_id, but=STAYS)
    session.execute(
        delete(InvitationRow).where(
            InvitationRow.workspace_id == actor.workspace_id,
            InvitationRow.person_id == actor.person_id,
            InvitationRow.used_at.is_not(None),
        )
    )
    erase_self_description(session, actor)


def erase_again(session: Session, erasure: Erasure, now: datetime) -> None:
    """What an older copy of the database has brought back of somebody."""
    actor = Actor(erasure.person_id, erasure.workspace_id, frozenset())
    if erasure.gone:
        erase_person(session, actor.workspace_id, actor.person_id, now)
        return
    try:
        erase_everything(session, actor, now)
    except NotFound:
        return  # they were not here yet


def erase_person(session: Session, workspace_id: str, person_id: str, now: datetime) -> None:
    """Every row of theirs in the workspace, whatever table it stands in; the person too, if they are nowhere else."""
    actor = Actor(person_id, workspace_id, frozenset())
    keep_apart(session, actor, now)
    _erase_owned(session, workspace_id, person_id)
    session.execute(
        delete(InvitationRow).where(
            InvitationRow.workspace_id == workspace_id, InvitationRow.person_id == person_id
        )
    )
    elsewhere = (
        select(MembershipRow.owner_id).where(MembershipRow.owner_id == person_id),
        select(DepartureRow.owner_id).where(DepartureRow.owner_id == person_id),
    )
    if not any(session.scalar(query.limit(1)) for query in elsewhere):
        session.execute(delete(PersonRow).where(PersonRow.id == person_id))
        need_not_wait(session, actor)
        return
    session.execute(
        delete(CoachingRow).where(
            CoachingRow.workspace_id == workspace_id,
            or_(CoachingRow.leader_id == person_id, CoachingRow.practitioner_id == person_id),
        )
    )
    session.execute(
        delete(ManagementRow).where(
            ManagementRow.workspace_id == workspace_id,
            or_(ManagementRow.manager_id == person_id, ManagementRow.report_id == person_id),
        )
    )


def _erase_owned(
    session: Session, workspace_id: str, person_id: str, *, but: frozenset[str] = frozenset()
) -> None:
    """What they own, in whatever table it stands ``but`` these, what they gave others, and what others keep about them."""
    erase_handed_out(session, workspace_id, person_id)
    erase_about(session, workspace_id, person_id)
    for table in reversed(Base.metadata.sorted_tables):
        if {"workspace_id", "owner_id"} <= set(table.c.keys()) and table.name not in but:
            session.execute(
                delete(table).where(
                    table.c.workspace_id == workspace_id, table.c.owner_id == person_id
                )
            )


def _erased(session: Session, statement: ReturningDelete[tuple[str]]) -> int:
    rows = session.execute(statement, execution_options={"synchronize_session": False})
    return len(rows.all())
