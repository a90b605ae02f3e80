"""What a leader's pictures show, computed from what happened. Pure: no clock, no store, no drawing.

The order in which the events come does not matter, and none is lost: each is a mark, a path or a point, or
belongs to a habit that the leader said isn't theirs (``put_aside``), or lies before ``since``.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from coach.store.records import Answer, CommitmentStatus, Decided, Events, Heard, Ratings

Span = Literal["quarter", "year", "all"]
_MONTHS = {"quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Mark:
    """A time that something was noticed, and what the leader said to that."""

    at: datetime
    answer: Answer | None


@dataclass(frozen=True)
class Row:
    """All times that one habit, or the practice that answers it, was noticed, the earliest first."""

    habit: str
    marks: tuple[Mark, ...]
    owned_at: datetime | None
    """When the leader first said that the habit is theirs."""

    @property
    def after_owning(self) -> int:
        """How many of the marks came after that."""
        owned = self.owned_at
        return 0 if owned is None else sum(mark.at > owned for mark in self.marks)


@dataclass(frozen=True)
class Course:
    """A commitment on its way: made, and what became of it."""

    id: str
    what: str
    confidence: int | None
    became: CommitmentStatus
    made_at: datetime
    answered_at: datetime | None
    """None: it is open, or nobody wrote down when it was answered."""


@dataclass(frozen=True, order=True)
class Cell:
    """How many commitments were made with this confidence and became this."""

    confidence: int
    became: CommitmentStatus
    count: int


@dataclass(frozen=True)
class Said:
    """What the leader said of one statement: a point a month, the earliest first; None: can't say."""

    statement: str
    points: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Progress:
    """What there is to see from ``since`` on (None: from the beginning)."""

    since: datetime | None
    strengths: tuple[Row, ...]
    habits: tuple[Row, ...]
    put_aside: tuple[str, ...]
    """Habits that the leader said aren't theirs and that were noticed in this time."""
    courses: tuple[Course, ...]
    said: tuple[Said, ...]
    earlier: frozenset[str]
    """The pictures that have something to show from before ``since`` alone."""

    @property
    def sureness(self) -> tuple[Cell, ...]:
        """The commitments whose confidence is known, counted by that and by what became of them."""
        known = ((c.confidence, c.became) for c in self.courses if c.confidence is not None)
        return tuple(sorted(Cell(sure, became, n) for (sure, became), n in Counter(known).items()))


def progress(
    events: Events,
    *,
    since: datetime | None,
    zone: ZoneInfo,
    statements: Collection[str],
    refused_too: bool = False,
) -> Progress:
    """What happened from ``since`` on. A refused habit is left out unless the leader wants to see it.
    ``statements``: those that are asked about, in their order."""
    heard = [h for h in events.heard if since is None or h.created_at >= since]
    owned = _owned(events.heard)
    first = month_of(since, zone) if since else ""
    habits = _rows((h for h in heard if h.kind == "habit"), owned)
    aside = tuple(row.habit for row in habits if row.habit in events.refused)
    return Progress(
        since,
        strengths=_rows((h for h in heard if h.kind == "strength"), owned),
        habits=habits if refused_too else tuple(row for row in habits if row.habit not in aside),
        put_aside=tuple(sorted(aside)),
        courses=_courses(events.decided, since),
        said=_said(events.ratings, first, statements),
        earlier=_earlier(events, since, first),
    )


def beginning(span: Span, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Where a span of time begins: at midnight on the leader's clock, whole months ago."""
    months = _MONTHS.get(span)
    if months is None:
        return None
    here = now.astimezone(zone)
    year, month = divmod(here.year * 12 + here.month - 1 - months, 12)
    first = datetime(year, month + 1, 1, tzinfo=zone)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(here.day, last.day)).astimezone(UTC)


def month_of(at: datetime, zone: ZoneInfo) -> str:
    """The month that it is then on the leader's calendar, as 2026-03."""
    return f"{at.astimezone(zone):%Y-%m}"


def in_zone(name: str) -> ZoneInfo:
    """The zone a browser names, or UTC where this system's tables do not have it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _earlier(events: Events, since: datetime | None, first: str) -> frozenset[str]:
    if since is None:
        return frozenset()
    before = [d for d in events.decided if d.created_at < since]
    there = {
        "strengths": any(h.kind == "strength" and h.created_at < since for h in events.heard),
        "habits": any(
            h.kind == "habit" and h.created_at < since and h.habit not in events.refused
            for h in events.heard
        ),
        "commitments": bool(before),
        "confidence": any(d.confidence is not None for d in before),
        "ratings": any(r.month < first for r in events.ratings),
    }
    return frozenset(picture for picture, is_there in there.items() if is_there)


def _owned(heard: Iterable[Heard]) -> dict[str, datetime]:
    """When each habit was first said to be theirs."""
    owned: dict[str, datetime] = {}
    for noticing in heard:
        if noticing.kind == "habit" and noticing.answer == "me":
            at = noticing.answered_at or noticing.created_at
            owned[noticing.habit] = min(at, owned.get(noticing.habit, at))
    return owned


def _rows(heard: Iterable[Heard], owned: Mapping[str, datetime]) -> tuple[Row, ...]:
    """What was noticed last comes first."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for noticing in heard:
        marks[noticing.habit].append(Mark(noticing.created_at, noticing.answer))
    rows = [
        Row(habit, tuple(sorted(its, key=_in_order)), owned.get(habit))
        for habit, its in marks.items()
    ]
    by_name = sorted(rows, key=lambda row: row.habit)
    return tuple(sorted(by_name, key=lambda row: row.marks[-1].at, reverse=True))


def _in_order(mark: Mark) -> tuple[datetime, str]:
    return mark.at, mark.answer or ""


def _courses(decided: Iterable[Decided], since: datetime | None) -> tuple[Course, ...]:
    """Those made, answered or still open in this time, the latest first."""
    courses = [
        Course(d.id, d.what, d.confidence, d.status, d.created_at, d.answered_at)
        for d in decided
        if since is None
        or d.status == "open"
        or d.created_at >= since
        or (d.answered_at is not None and d.answered_at >= since)
    ]
    return tuple(sorted(courses, key=lambda c: (c.made_at, c.id), reverse=True))


def _said(ratings: Iterable[Ratings], first: str, statements: Collection[str]) -> tuple[Said, ...]:
    points: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for month in sorted(ratings, key=lambda r: r.month):
        if month.month >= first:
            for statement, value in month.answers.items():
                points[statement].append((month.month, value))
    return tuple(Said(s, tuple(points[s])) for s in statements if s in points)
