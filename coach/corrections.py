"""Where a message puts the coach right beside all else that it tells: its words were not clear, they were wrong, or it was
told already. What else is told is what the reply takes up; the correction is only owned."""

import re
from collections.abc import Sequence

from coach.asked_back import unanswered
from coach.echoed import asks_what_was_meant, denied_in, says_otherwise
from coach.grave import is_grave
from coach.question_shapes import says_unanswered
from coach.text import QUOTED, Sentence, sentences, word_count
from coach.turn_kinds import REPAIRS, answers_no, asks_last, complaint_of, speaks_to_somebody
from coach.vocabulary import Subject

_AT_MOST = 12  # words of a sentence that does nothing but correct
# Of what is said to the coach, and not told: "I asked if he was all right" is told.
_CORRECTS: tuple[tuple[Subject, re.Pattern[str]], ...] = tuple(
    (about, re.compile(pattern, re.I))
    for about, pattern in (
        (
            Subject.PASSAGE,
            r"^(?:(?:sorry|but|and|ok(?:ay)?|well|maybe)[,. ]+)*i (?:don'?t|do not|didn'?t|did not|can'?t) (?:really |quite |exactly )*(?:follow|get|understand)(?: (?:you|that|this|it|exactly|what you (?:say|said|mean|meant|ask)|your (?:question|words)|the question)\b[^,;:]{0,20})?\W*$|"
            r"\byou(?:'ve| have)? lost me\b|^(?:so )?you mean \w+\?|^(?:which|what) (?:\w+ )?(?:do|did) you mean\b|^(?:(?:which|what) (?:one )?\w+ )?you mean\?",
        ),
        (
            Subject.SCENE,
            r"\b(?:like|as) i (?:just |already )?(?:said|told you)(?=\W*$|[,.])|\bi (?:just|already|only just) (?:said|told you|asked|wrote)(?: (?:so|that|this|it|you that|it to you))?(?=\W*$|[,.;])|"
            r"\bi(?:'ve| have)? (?:said|told you|asked you|wrote) (?:it|that|this|so)? ?(?:already|before|twice|two times|just now)\b|\bi(?: already)? told you (?:already|my|that|this)\b|"
            r"\b(?:you|u) (?:didn'?t|did not|still haven'?t|haven'?t|never) (?:say|said|tell|told|answer)(?:ed)?(?: me)?(?: which| why| how| what| it| that)?(?: though| yet)?(?=\W*$|[,.])|"
            r"\b(?:you'?re|ur|u r|you are) (?:not|just) (?:getting (?:it|me|this)|listening|hearing|answering|reading|repeating)\b|\bi(?:'m| am)? ask(?:ing|ed)? you(?: that| this)?(?=\W*$|[,.;])|\byou (?:wrote|kept|took|noted) only\b",
        ),
        (
            Subject.FIT,
            r"^(?:(?:no|nah|nope|but|well|look)[,. ]+)*(?:that|this|it)(?:'?s| is| was)? ?(?:not|isn'?t|wasn'?t) (?:the plan|my plan|what i\b|about (?:him|her|them|me|that)\b)|\bnot what i (?:said|meant|asked|wrote)\b|"
            r"^(?:(?:no|nah|but|well)[,. ]+)*i (?:changed my mind|take (?:that|it) back)\b|\byou(?:'ve| have)? (?:got|have|had) (?:it|that|me) (?:all )?wrong\b|\byou(?:'ve| have)? (?:misread|misunderst\w+|mixed)\b|"
            r"^(?:(?:no|nah|but|well|ok(?:ay)?|look|love)[,. ]+)*i(?:'m| am| was|m)? ?(?:not|n'?t|wasn'?t) (?:asking|talking|speaking|saying|doing (?:it|that|this|anything))\b|^(?:he|she|they|him|her|them)\? no\b|"
            r"^(?:(?:no|nah|but|well|she|he)[,.? ]+)*(?:it|that|this|the \w+) (?:is|was) (?:for|about|to|from) [^,.]{2,30}, (?:and )?not (?:for |about |to |from )?\w+",
        ),
    )
)
_ONLY_A_PHRASE = re.compile(
    r",? ?\b(?:like|as) i (?:just |already )?(?:said|told you)\b,?|, i (?:just|already) (?:said|told you|asked)(?: (?:so|that|this|it))?\b",
    re.I,
)
_ONLY_NO = re.compile(
    r"^(?:(?:no|nah|nope|well no|sorry|wait|hang on)[,.! ]+)+(?=(?:i|we|he|she|they|it|that|there|nobody)\b)",
    re.I,
)
_OF_THE_TALK = re.compile(
    r"\b(?:said|say|ask(?:ed|ing)?|meant?|told|wrote|wrong|mis\w+|mixed|plan|about|for)\b|\byou\w*\b",
    re.I,
)
_EARLY = 3  # sentences of a message in which it would say so


def corrected_in(text: str, before: str) -> Subject | None:
    """What was wrong with the coach's words ``before``, where a message says so beside what else it tells: they were not
    clear (PASSAGE), it had been told already (SCENE), or they were not so (FIT)."""
    if not before or speaks_to_somebody(text):
        return None
    answers = answers_no(text, before)  # the coach's question, and puts nothing right
    for n, sentence in enumerate(sentences(text)[:_EARLY]):
        about = _of(text, sentence, before, denies=n > 0 or not answers)
        if about is not None:
            return about
    return None


def without_corrections(text: str, before: str, *, known: bool = False) -> str:
    """A message with what only puts the coach right blanked out, as long as it was. ``known``: whether it is known to correct
    the coach, where a looser word will do."""
    kept = text
    for n, sentence in enumerate(sentences(text)):
        if n < _EARLY and (denies := denied_in(text[sentence.start :], before)) is not None:
            kept = _blanked(kept, sentence.start, sentence.start + len(denies))
        elif phrase := _ONLY_A_PHRASE.search(sentence.text):
            start, end = (sentence.start + place for place in phrase.span())
            kept = _blanked(kept, start, end)
        elif (
            known
            and (no := _ONLY_NO.match(sentence.text))
            and not _OF_THE_TALK.search(sentence.text)
        ):
            kept = _blanked(kept, sentence.start, sentence.start + no.end())
        elif _of(text, sentence, before) is not None or (known and _is_loosely(sentence.text)):
            kept = _blanked(kept, sentence.start, sentence.end)
    return kept


def _of(text: str, sentence: Sentence, before: str, *, denies: bool = True) -> Subject | None:
    said = QUOTED.sub(" ", sentence.text).replace("’", "'").strip()
    if is_grave(said):
        return None  # "I told you, he beats me" tells far more than it corrects
    if asks_what_was_meant(said, before, text[sentence.end :]):
        return Subject.PASSAGE
    if denies and denied_in(text[sentence.start :], before) is not None:
        return Subject.FIT
    if denies and says_otherwise(said, before):
        return Subject.FIT
    if word_count(said) > _AT_MOST and not _ONLY_A_PHRASE.search(said):
        return None
    return next((about for about, sign in _CORRECTS if sign.search(said)), None)


_TOLD = re.compile(r"\b(?:said|told you|answered|mentioned|wrote)\b|\bdid(?: already)?\W*$", re.I)


def comes_back_to_what_was_told(text: str, about: Subject) -> bool:
    """Whether a message that does nothing but correct is answered with what they told before it: not where they complain of
    that very thing, or of no help."""
    return about is not Subject.SCENE or (
        complaint_of(text) is None and _TOLD.search(text) is not None
    )


def _is_loosely(sentence: str) -> bool:
    plain = sentence.replace("’", "'")
    return complaint_of(plain) is not None or any(sign.search(plain) for _, sign in REPAIRS)


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


_WHY = re.compile(
    r"(?:(?:but|and|so|ok(?:ay)?|hm+|well)[, ]+)*(?:why|how come|why so)(?: (?:not|first|him|her|them|that|this|so|now|alone|with|in|by|on|only|exactly|the|not the|before|after|to)\b[^?]{0,40})?\?+|"
    r"(?:(?:but|and)[, ]+)*you (?:did not|didn'?t|haven'?t|have not) (?:say|said|tell|told)(?: me)? why\.?",
    re.I,
)
_WHY_IN = 8  # words


def asks_why(text: str) -> bool:
    """Whether a message asks no more than why the coach advises what it just did: "Why first with him?" """
    plain = text.replace("’", "'").strip()
    return word_count(plain) <= _WHY_IN and _WHY.fullmatch(plain) is not None


_ASKED_ABOUT = re.compile(
    r"\bi(?:'m| am| was|m)?(?: only| just)? ask(?:ing|ed)?(?: you)? about (?P<whom>him|her|them|(?-i:[A-Z])\w+|(?:my|the) \w+)\b",
    re.I,
)
_ASKED_FOR = re.compile(
    r"\byou (?:told|talked to|answered|wrote|said it to) me about (?:me|myself)\b|\bi(?:'m| am|m| was)?(?: only| just)? ask(?:ed|ing) (?:you\b|(?:if|whether) (?:it|that|this|i)\b|(?:why|how|what|which)\b|about (?:me|myself)\b)|"
    r"(?:^|[.!?,] )(?:no,? )?i ask (?:you\b|(?:if|whether) (?:it|that|this|i)\b)",
    re.I,
)


def asked_about(text: str) -> str | None:
    """Whom somebody says that they asked about: "I was asking about him not me"."""
    found = _ASKED_ABOUT.search(text.replace("’", "'"))
    if found is None:
        return None
    whom = found["whom"]
    return re.sub(r"^my\b", "your", whom, flags=re.I) if whom[:1].islower() else whom


def still_asked(text: str, before: str, recent: Sequence[str]) -> str | None:
    """The words in which what stands unanswered was asked, where a correction says that something does; ``before``: the coach's
    last words, ``recent``: the messages before it. None where only a reason was asked for."""
    own = without_lost(text, before)
    asked: str | None = None
    if says_unanswered(own) or asks_still(own):
        lately = (said for said in reversed(recent[-_ASKED_LATELY:]) if "?" in said)
        asked = unanswered(own, recent) or next(lately, None)
    elif recent and word_count(without_corrections(text, before, known=True)) < _HARDLY_ANY:
        # Nothing but that the answer was beside it, or not clear.
        asked = recent[-1] if "?" in recent[-1] and asks_last(recent[-1]) else None
    return None if asked is None or asks_why(asked) else asked


_ASKED_LATELY = 3  # messages
_HARDLY_ANY = 4  # words


def without_lost(text: str, before: str) -> str:
    """A message with the questions blanked out that only ask what the coach meant."""
    for sentence in sentences(text):
        if sentence.text.endswith("?") and _of(text, sentence, before) is Subject.PASSAGE:
            text = _blanked(text, sentence.start, sentence.end)
    return text


def asks_still(text: str) -> bool:
    """Whether a correction says that something was asked, which stands unanswered."""
    plain = text.replace("’", "'")
    return _ASKED_FOR.search(plain) is not None or asked_about(text) is not None
