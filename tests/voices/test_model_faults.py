"""Whatever a model does, the leader gets a whole reply that keeps the contract, in the same turn."""

import logging
import socket
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from model_checks import ASKS, HEARD, STORY, tell
from model_server import Says, Script

from coach.assembly import Coach
from coach.errors import ModelError
from coach.turn import Turn

GOOD = f"{HEARD} {ASKS}"
LIMIT = 0.5 * 3 + 1.5  # the model's whole time, and the guide's on a busy machine


def test_a_reply_that_keeps_the_contract_is_the_models_own(
    scripted_coach: Coach, script: Script
) -> None:
    script.says(GOOD)
    told = tell(scripted_coach)
    assert (told.reply, told.voice) == (GOOD, "model")
    assert len(script.requests) == 1


_FAULTS = {
    "500": Says(status=500, body='{"error": {"message": "boom"}}'),
    "401": Says(status=401, body='{"error": {"message": "bad key"}}'),
    "429": Says(status=429, body='{"error": {"message": "slow down"}}'),
    "400, context too long": Says(status=400, body='{"error": {"message": "too many tokens"}}'),
    "not JSON": Says(status=502, body="<html>Bad Gateway</html>"),
    "slow first token": Says(GOOD, before=20),
    "slow first token behind pings": Says(GOOD, before=20, pings=True),
    "stalls in the first sentence": Says(GOOD, stalls_after=4),
    "stalls in the question": Says(GOOD, stalls_after=15),
    "stalls behind pings": Says(GOOD, stalls_after=15, pings=True),
    "dawdles": Says(GOOD, between=0.4),
    "cut in the first sentence": Says(GOOD, cut_after=5),
    "cut in the question": Says(GOOD, cut_after=16),
    "cut before the first token": Says(GOOD, cut_after=0),
    "empty": Says(""),
    "blank": Says(" \n \n"),
    "one word for ever": Says("and ", forever=True),
    "one phrase for ever": Says("the room and the numbers and ", forever=True),
    "one sentence for ever": Says(f"{HEARD} ", forever=True),
    "no end to a sentence": Says(", ".join(f"some{n} word{n}" for n in range(400))),
    "no words": Says("... --- ... ??? !!!"),
    "gibberish": Says("Xqv zrrk plomf gnarr wibble frotz quux blarg snork. Zork grue plugh xyzzy?"),
    "another script": Says("Ты ушёл слишком рано и никто не сказал ни слова. Что случилось?"),
    "another language": Says("Das klingt ganz danach, als ginge Ihnen das sehr nahe. Was war da?"),
    "markup": Says(f"**{HEARD}** {ASKS}"),
    "a heading": Says(f"## Reflection\n{HEARD} {ASKS}"),
    "a list": Says("1. Greet them.\n2. Ask about their day.\n3. Wait for the answer."),
    "bullets": Says("- It was about respect.\n- It was about time."),
    "code": Says("```python\nprint('hello')\n```"),
    "HTML": Says(f"<p>{HEARD}</p><script>alert(1)</script>"),
    "a label": Says(f"Coach: {HEARD} {ASKS}"),
    "both sides of a dialogue": Says(f"{HEARD}\nLeader: I see what you mean.\nCoach: {ASKS}"),
    "a refusal": Says("I'm sorry, but I can't help with that."),
    "talk of itself": Says("As an AI language model, I have no opinions on warehouses."),
    "its prompt": Says("You are the voice of a program that coaches leaders in how they deal."),
    "an address": Says("There is more on https://example.com/marta for you."),
    "a thought without end": Says("<think>They want to know about Marta. " * 3),
}


@pytest.mark.parametrize("fault", _FAULTS.values(), ids=_FAULTS.keys())
def test_a_fault_ends_in_a_whole_reply_within_the_time(
    fault: Says, scripted_coach: Coach, script: Script
) -> None:
    script.says(fault)
    told = tell(scripted_coach)
    assert told.voice in {"guide", "mixed"}
    assert told.seconds < LIMIT
    assert "?" in told.reply, "the plan asks for the aim"


def test_a_server_that_is_down_is_not_missed(open_coach_with: Callable[..., Coach]) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"
        told = tell(open_coach_with(model="openai:any", model_base_url=url, model_timeout=0.5))
    assert told.voice == "guide"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"model": "openai:unheard-of"}, "COACH_MODEL"),
        ({"model": "openai:scripted", "path": "/nowhere"}, "COACH_MODEL_BASE_URL"),
        ({"model": "nobody:any"}, "COACH_MODEL"),
        ({"model": "cohere:any"}, "not installed"),
    ],
    ids=["unknown model", "wrong URL", "unknown provider", "provider not installed"],
)
def test_a_wrong_setting_is_named_and_the_guide_speaks(
    settings: dict[str, Any],
    says: str,
    open_coach_with: Callable[..., Coach],
    script: Script,
    caplog: pytest.LogCaptureFixture,
) -> None:
    script.says(GOOD)
    url = script.url.removesuffix("/v1") + settings.pop("path", "/v1")
    told = tell(open_coach_with(**settings, model_base_url=url, model_timeout=0.5))
    assert told.voice == "guide"
    assert says in caplog.text


_BREACHES = {
    "1 closed question": (HEARD, "Do you think that she felt respected by all this?"),
    "1 two questions in one": (HEARD, "What did she say to you, and how did the others take it?"),
    "2 asks without reflecting": ("", ASKS),
    "2 echo": ("You walk in every morning, get the numbers and walk out again.", ASKS),
    "3 advice": ("You should greet them before you go for the figures.", ASKS),
    "3 order": ("Ask Marta for a coffee before she leaves.", ASKS),
    "3 habit named": ("There is a name for this habit, and it is drive-by demand.", ASKS),
    "4 fact": ("Research shows that people leave managers.", ASKS),
    "4 figure": ("A good 70 of them may feel just the same way.", ASKS),
    "4 invented quotation": ("“Nobody ever saw me” is what that letter of hers says.", ASKS),
    "4 invented source": ("It is known that a greeting holds people longer [gallup-2019].", ASKS),
    "5 diagnosis": ("From here it sounds as though she is depressed.", ASKS),
    "1 closed behind a lead word": (HEARD, "So, do you think that she felt respected by all this?"),
    "1 closed behind a clause": (HEARD, "When she left, did you say anything to her?"),
    "5 praise": ("That was brave of you to write down.", ASKS),
    "5 a verdict": ("From all of this Marta's a coward, plainly.", ASKS),
    "5 agrees": ("In short, you're right, and it was quick.", ASKS),
    "5 flattery": ("That's an amazing thing to have noticed.", ASKS),
    "5 takes sides": ("In this you're absolutely right about Marta.", ASKS),
    "5 coach-speak": ("I hear you, and we can unpack that.", ASKS),
    "6 no choice left": ("You must change how you come in.", ASKS),
    "7 said before": (f"{HEARD} {HEARD}", ""),
    "7 nearly said before": (
        f"{HEARD} Her leaving tells you something the figures kept to themselves, too.", ""),
    "8 prying": ("It might be kinder to ask her about her divorce.", ASKS),
    "8 the home": ("It would mean a lot to her if you bring your wife along.", ASKS),
    "9 a person": ("I'm a person too, so that one I know well.", ASKS),
    "10 makes itself needed": ("I'm always here when mornings like these come.", ASKS),
}  # fmt: skip


@pytest.mark.parametrize(("heard", "asks"), _BREACHES.values(), ids=_BREACHES.keys())
def test_a_breach_of_the_contract_is_not_shown(
    heard: str, asks: str, scripted_coach: Coach, script: Script
) -> None:
    bad = f"{heard} {asks}".strip()
    script.says(bad)  # and so is the repair
    told = tell(scripted_coach)
    assert told.reply != bad
    assert told.voice in {"guide", "mixed"}
    assert len(script.requests) >= 2, "the model was asked to mend it"


def test_a_second_question_is_not_waited_for(scripted_coach: Coach, script: Script) -> None:
    script.says(f"{GOOD} How did she take it? And what then?")
    assert tell(scripted_coach).reply == GOOD


def test_a_reply_that_grows_too_long_leaves_room_for_its_question(
    scripted_coach: Coach, script: Script
) -> None:
    more = [f"Somebody at the {place} may have seen it too, in their way." for place in _PLACES]
    script.says(" ".join([*more, ASKS]))
    told = tell(scripted_coach)
    assert len(told.reply.split()) <= 90
    assert told.reply.endswith("?")


_PLACES = "dock gate office stairs canteen ramp forklift counter bench door shelf".split()


def test_a_sentence_is_mended_once_and_then_shown(scripted_coach: Coach, script: Script) -> None:
    script.says(f"You should greet them first. {ASKS}", HEARD)
    told = tell(scripted_coach)
    assert (told.reply, told.voice) == (GOOD, "model")
    assert "advice that was not asked for" in script.requests[1]["messages"][-1]["content"]


def test_what_the_reply_can_do_without_is_left_out(scripted_coach: Coach, script: Script) -> None:
    script.says(f"{HEARD} That is amazing. {ASKS}", "Still amazing!")
    assert tell(scripted_coach).reply == GOOD


def test_a_question_without_a_reflection_gets_one_first(
    scripted_coach: Coach, script: Script
) -> None:
    script.says(ASKS, HEARD)
    assert tell(scripted_coach).reply == GOOD


def test_nobody_listens_further_once_the_question_is_asked(
    scripted_coach: Coach, script: Script
) -> None:
    script.says(Says(f"{GOOD} And here is more of it. ", forever=True, between=0.005))
    assert tell(scripted_coach).reply == GOOD
    assert script.gone.wait(5)


def test_hidden_thoughts_of_a_model_are_passed_over(scripted_coach: Coach, script: Script) -> None:
    script.says(f"<think>Coach: reflect. What now? 1. Ask.</think>\n\n{GOOD}")
    assert tell(scripted_coach).reply == GOOD


def test_a_model_that_fails_once_is_asked_again_in_the_next_turn(
    scripted_coach: Coach, script: Script
) -> None:
    mine = scripted_coach.as_person()
    conversation = mine.begin()
    script.says(Says(status=500), f"{HEARD} Which of those mornings do you still see?")
    assert tell(scripted_coach, STORY, conversation).voice == "guide"
    then = tell(scripted_coach, "I want people to tell me things before they resign.", conversation)
    assert then.voice == "model"


def test_no_key_and_no_words_reach_the_log_or_an_error(
    open_coach_with: Callable[..., Coach], script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = "sk-very-secret-1234"
    script.says(Says(status=401, body=f'{{"error": {{"message": "wrong key {key}: {STORY}"}}}}'))
    coach = open_coach_with(
        model="openai:scripted", model_base_url=script.url, model_timeout=5, model_api_key=key
    )
    told = tell(coach)
    assert set(script.keys) == {f"Bearer {key}"}
    assert "COACH_MODEL_API_KEY" in caplog.text
    error = _error_of(coach, told.turn)
    for text in (caplog.text, error):
        assert key not in text
        assert "Marta" not in text


def _error_of(coach: Coach, turn: Turn) -> str:
    voice = coach.services.model_voice
    assert voice is not None
    with pytest.raises(ModelError) as caught:
        list(voice.speak(turn))
    return "".join(traceback.format_exception(caught.value))


def test_a_key_of_the_environment_is_not_sent_to_another_address(
    open_coach_with: Callable[..., Coach], script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    script.says(GOOD)
    tell(open_coach_with(model="openai:scripted", model_base_url=script.url, model_timeout=5))
    assert set(script.keys) == {"Bearer none"}


def test_a_tracer_or_proxy_of_the_environment_is_not_used(
    open_coach_with: Callable[..., Coach], script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "ls")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", script.url)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    script.hears({"levels": [], "kind": "story", "habits": []})
    script.says(GOOD)
    told = tell(
        open_coach_with(model="openai:scripted", model_base_url=script.url, model_timeout=0.5)
    )
    assert told.voice == "model"
    assert told.turn.model_heard is not None
    assert set(script.paths) == {"/v1/chat/completions"}
