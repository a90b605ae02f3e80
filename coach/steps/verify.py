"""Is each sentence true to the passages, the plan and the contract? Nothing unverified is shown."""

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.contract import Breach, breaches_of_sentence, normal
from coach.text import said_sentences

if TYPE_CHECKING:
    from coach.turn import Spoken, Turn


def verify_sentence(text: str, turn: "Turn") -> list[Breach]:
    """What a sentence of either voice breaks, given the turn so far."""
    return breaches_of_sentence(text, turn, said_before(turn))


def repaired(spoken: "Spoken", said: frozenset[str]) -> "Spoken | None":
    """The part without the sentences that were ``said`` before; None if nothing is left.

    The guide's lines were reviewed before they shipped, so only repetition can break the contract.
    """
    kept = [sentence for sentence in said_sentences(spoken.text) if normal(sentence) not in said]
    return replace(spoken, text=" ".join(kept)) if kept else None


def said_before(turn: "Turn") -> frozenset[str]:
    """Normal forms of all sentences that the coach has said in this conversation."""
    before = (text for role, text in turn.history if role == "coach")
    now = (spoken.text for spoken in turn.spoken)
    return frozenset(
        normal(sentence) for text in (*before, *now) for sentence in said_sentences(text)
    )
