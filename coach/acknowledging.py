"""One sentence of the guide's to something that a leader wrote in an exercise: a reflection, never a
question and never advice. Where none fits well, silence."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.state import ConversationState
from coach.text import said_sentences, word_count
from coach.turn import Part, Plan, Turn
from coach.vocabulary import Move, Stage
from coach.voices.guide import speak_guide

if TYPE_CHECKING:
    from coach.services import Heard, Services

_TELLING = 6  # words: less is a name or a date
_TRIES = 4  # lines that say more than a sentence, or only hand words back, before it is silent
_SURE = 0.08
"""How likely a reader would answer with a line, from which it is said. Somewhat more than in a talk
(``_APT_ENOUGH`` of the guide's): here silence costs nothing. Of 16 answers of three leaders, 7 got a sentence,
all of which held; at 0.05 two more did, of which one did not."""


def acknowledge(
    text: str, asked: str, heard: "Heard | None", said: Collection[str], services: "Services"
) -> tuple[str, str] | None:
    """The sentence and its line's id, or None. ``asked``: what the text answers; ``said``: ids of lines that
    were said before."""
    from coach.steps.understand import understand_message

    if heard is None or word_count(text) < _TELLING:
        return None
    # Last comes what is only there so that the reflection does not have to be followed by a question.
    parts = (Part(Move.REFLECT, optional=True), Part(Move.ASK, text="?"))
    used = tuple(said)
    turn = Turn(
        "exercise",
        "",
        text,
        ConversationState(stage=Stage.EXPLORING, turns=1, aim_asked=True),
        heard=heard,
        plan=Plan(Stage.EXPLORING, parts),
        history=(("coach", asked),),
    )
    turn = replace(turn, reading=understand_message(turn, services))
    ranked = services.book.apt(Move.REFLECT, heard, turn.reading.gists)
    likely = {line.id: sure for line, sure in ranked}
    for _ in range(_TRIES):
        state = turn.state.model_copy(update={"said": used})
        part, words = next(speak_guide(replace(turn, state=state), services))
        if part.move is not Move.REFLECT:
            return None
        line = words.line
        if likely.get(line.id, 0.0) >= _SURE and len(said_sentences(words.text)) == 1:
            return words.text, line.id
        used = (*used, line.id)
    return None
