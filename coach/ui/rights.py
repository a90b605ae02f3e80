"""What is kept of somebody and how much, taking it along in three forms, and erasing it, with what that cannot reach."""

import json
from datetime import date
from html import escape

import streamlit as st

from coach import exports
from coach.assembly import Mine
from coach.errors import CoachError
from coach.settings import Settings
from coach.ui import reaching, session
from coach.ui.shared import mine, the_coach

_CONFIRMATION = "erase everything"


def draw() -> None:
    """The sections of the page "Your words" on one's rights."""
    own = mine()
    _held(own)
    st.html(
        '<h2 class="bp-h2">Take everything along</h2><p class="bp-note">All that is kept about you, in one file. To read: '
        "Markdown or PDF. For another program: JSON, which also holds the numbers by which this one finds things. The "
        "file is not encrypted.</p>"
    )
    take_along(own)
    _erase(own)


def _held(own: Mine) -> None:
    st.html('<h2 class="bp-h2">What is kept of you</h2>')
    lines = own.held()
    if not lines:
        st.html(
            '<p class="bp-note">Nothing yet. What you write stands here, counted, once there is some.</p>'
        )
        return
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    st.html(f'<section class="bp-prose"><ul>{items}</ul></section>')
    st.html('<p class="bp-note">What you deleted counts until it is erased, ten minutes later.</p>')


def take_along(own: Mine) -> None:
    """Everything, in three forms; each is made when it is asked for."""
    zone, name = st.context.timezone or "UTC", f"begin-personal-{date.today():%Y-%m-%d}"
    with st.container(horizontal=True, gap="small", key="take-along"):
        st.download_button(
            "To read (Markdown)", lambda: exports.everything_markdown(own.export_everything(), zone=zone),
            f"{name}.md", "text/markdown", on_click="ignore", key="all-markdown", icon=":material/article:",
        )  # fmt: skip
        st.download_button(
            "To print (PDF)", lambda: exports.everything_pdf(own.export_everything(), zone=zone),
            f"{name}.pdf", "application/pdf", on_click="ignore", key="all-pdf", icon=":material/print:",
        )  # fmt: skip
        st.download_button(
            "For another program (JSON)",
            lambda: json.dumps(own.export_everything(), ensure_ascii=False, indent=2),
            f"{name}.json", "application/json", on_click="ignore", key="all-json", icon=":material/data_object:",
        )  # fmt: skip


def _erase(own: Mine) -> None:
    reach = "".join(f"<li>{escape(line)}</li>" for line in out_of_reach(the_coach().settings))
    st.html(
        '<section class="bp-prose"><h2 class="bp-h2">Erase everything</h2><p>All that is listed under “What is kept of '
        "you”, your name, your mail address and your settings go, at once and for good, with every copy of a part that you "
        "shared here. Nobody can bring them back. What stays is that there is a person with your roles, so that you can "
        "begin afresh, and which agreements that person accepted; and, if a round of the pulse was shown to you lately, the day "
        "on which the next may begin.</p></section>"
    )
    st.html(
        f'<section class="bp-prose"><p><b>What erasing does not reach</b></p><ul>{reach}</ul></section>'
    )
    if st.session_state.pop("erased", False):  # here, where it was pressed and is looked at
        st.html('<p class="bp-strip" role="status">Everything is erased. You can begin afresh.</p>')
    with st.form("erase", border=False, clear_on_submit=True):
        typed = st.text_input(f"To confirm, type: {_CONFIRMATION}", key="erase-words")
        if not st.form_submit_button("Erase everything"):
            return
    if typed.strip().lower() != _CONFIRMATION:
        st.html(
            '<p class="bp-strip bp-bad" role="alert">Nothing was erased: the words don’t match.</p>'
        )
        return
    try:
        own.erase_everything()
    except CoachError as error:
        session.failed(error)
    else:
        session.open_conversation(None)
        st.session_state.clear()
        st.session_state["erased"] = st.session_state[reaching.LOOKED] = True
    st.rerun()


def out_of_reach(settings: Settings) -> list[str]:
    """What goes on being there after somebody erased everything, and for how long."""
    url = settings.database_url.get_secret_value() if settings.database_url else "sqlite://"
    if url.startswith("sqlite"):
        at_rest = (
            "Backups that this program made: those in which you still are go within a minute while it runs, else the next "
            "time its work is done (coach jobs run). Until then your words lie in them encrypted, and they cannot be "
            "restored with you in them."
        )
    else:
        at_rest = (
            "The database server: it keeps what was erased in its files, encrypted, until it cleans up (a vacuum), and in "
            "backups that its operator makes for as long as these are kept. Ask them how long that is."
        )
    return [
        at_rest,
        "What you wrote in somebody’s workshop: it carries no name and no owner, so nobody can tell which words are yours. "
        "It goes on the day that the workshop’s facilitator set.",
        "What left the program: files you exported, messages you sent, copies that somebody made of the data folder, and "
        "what a coach had read or noted down elsewhere before.",
        "Pages of the workspace’s library and exercises that you wrote for its people, as an owner or a coach: they are the workspace’s.",
    ]
