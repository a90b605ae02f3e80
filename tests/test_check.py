"""What ``coach check`` tells the people who write the coach's words."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.checking import check
from coach.services import ROOT

PASSAGES = "knowledge/passages/trust-repair"
ROWS = [
    ("training/screening.jsonl", '{"text": "a", "levels": ["panic"], "writer": "w"}', "levels.0"),
    ("training/turns.jsonl", '{"text": "a", "before": ""}', "writer: is missing; add it"),
    ("training/habits-ward-lead.jsonl", '{"text": "a" "habits": []}', "JSON"),
    (
        "training/review.jsonl",
        '{"text": "a", "verdict": "mixed", "worst": "a", "habit": "pitch-frist"}',
        "did you mean pitch-first?",
    ),
    (
        "training/habits-hr-head.jsonl",
        '{"text": "a", "habits": [], "strengths": [], "evidence": "b", "owner": "none", '
        '"writer": "w"}',
        "evidence: does not stand in the text",
    ),
    (
        "evaluation/queries.jsonl",
        '{"text": "a", "topics": ["trust-bilding"], "style": "question", "writer": "w"}',
        "topics: unknown id trust-bilding; did you mean trust-building?",
    ),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that is curated, with one fault of each kind."""
    root = tmp_path_factory.mktemp("root")
    for name in ("knowledge", "prompts"):
        ignored = shutil.ignore_patterns("*.onnx", "*.safetensors")
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    (root / "docs").mkdir()
    shutil.copy2(ROOT / "docs" / "library.md", root / "docs")
    change(passage(root), "kind:", "kynd:")
    (root / PASSAGES / "draft.txt").write_text("later", "utf-8")
    change(root / "knowledge/scenarios/how-is-the-family.yaml", "token-question", "token-query")
    change(next((root / "prompts/guide/ask").glob("*.yaml")), "?", "? Or not?")
    change(root / "knowledge/safety/signs.yaml", "idioms:\n", "idioms:\n  - '(unclosed'\n")
    change(root / "knowledge/review/whys.yaml", "pitch-first:", "pitch-last:")
    change(root / "knowledge/review/questions.yaml", "could {they} leave", "could {she} leave")
    for file, row, _ in ROWS:
        append(root / "knowledge" / file, row)
    taught = (ROOT / "knowledge/training/screening.jsonl").read_text("utf-8").split("\n")[0]
    append(root / "knowledge/evaluation/screening.jsonl", taught)
    return root


@pytest.fixture(scope="module")
def findings(root: Path) -> list[str]:
    return [str(finding) for finding in check(root)]


def passage(root: Path) -> Path:
    return sorted((root / PASSAGES).glob("*.md"))[0]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def append(path: Path, row: str) -> None:
    path.write_text(path.read_text("utf-8").rstrip("\n") + f"\n{row}\n", "utf-8")


def test_everything_that_ships_is_in_order_within_five_seconds() -> None:
    begun = time.process_time()
    assert check() == []
    assert time.process_time() - begun < 5


def test_a_finding_names_file_line_and_remedy(root: Path, findings: list[str]) -> None:
    path = passage(root)
    name = path.relative_to(root).as_posix()
    rows = path.read_text("utf-8").splitlines()
    line = next(n for n, row in enumerate(rows, 1) if row.startswith("kynd:"))
    assert any(f.startswith(f"{name}:{line}: kynd: unknown key; known are") for f in findings)
    assert any(f.startswith(f"{name}:") and "kind: is missing" in f for f in findings)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("knowledge/scenarios/how-is-the-family.yaml", "did you mean token-question?"),
        ("prompts/guide/ask/", "asks two questions"),
        ("knowledge/safety/signs.yaml", "correct the pattern"),
        ("knowledge/review/whys.yaml", "unknown id pitch-last; did you mean pitch-first?"),
        ("knowledge/review/whys.yaml", "pitch-first is missing"),
        ("knowledge/review/questions.yaml", "unknown slot {she}"),
        (f"{PASSAGES}/draft.txt", "nothing reads a .txt file here"),
        ("knowledge/evaluation/screening.jsonl", "stands in training/screening.jsonl:1 too"),
    ],
)
def test_every_kind_of_fault_is_found(findings: list[str], file: str, message: str) -> None:
    assert any(f.startswith(file) and message in f for f in findings)


@pytest.mark.parametrize(("file", "row", "message"), ROWS)
def test_a_bad_row_of_the_data_is_found_on_its_line(
    root: Path, findings: list[str], file: str, row: str, message: str
) -> None:
    rows = (root / "knowledge" / file).read_text("utf-8").split("\n")
    where = f"knowledge/{file}:{rows.index(row) + 1}: "
    assert any(f.startswith(where) and message in f for f in findings)


def test_sound_files_are_left_alone(findings: list[str]) -> None:
    """A fault is reported where it is, and not all over the place."""
    assert len(findings) < 40


def test_missing_files_are_findings_and_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    assert len(check(tmp_path)) > 5


def test_the_command_prints_nothing_but_findings_in_json() -> None:
    command = [sys.executable, "-m", "coach", "check", "--json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == (1 if ran.stdout else 0)
    for line in ran.stdout.splitlines():
        assert set(json.loads(line)) == {"file", "line", "message"}
