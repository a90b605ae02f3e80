"""The script that Streamlit runs: which pages there are, and which one is drawn."""

from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from coach.errors import CoachError
from coach.ui import (
    about,
    arriving,
    check,
    commitments,
    library,
    people,
    scenarios,
    shared,
    sidebar,
    signing,
    talk,
    words,
)

_STATIC = Path(__file__).resolve().parents[2] / "static"
_STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    st.set_page_config("Begin Personal", str(_STATIC / "mark.svg"), layout="wide")
    st.html(_STYLE)
    theme = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(
        str(_STATIC / f"wordmark-{theme}.svg"),
        size="large",
        icon_image=str(_STATIC / "mark.svg"),
    )
    pages = {
        "talk": st.Page(talk.page, title="Talk", icon=":material/forum:", default=True),
        "scenarios": st.Page(
            scenarios.page, title="Scenarios", icon=":material/theater_comedy:", url_path="scenarios"
        ),
        "check": st.Page(
            check.page, title="Check a message", icon=":material/rate_review:", url_path="check"
        ),
        "commitments": st.Page(
            commitments.page, title="Commitments", icon=":material/event_available:",
            url_path="commitments",
        ),
        "library": st.Page(
            library.page, title="Library", icon=":material/local_library:", url_path="library"
        ),
        "people": st.Page(
            people.page, title="People", icon=":material/groups:", url_path="people"
        ),
        "words": st.Page(
            words.page, title="Your words", icon=":material/lock:", url_path="your-words"
        ),
        "about": st.Page(about.page, title="About", icon=":material/info:", url_path="about"),
    }  # fmt: skip
    try:
        shared.the_coach()
    except CoachError as error:
        st.navigation(list(pages.values()), position="hidden")
        _calm("Begin Personal can’t start yet", error)
        return
    if signing.sign_in() is not None and not arriving.is_in(p.url_path for p in pages.values()):
        return
    page = st.navigation(list(pages.values()), position="hidden")
    _go(pages, page)
    try:
        sidebar.draw(pages)
        page.run()
    except CoachError as error:
        _calm("Something is in the way", error)
    shared.readiness().begin()


def _go(pages: dict[str, StreamlitPage], page: StreamlitPage) -> None:
    """To where a callback wants to be."""
    wanted = st.session_state.pop("go", None)
    if wanted is None:
        return
    name, conversation_id = wanted
    if pages[name] is not page:
        st.switch_page(
            pages[name], query_params={"c": conversation_id} if conversation_id else None
        )
    if conversation_id is None:
        st.query_params.pop("c", None)
    else:
        st.query_params["c"] = conversation_id


def _calm(title: str, error: CoachError) -> None:
    st.html(
        f'<section class="bp-calm" role="alert"><h1 class="bp-h1">{title}</h1>'
        f"<p>{escape(str(error))}</p>"
        "<p>Nothing that was stored is lost. To see what else may be wrong, run "
        "<code>python -m coach doctor</code>.</p></section>"
    )
    if st.button("Try again", type="primary", key="try-again"):
        st.rerun()
