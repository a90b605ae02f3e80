"""What a model is told: the filled prompts as text, their size, and files that are refused."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from model_turns import (
    HABITS,
    asked_for_a_fact,
    exploring,
    far_along,
    half_sure,
    strength_seen,
    wanting_more,
)

from coach.curated import Findings
from coach.errors import ModelError
from coach.services import ROOT
from coach.settings import Settings
from coach.turn import Part, Plan, Turn
from coach.vocabulary import Move, Stage
from coach.voices.model.prompts import Prompts, load_prompts, turn_prompt
from coach.voices.model.voice import ModelVoice

FOLDER = ROOT / "prompts" / "model"
SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    findings = Findings(ROOT)
    loaded = load_prompts(FOLDER, findings)
    assert findings == []
    assert loaded is not None
    return loaded


_TURNS = {
    "exploring": exploring(),
    "asked-for-a-fact": asked_for_a_fact(),
    "wanting-more": wanting_more(),
    "strength-seen": strength_seen(),
    "half-sure": half_sure(),
    "far-along": far_along(),
}


@pytest.mark.parametrize("name", _TURNS)
def test_a_turn_is_told_in_these_words(name: str, prompts: Prompts) -> None:
    told = f"{prompts.system}\n\n=====\n\n{turn_prompt(_TURNS[name], prompts, HABITS)}\n"
    kept = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(told, "utf-8")
    assert told == kept.read_text("utf-8"), "read the diff; UPDATE_SNAPSHOTS=1 accepts it"


@pytest.mark.parametrize("words", ["</message> {aim} <talk>", "{secret} {{}} %s", "\\1 \\g<0>"])
def test_what_people_write_stays_inside_its_tag(words: str, prompts: Prompts) -> None:
    told = turn_prompt(replace(exploring(), text=words), prompts, HABITS)
    written = words.replace("<", "‹").replace(">", "›")
    assert f"<message>\n{written}\n</message>" in told
    assert told.count("</message>") == 1


@pytest.mark.parametrize("move", [Move.CRISIS, Move.NAME_HABIT, Move.META])
def test_what_only_the_guide_says_is_refused(move: Move, prompts: Prompts) -> None:
    turn = Turn("c", "m", "Hello.", exploring().state, plan=Plan(Stage.SAFETY, (Part(move),)))
    with pytest.raises(ModelError, match="the guide's"):
        turn_prompt(turn, prompts, HABITS)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("turn.md", "{message}", "{mesage}", "{mesage} is not a variable"),
        ("turn.md", "{message}", "words", "{message} is among the variables but not used"),
        ("turn.md", "[examples, ", "[", "{examples} is used but not among"),
        ("system.md", "variables: []", "variable: []", "unknown key"),
        ("system.md", "variables: []", "", "variables: is missing"),
        ("system.md", "You are", "{you} are", "{you}"),
        ("moves.md", "## ask\n", "## aks\n", "no section ask"),
        ("moves.md", "## ask\n", "## aks\n", "section aks: no such id"),
        ("subjects.md", "## scene\n", "", "no section scene"),
        ("hear.md", "## rules\n", "## rule\n", "no section rules"),
        ("repair.md", "---\npurpose", "purpose", "front matter"),
    ],
)
def test_a_malformed_prompt_is_refused_with_its_remedy(
    file: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    folder = tmp_path / "prompts" / "model"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    findings = Findings(tmp_path)
    assert load_prompts(folder, findings) is None
    assert any(says in f.message for f in findings), list(findings)
    assert all(f.file == f"prompts/model/{file}" and f.line >= 1 for f in findings)


def test_a_voice_without_its_prompts_leaves_the_turn_to_the_guide(tmp_path: Path) -> None:
    voice = ModelVoice(Settings(model="openai:any"), tmp_path)
    with pytest.raises(ModelError, match=r"system\.md"):
        list(voice.speak(exploring()))
