"""Your words: what is kept where, taking all of it along, and erasing all of it."""

import json
from html import escape

import streamlit as st

from coach.errors import CoachError
from coach.store.records import Noticing
from coach.ui import rights, session, signing
from coach.ui.shared import mine, the_coach
from coach.ui.where import whereabouts

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
    rows = "".join(
        f"<li>{escape(line)}</li>"
        for line in whereabouts(
            the_coach().settings, for_others=signing.sign_in() is not None
        ).lines
    )
    st.html(
        '<section class="bp-prose"><h2 class="bp-h2">Where they are, and who could read them</h2>'
        f"<ul>{rows}<li>Kept is what stands under “What is kept of you” below, what came of your pulses and your own view in them, what you share with a coach and what was written beside it, and nothing else. There is no count of "
        "visits and no measuring of you.</li>"
        "<li>What looks like a password, a card number or the like is taken out before a message "
        f"is kept.</li>{_OF_SEVERAL if signing.sign_in() else ''}</ul></section>"
    )
    st.button("Who sees what", key="to-sharing", icon=":material/visibility:", type="tertiary",
              on_click=st.session_state.__setitem__, args=("go", ("sharing", None)))  # fmt: skip
    _noticed()
    _hand_on()
    rights.draw()


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
