"""Replies that show a model how a plan is put into words: ``prompts/model/examples.yaml``."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from coach.contract import breaches_of_reply, breaches_of_sentence
from coach.curated import Curated, Findings, line_of, parse_yaml, read_text, validated
from coach.text import said_sentences, sentences, word_count
from coach.vocabulary import Move, Subject

if TYPE_CHECKING:
    from coach.turn import Part, Turn

_MOST = 2  # sent with one plan
TERSE = 7  # words: who writes no more is answered in as few


class Example(Curated):
    """One moment of a talk that never was, and the reply that an excellent coach would write."""

    does: tuple[Move, ...] = Field(min_length=1)
    """The moves of its plan, in order."""
    about: Subject | None = None
    coach: str | None = None
    """What the coach had asked before."""
    given: str | None = None
    """What else the coach knew."""
    leader: str = Field(min_length=2)
    reply: str = Field(min_length=8)
    talk: str | None = None
    """The reviewed conversation (``docs/conversations``) whose moment this answers anew."""

    @property
    def said(self) -> list[str]:
        """The sentences of the reply."""
        return said_sentences(self.reply.replace("[passage]", ""))

    @property
    def ground(self) -> str:
        """All that its reply could draw on."""
        return " ".join(filter(None, (self.coach, self.given, self.leader)))

    def names(self) -> set[str]:
        """The people and places in it, which are nobody's in any other talk."""
        text = f"{self.ground} {self.reply}"
        inside = re.findall(r"(?<=[a-z,;:]\s)[A-Z][a-z]{2,}", text)
        return {name for name in inside if name not in _DAYS}


_DAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday March".split())


class _File(Curated):
    examples: tuple[object, ...]


@dataclass(frozen=True)
class _Fit:
    """How near an example is to a plan, the nearest first."""

    rank: int
    turned: int
    example: Example


def load_examples(path: Path, voiced: Iterable[str], findings: Findings) -> tuple[Example, ...]:
    """All examples; one that is malformed or breaks the contract itself is left out and noted."""
    text = read_text(path, findings)
    value = parse_yaml(text, path, findings) if text is not None else None
    file = validated(_File, value, path=path, text=text or "", findings=findings)
    if text is None or file is None:
        return ()
    known, found = set(voiced), []
    for number, entry in enumerate(file.examples):
        where = ("examples", number)
        example = validated(
            Example, entry, path=path, text=text, findings=findings, within=where
        )  # fmt: skip
        if example is None:
            continue
        faults = [f"the move {move} is the guide's" for move in example.does if move not in known]
        faults += _breaks(example)
        for fault in faults:
            findings.add(path, line_of(text, (*where, "reply")), f"{fault}; write it otherwise")
        if not faults:
            found.append(example)
    return tuple(found)


def fitting(examples: Sequence[Example], turn: "Turn") -> list[Example]:
    """The few that show what this plan's parts ask for: the same moves in the same order, or at least its
    beginning or its end; the same subject and a leader as brief or as long first. As a talk goes on
    its turns meet others."""
    moves = moves_of(turn.plan.parts)
    asked = {about for part in turn.plan.parts for about in part.abouts}
    fits = []
    for number, example in enumerate(examples):
        if example.does == moves:
            rank = 0
        elif example.does in (moves[-len(example.does) :], moves[: len(example.does)]):
            rank = 4
        else:
            continue
        rank += 2 * (bool(asked) and example.about not in asked)
        rank += (word_count(example.leader) <= TERSE) != (0 < turn.reading.words <= TERSE)
        turned = (number + turn.state.turns) % len(examples)
        fits.append(_Fit(rank, turned, example))
    fits.sort(key=lambda fit: (fit.rank, fit.turned))
    return [fit.example for fit in fits[:_MOST]]


def moves_of(parts: Sequence["Part"]) -> tuple[Move, ...]:
    """The moves that a model words, each once where it stands twice in a row."""
    moves: list[Move] = []
    for part in parts:
        led_in_to = part.move is Move.PROVIDE and part.text == ""  # by another part
        if not led_in_to and moves[-1:] != [part.move]:
            moves.append(part.move)
    return tuple(moves)


def _breaks(example: Example) -> list[str]:
    """What the reply breaks of the contract, as if it had been said."""
    turn = as_turn(example)
    found = list(breaches_of_reply(" ".join(example.said), turn))
    for sentence in sentences(example.reply.replace("[passage]", "")):
        found += breaches_of_sentence(sentence.text, turn, frozenset())
    return list(dict.fromkeys(f"breaks clause {b.clause}: {b.told}" for b in found))


def as_turn(example: Example) -> "Turn":
    """The moment as a turn of a talk, which the example's reply would answer."""
    from coach.state import ConversationState, Pending
    from coach.turn import Part, Plan, Reading, Turn
    from coach.vocabulary import Stage, TurnKind

    abouts = (example.about,) if example.about else ()
    parts = (*(Part(move) for move in example.does[:-1]), Part(example.does[-1], abouts))
    return Turn(
        conversation_id="example",
        message_id="example",
        text=example.leader,
        state=ConversationState(turns=3),
        reading=Reading(TurnKind.STORY, words=word_count(example.leader)),
        plan=Plan(Stage.EXPLORING, parts, pending=Pending(move=example.does[-1])),
        recent=(example.given,) if example.given else (),
        history=(("coach", example.coach),) if example.coach else (),
    )
