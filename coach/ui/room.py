"""A workshop on a phone: coming in by its code, answering, passing, and taking one's own words along.

What is here is drawn for people without an account. It knows a room and a device, and never constructs anybody's
``mine()``.
"""

from datetime import UTC, datetime
from html import escape
from typing import Any

import streamlit as st

from coach.errors import CoachError, NotFound
from coach.reviewing import Review
from coach.store.records import RoomAnswer
from coach.ui import doors, room_html, transcript
from coach.ui.shared import the_coach
from coach.vocabulary import Level
from coach.workshops import live
from coach.workshops.agenda import (
    SCALE,
    WITH_WORDS,
    AnyActivity,
    Feedback,
    MessageCheck,
    Rating,
    ScenarioTogether,
    Spectrum,
    Vote,
)
from coach.workshops.anonymity import ENOUGH
from coach.workshops.answering import LONGEST, Status
from coach.workshops.board import Board
from coach.workshops.report import answer_words
from coach.workshops.rooms import BECAME, FOLLOW_UP, Guest

EVERY = 3.0
"""Seconds between two looks of a phone; a look that finds nothing new draws nothing."""
_REMAINS = (
    "What you send carries no name, no time and no number of your device. Nobody who runs this can tell who wrote "
    "what. Your own words still may: leave out names, and what only you would say."
)


def page() -> None:
    guest = _guest()
    if guest is None:
        _door()
        return
    try:
        board = guest.board()
    except NotFound as error:
        st.session_state.pop("guest", None)
        st.html(f'<p class="bp-strip" role="alert">{escape(str(error))}</p>')
        _door()
        return
    with st.container(key="phone"):
        _say()
        _put_away(board)
        _room(guest, board)
        _pulse(guest, _mark(board), doors.looks())
    st.html(room_html.TICK, unsafe_allow_javascript=True)


# --- Coming in ------------------------------------------------------------------------------------


def _guest() -> Guest | None:
    """Who is in: by the code in the address, from this device."""
    code = st.query_params.get("code", "")
    kept = st.session_state.get("guest")
    if isinstance(kept, tuple) and kept[0] == code:
        guest: Guest = kept[1]
        return guest
    if not code:
        return None
    try:
        guest = the_coach().rooms.enter(code, doors.device_token(), doors.caller())
    except CoachError as error:
        st.session_state["said"] = ("bad", str(error))
        st.query_params.pop("code", None)
        return None
    st.session_state["guest"] = (code, guest)
    return guest


def _door() -> None:
    with st.container(key="phone"):
        st.html(
            '<div class="bp-room"><h1>Come in</h1><p class="bp-what-for">Type the code from the screen.</p></div>'
        )
        _say()
        with st.form("door", border=False):
            typed = st.text_input("Code", key="code", max_chars=12, placeholder="ABC DEF")
            if st.form_submit_button("Come in", type="primary", width="stretch"):
                try:
                    found = the_coach().rooms.find(typed, doors.caller(), doors.device_token())
                except CoachError as error:
                    st.session_state["said"] = ("bad", str(error))
                else:
                    st.query_params["code"] = found.code or ""
                st.rerun()
        st.html(f'<p class="bp-note">{_REMAINS}</p>')


# --- Where the room is ----------------------------------------------------------------------------


def _mark(board: Board) -> str:
    """What this page has to be drawn anew for. Others' answers alone are no reason: they move the projector."""
    slot = board.wall.slot if board.wall is not None else ""
    walled = (
        (board.wall.answered - board.wall.waiting) // ENOUGH
        if board.wall is not None and slot in board.state.revealed
        else 0
    )
    return f"{board.stage} {walled}"


@st.fragment(run_every=EVERY)
def _pulse(guest: Guest, drawn: str, looks: doors.Looks) -> None:
    """Looks whether the room has gone on. Draws nothing itself, so nothing is sent where nothing has changed."""
    if doors.draws_again(looks, EVERY):
        st.rerun()
    try:
        gone_on = _mark(guest.board()) != drawn
    except NotFound:
        gone_on = True
    except CoachError:
        return  # the database is busy: the next look will tell
    if gone_on:
        st.rerun()


def _room(guest: Guest, board: Board) -> None:
    match live.where(board.agenda, board.state):
        case "lobby":
            _lobby(guest, board)
        case "over":
            _over(guest, board)
        case "activity":
            _activity(guest, board)


def _lobby(guest: Guest, board: Board) -> None:
    st.html(
        f'<div class="bp-room"><p class="bp-soft">You are in</p><h1>{escape(board.agenda.title)}</h1>'
        f'<p class="bp-what-for">{escape(board.agenda.aim)}</p><p class="bp-strip">It begins when the facilitator '
        f"says so. Keep this page open.</p></div>"
    )
    if board.agenda.ask_name:
        _name(guest)
    st.html(f'<p class="bp-note">{_REMAINS}</p>')
    if not doors.keeps_device():
        st.html(
            '<p class="bp-note">Your browser keeps nothing for this page. Answers count, but after a reload you cannot '
            "come back to them.</p>"
        )


def _name(guest: Guest) -> None:
    name = guest.name
    if name:
        st.html(
            f'<p class="bp-note">The facilitator sees that {escape(name)} is here, and not what you write.</p>'
        )
        return
    with st.form("name", border=False):
        st.html(
            '<p class="bp-note">The facilitator asks who is here. Your name is not tied to anything you send.</p>'
        )
        st.text_input("Your name (you can leave it open)", key="name-typed", max_chars=40)
        st.form_submit_button("Give my name", on_click=_give_name, args=(guest,))


def _give_name(guest: Guest) -> None:
    _try(guest.give_name, st.session_state.get("name-typed") or "")


def _activity(guest: Guest, board: Board) -> None:
    activity = board.activity
    assert activity is not None
    now = datetime.now(UTC)
    paused = ' <span class="bp-soft">paused</span>' if board.state.paused else ""
    st.html(
        f'<div class="bp-room"><p class="bp-top"><span>{board.state.at + 1} of {len(board.agenda.activities)}</span>'
        f"<span>{room_html.clock(board, now)}{paused}</span></p>{room_html.told(board)}</div>"
    )
    slot = live.current_slot(board.agenda, board.state)
    if slot is None:
        words = (
            "You may always pass."
            if activity.kind == "pairs"
            else "Nothing to send here. Look at the front."
        )
        st.html(f'<p class="bp-note">{words}</p>')
    else:
        _now(guest, activity, slot, board)
    _late(guest, board)
    _unsent(board)


def _now(guest: Guest, activity: AnyActivity, slot: str, board: Board) -> None:
    """What is asked now, or what one answered."""
    own = guest.own(slot)
    if board.state.paused and own is None:
        st.html('<p class="bp-strip">A pause. Nothing can be sent until the room goes on.</p>')
    elif own is not None and st.session_state.get("again") != slot:
        _given(guest, activity, slot, own, board)
    else:
        _ask(guest, activity, slot, own)
    if (
        board.wall is not None
        and board.wall.open
        and slot in board.state.revealed
        and activity.kind != "feedback"
    ):
        st.html(f'<h2 class="bp-h2">The room</h2>{room_html.wall(board, board.wall, limit=12)}')


# --- The room has gone on -------------------------------------------------------------------------


def _late(guest: Guest, board: Board) -> None:
    """The question before, for whoever is still writing: until the room goes on again."""
    slot = live.still_open(board.agenda, board.state)
    activity = board.agenda.activity(slot) if slot is not None else None
    if slot is None or activity is None or board.workshop.status != "live":
        return
    own = guest.own(slot)
    if own is not None and own.status in {Status.PRIVATE, Status.HOST}:
        _care(guest, slot, own)
    elif activity.kind not in WITH_WORDS:
        return
    elif own is None or st.session_state.get("again") == slot:
        until = "the workshop is ended" if board.state.over else "it goes on again"
        st.html(
            f'<section class="bp-item"><h2 class="bp-h2">Still open: {escape(activity.title)}</h2><p class="bp-note">The room '
            f"has gone on. What you were writing is kept here, and you can send it until {until}.</p>"
            f'<p class="bp-soft">{escape(activity.prompt)}</p></section>'
        )
        _form(guest, activity, slot, own.content if own is not None else {})
        _held_back(guest, slot)
    elif st.session_state.get("sent-late") == slot:
        words = answer_words(activity, activity.slots.index(slot), own.content)
        st.html(
            f'<div class="bp-sent" role="status"><p class="bp-note">Sent, for “{escape(activity.title)}”. It stands with the '
            f'others.</p><blockquote dir="auto">{escape(words)}</blockquote></div>'
        )


def _unsent(board: Board) -> None:
    """Words that came too late for the room, for their writer to copy."""
    kept = st.session_state.get("unsent")
    if not isinstance(kept, tuple) or kept[0] in _open(board):
        return
    st.html(
        '<div class="bp-sent"><p class="bp-note">This was not sent. It is here for you to copy, and nowhere else.</p>'
        f'<blockquote dir="auto">{escape(kept[1])}</blockquote></div>'
    )
    st.button("Put it away", key="put-away", type="tertiary",
              on_click=st.session_state.pop, args=("unsent", None))  # fmt: skip


def _open(board: Board) -> tuple[str | None, ...]:
    """What can be sent at this moment."""
    if board.workshop.status != "live":
        return ()
    now = live.current_slot(board.agenda, board.state)
    return now, live.still_open(board.agenda, board.state)


def _put_away(board: Board) -> None:
    """What belongs to a question that is over."""
    for name in ("names", "review"):
        held = st.session_state.get(name)
        if isinstance(held, tuple) and held[0] not in _open(board):
            del st.session_state[name]
    if st.session_state.get("again") not in _open(board):
        st.session_state.pop("again", None)


# --- Asking ---------------------------------------------------------------------------------------


# What is sent is taken up in callbacks, so that one run stores it and draws what came of it: a second run, asked for
# from within the first, can meet the page's own look at that moment.


def _ask(guest: Guest, activity: AnyActivity, slot: str, own: RoomAnswer | None) -> None:
    before = own.content if own is not None else {}
    if isinstance(activity, MessageCheck):
        _message(guest, slot)
        return
    _form(guest, activity, slot, before)
    _pass(guest, slot)


def _form(guest: Guest, activity: AnyActivity, slot: str, before: Any) -> None:
    with st.form(f"ask-{slot}", border=False):
        _fields(guest, activity, slot, before)
        st.form_submit_button("Send", type="primary", width="stretch", on_click=_send,
                              args=(guest, activity, slot))  # fmt: skip


def _fields(guest: Guest, activity: AnyActivity, slot: str, before: Any) -> None:
    match activity:
        case Spectrum() | Rating():
            left, right = activity.ends
            st.slider(
                f"0: {left}. 10: {right}.",
                0,
                SCALE,
                before.get("value", SCALE // 2),
                key=f"v-{slot}",
            )
        case ScenarioTogether():
            point = activity.points[activity.slots.index(slot)]
            st.radio(
                point.question, range(len(point.choices)), index=before.get("choice"),
                format_func=point.choices.__getitem__, key=f"c-{slot}", label_visibility="collapsed",
            )  # fmt: skip
        case Vote():
            options = guest.rooms.boards.options(guest.desk, activity)
            most = "one" if activity.picks == 1 else f"up to {activity.picks}"
            st.pills(
                f"Choose {most}", options, key=f"p-{slot}",
                selection_mode="single" if activity.picks == 1 else "multi",
            )  # fmt: skip
        case Feedback():
            # No slider: one that nobody touched would send a number.
            st.pills("Of use to me, from 0 to 10", range(SCALE + 1), key=f"v-{slot}")
            st.text_area("For the facilitator (can stay empty)", key=f"t-{slot}")
        case _:
            _words(activity, slot, before)


def _words(activity: AnyActivity, slot: str, before: Any) -> None:
    st.text_area(
        "In your words", str(before.get("text", "")), key=f"t-{slot}", height=120,
        placeholder=f"Up to {LONGEST[activity.kind]} characters. No names.",
    )  # fmt: skip
    if activity.kind == "commitment":
        st.text_input(
            "By when (can stay empty)", str(before.get("when", "")), key=f"w-{slot}", max_chars=80
        )
        st.html(
            '<p class="bp-note">It goes into the facilitator’s report, without a name, if five or more write one.</p>'
        )
    else:
        st.checkbox("It may be quoted in the report", bool(before.get("quote")), key=f"q-{slot}")


def _chosen(activity: AnyActivity, slot: str) -> dict[str, Any]:
    """What the fields hold."""
    kept = st.session_state
    match activity:
        case Spectrum() | Rating():
            return {"value": kept.get(f"v-{slot}")}
        case ScenarioTogether():
            return {"choice": kept.get(f"c-{slot}")}
        case Vote():
            picks = kept.get(f"p-{slot}")
            return {"picks": [picks] if isinstance(picks, str) else list(picks or ())}
        case Feedback():
            return {"value": kept.get(f"v-{slot}"), "text": kept.get(f"t-{slot}")}
    given = {"text": kept.get(f"t-{slot}")}
    return given | {"when": kept.get(f"w-{slot}"), "quote": bool(kept.get(f"q-{slot}"))}


def _message(guest: Guest, slot: str) -> None:
    st.html(
        '<p class="bp-note">Paste something you sent, or are about to. It is read here for you alone and kept nowhere. '
        "The room sees only how many messages read how.</p>"
    )
    with st.form(f"ask-{slot}", border=False):
        st.text_area("The message, without names", key=f"m-{slot}", height=160, max_chars=20_000)
        st.form_submit_button("Read it", type="primary", width="stretch", on_click=_read,
                              args=(guest, slot))  # fmt: skip
    _pass(guest, slot)


def _read(guest: Guest, slot: str) -> None:
    doors.pressed()
    text = st.session_state.get(f"m-{slot}") or ""
    try:
        found = guest.review(text)
        st.session_state.pop("again", None)
        if found is not None:
            st.session_state["review"] = (slot, found, text)
    except CoachError as error:
        st.session_state["said"] = ("bad", str(error))


def _held_back(guest: Guest, slot: str) -> None:
    """An answer that may point to a person, until it is said otherwise."""
    held = st.session_state.get("names")
    if isinstance(held, tuple) and held[0] == slot:
        st.html(
            f'<p class="bp-strip" role="alert">“{escape(held[1])}” may point to a person, so this was not sent. '
            "Say it without the name: “a colleague”, “a client”. If it names nobody, the facilitator can look first.</p>"
        )
        st.button("It names nobody: let the facilitator look", key=f"nobody-{slot}", on_click=_send_anyway,
                  args=(guest, slot, held[2]))  # fmt: skip


def _pass(guest: Guest, slot: str) -> None:
    _held_back(guest, slot)
    st.button(
        "Pass",
        key=f"pass-{slot}",
        type="tertiary",
        on_click=_try,
        args=(guest.answer, slot, {"passed": True}),
    )


def _send(guest: Guest, activity: AnyActivity, slot: str) -> None:
    doors.pressed()
    given = _chosen(activity, slot)
    st.session_state.pop("names", None)
    try:
        made = guest.answer(slot, given)
    except CoachError as error:
        _refused(slot, given, error)
        return
    if made.names is not None:
        st.session_state["names"] = (slot, made.names, given)
        return
    _sent(slot, late=made.late)
    if made.masked:
        st.session_state["said"] = (
            "note",
            "Something that looked like a password or a number was taken out first.",
        )


def _send_anyway(guest: Guest, slot: str, given: dict[str, Any]) -> None:
    doors.pressed()
    try:
        made = guest.answer(slot, given, names_nobody=True)
    except CoachError as error:
        _refused(slot, given, error)
        return
    _sent(slot, late=made.late)


def _refused(slot: str, given: dict[str, Any], error: CoachError) -> None:
    st.session_state["said"] = ("bad", str(error))
    if given.get("text"):
        st.session_state["unsent"] = (slot, str(given["text"]))


def _sent(slot: str, *, late: bool) -> None:
    for name in ("again", "names", "unsent"):
        st.session_state.pop(name, None)
    if late:
        st.session_state["sent-late"] = slot


# --- Answered -------------------------------------------------------------------------------------


def _given(guest: Guest, activity: AnyActivity, slot: str, own: RoomAnswer, board: Board) -> None:
    if own.status in {Status.PRIVATE, Status.HOST}:
        _care(guest, slot, own)
        return
    step = activity.slots.index(slot)
    words = {
        Status.HELD: "Sent. The facilitator looks at it before the room does.",
        Status.REMOVED: "The facilitator took this off the wall. You still have it here.",
    }.get(Status(own.status), "Sent. It has no name on it.")
    st.html(
        f'<div class="bp-sent" role="status"><p class="bp-note">{words}</p>'
        f'<blockquote dir="auto">{escape(answer_words(activity, step, own.content))}</blockquote></div>'
    )
    review = st.session_state.get("review")
    if isinstance(activity, MessageCheck) and isinstance(review, tuple):
        _reading(*review[1:])
    if not board.state.paused:
        st.button(
            "Change it",
            key=f"change-{slot}",
            on_click=st.session_state.__setitem__,
            args=("again", slot),
        )


def _reading(review: Review, text: str) -> None:
    """What was found in a message, for its writer."""
    made, last = [], 0
    for number, span in enumerate(review.spans, start=1):
        made += [
            escape(text[last : span.start]),
            f"<mark>{escape(text[span.start : span.end])}<sup>{number}</sup></mark>",
        ]
        last = span.end
    made.append(escape(text[last:]))
    why = "".join(
        f'<p class="bp-why"><b>{n}</b> {escape(s.why)}</p>'
        for n, s in enumerate(review.spans, start=1)
    )
    asked = "".join(f"<li>{escape(q)}</li>" for q in review.questions)
    to_ask = (
        f'<p class="bp-note">To ask yourself</p><ul class="bp-asked">{asked}</ul>' if asked else ""
    )
    st.html(
        f'<div class="bp-room"><div class="bp-checked" dir="auto">{"".join(made)}</div>{why}{to_ask}</div>'
    )


def _care(guest: Guest, slot: str, own: RoomAnswer) -> None:
    """Words that tell of distress or danger: their writer's alone, with ways to reach people, before anything else."""
    coach = the_coach()
    level = own.content.get("worry")
    serves = (
        ("workplace", "abuse", "emergency")
        if level == Level.ABUSE_REPORT
        else ("crisis", "emergency")
    )
    ways = tuple(coach.knowledge.contacts_for(coach.settings.country, serves))
    st.html(
        '<div class="bp-sent" role="alert"><p>What you wrote sounds heavy, so it went nowhere: not to the wall, not to '
        "the facilitator. A program read it, and programs mishear. If it is what it sounds like, please talk to a person "
        f'today.</p><blockquote dir="auto">{escape(str(own.content.get("text", "")))}</blockquote></div>'
        + transcript.contacts_panel(ways)
    )
    if own.status == Status.HOST:
        st.html(
            '<p class="bp-strip" role="status">The facilitator can read these words now, without knowing whose they are.</p>'
        )
        st.button(
            "Take that back", key=f"private-{slot}", on_click=_try, args=(guest.keep_private, slot)
        )
    else:
        st.html(
            '<p class="bp-note">Should the facilitator read it? They will not know who wrote it unless you tell them.</p>'
        )
        st.button(
            "Let the facilitator read it",
            key=f"host-{slot}",
            on_click=_try,
            args=(guest.let_host_read, slot),
        )
    st.button(
        "Write something else instead", key=f"instead-{slot}", on_click=_instead, args=(guest, slot)
    )


def _instead(guest: Guest, slot: str) -> None:
    _try(guest.take_back, slot)


# --- Afterwards -----------------------------------------------------------------------------------


def _over(guest: Guest, board: Board) -> None:
    if board.state.erased:
        st.html(
            '<div class="bp-room"><h1>This room is empty</h1><p>What was written in it has been erased.</p></div>'
        )
        return
    st.html(
        f'<div class="bp-room"><p class="bp-soft">{escape(board.agenda.title)}</p><h1>That was it</h1>'
        '<p class="bp-what-for">Your answers are yours to keep. The file holds what you wrote and what you said you would '
        "do; nobody else can make it.</p></div>"
    )
    promised = guest.commitment()
    if promised is not None:
        when = f" ({promised.content['when']})" if promised.content.get("when") else ""
        st.html(
            f'<div class="bp-sent"><p class="bp-note">You said you would</p><blockquote dir="auto">'
            f"{escape(str(promised.content['text']))}{escape(when)}</blockquote></div>"
        )
    if doors.keeps_device():
        st.html(
            f'<p><a class="bp-take" href="/room/mine?code={escape(board.workshop.code or "")}" download>Take my answers '
            "along</a></p>"
        )
    else:
        st.text_area(
            "Your answers, to copy: this browser keeps no file for the page",
            guest.file(),
            height=220,
        )
    _late(guest, board)
    _unsent(board)
    if board.state.follow_up and promised is not None:
        _follow_up(guest)
    days = board.agenda.keep_days
    st.html(
        f'<p class="bp-note">All answers are erased {days} days after the workshop. If you use Begin Personal '
        "yourself, its page Commitments takes the file up; nothing of it goes there by itself.</p>"
    )


def _follow_up(guest: Guest) -> None:
    kept = guest.own(FOLLOW_UP)
    st.html('<h2 class="bp-h2">What became of it?</h2>')
    if kept is not None:
        st.html(
            f'<p class="bp-strip" role="status">You said: {escape(str(kept.content["became"]))}. Any answer is a good one.</p>'
        )
    with st.form("follow-up", border=False):
        st.radio("It is", BECAME, index=None, key="became", label_visibility="collapsed",
                 format_func=str.capitalize)  # fmt: skip
        st.form_submit_button("Send", on_click=_became, args=(guest,))


def _became(guest: Guest) -> None:
    _try(guest.follow_up, st.session_state.get("became") or "")


def _try(does: Any, *given: Any) -> None:
    """Do it, or say why not."""
    doors.pressed()
    try:
        does(*given)
        for name in ("again", "names"):
            st.session_state.pop(name, None)
    except CoachError as error:
        st.session_state["said"] = ("bad", str(error))


def _say() -> None:
    said = st.session_state.pop("said", None)
    if isinstance(said, tuple):
        kind = " bp-bad" if said[0] == "bad" else ""
        st.html(f'<p class="bp-strip{kind}" role="alert">{escape(said[1])}</p>')
