"""Leading a workshop: choosing and preparing one, running it, and what is left of it."""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import escape
from typing import Any

import streamlit as st

from coach.errors import CoachError
from coach.store.records import Workshop
from coach.ui import agenda, doors, room_html, signing
from coach.ui.doors import DOORS, Seat
from coach.ui.html import paragraphs, plain_label
from coach.ui.shared import mine, the_coach
from coach.workshops import building, live, report
from coach.workshops.agenda import Template, agenda_of
from coach.workshops.anonymity import ENOUGH
from coach.workshops.board import Board, Wall
from coach.workshops.leading import Workshops
from coach.workshops.live import RoomState
from coach.workshops.rehearsal import rehearse

_REHEARSED = 24
_EVERY = 1.0
"""Seconds between two looks."""
_GRACE = 600.0
"""Seconds that the door stays open once the workshop is over, so that people can take their answers along."""


def the_workshops() -> Workshops:
    """The local person's, from their machine; for a facilitator elsewhere the same workshops, and nothing else of
    theirs."""
    if doors.seat() is Seat.LOCAL:
        return mine().workshops
    made = st.session_state.get("workshops")
    if not isinstance(made, Workshops):
        made = st.session_state["workshops"] = the_coach().as_person().workshops
    return made


def page() -> None:
    with st.container(key="leading"):
        chosen = st.query_params.get("w")
        if chosen is not None:
            try:
                _one(the_workshops().workshop(chosen))
                return
            except CoachError as error:
                st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
        _all()


def _say() -> None:
    said = st.session_state.pop("led", None)
    if said is not None:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(said)}</p>')


def _try(does: Callable[..., Any], *given: Any) -> Any:
    """Do it, or say at the next drawing why not."""
    doors.pressed()
    try:
        return does(*given)
    except CoachError as error:
        st.session_state["led"] = str(error)
        return None


def _go(workshop_id: str | None) -> None:
    if workshop_id is None:
        st.query_params.pop("w", None)
    else:
        st.query_params["w"] = workshop_id


# --- Choosing -------------------------------------------------------------------------------------


def _all() -> None:
    own = the_workshops()
    st.html(
        '<h1 class="bp-h1">Workshops</h1><p class="bp-lead">An hour with a room of people and their phones. They need no '
        "account; nobody can tell who wrote what; each leaves with one thing to do.</p>"
    )
    _say()
    _undo()
    led = own.all()
    if led:
        st.html('<h2 class="bp-h2">Yours</h2>')
        for workshop in led:
            _row(workshop)
    st.html('<h2 class="bp-h2">Begin from a template</h2>')
    with st.container(key="templates"):
        for template in own.templates():
            _template(template)
    with st.expander("Build one of your own"):
        _build()


def _row(workshop: Workshop) -> None:
    agenda = agenda_of(workshop.plan)
    state = {"draft": "prepared", "live": "running now", "ended": "over"}[workshop.status]
    rehearsal = ", a rehearsal" if workshop.state.get("rehearsal") else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"row-w-{workshop.id}"):
        st.button(plain_label(agenda.title, 60), key=f"open-{workshop.id}", type="tertiary",
                  on_click=_go, args=(workshop.id,))  # fmt: skip
        st.html(
            f'<span class="bp-note">{agenda.minutes:g} min, {state}{rehearsal}, '
            f"{workshop.created_at:%-d %B %Y}</span>"
        )


def _template(template: Template) -> None:
    with st.container(key=f"template-{template.id}"):
        st.html(
            f'<h3 class="bp-way-title">{escape(template.title)}</h3><p class="bp-note">{template.minutes:g} minutes. '
            f"{escape(template.suits)}</p><p>{escape(template.aim)}</p>"
        )
        st.button(
            "Prepare this one", key=f"prepare-{template.id}", on_click=_prepare, args=(template.id,)
        )


def _prepare(template_id: str) -> None:
    made = _try(the_workshops().prepare, template_id)
    if made is not None:
        _go(made.id)


def _build() -> None:
    own = the_workshops()
    offers = own.offers()
    with st.form("build", border=False):
        title = st.text_input("What is it called?", key="build-title", max_chars=80)
        aim = st.text_input("What is it for, in one sentence?", key="build-aim", max_chars=300)
        wanted = st.multiselect("What happens in it, in this order", offers, key="build-kinds",
                                format_func=lambda name: agenda.offered(name, offers[name]),
                                help="One of each for now. More of a kind you put in afterwards.")  # fmt: skip
        if st.form_submit_button("Make the agenda"):
            activities = building.begun(offers[name] for name in wanted)
            made = _try(own.build, {"title": title, "aim": aim, "activities": activities})
            if made is not None:
                _go(made.id)
            st.rerun()


def _undo() -> None:
    deleted = st.session_state.get("workshop-deleted")
    if deleted is not None:
        with st.container(key="undo", gap=None):
            st.html(
                '<p class="bp-note" role="status">The workshop is deleted, with all that its room wrote. It is erased for good in ten minutes.</p>'
            )
            st.button(
                "Undo", key="undo-workshop", type="tertiary", on_click=_bring_back, args=(deleted,)
            )


def _bring_back(workshop_id: str) -> None:
    st.session_state["workshop-deleted"] = None
    _try(the_workshops().undo_delete, workshop_id)


def _delete(workshop_id: str) -> None:
    if _try(the_workshops().delete, workshop_id) is not None:
        st.session_state["workshop-deleted"] = workshop_id
        _go(None)


# --- One workshop ---------------------------------------------------------------------------------


def _one(workshop: Workshop) -> None:
    st.button("All workshops", key="all-workshops", type="tertiary", icon=":material/arrow_back:",
              on_click=_go, args=(None,))  # fmt: skip
    _say()
    if workshop.status == "draft":
        _draft(workshop)
    elif workshop.status == "live":
        _live(workshop)
    else:
        _after(workshop)


def _draft(workshop: Workshop) -> None:
    own, planned = the_workshops(), agenda_of(workshop.plan)
    st.html(
        f'<h1 class="bp-h1">{escape(planned.title)}</h1><p class="bp-lead">{escape(planned.aim)}</p>'
        f'<p class="bp-note">{planned.minutes:g} minutes. {escape(planned.suits)}</p>'
    )
    with st.container(horizontal=True, key="begin"):
        st.button("Open the room", type="primary", on_click=_open, args=(workshop.id,))
        st.button(
            f"Rehearse with {_REHEARSED} simulated phones", on_click=_rehearse, args=(workshop.id,)
        )
        _paper(workshop)
    if planned.notes:
        st.html(
            f'<section class="bp-notes"><h2 class="bp-h2">Before the day</h2>{paragraphs(planned.notes)}</section>'
        )
    st.html('<h2 class="bp-h2">The agenda</h2>')
    changed = agenda.form(workshop)
    if changed is not None:
        _try(own.save, workshop.id, changed)
        st.rerun()
    agenda.put_in(workshop, own)
    st.button(
        "Delete this workshop",
        key="delete-w",
        type="tertiary",
        on_click=_delete,
        args=(workshop.id,),
    )


def _rehearse(workshop_id: str) -> None:
    """A copy, so that the workshop itself stays as it is."""
    own = the_workshops()
    copy = _try(own.copy, workshop_id)
    if copy is not None:
        _open(copy.id, rehearsal=_REHEARSED)
        _go(copy.id)


def _open(workshop_id: str, *, rehearsal: int = 0) -> None:
    """Let people in; a door that was closing after the workshop before stays open for this one."""
    if _try(lambda: the_workshops().open(workshop_id, rehearsal=rehearsal)) is not None:
        DOORS.stay_open()


def _paper(workshop: Workshop) -> None:
    st.download_button(
        "Print it, for a day without phones", lambda: report.paper(agenda_of(workshop.plan)),
        "workshop-on-paper.pdf", "application/pdf", on_click="ignore", key="paper",
    )  # fmt: skip


# --- Running --------------------------------------------------------------------------------------


def _live(workshop: Workshop) -> None:
    own = the_workshops()
    board = own.board(workshop.id, now=True)
    agenda, state = board.agenda, board.state
    now = datetime.now(UTC)
    st.html(
        f'<p class="bp-top"><span>{escape(agenda.title)}</span><span>{room_html.clock(board, now)}</span></p>'
        f'<h1 class="bp-h1">{escape(_headline(board))}</h1>'
    )
    _controls(board)
    _pulse(workshop.id, _mark(board), doors.looks())
    left, right = st.columns([3, 2], gap="large")
    with left:
        where = live.where(agenda, state)
        if where == "lobby":
            _lobby(board)
        elif where == "over":
            st.html(
                '<p class="bp-strip" role="status">The agenda is through. People can take their answers along. End it when the last have done so.</p>'
            )
        else:
            _activity(board)
        _held(board)
        _for_host(board)
    with right:
        _side(board, now)
    st.html(room_html.TICK, unsafe_allow_javascript=True)


def _headline(board: Board) -> str:
    if board.activity is not None:
        return board.activity.title
    return "People are coming in" if board.state.at < 0 else "That was it"


def _mark(board: Board) -> str:
    return f"{board.stage} {board.seats} {board.wall!r} {[a.key for a in board.held]} {[a.key for a in board.for_host]}"


@st.fragment(run_every=_EVERY)
def _pulse(workshop_id: str, drawn: str, looks: doors.Looks) -> None:
    """Once a second: whether something has come. In a rehearsal the simulated phones answer here."""
    if doors.draws_again(looks, _EVERY):
        st.rerun()
    try:
        board = the_workshops().board(workshop_id)
        if board.state.rehearsal:
            rehearse(the_coach().rooms, board)
        gone_on = _mark(board) != drawn
    except CoachError:
        return
    if gone_on:
        st.rerun()


def _controls(board: Board) -> None:
    own, id_ = the_workshops(), board.workshop.id
    begun, over = board.state.at >= 0, board.state.over
    with st.container(horizontal=True, key="controls"):
        st.button(
            "Back",
            icon=":material/arrow_back:",
            disabled=not begun,
            on_click=_try,
            args=(own.back, id_),
        )
        label = "Begin" if not begun else "Next"
        st.button(
            label,
            type="primary",
            icon=":material/arrow_forward:",
            disabled=over,
            on_click=_try,
            args=(own.forward, id_),
            key="next",
        )
        if board.state.paused:
            st.button("Go on", icon=":material/play_arrow:", on_click=_try, args=(own.resume, id_))
        else:
            st.button(
                "Pause",
                icon=":material/pause:",
                disabled=not begun or over,
                on_click=_try,
                args=(own.pause, id_),
            )
        if begun and not over:
            st.button("One minute more", on_click=_try, args=(own.more_time, id_, 1.0))
            st.button("One less", on_click=_try, args=(own.more_time, id_, -1.0))
        at_once = over or not begun
        st.button("End the workshop", key="end", on_click=_end if at_once else _ask_first,
                  args=(id_,) if at_once else ("ending", id_))  # fmt: skip
    _asked_first(
        "ending", id_, "It ends for everybody: what they are still writing can no longer be sent, and it cannot be begun again. "
        "With “Next” to the end of the agenda they have time to finish.", "End it for everybody", _end,
    )  # fmt: skip


def _ask_first(what: str, workshop_id: str) -> None:
    st.session_state[what] = workshop_id


def _asked_first(
    what: str, workshop_id: str, words: str, label: str, does: Callable[[str], Any]
) -> None:
    """What cannot be undone is pressed twice, knowing what goes."""
    if st.session_state.get(what) != workshop_id:
        return
    st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(words)}</p>')
    with st.container(horizontal=True, key=f"asked-{what}"):
        st.button(label, key=f"{what}-yes", on_click=does, args=(workshop_id,))
        st.button(
            "Not now", key=f"{what}-no", type="tertiary", on_click=_ask_first, args=(what, "")
        )


def _end(workshop_id: str) -> None:
    own = the_workshops()
    if _try(own.end, workshop_id) is None or DOORS.opened is None:
        return
    if not any(other.status == "live" for other in own.all()):
        DOORS.close(_GRACE)


def _lobby(board: Board) -> None:
    from coach.ui.wall import link

    code = board.workshop.code or ""
    _door(board)
    st.html(room_html.way_in(link(code), code))
    here = room_html.here(board.seats)
    if 0 < board.seats < ENOUGH:
        here += f" From {ENOUGH} on answers can be shown; with fewer, put the phones away and talk."
    st.html(f'<p class="bp-strip" role="status">{here}</p>')
    if board.agenda.ask_name:
        names = the_workshops().names(board.workshop.id)
        given = f"They gave these names: {', '.join(names)}." if names else "No names yet."
        st.html(f'<p class="bp-note">{escape(given)}</p>')
    if board.agenda.activities[0].notes:
        st.html(_notes(board.agenda.activities[0].notes))


def _activity(board: Board) -> None:
    activity = board.activity
    assert activity is not None
    own, id_ = the_workshops(), board.workshop.id
    st.html(f'<div class="bp-item bp-host">{room_html.told(board)}</div>')
    found = board.wall
    if found is not None:
        everybody = " Everybody has answered." if board.everybody_answered else ""
        st.html(f'<p class="bp-strip" role="status">{room_html.counted(board)}{everybody}</p>')
        if activity.kind == "feedback":
            st.html('<p class="bp-note">For you alone: it stands in the report, from five on.</p>')
        elif found.size < ENOUGH:
            st.html(
                f'<p class="bp-note">Neither you nor the room sees an answer before there are {ENOUGH}.</p>'
            )
        elif found.shown:
            st.button(
                "Hide it from the room",
                icon=":material/visibility_off:",
                on_click=_try,
                args=(own.hide, id_, found.slot),
            )
        else:
            st.button(
                "Show it to the room",
                type="primary",
                icon=":material/visibility:",
                on_click=_try,
                args=(own.reveal, id_, found.slot),
            )
        if found.waiting and found.shown and found.size >= ENOUGH and activity.kind != "feedback":
            st.button(
                "Show those that wait",
                icon=":material/playlist_add:",
                help=f"Answers come up {ENOUGH} at a time, so that nobody is known by when theirs came. Press it when all have answered.",
                on_click=_try,
                args=(own.reveal, id_, found.slot),
            )
        if found.enough and activity.kind != "feedback":
            st.html(room_html.wall(board, found, limit=30))
        if found.themes or found.said:
            _arrange(board, found)
    if activity.notes:
        st.html(_notes(activity.notes))
    if activity.kind == "scenario":
        after = activity.points[min(board.state.step, activity.steps - 1)].after
        if after:
            st.html(_notes(after))


def _notes(text: str) -> str:
    return f'<section class="bp-notes"><p class="bp-kind">For you</p>{paragraphs(text)}</section>'


def _arrange(board: Board, found: Wall) -> None:
    """Merging, splitting and naming themes, and taking words off."""
    own, id_ = the_workshops(), board.workshop.id
    with st.expander("Themes and words"):
        names = {theme.id: theme.name for theme in found.themes}
        for theme in found.themes:
            with st.container(
                horizontal=True, vertical_alignment="bottom", key=f"theme-{theme.id}"
            ):
                key = f"{theme.id}-{len(names)}"
                st.text_input(
                    "Name", theme.name, key=f"name-{key}-{theme.name}", max_chars=60,
                    on_change=_rename, args=(id_, found.slot, theme.id, f"name-{key}-{theme.name}"),
                )  # fmt: skip
                others = [t for t in names if t != theme.id]
                st.selectbox(
                    "Merge into", others, None, format_func=names.__getitem__, key=f"merge-{key}",
                    on_change=_merge, args=(id_, found.slot, theme.id, f"merge-{key}"),
                )  # fmt: skip
                st.button(
                    "Split",
                    key=f"split-{theme.id}",
                    on_click=_try,
                    args=(own.split_theme, id_, found.slot, theme.id),
                )
        words = [one.text for theme in found.themes for one in theme.said] + [
            one.text for one in found.said
        ]
        off = st.selectbox(
            "Take something off the wall", words, None, key=f"off-{found.slot}-{len(words)}"
        )
        if off is not None:
            st.button("Take it off", on_click=_try, args=(own.take_off_words, id_, found.slot, off))


def _rename(workshop_id: str, slot: str, theme: str, key: str) -> None:
    _try(the_workshops().rename_theme, workshop_id, slot, theme, st.session_state.get(key) or "")


def _merge(workshop_id: str, slot: str, theme: str, key: str) -> None:
    into = st.session_state.get(key)
    if into is not None:
        _try(the_workshops().merge_themes, workshop_id, slot, into, theme)


def _held(board: Board) -> None:
    if not board.held:
        return
    own, id_ = the_workshops(), board.workshop.id
    st.html('<h2 class="bp-h2">Waiting for you</h2>')
    for answer in board.held:
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"held-{answer.key[:16]}"
        ):
            about = board.agenda.activity(answer.activity)
            where = f'<p class="bp-note">{escape(about.title)}</p>' if about is not None else ""
            st.html(f'{where}<p dir="auto">{escape(str(answer.content.get("text", "")))}</p>')
            st.button(
                "Let it through",
                key=f"let-{answer.key}",
                on_click=_try,
                args=(own.let_through, id_, answer.activity, answer.key),
            )
            st.button(
                "Keep it off",
                key=f"off-{answer.key}",
                on_click=_try,
                args=(own.take_off, id_, answer.activity, answer.key),
            )


def _for_host(board: Board) -> None:
    if not board.for_host:
        return
    st.html(
        '<h2 class="bp-h2">Somebody wants you to read this</h2><p class="bp-note">You cannot see who. Do not ask the room. '
        "Say to everybody that you are there after the session, and where people can turn to.</p>"
    )
    for answer in board.for_host:
        st.html(
            f'<blockquote class="bp-sent" dir="auto">{escape(str(answer.content.get("text", "")))}</blockquote>'
        )


def _side(board: Board, now: datetime) -> None:
    """The agenda, how late it is, the projector and the door."""
    own, id_, state = the_workshops(), board.workshop.id, board.state
    late = live.behind(board.agenda, state, now)
    if abs(late) >= 1 and state.at >= 0 and not state.over:
        word = "late" if late > 0 else "early"
        st.html(f'<p class="bp-strip" role="status">About {abs(late):.0f} minutes {word}.</p>')
        if state.at + 1 < len(board.agenda.activities):
            st.button("Fit the rest into the time left", on_click=_try, args=(own.retime, id_))
    st.link_button("Open the view for the projector", f"/wall?w={id_}", icon=":material/cast:")
    if state.rehearsal:
        st.html(
            '<p class="bp-note">A rehearsal: the phones are simulated. Your own can come in as well.</p>'
        )
    for n, activity in enumerate(board.agenda.activities):
        minutes = live.minutes_of(board.agenda, state, activity)
        label = f"{n + 1}. {activity.title}, {minutes:g} min"
        st.button(plain_label(label, 60), key=f"go-{n}", type="tertiary", disabled=n == state.at and not state.over,
                  on_click=_try, args=(own.go_to, id_, n))  # fmt: skip
    if state.at >= 0:
        _door(board)


# --- The door -------------------------------------------------------------------------------------


def _door(board: Board) -> None:
    """Opening the app to the room's network: on purpose, from this machine only, and told in full."""
    from coach.ui.wall import link

    if doors.seat() is not Seat.LOCAL:
        return
    opened = DOORS.opened
    if opened is None:
        public = the_coach().settings.public_url
        where = f"the address {public}" if public else "the network this machine is in"
        with st.expander(
            "Let phones in", expanded=board.state.at < 0 and not board.state.rehearsal
        ):
            st.html(
                f"<p>So far only this machine reaches the program. Opening the door lets anybody on {escape(where)} reach the "
                "room’s page, and nothing else of the program: no conversation, no library, no settings. Who knows the "
                "passphrase can lead the workshop from another device. It closes ten minutes after the workshop ends.</p>"
            )
            with st.form("door-open", border=False):
                suggested = st.session_state.setdefault("suggested", _suggestion())
                st.text_input(
                    "Passphrase for leading from elsewhere", suggested, key="passphrase", type="password",
                    help="Six words are suggested: the eye shows them. Note them if somebody else shall lead as well.",
                )  # fmt: skip
                st.form_submit_button(
                    "Open the door", type="primary", on_click=_open_door, args=(public,)
                )
        return
    if st.session_state.get("door-tried") != opened.port:
        st.session_state["door-tried"], st.session_state["door-answers"] = (
            opened.port,
            DOORS.answers(),
        )
    answers = st.session_state["door-answers"]
    own = (
        "It answers at this address."
        if answers
        else "It does not answer at its own address: a firewall on this machine may be in the way."
    )
    phone = (
        "A phone has reached it."
        if DOORS.knocked
        else "No phone has reached it yet: scan the code with yours before people come. If that fails, phones and this machine are in different networks, or the network keeps devices apart."
    )
    with st.expander("The door is open", expanded=board.state.at < 0 and not DOORS.knocked):
        st.html(
            f'<p><b>{escape(opened.addresses[0])}</b></p><p class="bp-note">{own} {phone}</p><p class="bp-note">To lead from '
            f"another device: {escape(opened.addresses[0])}/lead, with the passphrase.</p>"
            f'<p class="bp-note">Not encrypted on its way unless an address with https is set up: on a network of strangers '
            f"others could read along.</p>"
        )
        if link("").startswith("http://127."):
            st.html(
                '<p class="bp-strip bp-bad">This machine has no network that phones could be in.</p>'
            )
        st.button("Close the door now", on_click=DOORS.close)


def _open_door(public: str | None) -> None:
    if (
        signing.sign_in() is not None
    ):  # who leads by the door is the local person, who is nobody here
        st.session_state["led"] = (
            "With a sign-in set up, the door for phones stays closed: it would lead to the workshops of one person for all. Hold "
            "workshops from a copy of the program without a sign-in."
        )
        return
    _try(DOORS.open, st.session_state.get("passphrase") or "", doors.PORT, public)


def _suggestion() -> str:
    words = "amber basin cedar delta ember fjord grove heron inlet juniper kelp larch meadow north ochre pine quarry river slate tundra umber valley willow yarrow".split()
    return " ".join(secrets.choice(words) for _ in range(6))


# --- Afterwards -----------------------------------------------------------------------------------


def _after(workshop: Workshop) -> None:
    own, agenda = the_workshops(), agenda_of(workshop.plan)
    state = RoomState.model_validate(workshop.state)
    st.html(f'<h1 class="bp-h1">{escape(agenda.title)}</h1>')
    if state.erased:
        st.html(
            '<p class="bp-strip">What people wrote has been erased. The agenda is still here.</p>'
        )
    else:
        made = own.report(workshop.id)
        until = f"{workshop.erase_at:%-d %B %Y}" if workshop.erase_at else ""
        st.html(
            f'<p class="bp-lead">{made.seats} phones took part. What people wrote is erased on {until}; take the report before then.</p>'
        )
        with st.container(horizontal=True, key="report"):
            name = f"workshop-{date.today():%Y-%m-%d}"
            st.download_button(
                "Report, PDF",
                lambda: report.pdf(made),
                f"{name}.pdf",
                "application/pdf",
                on_click="ignore",
            )
            st.download_button(
                "Markdown",
                lambda: report.markdown(made),
                f"{name}.md",
                "text/markdown",
                on_click="ignore",
            )
            st.download_button(
                "CSV",
                lambda: report.table(made),
                f"{name}.csv",
                "text/csv",
                on_click="ignore",
                help="For Excel, Numbers or LibreOffice: UTF-16, between tabs.",
            )
        st.html(_on_page(made))
        _two_weeks(workshop, state)
        st.button(
            "Erase what people wrote now",
            key="erase-answers",
            type="tertiary",
            on_click=_ask_first,
            args=("erasing", workshop.id),
        )
        _asked_first(
            "erasing", workshop.id, "All answers go for good, from people’s phones as well, and with them the report. Take the "
            "report first.", "Erase them for good", lambda id_: _try(own.erase_answers, id_),
        )  # fmt: skip
    st.button(
        "Hold it again: a copy of the agenda", key="again-w", on_click=_again, args=(workshop.id,)
    )
    st.button(
        "Delete this workshop",
        key="delete-w",
        type="tertiary",
        on_click=_delete,
        args=(workshop.id,),
    )


def _again(workshop_id: str) -> None:
    made = _try(the_workshops().copy, workshop_id)
    if made is not None:
        _go(made.id)


def _two_weeks(workshop: Workshop, state: RoomState) -> None:
    from coach.ui.wall import link

    own = the_workshops()
    st.html('<h2 class="bp-h2">In two weeks</h2>')
    if not state.follow_up:
        st.html(
            '<p class="bp-note">The same link then asks each phone what became of its commitment. Only the counts come back to you, from five on.</p>'
        )
        st.button("Ask how it went", on_click=_try, args=(own.ask_follow_up, workshop.id))
    else:
        reached = (
            f"Send this link to those who took part: <b>{escape(link(workshop.code or ''))}</b>. It works on the phone they had "
            "with them, while the door is open."
            if DOORS.address() or doors.seat() is not Seat.LOCAL
            else "The door is closed, so that no phone reaches the room. Open it on the day on which you ask, for as long as "
            "people may answer; the link for them then stands here."
        )
        st.html(f'<p class="bp-strip">{reached}</p>')
        _door(own.board(workshop.id))
        st.button("Stop asking", on_click=_try, args=(own.ask_follow_up, workshop.id, False))


def _on_page(made: report.Report) -> str:
    rows = []
    for part in report.parts(made):
        text = escape(part.text)
        match part.kind:
            case "title":
                continue
            case "heading":
                rows.append(f'<h2 class="bp-h2">{text}</h2>')
            case "picture":
                told = ", ".join(f"{n}: {count}" for n, count in enumerate(part.counts))
                drawn = room_html.picture(part.counts, part.before, told)
                rows.append(f'<div class="bp-scale">{drawn}</div>')
            case "bar":
                width = 100 * part.count / max(part.of, 1)
                rows.append(
                    f'<ul class="bp-bars"><li><span>{text}</span><b>{part.count}</b><i style="width:{width:.0f}%"></i></li></ul>'
                )
            case "quote":
                rows.append(f'<blockquote class="bp-said-there" dir="auto">{text}</blockquote>')
            case "item":
                rows.append(f'<p dir="auto">• {text}</p>')
            case "label":
                rows.append(f"<p><b>{text}</b></p>")
            case "note":
                rows.append(f'<p class="bp-note">{text}</p>')
            case _:
                rows.append(f"<p>{text}</p>")
    return f'<div class="bp-report">{"".join(rows)}</div>'
