"""What somebody asks, as the coach can hand it back: "Would he think I was after the ewes?" is "whether he'd think you were
after the ewes", and "And if he says it's fine?" is "if he says it's fine". None where the turning could go wrong, or where
the words are for nobody to say back."""

import re
from collections.abc import Iterator, Sequence

from coach.choices import PEOPLE, asks_between
from coach.second_person import in_second_person, is_sayable
from coach.text import QUOTED, sentences, with_mark, word_count

_FEWEST, _MOST = 4, 15  # words
_THINGS = r"letter|message|mail|e-?mail|note|text|sentence|line|plan|idea|offer|apology|gift|card|visit|call|slogan|timing|moment"
_WHO = (
    r"(?P<who>he|she|they|it|that|this|we|people|anybody|anyone|somebody|someone|everybody|everyone|nobody|"
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?(?-i:[A-Z])[\w'-]+|"
    rf"(?:my|our|his|her|their|the|an?|one) (?:{PEOPLE}|{_THINGS}))"
)
_REST = r"(?P<rest>\S.*)"
_LEAD = re.compile(
    r"(?:(?:and|but|so|or|well|then|only|now|also|ok(?:ay)?|right|yes|no|honestly|please|because|though|look|hm+|sorry|coach|what i(?:'m| am) asking is|"
    r"tell me(?: honestly| straight)?|(?:may|can|could) i ask(?: you)?(?: something)?|i (?:only |just )?(?:ask|wonder|want to know)|the question is|my question is)[,:.]? )+",
    re.I,
)
_TAIL = re.compile(
    r"(?:,? (?:do you (?:think|suppose|reckon)|d'you (?:think|reckon|suppose)|you think|would you say|or not|or no|or what|yes|no|right|in your (?:view|opinion)|(?<!what )(?<!now )then|please|though|(?:right )?now|"
    r"honestly|coach|if any|at all))+$",
    re.I,
)
_THINKS = re.compile(
    r"(?:do you (?:really |honestly )?(?:think|suppose|reckon|believe|feel)|d'you (?:think|reckon|suppose)|you (?:think|reckon)|would you say)(?: that)? ",
    re.I,
)
_HELPS = r"will|would|can|could|might|may|should|must|is|are|was|were|has|have|had"
_HELPED = re.compile(rf"(?P<help>{_HELPS}|wo(?=n't))(?:n't)? (?!not\b){_WHO} {_REST}", re.I)
_DOES = re.compile(rf"(?P<help>does|do)(?:n't)? {_WHO} (?P<verb>[a-z]+)(?P<rest>.*)", re.I)
_I = re.compile(
    r"(?P<help>should|shall|must|do|can|could|would|will|might|may|am|was|have|had) i (?:just |really |now |simply |better |rather )*(?P<rest>\S.*)",
    re.I,
)
_THERE = re.compile(r"is there (?P<rest>\S.*)", re.I)
_ASKING = re.compile(
    r"(?P<word>what|how|when|where|who|whom|which(?: \w+)?|how (?:much|many|long|often|soon|far|big|short|late|honest|open|close)(?: \w+)??) "
    r"(?P<rest>(?:do|does|should|shall|must|can|could|would|will|might|to)\b.*)",
    re.I,
)
_YOU_SUPPOSE = re.compile(
    r", (?:do you (?:think|suppose|reckon)|you think)(?:,(?! \w+ing\b)|(?=, \w+ing\b))", re.I
)
_ONESELF = re.compile(r"\b(?:i|i'\w+|me|my|mine|you|your|we|our|us)\b|[.!?]", re.I)
WHAT_YOU_THINK = re.compile(
    r"(?:(?:and|so|or|but|well)[, ]+)*(?:what (?:do|would) you (?:think|say|reckon)(?: (?:of|about) (?:it|that|this))?|what(?:'s| is) your (?:view|opinion|take)|(?:would|do|don'?t) you (?:think|say) (?:so|it|that))\W*",
    re.I,
)
"""Asked after a question, it asks what the coach thinks of that."""
_WHAT_THEN = re.compile(
    r"(?:and )?(?:what then|then what|what do i (?:do|say)(?: then)?|now what|what now)\??", re.I
)
_CASE = re.compile(
    r"(?:what (?:do|should|shall|can|could|would|must) i (?:do|say|answer|tell (?:him|her|them))(?: to (?:him|her|them))?(?: tomorrow| then)?|what(?: then)?|and|but|so)?,? ?(?:\bif|suppose|supposing) (?P<case>\S.*?)"
    r"(?:,? (?:what then|then what|what do i (?:do|say)(?: then| to (?:that|him|her|them))?|and then))?",
    re.I,
)
_INDIRECT = re.compile(
    r"(?:\bi(?: only| just)? ?(?:asked|am asking|'m asking)(?: you)?|\bwhat i(?:'d| would)? (?:asked|like|liked|want|wanted|need|meant)(?: to know)?,? (?:which )?(?:is|was)|\bi (?:want|wanted|need) to know) "
    r"(?:(?P<whether>if|whether)|(?P<word>what|how|when|where|who|which(?: \w+)?)) (?P<rest>[^.?!;]+)",
    re.I,
)
_BEGINS = re.compile(
    rf"(?:i(?:'m|'d|'ve|'ll)?|{_WHO}(?:'s|'d|'ll|'re|'ve)?|there(?:'s| is)|to) \S", re.I
)
# Of the speaker it is asked how they come across or what they are bound to, and not whether to.
_IS_ME = re.compile(
    r"(?:sound|look|seem|come across|owe|have to|need to|know|expect|want|hide|make (?:it|this|things)|talk too|ask too|lose|risk|get|deserve|stand|count)\b",
    re.I,
)
_INVERTED = re.compile(rf"(?:{_HELPS}|do|does|shall) (?:i|{_WHO})\b", re.I)
_A_THING_DOES = re.compile(
    r"(?:work|help|sound|seem|look|make|mean|count|matter|come|go|change|hurt|feel|need|say|show|have|fit|read|land|sit|solve|ruin|spoil)$"
)
_CONTRACTED = {"will": "'ll", "would": "'d", "is": "'s", "are": "'re"}
_AFTER_YOU = _CONTRACTED | {"am": "'re", "was": " were", "have": "'ve"}
_PRONOUNS = frozenset({"he", "she", "they", "it", "you"})
# "Or will it open the wound again", another question within the question.
_TWO = re.compile(rf"\bor (?:{_HELPS}|does|do|did|shall)\b", re.I)
# "How can I call him, is it not strange?"
_ONE_MORE = re.compile(
    rf", (?:{_HELPS}|does|do|did|shall)(?:n't)? (?:it|that|this|he|she|they|i)\b", re.I
)
_THE_WAY = re.compile(
    r"what(?:'s| is| would be) (?:the|a) (?:best |right |good |kind |proper |decent |simplest )?(?:way|manner) (?:to|of) (?P<way>\S.*)|"
    r"what(?:'s| is| would be) (?:the|a) (?:best |right |good |kind |proper |decent |first )?thing (?P<thing>to (?:say|do|write|ask|tell|bring|give)\b.*)",
    re.I,
)
_ITSELF = re.compile(
    r"(?P<word>what|who|which \w+) (?P<rest>(?:would|will|could|might|happens|helps|works|comes|counts|matters)\b.*)",
    re.I,
)


def asked_back(text: str) -> str | None:
    """The question with which a text ends, or that it says was asked, in indirect speech and the second person: it begins with
    "whether", "what", "how", "when", "where", "who" or "which"."""
    found = next((turned for asked in _asked(text) if (turned := _turned(asked))), None)
    found = found or _reported(text)
    return found if found is not None and _FEWEST <= word_count(found) <= _MOST else None


def case_asked(text: str) -> str | None:
    """What may happen, of which is asked what then: "if he says it's fine"."""
    for asked in _asked(text):
        if _INVERTED.match(asked):
            return None  # "Does it count, if I only do it because he leaves?"
        found = _CASE.fullmatch(asked)
        if found is None or not _BEGINS.match(found["case"]):
            continue
        case = _said(found["case"].strip(" ,."))
        return f"if {case}" if case is not None and word_count(case) < _MOST else None
    return None


# "Whichever of what? I asked about the name. Yes or no?"
_ONLY_AGAIN = re.compile(
    r"\bi asked (?:you )?(?:about|for)\b[^?]*(?:$|\byes or no\b)|^(?:[^.?!]{0,30}[.?!] )?(?:please[:,]? )?(?:a )?(?:simple )?yes or no\W*$",
    re.I,
)


def unanswered(text: str, before: Sequence[str]) -> str | None:
    """The words in which what was not answered was asked: of somebody who says so, or of the last message ``before`` that."""
    if found := _INDIRECT.search(text.replace("’", "'")):
        return found.group()
    again = _ONLY_AGAIN.search(text) is not None and bool(before) and "?" in with_mark(before[-1])
    if not again and ("?" in with_mark(text) or asks_between(text)):
        return text
    return before[-1] if before and "?" in with_mark(before[-1]) else None


def _asked(text: str) -> Iterator[str]:
    """The last question without what leads to it and what follows it, and what stands in it after a comma or a colon;
    nothing where it quotes."""
    said = [s.text.replace("’", "'") for s in sentences(with_mark(text))]
    asking = [n for n, one in enumerate(said) if one.rstrip().endswith("?")]
    if len(asking) > 1 and WHAT_YOU_THINK.fullmatch(said[asking[-1]].strip()):
        asking.pop()
    if not asking:
        return
    last = asking[-1]
    asked = _YOU_SUPPOSE.sub("", said[last])
    if re.search(r"\b(?:if|suppose|supposing)\b", asked, re.I):
        asked = _without_marks(asked)
    if _WHAT_THEN.fullmatch(asked) and last:
        asked = said[last - 1].rstrip(". ") + ", " + asked
    while asked and not QUOTED.search(asked):
        lead = _LEAD.match(asked)
        yield _TAIL.sub("", (asked[lead.end() :] if lead else asked).rstrip("?!. ")).strip(" ,")
        _, _, asked = re.sub(r":(?= )", ",", asked).partition(", ")
        if asked.lower().startswith("or "):
            return  # the other half of a choice


def _without_marks(asked: str) -> str:
    """Without the marks of a quotation in which nobody speaks of themselves: "What if he says “it's fine”?" """
    return QUOTED.sub(lambda m: m.group() if _ONESELF.search(m.group()) else m.group()[1:-1], asked)


def _reported(text: str) -> str | None:
    found = _INDIRECT.search(text.replace("’", "'"))
    if found is None:
        return None
    asked, word = (
        _TAIL.sub("", found["rest"].split(", ")[0].strip(" ,")),
        found["word"] or "whether",
    )
    if _INVERTED.match(asked):  # "I asked you what should I say"
        return _turned(f"{word} {asked}" if found["word"] else asked)
    rest = _said(asked)
    return (
        f"{word} {rest}"
        if rest is not None and (found["whether"] or _BEGINS.match(asked))
        else None
    )


def _turned(asked: str) -> str | None:
    if _TWO.search(asked) or _ONE_MORE.search(asked):
        return None
    if thinks := _THINKS.match(asked):
        return _supposed(asked[thinks.end() :])
    if found := _THE_WAY.fullmatch(asked):
        return _with("how to", found["way"]) if found["way"] else _with("what", found["thing"])
    if found := _THERE.fullmatch(asked):
        return _with("whether there's", found["rest"])
    if found := _I.fullmatch(asked):
        return _of_me("whether", found["help"].lower(), found["rest"])
    if found := _DOES.fullmatch(asked):
        return _of_them("whether", found)
    if found := _HELPED.fullmatch(asked):
        return _helped("whether", found)
    if found := _ASKING.fullmatch(asked):
        word, rest = found["word"].lower(), found["rest"]
        if rest.lower().startswith("to "):
            return _with(word, rest)
        if found := _I.fullmatch(rest):
            return _of_me(word, found["help"].lower(), found["rest"])
        if found := _DOES.fullmatch(rest):
            return _of_them(word, found)
        if found := _HELPED.fullmatch(rest):
            return _helped(word, found)
    if found := _ITSELF.fullmatch(asked):
        return _with(found["word"].lower(), found["rest"])
    return None


def _supposed(clause: str) -> str | None:
    """After "do you think": the order is that of a statement already."""
    if found := re.fullmatch(r"i (?:should|must|ought to) (?P<rest>\S.*)", clause, re.I):
        return _with("whether to", found["rest"])
    return _with("whether", clause) if _BEGINS.match(clause) else None


def _of_me(word: str, helps: str, rest: str) -> str | None:
    if helps in {"do", "should", "shall", "must"}:
        if helps == "do" and word == "whether" and _IS_ME.match(rest):
            return _with(f"{word} you", rest)
        return _with(f"{word} to", rest)
    return _with(f"{word} you{_AFTER_YOU.get(helps) or f' {helps}'}", rest)


def _of_them(word: str, found: re.Match[str]) -> str | None:
    verb = found["verb"].lower()
    if verb in {"i", "not", "you"}:
        return None
    if found["who"].lower() in {"that", "this"} and not _A_THING_DOES.match(verb):
        return None  # "does that order work"
    does = _inflected(verb) if found["help"].lower() == "does" else verb
    return _with(f"{word} {in_second_person(found['who'])} {does}", found["rest"].strip())


def _helped(word: str, found: re.Match[str]) -> str | None:
    who = in_second_person(found["who"])
    helps = {"wo": "will"}.get(found["help"].lower(), found["help"].lower())
    short = _CONTRACTED.get(helps) if who in _PRONOUNS else None
    return _with(f"{word} {who}{short or f' {helps}'}", found["rest"])


def _with(begins: str, rest: str) -> str | None:
    if not rest:
        return begins if len(begins.split()) > 1 else None
    said = _said(rest)
    return None if said is None else f"{begins} {said}"


def _said(rest: str) -> str | None:
    """The rest in the second person; None where it is not the coach's to say, or names the coach."""
    return in_second_person(rest) if is_sayable(rest) else None


def _inflected(verb: str) -> str:
    """The third person of a plain verb."""
    if verb in {"have", "be"}:
        return {"have": "has", "be": "is"}[verb]
    if re.search(r"(?:s|x|z|ch|sh|o)$", verb):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"
