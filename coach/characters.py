"""Whom a leader can practise a conversation with: reads and validates ``knowledge/rehearsals/``, and the words around
them in ``knowledge/rehearsing.yaml``. ``knowledge/README.md`` is the writer's view."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from coach.curated import Curated, Findings, line_of, parse_yaml, read_text, validated
from coach.lines import COACH_SPEAK
from coach.text import bare_words
from coach.vocabulary import Relation, Treatment

Openness = Literal["closed", "wary", "open"]
OPENNESS: tuple[Openness, ...] = ("closed", "wary", "open")
MOST_OPEN = 10
WARY_FROM, OPEN_FROM = 4, 7
"""From which of the 11 steps of openness a character is wary, and open."""
MOST_EXCHANGES = 12
"""After so many the character has to go."""
GUESSES_AFTER = 3
"""How many exchanges somebody waits before they say themselves what it must be about."""
_FEWEST_OF_A_KIND = 4
_FEWEST_INSULTED = 2  # insulted twice, anybody goes
_LONGEST = 300  # characters of a line
_SLOT = re.compile(r"\{([^{}]*)\}")
OF_COACHES = re.compile(
    r"\bI(?:'m| am) hearing\b|\bI feel (?:seen|heard)\b|\bfeel(?:ing)? (?:seen|heard|valued)\b|\bsafe space\b|\bmy truth\b"
    r"|\bbe vulnerable\b|\bprocess (?:this|that|it)\b|\bmy feelings are valid\b|\bthank you for your honesty\b"
    r"|\bhow does that make\b|\bset (?:a )?boundar|\blet's explore\b|\bI appreciate you\b",
    re.I,
)


def openness_of(steps: int) -> Openness:
    """How open somebody is, by the steps from 0 to 10."""
    return "closed" if steps < WARY_FROM else "wary" if steps < OPEN_FROM else "open"


class Said(Curated):
    """What a character may say to one kind of line, by how open they are by now; ``always`` whatever that is."""

    closed: tuple[str, ...] = ()
    wary: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    always: tuple[str, ...] = ()

    def at(self, openness: Openness) -> tuple[str, ...]:
        mine: tuple[str, ...] = getattr(self, openness)
        return mine + self.always

    @property
    def all(self) -> tuple[str, ...]:
        return self.closed + self.wary + self.open + self.always


class Character(Curated):
    """The person whom the leader meets."""

    name: str = Field(min_length=2, max_length=40)
    role: str
    temper: str
    cares: str
    today: str
    keeps: str
    """What they would only say to somebody they trust. Told in ``Rehearsal.trust``; never shown beforehand."""


class Beat(Curated):
    """Something that the leader may say, found by its words, and how the character takes it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    what: str
    """For the debrief, of the leader: "You told her that the post went to Femi"."""
    words: tuple[str, ...] = Field(min_length=1)
    """Any of these. Several parts joined by " + " all have to be there; a star stands for the rest of a word."""
    says: Said
    opens: int = Field(default=0, ge=-3, le=3)
    heart: bool = False
    """Whether this is what the leader came to say."""
    knows: bool = False
    """Whether the lines only make sense once the character knows what the talk is about (see :class:`Before`)."""


class Before(Curated):
    """What a character says as long as they don't know what it is about: to kindness, to roughness, to anything."""

    kind: Said
    rough: Said
    any: Said
    guesses: tuple[str, ...] = Field(min_length=2)
    """After a while people say it themselves."""
    told_by: tuple[Treatment, ...] = Field(min_length=1)
    """How a line sounds that has said it, whatever its words."""

    @property
    def all(self) -> tuple[str, ...]:
        return self.kind.all + self.rough.all + self.any.all + self.guesses


class Endings(Curated):
    """What ends the conversation: said by the character, or asked of the leader afterwards."""

    well: tuple[str, ...] = Field(min_length=1)
    half: tuple[str, ...] = Field(min_length=1)
    badly: tuple[str, ...] = Field(min_length=1)
    walked_out: tuple[str, ...] = Field(min_length=1)


Ending = Literal["well", "half", "badly", "walked_out"]


class Rehearsal(Curated):
    """A conversation to practise, with somebody made of written lines."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=3, max_length=80)
    about: str
    """One sentence for the gallery."""
    relation: Relation
    minutes: int = Field(ge=3, le=30)
    situation: str
    task: str
    character: Character
    own: bool = False
    """Whether the leader says who it is and what it is about; the lines hold no specifics then."""
    openness: int = Field(ge=2, le=6)
    moved: Mapping[Treatment, int] = {}
    """Where this character is moved otherwise than most, in steps of openness."""
    first: tuple[str, ...] = Field(min_length=2)
    treated: Mapping[Treatment, Said]
    anything: Said
    """Lines that fit whatever was said."""
    quiet: Said
    """To silence, "ok", and the like."""
    before: Before | None = None
    beats: tuple[Beat, ...] = Field(min_length=3)
    trust: tuple[str, ...] = Field(min_length=1)
    """What they tell once they trust the leader, in this order."""
    endings: Endings
    heard: Mapping[Treatment, tuple[str, ...]]
    """In the character's words, for the debrief: "What I heard was …" without that beginning."""
    questions: Endings
    caution: str | None = None
    reviewed: date

    @field_validator("situation", "task", "about")
    @classmethod
    def _trimmed(cls, value: str) -> str:
        return " ".join(value.split())

    @model_validator(mode="after")
    def _has_enough(self) -> "Rehearsal":
        for treatment in Treatment:
            said = self.treated.get(treatment, Said())
            fewest = _FEWEST_INSULTED if treatment is Treatment.INSULT else _FEWEST_OF_A_KIND
            if len(said.all) < fewest:
                raise ValueError(f"treated.{treatment}: has {len(said.all)} lines; write {fewest}")
            for openness in OPENNESS:
                if not said.at(openness):
                    raise ValueError(
                        f"treated.{treatment}: nothing to say when {openness}; write a line"
                    )
            if treatment is not Treatment.INSULT and not self.heard.get(treatment):
                raise ValueError(f"heard.{treatment}: is missing; write what the character heard")
        if len(self.anything.all) < MOST_EXCHANGES or any(
            len(self.anything.at(o)) < 3 for o in OPENNESS
        ):
            raise ValueError(
                f"anything: write at least 3 lines each for {', '.join(OPENNESS)}, and {MOST_EXCHANGES} in all"
            )
        if len(self.quiet.all) < 3 or not all(self.quiet.at(o) for o in OPENNESS):
            raise ValueError("quiet: write at least 3 lines, and one for each openness")
        for name, said in (
            self.before
            and (("kind", self.before.kind), ("rough", self.before.rough), ("any", self.before.any))
        ) or ():
            if any(len(said.at(o)) < GUESSES_AFTER for o in OPENNESS):
                raise ValueError(
                    f"before.{name}: write at least {GUESSES_AFTER} lines for each openness"
                )
        if not any(beat.heart for beat in self.beats):
            raise ValueError("beats: mark with heart: true what the leader came to say")
        for beat in self.beats:
            if not all(beat.says.at(o) for o in OPENNESS):
                raise ValueError(f"beat {beat.id}: nothing to say for some openness; add always")
        if ids := [b for b, n in Counter(beat.id for beat in self.beats).items() if n > 1]:
            raise ValueError(f"beats: two are called {ids[0]}; rename one")
        for asked in (getattr(self.questions, ending) for ending in Endings.model_fields):
            if any(q.count("?") != 1 for q in asked):
                raise ValueError("questions: ask exactly one question each")
        return self

    @model_validator(mode="after")
    def _sounds_like_a_person(self) -> "Rehearsal":
        seen: dict[str, str] = {}
        for line in spoken_lines(self):
            plain = " ".join(bare_words(line))
            if plain in seen:
                raise ValueError(f"“{line}” stands there twice; write another")
            seen[plain] = line
            if banned := COACH_SPEAK.search(line) or OF_COACHES.search(line):
                raise ValueError(
                    f"“{banned.group()}” in “{line}”: nobody talks like that; write it plainly"
                )
            if line.count("?") > 1:
                raise ValueError(f"“{line}” asks two questions; keep the better one")
            if len(line) > _LONGEST or "\n" in line:
                raise ValueError(f"“{line[:60]}…”: {_LONGEST} characters on one line at most")
            if _SLOT.search(line):
                raise ValueError(f"“{line}”: a character's line has no slots; write it out")
        return self


def spoken_lines(rehearsal: Rehearsal) -> Iterator[str]:
    """Every line that the character can say."""
    yield from rehearsal.first
    for said in (*rehearsal.treated.values(), rehearsal.anything, rehearsal.quiet):
        yield from said.all
    for beat in rehearsal.beats:
        yield from beat.says.all
    yield from rehearsal.before.all if rehearsal.before else ()
    yield from rehearsal.trust
    for ending in Endings.model_fields:
        yield from getattr(rehearsal.endings, ending)


class Hints(Curated):
    """Questions for a pause: by how the other was just treated, by how open they are, and while the heart of the
    matter has not been said."""

    treated: Mapping[Treatment, tuple[str, ...]]
    openness: Mapping[Openness, tuple[str, ...]] = Field(min_length=len(OPENNESS))
    unsaid: tuple[str, ...] = Field(min_length=3)
    first: tuple[str, ...] = Field(min_length=1)
    """Before the leader has said anything."""

    @model_validator(mode="after")
    def _one_question_each(self) -> "Hints":
        for treatment in Treatment:
            if not self.treated.get(treatment):
                raise ValueError(f"treated.{treatment}: is missing; write a question")
        asked = (
            *self.unsaid,
            *self.first,
            *(
                q
                for group in (self.treated, self.openness)
                for some in group.values()
                for q in some
            ),
        )
        for question in asked:
            if question.count("?") != 1:
                raise ValueError(f"“{question}”: ask exactly one question")
            if unknown := set(_SLOT.findall(question)) - {"name"}:
                raise ValueError(f"“{question}”: unknown slot {{{min(unknown)}}}; known is name")
        return self


class RehearsalWords(Curated):
    """What the coach says around a rehearsal."""

    standin: str
    real: tuple[str, ...] = Field(min_length=2)
    """To somebody who asks the character whether they are real."""
    sounded: Mapping[Treatment, str]
    """How a line came across: "short", "as if it mattered to you"."""
    hints: Hints

    @model_validator(mode="after")
    def _complete(self) -> "RehearsalWords":
        for treatment in Treatment:
            if treatment not in self.sounded:
                raise ValueError(f"sounded.{treatment}: is missing; write a word or two")
        return self


def load_rehearsals(folder: Path, findings: Findings) -> dict[str, Rehearsal]:
    """All rehearsals by id; what is malformed is left out and noted in ``findings``."""
    rehearsals: dict[str, Rehearsal] = {}
    for path in sorted(folder.glob("*.yaml")):
        text = read_text(path, findings)
        if text is None:
            continue
        value = parse_yaml(text, path, findings)
        made = validated(Rehearsal, value, path=path, text=text, findings=findings)
        if made is not None and made.id != path.stem:
            findings.add(path, line_of(text, ["id"]), f"id: must equal the file's name {path.stem}")
        elif made is not None:
            rehearsals[made.id] = made
    return rehearsals


def load_rehearsal_words(path: Path, findings: Findings) -> RehearsalWords | None:
    """The words around rehearsals, or None with findings."""
    text = read_text(path, findings)
    if text is None:
        return None
    value = parse_yaml(text, path, findings)
    return validated(RehearsalWords, value, path=path, text=text, findings=findings)
