"""Tables as files that any spreadsheet opens: written so that no cell is taken for a formula, and read whichever way people's
spreadsheets write them."""

import codecs
import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from coach.errors import BadInput

MOST_BYTES = 2_000_000
_FORMULA = frozenset("=+-@|%＝＋－＠")
_SEPARATORS = ";,\t|"
_ROWS_TO_JUDGE = 50
_LINES_IN_A_CELL = 20
"""More are not a name on several lines but a quotation mark that swallows the rest."""
_MARKS = (  # UTF-32 first: its mark begins as UTF-16's does
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = "This is no CSV file. Open the list in your spreadsheet and save it as “CSV UTF-8”, then take that file."


# --- Writing --------------------------------------------------------------------------------------


def written(
    headings: Sequence[str], rows: Iterable[Sequence[str | int | float]], *, between: str = ","
) -> str:
    """CSV. Words that begin as a formula does get an apostrophe in front. All words are quoted, so that a spreadsheet
    that separates cells at other signs finds no formula in the middle of one either. Numbers stay numbers."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=between, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(headings)
    writer.writerows([harmless(c) if isinstance(c, str) else c for c in row] for row in rows)
    return made.getvalue()


def as_file(headings: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """The same with the mark by which every spreadsheet reads the letters right."""
    return written(headings, rows).encode("utf-8-sig")


def for_any_country(headings: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """The same between tabs and in UTF-16: the one form of a .csv that Excel opens in columns and with its accents whatever
    the country it is set to, where a comma or a semicolon would part the cells in one half of the world only."""
    return codecs.BOM_UTF16_LE + written(headings, rows, between="\t").encode("utf-16-le")


def harmless(text: str) -> str:
    """Words on one line that no spreadsheet takes for a formula, whatever blank or invisible signs they begin with."""
    line = " ".join(text.split())
    first = next((c for c in line if unicodedata.category(c) not in {"Cf", "Cc", "Zs"}), "")
    return f"'{line}" if first in _FORMULA else line


# --- Reading --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Each with the number of the line that it begins on; without empty ones."""
    guessed: bool
    """Nothing in the file says how its letters are written: they were taken for Windows-1252."""


def read(data: bytes) -> Sheet:
    """What a CSV file holds. BadInput, with what to do, for one that is none."""
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"The file has {len(data) / 1_000_000:.1f} MB; {MOST_BYTES // 1_000_000} MB is the most for a list like this. "
            "Save only the columns and lines that it is about, or split it."
        )
    text, guessed = _decoded(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise BadInput(_NO_TEXT)
    first, _, rest = text.partition("\n")
    named = first.strip().casefold()
    if len(named) == 5 and named.startswith("sep="):  # how Excel is told
        return Sheet(tuple(_rows("\n" + rest, named[4])), guessed)
    return Sheet(tuple(_rows(text, _separator(text))), guessed)


def _decoded(data: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding had to be guessed."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if encoding is None and 0 in data[:2]:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        return data.decode(encoding or "utf-8"), False
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise BadInput(_NO_TEXT) from error
    try:
        return data.decode("cp1252"), True
    except UnicodeDecodeError as error:
        raise BadInput(
            "It can’t be told how the letters in this file are written. Save it as “CSV UTF-8”, then take that file."
        ) from error


def _separator(text: str) -> str:
    """The sign at which most lines fall into the same number of cells."""

    def fits(sign: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        with suppress(
            BadInput
        ):  # a quotation mark that counts only where cells are separated wrongly
            for _, cells in islice(_rows(text, sign), _ROWS_TO_JUDGE):
                if len(cells) > 1:
                    widths[len(cells)] += 1
        return max(((n, width) for width, n in widths.items()), default=(0, 0))

    return max(_SEPARATORS, key=fits)


def _rows(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    begins = 1
    try:
        for cells in reader:
            found = tuple(cell.strip() for cell in cells)
            if "\n" in "".join(cells) and reader.line_num >= begins + _LINES_IN_A_CELL:
                raise _never_closed(begins)
            if any(found):
                yield begins, found
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _never_closed(begins) from error


def _never_closed(line: int) -> BadInput:
    return BadInput(
        f"A quotation mark opens in line {line} and is closed too late or never, so that what follows can’t be told apart. "
        "Close it, or take it out."
    )
