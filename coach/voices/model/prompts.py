"""What a model is told: ``prompts/model/``, read, checked and filled."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from coach.contract import normal
from coach.curated import Curated, Findings, parse_yaml, read_text, split_front_matter, validated
from coach.errors import ModelError
from coach.vocabulary import Move, Subject
from coach.voices.model.budget import BUDGET, MOST_OF_NEW, material, one_line, tokens
from coach.voices.model.context import (
    asked_before,
    habit_name,
    known,
    said_before,
    talk_within,
)
from coach.voices.model.examples import TERSE, Example, fitting, load_examples

if TYPE_CHECKING:
    from coach.knowledge import Habit
    from coach.turn import Turn

_VARIABLE = re.compile(r"\{(\w+)\}")
_AROUND_TALK = 20  # tokens of its tags and its heading
# What each file is filled with; sections may use fewer.
_VARIABLES: dict[str, frozenset[str]] = {
    "system": frozenset(),
    "turn": frozenset(
        "examples known talk message habit evidence passage_id passage_title passage asked said "
        "stage parts length".split()
    ),
    "repair": frozenset({"sentence", "faults", "part", "form"}),
    "hear": frozenset("habits feelings relations asked message".split()),
    "moves": frozenset("subject habit definition unless title number lower".split()),
    "subjects": frozenset(),
    "character": frozenset(
        "name role temper cares today matter mood treated talk message written".split()
    ),
}
# Said in fixed words whatever voice is configured, or only ever by the guide.
_NOT_VOICED = frozenset(
    {Move.WELCOME, Move.FOLLOW_UP, Move.NAME_HABIT, Move.META, Move.STAY, Move.CRISIS,
     Move.OTHER_AT_RISK, Move.HARM_OTHERS, Move.ABUSE_REPORT, Move.GO_ON, Move.INJECTION,
     Move.SECRET, Move.LANGUAGE, Move.EMPTY, Move.SCENE, Move.TO_A_PERSON, Move.BRAND, Move.RECALL,
     Move.SET_ASIDE}
)  # fmt: skip


class _Header(Curated):
    purpose: str = Field(min_length=3)
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Prompts:
    """What a model is told: three texts with variables, the sections for moves and subjects, for
    hearing a message its rules and the message, and the examples."""

    system: str
    turn: str
    repair: str
    moves: Mapping[str, str]
    subjects: Mapping[str, str]
    hear: Mapping[str, str]
    character: str
    examples: tuple[Example, ...] = ()

    def leaks(self, text: str) -> bool:
        """Whether a sentence recites what the model was told: six words in a row, or nine of a
        move's, whose words a fair question may share."""
        rules = (self.system, self.turn, self.repair, self.character)
        return _shares(text, rules, 6) or _shares(text, self.moves.values(), 9)


def load_prompts(folder: Path, findings: Findings) -> Prompts | None:
    """The prompts, or None with findings: a file or section is missing, or a variable is not one
    that the program fills."""
    before = len(findings)
    bodies = {
        name: _load_body(folder / f"{name}.md", known, findings)
        for name, known in _VARIABLES.items()
    }
    moves, subjects, hear = (_sections(bodies[name]) for name in ("moves", "subjects", "hear"))
    voiced = {str(move) for move in Move if move not in _NOT_VOICED}
    for name, found, ids in (
        ("moves", moves, voiced),
        ("subjects", subjects, {str(subject) for subject in Subject}),
        ("hear", hear, {"rules", "message"}),
    ):
        for missing in sorted(ids - found.keys()):
            findings.add(folder / f"{name}.md", 1, f"has no section {missing}; add: ## {missing}")
        for unknown in sorted(k for k in found if k.split(".")[0] not in ids):
            findings.add(folder / f"{name}.md", 1, f"section {unknown}: no such id; remove it")
    if len(findings) > before:
        return None
    # One that is left out takes nothing else with it.
    examples = load_examples(folder / "examples.yaml", voiced, findings)
    return Prompts(
        bodies["system"],
        bodies["turn"],
        bodies["repair"],
        moves,
        subjects,
        hear,
        bodies["character"],
        examples,
    )


def _load_body(path: Path, known: frozenset[str], findings: Findings) -> str:
    text = read_text(path, findings)
    parts = split_front_matter(text, path, findings) if text is not None else None
    if parts is None:
        return ""
    front, body, first = parts
    value = parse_yaml(front, path, findings, offset=1)
    header = validated(_Header, value, path=path, text=front, findings=findings, offset=1)
    if header is None:
        return ""
    used = set(_VARIABLE.findall(body))
    for names, wrong in (
        (used - known, "is not a variable that the program fills here"),
        (used - set(header.variables), "is used but not among the variables of the front matter"),
        (set(header.variables) - used, "is among the variables but not used"),
        (known - used, "is filled by the program but not used"),
    ):
        for name in sorted(names):
            known_names = ", ".join(sorted(known)) or "none"
            findings.add(path, first, f"variables: {{{name}}} {wrong}; known are {known_names}")
    return body


def _sections(body: str) -> dict[str, str]:
    pieces = re.split(r"^## +(\S+)\s*$", body, flags=re.M)
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text with its variables; a paragraph with an empty one is left out. One pass: braces in
    what people wrote stay as they are."""
    kept = [
        _VARIABLE.sub(lambda match: values[match[1]], paragraph)
        for paragraph in re.split(r"\n{2,}", body)
        if all(values[name] for name in _VARIABLE.findall(paragraph))
    ]
    return "\n\n".join(kept)


def turn_prompt(turn: "Turn", prompts: Prompts, habits: Mapping[str, "Habit"]) -> str:
    """The plan of one turn as the model is told it, within the budget: of the talk as many of the last
    messages as there is room for, then the examples are left out. Raises ModelError for what the guide
    says."""
    room = BUDGET - tokens(prompts.system)
    values = _fixed(turn, prompts, habits)
    examples = fitting(prompts.examples, turn)
    while True:
        values |= {
            "examples": "\n".join(_shown(example, prompts) for example in examples),
            "talk": "",
            "known": known(turn, prompts.subjects, habits, ""),
            "said": said_before(turn, ""),
        }
        left = room - tokens(fill(prompts.turn, values)) - _AROUND_TALK
        if left >= 0 or not examples:
            break
        examples.pop()
    talk = talk_within(turn.history, left)
    values |= {
        "talk": talk,
        "known": known(turn, prompts.subjects, habits, talk),
        "said": said_before(turn, talk),
    }
    return fill(prompts.turn, values)


def _fixed(turn: "Turn", prompts: Prompts, habits: Mapping[str, "Habit"]) -> dict[str, str]:
    """What is told whatever room there is."""
    plan = turn.plan
    passage = plan.passages[0] if plan.passages else None
    habit = next((part.habit for part in plan.parts if part.habit), None)
    return {
        "message": material(turn.text, MOST_OF_NEW),
        "habit": habit_name(habit, habits) if habit and plan.move is not Move.OFFER_NAME else "",
        "evidence": one_line(plan.notices.evidence if plan.notices else "", 75),
        "passage_id": passage.id if passage else "",
        "passage_title": one_line(passage.title, 25) if passage else "",
        "passage": material(passage.text, 450) if passage else "",
        "asked": asked_before(turn),
        "stage": str(plan.stage),
        "parts": "\n".join(
            f"{n}. {text}" for n, text in enumerate(parts_in_words(turn, prompts, habits), start=1)
        ),
        "length": _length(turn),
    }


def _shown(example: Example, prompts: Prompts) -> str:
    """An example as the model sees it."""
    asks_about = f", about {prompts.subjects[example.about]}" if example.about else ""
    lines = (
        f"Does: {', '.join(example.does).replace('_', ' ')}{asks_about}",
        f"Known: {example.given}" if example.given else "",
        f"Coach: {example.coach}" if example.coach else "",
        f"Leader: {example.leader}",
        f"Reply: {example.reply}",
    )
    return "\n".join(("<example>", *filter(None, lines), "</example>"))


def parts_in_words(turn: "Turn", prompts: Prompts, habits: Mapping[str, "Habit"]) -> Iterator[str]:
    """What each part of the plan asks of the words. Raises ModelError for what the guide says."""
    for part in turn.plan.parts:
        if part.move is Move.PROVIDE and part.text == "":
            continue  # the lead-in is another part's
        about = part.abouts[0] if part.abouts else None
        text = prompts.moves.get(f"{part.move}.{about}") or prompts.moves.get(part.move)
        if text is None:
            raise ModelError(f"the move {part.move} is the guide's")
        habit = habits.get(part.habit or "")
        number = turn.reading.number
        values = {
            "subject": prompts.subjects[about] if about else "",
            "habit": habit_name(part.habit, habits) if part.habit else "",
            "definition": habit.definition if habit else "",
            "unless": habit.not_ if habit else "",
            "title": one_line(part.passage.title, 25) if part.passage else "",
            "number": str(number) if number is not None else "",
            "lower": str(max(number - 2, 0)) if number is not None else "",
        }
        filled = fill(text, values)
        if not filled:
            raise ModelError(f"the move {part.move} needs what this turn does not hold")
        yield filled


def _length(turn: "Turn") -> str:
    if turn.plan.passages or turn.plan.exempt or turn.plan.pending is None:
        return "at most 30"
    return "at most 15" if 0 < turn.reading.words <= TERSE else "25 to 55"


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = normal(text).split()
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def _shares(text: str, told: Iterable[str], length: int) -> bool:
    return bool(_runs(text, length) & {run for part in told for run in _runs(part, length)})
