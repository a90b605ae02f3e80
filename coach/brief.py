"""What a coach prepares a meeting from, on one page: what the leader shares at that moment, word for word.

Nothing is summed up and nothing is added; on paper, where there is more than a page holds, texts are cut where it says so.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from coach.store.records import PracticeNote, Received


@dataclass(frozen=True)
class AssignedLine:
    """An exercise that the coach assigned, as far as the leader lets it be seen."""

    title: str
    state: str
    """In words: "under way", "finished on 3 May", or that it is not shown."""


@dataclass(frozen=True)
class Brief:
    leader: str
    day: date
    since: date | None
    """From which day on things are new, mostly that of the last meeting; None: all of them are."""
    shared: tuple[Received, ...]
    """Newest first; what was not opened has no words."""
    assigned: tuple[AssignedLine, ...]
    notes: tuple[PracticeNote, ...]
    """The coach's own, newest first; empty where they are to be left off."""
    zone: ZoneInfo

    def new(self) -> tuple[Received, ...]:
        """What has been shared, or answered in the margin, since that day."""
        return tuple(one for one in self.shared if self._is_new(one))

    def earlier(self) -> tuple[Received, ...]:
        return tuple(one for one in self.shared if not self._is_new(one))

    def _is_new(self, one: Received) -> bool:
        if self.since is None:
            return True
        latest = max((one.shared_at, *(note.at for note in one.margin)))
        return self.local(latest) >= self.since

    def local(self, at: datetime) -> date:
        """A day on the coach's calendar."""
        return at.astimezone(self.zone).date()

    @property
    def unopened(self) -> int:
        return sum(one.opened is None for one in self.shared)
