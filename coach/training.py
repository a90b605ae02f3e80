"""Teaches the ear: MiniLM fine-tuned with all heads at once on ``knowledge/training``.

A seventh of the writers is held out: thresholds and figures come from their messages, which the ear
that ships never saw. Imports torch; only ``coach train`` imports this module.
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from coach.ear import NONE
from coach.encoder import MANIFEST, file_digest
from coach.lines import Line
from coach.prepare import export_onnx, quantized, weights_folder
from coach.vocabulary import Feeling, Level, Move, Relation, TurnKind

Floats = npt.NDArray[np.float64]
VERDICTS = ("personal", "transactional", "overfamiliar", "mixed")
_SEED = 20261121
_MOST_TOKENS = 128
_FEW = 500  # examples of a head below which it is fitted again at the end
_SCALE = 12.0  # unit vectors carry little signal each; folded into the heads' weights


@dataclass(frozen=True)
class Task:
    """One head: its labels, whether exactly one holds, and what decides its thresholds.

    ``target``: with NONE among the labels, the precision to hold where a label is named; for heads
    of several labels, the share of messages without any that may be taken for each.
    """

    name: str
    labels: tuple[str, ...]
    exclusive: bool
    target: float = 0.0
    importance: float = 1.0


@dataclass
class Example:
    """A text, the labels known of it by task (the main one first), and who wrote it."""

    text: str
    writer: str
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    span: bool = False


def tasks_for(habits: Sequence[str]) -> tuple[Task, ...]:
    """All heads."""
    levels = tuple(x.value for x in Level if x not in {Level.NONE, Level.SECRET})
    return (
        Task("habit", (*habits, NONE), True, 0.75),
        Task("strength", (*habits, NONE), True, 0.70, 0.7),
        Task("level", levels, False, 0.01, 1.5),
        Task("turn", tuple(k.value for k in TurnKind), True, importance=0.6),
        Task("feeling", tuple(f.value for f in Feeling), False, 0.004, 0.5),
        Task("relation", tuple(r.value for r in Relation), True, importance=0.4),
        Task("verdict", VERDICTS, True, importance=0.6),
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
            found.append(Example(row["text"], row["writer"], labels))
            if row["evidence"] and row["evidence"] != row["text"]:
                labels = {"habit": tuple(row["habits"][:1])}
                found.append(Example(row["evidence"], row["writer"], labels, span=True))
    for row in (*read_jsonl(data / "turns.jsonl"), *read_jsonl(data / "midtalk.jsonl")):
        labels = {
            "turn": (row["turn"],),
            "feeling": tuple(f["id"] for f in row["feelings"] if f["own"]),
            "relation": (row["relation"],),
            "level": tuple(row.get("levels", ())),
        }
        if row["turn"] not in {"story", "sustain", "resistance", "change", "commitment"}:
            labels |= {"habit": (NONE,), "strength": (NONE,)}
        found.append(Example(row["text"], "t-" + row["writer"], labels))
    for row in (*read_jsonl(data / "screening.jsonl"), *read_jsonl(data / "talks.jsonl")):
        found.append(Example(row["text"], "s-" + row["writer"], {"level": tuple(row["levels"])}))
    for number, row in enumerate(read_jsonl(data / "review.jsonl")):
        labels = {"verdict": (row["verdict"],)}
        found.append(Example(row["text"], row.get("writer", f"r-{number % 25}"), labels))
    return found


def train(
    data: Path,
    out: Path,
    habits: Sequence[str],
    *,
    said: Sequence[Example] = (),
    epochs: int = 4,
    say: Callable[[str], None] = print,
) -> dict[str, dict[str, float]]:
    """Teach the ear and write it to ``out``; returns the held-out figures by head.

    ``said``: further examples to learn from (:func:`examples_of`).
    """
    tasks = tasks_for(habits)
    examples = read_examples(data)
    writers = sorted({e.writer for e in examples})
    random.Random(_SEED).shuffle(writers)
    held = set(writers[::7])
    seen = [e for e in examples if e.writer not in held] + list(said)
    unseen = [e for e in examples if e.writer in held and not e.span]
    say(f"{len(seen)} examples by {len(writers) - len(held)} writers; {len(unseen)} held out")
    ear = _Ear(tasks)
    for epoch in ear.fit(seen, epochs):
        thresholds, figures = _judge(ear, unseen, tasks)
        say(f"epoch {epoch}: {_shown(figures)}")
    for task in tasks:
        ear.refit(task, seen)
    thresholds, figures = _judge(ear, unseen, tasks)
    say(f"small heads refitted: {_shown(figures)}")
    _write(ear, tasks, thresholds, figures, out)
    return figures


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


class _Ear:
    """The encoder with its heads while it learns."""

    def __init__(self, tasks: tuple[Task, ...]) -> None:
        from sentence_transformers import SentenceTransformer

        torch.manual_seed(_SEED)
        model = SentenceTransformer(str(weights_folder()), device="cpu")
        self.bert: Any = cast("Any", model[0]).model
        self.tokenizer = cast("Any", model.tokenizer)
        # Half of the weights are word vectors; so few examples would only scatter them.
        self.bert.embeddings.requires_grad_(False)
        self.tasks = tasks
        width = self.bert.config.hidden_size
        self.heads = torch.nn.ModuleDict(
            {t.name: torch.nn.Linear(width, len(t.labels)) for t in tasks}
        )

    def vectors(self, texts: Sequence[str]) -> torch.Tensor:
        batch = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=_MOST_TOKENS, return_tensors="pt"
        )
        tokens = self.bert(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1)
        mean = (tokens * mask).sum(1) / mask.sum(1)
        return torch.nn.functional.normalize(mean, dim=-1)

    def fit(self, examples: list[Example], epochs: int) -> Iterator[int]:
        """Learn; yields the number of each finished epoch."""
        dice = random.Random(_SEED)
        batches = _batches(examples, dice)
        optimizer = torch.optim.AdamW(
            [
                {"params": self.bert.parameters(), "lr": 8e-5},
                {"params": self.heads.parameters(), "lr": 2e-3},
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
                loss = self._loss(batch, weights)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                torch.nn.utils.clip_grad_norm_(self.bert.parameters(), 1.0)
                optimizer.step()
                schedule.step()
            self.bert.eval()
            yield epoch

    @torch.no_grad()
    def refit(self, task: Task, examples: list[Example]) -> None:
        """Fit a head again on the finished vectors if its examples are few: among thousands of
        others it hardly learned while the encoder moved."""
        known = [e for e in examples if task.name in e.labels]
        if not task.exclusive or len(known) >= _FEW:
            return
        vectors = torch.cat([self.vectors([e.text]) for e in known]).numpy()
        labels = [task.labels.index(e.labels[task.name][0]) for e in known]
        fitted = LogisticRegression(C=10, class_weight="balanced", max_iter=2000)
        fitted.fit(vectors, labels)
        head = cast("torch.nn.Linear", self.heads[task.name])
        head.weight.copy_(torch.tensor(fitted.coef_ / _SCALE, dtype=torch.float32))
        head.bias.copy_(torch.tensor(fitted.intercept_, dtype=torch.float32))

    def _loss(self, batch: list[Example], weights: dict[str, torch.Tensor]) -> torch.Tensor:
        vectors = self.vectors([e.text for e in batch]) * _SCALE
        total = torch.zeros(())
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

    @torch.no_grad()
    def scores(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Probabilities by head, shape (texts, labels)."""
        parts: dict[str, list[Floats]] = {t.name: [] for t in self.tasks}
        for start in range(0, len(texts), 64):
            vectors = self.vectors(texts[start : start + 64]) * _SCALE
            for task in self.tasks:
                logits = self.heads[task.name](vectors)
                made = logits.softmax(-1) if task.exclusive else logits.sigmoid()
                parts[task.name].append(made.numpy().astype(np.float64))
        return {name: np.concatenate(rows) for name, rows in parts.items()}


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
    scores = ear.scores([e.text for e in unseen])
    thresholds: dict[str, tuple[float, ...]] = {}
    figures: dict[str, dict[str, float]] = {}
    for task in tasks:
        rows = [n for n, e in enumerate(unseen) if task.name in e.labels]
        labels = [unseen[n].labels[task.name] for n in rows]
        probabilities = scores[task.name][rows]
        truth = np.array([[x in known for x in task.labels] for known in labels])
        if task.exclusive and NONE in task.labels:
            thresholds[task.name], figures[task.name] = _named(task, labels, truth, probabilities)
        elif task.exclusive:
            guess, right = probabilities.argmax(1), truth.argmax(1)
            thresholds[task.name] = ()
            figures[task.name] = {
                "n": len(rows),
                "accuracy": float((guess == right).mean()),
                "macro_f1": float(f1_score(right, guess, average="macro")),
            }
        else:
            thresholds[task.name], figures[task.name] = _several(task, truth, probabilities)
    return thresholds, figures


def _named(
    task: Task, labels: list[tuple[str, ...]], truth: npt.NDArray[np.bool_], scores: Floats
) -> tuple[tuple[float, ...], dict[str, float]]:
    """One threshold for all labels but NONE: the lowest at which what is named is right."""
    scores, truth = scores[:, :-1], truth[:, :-1]
    first = np.array([task.labels.index(known[0]) for known in labels])
    best, top = scores.argmax(1), scores.max(1)
    right = truth[np.arange(len(best)), best]
    order = np.argsort(-top)
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((running >= task.target) & (np.arange(len(order)) >= 15))
    threshold = round(float(top[order[good[-1]]]), 4) if len(good) else 0.9
    positive = first < scores.shape[1]
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


def _several(
    task: Task, truth: npt.NDArray[np.bool_], scores: Floats
) -> tuple[tuple[float, ...], dict[str, float]]:
    nothing = ~truth.any(1)
    cuts = np.quantile(scores[nothing], 1 - task.target, axis=0)
    cuts = np.clip(cuts, 0.3, 0.95)
    guess = scores >= cuts
    figures = {"n": float(len(truth)), "false_alarms": float(guess[nothing].any(1).mean())}
    for k, name in enumerate(task.labels):
        if truth[:, k].any():
            figures[f"recall {name}"] = float(guess[truth[:, k], k].mean())
    return tuple(round(float(c), 4) for c in cuts), figures


def _write(
    ear: _Ear,
    tasks: tuple[Task, ...],
    thresholds: dict[str, tuple[float, ...]],
    figures: dict[str, dict[str, float]],
    out: Path,
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    export_onnx(ear.bert, ear.tokenizer, out / "model.onnx")
    quantized(out / "model.onnx")
    ear.tokenizer.backend_tokenizer.save(str(out / "tokenizer.json"))
    identity = file_digest(out / "model.onnx")[:16]
    manifest = {"identity": identity, "bytes": (out / "model.onnx").stat().st_size}
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    tensors = {}
    for task in tasks:
        head = cast("torch.nn.Linear", ear.heads[task.name])
        tensors[f"{task.name}.weight"] = (head.weight.detach().numpy() * _SCALE).copy()
        tensors[f"{task.name}.bias"] = head.bias.detach().numpy().copy()
    save_file(tensors, out / "heads.safetensors")
    about = {
        "encoder": identity,
        "sha256": file_digest(out / "heads.safetensors"),
        "heads": {
            t.name: {
                "labels": t.labels,
                "thresholds": thresholds[t.name],
                "exclusive": t.exclusive,
                "held_out": {k: round(v, 4) for k, v in figures[t.name].items()},
            }
            for t in tasks
        },
    }
    (out / "heads.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")


def _shown(figures: dict[str, dict[str, float]]) -> str:
    return "\n  ".join(
        ["", *(f"{name}: " + " ".join(f"{k}={v:.3f}" for k, v in values.items())
               for name, values in figures.items())]
    )  # fmt: skip
