"""What a leader's coaches gave them: where it waits, beginning or declining it, and what stands above it while it is
done."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from html import escape

import streamlit as st

from coach import exports
from coach.assigning import Given
from coach.errors import CoachError
from coach.exercises import Exercise
from coach.exercising import Doing
from coach.store.records import Handout
from coach.ui import reaching, session
from coach.ui.html import paragraphs, plain_label, shortened
from coach.ui.shared import mine

_REMINDED = 2
"""In the sidebar at once, so that it stays a reminder."""
_NAME = 60


def reminders() -> None:
    """In the sidebar: what waits and was not begun yet."""
    try:
        waiting = mine().assigning.reminders()[:_REMINDED]
    except CoachError:
        return  # the page itself says what is in the way
    for one in waiting:
        st.button(
            plain_label(f"From {_by(one)}: {one.exercise.title}", 60), key=f"waits-{one.id}",
            icon=":material/assignment:", type="tertiary", on_click=_go_to_it,
        )  # fmt: skip


def on_welcome() -> None:
    """On the first screen: one line, where something waits."""
    waiting = mine().assigning.reminders()
    if not waiting:
        return
    first = waiting[0]
    more = len(waiting) - 1
    rest = f" And {more} more." if more else ""
    with st.container(
        horizontal=True, vertical_alignment="center", key="welcome-given", gap="small"
    ):
        due = f" {due_words(first.handout)}" if first.handout.local_due else ""
        st.html(
            f'<p><b dir="auto">From {escape(_by(first))}: {escape(first.exercise.title)}.</b>{due}{rest} '
            "Whether you do it is up to you.</p>",
            width="stretch",
        )
        st.button("Look at it", key="welcome-look", on_click=_go_to_it)


def section(look: Callable[[Exercise], str]) -> None:
    """On the page of exercises, above the gallery. ``look``: what is told of an exercise before it is begun."""
    own = mine().assigning
    if not own.has_been_given():
        return
    reaching.follow_the_browser()
    waiting, declined = own.waiting(), own.declined()
    by_coach: dict[str, list[Given]] = {}
    for one in waiting:
        by_coach.setdefault(one.handout.practitioner_id, []).append(one)
    for some in by_coach.values():
        st.html(f'<h2 class="bp-h2" dir="auto">From {escape(_by(some[0]))}</h2>')
        for one in some:
            _card(one, look)
    if declined:
        with st.expander(f"You said no to {len(declined)}", icon=":material/do_not_disturb_on:"):
            for one in declined:
                _said_no(one)
    with st.expander("Reminders, and your time zone", icon=":material/notifications:"):
        reaching.draw()


def _card(one: Given, look: Callable[[Exercise], str]) -> None:
    over = f", over {one.exercise.days} days" if one.exercise.days > 1 else ""
    ended = "" if one.handout.together else f" You and {escape(_by(one))} no longer work together."
    with st.container(key=f"given-{one.id}", gap="small"):
        st.html(
            f'<div class="bp-given"><p class="bp-what">{escape(one.exercise.title)}</p>{note_of(one.handout)}'
            f"<p>{escape(one.exercise.aim)}</p>"
            f'<p class="bp-note">{one.exercise.minutes} minutes{over}. {due_words(one.handout)}{ended}</p></div>'
        )
        with st.container(horizontal=True, gap="small"):
            if st.button("Look at it", type="primary", key=f"look-given-{one.id}"):
                _begin(one, look)
            if st.button("No, thank you", key=f"decline-{one.id}", type="tertiary"):
                _decline(one)
            _calendar(one)


@st.dialog("Before you begin")
def _begin(one: Given, look: Callable[[Exercise], str]) -> None:
    by = escape(_by(one))
    aim = (
        f'<p class="bp-note" dir="auto">{by} set what its conversation with the program is for.</p>'
        if one.handout.goal or one.handout.keeps_to
        else ""
    )
    st.html(f"{look(one.exercise)}{aim}")
    answers = {
        False: f"No. {plain_label(_by(one))} sees that it was given to me, and nothing more.",
        True: "Yes: that it is under way, and when it is finished. Never what I write.",
    }
    st.radio(
        f"May {plain_label(_by(one))} see how far you are?", list(answers), format_func=answers.__getitem__,
        key=f"given-shows-{one.id}",
    )  # fmt: skip
    st.html('<p class="bp-note">You can change that at any time, where you do it.</p>')
    if st.button("Begin", type="primary", key="given-begin", on_click=_begun, args=(one.id,)):
        st.rerun()


def _begun(handout_id: str) -> None:
    def begin() -> None:
        shows = st.session_state.get(f"given-shows-{handout_id}") is True
        st.session_state["exercise-open"] = mine().assigning.begin(handout_id, shows=shows)

    _tried(begin)


@st.dialog("Say no to this one")
def _decline(one: Given) -> None:
    by = escape(_by(one))
    st.html(
        f'<p class="bp-what">{escape(one.exercise.title)}</p><p dir="auto">No is a good answer, and needs no reason. '
        f"{by} sees that you said no. You can come back to it.</p>"
    )
    st.text_area(
        f"A word to {plain_label(_by(one))}, if you like", key=f"given-word-{one.id}", height=100, max_chars=500
    )  # fmt: skip
    if st.button("Say no", type="primary", key="given-decline", on_click=_no, args=(one.id,)):
        st.rerun()


def _no(handout_id: str) -> None:
    word = st.session_state.get(f"given-word-{handout_id}") or ""
    _tried(lambda: mine().assigning.decline(handout_id, word))


def _said_no(one: Given) -> None:
    word = f' You wrote: <q dir="auto">{escape(one.handout.word)}</q>' if one.handout.word else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"no-{one.id}"):
        st.html(
            f'<p>{escape(one.exercise.title)}<br><span class="bp-note" dir="auto">From {escape(_by(one))}.{word}</span>'
            "</p>",
            width="stretch",
        )
        st.button("Take it up after all", key=f"reconsider-{one.id}", type="tertiary", on_click=_tried,
                  args=(partial(mine().assigning.reconsider, one.id),))  # fmt: skip


def above(doing: Doing) -> None:
    """Where it is done: from whom it is, and who sees how it goes."""
    given = doing.given
    if given is None:
        return
    by, own = given.practitioner or "your coach", mine().assigning
    sees = (
        f"{escape(by)} sees that it is under way, and when it is finished; never what you write."
        if given.shows
        else f"{escape(by)} doesn’t see whether you began."
    )
    told = sees if given.together else f"You and {escape(by)} no longer work together."
    aim = f" {escape(by)} set what the conversation in it is for." if given.goal or given.keeps_to else ""  # fmt: skip
    with st.container(key="given-above", gap=None):
        st.html(
            f'<div class="bp-given"><p class="bp-kind" dir="auto">From {escape(by)}</p>{note_of(given)}'
            f'<p class="bp-note" dir="auto">{due_words(given)} {told}{aim}</p></div>'
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Don’t show it" if given.shows else "Show how far I am", key="given-show", type="tertiary",
                on_click=_tried, args=(partial(own.show, given.id, shows=not given.shows),),
            )  # fmt: skip
            if given.local_due:
                st.button(
                    "No reminder of the day" if given.reminds else "Remind me of the day", key="given-remind", type="tertiary",
                    on_click=_tried, args=(partial(own.remind, given.id, wanted=not given.reminds),),
                )  # fmt: skip
                _calendar(Given(given, doing.exercise))


def note_of(one: Handout) -> str:
    """The coach's own words, as they wrote them."""
    return f"<blockquote>{paragraphs(one.note)}</blockquote>" if one.note else ""


def due_words(one: Handout) -> str:
    """When it is due, on the leader's clock; nothing where it is not."""
    if one.local_due is None:
        return ""
    local = datetime.fromisoformat(one.local_due)
    return f"By {local:%A %-d %B, %H:%M} ({escape(one.zone or 'UTC')})."


def _calendar(one: Given) -> None:
    entry = mine().assigning.calendar_entry(one)
    if entry is not None:
        st.download_button(
            "Calendar file", lambda: exports.calendar(entry), exports.file_name(one.exercise.title, "ics"),
            "text/calendar", key=f"ics-given-{one.id}", type="tertiary", on_click="ignore",
        )  # fmt: skip


def _by(one: Given) -> str:
    return shortened(one.by, _NAME)


def _go_to_it() -> None:
    st.query_params.pop("x", None)
    st.session_state["go"] = ("exercises", None)


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
