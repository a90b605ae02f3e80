"""What kind of question is asked, by its form alone: for questions to which no stock answer is known. Form is regular, so
rules suffice; what is asked about, they do not hear."""

import re

from coach.asked_back import WHAT_YOU_THINK, case_asked
from coach.text import QUOTED, sentences, what_is_asked, with_mark
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
    r"you (?:don't|do not|didn't|never) (?:even )?(?:read|listen to|hear) (?:what i\b|me\b|my\b)|you (?:still )?(?:haven't|didn't) (?:answer(?:ed)?\b(?!,? (?:he|she|they) )|said? (?:if|whether|about|what|how)))"
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
        # "The boat is good, no?"
        (
            Subject.AGREED,
            r"(?:^|[,.;:] )(?:(?:but|and|so|then) )*(?:it|that|this|the \w+|my \w+)\b(?!.*\b(?:pointless|useless|hopeless|worthless|wrong|bad|stupid|over|worse|he|she|they)\b)[^,?]{2,60}, (?:no|right|yes|eh|ok(?:ay)?|correct)\?$",
        ),
        # "Is that what you'd conclude?"
        (
            Subject.AGREED,
            r"^(?:and |but |so )*(?:is (?:that|it|this) (?:what|how) you(?:'d| would)? (?:conclude|think|say|see (?:it|that)|read (?:it|that)|put it)|do you (?:see|read) it (?:that|the same|this) way)\W*$",
        ),
        (
            Subject.MISSING,
            r"\b(?:have i|i've|i have|did i) (?:forgotten|forget|missed|miss|left out|overlooked)\b|\bam i (?:forgetting|missing|overlooking)\b|\b(?:any(?:thing)?|what) (?:else )?(?:that )?(?:you'?d|you would|would you|i should|i ought to|i need to|to|should i|do i) (?:watch|look|be careful|mind) (?:out )?(?:for|of|about)\b|"
            r"\b(?:does|do) (?:it|that|this|they) (?:still )?(?:need|want|lack) any(?:thing)?\b|\banything (?:missing|else)\W*$|\bwhat (?:else )?(?:is|'s) missing\b",
        ),
        (Subject.MADE_OF_IT, r"\bwhat (?:do|would) you make of (?:it|that|this|me)\b"),
        # "What about the card, is it mad or not?"
        (
            Subject.ODD,
            r"\b(?:is|isn'?t|would) (?:it|that|this) (?:be )?(?:just |really |a bit |completely )*(?:mad|crazy|daft|silly|odd|weird|strange|awkward|ridiculous|cheesy|corny|soppy)(?: or not)?\W*$",
        ),
        # "is it foolish to be hurt by that?"
        (
            Subject.FELT,
            r"\b(?:is|isn'?t|am|was) (?:it|that|i|this) (?:just |so |really |a bit |being |too |not )*(?:foolish|silly|stupid|childish|weird|odd|strange|wrong|normal|mad|crazy|pathetic|selfish|ridiculous|petty|daft|bad|weak|unprofessional|ungrateful|soft|sentimental) "
            r"(?:of me |for me )?(?:that i(?:'m| am| feel| felt| still| mind| miss| care| was)|to (?:still |even |just )?(?:be|feel|mind|miss|cry|care|grieve|want|envy|resent|hope)|for (?:being|feeling|minding|missing|crying|caring|wanting|resenting))\b",
        ),
        (
            Subject.POSSIBLE,
            r"(?:^|[.,;:] )(?:and |but |so |then )*(?:(?:do|would) you (?:think|say) (?:that )?|is it (?:even |really |still )?possible (?:that|for) )?(?:can |could )?(?:people|anybody|anyone|somebody|someone|a person|one|a \w+) (?:(?:can|could) )?(?:really |ever |even |still )?(?:be|become|change|learn|get|feel|trust|stay|start|stop|lead|mean)\b"
            r"(?! (?:angry|cross|upset|offended|hurt|sad)\b)|\bis (?:it|that|this) (?:even |really |still )?possible\b|\bcan (?:it|that|this) (?:work|be done|be learned|be mended|be repaired|change)\b",
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
            r"do you think (?:that )?(?:i|we|one|people|somebody|someone|a person) (?:can|could|may|should)\b|"
            r"(?:can|may|could|might|should|shall|must|do) (?:i|we|one|it|that|this|a (?!bit\b)\w+|somebody|someone|anyone|people)\b(?! (?:help|tell|give|say|do that|answer|explain|write) (?:me|us|that|or)\b)|"
            r"would (?:it|that|this) be (?:ok(?:ay)?|all ?right|fine|fair|possible|right|proper|appropriate|decent|kind)\b|am i allowed\b)",
        ),
        (
            Subject.IDEA,
            r"\bdoes (?:it|that|this) (?:seem|sound|look|strike you as)(?: like)? (?:an? )?(?:good|right|all ?right|ok(?:ay)?|fine|sensible|enough|reasonable|decent)\b|\bdoes (?:it|that|this)(?: \w+)? work\W*$|"
            rf"\bwhat do you (?:think|say to (?:it|that|this))\W*$|\bdoes (?:it|that|this) make sense\b|(?:^|[.!?:;,] )(?:and |but |so )*(?:is|isn'?t|was|would|do you think|don'?t you think)\b[^?]{{0,60}}{_GOOD}|"
            r"\bwould (?:it|that|this) work\b|\bwhat(?:'s| is) your (?:view|opinion|take)\b|\bdo you like (?:it|that|this)\b",
        ),
        (
            Subject.WILL,
            rf"{_LEAD}(?:(?:do )?you (?:think|reckon|suppose) (?:that )?(?:he|she|they|people|(?-i:[A-Z])\w+)(?:'ll|'d| will| would| might| could)\b|(?:will|would|won'?t|could|might) (?:he|she|they|people|(?-i:[A-Z])\w+)\b|what (?:will|if|happens)\b(?! you\b)|and if\b)",
        ),
    )
)
SHAPES = (
    *dict.fromkeys(subject for subject, _ in _SHAPES),
    Subject.CASE,
    Subject.OWN_CASE,
    Subject.EITHER,
)
_EITHER_WAY = re.compile(
    r"\bor\b(?! (?:not|no|so|two|three|what|something|anything|whatever)\b)", re.I
)


_AND_THEN = re.compile(
    r"(?:^|[.,;] )(?:and |but |so )*(?:what do i (?:do|say) then|what then|then what|and then)\W*$",
    re.I,
)
# "Is it a good sentence or is it too much theatre?"
_OF_TWO_WORDS = re.compile(
    r"\b(?:is|was|isn't|are) (?:it|that|this|they|(?:my|the) \w+) [^?]{2,50} or (?:(?:is|was) (?:it|that) )?(?:just |only |really |rather |simply |more )?(?:a|an|too|not|(?:\w+ )?\w+\W*$)",
    re.I,
)
_TO_CHOOSE = re.compile(
    r"\b(?:should|shall|do|must|can|could) i\b|\b(?:i|we) should\b|\bis it (?:better|worse|wiser|kinder|best)\b|\bwould it be better\b",
    re.I,
)


def question_in(text: str) -> str:
    """What is asked in a text, without what leads to it ("so tell me:") and without what is quoted; where it ends with "What do
    you think?", what was asked before that, if anything was."""
    plain = QUOTED.sub(" ", with_mark(text).replace("’", "'"))
    said = sentences(plain)
    if said and WHAT_YOU_THINK.fullmatch(said[-1].text.strip()) and "?" in plain[: said[-1].start]:
        said = said[:-1]
    asked = " ".join(what_is_asked(said).split())
    return _BEFORE_IT.sub("", asked) if "?" in asked else ""


def shape_of(text: str) -> Subject | None:
    """The shape of the question that a text asks, one of ``SHAPES``; None if it asks none, or one of another shape."""
    if "?" not in with_mark(text):
        return None
    if (case := case_asked(text)) is not None:
        return Subject.OWN_CASE if case.startswith("if you ") else Subject.CASE
    asked = question_in(text)
    if _AND_THEN.search(asked):
        return Subject.CASE
    if _EITHER_WAY.search(asked):
        if _TO_CHOOSE.search(asked):
            return Subject.CHOICE
        return Subject.EITHER if _OF_TWO_WORDS.search(asked) else None
    return next((subject for subject, shape in _SHAPES if shape.search(asked)), None)


def complains_of_no_answer(text: str) -> bool:
    """Whether somebody holds it against the coach, and can mean nobody else, that what they asked was not answered."""
    return _COMPLAINS.search(text.replace("’", "'")) is not None


def says_unanswered(text: str) -> bool:
    """The same of a message that is known to correct the coach: what they asked was not answered."""
    return _NOT_ANSWERED.search(text.replace("’", "'")) is not None
