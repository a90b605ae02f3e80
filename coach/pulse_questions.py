"""The five statements of a pulse: reads and validates ``knowledge/pulse/questions.yaml``."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from coach.curated import Curated, Findings, line_of, nearest, parse_yaml, read_text, validated
from coach.knowledge import Knowledge

_SLOT = re.compile(r"\{[^{}]*\}")
_LOUD = re.compile(r"[!?—]|\b(?:should|must|good|better|worse)\b", re.I)
_PRIVATE = re.compile(r"\b(?:health|family|religion|pay|salary|age|home|feel|felt)\b", re.I)
"""What a colleague is not asked about, neither of themselves nor of the leader."""


class PulseQuestion(Curated):
    """One statement: as a colleague reads it, and as the leader does of themselves."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    say: str = Field(min_length=20, max_length=100)
    own: str = Field(min_length=20, max_length=100)
    topic: str
    habit: str
    passage: str | None = None

    @model_validator(mode="after")
    def _plain(self) -> "PulseQuestion":
        for key, words in (("say", self.say), ("own", self.own)):
            if not words.endswith(".") or words.count(".") != 1 or _LOUD.search(words):
                raise ValueError(
                    f"{key}: write one plain statement that ends with a full stop and judges nobody"
                )
            if private := _PRIVATE.search(words):
                raise ValueError(
                    f"{key}: “{private.group()}” asks for something private; ask what was experienced"
                )
        if set(_SLOT.findall(self.say)) != {"{name}"}:
            raise ValueError("say: name the leader as {name}, and fill in nothing else")
        if _SLOT.search(self.own):
            raise ValueError("own: write it in the first person, without anything to fill in")
        return self


class PulseQuestions(Curated):
    """All five, and the scale that they share: ``points`` places between two named ends."""

    points: Literal[5, 7]
    ends: tuple[str, str]
    questions: tuple[PulseQuestion, ...]

    @field_validator("questions")
    @classmethod
    def _five(cls, value: tuple[PulseQuestion, ...]) -> tuple[PulseQuestion, ...]:
        if len(value) != 5:
            raise ValueError(f"a pulse asks five statements, and here are {len(value)}")
        return value


def load_pulse_questions(
    path: Path, knowledge: Knowledge, findings: Findings
) -> PulseQuestions | None:
    """None, with what is wrong in ``findings``, unless all five can be asked."""
    text = read_text(path, findings)
    if text is None:
        return None
    before = len(findings)
    value = parse_yaml(text, path, findings)
    if len(findings) > before:
        return None
    made = validated(PulseQuestions, value, path=path, text=text, findings=findings)
    if made is None:
        return None
    for number, question in enumerate(made.questions):
        for key, problem in _problems(question, made.questions[:number], knowledge):
            findings.add(path, line_of(text, ["questions", number, key]), f"{key}: {problem}")
    return made if len(findings) == before else None


def _problems(
    question: PulseQuestion, earlier: tuple[PulseQuestion, ...], knowledge: Knowledge
) -> Iterator[tuple[str, str]]:
    if question.id in {one.id for one in earlier}:
        yield "id", f"two questions are called {question.id}; rename one"
    if question.topic not in knowledge.topics:
        yield "topic", f"unknown id {question.topic}; {nearest(question.topic, knowledge.topics)}"
    if question.habit not in knowledge.habits:
        yield "habit", f"unknown id {question.habit}; {nearest(question.habit, knowledge.habits)}"
    if question.passage is None:
        return
    passage = knowledge.passages.get(question.passage)
    if passage is None:
        near = nearest(question.passage, knowledge.passages)
        yield "passage", f"there is no passage {question.passage}; {near}"
    elif question.topic in knowledge.topics and question.topic not in passage.header.topics:
        yield "passage", f"{question.passage} is not on {question.topic}; choose one that is"
