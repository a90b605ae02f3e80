"""What somebody asks the coach to decide, as the coach can say it: the two ways between which they ask, or the one thing
that they ask whether to do, in the second person. None where the words could go wrong in a sentence of the coach's.
"""

import re

from coach.text import QUOTED, sentences, word_count

_MOST = 10  # words of a way
_ASKS = (
    r"(?:(?:do|should|shall|can|could|would|must) i (?:just |rather |better |now |simply )*|"
    r"(?:is it|would it be) (?:better|worse|wiser|best|kinder|safer) (?:for me )?(?:to |if i )|what'?s better,? (?:to )?|"
    r"better to |whether to )"
)
_EITHER = re.compile(rf"\b{_ASKS}(?P<one>[^?;]+?),? or (?P<other>[^?;]+)\?*$", re.I)
_BARE_EITHER = re.compile(r"^(?P<one>[^?;]+?),? or (?P<other>[^?;]+)\?$", re.I)  # "Ring or write?"
_WHETHER = re.compile(
    r"(?:^|[,;:] |\b(?:and|so|but|then|well|now|ok|okay),? )(?:should|shall|do|must|can|could) i (?:just |rather |really |now |simply |even )*(?P<do>[^?;,]+)\?*$",
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
    r"open|close|step|back|carry|add|cut|look|be|act|pretend|praise|correct|confront|approach|return|discuss|suggest|ask|hand|turn|split|join|end)"
)
_A_WAY = re.compile(rf"(?:(?:not |first |still |also |both |quietly |simply )*){_PLAIN}\b", re.I)
_WHERE_OR_WHEN = r"alone|together|to (?:his|her|their) face|in|at|on|by|with|before|after|first|later|now|today|tomorrow|tonight"
_HOW = re.compile(rf"(?:{_WHERE_OR_WHEN}|one by one|face to face|not)\b", re.I)
_ITS_HOW = re.compile(rf" (?=(?:{_WHERE_OR_WHEN})\b)", re.I)
_TURNED = {"i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your", "mine": "yours", "myself": "yourself"}  # fmt: skip
_NOT_SAID_BACK = re.compile(
    r"\b(?:you|your|kill|hit|die|hurt|slap|punch|quit|what|why|not|no|something|so|else|we|us|our)\b|[\"“”()]",
    re.I,
)


def two_ways(text: str) -> tuple[str, str] | None:
    """The two ways between which somebody asks, as they follow "you could": "bring it up now", "wait until Monday"."""
    asked = _last_question(text)
    found = _EITHER.search(asked) or _BARE_EITHER.search(asked)
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


def asks_between(text: str) -> bool:
    """Whether it is asked in so many words which of two ways to take; typed in a hurry, without a question mark."""
    asked = _last_question(text)
    found = _EITHER.search(asked)
    said = found is not None and re.match(r"(?:should|shall|do) i\b", found.group(), re.I)
    return bool(said) and two_ways(text) is not None


# What is said or done to somebody's face, their side before one's own, and now, is nearer to them; the greater number leads.
_NEARER = tuple(
    (rank, re.compile(rf"(?:(?:first|just|still|also|quietly|simply) )*(?:{begins})\b", re.I))
    for rank, begins in (
        (6, r"say (?:i'm |you're )?sorry|apologi[sz]e|admit|own"),
        (5, r"ask|listen|hear|find out"),
        (
            4,
            r"go|visit|see|meet|walk|drive|knock|sit|talk to|speak to|tell (?:him|her|them) (?:in person|face to face|myself|alone)",
        ),
        (
            3,
            r"call|ring|phone|thank|tell|say|talk|speak|mention|bring (?:it|that|this) up|raise|show|invite|help",
        ),
        (2, r"write|send|mail|e-?mail|message|text"),
        (1, r"explain|justify|defend|correct|argue"),
        (0, r"wait|leave|hide|ignore|skip|let|keep quiet|stay away|drop|forget|pretend|bury|not"),
    )
)


def leaning(ways: tuple[str, str]) -> tuple[str, str | None] | None:
    """The one of two ways that is nearer to the other person, and the other, if it is one that could still follow; None where
    neither is nearer, or it can't be told."""
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
    asked = _last_question(text)
    found = _WHETHER.search(asked)
    if found is None or re.search(r"\bor\b", asked, re.I):
        return None
    way = _way(found["do"])
    return way if way is not None and _A_WAY.match(way) else None


def _last_question(text: str) -> str:
    """What is asked, without what is quoted in it; a hurried question has no mark."""
    plain = QUOTED.sub(" ", text.replace("’", "'"))
    said = [s.text.strip() for s in sentences(plain)]
    marked = [s for s in said if s.endswith("?")]
    asked = marked[-1] if marked else said[-1] if said else ""
    return " ".join(asked.split()).rstrip(" .!")


def _way(words: str) -> str | None:
    plain = _OBLIGED.sub("", words.strip(" ,.-"))
    if not plain or word_count(plain) > _MOST or _NOT_SAID_BACK.search(plain):
        return None
    return " ".join(_TURNED.get(word.lower(), word) for word in plain.split())


_OBLIGED = re.compile(r"^(?:have|need|ought) to ", re.I)
