"""What the guide may say: reads and validates ``prompts/guide/``. ``prompts/README.md`` is the
writer's view of the format."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator

from coach.curated import Curated, Findings, parse_yaml, read_text, validated
from coach.encoder import Matrix
from coach.vocabulary import (
    Depth,
    Feeling,
    Gist,
    Move,
    Of,
    Relation,
    Stage,
    Subject,
    Tells,
    TurnKind,
)

SLOTS = frozenset(
    "phrase person aim evidence habit counter step when obstacle answer number lower title heart "
    "country matters arrive sentence with worst brand told then earlier whom named did one other do wish plan deed idea hurdle way question case moment remedy words loss hard hope nearer farther leant backed pick this that quality mine yes leave added over sayable".split()
)
SLOT = re.compile(r"\{([^{}]*)\}")
_AN_EPISODE = re.compile(
    r"\b(?:that day|that night|that evening|that minute|that moment|there and then|the last time it|at the time|"
    r"afterwards|right after|once you were on your own|what was said|when they (?:said|told|left)|you laughed|you said nothing)\b",
    re.I,
)
COACH_SPEAK = re.compile(
    r"!|—|\bI hear you\b|\bhearing that\b|\bunpack\b|\bhold(?:ing)? space\b|\bgreat question\b"
    r"|\bjourney\b|\bthank you for sharing\b",
    re.I,
)
_ASKING = frozenset(
    {Move.ASK, Move.ASK_AIM, Move.OFFER_NAME, Move.OFFER_PASSAGE, Move.EVOKE_STEP, Move.PLAN,
     Move.SCALE, Move.SCALE_UP, Move.NAME_HABIT, Move.ELICIT}
)  # fmt: skip
_TELLING = frozenset(
    {Move.REFLECT, Move.AFFIRM, Move.CONFIRM_AIM, Move.OWN_IT, Move.TELL_MORE, Move.TO_A_PERSON}
)


Follows = Literal["quotation"] | Of | Tells


class _Filters(Curated):
    habits: tuple[str, ...] = ()
    gists: tuple[Gist, ...] = ()
    feelings: tuple[Feeling, ...] = ()
    relations: tuple[Relation, ...] = ()
    turns: tuple[TurnKind, ...] = ()
    stages: tuple[Stage, ...] = ()
    after: tuple[Subject, ...] = ()
    about: Subject | None = None
    depth: Depth | None = None
    length: Literal["short"] | None = None
    follows: Follows | None = None


class _LineEntry(_Filters):
    say: str = Field(min_length=2, max_length=420)
    hears: tuple[str, ...] = ()
    asked: str | None = Field(None, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")

    @model_validator(mode="after")
    def _plain_words(self) -> "_LineEntry":
        if unknown := set(SLOT.findall(self.say)) - SLOTS:
            raise ValueError(
                f"unknown slot {{{min(unknown)}}}; known are {', '.join(sorted(SLOTS))}"
            )
        if banned := COACH_SPEAK.search(self.say):
            raise ValueError(f"“{banned.group()}” is not how the coach speaks; write it plainly")
        if "\n" in self.say:
            raise ValueError("write it on one line")
        if self.say.count("?") > 1:
            raise ValueError("asks two questions; keep the better one")
        return self


class _LineFile(Curated):
    move: Move
    defaults: _Filters = _Filters()
    lines: tuple[_LineEntry, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Line:
    """One thing the guide can say, with when it fits. Empty filters fit always."""

    id: str
    move: Move
    say: str
    hears: tuple[str, ...]
    habits: frozenset[str]
    gists: frozenset[Gist]
    feelings: frozenset[Feeling]
    relations: frozenset[Relation]
    turns: frozenset[TurnKind]
    stages: frozenset[Stage]
    after: frozenset[Subject]
    about: Subject | None
    depth: Depth | None
    short: bool
    slots: frozenset[str]
    asked: str | None = None
    """The kind of question that a direct answer is to; any answer of that kind would do."""
    follows: Follows | None = None
    """What it may only be said after, in the same reply: the leader's own words in quotation marks, or something told back
    (``coach.second_person``)."""

    @cached_property
    def asks(self) -> bool:
        return self.say.rstrip("”’\"'").endswith("?")

    @cached_property
    def needs_episode(self) -> bool:
        """Whether it only makes sense where something that happened once has been told."""
        return _AN_EPISODE.search(self.say) is not None

    @cached_property
    def is_ranked(self) -> bool:
        """Whether the ear says how well it answers a message. The other lines say by themselves what they
        answer, belong to a habit, or hand back the leader's own words."""
        spoken_to = (
            self.hears
            or self.habits
            or self.follows
            or self.borrows
            or not self.slots.isdisjoint({"idea", "moment", "loss"})
        )
        invites = self.move is Move.REFLECT and self.about is not None
        return self.move in {Move.REFLECT, Move.ASK} and not (spoken_to or invites)

    @cached_property
    def borrows(self) -> bool:
        """Whether it hands back the words that carry the weight."""
        return not self.slots.isdisjoint({"phrase", "told", "words", "hard"})

    @property
    def own_words(self) -> str:
        """What it says, without its slots."""
        return SLOT.sub("them", self.say)


def gists_of(lines: Sequence[Line], labels: Sequence[str]) -> Matrix:
    """For each line a row with 1 for the gists that it is for, in the order of ``labels``."""
    return np.array([[label in line.gists for label in labels] for line in lines], np.float32)


def load_lines(folder: Path, known_habits: frozenset[str], findings: Findings) -> tuple[Line, ...]:
    """All lines of ``prompts/guide/``; what is malformed is left out and noted in ``findings``."""
    lines: list[Line] = []
    seen: dict[str, tuple[Path, str, str, int]] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        text = read_text(path, findings)
        if text is None:
            continue
        value = parse_yaml(text, path, findings)
        made = validated(_LineFile, value, path=path, text=text, findings=findings)
        if made is None:
            continue
        if made.move != path.parent.name:
            findings.add(path, 1, f"move: {made.move} must equal the folder {path.parent.name}")
        for number, entry in enumerate(made.lines):
            line = _line(made.move, made.defaults, entry)
            problem = _problem(line, known_habits, seen)
            if problem:
                findings.add(path, _line_number(text, entry.say, number), problem)
            else:
                seen[_normal(entry.say)] = (path, text, entry.say, number)
                lines.append(line)
    said = {line.move for line in lines}
    for move in Move:
        if move not in said and move not in {Move.SCENE, Move.BRAND, Move.SUMMARISE}:
            findings.add(folder, 1, f"there is no line for the move {move}; write {move}/*.yaml")
    return tuple(lines)


def _line(move: Move, defaults: _Filters, entry: _LineEntry) -> Line:
    def pick(name: str) -> frozenset[Any]:
        return frozenset(getattr(entry, name) or getattr(defaults, name))

    return Line(
        id=sha256(f"{move}:{entry.say}".encode()).hexdigest()[:12],
        move=move,
        say=entry.say,
        hears=entry.hears,
        habits=pick("habits"),
        gists=pick("gists"),
        feelings=pick("feelings"),
        relations=pick("relations"),
        turns=pick("turns"),
        stages=pick("stages"),
        after=pick("after"),
        about=entry.about or defaults.about,
        depth=entry.depth or defaults.depth,
        short=(entry.length or defaults.length) == "short",
        slots=frozenset(SLOT.findall(entry.say)),
        asked=entry.asked,
        follows=entry.follows or defaults.follows,
    )


def _problem(
    line: Line, known_habits: frozenset[str], seen: dict[str, tuple[Path, str, str, int]]
) -> str | None:
    if unknown := line.habits - known_habits:
        return f"habits: unknown id {min(unknown)}; see knowledge/vocabulary/habits.yaml"
    if (first := seen.get(_normal(line.say))) is not None:
        path, text, say, number = first
        where = f"{path.name}:{_line_number(text, say, number)}"
        return f"the same words stand in {where}; write something else"
    if line.move in _TELLING and "?" in line.say:
        return f"a line of {line.move} asks nothing; end it with a full stop"
    if line.move in _ASKING and not line.asks:
        return f"a line of {line.move} ends with its question; end it with a question mark"
    if (line.move is Move.SUGGEST) != (line.asked is not None):
        return "asked: stands in the lines of suggest, and in no others; say which kind of question it answers"
    if line.move is Move.ASK and line.about is None:
        return "about: is missing; say which subject the question asks about"
    if line.move is Move.REFLECT and line.depth is None:
        return "depth: is missing; say simple, complex or double"
    return None


def _normal(say: str) -> str:
    return re.sub(r"\W+", " ", say.lower()).strip()


def _line_number(text: str, say: str, number: int) -> int:
    """Where the entry stands: found by its words, since composing every file would be slow."""
    start = say[:24].replace('"', '\\"')
    for n, row in enumerate(text.splitlines(), start=1):
        if start in row:
            return n
    return number + 1


def plain_line(name: str, move: Move, say: str) -> Line:
    """A wording that stands in another curated file, as a line that may be said whenever its place comes."""
    none: frozenset[str] = frozenset()
    return Line(
        id=name,
        move=move,
        say=say,
        hears=(),
        habits=none,
        gists=frozenset(),
        feelings=frozenset(),
        relations=frozenset(),
        turns=frozenset(),
        stages=frozenset(),
        after=frozenset(),
        about=None,
        depth=Depth.COMPLEX if move is Move.REFLECT else None,
        short=False,
        slots=frozenset(SLOT.findall(say)),
    )
