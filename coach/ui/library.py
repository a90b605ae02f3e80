"""The library: to browse and search as a reader, what it covers, and, for owners, the workspace's own
passages."""

from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import streamlit as st

from coach.errors import CoachError
from coach.importing import Refused
from coach.knowledge import EvidenceKind, Passage, PassageKind
from coach.library import Content, Entry, Library
from coach.text import sentences
from coach.ui import session, transcript
from coach.ui.shared import mine, readiness, the_coach

_VIEWS = ("Read", "What it covers", "Look after it")
_KINDS = {
    "evidence": "Evidence", "practice": "Something to try", "story": "Story", "caution": "Caution", "idea": "Idea",
}  # fmt: skip
_STATUS = {
    "draft": "Draft", "proposed": "Proposed", "reviewed": "Reviewed", "published": "Published", "retired": "Put away",
}  # fmt: skip
_NAMES = {
    "self-awareness": "Self-awareness", "self-disclosure": "Self-disclosure",
    "high-quality-connections": "High-quality connections", "leader-member-exchange": "Leader–member exchange",
    "transactional-vs-transformational": "Transactional or transformational",
    "communal-vs-exchange": "Communal or exchange", "work-life-integration": "Work and the rest of life",
}  # fmt: skip
"""Of the topics whose ids do not read as words."""
_AT_ONCE, _FOUND, _DEEP = 20, 12, 60
_LISTED = 40
_CHANGES = 25


def page() -> None:
    library = mine().library
    everything = len(library.passages())
    st.html(
        f'<h1 class="bp-h1">The library</h1><p class="bp-lead">{everything} short passages on leading and '
        "doing business with people as people: what was found, what to try, and where it goes wrong. Each names "
        "what it rests on, and what that doesn’t show.</p>"
    )
    session.show_failure()
    views = _VIEWS if library.may_change else _VIEWS[:2]
    view = st.segmented_control(
        "View",
        views,
        default=views[0],
        key="library-view",
        label_visibility="collapsed",
        required=True,
    )
    if view == _VIEWS[1]:
        _coverage(library)
    elif view == _VIEWS[2]:
        _look_after(library)
    else:
        _read(library)


def named(topic: str) -> str:
    """A topic's id in words."""
    return _NAMES.get(topic) or topic.replace("-", " ").capitalize()


# --- Reading --------------------------------------------------------------------------------------


def _read(library: Library) -> None:
    knowledge = the_coach().knowledge
    asked = st.text_input(
        "Search", key="library-search", placeholder="A question, or what happened", max_chars=2000
    ).strip()
    with st.expander("Narrow it down", icon=":material/tune:"):
        left, middle, right = st.columns(3)
        with left:
            topic = st.selectbox(
                "Topic",
                list(knowledge.topics),
                None,
                format_func=named,
                placeholder="Any",
                key="library-topic",
            )
        with middle:
            habit = st.selectbox(
                "Habit", list(knowledge.habits), None, placeholder="Any", key="library-habit",
                format_func=lambda name: knowledge.habits[name].name,
            )  # fmt: skip
        with right:
            source = st.text_input(
                "Author or work", key="library-source", placeholder="Any", max_chars=100
            ).strip()
        kind = st.pills("Kind", list(_KINDS), format_func=_KINDS.__getitem__, key="library-kind")

    def wanted(passage: Passage) -> bool:
        header = passage.header
        return (
            (topic is None or topic in header.topics)
            and (habit is None or habit in header.habits)
            and (kind is None or header.kind == kind)
            and (
                not source or any(source.lower() in work.citation.lower() for work in passage.works)
            )
        )

    if asked:
        _found(library, asked, wanted, any((topic, habit, kind, source)))
    else:
        _all(library, wanted)


def _found(library: Library, asked: str, wanted: Callable[[Passage], bool], narrowed: bool) -> None:
    with st.spinner("Looking …", show_time=False):
        if not readiness().wait(30):
            st.html('<p class="bp-strip">The library is being opened. Try again in a moment.</p>')
            return
        found = library.search(asked, k=_DEEP)
    hits = [hit.passage for hit in found.hits if wanted(hit.passage)][:_FOUND]
    if not found.answerable:
        st.html(
            '<p class="bp-strip">The library holds nothing on that. These passages are only the nearest.</p>'
        )
    st.html(_cards(hits))
    others = [p for p in library.passages().values() if wanted(p) and p not in hits]
    if narrowed and len(hits) < _FOUND and others:
        st.html(
            f'<p class="bp-note">These fit what you narrowed it down to, and not the words:</p>{_cards(others[:_FOUND])}'
        )
    elif narrowed and not hits:
        st.html('<p class="bp-strip">No passage fits these filters.</p>')


def _all(library: Library, wanted: Callable[[Passage], bool]) -> None:
    passages = [p for p in library.passages().values() if wanted(p)]
    if not passages:
        st.html('<p class="bp-strip">No passage fits these filters.</p>')
        return
    shown = st.session_state.get("library-shown", _AT_ONCE)
    st.html(
        f'<p class="bp-note" role="status">{len(passages)} passages</p>{_cards(passages[:shown])}'
    )
    if len(passages) > shown:
        st.button(
            f"Show {min(_AT_ONCE, len(passages) - shown)} more", key="library-more",
            on_click=st.session_state.__setitem__, args=("library-shown", shown + _AT_ONCE),
        )  # fmt: skip


def _cards(passages: Iterable[Passage]) -> str:
    return f'<div class="bp-shelf">{"".join(map(_card, passages))}</div>'


def _card(passage: Passage) -> str:
    header = passage.header
    topics = ", ".join(map(named, header.topics))
    first = sentences(passage.text)[0].text
    own = f'<span class="bp-badge bp-own">{transcript.OWN}</span>' if passage.own else ""
    return (
        f'<details id="passage-{escape(passage.id, quote=True)}"><summary>'
        f'<span class="bp-kind">{_KINDS[header.kind]} · {escape(topics)}</span>'
        f"<b>{escape(passage.title)}</b><span>{escape(first)}</span>{own}</summary>"
        f'<p class="bp-kind">{escape(transcript.evidence_of(passage))}</p>'
        f"{transcript.passage_body(passage)}</details>"
    )


# --- What it covers -------------------------------------------------------------------------------


def _coverage(library: Library) -> None:
    made = library.coverage()
    most = max(kinds.total() for kinds in made.topics.values())
    legend = "".join(f'<span class="bp-k-{kind}">{words}</span>' for kind, words in _KINDS.items())
    rows = "".join(
        f'<tr><th scope="row">{escape(named(topic))}</th><td><div class="bp-bar" style="width:'
        f'{kinds.total() / most:.0%}" role="img" aria-label="{_told(kinds)}">'
        + "".join(
            f'<i class="bp-k-{kind}" style="flex:{kinds[kind]}"></i>'
            for kind in _KINDS
            if kinds[kind]
        )
        + f"</div></td><td>{kinds.total()}</td></tr>"
        for topic, kinds in made.topics.items()
    )
    habits = the_coach().knowledge.habits
    lines = "".join(
        f'<tr><th scope="row">{escape(habits[name].name)}</th><td>{count}</td></tr>'
        for name, count in made.habits.most_common()
    )
    st.html(
        '<h2 class="bp-h2">Passages by topic</h2><p class="bp-note">A passage may stand under up to three '
        f'topics.</p><p class="bp-legend">{legend}</p><table class="bp-cover">{rows}</table>'
        f'<h2 class="bp-h2">Passages by habit</h2><table class="bp-cover bp-plain">{lines}</table>'
    )


def _told(kinds: Any) -> str:
    return ", ".join(
        f"{kinds[kind]} {words.lower()}" for kind, words in _KINDS.items() if kinds[kind]
    )


# --- Looking after it -----------------------------------------------------------------------------


def _look_after(library: Library) -> None:
    st.html(
        '<p class="bp-prose">Passages of your workspace’s own stand beside the curated ones and are marked as '
        "yours. A draft is proposed, reviewed against its sources, and published; only then is it found and quoted. "
        "Every change is kept with its author, and can be undone.</p>"
    )
    notes = st.session_state.pop("library-note", None)
    if notes:
        st.html(f'<p class="bp-strip" role="status">{escape(notes)}</p>')
    opened = st.session_state.get("library-entry")
    if opened is not None:
        try:
            _entry(library, library.entry(opened))
            return
        except CoachError as error:
            st.session_state["library-entry"] = None
            st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
    _entries(library)
    with st.expander("Propose a passage", icon=":material/edit_note:"):
        _form("new", None, lambda fields: _done(library.propose(**fields), "It is proposed."))
    with st.expander("Import documents", icon=":material/upload_file:"):
        _import(library)
    with st.expander("Put a curated passage away", icon=":material/archive:"):
        _put_away(library)
    _history(library)


def _entries(library: Library) -> None:
    entries = library.entries()
    st.html('<h2 class="bp-h2">Your workspace’s own</h2>')
    if not entries:
        st.html('<p class="bp-note">Nothing yet. Propose a passage, or import documents.</p>')
    shown = st.session_state.get("library-listed", _LISTED)
    with st.container(key="library-entries", gap="small"):
        for entry in entries[:shown]:
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"entry-{entry.id}"
            ):
                todo = f" · {len(entry.problems)} to do" if entry.problems else ""
                curated = "" if entry.own else " · curated"
                st.html(
                    f'<p><span class="bp-badge bp-{entry.status}">{_STATUS[entry.status]}{todo}{curated}</span> '
                    f"{escape(entry.content.title or entry.id)}</p>",
                    width="stretch",
                )
                st.button(
                    "Open", key=f"open-entry-{entry.id}", type="tertiary",
                    on_click=st.session_state.__setitem__, args=("library-entry", entry.id),
                )  # fmt: skip
    if len(entries) > shown:
        st.button(
            f"Show {min(_LISTED, len(entries) - shown)} more", key="library-more-own",
            on_click=st.session_state.__setitem__, args=("library-listed", shown + _LISTED),
        )  # fmt: skip


def _entry(library: Library, entry: Entry) -> None:
    st.button(
        "All of your own", icon=":material/arrow_back:", key="library-back", type="tertiary",
        on_click=st.session_state.__setitem__, args=("library-entry", None),
    )  # fmt: skip
    content = entry.content
    st.html(
        f'<h2 class="bp-h2">{escape(content.title or "Without a title")}</h2>'
        f'<p><span class="bp-badge bp-{entry.status}">{_STATUS[entry.status]}</span></p>'
    )
    if content.warning:
        st.html(
            '<p class="bp-strip bp-bad" role="alert">A sentence in it reads like an instruction to a '
            f"program: “{escape(content.warning)}”. It steers nothing here; decide whether it belongs in the text.</p>"
        )
    if entry.problems:
        todo = "".join(f"<li>{escape(problem)}</li>" for problem in entry.problems)
        st.html(
            f'<section class="bp-strip"><p>Before it can be reviewed:</p><ul>{todo}</ul></section>'
        )
    _steps(library, entry)
    if entry.own:
        _form(
            entry.id,
            entry,
            lambda fields: _done(library.edit(entry.id, seen=entry.change, **fields), "Saved."),
        )
    else:
        st.html(f'<div class="bp-prose">{escape(content.text)}</div>')


def _steps(library: Library, entry: Entry) -> None:
    """What can be done next, by where it stands."""
    today = date.today()
    with st.container(horizontal=True, gap="small"):
        if entry.own and not entry.problems and entry.status in {"draft", "proposed", "retired"}:
            _step(entry, "I’ve read it against its sources", "Reviewed.", library.review, today)
        if entry.status == "reviewed":
            _step(
                entry, "Publish", "Published. It is found and quoted from now on.", library.publish
            )
        if not entry.own and entry.status == "retired":
            _step(entry, "Bring it back", "It is back.", library.publish)
        if entry.status in {"published", "reviewed"}:
            _step(entry, "Put it away", "Put away. It is no longer found.", library.retire)
        if entry.own and st.button("Erase for good", key="library-erase", type="tertiary"):
            _erase(library, entry)


def _step(entry: Entry, label: str, note: str, does: Callable[..., Entry], *given: Any) -> None:
    st.button(
        label, key=f"step-{label}", type="primary" if label == "Publish" else "secondary",
        on_click=lambda: _tried(lambda: _done(does(entry.id, *given, seen=entry.change), note)),
    )  # fmt: skip


@st.dialog("Erase this passage for good?")
def _erase(library: Library, entry: Entry) -> None:
    st.html(
        f"<p>“{escape(entry.content.title)}” goes with its whole history. Nobody can bring it back. To take it out "
        "of the search only, put it away instead.</p>"
    )
    if st.button("Erase for good", type="primary", key="library-erase-now"):
        try:
            library.erase(entry.id)
            st.session_state.update({"library-entry": None, "library-note": "It is erased."})
        except CoachError as error:
            session.failed(error)
        st.rerun()


def _form(key: str, entry: Entry | None, save: Callable[[dict[str, Any]], None]) -> None:
    knowledge, content = the_coach().knowledge, entry.content if entry else Content()
    kinds, evidence = get_args(PassageKind), get_args(EvidenceKind)
    with st.form(f"passage-{key}", border=False, clear_on_submit=entry is None):
        title = st.text_input("Title", content.title, max_chars=90)
        text = st.text_area(
            "Text, 80 to 220 words, one idea",
            content.text,
            height=260,
            max_chars=20_000,
        )
        left, right = st.columns(2)
        with left:
            topics = st.multiselect(
                "Topics, one to three", list(knowledge.topics), _known(content.topics, knowledge.topics),
                format_func=named,
            )  # fmt: skip
            kind = st.selectbox(
                "Kind",
                kinds,
                kinds.index(content.kind),
                format_func=_KINDS.__getitem__,
            )
        with right:
            habits = st.multiselect(
                "Habits it helps with, up to three", list(knowledge.habits),
                _known(content.habits, knowledge.habits),
                format_func=lambda name: knowledge.habits[name].name,
            )  # fmt: skip
            rests = st.selectbox(
                "What it rests on", evidence, evidence.index(content.evidence),
                format_func=lambda name: transcript.EVIDENCE[name],
            )  # fmt: skip
        references = st.text_area(
            "References, one a line", "\n".join(content.references), height=90
        )
        if st.form_submit_button("Save" if entry else "Propose", type="primary"):
            fields = {
                "title": title, "text": text, "topics": tuple(topics), "habits": tuple(habits), "kind": kind,
                "evidence": rests,
                "references": tuple(line.strip() for line in references.splitlines() if line.strip()),
            }  # fmt: skip
            _tried(lambda: save(fields))
            st.rerun()


def _known(names: Iterable[str], known: Iterable[str]) -> list[str]:
    return [name for name in names if name in set(known)]


def _import(library: Library) -> None:
    with st.form("library-import", border=False, clear_on_submit=True):
        files = st.file_uploader(
            "Markdown, text, PDF, Word or HTML", ["md", "txt", "pdf", "docx", "html", "htm"],
            accept_multiple_files=True, key="library-files",
        )  # fmt: skip
        if not st.form_submit_button("Make drafts of them") or not files:
            return
    drafts, refused = 0, []
    with st.spinner("Reading …", show_time=False), TemporaryDirectory() as folder:
        for number, file in enumerate(files):
            path = Path(folder) / f"{number}{Path(file.name).suffix}"
            path.write_bytes(file.getbuffer())
            try:
                for made in library.import_file(path, file.name):
                    if isinstance(made, Refused):
                        refused.append(f"{made.file} {made.why}")
                    else:
                        drafts += 1
            except CoachError as error:
                refused.append(f"{file.name}: {error}")
    said = f"{drafts} draft{'s' * (drafts != 1)} made."
    st.session_state["library-note"] = " ".join((said, *(f"Not used: {one}" for one in refused)))
    st.rerun()


def _put_away(library: Library) -> None:
    passages = {p.id: p for p in library.passages().values() if not p.own}
    chosen = st.selectbox(
        "Which one",
        list(passages),
        None,
        format_func=lambda name: passages[name].title,
        key="library-away",
    )
    st.html('<p class="bp-note">It is no longer found or quoted in this workspace.</p>')
    if st.button("Put it away", key="library-away-now", disabled=chosen is None) and chosen:
        _tried(lambda: _done(library.retire(chosen), "Put away. It is no longer found.", stay=True))
        st.rerun()


def _history(library: Library) -> None:
    changes = library.history()[:_CHANGES]
    if not changes:
        return
    st.html('<h2 class="bp-h2">What was changed</h2>')
    me = mine().actor.person_id
    for change in changes:
        title = next(
            (p.content["title"] for p in (change.after, change.before) if p and p.content),
            change.passage_id,
        )
        who = "you" if change.author_id == me else f"person {change.author_id[:8]}"
        after = _STATUS[change.after.status].lower() if change.after else "gone"
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"change-{change.number}"
        ):
            st.html(
                f'<p class="bp-note">{change.at:%-d %b, %H:%M} UTC · {who} · {change.action} → {after} · '
                f"{escape(str(title))}</p>",
                width="stretch",
            )
            if change.can_be_undone:
                st.button(
                    "Undo", key=f"undo-change-{change.number}", type="tertiary",
                    on_click=lambda number=change.number: _tried(lambda: _undone(library, number)),
                )  # fmt: skip


def _undone(library: Library, number: int) -> None:
    library.undo(number)
    st.session_state["library-note"] = "Undone."


def _done(entry: Entry, note: str, *, stay: bool = False) -> None:
    st.session_state["library-entry"] = None if stay else entry.id
    st.session_state["library-note"] = note


def _tried(does: Callable[[], None]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
