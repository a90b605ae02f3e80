"""What somebody is typing and has not saved: kept in their session while they look at other pages, and nowhere else.

Streamlit forgets what stands in a box as soon as a page is drawn without it.
"""

from typing import Any

import streamlit as st

_KEPT = "drafts"


def area(label: str, key: str, saved: str = "", **how: Any) -> None:
    """A box of several lines with what was last typed into it, or else with what is saved."""
    if key not in st.session_state:
        st.session_state[key] = _kept().get(key, saved)
    st.text_area(label, key=key, on_change=_keep, args=(key,), **how)


def typed(key: str) -> str:
    """What stands in the box, or stood in it when it was last on the page."""
    return str(st.session_state.get(key) or _kept().get(key) or "")


def done(key: str) -> None:
    """It is saved, or is not wanted: the box is empty when it is drawn next, or holds what is saved. In a callback."""
    _kept().pop(key, None)
    st.session_state.pop(key, None)


def _keep(key: str) -> None:
    _kept()[key] = st.session_state[key]


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    return kept
