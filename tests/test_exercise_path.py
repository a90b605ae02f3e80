"""The way through an exercise: whatever is answered, in whatever order, nothing is lost and an end is reached."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.curated import Findings
from coach.errors import BadInput
from coach.exercise_path import accepted, filled, in_words, is_whole, path_of, ranked, ways_through
from coach.exercises import (
    Choose,
    Exercise,
    FieldTask,
    Rank,
    Scale,
    Talk,
    Write,
    exercise_of,
)
from coach.knowledge import load_knowledge
from coach.services import ROOT

FOUND = Findings(ROOT)
CURATED = load_knowledge(ROOT / "knowledge", FOUND).exercises


def an_answer(step: Any, answers: Any, branch: str | None = None) -> dict[str, Any]:
    """One answer to a step that leads by ``branch``, as a page gives it."""
    match step:
        case Write():
            return {"text": "Jan", "lines": ["Jan", "Ewa", "Tom"][: step.lines]}
        case Choose():
            return {"chosen": [next(o.id for o in step.options if o.next == branch)]}
        case Scale():
            value = next(b.up_to for b in step.bands if b.next == branch) if step.bands else 5
            return {"value": value}
        case Rank():
            return {"order": list(reversed(ranked(step, answers)))}
        case FieldTask():
            outcome = next(o.id for o in step.outcomes if o.next == branch)
            return {"plan": "Tuesday", "outcome": outcome, "text": "It went."}
        case _:
            return {"text": "Some words.", "review": None, "read": True}


def written(**changes: Any) -> Exercise:
    """A small exercise with a branch and an order of own lines."""
    content: dict[str, Any] = {
        "id": "small", "title": "Small", "purpose": "seeing", "aim": "To have something small.",
        "minutes": 5, "habits": ["token-question"], "rests_on": "On nothing at all.", "references": ["Us"],
        "reviewed": date(2026, 11, 21), "ending": "You wrote “{who}”.\nAnd that is all.",
        "steps": [
            {"id": "who", "kind": "write", "label": "Who", "ask": "Who are they?", "lines": 3},
            {"id": "order", "kind": "rank", "label": "Order", "ask": "In which order?", "of": "who"},
            {"id": "fork", "kind": "choose", "label": "Fork", "ask": "Left?", "options": [
                {"id": "left", "label": "Left", "next": "left"}, {"id": "right", "label": "Right", "next": "right"}]},
            {"id": "left", "kind": "write", "label": "Left", "ask": "What is left?", "next": "end"},
            {"id": "right", "kind": "write", "label": "Right", "ask": "What is right?"},
        ],
    }  # fmt: skip
    return Exercise.model_validate(content | changes)


SMALL = written()


# --- Every curated exercise, on every way -----------------------------------------------------------


@pytest.mark.parametrize("name", sorted(CURATED))
def test_every_way_through_comes_to_its_end(name: str) -> None:
    exercise = CURATED[name]
    reached: set[str] = set()
    for way in ways_through(exercise):
        answers: dict[str, Any] = {}
        for number, (step, branch) in enumerate(way, start=1):
            here = path_of(exercise, answers)
            assert here.here == step
            assert here.number == number
            assert here.number <= here.steps
            try:
                given = an_answer(step, answers, branch)
            except StopIteration:  # no answer leads there: only who skips the step goes this way
                given = {"skipped": True}
            answers[step.id] = accepted(step, given, answers)
            assert is_whole(step, answers[step.id])
        end = path_of(exercise, answers)
        assert end.here is None
        assert end.aside == ()
        reached |= answers.keys()
        assert all("{" not in text for text in filled(exercise.ending, exercise, answers))
        assert filled(exercise.ending, exercise, answers)
    assert reached == {step.id for step in exercise.steps}


@pytest.mark.parametrize("name", sorted(CURATED))
def test_an_exercise_can_be_skipped_through_and_still_reads_well(name: str) -> None:
    exercise, answers = CURATED[name], {}
    while (here := path_of(exercise, answers).here) is not None:
        for text in here.texts:
            assert all("{" not in part for part in filled(text, exercise, answers))
        answers[here.id] = accepted(here, {"skipped": True}, answers)
    assert len(answers) >= 3
    assert filled(exercise.ending, exercise, answers), "something is said at the end all the same"


@pytest.mark.parametrize("name", sorted(CURATED))
def test_it_is_the_same_after_being_stored_and_exported(name: str) -> None:
    assert exercise_of(CURATED[name].text) == CURATED[name]


def test_there_are_enough_and_every_habit_has_one() -> None:
    knowledge = load_knowledge(ROOT / "knowledge", Findings(ROOT))
    assert len(CURATED) >= 18
    assert {h for e in CURATED.values() for h in e.habits} == set(knowledge.habits)
    kinds = {type(step) for e in CURATED.values() for step in e.steps}
    assert len(kinds) == 10, "every kind of step is used"


# --- Any answers, any order of going back -----------------------------------------------------------


def answers_to(step: Any, answers: Any) -> st.SearchStrategy[dict[str, Any]]:
    words = st.text(min_size=1, max_size=30).filter(lambda t: any(c.isalnum() for c in t))
    skipped = st.just({"skipped": True})
    match step:
        case Write():
            return skipped | st.fixed_dictionaries(
                {"text": words, "lines": st.lists(words, min_size=1, max_size=step.lines)}
            )
        case Choose():
            ids = st.sampled_from([o.id for o in step.options])
            one = st.lists(ids, min_size=1, max_size=3 if step.several else 1, unique=True)
            return skipped | st.fixed_dictionaries({"chosen": one})
        case Scale():
            return skipped | st.fixed_dictionaries({"value": st.integers(0, 10)})
        case Rank():
            return st.fixed_dictionaries({"order": st.permutations(ranked(step, answers))})
        case Talk():
            return skipped | st.just({"text": "in writing"}) | st.just({"talked": 1, "done": True})
        case FieldTask():
            done = {
                "plan": words,
                "outcome": st.sampled_from([o.id for o in step.outcomes]),
                "text": words,
            }
            return skipped | st.fixed_dictionaries(done)
        case _:
            return skipped | st.fixed_dictionaries({"text": words})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_order_of_answering_and_going_back_loses_an_answer_or_the_end(
    data: st.DataObject,
) -> None:
    exercise = data.draw(st.sampled_from([SMALL, *CURATED.values()]))
    answers: dict[str, Any] = {}
    for _ in range(60):
        before = path_of(exercise, answers)
        behind = [step for step, _ in before.behind]
        if before.here is None and data.draw(st.booleans()):
            break
        goes_back = behind and data.draw(st.integers(0, 3)) == 0
        if before.here is None and not behind:
            break
        step = (
            data.draw(st.sampled_from(behind)) if goes_back or before.here is None else before.here
        )
        kept = dict(answers)
        answers[step.id] = accepted(step, data.draw(answers_to(step, answers)), answers)
        after = path_of(exercise, answers)
        # What was answered elsewhere is still there: on the way, or set aside.
        assert {n: a for n, a in answers.items() if n != step.id} == {
            n: a for n, a in kept.items() if n != step.id
        }
        on_it = {s.id for s, _ in after.behind}
        here = {after.here.id} if after.here else set()
        assert answers.keys() <= on_it | here | set(after.aside)
        assert after.steps <= len(exercise.steps)
    while (here_ := path_of(exercise, answers).here) is not None:
        size = len(path_of(exercise, answers).behind)
        answers[here_.id] = accepted(here_, {"skipped": True}, answers)
        assert len(path_of(exercise, answers).behind) > size, "it gets nearer to its end"


def test_what_no_longer_lies_on_the_way_is_set_aside_and_returns() -> None:
    answers: dict[str, Any] = {}
    for step, words in (("who", {"lines": ["Jan", "Ewa"]}), ("order", {"order": ["Ewa", "Jan"]}),
                        ("fork", {"chosen": ["left"]}), ("left", {"text": "the hammer"})):  # fmt: skip
        answers[step] = accepted(SMALL.step(step), words, answers)  # type: ignore[arg-type]
    assert path_of(SMALL, answers).here is None
    fork = SMALL.step("fork")
    assert fork is not None
    right = answers | {"fork": accepted(fork, {"chosen": ["right"]}, answers)}
    assert path_of(SMALL, right).aside == ("left",)
    assert path_of(SMALL, right).here == SMALL.step("right")
    back = right | {"fork": answers["fork"]}
    assert path_of(SMALL, back).here is None
    assert path_of(SMALL, back).behind[-1][1] == {"text": "the hammer"}


def test_an_order_of_lines_that_were_changed_is_asked_again() -> None:
    answers: dict[str, Any] = {"who": {"lines": ["Jan", "Ewa"]}, "order": {"order": ["Ewa", "Jan"]}}
    assert path_of(SMALL, answers).here == SMALL.step("fork")
    answers["who"] = {"lines": ["Jan", "Tom"]}
    later = path_of(SMALL, answers)
    assert later.here == SMALL.step("order")
    assert later.begun is None


def test_a_task_that_was_taken_along_waits_and_can_be_told_about() -> None:
    exercise = CURATED["a-week-of-arriving"]
    answers: dict[str, Any] = {}
    while not isinstance(step := path_of(exercise, answers).here, FieldTask):
        assert step is not None
        answers[step.id] = accepted(step, {"skipped": True}, answers)
    assert not path_of(exercise, answers).waits
    answers[step.id] = accepted(step, {"plan": "Jan, Tuesday"}, answers)
    waiting = path_of(exercise, answers)
    assert waiting.waits
    assert waiting.here == step
    answers[step.id] = accepted(step, {"plan": "Jan, Tuesday", "outcome": "forgot"}, answers)
    assert path_of(exercise, answers).here == exercise.step("cue")


def test_what_was_written_before_a_step_was_skipped_is_kept() -> None:
    left = SMALL.step("left")
    assert left is not None
    answers: dict[str, Any] = {"left": {"text": "the hammer"}}
    for _ in range(2):
        answers["left"] = accepted(left, {"skipped": True}, answers)
        assert answers["left"] == {"skipped": True, "before": {"text": "the hammer"}}
    assert in_words(left, answers["left"]) == ""


@pytest.mark.parametrize(
    ("step", "given"),
    [
        ("who", {"lines": ["", "  ", "…"]}),
        ("who", {}),
        ("order", {"order": ["Jan"]}),
        ("order", {"order": ["Jan", "Jan"]}),
        ("fork", {"chosen": []}),
        ("fork", {"chosen": ["middle"]}),
        ("fork", {"chosen": ["left", "right"]}),
        ("left", {"text": " \n "}),
        ("left", {"text": "x" * 8_001}),
    ],
)
def test_what_is_no_answer_is_refused_with_what_to_do(step: str, given: dict[str, Any]) -> None:
    answers = {"who": {"lines": ["Jan", "Ewa"]}}
    found = SMALL.step(step)
    assert found is not None
    with pytest.raises(BadInput, match=r"skip this|here\."):
        accepted(found, given, answers)


@pytest.mark.parametrize("value", [-1, 11, 5.5, "5", None, True])
def test_a_scale_takes_whole_numbers_from_nought_to_ten(value: Any) -> None:
    step = next(s for e in CURATED.values() for s in e.steps if isinstance(s, Scale))
    with pytest.raises(BadInput):
        accepted(step, {"value": value}, {})


def test_an_earlier_answer_stands_in_a_later_text_and_its_absence_leaves_no_hole() -> None:
    long = "a very long answer " * 30
    assert filled("“{who}”.\nGo on.", SMALL, {"who": {"lines": ["Jan.", "Ewa"]}}) == [
        "“Jan”.",
        "Go on.",
    ]
    assert filled("“{who}”.\nGo on.", SMALL, {"who": {"skipped": True}}) == ["Go on."]
    assert len(filled("“{left}”.", SMALL, {"left": {"text": long}})[0]) < 200
    assert filled("{left}", SMALL, {"left": {"text": "{who} says “no”"}}) == ["{who} says ‘no’"]


def test_an_answer_is_read_again_in_the_leaders_words() -> None:
    fork = SMALL.step("fork")
    assert fork is not None
    assert in_words(fork, {"chosen": ["right"]}) == "Right"
    assert in_words(fork, {"skipped": True}) == ""
    rank = SMALL.step("order")
    assert rank is not None
    assert in_words(rank, {"order": ["Ewa", "Jan"]}) == "1. Ewa\n2. Jan"
