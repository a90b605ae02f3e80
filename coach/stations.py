"""The stations of the track to a personal brand, read from ``knowledge/brand/``: what each asks, in which words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from coach.curated import Curated, Findings, line_of, nearest, parse_yaml, read_text, validated
from coach.lines import COACH_SPEAK, SLOT, Line, plain_line
from coach.vocabulary import BrandKind, Move, Subject

TRACK = "track."
"""How the ids of these lines begin."""
COMMON = "common.yaml"
FOUND = frozenset(
    "value wanted heard statement habit evidence strength strength-evidence proof".split()
)
"""What earlier stations and other talks can bring along; ``words_so_far`` in ``coach/brand.py`` finds it."""
OF_THE_MESSAGE = frozenset({"person", "phrase", "answer"})
_LEAST_FREE = 2  # wordings of a question that need nothing which may be missing

Says = Annotated[str, StringConstraints(min_length=2, max_length=420, strip_whitespace=True)]


def _said_plainly(says: Iterable[str], *, asks: bool) -> Iterator[str]:
    """What is wrong with some wordings."""
    for say in says:
        if banned := COACH_SPEAK.search(say):
            yield f"“{banned.group()}” is not how the coach speaks; write it plainly"
        if "\n" in say:
            yield f"“{say[:30]}”: write it on one line"
        if asks and (say.count("?") != 1 or not say.rstrip("”’").endswith("?")):
            yield f"“{say[:40]}”: asks exactly one question, at its end"
        if not asks and "?" in say:
            yield f"“{say[:40]}”: asks nothing here; end it with a full stop"


def _checked(says: tuple[str, ...], *, asks: bool) -> tuple[str, ...]:
    for problem in _said_plainly(says, asks=asks):
        raise ValueError(problem)
    return says


class Keeps(Curated):
    """Where an answer stands in the brand."""

    kind: BrandKind
    part: str
    field: str
    of: str | None = None
    """What it is said about: something that was brought along or answered before."""


class Probe(Curated):
    """What is asked once more where an answer is of some kind."""

    when: Literal["short", "long", "guess", "comment"]
    field: str | None = None
    """Where its answer stands; without it, in the place of the first one."""
    adds: bool = False
    """Whether it is put to the first answer."""
    asks: tuple[Says, ...] = Field(min_length=3)

    @field_validator("asks")
    @classmethod
    def _asks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(value, asks=True)


class Beat(Curated):
    """One thing that a station asks, in several wordings."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    about: Subject
    keeps: Keeps | None = None
    needs: tuple[str, ...] = ()
    """Asked only where all of these are known."""
    unless: tuple[str, ...] = ()
    """Not asked where one of these is known."""
    least: int = Field(1, ge=1, le=20)
    """Words below which an answer is short."""
    most: int = Field(400, ge=5)
    """Words above which it is long."""
    asks: tuple[Says, ...] = Field(min_length=4)
    smaller: tuple[Says, ...] = Field(min_length=2)
    """For somebody to whom nothing comes."""
    probes: tuple[Probe, ...] = ()
    takes: tuple[Says, ...] = ()
    """Reflections that fit any answer to it."""
    leaves: tuple[Says, ...] = ()
    """What is said where it is passed over."""

    @field_validator("asks", "smaller")
    @classmethod
    def _asks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(value, asks=True)

    @field_validator("takes", "leaves")
    @classmethod
    def _tells(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(value, asks=False)

    @model_validator(mode="after")
    def _always_something_to_ask(self) -> "Beat":
        given = {*self.needs}
        for says in (self.asks, *(p.asks for p in self.probes)):
            if sum(set(SLOT.findall(say)) <= given for say in says) < _LEAST_FREE:
                raise ValueError(
                    f"{self.id}: at least {_LEAST_FREE} wordings of each question use no slot but what it needs"
                )
        return self


class Station(Curated):
    """One conversation of the track."""

    id: str
    number: int = Field(ge=1)
    title: str = Field(max_length=40)
    about: str
    """What it is for, on the page."""
    aim: str
    """The same as what the leader wants from the talk."""
    minutes: int = Field(ge=3, le=60)
    requires: Literal["statement"] | None = None
    plans: str | None = None
    """The question whose answer becomes a commitment; after it comes the last one, whether there is another."""
    passages: tuple[str, ...] = ()
    openings: tuple[Says, ...] = Field(min_length=3)
    again: tuple[Says, ...] = Field(min_length=3)
    closings: tuple[Says, ...] = Field(min_length=3)
    beats: tuple[Beat, ...] = Field(min_length=2)

    @field_validator("openings", "again", "closings")
    @classmethod
    def _tells(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(value, asks=False)

    @model_validator(mode="after")
    def _holds_together(self) -> "Station":
        known = {*FOUND, *OF_THE_MESSAGE}
        for name, count in Counter(beat.id for beat in self.beats).items():
            if count > 1:
                raise ValueError(f"two questions of the id {name}; rename one")
        for beat in self.beats:
            fields = {p.field for p in beat.probes if p.field}
            used = {*beat.needs}.union(
                *(SLOT.findall(s) for s in (*beat.asks, *beat.smaller, *beat.takes, *beat.leaves))
            )
            own = {beat.id, *fields}
            probing = set().union(*(SLOT.findall(s) for p in beat.probes for s in p.asks))
            for unknown in sorted((used - known - own) | (probing - known - own)):
                raise ValueError(f"{beat.id}: nothing is known as {{{unknown}}} there")
            known |= own
        for unknown in sorted(set().union(*(SLOT.findall(s) for s in self.closings)) - known):
            raise ValueError(f"closings: nothing is known as {{{unknown}}}")
        for says in (self.openings, self.again, self.closings):
            if not any(set(SLOT.findall(say)) <= {self.requires} for say in says):
                raise ValueError("each kind of line needs one that uses no slot")
        if self.plans is not None and self.plans not in {beat.id for beat in self.beats}:
            raise ValueError(f"plans: {self.plans} is none of its questions")
        return self

    @property
    def last_word(self) -> str | None:
        """The question after which nothing is left open, whatever is said to it: whether there is another proof."""
        return self.beats[-1].id if self.plans is not None else None

    def beat(self, id_: str | None) -> Beat | None:
        return next((beat for beat in self.beats if beat.id == id_), None)


class CommonWords(Curated):
    """What any station may say."""

    leaves: tuple[Says, ...] = Field(min_length=6)
    resumes: tuple[Says, ...] = Field(min_length=6)
    stands: tuple[Says, ...] = Field(min_length=4)
    """Said where nothing is added to an answer."""
    stops: tuple[Says, ...] = Field(min_length=3)
    nothing: tuple[Says, ...] = Field(min_length=3)
    after: tuple[Says, ...] = Field(min_length=4)
    """Said to what is told when the station is over."""

    @field_validator("leaves", "resumes", "stands", "stops", "nothing", "after")
    @classmethod
    def _tells(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(value, asks=False)


@dataclass(frozen=True)
class BrandTrack:
    """The stations in their order, and what any of them may say."""

    stations: dict[str, Station] = field(default_factory=dict)
    common: CommonWords | None = None


@cache
def lines_of(says: tuple[str, ...], move: Move = Move.BRAND) -> tuple[Line, ...]:
    """Curated wordings as lines that the guide can choose from."""
    return tuple(
        plain_line(TRACK + sha256(say.encode()).hexdigest()[:12], move, say) for say in says
    )


def load_track(folder: Path, passages: Iterable[str], findings: Findings) -> BrandTrack:
    """The track; a malformed station is left out and noted, all of it where the common words are."""
    common: CommonWords | None = None
    stations: list[Station] = []
    said: dict[str, str] = {}
    known = set(passages)
    if not folder.is_dir():
        return BrandTrack()
    for path in sorted(folder.glob("*.yaml")):
        text = read_text(path, findings)
        if text is None:
            continue
        value = parse_yaml(text, path, findings)
        if path.name == COMMON:
            common = validated(CommonWords, value, path=path, text=text, findings=findings)
            continue
        made = validated(Station, value, path=path, text=text, findings=findings)
        if made is None:
            continue
        before = len(findings)
        if made.id != path.stem:
            findings.add(path, line_of(text, ["id"]), f"id: must equal the file's name {path.stem}")
        for name in made.passages:
            if name not in known:
                findings.add(
                    path,
                    line_of(text, ["passages"]),
                    f"passages: unknown id {name}; {nearest(name, list(known))}",
                )
        if any(other.number == made.number for other in stations):
            findings.add(
                path, line_of(text, ["number"]), "number: another station has it; choose one"
            )
        for say in _all_words(made):
            first = said.setdefault(" ".join(say.lower().split()), path.name)
            if first != path.name or list(_all_words(made)).count(say) > 1:
                findings.add(path, 1, f"“{say[:40]}” stands in {first} too; write something else")
        if len(findings) == before:
            stations.append(made)
    if common is None:
        findings.add(folder / COMMON, 1, "cannot be used; the whole track is left out without it")
        return BrandTrack()
    stations.sort(key=lambda station: station.number)
    return BrandTrack({station.id: station for station in stations}, common)


def _all_words(station: Station) -> Iterator[str]:
    yield from (*station.openings, *station.again, *station.closings)
    for beat in station.beats:
        yield from (*beat.asks, *beat.smaller, *beat.takes, *beat.leaves)
        for probe in beat.probes:
            yield from probe.asks
