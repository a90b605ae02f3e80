"""Blocks of a document cut into pieces of the length of a passage."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coach.documents.blocks import Block
from coach.knowledge import LONGEST, SHORTEST
from coach.text import has_words, sentences, word_count

_TITLE = 90  # characters


@dataclass(frozen=True)
class Piece:
    """What a draft is made of."""

    title: str
    text: str
    place: str


@dataclass(frozen=True)
class _Section:
    heading: str
    paragraphs: tuple[Block, ...]


def pieces(blocks: Iterable[Block], *, otherwise: str) -> Iterator[Piece]:
    """The document's sections, cut at the ends of paragraphs so that as few pieces as can be are
    shorter than 80 words and none is longer than 220; longer paragraphs are cut at the ends of
    sentences. What stands before any heading is titled ``otherwise``. Nothing is left out but
    headings over nothing."""
    for section in _sections(blocks):
        units = [(part, b.page) for b in section.paragraphs for part in _parts(b.text)]
        runs = _runs([text for text, _ in units])
        begin = 0
        for number, run in enumerate(runs, start=1):
            end = f" ({number})" if len(runs) > 1 else ""
            title = shortened(section.heading or otherwise, _TITLE - len(end)) + end
            place = units[begin][1] or section.heading
            yield Piece(title, "\n\n".join(run), place)
            begin += len(run)


def shortened(text: str, most: int) -> str:
    """The text's beginning, cut between words where it is longer than ``most`` characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def _sections(blocks: Iterable[Block]) -> Iterator[_Section]:
    heading, paragraphs = "", list[Block]()
    for block in blocks:
        if not has_words(block.text):
            continue
        if not block.heading:
            paragraphs.append(block)
            continue
        if paragraphs:
            yield _Section(heading, tuple(paragraphs))
        heading, paragraphs = block.text, []
    if paragraphs:
        yield _Section(heading, tuple(paragraphs))


def _parts(paragraph: str) -> list[str]:
    if word_count(paragraph) <= LONGEST:
        return [paragraph]
    whole = [part for s in sentences(paragraph) for part in _short_enough(s.text)]
    return [" ".join(run) for run in _runs(whole)]


def _short_enough(sentence: str) -> list[str]:
    words = sentence.split()
    return [" ".join(words[n : n + LONGEST]) for n in range(0, len(words), LONGEST)]


def _runs(texts: Sequence[str]) -> list[Sequence[str]]:
    """The texts, in order, in runs of at most 220 words; of all ways to cut them one with the
    fewest runs shorter than 80 words, and of those one with the fewest runs."""
    words = [word_count(text) for text in texts]
    best = [(0, 0, 0)]  # up to each text: short runs, runs, where the last run begins
    for end in range(1, len(texts) + 1):
        ways: list[tuple[int, int, int]] = []
        total = 0
        for begin in range(end - 1, -1, -1):
            total += words[begin]
            if total > LONGEST and ways:
                break
            short, runs, _ = best[begin]
            ways.append((short + (total < SHORTEST), runs + 1, begin))
        best.append(min(ways))
    found: list[Sequence[str]] = []
    end = len(texts)
    while end:
        begin = best[end][2]
        found.append(texts[begin:end])
        end = begin
    return found[::-1]
