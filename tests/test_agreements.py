"""The coaching agreement: whole, told to each side, and known by its words."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from coach.agreements import SIDES, load_agreement
from coach.curated import Findings
from coach.services import ROOT

FILE = ROOT / "knowledge" / "agreements" / "coaching.yaml"


def loaded(folder: Path, value: Any) -> tuple[Any, list[str]]:
    path = folder / "coaching.yaml"
    path.write_text(
        value if isinstance(value, str) else yaml.safe_dump(value, sort_keys=False), "utf-8"
    )
    findings = Findings(folder)
    return load_agreement(path, findings), [str(finding) for finding in findings]


@pytest.fixture
def written() -> Any:
    return yaml.safe_load(FILE.read_text("utf-8"))


def test_each_side_reads_its_own_words_on_every_matter() -> None:
    agreement = load_agreement(FILE, Findings(ROOT))
    assert agreement is not None
    texts = {side: agreement.text(side) for side in SIDES}
    assert len(set(texts.values())) == len(set(agreement.digests.values())) == 3
    for side, text in texts.items():
        for section in agreement.sections:
            assert section.heading in text and section.to(side) in text


def test_a_changed_word_or_version_is_another_agreement(tmp_path: Path, written: Any) -> None:
    before, _ = loaded(tmp_path, written)
    written["sections"][0]["sponsor"] += " Never."
    after, _ = loaded(tmp_path, written)
    assert [s for s in SIDES if before.digest(s) != after.digest(s)] == ["sponsor"]
    written["version"] += 1
    again, _ = loaded(tmp_path, written)
    assert not set(again.digests.values()) & set(after.digests.values())


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda a: a["sections"].pop(), "the sections must be confidentiality, limits"),
        (lambda a: a["sections"][1].pop("sponsor"), "sections.1.sponsor: is missing"),
        (lambda a: a.update(version=0), "version"),
        (lambda a: a.update(footnote="x"), "unknown key"),
    ],
)
def test_what_is_lacking_is_said_with_its_place(
    tmp_path: Path, written: Any, spoil: Any, said: str
) -> None:
    spoil(written)
    agreement, findings = loaded(tmp_path, written)
    assert agreement is None
    assert any(said in finding and finding.startswith("coaching.yaml:") for finding in findings)


def test_a_file_that_is_no_yaml_or_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert loaded(tmp_path, "version: [")[1]
    findings = Findings(tmp_path)
    assert load_agreement(tmp_path / "elsewhere.yaml", findings) is None
    assert findings
