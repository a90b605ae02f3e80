"""What the coach remembers from one talk to the next: only what the leader agreed to, where they can see it.

At the end of a talk at most three things are proposed, in the leader's own words; nothing is kept without their
press. Never proposed is what touches somebody's health, faith and the like (``coach.sensitive``), what comes from a
message in which danger or distress was heard, a secret, a surname, and anything of a conversation that is not stored.
"""

import logging
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.borrowing import capitalised, clause_features, named_person
from coach.errors import BadInput, CoachError, NotFound
from coach.knowledge import Contact
from coach.masking import mask_secrets
from coach.recollection import Memories, Remembered, ThisTalk, unpacked, vectors_of
from coach.setting_aside import wants_it_forgotten
from coach.state import ConversationState
from coach.store.desk import Desk
from coach.store.records import KeptKind, KeptRecord, KeptWord, Message, SaidBefore
from coach.text import COMMON, cleaned, word_count
from coach.vocabulary import STOPS_COACHING, TOLD, Answer, Gist, Level, Move, Subject

if TYPE_CHECKING:
    from coach.services import Heard, Services
    from coach.turn import Turn

_log = logging.getLogger(__name__)
_MOST = 3
LONGEST = 300
"""Characters of something that is kept."""
_FEWEST_WORDS, _MOST_WORDS = 4, 22
_SHORT = 6  # words
_ENOUGH = 0.6
"""From which a sentence is telling enough to be proposed; read on the talks of bench/ and docs/conversations/."""
_TELLS_HERE = 0.4  # the same for words of this talk
_WEIGHS_TOO = 0.3  # what the weight of its words counts beside what it comes down to
_NAMED = 0.5  # what it counts that a sentence on somebody says the name
_SUBJECTS = {"person": Subject.WHO, "value": Subject.VALUE, "habit": Subject.PATTERN, "phrase": Subject.HISTORY}  # fmt: skip
_ASKS, _EARLIER = "ask", "earlier"
_MOST_EARLIER, _MOST_PEOPLE = 300, 64
_TELLING = frozenset(
    {Gist.TOLD_HOW_I_SEEM, Gist.OTHERS_DRAW_BACK, Gist.OTHERS_WARM, Gist.OVERLOOKED, Gist.MISSED_THE_PERSON,
     Gist.NEVER_ASKED, Gist.THANKS_UNSAID, Gist.KEPT_SILENT, Gist.WENT_THROUGH_MOTIONS, Gist.ONLY_WHEN_NEEDED,
     Gist.GAVE_TO_GET, Gist.HIDES_SELF, Gist.KEEPS_DISTANCE, Gist.DID_IT_WELL, Gist.CHANGED_A_HABIT, Gist.NO_TIME,
     Gist.ASHAMED, Gist.AFRAID_OF_HOW_IT_LANDS, Gist.TORN, Gist.LONELY, Gist.DOUBTS_OWN_MOTIVE, Gist.SEES_IT_NOW,
     Gist.OWNS_UP, Gist.WHERE_IT_COMES_FROM, Gist.IT_WORKS, Gist.TOO_SOFT, Gist.WHERE_IT_DIFFERS,
     Gist.COUNTS_THE_COST, Gist.WHAT_IT_GIVES, Gist.SPOKE_SHARPLY, Gist.ENDED_ON_ME, Gist.WHAT_MATTERS}
)  # fmt: skip
"""What a sentence may come down to that is worth remembering for itself."""
_OF_OTHERS = frozenset({Gist.THEIR_CIRCUMSTANCES, Gist.LET_DOWN, Gist.GUESSES_THEIR_VIEW})
_VALUES = frozenset({Gist.WHAT_MATTERS, Gist.HOW_ID_BE_KNOWN, Gist.LONGS_FOR})
_A_VALUE = re.compile(
    r"\bmatters? (?:most |more )?to me\b|\bwhat matters\b|\bi (?:believe in|stand for|value|care about)\b|\bimportant to me\b|"
    r"\b(?:i want|i'd like|i'd love|i would like|i wish) (?:\w+ ){0,3}?(?:to (?:be|stop|feel|lead|have|stay|become|end|keep)|(?:people|them|my \w+) to)\b|"
    r"\b(?:known|remembered) (?:for|as)\b|\bcount on\b|\bwon't trade\b|\bthe kind of\b",
    re.I,
)
_ONCE = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|overnight|this (?:morning|week|afternoon)|last (?:week|night|month|\w+day)|next \w+|"
    r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues|wednes|thurs|fri|satur|sun)day|at (?:\d|one|two|three|four|five|six|seven|eight|nine|ten))\b",
    re.I,
)
_LEANS = re.compile(
    r"\b(?:he|she|him|her|his|they|them|it|that(?= \w+ed|\W*$)|this|in there|there(?=\W*$)|though|instead|either|anyway)\b",
    re.I,
)
_FAMILY = re.compile(
    r"\b(?:wife|husband|partner|son|daughter|mother|father|mum|mom|dad|brother|sister|family|kids|children)\b",
    re.I,
)
_A_TASK = re.compile(
    r"\b(?:find out|know|understand|work out|figure out|sort|decide|see (?:her|him|them|what|whether))\b",
    re.I,
)
_A_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Herr|Frau|Madame?|Monsieur)\b\.? ?(?=[A-Z])"
)
_TWO_NAMES = re.compile(r"\b([A-Z][\w'’-]+) (?:(?:van|von|de|del|della|di|da|la|le|der|den|bin|al) )*([A-Z][\w'’-]+)\b")  # fmt: skip
_OF_THEM = re.compile(r"\b(?:he|she|him|her|his|he's|she's)\b", re.I)
_STARTS_OUTSIDE = re.compile(
    r"(?:and|but|so|because|or|then|it|it's|that|that's|this|there|there's|which|yes|no|well|also|than|not|now|maybe|perhaps|he|she|they|"
    r"he's|she's|they're|one|every one|in that|i mean|fair enough)\b",
    re.I,
)
"""What leans on a sentence before it, and says nothing by itself weeks later."""


@dataclass(frozen=True)
class Proposal:
    """Something that could be worth keeping for next time, in the leader's own words."""

    kind: KeptKind
    words: str
    about: str | None
    conversation_id: str
    message_id: str
    said_at: datetime

    @property
    def digest(self) -> str:
        """By which it is known again once it was declined; of a person or a habit it is who or which."""
        what = self.about if self.about is not None else " ".join(self.words.lower().split())
        return sha256(f"{self.kind}:{what.lower()}".encode()).hexdigest()


@dataclass(frozen=True)
class _Rated:
    """A sentence that stands by itself; ``number``: which of its message."""

    words: str
    number: int
    tells: float
    value: float


@dataclass(frozen=True)
class _Said:
    """A sentence of the leader's that could be kept, or the clause of a long one that carries the weight."""

    words: str
    message: Message
    weight: float
    """How much it tells for itself."""
    value: float
    """How likely it names what matters to the leader."""


class Recollections:
    """What the engine holds for all who look back: the talks that are going on. Safe to share between threads."""

    def __init__(self, services: "Services") -> None:
        self.services = services
        self.this_talk = ThisTalk()
        self._proposed: OrderedDict[tuple[str, str, int], tuple[Proposal, ...]] = OrderedDict()
        self._seen: OrderedDict[str, tuple[tuple[Any, ...], tuple[Remembered, ...]]] = OrderedDict()
        self._lock = Lock()

    def of(self, desk: Desk, conversation_id: str) -> Memories:
        """What a turn of this conversation may look back at."""
        here = self.this_talk.said((desk.actor.person_id, conversation_id))

        def before() -> tuple[Remembered, ...]:
            try:
                return self._before(desk)
            except CoachError as error:  # the reply does without
                _log.warning("what is remembered could not be read: %s", error)
                return ()

        return Memories(before, here, datetime.now(UTC))

    def _before(self, desk: Desk) -> tuple[Remembered, ...]:
        """What was kept and not set aside, and the earlier messages that the leader allows; held in memory as long
        as nothing of it changes."""
        person, now = desk.actor.person_id, desk.may_come_up()
        with self._lock:
            seen, found = self._seen.get(person, ((), ()))
        if now != seen:
            kept = (self._kept(one) for one in desk.kept_words() if not one.set_aside)
            known = {r.id: r for r in found if r.source == "said" and r.id in now}
            new = [self._said(one) for one in desk.said_before(list(known))]
            found = (*kept, *known.values(), *new)
            with self._lock:
                self._seen[person] = now, found
                while len(self._seen) > _MOST_PEOPLE:
                    self._seen.popitem(last=False)
        return tuple(one for one in found if one.words)

    def _said(self, said: SaidBefore) -> Remembered:
        words = str(said.vectors["words"])  # empty where nothing of it is worth a look back
        nothing = np.zeros(0, np.float32)
        ear, general = unpacked(said.vectors, words, self.services) if words else (nothing, nothing)
        return Remembered(
            said.message_id, "said", Subject.HISTORY, words, None, said.said_at,
            said.conversation_id, said.message_id, ear, general,
        )  # fmt: skip

    def _kept(self, kept: KeptWord) -> Remembered:
        ear, general = unpacked(kept.vectors, kept.words, self.services)
        habits, about = self.services.knowledge.habits, kept.about
        if kept.kind == "habit" and about in habits:
            about = habits[about].name.lower()
        return Remembered(
            kept.id, "kept", _SUBJECTS[kept.kind], kept.words, about, kept.said_at,
            kept.conversation_id, kept.message_id, ear, general, used_at=kept.last_used_at,
        )  # fmt: skip

    def after(self, desk: Desk, turn: "Turn") -> None:
        """What a finished turn leaves: words that may be linked back to, and what was brought up or set aside."""
        self._hear(desk, turn)
        try:
            self._settle(desk, turn)
        except NotFound:  # forgotten or erased while the turn was running
            _log.info("what was brought up is gone meanwhile")

    def _hear(self, desk: Desk, turn: "Turn") -> None:
        """Note the sentence of the turn that tells most."""
        if (
            turn.heard is None
            or turn.reading.kind not in TOLD
            or turn.screening.level is not Level.NONE
        ):
            return
        rated = [r for r in _rated(turn.heard, self.services) if r.tells >= _TELLS_HERE]
        best = max(rated, key=lambda one: one.tells, default=None)
        if best is None or self.services.never_kept.said_outright(best.words) is not None:
            return
        person = named_person(best.words, self.services.common_words)
        said = Remembered(
            turn.message_id, "here", Subject.SCENE, best.words, person, None, turn.conversation_id,
            turn.message_id, turn.heard.ear_rows[best.number], None, at_turn=turn.state.turns - 1,
        )  # fmt: skip
        self.this_talk.add((desk.actor.person_id, turn.conversation_id), said)

    def _settle(self, desk: Desk, turn: "Turn") -> None:
        last = turn.state.recalled[-1] if turn.state.recalled else None
        if last is None:
            return
        if turn.plan.move is Move.SET_ASIDE:
            if last.source == "kept" and wants_it_forgotten(turn.text):
                desk.forget(last.id)
            elif last.source == "kept":
                desk.set_kept_aside(last.id)
            elif last.source == "said":
                desk.set_message_aside(last.id)
        elif turn.recalled is not None and last.id == turn.recalled.id and last.source == "kept":
            desk.brought_up(last.id, turn.conversation_id)

    def drop(self, desk: Desk, conversation_id: str) -> None:
        """The talk is over for good: nothing of it stays in memory."""
        talk = desk.actor.person_id, conversation_id
        self.this_talk.drop(talk)
        with self._lock:
            for known in [k for k in self._proposed if k[:2] == talk]:
                del self._proposed[known]

    def clear(self, desk: Desk) -> None:
        """Nothing of this person stays in memory."""
        person = desk.actor.person_id
        self.this_talk.drop_all(person)
        with self._lock:
            self._seen.pop(person, None)
            for known in [k for k in self._proposed if k[0] == person]:
                del self._proposed[known]

    def read_earlier(self, desk: Desk) -> Iterator[None]:
        """Make the leader's earlier messages findable, one at each step, as far as they allow it and it is not done."""
        levels: dict[str, dict[str, str]] = {}
        for message in desk.not_read_yet(_MOST_EARLIER):
            if not settings_of(desk.preferences())[_EARLIER]:
                return
            if message.conversation_id not in levels:
                levels[message.conversation_id] = _levels(desk.messages(message.conversation_id))
            words = ""
            if _may_be_used(message, levels[message.conversation_id]):
                words = self._most_telling(message)
            vectors = vectors_of(words, self.services) if words else {}
            desk.read_messages([(message.id, {"words": words, **vectors})])
            yield

    def _most_telling(self, message: Message) -> str:
        """The sentence of a message that could be looked back at; empty if there is none."""
        rated = _rated(self.services.hear(message.text), self.services)
        for one in sorted(rated, key=lambda one: -one.tells):
            if one.tells < _TELLS_HERE:
                break
            if self._is_harmless(one.words):
                return one.words
        return ""

    # Proposing

    def proposals(self, desk: Desk, conversation_id: str) -> tuple[Proposal, ...]:
        """What could be worth keeping of a stored talk that has ended, the most telling first; at most three."""
        conversation, messages = desk.transcript(conversation_id)
        state = ConversationState.model_validate_json(conversation.state)
        if not state.ended or conversation.kind == "scenario":
            return ()
        known = (desk.actor.person_id, conversation_id, len(messages))
        with self._lock:
            made = self._proposed.get(known)
        if made is None:
            made = self._made(conversation_id, state, messages)
            with self._lock:
                self._proposed[known] = made
                while len(self._proposed) > 32:
                    self._proposed.popitem(last=False)
        there = {_digest_of(kept) for kept in desk.kept_words()}
        there |= {_digest_of(kept) for kept in desk.forgotten()} | desk.declined()
        return tuple(proposal for proposal in made if proposal.digest not in there)[:_MOST]

    def _made(
        self, conversation_id: str, state: ConversationState, messages: Sequence[Message]
    ) -> tuple[Proposal, ...]:
        """The person in focus with the sentence on them that weighs most, the value that was named, the most
        telling words, and a habit that the leader said is theirs."""
        levels = _levels(messages)
        own = [m for m in messages if m.role == "leader" and _may_be_used(m, levels)]
        said = [sentence for message in own for sentence in self._told(message)]
        found: list[Proposal] = []

        def propose(kind: KeptKind, one: _Said | None, about: str | None = None) -> None:
            if one is None or any(p.words == one.words for p in found):
                return
            found.append(
                Proposal(
                    kind, one.words, about, conversation_id, one.message.id, one.message.created_at
                )
            )

        person, on_them = self._person(own, said)
        propose("person", on_them, person)
        alone = [one for one in said if not _STARTS_OUTSIDE.match(one.words)]
        values = [one for one in alone if one.value >= _ENOUGH and _names_what_matters(one.words)]
        propose("value", max(values, key=lambda one: one.value, default=None))
        taken = {proposal.words for proposal in found}
        telling = [one for one in alone if one.weight >= _ENOUGH and one.words not in taken]
        propose("phrase", max(telling, key=lambda one: one.weight, default=None))
        habit = next((n.habit for n in reversed(state.named) if n.answer is Answer.ME), None)
        proof = state.evidence.get(habit) if habit is not None else None
        source = next((m for m in own if proof is not None and m.id == proof.message_id), None)
        if proof is not None and source is not None and self._is_harmless(proof.text):
            propose("habit", _Said(_bare(proof.text), source, 1.0, 0.0), habit)
        return tuple(found)

    def _person(
        self, own: Sequence[Message], said: Sequence[_Said]
    ) -> tuple[str | None, _Said | None]:
        """Whom the leader spoke of most, and the most telling sentence on them; nobody known by a surname alone."""
        common = self.services.common_words
        spoken_of = Counter(named_person(message.text, common) for message in own)
        for person, _ in spoken_of.most_common():
            if person is None or not _may_be_named(person):
                continue
            name = person.removeprefix("your ")
            of_them = [
                (one.weight + _NAMED * _speaks_of(one.words, name), one)
                for one in said
                if _speaks_of(one.words, name)
                or (_OF_THEM.match(one.words) and _speaks_of(one.message.text, name))
            ]
            best = max(of_them, key=lambda pair: pair[0], default=None)
            if best is not None and best[0] >= _ENOUGH:
                return person, best[1]
        return None, None

    def _told(self, message: Message) -> list[_Said]:
        """What of a message could be kept, sentence by sentence, with how much each tells."""
        heard = self.services.hear(message.text)
        return [
            _Said(rated.words, message, rated.tells, rated.value)
            for rated in _rated(heard, self.services)
            if self._is_harmless(rated.words)
        ]

    def _is_harmless(self, words: str) -> bool:
        """Whether it may be proposed at all."""
        if _A_TITLE.search(words) or _names_somebody_in_full(words):
            return False
        vector = self.services.ear.encoder.encode_spans(words, [])[0]
        return not self.services.sensitive.may_be(words, vector)


class Memory:
    """What one person had remembered."""

    def __init__(
        self,
        recollections: Recollections,
        desk: Desk,
        later: Callable[[Iterator[None]], None],
    ) -> None:
        self._all = recollections
        self._desk = desk
        self._later = later
        """Does something in the background, step by step."""

    def proposals(self, conversation_id: str) -> tuple[Proposal, ...]:
        """What could be worth keeping of a talk that has ended; nothing of one that is not stored, and nothing
        where the leader does not want to be asked."""
        if not self.settings()[_ASKS]:
            return ()
        try:
            return self._all.proposals(self._desk, conversation_id)
        except NotFound:
            return ()  # not stored

    def keep(self, proposal: Proposal, words: str | None = None) -> KeptWord:
        """Keep what was proposed, as it is or in the leader's ``words``.

        Raises BadInput for words that cannot be kept: none, too many, or on somebody's health and the like.
        """
        kept = self._fit(words) if words is not None else proposal.words
        return self._desk.keep(
            KeptRecord(
                proposal.kind, kept, proposal.about, proposal.conversation_id, proposal.message_id,
                proposal.said_at, vectors_of(kept, self._all.services),
            )
        )  # fmt: skip

    def decline(self, proposal: Proposal) -> None:
        """It is not proposed again."""
        self._desk.decline(proposal.digest)

    def kept(self) -> list[KeptWord]:
        """Newest first."""
        return self._desk.kept_words()

    def kept_from(self, conversation_id: str) -> list[KeptWord]:
        """What was kept from a conversation, deleted or not."""
        return self._desk.kept_from(conversation_id)

    def change(self, kept_id: str, words: str, about: str | None = None) -> KeptWord:
        """Other words for it, and for whom it is about. Raises BadInput as :meth:`keep` does."""
        before = self._desk.kept_word(kept_id)
        now = self._fit(words)
        about = self._fit(about)[:60] if about and before.kind == "person" else before.about
        vectors = vectors_of(now, self._all.services)
        return self._desk.change_kept(kept_id, words=now, about=about, vectors=vectors)

    def bring_up_again(self, kept_id: str) -> None:
        """What was set aside may be spoken of again."""
        self._desk.set_kept_aside(kept_id, aside=False)

    def set_aside(self, kept_id: str) -> None:
        """It stays, but is not brought up."""
        self._desk.set_kept_aside(kept_id)

    def forget(self, kept_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        return self._desk.forget(kept_id)

    def forget_all(self) -> datetime:
        return self._desk.forget_all()

    def forgotten(self) -> list[KeptWord]:
        """What was forgotten and can still be brought back."""
        return self._desk.forgotten()

    def undo_forget(self, kept_id: str) -> None:
        self._desk.undo_forget(kept_id)

    def keep_without(self, conversation_id: str) -> None:
        """What was kept from a conversation stays when the conversation goes."""
        self._desk.part_from(conversation_id)

    def settings(self) -> dict[str, bool]:
        """``ask``: propose something at the end of a talk. ``earlier``: look back at messages of earlier talks too."""
        return settings_of(self._desk.preferences())

    def change_settings(self, **changes: bool) -> None:
        preferences = self._desk.preferences()
        self._desk.save_preferences({**preferences, "memory": settings_of(preferences) | changes})
        if changes.get(_EARLIER) is False:
            self._desk.unread_messages()
        self.read_earlier()

    def read_earlier(self) -> None:
        """In the background, make earlier messages findable if the leader allows it."""

        if self.settings()[_EARLIER]:
            self._later(self._all.read_earlier(self._desk))

    def people_to_reach(self, words: str) -> tuple[Contact, ...]:
        """Whom to reach instead, where words that somebody wants kept tell of danger."""
        from coach.steps.screen import screen_text

        services = self._all.services
        level = screen_text(words, services).level
        if level not in STOPS_COACHING:
            return ()
        serves = (
            ("workplace", "abuse", "emergency")
            if level is Level.ABUSE_REPORT
            else ("crisis", "emergency")
        )
        return tuple(services.knowledge.contacts_for(services.settings.country, serves))

    def _fit(self, words: str) -> str:
        """The leader's own words as they are kept; a surname in them is theirs to write."""
        from coach.steps.screen import screen_text

        fit = " ".join(mask_secrets(cleaned(words)).text.split())
        if word_count(fit) == 0:
            raise BadInput("There are no words to keep. Write them, or press Don’t.")
        if len(fit) > LONGEST:
            raise BadInput(f"That is long. Keep the {LONGEST} characters that matter.")
        about = self._all.services.never_kept.said_outright(fit)
        if about is not None:
            raise BadInput(
                f"That touches on somebody’s {about}, and such things are never kept here. Say it without that."
            )
        if screen_text(fit, self._all.services).level in STOPS_COACHING:
            raise BadInput(
                "This is not something for a program to remember. If somebody may be in danger, say so in a talk: "
                "it shows you people who can help."
            )
        return fit


def settings_of(preferences: Mapping[str, Any]) -> dict[str, bool]:
    """What a person chose, or what holds until they choose: to be asked, and no look at earlier messages."""
    return {_ASKS: True, _EARLIER: False} | dict(preferences.get("memory") or {})


def _levels(messages: Iterable[Message]) -> dict[str, str]:
    """For each message of the leader's, what the screen heard in it."""
    return {m.reply_to: m.meta.get("level", Level.NONE) for m in messages if m.reply_to is not None}


def _may_be_used(message: Message, levels: Mapping[str, str]) -> bool:
    """Whether a message may be remembered: answered, and neither danger nor a secret was heard in it."""
    calm = levels.get(message.id) == Level.NONE
    return calm and not message.meta.get("masked") and message.meta.get("answer") is None


def _rated(heard: "Heard", services: "Services") -> list[_Rated]:
    """The sentences of a message that could be said again weeks later, with how much each tells for itself and how
    likely it names what matters to the leader."""
    if not heard.sentences:
        return []
    head = services.ear["gist"]
    comes_to = head.scores(heard.ear_rows)
    telling, values = ([head.labels.index(g) for g in those] for those in (_TELLING, _VALUES))
    weights = _weights(heard, services)
    found = []
    for n, sentence in enumerate(heard.sentences):
        words = _bare(sentence.text)
        top = Gist(head.labels[int(comes_to[n].argmax())])
        if _could_be_kept(words) and top in _TELLING | _VALUES | _OF_OTHERS:
            tells = float(comes_to[n, telling].sum()) + _WEIGHS_TOO * weights[n] - _leans(words)
            found.append(_Rated(words, n, tells, float(comes_to[n, values].sum())))
    return found


def _could_be_kept(words: str) -> bool:
    fits = _FEWEST_WORDS <= word_count(words) <= _MOST_WORDS
    return fits and not words.rstrip("”'").endswith("?") and not set(words) & set('"“”[]{}')


def _may_be_named(person: str) -> bool:
    """Whether somebody may be kept by this name: nobody of the family, and no surname alone."""
    return not (_A_TITLE.match(person) or _FAMILY.search(person) or person.lower() in COMMON)


def _names_what_matters(words: str) -> bool:
    leans = _A_TASK.search(words) or _OF_THEM.search(words)
    return _A_VALUE.search(words) is not None and leans is None


def _leans(words: str) -> float:
    """What speaks against a sentence weeks later: somebody or something that it does not name, a single day, few words."""
    return (
        0.35 * bool(_LEANS.search(words))
        + 0.4 * bool(_ONCE.search(words))
        + 0.3 * (word_count(words) < _SHORT)
    )


def _weights(heard: "Heard", services: "Services") -> list[float]:
    """For each sentence how likely a reader would hand words of it back."""
    if not heard.clauses:
        return [0.0] * len(heard.sentences)
    seen = clause_features(heard.ear_clauses, heard.ear_whole, heard.text, heard.clauses)
    weights = services.ear["quote"].scores(seen)[:, 0]
    return [
        max(
            (
                float(weight)
                for (start, end), weight in zip(heard.clauses, weights, strict=True)
                if sentence.start <= start and end <= sentence.end
            ),
            default=0.0,
        )
        for sentence in heard.sentences
    ]


def _bare(words: str) -> str:
    return " ".join(words.split()).strip(' "“”')


def _speaks_of(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text, re.I) is not None


def _names_somebody_in_full(words: str) -> bool:
    """Whether a first name and a surname, or the like, stand there."""
    inside = capitalised(words)
    return any(match[2] in inside or match[1] in inside for match in _TWO_NAMES.finditer(words))


def _digest_of(kept: KeptWord) -> str:
    said_at = kept.said_at
    return Proposal(kept.kind, kept.words, kept.about, "", "", said_at).digest
