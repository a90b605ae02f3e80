"""The sidebar: the pages, the conversations, and what can be done with each."""

from datetime import UTC, datetime
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from coach.errors import CoachError
from coach.store.records import ConversationSummary
from coach.ui import account, assigned, exercises, session
from coach.ui.html import plain_label, shortened
from coach.ui.shared import mine

_FIRST_PAGES = ("talk", "scenarios", "exercises", "rehearse", "check", "commitments", "progress")
_FIRST = 12
_NAME = 40
"""Characters of a conversation's name that there is room for."""
_ACTIONS = ("Rename", "Archive", "Export", "Delete")
_ARCHIVED_ACTIONS = ("Bring back", "Rename", "Export", "Delete")


def draw(pages: dict[str, StreamlitPage], here: StreamlitPage) -> None:
    """Everything in the sidebar, on the page ``here``. Leaves in ``name`` where the open conversation's name stands."""
    st.session_state["name"] = None
    with st.sidebar:
        st.button("New conversation", key="new", icon=":material/edit_square:", type="primary",
                  width="stretch", on_click=_go_home)  # fmt: skip
        _links(pages, here)
        exercises.reminders()
        assigned.reminders()
        _conversations()
        account.draw()


def _links(pages: dict[str, StreamlitPage], here: StreamlitPage) -> None:
    """What a leader comes for; the rest is folded away, so that the conversations stay in sight."""
    coaches, others = "practitioner" in mine().actor.roles, account.shows_people()
    hidden = {name for name, shown in (("desk", coaches), ("people", others)) if not shown}
    first = {*_FIRST_PAGES, *(["desk"] if coaches and others else [])}
    rest = [page for name, page in pages.items() if name not in first | hidden]
    with st.container(key="nav", gap=None):
        for name, page in pages.items():
            if name in first - hidden:
                st.page_link(page)
        with (
            st.expander("More", expanded=here in rest, icon=":material/more_horiz:"),
            st.container(gap=None),
        ):
            for page in rest:
                st.page_link(page)


def _go_home() -> None:
    session.open_conversation(None)


def _conversations() -> None:
    """The list. No fragment: what is pressed here is heeded at once, even in mid-reply."""
    st.html('<h2 class="bp-list-title">Conversations</h2>')
    _undo_bar()
    search = st.text_input(
        "Search conversations", key="search", placeholder="Search", label_visibility="collapsed"
    )
    archived = bool(st.session_state.get("show-archived"))
    try:
        found = mine().conversations(search=search, archived=archived)
    except CoachError as error:
        st.html(f'<p class="bp-note">{escape(str(error))}</p>')
        return
    found = [c for c in found if said_something(c)]
    if not found:
        words = (
            "Nothing found."
            if search
            else "Nothing is archived."
            if archived
            else "They will be listed here, by subject."
        )
        st.html(f'<p class="bp-note">{words}</p>')
    everything = bool(st.session_state.get("show-all")) or bool(search)
    with st.container(key="conversations", gap=None):
        for conversation in found if everything else found[:_FIRST]:
            _row(conversation)
    if len(found) > _FIRST and not everything:
        st.button(f"Show all {len(found)}", key="more", type="tertiary",
                  on_click=st.session_state.__setitem__, args=("show-all", True))  # fmt: skip
    st.toggle("Archived", key="show-archived")
    _dialogs()


def said_something(conversation: ConversationSummary) -> bool:
    """Whether it is worth listing: one in which only the coach spoke has no subject yet."""
    return conversation.message_count > 1 or st.query_params.get("c") == conversation.id


def _row(conversation: ConversationSummary) -> None:
    here = st.query_params.get("c") == conversation.id
    with st.container(
        horizontal=True, gap=None, vertical_alignment="center",
        key=f"{'here' if here else 'row'}-{conversation.id}",
    ):  # fmt: skip
        if here:
            st.session_state["name"] = slot = st.empty()
            slot.html(name(conversation.title))
        elif st.button(plain_label(conversation.title, _NAME), key=f"open-{conversation.id}",
                       type="tertiary", width="stretch", help=conversation.snippet and
                       plain_label(conversation.snippet, 160)):  # fmt: skip
            session.open_conversation(conversation.id)
            st.rerun()
        actions = _ARCHIVED_ACTIONS if conversation.archived_at else _ACTIONS
        chosen = st.menu_button("⋯", actions, key=f"menu-{conversation.id}", type="tertiary")
        if chosen:
            _choose(chosen, conversation)


def name(title: str) -> str:
    """The open conversation's name. Words and no button, which would lead nowhere: so a turn that
    changes the name redraws these words and not the whole page."""
    return (
        f'<p class="bp-here" aria-current="true" dir="auto">{escape(shortened(title, _NAME))}</p>'
    )


def _choose(action: str, conversation: ConversationSummary) -> None:
    own, here = mine(), st.query_params.get("c") == conversation.id
    try:
        if action == "Archive":
            own.archive(conversation.id)
        elif action == "Bring back":
            own.unarchive(conversation.id)
        elif action == "Delete":
            own.delete(conversation.id)
            if here:
                session.open_conversation(None)
        else:
            st.session_state["dialog"] = (action, conversation)  # opened at the end of this run
            return
    except CoachError as error:
        session.failed(error)
    st.rerun()


def _undo_bar() -> None:
    """After a deletion, as long as it can be undone, whatever page or browser is open by then."""
    deleted = mine().last_deleted()
    if deleted is None:
        return
    minutes = max(1, round((deleted.until - datetime.now(UTC)).total_seconds() / 60))
    with st.container(key="undo", gap=None):
        st.html(
            f'<p class="bp-note" role="status">“{escape(deleted.title)}” is deleted. It is '
            f"erased for good in {minutes} minute{'s' * (minutes > 1)}.</p>"
        )
        kept = mine().memory.kept_from(deleted.id)
        if kept:
            these = "One thing" if len(kept) == 1 else f"{len(kept)} things"
            st.html(
                f'<p class="bp-note">{these} it remembers came from there and would go with it.</p>'
            )
            st.button("Keep what it remembers", key="keep-without", type="tertiary",
                      on_click=mine().memory.keep_without, args=(deleted.id,))  # fmt: skip
        if st.button("Undo", key="undo-delete", type="tertiary"):
            try:
                mine().undo_delete(deleted.id)
            except CoachError as error:
                session.failed(error)
            st.rerun()


def _dialogs() -> None:
    wanted = st.session_state.pop("dialog", None)
    if wanted is None:
        return
    action, conversation = wanted
    if action == "Rename":
        _rename(conversation)
    else:
        _export(conversation)


@st.dialog("Rename this conversation")
def _rename(conversation: ConversationSummary) -> None:
    with st.form("rename", border=False):
        st.text_input("Name", conversation.title, max_chars=120, key="new-name")
        if st.form_submit_button(
            "Save", type="primary", on_click=_give_name, args=(conversation.id,)
        ):
            st.rerun()


def _give_name(conversation_id: str) -> None:
    try:
        mine().rename(conversation_id, st.session_state["new-name"])
    except CoachError as error:
        session.failed(error)


@st.dialog("Export this conversation")
def _export(conversation: ConversationSummary) -> None:
    from coach import exports
    from coach.ui.shared import the_coach

    st.html("<p>All that was said, with the sources, what was noticed and what was decided.</p>")
    view = mine().conversation(conversation.id)
    knowledge, zone = the_coach().knowledge, st.context.timezone or "UTC"
    with st.container(horizontal=True):
        st.download_button(
            "Markdown",
            lambda: exports.markdown(view, knowledge, zone=zone),
            exports.file_name(view.title, "md"),
            "text/markdown",
            on_click="ignore",
            type="primary",
        )
        st.download_button(
            "PDF",
            lambda: exports.pdf(view, knowledge, zone=zone),
            exports.file_name(view.title, "pdf"),
            "application/pdf",
            on_click="ignore",
        )
