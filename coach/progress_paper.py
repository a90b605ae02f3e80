"""What the pictures of a leader's progress show, as tables, as one CSV file and on paper."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from coach.own_progress import Look
from coach.paper import new_paper, printable
from coach.plain_readings import number, times
from coach.progress import Row
from coach.spreadsheet import as_file
from coach.store.records import CommitmentStatus

if TYPE_CHECKING:
    from fpdf import FPDF

Picture = Literal["strengths", "habits", "commitments", "confidence", "ratings"]
TITLES: Mapping[Picture, str] = {
    "strengths": "What works",
    "habits": "Habits you looked at",
    "commitments": "Steps, and what became of them",
    "confidence": "How sure you were",
    "ratings": "How you see it",
}
BECAME: Mapping[CommitmentStatus, str] = {
    "kept": "done", "changed": "done differently", "dropped": "let go", "open": "on its way"
}  # fmt: skip
SAID = {"me": "that’s me", "not_me": "not me", None: "not answered"}


@dataclass(frozen=True)
class Table:
    """What a picture shows, for those who would rather read it. The first column names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(look: Look, picture: Picture) -> Table:
    headings, rows = _TABLES[picture](look)
    return Table(tuple(headings), tuple(rows))


def day(at: datetime, look: Look) -> str:
    """A day on the leader's calendar."""
    return f"{at.astimezone(look.names.zone):%-d %B %Y}"


def _strengths(look: Look) -> tuple[Sequence[str], Iterator[tuple[str, ...]]]:
    rows = (
        (look.names.practice(row.habit), str(len(row.marks)), *_first_and_last(row, look))
        for row in look.shown.strengths
    )
    return ("What works", "Times noticed", "First", "Last"), rows


def _habits(look: Look) -> tuple[Sequence[str], Iterator[tuple[str, ...]]]:
    answers = ("me", "not_me", None)
    rows = (
        (
            look.names.habit(row.habit),
            str(len(row.marks)),
            *(str(sum(mark.answer == answer for mark in row.marks)) for answer in answers),
            *_first_and_last(row, look),
        )
        for row in look.shown.habits
    )
    said = (SAID[answer].capitalize() for answer in answers)
    return ("Habit", "Times named", *said, "First", "Last"), rows


def _first_and_last(row: Row, look: Look) -> tuple[str, str]:
    return day(row.marks[0].at, look), day(row.marks[-1].at, look)


def _commitments(look: Look) -> tuple[Sequence[str], Iterator[tuple[str, ...]]]:
    rows = (
        (
            course.what,
            day(course.made_at, look),
            "" if course.confidence is None else f"{course.confidence} of 10",
            BECAME[course.became],
            answered(course.answered_at, course.became, look),
        )
        for course in look.shown.courses
    )
    return ("Step", "Made", "How sure", "What became of it", "Said on"), rows


def answered(at: datetime | None, became: CommitmentStatus, look: Look) -> str:
    """When the leader said what became of it."""
    if at is not None:
        return day(at, look)
    return "" if became == "open" else "not known"


def _confidence(look: Look) -> tuple[Sequence[str], Iterator[tuple[str, ...]]]:
    counts = {(cell.confidence, cell.became): cell.count for cell in look.shown.sureness}
    rows = (
        (f"{sure} of 10", *(str(counts.get((sure, became), 0)) for became in BECAME))
        for sure in sorted({sure for sure, _ in counts})
    )
    return ("How sure", *(words.capitalize() for words in BECAME.values())), rows


def _ratings(look: Look) -> tuple[Sequence[str], Iterator[tuple[str, ...]]]:
    said = look.shown.said
    months = sorted({month for one in said for month, _ in one.points})
    rows = (
        (
            look.names.statement(one.statement),
            *(look.names.rated(points[month]) if month in points else "" for month in months),
        )
        for one in said
        for points in (dict(one.points),)
    )
    return ("Sentence", *(look.names.named_month(month) for month in months)), rows


_TABLES: Mapping[
    Picture, Callable[[Look], tuple[Sequence[str], Iterator[tuple[str, ...]]]]
] = {
    "strengths": _strengths,
    "habits": _habits,
    "commitments": _commitments,
    "confidence": _confidence,
    "ratings": _ratings,
}  # fmt: skip


# --- CSV ------------------------------------------------------------------------------------------


def as_csv(look: Look) -> bytes:
    """Everything that is shown, one line an event, the earliest first. Opens in any spreadsheet."""
    names, shown = look.names, look.shown
    lines: list[tuple[str, ...]] = []
    for kind, rows, name in (
        ("strength", shown.strengths, names.practice),
        ("habit", shown.habits, names.habit),
    ):
        for row in rows:
            for mark in row.marks:
                said = SAID[mark.answer] if kind == "habit" else ""
                lines.append((_stamp(mark.at, look), kind, name(row.habit), said, "", ""))
    for course in shown.courses:
        sure = "" if course.confidence is None else str(course.confidence)
        ended = _stamp(course.answered_at, look) if course.answered_at else ""
        became = BECAME[course.became]
        lines.append((_stamp(course.made_at, look), "step", course.what, became, sure, ended))
    for one in shown.said:
        for month, value in one.points:
            statement = names.statement(one.statement)
            lines.append((month, "rating", statement, names.rated(value), str(value or ""), ""))
    return as_file(("when", "kind", "what", "answer", "number", "answered"), sorted(lines))


def _stamp(at: datetime, look: Look) -> str:
    return f"{at.astimezone(look.names.zone):%Y-%m-%d %H:%M}"


# --- PDF ------------------------------------------------------------------------------------------

_INK, _SOFT, _LINE = (34, 48, 45), (86, 98, 95), (205, 199, 186)
_PINE, _OCHRE = (45, 102, 92), (160, 110, 30)
_ROW, _DOT = 9.0, 1.4  # millimetres
_MOST_COURSES = 24
"""More paths than these are hard to tell apart; the table has them all."""


def pdf(look: Look) -> bytes:
    """The same pictures on paper, each with its sentence."""
    page = new_paper("Progress")
    page.set_font("serif", "B", 20)
    page.set_text_color(*_INK)
    page.cell(0, 10, "Progress", new_x="LMARGIN", new_y="NEXT")
    _write(page, f"Begin Personal, {day(look.names.now, look)}", 10, style="I", ink=_SOFT)
    drawn: tuple[tuple[Picture, Callable[[], None]], ...] = (
        (
            "strengths",
            lambda: _rows(page, look, look.shown.strengths, look.names.practice, works=True),
        ),
        ("habits", lambda: _rows(page, look, look.shown.habits, look.names.habit, works=False)),
        ("commitments", lambda: _courses(page, look)),
        ("confidence", lambda: _table(page, look, "confidence")),
        ("ratings", lambda: _table(page, look, "ratings")),
    )
    for picture, draw in drawn:
        if page.will_page_break(40):
            page.add_page()
        page.ln(7)
        _write(page, TITLES[picture], 14, style="B")
        _write(page, look.readings[picture], 11, ink=_SOFT)
        page.ln(2)
        draw()
    return bytes(page.output())


def _write(
    page: "FPDF", text: str, size: float, *, style: str = "", ink: tuple[int, int, int] = _INK
) -> None:
    page.set_font("serif", style, size)
    page.set_text_color(*ink)
    page.multi_cell(0, size * 0.5, printable(text), new_x="LMARGIN", new_y="NEXT")


@dataclass(frozen=True)
class _Scale:
    """From instants to millimetres across the page."""

    first: datetime
    last: datetime
    left: float
    width: float

    def at(self, instant: datetime) -> float:
        share = (instant - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * self.width


def _scale(page: "FPDF", look: Look, first: datetime) -> _Scale:
    now = look.names.now
    begins = min(max(first, look.shown.since or first), now - timedelta(days=7))
    return _Scale(begins, now, page.l_margin + _DOT, page.epw - 2 * _DOT)


def _ends(page: "FPDF", scale: _Scale, look: Look) -> None:
    """What the left and the right edge of the marks mean."""
    page.set_font("serif", "I", 8.5)
    page.set_text_color(*_SOFT)
    page.cell(page.epw / 2, 5, day(scale.first, look))
    page.cell(page.epw / 2, 5, day(scale.last, look), align="R", new_x="LMARGIN", new_y="NEXT")


def _line(page: "FPDF", words: str, note: str) -> float:
    """The words of one row and the line below them; how far down that line is."""
    if page.will_page_break(_ROW + 6):
        page.add_page()
    page.set_font("serif", "", 10)
    page.set_text_color(*_INK)
    text = printable(" ".join(words.split()))
    room = page.epw - page.get_string_width(note) - 6
    while text and page.get_string_width(text) > room:
        text = text[:-2].rstrip(" …") + "…"
    page.cell(room + 3, 5, text)
    page.set_text_color(*_SOFT)
    page.cell(0, 5, note, align="R", new_x="LMARGIN", new_y="NEXT")
    y = page.get_y() + (_ROW - 5) / 2
    page.set_draw_color(*_LINE)
    page.set_line_width(0.2)
    page.line(page.l_margin, y, page.l_margin + page.epw, y)
    page.set_y(page.get_y() + _ROW - 5)
    return y


def _dot(page: "FPDF", x: float, y: float, ink: tuple[int, int, int], *, full: bool) -> None:
    page.set_draw_color(*ink)
    page.set_fill_color(*(ink if full else (255, 255, 255)))
    page.set_line_width(0.35)
    page.circle(x=x, y=y, radius=_DOT, style="DF")


def _rows(
    page: "FPDF", look: Look, rows: Sequence[Row], name: Callable[[str], str], *, works: bool
) -> None:
    if not rows:
        return
    scale = _scale(page, look, min(row.marks[0].at for row in rows))
    for row in rows:
        y = _line(page, name(row.habit), times(len(row.marks)))
        for mark in row.marks:
            ink = _OCHRE if works else _SOFT if mark.answer == "not_me" else _PINE
            _dot(page, scale.at(mark.at), y, ink, full=works or mark.answer == "me")
    _ends(page, scale, look)
    if not works:
        _write(page, "Full: that’s me. Ring: not answered. Grey ring: not me.", 8.5, ink=_SOFT)


def _courses(page: "FPDF", look: Look) -> None:
    courses = look.shown.courses[:_MOST_COURSES]
    if not courses:
        return
    scale = _scale(page, look, min(course.made_at for course in courses))
    for course in courses:
        y = _line(page, course.what, BECAME[course.became])
        open_ = course.became == "open"
        ink = _PINE if open_ else _SOFT if course.became == "dropped" else _OCHRE
        begins = scale.at(course.made_at)
        ends = scale.at(look.names.now if open_ else course.answered_at or course.made_at)
        page.set_draw_color(*ink)
        page.set_line_width(0.6)
        page.line(begins, y, ends, y)
        _dot(page, ends, y, ink, full=course.became in {"kept", "changed"})
    _ends(page, scale, look)
    if left := len(look.shown.courses) - len(courses):
        _write(
            page,
            f"The latest {len(courses)}; {number(left)} more are in the CSV file.",
            8.5,
            ink=_SOFT,
        )


def _table(page: "FPDF", look: Look, picture: Picture) -> None:
    made = table(look, picture)
    if not made.rows:
        return
    kept = (made.headings[0], *made.headings[1:][-6:])  # the last half-year, where it is by month
    page.set_font("serif", "", 9)
    page.set_text_color(*_INK)
    page.set_draw_color(*_LINE)
    page.set_fill_color(255)
    widths = (3, *(1 for _ in kept[1:])) if picture == "ratings" else (1,) * len(kept)
    with page.table(
        col_widths=widths,
        borders_layout="HORIZONTAL_LINES",
        line_height=5,
        text_align="L",
    ) as drawn:
        for row in (kept, *((row[0], *row[1:][-6:]) for row in made.rows)):
            drawn.row([printable(field) for field in row])
