"""What their coaches gave a leader to do: looking, beginning, declining, and who may see how it goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from coach.errors import BadInput, NotFound
from coach.store import people
from coach.store.assignments import begin_exercise
from coach.store.handing_out import reaching
from coach.store.records import Actor, Handout, HandoutStatus
from coach.store.tables import (
    AssignmentRow,
    CoachingRow,
    ExerciseVersionRow,
    HandoutRow,
    PersonRow,
    belongs_to,
)
from coach.zones import known_zone, moved


def handouts(session: Session, actor: Actor, *statuses: HandoutStatus) -> list[Handout]:
    """What has come, soonest due first; of these statuses, where some are named."""
    query = _present(actor)
    if statuses:
        query = query.where(HandoutRow.status.in_(statuses))
    rows = session.execute(query.order_by(HandoutRow.offered_at, HandoutRow.place, HandoutRow.id))
    found = [_handout(row, actor) for row in rows]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.offered_at))


def handout(session: Session, actor: Actor, handout_id: str) -> Handout:
    found = session.execute(_present(actor).where(HandoutRow.id == handout_id)).one_or_none()
    if found is None:
        raise _gone()
    return _handout(found, actor)


def begin_handout(
    session: Session,
    actor: Actor,
    now: datetime,
    handout_id: str,
    *,
    title: str,
    state: str,
    shows: bool,
) -> None:
    """Begin what a coach gave, in the version that they gave; begun already, nothing happens."""
    row = _row(session, actor, handout_id)
    if row.status == "begun":
        return
    text = session.scalar(
        select(ExerciseVersionRow.text).where(
            ExerciseVersionRow.workspace_id == actor.workspace_id,
            ExerciseVersionRow.digest == row.digest,
        )
    )
    begin_exercise(
        session,
        actor,
        now,
        handout_id,
        exercise_id=row.exercise_id,
        digest=row.digest,
        text=text or "",
        title=title,
        state=state,
        status="under-way",
    )
    doing = session.get_one(
        AssignmentRow,
        {"id": handout_id, "workspace_id": actor.workspace_id, "owner_id": actor.person_id},
    )
    doing.assigner_id = row.practitioner_id
    row.status, row.answered_at, row.word, row.shows = "begun", now, None, shows


def decline_handout(
    session: Session, actor: Actor, now: datetime, handout_id: str, word: str | None
) -> None:
    row = _row(session, actor, handout_id)
    if row.status == "begun":
        raise BadInput("You have begun it already. Let it go where you do it, if you want to stop.")
    row.status, row.answered_at, row.word = "declined", now, word


def reconsider_handout(session: Session, actor: Actor, handout_id: str) -> None:
    """Take back that one declined; the coach then sees it as they gave it."""
    row = _row(session, actor, handout_id)
    if row.status == "declined":
        row.status, row.answered_at, row.word = "offered", None, None


def change_handout(
    session: Session, actor: Actor, handout_id: str, changes: Mapping[str, bool]
) -> None:
    """``shows``: whether the coach sees how it goes; ``reminds``."""
    row = _row(session, actor, handout_id)
    for name, value in changes.items():
        setattr(row, name, value)


def change_reaching(
    session: Session, actor: Actor, now: datetime, changes: Mapping[str, Any]
) -> None:
    """How somebody is reached: ``zone``, ``reminds``, ``mail``. With a new zone, what is not due yet is due
    at the same hour of the clock there."""
    preferences = people.person(session, actor).preferences
    people.save_preferences(
        session, actor, {**preferences, "reaching": reaching(preferences) | dict(changes)}
    )
    zone = changes.get("zone")
    if zone is None:
        return
    known_zone(zone)
    for row in session.scalars(
        select(HandoutRow).where(belongs_to(actor, HandoutRow), HandoutRow.status != "declined")
    ):
        if row.local_due is None or row.due_at is None:
            row.zone = zone
        elif (at := moved(row.local_due, row.due_at, zone, now)) is not None:
            row.zone, row.due_at = zone, at


def all_handouts(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """For taking everything along, oldest first: what came, with what was said to it."""
    rows = session.scalars(
        select(HandoutRow)
        .where(belongs_to(actor, HandoutRow), HandoutRow.status != "waits")
        .order_by(HandoutRow.created_at, HandoutRow.id)
    )
    names = (
        "id", "practitioner_id", "exercise_id", "note", "goal", "keeps_to", "status", "local_due", "zone",
        "due_at", "offered_at", "answered_at", "word", "shows", "reminds", "created_at", "deleted_at",
    )  # fmt: skip
    return [{name: getattr(row, name) for name in names} for row in rows]


def _present(actor: Actor) -> Any:
    coaching = (
        select(CoachingRow.id)
        .where(
            CoachingRow.workspace_id == HandoutRow.workspace_id,
            CoachingRow.practitioner_id == HandoutRow.practitioner_id,
            CoachingRow.leader_id == HandoutRow.owner_id,
            CoachingRow.ended_at.is_(None),
        )
        .exists()
    )
    return (
        select(
            HandoutRow, ExerciseVersionRow.text, PersonRow.display_name, coaching.label("goes_on")
        )
        .join(
            ExerciseVersionRow,
            and_(
                ExerciseVersionRow.workspace_id == HandoutRow.workspace_id,
                ExerciseVersionRow.digest == HandoutRow.digest,
            ),
        )
        .outerjoin(PersonRow, PersonRow.id == HandoutRow.practitioner_id)
        .where(
            belongs_to(actor, HandoutRow),
            HandoutRow.deleted_at.is_(None),
            HandoutRow.status != "waits",
        )
    )


def _row(session: Session, actor: Actor, handout_id: str) -> HandoutRow:
    row = session.scalar(
        select(HandoutRow)
        .where(
            belongs_to(actor, HandoutRow),
            HandoutRow.id == handout_id,
            HandoutRow.deleted_at.is_(None),
            HandoutRow.status != "waits",
        )
        .with_for_update()
    )
    if row is None:
        raise _gone()
    return row


def _handout(found: Any, actor: Actor) -> Handout:
    row: HandoutRow = found.HandoutRow
    return Handout(
        row.id, row.practitioner_id, found.display_name or "",
        found.goes_on or row.practitioner_id == actor.person_id,
        row.exercise_id, row.digest, found.text, row.note, row.goal, row.keeps_to, row.status, row.local_due,
        row.zone, row.due_at, row.offered_at, row.word, row.shows, row.reminds,
    )  # fmt: skip


def _gone() -> NotFound:
    return NotFound(
        "Your coach has taken this back, or it was erased. The exercise itself may still be in the gallery."
    )
