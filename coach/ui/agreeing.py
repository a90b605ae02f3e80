"""On the first screen: that a coaching waits for one's word. The agreement itself stands on the page People."""

from html import escape

import streamlit as st

from coach.people import Terms
from coach.ui.html import shortened
from coach.ui.shared import mine


def on_welcome() -> None:
    """One line, where an agreement waits to be read."""
    waiting = [terms for terms in mine().people.coachings() if terms.asks_me]
    if not waiting:
        return
    more = len(waiting) - 1
    rest = f" And {more} more." if more else ""
    with st.container(
        horizontal=True, vertical_alignment="center", key="welcome-agreement", gap="small"
    ):
        st.html(
            f'<p><b dir="auto">{escape(_who(waiting[0]))}</b> Before anything begins, read what you can count on, and '
            f"accept it if it suits you.{rest}</p>",
            width="stretch",
        )
        st.button("Read the agreement", key="welcome-agree", on_click=_go_to_it)


def _who(terms: Terms) -> str:
    one = terms.coaching
    coach, leader = (shortened(who.name, 60) or "Somebody" for who in (one.practitioner, one.leader))  # fmt: skip
    if terms.side == "leader":
        return f"{coach} is to be your coach."
    return f"You are to coach {leader}." if terms.side == "practitioner" else f"{coach} is to coach {leader}, for you."  # fmt: skip


def _go_to_it() -> None:
    st.session_state.pop("people-view", None)
    st.session_state["go"] = ("people", None)
