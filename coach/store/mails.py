"""Whom to tell by mail that something waits: each thing once, and twice at the most if the program dies in between.

A process takes what it is going to send, sends, and notes that it did. What was taken and not noted for a
quarter of an hour is taken once more, and then never again.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from coach.store.handing_out import reaching
from coach.store.records import MailDue, MailKind
from coach.store.tables import (
    AssignmentRow,
    CoachingRow,
    HandoutRow,
    KeyCheckRow,
    MailRow,
    MembershipRow,
    PersonRow,
)

_TRIES = 2
_TAKEN_FOR = timedelta(minutes=15)
_NEWS = timedelta(days=7)
"""For so long something that came is worth a mail."""
_AHEAD = timedelta(hours=24)
"""So long before it is due, once."""
_AT_ONCE = 20


def take_mails(session: Session, now: datetime) -> list[MailDue]:
    """A few people's mails that are to be sent now, taken for this process; none: everybody was told."""
    session.execute(select(KeyCheckRow.id).with_for_update())  # one process at a time
    taken: list[MailDue] = []
    kinds: tuple[MailKind, ...] = ("came", "due")
    for kind in kinds:
        per_person: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in session.execute(_to_tell(kind, now)):
            per_person[row.workspace_id, row.owner_id].append(row.id)
        addresses = _addresses(session, {person for _, person in per_person})
        for (workspace_id, person_id), ids in per_person.items():
            if person_id not in addresses or len(taken) == _AT_ONCE:
                continue
            for handout_id in ids:
                _take(session, now, workspace_id, person_id, handout_id, kind)
            taken.append(MailDue(workspace_id, person_id, addresses[person_id], tuple(ids), kind))
    session.flush()
    return taken


def sent(session: Session, now: datetime, one: MailDue) -> None:
    session.execute(update(MailRow).where(*_these(one)).values(sent_at=now))


def not_sent(session: Session, one: MailDue) -> None:
    """The server could not be reached: as if it had not been tried."""
    session.execute(
        update(MailRow).where(*_these(one)).values(taken_at=None, tries=MailRow.tries - 1)
    )


def _these(one: MailDue) -> tuple[ColumnElement[bool], ...]:
    return (
        MailRow.workspace_id == one.workspace_id,
        MailRow.owner_id == one.leader_id,
        MailRow.handout_id.in_(one.handouts),
        MailRow.kind == one.kind,
    )


def _to_tell(kind: MailKind, now: datetime) -> Any:
    """What waits, of people who are here and work with that coach still (or are their own)."""
    told = and_(
        MailRow.workspace_id == HandoutRow.workspace_id,
        MailRow.owner_id == HandoutRow.owner_id,
        MailRow.handout_id == HandoutRow.id,
        MailRow.kind == kind,
    )
    goes_on = (
        select(CoachingRow.id)
        .where(
            CoachingRow.workspace_id == HandoutRow.workspace_id,
            CoachingRow.practitioner_id == HandoutRow.practitioner_id,
            CoachingRow.leader_id == HandoutRow.owner_id,
            CoachingRow.ended_at.is_(None),
        )
        .exists()
    )
    here = (
        select(MembershipRow.role)
        .where(
            MembershipRow.workspace_id == HandoutRow.workspace_id,
            MembershipRow.owner_id == HandoutRow.owner_id,
        )
        .exists()
    )
    doing = (
        select(AssignmentRow.id)
        .where(
            AssignmentRow.workspace_id == HandoutRow.workspace_id,
            AssignmentRow.owner_id == HandoutRow.owner_id,
            AssignmentRow.id == HandoutRow.id,
            AssignmentRow.status.in_(("under-way", "paused")),
        )
        .exists()
    )
    when = (
        and_(HandoutRow.status == "offered", HandoutRow.offered_at > now - _NEWS)
        if kind == "came"
        else and_(
            or_(HandoutRow.status == "offered", doing),
            HandoutRow.due_at > now,
            HandoutRow.due_at <= now + _AHEAD,
            HandoutRow.offered_at <= now - _AHEAD,  # whoever was told today needs no reminder
        )
    )
    return (
        select(HandoutRow.workspace_id, HandoutRow.owner_id, HandoutRow.id)
        .outerjoin(MailRow, told)
        .where(
            HandoutRow.deleted_at.is_(None),
            HandoutRow.reminds.is_(True),
            when,
            here,
            or_(goes_on, HandoutRow.practitioner_id == HandoutRow.owner_id),
            MailRow.sent_at.is_(None),
            or_(MailRow.tries.is_(None), MailRow.tries < _TRIES),
            or_(MailRow.taken_at.is_(None), MailRow.taken_at <= now - _TAKEN_FOR),
        )
        .order_by(HandoutRow.offered_at, HandoutRow.id)
    )


def _addresses(session: Session, people: Collection[str]) -> dict[str, str]:
    """Of those who gave one for this, and want to be reminded."""
    rows = session.execute(
        select(PersonRow.id, PersonRow.preferences).where(PersonRow.id.in_(people))
    )
    said = {row.id: reaching(row.preferences) for row in rows}
    return {
        who: how["mail"]
        for who, how in said.items()
        if how.get("mail") and how.get("reminds", True)
    }


def _take(
    session: Session,
    now: datetime,
    workspace_id: str,
    person_id: str,
    handout_id: str,
    kind: MailKind,
) -> None:
    key = {
        "handout_id": handout_id, "kind": kind, "workspace_id": workspace_id, "owner_id": person_id
    }  # fmt: skip
    row = session.get(MailRow, key)
    if row is None:
        row = MailRow(**key, tries=0)
        session.add(row)
    row.tries, row.taken_at = row.tries + 1, now
