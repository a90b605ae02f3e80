"""Borrowing a leader's own words: whom they speak of, and the words that may be worth handing back.

What is borrowed is an exact substring and short, so that it can stand in quotation marks. Which of
the clauses carries the weight is for the trained ear to say.
"""

import re
from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np

from coach.encoder import Matrix, Span
from coach.text import sentences

_ROLE = (
    r"boss|manager|ceo|cfo|coo|cto|director|chair(?:man|woman)?|client|customer|supplier|colleague|"
    r"co-?founder|assistant|deputy|foreman|intern|apprentice|nurse|wife|husband|daughter|son|"
    r"sales lead|team lead|warehouse lead|project lead|operations lead|account manager|"
    r"plant manager|office manager|receptionist|successor|predecessor|landlord|investor|buyer|"
    r"head of \w+|(?:\w+ )?engineer|(?:\w+ )?analyst|(?:\w+ )?developer|(?:\w+ )?designer"
)
_MINE = re.compile(
    rf"\b(?:my|our)\s+(?P<who>(?:old |new |best |biggest |senior |former )?(?:{_ROLE}))\b", re.I
)
_WORD = r"(?P<name>[A-Z][a-zà-ÿ]{2,}(?:-[A-Z][a-zà-ÿ]+)?)"
_AS_SUBJECT = re.compile(
    rf"\b{_WORD},? (?:is|was|has|had|said|says|told|asked|runs|ran|works|came|comes|left|quit|looked|looks|never|just|always|"
    r"resigned|stopped|went|got|wants|wanted|thinks|did|does|doesn't|didn't|who|sat|stood|nodded|smiled|cried|called|rang|wrote|"
    r"replied|answered|started|hasn't|wasn't|isn't|won't|knows|feels|felt|and I)\b"
)
_AS_OBJECT = re.compile(
    rf"\b(?:with|tell|told|ask|asked|ring|rang|call|called|see|seeing|saw|meet|meeting|met|thank|thanked|email|emailed|text|texted|"
    rf"ping|pinged|pass|passed|interrupted|promoted|fired|hired|gave|give|about|named|like|is|was|it's|my guy) {_WORD}\b"
)
_APPOSED = re.compile(
    rf"\b(?:{_ROLE}|friend|woman|man|guy|girl|lad|boy|manager|teacher|lady),? (?P<third>[A-Z][a-zà-ÿ]{{2,}}),|\b{_WORD}, (?:my|our|the|a|who)\b|\b(?:my|our) (?:\w+ )?(?:{_ROLE}),? (?P<second>[A-Z][a-zà-ÿ]{{2,}})\b"
)
_OWNING = re.compile(
    rf"\b{_WORD}['’]s (?:desk|bench|office|door|face|team|work|idea|reply|mail|email|birthday|name|project|report)\b"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.? [A-Z][a-zà-ÿ]+\b")
_ACRONYMS = frozenset({"ceo", "cfo", "coo", "cto", "hr"})
_NOT_NAMES = frozenset(
    "I I'm Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December Christmas Easter English German French "
    "Polish Dutch Spanish Italian Indian American British Chinese Japanese Europe London Paris Berlin "
    "New York Zoom Slack Teams Excel Outlook LinkedIn Google Microsoft Amazon Salesforce WhatsApp "
    "Sinek Netflix CEO HR IT CFO COO OK It He She They We You The This That There Then But And So My "
    "Our His Her Their What When Where Why How Who If As At In On For To Not No Yes Nobody Everyone "
    "Everybody Somebody Someone People Honestly Maybe Yesterday Today Tomorrow Last Next Every Each "
    "Just Still Even Well Sure Look Listen Anyway Also Because Since After Before While Once Now Sir "
    "God Germany France Poland India China Warsaw Munich Chicago Boston Madrid Mr Mrs Ms Dr Q1 Q2 Q3 "
    "Good Bad Tired Fine Great Nice True Right Wrong Half Nothing Something Everything Anything Both All Some Many Most Few "
    "Work Home Time Money Home Yeah Okay Ha Oh Hm Sorry Please Guess Having Being Doing Going Looking Seeing Getting Pride Fear "
    "Customer Customers Client Clients Boss Manager Director Team Staff Foreman Colleague Supplier Buyer Management Board Head "
    "Company Office Brother Sister Mother Father Wife Husband Dad Mum Mom Mondays Fridays Weekend Morning Evening God Lord Jesus Christ "
    "Q4 Covid Internet Business Sales Marketing Finance Operations Legal Procurement Coach Thanks".split()
)
_CUT = re.compile(r"[.!?…;:,()\n—–\"“”]+|\s-\s|\s(?=(?:and|but|because|so|which|when)\b)")
_LEADS_IN = re.compile(
    r"\s*(?:and|but|because|that|which|when|while|though|if|as|or|then|well|honestly)\s+",
    re.I,
)
# What begins in the middle of a clause: "it | is the difficult part".
_HALF_OF_ONE = re.compile(
    r"(?:(?:is|was|are|were|has|had|isn't|wasn't|than|also|would be|will be)\b)", re.I
)
_AT_THE_EDGE = " .,;:!?…-—–\"“”()'\n\t"
_SHORTEST, _LONGEST, _PIECES, _MOST = 2, 11, 3, 48


def named_person(text: str, words: Collection[str] = frozenset()) -> str | None:
    """The person a message is about, as the coach may say it: a name, or "your boss". ``words``: those in
    common use, which are no name because a sentence begins with them ("Price was the reason")."""
    names = [
        name
        for pattern in (_APPOSED, _AS_SUBJECT, _AS_OBJECT, _OWNING)
        for m in pattern.finditer(text)
        for group, name in m.groupdict().items()
        if name and name not in _NOT_NAMES and not name.endswith(("days", "day"))
        if name.lower() not in words or not _begins(text, m.start(group))
    ]
    if names:
        return max(dict.fromkeys(names), key=names.count)
    title = _TITLED.search(text)
    if title is not None:
        return title.group()
    match = _MINE.search(text)
    if match is None:
        return None
    return "your " + " ".join(
        w.upper() if w.lower() in _ACRONYMS else w.lower() for w in match["who"].split()
    )


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    return text[:at].rstrip(" \"“'‘(")[-1:] in {"", ".", "!", "?", "…", "\n", ":"}


def capitalised(text: str) -> set[str]:
    """Words that could be names: capital letter, inside a sentence, not a place, day or product."""
    inside = re.findall(r"(?<=[a-z,;] )([A-Z][a-zà-ÿ]{2,})\b", text)
    return {n for n in inside if n not in _NOT_NAMES and not n.endswith(("day", "days"))}


def clauses(text: str) -> list[Span]:
    """What of a message could be handed back in quotation marks: exact pieces of 2 to 11 words, cut where
    a clause begins or ends, none of them out of a question."""
    found: dict[Span, None] = {}
    for sentence in sentences(text):
        if sentence.text.endswith("?"):
            continue
        cuts = [(m.start(), m.end()) for m in _CUT.finditer(text, sentence.start, sentence.end)]
        begins = [sentence.start, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), sentence.end]
        for n, begin in enumerate(begins):
            for end in ends[n : n + _PIECES]:
                leads = _LEADS_IN.match(text, begin, end)
                span = _trimmed(text, leads.end() if leads else begin, end)
                if span is not None:
                    found[span] = None
    return list(found)[:_MOST]


_TURNED = {
    "i": "you", "i've": "you've", "i'd": "you'd", "me": "you", "my": "your", "mine": "yours",
    "myself": "yourself",
}  # fmt: skip
_TURNED_BE = {"was": "were", "wasn't": "weren't", "am": "are"}
_ADVERBS = r"(?:(?:just|only|never|always|still|really|even|simply|often|then) )?"
_PAST = (
    r"(?:\w+ed|went|came|said|told|left|sat|stood|gave|took|got|put|ran|wrote|sent|saw|heard|kept|read|brought|made|found|thought|"
    r"cut|let|hung|shut|rang|held|lost|met|paid|spoke|broke|chose|drove|forgot|grew|hid|learnt|meant|spent|taught|threw|won|began|fell|felt|knew|understood|bought|caught|built|stuck|stole|swore|woke|wore|slept|lent|led|did)"
)
# What somebody did, as the coach can say it in a sentence of its own; not what they are, could or ought to be.
_MINE_TO_TELL = re.compile(
    r"I(?:'ve|'d rather|'d like|'d love)? (?!am\b|was\b|wasn't\b|were\b|guess\b|suppose\b|think\b|mean\b|know\b|don't\b (?:know|think)\b|believe\b|hope\b|"
    r"wonder\b|bet\b|agree\b|see\b|did\b|do\b|used\b|had\b|have\b|been\b|be\b|an?\b|to\b|got to\b|told you\b)"
)
_THEIRS_TO_TELL = re.compile(
    rf"(?:he|she|they|nobody|no one|everyone|everybody) {_ADVERBS}(?:had {_ADVERBS})?{_PAST}\b",
    re.I,
)
_A_DEED = re.compile(rf"\w+ {_ADVERBS}(?:{_PAST}|didn't|had)\b", re.I)
_A_WAY = re.compile(
    r"I (?!(?:want|find|like|sort|miss|understand|last|hadn't|haven't|feel|sense|need|wish)\b)",
    re.I,
)
# A verdict, an order, a doubt or another's speech if the coach said it.
_NOT_THE_COACHS = re.compile(
    r"\b(?:you\w*|u|ur|we|we'\w+|us|ours?|im|ive|i'm|i'll|should\w*|must\w*|ought|can|can't|cannot|could\w*|would\w*|might|may|will|won't|shall|ha(?:ve|s|d) to|need to|"
    r"this|these|those|here|today|tonight|now|sorry|please|thanks?|lol|stupid|idiots?|fool\w*|lazy|useless|failure|cowards?|fault|hate|lie[ds]?|lying|fuck\w*|shit|"
    r"bloody|damn|god)\b|[?!\"“”()/;:\d]",
    re.I,
)
_LEFT_HANGING = frozenset(
    "to the a an and or but of in on at for with by that which is was if as than so because just my not how what when".split()
)


def spoken_back(clause: str) -> str | None:
    """A clause about something done, in the second person and as the coach can say it itself: "I gave him
    a brochure" is "You gave him a brochure". None where that could sound like a verdict, or go wrong."""
    words = clause.replace("’", "'").strip(_AT_THE_EDGE).split()
    plain = " ".join(words)
    mine = bool(_MINE_TO_TELL.match(plain))
    if not (mine or _THEIRS_TO_TELL.match(plain)) or _NOT_THE_COACHS.search(plain):
        return None
    if not 3 <= len(words) <= _LONGEST or words[-1].lower() in _LEFT_HANGING:
        return None
    if mine and re.search(r"\bme\b", plain):
        return None  # "I miss me"
    turned = [_TURNED.get(word.rstrip(",").lower(), word.rstrip(",")) for word in words]
    for n, word in enumerate(turned[1:], start=1):
        if turned[n - 1] == "you" and words[n - 1].lower() == "i":
            turned[n] = _TURNED_BE.get(word.lower(), word)
    said = " ".join(word + "," * old.endswith(",") for word, old in zip(turned, words, strict=True))
    return said[:1].upper() + said[1:]


def deed_or_way(clause: str) -> Literal["deed", "way"] | None:
    """Whether a clause tells something that was done once, or how somebody always does it; None if
    neither is plain."""
    plain = clause.replace("’", "'").strip(_AT_THE_EDGE)
    if _A_DEED.match(plain):
        return "deed"
    return "way" if _A_WAY.match(plain) else None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _AT_THE_EDGE:
        start += 1
    while end > start and text[end - 1] in _AT_THE_EDGE:
        end -= 1
    clause = text[start:end]
    fits = _SHORTEST <= len(clause.split()) <= _LONGEST and not set(clause) & set('“”"?!\n[]')
    says = any(len(word) > 3 for word in clause.split())  # "a half" of a bottle and a half does not
    return (
        (start, end) if fits and says and not _HALF_OF_ONE.match(clause.replace("’", "'")) else None
    )


def clause_features(rows: Matrix, whole: Matrix, text: str, spans: Sequence[Span]) -> Matrix:
    """What the head "quote" sees of each clause, shape (clauses, dimensions + 5): its vector, how near
    it is to the whole message, its length, and where it stands."""
    size = max(len(text), 1)
    told = [(len(text[a:b].split()) / 10, a / size, b / size) for a, b in spans]
    about = np.array(told, np.float32).reshape(len(spans), 3)
    return np.hstack([rows * 3, (rows @ whole)[:, None], about, about[:, :1] ** 2])
