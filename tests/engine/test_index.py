"""Finding passages: what is there is found, what changed is encoded again and nothing else, and a
damaged or missing index says what to do. Once with a real Chroma server."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from coach.curated import Findings
from coach.encoder import Matrix
from coach.errors import LibraryIndexError
from coach.index import (
    LibraryIndex,
    Shelf,
    VectorCache,
    WordIndex,
    open_collection,
    passage_pieces,
    sync_collection,
)
from coach.knowledge import Passage, load_knowledge
from coach.services import ROOT, Services
from coach.settings import Settings

_ALL = load_knowledge(ROOT / "knowledge", Findings(ROOT)).passages
SOME = dict(list(_ALL.items())[::40][:5])


class DigestEncoder:
    """Vectors seeded from the words' digest; remembers what it was asked to encode."""

    def __init__(self, identity: str = "digest") -> None:
        self.identity = identity
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Matrix:
        self.asked += texts
        rows = [
            np.random.default_rng(int.from_bytes(sha256(t.encode()).digest()[:8])).normal(size=384)
            for t in texts
        ]
        made = np.array(rows, np.float32).reshape(-1, 384)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def encode_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Matrix, Matrix]:
        rows = self.encode([text, *(text[a:b] for a, b in spans)])
        return rows[0], rows[1:]


def _shelf(index: LibraryIndex, passages: dict[str, Passage]) -> Shelf:
    return Shelf(passages, (lambda: index,), lambda: WordIndex(passages))


def _changed(passage: Passage, text: str) -> Passage:
    return replace(passage, text=text)


# --- Search over the real library ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "topics"),
    [
        ("does small talk at work do anything", {"small-gestures", "high-quality-connections",
                                                 "presence-and-listening", "networking"}),
        ("what makes teams dare to speak up", {"psychological-safety"}),
        ("old contacts I have not spoken to for years", {"networking"}),
        ("how to apologise after breaking trust", {"trust-repair", "complaints-and-recovery"}),
        ("saying thank you to people at work", {"recognition"}),
        ("criticism of authentic leadership theory", {"authentic-leadership",
                                                      "authenticity-paradox"}),
        ("somebody resigned, how to say goodbye well", {"endings"}),
    ],
)  # fmt: skip
def test_a_question_finds_passages_on_its_subject(
    warm_services: Services, query: str, topics: set[str]
) -> None:
    found = warm_services.find(query, k=3)
    assert found.answerable
    assert any(topics & set(hit.passage.header.topics) for hit in found.hits)
    assert [h.score for h in found.hits] == sorted((h.score for h in found.hits), reverse=True)


@pytest.mark.parametrize(
    "query",
    ["boiling point of tungsten", "how to fix a leaking roof", "zxqj vvkw", "who won in 1998", ""],
)
def test_what_the_library_does_not_hold_is_not_answerable(
    warm_services: Services, query: str
) -> None:
    assert not warm_services.find(query).answerable


def test_every_passage_is_found_by_its_own_title(warm_services: Services) -> None:
    lost = [
        p.id
        for p in warm_services.knowledge.passages.values()
        if p.id not in {hit.passage.id for hit in warm_services.find(p.title, k=3).hits}
    ]
    assert not lost


def test_hints_bring_what_meets_them_forward_and_hide_nothing(warm_services: Services) -> None:
    query = "how people are treated at work"
    vector = warm_services.encoder.encode([query])[0]
    search = warm_services.shelf.search
    plain = search(query, vector, k=10)
    habit = next(h for hit in reversed(plain.hits) for h in hit.passage.header.habits)

    def best_place(hits: Sequence[Any]) -> int:
        return min(n for n, h in enumerate(hits) if habit in h.passage.header.habits)

    hinted = search(query, vector, k=10, habits=[habit], kinds=["practice"])
    assert best_place(hinted.hits) <= best_place(plain.hits)
    assert hinted.answerable == plain.answerable
    unknown = search(query, vector, k=10, habits=["no-such-habit"])
    assert [h.passage.id for h in unknown.hits] == [h.passage.id for h in plain.hits]


def test_an_empty_library_answers_nothing(tmp_path: Path) -> None:
    collection = open_collection(tmp_path, None, "empty")
    found = _shelf(LibraryIndex(collection, {}), {}).search(
        "anything", DigestEncoder().encode(["a"])[0]
    )
    assert not found.answerable
    assert not found.hits


# --- Bringing it up to date ----------------------------------------------------------------------


def test_only_what_changed_is_encoded_again(tmp_path: Path) -> None:
    encoder = DigestEncoder()
    collection = open_collection(tmp_path, None, encoder.identity)
    steps: list[tuple[int, int]] = []
    assert sync_collection(collection, SOME, encoder, lambda n, m: steps.append((n, m))) == 5
    assert steps == [(5, 5)]  # they are encoded together
    encoder.asked.clear()

    assert sync_collection(collection, SOME, encoder) == 0
    assert encoder.asked == []

    first, second, *rest = SOME.values()
    edited = _changed(first, f"{first.text} One sentence more.")
    now = {p.id: p for p in (edited, *rest)}
    assert sync_collection(collection, now, encoder) == 1
    assert set(encoder.asked) == set(passage_pieces(edited))

    kept = {piece.split("#")[0] for piece in collection.get()["ids"]}
    assert kept == set(now)
    assert second.id not in kept
    assert len(collection.get()["ids"]) == sum(len(passage_pieces(p)) for p in now.values())


def test_a_shortened_passage_leaves_no_old_piece_behind(tmp_path: Path) -> None:
    encoder = DigestEncoder()
    collection = open_collection(tmp_path, None, encoder.identity)
    (name, passage), *_ = SOME.items()
    sync_collection(collection, {name: passage}, encoder)
    short = _changed(passage, "One sentence only.")
    sync_collection(collection, {name: short}, encoder)
    assert len(collection.get()["ids"]) == len(passage_pieces(short))


def test_an_index_is_found_again_by_the_next_program(tmp_path: Path) -> None:
    encoder = DigestEncoder()
    sync_collection(open_collection(tmp_path, None, encoder.identity), SOME, encoder)
    encoder.asked.clear()
    again = open_collection(tmp_path, None, encoder.identity)
    assert sync_collection(again, SOME, encoder) == 0
    passage = next(iter(SOME.values()))
    index = LibraryIndex(again, SOME)
    found = _shelf(index, SOME).search(passage.title, encoder.encode([passage.title])[0])
    assert found.hits[0].passage == passage


def test_another_encoder_gets_an_index_of_its_own(tmp_path: Path) -> None:
    one, other = DigestEncoder("one"), DigestEncoder("other")
    sync_collection(open_collection(tmp_path, None, one.identity), SOME, one)
    assert sync_collection(open_collection(tmp_path, None, other.identity), SOME, other) == 5


def test_curated_sentences_are_encoded_once(tmp_path: Path) -> None:
    encoder = DigestEncoder()
    path = tmp_path / "vectors.npz"
    first = VectorCache(path, encoder).vectors(["a b", "c d"])
    encoder.asked.clear()
    again = VectorCache(path, encoder).vectors(["c d", "a b", "e f"])
    assert encoder.asked == ["e f"]
    assert np.allclose(again[0], first[1])
    path.write_bytes(b"half a file")
    assert VectorCache(path, encoder).vectors(["a b"]).shape == (1, 384)
    other = DigestEncoder("other")
    VectorCache(path, other).vectors(["a b"])
    assert other.asked == ["a b"]


# --- Damage --------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"this is no database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_index_says_how_to_make_it_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(content)
    with pytest.raises(LibraryIndexError, match="coach prepare --again"):
        sync_collection(open_collection(tmp_path, None, "digest"), SOME, DigestEncoder())


def test_a_file_where_the_index_should_be_says_how_to_make_it_again(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("")
    with pytest.raises(LibraryIndexError, match="coach prepare --again"):
        open_collection(tmp_path, None, "digest")


class _Failing:
    def query(self, **asked: object) -> Any:
        raise RuntimeError("segment is gone")


def test_an_index_that_fails_while_it_is_searched_says_what_to_do() -> None:
    index = LibraryIndex(_Failing(), SOME)
    with pytest.raises(LibraryIndexError, match=r"segment is gone.*coach prepare --again"):
        _shelf(index, SOME).search("anything", DigestEncoder().encode(["a"])[0])


# --- A Chroma server -----------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--path", str(tmp_path_factory.mktemp("server"))]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(600):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, "the Chroma server ended by itself"
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            _hang_up(port)
            server.kill()


def _hang_up(port: int) -> None:
    """Close Chroma's connections to the server: it keeps them for as long as the program runs."""
    for system in SharedSystemClient._identifier_to_system.values():
        if system.settings.chroma_server_http_port == port:
            system.stop()


@pytest.fixture
def small_root(tmp_path: Path) -> Path:
    """The curated files with a handful of passages, so that indexing them anew takes a moment."""
    root = tmp_path / "root"
    shutil.copytree(
        ROOT / "knowledge",
        root / "knowledge",
        ignore=shutil.ignore_patterns("ear", "training", "evaluation", "passages", "scenarios"),
    )
    for passage in SOME.values():
        path = Path(passage.path)
        target = root / "knowledge" / "passages" / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    (root / "prompts").symlink_to(ROOT / "prompts")
    return root


def test_a_real_chroma_server_serves_the_library(
    chroma_url: str,
    small_root: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    warm_services: Services,
) -> None:
    monkeypatch.setenv("COACH_CHROMA_URL", chroma_url)
    monkeypatch.setenv("COACH_HOME", str(home))
    shutil.rmtree(home / "chroma")
    services = Services(Settings.read(), small_root)
    vars(services)["encoder"] = warm_services.encoder
    for passage in SOME.values():
        vector = services.encoder.encode([passage.title])[0]
        found = services.shelf.search(passage.title, vector)
        assert found.hits[0].passage.id == passage.id
    assert not (home / "chroma").exists()


def test_a_second_program_finds_the_servers_index_up_to_date(chroma_url: str) -> None:
    encoder = DigestEncoder("second")
    collection = open_collection(Path("unused"), chroma_url, encoder.identity)
    assert sync_collection(collection, SOME, encoder) == 5
    encoder.asked.clear()
    again = open_collection(Path("unused"), chroma_url, encoder.identity)
    assert sync_collection(again, SOME, encoder) == 0
    assert encoder.asked == []
    assert not Path("unused").exists()


def test_a_server_that_is_not_there_is_said_with_its_address(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{_free_port()}"
    with pytest.raises(LibraryIndexError, match=rf"{url}, or unset COACH_CHROMA_URL"):
        open_collection(tmp_path, url, "digest")


def test_the_first_passages_are_not_five_times_the_same(warm_services: Services) -> None:
    query = "what helps a team to speak up, and does it have to do with how a leader listens"
    topics = [hit.passage.header.topics[0] for hit in warm_services.find(query, k=5).hits]
    assert len(set(topics)) >= 3
    assert {"psychological-safety", "presence-and-listening"} <= {
        topic for hit in warm_services.find(query, k=5).hits for topic in hit.passage.header.topics
    }


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("He has worked for me for six years and last week I had to ask his wife what his first name is short for.", "small-gestures presence-and-listening"),
        ("we let her go by email on a friday, five o clock, and now nobody talks to me", "endings difficult-conversations"),
        ("the people i rate get the good jobs and the rest see it", "leader-member-exchange power-and-status"),
    ],
)  # fmt: skip
def test_a_story_that_never_names_its_subject_finds_the_shelf(
    warm_services: Services, text: str, topic: str
) -> None:
    found = warm_services.find(text, k=5)
    assert found.answerable
    assert set(topic.split()) & {t for hit in found.hits for t in hit.passage.header.topics}


def test_without_what_the_ear_says_the_search_still_works(warm_services: Services) -> None:
    query = "is there evidence on saying thank you"
    found = warm_services.shelf.search(query, warm_services.encoder.encode([query])[0])
    assert found.answerable
    assert "recognition" in found.hits[0].passage.header.topics
