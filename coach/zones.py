"""What a clock on somebody's wall shows, and when that is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coach.errors import BadInput

_MORNING, _EVENING = time(7), time(18)


def known_zone(name: str) -> ZoneInfo:
    """A zone by its IANA name. Raises BadInput for one that this system does not know."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput(
            f"The time zone {name[:60]!r} is not known here. Choose another one."
        ) from error


def instant(local: str, zone: str) -> datetime:
    """What the leader's clock will show, as an instant. An hour that the clocks skip is taken as the one
    after it. Raises BadInput."""
    try:
        at = datetime.fromisoformat(local)
        return at.replace(tzinfo=known_zone(zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput("That is no date and time. Choose them again.") from error


def morning_of(day: str, zone: str) -> datetime:
    """Early on a day (ISO), where the leader is. Raises BadInput."""
    try:
        local = datetime.combine(date.fromisoformat(day), _MORNING)
    except ValueError as error:
        raise BadInput("That is no day. Choose it again.") from error
    return instant(local.isoformat(), zone)


def evening_after(came: datetime, days: int, zone: str) -> str:
    """So many days after something came, at the end of the working day there; ISO, without a zone."""
    day = came.astimezone(known_zone(zone)).date() + timedelta(days=days)
    return datetime.combine(day, _EVENING).isoformat()


def moved(local: str, due_at: datetime, zone: str, now: datetime) -> datetime | None:
    """When something is due after its leader moved to ``zone``: at the same hour on their clock. None where that
    is over there already: then it stays as it was, so that nobody is late for having travelled."""
    if due_at <= now:
        return None
    at = instant(local, zone)
    return at if at > now else None
