"""A character's line in the model's words: along the line that was written for the moment, and checked before it is
shown. Whatever fails is a ModelError, and the written line stands."""

import re
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from coach.characters import OF_COACHES, Openness, Rehearsal
from coach.errors import ModelError
from coach.lines import COACH_SPEAK
from coach.rehearsing import Answered
from coach.text import bare_words, sentences, word_count
from coach.voices.model.budget import material
from coach.voices.model.client import ChatModel
from coach.voices.model.guardrails import rubbish, tidy
from coach.voices.model.prompts import Prompts, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_WORDS, _MOST_SENTENCES = 45, 3
_MOST_SAID, _MOST_OF_ONE, _MOST_OF_NEW = 6, 200, 800
"""Lines of the talk so far, and characters: a budget of some 700 tokens with the character."""
_MOODS: dict[Openness, str] = {
    "closed": "closed: correct, short, keeping their own counsel",
    "wary": "wary: listening, not convinced",
    "open": "open: saying what is so, still themselves",
}
_SOUNDED_UNCLEAR = "in a way that could mean several things"
_REAL = re.compile(
    r"\bI(?:'m| am) (?:an? |not |no |really |very much |only |just ){0,3}(?:real|human|person|bot|robot|machine|program|character|actor|(?:large )?language model|artificial|ai)\b|"
    r"\b(?:rehears\w+|role-?play\w*|simulat\w+|the (?:leader|coach|character|script|writer))\b",
    re.I,
)
_STAGED = re.compile(r"\*|\[|^\W*\(|^\W*[A-Z][\w .'’-]{1,40}:\s")
"""A stage direction, or the speaker's name before the words."""
_ALIKE = 0.82


@dataclass(frozen=True)
class Scene:
    """What the model needs to know for one line."""

    rehearsal: Rehearsal
    name: str
    role: str
    """Of a leader's own situation; empty otherwise."""
    matter: str
    answered: Answered
    text: str
    """What the leader said."""
    said: tuple[tuple[str, str], ...]
    """Who said what before it: "leader" or "other"."""


def play(scene: Scene, chat: ChatModel, prompts: Prompts, patience: float) -> str:
    """The character's line. Raises ModelError when the written one has to do."""
    stream = chat.says([("human", character_prompt(scene, prompts))], time.monotonic() + patience)
    try:
        text = stream.text()
    finally:
        chat.leave(stream)
    line = " ".join(tidy(s.text) for s in sentences(text))
    fault = next(_faults(line, scene, prompts), None)
    if fault is not None:
        raise ModelError(f"a character's line {fault}")
    return line


def character_prompt(scene: Scene, prompts: Prompts) -> str:
    """What the model is told for this line."""
    character, mark = scene.rehearsal.character, scene.answered.mark
    values = {
        "name": material(scene.name, 60),
        "role": material(scene.role or character.role, 120),
        "temper": character.temper,
        "cares": character.cares,
        "today": character.today,
        "matter": material(scene.matter or scene.rehearsal.situation, 500),
        "mood": _MOODS[scene.answered.state.mood],
        "treated": str(mark.treated) if mark.treated else _SOUNDED_UNCLEAR,
        "talk": "\n".join(
            f"{'Leader' if who == 'leader' else 'Other'}: {material(text, _MOST_OF_ONE)}"
            for who, text in scene.said[-_MOST_SAID:]
        ),
        "message": material(scene.text, _MOST_OF_NEW),
        "written": scene.answered.line,
    }
    return fill(prompts.character, values)


def _faults(line: str, scene: Scene, prompts: Prompts) -> "Iterator[str]":
    said = [s.text for s in sentences(line)]
    if not said or not re.search(r"[.?…][”'’]?$", line):
        yield "is no whole sentence"
    if word_count(line) > _MOST_WORDS or len(said) > _MOST_SENTENCES:
        yield "is too long"
    if line.count("?") > 1:
        yield "asks two questions"
    for sentence in said:
        why = rubbish(sentence, prompts)
        if why is not None and why != "no English":  # "Mm." and "Yes, Chef." are English enough
            yield f"holds {why}"
    if COACH_SPEAK.search(line) or OF_COACHES.search(line):
        yield "sounds like a coach"
    if _STAGED.search(line):
        yield "is staged, or begins with a name"
    if _REAL.search(line):
        yield "speaks of what it is"
    before = [text for _, text in scene.said] + [scene.text, *scene.answered.state.said[:-1]]
    if any(_alike(line, text) for text in before):
        yield "says again what was said"


def _alike(one: str, other: str) -> bool:
    ours, theirs = bare_words(one), bare_words(other)
    return bool(ours) and SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _ALIKE
