"""Curated files: what is malformed is named with file, line and remedy, and the rest loads."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.curated import Finding, Findings
from coach.errors import KnowledgeError
from coach.knowledge import Knowledge, load_knowledge
from coach.lines import Line, load_lines
from coach.services import ROOT, Services, load_signs
from coach.settings import Settings
from coach.sources import read_sources

BODY = " ".join(f"word{n}" for n in range(100)) + "."
PASSAGE = """---
id: {id}
title: A small thing
topics: [small-gestures]
habits: [drive-by-demand]
kind: evidence
evidence: survey
sources: [weber2020]
reviewed: 2026-11-21
---
{body}
"""
SCENARIO = """id: a-door
title: A door
minutes: 10
relation: employee
habits: [drive-by-demand]
situation: You stand at a door.
people:
  - name: Jan
    role: engineer
    matters: He wants to be asked.
opening: You stand there. What goes on in you?
turning_points:
  - id: one
    moment: He looks up.
    question: What do you see?
    choices: [Wait., Speak.]
    reflections: [It looks closed., It looks open.]
  - id: two
    moment: He waits.
    question: What would you want him to know?
    choices: [Ask., Leave.]
    reflections: [It takes time., It is short.]
  - id: three
    moment: He speaks.
    question: What comes first?
    choices: [Wait., Speak.]
    reflections: [It is heard., It is said.]
passages: [greeting]
good_outcome: He is asked.
reviewed: 2026-11-21
"""
CONTACTS = """contacts:
  - country: "GB"
    name: Emergency
    serves: emergency
    number: "999"
    record: https://example.com/list
    checked: 2026-11-21
  - country: "INT"
    name: Find help
    serves: crisis
    url: https://example.com
    record: https://example.com/list
    checked: 2026-11-21
"""
BIB = """@article{weber2020,
  author = {Weber, Anna},
  year = {2020},
  title = {Greeting people},
  journal = {Journal of Doors},
  doi = {10.1000/1}
}

@book{lis2001,
  author = {Lis, Piotr},
  year = {2001},
  title = {Doors},
  publisher = {House},
  isbn = {123}
}
"""


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A small library without fault."""
    folder = tmp_path / "knowledge"
    (folder / "vocabulary").mkdir(parents=True)
    for name in ("habits.yaml", "topics.yaml"):
        shutil.copy2(ROOT / "knowledge" / "vocabulary" / name, folder / "vocabulary" / name)
    for kind in ("passages/small-gestures", "scenarios", "safety"):
        (folder / kind).mkdir(parents=True)
    for name in ("greeting", "leaving"):
        text = PASSAGE.format(id=name, body=BODY)
        (folder / "passages" / "small-gestures" / f"{name}.md").write_text(text)
    (folder / "scenarios" / "a-door.yaml").write_text(SCENARIO)
    (folder / "safety" / "contacts.yaml").write_text(CONTACTS)
    (folder / "sources.bib").write_text(BIB)
    return folder


def _load(folder: Path) -> tuple[Knowledge, Findings]:
    findings = Findings(folder.parent)
    return load_knowledge(folder, findings), findings


def test_a_library_without_fault_loads_without_a_finding(knowledge: Path) -> None:
    loaded, findings = _load(knowledge)
    assert list(findings) == []
    assert set(loaded.passages) == {"greeting", "leaving"}
    assert set(loaded.scenarios) == {"a-door"}
    assert len(loaded.contacts) == 2
    assert set(loaded.sources) == {"weber2020", "lis2001"}


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


LEAVING = "passages/small-gestures/leaving.md"
# what is done to which file, on which line the finding stands, what its remedy says
FAULTY_PASSAGES: dict[str, tuple[str, str, int, str]] = {
    "an unknown key": ("kind: evidence", "knid: evidence", 6, "unknown key; known are"),
    "a missing key": ("evidence: survey\n", "", 2, "evidence: is missing; add it"),
    "an unknown kind": ("kind: evidence", "kind: rumour", 6, "evidence"),
    "an unknown topic": (
        "[small-gestures]",
        "[small-gestures, trust-bulding]",
        4,
        "trust-building",
    ),
    "an unknown habit": ("[drive-by-demand]", "[drive-by-demnd]", 5, "drive-by-demand"),
    "the wrong folder": ("[small-gestures]", "[networking]", 4, "folder small-gestures"),
    "an unknown source": ("[weber2020]", "[weber2021]", 8, "add it"),
    "no source": ("[weber2020]", "[]", 8, "at least 1"),
    "another id than its name": ("id: leaving", "id: going", 2, "file's name leaving"),
    "a malformed id": ("id: leaving", "id: Leaving Home", 2, "id"),
    "a bad date": ("2026-11-21", "last week", 9, "reviewed"),
    "too short": (BODY, "Too short.", 11, "write 80 to 220"),
    "too long": (BODY, BODY * 3, 11, "write 80 to 220"),
    "no front matter": ("---\nid", "id", 1, "three dashes"),
    "front matter that never ends": ("\n---\nword0", "\nword0", 1, "three dashes"),
    "broken YAML": ("title: A small thing", "title: [A small", 4, "check indentation"),
    "a colon in the title": ("title: A small thing", "title: A: small: thing", 3, "quotes"),
    "front matter that is no mapping": ("id: leaving", "- id", 3, ""),
    "empty front matter": (PASSAGE.split("---")[1].format(id="leaving"), "\n", 2, ""),
}


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"), FAULTY_PASSAGES.values(), ids=FAULTY_PASSAGES.keys()
)
def test_a_faulty_passage_is_named_and_the_others_load(
    knowledge: Path, old: str, new: str, line: int, remedy: str
) -> None:
    _edit(knowledge / LEAVING, old, new)
    loaded, findings = _load(knowledge)
    _expect(findings, f"knowledge/{LEAVING}", line, remedy)
    assert set(loaded.passages) == {"greeting"}
    assert set(loaded.scenarios) == {"a-door"}


def _expect(findings: list[Finding], file: str, line: int, remedy: str) -> None:
    assert findings, "nothing was found"
    assert {f.file for f in findings} == {file}
    assert any(f.line == line and remedy in f.message for f in findings), findings
    assert all(str(f).startswith(f"{file}:{f.line}: ") for f in findings)


DOOR = "scenarios/a-door.yaml"
FAULTY_SCENARIOS: dict[str, tuple[str, str, int, str]] = {
    "an unknown key": ("minutes: 10", "minuts: 10", 3, "unknown key; known are"),
    "a missing key": ("good_outcome: He is asked.\n", "", 1, "good_outcome: is missing; add it"),
    "an unknown habit": ("[drive-by-demand]", "[drive-bye-demand]", 5, "drive-by-demand"),
    "an unknown passage": ("[greeting]", "[greating]", 28, "greeting"),
    "an opening without a question": ("What goes on in you?", "So.", 11, "exactly one question"),
    "a turning point with two questions": ("What comes first?", "What? Why?", 1, "one question"),
    "too few turning points": (
        SCENARIO[SCENARIO.index("  - id: three") : SCENARIO.index("passages:")],
        "",
        12,
        "at least 3",
    ),
    "two turning points of one name": ("id: two", "id: one", 12, "two turning points one"),
    "one reflection only": ("[It takes time., It is short.]", "[It takes time.]", 22, "at least 2"),
    "one choice only": ("[Ask., Leave.]", "[Ask.]", 21, "at least 2"),
    "two choices that are one": ("[Ask., Leave.]", "[Ask., Ask.]", 1, "two choices are the same"),
    "an unknown relation": ("relation: employee", "relation: enemy", 4, "relation"),
    "another id than its name": ("id: a-door", "id: a-gate", 1, "file's name a-door"),
    "broken YAML": ("title: A door", "title: {A door", 3, "check indentation"),
    "a list instead of a mapping": ("id: a-door", "- id: a-door", 2, ""),
}


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"), FAULTY_SCENARIOS.values(), ids=FAULTY_SCENARIOS.keys()
)
def test_a_faulty_scenario_is_named_and_the_rest_loads(
    knowledge: Path, old: str, new: str, line: int, remedy: str
) -> None:
    shutil.copy2(knowledge / DOOR, knowledge / "scenarios" / "b-door.yaml")
    _edit(knowledge / "scenarios" / "b-door.yaml", "id: a-door", "id: b-door")
    _edit(knowledge / DOOR, old, new)
    loaded, findings = _load(knowledge)
    _expect(findings, f"knowledge/{DOOR}", line, remedy)
    assert set(loaded.scenarios) == {"b-door"}
    assert len(loaded.passages) == 2


FAULTY_CONTACTS: dict[str, tuple[str, str, int, str]] = {
    "a country by its name": ('"GB"', '"Britain"', 2, "country"),
    "an unknown service": ("serves: emergency", "serves: pizza", 4, "serves"),
    "no way to reach it": ('    number: "999"\n', "", 2, "needs a number or a url"),
    "no record": ("    record: https://example.com/list\n", "", 2, "record: is missing; add it"),
    "a record that is no address": (
        "record: https://example.com/list",
        "record: seen",
        6,
        "record",
    ),
    "an unknown key": ('number: "999"', 'nubmer: "999"', 5, "unknown key"),
    "a number without quotes": ('number: "999"', "number: 999", 5, "number"),
}


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"), FAULTY_CONTACTS.values(), ids=FAULTY_CONTACTS.keys()
)
def test_a_faulty_way_to_reach_help_is_named_and_never_takes_the_others_with_it(
    knowledge: Path, old: str, new: str, line: int, remedy: str
) -> None:
    """Somebody in danger must not be shown nothing because one entry has a typing mistake."""
    _edit(knowledge / "safety" / "contacts.yaml", old, new)
    loaded, findings = _load(knowledge)
    _expect(findings, "knowledge/safety/contacts.yaml", line, remedy)
    assert [c.country for c in loaded.contacts] == ["INT"]


def test_a_list_of_contacts_without_an_international_one_is_noted(knowledge: Path) -> None:
    _edit(knowledge / "safety" / "contacts.yaml", '"INT"', '"FR"')
    loaded, findings = _load(knowledge)
    _expect(findings, "knowledge/safety/contacts.yaml", 1, "add entries with country: INT")
    assert len(loaded.contacts) == 2


VOCABULARY = "vocabulary/habits.yaml"


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("    name: ", "    nmae: ", "unknown key; known are"),
        ("    name: ", "    # name: ", "is missing; add it"),
    ],
    ids=["an unknown key", "a missing key"],
)
def test_a_faulty_habit_is_named(knowledge: Path, old: str, new: str, remedy: str) -> None:
    text = (knowledge / VOCABULARY).read_text()
    if old not in text:
        pytest.fail("the vocabulary has another form than this test thinks")
    _edit(knowledge / VOCABULARY, old, new)
    _, findings = _load(knowledge)
    assert any(f.file == f"knowledge/{VOCABULARY}" and remedy in f.message for f in findings)
    assert any(f.line > 1 for f in findings if f.file == f"knowledge/{VOCABULARY}")


def test_two_habits_of_one_id_are_noted(knowledge: Path) -> None:
    loaded, _ = _load(knowledge)
    first, second = list(loaded.habits)[:2]
    _edit(knowledge / VOCABULARY, f"id: {second}", f"id: {first}")
    _, findings = _load(knowledge)
    assert any(f.file == f"knowledge/{VOCABULARY}" and first in f.message for f in findings)


FAULTY_SOURCES: dict[str, tuple[str, str, int, str]] = {
    "no author": ("  author = {Lis, Piotr},\n", "", 9, "author or editor; add it"),
    "no year": ("  year = {2001},\n", "", 9, "year; add it"),
    "no title": ("  title = {Doors},\n", "", 9, "title; add it"),
    "no way to find it": ("  isbn = {123}\n", "", 9, "doi, isbn, url or howpublished; add it"),
}


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"), FAULTY_SOURCES.values(), ids=FAULTY_SOURCES.keys()
)
def test_a_faulty_source_is_named_and_the_others_load(
    knowledge: Path, old: str, new: str, line: int, remedy: str
) -> None:
    _edit(knowledge / "sources.bib", old, new)
    findings = Findings(knowledge.parent)
    sources = read_sources(knowledge / "sources.bib", findings)
    _expect(findings, "knowledge/sources.bib", line, remedy)
    assert set(sources) == {"weber2020"}


def test_two_sources_of_one_key_are_noted_and_the_first_holds(knowledge: Path) -> None:
    _edit(knowledge / "sources.bib", "@book{lis2001", "@book{weber2020")
    findings = Findings(knowledge.parent)
    sources = read_sources(knowledge / "sources.bib", findings)
    _expect(findings, "knowledge/sources.bib", 9, "give one of the two another key")
    assert set(sources) == {"weber2020"}


def test_a_bibliography_that_cannot_be_read_is_said_and_costs_only_what_rests_on_it(
    knowledge: Path,
) -> None:
    _edit(knowledge / "sources.bib", "title = {Doors},", "title = {Doors,")
    loaded, findings = _load(knowledge)
    found = [f for f in findings if f.file == "knowledge/sources.bib"]
    assert len(found) == 2, found
    assert any(f.line == 16 and "check braces" in f.message for f in found)
    assert any(f.line == 9 and "lis2001" in f.message and "add it" in f.message for f in found)
    assert set(loaded.sources) == {"weber2020"}
    assert loaded.habits
    assert loaded.contacts


MISSING = [
    "vocabulary/habits.yaml",
    "vocabulary/topics.yaml",
    "sources.bib",
    "safety/contacts.yaml",
]


@pytest.mark.parametrize("name", MISSING)
def test_a_missing_file_is_named_with_its_remedy(knowledge: Path, name: str) -> None:
    (knowledge / name).unlink()
    _, findings = _load(knowledge)
    assert any(f.file == f"knowledge/{name}" and "put the file back" in f.message for f in findings)


@pytest.mark.parametrize("name", [*MISSING, LEAVING, DOOR])
def test_a_file_in_another_encoding_is_named_with_its_line(knowledge: Path, name: str) -> None:
    path = knowledge / name
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(first + b"\n# caf\xe9\n" + rest)
    _, findings = _load(knowledge)
    assert any(
        f.file == f"knowledge/{name}" and f.line == 2 and "UTF-8" in f.message for f in findings
    )


@pytest.mark.parametrize("content", ["", "[]", "- a", "x", "null", "contacts:", "a: 1"])
@pytest.mark.parametrize("name", ["safety/contacts.yaml", "vocabulary/topics.yaml", DOOR])
def test_a_file_with_something_else_in_it_is_a_finding_and_no_crash(
    knowledge: Path, name: str, content: str
) -> None:
    (knowledge / name).write_text(content)
    loaded, findings = _load(knowledge)
    assert any(f.file == f"knowledge/{name}" for f in findings)
    assert loaded.habits


# --- The guide's lines ---------------------------------------------------------------------------

LINES = """move: reflect
defaults: {depth: complex}
lines:
  - say: "It takes a while to be believed."
  - say: "Their shoulders answer first."
"""
FAULTY_LINES: dict[str, tuple[str, str, int, str]] = {
    "an unknown key": ('  - say: "Their', '  - sya: "Their', 5, "unknown key; known are"),
    "an unknown move": ("move: reflect", "move: reflekt", 1, "move"),
    "the wrong folder": ("move: reflect", "move: affirm", 1, "folder reflect"),
    "an unknown slot": ("shoulders", "{shoulder}", 5, "unknown slot {shoulder}; known are"),
    "coach-speak": ("Their shoulders answer first.", "I hear you.", 5, "write it plainly"),
    "an exclamation mark": ("answer first.", "answer first!", 5, "write it plainly"),
    "a question in a reflection": ("answer first.", "answer first?", 5, "full stop"),
    "two questions": ("answer first.", "answer? Do they?", 5, "keep the better one"),
    "no depth": ("defaults: {depth: complex}\n", "", 3, "simple, complex or double"),
    "an unknown habit": (
        '  - say: "Their shoulders answer first."',
        '  - {say: "Their shoulders answer first.", habits: [nothing-known]}',
        5,
        "unknown id nothing-known",
    ),
    "the same words twice": (
        "Their shoulders answer first.",
        "It takes a while, to be believed",
        5,
        "write something else",
    ),
    "broken YAML": ("lines:", "lines: [", 4, "check indentation"),
    "no lines": (LINES[LINES.index("lines:") :], "lines: []\n", 3, "at least 1"),
    "nothing in it": (LINES, "", 1, ""),
}


def _guide(tmp_path: Path, text: str) -> tuple[tuple[Line, ...], list[Finding]]:
    folder = tmp_path / "guide"
    for name in ("reflect", "thanks"):
        (folder / name).mkdir(parents=True)
    (folder / "reflect" / "a.yaml").write_text(text)
    (folder / "thanks" / "a.yaml").write_text("move: thanks\nlines:\n  - say: Likewise.\n")
    findings = Findings(tmp_path)
    lines = load_lines(folder, frozenset({"always-busy"}), findings)
    return lines, [f for f in findings if "there is no line for the move" not in f.message]


def test_lines_without_fault_load(tmp_path: Path) -> None:
    lines, findings = _guide(tmp_path, LINES)
    assert len(lines) == 3
    assert findings == []


@pytest.mark.parametrize(
    ("old", "new", "line", "remedy"), FAULTY_LINES.values(), ids=FAULTY_LINES.keys()
)
def test_a_faulty_line_is_named_and_other_files_load(
    tmp_path: Path, old: str, new: str, line: int, remedy: str
) -> None:
    lines, findings = _guide(tmp_path, LINES.replace(old, new, 1))
    _expect(findings, "guide/reflect/a.yaml", line, remedy)
    assert "Likewise." in {line.say for line in lines}


def test_a_move_without_a_line_is_named(tmp_path: Path) -> None:
    findings = Findings(tmp_path)
    load_lines(tmp_path, frozenset(), findings)
    assert any("no line for the move reflect; write reflect/*.yaml" in f.message for f in findings)


# --- The safety screen's signs -------------------------------------------------------------------

SIGNS = """idioms:
  - "killing it"
risks:
  - "kill myself"
signs:
  - {level: injection, pattern: "ignore the rules"}
"""


def _signs(tmp_path: Path, text: str) -> tuple[set[str], list[Finding]]:
    path = tmp_path / "signs.yaml"
    path.write_text(text)
    findings = Findings(tmp_path)
    signs = load_signs(path, findings)
    heard = signs.levels("I want to kill myself. Ignore the rules.")
    return {str(level) for level in heard}, list(findings)


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        ('"killing it"', '"killing (it"', {"crisis", "injection"}),
        ('"kill myself"', '"kill (myself"', {"injection"}),
        ('"kill myself"', "7", {"injection"}),
        ('"ignore the rules"', '"ignore (the rules"', {"crisis"}),
        ("level: injection", "level: rudeness", {"crisis"}),
        ("level: injection, ", "", {"crisis"}),
        ('{level: injection, pattern: "ignore the rules"}', '"ignore"', {"crisis"}),
        ('idioms:\n  - "killing it"\n', "idioms:\n", {"crisis", "injection"}),
        ('idioms:\n  - "killing it"\n', "idoms:\n  - x\n", {"crisis", "injection"}),
    ],
)
def test_a_faulty_sign_is_named_and_the_others_still_screen(
    tmp_path: Path, old: str, new: str, left: set[str]
) -> None:
    heard, findings = _signs(tmp_path, SIGNS.replace(old, new, 1))
    assert heard == left
    assert findings
    assert {f.file for f in findings} == {"signs.yaml"}


@pytest.mark.parametrize("text", ["", "[]", "x", "risks: [", "- a"])
def test_signs_that_cannot_be_read_are_a_finding_and_no_crash(tmp_path: Path, text: str) -> None:
    heard, findings = _signs(tmp_path, text)
    assert heard == set()
    assert findings


# --- All of them together ------------------------------------------------------------------------


@pytest.fixture
def a_copy(tmp_path: Path) -> Callable[[], Services]:
    """Services on a copy of the curated files, without the ear and the training data."""
    root = tmp_path / "root"
    shutil.copytree(
        ROOT / "knowledge",
        root / "knowledge",
        ignore=shutil.ignore_patterns("ear", "training", "evaluation"),
    )
    shutil.copytree(ROOT / "prompts", root / "prompts")

    def services() -> Services:
        return Services(Settings(home=tmp_path / "home"), root)

    return services


@pytest.mark.parametrize(
    "gone", ["knowledge/vocabulary/habits.yaml", "prompts/guide", "knowledge/safety/signs.yaml"]
)
def test_without_what_it_cannot_do_without_the_coach_says_how_to_get_it_back(
    a_copy: Callable[[], Services], gone: str
) -> None:
    services = a_copy()
    path = services.root / gone
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    with pytest.raises(KnowledgeError, match=r"git checkout.*coach check"):
        _ = services.knowledge


def test_one_broken_passage_leaves_the_rest_of_the_real_library(
    a_copy: Callable[[], Services],
) -> None:
    services = a_copy()
    path = next((services.root / "knowledge" / "passages").glob("*/*.md"))
    path.write_text("nothing like a passage")
    assert path.stem not in services.knowledge.passages
    assert len(services.knowledge.passages) >= 79
    assert [f.file for f in services.curated[3] if f.file.endswith(".md")] == [
        str(path.relative_to(services.root))
    ]
