"""What ``coach check`` finds in passages, in their sources and in the library as a whole."""

import random
import shutil
from pathlib import Path

import pytest

from coach.curated import Findings
from coach.knowledge import load_knowledge
from coach.passage_checks import check_passages
from coach.services import ROOT
from coach.source_checks import check_sources

KINDS = ("evidence", "practice", "story")
FOLDER = "knowledge/passages/small-gestures"
PASSAGE = """---
id: {id}
title: {title}
topics: [small-gestures]
habits: [drive-by-demand]
kind: {kind}
evidence: survey
sources: [weber2020]
reviewed: 2026-11-21
---
{text}
"""
BIB = """@article{weber2020,
  author = {Weber, Anna},
  year = {2020},
  title = {Greeting people},
  journal = {Journal of Doors},
  pages = {87--101},
  doi = {10.1000/1}
}
@book{lis2001,
  author = {Lis, Piotr},
  year = {2001},
  title = {Doors},
  publisher = {House},
  isbn = {0-306-40615-2}
}
@misc{king2019, author = {King, Lisa}, year = {n.d.}, title = {Hello}, howpublished = {Essay}}
@misc{desk2014,
  author = {{The desk}},
  year = {2014},
  title = {A note},
  url = {https://example.org/notes_(2014)/a_note}
}
"""
LOG = """# The library

| source | what was checked | where | date |
| --- | --- | --- | --- |
| `weber2020` | all | https://example.org | 2026-11-21 |
| `lis2001` | all | https://example.org | 2026-11-21 |
| `desk2014` | all | https://example.org | 2026-11-21 |
"""
HABITS = """habits:
  - id: drive-by-demand
    name: Drive-by demand
    definition: Starts with the ask.
    not: An urgent matter.
    counter: Arrive first.
    seed: none
"""
HARD = (
    "Organisational identification mediates the relationship between perceived relational authenticity "
    "and discretionary contribution, particularly under conditions of psychological availability. "
    "Notwithstanding considerable methodological heterogeneity, transformational leadership behaviours "
    "demonstrate incremental predictive validity beyond established conceptualisations of transactional "
    "contingent reinforcement. Differentiated interpretation necessitates longitudinal investigation."
)
SOME = "a man came in and said that he had not seen her at the old door since they met on Monday".split()
WORDS = [
    *SOME,
    *"it was cold but we stood there to talk of rain bread and a lost key in the yard".split(),
]


def prose(seed: object, sentences: int = 10) -> str:
    """Easy words in an order of their own: nothing in it is said elsewhere."""
    chance = random.Random(str(seed))
    return " ".join(
        f"{' '.join(chance.choices(WORDS, k=10)).capitalize()}." for _ in range(sentences)
    )


def name(number: int) -> str:
    return f"{FOLDER}/p{number}.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small library without fault: nine passages on one topic and one habit."""
    for folder in ("knowledge/vocabulary", "knowledge/safety", "docs", FOLDER):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy2(ROOT / "knowledge/safety/contacts.yaml", tmp_path / "knowledge/safety")
    for file, text in (
        ("knowledge/vocabulary/topics.yaml", "# Topics\ntopics:\n  small-gestures: small acts\n"),
        ("knowledge/vocabulary/habits.yaml", HABITS),
        ("knowledge/sources.bib", BIB),
        ("docs/library.md", LOG),
    ):
        (tmp_path / file).write_text(text, "utf-8")
    for number in range(1, 10):
        text = PASSAGE.format(
            id=f"p{number}", title=f"Title {number}", kind=KINDS[number % 3], text=prose(number)
        )
        (tmp_path / name(number)).write_text(text, "utf-8")
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def found(root: Path) -> list[str]:
    findings = Findings(root)
    knowledge = load_knowledge(root / "knowledge", findings)
    check_sources(root / "knowledge" / "sources.bib", knowledge.sources, findings)
    check_passages(root, knowledge, findings)
    return [str(finding) for finding in findings]


def expect(root: Path, where: str, *words: str) -> None:
    """One finding and no other, in this file and line, with these words."""
    findings = found(root)
    assert len(findings) == 1, findings
    assert findings[0].startswith(f"{where}: ")
    for part in words:
        assert part in findings[0]


def test_a_sound_library_has_no_finding(root: Path) -> None:
    assert found(root) == []


def test_the_library_that_ships_says_nothing_twice_unsupported_or_hard_to_read() -> None:
    assert not [f for f in found(ROOT) if "wanted; write" not in f]


# --- What is said twice --------------------------------------------------------------------------


def test_a_passage_that_says_nearly_the_same_is_found(root: Path) -> None:
    """A copy in which every fourth word is another one; its sentences are not found besides."""
    words = prose(2).split()
    words[::4] = [f"Other{n}{'.' * w.endswith('.')}" for n, w in enumerate(words[::4])]
    edit(root / name(3), prose(3), " ".join(words))
    expect(root, f"{name(3)}:11", "says much the same as p2", "keep one, or tell here")


def test_passages_that_share_a_subject_are_left_alone(root: Path) -> None:
    """Short sentences and turns of speech may well be said twice."""
    for number in (2, 3):
        edit(root / name(number), prose(number), f"{prose(number)} The evidence is thin here.")
    assert found(root) == []


def test_a_sentence_that_stands_in_two_passages_is_found(root: Path) -> None:
    said = "Nobody had told the new driver where the keys were kept"
    edit(root / name(2), prose(2), f"{prose(2)} {said}.")
    edit(root / name(3), prose(3), f"{prose(3)}\n\nOn Friday, {said.lower()}, and he left.")
    expect(root, f"{name(3)}:13", "“On Friday, nobody", "stands in p2 too; say it otherwise")


def test_a_title_that_differs_in_case_and_punctuation_alone_is_found(root: Path) -> None:
    edit(root / name(3), "Title 3", '"TITLE, 2"')
    expect(root, f"{name(3)}:3", "title: is that of p2 too; say what is different")


# --- The bibliography ----------------------------------------------------------------------------

FAULTY_SOURCES = {
    "a DOI with its address": ("10.1000/1", "https://doi.org/10.1000/1", 7, "write it bare"),
    "a DOI with a full stop": ("10.1000/1", "10.1000/1.", 7, "write it bare"),
    "a DOI with a blank": ("10.1000/1", "10.1000/ 1", 7, "write it bare"),
    "a DOI escaped for LaTeX": ("10.1000/1", r"10.1000/a\_1", 7, "write it bare"),
    "a DOI of another form": ("10.1000/1", "11.1000/1", 7, "write it bare"),
    "a wrong check digit": ("0-306-40615-2", "0-306-40615-3", 14, "copy it from the book"),
    "a wrong check digit of 13": ("0-306-40615-2", "9780306406158", 14, "copy it from the book"),
    "an ISBN too short": ("0-306-40615-2", "0-306-406", 14, "copy it from the book"),
    "an address without a scheme": ("https://example.org", "example.org", 21, "copy it whole"),
    "an address of another scheme": ("https://example", "ftp://example", 21, "copy it whole"),
    "an address without a host": ("https://example.org", "https:/", 21, "copy it whole"),
    "an address with a blank": ("/a_note", "/a note", 21, "copy it whole"),
    "an address cut off in a bracket": ("(2014)/a_note", "(2014", 21, "copy it whole"),
    "an address escaped for LaTeX": ("/a_note", r"/a\_note", 21, "copy it whole"),
    "no year": ("{2001}", "{about 2001}", 11, "write four digits, or n.d."),
    "a year to come": ("{2001}", "{2999}", 11, "write four digits, or n.d."),
    "a range with one dash": ("87--101", "87-101", 6, "write 87--101"),
    "a range with a printer's dash": ("87--101", "e87 – e101", 6, "write e87--e101"),
    "an article without a journal": ("journal =", "note =", 1, "has no journal; add it"),
    "an article with an editor": ("author = {Weber", "editor = {Weber", 1, "has no author; add it"),
    "a book without a publisher": ("publisher = {House}", "publisher = {}", 9, "has no publisher"),
    "an unknown type": ("@book", "@buch", 9, "use one of article, book"),
    "a title that stands twice": ("{A note}", "{Greeting: people}", 20, "weber2020 (line 1) too"),
}


@pytest.mark.parametrize("fault", FAULTY_SOURCES)
def test_a_fault_of_the_bibliography_is_found_on_its_line(root: Path, fault: str) -> None:
    old, new, line, remedy = FAULTY_SOURCES[fault]
    edit(root / "knowledge/sources.bib", old, new)
    expect(root, f"knowledge/sources.bib:{line}", remedy)


def test_a_doi_that_stands_twice_is_found(root: Path) -> None:
    edit(root / "knowledge/sources.bib", "isbn = {0-306-40615-2}", "doi = {10.1000/1}")
    expect(root, "knowledge/sources.bib:14", "lis2001: doi: is that of weber2020 (line 1) too")


def test_two_works_of_one_title_with_dois_of_their_own_are_two_works(root: Path) -> None:
    edit(root / "knowledge/sources.bib", "{Doors}", "{Greeting people}")
    edit(root / "knowledge/sources.bib", "isbn = {0-306-40615-2}", "doi = {10.1000/2}")
    assert found(root) == []


# --- What is claimed, and what was checked -------------------------------------------------------


@pytest.mark.parametrize(
    "claim",
    [
        "It helped 40 per cent of them.",
        "It helped 12.5% of them.",
        "It helped them (n = 120).",
        "A meta-analysis says so.",
        "Several studies say so.",
        "The two were correlated.",
    ],
)
def test_a_figure_that_rests_on_an_essay_alone_is_found(root: Path, claim: str) -> None:
    """The same words are sound where a study stands beside the essay."""
    edit(root / name(3), prose(3), f"{prose(3)}\n{claim}")
    edit(root / name(3), "[weber2020]", "[king2019, weber2020]")
    assert found(root) == []
    edit(root / name(3), "evidence: survey", "evidence: essay")
    edit(root / name(3), "[king2019, weber2020]", "[king2019]")
    expect(root, f"{name(3)}:12", "rests on essays alone; add the research or leave it out")


def test_a_passage_may_say_that_an_essay_offers_no_studies(root: Path) -> None:
    edit(root / name(3), prose(3), f"{prose(3)} The essay offers no studies of 11 men.")
    edit(root / name(3), "evidence: survey", "evidence: essay")
    edit(root / name(3), "[weber2020]", "[king2019]")
    assert found(root) == []


def test_an_essay_is_no_survey(root: Path) -> None:
    edit(root / name(3), "[weber2020]", "[king2019]")
    expect(root, f"{name(3)}:7", "evidence: survey", "write essay or add the research")


def test_a_source_without_a_line_in_the_log_is_found_where_it_is_used(root: Path) -> None:
    edit(root / name(3), "[weber2020]", "[weber2020, lis2001]")
    edit(root / "docs/library.md", "| `lis2001` | all | https://example.org | 2026-11-21 |\n", "")
    expect(root, f"{name(3)}:8", "lis2001 has no line in the log", "check it against a record")


def test_an_essay_with_an_address_needs_its_line_too(root: Path) -> None:
    edit(root / "knowledge/sources.bib", "  year = {2014}", "  howpublished = {Essay}, year = 2014")
    edit(root / "docs/library.md", "| `desk2014` | all | https://example.org | 2026-11-21 |\n", "")
    edit(root / name(3), "[weber2020]", "[weber2020, desk2014]")
    expect(root, f"{name(3)}:8", "desk2014 has no line in the log")


def test_a_line_of_the_log_without_its_source_is_found(root: Path) -> None:
    edit(root / "docs/library.md", "`lis2001`", "`lis2002`")
    expect(root, "docs/library.md:6", "lis2002: is not in knowledge/sources.bib; remove the line")


def test_a_log_that_is_not_there_is_a_finding(root: Path) -> None:
    (root / "docs/library.md").unlink()
    expect(root, "docs/library.md:1", "put the file back")


# --- How it reads --------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "count"), [(45, 0), (46, 1)])
def test_a_sentence_of_more_than_45_words_is_found(root: Path, words: int, count: int) -> None:
    long = "So " + " ".join(random.Random(1).choices(WORDS, k=words - 1)) + "."
    edit(root / name(3), prose(3), f"{prose(3)}\n\n{long}")
    findings = found(root)
    assert len(findings) == count
    for finding in findings:
        assert finding.startswith(f"{name(3)}:13: “So ")
        assert finding.endswith("has 46 words; make two sentences of it")


def test_hard_prose_is_found_with_its_score_and_its_longest_sentences(root: Path) -> None:
    edit(root / name(3), prose(3), f"{HARD} {prose(3, 4)}")
    expect(
        root,
        f"{name(3)}:11",
        "Flesch -4, at least 50 is wanted",
        "“Notwithstanding considerable methodological heterogeneity, transformational leadership",
        "“Organisational identification",
        "use shorter words",
    )


# --- What the library still lacks ----------------------------------------------------------------


def test_a_topic_with_too_few_passages_is_found_in_the_vocabulary(root: Path) -> None:
    edit(root / "knowledge/vocabulary/topics.yaml", "  small", "  endings: how to end\n  small")
    expect(root, "knowledge/vocabulary/topics.yaml:3", "endings: 0 passages", "link 8 more")


def test_a_habit_with_too_few_passages_is_found_in_the_vocabulary(root: Path) -> None:
    for number in (1, 2, 3, 4):
        edit(root / name(number), "[drive-by-demand]", "[]")
    expect(root, "knowledge/vocabulary/habits.yaml:2", "drive-by-demand: 5 passages", "1 more")


@pytest.mark.parametrize("kind", ["evidence", "practice"])
def test_a_kind_that_is_less_than_a_third_is_found(root: Path, kind: str) -> None:
    """Two of nine; two more make four of eleven."""
    number = 3 + KINDS.index(kind)
    edit(root / name(number), f"kind: {kind}", "kind: idea")
    expect(root, "knowledge/passages:1", f"{kind}: 2 of 9 passages", "write 2 more")
