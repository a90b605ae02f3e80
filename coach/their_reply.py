"""What the other person may say to it, where a leader asks how to answer that: "What do I say when she says 'it's grand'?"
The words are regular enough for rules, and the ear, which hears the whole message, takes them for what the talk is about."""

import re

from coach.grave import is_grave
from coach.once_a_turn import once_a_turn
from coach.text import QUOTED, sentences, with_mark, word_count

_WHO = r"(?:he|she|they|somebody|someone|people|one of them|(?:my|the|their|his|her) \w+|(?-i:[A-Z])[\w'-]+|(?<=when )[a-z]+|(?<=if )[a-z]+)"
_SAYS = r"(?:says?|tells? me|answers?(?: me)?|repl(?:y|ies)|asks?(?: me)?|goes|comes back with|comes out with|starts? with|is like|mutters?|whispers?)"
_SAID = re.compile(
    rf"\b{_WHO}(?:'ll|'d| will| would| might| could| may| can)?(?: (?:just|only|then|probably|simply|still|always|even|suddenly))* {_SAYS}(?: to me)?(?: only| just)?(?: that)?[,:]? (?P<words>\S.*)",
    re.I,
)
# "What do I say when he says …?", "and if she says …?", "she says … Then what?"
_HOW_TO_ANSWER = re.compile(
    rf"\b(?:what|how) (?:do|should|can|could|shall|would|must) (?:i|we|you)(?: even| actually)? (?:say|do|answer|reply|respond|react|tell|put|handle|take)\b|\bwhat (?:i|to) (?:say|do|answer|tell|reply)\b|\bhow to (?:answer|reply|respond|react)\b|"
    rf"\bwhat (?:then|now)\b|\bthen what\b|\b(?:what if|and (?:if|when)|but (?:if|when)|what happens (?:if|when)|suppose|supposing) {_WHO}\b|\bif {_WHO} [^?]{{0,60}}\b(?:do|should|shall|can|must) i\b",
    re.I,
)
_KINDS = tuple(
    (kind, re.compile(signs, re.I))
    for kind, signs in (
        ("they-go-silent", r"^(?:absolutely |just |really )?nothing\b(?! (?:is|was|has)\b)"),
        ("justify-decision", r"^(?:me )?why(?:\W*$|[,.] | (?:him|her|them|not|it|that|this|we)\b)"),
        (
            "they-say-not-fine",
            r"\b(?:isn'?t|is not|not|never) (?:fine|ok(?:ay)?|all ?right|good)\b",
        ),
        (
            "they-mean-well",
            r"\b(?:was|were|'m|am|are) (?:only|just) \w+ing\b|\b(?:only|just) (?:want(?:ed|s)?|tr(?:y|ied|ying)|mean(?:t)?) to (?:help|be|do|make|look|save|protect|keep)|\bmeant (?:well|no harm|it (?:well|kindly))\b|\b(?:only|just) (?:joking|kidding|helping|a joke|teasing|messing)\b",
        ),
        (
            "they-fear-the-worst",
            r"\b(?:get(?:ting)? rid of|fir(?:e|ing)|sack(?:ing)?|replac(?:e|ing) (?:me|us)|let(?:ting)? me go|dropping (?:me|us)|leaving us|ending it|kick(?:ing)? me out|throw(?:ing)? me out)\b|\bam i (?:fired|sacked|finished|out|in trouble|being)\b|\byou (?:don'?t|do not|no longer) (?:trust|want|need|like) me\b|\bi'?m (?:fired|sacked)\b",
        ),
        (
            "they-ask-how-i-know",
            r"^(?:me )?how (?:do |did )?(?:i|you) (?:know|knew|find|found|hear|heard)\b|\bwho told (?:you|me)\b",
        ),
        (
            "they-ask-why",
            r"^(?:me )?why (?:i|you (?:were|are|did|said|have|treat\w*)|did you|were you|are you so)\b(?! (?:telling|saying|asking|coming|bringing|never|not|didn|haven|only)\b)",
        ),
        (
            "why-not-sooner",
            r"\bhow long (?:have|did|has)\b|\bsince when\b|\bwhen did you (?:know|find out|decide)\b|\bwhy (?:didn'?t|did not|have(?:n'?t)?|did) you (?:never |not )?(?:say|said|tell|told|ask|come|call|speak|warn|mention)\w*|\bwhy (?:only now|not before|so late)\b|\byou knew\b",
        ),
        (
            "why-now",
            r"\bwhy now\b|\bwhy (?:are you|you'?re|you) (?:telling|saying|asking|coming|bringing)\b|\bwhat brought (?:this|that) on\b|\bwhere'?s (?:this|that) coming from\b|\b(?:bit|little|too) late\b",
        ),
        (
            "what-do-you-want",
            r"\bwhat (?:do|does|did) (?:you|he|she|they) want\b|\bwhat(?:'s| is| are) (?:you after|the catch|this (?:about|for)|behind (?:it|this))\b|\bwho (?:sent|told|put) you\b",
        ),
        (
            "they-plead-ties",
            r"\b(?:we(?:'re| are)|you(?:'re| are)|i(?:'m| am)) (?:family|friends?|(?:your|my) (?:friend|cousin|brother|sister|uncle|aunt|mate))\b|\bafter (?:all|everything|so many years|\w+ years)\b|\b(?:all|so many) these years\b|\bhow (?:can|could) you\b|\bwhy (?:do|did|are|would) you (?:do|doing) (?:this|that|it)\b|\bi thought (?:we|you) were\b|\byou of all people\b",
        ),
        (
            "they-resign",
            r"\b(?:want(?:s|ed)?|going|decided) to (?:stop|leave|quit|retire|resign|give up|go on pension)\b|\bpension\b|\b(?:i|he|she|they)(?:'m|'s|'re| am| is| are)? (?:leaving|quit(?:s|ting)?|resign(?:s|ing)?|retiring)\b|\bhand(?:s|ing)? in (?:my|his|her|the)\b|\b(?:my|his|her) notice\b",
        ),
        (
            "they-wave-it-away",
            r"\b(?:it|that)(?:'?s| is| was) (?:all )?(?:grand|fine|ok(?:ay)?|all ?right|alright|nothing|no (?:bother|problem|matter))\b|\b(?:no (?:worries|problem|bother|big deal)|never mind|don'?t (?:you )?worry|forget (?:it|about it)|doesn'?t matter|does not matter|not (?:so bad|a big deal)|water under the bridge|no need|nothing to (?:be )?sorry)\b",
        ),
        (
            "they-say-fine",
            r"\b(?:i(?:'m| am)|everything(?:'s| is)|all(?:'s| is)?) (?:fine|ok(?:ay)?|all ?right|alright|good|grand|well)\b|^\W*(?:(?:yes|yeah|no|oh|ah)\W+)*(?:fine|ok(?:ay)?|nothing|all good|good)\b",
        ),
        (
            "they-blame-me",
            r"\b(?:your|my) (?:own )?fault\b|\bbecause of (?:you|me)\b|\byou (?:should|could|might) have\b|\byou (?:never|always)\b|\bwhat about you\b|\byou(?:'re| are) (?:the one|no better|worse)\b|\bhypocrit|\byou (?:did|do|said) (?:it|that|the same)\b",
        ),
        (
            "they-deny",
            r"\b(?:i|he|she|they) (?:didn'?t|did not|never) (?:do|did|say|said)\b|\bnever happened\b|\b(?:not|isn'?t|wasn'?t) (?:true|me|him|her|what happened|how it was)\b|\bimagining\b|\bdon'?t know what you\b",
        ),
        (
            "they-mock",
            r"\b(?:yes|yeah|sure|right|ok(?:ay)?|whatever you say|as you wish|of course|aye),? (?:boss|chief|sir|madam|ma'?am|captain|your (?:majesty|highness)|mum|mom|dad)\b|\b(?:whatever|if you say so|as you wish)\b",
        ),
        (
            "they-say-no",
            r"^\W*no\b(?! (?:worries|problem|bother))|\b(?:not interested|don'?t want (?:to|it|your|any)|won'?t|leave me alone|rather not|not going to)\b",
        ),
    )
)


KINDS = frozenset(kind for kind, _ in _KINDS)
"""The kinds of direct answers that are found here."""


def reply_feared(text: str) -> str | None:
    """The kind of direct answer (``asked`` in prompts/guide/suggest) to somebody who asks what to say or do when the other
    person says this or that; None where that is not asked, or what they may say is of no kind that is known."""
    words = _what_they_say(text)
    return next((kind for kind, signs in _KINDS if words and signs.search(words)), None)


def asks_how_to_answer(text: str) -> bool:
    """Whether it is asked what to say or do when the other person says something."""
    return _what_they_say(text) is not None


@once_a_turn
def _what_they_say(text: str) -> str | None:
    """The words that the other may say, where it is asked how to answer them."""
    plain = with_mark(text.replace("’", "'"))
    if is_grave(plain):
        return None
    said = [s.text for s in sentences(plain)]
    asking = next((n for n in range(len(said) - 1, -1, -1) if said[n].endswith("?")), None)
    near = said[max(0, (len(said) if asking is None else asking) - 1) :]
    joined = " ".join(near)
    asks = _HOW_TO_ANSWER.search(QUOTED.sub(" ", joined))
    if asks is None or "?" not in joined:
        return None
    last = near[-1] if asking is None else said[asking]
    supposed = _SAID.search(last) is not None or word_count(last) <= _AND_THEN
    if not supposed:
        return None  # "He says he's fine. What do I do about the meeting?"
    found = _SAID.search(joined)
    return found["words"] if found is not None and not _POINTS_BACK.match(found["words"]) else None


_AND_THEN = 5  # words of "Then what?", "what do I say then?"
_POINTS_BACK = re.compile(r"(?:again|that|this|it|so)\b\W*$", re.I)
