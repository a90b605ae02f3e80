"""Teaches the ear: MiniLM fine-tuned with all heads at once on ``knowledge/training``.

A seventh of the writers is held out: thresholds and figures come from their messages, which the ear
that ships never saw. Imports torch; only ``coach train`` imports this module.
"""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from coach.borrowing import clause_features, clauses
from coach.ear import NONE, Head, Pairing, asked_features, load_ear, with_gists
from coach.encoder import MANIFEST, MOST_BEFORE, Matrix, OnnxEncoder, Span, file_digest
from coach.lines import Line, gists_of
from coach.manner import treatment_features
from coach.model_card import Measured, model_card
from coach.prepare import export_onnx, quantized, weights_folder
from coach.text import sentences, what_is_asked, word_count
from coach.turn_kinds import by_rule, turn_features
from coach.vocabulary import Feeling, Gist, Level, Move, Relation, Treatment, TurnKind

Floats = npt.NDArray[np.float64]
VERDICTS = ("personal", "transactional", "overfamiliar", "mixed")
_SEED = 20261121
_MOST_TOKENS = 128
_FEW = 500  # examples of a head from which its labels need no balance
_ENOUGH = 8  # times that a label was guessed, from which it can have a threshold of its own
_NAMED_AT_NOTHING = 0.05  # of the messages that show no habit
_NEVER_MET = 0.7  # the threshold of a label that is wrong too often at any
_AS_IT_WAS = 0.75  # how often an example is read after what it was said after
_AFTER_ANYTHING = 0.3
_BESIDE = 0.4  # what a label counts that holds beside the main one
_RANK = 96  # of the space where messages and lines meet
_MERELY_FITS = 0.4  # what a line counts that a reader only let pass
_AFTER_THE_FIRST = 0.8  # what a reader's second choice counts, and the next ones
_LATER_VOICES = (
    "q-dm",
    "q-dn",
    "q-do",
    "q-",
    "s-s12-",
    "k-kt12-",
    "wu-",
    "rv12-",
    "g-",
    "s-talk11-",
    "k-kt11-",
    "s-b-",
    "s-v-",
    "s-talk7-",
    "s-self-",
    "s-x-",
    "c-",
    "s-d",
    "s-e-",
    "s-f-",
    "k-",
    "rev-",
    "rv7-",
    "wt-",
)
# To be asked whether one is safe harms nobody, and a life that was not heard does.
# Of the messages without danger one in thirteen is the near twin of a dangerous one: they are hard on purpose.
_ALARMS = {"crisis": 0.03, "other_at_risk": 0.03, "abuse_report": 0.02}
# Raised after false alarms in talks, which the held-out messages are too few to show.
_AT_LEAST = {"abuse_report": 0.5, "harm_others": 0.5, "injection": 0.85}
_TELLS_A_TONE = 5  # words
_SAME_CLAUSE = 0.6  # of two spans shared, from which they count as the same
_JUDGED_AGAIN = {"habit", "strength", "level"}
# Of the direct questions, by the one kind that a reader chose; about half of the others are answered as well.
_ANSWERED_RIGHTLY = 0.64
_FILED_RIGHTLY = 0.7
_FOLDS = 3
_VOICE_FOLDS = 10
# scikit-learn's C of one treatment against the rest, and what an example of it counts
_ONE_FROM_ALL, _RARE = 3.0, 3
_HEARD_RIGHTLY = 0.7  # of what is heard of a treatment: a wrong answer jars more than a general one
_KINDS_APART = 10  # scikit-learn's C, for many kinds with few questions each
_QUOTED_RIGHTLY = 0.62  # of the clauses that are handed back
_NEARER = 4.0  # unit vectors and small weights move little; folded into the pairing's weights
_QUOTES_COUNT = 0.3  # of the loss, beside 1 for each head
_SCALE = 12.0  # unit vectors carry little signal each; folded into the heads' weights


@dataclass(frozen=True)
class Task:
    """One head: its labels, whether exactly one holds, and what decides its thresholds.

    ``target``: of an exclusive head, the precision to hold where a label is named; for heads of several
    labels, the share of messages without any that may be taken for each.
    """

    name: str
    labels: tuple[str, ...]
    exclusive: bool
    target: float = 0.0
    importance: float = 1.0
    refitted: bool = False
    """Whether the head is fitted once more on the finished vectors."""
    alarms: float = 1.0
    """Of the messages that show none of its labels, the share that may get one."""


@dataclass
class Example:
    """A text, the labels known of it by task (the main one first), and who wrote it."""

    text: str
    writer: str
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    span: bool = False
    before: str = ""
    """What the coach had just said; empty if nothing, or if that is not known."""


def tasks_for(habits: Sequence[str]) -> tuple[Task, ...]:
    """All heads that the encoder learns with."""
    levels = tuple(x.value for x in Level if x not in {Level.NONE, Level.SECRET})
    return (
        Task("habit", (*habits, NONE), True, 0.85, alarms=_NAMED_AT_NOTHING),
        Task("strength", (*habits, NONE), True, 0.85, 0.7, alarms=_NAMED_AT_NOTHING),
        Task("gist", tuple(g.value for g in Gist), True, 0.65, refitted=True),
        Task("level", levels, False, 0.01, 1.5),
        Task("turn", tuple(k.value for k in TurnKind), True, importance=0.8, refitted=True),
        Task("feeling", tuple(f.value for f in Feeling), False, 0.004, 0.5),
        Task("relation", tuple(r.value for r in Relation), True, importance=0.4),
        Task("verdict", VERDICTS, True, importance=0.6, refitted=True),
        Task("message_habit", (*habits, NONE), True, 0.70, 0.4, refitted=True),
    )


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file. Raises ValueError naming file and line."""
    rows = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from error
    return rows


def read_examples(data: Path) -> list[Example]:
    """All training data. What one file leaves open, a message's other labels, is not guessed."""
    found: list[Example] = []
    for path in sorted(data.glob("habits-*.jsonl")):
        for row in read_jsonl(path):
            labels = {
                "habit": tuple(row["habits"]) or (NONE,),
                "strength": tuple(row["strengths"]) or (NONE,),
                "level": (),
            }
            before = row.get("before", "")
            found.append(Example(row["text"], row["writer"], labels, before=before))
            if row["evidence"] and row["evidence"] != row["text"]:
                labels = {"habit": tuple(row["habits"][:1])}
                found.append(Example(row["evidence"], row["writer"], labels, span=True))
    for row in read_jsonl(data / "coached.jsonl"):
        labels = {
            "habit": tuple(row["habits"]) or (NONE,),
            "strength": tuple(row["strengths"]) or (NONE,),
            "gist": tuple(row["gists"]),
            "level": (),
        }
        if row["turns"]:
            labels["turn"] = tuple(row["turns"])
        found.append(Example(row["text"], "c-" + row["writer"], labels, before=row["before"]))
        if row["evidence"] and word_count(row["evidence"]) < word_count(row["text"]) - 2:
            labels = {"habit": tuple(row["habits"][:1])}
            found.append(Example(row["evidence"], "c-" + row["writer"], labels, span=True))
    for row in (*read_jsonl(data / "turns.jsonl"), *read_jsonl(data / "midtalk.jsonl")):
        labels = {
            "turn": (row["turn"],),
            "feeling": tuple(f["id"] for f in row["feelings"] if f["own"]),
            "relation": (row["relation"],),
            "level": tuple(row.get("levels", ())),
        }
        if row["turn"] not in {"story", "sustain", "resistance", "change", "commitment"}:
            labels |= {"habit": (NONE,), "strength": (NONE,)}
        found.append(Example(row["text"], "t-" + row["writer"], labels, before=row["before"]))
    screened = (*sorted(data.glob("screening*.jsonl")), data / "talks.jsonl")
    for row in (row for path in screened for row in read_jsonl(path)):
        labels = {"level": tuple(row["levels"])}
        before = row.get("before", "")
        found.append(Example(row["text"], "s-" + row["writer"], labels, before=before))
    for number, row in enumerate(read_jsonl(data / "review.jsonl")):
        writer = row.get("writer", f"r-{number % 25}")
        labels = {"verdict": (row["verdict"],), "message_habit": (row["habit"] or NONE,)}
        found.append(Example(row["text"], writer, labels))
        found += _parts_of_review(row, writer)
    for row in read_jsonl(data / "heard.jsonl"):
        labels = {"level": ()} if "levels" in row else {}
        if "habits" in row:
            labels |= {
                "habit": tuple(row["habits"]),
                "strength": tuple(row["strengths"]) or (NONE,),
            }
        found.append(Example(row["text"], "lines", labels, span=True))
    said = {e.text: e for e in found if not e.span or e.writer == "lines"}
    for row in read_jsonl(data / "intalk.jsonl"):
        if row["text"] not in said:
            said[row["text"]] = Example(row["text"], "k-" + row["writer"])
            found.append(said[row["text"]])
        said[row["text"]].labels["turn"] = tuple(row["turns"])
        said[row["text"]].before = row["before"]
    for row in read_jsonl(data / "quotes.jsonl"):
        said[row["text"]].labels["quote"] = (row["quote"],)
    for row in read_jsonl(data / "gists.jsonl"):
        gists = tuple(row["gists"])
        if row["text"] in said:
            said[row["text"]].labels["gist"] = gists
        else:
            found.append(Example(row["text"], row["writer"], {"gist": gists, "level": ()}))
    return found


def _parts_of_review(row: Mapping[str, Any], writer: str) -> Iterator[Example]:
    """What reads worst in a message, by itself; and what is left of a mixed one without it."""
    worst = row["worst"]
    if not worst or worst == row["text"]:
        return
    reads = "overfamiliar" if row["habit"] == "overfamiliar" else "transactional"
    labels: dict[str, tuple[str, ...]] = {
        "verdict": (reads,),
        "message_habit": (row["habit"] or NONE,),
    }
    yield Example(worst, writer, labels, span=True)
    rest = " ".join(row["text"].replace(worst, " ").split())
    if row["verdict"] == "mixed" and word_count(rest) >= _TELLS_A_TONE:
        yield Example(rest, writer, {"verdict": ("personal",)}, span=True)


def train(
    data: Path,
    out: Path,
    habits: Sequence[str],
    topics: Sequence[str],
    lines: Sequence[Line],
    *,
    said: Sequence[Example] = (),
    epochs: int = 4,
    say: Callable[[str], None] = print,
) -> dict[str, dict[str, float]]:
    """Teach the ear and write it to ``out``; returns the held-out figures by head.

    ``lines``: what the guide may say; ``said``: further examples to learn from (:func:`examples_of`).
    """
    examples = read_examples(data)
    answering = _answering(lines, read_replies(data), examples)
    asking = Task("asked", (*_asked_kinds(lines), NONE), True, importance=0.8)
    examples += _asked_examples(data, asking.labels)
    # These only shape the encoder: what readers would answer is ranked by the pairings in the end.
    tasks = (*tasks_for(habits), *answering, asking)
    writers = {e.writer for e in examples} - {"lines"}
    held = _held_out(writers)
    seen = [e for e in examples if e.writer not in held] + list(said)
    unseen = [e for e in examples if e.writer in held and not e.span]
    say(f"{len(seen)} examples by {len(writers) - len(held)} writers; {len(unseen)} held out")
    ear = _Ear(tasks, [line.say for line in lines if line.move is Move.ASK and "{" not in line.say])
    for epoch in ear.fit(seen, epochs):
        thresholds, figures = _judge(ear, unseen, tasks_for(habits))
        say(f"epoch {epoch}: {_shown(figures)}")
    heads = {t.name: _head(ear, t, thresholds[t.name]) for t in tasks_for(habits)}
    _export(ear, out)
    _write(heads, {}, figures, out)
    return fit_heads(data, out, habits, topics, lines, said=said, say=say)


def _asked_kinds(lines: Sequence[Line]) -> list[str]:
    """The kinds of direct questions that a line answers."""
    return sorted({line.asked for line in lines if line.asked is not None})


def _asked_examples(data: Path, kinds: Sequence[str]) -> Iterator[Example]:
    """Direct questions for the encoder: what is asked by itself, and the whole message."""
    for row in read_jsonl(data / "asked.jsonl"):
        labels = {"asked": tuple(k for k in row["asked"] if k in kinds) or (NONE,)}
        for text in dict.fromkeys((row["text"], what_is_asked(sentences(row["text"])))):
            yield Example(text, _asked_by(row), labels, span=True)


def _asked_by(row: Mapping[str, Any]) -> str:
    writer = str(row["writer"])
    return writer if writer == "lines" else f"q-{writer}"


def _answering(
    lines: Sequence[Line], replies: Sequence["Reply"], examples: list[Example]
) -> Iterator[Task]:
    """Tasks whose labels are the lines that readers would answer with, and those labels on the examples; the
    readers' held-out writers keep theirs to themselves."""
    by_text = {e.text: e for e in examples}
    for move in (Move.REFLECT, Move.ASK):
        ids = {line.id for line in lines if line.move is move and line.is_ranked}
        for reply in replies:
            chosen = tuple(
                name
                for name, counts in reply.chosen[move].items()
                if name in ids and counts > _MERELY_FITS
            )
            if not chosen or _reader_is_held_out(reply):
                continue
            example = by_text.get(reply.text)
            if example is None:
                example = by_text[reply.text] = Example(
                    reply.text, "lines", {"level": ()}, span=True
                )
                examples.append(example)
            example.labels[move.value] = chosen
        yield Task(move.value, tuple(sorted(ids)), True, importance=0.5)


def fit_heads(
    data: Path,
    out: Path,
    habits: Sequence[str],
    topics: Sequence[str],
    lines: Sequence[Line],
    *,
    said: Sequence[Example] = (),
    say: Callable[[str], None] = print,
) -> dict[str, dict[str, float]]:
    """Fit again what needs no change of the encoder in ``out``: the heads with few examples or many
    labels, the one that picks words to hand back, and the pairings of messages and lines."""
    encoder = OnnxEncoder(out)
    vectors = _Vectors(encoder)
    about = json.loads((out / "heads.json").read_text("utf-8"))["heads"]
    figures = {name: dict(known["held_out"]) for name, known in about.items()}
    heads = dict(load_ear(out).heads)
    examples = read_examples(data)
    held = _held_out({e.writer for e in examples} - {"lines"})
    seen = [e for e in examples if e.writer not in held] + list(said)
    unseen = [e for e in examples if e.writer in held and not e.span]
    for task in tasks_for(habits):
        if task.refitted:
            heads[task.name], figures[task.name] = _refitted(vectors, task, seen, unseen)
            say(_shown({task.name: figures[task.name]}))
    for task in tasks_for(habits):
        if task.name in _JUDGED_AGAIN:
            heads[task.name], figures[task.name] = _judged_again(
                vectors, task, heads[task.name], unseen
            )
            say(_shown({task.name: figures[task.name]}))
    heads["asked"], figures["asked"], of_asked = fit_asked(vectors, data, lines)
    say(_shown({"asked": figures["asked"]}))
    heads["topic"], figures["topic"], of_topics = fit_topics(vectors, data, topics)
    say(_shown({"topic": figures["topic"]}))
    heads["treatment"], figures["treatment"], of_treatments = fit_treatments(vectors, data)
    say(_shown({"treatment": figures["treatment"]}))
    heads["quote"], figures["quote"] = fit_quotes(encoder, seen, unseen)
    say(_shown({"quote": figures["quote"]}))
    pairings: dict[str, Pairing] = {}
    before = {e.text: e.before for e in examples}
    replies = [replace(r, before=before.get(r.text, "")) for r in read_replies(data)]
    for move in (Move.REFLECT, Move.ASK):
        pairings[move], figures[move] = fit_pairing(vectors, heads["gist"], move, lines, replies)
        say(_shown({move: figures[move]}))
    _write(heads, pairings, figures, out)
    measured = {
        task.name: _measured(vectors, task, heads[task.name], unseen) for task in tasks_for(habits)
    }
    measured |= {"asked": of_asked, "topic": of_topics, "treatment": of_treatments}
    card = model_card(measured, seen=len(seen), unseen=len(unseen))
    (out / "README.md").write_text(card, "utf-8")
    return figures


def _measured(vectors: "_Vectors", task: Task, head: Head, unseen: list[Example]) -> Measured:
    """What a head as it ships makes of the messages of held-out voices."""
    known = [e for e in unseen if task.name in e.labels]
    scores = head.scores(_seen_by(task, vectors, known)).astype(np.float64)
    return Measured(head, [e.labels[task.name] for e in known], scores)


class _Vectors:
    """The finished encoder's vectors, each made once."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        self.encoder = encoder
        self._made: dict[tuple[str, str], Matrix] = {}

    def __call__(self, texts: Sequence[str], before: Sequence[str] = ()) -> Matrix:
        """One row a text; texts of similar length are encoded together, so that little is padded."""
        wanted = list(zip(texts, before or [""] * len(texts), strict=True))
        new = sorted(set(wanted) - self._made.keys(), key=lambda pair: (len(pair[0]), pair))
        for start in range(0, len(new), 32):
            batch = new[start : start + 32]
            rows = self.encoder.encode([text for text, _ in batch], [said for _, said in batch])
            self._made |= zip(batch, rows, strict=True)
        return np.stack([self._made[pair] for pair in wanted])


def _refitted(
    vectors: _Vectors, task: Task, seen: list[Example], unseen: list[Example]
) -> tuple[Head, dict[str, float]]:
    """A head fitted on the finished vectors: with few examples or many labels it hardly learned while
    the encoder moved. A label after the first counts for less."""
    known = [e for e in seen if task.name in e.labels]
    which, labels, weights = _rows_by_label(task, [e.labels[task.name] for e in known])
    fitted = LogisticRegression(
        C=3, class_weight="balanced" if len(known) < _FEW else None, max_iter=2000
    )
    fitted.fit(_seen_by(task, vectors, known)[which], labels, sample_weight=weights)
    head = Head(
        task.labels, fitted.coef_.astype(np.float32), fitted.intercept_.astype(np.float32), (), True
    )
    known = [e for e in unseen if task.name in e.labels]
    scores = head.scores(_seen_by(task, vectors, known)).astype(np.float64)
    thresholds, figures = _judged(task, [e.labels[task.name] for e in known], scores)
    return replace(head, thresholds=thresholds), figures


def _rows_by_label(
    task: Task, labels: Sequence[tuple[str, ...]]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]:
    """One row for each label of each message: which message, which label, and what it counts."""
    rows = [
        (n, task.labels.index(label), 1.0 if first == 0 else _BESIDE)
        for n, known in enumerate(labels)
        for first, label in enumerate(known)
    ]
    which, target, weights = zip(*rows, strict=True)
    return np.array(which, np.intp), np.array(target, np.intp), np.array(weights, np.float64)


def _judged_again(
    vectors: _Vectors, task: Task, head: Head, unseen: list[Example]
) -> tuple[Head, dict[str, float]]:
    """A head that learned with the encoder, with thresholds for the encoder as it ships."""
    known = [e for e in unseen if task.name in e.labels]
    scores = head.scores(_seen_by(task, vectors, known)).astype(np.float64)
    thresholds, figures = _judged(task, [e.labels[task.name] for e in known], scores)
    return replace(head, thresholds=thresholds), figures


def _seen_by(task: Task, vectors: _Vectors, examples: Sequence[Example]) -> Matrix:
    """What a head that is fitted on the finished vectors sees of messages, one row each."""
    texts, before = [e.text for e in examples], [e.before for e in examples]
    rows = vectors(texts, before)
    if task.name != "turn":
        return rows
    return turn_features(rows, [by_rule(*said) for said in zip(texts, before, strict=True)])


def _held_out(writers: set[str]) -> set[str]:
    """A seventh of the voices. Those that came later are shuffled by themselves, so that they move no
    earlier voice in or out."""
    families: dict[str, list[str]] = defaultdict(list)
    for writer in sorted(writers):
        families[next((f for f in _LATER_VOICES if writer.startswith(f)), "")].append(writer)
    held: set[str] = set()
    for voices in families.values():
        random.Random(_SEED).shuffle(voices)
        held |= set(voices[::7])
    return held


def examples_of(lines: Iterable[Line]) -> list[Example]:
    """What the guide's lines answer, as examples: a reflection on a habit answers somebody who
    shows it, an affirmation somebody who shows the practice against it. None of it is danger, least
    of all the short answers, except perhaps where the line is made for strong feelings."""
    found = []
    for line in lines:
        if line.move not in {Move.REFLECT, Move.ASK, Move.AFFIRM}:
            continue
        labels: dict[str, tuple[str, ...]] = {} if line.feelings else {"level": ()}
        if len(line.habits) == 1:
            shown, practice = tuple(line.habits), line.move is Move.AFFIRM
            labels["habit"] = (NONE,) if practice else shown
            labels["strength"] = shown if practice else (NONE,)
        found += [Example(text, "lines", labels, span=True) for text in line.hears if labels]
    return found


@dataclass(frozen=True)
class _Read:
    """A batch as the encoder read it: unit vectors, shape (texts, dimensions), and of each text its tokens' vectors and
    their places in it."""

    vectors: torch.Tensor
    tokens: list[torch.Tensor]
    places: list[list[Span]]


class _Ear:
    """The encoder with its heads while it learns."""

    def __init__(self, tasks: tuple[Task, ...], questions: Sequence[str]) -> None:
        from sentence_transformers import SentenceTransformer

        torch.manual_seed(_SEED)
        model = SentenceTransformer(str(weights_folder()), device="cpu")
        self.bert: Any = cast("Any", model[0]).model
        self.tokenizer = cast("Any", model.tokenizer)
        # Half of the weights are word vectors; so few examples would only scatter them.
        self.bert.embeddings.requires_grad_(False)
        self.tasks = tasks
        self.questions = questions
        width = self.bert.config.hidden_size
        self.heads = torch.nn.ModuleDict(
            {t.name: torch.nn.Linear(width, len(t.labels)) for t in tasks}
        )
        self.quote = torch.nn.Linear(width, 1)

    def read(self, texts: Sequence[str], before: Sequence[str]) -> _Read:
        """As :meth:`OnnxEncoder.encode` does: what was said before is read, and not counted."""
        quick = self.tokenizer.backend_tokenizer
        quick.no_padding()
        quick.no_truncation()
        cls, sep = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        rows, leads, places = [], [], []
        for text, said in zip(texts, before, strict=True):
            lead = quick.encode(said, add_special_tokens=False).ids[-MOST_BEFORE:] if said else []
            lead = [*lead, sep] if lead else []
            encoded = quick.encode(text, add_special_tokens=False)
            rows.append([cls, *lead, *encoded.ids[: _MOST_TOKENS - 2], sep])
            leads.append(len(lead))
            places.append(encoded.offsets[: _MOST_TOKENS - 2])
        ids = torch.zeros((len(rows), max(map(len, rows))), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = torch.tensor(row)
            mask[n, : len(row)] = 1
        tokens = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        for n, lead in enumerate(leads):
            mask[n, 1 : 1 + lead] = 0
        counted = mask.unsqueeze(-1)
        mean = (tokens * counted).sum(1) / counted.sum(1)
        of_texts = [
            tokens[n, 1 + lead : 1 + lead + len(at)]
            for n, (lead, at) in enumerate(zip(leads, places, strict=True))
        ]
        return _Read(torch.nn.functional.normalize(mean, dim=-1), of_texts, places)

    def _before(self, example: Example, dice: random.Random) -> str:
        """What an example is read after. Mostly what it was said after; where that is not known now and then
        any question, so that danger and habits are heard whatever was asked; and often nothing."""
        if example.before:
            return example.before if dice.random() < _AS_IT_WAS else ""
        if example.span or "turn" in example.labels or dice.random() >= _AFTER_ANYTHING:
            return ""
        return dice.choice(self.questions)

    def fit(self, examples: list[Example], epochs: int) -> Iterator[int]:
        """Learn; yields the number of each finished epoch."""
        dice = random.Random(_SEED)
        batches = _batches(examples, dice)
        optimizer = torch.optim.AdamW(
            [
                {"params": self.bert.parameters(), "lr": 8e-5},
                {"params": [*self.heads.parameters(), *self.quote.parameters()], "lr": 2e-3},
            ],
            weight_decay=0.01,
        )
        steps = epochs * len(batches)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, [8e-5, 2e-3], total_steps=steps, pct_start=0.1, anneal_strategy="linear"
        )
        weights = {t.name: _positive_weight(examples, t) for t in self.tasks}
        for epoch in range(1, epochs + 1):
            self.bert.train()
            dice.shuffle(batches)
            for batch in batches:
                before = [self._before(e, dice) for e in batch]
                with torch.autocast("cpu", torch.bfloat16, enabled=_has_bfloat16()):
                    read = self.read([e.text for e in batch], before)
                loss = self._loss(batch, read, weights)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(self.bert.parameters(), 1.0)
                optimizer.step()
                schedule.step()
            self.bert.eval()
            yield epoch

    def _loss(
        self, batch: list[Example], read: _Read, weights: dict[str, torch.Tensor]
    ) -> torch.Tensor:
        vectors = read.vectors * _SCALE
        total = _QUOTES_COUNT * self._quote_loss(batch, read) / len(batch)
        for task in self.tasks:
            rows = [n for n, e in enumerate(batch) if task.name in e.labels]
            if not rows:
                continue
            logits = self.heads[task.name](vectors[rows])
            truth = torch.tensor(
                [[float(x in batch[n].labels[task.name]) for x in task.labels] for n in rows]
            )
            if task.exclusive:
                truth = truth / truth.sum(-1, keepdim=True).clamp(min=1)
                loss = torch.nn.functional.cross_entropy(logits, truth, label_smoothing=0.05)
            else:
                loss = torch.nn.functional.binary_cross_entropy_with_logits(
                    logits, truth, pos_weight=weights[task.name]
                )
                loss = loss * 4
            total = total + task.importance * loss * len(rows) / len(batch)
        return total

    def _quote_loss(self, batch: list[Example], read: _Read) -> torch.Tensor:
        """How far the clause that a reader would hand back is from being the first of its message's clauses."""
        total = torch.zeros(())
        for example, tokens, places in zip(batch, read.tokens, read.places, strict=True):
            quote = example.labels.get("quote", ("",))[0]
            spans, right = _clauses_and_right(example.text, quote) if quote else ([], [])
            starts, stops = torch.tensor(places or [(0, 0)]).T
            inside = [(starts < stop) & (stops > start) for start, stop in spans]
            seen = [n for n, within in enumerate(inside) if within.any()]
            truth = torch.tensor([float(right[n]) for n in seen])
            if len(seen) < 2 or not truth.any():
                continue
            rows = torch.stack([tokens[inside[n]].mean(0) for n in seen])
            logits = self.quote(torch.nn.functional.normalize(rows, dim=-1) * _SCALE)[:, 0]
            total = total + torch.nn.functional.cross_entropy(logits, truth / truth.sum())
        return total

    @torch.no_grad()
    def scores(self, examples: Sequence[Example]) -> dict[str, Floats]:
        """Probabilities by head, shape (examples, labels)."""
        parts: dict[str, list[Floats]] = {t.name: [] for t in self.tasks}
        for start in range(0, len(examples), 64):
            some = examples[start : start + 64]
            vectors = self.read([e.text for e in some], [e.before for e in some]).vectors * _SCALE
            for task in self.tasks:
                logits = self.heads[task.name](vectors)
                made = logits.softmax(-1) if task.exclusive else logits.sigmoid()
                parts[task.name].append(made.numpy().astype(np.float64))
        return {name: np.concatenate(rows) for name, rows in parts.items()}


def _has_bfloat16() -> bool:
    """Whether the processor multiplies in bfloat16, which takes less than half of the time; the weights stay float32.

    Micikevicius et al. (2018), "Mixed Precision Training", ICLR."""
    able = torch.cpu.get_capabilities()
    return bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def _batches(examples: list[Example], dice: random.Random, size: int = 32) -> list[list[Example]]:
    """Batches of similar length, so that little is padded."""
    order = sorted(examples, key=lambda e: (len(e.text) // 40, dice.random()))
    return [order[i : i + size] for i in range(0, len(order), size)]


def _positive_weight(examples: list[Example], task: Task) -> torch.Tensor:
    known = [e.labels[task.name] for e in examples if task.name in e.labels]
    counts = np.array([sum(label in k for k in known) for label in task.labels])
    return torch.tensor(np.sqrt(len(known) / np.maximum(counts, 1)), dtype=torch.float32)


def _judge(
    ear: _Ear, unseen: list[Example], tasks: tuple[Task, ...]
) -> tuple[dict[str, tuple[float, ...]], dict[str, dict[str, float]]]:
    """Thresholds and figures on writers that were not learned from."""
    scores = ear.scores(unseen)
    thresholds: dict[str, tuple[float, ...]] = {}
    figures: dict[str, dict[str, float]] = {}
    for task in tasks:
        rows = [n for n, e in enumerate(unseen) if task.name in e.labels]
        labels = [unseen[n].labels[task.name] for n in rows]
        thresholds[task.name], figures[task.name] = _judged(task, labels, scores[task.name][rows])
    return thresholds, figures


def _judged(
    task: Task, labels: list[tuple[str, ...]], scores: Floats
) -> tuple[tuple[float, ...], dict[str, float]]:
    """A head's thresholds and figures on messages with these labels."""
    truth = np.array([[x in known for x in task.labels] for known in labels])
    if task.exclusive and NONE in task.labels:
        return _named(task, labels, truth, scores)
    if task.exclusive and task.target:
        return _likeliest(task, truth, scores)
    if not task.exclusive:
        return _several(task, truth, scores)
    guess, right = scores.argmax(1), truth.argmax(1)
    return (), {
        "n": len(labels),
        "accuracy": float((guess == right).mean()),
        "macro_f1": float(f1_score(right, guess, average="macro")),
    }


def _named(
    task: Task, labels: list[tuple[str, ...]], truth: npt.NDArray[np.bool_], scores: Floats
) -> tuple[tuple[float, ...], dict[str, float]]:
    """One threshold for all labels but NONE: the lowest at which what is named is right often enough, and little enough
    is named where there is nothing to name (``Task.target``, ``Task.alarms``)."""
    scores, truth = scores[:, :-1], truth[:, :-1]
    first = np.array([task.labels.index(known[0]) for known in labels])
    best, top = scores.argmax(1), scores.max(1)
    right = truth[np.arange(len(best)), best]
    order = np.argsort(-top)
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    positive = first < scores.shape[1]
    alarms = np.cumsum(~positive[order]) / max((~positive).sum(), 1)
    enough = (running >= task.target) & (alarms <= task.alarms)
    good = np.flatnonzero(enough & (np.arange(len(order)) >= 15))
    threshold = round(float(top[order[good[-1]]]), 4) if len(good) else 0.9
    named = top >= threshold
    three = np.argsort(-scores, 1)[:, :3]
    figures = {
        "n": len(labels),
        "top1": float((best == first)[positive].mean()),
        "top3": float(np.mean([first[i] in three[i] for i in np.flatnonzero(positive)])),
        "macro_f1": float(f1_score(first, np.where(named, best, scores.shape[1]), average="macro")),
        "precision": float(right[named].mean()) if named.any() else 0.0,
        "coverage": float(named[positive].mean()),
        "false_alarms": float(named[~positive].mean()),
        "threshold": threshold,
    }
    return (*[threshold] * scores.shape[1], 1.1), figures


def _likeliest(
    task: Task, truth: npt.NDArray[np.bool_], scores: Floats
) -> tuple[tuple[float, ...], dict[str, float]]:
    """For all labels the lowest threshold at which the likeliest one is among the true ones often
    enough, and a higher one for each label that is wrong more often than that."""
    best, top = scores.argmax(1), scores.max(1)
    right = truth[np.arange(len(best)), best]

    def lowest(rows: npt.NDArray[np.intp]) -> float:
        order = rows[np.argsort(-top[rows])]
        running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        good = np.flatnonzero(running >= task.target)
        return float(top[order[good[-1]]]) if len(good) else _NEVER_MET

    common = lowest(np.arange(len(best)))
    cuts = []
    for k in range(scores.shape[1]):
        rows = np.flatnonzero(best == k)
        cuts.append(max(common, lowest(rows)) if len(rows) >= _ENOUGH else common)
    named = top >= np.array(cuts)[best]
    figures = {
        "n": len(truth),
        "top1": float(right.mean()),
        "precision": float(right[named].mean()),
        "coverage": float(named.mean()),
        "threshold": common,
    }
    return tuple(round(cut, 4) for cut in cuts), figures


def _several(
    task: Task, truth: npt.NDArray[np.bool_], scores: Floats
) -> tuple[tuple[float, ...], dict[str, float]]:
    nothing = ~truth.any(1)
    alarms = [_ALARMS.get(label, task.target) for label in task.labels]
    cuts = np.array([np.quantile(scores[nothing, k], 1 - a) for k, a in enumerate(alarms)])
    cuts = np.clip(cuts, [_AT_LEAST.get(label, 0.3) for label in task.labels], 0.95)
    guess = scores >= cuts
    figures = {"n": float(len(truth)), "false_alarms": float(guess[nothing].any(1).mean())}
    for k, name in enumerate(task.labels):
        if truth[:, k].any():
            figures[f"recall {name}"] = float(guess[truth[:, k], k].mean())
    return tuple(round(float(c), 4) for c in cuts), figures


def fit_asked(
    vectors: _Vectors, data: Path, lines: Sequence[Line]
) -> tuple[Head, dict[str, float], Measured]:
    """The head that tells what kind of direct question is asked, of those that the guide has an answer to. Its
    threshold and figures come from heads that had not met the voices they judge, nor had the encoder."""
    kinds = _asked_kinds(lines)
    task = Task("asked", (*kinds, NONE), True, _ANSWERED_RIGHTLY)
    rows = read_jsonl(data / "asked.jsonl")
    texts = [row["text"] for row in rows]
    seen = asked_features(vectors([what_is_asked(sentences(t)) for t in texts]), vectors(texts))
    labels = [tuple(k for k in row["asked"] if k in kinds) or (NONE,) for row in rows]
    held = _held_out({_asked_by(row) for row in rows} - {"lines"})
    voices = [_asked_by(row) if _asked_by(row) in held else None for row in rows]
    return _judged_by_others(task, seen, labels, voices)


def fit_topics(
    vectors: _Vectors, data: Path, topics: Sequence[str]
) -> tuple[Head, dict[str, float], Measured]:
    """The head that tells which of the library's topics a query is about, or none of them. A hand wrote as many
    voices, so hands are kept apart, not voices."""
    task = Task("topic", (*topics, NONE), True, _FILED_RIGHTLY)
    rows = read_jsonl(data / "queries.jsonl")
    labels = [tuple(row["topics"]) or (NONE,) for row in rows]
    hands = [row["writer"].split("-")[0] for row in rows]
    return _judged_by_others(task, vectors([row["text"] for row in rows]), labels, hands)


def fit_treatments(vectors: _Vectors, data: Path) -> tuple[Head, dict[str, float], Measured]:
    """The head that tells how a line treats the one it is said to. Several ways can hold of one line, so each label is
    told apart from all the rest; its threshold and figures come from heads that had not met the voice."""
    labels = tuple(Treatment)
    rows = read_jsonl(data / "treatments.jsonl")
    texts = [row["text"] for row in rows]
    seen = treatment_features(vectors(texts), texts)
    known = [tuple(row["treated"]) for row in rows]
    truth = np.array([[label in some for label in labels] for some in known])
    fold = _folds([row["writer"] for row in rows])
    scores = np.zeros(truth.shape)
    for apart in range(_VOICE_FOLDS):
        head = _told_apart(labels, seen[fold != apart], truth[fold != apart])
        scores[fold == apart] = head.scores(seen[fold == apart])
    cuts = tuple(_surest_enough(scores[:, k], truth[:, k]) for k in range(len(labels)))
    guess = scores >= np.array(cuts)
    hits, named = (guess & truth).sum(), guess.sum()
    figures = {
        "n": float(len(rows)),
        "precision": float(hits / max(named, 1)),
        "recall": float(hits / truth.sum()),
        "macro_f1": float(f1_score(truth, guess, average="macro")),
        "nothing_heard": float((~guess.any(1)).mean()),
    }
    head = replace(_told_apart(labels, seen, truth), thresholds=cuts)
    return head, figures, Measured(head, known, scores)


def _told_apart(labels: Sequence[str], seen: Matrix, truth: npt.NDArray[np.bool_]) -> Head:
    fits = [LogisticRegression(C=_ONE_FROM_ALL, max_iter=1000, class_weight={0: 1, 1: _RARE}).fit(seen, truth[:, k])
            for k in range(len(labels))]  # fmt: skip
    weight = np.concatenate([f.coef_ for f in fits]).astype(np.float32)
    bias = np.concatenate([f.intercept_ for f in fits]).astype(np.float32)
    return Head(tuple(labels), weight, bias, (), exclusive=False)


def _surest_enough(scores: Floats, truth: npt.NDArray[np.bool_]) -> float:
    """The lowest threshold from which on a label is rightly named often enough."""
    order = np.argsort(-scores)
    running = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((running >= _HEARD_RIGHTLY) & (np.arange(len(order)) >= _ENOUGH))
    return round(float(scores[order[good[-1]]]), 4) if len(good) else _NEVER_MET


def _folds(voices: Sequence[str]) -> npt.NDArray[np.intp]:
    """Voices laid to as many parts as there are folds; a voice is never in two."""
    known = sorted(set(voices), key=lambda v: crc32(v.encode()))
    places = {voice: number % _VOICE_FOLDS for number, voice in enumerate(known)}
    return np.array([places[voice] for voice in voices])


def _judged_by_others(
    task: Task, seen: Matrix, labels: list[tuple[str, ...]], voices: Sequence[str | None]
) -> tuple[Head, dict[str, float], Measured]:
    """A head of many kinds for which there are few voices: each of these is judged once by a head that has not met
    it. What belongs to no voice (None) is learned from and not judged."""
    known = sorted(
        {voice for voice in voices if voice is not None}, key=lambda v: crc32(v.encode())
    )
    places = {voice: number % _FOLDS for number, voice in enumerate(known)}
    fold = np.array([-1 if voice is None else places[voice] for voice in voices])
    scores = np.zeros((len(labels), len(task.labels)))
    for apart in range(_FOLDS):
        head = _kinds_apart(task, seen[fold != apart], list(compress(labels, fold != apart)))
        scores[fold == apart] = head.scores(seen[fold == apart])
    truth = list(compress(labels, fold >= 0))
    thresholds, figures = _judged(task, truth, scores[fold >= 0])
    head = replace(_kinds_apart(task, seen, labels), thresholds=thresholds)
    return head, figures, Measured(head, truth, scores[fold >= 0])


def _kinds_apart(task: Task, seen: Matrix, labels: Sequence[tuple[str, ...]]) -> Head:
    which, target, weights = _rows_by_label(task, labels)
    fitted = LogisticRegression(C=_KINDS_APART, max_iter=300)
    fitted.fit(seen[which], target, sample_weight=weights)
    weight, bias = (x.astype(np.float32) for x in (fitted.coef_, fitted.intercept_))
    return Head(task.labels, weight, bias, (), exclusive=True)


def fit_quotes(
    encoder: OnnxEncoder, seen: list[Example], unseen: list[Example]
) -> tuple[Head, dict[str, float]]:
    """The head that picks the clause which a reader would hand back, and how often it is that one."""

    def clauses_of(example: Example) -> tuple[Matrix, npt.NDArray[np.bool_]]:
        text = example.text
        spans, right = _clauses_and_right(text, example.labels["quote"][0])
        whole, rows = encoder.encode_spans(text, spans, example.before)
        return clause_features(rows, whole, text, spans), np.array(right, bool)

    known = [e for e in seen if "quote" in e.labels]
    features, right = zip(*(clauses_of(e) for e in known), strict=True)
    fitted = LogisticRegression(C=0.1, max_iter=2000)
    fitted.fit(np.concatenate(features), np.concatenate(right))
    weight, bias = (np.asarray(x, np.float32) for x in (fitted.coef_, fitted.intercept_))
    head = Head(("quote",), weight, bias, (0.0,), exclusive=False)
    picked = []
    for features_, right_ in (clauses_of(e) for e in unseen if "quote" in e.labels):
        if len(right_):
            scores = head.scores(features_)[:, 0]
            picked.append((float(scores.max()), bool(right_[scores.argmax()])))
    picked.sort(reverse=True)
    running = np.cumsum([r for _, r in picked]) / np.arange(1, len(picked) + 1)
    good = np.flatnonzero(running >= _QUOTED_RIGHTLY)
    threshold = round(picked[good[-1]][0], 4) if len(good) else 0.9
    named = [r for score, r in picked if score >= threshold]
    figures = {
        "n": float(len(picked)),
        "top1": float(np.mean([r for _, r in picked])),
        "precision": float(np.mean(named)) if named else 0.0,
        "coverage": len(named) / max(len(picked), 1),
    }
    return replace(head, thresholds=(threshold,)), figures


def _clauses_and_right(text: str, quote: str) -> tuple[list[Span], list[bool]]:
    """The clauses of a text, and which of them is the one quoted."""
    spans = clauses(text)
    at = text.find(quote) if quote else -1
    return spans, [
        at >= 0 and _shared(span, (at, at + len(quote))) >= _SAME_CLAUSE for span in spans
    ]


@dataclass(frozen=True)
class Reply:
    """What a reader would answer a message with: ids of lines by move, the best first, each with what
    it counts, from 0 to 1."""

    text: str
    writer: str
    chosen: dict[Move, dict[str, float]]
    before: str = ""


def _reader_is_held_out(reply: Reply) -> bool:
    return crc32(reply.writer.encode()) % 7 == 0


def read_replies(data: Path) -> list[Reply]:
    """The readers' choices. A line that they only let pass is marked with ``~``."""

    def counted(ids: list[str]) -> dict[str, float]:
        return {
            name.lstrip("~"): (_AFTER_THE_FIRST if n else 1.0)
            * (_MERELY_FITS if name.startswith("~") else 1.0)
            for n, name in enumerate(ids)
        }

    return [
        Reply(
            row["text"],
            row["writer"],
            {move: counted(row[move]) for move in (Move.REFLECT, Move.ASK)},
        )
        for row in read_jsonl(data / "replies.jsonl")
    ]


def fit_pairing(
    vectors: _Vectors, gist: Head, move: Move, lines: Sequence[Line], replies: Sequence[Reply]
) -> tuple[Pairing, dict[str, float]]:
    """The pairing of messages with the lines of a move, and how often the line that comes first is one
    of those a reader chose, on writers that were not learned from."""
    ranked = [line for line in lines if line.move is move and line.is_ranked]
    at = {line.id: n for n, line in enumerate(ranked)}
    known = [r for r in replies if at.keys() & r.chosen[move].keys()]
    wanted = np.zeros((len(known), len(ranked)), np.float32)
    for n, reply in enumerate(known):
        for name, counts in reply.chosen[move].items():
            if name in at:
                wanted[n, at[name]] = counts
    held = np.array([_reader_is_held_out(reply) for reply in known])
    rows = vectors([r.text for r in known], [r.before for r in known])
    said = with_gists(rows, gist.scores(rows))
    of_lines = with_gists(
        vectors([line.own_words for line in ranked]), gists_of(ranked, gist.labels)
    )
    pairing = _paired(said[~held], of_lines, wanted[~held])
    placed = pairing.of_lines(of_lines)
    best = [np.argsort(-pairing.scores(row, placed))[:5] for row in said[held]]
    right = [truth[five] > 0 for truth, five in zip(wanted[held], best, strict=True)]
    figures = {
        "n": float(held.sum()),
        "lines": float(len(ranked)),
        "top1": float(np.mean([five[0] for five in right])),
        "top5": float(np.mean([five.any() for five in right])),
    }
    return pairing, figures


def _paired(said: Matrix, lines: Matrix, wanted: Matrix, epochs: int = 16) -> Pairing:
    """Two maps so that the softmax over all lines comes near to what readers chose."""
    torch.manual_seed(_SEED)
    x, z, y = (torch.from_numpy(m) for m in (said, lines, wanted / wanted.sum(1, keepdims=True)))
    message = torch.nn.Linear(said.shape[1], _RANK)
    line = torch.nn.Linear(lines.shape[1], _RANK, bias=False)
    prior = torch.nn.Linear(lines.shape[1], 1, bias=False)
    learned = [*message.parameters(), *line.parameters(), *prior.parameters()]
    optimizer = torch.optim.AdamW(learned, lr=3e-3, weight_decay=0.3)
    steps = epochs * ((len(x) + 63) // 64)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 3e-3, total_steps=steps, pct_start=0.2
    )
    drop = torch.nn.functional.dropout
    for _ in range(epochs):
        for batch in torch.split(torch.randperm(len(x)), 64):
            place, lie = message(drop(x[batch], 0.3)), drop(z, 0.15)
            logits = _NEARER * place @ line(lie).T + prior(lie).T
            loss = torch.nn.functional.cross_entropy(logits, y[batch], label_smoothing=0.02)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    both = torch.cat([line.weight, prior.weight])
    weight, bias = message.weight * _NEARER, message.bias * _NEARER
    return Pairing(*(m.detach().numpy().astype(np.float32) for m in (weight, bias, both)))


def _shared(one: Span, other: Span) -> float:
    """How much of two spans together both have, from 0 to 1."""
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(both, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def _export(ear: _Ear, out: Path) -> None:
    """Write the encoder."""
    out.mkdir(parents=True, exist_ok=True)
    export_onnx(ear.bert, ear.tokenizer, out / "model.onnx")
    quantized(out / "model.onnx")
    ear.tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
    identity = file_digest(out / "model.onnx")[:16]
    manifest = {"identity": identity, "bytes": (out / "model.onnx").stat().st_size}
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")


def _head(ear: _Ear, task: Task, thresholds: tuple[float, ...]) -> Head:
    layer = cast("torch.nn.Linear", ear.heads[task.name])
    weight = (layer.weight.detach().numpy() * _SCALE).astype(np.float32)
    return Head(task.labels, weight, layer.bias.detach().numpy().copy(), thresholds, task.exclusive)


def _write(
    heads: dict[str, Head],
    pairings: Mapping[str, Pairing],
    figures: dict[str, dict[str, float]],
    out: Path,
) -> None:
    tensors: dict[str, Any] = {}
    for name, head in heads.items():
        tensors |= {f"{name}.weight": head.weight, f"{name}.bias": head.bias}
    for name, pairing in pairings.items():
        tensors |= {
            f"{name}.message": pairing.message,
            f"{name}.bias": pairing.bias,
            f"{name}.line": pairing.line,
        }
    # Row by row in memory, or they would be written in another order.
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    save_file(tensors, out / "heads.safetensors")

    def rounded(name: str) -> dict[str, float]:
        return {k: round(v, 4) for k, v in figures[name].items()}

    about = {
        "encoder": json.loads((out / MANIFEST).read_text("utf-8"))["identity"],
        "sha256": file_digest(out / "heads.safetensors"),
        "heads": {
            name: {
                "labels": head.labels,
                "thresholds": head.thresholds,
                "exclusive": head.exclusive,
                "held_out": rounded(name),
            }
            for name, head in heads.items()
        },
        "pairings": {name: {"held_out": rounded(name)} for name in pairings},
    }
    (out / "heads.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def _shown(figures: dict[str, dict[str, float]]) -> str:
    return "\n  ".join(
        ["", *(f"{name}: " + " ".join(f"{k}={v:.3f}" for k, v in values.items())
               for name, values in figures.items())]
    )  # fmt: skip
