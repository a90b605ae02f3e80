"""Two things that a leader told, turned into the coach's words and put beside each other: "You sent her a new schedule,
and she answered only “OK”." What links them is the leader's own telling; which of the clauses carry the weight is
for the ear to say. What could sound like a verdict, or go wrong in the turning, is left alone. A feeling, a wish or a
view is the leader's own and is told back as theirs ("You were afraid of the call.", "You think she knew.").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from coach.borrowing import AT_THE_EDGE
from coach.encoder import Span
from coach.spoken_back import NOT_THE_COACHS, PAST, deed_or_way, is_told_as_done
from coach.text import COMMON, sentences, word_count

Weighed = tuple[Span, float]
"""A clause of the message by its offsets, and how likely a reader would hand it back."""
Of = Literal["deed", "way", "inner", "theirs", "two"]
"""What a retelling tells of: what the leader did once or always does, feels, wants or thinks; what somebody else did; two
things beside each other. A question can be about each."""

_FEWEST, _MOST, _BOTH = 3, 14, 22  # words of a clause; of both together
_SHARE = 0.6  # of the message's words
_WEIGHTY, _BESIDE, _TOGETHER, _ALONE = 0.02, 0.05, 0.12, 0.08
_OWN, _FELT, _NOT_DONE, _SAID_LAST = 0.06, 0.1, 0.08, 0.04
"""What it counts that a clause tells what goes on in them, that this is a feeling, that it tells what they did not do, that it stands in the last sentence."""
_TELLS = 4  # words of one that stands alone
_NEAR = 2  # clauses from one to another that is put beside it
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
_FEELING = (
    r"(?:afraid|scared|frightened|terrified|nervous|anxious|worried|ashamed|embarrassed|mortified|guilty|angry|furious|livid|annoyed|"
    r"irritated|frustrated|fed up|sad|upset|hurt|gutted|heartbroken|disappointed|jealous|envious|lonely|alone|tired|exhausted|drained|worn|"
    r"lost|stuck|torn|relieved|glad|happy|proud|pleased|grateful|moved|touched by|surprised|shocked|stunned|speechless|flattered|uneasy|"
    r"uncomfortable|helpless|overwhelmed|confused|unsure|not sure|curious|in shock|at a loss|offended|insulted|humiliated|cross|tense|calm)"
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
    r"would|can|can't|might|may|will|won't|shall|must|ought|used|want to (?:hit|hurt|kill|die)|tell you|told you|say|ask you|"
    r"(?:run|manage|lead|head|own|work|look after|oversee)\b|(?:have|had|got|'ve got) (?:\d|an?\b|the\b|about\b|one\b|two\b|three\b|only\b))\b)[\w']+ ",
    re.I,
)
# What they feel, want, think or do not know: theirs to say, and so no verdict of the coach's.
_INNER = re.compile(
    rf"i(?:'m| am| was| wasn't|'ve been| have been| feel| felt) {_ADVERBS}(?:so |very |quite |rather |a bit |a little |pretty |too |more |most )?{_FEELING}\b|"
    rf"i (?:{_ADVERBS})?(?:want|wanted|wish|wished|hope|hoped|need|needed|long|longed|miss|missed|fear|feared|dread|dreaded|love|loved|like|liked|enjoy|enjoyed|prefer)\b|"
    r"i(?:'d| would) (?:really |just |only |rather |dearly )?(?:like|love|rather|prefer|want|hate) |"
    rf"i {_ADVERBS}(?:think|thought|believe|believed|suspect|suspected|reckon|imagine|imagined|wonder|wondered|realise|realised|realize|realized) (?!(?:so|not|of|about|it|that's|this)\b)\w+|"
    r"i (?:don't|didn't|do not|did not) (?:even |really |actually )?know (?:what|how|where|when|why|who|whether|if) |"
    r"i (?:couldn't|could not|wasn't able to) (?!(?:help|care|agree|say)\b)\w+",
    re.I,
)
_FEELS = re.compile(
    rf"you(?:'re| are| were| weren't|'ve been| have been| feel| felt) [^,]*?{_FEELING}\b", re.I
)
# In a feeling, a wish or a view these are the leader's own words about themselves; nothing else may be said.
_WITHIN = re.compile(
    r"\b(?:i'd|can|can't|cannot|could\w*|would\w*|might|may|will|won't|should\w*|must\w*|ha(?:ve|s|d) to|need to|too much|i'm|i'll|now|today|here|this|these|those)\b",
    re.I,
)
_WE_DID = re.compile(
    rf"we(?:'ve|'d)? {_ADVERBS}(?!(?:are|were|have|had|can|could|will|would|should|must|may|might|think|know|need|all|both)\b)(?:{PAST}|didn't|don't|never \w+|had|[a-z]{{3,}}) ",
    re.I,
)
# "Rang Stuart at the brewery": a hurried "I" is left out.
_UNSAID_I = re.compile(
    r"(?:(?:just|only|never|always|then|even|still) )?(?:rang|called|phoned|texted|emailed|wrote|told|asked|said|sent|gave|took|went|walked|left|"
    r"shouted|yelled|snapped|promised|forgot|thanked|invited|drove|waited|watched|stood|sat|ignored|apologi[sz]ed|didn't|never \w+ed|bought|offered|put|hung|showed)\b",
    re.I,
)
_OF_MINE = re.compile(
    rf"my (?:head|mind|voice|hands?|heart|stomach|mouth|eyes|door|chest|knees|face|diary|evenings?|weekends?|nights?) {_ADVERBS}(?:{PAST}|was|were|went|is|are|goes)\b",
    re.I,
)
_THEIRS = re.compile(
    rf"(?:he|she|they|nobody|no one|everyone|everybody|people|somebody|someone)(?:'d|'ve)? {_ADVERBS}(?!(?:{_BE}|in|at|on|of|to|with|from|for|but|and|or|here|there|else|has|have|had|thinks?|think|wants?|hates?|knows?|lies?|can|can't|could|"
    r"will|won't|would|should|might|must|may|need|needs|deserves?|seems?|say i|says i|told me i|tells me i|said i)\b)[\w']+\b",
    re.I,
)
_NAMED = re.compile(rf"{_SOMEBODY} ?{_ADVERBS}(?:{PAST}|{_DOES})\b", re.I)
# What "the …" does has to be what only people do: the phones are dreadful, the line dropped.
_A_THING = re.compile(r"(?:the|a|every|each|another|it|that|this|our) ", re.I)
_ONLY_PEOPLE = re.compile(
    r"\b(?:said|told|tells|asked|asks|looked|looks|laughed|laughs|nodded|nods|smiled|smiles|cried|cries|shouted|shouts|"
    r"wrote|writes|rang|rings|called|calls|answered|answers|left|quit|resigned|walked|walks|sat|sits|stood|stands|talked|talks|waited|waits|"
    r"thanked|apologi[sz]ed|wanted|wants|thought|knew|stared|shrugged|complained|stopped (?:talking|coming|asking))\b",
    re.I,
)
# "I said that's separate": whose words begin where can't be told. "She said nothing", "he said no" can.
_SAID_WHAT = re.compile(
    r"\b(?:says?|said|goes|went|told \w+|tells \w+),? (?!(?:something|nothing|anything|no|yes|hello|hi|goodbye|thank\w*|so|little|more|less|it|much|"
    r"the|a|an|his|her|their|our|your|my|what|how|why|that (?:i|he|she|they|we|the|my|his|her|their|it)|to|in|at|on|by|with|as|for|about|home|back|quiet|off|out|round|over|past|through|up|down|into|away|and|straight|along)\b)\w",
    re.I,
)
# What somebody in their second language leaves out of "she speaks".
_BARE = re.compile(
    r"(?P<who>he|she|nobody|everybody|everyone)(?P<how>(?: (?:always|never|often|still|just|only|also|sometimes))*) "
    r"(?P<does>say|tell|ask|look|speak|come|go|know|think|want|need|see|feel|fall|sit|stand|walk|work|call|ring|write|send|answer|stop|wait|take|give|"
    r"make|stay|leave|help|cry|laugh|smile|talk|turn|carry|show|keep|bring|do|have|search|switch|like|love)\b",
    re.I,
)
_FORMS = {
    "go": "goes",
    "do": "does",
    "cry": "cries",
    "carry": "carries",
    "have": "has",
    "search": "searches",
    "switch": "switches",
}
_BROKEN = re.compile(
    r"\bi've to\b|\b(?<!do )(?<!did )(?<!does )(?:not|no) (?:speak|say|come|go|know|want|like|have|answer|tell|ask|look)\b|\b(?:am|is|are|was|were) (?:go|come|say|have|think|want)\b",
    re.I,
)
_OMITS = re.compile(r"you(?:'ve)? (?:never|didn't|couldn't|haven't|did not|have not)\b", re.I)
_WITH_YOU = re.compile(r"\byou (?:was|wasn't|am)\b", re.I)
_YOURS = {"you was": "you were", "you wasn't": "you weren't", "you am": "you are"}
_YOU_FORMS = frozenset(
    "your yours you're you've you'd that with them they what when then from just only were weren't".split()
)
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
    r"(?:(?:and|but|so|because|although|though|while|yet|then|well|honestly|look|ok(?:ay)?|anyway|now|also|instead|after that|in the end|"
    r"(?:in|for|after|over) (?:\w+ ){1,3}?(?:years?|months?|weeks?|days?)|last (?:week|month|year|night|time|\w+day)|yesterday|on \w+days?|"
    r"this morning|that (?:day|night|evening|morning)|the (?:next|other|same) (?:day|week|morning|evening|night))\b[, ]*)+",
    re.I,
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_OURS = re.compile(r"\b(?:we\b(?:'\w+)?|us\b|ours?\b|ourselves)", re.I)
_HANGING = frozenset(
    "concerned said told asked wrote gave made had have is are were am took got "
    "to the a an and or but of in on at for with by that which is was if as than so because just my not how what when i where who from into about like until well anyway though".split()
)
_NO_NAME = frozenset(
    "he she they nobody no everyone everybody people somebody someone the one another a every each".split()
)
_TURNS = re.compile(r"\b(?:but|yet|though|although|only|except)\W*$", re.I)
# A second clause that hangs on by a comma, an opinion, a supposition.
_NOT_ONE = re.compile(
    r",? (?:and |but )?(?:he|she|they|it|i|we)(?:'s)? (?:is|was|are|were)\b|, (?:he|she|they|it|i|we|you)\b|"
    rf"\b[Ii] (?:think|guess|suppose|mean|reckon)\b|\b[Ii]'d (?!(?:just |never |only |even |already |also |all |not )*(?:\w+ed|{PAST}|been|gone|done|seen|given|taken|written|known)\b)|(?<!how )(?<!what )(?<!that )\b(?:[Hh]e|[Ss]he|[Tt]hey)'d\b|\b[A-Z]{{3,}}\b|(?:^|\s)['‘]",
)
_A_VERSION = re.compile(r"\b(?:version|side of it|story|book|eyes)\b", re.I)
_IN_MAY = re.compile(r"\b(?:in|of|since|last|until|by|before|after) May\b")
_AT_LARGE = re.compile(r"(?:an?|every|each|any) [\w'-]+ (?:who|that)\b", re.I)
_OWNERS = frozenset("the my our a an another every each one this that some".split())
# With nothing else told in between: the reason is given for the first of the two.
_BECAUSE = re.compile(r"[\s,]*\bbecause\s*", re.I)
_SO = re.compile(r"[\s,;]*\bso\s*", re.I)
_IT = re.compile(r"(?:it|that|this)\b", re.I)
_LISTED_ON = re.compile(r"\s*, (?:and|or) (?!i\b|he\b|she\b|they\b|we\b|the\b|my\b)", re.I)
_TOLD_WHOM = re.compile(r"\b(?:told|asked|tell|ask) (?:him|her|them|you|me|\w+)$", re.I)
_FAR = re.compile(r"\b(?:it|that|this|there|these|those|one)\b", re.I)


_PRESENT_OF = re.compile(rf"I {_ADVERBS}(?:don't |do )?[a-z]+", re.I)
_HAVE = re.compile(
    rf"I(?:'ve|'d| have| had) {_ADVERBS}(?:\w+ed|{PAST}|been|gone|done|seen|given|taken|written|known|told|said)\b",
    re.I,
)


@dataclass(frozen=True)
class Told:
    """What was told, as the coach says it: a sentence without its full stop."""

    words: str
    of: Of | None
    """None where a question about it could go wrong."""


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    said: str
    """As the coach says it, without a capital or an end mark."""
    weight: float
    of: Of | None
    place: int
    """Which of the message's clauses it begins with."""

    @property
    def own(self) -> bool:
        """Whether the leader does it."""
        return self.said.startswith(("you ", "you'", "your "))


def turned(clause: str) -> str | None:
    """A clause as the coach can say it itself, in the second person; None where it should not."""
    told = _told(clause)
    return told.words if told is not None else None


def _told(clause: str) -> Told | None:
    plain = _conjugated(_with_i(" ".join(clause.replace("’", "'").strip(AT_THE_EDGE).split())))
    words = plain.split()
    inner = _INNER.match(plain)
    own = inner or _MINE.match(plain) or _OF_MINE.match(plain)
    ours = _WE_DID.match(plain)
    if not (own or ours or _THEIRS.match(plain) or _somebody_does(plain)):
        return None
    if not _FEWEST <= len(words) <= _MOST or words[-1].strip(",").lower() in _HANGING:
        return None
    if own and re.search(r"\b(?:we|us|our)\b" if inner else r"\b(?:me|we|us|our)\b", plain, re.I):
        return None
    shown = _IN_MAY.sub("x", _YEARS.sub("then", plain))
    shown = _OURS.sub("x", shown) if ours else shown
    shown = _WITHIN.sub("x", shown) if inner else shown
    if NOT_THE_COACHS.search(shown) or _SAID_WHAT.search(plain) or _BROKEN.search(plain):
        return None
    if _REPORTED.search(plain) or (not inner and _WHAT_I_AM.search(plain)):
        return None
    if _NOT_ONE.search("x" + _WITHIN.sub("x", plain[inner.end() :]) if inner else plain):
        return None
    table = _TURNED | _WE if ours else _TURNED
    said = []
    for word in words:
        bare = word.rstrip(",")
        said.append(table.get(bare.lower(), bare) + "," * (word != bare))
    if words[0].lower() in table or words[0].lower() in _NO_NAME:
        said[0] = said[0].lower()
    sentence = _WITH_YOU.sub(lambda m: _YOURS[m.group().lower()], " ".join(said).rstrip(","))
    return Told(sentence, "inner" if inner else _of(plain, own=bool(own)))


def _of(plain: str, *, own: bool) -> Of | None:
    if not own:
        return None if re.match(r"we\b", plain, re.I) else "theirs"
    if _HAVE.match(plain):
        return "deed"
    return deed_or_way(plain) or ("way" if _PRESENT_OF.match(plain) else None)


def _with_i(plain: str) -> str:
    """ "Rang Stuart", from somebody in a hurry, as "I rang Stuart"."""
    return f"I {plain[0].lower()}{plain[1:]}" if _UNSAID_I.match(plain) else plain


def _conjugated(plain: str) -> str:
    """ "She speak", from somebody who learns the language, as "she speaks"."""
    found = _BARE.match(plain)
    if found is None:
        return plain
    does = found["does"].lower()
    return plain[: found.start("does")] + _FORMS.get(does, does + "s") + plain[found.end() :]


def _somebody_does(plain: str) -> bool:
    """Whether it tells what somebody does who is named, or called by what they are; no thing does."""
    if (
        _AT_LARGE.match(plain)
        or not _NAMED.match(plain)
        or plain.split(maxsplit=1)[0].lower() in COMMON - _OWNERS
    ):
        return False
    return not _A_THING.match(plain) or _ONLY_PEOPLE.search(plain) is not None


def retold(text: str, weighed: Sequence[Weighed]) -> Told | None:
    """What carries the weight in a message, told back: two of its clauses beside each other, or one; None where nothing
    weighs enough or most of the message would be said again. ``weighed``: its clauses with how likely a reader would hand
    each back."""
    if text.upper() == text:
        return None  # who shouts is not shouted at
    most = _SHARE * word_count(text)
    found = _clauses(text, weighed, most)
    best: tuple[float, Told] | None = None
    for n, first in enumerate(found):
        tells = word_count(first.said) >= (_FEWEST if first.of == "inner" else _TELLS)
        if first.weight >= _ALONE and tells and word_count(first.said) <= most:
            alone = (first.weight, Told(first.said, first.of))
            best = alone if best is None or alone[0] > best[0] else best
        for second in found[n + 1 :]:
            both = _beside(text, first, second)
            if both is not None and word_count(both) <= most:
                weight = first.weight + second.weight + _BOTH_SIDES * (first.own != second.own)
                best = (weight, Told(both, "two")) if best is None or weight > best[0] else best
    return Told(best[1].words[:1].upper() + best[1].words[1:], best[1].of) if best else None


def _beside(text: str, first: _Clause, second: _Clause) -> str | None:
    """Two clauses as one sentence; None where they are one, are about other things, weigh too little or are too long."""
    weights = (first.weight, second.weight)
    if second.start < first.end or not (first.own or second.own) or _IT.match(second.said):
        return None
    if word_count(first.said) + word_count(second.said) > _BOTH:
        return None
    if max(weights) < _TOGETHER or min(weights) < _BESIDE or second.place - first.place > _NEAR:
        return None
    if _telling_words(first.said) & _telling_words(second.said):
        return None  # "you took it off, and you took it off because of the template"
    between = text[first.end : second.start]
    if _BECAUSE.fullmatch(between):
        return f"{first.said} because {second.said}"
    how = "but" if _TURNS.search(between) else "so" if _SO.fullmatch(between) else "and"
    return f"{first.said}, {how} {second.said}"


def _telling_words(said: str) -> set[str]:
    return {word for word in re.findall(r"[a-z']{4,}", said.lower()) if word not in _YOU_FORMS}


def _clauses(text: str, weighed: Sequence[Weighed], most: float) -> list[_Clause]:
    """Those of a message that carry some weight, can be turned and are no longer than ``most`` words, in order."""
    found: list[_Clause] = []
    told = sentences(text)
    place = 0
    for sentence in told:
        inside = [(span, w) for span, w in weighed if _meet(span, (sentence.start, sentence.end))]
        asks = sentence.text.rstrip("\"”’')").endswith("?")
        if not inside or asks or re.search(r"[\"“”]", sentence.text):
            place += 1
            continue
        cuts = list(_CUT.finditer(text, sentence.start, sentence.end))
        begins = [sentence.start, *(m.end() for m in cuts)]
        ends = [*(m.start() for m in cuts), sentence.end]
        for k, begin in enumerate(begins):
            place += 1
            leads = _LEADS.match(text, begin, sentence.end)
            start = leads.end() if leads else begin
            if not is_told_as_done(text, start):
                continue
            if _A_VERSION.search(text[sentence.start : start]):
                continue
            best: _Clause | None = None
            for end in ends[k : k + 2]:  # by itself, or with what follows it
                made = _clause(text, start, end, inside, place)
                if made is None or word_count(made.said) > most:
                    continue
                if best is None or made.weight > best.weight + _MORE:
                    best = made
            if best is not None:
                last = _SAID_LAST * (sentence is told[-1])
                found.append(replace(best, weight=best.weight + last))
    return found


def _clause(
    text: str, start: int, end: int, weighed: Sequence[Weighed], place: int
) -> _Clause | None:
    """What stands there as the coach can say it; None where it can't, or nothing in it weighs enough."""
    weight = max((w for span, w in weighed if _holds((start, end), span)), default=0.0)
    told = _told(text[start:end]) if end > start and weight >= _WEIGHTY else None
    if told is None or _FAR.match(told.words) or _TOLD_WHOM.search(told.words):
        return None
    if "," in text[start:end] and _LISTED_ON.match(text, end):
        return None  # "I put the knife down, wipe my hands, | and say that's hard"
    weight += (
        _OWN * (told.of == "inner")
        + _FELT * bool(_FEELS.match(told.words))
        + _NOT_DONE * bool(_OMITS.match(told.words))
    )
    return _Clause(start, end, told.words, weight, told.of, place)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _holds(clause: Span, span: Span) -> bool:
    """Whether most of a span stands in a clause."""
    shared = min(span[1], clause[1]) - max(span[0], clause[0])
    return shared > _MOST_OF_IT * (span[1] - span[0])
