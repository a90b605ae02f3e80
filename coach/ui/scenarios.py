"""The gallery: situations to think through with the coach."""

from html import escape

import streamlit as st

from coach.knowledge import Scenario
from coach.text import sentences
from coach.ui import session
from coach.ui.shared import mine
from coach.vocabulary import Relation

RELATIONS = {
    Relation.EMPLOYEE: "Somebody you lead",
    Relation.TEAM: "A team",
    Relation.CUSTOMER: "A client or customer",
    Relation.BOSS: "Your boss",
    Relation.PEER: "A colleague",
    Relation.NETWORK: "Somebody you know",
    Relation.PARTNER_OR_FAMILY: "Work and home",
    Relation.SELF: "Yourself",
}


def page() -> None:
    st.html(
        '<h1 class="bp-h1">Scenarios</h1><p class="bp-lead">Somebody else’s situation, to think '
        "through as if it were yours. Each has a few turning points, and no right answer.</p>"
    )
    session.show_failure()
    everything = mine().scenarios()
    if not everything:
        st.html('<p class="bp-strip">There are no scenarios here. Run: python -m coach check</p>')
        return
    relations = [r for r in RELATIONS if any(s.relation is r for s in everything)]
    about = st.pills("With whom", relations, format_func=RELATIONS.__getitem__, key="relation")
    session.keep_or_not()
    with st.container(key="gallery"):
        for scenario in everything:
            if about is None or scenario.relation is about:
                _card(scenario)


def _card(scenario: Scenario) -> None:
    people = "; ".join(f"{person.name}, {person.role}" for person in scenario.people)
    with st.container(key=f"scenario-{scenario.id}", gap="small"):
        st.html(
            f'<p class="bp-kind">{RELATIONS[scenario.relation]} · about {scenario.minutes} minutes</p>'
            f"<h2>{escape(scenario.title)}</h2><p>{escape(_first_lines(scenario.situation))}</p>"
            f'<p class="bp-note">With {escape(people)}</p>'
        )
        st.button(
            "Begin this one",
            key=f"begin-{scenario.id}",
            on_click=session.enter,
            args=("scenario", scenario.id),
        )


def _first_lines(situation: str, most: int = 190) -> str:
    text = ""
    for sentence in sentences(situation):
        if text and len(text) + len(sentence.text) > most:
            break
        text = f"{text} {sentence.text}".strip()
    return text
