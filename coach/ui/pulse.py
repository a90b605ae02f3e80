"""Pulse: a leader asks colleagues how they are experienced, and sees it beside how they see it themselves."""

from collections.abc import Callable
from datetime import date
from html import escape
from urllib.parse import urlsplit

import streamlit as st

from coach import pulse as words
from coach.errors import CoachError
from coach.pulse import Asked, Pulse, PulseLook
from coach.pulse_summary import CANT_SAY
from coach.store.records import PulseRound
from coach.ui import doors, pictures, session, signing
from coach.ui.pictures import DARK, LIGHT
from coach.ui.shared import mine, the_coach

_NOBODY_YET = (
    "Your colleagues can’t open a link yet: this program listens to this machine alone. Two ways change that. Started with "
    "“make host”, it opens a door for the network that this machine is in, and the link works there as long as it runs. Or "
    "whoever looks after this installation sets it up at an address with https, as docs/security.md says."
)
_NEAR = (
    "The link works in the network that this machine is in, as long as the program runs and its door is open. A workshop that "
    "ends closes the door ten minutes later."
)


def page() -> None:
    st.html(
        '<h1 class="bp-h1">Pulse</h1><p class="bp-lead">Ask the people you work with how they experience you: five plain '
        "statements behind a link, answered without an account and without a name. The program tells nobody who said what, you "
        "included, and shows nothing before five have answered.</p>"
    )
    session.show_failure()
    _undo()
    pulse = mine().pulse
    look = pulse.look()
    if look.open is not None:
        _open(pulse, look.open)
    elif look.waits_until is not None:
        _wait(look)
    else:
        _begin(pulse)
    _pictures(look)
    _rounds(look)


# --- Asking ---------------------------------------------------------------------------------------


def _begin(pulse: Pulse) -> None:
    made = pulse.questions
    st.html(
        '<h2 class="bp-h2">Begin a round</h2><p class="bp-prose">You get one link. Pass it on to people who have seen you at work '
        "in the last month, eight or more if you can, so that five answer. The program does not know who they are and does not "
        "ask. After three weeks the round closes, or earlier if you close it.</p>"
    )
    reach = _reach()
    if reach[1]:
        st.html(f'<p class="bp-strip">{reach[1]}</p>')
    statements = "".join(
        f"<li>{escape(q.say.replace('{name}', pulse.name() or '…'))}</li>" for q in made.questions
    )
    low, high = made.ends
    with st.expander("The five statements, as they will read them"):
        st.html(
            f'<ol class="bp-prose">{statements}</ol><p class="bp-note">Each from 1, {escape(low)}, to {made.points}, {escape(high)}, '
            "or “can’t say”. No words can be written.</p>"
        )
    with st.form("pulse-begin", border=False):
        st.text_input(
            "Your name, as your colleagues know it", pulse.name(), max_chars=120, key="pulse-name"
        )
        st.form_submit_button("Begin a round", type="primary", on_click=_begun, args=(pulse,))


def _begun(pulse: Pulse) -> None:
    try:
        pulse.begin(st.session_state["pulse-name"])
    except CoachError as error:
        session.failed(error)


def _wait(look: PulseLook) -> None:
    assert look.waits_until is not None
    st.html(
        f'<h2 class="bp-h2">The next round</h2><p class="bp-prose">It can begin on {look.waits_until:%-d %B %Y}, eight weeks after '
        "the last one began. Something has to have had time to change, people answer more gladly if they are asked seldom, and "
        "two rounds close together could show what one person more, or one less, has said.</p>"
    )


def _open(pulse: Pulse, one: PulseRound) -> None:
    base, note = _reach()
    st.html(
        f'<h2 class="bp-h2">A round is open until {one.closes_at:%-d %B}</h2><p class="bp-prose">Send this link to people who have '
        "seen you at work in the last month, to all of them in the same way, eight or more if you can. Tell them that nobody "
        "has to, and ask nobody afterwards.</p>"
    )
    st.code(f"{base}{doors.PULSE}?r={one.link}", language=None, wrap_lines=True)
    if note:
        st.html(f'<p class="bp-strip">{note}</p>')
    st.html(
        '<p class="bp-note">How many have answered stands nowhere while it is open: whoever knows whom they asked today could '
        "tell who answered today. Don’t answer through the link yourself: it would make the five smaller than they look.</p>"
    )
    _own_view(pulse, one)
    with st.expander("Close it before then"):
        st.html(
            '<p class="bp-prose">What five or more have answered is summed up and shown, and the single answers are erased. If '
            "there are fewer than five, they are erased and nothing is shown. Neither can be undone.</p>"
        )
        st.button("Close this round now", key="pulse-close", on_click=_tried, args=(pulse.close, one.id))  # fmt: skip
    with st.expander("Take it back"):
        st.html('<p class="bp-prose">The link stops working and all answers go, for ten minutes to be undone.</p>')  # fmt: skip
        st.button("Delete this round", key=f"pulse-delete-{one.id}", on_click=_delete, args=(one,))


def _own_view(pulse: Pulse, one: PulseRound) -> None:
    asked = Asked.of(one.asked)
    low, high = asked.ends
    places = [*range(1, asked.points + 1), CANT_SAY]
    title = "Change your own view" if one.own else "Your own view"
    with st.expander(title, expanded=not one.own), st.form("pulse-own", border=False):
        st.html(
            f'<p class="bp-note">The same five about yourself, for the last month: from 1, {escape(low)}, to {asked.points}, '
            f"{escape(high)}. You alone see it. It can be given until the round closes; afterwards it would be an answer to "
            "the others.</p>"
        )
        for question, (_, say) in asked.questions.items():
            st.segmented_control(
                say, places, default=one.own.get(question), format_func=words.place,
                key=f"pulse-own-{one.id}-{question}",
            )  # fmt: skip
        st.form_submit_button("Keep my view", type="primary", on_click=_keep_own, args=(pulse, one))
    if one.own:
        st.html('<p class="bp-note" role="status">Your own view is kept.</p>')


def _keep_own(pulse: Pulse, one: PulseRound) -> None:
    questions = Asked.of(one.asked).questions
    chosen = {q: st.session_state.get(f"pulse-own-{one.id}-{q}") for q in questions}
    _tried(pulse.say, one.id, {q: value for q, value in chosen.items() if value is not None})


def _reach() -> tuple[str, str | None]:
    """Where colleagues open the link, and what they or the leader have to know of it."""
    settings = the_coach().settings
    if signing.others_may_come(settings):
        return settings.public_url or "", None
    door = doors.DOORS.address()
    if door is not None:
        return door, _NEAR
    here = urlsplit(str(st.context.url or ""))
    return f"{here.scheme}://{here.netloc}", _NOBODY_YET


# --- What came of it ------------------------------------------------------------------------------


def _pictures(look: PulseLook) -> None:
    st.html('<h2 class="bp-h2">How you are experienced</h2>')
    if not look.shown:
        st.html('<p class="bp-note">Nothing yet. When a round closes that five people or more have answered, it is drawn here.</p>')  # fmt: skip
        return
    newest = look.shown[-1]
    st.html(
        '<p class="bp-key"><span><i class="bp-mark-bar bp-mark-pine"></i>the middle half of the answers</span>'
        '<span><i class="bp-mark-dot bp-mark-pine"></i>their middle</span>'
        '<span><i class="bp-mark-diamond bp-mark-ochre"></i>you</span></p><p class="bp-note">The lowest and the highest quarter '
        "are left out: at the edge stands one person’s answer. The sentences are about the round that closed on "
        f"{_closed(newest)}.</p>"
    )
    colours = DARK if st.context.theme.type == "dark" else LIGHT
    with st.container(key="progress-said"):
        for question, (_, own) in Asked.of(newest.asked).questions.items():
            reading = words.reading(newest, question)
            with st.container(key=f"pulse-of-{question}", gap=None):
                st.html(f'<h3 class="bp-small">{escape(own)}</h3>')
                st.vega_lite_chart(
                    pictures.experienced(look.shown, question, colours), theme=None, width="stretch",
                    alt=f"{own} {reading}",
                )  # fmt: skip
                st.html(f'<p class="bp-reading">{escape(reading)}</p>')
    with st.expander("As a table"):
        st.html(_table(look))
    st.download_button(
        "CSV", lambda: words.as_csv(look), f"begin-personal-pulse-{date.today():%Y-%m-%d}.csv", "text/csv",
        on_click="ignore", key="pulse-csv",
    )  # fmt: skip


def _table(look: PulseLook) -> str:
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in words.HEADINGS)
    rows = "".join(
        f'<tr><td>{escape(when)}</td><th scope="row">{escape(statement)}</th>'
        + "".join(f"<td>{escape(field)}</td>" for field in rest)
        + "</tr>"
        for when, statement, *rest in words.table(look)
    )
    return (
        '<div class="bp-scroll" tabindex="0" role="region" aria-label="Table"><table class="bp-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _rounds(look: PulseLook) -> None:
    if not look.rounds:
        return
    st.html('<h2 class="bp-h2">Rounds</h2>')
    for one in reversed(look.rounds):
        said = "fewer than five" if one.others is None else f"at least {one.others.at_least} people"
        with st.container(horizontal=True, vertical_alignment="center", key=f"row-pulse-{one.id}"):
            st.html(
                f'<div class="bp-person"><p>Closed on {_closed(one)}</p><p class="bp-note">{said}</p></div>',
                width="stretch",
            )
            st.button(f"Delete {_closed(one)}", key=f"pulse-delete-{one.id}", type="tertiary",
                      on_click=_delete, args=(one,))  # fmt: skip


def _closed(one: PulseRound) -> str:
    assert one.closed_at is not None
    return f"{one.closed_at:%-d %B %Y}"


def _delete(one: PulseRound) -> None:
    try:
        mine().pulse.delete(one.id)
        st.session_state["pulse-deleted"] = one.id
    except CoachError as error:
        session.failed(error)


def _undo() -> None:
    """After deleting a round, until another is deleted or the ten minutes are over."""
    deleted = st.session_state.get("pulse-deleted")
    if deleted is None:
        return
    with st.container(key="undo", gap=None):
        st.html('<p class="bp-note" role="status">The round is deleted. It is erased for good in ten minutes.</p>')  # fmt: skip
        st.button("Undo", key="undo-pulse", type="tertiary", on_click=_bring_back, args=(deleted,))


def _bring_back(round_id: str) -> None:
    st.session_state["pulse-deleted"] = None
    _tried(mine().pulse.bring_back, round_id)


def _tried(does: Callable[..., object], *given: object) -> None:
    """Do it, or say why not."""
    try:
        does(*given)
    except CoachError as error:
        session.failed(error)
