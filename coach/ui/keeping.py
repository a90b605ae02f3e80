"""The card at the end of a talk: what could be kept for next time, and nothing is without a press."""

from html import escape

import streamlit as st

from coach.assembly import ConversationView
from coach.errors import CoachError
from coach.memory import LONGEST, Proposal
from coach.store.records import KeptKind, KeptWord
from coach.ui import session, transcript
from coach.ui.shared import mine, the_coach


def label(kind: KeptKind, about: str | None) -> str:
    """What is kept, in a few words."""
    if kind == "person" and about:
        return about[:1].upper() + about[1:]
    habits = the_coach().knowledge.habits
    if kind == "habit" and about in habits:
        return f"A habit you said is yours: {habits[about].name}"
    return "What matters to you" if kind == "value" else "Your words"


def card(view: ConversationView) -> None:
    """At most three proposals under a talk that has ended, and what was kept from it."""
    if not (view.stored and view.state.ended):
        return
    memory = mine().memory
    proposed, kept = memory.proposals(view.id), memory.kept_from(view.id)
    contacts = st.session_state.pop("keeping-contacts", None)
    if not (proposed or kept):
        return
    with st.container(key="keeping", gap=None):
        if contacts:
            st.html(transcript.contacts_panel(contacts))
        for one in kept:
            _kept(one)
        if proposed:
            st.html(
                '<h3 class="bp-keep-title">Worth keeping for next time?</h3><p class="bp-note">In your words, and '
                "only what you press Keep on. Later talks may come back to it, seldom.</p>"
            )
        for proposal in proposed:
            _proposal(proposal)
        with st.container(horizontal=True, gap="small", key="keeping-more"):
            if st.button("What it remembers", key="to-memory", type="tertiary"):
                st.session_state["go"] = ("memory", None)
                st.rerun()  # of the whole page, of which this is a fragment
            if proposed:
                st.button("Never ask", key="never-ask", type="tertiary", on_click=_never_ask)


def _proposal(proposal: Proposal) -> None:
    name = proposal.digest[:12]
    editing = st.session_state.get("keep-editing") == name
    with st.container(key=f"proposal-{name}", gap="xsmall"):
        st.html(_words(proposal.kind, proposal.about, None if editing else proposal.words))
        if editing:
            st.text_area("In your own words", proposal.words, max_chars=LONGEST, height=90,
                         key=f"keep-words-{name}")  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            if editing:
                st.button("Keep it like this", key=f"keep-edited-{name}", type="primary",
                          on_click=_keep, args=(proposal, f"keep-words-{name}"))  # fmt: skip
                st.button("Back", key=f"keep-back-{name}", on_click=_edit, args=(None,))
                return
            st.button("Keep", key=f"keep-yes-{name}", on_click=_keep, args=(proposal,))
            st.button("Edit", key=f"keep-edit-{name}", on_click=_edit, args=(name,))
            st.button("Don’t", key=f"keep-no-{name}", on_click=_decline, args=(proposal,))


def _kept(one: KeptWord) -> None:
    with st.container(key=f"kept-{one.id}", horizontal=True, vertical_alignment="center"):
        st.html(
            f'<p class="bp-kept" role="status">Kept for next time: <q dir="auto">{escape(one.words)}</q></p>'
        )
        st.button("Undo", key=f"unkeep-{one.id}", type="tertiary", on_click=_undo, args=(one,))


def _words(kind: KeptKind, about: str | None, words: str | None) -> str:
    """``words``: None while they are being edited below."""
    head = f'<p class="bp-kind">{escape(label(kind, about))}</p>'
    if words is None:
        return head
    return f'{head}<blockquote class="bp-keep-words" dir="auto">{escape(words)}</blockquote>'


def _edit(name: str | None) -> None:
    st.session_state["keep-editing"] = name


def _keep(proposal: Proposal, typed: str | None = None) -> None:
    words = st.session_state.get(typed) if typed else None
    memory = mine().memory
    try:
        if words is not None and (contacts := memory.people_to_reach(words)):
            st.session_state["keeping-contacts"] = contacts
            return
        memory.keep(proposal, words)
    except CoachError as error:
        session.failed(error)
    else:
        _edit(None)


def _decline(proposal: Proposal) -> None:
    try:
        mine().memory.decline(proposal)
    except CoachError as error:
        session.failed(error)


def _undo(one: KeptWord) -> None:
    try:
        mine().memory.forget(one.id)
    except CoachError as error:
        session.failed(error)


def _never_ask() -> None:
    try:
        mine().memory.change_settings(ask=False)
    except CoachError as error:
        session.failed(error)
