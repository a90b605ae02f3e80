"""PDF: lines of text with their place and size on the page, put together to paragraphs again."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

from coach.documents.blocks import (
    ITEM,
    Block,
    compounds,
    ends_a_sentence,
    one_line,
    reads_as_heading,
    unwrapped,
)
from coach.errors import BadInput

if TYPE_CHECKING:
    from pypdf import PageObject

MAX_PAGES = 500
MAX_CHARACTERS = 1_000_000
"""Of the text of a document; a long book."""


@dataclass(frozen=True)
class _Line:
    text: str
    page: int
    x: float
    y: float
    size: float
    """In points, as it appears; other lengths too."""
    bold: bool


def pdf_blocks(data: bytes) -> Iterator[Block]:
    """The headings and paragraphs of a PDF, without headers, footers and page numbers. What is
    larger or bolder than the text around it is a heading."""
    lines = _lines(data)
    if not lines:
        raise BadInput(
            "has no text in it, only pictures, as after scanning; run text recognition (OCR) over it "
            "and import it again"
        )
    body = _body_size(lines)
    leading = _leading(lines)
    kept = _without_furniture(lines, body, leading)
    known = compounds(line.text for line in kept)
    for paragraph in _paragraphs(kept, leading):
        text = unwrapped([line.text for line in paragraph], known)
        stands_out = all(line.bold or line.size > body * _LARGER for line in paragraph)
        yield Block(
            one_line(text),
            heading=stands_out and reads_as_heading(text),
            page=f"page {paragraph[0].page}",
        )


_LARGER = 1.12
"""How much larger than the text a heading is at least."""


def _rounded(length: float) -> float:
    return round(length * 2) / 2


def _body_size(lines: list[_Line]) -> float:
    """The size that most of the text is in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[_rounded(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0]


# --- Lines -----------------------------------------------------------------------------------------


def _lines(data: bytes) -> list[_Line]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    # Many are encrypted with an empty password, only to forbid printing or copying.
    if reader.is_encrypted and not reader.decrypt(""):
        raise BadInput("is protected by a password; save a copy without one and import it again")
    if len(reader.pages) > MAX_PAGES:
        raise BadInput(
            f"has {len(reader.pages):,} pages, and {MAX_PAGES} are the most; split it and import the "
            "parts that matter"
        )
    lines: list[_Line] = []
    characters = 0
    for number, page in enumerate(reader.pages, start=1):
        found = _lines_of(page, number)
        lines += found
        characters += sum(len(line.text) for line in found)
        if characters > MAX_CHARACTERS:
            raise BadInput(
                f"holds more than {MAX_CHARACTERS:,} characters; split it and import the parts that matter"
            )
    return lines


def _lines_of(page: "PageObject", number: int) -> list[_Line]:
    pieces: list[list[_Line]] = [[]]

    def note(text: str, outer: Any, inner: Any, font: Any, size: float) -> None:
        """Called by pypdf for each run of text, line breaks included, with the matrices that tell
        where it begins."""
        name = str(font.get("/BaseFont", "")) if font else ""
        for n, part in enumerate(text.split("\n")):
            if n:
                pieces.append([])
            if part:
                x, y = (
                    inner[4] * outer[i] + inner[5] * outer[i + 2] + outer[i + 4] for i in (0, 1)
                )
                height = abs(size * (inner[2] * outer[1] + inner[3] * outer[3])) or size
                bold = "bold" in name.lower() or "black" in name.lower()
                pieces[-1].append(_Line(part, number, x, y, height, bold))

    page.extract_text(visitor_text=note)
    return [line for line in map(_joined, pieces) if line is not None]


def _joined(pieces: list[_Line]) -> _Line | None:
    """One line of the pieces of it, placed where it begins. Its height and size are those of most of
    it: bullets and footnote signs are set apart."""
    text = one_line("".join(piece.text for piece in pieces))
    worded = [piece for piece in pieces if piece.text.strip()]
    if not text or not worded:
        return None
    most = max(worded, key=lambda piece: len(piece.text))
    bold = all(piece.bold for piece in worded)
    return replace(most, text=text, x=worded[0].x, bold=bold)


# --- Headers, footers and page numbers ---------------------------------------------------------------

_AT_THE_EDGE = 3
"""Lines of a header or footer at most; its left, middle and right count as lines of their own."""
_OFTEN, _OFTEN_NUMBERED = 3, 2
"""Pages on which the same line must stand at the same height to be no part of the text; fewer where a
number in it counts the pages, as under the short chapters of a book."""
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–—|]?\s*\d{1,4}\s*(?:(?:/|of)\s*\d{1,4})?\s*[-–—|]?", re.I
)


def _without_furniture(lines: list[_Line], body: float, leading: float) -> list[_Line]:
    pages: dict[int, list[_Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges: set[_Line] = set()
    for page in pages.values():
        upright = sorted(page, key=lambda line: -line.y)  # whatever order they are drawn in
        edges.update(_edge(upright, leading), _edge(upright[::-1], leading))
    edges = {line for line in edges if line.size <= body * _LARGER}
    seen = Counter(look for look, _ in {(k, line.page) for line in edges for k in _looks(line)})

    def repeats(line: _Line) -> bool:
        itself, *numbered = (seen[look] for look in _looks(line))
        often = max(2, min(_OFTEN, len(pages)))
        return itself >= often or any(times >= _OFTEN_NUMBERED for times in numbered)

    gone = {line for line in edges if repeats(line) or _PAGE_NUMBER.fullmatch(line.text)}
    return [line for line in lines if line not in gone]


def _edge(lines: list[_Line], leading: float) -> list[_Line]:
    """Of lines from the edge of a page inwards, those that a gap sets apart from the text."""
    for count in range(min(_AT_THE_EDGE, len(lines)), 0, -1):
        if len(lines) == count or abs(lines[count - 1].y - lines[count].y) > leading * _WIDER:
            return lines[:count]
    return []


def _looks(line: _Line) -> Iterator[tuple[str, int]]:
    """What a header or footer may have in common from page to page, with its height: its words, and
    these with a number that counts the pages told from the page."""
    height = round(line.y)
    yield line.text, height
    for number in re.finditer(r"\d{1,4}", line.text):
        counted = f"<{int(number.group()) - line.page}>"
        yield line.text[: number.start()] + counted + line.text[number.end() :], height


# --- Paragraphs --------------------------------------------------------------------------------------

_WIDER = 1.25
"""How much wider than between the lines of a paragraph the gap before a new one is at least."""


def _leading(lines: list[_Line]) -> float:
    """How far one line of a paragraph is from the next: the commonest gap."""
    gaps = Counter(_rounded(gap) for gap in map(_gap, lines, lines[1:]) if gap > 0)
    return gaps.most_common(1)[0][0] if gaps else 0.0


def _paragraphs(lines: list[_Line], leading: float) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in lines:
        if paragraph and _begins(paragraph[-1], line, leading):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _gap(before: _Line, line: _Line) -> float:
    """How far the line is below the one before it; nothing where it is on another page."""
    return before.y - line.y if before.page == line.page else 0.0


def _begins(before: _Line, line: _Line, leading: float) -> bool:
    """Whether a new paragraph begins with this line."""
    if before.bold != line.bold or abs(before.size - line.size) > 0.1 * before.size:
        return True
    if ITEM.match(line.text) or _gap(before, line) > leading * _WIDER:
        return True
    ended = ends_a_sentence(before.text)
    if before.page != line.page:
        return ended
    return ended and line.x > before.x + 0.8 * line.size  # indented
