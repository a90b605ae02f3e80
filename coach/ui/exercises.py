"""Exercises: the gallery, and doing one as a conversation."""

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st

from coach import exports
from coach.errors import CoachError
from coach.exercise_path import filled
from coach.exercises import AnyStep, Exercise, FieldTask, Read
from coach.exercising import PURPOSES, Doing, Offer
from coach.sharing import piece_of_step
from coach.store.records import Assignment
from coach.ui import assigned, check, exercise_authoring, session, share, transcript, trial
from coach.ui import exercise_steps as steps
from coach.ui.html import plain_label
from coach.ui.shared import mine, the_coach

_LENGTHS = {15: "Up to 15 minutes", 25: "Up to 25 minutes"}
_STATUS = {
    "not-begun": "Not begun", "under-way": "Under way", "paused": "Stopped for now",
    "finished": "Finished", "let-go": "Let go",
}  # fmt: skip
_TO_THE_STEP = (
    '<script data-for="{}">setTimeout(() => document.querySelector(".st-key-here")?.scrollIntoView('
    '{{block: "center"}}), 60)</script>'
)
"""The step to do stands below all that was answered. Runs once for each place on the way."""


def page() -> None:
    wanted = st.session_state.pop("exercise-open", None)
    if wanted is not None:
        open_exercise(wanted)
    opened = _opened()
    if opened is None:
        _gallery()
        return
    try:
        doing = mine().exercises.doing(opened)
    except CoachError as error:
        _leave()
        session.failed(error)
        _gallery()
        return
    _do(doing)


def _opened() -> str | None:
    private = st.session_state.get("exercise-private")
    return st.query_params.get("x") or (
        private.id if isinstance(private, session.Private) else None
    )


def open_exercise(assignment_id: str) -> None:
    """Go to one that was begun; one that is not kept ends when it is left."""
    if assignment_id.startswith("private-"):
        private = st.session_state.get("exercise-private")
        if isinstance(private, session.Private) and private.id == assignment_id:
            return  # back from a rehearsal
        st.session_state["exercise-private"] = session.Private(
            mine().exercises.delete, assignment_id
        )
    else:
        st.query_params["x"] = assignment_id


def _leave() -> None:
    st.query_params.pop("x", None)
    private = st.session_state.pop("exercise-private", None)
    if isinstance(private, session.Private):
        private.end()


def reminders() -> None:
    """In the sidebar: tasks that were taken along and are to be told about now. Two at most, so that it
    stays a reminder."""
    try:
        due = mine().exercises.due()[:2]
    except CoachError:
        return  # the page itself says what is in the way
    for check_in, title in due:
        st.button(
            plain_label(f"How did it go? {title}", 60), key=f"due-{check_in.assignment_id}",
            icon=":material/schedule:", type="tertiary", on_click=_go_to, args=(check_in.assignment_id,),
        )  # fmt: skip


def _go_to(assignment_id: str) -> None:
    st.session_state["exercise-open"] = assignment_id
    st.session_state["go"] = ("exercises", None)


# --- The gallery ------------------------------------------------------------------------------------


def _gallery() -> None:
    st.html(
        '<h1 class="bp-h1">Exercises</h1><p class="bp-lead">Something to do, in fifteen minutes or over a '
        "week. You can stop anywhere and go on another day. What you write is for you.</p>"
    )
    session.show_failure()
    _undo()
    assigned.section(_told)
    # What is said after leaving one, and the way back, stand at the top.
    st.html(check.TO_THE_TOP.format("gallery"), unsafe_allow_javascript=True)
    own = mine().exercises
    _under_way(own.begun())
    offers = own.gallery()
    if not offers:
        st.html('<p class="bp-strip">There are no exercises here. Run: python -m coach check</p>')
        return
    chosen = _filters(offers)
    shown = [o for o in offers if _wanted(o, *chosen)]
    st.toggle(
        "Don’t keep what I write",
        key="exercise-unkept",
        help="Nothing of the next exercise is stored. It is gone when you leave it or reload the page, so "
        "the ones that run over days need keeping.",
    )
    if st.session_state.get("exercise-unkept"):
        st.html('<p class="bp-note">The exercise you begin next will not be stored.</p>')
    if not shown:
        st.html(
            '<p class="bp-strip">None of them is all of that. Leave one of the choices open.</p>'
        )
    with st.container(key="gallery"):
        for offer in shown:
            _card(offer)
    if own.authoring.may_write:
        st.html(
            '<p class="bp-note">You can also write exercises for your people, or change one of these for '
            "them.</p>"
        )
        st.button("Write an exercise", key="to-authoring", on_click=exercise_authoring.come_from,
                  args=("exercises",))  # fmt: skip


def _filters(offers: list[Offer]) -> tuple[str | None, int | None, str | None]:
    habits = the_coach().knowledge.habits
    purposes = [p for p in PURPOSES if any(o.exercise.purpose == p for o in offers)]
    purpose = st.pills(
        "What it is for", purposes, format_func=lambda p: PURPOSES[p], key="x-purpose"
    )
    left, right = st.columns(2)
    minutes = left.selectbox(
        "How long", list(_LENGTHS), None, format_func=_LENGTHS.__getitem__, placeholder="Any length",
        key="x-minutes",
    )  # fmt: skip
    used = {h for o in offers for h in o.exercise.habits}
    habit = right.selectbox(
        "The habit it bears on", [h for h in habits if h in used], None,
        format_func=lambda h: habits[h].name, placeholder="Any habit", key="x-habit",
    )  # fmt: skip
    return purpose, minutes, habit


def _wanted(offer: Offer, purpose: str | None, minutes: int | None, habit: str | None) -> bool:
    exercise = offer.exercise
    return (
        purpose in {None, exercise.purpose}
        and (minutes is None or exercise.minutes <= minutes)
        and (habit is None or habit in exercise.habits)
    )


def _under_way(begun: list[tuple[Assignment, str]]) -> None:
    """What can be gone on with, before anything new."""
    open_ones = [(one, title) for one, title in begun if one.status in {"under-way", "paused"}]
    if not open_ones:
        return
    st.html('<h2 class="bp-h2">Where you left off</h2>')
    for one, title in open_ones:
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"begun-{one.id}", gap="small"
        ):
            st.html(f"<p><b>{escape(title)}</b><br>{_since(one)}</p>", width="stretch")
            st.button("Go on", key=f"go-on-{one.id}", on_click=_take_up, args=(one.id,))


def _since(one: Assignment) -> str:
    planned = [c for c in one.check_ins.values() if c.done_at is None]
    if planned:
        local = datetime.fromisoformat(min(planned, key=lambda c: c.due_at).local_time)
        return (
            f'<span class="bp-note">Taken along. You look back on {local:%A %-d %B, %H:%M}.</span>'
        )
    return f'<span class="bp-note">{_STATUS[one.status]}. Last on {one.updated_at:%-d %B}.</span>'


def _take_up(assignment_id: str) -> None:
    _tried(lambda: mine().exercises.take_up(assignment_id))
    open_exercise(assignment_id)


def _card(offer: Offer) -> None:
    exercise, knowledge = offer.exercise, the_coach().knowledge
    habits = ", ".join(
        knowledge.habits[h].name.lower() for h in exercise.habits if h in knowledge.habits
    )
    own = '<span class="bp-badge bp-own">Your workspace’s own</span>' if offer.own else ""
    done = offer.begun is not None and offer.begun.status == "finished"
    badge = '<span class="bp-badge">You have done it</span>' if done else own
    with st.container(key=f"offer-{exercise.id}", gap="small"):
        st.html(
            f'<p class="bp-kind">{PURPOSES[exercise.purpose]} · {_length(exercise)}</p>'
            f"<h2>{escape(exercise.title)}</h2><p>{escape(exercise.aim)}</p>"
            f'<p class="bp-note">Bears on: {escape(habits)}</p>{badge}'
        )
        under_way = offer.begun is not None and offer.begun.status in {"under-way", "paused"}
        if under_way and offer.begun is not None:
            st.button("Go on with it", key=f"go-{exercise.id}", on_click=_take_up,
                      args=(offer.begun.id,))  # fmt: skip
        else:
            st.button("Do it again" if done else "Look at it", key=f"look-{exercise.id}",
                      on_click=st.session_state.__setitem__, args=("exercise-look", exercise.id))  # fmt: skip
    if st.session_state.get("exercise-look") == exercise.id:
        st.session_state.pop("exercise-look")
        _look(exercise)


def _length(exercise: Exercise) -> str:
    over = f", over {exercise.days} days" if exercise.days > 1 else ""
    return f"{exercise.minutes} minutes{over}"


def _told(exercise: Exercise) -> str:
    """What is said of an exercise before it is begun."""
    passages = the_coach().knowledge.passages
    titles = [passages[p].title for p in exercise.passages if p in passages]
    reads = (
        f'<p class="bp-note">From the library: {escape("; ".join(titles))}.</p>' if titles else ""
    )
    care = f'<p class="bp-strip">{escape(exercise.caution)}</p>' if exercise.caution else ""
    return (
        f'<div class="bp-prose bp-look"><h2 class="bp-h2">{escape(exercise.title)}</h2><p>{escape(exercise.aim)}</p>'
        f'<p class="bp-note">{_length(exercise)}. Any step can be skipped, and you can stop at any time.</p>'
        f'<h3 class="bp-kind">What it rests on</h3><p>{escape(exercise.rests_on)}</p>{reads}{care}</div>'
    )


@st.dialog("Before you begin")
def _look(exercise: Exercise) -> None:
    st.html(_told(exercise))
    if st.button(
        "Begin", type="primary", key="exercise-begin", on_click=_begin, args=(exercise.id,)
    ):
        st.rerun()


def _begin(exercise_id: str) -> None:
    def begin() -> None:
        unkept = bool(st.session_state.get("exercise-unkept"))
        made = mine().exercises.begin(exercise_id, stored=not unkept)
        st.session_state["exercise-open"] = made

    _tried(begin)


# --- Doing one --------------------------------------------------------------------------------------


def _do(doing: Doing) -> None:
    tries = trial.of(doing)
    if tries is not None:
        trial.way_back(tries)
    else:
        st.button("All exercises", icon=":material/arrow_back:", key="x-back", type="tertiary",
                  on_click=_leave)  # fmt: skip
    path = doing.path
    with st.container(key="exercise", gap=None):
        st.html(f'<h1 class="bp-h1">{escape(doing.exercise.title)}</h1>{_progress(doing)}')
        if tries is not None:
            trial.draw(doing, tries)
        elif not doing.stored:
            st.html(
                '<p class="bp-strip" role="note">This isn’t kept. It is gone when you leave it or reload the '
                "page.</p>"
            )
        assigned.above(doing)
        session.show_failure()
        changing = next(
            (s for s, _ in path.behind if st.session_state.get("x-change") == (doing.id, s.id)),
            None,
        )
        share.note()
        shares = share.shares(doing.id) if doing.stored else share.nobodys(doing.id)
        for step, answer in path.behind:
            if step is changing:
                _here(doing, step)
            else:
                _behind(doing, step, answer, shares, last=step is path.behind[-1][0])
        if doing.assignment.halted:
            steps.halted(doing)
            return
        if doing.assignment.status == "let-go" and path.here is not None:
            _let_go(doing)
        elif path.here is not None:
            if changing is None:
                _here(doing, path.here)
                where = f"{doing.id}-{path.here.id}"
                scroll = _TO_THE_STEP if path.behind else check.TO_THE_TOP
                st.html(scroll.format(where), unsafe_allow_javascript=True)
        else:
            _end(doing)
        if doing.contacts:
            st.html(transcript.contacts_panel(doing.contacts))
        _aside(doing)
        if tries is None:
            _ways_out(doing)
    steps.keep_what_is_typed()
    share.dialogs(shares)


def _progress(doing: Doing) -> str:
    path = doing.path
    if path.here is None:
        return '<p class="bp-note">Done, as far as it goes.</p>'
    done = "".join(
        f'<i class="{"on" if n < len(path.behind) else ""}"></i>' for n in range(path.steps)
    )
    waits = " Taken along, to be told about later." if path.waits else ""
    return (
        f'<div class="bp-steps" role="img" aria-label="Step {path.number} of {path.steps}">{done}</div>'
        f'<p class="bp-note">{path.number} of {path.steps}.{waits}</p>'
    )


def _behind(
    doing: Doing, step: AnyStep, answer: steps.Answer, shares: share.Shares, *, last: bool
) -> None:
    """What was said and answered, with the way to change it."""
    with st.container(key=f"behind-{step.id}", gap=None):
        st.html(steps.told(doing, step, brief=not last) + steps.answered(doing, step, answer))
        steps.review(answer, open_=last)
        if not isinstance(step, Read):
            with st.container(horizontal=True, horizontal_alignment="right"):
                st.button(
                    "Answer it after all" if answer.get("skipped") else "Change",
                    key=f"change-{step.id}", type="tertiary",
                    on_click=st.session_state.__setitem__, args=("x-change", (doing.id, step.id)),
                )  # fmt: skip
                if piece_of_step(doing, step.id):
                    share.control(
                        shares, "step", doing.id, step.id,
                        lambda: mine().sharing.step(doing.id, step.id),
                    )  # fmt: skip
        if back := steps.said_back(doing, step, answer):
            st.html(back)


def _here(doing: Doing, step: AnyStep) -> None:
    with st.container(key="here", gap="small"):
        st.html(steps.told(doing, step))
        steps.draw(doing, step)


def _aside(doing: Doing) -> None:
    """What was answered on a way that is not taken any more."""
    texts = []
    for name in doing.path.aside:
        step = doing.exercise.step(name)
        words = doing.in_words(step, doing.answers[name]) if step else ""
        if step and words:
            texts.append(f"<li><b>{escape(step.label)}</b><br>{escape(words)}</li>")
    if texts:
        st.html(
            '<details class="bp-aside"><summary>Set aside, and kept</summary><p class="bp-note">You wrote this '
            "before you changed an earlier answer. It no longer lies on your way; go back to the earlier answer "
            f"and it returns.</p><ul>{''.join(texts)}</ul></details>"
        )


def _let_go(doing: Doing) -> None:
    st.html('<p class="bp-strip">You let this one go. What you wrote is still here.</p>')
    st.button("Take it up again", key="x-again", on_click=_act, args=("take_up", doing.id))


def _end(doing: Doing) -> None:
    closing = "".join(
        f"<p>{escape(p)}</p>" for p in filled(doing.exercise.ending, doing.exercise, doing.answers)
    )
    st.html(
        f'<article class="bp-said bp-coach" aria-label="Begin Personal"><span class="bp-face" aria-hidden="true">'
        f'</span><div class="bp-words">{closing}</div></article>'
    )
    rows = "".join(
        f'<div><dt>{escape(step.label)}</dt><dd dir="auto">{escape(words)}</dd></div>'
        for step, answer in doing.path.behind
        if (words := doing.in_words(step, answer))
    )
    if rows:
        st.html(
            f'<section class="bp-summary" aria-label="In your own words"><h2 class="bp-h2">In your own words</h2>'
            f"<dl>{rows}</dl></section>"
        )
    _take_along(doing)


def _take_along(doing: Doing) -> None:
    zone, title = st.context.timezone or "UTC", doing.exercise.title
    with st.container(horizontal=True, gap="small", key="x-exports"):
        st.download_button(
            "Markdown", lambda: exports.exercise_markdown(doing, zone=zone), exports.file_name(title, "md"),
            "text/markdown", on_click="ignore", key="x-md",
        )  # fmt: skip
        st.download_button(
            "PDF", lambda: exports.exercise_pdf(doing, zone=zone), exports.file_name(title, "pdf"),
            "application/pdf", on_click="ignore", key="x-pdf",
        )  # fmt: skip


def _ways_out(doing: Doing) -> None:
    with st.container(horizontal=True, gap="small", key="x-ways"):
        if doing.path.here is not None and doing.assignment.status != "let-go":
            st.button("Stop for now", key="x-stop", type="tertiary", on_click=_stop, args=(doing,))
            st.button("Let it go", key="x-let-go", type="tertiary",
                      on_click=_act, args=("let_go", doing.id))  # fmt: skip
            if any(isinstance(step, FieldTask) for step in doing.exercise.steps) and doing.stored:
                wanted = doing.assignment.reminds
                st.button(
                    "Don’t remind me" if wanted else "Remind me again", key="x-remind", type="tertiary",
                    on_click=lambda: _tried(lambda: mine().exercises.remind(doing.id, wanted=not wanted)),
                )  # fmt: skip
        st.button("Delete it", key="x-delete", type="tertiary", on_click=_delete, args=(doing,))


def _stop(doing: Doing) -> None:
    if doing.stored:
        _act("pause", doing.id)
    _leave()


def _act(what: str, assignment_id: str) -> None:
    does: Callable[[str], object] = getattr(mine().exercises, what)
    _tried(lambda: does(assignment_id))


def _delete(doing: Doing) -> None:
    def delete() -> None:
        if doing.stored:
            mine().exercises.delete(doing.id)
            st.session_state["exercise-deleted"] = doing.id
            st.session_state["exercise-deleted-lent"] = any(doing.rehearsed.values())
        _leave()

    _tried(delete)


def _undo() -> None:
    """After a deletion, until something else is deleted or the ten minutes are over."""
    deleted = st.session_state.get("exercise-deleted")
    if deleted is None:
        return
    lent = st.session_state.get("exercise-deleted-lent")
    stays = (
        " What you rehearsed in it stands on the page Rehearse, to be deleted there."
        if lent
        else ""
    )
    with st.container(key="undo", gap=None):
        st.html(
            '<p class="bp-note" role="status">The exercise and what you wrote in it are deleted. They are erased '
            f"for good in ten minutes.{stays}</p>"
        )
        st.button(
            "Undo", key="undo-exercise", type="tertiary", on_click=_bring_back, args=(deleted,)
        )


def _bring_back(assignment_id: str) -> None:
    st.session_state["exercise-deleted"] = None
    _tried(lambda: mine().exercises.undo_delete(assignment_id))
    open_exercise(assignment_id)


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
