"""Sharing from where the words stand: the control beside them, the dialog to choose and look first, and the one that
shows what was shared."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

from coach.errors import BadInput, CoachError
from coach.sharing import MOST_NOTE, Draft, Piece, shortened
from coach.store.records import Fellow, Reading, Shared, ShareKind
from coach.text import sentences
from coach.ui import margin, session
from coach.ui.html import plain_label
from coach.ui.html import shortened as on_one_line
from coach.ui.shared import mine

_MOST_SENTENCES = 40
_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True)
class _Asked:
    """Which dialog is open: for one piece, for a talk, or for what was shared."""

    what: Literal["piece", "talk", "look"]
    piece: Callable[[], Piece] | None = None
    share_id: str = ""


@dataclass(frozen=True)
class Shares:
    """What a page needs to draw its controls: with whom can be shared, and what is shared of what stands on it."""

    where: str
    """The conversation that the page shows, or nothing for a page of its own: which dialog belongs to it."""
    coaches: list[Fellow]
    shared: list[Shared]

    def of(self, kind: ShareKind, conversation_id: str, item_id: str) -> list[Shared]:
        return [
            one
            for one in self.shared
            if (one.kind, one.conversation_id, one.item_id) == (kind, conversation_id, item_id)
            and one.taken_back_at is None
        ]


def shares(conversation_id: str | None = None) -> Shares:
    """For one conversation (an exercise has one, too), or for all."""
    sharing = mine().sharing
    return Shares(conversation_id or "", sharing.coaches(), sharing.shared(conversation_id))


def nobodys(where: str) -> Shares:
    """For what isn't kept, and so cannot be shared."""
    return Shares(where, [], [])


def control(
    known: Shares, kind: ShareKind, conversation_id: str, item_id: str, piece: Callable[[], Piece]
) -> None:
    """Beside one thing: what is shared of it, and the way to share it. Nothing where there is nobody to share with.
    ``piece`` makes it when it is asked for."""
    for one in known.of(kind, conversation_id, item_id):
        _shown(known, one)
    if known.coaches:
        st.button("Share…", key=f"share-{kind}-{conversation_id}-{item_id}", type="tertiary", on_click=_ask,
                  args=(known, _Asked("piece", piece)))  # fmt: skip


def talk(conversation_id: str) -> None:
    """Beside a talk: its summary, or something said in it. Not of one that isn't kept."""
    if conversation_id.startswith("private-"):
        return
    known = shares(conversation_id)
    if not (known.coaches or known.shared):
        return
    with st.container(horizontal=True, gap="small", key="share-talk"):
        for one in known.shared:
            if one.taken_back_at is None:
                _shown(known, one)
        if known.coaches:
            st.button("Share…", key="share-from-talk", type="tertiary", on_click=_ask,
                      help="With your coach: what you said, or what the talk came to",
                      args=(known, _Asked("talk")))  # fmt: skip
    note()
    dialogs(known)


def _shown(known: Shares, one: Shared) -> None:
    whom = "yourself" if _is_me(one.practitioner) else margin.named(one.practitioner.name, "your coach")  # fmt: skip
    what = {"passage": "A passage is shared", "summary": "The summary is shared"}
    count = len(one.margin)
    notes = f", {count} note{'s' * (count > 1)}" if count else ""
    label = f"{what.get(one.kind, f'Shared with {whom}')}{notes}{'' if one.open else ' (closed)'}"
    st.button(plain_label(label, 80), key=f"shared-{one.id}", type="tertiary", icon=":material/visibility:",
              on_click=_ask, args=(known, _Asked("look", share_id=one.id)))  # fmt: skip


def _ask(known: Shares, asked: _Asked) -> None:
    for key in [k for k in st.session_state if str(k).startswith("sharing-")]:
        del st.session_state[key]  # a dialog begins afresh
    st.session_state["share-dialog"] = (known.where, asked)


def dialogs(known: Shares) -> None:
    """At the end of a page with controls. A dialog stays until it is closed, whatever the page draws meanwhile."""
    where, asked = st.session_state.get("share-dialog") or (None, None)
    if asked is None or where != known.where:
        return
    try:
        if asked.what == "look":
            _look(asked.share_id)
        elif asked.what == "talk":
            _choose(known.coaches, _of_talk(known.where))
        elif asked.piece is not None:
            _choose(known.coaches, [asked.piece()])
    except CoachError as error:
        _close()
        session.failed(error)
        st.rerun()


def _close() -> None:
    st.session_state["share-dialog"] = None


def note() -> None:
    """What a dialog did, said once on the page under it."""
    said = st.session_state.pop("share-note", None)
    if said:
        st.html(f'<p class="bp-strip" role="status">{escape(said)}</p>')


def _of_talk(conversation_id: str) -> list[Piece]:
    sharing = mine().sharing
    summary, passages = sharing.summary(conversation_id), sharing.passages(conversation_id)
    pieces = [*passages, *([summary] if summary else [])]
    if not pieces:
        raise BadInput("There is nothing of yours in this talk yet. Share something once you have said it.")  # fmt: skip
    return pieces


# --- Choosing, and looking first --------------------------------------------------------------------------


@st.dialog("Share with your coach", width="medium", on_dismiss=_close)
def _choose(coaches: list[Fellow], pieces: list[Piece]) -> None:
    coach = coaches[0]
    if len(coaches) > 1:
        coach = st.selectbox("With whom", coaches, format_func=_called, key="sharing-with")
    piece = pieces[0]
    if len(pieces) > 1:
        which = st.selectbox(
            "What",
            range(len(pieces)),
            format_func=lambda n: _offered(pieces, n),
            key="sharing-what",
        )
        piece = pieces[which]
    try:
        draft = _drafted(piece)
    except BadInput as error:
        st.html(f'<p class="bp-strip" role="status">{escape(str(error))}</p>')
        return
    yourself = _is_me(coach)
    st.html(
        f'<p class="bp-kind">{"What your coach would see" if yourself else f"What {escape(_called(coach))} will see"}</p>'
        + margin.words(
            title=piece.title, asked=piece.asked, text=draft.text, note=draft.note, adds=f"{_my_name()} adds:"
        )
        + '<p class="bp-note">It is a copy: what you change later is not changed there. You can take it back at any time; what '
        "has been read by then has been read, and you are told when that was.</p>"
    )  # fmt: skip
    refused = st.session_state.pop("sharing-refused", None)
    if refused:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(refused)}</p>')
    pressed = st.button(
        "Share it", type="primary", key="sharing-it", on_click=_share, args=(coach, draft)
    )
    if pressed and st.session_state["share-dialog"] is None:
        st.rerun()


def _share(coach: Fellow, seen: Draft) -> None:
    """Exactly what was looked at, and nothing that was typed since."""
    try:
        if mine().sharing.draft(seen.piece, _left(), _line()) != seen:
            raise BadInput("It has changed since you looked. This is how it reads now; press again to share it.")  # fmt: skip
        mine().sharing.share(seen.piece, coach.id, text=_left(), note=_line())
    except CoachError as error:
        st.session_state["sharing-refused"] = str(error)
        return
    _close()
    st.session_state["share-note"] = (
        f"Shared with {'yourself, to try it' if _is_me(coach) else _called(coach)}. What is shared, and who has read it, stands "
        "under Who sees what."
    )


def _drafted(piece: Piece) -> Draft:
    """What is chosen and typed, as it would be shared."""
    parts = [one.text for one in sentences(piece.words)]
    name = _key(piece)
    kept = piece.words
    if 1 < len(parts) <= _MOST_SENTENCES:
        with st.container(key="sharing-parts", gap="xsmall"):
            st.html('<p class="bp-kind">What goes along</p>')
            whole = piece.kind != "passage"
            chosen = [
                part
                for n, part in enumerate(parts)
                if st.checkbox(plain_label(part, 200), whole, key=f"sharing-part-{name}-{n}")
            ]
        if not chosen:
            raise BadInput("Choose at least one sentence. You will see it as your coach would.")
        kept = piece.words if len(chosen) == len(parts) else shortened(piece.words, " ".join(chosen))  # fmt: skip
    st.text_area(
        "Take out what isn’t for your coach, such as a name", kept, height=140, key=_cut(piece, kept), help="Words can be taken out, not added or changed.",
    )  # fmt: skip
    st.session_state["sharing-cut"] = _cut(piece, kept)
    st.text_input("A line of your own beside it, if you like", max_chars=MOST_NOTE, key="sharing-line")  # fmt: skip
    return mine().sharing.draft(piece, _left(), _line())


def _key(piece: Piece) -> str:
    return f"{piece.kind}-{piece.item_id or piece.conversation_id}"


def _cut(piece: Piece, kept: str) -> str:
    """A box for each choice, so that it shows what was chosen last."""
    from hashlib import sha256

    return f"sharing-text-{_key(piece)}-{sha256(kept.encode()).hexdigest()[:12]}"


def _left() -> str:
    return str(st.session_state.get(str(st.session_state.get("sharing-cut"))) or "")


def _line() -> str:
    return str(st.session_state.get("sharing-line") or "")


def _offered(pieces: list[Piece], n: int) -> str:
    """Told apart by which of the talk's messages it is, for two can begin alike."""
    piece = pieces[n]
    if piece.kind == "summary":
        return piece.title
    said = sum(one.kind == "passage" for one in pieces)
    return f"Your message {said - n}: “{on_one_line(piece.words, 80)}”"


def _called(one: Fellow) -> str:
    return "Yourself, to try it" if _is_me(one) else margin.named(one.name)


def _is_me(one: Fellow) -> bool:
    return one.id == mine().actor.person_id


def _my_name() -> str:
    return margin.named(mine().people.my_name(), "The leader")


# --- What was shared --------------------------------------------------------------------------------------


@st.dialog("As your coach sees it", width="large", on_dismiss=_close)
def _look(share_id: str) -> None:
    one = next((s for s in mine().sharing.shared() if s.id == share_id), None)
    if one is None:
        st.html('<p class="bp-strip">It is not shared any more, and its copy is gone.</p>')
        return
    session.show_failure()
    refused = st.session_state.pop("margin-refused", None)
    if refused:
        st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(refused)}</p>')
    piece(one, take_back=one.taken_back_at is None)
    if st.session_state["share-dialog"] is None:
        st.rerun()


def piece(one: Shared, *, take_back: bool) -> None:
    """What was shared, who read it, and its margin, in which its leader can answer."""
    text, notes = st.columns([3, 2], gap="medium")
    with text:
        st.html(
            margin.words(
                title=one.title, asked=one.asked or "", text=one.text, note=one.note or "", adds=f"{_my_name()} adds:",
                margin=one.margin,
            )
            + f'<p class="bp-note">{escape(told(one))}</p>'
        )  # fmt: skip
        if take_back:
            st.button("Take it back", key=f"take-back-{one.id}", on_click=_take_back, args=(one,))
    with notes:
        margin.draw(one.id, one.text, one.margin, may_write=one.open, label="Answer in the margin" if one.margin else "Write in the margin")  # fmt: skip


def told(one: Shared) -> str:
    """With whom, since when, and the truth about what was read."""
    whom = "yourself" if _is_me(one.practitioner) else margin.named(one.practitioner.name, "a coach")  # fmt: skip
    since = f"Shared with {whom} on {margin.instant(one.shared_at)}."
    return f"{since} {read(one.readings, one)}"


def read(readings: tuple[Reading, ...], one: Shared) -> str:
    if not readings:
        return "It has not been opened." if one.open else "It was never opened."
    times = _TIMES.get(len(readings), f"{len(readings)} times")
    return f"Opened {times}, first on {margin.instant(readings[0].at)}."


def _take_back(one: Shared) -> None:
    """At once, and with the truth about what was read."""
    _close()
    try:
        taken = mine().sharing.take_back(one.id)
    except CoachError as error:
        session.failed(error)
        return
    whom = "Nobody" if _is_me(one.practitioner) else margin.named(one.practitioner.name)
    can = f"{whom} can open it now." if whom == "Nobody" else f"{whom} can’t open it any more."
    if not taken.readings:
        st.session_state["share-note"] = f"Taken back. {can} It had not been opened."
        return
    times = _TIMES.get(len(taken.readings), f"{len(taken.readings)} times")
    st.session_state["share-note"] = (
        f"Taken back. {can} It had been opened {times}, first on {margin.instant(taken.readings[0].at)}; taking it back "
        "can’t make that unread."
    )
