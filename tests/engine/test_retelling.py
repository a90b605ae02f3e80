"""What a leader told, told back: two clauses beside each other, in the second person."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import retelling
from coach.assembly import Mine
from coach.borrowing import clauses
from coach.contract import echoes
from coach.retelling import retold
from coach.second_person import told_of

LIKELY = 0.5


@contextmanager
def count_calls(module: ModuleType, name: str) -> Iterator[list[int]]:
    calls, real = [0], getattr(module, name)

    def counting(*given: object, **named: object) -> object:
        calls[0] += 1
        return real(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, name, counting)
        yield calls


def _retold(text: str) -> str | None:
    told = retold(text, [(span, LIKELY) for span in clauses(text)])
    return told.words if told is not None else None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Osman? Tired, I think. She cried at noon, and I left the room. That was all there was to it, as far as I know.",
         "She cried at noon, and you left the room"),
        ("It is like this in our restaurant. I was ashamed. She asked me that. It is what it is.",
         "You were ashamed when she asked you that"),
    ],
)  # fmt: skip
def test_two_things_told_stand_beside_each_other(text: str, told: str) -> None:
    assert _retold(text) == told


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("They go quiet when I walk into the canteen", "they go quiet when you walk into the canteen"),
        ("I never asked him", "you never asked him"),
        ("we took our coffee outside", "you took your coffee outside"),
        ("one of my reps laughed at me", "one of your reps laughed at you"),
        ("I was ashamed of the whole thing", "you were ashamed of the whole thing"),
        ("I'd like her to stay", "you'd like her to stay"),
        ("I think he knew before me", "you think he knew before you"),
        ("I didn't know what to say", "you didn't know what to say"),
        ("rang her in the evening", "you rang her in the evening"),
        ("he always say yes to me", "he always says yes to you"),
        ("I'd sent her the list", "you'd sent her the list"),
        # Their own view or another's words, and no verdict of the coach's.
        ("I think she hates me", "you think she hates you"),
        ("she said that I was cold", "she said that you were cold"),
        ("everyone tells me I need to be softer", "everyone tells you that you need to be softer"),
        ("I should have asked him first", "you feel you should have asked him first"),
        ("she was actually hard work", "as you see it, she was hard work"),
        ("I was slow with the quote", "you don't hide that you were slow with the quote"),
        ("It was my mistake they ran short", "you say straight out that it was your mistake they ran short"),
        # Before a plain fact "as you see it" would sound like doubt.
        ("she wasn't wrong about the dose", "she wasn't wrong about the dose"),
        ("my foreman was furious with me", "your foreman was furious with you"),
        ("nobody comes to my office", "nobody comes to your office"),
        ("he may just shrug", "you half expect him to shrug"),
        ("Probably that he stopped trusting me", "probably he stopped trusting you"),
        # Hurried, without marks, and beginning with when or for how long.
        ("shed hear it from a text message i suppose", "she'd hear it from a text message"),
        ("i dont like being hurried", "you don't like being hurried"),
        ("Three years I've been on his side", "three years you've been on his side"),
        ("With the others I don't know where to start", "with the others you don't know where to start"),
    ],
)  # fmt: skip
def test_a_clause_is_turned(clause: str, told: str) -> None:
    said = told_of(clause)
    assert said is not None
    assert said.words == told


@pytest.mark.parametrize(
    "clause",
    [
        "he is a lazy man", "I am a coward at heart", "you never told me that",
        "I'd sack him tomorrow", "he told me I never listen", "I should have killed it", "my wife died in March",
         "I said that's not my job", "the lift stopped at four", "I want to kill him",
        "he not speak with me", "I run a team of nine",
        "they'd all sleep better without me", "everyone would manage rather better if I weren't around", "I got my affairs in order",
        "never called me boss before",
    ],
)  # fmt: skip
def test_no_verdict_opinion_supposition_or_danger_is_turned(clause: str) -> None:
    assert told_of(clause) is None


@pytest.mark.parametrize(
    "text",
    [
        "THEY WROTE IT IN A SURVEY AND NOBODY SAID IT TO MY FACE. I SAW IT ON A SLIDE IN MAY.",
        "In her version he vanishes for three weeks and turns up at midnight when everything burns down.",
        "If I asked her she would go. If I waited she would stay until the summer at least, I am told.",
    ],
)
def test_nothing_is_told_back_of_shouting_of_little_or_of_a_supposition(text: str) -> None:
    assert _retold(text) is None


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("It was a long meeting and hot in there. I was ashamed of the whole thing.", "inner"),
        ("It was a long meeting and hot in there. I gave him the brochure.", "deed"),
        ("It is like that in our place every week. I never ask them how it went.", "way"),
        ("It was a long meeting and hot in there. My deputy walked out of the room.", "theirs"),
        (
            "It was hot. He laughed at me, and I left the room. That was all of it, really.",
            "two",
        ),
    ],
)
def test_it_is_known_what_was_told_so_that_the_question_can_be_about_it(text: str, of: str) -> None:
    told = retold(text, [(span, LIKELY) for span in clauses(text)])
    assert told is not None
    assert told.of == of


def test_a_reason_stays_a_reason() -> None:
    text = "That was the week of the move, and nobody slept. I left because I was afraid of her."
    assert _retold(text) == "You left because you were afraid of her"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He went over my head to the MD about the steel order.", "He went over your head to the MD"),
        ("My sister walked out of the meeting in front of the whole board.", "Your sister walked out of the meeting"),
        ("Before lunch I thanked the porters for the whole night shift.", "Before lunch you thanked the porters"),
    ],
)  # fmt: skip
def test_most_of_what_they_said_is_not_said_again(text: str, told: str) -> None:
    said = retold(text, [(span, LIKELY) for span in clauses(text)])
    assert said is not None
    if echoes(said.words, text):
        assert said.tells is not None, "only where a meaning follows it in the same sentence"
    else:
        assert said.words == told


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("I don't ring them when the house is quiet and the books are done.", "You don't ring them"),
        ("I only found out because she asked the desk to send her papers.", "You only found out"),
        ("I never see the drivers without the lawyer at the table.", "You never see the drivers"),
    ],
)  # fmt: skip
def test_what_the_meaning_hangs_on_is_not_left_out(text: str, half: str) -> None:
    assert _retold(text) != half


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    told = _retold(text)
    assert told is None or (told[0] == told[0].upper() and "?" not in told)


def test_it_is_said_in_a_talk_and_not_twice(me: Mine) -> None:
    conversation = me.begin()
    text = (
        "It's about Ngozi. The Medical Director praised the report at length. I thanked him on behalf of the "
        "department. Ngozi looked down at her papers and did not look up until it was over."
    )
    replies = [me.reply(conversation, text).reply for _ in range(3)]
    said = "you thanked him on behalf of the department"
    assert sum(said in reply.lower() for reply in replies) <= 1


def test_a_very_long_message_costs_no_more_than_its_weighty_clauses() -> None:
    filler = "He signed the form and I filed the form. "
    text = filler * 3000 + "He ran the ovens through the flood, and I sent a group email."
    weighed = [(span, LIKELY) for span in clauses(text)]
    assert len(weighed) < 100
    with count_calls(retelling, "told_of") as calls:
        retold(text, weighed)
    assert calls[0] < 500


@pytest.mark.parametrize(
    "text",
    ["im asking what to say to him", "Don't hedge", "That is not what I meant", "It wasn't a yes or no question", "Don't sugar it"],
)  # fmt: skip
def test_what_is_said_of_the_talk_is_not_told_back(text: str) -> None:
    assert told_of(text) is None
