"""The learning curve: every ear that was ever committed, the oldest first, on today's evaluation sets.

Each was trained from scratch on the data of its day, so the rows show what more data brought (and, in passing, what
else was changed with it). Needs the repository's history. By the heads alone, without signs, rules and what was said before.
"""

import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from bench import machine
from coach.ear import NONE, Head
from coach.encoder import Matrix, OnnxEncoder

_EAR = "knowledge/ear"
_LEVELS = ("crisis", "other_at_risk", "harm_others", "abuse_report")


def main() -> None:
    """Print one row an ear."""
    print(machine.named())
    sets = {name: _rows(name) for name in ("habits", "screening", "screening-veiled", "review")}
    found = _git("log", "--reverse", "--format=%h", "--", f"{_EAR}/model.onnx").decode().split()
    rows = [_measured(commit, sets) for commit in found]
    columns = ("ear", "messages to learn from", "habits: macro-F1", "habits: right among three",
               "danger: AUC", "veiled danger: AUC", "levels: mean AP", "verdict: macro-F1")  # fmt: skip
    machine.table(columns, rows)


def _measured(commit: str, sets: dict[str, list[dict[str, Any]]]) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(_git("archive", commit, _EAR))) as files:
            files.extractall(folder, filter="data")
        ear = Path(folder) / _EAR
        encoder, tensors = OnnxEncoder(ear), load_file(ear / "heads.safetensors")
        about = json.loads((ear / "heads.json").read_text("utf-8"))["heads"]
        heads = {
            name: Head(tuple(head["labels"]), tensors[f"{name}.weight"], tensors[f"{name}.bias"],
                       (), bool(head["exclusive"]))
            for name, head in about.items()
            if name in {"habit", "level", "verdict"}
        }  # fmt: skip
        vectors = {
            name: _encoded(encoder, [r["text"] for r in rows]) for name, rows in sets.items()
        }
    habits = _habits(heads["habit"], vectors["habits"], sets["habits"])
    plain, veiled = (
        _danger(heads["level"], vectors[name], sets[name])
        for name in ("screening", "screening-veiled")
    )
    named = heads["verdict"].scores(vectors["review"]).argmax(1)
    said = [heads["verdict"].labels[n] for n in named]
    verdict = f1_score([r["verdict"] for r in sets["review"]], said, average="macro")
    figures = (*habits, plain[0], veiled[0], (plain[1] + veiled[1]) / 2, float(verdict))
    return (commit, f"{_learned_from(commit):,}", *(f"{x:.2f}" for x in figures))


def _habits(head: Head, vectors: Matrix, rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    scores = head.scores(vectors)
    truth = [r["habits"][0] if r["habits"] else NONE for r in rows]
    likeliest = [head.labels[n] for n in scores.argmax(1)]
    of_habits = [label for label in head.labels if label != NONE]
    shown = np.array([t != NONE for t in truth])
    three = np.argsort(-scores[shown, :-1], 1)[:, :3]
    among = [
        head.labels.index(t) in best
        for t, best in zip((t for t in truth if t != NONE), three, strict=True)
    ]
    f1 = f1_score(truth, likeliest, labels=of_habits, average="macro", zero_division=0)
    return float(f1), float(np.mean(among))


def _danger(head: Head, vectors: Matrix, rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """How well any danger is told from none, and the mean average precision over the levels."""
    scores = dict(zip(head.labels, head.scores(vectors).T, strict=True))
    truth = {name: np.array([name in r["levels"] for r in rows]) for name in _LEVELS}
    danger = np.max([scores[name] for name in _LEVELS], axis=0)
    each = [average_precision_score(truth[name], scores[name]) for name in _LEVELS]
    return float(roc_auc_score(np.any(list(truth.values()), axis=0), danger)), float(np.mean(each))


def _encoded(encoder: OnnxEncoder, texts: Sequence[str]) -> Matrix:
    return np.concatenate([encoder.encode(texts[i : i + 32]) for i in range(0, len(texts), 32)])


def _learned_from(commit: str) -> int:
    """Lines of the training data of that day, without those that only label messages of other files or are
    not learned with the encoder."""
    files = _git("ls-tree", "--name-only", commit, "knowledge/training/").decode().split()
    counted = (
        f for f in files
        if f.endswith(".jsonl") and not f.endswith(("replies.jsonl", "quotes.jsonl", "gists.jsonl", "asked.jsonl"))
    )  # fmt: skip
    return sum(_git("show", f"{commit}:{f}").count(b"\n") for f in counted)


def _rows(name: str) -> list[dict[str, Any]]:
    path = machine.ROOT / "knowledge" / "evaluation" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def _git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=machine.ROOT, check=True, capture_output=True).stdout


if __name__ == "__main__":
    main()
