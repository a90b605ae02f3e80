"""The library's passages, checked beyond that each can be read: what is said twice, claimed without
support, not in the log of sources or hard to read, and what the library as a whole still lacks."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from math import ceil
from pathlib import Path
from typing import TypeVar

from coach.curated import Findings, line_of, read_text
from coach.knowledge import Knowledge, Passage, PassageKind
from coach.sources import Source
from coach.text import bare_words, sentences, word_count

_Name = TypeVar("_Name", bound=Hashable)

# Of the runs of three words in the shorter text, the share that the longer one has too. In the library
# of November 2026 two passages on different studies share .08 at most and two that retell one study
# .12; copies with every third word changed share .30.
_SAME_PASSAGE = 0.15
# Sentences share phrases by chance; from here on one stands in the other all but whole.
_SAME_SENTENCE = 0.8
_SHORT = 8  # words; a shorter sentence may well be said twice

# What only research can say. "No studies" is what a passage on an essay should say.
_FIGURES = re.compile(
    r"[\d.,]*\d\s*(?:%|per ?cent\b)|\bn ?= ?\d[\d,]*|\bmeta-analy\w+|(?<!\bno )\bstudies\b|\bcorrelat\w+",
    re.IGNORECASE,
)
_RESEARCH = {"meta-analysis", "experiment", "field-study", "survey"}

_LONGEST_SENTENCE = 45  # words
# Flesch reading ease. The library lies between 57 and 90; below 50 is what Flesch called difficult, and
# where the prose of journals is.
_HARDEST = 50.0

_LOGGED = re.compile(r"^\| `([^`]+)` \|", re.M)
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_PASSAGES_OF_A_TOPIC, _PASSAGES_OF_A_HABIT = 8, 6
# Kinds of which the library should have a third each: what is known, and what to do.
_THIRDS: tuple[PassageKind, ...] = ("evidence", "practice")


def check_passages(root: Path, knowledge: Knowledge, findings: Findings) -> None:
    """Everything that only shows when the passages are seen together, or beside their sources."""
    passages = list(knowledge.passages.values())
    _check_repeated_titles(passages, findings)
    _check_repeated_words(passages, findings)
    for passage in passages:
        _check_support(passage, knowledge.sources, findings)
        _check_prose(passage, findings)
    _check_log(root / "docs" / "library.md", knowledge, findings)
    _check_coverage(root / "knowledge", knowledge, findings)


# --- What is said twice --------------------------------------------------------------------------


def _check_repeated_titles(passages: Iterable[Passage], findings: Findings) -> None:
    first: dict[str, Passage] = {}
    for passage in passages:
        other = first.setdefault(" ".join(bare_words(passage.title)), passage)
        if other is not passage:
            message = f"title: is that of {other.id} too; say what is different here"
            _add(findings, passage, "title:", message)


def _check_repeated_words(passages: Iterable[Passage], findings: Findings) -> None:
    by_id = {passage.id: passage for passage in passages}
    runs = {name: _runs(passage.text) for name, passage in by_id.items()}
    alike = {(first, again): share for first, again, share in _alike(runs, _SAME_PASSAGE)}
    for (first, again), share in alike.items():
        message = f"says much the same as {first} ({share:.0%} of its runs of three words); "
        message += "keep one, or tell here what is not told there"
        _add(findings, by_id[again], by_id[again].text, message)
    for first, again, text in _repeated_sentences(by_id.values()):
        if (first, again) not in alike:
            message = f"“{_begun(text)}” stands in {first} too; say it otherwise or leave it out"
            _add(findings, by_id[again], text, message)


def _repeated_sentences(passages: Iterable[Passage]) -> Iterator[tuple[str, str, str]]:
    """(id of the first passage, id of the other, the sentence as it stands there)"""
    said = {
        (passage.id, sentence.start): sentence.text
        for passage in passages
        for sentence in sentences(passage.text)
        if word_count(sentence.text) >= _SHORT
    }
    runs = {name: _runs(text) for name, text in said.items()}
    for first, again, _ in _alike(runs, _SAME_SENTENCE):
        if first[0] != again[0]:
            yield first[0], again[0], said[again]


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = bare_words(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _alike(
    runs: Mapping[_Name, frozenset[tuple[str, ...]]], bar: float
) -> Iterator[tuple[_Name, _Name, float]]:
    """Pairs of texts, and what share of the shorter one's runs of words the other has too."""
    having: dict[tuple[str, ...], list[_Name]] = defaultdict(list)
    for name, own in runs.items():
        for run in own:
            having[run].append(name)
    shared = Counter(pair for names in having.values() for pair in combinations(names, 2))
    for (first, again), count in shared.items():
        share = count / min(len(runs[first]), len(runs[again]))
        if share >= bar:
            yield first, again, share


# --- What is claimed, and what was checked -------------------------------------------------------


def _check_support(passage: Passage, sources: Mapping[str, Source], findings: Findings) -> None:
    """An essay is a source of ideas and stories, never of evidence."""
    if not all(sources[key].is_essay for key in passage.header.sources):
        return
    if passage.header.evidence in _RESEARCH:
        message = f"evidence: {passage.header.evidence}, but all its sources are essays; "
        _add(findings, passage, "evidence:", message + "write essay or add the research")
    for sentence in sentences(passage.text):
        figure = _FIGURES.search(sentence.text)
        if figure:
            message = f"“{figure.group()}” rests on essays alone; add the research or leave it out"
            _add(findings, passage, sentence.text, message)


def _check_log(path: Path, knowledge: Knowledge, findings: Findings) -> None:
    """Each source of a reviewed passage has its line in the log, and each line its source. Essays that
    came as texts have no public record to be compared with."""
    text = read_text(path, findings)
    if text is None:
        return
    logged = {match[1]: text.count("\n", 0, match.start()) + 1 for match in _LOGGED.finditer(text)}
    for passage in knowledge.passages.values():
        for key in passage.header.sources:
            source = knowledge.sources[key]
            if key not in logged and not (source.is_essay and source.url is None):
                message = f"sources: {key} has no line in the log of docs/library.md; "
                message += "check it against a record and add one"
                _add(findings, passage, "sources:", message)
    for key, line in logged.items():
        if key not in knowledge.sources:
            findings.add(path, line, f"{key}: is not in knowledge/sources.bib; remove the line")


# --- How it reads --------------------------------------------------------------------------------


def _check_prose(passage: Passage, findings: Findings) -> None:
    said = [sentence.text for sentence in sentences(passage.text)]
    longest = sorted(said, key=word_count, reverse=True)
    for text in longest:
        count = word_count(text)
        if count > _LONGEST_SENTENCE:
            message = f"“{_begun(text)}” has {count} words; make two sentences of it"
            _add(findings, passage, text, message)
    ease = _reading_ease(said)
    if ease < _HARDEST:
        named = " and ".join(f"“{_begun(text)}” ({word_count(text)} words)" for text in longest[:2])
        message = f"is hard to read (Flesch {ease:.0f}, at least {_HARDEST:.0f} is wanted); "
        message += f"use shorter words, and shorten its longest sentences: {named}"
        _add(findings, passage, passage.text, message)


def _reading_ease(said: list[str]) -> float:
    """Flesch's reading ease (1948): 100 is very easy, 0 very hard."""
    words = [word.lower() for text in said for word in _LETTERS.findall(text)]
    if not words:
        return 100.0
    syllables = sum(map(_syllables, words))
    return 206.835 - 1.015 * len(words) / len(said) - 84.6 * syllables / len(words)


@cache
def _syllables(word: str) -> int:
    """As many as the word could be hyphenated into: 96 of 100 that the CMU dictionary counts in the
    library, where British patterns find 91."""
    return len(_hyphenation()(word)) + 1


@cache
def _hyphenation() -> Callable[[str], Sequence[int]]:
    from pyphen import Pyphen

    positions: Callable[[str], Sequence[int]] = Pyphen(lang="en_US").positions
    return positions


# --- What the library still lacks ----------------------------------------------------------------


def _check_coverage(folder: Path, knowledge: Knowledge, findings: Findings) -> None:
    """Enough passages for each topic and each habit, and enough of the kinds that matter most."""
    headers = [passage.header for passage in knowledge.passages.values()]
    _check_enough(
        folder / "vocabulary" / "topics.yaml",
        {name: ("topics", name) for name in knowledge.topics},
        Counter(topic for header in headers for topic in header.topics),
        _PASSAGES_OF_A_TOPIC,
        findings,
    )
    _check_enough(
        folder / "vocabulary" / "habits.yaml",
        {name: ("habits", number) for number, name in enumerate(knowledge.habits)},
        Counter(habit for header in headers for habit in header.habits),
        _PASSAGES_OF_A_HABIT,
        findings,
    )
    kinds = Counter(header.kind for header in headers)
    for kind in _THIRDS:
        # Halved, since each one that is written makes the whole larger too.
        lacking = ceil((len(headers) - 3 * kinds[kind]) / 2)
        if lacking > 0:
            message = f"{kind}: {kinds[kind]} of {len(headers)} passages, where a third is wanted; "
            findings.add(folder / "passages", 1, f"{message}write {lacking} more")


def _check_enough(
    path: Path,
    ids: Mapping[str, Sequence[str | int]],
    counts: Mapping[str, int],
    least: int,
    findings: Findings,
) -> None:
    """``ids``: each id of the vocabulary and where it stands in the file."""
    for name, where in ids.items():
        if counts[name] < least:
            line = line_of(path.read_text("utf-8"), where)
            message = f"{name}: {counts[name]} passages, where {least} are wanted; "
            findings.add(path, line, f"{message}write or link {least - counts[name]} more")


# --- Where it stands -----------------------------------------------------------------------------


def _add(findings: Findings, passage: Passage, words: str, message: str) -> None:
    """Note a finding on the line of the passage's file where these words of it begin."""
    path = Path(passage.path)
    text = path.read_text("utf-8")
    findings.add(path, text.count("\n", 0, max(text.find(words), 0)) + 1, message)


def _begun(text: str) -> str:
    words = text.split()
    return " ".join(words[:_SHORT]) + (" …" if len(words) > _SHORT else "")
