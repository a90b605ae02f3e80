"""What carries a message, beside what the ear hears in it: what somebody owns up to, a feeling they name as theirs, what binds
them to somebody. It is what readers wanted handed back, and what the ear, which has seen few confessions, ranks among the
circumstances. What is only around it (what a husband thinks, how many, how it was to write it) carries less.

The words are few and plain, and each counts about as much as a clause that is hardly heard has to make up for; on the messages
of held-out writers they change nothing for the worse (docs/decisions/044-two-things-that-were-heard.md).
"""

import re

from coach.encoder import Span
from coach.once_a_turn import once_a_turn
from coach.text import QUOTED, sentences

_OWNS = 0.4  # as what is told last counts for the ear, where confessions stand first
_FEELS = 0.1
_TO_THEM = 0.4
_BINDS = 0.35
_SILENT = 0.05
_AROUND = -0.5
_OF_WRITING = -1.0

_I = r"\b(?:i|we)(?:'ve|'d| have| had| was| am|'m)?(?: (?:just|only|really|simply|even|also|then|still|so|too|such|a|an|the|been|being|feel|felt|being|completely|totally|quite|rather|actually|basically|probably)){0,3} "
OWNED_DEED = re.compile(
    rf"{_I}(?:lied|pretended|hid|ducked|dodged|bottled|panicked|froze|flinched|chickened|caved|fudged|faked|covered (?:for|up)|looked away|looked the other way|"
    r"kept (?:quiet|silent|my mouth shut)|said (?:nothing|not a word|not one word)|did nothing|(?:didn't|did not|never) (?:say|said) (?:anything|a word|one word|a thing)(?! (?:wrong|bad|rude|else|against)\b)|"
    r"broke (?:my|our) (?:word|promise)|lost my (?:temper|nerve|rag|cool)|changed the (?:number|figure|log|date|report|record|result)s?|took the credit)\b|"
    r"\b(?:it|that|this)(?:'s| was| is) (?:all )?(?:my|our) (?:own )?(?:mistake|fault|doing|blunder)\b|"
    r"\b(?:was|is|it's|that's|it was) (?:on )?me who\b|\bi was (?:in the )?wrong\b|\bi got (?:it|that|this|him|her|them) wrong\b(?! (?:side|way)\b)|\b(?:it|that|this)(?:'s| was| is) (?:all )?on me\b",
    re.I,
)
"""What somebody did and holds against themselves."""
_HARD = (
    r"cowardly|gutless|spineless|pathetic|heartless|ruthless|cruel|unkind|selfish|petty|childish|weak(?! (?:from|at|in|and|with)\b| to (?:get up|stand|walk|move|eat)\b)|stupid(?! enough\b)|dishonest|two-faced|unfair|"
    r"(?:an? )?(?:coward|hypocrite|liar|bully|fraud|fool|idiot|snob|tyrant)(?! if\b)"
)
_CALLS_SELF = re.compile(
    rf"(?<!if )(?<!that )(?<!think )(?<!thinks )(?<!says )(?<!said )(?<!say )\bi(?:'m| am| was|'ve been| have been| feel| felt)(?: (?:just|only|really|simply|so|too|very|such|being|a bit|a|an|like|like a|completely|totally|quite|rather|plain|always|bit of|still))* (?P<hard>{_HARD})\b(?! (?:with (?:joy|hunger|laughter|worry|fear|relief|cold|fever)|for)\b|-)",
    re.I,
)
_LIGHTLY = re.compile(r"\b(?:lol|haha\w*|oops|i meant?)\b", re.I)
_FEELING = re.compile(
    r"\b(?:i|i'm|i've|i'd)(?: (?!not\b|never\b)\w+){0,2} (?:ashamed|shame|sad|scared|afraid|frightened|terrified|guilty|guilt|lonely|miss|missed|hurt|jealous|envious|sick|gutted|mortified|embarrassed|"
    r"heartbroken|dread|cried|crying|wept|weep|regret|helpless|devastated)\b|\bmy (?:face|hands?|stomach|heart|throat|chest|voice|knees|eyes) (?:was|were|is|are|went|goes|sank|shook|burn\w*|turn\w*|stopped|broke)\b",
    re.I,
)
_BOND = re.compile(
    r"\b(?:taught|raised|trained|saved|backed|fed|stood by) (?:me|us|my (?:kids|children|boys|girls|family|daughter|son))\b|\bhalf the reason\b|\b(?:half|most of) my life\b",
    re.I,
)
# "I miss you", "I'm sorry": said to somebody who is not there.
_SAID_TO_THEM = re.compile(
    r"^i(?:'m| am)? (?:(?:really|so|still) )?(?:miss|love|need|owe|forgive|let) you\b", re.I
)
_SAYS_NOTHING = re.compile(
    r"\b(?:he|she|they|(?-i:[A-Z][a-zà-ÿ]+)) (?:just )?(?:didn'?t|hasn'?t|never|wouldn'?t) (?:\w+ )?(?:say|said|speak|spoken|look|looked|answer\w*) ?(?:a word|anything|at me|to me|me)?|\b(?:he|she|they) (?:said|says) (?:nothing|not a word)\b",
    re.I,
)
# What somebody at home thinks of it, and what is told of them from there on.
_SOMEBODY_ELSE = re.compile(
    r"\bmy (?:wife|husband|daughter|son|mother|mum|mom|father|dad|sister|brother|partner|girlfriend|boyfriend|neighbour)\b(?:(?![.!?\n]|\bme\b).){0,60}?\b(?:says?|thinks?|reckons?|has an opinion|keeps (?:saying|telling))\b",
    re.I,
)
_OF_THE_LEADER = re.compile(r"\b(?:i|i'\w+|me|my|we|us|our)\b", re.I)
_WHERE = re.compile(
    r"^(?:he|she|it|they|that)(?:'s| is| lives?| works?| sits| are)(?: (?:only|just|still))? (?:in|at|on|near|off|\w+ (?:minutes?|miles?|hours?|km|kilometres?|doors?|streets?)|until|from|over)\b",
    re.I,
)
# "I run a small orchard", "we're a theatre", at the beginning: who is speaking, and not what happened.
_WHO_THEY_ARE = re.compile(
    r"(?:(?:hi|hey|hello|ok(?:ay)?|so|well)[,.! ]+)*(?:i|we)(?:'m|'re| am| are| run| manage| lead| own| head| have| supervise| look after)(?: the| an?| my| our| \d+| \w+ of)? (?!(?:so|too|very|not|afraid|ashamed|sorry|sad|angry|tired|just|only)\b)\w[^.!?;]{0,60}$",
    re.I,
)
WRITING_IT = re.compile(
    r"\b(?:typing|writing|reading|rereading) (?:this|that|it)(?: (?:out|now|down|back))?\W*$", re.I
)
"""A remark about how it is to write it, which is no part of what is told."""


def carries(text: str, span: Span) -> float:
    """What the clause that stands at a place of a message counts beside how likely a reader would hand it back."""
    text = text.replace("’", "'")
    plain = text[slice(*span)]
    if WRITING_IT.search(plain):
        return _OF_WRITING
    if OWNED_DEED.search(plain) or _CALLS_SELF.search(plain):
        return _OWNS
    if _FEELING.search(plain):
        return _FEELS
    if _SAID_TO_THEM.search(plain):
        return _TO_THEM
    if _BOND.search(plain):
        return _BINDS
    if not text[: span[0]].strip() and span[1] < len(text) - 1 and _WHO_THEY_ARE.match(plain):
        return _AROUND
    if _WHERE.search(plain) or (_of_somebody_else(text, span) and not _OF_THE_LEADER.search(plain)):
        return _AROUND
    return _SILENT * bool(_SAYS_NOTHING.search(plain))


def names_own_feeling(text: str) -> bool:
    """Whether somebody names a feeling of their own: that they miss somebody, are ashamed, afraid, sad."""
    return _FEELING.search(text.replace("’", "'")) is not None


def _of_somebody_else(text: str, span: Span) -> bool:
    """Whether a clause is, or follows in its sentence, what somebody at home makes of it."""
    start = max(text.rfind(mark, 0, span[0]) for mark in ".!?\n") + 1
    return _SOMEBODY_ELSE.search(text, start, span[1]) is not None


@once_a_turn
def hard_word(text: str) -> str | None:
    """The hard word that somebody uses of themselves ("gutless", "a coward"), in their own spelling; None where they only
    fear, ask or hear it."""
    for sentence in sentences(QUOTED.sub(" ", text.replace("’", "'"))):
        found = _CALLS_SELF.search(sentence.text)
        if found and not (sentence.text.rstrip().endswith("?") or _LIGHTLY.search(sentence.text)):
            return found["hard"]
    return None
