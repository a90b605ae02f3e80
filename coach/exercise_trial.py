"""Trying an exercise out, answer by answer: what can be answered to it, and what has to come before that."""

from collections.abc import Mapping
from dataclasses import dataclass

from coach.errors import BadInput
from coach.exercise_path import SKIPPED, Answer, branch_of, holds
from coach.exercises import AnyStep, Choose, Exercise, FieldTask, Scale

Key = tuple[str, str]
"""A step, and one of its answers."""


@dataclass(frozen=True)
class Choice:
    """One of the answers that a step offers."""

    step: AnyStep
    id: str
    label: str
    answer: Answer
    to: AnyStep | None
    """What comes after it; None at the end."""

    @property
    def key(self) -> Key:
        return self.step.id, self.id


def choices(exercise: Exercise) -> list[Choice]:
    """Every answer to which something of its own may be said, or that may lead elsewhere; in order."""
    return [
        Choice(step, id_, label, answer, exercise.after(step, branch_of(step, answer)))
        for step in exercise.steps
        for id_, label, answer in _offered(step)
    ]


def tried(exercise: Exercise, answers: Mapping[str, Answer]) -> set[Key]:
    """The choices that these answers make."""
    return {
        choice.key
        for choice in choices(exercise)
        if choice.step.id in answers and _chosen(choice.step, answers[choice.step.id]) == choice.id
    }


def answers_up_to(
    exercise: Exercise, choice: Choice, answers: Mapping[str, Answer]
) -> dict[str, Answer]:
    """These answers, changed so that the way leads through ``choice``: what was answered stays where it leads there,
    and what was not is skipped. Raises BadInput where no way leads to it."""
    leading = _leading_to(exercise, choice.step)
    made = dict(answers)
    step = exercise.steps[0]
    while step.id != choice.step.id:
        kept = made.get(step.id)
        possible = [kept] if kept is not None and holds(step, kept, made) else []
        possible += [SKIPPED, *(answer for _, _, answer in _offered(step))]
        for answer in possible:
            to = exercise.after(step, branch_of(step, answer))
            if to is not None and to.id in leading:
                made[step.id], step = answer, to
                break
        else:
            raise BadInput("No way leads to that answer. Look at where the steps before it lead.")
    made[step.id] = choice.answer
    return made


def _offered(step: AnyStep) -> list[tuple[str, str, Answer]]:
    match step:
        case Choose() if not step.several:
            return [(o.id, o.label, {"chosen": [o.id]}) for o in step.options]
        case Scale():
            return [
                (str(b.up_to), f"up to {b.up_to} of 10", {"value": b.up_to}) for b in step.bands
            ]
        case FieldTask():
            blank = {"plan": "", "text": ""}
            return [(o.id, o.label, {**blank, "outcome": o.id}) for o in step.outcomes]
        case _:
            return []


def _chosen(step: AnyStep, answer: Answer) -> str | None:
    """Which of what a step offers was answered."""
    if answer.get("skipped"):
        return None
    match step:
        case Choose() if not step.several:
            return str(answer["chosen"][0])
        case Scale() if step.bands:
            return next(str(b.up_to) for b in step.bands if answer["value"] <= b.up_to)
        case FieldTask():
            return answer.get("outcome")
        case _:
            return None


def _leading_to(exercise: Exercise, to: AnyStep) -> set[str]:
    """The steps from which a way leads there, itself among them."""
    found = {to.id}
    for step in reversed(exercise.steps[: exercise.place(to.id)]):
        following = (exercise.after(step, branch) for branch in (*step.branches, None))
        if any(after is not None and after.id in found for after in following):
            found.add(step.id)
    return found
