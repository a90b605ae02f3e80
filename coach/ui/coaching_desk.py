"""The coach's desk: the leaders one works with, what they were given, and where that stands as far as they show it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from typing import TypeVar

import streamlit as st

from coach.assigning import STATES, Batch, Due, Overview
from coach.errors import CoachError
from coach.practice import Coachee
from coach.store.records import Coached, Group, HandedOut, Seen
from coach.ui import check, exercise_authoring, giving, practice_papers, received, session
from coach.ui.html import paragraphs, plain_label, shortened
from coach.ui.shared import mine

_T = TypeVar("_T")
_PEOPLE, _GIVEN, _GROUPS, _HOURS = "People", "Assigned", "Groups", "Hours"
_ON_A_PAGE = 20
_BADGES: Mapping[Seen, str] = {"under-way": "bp-open", "finished": "bp-done"}
_WAITS: Mapping[str, str] = {
    "new": "Something new to read",
    "agreement": "The agreement",
    "nothing": "Nothing assigned yet",
    "with-them": "Something with them",
    "under-way": "Something under way, as they show",
    "finished": "Something finished, as they show",
    "declined": "Something they said no to",
    "soon": "Something due in the next 7 days",
    "over": "Something overdue",
}
_DUE: Mapping[Due, str] = {"soon": "due in the next 7 days", "over": "overdue"}
_DUE_BADGES: Mapping[Due, str] = {"soon": "", "over": "bp-asks"}
_NEUTRAL = (
    "“With them” says nothing about whether it was begun. Each leader decides, each time, whether you see "
    "how far they are."
)
_PAST = "“Overdue” says that the day you set has passed, and nothing about whether it was done."


def page() -> None:
    st.html('<h1 class="bp-h1">Coach’s desk</h1>')
    own = mine().assigning
    if not own.coaches:
        st.html('<p class="bp-strip">This page is for those who coach somebody here.</p>')
        return
    wanted = st.query_params.get("p")
    ended = [one for one in mine().practice.coachees() if not one.goes_on]
    before = next((one for one in ended if one.id == wanted), None)
    if before is not None:
        _earlier(before)
        return
    if wanted is not None:
        try:
            leader, given = own.of_leader(wanted)
        except CoachError as error:
            _leave()
            session.failed(error)
        else:
            _leader(leader, given)
            return
    overview = own.overview()
    st.html(
        '<p class="bp-lead">Whom you work with, and what you gave them to do. What they write is not here, unless '
        "they share it with you.</p>"
    )
    _said()
    if not overview.people and not ended:
        st.html(
            '<p class="bp-strip">The leaders you coach will stand here. An owner of the workspace begins a coaching, or '
            "you let somebody in yourself, both on the page People.</p>"
        )
        _write()
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="desk-top"):
        view = st.segmented_control(
            "View", [_PEOPLE, _GIVEN, _GROUPS, _HOURS], default=_PEOPLE, key="desk-view", label_visibility="collapsed",
            required=True,
        )  # fmt: skip
        if st.button(
            "Assign an exercise", type="primary", icon=":material/add:", key="desk-assign"
        ):
            giving.dialog(overview.people, overview.groups, ())
        _write()
    draw: dict[str, Callable[[Overview], None]] = {
        _PEOPLE: _people, _GIVEN: _given, _GROUPS: _groups, _HOURS: lambda _: practice_papers.hours()
    }  # fmt: skip
    draw[view or _PEOPLE](overview)
    if view == _PEOPLE and ended:
        st.html('<h2 class="bp-h2">You worked together before</h2>')
        for one in ended:
            st.button(plain_label(one.name, 80) or "Somebody without a name", key=f"before-{one.id}", type="tertiary",
                      on_click=_open, args=(one.id,))  # fmt: skip


def _write() -> None:
    st.button("Write an exercise", icon=":material/edit_note:", key="desk-write",
              on_click=exercise_authoring.come_from, args=("desk",))  # fmt: skip


def _said() -> None:
    """What went wrong, what was done, and the way back."""
    giving.show_failure()
    session.show_failure()
    note = st.session_state.pop("desk-note", None)
    if note:
        st.html(f'<p class="bp-strip" role="status" dir="auto">{escape(note)}</p>')
    undo = st.session_state.get("desk-undo")
    if undo is None:
        return
    what, words, ids = undo
    with st.container(key="undo", gap=None):
        st.html(
            f'<p class="bp-note" role="status">{escape(words)} It can be undone for ten minutes.</p>'
        )
        st.button("Undo", key="desk-undo-it", type="tertiary", on_click=_undo, args=(what, ids))


def _undo(what: str, ids: tuple[str, ...]) -> None:
    own = mine().assigning
    st.session_state["desk-undo"] = None
    _tried(
        lambda: own.undo_take_back(ids) if what == "given" else own.undo_delete_group(ids[0]),
        "It is back.",
    )


# --- People -------------------------------------------------------------------------------------------


def _people(overview: Overview) -> None:
    left, middle, right = st.columns(3)
    name = left.text_input("Name", key="desk-name", placeholder="Part of a name")
    groups = {one.id: one for one in overview.groups}
    labels = giving.in_short({one.id: one.name for one in overview.groups})
    group = middle.selectbox(
        "Group", list(groups), None, format_func=labels.__getitem__, placeholder="Everybody" if groups else "No groups yet",
        key="desk-group",
    )  # fmt: skip
    waits = right.selectbox(
        "What there is", list(_WAITS), None, format_func=_WAITS.__getitem__, placeholder="Anything", key="desk-waits"
    )  # fmt: skip
    found = [
        one
        for one in overview.people
        if name.strip().casefold() in one.name.casefold()
        and (group is None or one.id in groups[group].leaders)
        and (waits is None or _is(waits, one, overview))
    ]
    if not found:
        st.html('<p class="bp-strip">Nobody is all of that. Leave one of the choices open.</p>')
        return
    _neutral(past=any(overview.due_by_leader[one.id]["over"] for one in found))
    with st.container(key="desk-people", gap=None):
        for one in _paged(found, "people"):
            _person(one, overview.by_leader[one.id], overview.due_by_leader[one.id])


def _neutral(*, past: bool) -> None:
    st.html(f'<p class="bp-note">{_NEUTRAL}{f" {_PAST}" if past else ""}</p>')


def _is(what: str, one: Coached, overview: Overview) -> bool:
    if what == "new":
        return one.unread > 0
    if what == "agreement":
        return not one.agreed
    counts = overview.by_leader[one.id]
    if what == "nothing":
        return not counts
    dues = overview.due_by_leader[one.id]
    return any(seen == what for seen in +counts) or any(how == what for how in dues)


def _person(one: Coached, counts: Counter[Seen], dues: Counter[Due]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"led-{one.id}"):
        waits = "" if one.agreed else '<span class="bp-badge bp-asks">the agreement waits</span>'
        new = (
            f'<span class="bp-badge bp-asks">{one.unread} new to read</span>' if one.unread else ""
        )
        st.html(
            f'<div class="bp-led"><p class="bp-name"><bdi>{escape(called(one))}</bdi></p><p>{new}{waits}{_counts(counts)}'
            f"{_dues(dues)}</p></div>",
            width="stretch",
        )
        st.button("Open", key=f"open-{one.id}", type="tertiary", help=plain_label(called(one)),
                  on_click=_open, args=(one.id,))  # fmt: skip


def _counts(counts: Counter[Seen]) -> str:
    """How much stands how; the same words for everybody."""
    if not counts:
        return '<span class="bp-note">nothing assigned yet</span>'
    return "".join(
        _badge(seen, f"{counts[seen]} {STATES[seen]}") for seen in STATES if counts[seen]
    )


def _dues(dues: Counter[Due]) -> str:
    return "".join(
        f'<span class="bp-badge {_DUE_BADGES[how]}">{dues[how]} {words}</span>'
        for how, words in _DUE.items()
        if dues[how]
    )


def _badge(seen: Seen, words: str) -> str:
    return f'<span class="bp-badge {_BADGES.get(seen, "")}">{words}</span>'


def _paged(found: Sequence[_T], name: str) -> Sequence[_T]:
    """The part of it that is on the page, and the ways to the others."""
    pages = -(-len(found) // _ON_A_PAGE)
    if pages < 2:
        return found
    key = f"desk-page-{name}"
    at = min(int(st.session_state.get(key, 0)), pages - 1)
    first = at * _ON_A_PAGE
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"desk-paging-{name}"
    ):
        st.button("Earlier", key=f"{key}-back", type="tertiary", disabled=at == 0, icon=":material/chevron_left:",
                  on_click=st.session_state.__setitem__, args=(key, at - 1))  # fmt: skip
        last = min(first + _ON_A_PAGE, len(found))
        st.html(f'<p class="bp-note">{first + 1} to {last} of {len(found)}</p>', width="content")
        st.button("Further", key=f"{key}-on", type="tertiary", disabled=at == pages - 1,
                  icon=":material/chevron_right:", icon_position="right",
                  on_click=st.session_state.__setitem__, args=(key, at + 1))  # fmt: skip
    return found[first : first + _ON_A_PAGE]


def _open(leader_id: str) -> None:
    st.query_params["p"] = leader_id


def _leave() -> None:
    st.query_params.pop("p", None)


# --- What was assigned ----------------------------------------------------------------------------------


def _given(overview: Overview) -> None:
    if not overview.batches:
        st.html(
            '<p class="bp-strip">Nothing yet. What you assign stands here, with how many have it, said no, or show you '
            "that they are under way.</p>"
        )
        return
    labels = {how: words.capitalize() for how, words in _DUE.items()}
    wanted: Due | None = st.selectbox(
        "When it is due", list(labels), None, format_func=labels.__getitem__, placeholder="At any time", key="desk-due"
    )  # fmt: skip
    all_of_them = [(batch, batch.due(overview.now)) for batch in overview.batches]
    found = [(batch, dues) for batch, dues in all_of_them if wanted is None or dues[wanted]]
    if not found:
        st.html(f'<p class="bp-strip">Nothing is {_DUE[wanted]}.</p>' if wanted else "")
        return
    _neutral(past=any(dues["over"] for _, dues in found))
    some = _paged(found, "given")
    titles = mine().assigning.titles((b.exercise_id, b.digest) for b, _ in some)
    people = {one.id: one for one in overview.people}
    with st.container(key="desk-given", gap=None):
        for batch, dues in some:
            _batch(batch, dues, titles[batch.exercise_id], people)


def _batch(batch: Batch, dues: Counter[Due], title: str, people: Mapping[str, Coached]) -> None:
    to = batch.to
    whom = called(people[to[0].leader_id]) if len(to) == 1 else f"{len(to)} people"
    which = f" · part {batch.place + 1} of a sequence" if batch.place else ""
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"batch-{batch.id}-{batch.place}"
    ):
        st.html(
            f'<div class="bp-led"><p class="bp-name">{escape(title)}</p><p class="bp-note">To '
            f"<bdi>{escape(shortened(whom, 60))}</bdi>, {batch.given_at:%-d %B %Y}{which}</p><p>{_counts(batch.counts)}{_dues(dues)}</p></div>",
            width="stretch",
        )
        if st.button(
            "Who", key=f"who-{batch.id}-{batch.place}", type="tertiary", help=plain_label(title)
        ):
            _who(batch, title, people)


@st.dialog("Who has it")
def _who(batch: Batch, title: str, people: Mapping[str, Coached]) -> None:
    rows = "".join(
        f"<li><bdi>{escape(called(people[one.leader_id]))}</bdi> "
        f"{_badge(one.seen, STATES[one.seen])}</li>"
        for one in sorted(batch.to, key=lambda one: called(people[one.leader_id]).casefold())
    )
    st.html(f'<p class="bp-what">{escape(title)}</p><ul class="bp-who">{rows}</ul>')
    st.html(
        '<p class="bp-note">Taken back, it is no longer offered to anybody. Whoever has begun goes on with it for '
        "themselves.</p>"
    )
    if st.button(
        "Take it back from everybody", key="take-all-back", type="tertiary",
        on_click=_take_back, args=([one.id for one in batch.to],),
    ):  # fmt: skip
        st.rerun()


def _take_back(ids: Collection[str]) -> None:
    def take() -> None:
        mine().assigning.take_back(ids)
        st.session_state["desk-undo"] = ("given", "It is taken back.", tuple(ids))

    _tried(take)


# --- Groups -------------------------------------------------------------------------------------------


def _groups(overview: Overview) -> None:
    names = giving.names_of(overview.people)
    st.html(
        '<p class="bp-note">Groups are yours: nobody else sees that there is one, or who is in it.</p>'
    )
    with st.form("new-group", border=False):
        left, right = st.columns([2, 3])
        left.text_input("A new group’s name", max_chars=80, key="new-group-name")
        right.multiselect("Who is in it", list(names), format_func=names.__getitem__, placeholder="People",
                          key="new-group-leaders")  # fmt: skip
        st.form_submit_button("Make the group", on_click=_made_group)
    with st.container(key="desk-groups", gap=None):
        for group in overview.groups:
            _group(group, names)


def _made_group() -> None:
    """What was typed stays unless the group could be made."""
    typed = st.session_state

    def make() -> None:
        mine().assigning.save_group(None, typed["new-group-name"], typed["new-group-leaders"])
        typed["new-group-name"], typed["new-group-leaders"] = "", []

    _tried(make, "The group is there.")


def _group(group: Group, names: Mapping[str, str]) -> None:
    inside = [names[i] for i in names if i in group.leaders]
    with st.container(horizontal=True, vertical_alignment="center", key=f"grouped-{group.id}"):
        st.html(
            f'<div class="bp-led"><p class="bp-name"><bdi>{escape(group.name)}</bdi></p>'
            f'<p class="bp-note">{", ".join(f"<bdi>{escape(name)}</bdi>" for name in inside) or "Nobody, so far"}</p></div>',
            width="stretch",
        )
        about = plain_label(group.name)
        if st.button("Change", key=f"change-{group.id}", type="tertiary", help=about):
            _change_group(group, names)
        st.button("Delete", key=f"delete-{group.id}", type="tertiary", help=about,
                  on_click=_delete_group, args=(group.id,))  # fmt: skip


@st.dialog("Change the group")
def _change_group(group: Group, names: Mapping[str, str]) -> None:
    st.text_input("Name", group.name, max_chars=80, key=f"group-name-{group.id}")
    st.multiselect(
        "Who is in it", list(names), [i for i in names if i in group.leaders], format_func=names.__getitem__,
        key=f"group-leaders-{group.id}",
    )  # fmt: skip
    if st.button("Save", type="primary", key="group-save", on_click=_saved_group, args=(group.id,)):
        st.rerun()


def _saved_group(group_id: str) -> None:
    typed = st.session_state
    _tried(
        lambda: mine().assigning.save_group(
            group_id, typed[f"group-name-{group_id}"], typed[f"group-leaders-{group_id}"]
        ),
        "Saved.",
    )


def _delete_group(group_id: str) -> None:
    def delete() -> None:
        mine().assigning.delete_group(group_id)
        st.session_state["desk-undo"] = ("group", "The group is deleted.", (group_id,))

    _tried(delete)


# --- One leader -----------------------------------------------------------------------------------------


def _leader(leader: Coached, given: list[HandedOut]) -> None:
    # Opened from far down the list, its page begins at its beginning.
    st.html(check.TO_THE_TOP.format(f"led-{leader.id}"), unsafe_allow_javascript=True)
    _back()
    st.html(
        f'<h2 class="bp-h1"><bdi>{escape(called(leader))}</bdi></h2>'
        f'<p class="bp-note">You have worked together since {leader.since:%-d %B %Y}.</p>'
    )
    _said()
    if not leader.agreed:
        st.html(
            '<p class="bp-strip">Nothing can be assigned before everybody in this coaching has accepted the agreement '
            "as it is now. It stands on the page People.</p>"
        )
    elif st.button("Assign an exercise", type="primary", icon=":material/add:", key="desk-assign"):
        giving.dialog((leader,), (), (leader.id,))
    st.html('<h2 class="bp-h2">What you assigned</h2>')
    if not given:
        st.html('<p class="bp-note">Nothing, so far.</p>')
    else:
        st.html(f'<p class="bp-note">{_NEUTRAL}</p>')
    titles = mine().assigning.titles((one.exercise_id, one.digest) for one in given)
    batches = [list(some) for _, some in groupby(given, key=lambda one: one.batch_id)]
    with st.container(key="desk-leader", gap=None):
        for some in _paged(batches, f"of-{leader.id}"):
            _of_one_giving(some, titles)
    received.draw(leader.id)
    practice_papers.draw(leader.id)


def _earlier(leader: Coachee) -> None:
    """Somebody whose coaching has ended: what the coach keeps of it, for as long as that may be."""
    _back()
    st.html(
        f'<h2 class="bp-h1"><bdi>{escape(shortened(leader.name, 80))}</bdi></h2><p class="bp-note">This coaching has '
        "ended: nothing can be assigned, and nothing of theirs is open to you any more.</p>"
    )
    practice_papers.draw(leader.id)


def _back() -> None:
    st.button("Everybody", icon=":material/arrow_back:", key="desk-back", type="tertiary", on_click=_leave)  # fmt: skip


def _of_one_giving(some: Sequence[HandedOut], titles: Mapping[str, str]) -> None:
    first = some[0]
    note = f"<blockquote>{paragraphs(first.note)}</blockquote>" if first.note else ""
    with st.container(key=f"gave-{first.id}", gap=None):
        st.html(f'<p class="bp-note">{first.created_at:%-d %B %Y}</p>{note}')
        for one in some:
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"gave-one-{one.id}"
            ):
                st.html(_about(one, titles[one.exercise_id]), width="stretch")
                st.button("Take back", key=f"back-{one.id}", type="tertiary", help=plain_label(titles[one.exercise_id]),
                          on_click=_take_back, args=([one.id],))  # fmt: skip


def _about(one: HandedOut, title: str) -> str:
    told: Iterable[str] = (
        f"It comes on {one.offer_at:%-d %B %Y}." if one.seen == "waits" and one.offer_at else "",
        f"By {datetime.fromisoformat(one.local_due):%A %-d %B, %H:%M} ({escape(one.zone or 'UTC')})." if one.local_due else "",
        f"Its conversation is {escape(one.goal)}." if one.goal else "",
        f"It keeps to this: {escape(one.keeps_to)}" if one.keeps_to else "",
    )  # fmt: skip
    word = f'<p>They wrote: <q dir="auto">{escape(one.word)}</q></p>' if one.word else ""
    return (
        f'<div class="bp-led"><p class="bp-name">{escape(title)} {_badge(one.seen, STATES[one.seen])}</p>'
        f'<p class="bp-note" dir="auto">{" ".join(t for t in told if t)}</p>{word}</div>'
    )


def called(one: Coached) -> str:
    """A leader's name; oneself, where one tries both roles alone."""
    if name := shortened(one.name, 80):
        return name
    return "Yourself" if one.id == mine().actor.person_id else "Somebody without a name"


def _tried(does: Callable[[], object], said: str = "") -> None:
    """Do it and say so, or say why not."""
    try:
        does()
    except CoachError as error:
        session.failed(error)
    else:
        st.session_state["desk-note"] = said
