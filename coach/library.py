"""The library as a workspace has it: the curated passages, and its own beside them.

A passage of its own goes from draft to proposed, reviewed and published; only what is published is found
and quoted, and it is marked as the workspace's own. An edit takes it back to draft. Curated passages are
files and are not edited here; a workspace can put one away for itself. Every change has an author and a
time and can be taken back.
"""

import threading
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from pydantic import Field, ValidationError

from coach.access import Action, Target, may, require
from coach.curated import Curated, nearest
from coach.encoder import Matrix
from coach.errors import BadInput, LibraryIndexError, NotFound
from coach.importing import Draft, Refused, read_file, read_folder
from coach.index import (
    Found,
    LibraryIndex,
    Shelf,
    WordIndex,
    index_in_memory,
    passage_pieces,
)
from coach.knowledge import (
    LONGEST,
    SHORTEST,
    EvidenceKind,
    Passage,
    PassageHeader,
    PassageKind,
)
from coach.masking import mask_secrets
from coach.services import Services
from coach.sources import Source
from coach.steps.screen import Signs
from coach.store.desk import Desk
from coach.store.records import Citation, ShelfChange, ShelfPassage, ShelfStatus
from coach.text import cleaned, folded, sentences
from coach.vocabulary import Level

_OWN = "own-"
_TOPICS_GUESSED, _NEIGHBOURS = 2, 5
_MOST_DRAFTS = 300  # of one document


class Content(Curated):
    """What an owner writes of a passage; what it lacks is found before it is published."""

    title: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=20_000)
    topics: tuple[str, ...] = ()
    habits: tuple[str, ...] = ()
    kind: PassageKind = "idea"
    evidence: EvidenceKind = "essay"
    sources: tuple[str, ...] = ()
    """Keys of the curated bibliography."""
    references: tuple[str, ...] = ()
    """Other works, a line each, as they are to be shown."""
    reviewed: date | None = None
    origin: str | None = None
    """The document that it was imported from, and where in it."""
    document: str | None = None
    """That document's digest."""
    warning: str | None = None
    """A sentence in it that reads like an instruction to a program."""


@dataclass(frozen=True)
class Entry:
    """A passage as owners see it: where it stands, and what it still lacks."""

    id: str
    own: bool
    status: ShelfStatus
    content: Content
    change: int
    """The number of its last change."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """How many published passages there are, by topic and kind, and by habit."""

    topics: Mapping[str, Counter[str]]
    habits: Counter[str]


class Shelves:
    """For each workspace what its search looks through. Opened when first needed, and again after a change,
    in whatever process it was made. Safe to share between threads."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._made: dict[str, tuple[int, Shelf]] = {}

    def of(self, desk: Desk) -> Shelf:
        """The shelf of the desk's workspace, as it stands now."""
        workspace, version = desk.actor.workspace_id, desk.shelf_version()
        with self._lock:
            made = self._made.get(workspace)
        if made is None or made[0] != version:
            made = (version, self._make(desk))
            with self._lock:
                self._made[workspace] = made
        return made[1]

    def _make(self, desk: Desk) -> Shelf:
        """Nothing is encoded and no index opened before something is looked for."""
        services, curated = self._services, self._services.knowledge.passages
        kept = desk.shelf_passages()
        if not kept:
            return services.shelf
        away = {p.id for p in kept if p.content is None and p.status == "retired"}
        published = [p for p in kept if p.content is not None and p.status == "published"]
        own = {
            p.id: as_passage(p.id, Content.model_validate(p.content), services) for p in published
        }
        here = {name: passage for name, passage in curated.items() if name not in away} | own
        stored = {p.id: p.vectors for p in published}

        @cache
        def index() -> LibraryIndex:
            rows = {n: _rows(passage, stored[n], services) for n, passage in own.items()}
            return index_in_memory(own, rows)

        near = (lambda: services.index, index) if own else (lambda: services.index,)
        return Shelf(here, near, cache(lambda: WordIndex(here)))


def _rows(passage: Passage, stored: Mapping[str, Any] | None, services: Services) -> Matrix:
    """The vectors of a passage's pieces: as they were kept, unless they are of other words or another encoder."""
    encoder = services.encoder
    if stored and (stored["digest"], stored["identity"]) == (passage.digest, encoder.identity):
        rows = np.frombuffer(b64decode(stored["rows"]), np.float32)
        return rows.reshape(-1, int(stored["width"]))
    return encoder.encode(passage_pieces(passage))


def _to_keep(passage: Passage, services: Services) -> dict[str, Any]:
    rows = services.encoder.encode(passage_pieces(passage))
    return {
        "digest": passage.digest,
        "identity": services.encoder.identity,
        "width": rows.shape[1],
        "rows": b64encode(np.ascontiguousarray(rows, np.float32).tobytes()).decode(),
    }


class Library:
    """What one person can do with their workspace's library."""

    def __init__(self, services: Services, desk: Desk, shelves: Shelves) -> None:
        self._services = services
        self._desk = desk
        self._shelves = shelves

    @property
    def may_change(self) -> bool:
        """Whether this person looks after the workspace's library."""
        return may(self._desk.actor, Action.KEEP_LIBRARY, self._here)

    @property
    def _here(self) -> Target:
        return Target(self._desk.actor.workspace_id)

    # Reading

    def shelf(self) -> Shelf:
        require(self._desk.actor, Action.READ_LIBRARY, self._here)
        return self._shelves.of(self._desk)

    def passages(self) -> dict[str, Passage]:
        """All that can be found, by id: the curated ones that are not put away, and the published own ones."""
        return dict(self.shelf().passages)

    def search(self, text: str, *, k: int = 10) -> Found:
        """The passages that bear on a text, best first."""
        services = self._services
        vector = services.encoder.encode([text])[0]
        return self.shelf().search(text, vector, sought=services.sought(text), k=k)

    def cited(self, citations: Iterable[Citation]) -> dict[Citation, Passage]:
        """The passages that replies rest on. One of the workspace's own is shown as it was when it was cited, or not at
        all."""
        curated, found = self._services.knowledge.passages, {}
        for cited in citations:
            passage = curated.get(cited.passage_id)
            if passage is None and cited.passage_id.startswith(_OWN):
                was = self._desk.as_cited(cited.passage_id, cited.passage_digest)
                if was is not None and was.content is not None:
                    content = Content.model_validate(was.content)
                    passage = as_passage(was.id, content, self._services)
            if passage is not None:
                found[cited] = passage
        return found

    def coverage(self) -> Coverage:
        """How many passages can be found on each topic, and on each habit."""
        knowledge = self._services.knowledge
        topics: dict[str, Counter[str]] = {topic: Counter() for topic in knowledge.topics}
        habits: Counter[str] = Counter(dict.fromkeys(knowledge.habits, 0))
        for passage in self.shelf().passages.values():
            for topic in passage.header.topics:
                topics[topic][passage.header.kind] += 1
            habits.update(passage.header.habits)
        return Coverage(topics, habits)

    # Looking after it

    def entries(self) -> list[Entry]:
        """The workspace's own passages, and the curated ones that it has put away; last changed first."""
        self._owners_only()
        return [self._entry(kept) for kept in self._desk.shelf_passages()]

    def entry(self, passage_id: str) -> Entry:
        """One of the workspace's own, or a curated one."""
        self._owners_only()
        return self._entry(self._kept(passage_id))

    def history(self, passage_id: str | None = None) -> list[ShelfChange]:
        """What was changed, newest first: of one passage, or of all."""
        self._owners_only()
        return self._desk.shelf_changes(passage_id)

    def propose(self, **fields: Any) -> Entry:
        """A new passage of the workspace's own. It may be incomplete; :attr:`Entry.problems` says what it lacks."""
        return self._add("propose", "proposed", self._content(fields))

    # ``seen``: the last change that its author had before their eyes (Entry.change); None: as it stands now.

    def edit(self, passage_id: str, *, seen: int | None = None, **fields: Any) -> Entry:
        """Change some fields. What was reviewed or published is a draft again until it is reviewed anew."""
        entry = self.entry(passage_id)
        if not entry.own:
            raise BadInput(
                f"{passage_id} is a curated passage, which is changed in its file and not here. "
                "Propose one of your own, and put this one away if yours is to take its place."
            )
        content = self._content({**entry.content.model_dump(), "reviewed": None, **fields})
        status = entry.status if entry.status in {"draft", "proposed"} else "draft"
        return self._change(passage_id, "edit", status, content, _seen(entry, seen))

    def review(self, passage_id: str, today: date, *, seen: int | None = None) -> Entry:
        """Say that it was read against its sources and is right. BadInput where something is lacking."""
        entry = self._complete(passage_id)
        if entry.status in {"reviewed", "published"}:
            raise BadInput(f"{passage_id} was reviewed already.")
        content = entry.content.model_copy(update={"reviewed": today})
        return self._change(passage_id, "review", "reviewed", content, _seen(entry, seen))

    def publish(self, passage_id: str, *, seen: int | None = None) -> Entry:
        """Let it be found and quoted. Only what was reviewed; a curated one that was put away comes back."""
        entry = self.entry(passage_id)
        if not entry.own:
            return self._change(passage_id, "publish", "published", None, _seen(entry, seen))
        if entry.status != "reviewed":
            raise BadInput(
                f"{passage_id} is {entry.status}. Review it first: read it against its sources."
            )
        self._complete(passage_id)
        return self._change(passage_id, "publish", "published", entry.content, _seen(entry, seen))

    def retire(self, passage_id: str, *, seen: int | None = None) -> Entry:
        """Take it out of what is found and quoted; a curated one for this workspace only."""
        entry = self.entry(passage_id)
        content = entry.content if entry.own else None
        return self._change(passage_id, "retire", "retired", content, _seen(entry, seen))

    def undo(self, number: int) -> Entry | None:
        """Take back a change by its number in the history; None where the passage was not there before."""
        self._owners_only()
        kept = self._desk.undo_change(number)
        return None if kept is None else self._entry(kept)

    def erase(self, passage_id: str) -> None:
        """One of the workspace's own with its whole history, for good."""
        self._owners_only()
        if not passage_id.startswith(_OWN):
            raise BadInput(f"{passage_id} is a curated passage. Put it away instead.")
        self._desk.erase_passage(passage_id)

    def import_folder(self, folder: Path) -> Iterator[Entry | Refused]:
        """Drafts from the documents of a folder, one by one, and which documents could not be used."""
        self._owners_only()
        return self._imported(read_folder(folder))

    def import_file(self, path: Path, name: str) -> Iterator[Entry | Refused]:
        """The same from one document; ``name``: what its owner calls it."""
        self._owners_only()
        return self._imported(read_file(path, name))

    def _imported(self, found: Iterable[Draft | Refused]) -> Iterator[Entry | Refused]:
        """A document that was imported before makes no second drafts, and none makes more than anybody reads."""
        before = {
            p.content.get("document") for p in self._desk.shelf_passages() if p.content is not None
        }
        refused: set[str] = set()
        made: Counter[str] = Counter()
        for one in found:
            if isinstance(one, Refused):
                yield one
                continue
            name, digest = one.origin.file, one.origin.digest
            made[name] += 1
            if name in refused:
                continue
            if digest in before or made[name] > _MOST_DRAFTS:
                refused.add(name)
                why = (
                    "was imported before; erase its drafts if you want them anew"
                    if digest in before
                    else f"makes more than {_MOST_DRAFTS} drafts; the first {_MOST_DRAFTS} were made, import the "
                    "rest as a document of its own"
                )
                yield Refused(name, why)
                continue
            yield self._draft(one)

    def _draft(self, made: Draft) -> Entry:
        where = ", ".join(part for part in (made.origin.file, made.origin.place) if part)
        return self._add(
            "import",
            "draft",
            self._content(
                {
                    "title": made.title,
                    "text": made.text,
                    "topics": self._topics_like(made.text),
                    "references": (where,),
                    "origin": where,
                    "document": made.origin.digest,
                }
            ),
        )

    def _topics_like(self, text: str) -> tuple[str, ...]:
        """What the nearest curated passages are filed under, for the owner to put right."""
        try:
            hits = self._services.find(text, k=_NEIGHBOURS).hits
        except LibraryIndexError:
            return ()
        counts = Counter(topic for hit in hits for topic in hit.passage.header.topics)
        return tuple(topic for topic, _ in counts.most_common(_TOPICS_GUESSED))

    # How it is done

    def _owners_only(self) -> None:
        require(self._desk.actor, Action.KEEP_LIBRARY, self._here)

    def _kept(self, passage_id: str) -> ShelfPassage:
        try:
            return self._desk.shelf_passage(passage_id)
        except NotFound:
            if passage_id not in self._services.knowledge.passages:
                raise
        reviewed = self._services.knowledge.passages[passage_id].header.reviewed
        since = datetime.combine(reviewed, time(), UTC)
        return ShelfPassage(passage_id, "published", None, 0, since, since)

    def _entry(self, kept: ShelfPassage) -> Entry:
        if kept.content is None:
            return Entry(kept.id, False, kept.status, self._of_curated(kept.id), kept.change)
        content = Content.model_validate(kept.content)
        problems = tuple(self._problems(content))
        return Entry(kept.id, True, kept.status, content, kept.change, problems)

    def _of_curated(self, passage_id: str) -> Content:
        passage = self._services.knowledge.passages.get(passage_id)
        if passage is None:
            return Content(title=passage_id)
        header = passage.header
        return Content(
            title=header.title,
            text=passage.text,
            topics=header.topics,
            habits=header.habits,
            kind=header.kind,
            evidence=header.evidence,
            sources=header.sources,
            reviewed=header.reviewed,
        )

    def _content(self, fields: Mapping[str, Any]) -> Content:
        """The fields as they are kept: secrets masked, and what reads like an instruction marked anew."""
        plain = {key: _masked(value) for key, value in fields.items()}
        try:
            content = Content.model_validate(plain | {"warning": None})
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            raise BadInput(f"{name}: {first['msg']}. Put it right and save again.") from None
        return content.model_copy(
            update={"warning": instruction_in(content.title, content.text, self._services.signs)}
        )

    def _add(self, action: str, status: ShelfStatus, content: Content) -> Entry:
        return self._change(f"{_OWN}{uuid4().hex[:12]}", action, status, content, 0)

    def _change(
        self,
        passage_id: str,
        action: str,
        status: ShelfStatus,
        content: Content | None,
        seen: int,
    ) -> Entry:
        self._owners_only()
        public = None
        if content is not None and status == "published":
            public = as_passage(passage_id, content, self._services)
        kept = self._desk.change_passage(
            passage_id,
            action,
            status,
            None if content is None else content.model_dump(mode="json"),
            seen=seen,
            digest=public.digest if public else None,
            vectors=_to_keep(public, self._services) if public else None,
        )
        return self._entry(kept)

    def _complete(self, passage_id: str) -> Entry:
        entry = self.entry(passage_id)
        if not entry.own:
            raise BadInput(f"{passage_id} is a curated passage; it was reviewed where it was made.")
        if entry.problems:
            raise BadInput(f"{passage_id} is not complete: {'; '.join(entry.problems)}.")
        return entry

    def _problems(self, content: Content) -> Iterator[str]:
        """What keeps it from being published; the same as ``coach check`` asks of a curated one."""
        knowledge = self._services.knowledge
        if not 3 <= len(content.title) <= 90:
            yield f"the title has {len(content.title)} characters; write 3 to 90"
        words = len(content.text.split())
        if not SHORTEST <= words <= LONGEST:
            yield f"the text has {words} words; write {SHORTEST} to {LONGEST}, one idea"
        for kind, names, known, least in (
            ("topic", content.topics, knowledge.topics, 1),
            ("habit", content.habits, knowledge.habits, 0),
        ):
            if not least <= len(names) <= 3:
                yield f"it has {len(names)} {kind}s; give it {least} to 3"
            for name in names:
                if name not in known:
                    yield f"unknown {kind} {name}; {nearest(name, known)}"
        for key in content.sources:
            if key not in knowledge.sources:
                yield f"{key} is not in the curated bibliography; write the work as a reference"
        if not content.sources and not content.references:
            yield "it names no source; say what it rests on"


def _seen(entry: Entry, seen: int | None) -> int:
    return entry.change if seen is None else seen


def _masked(value: Any) -> Any:
    """Words without secrets and control characters; of several, each."""
    if isinstance(value, str):
        return mask_secrets(cleaned(value)).text
    if isinstance(value, list | tuple):
        return tuple(_masked(one) for one in value)
    return value


def instruction_in(title: str, text: str, signs: Signs) -> str | None:
    """The sentence that reads as an instruction to a program, by the signs of the coach's own screen; only its telling
    words where it is spread over lines and paragraphs. It steers nothing; owners are shown it."""
    patterns = [pattern for level, pattern in signs.signs if level is Level.INJECTION]

    def found(said: str) -> str | None:
        plain = folded(said)
        return next((m.group() for p in patterns if (m := p.search(plain))), None)

    whole = f"{title}\n{text}"
    words = found(whole) or found(" ".join(whole.split()))
    if words is None:
        return None
    return next((s.text for s in sentences(whole) if found(s.text)), words)


def as_passage(passage_id: str, content: Content, services: Services) -> Passage:
    """A workspace's own passage as the guide finds and quotes it."""
    known = services.knowledge.sources
    cited = tuple(known[key] for key in content.sources if key in known)
    other = tuple(
        Source(f"{passage_id}-{n}", "", "", line, "", None)
        for n, line in enumerate(content.references, start=1)
    )
    header = PassageHeader.model_construct(
        id=passage_id,
        title=content.title,
        topics=content.topics,
        habits=content.habits,
        kind=content.kind,
        evidence=content.evidence,
        sources=(
            *(source.key for source in cited),
            *content.references,
        ),  # so that its digest knows them
        reviewed=content.reviewed,
    )
    return Passage(header, content.text, "", (*cited, *other), own=True)
