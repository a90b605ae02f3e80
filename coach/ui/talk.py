"""The chat page: a conversation, or the welcome when none is open."""

from html import escape
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coach.assembly import ConversationView, Mine
from coach.errors import CoachError, NotFound
from coach.live import LiveReply
from coach.store.records import Noticing
from coach.turn import compose
from coach.ui import keeping, panel, session, sidebar, transcript, welcome
from coach.ui.shared import mine as my_own
from coach.ui.shared import readiness, the_coach
from coach.vocabulary import Answer

_AT_ONCE, _AT_ONCE_FROM_A_MODEL = 1.5, 0.3
"""Seconds in which a reply is waited for before the page is drawn without it. The guide's is there
in a moment, and drawing twice is what keeps a busy server busy; a model's is worth watching."""
_SLICE = 0.5
_CHUNK = 12
"""Messages in one element: a full chunk never changes, so the browser keeps it."""


_TO_THE_END = (
    '<script data-after="{}">document.querySelector(".stMain")?.scrollTo({{top: 1e7}})</script>'
)
"""Streamlit scrolls only below an input that is no part of a fragment. Runs once for each message."""


def page() -> None:
    """The open conversation, or the welcome."""
    if "first" in st.session_state:
        _begin_when_ready()
    conversation_id = session.opened()
    if conversation_id is not None and st.session_state.pop("gone", None) == conversation_id:
        _gone()
    elif conversation_id is None:
        welcome.draw()
        with st.bottom:
            composer(None)
    else:
        with st.container(key="talk"):
            talk, side = st.columns([7, 3], gap="large")
        with side, st.container(key="panel", gap="small"):
            beside = st.container()
            panel.steer(conversation_id)
        with talk:
            words, below = st.container(), st.container()
        with below:
            _stop_button()
        with words:
            conversation(conversation_id, beside, st.session_state["name"])


def _stop_button() -> None:
    """While a reply is being written that is not there at once. No part of the fragment that follows it, whose own
    buttons Streamlit would not heed before it ends."""
    live = session.live_reply()
    if live is None or live.done or not (_stoppable(live) or not _wait(live)):
        st.session_state["stoppable"] = None
        return
    st.session_state["stoppable"] = live.message_id
    st.button(
        "Stop",
        key=f"stop-{live.message_id}",
        icon=":material/stop_circle:",
        on_click=my_own().stop,
        args=(live.message_id,),
    )


def _stoppable(live: LiveReply) -> bool:
    """Whether it was waited for already, so that it can be stopped."""
    return st.session_state.get("stoppable") == live.message_id


def _begin_when_ready() -> None:
    """The first minute after a start: say what is being waited for, then begin."""
    kind, scenario, text = st.session_state["first"]
    ready = readiness()
    ready.begin()
    with st.empty():
        st.html(transcript.getting_ready(text))
        while not ready.wait(_SLICE):
            _ = st.session_state.get("first")  # a point at which Streamlit can interrupt this run
    del st.session_state["first"]
    if ready.error is None:
        session.enter(kind, scenario, text)
    else:
        session.failed(ready.error, text)
    st.rerun()


def submitted(conversation_id: str | None) -> None:
    """What was typed, stored before anything is drawn."""
    text = st.session_state.get("composer") or ""
    if conversation_id is None:
        session.enter(text=text)
    else:
        session.send(conversation_id, text)


def press(conversation_id: str, noticing: Noticing, answer: Answer, *, last: bool) -> None:
    """An answer to a noticing; only the last one is also talked about."""
    try:
        if last:
            st.session_state["live"] = my_own().press(conversation_id, answer, str(uuid4()))
        else:
            my_own().answer_noticing(noticing.id, answer)
    except Exception as error:
        session.failed(error)


def take_back(noticing: Noticing) -> None:
    try:
        my_own().answer_noticing(noticing.id, None)
    except CoachError as error:
        session.failed(error)


@st.fragment
def conversation(conversation_id: str, beside: DeltaGenerator, name: DeltaGenerator | None) -> None:
    """What was said, the panel's facts, the input, and the conversation's name where it is listed: a
    turn redraws these and nothing else."""
    mine = my_own()
    live = session.live_reply(take=True)
    stoppable = live is not None and _stoppable(live)
    # Asked before reading: it may end in between.
    written = live is None or (live.done if stoppable else _wait(live))
    try:
        view = mine.conversation(conversation_id)
        if live is None and _waits(view):
            live = mine.resume(conversation_id)
            written = live is None or _wait(live)
            view = mine.conversation(conversation_id)
    except NotFound:
        st.session_state["gone"] = conversation_id
        st.rerun()
    if (
        live is not None and stoppable == written
    ):  # a button to stop it by is missing, or one too many
        st.session_state["live"] = live
        st.session_state["stoppable"] = None if written else live.message_id
        st.rerun()
    with st.container(key="messages", gap=None):
        _header(view)
        _messages(mine, view, live if written else None)
        session.show_failure()
        slot = None if written else st.empty()
        if written:
            keeping.card(view)
        if written and live is not None and live.error is not None:
            _unanswered(conversation_id, live.error)
    beside.html(panel.facts(view))
    if name is not None:
        name.html(sidebar.name(view.title))
    with st.bottom:
        if view.contacts:
            st.html(transcript.contacts_panel(view.contacts))
        composer(conversation_id, waits=not written)
    if view.messages:
        st.html(_TO_THE_END.format(view.messages[-1].id), unsafe_allow_javascript=True)
    if live is not None and slot is not None:
        _follow(live, slot)
        st.session_state["live"] = live
        st.rerun()


def _wait(live: LiveReply) -> bool:
    """Give the reply a moment: the guide's is there before anybody could see it coming."""
    return live.wait(_AT_ONCE_FROM_A_MODEL if the_coach().settings.model else _AT_ONCE)


def _waits(view: ConversationView) -> bool:
    return any(message.status == "pending" for message in view.messages)


def composer(conversation_id: str | None, *, waits: bool = False) -> None:
    """The input; it waits while a reply is being written."""
    st.chat_input(
        "Write what happened, or what you want to look at",
        key="composer",
        on_submit=submitted,
        args=(conversation_id,),
        submit_mode="disable",
        disabled=waits,
    )


def _header(view: ConversationView) -> None:
    if not view.stored:
        st.html(
            '<p class="bp-strip" role="note">This conversation isn’t kept. It ends when you reload '
            "the page or open another one.</p>"
        )


def _messages(mine: Mine, view: ConversationView, live: LiveReply | None) -> None:
    """Runs of messages as one element each; a noticing that can be answered stands on its own."""
    knowledge = the_coach().knowledge
    placed = transcript.places_of(view.messages, view.noticings)
    last = _last_open(view)
    run: list[str] = []

    def drawn() -> None:
        if run:
            st.html("".join(run))
            run.clear()

    for message in view.messages:
        new = live is not None and message.reply_to == live.message_id
        if new or len(run) >= _CHUNK:
            drawn()
        run.append(transcript.said(message, view.passages(message), reveal=new))
        for noticing in placed.get(message.id, ()):
            habit = knowledge.habits.get(noticing.habit)
            if habit is None:
                continue
            card = transcript.noticing_card(noticing, habit)
            if noticing.kind == "strength":
                run.append(card)
            else:
                drawn()
                _answerable(view, noticing, card, last=noticing is last)
    drawn()


def _last_open(view: ConversationView) -> Noticing | None:
    """The noticing that the conversation is waiting on."""
    open_ones = [n for n in view.noticings if n.kind == "habit" and n.answer is None]
    waiting = view.state.pending is not None and view.state.pending.habit is not None
    return open_ones[-1] if open_ones and waiting else None


def _answerable(view: ConversationView, noticing: Noticing, card: str, *, last: bool) -> None:
    with st.container(key=f"noticing-{noticing.id}", gap=None):
        st.html(card)
        with st.container(horizontal=True, gap="small"):
            if noticing.answer is None:
                for answer, label in (
                    (Answer.ME, "That’s me"),
                    (Answer.NOT_ME, "Not me"),
                    (Answer.MORE, "Tell me more"),
                ):
                    if answer is Answer.MORE and not last:
                        continue
                    st.button(label, key=f"{answer}-{noticing.id}", on_click=press,
                              args=(view.id, noticing, answer), kwargs={"last": last})  # fmt: skip
            else:
                words = "That’s me" if noticing.answer == "me" else "Not me; it stays that way"
                st.html(f'<p class="bp-answer">You said: {words}.</p>')
                st.button("Take it back", key=f"back-{noticing.id}", type="tertiary",
                          on_click=take_back, args=(noticing,))  # fmt: skip


def _follow(live: LiveReply, slot: DeltaGenerator) -> None:
    """Show what the engine writes as it comes, in slices in which a press of a button gets through."""
    shown = -1
    while not live.done:
        for _ in live.follow(_SLICE):
            if len(live.spoken) != shown:
                shown = len(live.spoken)
                slot.html(transcript.being_said(compose(live.spoken), _note()))
        if shown < 0:
            shown = 0
            slot.html(transcript.being_said("", _note()))
        _ = st.session_state.get("live")  # a point at which Streamlit can interrupt this run


def _note() -> str:
    return "Writing" if readiness().done else "Getting the library ready…"


def _unanswered(conversation_id: str, error: Exception) -> None:
    """The reply could not be written; the message is kept and can be answered again."""
    with st.container(key="unanswered", border=True):
        st.html(
            '<p class="bp-strip" role="alert">Your message is kept, but the reply could not be '
            f"written. {escape(session.plainly(error))}</p>"
        )
        st.button("Try again", key="again", on_click=_again, args=(conversation_id,))


def _again(conversation_id: str) -> None:
    try:
        st.session_state["live"] = my_own().resume(conversation_id)
    except CoachError as error:
        session.failed(error)


def _gone() -> None:
    st.html(
        '<h1 class="bp-h1">That conversation isn’t here</h1><p>It was deleted, or it was one that '
        "isn’t kept and ended when the page was reloaded.</p>"
    )
    st.button("Begin again", key="begin-again", type="primary",
              on_click=session.open_conversation, args=(None,))  # fmt: skip
