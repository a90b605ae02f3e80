"""Borrowing a leader's own words: whom they speak of, and the few words worth handing back.

What is borrowed is an exact substring, short, and free of "I" and "my", so that it can stand in
quotation marks in any sentence.
"""

import re

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
_FIRST_PERSON = re.compile(
    r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself|we|we're|our|ours|us|im|ive)\b", re.I
)
_DULL = frozenset(
    "the a an and or but to of in on at for with is are was were be been it that this there they them he "
    "she his her him their you your so as if then than from by up out all not no do did does have has had "
    "just very really about into over what who how when why which would could should will can one some "
    "any more much many thing things stuff lot bit kind sort get got go went going come came make made "
    "say said tell told know think thought want wanted need also too well now time day week people work "
    "because since after before while until like even still only ever never always actually honestly "
    "basically maybe probably don't doesn't didn't isn't wasn't can't won't it's that's he's she's "
    "they're there's let".split()
)
_VIVID = re.compile(
    r"\b(?:like an?|as if|too|robot|machine|wall|mask|cold|warm|script|duty|fake|pretend|silence|quiet|"
    r"stiff\w*|flat|empty|invisible|number|transaction\w*|small talk|checklist|box|firefight\w*|treadmill|"
    r"family|friend\w*|stranger\w*|trust|proud|ashamed|afraid|tired|alone|hurt|relie\w+|guilt\w*|respect|"
    r"care|honest\w*|real|noise|soft|weak\w*|price|cheap\w*|loyal\w*|favou?r\w*|polite|awkward|dread|"
    r"bother\w*|sting|stung|efficient|just business|nothing personal|nobody|waste|luxury)\b",
    re.I,
)


_LONGEST = 8
_WORTH = 1.0
_PIECES = re.compile(
    r"[.!…;:,()\n—–\"“”]+|\s-\s|\b(?:and|but|because|so that|which|when|while|though|that|if|as)\b"
)
_QUESTION = re.compile(r"[^.!?\n]*\?")
_ARTICLES = frozenset({"the", "a", "an", "my", "this", "that", "his", "her", "their", "your"})
_NO_BEGINNING = frozenset(
    "and honestly actually really to of for is are was has had were or than if as in on at with by from about into not just only still also then so "
    "do does did would could should can will might may must being been be have having more most less let's yes no well".split()
)
_VAGUE = re.compile(
    r"(?:it|it's|its|there|this|that's|what|who|how|nothing|something|anything|everything|they're|he's|she's|don't|doesn't|"
    r"didn't|isn't|wasn't|right|ok|okay|maybe|probably|honestly|anyway|sure|fine|thanks?|sorry|look|listen)\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|without|never|no|n't|nor|hardly)(?: \w+){0,2} $", re.I)
_ONLY_TIME = re.compile(
    r"(?:\w+ ){0,4}(?:years?|minutes?|mins?|weeks?|months?|days?|hours?|times?|times in a row|o'clock|turns?)(?: (?:ago|old|later))?$",
    re.I,
)
_CONCRETE = re.compile(
    r"\b(?:\d+|[A-Z][a-z]{2,}|door|desk|table|kitchen|corridor|car|phone|letter|mail|email|text|card|note|voice|hands?|eyes?|face|pen|paper|list|"
    r"coffee|tea|lunch|office|bench|window|drawer|packet|photo|minutes?|hours?|weeks?|years?|night|morning|sunday|christmas|words?|sentence|form|"
    r"ticket|screen|name|names|birthday|funeral|wedding|daughter|son|mother|father|wife|husband|dog|rain|snow|uniform|van|machine|line)\b"
)


def named_person(text: str) -> str | None:
    """The person a message is about, as the coach may say it: a name, or "your boss"."""
    names = [
        name
        for pattern in (_APPOSED, _AS_SUBJECT, _AS_OBJECT, _OWNING)
        for m in pattern.finditer(text)
        if (name := next(g for g in m.groupdict().values() if g)) not in _NOT_NAMES
        and not name.endswith(("days", "day"))
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


def capitalised(text: str) -> set[str]:
    """Words that could be names: capital letter, inside a sentence, not a place, day or product."""
    inside = re.findall(r"(?<=[a-z,;] )([A-Z][a-zà-ÿ]{2,})\b", text)
    return {n for n in inside if n not in _NOT_NAMES and not n.endswith(("day", "days"))}


def worth_borrowing(text: str, said: str = "") -> str | None:
    """Two to eight of the leader's words that carry weight, or None. Exact, and free of "I": the most
    concrete thing that was told (names, numbers, things one can see) or a telling word. ``said``:
    what the coach said last, whose words are not handed back."""
    best: tuple[float, str] | None = None
    for piece in _PIECES.split(_QUESTION.sub(" ", text)):
        clause = piece.strip()
        at = text.find(clause)
        if _DENIED.search(text[max(0, at - 24) : at]) or clause.lower() in said.lower():
            continue
        words = clause.split()
        if not 2 <= len(words) <= _LONGEST or _FIRST_PERSON.search(clause) or "[" in clause:
            continue
        if words[-1].lower() in _DULL or words[0].lower() in _NO_BEGINNING:
            continue
        if len(words) == 2 and words[0].lower() in _ARTICLES:
            continue
        if _VAGUE.match(clause) or _ONLY_TIME.match(clause) or "you" in clause.lower().split():
            continue
        telling = sum(w.lower().strip("'’") not in _DULL for w in words)
        vivid = bool(_VIVID.search(clause))
        if telling < 1 or (telling < 2 and not vivid):
            continue
        concrete = 0.35 * min(2, len(_CONCRETE.findall(clause)))
        opens = 0.3 * (at < 25 and len(text) > 80)  # people warm up before they say it
        score = 0.3 * min(telling, 5) + 1.2 * vivid + concrete - 0.04 * len(words) - opens
        if best is None or score > best[0]:
            best = (score, clause)
    return best[1] if best and best[0] >= _WORTH else None
