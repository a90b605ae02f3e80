"""What kind of question is asked, by its form alone: for questions to which no stock answer is known. Form is regular, so
rules suffice; what is asked about, they do not hear."""

import re

from coach.text import QUOTED, sentences, what_is_asked
from coach.vocabulary import Subject

_BEFORE_IT = re.compile(
    r"^.*\b(?:tell me(?: honestly| this)?|want(?:ed)? to know|(?:i|i'm|i am|was) ask(?:ed|ing)?(?: you)?|question(?: is)?|wonder(?:ing|ed)?)\b[:,]? ",
    re.I,
)
_LEAD = r"(?:^|(?<=[.!?:;] ))(?:(?:and|but|so|or|well|then|ok(?:ay)?|now|yes|no|hm+|honestly|is it|it is|whether|if) ?,? ?)*"
_NOT_ANSWERED = re.compile(
    r"\bi didn't ask\b[^.?!]{0,60}\bi asked\b|\byou (?:still )?(?:haven't|have not|didn't|did not|never) (?:said|say|told me|tell me)\b(?! (?:a word|that you|you)\b)|"
    r"\byou (?:did not|didn't|do not|don't|have not|haven't|never)(?: really| actually| quite)? answer|\bi asked (?:you )?(?:if|whether|what|how|where|when|which|who|for)\b|"
    r"\b(?:not|isn't|wasn't|is no) (?:really )?an answer\b|\bi'm asking you\b|\bdodg(?:ed|ing)\b|\banswer (?:me|my question|the question)\b",
    re.I,
)
_SHAPES = tuple(
    (subject, re.compile(shape, re.I))
    for subject, shape in (
        # "that makes it about me, doesn't it?", of a thing and not of a person: whoever is judged is no matter of form
        (
            Subject.AGREED,
            r"(?:, (?:isn'?t|doesn'?t|wasn'?t|didn'?t|won'?t|wouldn'?t|is|does|was|would) (?:it|that)(?: not)?|, (?:right|no|yes|eh|hey|yeah))\?$",
        ),
        (
            Subject.TOO_MUCH,
            r"\btoo (?!late\b|long\b|soon\b|early\b|busy\b)(?:\w+ )?\w+(?: (?:for|to) [^?]+)?\?$",
        ),
        (
            Subject.USUAL,
            r"\bwhat (?:do|does|would|did|could|can) (?:most |other |some |you )?(?:people|others|folk|one|anyone|anybody|someone|somebody|leaders|managers|bosses|\w+ people)\b",
        ),
        (
            Subject.HOW,
            rf"{_LEAD}(?:how (?:do|can|could|should|would|might|on earth do|the hell do) (?:i|we|you|one|a person|people|somebody|someone)\b|how to\b|what(?:'s| is) the (?:best |right |good )?way\b|in which way\b)",
        ),
        (
            Subject.ALLOWED,
            rf"{_LEAD}(?:is (?:it|that|this) (?:even |really |still )?(?:proper|ok(?:ay)?|all ?right|allowed|fair|possible|normal|acceptable|appropriate|any use|worth \w+)\b|"
            r"(?:can|may|could|might|should|shall|must|do) (?:i|we|one|you|it|that|this|a \w+|an? \w+ \w+|somebody|someone|anyone|people)\b(?! (?:help|tell|give|say|do that|answer|explain|write) (?:me|us|that|or)\b)|"
            r"would (?:it|that|this) (?:not )?be\b|am i allowed\b)",
        ),
        (
            Subject.IDEA,
            r"\bwhat do you (?:think|make of (?:it|that|this)|say to (?:it|that|this))\W*$|\bdoes (?:it|that|this) make sense\b|\b(?:a |any )?(?:good|bad|silly|stupid|better) (?:idea|moment|plan|time|start|place|way)\b|\bwould (?:it|that|this) work\b|\bwhat(?:'s| is) your (?:view|opinion|take)\b|\bdo you like (?:it|that|this)\b",
        ),
        (
            Subject.WILL,
            rf"{_LEAD}(?:(?:will|would|won'?t|could|might) (?:he|she|they|people|(?-i:[A-Z])\w+)\b|what (?:will|would|if|happens|might)\b|and if\b)",
        ),
    )
)

SHAPES = tuple(subject for subject, _ in _SHAPES)


def question_in(text: str) -> str:
    """What is asked in a text, without what leads to it ("so tell me:") and without what is quoted."""
    plain = QUOTED.sub(" ", text.replace("’", "'"))
    asked = " ".join(what_is_asked(sentences(plain)).split())
    return _BEFORE_IT.sub("", asked) if "?" in asked else ""


def shape_of(text: str) -> Subject | None:
    """The shape of the question that a text asks, one of AGREED, TOO_MUCH, USUAL, HOW, ALLOWED, IDEA and WILL; None if it asks
    none, or one of another shape."""
    asked = question_in(text)
    return next((subject for subject, shape in _SHAPES if shape.search(asked)), None)


def says_unanswered(text: str) -> bool:
    """Whether somebody complains that what they asked was not answered."""
    return _NOT_ANSWERED.search(text.replace("’", "'")) is not None
