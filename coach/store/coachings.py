"""Who coaches whom, and what everybody in a coaching agreed to."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from coach.access import Action, Target, may, require
from coach.errors import BadInput, NotFound
from coach.store import membership
from coach.store.records import Acceptance, Actor, Coaching, Fellow, Party
from coach.store.tables import AcceptanceRow, CoachingRow, PersonRow


def begin(
    session: Session,
    actor: Actor,
    now: datetime,
    practitioner_id: str,
    leader_id: str,
    sponsor_id: str | None,
) -> Coaching:
    """A coaching, which waits for everybody in it to accept the agreement."""
    membership.lock(session, actor.workspace_id)
    actor = membership.here(session, actor)
    require(actor, Action.BEGIN_COACHING, Target(actor.workspace_id))
    if len({practitioner_id, leader_id, sponsor_id}) < 3:
        raise BadInput("Coach, leader and sponsor are different people. Choose another one.")
    membership.the_one(session, actor, practitioner_id, "practitioner")
    membership.the_one(session, actor, leader_id, "leader")
    if sponsor_id is not None:
        membership.target_of(session, actor, sponsor_id)
    membership.refuse_between_manager_and_report(
        session, actor.workspace_id, practitioner_id, leader_id
    )
    if any(
        (one.practitioner_id, one.leader_id) == (practitioner_id, leader_id)
        for one in _rows(session, actor, open_ones=True)
    ):
        raise BadInput("They work together already. End that coaching to begin another one.")
    row = CoachingRow(
        workspace_id=actor.workspace_id,
        id=str(uuid4()),
        practitioner_id=practitioner_id,
        leader_id=leader_id,
        sponsor_id=sponsor_id,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _coachings(session, [row])[0]


def coachings(session: Session, actor: Actor, *, everybodys: bool = False) -> list[Coaching]:
    """Newest first: those the actor is in, or, for an owner, all of the workspace."""
    actor = membership.here(session, actor)
    if everybodys:
        require(actor, Action.SEE_PEOPLE, Target(actor.workspace_id))
    rows = [
        row
        for row in _rows(session, actor, mine=not everybodys)
        if may(actor, Action.SEE_COACHING, _target(row))
    ]
    return _coachings(session, rows)


def coaching(session: Session, actor: Actor, coaching_id: str) -> Coaching:
    return _coachings(session, [_row(session, membership.here(session, actor), coaching_id)])[0]


def accept(
    session: Session, actor: Actor, now: datetime, coaching_id: str, *, version: int, digest: str, text: str
) -> Coaching:  # fmt: skip
    """The actor accepts these very words. Doing it again changes nothing."""
    membership.lock(session, actor.workspace_id)
    actor = membership.here(session, actor)
    row = _row(session, actor, coaching_id)
    require(actor, Action.AGREE, _target(row))
    if row.ended_at is not None:
        raise BadInput(
            "This coaching has ended. A new one begins with its agreement; ask an owner of the workspace."
        )
    key = (coaching_id, digest, actor.workspace_id, actor.person_id)
    names = ("coaching_id", "digest", "workspace_id", "owner_id")
    found = session.get(AcceptanceRow, dict(zip(names, key, strict=True)))
    if found is None:
        session.add(
            AcceptanceRow(
                workspace_id=actor.workspace_id,
                owner_id=actor.person_id,
                coaching_id=coaching_id,
                digest=digest,
                version=version,
                text=text,
                accepted_at=now,
            )
        )
        session.flush()
    return _coachings(session, [row])[0]


def end(session: Session, actor: Actor, now: datetime, coaching_id: str) -> Coaching:
    """Over for everybody in it. What whoever ends it accepted counts as withdrawn."""
    membership.lock(session, actor.workspace_id)
    actor = membership.here(session, actor)
    row = _row(session, actor, coaching_id)
    require(actor, Action.END_COACHING, _target(row))
    if row.ended_at is None:
        row.ended_at, row.ended_by = now, actor.person_id
        session.execute(
            update(AcceptanceRow)
            .where(
                AcceptanceRow.workspace_id == actor.workspace_id,
                AcceptanceRow.coaching_id == coaching_id,
                AcceptanceRow.owner_id == actor.person_id,
            )
            .values(withdrawn_at=now)
        )
    session.flush()
    return _coachings(session, [row])[0]


def require_towards(
    session: Session,
    actor: Actor,
    action: Action,
    leader_id: str,
    digests: Mapping[Party, str],
    *,
    shared: bool = False,
) -> None:
    """Raise NotAllowed unless the actor may do this to what is a leader's, as things stand at this moment.

    ``digests``: of the agreement as it is now; ``shared``: the leader shares just this.
    """
    actor = membership.here(session, actor)
    _, target = between(session, actor, actor.person_id, leader_id, digests, shared=shared)
    require(actor, action, target)


def between(
    session: Session,
    actor: Actor,
    practitioner_id: str,
    leader_id: str,
    digests: Mapping[Party, str],
    *,
    shared: bool = False,
) -> tuple[str | None, Target]:
    """The coaching that goes on between two people of the actor's workspace, if there is one, and what has to be known
    of it to decide what may be done."""
    row = session.scalar(
        select(CoachingRow)
        .where(
            CoachingRow.workspace_id == actor.workspace_id,
            CoachingRow.practitioner_id == practitioner_id,
            CoachingRow.leader_id == leader_id,
            CoachingRow.ended_at.is_(None),
        )
        .limit(1)
    )
    if row is None:
        alone = membership.count(session, actor.workspace_id) < 2
        whose = actor.workspace_id, leader_id
        return None, Target(*whose, leader_id=leader_id, alone=alone)
    agreed = _coachings(session, [row])[0].agreed(digests)
    return row.id, _target(row, agreed=agreed, shared=shared)


def standing(session: Session, actor: Actor, digests: Mapping[Party, str]) -> list[Coaching]:
    """The actor's coachings that go on and whose agreement everybody has accepted as it is now, newest first."""
    found = _coachings(session, _rows(session, actor, mine=True, open_ones=True))
    return [one for one in found if one.agreed(digests)]


def _target(row: CoachingRow, *, agreed: bool = False, shared: bool = False) -> Target:
    return Target(
        row.workspace_id,
        person_id=row.leader_id,
        practitioner_id=row.practitioner_id,
        leader_id=row.leader_id,
        sponsor_id=row.sponsor_id,
        open=row.ended_at is None,
        agreed=agreed,
        shared=shared,
    )


def _row(session: Session, actor: Actor, coaching_id: str) -> CoachingRow:
    """Somebody else's is an unknown one: an id says nothing."""
    row = session.get(CoachingRow, (actor.workspace_id, coaching_id))
    if row is None or not may(actor, Action.SEE_COACHING, _target(row)):
        raise NotFound(f"There is no coaching {coaching_id[:64]!r} here. Reload the page.")
    return row


def _rows(
    session: Session, actor: Actor, *, mine: bool = False, open_ones: bool = False
) -> list[CoachingRow]:
    query = select(CoachingRow).where(CoachingRow.workspace_id == actor.workspace_id)
    if mine:
        query = query.where(
            or_(
                CoachingRow.leader_id == actor.person_id,
                CoachingRow.practitioner_id == actor.person_id,
                CoachingRow.sponsor_id == actor.person_id,
            )
        )
    if open_ones:
        query = query.where(CoachingRow.ended_at.is_(None))
    return list(session.scalars(query.order_by(CoachingRow.created_at.desc(), CoachingRow.id)))


def _coachings(session: Session, rows: list[CoachingRow]) -> list[Coaching]:
    """Two queries, however many there are."""
    if not rows:
        return []
    ids = {i for r in rows for i in (r.practitioner_id, r.leader_id, r.sponsor_id) if i}
    names = {
        one.id: Fellow(one.id, one.display_name)
        for one in session.scalars(select(PersonRow).where(PersonRow.id.in_(ids)))
    }
    accepted: dict[str, list[Acceptance]] = defaultdict(list)
    for a in session.scalars(
        select(AcceptanceRow)
        .where(
            AcceptanceRow.workspace_id == rows[0].workspace_id,
            AcceptanceRow.coaching_id.in_([row.id for row in rows]),
        )
        .order_by(AcceptanceRow.accepted_at)
    ):
        accepted[a.coaching_id].append(
            Acceptance(a.owner_id, a.version, a.digest, a.text, a.accepted_at, a.withdrawn_at)
        )
    return [
        Coaching(
            r.id, names[r.practitioner_id], names[r.leader_id],
            names.get(r.sponsor_id) if r.sponsor_id else None,
            r.created_at, r.ended_at, r.ended_by, tuple(accepted[r.id]),
        )
        for r in rows
    ]  # fmt: skip
