"""He or she where the leader speaks of one man or one woman."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.pronouns import in_singular, one_person
from coach.services import Services
from coach.vocabulary import Move


@pytest.mark.parametrize(
    ("say", "made"),
    [
        ("What would they need to hear from you?", "What would she need to hear from you?"),
        ("They may give back about as much as you ask of them.", "She may give back about as much as you ask of her."),
        ("What do you think they see when your name comes up?", "What do you think she sees when your name comes up?"),
        ("In your mind they've answered already.", "In your mind she's answered already."),
        ("Who were they to you, day to day?", "Who was she to you, day to day?"),
        ("From their side it may look otherwise.", "From her side it may look otherwise."),
        ("How do they manage, as far as you can see?", "How does she manage, as far as you can see?"),
    ],
)  # fmt: skip
def test_a_line_is_said_of_one_person(say: str, made: str) -> None:
    assert in_singular(say, "she") == made


@pytest.mark.parametrize(
    "say",
    [
        "When people deal with you, what should they be able to count on?",
        "What would be worth saying to just one of them, by name?",
        "All those years, and it took hardly any words to end them.",
        "The words may be few, and they were heavy ones.",
        "What would you like to leave behind?",
    ],
)
def test_a_line_that_may_mean_others_or_things_is_left_alone(say: str) -> None:
    assert in_singular(say, "he") == say


@given(st.data())
def test_no_line_is_left_half_turned(services: Services, data: st.DataObject) -> None:
    lines = [line.say for m in (Move.REFLECT, Move.ASK) for line in services.book.lines(m)]
    say = data.draw(st.sampled_from(lines))
    made = in_singular(say, "he")
    if made != say:
        assert not re.search(r"\b(?:they|them|their|theirs|themselves)\b", made, re.I)
        assert not re.search(r"\bhe(?: are| were| don't|'re|'ve)\b", made, re.I)


def test_somebody_named_is_he_or_she_as_they_were_called_before() -> None:
    said = [
        "Wiremu has been here nine years, and he hasn't said a word.",
        "Ruby's books are full.",
        "what i say to wiremu",
    ]
    assert one_person(said, "Wiremu") == "he"
    assert one_person(said, "Ruby") is None
    assert one_person(said) is None


@pytest.mark.parametrize(
    ("said", "one"),
    [
        (["He stopped writing."], "he"),
        (["She left in May.", "I never said thank you."], "she"),
        (["He told her."], None),
        (["They all left.", "I never said thank you."], None),
        (["My team hates it. He is the worst."], None),
        (["It rained."], None),
    ],
)
def test_one_person_is_one_man_or_one_woman(said: list[str], one: str | None) -> None:
    assert one_person(said) == one
