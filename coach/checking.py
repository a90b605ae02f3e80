"""Everything that people curate, checked: what is wrong stands as file, line and remedy."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from coach.characters import load_rehearsal_words, load_rehearsals
from coach.curated import Curated, Finding, Findings, nearest, read_text
from coach.knowledge import Knowledge, load_knowledge
from coach.lines import load_lines
from coach.passage_checks import check_passages
from coach.progress_words import load_progress_words
from coach.pulse_questions import load_pulse_questions
from coach.reviewing import Verdict, load_patterns, load_review_words
from coach.sensitive import Category, load_signs_of_sensitive
from coach.services import ROOT, load_signs
from coach.source_checks import check_sources
from coach.text import folded
from coach.vocabulary import Feeling, Gist, Level, Relation, Treatment, TurnKind
from coach.workshops.agenda import load_templates
from coach.workshops.wall_words import load_wall_words

_READ = {
    "knowledge": {".md", ".yaml", ".bib", ".jsonl", ".json", ".onnx", ".safetensors"},
    "prompts": {".md", ".yaml"},
}


def check(root: Path = ROOT) -> list[Finding]:
    """Every finding under ``knowledge/`` and ``prompts/``, in order."""
    findings = Findings(root)
    knowledge = load_knowledge(root / "knowledge", findings)
    lines = load_lines(root / "prompts" / "guide", frozenset(knowledge.habits), findings)
    load_signs(root / "knowledge" / "safety" / "signs.yaml", findings)
    load_signs_of_sensitive(root / "knowledge" / "memory" / "never_kept.yaml", findings)
    _check_links(root, knowledge, findings)
    check_sources(root / "knowledge" / "sources.bib", knowledge.sources, findings)
    check_passages(root, knowledge, findings)
    _check_model_prompts(root, findings)
    for name in ("whys", "questions"):
        path = root / "knowledge" / "review" / f"{name}.yaml"
        load_review_words(path, knowledge.habits, findings)
    load_rehearsals(root / "knowledge" / "rehearsals", findings)
    load_rehearsal_words(root / "knowledge" / "rehearsing.yaml", findings)
    load_patterns(root / "knowledge" / "review" / "patterns.yaml", knowledge.habits, findings)
    load_progress_words(root / "knowledge" / "progress", knowledge.habits, findings)
    load_pulse_questions(root / "knowledge" / "pulse" / "questions.yaml", knowledge, findings)
    load_templates(root / "knowledge" / "workshops", knowledge.scenarios, findings)
    load_wall_words(root / "knowledge" / "safety" / "wall.yaml", findings)
    answered = sorted({line.asked for line in lines if line.asked is not None})
    _check_data(root, knowledge, answered, findings)
    _check_ear(root, knowledge, findings)
    _check_strays(root, findings)
    return sorted(set(findings))


def _check_links(root: Path, knowledge: Knowledge, findings: Findings) -> None:
    """No source unused."""
    used = {key for p in knowledge.passages.values() for key in p.header.sources}
    for source in knowledge.sources.values():
        if source.key not in used:
            message = f"{source.key}: no passage rests on it; use it or remove it"
            findings.add(root / "knowledge" / "sources.bib", source.line, message)


def _check_model_prompts(root: Path, findings: Findings) -> None:
    from coach.voices.model.prompts import load_prompts

    load_prompts(root / "prompts" / "model", findings)


# --- Data for teaching and measuring the ear -----------------------------------------------------


class _Row(Curated):
    text: str

    @model_validator(mode="after")
    def _says_something(self) -> "_Row":
        if not self.text.strip():
            raise ValueError("text: is empty; write it or remove the line")
        return self


class _HabitRow(_Row):
    habits: tuple[str, ...]
    strengths: tuple[str, ...]
    evidence: str
    owner: Literal["self", "other", "past", "hypothetical", "none"]
    writer: str
    before: str = ""

    @model_validator(mode="after")
    def _evidence_stands_in_text(self) -> "_HabitRow":
        if self.evidence not in self.text:
            raise ValueError("evidence: does not stand in the text; copy the words exactly")
        if self.habits and self.owner != "self":
            raise ValueError(
                f"habits: a message with owner {self.owner} shows none of the speaker's"
            )
        return self


class _CoachedRow(_Row):
    before: str
    habits: tuple[str, ...]
    strengths: tuple[str, ...]
    evidence: str
    gists: tuple[Gist, ...] = Field(min_length=1, max_length=3)
    turns: tuple[TurnKind, ...] = Field(max_length=2)
    writer: str

    @model_validator(mode="after")
    def _evidence_stands_in_text(self) -> "_CoachedRow":
        if self.evidence not in self.text:
            raise ValueError("evidence: does not stand in the text; copy the words exactly")
        return self


class _FeltRow(Curated):
    id: Feeling
    own: bool


class _TurnRow(_Row):
    before: str
    turn: TurnKind
    feelings: tuple[_FeltRow, ...]
    relation: Relation
    writer: str
    levels: tuple[Level, ...] = ()


class _InTalkRow(_Row):
    before: str
    turns: tuple[TurnKind, ...] = Field(min_length=1, max_length=2)
    writer: str


class _TalkRow(_Row):
    talk: str
    habit: str
    before: str
    writer: str


class _ScreeningRow(_Row):
    levels: tuple[Level, ...]
    writer: str
    before: str = ""

    @model_validator(mode="after")
    def _none_is_empty(self) -> "_ScreeningRow":
        if Level.NONE in self.levels:
            raise ValueError("levels: leave the list empty where none applies")
        return self


class _ReviewRow(_Row):
    verdict: Verdict
    worst: str
    habit: str | None
    writer: str | None = None

    @model_validator(mode="after")
    def _worst_stands_in_text(self) -> "_ReviewRow":
        if self.worst not in self.text:
            raise ValueError("worst: does not stand in the text; copy the words exactly")
        return self


class _GistRow(_Row):
    gists: tuple[Gist, ...] = Field(min_length=1, max_length=3)
    writer: str | None = None


class _QuoteRow(_Row):
    quote: str

    @model_validator(mode="after")
    def _quote_stands_in_text(self) -> "_QuoteRow":
        if self.quote not in self.text:
            raise ValueError("quote: does not stand in the text; copy the words exactly")
        return self


class _HeardRow(_Row):
    levels: tuple[Level, ...] | None = None
    habits: tuple[str, ...] | None = None
    strengths: tuple[str, ...] | None = None


class _AskedRow(_Row):
    """A direct question to the coach, and which kind it is (``asked`` of the lines of ``suggest``), the one that fits
    best first; empty where no line answers it."""

    asked: tuple[str, ...] = Field(max_length=2)
    writer: str


class _ReplyRow(_Row):
    """Ids of lines; those that have been reworded since answer no message any more."""

    writer: str
    reflect: tuple[Annotated[str, Field(pattern="^~?[0-9a-f]{12}$")], ...]
    ask: tuple[Annotated[str, Field(pattern="^~?[0-9a-f]{12}$")], ...]


class _QueryRow(_Row):
    """What somebody would type to search the library, and the topics under which an answer could stand, the most fitting
    first; empty where the library cannot answer."""

    topics: tuple[str, ...] = Field(max_length=4)
    style: Literal["plain", "keywords", "question", "story", "typos", "second-language", "essays"]
    writer: str


class _RecallRow(_Row):
    """What a leader says now, and earlier words of theirs (of the person ``about``): whether these bear on it."""

    then: str
    about: str | None
    bears: bool


class _SensitiveRow(_Row):
    """A sentence, and what it tells of that is never remembered; None if of nothing."""

    category: Category | None


class _TreatmentRow(_Row):
    """What somebody says to another at work, and how that treats them, the main way first; empty where it tells nothing
    of that."""

    treated: tuple[Treatment, ...] = Field(max_length=4)
    writer: str


_SCHEMAS: Mapping[str, type[_Row]] = {
    "training/habits-": _HabitRow,
    "training/coached": _CoachedRow,
    "training/turns": _TurnRow,
    "training/midtalk": _TurnRow,
    "training/intalk": _InTalkRow,
    "training/screening": _ScreeningRow,
    "training/talks": _ScreeningRow,
    "training/review": _ReviewRow,
    "training/gists": _GistRow,
    "training/quotes": _QuoteRow,
    "training/heard": _HeardRow,
    "training/replies": _ReplyRow,
    "training/asked": _AskedRow,
    "training/queries": _QueryRow,
    "training/recall": _RecallRow,
    "training/sensitive": _SensitiveRow,
    "evaluation/recall": _RecallRow,
    "evaluation/sensitive": _SensitiveRow,
    "training/treatments": _TreatmentRow,
    "evaluation/asked": _AskedRow,
    "evaluation/habits": _HabitRow,
    "evaluation/talks": _TalkRow,
    "evaluation/turns": _InTalkRow,
    "evaluation/screening": _ScreeningRow,
    "evaluation/review": _ReviewRow,
    "evaluation/queries": _QueryRow,
    "evaluation/treatments": _TreatmentRow,
}


def _check_data(
    root: Path, knowledge: Knowledge, answered: Sequence[str], findings: Findings
) -> None:
    """``answered``: the kinds of direct questions that a line answers."""
    taught: dict[str, str] = {}
    known_ids: Mapping[str, Collection[str]] = {
        "habits": knowledge.habits,
        "strengths": knowledge.habits,
        "topics": knowledge.topics,
        "asked": frozenset(answered),
        "habit": knowledge.habits,
    }
    for folder in ("training", "evaluation"):
        for path in sorted((root / "knowledge" / folder).glob("*.jsonl")):
            name = f"{folder}/{path.stem}"
            schema = next((s for prefix, s in _SCHEMAS.items() if name.startswith(prefix)), None)
            if schema is None:
                findings.add(path, 1, "nothing reads this file; rename or remove it")
                continue
            ids = [(key, known) for key, known in known_ids.items() if key in schema.model_fields]
            for line, row in _rows(path, schema, findings):
                for key, known in ids:
                    named = getattr(row, key) or ()
                    for unknown in (n for n in _several(named) if n not in known):
                        remedy = nearest(unknown, sorted(known))
                        findings.add(path, line, f"{key}: unknown id {unknown}; {remedy}")
                words = " ".join(folded(row.text).split())
                if folder == "training":
                    taught.setdefault(words, f"{path.name}:{line}")
                elif words in taught:
                    findings.add(path, line, f"stands in training/{taught[words]} too; remove one")


def _several(named: str | Collection[str]) -> Collection[str]:
    return (named,) if isinstance(named, str) else named


def _rows(path: Path, schema: type[_Row], findings: Findings) -> Iterator[tuple[int, _Row]]:
    text = read_text(path, findings)
    # Not splitlines: a line separator inside a JSON string would count as a line's end.
    for line, row in enumerate((text or "").split("\n"), start=1):
        if not row.strip():
            continue
        made = _validated_json(schema, row, path, line, findings)
        if made is not None:
            yield line, made


def _validated_json(
    schema: type[_Row], row: str, path: Path, line: int, findings: Findings
) -> _Row | None:
    try:
        return schema.model_validate_json(row)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            key = ".".join(str(part) for part in item["loc"])
            message = item["msg"].removeprefix("Value error, ")
            if item["type"] == "extra_forbidden":
                message = f"unknown key; known are {', '.join(schema.model_fields)}"
            elif item["type"] == "missing":
                message = "is missing; add it"
            findings.add(path, line, f"{key}: {message}" if key else message)
        return None


def _check_ear(root: Path, knowledge: Knowledge, findings: Findings) -> None:
    """The heads' labels are ids of the vocabulary. Whether the files are whole is doctor's to say."""
    path = root / "knowledge" / "ear" / "heads.json"
    text = read_text(path, findings)
    if text is None:
        return
    try:
        heads: dict[str, Any] = json.loads(text)["heads"]
        labels = {name: set(head["labels"]) for name, head in heads.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        findings.add(path, 1, f"is malformed ({error}); run: make train")
        return
    practices = {*knowledge.habits, "none"}
    for name, known in (
        ("habit", practices),
        ("strength", practices),
        ("message_habit", practices),
        ("gist", set(Gist)),
        ("topic", {*knowledge.topics, "none"}),
        ("treatment", set(Treatment)),
    ):
        for odd in sorted(labels.get(name, set()) ^ known):
            findings.add(
                path, 1, f"{name}: the ear and the vocabulary differ on {odd}; run: make train"
            )


def _check_strays(root: Path, findings: Findings) -> None:
    """Files that nothing reads, such as a passage saved as .txt."""
    for name, read in _READ.items():
        for path in sorted((root / name).rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
            if path.is_file() and not hidden and path.suffix not in read:
                findings.add(
                    path, 1, f"nothing reads a {path.suffix or 'nameless'} file here; remove it"
                )
