"""What somebody says after words of danger: that there is none, that they are safe, that somebody knows. Rules, since
a wrong guess here costs most."""

import re

from coach.state import ConversationState
from coach.text import sentences, word_count
from coach.vocabulary import Subject

_SAFE = re.compile(
    r"\b(?:i'?m|i am|we'?re|he'?s|she'?s|they'?re|(?:he|she) is) (?:safe|ok(?:ay)?|fine|all right|alright|not (?:going to|in danger|alone|suicidal|serious))\b|"
    r"\bwon'?t do anything\b|(?<!can't )(?<!cannot )(?<!couldn't )(?<!not )(?<!to )\b(?:go|carry) on\b|\b(?:like|want|can we|let'?s|ready|able) (?:to )?(?:go|carry) on (?:with|about)\b|\bcontinue\b|\bback to\b|\b(?:talk|speak) about\b|\binstead\b|"
    r"\b(?:i|we)(?:'ve| have)? (?:called|rang|phoned|spoken|spoke|talked)\b|(?<!not )(?<!no )\bjok(?:e|ing)\b|\bdidn'?t mean\b|\bnot (?:serious|suicidal)\b|"
    r"\b(?:is|are) with (?:me|him|her|them)\b",
    re.I,
)

# A denial clears danger away, so it has to be one: "no" and "kill" in one sentence are not, nor is
# "I meant it".
_DENIES = re.compile(
    r"\b(?:i'?m|i am|i was|we'?re|it'?s|it is|it was|that'?s|that was) not (?:\w+ ){0,2}(?:suicid\w*|dying|in danger|like that|that way)\b|"
    r"\bi(?:'m| am| was) not (?:thinking (?:of|about)|going to|planning to|about to) (?:\w+ ){0,1}(?:kill\w*|hurt\w*|harm\w*|die|dying|suicide|do anything)\b|"
    r"\b(?:didn'?t|did not|don'?t|do not|never) mean (?:it|that)? ?(?:like that|that way|to sound|literally)\b|"
    r"\b(?:it|this|that)(?:'s| is| was)? ?(?:not|isn'?t|wasn'?t|n't) (?:about )?(?:harassment|abuse|bullying|violence|a threat|assault|danger|suicide)\b|"
    r"\b(?:nobody|no one)(?:'s| is) (?:harming|hurting|killing) (?:anybody|anyone|himself|herself|themselves|themself)\b(?! (?:but|except|yet|today|now|until)\b)|"
    r"\bnot in (?:any )?(?:kind of )?danger\b|\bthere(?:'s| is| isn'?t| is not) (?:no|any|not any) truth in (?:it|that)\b|"
    r"\b(?:suicid\w*|harass\w*|assault\w*|abuse|bullying|violence|danger|police|dying|threat\w*)\?+\W+(?:(?:good|lord|god|goodness|heavens|oh|what|me|lol|haha)\W+)*"
    r"(?:of course not\b|no\b(?! (?:one|body|point|reason|way|idea|hope|future|longer|more|other|need|matter|use)\b))|"
    r"\bnobod(?:y|ys|y's)(?: has| is| was)?(?: been| being)? (?:harass\w*|assault\w*|threaten\w*|bull\w*|hurt(?:ing)?(?: (?:themselves|anyone|anybody|himself|herself))?)\b|"
    r"\bi(?:'m| am) not (?:hurting|harming|killing|cutting) (?:myself|anyone|anybody)(?= *(?:[.,!?;]|$))|"
    r"\b(?:nobody|no one) has been (?:harass\w*|assault\w*|threaten\w*|hurt|discriminat\w*|bull\w*)|"
    r"\b(?:nobody|no one)(?:'s| is| was| were)? (?:being |in )?(?:harass\w*|bull\w*|abus\w*|threaten\w*|danger|suicid\w*|(?:getting )?hurt\b|wants? to (?:die|hurt))|\bnobodys in danger\b|"
    r"\b(?:nobody|no one)(?:'s| is) dying(?= *(?:[.!?]|$))|"
    r"\b(?:nobody|no one)(?:'s| has| is)? (?:did|done|doing) anything (?:to|wrong)\b|"
    r"\b(?:of course not|what\?+ no|nothing like that|figure of speech|(?:just )?an? expression|wrong end of)\b|"
    r"\b(?:you|u)(?:'ve| have)? (?:misread|misunderst\w+)|\bi was (?:only |just )?talking about\b|\bi said i'?m (?:going to )?(?:thank\w*|talk\w*|going to)\b|"
    r"\bi meant (?:i(?:'ll| will| would|'d)? )?(?:the|my|a|an|done|leaving|to say|with|to (?:stop|end|go)|stop|end the|go now)\b",
    re.I,
)

_HALF = re.compile(
    r"\bi don'?t (?:really )?know\b|\b(?:or|well)[, ]+maybe\b|\bnot (?:so |quite )?sure\b", re.I
)


def denies_danger(text: str) -> bool:
    """Whether somebody says that they were misunderstood when danger was heard. "I didn't mean it like
    that, or I don't know" leaves it open."""
    plain = text.replace("’", "'")
    left_open = _HALF.search(plain) or _BUT_ME.search(plain)
    return bool(_DENIES.search(plain)) and not left_open


# "Nobody is harming anybody else, only me."
_BUT_ME = re.compile(
    r"\b(?:only|just|except(?: for)?|apart from|other than|besides|but|maybe) (?:me|myself)\b", re.I
)


_PLAIN_NO = re.compile(
    r"^\W*(?:(?:my life|what|me|oh|good heavens|heavens|good god|dear god|god|good lord|lord|good grief|christ|jesus|gosh|well|ha(?:ha)?|lol|who)\W+)*(?:no|nope|nah)\b(?! (?:one|body|point|reason|way|idea|hope|future|longer|more)\b)",
    re.I,
)


_IT_IS_NOT = re.compile(
    r"^\W*(?:it|that) (?:isn'?t|is not)(?:\W*$|[.,!;] (?!(?:not any|now|but|yet|or)\b))", re.I
)
_BRIEF = 3  # words of a no that stands by itself: "I'm going to apologise to the man. No. Goodbye."


def sets_right(text: str, state: ConversationState) -> bool:
    """Whether somebody says, after words of danger, that there is none: outright, or by a no to the
    question whether there is."""
    asked = state.pending is not None and state.pending.about is Subject.FIT
    says_no = any(
        _PLAIN_NO.match(s.text) for s in (*sentences(text)[1:],) if word_count(s.text) <= _BRIEF
    )
    return denies_danger(text) or (
        asked and (says_no or bool(_PLAIN_NO.match(text) or _IT_IS_NOT.match(text)))
    )


def denials_blank(text: str) -> str:
    """The same with the sentences in which danger is denied blank, as long as it was: what else is told."""
    kept = text
    for sentence in sentences(text):
        no = _PLAIN_NO.match(sentence.text)
        denied = _DENIES.search(sentence.text.replace("’", "'"))
        if denied is None and (no is None or word_count(sentence.text[no.end() :]) > _BRIEF):
            continue
        whole = word_count(sentence.text[denied.end() :]) < _MORE if denied else True
        end = len(sentence.text) if whole or denied is None else denied.end()
        kept = kept[: sentence.start] + " " * end + kept[sentence.start + end :]
    return kept


_MORE = 4  # words that tell something after a denial, in the same sentence


def without_denials(text: str) -> str:
    """The rest of a message in which danger is denied: it is screened by itself."""
    return _DENIES.sub(" … ", text.replace("’", "'"))


_REACHED = re.compile(
    r"\b(?:i(?:'ve| have)?(?: just)? )?(?:called|rang|phoned|texted|messaged|told|spoke (?:to|with)|spoken (?:to|with)|talked (?:to|with)) "
    r"(?:to |with )?(?:my|a|the|our|him|her) ?(?:\w+ )?(?:wife|husband|partner|sister|brother|mother|father|mum|mom|dad|friend|son|daughter|doctor|gp|therapist|"
    r"helpline|samaritans|counsell?or|cousin|aunt|uncle|neighbour)\b|\b(?:he|she|they)(?:'s| is| are|'re) (?:coming (?:over|round)|on (?:his|her|their) way|here with me)\b|"
    r"\b(?:seeing|see|appointment with) (?:my|a|the) (?:doctor|gp|therapist|counsell?or)\b",
    re.I,
)

_NOT_REACHED = re.compile(
    r"\b(?:not|never|nothing|nobody|no one|without|would|could|should|might|wish|if)\b|n't\b", re.I
)


def reached_out(text: str) -> bool:
    """Whether somebody says that a person near them knows, or that they see one who can help."""
    plain = text.replace("’", "'")
    return any(
        not _NOT_REACHED.search(plain[max(0, found.start() - 40) : found.end() + 20])
        for found in _REACHED.finditer(plain)
    )


def says_safe(text: str) -> bool:
    """Whether somebody says, after words of danger, that they are safe or want to go on."""
    return bool(_SAFE.search(text.replace("’", "'"))) or denies_danger(text)
