"""What a leader has already said to the coach and could say to the other person: what they own, miss or think of them. Whoever
asks what to say has often said it a message before."""

import re
from typing import TYPE_CHECKING

from coach.grave import is_grave
from coach.once_a_turn import once_a_turn
from coach.text import sentences, word_count
from coach.their_reply import asks_how_to_answer
from coach.words_owed import FOR_WORDS, WHAT_TO_SAY

if TYPE_CHECKING:
    from coach.turn import Turn

_FEWEST, _MOST = 3, 16  # words
_CLAUSES = re.compile(
    r"(?:[;:]| [–-] |, (?=(?:and|but|because|so) )|,? (?:and|but|because|so) (?=(?:i|he|she|they)\b)|, (?=i\b)|, for what it's worth|, not\b.*$)\s*",
    re.I,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|so|because|well|yes|yeah|yep|no|nah|honestly|really|ok(?:ay)?|oh|god|look|the truth is|to be honest|i mean|i know|i guess|i suppose|i think|what i(?:'m| am) telling you is)(?: that)?,? )+",
    re.I,
)
# What is not theirs to say to somebody: plans, doubts, what is about the coach, insults; what takes back or turns round what is
# owned ("I regret not firing him", "I was wrong to trust him"). What is grave is left out beside these.
_NOT_TO_THEM = re.compile(
    r"\b(?:you|your|u|i'?ll|i(?:'m| am) (?:going|thinking|thinking of|about) to|going to|want to|something|anything|don'?t (?:know|understand|follow|get)|dunno|maybe|perhaps|tomorrow|tonight|next week|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|if|should i|could i|"
    r"idiot|lazy|stupid|useless|hate|liar|bastard|asshole|snake|fired?|sack(?:ed)?|hir(?:e|ed|ing)|typing|this (?:chat|program|app|thing)|coach|(?:says?|said|thinks?|thought|told me|tells me) (?:that )?i|"
    r"regret(?:ted)? (?:not|the)|i(?:'m| am| was)(?: not|n't) (?:sorry|wrong|ashamed)|mistake was to|(?:glad|grateful) (?:that )?(?:he|she|they|it)|ashamed (?:of|for) (?:him|her|them|my|our|the)|too (?:soft|kind|nice|patient|generous|much|good)|"
    r"on purpose|less|harder|gone|again|sooner|deserve[ds]?|every|can'?t|cannot|wife|husband|marriage|drink\w*|weight|body)\b|(?<!n't )(?<!not )\bwrong (?:to|about)\b|\bnot wrong about (?:him|her|them)\b|[?\"“”]|(?:^|\s)'|'(?:\s|$)",
    re.I,
)
_OWNS = re.compile(
    r"\bi(?:'ve| have|'d| had)? (?:was|were|am|'m)?(?: \w+)? ?(?:ashamed|sorry|wrong|a coward|cowardly|gutless|unfair|too (?:hard|harsh|slow|proud|busy|scared|afraid|gutless|tired)|too \w+ to)\b|"
    r"\bi (?:feel|felt) (?:so |very |really )?(?:ashamed|shame|guilty|bad|sorry|terrible|awful|rotten)\b|\bi (?:regret|apologi[sz]e|presented (?:\w+ ){1,4}as (?:mine|my)|took (?:the|his|her|their) credit|left (?:him|her|them|his|her|their) (?:\w+ ){0,2}(?:out|off|alone|waiting|standing)|let (?:him|her|them) down|lied|froze|ducked|panicked|laughed|snapped|shouted|said nothing|did nothing|kept quiet|looked away|walked (?:past|off|away|on)|"
    r"(?:took|take) (?:it out|the credit)|blamed|forgot|never (?:thanked|asked|told|said|called|answered|noticed|saw)|did(?: not|n'?t) (?:thank|ask|tell|say|call|answer|notice|see|stand|stop|listen|help|defend)|should(?:'ve| have| of) (?:said|told|asked|stopped|stood|listened|helped|thanked|called|rung|come|gone|noticed|seen|spoken|been|waited|stayed|known|done)|should(?:n'?t| not) (?:have|of) (?:said|told|shut|shouted|laughed|done|left|let|made|snapped|spoken|taken|gone|been|changed|sent|asked|put))\b|"
    r"\b(?:it|that) was (?:all )?mine\b|\bmy (?:own )?(?:mistake|fault|doing)\b|\b(?:he|she|they) (?:was|were) right\b|\b(?:he|she|they) (?:was|were)(?: not|n'?t) wrong\b",
    re.I,
)
_HOLDS_DEAR = re.compile(
    r"\bi(?: really| still| do| always| have always| will)* (?:miss|rate|value|respect|admire|appreciate|count on|look up to)(?:d|s)? (?!it\b|to\b|that\b|this\b|what\b|how\b)\w+|"
    r"\bi(?:'m| am| was)(?: so| very| really| still)* (?:proud of|grateful|glad|worried about|frightened for|afraid for|scared for|lost without)\b(?! (?:it|this|that|what|how)\b)|"
    r"\b(?:he|she|they) (?:taught|trained|raised|saved|believed in|stood by|backed|carried|covered for|never let) (?:me|us)\b|\bi (?:learn(?:ed|t)|owe) (?:\w+ ){0,3}(?:from|to) (?:him|her|them)\b|\b(?:couldn'?t|could not|can'?t|can not|cannot) (?:have done|do|run) (?:it|this) without (?:him|her|them)\b",
    re.I,
)


def said_already(turn: "Turn") -> str | None:
    """What somebody who asks for words has said already, and the coach has not given back as that yet; None where they ask for
    something else, or mean other words."""
    asks = (
        WHAT_TO_SAY.search(turn.text)
        or FOR_WORDS.search(turn.text)
        or _IN_MY_PLACE.search(turn.text)
    )
    if not asks or asks_how_to_answer(turn.text) or turn.reading.draft is not None:
        return None
    words = sayable(_told_of(turn.text, (*turn.recent, turn.text)))
    # Handed back once as what they told, it can still be given as what to say; not a third time.
    given = sum(role == "coach" and f"“{words}" in said for role, said in turn.history)
    return words if given < _GIVEN else None


_GIVEN = 2
_IN_MY_PLACE = re.compile(r"\bwhat would you (?:do|say)\W*$", re.I)


# "What do I say to Rupert?"
_ASKED_OF = re.compile(
    r"\b(?:say|tell|write|speak|talk|answer)(?: to| with)? (?P<name>(?-i:[A-Z])[\w'-]+)", re.I
)
_A_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-zà-ÿ]+")


def _told_of(asked: str, told: tuple[str, ...]) -> tuple[str, ...]:
    """Without what was told of others alone, where it is said whom the words are for."""
    found = _ASKED_OF.search(asked)
    if found is None:
        return told
    return tuple(
        text for text in told if not (names := set(_A_NAME.findall(text))) or found["name"] in names
    )


@once_a_turn
def sayable(told: tuple[str, ...]) -> str | None:
    """What somebody could say to the other, in their own words, from what they told, the first message first: what they own
    before what they think of them, and the latest before the earlier; None if there is nothing of the kind."""
    found = [clause for text in told for clause in _clauses(text)]
    for wanted in (_OWNS, _HOLDS_DEAR):
        to_them = (
            _to_their_face(c)
            for c in reversed(found)
            if wanted.search(c) and not _OF_IT.fullmatch(c)
        )
        if (said := next(filter(None, to_them), None)) is not None:
            return said
    return None


_VERBS = {"was": "were", "wasn't": "weren't", "is": "are", "isn't": "aren't", "has": "have", "hasn't": "haven't", "does": "do", "doesn't": "don't"}  # fmt: skip
_OF_HERS = r"name|desk|face|place|mistake|fault|time|work|team|kids|children|plan|idea|help|office|room|number|job|side|words?|share|part|turn|chair|list|message|letter|mail|call|question|figures?|report"
_THEIRS = re.compile(rf"\b(?:his|their)\b(?! own\b)|\bher(?= (?:{_OF_HERS})\b)", re.I)
# "her" before another word may be either; where it is neither of the plain cases the clause is left alone.
_HER_WHAT = re.compile(
    rf"\bher (?!(?:{_OF_HERS}|in|on|at|to|for|with|when|because|and|but|out|off|alone|down|up|from|by|as|before|after|since|again|so|too|every|all|always|more|about|until|till|while|then|there|away|back|behind|over|without|"
    r"first|earlier|properly|enough|well|once|twice|waiting|standing|crying)\b)[a-z]",
    re.I,
)
_THEM = re.compile(r"\b(?:him|her|them)\b", re.I)
_THEY = re.compile(r"\b(?:he|she|they) (?P<verb>[a-z']+)", re.I)


def _to_their_face(clause: str) -> str | None:
    """The clause as it is said to the one it is about: "She taught me to set" is "You taught me to set"; None where the verb would
    have to change in a way that is not known."""
    known = _HER_WHAT.search(clause) is None

    def turned(found: re.Match[str]) -> str:
        nonlocal known
        verb = found["verb"].lower()
        known = (
            known
            and (verb in _VERBS or not verb.endswith("s"))
            and "'" not in verb.replace("n't", "")
        )
        return f"you {_VERBS.get(verb, verb)}"

    said = _THEM.sub("you", _THEIRS.sub("your", _THEY.sub(turned, clause)))
    people = sum(sign.search(clause) is not None for sign in (_HE, _SHE, _MANY))
    of_them = re.search(r"\byour?\b", said) is not None or _OF_ONESELF.search(clause) is not None
    return said[:1].upper() + said[1:] if known and people <= 1 and of_them else None


_HE, _SHE, _MANY = (
    re.compile(rf"\b(?:{words})\b", re.I)
    for words in ("he|him|his(?! own)", "she|her|hers", "they|them|their")
)
# What can be said to anybody who was there.
_OF_ONESELF = re.compile(
    r"\b(?:said nothing|did nothing|kept quiet|looked away|froze|ducked|panicked|coward\w*|gutless|ashamed|sorry|shame|guilty|my (?:own )?(?:mistake|fault|doing)|(?:it|that) was (?:all )?mine|was wrong|was unfair|too \w+ to|as (?:mine|my own)|thank|lied to)\b",
    re.I,
)


def _clauses(text: str) -> list[str]:
    """The clauses of a text that could be said to somebody as they stand."""
    plain = text.replace("’", "'")
    parts = [
        part
        for s in sentences(plain)
        if not s.text.endswith("?")
        for part in _CLAUSES.split(s.text)
    ]
    said = [_LEAD.sub("", part.strip(" ,.-")).strip(" ,.!-") for part in parts if part]
    return [
        _begun(one)
        for one in said
        if _FEWEST <= word_count(one) <= _MOST
        and not _NOT_TO_THEM.search(_THANK_YOU.sub("thanks", one))
        and not _SOMEBODY_NAMED.search(one[1:])
        and not is_grave(one)
        and _BEGINS.match(one)
    ]


_OF_IT = re.compile(
    r"\S+(?: \S+){0,3} (?:of|about|for|by) (?:it|that|this|everything)", re.I
)  # "I am ashamed of it": of what?
_THANK_YOU = re.compile(r"\bthank you\b", re.I)
_SOMEBODY_NAMED = re.compile(r"\b(?!I\b)[A-Z][a-z]+")
_BEGINS = re.compile(r"(?:i|i'\w+|he|she|they|it|that|my|we)\b", re.I)


def _begun(words: str) -> str:
    words = re.sub(r"\bi\b", "I", words)
    return words[:1].upper() + words[1:]
