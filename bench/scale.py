"""How much longer a search takes among 100,000 synthetic passages than in the library: sentences of real passages, put
together anew, one vector each. The collection is an embedded one, as a workspace would have it.
"""

import random
import time
from dataclasses import replace

import numpy as np

from bench import machine
from bench.retrieval import QUERIES
from coach.encoder import Matrix
from coach.index import LibraryIndex, Shelf, WordIndex, open_collection
from coach.json_lines import Line
from coach.knowledge import Passage
from coach.services import Services
from coach.settings import Settings
from coach.text import sentences

MANY, AT_ONCE, ASKED = 100_000, 5_000, 200


def main() -> None:
    """Print both medians and their ratio."""
    import json

    print(machine.named())
    queries = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines()][:ASKED]
    with machine.fresh_home() as home:
        services = Services(Settings.read(home=home, database_url=None, model=None))
        few = _median(services, services.shelf, queries)
        begun = time.perf_counter()
        many = _median(services, _synthetic(services, random.Random(7)), queries)
        print(f"made and searched in {time.perf_counter() - begun:.0f} s")
    count = len(services.knowledge.passages)
    machine.table(
        ("passages", "a search, median ms"), ((count, f"{few:.1f}"), (MANY, f"{many:.1f}"))
    )
    print(f"ratio: {many / few:.2f}")


def _synthetic(services: Services, dice: random.Random) -> Shelf:
    real = list(services.knowledge.passages.values())
    said = [s.text for p in real for s in sentences(p.text)]
    passages: dict[str, Passage] = {}
    for number in range(MANY):
        like = dice.choice(real)
        header = like.header.model_copy(update={"id": f"synthetic-{number}"})
        passages[header.id] = replace(like, header=header, text=" ".join(dice.sample(said, 6)))
    collection = open_collection(services.settings.home, None, "synthetic")
    rows = _vectors(services, len(passages))
    names = list(passages)
    for start in range(0, MANY, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        collection.upsert(ids=[f"{n}#0" for n in names[part]], embeddings=rows[part])
    index, words = LibraryIndex(collection, passages), WordIndex(passages)
    return Shelf(passages, (lambda: index,), lambda: words)


def _vectors(services: Services, count: int) -> Matrix:
    """Between two real passages' vectors, with noise: as near to each other as real ones are."""
    dice = np.random.default_rng(7)
    real = services.encoder.encode([p.indexed_text for p in services.knowledge.passages.values()])
    one, other = (real[dice.integers(len(real), size=count)] for _ in range(2))
    mixed = one + other + dice.normal(scale=0.03, size=one.shape)
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), np.float32)


def _median(services: Services, shelf: Shelf, queries: list[Line]) -> float:
    took = []
    for query in (queries[0], *queries):  # the first opens what opens when first used
        begun = time.perf_counter()
        text = query["text"]
        vector = services.encoder.encode([text])[0]
        shelf.search(text, vector, sought=services.sought(text))
        took.append((time.perf_counter() - begun) * 1000)
    return machine.median(took[1:])


if __name__ == "__main__":
    main()
