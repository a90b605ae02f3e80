"""Trying an exercise that is being written: as a leader does it, from one answer to the next, without keeping anything."""

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from coach.errors import CoachError
from coach.exercise_trial import Choice, Key, choices, tried
from coach.exercises import Exercise
from coach.exercising import Doing
from coach.ui import session
from coach.ui.html import plain_label
from coach.ui.shared import mine


@dataclass
class Trial:
    """A draft that is being tried, and which of its answers were."""

    assignment_id: str
    draft_id: str
    tried: set[Key] = field(default_factory=set)


def begin(draft_id: str, exercise: Exercise) -> None:
    """Begin a trial, and go to it."""

    def go() -> None:
        made = mine().exercises.begin_this(exercise, stored=False)
        st.session_state["exercise-trial"] = Trial(made, draft_id)
        st.session_state["exercise-open"] = made
        st.session_state["go"] = ("exercises", None)

    _tried(go)


def of(doing: Doing) -> Trial | None:
    """The trial that somebody stands in; None for a leader."""
    trial = st.session_state.get("exercise-trial")
    return trial if isinstance(trial, Trial) and trial.assignment_id == doing.id else None


def way_back(trial: Trial) -> None:
    st.button("Back to writing it", icon=":material/arrow_back:", key="trial-back", type="tertiary",
              on_click=_back, args=(trial,))  # fmt: skip


def draw(doing: Doing, trial: Trial) -> None:
    """That it is a trial, and which answers are still to be tried."""
    offered = choices(doing.exercise)
    trial.tried |= tried(doing.exercise, doing.answers)
    st.html(
        '<p class="bp-strip" role="note">You are trying it as a leader does it. Nothing is kept.</p>'
    )
    with st.container(horizontal=True, gap="small"):
        st.button("From the beginning", key="trial-again", type="tertiary", on_click=begin,
                  args=(trial.draft_id, doing.exercise))  # fmt: skip
    if not offered:
        return
    count = sum(choice.key in trial.tried for choice in offered)
    with st.expander(f"Answers tried: {count} of {len(offered)}"):
        st.html(
            '<p class="bp-note">Go straight to one of them; what lies before it is skipped, unless you '
            "have answered it.</p>"
        )
        for choice in offered:
            _choice(doing, trial, choice)


def _choice(doing: Doing, trial: Trial, choice: Choice) -> None:
    done = choice.key in trial.tried
    to = choice.to.label if choice.to else "the end"
    st.button(
        plain_label(f"{choice.step.label}: {choice.label} → {to}", 160),
        icon=":material/check:" if done else ":material/radio_button_unchecked:", type="tertiary",
        key=f"trial-{choice.step.id}-{choice.id}", on_click=_try, args=(doing, choice.key),
    )  # fmt: skip


def _try(doing: Doing, key: Key) -> None:
    st.session_state["x-change"] = None
    _tried(lambda: mine().exercises.try_choice(doing.id, key))


def _back(trial: Trial) -> None:
    st.session_state["exercise-trial"] = None
    private = st.session_state.pop("exercise-private", None)
    if isinstance(private, session.Private):
        private.end()
    st.session_state["authoring"] = trial.draft_id
    st.session_state["go"] = ("authoring", None)


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
