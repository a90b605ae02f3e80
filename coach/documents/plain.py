"""Plain text: which characters its bytes are, and its paragraphs."""

import re
from collections.abc import Iterator

from coach.documents.blocks import (
    ITEM,
    Block,
    compounds,
    reads_as_heading,
    unwrapped,
    visible,
)
from coach.errors import BadInput

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.01
"""Share of control characters beyond which a file is no text: a stray null byte is let pass."""
_MOST_FOREIGN = 0.1
"""Share of bytes beyond ASCII up to which Windows' Western code page is a fair guess: accents and
curly quotes are rare in it, while in other code pages nearly every letter is beyond ASCII."""
_WRAPPED = 120
"""Characters of a line from which it is taken for a whole paragraph."""
_RULE = re.compile(r"[-=~_*#]{3,}")


def decoded(data: bytes) -> str:
    """The text in a file's bytes, without null bytes. Raises ``BadInput`` where they are no text, or
    none whose encoding can be told."""
    encoding = next((e for mark, e in _MARKS.items() if data.startswith(mark)), "utf-8")
    text = data.decode(encoding, "replace")
    if len(_CONTROL.findall(text)) > len(text) * _MOST_CONTROL:
        raise BadInput(
            "is not text, whatever its name says; save it as text (UTF-8) and import it again"
        )
    if not _is_mostly_right(text):
        foreign = sum(byte > 0x7F for byte in data)
        if foreign > len(data) * _MOST_FOREIGN:
            raise BadInput(
                "is in an encoding that cannot be told; save it as UTF-8 and import it again"
            )
        text = data.decode("cp1252", "replace")
    return text.replace("\0", "")


def _is_mostly_right(text: str) -> bool:
    """Whether a text was decoded as what it is: some damage is let pass where most of what is beyond
    ASCII could be read."""
    lost = text.count("\ufffd")
    return lost == 0 or sum(character > "\x7f" for character in text) > 2 * lost


def plain_blocks(data: bytes) -> Iterator[Block]:
    """The headings and paragraphs of a plain text. A short line that stands by itself above a
    longer paragraph is a heading."""
    groups = list(_groups(visible(decoded(data))))
    known = compounds(line for group in groups for line in group)
    paragraphs = [p for group in groups for p in _paragraphs(group)]
    texts = [unwrapped(lines, known) for lines in paragraphs]
    for text, after in zip(texts, [*texts[1:], ""], strict=True):
        above = bool(after) and not reads_as_heading(after)
        yield Block(text, heading=reads_as_heading(text) and above)


def _groups(text: str) -> Iterator[list[str]]:
    """Lines between empty lines, without those that only underline."""
    group: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if line and not _RULE.fullmatch(line):
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _paragraphs(group: list[str]) -> list[list[str]]:
    if max(map(len, group)) > _WRAPPED:
        return [[line] for line in group]
    paragraphs: list[list[str]] = []
    for line in group:
        if not paragraphs or ITEM.match(line):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return paragraphs
