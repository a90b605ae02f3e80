"""What all pages share: one coach for the process, one person's view of it for the session."""

import gc
import logging
import threading

import streamlit as st

from coach.assembly import Coach, Mine, open_coach

_log = logging.getLogger(__name__)


class Readiness:
    """Whether everything that a first turn needs is open; opens it in the background."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._lock = threading.Lock()
        self._opening: threading.Thread | None = None
        self.done = False
        self.error: Exception | None = None
        """What kept it from opening the last time."""

    def begin(self) -> None:
        """Start opening, once; called after the first paint, which it would slow down."""
        with self._lock:
            if self._opening is None and not self.done:
                self._opening = threading.Thread(target=self._open, name="warm-up", daemon=True)
                self._opening.start()

    def wait(self, seconds: float) -> bool:
        """Whether it is over, done or failed, within that time."""
        opening = self._opening
        if opening is not None:
            opening.join(seconds)
        return self._opening is None

    def _open(self) -> None:
        try:
            self._coach.warm()
        except Exception as error:  # shown by the pages and by /readyz
            _log.exception("the coach could not be opened")
            self.error = error
        else:
            self.error = None
            self.done = True
            gc.collect()
            gc.freeze()  # nothing of this is ever garbage; no later collection walks it
        finally:
            self._opening = None


@st.cache_resource(show_spinner=False)
def the_coach() -> Coach:
    """The one coach of this process. Raises CoachError with its remedy."""
    return open_coach()


@st.cache_resource(show_spinner=False)
def readiness() -> Readiness:
    return Readiness(the_coach())


def mine() -> Mine:
    """What this session's person can do."""
    made = st.session_state.get("mine")
    if not isinstance(made, Mine):
        made = the_coach().as_person()
        st.session_state["mine"] = made
    return made
