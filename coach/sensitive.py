"""What is never remembered of anybody: health, religion, sexuality, union, politics, family troubles, crimes, origin,
money troubles (GDPR, articles 9 and 10, and what belongs beside them).

Curated signs say so outright (``knowledge/memory/never_kept.yaml``). What they miss is likened by the ear to sentences
that do and sentences that don't (``knowledge/training/sensitive.jsonl``): in doubt it is held to be sensitive, since
nothing is lost where a thing is not proposed.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import model_validator

from coach.curated import Curated, Findings, parse_yaml, read_text, validated
from coach.encoder import Matrix
from coach.text import folded

Category = Literal[
    "health",
    "religion",
    "sexuality",
    "union",
    "politics",
    "family troubles",
    "crimes",
    "origin",
    "money troubles",
]
_NEIGHBOURS = 3
_IN_DOUBT = 0.0
"""By how much nearer to harmless sentences a text has to be (docs/decisions/023-memory.md)."""


class _Sign(Curated):
    about: Category
    pattern: str
    hears: str
    passes: str

    @model_validator(mode="after")
    def _hears_and_passes(self) -> "_Sign":
        try:
            pattern = re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern: {error}; correct it") from error
        if not pattern.search(folded(self.hears)):
            raise ValueError("hears: the pattern does not hear this sentence; correct one of them")
        if pattern.search(folded(self.passes)):
            raise ValueError("passes: the pattern hears this sentence too; make it narrower")
        return self


@dataclass(frozen=True)
class NeverKept:
    """The signs of what is never remembered."""

    signs: tuple[tuple[Category, re.Pattern[str]], ...]

    def said_outright(self, text: str) -> Category | None:
        """What a text tells of in so many words; None if no sign of it stands there."""
        plain = folded(text)
        return next((about for about, pattern in self.signs if pattern.search(plain)), None)


@dataclass(frozen=True)
class Sensitive:
    """Tells what is never remembered."""

    signs: NeverKept
    told: Matrix
    """The ear's vectors of sentences that tell such things, one row each."""
    harmless: Matrix

    def may_be(self, text: str, vector: Matrix) -> bool:
        """Whether a text is, or could well be, about such things. ``vector``: how the ear hears it by itself."""
        if self.signs.said_outright(text) is not None:
            return True
        return nearer(vector, self.told) - nearer(vector, self.harmless) > _IN_DOUBT


def nearer(vector: Matrix, rows: Matrix) -> float:
    """How near a vector is to its nearest neighbours among the rows."""
    return float(np.sort(rows @ vector)[-_NEIGHBOURS:].mean())


def load_signs_of_sensitive(path: Path, findings: Findings) -> NeverKept:
    """The signs of ``never_kept.yaml``; a malformed one is left out and noted."""
    text = read_text(path, findings)
    value = parse_yaml(text, path, findings) if text is not None else None
    entries = value.get("signs") if isinstance(value, dict) else None
    if text is None or not isinstance(entries, list) or set(value or ()) != {"signs"}:
        if text is not None:
            findings.add(
                path, 1, "must hold signs and nothing else: a list of about, pattern, hears, passes"
            )
        return NeverKept(())
    made = (
        validated(_Sign, entry, path=path, text=text, findings=findings, within=("signs", n))
        for n, entry in enumerate(entries)
    )
    return NeverKept(
        tuple((sign.about, re.compile(sign.pattern)) for sign in made if sign is not None)
    )


def read_examples(path: Path) -> tuple[Sequence[str], Sequence[str]]:
    """Sentences that tell such things, and harmless ones."""
    rows = [json.loads(row) for row in path.read_text("utf-8").splitlines() if row.strip()]
    told = [row["text"] for row in rows if row["category"] is not None]
    return told, [row["text"] for row in rows if row["category"] is None]
