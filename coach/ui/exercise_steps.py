"""The steps of an exercise as a leader sees them: what is said, where it is answered, what was answered."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from html import escape
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from coach import exports
from coach.errors import CoachError
from coach.exercise_path import Answer, filled, in_words, ranked, said_to
from coach.exercises import (
    AnyStep,
    CheckMessage,
    Choose,
    Commit,
    FieldTask,
    Rank,
    Read,
    Rehearse,
    Scale,
    Talk,
    Write,
)
from coach.exercising import Doing
from coach.rehearsals import EFFECTS, InShort, counted
from coach.store.records import CheckedVersion, CheckIn, Message
from coach.text import if_then
from coach.ui import check, session, transcript
from coach.ui.html import paragraphs, plain_label, shortened
from coach.ui.shared import mine, the_coach

__all__ = [
    "Answer",
    "answered",
    "draw",
    "halted",
    "keep_what_is_typed",
    "review",
    "said_back",
    "told",
]
_FACE = '<span class="bp-face" aria-hidden="true"></span>'
_KEEP = """<script>
if (!window.bpKeeps) {
  window.bpKeeps = true;
  let timer;
  document.addEventListener("input", event => {
    const box = event.target;
    const written = box.closest?.('[data-testid="stTextArea"], [data-testid="stTextInput"]');
    clearTimeout(timer);
    if (!written?.closest(".st-key-here") || event.isComposing) return;
    timer = setTimeout(() => box.dispatchEvent(new KeyboardEvent("keydown",
      {key: "Enter", code: "Enter", ctrlKey: box.matches("textarea"), bubbles: true})), 1200);
  });
}
</script>"""
"""Streamlit hands on what is typed when its box is left. Here it is handed on after a pause as well, so
that a reload in the middle of a thought loses nothing."""


def keep_what_is_typed() -> None:
    st.html(_KEEP, unsafe_allow_javascript=True)


# --- What is said and what was answered -------------------------------------------------------------


def told(doing: Doing, step: AnyStep, *, brief: bool = False) -> str:
    """What the program says at a step; ``brief``: what was read is folded away."""
    said = filled(step.say, doing.exercise, doing.answers)
    if isinstance(step, Talk):
        said = [*said, *filled(step.keeps_to, doing.exercise, doing.answers)]
    if isinstance(step, FieldTask):
        said = [*said, *filled(step.task, doing.exercise, doing.answers)]
        answer = doing.answers.get(step.id, {})
        looks_back = doing.path.waits and doing.path.here is step
        told_alone = "outcome" in answer and not answer.get("plan")
        asked = step.back if looks_back or told_alone else step.ask
    else:
        asked = step.task if isinstance(step, Rehearse) else getattr(step, "ask", "")
    body = "".join(f'<p dir="auto">{escape(p)}</p>' for p in said)
    body += f'<p class="bp-asks" dir="auto">{escape(" ".join(asked.split()))}</p>' if asked else ""
    if isinstance(step, Read):
        body += _passage(step, brief=brief)
    if isinstance(step, Rehearse) and not doing.answers.get(step.id, {}).get("done"):
        body += _whom(step)
    return (
        f'<article class="bp-said bp-coach" aria-label="Begin Personal">{_FACE}<div class="bp-words">{body}</div>'
        "</article>"
    )


def _passage(step: Read, *, brief: bool) -> str:
    passage = mine().library.passages().get(step.passage)
    passage = passage or the_coach().knowledge.passages.get(step.passage)
    if passage is None:
        return '<p class="bp-note">The page that stood here is no longer in the library.</p>'
    words = f'<p class="bp-kind">{escape(transcript.evidence_of(passage))}</p>{transcript.passage_body(passage)}'
    return (
        f'<details class="bp-page"{"" if brief else " open"}><summary>{escape(passage.title)}</summary>{words}'
        "</details>"
    )


def _whom(step: Rehearse) -> str:
    """Whom one would meet, as far as one knows beforehand."""
    rehearsal = mine().rehearsals.one(step.rehearsal)
    if rehearsal is None:
        return '<p class="bp-note">The person to be met here is no longer there.</p>'
    who = "Somebody of your own" if rehearsal.own else rehearsal.character.name
    role = rehearsal.title if rehearsal.own else rehearsal.character.role
    return (
        f'<p class="bp-note"><b>{escape(who)}</b>, {escape(role)}. {escape(rehearsal.about)} About '
        f"{rehearsal.minutes} minutes.</p>"
    )


def answered(doing: Doing, step: AnyStep, answer: Answer) -> str:
    """What the leader answered."""
    if isinstance(step, Talk) and "talked" in answer:
        return _stretch(doing.stretch(answer))
    if answer.get("skipped"):
        return '<p class="bp-note bp-skipped">Skipped.</p>'
    rehearsed = (
        _in_short(doing.rehearsed[step.id])
        if answer.get("done") and step.id in doing.rehearsed
        else ""
    )
    if rehearsed and not answer.get("text"):
        return rehearsed
    if isinstance(step, Read):
        return ""
    masked = (
        '<p class="bp-note">What looked like a password, a card number or the like was taken out before this '
        "was kept.</p>"
        if doing.said(step).get("masked")
        else ""
    )
    words = in_words(step, answer) or "(nothing written)"
    return (
        f'{rehearsed}<article class="bp-said bp-leader" aria-label="You"><div class="bp-words">{paragraphs(words)}'
        f"{_details(step, answer)}</div>{masked}</article>"
    )


def _details(step: AnyStep, answer: Answer) -> str:
    if not isinstance(step, Commit):
        return ""
    sure = answer.get("confidence")
    said = [
        answer.get("when_words"),
        f"with {answer['with_whom']}" if answer.get("with_whom") else None,
        if_then(answer.get("obstacle"), answer.get("answer_to_it")),
        f"{sure} of 10 sure" if sure is not None else None,
    ]
    shown = " · ".join(one for one in said if one)
    return f'<p class="bp-note">{escape(shown)}</p>' if shown else ""


def said_back(doing: Doing, step: AnyStep, answer: Answer) -> str:
    """What the exercise, or else the guide, says to it."""
    text = said_to(step, answer) or str(doing.said(step).get("text") or "")
    if not text or answer.get("skipped"):
        return ""
    return (
        f'<article class="bp-said bp-coach bp-back" aria-label="Begin Personal">{_FACE}<div class="bp-words">'
        f'<p dir="auto">{escape(" ".join(text.split()))}</p></div></article>'
    )


def review(answer: Answer, *, open_: bool) -> None:
    """How a message read, with reasons and questions."""
    read = answer.get("review")
    if not read:
        return
    version = CheckedVersion(1, str(answer["text"]), read, datetime.now(UTC))
    title, says = check.READS[read["verdict"]]
    reasons = "".join(
        f'<p class="bp-why"><b>{n}</b> {escape(span["why"])}</p>'
        for n, span in enumerate(read["spans"], start=1)
    )
    asked = "".join(f"<li>{escape(q)}</li>" for q in read["questions"])
    st.html(
        f'<details class="bp-page bp-reading"{" open" if open_ else ""}><summary>{title}</summary><p>{says}</p>'
        f'<div class="bp-checked" dir="auto">{check.marked(version)}</div>{reasons}'
        f'<ul class="bp-asked">{asked}</ul></details>'
    )


# --- Where it is answered ---------------------------------------------------------------------------


def draw(doing: Doing, step: AnyStep) -> None:
    """The step's input, with what was answered or typed before."""
    answer = doing.answers.get(step.id, {})
    before: Mapping[str, Any] = {**answer.get("before", {}), **answer, **doing.typed(step)}
    match step:
        case Read():
            _buttons(doing, step, "Go on", lambda: {"read": True})
        case Write():
            _write(doing, step, before)
        case Choose():
            _choose(doing, step, before)
        case Scale():
            _scale(doing, step, before)
        case Rank():
            _rank(doing, step, before)
        case Talk():
            _talk(doing, step, before)
        case Rehearse():
            _rehearse(doing, step, before)
        case CheckMessage():
            _text(doing, step, "text", "The message", before, height=160)
            _buttons(doing, step, "See how it reads", lambda: {"text": _value(doing, step, "text")})
        case FieldTask():
            _field(doing, step, before)
        case Commit():
            _commit(doing, step, before)


def _key(doing: Doing, step: AnyStep, name: str) -> str:
    return f"x-{doing.id}-{step.id}-{name}"


def _value(doing: Doing, step: AnyStep, name: str) -> Any:
    return st.session_state.get(_key(doing, step, name))


def _text(
    doing: Doing,
    step: AnyStep,
    name: str,
    label: str,
    before: Mapping[str, Any],
    *,
    hint: str = "",
    height: int = 110,
    line: bool = False,
) -> None:
    """A box whose words are kept while they are being written."""
    key = _key(doing, step, name)
    st.session_state.setdefault(key, str(before.get(name) or ""))
    kept: dict[str, Any] = {
        "key": key, "placeholder": hint or None, "on_change": _keep, "args": (doing, step),
        "label_visibility": "collapsed" if label == step.label or label[-1].isdigit() else "visible",
    }  # fmt: skip
    if line:
        st.text_input(label, max_chars=400, **kept)
    else:
        st.text_area(label, height=height, max_chars=8_000, **kept)


_TYPED = ("text", "say", "plan", "when_words", "with_whom", "obstacle", "answer_to_it",
          *(f"line-{n}" for n in range(7)))  # fmt: skip


def _keep(doing: Doing, step: AnyStep) -> None:
    typed = {name: text for name in _TYPED if (text := _value(doing, step, name)) is not None}
    _tried(lambda: mine().exercises.typed(doing.id, step.id, typed))


def _buttons(
    doing: Doing,
    step: AnyStep,
    label: str,
    given: Callable[[], Mapping[str, Any]],
    *,
    skip: str = "Skip this",
) -> None:
    """Answer it, skip it, or leave it as it was."""
    with st.container(horizontal=True, gap="small"):
        st.button(label, key=_key(doing, step, "go"), type="primary", on_click=_answer,
                  args=(doing, step, given))  # fmt: skip
        changing = st.session_state.get("x-change") == (doing.id, step.id)
        if changing:
            st.button("Leave it as it was", key=_key(doing, step, "leave"), type="tertiary",
                      on_click=_unchanged, args=(doing, step))  # fmt: skip
        else:
            st.button(skip, key=_key(doing, step, "skip"), type="tertiary", on_click=_answer,
                      args=(doing, step, lambda: {"skipped": True}))  # fmt: skip


def _answer(doing: Doing, step: AnyStep, given: Callable[[], Mapping[str, Any]]) -> None:
    try:
        mine().exercises.answer(doing.id, step.id, given())
    except Exception as error:  # what was typed is kept, and stands in its box again
        session.failed(error)
        return
    _forget(doing, step)


def _unchanged(doing: Doing, step: AnyStep) -> None:
    _tried(lambda: mine().exercises.typed(doing.id, step.id, None))
    _forget(doing, step)


def _forget(doing: Doing, step: AnyStep) -> None:
    """The next time its boxes show what is stored."""
    st.session_state["x-change"] = None
    for key in [k for k in st.session_state if str(k).startswith(_key(doing, step, ""))]:
        del st.session_state[key]


def _write(doing: Doing, step: Write, before: Mapping[str, Any]) -> None:
    if step.lines == 1:
        _text(doing, step, "text", step.label, before, hint=step.hint)
        _buttons(doing, step, "Go on", lambda: {"text": _value(doing, step, "text")})
        return
    lines = dict(enumerate(before.get("lines") or ()))
    for n in range(step.lines):
        filled_in = {f"line-{n}": before.get(f"line-{n}", lines.get(n))}
        _text(doing, step, f"line-{n}", f"{step.label}, {n + 1}", filled_in, hint=step.hint if n == 0 else "",
              line=True)  # fmt: skip
    _buttons(
        doing, step, "Go on",
        lambda: {"lines": [_value(doing, step, f"line-{n}") for n in range(step.lines)]},
    )  # fmt: skip


def _choose(doing: Doing, step: Choose, before: Mapping[str, Any]) -> None:
    if step.several:
        for option in step.options:
            st.checkbox(
                plain_label(option.label, 160),
                option.id in before.get("chosen", ()),
                key=_key(doing, step, option.id),
            )
        _buttons(
            doing,
            step,
            "Go on",
            lambda: {"chosen": [o.id for o in step.options if _value(doing, step, o.id)]},
        )
        return
    with st.container(key="options", gap="small"):
        for option in step.options:
            st.button(
                plain_label(option.label, 160), key=_key(doing, step, option.id), width="stretch",
                on_click=_answer, args=(doing, step, lambda one=option.id: {"chosen": [one]}),
            )  # fmt: skip
    _only_skip(doing, step)


def _only_skip(doing: Doing, step: AnyStep) -> None:
    changing = st.session_state.get("x-change") == (doing.id, step.id)
    st.button(
        "Leave it as it was" if changing else "Skip this", key=_key(doing, step, "skip"), type="tertiary",
        on_click=_unchanged if changing else _answer,
        args=(doing, step) if changing else (doing, step, lambda: {"skipped": True}),
    )  # fmt: skip


def _scale(doing: Doing, step: Scale, before: Mapping[str, Any]) -> None:
    st.html(
        f'<p class="bp-ends"><span>0: {escape(step.low)}</span><span>10: {escape(step.high)}</span></p>'
    )
    st.pills(
        "From 0 to 10", range(11), default=before.get("value"), key=_key(doing, step, "value"),
        label_visibility="collapsed",
    )  # fmt: skip
    _buttons(doing, step, "Go on", lambda: {"value": _value(doing, step, "value")})


def _rank(doing: Doing, step: Rank, before: Mapping[str, Any]) -> None:
    """Each with a button that moves it up: to be done with one finger, or by keyboard."""
    things = ranked(step, doing.answers)
    labels = {item.id: item.label for item in step.items}
    key = _key(doing, step, "order")
    kept = st.session_state.get(key) or before.get("order") or things
    order = kept if sorted(kept) == sorted(things) else things
    for n, one in enumerate(order):
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"rank-{n}", gap="small"
        ):
            st.html(
                f'<p class="bp-ranked"><b>{n + 1}</b> {escape(labels.get(one, one))}</p>',
                width="stretch",
            )
            st.button(
                "Up", key=_key(doing, step, f"up-{n}"), icon=":material/arrow_upward:", disabled=n == 0,
                type="tertiary", on_click=_move_up, args=(doing, step, key, order, n),
            )  # fmt: skip
    if len(things) < 2:
        st.html(
            '<p class="bp-note">There is nothing to put in order yet. Go on, or write more lines above.</p>'
        )
    _buttons(
        doing, step, "That’s the order", lambda: {"order": _value(doing, step, "order") or order}
    )


def _move_up(doing: Doing, step: Rank, key: str, order: list[str], n: int) -> None:
    moved = [*order]
    moved[n - 1], moved[n] = moved[n], moved[n - 1]
    st.session_state[key] = moved
    _tried(lambda: mine().exercises.typed(doing.id, step.id, {"order": moved}))


# --- A guided stretch -------------------------------------------------------------------------------


def _stretch(messages: list[Message]) -> str:
    """The program is named on every line of its own."""
    return "".join(
        f'<article class="bp-said bp-coach" aria-label="The program">{_FACE}<div class="bp-words">'
        f'<p class="bp-kind">The program</p>{paragraphs(message.text)}</div></article>'
        if message.role == "coach"
        else transcript.said(message, ())
        for message in messages
    )


def _talk(doing: Doing, step: Talk, before: Mapping[str, Any]) -> None:
    begun = doing.answers.get(step.id, {})
    writes = st.session_state.get(_key(doing, step, "writes")) or "text" in before
    if writes:
        st.html(f'<p class="bp-asks">{escape(" ".join(step.instead.split()))}</p>')
        _text(doing, step, "text", step.label, before)
        _buttons(doing, step, "Go on", lambda: {"text": _value(doing, step, "text")})
        return
    if "talked" not in begun:
        st.html(
            f'<p class="bp-note">You would be talking with the program, not with a person: up to '
            f"{step.replies} replies, and you can end it at any moment. Nobody reads along.</p>"
        )
        with st.container(horizontal=True, gap="small"):
            st.button("Talk it through with the program", key=_key(doing, step, "begin"), type="primary",
                      on_click=lambda: _tried(lambda: mine().exercises.begin_talk(doing.id, step.id)))  # fmt: skip
            st.button("I’d rather write", key=_key(doing, step, "write"), on_click=_rather_write,
                      args=(doing, step))  # fmt: skip
        _only_skip(doing, step)
        return
    messages = doing.stretch(begun)
    st.html(_stretch(messages))
    replies = sum(m.role == "coach" for m in messages) - 1
    enough = replies >= step.replies
    if enough:
        st.html(
            '<p class="bp-strip">That was the stretch. If you are in the middle of something, say it; else go '
            "on with what it left you.</p>"
        )
    _say(doing, step)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Go on with the exercise", key=_key(doing, step, "end"), type="primary" if enough else "secondary",
            on_click=_end_talk, args=(doing, step),
            disabled=not any(m.role == "leader" for m in messages),
        )  # fmt: skip
        st.button("I’d rather write", key=_key(doing, step, "write"), type="tertiary",
                  on_click=_rather_write, args=(doing, step))  # fmt: skip


def _end_talk(doing: Doing, step: Talk) -> None:
    _tried(lambda: mine().exercises.end_talk(doing.id, step.id))
    _forget(doing, step)


def _rather_write(doing: Doing, step: Talk | Rehearse) -> None:
    st.session_state[_key(doing, step, "writes")] = True


def _say(doing: Doing, step: Talk) -> None:
    _text(doing, step, "say", step.label, doing.typed(step), hint="Write to the program", height=90)
    st.button("Say it", key=_key(doing, step, "say-it"), on_click=_said, args=(doing, step))


def _said(doing: Doing, step: Talk) -> None:
    try:
        mine().exercises.say(doing.id, _value(doing, step, "say") or "")
    except Exception as error:  # the words stay in their box
        session.failed(error)
        return
    st.session_state[_key(doing, step, "say")] = ""
    _tried(lambda: mine().exercises.typed(doing.id, step.id, None))


def _said_when_halted(doing: Doing) -> None:
    try:
        mine().exercises.say(doing.id, st.session_state.get("x-halted") or "")
        st.session_state["x-halted"] = ""
    except Exception as error:
        session.failed(error)


def halted(doing: Doing) -> None:
    """Where somebody may be in danger: what was said, people to reach, and no exercise before the leader
    wants one again."""
    messages = doing.halted
    shown = {step.id for step, _ in doing.path.behind}
    if messages and messages[0].meta.get("halts") and messages[0].meta.get("begins") in shown:
        messages = messages[2:]  # question and answer stand above already
    st.html(_stretch(messages) or "<p></p>")
    if doing.contacts:
        st.html(transcript.contacts_panel(doing.contacts))
    st.text_area(
        "Your words",
        key="x-halted",
        height=90,
        max_chars=8_000,
        placeholder="Write to the program",
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Say it", key="x-halted-say", on_click=_said_when_halted, args=(doing,))
        st.button("Go on with the exercise", key="x-go-on", type="tertiary",
                  on_click=lambda: _tried(lambda: mine().exercises.go_on(doing.id)))  # fmt: skip


# --- A rehearsal ------------------------------------------------------------------------------------


def _in_short(short: InShort | None) -> str:
    """What came of a rehearsal: the lines that did most."""
    if short is None:
        return (
            '<p class="bp-strip">You rehearsed this. The rehearsal was deleted since, and what was said in it with '
            "it.</p>"
        )
    view = short.view
    how = f" · {escape(view.ended)}" if view.ended else ""
    rows = "".join(
        f'<li class="bp-{moment.effect}"><span class="bp-kind">{EFFECTS[moment.effect]}</span>'
        f'<q dir="auto">{escape(shortened(moment.text, 240))}</q><span class="bp-then"><b>{escape(view.name)}:</b> '
        f"{escape(moment.reply)}</span></li>"
        for moment in short.moments
    )
    if rows:
        rows = (
            f'<ul>{rows}</ul><p class="bp-note">A stand-in took it so. The person in your life may hear it '
            "otherwise.</p>"
        )
    return (
        f'<section class="bp-rehearsed" aria-label="Your rehearsal"><p class="bp-note"><b>Rehearsed with '
        f"{escape(view.name)}</b> · {counted(view.lines)}{how}</p>{rows}</section>"
    )


def _rehearse(doing: Doing, step: Rehearse, before: Mapping[str, Any]) -> None:
    """To the page of rehearsals and back, or in writing."""
    rehearsal = mine().rehearsals.one(step.rehearsal)
    short = doing.rehearsed.get(step.id)
    if st.session_state.get(_key(doing, step, "writes")) or (rehearsal is None and step.instead):
        st.html(f'<p class="bp-asks">{escape(" ".join(step.instead.split()))}</p>')
        _text(doing, step, "text", step.label, before)
        _buttons(doing, step, "Go on", lambda: {"text": _value(doing, step, "text")})
        return
    if short is not None:
        st.html(_in_short(short))
    elif step.id in doing.rehearsed:
        st.html(
            '<p class="bp-strip">The rehearsal that you began here was deleted, and what was said in it with it. You '
            "can begin another.</p>"
        )
    elif rehearsal is not None:
        st.html(
            '<p class="bp-note">Somebody made of written lines plays the other side, and answers to how you treat '
            "them. Nobody reads along. You can stop there, try again, and come back with it.</p>"
        )
    with st.container(horizontal=True, gap="small"):
        if short is not None:
            _after_it(doing, step, short)
        elif rehearsal is not None:
            name = "Prepare it" if rehearsal.own else f"Meet {rehearsal.character.name.split()[0]}"
            st.button(plain_label(name), key=_key(doing, step, "meet"), type="primary",
                      on_click=_to_rehearse, args=("rehearsal-for", (doing.id, step.id)))  # fmt: skip
        if step.instead:
            st.button("I’d rather write", key=_key(doing, step, "write"), on_click=_rather_write,
                      args=(doing, step), type="tertiary" if short else "secondary")  # fmt: skip
    _only_skip(doing, step)


def _after_it(doing: Doing, step: Rehearse, short: InShort) -> None:
    view = short.view
    said = bool(view.lines)
    st.button(
        "Go on with the exercise", key=_key(doing, step, "take"), disabled=not said,
        type="primary" if view.over else "secondary", on_click=_take_back, args=(doing, step),
    )  # fmt: skip
    st.button(
        "Look at it again" if view.over else "Go on rehearsing", key=_key(doing, step, "again"),
        type="secondary" if view.over else "primary", on_click=_to_rehearse, args=("rehearsal-open", view.id),
    )  # fmt: skip


def _to_rehearse(what: str, value: object) -> None:
    st.session_state[what] = value
    st.session_state["go"] = ("rehearse", None)


def _take_back(doing: Doing, step: Rehearse) -> None:
    _tried(lambda: mine().exercises.take_back(doing.id, step.id))
    _forget(doing, step)


# --- A task to take along, and a step to keep -------------------------------------------------------


def _field(doing: Doing, step: FieldTask, before: Mapping[str, Any]) -> None:
    zone = st.context.timezone or "UTC"
    planned = doing.assignment.check_ins.get(step.id)
    changing = st.session_state.get("x-change") == (doing.id, step.id)
    if not (doing.path.waits or changing):
        _text(doing, step, "plan", step.label, before, height=80)
        local = mine().exercises.suggested_check_in(step, zone)
        _when(doing, step, "Look back on", local, zone)
        _buttons(
            doing,
            step,
            "Take it along",
            lambda: {**_at(doing, step), "plan": _value(doing, step, "plan")},
        )
        return
    st.html(_plan_of(before, planned))
    if planned is not None and not changing:
        _look_back_later(doing, step, planned)
    outcomes = [o.id for o in step.outcomes]
    labels = {o.id: o.label for o in step.outcomes}
    st.radio(
        "How it went", outcomes, outcomes.index(before["outcome"]) if before.get("outcome") in outcomes else None,
        format_func=lambda one: plain_label(labels[one], 160), key=_key(doing, step, "outcome"),
    )  # fmt: skip
    _text(doing, step, "text", "In your own words, if you like", before)
    plan = before.get("plan")
    _buttons(
        doing, step, "That’s how it went",
        lambda: {"plan": plan, "outcome": _value(doing, step, "outcome") or "", "text": _value(doing, step, "text")},
    )  # fmt: skip


def _plan_of(before: Mapping[str, Any], planned: CheckIn | None) -> str:
    plan = f'<p dir="auto">{escape(before["plan"])}</p>' if before.get("plan") else ""
    when = ""
    if planned is not None:
        local = datetime.fromisoformat(planned.local_time)
        when = f'<p class="bp-note">To look back on {local:%A %-d %B %Y, %H:%M} ({escape(planned.zone)})</p>'
    return f'<div class="bp-taken">{plan}{when}</div>' if plan or when else ""


def _look_back_later(doing: Doing, step: FieldTask, planned: CheckIn) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        entry = mine().exercises.calendar_entry(doing, step)
        if entry is not None:
            st.download_button(
                "Calendar file", lambda: exports.calendar(entry),
                exports.file_name(doing.exercise.title, "ics"), "text/calendar", key=_key(doing, step, "ics"),
                type="tertiary", on_click="ignore",
            )  # fmt: skip
        with st.popover("Move the day", type="tertiary"):
            _when(
                doing,
                step,
                "Look back on",
                datetime.fromisoformat(planned.local_time),
                planned.zone,
            )
            plan = doing.answers[step.id].get("plan")
            st.button("Move it", key=_key(doing, step, "move"), on_click=_answer,
                      args=(doing, step, lambda: {**_at(doing, step), "plan": plan}))  # fmt: skip
    st.html('<p class="bp-note">It can also be told about earlier, or later than planned.</p>')


def _when(doing: Doing, step: AnyStep, label: str, local: datetime | None, zone: str) -> None:
    left, middle, right = st.columns([3, 2, 3])
    left.date_input(label, local.date() if local else None, key=_key(doing, step, "day"))
    middle.time_input("At", local.time() if local else time(9), key=_key(doing, step, "hour"))
    zones = sorted(available_timezones())
    right.selectbox("Time zone", zones, zones.index(zone) if zone in zones else zones.index("UTC"),
                    key=_key(doing, step, "zone"))  # fmt: skip


def _at(doing: Doing, step: AnyStep) -> dict[str, str]:
    day, hour, zone = (_value(doing, step, name) for name in ("day", "hour", "zone"))
    if not (day and hour and zone):
        return {}
    return {"local_time": datetime.combine(day, hour).isoformat(timespec="minutes"), "zone": zone}


def _commit(doing: Doing, step: Commit, before: Mapping[str, Any]) -> None:
    _text(doing, step, "text", step.label, before, height=80)
    with st.expander("When, with whom, what could get in the way"):
        _text(doing, step, "when_words", "When, in your words", before, line=True)
        _text(doing, step, "with_whom", "With whom", before, line=True)
        _text(doing, step, "obstacle", "What could get in the way", before, line=True)
        _text(doing, step, "answer_to_it", "What you will do then", before, line=True)
        local = datetime.fromisoformat(before["local_time"]) if before.get("local_time") else None
        zone = before.get("zone") or st.context.timezone or "UTC"
        _when(doing, step, "A day, if you want one", local, zone)
        st.pills("How sure are you, from 0 to 10", range(11), default=before.get("confidence"),
                        key=_key(doing, step, "sure"))  # fmt: skip
    names = ("text", "when_words", "with_whom", "obstacle", "answer_to_it")
    _buttons(
        doing, step, "Keep it",
        lambda: {**{n: _value(doing, step, n) for n in names}, "confidence": _value(doing, step, "sure"), **_at(doing, step)},
        skip="Nothing for now",
    )  # fmt: skip


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
