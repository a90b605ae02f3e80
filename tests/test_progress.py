"""What the pictures show: nothing lost, nothing refused, nothing said of the leader, and their own months."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from coach import progress_paper as paper
from coach.contract import breaches_of_sentence
from coach.curated import Findings
from coach.errors import BadInput, NotFound
from coach.knowledge import load_knowledge
from coach.own_progress import Look, OwnProgress
from coach.plain_readings import Names, number, readings, times
from coach.progress import Progress, Span, beginning, month_of, progress
from coach.progress_words import ProgressWords, load_progress_words
from coach.services import ROOT
from coach.state import ConversationState
from coach.store.keyring import Keyring
from coach.store.records import (
    Answer,
    CommitmentStatus,
    Decided,
    Events,
    Heard,
    NoticingKind,
    Ratings,
)
from coach.store.store import open_store
from coach.turn import Turn

NOW = datetime(2026, 7, 20, 9, 0, tzinfo=UTC)
HERE = ZoneInfo("Europe/London")
_FINDINGS = Findings(ROOT)
KNOWLEDGE = load_knowledge(ROOT / "knowledge", _FINDINGS)
WORDS = load_progress_words(ROOT / "knowledge" / "progress", KNOWLEDGE.habits, _FINDINGS)
HABITS = {habit.id: habit.name for habit in KNOWLEDGE.habits.values()}
NAMES = Names(WORDS, HABITS, NOW, HERE)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def heard(
    days: float,
    habit: str = "token-question",
    answer: Answer | None = None,
    kind: NoticingKind = "habit",
) -> Heard:
    return Heard(kind, habit, answer, ago(days), None if answer is None else ago(days))


def decided(
    days: float,
    became: CommitmentStatus = "open",
    sure: int | None = None,
    answered: float | None = None,
    what: str = "Ask Jan",
) -> Decided:
    at = None if answered is None else ago(answered)
    return Decided(f"{what}-{days}", what, sure, became, ago(days), at)


def rated(month: str, **answers: int | None) -> Ratings:
    return Ratings(month, month, {k.replace("_", "-"): v for k, v in answers.items()}, NOW, NOW)


def events(
    heard_: tuple[Heard, ...] = (), decided_: tuple[Decided, ...] = (), ratings: tuple[Ratings, ...] = (),
    refused: frozenset[str] = frozenset(),
) -> Events:  # fmt: skip
    return Events(heard_, decided_, ratings, refused)


def shown(some: Events, span: Span = "all", *, refused_too: bool = False) -> Progress:
    return progress(
        some,
        since=beginning(span, NOW, HERE),
        zone=HERE,
        statements=WORDS.statements,
        refused_too=refused_too,
    )


def read(some: Events, picture: str, span: Span = "all", **how: bool) -> str:
    return readings(shown(some, span, **how), NAMES)[picture]


# --- Whatever happened ------------------------------------------------------------------------------

_days = st.floats(0, 900)
_events = st.builds(
    Events,
    st.lists(
        st.builds(
            heard, _days, st.sampled_from(sorted(HABITS)[:5]), st.sampled_from(["me", "not_me", None]),
            st.sampled_from(["habit", "strength"]),
        ),
        max_size=30,
    ).map(tuple),
    st.lists(
        st.builds(
            decided, _days, st.sampled_from(["open", "kept", "changed", "dropped"]),
            st.none() | st.integers(0, 10), st.none() | _days,
        ),
        max_size=15, unique_by=lambda d: d.id,
    ).map(tuple),
    st.lists(
        st.builds(
            Ratings, st.just("id"), st.sampled_from([f"2026-{m:02}" for m in range(1, 8)]),
            st.dictionaries(st.sampled_from(sorted(WORDS.statements)), st.none() | st.integers(1, 5)),
            st.just(NOW), st.just(NOW),
        ),
        max_size=7, unique_by=lambda r: r.month,
    ).map(tuple),
    st.frozensets(st.sampled_from(sorted(HABITS)[:5])),
)  # fmt: skip
_spans = st.sampled_from(["quarter", "year", "all"])


@given(some=_events, span=_spans, chance=st.randoms())
@settings(deadline=None)
def test_the_order_in_which_things_happened_to_be_read_does_not_matter(
    some: Events, span: Span, chance: Random
) -> None:
    def mixed(those: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(those, len(those)))

    again = Events(mixed(some.heard), mixed(some.decided), mixed(some.ratings), some.refused)
    assert shown(some, span) == shown(again, span)


@given(some=_events)
@settings(deadline=None)
def test_nothing_that_happened_is_lost(some: Events) -> None:
    all_of_it = shown(some, refused_too=True)
    marks = [
        (row.habit, m.at, m.answer)
        for row in (*all_of_it.habits, *all_of_it.strengths)
        for m in row.marks
    ]
    assert sorted(marks, key=str) == sorted(
        ((h.habit, h.created_at, h.answer) for h in some.heard), key=str
    )
    assert {c.id for c in all_of_it.courses} == {d.id for d in some.decided}
    points = {(s.statement, *point) for s in all_of_it.said for point in s.points}
    assert points == {(s, r.month, v) for r in some.ratings for s, v in r.answers.items()}
    assert sum(cell.count for cell in all_of_it.sureness) == sum(
        d.confidence is not None for d in some.decided
    )


@given(some=_events, span=_spans)
@settings(deadline=None)
def test_what_was_refused_is_not_drawn_unless_it_is_asked_for(some: Events, span: Span) -> None:
    quiet, asked = shown(some, span), shown(some, span, refused_too=True)
    assert not {row.habit for row in quiet.habits} & some.refused
    assert {row.habit for row in asked.habits} == {row.habit for row in quiet.habits} | set(
        quiet.put_aside
    )
    assert quiet.strengths == asked.strengths  # what works is no part of a refusal


@given(some=_events, span=_spans, asked=st.booleans())
@settings(deadline=None)
def test_every_picture_has_one_sentence_that_neither_praises_nor_blames(
    some: Events, span: Span, asked: bool
) -> None:
    turn = Turn("c", "m", "", ConversationState())
    for picture, sentence in readings(shown(some, span, refused_too=asked), NAMES).items():
        assert sentence.endswith("."), picture
        assert "{" not in sentence
        assert not re.search(r"[!?]", sentence)
        assert not [
            b for b in breaches_of_sentence(sentence, turn, frozenset()) if b.clause in {3, 5, 10}
        ]


# --- What is read -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "says"),
    [
        ((), "Nothing yet."),
        ((heard(130, "invisible-contribution", kind="strength"),), "Saying what somebody’s work changed was noticed once, in March."),
        (
            (
                heard(150, "invisible-contribution", "me"),
                *(heard(n, "invisible-contribution", kind="strength") for n in (160, 120, 40)),
            ),
            "Saying what somebody’s work changed was noticed three times since February, twice after you said that “Invisible contribution” is you.",
        ),
        ((heard(5, kind="strength"), heard(1, kind="strength")), "Asking and wanting to know was noticed twice this month."),
    ],
)  # fmt: skip
def test_what_works_is_read(happened: tuple[Heard, ...], says: str) -> None:
    assert read(events(happened), "strengths").startswith(says)


@pytest.mark.parametrize(
    ("happened", "refused", "says"),
    [
        ((heard(130),), (), "“Token question” was named once, in March."),
        ((heard(130, answer="me"),), (), "“Token question” was named once, in March, and you said that it is you."),
        ((heard(130), heard(60, answer="me")), (), "“Token question” was named twice since March, and in May you said that it is you."),
        ((heard(130, answer="me"), heard(60)), (), "“Token question” was named twice since March, once after you said that it is you."),
        ((heard(130, answer="not_me"),), ("token-question",), "Nothing yet."),
    ],
)  # fmt: skip
def test_habits_are_read(happened: tuple[Heard, ...], refused: tuple[str, ...], says: str) -> None:
    assert read(events(happened, refused=frozenset(refused)), "habits").startswith(says)


def test_a_refused_habit_that_is_asked_for_is_said_to_be_refused() -> None:
    some = events((heard(3, answer="not_me"),), refused=frozenset({"token-question"}))
    assert "and that holds" in read(some, "habits", refused_too=True)


def test_steps_are_read_as_what_became_of_them() -> None:
    assert (
        read(events(decided_=(decided(60, "dropped"),)), "commitments")
        == "One step, from May, and you let it go."
    )
    some = (decided(130, "kept"), decided(90, "kept"), decided(60, "dropped"), decided(3))
    assert read(events(decided_=some), "commitments") == (
        "Of four steps since March, two were done, one was let go and one is on its way."
    )
    assert (
        read(events(decided_=some[:2]), "commitments") == "Of two steps since March, all were done."
    )


def test_from_a_few_numbers_nothing_is_read() -> None:
    assert "nothing to lay beside it" in read(events(decided_=(decided(3, sure=7),)), "confidence")
    three = tuple(decided(n, "kept", 8) for n in (3, 4, 5))
    assert "say nothing" in read(events(decided_=three), "confidence")
    five = (*three, decided(6, "dropped", 3), decided(7, "dropped", 4))
    assert "at about eight" in read(events(decided_=five), "confidence")


def test_ratings_are_read_in_words() -> None:
    first, last = rated("2026-05", thanks=2, bad_news=3), rated("2026-07", thanks=4, bad_news=3)
    assert "You said it for May" in read(events(ratings=(first,)), "ratings")
    assert read(events(ratings=(first, last)), "ratings") == (
        "“I thank people for something specific” went from a little in May to mostly in July."
    )
    assert "Nothing moved between May and June" in read(
        events(ratings=(first, rated("2026-06", thanks=2))), "ratings"
    )


def test_what_lies_before_the_time_that_is_shown_is_said_to_be_there() -> None:
    some = events((heard(300),), (decided(300, "kept"),), (rated("2025-08", thanks=2),))
    for picture in ("habits", "commitments", "ratings"):
        assert "What was before" in read(some, picture, "quarter")
    assert "Nothing yet" in read(some, "strengths", "quarter")


def test_a_step_made_long_ago_is_shown_while_it_is_open_and_when_it_ends() -> None:
    some = events(
        decided_=(
            decided(300),
            decided(301, "kept", answered=5),
            decided(302, "kept", answered=200),
        )
    )
    assert [c.id for c in shown(some, "quarter").courses] == ["Ask Jan-300", "Ask Jan-301"]


def test_numbers_are_words_where_people_would_say_words() -> None:
    assert [times(n) for n in (1, 2, 3, 11)] == ["once", "twice", "three times", "11 times"]
    assert number(2000) == "2,000"


# --- Months -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "zone", "month"),
    [
        ("2026-03-31T23:30", "UTC", "2026-03"),
        ("2026-03-31T23:30", "Europe/London", "2026-04"),  # summer time since two days
        ("2026-03-31T23:30", "America/New_York", "2026-03"),
        ("2026-12-31T10:30", "Pacific/Kiritimati", "2027-01"),
        ("2027-01-01T10:30", "Pacific/Pago_Pago", "2026-12"),
    ],
)
def test_a_month_is_that_of_the_leaders_own_calendar(at: str, zone: str, month: str) -> None:
    assert month_of(datetime.fromisoformat(f"{at}+00:00"), ZoneInfo(zone)) == month


@given(at=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), span=_spans)
def test_a_span_begins_whole_months_ago_at_midnight_or_never(at: datetime, span: Span) -> None:
    begins = beginning(span, at.replace(tzinfo=UTC), ZoneInfo("UTC"))
    if span == "all":
        assert begins is None
        return
    assert begins is not None
    months = {"quarter": 3, "year": 12}[span]
    assert (at.year - begins.year) * 12 + at.month - begins.month == months
    assert (begins.hour, begins.minute) == (0, 0)
    assert begins.day in {at.day, 28, 29, 30}


class FakeClock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def own(clock: FakeClock, warm_services: Any) -> Any:
    with open_store("sqlite://", key=Keyring.temporary(), clock=clock) as store:
        yield OwnProgress(store.as_actor(store.local_person()), warm_services, clock)


def test_it_is_said_once_a_month_and_changed_within_it(own: OwnProgress, clock: FakeClock) -> None:
    clock.now = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)
    own.rate({"thanks": 2, "own-voice": None}, zone="Europe/London")
    own.rate({"thanks": 3}, zone="Europe/London")
    look = own.look(zone="Europe/London")
    assert look.rated is not None
    assert look.rated.answers == {"thanks": 3}
    clock.now += timedelta(hours=2)  # midnight has passed in London, not yet in New York
    assert own.look(zone="Europe/London").rated is None
    assert own.look(zone="America/New_York").rated is not None
    own.rate({"thanks": 5}, zone="Europe/London")
    (said,) = own.look(zone="Europe/London").shown.said
    assert said.points == (("2026-03", 3), ("2026-04", 5))


@pytest.mark.parametrize("answers", [{}, {"nothing": 3}, {"thanks": 0}, {"thanks": 6}])
def test_what_is_not_asked_about_or_off_the_scale_is_not_kept(
    own: OwnProgress, answers: dict[str, int | None]
) -> None:
    with pytest.raises(BadInput):
        own.rate(answers)
    assert own.look().ratings == ()


def test_a_month_that_is_taken_out_comes_back_if_it_is_wanted(own: OwnProgress) -> None:
    kept = own.rate({"thanks": 2})
    own.take_out(kept.id)
    assert own.look().shown.said == ()
    own.bring_back(kept.id)
    assert own.look().rated == kept
    with pytest.raises(NotFound):
        own.take_out("somebody else's")


# --- Taken along ------------------------------------------------------------------------------------


@pytest.fixture
def look() -> Look:
    some = events(
        (
            heard(100, answer="me"),
            heard(50),
            heard(40, kind="strength"),
            heard(9, "role-mask", "not_me"),
        ),
        (
            decided(60, "kept", 7, 50, "=SUM(A1:A9)"),
            decided(5, what="Say “good morning” to Łukasz ☕"),
        ),
        (rated("2026-06", thanks=2), rated("2026-07", thanks=None)),
        frozenset({"role-mask"}),
    )
    made = shown(some)
    return Look(made, NAMES, readings(made, NAMES), "2026-07", some.ratings)


def test_the_csv_has_one_line_for_each_thing_that_is_shown(look: Look) -> None:
    lines = list(csv.DictReader(io.StringIO(paper.as_csv(look).decode("utf-8-sig"))))
    assert [line["kind"] for line in lines] == [
        "habit",
        "step",
        "habit",
        "rating",
        "strength",
        "rating",
        "step",
    ]
    assert [line["when"] for line in lines] == sorted(line["when"] for line in lines)
    assert lines[0]["answer"] == "that’s me"
    assert lines[1] == {
        "when": "2026-05-21 10:00", "kind": "step", "what": "'=SUM(A1:A9)", "answer": "done", "number": "7",
        "answered": "2026-05-31 10:00",
    }  # fmt: skip
    assert "Role mask" not in str(lines)


def test_the_pdf_has_every_picture_with_its_sentence(look: Look) -> None:
    made = PdfReader(io.BytesIO(paper.pdf(look)))
    text = " ".join(" ".join(page.extract_text() for page in made.pages).split())
    for title in paper.TITLES.values():
        assert title in text
    for sentence in look.readings.values():
        assert sentence in text
    assert "Say “good morning” to Łukasz" in text


def test_with_nothing_to_show_the_pdf_says_so() -> None:
    made = shown(events())
    empty = Look(made, NAMES, readings(made, NAMES), "2026-07", ())
    text = " ".join(PdfReader(io.BytesIO(paper.pdf(empty))).pages[0].extract_text().split())
    assert text.count("Nothing yet.") == len(paper.TITLES)


def test_the_tables_say_what_the_pictures_show(look: Look) -> None:
    assert paper.table(look, "habits").rows == (
        ("Token question", "2", "1", "0", "1", "11 April 2026", "31 May 2026"),
    )
    assert paper.table(look, "commitments").rows[1] == (
        "=SUM(A1:A9)", "21 May 2026", "7 of 10", "done", "31 May 2026",
    )  # fmt: skip
    assert paper.table(look, "ratings").rows == (
        ("I thank people for something specific.", "a little", "can’t say"),
    )


# --- The curated words ------------------------------------------------------------------------------


def test_the_curated_words_are_whole() -> None:
    assert WORDS.practices.keys() == KNOWLEDGE.habits.keys()
    assert 6 <= len(WORDS.statements) <= 8


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[[str, str, str], tuple[ProgressWords, list[str]]]:
    """The words with one file changed, and what is found wrong with them."""

    def spoil(name: str, old: str, new: str) -> tuple[ProgressWords, list[str]]:
        for path in (ROOT / "knowledge" / "progress").glob("*.yaml"):
            text = path.read_text("utf-8")
            if path.name == name:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / path.name).write_text(text, "utf-8")
        findings = Findings(tmp_path)
        words = load_progress_words(tmp_path, KNOWLEDGE.habits, findings)
        return words, [str(finding) for finding in findings]

    return spoil


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("readings.yaml", "was named once, in {month}.", "was named once, in {year}.", r"^readings\.yaml:\d+: habits\.once: unknown slot \{year\}; known here: month, name$"),
        ("readings.yaml", "you let it go.", "well done!", r"commitments\.one-dropped: “well done” judges"),
        ("readings.yaml", "  same:", "  alike:", r"ratings\.same: is missing"),
        ("practices.yaml", "cold-exit:", "cold-exits:", r"cold-exits: unknown id; did you mean cold-exit"),
        ("statements.yaml", "early.", "early, as they should.", r"statements\.0\.say: write one plain sentence"),
        ("statements.yaml", "id: thanks", "id: bad-news", r"bad-news: two statements"),
        ("statements.yaml", "fully]", "fully, more]", r"scale"),
        ("statements.yaml", "statements:", "statements: [", r"YAML"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_reported_and_left_out(
    spoiled: Callable[[str, str, str], tuple[ProgressWords, list[str]]],
    name: str,
    old: str,
    new: str,
    found: str,
) -> None:
    words, findings = spoiled(name, old, new)
    assert any(re.search(found, finding) for finding in findings), findings
    made = readings(shown(events((heard(3),))), Names(words, HABITS, NOW, HERE))
    assert made.keys() == readings(shown(events()), NAMES).keys()
