"""What can be wrong with an exercise beyond its form: where its steps lead, what it rests on, how long it
takes, and how it speaks. The same for curated files and for what is written on the builder's page."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coach.curated import Findings, line_of, nearest
from coach.exercises import (
    END,
    SLOT,
    CheckMessage,
    Choose,
    Commit,
    Exercise,
    FieldTask,
    Rank,
    Read,
    Rehearse,
    Scale,
    Talk,
    Write,
    paragraphs_of,
)
from coach.lines import COACH_SPEAK
from coach.text import QUOTED, word_count

Fault = tuple[tuple[str | int, ...], str]
"""Where in the file, and what is wrong with what to do."""
_MAY_BE_LEFT_OUT = {"say", "ending"}
_A_MINUTE = 180  # words read attentively
_TAKES = {Read: 0.5, Write: 2.5, Choose: 0.5, Scale: 0.5, Rank: 1.0, Talk: 5.0, CheckMessage: 4.0,
          FieldTask: 1.5, Commit: 2.0, Rehearse: 8.0}  # fmt: skip
"""Minutes beside reading what is said."""
_PASSAGE_WORDS = 150
_SHORTEST, _LONGEST = 0.4, 2.5  # of the time that is promised


def note_faults(
    exercise: Exercise,
    text: str,
    path: Path,
    habits: Mapping[str, Any],
    passages: Mapping[str, Any],
    sources: Mapping[str, Any],
    rehearsals: Collection[str],
    findings: Findings,
) -> None:
    """Note what is wrong with a curated file."""
    if exercise.id != path.stem:
        findings.add(path, line_of(text, ["id"]), f"id: must equal the file's name {path.stem}")
    for where, message in faults(exercise, habits, passages, sources, rehearsals):
        findings.add(path, line_of(text, where), message)


def faults(
    exercise: Exercise,
    habits: Mapping[str, Any],
    passages: Mapping[str, Any],
    sources: Mapping[str, Any],
    rehearsals: Collection[str],
) -> Iterator[Fault]:
    """All that is wrong with an exercise whose form is right."""
    yield from _unknown(exercise, habits, passages, sources, rehearsals)
    leads = list(_leads(exercise))
    yield from leads
    if not leads:
        yield from _never_reached(exercise)
        yield from _slots(exercise)
        yield from _duration(exercise)
    yield from _speech(exercise)


def _unknown(
    exercise: Exercise,
    habits: Collection[str],
    passages: Collection[str],
    sources: Collection[str],
    rehearsals: Collection[str],
) -> Iterator[Fault]:
    for kind, names, known in (
        ("habits", exercise.habits, habits),
        ("passages", exercise.passages, passages),
    ):
        for name in names:
            if name not in known:
                yield (kind,), f"{kind}: unknown id {name}; {nearest(name, list(known))}"
    for key in exercise.sources:
        if key not in sources:
            yield (
                ("sources",),
                f"sources: {key} is not in knowledge/sources.bib; add it there first",
            )
    if not (exercise.passages or exercise.sources or exercise.references):
        yield (
            ("rests_on",),
            "says nothing of where it comes from; name a passage, a source or a reference",
        )
    for n, step in enumerate(exercise.steps):
        if isinstance(step, Read) and step.passage not in passages:
            yield (
                ("steps", n, "passage"),
                f"{step.id}: unknown passage {step.passage}; {nearest(step.passage, list(passages))}",
            )
        if isinstance(step, Rehearse) and step.rehearsal not in rehearsals:
            yield (
                ("steps", n, "rehearsal"),
                f"{step.id}: unknown rehearsal {step.rehearsal}; {nearest(step.rehearsal, list(rehearsals))}",
            )


def _leads(exercise: Exercise) -> Iterator[Fault]:
    """Branches lead forward, to a step that is there. So there is neither a dead end nor a circle."""
    known = [step.id for step in exercise.steps]
    for n, step in enumerate(exercise.steps):
        for where, to in _branches(step):
            if to is None or to == END:
                continue
            place: tuple[str | int, ...] = ("steps", n, *where)
            if to not in known:
                remedy = nearest(to, known)
                yield place, f"{step.id}: leads to {to}, which is no step; {remedy}"
            elif known.index(to) <= n:
                yield (
                    place,
                    f"{step.id}: leads back to {to} and would go round in a circle; lead to a later step or to end",
                )
        if isinstance(step, Choose) and step.several:
            yield from (
                (
                    ("steps", n, "options", m),
                    f"{step.id}: several may be chosen, so no single answer is answered or leads elsewhere; remove "
                    f"say and next from {option.id}, or let only one be chosen",
                )
                for m, option in enumerate(step.options)
                if option.say or option.next
            )
        if isinstance(step, Rank) and step.of is not None:
            of = exercise.step(step.of)
            if not isinstance(of, Write) or of.lines < 2 or known.index(of.id) >= n:
                yield (
                    ("steps", n, "of"),
                    f"{step.id}: orders the lines of {step.of}, which is no earlier step with several lines",
                )

    commits = [n for n, step in enumerate(exercise.steps) if isinstance(step, Commit)]
    if len(commits) > 1:
        yield ("steps", commits[1]), "a second commitment; one small step is enough, keep one"


def leads_forward(exercise: Exercise) -> bool:
    """Whether it can be walked: no step leads back, or nowhere."""
    return not any(_leads(exercise))


def _branches(step: Any) -> Iterator[tuple[tuple[str | int, ...], str | None]]:
    yield ("next",), step.next
    for key in ("options", "bands", "outcomes"):
        for n, one in enumerate(getattr(step, key, ())):
            yield (key, n, "next"), one.next


def _never_reached(exercise: Exercise) -> Iterator[Fault]:
    reached = {exercise.steps[0].id}
    for step in exercise.steps:
        if step.id in reached:
            for branch in (*step.branches, None):
                following = exercise.after(step, branch)
                reached |= {following.id} if following else set()
    for n, step in enumerate(exercise.steps):
        if step.id not in reached:
            yield ("steps", n), f"{step.id}: no step leads here; lead to it or remove it"


def _slots(exercise: Exercise) -> Iterator[Fault]:
    if all(SLOT.search(part) for part in paragraphs_of(exercise.ending)):
        yield (
            ("ending",),
            "ending: every paragraph quotes an answer, and is left out where that was skipped; write one that "
            "stands by itself",
        )
    yield from _slots_in_texts(exercise)


def _slots_in_texts(exercise: Exercise) -> Iterator[Fault]:
    """A slot names an earlier step whose answer can stand in a sentence. A question has none: it would
    be left out with its slot where that step was skipped."""
    for where, text, before in _texts(exercise):
        if SLOT.search(text) and where[-1] not in _MAY_BE_LEFT_OUT:
            yield where, "a slot stands in say or ending only; put the sentence there"
        for name in SLOT.findall(text):
            step = exercise.step(name)
            if step is None or exercise.place(name) >= before:
                yield where, f"{{{name}}} is no earlier step; use the id of one, or leave it out"
            elif isinstance(step, Read | Talk | Rehearse):
                yield where, f"{{{name}}}: what comes of a {step.kind} is nothing to quote"


def _duration(exercise: Exercise) -> Iterator[Fault]:
    """What is promised is near to what the longest and the shortest way take."""
    takes: dict[str | None, tuple[float, float]] = {None: (0.0, 0.0)}
    for step in reversed(exercise.steps):
        words = sum(word_count(text) for text in step.texts)
        words += _PASSAGE_WORDS if isinstance(step, Read) else 0
        own = _TAKES[type(step)] + words / _A_MINUTE
        if isinstance(step, Write) and step.lines > 1:
            own += 0.5 * (step.lines - 1)
        ways = [exercise.after(step, branch) for branch in (*step.branches, None)]
        times = [takes[way.id if way else None] for way in ways]
        takes[step.id] = (own + min(t[0] for t in times), own + max(t[1] for t in times))
    least, most = takes[exercise.steps[0].id]
    if most < _SHORTEST * exercise.minutes or least > _LONGEST * exercise.minutes:
        yield (
            ("minutes",),
            f"minutes: {exercise.minutes} is promised, and it takes some {least:.0f} to {most:.0f}; correct it",
        )


def _speech(exercise: Exercise) -> Iterator[Fault]:
    for n, step in enumerate(exercise.steps):
        asked = (step.say, getattr(step, "ask", ""))
        groups = [asked, *((text,) for text in step.texts if text not in asked)]
        groups += [(o.label, o.say) for o in _options(step)]
        for texts in groups:
            if sum(QUOTED.sub("", text).count("?") for text in texts) > 1:
                yield ("steps", n), f"{step.id}: asks two questions at once; keep the better one"
    seen: dict[str, str] = {}
    for where, text, _ in _texts(exercise):
        if found := COACH_SPEAK.search(QUOTED.sub("", text)):
            yield where, f"“{found.group()}” is not how the coach speaks; write it plainly"
        for sentence in re.split(r"(?<=[.?])\s+", text):
            plain = " ".join(sentence.lower().split())
            if word_count(plain) > 4 and plain in seen:
                yield where, f"“{sentence[:60]}” stands at {seen[plain]} too; say it once"
            seen.setdefault(plain, _named(where))


def _named(where: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in where)


def _options(step: Any) -> Sequence[Any]:
    return (*getattr(step, "options", ()), *getattr(step, "outcomes", ()))


def _texts(exercise: Exercise) -> Iterator[tuple[tuple[str | int, ...], str, int]]:
    """Every text that a leader reads, where it stands, and before which step."""
    for key in ("title", "aim", "rests_on", "caution"):
        yield (key,), getattr(exercise, key), 0
    for n, step in enumerate(exercise.steps):
        for key in (
            "say",
            "ask",
            "task",
            "back",
            "opening",
            "instead",
            "keeps_to",
            "low",
            "high",
            "hint",
        ):
            if text := getattr(step, key, ""):
                yield ("steps", n, key), text, n
        for key in ("options", "outcomes", "items", "bands"):
            for m, one in enumerate(getattr(step, key, ())):
                yield ("steps", n, key, m), f"{getattr(one, 'label', '')} {one.say}".strip(), n
    yield ("ending",), exercise.ending, len(exercise.steps)
