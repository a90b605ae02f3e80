"""The guide: chooses, for each part of a plan, the curated line that fits best, and fills it.

A line that says what it answers (``hears``) is found by meaning; the others by what was heard. What
was said before in the conversation is not said again.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from coach.aims import aim_of, plainly_wanted
from coach.asked_back import asked_back, case_asked
from coach.borrowing import named_person
from coach.carrying import hard_word
from coach.choices import (
    bare_ways,
    leaning,
    over_somebody,
    own_leaning,
    to_be_left,
    to_be_said,
    two_ways,
    whether_to,
)
from coach.corrections import asked_about, still_asked
from coach.ear import asked_features, with_gists
from coach.encoder import Matrix
from coach.index import VectorCache
from coach.left_out import left_out
from coach.lines import Line, gists_of, plain_line
from coach.losses import has_died, is_anothers_loss, loss_said, names_death, tells_of_death
from coach.newest_plan import said_in_leaving
from coach.plan_said import (
    aim_said,
    clause_said,
    deed_of,
    moment,
    plan_in_words,
    way_said,
    wish_quoted,
    wish_said,
)
from coach.plans import (
    IN_THE_WAY,
    in_short,
    is_decided,
    sentence_meant,
    step_as_said,
    tells_plan,
)
from coach.pronouns import One, in_singular, one_person
from coach.putting_right import step_at
from coach.question_shapes import SHAPES, asked_of_self, quality_asked
from coach.recollection import slots_of
from coach.retelling import says_it_again
from coach.sayable import said_already
from coach.second_person import told_of
from coach.state import Step
from coach.stations import TRACK
from coach.text import (
    IN_QUOTATION,
    QUOTED,
    longest_quoted,
    sentences,
    what_is_asked,
    with_mark,
    word_count,
)
from coach.vocabulary import (
    PLANNING,
    Depth,
    Feeling,
    Gist,
    Move,
    Relation,
    Stage,
    Subject,
    TurnKind,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.ear import Ear
    from coach.knowledge import Passage
    from coach.services import Heard, Services
    from coach.turn import Part, Turn

# Cosine from which a line is taken to answer what was said: a weak guide (docs/decisions/011-gists.md).
HEARS = 0.62
_HEARS_IF_LIKELY = 0.5  # for a line on a habit that is believed already
_HEARS_TO_AFFIRM = 0.62  # an affirmation states a fact
_HEARS_META = 0.4  # there the rules have said already what is asked about
_NEVER_SAID = 0.03  # below, no line that claims something is said
_APT = 0.45  # what it counts that a reader would answer with a line
_HARDLY = 0.002  # how likely a line is that counts for nothing
# From here a line may be said that claims something (docs/decisions/012-lines-that-readers-would-choose.md).
_APT_ENOUGH = {Move.REFLECT: 0.06, Move.ASK: 0.08}
_UNLESS_SILENT = (
    0.85  # of that, where there is nothing to quote and only an empty "I see" would be left
)
_SAID_FIRST = frozenset({"loss", "hard"})
# With nothing of the line's own in them: never the same sentence twice.
_BARE = frozenset({"{told}.", "“{phrase}.”", "“{words}.”"})
_A_FEW = 5  # words of a quotation that can stand by itself
_AT_FIRST = 1.5  # of that, in the first reply, from which the whole program is judged
_MET = 0.6  # what it costs a line to have been said in one of the last conversations
_ASKED_ENOUGH = 3  # replies in a row that asked something
_APTER = 0.25  # what it counts how much likelier than others it is there
_FOLLOWS = 1.0  # what it counts that what is said is about the words just told
_FOLLOWS_UP = 0.3  # what it counts that a question is
_AFTER_A_QUOTATION = 0.4  # of the usual likelihood, for a question after mere quotation
_AFTER_TELLING = 0.55  # for one after what was told
_AFTER_A_MEANING = 2.0  # and for one after a meaning of the coach's own
_LEAST_ASKED = (
    0.03  # likelihood of a question for any message, to be asked after something was said
)
_THAT_PART = 1.3  # what it counts that the part of the plan that was just said is said back
_IDEA = 1.2  # what it counts that something they could do is said back as that
_QUOTE, _TOLD = 0.6, 1.65  # what a few words in quotation marks count, and what is told back
_THAT_VERY = 0.8  # what it counts that an answer names the very choice that was asked about
_LEANT_TO = frozenset(
    {"nearer", "leant", "pick", "this", "quality", "mine", "yes", "leave", "over"}
)
_LIKELY = 0.6  # of a habit in this message, from which its own lines may be used
_ALLOWED = 0.6  # what it counts that a line comes back to words that the leader allowed it to
_TERSE = 7  # words
_LONG = 16  # words of a sentence to which nothing more is added
_A_FACT = 3  # words of an answer that deserves an "All right."
_TELLING = 4  # words of a sentence that is compared by itself
_WELL = 0.95  # the fit of a second reflection, which may as well be left out
_SCENARIO = "scenario."
_HAPPENED = re.compile(
    r"\b(?:yesterday|last (?:week|month|night|year|time|mon|tues|wednes|thurs|fri|satur|sun)\w*|this (?:morning|week)|today|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:he|she|they|i|we|\w+) (?:said|told|asked|left|came|walked|went|rang|called|wrote|shouted|cried|laughed|nodded|resigned|quit|looked)|\w+ ago)\b",
    re.I,
)
_TO_NO_ANSWER = frozenset({Move.UNSURE, Move.DROP_IT, Move.MEND})
"""Moves whose lines may hang on the last question although it was not answered."""
# What only makes sense where there is a plan.
_OF_A_PLAN = frozenset({Gist.OBSTACLE, Gist.FALLBACK, Gist.HOW_SURE})
_ON_WHAT_WAS_TOLD = frozenset({Move.REFLECT, Move.AFFIRM, Move.ASK})
_BEFORE_IT = frozenset({Move.MEND, Move.GO_ON, Move.CONFIRM_AIM})
_GRAVE = frozenset(
    {Move.CRISIS, Move.OTHER_AT_RISK, Move.HARM_OTHERS, Move.ABUSE_REPORT, Move.STAY}
)
# Subjects that a plan has to name: a misreading that is owned, a person in place of a
# program, advice that is asked for.
_ONLY_IF_MEANT = {
    Move.CRISIS: (Subject.FIT,),
    Move.OTHER_AT_RISK: (Subject.FIT,),
    Move.HARM_OTHERS: (Subject.FIT,),
    Move.ABUSE_REPORT: (Subject.FIT,),
    Move.GO_ON: (Subject.FIT, Subject.UNSAID, Subject.WHO),
    Move.CONFIRM_AIM: (Subject.CHOICE,),
    Move.ANSWER: (Subject.FIT,),
    Move.NOT_IN_LIBRARY: (Subject.FIT, Subject.SCENE, Subject.PASSAGE),
    Move.OPINION: (
        Subject.ANSWER,
        Subject.CHOICE,
        Subject.STEP,
        Subject.SENTENCE,
        Subject.COST,
        Subject.FIT,
        Subject.KNOWING,
        Subject.UNSAID,
        *SHAPES,
    ),
    Move.ASK: (Subject.LOSS,),
    Move.GOODBYE: (Subject.SAFE, Subject.UNSAID, Subject.FIT, Subject.FOLLOW_UP),
    Move.PLAN: (Subject.UNSAID,),
    Move.ROLL: (Subject.BENEFIT,),
    Move.SUMMARISE: (Subject.SCENE,),
    Move.GREET: (Subject.WHO,),
}
_OF_SOMEBODY = frozenset(
    {
        Move.REFLECT,
        Move.ASK,
        Move.AFFIRM,
        Move.EVOKE_STEP,
        Move.OPINION,
        Move.SUGGEST,
        Move.PLAN,
        Move.TEN_MINUTES,
        Move.JUDGE,
    }
)
_KINDS = {"study": "evidence", "finding": "evidence", "to try": "practice", "story": "story"}


@dataclass(frozen=True)
class Words:
    """A chosen line with its slots filled."""

    line: Line
    text: str


class LineBook:
    """All lines by move: those that say what they answer with the vectors of that, those that the ear
    ranks with their places beside the messages."""

    def __init__(
        self, lines: Sequence[Line], near: VectorCache, ranked: VectorCache, ear: "Ear"
    ) -> None:
        self._by: dict[Move, list[Line]] = defaultdict(list)
        self._unranked: dict[Move, list[Line]] = defaultdict(list)
        for line in lines:
            self._by[line.move].append(line)
            if not line.is_ranked:
                self._unranked[line.move].append(line)
        self.receipts = frozenset(
            line.say
            for line in self._by[Move.REFLECT]
            if line.depth is Depth.SIMPLE
            and not (line.gists or line.slots or line.after or line.about)
        )
        """What only says that something was heard."""
        self.invites = tuple(line for line in self._by[Move.REFLECT] if line.about is Subject.SCENE)
        """What asks for more without a question."""
        answering = [line for line in lines if line.hears]
        rows = near.vectors([text for line in answering for text in line.hears])
        ends = np.cumsum([len(line.hears) for line in answering])
        own = dict(zip((a.id for a in answering), np.split(rows, ends[:-1]), strict=True))
        self._answering = {
            move: _Answering.of(said, own)
            for move in self._by
            if (said := [line for line in self._by[move] if line.hears])
        }
        self._ear = ear
        self._ranked: dict[Move, _Ranked] = {}
        gists = ear["gist"].labels
        # In one call: the cache keeps what it was asked for last.
        said = [
            line
            for move in map(Move, ear.pairings)
            for line in self._by[move]
            if line.is_ranked or line.follows
        ]
        rows = with_gists(ranked.vectors([line.own_words for line in said]), gists_of(said, gists))
        for move in map(Move, ear.pairings):
            those = [n for n, line in enumerate(said) if line.move is move and line.is_ranked]
            its = tuple(said[n] for n in those)
            plain = tuple(n for n, line in enumerate(its) if not _enough(line))
            self._ranked[move] = _Ranked(its, ear.pairings[move].of_lines(rows[those]), plain)
        following = [n for n, line in enumerate(said) if line.follows and line.move is Move.ASK]
        places = ear.pairings[Move.ASK].of_lines(rows[following])
        places[:, -1] = 0.0  # what fits always is no better than what fits here
        self._following = _Ranked(tuple(said[n] for n in following), places, ())
        """Questions about the leader's own words just handed back."""

    def lines(self, move: Move) -> list[Line]:
        """All of a move."""
        return self._by.get(move, [])

    def unranked(self, move: Move) -> list[Line]:
        """Those of a move that are not ranked by how well they answer a message."""
        return self._unranked.get(move, [])

    def apt(
        self, move: Move, heard: "Heard | None", gists: "Mapping[Gist, float]"
    ) -> list[tuple[Line, float]]:
        """The ranked lines of a move that are likely enough, best first, and then those that may always be said, with how
        likely a reader would answer the message with each; all of them, as likely as each other, where
        nothing was heard. ``gists``: what was heard in it, which may be more than the ear heard."""
        ranked = self._ranked.get(move)
        if ranked is None:
            return []
        if heard is None:
            return [(line, 1 / len(ranked.lines)) for line in ranked.lines]
        likely = self._ear.pairings[move].scores(self._heard(heard, gists), ranked.places)
        order = np.argsort(-likely)
        could_be_said = order[likely[order] >= _NEVER_SAID]
        best = dict.fromkeys((*could_be_said.tolist(), *ranked.plain))
        return [(ranked.lines[n], float(likely[n])) for n in best]

    def follow(self, heard: "Heard | None", gists: "Mapping[Gist, float]") -> dict[str, float]:
        """How much likelier than their mean the questions about words just handed back are, by id (a logarithm); empty
        where nothing was heard."""
        lines, places = self._following.lines, self._following.places
        if heard is None or not lines:
            return {}
        likely = self._ear.pairings[Move.ASK].scores(self._heard(heard, gists), places)
        return dict(zip((a.id for a in lines), np.log(likely * len(lines)).tolist(), strict=True))

    def _heard(self, heard: "Heard", gists: "Mapping[Gist, float]") -> Matrix:
        """The message as the pairings see it: its vector, and beside it how likely its gists are."""
        head = self._ear["gist"]
        scores = head.scores(heard.ear_whole)[0]
        for gist, sure in gists.items():
            scores[head.labels.index(gist)] = max(scores[head.labels.index(gist)], sure)
        return with_gists(heard.ear_whole, scores)

    def nearness(self, heard: "Heard | None", moves: Iterable[Move]) -> dict[str, float]:
        """For every line of these moves that says what it answers: the greatest cosine of one of these
        texts with the message or one of its sentences."""
        if heard is None:
            return {}
        # A few words among more ("Not really?") say nothing by themselves.
        telling = [word_count(sentence.text) >= _TELLING for sentence in heard.sentences]
        near: dict[str, float] = {}
        groups = {m: group for m in moves if (group := self._answering.get(m)) is not None}
        meant = heard.meaning() if groups else None
        if meant is not None:
            whole, rows = meant
            said = np.vstack([whole[None], rows[telling] if len(telling) > 1 else rows[:0]])
            for move, group in groups.items():
                best = (self._asked_of_it(heard, said, move) @ group.vectors.T).max(0)
                best_of_line = np.maximum.reduceat(best, group.starts).tolist()
                near |= zip(group.ids, best_of_line, strict=True)
        return near

    @staticmethod
    def _asked_of_it(heard: "Heard", said: Matrix, move: Move) -> Matrix:
        """What is asked about the coach stands in the question, whatever was told before it: "Text him first. You there?" """
        asked = [s.text for s in heard.sentences if s.text.endswith("?")]
        if move is not Move.META or not asked or len(heard.sentences) == 1:
            return said
        return heard.encoder().encode(asked[-1:])

    def question_answered(
        self, heard: "Heard | None", text: str, said: Iterable[str], *, counts: float = 1.0
    ) -> str | None:
        """The kind of question that a text asks, if there is a direct answer to it that was not ``said`` before; None
        where it is not clear. ``counts``: what the likelihood counts, where it is doubtful that anything is asked."""
        head = self._ear.heads.get("asked")
        if heard is None or head is None:
            return None
        asked = what_is_asked(sentences(with_mark(text)))
        asked = asked if text.rstrip().endswith("?") else asked.removesuffix("?")
        question, whole = (heard.alone(words) for words in (asked, text))
        likely = head.scores(asked_features(question, whole))[0]
        best = int(likely[:-1].argmax())
        kind, sure = head.labels[best], likely[best] * counts >= head.thresholds[best]
        return kind if sure and self.has_answer(kind, said) else None

    def answered_last(self, said: Iterable[str]) -> str | None:
        """The kind of question to which the last direct answer of a conversation was; None if there was none."""
        kinds = {line.id: line.asked for line in self.lines(Move.SUGGEST)}
        return next((kinds[line] for line in reversed(tuple(said)) if line in kinds), None)

    def has_answer(self, asked: str, said: Iterable[str], *, plain: bool = False) -> bool:
        """Whether there is a direct answer to a kind of question that was not ``said`` before. ``plain``: one that asks
        nothing itself."""
        used = set(said)
        return any(
            line.asked == asked and line.id not in used and not (plain and line.asks)
            for line in self.lines(Move.SUGGEST)
        )


@dataclass(frozen=True)
class _Ranked:
    """A move's lines that the ear ranks, and their places beside the messages, one row a line."""

    lines: tuple[Line, ...]
    places: Matrix
    plain: tuple[int, ...]
    """Which of them may always be said."""


@dataclass(frozen=True)
class _Answering:
    """A move's lines that say what they answer: their ids, and the vectors of those texts, each line's together."""

    ids: tuple[str, ...]
    vectors: Matrix
    starts: "NDArray[np.intp]"

    @classmethod
    def of(cls, lines: Sequence[Line], own: dict[str, Matrix]) -> "_Answering":
        rows = [own[line.id] for line in lines]
        starts = np.cumsum([0, *(len(said) for said in rows[:-1])])
        return cls(tuple(line.id for line in lines), np.concatenate(rows), starts)


@dataclass(frozen=True)
class _Occasion:
    """What a line is measured against."""

    turn: "Turn"
    near: dict[str, float]
    apt: dict[str, float]
    """How likely a reader would answer the message with a ranked line, by id."""
    follow: dict[str, float]
    """How much likelier than others a question about words just handed back is, by id."""
    likely: frozenset[str]
    refused: frozenset[str]
    openings: frozenset[str]
    met: frozenset[str]
    """Lines said in the leader's last conversations."""
    slots: dict[str, str]
    feelings: frozenset[Feeling]
    relation: Relation | None
    about: Subject | None
    """What the coach's last question was about."""
    episode: bool
    """Whether something that happened has been told."""
    answers: bool
    """Whether the message can be taken for an answer to it, and tells the part of a plan that was asked for."""
    one: One | None
    """Whether one man or one woman is spoken of."""
    bar: float
    """By how much more or less than usual a ranked line must be likely."""
    told: frozenset[str | None]
    """What would be told back, roughly and more closely."""
    unclear: bool
    """Whether the coach's last words ended with a question that can be asked again more simply."""
    received: bool
    """Whether the last reply began with nothing but a receipt ("Right, I see.")."""


def speak_guide(turn: "Turn", services: "Services") -> "Iterator[tuple[Part, Words]]":
    """The plan's parts in the guide's words, in order; optional parts only if a line fits well."""
    from coach.turn import Part

    state, likely = turn.state, _likely(turn)
    # The questions that say what they answer belong to a habit each: without one, nothing is near.
    moves = {part.move for part in turn.plan.parts if likely or part.move is not Move.ASK}
    asks = any(part.move is Move.ASK for part in turn.plan.parts)
    near = services.book.nearness(turn.heard, moves)
    received = _only_received(turn, services)
    slots = _slots(turn, services)
    about = state.pending.about if state.pending else None
    occasion = _Occasion(
        turn=turn,
        near=near,
        apt={},
        follow=services.book.follow(turn.heard, turn.reading.gists) if asks else {},
        likely=likely,
        refused=frozenset((*state.refused, *state.doubted))
        | (frozenset(state.theme) if turn.reading.kind is TurnKind.REPAIR else frozenset()),
        openings=turn.recent_openings,
        met=frozenset(state.met),
        slots=slots,
        feelings=frozenset(turn.reading.felt),
        relation=_relation(turn),
        about=about,
        episode=any(_HAPPENED.search(said) for said in (*turn.recent[-4:], turn.text)),
        answers=_answers(turn, about),
        one=one_person((*turn.recent[-4:], turn.text), turn.reading.person or turn.state.person),
        bar=_AT_FIRST if state.turns == 0 else 1.0 if "told" in slots else _UNLESS_SILENT,
        told=_tells(turn),
        unclear=turn.asked_them,
        received=received,
    )
    reply = _Reply(set(state.said))
    receipt: Words | None = None
    for n, part in enumerate(turn.plan.parts):
        if part.text and part.move in {Move.SCENE, Move.ASK}:
            yield part, Words(_fixed(part), part.text)
            continue
        last = n == len(turn.plan.parts) - 1
        lines = list(part.lines)
        if part.move is not Move.BRAND:
            lines += _extra_lines(part, turn, services)
            lines += _candidates(part.move, occasion, services, part.abouts)
        if not last:  # the question comes last
            lines = [line for line in lines if not line.asks]
        if not last and turn.plan.move in {Move.OFFER_NAME, Move.OFFER_PASSAGE, Move.RECALL}:
            lines = [
                line for line in lines if "phrase" not in line.slots
            ]  # an offer needs no quotation
        asked_enough = state.counts.questions_in_a_row >= _ASKED_ENOUGH and reply.spoke
        if part.move is Move.ASK and part.optional and (reply.weighs or asked_enough):
            continue  # what was heard is left to stand for itself
        if part.move is Move.REFLECT and reply.gists:  # a second one is about something else
            lines = [line for line in lines if not line.gists & reply.gists]
        chosen = None
        if part.move is Move.REFLECT and not reply.spoke:
            # Somebody's loss, or a hard word about oneself, comes before whatever else was told.
            weighty = _SAID_FIRST & slots.keys()
            chosen = pick([line for line in lines if line.slots & weighty], part, occasion, reply)
        if part.move is Move.REFLECT and reply.spoke and not reply.took_up:
            lines = [
                line for line in lines if line.borrows
            ]  # what they told, and no guess of the coach's
        if chosen is None and part.move is Move.REFLECT and "told" in slots:
            # What happened is told back first, and then what it may mean: what a reader would say to it, or else what
            # holds for all that is told so.
            more = [line for line in lines if line.is_ranked and line.depth is not Depth.SIMPLE]
            apter = pick(more, replace(part, optional=True), occasion, reply) is not None
            echo = says_it_again(
                slots["told"], turn.text
            )  # which its meaning makes a reflection of
            if apter or (_is_long(turn) and not echo):
                lines = [line for line in lines if not (line.follows and "told" in line.slots)]
            if not reply.took_up and _then_more(turn.plan.parts, n):
                told = [line for line in lines if "told" in line.slots]
                chosen = pick(told, part, occasion, reply)
            if (
                reply.took_up and "loss" not in reply.slots
            ):  # what follows adds a meaning, or nothing does
                lines = [line for line in lines if line.depth is not Depth.SIMPLE]
        asking = occasion
        if part.move is Move.ASK and _may_end_without(turn, reply, part):
            asking = replace(occasion, bar=occasion.bar * _bar(reply))
            lines = [line for line in lines if _is_worth_asking(line, asking, reply)]
            part = replace(part, optional=True)
        chosen = chosen or pick(lines, part, asking, reply)
        if (
            chosen is None and part.move is Move.AFFIRM
        ):  # no strength that a line holds for: what was told, then
            part = replace(part, move=Move.REFLECT)
            lines = _candidates(Move.REFLECT, occasion, services)
            chosen = pick([line for line in lines if "told" in line.slots], part, occasion, reply)
        if chosen is None and not part.optional:
            # Everything fitting was said already: a line that fits less is better than silence.
            chosen = pick(lines, part, occasion, reply, strict=False)
        needed = last and not reply.asked and not (part.optional and reply.spoke)
        if chosen is None and needed and part.move not in _GRAVE:
            # All its lines were said: something else is asked rather than nothing said.
            lines = _candidates(Move.ASK, occasion, services)
            chosen = pick(lines, Part(Move.ASK), occasion, _Reply(reply.said), strict=False)
        if chosen is not None and part.move is Move.SUGGEST and _decided_much(turn):
            chosen = replace(chosen, text=_without_its_question(chosen.text))
        empty = chosen is not None and chosen.line.say in services.book.receipts
        if empty and not last and turn.reading.words > _A_FACT:
            continue
        if empty and not last and turn.plan.move is Move.ASK and not reply.spoke:
            receipt = receipt or chosen  # said only before a question that fits
            continue
        if empty and last and turn.reading.words > _TERSE:
            chosen = pick(services.book.invites, Part(Move.REFLECT), occasion, reply) or chosen
        if last and not reply.spoke and part.move is Move.ASK:
            invited = _invitation(chosen, occasion, reply, services)
            if invited is not None:
                yield replace(part, move=Move.REFLECT), invited
                return
            brief = turn.reading.words <= _A_FACT
            if receipt is not None and chosen is not None and brief and not occasion.received:
                reply.add(receipt, occasion)
                yield turn.plan.parts[0], receipt
        if chosen is None or (empty and occasion.received):
            continue  # "Right, I see." is not said twice running
        reply.add(chosen, occasion)
        yield part, chosen


_THEIR_WORDS = 3  # of a quotation, from which it is what they would say


def _decided_much(turn: "Turn") -> bool:
    """Whether somebody who asks something has words or a plan, or asks again, so that an answer asks them nothing more: what it
    would ask, they have mostly told (docs/decisions/045-questions-left-out.md)."""
    state = turn.state
    plans = state.step.what is not None or state.stage in {Stage.COMMITTING, Stage.CLOSING}
    has_words = word_count(longest_quoted(turn.text)) >= _THEIR_WORDS
    return plans or has_words or turn.reading.kind is TurnKind.REPAIR


def _without_its_question(text: str) -> str:
    """An answer without the question at its end, where something stands before it."""
    said = sentences(text)
    asks = len(said) > 1 and said[-1].text.endswith("?")
    return text[: said[-1].start].rstrip() if asks else text


def _may_end_without(turn: "Turn", reply: "_Reply", part: "Part") -> bool:
    """Whether a question is asked only if it is likely enough: something was said to what was told, and no loss is asked
    after. After an aim that was taken up, or a misreading that was owned, the talk has to go on."""
    told = all(other.move in _ON_WHAT_WAS_TOLD for other in turn.plan.parts)
    return reply.spoke and told and Subject.LOSS not in part.abouts


def _bar(reply: "_Reply") -> float:
    """By how much more or less than usual a question must be likely after what was said: least after mere quotation, most
    after a meaning of the coach's own, which in 19 of 26 replies that had understood was better alone."""
    if reply.meant:
        return _AFTER_A_MEANING
    return _AFTER_A_QUOTATION if "quotation" in reply.follows else _AFTER_TELLING


def _is_worth_asking(line: Line, occasion: _Occasion, reply: "_Reply") -> bool:
    """Whether a question is likely enough to come after what was said, whatever it was written for; one about the words
    that were just told needs to be no likelier, and comes after no meaning."""
    likely = occasion.apt.get(line.id)
    if likely is None:
        return not (line.follows and reply.meant)
    return likely >= _LEAST_ASKED * max(occasion.bar, 1.0)


def _tells(turn: "Turn") -> frozenset[str | None]:
    told = turn.reading.retold
    return frozenset((told.of, told.tells)) if told is not None else frozenset()


def _is_long(turn: "Turn") -> bool:
    """Whether what would be told back is long enough for a sentence."""
    told = turn.reading.retold
    return told is not None and told.of != "two" and word_count(told.words) > _LONG


def _then_more(parts: "tuple[Part, ...]", n: int) -> bool:
    """Whether a reflection is followed by another one, if one fits."""
    if n + 1 >= len(parts):
        return False
    return parts[n + 1].move is Move.REFLECT and parts[n + 1].optional


@dataclass
class _Reply:
    """What this reply has said so far. ``said``: the lines of the whole conversation, by id."""

    said: set[str]
    slots: set[str] = field(default_factory=set)
    """Those that are not filled again."""
    gists: set[Gist] = field(default_factory=set)
    follows: set[str | None] = field(default_factory=set)
    """What a line would follow: a quotation, or what was told back."""
    spoke: bool = False
    asked: bool = False
    weighs: bool = False
    meant: bool = False
    """Whether what was heard got a meaning that the ear found, beyond what holds for all that is told so."""
    took_up: bool = False
    """Whether anything was said to what was told: owning a mistake, or taking up what is wanted, says nothing to it."""

    def add(self, chosen: Words, occasion: _Occasion) -> None:
        line = chosen.line
        self.took_up = self.took_up or line.move not in _BEFORE_IT
        self.spoke, self.asked = True, self.asked or chosen.text.rstrip("”").endswith("?")
        self.said.add(line.id)
        self.gists |= line.gists
        complex_ = line.depth in {Depth.COMPLEX, Depth.DOUBLE}
        self.weighs = self.weighs or complex_
        self.meant = self.meant or (complex_ and line.move is Move.REFLECT and not line.follows)
        self.slots |= line.slots & {
            "person",
            "idea",
            "hurdle",
            "plan",
            "way",
            "remedy",
            "moment",
            "loss",
        }
        if line.borrows:  # nor are the same words handed back again, or as a part of the plan
            reading = occasion.turn.reading
            if "told" in line.slots and reading.retold is not None:
                self.follows = set(_tells(occasion.turn))
                self.weighs = (
                    self.weighs or "two" in self.follows
                )  # two things stand for themselves
            else:
                self.follows = {"quotation"}
                own = _quotable(reading.phrase or "")
                self.slots |= {name for name, text in occasion.slots.items() if own in text}
            self.slots |= {"phrase", "told", "words", "hard"}


def _invitation(
    question: Words | None, occasion: _Occasion, reply: _Reply, services: "Services"
) -> Words | None:
    """A bare "tell me more", where all there is to say is a question that fits anything; not where somebody says little,
    and not in two replies out of three."""
    from coach.turn import Part

    turn, book = occasion.turn, services.book
    if turn.reading.words < _TERSE or turn.state.scenario or turn.plan.parts[-1].text:
        return None
    if Gist.SCEPTICAL in turn.reading.gists:
        return None  # of what they don't believe in nothing more is asked for
    again = turn.text in turn.recent  # what could be said to it was said
    if (
        question is not None
        and not again
        and (
            question.line.habits
            or question.line.after
            or "person" in question.line.slots
            or occasion.apt.get(question.line.id, 0.0) >= _APT_ENOUGH[Move.ASK]
        )
    ):
        return None
    recent = [text for role, text in turn.history if role == "coach"][-2:]
    if any(line.say in recent for line in book.invites):
        return None
    return pick(book.invites, Part(Move.REFLECT), occasion, reply)


def _candidates(
    move: Move, occasion: _Occasion, services: "Services", abouts: tuple[Subject, ...] = ()
) -> list[Line]:
    """What may be said at all: the move's own lines, and those that answer this message best; no reflection on a subject,
    as an invitation is, but on those asked for."""
    book = services.book
    if move not in {Move.REFLECT, Move.ASK}:
        return book.lines(move)
    best = book.apt(move, occasion.turn.heard, occasion.turn.reading.gists)
    occasion.apt.update((line.id, likely) for line, likely in best)
    lines = (*book.unranked(move), *(line for line, _ in best))
    if move is Move.ASK:
        return list(lines)
    could = {None, *abouts}
    return [line for line in lines if line.about in could]


def pick(
    lines: Iterable[Line],
    part: "Part",
    occasion: _Occasion,
    reply: "_Reply",
    *,
    strict: bool = True,
) -> Words | None:
    """The best line for a part, or None if none fits."""
    best: tuple[float, Line] | None = None
    least = _HEARS_META if part.move is Move.META else _HEARS_IF_LIKELY
    for line in lines:
        if line.hears and occasion.near.get(line.id, 0.0) < least:
            continue
        if line.slots and (not line.slots <= occasion.slots.keys() or line.slots & reply.slots):
            continue
        if line.id in reply.said and line.say not in _BARE:
            continue
        follows = occasion.told if "told" in line.slots else reply.follows
        if line.follows and line.follows not in follows:
            continue
        score = _fit(line, part, occasion) if strict else _loose_fit(line, part, occasion)
        if score is None or (best is not None and score <= best[0]):
            continue
        # What was put right is said as it was, and no echo.
        echoes = "told" in line.slots and occasion.turn.reading.kind is not TurnKind.REPAIR
        if echoes and says_it_again(fill(line.say, occasion.slots), occasion.turn.text):
            continue
        best = (score, line)
    if best is None or (part.optional and part.move is Move.REFLECT and best[0] < _WELL):
        return None
    line = best[1]
    alone = occasion.one if line.move in _OF_SOMEBODY else None
    return Words(line, fill(in_singular(line.say, alone) if alone else line.say, occasion.slots))


def fill(say: str, slots: dict[str, str]) -> str:
    """The line with its slots filled and its first letter upper case."""
    if "{evidence}" in say:  # often a whole sentence: it takes its full stop where another follows
        say = re.sub(r"\{evidence\}” (?=[A-Z])", "{evidence}.” ", say)
    for name, value in slots.items():
        slot = "{" + name + "}"
        if name == "plan":  # a clause, which may begin a sentence
            for end in ". ", "? ":
                say = say.replace(end + slot, end + value[:1].upper() + value[1:])
        say = say.replace(slot, value)
    say = re.sub(
        r"([.!?…][”’])\.", r"\1", say
    )  # a plan that ends with what they will say brings its own stop
    first = 1 if say[:1] == "“" else 0  # what is quoted at the beginning is a sentence too
    return say[: first + 1].upper() + say[first + 1 :]


def _fit(line: Line, part: "Part", occasion: _Occasion) -> float | None:
    turn = occasion.turn
    reading = turn.reading
    if line.id.startswith(_SCENARIO):
        return 0.9 + _chance(turn, line)  # written for this very moment
    if line.id.startswith(TRACK):
        met = turn.plan.track is not None and line.id in turn.plan.track.met
        brief = line.move is Move.REFLECT and reading.words <= _BRIEFLY  # little to go by
        return 1.4 + 0.6 * brief + 0.2 * bool(line.slots) + _chance(turn, line) - met
    if line.move is Move.REFLECT and line.borrows and _is_planned(turn):
        # Rather than a bare question, where nothing is to be said of the plan; words out of it, quoted, say nothing there.
        suits = "told" in line.slots and line.depth is Depth.SIMPLE and reading.words > _A_FACT
        return _WELL + 0.1 * _chance(turn, line) if suits else None
    near = occasion.near.get(line.id, 0.0)
    likely = occasion.apt.get(line.id)
    if likely is not None and likely < _enough(line) * occasion.bar:
        return None
    if not _suits(line, part, occasion, near) or not _admits(line, part, turn):
        return None
    score = _chance(turn, line)
    if likely is not None:
        score += _APT * log(likely / _HARDLY)
    elif line.hears:
        score += 0.75 + 2.2 * (near - HEARS)
    if line.habits:
        if part.habit:
            score += 0.6
        elif line.habits & occasion.likely:
            score += 0.35
    score += 0.55 * bool(line.feelings & occasion.feelings)
    score += 0.15 * bool(line.relations) + 0.35 * bool(line.turns) + 0.3 * bool(line.after)
    if part.abouts and line.about in part.abouts:
        score += 0.18 - 0.02 * part.abouts.index(line.about)
    if line.depth in {Depth.COMPLEX, Depth.DOUBLE}:
        score += 0.15
    if line.depth is Depth.DOUBLE and reading.kind is TurnKind.SUSTAIN:
        score += 0.2
    terse = 0 < reading.words <= _TERSE
    if line.short:
        score += 0.35 if terse else -0.4
    elif terse and len(line.say.split()) > 22:
        score -= 0.3
    if line.follows:
        score += _FOLLOWS_UP if line.move is Move.ASK else _FOLLOWS
        score += _APTER * occasion.follow.get(line.id, 0.0)
    if line.borrows:
        score += _TOLD if "told" in line.slots else _QUOTE
    score += 0.05 * ("person" in line.slots)
    if line.move in {Move.COMMIT, Move.SUMMARISE, Move.CONFIRM_AIM, Move.GOODBYE}:
        score += 0.25 * len(line.slots) + 0.3 * ("aim" in line.slots)
        score += 0.6 * (not line.slots.isdisjoint({"wish", "plan", "step"}))
    score += 0.5 * (line.move is Move.MEND and "whom" in line.slots)
    if line.move is Move.MEND and line.asks:
        score += 0.3  # where nothing follows, what was owned is handed back
    if line.id in occasion.openings:
        score -= 0.8
    if line.id in occasion.met:
        score -= _MET
    if line.slots:  # few lines have any
        score += _IDEA * ("idea" in line.slots)
        if line.move in {Move.REFLECT, Move.PLAN}:
            score += _THAT_PART * (not line.slots.isdisjoint({"moment", "hurdle", "way"}))
        if line.move is Move.REFLECT and line.about is Subject.STEP:
            score += _THAT_PART * (not line.slots.isdisjoint({"plan", "step"}))
        score += _ALLOWED * ("brand" in line.slots)
        score += _THAT_VERY * (not line.slots.isdisjoint({"one", "do", "question", "case"}))
        score += 2 * _THAT_VERY * (not line.slots.isdisjoint(_LEANT_TO))
        score += 4 * _THAT_VERY * ("backed" in line.slots)
    # asked what the coach meant, it asks the same more simply
    score += _THAT_VERY * (line.move is Move.MEND and bool(line.after))
    return score


def _enough(line: Line) -> float:
    """How likely a ranked line must be to be said: the less, the less it claims. What was written for any
    message, or for any answer to the question just asked, may always be said."""
    if line.after or (line.depth is Depth.SIMPLE and not line.gists):
        return 0.0
    enough = _APT_ENOUGH[line.move]
    return enough if line.gists or line.stages else 2 * enough  # about one particular thing


def _suits(line: Line, part: "Part", occasion: _Occasion, near: float) -> bool:
    """Whether what the line says of its occasion holds; cheapest and commonest reason first."""
    turn = occasion.turn
    if line.habits:
        if line.habits & occasion.refused and part.habit not in line.habits:
            return False
        if part.habit:
            if part.habit not in line.habits:
                return False
        elif not line.hears and not line.habits & occasion.likely:
            return False
    elif part.habit and line.move in {Move.NAME_HABIT, Move.TELL_MORE}:
        return False
    if line.after and occasion.about not in line.after:
        return False
    if line.after and line.move is Move.MEND and not occasion.unclear:
        return False
    if line.after and not occasion.answers and line.move not in _TO_NO_ANSWER:
        return False
    if line.turns and turn.reading.kind not in line.turns:
        return False
    if line.feelings and not line.feelings & occasion.feelings and near < HEARS + 0.1:
        return False
    if line.relations and occasion.relation not in line.relations:
        return False
    if line.needs_episode and not occasion.episode:
        return False
    if line.hears:
        return near >= _floor(line, part, occasion)
    return True


def _floor(line: Line, part: "Part", occasion: _Occasion) -> float:
    """How near a line with ``hears`` must be."""
    if line.move is Move.META:
        return _HEARS_META
    words = occasion.turn.reading.words  # short messages are near many things
    short = 0.1 if words < 5 else 0.06 if words < 9 else 0.0
    if line.move is Move.AFFIRM:
        return _HEARS_TO_AFFIRM
    if line.habits and (part.habit in line.habits or line.habits & occasion.likely):
        return _HEARS_IF_LIKELY + short
    return HEARS + short


def _answers(turn: "Turn", about: Subject | None) -> bool:
    """Whether the message can be taken for an answer to the coach's last question, which was ``about`` this."""
    kinds = {
        TurnKind.ANSWER,
        TurnKind.STORY,
        TurnKind.COMMITMENT,
        TurnKind.CHANGE,
        TurnKind.SUSTAIN,
    }
    told = turn.reading.kind in kinds and 3 <= turn.reading.words <= 40
    return told and _answers_as_planned(turn, about)


_OF_A_PLANS_PART = {
    Subject.STEP: {Gist.STEP_WITH_TIME, Gist.STEP_IDEA, Gist.OWES_APOLOGY},
    Subject.WHEN: {Gist.STEP_WITH_TIME, Gist.STEP_IDEA, Gist.BARE_ANSWER},
    Subject.OBSTACLE: {Gist.OBSTACLE, Gist.NO_TIME},
    Subject.ANSWER: {Gist.FALLBACK, Gist.STEP_WITH_TIME, Gist.STEP_IDEA},
    Subject.SCALE_UP: {Gist.HOW_SURE, Gist.WHAT_MATTERS},
}
_BRIEFLY = 10  # words in which nobody tells anything but what they were asked


def _answers_as_planned(turn: "Turn", about: Subject | None) -> bool:
    """Whether a part of a plan that was asked for is what was told: briefly, or as it was heard."""
    meant = _OF_A_PLANS_PART.get(about) if about else None
    return (
        meant is None or turn.reading.words <= _BRIEFLY or not meant.isdisjoint(turn.reading.gists)
    )


def _loose_fit(line: Line, part: "Part", occasion: _Occasion) -> float | None:
    if not _admits(line, part, occasion.turn):
        return None
    if part.habit and line.habits and part.habit not in line.habits:
        return None
    if line.hears or line.feelings or line.after or line.turns or line.relations:
        return None
    likely = occasion.apt.get(line.id, _HARDLY)
    if line.is_ranked and likely < _enough(line):
        return None
    if line.habits and not part.habit and not line.habits & occasion.likely:
        return None
    met = _MET * (line.id in occasion.met)
    return _chance(occasion.turn, line) + _APT * log(likely / _HARDLY) - met


def _admits(line: Line, part: "Part", turn: "Turn") -> bool:
    """What no fit can outweigh: the very question, the subject asked for, the stage, and not guessing at a step."""
    if line.asked is not None and line.asked != turn.asked:
        return False
    if part.abouts and line.about not in part.abouts:
        return False
    if line.about in _ONLY_IF_MEANT.get(line.move, ()) and not part.abouts:
        return False
    if line.move is Move.ASK and line.about in turn.state.asked[-2:]:
        return False
    if turn.plan.track is not None and not PLANNING.isdisjoint(line.gists):
        return False  # what is told there is told, and no plan
    if line.gists and line.gists <= _OF_A_PLAN:
        return turn.plan.stage in {Stage.COMMITTING, Stage.CLOSING}
    if line.move is Move.ANSWER_BACK and turn.state.scenario and not line.asks:
        return False  # inside a scenario somebody is waiting for a question
    if part.move is Move.OFFER_PASSAGE and part.passage is not None:
        kind = part.passage.header.kind
        if any(word in line.say and kind != meant for word, meant in _KINDS.items()):
            return False
    if part.move is Move.REFLECT and _is_planned(turn):
        # A plan is no place for second thoughts; what was told may be handed back.
        handed_back = line.borrows and line.depth is Depth.SIMPLE
        return handed_back or Stage.COMMITTING in line.stages or bool(line.gists & PLANNING)
    return not line.stages or turn.plan.stage in line.stages or turn.state.stage in line.stages


def _is_planned(turn: "Turn") -> bool:
    """Whether a plan is being shaped, and does not wait for something of another kind to be taken up."""
    if len(turn.plan.parts) == 1:
        return False
    shaping = turn.plan.stage in {Stage.COMMITTING, Stage.CLOSING}
    return shaping and (turn.state.step_asked or turn.state.step.what is not None)


def _chance(turn: "Turn", line: Line) -> float:
    """A small push that differs between conversations and not between runs."""
    return crc32(line.id.encode(), crc32(turn.conversation_id.encode())) / 2**32 * 0.22


def _likely(turn: "Turn") -> frozenset[str]:
    """Habits that lines may presume: those this message shows, and the owned one, never a refused one.
    What only adds up over several messages is enough to ask about, and not to presume."""
    shown = {h.id for h in turn.reading.candidates if h.confidence >= _LIKELY}
    owned = {turn.state.owned} if turn.state.owned else set()
    return frozenset((shown | owned) - set(turn.state.refused))


def _extra_lines(part: "Part", turn: "Turn", services: "Services") -> list[Line]:
    """What a scenario's own file says to any answer at its turning points."""
    state = turn.state
    if part.move is not Move.REFLECT or not state.scenario or state.aim_asked or state.point < 0:
        return []
    scenario = services.knowledge.scenarios.get(state.scenario)
    if scenario is None or state.point >= len(scenario.turning_points):
        return []
    point = scenario.turning_points[state.point]
    return [
        plain_line(f"{_SCENARIO}{scenario.id}.{point.id}.{n}", Move.REFLECT, say)
        for n, say in enumerate(point.reflections)
    ]


def _fixed(part: "Part") -> Line:
    return plain_line(f"fixed.{part.move}", part.move, part.text or "")


def excerpt(passage: "Passage") -> str:
    """The passage's opening, one or two sentences: an exact substring."""
    said = sentences(passage.text)
    end = said[0].end
    if len(said) > 1 and len(passage.text[: said[1].end].split()) <= 62:
        end = said[1].end
    return passage.text[said[0].start : end]


def _slots(turn: "Turn", services: "Services") -> dict[str, str]:
    state, reading, plan = turn.state, turn.reading, turn.plan
    slots: dict[str, str] = {}

    def put(name: str, value: str | None) -> None:
        if value:
            slots[name] = value

    put("person", _who(turn, services.common_words))
    lost = loss_said(turn.text, reading.person)
    if lost is not None and not any(map(is_anothers_loss, turn.recent)):
        put("loss", lost)
    hard = hard_word(turn.text)
    if hard is not None and hard not in state.phrases_used:
        put("hard", hard)
    if turn.recalled is not None:
        for name, value in slots_of(turn.recalled, turn.memories).items():
            put(name, _quotable(value) if name == "earlier" else value)
    quote = reading.quote
    if quote is not None and _of_a_death(quote, turn):
        quote = None
    told = reading.retold
    if quote is not None and (_stands_alone(quote) or _is_anothers(quote, turn.text)):
        put("phrase", _I_ALONE.sub("I", _quotable(quote)))
    elif quote is not None and told is None:
        put("words", _I_ALONE.sub("I", _quotable(quote)))
    # Of a loss that is somebody else's what was done beside it may be told back, and the loss itself is not.
    theirs = is_anothers_loss(turn.text)
    of_death = told is not None and names_death(told.words)
    own = not theirs and names_death(turn.text)
    cleared = state.misheard or any(
        Subject.UNSAID in p.abouts for p in plan.parts if p.move is Move.GO_ON
    )
    endangered = state.safety is not None and not cleared
    grave = endangered or (Gist.GRIEF in reading.gists and (of_death or own))
    bare = told is not None and _NOT_TOLD_BACK.match(told.words) is not None
    if told is not None and told.words not in state.phrases_used and not (grave or bare):
        put("told", told.words.translate(_NO_SLOT))
    confirms = any(p.move is Move.CONFIRM_AIM for p in plan.parts)
    put("aim", aim_said(plainly_wanted(state.aim)))
    if confirms:
        wants = aim_of(turn)
        put("wish", wish_said(plainly_wanted(wants)))
        if "wish" not in slots:
            put("hope", _quotable(wish_quoted(wants)))
    if plan.notices:
        put("evidence", _quotable(plan.notices.evidence, 26))
    habit = plan.notices.id if plan.notices else (plan.pending.habit if plan.pending else None)
    habit = habit or (state.pending.habit if state.pending else None) or state.owned
    if habit and habit in services.knowledge.habits:
        put("habit", services.knowledge.habits[habit].name.lower())
        put("counter", services.knowledge.habits[habit].counter)
    pending = state.pending.about if state.pending else None
    _plan_slots(turn, put, services.common_words)
    put(
        "sentence",
        _quotable(step_as_said(sentence_meant(turn.text, state.step) or turn.text, 50), 50)
        if pending is Subject.SENTENCE
        else None,
    )
    put("matters", in_short(state.told.get(Subject.MATTERS, ""), 12))
    put("arrive", in_short(state.told.get(Subject.ARRIVE, ""), 12))
    if reading.number is not None:
        put("number", str(reading.number))
        if reading.number >= 2:
            put("lower", str(reading.number - 2))
    if reading.draft is not None and reading.draft.worst:
        put("worst", _quotable(reading.draft.worst))
    for name, words in plan.slots.items():
        put(name, _quotable(words, 45))
    if any(p.move is Move.OPINION for p in plan.parts):
        asked = turn.text
        if reading.kind is TurnKind.REPAIR:
            asked = still_asked(turn.text, turn.before, turn.recent) or turn.text
        ways = two_ways(asked)
        for name, way in zip(("one", "other"), ways or (), strict=False):
            put(name, way)
        if ways is not None and (leant := leaning(ways)) is not None:
            put("nearer" if leant[1] else "leant", leant[0])
            put("farther", leant[1])
        _choice_slots(asked, put, services.common_words)
        if (do := whether_to(asked)) is not None:
            put("leave" if to_be_left(do) else "over" if over_somebody(do) else "do", do)
            put("yes", do if to_be_said(do) else None)
        put("sayable", said_already(turn))
        question = asked_back(asked)
        put("question", None if question and _OF_WORDS.match(question) else question)
        put("case", case_asked(asked))
        put("quality", quality_asked(asked))
        put("mine", asked_of_self(asked))
    if reading.kind is TurnKind.REPAIR and "whom" not in slots:
        put("whom", asked_about(turn.text))
    put("brand", _quotable(state.brand, 30) if state.brand else None)
    if plan.passages:
        put("title", plan.passages[0].title)
    if state.phrases:
        heart = max(state.phrases, key=lambda p: p.confidence)
        weighty = heart.confidence >= services.ear["quote"].thresholds[0]
        said = told_of(heart.text) if weighty else None
        own = said is not None and said.words[:4].lower() == "you "
        put("heart", f"you {said.words[4:]}" if said and own else None)
    return slots


def _stands_alone(quote: str) -> bool:
    """Whether a quotation is so short that it needs no word about whose it is."""
    return word_count(quote) <= _A_FEW and not re.match(r"(?:i|im|i'm|i’m)\b", quote, re.I)


def _is_anothers(quote: str, text: str) -> bool:
    """Whether it stands in quotation marks already, so that it isn't said to be the leader's."""
    return any(quote in quoted.group() for quoted in IN_QUOTATION.finditer(text))


def _of_a_death(quote: str, turn: "Turn") -> bool:
    """Whether words name a death that was told of, which is not put between quotation marks."""
    return names_death(quote) and tells_of_death(turn.text)


_A_PLAN = 45  # words of a plan that is quoted
_A_PLAN_JUST_TOLD = 26  # the same right after it was told, where all of it again would be an echo
_A_REMEDY = 20  # words of what they will do then that are quoted


def _choice_slots(
    asked: str, put: "Callable[[str, str | None], None]", common: frozenset[str]
) -> None:
    """Of the ways between which they ask: the one that they lean to themselves, the one that is nearer to the other person, or
    both, as words that can stand by themselves."""
    bare = bare_ways(asked)
    ways = bare or two_ways(asked)
    if ways is None:
        return
    own = own_leaning(asked, ways)
    put("backed", _uncapitalised(own, common))
    if bare is None or own is not None:
        return
    leant = leaning(bare)
    put("pick", _uncapitalised(leant[0], common) if leant else None)
    for name, way in zip(("this", "that"), bare if leant is None else (), strict=False):
        put(name, _uncapitalised(way, common))


def _uncapitalised(words: str | None, common: frozenset[str]) -> str | None:
    """Words from the beginning of a sentence as they stand in the middle of one; names stay as they are."""
    if words is None or words[:2].isupper() or words.split()[0].lower() not in common:
        return words
    return words[:1].lower() + words[1:]


_ONLY_PERHAPS = re.compile(r"(?:prob\w*|maybe|perhaps|possibly|nothing|dunno|i guess)\b", re.I)
# Who asks for words is not told to ask the other what to say.
_OF_WORDS = re.compile(r"what to (?:say|tell|write|answer|reply)\b")
_A_PART = 16  # words of an obstacle that is said back


def _plan_slots(
    turn: "Turn", put: "Callable[[str, str | None], None]", common: frozenset[str]
) -> None:
    """The plan as it now stands, in the coach's words; in theirs where it can't be turned."""
    state, reading = turn.state, turn.reading
    step = state.step if state.stage is Stage.SAFETY else step_at(turn)
    read_back = state.pending is not None and state.pending.move is Move.COMMIT
    if (read_back or state.ended) and step == state.step and turn.plan.ends:
        return  # it was said a moment ago
    if turn.plan.ends and (missing := left_out(turn.text)) is not None:
        put("added", _quotable(missing))
        return
    step = _to_read_back(turn, step)
    said = plan_in_words(step)
    put("plan", said)
    quotable = said is None and tells_plan(step.what)
    shaping = turn.plan.parts[0].move is Move.REFLECT
    most = _A_PLAN_JUST_TOLD if shaping else _A_PLAN
    as_said = step_as_said(step.what, _A_PLAN) if quotable else ""
    quoted = _quotable(as_said, most) if word_count(as_said) <= most else ""
    again = any(quoted in told for role, told in turn.history if role == "coach")
    if not (again and turn.plan.ends):  # nothing is said twice in a talk
        put("step", quoted)
    deed = deed_of(step.what)
    put("deed", deed.does if deed else None)
    undecided = state.step.what is None and not is_decided(reading.step)
    thought = deed_of(reading.step) if undecided else None
    put("idea", thought.does if thought and thought.when is None else None)
    hurdle = clause_said(step.obstacle, _A_PART, common)
    put("hurdle", None if hurdle and _ONLY_PERHAPS.match(hurdle) else hurdle)
    way = way_said(step.answer)
    put("way", way)
    put("remedy", None if way else _quotable(step_as_said(step.answer, _A_REMEDY), _A_REMEDY))
    around = reading.circumstances  # said by itself; out of a longer sentence it may be cut short
    if around is not None and (around.when or around.where):
        told = (moment(words) for words in (around.when, around.where))
        put("moment", ", ".join(words for words in told if words))


def _to_read_back(turn: "Turn", step: Step) -> Step:
    """What may be said back of the plan: in leaving what they have just said themselves that they go to do, else the plan as it
    stands; nothing of one that has been overtaken."""
    if step.overtaken:
        return Step()
    own = said_in_leaving(turn.text) if turn.reading.kind is TurnKind.GOODBYE else None
    if own is None or own in (turn.state.step.what or "", step.what) or not tells_plan(own):
        return step
    pending = turn.state.pending
    if pending is not None and pending.about in IN_THE_WAY and step == turn.state.step:
        return step
    return Step(what=own)


def _only_received(turn: "Turn", services: "Services") -> bool:
    """Whether the last reply began with nothing but a receipt ("Right, I see.")."""
    said = sentences(turn.before)[:1]
    return bool(said) and said[0].text in services.book.receipts


def _relation(turn: "Turn") -> Relation | None:
    """Whom it is about. Where somebody is named, it is not about a whole team."""
    relation = turn.reading.relation or turn.state.relation
    named = turn.reading.person or turn.state.person
    return None if named and relation is Relation.TEAM else relation


def _who(turn: "Turn", common: frozenset[str]) -> str | None:
    """The person in focus: whom the talk is about, who is named in this message, or meant by it where nobody else was ever
    named. Nobody named in passing, and nobody who is dead."""
    if (named := turn.reading.person) is not None:
        told = " ".join((*turn.recent, turn.text))
        others = {named_person(said, common) for said in turn.recent} - {None, named}
        often = _mentions(named, told)
        passing = any(_mentions(other, told) >= often for other in others if other)
        return None if passing or has_died(named, told) else named
    person = turn.state.person
    if not person or not re.search(r"\b(?:he|she|him|her|his|hers)\b", turn.text, re.I):
        return None
    others = {named_person(said, common) for said in (*turn.recent, turn.text)} - {None, person}
    return None if others else person


def _mentions(person: str, told: str) -> int:
    """How often somebody is spoken of by name, or by what they are."""
    return len(re.findall(rf"\b{re.escape(person.removeprefix('your '))}\b", told, re.I))


# What says nothing, or something else, when it is told back: "you would say", "you are finished" of what was feared.
_NOT_TOLD_BACK = re.compile(
    r"(?:you(?:'d| would|'ll| will| could| might)? (?:just )?(?:say|write|ask|tell (?:him|her|them))|that(?:'s| is) (?:your|the) (?:step|plan)|"
    r"you(?:'re| are) (?:finished|over|through|done for|(?:very |quite )?(?:happy|ok|okay|fine|good|content|glad) (?:with|about) (?:that|it|this))|you (?:don't|do not|didn't|did not) (?:really )?know(?: (?:it|that|this))?(?: (?:before|yet|then))?|"
    r"you(?:'ve|'d)? (?:just |did |do )?(?:know|knew|known|think|thought|do|did|done|feel|felt|say|said|want|wanted|decided|see|saw|meant?) (?:it|that|this|so))\W*$|.* is because\b",
    re.I,
)
_NO_SLOT = str.maketrans("{}", "()")  # what somebody writes in braces is no slot of a line


_OPENS_A_QUOTATION = re.compile(r"\s'\w[^“”]*'$")
_I_ALONE = re.compile(r"\bi(?=$| |'|’)")
_STRAIGHT = re.compile(r'"([^"]*)"')


def _quotable(text: str, most: int = 22) -> str:
    """The words as they may stand in quotation marks: no end mark, quotes of its own softened, and
    cut at a clause if long; empty if they can't be."""
    text = " ".join(text.split()).translate(_NO_SLOT).rstrip(" .,;:")
    text = QUOTED.sub(lambda found: f"“{found.group()[1:-1]}”", text)
    text = _STRAIGHT.sub(r"“\1”", text)
    quotes = QUOTED.findall(text)
    apart = len(quotes) > 1 or (len(quotes) == 1 and quotes[0] != text)
    if text[-1:] == "”" and apart:
        text = text[:-1].rstrip(" .,;:") + "’"  # what is quoted in it ends there
    elif _OPENS_A_QUOTATION.search(text):
        text = re.sub(r"[.,]'$", "'", text)  # it is closed where they closed it
    elif not (text[:1] == "“" and apart):
        text = text.strip("\"“”'").rstrip(" .,;:")
    if "?" in text:
        text = text.split("?")[0] if len(text.split("?")[0].split()) >= 2 else ""
    words = text.split()
    if len(words) > most:
        head = " ".join(words[:most])
        cut = max(head.rfind(mark) for mark in (". ", ", ", "; ", " and ", " but "))
        text = (head[:cut] if cut > 20 else head).rstrip(" .,;:") + " …"
    return text.replace("“", "‘").replace("”", "’").replace('"', "'")
