"""What the coach knows: reads and validates ``knowledge/``."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, field_validator, model_validator

from coach.agreements import Agreement, load_agreement
from coach.curated import (
    Curated,
    Findings,
    line_of,
    nearest,
    parse_yaml,
    read_text,
    split_front_matter,
    validated,
)
from coach.exercises import Exercise, load_exercises
from coach.sources import Source, read_sources
from coach.stations import BrandTrack, load_track
from coach.vocabulary import Relation

PassageKind = Literal["evidence", "practice", "story", "caution", "idea"]
EvidenceKind = Literal[
    "meta-analysis", "experiment", "field-study", "survey", "theory", "book", "essay"
]
SHORTEST, LONGEST = 80, 220
"""Words of a passage."""


class Habit(Curated):
    """A transactional habit; ``counter`` is the practice that answers it."""

    id: str
    name: str
    definition: str
    not_: str = Field(alias="not")
    counter: str
    seed: str


class PassageHeader(Curated):
    """The front matter of a passage."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=3, max_length=90)
    topics: tuple[str, ...] = Field(min_length=1, max_length=3)
    habits: tuple[str, ...] = Field(default=(), max_length=3)
    kind: PassageKind
    evidence: EvidenceKind
    sources: tuple[str, ...] = Field(min_length=1)
    reviewed: date


@dataclass(frozen=True)
class Passage:
    """One idea of the library in 80 to 220 words."""

    header: PassageHeader
    text: str
    path: str
    works: tuple[Source, ...] = field(default=(), compare=False)
    """What it rests on, in the order of its header."""
    own: bool = False
    """Whether a workspace wrote it itself, apart from the curated library."""

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def title(self) -> str:
        return self.header.title

    @cached_property
    def digest(self) -> str:
        """Changes with the passage's content: what indexes and citations are tied to."""
        return sha256(f"{self.header.model_dump_json()}\n{self.text}".encode()).hexdigest()[:16]

    @property
    def indexed_text(self) -> str:
        """What a search matches."""
        return f"{self.title}. {self.text}"


class ScenarioPerson(Curated):
    """Somebody in a scenario."""

    name: str
    role: str
    matters: str


class TurningPoint(Curated):
    """A moment in a scenario, the question it asks, what somebody might answer, for a room that reads it together,
    and what may be said to any answer."""

    id: str
    moment: str
    question: str
    choices: tuple[Annotated[str, Field(min_length=1, max_length=120)], ...] = Field(
        min_length=2, max_length=5
    )
    reflections: tuple[str, ...] = Field(min_length=2)


class Scenario(Curated):
    """A situation to think through with the coach."""

    id: str
    title: str
    seed: str | None = None
    minutes: int = Field(ge=3, le=60)
    relation: Relation
    habits: tuple[str, ...] = Field(min_length=1, max_length=3)
    situation: str
    people: tuple[ScenarioPerson, ...] = Field(min_length=1)
    opening: str
    turning_points: tuple[TurningPoint, ...] = Field(min_length=3, max_length=5)
    passages: tuple[str, ...] = ()
    good_outcome: str
    caution: str | None = None
    reviewed: date

    @field_validator("opening")
    @classmethod
    def _one_question(cls, value: str) -> str:
        if value.count("?") != 1:
            raise ValueError("an opening asks exactly one question")
        return value.strip()

    @model_validator(mode="after")
    def _questions(self) -> "Scenario":
        for point in self.turning_points:
            if point.question.count("?") != 1:
                raise ValueError(f"turning point {point.id}: ask exactly one question")
            if len(set(point.choices)) < len(point.choices):
                raise ValueError(f"turning point {point.id}: two choices are the same")
        return self


class Contact(Curated):
    """A way to reach people who can help, checked against a public record."""

    country: str = Field(pattern=r"^([A-Z]{2}|INT)$")
    name: str
    serves: Literal["emergency", "crisis", "abuse", "workplace"]
    number: str | None = None
    url: HttpUrl | None = None
    hours: str | None = None
    languages: tuple[str, ...] = ()
    record: HttpUrl
    checked: date

    @model_validator(mode="after")
    def _reachable(self) -> "Contact":
        if self.number is None and self.url is None:
            raise ValueError("needs a number or a url")
        return self


@dataclass(frozen=True)
class Knowledge:
    """Everything under ``knowledge/``, by id."""

    habits: dict[str, Habit]
    topics: dict[str, str]
    passages: dict[str, Passage]
    scenarios: dict[str, Scenario]
    sources: dict[str, Source]
    contacts: tuple[Contact, ...]
    brand: BrandTrack = field(default_factory=BrandTrack)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    agreement: Agreement | None = None
    """What leader, coach and sponsor accept; None where the file cannot be used."""

    def contacts_for(self, country: str, serves: tuple[str, ...]) -> list[Contact]:
        """Ways to reach help in a country, in the order of ``serves``; the international ones
        where the country has none of a kind, and always last."""
        found = []
        for kind in serves:
            here = [c for c in self.contacts if c.country == country and c.serves == kind]
            found += here or [c for c in self.contacts if c.country == "INT" and c.serves == kind]
        return found or [c for c in self.contacts if c.country == "INT"]


def load_knowledge(folder: Path, findings: Findings) -> Knowledge:
    """Read everything; what is malformed is left out and noted in ``findings``."""
    habits = _load_habits(folder / "vocabulary" / "habits.yaml", findings)
    topics = _load_topics(folder / "vocabulary" / "topics.yaml", findings)
    sources = read_sources(folder / "sources.bib", findings)
    passages = _load_passages(folder / "passages", habits, topics, sources, findings)
    scenarios = _load_scenarios(folder / "scenarios", habits, passages, findings)
    contacts = _load_contacts(folder / "safety" / "contacts.yaml", findings)
    brand = load_track(folder / "brand", passages, findings)
    people = {path.stem for path in (folder / "rehearsals").glob("*.yaml")}
    exercises = load_exercises(folder / "exercises", habits, passages, sources, people, findings)
    agreement = load_agreement(folder / "agreements" / "coaching.yaml", findings)
    return Knowledge(
        habits, topics, passages, scenarios, sources, contacts, brand, exercises, agreement
    )


class _HabitFile(Curated):
    habits: tuple[Habit, ...]


class _TopicFile(Curated):
    topics: dict[str, str]


def _load_habits(path: Path, findings: Findings) -> dict[str, Habit]:
    text = read_text(path, findings)
    if text is None:
        return {}
    value = parse_yaml(text, path, findings)
    made = validated(_HabitFile, value, path=path, text=text, findings=findings)
    for habit, count in Counter(h.id for h in (made.habits if made else ())).items():
        if count > 1:
            findings.add(
                path, line_of(text, ["habits"]), f"{habit}: two habits of this id; rename one"
            )
    return {habit.id: habit for habit in made.habits} if made else {}


def _load_topics(path: Path, findings: Findings) -> dict[str, str]:
    text = read_text(path, findings)
    if text is None:
        return {}
    value = parse_yaml(text, path, findings)
    made = validated(_TopicFile, value, path=path, text=text, findings=findings)
    return dict(made.topics) if made else {}


def _load_contacts(path: Path, findings: Findings) -> tuple[Contact, ...]:
    """Each entry by itself: one that is mistyped must not take the others with it."""
    text = read_text(path, findings)
    if text is None:
        return ()
    value = parse_yaml(text, path, findings)
    entries = value.get("contacts") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        findings.add(path, 1, "contacts: is missing; add a list of entries")
        return ()
    for key in value.keys() - {"contacts"}:
        findings.add(path, line_of(text, [key]), f"{key}: unknown key; known is contacts")
    made = [
        validated(
            Contact, entry, path=path, text=text, findings=findings, within=("contacts", number)
        )
        for number, entry in enumerate(entries)
    ]
    contacts = tuple(c for c in made if c is not None)
    if not any(c.country == "INT" for c in contacts):
        findings.add(path, 1, "has no international fallback; add entries with country: INT")
    return contacts


def _load_passages(
    folder: Path,
    habits: dict[str, Habit],
    topics: dict[str, str],
    sources: dict[str, Source],
    findings: Findings,
) -> dict[str, Passage]:
    passages: dict[str, Passage] = {}
    for path in sorted(folder.glob("*/*.md")):
        text = read_text(path, findings)
        parts = split_front_matter(text, path, findings) if text is not None else None
        if parts is None:
            continue
        front, body, body_line = parts
        value = parse_yaml(front, path, findings, offset=1)
        header = validated(PassageHeader, value, path=path, text=front, findings=findings, offset=1)
        if header is None:
            continue
        before = len(findings)

        def note(key: str, message: str, path: Path = path, front: str = front) -> None:
            findings.add(path, line_of(front, [key]) + 1, f"{key}: {message}")

        if header.id != path.stem:
            note("id", f"{header.id} must equal the file's name {path.stem}")
        if header.id in passages:
            note("id", f"{header.id} is already the id of {passages[header.id].path}; rename one")
        if header.topics[0] != path.parent.name:
            note("topics", f"the first must be the folder {path.parent.name}")
        for kind, names, known in (
            ("topics", header.topics, topics),
            ("habits", header.habits, habits),
        ):
            for name in names:
                if name not in known:
                    note(kind, f"unknown id {name}; {nearest(name, known)}")
        for key in header.sources:
            if key not in sources:
                note("sources", f"{key} is not in knowledge/sources.bib; add it there first")
        words = len(body.split())
        if not SHORTEST <= words <= LONGEST:
            findings.add(
                path, body_line, f"has {words} words; write {SHORTEST} to {LONGEST}, one idea"
            )
        if len(findings) == before:
            works = tuple(sources[key] for key in header.sources)
            passages[header.id] = Passage(header, body, str(path), works)
    return passages


def _load_scenarios(
    folder: Path, habits: dict[str, Habit], passages: dict[str, Passage], findings: Findings
) -> dict[str, Scenario]:
    scenarios: dict[str, Scenario] = {}
    for path in sorted(folder.glob("*.yaml")):
        text = read_text(path, findings)
        if text is None:
            continue
        value = parse_yaml(text, path, findings)
        made = validated(Scenario, value, path=path, text=text, findings=findings)
        if made is None:
            continue
        before = len(findings)
        if made.id != path.stem:
            findings.add(path, line_of(text, ["id"]), f"id: must equal the file's name {path.stem}")
        for kind, names, known in (
            ("habits", made.habits, list(habits)),
            ("passages", made.passages, list(passages)),
        ):
            for name in names:
                if name not in known:
                    findings.add(
                        path,
                        line_of(text, [kind]),
                        f"{kind}: unknown id {name}; {nearest(name, known)}",
                    )
        ids = Counter(point.id for point in made.turning_points)
        for name, count in ids.items():
            if count > 1:
                findings.add(path, line_of(text, ["turning_points"]), f"two turning points {name}")
        if len(findings) == before:
            scenarios[made.id] = made
    return scenarios
