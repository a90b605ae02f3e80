"""What of a message is handed back: the clause that carries the weight, and out of a longer message the next one beside it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.assembly import Mine
from coach.handing_back import Point, point_of
from coach.services import Services
from coach.text import word_count

LONG = (
    "I run a small depot outside Leeds. Petra handed in her notice on Monday and I only said thanks for letting me know. "
    "I went back to the rota, and on the way home I had to stop the van because I was crying."
)


def _point(services: Services, text: str, before: str = "", used: tuple[str, ...] = ()) -> Point:
    return point_of(services.hear(text, before), services.ear["quote"], text, text, before, used)


def _handed_back(point: Point) -> list[str]:
    first = point.retold.words if point.retold else point.quote or point.quote_in_place
    second = (point.beside.told or point.beside.quote) if point.beside else None
    return [words for words in (first, second) if words]


def test_out_of_a_long_message_two_things_are_handed_back(warm_services: Services) -> None:
    assert len(_handed_back(_point(warm_services, LONG))) == 2


@pytest.mark.parametrize("text", ["I never asked him.", "Late, and she only nodded. I went on."])
def test_out_of_a_short_one_no_second_thing_is(warm_services: Services, text: str) -> None:
    assert _point(warm_services, text).beside is None


def test_what_was_handed_back_is_not_handed_back_again(warm_services: Services) -> None:
    first = _point(warm_services, LONG)
    assert first.beside is not None
    again = _point(warm_services, LONG, used=(first.beside.quote,))
    assert again.beside is None or again.beside.quote != first.beside.quote


_CLAUSES = st.lists(
    st.sampled_from(
        ["I never asked her why", "she put the keys on my desk", "it was a Tuesday in March", "he'd been with us for nine years",
         "I laughed it off", "nobody said a word", "my hands were shaking", "that she could see it", "I sent him the form instead"]
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(_CLAUSES, st.sampled_from([". ", ", and ", " but "]))
def test_the_second_thing_is_another_place_of_the_same_message(
    warm_services: Services, clauses: list[str], joint: str
) -> None:
    text = joint.join(clauses) + "."
    point = _point(warm_services, text)
    if point.beside is None:
        return
    second = point.beside.quote
    assert second in text
    quoted = point.quote or point.quote_in_place
    if point.retold is None and quoted is not None:
        assert second not in quoted
        assert quoted not in second
    assert word_count(second) < word_count(text)


def test_the_reply_says_both(leader: Mine) -> None:
    conversation = leader.begin()
    reply = leader.reply(conversation, LONG).reply
    said = [
        m for m in ("thanks for letting", "notice", "crying", "stop the van", "rota") if m in reply
    ]
    assert len(said) >= 2, reply


def test_a_number_is_not_asked_for_without_a_word_about_what_was_said(leader: Mine) -> None:
    conversation = leader.begin()
    for line in (
        "I sent Ivo the form when his father died and never said a word.",
        "I'd like to know how to say sorry to him.",
        "I'll go to his bench tomorrow at eight and say I'm sorry about the form.",
        "That I'd talk about the presses, I always talk about the presses when it gets close.",
    ):
        turn = leader.reply(conversation, line)
        sentences = re.findall(r"[^.?!]+[.?!]", turn.reply)
        assert len(sentences) > 1, turn.reply


def test_a_death_is_not_put_between_quotation_marks(leader: Mine) -> None:
    conversation = leader.begin()
    reply = leader.reply(conversation, "one of my riders lost his brother last tuesday").reply
    assert "“" not in reply
    assert "?" in reply


def test_what_stands_next_to_each_other_is_quoted_as_one(warm_services: Services) -> None:
    text = "Hello, we are a small mill. The phone is never picked up and the door of her office stays shut."
    point = _point(warm_services, text)
    assert "picked up and the door of her office" in (point.quote or point.quote_in_place or "")
    assert point.beside is None


def test_what_can_be_told_of_it_is_not_quoted(warm_services: Services) -> None:
    text = (
        "Hello. I have olive oil company in Izmir, Turkey, 22 people. There is one man in Denmark, he was in the past our buyer and "
        "he opened for us many doors. Now I only call him when I have a problem with customs or a label."
    )
    point = _point(warm_services, text)
    assert point.retold is not None
    assert "you only call him when you have a problem" in point.retold.words.lower()
