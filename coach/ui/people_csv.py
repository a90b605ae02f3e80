"""Inviting several people from a list, after seeing what was understood of it; and the people here as such a list."""

from collections.abc import Callable
from datetime import date
from html import escape

import streamlit as st

from coach.errors import BadInput, CoachError
from coach.people import People
from coach.people_list import (
    CALLED,
    Line,
    Understood,
    invitations_file,
    invite,
    people_file,
    understood,
)
from coach.spreadsheet import MOST_BYTES
from coach.ui import session

_GOOD, _BAD = 20, 100
"""Lines that are shown."""
_COLUMNS = {"name": "name", "first": "first name", "last": "last name", "mail": "mail address", "role": "role", "coach": "coach"}  # fmt: skip


def draw(people: People, address: Callable[[str], str]) -> None:
    """``address``: where an invitation's token leads."""
    st.html('<h2 class="bp-h2">Invite several from a list</h2>')
    if _made(people):
        return
    st.html(
        '<p class="bp-note">A CSV file from any spreadsheet, with a line for each person and the headings Name, Mail, Role and '
        "Coach; only Name is needed. Roles are leader, coach and owner; without one it is leader. You see what was understood "
        "before anybody is invited.</p>"
    )
    turn = st.session_state.setdefault("people-csv-turn", 0)
    file = st.file_uploader(
        "The list, as a CSV file", type=["csv", "tsv", "txt"], key=f"people-csv-{turn}"
    )
    if file is None:
        return
    try:
        if file.size > MOST_BYTES:
            raise BadInput(
                f"The file has {file.size / 1_000_000:.0f} MB; {MOST_BYTES // 1_000_000} MB is the most for a list of people. "
                "Save only the columns and lines that it is about, or split it."
            )
        found = understood(file.getvalue(), people)
    except CoachError as error:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
        return
    _show(found)
    if found.good:
        count = len(found.good)
        st.button(
            f"Invite {'this one' if count == 1 else f'these {count}'}", type="primary", key="people-csv-invite",
            on_click=_invite, args=(people, found.good, address),
        )  # fmt: skip


def export(people: People) -> None:
    """The list of people to take along, for owners."""
    st.download_button(
        "This list as CSV", lambda: people_file(people), f"people-{date.today():%Y-%m-%d}.csv", "text/csv",
        on_click="ignore", key="people-export", type="tertiary", icon=":material/download:",
    )  # fmt: skip


def _show(found: Understood) -> None:
    used = ", ".join(f"“{h}” as {_COLUMNS[c]}" for h, c in found.columns if c)
    left = ", ".join(f"“{h}”" for h, c in found.columns if not c and h)
    read = (
        f"Read: {used}. " + (f"Not used: {left}." if left else "")
        if found.columns
        else "No headings were found, so the columns were read in this order: name, mail address, role, coach."
    )
    guess = (
        " The file doesn’t say how its letters are written, and it was read as Windows-1252: look at names with accents."
        if found.guessed
        else ""
    )
    good, bad = len(found.good), len(found.bad)
    st.html(
        f'<p role="status"><b>{good} can be invited</b>{f", {bad} can’t as they stand" if bad else ""}.</p>'
        f'<p class="bp-note" dir="auto">{escape(read + guess)}</p>'
    )
    if bad:
        lines = "".join(f"<li dir='auto'>Line {one.number}{_whose(one)}: {escape('; '.join(one.wrong))}.</li>" for one in found.bad[:_BAD])  # fmt: skip
        more = f"<li>And {bad - _BAD} more.</li>" if bad > _BAD else ""
        st.html(
            f'<div class="bp-strip bp-bad"><p>Put these right in the file and choose it again, or invite the others without '
            f"them.</p><ul>{lines}{more}</ul></div>"
        )
    if good:
        head = "".join(
            f'<th scope="col">{h}</th>' for h in ("Line", "Name", "Mail", "Role", "Coach")
        )
        rows = "".join(_row(one) for one in found.good[:_GOOD])
        more = f'<p class="bp-note">And {good - _GOOD} more.</p>' if good > _GOOD else ""
        st.html(
            f'<div class="bp-scroll"><table class="bp-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{more}'
        )


def _row(one: Line) -> str:
    roles = ", ".join(word for role, word in CALLED.items() if role in one.roles)
    cells = (one.name, one.mail or "–", roles, one.coach.name if one.coach else "–")
    drawn = "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in cells)
    return f"<tr><td>{one.number}</td>{drawn}</tr>"


def _whose(one: Line) -> str:
    return f", {escape(one.name)}" if one.name else ""


def _invite(people: People, lines: tuple[Line, ...], address: Callable[[str], str]) -> None:
    try:
        made = invite(people, lines)
    except CoachError as error:
        session.failed(error)
        return
    st.session_state["people-csv-made"] = [(one, address(token)) for one, token in made]
    st.session_state["people-csv-turn"] += 1  # the next list begins with nothing chosen


def _made(people: People) -> bool:
    """Invitations that were just made: their addresses are shown only now, in a file."""
    made = st.session_state.get("people-csv-made")
    if not made:
        return False
    names = {one.id: one.name for one in people.everybody()}
    with st.container(key="new-invitations", gap="small"):
        st.html(
            f'<p role="status"><b>{len(made)} {"is" if len(made) == 1 else "are"} invited.</b> Their links are in this file, and can’t '
            "be shown again. Each works once, for fourteen days. Whoever has the file could use those without a mail "
            "address, so don’t leave it lying about.</p>"
        )
        st.download_button("The invitations as CSV", lambda: invitations_file(made, names),
                           f"invitations-{date.today():%Y-%m-%d}.csv", "text/csv", on_click="ignore",
                           type="primary", key="people-csv-file")  # fmt: skip
        st.button("I have it", key="people-csv-done", on_click=st.session_state.pop, args=("people-csv-made",))  # fmt: skip
    return True
