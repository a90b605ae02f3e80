"""Two people wrote one exercise, and this one saved second: both are shown, and neither is lost."""

from html import escape

import streamlit as st

from coach.errors import CoachError
from coach.exercise_authoring import Authoring, Content, Draft, differences
from coach.exercises import as_yaml
from coach.ui import session

_KEY = "authoring-overtaken"


def remember(exercise_id: str, content: Content) -> None:
    """What could not be saved, until something is done with it."""
    st.session_state[_KEY] = (exercise_id, content)


def forget() -> None:
    st.session_state.pop(_KEY, None)


def draw(authoring: Authoring, draft: Draft) -> None:
    """What differs, and three ways on; nothing where nobody was overtaken at this exercise."""
    kept = st.session_state.get(_KEY)
    if kept is None or kept[0] != draft.id:
        return
    mine: Content = kept[1]
    found = differences(draft.content, mine)
    rows = "".join(
        f'<li><b>{escape(what)}</b><p dir="auto">As it stands now: {_words(theirs)}</p>'
        f'<p dir="auto">As you wrote it: {_words(yours)}</p></li>'
        for what, theirs, yours in found
    )
    st.html(
        '<section class="bp-strip bp-prose"><h3 class="bp-h2">What differs</h3>'
        f"<ul>{rows or '<li>Nothing: you both wrote the same.</li>'}</ul></section>"
    )
    with st.container(horizontal=True, gap="small", key="overtaken"):
        st.button("Keep yours as a copy", type="primary", key="w-copy-mine", on_click=_copy, args=(authoring, mine),
                  help="A second exercise, with what you wrote. The one that stands here stays.")  # fmt: skip
        st.button("Save mine over it", key="w-over", on_click=_over, args=(authoring, draft, mine),
                  help="What differs above is replaced by yours. What the other wrote there is gone.")  # fmt: skip
        st.button("Leave it as it stands", key="w-leave", type="tertiary", on_click=forget,
                  help="Your version goes.")  # fmt: skip
    with st.expander("All of yours, to copy from"):
        st.code(as_yaml(mine), language="yaml", height=240)


def _words(text: str) -> str:
    return escape(text).replace("\n", "<br>") if text else "<i>nothing</i>"


def _copy(authoring: Authoring, mine: Content) -> None:
    try:
        st.session_state["authoring"] = authoring.save_as_copy(mine).id
    except CoachError as error:
        session.failed(error)
    else:
        st.session_state["authoring-note"] = (
            "Yours is an exercise of its own now. The other stays as it stood."
        )
        forget()


def _over(authoring: Authoring, draft: Draft, mine: Content) -> None:
    """As it was shown: whoever changes it once more in between is not written over."""
    try:
        authoring.save(draft.id, mine, seen=draft.change)
    except CoachError as error:
        session.failed(error)
    else:
        st.session_state["authoring-note"] = "Saved as you wrote it."
        forget()
