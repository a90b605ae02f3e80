"""Finding passages: Chroma (dense) and BM25 (lexical), fused by rank.

Rank fusion: Cormack, Clarke & Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and
individual rank learning methods", SIGIR.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coach.encoder import Encoder, Matrix
from coach.errors import LibraryIndexError
from coach.knowledge import Passage
from coach.text import sentences

# Smaller than the paper's 60: with long lists of near-equal ranks, being in both lists at all would
# outweigh being first in one.
_RRF = 8
_POOL = 40  # nearest pieces asked of Chroma; a passage has about six
# Calibrated on development queries (bench/README.md): the least dense similarity at which the
# library is taken to hold something on a query, and the lower one that shared rare words allow.
ANSWERABLE = 0.41
ANSWERABLE_WITH_WORDS = 0.36
_RARE_WORDS = 4.5  # BM25 score of a passage that shares several of the query's rare words
_LEXICAL = 0.4  # of the dense ranking's weight: short questions share many words with anything
_HINT = 0.15  # of a best single rank's worth, for each hint that a passage meets


@dataclass(frozen=True)
class Hit:
    """A passage found. ``score`` orders the results; ``similarity`` is the dense cosine."""

    passage: Passage
    score: float
    similarity: float


@dataclass(frozen=True)
class Found:
    """What a search brought, best first. Where not ``answerable`` the hits only show what was
    nearest; the coach uses none of them."""

    answerable: bool
    hits: tuple[Hit, ...]


class LibraryIndex:
    """The curated passages, searchable. Safe to share between threads once built."""

    def __init__(self, collection: Any, passages: Mapping[str, Passage]) -> None:
        import bm25s  # with scipy 0.4 s: a first reply must not wait for it

        self._collection = collection
        self._passages = passages
        self._ids = list(passages)
        self._bm25 = bm25s.BM25()
        corpus = bm25s.tokenize(
            [p.indexed_text for p in passages.values()], stopwords="en", show_progress=False
        )
        if self._ids:
            self._bm25.index(corpus, show_progress=False)

    def search(
        self,
        query: str,
        vector: Matrix,
        *,
        k: int = 5,
        habits: Iterable[str] = (),
        topics: Iterable[str] = (),
        kinds: Iterable[str] = (),
    ) -> Found:
        """The passages that bear on a query; habits, topics and kinds are soft hints.

        Raises LibraryIndexError if Chroma fails.
        """
        if not self._ids:
            return Found(False, ())
        similar = self._dense(vector)
        lexical = self._lexical(query)
        scores: dict[str, float] = defaultdict(float)
        for ranking, weight in ((list(similar), 1.0), (list(lexical), _LEXICAL)):
            for rank, name in enumerate(ranking):
                scores[name] += weight / (_RRF + rank)
        hints = (("habits", set(habits)), ("topics", set(topics)))
        wanted = set(kinds)
        for name in scores:
            header = self._passages[name].header
            met = sum(bool(hint & set(getattr(header, key))) for key, hint in hints)
            met += header.kind in wanted
            scores[name] += met * _HINT / _RRF
        best = sorted(scores, key=lambda n: (-scores[n], n))[:k]
        nearest = max(similar.values(), default=0.0)
        words_shared = max(lexical.values(), default=0.0) > _RARE_WORDS
        answerable = nearest >= ANSWERABLE or (nearest >= ANSWERABLE_WITH_WORDS and words_shared)
        hits = tuple(Hit(self._passages[n], scores[n], similar.get(n, 0.0)) for n in best)
        return Found(answerable, hits)

    def _dense(self, vector: Matrix) -> dict[str, float]:
        """Similarity by passage, best first: a passage is as near as its nearest piece."""
        try:
            result = self._collection.query(
                query_embeddings=[vector], n_results=_POOL, include=["distances"]
            )
        except Exception as error:  # Chroma raises its own, sqlite3's and Rust's errors
            raise LibraryIndexError(
                f"The library's index cannot be searched ({error}). Run: coach prepare --again"
            ) from error
        near: dict[str, float] = {}
        for piece, distance in zip(result["ids"][0], result["distances"][0], strict=True):
            name = piece.split("#")[0]
            if name in self._passages:
                near.setdefault(name, 1.0 - float(distance))
        return near

    def _lexical(self, query: str) -> dict[str, float]:
        import bm25s

        tokens = bm25s.tokenize([query], stopwords="en", show_progress=False, return_ids=False)
        if not tokens[0]:
            return {}
        k = min(20, len(self._ids))
        rows, scores = self._bm25.retrieve(tokens, k=k, show_progress=False)
        return {
            self._ids[int(row)]: float(score)
            for row, score in zip(rows[0], scores[0], strict=True)
            if score > 0
        }


def open_collection(home: Path, chroma_url: str | None, identity: str) -> Any:
    """The Chroma collection of the curated library, embedded in ``home`` or on a server.

    Raises LibraryIndexError with the remedy if it is damaged or unreachable.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    try:
        if chroma_url:
            from urllib.parse import urlsplit

            parts = urlsplit(chroma_url)
            ssl = parts.scheme == "https"
            client = chromadb.HttpClient(
                host=parts.hostname or "127.0.0.1",
                port=parts.port or (443 if ssl else 8000),
                ssl=ssl,
                settings=quiet,
            )
        else:
            client = chromadb.PersistentClient(str(home / "chroma"), settings=quiet)
        return client.get_or_create_collection(
            f"library-{identity}"[:60],
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )
    except Exception as error:
        remedy = (
            f"start the Chroma server at {chroma_url}, or unset COACH_CHROMA_URL"
            if chroma_url
            else f"run coach prepare --again (it remakes {home / 'chroma'})"
        )
        raise LibraryIndexError(
            f"The library's index cannot be opened ({error}): {remedy}."
        ) from error


def sync_collection(
    collection: Any,
    passages: Mapping[str, Passage],
    encoder: Encoder,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Bring the collection up to date by content digest; returns how many passages were encoded."""
    stored = collection.get(include=["metadatas"])
    digests: dict[str, str] = {}
    pieces: dict[str, list[str]] = defaultdict(list)
    for piece, meta in zip(stored["ids"], stored["metadatas"], strict=True):
        name = piece.split("#")[0]
        pieces[name].append(piece)
        digests[name] = str(meta["digest"])
    gone = [name for name in pieces if name not in passages]
    new = [p for p in passages.values() if digests.get(p.id) != p.digest]
    stale = [piece for name in (*gone, *(p.id for p in new)) for piece in pieces.get(name, [])]
    if stale:
        collection.delete(ids=stale)
    for done, passage in enumerate(new):
        texts = passage_pieces(passage)
        collection.upsert(
            ids=[f"{passage.id}#{n}" for n in range(len(texts))],
            embeddings=encoder.encode(texts),
            metadatas=[{"digest": passage.digest}] * len(texts),
        )
        progress(done + 1, len(new))
    return len(new)


def passage_pieces(passage: Passage) -> list[str]:
    """What is encoded of a passage: title, whole, and overlapping runs of three sentences."""
    said = [s.text for s in sentences(passage.text)]
    runs = [" ".join(said[i : i + 3]) for i in range(0, max(len(said) - 1, 1), 2)]
    return [passage.title, passage.indexed_text, *runs]


class VectorCache:
    """Vectors of curated sentences, kept in a file by the digest of their words, so that only what
    changed is encoded again."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._path = path
        self._encoder = encoder

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, one row a text."""
        from coach.text import folded

        keys = np.array([hash_of(folded(t)) for t in texts], "U16")
        known: dict[str, Matrix] = {}
        try:
            with np.load(self._path, allow_pickle=False) as data:
                if str(data["identity"]) == self._encoder.identity:
                    known = dict(zip(data["keys"].tolist(), data["rows"], strict=True))
        except (OSError, ValueError, KeyError, EOFError):
            known = {}  # absent or damaged: made again below
        lacking = [t for t, key in zip(texts, keys.tolist(), strict=True) if key not in known]
        if lacking or len(known) > 2 * len(set(keys.tolist())):
            for text, row in zip(lacking, self._encoder.encode(lacking), strict=True):
                known[hash_of(folded(text))] = row
            known = {key: known[key] for key in keys.tolist()}
            self._path.parent.mkdir(parents=True, exist_ok=True)
            scratch = self._path.with_suffix(".tmp.npz")
            np.savez(
                scratch,
                identity=np.array(self._encoder.identity),
                keys=np.array(list(known), "U16"),
                rows=np.array(list(known.values()), np.float32).reshape(len(known), -1),
            )
            scratch.replace(self._path)
        if not texts:
            return np.zeros((0, 384), np.float32)
        return np.stack([known[key] for key in keys.tolist()])


def hash_of(text: str) -> str:
    """A short digest of some words."""
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()[:16]
