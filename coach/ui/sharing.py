"""Who sees what: who could see which words, what is shared now, what was, and every reading of it."""

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from coach.errors import CoachError
from coach.people import Terms
from coach.sharing import Sharing
from coach.store.records import Shared
from coach.ui import margin, received, session, share, signing
from coach.ui.html import plain_label, shortened
from coach.ui.shared import mine, the_coach
from coach.ui.where import whereabouts

_FIRST = 20


def page() -> None:
    sharing = mine().sharing
    st.html(
        '<h1 class="bp-h1">Who sees what</h1><p class="bp-lead">What you write is yours. Nobody reads it in this program until '
        "you share it, one piece at a time, having seen it first as they will see it.</p>"
    )
    session.show_failure()
    share.note()
    _undo(sharing)
    if sharing.tries_it and st.session_state.get("share-as-coach"):
        _as_coach()
        return
    found = sharing.shared()
    _who(found)
    _now([one for one in found if one.open], sharing)
    _no_more([one for one in found if not one.open], sharing)
    _readings(found)
    _try(sharing)


# --- Who could ----------------------------------------------------------------------------------------------


def _who(found: list[Shared]) -> None:
    for_others = signing.sign_in() is not None
    told = whereabouts(the_coach().settings, for_others=for_others)
    terms = [one for one in mine().people.coachings() if one.side == "leader"]
    rows = [("You", "All of it, until you erase it.")]
    rows += [_coach(one, found) for one in terms if one.coaching.ended_at is None]
    sponsored = [one for one in terms if one.coaching.sponsor and one.coaching.ended_at is None]
    if for_others or terms or mine().people.concern_me:
        if not any(one.coaching.ended_at is None for one in terms):
            rows.append(("A coach", "You have none here, so none sees anything of yours."))
        rows.append((
            "Owners of the workspace",
            "That you are here: your name, your mail address, your roles and your coachings. Nothing that you write, and nothing "
            "that you share with a coach.",
        ))  # fmt: skip
    rows += [
        (f"{margin.named(one.coaching.sponsor.name, 'The sponsor')}, who sponsors it",
         "That the coaching takes place, since when, and when it ends. Nothing that you write or share.")
        for one in sponsored if one.coaching.sponsor
    ]  # fmt: skip
    rows.append(("Whoever administers the machine", f"{told.kept} {told.readers}"))
    rows.append(("Your employer", told.employer))
    rows.append(("Who words the replies", told.voice))
    items = "".join(
        f'<div><dt dir="auto">{escape(who)}</dt><dd>{escape(what)}</dd></div>' for who, what in rows
    )
    st.html(f'<h2 class="bp-h2">Who could see what</h2><dl class="bp-who">{items}</dl>')


def _coach(terms: Terms, found: list[Shared]) -> tuple[str, str]:
    coach = terms.coaching.practitioner
    name = f"{coach.name}, your coach" if coach.name else "Your coach"
    if not terms.agreed:
        return name, "Nothing. The agreement between you waits to be accepted, and until then nothing can be shared or read."  # fmt: skip
    count = sum(one.open and one.practitioner.id == coach.id for one in found)
    now = {0: "At the moment that is nothing.", 1: "At the moment that is one piece."}.get(count, f"At the moment that is {count} pieces.")  # fmt: skip
    return name, f"What you share, and nothing else. {now}"


# --- What is and was shared ---------------------------------------------------------------------------------


def _now(found: list[Shared], sharing: Sharing) -> None:
    st.html('<h2 class="bp-h2">Shared now</h2>')
    if not found:
        way = (
            "Wherever something of yours can be shared, in an exercise, a talk or among your commitments, there is “Share…” "
            "beside it."
            if sharing.coaches()
            else "Sharing needs a coach whose agreement with you stands."
        )
        st.html(f'<p class="bp-strip">Nothing. {way}</p>')
    for one in _first(found, "now"):
        with st.container(key=f"share-now-{one.id}", gap="small"):
            share.piece(one, take_back=True)


def _no_more(found: list[Shared], sharing: Sharing) -> None:
    if not found:
        return
    st.html(
        '<h2 class="bp-h2">Not open any more</h2><p class="bp-note">The copies and their margins are with you alone. Erasing one erases what '
        "is known of its readings, too.</p>"
    )
    for one in _first(found, "past"):
        why = f"Taken back on {margin.instant(one.taken_back_at)}." if one.taken_back_at else "Closed: the coaching has ended, or its agreement waits to be accepted."  # fmt: skip
        with st.expander(f"{_plain(one.title)}: {_plain(one.text)}", key=f"share-past-{one.id}"):
            st.html(f'<p class="bp-note">{why}</p>')
            share.piece(one, take_back=one.taken_back_at is None)
            st.button("Erase it", key=f"erase-share-{one.id}", type="tertiary", on_click=_erase, args=(sharing, one))  # fmt: skip


def _first(found: list[Shared], which: str) -> list[Shared]:
    """The newest; all of them once that was asked for."""
    more = f"shares-all-{which}"
    if len(found) <= _FIRST or st.session_state.get(more):
        return found
    st.button(f"Show all {len(found)}", key=f"shares-more-{which}", type="tertiary",
              on_click=st.session_state.__setitem__, args=(more, True))  # fmt: skip
    return found[:_FIRST]


def _plain(text: str) -> str:
    return plain_label(text, 60)


def _erase(sharing: Sharing, one: Shared) -> None:
    _tried(lambda: sharing.delete(one.id))
    st.session_state["share-erased"] = one.id


def _undo(sharing: Sharing) -> None:
    erased = st.session_state.get("share-erased")
    if erased is None:
        return
    with st.container(key="undo", gap=None):
        st.html('<p class="bp-note" role="status">The copy, its readings and its margin are deleted. They are erased for good in ten minutes.</p>')  # fmt: skip
        st.button("Undo", key="undo-share", type="tertiary", on_click=_bring_back, args=(sharing, erased))  # fmt: skip


def _bring_back(sharing: Sharing, share_id: str) -> None:
    st.session_state["share-erased"] = None
    _tried(lambda: sharing.undo_delete(share_id))


# --- Every reading -------------------------------------------------------------------------------------------


def _readings(found: list[Shared]) -> None:
    st.html('<h2 class="bp-h2">Every reading</h2>')
    every = sorted(((r.at, r.reader, one) for one in found for r in one.readings), key=lambda r: r[0], reverse=True)  # fmt: skip
    if not every:
        st.html('<p class="bp-note">Nothing of yours has been opened by anybody. When it is, who did and when stands here.</p>')  # fmt: skip
        return
    shown = every if st.session_state.get("readings-all") else every[:_FIRST]
    rows = "".join(
        f'<tr><td>{margin.instant(at)}</td><td dir="auto">{escape(margin.named(reader, "A coach"))}</td>'
        f'<td dir="auto">{escape(one.title)}: “{escape(shortened(one.text, 60))}”</td></tr>'
        for at, reader, one in shown
    )
    st.html(
        '<div class="bp-scroll" tabindex="0" role="region" aria-label="Every reading"><table class="bp-table bp-readings"><thead><tr><th>When</th>'
        f"<th>Who</th><th>What</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if len(every) > len(shown):
        st.button(f"Show all {len(every)}", key="readings-more", type="tertiary",
                  on_click=st.session_state.__setitem__, args=("readings-all", True))  # fmt: skip


# --- Trying it alone ----------------------------------------------------------------------------------------


def _try(sharing: Sharing) -> None:
    """With nobody else here, both sides of it."""
    if not sharing.may_try_it:
        return
    st.html(
        '<h2 class="bp-h2">Try it</h2><p class="bp-note">You are alone here, so there is nobody to share with. To see how it is, you can '
        "share with yourself, and look at it as your coach would.</p>"
    )
    st.toggle(
        "Let me share with myself", sharing.tries_it, key="share-try",
        on_change=lambda: _tried(partial(sharing.try_it, wanted=bool(st.session_state["share-try"]))),
    )  # fmt: skip
    if sharing.tries_it:
        st.button("Look at it as a coach", key="look-as-coach", on_click=st.session_state.__setitem__,
                  args=("share-as-coach", True))  # fmt: skip


def _as_coach() -> None:
    st.html('<p class="bp-strip" role="note">This is what you as your own coach are shown of yourself.</p>')  # fmt: skip
    st.button("Back to being the leader", key="look-as-leader", icon=":material/arrow_back:", type="tertiary",
              on_click=st.session_state.__setitem__, args=("share-as-coach", False))  # fmt: skip
    received.draw(mine().actor.person_id)


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
