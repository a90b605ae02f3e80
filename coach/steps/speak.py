"""The plan, put into words: by the model where one is configured, else, or if it fails, by the guide."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.errors import ModelError
from coach.steps.verify import repaired, said_before
from coach.vocabulary import STOPS_COACHING, Depth, Move
from coach.voices.guide import excerpt, speak_guide

if TYPE_CHECKING:
    from coach.services import Services
    from coach.turn import Part, Spoken, Turn
    from coach.voices.guide import Words

_log = logging.getLogger(__name__)
# What is said in fixed words whatever voice is configured: safety, secrets, permissions and cards.
_FIXED = frozenset(
    {Move.CRISIS, Move.OTHER_AT_RISK, Move.HARM_OTHERS, Move.ABUSE_REPORT, Move.GO_ON, Move.INJECTION,
     Move.META, Move.SECRET, Move.LANGUAGE, Move.EMPTY, Move.NAME_HABIT, Move.STAY, Move.SCENE, Move.TO_A_PERSON, Move.BRAND,
     Move.RECALL, Move.SET_ASIDE}
)  # fmt: skip


def speak_reply(turn: "Turn", services: "Services") -> "Iterator[Spoken]":
    """Verified parts of the reply, in order, each as soon as it is ready."""
    if (
        turn.masked
        and turn.plan.move is not Move.SECRET
        and not STOPS_COACHING & set(turn.screening.levels)
    ):
        yield from _secret(turn, services)
    fixed = bool({part.move for part in turn.plan.parts} & _FIXED)
    model = None if fixed or turn.model_silent else services.model_voice
    if model is None:
        yield from _guide(turn, services)
        return
    shown: list[Spoken] = []
    try:
        for spoken in model.speak(turn):
            shown.append(spoken)
            yield spoken
        if shown:
            return
    except ModelError as error:
        _log.warning("the model failed (%s); the guide goes on", error)
    if not shown:
        yield from _guide(turn, services)
    else:
        yield from _rest(turn, services, shown)


def _guide(turn: "Turn", services: "Services") -> "Iterator[Spoken]":
    said = said_before(turn)
    for part, words in speak_guide(turn, services):
        yield from _spoken(part, words, said)


def _rest(turn: "Turn", services: "Services", shown: "list[Spoken]") -> "Iterator[Spoken]":
    """What was shown is never taken back: the guide adds the parts that the model did not reach."""
    if any(s.text.rstrip("”\"' ").endswith("?") for s in shown):
        return
    last = turn.plan.parts[-1]
    plan = replace(turn.plan, parts=(last,))
    yield from _guide(replace(turn, plan=plan, spoken=tuple(shown)), services)


def _secret(turn: "Turn", services: "Services") -> "Iterator[Spoken]":
    from coach.turn import Part

    plan = replace(turn.plan, parts=(Part(Move.SECRET),))
    yield from _guide(replace(turn, plan=plan), services)


def _spoken(part: "Part", words: "Words", said: frozenset[str]) -> "Iterator[Spoken]":
    from coach.turn import Spoken

    spoken = Spoken(
        text=words.text,
        move=part.move,
        habits=words.line.habits,
        line=words.line.id,
        about=words.line.about,
        complex=words.line.depth in {Depth.COMPLEX, Depth.DOUBLE},
    )
    checked = repaired(spoken, said)
    if checked is not None and not (part.move is Move.PROVIDE and part.text == ""):
        yield checked
    if part.passage is not None and part.move is Move.PROVIDE:
        yield Spoken(
            text=excerpt(part.passage), move=Move.PROVIDE, passage=part.passage, quote=True
        )
