"""Borrowing a leader's own words: whom they speak of, and the words that may be worth handing back.

What is borrowed is an exact substring and short, so that it can stand in quotation marks. Which of
the clauses carries the weight is for the trained ear to say.
"""

import re
from collections.abc import Collection, Sequence

import numpy as np

from coach.encoder import Matrix, Span
from coach.once_a_turn import once_a_turn
from coach.text import COMMON, sentences

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
_CAPITAL = re.compile(r"\b[A-Z][a-zà-ÿ]{2,}")
_AS_SUBJECT = re.compile(
    rf"(?<!from )(?<!in )(?<!at )(?<!of )(?<!near )\b{_WORD},? (?:is|was|has|had|said|says|told|asked|runs|ran|works|came|comes|left|quit|looked|looks|never|just|always|"
    r"resigned|stopped|went|got|wants|wanted|thinks|did|does|doesn't|didn't|who|sat|stood|nodded|smiled|cried|called|rang|wrote|"
    r"replied|answered|started|hasn't|wasn't|isn't|won't|knows|feels|felt|and I)\b"
)
_AS_OBJECT = re.compile(
    rf"\b(?:with|tell|told|ask|asked|ring|rang|call|called|see|seeing|saw|meet|meeting|met|thank|thanked|email|emailed|text|texted|"
    rf"ping|pinged|pass|passed|interrupted|promoted|fired|hired|gave|give|about|named|like|is|was|it's|my guy) {_WORD}\b"
)
_SPEAKS = re.compile(
    r",? (?:said|says|told|asked|resigned|nodded|smiled|cried|rang|wrote|replied|answered|laughed|phoned|thinks|wanted|knows)\b"
)
_APPOSED = re.compile(
    rf"\b(?:{_ROLE}|friend|woman|man|guy|girl|lad|boy|manager|teacher|lady),? (?P<third>[A-Z][a-zà-ÿ]{{2,}}),|(?<!\bin )(?<!\bat )(?<!\bfrom )(?<!\bnear )\b{_WORD}, (?:my|our|the|a|who)\b|\b(?:my|our) (?:\w+ )?(?:{_ROLE}),? (?P<second>[A-Z][a-zà-ÿ]{{2,}})\b"
)
_OWNING = re.compile(
    rf"\b{_WORD}['’]s (?:desk|bench|office|door|face|team|work|idea|reply|mail|email|birthday|name|project|report)\b"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.? [A-Z][a-zà-ÿ]+\b")
_ACRONYMS = frozenset({"ceo", "cfo", "coo", "cto", "hr"})
_NOT_NAMES = frozenset(
    "I I'm Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
    "June July August September October November December Christmas Easter English German French "
    "European African Asian Danish Swedish Norwegian Finnish Irish Scottish Welsh Swiss Austrian Belgian Greek Turkish Hungarian Czech Russian Ukrainian Romanian Portuguese Brazilian Mexican Canadian Australian Korean Vietnamese Thai Arab Jewish Muslim Christian Catholic "
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
    "Minister President Mayor Judge Professor Doctor Nurse Captain Colonel Major Sergeant Sir Madam Chairman Chairwoman Chair Secretary Treasurer "
    "Partner Principal Governor Inspector Deputy Senior Junior Trustee Trustees Council Committee Department Ministry University School Hospital "
    "Q4 Covid Internet Business Sales Marketing Finance Operations Legal Procurement Coach Thanks".split()
)
_CUT = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?![.:,](?<=\d[.:,])\d)[.!?…;:,()\n—–\"“”]+|\s-\s|\s(?=(?:and|but|because|so|which|when)\b)"
)
_LEADS_IN = re.compile(
    r"\s*(?:and|but|so|because|that|which|when|while|though|if|as|or|then|well|honestly)\s+",
    re.I,
)
_SUPPOSED = re.compile(r"\s*(?:as )?if\b", re.I)
_DENIED = re.compile(
    r"\b(?:not|never|hardly|\w+n['’]t)(?: (?:just|only|really|exactly|so much|even))? (?:because|that|since|as if|like)\s+$",
    re.I,
)
# What begins in the middle of a clause: "it | is the difficult part".
_HALF_OF_ONE = re.compile(
    r"(?:(?:is|was|are|were|has|had|isn't|wasn't|than|also|would be|will be)\b)", re.I
)
_HALF_QUOTED = re.compile(r"(?:^|\s)['‘][^'’]*$")  # "not the word 'next round"
AT_THE_EDGE = " .,;:!?…-—–\"“”()'\n\t"
_SHORTEST, _LONGEST, _PIECES, _MOST = 2, 11, 3, 48
_REACH = 60
"""Characters before a clause in which it can be denied."""


@once_a_turn
def named_person(text: str, words: frozenset[str] = frozenset()) -> str | None:
    """The person a message is about, as the coach may say it: a name, or "your boss". ``words``: those in
    common use, which are no name because a sentence begins with them ("Price was the reason")."""
    # Few messages hold a name at all, and one look for a capital is cheaper than four for what a person does.
    patterns = (_APPOSED, _AS_SUBJECT, _AS_OBJECT, _OWNING) if _may_name(text, words) else ()
    names = [
        name
        for pattern in patterns
        for m in pattern.finditer(text)
        for group, name in m.groupdict().items()
        if name and _can_name(text, name, m.start(group), words)
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


def _may_name(text: str, words: Collection[str]) -> bool:
    """Whether any word of a text can be somebody's name, or the first half of one ("Anne-Marie")."""
    return any(
        text[m.end() : m.end() + 1] == "-" or _can_name(text, m.group(), m.start(), words)
        for m in _CAPITAL.finditer(text)
    )


def _can_name(text: str, word: str, at: int, words: Collection[str]) -> bool:
    """Whether a word with a capital, at this place of a text, can be somebody's name."""
    if word in _NOT_NAMES or word.endswith(("days", "day")):
        return False
    common = word.lower() in words and _begins(text, at)
    return not common or _SPEAKS.match(text, at + len(word)) is not None


_UNCAPITALISED = re.compile(
    r"(?:(?<=^)|(?<=[.!?\n] )|(?<=, )|(?<=\band )|(?<=\bbut )|(?<=\bthat )|(?<=\bsince ))(?P<name>[a-z]{3,})(?='s (?:been|not|the better|the best|better|with me)\b|"
    r"(?: (?:just|only|never|still|already))* (?:said|told me|asked me|found out|heard|left|quit|resigned|walked|nodded|smiled|cried|rang|wrote|answered|laughed|phoned|had been (?:promised|told|asked|given)|hasn'?t said|hasn'?t spoken|didn'?t say)\b)"
    r"|\b(?:found out|heard it|heard) from (?P<whom>[a-z]{3,})(?=[.,!?\n]|$| (?:and|but)\b)",
)


def with_capitals(text: str, words: Collection[str]) -> str:
    """A message of somebody who types no capitals, with those of the names in it: whoever does what people do, by a word
    that is not in common use (``words``). As long as it was."""
    found = {
        name
        for m in _UNCAPITALISED.finditer(text)
        if (name := m["name"] or m["whom"]) not in words
        and name not in COMMON
        and name not in _NO_PERSON
        and not name.endswith(("ing", "ed", "ly", "body"))
    }
    for name in found:
        text = re.sub(rf"(?<!\w){name}(?!\w)", name.capitalize(), text)
    return text


_NO_PERSON = frozenset(
    "she they who which that this what there somebody someone anybody whoever mum mom dad wife husband boss management head office hr "
    "sales finance wood word words mate lads guys everyone".split()
)


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins here."""
    return text[:at].rstrip(" \"“'‘(")[-1:] in {"", ".", "!", "?", "…", "\n", ":"}


def capitalised(text: str) -> set[str]:
    """Words that could be names: capital letter, inside a sentence, not a place, day or product."""
    inside = re.findall(r"(?<=[a-z,;] )([A-Z][a-zà-ÿ]{2,})\b", text)
    return {n for n in inside if n not in _NOT_NAMES and not n.endswith(("day", "days"))}


_DOES_IT = re.compile(
    r"\b(?<!when )(?<!before )(?<!if )(?<!that )(?:i|we)(?:'ve|'d)? (?:(?:just|only|never|always|still|really|even|simply|often|usually|mostly|also|all|then|rarely|sometimes|basically) )*"
    r"(?!(?:am|was|were|are|'m|think|thought|guess|suppose|mean|know|knew|believe|hope|wonder|said|will|would|could|should|might|promised|swore|wish|wanted|remember|heard|noticed|saw|had an?|have an?)\b)[a-z']+\b",
    re.I,
)
_LEFT_OUT = re.compile(
    r"^\W*(?:(?:and|so|then|but|just|mostly|usually|honestly) )*(?:never|always|don't|didn't|only|no|not|straight|asked?|told|sent|rang|called|walked?|texted|forwarded|skipped|kept|keep|gave|give|"
    r"put|took|take|went|go|do|did|ring|call|send|tell|say|forgot|copied|pasted|posted|emailed|messaged|ping|pinged|check|checked)\b",
    re.I,
)


def tells_own_doing(said: str) -> bool:
    """Whether a sentence tells something that its speaker does or did, and so can show a habit: not what they are or think,
    nor what somebody else does. A hurried "I" may be left out."""
    plain = said.replace("’", "'")
    return bool(_DOES_IT.search(plain) or _LEFT_OUT.match(plain))


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
                if _SUPPOSED.match(text, begin, end):
                    continue  # "I whispered nobody'd be fed" was never said
                begin_here = leads.end() if leads else begin
                if is_denied(text, begin_here):
                    continue  # "not because I want to know"
                span = _trimmed(text, begin_here, end)
                if span is not None:
                    found[span] = None
        if len(found) >= _MOST:
            break
    return list(found)[:_MOST]


def is_denied(text: str, start: int) -> bool:
    """Whether it is said right before the clause that begins at ``start`` that it is not so."""
    return _DENIED.search(text, max(0, start - _REACH), start) is not None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in AT_THE_EDGE:
        start += 1
    while end > start and text[end - 1] in AT_THE_EDGE:
        end -= 1
    clause = text[start:end]
    fits = _SHORTEST <= len(clause.split()) <= _LONGEST and not set(clause) & set('“”"?!\n[]{}')
    fits = fits and not clause.endswith(", not")  # "it's owed, not | because I want to know"
    fits = fits and not _HALF_QUOTED.search(clause)
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
