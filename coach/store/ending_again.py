"""What an older copy of the database gives back and must not: roles, open links and coachings, what a coach was shown.

Nothing is opened that is closed in the copy, but for roles, which are set as their owner last set them.
"""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from coach.errors import BadInput
from coach.store import membership
from coach.store.erasures import Ending
from coach.store.people import ALL_ROLES
from coach.store.tables import (
    CoachingRow,
    DeviceRow,
    HandoutRow,
    InvitationRow,
    PersonalLinkRow,
    ShareRow,
)

_log = logging.getLogger(__name__)


def end_again(session: Session, one: Ending) -> bool:
    """Whether there was something to end."""
    match one.kind:
        case "roles":
            return _roles(session, one)
        case "coaching":
            return _set(session, CoachingRow, one, "ended_at", one.at)
        case "invitation":
            return _set(
                session, InvitationRow, one, "withdrawn_at", one.at, InvitationRow.used_at.is_(None)
            )
        case "share":
            return _set(session, ShareRow, one, "taken_back_at", one.at)
        case "link":
            session.execute(delete(DeviceRow).where(_named(DeviceRow, one, DeviceRow.link_id)))
            return _set(session, PersonalLinkRow, one, "closed_at", one.at)
        case "opened":
            unopened = PersonalLinkRow.used_at.is_(None)
            return _set(session, PersonalLinkRow, one, "closed_at", one.at, unopened)
        case "device":
            gone = delete(DeviceRow).where(_named(DeviceRow, one)).returning(DeviceRow.id)
            return bool(session.scalars(gone).all())
        case "shows":
            shown = _named(HandoutRow, one) & HandoutRow.shows.is_(True)
            hidden = update(HandoutRow).where(shown).values(shows=False).returning(HandoutRow.id)
            return not one.left and bool(session.scalars(hidden).all())


def _roles(session: Session, one: Ending) -> bool:
    try:
        return membership.set_roles_again(
            session,
            one.at,
            one.workspace_id,
            one.id,
            frozenset(role for role in ALL_ROLES if role in one.left),
        )
    except BadInput:
        _log.warning(
            "%s was an owner and is one again: nobody else in workspace %s is. Make somebody else one, and remove them.",
            one.id, one.workspace_id,
        )  # fmt: skip
        return False


def _set(session: Session, table: Any, one: Ending, column: str, at: datetime, *where: Any) -> bool:
    """Set an instant that is not set yet."""
    still = _named(table, one) & getattr(table, column).is_(None)
    found = update(table).where(still, *where).values({column: at}).returning(table.id)
    return bool(session.scalars(found, execution_options={"synchronize_session": False}).all())


def _named(table: Any, one: Ending, column: Any = None) -> Any:
    id_ = table.id if column is None else column
    return (table.workspace_id == one.workspace_id) & (id_ == one.id)
