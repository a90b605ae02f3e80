"""A coach's own papers: private notes, a brief to prepare a meeting from, a log of hours.

Nobody but the coach sees the notes and the log. The brief shows what a leader shares at that moment, and making it is a
reading that the leader learns of.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from coach.access import Action
from coach.brief import AssignedLine, Brief
from coach.errors import BadInput, NotAllowed, NotFound
from coach.hours import Log, made_of
from coach.masking import mask_secrets
from coach.progress import in_zone
from coach.sharing import Sharing
from coach.store.desk import Desk
from coach.store.practice import NOTES_KEPT_FOR
from coach.store.records import LogClient, LogHours, Party, PracticeNote
from coach.store.searching import snippet, wanted_words
from coach.text import cleaned, has_words

if TYPE_CHECKING:
    from coach.services import Services

LONGEST_NOTE = 20_000
LONGEST_NAME = 120
MOST_PEOPLE = 500
LONGEST_MEETING = 24 * 60
_EARLIEST = date(1970, 1, 1)


@dataclass(frozen=True)
class Coachee:
    """Somebody whom this coach works with, or did."""

    id: str
    name: str
    goes_on: bool


class Practice:
    """What a coach keeps for themselves."""

    def __init__(
        self,
        desk: Desk,
        services: "Services",
        sharing: Sharing,
        assigned: Callable[[str], Sequence[AssignedLine]],
    ) -> None:
        """``assigned``: what this coach assigned to a leader, as far as the leader lets it be seen."""
        self._desk = desk
        self._services = services
        self._sharing = sharing
        self._assigned = assigned

    def coachees(self) -> list[Coachee]:
        """By name; somebody alone in the workspace coaches themselves, to try it."""
        me = self._desk.actor.person_id
        if self._desk.is_alone():
            return [Coachee(me, self._desk.person().display_name or "Yourself", True)]
        found: dict[str, Coachee] = {}
        for one in self._desk.coachings():
            if one.practitioner.id == me:
                before = found.get(one.leader.id)
                goes_on = one.ended_at is None or (before is not None and before.goes_on)
                found[one.leader.id] = Coachee(one.leader.id, one.leader.name, goes_on)
        return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))

    # Notes

    def may_note(self, leader_id: str) -> bool:
        """Whether notes about this leader can be written now."""
        try:
            self._desk.require_towards(Action.KEEP_NOTES, leader_id, self._digests())
        except NotAllowed:
            return False
        return True

    def notes(self, leader_id: str, search: str = "") -> list[PracticeNote]:
        """The newest first; those that hold the words, where some are looked for."""
        wanted = wanted_words(search)
        found = self._desk.practice_notes(leader_id)
        return [n for n in reversed(found) if not wanted or snippet(n.text, wanted) is not None]

    def notes_until(self, leader_id: str) -> datetime | None:
        """When the notes about somebody go because the coaching ended; None while it goes on."""
        me = self._desk.actor.person_id
        ended = [
            one.ended_at
            for one in self._desk.coachings()
            if (one.practitioner.id, one.leader.id) == (me, leader_id)
        ]
        over = [at for at in ended if at is not None]
        return max(over) + NOTES_KEPT_FOR if over and len(over) == len(ended) else None

    def add_note(self, leader_id: str, text: str) -> tuple[str, ...]:
        """Keep a note; what was masked in it. BadInput for one without words, NotAllowed where no coaching goes on."""
        masked = _note(text)
        self._desk.add_practice_note(leader_id, masked[0], self._digests())
        return masked[1]

    def change_note(self, note_id: str, text: str) -> tuple[str, ...]:
        masked = _note(text)
        self._desk.change_practice_note(note_id, masked[0], self._digests())
        return masked[1]

    def delete_note(self, note_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        return self._desk.delete_practice_note(note_id)

    def undo_delete_note(self, note_id: str) -> None:
        self._desk.undo_delete_practice_note(note_id)

    # The brief

    def prepare(
        self, leader_id: str, since: date | None, zone: str, *, notes: bool = True
    ) -> Brief:
        """A brief with the words of all that is shared now, which the leader learns was read."""
        self._sharing.read(leader_id)
        return self.brief(leader_id, since, zone, notes=notes)

    def brief(self, leader_id: str, since: date | None, zone: str, *, notes: bool = True) -> Brief:
        """The same as it stands, without reading anything: what was never opened has no words in it. ``since``: the
        day from which on things are new. NotFound for somebody this coach does not work with."""
        who = next((one for one in self.coachees() if one.id == leader_id), None)
        if who is None:
            raise NotFound(f"You coach nobody {leader_id[:64]!r} here. Reload the page.")
        clock = in_zone(zone)
        return Brief(
            who.name,
            datetime.now(clock).date(),
            since,
            tuple(self._sharing.received(leader_id)),
            tuple(self._assigned(leader_id)),
            tuple(self.notes(leader_id)) if notes else (),
            clock,
        )

    # The log of hours

    def log(self) -> Log:
        return made_of(self._desk.log_clients(), self._desk.log_hours())

    def add_client(
        self, name: str, *, contact: str = "", size: int = 1, consented_on: date | None = None,
        leader_id: str | None = None,
    ) -> LogClient:  # fmt: skip
        """Somebody new in the log, or a team of ``size``. ``consented_on``: when they agreed to be named in it."""
        return self._desk.add_log_client(_client(name, contact, size, consented_on), leader_id)

    def change_client(
        self, client_id: str, name: str, *, contact: str, size: int, consented_on: date | None
    ) -> LogClient:
        return self._desk.change_log_client(client_id, _client(name, contact, size, consented_on))

    def delete_client(self, client_id: str) -> datetime:
        """With the hours logged for them. Until the returned instant it can be undone."""
        return self._desk.delete_log_client(client_id)

    def undo_delete_client(self, client_id: str) -> None:
        self._desk.undo_delete_log_client(client_id)

    def add_hours(self, client_id: str, day: date, minutes: int, *, paid: bool) -> LogHours:
        """Log a meeting. BadInput for one that lies ahead or has no length."""
        _sensible(day, minutes)
        return self._desk.add_log_hours(client_id, day, minutes, paid=paid)

    def change_hours(self, changed: LogHours) -> LogHours:
        _sensible(changed.day, changed.minutes)
        return self._desk.change_log_hours(changed)

    def delete_hours(self, hours_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        return self._desk.delete_log_hours(hours_id)

    def undo_delete_hours(self, hours_id: str) -> None:
        self._desk.undo_delete_log_hours(hours_id)

    def last_meeting(self, leader_id: str) -> date | None:
        """The day of the last one logged with somebody."""
        clients = {one.id for one in self._desk.log_clients() if one.leader_id == leader_id}
        return max((m.day for m in self._desk.log_hours() if m.client_id in clients), default=None)

    def _digests(self) -> Mapping[Party, str]:
        found = self._services.knowledge.agreement
        return found.digests if found else {}


def _note(text: str) -> tuple[str, tuple[str, ...]]:
    masked = mask_secrets(cleaned(text))
    if not has_words(masked.text):
        raise BadInput("There is nothing in this note yet.")
    if len(masked.text) > LONGEST_NOTE:
        raise BadInput(
            f"The note has {len(masked.text):,} characters; {LONGEST_NOTE:,} is the most. Make two of it."
        )
    return masked.text, masked.kinds


def _client(name: str, contact: str, size: int, consented_on: date | None) -> dict[str, object]:
    named = " ".join(mask_secrets(cleaned(name)).text.split())[:LONGEST_NAME]
    if not has_words(named):
        raise BadInput("Say who it is, or give initials.")
    if not 1 <= size <= MOST_PEOPLE:
        raise BadInput(f"A client is one person, or a team of up to {MOST_PEOPLE}.")
    if consented_on is not None and consented_on > _tomorrow():
        raise BadInput("The day on which they agreed to be named lies ahead.")
    reached = " ".join(mask_secrets(cleaned(contact)).text.split())[:200]
    return {"name": named, "contact": reached, "size": size, "consented_on": consented_on}


def _sensible(day: date, minutes: int) -> None:
    if not _EARLIEST <= day <= _tomorrow():
        raise BadInput(
            "A meeting is logged once it has taken place. Choose the day on which it did."
        )
    if not 1 <= minutes <= LONGEST_MEETING:
        raise BadInput("A meeting has from one minute to twenty-four hours.")


def _tomorrow() -> date:
    """The latest day that it is anywhere on earth: a coach's calendar may be ahead of this machine's."""
    return date.today() + timedelta(days=1)
