"""The sentence below each picture: what it shows, from curated words, and nothing about the leader."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import get_args
from zoneinfo import ZoneInfo

from coach.progress import Progress, Row
from coach.progress_words import ProgressWords
from coach.store.records import CommitmentStatus

_NUMBERS = "nought one two three four five six seven eight nine ten".split()
_TIMES = ("never", "once", "twice")
_FEW = 4  # settled steps below which nothing is read from their confidence


@dataclass(frozen=True)
class Names:
    """What things are called, and when it is now for whom."""

    words: ProgressWords
    habits: Mapping[str, str]
    now: datetime
    zone: ZoneInfo

    def practice(self, habit: str) -> str:
        """What answers a habit."""
        return self.words.practices.get(habit) or self.habit(habit)

    def habit(self, habit: str) -> str:
        return self.habits.get(habit, habit)

    def statement(self, statement: str) -> str:
        return self.words.statements[statement].say

    def rated(self, value: int | None) -> str:
        return "can’t say" if value is None else self.words.scale[value - 1]

    def month(self, at: datetime) -> str:
        """March, or March 2025 where it is not this year's."""
        here, now = at.astimezone(self.zone), self.now.astimezone(self.zone)
        return f"{here:%B}" if here.year == now.year else f"{here:%B %Y}"

    def named_month(self, month: str) -> str:
        """The same for 2026-03."""
        return self.month(datetime.fromisoformat(f"{month}-15").replace(tzinfo=self.zone))

    def since(self, at: datetime) -> str:
        this_month = self.month(at) == self.month(self.now)
        return "this month" if this_month else f"since {self.month(at)}"


def readings(shown: Progress, names: Names) -> dict[str, str]:
    """For each picture its sentence."""
    read = {
        "strengths": (_strengths, shown.strengths),
        "habits": (_habits, shown.habits),
        "commitments": (_commitments, shown.courses),
        "confidence": (_confidence, shown.sureness),
        "ratings": (_ratings, shown.said),
    }
    return {
        picture: reads(shown, names)
        if there
        else names.words.reading(picture, "earlier" if picture in shown.earlier else "none")
        for picture, (reads, there) in read.items()
    }


def number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def times(count: int) -> str:
    return _TIMES[count] if count < len(_TIMES) else f"{number(count)} times"


def _strengths(shown: Progress, names: Names) -> str:
    say = names.words.reading
    row = _most(shown.strengths)
    name, first = names.practice(row.habit), row.marks[0].at
    often, after = times(len(row.marks)), row.after_owning
    if len(row.marks) == 1:
        return say("strengths", "once", name=name, month=names.month(first))
    told = {"name": name, "times": often, "since": names.since(first)}
    if after == 0:
        return say("strengths", "often", **told)
    told["habit"] = names.habit(row.habit)
    if after == len(row.marks):
        return say("strengths", "all-after", **told)
    return say("strengths", "after", after=times(after), **told)


def _habits(shown: Progress, names: Names) -> str:
    say = names.words.reading
    row = _most(tuple(r for r in shown.habits if r.habit not in shown.put_aside) or shown.habits)
    if row.habit in shown.put_aside:
        return say("habits", "refused", name=names.habit(row.habit))
    name, first = names.habit(row.habit), row.marks[0].at
    if len(row.marks) == 1:
        when = "once" if row.owned_at is None else "owned-once"
        return say("habits", when, name=name, month=names.month(first))
    told = {"name": name, "times": times(len(row.marks)), "since": names.since(first)}
    if row.owned_at is None:
        return say("habits", "often", **told)
    if 0 < row.after_owning < len(row.marks):
        return say("habits", "after", after=times(row.after_owning), **told)
    return say("habits", "owned", owned=names.month(row.owned_at), **told)


def _most(rows: tuple[Row, ...]) -> Row:
    """The row that was marked most often; of several the one marked last."""
    return max(rows, key=lambda row: (len(row.marks), row.marks[-1].at))


def _commitments(shown: Progress, names: Names) -> str:
    say, courses = names.words.reading, shown.courses
    if len(courses) == 1:
        (one,) = courses
        return say("commitments", f"one-{one.became}", month=names.month(one.made_at))
    became = Counter(course.became for course in courses)
    parts = [
        say("parts", f"{status}-many", count="all")
        if count == len(courses)
        else say("parts", f"{status}-one")
        if count == 1
        else say("parts", f"{status}-many", count=number(count))
        for status in ("kept", "changed", "dropped", "open")
        if (count := became[status])
    ]
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    first = min(course.made_at for course in courses)
    return say(
        "commitments", "many", count=number(len(courses)), since=names.since(first), parts=listed
    )


def _confidence(shown: Progress, names: Names) -> str:
    say = names.words.reading
    sure: dict[CommitmentStatus, list[int]] = {status: [] for status in get_args(CommitmentStatus)}
    for course in shown.courses:
        if course.confidence is not None:
            sure[course.became].append(course.confidence)
    done, dropped = [*sure["kept"], *sure["changed"]], sure["dropped"]
    if not done and not dropped:
        return say("confidence", "waiting")
    if len(done) + len(dropped) < _FEW:
        return say("confidence", "few")
    told = {
        name: number(round(median(some)))
        for name, some in (("done", done), ("dropped", dropped))
        if some
    }
    return say("confidence", "both" if len(told) == 2 else next(iter(told)), **told)


def _ratings(shown: Progress, names: Names) -> str:
    say = names.words.reading
    months = sorted({month for said in shown.said for month, _ in said.points})
    if len(months) == 1:
        return say("ratings", "once", month=names.named_month(months[0]))
    moves = []
    for said in shown.said:
        points = [(month, value) for month, value in said.points if value is not None]
        if len(points) > 1 and points[0][1] != points[-1][1]:
            moves.append((said.statement, points[0], points[-1]))
    if not moves:
        first, last = names.named_month(months[0]), names.named_month(months[-1])
        return say("ratings", "same", first=first, last=last)
    statement, (first, low), (last, high) = max(moves, key=lambda m: abs(m[2][1] - m[1][1]))
    return say(
        "ratings", "moved", statement=names.statement(statement).rstrip("."),
        **{"from": names.rated(low), "to": names.rated(high)},
        first=names.named_month(first), last=names.named_month(last),
    )  # fmt: skip
