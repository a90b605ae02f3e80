"""The leader's brand: the way to it, the sentence, what is wanted beside what was seen, and small proofs."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import streamlit as st

from coach import exports
from coach.brand import MOST_OF_A_STATEMENT, BrandView, Seen, Stands, Stop
from coach.errors import CoachError
from coach.knowledge import Contact
from coach.store.records import BrandEntry
from coach.ui import session, transcript
from coach.ui.check import changed
from coach.ui.html import paragraphs, plain_label
from coach.ui.panel import commitment_line
from coach.ui.shared import mine

_STATE = {"open": "open", "kept": "kept", "changed": "changed", "dropped": "let go"}
_BUTTON: dict[Stands, str] = {
    "open": "Begin", "begun": "Go on", "done": "Go there again", "later": "After the sentence"
}  # fmt: skip
_NOTE: dict[Stands, str] = {
    "open": "", "begun": "Begun, and left where you left it", "done": "You’ve been there", "later": ""
}  # fmt: skip
_FIELDS = {
    "text": "The sentence", "words": "The words", "value": "What mattered in it", "told": "What happened",
    "looks": "What it looked like", "who": "Who", "moment": "The moment", "sight": "What one would see",
    "rests-on": "What it rests on", "differs": "Where it differs",
}  # fmt: skip
_DID = {"did": "What they do", "gap": "Where it differs", "surprise": "Read as somebody else’s"}
_VIEWS = {
    "strength": "On something that works", "habit": "On a habit", "near": "Closest to it",
    "far": "Furthest from it", "view": "Side by side",
}  # fmt: skip
_SIGHTED = {"seen": "Where it showed", "tried": "The proof", "missed": "Where it didn’t"}


def page() -> None:
    st.html(
        '<h1 class="bp-h1">Your brand</h1><p class="bp-lead">Not a logo: what people have come to '
        "expect when they hear that you’re on your way. It’s found in things that happened, one "
        "conversation at a time, and said in your words and no others.</p>"
    )
    session.show_failure()
    _people()
    _undo()
    view = mine().brand.view()
    if view.statements:
        _signature(view.statements)
    _track(view)
    if not view.empty:
        _beside(view)
        _stories(view.stories)
        _proofs(view)
        _since(view.sightings)
        _in_talks(view)
        _take_along(view)
    _dialogs(view)


# --- The sentence -----------------------------------------------------------------------------------


def _signature(statements: Sequence[BrandEntry]) -> None:
    *earlier, now = statements
    with st.container(key="signature", gap="small"):
        st.html(
            f'<figure class="bp-brand-signed"><blockquote dir="auto">{escape(now.content["text"])}</blockquote>'
            f"<figcaption>{_from(now)}</figcaption></figure>"
        )
        with st.container(horizontal=True, gap="small"):
            st.button("Write the next version", key="write", on_click=_ask, args=("write", None))
            _menu(now)
    if earlier:
        count = len(earlier)
        title = f"The {count} versions before it" if count > 1 else "The version before it"
        with st.container(key="brand-versions"), st.expander(title):
            for before, after in zip(reversed(earlier), reversed(statements[1:]), strict=True):
                _changed(before, after)


def _changed(before: BrandEntry, after: BrandEntry) -> None:
    old, new = changed(before.content["text"], after.content["text"])
    left, right, menu = st.columns([10, 10, 2])
    left.html(
        f'<p class="bp-note">{_from(before)}</p><div class="bp-checked" dir="auto">{old}</div>'
    )
    right.html(
        f'<p class="bp-note">{_from(after)}</p><div class="bp-checked" dir="auto">{new}</div>'
    )
    with menu:
        _menu(before)


# --- The track --------------------------------------------------------------------------------------


def _track(view: BrandView) -> None:
    following = view.following
    st.html(
        '<h2 class="bp-h2">The way there</h2><p class="bp-note">Seven conversations of ten minutes or so. They '
        "build on each other, but you can begin where you like, stop in the middle and leave any of them "
        "out.</p>"
    )
    if st.session_state.get("unkept-chosen"):
        st.html(
            '<p class="bp-strip" role="note">You’ve chosen not to keep the next conversation. Nothing of it '
            "will come to this page.</p>"
        )
    with st.container(key="brand-stops", gap=None):
        for stop in view.stops:
            _stop(stop, following is not None and stop.station.id == following.station.id)
    if following is not None:
        _to_read(following.station.passages)


def _to_read(passages: Sequence[str]) -> None:
    """What the library holds on the stop that is next."""
    known = mine().library.passages()
    for passage in (known[id_] for id_ in passages if id_ in known):
        with st.expander(plain_label(f"From the library: {passage.title}", 80)):
            st.html(transcript.passage_body(passage))


def _stop(stop: Stop, following: bool) -> None:
    station, note = stop.station, _NOTE[stop.stands]
    state = "next" if following and stop.stands != "begun" else stop.stands
    minutes = f"about {station.minutes} minutes"
    with st.container(
        key=f"stop-{state}-{station.id}", horizontal=True, vertical_alignment="center"
    ):
        st.html(
            f'<div class="bp-brand-stop bp-brand-stop-{state}"><i aria-hidden="true">{station.number}</i><div>'
            f"<h3>{escape(station.title)}</h3><p>{escape(station.about)}</p>"
            f'<p class="bp-note">{escape(note or minutes)}</p></div></div>'
        )
        st.button(
            _BUTTON[stop.stands],
            key=f"stop-{station.id}-go",
            help=f"{_BUTTON[stop.stands]}: {station.title}",
            type="primary" if following else "secondary" if stop.stands != "done" else "tertiary",
            disabled=stop.stands == "later",
            on_click=_go,
            args=(stop,),
        )


def _go(stop: Stop) -> None:
    if stop.stands != "begun" or stop.conversation_id is None:
        session.enter("brand", stop.station.id)
        return
    try:
        mine().brand.go_on(stop.conversation_id)
        session.open_conversation(stop.conversation_id)
    except CoachError as error:
        session.failed(error)


# --- Wanted, heard, noticed ---------------------------------------------------------------------------


def _beside(view: BrandView) -> None:
    st.html('<h2 class="bp-h2">Wanted, heard, noticed</h2>')
    left, middle, right = st.columns(3)
    with left, st.container(key="brand-wanted", gap="small"):
        _column(
            "Words you want",
            view.wanted,
            "What you’d be glad to overhear goes here, with who should say it.",
        )
    with middle, st.container(key="brand-heard", gap="small"):
        _column(
            "What you’ve heard and seen",
            view.heard,
            "Things people really said to you, or did. No guesses.",
        )
    with right, st.container(key="brand-seen", gap="small"):
        st.html('<h3 class="bp-brand-column">Noticed in your talks</h3>')
        if not view.seen:
            st.html(
                '<p class="bp-note">Habits to which you said “that’s me”, and what works already, will '
                "stand here with your words for them.</p>"
            )
        for seen in view.seen:
            _noticed(seen)
    if view.views:
        st.html('<h3 class="bp-brand-column">What you make of it</h3>')
        with st.container(key="brand-views", gap="small"):
            for entry in view.views:
                _card(_VIEWS.get(entry.part or "", ""), entry.content.get("words", ""), entry)


def _column(title: str, entries: Sequence[BrandEntry], empty: str) -> None:
    st.html(f'<h3 class="bp-brand-column">{title}</h3>')
    if not entries:
        st.html(f'<p class="bp-note">{empty}</p>')
    for entry in entries:
        said = entry.content
        lead = _DID.get(entry.part or "", "")
        words = said.get("rests-on") or said.get("words") or said.get("differs") or ""
        reading = (
            f"Your reading of it: {said['words']}" if "rests-on" in said and "words" in said else ""
        )
        notes = [said.get("who"), said.get("moment"), said.get("sight"), reading]
        _card(lead, words, entry, [note for note in notes if note])


def _card(lead: str, words: str, entry: BrandEntry, notes: Sequence[str] = ()) -> None:
    """Something they said, with what belongs to it and what can be done with it."""
    below = "".join(f'<p class="bp-note" dir="auto">{escape(note)}</p>' for note in notes)
    kind = f'<p class="bp-kind">{escape(lead)}</p>' if lead else ""
    said = f'<div class="bp-brand-quoted">{paragraphs(words)}</div>' if words else ""
    with st.container(
        key=f"brand-entry-{entry.id}", horizontal=True, gap="small", vertical_alignment="top"
    ):
        st.html(f'<div class="bp-brand-entry">{kind}{said}{below}</div>')
        _menu(entry)


def _noticed(seen: Seen) -> None:
    strength = seen.noticing.kind == "strength"
    label = "Something that works" if strength else "A habit you said is yours"
    with st.container(
        key=f"brand-entry-{seen.noticing.id}",
        horizontal=True,
        gap="small",
        vertical_alignment="top",
    ):
        st.html(
            f'<div class="bp-brand-entry bp-brand-{"strong" if strength else "habitual"}"><p class="bp-kind">{label}</p>'
            f'<p class="bp-brand-name">{escape(seen.name)}</p>'
            f'<p class="bp-note" dir="auto">“{escape(seen.noticing.evidence)}”</p></div>'
        )
        actions = ["Where you said it", *(["Not me"] if strength else [])]
        chosen = st.menu_button("⋯", actions, key=f"menu-{seen.noticing.id}", type="tertiary",
                                help=plain_label(seen.name))  # fmt: skip
    if chosen == "Not me":
        try:
            mine().brand.not_mine(seen.noticing.id)
        except CoachError as error:
            session.failed(error)
        st.rerun()
    elif chosen:
        session.open_conversation(seen.noticing.conversation_id)
        st.rerun()


# --- Stories, proofs, since -----------------------------------------------------------------------------


def _stories(stories: Sequence[BrandEntry]) -> None:
    if not stories:
        return
    st.html('<h2 class="bp-h2">Stories, and what was under them</h2>')
    with st.container(key="brand-stories"):
        for story in stories:
            said = story.content
            looks = said.get("looks")
            beneath = f'<p class="bp-brand-looks" dir="auto">{escape(looks)}</p>' if looks else ""
            value = said.get("value")
            head = f'<p class="bp-brand-value" dir="auto">{escape(value)}</p>' if value else ""
            with st.container(key=f"brand-story-{story.id}", gap="small"):
                st.html(
                    f'<div class="bp-brand-story">{head}{beneath}'
                    f'<div class="bp-brand-told">{paragraphs(said.get("told", ""))}</div></div>'
                )
                _menu(story)


def _proofs(view: BrandView) -> None:
    if not view.statements:
        return
    st.html('<h2 class="bp-h2">Small proofs</h2>')
    if not view.proofs:
        st.html(
            '<p class="bp-note">Small things by which somebody could tell that the sentence is true. When you’ve '
            "decided on one, it stands here with its state.</p>"
        )
        return
    for proof in view.proofs:
        status, of = proof.commitment.status, proof.entry.content.get("of")
        piece = f'<p class="bp-note" dir="auto">A proof of “{escape(of)}”</p>' if of else ""
        went = proof.commitment.reflection
        how = f'<blockquote dir="auto">{escape(went)}</blockquote>' if went else ""
        with st.container(
            key=f"brand-entry-{proof.entry.id}",
            horizontal=True,
            gap="small",
            vertical_alignment="top",
        ):
            st.html(
                f'<div class="bp-commitment bp-brand-entry"><p class="bp-badge bp-{status}">{_STATE[status]}</p>'
                f'<p class="bp-what">{commitment_line(proof.commitment)}</p>{piece}{how}</div>'
            )
            _menu(proof.entry)
    st.button("How did they go?", key="to-commitments", on_click=_to_commitments)


def _to_commitments() -> None:
    st.session_state["go"] = ("commitments", None)


def _since(sightings: Sequence[BrandEntry]) -> None:
    if not sightings:
        return
    st.html('<h2 class="bp-h2">Seen since</h2>')
    with st.container(key="brand-since", gap="small"):
        for entry in sightings:
            said = entry.content
            lead = f"{_SIGHTED.get(entry.part or '', '')}, {_day(entry.created_at)}".strip(", ")
            _card(lead, said.get("words", ""), entry, [said["who"]] if said.get("who") else [])


# --- What can be done with it -----------------------------------------------------------------------------


def _in_talks(view: BrandView) -> None:
    st.html('<h2 class="bp-h2">In other conversations</h2>')
    st.toggle(
        "Talks may come back to my sentence",
        view.allowed,
        key="brand-allowed",
        on_change=_allow,
    )
    st.html(
        '<p class="bp-note">If you allow it, an ordinary talk may hold what you decide beside your sentence, or '
        "beside what mattered in a story: once a talk at most, and from the next one on. Otherwise nothing on this page "
        "is used anywhere but here.</p>"
    )


def _allow() -> None:
    try:
        mine().brand.allow_in_talks(bool(st.session_state["brand-allowed"]))
    except CoachError as error:
        session.failed(error)


def _take_along(view: BrandView) -> None:
    zone = st.context.timezone or "UTC"
    st.html(
        '<h2 class="bp-h2">Take it along</h2><p class="bp-note">All of this page in one file. It’s also in the '
        "export on “Your words”, and goes when you erase everything there. What came from a conversation goes with "
        "that conversation.</p>"
    )
    with st.container(horizontal=True):
        st.download_button(
            "Markdown", lambda: exports.brand_markdown(view, zone=zone),
            exports.file_name(exports.BRAND, "md"), "text/markdown", key="brand-md", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "PDF", lambda: exports.brand_pdf(view, zone=zone),
            exports.file_name(exports.BRAND, "pdf"), "application/pdf", key="brand-pdf", on_click="ignore",
        )  # fmt: skip


def _menu(entry: BrandEntry) -> None:
    editable = entry.kind not in {"proof", "statement"}
    actions = [
        *(["Edit"] if editable else []),
        *(["Where you said it"] if entry.conversation_id else []),
        "Take out",
    ]
    words = " ".join(entry.content.values())
    chosen = st.menu_button("⋯", actions, key=f"menu-{entry.id}", type="tertiary",
                            help=plain_label(words, 40))  # fmt: skip
    if not chosen:
        return
    if chosen == "Edit":
        _ask("edit", entry)
        return
    try:
        if chosen == "Take out":
            mine().brand.take_out(entry.id)
            st.session_state["brand-out"] = entry.id
        elif entry.conversation_id:
            session.open_conversation(entry.conversation_id)
    except CoachError as error:
        session.failed(error)
    st.rerun()


def _undo() -> None:
    """After something was taken out, until the next one is or the ten minutes are over."""
    out = st.session_state.get("brand-out")
    if out is None:
        return
    with st.container(key="undo-brand", horizontal=True, vertical_alignment="center"):
        st.html(
            '<p class="bp-note" role="status">Taken out. It is erased for good in ten minutes.</p>'
        )
        st.button("Undo", key="undo-entry", type="tertiary", on_click=_bring_back, args=(out,))


def _bring_back(entry_id: str) -> None:
    st.session_state["brand-out"] = None
    try:
        mine().brand.bring_back(entry_id)
    except CoachError as error:
        session.failed(error)


def _ask(what: str, entry: BrandEntry | None) -> None:
    st.session_state["brand-dialog"] = (what, entry)


def _dialogs(view: BrandView) -> None:
    wanted = st.session_state.pop("brand-dialog", None)
    if wanted is None:
        return
    what, entry = wanted
    if what == "edit":
        _edit(entry)
    else:
        _write(view.statements[-1].content["text"] if view.statements else "")


@st.dialog("The next version")
def _write(before: str) -> None:
    with st.form("write-statement", border=False):
        st.text_area(
            "Your sentence", before, key="statement", height=120, max_chars=MOST_OF_A_STATEMENT
        )
        if st.form_submit_button("Keep this version", type="primary", on_click=_written):
            st.rerun()


def _written() -> None:
    try:
        _told(mine().brand.write_statement(st.session_state["statement"]))
    except CoachError as error:
        session.failed(error, st.session_state["statement"])


@st.dialog("In other words")
def _edit(entry: BrandEntry) -> None:
    fields = [field for field in _FIELDS if field in entry.content]
    with st.form("edit-entry", border=False):
        for field in fields:
            st.text_area(_FIELDS[field], entry.content[field], key=f"edit-{field}", height=100)
        if st.form_submit_button("Save", type="primary", on_click=_edited, args=(entry, fields)):
            st.rerun()


def _edited(entry: BrandEntry, fields: Sequence[str]) -> None:
    said = {field: st.session_state[f"edit-{field}"] for field in fields}
    try:
        _told(mine().brand.change(entry, said))
    except CoachError as error:
        session.failed(error, "\n\n".join(said.values()))


def _told(ways: tuple[Contact, ...]) -> None:
    st.session_state["brand-people"] = ways


def _people() -> None:
    """After words that told of danger: they were not kept, and there are people to reach."""
    ways = st.session_state.pop("brand-people", ())
    if ways:
        st.html(
            '<p class="bp-strip bp-bad" role="alert">What you wrote may be about somebody’s life or safety, yours '
            "or another’s. It was not kept here. This is a program, and nobody is watching. Please talk "
            "to a person now.</p>" + transcript.contacts_panel(ways)
        )


def _from(entry: BrandEntry) -> str:
    where = "from a conversation" if entry.conversation_id else "written here"
    return f"{_day(entry.created_at)}, {where}"


def _day(at: datetime) -> str:
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    return f"{at.astimezone(zone):%-d %B %Y}"
