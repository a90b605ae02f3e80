"""A coach's own papers: notes about a leader and the brief for a meeting, and the log of hours."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from coach import exports, hours_paper
from coach.errors import BadInput, CoachError
from coach.hours import ERASED, Log, in_hours, shown_name
from coach.practice import LONGEST_MEETING, LONGEST_NAME, LONGEST_NOTE, MOST_PEOPLE, Practice
from coach.store.records import LogClient, LogHours, PracticeNote
from coach.ui import drafts, session
from coach.ui.html import distinct, paragraphs, plain_label
from coach.ui.shared import mine

_AT_FIRST = 12
"""Notes and meetings that are drawn before more are asked for."""
_PAID = {True: "Paid", False: "Pro bono"}
_BRIEF_HTML: Mapping[str, str] = {
    "title": '<h3 class="bp-brief-title" dir="auto">{}</h3>',
    "date": '<p class="bp-note" dir="auto">{}</p>',
    "heading": "<h4>{}</h4>",
    "who": '<p class="bp-kind" dir="auto">{}</p>',
    "source": '<p class="bp-note" dir="auto">{}</p>',
    "item": '<p class="bp-brief-item" dir="auto">{}</p>',
}


def draw(leader_id: str) -> None:
    """What a coach keeps about one leader: notes, and what to prepare a meeting from."""
    own = mine().practice
    _said()
    try:
        _notes(own, leader_id)
        _brief(own, leader_id)
    except CoachError as error:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')


# --- Notes ------------------------------------------------------------------------------------------


def _notes(own: Practice, leader_id: str) -> None:
    until = own.notes_until(leader_id)
    st.html(
        '<h2 class="bp-h2">Your notes</h2><p class="bp-note">Only you see them: not the leader, not an owner of the '
        "workspace. They are erased ninety days after the coaching has ended, and at once when the leader erases "
        "everything. Write them so that you could read them out to the leader, who may ask what is in them.</p>"
    )
    if until is not None:
        st.html(
            f'<p class="bp-strip">This coaching has ended. You can read your notes until {until:%-d %B %Y}; then they are '
            "erased. Copy what your profession makes you keep.</p>"
        )
    elif own.may_note(leader_id):
        key = f"own-note-new-{leader_id}"
        drafts.area("A new note", key, max_chars=LONGEST_NOTE, height=110)
        st.button("Keep this note", key="own-note-add", type="primary", on_click=_add_note,
                  args=(own, leader_id, key))  # fmt: skip
    else:
        st.html(
            '<p class="bp-strip">Notes can be written once everybody in this coaching has accepted the agreement; the page '
            "People shows who has yet to.</p>"
        )
    _undo("note", own.undo_delete_note)
    search = ""
    if own.notes(leader_id):
        search = st.text_input("Find in your notes", key=f"own-note-search-{leader_id}")
    found = own.notes(leader_id, search)
    if not found:
        said = "No note has these words." if search else "None yet. What you want to remember of your work together comes here."  # fmt: skip
        st.html(f'<p class="bp-note">{said}</p>')
    for note in found[: _shown("notes", len(found))]:
        _note(own, note, may_write=until is None)
    _more("notes", len(found))


def _note(own: Practice, note: PracticeNote, *, may_write: bool) -> None:
    changed = f", changed {note.updated_at:%-d %B %Y}" if note.updated_at != note.created_at else ""
    with st.container(key=f"own-note-{note.id}", gap="xsmall"):
        st.html(f'<p class="bp-kind">{note.created_at:%-d %B %Y}{changed}</p>')
        if st.session_state.get("own-note-editing") == note.id:
            key = f"own-note-words-{note.id}"
            drafts.area("Your note", key, note.text, max_chars=LONGEST_NOTE, height=150)
            with st.container(horizontal=True, gap="small"):
                st.button("Save", key=f"own-note-save-{note.id}", type="primary", on_click=_change_note,
                          args=(own, note.id, key))  # fmt: skip
                st.button(
                    "Back", key=f"own-note-back-{note.id}", on_click=_not_changed, args=(key,)
                )
            return
        st.html(f'<div class="bp-practice-note">{paragraphs(note.text)}</div>')
        with st.container(horizontal=True, gap="small"):
            if may_write:
                st.button("Change", key=f"own-note-change-{note.id}", type="tertiary", on_click=_edit,
                          args=(note.id,))  # fmt: skip
            st.button("Delete", key=f"own-note-delete-{note.id}", type="tertiary", on_click=_deleted,
                      args=("note", partial(own.delete_note, note.id), note.id))  # fmt: skip


def _add_note(own: Practice, leader_id: str, key: str) -> None:
    """What was typed stays where it stands unless it could be kept."""
    try:
        masked = own.add_note(leader_id, st.session_state[key])
    except CoachError as error:
        _not_kept(error, key)
        return
    drafts.done(key)
    _say("Kept.", masked)


def _change_note(own: Practice, note_id: str, key: str) -> None:
    try:
        masked = own.change_note(note_id, st.session_state[key])
    except CoachError as error:
        _not_kept(error, key)
        return
    _not_changed(key)
    _say("Changed.", masked)


def _not_changed(key: str) -> None:
    drafts.done(key)
    _edit(None)


def _not_kept(error: CoachError, key: str) -> None:
    """What was typed is shown to be copied, unless the box that it stands in is still there."""
    session.failed(error, None if isinstance(error, BadInput) else st.session_state[key])


def _edit(note_id: str | None) -> None:
    st.session_state["own-note-editing"] = note_id


# --- The brief ----------------------------------------------------------------------------------------


def _brief(own: Practice, leader_id: str) -> None:
    st.html(
        '<h2 class="bp-h2">Before you meet</h2><p class="bp-note">One page with what is shared with you at this moment, word for '
        "word, and nothing that anybody made of it. Preparing it opens all of it, and so does each file: the leader finds "
        "that as a reading on their page “Who sees what”.</p>"
    )
    left, right = st.columns(2, vertical_alignment="bottom")
    since = left.date_input("What is new since", own.last_meeting(leader_id), max_value="today",
                            format="DD/MM/YYYY", key=f"brief-since-{leader_id}",
                            help="The last meeting in your log of hours, unless you choose another day.")  # fmt: skip
    notes = right.toggle("With my own notes", value=True, key=f"brief-notes-{leader_id}")
    zone = str(st.context.timezone or "UTC")
    day = since if isinstance(since, date) else None
    opened = f"brief-open-{leader_id}"
    if st.button("Prepare the brief", key="brief-prepare", icon=":material/article:"):
        st.session_state[opened] = True
        own.prepare(leader_id, day, zone, notes=notes)
    if not st.session_state.get(opened):
        return
    made = own.brief(leader_id, day, zone, notes=notes)
    if made.unopened:
        st.html(
            '<p class="bp-strip" role="status">Something has been shared since. Prepare the brief again to open it.</p>'
        )
    parts = (_as_html(part.kind, part.text) for part in exports.brief_parts(made))
    st.html(f'<article class="bp-brief">{"".join(parts)}</article>')

    def taken(form: Callable[..., bytes | str]) -> Callable[[], bytes | str]:
        return lambda: form(own.prepare(leader_id, day, zone, notes=notes))

    title = f"Brief {made.leader} {made.day:%Y-%m-%d}"
    with st.container(horizontal=True):
        for label, form, ending, kind in (
            ("PDF, one page", exports.brief_pdf, "pdf", "application/pdf"),
            ("Markdown", exports.brief_markdown, "md", "text/markdown"),
        ):
            st.download_button(label, taken(form), exports.file_name(title, ending), kind,
                               on_click="ignore", key=f"brief-{ending}")  # fmt: skip


def _as_html(kind: str, text: str) -> str:
    if kind == "words":
        return f'<div class="bp-practice-note">{paragraphs(text)}</div>'
    return _BRIEF_HTML[kind].format(escape(text))


# --- The log of hours -----------------------------------------------------------------------------------


def hours() -> None:
    """The log of coaching hours."""
    own = mine().practice
    st.html(
        '<h2 class="bp-h2">Your hours</h2><p class="bp-note">A log of your coaching in the form that accreditation asks for: who, '
        "from when to when, alone or in a team, paid or pro bono. Only you see it. Sixty minutes with the client are an "
        "hour, and parts of one count as parts.</p>"
    )
    _said()
    log = own.log()
    _log_meeting(own, log)
    with st.expander("Add a client or a team who is not in the list", icon=":material/person_add:"):
        _new_client(own)
    _undo("client", own.undo_delete_client)
    _undo("meeting", own.undo_delete_hours)
    if log.meetings:
        _sums(log)
        _files(own, log)
    _clients(own, log)
    _meetings(own, log)


def _log_meeting(own: Practice, log: Log) -> None:
    known = {one.client.leader_id for one in log.clients}
    names = {
        f"client {one.client.id}": _named(one.client) for one in log.clients if one.client.name
    }
    names |= {
        f"leader {one.id}": one.name or "Somebody without a name"
        for one in own.coachees()
        if one.id not in known and (one.goes_on or not log.meetings)
    }
    names = distinct(names)
    if not names:
        st.html('<p class="bp-note">Whom you coach here can be chosen at once. Until then, add a client of yours.</p>')  # fmt: skip
        return
    with st.form("log-hours", border=False):
        left, right = st.columns(2)
        left.selectbox("Whom you met", list(names), None, format_func=names.__getitem__,
                       placeholder="A client or a team", key="hours-whom")  # fmt: skip
        right.date_input("On", "today", max_value="today", format="DD/MM/YYYY", key="hours-day")
        left.number_input("Minutes", 1, LONGEST_MEETING, 60, 15, key="hours-minutes")
        right.segmented_control("How", list(_PAID), default=True, required=True,
                                format_func=_PAID.__getitem__, key="hours-paid")  # fmt: skip
        st.form_submit_button("Log it", type="primary", on_click=_logged, args=(own, names))


def _logged(own: Practice, names: Mapping[str, str]) -> None:
    typed = st.session_state
    whom = typed["hours-whom"]
    if whom is None:
        _say("Choose whom you met; nothing was logged.")
        return
    kind, _, found = whom.partition(" ")
    try:
        if kind == "leader":
            name = next((one.name for one in own.coachees() if one.id == found), "")
            found = own.add_client(name or names[whom], leader_id=found).id
        own.add_hours(found, typed["hours-day"], typed["hours-minutes"], paid=typed["hours-paid"])
    except CoachError as error:
        session.failed(error)
        return
    _say(f"Logged: {in_hours(typed['hours-minutes'])} h with {names[whom]}.")
    typed["hours-whom"] = None


def _new_client(own: Practice) -> None:
    with st.form("new-client", border=False):
        _client_fields("new", None)
        st.form_submit_button("Add", on_click=_added, args=(own,))


def _client_fields(key: str, client: LogClient | None) -> None:
    left, right = st.columns(2)
    left.text_input("Name, or initials", client.name if client else "", max_chars=LONGEST_NAME,
                    key=f"client-name-{key}")  # fmt: skip
    right.text_input("How they can be reached, for an audit", client.contact if client else "",
                     max_chars=200, key=f"client-contact-{key}")  # fmt: skip
    left.number_input("How many people", 1, MOST_PEOPLE, client.size if client else 1, key=f"client-size-{key}",
                      help="One is one-to-one; two or more are a team or a group.")  # fmt: skip
    right.date_input("Agreed to be named in the log on", client.consented_on if client else None, max_value="today",
                     format="DD/MM/YYYY", key=f"client-consent-{key}",
                     help="Without their yes they stand in the files by their initials, and how to reach them is left out. "
                     "Some bodies count only clients who are named, or whom their organisation vouches for.")  # fmt: skip


def _typed(key: str) -> dict[str, Any]:
    typed = st.session_state
    return {
        "name": typed[f"client-name-{key}"],
        "contact": typed[f"client-contact-{key}"],
        "size": typed[f"client-size-{key}"],
        "consented_on": typed[f"client-consent-{key}"],
    }


def _added(own: Practice) -> None:
    try:
        client = own.add_client(**_typed("new"))
    except CoachError as error:
        session.failed(error)
        return
    for field, empty in (("name", ""), ("contact", ""), ("size", 1), ("consent", None)):
        st.session_state[f"client-{field}-new"] = empty
    _say(f"{client.name} is in the list.")


def _sums(log: Log) -> None:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in hours_paper.BY_YEAR)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in hours_paper.by_year(log)
    )
    st.html(
        f'<p role="status"><b>{in_hours(log.sums.total)} {"hour" if log.sums.total == 60 else "hours"}</b> with {log.people} {"person" if log.people == 1 else "people"}: '
        f"{in_hours(log.sums.paid)} paid, {in_hours(log.sums.free)} pro bono.</p>"
        f'<div class="bp-scroll"><table class="bp-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _files(own: Practice, log: Log) -> None:
    name = f"coaching-hours-{date.today():%Y-%m-%d}"
    whose = mine().people.my_name()
    with st.container(horizontal=True):
        for label, made, ending, kind in (
            ("PDF", lambda: hours_paper.pdf(own.log(), whose, date.today()), ".pdf", "application/pdf"),
            ("CSV by client", lambda: hours_paper.clients_file(own.log()), "-clients.csv", "text/csv"),
            ("CSV by meeting", lambda: hours_paper.meetings_file(own.log()), "-meetings.csv", "text/csv"),
        ):  # fmt: skip
            st.download_button(label, made, f"{name}{ending}", kind, on_click="ignore", key=f"hours-{label}")  # fmt: skip


def _clients(own: Practice, log: Log) -> None:
    st.html('<h3 class="bp-h2">Clients</h3>')
    if not log.clients:
        st.html('<p class="bp-note">Nobody yet. Log a first meeting, and whom you met stands here.</p>')  # fmt: skip
    for one in log.clients:
        client = one.client
        kind = f"team of {client.size}" if client.size > 1 else "one-to-one"
        span = f"{one.begun:%-d %B %Y} to {one.ended:%-d %B %Y}" if one.begun and one.ended else "no meeting yet"  # fmt: skip
        named = "named with their consent" if client.consented_on else f"in the files as {shown_name(client)}"  # fmt: skip
        about = f"{kind} · {span} · {in_hours(one.sums.total)} h" + (f" · {named}" if client.name else "")  # fmt: skip
        with st.container(
            key=f"client-row-{client.id}", horizontal=True, vertical_alignment="center"
        ):
            st.html(
                f'<div><p class="bp-name" dir="auto">{escape(client.name or ERASED)}</p>'
                f'<p class="bp-note" dir="auto">{escape(about)}</p></div>',
                width="stretch",
            )
            help_ = plain_label(client.name or ERASED)
            if client.name and st.button("Change", key=f"client-change-{client.id}", type="tertiary", help=help_):  # fmt: skip
                _change_client(own, client)
            st.button("Delete", key=f"client-delete-{client.id}", type="tertiary", help=help_, on_click=_deleted,
                      args=("client", partial(own.delete_client, client.id), client.id))  # fmt: skip


@st.dialog("Change this client")
def _change_client(own: Practice, client: LogClient) -> None:
    with st.form("change-client", border=False):
        _client_fields(client.id, client)
        if st.form_submit_button("Save", type="primary"):
            _tried(lambda: own.change_client(client.id, **_typed(client.id)), "Changed.")
            st.rerun()


def _meetings(own: Practice, log: Log) -> None:
    if not log.meetings:
        return
    st.html('<h3 class="bp-h2">Meetings</h3>')
    for one in log.meetings[: _shown("meetings", len(log.meetings))]:
        client = log.client(one.client_id)
        with st.container(
            key=f"meeting-row-{one.id}", horizontal=True, vertical_alignment="center"
        ):
            st.html(
                f'<div><p dir="auto">{one.day:%-d %B %Y}, {escape(_named(client))}</p>'
                f'<p class="bp-note">{in_hours(one.minutes)} h, {_PAID[one.paid].lower()}</p></div>',
                width="stretch",
            )
            help_ = plain_label(f"{one.day:%-d %B %Y}, {_named(client)}")
            if st.button("Change", key=f"meeting-change-{one.id}", type="tertiary", help=help_):
                _change_meeting(own, log, one)
            st.button("Delete", key=f"meeting-delete-{one.id}", type="tertiary", help=help_, on_click=_deleted,
                      args=("meeting", partial(own.delete_hours, one.id), one.id))  # fmt: skip
    _more("meetings", len(log.meetings))


@st.dialog("Change this meeting")
def _change_meeting(own: Practice, log: Log, meeting: LogHours) -> None:
    names = distinct({one.client.id: _named(one.client) for one in log.clients})
    with st.form("change-meeting", border=False):
        whom = st.selectbox("Whom you met", list(names), list(names).index(meeting.client_id),
                            format_func=names.__getitem__)  # fmt: skip
        day = st.date_input("On", meeting.day, max_value="today", format="DD/MM/YYYY")
        minutes = st.number_input("Minutes", 1, LONGEST_MEETING, meeting.minutes, 15)
        paid = st.segmented_control("How", list(_PAID), default=meeting.paid, required=True,
                                    format_func=_PAID.__getitem__)  # fmt: skip
        if st.form_submit_button("Save", type="primary"):
            changed = replace(meeting, client_id=whom, day=day, minutes=minutes, paid=bool(paid))
            _tried(lambda: own.change_hours(changed), "Changed.")
            st.rerun()


def _named(client: LogClient) -> str:
    return client.name or ERASED


# --- For all of them ------------------------------------------------------------------------------------


def _shown(what: str, count: int) -> int:
    return count if st.session_state.get(f"practice-all-{what}") else _AT_FIRST


def _more(what: str, count: int) -> None:
    if count > _shown(what, count):
        st.button(f"Show all {count}", key=f"practice-more-{what}", type="tertiary",
                  on_click=st.session_state.__setitem__, args=(f"practice-all-{what}", True))  # fmt: skip


def _deleted(what: str, does: Callable[[], object], id_: str) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
    else:
        st.session_state["practice-deleted"] = (what, id_)


def _undo(what: str, undo: Callable[[str], object]) -> None:
    """After deleting something of this kind, until another thing is deleted."""
    kind, id_ = st.session_state.get("practice-deleted", ("", ""))
    if kind != what:
        return
    with st.container(key=f"practice-undo-{what}", horizontal=True, vertical_alignment="center"):
        with_ = " with its hours" if what == "client" else ""
        st.html(
            f'<p class="bp-note" role="status">The {what} is deleted{with_}. It is erased for good in ten minutes.</p>'
        )
        st.button("Undo", key=f"practice-bring-back-{what}", type="tertiary", on_click=_bring_back,
                  args=(undo, id_))  # fmt: skip


def _bring_back(undo: Callable[[str], object], id_: str) -> None:
    st.session_state.pop("practice-deleted", None)
    _tried(lambda: undo(id_), "It is back.")


def _tried(does: Callable[[], object], said: str) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
    else:
        _say(said)


def _say(words: str, masked: tuple[str, ...] = ()) -> None:
    taken = f" What looked like a {' or a '.join(masked)} was taken out before." if masked else ""
    st.session_state["practice-said"] = words + taken


def _said() -> None:
    """What came of the last press, once."""
    session.show_failure()
    words = st.session_state.pop("practice-said", None)
    if words:
        st.html(f'<p class="bp-strip" role="status" dir="auto">{escape(words)}</p>')
