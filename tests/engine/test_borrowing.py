"""Handing a leader's own words back: exact, short, and without their "I"."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.borrowing import named_person, worth_borrowing
from coach.services import ROOT

_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|we|we're|our|us)\b", re.I)


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


def _check(text: str) -> None:
    phrase = worth_borrowing(text)
    if phrase is None:
        return
    assert phrase in text
    assert not _FIRST_PERSON.search(phrase)
    assert 2 <= len(phrase.split()) <= 8
    assert not set(phrase) & set('“”"?!\n')


@given(WORDS | st.text(max_size=200))
def test_borrowed_words_are_the_leaders_own_short_and_free_of_i(text: str) -> None:
    _check(text)


def test_borrowed_words_of_real_messages_are_exact() -> None:
    borrowed = 0
    for text in REAL:
        _check(text)
        borrowed += worth_borrowing(text) is not None
    assert borrowed > 20  # there is something to borrow at all


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
