"""With a real model behind a real server: nobody scripted what it says, and it coaches badly."""

import time
from collections.abc import Callable

import pytest
from model_checks import STORY, tell

from coach.assembly import Coach

_TALK = (
    STORY,
    "Does a short greeting make any difference to how people work?",
)


def test_turns_with_a_tiny_real_model_end_whole_and_true(
    open_coach_with: Callable[..., Coach], llama_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    coach = open_coach_with(model="openai:smollm2", model_base_url=llama_url, model_timeout=6)
    conversation = coach.as_person().begin()
    for message in _TALK:
        begun = time.monotonic()
        told = tell(coach, message, conversation)
        assert told.voice in {"guide", "mixed", "model"}
        assert time.monotonic() - begun < 3 * 6 + 5
    assert "the model's server" not in caplog.text, "it was reached, and it answered"
