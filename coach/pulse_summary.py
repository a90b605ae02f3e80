"""What may be known of a pulse once it is over. Pure, and the only way from answers to anything that is shown.

Of fewer than five nothing is known but that they were fewer than five. From five on it is where the middle of the
answers lies and where the middle half begins and ends: never how many gave which answer, never the lowest or the
highest, which would be somebody's own, and of how many people only the five below (decision 033).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

ENOUGH = 5
"""From how many answers on anything of them is shown."""
CANT_SAY = 0
"""In place of a place on the scale."""


@dataclass(frozen=True)
class Middle:
    """Where the answers to one question lie. ``low`` and ``high``: the ends of the middle half."""

    middle: float
    low: int
    high: int


@dataclass(frozen=True)
class Summary:
    """What is kept of a round that five people or more answered."""

    at_least: int
    """People: a multiple of five, so that one more or less does not show."""
    questions: Mapping[str, Middle]
    """By the question's id; one that fewer than five could answer is not in it."""

    def as_stored(self) -> dict[str, Any]:
        questions = {q: [m.middle, m.low, m.high] for q, m in self.questions.items()}
        return {"at_least": self.at_least, "questions": questions}

    @classmethod
    def of_stored(cls, kept: Mapping[str, Any]) -> "Summary":
        return cls(kept["at_least"], {q: Middle(*m) for q, m in kept["questions"].items()})


def summed_up(answers: Mapping[str, Collection[int]]) -> Summary | None:
    """``answers``: for each question what everybody gave, CANT_SAY included. None: fewer than five people."""
    people = max((len(given) for given in answers.values()), default=0)
    if people < ENOUGH:
        return None
    middles = {question: _middle(given) for question, given in answers.items()}
    return Summary(people - people % ENOUGH, {q: m for q, m in middles.items() if m is not None})


def _middle(given: Collection[int]) -> Middle | None:
    said = sorted(value for value in given if value != CANT_SAY)
    if len(said) < ENOUGH:
        return None
    outside = len(said) // 4
    return Middle(median(said), said[outside], said[-1 - outside])
