"""What an export says of how somebody comes in, and of the coachings they are or were in."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coach.store.records import Actor
from coach.store.tables import (
    AcceptanceRow,
    CoachingRow,
    DeviceRow,
    IdentityRow,
    ManagementRow,
    PersonalLinkRow,
    belongs_to,
)


def access_of(session: Session, actor: Actor) -> dict[str, Any]:
    """Their own rows; of others in them only the random ids."""
    me = actor.person_id
    here = CoachingRow.workspace_id == actor.workspace_id
    mine = or_(
        CoachingRow.leader_id == me, CoachingRow.practitioner_id == me, CoachingRow.sponsor_id == me
    )
    accepted = session.scalars(select(AcceptanceRow).where(belongs_to(actor, AcceptanceRow))).all()
    links = session.scalars(select(PersonalLinkRow).where(belongs_to(actor, PersonalLinkRow)))
    managed = session.execute(
        select(ManagementRow.manager_id, ManagementRow.report_id).where(
            ManagementRow.workspace_id == actor.workspace_id,
            or_(ManagementRow.manager_id == me, ManagementRow.report_id == me),
        )
    )
    return {
        "signs_in_since": list(
            session.scalars(select(IdentityRow.created_at).where(IdentityRow.person_id == me))
        ),
        "personal_links": [
            {"created_at": r.created_at, "used_at": r.used_at, "closed_at": r.closed_at}
            for r in links
        ],
        "devices": [
            {"created_at": r.created_at, "expires_at": r.expires_at}
            for r in session.scalars(select(DeviceRow).where(belongs_to(actor, DeviceRow)))
        ],
        "management": [r._asdict() for r in managed],
        "coachings": [
            {
                "id": r.id,
                "practitioner_id": r.practitioner_id,
                "leader_id": r.leader_id,
                "sponsor_id": r.sponsor_id,
                "created_at": r.created_at,
                "ended_at": r.ended_at,
                "accepted": [
                    {
                        "version": a.version,
                        "digest": a.digest,
                        "text": a.text,
                        "accepted_at": a.accepted_at,
                        "withdrawn_at": a.withdrawn_at,
                    }
                    for a in accepted
                    if a.coaching_id == r.id
                ],
            }
            for r in session.scalars(select(CoachingRow).where(here, mine))
        ],
    }
