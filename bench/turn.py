"""A guide's turn, engine only: from the message handed in to the stored reply, on a SQLite file.

Beside each turn the same run measures one embedding, one search and one stored message for the same
words, so that a busy machine slows both alike and the ratio stays meaningful.
"""

import time
from uuid import uuid4

from bench import machine
from bench.talks import Leader, read_talks
from coach.assembly import Coach, open_coach
from coach.settings import Settings
from coach.store.desk import Desk

ROUNDS = 2


def main() -> None:
    """Print median, 95th percentile and the ratio."""
    print(machine.named())
    with machine.fresh_home() as home:
        coach = open_coach(Settings.read(home=home, database_url=None, model=None))
        try:
            coach.warm()
            _measure(coach)  # once for what opens when first used: kernels, caches, connections
            turns, floors, parts = [], [], []
            for _ in range(ROUNDS):
                for took, floor in _measure(coach):
                    turns.append(took)
                    floors.append(sum(floor))
                    parts.append(floor)
        finally:
            coach.close()
    middle, floor = machine.median(turns), machine.median(floors)
    embedding, search, message = (machine.median([p[n] for p in parts]) for n in range(3))
    machine.table(
        ("what", "n", "median ms", "p95 ms"),
        (
            ("guide's turn", len(turns), f"{middle:.1f}", f"{machine.percentile(turns, 0.95):.1f}"),
            (
                "one embedding + one search + one stored message",
                len(floors),
                f"{floor:.1f}",
                f"{machine.percentile(floors, 0.95):.1f}",
            ),
        ),
    )
    print(f"of which: embedding {embedding:.1f}, search {search:.1f}, message {message:.1f} ms")
    print(f"ratio of the medians: {middle / floor:.2f}")


def _measure(coach: Coach) -> list[tuple[float, tuple[float, float, float]]]:
    """Every talk once: (turn, (embedding, search, stored message)) in milliseconds, by turn."""
    mine = coach.as_person()
    desk = mine._stored  # the store's own price, past the engine that is measured
    aside = mine.begin()
    found = []
    for talk in read_talks():
        leader = Leader(talk)
        conversation = mine.begin(talk.kind, scenario=talk.scenario)
        while (text := leader.says()) is not None:
            begun = time.perf_counter()
            turn = mine.reply(conversation, text)
            took = _since(begun)
            leader.hears(turn)
            found.append((took, _floor(coach, desk, aside, text)))
    return found


def _floor(coach: Coach, desk: Desk, conversation: str, text: str) -> tuple[float, float, float]:
    services = coach.services
    begun = time.perf_counter()
    vector = services.encoder.encode([text])[0]
    embedding = _since(begun)
    begun = time.perf_counter()
    services.shelf.search(text, vector)
    search = _since(begun)
    begun = time.perf_counter()
    desk.receive(conversation, str(uuid4()), text)
    return embedding, search, _since(begun)


def _since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
