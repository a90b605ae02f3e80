"""Finding words in text as a person would: whatever their case, line breaks or Unicode form."""

import unicodedata

_AROUND = 40
"""Characters shown before and after what was found: about a line in the list."""


def wanted_words(search: str) -> str:
    """What to look for, in the form that :func:`snippet` compares; empty when there is nothing."""
    return _on_one_line(search).casefold()


def snippet(text: str, wanted: str) -> str | None:
    """The first place in the text that holds the wanted words, with what stands around it."""
    line = _on_one_line(text)
    found = line.casefold().find(wanted)
    if found < 0:
        return None
    start, end = _unfolded(line, found), _unfolded(line, found + len(wanted) - 1) + 1
    first, last = max(0, start - _AROUND), min(len(line), end + _AROUND)
    if first > 0:
        first = _next_word(line, first, start)
    if last < len(line):
        last = _word_before(line, end, last)
    before = "…" if first > 0 else ""
    after = "…" if last < len(line) else ""
    return f"{before}{line[first:last].strip()}{after}"


def _on_one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _unfolded(line: str, position: int) -> int:
    """The character of the line that this position of its casefolded form comes from.

    They differ where folding lengthens: ß becomes ss.
    """
    if line.isascii():
        return position
    length = 0
    for index, character in enumerate(line):
        length += len(character.casefold())
        if length > position:
            return index
    return len(line)


def _next_word(line: str, earliest: int, latest: int) -> int:
    space = line.find(" ", earliest, latest)
    return earliest if space < 0 else space + 1


def _word_before(line: str, earliest: int, latest: int) -> int:
    space = line.rfind(" ", earliest, latest)
    return latest if space < 0 else space
