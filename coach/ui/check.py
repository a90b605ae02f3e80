"""Checking a message before it is sent: how it reads, sentence by sentence, and what its writer could ask
themselves. Nothing is written for them."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from html import escape

import streamlit as st

from coach.errors import CoachError
from coach.reviewing import Circumstances
from coach.store.records import CheckedMessage, CheckedVersion
from coach.ui import session, transcript
from coach.ui.html import plain_label, shortened
from coach.ui.scenarios import RELATIONS
from coach.ui.shared import mine, the_coach
from coach.vocabulary import Relation

_CHANNELS = {
    "email": "Mail", "chat": "Chat message", "text": "Text message", "post": "Post",
    "letter": "Letter or card", "announcement": "Announcement",
}  # fmt: skip
_CLOSENESS = (
    "We’ve hardly met", "We know each other’s names", "We work together", "We know each other well",
    "We’re friends",
)  # fmt: skip
READS = {
    "personal": ("It reads personal", "As if meant for this reader, by you."),
    "transactional": ("It reads transactional", "The reader may feel handled: a function, a number, a favour."),
    "overfamiliar": ("It reads overfamiliar", "It may come closer than the reader would choose."),
    "mixed": ("It reads mixed", "Part of it is meant for this reader, and another part works against that."),
}  # fmt: skip
_LISTED = 30
TO_THE_TOP = (
    '<script data-for="{}">document.querySelector(".stMain")?.scrollTo({{top: 0}})</script>'
)
"""What is new stands above the form that asked for it. Runs once for each version."""


def page() -> None:
    st.html(
        '<h1 class="bp-h1">Check a message</h1><p class="bp-lead">Paste what you’re about to send. You '
        "see which parts may read as business, as meant for somebody, or as too close, and why. The "
        "words stay yours: nothing is written for you.</p>"
    )
    session.show_failure()
    _undo()
    opened = st.session_state.get("checked")
    if opened is not None:
        try:
            _checked(mine().checked_message(opened))
            return
        except CoachError as error:
            st.session_state["checked"] = None
            st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
    _new()
    _earlier()


# --- A new one ------------------------------------------------------------------------------------


def _new() -> None:
    form = "check"
    with st.form("check", border=False):
        st.text_area("The message", height=180, key=f"{form}-text", max_chars=20_000)
        _circumstances(form, {})
        st.toggle(
            "Don’t keep this message",
            key="check-unkept",
            help="Nothing of it is stored. It is gone when you leave it or reload the page.",
        )
        if st.form_submit_button("Check it", type="primary"):
            _check(form, None)


def _circumstances(form: str, about: dict[str, object]) -> None:
    """To whom, how, and how close: all of it can be left open."""
    left, right = st.columns(2)
    with left:
        st.text_input(
            "To whom (a name is enough)", about.get("to") or "", key=f"{form}-to", max_chars=60
        )
        st.select_slider(
            "How close are you?", range(len(_CLOSENESS)), format_func=_CLOSENESS.__getitem__,
            value=about["closeness"] if isinstance(about.get("closeness"), int) else 2,
            key=f"{form}-closeness",
        )  # fmt: skip
    with right:
        relations = [r for r in RELATIONS if r is not Relation.SELF]
        st.selectbox(
            "Who they are to you", relations, _place(relations, about.get("relation")),
            format_func=RELATIONS.__getitem__, placeholder="Leave open", key=f"{form}-relation",
        )  # fmt: skip
        channels = list(_CHANNELS)
        st.selectbox(
            "How it is sent", channels, _place(channels, about.get("channel")),
            format_func=_CHANNELS.__getitem__, placeholder="Leave open", key=f"{form}-channel",
        )  # fmt: skip


def _place(options: Sequence[str], chosen: object) -> int | None:
    return options.index(chosen) if isinstance(chosen, str) and chosen in options else None


def _check(form: str, checked_id: str | None) -> None:
    typed = st.session_state
    about = Circumstances(
        (typed[f"{form}-to"] or "").strip() or None,
        typed[f"{form}-channel"],
        str(typed[f"{form}-relation"]) if typed[f"{form}-relation"] else None,
        typed[f"{form}-closeness"],
    )
    text = typed[f"{form}-text"] or ""
    with st.spinner("Reading your message"):
        try:
            unkept = checked_id is None and bool(typed.get("check-unkept"))
            made = mine().check_message(text, about, checked_id, stored=not unkept)
            if unkept:
                st.session_state["checked-private"] = session.Private(
                    mine().delete_checked, made.id
                )
            st.session_state["checked"] = made.id
        except CoachError as error:
            session.failed(error, text)
    st.rerun()


# --- One that was checked -------------------------------------------------------------------------


def _checked(kept: CheckedMessage) -> None:
    last = kept.versions[-1]
    before = kept.versions[-2] if len(kept.versions) > 1 else None
    st.button(
        "All messages", key="check-back", type="tertiary", icon=":material/arrow_back:",
        on_click=_leave,
    )  # fmt: skip
    st.html(TO_THE_TOP.format(f"{kept.id}-{last.number}"), unsafe_allow_javascript=True)
    title, says = READS[last.review["verdict"]]
    st.html(f'<h2 class="bp-h2">{title}</h2><p>{says}</p>')
    _cautions(last)
    if before is not None:
        _side_by_side(before, last)
    else:
        st.html(f'<div class="bp-checked" dir="auto">{marked(last)}</div>')
    _reasons(last)
    _questions(last)
    _patterns(last)
    form = f"again-{kept.id}-{last.number}"  # a form of its own, or it would show another message's words
    with st.form(form, border=False):
        st.html('<h2 class="bp-h2">Your next version</h2>')
        st.text_area(
            "Change what you want to change",
            last.text,
            height=180,
            key=f"{form}-text",
            max_chars=20_000,
        )
        with st.expander("To whom, and how"):
            _circumstances(form, kept.about)
        if st.form_submit_button("Check again", type="primary"):
            _check(form, kept.id)
    _older(kept)
    st.button(
        "Delete this message",
        key="check-delete",
        type="tertiary",
        on_click=_delete,
        args=(kept.id,),
    )


def marked(version: CheckedVersion) -> str:
    """The message with the parts that read badly marked and numbered."""
    made, last = [], 0
    for number, span in enumerate(version.review["spans"], start=1):
        made += [
            escape(version.text[last : span["start"]]),
            f"<mark>{escape(version.text[span['start'] : span['end']])}<sup>{number}</sup></mark>",
        ]
        last = span["end"]
    return "".join([*made, escape(version.text[last:])])


def _cautions(version: CheckedVersion) -> None:
    if version.review.get("masked"):
        st.html(
            '<p class="bp-strip" role="status">Something in it looked like a password, a number of an account or '
            "a card, or somebody’s medical file. It is masked here and was not kept.</p>"
        )
    if version.review.get("level"):
        coach = the_coach()
        ways = tuple(coach.knowledge.contacts_for(coach.settings.country, ("crisis", "emergency")))
        st.html(
            '<p class="bp-strip bp-bad" role="alert">Before any question of tone: these words may be about '
            "somebody’s life or safety, yours or another’s. This is a program, and nobody is watching. "
            "If that is so, please talk to a person now.</p>" + transcript.contacts_panel(ways)
        )


def _reasons(version: CheckedVersion) -> None:
    knowledge, passages = the_coach().knowledge, mine().library.passages()
    for number, span in enumerate(version.review["spans"], start=1):
        habit = knowledge.habits.get(span["habit"] or "")
        named = f'<span class="bp-note">{escape(habit.name)}</span>' if habit else ""
        st.html(f'<p class="bp-why"><b>{number}</b> {escape(span["why"])} {named}</p>')
        passage = next(
            (
                p
                for p in passages.values()
                if habit and habit.id in p.header.habits and p.header.kind == "practice"
            ),
            None,
        )
        if passage is not None:
            with st.expander(plain_label(f"From the library: {passage.title}", 80)):
                st.html(transcript.passage_body(passage))


def _questions(version: CheckedVersion) -> None:
    asked = "".join(f"<li>{escape(q)}</li>" for q in version.review["questions"])
    if asked:
        st.html(f'<h2 class="bp-h2">To ask yourself</h2><ul class="bp-asked">{asked}</ul>')


def _patterns(version: CheckedVersion) -> None:
    """Only on request: blanks that nobody else can fill."""
    with st.expander("Show me two patterns with blanks"):
        habits = list(dict.fromkeys(s["habit"] for s in version.review["spans"] if s["habit"]))
        for pattern in the_coach().services.reviewer.patterns(habits):
            st.html(
                f'<p class="bp-note">For {escape(pattern.when)}</p>'
                f'<p class="bp-checked" dir="auto">{escape(pattern.text)}</p>'
            )


def _side_by_side(before: CheckedVersion, now: CheckedVersion) -> None:
    old, new = changed(before.text, now.text)
    left, right = st.columns(2)
    reads = READS[before.review["verdict"]][0].removeprefix("It reads ")
    left.html(
        f'<p class="bp-note">Version {before.number}: {reads}</p><div class="bp-checked" dir="auto">{old}</div>'
    )
    right.html(
        f'<p class="bp-note">Version {now.number}, with what is new</p>'
        f'<div class="bp-checked" dir="auto">{new}</div>'
    )
    if now.review["spans"]:
        st.html(f'<div class="bp-checked" dir="auto">{marked(now)}</div>')


def changed(before: str, now: str) -> tuple[str, str]:
    """Two versions as HTML: what was taken out marked in the first, what is new in the second."""
    old, new = _words(before), _words(now)
    left, right = [], []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = escape("".join(old[a:b])), escape("".join(new[c:d]))
        left.append(gone if what == "equal" or not gone else f"<del>{gone}</del>")
        right.append(came if what == "equal" or not came else f"<ins>{came}</ins>")
    return "".join(left), "".join(right)


def _words(text: str) -> list[str]:
    """Words and the spaces between them, so that joined again they are the text."""
    words, word = [], ""
    for character in text:
        if word and character.isspace() != word[-1].isspace():
            words.append(word)
            word = ""
        word += character
    return [*words, word] if word else words


def _older(kept: CheckedMessage) -> None:
    if len(kept.versions) < 2:
        return
    with st.expander(f"Earlier versions ({len(kept.versions) - 1})"):
        for version in reversed(kept.versions[:-1]):
            reads = READS[version.review["verdict"]][0].removeprefix("It reads ")
            st.html(
                f'<p class="bp-note">Version {version.number}: {reads}</p>'
                f'<div class="bp-checked" dir="auto">{marked(version)}</div>'
            )


# --- The others -----------------------------------------------------------------------------------


def _earlier() -> None:
    kept = mine().checked_messages()
    st.html('<h2 class="bp-h2">Checked before</h2>')
    if not kept:
        st.html(
            '<p class="bp-strip">Nothing yet. What you check is kept here with its versions, for you alone.</p>'
        )
        return
    for one in kept[:_LISTED]:
        last = one.versions[-1]
        to = f"To {one.about['to']}: " if one.about.get("to") else ""
        st.button(
            plain_label(to + shortened(last.text, 60), 80), key=f"checked-{one.id}", type="tertiary",
            on_click=st.session_state.__setitem__, args=("checked", one.id),
        )  # fmt: skip


def _leave() -> None:
    """Back to all messages; one that is not kept ends with that."""
    st.session_state["checked"] = None
    private = st.session_state.pop("checked-private", None)
    if isinstance(private, session.Private):
        private.end()


def _delete(checked_id: str) -> None:
    try:
        if "checked-private" not in st.session_state:  # that one just goes
            mine().delete_checked(checked_id)
            st.session_state["check-deleted"] = checked_id
        _leave()
    except CoachError as error:
        session.failed(error)


def _undo() -> None:
    """After a deletion, until something else is deleted or the ten minutes are over."""
    deleted = st.session_state.get("check-deleted")
    if deleted is None:
        return
    with st.container(key="undo", gap=None):
        st.html(
            '<p class="bp-note" role="status">The message is deleted. It is erased for good in ten minutes.</p>'
        )
        st.button("Undo", key="undo-check", type="tertiary", on_click=_bring_back, args=(deleted,))


def _bring_back(checked_id: str) -> None:
    st.session_state["check-deleted"] = None
    try:
        mine().undo_delete_checked(checked_id)
        st.session_state["checked"] = checked_id
    except CoachError as error:
        session.failed(error)
