"""Before anything of anybody's is shown: signing in, joining by invitation, and taking one's words along after a removal."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from html import escape

import streamlit as st

from coach.assembly import Mine
from coach.errors import CoachError
from coach.ui import rights, session, signing
from coach.ui.shared import mine, the_coach


def is_in(paths: Iterable[str]) -> bool:
    """Whether somebody is here who may use the pages. Else draws, on every address alike, what to do instead."""
    try:
        who = signing.actor(the_coach())
    except CoachError as error:
        said = escape(str(error))
        _only(paths, lambda: _unable(said))
        return False
    token = st.context.cookies.get(signing.INVITED)
    if token and signing.arrival() is not None and _is_open(token):
        _only(paths, lambda: _invited(token))
        return False
    if who is None:
        _only(paths, lambda: _stranger() if signing.arrival() is not None else _door(token))
        return False
    if not who.roles:
        _only(paths, _farewell)
        return False
    return True


def _is_open(token: str) -> bool:
    """Whether an invitation waits for an answer. Its cookie outlives it, so it is looked at once in a session."""
    if "invitation-done" not in st.session_state:
        try:
            the_coach().entering.look_at_invitation(token, st.context.ip_address or "")
        except CoachError as error:
            st.session_state["invitation-done"] = str(error)
    return "invitation-done" not in st.session_state


def _only(paths: Iterable[str], draw: Callable[[], None]) -> None:
    """The same on every address, so that none of them says that it is not there."""
    first, *others = dict.fromkeys(("", *paths))
    pages = [st.Page(draw, title="Begin Personal", url_path=first, default=True)]
    pages += [st.Page(draw, title="Begin Personal", url_path=path) for path in others]
    st.navigation(pages, position="hidden").run()


def _unable(why: str) -> None:
    st.html(
        '<section class="bp-calm" role="alert"><h1 class="bp-h1">You can’t be signed in just now</h1>'
        f"<p>{why}</p></section>"
    )
    st.button("Try again", key="try-again", type="primary")


def _door(token: str | None) -> None:
    """Nobody is signed in."""
    configured = signing.sign_in()
    assert configured is not None
    with st.container(key="door"):
        st.html(
            '<h1 class="bp-h1">Good to have you here.</h1><p class="bp-lead">Begin Personal is a coach for one thing: how '
            "you meet the people you work with, one at a time. It is software, not a person. What you write in it is "
            "yours: neither a coach nor an owner of the workspace can open it.</p>"
        )
        if token:
            st.html('<p class="bp-strip" role="status">You have an invitation. Sign in to take it up.</p>')  # fmt: skip
        session.show_failure()
        for provider in configured.providers:
            label = "Sign in" if provider == "default" else f"Sign in with {provider.title()}"
            st.button(label, key=f"sign-in-{provider}", type="primary", icon=":material/login:",
                      on_click=_sign_in, args=(provider,))  # fmt: skip
        if configured.links:
            st.html(
                '<p class="bp-note">If somebody sent you a personal link, open it on the device that you want to use, and '
                "have the code at hand that they gave you. After that this address is enough, on that device.</p>"
            )


def _sign_in(provider: str) -> None:
    try:
        st.login(None if provider == "default" else provider)
    except Exception as error:  # Streamlit's own, for a section that lacks something
        session.failed(error)


def _stranger() -> None:
    """Signed in, and unknown here."""
    here = signing.arrival()
    who = (here and (here.mail or here.name)) or "an account that this place doesn’t know"
    with st.container(key="door"):
        st.html(
            '<h1 class="bp-h1">You’re signed in, but not expected yet</h1>'
            f'<p class="bp-lead">You came as <b dir="auto">{escape(who)}</b>. Nobody here has invited that account.</p>'
            "<p>Ask the person who told you about this for an invitation. If you have one, open its link again; if "
            "you have another account, sign out and use that one.</p>"
        )
        session.show_failure()
        why = st.session_state.get("invitation-done")
        if why:
            st.html(f'<p class="bp-strip">{escape(why)}</p>')
        st.button("Sign out", key="sign-out", on_click=signing.leave, args=(the_coach(),))


def _invited(token: str) -> None:
    """Joining is a step of its own: a link that somebody was sent must not make them a member of anything."""
    with st.container(key="door"):
        st.html(
            '<h1 class="bp-h1">You’ve been invited</h1><p class="bp-lead">If you join, the owners of the workspace see your '
            "name, your mail address and your roles, and that you have come. They can’t read what you write.</p>"
        )
        session.show_failure()
        with st.container(horizontal=True, gap="small"):
            st.button("Join", key="join", type="primary", on_click=_join, args=(token,))
            st.button("Not now", key="not-now", on_click=_set_aside, type="tertiary")


def _join(token: str) -> None:
    here = signing.arrival()
    if here is None:
        return
    try:
        joined = the_coach().entering.accept(token, here, st.context.ip_address or "")
    except CoachError as error:
        session.failed(error)
    else:
        st.session_state["workspace"] = joined.workspace_id
    _set_aside()


def _set_aside() -> None:
    st.session_state["invitation-done"] = ""
    signing.forget_who()


def _farewell() -> None:
    """Somebody was removed: what they wrote is theirs to fetch."""
    own = mine()
    until = own.people.departure() or datetime.now(UTC)
    with st.container(key="door"):
        st.html(
            '<h1 class="bp-h1">You’re no longer in this workspace</h1>'
            f'<p class="bp-lead">An owner took you out of it. What you wrote is still yours: until {until:%-d %B %Y} you can '
            "take it along here. Then it is erased, unread.</p>"
        )
        session.show_failure()
        rights.take_along(own)
        leave_form(own, "Erase it now", "Erase it now, for good")


def leave_form(own: Mine, title: str, label: str) -> None:
    """Leaving, with the words typed that say what it does."""
    sure = "erase my words"
    st.html(f'<h2 class="bp-h2">{title}</h2>')
    with st.form("leave", border=False, clear_on_submit=True):
        typed = st.text_input(f"To confirm, type: {sure}", key="leave-words")
        if not st.form_submit_button(label):
            return
    if typed.strip().lower() != sure:
        st.html(
            '<p class="bp-strip bp-bad" role="alert">Nothing was done: the words don’t match.</p>'
        )
        return
    try:
        own.people.leave()
    except CoachError as error:
        session.failed(error)
    else:
        st.session_state.clear()
    st.rerun()
