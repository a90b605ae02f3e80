"""The agenda of a workshop that has not begun: its activities changed, moved, taken out and put in."""

from typing import Any

import streamlit as st

from coach.errors import CoachError
from coach.store.records import Workshop
from coach.ui.html import plain_label
from coach.workshops import building
from coach.workshops.agenda import MOST_POINTS
from coach.workshops.leading import Workshops

KINDS = {
    "plenary": "Talk", "scenario": "Scenario together", "spectrum": "Spectrum", "rating": "Rating",
    "reflection": "Open reflections", "message": "Check of a message", "pairs": "Pairs", "vote": "Vote",
    "commitment": "Commitment", "closing": "Closing round", "feedback": "Feedback",
}  # fmt: skip
_HIDDEN_FIRST = ("reflection", "closing", "commitment", "spectrum", "rating", "vote", "scenario")


def offered(name: str, plan: building.Plan) -> str:
    """What can be put in, as it is called in a list."""
    if plan["kind"] != "scenario":
        return KINDS[plan["kind"]]
    return "Scenario of your own" if name == "scenario" else f"Scenario: {plan['title']}"


def form(workshop: Workshop) -> dict[str, Any] | None:
    """Title, times, questions and notes; None as long as nothing is saved."""
    plan = workshop.plan
    with st.form(f"agenda-{workshop.version}", border=False):
        title = st.text_input("Title", plan["title"], key="plan-title", max_chars=80)
        ask_name = st.toggle("Ask people for their name", plan["ask_name"], key="plan-names",
                             help="Names show who is here. They are not tied to any answer.")  # fmt: skip
        keep_days = st.number_input(
            "Erase what people wrote after so many days", 1, 365, plan["keep_days"], key="plan-days"
        )
        wanted = []
        count = len(plan["activities"])
        for n, activity in enumerate(plan["activities"]):
            label = f"{n + 1}. {activity['title']}, {activity['minutes']:g} min ({KINDS[activity['kind']]})"
            with st.expander(plain_label(label, 90)):
                changed = _activity(activity, f"{activity['id']}-{workshop.version}", n, count)
            if changed is not None:
                wanted.append(changed)
        if st.form_submit_button("Save the agenda"):
            return {
                **plan,
                "title": title,
                "ask_name": ask_name,
                "keep_days": int(keep_days),
                "activities": building.arranged(wanted),
            }
    return None


def _activity(
    activity: dict[str, Any], key: str, n: int, count: int
) -> tuple[int, dict[str, Any]] | None:
    """One activity's fields: its place and what it is now; None if it is taken out."""
    made, kind = dict(activity), activity["kind"]
    made["title"] = st.text_input("Name", activity["title"], key=f"a-title-{key}", max_chars=80)
    left, right = st.columns(2)
    made["minutes"] = left.number_input(
        "Minutes", 0.5, 120.0, float(activity["minutes"]), 0.5, "%g", key=f"a-min-{key}"
    )
    place = right.number_input("Place in the agenda", 1, count, n + 1, key=f"a-place-{key}")
    made["prompt"] = st.text_area(
        "What people read", activity["prompt"], key=f"a-prompt-{key}", max_chars=2000
    )
    if kind in {"spectrum", "rating"}:
        ends = st.columns(2)
        made["ends"] = [
            side.text_input(f"{number} means", end, key=f"a-end-{number}-{key}", max_chars=80)
            for side, number, end in zip(ends, (0, 10), activity["ends"], strict=True)
        ]
    if kind == "scenario":
        made |= _scenario(activity, key)
    if kind == "pairs":
        made["rounds"] = [
            {**round_, "prompt": st.text_input(
                f"{round_['who']}, {round_['minutes']:g} min", round_["prompt"], key=f"a-round-{m}-{key}", max_chars=300)}
            for m, round_ in enumerate(activity["rounds"])
        ]  # fmt: skip
    if kind == "vote":
        options = st.text_area(
            "What can be chosen, one a line", "\n".join(activity["options"]), key=f"a-opt-{key}"
        )
        made["options"] = _lines(options)
    made["notes"] = st.text_area(
        "Your notes", activity["notes"], key=f"a-notes-{key}", max_chars=4000
    )
    if kind in _HIDDEN_FIRST:
        as_they_come = st.toggle(
            "On the wall as they come, five at a time", activity["show"] == "live", key=f"a-show-{key}",
            help="Otherwise hidden until you show them.",
        )  # fmt: skip
        made["show"] = "live" if as_they_come else "together"
    if kind in {"reflection", "commitment", "closing"}:
        made["moderated"] = st.toggle(
            "I read each answer before the room does", activity["moderated"], key=f"a-mod-{key}"
        )
    kept = st.toggle("Keep it in the agenda", True, key=f"a-keep-{key}")
    return (int(place) - 1, made) if kept else None


def _scenario(activity: dict[str, Any], key: str) -> dict[str, Any]:
    """Situation and turning points, and an empty one to write."""
    situation = st.text_area(
        "What has happened", activity["situation"], key=f"a-told-{key}", max_chars=3000, height=160
    )
    empty = {"moment": "", "question": "", "choices": (), "after": ""}
    written = []
    for n, point in enumerate([*activity["points"], empty][:MOST_POINTS], start=1):
        new = " (empty: there is none)" if point is empty else ""
        st.html(f'<p class="bp-kind">Turning point {n}{new}</p>')
        moment = st.text_area(
            f"{n}: what happens", point["moment"], key=f"a-moment-{n}-{key}", max_chars=2000
        )
        question = st.text_input(
            f"{n}: the question", point["question"], key=f"a-asked-{n}-{key}", max_chars=300
        )
        choices = st.text_area(
            f"{n}: what one might choose, one a line", "\n".join(point["choices"]), key=f"a-choices-{n}-{key}",
            help="Two to five, of which none is plainly the right one. They stay as they are once the room is open.",
        )  # fmt: skip
        after = st.text_area(
            f"{n}: for you, once the choices are shown", point["after"], key=f"a-after-{n}-{key}", max_chars=2000
        )  # fmt: skip
        written.append({**point, "moment": moment.strip(), "question": question.strip(),
                        "choices": _lines(choices), "after": after.strip()})  # fmt: skip
    # The words are the facilitator's from here on: no scenario of the gallery is read in their place.
    return {"scenario": None, "situation": situation.strip(), "points": building.points(written)}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def put_in(workshop: Workshop, own: Workshops) -> None:
    """One more activity, as often as wanted."""
    activities = workshop.plan["activities"]
    offers = own.offers()
    with st.expander("Put in another activity"), st.form("put-in", border=False):
        name = st.selectbox(
            "What", offers, None, format_func=lambda name: offered(name, offers[name]), key="put-kind",
            help="The gallery’s scenarios come with their turning points and choices. You can change all of it.",
        )  # fmt: skip
        after = st.selectbox(
            "After", range(len(activities) + 1), len(activities), key=f"put-after-{workshop.version}",
            format_func=lambda n: plain_label(f"{n}. {activities[n - 1]['title']}", 60) if n else "At the beginning",
        )  # fmt: skip
        if st.form_submit_button("Put it in") and name is not None:
            try:
                made = building.put_in(activities, offers[name], after)
                own.save(workshop.id, {**workshop.plan, "activities": made})
            except CoachError as error:
                st.session_state["led"] = str(error)
            st.rerun()
