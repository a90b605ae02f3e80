"""What kind of words somebody looks for who asks what to say, by what they told of: a death, a promise that was broken, a
thank-you that was never said. The kinds are those of the direct answers (``asked`` in ``prompts/guide/suggest``).
"""

import re
from collections.abc import Sequence

from coach.losses import is_anothers_loss

CONDOLENCES = ("grieving", "short-condolence")
_PROMISED = re.compile(r"\bpromis\w+|\b(?:my|our) word\b", re.I)
# A post, a job or a client of theirs went to another, by the speaker's own decision.
_DECIDED_AGAINST = re.compile(
    r"(?:^|[.,;!?] |\b(?:i|we|and|but|then|just|ve|have|had) )(?:gave|given|promoted|picked|chose|chosen|put|hired) (?:\S+ ){0,7}?(?:to (?:some(?:one|body) else|(?:the|a|an|my|our) \w+|[a-z]+)|over|instead|above|and not)\b|"
    r"\bmade (?:my|our|the) \w+ (?:\w+ ){0,3}and not\b|\bpassed (?:\w+ ){1,4}over\b|\b(?:didn't|did not) (?:get|promote|choose|pick|give (?:him|her|them))\b|\bwent to (?:a|an|the) (?:younger|newer|other|new|external)\b|\bgave (?:the )?(?:\S+ ){0,4}(?:lead|post|job|role|foreman|supervisor)\b",
    re.I,
)
_A_POST = re.compile(
    r"\b(?:foreman|forewoman|lead|leader|supervisor|chair|post|job|role|promotion|promot\w+|manager|deputy|head of|director|partner|chef|captain|position)\b",
    re.I,
)
_BAD_NEWS = re.compile(
    r"\bbad news\b|\b(?:let(?:ting)? (?:him|her|them|\w+) go|lay(?:ing)? \w+ off|clos(?:e|ing) (?:the|his|her|their)|turn(?:ing)? (?:him|her|them) down|has to go|be cut)\b",
    re.I,
)
_FOUND_OUT = re.compile(
    r"\b(?:found (?:it )?out|heard (?:about )?it|got it|learn(?:ed|t)(?: of| about)? it|read it|saw it|hear about it) (?:\w+ )?(?:from|off|on|by|through|at|in|via)\b|\b(?:e-?mail|pdf|standard letter|letter|text|memo|notice ?board|whiteboard|roster)\b",
    re.I,
)
# What they heard from elsewhere, or have been silent about since, is no news to them any more.
_KNOWN = re.compile(
    r"\b(?:found (?:it )?out|heard (?:it )?from|saw it on|(?:hasn't|has not|not) (?:said|spoken|talking|speaking)|doesn't (?:talk|speak)|stopped talking|knows? already|already knows?|since then)\b",
    re.I,
)
# Not the "sorry" that is said to the coach, nor what somebody else says.
_SORRY = re.compile(
    r"\b(?:i(?:'d|'ll| would| will| should| could| must| want to| wanted to)?|to|and|then) (?:also |just |then |never |not )?(?:say|said|saying) (?:i'm |that i'm )?sorry\b|"
    r"\bi(?:'m| am) (?:so |really |truly )?sorry (?:about|for|that|i (?!don't|didn't|do not|did not))\b|\bsorry first\b|"
    r"\b(?:an? |my |the )apolog(?:y|ies)\b|\bapologi[sz]e\b|\b(?:i(?:'m| am| was| feel) (?:\w+ )?(?:ashamed|guilty)|my fault|i shouldn't have|was wrong of me|i let (?:him|her|them) down)\b",
    re.I,
)
_THANKS = re.compile(
    r"\bthank(?:ed|ing)?,? (?:him|her|them|an?|my|our|the|this|that|one|everybody|mr|mrs|ms|somebody|someone|people|for (?:real|good)|properly|(?-i:[A-Z])\w+)\b|\bthank-yous?\b|"
    r"\b(?:an?|the|say|said|saying|some|my|of|in|never|as|with|real|proper) (?:thanks|thank you)\b|\b(?:grateful|gratitude|credit)\b|\bappreciat\w+",
    re.I,
)
_ONLY_WHEN_NEEDED = re.compile(
    r"\bonly (?:ever )?(?:call|phone|ring|rang|write|contact|telephone|turn up|go to (?:him|her|them))\b|\b(?:call|phone|ring|write to|contact|telephone) (?:him|her|them|\w+) only\b|"
    r"\b(?:never|not once) (?:\w+ )?(?:call|rang|ring|phone|write|wrote)\w* [^.?!]{0,40}\b(?:without|just to|unless)\b|\bwithout (?:asking (?:him|her|them) )?(?:for )?(?:any|a|some)thing\b",
    re.I,
)
_LATEST = 6  # messages
# "In what words?", "give me the first sentence"
FOR_WORDS = re.compile(
    r"\bwhat are the (?:actual |exact |right |very )?words\b|\b(?:in|with) (?:what|which) words\b|\bwhich words\b|\bthe (?:exact |right |very )?words\b|\b(?:a|the|my|one) first (?:sentence|line|words?)\b|\bfirst (?:sentence|line) to (?:him|her|them|\w+)\b",
    re.I,
)
WHAT_TO_SAY = re.compile(
    r"\b(?:in|with) (?:what|which) words\b|\b(?:need|want|give me|tell me) (?:a|the|my|one) (?:first |opening )?(?:sentence|line|words)\b|\bwhat i (?:say|tell|write)\b[^.?!]{0,20}\?|"
    r"\bhow (?:do|should|can|could|would|does|i can|i could) (?:i |we |one |you )?(?:even )?(?:speak|talk|break it|put it)\b|\bhow (?:does one|would you|do you) (?:tell|say|put)\b|\b(?:going to )?tell me how\b|\bwhat (?:should|do|can) we say\b|\bwhat would you have said\b|"
    r"\bwhat(?:'?s| is| would be) (?:the|my|a good) (?:first|opening) (?:line|sentence|words?|thing)\b|\bwhat(?:'s| is) the (?:right|best) (?:thing|way|words?) to (?:say|write|tell)\b|\b(?:what|how) (?:do|should|can|could|would) i (?:even |actually )?(?:say|write|tell|ask|put|word|phrase|answer|reply)\b|\bwhat would you (?:say|write|ask|tell)\b|\b(?:what do i|how do i) (?:open|start|begin)\b|\bwhat (?:do|does|would|can|should) (?:you|one|people|anybody) (?:say|write) to\b",
    re.I,
)


def words_owed(asked: str, told: Sequence[str], aim: str = "") -> tuple[str, ...]:
    """The kinds of words that may be looked for, the likeliest first: by what is ``asked``, by what this talk is for, and by
    what was ``told``, the latest first. Nothing where none of it says."""
    if any(map(is_anothers_loss, told)) and not _THANKS.search(asked):
        return CONDOLENCES
    whole = " ".join(told).replace("’", "'")
    against = _DECIDED_AGAINST.search(whole) is not None and _A_POST.search(whole) is not None
    known = _KNOWN.search(whole) is not None
    if against and _PROMISED.search(whole) and not known:
        return ("broken-promise", "bad-news")
    if against and not _THANKS.search(asked):
        return (
            ("heard-elsewhere", "say-sorry")
            if known and _FOUND_OUT.search(whole)
            else ("say-sorry",)
            if known
            else ("bad-news",)
        )
    found: dict[str, None] = {}
    for text in (asked, aim, *reversed(told[-_LATEST:])):
        plain = text.replace("’", "'")
        if _BAD_NEWS.search(plain) and not known:
            found["bad-news"] = None
        if _SORRY.search(plain):
            found["say-sorry"] = None
        if _THANKS.search(plain):
            found["say-thanks"] = None
        if _ONLY_WHEN_NEEDED.search(plain):
            found |= {"only-call-when-need": None, "seems-i-want-something": None}
    return tuple(found)
