"""The coach's own words in what a leader says to them: asked what they meant ("Ask who?"), or denied ("I'm not angry, I'm
sad")."""

import re

from coach.text import COMMON, sentences, word_count

_ASKED_IN = 7  # words
_BARE_IN = 5
_LEAD = re.compile(
    r"^(?:(?:sorry|eh|huh|hm+|but|and|so|ok(?:ay)?|wait|hang on|well|no|oh|um+|er+)[,.! ]+)+", re.I
)
_OF_WHAT = re.compile(
    r"(?P<word>\w+)(?: \w+){0,2}? (?:what|who|whom|which|whose)(?: (?:one|down|up|off|out|back|to|for|with|about|of|from))?\?",
    re.I,
)
_WHAT = re.compile(
    r"(?:what|which|whose)(?: one)?(?:'s| is| was| are| were)? (?:the |an? |this |that |these |those )?(?P<word>\w+)(?: (?:do |did )?you mean)?\?",
    re.I,
)
_NO_WORD = frozenset("about else next now then if time more you i me".split())
_ASKING = frozenset(
    "what how who when where why which and or do does did is are was were has have had can could will would should".split()
)
_SOMEBODY = frozenset("he she they him her them".split())
# What follows a word handed back where it was not understood, and not taken up: "She? No, it's for the priest."
_AT_A_LOSS = re.compile(
    r"\W*(?:$|no\b|not\b|i(?:'m|m| am)? (?:ask|mean|said)|i (?:don'?t|do not) (?:follow|understand|get)|you mean|it(?:'s| is) not|that(?:'s| is) not)",
    re.I,
)


def asks_what_was_meant(sentence: str, before: str, after: str = "") -> bool:
    """Whether a short question asks what the coach's words meant; ``before``: those words, ``after``: what they say next."""
    asked = _LEAD.sub("", sentence.strip()).replace("’", "'")
    if not asked.endswith("?") or word_count(asked) > _ASKED_IN:
        return False
    theirs = _stems(before)
    if found := _OF_WHAT.fullmatch(asked):
        return _stem(found["word"]) in theirs
    if found := _WHAT.fullmatch(asked):
        word = found["word"].lower()
        return word not in COMMON | _NO_WORD and _stem(word) in theirs
    return _is_handed_back(asked, _stated(before)) and _AT_A_LOSS.match(after) is not None


def takes_up_the_question(asked: str, before: str, after: str) -> bool:
    """Whether a short question only begins the coach's own one again, and is answered: "The worst of it? That she stayed." """
    rest = after.strip()
    stated = _stems(" ".join(_stated(before)))
    words = [w for w in re.findall(r"[a-z']+", asked.lower()) if w not in COMMON]
    own = any(_stem(word) in stated for word in words)
    return bool(rest) and "?" not in rest and not own and _AT_A_LOSS.match(rest) is None


def _is_handed_back(asked: str, stated: list[str]) -> bool:
    """Whether nothing is asked but words that the coach stated: "She?", "Somebody who isn't here?" """
    words = re.findall(r"[a-z']+", asked.lower())
    if not words or len(words) > _BARE_IN or words[0] in _ASKING:
        return False
    said = " ".join(stated)
    if len(words) == 1 and words[0] in _SOMEBODY:
        return words[0] in re.findall(r"[a-z']+", said.lower())
    telling = [w for w in words if w not in COMMON]
    return bool(telling) and all(_stem(w) in _stems(said) for w in telling)


_DENIES = re.compile(
    r"(?P<no>(?:(?:no|nah|nope|what|well|but|oh|um+|wait|sorry|hang on|lol|ha(?:ha)?|hm+)[,.!? ]+)*)"
    r"(?:(?P<who>i|he|she|it|they|we|that|this|there|(?-i:[A-Z])\w+)"
    r"(?:(?:'?m|'?s|'?re| am| is| was| are| were| did| do| does| have| has| had)? (?:not|never)|(?: is| was| were| did| are| have| has| had)n'?t) |i don'?t think )"
    r"(?P<what>[^.,;!?]{2,})(?P<end>[.,;!?]|$)",
    re.I,
)
_NEGATED = re.compile(r"n't\b|\b(?:not|never|no|nobody|nothing|without|isnt|didnt|dont)\b", re.I)
# What takes the place of what was denied: "…, I moved him", "…, it's the question", "…, he is".
_INSTEAD = re.compile(
    r"\W*(?:but |just |only )?(?:i(?:'?m|'ve|'d)?|it(?:'?s)?|that(?:'?s)?|he(?:'?s)?|she(?:'?s)?|they(?:'?re)?|we(?:'?re)?|there(?:'?s)?)\b",
    re.I,
)
_GENERAL = COMMON - {"thanks"} | frozenset(
    "want wanted need needed feel feeling talk talking look looking mean meant sure much right good bad whole being take took give gave".split()
)


_NO_THE = re.compile(
    r"(?:no|nah|nope)[,. ]+(?:the|my|his|her|their|our) (?P<word>\w+) (?:is|was|are|were)\b|"
    r"(?:(?:no|nah|nope)[,. ]+)?not (?:the|my|his|her|their|our) (?P<other>\w+)[.,!]",
    re.I,
)


def says_otherwise(text: str, before: str) -> bool:
    """Whether a text begins with a no and says of something that the coach stated how it is: "No, the time is last
    Thursday.", "Not the driver. His mate." """
    found = _NO_THE.match(text)
    if found is None:
        return False
    return _stem(found["word"] or found["other"]) in _stems(" ".join(_stated(before)))


def denied_in(text: str, before: str) -> str | None:
    """The clause, from the beginning of a text, in which somebody denies what the coach stated, and says what is so instead,
    or says no to it; None where the coach only asked, or said no such thing itself."""
    found = _DENIES.match(text.replace("’", "'"))
    if found is None:
        return None
    if _AT_OTHER_TIMES.search(found["what"]):
        return None
    words = {
        _stem(w) for w in re.findall(r"[a-z']{3,}", found["what"].lower()) if w not in _GENERAL
    }
    clauses = (clause for said in _stated(before) for clause in re.split(r"[,;:]", said))
    stated = " ".join(clause for clause in clauses if not _NEGATED.search(clause))
    if words.isdisjoint(_stems(stated)):
        return None
    instead = _INSTEAD.match(text[found.end() :]) is not None
    says_no = re.match(r"\W*(?:no|nah|nope)\b", found["no"], re.I) is not None
    return text[: found.end()] if instead or says_no or found["end"] == "?" else None


_AT_OTHER_TIMES = re.compile(
    r"\b(?:before|then|always|at first|any ?more|yet|because|since|until|just|only|that day|today)\b",
    re.I,
)


def _stated(said: str) -> list[str]:
    return [
        s.text for s in sentences(said.replace("’", "'")) if not s.text.rstrip("”\"'").endswith("?")
    ]


def _stems(said: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"[a-z']+", said.lower().replace("’", "'"))}


def _stem(word: str) -> str:
    """A word without its commonest endings: "notice" and "noticed" are the same."""
    word = word.lower().removesuffix("'s")
    return re.sub(r"(?:ing|ed|es|e|s)$", "", word) if len(word) > _STEM_FROM else word


_STEM_FROM = 4  # letters
