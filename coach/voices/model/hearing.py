"""What the model hears in a leader's message: one request, a small form to fill in, and nothing of
its answer taken on trust."""

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, Field

from coach.errors import ModelError
from coach.text import sentences, word_count
from coach.vocabulary import Feeling, Level, Relation, TurnKind
from coach.voices.model.budget import MOST_OF_NEW, material
from coach.voices.model.client import ChatModel
from coach.voices.model.guardrails import asks
from coach.voices.model.prompts import Prompts, fill

if TYPE_CHECKING:
    from coach.knowledge import Habit
    from coach.turn import Hearing, ModelHeard, Turn

# Not secrets: they are masked before anybody is asked.
_Danger = Literal[
    Level.CRISIS, Level.OTHER_AT_RISK, Level.HARM_OTHERS, Level.ABUSE_REPORT, Level.INJECTION,
    Level.DISTRESS,
]  # fmt: skip
# Not those that a rule decides, and not ``answer``: what is pending decides that.
_Kind = Literal[
    TurnKind.STORY, TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.CHANGE, TurnKind.SUSTAIN,
    TurnKind.RESISTANCE, TurnKind.REPAIR, TurnKind.OPINION, TurnKind.OFF_TOPIC, TurnKind.GOODBYE,
]  # fmt: skip
# Short of what naming a habit needs (``NAMEABLE`` in choose): no single message gets one named.
_CONFIDENCE = 0.6
_FEWEST = 3  # words that can show a habit
_MOST = 2  # habits, strengths and feelings of one message


class _Shown(BaseModel):
    id: str
    words: str


class Form(BaseModel):
    """What one message shows."""

    # Danger first, in case the rest never comes; limits, since a small model would go on and on.
    levels: list[_Danger] = Field(max_length=3)
    kind: _Kind
    habits: list[_Shown] = Field(max_length=_MOST)
    strengths: list[_Shown] = Field(max_length=_MOST)
    feelings: list[Feeling] = Field(max_length=_MOST)
    relation: Relation | None


def hear(
    turn: "Turn", chat: ChatModel, prompts: Prompts, habits: Mapping[str, "Habit"]
) -> "ModelHeard":
    """What the model heard, as far as it can be used. All of it has to be there within the time for
    one token. Raises ModelError, and ModelSilent where its server gave no sign of life."""
    chat.open()  # the first time takes seconds that are not the model's
    until = time.monotonic() + chat.patience
    form = chat.fills_in(form_of(habits), hearing_prompt(turn, prompts, habits), until)
    return usable(form, turn.text, habits)


def form_of(habits: Mapping[str, "Habit"]) -> dict[str, Any]:
    """The form as a JSON schema: servers that can will let the model write nothing else."""
    form = Form.model_json_schema()
    form["$defs"]["_Shown"]["properties"]["id"]["enum"] = list(habits)
    return form


def hearing_prompt(
    turn: "Turn", prompts: Prompts, habits: Mapping[str, "Habit"]
) -> list[tuple[str, str]]:
    """The request: rules, which are the same for every turn, and the message."""
    briefly = "\n".join(f"{id}: {habit.definition.split(';')[0]}" for id, habit in habits.items())
    values = {
        "habits": briefly,
        "feelings": ", ".join(Feeling),
        "relations": ", ".join(Relation),
        "asked": material(_asked_last(turn), 75),
        "message": material(turn.text, MOST_OF_NEW),
    }
    return [
        ("system", fill(prompts.hear["rules"], values)),
        ("human", fill(prompts.hear["message"], values)),
    ]


def usable(form: Mapping[str, object], text: str, habits: Mapping[str, "Habit"]) -> "ModelHeard":
    """What of a filled-in form can be used: known ids, and words that stand in the message. Raises
    ModelError for one that answers nothing that was asked."""
    from coach.turn import ModelHeard

    if not form.keys() & Form.model_fields.keys():
        raise ModelError("the model filled in another form")
    feelings = _known(form.get("feelings"), tuple(Feeling))
    return ModelHeard(
        levels=_known(form.get("levels"), get_args(_Danger)) or (),
        kind=_one(form.get("kind"), get_args(_Kind)),
        habits=_shown(form.get("habits"), text, habits),
        strengths=_shown(form.get("strengths"), text, habits),
        feelings=feelings[:_MOST] if feelings is not None else None,
        relation=_one(form.get("relation"), tuple(Relation)),
    )


_Id = TypeVar("_Id", bound=str)


def _one(value: object, known: Sequence[_Id]) -> _Id | None:
    return next((id for id in known if id == value), None)


def _known(value: object, known: Sequence[_Id]) -> tuple[_Id, ...] | None:
    """Those that are known, each once, in the order given; None for what is no list."""
    if not isinstance(value, list):
        return None
    found = (_one(entry, known) for entry in value)
    return tuple(dict.fromkeys(id for id in found if id is not None))


def _shown(value: object, text: str, habits: Mapping[str, "Habit"]) -> "tuple[Hearing, ...] | None":
    """Those with a known id and words that stand in the message; None for what is no list."""
    from coach.turn import Hearing

    if not isinstance(value, list):
        return None
    found: dict[str, Hearing] = {}
    for entry in value:
        if isinstance(entry, dict) and (habit := _one(entry.get("id"), tuple(habits))):
            words = _as_it_stands(entry.get("words"), text)
            if words is not None:
                found.setdefault(habit, Hearing(habit, _CONFIDENCE, words))
    return tuple(found.values())[:_MOST]


_TYPING = str.maketrans("’‘“”", "''\"\"")


def _as_it_stands(words: object, text: str) -> str | None:
    """The piece of the message that was copied, quotation marks apart; None if it is not there."""
    if not isinstance(words, str):
        return None
    copied = words.strip(" \n\"'“”‘’").translate(_TYPING)
    start = text.translate(_TYPING).find(copied)
    if start < 0 or word_count(copied) < _FEWEST:
        return None
    return text[start : start + len(copied)]


def _asked_last(turn: "Turn") -> str:
    return next((s.text for s in reversed(sentences(turn.before)) if asks(s.text)), "")
