"""START HERE. One turn of a conversation, from a leader's message to the coach's reply.

    message → screen → consult → understand → retrieve → choose → recall → speak → verify → save

Each arrow is a plain function in ``coach/steps``. Two side exits, both forward: danger goes from
``screen`` straight to fixed words (``choose`` plans them first of all), and a sentence that cannot be
verified is replaced by the guide's. Nothing loops back.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coach.circumstances import Circumstances
from coach.knowledge import Contact, Passage
from coach.lines import Line
from coach.plans import opened_again
from coach.second_person import Told
from coach.services import Heard, Services
from coach.state import ConversationState, Pending, Track
from coach.store.records import BrandWords
from coach.vocabulary import (
    Answer,
    Feeling,
    Gist,
    Level,
    Move,
    Relation,
    Stage,
    Subject,
    TurnKind,
)

if TYPE_CHECKING:
    from coach.index import Shelf
    from coach.recollection import Memories, Remembered

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Screening:
    """Whether it is safe to coach on this message: all levels that apply, the most serious first."""

    levels: tuple[Level, ...]
    confidence: float
    failed: bool = False
    unsure: bool = False
    """Danger was only guessed at, by the learned screen: it is asked about, not taken as said."""

    @property
    def level(self) -> Level:
        return self.levels[0] if self.levels else Level.NONE


@dataclass(frozen=True)
class Hearing:
    """A habit (or the practice that answers it) heard in a message, with the exact words."""

    id: str
    confidence: float
    evidence: str


@dataclass(frozen=True)
class Draft:
    """How words that the leader means to say to somebody read (``coach.reviewing``)."""

    reads: Subject
    """SENTENCE: as meant for them. COST: like business. FIT: too close."""
    worst: str | None
    """The part that reads so, if it can be quoted and is not all of it."""


@dataclass(frozen=True)
class ModelHeard:
    """What a configured model heard in one message. What is None was left open: there the trained
    heads decide, as they do without a model."""

    levels: tuple[Level, ...] = ()
    kind: TurnKind | None = None
    habits: tuple[Hearing, ...] | None = None
    strengths: tuple[Hearing, ...] | None = None
    feelings: tuple[Feeling, ...] | None = None
    relation: Relation | None = None


@dataclass(frozen=True)
class Reading:
    """What was heard in one message."""

    kind: TurnKind
    habits: tuple[Hearing, ...] = ()
    candidates: tuple[Hearing, ...] = ()
    strengths: tuple[Hearing, ...] = ()
    gists: Mapping[Gist, float] = field(default_factory=dict)
    """What it comes down to, the likeliest first, with how likely (0 to 1)."""
    feelings: tuple[Feeling, ...] = ()
    relation: Relation | None = None
    person: str | None = None
    phrase: str | None = None
    phrase_weight: float = 0.0
    """How likely a reader would hand back that phrase, from 0 to 1."""
    quote: str | None = None
    """That phrase, where it may be said in quotation marks."""
    retold: Told | None = None
    """What carries the weight, told back in the second person (``coach.retelling``)."""
    """The next thing that weighs, to be said after it."""
    aim: str | None = None
    number: int | None = None
    step: str | None = None
    """The sentences in which they say what they will, could or might do."""
    step_is_firm: bool = False
    """Whether it is decided and has a time."""
    circumstances: Circumstances | None = None
    """When, where or with whom, where the message says that and nothing else."""
    repair: Subject | None = None
    """What went wrong between the two, where the leader says so (``repair_of``)."""
    news: int = 0
    """Words of a correcting message that tell something beside it."""
    corrects: Subject | None = None
    """The same of a message that does something else in the first place (``coach.corrections``)."""
    too_early: bool = False
    """Whether they are asked for a plan and say that they have not got that far."""
    felt: tuple[Feeling, ...] = ()
    """Those of the feelings that were said in so many words."""
    draft: Draft | None = None
    """Words meant for somebody that the coach is asked about."""
    answer: Answer | None = None
    words: int = 0
    english: bool = True


@dataclass(frozen=True)
class Part:
    """One thing a reply does. ``text`` holds fixed words (a scenario's moment, a passage)."""

    move: Move
    abouts: tuple[Subject, ...] = ()
    habit: str | None = None
    passage: Passage | None = None
    text: str | None = None
    optional: bool = False
    lines: tuple[Line, ...] = ()
    """Curated wordings that belong to just this place."""


@dataclass(frozen=True)
class Plan:
    """What the reply will do and may say."""

    stage: Stage
    parts: tuple[Part, ...]
    pending: Pending | None = None
    passages: tuple[Passage, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notices: Hearing | None = None
    notices_strength: bool = False
    commits: bool = False
    ends: bool = False
    exempt: bool = False
    """Crisis words, direct answers, greetings and scenario openings (contract 1 and 2)."""
    track: Track | None = None
    """Where the conversation will stand on the track to a brand."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """Words of the leader's for the lines of that track."""
    brand: tuple[BrandWords, ...] = ()
    """What the message adds to the leader's brand."""

    @property
    def move(self) -> Move:
        """The move that a reader would name: the last one, which asks or offers."""
        return self.parts[-1].move


@dataclass(frozen=True)
class Spoken:
    """Some sentences of a reply that belong together, verified."""

    text: str
    move: Move
    line: str | None = None
    about: Subject | None = None
    habits: frozenset[str] = frozenset()
    """Habits that these words presume."""
    complex: bool = False
    passage: Passage | None = None
    quote: bool = False
    voice: str = "guide"


@dataclass(frozen=True)
class Turn:
    """One turn; every step fills its fields."""

    conversation_id: str
    message_id: str
    text: str
    """The leader's message, secrets masked."""
    state: ConversationState
    """As it was before the turn; after ``choose`` and ``speak`` as it will be saved."""
    answer: Answer | None = None
    """A button pressed under a noticing."""
    masked: bool = False
    heard: Heard | None = None
    """Its sentences and vectors; None if the encoder failed."""
    screening: Screening = Screening((), 1.0)
    model_heard: ModelHeard | None = None
    """None without a model, where there was nothing to hear, and where it failed."""
    model_silent: bool = False
    """Its server could not be reached or said nothing: this turn does not wait for it again."""
    reading: Reading = Reading(TurnKind.STORY)
    passages: tuple[Passage, ...] = ()
    answerable: bool = False
    only_near: bool = False
    """The best passage is about something near to what was asked, not about the very thing."""
    not_looked: bool = False
    """The library could not be looked into."""
    beside: bool = False
    """What they ask how to do has nothing to do with anything that the library is about."""
    asked: str | None = None
    """The kind of question that was asked, where the guide has a direct answer to it."""
    plan: Plan = Plan(Stage.OPENING, (Part(Move.GREET),))
    spoken: tuple[Spoken, ...] = ()
    stopped: bool = False
    reply_id: str = ""
    latency_ms: float = 0.0
    recent: tuple[str, ...] = field(default=(), repr=False)
    """The leader's earlier messages, oldest first."""
    recent_openings: frozenset[str] = frozenset()
    """Lines that opened the leader's last conversations."""
    look: "Callable[[], Shelf] | None" = field(default=None, repr=False)
    """Gives what this person's workspace looks through; None: the curated library alone."""
    memories: "Memories | None" = field(default=None, repr=False)
    """What may be looked back at; None: nothing."""
    recalled: "Remembered | None" = None
    """Earlier words that the reply brings up."""
    history: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """(role, text) of the last messages, oldest first; what a model is shown."""

    @property
    def reply(self) -> str:
        return compose(self.spoken)

    @property
    def before(self) -> str:
        """What the coach had just said; empty at the beginning."""
        return next((said for role, said in reversed(self.history) if role == "coach"), "")

    @property
    def asked_them(self) -> bool:
        """Whether the coach's last words ended with a question of its own way, and not with one that rounds off advice."""
        pending = self.state.pending
        advised = pending is not None and pending.move in {Move.SUGGEST, Move.OPINION, Move.JUDGE}
        return self.before.endswith("?") and not advised

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the reply used, in the order of their numbers."""
        return tuple(dict.fromkeys(s.passage for s in self.spoken if s.passage is not None))

    @property
    def voice(self) -> str:
        voices = {s.voice for s in self.spoken}
        return voices.pop() if len(voices) == 1 else "mixed" if voices else "guide"


def compose(spoken: tuple[Spoken, ...]) -> str:
    """The reply's text: one paragraph of talk, a passage's words in one of their own, numbered."""
    paragraphs: list[list[str]] = [[]]
    numbers: dict[str, int] = {}
    for part in spoken:
        text = part.text
        if part.passage is not None:
            text += f" [{numbers.setdefault(part.passage.id, len(numbers) + 1)}]"
        if (part.quote or part.move is Move.SCENE) and paragraphs[-1]:
            paragraphs.append([])
        paragraphs[-1].append(text)
        if part.quote or part.move is Move.SCENE:
            paragraphs.append([])
    return "\n\n".join(" ".join(p) for p in paragraphs if p)


def listen(text: str, services: Services, before: str = "") -> Heard | None:
    """The message's vectors, or None: a broken encoder must not take the safety screen with it. ``before``:
    what the coach had just said."""
    try:
        return services.hear(text, before)
    except Exception:
        _log.exception("the encoder failed; only signs and rules hear this message")
        return None


def run_turn(turn: Turn, services: Services) -> Iterator[Turn]:
    """The steps in order. Yields the turn after each verified part of the reply; the last one
    yielded is whole and ready to be saved."""
    from coach.steps.choose import choose_move
    from coach.steps.consult import consult_model
    from coach.steps.recall import recall_words
    from coach.steps.remember import remember
    from coach.steps.retrieve import retrieve_passages
    from coach.steps.screen import screen_message
    from coach.steps.speak import speak_reply
    from coach.steps.understand import understand_message

    # The fixed words on danger must not colour what is said after them.
    before = "" if turn.state.stage is Stage.SAFETY else turn.before
    turn = replace(turn, heard=listen(turn.text, services, before))
    turn = replace(turn, screening=screen_message(turn, services))
    turn = replace(turn, **consult_model(turn, services))
    turn = replace(turn, reading=understand_message(turn, services))
    turn = replace(turn, state=opened_again(turn.state, turn.reading))
    turn = replace(turn, **retrieve_passages(turn, services))
    turn = replace(turn, plan=choose_move(turn, services))
    turn = replace(turn, **recall_words(turn, services))
    for spoken in speak_reply(turn, services):  # verifies each part before it is yielded
        turn = replace(turn, spoken=(*turn.spoken, spoken))
        yield turn
    yield replace(turn, state=remember(turn))
