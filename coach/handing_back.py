"""What of a message is handed back to the leader: the clause that carries the weight, told in the second person or quoted,
and beside it, out of a longer message, the next that weighs. How likely a reader would hand each clause back the ear says
(the head "quote"); which of them can be told, ``coach.retelling``.

Out of a longer message the first is what a reader chose in three of five held-out ones, one of the two in three of four
(docs/decisions/044-two-things-that-were-heard.md).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.borrowing import clause_features, with_capitals
from coach.encoder import Span
from coach.retelling import (
    DID,
    Weighed,
    meet,
    only_echoes,
    retold,
    told_beside,
)
from coach.second_person import Told, subject_named
from coach.text import COMMON, word_count

if TYPE_CHECKING:
    from coach.ear import Head
    from coach.services import Heard

# What is said to the coach, hangs on something else, asks, or makes light of itself.
_LIGHT = re.compile(
    r"\b(?:chat ?bots?|chat programs?|(?:computer|a) program|your word)\b|^(?:(?:give|tell|show|help|impress|write|draft) me|feel free|go ahead|god willing|which part|fair enough|never mind|please)\b|"
    r"^(?:you|your|to|before|after|until|till|since|with|for|of|from|in|at|on|by|about|than|like|as|what|why|how|who|where|when|which)\b|"
    r"^(?:it|that) (?:all |just |really )?depends\b|"
    r"\bit were\b|\b(?:of us|in a way|so to speak|isn'?t it|innit|i suppose|i guess|tbh|to be honest|you know|lol|of|to|for|with|the|an?|and|except|choose)$",
    re.I,
)
_CUT_SHORT = re.compile(r"[\s,:]*[\"“]|[\s.]*\?")  # "not a word out of me except | “good lad”"
_THAT = re.compile(r"that (?=(?:i|he|she|it|they|we|nobody|there)\b)", re.I)
_WEIGHS_LITTLE = 0.12  # likelihood of a clause, to be quoted where nothing is told
_BESIDE_THE_POINT = 0.1
"""How much less likely than the likeliest clause what is told back may be: on 727 messages of held-out voices it is the point
in 0.14 of those where the likeliest can't be turned, and that one, quoted, in 0.48."""
_HARDLY_HEARD = 0.1
"""Of what is told back although it is less likely than this, one in six is the point; of the likeliest clause beside it one in two."""
_WEIGHS_TOO = 0.1  # likelihood of a second clause from which it is said beside the first
_OF_THE_FIRST = 0.5  # of the likeliest one's, where none is likely
_FOR_TWO = 14  # words of a message of which two things are handed back
_FEWEST = 3  # words of a second thing
_SHARE = 0.7  # of its words that may be said again


@dataclass(frozen=True)
class Beside:
    """A second thing that weighs, to be said after the first."""

    told: str | None
    """As the coach says it, a clause without a capital; None where it can only be quoted."""
    quote: str
    """In the leader's words."""
    at: Span
    """Where it stands in the message."""


@dataclass(frozen=True)
class Point:
    """What of a message can be handed back; nothing, where nothing stands out."""

    phrase: str | None = None
    """The clause that carries the weight, in the leader's words."""
    weight: float = 0.0
    """How likely a reader would hand back that one, from 0 to 1."""
    quote: str | None = None
    """That clause, where it weighs enough to be quoted whatever else could be said."""
    quote_in_place: str | None = None
    """That clause, where nothing can be told back and it may be quoted in its place."""
    retold: Told | None = None
    """What carries the weight, told back."""
    beside: Beside | None = None


def point_of(
    heard: "Heard | None",
    head: "Head",
    text: str,
    told: str,
    before: str,
    used: Collection[str],
    words: Collection[str] = frozenset(),
) -> Point:
    """What of a message is handed back: nothing that the coach just said (``before``), that was handed back already
    (``used``) or that only corrects the coach or says what is wanted (blank in ``told``). ``words``: those in common use, which
    are no names."""
    named = with_capitals(told, words) if words else told
    if heard is None or not heard.clauses:
        return Point(retold=retold(named, (), before))
    seen = clause_features(heard.ear_clauses, heard.ear_whole, text, heard.clauses)
    scores = head.scores(seen)[:, 0]
    weighed: list[Weighed] = list(zip(heard.clauses, scores.tolist(), strict=True))
    best = [_from_its_start(text, weighed[int(k)]) for k in np.argsort(-scores)]
    said = told.replace("’", "'")
    best = [
        (span, w)
        for span, w in best
        if _may_stand(text[slice(*span)], said, before) and not _CUT_SHORT.match(text, span[1])
    ]
    if not best or best[0][1] < _WEIGHS_LITTLE:
        retelling = retold(named, weighed, before)
        places = retelling.at if retelling is not None else ()
        return Point(retold=retelling, beside=_beside(text, weighed, best, places, used, named))
    span, weight = best[0]
    phrase = text[slice(*span)]
    new = phrase not in used
    free = new and "“" not in before
    # Where the point can be quoted, something that is not the point is no retelling of it.
    weighs = weight >= head.thresholds[0]
    least = max(weight - _BESIDE_THE_POINT if weighs else 0.0, _HARDLY_HEARD) if free else 0.0
    long = word_count(told) >= _FOR_TWO
    retelling = retold(named, weighed, before, least=least, whole=free and long)
    if retelling is not None and new and only_echoes(retelling, told):
        retelling = None  # and its likeliest words are quoted
    places = retelling.at if retelling is not None else (span,)
    beside = _beside(text, weighed, best, places, used, named) if retelling or new else None
    if retelling is None:
        span = _from_its_subject(text, span)
        phrase = text[slice(*span)]
        if beside is not None and _meets(beside.at, (span,)):
            beside = None
    if beside is not None and retelling is None:
        phrase, beside = _in_one(text, span, beside)
    return Point(
        phrase,
        weight,
        quote=phrase if free and weighs else None,
        quote_in_place=phrase if new and retelling is None else None,
        retold=retelling,
        beside=beside,
    )


_CLAUSE_AND = re.compile(
    r"(?:^|[.!?;,\n] +|\b(?:but|so|because) )(?:(?:but|so|and|because) )?(?P<first>[^.!?;,\n]{3,80}) and $",
    re.I,
)


def _from_its_subject(text: str, span: Span) -> Span:
    """A quotation that would begin with what somebody did, from who did it: "I drove past | and slowed down"."""
    before = _CLAUSE_AND.search(text, 0, span[0])
    if before is None or not DID.match(text, *span):
        return span
    start = before.start("first")
    longer = word_count(text[start : span[1]])
    whole = subject_named(before["first"]) is not None and longer <= _IN_ONE
    return (start, span[1]) if whole else span


_JOINT = re.compile(r"[\s,]*(?:(?:and|but|so|when|because|that|which|if|before|after|while) )?")
_IN_ONE = 16  # words


def _in_one(text: str, span: Span, beside: Beside) -> tuple[str, Beside | None]:
    """Two quotations that stand next to each other as one: "I only call him | when I have a problem"."""
    first, second = sorted((span, beside.at))
    both = text[first[0] : second[1]]
    if _JOINT.fullmatch(text[first[1] : second[0]]) and word_count(both) <= _IN_ONE:
        return both, None
    return text[slice(*span)], beside


def _same(one: str, other: str) -> bool:
    """Whether two clauses tell much the same: "I always go for the laugh", "I went for the laugh"."""
    theirs, words = (
        {w for w in re.findall(r"[a-z']+", clause.lower()) if w not in COMMON}
        for clause in (one, other)
    )
    return 2 * len(theirs & words) >= min(len(theirs), len(words))


def _beside(
    text: str,
    weighed: Sequence[Weighed],
    best: Sequence[Weighed],
    places: Sequence[Span],
    used: Collection[str],
    named: str,
) -> Beside | None:
    """The next clause that weighs; None out of a short message, or where most of it would be said again."""
    words = word_count(text)
    if len(places) != 1 or words < _FOR_TWO:
        return None
    least = min(_WEIGHS_TOO, _OF_THE_FIRST * best[0][1]) if best else 0.0
    could = (s for s, w in best if w >= least and not _meets(s, places))
    span = next((s for s in could if word_count(text[slice(*s)]) >= _FEWEST), None)
    if span is None or text[slice(*span)] in used:
        return None
    first, second = (" ".join(text[slice(*s)] for s in at) for at in (places, (span,)))
    if word_count(first) + word_count(second) > _SHARE * words or _same(first, second):
        return None
    told = told_beside(named, weighed, span)
    if told is not None and _same(first, told.words):
        told = None
    return Beside(told.words if told is not None else None, text[slice(*span)], span)


def _from_its_start(text: str, clause: Weighed) -> Weighed:
    """Without a "that" which hung it on what stood before: "that | I finish with business"."""
    (start, end), weight = clause
    that = _THAT.match(text, start, end)
    return ((that.end() if that else start), end), weight


def _meets(span: Span, places: Sequence[Span]) -> bool:
    return any(meet(span, place) for place in places)


def _may_stand(clause: str, told: str, before: str) -> bool:
    return (
        clause.replace("’", "'") in told
        and not _echoes(clause, before)
        and _LIGHT.search(clause) is None
    )


def _echoes(clause: str, before: str) -> bool:
    """Whether a clause is mostly made of what the coach just said."""
    theirs = set(re.findall(r"[a-z']+", before.lower()))
    words = [w for w in re.findall(r"[a-z']+", clause.lower()) if w not in COMMON]
    return sum(w in theirs for w in words) > len(words) / 2
