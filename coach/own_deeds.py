"""Whether somebody asks of a deed of their own if it is wrong: what they did, what they did not do, or what they mean to do. That
is asked in a few forms, and what the deed was about is not what is asked."""

import re

from coach.grave import is_grave
from coach.once_a_turn import once_a_turn
from coach.text import QUOTED, sentences, with_mark

DONE, UNDONE, TO_DO = "was-it-wrong", "left-undone", "is-it-wrong-to"
"""Kinds of direct answers (``asked`` in prompts/guide/suggest)."""
_WRONG = r"(?:wrong|bad|unfair|mean|harsh|cruel|cowardly|unkind|a mistake|stupid|terrible|awful|out of line|rude|a shitty thing|shitty|selfish)"
_HOW = r"(?:so |very |really |too |that |just |being |a bit |actually |even |completely )*"
# What they feel, or do as a rule, is asked about in another way.
_NOW = r"(?:am|feel|want|like|mind|miss|care|enjoy|hate|resent|envy|find|think|wish|need|love|still (?:feel|mind|miss|care|think|want)|don'?t (?:want|like|feel|care|mind|miss)|do|ask|never (?:want|feel))\b"
_NOT_DONE = r"(?:(?:have |had |still )*(?:did ?n['o]?t|did not|never|have ?n['o]?t|had ?n['o]?t|could ?n['o]?t)\b|(?:just |only |simply )*(?:said nothing|did nothing|kept (?:quiet|silent)|stayed (?:quiet|silent|seated|out of it)|looked away|walked (?:past|away|off|on)|pretended|ducked|froze|let it (?:go|pass|happen)|sat there|stood there))"
_ASKS_UNDONE = re.compile(
    rf"\b(?:is|was|isn'?t|wasn'?t) (?:it|that) {_HOW}{_WRONG} (?:of me )?that i {_NOT_DONE}|"
    rf"\b(?:was|were) i {_HOW}{_WRONG} (?:to (?:say nothing|keep quiet|stay (?:quiet|silent)|do nothing|wait|leave|let|walk|pretend|not\b)|not to\b)|"
    r"\b(?:should|ought) i (?:to )?(?:not |really |maybe )*have (?:stood|stepped|stopped|done|intervened|spoken|gone|helped|defended|noticed|acted|got up|stayed|walked|come|put|asked|pushed|refused|protected|backed|waited)\b(?! (?:differently|it differently)\b)",
    re.I,
)
_ASKS_DONE = re.compile(
    rf"\b(?:was|were) i {_HOW}(?:{_WRONG}|hard|tough|strict|cold|blunt)(?: (?:to|with|on|about|in)\b|\?)|"
    rf"\b(?:was|wasn'?t) (?:it|that) {_HOW}{_WRONG}(?: of me)?(?: (?:to|that i)\b|\?)|"
    rf"\bis (?:it|that) {_HOW}{_WRONG} (?:of me )?that i (?!{_NOW})(?:just |only |simply )*(?:\w+ed|took|gave|told|said|left|made|went|sent|put|cut|lost|kept|chose|got|wrote|sold|hid|let|did|had)\b|"
    rf"\bdid i (?:do|get|handle|treat) (?:it|that|this|him|her|them|something|anything|the wrong thing) ?(?:all |so )?(?:{_WRONG}|badly)?(?: by (?:him|her|them))?\?|"
    r"\b(?:have|had) i been (?:too |so )?(?:unfair|hard|harsh|wrong|mean|unkind)\b|\bshould(?:n'?t)? i (?:not |never )have (?!to\b)\w+|\bwas (?:that|it) (?:so |really )?(?:unfair|unkind|cruel|mean) of me\b",
    re.I,
)


# Still to be done, or done again and again: "Is it wrong that I defend him?", "Is it unfair to leave the warning on his file?"
_ASKS_TO_DO = re.compile(
    rf"\b(?:is|isn'?t|would|wouldn'?t) (?:it|that) (?:be )?{_HOW}(?:wrong|unfair|selfish|disloyal|hypocritical|petty|dishonest) (?:of me )?"
    rf"(?:to |(?:that|if) i (?:still |just |only )?)(?:ask|say|tell|thank|speak|talk|write|call|ring|visit|go|wait|rest|take (?:a|some|the) (?:day|week|break|holiday|evening|weekend|rest)|stay|leave (?:it|early|the|on)|keep|defend|back|protect|help|give|offer|expect|think|"
    r"refuse|stop|let (?:it|this|that|(?:him|her|them) know)|show|share|celebrate|bring|invite|apologi[sz]e|say no|put myself|charge|check in)\b|"
    rf"\b(?:is|isn'?t) (?:it|that) {_HOW}(?:wrong|unfair|petty|selfish) (?:of me )?that (?:a )?part of me\b",
    re.I,
)


@once_a_turn
def deed_doubted(text: str) -> str | None:
    """``UNDONE``, ``DONE`` or ``TO_DO`` where the last question of a text asks whether what they left undone, did, or mean to do is
    wrong."""
    plain = QUOTED.sub(" ", with_mark(text).replace("’", "'"))
    asked = [s.text for s in sentences(plain) if s.text.endswith("?")]
    if not asked or is_grave(plain):
        return None
    if _ASKS_UNDONE.search(asked[-1]):
        return UNDONE
    if _ASKS_DONE.search(asked[-1]):
        return DONE
    return TO_DO if _ASKS_TO_DO.search(asked[-1]) else None
