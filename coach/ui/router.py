"""The script that Streamlit runs: which pages there are, and which one is drawn."""

from html import escape
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from coach.errors import CoachError
from coach.ui import (
    about,
    arriving,
    brand,
    check,
    coaching_desk,
    commitments,
    doors,
    exercise_authoring,
    exercises,
    leading,
    library,
    memory,
    people,
    progress,
    pulse,
    reaching,
    rehearse,
    room,
    scenarios,
    shared,
    sharing,
    sidebar,
    signing,
    talk,
    visitors,
    wall,
    words,
)

_STATIC = Path(__file__).resolve().parents[2] / "static"
_STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    seat = doors.seat()
    if seat is not doors.Seat.LOCAL:  # before anything of anybody's is touched
        visitors.main(seat)
        return
    st.set_page_config("Begin Personal", str(_STATIC / "mark.svg"), layout="wide")
    st.html(_STYLE)
    theme = "dark" if st.context.theme.type == "dark" else "light"
    # Streamlit says so of the app alone, and a dialog opens outside it.
    st.html(f"<style>:root {{ color-scheme: {theme}; }}</style>")
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
        "exercises": st.Page(
            exercises.page, title="Exercises", icon=":material/directions_walk:", url_path="exercises"
        ),
        "rehearse": st.Page(
            rehearse.page, title="Rehearse", icon=":material/record_voice_over:", url_path="rehearse"
        ),
        "check": st.Page(
            check.page, title="Check a message", icon=":material/rate_review:", url_path="check"
        ),
        "commitments": st.Page(
            commitments.page, title="Commitments", icon=":material/event_available:",
            url_path="commitments",
        ),
        "progress": st.Page(
            progress.page, title="Progress", icon=":material/timeline:", url_path="progress"
        ),
        "pulse": st.Page(
            pulse.page, title="Pulse", icon=":material/sensors:", url_path="pulse"
        ),
        "brand": st.Page(
            brand.page, title="Your brand", icon=":material/signature:", url_path="brand"
        ),
        "memory": st.Page(
            memory.page, title="What it remembers", icon=":material/bookmarks:", url_path="remembered"
        ),
        "library": st.Page(
            library.page, title="Library", icon=":material/local_library:", url_path="library"
        ),
        "workshops": st.Page(
            leading.page, title="Workshops", icon=":material/groups:", url_path="workshops"
        ),
        "desk": st.Page(
            coaching_desk.page, title="Coach’s desk", icon=":material/desk:", url_path="desk"
        ),
        "people": st.Page(
            people.page, title="People", icon=":material/groups:", url_path="people"
        ),
        "sharing": st.Page(
            sharing.page, title="Who sees what", icon=":material/visibility:", url_path="who-sees-what"
        ),
        "words": st.Page(
            words.page, title="Your words", icon=":material/lock:", url_path="your-words"
        ),
        "about": st.Page(about.page, title="About", icon=":material/info:", url_path="about"),
    }  # fmt: skip
    # Reached from the exercises and the desk, by coaches and owners.
    hidden = {
        "authoring": st.Page(
            exercise_authoring.page, title="Write an exercise", url_path="write-an-exercise"
        )
    }
    rooms = [
        st.Page(room.page, title="Room", url_path="room"),
        st.Page(wall.page, title="Wall", url_path="wall"),
    ]
    every = [*pages.values(), *hidden.values(), *rooms]
    try:
        shared.the_coach()
    except CoachError as error:
        st.navigation(every, position="hidden")
        _calm("Begin Personal can’t start yet", error)
        return
    if signing.sign_in() is not None:
        if not arriving.is_in(p.url_path for p in every):
            return
        reaching.learn()
    page = st.navigation(every, position="hidden")
    _go(pages | hidden, page)
    try:
        if page in rooms:
            st.html(_STYLE.with_name("room.css"))
        else:
            sidebar.draw(pages, page)
        if page is pages["workshops"]:
            st.html(_STYLE.with_name("room.css"))
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
