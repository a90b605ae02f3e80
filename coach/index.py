"""Finding passages: how near they lie (Chroma), which words they share (BM25), and what the ear says that the query
is about.
"""

import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from math import exp, log, prod
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from coach.ear import NONE
from coach.encoder import Encoder, Matrix
from coach.errors import LibraryIndexError
from coach.knowledge import Passage
from coach.text import sentences

_ENCODED_AT_ONCE = 24  # passages
_POOL = 60  # nearest pieces asked of Chroma; a passage has about six
# Calibrated on queries of writers that the head had not met (bench/README.md). First for a query whose subject
# the ear told: what a cosine counts beside the log odds that a topic fits, where it is even, and from where on the
# library is taken to hold something.
_NEARNESS, _EVEN, _HELD = 6.0, 2.4, 0.5
# Then for one that it did not: the least dense similarity at which the library is taken to hold something on it,
# and the lower one that shared rare words allow.
ANSWERABLE = 0.41
ANSWERABLE_WITH_WORDS = 0.36
_RARE_WORDS = 4.5  # BM25 score of a passage that shares several of the query's rare words
_WORDS = 0.01  # what a point of BM25 counts beside a cosine: a title's own words some 0.2
_EXACT, _NEAR = 4.0, 0.6  # so near a passage is meant by itself, whatever the topic
_SHOWN_BEFORE = 0.2  # what a topic counts for the next passage once one on it stands above
_HINT = 0.1  # what each hint that a passage meets counts beside a cosine


@dataclass(frozen=True)
class Hit:
    """A passage found. ``score`` orders the results, and is small where the library hardly holds anything on the query;
    ``alone`` is how well it fits by itself, whatever stands above it; ``similarity`` is the dense cosine, ``words`` the
    BM25 score."""

    passage: Passage
    score: float
    alone: float
    similarity: float
    words: float = 0.0


@dataclass(frozen=True)
class Found:
    """What a search brought, best first. Where not ``answerable`` the hits only show what was
    nearest; the coach uses none of them."""

    answerable: bool
    hits: tuple[Hit, ...]
    held: float
    """From 0 to 1, how sure it is that the library holds something on the query."""


class LibraryIndex:
    """Passages with their vectors in a Chroma collection. Safe to share between threads once built."""

    def __init__(self, collection: Any, passages: Mapping[str, Passage]) -> None:
        self._collection = collection
        self._passages = passages

    def near(self, vector: Matrix) -> dict[str, float]:
        """Similarity by passage, best first: a passage is as near as its nearest piece. Raises
        LibraryIndexError if Chroma fails."""
        if not self._passages:
            return {}
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


class WordIndex:
    """Passages by the words that they share with a query (BM25: Robertson & Zaragoza 2009)."""

    def __init__(self, passages: Mapping[str, Passage]) -> None:
        import bm25s  # with scipy 0.4 s: a first reply must not wait for it

        self._ids = list(passages)
        self._bm25 = bm25s.BM25()
        corpus = bm25s.tokenize(
            [p.indexed_text for p in passages.values()], stopwords="en", show_progress=False
        )
        if self._ids:
            self._bm25.index(corpus, show_progress=False)

    def sharing(self, query: str) -> dict[str, float]:
        """Score by passage, best first."""
        import bm25s

        if not self._ids:
            return {}
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


@dataclass(frozen=True)
class Shelf:
    """What one workspace's search looks through: its ``passages`` by id, curated and its own; an index for
    each of the two kinds, and the words of all."""

    passages: Mapping[str, Passage]
    near: tuple[Callable[[], LibraryIndex], ...]
    words: Callable[[], WordIndex]

    def search(
        self,
        query: str,
        vector: Matrix,
        *,
        sought: Mapping[str, float] | None = None,
        k: int = 5,
        habits: Iterable[str] = (),
        kinds: Iterable[str] = (),
    ) -> Found:
        """The passages that bear on a query. ``vector``: the query's. ``sought``: how likely it is about each topic,
        and about none of them; a soft hint like habits and kinds, but a strong one.

        Raises LibraryIndexError if Chroma fails.
        """
        similar = self._near(vector)
        lexical = {
            n: score for n, score in self.words().sharing(query).items() if n in self.passages
        }
        scores: dict[str, float] = {}
        wanted, of = set(habits), set(kinds)
        far = min(similar.values(), default=0.0)  # of what only shares words all that is known
        for name in {**similar, **lexical}:
            header = self.passages[name].header
            hints = bool(wanted & set(header.habits)) + (header.kind in of)
            cosine = similar.get(name, far)
            exact = _EXACT * max(0.0, cosine - _NEAR)
            scores[name] = cosine + exact + _WORDS * lexical.get(name, 0.0) + _HINT * hints
        nearest = max(similar.values(), default=0.0)
        if sought is None:
            rare = max(lexical.values(), default=0.0) > _RARE_WORDS
            answerable = nearest >= (ANSWERABLE_WITH_WORDS if rare else ANSWERABLE)
            held = nearest
        else:
            held = _held(sought[NONE], nearest)
            of_its_words = bool(lexical) or nearest >= ANSWERABLE  # "zxqj vvkw" is about nothing
            answerable = held >= _HELD and of_its_words
        shares = _shares(sought)
        hits = tuple(
            Hit(
                self.passages[n],
                held * score,
                scores[n] + self._on_topic(n, shares),
                similar.get(n, 0.0),
                lexical.get(n, 0.0),
            )
            for n, score in self._best(scores, shares, k)
        )
        return Found(answerable and bool(scores), hits, held)

    def _near(self, vector: Matrix) -> dict[str, float]:
        found: dict[str, float] = {}
        for index in self.near:
            found |= index().near(vector)
        return {name: cosine for name, cosine in found.items() if name in self.passages}

    def _best(
        self, scores: Mapping[str, float], shares: Mapping[str, float], k: int
    ) -> list[tuple[str, float]]:
        """The best passages, one after the other: what is left of a topic counts little once one on it was chosen
        (maximal marginal relevance: Carbonell & Goldstein 1998, over topics)."""
        left, open_ = dict(shares), dict(scores)
        chosen: list[tuple[str, float]] = []
        while open_ and len(chosen) < k:
            full = {name: score + self._on_topic(name, left) for name, score in open_.items()}
            name = min(full, key=lambda n: (-full[n], n))
            chosen.append((name, full[name]))
            del open_[name]
            for topic in self.passages[name].header.topics:
                left[topic] = left.get(topic, 0.0) * _SHOWN_BEFORE
        return chosen

    def _on_topic(self, name: str, shares: Mapping[str, float]) -> float:
        """How likely it is that the query is about one of a passage's topics."""
        return 1.0 - prod(1.0 - shares.get(t, 0.0) for t in self.passages[name].header.topics)


def _held(no_topic: float, nearest: float) -> float:
    """How sure it is that the library holds something, by how likely no topic fits and how near a passage is."""
    odds = log((1.0 - no_topic + 1e-6) / (no_topic + 1e-6)) + _NEARNESS * nearest - _EVEN
    return 1.0 / (1.0 + exp(-odds))


def _shares(sought: Mapping[str, float] | None) -> dict[str, float]:
    """How likely each topic is, if it is any of them."""
    if sought is None:
        return {}
    some = max(1.0 - sought[NONE], 1e-6)
    return {topic: likely / some for topic, likely in sought.items() if topic != NONE}


def index_in_memory(passages: Mapping[str, Passage], rows: Mapping[str, Matrix]) -> LibraryIndex:
    """Passages in a Chroma collection of this process alone, with the vectors of their pieces by id: what is erased leaves
    nothing in any file, and no other process has to be told.

    Raises LibraryIndexError if Chroma fails.
    """
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    try:
        client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
        collection = client.create_collection(
            f"own-{uuid4().hex}",
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )
        for name in passages:
            collection.add(
                ids=[f"{name}#{n}" for n in range(len(rows[name]))], embeddings=rows[name]
            )
    except Exception as error:  # Chroma raises its own, sqlite3's and Rust's errors
        raise LibraryIndexError(
            f"The workspace's own passages cannot be searched ({error}). Start the program again."
        ) from error
    index = LibraryIndex(collection, passages)
    weakref.finalize(index, _forget, client, collection.name)
    return index


def _forget(client: Any, name: str) -> None:
    with suppress(Exception):  # the process may be ending
        client.delete_collection(name)


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
    # Many at a time, since pieces of one length are encoded together, and two batches at once.
    batches = [
        new[start : start + _ENCODED_AT_ONCE] for start in range(0, len(new), _ENCODED_AT_ONCE)
    ]
    texts = [
        [(p, n, t) for p in batch for n, t in enumerate(passage_pieces(p))] for batch in batches
    ]
    done = 0
    with ThreadPoolExecutor(2) as pool:
        encoded = pool.map(lambda batch: encoder.encode([text for _, _, text in batch]), texts)
        for batch, its, rows in zip(batches, texts, encoded, strict=True):
            collection.upsert(
                ids=[f"{passage.id}#{n}" for passage, n, _ in its],
                embeddings=rows,
                metadatas=[{"digest": passage.digest} for passage, _, _ in its],
            )
            done += len(batch)
            progress(done, len(new))
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
