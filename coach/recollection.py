"""What may be brought up again: a leader's earlier words, how near they are to what was just said, and when that was.

Two encoders together tell it better than either (docs/decisions/023-memory.md). The ear's vectors are there in every
turn; the general encoder runs only where the ear finds something worth a second look.
"""

from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from coach.borrowing import named_person
from coach.encoder import Matrix
from coach.spoken_back import deed_or_way, spoken_back
from coach.vocabulary import Gist, Subject

if TYPE_CHECKING:
    from coach.services import Heard, Services

Source = Literal["kept", "said", "here"]
"""Kept with the leader's consent; said in an earlier conversation; said earlier in this one."""

OF_THE_EAR = 0.5
"""What the ear's cosine counts beside the general encoder's: it has learned what a message comes down to, which two messages
on other matters can share."""
NEAR, CLEARLY = 0.7, 0.2
"""How near words are that bear on each other, and by how much the nearest has to be nearer than the next; set on the 164
pairs of knowledge/training/recall.jsonl, with as many wrong as the ear before (decision 041): precision before recall."""
NEAR_HERE, NEAR_HERE_OF_THEM = 0.6, 0.35
"""The same within one talk, read on 310 turns by the ear before, in proportion; and for words on the person who is spoken of
again."""
_ALONE = 1.3
"""The same for twice the ear's cosine, where another general encoder is configured, which was not measured."""
_WORTH_A_LOOK = 0.35  # the ear's cosine below which nothing is looked at twice
_PLAIN = (
    0.02  # of the likelihood that a message only sets the scene, from which it bears on nothing
)
_MOST_TALKS = 64


@dataclass(frozen=True)
class Remembered:
    """Words of the leader's that may be brought up."""

    id: str
    """Of what was kept, or of the message."""
    source: Source
    subject: Subject
    """Which lines speak of it: WHO of a person, VALUE, PATTERN of a habit, HISTORY, SCENE for this talk."""
    words: str = field(repr=False)
    about: str | None = field(repr=False)
    """Of a person: the first name or the role. Of a habit: its name."""
    said_at: datetime | None
    conversation_id: str | None
    message_id: str | None
    ear: Matrix = field(repr=False)
    general: Matrix | None = field(repr=False)
    """None: made when it is looked at."""
    at_turn: int = 0
    used_at: datetime | None = None

    def as_meta(self) -> dict[str, Any]:
        """What a page needs to show where it comes from."""
        return {
            "source": self.source,
            "id": self.id,
            "words": self.words,
            "said_at": self.said_at.isoformat() if self.said_at else None,
            "conversation_id": self.conversation_id,
            "message_id": self.message_id,
        }


@dataclass(frozen=True)
class Memories:
    """What one turn may look back at. Nothing is read before it is asked for."""

    before: "Callable[[], Sequence[Remembered]]"
    """What was kept, and earlier messages if the leader allows that."""
    here: Sequence[Remembered]
    now: datetime


class ThisTalk:
    """What was said earlier in the talks that are going on, by (person, conversation), in memory alone; the oldest
    talk makes room."""

    def __init__(self) -> None:
        self._talks: OrderedDict[tuple[str, str], tuple[Remembered, ...]] = OrderedDict()
        self._lock = Lock()

    def said(self, talk: tuple[str, str]) -> tuple[Remembered, ...]:
        with self._lock:
            return self._talks.get(talk, ())

    def add(self, talk: tuple[str, str], said: Remembered) -> None:
        with self._lock:
            self._talks[talk] = (*self._talks.pop(talk, ()), said)
            while len(self._talks) > _MOST_TALKS:
                self._talks.popitem(last=False)

    def drop(self, talk: tuple[str, str]) -> None:
        with self._lock:
            self._talks.pop(talk, None)

    def drop_all(self, person: str) -> None:
        with self._lock:
            for talk in [talk for talk in self._talks if talk[0] == person]:
                del self._talks[talk]


# --- Vectors as they are kept -----------------------------------------------------------------------


def vectors_of(words: str, services: "Services") -> dict[str, str]:
    """By what some words are found again, as the store keeps it."""
    encoders = services.encoder, services.ear.encoder
    general, ear = (encoder.encode_spans(words, [])[0] for encoder in encoders)
    return {
        "general": _packed(general),
        "ear": _packed(ear),
        "by": " ".join(encoder.identity for encoder in encoders),
    }


def unpacked(
    kept: Mapping[str, Any] | None, words: str, services: "Services"
) -> tuple[Matrix, Matrix]:
    """(ear, general) of what :func:`vectors_of` made, made again where the encoders are others now."""
    by = f"{services.encoder.identity} {services.ear.encoder.identity}"
    if kept is None or kept.get("by") != by:
        kept = vectors_of(words, services)
    return _row(kept["ear"]), _row(kept["general"])


def _packed(row: Matrix) -> str:
    return b64encode(np.ascontiguousarray(row, np.float16).tobytes()).decode()


def _row(packed: str) -> Matrix:
    return np.frombuffer(b64decode(packed), np.float16).astype(np.float32)


# --- What bears on what was said --------------------------------------------------------------------


def is_charged(ear: Matrix, services: "Services") -> bool:
    """Whether a message tells more than facts and circumstances, as the ear hears it by itself: only such a one is worth a
    look back."""
    head = services.ear["gist"]
    scores = head.scores(ear[None])[0]
    plain = (Gist.SETS_THE_SCENE, Gist.BARE_ANSWER)
    return float(sum(scores[head.labels.index(gist)] for gist in plain)) <= _PLAIN


def bears_best(
    heard: "Heard", candidates: Iterable[Remembered], services: "Services"
) -> Remembered | None:
    """The words that bear most on a charged message; None if none truly does, or if others from before this talk are about
    as near.

    What was said of the person who is spoken of now always bears on it, and comes after words that are near.
    """
    person = named_person(heard.text, services.common_words)

    def worth(ear: Matrix, those: Iterable[Remembered]) -> list[Remembered]:
        return [c for c in those if same_person(c, person) or float(c.ear @ ear) >= _WORTH_A_LOOK]

    hopeful = worth(heard.ear_whole, candidates)
    if not hopeful:
        return None
    ear = heard.alone(heard.text)
    if not is_charged(ear, services):
        return None
    looked = worth(ear, hopeful)
    near = {c.id: nearness(heard, ear, c, services) for c in looked}
    before = sorted(((near[c.id], c.words) for c in looked if c.source != "here"), reverse=True)
    next_near = next((how for how, words in before if words != before[0][1]), -1.0)

    def bears(candidate: Remembered) -> float:
        """From 1 where it is near, from 0 where it is said of the same person, below it where it does not bear."""
        how, here = near[candidate.id], candidate.source == "here"
        if how >= (NEAR_HERE if here else NEAR) and (here or how - next_near >= CLEARLY):
            return 1 + how
        of_them = same_person(candidate, person) and (how >= NEAR_HERE_OF_THEM or not here)
        return max(how, 0.0) if of_them else -1.0

    weighed = [(bears(candidate), candidate) for candidate in looked]
    how, best = max(weighed, key=lambda pair: pair[0], default=(-1.0, None))
    return best if how >= 0 else None


def same_person(candidate: Remembered, person: str | None) -> bool:
    """Whether it was said of the person who is spoken of."""
    return (
        candidate.subject in {Subject.WHO, Subject.SCENE}
        and person is not None
        and candidate.about is not None
        and candidate.about.lower() == person.lower()
    )


def nearness(heard: "Heard", ear: Matrix, said: Remembered, services: "Services") -> float:
    """How near a message is to earlier words: about -1.5 to 1.5, measured against ``NEAR``. ``ear``: how the ear hears
    the message by itself."""
    by_ear = float(said.ear @ ear)
    meant = None if services.settings.embedding_model else heard.meaning()
    if meant is None:
        return 2 * by_ear * NEAR / _ALONE
    general = said.general
    if general is None:
        general = services.encoder.encode_spans(said.words, [])[0]
    return OF_THE_EAR * by_ear + float(general @ meant[0])


# --- When it was said -------------------------------------------------------------------------------

_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def said_when(then: datetime, now: datetime) -> str:
    """When something was said, as a person would say it, to stand before or behind "you said"."""
    days = (now.date() - then.date()).days
    if days <= 0:
        return "earlier today"
    if days == 1:
        return "yesterday"
    if days < 6:
        return "a few days ago"
    if days < 13:
        return "about a week ago"
    if days < 42:
        return "a few weeks ago"
    month = f"in {_MONTHS[then.month - 1]}"
    if then.year == now.year or days < 300:
        return month
    return f"{month} last year" if then.year == now.year - 1 else f"{month} {then.year}"


def said_here(turn: int) -> str:
    """The same for something said in this talk."""
    return "at the beginning" if turn <= 1 else "earlier"


# --- How it is said ---------------------------------------------------------------------------------


def slots_of(said: Remembered, memories: Memories | None) -> dict[str, str]:
    """What a line on earlier words may say: when it was, the words, of whom, and something done as a clause of the
    coach's own ("you rang her")."""
    now = memories.now if memories is not None else None
    when = said_when(said.said_at, now) if said.said_at and now else said_here(said.at_turn)
    slots = {
        "then": said_here(said.at_turn) if said.source == "here" else when,
        "earlier": said.words,
    }
    if said.about and said.subject in {Subject.WHO, Subject.PATTERN}:
        slots["whom" if said.subject is Subject.WHO else "named"] = said.about
    done = spoken_back(said.words) if deed_or_way(said.words) == "deed" else None
    if done is not None:
        slots["did"] = done[:1].lower() + done[1:]
    return slots
