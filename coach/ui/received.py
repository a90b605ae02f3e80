"""What a leader shares with their coach, opened one by one, with its margin: a part of the coach's desk."""

from html import escape

import streamlit as st

from coach.errors import CoachError
from coach.store.records import Received
from coach.ui import margin, session
from coach.ui.shared import mine


def draw(leader_id: str) -> None:
    """All of it, closed until it is opened; opening is told to the leader."""
    found = mine().sharing.received(leader_id)
    st.html('<h2 class="bp-h2">Shared with you</h2>')
    session.show_failure()
    _what_closed(leader_id, found)
    if not found:
        st.html(
            '<p class="bp-strip">Nothing is shared with you at the moment. What comes here is the leader’s to choose: an '
            "answer from an exercise, a sentence, what a talk came to, a commitment. They can take each back at any "
            "time.</p>"
        )
        return
    st.html(
        '<p class="bp-note">Whenever you open one, the leader is told that you did and when. They can take it back at any time.</p>'
    )
    for one in found:
        _piece(one)
    st.session_state.setdefault("received-open", {})[leader_id] = {
        one.id: one.title for one in found if st.session_state.get(_toggle(one.id))
    }


def _toggle(share_id: str) -> str:
    return f"read-{share_id}"


def _piece(one: Received) -> None:
    with st.container(key=f"received-{one.id}", gap="small"):
        state = f"opened first on {margin.instant(one.opened)}" if one.opened else "not opened yet"
        st.html(
            f'<p class="bp-what" dir="auto">{escape(one.title)}</p><p class="bp-note">Shared on '
            f"{margin.instant(one.shared_at)}, {state}.</p>"
        )
        opened = st.toggle("Open it", key=_toggle(one.id), on_change=_opened, args=(one.id,))
        if not (opened and one.opened):
            return
        text, notes = st.columns([3, 2], gap="medium")
        with text:
            st.html(
                margin.words(
                    title="", asked=one.asked, text=one.text, note=one.note,
                    adds=f"{margin.named(one.leader, 'The leader')} adds:", margin=one.margin,
                )
            )  # fmt: skip
        with notes:
            margin.draw(
                one.id,
                one.text,
                one.margin,
                may_write=True,
                label="Answer in the margin",
            )


def _opened(share_id: str) -> None:
    """A reading, once for each opening. The toggle's state goes when the page is left."""
    if not st.session_state.get(_toggle(share_id)):
        return
    try:
        mine().sharing.open(share_id)
    except CoachError as error:
        st.session_state[_toggle(share_id)] = False
        session.failed(error)


def _what_closed(leader_id: str, found: list[Received]) -> None:
    """What was open before the coach's eyes and is not shared any more, with the note that they were writing."""
    typed = st.session_state
    typed.pop("margin-refused", None)  # said here in its own words
    here = {one.id for one in found}
    for share_id, title in typed.get("received-open", {}).pop(leader_id, {}).items():
        if share_id not in here:
            typed.setdefault("received-closed", {})[share_id] = (
                leader_id,
                title,
                margin.draft(share_id),
            )
    for share_id, (whose, title, draft) in list(typed.get("received-closed", {}).items()):
        if whose == leader_id:
            _closed(share_id, title, draft)


def _closed(share_id: str, title: str, draft: str) -> None:
    with st.container(key=f"closed-{share_id}", gap="small"):
        st.html(
            f'<p class="bp-strip" role="status"><b dir="auto">{escape(title)}</b> is closed now. The leader has taken it back, or the '
            "coaching it belongs to has ended or waits for its agreement. That is theirs to do, and needs no reason.</p>"
        )
        if draft:
            st.text_area(
                "The note you were writing. It was not saved and nobody else has it; copy what you want to say to them.",
                draft, key=f"rescued-{share_id}", height=120,
            )  # fmt: skip
        st.button("All right", key=f"closed-seen-{share_id}", type="tertiary",
                  on_click=st.session_state["received-closed"].pop, args=(share_id, None))  # fmt: skip
