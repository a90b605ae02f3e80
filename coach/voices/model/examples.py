"""Replies that show a model how a plan is put into words: ``prompts/model/examples.yaml``."""

import re
from collections.abc import Iterable, Sequence
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
    beginning or its end, and a leader as brief or as long. The first is about the same subject where one
    is; as a talk goes on, its turns meet others."""
    moves = moves_of(turn.plan.parts)
    asked = {
        about for part in turn.plan.parts for about in part.abouts[:1]
    }  # what it is told to ask
    terse = 0 < turn.reading.words <= TERSE
    fits: list[tuple[int, Example]] = []
    for example in examples:
        if example.does in (moves[: len(example.does)], moves[-len(example.does) :]):
            of_its_length = (word_count(example.leader) <= TERSE) == terse
            fits.append((2 * (example.does != moves) + (not of_its_length), example))
    turned = turn.state.turns % max(len(fits), 1)
    near = sorted((*fits[turned:], *fits[:turned]), key=lambda fit: fit[0])
    first = sorted(near, key=lambda fit: 2 * (fit[1].about not in asked) + fit[0])[:1]
    chosen = [*first, *(fit for fit in near if fit not in first)]
    return [example for _, example in chosen[:_MOST]]


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
