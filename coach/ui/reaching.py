"""How somebody is reached: their time zone, whether they want reminders, and an address for them."""

from collections.abc import Callable
from html import escape
from zoneinfo import available_timezones

import streamlit as st

from coach.errors import CoachError
from coach.ui import session
from coach.ui.shared import mine, the_coach

LOOKED = "zone-looked-for"
"""Whether this session has asked the browser for its zone, or is not to."""


def learn() -> None:
    """Take the browser's zone for a leader of whom none is known, at the first page that they open: before their coach
    sets a day on their clock, and before anything is read whose day depends on it. Once in a session."""
    if st.session_state.get(LOOKED) or "leader" not in mine().actor.roles:
        return
    here = _here()
    if here is not None and mine().assigning.reaching().zone is None:
        mine().assigning.at_home_in(here)
    st.session_state[LOOKED] = True


def follow_the_browser() -> None:
    """Take the browser's zone where none is known; where it is another one, offer to move along. Before anything is
    read whose day depends on it."""
    own, here = mine().assigning, _here()
    known = own.reaching().zone
    if here is None or here == known:
        return
    if known is None:
        own.at_home_in(here)
        return
    if st.session_state.get("stays-in") == (known, here):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="zone-moved", gap="small"):
        st.html(
            f"<p>This device is in the zone {escape(here)}; what is due goes by {escape(known)}.</p>",
            width="stretch",
        )
        st.button("Move it here", key="zone-move", on_click=_tried, args=(lambda: own.at_home_in(here),))  # fmt: skip
        st.button("Leave it", key="zone-stay", type="tertiary",
                  on_click=st.session_state.__setitem__, args=("stays-in", (known, here)))  # fmt: skip


def _here() -> str | None:
    """Where this device says that it is."""
    named = st.context.timezone
    return named if named in available_timezones() else None


def draw() -> None:
    """To look at and to change."""
    own = mine().assigning
    how = own.reaching()
    zones = sorted(available_timezones())
    # What is kept counts, not what stood here last: it may have been changed by the button above.
    st.session_state["reach-zone"] = how.zone if how.zone in zones else None
    st.session_state["reach-reminds"] = how.reminds
    st.selectbox(
        "Your time zone", zones, None, placeholder="Not known yet", key="reach-zone", on_change=_moved,
        help="What is not due yet keeps its hour on your clock when you change it.",
    )  # fmt: skip
    st.toggle("Remind me of what my coach gave me", key="reach-reminds", on_change=_reminded)
    if not the_coach().settings.sends_mail:
        return
    mail = st.text_input(
        "An address for reminders by mail, if you want them", how.mail or "", max_chars=254, key="reach-mail",
        placeholder="Nothing is sent without one",
    )  # fmt: skip
    st.html(
        '<p class="bp-note">A mail says that something waits, and where; nothing of what it is, and not a word that '
        "anybody wrote. One when it comes, one the day before it is due.</p>"
    )
    if mail.strip() != (how.mail or ""):
        _tried(lambda: own.remind_at(mail))
        st.rerun()


def _moved() -> None:
    zone = st.session_state["reach-zone"]
    if zone is not None:
        _tried(lambda: mine().assigning.at_home_in(zone))


def _reminded() -> None:
    wanted = st.session_state["reach-reminds"]
    _tried(lambda: mine().assigning.want_reminders(wanted=wanted))


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
