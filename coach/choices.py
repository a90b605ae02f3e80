"""What somebody asks the coach to decide, as the coach can say it: the two ways between which they ask, or the one thing
that they ask whether to do, in the second person. None where the words could go wrong in a sentence of the coach's.
"""

import re

from coach.grave import is_grave
from coach.once_a_turn import once_a_turn
from coach.text import COMMON, QUOTED, sentences, word_count

_MOST = 10  # words of a way
PEOPLE = (
    r"team|staff|crew|board|boss|deputy|assistant|wife|husband|partner|mother|father|mum|mom|dad|son|daughter|brother|sister|"
    r"client|customer|manager|director|editor|owner|supplier|colleague|predecessor|successor|nurse|driver|foreman|apprentice|chef|others?|people|family|kids|children"
)
"""What people are to each other or at work: "my deputy", "the driver"."""
_ASKS = (
    r"(?:(?:do|should|shall|can|could|would|must) i (?:just |rather |better |now |simply )*|what would you do(?: (?:about|with) [^,?]{2,40})?[,:] |would you (?!do\b)(?:just |rather |better |now |simply )*(?!say\b(?! something\b)|think\b)|(?:which|what)(?:'s| is) (?:better|best|wiser|kinder)(?:,? (?:do )?you think)?[,:]? (?:to )?|"
    r"(?:is it|would it be) (?:better|worse|wiser|best|kinder|safer|good) (?:for me )?(?:to |(?:if|that) i )|what'?s better,? (?:to )?|"
    r"better to |whether to )"
)
_EITHER = re.compile(
    rf"\b{_ASKS}(?P<one>(?:(?!\b(?:do|should|shall) i\b)[^?;])+?),? or (?P<other>[^?;]+)\?*$", re.I
)
_BARE_EITHER = re.compile(r"^(?P<one>[^?;]+?),? or (?P<other>[^?;]+)\?$", re.I)  # "Ring or write?"
_HURRIED_EITHER = re.compile(
    r"^(?P<one>[^?;,]+?) or (?P<other>[^?;,]+)$", re.I
)  # "ask them or guess"
# "I ask before: e-mail or to his face?", "no, tell me only, alone or with them there"
_BEFORE_A_CHOICE = re.compile(
    r"^(?:[^?]*: |(?:(?:and|so|ok(?:ay)?|but|then|well|no|question|i ask(?:ed)?(?: you)?(?: (?:again|before|simply|only|just))*|tell me(?: only)?|only|on reflection|in that case|quick question|honestly)[,.]? )+)",
    re.I,
)
_PARTS = re.compile(
    r"(?P<one>[^?;:,]{2,45}?),? or (?:just |only |rather |better |simply )*(?P<other>[^?;:,]{2,45}?)(?: then)?\?*$",
    re.I,
)
# With somebody who does or is something it is no mere choice of a way.
_TELLS = re.compile(
    r"\b(?:i|i'\w+|he|she|they|we|it's|that's|there's|is|are|was|were|will|would|do|does|did|has|have|had|should|can|could|nobody|never|none|both|either|neither)\b",
    re.I,
)
# How a choice of mere ways begins that is typed without a question mark.
_A_PLACE_OR_MANNER = re.compile(
    r"(?:alone|together|before or after|with or without|in (?:private|person|front)|to (?:his|her|their) face|face to face|on (?:my|the) (?:own|phone)|by (?:phone|hand|post|mail|e-?mail|letter|text))\b",
    re.I,
)
# How the second way begins again what the first began with.
_AGAIN = re.compile(
    r"(?:(?:do|should|shall|can|could|would|must) i |is it better |better |rather |just |simply |to |whether to |if i |instead )+",
    re.I,
)
# What a way can begin with so that "you could …" holds: a plain verb, or how and where it is done.
_PLAIN = (
    r"(?:ask|ring|call|phone|text|write|mail|email|message|tell|say|talk|speak|go|visit|wait|leave|let|give|take|keep|drop|bin|delete|send|meet|see|stay|stop|start|begin|"
    r"put|bring|invite|offer|thank|apologi[sz]e|explain|mention|raise|bury|sack|fire|promote|make|do|try|have|get|pay|buy|cancel|move|change|read|show|share|sit|stand|walk|"
    r"knock|bother|push|pull|answer|reply|ignore|forget|come|hold|pick|use|name|admit|warn|include|cover|check|accept|refuse|sign|skip|find|help|hug|shake|listen|speak|write|"
    r"open|close|step|back|carry|add|cut|look|be|act|pretend|praise|correct|confront|approach|return|discuss|suggest|ask|hand|turn|split|join|end|guess|tell|mark|leave|laugh|smile|play along|spare|relieve|reassign|excuse)"
)
_WHETHER = re.compile(
    r"(?:^|[,;:] |\b(?:and|so|but|then|well|now|ok|okay),? )(?:should|shall|do|would|must|can|could|ought) i (?:just |rather |really |now |simply |even |also |to )*(?P<do>[^?;,]+)(?:, (?!or\b)[^?;,]{2,60})?\?*$|"
    r"\bis it (?:right|good|all ?right|ok(?:ay)?|wise|better|best|fair|a good idea) (?:for me )?to (?P<good>[^?;,]+)\?*$|"
    # "Yes or no: I say her name?"
    rf"(?:^|[.:,;] )(?:(?:so|then|and),? )*i (?:just |also |then |still )*(?P<bare>{_PLAIN}\b(?![^?]*\b(?:nothing|not|never)\b)[^?;,]*)\?$",
    re.I,
)
_A_WAY = re.compile(rf"(?:(?:not |first |still |also |both |quietly |simply )*){_PLAIN}\b", re.I)
_WHERE_OR_WHEN = r"about|alone|together|to (?:his|her|their) face|in|at|on|by|with|before|after|first|later|now|today|tomorrow|tonight"
_HOW = re.compile(rf"(?:{_WHERE_OR_WHEN}|one by one|face to face|not)\b", re.I)
_ITS_HOW = re.compile(rf" (?=(?:{_WHERE_OR_WHEN})\b)", re.I)
_TURNED = {"i": "you", "im": "you're", "ive": "you've", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your", "mine": "yours", "myself": "yourself"}  # fmt: skip
_NOT_SAID_BACK = re.compile(
    r"\b(?:you|your|kill|hit|die|hurt|slap|punch|have a go|shout|yell|tear into|lay into|rollicking|quit|what|why|not|no|yes|right|wrong|something|whatever|so|else|we|us|our)\b|[\"“”()]",
    re.I,
)


_OR_A_FEAR = re.compile(
    r"(?P<asked>\b(?:should|shall|can|could|do|would|must|may|might) i\b[^?]*?|\b(?:is|would) it (?:be )?(?:all ?right|ok(?:ay)?|fine|good|proper|fair|decent|wise|possible) (?:to|if|that)\b[^?]*?)"
    r"(?:, do you think)?,? or (?:(?:i )?(?:do not|don't|shouldn't|should not|not)\b[^?]*(?=\?|$)|(?:is|are|am|was|will|would|won't|isn't|does|doesn't|could|might|has|have) (?:it|that|this|he|she|they|i|we|there|everybody|people|(?:the|a|an|my|his|her) \w+|(?-i:[A-Z])\w+)\b[^?]*(?=\?|$))",
    re.I,
)


def without_a_fear(text: str) -> str:
    """What is asked without the fear that stands beside it: "Should I say his name, or will it hurt her more?" asks whether to
    say it."""
    return _OR_A_FEAR.sub(lambda found: found["asked"], text)


def two_ways(text: str) -> tuple[str, str] | None:
    """The two ways between which somebody asks, as they follow "you could": "bring it up now", "wait until Monday"."""
    asked = _BEFORE_A_CHOICE.sub("", _last_question(text))
    found = _EITHER.search(asked) or _BARE_EITHER.search(asked)
    hurried = _HURRIED_EITHER.search(asked) if found is None else None
    if hurried is not None and _is_plain(hurried["one"]) and _is_plain(hurried["other"]):
        found = hurried
    if found is None:
        return None
    second = found["other"].strip()
    again = _AGAIN.match(second)
    one, other = _way(found["one"]), _way(second[again.end() :] if again else second)
    if one is None or other is None or not _A_WAY.match(one):
        return None
    if _A_WAY.match(other):
        return one, other
    if not _HOW.match(other):
        return None
    # "Begin with the laughing, or with the proposal": to begin with that as well.
    how = _ITS_HOW.search(one)
    return (one, f"{one[: how.start()]} {other}") if how is not None else None


def bare_ways(text: str) -> tuple[str, str] | None:
    """The same where they name only the places, the means or the things: "to his face", "in the garden", "flowers"."""
    asked = _BEFORE_A_CHOICE.sub("", _last_question(text))
    found = _PARTS.fullmatch(asked)
    if found is None or not (asked.endswith("?") or _A_PLACE_OR_MANNER.match(asked)):
        return None
    if any(_TELLS.search(half) for half in found.groups()):
        return None
    one, other = _way(found["one"]), _way(found["other"])
    return (one, other) if one is not None and other is not None else None


def asks_between(text: str) -> bool:
    """Whether it is asked in so many words which of two ways to take; typed in a hurry, without a question mark."""
    asked = _last_question(text)
    found = _EITHER.search(asked)
    said = found is not None and re.match(
        r"(?:should|shall|do) i\b|(?:which|what)(?:'s| is) (?:better|best|wiser|kinder)\b",
        found.group(),
        re.I,
    )
    hurried = _HURRIED_EITHER.search(_BEFORE_A_CHOICE.sub("", asked)) is not None
    return (bool(said or hurried) and two_ways(text) is not None) or bare_ways(text) is not None


_LEANS = re.compile(
    r"\b(?:for me|i'?d (?:sooner|rather|prefer|like)|i (?:would|should) (?:sooner|rather|prefer|like)|i(?: would)? (?:prefer|incline|lean|tend|favou?r|think|feel|believe)|"
    r"my (?:feeling|gut|instinct|preference|leaning|own)|(?:is|be|are) better|i (?:am|'m) (?:inclined|leaning))\b",
    re.I,
)
_LEANS_AWAY = re.compile(r"\b(?:not|never|\w+n't|dont|hate|afraid|worse|less)\b", re.I)
_STEM = 4  # letters: "raise" and "raising"


def own_leaning(text: str, ways: tuple[str, str]) -> str | None:
    """The one of two ways that they say, after asking, seems better to themselves: "For me to his face is better." """
    said = [s.text for s in sentences(text.replace("’", "'"))]
    asking = max((n for n, s in enumerate(said) if s.endswith("?")), default=len(said))
    told = next((s for s in said[asking + 1 :] if _LEANS.search(s)), "")
    if not told or _LEANS_AWAY.search(told.split(", but ")[0]):
        return None
    words = _stems(told.split(", but ")[0])
    one, other = (len(_stems(way) & words) for way in ways)
    return None if one == other else ways[0] if one > other else ways[1]


def _stems(words: str) -> set[str]:
    return {w[:_STEM] for w in re.findall(r"[a-zà-ÿ']+", words.lower()) if w not in COMMON}


# What is said or done to somebody's face, their side before one's own, and now, is nearer to them; the greater number leads.
_NEARER = tuple(
    (rank, re.compile(rf"(?:(?:first|just|still|also|quietly|simply) )*(?:{begins})\b", re.I))
    for rank, begins in (
        (
            6,
            r"say (?:i'm |you're )?sorry|(?:the |an? |your )?(?:sorry|apology)|apologi[sz]e|admit|own",
        ),
        (5, r"ask|listen|hear|find out"),
        (
            0,  # before "go" and "leave" as ways to somebody
            r"(?:go|walk|run|stay|drive|keep) (?:away|off|out|home|back to work)|leave (?:him|her|them) (?:alone|be)|walk (?:out|on|past)|step out|look away",
        ),
        (
            4,
            r"stay(?! (?:quiet|silent|away|out|home))|go|visit|see|meet|walk|drive|knock|sit|have it out|(?:talk|speak) (?:first )?(?:to|with)|tell (?:him|her|them) (?:in person|face to face|myself|alone)",
        ),
        (
            3,
            r"call|ring|phone|thank|tell|say|talk|speak|mention|bring (?:it|that|this|him|her|them) up|raise|show|invite|help",
        ),
        (2, r"write|send|mail|e-?mail|message|text"),
        (1, r"(?:the |an? |your )?(?:reasons?|explanations?)|explain|justify|defend|correct|argue"),
        (
            4,
            r"in person|face to face|(?:to|at) (?:his|her|their) (?:face|door|desk|house|place)|alone|only (?:us|the two)|(?:just )?(?:us two|the two of)|in private",
        ),
        (3, r"by (?:phone|hand)|on the phone|a (?:call|visit)|before$"),
        (2, r"(?:by |an? |the )?(?:card|letter|note|mail|e-?mail|text|message)\b"),
        (
            1,
            r"with (?:the|my|them|everybody|everyone)|in front of|before (?:all|the|my|everybody|everyone)|in (?:public|the meeting)",
        ),
        (
            0,
            r"guess|wait|leave|hide|ignore|skip|let|keep quiet|stay away|drop|forget|pretend|bury|laugh|get (?:him|her|them) through|not",
        ),
    )
)


def leaning(ways: tuple[str, str]) -> tuple[str, str | None] | None:
    """The one of two ways that is nearer to the other person, and the other, if it is one that could still follow; None where
    neither is nearer, or it can't be told."""
    if any(map(is_grave, ways)):
        return None
    ranks = [next((rank for rank, begins in _NEARER if begins.match(way)), None) for way in ways]
    one, other = ranks
    if one is None or other is None or one == other:
        return None
    nearer, farther = ways if one > other else (ways[1], ways[0])
    return nearer, farther if min(one, other) else None  # not "to leave it"


_A_CHANNEL = re.compile(
    r"(?:call|ring|phone|text|write|mail|e-?mail|message|go|drop by|visit|say it|tell (?:him|her|them)|send (?:him |her |them )?(?:a |an |the )?(?:\w+ )?(?:card|letter|mail|e-?mail|note|text|message)|"
    r"in person|face to face|by (?:mail|phone|e-?mail|letter|text)|in writing)\b",
    re.I,
)


def is_of_channels(ways: tuple[str, str]) -> bool:
    """Whether the two ways are ways to reach somebody: to text, or to call."""
    return all(_A_CHANNEL.match(way) for way in ways)


def whether_to(text: str) -> str | None:
    """What somebody asks whether to do, as it follows "whether to": "take the keys back to her"."""
    asked = without_a_fear(_last_question(text))
    if (bare := _OR_NOT_AT_ALL.fullmatch(asked)) is not None:
        return f"{bare['do']}{bare['it'] or ' it'}"
    found = _WHETHER.search(asked)
    if found is None or re.search(r"\bor\b", asked, re.I):
        return None
    way = _way(found["do"] or found["good"] or found["bare"])
    return way if way is not None and _A_WAY.match(way) else None


# "Say or not say?", "tell him or not?"
_OR_NOT_AT_ALL = re.compile(
    r"(?:so |then |and |but )*(?P<do>say|tell|ask|mention|write|send|call|ring|do)(?P<it> (?:it|him|her|them))?,? or (?:not|don't)(?: (?:to )?\w+)?(?: (?:it|him|her|them))?\?*",
    re.I,
)
_SPEAKS = re.compile(
    r"(?:also |still |just )?(?:say|tell|mention|admit|thank|ask|raise|bring (?:it|that|this) up|apologi[sz]e)\b",
    re.I,
)


_LEAVES = re.compile(
    r"(?:just |simply )?(?:wait|leave (?:it|that|this)|let (?:it|that|this)|ignore|hide|keep quiet|stay (?:quiet|away)|say nothing|drop (?:it|that)|forget|pretend|skip|laugh (?:it off|along|with)|play along|smile and|get (?:him|her|them) through)\b",
    re.I,
)


def to_be_left(way: str) -> bool:
    """Whether what they ask whether to do is to leave it be, or to wait."""
    return _LEAVES.match(way) is not None


_SOMEBODY = rf"(?:(?-i:[A-Z])[a-zà-ÿ'-]+|him|her|them|(?:the|my|our|his|her) (?:\w+ )?(?:{PEOPLE}))"
_WHOM_FIRST = re.compile(
    rf"\b(?:which|who|whom) (?:do i |should i )?(?:\w+ )?first\b[^?]*\b{_SOMEBODY}[^?]* or [^?]*{_SOMEBODY}|"
    rf"\b(?:go|speak|talk|write|say (?:it|sorry)|apologi[sz]e)\b[^?]*?\b(?:to|with) {_SOMEBODY}[^?]{{0,12}}? first\b[^?]* or [^?]*{_SOMEBODY}|"
    rf"\b(?:speak|talk|go|see|ring|call|tell) first (?:to |with )?{_SOMEBODY} or (?:to |with )?{_SOMEBODY}|"
    rf"\b(?:tell|see|ring|call|ask|visit|thank) {_SOMEBODY} first\b[^?]* or [^?]*{_SOMEBODY}|"
    rf"\bfirst (?:to |with )?{_SOMEBODY},? or (?:first )?(?:to |with )?{_SOMEBODY}|\border\b[^?]{{0,12}} {_SOMEBODY} or {_SOMEBODY}\?",
    re.I,
)


def whom_first(text: str) -> bool:
    """Whether it is asked to which of two people to go first."""
    asked = _last_question(text)
    return _WHOM_FIRST.search(asked) is not None and not is_grave(text)


_OVER = re.compile(
    r"(?:just |simply |quietly |also )?(?:take (?:him|her|them|\w+) off|take (?:\w+ ){0,3}(?:away|over)|move (?:him|her|them)|put (?:him|her|them) (?:on|in|to|with)|give (?:him|her|them|\w+) (?:a rest|a break|less|fewer|lighter|easier|another|some(?:one|body)|time off|a week|the week)|"
    r"send (?:him|her|them) (?:home|to|on|away)|pull (?:him|her|them)|(?:reassign|relieve|spare|excuse) (?:him|her|them)|cut (?:his|her|their)|let (?:him|her|them) off|sign (?:him|her|them) (?:up|off))\b",
    re.I,
)


def over_somebody(way: str) -> bool:
    """Whether what they ask whether to do decides something about the other without them."""
    return _OVER.match(way) is not None


def to_be_said(way: str) -> bool:
    """The same, to speak of something, which is leant to without a condition."""
    return _SPEAKS.match(way) is not None and not to_be_left(way)


@once_a_turn
def _last_question(text: str) -> str:
    """What is asked, without what is quoted in it; a hurried question has no mark."""
    plain = QUOTED.sub(" ", text.replace("’", "'"))
    said = [s.text.strip() for s in sentences(plain)]
    before = [one for one in said[:-1] if _PUT_BEFORE.search(one)]
    if before and _AND_YOU.fullmatch(said[-1]):
        said = [_HEDGED.sub("", before[-1]).rstrip(".!")]
    marked = [s for s in said if s.endswith("?")]
    asked = marked[-1] if marked else said[-1] if said else ""
    return " ".join(asked.split()).rstrip(" .!")


# "I'm thinking should I take her off Saturdays. What would you do?" asks of what was put before.
_AND_YOU = re.compile(
    r"(?:(?:and|so|but)[, ]+)*(?:what (?:would|do) you (?:do|say|think|reckon)(?: (?:of|about) (?:it|that|this))?(?: in my (?:place|shoes))?|what(?:'s| is) your view|(?:do|would) you think so)\W*",
    re.I,
)
_PUT_BEFORE = re.compile(
    r"\b(?:should|shall|do|must|can|could) i\b|\bor\b[^?]*\?|\bi(?:'m| am| was) (?:thinking|wondering)\b",
    re.I,
)
_HEDGED = re.compile(
    r"^.*\bi(?:'m| am| was) (?:thinking|wondering)(?: (?:of|about|whether|if|that|maybe|perhaps))*,? (?=(?:should|shall|do|can|could|must) i\b|i )",
    re.I,
)


def _is_plain(words: str) -> bool:
    """Whether words begin as a way does that follows "you could", after what may lead to it."""
    return (
        _A_WAY.match(_AGAIN.sub("", words, count=1) if _AGAIN.match(words) else words) is not None
    )


# "Say something to her" is said back as "speak to her"; why, and what else is going on, is not said back.
_TO_SPEAK = re.compile(r"\bsay (?:something|anything)\b", re.I)
_BESIDES = re.compile(
    r",? (?:so (?:that )?(?:he|she|they|it|i|nobody|everybody)|because|since|even though|although)\b.*$|, with\b.*$",
    re.I,
)


_LEADS_TO_A_QUOTE = re.compile(r",? and (?:say|ask|tell (?:him|her|them))$", re.I)


def _way(words: str) -> str | None:
    words = _LEADS_TO_A_QUOTE.sub("", _BESIDES.sub("", _TO_SPEAK.sub("speak", words)).strip())
    plain = _AT_ALL.sub("", _OBLIGED.sub("", words.strip(" ,.-")))
    if not plain or word_count(plain) > _MOST or _NOT_SAID_BACK.search(plain):
        return None
    return " ".join(_TURNED.get(word.lower(), word) for word in plain.split())


_AT_ALL = re.compile(
    r",? (?:at all|then|anyway|after all|do you think|you think|or what|yes or no)$", re.I
)
_OBLIGED = re.compile(r"^(?:have|need|ought) to ", re.I)
