"""Practising a conversation: whom to meet, the talk itself with pause and rewind, and what it did."""

from html import escape

import streamlit as st

from coach.characters import Rehearsal
from coach.errors import CoachError
from coach.exercises import Rehearse
from coach.exercising import Doing
from coach.rehearsals import EFFECTS, Debrief, Moment, Own, RunView, Stop, Try, counted
from coach.store.records import Exchange
from coach.ui import session, transcript
from coach.ui.html import paragraphs, plain_label, shortened
from coach.ui.scenarios import RELATIONS
from coach.ui.shared import mine, the_coach

_LISTED = 20
_TO_THE_END = (
    '<script data-after="{}">document.querySelector(".stMain")?.scrollTo({{top: 1e7}})</script>'
)
_TO_THE_TOP = (
    '<script data-for="{}">document.querySelector(".stMain")?.scrollTo({{top: 0}})</script>'
)


_Home = tuple[Doing, Rehearse]
"""The exercise and its step that a rehearsal was begun for."""


def page() -> None:
    if lent := st.session_state.pop("rehearsal-open", None):
        _open(lent, lent=True)
    if wanted := st.session_state.pop("rehearsal-for", None):
        _open(None)
        st.query_params["x"], st.query_params["step"] = wanted
    run_id = _opened()
    if run_id is not None:
        try:
            _run(run_id)
            return
        except CoachError as error:
            _open(None)
            session.failed(error)
    home = _wanted()
    named = home[1].rehearsal if home else st.session_state.get("rehearsal-brief") or ""
    brief = mine().rehearsals.one(named)
    if brief is not None:
        _briefing(brief, home)
    else:
        _gallery()


def _wanted() -> _Home | None:
    """The step of an exercise that asks for a rehearsal. It stands in the address, so that a reload keeps it."""
    assignment_id, step_id = st.query_params.get("x"), st.query_params.get("step")
    if not assignment_id or not step_id:
        return None
    try:
        return mine().exercises.to_rehearse(assignment_id, step_id)
    except CoachError as error:
        _open(None)
        session.failed(error)
        return None


def _home(view: RunView) -> _Home | None:
    """Where a run was begun from; None where that was deleted."""
    begun_for = view.for_step
    if begun_for is None:
        return None
    try:
        return mine().exercises.to_rehearse(begun_for.assignment_id, begun_for.step_id)
    except CoachError:
        return None


def _opened() -> str | None:
    named = st.query_params.get("r")
    private = st.session_state.get("rehearsal-private")
    return named or (private.id if isinstance(private, session.Private) else None)


def _open(run_id: str | None, *, lent: bool = False) -> None:
    """Go to a run, or to the gallery; one that is not kept ends when it is left, or when the exercise is that it is
    ``lent`` to."""
    private = st.session_state.pop("rehearsal-private", None)
    if isinstance(private, session.Private):
        private.end()
    for key in ("rehearsal-brief", "rehearsal-look", "rehearsal-pause", "rehearsal-stop"):
        st.session_state.pop(key, None)
    for key in ("r", "x", "step"):
        st.query_params.pop(key, None)
    if run_id is None:
        return
    if run_id.startswith("private-") and not lent:
        st.session_state["rehearsal-private"] = session.Private(mine().rehearsals.delete, run_id)
    else:
        st.query_params["r"] = run_id


# --- Whom to meet ---------------------------------------------------------------------------------


def _gallery() -> None:
    st.html(
        '<h1 class="bp-h1">Rehearse</h1><p class="bp-lead">A conversation you’d rather not have for the first time when it '
        "counts. Somebody made of written lines plays the other side, and answers to how you treat them. You can stop, go "
        "back, and try again.</p>"
    )
    session.show_failure()
    _undo()
    everything = mine().rehearsals.all()
    if not everything:
        st.html('<p class="bp-strip">There is nobody to meet here. Run: python -m coach check</p>')
        return
    with st.container(key="gallery"):
        for rehearsal in everything:
            if not rehearsal.own:
                _card(rehearsal)
    own = [r for r in everything if r.own]
    if own:
        st.html(
            '<h2 class="bp-h2">Your own conversation</h2><p class="bp-note">You say who it is and what it is about. Their '
            "lines know nothing of the matter: they answer how you speak.</p>"
        )
        with st.container(key="gallery-own"):
            for rehearsal in own:
                _card(rehearsal)
    _earlier()


def _card(rehearsal: Rehearsal) -> None:
    character = rehearsal.character
    whom = (
        ""
        if rehearsal.own
        else f'<p class="bp-note">{escape(f"{character.name}, {character.role}")}</p>'
    )
    with st.container(key=f"scenario-{rehearsal.id}", gap="small"):
        st.html(
            f'<p class="bp-kind">{RELATIONS[rehearsal.relation]} · about {rehearsal.minutes} minutes</p>'
            f"<h2>{escape(rehearsal.title)}</h2><p>{escape(rehearsal.about)}</p>{whom}"
        )
        st.button(
            "Prepare this one"
            if rehearsal.own
            else plain_label(f"Meet {character.name.split()[0]}"),
            key=f"meet-{rehearsal.id}",
            on_click=st.session_state.__setitem__,
            args=("rehearsal-brief", rehearsal.id),
        )


def _earlier() -> None:
    st.html('<h2 class="bp-h2">Rehearsed before</h2>')
    kept = mine().rehearsals.runs()
    if not kept:
        st.html(
            '<p class="bp-strip">Nothing yet. What you rehearse is kept here with all its tries, for you alone, unless you '
            "choose otherwise.</p>"
        )
    for view in kept[:_LISTED]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"run-{view.id}"):
            st.button(
                plain_label(view.title, 70),
                key=f"open-{view.id}",
                type="tertiary",
                on_click=_open,
                args=(view.id,),
            )
            tries = f", {len(view.tries)} tries" if len(view.tries) > 1 else ""
            st.html(
                f'<p class="bp-note">{counted(view.lines)}{tries}, {view.updated_at:%-d %B}</p>'
            )


def _undo() -> None:
    deleted = st.session_state.get("rehearsal-deleted")
    if deleted is None:
        return
    with st.container(key="undo", gap=None):
        st.html(
            '<p class="bp-note" role="status">The rehearsal is deleted. It is erased for good in ten minutes.</p>'
        )
        st.button(
            "Undo", key="undo-rehearsal", type="tertiary", on_click=_bring_back, args=(deleted,)
        )


def _bring_back(run_id: str) -> None:
    st.session_state["rehearsal-deleted"] = None
    try:
        mine().rehearsals.undo_delete(run_id)
        _open(run_id)
    except CoachError as error:
        session.failed(error)


# --- Before it begins -----------------------------------------------------------------------------


def _briefing(rehearsal: Rehearsal, home: _Home | None) -> None:
    _back(home)
    with st.container(key="before-it"):
        _prepare(rehearsal, home)
    st.html(_TO_THE_TOP.format(rehearsal.id), unsafe_allow_javascript=True)


def _back(home: _Home | None) -> None:
    """To where one came from."""
    if home is None:
        st.button("All rehearsals", key="rehearse-back", type="tertiary", icon=":material/arrow_back:",
                  on_click=_open, args=(None,))  # fmt: skip
    else:
        st.button(plain_label(f"Back to “{home[0].exercise.title}”", 80), key="rehearse-home", type="tertiary",
                  icon=":material/arrow_back:", on_click=_to_exercise, args=(home,))  # fmt: skip


def _to_exercise(home: _Home) -> None:
    _leave_looks()
    st.session_state["exercise-open"] = home[0].id
    st.session_state["go"] = ("exercises", None)


def _take_back(view: RunView, home: _Home) -> None:
    doing, step = home
    try:
        mine().exercises.take_back(doing.id, step.id, view.id)
    except CoachError as error:
        session.failed(error)
        return
    _to_exercise(home)


def _asked(home: _Home | None) -> str:
    """What the exercise asks one to try."""
    if home is None:
        return ""
    task = " ".join(home[1].task.split())
    return f'<p class="bp-task"><b>From the exercise</b> {escape(task)}</p>'


def _prepare(rehearsal: Rehearsal, home: _Home | None) -> None:
    session.show_failure()
    character = rehearsal.character
    st.html(
        f'<h1 class="bp-h1">{escape(rehearsal.title)}</h1><p class="bp-lead">{escape(rehearsal.situation)}</p>'
        f'<p class="bp-task"><b>What you are here for</b> {escape(rehearsal.task)}</p>{_asked(home)}'
    )
    traits = (
        ("How they are", character.temper),
        ("What counts for them", character.cares),
        ("Today", character.today),
    )
    rows = "".join(f"<dt>{label}</dt><dd>{escape(words)}</dd>" for label, words in traits)
    who = (
        "" if rehearsal.own else f"<h2>{escape(character.name)}</h2><p>{escape(character.role)}</p>"
    )
    st.html(
        f'<section class="bp-person">{_face(character.name if not rehearsal.own else "?")}<div>{who}<dl>{rows}</dl></div></section>'
    )
    if rehearsal.caution:
        st.html(f'<p class="bp-note bp-caution">{escape(rehearsal.caution)}</p>')
    stop = st.session_state.get("rehearsal-stop")
    if isinstance(stop, Stop):
        st.html(_coach_words(stop.words) + transcript.contacts_panel(stop.contacts))
    with st.form("rehearse-begin", border=False):
        if rehearsal.own:
            left, right = st.columns(2)
            left.text_input("Their name, or what you call them here", key="own-name", max_chars=60)
            right.text_input("What they are to you", key="own-role", max_chars=60,
                             placeholder=RELATIONS[rehearsal.relation])  # fmt: skip
            st.text_area(
                "What it is about, and what you want to say",
                key="own-about",
                max_chars=600,
                height=110,
            )
        st.html(f'<p class="bp-strip">{escape(mine().rehearsals.words.standin)}</p>')
        if home is None:
            st.toggle("Don’t keep this rehearsal", key="rehearse-unkept",
                      help="Nothing of it is stored. It is gone when you leave it or reload the page.")  # fmt: skip
        elif not home[0].stored:
            st.html('<p class="bp-note">It isn’t kept, as the exercise isn’t.</p>')
        if st.form_submit_button("Begin", type="primary"):
            _begin(rehearsal, home)


def _begin(rehearsal: Rehearsal, home: _Home | None) -> None:
    typed = st.session_state
    own = (
        Own(*((typed.get(f"own-{key}") or "").strip() for key in ("name", "role", "about")))
        if rehearsal.own
        else None
    )
    made: str | Stop
    try:
        if home is not None:
            made = mine().exercises.rehearse(home[0].id, home[1].id, own)
        else:
            begun = mine().rehearsals.begin(
                rehearsal.id, own, stored=not typed.get("rehearse-unkept")
            )
            made = begun if isinstance(begun, Stop) else begun.id
    except CoachError as error:
        session.failed(error, own.about if own else None)
    else:
        if isinstance(made, Stop):
            typed["rehearsal-stop"] = made
        else:
            _open(made, lent=home is not None)
    st.rerun()


# --- The talk -------------------------------------------------------------------------------------


def _run(run_id: str) -> None:
    rehearsals = mine().rehearsals
    view = rehearsals.look(run_id)
    waits = bool(view.path) and view.path[-1].reply is None and view.rehearsal is not None
    if waits and not the_coach().settings.model:
        view, waits = rehearsals.run(run_id), False
    home = _home(view)
    if st.session_state.get("rehearsal-look") and not waits and any(e.text for e in view.path):
        _look_back(view, home)
        return
    _header(view, home)
    with st.container(key="rehearsal", gap=None):
        st.html(_other(view, view.first))
        for exchange in view.path:
            _exchange(view, exchange)
        session.show_failure()
        if waits:
            st.html(_other(view, None))
    if not waits:
        _below(view, home)
    with st.bottom:
        if view.stop is not None:
            st.html(transcript.contacts_panel(view.stop.contacts))
        if not view.over and view.rehearsal is not None:
            st.chat_input(
                plain_label(f"Say it to {view.name.split()[0] if view.name.split() else view.name}", 60),
                key="rehearse-line", on_submit=_said, args=(view.id,), submit_mode="disable",
                disabled=waits or view.stop is not None,
            )  # fmt: skip
    if view.path:
        st.html(
            _TO_THE_END.format(f"{view.id}-{view.path[-1].number}-{waits}"),
            unsafe_allow_javascript=True,
        )
    if waits:
        rehearsals.run(run_id)
        st.rerun()


def _header(view: RunView, home: _Home | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="rehearsal-head"):
        _back(home)
        kept = "" if view.stored else '<span class="bp-badge">not kept</span>'
        st.html(f'<h1 class="bp-rehearsal-title">{escape(view.title)} {kept}</h1>')
    if view.rehearsal is None:
        st.html(
            '<p class="bp-strip">The file of this rehearsal is not there any more. What was said can still be read.</p>'
        )
        return
    with st.expander("What it is about"):
        about = view.own.about or view.rehearsal.situation
        st.html(
            f'<p dir="auto">{escape(about)}</p><p class="bp-task"><b>What you are here for</b> '
            f'{escape(view.rehearsal.task)}</p>{_asked(home)}<p class="bp-note">{escape(mine().rehearsals.words.standin)}</p>'
        )


def _exchange(view: RunView, exchange: Exchange) -> None:
    """One line and its answer, with the way back to before it."""
    if exchange.text:
        st.html(
            f'<article class="bp-said bp-leader" aria-label="You"><div class="bp-words">{paragraphs(exchange.text)}</div>'
            f"{_masked(exchange)}</article>"
        )
        with st.container(
            horizontal=True, horizontal_alignment="right", key=f"again-{exchange.number}"
        ):
            st.button("Try this again", key=f"rewind-{exchange.number}", type="tertiary", icon=":material/replay:",
                      on_click=_rewind, args=(view.id, exchange.number))  # fmt: skip
    else:
        st.html('<p class="bp-note bp-centre">You ended it here.</p>')
    if exchange.reply is None or exchange.outcome is None:
        return
    outcome = exchange.outcome
    spoken_by_coach = "stopped" in outcome or "aside" in outcome
    st.html(_coach_words(exchange.reply) if spoken_by_coach else _other(view, exchange.reply))


def _below(view: RunView, home: _Home | None) -> None:
    """What can be done now."""
    if view.stop is not None:
        st.button(
            "It was part of what I’m practising. Go on",
            key="rehearse-go-on",
            on_click=_go_on,
            args=(view.id,),
        )
        st.button(
            "Leave the rehearsal",
            key="rehearse-leave",
            type="tertiary",
            on_click=_open,
            args=(None,),
        )
        return
    paused = st.session_state.get("rehearsal-pause", 0)
    if paused and not view.over:
        hint = mine().rehearsals.hint(view, paused - 1)
        st.html(
            '<section class="bp-card bp-pause" aria-label="Pause" role="status"><p class="bp-kind">A moment outside</p>'
            f'<p class="bp-hint">{escape(hint)}</p><p class="bp-note">Nobody waits. Write your next line when you want to.</p></section>'
        )
    with st.container(horizontal=True, gap="small", key="rehearsal-ways"):
        if view.over:
            st.html(f'<p class="bp-note" role="status">{escape(view.ended)}.</p>')
            _take_it_back(view, home)
            st.button(
                "Look back",
                key="rehearse-look",
                type="secondary" if home else "primary",
                on_click=_look,
            )
            st.button(
                "Begin again",
                key="rehearse-again",
                on_click=_rewind,
                args=(view.id, view.path[0].number),
            )
            return
        st.button("Another question" if paused else "Pause", key="rehearse-pause", icon=":material/pause_circle:",
                  type="tertiary", on_click=_pause)  # fmt: skip
        if any(e.text for e in view.path):
            st.button("End it here", key="rehearse-end", icon=":material/logout:", type="tertiary", on_click=_end,
                      args=(view.id,))  # fmt: skip
            st.button(
                "Look back",
                key="rehearse-look",
                icon=":material/history:",
                type="tertiary",
                on_click=_look,
            )


def _said(run_id: str) -> None:
    """What was typed, stored before anything is drawn."""
    text = st.session_state.get("rehearse-line") or ""
    st.session_state.pop("rehearsal-pause", None)
    try:
        mine().rehearsals.hand(run_id, text)
    except Exception as error:  # nothing typed is lost, whatever failed
        session.failed(error, text)


def _rewind(run_id: str, number: int) -> None:
    _leave_looks()
    try:
        mine().rehearsals.rewind(run_id, number)
    except CoachError as error:
        session.failed(error)


def _go_on(run_id: str) -> None:
    try:
        mine().rehearsals.go_on(run_id)
    except CoachError as error:
        session.failed(error)


def _end(run_id: str) -> None:
    _leave_looks()
    try:
        mine().rehearsals.end(run_id)
    except CoachError as error:
        session.failed(error)


def _pause() -> None:
    st.session_state["rehearsal-pause"] = st.session_state.get("rehearsal-pause", 0) + 1


def _take_it_back(view: RunView, home: _Home | None) -> None:
    if home is not None:
        st.button("Take it back to the exercise", key="rehearse-take-back", type="primary", on_click=_take_back,
                  args=(view, home))  # fmt: skip


def _look() -> None:
    st.session_state["rehearsal-look"] = True


def _leave_looks() -> None:
    st.session_state.pop("rehearsal-look", None)
    st.session_state.pop("rehearsal-pause", None)


# --- What it did ----------------------------------------------------------------------------------


def _look_back(view: RunView, home: _Home | None) -> None:
    st.button(
        "Back to the talk",
        key="rehearse-talk",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=_leave_looks,
    )
    with st.container(key="looking"):
        _what_it_did(view, home)
    st.html(_TO_THE_TOP.format(f"{view.id}-look"), unsafe_allow_javascript=True)


def _what_it_did(view: RunView, home: _Home | None) -> None:
    session.show_failure()
    try:
        made = mine().rehearsals.debrief(view)
    except CoachError as error:
        st.html(f'<p class="bp-strip">{escape(str(error))}</p>')
        return
    how = f" {view.ended}." if view.over else ""
    st.html(
        f'<h1 class="bp-h1">Looking back</h1><p class="bp-lead">{escape(view.title)}.{escape(how)}</p>'
    )
    st.html(
        '<p class="bp-strip">What follows is said by a stand-in, and is no prediction: the person in your life may hear '
        "the same words otherwise.</p>"
    )
    for moment in made.moments:
        st.html(_moment(view, moment))
    _kept_back(view, made)
    st.html(f'<p class="bp-last-question">{escape(made.question)}</p>')
    _take_it_back(view, home)
    _take_along(view, home)
    _compare(view)
    st.button(
        "Delete this rehearsal",
        key="rehearse-delete",
        type="tertiary",
        on_click=_delete,
        args=(view.id,),
    )


def _moment(view: RunView, moment: Moment) -> str:
    what = f'<p class="bp-note">{escape(moment.what)}</p>' if moment.what else ""
    sounded = (
        f'<p class="bp-note">It may have come across {escape(moment.sounded)}.</p>'
        if moment.sounded
        else ""
    )
    heard = (
        f'<p class="bp-heard">{_face(view.name)}<span>What I heard was {escape(moment.heard)}</span></p>'
        if moment.heard
        else ""
    )
    effect = (
        "They told you something they keep to themselves" if moment.told else EFFECTS[moment.effect]
    )
    return (
        f'<section class="bp-moment bp-{moment.effect}"><p class="bp-kind">{effect}</p>'
        f'<blockquote dir="auto">{escape(shortened(moment.text, 400))}</blockquote>{what}{sounded}{heard}'
        f'<p class="bp-then"><b>{escape(view.name)}:</b> {escape(moment.reply)}</p></section>'
    )


def _kept_back(view: RunView, made: Debrief) -> None:
    if made.kept_back:
        st.html(
            f'<p class="bp-note">There was something that {escape(view.name)} didn’t tell you this time. It is still there, '
            "and nobody is owed it.</p>"
        )


def _take_along(view: RunView, home: _Home | None) -> None:
    if st.session_state.pop("rehearsal-stepped", None) == view.id:
        st.html(
            '<p class="bp-strip" role="status">It stands under Commitments now, in your words.</p>'
        )
    with st.form(f"take-{view.id}", border=False, clear_on_submit=False):
        st.text_area(
            "What do you take with you from it?", key="take-what", max_chars=400, height=90
        )
        st.text_input("When, if it is something to do", key="take-when", max_chars=120)
        with st.container(horizontal=True, gap="small"):
            keep = st.form_submit_button(
                "Keep it as a commitment", type="secondary" if home else "primary"
            )
            talk = st.form_submit_button("Talk it over with the coach")
    words = (st.session_state.get("take-what") or "").strip()
    if keep:
        try:
            mine().rehearsals.take_step(view.id, words, st.session_state.get("take-when") or "")
            st.session_state["rehearsal-stepped"] = view.id
        except CoachError as error:
            session.failed(error, words)
        st.rerun()
    if talk:
        _leave_looks()
        session.enter(
            text=f"I have just rehearsed a conversation with {view.name}. {words}".strip()
        )
        st.rerun()


def _compare(view: RunView) -> None:
    """Another try beside this one, from where they part."""
    here = view.path[-1].number
    others = {
        t.last: t
        for t in view.tries
        if t.last != here and here not in {e.number for e in t.exchanges}
    }
    if not others:
        return
    st.html('<h2 class="bp-h2">Your other tries</h2>')
    chosen = st.selectbox(
        "Beside this one",
        list(others),
        format_func=lambda last: _try_name(others[last]),
        key=f"beside-{view.id}-{here}",
    )
    other = others[chosen]
    shared = sum(a.number == b.number for a, b in zip(view.path, other.exchanges, strict=False))
    if shared:
        st.html(f'<p class="bp-note">Both begin with the same {counted(shared)}.</p>')
    left, right = st.columns(2)
    left.html('<p class="bp-kind">This one</p>' + _told(view, view.path[shared:]))
    right.html('<p class="bp-kind">The other</p>' + _told(view, other.exchanges[shared:]))
    st.button(
        "Go to the other try", key="rehearse-other", on_click=_choose_try, args=(view.id, chosen)
    )


def _try_name(one: Try) -> str:
    said = next((e.text for e in reversed(one.exchanges) if e.text), "")
    return shortened(f"{counted(sum(bool(e.text) for e in one.exchanges))}, the last: {said}", 70)


def _told(view: RunView, exchanges: tuple[Exchange, ...]) -> str:
    rows = "".join(
        f'<p dir="auto"><b>You:</b> {escape(e.text or "(you ended it)")}</p><p dir="auto"><b>{escape(view.name)}:</b> {escape(e.reply or "")}</p>'
        for e in exchanges
    )
    return f'<div class="bp-told">{rows}</div>'


def _choose_try(run_id: str, last: int) -> None:
    try:
        mine().rehearsals.choose_try(run_id, last)
    except CoachError as error:
        session.failed(error)


def _delete(run_id: str) -> None:
    try:
        private = st.session_state.get("rehearsal-private")
        if not isinstance(private, session.Private):  # that one goes as it is left
            undone_until = mine().rehearsals.delete(run_id)
            st.session_state["rehearsal-deleted"] = run_id if undone_until else None
        _open(None)
    except CoachError as error:
        session.failed(error)


# --- As HTML --------------------------------------------------------------------------------------


def _face(name: str) -> str:
    """The other's initials."""
    letters = "".join(word[0] for word in name.split()[:2] if word[0].isalnum()).upper() or "?"
    return f'<span class="bp-initials" aria-hidden="true">{escape(letters)}</span>'


def _other(view: RunView, text: str | None) -> str:
    """What the other says; None while it is being found."""
    words = paragraphs(text) if text is not None else (
        '<p class="bp-waiting" role="status"><i></i><i></i><i></i><span></span></p>'
    )  # fmt: skip
    return (
        f'<article class="bp-said bp-other" aria-label="{escape(view.name, quote=True)}">{_face(view.name)}'
        f'<div><p class="bp-name">{escape(view.name)}</p><div class="bp-words">{words}</div></div></article>'
    )


def _coach_words(text: str) -> str:
    return (
        '<article class="bp-said bp-coach" aria-label="Begin Personal"><span class="bp-face" aria-hidden="true"></span>'
        f'<div class="bp-words">{paragraphs(text)}</div></article>'
    )


def _masked(exchange: Exchange) -> str:
    if not exchange.meta.get("masked"):
        return ""
    return '<p class="bp-note">What looked like a password, a card number or the like was taken out before this was kept.</p>'
