"""Sentences to vectors. The default encoder is an ONNX file run by onnxruntime, so that no turn of a
conversation waits for torch; any other configured encoder goes through sentence-transformers.

A message is encoded once: its sentences' vectors are means over their own token vectors ("late
chunking", Günther et al. 2024, arXiv:2409.04701), so hearing every sentence costs one pass. What was said
before it may be read along with it; that shapes its vectors and has none of its own.
"""

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coach.errors import EncoderError

Matrix = npt.NDArray[np.float32]
Span = tuple[int, int]

MANIFEST = "encoder.json"
MAX_TOKENS = 256
MOST_BEFORE = 40
"""Tokens of what was said before a message that are read along with it: the last ones."""
_MAX_WINDOWS = 24
_AT_ONCE = 2
"""Passes through one encoder at a time. Each takes memory that onnxruntime keeps for ever, and more of them
than cores are no faster: sixteen at once left 60 MB behind."""


class Encoder(Protocol):
    """What the engine needs of an encoder. Vectors are unit length."""

    @property
    def identity(self) -> str:
        """Changes whenever vectors would: indexes made with another identity are remade."""
        ...

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Vectors of shape (len(texts), dimensions)."""
        ...

    def encode_spans(self, text: str, spans: Sequence[Span]) -> tuple[Matrix, Matrix]:
        """The vector of the whole text, shape (dimensions,), and one for each span of it."""
        ...


class OnnxEncoder:
    """The exported encoder of a folder that ``coach prepare`` made.

    Raises EncoderError when a file is missing or is not the one that the manifest describes.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # costs 0.2 s and 40 MB: only where an encoder is really wanted
        from tokenizers import Tokenizer

        manifest = _read_manifest(folder)
        model = folder / "model.onnx"
        options = onnxruntime.SessionOptions()
        # Two threads gain nothing on short texts and starve the page's own thread.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise bare Exceptions
            raise EncoderError(
                f"The encoder in {folder} cannot be loaded ({error}). Run: coach prepare"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._inputs = {i.name for i in self._session.get_inputs()}
        self.identity = str(manifest["identity"])

    def encode(self, texts: Sequence[str], before: Sequence[str] = ()) -> Matrix:
        """Vectors of shape (len(texts), dimensions), in batches of similar length. ``before``: what was
        said before each of the texts."""
        encoded = self._tokenizer.encode_batch(list(texts))
        led = [self._led_by(said) for said in before] or [[]] * len(texts)
        rows = [_cut([e.ids[0], *lead, *e.ids[1:]]) for e, lead in zip(encoded, led, strict=True)]
        order = sorted(range(len(texts)), key=lambda i: len(rows[i]))
        out: Matrix | None = None
        for start in range(0, len(order), 32):
            batch = order[start : start + 32]
            tokens, mask = self._run([rows[i] for i in batch])
            for n, i in enumerate(batch):
                mask[n, 1 : 1 + len(led[i])] = 0
            pooled = _unit((tokens * mask[..., None]).sum(1) / mask.sum(1, keepdims=True))
            if out is None:
                out = np.zeros((len(texts), pooled.shape[1]), np.float32)
            out[batch] = pooled
        return out if out is not None else np.zeros((0, 384), np.float32)

    def encode_spans(
        self, text: str, spans: Sequence[Span], before: str = ""
    ) -> tuple[Matrix, Matrix]:
        """See Encoder; ``before``: what was said before the text. Long texts are read in windows; a span counts
        in every window it touches."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoded.ids, np.array(encoded.offsets or [(0, 0)])
        cls, sep = (self._tokenizer.token_to_id(mark) or 0 for mark in ("[CLS]", "[SEP]"))
        lead = self._led_by(before)
        room = MAX_TOKENS - 2 - len(lead)
        windows = [ids[i : i + room] for i in range(0, max(len(ids), 1), room)][:_MAX_WINDOWS]
        hidden = []
        edges = []
        for window in windows:
            tokens, _ = self._run([[cls, *lead, *window, sep]])
            hidden.append(tokens[0, 1 + len(lead) : -1])
            edges.append(tokens[0, [0, -1]])
        body = np.concatenate(hidden)
        ends = np.concatenate(edges)
        whole = _unit((body.sum(0) + ends.sum(0))[None] / (len(body) + len(ends)))[0]
        starts, stops = offsets[: len(body), 0], offsets[: len(body), 1]
        rows = []
        for start, stop in spans:
            inside = (stops > start) & (starts < stop)
            rows.append(body[inside].mean(0) if inside.any() else whole)
        return whole, _unit(np.array(rows, np.float32).reshape(len(spans), len(whole)))

    def _led_by(self, before: str) -> list[int]:
        """The tokens of what was said before, with the mark that parts it from the message."""
        if not before:
            return []
        ids = self._tokenizer.encode(before, add_special_tokens=False).ids[-MOST_BEFORE:]
        return [*ids, self._tokenizer.token_to_id("[SEP]") or 0]

    def _run(self, rows: list[list[int]]) -> tuple[Matrix, Matrix]:
        width = max(len(r) for r in rows)
        ids = np.zeros((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for n, row in enumerate(rows):
            ids[n, : len(row)] = row
            mask[n, : len(row)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        with self._places:
            (tokens,) = self._session.run(
                None, {k: v for k, v in feed.items() if k in self._inputs}
            )
        return np.asarray(tokens, np.float32), mask.astype(np.float32)


class SentenceTransformersEncoder:
    """Another encoder, by the name or path that sentence-transformers takes."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name, device="cpu")
        except Exception as error:
            raise EncoderError(
                f"COACH_EMBEDDING_MODEL={name} cannot be loaded ({error}). Name a model that "
                "sentence-transformers can load, or unset the setting for the built-in one."
            ) from error
        self.identity = f"sentence-transformers:{name}"

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See Encoder."""
        return np.asarray(
            self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False),
            np.float32,
        )

    def encode_spans(self, text: str, spans: Sequence[Span]) -> tuple[Matrix, Matrix]:
        """See Encoder; each span is encoded by itself, since other poolings do not split."""
        rows = self.encode([text, *(text[a:b] for a, b in spans)])
        return rows[0], rows[1:]


def _read_manifest(folder: Path) -> dict[str, object]:
    path = folder / MANIFEST
    try:
        manifest: dict[str, object] = json.loads(path.read_text("utf-8"))
        size = (folder / "model.onnx").stat().st_size
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"There is no usable encoder in {folder} ({error}). Run: coach prepare"
        ) from error
    if not isinstance(manifest, dict):
        raise EncoderError(f"{path} describes no encoder. Run: coach prepare --again")
    if manifest.get("bytes") != size:
        raise EncoderError(
            f"{folder / 'model.onnx'} is {size} bytes, not the {manifest.get('bytes')} that were "
            "exported: the file is damaged. Run: coach prepare --again"
        )
    return manifest


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cut(ids: list[int]) -> list[int]:
    """At most MAX_TOKENS, the closing mark kept."""
    return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]]


def _unit(rows: Matrix) -> Matrix:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-12), np.float32)
