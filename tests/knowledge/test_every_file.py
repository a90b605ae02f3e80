"""Every curated file, one by one, and what only shows when they are seen together."""

import re
from collections import Counter
from pathlib import Path

import pytest

from coach.contract import breaches_of_sentence
from coach.curated import Findings, parse_yaml, read_text
from coach.knowledge import Contact, Knowledge, load_knowledge
from coach.lines import Line, load_lines
from coach.services import ROOT, load_signs
from coach.state import ConversationState
from coach.text import sentences
from coach.turn import Part, Plan, Turn
from coach.vocabulary import Level, Move, Stage

PASSAGES = sorted((ROOT / "knowledge" / "passages").glob("*/*.md"))
SCENARIOS = sorted((ROOT / "knowledge" / "scenarios").glob("*.yaml"))
STATIONS = sorted((ROOT / "knowledge" / "brand").glob("*.yaml"))
EXERCISES = sorted((ROOT / "knowledge" / "exercises").glob("*.yaml"))
GUIDE = sorted((ROOT / "prompts" / "guide").glob("*/*.yaml"))
OTHERS = [
    ROOT / "knowledge" / "sources.bib",
    ROOT / "knowledge" / "vocabulary" / "habits.yaml",
    ROOT / "knowledge" / "vocabulary" / "topics.yaml",
    ROOT / "knowledge" / "safety" / "contacts.yaml",
    ROOT / "knowledge" / "safety" / "signs.yaml",
]
# Of each habit the guide must be able to speak in these ways.
HABIT_MOVES = (
    Move.ASK, Move.AFFIRM, Move.NAME_HABIT, Move.OWN_IT, Move.TELL_MORE,
    Move.EVOKE_STEP,
)  # fmt: skip
# What the engine says by itself, or a scenario's file says.
_NOT_LINES = {Move.SCENE, Move.BRAND}

FOUND = Findings(ROOT)
KNOWN: Knowledge = load_knowledge(ROOT / "knowledge", FOUND)
LINES: tuple[Line, ...] = load_lines(ROOT / "prompts" / "guide", frozenset(KNOWN.habits), FOUND)
SIGNS = load_signs(ROOT / "knowledge" / "safety" / "signs.yaml", FOUND)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "path", [*PASSAGES, *SCENARIOS, *STATIONS, *EXERCISES, *GUIDE, *OTHERS], ids=_name
)
def test_the_file_is_without_fault(path: Path) -> None:
    assert not [str(f) for f in FOUND if f.file == _name(path)]


def test_nothing_is_wrong_anywhere_else() -> None:
    named = {_name(p) for p in (*PASSAGES, *SCENARIOS, *STATIONS, *EXERCISES, *GUIDE, *OTHERS)}
    assert not [str(f) for f in FOUND if f.file not in named]


@pytest.mark.parametrize("path", PASSAGES, ids=lambda p: p.stem)
def test_the_passage_can_be_quoted_and_stands_alone(path: Path) -> None:
    passage = KNOWN.passages[path.stem]
    said = sentences(passage.text)
    assert len(said) >= 3
    assert len(said[0].text.split()) <= 62, "its first sentence is what is quoted; make it shorter"
    assert not re.match(r"(?:This|These|It|They|He|She|But|And)\b", passage.text)
    assert "\n#" not in passage.text
    assert passage.header.reviewed.year >= 2026


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_the_scenario_has_passages_and_people_to_think_of(path: Path) -> None:
    scenario = KNOWN.scenarios[path.stem]
    assert scenario.passages, "a scenario names the passages behind it"
    assert {h for p in scenario.passages for h in KNOWN.passages[p].header.habits} & set(
        scenario.habits
    ), "none of its passages speaks of its habits"
    said = [r for point in scenario.turning_points for r in point.reflections]
    assert not [r for r in said if "?" in r], "a reflection asks nothing"
    assert len(said) == len(set(said))


def test_there_is_enough_of_everything() -> None:
    assert len(KNOWN.passages) >= 80
    assert len(KNOWN.scenarios) >= 12
    assert len({line.say for line in LINES}) >= 400
    assert len(KNOWN.habits) == 22


@pytest.mark.parametrize("topic", sorted(KNOWN.topics))
def test_the_topic_has_passages(topic: str) -> None:
    assert [p for p in KNOWN.passages.values() if topic in p.header.topics]


@pytest.mark.parametrize("habit", sorted(KNOWN.habits))
def test_the_habit_has_passages_a_scenario_and_lines_of_each_of_its_moves(habit: str) -> None:
    assert [p for p in KNOWN.passages.values() if habit in p.header.habits], "no passage"
    assert [s for s in KNOWN.scenarios.values() if habit in s.habits], "no scenario"
    have = {line.move for line in LINES if habit in line.habits}
    assert not set(HABIT_MOVES) - have, "no line of these moves"


@pytest.mark.parametrize("move", [m for m in Move if m not in _NOT_LINES])
def test_the_move_has_lines(move: Move) -> None:
    assert [line for line in LINES if line.move is move]


def test_no_line_belongs_to_a_move_that_nothing_plans() -> None:
    source = "".join(p.read_text() for p in (ROOT / "coach").rglob("*.py"))
    source = source.replace((ROOT / "coach" / "vocabulary.py").read_text(), "")
    planned = set(re.findall(r"\bMove\.([A-Z_]+)\b", source))
    unused = {line.move for line in LINES if line.move.name not in planned}
    assert not unused


def test_no_two_lines_say_the_same() -> None:
    said = Counter(re.sub(r"\W+", " ", line.say.lower()).strip() for line in LINES)
    assert not [words for words, count in said.items() if count > 1]


@pytest.mark.parametrize("key", sorted(KNOWN.sources))
def test_the_source_is_used(key: str) -> None:
    assert [p.id for p in KNOWN.passages.values() if key in p.header.sources]


def test_every_country_can_reach_an_emergency_service_and_a_crisis_line() -> None:
    by_country: dict[str, set[str]] = {}
    for contact in KNOWN.contacts:
        by_country.setdefault(contact.country, set()).add(contact.serves)
    whole = [c for c, serves in by_country.items() if {"emergency", "crisis"} <= serves]
    assert len(whole) >= 25
    assert not [c for c in by_country if c != "INT" and c not in whole]
    assert "INT" in by_country


@pytest.mark.parametrize("serves", ["crisis", "emergency", "abuse", "workplace"])
def test_nobody_is_left_without_anybody_to_turn_to_abroad(serves: str) -> None:
    """Where a country has none of a kind, the international entry of that kind stands in."""
    assert KNOWN.contacts_for("INT", (serves,)), f"INT has no entry that serves {serves}"


@pytest.mark.parametrize("contact", KNOWN.contacts, ids=lambda c: f"{c.country} {c.name}"[:60])
def test_the_way_to_reach_help_was_checked_against_a_record(contact: Contact) -> None:
    assert contact.checked.year >= 2026
    assert contact.record.host
    if contact.number:
        assert re.search(r"\d", contact.number)


@pytest.mark.parametrize("path", GUIDE, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_files_lines_keep_the_contract(path: Path) -> None:
    """A curated line advises, flatters, diagnoses, pries, states facts or makes itself needed as
    little as a model may. Length and questions are a matter of the whole reply; what stands in
    quotation marks shows how people talk, and "you have to" in a reflection tells of the leader."""
    findings = Findings(ROOT)
    text = read_text(path, findings)
    assert text is not None
    value = parse_yaml(text, path, findings)
    move = Move(value["move"])
    telling = move in {Move.REFLECT, Move.AFFIRM, Move.ASK}
    judged = {4, 5, 8, 9, 10} | (set() if telling else {3})
    plan = Plan(Stage.EXPLORING, (Part(move),), exempt=True)
    turn = Turn("c", "m", "", ConversationState(), plan=plan)
    broken = []
    for entry in value["lines"]:
        bare = re.sub(r"“[^”]*”", "that", entry["say"])
        for sentence in sentences(bare):
            for breach in breaches_of_sentence(sentence.text, turn, frozenset()):
                if breach.clause in judged:
                    broken.append(f"{breach.clause} ({breach.reason}): {sentence.text}")
    assert not broken, "\n".join(broken)


def test_signs_name_only_levels_that_words_alone_can_show() -> None:
    assert {level for level, _ in SIGNS.signs} <= set(Level) - {Level.NONE, Level.SECRET}
    assert SIGNS.risks
    assert SIGNS.idioms
