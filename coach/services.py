"""What the steps use: built once, given to every turn. Heavy parts are opened when first needed."""

import logging
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from coach.curated import Findings, parse_yaml, read_text
from coach.errors import KnowledgeError, ModelError
from coach.knowledge import Knowledge, load_knowledge
from coach.lines import Line, load_lines
from coach.settings import Settings
from coach.text import Sentence, sentences
from coach.vocabulary import Level

if TYPE_CHECKING:
    from coach.characters import Rehearsal, RehearsalWords
    from coach.ear import Ear
    from coach.encoder import Encoder, Matrix, Span
    from coach.index import Found, LibraryIndex, Shelf, WordIndex
    from coach.progress_words import ProgressWords
    from coach.pulse_questions import PulseQuestions
    from coach.reviewing import Reviewer
    from coach.sensitive import NeverKept, Sensitive
    from coach.steps.screen import Signs
    from coach.voices.guide import LineBook
    from coach.voices.model.voice import ModelVoice

_log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
MAX_SENTENCES = 60


@dataclass(frozen=True)
class Heard:
    """A message's sentences and what the ear makes of them, which tells what is meant: ``ear_whole``
    (dimensions,), ``ear_rows`` one a sentence, ``ear_clauses`` one for each clause that could be quoted."""

    text: str = field(repr=False)
    sentences: tuple[Sentence, ...]
    ear_whole: "Matrix"
    ear_rows: "Matrix"
    clauses: "tuple[Span, ...]"
    ear_clauses: "Matrix"
    encoder: "Callable[[], Encoder]" = field(repr=False)
    alone: "Callable[[str], Matrix]" = field(repr=False)
    """How the ear hears a text by itself, without what the coach said before it."""
    _meaning: "list[tuple[Matrix, Matrix] | None]" = field(default_factory=list, repr=False)

    def meaning(self) -> "tuple[Matrix, Matrix] | None":
        """The general encoder's vectors, which find lines and passages: of the whole, and one a sentence; None
        if it failed. Most turns do not need them, so they are made when first asked for."""
        if not self._meaning:
            spans = [(s.start, s.end) for s in self.sentences]
            try:
                self._meaning.append(self.encoder().encode_spans(self.text, spans))
            except Exception:
                _log.exception("the encoder failed; nothing is looked up for this message")
                self._meaning.append(None)
        return self._meaning[0]


VECTORS = ("vectors.npz", "lines.npz", "sensitive.npz")
"""Where the data folder keeps the vectors of what lines answer, of the lines that the ear ranks, and of examples of
what is never remembered."""

T = TypeVar("T")


class once(Generic[T]):
    """A part that is opened when first needed, under the one lock of its services.

    Not ``functools.cached_property``: in Python 3.11 that holds a lock of its own for each part, and
    two threads that open parts which need each other would wait for each other for ever.
    """

    def __init__(self, opens: "Callable[[Services], T]") -> None:
        self._opens = opens
        self.__doc__ = opens.__doc__

    def __get__(self, services: "Services", owner: type | None = None) -> T:
        parts, name = services.__dict__, self._opens.__name__
        if name not in parts:
            with services._lock:
                if name not in parts:
                    parts[name] = self._opens(services)
        return cast("T", parts[name])


@dataclass
class Services:
    """The parts of the engine. Safe to share between threads."""

    settings: Settings
    root: Path = ROOT
    progress: Callable[[str], None] = field(default=lambda message: None)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @once
    def curated(self) -> tuple[Knowledge, tuple[Line, ...], "Signs", Findings]:
        """All curated files; what is malformed is left out and stands in the findings."""
        findings = Findings(self.root)
        knowledge = load_knowledge(self.root / "knowledge", findings)
        lines = load_lines(self.root / "prompts" / "guide", frozenset(knowledge.habits), findings)
        signs = load_signs(self.root / "knowledge" / "safety" / "signs.yaml", findings)
        for finding in findings:
            _log.warning("%s", finding)
        if not knowledge.habits or not lines or not signs.signs:
            worst = next(iter(findings), None)
            raise KnowledgeError(
                "The coach's curated files cannot be used: "
                f"{worst or 'they are missing'}. Put the files back (git checkout knowledge "
                "prompts), then run: coach check"
            )
        return knowledge, lines, signs, findings

    @once
    def common_words(self) -> frozenset[str]:
        """Words that the lines and passages use in lower case, so that a capital does not make them a name."""
        knowledge, lines, _, _ = self.curated
        texts = [*(line.say for line in lines), *(p.text for p in knowledge.passages.values())]
        return frozenset(re.findall(r"\b[a-z]{3,}\b", " ".join(texts)))

    @property
    def knowledge(self) -> Knowledge:
        return self.curated[0]

    @property
    def signs(self) -> "Signs":
        return self.curated[2]

    @once
    def encoder(self) -> "Encoder":
        from coach.encoder import OnnxEncoder, SentenceTransformersEncoder

        with self._lock:
            if self.settings.embedding_model:
                return SentenceTransformersEncoder(self.settings.embedding_model)
            return OnnxEncoder(self.settings.home / "encoder")

    @once
    def ear(self) -> "Ear":
        from coach.ear import load_ear

        with self._lock:
            return load_ear(self.root / "knowledge" / "ear")

    @once
    def book(self) -> "LineBook":
        from coach.index import VectorCache
        from coach.voices.guide import LineBook

        with self._lock:
            home = self.settings.home
            near, ranked = (home / name for name in VECTORS[:2])
            heard = VectorCache(near, self.encoder), VectorCache(ranked, self.ear.encoder)
            return LineBook(self.curated[1], *heard, self.ear)

    @once
    def index(self) -> "LibraryIndex":
        from coach.index import LibraryIndex, open_collection, sync_collection

        with self._lock:
            passages = self.knowledge.passages
            collection = open_collection(
                self.settings.home, self.settings.chroma_url, self.encoder.identity
            )
            sync_collection(
                collection,
                passages,
                self.encoder,
                lambda done, total: self.progress(f"library: {done} of {total} passages"),
            )
            return LibraryIndex(collection, passages)

    @once
    def words(self) -> "WordIndex":
        """The words of the curated passages."""
        from coach.index import WordIndex

        return WordIndex(self.knowledge.passages)

    @property
    def shelf(self) -> "Shelf":
        """The curated library alone."""
        from coach.index import Shelf

        return Shelf(self.knowledge.passages, (lambda: self.index,), lambda: self.words)

    def sought(self, text: str) -> dict[str, float] | None:
        """How likely a text is about each topic of the library, and about none of them; None where the ear has not
        learned to tell."""
        head = self.ear.heads.get("topic")
        if head is None:
            return None
        scores = head.scores(self.ear.encoder.encode([text]))[0]
        return dict(zip(head.labels, scores.tolist(), strict=True))

    def find(self, text: str, *, k: int = 5) -> "Found":
        """The curated passages that bear on a text. Raises LibraryIndexError if Chroma fails."""
        vector = self.encoder.encode([text])[0]
        return self.shelf.search(text, vector, sought=self.sought(text), k=k)

    @once
    def never_kept(self) -> "NeverKept":
        """The signs of what is never remembered of anybody."""
        from coach.sensitive import load_signs_of_sensitive

        path = self.root / "knowledge" / "memory" / "never_kept.yaml"
        return load_signs_of_sensitive(path, Findings(self.root))

    @once
    def sensitive(self) -> "Sensitive":
        """Tells what is never remembered of anybody, in doubt too."""
        from coach.index import VectorCache
        from coach.sensitive import Sensitive, read_examples

        with self._lock:
            path = self.root / "knowledge" / "training" / "sensitive.jsonl"
            told, harmless = read_examples(path)
            cache = VectorCache(self.settings.home / VECTORS[2], self.ear.encoder)
            rows = cache.vectors([*told, *harmless])
            return Sensitive(self.never_kept, rows[: len(told)], rows[len(told) :])

    @once
    def reviewer(self) -> "Reviewer":
        from coach.reviewing import Reviewer

        return Reviewer(self)

    @once
    def progress_words(self) -> "ProgressWords":
        from coach.progress_words import load_progress_words

        findings = Findings(self.root)
        folder = self.root / "knowledge" / "progress"
        made = load_progress_words(folder, self.knowledge.habits, findings)
        for finding in findings:
            _log.warning("%s", finding)
        return made

    @once
    def pulse_questions(self) -> "PulseQuestions":
        """What colleagues are asked in a pulse. KnowledgeError where the file cannot be used."""
        from coach.pulse_questions import load_pulse_questions

        findings = Findings(self.root)
        path = self.root / "knowledge" / "pulse" / "questions.yaml"
        made = load_pulse_questions(path, self.knowledge, findings)
        if made is None:
            raise KnowledgeError(f"A pulse cannot be begun: {findings[0]}. Run: coach check")
        return made

    @once
    def rehearsals(self) -> "tuple[dict[str, Rehearsal], RehearsalWords]":
        """The conversations that can be practised, and the words around them."""
        from coach.characters import load_rehearsal_words, load_rehearsals

        findings = Findings(self.root)
        rehearsals = load_rehearsals(self.root / "knowledge" / "rehearsals", findings)
        words = load_rehearsal_words(self.root / "knowledge" / "rehearsing.yaml", findings)
        for finding in findings:
            _log.warning("%s", finding)
        if words is None:
            raise KnowledgeError(
                f"The words for rehearsals cannot be used: {findings[0]}. Run: coach check"
            )
        return rehearsals, words

    @once
    def model_voice(self) -> "ModelVoice | None":
        if not self.settings.model:
            return None
        from coach.voices.model.voice import ModelVoice

        return ModelVoice(self.settings, self.root / "prompts" / "model", self.knowledge.habits)

    def hear(self, text: str, before: str = "") -> Heard:
        """The message as the ear hears it after what the coach said ``before``: one pass, whatever the number
        of sentences."""
        from coach.borrowing import clauses

        said = tuple(sentences(text)[:MAX_SENTENCES])
        spans = [(s.start, s.end) for s in said]
        quotable = clauses(text)
        whole, rows = self.ear.encoder.encode_spans(text, [*spans, *quotable], before)
        return Heard(
            text,
            said,
            whole,
            rows[: len(said)],
            tuple(quotable),
            rows[len(said) :],
            lambda: self.encoder,
            lambda said: self.ear.encoder.encode_spans(said, [])[0],
        )

    def open_for_talk(self) -> None:
        """Open what a first turn needs unless it asks for a fact: all but the library's index, which
        holds the one lock for a second while it opens; a part left out here would wait for it."""
        import coach.steps.choose
        import coach.steps.speak
        import coach.steps.understand  # noqa: F401

        _ = self.curated, self.ear, self.book, self.common_words, self.model_voice, self.never_kept

    def warm(self) -> None:
        """Open everything."""
        self.open_for_talk()
        _ = self.index, self.words, self.sensitive
        if self.model_voice is not None:
            with suppress(ModelError):  # the turn will meet it again and go on with the guide
                self.model_voice.warm()


def load_signs(path: Path, findings: Findings) -> "Signs":
    """The screen's patterns; a malformed one is left out and noted."""
    from coach.steps.screen import Signs

    text = read_text(path, findings)
    value = parse_yaml(text, path, findings) if text is not None else None
    idioms: list[re.Pattern[str]] = []
    risks: list[re.Pattern[str]] = []
    signs: list[tuple[Level, re.Pattern[str]]] = []
    lists: dict[str, list[object]] = {"idioms": [], "risks": [], "signs": []}
    if not isinstance(value, dict):
        if text is not None:
            findings.add(path, 1, "is empty or no mapping; it needs idioms, risks and signs")
        value = {}
    for key, entries in value.items():
        if key not in lists:
            findings.add(path, 1, f"{key}: unknown key; known are {', '.join(lists)}")
        elif not isinstance(entries, list):
            findings.add(path, 1, f"{key}: must be a list; begin each entry with a dash")
        else:
            lists[key] = entries
    for key, made in (("idioms", idioms), ("risks", risks)):
        for number, entry in enumerate(lists[key]):
            try:
                made.append(re.compile(entry, re.M))  # type: ignore[call-overload]
            except (re.error, TypeError) as error:
                findings.add(path, 1, f"{key}[{number}]: {error}; correct the pattern")
    for number, sign in enumerate(lists["signs"]):
        try:
            assert isinstance(sign, dict), "write level and pattern"
            signs.append((Level(sign["level"]), re.compile(sign["pattern"], re.M)))
        except (re.error, AssertionError, KeyError, TypeError, ValueError) as error:
            findings.add(path, 1, f"signs[{number}]: {error}; correct the pattern")
    return Signs(tuple(idioms), tuple(risks), tuple(signs))
