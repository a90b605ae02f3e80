"""Guided exercises: what one is made of, and reading ``knowledge/exercises/``.

An exercise is a list of steps. A step leads to the one after it, unless an answer leads to a later one;
steps lead forward only, so that every way through comes to an end. ``coach/exercise_path.py`` walks it.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from coach.curated import Curated, Findings, parse_yaml, read_text, validated
from coach.errors import KnowledgeError
from coach.vocabulary import Relation

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Said = Annotated[str, Field(min_length=1, max_length=1_600)]
Short = Annotated[str, Field(min_length=1, max_length=160)]
END = "end"
"""Where a step leads that ends the exercise."""
Purpose = Literal[
    "arriving", "seeing", "keeping-in-touch", "hard-moments", "clients", "who-you-are", "time"
]
SLOT = re.compile(r"\{([a-z0-9-]+)\}")
"""An earlier step's answer, put into a later text. A paragraph whose slot has no answer is left out."""


class Option(Curated):
    """One of several answers: what is said to it, and where it leads."""

    id: Id
    label: Short
    say: str = Field(default="", max_length=600)
    next: Id | None = None


class Band(Curated):
    """Answers on a scale up to a number (the first band that holds, from below)."""

    up_to: int = Field(ge=0, le=10)
    say: str = Field(default="", max_length=600)
    next: Id | None = None


class _Step(Curated):
    id: Id
    label: Annotated[str, Field(min_length=1, max_length=48)]
    """What the summary calls it."""
    say: str = Field(default="", max_length=1_600)
    next: Id | None = None
    """Where it leads; without it, to the next one in the file."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that a leader is told at this step, in order."""
        names = ("say", "keeps_to", "task", "opening", "ask", "back", "instead")
        said = (getattr(self, name, "") for name in names)
        return tuple(text for text in said if text)

    @property
    def branches(self) -> tuple[str | None, ...]:
        """Where its answers lead; None: where the step itself leads."""
        return ()


class Read(_Step):
    """A passage of the library, shown in full."""

    kind: Literal["read"]
    passage: Id


class Write(_Step):
    """Words of the leader's own: one text, or a few lines."""

    kind: Literal["write"]
    ask: Said
    lines: int = Field(default=1, ge=1, le=7)
    hint: str = Field(default="", max_length=160)
    reflects: bool = True
    """Whether the guide may say a sentence to it; not to names, drafts and the like."""


class Choose(_Step):
    """One of several, or any of them."""

    kind: Literal["choose"]
    ask: Said
    options: tuple[Option, ...] = Field(min_length=2, max_length=7)
    several: bool = False

    @property
    def branches(self) -> tuple[str | None, ...]:
        return () if self.several else tuple(option.next for option in self.options)


class Scale(_Step):
    """A number from 0 to 10."""

    kind: Literal["scale"]
    ask: Said
    low: Short
    high: Short
    bands: tuple[Band, ...] = Field(default=(), max_length=4)

    @property
    def branches(self) -> tuple[str | None, ...]:
        return tuple(band.next for band in self.bands)

    @model_validator(mode="after")
    def _whole(self) -> "Scale":
        ends = [band.up_to for band in self.bands]
        if ends and (ends != sorted(set(ends)) or ends[-1] != 10):
            raise ValueError("bands: go up, each once, and the last one is up_to: 10")
        return self


class Rank(_Step):
    """An order of some things: given here, or the lines that were written at an earlier step."""

    kind: Literal["rank"]
    ask: Said
    items: tuple[Option, ...] = Field(default=(), max_length=7)
    of: Id | None = None

    @model_validator(mode="after")
    def _either(self) -> "Rank":
        if (len(self.items) >= 2) == (self.of is not None):
            raise ValueError("give at least two items, or say `of` which step's lines, not both")
        if any(item.next or item.say for item in self.items):
            raise ValueError("items: an item of a ranking has an id and a label only")
        return self


class Talk(_Step):
    """A guided stretch of conversation with the program, with a goal and boundaries; or in writing."""

    kind: Literal["talk"]
    goal: Annotated[str, Field(pattern=r"^to ", max_length=200)]
    """An infinitive: the aim that the coach keeps to."""
    keeps_to: Said
    """What it stays with and does not do, as the leader is told."""
    opening: Said
    replies: int = Field(ge=2, le=6)
    """After so many the stretch has done its work."""
    instead: Said
    """The question for those who would rather write."""


class Rehearse(_Step):
    """A conversation practised with somebody of ``knowledge/rehearsals/``; or in writing, where there is a
    question for that."""

    kind: Literal["rehearsal"]
    rehearsal: Id
    task: Said
    """What to try in it."""
    instead: str = Field(default="", max_length=1_600)
    """The question for those who would rather write. Without it the step is rehearsed or skipped."""


class CheckMessage(_Step):
    """A message that the leader means to send, read by ``coach/reviewing.py``."""

    kind: Literal["check"]
    ask: Said
    relation: Relation | None = None


class FieldTask(_Step):
    """Something to do between sessions, with a check-in afterwards."""

    kind: Literal["field"]
    task: Said
    ask: Said
    """What exactly, where, with whom: asked before they go."""
    after_days: int = Field(ge=1, le=30)
    back: Said
    """The check-in's question."""
    outcomes: tuple[Option, ...] = Field(min_length=2, max_length=5)

    @property
    def branches(self) -> tuple[str | None, ...]:
        return tuple(option.next for option in self.outcomes)


class Commit(_Step):
    """A step of the leader's own, kept among their commitments."""

    kind: Literal["commit"]
    ask: Said


Step = Annotated[
    Read | Write | Choose | Scale | Rank | Talk | Rehearse | CheckMessage | FieldTask | Commit,
    Field(discriminator="kind"),
]


class Exercise(Curated):
    """A guided exercise."""

    id: Id
    title: Annotated[str, Field(min_length=3, max_length=80)]
    purpose: Purpose
    aim: Annotated[str, Field(min_length=10, max_length=240)]
    """What a leader has from it, in a sentence."""
    minutes: int = Field(ge=3, le=90)
    """At the screen, field tasks left out."""
    days: int = Field(default=1, ge=1, le=60)
    """Over which it is spread."""
    habits: tuple[Id, ...] = Field(min_length=1, max_length=3)
    rests_on: Annotated[str, Field(min_length=10, max_length=700)]
    """What is known about it, and what is not."""
    passages: tuple[Id, ...] = Field(default=(), max_length=5)
    sources: tuple[Annotated[str, Field(max_length=80)], ...] = Field(default=(), max_length=8)
    """Keys of the curated bibliography."""
    references: tuple[Annotated[str, Field(max_length=300)], ...] = Field(default=(), max_length=8)
    """Other works, a line each."""
    caution: str = Field(default="", max_length=500)
    steps: tuple[Step, ...] = Field(min_length=2, max_length=24)
    ending: Said
    reviewed: date

    @field_validator("steps")
    @classmethod
    def _of_their_own(cls, steps: tuple[_Step, ...]) -> tuple[_Step, ...]:
        names = [step.id for step in steps]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None or END in names:
            raise ValueError(
                f"two steps have the id {twice}; rename one"
                if twice
                else "no step may have the id end"
            )
        return steps

    @cached_property
    def text(self) -> str:
        """The exercise as YAML: what is exported, stored and imported again."""
        return as_yaml(self.model_dump(mode="json", exclude_defaults=True))

    @cached_property
    def digest(self) -> str:
        """Changes with its content: people under way keep the version they began."""
        return sha256(self.text.encode()).hexdigest()[:16]

    def step(self, step_id: str) -> "AnyStep | None":
        return next((step for step in self.steps if step.id == step_id), None)

    def place(self, step_id: str) -> int:
        """Where a step stands; after all others for the end."""
        return next((n for n, s in enumerate(self.steps) if s.id == step_id), len(self.steps))

    def after(self, step: "AnyStep", branch: str | None = None) -> "AnyStep | None":
        """The step that follows, by the branch that was taken; None at the end."""
        leads = branch or step.next
        place = self.place(step.id) + 1 if leads is None else self.place(leads)
        return self.steps[place] if place < len(self.steps) else None


def exercise_of(text: str) -> Exercise:
    """An exercise from its stored text. Raises KnowledgeError for one that this program cannot read."""
    try:
        return _exercise_of(text)
    except (yaml.YAMLError, ValidationError) as error:
        raise KnowledgeError(
            "This exercise was kept in a form that this program does not know. Export what you wrote on the page "
            "Your words, and begin it afresh from the gallery."
        ) from error


@lru_cache(maxsize=128)
def _exercise_of(text: str) -> Exercise:
    return Exercise.model_validate(
        yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    )


AnyStep = Read | Write | Choose | Scale | Rank | Talk | Rehearse | CheckMessage | FieldTask | Commit


class _Dumper(yaml.SafeDumper):
    """Long texts in blocks, as a person would write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else ">" if len(text) > 90 else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(value: dict[str, Any]) -> str:
    """An exercise's content as YAML; what is read from it is the same again."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96)


def paragraphs_of(text: str) -> Iterator[str]:
    """The paragraphs of a text: a folded block of YAML has a line for each."""
    for part in text.split("\n"):
        if part.strip():
            yield " ".join(part.split())


def load_exercises(
    folder: Path,
    habits: dict[str, Any],
    passages: dict[str, Any],
    sources: dict[str, Any],
    rehearsals: Collection[str],
    findings: Findings,
) -> dict[str, Exercise]:
    """Every file of a folder; what is malformed is left out and noted in ``findings``."""
    from coach.exercise_checks import note_faults

    exercises: dict[str, Exercise] = {}
    for path in sorted(folder.glob("*.yaml")):
        text = read_text(path, findings)
        if text is None:
            continue
        value = parse_yaml(text, path, findings)
        made = validated(Exercise, value, path=path, text=text, findings=findings)
        if made is None:
            continue
        before = len(findings)
        note_faults(made, text, path, habits, passages, sources, rehearsals, findings)
        if len(findings) == before:
            exercises[made.id] = made
    return exercises
