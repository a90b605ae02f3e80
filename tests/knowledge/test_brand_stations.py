"""Stations of the brand track: what is malformed is named and left out, and the others stay."""

import shutil
from pathlib import Path

import pytest

from coach.curated import Findings
from coach.services import ROOT
from coach.stations import load_track

BRAND = ROOT / "knowledge" / "brand"
FAULTS = {
    "two questions in one": ("What was it in their hands?", "What? What was it?", "exactly one question"),
    "a question that tells": ("asks:\n      - \"What had they", "asks:\n      - \"They\"\n      - \"What had they", "exactly one question"),
    "coach-speak": ("That's one you'd do again.", "I hear you.", "not how the coach speaks"),
    "a slot that nothing fills": ("“{answer}”, and many", "“{nonsense}”, and many", "nothing is known as {nonsense}"),
    "a slot before its time": ("“{answer}” can mean", "“{admired}” can mean", "nothing is known as {admired}"),
    "a reflection that asks": ("That's one you'd do again.", "Would you do it again?", "asks nothing here"),
    "another id than its name": ("id: stories", "id: tales", "must equal the file's name"),
    "a passage that isn't there": ("ten-minutes-before-the-envelope", "no-such-passage", "unknown id"),
    "an unknown key": ("minutes: 15", "minutes: 15\nhours: 1", "unknown key"),
    "the same words twice": ("That's one you'd do again.", "Then that's the ground it stood on.", "write something else"),
    "the number of another": ("number: 1", "number: 2", "another station has it"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_station_is_named_and_the_others_stay(tmp_path: Path, fault: str) -> None:
    was, wrong, named = FAULTS[fault]
    folder = tmp_path / "brand"
    shutil.copytree(BRAND, folder)
    path = folder / "stories.yaml"
    text = path.read_text("utf-8")
    changed = text.replace(was, wrong, 1)
    assert changed != text
    path.write_text(changed, "utf-8")
    findings = Findings(tmp_path)
    track = load_track(folder, _passages(), findings)
    assert any(named in f.message for f in findings), [str(f) for f in findings]
    assert len(track.stations) == 6
    assert track.common is not None


def test_without_the_common_words_there_is_no_track(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    shutil.copytree(BRAND, folder)
    (folder / "common.yaml").unlink()
    findings = Findings(tmp_path)
    assert load_track(folder, _passages(), findings).stations == {}
    assert [f.file for f in findings] == ["brand/common.yaml"]


def _passages() -> list[str]:
    return [p.stem for p in (ROOT / "knowledge" / "passages").glob("*/*.md")]
