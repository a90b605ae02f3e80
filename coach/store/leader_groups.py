"""Groups that a coach puts leaders into: the coach's own, seen by nobody else."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from coach.errors import NotFound, UndoTooLate
from coach.store import coachings
from coach.store.records import Actor, Group
from coach.store.tables import GroupMemberRow, GroupRow, belongs_to


def groups(session: Session, actor: Actor) -> list[Group]:
    """By name; two queries, however many there are."""
    rows = session.scalars(
        select(GroupRow).where(belongs_to(actor, GroupRow), GroupRow.deleted_at.is_(None))
    ).all()
    members = _members(session, actor)
    made = [Group(row.id, row.name, frozenset(members[row.id])) for row in rows]
    return sorted(made, key=lambda one: (one.name.casefold(), one.id))


def save_group(
    session: Session,
    actor: Actor,
    now: datetime,
    group_id: str | None,
    name: str,
    leaders: Collection[str],
) -> Group:
    """A new one (None), or in the place of what it was. Whom the actor does not coach is left out."""
    if group_id is None:
        row = GroupRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            id=str(uuid4()),
            name=name,
            created_at=now,
        )
        session.add(row)
        session.flush()
    else:
        row = _row(session, actor, group_id)
        row.name = name
    session.execute(
        delete(GroupMemberRow).where(
            belongs_to(actor, GroupMemberRow), GroupMemberRow.group_id == row.id
        )
    )
    members = coachings.coached_by(session, actor, {}).keys() & set(leaders)
    session.add_all(
        GroupMemberRow(
            workspace_id=actor.workspace_id,
            owner_id=actor.person_id,
            group_id=row.id,
            leader_id=leader,
        )
        for leader in members
    )
    session.flush()
    return Group(row.id, row.name, frozenset(members))


def delete_group(session: Session, actor: Actor, now: datetime, group_id: str) -> None:
    _row(session, actor, group_id).deleted_at = now


def undo_delete_group(session: Session, actor: Actor, since: datetime, group_id: str) -> None:
    """Bring back one that was deleted after ``since``."""
    row = session.scalar(
        select(GroupRow).where(belongs_to(actor, GroupRow), GroupRow.id == group_id)
    )
    if row is None:
        raise _unknown()
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate("This group was deleted more than ten minutes ago. Make it anew.")
    row.deleted_at = None


def all_groups(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """For taking everything along, oldest first, deleted ones that are not erased yet included; of others only the random
    ids."""
    members = _members(session, actor)
    rows = session.scalars(
        select(GroupRow)
        .where(belongs_to(actor, GroupRow))
        .order_by(GroupRow.created_at, GroupRow.id)
    )
    return [
        {
            "id": row.id, "name": row.name, "leaders": sorted(members[row.id]), "created_at": row.created_at,
            "deleted_at": row.deleted_at,
        }
        for row in rows
    ]  # fmt: skip


def _members(session: Session, actor: Actor) -> dict[str, set[str]]:
    """By group, the ids of those in it."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in session.execute(
        select(GroupMemberRow.group_id, GroupMemberRow.leader_id).where(
            belongs_to(actor, GroupMemberRow)
        )
    ):
        found[one.group_id].add(one.leader_id)
    return found


def _row(session: Session, actor: Actor, group_id: str) -> GroupRow:
    row = session.scalar(
        select(GroupRow).where(
            belongs_to(actor, GroupRow), GroupRow.id == group_id, GroupRow.deleted_at.is_(None)
        )
    )
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFound:
    return NotFound("There is no such group of yours; it may have been deleted. Reload the page.")
