"""The curated words of the page "Progress": reads and validates ``knowledge/progress/``."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints, field_validator

from coach.curated import Curated, Findings, line_of, nearest, parse_yaml, read_text, validated

_SLOT = re.compile(r"\{([^{}]*)\}")
_LOUD = re.compile(
    r"[!?—]|\b(?:only|already|just|well done|great|good|better|worse|should|must)\b", re.I
)
_READINGS: Mapping[str, Mapping[str, frozenset[str]]] = {
    picture: {when: frozenset(slots.split()) for when, slots in whens.items()}
    for picture, whens in {
        "strengths": {
            "none": "", "earlier": "", "once": "name month", "often": "name times since",
            "after": "name times since after habit", "all-after": "name times since habit",
        },
        "habits": {
            "none": "", "earlier": "", "once": "name month", "often": "name times since", "owned-once": "name month",
            "owned": "name times since owned", "after": "name times since after", "refused": "name",
        },
        "commitments": {
            "none": "", "earlier": "", "one-open": "month", "one-kept": "month", "one-changed": "month",
            "one-dropped": "month", "many": "count since parts",
        },
        "parts": {
            f"{became}-{many}": "count" if many == "many" else ""
            for became in ("open", "kept", "changed", "dropped")
            for many in ("one", "many")
        },
        "confidence": {
            "none": "", "earlier": "", "waiting": "", "few": "", "done": "done", "dropped": "dropped",
            "both": "done dropped",
        },
        "ratings": {
            "none": "", "earlier": "", "once": "month", "same": "first last", "moved": "statement from to first last",
        },
    }.items()
}  # fmt: skip
"""For each picture the occasions that a sentence is needed for, and what it may speak of."""


class Statement(Curated):
    """Something that leaders may say of themselves, once a month."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    say: str = Field(min_length=10, max_length=90)

    @field_validator("say")
    @classmethod
    def _plain(cls, value: str) -> str:
        if not value.endswith(".") or _LOUD.search(value):
            raise ValueError(
                "write one plain sentence that ends with a full stop and judges nobody"
            )
        return value


class _Statements(Curated):
    scale: tuple[str, str, str, str, str]
    statements: tuple[Statement, ...] = Field(min_length=6, max_length=8)


_Name = Annotated[str, StringConstraints(pattern=r"^[A-Z][^.?!]{5,44}$")]


class _Practices(Curated):
    practices: dict[str, _Name]


class _Readings(Curated):
    strengths: dict[str, str]
    habits: dict[str, str]
    commitments: dict[str, str]
    parts: dict[str, str]
    confidence: dict[str, str]
    ratings: dict[str, str]


_Model = TypeVar("_Model", bound=Curated)


@dataclass(frozen=True)
class ProgressWords:
    """What the pictures are called and what is said below them."""

    scale: tuple[str, ...]
    """What 1 to 5 mean, in words."""
    statements: Mapping[str, Statement]
    practices: Mapping[str, str]
    """For a habit the practice that answers it, as the subject of a sentence."""
    readings: Mapping[str, Mapping[str, str]]

    def reading(self, picture: str, when: str, **slots: str) -> str:
        """The sentence for an occasion, filled; empty if its file is malformed."""
        say = self.readings.get(picture, {}).get(when, "")
        return _SLOT.sub(lambda m: slots[m[1]], say)


def load_progress_words(folder: Path, habits: Collection[str], findings: Findings) -> ProgressWords:
    """Read all three files; what is malformed is left out and noted in ``findings``."""
    said, _ = _load(_Statements, folder / "statements.yaml", findings)
    statements: dict[str, Statement] = {}
    for statement in said.statements if said else ():
        if statement.id in statements:
            path = folder / "statements.yaml"
            findings.add(path, 1, f"{statement.id}: two statements of this id; rename one")
        statements.setdefault(statement.id, statement)
    return ProgressWords(
        said.scale if said else ("1", "2", "3", "4", "5"),
        statements,
        _practices(folder / "practices.yaml", habits, findings),
        _readings(folder / "readings.yaml", findings),
    )


def _practices(path: Path, habits: Collection[str], findings: Findings) -> dict[str, str]:
    made, text = _load(_Practices, path, findings)
    practices = dict(made.practices) if made else {}
    for unknown in practices.keys() - set(habits):
        line = line_of(text, ["practices", unknown])
        findings.add(path, line, f"{unknown}: unknown id; {nearest(unknown, list(habits))}")
    for lacking in sorted(set(habits) - practices.keys() if made else ()):
        findings.add(
            path, 1, f"{lacking}: the practice that answers this habit has no name; add it"
        )
    return practices


def _readings(path: Path, findings: Findings) -> dict[str, dict[str, str]]:
    """Each sentence by itself: one that is mistyped must not take the others with it."""
    made, text = _load(_Readings, path, findings)
    kept: dict[str, dict[str, str]] = {picture: {} for picture in _READINGS}
    for picture, whens in vars(made).items() if made else ():
        known = _READINGS[picture]
        for when in known.keys() - whens.keys():
            findings.add(path, line_of(text, [picture]), f"{picture}.{when}: is missing; write it")
        for when, say in whens.items():
            problem = _problem(say, known.get(when))
            if problem is None:
                kept[picture][when] = say
            else:
                line = line_of(text, [picture, when])
                findings.add(path, line, f"{picture}.{when}: {problem}")
    return kept


def _problem(say: str, slots: frozenset[str] | None) -> str | None:
    """What is wrong with a sentence that may fill these slots."""
    if slots is None:
        return "nothing asks for this sentence; remove it"
    if unknown := set(_SLOT.findall(say)) - slots:
        known = ", ".join(sorted(slots)) or "none"
        return f"unknown slot {{{min(unknown)}}}; known here: {known}"
    if loud := _LOUD.search(say):
        return f"“{loud.group()}” judges, asks or praises; say what the picture shows"
    return None


def _load(model: type[_Model], path: Path, findings: Findings) -> tuple[_Model | None, str]:
    """The file as ``model``, or None with findings, and its text."""
    text = read_text(path, findings)
    if text is None:
        return None, ""
    value = parse_yaml(text, path, findings)
    return validated(model, value, path=path, text=text, findings=findings), text
