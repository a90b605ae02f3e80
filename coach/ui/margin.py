"""A shared piece with what was written in its margin, as its leader and as their coach see it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from itertools import pairwise

import streamlit as st

from coach.errors import CoachError, NotAllowed, NotFound
from coach.progress import in_zone
from coach.sharing import MOST_IN_THE_MARGIN
from coach.store.records import MarginNote
from coach.text import sentences
from coach.ui import drafts, session
from coach.ui.html import paragraphs, shortened
from coach.ui.shared import mine

_MOST_SENTENCES = 60
"""More than these are not offered one by one; a part can be typed."""


def instant(at: datetime) -> str:
    """A moment on the clock of whoever looks."""
    return f"{at.astimezone(in_zone(st.context.timezone or 'UTC')):%-d %B %Y, %H:%M}"


def named(name: str, otherwise: str = "Your coach") -> str:
    return name or otherwise


def words(
    *, title: str, asked: str, text: str, note: str, adds: str, margin: Sequence[MarginNote] = ()
) -> str:
    """The piece itself, with the parts marked that notes stand beside. ``adds``: who added the line, if there is one."""
    head = f'<p class="bp-kind" dir="auto">{escape(title)}</p>' if title else ""
    question = f'<p class="bp-asks" dir="auto">{escape(asked)}</p>' if asked else ""
    line = (
        f'<p class="bp-added" dir="auto"><span>{escape(adds)}</span> {escape(note)}</p>'
        if note
        else ""
    )
    return (
        f'<article class="bp-piece">{head}{question}'
        f'<div class="bp-own-words" dir="auto">{_marked(text, _numbers(text, margin))}</div>{line}</article>'
    )


def draw(
    share_id: str, text: str, margin: Sequence[MarginNote], *, may_write: bool, label: str
) -> None:
    """The notes in the order of what they stand beside, and where one can be added. ``label``: what that is
    called."""
    numbers = _numbers(text, margin)
    order = [*numbers, None] if any(n.anchor is None for n in margin) else [*numbers]
    with st.container(key=f"margin-{share_id}", gap="small"):
        for anchor in order:
            _beside(anchor, numbers, [n for n in margin if n.anchor == anchor])
        _undo(share_id)
        if may_write:
            with st.expander(label, key=f"margin-write-{share_id}"):
                _add(share_id, text, numbers, label)


def _numbers(text: str, margin: Iterable[MarginNote]) -> dict[str, int]:
    """Each part that has notes, in the order of the text, with the number that marks it."""
    anchors = {n.anchor for n in margin if n.anchor is not None and n.anchor in text}
    return {a: n for n, a in enumerate(sorted(anchors, key=lambda a: (text.index(a), len(a))), 1)}


def _marked(text: str, numbers: dict[str, int]) -> str:
    spans = [(text.index(a), text.index(a) + len(a), n) for a, n in numbers.items()]
    edges = sorted({0, len(text), *(edge for a, b, _ in spans for edge in (a, b))})
    made = []
    for start, end in pairwise(edges):
        part = escape(text[start:end])
        marked = any(a <= start and end <= b for a, b, _ in spans)
        made.append(f"<mark>{part}</mark>" if marked else part)
        made += [f"<sup>{n}</sup>" for _, b, n in spans if b == end]
    return "".join(made)


def _beside(anchor: str | None, numbers: dict[str, int], notes: list[MarginNote]) -> None:
    head = "On the whole" if anchor is None else f"<b>{numbers[anchor]}</b> “{escape(shortened(anchor, 90))}”"  # fmt: skip
    st.html(f'<p class="bp-beside" dir="auto">{head}</p>')
    me = mine().actor.person_id
    for note in notes:
        own = note.author_id == me
        who = "You" if own else named(note.author, "Somebody without a name")
        with st.container(key=f"note-{note.id}", gap=None):
            st.html(
                f'<div class="bp-margin-note"><p class="bp-note"><b dir="auto">{escape(who)}</b>, {instant(note.at)}</p>'
                f"{paragraphs(note.text)}</div>"
            )
            if own:
                st.button("Delete this note", key=f"delete-note-{note.id}", type="tertiary",
                          on_click=_delete, args=(note,))  # fmt: skip


def _add(share_id: str, text: str, numbers: dict[str, int], label: str) -> None:
    parts = [sentence.text for sentence in sentences(text)][:_MOST_SENTENCES]
    choices = list(dict.fromkeys(["", *numbers, *(parts if len(parts) > 1 else ())]))
    st.selectbox(
        "Beside which words", choices, format_func=lambda one: " ".join(one.split()) or "The whole of it",
        key=f"margin-beside-{share_id}", accept_new_options=True,
        help="Choose a sentence, or type a part of it exactly as it stands.",
    )  # fmt: skip
    drafts.area(label, _box(share_id), height=110, max_chars=MOST_IN_THE_MARGIN, label_visibility="collapsed")  # fmt: skip
    st.button("Put it in the margin", key=f"margin-put-{share_id}", on_click=_put, args=(share_id,))


def _box(share_id: str) -> str:
    """Where a note is being written."""
    return f"margin-text-{share_id}"


def draft(share_id: str) -> str:
    """A note that was begun and is not in the margin."""
    return drafts.typed(_box(share_id)).strip()


def _put(share_id: str) -> None:
    """What was typed stays in its box unless it is in the margin."""
    typed = st.session_state
    try:
        mine().sharing.margin(
            share_id, drafts.typed(_box(share_id)), typed.get(f"margin-beside-{share_id}") or None
        )
    except (NotAllowed, NotFound) as error:
        typed["margin-refused"] = str(error)  # the page says it, beside the words that stay
    except CoachError as error:
        session.failed(error)
    else:
        drafts.done(_box(share_id))


def _delete(note: MarginNote) -> None:
    try:
        mine().sharing.delete_note(note.id)
        st.session_state["margin-deleted"] = (note.share_id, note.id)
    except CoachError as error:
        session.failed(error)


def _undo(share_id: str) -> None:
    where, note_id = st.session_state.get("margin-deleted") or (None, None)
    if where != share_id:
        return
    with st.container(key="undo", gap=None):
        st.html(
            '<p class="bp-note" role="status">Your note is deleted, for both of you. It is erased for good in ten '
            "minutes.</p>"
        )
        st.button("Undo", key="undo-note", type="tertiary", on_click=_bring_back, args=(note_id,))


def _bring_back(note_id: str) -> None:
    st.session_state["margin-deleted"] = None
    try:
        mine().sharing.undo_delete_note(note_id)
    except CoachError as error:
        session.failed(error)
