"""The pages of those who came in by the room's door: a phone's, and with the passphrase the ones that lead. Nothing
of anybody's coaching can be drawn from here."""

from pathlib import Path

import streamlit as st

from coach.errors import CoachError
from coach.ui import leading, room, wall
from coach.ui.doors import Seat
from coach.ui.shared import readiness, the_coach

_HERE = Path(__file__).parent
_MARK = _HERE.parents[1] / "static" / "mark.svg"


def main(seat: Seat) -> None:
    st.set_page_config("Workshop", str(_MARK), layout="wide")
    styled()
    pages = [st.Page(room.page, title="Room", default=True)]
    if seat is Seat.HOST:
        pages += [
            st.Page(leading.page, title="Lead", url_path="lead"),
            st.Page(wall.page, title="Wall", url_path="wall"),
        ]
    page = st.navigation(pages, position="hidden")
    try:
        the_coach()
        page.run()
    except CoachError as error:
        st.error(str(error))
    readiness().begin()


def styled() -> None:
    st.html(_HERE / "style.css")
    st.html(_HERE / "room.css")
