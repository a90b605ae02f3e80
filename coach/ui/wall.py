"""What the projector shows: readable from the back row, and nothing to press."""

from datetime import UTC, datetime
from html import escape

import streamlit as st

from coach.errors import CoachError, NotFound
from coach.ui import doors, room_html
from coach.ui.leading import the_workshops
from coach.workshops import live
from coach.workshops.board import Board

EVERY = 1.0


def link(code: str) -> str:
    """Where people come in with this code."""
    address = doors.DOORS.address()
    return f"{address}/?code={code}" if address else f"{_own_address()}/room?code={code}"


def _own_address() -> str:
    return f"http://127.0.0.1:{st.get_option('server.port')}"


def page() -> None:
    try:
        board = the_workshops().board(st.query_params.get("w", ""))
    except CoachError as error:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
        return
    with st.container(key="projector"):
        st.html(_drawn(board))
        _pulse(board.workshop.id, mark(board), doors.looks())
    st.html(room_html.TICK, unsafe_allow_javascript=True)


def mark(board: Board) -> str:
    """What the projector has to be drawn anew for."""
    return f"{board.stage} {board.seats} {board.wall!r}"


@st.fragment(run_every=EVERY)
def _pulse(workshop_id: str, drawn: str, looks: doors.Looks) -> None:
    if doors.draws_again(looks, EVERY):
        st.rerun()
    try:
        gone_on = mark(the_workshops().board(workshop_id)) != drawn
    except NotFound:
        gone_on = True
    except CoachError:
        return
    if gone_on:
        st.rerun()


def _drawn(board: Board) -> str:
    code = board.workshop.code or ""
    match live.where(board.agenda, board.state):
        case "lobby":
            way = room_html.way_in(link(code), code, scale=12) if code else ""
            return (
                f'<div class="bp-wall"><h1>{escape(board.agenda.title)}</h1><p class="bp-what-for">'
                f'{escape(board.agenda.aim)}</p>{way}<p class="bp-count">{room_html.here(board.seats)}</p></div>'
            )
        case "over":
            return (
                f'<div class="bp-wall"><h1>{escape(board.agenda.title)}</h1><p class="bp-what-for">Thank you. Your answers '
                "are on your phone: take them along before you close the page.</p></div>"
            )
    paused = '<span class="bp-count">paused</span>' if board.state.paused else ""
    shown = ""
    if (
        board.wall is not None
        and board.wall.open
        and board.activity is not None
        and board.activity.kind != "feedback"
    ):
        shown = room_html.wall(board, board.wall, limit=5)
    top = f'<p class="bp-top"><span>{room_html.clock(board, datetime.now(UTC))} {paused}</span><span class="bp-count">{room_html.counted(board)}</span></p>'
    small = " bp-shrunk" if shown else ""
    told = room_html.told(board, brief=bool(shown))
    corner = f'<p class="bp-corner">{escape(link(code).split("://")[-1].split("/?")[0])} &nbsp; <b>{escape(code)}</b></p>'
    return (
        f'<div class="bp-wall">{top}<div class="bp-item{small}">{told}</div>{shown}{corner}</div>'
    )
