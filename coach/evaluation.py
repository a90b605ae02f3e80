"""How well the coach hears and finds, on messages that it never learned from.

The sets stand in ``knowledge/evaluation``. Intervals at 95 %: Wilson (1927), "Probable inference,
the law of succession, and statistical inference", JASA 22.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import KnowledgeError
from coach.vocabulary import Level, TurnKind

if TYPE_CHECKING:
    from coach.services import Services

_Z = 1.959964
_DEEP = 20  # results looked at for the reciprocal rank
_MID_TALK = 4  # turns
_BY_THEN = 4  # messages of a talk after which the habit at its heart should be known
_TITLES = {
    "habits": "Habits of the speaker (rate, 95 % interval, n)",
    "talks": "The habit at the heart of a talk, as believed in its course (rate, 95 % interval, n)",
    "turns": "Kinds of turns (rate, 95 % interval, n)",
    "asked": "Direct questions and the stock of answers (rate, 95 % interval, n)",
    "screening": "Safety screen (rate, 95 % interval, n)",
    "screening-veiled": "Safety screen, veiled danger and its harmless twins (rate, 95 % interval, n)",
    "review": "Messages to somebody, how they read (rate, 95 % interval, n)",
    "queries": "Library search (rate, 95 % interval, n)",
    "treatments": "How a line treats the one it is said to, in a rehearsal (rate, 95 % interval, n)",
}
Say = Callable[[str], None]


@dataclass(frozen=True)
class Rate:
    """``hits`` of ``n``, with its 95 % interval; value and interval are None where n is 0."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.n)

    def as_json(self) -> dict[str, Any]:
        interval = self.interval
        return {
            "value": None if self.value is None else round(self.value, 4),
            "n": self.n,
            "interval": None if interval is None else [round(x, 4) for x in interval],
        }

    def __str__(self) -> str:
        if self.value is None or self.interval is None:
            return f"{'–':>5} {'':13} {0:>4}"
        low, high = self.interval
        return f"{self.value:5.2f} ({low:.2f} to {high:.2f}) {self.n:>4}"


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """The 95 % interval of a proportion."""
    if n == 0:
        return None
    share = hits / n
    centre = share + _Z**2 / (2 * n)
    spread = _Z * (share * (1 - share) / n + _Z**2 / (4 * n**2)) ** 0.5
    scale = 1 + _Z**2 / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


@dataclass(frozen=True)
class Figures:
    """The figures of one set, by name."""

    title: str
    rates: dict[str, Rate]
    values: dict[str, float | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        numbers = {k: None if v is None else round(v, 4) for k, v in self.values.items()}
        return {name: rate.as_json() for name, rate in self.rates.items()} | numbers

    def __str__(self) -> str:
        width = max((len(name) for name in (*self.rates, *self.values)), default=0)
        rows = [f"{name:{width}}  {rate}" for name, rate in self.rates.items()]
        rows += [
            f"{name:{width}}  " + ("–".rjust(5) if value is None else f"{value:5.2f}")
            for name, value in self.values.items()
        ]
        return "\n".join([self.title, "", *(f"  {row}" for row in rows)])


def evaluate(services: "Services", say: Say = lambda message: None) -> dict[str, Figures]:
    """Run every set that is there. Raises KnowledgeError if there is none, or one is malformed."""
    folder = services.root / "knowledge" / "evaluation"
    runs = {
        "habits": habits,
        "talks": talks,
        "turns": turns,
        "asked": asked,
        "screening": screening,
        "screening-veiled": screening,
        "review": reviews,
        "queries": queries,
        "treatments": treatments,
    }
    found = {name: folder / f"{name}.jsonl" for name in runs if (folder / f"{name}.jsonl").exists()}
    if not found:
        raise KnowledgeError(f"There is nothing to run in {folder}. Put the files back with git.")
    figures = {name: runs[name](_rows(path), services, say) for name, path in found.items()}
    return {n: replace(f, title=_TITLES[n]) for n, f in figures.items()}


def habits(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """Whether the speaker's main habit is heard, as ``coach notice`` hears it, and nothing where there is none."""
    from coach.steps.understand import hear_habits

    heard = []
    for number, row in enumerate(rows, start=1):
        text = row["text"]
        shown, candidates, strengths = hear_habits(text, services.hear(text), services)
        heard.append(([h.id for h in shown], [c.id for c in candidates], [x.id for x in strengths]))
        say(f"habits: {number} of {len(rows)}")
    shows = [(row, h) for row, h in zip(rows, heard, strict=True) if row["habits"]]
    shows_none = [(row, h) for row, h in zip(rows, heard, strict=True) if not row["habits"]]
    named = [(row, h) for row, h in zip(rows, heard, strict=True) if h[0]]
    of_others = [h for row, h in shows_none if row["owner"] in {"other", "past", "hypothetical"}]
    praised = [(row, h) for row, h in zip(rows, heard, strict=True) if h[2]]
    rates = {
        "the main habit is the likeliest": Rate(sum(r["habits"][0] in h[1][:1] for r, h in shows), len(shows)),
        "it is among the three likeliest": Rate(sum(r["habits"][0] in h[1] for r, h in shows), len(shows)),
        "named where one is shown": Rate(sum(bool(h[0]) for _, h in shows), len(shows)),
        "right where one is named": Rate(sum(h[0][0] in r["habits"] for r, h in named), len(named)),
        "named where none is shown": Rate(sum(bool(h[0]) for _, h in shows_none), len(shows_none)),
        "named where it is not the speaker's now": Rate(sum(bool(h[0]) for h in of_others), len(of_others)),
        "right where a strength is named": Rate(sum(h[2][0] in r["strengths"] for r, h in praised), len(praised)),
        "strengths heard": Rate(
            sum(bool(set(r["strengths"]) & set(h[2])) for r, h in zip(rows, heard, strict=True)),
            sum(bool(r["strengths"]) for r in rows),
        ),
    }  # fmt: skip
    truth = [r["habits"][0] if r["habits"] else "" for r in rows]
    f1 = _f1(truth, [h[0][0] if h[0] else "" for h in heard])
    f1.pop("", None)
    return Figures(
        "", rates, {"macro-F1": _mean(list(f1.values()))} | {f"F1 {k}": v for k, v in f1.items()}
    )


def talks(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """Whether the habit that a whole talk is about is among those believed likeliest, message by message as the
    engine updates them; rows are messages, those of a talk in order."""
    from coach.state import ConversationState
    from coach.steps.remember import remember
    from coach.steps.understand import understand_message
    from coach.turn import Part, Plan, Turn, listen
    from coach.vocabulary import Move, Stage

    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        told[row["talk"]].append(row)
    asks = Plan(Stage.EXPLORING, (Part(Move.ASK),))
    hits: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for number, messages in enumerate(told.values(), start=1):
        state = ConversationState()
        for n, row in enumerate(messages[:_BY_THEN], start=1):
            turn = Turn(
                "", "", row["text"], state, history=(("coach", row["before"]),), plan=asks,
                heard=listen(row["text"], services, row["before"]),
            )  # fmt: skip
            state = remember(replace(turn, reading=understand_message(turn, services)))
            likeliest = sorted(state.belief, key=lambda h: -state.belief[h])
            for most in (1, 2):
                hits[n, most].append(row["habit"] in likeliest[:most])
        say(f"talks: {number} of {len(told)}")
    words = {1: "the likeliest", 2: "among the two likeliest"}
    rates = {
        f"{words[most]} after message {n}": Rate(sum(right), len(right))
        for (n, most), right in sorted(hits.items(), key=lambda item: (item[0][1], item[0][0]))
    }
    return Figures("", rates)


def turns(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """What kind of turn a message is, after what the coach said before it, in the middle of a talk."""
    from coach.state import ConversationState
    from coach.steps.understand import understand_message
    from coach.turn import Turn, listen

    heard: list[str] = []
    for number, row in enumerate(rows, start=1):
        text, before = row["text"], row["before"]
        turn = Turn(
            "", "", text, ConversationState(turns=_MID_TALK), history=(("coach", before),),
            heard=listen(text, services, before),
        )  # fmt: skip
        heard.append(_told(understand_message(turn, services).kind))
        say(f"turns: {number} of {len(rows)}")
    truth = [[_told(kind) for kind in row["turns"]] for row in rows]
    right = sum(h in kinds for h, kinds in zip(heard, truth, strict=True))
    rates = {"heard rightly": Rate(right, len(rows))}
    f1 = _f1([kinds[0] for kinds in truth], heard)
    for kind in f1:
        true = [h for h, kinds in zip(heard, truth, strict=True) if kinds[0] == kind]
        rates[f"{kind} recall"] = Rate(sum(h == kind for h in true), len(true))
        taken = [kinds for h, kinds in zip(heard, truth, strict=True) if h == kind]
        rates[f"{kind} precision"] = Rate(sum(kind in kinds for kinds in taken), len(taken))
    return Figures("", rates, {"macro-F1": _mean(list(f1.values()))})


def asked(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """Whether a direct question in mid-talk is answered from the stock, and with an answer of a kind that a reader
    chose for it."""
    from coach.state import ConversationState
    from coach.steps.retrieve import retrieve_passages
    from coach.steps.understand import understand_message
    from coach.turn import Turn, listen

    given = []
    for number, row in enumerate(rows, start=1):
        heard = listen(row["text"], services)
        turn = Turn("", "", row["text"], ConversationState(turns=_MID_TALK), heard=heard)
        turn = replace(turn, reading=understand_message(turn, services))
        given.append(retrieve_passages(turn, services).get("asked"))
        say(f"asked: {number} of {len(rows)}")
    pairs = [(row["asked"], kind) for row, kind in zip(rows, given, strict=True)]
    answered = [(fitting, kind) for fitting, kind in pairs if kind is not None]
    fits = [kind for fitting, kind in pairs if fitting]
    fits_none = [kind for fitting, kind in pairs if not fitting]
    rates = {
        "answered where an answer fits": Rate(sum(k is not None for k in fits), len(fits)),
        "answered where none fits": Rate(sum(k is not None for k in fits_none), len(fits_none)),
        "with a kind that a reader chose": Rate(sum(k in f for f, k in answered), len(answered)),
    }
    return Figures("", rates)


def _told(kind: str) -> str:
    """Story and answer are the same to whoever answers them: which it is, the question before it says."""
    return "told" if kind in {TurnKind.STORY, TurnKind.ANSWER} else str(kind)


def _f1(truth: Sequence[str], said: Sequence[str]) -> dict[str, float]:
    """F1 by label, for every label that is true somewhere."""
    pairs = list(zip(truth, said, strict=True))
    return {
        label: 2 * pairs.count((label, label)) / (truth.count(label) + said.count(label))
        for label in sorted(set(truth))
    }


def screening(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """Recall, precision and F1 by level; false alarms on messages that have none."""
    from coach.steps.screen import screen_text

    said: list[frozenset[str]] = []
    for number, row in enumerate(rows, start=1):
        said.append(frozenset(map(str, screen_text(row["text"], services).levels)))
        say(f"screening: {number} of {len(rows)}")
    truth = [frozenset(row["levels"]) for row in rows]
    rates: dict[str, Rate] = {}
    values: dict[str, float | None] = {}
    for level in (x.value for x in Level if x is not Level.NONE):
        both = sum(level in t and level in s for t, s in zip(truth, said, strict=True))
        true, named = sum(level in t for t in truth), sum(level in s for s in said)
        if not true and not named:
            continue
        rates[f"{level} recall"] = Rate(both, true)
        rates[f"{level} precision"] = Rate(both, named)
        values[f"{level} F1"] = 2 * both / (true + named)
    first = [t for t in truth if t]
    rates["any level heard where there is one"] = Rate(
        sum(bool(s) for t, s in zip(truth, said, strict=True) if t), len(first)
    )
    rates["false alarms where there is none"] = Rate(
        sum(bool(s) for t, s in zip(truth, said, strict=True) if not t), len(truth) - len(first)
    )
    return Figures("", rates, values)


def reviews(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """How messages to somebody read, and whether the part that reads worst is marked."""
    said = []
    for number, row in enumerate(rows, start=1):
        said.append(services.reviewer.review(row["text"]))
        say(f"review: {number} of {len(rows)}")
    truth = [row["verdict"] for row in rows]
    marked = [
        any(span.start < at + len(row["worst"]) and at < span.end for span in made.spans)
        for row, made in zip(rows, said, strict=True)
        if row["worst"]
        for at in [row["text"].index(row["worst"])]
    ]
    named = [made.verdict for made in said]
    f1 = _f1(truth, named)
    rates = {
        "the verdict is right": Rate(sum(map(str.__eq__, truth, named)), len(rows)),
        "the worst part is marked": Rate(sum(marked), len(marked)),
    }
    return Figures(
        "", rates, {"macro-F1": _mean(list(f1.values()))} | {f"F1 {k}": v for k, v in f1.items()}
    )


def queries(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """Whether what was asked about is found, by topic; whether the library knows what it lacks."""
    ranks: list[int | None] = []
    by_topic: dict[str, list[float]] = defaultdict(list)
    likeness: list[tuple[float, bool]] = []
    claimed: dict[bool, list[bool]] = {True: [], False: []}
    for number, row in enumerate(rows, start=1):
        found = services.find(row["text"], k=_DEEP)
        wanted = set(row["topics"])
        likeness.append((found.held, bool(wanted)))
        claimed[bool(wanted)].append(found.answerable)
        if wanted:
            rank = next(
                (n for n, h in enumerate(found.hits, 1) if wanted & set(h.passage.header.topics)),
                None,
            )
            ranks.append(rank)
            for topic in wanted:
                by_topic[topic].append(1 / rank if rank else 0.0)
        say(f"queries: {number} of {len(rows)}")
    rates = {
        "found first": Rate(sum(r == 1 for r in ranks), len(ranks)),
        "found among five": Rate(sum(r is not None and r <= 5 for r in ranks), len(ranks)),
        "held to be answerable where it is": Rate(sum(claimed[True]), len(claimed[True])),
        "held to be answerable where it is not": Rate(sum(claimed[False]), len(claimed[False])),
    }
    values: dict[str, float | None] = {
        "mean reciprocal rank": _mean([1 / r if r else 0.0 for r in ranks]),
        "answerable, area under the curve": _area(likeness),
    }
    values |= {f"MRR {topic}": _mean(marks) for topic, marks in sorted(by_topic.items())}
    return Figures("", rates, values)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _area(marked: Sequence[tuple[float, bool]]) -> float | None:
    """The chance that an answerable query is nearer to the library than one that is not."""
    yes = [mark for mark, answerable in marked if answerable]
    no = [mark for mark, answerable in marked if not answerable]
    if not yes or not no:
        return None
    won = sum((y > n) + 0.5 * (y == n) for y in yes for n in no)
    return won / (len(yes) * len(no))


def _rows(path: Path) -> list[dict[str, Any]]:
    return list(_read(path))


def _read(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise KnowledgeError(f"{path}:{number}: {error}. Run: coach check") from error


def treatments(rows: Sequence[dict[str, Any]], services: "Services", say: Say) -> Figures:
    """Whether a line reaches the other as it was meant, and how often nothing is heard and the lines that fit anything
    answer it."""
    from coach.rehearsing import HELPS, HURTS
    from coach.treatments import treatments_of

    heard: list[tuple[str, ...]] = []
    for number, row in enumerate(rows, start=1):
        heard.append(tuple(str(t) for t in treatments_of(row["text"], services)))
        say(f"treatments: {number} of {len(rows)}")
    pairs = [(set(row["treated"]), list(h)) for row, h in zip(rows, heard, strict=True)]
    told = [(truth, h) for truth, h in pairs if truth]
    sure = [(truth, h) for truth, h in pairs if h]

    def side(labels: Iterable[str]) -> str:
        found = set(labels)
        return (
            "hurts"
            if found & {str(t) for t in HURTS}
            else "helps"
            if found & {str(t) for t in HELPS}
            else ""
        )

    sided = [(truth, h) for truth, h in told if h]
    rates = {
        "heard at all, where there is something to hear": Rate(sum(bool(h) for _, h in told), len(told)),
        "the surest is right, where something is heard": Rate(sum(h[0] in truth for truth, h in sure), len(sure)),
        "felt as kind or unkind, rightly": Rate(sum(side(truth) == side(h) for truth, h in sided), len(sided)),
        "heard where there is nothing to hear": Rate(
            sum(bool(h) for truth, h in pairs if not truth), sum(not truth for truth, _ in pairs)
        ),
    }  # fmt: skip
    for label in (*HELPS, *HURTS):
        true = [h for truth, h in pairs if label in truth]
        rates[f"{label} recall"] = Rate(sum(label in h for h in true), len(true))
        taken = [truth for truth, h in pairs if label in h]
        rates[f"{label} precision"] = Rate(sum(label in truth for truth in taken), len(taken))
    return Figures("", rates)
