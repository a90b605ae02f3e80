"""Writing exercises for one's own people: a form by steps, a preview, a trial, versions, import and export."""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from coach import exports
from coach.characters import Rehearsal
from coach.errors import BadInput, CoachError
from coach.exercise_authoring import Authoring, Content, Draft
from coach.exercises import END, as_yaml, paragraphs_of
from coach.exercising import PURPOSES
from coach.ui import overtaken, session, trial
from coach.ui.html import plain_label, shortened
from coach.ui.scenarios import RELATIONS
from coach.ui.shared import mine, the_coach
from coach.vocabulary import Relation

KINDS = {
    "write": "Write",
    "choose": "Choose",
    "scale": "A number from 0 to 10",
    "rank": "Put in order",
    "read": "Read a page of the library",
    "check": "A message to check",
    "talk": "A stretch with the program",
    "rehearsal": "A rehearsal",
    "field": "A task to take along",
    "commit": "A commitment",
}
_FROM = {"exercises": "Exercises", "desk": "Coach’s desk"}
_MOST = {"options": 7, "outcomes": 5, "items": 7, "bands": 4}
_SLOTS_HELP = "An earlier answer can stand in it: write the short name of its step in {braces}."


def page() -> None:
    authoring = mine().exercises.authoring
    st.html(
        '<h1 class="bp-h1">Write an exercise</h1><p class="bp-lead">For the people of your workspace. Its coaches and '
        "owners write together here. Leaders find an exercise once it is published, and whoever has begun keeps the "
        "version they began.</p>"
    )
    session.show_failure()
    if not authoring.may_write:
        st.html(
            '<p class="bp-strip">A workspace’s exercises are written by its coaches and its owners. What they publish '
            "stands on the page Exercises.</p>"
        )
        return
    note = st.session_state.pop("authoring-note", None)
    if note:
        st.html(f'<p class="bp-strip" role="status">{escape(note)}</p>')
    opened = st.session_state.get("authoring")
    if opened is not None:
        try:
            _entry(authoring, authoring.draft(opened))
            return
        except CoachError as error:
            st.session_state["authoring"] = None
            st.html(f'<p class="bp-strip bp-bad" role="alert">{escape(str(error))}</p>')
    _list(authoring)


# --- All of them ------------------------------------------------------------------------------------


def come_from(page: str) -> None:
    """Go to this page from another one, to find the way back there."""
    st.session_state["authoring-from"] = page
    st.session_state["go"] = ("authoring", None)


def _way_back() -> None:
    to = st.session_state.get("authoring-from", "exercises")
    st.button(_FROM[to], icon=":material/arrow_back:", key="w-leave-page", type="tertiary",
              on_click=st.session_state.__setitem__, args=("go", (to, None)))  # fmt: skip


def _list(authoring: Authoring) -> None:
    _way_back()
    _undo(authoring)
    drafts = authoring.drafts()
    if not drafts:
        st.html(
            '<p class="bp-strip">Your workspace has none of its own yet. Begin with an empty one, or with a copy of one that '
            "you know.</p>"
        )
    for draft in drafts:
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"begun-{draft.id}", gap="small"
        ):
            st.html(f"<p><b>{escape(draft.title)}</b><br>{_state(draft)}</p>", width="stretch")
            st.button("Open", key=f"w-open-{draft.id}", on_click=_open, args=(draft.id,))
    st.html('<h2 class="bp-h2">A new one</h2>')
    st.button("Begin with an empty one", type="primary", key="w-new",
              on_click=lambda: _made(authoring.new, "An empty exercise. Write its first step."))  # fmt: skip
    curated = the_coach().knowledge.exercises
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    chosen = left.selectbox(
        "Or with a copy", list(curated), None, format_func=lambda name: curated[name].title,
        placeholder="Choose one", key="w-copy",
    )  # fmt: skip
    right.button("Copy it", key="w-copy-now", disabled=chosen is None, width="stretch",
                 on_click=lambda: _made(lambda: authoring.duplicate(str(chosen)), "A copy, to change."))  # fmt: skip
    _import(authoring)


def _state(draft: Draft) -> str:
    if draft.published is None:
        lacking = f", {len(draft.problems)} things to put right" if draft.problems else ""
        return f'<span class="bp-note">Not published{lacking}.</span>'
    since = " What you changed since is not." if draft.changed_since else ""
    return f'<span class="bp-note">Published.{since}</span>'


def _import(authoring: Authoring) -> None:
    with st.form("w-import", border=False):
        text = st.text_area(
            "Or from a file: paste it here (YAML, as it is exported)", height=110, key="w-yaml",
        )  # fmt: skip
        file = st.file_uploader("Or choose the file", ["yaml", "yml"], key="w-file")
        if st.form_submit_button("Import") and (file is not None or text.strip()):
            _made(
                lambda: authoring.import_yaml(text if file is None else _decoded(file.getvalue())),
                "Imported. Look through it before you publish it.",
            )
            st.rerun()


def _decoded(sent: bytes) -> str:
    try:
        return sent.decode("utf-8")
    except UnicodeDecodeError as error:
        line = sent[: error.start].count(b"\n") + 1
        raise BadInput(f"Line {line} is not UTF-8 text; save the file as UTF-8.") from error


def _made(make: Callable[[], Draft], note: str) -> None:
    def go() -> None:
        st.session_state["authoring"] = make().id
        st.session_state["authoring-note"] = note

    _tried(go)


def _open(exercise_id: str | None) -> None:
    st.session_state["authoring"] = exercise_id


# --- One of them ------------------------------------------------------------------------------------


def _entry(authoring: Authoring, draft: Draft) -> None:
    st.button("All of your own", icon=":material/arrow_back:", key="w-back", type="tertiary",
              on_click=_saved_first, args=(authoring, draft, lambda _: _open(None)))  # fmt: skip
    st.html(f'<h2 class="bp-h2">{escape(draft.title)}</h2><p>{_state(draft)}</p>')
    if draft.problems:
        todo = "".join(f"<li>{escape(problem)}</li>" for problem in draft.problems[:8])
        more = len(draft.problems) - 8
        rest = f"<li>and {more} more</li>" if more > 0 else ""
        st.html(
            f'<section class="bp-strip"><p>Before it can be published:</p><ul>{todo}{rest}</ul></section>'
        )
    overtaken.draw(authoring, draft)
    _actions(authoring, draft)
    write, preview, versions = st.tabs(["Write", "As a leader reads it", "Versions"])
    with write:
        _form(authoring, draft)
    with preview:
        _preview(draft)
    with versions:
        _versions(authoring, draft)


def _actions(authoring: Authoring, draft: Draft) -> None:
    with st.container(horizontal=True, gap="small", key="w-actions"):
        if draft.can_be_tried:
            st.button("Try it", key="w-try", on_click=_saved_first, args=(authoring, draft, _try),
                      help="As a leader does it. Nothing of it is kept.")  # fmt: skip
        if not draft.problems and draft.changed_since:
            st.button("Publish", type="primary", key="w-publish",
                      on_click=_saved_first, args=(authoring, draft, partial(_publish, authoring)))  # fmt: skip
        if draft.published is not None:
            st.button("Take it out of the gallery", key="w-withdraw",
                      on_click=lambda: _done(lambda: authoring.withdraw(draft.id, seen=draft.change),
                                             "Taken out. Whoever has begun goes on."))  # fmt: skip
        st.download_button(
            "Export", lambda: authoring.export_yaml(draft.id), exports.file_name(draft.title, "yaml"),
            "application/yaml", on_click="ignore", key="w-export", type="tertiary",
        )  # fmt: skip
        st.button("Copy", key="w-duplicate", type="tertiary",
                  on_click=_saved_first, args=(authoring, draft, partial(_copy, authoring)))  # fmt: skip
        st.button(
            "Delete", key="w-delete", type="tertiary", on_click=_delete, args=(authoring, draft)
        )


def _saved_first(authoring: Authoring, draft: Draft, does: Callable[[Draft], object]) -> None:
    """Do something with the draft as it stands in the boxes: what was typed is saved before the page is left."""
    content = _collected(_Fields(draft))
    saved = draft if content == draft.content else _saved(authoring, draft, content)
    if saved is not None:
        _tried(lambda: does(saved))


def _saved(authoring: Authoring, draft: Draft, content: Content) -> Draft | None:
    """None: it could not be. What was typed is then shown beside what stands, or once more, to be taken from there."""
    try:
        return authoring.save(draft.id, content, seen=draft.change)
    except BadInput as error:  # somebody else was faster
        session.failed(error)
        overtaken.remember(draft.id, content)
    except Exception as error:
        session.failed(error, as_yaml(content))
    return None


def _try(draft: Draft) -> None:
    if draft.exercise is None or not draft.can_be_tried:
        raise BadInput(f"It can’t be tried as it stands: {'; '.join(draft.problems[:3])}")
    trial.begin(draft.id, draft.exercise)


def _publish(authoring: Authoring, draft: Draft) -> None:
    authoring.publish(draft.id, seen=draft.change)
    st.session_state["authoring-note"] = "Published. Leaders find it from now on."


def _copy(authoring: Authoring, draft: Draft) -> None:
    _made(lambda: authoring.duplicate(draft.id), "A copy, to change.")


def _delete(authoring: Authoring, draft: Draft) -> None:
    def delete() -> None:
        authoring.delete(draft.id)
        st.session_state["authoring-deleted"] = draft.id
        _open(None)

    _tried(delete)


def _undo(authoring: Authoring) -> None:
    """After a deletion, until something else is deleted or the ten minutes are over."""
    deleted = st.session_state.get("authoring-deleted")
    if deleted is None:
        return
    with st.container(key="undo", gap=None):
        st.html(
            '<p class="bp-note" role="status">The exercise is deleted. It is erased for good in ten minutes; '
            "whoever has begun it goes on.</p>"
        )
        st.button("Undo", key="undo-authoring", type="tertiary", on_click=_bring_back,
                  args=(authoring, deleted))  # fmt: skip


def _bring_back(authoring: Authoring, exercise_id: str) -> None:
    st.session_state["authoring-deleted"] = None
    _made(lambda: authoring.undo_delete(exercise_id), "It is back.")


# --- The form ---------------------------------------------------------------------------------------


class _Fields:
    """The boxes of a draft as it was drawn. Their keys carry its change, so that after a save, one's own or
    another's, they show what is stored."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._prefix = f"w-{draft.id}-{draft.change}-"

    def key(self, name: str) -> str:
        return self._prefix + name

    def typed(self, name: str, otherwise: Any = None) -> Any:
        return st.session_state.get(self.key(name), otherwise)

    def line(self, name: str, label: str, value: object, most: int = 160, **more: Any) -> None:
        st.text_input(label, str(value or ""), max_chars=most, key=self.key(name), **more)

    def text(self, name: str, label: str, value: object, height: int = 90, **more: Any) -> None:
        st.text_area(
            label, str(value or ""), height=height, max_chars=1_600, key=self.key(name), **more
        )


def _form(authoring: Authoring, draft: Draft) -> None:
    fields = _Fields(draft)
    _head(fields)
    steps = draft.content.get("steps") or []
    st.html('<h3 class="bp-h2">The steps</h3>')
    if not steps:
        st.html('<p class="bp-note">None yet. Most exercises have six to nine.</p>')
    for n, step in enumerate(steps):
        name = shortened(str(step.get("label") or step.get("id") or ""), 60)
        kind = KINDS.get(str(step.get("kind")), "")
        with st.expander(plain_label(f"{n + 1}. {name}  ({kind})", 100)):
            _step(fields, n, step, steps)
            with st.container(horizontal=True, gap="small"):
                _button(authoring, fields, "Up", f"up-{n}", partial(_swap, n - 1), n == 0)
                _button(
                    authoring,
                    fields,
                    "Down",
                    f"down-{n}",
                    partial(_swap, n),
                    n == len(steps) - 1,
                )
                _button(
                    authoring,
                    fields,
                    "Remove this step",
                    f"remove-{n}",
                    partial(_remove, n),
                )
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        st.selectbox(
            "A further step", list(KINDS), format_func=KINDS.__getitem__, key=fields.key("kind")
        )
    with right:
        _button(authoring, fields, "Add it", "add",
                lambda c: c["steps"].append(_new_step(fields.typed("kind", "write"), c["steps"])))  # fmt: skip
    st.html('<h3 class="bp-h2">At the end</h3>')
    fields.text("ending", "What is said at the end", draft.content.get("ending"), help=_SLOTS_HELP)
    _button(authoring, fields, "Save", "save", lambda c: None, primary=True)


def _head(fields: _Fields) -> None:
    content, knowledge = fields.draft.content, the_coach().knowledge
    fields.line("title", "Title", content.get("title"), 80)
    fields.line("aim", "What a leader has from it, in a sentence", content.get("aim"), 240)
    left, middle, right = st.columns([2, 1, 1])
    purposes = list(PURPOSES)
    left.selectbox("What it is for", purposes, _place(purposes, content.get("purpose"), 1),
                   format_func=lambda p: PURPOSES[p], key=fields.key("purpose"))  # fmt: skip
    middle.number_input(
        "Minutes", 3, 90, int(content.get("minutes") or 15), key=fields.key("minutes")
    )
    right.number_input(
        "Over how many days", 1, 60, int(content.get("days") or 1), key=fields.key("days")
    )
    habits = list(knowledge.habits)
    st.multiselect(
        "Habits it bears on, one to three", habits, [h for h in content.get("habits") or () if h in habits],
        format_func=lambda h: knowledge.habits[h].name, max_selections=3, key=fields.key("habits"),
    )  # fmt: skip
    with st.expander("Where it comes from, and cautions"):
        fields.text("rests_on", "What is known about it, and what is not", content.get("rests_on"))
        passages = mine().library.passages()
        st.multiselect(
            "Pages of the library behind it", list(passages),
            [p for p in content.get("passages") or () if p in passages],
            format_func=lambda p: passages[p].title, max_selections=5, key=fields.key("passages"),
        )  # fmt: skip
        fields.text(
            "references", "Other works, one a line", "\n".join(content.get("references") or ()), 70
        )
        fields.text("caution", "For whom, or when, it is not", content.get("caution"), 70)


def _step(fields: _Fields, n: int, step: Content, steps: Sequence[Content]) -> None:
    def name(of: str) -> str:
        return f"{n}-{of}"

    kind = str(step.get("kind"))
    left, right = st.columns([3, 2])
    with left:
        fields.line(name("label"), "What the summary calls it", step.get("label"), 48)
    with right:
        fields.line(name("id"), "Short name", step.get("id"), 60,
                    help="Small letters and hyphens. Later texts can quote the answer by it.")  # fmt: skip
    fields.text(name("say"), "What is said first", step.get("say"), help=_SLOTS_HELP)
    if kind == "rehearsal":
        people = {r.id: r for r in mine().rehearsals.all()}
        st.selectbox("Whom to meet", list(people), _place(list(people), step.get("rehearsal")),
                     format_func=lambda r: _whom(people[r]), key=fields.key(name("rehearsal")))  # fmt: skip
        fields.text(name("task"), "What to try there", step.get("task"), 70)
        fields.text(name("instead"), "The question for those who would rather write, if they may", step.get("instead"), 70)  # fmt: skip
    if kind == "field":
        fields.text(name("task"), "The task", step.get("task"))
    if kind == "talk":
        fields.line(name("goal"), "What the stretch is for (to …)", step.get("goal"), 200)
        fields.text(name("keeps_to"), "What the program keeps to", step.get("keeps_to"), 70)
        fields.text(name("opening"), "Its first question", step.get("opening"), 70)
        fields.text(
            name("instead"),
            "The question for those who would rather write",
            step.get("instead"),
            70,
        )
        st.slider(
            "Replies at most", 2, 6, int(step.get("replies") or 4), key=fields.key(name("replies"))
        )
    elif kind == "read":
        passages = mine().library.passages()
        st.selectbox("The page", list(passages), _place(list(passages), step.get("passage")),
                     format_func=lambda p: passages[p].title, key=fields.key(name("passage")))  # fmt: skip
    elif kind != "rehearsal":
        fields.text(name("ask"), "The question", step.get("ask"), 70)
    if kind == "write":
        one, two = st.columns(2)
        one.number_input("Lines", 1, 7, int(step.get("lines") or 1), key=fields.key(name("lines")))
        with two:
            fields.line(name("hint"), "A hint in the box", step.get("hint"))
        st.toggle("The coach may say a sentence to it", bool(step.get("reflects", True)),
                  key=fields.key(name("reflects")))  # fmt: skip
    if kind == "choose":
        st.toggle(
            "Several may be chosen", bool(step.get("several")), key=fields.key(name("several"))
        )
        _answers(fields, n, step, steps, "options", "Answer")
    if kind == "scale":
        one, two = st.columns(2)
        with one:
            fields.line(name("low"), "0 means", step.get("low"))
        with two:
            fields.line(name("high"), "10 means", step.get("high"))
        _answers(fields, n, step, steps, "bands", "Up to")
    if kind == "rank":
        lists = [
            s["id"] for s in steps[:n] if s.get("kind") == "write" and (s.get("lines") or 1) > 1
        ]
        st.selectbox("The lines of an earlier step", lists, _place(lists, step.get("of")),
                     placeholder="Things of its own, below", key=fields.key(name("of")))  # fmt: skip
        _answers(fields, n, step, steps, "items", "Thing")
    if kind == "check":
        relations = [r.value for r in RELATIONS if r is not Relation.SELF]
        st.selectbox("To whom", relations, _place(relations, step.get("relation")), placeholder="Leave open",
                     format_func=lambda r: RELATIONS[Relation(r)], key=fields.key(name("relation")))  # fmt: skip
    if kind == "field":
        st.number_input("Look back after how many days", 1, 30, int(step.get("after_days") or 7),
                        key=fields.key(name("after_days")))  # fmt: skip
        fields.text(name("back"), "The question then", step.get("back"), 70)
        _answers(fields, n, step, steps, "outcomes", "How it went")
    _leads(fields, name("next"), "Where it leads", step.get("next"), n, steps)


def _whom(rehearsal: Rehearsal) -> str:
    """A rehearsal by whom one meets in it."""
    character = rehearsal.character
    if rehearsal.own:
        return f"{rehearsal.title}: whoever the leader says"
    return f"{character.name}, {character.role}: {rehearsal.title}"


def _answers(
    fields: _Fields, n: int, step: Content, steps: Sequence[Content], key: str, label: str
) -> None:
    """One row an answer, and an empty one to add; a row whose first box is emptied goes."""
    rows = [*(step.get(key) or ()), {}][: _MOST[key]]
    for m, row in enumerate(rows):
        name = f"{n}-{key}-{m}"
        first, second, third = st.columns([2, 3, 2])
        with first:
            given = row.get("up_to") if key == "bands" else row.get("label")
            fields.line(f"{name}-label", f"{label} {m + 1}", "" if given is None else given)
        if key != "items":
            with second:
                fields.line(f"{name}-say", "What is said to it", row.get("say"), 600)
            with third:
                _leads(fields, f"{name}-next", "Leads to", row.get("next"), n, steps)


def _leads(
    fields: _Fields, name: str, label: str, to: object, n: int, steps: Sequence[Content]
) -> None:
    later = {str(s.get("id")): str(s.get("label") or s.get("id")) for s in steps[n + 1 :]}
    later[END] = "the end"
    if isinstance(to, str):
        later.setdefault(to, f"{to} (there is no such step)")
    st.selectbox(label, list(later), _place(list(later), to), format_func=later.__getitem__,
                 placeholder="the next step", key=fields.key(name))  # fmt: skip


def _place(options: Sequence[str], chosen: object, otherwise: int | None = None) -> int | None:
    return options.index(chosen) if isinstance(chosen, str) and chosen in options else otherwise


def _collected(fields: _Fields) -> Content:
    """The draft with what stands in the boxes."""
    content = dict(fields.draft.content)
    for name in ("title", "aim", "purpose", "minutes", "days", "habits", "rests_on", "passages", "caution",
                 "ending"):  # fmt: skip
        content[name] = fields.typed(name, content.get(name))
    references = fields.typed("references")
    if references is not None:
        content["references"] = [line.strip() for line in references.splitlines() if line.strip()]
    steps = content.get("steps") or []
    content["steps"] = [_collected_step(fields, n, step) for n, step in enumerate(steps)]
    return {k: v for k, v in content.items() if v not in (None, "", []) or k in {"title", "steps"}}


_OF_A_STEP = ("id", "label", "say", "ask", "task", "goal", "keeps_to", "opening", "instead", "replies",
              "passage", "rehearsal", "lines", "hint", "reflects", "several", "low", "high", "of", "relation",
              "after_days", "back", "next")  # fmt: skip


def _collected_step(fields: _Fields, n: int, step: Content) -> Content:
    made: Content = {"kind": step.get("kind")}
    for name in _OF_A_STEP:
        value = fields.typed(f"{n}-{name}", step.get(name))
        if value not in (None, ""):
            made[name] = value
    for key in _MOST:
        rows = [
            _row(fields, f"{n}-{key}-{m}", key, row)
            for m, row in enumerate([*(step.get(key) or ()), {}])
        ]
        kept = [row for row in rows[: _MOST[key]] if row is not None]
        if kept:
            made[key] = kept
    return made


def _row(fields: _Fields, name: str, key: str, row: Content) -> Content | None:
    first = "up_to" if key == "bands" else "label"
    given = str(fields.typed(f"{name}-label", row.get(first, "")) or "").strip()
    if not given:
        return None
    made: Content = {first: int(given) if key == "bands" and given.isdecimal() else given}
    if key != "bands":
        made["id"] = row.get("id") or f"answer-{name.rsplit('-', 1)[1]}"
    for part in ("say", "next"):
        value = fields.typed(f"{name}-{part}", row.get(part))
        if value and key != "items":
            made[part] = value
    return made


def _new_step(kind: str, steps: Sequence[Content]) -> Content:
    taken = {step.get("id") for step in steps}
    number = next(n for n in range(1, 99) if f"step-{n}" not in taken)
    return {"kind": kind, "id": f"step-{number}", "label": KINDS[kind]}


def _swap(n: int, content: Content) -> None:
    steps = content["steps"]
    steps[n], steps[n + 1] = steps[n + 1], steps[n]


def _remove(n: int, content: Content) -> None:
    del content["steps"][n]


def _button(
    authoring: Authoring,
    fields: _Fields,
    label: str,
    name: str,
    change: Callable[[Content], object],
    disabled: bool = False,
    *,
    primary: bool = False,
) -> None:
    """Every button saves what stands in the boxes, and then does its own."""

    def save() -> None:
        content = _collected(fields)
        change(content)
        if _saved(authoring, fields.draft, content) is not None:
            st.session_state["authoring-note"] = "Saved."
            overtaken.forget()

    st.button(label, key=fields.key(f"do-{name}"), on_click=save, disabled=disabled,
              type="primary" if primary else "tertiary" if name != "add" else "secondary",
              width="stretch" if name == "add" else "content")  # fmt: skip


# --- Preview and versions ---------------------------------------------------------------------------


def _preview(draft: Draft) -> None:
    if draft.exercise is None:
        st.html(
            '<p class="bp-strip">There is nothing to read yet. Put right what is listed above.</p>'
        )
        return
    labels = {step.id: step.label for step in draft.exercise.steps}
    st.html(
        '<p class="bp-note">Every step, whatever is answered. An earlier answer stands as [its name]. To do it as a '
        "leader does, try it.</p>"
        f"{''.join(_as_read(n, step, labels) for n, step in enumerate(draft.exercise.steps, start=1))}"
        f'<article class="bp-said bp-coach"><div class="bp-words">{_paragraphs(draft.exercise.ending, labels)}'
        "</div></article>"
    )


_LEADS_IN = {
    "back": '<p class="bp-note">When they look back:</p>',
    "instead": '<p class="bp-note">Or in writing:</p>',
}


def _as_read(n: int, step: Any, labels: dict[str, str]) -> str:
    texts = "".join(
        _LEADS_IN.get(name, "") + _paragraphs(text, labels)
        for name in ("say", "keeps_to", "task", "opening", "ask", "back", "instead")
        if (text := getattr(step, name, ""))
    )
    rows = ""
    for key in ("options", "bands", "outcomes", "items"):
        for one in getattr(step, key, ()):
            name = one.label if key != "bands" else f"up to {one.up_to}"
            leads = (
                f" <i>leads to {escape(labels.get(one.next, 'the end'))}</i>" if one.next else ""
            )
            rows += f"<li><b>{escape(name)}</b> {escape(' '.join(one.say.split()))}{leads}</li>"
    passage = mine().library.passages().get(getattr(step, "passage", ""))
    page = f'<p class="bp-note">The page “{escape(passage.title)}”</p>' if passage else ""
    met = mine().rehearsals.one(getattr(step, "rehearsal", ""))
    page += f'<p class="bp-note">To be met: {escape(_whom(met))}</p>' if met else ""
    answers = f'<ul class="bp-asked">{rows}</ul>' if rows else ""
    leads = (
        f'<p class="bp-note">Then: {escape(labels.get(step.next, "the end"))}</p>'
        if step.next
        else ""
    )
    return (
        f'<article class="bp-said bp-coach"><div class="bp-words"><p class="bp-kind">{n}. {escape(step.label)} '
        f"({KINDS[step.kind]})</p>{texts}{page}{answers}{leads}</div></article>"
    )


def _paragraphs(text: str, labels: dict[str, str]) -> str:
    for name, label in labels.items():
        text = text.replace(f"{{{name}}}", f"[{label}]")
    return "".join(f"<p>{escape(part)}</p>" for part in paragraphs_of(text))


def _versions(authoring: Authoring, draft: Draft) -> None:
    versions = authoring.versions(draft.id)
    if not versions:
        st.html(
            '<p class="bp-strip">Nothing was published yet. Each published version is kept here.</p>'
        )
    for version in versions:
        here = " Leaders find this one." if version.digest == draft.published else ""
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"version-{version.digest}"
        ):
            st.html(
                f'<p class="bp-note">{version.created_at:%-d %B %Y, %H:%M} UTC.{here}</p>',
                width="stretch",
            )
            st.button(
                "Take it up again", key=f"restore-{version.digest}", type="tertiary",
                on_click=lambda digest=version.digest: _done(
                    lambda: authoring.restore(draft.id, digest, seen=draft.change),
                    "It stands in the form again. Publish it if leaders are to find it.",
                ),
            )  # fmt: skip


def _done(does: Callable[[], object], note: str) -> None:
    def go() -> None:
        does()
        st.session_state["authoring-note"] = note

    _tried(go)


def _tried(does: Callable[[], object]) -> None:
    try:
        does()
    except CoachError as error:
        session.failed(error)
