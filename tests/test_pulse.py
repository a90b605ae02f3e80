"""What may be known of a pulse, whatever was answered; and the file of its questions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.curated import Findings
from coach.knowledge import load_knowledge
from coach.pulse import Asked, place, reading
from coach.pulse_questions import load_pulse_questions
from coach.pulse_summary import CANT_SAY, ENOUGH, Middle, Summary, summed_up
from coach.services import ROOT
from coach.store.records import PulseRound, utc_now
from coach.workshops import anonymity

PLACE = st.integers(CANT_SAY, 5)
FEW = st.lists(st.tuples(PLACE, PLACE), max_size=ENOUGH - 1)
PEOPLE = st.lists(st.tuples(PLACE, PLACE), min_size=ENOUGH, max_size=40)


def shown(people: list[tuple[int, int]]) -> Summary | None:
    return summed_up({"a": [a for a, _ in people], "b": [b for _, b in people]})


@given(FEW, FEW)
def test_of_fewer_than_five_the_same_is_shown_whatever_they_said(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    assert shown(one) == shown(other) is None


@given(PEOPLE)
def test_a_question_is_shown_from_five_who_could_say_on(people: list[tuple[int, int]]) -> None:
    found = shown(people)
    assert found is not None
    for n, question in enumerate("ab"):
        could = [p[n] for p in people if p[n] != CANT_SAY]
        assert (question in found.questions) == (len(could) >= ENOUGH)


@given(st.lists(PLACE, max_size=ENOUGH - 1), st.lists(PLACE, max_size=ENOUGH - 1))
def test_what_fewer_than_five_could_say_changes_nothing_that_is_shown(
    one: list[int], other: list[int]
) -> None:
    """Beside a question that all twelve answered stands one that hardly anybody could."""

    def of(said: list[int]) -> Summary | None:
        return summed_up({"a": [3] * 12, "b": said + [CANT_SAY] * (12 - len(said))})

    assert of(one) == of(other)


@given(PEOPLE, st.data())
def test_nothing_shown_is_the_lowest_or_the_highest_answer_of_one_person(
    people: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Whoever stands at the edge can go further out, and nothing moves."""
    could = sorted(a for a, _ in people if a != CANT_SAY)
    if len(could) < ENOUGH:
        return
    lower = data.draw(st.integers(1, could[0]))
    higher = data.draw(st.integers(could[-1], 5))
    moved = [lower, *could[1:-1], higher]
    assert summed_up({"a": could}) == summed_up({"a": moved})


@given(PEOPLE, st.randoms())
def test_no_order_of_coming_shows(people: list[tuple[int, int]], chance: object) -> None:
    mixed = list(people)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert shown(mixed) == shown(people)


@given(st.integers(ENOUGH, 200))
def test_how_many_they_were_is_known_to_the_five_below(people: int) -> None:
    found = summed_up({"a": [3] * people})
    assert found is not None
    assert found.at_least % 5 == 0
    assert found.at_least <= people < found.at_least + 5


@given(PEOPLE)
def test_it_is_the_same_after_it_was_stored(people: list[tuple[int, int]]) -> None:
    found = shown(people)
    assert found is not None
    assert Summary.of_stored(found.as_stored()) == found


def test_five_are_as_many_here_as_in_a_workshop() -> None:
    assert ENOUGH == anonymity.ENOUGH


# --- In words -------------------------------------------------------------------------------------

ASKED = {
    "points": 5, "ends": ("hardly ever", "nearly always"), "questions": [{"id": "a", "say": "{name} a.", "own": "I a."}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("middle", "own", "sentence"),
    [
        (Middle(3, 2, 4), None, "The middle half of the answers lies from 2 to 4."),
        (Middle(3, 2, 4), 0, "The middle half of the answers lies from 2 to 4."),
        (Middle(3, 2, 4), 4, "The middle half of the answers lies from 2 to 4, and so does your 4."),
        (Middle(2, 2, 2), 5, "The middle half of the answers lies at 2; your 5 lies nearer to “nearly always”."),
        (Middle(4, 3, 5), 1, "The middle half of the answers lies from 3 to 5; your 1 lies nearer to “hardly ever”."),
        (None, 3, "Fewer than five could say, so nothing is shown."),
    ],
)  # fmt: skip
def test_one_sentence_says_what_is_to_be_seen_and_judges_nothing(
    middle: Middle | None, own: int | None, sentence: str
) -> None:
    now = utc_now()
    others = Summary(5, {"a": middle} if middle else {})
    one = PulseRound("r", ASKED, {} if own is None else {"a": own}, "shown", None, others, now, now, now)  # fmt: skip
    assert reading(one, "a") == sentence


def test_a_half_lies_between_two_places() -> None:
    assert [place(v) for v in (3.5, 4.0, 0, None)] == ["3½", "4", "can’t say", "not said"]


def test_anything_but_a_place_for_every_statement_is_refused() -> None:
    asked = Asked.of(ASKED)
    asked.check({"a": 0})
    for wrong in ({}, {"a": 6}, {"a": -1}, {"a": 3, "b": 3}):
        with pytest.raises(Exception, match="answer"):
            asked.check(wrong)


# --- The file -------------------------------------------------------------------------------------

FILE = ROOT / "knowledge" / "pulse" / "questions.yaml"
FOURTH_AND_FIFTH = FILE.read_text("utf-8").partition("  - id: bad-news")[2]
FOURTH_AND_FIFTH = f"  - id: bad-news{FOURTH_AND_FIFTH}"


@pytest.fixture(scope="module")
def knowledge():  # type: ignore[no-untyped-def]
    return load_knowledge(ROOT / "knowledge", Findings(ROOT))


def test_the_five_statements_rest_on_the_library(knowledge) -> None:  # type: ignore[no-untyped-def]
    findings = Findings(ROOT)
    made = load_pulse_questions(FILE, knowledge, findings)
    assert findings == []
    assert made is not None
    assert all(q.habit in knowledge.passages[q.passage].header.habits for q in made.questions)


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"),
    [
        ("points: 5", "points: 6", 5, "Input should be 5 or 7"),
        ("id: listening", "id: arriving", 14, "two questions are called arriving; rename one"),
        ("topic: recognition", "topic: recognitoin", 23, "did you mean recognition?"),
        ("habit: role-mask", "habit: mask", 36, "did you mean role-mask?"),
        ("passage: thanks-undervalued", "passage: thanks", 25, "there is no passage thanks"),
        ("passage: thanks-undervalued", "passage: arrive-before-you-ask", 25, "is not on recognition"),
        ("turned up again in what {name} did.", "turned up again, did it not?", 14, "ends with a full stop"),
        ("my work had made possible", "my family made possible", 20, "asks for something private"),
        ('"{name} spoke to me', '"Somebody spoke to me', 32, "name the leader as {name}"),
        ("    topic: recognition\n", "", 20, "topic: is missing; add it"),
        (FOURTH_AND_FIFTH, "", 7, "a pulse asks five statements, and here are 3"),
        ("ends: [hardly ever, nearly always]", "ends: [hardly ever", 7, "YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_it_is_said_with_its_line_and_a_remedy(
    knowledge, tmp_path: Path, old: str, new: str, line: int, remedy: str  # type: ignore[no-untyped-def]
) -> None:  # fmt: skip
    text = FILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "questions.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    findings = Findings(tmp_path)
    assert load_pulse_questions(path, knowledge, findings) is None
    (finding,) = findings
    assert finding.file == "questions.yaml"
    assert remedy in finding.message
    assert finding.line == line, finding
