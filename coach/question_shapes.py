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
# In words that can only be meant for the coach; and, where it is clear that the coach is meant, in these too.
_NO_ANSWER = (
    r"\bi didn't ask\b[^.?!]{0,60}\bi asked (?:you |if|whether|what|how|where|when|which|who)|"
    r"(?:^|[.!?] )(?:(?:but|and|no|well|yes)[, ]+)*(?:i asked you (?:if|whether|what|how|where|when|which|who)\b|"
    r"you (?:still )?(?:haven't|didn't) (?:answer(?:ed)?\b(?!,? (?:he|she|they) )|said? (?:if|whether|about|what|how)))"
)
_COMPLAINS = re.compile(_NO_ANSWER, re.I)
_NOT_ANSWERED = re.compile(
    _NO_ANSWER
    + r"|\byou (?:still )?(?:haven't|have not|didn't|did not|never) (?:said|say|told me|tell me)\b(?! (?:a word|that you|you)\b)|"
    r"\byou (?:did not|didn't|do not|don't|have not|haven't|never)(?: really| actually| quite)? answer|\bi asked (?:you )?(?:if|whether|what|how|where|when|which|who|for)\b|"
    r"\b(?:not|isn't|wasn't|is no) (?:really )?an answer\b|\bi'm asking you\b|\bdodg(?:ed|ing)\b|\banswer (?:me|my question|the question)\b",
    re.I,
)
SO_I = (
    r"(?:so|then|and then)[:,]? (?:should )?i (?!have\b|had\b|was\b|did|told\b|asked\b|said\b|went\b|left\b|got\b|came\b|took\b|gave\b|felt\b|thought\b|\w+ed\b)"
    r"[^.!?]*\?"
)
"""An idea put up for a nod: "So: I call on Saturday and ask only if she'll be home?" """
_GOOD = r"\b(?:good|better) (?:idea|moment|plan|time|start|place|way)\b"
_SHAPES = tuple(
    (subject, re.compile(shape, re.I))
    for subject, shape in (
        # A yes is given to some of these, so that none may ask whether a thing is wrong, bad or disloyal.
        # "that makes it about me, doesn't it?", of a thing: a verdict on somebody, or on everything, is not agreed to
        (
            Subject.AGREED,
            r"(?:^|[,.;:] )(?:(?:but|and|so|then|except|though) )*(?:that|it|this|that's|it's|the \w+)\b(?!.*\b(?:pointless|useless|hopeless|worthless|better off|no (?:use|point)|over|worse|he|she|they)\b)"
            r"[^,?]{2,60}, (?:isn'?t|doesn'?t|wasn'?t|didn'?t|won'?t|wouldn'?t|is|does|was|would) (?:it|that)(?: not)?\?$",
        ),
        (
            Subject.HOW,
            rf"{_LEAD}(?:how (?:do|can|could|should|would|might|on earth do|the hell do) (?:i|we|you|one|a person|people|somebody|someone)\b|how to\b|what(?:'s| is) (?:the|a) (?:best |right |good )?way\b|in which way\b)",
        ),
        (
            Subject.TOO_MUCH,
            r"\b(?:is|isn'?t|was|would|it'?s)\b[^?]{0,40}\btoo (?!late\b|long\b|soon\b|early\b|busy\b)(?:\w+ )?\w+(?: (?:for|to) [^?]+)?\?$",
        ),
        (
            Subject.USUAL,
            r"\bwhat (?:do|does|would|did|could|can) (?:most |other |some )?(?:people|others|folk|one|anyone|anybody|someone|somebody|leaders|managers|bosses)\b",
        ),
        (
            Subject.ALLOWED,
            rf"{_LEAD}(?:is (?:it|that|this) (?:even |really |still )?(?:proper|ok(?:ay)?|all ?right|allowed|fair|possible|normal|acceptable|appropriate|any use|worth \w+)\b|"
            r"(?:can|may|could|might|should|shall|must|do) (?:i|we|one|it|that|this|a (?!bit\b)\w+|somebody|someone|anyone|people)\b(?! (?:help|tell|give|say|do that|answer|explain|write) (?:me|us|that|or)\b)|"
            r"would (?:it|that|this) be (?:ok(?:ay)?|all ?right|fine|fair|possible|right|proper|appropriate|decent|kind)\b|am i allowed\b)",
        ),
        (
            Subject.IDEA,
            rf"\bwhat do you (?:think|make of (?:it|that|this)|say to (?:it|that|this))\W*$|\bdoes (?:it|that|this) make sense\b|(?:^|[.!?:;,] )(?:and |but |so )*(?:is|isn'?t|was|would|do you think|don'?t you think)\b[^?]{{0,60}}{_GOOD}|"
            r"\bwould (?:it|that|this) work\b|\bwhat(?:'s| is) your (?:view|opinion|take)\b|\bdo you like (?:it|that|this)\b",
        ),
        (
            Subject.WILL,
            rf"{_LEAD}(?:(?:will|would|won'?t|could|might) (?:he|she|they|people|(?-i:[A-Z])\w+)\b|what (?:will|if|happens)\b(?! you\b)|and if\b)",
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


def complains_of_no_answer(text: str) -> bool:
    """Whether somebody holds it against the coach, and can mean nobody else, that what they asked was not answered."""
    return _COMPLAINS.search(text.replace("’", "'")) is not None


def says_unanswered(text: str) -> bool:
    """The same of a message that is known to correct the coach: what they asked was not answered."""
    return _NOT_ANSWERED.search(text.replace("’", "'")) is not None
