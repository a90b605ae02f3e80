"""Handing a leader's own words back: exact and short."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.borrowing import clauses, named_person
from coach.services import ROOT


def _said(*names: str) -> list[str]:
    folder: Path = ROOT / "knowledge" / "training"
    rows = [
        row for n in names for p in sorted(folder.glob(n)) for row in p.read_text().splitlines()
    ]
    return [str(json.loads(row)["text"]) for row in rows if row.strip()]


REAL = _said("habits-*.jsonl", "turns.jsonl")
WORDS = st.lists(
    st.sampled_from(
        "I my me we the a robot machine cold silence Marta boss client left nobody asked fine “no” "
        "(well) trust, price; because and but efficient like 7 family stranger's don't".split()
    ),
    max_size=30,
).map(" ".join)


def _check(text: str) -> int:
    found = clauses(text)
    for start, end in found:
        clause = text[start:end]
        assert 2 <= len(clause.split()) <= 11
        assert clause == clause.strip(" .,;:!?…-()")
        assert not set(clause) & set('“”"?!\n[]')
    assert len(set(found)) == len(found)
    return len(found)


@given(WORDS | st.text(max_size=200))
def test_what_can_be_quoted_is_exact_and_short(text: str) -> None:
    _check(text)


def test_most_real_messages_hold_something_that_can_be_quoted() -> None:
    assert sum(_check(text) > 0 for text in REAL) > 0.8 * len(REAL)


@pytest.mark.parametrize(
    ("text", "among", "not_among"),
    [
        ("Murray quit on Tuesday. Thirty years, and I moved to the next item.",
         "I moved to the next item", "Tuesday. Thirty years"),
        ("I don't want to do it without Marta there.",
         "I don't want to do it without Marta there", "Marta there"),
        ("Did nobody ask her? She had the keys on the table.", "She had the keys on the table", "nobody ask her"),
        ("My card is [card number] and that was that.", "that was that", "My card is [card number]"),
        ("I ask because it's owed, not because I want to know.", "it's owed", "I want to know"),
        ("It's owed, not because I want to know.", "It's owed", "It's owed, not"),
    ],
)  # fmt: skip
def test_clauses_begin_and_end_where_people_would_cut(
    text: str, among: str, not_among: str
) -> None:
    found = [text[start:end] for start, end in clauses(text)]
    assert among in found or any(among in clause for clause in found)
    assert not_among not in found


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Marta left without a word.", "Marta"),
        ("I rang Piotr only about the renewal.", "Piotr"),
        ("My boss never looks up.", "your boss"),
        ("Our CEO wants a brand.", "your CEO"),
        ("I looked at Jan's desk and walked on.", "Jan"),
        ("It was Monday and nobody asked.", None),
        ("LinkedIn is full of it.", None),
        ("", None),
    ],
)
def test_whom_a_message_is_about(text: str, person: str | None) -> None:
    assert named_person(text) == person


@given(st.sampled_from(REAL))
def test_a_named_person_stands_in_the_message(text: str) -> None:
    person = named_person(text)
    if person is not None:
        assert person.removeprefix("your ").lower() in text.lower()


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Price is behind. Some online printer.", None),
        ("Recognition isn't quite gratitude.", None),
        ("Mark was late. I told Mark so.", "Mark"),
        ("Tim said no.", "Tim"),
        ("Mark said no.", "Mark"),
    ],
)
def test_a_common_word_at_the_beginning_of_a_sentence_is_no_name(
    text: str, person: str | None
) -> None:
    assert named_person(text, frozenset({"price", "recognition", "mark"})) == person


def test_no_clause_is_cut_in_a_title_a_time_or_an_as_if() -> None:
    text = "I told Mr. Zwicker at 6.30 that I was sorry, as if it was the weather."
    found = [text[a:b] for a, b in clauses(text)]
    assert found
    assert not [c for c in found if c.endswith(("Mr", "Mr.", "at 6"))]
    assert not [c for c in found if c.startswith("if ")]
