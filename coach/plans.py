"""Reading the leader's own words for the parts of a plan."""

import re
from typing import TYPE_CHECKING

from coach.state import ConversationState, Step
from coach.store.records import CommitmentRecord
from coach.vocabulary import Subject, TurnKind

if TYPE_CHECKING:
    from coach.turn import Reading, Turn

_WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next (?:week|month|time|one)|"
    r"this (?:week|afternoon|evening|morning)|first thing|at \d|\d{1,2}[:.]\d{2}|\d ?(?:am|pm)|"
    r"every (?:morning|day|week|monday|friday)|in the (?:morning|afternoon|evening)|at (?:lunch|noon)|"
    r"before (?:the|my|our)|after (?:the|my|our))\b",
    re.I,
)


_AIM = re.compile(
    r"^(?:to|how|whether|what to|less|more|not|be|being|get|getting|stop|find|figure|learn|understand|work out|sort|"
    r"know|help|improve|just|some|a way|clarity|advice|ideas?)\b|"
    r"\b(?:want|wish|hope|better|stop|how to|whether to|what to|decide|figure|learn|understand|improve|change|be able|without|"
    r"less|more|find (?:a|the|out)|plan|prepare|ready|feel)\b",
    re.I,
)
_STEP = re.compile(
    r"\b(?:i(?:'ll| will|'d| would| could| can| might| should|'m going to| am going to|'ve got to| want to| think i)|maybe|perhaps|"
    r"let me|could|going to|by \w+ing|instead of|start(?:ing)?|stop(?:ping)?)\b|"
    r"^(?:just |simply |only )?(?:ask|write|send|call|ring|tell|say|thank|stop|start|go|visit|meet|invite|knock|wait|listen|give|take|sit|walk|"
    r"apologi[sz]e|text|email|mail|message|phone|name|put|leave|bring|learn|use|read|talk|speak|drop|offer|let|look|greet|have|one|not|"
    r"find|keep|make|stay|show|try|begin|share|remember|mention|note|check|be|do|cancel|book|move|a|an|my|the)\b",
    re.I,
)


_SAFE = re.compile(
    r"\b(?:i'?m|i am|we'?re|he'?s|she'?s|they'?re|(?:he|she) is) (?:safe|ok(?:ay)?|fine|all right|alright|not (?:going to|in danger|alone|suicidal|serious))\b|"
    r"\bwon'?t do anything\b|\b(?:go|carry) on\b|\bcontinue\b|\bback to\b|\b(?:talk|speak) about\b|\binstead\b|"
    r"\b(?:i|we)(?:'ve| have)? (?:called|rang|phoned|spoken|spoke|talked)\b|\bjok(?:e|ing)\b|\bdidn'?t mean\b|\bnot (?:serious|suicidal)\b|"
    r"\b(?:is|are) with (?:me|him|her|them)\b",
    re.I,
)


def says_safe(text: str) -> bool:
    """Whether somebody says, after words of danger, that they are safe or want to go on."""
    return bool(_SAFE.search(text.replace("’", "'")))


def could_be_aim(text: str) -> bool:
    """Whether an answer to "what do you want from this?" says what somebody wants."""
    return bool(_AIM.search(text.strip()))


def could_be_step(text: str) -> bool:
    """Whether an answer to "what will you do?" is something one can do."""
    return bool(_STEP.search(text.strip()))


def tells_when(text: str) -> bool:
    """Whether a step already says when."""
    return bool(_WHEN.search(text))


def step_after(
    step: Step, about: Subject | None, text: str, reading: "Reading", *, committed: bool
) -> Step:
    """The step with what this message added to it; the leader's words are kept as they are."""
    words = " ".join(text.split())[:400]
    asking = {TurnKind.UNSURE, TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.META}
    if reading.kind in asking and about is not Subject.SENTENCE:  # a sentence to say may ask
        return step
    field = {
        Subject.STEP: "what",
        Subject.SENTENCE: "what",
        Subject.WHEN: "when",
        Subject.WHO: "with_whom",
        Subject.OBSTACLE: "obstacle",
        Subject.ANSWER: "answer",
    }.get(about) if about else None  # fmt: skip
    if about is Subject.STEP and not could_be_step(text):
        return step
    if field is not None and reading.kind is not TurnKind.NO:
        changes: dict[str, str | None] = {field: words}
        if field == "what":
            changes |= {"when": _when(words)} if tells_when(words) else {}
            changes |= (
                {"with_whom": reading.person} if reading.person and not step.with_whom else {}
            )
        return step.model_copy(update=changes)
    if about is Subject.SCALE and reading.number is not None:
        return step.model_copy(update={"confidence": min(reading.number, 10)})
    if reading.kind is TurnKind.COMMITMENT and committed and step.what is None:
        return step.model_copy(
            update={"what": words, "when": _when(words), "with_whom": reading.person}
        )
    return step


def _when(text: str) -> str | None:
    """The clause of a text that says when."""
    for clause in re.split(r"[,.;]\s+", text):
        if _WHEN.search(clause):
            return clause.strip()
    return None


def commitment_of(state: ConversationState) -> CommitmentRecord | None:
    """The commitment that a conversation arrived at, in the leader's words; None without a step."""
    step = state.step
    if step.what is None:
        return None
    return CommitmentRecord(
        what=step.what,
        when_words=step.when,
        where_words=step.where,
        with_whom=step.with_whom,
        obstacle=step.obstacle,
        answer_to_it=step.answer,
        confidence=step.confidence,
    )


_LEAD = re.compile(
    r"^(?:well|so|ok(?:ay)?|honestly|um|hi|hello|i (?:want|would like|'d like|need|hope) to|i'd like to|"
    r"help me(?: to)?|i want|to)\b[\s,]*",
    re.I,
)


def subject_of(turn: "Turn") -> str | None:
    """A name for the conversation: what the leader wants from it, else what they told first."""
    state = turn.state
    if state.kind == "scenario":
        return None
    if state.aim:
        return _short(state.aim)
    if state.turns > 1 or turn.reading.words < 4:
        return None
    if state.person and turn.reading.phrase:
        return _short(f"{state.person.removeprefix('your ')}: {turn.reading.phrase}")
    return _short(turn.text)


def _short(text: str, most: int = 52) -> str | None:
    text = " ".join(text.split())
    for _ in range(2):
        text = _LEAD.sub("", text)
    text = re.split(r"(?<=[^A-Z])[.!?;](?:\s|$)", text)[0].strip(' ,.:;"“”')
    if len(text) > most:
        text = text[:most].rsplit(" ", 1)[0].rstrip(" ,.:;") + " …"
    return text[:1].upper() + text[1:] if text else None
