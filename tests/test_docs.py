"""The documents keep up with the code: settings, commands, moves, steps, links and paths."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from coach.cli import app
from coach.services import ROOT
from coach.settings import Settings
from coach.vocabulary import Level, Move, Stage

DOCUMENTS = sorted(
    p
    for pattern in ("*.md", "docs/**/*.md", "bench/*.md", "knowledge/**/README.md", "prompts/*.md")
    for p in ROOT.glob(pattern)
)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+\.(?:py|yaml|toml|md|bib|jsonl|txt|png)")
_HEADING = re.compile(r"^#+ +(.+)$", re.M)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _without_fences(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def _commands(group: Any, before: str = "") -> Iterator[str]:
    """Every command of the command line, sub-commands by their full name."""
    for name, command in group.commands.items():
        yield f"{before}{name}"
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before}{name} ")


@pytest.mark.parametrize("name", ["README.md", "docs/settings.md"])
def test_every_setting_is_described(name: str) -> None:
    described = set(re.findall(r"^\| `(COACH_\w+)`", _text(name), re.M))
    assert described == {f"COACH_{field.upper()}" for field in Settings.model_fields}


def test_every_command_is_described() -> None:
    text = _text("README.md")
    lacking = [c for c in _commands(typer.main.get_command(app)) if f"`coach {c}" not in text]
    assert not lacking, f"README.md says nothing of: {', '.join(lacking)}"


def test_commands_in_the_documents_exist() -> None:
    known = set(_commands(typer.main.get_command(app)))
    for path in DOCUMENTS:
        for command in re.findall(r"`(?:python -m )?coach ([a-z]+)", path.read_text("utf-8")):
            assert command in known, f"{_name(path)} names coach {command}, which there is not"


def test_make_targets_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", _text("Makefile"), re.M))
    for path in DOCUMENTS:
        spans = _CODE.findall(path.read_text("utf-8"))
        fences = re.findall(r"^```console\n(.*?)^```", path.read_text("utf-8"), re.M | re.S)
        for target in re.findall(r"\bmake ([a-z]+)\b", "\n".join([*spans, *fences])):
            assert target in targets, f"{_name(path)} names make {target}, which there is not"


def test_every_move_is_described() -> None:
    text = _text("prompts/README.md") + _text("docs/architecture.md")
    lacking = [move for move in Move if f"`{move}`" not in text]
    assert not lacking, f"describe in prompts/README.md: {', '.join(lacking)}"


def test_every_stage_and_level_is_described() -> None:
    assert not [s for s in Stage if f"`{s}`" not in _text("docs/architecture.md")]
    assert not [x for x in Level if f"| `{x}`" not in _text("docs/safety.md")]


def test_the_steps_are_those_of_the_turn() -> None:
    tree = ast.parse(_text("coach/turn.py"))
    imported = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("coach.steps.")
        for alias in node.names
    }
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    called = [n for n in sorted(calls, key=lambda n: n.lineno) if n.func.id in imported]  # type: ignore[attr-defined]
    in_code = list(dict.fromkeys(n.func.id for n in called))  # type: ignore[attr-defined]
    table = re.findall(r"^\| (\w+) \| `(\w+)`", _text("docs/architecture.md"), re.M)
    assert [f for _, f in table if f in imported] == in_code
    files = {p.stem for p in (ROOT / "coach" / "steps").glob("*.py")} - {"__init__"}
    assert {step for step, _ in table} == files


def test_the_contract_names_code_that_is_there() -> None:
    code = "\n".join(p.read_text("utf-8") for p in (ROOT / "coach").rglob("*.py"))
    for word in _CODE.findall(_text("docs/contract.md")):
        if re.fullmatch(r"(?:Desk\.)?_?[a-z]+(?:_[a-z]+)+", word):
            bare = word.removeprefix("Desk.")
            assert re.search(rf"\b{bare}\b", code), f"docs/contract.md names {word}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(path: Path) -> None:
    for link in _LINK.findall(_without_fences(path.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), f"{_name(path)} links to {link}"
        if anchor:
            headings = [_anchor(h) for h in _HEADING.findall(file.read_text("utf-8"))]
            assert anchor in headings, f"{_name(path)} links to {link}; there are {headings}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_files_that_are_named_are_there(path: Path) -> None:
    for word in _CODE.findall(_without_fences(path.read_text("utf-8"))):
        if _PATH.fullmatch(word):
            there = (ROOT / word).exists() or (path.parent / word).exists()
            assert there, f"{_name(path)} names {word}, which is not there"


def test_decisions_are_numbered_in_order() -> None:
    numbers = [int(p.name[:3]) for p in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")
