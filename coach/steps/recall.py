"""Whether something that the leader said turns or weeks ago is brought up now: rarely, and only if it bears on this."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from coach.recollection import bears_best
from coach.state import Pending
from coach.vocabulary import TOLD, Gist, Level, Move, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.recollection import Remembered
    from coach.services import Services
    from coach.turn import Turn

_APART = 8  # turns from one look back to the next
_MOST = 2  # a talk
_LONG_AGO = 4  # turns from which on words of the same talk are "earlier"
_NOT_AGAIN_FOR = 14  # days after it was brought up in another talk
_TELLING = 6  # words


def recall_words(turn: "Turn", services: "Services") -> dict[str, Any]:
    """The plan with a look back in place of its question, and what is looked back at; nothing if there is none."""
    from coach.turn import Part

    if not _may_look_back(turn) or turn.heard is None:
        return {}
    found = bears_best(turn.heard, _open(turn), services)
    if found is None:
        return {}
    parts = (Part(Move.REFLECT, optional=True), Part(Move.RECALL, (found.subject,)))
    plan = replace(turn.plan, parts=parts, pending=Pending(move=Move.RECALL))
    return {"plan": plan, "recalled": found}


def _may_look_back(turn: "Turn") -> bool:
    """Only in place of a plain question of exploring, or beside a reflection that stands alone, in a talk in which nobody is
    in danger or in distress."""
    state, plan, reading = turn.state, turn.plan, turn.reading
    explores = plan.parts[-1].move in {Move.ASK, Move.REFLECT} and not any(
        p.text for p in plan.parts
    )
    last = max((recalled.at_turn for recalled in state.recalled), default=-_APART)
    return (
        turn.memories is not None
        and explores
        and not plan.exempt
        and plan.stage in {Stage.EXPLORING, Stage.CHOOSING}
        and state.kind == "talk"
        and state.turns >= 1
        and not state.recall_off
        and len(state.recalled) < _MOST
        and state.turns - last >= _APART
        and state.safety is None
        and turn.screening.level is Level.NONE
        and reading.kind in TOLD
        and reading.words >= _TELLING
        and not reading.step_is_firm  # a plan looks ahead
        and Gist.GRIEF not in reading.gists
    )


def _open(turn: "Turn") -> "Iterator[Remembered]":
    """What may be brought up: nothing twice, nothing that was set aside, nothing that was just said."""
    assert turn.memories is not None
    used = {recalled.id for recalled in turn.state.recalled}
    now, said = turn.memories.now, turn.text.lower()
    for here in turn.memories.here:
        long_ago = turn.state.turns - here.at_turn >= _LONG_AGO
        if long_ago and here.id not in used and here.words.lower() not in said:
            yield here
    for before in turn.memories.before():
        lately = before.used_at is not None and (now - before.used_at).days < _NOT_AGAIN_FOR
        elsewhere = before.conversation_id != turn.conversation_id
        if elsewhere and not lately and before.id not in used:
            yield before
