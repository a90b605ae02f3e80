"""What all pages share: one coach for the process, one person's view of it for the session."""

import gc
import logging
import threading
import time

import streamlit as st

from coach.assembly import Coach, Mine, open_coach
from coach.errors import NotAllowed
from coach.ui import signing

_log = logging.getLogger(__name__)
_HEAD_START = 0.5
"""Seconds between the parts that any turn needs and the rest: whoever waits is answered first."""


class Readiness:
    """Whether a first turn can be taken; opens all that turns need in the background."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        self._told = threading.Event()
        self.done = False
        self.error: Exception | None = None
        """What could not be opened the last time."""

    def begin(self) -> None:
        """Start opening, once; called after the first paint, which it would slow down."""
        with self._lock:
            if self._opening is None and (not self.done or self.error is not None):
                self._told.clear()
                self._opening = threading.Thread(target=self._open, name="warm-up", daemon=True)
                self._opening.start()

    def wait(self, seconds: float) -> bool:
        """Whether it is known within that time that a turn can be taken, or why not."""
        return self._told.wait(seconds)

    def _open(self) -> None:
        """First what any turn needs, so that nobody waits for the library's index, then the rest."""
        try:
            self._coach.services.open_for_talk()
            self.error, self.done = None, True
            self._told.set()
            time.sleep(_HEAD_START)
            self._coach.warm()
        except Exception as error:  # shown by the pages and by /readyz
            _log.exception("the coach could not be opened")
            self.error = error
        else:
            gc.collect()
            gc.freeze()  # nothing of this is ever garbage; no later collection walks it
        finally:
            self._opening = None
            self._told.set()


@st.cache_resource(show_spinner=False)
def the_coach() -> Coach:
    """The one coach of this process. Raises CoachError with its remedy."""
    coach = open_coach()
    coach.keep_erasing()
    return coach


@st.cache_resource(show_spinner=False)
def readiness() -> Readiness:
    return Readiness(the_coach())


def mine() -> Mine:
    """What this session's person can do, with the roles they have now. NotAllowed where nobody is signed in."""
    who = signing.actor(the_coach())
    if who is None:
        raise NotAllowed("You are not signed in any more. Reload the page.")
    made = st.session_state.get("mine")
    if not isinstance(made, Mine) or made.actor != who:
        if isinstance(made, Mine) and _desk(made) != (who.person_id, who.workspace_id):
            signing.forget_session()
        made = the_coach().as_person(who)
        st.session_state["mine"] = made
    return made


def _desk(one: Mine) -> tuple[str, str]:
    return one.actor.person_id, one.actor.workspace_id
