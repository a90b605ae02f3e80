"""What it remembers: every word that was kept, where it comes from, when it was brought up, and how to be rid of it."""

import json
from datetime import date, datetime
from html import escape

import streamlit as st

from coach.errors import CoachError
from coach.memory import LONGEST
from coach.store.records import KeptWord
from coach.ui import session, transcript
from coach.ui.html import plain_label
from coach.ui.keeping import label
from coach.ui.shared import mine


def page() -> None:
    st.html(
        '<h1 class="bp-h1">What it remembers</h1><p class="bp-lead">Only what you said yes to, in your words. A later '
        "talk may come back to it, twice at most, and says where it has it from. What you forget is erased after ten "
        "minutes.</p>"
    )
    session.show_failure()
    contacts = st.session_state.pop("keeping-contacts", None)
    if contacts:
        st.html(transcript.contacts_panel(contacts))
    kept = mine().memory.kept()
    _undo()
    if not kept:
        st.html(
            '<p class="bp-strip">Nothing yet. At the end of a talk you may be shown up to three sentences of yours, '
            "and whatever you keep will stand here.</p>"
        )
    for one in kept:
        _item(one)
    _decided()
    _settings()
    if kept:
        _all_of_it(kept)


def _undo() -> None:
    """What was forgotten within the last ten minutes."""
    for one in mine().memory.forgotten():
        with st.container(key=f"undo-{one.id}", horizontal=True, vertical_alignment="center"):
            st.html(
                f'<p class="bp-note" role="status">Forgotten: <q dir="auto">{escape(one.words)}</q> It is erased within '
                "ten minutes.</p>"
            )
            st.button("Bring it back", key=f"unforget-{one.id}", type="tertiary",
                      on_click=_do, args=("undo_forget", one.id))  # fmt: skip


def _item(one: KeptWord) -> None:
    with st.container(key=f"memory-{one.id}", gap=None):
        st.html(
            f'<p class="bp-kind">{escape(label(one.kind, one.about))}</p>'
            f'<blockquote class="bp-keep-words" dir="auto">{escape(one.words)}</blockquote>'
            f'<p class="bp-note">{_where_from(one)}</p>'
        )
        if st.session_state.get("memory-editing") == one.id:
            _form(one)
            return
        with st.container(horizontal=True, gap="small"):
            if one.conversation_id is not None:
                st.button("Open the talk", key=f"source-{one.id}", type="tertiary",
                          help=plain_label(one.title or ""),
                          on_click=session.open_conversation, args=(one.conversation_id,))  # fmt: skip
            st.button("Edit", key=f"edit-{one.id}", type="tertiary", on_click=_edit, args=(one.id,))
            if one.set_aside:
                st.button("May come up again", key=f"again-{one.id}", type="tertiary",
                          on_click=_do, args=("bring_up_again", one.id))  # fmt: skip
            else:
                st.button("Keep, but don’t bring it up", key=f"aside-{one.id}", type="tertiary",
                          on_click=_do, args=("set_aside", one.id))  # fmt: skip
            st.button("Forget", key=f"forget-{one.id}", type="tertiary",
                      on_click=_do, args=("forget", one.id))  # fmt: skip


def _where_from(one: KeptWord) -> str:
    source = f"from “{escape(one.title)}”" if one.title else "from a talk that is deleted"
    used = (
        f"Last came up on {_day(one.last_used_at)}." if one.last_used_at else "Hasn’t come up yet."
    )
    if one.set_aside:
        used = "Set aside: it does not come up."
    said, kept = _day(one.said_at), _day(one.created_at)
    if said == kept:
        return f"Said and kept on {said}, {source}. {used}"
    return f"Said on {said}, {source}. Kept on {kept}. {used}"


def _day(at: datetime) -> str:
    return f"{at:%-d %B %Y}"


def _form(one: KeptWord) -> None:
    with st.form(f"memory-form-{one.id}", border=False):
        if one.kind == "person":
            st.text_input("First name or role", one.about or "", max_chars=60, key="memory-about")
        st.text_area(
            "In your own words", one.words, max_chars=LONGEST, height=90, key="memory-words"
        )
        with st.container(horizontal=True, gap="small"):
            saved = st.form_submit_button("Save", type="primary")
            left = st.form_submit_button("Leave it as it was")
    if saved:
        _change(one)
    if saved or left:
        _edit(None)
        st.rerun()


def _change(one: KeptWord) -> None:
    words, about = st.session_state["memory-words"], st.session_state.get("memory-about")
    memory = mine().memory
    try:
        if contacts := memory.people_to_reach(f"{about or ''} {words}"):
            st.session_state["keeping-contacts"] = contacts
        else:
            memory.change(one.id, words, about)
    except CoachError as error:
        session.failed(error)


def _edit(kept_id: str | None) -> None:
    st.session_state["memory-editing"] = kept_id


def _decided() -> None:
    """Commitments stand on their own page and are not kept twice."""
    count = len(mine().commitments())
    if count:
        steps = "step you noted stands" if count == 1 else f"{count} steps you noted stand"
        words = f"The {steps} under Commitments. A new talk asks once how the last one went."
        with st.container(key="memory-decided", gap=None):
            st.html(f'<p class="bp-note">{words}</p>')
            st.button("Commitments", key="to-commitments", type="tertiary", on_click=_go,
                      args=("commitments",))  # fmt: skip


def _go(name: str) -> None:
    st.session_state["go"] = (name, None)


def _settings() -> None:
    chosen = mine().memory.settings()
    st.html('<h2 class="bp-h2">What it may do</h2>')
    st.toggle("Show me at the end of a talk what could be kept", chosen["ask"], key="memory-ask",
              on_change=_settle, args=("ask",))  # fmt: skip
    st.toggle(
        "Look back at what I wrote in earlier stored talks, too", chosen["earlier"],
        key="memory-earlier", on_change=_settle, args=("earlier",),
    )  # fmt: skip
    st.html(
        '<p class="bp-note">Off unless you want it. Then a sentence from an earlier talk may come up without having been '
        "kept; one that told of danger or distress, or of somebody’s health and the like, never does. Talks that "
        "aren’t kept are never looked back at from another one.</p>"
    )


def _settle(name: str) -> None:
    try:
        mine().memory.change_settings(**{name: bool(st.session_state[f"memory-{name}"])})
    except CoachError as error:
        session.failed(error)


def _all_of_it(kept: list[KeptWord]) -> None:
    st.html(
        '<h2 class="bp-h2">All of it</h2><p class="bp-note">A file that any program can read; it is not encrypted. '
        "Forgetting all can be undone for ten minutes, then it is erased.</p>"
    )
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Take it along",
            lambda: json.dumps([as_exported(one) for one in kept], ensure_ascii=False, indent=2),
            f"begin-personal-remembered-{date.today():%Y-%m-%d}.json",
            "application/json",
            on_click="ignore",
        )
        st.button("Forget all", key="forget-all", on_click=_do, args=("forget_all",))


def as_exported(one: KeptWord) -> dict[str, str | None]:
    """One thing as it stands in the file."""
    return {
        "what": label(one.kind, one.about),
        "words": one.words,
        "said": one.said_at.isoformat(),
        "from": one.title,
        "kept": one.created_at.isoformat(),
        "last_came_up": one.last_used_at.isoformat() if one.last_used_at else None,
    }


def _do(what: str, *args: str) -> None:
    try:
        getattr(mine().memory, what)(*args)
    except CoachError as error:
        session.failed(error)
