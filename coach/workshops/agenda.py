"""What a workshop is: an agenda of timed activities, from a curated template or built by the facilitator."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from coach.curated import Curated, Findings, line_of, nearest, parse_yaml, read_text, validated
from coach.knowledge import Scenario

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Short = Annotated[str, Field(min_length=1, max_length=80)]
MOST_MINUTES = 480
MOST_POINTS = 5
"""Turning points of a scenario."""
SCALE = 10
"""Places on a spectrum or a rating, from 0."""


class Activity(Curated):
    """One item of the agenda. ``prompt`` is what people read; ``notes`` are the facilitator's alone; ``paper`` tells
    how it goes without phones."""

    id: Id
    title: Short
    minutes: float = Field(gt=0, le=120)
    prompt: Words
    notes: str = Field(default="", max_length=4000)
    paper: str = Field(default="", max_length=2000)
    show: Literal["together", "live"] = "together"
    """``together``: hidden until the facilitator shows them; ``live``: on the wall as they come, five at a
    time."""
    moderated: bool = False
    """Whether the facilitator reads each answer before the room does."""

    @property
    def slots(self) -> tuple[str, ...]:
        """What can be answered in it, one for each of its steps."""
        return (self.id,)

    @property
    def steps(self) -> int:
        return 1


class Plenary(Activity):
    """The facilitator talks, or the room does. Nothing to send."""

    kind: Literal["plenary"] = "plenary"

    @property
    def slots(self) -> tuple[str, ...]:
        return ()


class Turn(Curated):
    """A turning point: what happens, and what one could do. Where the activity names a scenario of the library,
    moment and question come from there."""

    id: Id
    moment: str = Field(default="", max_length=2000)
    question: str = Field(default="", max_length=300)
    choices: tuple[Line, ...] = Field(min_length=2, max_length=5)
    after: str = Field(default="", max_length=2000)
    """What the facilitator may say or ask once the choices are on the wall."""


class ScenarioTogether(Activity):
    """A situation read together, with a choice at each turning point."""

    kind: Literal["scenario"] = "scenario"
    scenario: Id | None = None
    situation: str = Field(default="", max_length=3000)
    points: tuple[Turn, ...] = Field(min_length=1, max_length=MOST_POINTS)

    @property
    def slots(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.{point.id}" for point in self.points)

    @property
    def steps(self) -> int:
        return len(self.points)


class Spectrum(Activity):
    """Everybody places themselves between two ends. ``before`` names an earlier one to compare with."""

    kind: Literal["spectrum"] = "spectrum"
    ends: tuple[Short, Short] = ("Strictly transactional", "Overfamiliar")
    before: Id | None = None


class Rating(Activity):
    """A number from 0 to 10."""

    kind: Literal["rating"] = "rating"
    ends: tuple[Short, Short] = ("Not at all", "Entirely")
    before: Id | None = None


class Reflection(Activity):
    """Open answers, grouped by theme as they come. ``examples`` are what rehearsals write."""

    kind: Literal["reflection"] = "reflection"
    examples: tuple[Line, ...] = ()


class MessageCheck(Activity):
    """Everybody has a real message of theirs read, alone; the room sees only how they read."""

    kind: Literal["message"] = "message"


class Round(Curated):
    """Who speaks in a pair, for how long, about what."""

    who: Short
    minutes: float = Field(gt=0, le=30)
    prompt: Line


class Pairs(Activity):
    """People choose a partner; rounds with a timer; passing is always an answer."""

    kind: Literal["pairs"] = "pairs"
    rounds: tuple[Round, ...] = Field(min_length=1, max_length=8)

    @property
    def slots(self) -> tuple[str, ...]:
        return ()

    @property
    def steps(self) -> int:
        return len(self.rounds)


class Vote(Activity):
    """Picks among ideas: those given here, or the themes of an earlier reflection."""

    kind: Literal["vote"] = "vote"
    options: tuple[Short, ...] = Field(default=(), max_length=12)
    of: Id | None = None
    picks: int = Field(default=1, ge=1, le=5)

    @model_validator(mode="after")
    def _something_to_pick(self) -> "Vote":
        if self.of is None and len(self.options) < 2:
            raise ValueError("options: give at least two, or name a reflection with of")
        return self


class Commitment(Activity):
    """One thing that each will do."""

    kind: Literal["commitment"] = "commitment"
    examples: tuple[Line, ...] = ()


class Closing(Activity):
    """One word or line from everybody who wants to."""

    kind: Literal["closing"] = "closing"
    examples: tuple[Line, ...] = ()


class Feedback(Activity):
    """For the facilitator alone."""

    kind: Literal["feedback"] = "feedback"


AnyActivity = Annotated[
    Plenary | ScenarioTogether | Spectrum | Rating | Reflection | MessageCheck | Pairs | Vote
    | Commitment | Closing | Feedback,
    Field(discriminator="kind"),
]  # fmt: skip
WITH_WORDS = ("reflection", "commitment", "closing", "feedback")
"""Kinds in which people write."""


class Agenda(Curated):
    """A workshop as it is planned."""

    title: Short
    aim: Line
    suits: str = Field(default="", max_length=300)
    """Whom it suits, and how many."""
    notes: str = Field(default="", max_length=4000)
    """What the facilitator should know before the day."""
    ask_name: bool = False
    keep_days: int = Field(default=30, ge=1, le=365)
    activities: tuple[AnyActivity, ...] = Field(min_length=1, max_length=40)

    @property
    def minutes(self) -> float:
        return sum(activity.minutes for activity in self.activities)

    @model_validator(mode="after")
    def _fits_together(self) -> "Agenda":
        seen: dict[str, str] = {}
        twice = [i for i, n in Counter(a.id for a in self.activities).items() if n > 1]
        if twice:
            raise ValueError(f"activities: two have the id {twice[0]}; rename one")
        if self.minutes > MOST_MINUTES:
            raise ValueError(f"activities: take {self.minutes:g} minutes; {MOST_MINUTES} at most")
        for activity in self.activities:
            wanted = getattr(activity, "before", None), getattr(activity, "of", None)
            for name in (name for name in wanted if name is not None):
                kind = activity.kind if name == wanted[0] else "reflection"
                if seen.get(name) != kind:
                    raise ValueError(f"{activity.id}: no {kind} {name} comes before it")
            if isinstance(activity, Pairs):
                together = sum(r.minutes for r in activity.rounds)
                if together > activity.minutes:
                    raise ValueError(
                        f"{activity.id}: its rounds take {together:g} minutes, more than it has"
                    )
            if isinstance(activity, ScenarioTogether):
                for n, point in enumerate(activity.points, start=1):
                    if not activity.scenario and not (point.moment and point.question):
                        raise ValueError(
                            f"{activity.id}: turning point {n} needs a moment and a question"
                        )
                if not activity.scenario and not activity.situation:
                    raise ValueError(f"{activity.id}: needs a scenario or a situation")
            seen[activity.id] = activity.kind
        return self

    def slots(self) -> Iterator[str]:
        """Everything that can be answered."""
        for activity in self.activities:
            yield from activity.slots

    def activity(self, slot: str) -> AnyActivity | None:
        """The activity that a slot belongs to."""
        return next((a for a in self.activities if slot in a.slots), None)


class Template(Agenda):
    """A curated workshop."""

    id: Id
    reviewed: date

    def agenda(self) -> Agenda:
        return Agenda.model_validate(self.model_dump(exclude={"id", "reviewed"}))


def load_templates(
    folder: Path, scenarios: Mapping[str, Scenario], findings: Findings
) -> dict[str, Template]:
    """Those that are well formed, shortest first, with the words of the scenarios they name."""
    found: list[Template] = []
    for path in sorted(folder.glob("*.yaml")):
        text = read_text(path, findings)
        value = parse_yaml(text, path, findings) if text is not None else None
        if text is None or value is None:
            continue
        made = validated(Template, value, path=path, text=text, findings=findings)
        if made is None:
            continue
        before = len(findings)
        if made.id != path.stem:
            findings.add(
                path, line_of(text, ["id"]), f"id: {made.id} must equal the file's name {path.stem}"
            )
        for number, activity in enumerate(made.activities):
            where = line_of(text, ["activities", number])
            for key in ("notes", "paper"):
                if not getattr(activity, key).strip():
                    findings.add(path, where, f"{activity.id}: {key} is missing; write it")
            if isinstance(activity, ScenarioTogether):
                for message in _unknown_in(activity, scenarios):
                    findings.add(path, where, f"{activity.id}: {message}")
        if not any(activity.kind == "commitment" for activity in made.activities):
            findings.add(path, 1, "activities: none is a commitment; nobody should leave without")
        if len(findings) == before:
            found.append(with_scenarios(made, scenarios))
    return {t.id: t for t in sorted(found, key=lambda t: (t.minutes, t.title))}


def _unknown_in(activity: ScenarioTogether, scenarios: Mapping[str, Scenario]) -> Iterator[str]:
    if activity.scenario is None:
        return
    told = scenarios.get(activity.scenario)
    if told is None:
        yield f"unknown scenario {activity.scenario}; {nearest(activity.scenario, scenarios)}"
        return
    known = [point.id for point in told.turning_points]
    for point in activity.points:
        if point.id not in known:
            yield f"{told.id} has no turning point {point.id}; {nearest(point.id, known)}"


def with_scenarios(made: Template, scenarios: Mapping[str, Scenario]) -> Template:
    """The template with what the scenarios it names tell."""
    return made.model_copy(
        update={
            "activities": tuple(
                _told(a, scenarios) if isinstance(a, ScenarioTogether) else a
                for a in made.activities
            )
        }
    )


def _told(activity: ScenarioTogether, scenarios: Mapping[str, Scenario]) -> ScenarioTogether:
    told = scenarios.get(activity.scenario or "")
    if told is None:
        return activity
    its = {point.id: point for point in told.turning_points}
    points = tuple(
        point.model_copy(
            update={
                "moment": point.moment or its[point.id].moment.strip(),
                "question": point.question or its[point.id].question.strip(),
            }
        )
        for point in activity.points
    )
    situation = activity.situation or told.situation.strip()
    return activity.model_copy(update={"situation": situation, "points": points})


def agenda_of(plan: Mapping[str, Any]) -> Agenda:
    """The agenda as it was stored."""
    return Agenda.model_validate(plan)
