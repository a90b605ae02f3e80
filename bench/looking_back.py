"""Whether earlier words that are brought up bear on what was said, and whether what is nobody's business is held back:
on the sets that were read while it was made, and on those that were not."""

import json
from dataclasses import dataclass

import numpy as np

from bench import machine
from coach.assembly import open_coach
from coach.recollection import CLEARLY, NEAR, OF_THE_EAR, is_charged
from coach.services import Services
from coach.settings import Settings

_AMONG, _DRAWN = 12, 30  # kept things beside each other; drawn so many times
_RNG = np.random.default_rng(7)


@dataclass(frozen=True)
class Pairs:
    """Rows of one set, with how near each message is to each row's earlier words."""

    bears: np.ndarray
    named: np.ndarray
    charged: np.ndarray
    near: dict[str, np.ndarray]


def main() -> None:
    """Print both tables."""
    print(machine.named())
    with machine.fresh_home() as home:
        coach = open_coach(Settings.read(home=home, database_url=None, model=None))
        parts = ("training", "evaluation")
        pairs = {part: _pairs(part, coach.services) for part in parts}
        held = [(part, *_held_back(part, coach.services)) for part in parts]
        coach.close()
    rows = [
        (part, by, *_figures(pairs[part], by, least))
        for part in parts
        for by, least in (("general", 0.6), ("ear", 0.62), ("both", NEAR))
    ]
    machine.table(
        ("set", "by", "bearing pairs", "found", "not bearing", "brought up wrongly",
         f"another of {_AMONG} instead", "of the same person: found", "wrongly"), rows,
    )  # fmt: skip
    machine.table(
        ("set", "sensitive", "held back", "by signs alone", "harmless", "held back"), held
    )


def _rows(part: str, name: str, services: Services) -> list[dict[str, object]]:
    text = (services.root / "knowledge" / part / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(row) for row in text.splitlines()]


def _pairs(part: str, services: Services) -> Pairs:
    rows = _rows(part, "recall", services)
    heard = [services.hear(str(row["text"])) for row in rows]
    now = {"ear": np.array([h.alone(h.text) for h in heard])}
    now["general"] = np.array([services.encoder.encode_spans(h.text, [])[0] for h in heard])
    encoders = {"ear": services.ear.encoder, "general": services.encoder}
    near = {
        name: now[name] @ np.array([e.encode_spans(str(r["then"]), [])[0] for r in rows]).T
        for name, e in encoders.items()
    }
    near["both"] = OF_THE_EAR * near["ear"] + near["general"]
    return Pairs(
        np.array([row["bears"] for row in rows]),
        np.array([row["about"] is not None for row in rows]),
        np.array([is_charged(ear, services) for ear in now["ear"]]),
        near,
    )


def _figures(pairs: Pairs, by: str, least: float) -> tuple[object, ...]:
    own = np.diag(pairs.near[by])
    said = (own >= least) & pairs.charged
    yes, no = (np.flatnonzero((pairs.bears == b) & ~pairs.named) for b in (True, False))
    instead = 0
    for _ in range(_DRAWN):
        for n in yes:
            others = _RNG.choice(yes[yes != n], _AMONG - 1, replace=False)
            *_, second, best = np.sort(pairs.near[by][n, others])
            clear = best - max(second, own[n]) >= CLEARLY
            instead += bool(pairs.charged[n] and best >= least and clear)
    same, only = (pairs.charged[(pairs.bears == b) & pairs.named] for b in (True, False))
    return (
        len(yes), f"{said[yes].mean():.0%}", len(no), f"{said[no].mean():.0%}",
        f"{instead / _DRAWN / len(yes):.1%}", f"{same.mean():.0%} of {len(same)}",
        f"{only.mean():.0%} of {len(only)}",
    )  # fmt: skip


def _held_back(part: str, services: Services) -> tuple[object, ...]:
    rows = _rows(part, "sensitive", services)
    told, harmless = (
        [str(r["text"]) for r in rows if bool(r["category"]) == c] for c in (True, False)
    )

    def share(texts: list[str]) -> str:
        vectors = [services.ear.encoder.encode_spans(t, [])[0] for t in texts]
        held = [services.sensitive.may_be(t, v) for t, v in zip(texts, vectors, strict=True)]
        return f"{np.mean(held):.0%}"

    signs = np.mean([services.never_kept.said_outright(t) is not None for t in told])
    return len(told), share(told), f"{signs:.0%}", len(harmless), share(harmless)


if __name__ == "__main__":
    main()
