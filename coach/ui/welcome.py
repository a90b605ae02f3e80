"""The first screen: what this is, what it is not, where words go, and four ways in."""

from html import escape

import streamlit as st

from coach.ui import agreeing, assigned, session, signing
from coach.ui.html import plain_label
from coach.ui.shared import mine, the_coach
from coach.ui.where import whereabouts


def draw() -> None:
    """Honest first, then the ways in."""
    with st.container(key="welcome"):
        st.html(
            '<h1 class="bp-h1">Good to have you here.</h1>'
            '<p class="bp-lead">Begin Personal is a coach for one thing: how you meet the people '
            "you work with, one at a time. Tell it what happened. It listens for what mattered, "
            "asks, and now and then names a habit, if you say it may. It is software, not a person.</p>"
        )
        session.show_failure()
        agreeing.on_welcome()
        assigned.on_welcome()
        _ways()
        session.keep_or_not()
        _honest()


def _ways() -> None:
    recent = [c for c in mine().conversations() if c.message_count > 1][:3]
    with st.container(key="ways"):
        _way("talk", "Just talk", "Something happened, or something nags. Start anywhere.")
        _way("ten", "I see someone in ten minutes", "Who, what matters to them, one sentence.")
        _way("scenario", "Pick a scenario", "Think through somebody else’s bad Tuesday first.")
        if recent:
            _continue([(c.id, c.title) for c in recent])
        else:
            with st.container(key="way-continue"):
                st.html('<p class="bp-note">Conversations you keep will wait for you here.</p>')


def _way(key: str, title: str, note: str) -> None:
    with st.container(key=f"way-{key}", gap=None):
        st.button(title, key=f"begin-{key}", on_click=_take, args=(key,), width="stretch")
        st.html(f'<p class="bp-note">{escape(note)}</p>')


def _continue(recent: list[tuple[str, str]]) -> None:
    with st.container(key="way-continue", gap=None):
        st.html('<p class="bp-way-title">Continue a conversation</p>')
        for conversation_id, title in recent:
            st.button(
                plain_label(title, 44),
                key=f"continue-{conversation_id}",
                type="tertiary",
                on_click=_reopen,
                args=(conversation_id,),
            )


def _take(way: str) -> None:
    if way == "scenario":
        st.session_state["go"] = ("scenarios", None)
    else:
        session.enter("ten-minutes" if way == "ten" else "talk")


def _reopen(conversation_id: str) -> None:
    session.open_conversation(conversation_id)


def _honest() -> None:
    where = whereabouts(the_coach().settings, for_others=signing.sign_in() is not None)
    rows = "".join(f"<li>{escape(line)}</li>" for line in where.lines)
    st.html(
        '<section class="bp-honest"><h2>Before you begin</h2><ul>'
        "<li>This is software, not a person. Nobody is watching, and nobody will notice if you are "
        "in trouble.</li>"
        "<li>It doesn’t do therapy, give legal advice or make diagnoses, and it hears only your side."
        f"</li>{rows}</ul></section>"
    )
