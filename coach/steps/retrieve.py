"""What the library holds that bears on this turn; only looked for when the turn could use it."""

import logging
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from coach.text import word_count
from coach.vocabulary import STOPS_COACHING, Answer, TurnKind

_log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from coach.knowledge import Passage
    from coach.services import Services
    from coach.turn import Turn


class Retrieved(TypedDict):
    """The fields of the turn that this step fills."""

    passages: tuple["Passage", ...]
    answerable: bool


_FOR_ADVICE = 0.45
_NOTHING = Retrieved(passages=(), answerable=False)


def retrieve_passages(turn: "Turn", services: "Services") -> Retrieved:
    """Passages, best first, and whether the library holds something on what was asked.

    Passages already used in the conversation come only when they are asked for.
    """
    state, reading = turn.state, turn.reading
    if turn.heard is None or STOPS_COACHING & set(turn.screening.levels):
        return _NOTHING
    if reading.kind is TurnKind.YES and state.pending and state.pending.passage:
        kept = services.knowledge.passages.get(state.pending.passage)
        return Retrieved(passages=(kept,), answerable=True) if kept else _NOTHING
    if reading.kind in {TurnKind.QUESTION, TurnKind.ADVICE}:
        return _search(turn, services, asked=True)
    if reading.answer is Answer.MORE and state.pending and state.pending.habit:
        return _by_habit(turn, services, state.pending.habit)
    if state.ready_for_passage and state.owned:
        return _search(turn, services, asked=False)
    return _NOTHING


def _search(turn: "Turn", services: "Services", *, asked: bool) -> Retrieved:
    state, reading = turn.state, turn.reading
    meant = turn.heard.meaning() if turn.heard is not None else None
    if meant is None:
        return _NOTHING
    whole, _ = meant
    query, vector = turn.text, whole
    if word_count(turn.text) < 9 or not asked:
        # "What should I do?" is about what was told before.
        query = " ".join((*turn.recent[-2:], turn.text))[-1500:]
        vector = services.encoder.encode([query])[0]
        vector = vector + 0.5 * whole
        vector = vector / np.linalg.norm(vector)
    kind = {TurnKind.ADVICE: ("practice",), TurnKind.QUESTION: ("evidence", "idea")}
    habits = [h for h in (state.owned, *(h.id for h in reading.candidates[:1])) if h]
    found = services.index.search(
        query, vector, k=5, habits=habits, kinds=kind.get(reading.kind, ("evidence", "practice"))
    )
    fresh = tuple(
        hit.passage for hit in found.hits if asked or hit.passage.id not in state.passages_used
    )
    if not asked and state.owned:
        fresh = tuple(p for p in fresh if state.owned in p.header.habits) or fresh
    # A passage that only shares the subject is no answer to "what should I do?".
    nearest = max((hit.similarity for hit in found.hits), default=0.0)
    holds = found.answerable and (reading.kind is not TurnKind.ADVICE or nearest >= _FOR_ADVICE)
    return Retrieved(passages=fresh, answerable=holds)


def _by_habit(turn: "Turn", services: "Services", habit: str) -> Retrieved:
    """The passages linked to a habit, those nearest to its definition and to what was told first."""
    linked = {
        p.id: p
        for p in services.knowledge.passages.values()
        if habit in p.header.habits and p.id not in turn.state.passages_used
    }
    about = services.knowledge.habits[habit]
    told = turn.state.evidence.get(habit)
    query = f"{about.definition} {told.text if told else ''}"
    try:
        vector = services.encoder.encode([query])[0]
    except Exception:
        _log.exception("the encoder failed; passages come in the order of the library")
        return Retrieved(passages=tuple(linked.values())[:3], answerable=bool(linked))
    found = services.index.search(query, vector, k=12, habits=[habit], kinds=("idea", "evidence"))
    near = [hit.passage.id for hit in found.hits if hit.passage.id in linked]
    # Who asks what a habit is has not asked what to do.
    best = sorted(
        dict.fromkeys((*near, *linked)), key=lambda i: linked[i].header.kind == "practice"
    )
    return Retrieved(passages=tuple(linked[i] for i in best)[:3], answerable=bool(linked))
