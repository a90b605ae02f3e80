"""Looking back: one person's pictures, and what they say of themselves once a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from coach.errors import BadInput
from coach.plain_readings import Names, readings
from coach.progress import Progress, Span, beginning, in_zone, month_of, progress
from coach.progress_words import Statement
from coach.store.records import Clock, Ratings, utc_now

if TYPE_CHECKING:
    from coach.services import Services
    from coach.store.desk import Desk


@dataclass(frozen=True)
class Look:
    """What the page shows."""

    shown: Progress
    names: Names
    readings: Mapping[str, str]
    """For each picture the sentence below it."""
    this_month: str
    """On the leader's calendar, as 2026-03."""
    ratings: tuple[Ratings, ...]
    """All months, whatever the time that is shown."""

    @property
    def rated(self) -> Ratings | None:
        """What was said this month."""
        return next((r for r in self.ratings if r.month == self.this_month), None)


class OwnProgress:
    """One person's, through their desk."""

    def __init__(self, desk: "Desk", services: "Services", clock: Clock = utc_now) -> None:
        self._desk = desk
        self._services = services
        self._clock = clock

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What can be rated, in order."""
        return tuple(self._services.progress_words.statements.values())

    def look(self, span: Span = "all", *, zone: str = "UTC", refused_too: bool = False) -> Look:
        """What happened in a span of time, on a clock of this zone."""
        here, now = in_zone(zone), self._clock()
        words = self._services.progress_words
        events = self._desk.events()
        shown = progress(
            events,
            since=beginning(span, now, here),
            zone=here,
            statements=words.statements,
            refused_too=refused_too,
        )
        habits = {habit.id: habit.name for habit in self._services.knowledge.habits.values()}
        names = Names(words, habits, now, here)
        return Look(shown, names, readings(shown, names), month_of(now, here), events.ratings)

    def rate(self, answers: Mapping[str, int | None], *, zone: str = "UTC") -> Ratings:
        """Keep what they say this month, in the place of what they said in it before. Other months stay
        as they are: looking back is no reason to correct oneself.

        Raises BadInput where nothing is said, or something that is not asked about.
        """
        words = self._services.progress_words
        if not answers:
            raise BadInput("Nothing is chosen yet. Say it of one sentence at least.")
        for statement, value in answers.items():
            if statement not in words.statements:
                raise BadInput(f"There is no sentence {statement[:40]!r}. Reload the page.")
            if value is not None and not 1 <= value <= len(words.scale):
                raise BadInput(f"{value} is not on the scale; choose one of {len(words.scale)}.")
        return self._desk.rate(month_of(self._clock(), in_zone(zone)), answers)

    def take_out(self, ratings_id: str) -> datetime:
        """Delete what was said in a month; until the returned instant it can be undone."""
        return self._desk.delete_ratings(ratings_id)

    def bring_back(self, ratings_id: str) -> Ratings:
        return self._desk.undo_delete_ratings(ratings_id)
