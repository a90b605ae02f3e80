"""Whether somebody asks of a deed of their own if it was wrong: what they did, or what they did not do. That is asked in a
few forms, and what the deed was about is not what is asked."""

import re

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
    r"\b(?:should|ought) i (?:to )?(?:not |really |maybe )*have (?:stood|stepped|stopped|done|intervened|spoken|gone|helped|defended|noticed|seen|acted|got|stayed|walked|come|put|been there|known|asked|pushed|fought|refused|protected|backed|waited)\b(?! (?:differently|it differently)\b)",
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
    rf"(?:to (?!be\b|feel\b|want\b|miss\b|mind\b|cry\b|hope\b)\w+|(?:that|if) i (?!(?:am|feel|felt|was|want|wanted|like|mind|miss|missed|care|enjoy|hate|resent|envy)\b)\w+|(?:that|if) (?:a )?part of me)",
    re.I,
)
# To these no yes and no no is given by a program.
_HARMS = re.compile(
    r"\b(?:lie|lied|cheat|steal|hide|punish|fire|sack|dismiss|pregnan\w*|disab\w*|sick|ill|illness|gay|black|white|muslim|jew\w*|foreign\w*|old(?:er)?|young(?:er)?|wom[ae]n|religio\w*|threat\w*|spy|record|drunk|hit|touch|kiss|sleep with|pay (?:him|her|them) less|behind (?:his|her|their) back)\b",
    re.I,
)


@once_a_turn
def deed_doubted(text: str) -> str | None:
    """``UNDONE``, ``DONE`` or ``TO_DO`` where the last question of a text asks whether what they left undone, did, or mean to do is
    wrong."""
    plain = QUOTED.sub(" ", with_mark(text).replace("’", "'"))
    asked = [s.text for s in sentences(plain) if s.text.endswith("?")]
    if not asked:
        return None
    if _ASKS_UNDONE.search(asked[-1]):
        return UNDONE
    if _ASKS_DONE.search(asked[-1]):
        return DONE
    return TO_DO if _ASKS_TO_DO.search(asked[-1]) and not _HARMS.search(asked[-1]) else None
