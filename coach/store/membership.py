"""Who is in a workspace, with which roles, who manages whom; joining, leaving, being removed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from coach.access import Action, Target, require
from coach.errors import BadInput, NotAllowed, NotFound
from coach.store.columns import without_surrogates
from coach.store.erasing import erase_person
from coach.store.erasures import Erasure, Erasures
from coach.store.records import Actor, Fellow, Role
from coach.store.tables import (
    CoachingRow,
    DepartureRow,
    IdentityRow,
    ManagementRow,
    MembershipRow,
    PersonalLinkRow,
    PersonRow,
    WorkspaceRow,
)

WORDS_KEPT_FOR = timedelta(days=30)
"""After a removal, for the person to take their words along."""


def here(session: Session, actor: Actor) -> Actor:
    """The actor with the roles they have at this moment. NotAllowed where they are no longer in the workspace."""
    roles = _roles_of(session, actor.workspace_id, actor.person_id)
    if not roles:
        raise NotAllowed("You are not in this workspace any more. Ask one of its owners.")
    return Actor(actor.person_id, actor.workspace_id, actor.roles & roles)


def require_keeper(session: Session, actor: Actor) -> None:
    """Raise NotAllowed unless the actor looks after the workspace's library, now."""
    actor = here(session, actor)
    require(actor, Action.KEEP_LIBRARY, Target(actor.workspace_id))


def require_writer(session: Session, actor: Actor) -> None:
    """Raise NotAllowed unless the actor may write the workspace's exercises, now."""
    actor = here(session, actor)
    require(actor, Action.WRITE_EXERCISES, Target(actor.workspace_id))


def lock(session: Session, workspace_id: str) -> None:
    """Nobody else changes who is who in the workspace before this transaction ends. Comes before anything is looked at,
    the actor's own roles included: two owners may be taking them from each other."""
    session.execute(
        select(WorkspaceRow.id).where(WorkspaceRow.id == workspace_id).with_for_update()
    )


def target_of(session: Session, actor: Actor, person_id: str) -> Target:
    """What has to be known of a person of the actor's workspace to decide what may be done. NotFound for others."""
    roles = _roles_of(session, actor.workspace_id, person_id)
    if not roles:
        raise _unknown(person_id)
    open_one = session.scalar(
        select(CoachingRow)
        .where(
            CoachingRow.workspace_id == actor.workspace_id,
            CoachingRow.leader_id == person_id,
            CoachingRow.practitioner_id == actor.person_id,
            CoachingRow.ended_at.is_(None),
        )
        .limit(1)
    )
    if open_one is None:
        return Target(actor.workspace_id, person_id=person_id, roles=roles)
    return Target(
        actor.workspace_id,
        person_id=person_id,
        roles=roles,
        practitioner_id=open_one.practitioner_id,
        leader_id=open_one.leader_id,
        open=True,
    )


def the_one(session: Session, actor: Actor, person_id: str, role: Role) -> PersonRow:
    """Somebody of the workspace who has this role."""
    roles = _roles_of(session, actor.workspace_id, person_id)
    if not roles:
        raise _unknown(person_id)
    row = session.get_one(PersonRow, person_id)
    if role not in roles:
        called = "coach" if role == "practitioner" else role
        raise BadInput(f"{row.display_name or 'That person'} is no {called} here. Give them the role first.")  # fmt: skip
    return row


def came(session: Session, person_id: str) -> bool:
    """Whether somebody was ever in: signed in, on a device, or as the one person of this machine."""
    ways = (
        select(IdentityRow.digest).where(IdentityRow.person_id == person_id),
        select(PersonalLinkRow.id).where(
            PersonalLinkRow.owner_id == person_id, PersonalLinkRow.used_at.is_not(None)
        ),
        select(PersonRow.id).where(PersonRow.id == person_id, PersonRow.local.is_(True)),
    )
    return any(session.scalar(way.limit(1)) is not None for way in ways)


# --- Looking ----------------------------------------------------------------------------------------


def people(session: Session, actor: Actor) -> list[Fellow]:
    """All of the workspace, by name."""
    actor = here(session, actor)
    require(actor, Action.SEE_PEOPLE, Target(actor.workspace_id))
    roles: dict[str, set[Role]] = {}
    for row in session.scalars(
        select(MembershipRow).where(MembershipRow.workspace_id == actor.workspace_id)
    ):
        roles.setdefault(row.owner_id, set()).add(row.role)
    ids = list(roles)
    came_in = {
        *session.scalars(select(IdentityRow.person_id).where(IdentityRow.person_id.in_(ids))),
        *session.scalars(
            select(PersonalLinkRow.owner_id).where(
                PersonalLinkRow.workspace_id == actor.workspace_id,
                PersonalLinkRow.used_at.is_not(None),
            )
        ),
    }
    found = [
        Fellow(row.id, row.display_name, row.mail, frozenset(roles[row.id]), row.id in came_in or bool(row.local))
        for row in session.scalars(select(PersonRow).where(PersonRow.id.in_(ids)))
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def count(session: Session, workspace_id: str) -> int:
    """How many people are in the workspace."""
    found = session.scalars(
        select(MembershipRow.owner_id)
        .where(MembershipRow.workspace_id == workspace_id)
        .distinct()
        .limit(2)
    )
    return len(found.all())


def name_of(session: Session, person_id: str) -> str:
    return session.scalar(select(PersonRow.display_name).where(PersonRow.id == person_id)) or ""


def workspace_name(session: Session, actor: Actor) -> str:
    found = session.get(WorkspaceRow, actor.workspace_id)
    return found.name if found else ""


def managers(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Who manages whom directly: ids of manager and report."""
    actor = here(session, actor)
    require(actor, Action.SEE_PEOPLE, Target(actor.workspace_id))
    return sorted(_management(session, actor.workspace_id))


# --- Joining and roles ------------------------------------------------------------------------------


def new_person(session: Session, now: datetime, name: str, mail: str | None) -> str:
    row = PersonRow(
        id=str(uuid4()), display_name=without_surrogates(name), mail=mail, preferences={}, created_at=now
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def join(
    session: Session, now: datetime, workspace_id: str, person_id: str, roles: Iterable[Role]
) -> Actor:
    """Add roles to what they have; whoever was removed and comes back finds their words."""
    have = _roles_of(session, workspace_id, person_id)
    session.add_all(
        MembershipRow(workspace_id=workspace_id, owner_id=person_id, role=role)
        for role in sorted(set(roles) - have)
    )
    departed = session.get(DepartureRow, (workspace_id, person_id))
    if departed is not None:
        session.delete(departed)
    session.flush()
    return Actor(person_id, workspace_id, frozenset(roles) | have)


def add_leader(session: Session, actor: Actor, now: datetime, name: str) -> str:
    """Somebody who is to come in by a personal link; a coach's own from the beginning."""
    lock(session, actor.workspace_id)
    actor = here(session, actor)
    roles: frozenset[Role] = frozenset({"leader"})
    require(actor, Action.INVITE, Target(actor.workspace_id, roles=roles))
    person_id = new_person(session, now, name, None)
    added = join(session, now, actor.workspace_id, person_id, roles)
    if "practitioner" in actor.roles and "owner" not in actor.roles:
        coached_from_now_on(session, now, added, actor.person_id)
    return person_id


def coached_from_now_on(
    session: Session, now: datetime, leader: Actor, practitioner_id: str
) -> None:
    """The coaching that an invitation came with, if it still can be: the coach may have left, or manage them."""
    roles = _roles_of(session, leader.workspace_id, practitioner_id)
    between = {leader.person_id, practitioner_id}
    if (
        "practitioner" not in roles
        or len(between) == 1
        or _one_manages_the_other(_management(session, leader.workspace_id), *between)
        or _open_coachings(session, leader.workspace_id, practitioner_id, leader.person_id)
    ):
        return
    session.add(
        CoachingRow(
            workspace_id=leader.workspace_id,
            id=str(uuid4()),
            practitioner_id=practitioner_id,
            leader_id=leader.person_id,
            created_at=now,
        )
    )
    session.flush()


def give_roles(
    session: Session, actor: Actor, now: datetime, person_id: str, roles: frozenset[Role]
) -> None:
    """Exactly these from now on. A coaching ends for whom it needs a role that is taken."""
    lock(session, actor.workspace_id)
    actor = here(session, actor)
    have = _roles_of(session, actor.workspace_id, person_id)
    require(actor, Action.GIVE_ROLES, Target(actor.workspace_id, person_id=person_id, roles=have))
    if not have:
        raise _unknown(person_id)
    if not roles:
        raise BadInput(
            "A person here has at least one role. To take them out of the workspace, remove them."
        )
    _take_roles(session, actor, now, person_id, have - roles)
    join(session, now, actor.workspace_id, person_id, roles)


def _take_roles(
    session: Session, by: Actor, now: datetime, person_id: str, taken: frozenset[Role]
) -> None:
    if "owner" in taken:
        _keep_an_owner(session, by.workspace_id, person_id)
    session.execute(
        delete(MembershipRow).where(
            MembershipRow.workspace_id == by.workspace_id,
            MembershipRow.owner_id == person_id,
            MembershipRow.role.in_(taken),
        )
    )
    for role, column in (
        ("leader", CoachingRow.leader_id),
        ("practitioner", CoachingRow.practitioner_id),
    ):
        if role in taken:
            _end_coachings(session, by, now, column == person_id)


def name_workspace(session: Session, actor: Actor, name: str) -> None:
    actor = here(session, actor)
    require(actor, Action.NAME_WORKSPACE, Target(actor.workspace_id))
    session.get_one(WorkspaceRow, actor.workspace_id).name = without_surrogates(name)


# --- Who manages whom ---------------------------------------------------------------------------------


def set_manager(session: Session, actor: Actor, manager_id: str, report_id: str) -> None:
    """From now on the one manages the other. BadInput where that would have somebody coached by, or coach, whoever
    they answer to, and where it would go round in a circle."""
    lock(session, actor.workspace_id)
    actor = here(session, actor)
    require(actor, Action.SAY_WHO_MANAGES, Target(actor.workspace_id, person_id=report_id))
    for person_id in (manager_id, report_id):
        if not _roles_of(session, actor.workspace_id, person_id):
            raise _unknown(person_id)
    edges = _management(session, actor.workspace_id)
    if manager_id == report_id or report_id in _above(edges, manager_id):
        raise BadInput("That would have somebody manage themselves. Look at who manages whom.")
    after = edges | {(manager_id, report_id)}
    for one in _open_coachings(session, actor.workspace_id):
        if _one_manages_the_other(after, one.practitioner_id, one.leader_id):
            coach, leader = (name_of(session, i) or "Somebody without a name" for i in (one.practitioner_id, one.leader_id))  # fmt: skip
            raise BadInput(
                f"{coach} coaches {leader}, and nobody coaches somebody they manage, or answer to. End that coaching "
                "first; it can go on with another coach."
            )
    if (manager_id, report_id) not in edges:
        session.add(
            ManagementRow(
                workspace_id=actor.workspace_id, manager_id=manager_id, report_id=report_id
            )
        )


def unset_manager(session: Session, actor: Actor, manager_id: str, report_id: str) -> None:
    actor = here(session, actor)
    require(actor, Action.SAY_WHO_MANAGES, Target(actor.workspace_id, person_id=report_id))
    session.execute(
        delete(ManagementRow).where(
            ManagementRow.workspace_id == actor.workspace_id,
            ManagementRow.manager_id == manager_id,
            ManagementRow.report_id == report_id,
        )
    )


def refuse_between_manager_and_report(
    session: Session, workspace_id: str, one: str, other: str
) -> None:
    if _one_manages_the_other(_management(session, workspace_id), one, other):
        raise BadInput(
            "One of them manages the other, directly or through others. Nobody coaches somebody they manage, or answer "
            "to; choose another coach."
        )


def _management(session: Session, workspace_id: str) -> set[tuple[str, str]]:
    rows = session.execute(
        select(ManagementRow.manager_id, ManagementRow.report_id).where(
            ManagementRow.workspace_id == workspace_id
        )
    )
    return {(row.manager_id, row.report_id) for row in rows}


def _one_manages_the_other(edges: set[tuple[str, str]], one: str, other: str) -> bool:
    return one in _above(edges, other) or other in _above(edges, one)


def _above(edges: set[tuple[str, str]], person_id: str) -> set[str]:
    """All whom somebody answers to, directly or through others."""
    found: set[str] = set()
    look = {person_id}
    while look:
        look = {manager for manager, report in edges if report in look} - found
        found |= look
    return found


# --- Going --------------------------------------------------------------------------------------------


def remove(session: Session, actor: Actor, now: datetime, person_id: str) -> datetime:
    """Take somebody out of the workspace. What they wrote stays theirs, to fetch or erase, until the returned day."""
    lock(session, actor.workspace_id)
    actor = here(session, actor)
    roles = _roles_of(session, actor.workspace_id, person_id)
    require(actor, Action.REMOVE, Target(actor.workspace_id, person_id=person_id, roles=roles))
    if not roles:
        raise _unknown(person_id)
    if person_id == actor.person_id:
        raise BadInput("You can't remove yourself. To go, leave the workspace, on this page below.")
    _take_out(session, actor.workspace_id, now, person_id, by=actor)
    return _departs(session, actor.workspace_id, now, person_id)


def _departs(session: Session, workspace_id: str, now: datetime, person_id: str) -> datetime:
    until = now + WORDS_KEPT_FOR
    session.add(DepartureRow(workspace_id=workspace_id, owner_id=person_id, at=now, erase_at=until))
    return until


def set_roles_again(
    session: Session, at: datetime, workspace_id: str, person_id: str, roles: frozenset[Role]
) -> bool:
    """In an older copy of the database, somebody's roles as an owner set them at this instant, none where they were removed;
    whether that changed anything. Whoever is not in the copy stays out. BadInput where nobody would own the workspace."""
    have = _roles_of(session, workspace_id, person_id)
    gone = session.get(DepartureRow, (workspace_id, person_id)) is not None
    if have == roles or not (have or gone):
        return False
    nobody = Actor("", workspace_id, frozenset())
    if roles:
        _take_roles(session, nobody, at, person_id, have - roles)
        join(session, at, workspace_id, person_id, roles)
    else:
        _take_out(session, workspace_id, at, person_id, by=nobody)
        _departs(session, workspace_id, at, person_id)
    return True


def leave(session: Session, actor: Actor, now: datetime, erasures: Erasures) -> None:
    """Out of the workspace at once, and with them all that they wrote in it."""
    require(actor, Action.LEAVE, Target(actor.workspace_id, person_id=actor.person_id))
    lock(session, actor.workspace_id)
    if session.scalar(select(PersonRow.local).where(PersonRow.id == actor.person_id)):
        raise BadInput(
            "You are the one person of this machine. To begin afresh, erase everything under Your words."
        )
    roles = _roles_of(session, actor.workspace_id, actor.person_id)
    if not roles and session.get(DepartureRow, (actor.workspace_id, actor.person_id)) is None:
        raise _unknown(actor.person_id)
    _take_out(session, actor.workspace_id, now, actor.person_id, by=actor)
    erasures.note(Erasure(now, actor.workspace_id, actor.person_id, gone=True))
    erase_person(session, actor.workspace_id, actor.person_id, now)


def erase_departed(session: Session, now: datetime, erasures: Erasures) -> int:
    """Erase what those left behind who were removed a while ago; how many they were."""
    overdue = session.scalars(select(DepartureRow).where(DepartureRow.erase_at <= now)).all()
    for row in overdue:
        session.expunge(row)
        erasures.note(Erasure(now, row.workspace_id, row.owner_id, gone=True))
        erase_person(session, row.workspace_id, row.owner_id, now)
    return len(overdue)


def departed_from(session: Session, person_id: str) -> list[str]:
    found = session.scalars(
        select(DepartureRow.workspace_id).where(DepartureRow.owner_id == person_id)
    )
    return list(found)


def departure(session: Session, actor: Actor) -> datetime | None:
    """Until when somebody who was removed can fetch their words."""
    row = session.get(DepartureRow, (actor.workspace_id, actor.person_id))
    return None if row is None else row.erase_at


def _take_out(
    session: Session, workspace_id: str, now: datetime, person_id: str, *, by: Actor
) -> None:
    if "owner" in _roles_of(session, workspace_id, person_id):
        _keep_an_owner(session, workspace_id, person_id)
    _end_coachings(
        session, by, now, or_(CoachingRow.leader_id == person_id, CoachingRow.practitioner_id == person_id)
    )  # fmt: skip
    session.execute(
        update(CoachingRow)
        .where(CoachingRow.workspace_id == workspace_id, CoachingRow.sponsor_id == person_id)
        .values(sponsor_id=None)
    )
    session.execute(
        delete(MembershipRow).where(
            MembershipRow.workspace_id == workspace_id, MembershipRow.owner_id == person_id
        )
    )
    session.execute(
        delete(ManagementRow).where(
            ManagementRow.workspace_id == workspace_id,
            or_(ManagementRow.manager_id == person_id, ManagementRow.report_id == person_id),
        )
    )
    session.flush()


def _end_coachings(session: Session, by: Actor, now: datetime, which: object) -> None:
    session.execute(
        update(CoachingRow)
        .where(
            CoachingRow.workspace_id == by.workspace_id,
            CoachingRow.ended_at.is_(None),
            which,  # type: ignore[arg-type]
        )
        .values(ended_at=now, ended_by=by.person_id or None)
    )


def _open_coachings(
    session: Session,
    workspace_id: str,
    practitioner_id: str | None = None,
    leader_id: str | None = None,
) -> list[CoachingRow]:
    query = select(CoachingRow).where(
        CoachingRow.workspace_id == workspace_id, CoachingRow.ended_at.is_(None)
    )
    if practitioner_id is not None:
        query = query.where(CoachingRow.practitioner_id == practitioner_id)
    if leader_id is not None:
        query = query.where(CoachingRow.leader_id == leader_id)
    return list(session.scalars(query))


def _keep_an_owner(session: Session, workspace_id: str, without: str) -> None:
    other = session.scalar(
        select(MembershipRow.owner_id)
        .where(
            MembershipRow.workspace_id == workspace_id,
            MembershipRow.role == "owner",
            MembershipRow.owner_id != without,
        )
        .limit(1)
    )
    if other is None:
        raise BadInput("A workspace needs an owner. Make somebody else one first.")


def _roles_of(session: Session, workspace_id: str, person_id: str) -> frozenset[Role]:
    rows = session.scalars(
        select(MembershipRow.role).where(
            MembershipRow.workspace_id == workspace_id, MembershipRow.owner_id == person_id
        )
    )
    return frozenset(rows)


def _unknown(person_id: str) -> NotFound:
    return NotFound(f"There is nobody {person_id[:64]!r} in this workspace. Reload the page.")
