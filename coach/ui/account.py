"""Who one is here: the line at the foot of the sidebar, and, alone on a machine, trying a role."""

from html import escape

import streamlit as st

from coach.store.records import Role
from coach.ui import signing
from coach.ui.shared import mine, the_coach

ROLES: dict[Role, str] = {"leader": "Leader", "practitioner": "Coach", "owner": "Owner"}
_TELL: dict[Role, str] = {
    "leader": "Talks with the program, checks messages, keeps commitments. Sees nobody else’s words.",
    "practitioner": "Works with leaders, writes exercises for them, and sees of them only what they share.",
    "owner": "Looks after the workspace: its people, its library. Reads nothing that they write.",
}


def shows_people() -> bool:
    """Whether the page on people has something to say: not to somebody who is alone here."""
    if signing.sign_in() is not None or signing.tried() in {"owner", "practitioner"}:
        return True
    return mine().people.concern_me


def draw() -> None:
    """Who is signed in, and the way out; nothing for the one person of a machine, who tries no role."""
    role = signing.tried()
    if role is not None:
        with st.container(key="tried", gap=None):
            st.html(f'<p class="bp-note" role="status">You are trying it as {_a(role)}.</p>')
            st.button("Back to all roles", key="untry", type="tertiary",
                      on_click=signing.try_as, args=(None,))  # fmt: skip
    if signing.sign_in() is None:
        return
    own = mine()
    with st.container(key="account", gap=None):
        name = own.people.my_name() or "somebody without a name"
        st.html(f'<p class="bp-note">You are <b dir="auto">{escape(name)}</b></p>')
        _elsewhere()
        if not signing.by_device():  # of a device: on the page, where it is said what that means
            st.button("Sign out", key="sign-out", type="tertiary",
                      on_click=signing.leave, args=(the_coach(),))  # fmt: skip


def _elsewhere() -> None:
    """For those who work in several workspaces, such as a coach of two organisations."""
    if signing.by_device():
        return
    here = mine().actor
    places = {one.workspace_id: name for one, name in the_coach().entering.places(here.person_id)}
    if len(places) > 1:
        chosen = st.selectbox(
            "Workspace", list(places), list(places).index(here.workspace_id),
            format_func=lambda place: places[place] or "Without a name", key="place",
        )  # fmt: skip
        if chosen != here.workspace_id:
            st.session_state["workspace"] = chosen
            signing.forget_who()
            st.session_state["go"] = ("talk", None)
            st.rerun()


def try_it_as() -> None:
    """For the one person of this machine: how it looks to somebody with one role."""
    if signing.sign_in() is not None:
        return
    st.html(
        '<h2 class="bp-h2">Try it as somebody else</h2><p class="bp-note">Alone on this machine you have every role. '
        "Here you can see what is left of it for somebody with one. Nothing you wrote changes.</p>"
    )
    roles: list[Role | None] = [None, *ROLES]
    chosen = st.radio(
        "Try it as", roles, roles.index(signing.tried()), label_visibility="collapsed", key="try-as",
        format_func=lambda role: "All roles" if role is None else f"{ROLES[role]}: {_TELL[role]}",
    )  # fmt: skip
    if chosen != signing.tried():
        signing.try_as(chosen)
        st.rerun()


def _a(role: Role) -> str:
    word = ROLES[role].lower()
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
