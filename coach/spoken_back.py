"""A clause of the leader's about something done, as a sentence of the coach's: "I gave him a brochure" is "You gave
him a brochure". What matters is what is not turned: docs/decisions/013-something-done-is-spoken-back.md.
"""

import re
from typing import Literal

from coach.borrowing import AT_THE_EDGE, is_denied
from coach.text import IN_QUOTATION

_FEWEST, _MOST = 3, 11  # words
_TURNED = {
    "i": "you", "i've": "you've", "i'd": "you'd", "me": "you", "my": "your", "mine": "yours",
    "myself": "yourself",
}  # fmt: skip
_ADVERBS = r"(?:(?:just|only|never|always|still|really|even|simply|often|then|nearly|almost) )?"
PAST = (
    r"(?:(?!need\b|feed\b|embed\b|exceed\b|proceed\b)\w+ed|went|came|said|told|left|sat|stood|gave|took|got|put|ran|wrote|sent|saw|heard|kept|read|"
    r"brought|made|found|thought|cut|let|hung|shut|rang|held|lost|met|paid|spoke|broke|chose|drove|forgot|grew|hid|learnt|meant|spent|taught|threw|won|"
    r"began|fell|felt|knew|understood|bought|caught|built|stuck|stole|swore|woke|wore|slept|lent|led|did|blew|froze|shook|wept|withdrew|flew|rose|drew|drank|ate|sang|swept|crept|knelt|dealt|fled|rode)"
)
# What somebody did; not what they are, could or ought to do, or only suppose.
_MINE = re.compile(
    r"[Ii](?:'ve|'d rather|'d like|'d love)? (?!(?:(?:really|just|only|never|always|still|even|simply|often) )?(?:am|was|wasn't|were|guess|suppose|think|mean|know|believe|hope|wonder|bet|agree)\b)"
    r"(?!don't (?:really )?(?:know|think|listen)\b|see\b|did\b|do\b|used\b|had\b|have\b|been\b|be\b|an?\b|to\b|(?:run|manage|lead|own|work|teach|head|supervise|import|export|sell|chair)\b|got to\b|told you\b|(?:just )?want to (?:hit|hurt|kill|slap|die|disappear)\b)"
)
_THEIRS = re.compile(
    rf"(?:he|she|they|nobody|no one|everyone|everybody) {_ADVERBS}(?:had {_ADVERBS})?{PAST}\b",
    re.I,
)
# A verdict, an order, a doubt or another's words if the coach said it; and what no program should say lightly.
NOT_THE_COACHS = re.compile(
    r"\b(?:you\w*|u|ur|we|we'\w+|us|ours?|im|ive|i'm|i'll|should\w*|must\w*|ought|can|can't|cannot|could\w*|would\w*|might|may|will|won't|shall|"
    r"cant|dont|wont|didnt|havent|hasnt|isnt|wasnt|doesnt|ha(?:ve|s|d) to|need to|this|these|those|here|today|tonight|now|sorry|please|thanks?|lol|"
    r"stupid|idiots?|fool\w*|lazy|useless|fail\w*|cowards?|fraud|fault|hate[sd]?|lie[ds]?|lying|fuck\w*|shit|bloody|damn|god|bastard|monster|bully|deserve\w*|too much|ruin\w*|"
    r"screw\w*|mess(?:ed)? up|let (?:\w+ ){1,3}down|never (?:\w+ )?listen\w*|called (?:me|him|her|them)|"
    r"died|dead|deaths?|dying|die|funeral|buried|cancer|overdose\w*|suicid\w*|kill\w*|hit|slapped|beat|knee|breasts?|thighs?|groped|touched|raped?|blood|disappear|"
    r"lost (?:my|his|her|their|the) (?:\w+ )?(?:wife|husband|mother|father|mum|mom|dad|son|daughter|brother|sister|child|baby|friend)|cut (?:myself|himself|herself)|"
    r"(?:an?|the|his|her|their) mine|(?:am|was|were|is|are) i)\b|[?!\"“”()/;:\d]",
    re.I,
)
# "She told me I never listen": whose words they are gets lost in the turning.
_REPORTED = re.compile(
    r"\b(?:told|tells?|says?|said|asked|thinks?|thought|wrote|claims?|claimed)\b(?: \w+)? (?:that )?(?:[Ii]|[Ii]'ve|[Ii]'d)\b",
)
_WHAT_I_AM = re.compile(r"\b[Ii] (?:\w+ )?(?:am|was|wasn't)\b")
_LEFT_HANGING = frozenset(
    "to the a an and or but of in on at for with by that which is was if as than so because just my not how what when".split()
)
# Right before a clause: it is supposed, or told by somebody else.
_SUPPOSED = re.compile(
    r"\b(?:if|when|whenever|whether|that|before|until|unless|as|how|what|why)\s+$|"
    r"\b(?:says?|said|goes|went|like|wrote|writes?|texted|asked|asks|shouted|replied|answered|told \w+|tells \w+|message|mail|note|letter|text)\s*[,:\"“'‘]*\s*$",
    re.I,
)
# "He said: ah, so there is a problem again": whatever comes after the colon is not told, but said.
_WORDS_FOLLOW = re.compile(
    r"\b(?:says?|said|saying|wrote|writes?|texted|asked|asks|replied|answered|told \w+|message|mail|note|letter|text)\b[^.?!:]{0,20}: ",
    re.I,
)
# What they will say of themselves is so: "I will say, I was afraid"; and there may be nothing to say.
_OWN_WORDS = re.compile(
    r"\b(?:i(?:'d|'ll| would| will| must| have to| should)? |(?:nothing|anything|something|little|much|no idea what) (?:\w+ )?to )say,?\s*$",
    re.I,
)
# Anywhere before it in its sentence.
_IN_DOUBT = re.compile(
    r"\b(?:if|unless|suppose|imagine|apparently|supposedly|allegedly|according to|worst case|in (?:his|her|their) (?:version|view|book)|in my dreams?|hypothetically|maybe|perhaps)\b",
    re.I,
)
_A_DEED = re.compile(rf"\w+ {_ADVERBS}(?:{PAST}|didn't)\b", re.I)
_LASTING = re.compile(r"\b(?:for \w+ (?:years|months|weeks)|never had|always|all my life)\b", re.I)
_A_WAY = re.compile(
    rf"I (?:(?:just|only|still) )?(?:keep|don't|always \w+|never (?!had\b|{PAST}\b)\w+)\b|.*\b(?:every (?:day|week|month|morning|time|monday|friday)|whenever|usually|mostly)\b",
    re.I,
)


def spoken_back(clause: str) -> str | None:
    """A clause about something done, in the second person and as the coach can say it itself; None where that
    could sound like a verdict, or go wrong."""
    words = clause.replace("’", "'").strip(AT_THE_EDGE).split()
    plain = " ".join(words)
    mine = bool(_MINE.match(plain))
    if not (mine or _THEIRS.match(plain)) or NOT_THE_COACHS.search(plain):
        return None
    if _REPORTED.search(plain) or _WHAT_I_AM.search(plain):
        return None
    if not _FEWEST <= len(words) <= _MOST or words[-1].lower() in _LEFT_HANGING:
        return None
    if mine and re.search(r"\bme\b", plain):
        return None  # "I miss me"
    said = " ".join(
        _TURNED.get(bare.lower(), bare) + "," * (word != bare)
        for word in words
        for bare in [word.rstrip(",")]
    )
    return said[:1].upper() + said[1:]


def is_told_as_done(text: str, start: int) -> bool:
    """Whether the clause that begins at ``start`` is told as something that happened: not supposed, nobody else's
    words, in no doubt."""
    if any(m.start() <= start < m.end() for m in IN_QUOTATION.finditer(text)):
        return False  # "he said 'I heard it too, you know'"
    before = _OWN_WORDS.sub("", re.split(r"[.!?\n]", text[:start])[-1])
    return not (
        _WORDS_FOLLOW.search(before)
        or _SUPPOSED.search(before)
        or _IN_DOUBT.search(before)
        or is_denied(text, start)
    )


def deed_or_way(clause: str) -> Literal["deed", "way"] | None:
    """Whether a clause tells something that was done once, or how somebody always does it; None if
    neither is plain."""
    plain = clause.replace("’", "'").strip(AT_THE_EDGE)
    if _A_DEED.match(plain):
        return None if _LASTING.search(plain) else "deed"
    return "way" if _A_WAY.match(plain) else None
