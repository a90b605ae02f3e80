"""Beside a conversation: its aim, where it is, what was noticed and decided, and the way to steer."""

from html import escape

import streamlit as st

from coach.assembly import ConversationView
from coach.errors import CoachError
from coach.store.records import Commitment, Noticing
from coach.ui import session, share
from coach.ui.shared import mine, the_coach
from coach.vocabulary import Stage

STAGES = {
    Stage.OPENING: "Arriving",
    Stage.AGREEING: "Finding what this talk is for",
    Stage.EXPLORING: "Looking at what happened",
    Stage.NOTICING: "Noticing a habit",
    Stage.CHOOSING: "Looking for a step",
    Stage.COMMITTING: "Making the step concrete",
    Stage.CLOSING: "Rounding off",
    Stage.SAFETY: "Coaching has stopped; people come first",
}
_WAY = tuple(stage for stage in STAGES if stage is not Stage.SAFETY)
_ANSWERED = {"me": "“that’s me”", "not_me": "“not me”", None: "not answered"}


def steer(conversation_id: str) -> None:
    """The ways to steer; drawn with the page and not with every turn."""
    with st.container(horizontal=True, gap="small", key="steer"):
        st.button("Change aim", key="change-aim", type="tertiary", on_click=_ask)
        st.button("Step back", key="step-back", type="tertiary",
                  help="Back to looking at what happened",
                  on_click=_act, args=("step_back", conversation_id))  # fmt: skip
        st.button("End", key="end", type="tertiary",
                  help="Round off with a summary in your words",
                  on_click=_act, args=("end", conversation_id))  # fmt: skip
    share.talk(conversation_id)
    if st.session_state.pop("ask-aim", False):
        _aim(conversation_id)


def _ask() -> None:
    st.session_state["ask-aim"] = True


@st.dialog("What do you want from this talk?")
def _aim(conversation_id: str) -> None:
    with st.form("aim", border=False):
        now = mine().conversation(conversation_id).state.aim or ""
        st.text_area("In your own words", now, max_chars=300, height=110, key="new-aim")
        if st.form_submit_button(
            "Save", type="primary", on_click=_change_aim, args=(conversation_id,)
        ):
            st.rerun()


def _change_aim(conversation_id: str) -> None:
    _act("change_aim", conversation_id, st.session_state["new-aim"])


def _act(what: str, conversation_id: str, *args: str) -> None:
    try:
        getattr(mine(), what)(conversation_id, *args)
    except CoachError as error:
        session.failed(error)


def facts(view: ConversationView) -> str:
    """The panel as HTML; on a narrow screen it stands above the talk, most of it folded away."""
    state = view.state
    stage = "Ended" if state.ended else STAGES[state.stage]
    aim = f'<p dir="auto">{escape(state.aim)}</p>' if state.aim else "<p>Not said yet.</p>"
    reached = _WAY.index(state.stage) if state.stage in _WAY else -1
    if state.ended:
        reached = len(_WAY)
    dots = "".join(f'<i class="{"on" if n <= reached else ""}"></i>' for n in range(len(_WAY)))
    more = _noticed(view.noticings) + _decided(view)
    head = (
        f'<section class="bp-aim"><h2>What you want from this talk</h2>{aim}</section>'
        f'<section><h2>Where we are</h2><p>{stage}</p><p class="bp-way" aria-hidden="true">{dots}</p>'
        "</section>"
    )
    return (
        f'<aside class="bp-panel" aria-label="This talk"><h2 class="bp-title" dir="auto">'
        f'{escape(view.title)}</h2>{head}<div class="bp-wide">{more}</div>'
        f'<details class="bp-narrow"><summary>Noticed and decided</summary>{more}</details></aside>'
    )


def _noticed(noticings: tuple[Noticing, ...]) -> str:
    habits = the_coach().knowledge.habits
    rows = []
    for noticing in noticings:
        habit = habits.get(noticing.habit)
        if habit is None:
            continue
        if noticing.kind == "strength":
            rows.append(f'<li class="bp-good">{escape(habit.counter)}</li>')
        else:
            answer = _ANSWERED[noticing.answer]
            rows.append(f'<li>{escape(habit.name)} <span class="bp-note">{answer}</span></li>')
    found = f"<ul>{''.join(rows)}</ul>" if rows else '<p class="bp-note">Nothing yet.</p>'
    return f"<section><h2>Noticed</h2>{found}</section>"


def _decided(view: ConversationView) -> str:
    if view.commitments:
        rows = "".join(f"<li>{commitment_line(c)}</li>" for c in view.commitments)
        return f"<section><h2>Decided</h2><ul>{rows}</ul></section>"
    step = view.state.step
    if step.what:
        return f'<section><h2>Taking shape</h2><p dir="auto">{escape(step.what)}</p></section>'
    return '<section><h2>Decided</h2><p class="bp-note">Nothing yet, which is fine.</p></section>'


def commitment_line(commitment: Commitment) -> str:
    """A commitment in one line, in the leader's words."""
    details = [
        commitment.when_words,
        commitment.where_words,
        f"with {commitment.with_whom}" if commitment.with_whom else None,
        f"{commitment.confidence} of 10 sure" if commitment.confidence is not None else None,
    ]
    said = " · ".join(escape(detail) for detail in details if detail)
    note = f'<br><span class="bp-note">{said}</span>' if said else ""
    return f'<span dir="auto">{escape(commitment.what)}</span>{note}'
