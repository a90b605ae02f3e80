"""What of a message is handed back: the one clause that carries the weight."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.assembly import Mine
from coach.handing_back import Point, point_of
from coach.services import Services

LONG = (
    "I run a small depot outside Leeds. Petra handed in her notice on Monday and I only said thanks for letting me know. "
    "I went back to the rota, and on the way home I had to stop the van because I was crying."
)


def _point(services: Services, text: str, before: str = "", used: tuple[str, ...] = ()) -> Point:
    return point_of(services.hear(text, before), services.ear["quote"], text, text, before, used)


def test_out_of_a_long_message_one_thing_is_handed_back(leader: Mine) -> None:
    reply = leader.reply(leader.begin(), LONG).reply
    told = [s for s in re.findall(r"[^.?!]+[.?!]", reply) if "?" not in s]
    assert len(told) == 1, reply


def test_what_was_handed_back_is_not_quoted_again(warm_services: Services) -> None:
    first = _point(warm_services, LONG)
    assert first.phrase is not None
    again = _point(warm_services, LONG, used=(first.phrase,))
    assert first.phrase not in {again.quote, again.quote_in_place}


_CLAUSES = st.lists(
    st.sampled_from(
        ["I never asked her why", "she put the keys on my desk", "it was a Tuesday in March", "he'd been with us for nine years",
         "I laughed it off", "nobody said a word", "my hands were shaking", "that she could see it", "I sent him the form instead"]
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(_CLAUSES, st.sampled_from([". ", ", and ", " but "]))
def test_what_is_quoted_is_a_piece_of_the_message(
    warm_services: Services, clauses: list[str], joint: str
) -> None:
    text = joint.join(clauses) + "."
    point = _point(warm_services, text)
    assert (point.quote or point.quote_in_place or "") in text


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


def test_what_can_be_told_of_it_is_not_quoted(warm_services: Services) -> None:
    text = (
        "Hello. I have olive oil company in Izmir, Turkey, 22 people. There is one man in Denmark, he was in the past our buyer and "
        "he opened for us many doors. Now I only call him when I have a problem with customs or a label."
    )
    point = _point(warm_services, text)
    assert point.retold is not None
    assert "you only call him when you have a problem" in point.retold.words.lower()
