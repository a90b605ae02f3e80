"""Who may import whom: pyproject.toml says it, import-linter checks it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from coach.services import ROOT


def test_the_layers_hold() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert ran.returncode == 0, ran.stdout


def test_the_router_only_hands_on_to_the_pages() -> None:
    tree = ast.parse((ROOT / "streamlit_app.py").read_text("utf-8"))
    imported = {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    } | {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    assert all(name.startswith(("streamlit", "coach.ui")) for name in imported), imported


@pytest.mark.parametrize("module", ["coach", "coach.cli", "coach.turn", "coach.assembly"])
def test_importing_the_engine_loads_no_page_model_or_index(module: str) -> None:
    heavy = {"streamlit", "torch", "sentence_transformers", "langchain", "chromadb", "onnxruntime"}
    code = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert ran.stdout.strip() == ""


def test_a_whole_turn_never_loads_torch_langchain_or_a_page(home: Path) -> None:
    code = (
        "import sys\n"
        "from coach.assembly import open_coach\n"
        "coach = open_coach(); mine = coach.as_person()\n"
        "mine.reply(mine.begin(), 'I only ring her when a contract is up.')\n"
        "coach.close()\n"
        "heavy = {'streamlit', 'torch', 'sentence_transformers', 'langchain', 'langchain_core', 'sklearn'}\n"
        "print(*sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"COACH_HOME": str(home), "PATH": ""},
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stdout.strip() == ""
