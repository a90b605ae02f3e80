"""Assigning: to whom, which exercises in which order, when they come and when they are due."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from html import escape
from typing import Literal

import streamlit as st

from coach.assigning import MOST_EXERCISES, Item
from coach.errors import CoachError
from coach.exercises import Exercise, Talk
from coach.exercising import PURPOSES
from coach.store.records import Coached, Group
from coach.ui import drafts
from coach.ui.html import distinct, shortened
from coach.ui.shared import mine

_Comes = Literal["now", "day", "done", "given"]
_FIRST: Mapping[_Comes, str] = {"now": "At once", "day": "On a day"}
_LATER: Mapping[_Comes, str] = {
    "done": "Some days after they are done with the one before",
    "given": "Some days after the one before was given",
    "day": "On a day",
    "now": "At once",
}
_EVENING = time(18)


@st.dialog("Assign an exercise", width="medium")
def dialog(people: Sequence[Coached], groups: Sequence[Group], to: Collection[str]) -> None:
    """``to``: who is chosen already."""
    names = names_of([one for one in people if one.agreed])
    waits = len(people) - len(names)
    if not names:
        st.html(
            "<p>Nothing can be assigned yet: with nobody has everybody accepted the agreement as it is now. It "
            "stands on the page People.</p>"
        )
        return
    st.session_state["give-names"], st.session_state["give-inside"] = names, groups
    _to_whom(names, groups, to, waits)
    choice = {one.id: one for one in mine().assigning.to_choose_from()}
    titles = in_short({one.id: one.title for one in choice.values()})
    chosen = st.multiselect(
        "Exercises, in the order in which they come", list(choice), format_func=titles.__getitem__,
        max_selections=MOST_EXERCISES, key="give-exercises", placeholder="One, or several after one another",
    )  # fmt: skip
    for number, one in enumerate(chosen):
        _item(number, choice[one], several=len(chosen) > 1)
    note = note_to(to)
    drafts.area(
        "A note, in your own words", note, max_chars=2000, height=110,
        placeholder="Why this one, why now. They read it first.",
    )  # fmt: skip
    refused = show_failure()
    if (
        st.button("Assign", type="primary", key="give-now", on_click=_give, args=(note,))
        and not refused
    ):
        st.rerun()


def show_failure() -> bool:
    """Why it could not be assigned, if so: in the dialog, where that is still open."""
    failure = st.session_state.pop("give-failure", None)
    if failure is not None:
        st.html(f'<p class="bp-strip bp-bad" role="alert" dir="auto">{escape(failure)}</p>')
    return failure is not None


def note_to(to: Collection[str]) -> str:
    """Where a note is being written: one to somebody is none to everybody."""
    return f"give-note-{'-'.join(sorted(to)) or 'desk'}"


def _give(note: str) -> None:
    """What is chosen and typed at this moment; it stays where it stands unless it could be assigned."""
    typed = st.session_state
    names: Mapping[str, str] = typed["give-names"]
    leaders = _chosen_leaders(names, typed["give-inside"])
    items = [_chosen(number, one) for number, one in enumerate(typed["give-exercises"])]
    try:
        mine().assigning.give(
            leaders, items, note=drafts.typed(note), zone=st.context.timezone or "UTC"
        )
    except CoachError as error:
        typed["give-failure"] = str(error)
        return
    drafts.done(note)
    whom = names[leaders[0]] if len(leaders) == 1 else f"{len(leaders)} people"
    typed["desk-note"] = f"Assigned to {shortened(whom, 80)}."


def _chosen_leaders(names: Mapping[str, str], groups: Sequence[Group]) -> list[str]:
    typed = st.session_state
    if len(names) == 1:
        return list(names)
    inside = {one.id: one.leaders for one in groups}
    of_groups = {i for group in typed.get("give-groups", ()) for i in inside[group]}
    return [one for one in names if one in of_groups or one in typed["give-people"]]


def _chosen(number: int, exercise_id: str) -> Item:
    """What is said of one exercise; what does not stand on the page is not said."""
    typed, key = st.session_state, f"give-{exercise_id}"
    comes: _Comes = typed.get(f"{key}-comes") or "now"
    day = typed.get(f"{key}-due") if number == 0 else None
    days = typed.get(f"{key}-due-days") if number else None
    return Item(
        exercise_id,
        on=typed.get(f"{key}-on") if comes == "day" else None,
        follows=comes if comes in {"done", "given"} else None,
        after_days=int(typed.get(f"{key}-days") or 0) if comes in {"done", "given"} else 0,
        due=datetime.combine(day, typed.get(f"{key}-hour") or _EVENING) if day else None,
        due_days=int(days) if days else None,
        goal=typed.get(f"{key}-goal") or "",
        keeps_to=typed.get(f"{key}-keeps") or "",
    )


def _to_whom(
    names: Mapping[str, str], groups: Sequence[Group], to: Collection[str], waits: int
) -> None:
    if len(names) > 1:
        st.multiselect(
            "To whom", list(names), [i for i in to if i in names], format_func=names.__getitem__,
            key="give-people", placeholder="One or more people",
        )  # fmt: skip
        if groups:
            labels = in_short({one.id: one.name for one in groups})
            st.multiselect(
                "And to everybody in", list(labels), format_func=labels.__getitem__, key="give-groups",
                placeholder="A group of yours",
            )  # fmt: skip
    else:
        st.html(f'<p dir="auto">To <b>{escape(next(iter(names.values())))}</b></p>')
    if waits:
        who = "One is" if waits == 1 else f"{waits} are"
        st.html(
            f'<p class="bp-note">{who} not among them: the agreement has to be accepted first.</p>'
        )


def _item(number: int, exercise: Exercise, *, several: bool) -> None:
    """When one comes, when it is due, and what its conversation is for."""
    key, first = f"give-{exercise.id}", number == 0
    with st.container(key=f"giving-{exercise.id}", gap="small"):
        place = f"{number + 1}. " if several else ""
        st.html(
            f'<p class="bp-what">{place}{escape(exercise.title)}</p><p class="bp-note">{PURPOSES[exercise.purpose]} · '
            f"{exercise.minutes} minutes. {escape(exercise.aim)}</p>"
        )
        left, right = st.columns(2)
        ways = _FIRST if first else _LATER
        comes = left.selectbox("When it comes", list(ways), format_func=ways.__getitem__, key=f"{key}-comes")  # fmt: skip
        if comes == "day":
            right.date_input("Which day", "today", format="DD/MM/YYYY", key=f"{key}-on")
        elif comes != "now":
            right.number_input("Days", 0, 366, 7, key=f"{key}-days")
        left, right = st.columns(2)
        if first:
            left.date_input("Due on, if it is", None, format="DD/MM/YYYY", key=f"{key}-due")
            right.time_input("At, on their clock", _EVENING, key=f"{key}-hour")
        else:
            left.number_input(
                "Due so many days after it came", 1, 366, None, key=f"{key}-due-days", placeholder="Not due"
            )  # fmt: skip
        _stretch(exercise, key)


def _stretch(exercise: Exercise, key: str) -> None:
    """Goal and boundaries of its guided stretch; empty: the exercise's own."""
    talk = next((step for step in exercise.steps if isinstance(step, Talk)), None)
    if talk is None:
        return
    with st.expander("Its conversation with the program", icon=":material/forum:"):
        st.html(
            '<p class="bp-note">The program leads it. You can say what for, and where it stops; the leader is told that '
            "you did.</p>"
        )
        st.text_input("Its goal, beginning with “to”", key=f"{key}-goal", max_chars=200, placeholder=talk.goal)  # fmt: skip
        st.text_area("What it stays with", key=f"{key}-keeps", max_chars=1600, height=90, placeholder=talk.keeps_to)  # fmt: skip


def names_of(people: Sequence[Coached]) -> dict[str, str]:
    """By id, in their order; no two alike, since a list tells its entries apart by their words."""
    return in_short({one.id: one.name or "Somebody without a name" for one in people})


def in_short(named: Mapping[str, str]) -> dict[str, str]:
    """Names that fit into a list, no two alike."""
    return distinct({id_: shortened(name, 60) or "…" for id_, name in named.items()})
