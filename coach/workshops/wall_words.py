"""What keeps an answer off the wall: a person's name, a way to reach somebody, an insult, program code.

Names are found by a curated list and by capitals inside a sentence. That misses some and stops some firms and
towns; so a stopped answer can be sent to the facilitator, who looks before the room does.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from coach.borrowing import capitalised
from coach.curated import Curated, Findings, parse_yaml, read_text, validated
from coach.text import COMMON, folded

_REACHES = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|(?<!\w)@\w{3,}|https?://|\bwww\.|\b[\w-]+\.(?:com|org|net|io|co\.uk)\b|"
    r"(?:\+|\b0)\d[\d ()/-]{7,}\d"
)
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|professor|herr|frau|sir|madame|monsieur|señor|señora)\.? +[A-ZÀ-Ý][\w’'-]+",
    re.I,
)
_CODE = re.compile(
    r"<\s*/?\s*(?:script|img|svg|iframe|style|object|embed)\b|javascript:|\bon\w+\s*=\s*[\"']", re.I
)
_WORD = re.compile(r"[^\W\d_]+")


class _File(Curated):
    names: str = Field(min_length=1)
    names_and_words: str = Field(min_length=1)
    insults: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True)
class WallWords:
    """The curated words of ``knowledge/safety/wall.yaml``, and those in common use."""

    names: frozenset[str]
    names_and_words: frozenset[str]
    insults: re.Pattern[str]
    common: Collection[str] = frozenset()

    def named(self, text: str) -> str | None:
        """What in the text points to a person (or, as far as can be told, a firm); None if nothing does."""
        for pattern in (_REACHES, _TITLED):
            found = pattern.search(text)
            if found is not None:
                return found.group()
        inside = capitalised(text)
        for match in _WORD.finditer(text):
            word = match.group()
            low = word.lower()
            if low in self.names:
                return word
            if low in self.names_and_words and word in inside:
                return word
        loose = (
            w for w in sorted(inside) if w.lower() not in self.common and w.lower() not in COMMON
        )
        return next(loose, None)

    def insulting(self, text: str) -> bool:
        return self.insults.search(folded(text)) is not None

    @staticmethod
    def is_code(text: str) -> bool:
        return _CODE.search(text) is not None


def load_wall_words(path: Path, findings: Findings) -> WallWords | None:
    """None, with findings, where the file is malformed."""
    text = read_text(path, findings)
    if text is None:
        return None
    value = parse_yaml(text, path, findings)
    made = validated(_File, value, path=path, text=text, findings=findings)
    if made is None:
        return None
    insults = "|".join(re.escape(folded(word)) for word in made.insults)
    return WallWords(
        frozenset(made.names.split()),
        frozenset(made.names_and_words.split()),
        re.compile(rf"\b(?:{insults})s?\b"),
    )
