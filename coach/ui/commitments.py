"""What the leader decided to do: when, where, with whom, how sure; and how it went."""

from dataclasses import replace
from datetime import UTC, datetime, time
from html import escape
from zoneinfo import ZoneInfo, available_timezones

import streamlit as st

from coach import exports
from coach.errors import BadInput, CoachError
from coach.store.records import Commitment, CommitmentStatus
from coach.text import if_then
from coach.ui import bringing_in, session, share
from coach.ui.panel import commitment_line
from coach.ui.shared import mine

_STATUS: dict[CommitmentStatus, str] = {
    "open": "Still open",
    "kept": "I did it",
    "changed": "I did it differently",
    "dropped": "I let it go",
}
_BADGE: dict[CommitmentStatus, str] = {
    "open": "open", "kept": "kept", "changed": "changed", "dropped": "let go"
}  # fmt: skip
_MORNING = time(9, 0)


def page() -> None:
    st.html(
        '<h1 class="bp-h1">Commitments</h1><p class="bp-lead">Small things you decided to do, in '
        "your own words. Letting one go is as good an answer as keeping it.</p>"
    )
    session.show_failure()
    share.note()
    everything = mine().commitments()
    if not everything:
        st.html(
            '<p class="bp-strip">Nothing here yet. When a conversation ends with a step that you '
            "want to take, it is listed here, and the next conversation begins by asking how it went.</p>"
        )
        bringing_in.draw()
        return
    shares = share.shares()
    for title, wanted in (("Open", True), ("Looked back on", False)):
        some = [c for c in everything if (c.status == "open") is wanted]
        if some:
            st.html(f'<h2 class="bp-h2">{title}</h2>')
        for commitment in some:
            _card(commitment, shares)
    bringing_in.draw()
    _dialogs()
    share.dialogs(shares)


def _card(commitment: Commitment, shares: share.Shares) -> None:
    day = _day_words(commitment)
    reflection = (
        f'<blockquote dir="auto">{escape(commitment.reflection)}</blockquote>'
        if commitment.reflection
        else ""
    )
    with st.container(key=f"commitment-{commitment.id}", gap="small"):
        st.html(
            f'<div class="bp-commitment"><p class="bp-badge bp-{commitment.status}">'
            f'{_BADGE[commitment.status]}</p><p class="bp-what">{commitment_line(commitment)}</p>'
            f'{f"""<p class="bp-note">{escape(day)}</p>""" if day else ""}{_if_then(commitment)}'
            f"{reflection}</div>"
        )
        with st.container(horizontal=True, gap="small"):
            st.button("How did it go?", key=f"went-{commitment.id}", on_click=_ask,
                      args=("went", commitment))  # fmt: skip
            st.button("Edit", key=f"edit-{commitment.id}", type="tertiary", on_click=_ask,
                      args=("edit", commitment))  # fmt: skip
            if day:
                st.download_button(
                    "Calendar file", lambda: exports.calendar(commitment),
                    exports.file_name(commitment.what, "ics"), "text/calendar",
                    key=f"ics-{commitment.id}", type="tertiary", on_click="ignore",
                )  # fmt: skip
            else:
                st.button("Give it a day, for your calendar", key=f"day-{commitment.id}",
                          type="tertiary", on_click=_ask, args=("edit", commitment))  # fmt: skip
            share.control(
                shares, "commitment", commitment.conversation_id, commitment.id,
                lambda: mine().sharing.commitment(commitment.id),
            )  # fmt: skip


def _if_then(commitment: Commitment) -> str:
    plan = if_then(commitment.obstacle, commitment.answer_to_it)
    return f'<p class="bp-note" dir="auto">{escape(plan)}</p>' if plan else ""


def _day_words(commitment: Commitment) -> str | None:
    if not commitment.local_time:
        return None
    local = datetime.fromisoformat(commitment.local_time)
    return f"{local:%A %-d %B %Y, %H:%M} ({commitment.zone})"


def _ask(what: str, commitment: Commitment) -> None:
    st.session_state["commitment-dialog"] = (what, commitment)


def _dialogs() -> None:
    wanted = st.session_state.pop("commitment-dialog", None)
    if wanted is not None:
        what, commitment = wanted
        (_went if what == "went" else _edit)(commitment)


@st.dialog("How did it go?")
def _went(commitment: Commitment) -> None:
    with st.form("went", border=False):
        st.html(f'<p class="bp-what" dir="auto">{escape(commitment.what)}</p>')
        statuses = list(_STATUS)
        st.radio(
            "What became of it",
            statuses,
            statuses.index(commitment.status),
            format_func=_STATUS.__getitem__,
            key="status",
        )
        st.text_area(
            "In your own words, if you like", commitment.reflection or "", height=120,
            key="reflection",
        )  # fmt: skip
        if st.form_submit_button("Save", type="primary", on_click=_look_back, args=(commitment,)):
            st.rerun()


def _look_back(commitment: Commitment) -> None:
    typed = st.session_state
    _save(replace(commitment, status=typed["status"], reflection=_or_none(typed["reflection"])))


@st.dialog("Edit this commitment")
def _edit(commitment: Commitment) -> None:
    zones = sorted(available_timezones())
    here = commitment.zone or st.context.timezone or "UTC"
    local = datetime.fromisoformat(commitment.local_time) if commitment.local_time else None
    with st.form("edit", border=False):
        st.text_area("What", commitment.what, height=90, key="what")
        st.text_input("When, in your words", commitment.when_words or "", key="when_words")
        left, right = st.columns(2)
        left.date_input("Day, for a calendar", local.date() if local else None, key="day")
        right.time_input("Time", local.time() if local else _MORNING, key="hour")
        st.selectbox("Time zone", zones, zones.index(here) if here in zones else 0, key="zone")
        st.text_input("Where", commitment.where_words or "", key="where_words")
        st.text_input("With whom", commitment.with_whom or "", key="with_whom")
        st.slider("How sure are you, from 0 to 10?", 0, 10, commitment.confidence or 0, key="sure")
        if st.form_submit_button("Save", type="primary", on_click=_change, args=(commitment,)):
            st.rerun()


def _change(commitment: Commitment) -> None:
    typed = st.session_state
    if not typed["what"].strip():
        session.failed(BadInput("Say what you want to do; nothing was changed."))
        return
    day, hour, zone = typed["day"], typed["hour"], typed["zone"]
    at = datetime.combine(day, hour) if day and hour and zone else None
    untouched = typed["sure"] == 0 and commitment.confidence is None
    _save(
        replace(
            commitment,
            what=typed["what"].strip(),
            when_words=_or_none(typed["when_words"]),
            where_words=_or_none(typed["where_words"]),
            with_whom=_or_none(typed["with_whom"]),
            confidence=None if untouched else typed["sure"],
            local_time=at.isoformat() if at else None,
            zone=zone if at else None,
            due_at=at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) if at else None,
        )
    )


def _or_none(typed: str) -> str | None:
    return typed.strip() or None


def _save(commitment: Commitment) -> None:
    try:
        mine().save_commitment(commitment)
    except CoachError as error:
        session.failed(error)
