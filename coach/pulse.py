"""The pulse: how colleagues experience a leader, asked in rounds, beside how the leader sees it."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coach.errors import BadInput
from coach.masking import mask_secrets
from coach.pulse_summary import CANT_SAY, Middle
from coach.store.records import Clock, PulseRound, utc_now
from coach.text import cleaned

if TYPE_CHECKING:
    from coach.pulse_questions import PulseQuestions
    from coach.services import Services
    from coach.store.desk import Desk

_LONGEST_NAME = 120


@dataclass(frozen=True)
class Asked:
    """The questions of a round and their scale, as they stood when it was begun."""

    points: int
    ends: tuple[str, str]
    questions: Mapping[str, tuple[str, str]]
    """By id: as colleagues read it, with ``{name}``, and as the leader does."""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Asked":
        """From what the store keeps."""
        low, high = kept["ends"]
        questions = {q["id"]: (q["say"], q["own"]) for q in kept["questions"]}
        return cls(kept["points"], (low, high), questions)

    def check(self, given: Mapping[str, int]) -> None:
        """Raise BadInput unless every question has an answer on the scale, or that one can't say."""
        for question in self.questions:
            if question not in given:
                raise BadInput(
                    "One of the statements has no answer yet. Choose a place, or “can’t say”."
                )
        for question, value in given.items():
            if question not in self.questions or value not in range(CANT_SAY, self.points + 1):
                raise BadInput("This is not one of the answers. Reload the page and choose again.")


@dataclass(frozen=True)
class PulseLook:
    """What the page shows."""

    rounds: tuple[PulseRound, ...]
    """Those that are over, oldest first."""
    open: PulseRound | None
    waits_until: datetime | None
    """When the next can begin; None: now, or once the open one is over."""

    @property
    def shown(self) -> tuple[PulseRound, ...]:
        """Those that five people or more answered."""
        return tuple(one for one in self.rounds if one.others is not None)


class Pulse:
    """One person's, through their desk."""

    def __init__(self, desk: "Desk", services: "Services", clock: Clock = utc_now) -> None:
        self._desk = desk
        self._services = services
        self._clock = clock

    @property
    def questions(self) -> "PulseQuestions":
        """What would be asked now. KnowledgeError where the file cannot be used."""
        return self._services.pulse_questions

    def look(self) -> PulseLook:
        rounds = self._desk.pulses()
        due = [one.id for one in rounds if one.status == "open" and one.closes_at <= self._clock()]
        for one in due:
            self._desk.close_pulse(one)
        if due:
            rounds = self._desk.pulses()
        still_open = next((one for one in rounds if one.status == "open"), None)
        over = tuple(one for one in rounds if one.status != "open")
        return PulseLook(over, still_open, self._desk.pulse_waits_until())

    def name(self) -> str:
        """By which colleagues are told who asks."""
        return self._desk.person().display_name

    def begin(self, name: str) -> PulseRound:
        """Begin a round, under this name. BadInput where one is open, or the last is too near."""
        called = " ".join(mask_secrets(cleaned(name)).text.split())[:_LONGEST_NAME]
        if not called:
            raise BadInput("Write your name first: colleagues need to know who asks.")
        made = self.questions
        if called != self.name():
            self._desk.save_display_name(called)
        return self._desk.begin_pulse(
            {
                "points": made.points,
                "ends": made.ends,
                "questions": [q.model_dump(include={"id", "say", "own"}) for q in made.questions],
            }
        )

    def say(self, round_id: str, own: Mapping[str, int]) -> PulseRound:
        """What the leader says of themselves, before hearing the others."""
        asked = self.look().open
        if asked is not None and asked.id == round_id:
            Asked.of(asked.asked).check(own)
        return self._desk.save_pulse_own(round_id, own)

    def close(self, round_id: str) -> PulseRound:
        """Now, and not when its time is over. The answers are summed up and erased."""
        return self._desk.close_pulse(round_id)

    def delete(self, round_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        return self._desk.delete_pulse(round_id)

    def bring_back(self, round_id: str) -> PulseRound:
        return self._desk.undo_delete_pulse(round_id)


# --- In words -------------------------------------------------------------------------------------


def place(value: float | None) -> str:
    """A place on the scale: a half lies between two places."""
    if value is None:
        return "not said"
    if value == CANT_SAY:
        return "can’t say"
    return f"{int(value)}½" if value % 1 else f"{int(value)}"


def reading(one: PulseRound, question: str) -> str:
    """One plain sentence on how others and the leader see it, in the newest round that shows it."""
    asked = Asked.of(one.asked)
    low, high = asked.ends
    middle = one.others.questions.get(question) if one.others else None
    if middle is None:
        return "Fewer than five could say, so nothing is shown."
    where = _spread(middle)
    own = one.own.get(question)
    if own is None or own == CANT_SAY:
        return f"{where}."
    if middle.low <= own <= middle.high:
        return f"{where}, and so does your {own}."
    nearer = high if own > middle.high else low
    return f"{where}; your {own} lies nearer to “{nearer}”."


def _spread(middle: Middle) -> str:
    if middle.low == middle.high:
        return f"The middle half of the answers lies at {middle.low}"
    return f"The middle half of the answers lies from {middle.low} to {middle.high}"


HEADINGS = ("Round", "Statement", "Others: middle", "Others: middle half", "You", "People")


def table(look: PulseLook) -> list[tuple[str, ...]]:
    """All that is shown, a row for each statement of each round, under HEADINGS."""
    rows: list[tuple[str, ...]] = []
    for one in look.shown:
        assert one.others is not None and one.closed_at is not None
        for question, (_, own) in Asked.of(one.asked).questions.items():
            middle = one.others.questions.get(question)
            rows.append(
                (
                    f"{one.closed_at:%-d %B %Y}",
                    own,
                    place(middle.middle) if middle else "fewer than five",
                    f"{middle.low} to {middle.high}" if middle else "fewer than five",
                    place(one.own.get(question)),
                    f"at least {one.others.at_least}",
                )
            )
    return rows


def as_csv(look: PulseLook) -> bytes:
    """The same for a spreadsheet. Nothing in it is anybody's own words."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(HEADINGS)
    writer.writerows(table(look))
    return made.getvalue().encode("utf-8-sig")  # so that every spreadsheet reads the letters right
