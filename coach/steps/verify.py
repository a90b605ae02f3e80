"""Is each sentence true to the passages, the plan and the contract? Nothing unverified is shown."""

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.contract import Breach, breaches_of_sentence, normal
from coach.text import said_sentences

if TYPE_CHECKING:
    from coach.turn import Spoken, Turn


def verify_sentence(text: str, turn: "Turn") -> list[Breach]:
    """What a sentence of either voice breaks, given the turn so far."""
    said = {
        normal(sentence)
        for role, said_text in turn.history
        if role == "coach"
        for sentence in said_sentences(said_text)
    }
    said |= {normal(s) for spoken in turn.spoken for s in said_sentences(spoken.text)}
    return breaches_of_sentence(text, turn, frozenset(said))


def repaired(spoken: "Spoken", turn: "Turn") -> "Spoken | None":
    """The part without the sentences that would be said a second time; None if nothing is left.

    The guide's lines were reviewed before they shipped, so only repetition can break the contract.
    """
    kept = [
        sentence for sentence in said_sentences(spoken.text)
        if not any(b.clause == 7 for b in verify_sentence(sentence, turn))
    ]  # fmt: skip
    return replace(spoken, text=" ".join(kept)) if kept else None
