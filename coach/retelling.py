"""Two things that a leader told, turned into the coach's words and put beside each other: "You sent her a new schedule,
and she answered only “OK”." What links them is the leader's own telling; which of the clauses carry the weight is
for the ear to say. What could sound like a verdict, or go wrong in the turning, is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coach.borrowing import AT_THE_EDGE
from coach.encoder import Span
from coach.spoken_back import NOT_THE_COACHS, PAST, is_told_as_done
from coach.text import sentences, word_count

Weighed = tuple[Span, float]
"""A clause of the message by its offsets, and how likely a reader would hand it back."""

_FEWEST, _MOST, _BOTH = 3, 13, 22  # words of a clause; of both together
_SHARE = 0.6  # of the message's words
_WEIGHTY, _TOGETHER, _ALONE = 0.02, 0.12, 0.1
_MORE = 0.05  # by how much more a clause weighs together with the next, to be taken so
_MOST_OF_IT = 0.6
_BOTH_SIDES = 0.15  # what it counts that one of the two did it and the other not
_TURNED = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your",
    "mine": "yours", "myself": "yourself", "im": "you're", "ive": "you've",
}  # fmt: skip
_WE = {
    "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd", "us": "you", "our": "your", "ours": "yours",
    "ourselves": "yourselves",
}  # fmt: skip
_ADVERBS = (
    r"(?:(?:just|only|never|always|still|really|even|simply|often|then|nearly|almost|also|now|actually|finally|already|"
    r"usually|sometimes|mostly|both|all|hardly|barely|rarely|once|twice) )*"
)
_BE = r"(?:am|is|are|was|were|isn't|aren't|wasn't|weren't|'m|'s|'re)"
# "Luc", "the tester", "one of my reps", "my finance director".
_SOMEBODY = r"(?:(?-i:[A-Z])[a-zà-ÿ]+(?: (?-i:[A-Z])[a-zà-ÿ]+)?|(?:the|my|our|one of (?:my|the|our)|another|a|every|each) (?:[\w'-]+ ){1,3}?)"
_DOES = (
    r"(?:goes|comes|says|tells|asks|looks|walks|stops|sends|calls|rings|writes|answers|nods|smiles|laughs|reads|gives|"
    r"takes|gets|keeps|makes|sits|stands|talks|waits|brings|leaves|turns|checks|stiffens|shrugs|cries|drops|steps|"
    r"stays|hands|shakes|joins|shuts|opens|closes|stares|does|doesn't|didn't|used to|has never|had (?:to )?\w+)"
)
_MINE = re.compile(
    rf"i(?:'ve|'d)? {_ADVERBS}(?!(?:am|was|were|guess|suppose|think|mean|know|believe|hope|wonder|bet|agree|see|should|could|"
    r"would|can|can't|might|may|will|won't|shall|must|ought|used|want to (?:hit|hurt|kill|die)|tell you|told you|say|ask you)\b)[\w']+ ",
    re.I,
)
_WE_DID = re.compile(rf"we(?:'ve|'d)? {_ADVERBS}(?:{PAST}|didn't|don't|never \w+|had)\b", re.I)
_OF_MINE = re.compile(
    rf"my (?:head|mind|voice|hands?|heart|stomach|mouth|eyes|door|chest|knees|face|diary|evenings?|weekends?|nights?) {_ADVERBS}(?:{PAST}|was|were|went|is|are|goes)\b",
    re.I,
)
_THEIRS = re.compile(
    rf"(?:he|she|they|nobody|no one|everyone|everybody|people|somebody|someone)(?:'d|'ve)? {_ADVERBS}(?!(?:{_BE}|has|have|had|thinks?|think|wants?|hates?|knows?|lies?|can|can't|could|"
    r"will|won't|would|should|might|must|may|need|needs|deserves?|seems?|say i|says i|told me i|tells me i|said i)\b)[\w']+\b",
    re.I,
)
_NAMED = re.compile(rf"{_SOMEBODY} ?{_ADVERBS}(?:{PAST}|{_DOES})\b", re.I)
_REPORTED = re.compile(
    r"\b(?:told|tells?|says?|said|asked|thinks?|thought|wrote|claims?|claimed|reckons?)\b(?: \w+)? (?:that )?(?:[Ii]|[Ii]'\w+)\b"
)
_WHAT_I_AM = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:am|was|wasn't|were|weren't)\b|\bi'm (?:an?|the|not|so|too|just)\b",
    re.I,
)
_CUT = re.compile(
    r"\s*(?:[;:()\n—–]|,(?= )|\s-\s)\s*|\s+(?=(?:and|but|so|because|although|though|while|yet|then)\b)"
)
_LEADS = re.compile(
    r"(?:and|but|so|because|although|though|while|yet|then|well|honestly|look|ok(?:ay)?|anyway|now|also|instead|after that|in the end)\b[, ]*",
    re.I,
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_OURS = re.compile(r"\b(?:we\b(?:'\w+)?|us\b|ours?\b|ourselves)", re.I)
_HANGING = frozenset(
    "to the a an and or but of in on at for with by that which is was if as than so because just my not how what when i where who from into about like until well anyway though".split()
)
_NO_NAME = frozenset(
    "he she they nobody no everyone everybody people somebody someone the one another a every each".split()
)
_TURNS = re.compile(r"\b(?:but|yet|though|although|still|only|except)\b", re.I)
# A second clause that hangs on by a comma, an opinion, a supposition.
_NOT_ONE = re.compile(
    r",? (?:and |but )?(?:he|she|they|it|i|we)(?:'s)? (?:is|was|are|were)\b|, (?:he|she|they|it|i|we|you)\b|"
    r"\b[Ii] (?:think|guess|suppose|mean|reckon)\b|\b[Ii]'d\b|\b(?:[Hh]e|[Ss]he|[Tt]hey)'d\b|\b[A-Z]{3,}\b|(?:^|\s)['‘]",
)
_A_VERSION = re.compile(r"\b(?:version|side of it|story|book|eyes)\b", re.I)
_FAR = re.compile(r"\b(?:it|that|this|there|these|those|one)\b", re.I)


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    said: str
    """As the coach says it, without a capital or an end mark."""
    weight: float
    own: bool
    """Whether the leader does it."""


def turned(clause: str) -> str | None:
    """A clause as the coach can say it itself, in the second person; None where it should not."""
    words = clause.replace("’", "'").strip(AT_THE_EDGE).split()
    plain = " ".join(words)
    own = _MINE.match(plain) or _OF_MINE.match(plain)
    ours = _WE_DID.match(plain)
    if not (own or ours or _THEIRS.match(plain) or _NAMED.match(plain)):
        return None
    if not _FEWEST <= len(words) <= _MOST or words[-1].strip(",").lower() in _HANGING:
        return None
    if own and re.search(r"\b(?:me|we|us|our)\b", plain, re.I):
        return None
    shown = _YEARS.sub("then", plain)
    if ours:
        shown = _OURS.sub("x", shown)
    if NOT_THE_COACHS.search(shown):
        return None
    if _REPORTED.search(plain) or _WHAT_I_AM.search(plain) or _NOT_ONE.search(plain):
        return None
    table = _TURNED | _WE if ours else _TURNED
    said = []
    for word in words:
        bare = word.rstrip(",")
        said.append(table.get(bare.lower(), bare) + "," * (word != bare))
    if words[0].lower() in table or words[0].lower() in _NO_NAME:
        said[0] = said[0].lower()
    return " ".join(said).rstrip(",")


def retold(text: str, weighed: Sequence[Weighed]) -> str | None:
    """What carries the weight in a message, told back: two of its clauses beside each other, or one, as a sentence of the
    coach's without its full stop; None where nothing weighs enough or most of the message would be said again.
    ``weighed``: its clauses with how likely a reader would hand each back."""
    if text.upper() == text:
        return None  # who shouts is not shouted at
    words = word_count(text)
    found = _clauses(text, weighed)
    best: tuple[float, str] | None = None
    for n, first in enumerate(found):
        if first.weight >= _ALONE and word_count(first.said) <= _SHARE * words:
            best = max(best or (0.0, ""), (first.weight, first.said))
        for second in found[n + 1 :]:
            told = _beside(text, first, second)
            if told is not None and word_count(told) <= _SHARE * words:
                weight = first.weight + second.weight + _BOTH_SIDES * (first.own != second.own)
                best = max(best or (0.0, ""), (weight, told))
    return best[1][:1].upper() + best[1][1:] if best else None


def _beside(text: str, first: _Clause, second: _Clause) -> str | None:
    """Two clauses as one sentence; None where they are one, weigh too little or are too long."""
    weights = (first.weight, second.weight)
    if second.start < first.end or not (first.own or second.own):
        return None
    if word_count(first.said) + word_count(second.said) > _BOTH:
        return None
    if max(weights) < _TOGETHER or min(weights) < _WEIGHTY:
        return None
    turns = _TURNS.search(text[first.end : second.start])
    return f"{first.said}, {'but' if turns else 'and'} {second.said}"


def _clauses(text: str, weighed: Sequence[Weighed]) -> list[_Clause]:
    """Those of a message that carry some weight and can be turned, in order."""
    found: list[_Clause] = []
    for sentence in sentences(text):
        inside = [(span, w) for span, w in weighed if _meet(span, (sentence.start, sentence.end))]
        asks = sentence.text.rstrip("\"”’')").endswith("?")
        if not inside or asks or re.search(r"[\"“”]", sentence.text):
            continue
        cuts = list(_CUT.finditer(text, sentence.start, sentence.end))
        begins = [sentence.start, *(m.end() for m in cuts)]
        ends = [*(m.start() for m in cuts), sentence.end]
        for k, begin in enumerate(begins):
            leads = _LEADS.match(text, begin, sentence.end)
            start = leads.end() if leads else begin
            if not is_told_as_done(text, start):
                continue
            if _A_VERSION.search(text[sentence.start : start]):
                continue
            best: _Clause | None = None
            for end in ends[k : k + 2]:  # by itself, or with what follows it
                made = _clause(text, start, end, inside)
                if made and (best is None or made.weight > best.weight + _MORE):
                    best = made
            if best is not None:
                found.append(best)
    return found


def _clause(text: str, start: int, end: int, weighed: Sequence[Weighed]) -> _Clause | None:
    """What stands there as the coach can say it; None where it can't, or nothing in it weighs enough."""
    weight = max((w for span, w in weighed if _holds((start, end), span)), default=0.0)
    said = turned(text[start:end]) if end > start and weight >= _WEIGHTY else None
    if said is None or _FAR.match(said):
        return None
    return _Clause(start, end, said, weight, said.startswith(("you ", "you'", "your ")))


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _holds(clause: Span, span: Span) -> bool:
    """Whether most of a span stands in a clause."""
    shared = min(span[1], clause[1]) - max(span[0], clause[0])
    return shared > _MOST_OF_IT * (span[1] - span[0])
