"""How a leader says, after a look back, that something is not to be brought up."""

import re

from coach.vocabulary import Subject

_LEAVE_IT = re.compile(
    r"\b(?:do(?:n'?t| not)|stop|quit|please don'?t|rather you didn'?t|wish you wouldn'?t)\b[^.?!]{0,24}\b(?:bring\w*|brought|mention\w*|rais\w+|remind\w*|go(?:ing)? (?:back|there)|dig\w*|drag\w*)\b|"
    r"\b(?:leave|keep) (?:that|this|it|\w+) out of (?:it|this)\b|\bleave (?:that|it) (?:be|alone|there|in the past)\b|"
    r"\b(?:don'?t|do not) (?:want to|wanna) (?:talk|speak|hear|think) (?:about|of) (?:that|this|it)\b|"
    r"\b(?:forget|erase|delete|drop) (?:that|it|what i said|i (?:ever )?said (?:that|it))\b|\bnot that again\b|\bthat'?s (?:none of your business|private)\b",
    re.I,
)
_NOT_SO = re.compile(
    r"\bi (?:can'?t|cannot|couldn'?t|won'?t|never|will not|don'?t) (?:just )?(?:forget|leave|drop)\b|\b(?:she|he|they|people) (?:said|told|says|want\w*)\b",
    re.I,
)
_FORGET = re.compile(r"\b(?:forget|erase|delete) (?:that|it|what i said|i (?:ever )?said)\b", re.I)


def leaves_it_be(text: str) -> bool:
    """Whether somebody asks that something not be brought up: "don't bring that up", "forget I said that"."""
    plain = text.replace("’", "'")
    return bool(_LEAVE_IT.search(plain)) and not _NOT_SO.search(plain)


def wants_it_forgotten(text: str) -> bool:
    """Whether they want it forgotten, and not only left alone."""
    return bool(_FORGET.search(text.replace("’", "'")))


def set_aside_as(source: str, text: str) -> Subject:
    """Which lines answer it: PATTERN for what was kept, UNSAID where that is forgotten, HISTORY for an earlier message,
    SCENE for words of this talk."""
    if source == "kept":
        return Subject.UNSAID if wants_it_forgotten(text) else Subject.PATTERN
    return Subject.HISTORY if source == "said" else Subject.SCENE
