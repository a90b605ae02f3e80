"""What does a configured language model hear in the message? Without one, nothing happens here."""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from coach.errors import ModelError, ModelSilent
from coach.text import has_words
from coach.vocabulary import STOPS_COACHING, Level

if TYPE_CHECKING:
    from coach.services import Services
    from coach.turn import ModelHeard, Screening, Turn

_log = logging.getLogger(__name__)
# What is answered in fixed words already does not wait for a model.
_DECIDED = STOPS_COACHING | {Level.INJECTION}


class Consulted(TypedDict):
    """The fields of the turn that this step fills."""

    model_heard: "ModelHeard | None"
    model_silent: bool
    screening: "Screening"


def consult_model(turn: "Turn", services: "Services") -> Consulted:
    """What the model heard, and the screening with the levels that it adds: it can raise one and
    never lowers any. Where it fails, the trained heads' hearing stands."""
    model = services.model_voice if _worth_asking(turn) else None
    nothing = Consulted(model_heard=None, model_silent=False, screening=turn.screening)
    if model is None:
        return nothing
    try:
        heard = model.hear(turn)
    except ModelError as error:
        _log.warning("the model heard nothing (%s); the trained heads do", error)
        return {**nothing, "model_silent": isinstance(error, ModelSilent)}
    found = {*turn.screening.levels, *heard.levels}
    levels = tuple(level for level in Level if level in found)  # the most serious first
    return Consulted(
        model_heard=heard, model_silent=False, screening=replace(turn.screening, levels=levels)
    )


def _worth_asking(turn: "Turn") -> bool:
    """Whether there is anything to hear. Not for short messages or other languages: words of
    danger may be few, and in any."""
    pressed = turn.answer is not None
    return has_words(turn.text) and not pressed and not _DECIDED & set(turn.screening.levels)
