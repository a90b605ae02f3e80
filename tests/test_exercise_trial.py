"""Trying an exercise out: every answer that it offers can be gone to, whatever was answered before."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_exercise_path import CURATED, an_answer, written

from coach.errors import BadInput
from coach.exercise_path import accepted, path_of
from coach.exercise_trial import answers_up_to, choices, tried


@pytest.mark.parametrize("name", sorted(CURATED))
def test_every_answer_can_be_gone_to_and_then_was_tried(name: str) -> None:
    exercise = CURATED[name]
    offered = choices(exercise)
    assert offered
    for choice in offered:
        answers = answers_up_to(exercise, choice, {})
        path = path_of(exercise, answers)
        assert [step.id for step, _ in path.behind][-1] == choice.step.id
        assert path.here == choice.to
        assert tried(exercise, answers) >= {choice.key}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_was_answered_on_the_way_there_stays(data: st.DataObject) -> None:
    exercise = data.draw(st.sampled_from(list(CURATED.values())))
    answers: dict[str, Any] = {}
    for _ in range(data.draw(st.integers(0, 6))):
        here = path_of(exercise, answers).here
        if here is None:
            break
        branch = data.draw(st.sampled_from([*here.branches, None]))
        try:
            answers[here.id] = accepted(here, an_answer(here, answers, branch), answers)
        except StopIteration:
            answers[here.id] = {"skipped": True}
    choice = data.draw(st.sampled_from(choices(exercise)))
    made = answers_up_to(exercise, choice, answers)
    on_it = {step.id for step, _ in path_of(exercise, made).behind}
    assert choice.step.id in on_it
    unbranched = {step.id for step in exercise.steps if not step.branches}
    assert all(made[name] == answers[name] for name in unbranched & answers.keys())


def test_an_answer_that_no_way_leads_to_is_said_to_be_so() -> None:
    steps = [
        {"id": "one", "kind": "write", "label": "One", "ask": "One?", "next": "end"},
        {"id": "fork", "kind": "choose", "label": "Fork", "ask": "Left?", "options": [
            {"id": "left", "label": "Left"}, {"id": "right", "label": "Right"}]},
    ]  # fmt: skip
    exercise = written(steps=steps)
    with pytest.raises(BadInput, match="No way leads"):
        answers_up_to(exercise, choices(exercise)[0], {})
