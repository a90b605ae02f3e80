"""How somebody is reached: their time zone, whether they want reminders, and an address for them."""

from collections.abc import Callable
from html import escape
from zoneinfo import available_timezones

import streamlit as st

from coach.errors import CoachError
from coach.ui import session
from coach.ui.shared import mine, the_coach


def follow_the_browser() -> None:
    """Take the browser's zone where none is known; where it is another one, offer to move along. Before anything is
    read whose day depends on it."""
    own, here = mine().assigning, st.context.timezone
    known = own.reaching().zone
    if here is None or here not in available_timezones() or here == known:
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


def draw() -> None:
    """To look at and to change."""
    own = mine().assigning
    how = own.reaching()
    zones = sorted(available_timezones())
    zone = st.selectbox(
        "Your time zone", zones, zones.index(how.zone) if how.zone in zones else None,
        placeholder="Not known yet", key="reach-zone",
        help="What is not due yet keeps its hour on your clock when you change it.",
    )  # fmt: skip
    if zone is not None and zone != how.zone:
        _tried(lambda: own.at_home_in(zone))
        st.rerun()
    wanted = st.toggle("Remind me of what my coach gave me", how.reminds, key="reach-reminds")
    if wanted != how.reminds:
        _tried(lambda: own.want_reminders(wanted=wanted))
        st.rerun()
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


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
