"""Who acts where: workspaces, people, and the roles they have."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args
from uuid import uuid4

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from coach.errors import NotFound
from coach.store.columns import without_surrogates
from coach.store.crypt import as_stored
from coach.store.records import Actor, Person, Role
from coach.store.tables import DepartureRow, MembershipRow, PersonRow, WorkspaceRow

ALL_ROLES: tuple[Role, ...] = get_args(Role)


# Asked again and again while somebody talks, so built once and for plain columns (see ``transcript.py``).
_LOCAL = (
    select(MembershipRow.owner_id, MembershipRow.workspace_id, MembershipRow.role)
    .join(PersonRow, PersonRow.id == MembershipRow.owner_id)
    .join(WorkspaceRow, WorkspaceRow.id == MembershipRow.workspace_id)
    .where(PersonRow.local.is_(True), WorkspaceRow.local.is_(True))
)


def find_local_person(session: Session) -> Actor | None:
    memberships = session.connection().execute(_LOCAL).all()
    if not memberships:
        return None
    one = memberships[0]
    return Actor(one.owner_id, one.workspace_id, frozenset(row.role for row in memberships))


def add_person(
    session: Session,
    now: datetime,
    *,
    display_name: str,
    workspace_id: str | None,
    roles: Iterable[Role],
    local: bool | None = None,
) -> Actor:
    """A person in a workspace that is there, or in a new one of their own."""
    if workspace_id is None:
        workspace_id = add_workspace(session, now, "", local=local)
    elif session.get(WorkspaceRow, workspace_id) is None:
        raise NotFound(
            f"There is no workspace {workspace_id[:64]!r}. Ask its owner for the right one."
        )
    person = PersonRow(
        id=str(uuid4()),
        display_name=without_surrogates(display_name),
        preferences={},
        local=local,
        created_at=now,
    )
    session.add(person)
    session.flush()
    actor = Actor(person.id, workspace_id, frozenset(roles))
    session.add_all(
        MembershipRow(workspace_id=workspace_id, owner_id=person.id, role=role)
        for role in actor.roles
    )
    return actor


def add_workspace(session: Session, now: datetime, name: str, *, local: bool | None = None) -> str:
    row = WorkspaceRow(id=str(uuid4()), name=without_surrogates(name), local=local, created_at=now)
    session.add(row)
    session.flush()
    return row.id


def person(session: Session, actor: Actor) -> Person:
    row = _row(session, actor)
    return Person(row.display_name, row.preferences, row.created_at, row.mail)


def save_preferences(session: Session, actor: Actor, preferences: Mapping[str, Any]) -> None:
    _row(session, actor).preferences = as_stored(preferences)


def save_display_name(session: Session, actor: Actor, display_name: str) -> None:
    _row(session, actor).display_name = without_surrogates(display_name)


def erase_self_description(session: Session, actor: Actor) -> None:
    row = _row(session, actor)
    row.preferences, row.display_name, row.mail = {}, "", None


def _row(session: Session, actor: Actor) -> PersonRow:
    """The actor's own row, if they are in this workspace, or were and can still take their words along."""
    row = session.scalar(
        select(PersonRow).where(
            PersonRow.id == actor.person_id,
            or_(
                *(
                    exists().where(
                        rows.owner_id == PersonRow.id, rows.workspace_id == actor.workspace_id
                    )
                    for rows in (MembershipRow, DepartureRow)
                )
            ),
        )
    )
    if row is None:
        raise NotFound("There is no such person here. Reload the page, or sign in again.")
    return row
