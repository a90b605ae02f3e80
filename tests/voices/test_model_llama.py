"""With a real model behind a real server: nobody scripted what it says, and it coaches badly."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from model_checks import STORY, keeps_the_contract, tell
from model_turns import HABITS, exploring

from coach.assembly import Coach
from coach.errors import ModelError
from coach.rehearsals import RunView
from coach.services import ROOT
from coach.settings import Settings
from coach.turn import Spoken
from coach.voices.model.voice import ModelVoice

_PATIENCE = 40
_TALK = (
    STORY,
    "Does a short greeting make any difference to how people work?",
)


def test_turns_with_a_tiny_real_model_end_whole_and_true(
    open_coach_with: Callable[..., Coach], llama_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    coach = open_coach_with(
        model="openai:smollm2", model_base_url=llama_url, model_timeout=_PATIENCE
    )
    coach.warm()
    conversation = coach.as_person().begin()
    heard = []
    for message in _TALK:
        begun = time.monotonic()
        told = tell(coach, message, conversation)
        assert told.voice in {"guide", "mixed", "model"}
        assert time.monotonic() - begun < 4 * _PATIENCE + 5  # to hear, and to speak
        heard.append(told.turn.model_heard)
    assert any(heard), "it takes the form, and fills in some of it"
    assert "the model's server" not in caplog.text, "it was reached, and it answered"


def test_what_a_tiny_real_model_says_is_held_to_the_contract(llama_url: str) -> None:
    settings = Settings(model="openai:smollm2", model_base_url=llama_url, model_timeout=_PATIENCE)
    voice = ModelVoice(settings, ROOT / "prompts" / "model", HABITS)
    shown: list[Spoken] = []
    with suppress(ModelError):  # the guide would go on
        for part in voice.speak(exploring()):
            shown.append(part)
            keeps_the_contract(replace(exploring(), spoken=tuple(shown)))


def test_a_rehearsal_with_a_tiny_real_model_is_answered_within_its_time(
    open_coach_with: Callable[..., Coach], llama_url: str
) -> None:
    coach = open_coach_with(
        model="openai:smollm2", model_base_url=llama_url, model_timeout=_PATIENCE
    )
    rehearsals = coach.as_person().rehearsals
    view = rehearsals.begin("three-years-of-silence")
    assert isinstance(view, RunView)
    begun = time.monotonic()
    view = rehearsals.say(view.id, "How is it, having your own studio?")
    assert time.monotonic() - begun < 4 * _PATIENCE
    (reply,) = [e.reply or "" for e in view.path]
    assert 0 < len(reply.split()) <= 60
    assert reply.count("?") <= 1
    assert "rehears" not in reply.lower()
