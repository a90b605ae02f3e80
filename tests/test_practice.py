"""What a log of hours adds up to, and a brief that is one page whatever is in it."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from coach import exports, hours_paper
from coach.brief import AssignedLine, Brief
from coach.hours import Sums, in_hours, initials, made_of, shown_name
from coach.store.records import LogClient, LogHours, MarginNote, PracticeNote, Received

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA = LogClient("a", None, "Ana María Ruiz", "ana@example.org", 1, date(2026, 1, 1), NOW)
TEAM = LogClient("t", None, "=The pumps", "Bo, 555 0100", 6, None, NOW)
MEETINGS = (
    LogHours("4", "t", date(2026, 2, 3), 90, False),
    LogHours("3", "a", date(2026, 1, 9), 50, True),
    LogHours("2", "a", date(2025, 12, 30), 60, True),
    LogHours("1", "a", date(2025, 11, 30), 30, False),
)


def test_hours_are_summed_by_year_by_who_was_there_and_by_whether_it_was_paid() -> None:
    log = made_of([ANA, TEAM], MEETINGS)
    assert log.years == ((2026, Sums(50, 0, 0, 90)), (2025, Sums(60, 30, 0, 0)))
    assert (log.sums.paid, log.sums.free, log.sums.total, log.people) == (110, 120, 230, 7)
    ana = log.clients[0]
    assert (ana.begun, ana.ended) == (date(2025, 11, 30), date(2026, 1, 9))
    assert hours_paper.by_year(log)[-1] == ("All years", "1.83", "0.5", "0", "1.5", "3.83")


@given(st.lists(st.tuples(st.sampled_from("at"), st.integers(1, 1440), st.booleans(), st.dates())))
def test_no_minute_is_lost_or_counted_twice(said: list[tuple[str, int, bool, date]]) -> None:
    log = made_of([ANA, TEAM], [LogHours(str(n), c, d, m, p) for n, (c, m, p, d) in enumerate(said)])  # fmt: skip
    total = sum(m for _, m, _, _ in said)
    assert log.sums.total == total == sum(s.total for _, s in log.years)
    assert total == sum(one.sums.total for one in log.clients)


def test_only_who_agreed_is_named_in_the_files() -> None:
    log = made_of([ANA, TEAM], MEETINGS)
    rows = list(csv.reader(io.StringIO(hours_paper.clients_file(log).decode("utf-8-sig"))))
    assert rows[1] == ["Ana María Ruiz", "ana@example.org", "individual", "", "2025-11-30", "2026-01-09", "1.83", "0.5", "2026-01-01"]  # fmt: skip
    assert rows[2] == ["T. P.", "", "group", "6", "2026-02-03", "2026-02-03", "0.0", "1.5", ""]
    meetings = hours_paper.meetings_file(log).decode("utf-8-sig")
    assert "555" not in meetings and "pumps" not in meetings
    assert [line.split(",")[0] for line in meetings.splitlines()[1:]] == [f'"{m.day}"' for m in reversed(MEETINGS)]  # fmt: skip
    page = PdfReader(io.BytesIO(hours_paper.pdf(log, "Clara", date(2026, 3, 1)))).pages[0]
    text = " ".join(page.extract_text().split())
    assert "Ana María Ruiz" in text and "pumps" not in text and "555" not in text


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ana María Ruiz", "A. M. R."), ("li 雷", "L. 雷."), ("=x (y) —", "X. Y."), ("שלום", "ש."), ("—", "–")],
)  # fmt: skip
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short
    assert shown_name(replace(ANA, name=name, consented_on=None)) == short
    assert shown_name(replace(ANA, name="", consented_on=None)) == "A client who erased their data"


def test_hours_have_the_digits_that_they_need() -> None:
    assert [in_hours(m) for m in (60, 90, 50, 0, 1, 6000)] == ["1", "1.5", "0.83", "0", "0.02", "100"]  # fmt: skip


def piece(text: str, **more: object) -> Received:
    margin = (MarginNote("m", "s", "c", "Clara", text, text[:40], NOW),)
    one = Received("s", "l", "Leo", "step", text, text, text, text, NOW, NOW, margin)
    return replace(one, **more)  # type: ignore[arg-type]


def brief(text: str, count: int) -> Brief:
    notes = tuple(PracticeNote(str(n), "l", text, NOW, NOW) for n in range(count))
    kinds = ("step", "commitment", "passage", "summary")
    shared = tuple(
        piece(text, kind=kinds[n % 4], shared_at=NOW.replace(day=1 + n % 3)) for n in range(count)
    )
    lines = tuple(AssignedLine(text, "not shown") for _ in range(count))
    return Brief(text, date(2026, 3, 2), date(2026, 3, 1), shared, lines, notes, ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("text", "count"),
    [("Ana asks me why.", 2), ("A long thought, told slowly. " * 90, 3), ("WWWW WWWW " * 300, 25), ("W" * 3_000, 40),
     ("日本語の文 " * 400, 30), ("one\n\nword\n" * 600, 30), ("שלום עולם " * 300, 30)],
)  # fmt: skip
def test_a_brief_is_one_page_whatever_is_in_it(text: str, count: int) -> None:
    made = brief(text, count)
    assert len(PdfReader(io.BytesIO(exports.brief_pdf(made))).pages) == 1
    assert exports.brief_markdown(made).count("Your own notes, which nobody else sees") == 1


def test_a_short_brief_is_whole_and_a_long_one_says_that_it_is_cut() -> None:
    short = PdfReader(io.BytesIO(exports.brief_pdf(brief("Ana asks me why.", 2)))).pages[0].extract_text()  # fmt: skip
    assert "[…]" not in short and "more, on the desk" not in short
    long = PdfReader(io.BytesIO(exports.brief_pdf(brief("Ana asks me why. " * 90, 12)))).pages[0].extract_text()  # fmt: skip
    assert "[…]" in long and "more, on the desk" in long


def test_what_was_not_opened_has_no_words_in_a_brief() -> None:
    closed = piece("", title="A reflection", opened=None, margin=())
    made = replace(brief("x", 0), shared=(closed,), since=None)
    assert made.unopened == 1
    assert "Not opened yet." in exports.brief_markdown(made)
