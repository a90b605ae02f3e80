"""On the page of commitments: taking up what one wrote in a workshop, from the file that one's phone was given."""

from html import escape

import streamlit as st

from coach.errors import BadInput, CoachError
from coach.ui import session
from coach.ui.html import plain_label
from coach.ui.shared import mine
from coach.workshops import taken_along
from coach.workshops.taken_along import TakenAlong


def draw() -> None:
    done = st.session_state.get("brought-in")
    with st.expander("Bring in what you wrote in a workshop", expanded=done is not None):
        if done is not None:
            _done(*done)
            return
        st.html(
            '<p class="bp-note">The last page of a workshop’s room gives your phone a file of your own answers, “my-workshop.md”. '
            "Choose it here, or paste what is in it. You see it first; nothing of it is kept before you say so.</p>"
        )
        with st.form("bring-in", border=False):
            file = st.file_uploader("The file", ["md", "txt"], key="bring-file", max_upload_size=1)
            pasted = st.text_area("Or its words", key="bring-words", height=110)
            st.form_submit_button("Look at what is in it")
        try:
            sent = _decoded(file.getvalue()) if file is not None else pasted
            if sent.strip():
                _choose(taken_along.read(sent))
        except BadInput as error:
            st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')


def _choose(found: TakenAlong) -> None:
    """What is in it, and what of it to keep."""
    st.html(f'<h3 class="bp-h2">{escape(found.title)}</h3>')
    with st.form("bring-choose", border=False):
        for n, (what, when) in enumerate(found.promised):
            st.checkbox("Keep this as a commitment", True, key=f"bring-{n}")
            st.text_area("What you will do", what, key=f"bring-what-{n}", height=80, max_chars=400)
            st.text_input("By when (can stay empty)", when, key=f"bring-when-{n}", max_chars=80)
        if found.wrote:
            said = "".join(
                f'<p class="bp-note">{escape(one.where)}</p><blockquote class="bp-keep-words" dir="auto">{escape(one.words)}'
                "</blockquote>"
                for one in found.wrote
            )
            st.html(said)
            st.checkbox("Keep these answers too, as a note among your talks", key="bring-answers")
        st.form_submit_button("Keep what is ticked", type="primary", on_click=_keep, args=(found,))


def _keep(found: TakenAlong) -> None:
    typed = st.session_state
    promised = [
        (typed[f"bring-what-{n}"], typed[f"bring-when-{n}"])
        for n in range(len(found.promised))
        if typed[f"bring-{n}"]
    ]
    wrote = found.wrote if typed.get("bring-answers") else ()
    try:
        note = mine().from_workshops.take_up(found.title, promised, wrote)
    except CoachError as error:
        session.failed(error)
        return
    typed["brought-in"] = (note, promised[0][0] if promised else None)


def _done(note: str, what: str | None) -> None:
    where = "It stands among your commitments, with a note" if what else "It is kept as a note"
    st.html(f'<p class="bp-strip" role="status">{where} among your talks.</p>')
    with st.container(horizontal=True):
        if what:
            st.button("Talk about it", key="brought-talk", type="primary", on_click=_talk, args=(what,),
                      help=plain_label(what))  # fmt: skip
        st.button("See the note", key="brought-note", on_click=_see, args=(note,))
        st.button("Bring in another", key="brought-more", type="tertiary",
                  on_click=st.session_state.pop, args=("brought-in", None))  # fmt: skip


def _talk(what: str) -> None:
    st.session_state.pop("brought-in", None)
    session.enter(
        text=f"In a workshop I said I would do one thing: {what.rstrip('.')}. I’m not sure yet how to go about it."
    )


def _see(note: str) -> None:
    st.session_state.pop("brought-in", None)
    session.open_conversation(note)


def _decoded(sent: bytes) -> str:
    try:
        return sent.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            "This file is no text. Choose “my-workshop.md” as the room gave it."
        ) from error
