"""Writing exercises for one's own people: as they are being written, tried out, published and changed.

What is written may be incomplete; :attr:`Draft.problems` says what it lacks. Only what lacks nothing is
published, and people under way keep the version that they began.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from coach.access import Action, Target, may, require
from coach.curated import Curated, Findings, validated
from coach.errors import BadInput, KnowledgeError, NotFound
from coach.exercise_checks import faults, leads_forward
from coach.exercises import AnyStep, Exercise, as_yaml, exercise_of
from coach.foreign_yaml import read_foreign
from coach.masking import mask_secrets
from coach.services import Services
from coach.store.desk import Desk
from coach.store.records import ExerciseVersion, OwnExercise
from coach.text import cleaned

Content = dict[str, Any]
_SHOWN = 6  # of what is wrong with a file
_NEW: Content = {
    "title": "",
    "purpose": "seeing",
    "aim": "",
    "minutes": 15,
    "habits": [],
    "rests_on": "",
    "steps": [],
    "ending": "",
}


@dataclass(frozen=True)
class Draft:
    """An exercise of the workspace's own, and what it still lacks."""

    id: str
    content: Content
    change: int
    """The number of its last change: who saves says which one they had before their eyes."""
    published: str | None
    """The digest of the version that leaders find."""
    updated_at: datetime
    exercise: Exercise | None
    """None while its form is not right."""
    problems: tuple[str, ...]

    @property
    def title(self) -> str:
        return str(self.content.get("title") or "Without a title")

    @property
    def can_be_tried(self) -> bool:
        """Whether it can be done from end to end, whatever else it lacks."""
        return self.exercise is not None and leads_forward(self.exercise)

    @property
    def changed_since(self) -> bool:
        """Whether leaders find something else than what stands here."""
        return self.exercise is None or self.exercise.digest != self.published


class Authoring:
    """What a coach or an owner can do with the workspace's own exercises."""

    def __init__(
        self, services: Services, desk: Desk, passages: Callable[[], Mapping[str, object]]
    ) -> None:
        self._services = services
        self._desk = desk
        self._here = Target(desk.actor.workspace_id)
        self._passages = passages

    @property
    def may_write(self) -> bool:
        return may(self._desk.actor, Action.WRITE_EXERCISES, self._here)

    def drafts(self) -> list[Draft]:
        """Last changed first."""
        self._require_writer()
        return [self._draft(kept) for kept in self._desk.own_exercises()]

    def draft(self, exercise_id: str) -> Draft:
        self._require_writer()
        return self._draft(self._desk.own_exercise(exercise_id))

    def new(self) -> Draft:
        """An empty one."""
        return self._save(None, dict(_NEW), None)

    def save(self, exercise_id: str, content: Mapping[str, Any], *, seen: int | None) -> Draft:
        """Change it. BadInput if somebody else did so since ``seen``."""
        return self._save(exercise_id, content, seen)

    def save_as_copy(self, content: Mapping[str, Any]) -> Draft:
        """Another exercise with this content: for words that somebody else was faster to change."""
        return self._save(None, content, None)

    def duplicate(self, exercise_id: str) -> Draft:
        """A copy to change, of a curated one or of one's own."""
        self._require_writer()
        curated = self._services.knowledge.exercises.get(exercise_id)
        content = curated.model_dump(mode="json", exclude_defaults=True) if curated else None
        if content is None:
            content = dict(self._desk.own_exercise(exercise_id).content)
        return self._save(
            None, {**content, "title": f"{content.get('title', '')} (copy)"[:80]}, None
        )

    def import_yaml(self, text: str) -> Draft:
        """A new one from a file in the form that is exported. Raises BadInput that names lines and remedies;
        what only lacks something is taken, and says so."""
        self._require_writer()
        value = read_foreign(text)
        if not isinstance(value, dict):
            raise BadInput(
                "Line 1 begins no exercise; write id, title, purpose and the other keys."
            )
        whole = {"id": "imported", "reviewed": date.today(), **value}
        findings = Findings(Path())
        made = validated(Exercise, whole, path=Path("file"), text=text, findings=findings)
        if made is None:
            # What is wrong where it stands comes before what is missing altogether.
            named = sorted(findings, key=lambda f: ("is missing" in f.message, f))
            wrong = " ".join(f"Line {f.line}: {f.message}." for f in named[:_SHOWN])
            more = len(findings) - _SHOWN
            rest = f" And {more} more." if more > 0 else ""
            raise BadInput(f"This file is not an exercise yet. {wrong}{rest} Nothing was imported.")
        return self._save(None, made.model_dump(mode="json", exclude_defaults=True), None)

    def export_yaml(self, exercise_id: str) -> str:
        """As a file that can be imported again."""
        draft = self.draft(exercise_id)
        return as_yaml({"id": _slug(draft.title), **_without(draft.content, "id")})

    def publish(self, exercise_id: str, *, seen: int | None) -> Draft:
        """Let the leaders of the workspace find it as it stands. BadInput where something is lacking."""
        draft = self.draft(exercise_id)
        if draft.problems or draft.exercise is None:
            raise BadInput(f"{draft.title} is not ready yet: {'; '.join(draft.problems[:3])}")
        version = (draft.exercise.digest, draft.exercise.text)
        return self._draft(self._desk.publish_own_exercise(exercise_id, version, seen=seen))

    def withdraw(self, exercise_id: str, *, seen: int | None) -> Draft:
        """Take it out of the gallery. Who has begun goes on."""
        self._require_writer()
        return self._draft(self._desk.publish_own_exercise(exercise_id, None, seen=seen))

    def versions(self, exercise_id: str) -> list[ExerciseVersion]:
        """What was published, newest first."""
        self._require_writer()
        return self._desk.exercise_versions(exercise_id)

    def restore(self, exercise_id: str, digest: str, *, seen: int | None) -> Draft:
        """Take a published version up again, to be changed or published."""
        version = next((v for v in self.versions(exercise_id) if v.digest == digest), None)
        if version is None:
            raise NotFound("That version is not here any more. Reload the page.")
        try:
            content = exercise_of(version.text).model_dump(mode="json", exclude_defaults=True)
        except KnowledgeError as error:
            raise BadInput(
                "That version was written for another version of this program and cannot be taken up again."
            ) from error
        return self._save(exercise_id, content, seen)

    def delete(self, exercise_id: str) -> datetime:
        """Delete it; until the returned instant it can be undone. Who has begun goes on."""
        self._require_writer()
        return self._desk.delete_own_exercise(exercise_id)

    def undo_delete(self, exercise_id: str) -> Draft:
        self._require_writer()
        return self._draft(self._desk.undo_delete_own_exercise(exercise_id))

    # How it is done

    def _require_writer(self) -> None:
        require(self._desk.actor, Action.WRITE_EXERCISES, self._here)

    def _save(self, exercise_id: str | None, content: Mapping[str, Any], seen: int | None) -> Draft:
        self._require_writer()
        kept = _without(_masked(content), "id", "reviewed")
        return self._draft(self._desk.save_own_exercise(exercise_id, kept, seen=seen))

    def _draft(self, kept: OwnExercise) -> Draft:
        exercise, problems = self._made(kept)
        return Draft(
            kept.id, kept.content, kept.change, kept.published, kept.updated_at, exercise, problems
        )

    def _made(self, kept: OwnExercise) -> tuple[Exercise | None, tuple[str, ...]]:
        """The exercise, if its form is right, and all that is wrong with it."""
        day = kept.created_at.astimezone(UTC).date()
        try:
            made = Exercise.model_validate({**kept.content, "id": kept.id, "reviewed": day})
        except ValidationError as error:
            return None, tuple(_problem(item, kept.content) for item in error.errors())
        knowledge = self._services.knowledge
        known, people = self._passages(), self._services.rehearsals[0]
        found = faults(made, knowledge.habits, known, knowledge.sources, people)
        return made, tuple(message for _, message in found)


def differences(theirs: Content, mine: Content) -> list[tuple[str, str, str]]:
    """Where two of them differ: what it is called, what the one says there and what the other; empty where it says
    nothing. Steps are told apart by their short names."""
    one, other = _in_full(theirs, Exercise), _in_full(mine, Exercise)
    found = _differing(one, other, "")
    steps, others = ({str(s.get("id")): s for s in c.get("steps") or ()} for c in (theirs, mine))
    for name in dict.fromkeys((*steps, *others)):
        here, there = steps.get(name, {}), others.get(name, {})
        label = f"Step “{here.get('label') or there.get('label') or name}”"
        if here and there:
            kind = _STEPS.get(str(here.get("kind")), Curated)
            found += _differing(_in_full(here, kind), _in_full(there, kind), f"{label}, ")
        else:
            found.append((label, "is there" if here else "", "is there" if there else ""))
    if list(steps) != list(others) and steps.keys() == others.keys():
        found.append(("The order of the steps", ", ".join(steps), ", ".join(others)))
    return found


_STEPS: dict[str, type[Curated]] = {
    get_args(step.model_fields["kind"].annotation)[0]: step for step in get_args(AnyStep)
}


def _in_full(content: Mapping[str, Any], model: type[Curated]) -> Content:
    """With what holds where nothing is said, so that only what was meant differently differs."""
    fields = model.model_fields.items()
    return {n: f.default for n, f in fields if not f.is_required()} | dict(content)


def _differing(one: Content, other: Content, of: str) -> list[tuple[str, str, str]]:
    found = []
    for name in dict.fromkeys((*one, *other)):
        here, there = _shown(one.get(name)), _shown(other.get(name))
        if name not in {"steps", "id"} and here != there:
            called = f"{of}{_KEYS.get(name, name.replace('_', ' '))}"
            found.append((f"{called[:1].upper()}{called[1:]}", here, there))
    return found


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_shown(one)}" for name, one in value.items() if name != "id")
    if isinstance(value, list | tuple):
        return "\n".join(_shown(one) for one in value)
    return "" if value is None else str(value).strip()


_KEYS = {
    "rests_on": "what it rests on",
    "aim": "what a leader has from it",
    "say": "what is said",
    "ask": "the question",
    "after_days": "after how many days",
    "keeps_to": "what the program keeps to",
    "instead": "the question for those who write",
    "rehearsal": "whom to meet",
    "task": "the task",
}
_SAYS = {
    "missing": "is missing",
    "string_too_short": "is too short",
    "string_too_long": "is too long",
    "too_short": "needs more entries",
    "too_long": "has too many entries",
    "extra_forbidden": "is nothing that an exercise has; remove it",
}


def _problem(item: Any, content: Content) -> str:
    """What pydantic found, as somebody who writes an exercise would say it."""
    where = list(item["loc"])
    said = _SAYS.get(item["type"], str(item["msg"]).removeprefix("Value error, "))
    if item["type"] in {"string_too_short", "too_short"} and not item["input"]:
        said = "is still empty"
    if len(where) > 1 and where[0] == "steps" and isinstance(where[1], int):
        step = content["steps"][where[1]]
        name = step.get("label") or step.get("id") if isinstance(step, dict) else None
        rest = [_KEYS.get(str(part), str(part)) for part in where[3:]]
        number = f"Step {where[1] + 1}{f' ({name})' if name else ''}"
        return f"{number}: {' '.join(str(n) for n in rest)} {said}".replace("  ", " ")
    key = ".".join(_KEYS.get(str(part), str(part)) for part in where)
    return f"{key[:1].upper()}{key[1:]}: {said}" if key else said


def _without(content: Mapping[str, Any], *names: str) -> Content:
    return {name: value for name, value in content.items() if name not in names}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_secrets(cleaned(value)).text
    if isinstance(value, Mapping):
        return {str(name): _masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(one) for one in value]
    return value


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "exercise"
