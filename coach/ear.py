"""The trained ear: MiniLM fine-tuned on ``knowledge/training`` (int8, committed), and linear heads.

``coach train`` writes ``knowledge/ear``: the encoder, ``heads.safetensors``, and ``heads.json`` with
labels, thresholds, held-out figures, the encoder's identity and the digest.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coach.encoder import Matrix, OnnxEncoder, file_digest
from coach.errors import EncoderError

_BESIDE_THE_QUESTION = 0.7
NONE = "none"
"""The label of the habit and strength heads for a message that shows none."""


@dataclass(frozen=True)
class Head:
    """One linear classifier. ``scores`` are probabilities, shape (rows, labels). The heads for habits
    and strengths have a last label "none"."""

    labels: tuple[str, ...]
    weight: Matrix
    bias: Matrix
    thresholds: tuple[float, ...]
    exclusive: bool

    def scores(self, rows: Matrix) -> Matrix:
        """For each row the probability of each label; rows sum to 1 if labels are exclusive."""
        logits = np.atleast_2d(rows) @ self.weight.T + self.bias
        if self.exclusive:
            logits = np.exp(logits - logits.max(-1, keepdims=True))
            return np.asarray(logits / logits.sum(-1, keepdims=True), np.float32)
        return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


@dataclass(frozen=True)
class Pairing:
    """Which curated line a reader would answer a message with: two linear maps into one space, where a line
    lies near what it answers (a dual encoder: Henderson et al., ConveRT, 2020).

    What is mapped is a text's vector with its gists (:func:`with_gists`). ``line`` has one more row than
    ``message``: how fit a line is whatever was said.
    """

    message: Matrix
    bias: Matrix
    line: Matrix

    def of_lines(self, rows: Matrix) -> Matrix:
        """The lines as :meth:`scores` takes them, one row a line."""
        return np.asarray(rows @ self.line.T, np.float32)

    def scores(self, said: Matrix, lines: Matrix) -> Matrix:
        """How likely each line is the one a reader would choose, among all of them; sums to 1."""
        place = self.message @ said + self.bias
        logits = lines[:, :-1] @ place + lines[:, -1]
        likely = np.exp(logits - logits.max())
        return np.asarray(likely / likely.sum(), np.float32)


def with_gists(rows: Matrix, gists: Matrix) -> Matrix:
    """Vectors with the gists beside them: of a message how likely each is, of a line those it is for."""
    return np.concatenate([rows, gists], axis=-1, dtype=np.float32)


def asked_features(question: Matrix, whole: Matrix) -> Matrix:
    """What the head "asked" sees of messages, one row each: the vectors of what is asked, read by itself, and beside
    them those of the whole message, in which a short question has its meaning."""
    return np.concatenate([question, _BESIDE_THE_QUESTION * whole], axis=-1, dtype=np.float32)


@dataclass(frozen=True)
class Ear:
    """The fine-tuned encoder, all heads by name, and the pairings by move."""

    encoder: OnnxEncoder
    heads: dict[str, Head]
    pairings: dict[str, Pairing]

    def __getitem__(self, name: str) -> Head:
        return self.heads[name]


def load_ear(folder: Path) -> Ear:
    """Read the ear. Raises EncoderError if a file is missing or damaged, or if the heads belong to
    another encoder than the one beside them."""
    from safetensors.numpy import load_file

    path = folder / "heads.safetensors"
    try:
        about = json.loads((folder / "heads.json").read_text("utf-8"))
        if file_digest(path) != about["sha256"]:
            raise ValueError("its digest differs from the one in heads.json")
        tensors = load_file(path)
        heads = {
            name: Head(
                tuple(head["labels"]),
                tensors[f"{name}.weight"],
                tensors[f"{name}.bias"],
                tuple(head["thresholds"]),
                bool(head["exclusive"]),
            )
            for name, head in about["heads"].items()
        }
        pairings = {
            name: Pairing(*(tensors[f"{name}.{part}"] for part in ("message", "bias", "line")))
            for name in about["pairings"]
        }
    except (OSError, ValueError, KeyError) as error:
        raise EncoderError(
            f"The trained heads in {folder} cannot be used ({error}). Run: git checkout "
            "knowledge/ear, or make train"
        ) from error
    encoder = OnnxEncoder(folder)
    if about["encoder"] != encoder.identity:
        raise EncoderError(
            f"The trained heads fit the encoder {about['encoder']}, not {encoder.identity}. Run: git "
            "checkout knowledge/ear, or make train"
        )
    return Ear(encoder, heads, pairings)
