"""What of a leader's message is their plan, where one takes shape: the plan stated whole, a detail of it, or neither.

The newest whole statement holds. A detail joins the plan and never takes its place. What they would feel, what they owe
to honesty, a word against the coach and a goodbye are no part of it.
"""

import re
from collections.abc import Sequence

from coach.circumstances import DOES, only_circumstances, tells_when
from coach.leaving import goes_at, is_goodbye
from coach.once_a_turn import once_a_turn
from coach.text import (
    QUOTED,
    longest_quoted,
    sentences,
    whole_sentences,
    with_quotations_joined,
    word_count,
)
from coach.vocabulary import Subject

_HURRIED = (
    (
        re.compile(
            r"(?:^|(?<=[.!?,;:] )|(?<=then )|(?<=and )|(?<=so )|(?<=but )|(?<=ok ))ill(?= (?!in\b|with\b|at\b|all\b|for\b|from\b|and\b|so\b|most\b)[a-z]+)",
            re.I,
        ),
        "I'll",
    ),
    (re.compile(rf"\bill(?= (?:just |also |then )?{DOES.pattern})", re.I), "I'll"),
    (re.compile(r"\bid(?= (?!est\b|card\b|badge\b|number\b)[a-z]+ )", re.I), "I'd"),
    (re.compile(r"\bim(?= [a-z])", re.I), "I'm"),
)


@once_a_turn
def spelt(text: str) -> str:
    """A text with the apostrophes that were left out in a hurry, to be read by rules and not to be shown."""
    plain = text.replace("’", "'")
    for hurried, whole in _HURRIED:
        plain = hurried.sub(whole, plain)
    return plain


# --- What is no part of a plan -------------------------------------------------------------------

# Said to the coach, which had asked for it or forgotten it.
_SAID_BEFORE = re.compile(
    r"(?:^|(?<=[,.;:!?]))\s*(?:but |and |well |so )?(?:(?:as|like) i(?:'ve)? (?:just |already )?(?:say|said|told you|tell you|wrote)|i'?ve (?:just |already )*said|i(?:'ve)?(?: have)? (?:just |already )+(?:said|told you|wrote|answered)|just said|i said)"
    r"(?: (?:already|before|just now|it|that|so|now|you|to you|twice|above|so already))*\s*(?:[,.;:!]|$)",
    re.I,
)
_THANKS = re.compile(
    r"\b(?:thank(?:s| you)|bless you|god bless|cheers|good (?:evening|afternoon|morning|day)|sorry for (?:snapping|that|being)|wish me luck|much obliged)\b",
    re.I,
)
# How they feel about it, or will.
_FEELS = re.compile(
    r"\W*(?:(?:and|but|yes|so|well|oh|ah|now),? )*(?:"
    r"(?:i(?:'m| am)|i(?:'ll| will| would|'d)(?: only| just)? (?:be|feel)|i feel) (?:\w+ly |so |very |quite |much |a (?:bit|little) |already )*(?:happy|glad|light(?:er)?|relieved|content|ready|better|calm(?:er)?|grateful|pleased|ok(?:ay)?|fine|proud|sad|sorry for)\b|"
    r"i(?:'ll| will| can| might| shall| am going to|'m going to) (?:now )?(?:sleep|rest|breathe|let myself (?:be|feel|have)|go to bed)\b|i(?:'m| am) going to bed\b|"
    r"(?:it|that|this)(?:'s| is) (?:all )?(?:good|enough|fine|right|all|it|everything|better|clear)(?: (?:for (?:me|now|today)|so|now|then|like this))*\W*$)",
    re.I,
)
# "I did not know I would say that": what is known, thought or left to another day, with something to do in it.
_NOT_DOING = re.compile(
    r"\W*(?:(?:and|but|eh|oh|ah|ha|well|so|now|because|only)[,!]? )*(?:"
    r"i(?: do| did|'ve| have)?(?: not|n't| never|n't ever)? (?:knew|know|known|thought|realis\w+|realiz\w+|expected|noticed) (?:that )?(?:i|it|this)\b|i (?:did not|didn't|never) (?:know|think|expect)\b|"
    r"(?:let me|i(?:'ll| will| can| must| have to|'ll have to)?) (?:just )?(?:decide|see|think|choose) (?:(?:that|it|this|about it|on it|then|later|when|on the|for myself|myself|how|if|whether)\b|\W*$))",
    re.I,
)


def says_in_general(sentence: str) -> bool:
    """Whether a sentence with "I will" or "I would" in it tells what somebody feels, knows or leaves open, and nothing that
    they will do."""
    plain = spelt(sentence)
    return bool(_FEELS.match(plain) or _NOT_DOING.match(plain))


def without_asides_of_it(text: str) -> str:
    """A message, or a plan out of one, without what is said to the coach in between: that it was said already."""
    plain = " ".join(text.split())
    left = _SAID_BEFORE.sub("", plain.replace("’", "'"))
    return plain if left == plain.replace("’", "'") else left.strip(" ,;")


def _is_beside(sentence: str) -> bool:
    """Whether a sentence takes leave, thanks, asks, or tells what is no part of a plan."""
    leaves = goes_at(sentence) == 0 or any(is_goodbye(p) for p in re.split(r"[,!]", sentence) if p)
    thanks = _THANKS.search(sentence) is not None and not is_terms(sentence)
    asks = QUOTED.sub(" ", sentence).rstrip().endswith("?")
    return leaves or asks or says_in_general(sentence) or (thanks and not tells_when(sentence))


_LONE_NO = re.compile(
    r"(?:no|nope|no,? no|no,? wait|wait|actually,? no|scratch that|forget that|never ?mind)\W*$",
    re.I,
)


def after_taking_back(text: str) -> str:
    """What stands in a message after a lone "No." with which they take back what they said before it in the same breath: "I could
    send Robin. No. I go myself." """
    said = sentences(text)
    last = max((n for n, s in enumerate(said[:-1]) if n and _LONE_NO.match(s.text)), default=None)
    return text if last is None else text[said[last + 1].start :]


# --- The plan stated whole -----------------------------------------------------------------------

_MARK = re.compile(
    r"(?:^|(?<=[.!?] ))(?:(?:ok(?:ay)?|right|well|no|actually|yes|fine|good|and|but|then|now|anyway)[,.!]? )*(?:"
    r"so ?(?:[:]|,(?= (?:\w+day|tomorrow|tonight|at|on|next|this|first|before|after)\b))|(?:that|this)(?:'s| is) (?:my|the) plan(?: now)?:|here(?:'s| is) (?:it|my plan|the plan|what i(?:'ll| will) do):|"
    r"(?:my|the) plan(?: now)?(?: is| will be|:)(?: (?:what i (?:just |have )?(?:said|told you)(?: now)?|this|now|simply))*(?: ?[:,])?(?! (?:not|to be|fine|was|good|ok|clear|right|the same)\b)|"
    r"i(?:'ll| will| must)? (?:write|say|put|note) it (?:myself|again|down|once more|like this|anew)(?: then)?:|i decide(?: now)?:|decided:|"
    r"let me (?:decide|choose|put it|say it)[^:.!?]{0,20}:)\s*",
    re.I,
)
_TERM = re.compile(
    r"\b(?:i|he|she|they|we|it|who|that|there|you)(?:'\w+)? |\b(?:is|was|were|are|has|had|because)\b|n't\b|\b(?:nobody|everybody|everyone|somebody|no one) (?!else\b|first\b)\w+",
    re.I,
)
_THANK_YOU = re.compile(r"\bthank you\b", re.I)
_CUTS = re.compile(r"\s*(?:,|;|\s[-–—]\s)\s*")
_A_WORD = 3  # words of a term by itself
_TERMS, _OF_A_TERM = 3, 7  # the fewest in a list; the most words in one
_FEWEST, _MOST = 3, 60  # words of a plan


def is_terms(sentence: str, least: int = _TERMS) -> bool:
    """Whether a sentence is a plan in a few terms, one of them a time: "Thursday, soup, only us two"."""
    terms = [term for term in _CUTS.split(sentence.strip(" .!")) if term]
    plain = all(
        word_count(t) <= _OF_A_TERM and not _TERM.search(_THANK_YOU.sub("thanks", spelt(t)))
        for t in terms
    )
    timed = any(tells_when(term) for term in terms)
    return len(terms) >= least and plain and timed and not sentence.rstrip().endswith("?")


_AROUND = re.compile(
    r"(?:from|with|at|in|on|before|after|by|over|during|outside|alone|just us)\b", re.I
)


def only_around(whole: str) -> bool:
    """Whether a plan in terms tells nothing but when, where and how: "Friday, eleven o'clock, with paper"."""
    terms = [term for term in _CUTS.split(whole.strip(" .!")) if term]
    return is_terms(whole) and all(_AROUND.match(t) or tells_when(t) for t in terms)


_I_WILL = re.compile(r"\bi(?:'ll| will|'d| would| could| shall) (?!say\W*$)\w+", re.I)


# "No, no Robin. Saturday at three, the pattern first.", "Not look. Drive out on Saturday."
_CORRECTS = re.compile(
    r"^\W*(?:no|not|nope)\b|[.!] no\b|\bas i (?:said|told)\b|\bi(?:'?ve)? said\b|\bi took that back\b",
    re.I,
)
_A_BARE_DEED = re.compile(rf"(?!(?:no|not)\b){DOES.pattern}", re.I)


@once_a_turn
def restated(text: str) -> str | None:
    """The plan as a message states it whole: before "that's my plan", after "So:" or "the plan is", or in terms; None where it
    does none of these."""
    plain = with_quotations_joined(" ".join(text.replace("’", "'").split()))
    called = _called_the_plan(plain)
    if called is not None:
        return called
    quoted = [m.span() for m in QUOTED.finditer(plain)]
    marks = [m for m in _MARK.finditer(plain) if not any(a <= m.start() < b for a, b in quoted)]
    if marks:
        told = _told_in(plain[marks[-1].end() :])
        said = " ".join(told)
        if told and (tells_when(said) or DOES.match(said) or re.match(r"i\b", said, re.I)):
            return said if _FEWEST <= word_count(said) <= _MOST else None
    told = _told_in(plain)
    corrects = _CORRECTS.search(plain) is not None
    deed = next((s for s in reversed(told) if _A_BARE_DEED.match(s) and tells_when(s)), None)
    if corrects and deed is not None:
        return deed.strip(" .!")
    least = _TERMS - corrects
    if (spoken := _words_and_when(told)) is not None:
        return spoken
    last = next((n for n in reversed(range(len(told))) if _ends_terms(told, n, least)), None)
    if last is None:
        return None
    end = _ends_at(told, last)
    alone = end == last + 1
    if alone and only_circumstances(told[last]) is not None:
        return None
    if (
        alone
        and only_around(told[last])
        and any(_I_WILL.search(spelt(s.text)) for s in sentences(plain))
    ):
        return None  # "I'll tell her that I saw. Tomorrow, before work, by the back door": the time of that
    first = _begins_at(told, last)
    return " ".join(told[first:end]).strip(" .!")


_GOES_ON = re.compile(
    rf"\W*(?:(?:first|then|and|after that|so),? )*(?:i(?:'ll| will|'d| would)? |(?!take care|[^.!?]*\b(?:you|me|us)\b)){DOES.pattern}|\W*(?:and )?(?:then|first) (?:the|my|his|her|a) \w+(?: \w+)?\W*$",
    re.I,
)


def _ends_at(told: Sequence[str], last: int) -> int:
    """Behind what is stated in terms: with the sentences right after it that tell what is done then ("First I bring the coffee.
    Then the sentence.")."""
    end = last + 1
    while end < len(told) and _GOES_ON.match(spelt(told[end])) and not is_apart(told[end]):
        end += 1
    return end if word_count(" ".join(told[last:end])) <= _MOST else last + 1


def _ends_terms(told: Sequence[str], n: int, least: int) -> bool:
    """Whether a sentence is a plan in terms, by itself or with the fragments before it: "Ten minutes. Soup, Thursday at one." """
    if is_terms(told[n], least):
        return True
    first = _begins_at(told, n)
    return first < n and is_terms(", ".join(s.strip(" .!") for s in told[first : n + 1]))


def _words_and_when(told: Sequence[str]) -> str | None:
    """The words that they will say, in quotation marks by themselves, and when and where, where that is all that stands beside
    them, before or after."""
    quoted = [n for n, s in enumerate(told) if QUOTED.fullmatch(s.strip(" .!"))]
    if not quoted or word_count(told[quoted[0]]) < _A_TERM_OR_MORE:
        return None
    at = quoted[0]
    rest = " ".join(told[:at] if at == len(told) - 1 else told[at + 1 :]).strip(" .!")
    around = only_circumstances(rest)
    if (around is None or around.when is None) and not is_terms(rest):
        return None
    words = told[at].strip(" .!")
    stop = "" if words[:-1].endswith((".", "!", "?")) else "."
    return f"I say: {words}{stop} {rest}"


_A_TERM_OR_MORE = 3  # words that somebody may mean to say


def _begins_at(told: Sequence[str], last: int) -> int:
    """Where what is stated in terms begins: with the fragments right before it ("A card. On her desk, Wednesday")."""
    first = last
    while first and _is_fragment(told[first - 1]):
        first -= 1
    return first


_CALLED = re.compile(
    r"\W*(?:(?:so|and|yes|then|well)[, ]+)*(?:that(?:'s| is)|this is) (?:now )?(?:my|the) (?:whole )?(?:plan|step)(?: now| then)?\W*$",
    re.I,
)
_NOW_IT_IS = re.compile(
    r"(?:(?:so|and|well|ok(?:ay)?|right|then|now)[, ]+)*(?:it is|it's|it will be|it'll be)(?: now)? (?=\w)",
    re.I,
)
_TAKES_IT = re.compile(
    r"^(?:i (?:like|take|keep) (?:that|it|this)|never ?mind|ok(?:ay)?|yes|fine|good)[.,!:] (?=\w)",
    re.I,
)
_HAS_TOLD = re.compile(
    r"\W*(?:but |and |well )?i(?:'ve| have) (?:\w+ )?(?:told|said|asked|written|answered)\b", re.I
)
_TELLS_DEED = re.compile(rf"\bi(?:'ll| will|'d| would)? {DOES.pattern}", re.I)


def _called_the_plan(plain: str) -> str | None:
    """The sentences before "That is my plan" that state it; None where nothing is called that, or nothing before it tells a
    time or something to do."""
    said = [s.text for s in whole_sentences(without_asides_of_it(plain))]
    at = next((n for n in reversed(range(1, len(said))) if _CALLED.match(said[n])), 0)
    begins = at
    while begins and _states(said[begins - 1]):
        begins -= 1
    whole = _NOW_IT_IS.sub("", _TAKES_IT.sub("", " ".join(said[begins:at])))
    return whole if _FEWEST <= word_count(whole) <= _MOST and tells_when(whole) else None


def _states(sentence: str) -> bool:
    """Whether a sentence may be one of those that state a plan: it tells a time or something to do, or is a term of it."""
    feared = is_fear(sentence) or _WORRIES.search(spelt(sentence)) is not None
    if feared or _is_beside(sentence) or is_apart(sentence) or _HAS_TOLD.match(sentence):
        return False
    own = spelt(QUOTED.sub("“”", sentence))
    deed = _TELLS_DEED.search(own) or DOES.match(own)
    return bool(tells_when(own) or deed or _is_fragment(sentence) or own[:1] == "“")


def _told_in(text: str) -> list[str]:
    """The sentences of a text that belong to the plan in it: from the one in terms, where there is one."""
    said = [s.text for s in whole_sentences(without_asides_of_it(text))]
    said = [s for s in said if not _is_beside(s)]
    begins = next((n for n, s in enumerate(said) if is_terms(s)), 0)
    return said[_begins_at(said, begins) :]


def _is_fragment(sentence: str) -> bool:
    """Whether a sentence is a few words of a plan, or only what will be said, and tells nothing."""
    if QUOTED.fullmatch(sentence.strip(" .!")):
        return True
    brief = word_count(sentence) <= _A_WORD
    return brief and not (_TERM.search(spelt(sentence)) or _FILLS.match(sentence))


_FILLS = re.compile(
    r"\W*(?:yes|yeah|yep|no|nope|fine|good|great|ok(?:ay)?|right|all right|well|so|then|perfect|exactly|true|sure|done|never ?mind|actually|hm+|oh|ah|ha)\b",
    re.I,
)


# --- A detail of it ------------------------------------------------------------------------------

_THING = (
    r"(?:(?:my|the|our|all|any|a|that|every) )?(?:\w+ )?(?:phones?|mobiles?|cell ?phone|laptops?|screens?|tablet|computer|door|watch|pen|notebook|notes|diary|calendar|radio|tv|bag|handbag|coat|jacket|"
    r"tie|keys?|car|papers?|envelope|form|folder|file|slides?|script|list|photo(?:graph)?|mouth|lid|headset|alarm|mails?|e-?mails?|messages?|notifications?|agenda|clipboard)"
)
_PUT_AWAY = re.compile(
    rf"\W*(?:(?:and|also|but|then|yes|ok(?:ay)?|oh|well)[, ]+)*(?:"
    rf"i(?:'ll| will|'d| would| shall|'m going to| can)? (?:also |just |simply |even )?(?:leave|shut|close|switch|turn|put|keep|lock|mute|hide|take off|silence) {_THING}\b|"
    rf"{_THING} (?:(?:stays?|remains?|comes off|is left|will stay)(?: \w+)? (?:in|at|on|off|away|out|down|shut|closed|home|with|the)|goes (?:into|away|in the|in a))\b)",
    re.I,
)
_AND_NOT = re.compile(
    rf"\W*and (?:i(?:'d| would|'ll| will)? (?:not|never|won't)|no|not)\b|\W*no (?:{_THING}|jokes?|excuses?|speech(?:es)?|advice|pitch|small talk|flowers|gifts?|presents?)\W*$",
    re.I,
)
_AND_ALSO = re.compile(rf"\W*and (?:also )?i(?:'d| would|'ll| will) (?:also )?{DOES.pattern}", re.I)
_A_DETAIL = 16  # words


def detail_in(text: str) -> str | None:
    """What a message adds to a plan without being one: "And I'll leave my phone in the office." None where it adds
    nothing, or states a plan."""
    said = [s.text for s in sentences(" ".join(text.replace("’", "'").split()))]
    details = [s for s in said if word_count(s) <= _A_DETAIL and not _is_beside(s) and _adds(s)]
    return " ".join(_NEVER_MIND.sub("", one) for one in details) or None


def only_detail(text: str) -> str | None:
    """A detail of a plan, where a message tells nothing else of one."""
    detail = detail_in(text)
    if detail is None:
        return None
    said = [s.text for s in sentences(text.replace("’", "'"))]
    rest = [one for one in said if _NEVER_MIND.sub("", one) not in detail]
    return (
        detail
        if all(
            _is_beside(s) or word_count(s) <= 2 or _APART.match(s) or only_circumstances(s)
            for s in rest
        )
        else None
    )


_APART = re.compile(r"\W*you(?:'\w+)?\b", re.I)  # said to the coach
# "Never mind, I will greet her first"
_FIRST_I = re.compile(
    rf"\W*(?:never ?mind|and|but|so|yes|ok(?:ay)?)?,? ?i(?:'ll| will|'d) {DOES.pattern} (?:\w+ ){{1,3}}first\b",
    re.I,
)
_NEVER_MIND = re.compile(r"^\W*never ?mind[,.]? (?=i\b)", re.I)
_THEN_I = re.compile(
    rf"\W*(?:ok(?:ay)?,? )?then i(?:'ll| will)? {DOES.pattern}|\W*i(?:'ll| will)? {DOES.pattern}.* then\W*$",
    re.I,
)


_AND_THE = re.compile(
    r"\W*(?:(?:yes|that|this|it|all that|so|no)[, ]+)*(?:and|also|plus) (?P<what>(?:the|my|a|an|his|her|their) \w+(?: \w+){0,4})\W*$",
    re.I,
)


def also_said(text: str) -> str | None:
    """What a message says that a plan which was just read back left out: "And the call tonight." """
    what = added_to(next((s.text for s in sentences(text)), ""))
    return f"And {what}." if what else None


def added_to(sentence: str) -> str | None:
    """What a sentence only adds to what was said before: "And the call tonight." """
    found = _AND_THE.match(sentence)
    return found["what"] if found else None


def _adds(sentence: str) -> bool:
    plain = spelt(sentence)
    signs = (_PUT_AWAY, _AND_NOT, _AND_ALSO, _THEN_I, _FIRST_I)
    return any(sign.match(plain) for sign in signs) and not is_terms(sentence)


# --- What is of another kind ---------------------------------------------------------------------

_CONFESSES = re.compile(
    r"\b(?:god forgive me|forgive me\b|if i(?:'m| am) (?:\w+ )?honest|to be honest|truth be told|if you want the truth|the truth is|i (?:must |have to )?(?:admit|confess)|i(?:'m| am) ashamed)\b|"
    r"(?:^|(?<=[.?!] ))because i (?:do |really |also |still )*(?:want|need|miss|love|like|envy|hate)\b",
    re.I,
)
_DOUBTS_IT = re.compile(
    r"(?:^|(?<=[.!?”\"] )|(?<=, )|\b(?:it|that|this) )(?:sounds?|reads?|looks?) (?:so |a bit |a little |very |too |rather |pretty |quite )*"
    r"(?:soft|silly|mad|stupid|small|thin|weak|daft|ridiculous|cheesy|odd|childish|pathetic|corny|nothing|little|naive|crazy)\b|"
    r"\bthat(?:'s| is) (?:about )?(?:my|the) (?:smallest|truest|most|best)\b",
    re.I,
)
_NEVER_DID = re.compile(
    r"(?:^|(?<=[.!?] )|\band )i (?:have )?never (?:once |even |really )?(?:asked|said|told|knew|noticed|thanked|saw|wondered|looked)\b",
    re.I,
)


def set_apart(text: str) -> Subject | None:
    """What is told in a message in the middle of planning that is of another kind: something is owned up to (UNSAID), the
    plan is doubted (FIT), something is seen that was passed by till now (KNOWING), or it is told how they feel (OWN_FEELING)."""
    plain = " ".join(text.replace("’", "'").split())
    own = QUOTED.sub(" ", plain)
    signs = (
        (_CONFESSES, Subject.UNSAID),
        (_DOUBTS_IT, Subject.FIT),
        (_NEVER_DID, Subject.KNOWING),
    )
    apart = next((about for sign, about in signs if sign.search(own)), None)
    feels = any(_FEELS.match(spelt(s.text)) for s in sentences(plain))
    return apart or (Subject.OWN_FEELING if feels else None)


def owns_up_last(text: str) -> bool:
    """Whether a message ends with something that is owned up to, whatever was told of a plan before it."""
    last = " ".join(s.text for s in sentences(text)[-_LATELY:])
    return set_apart(last) is Subject.UNSAID


def is_apart(text: str) -> bool:
    """Whether something is owned up to, doubted, or seen that was passed by till now."""
    return set_apart(text) not in {None, Subject.OWN_FEELING}


_DONE = re.compile(
    r"\bi know what (?:i(?:'ll| will)?|to) do\b|\bi(?:'m| am) (?:happy|content|fine) with (?:that|it|this)\b|\bi(?:'m| am) (?:finished|done|set)\b|"
    r"\bi have (?:it|my plan|what i need(?:ed)?)(?= now|\W*$)|\bthat(?:'s| is) (?:my|the) (?:whole )?plan\b|\bthat(?:'s| is) (?:it|all|everything)(?= (?:i need|from me)|[.!]*$)|"
    r"\b(?:it|that|this)(?:'s| is) enough(?: for (?:today|now|me|tonight))?[.!]*$",
    re.I,
)


def says_done(text: str) -> bool:
    """Whether somebody says that with this they have what they need."""
    return _DONE.search(QUOTED.sub(" ", text.replace("’", "'"))) is not None


_WORRIES = re.compile(
    r"\b(?:what if (?:he|she|they|it|i)\b|would (?:he|she|they) (?:think|believe|feel|laugh|take)\b|(?:he|she|they)(?:'d|'ll| would| will| might| may) (?:think|believe|feel|laugh|cry|say no|ask (?:why|if|what)|take it)\b|i(?:'m| am)(?: a (?:bit|little))? (?:afraid|worried|scared|frightened)\b|i worry\b|"
    r"would (?:that|it|this|he|she|they|[\"“'][^\"”]+[\"”'])[^?]{0,40}\b(?:frighten|upset|scare|worry|embarrass|annoy|hurt|offend|insult|wrong)\b)",
    re.I,
)
_LATELY, _TOLD_LATELY = 2, 4  # sentences; messages


_FEARS_LEAD = re.compile(
    r"^\W*(?:(?:only|but|and|well|oh|yes|no|honestly|worried|scared|afraid|what (?:i(?:'m| am) (?:\w+ )?(?:scared|afraid|worried|frightened|terrified) (?:of|about)|worries me|i fear)(?: is)?|"
    r"(?:the )?reason (?:(?:i|it|that) (?:wouldn't|won't|would not|didn't)(?: \w+)? is(?: if(?= (?:his|her|their|the|my)\b))?|would be|is)|the (?:fear|worry|danger|risk|trouble) is|my (?:fear|worry) is|i(?:'m| am)(?: \w+){0,2} (?:afraid|worried|scared|frightened|terrified)|i (?:only )?(?:worry|fear)|it(?:'s| is) the \w+(?: \w+)? i worry about)[,:?.]? )+"
    r"(?:(?:that|of|about|is that|in case) )?(?=\w)",
    re.I,
)
_A_FEAR = re.compile(
    r"\b(?:i(?:'m| am)(?: \w+){0,2} (?:afraid|worried|scared|frightened|terrified)\b|(?<!what )i (?:worry|fear)\b|(?:my|the) (?:fear|worry) is\b|what worries me\b|what i(?:'m| am)(?: \w+)? (?:scared|afraid|worried|frightened) )",
    re.I,
)


def is_fear(sentence: str) -> bool:
    """Whether a sentence says what its writer is afraid of: no step, whatever there is to do in it."""
    own = QUOTED.sub(" ", spelt(sentence))
    return _A_FEAR.search(own) is not None and _YOU.search(own) is None


def without_fearing(sentence: str) -> str:
    """A sentence without the words that say that it is feared: "What worries me is that he laughs"."""
    return _FEARS_LEAD.sub("", sentence, count=1)


def fear_in(text: str) -> str | None:
    """What a message says they fear of it, without the words that say so: "he will not answer"; None where it says none."""
    for said in whole_sentences(text.replace("’", "'")):
        if is_fear(said.text) and not said.text.endswith("?"):
            bare = without_fearing(said.text)
            return bare if word_count(bare) >= _A_TERM_OR_MORE else None
    return None


def worry_told(recent: Sequence[str]) -> bool:
    """Whether one of the last messages tells what somebody fears of it, so that it need not be asked for."""
    return any(_WORRIES.search(spelt(said)) for said in recent[-_TOLD_LATELY:])


# --- What there is to do, where only the time of it is told --------------------------------------

_TO_SOMEBODY = re.compile(
    r"\bi(?:'m| am)? (?:so |really |very )?sorry\b|^\W*(?:\w+ )?sorry\b|\bim sorry\b|\bi (?:should|shd) (?:have|of|'ve)\b|\bthank you for\b|\bi (?:was|wasn't|knew|never|owe)\b",
    re.I,
)
_YOU = re.compile(r"\byou(?:r|'\w+)?\b", re.I)
_OF_THE_COACH = re.compile(
    r"\byou (?:asked|said|didn't answer|told me|keep|left|mean|meant)\b|\bdo you\b|\bcoach\b|\bthank you for (?:the|this|your)\b",
    re.I,
)
_LATE, _A_SENTENCE, _A_SPEECH = 4, 6, 45  # messages; words
# What somebody else said, or they themselves, some time ago: no words that they mean to say.
_SAID_BEFORE_NOW = re.compile(
    r"\bi (?:\w+ )?(?:said|told \w+|wrote|asked|shouted|answered|snapped|went|texted|called (?:out|over))\b[^.!?]*$|\b(?:he|she|they|it|(?-i:[A-Z])\w+|my \w+) (?:\w+ )?(?:said|says|wrote|writes|asked|asks|told \w+|answered|goes|shouted|texted)\b[^.!?]*$",
    re.I,
)
_ANSWERS = re.compile(
    r"^(?:(?:ok(?:ay)?|right|well|yes|so|then|oh|hm+|how would i say it)[,.?]? )*(?:i'?d say|i'?ll say|i say)?[,:]? *",
    re.I,
)


_ENOUGH = re.compile(r"[.,;]? *that'?s (?:it|all|everything)\W*$", re.I)


def words_lately(recent: Sequence[str]) -> str | None:
    """The words that somebody means to say to another, where one of the last messages is made of them: "I say: “…”"."""
    for text in reversed(recent[-_LATE:]):
        plain = with_quotations_joined(" ".join(text.replace("’", "'").split()))
        quoted = longest_quoted(plain)
        told = quoted and _SAID_BEFORE_NOW.search(plain[: plain.find(quoted)])
        brief = _A_SENTENCE <= word_count(quoted) <= _A_SPEECH
        if not told and brief and _YOU.search(quoted):
            return f"I say: “{quoted.rstrip(' .')}”"
        own = [s.text for s in sentences(plain)]
        if word_count(plain) > _A_SPEECH or "?" in plain or _OF_THE_COACH.search(plain):
            continue
        if _YOU.search(plain) and any(_TO_SOMEBODY.search(s) for s in own):
            words = _ANSWERS.sub("", _ENOUGH.sub("", plain)).strip(' .“”"').replace('"', "'")
            return f"I say: “{words}”"
    return None


_DONE_TO_SOMEBODY = re.compile(
    r"(?:(?:\bi (?:just |only |really )?(?:want|wish|hope)|\bi(?:'d| would| should)(?: really| just)? (?:like|love|want)) to|\b(?:if|whether) i(?: should| shall| can| could)?|\bwhether to) "
    r"(?P<does>(?:tell|say|thank|visit|ring|call|phone|write|praise|apologi[sz]e|speak|talk|see|meet|invite|greet|send|give|answer|ask|sit|listen)\b[^.;:!?]*?)(?= or\b|[.;:!?]|$)",
    re.I,
)


def deed_wished(aim: str | None) -> str | None:
    """What somebody wanted of the talk, where that is something to do for somebody: "I want to visit him"."""
    found = _DONE_TO_SOMEBODY.search((aim or "").replace("’", "'"))
    return f"I want to {found['does'].strip()}" if found else None
