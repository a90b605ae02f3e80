"""What a model is told of the talk so far: what is known, what was asked, what was said, within a budget.
All of it is of this one conversation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from coach.text import sentences
from coach.vocabulary import Answer
from coach.voices.model.budget import one_line, tokens
from coach.voices.model.guardrails import asks

if TYPE_CHECKING:
    from coach.knowledge import Habit
    from coach.state import ConversationState
    from coach.turn import Turn

_MOST_MESSAGES, _MOST_OF_ONE = 8, 80  # of the talk so far; tokens
_QUESTIONS, _STATEMENTS, _OF_A_SENTENCE = 8, 6, 30
_ANSWERS, _PHRASES = 3, 3
_BEGINNING = 40  # characters by which an answer is known again in a talk that may be cut


def habit_name(habit: str, habits: Mapping[str, "Habit"]) -> str:
    return habits[habit].name.lower() if habit in habits else habit.replace("-", " ")


def talk_within(history: Sequence[tuple[str, str]], room: int) -> str:
    """The last messages, oldest first, each on a line of its own: as many as there is room for."""
    lines: list[str] = []
    for role, text in reversed(history[-_MOST_MESSAGES:]):
        line = f"{'Coach' if role == 'coach' else 'Leader'}: {one_line(text, _MOST_OF_ONE)}"
        room -= tokens(line) + 1
        if room < 0:
            break
        lines.insert(0, line)
    return "\n".join(lines)


def known(
    turn: "Turn", subjects: Mapping[str, str], habits: Mapping[str, "Habit"], shown: str
) -> str:
    """What was agreed and told, one thing a line, in the leader's own words. ``shown``: the talk as the
    model sees it; what stands there is not told twice."""
    state, reading = turn.state, turn.reading
    seen = f"{shown}\n{one_line(turn.text, 10_000)}"
    lines = [
        *_line("they want from this talk", state.aim or reading.aim or state.wish, 60),
        *_line("it is about", reading.person or state.person, 15),
        *_line("who that is to them", reading.relation or state.relation, 5),
        *_named(state, habits),
        *_step(state),
    ]
    for about, answer in list(state.told.items())[-_ANSWERS:]:
        if one_line(answer, 200)[:_BEGINNING] not in seen:
            lines += _line(f"asked {subjects.get(about, about)}", answer, 30)
    weighty = [p.text for p in state.phrases if p.text not in state.phrases_used]
    kept = [p for p in weighty if p not in seen][-_PHRASES:]
    lines += _line("words of theirs that carried weight", " | ".join(kept), 45)
    return "\n".join(lines)


def asked_before(turn: "Turn") -> str:
    """The coach's last questions, one a line."""
    return "\n".join(_said(turn, questions=True)[-_QUESTIONS:])


def said_before(turn: "Turn", shown: str) -> str:
    """The coach's last statements that do not stand in the talk as the model sees it."""
    said = [text for text in _said(turn, questions=False) if text not in shown]
    return "\n".join(said[-_STATEMENTS:])


def _said(turn: "Turn", *, questions: bool) -> list[str]:
    said = [s.text for role, text in turn.history if role == "coach" for s in sentences(text)]
    return [one_line(text, _OF_A_SENTENCE) for text in said if asks(text) is questions]


def _line(label: str, text: str | None, most: int) -> Iterator[str]:
    if text:
        yield f"{label}: {one_line(text, most)}"


def _named(state: "ConversationState", habits: Mapping[str, "Habit"]) -> Iterator[str]:
    """What was named, and what became of it."""
    theirs = [n.habit for n in state.named if n.answer is not Answer.NOT_ME]
    for label, found in (
        ("habit that has been named", [h for h in theirs if h not in state.refused]),
        ("declined for good, never to be named", state.refused),
    ):
        yield from _line(label, ", ".join(habit_name(h, habits) for h in found), 30)


def _step(state: "ConversationState") -> Iterator[str]:
    """Their own step, as far as it has come."""
    step = state.step
    sure = None if step.confidence is None else f"{step.confidence} of 10"
    for label, text in (
        ("their step", step.what),
        ("when", step.when),
        ("where", step.where),
        ("with whom", step.with_whom),
        ("what could get in the way", step.obstacle),
        ("then", step.answer),
        ("how sure", sure),
    ):
        yield from _line(label, text, 30)
