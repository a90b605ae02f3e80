"""How a message to somebody reads: personal, transactional, overfamiliar or mixed; which sentences
read worst, why, and what the writer could ask themselves. Nothing is rewritten for them.

The verdict is the ear's. Reasons and questions are curated: ``knowledge/review/``.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field

from coach.curated import Curated, Findings, line_of, nearest, parse_yaml, read_text, validated
from coach.ear import NONE
from coach.errors import KnowledgeError
from coach.text import has_words, word_count

if TYPE_CHECKING:
    from coach.encoder import Matrix
    from coach.services import Heard, Services

Verdict = Literal["personal", "transactional", "overfamiliar", "mixed"]
VERDICTS: tuple[Verdict, ...] = ("personal", "transactional", "overfamiliar", "mixed")

_WORST = 3  # sentences shown at most
_READS_BADLY = 0.5  # chance of reading as the verdict says, from which further ones are shown
_FEW = 2  # words: "Hi Bob!" and "P.S." are not what a message fails by
_HABIT = 0.35  # likelihood below which no habit is put to a sentence
_QUESTIONS = 3
_SLOT = re.compile(r"\{([^{}]*)\}")
_SLOTS = {"they": "they", "them": "them", "their": "their"}
_BRIEF = frozenset({"chat", "sms", "text", "slack", "teams", "whatsapp", "dm", "im", "messenger"})


@dataclass(frozen=True)
class Span:
    """A part of the message that reads badly. Offsets count code points."""

    text: str
    start: int
    end: int
    habit: str | None
    why: str


@dataclass(frozen=True)
class Review:
    """How the message reads. ``confidence`` is the verdict's probability."""

    verdict: Verdict
    confidence: float
    spans: tuple[Span, ...]
    questions: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The keys of ``coach review``."""
        return {
            "verdict": self.verdict,
            "spans": [vars(span) for span in self.spans],
            "questions": list(self.questions),
        }


@dataclass(frozen=True)
class Circumstances:
    """What the writer says about the message: to whom, how, and how close they are (0 to 4)."""

    to: str | None = None
    channel: str | None = None
    relation: str | None = None
    closeness: int | None = None


NOTHING_SAID = Circumstances()


class ReviewWords(Curated):
    """The reasons or the questions, by habit and by verdict."""

    habits: Mapping[str, tuple[str, ...]]
    verdicts: Mapping[Verdict, tuple[str, ...]] = Field(min_length=len(VERDICTS))


class Pattern(Curated):
    """A message with [blanks] that only its writer can fill, for ``when`` they write."""

    when: str = Field(min_length=1)
    text: str = Field(pattern=r"\[[^\]]+\]")
    habits: tuple[str, ...] = ()


class Patterns(Curated):
    patterns: tuple[Pattern, ...] = Field(min_length=2)


class Reviewer:
    """Reads messages. Opens its words once; raises KnowledgeError if they are malformed."""

    def __init__(self, services: "Services") -> None:
        self._services = services
        self._whys, self._questions, self._patterns = _words(services)

    def review(self, text: str, about: Circumstances = NOTHING_SAID) -> Review:
        """Read a message. What was said about it tilts the verdict, never decides it."""
        if not has_words(text):
            return Review("personal", 0.0, (), ())
        heard = self._services.hear(text)
        head = self._services.ear["verdict"]
        labels = [_verdict(label) for label in head.labels]
        tilt = np.array([_tilt(label, about) for label in labels], np.float32)
        whole = _tilted(head.scores(heard.ear_whole), tilt)[0]
        best = int(whole.argmax())
        spans: tuple[Span, ...] = ()
        if labels[best] != "personal" and heard.sentences:
            rows = self._sentence_rows(heard)
            scores = dict(zip(labels, _tilted(head.scores(rows), tilt).T, strict=True))
            spans = tuple(self._worst(heard, rows, scores, labels[best]))
        return Review(
            labels[best],
            round(float(whole[best]), 4),
            spans,
            self._asked(labels[best], spans, about),
        )

    def patterns(self, habits: Collection[str]) -> list[Pattern]:
        """Two patterns for a message whose sentences show these habits, or two for any message."""
        fit = [p for habit in habits for p in self._patterns if habit in p.habits]
        return (list(dict.fromkeys(fit)) + [p for p in self._patterns if not p.habits])[:2]

    def _sentence_rows(self, heard: "Heard") -> "Matrix":
        """Each sentence as it reads in the message and by itself: in context alone the message's
        tone drowns its one cold line (found in 51 % of the 41 mixed messages of the training data,
        this way in 78 %)."""
        alone = self._services.ear.encoder.encode([s.text for s in heard.sentences])
        rows = heard.ear_rows + alone
        return np.asarray(rows / np.linalg.norm(rows, axis=-1, keepdims=True), np.float32)

    def _worst(
        self, heard: "Heard", rows: "Matrix", scores: dict[Verdict, "Matrix"], verdict: Verdict
    ) -> Iterator[Span]:
        """The sentences that make the verdict, in their order, no reason given twice."""
        cold, close = scores["transactional"], scores["overfamiliar"]
        bad = {"transactional": cold, "overfamiliar": close}.get(verdict, np.maximum(cold, close))
        said = heard.sentences
        telling = np.array([word_count(s.text) > _FEW for s in said])
        bad = np.where(telling, bad, 0.0) if telling.any() else bad
        worst = [int(n) for n in np.argsort(-bad)[:_WORST]]
        given: set[str] = set()
        for n in sorted(n for n in worst if bad[n] >= _READS_BADLY or n == worst[0]):
            if verdict == "overfamiliar" or (verdict == "mixed" and close[n] > cold[n]):
                habit: str | None = "overfamiliar"
            else:
                habit = self._habit(rows[n], heard.ear_whole)
            reasons = self._whys.habits[habit] if habit else self._whys.verdicts[verdict]
            why = next((r for r in _shuffled(reasons, said[n].text) if r not in given), None)
            if why is not None:
                given.add(why)
                yield Span(said[n].text, said[n].start, said[n].end, habit, why)

    def _habit(self, row: "Matrix", whole: "Matrix") -> str | None:
        """The habit that a sentence shows in its message, if the ear is at least modestly sure."""
        head = self._services.ear["message_habit"]
        scores = head.scores(np.stack([row, whole])).mean(0)[: head.labels.index(NONE)]
        best = int(scores.argmax())
        return head.labels[best] if scores[best] >= _HABIT else None

    def _asked(
        self, verdict: Verdict, spans: tuple[Span, ...], about: Circumstances
    ) -> tuple[str, ...]:
        """One or two questions on the habits shown, the rest on the verdict."""
        habits = dict.fromkeys(s.habit for s in spans if s.habit)
        asked = [q for habit in habits for q in self._questions.habits[habit]][: _QUESTIONS - 1]
        asked += self._questions.verdicts[verdict]
        return tuple(_filled(q, about.to) for q in asked[:_QUESTIONS])


def _shuffled(reasons: tuple[str, ...], text: str) -> tuple[str, ...]:
    """The reasons from one of them on: the same for the same sentence, and not always the first."""
    first = int(sha256(text.encode("utf-8", "replace")).hexdigest(), 16) % len(reasons)
    return reasons[first:] + reasons[:first]


def _verdict(label: str) -> Verdict:
    return next(v for v in VERDICTS if v == label)


def _tilt(label: Verdict, about: Circumstances) -> float:
    """How much likelier a verdict is for what the writer said: a plain note between friends on a
    chat is no slight, and a warm one to somebody who can hardly refuse may be."""
    tilt = 1.0
    closeness = about.closeness
    relation = (about.relation or "").strip().lower()
    if label == "overfamiliar":
        if closeness is not None:
            tilt *= (1.5, 1.25, 1.0, 0.75, 0.5)[max(0, min(closeness, 4))]
        if relation in {"employee", "team", "customer"}:
            tilt *= 1.2
        if relation in {"partner-or-family", "friend", "family"}:
            tilt *= 0.6
    if label == "transactional":
        if (about.channel or "").strip().lower() in _BRIEF:
            tilt *= 0.85
        if closeness is not None and closeness >= 3:
            tilt *= 0.85
    return tilt


def _tilted(scores: "Matrix", tilt: "Matrix") -> "Matrix":
    shifted = scores * tilt
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), np.float32)


def _filled(question: str, to: str | None) -> str:
    name = " ".join((to or "").split())[:60]
    if not name or not has_words(name):
        return _SLOT.sub(lambda slot: _SLOTS[slot[1]], question)
    owner = f"{name}’" if name.endswith("s") else f"{name}’s"
    return _SLOT.sub(lambda slot: owner if slot[1] == "their" else name, question)


# --- The curated words ---------------------------------------------------------------------------


def load_review_words(
    path: Path, habits: Mapping[str, object], findings: Findings
) -> ReviewWords | None:
    """``whys.yaml`` or ``questions.yaml``, or None with findings."""
    text = read_text(path, findings)
    if text is None:
        return None
    value = parse_yaml(text, path, findings)
    words = validated(ReviewWords, value, path=path, text=text, findings=findings)
    if words is None:
        return None
    before = len(findings)
    for habit in words.habits:
        if habit not in habits:
            where = line_of(text, ["habits", habit])
            findings.add(path, where, f"habits: unknown id {habit}; {nearest(habit, list(habits))}")
    for habit in habits:
        if habit not in words.habits:
            findings.add(path, line_of(text, ["habits"]), f"habits: {habit} is missing; add it")
    for part, entries in (("habits", words.habits), ("verdicts", words.verdicts)):
        for key, said in entries.items():
            where = line_of(text, [part, key])
            if not said:
                findings.add(path, where, f"{key}: is empty; write one or two")
            for one in said:
                if unknown := set(_SLOT.findall(one)) - _SLOTS.keys():
                    findings.add(
                        path,
                        where,
                        f"{key}: unknown slot {{{min(unknown)}}}; known: {', '.join(_SLOTS)}",
                    )
    return words if len(findings) == before else None


def load_patterns(
    path: Path, habits: Mapping[str, object], findings: Findings
) -> tuple[Pattern, ...]:
    """``patterns.yaml``, with findings where it is malformed or leaves a habit without a pattern."""
    text = read_text(path, findings)
    if text is None:
        return ()
    value = parse_yaml(text, path, findings)
    made = validated(Patterns, value, path=path, text=text, findings=findings)
    if made is None:
        return ()
    for number, pattern in enumerate(made.patterns):
        for habit in pattern.habits:
            if habit not in habits:
                where = line_of(text, ["patterns", number])
                findings.add(path, where, f"unknown habit {habit}; {nearest(habit, list(habits))}")
    for habit in habits:
        if not any(habit in pattern.habits for pattern in made.patterns):
            findings.add(path, 1, f"{habit}: no pattern is for it; add one")
    return made.patterns


def _words(services: "Services") -> tuple[ReviewWords, ReviewWords, tuple[Pattern, ...]]:
    findings = Findings(services.root)
    folder = services.root / "knowledge" / "review"
    whys = load_review_words(folder / "whys.yaml", services.knowledge.habits, findings)
    questions = load_review_words(folder / "questions.yaml", services.knowledge.habits, findings)
    patterns = load_patterns(folder / "patterns.yaml", services.knowledge.habits, findings)
    if whys is None or questions is None or not patterns:
        raise KnowledgeError(
            f"The words for reviews cannot be used: {findings[0]}. Run: coach check"
        )
    return whys, questions, patterns
