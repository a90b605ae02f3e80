"""Paper to write on: A4 pages in the product's letters, for any script that its fonts draw."""

import logging
import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts" / "pdf"


@cache
def _can_shape() -> bool:
    """Whether letters can be joined. Extension modules built by different Cythons refuse to be
    loaded together (psycopg's and uharfbuzz, say); the PDF then does without, letter by letter."""
    try:
        import uharfbuzz  # noqa: F401
    except (ImportError, TypeError):
        sys.modules["uharfbuzz"] = None  # type: ignore[assignment]  # so that nobody tries again
        return False
    return True


def new_paper(title: str) -> "FPDF":
    """A first page with the product's letters, numbered at its foot."""
    can_shape = _can_shape()  # before fpdf2, which asks for it too
    from fpdf import FPDF

    logging.getLogger("fpdf").setLevel(logging.ERROR)  # it warns of each glyph a font lacks
    logging.getLogger("fontTools").setLevel(logging.ERROR)

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("serif", "I", 9)
            self.set_text_color(120)
            self.cell(0, 6, f"{self.page_no()}", align="C")

    paper = Paper(format="A4")
    paper.set_margins(26, 24, 26)
    paper.set_auto_page_break(True, 22)
    for style, name in (("", "Regular"), ("B", "Semibold"), ("I", "Italic")):
        paper.add_font("serif", style, _FONTS / f"SourceSerif4-{name}.ttf")
    paper.add_font("rest", "", _FONTS / "DejaVuSans.ttf")
    paper.set_fallback_fonts(["rest"], exact_match=False)
    if can_shape:
        paper.set_text_shaping(True)  # joined letters, and lines that run right to left
    paper.set_title(title)
    paper.set_creator("Begin Personal")
    paper.add_page()
    return paper


def printable(text: str) -> str:
    """Without what no font draws: control characters and marks of writing direction."""
    return "".join(
        c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
    )


def right_to_left(line: str) -> bool:
    """Whether the first letter that has a direction runs right to left."""
    strong = (unicodedata.bidirectional(c) for c in line)
    return next((d for d in strong if d in {"L", "R", "AL"}), "L") != "L"
