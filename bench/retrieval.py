"""Finding passages: dense alone, BM25 alone, both, and both with what the ear says the query is about, on
``knowledge/evaluation/queries.jsonl``; and how long a search takes.

A passage counts as right if it carries one of the query's topics. The queries are for measuring; where
something is tuned, it is tuned on others.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench import machine
from coach.index import Found
from coach.services import Services
from coach.settings import Settings

QUERIES = machine.ROOT / "knowledge" / "evaluation" / "queries.jsonl"


@dataclass(frozen=True)
class Ranked:
    """One way's answer to a query: whether each passage is right, best first, and how sure it was."""

    answerable: bool
    right: tuple[bool, ...]
    best: float

    @property
    def reciprocal(self) -> float:
        return next((1 / (n + 1) for n, right in enumerate(self.right) if right), 0.0)


def main() -> None:
    """Print hit@1, hit@5, MRR and AUC for each way, and how the honest "no" does."""
    print(machine.named())
    queries = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines() if line]
    with machine.fresh_home() as home:
        services = Services(Settings.read(home=home, database_url=None, model=None))
        ways = dict(_ways(services))
        ranked = {name: [_ranked(services, way, q) for q in queries] for name, way in ways.items()}
        verdicts = [_answerable(services, q["text"]) for q in queries]
        took = [_milliseconds(services, q["text"]) for q in queries]
    count = sum(bool(q["topics"]) for q in queries)
    print(f"{count} queries that the library can answer, {len(queries) - count} that it cannot")
    machine.table(
        ("", "hit@1", "hit@5", "MRR", "AUC can/cannot answer"),
        ((name, *_figures(rows)) for name, rows in ranked.items()),
    )
    said_yes = [v for v, q in zip(verdicts, queries, strict=True) if q["topics"]]
    said_no = [not v for v, q in zip(verdicts, queries, strict=True) if not q["topics"]]
    print(f"taken as answerable, rightly: {_share(said_yes)}; refused, rightly: {_share(said_no)}")

    print(
        f"a search: median {machine.median(took):.1f} ms, p95 {machine.percentile(took, 0.95):.1f}"
    )


def _milliseconds(services: Services, text: str) -> float:
    begun = time.perf_counter()
    services.find(text)
    return (time.perf_counter() - begun) * 1000


Way = Callable[[str], Sequence[tuple[str, float]]]


def _ways(services: Services) -> Iterator[tuple[str, Way]]:
    def dense(text: str) -> Sequence[tuple[str, float]]:
        return list(services.index.near(services.encoder.encode([text])[0]).items())

    def lexical(text: str) -> Sequence[tuple[str, float]]:
        return list(services.words.sharing(text).items())

    def both(text: str) -> Sequence[tuple[str, float]]:
        return _hits(services.shelf.search(text, services.encoder.encode([text])[0], k=20))

    def with_topics(text: str) -> Sequence[tuple[str, float]]:
        return _hits(services.find(text, k=20))

    yield "dense (Chroma)", dense
    yield "lexical (BM25)", lexical
    yield "both", both
    yield "both, and what the ear says it is about", with_topics


def _hits(found: Found) -> list[tuple[str, float]]:
    return [(hit.passage.id, found.held) for hit in found.hits]


def _ranked(services: Services, way: Way, query: dict[str, object]) -> Ranked:
    topics = set(query["topics"])  # type: ignore[call-overload]
    found = way(str(query["text"]))
    passages = services.knowledge.passages
    right = tuple(bool(topics & set(passages[name].header.topics)) for name, _ in found)
    return Ranked(bool(topics), right, found[0][1] if found else 0.0)


def _answerable(services: Services, text: str) -> bool:
    return services.find(text).answerable


def _figures(rows: list[Ranked]) -> tuple[str, ...]:
    asked = [r for r in rows if r.answerable]
    first = [bool(r.right[:1] and r.right[0]) for r in asked]
    five = [any(r.right[:5]) for r in asked]
    mean = sum(r.reciprocal for r in asked) / len(asked)
    return _share(first), _share(five), f"{mean:.2f}", f"{_auc(rows):.2f}"


def _share(values: Sequence[bool]) -> str:
    """A share with its 95 % interval (Wilson 1927)."""
    n, p, z = len(values), sum(values) / len(values), 1.96
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{p:.2f} ({max(middle - half, 0):.2f}–{min(middle + half, 1):.2f})"


def _auc(rows: list[Ranked]) -> float:
    """How often a query that can be answered got a better best score than one that cannot."""
    yes = [r.best for r in rows if r.answerable]
    no = [r.best for r in rows if not r.answerable]
    wins = sum((a > b) + 0.5 * (a == b) for a in yes for b in no)
    return wins / (len(yes) * len(no))


if __name__ == "__main__":
    main()
