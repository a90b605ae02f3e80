"""A message is heard after what the coach had just said: it shapes the vectors and has none of its own."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.assembly import Coach
from coach.encoder import MOST_BEFORE
from coach.services import Services
from coach.state import ConversationState
from coach.steps.understand import understand_message
from coach.turn import Turn, listen
from coach.vocabulary import TurnKind

SAID = "The lid. I look at the lid, and then I say the number."


def test_what_was_said_before_shapes_how_a_message_is_heard(warm_services: Services) -> None:
    alone = warm_services.hear(SAID)
    after = warm_services.hear(SAID, "What do you look at when he comes in?")
    assert alone.clauses == after.clauses
    assert alone.ear_rows.shape == after.ear_rows.shape
    assert 0.2 < float(alone.ear_whole @ after.ear_whole) < 0.9999


@given(st.text(max_size=300))
def test_whatever_was_said_before_a_message_keeps_its_own_vectors(
    warm_services: Services, before: str
) -> None:
    heard = warm_services.hear(SAID, before)
    assert np.isfinite(heard.ear_whole).all()
    assert heard.ear_rows.shape == (2, len(heard.ear_whole))
    assert np.linalg.norm(heard.ear_whole) == pytest.approx(1, abs=1e-4)


def test_only_the_last_words_before_a_message_are_read(warm_services: Services) -> None:
    last = "and what was it " * MOST_BEFORE
    short, long = (
        warm_services.hear(SAID, said) for said in (last, "Something else. " * 200 + last)
    )
    assert np.allclose(short.ear_whole, long.ear_whole)


def test_one_at_a_time_or_many_they_are_heard_alike(warm_services: Services) -> None:
    encoder = warm_services.ear.encoder
    before = "What do you look at when he comes in?"
    whole, _ = encoder.encode_spans(SAID, [], before)
    (row,) = encoder.encode([SAID], [before])
    assert float(whole @ row) > 0.97


def test_a_long_message_is_heard_whole_after_long_words(warm_services: Services) -> None:
    heard = warm_services.hear("I said nothing to her. " * 60, "So what did you do? " * 40)
    assert len(heard.ear_rows) == 60
    assert np.isfinite(heard.ear_rows).all()


def test_the_engine_hears_a_message_after_its_own_last_words(talker: Coach) -> None:
    me = talker.as_person()
    conversation = me.begin(stored=False)
    turn = me.reply(conversation, "My deputy copies my boss into every mail to me.")
    after = me.reply(conversation, "Since the spring.")
    assert after.before == turn.reply


def _kind(text: str, before: str, services: Services) -> TurnKind:
    turn = Turn("c", "m", text, ConversationState(turns=4), heard=listen(text, services, before))
    return understand_message(replace(turn, history=(("coach", before),)), services).kind


def _person(text: str, services: Services) -> str | None:
    turn = Turn("c", "m", text, ConversationState(turns=4), heard=listen(text, services))
    return understand_message(turn, services).person


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("He's paid in cheesecake, and I did sell a Peploe in March. The Peploe was forty thousand.", None),
        ("We walked along the Elbe and I thought of it. The Elbe was high, Elbe water everywhere.", None),
        ("I saw Rory after dinner. Rory said he was told, and not asked.", "Rory"),
    ],
)  # fmt: skip
def test_a_picture_or_a_river_is_nobody(
    warm_services: Services, text: str, person: str | None
) -> None:
    assert _person(text, warm_services) == person
