"""A leader's aim and plan as the coach says them: in the second person, in sentences of its own ("You'll ring her
yourself on Thursday, after her shift."). What could go wrong in the turning is not turned: then it is left out, or
quoted as the whole sentence that it is.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coach.circumstances import DOES, PLACE, TIME, circumstances_in, only_circumstances
from coach.leaving import goes_at, is_goodbye
from coach.plan_told import added_to, is_terms, only_around, spelt, without_fearing
from coach.plans import is_to_the_coach
from coach.spoken_back import PAST
from coach.state import Step
from coach.text import QUOTED, bare_words, sentences, whole_sentences, word_count

_TURNED = {
    "i": "you", "i'm": "you're", "im": "you're", "i've": "you've", "ive": "you've", "i'd": "you'd", "i'll": "you'll",
    "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "dont": "don't", "cant": "can't", "wont": "won't",
    "didnt": "didn't", "doesnt": "doesn't", "isnt": "isn't", "wasnt": "wasn't", "havent": "haven't", "hasnt": "hasn't",
    "shes": "she's", "hes": "he's", "thats": "that's", "whats": "what's", "theres": "there's", "theyre": "they're",
    "we": "you", "we're": "you're", "we've": "you've", "our": "your", "ours": "yours", "weds": "Wednesday", "thurs": "Thursday", "tues": "Tuesday", "tmrw": "tomorrow", "tomorow": "tomorrow", "tonite": "tonight",
}  # fmt: skip
_AGREES = (
    (re.compile(r"\byou (\w+ly |just |also |still |even |only )?am\b"), r"you \1are"),
    (re.compile(r"\byou (\w+ly |just |also |still |even |only )?was(n't)?\b"), r"you \1were\2"),
    (re.compile(r"\bam you\b"), "are you"),
    (re.compile(r"(?<!it )(?<!that )(?<!this )\bwas you\b"), "were you"),
)
_DAY = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b|\b(?:january|february|april|june|july|august|september|october|november|december|christmas|easter)\b"
)
# To whom "you" or "we" is said can't be told; and what no program should say lightly.
_NOT_TURNED = re.compile(
    r"\b(?:(?<!two of )you|your|yours|you're|you've|you'll|you'd|u|ur|we'll|us|fuck\w*|shit\w*|bastard\w*|bloody|idiots?|stupid|lazy|bitch\w*|kill\w*|die|"
    r"punch|slap|hit (?:him|her|them)|lol|haha|lmao|wtf)\b|[?!{}\n()\[\]/]",
    re.I,
)
_US_TWO = re.compile(r"(?:the two of us|(?<=just )us)\b", re.I)
_LEAD = re.compile(
    r"(?:(?:well|so|ok(?:ay)?|k|right|all ?right|then|and|but|or|maybe|perhaps|honestly|yes|yeah|no|fine|good|hm+|um|oh|ha|now|anyway|actually|probably|possibly|i think|i guess|i suppose|"
    r"i reckon|look(?=,)|listen(?=,)|see(?=,)|remember(?=[,:])|mind you|the smallest thing(?: is| would be)?|smallest thing|at least|simply|instead|in that case|after that|afterwards|here'?s (?:my|the) plan|(?:my|the) plan(?: is)?|going with|i(?:'ve| have)? (?:decided?|choose|chosen)(?=:))[,.:;…-]* +)+",
    re.I,
)
_WILL = re.compile(
    r"(?:(?:i'?ll|i will|i shall|i'd like to|i'd love to|i'd want to|i would like to|i want to|i'd rather|i'd|id(?= (?!est))|i would|i could|i can|i might|i may|i should|i need to|i have to|i've got to|i must|i ought to|"
    r"(?:i'?m|i am) (?:going to|gonna|planning to)|gonna|going to|i (?:plan|intend|mean|promise|hope|wish|try) to|i(?:'ve| have)? decided to|let me|try to|want to|wanna|need to|have to|"
    r"what i(?:'ll| will| could| might| can| would|'d|'m going to| am going to)(?: do)? is(?: to| this:)?|(?:could|might|should|will|would)(?= ))(?:,? (?:just|simply|also|at least|definitely|probably|then|first|maybe|really|only|actually|finally))* )",
    re.I,
)
_TO = re.compile(r"^(?:to|just|simply) (?=\w)", re.I)
# "I ring her on Monday", "im ringing him thursday": what is so nearly done that it is told as if it were.
_PRESENT = re.compile(rf"i (?={DOES.pattern})", re.I)
_DOING = re.compile(r"(?:(?:i'?m|i am) (?:just |also )?)(?P<doing>[a-z]+ing)\b", re.I)
_BASE = {
    name: base
    for base in (
        "ring call ask tell send go see talk speak stop start visit thank drop meet bring say text mail email phone message walk listen wait knock "
        "book cancel offer show start stay sit put begin"
    ).split()
    for name in (base + "ing", base + base[-1] + "ing")
} | {
    f"{base[:-1]}ing": base
    for base in "write invite take give make leave come apologise apologize move arrange share".split()
}  # fmt: skip
# What nobody does: it is not said as a thing to do.
_NOT_DONE = re.compile(
    r"(?:not (?=\w+ing)|(?:normally|usually|always|never|rather|probably (?:forget|not)|also feel|feel|be (?:a|an|too|so|the)\b|have (?:been|had|done|said)|think|see\b(?! (?:him|her|them|if|what|how|whether|[A-Z]))|"
    r"know|believe|hate|imagine|guess|suppose|say so|admit|tell you|rather|prefer|like\b|love\b|want\b|need\b|hope\b|forget|help me|not\b|lose\b|have come|find (?:a|an) (?:reason|excuse)|end up|be tempted|chicken|bottle))\b",
    re.I,
)
_AND_I = re.compile(
    r"\b(?P<and>and|then) (?:then |first |after that |afterwards )?i(?:'?ll| will|'d| would| can| could| might)? (?:then |just |also )?(?="
    + DOES.pattern
    + ")",
    re.I,
)
_TRAILS = re.compile(
    r"(?:[,;]? (?:i (?:think|guess|suppose|reckon|hope)|maybe|perhaps|probably|then|please|finish(?:ed)?|done|thanks|thank you|or something|or so|that'?s (?:it|all|what i(?:'d)? (?:like|want|need))|tbh|instead))+$",
    re.I,
)
_DOES_IT = re.compile(r"(?:just )?(?:do|try|say|give|have|leave) (?:it|that|this|so)\b\W*$", re.I)
# "stay late on Thursday, that's her last shift, and make the tea"
_BESIDE_IT = re.compile(
    r", (?:that|he|she|they|it|there)(?:'s|'re| is| are| was) [^,]*(?=, and )", re.I
)
# "go up with him, first row, I bring the coffee"
_ALSO_I = re.compile(rf", i(?:'ll|'d)? (?={DOES.pattern})", re.I)
# "ask him on Thursday, he's on nights"
_SPLICED = re.compile(
    r", (?:(?:he|she|they|it|there|i|you)(?:'s|'re|'ll|'d|'m)?|that(?:'s| is| was)) (?!and\b)\S.*$|, (?:no|not) (?:\w+ )?(?:he|she|they|it|there|that|i|you|is|was|will)\b.*$|,? and that'?s .*$",
    re.I,
)
# "talk to marius first hes the older one"
_RUN_ON = re.compile(
    r"(?<!\bhim)(?<!\bher)(?<!\bthem)(?<!\bsay)(?<!\bthat)(?<!\bthink)(?<!\bknow)(?<!\bif)(?<!\bwhy)(?<!\bhow)(?<!\bwhat)(?<!\bwhen)(?<!\bwhere)(?<!\bbecause)(?<!\band)(?<!\bbefore)(?<!\bwhile)"
    r" (?:hes|shes|theyre|thats|its) .*$",
    re.I,
)
_AND_NOT = re.compile(r",? and (?:i )?(?:don'?t|do not|won'?t) ", re.I)
_A_NOUN = re.compile(r"\w+ (?:can|is|was|will|would|has|had|goes|isn't|won't)\b", re.I)
_CUT = re.compile(
    r"[;:…]\s|\s[-–—]\s|\.\.\.|,? (?:because|so that|although|though|which|since|as)\b|, "
)
_LEAVES_HANGING = re.compile(
    r"\b(?:and|or|but|the|a|an|to|of|with|my|his|for|that|if|when|i)$", re.I
)
_WITH_WORDS = 45  # words of a deed that quotes what will be said
_LONGEST, _FEWEST, _BRIEF = 34, 1, 6  # words of a deed; of one after which its time is said
_ON = re.compile(r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I)
_DAY_AND_HOUR = re.compile(
    r"\b(\w+day) (\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|half|quarter)\b)"
)
_AT = re.compile(
    r"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|lunch ?time|half|quarter)\b)",
    re.I,
)
_A_TIME_FIRST = re.compile(
    r"(?:(?:on|at|by|next|this|first thing|early|before|after|in)\b[^,;:.]{1,45}|(?:today|tonight|tomorrow|tmrw|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b[^,;:.]{0,40})(?:,|:(?!\d)) *(?=\w)"
    r"|(?:today|tonight|tomorrow|(?:on |next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|next time)(?: (?:morning|afternoon|evening|night|lunchtime))?(?: (?:at )?\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?)? (?=i\b|i'|im\b|ill\b)",
    re.I,
)


@dataclass(frozen=True)
class Deed:
    """Something that a leader will do, as it follows "you'll", and when, if the same sentence says so before it."""

    does: str
    when: str | None = None


def turned(words: str) -> str | None:
    """Words of the leader's in the second person; None where that could go wrong. What they quote stays as it is."""
    plain = _US_TWO.sub("the two of you", " ".join(words.replace("’", "'").split()))
    own = QUOTED.sub(" ", plain)
    if _NOT_TURNED.search(own) or own.count('"') or own.count("“") != own.count("”"):
        return None
    if word_count(own) > 3 and own.upper() == own:
        return None
    parts: list[str] = []
    end = 0
    for quote in QUOTED.finditer(plain):
        parts += (_turn(plain[end : quote.start()]), f"“{quote.group()[1:-1]}”")
        end = quote.end()
    said = "".join((*parts, _turn(plain[end:])))
    for pattern, right in _AGREES:
        said = pattern.sub(right, said)
    return said.strip()


def _turn(words: str) -> str:
    def other(match: re.Match[str]) -> str:
        return _TURNED.get(match.group().lower(), match.group())

    return _DAY.sub(lambda m: m.group().capitalize(), re.sub(r"[A-Za-z']+", other, words))


def deed_of(text: str | None) -> Deed | None:
    """What somebody will, could or might do, out of the first sentence that says so; None where none does, or it can't be
    said in the second person."""
    for sentence in whole_sentences((text or "").replace("’", "'")):
        told = said_of_it(sentence.text)
        said = _deed(told) if told else None
        if said is not None:
            return said
    return None


def said_of_it(sentence: str) -> str:
    """A sentence as far as it may tell of a plan: empty where it asks something, is said to the coach, or takes leave."""
    if sentence.endswith("?") or is_goodbye(sentence) or is_to_the_coach(sentence):
        return ""
    begins = goes_at(sentence)
    return sentence if begins is None else sentence[:begins].rstrip(" ,;")


def _deed(sentence: str) -> Deed | None:
    rest = (
        _LEAD.sub("", sentence.strip(" .…"), count=1)
        if _LEAD.match(sentence)
        else sentence.strip(" .…")
    )
    first = _around_first(rest) or _A_TIME_FIRST.match(rest)
    when = first.group().strip(" ,:") if first else None
    if when is not None and only_circumstances(when) is None:
        when = None
    if when is not None and first is not None:
        rest = rest[first.end() :]
        rest = _LEAD.sub("", rest, count=1) if _LEAD.match(rest) else rest
    does = _what_is_done(rest)
    if does is None or _NOT_DONE.match(does) or _DOES_IT.match(does) or only_circumstances(does):
        return None
    does = _in_brief(_MAYBE.sub("", _of_one_person(does)).strip(" ,;"))
    said = turned(does) if does else None
    if said is None or word_count(said) < _FEWEST:
        return None
    return Deed(said[:1].lower() + said[1:], when)


_MAYBE = re.compile(r" (?:maybe|perhaps)(?=:)", re.I)
_UP_TO_A_COLON = re.compile(r"(?P<around>[^:.!?\"“]{4,60}):(?!\d) *(?=\w)")


def _around_first(rest: str) -> re.Match[str] | None:
    """When and where, before a colon: "Thursday ten o'clock, cold room: I say I'm sorry"."""
    found = _UP_TO_A_COLON.match(rest)
    return found if found is not None and only_circumstances(found["around"]) else None


def _of_one_person(does: str) -> str:
    """What is done, without "I" in the middle of it and what is told beside it; what is quoted stays as it is."""
    quotes = QUOTED.findall(does)
    bare = QUOTED.sub(_A_QUOTE, does)
    bare = _BESIDE_IT.sub("", bare)
    also = len(_ALSO_I.findall(bare))
    bare = _ALSO_I.sub(", and ", _ALSO_I.sub(", ", bare, count=also - 1) if also > 1 else bare)
    bare = _RUN_ON.sub("", _AND_NOT.sub(" and not ", bare))
    bare = _SPLICED.sub("", _TRAILS.sub("", _AND_I.sub(r"\g<and> ", bare)))
    for quote in quotes:
        bare = bare.replace(_A_QUOTE, quote, 1)
    return bare


_A_QUOTE = "\x00"  # in the place of a quotation


def _what_is_done(rest: str) -> str | None:
    will = _WILL.match(rest)
    if will is not None:
        return _TO.sub("", rest[will.end() :], count=1)
    present = _PRESENT.match(rest)
    if present is not None:
        return rest[present.end() :]
    doing = _DOING.match(rest)
    if doing is not None:
        base = _BASE.get(doing["doing"].lower())
        return base + rest[doing.end() :] if base else None
    bare = _TO.sub("", rest, count=1)
    return bare if DOES.match(bare) and not _A_NOUN.match(bare) else None


def _in_brief(does: str) -> str:
    """As much of it as can be said in a sentence; empty if no part of it stands by itself."""
    if word_count(does) <= (_WITH_WORDS if QUOTED.search(does) else _LONGEST):
        return does
    cuts = [
        m.start()
        for m in _CUT.finditer(does)
        if _FEWEST < word_count(does[: m.start()]) <= _LONGEST
    ]
    kept = does[: cuts[-1]].strip(" ,;") if cuts else ""
    # What is done besides is not cut off: it may be what the whole is for.
    more = cuts and _AND_DOES.search(does[cuts[-1] :])
    return "" if more or _LEAVES_HANGING.search(kept) else kept


_AND_DOES = re.compile(rf"\b(?:and|then) {DOES.pattern}", re.I)
_BEGINS_AGAIN = re.compile(r"(?<=, )(?:About|Around|At|On|In|Before|After|When|Then|Early|Late)\b")


def moment(words: str | None) -> str | None:
    """When or where something will be, as it stands at the end of a sentence: "on Friday", "tomorrow at nine"."""
    said = turned(words or "")
    if not said or word_count(said) > 14:
        return None
    said = _DAY_AND_HOUR.sub(r"\1 at \2", said.strip(" .,;:"))
    said = _BEGINS_AGAIN.sub(lambda found: found.group().lower(), said)
    if _ON.match(said):
        return f"on {said}"
    if _AT.match(said):
        return f"at {said[:1].lower()}{said[1:]}"
    return said[:1].lower() + said[1:]


def way_said(answer: str | None) -> str | None:
    """What they will do about what gets in the way, as it follows "you'll"; None where it can't be said."""
    if (deed := deed_of(answer)) is not None:
        return deed.does
    if answer and word_count(answer) <= _A_TIME:  # "before tea then"
        around = circumstances_in(answer, asked=True)
        said = moment(around.when)
        if said and not around.where:
            return f"do it {said}"
    for said in (said_of_it(s.text) for s in whole_sentences(spelt(answer or ""))):
        lead = _LEAD.match(said)
        now = _NOW_I.match(said[lead.end() :] if lead else said)
        does = turned(_in_brief(now["does"].strip(" .,"))) if now else None
        if does:
            return does
    return None


_A_TIME = 4  # words that say no more than when
# "I bite my tongue": what is done then, told as it is done.
_NOW_I = re.compile(
    rf"i (?:just |only )?(?P<does>(?!(?:am|was|were|had|have|did|do|could|should|might|can|may|must|get|feel|want|need|think|know|forget|lose|hope|guess|never|always|{PAST})\b)[a-z]+\b.*)$",
    re.I,
)


def plan_in_words(step: Step) -> str | None:
    """What they will do, with when and where, as a clause of the coach's: "you'll ring her yourself on Thursday, after her
    shift", "on Monday at seven you'll go to the kitchen when he makes coffee"; None where it can't be said."""
    what = step.what or ""
    told = [said for part in whole_sentences(what) if (said := said_of_it(part.text))]
    read = [(_deed(said), said) for said in told]
    deeds = [deed for deed, _ in read if deed is not None]
    if not deeds or len(deeds) > _MOST_DEEDS or _TAKEN_BACK.search(what):
        return None  # put together from more, a part of it would be missing
    deed, more = deeds[0], deeds[1:]
    bare = next(
        (s for found, s in read if not (found or added_to(s)) and only_circumstances(s)), None
    )
    around = circumstances_in(bare or what)
    does, when = _newest(deed, step.when, what)
    own = QUOTED.sub("", does)  # what they will say tells no time of it
    if when is None and not TIME.search(own):
        first = deed.when if deed.when and (step.when or "") in deed.when else None
        when = first or step.when or deed.when or around.when
    when = moment(when)
    where = None if PLACE.search(own) else _place(step.where)
    newest = step.when is None or (bare is not None and _says(bare, step.when))
    if bare is not None and around.when and newest:  # said by itself, it is whole
        when, where = moment(bare) or moment(around.when), None if around.where else where
    terms = [
        said.strip(" .")
        for found, said in read
        if found is None and is_terms(said) and only_circumstances(said) is None
    ][:1]
    if terms and QUOTED.search(does) and only_around(terms[0]):  # when and how the words are said
        when, where, terms = moment(terms[0]) or when, None, []
    apart = [said for said in (when, where) if said and not _says(f"{does} {terms}", said)]
    if len(apart) > 1 and _says(apart[0], apart[1]):
        apart = apart[:1]
    said = _with_moment(does, ", ".join(dict.fromkeys(apart)))
    said += "".join(f", and you'll {other.does}" for other in more)
    said += "".join(
        f", and there's {turned(also)}" for _, words in read if (also := added_to(words))
    )
    if terms and read[0][0] is None:  # the terms came first, and what else is done is added to them
        said = f"“{terms[0]}”, and {said}"
    elif terms:
        said += f": “{terms[0]}”"
    return (
        said
        if _says_enough(
            said, [words for found, words in read if found or _TELLS_WHAT.search(words)]
        )
        else None
    )


_TELLS_WHAT = re.compile(rf"\bi(?:'ll| will|'d)? {DOES.pattern}", re.I)


def _newest(deed: Deed, when: str | None, what: str) -> tuple[str, str | None]:
    """The deed without a time in it that another has taken the place of, and that other one."""
    own = QUOTED.sub("", deed.does)
    dated = TIME.search(own) is not None and own == deed.does
    if not (dated and when) or _says(what, when) or _says(own, when):
        return deed.does, None
    bare = _ITS_TIME.sub("", own).strip(" ,")
    return (bare, when) if DOES.match(bare) else (deed.does, None)


_ITS_TIME = re.compile(
    rf",? ?(?:\b(?:on|at|by) )?{TIME.pattern}(?: (?:morning|afternoon|evening|night|lunchtime))?",
    re.I,
)


def _says_enough(said: str, told: Sequence[str]) -> bool:
    """Whether what is said back leaves out no more than a few words of the sentences that tell what they will do."""
    kept = set(bare_words(said))
    lost = [
        word
        for sentence in told
        for word in bare_words(_turn(_WHY.sub("", sentence)))
        if len(word) > _SHORT and word not in kept
    ]
    return len(lost) <= _MAY_BE_LOST


_WHY = re.compile(
    r",? (?:because|since|so that|although|though|as)\b.*$|, (?:he|she|they|it|there|that)(?:'s|'re| is| are)\b.*$",
    re.I,
)
_SHORT, _MAY_BE_LOST = 3, 5  # letters; words
_MOST_DEEDS = 2


def _with_moment(does: str, around: str) -> str:
    """What they will do, as a clause, with when and where before or after it."""
    if not around:
        return f"you'll {does}"
    if word_count(does) > _BRIEF or "," in does or "“" in does:
        return f"{around}{',' * (',' in around)} you'll {does}"
    return f"you'll {does}{',' * (',' in around)} {around}"


def _place(words: str | None) -> str | None:
    said = moment(words)
    if said is None or _WHERE.match(said):
        return said
    return f"at {said}" if re.match(r"(?:his|her|their|your|the) ", said) else None


_WHERE = re.compile(
    r"(?:in|at|on|by|over|out|outside|inside|under|near|from|to|before|after|behind|between|round|across|there|here|down|up|next|beside|along|through|"
    r"with|face|upstairs|downstairs|home|online|wherever|when|while|as|during)\b",
    re.I,
)
# "After church, no, he doesn't go to church, Sunday at four"
_TAKEN_BACK = re.compile(r"[,.] (?:no|wait|or rather|i mean|actually)[,.] ", re.I)


def _says(said: str, words: str) -> bool:
    """Whether something says already what is told in a few words of when or where, be it in another order."""
    bare = re.sub(r"^(?:at|on) ", "", words.lower().strip(" .,"))
    known = set(bare_words(said))
    return bare in said.lower() or all(word in known for word in bare_words(bare))


def clause_said(text: str | None, most: int, common: Collection[str]) -> str | None:
    """The first sentence of an answer as it follows a colon: "he may just shrug", "your nerves"; None where it can't be
    said. ``common``: words that are no names, so that a capital letter at the beginning is only a beginning."""
    said = [s.text for s in sentences((text or "").replace("’", "'")) if not s.text.endswith("?")]
    if not said:
        return None
    first = _LEAD.sub("", said[0], count=1) if _LEAD.match(said[0]) else said[0]
    first = without_fearing(first)
    if not _may_come(first):
        return None
    first = _TRAILS.sub("", first.strip(" .,;:…")).strip(" .,;:…")
    first = re.sub(r"^(?:that|because|probably|just) (?=\w)", "", first, flags=re.I)
    if (
        not first
        or word_count(first) > most
        or re.fullmatch(r"(?:me|myself|it|that|this|him|her|them)", first, re.I)
    ):
        return None
    told = turned(first)
    if told is None or _LEAVES_HANGING.search(told):
        return None
    opens = re.match(r"[\w']+", told)
    first_word = opens.group().lower() if opens is not None else ""
    if first_word in common or first_word in _OPENS or first_word.split("'")[0] in _OPENS:
        return told[:1].lower() + told[1:]
    return told


def _may_come(said: str) -> bool:
    """Whether words tell a thing that may come, so that "say it happens" fits them: not what was, nothing at all, a pointing to
    what was said before, half a sentence, or what somebody else would say of us."""
    own = QUOTED.sub(" ", spelt(said)).strip(" .,;:…")
    return not (_POINTS.match(own) or _WAS.search(own) or _HALF.search(own) or _OF_US.search(own))


_POINTS = re.compile(
    r"(?:(?:probably|maybe|perhaps|just|only|that|because|well|i (?:think|guess)|it(?:'s| is))[, ]+)*(?:nothing|nobody|none|no|not?|this|these|those|that(?:'?s| is)|yes|yeah|ok(?:ay)?|what|which|how|why|the (?:same|usual)|who)\b(?! (?:much|enough|time)\b)",
    re.I,
)
_WAS = re.compile(
    rf"\b(?:i|you|we|he|she|they|it|who|(?-i:[A-Z])[a-z]+) (?:\w+ly |still |just |never |also |already )*(?:was|were|did|didn't|had|hadn't|has|hasn't|haven't|{PAST})\b|\b(?:did|was|were|have|has) not\b",
    re.I,
)
_HALF = re.compile(
    r"\b(?:could|might|may|will|would|can|does|do|is|are|did|and|but|or|the|of|to)$", re.I
)
_OF_US = re.compile(
    r"\b(?:says?|saying|thinks?|asks?|asking|tells?|telling)\b.*\b(?:we|us|our|i|i'm|me|my)\b", re.I
)
_OPENS = frozenset(
    "you your you'd you'll you're you've if when he she they it the a an my his her their that there meetings nerves pride fear".split()
)
_WANTS = re.compile(
    r"^.*?\b(?P<how>i(?:'d| would) (?:really |just )?(?:like|love)|i (?:really |just |only )?(?:want|need|hope|wish)|(?:need|want|like|hope)(?= to\b)|want(?= \w+ to\b)|wanna|(?:i'?m )?(?:hoping|looking|here)(?= to)|help me(?: to)?|"
    r"what i (?:really )?(?:want|need) is|(?:my|the) (?:aim|goal) (?:is|would be)) (?P<what>\w.*)$",
    re.I,
)
_ASKS_HOW = re.compile(r"(?:how|what|why|whether|when|where|who|if)\b", re.I)
_BUT = re.compile(r",? (?:but|although|though) ", re.I)
_DO_I = re.compile(r"^(how|what|when|where|who) (?:do|should|can|could|would|shall) you ", re.I)
_A_THING = re.compile(
    r"(?:a|an|the|my|some|more|less|one|two|three|something|somebody|someone|advice|clarity|ideas?|words|help|people|them|him|her|everyone|everybody|this|it|that|his|their|your|peace|time)\b|(?-i:[A-Z])\w+ (?:to|off|out|back)\b",
    re.I,
)
_LONGEST_AIM = 20  # words


def aim_said(aim: str | None) -> str | None:
    """What somebody wants from the talk, as it follows "you wanted": "to work out what to say to him", "a first sentence
    for Greg"; None where it can't be said."""
    found = _aim(aim)
    return found[1] if found else None


_WANTING = re.compile(
    r"\b(?:what i (?:want|need|would like|'d like|hope)|i(?:'d| would)? (?:just |only |really )?(?:want|wish|hope|need|like to know)\b|i(?:'d| would) (?:just |only |really )?like\b).*",
    re.I | re.S,
)


def wish_said(aim: str | None) -> str | None:
    """The same as a sentence of the coach's without its full stop: "You'd like to work out what to say to him"."""
    found = _aim(aim)
    return f"You{found[0]} {found[1]}" if found else None


def wish_quoted(aim: str | None) -> str:
    """The same in the leader's own words, to be quoted where it can't be said; empty where it does not say what is wanted."""
    for sentence in sentences((aim or "").replace("’", "'")):
        wants = _WANTING.search(sentence.text)
        if wants is not None:
            return wants.group()
    return ""


def _aim(aim: str | None) -> tuple[str, str] | None:
    for sentence in sentences((aim or "").replace("’", "'"))[:2]:
        said = sentence.text.strip(" .,;:…")
        wants = _WANTS.match(said)
        how = wants["how"].lower() if wants else ""
        verb = " want" if "want" in how or "wanna" in how else "'d like"
        verb = " need" if "need" in how else verb
        what = (
            wants["what"] if wants else _LEAD.sub("", said, count=1) if _LEAD.match(said) else said
        )
        what = _TRAILS.sub("", _BUT.split(what)[0]).strip(" ,;")
        to = wants is not None and how in {"wanna", "help me", "help me to"}
        if to and not what.lower().startswith("to "):
            what = f"to {what}"
        if word_count(what) > _LONGEST_AIM:
            cuts = [
                m.start()
                for m in _CUT.finditer(what)
                if 2 < word_count(what[: m.start()]) <= _LONGEST_AIM
            ]
            what = what[: cuts[-1]].strip(" ,;") if cuts else ""
        told = turned(what) if what and not _LEAVES_HANGING.search(what) else None
        if told is None:
            continue
        lower = told[:1].lower() + told[1:]
        if re.match(r"(?:not )?to \w", lower, re.I):
            return verb, lower
        lower = _DO_I.sub(r"\1 to ", lower)
        if _ASKS_HOW.match(told):
            return verb, f"to know {lower}"
        if _A_THING.match(told):
            return (
                (verb, lower if _A_THING.match(lower) else told) if word_count(told) > 1 else None
            )
        if DOES.match(told):
            return verb, f"to {lower}"
    return None
