"""What every kind of document is first read into, and the text in it as a person would see it."""

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from coach.text import cleaned


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph. ``page`` is empty where a document has no pages."""

    text: str
    heading: bool = False
    page: str = ""


# --- Characters ------------------------------------------------------------------------------------

_UNPRINTED = frozenset({"Cc", "Cf", "Co", "Cs"})
_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile("[\u0085\u2028\u2029\x0b\x0c]")
_RARE = re.compile(r"[^\x20-\x7e\n\t]")
_LIGATURES = re.compile("[ﬀ-ﬆ]")
# Emoji and some scripts need joiners; between Latin letters, or in a row, they only hide something.
_JOINERS = re.compile("(?:(?<=[\u0000-\u02ff])|^|(?<=[\u200c\u200d]))[\u200c\u200d]+")


def visible(text: str) -> str:
    """The text without what nobody sees: control, private and zero-width characters, tags, marks of
    direction. Blank space becomes plain spaces, and lines stay lines."""
    text = _SPACES.sub(" ", cleaned(_BREAKS.sub("\n", text)))
    text = _LIGATURES.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    return _JOINERS.sub("", _RARE.sub(lambda m: _printed(m.group()), text)).strip()


def _printed(character: str) -> str:
    if character in "\u200c\u200d":
        return character
    return "" if unicodedata.category(character) in _UNPRINTED else character


def one_line(text: str) -> str:
    """The text as a person would see it, on one line."""
    return " ".join(visible(text).split())


# --- Lines -----------------------------------------------------------------------------------------

ITEM = re.compile(r"(?:[-*•‣▪●◦–—]|\(?(?:\d{1,3}|[a-z])[.)])\s")
"""How an item of a list begins."""
# \b keeps them from being tried anew at each letter of a word without end.
_COMPOUND = re.compile(r"\b[^\W\d_]+-[^\W\d_]+")
_BROKEN = re.compile(r"\b([^\W\d_]+)[-\u2010]$")
_GOES_ON = re.compile(r"[^\W\d_]+")


def compounds(lines: Iterable[str]) -> frozenset[str]:
    """The hyphenated words that stand within lines, in lower case."""
    return frozenset(word.lower() for line in lines for word in _COMPOUND.findall(line))


def unwrapped(lines: Sequence[str], hyphenated: Container[str]) -> str:
    """The lines as one paragraph. A word divided at the end of a line is made whole; it keeps its
    hyphen only where the document has it among ``hyphenated``."""
    made: list[str] = []
    for line in lines:
        broken = _BROKEN.search(made[-1]) if made else None
        rest = _GOES_ON.match(line)
        if broken and rest and line[0].islower():
            whole = f"{broken.group(1)}-{rest.group()}".lower() in hyphenated
            made[-1] = made[-1][:-1] + ("-" if whole else "")
        elif made:
            made.append(" ")
        made.append(line)
    return "".join(made)


_ENDED = re.compile(r"[.!?…:;,][\"'”’)\]]*$")
_HEADING_WORDS = 15


def reads_as_heading(text: str) -> bool:
    """Whether a paragraph that stands by itself could be a heading: short, and not a sentence."""
    if ITEM.match(text) and not text[0].isdigit():
        return False
    return 0 < len(text.split()) <= _HEADING_WORDS and not _ENDED.search(text)


def ends_a_sentence(line: str) -> bool:
    """Whether a paragraph may end with this line."""
    return bool(_ENDED.search(line)) and not line.endswith((",", ";"))
