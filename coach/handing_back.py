"""What of a message is handed back to the leader: the clause that carries the weight, told in the second person or quoted.
How likely a reader would hand each clause back the ear says (the head "quote"), with what ``coach.carrying`` adds; which of
them can be told, ``coach.retelling``.

One thing is handed back. A second one after it ("There's also …") made nearly every reply worse that readers marked: what
stood further off came from somewhere else in the story (docs/decisions/044-two-things-that-were-heard.md).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.borrowing import clause_features, with_capitals
from coach.carrying import carries
from coach.encoder import Span
from coach.retelling import DID, Weighed, meet, only_echoes, retold
from coach.second_person import ONLY_POINTS, Told, subject_named
from coach.text import COMMON, IN_QUOTATION, word_count

if TYPE_CHECKING:
    from coach.ear import Head
    from coach.services import Heard

# What is said to the coach, hangs on something else, asks, or makes light of itself.
_LIGHT = re.compile(
    r"\b(?:chat ?bots?|chat programs?|(?:computer|a) program|your word)\b|^(?:(?:give|tell|show|help|impress|write|draft) me|feel free|go ahead|god willing|which part|fair enough|never mind|please)\b|"
    r"^(?:you|your|to|before|after|until|till|since|with|for|of|from|in|at|on|by|about|than|like|as|what|why|how|who|where|when|which)\b|"
    r"^(?:it|that) (?:all |just |really )?depends\b|"
    r"\bit were\b|\b(?:of us|in a way|so to speak|isn'?t it|innit|(?:what|all) (?:i'?m|i am) (?:saying|telling you)|i suppose|i guess|tbh|to be honest|you know|lol|of|to|for|with|the|an?|and|except|choose)$",
    re.I,
)
_CUT_SHORT = re.compile(r"[\s,:]*[\"“]|[\s.]*\?")  # "not a word out of me except | “good lad”"
_THAT = re.compile(r"that (?=(?:i|he|she|it|they|we|nobody|there)\b)", re.I)
_WEIGHS_LITTLE = 0.09  # likelihood of a clause, to be quoted where nothing is told
_BESIDE_THE_POINT = 0.1
"""How much less likely than the likeliest clause what is told back may be: on 727 messages of held-out voices it is the point
in 0.14 of those where the likeliest can't be turned, and that one, quoted, in 0.48."""
_HARDLY_HEARD = 0.1
"""Of what is told back although it is less likely than this, one in six is the point; of the likeliest clause beside it one in two."""
_LONG = 14  # words of a message out of which a clause is quoted whole rather than told cut short
_WEIGHS_TOO = 0.1  # likelihood of the next clause from which it is quoted with the first


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
    scores = scores + np.array([carries(text, span) for span in heard.clauses], np.float32)
    weighed: list[Weighed] = list(zip(heard.clauses, scores.tolist(), strict=True))
    best = [_from_its_start(text, weighed[int(k)]) for k in np.argsort(-scores)]
    said = told.replace("’", "'")
    best = [
        (span, w)
        for span, w in best
        if _may_stand(text[slice(*span)], said, before) and not _CUT_SHORT.match(text, span[1])
    ]
    if not best or best[0][1] < _WEIGHS_LITTLE:
        return Point(retold=retold(named, weighed, before))
    span, weight = best[0]
    phrase = text[slice(*span)]
    new = phrase not in used
    free = new and "“" not in before
    # Where the point can be quoted, something that is not the point is no retelling of it.
    weighs = weight >= head.thresholds[0]
    least = max(weight - _BESIDE_THE_POINT if weighs else 0.0, _HARDLY_HEARD) if free else 0.0
    long = word_count(told) >= _LONG
    retelling = retold(named, weighed, before, least=least, whole=free and long)
    if retelling is not None and new and only_echoes(retelling, told):
        retelling = None  # and its likeliest words are quoted
    if retelling is None:
        phrase = text[slice(*_whole(text, _from_its_subject(text, span), best))]
    return Point(
        phrase,
        weight,
        quote=phrase if free and weighs else None,
        quote_in_place=phrase if new and retelling is None else None,
        retold=retelling,
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


_JOINT = re.compile(r"[\s,]*(?:and|but|so|when|because|that|which|if|before|after|while) ")
_IN_ONE = 16  # words


def _whole(text: str, span: Span, best: Sequence[Weighed]) -> Span:
    """A quotation with what belongs to it: all that stands in the same quotation marks, or the next that weighs."""
    for quoted in IN_QUOTATION.finditer(text):
        if meet(quoted.span(), span):
            closed = len(quoted.group()) > 1 and quoted.group()[-1] in "\"”'’"
            inside = quoted.start() + 1, quoted.end() - closed
            return inside if word_count(text[slice(*inside)]) <= _IN_ONE else span
    return _with_the_next(text, span, best)


def _with_the_next(text: str, span: Span, best: Sequence[Weighed]) -> Span:
    """A quotation with the next that weighs, where the two stand next to each other: "I only call him | when I have a problem"."""
    least = min(_WEIGHS_TOO, best[0][1] / 2)
    for other, weight in best:
        first, second = sorted((span, other))
        if weight < least or first[1] > second[0]:
            continue
        joined = _JOINT.fullmatch(text[first[1] : second[0]])
        if joined and word_count(text[first[0] : second[1]]) <= _IN_ONE:
            return first[0], second[1]
    return span


def _from_its_start(text: str, clause: Weighed) -> Weighed:
    """Without a "that" which hung it on what stood before: "that | I finish with business"."""
    (start, end), weight = clause
    that = _THAT.match(text, start, end)
    return ((that.end() if that else start), end), weight


def _may_stand(clause: str, told: str, before: str) -> bool:
    return (
        clause.replace("’", "'") in told
        and not _echoes(clause, before)
        and _LIGHT.search(clause) is None
        and ONLY_POINTS.match(clause.replace("’", "'")) is None
    )


def _echoes(clause: str, before: str) -> bool:
    """Whether a clause is mostly made of what the coach just said."""
    theirs = set(re.findall(r"[a-z']+", before.lower()))
    words = [w for w in re.findall(r"[a-z']+", clause.lower()) if w not in COMMON]
    return sum(w in theirs for w in words) > len(words) / 2
