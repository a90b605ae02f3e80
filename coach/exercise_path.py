"""The way through an exercise: pure functions of its steps and of the answers so far.

Nothing is remembered beside the answers, so that an exercise can be taken up anywhere, on any device,
and an earlier answer can be changed: what then no longer lies on the way is kept and set aside.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from coach.errors import BadInput
from coach.exercises import (
    SLOT,
    AnyStep,
    CheckMessage,
    Choose,
    Commit,
    Exercise,
    FieldTask,
    Rank,
    Read,
    Rehearse,
    Scale,
    Talk,
    Write,
    paragraphs_of,
)
from coach.text import has_words

Answer = Mapping[str, Any]
"""What was answered at one step, as it is stored."""
SKIPPED: Answer = {"skipped": True}
"""With ``before`` where something was there: it returns when the step is answered after all."""
LONGEST, LONGEST_LINE = 8_000, 400
"""Characters of a text, and of a line."""
_SHOWN = 180  # characters of an earlier answer in a later text


@dataclass(frozen=True)
class Path:
    """Where somebody is in an exercise."""

    behind: tuple[tuple[AnyStep, Answer], ...]
    """What was answered on the way here, in order."""
    here: AnyStep | None
    """What comes next; None at the end."""
    begun: Answer | None
    """What is there of it already: a task that was planned, a talk that is not over."""
    ahead: int
    """How many steps follow it at most."""
    aside: tuple[str, ...]
    """Steps whose answers no longer lie on the way."""

    @property
    def steps(self) -> int:
        """How many there are in all, as far as can be told from here."""
        return len(self.behind) + (1 + self.ahead if self.here is not None else 0)

    @property
    def number(self) -> int:
        """Which one this is."""
        return min(len(self.behind) + 1, self.steps)

    @property
    def waits(self) -> bool:
        """Whether a task was taken along, and has not been told about yet."""
        return isinstance(self.here, FieldTask) and self.begun is not None


def path_of(exercise: Exercise, answers: Mapping[str, Answer]) -> Path:
    """The way that these answers lead, up to the first step that has none."""
    behind: list[tuple[AnyStep, Answer]] = []
    step: AnyStep | None = exercise.steps[0]
    while step is not None:
        answer = answers.get(step.id)
        if answer is None or not holds(step, answer, answers):
            break
        behind.append((step, answer))
        step = exercise.after(step, branch_of(step, answer))
    on_it = {s.id for s, _ in behind} | ({step.id} if step else set())
    begun = answers.get(step.id) if step is not None else None
    if begun is not None and step is not None and not _fits(step, begun, answers):
        begun = None
    return Path(
        tuple(behind),
        step,
        begun,
        0 if step is None else _longest(exercise)(step.id) - 1,
        tuple(s.id for s in exercise.steps if s.id in answers and s.id not in on_it),
    )


def holds(step: AnyStep, answer: Answer, answers: Mapping[str, Answer]) -> bool:
    """Whether a stored answer answers its step as things stand now, so that the way goes on behind it."""
    return _fits(step, answer, answers) and is_whole(step, answer)


def is_whole(step: AnyStep, answer: Answer) -> bool:
    """Whether nothing is left to do at the step."""
    if answer.get("skipped"):
        return True
    if isinstance(step, FieldTask):
        return "outcome" in answer
    if isinstance(step, Talk | Rehearse):
        return "text" in answer or bool(answer.get("done"))
    return True


def said_to(step: AnyStep, answer: Answer) -> str:
    """What the exercise itself says to an answer; empty where it says nothing."""
    if answer.get("skipped"):
        return ""
    if isinstance(step, Choose) and not step.several:
        return next(o.say for o in step.options if o.id == answer["chosen"][0])
    if isinstance(step, FieldTask) and "outcome" in answer:
        return next(o.say for o in step.outcomes if o.id == answer["outcome"])
    if isinstance(step, Scale) and step.bands:
        return next(b.say for b in step.bands if answer["value"] <= b.up_to)
    return ""


def accepted(step: AnyStep, given: Mapping[str, Any], answers: Mapping[str, Answer]) -> Answer:
    """An answer to a step as it is kept. Raises BadInput where it is none, with what to do."""
    if given.get("skipped"):
        written = before_skipping(answers.get(step.id))
        return {**SKIPPED, "before": written} if written else SKIPPED
    match step:
        case Read():
            return {"read": True}
        case Write():
            return _written(step, given)
        case Choose():
            return _chosen(step, given)
        case Scale():
            value = given.get("value")
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10:
                raise BadInput("Choose a number from 0 to 10, or skip this.")
            return {"value": value}
        case Rank():
            order = [str(one) for one in given.get("order", ())]
            if sorted(order) != sorted(ranked(step, answers)):
                raise BadInput("Put each of them in its place once, or skip this.")
            return {"order": order}
        case Talk():
            if "talked" in given:
                return {"talked": int(given["talked"]), "done": bool(given.get("done"))}
            return {"text": _text(given.get("text"))}
        case Rehearse():
            if not step.instead:
                raise BadInput("This step is a rehearsal. Begin it, or skip it.")
            return {**before_skipping(answers.get(step.id)), "text": _text(given.get("text"))}
        case CheckMessage():
            return {"text": _text(given.get("text")), "review": given.get("review")}
        case FieldTask():
            return _field(step, given)
        case Commit():
            return {"text": _text(given.get("text")), **_details(given)}


def before_skipping(answer: Answer | None) -> Answer:
    """What was answered at a step, also where it was skipped since; empty where there was nothing."""
    answer = answer or {}
    return answer.get("before") or {} if answer.get("skipped") else answer


def ranked(step: Rank, answers: Mapping[str, Answer]) -> list[str]:
    """What is to be put in order: ids of items, or lines that were written."""
    if step.of is None:
        return [item.id for item in step.items]
    written = answers.get(step.of) or {}
    return list(dict.fromkeys(written.get("lines") or ()))


def in_words(step: AnyStep, answer: Answer) -> str:
    """An answer as its leader would read it again; empty where there is nothing to read."""
    if answer.get("skipped"):
        return ""
    match step:
        case Choose():
            chosen = answer["chosen"]
            return "\n".join(option.label for option in step.options if option.id in chosen)
        case Scale():
            return f"{answer['value']} of 10"
        case Rank():
            labels = {item.id: item.label for item in step.items}
            return "\n".join(
                f"{n}. {labels.get(one, one)}" for n, one in enumerate(answer["order"], start=1)
            )
        case FieldTask():
            outcome = next((o.label for o in step.outcomes if o.id == answer.get("outcome")), "")
            told = answer.get("text") or ""
            after = f"{outcome}. {told}".strip() if outcome and told else outcome
            return "\n".join(part for part in (answer.get("plan") or "", after) if part)
        case _:
            return "\n".join(answer["lines"]) if "lines" in answer else answer.get("text") or ""


def filled(text: str, exercise: Exercise, answers: Mapping[str, Answer]) -> list[str]:
    """A text's paragraphs with earlier answers in their slots; one that lacks its answer is left out."""

    def put(paragraph: str) -> str | None:
        lacking = False

        def word(slot: "Any") -> str:
            nonlocal lacking
            said = _in_short(exercise, slot[1], answers)
            lacking = lacking or not said
            return said

        made = SLOT.sub(word, paragraph)
        return None if lacking else made

    return [made for part in paragraphs_of(text) if (made := put(part)) is not None]


def ways_through(exercise: Exercise) -> Iterator[list[tuple[AnyStep, str | None]]]:
    """Every way from the first step to the end, as steps with the branch that is taken at each. What is
    skipped goes the step's own way."""

    def go(step: AnyStep | None, taken: list[tuple[AnyStep, str | None]]) -> Iterator[Any]:
        if step is None:
            yield taken
            return
        for branch in dict.fromkeys((*step.branches, None)):
            yield from go(exercise.after(step, branch), [*taken, (step, branch)])

    yield from go(exercise.steps[0], [])


def branch_of(step: AnyStep, answer: Answer) -> str | None:
    """Where an answer leads; None: where the step itself leads."""
    if answer.get("skipped"):
        return None
    match step:
        case Choose() if not step.several:
            return next(o.next for o in step.options if o.id == answer["chosen"][0])
        case Scale() if step.bands:
            return next(b.next for b in step.bands if answer["value"] <= b.up_to)
        case FieldTask():
            return next(o.next for o in step.outcomes if o.id == answer["outcome"])
        case _:
            return None


def _fits(step: AnyStep, answer: Answer, answers: Mapping[str, Answer]) -> bool:
    """Whether a stored answer still answers its step: the lines that it put in order may have changed."""
    if not isinstance(step, Rank) or answer.get("skipped"):
        return True
    return sorted(answer["order"]) == sorted(ranked(step, answers))


def _longest(exercise: Exercise) -> Callable[[str], int]:
    @cache
    def steps_from(step_id: str) -> int:
        step = exercise.step(step_id)
        assert step is not None
        following = {exercise.after(step, branch) for branch in (*step.branches, None)}
        return 1 + max((steps_from(s.id) if s is not None else 0) for s in following)

    return steps_from


def _in_short(exercise: Exercise, step_id: str, answers: Mapping[str, Answer]) -> str:
    """An earlier answer as it can stand in a sentence: its first line, the first of a ranking."""
    step, answer = exercise.step(step_id), answers.get(step_id)
    if step is None or answer is None or answer.get("skipped"):
        return ""
    match step:
        case Rank():
            labels = {item.id: item.label for item in step.items}
            text = labels.get(answer["order"][0], answer["order"][0]) if answer["order"] else ""
        case Scale():
            text = str(answer["value"])
        case FieldTask():
            text = answer.get("plan") or ""
        case _:
            text = in_words(step, answer)
    text = " ".join(next((line for line in text.split("\n") if line.strip()), "").split())
    if len(text) > _SHOWN:
        text = text[:_SHOWN].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
    return text.strip().rstrip(".").replace("“", "‘").replace("”", "’")


def _text(given: object, most: int = LONGEST) -> str:
    text = str(given or "").strip()
    if not has_words(text):
        raise BadInput("Write something first, or skip this.")
    if len(text) > most:
        raise BadInput(
            f"That is {len(text):,} characters; {most:,} is the most here. Keep the part that matters."
        )
    return text


def _written(step: Write, given: Mapping[str, Any]) -> Answer:
    if step.lines == 1:
        return {"text": _text(given.get("text"))}
    lines = [" ".join(str(line or "").split()) for line in given.get("lines", ())]
    kept = [_text(line, LONGEST_LINE) for line in lines if has_words(line)][: step.lines]
    if not kept:
        raise BadInput("Write at least one line, or skip this.")
    return {"lines": kept}


def _chosen(step: Choose, given: Mapping[str, Any]) -> Answer:
    chosen: Sequence[Any] = given.get("chosen") or ()
    known = [option.id for option in step.options if option.id in chosen]
    if not known or len(known) != len(set(chosen)) or (len(known) > 1 and not step.several):
        raise BadInput("Choose one of them, or skip this.")
    return {"chosen": known}


def _field(step: FieldTask, given: Mapping[str, Any]) -> Answer:
    made: dict[str, Any] = {"plan": str(given.get("plan") or "").strip()[:LONGEST]}
    outcome = given.get("outcome")
    if outcome is None:
        return made
    if outcome not in {option.id for option in step.outcomes}:
        raise BadInput("Say how it went by choosing one of the answers, or skip this.")
    return {**made, "outcome": outcome, "text": str(given.get("text") or "").strip()[:LONGEST]}


_DETAILS = ("when_words", "with_whom", "obstacle", "answer_to_it")


def _details(given: Mapping[str, Any]) -> dict[str, Any]:
    """What else belongs to a commitment."""
    made: dict[str, Any] = {
        name: " ".join(str(given.get(name) or "").split())[:LONGEST_LINE] or None
        for name in _DETAILS
    }
    sure = given.get("confidence")
    made["confidence"] = sure if isinstance(sure, int) and 0 <= sure <= 10 else None
    made["local_time"], made["zone"] = given.get("local_time"), given.get("zone")
    return made
