"""What a session is in the middle of: its open conversation, words on their way, what went wrong."""

import logging
import weakref
from collections.abc import Callable
from html import escape
from uuid import uuid4

import streamlit as st

from coach.errors import CoachError
from coach.live import LiveReply
from coach.ui.shared import mine, readiness

_log = logging.getLogger(__name__)


class Private:
    """Something that is not kept: ``erase`` takes it away when the session that holds this object goes."""

    def __init__(self, erase: Callable[[str], object], id_: str) -> None:
        self.id = id_
        self.end = weakref.finalize(self, _erased, erase, id_)
        self.end.atexit = False  # it is in memory only, and goes with that


def _erased(erase: Callable[[str], object], id_: str) -> None:
    """Erase, unless it has gone already: by another hand, or with the program. Nobody could catch what this raises."""
    try:
        erase(id_)
    except CoachError:
        pass
    except Exception as error:
        _log.info("What was not to be kept is gone with its database (%s)", type(error).__name__)


def opened() -> str | None:
    """The conversation that is open in this session."""
    named = st.query_params.get("c")
    if named is not None:
        return named
    private = st.session_state.get("private")
    return private.id if isinstance(private, Private) else None


def open_conversation(conversation_id: str | None) -> None:
    """Go to another one (or to the welcome); one that is not kept ends when it is left."""
    private = st.session_state.pop("private", None)
    if isinstance(private, Private):
        private.end()
    st.session_state["go"] = ("talk", conversation_id)


def enter(kind: str = "talk", scenario: str | None = None, text: str | None = None) -> None:
    """Begin a conversation, with the leader's first words if there are any; when the library is not
    open yet, as soon as it is."""
    if not readiness().done:
        st.session_state["first"] = (kind, scenario, text)
        st.session_state["go"] = ("talk", None)  # where it is waited for
        return
    conversation_id = begin(kind, scenario)
    if conversation_id is None:
        st.session_state["failure"] = (st.session_state["failure"][0], text)
    elif text is not None:
        send(conversation_id, text)


def begin(kind: str = "talk", scenario: str | None = None) -> str | None:
    """Begin a conversation and open it; None after a failure, which the page then shows."""
    stored = not st.session_state.get("unkept-chosen", False)
    try:
        conversation_id = mine().begin(kind, scenario=scenario, stored=stored)
    except CoachError as error:
        failed(error)
        return None
    open_conversation(conversation_id if stored else None)
    if not stored:
        st.session_state["private"] = Private(mine().delete, conversation_id)
    return conversation_id


def keep_or_not() -> None:
    """The choice not to keep the next conversation."""
    chosen = st.toggle(
        "Don’t keep this conversation",
        value=bool(st.session_state.get("unkept-chosen")),
        help="Nothing of it is stored. It ends when you reload the page or open another one.",
    )
    st.session_state["unkept-chosen"] = chosen  # outlives a change of page, as the toggle does not
    if chosen:
        st.html(
            '<p class="bp-note">The next conversation will not be stored. It ends when you reload '
            "the page, and then nobody can bring it back.</p>"
        )


def failed(error: Exception, unsent: str | None = None) -> None:
    """Remember what went wrong, and words that could not be stored, for the next drawing."""
    if not isinstance(error, CoachError):
        _log.error("a page failed", exc_info=error)
    st.session_state["failure"] = (plainly(error), unsent)


def plainly(error: Exception) -> str:
    if isinstance(error, CoachError):
        return str(error)
    return "Something went wrong in the program itself; what happened is in its log. Try again."


def send(conversation_id: str, text: str) -> None:
    try:
        st.session_state["live"] = mine().send(conversation_id, text, str(uuid4()))
    except Exception as error:  # nothing typed is lost, whatever failed
        failed(error, text)


def live_reply(*, take: bool = False) -> LiveReply | None:
    """The reply that the last press or message asked for; ``take`` it to draw it, once."""
    live = st.session_state.pop("live", None) if take else st.session_state.get("live")
    return live if isinstance(live, LiveReply) else None


def show_failure() -> None:
    """What went wrong last, once, with the words that could not be stored."""
    failure = st.session_state.pop("failure", None)
    if failure is None:
        return
    words, unsent = failure
    st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(words)}</p>')
    if unsent:
        st.text_area(
            "Your words, which are not stored yet: copy what you want to send again",
            unsent,
            key="unsent",
            height=160,
        )
