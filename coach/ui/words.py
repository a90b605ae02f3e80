"""Your words: what is kept where, taking all of it along, and erasing all of it."""

import json
from datetime import date
from html import escape

import streamlit as st

from coach.errors import CoachError
from coach.store.records import Noticing
from coach.ui import session, signing
from coach.ui.shared import mine, the_coach
from coach.ui.where import whereabouts

_CONFIRMATION = "erase everything"
_OF_SEVERAL = (
    "<li>Because several people use this: also your name and mail address, how and on which devices you come in, which "
    "coachings you are in, and what you accepted. If you coach, also your notes and your log of hours. Owners of the workspace see your name, mail address, roles and coachings, and "
    "nothing that you write.</li>"
    "<li>A coach of yours may keep notes of their own about your work together. Only they see them, and you can ask what is in them. "
    "They are erased ninety days after the coaching has ended, and at once when you erase everything; your coach’s log of hours then "
    "keeps the days and no longer your name.</li>"
)
_ANSWERED = {"me": "You said: that’s me.", "not_me": "You said: not me. It is not offered again."}


def page() -> None:
    st.html('<h1 class="bp-h1">Your words</h1>')
    session.show_failure()
    if st.session_state.pop("erased", False):
        st.html('<p class="bp-strip" role="status">Everything is erased. You can begin afresh.</p>')
    rows = "".join(
        f"<li>{escape(line)}</li>"
        for line in whereabouts(
            the_coach().settings, for_others=signing.sign_in() is not None
        ).lines
    )
    st.html(
        '<section class="bp-prose"><h2 class="bp-h2">Where they are, and who could read them</h2>'
        f"<ul>{rows}<li>Kept are: your conversations, what was noticed in them and your answers, "
        "your commitments, the messages you had checked, the workshops you led, the conversations you rehearsed with all their tries, what you wanted remembered (page “What it remembers”), what you wrote in exercises, what stands on “Your brand”, what you say of yourself on the page “Progress”, what came of your pulses and your own view in them, what you share with a coach and what was written beside it, "
        "and nothing else. There is no count of visits "
        "and no measuring of you.</li>"
        "<li>What looks like a password, a card number or the like is taken out before a message "
        f"is kept.</li>{_OF_SEVERAL if signing.sign_in() else ''}</ul></section>"
    )
    st.button("Who sees what", key="to-sharing", icon=":material/visibility:", type="tertiary",
              on_click=st.session_state.__setitem__, args=("go", ("sharing", None)))  # fmt: skip
    _noticed()
    _hand_on()
    _take_along()
    _erase()


def _noticed() -> None:
    """Answers to noticings hold for good; here they can be taken back."""
    habits = the_coach().knowledge.habits
    answered = [n for n in mine().noticings() if n.answer is not None and n.habit in habits]
    st.html('<h2 class="bp-h2">What you said about habits</h2>')
    if not answered:
        st.html('<p class="bp-note">Nothing yet.</p>')
    for noticing in answered:
        with st.container(horizontal=True, vertical_alignment="center", key=f"said-{noticing.id}"):
            st.html(
                f"<p><b>{escape(habits[noticing.habit].name)}</b><br>"
                f'<span class="bp-note">{_ANSWERED.get(noticing.answer or "", "")}</span></p>'
            )
            st.button("Take it back", key=f"back-{noticing.id}", type="tertiary",
                      on_click=_take_back, args=(noticing,))  # fmt: skip


def _take_back(noticing: Noticing) -> None:
    try:
        mine().answer_noticing(noticing.id, None)
    except CoachError as error:
        session.failed(error)


def _hand_on() -> None:
    """Labels and features for those who teach the ear, seen before they are taken, and only with consent."""
    own = mine()
    if not any(n.answer is not None for n in own.noticings()):
        return
    st.html(
        '<h2 class="bp-h2">Help it to hear better</h2><p class="bp-note">“That’s me” and “not me” show where the '
        "program heard rightly. They stay on this machine. If you want, you can hand your answers to "
        "those who teach it: which habit, what you answered, and how likely the program held what. None of your words, "
        "no names, no dates. Nothing is sent from here; you get a file, and what becomes of it is up to you.</p>"
    )
    if not st.toggle("I want to hand on my answers, without my words", key="hand-on"):
        return
    try:
        made = json.dumps(own.feedback(), indent=2)
    except CoachError as error:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
        return
    with st.expander("See all that is in the file"):
        st.code(made, language="json", height=280)
    st.download_button(
        "Take the file",
        made,
        "begin-personal-answers.json",
        "application/json",
        on_click="ignore",
    )


def _take_along() -> None:
    own = mine()
    st.html(
        '<h2 class="bp-h2">Take everything along</h2><p class="bp-note">One file with all that is '
        "kept about you, which any other program can read. It is not encrypted.</p>"
    )
    st.download_button(
        "Export everything",
        lambda: json.dumps(own.export_everything(), ensure_ascii=False, indent=2),
        f"begin-personal-{date.today():%Y-%m-%d}.json",
        "application/json",
        on_click="ignore",
    )


def _erase() -> None:
    st.html(
        '<h2 class="bp-h2">Erase everything</h2><p class="bp-note">All conversations, noticings, '
        "commitments, checked messages and what you said of yourself and your brand and exercises and all that it remembers and rehearsals and pulses and what you shared with a coach and workshops with all that was written in them, at once and for good. Nobody can bring them back, and copies that "
        "somebody made of the data folder are not reached.</p>"
    )
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
        mine().erase_everything()
    except CoachError as error:
        session.failed(error)
    else:
        session.open_conversation(None)
        st.session_state.clear()
        st.session_state["erased"] = True
    st.rerun()
