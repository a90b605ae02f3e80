"""What a leader says, in leaving, that the plan as the coach put it lacks or has wrong: "You left out the biro. Good night." """

import re

from coach.leaving import goes_at, is_goodbye
from coach.text import QUOTED, sentences, word_count

_A_NOUN = r"(?:the|my|our|his|her|their|an?) [\w'-]+(?: (?!and\b|but\b|again\b|there\b|out\b|though\b)[\w'-]+){0,4}"
_LEFT_OUT = re.compile(
    r"\b(?:you|it|that|this)(?:'ve|'s| have| has)?(?: just| still| only| again)? (?:left out|leaves? out|forgot(?:ten)?|missed(?: out)?|misses|dropped|lost|lacks|"
    rf"skipped) (?P<what>{_A_NOUN})(?=\s*(?:[.,;!]|$|\b(?:and|but|again|there|though)\b))",
    re.I,
)
_IS_MISSING = re.compile(
    rf"(?:^|(?<=[.!,] ))(?P<what>{_A_NOUN}) (?:is|are|was) (?:missing|not in (?:it|there)|left out)\b",
    re.I,
)
# "Please correct it", "put it in", "write that also": the rest of the message is what belongs there.
_TO_BE_PUT_IN = re.compile(
    r"(?:^|(?<=[.!?;,] )|(?<=\bplease )|(?<=\byou ))(?:(?:and|but|so|then|please|could you|can you)[, ]+)*(?<!\bi )(?:correct|put|add|write|note|include|change|mend|fix) "
    r"(?:it|that|this|her|him|them)\b(?: (?:in|down|too|also|there|please|right|to it))*",
    re.I,
)
_ASIDE = re.compile(
    r",? *\b(?:as )?i (?:said|told you|forgot(?: to (?:say|tell(?: you)?|mention))?|meant|already said)\b(?: (?:it|that|so|already|before))?",
    re.I,
)
_WRONG = re.compile(
    r"\bthat(?:'s|s| is)(?: still)? (?:not (?:it|the plan|my plan|what i)|wrong)\b|\byou(?:'ve| have)?(?: just| still)? (?:put|wrote|written|got|have) (?:it|that|the \w+|\w+) (?:wrong|down wrong|as (?:the|my) plan)\b|"
    r"\byou have (?:only )?(?:the )?half\b|\byou(?:'ve| have)?(?: just| still)? (?:left out|forgot(?:ten)?|missed|dropped|cut|mixed)\b",
    re.I,
)
_MOST = 20  # words


def left_out(text: str) -> str | None:
    """What is to be added to the plan, in their words; None where nothing is named."""
    plain = QUOTED.sub(lambda m: m.group().replace(",", "\x00"), text.replace("’", "'"))
    found = _LEFT_OUT.search(plain) or _IS_MISSING.search(plain)
    if found is not None:
        return _sentence(found["what"])
    if not _TO_BE_PUT_IN.search(plain):
        return None
    kept = [said for s in sentences(plain) if (said := _without_asking(s.text))]
    words = " ".join(kept).replace("\x00", ",")
    return words if words and word_count(words) <= _MOST else None


def is_put_right(text: str) -> bool:
    """Whether a message says that something is wrong with the plan, or missing from it."""
    plain = QUOTED.sub(" ", text.replace("’", "'"))
    signs = (_LEFT_OUT, _IS_MISSING, _TO_BE_PUT_IN, _WRONG)
    return any(sign.search(plain) for sign in signs)


def _without_asking(sentence: str) -> str:
    """A sentence as far as it tells what belongs to the plan: empty where it only asks for that, or takes leave."""
    parts = [p for p in sentence.split(",") if not is_goodbye(p.strip())]
    said = _ASIDE.sub("", ",".join(parts)).strip(" ,")
    asks = _TO_BE_PUT_IN.search(said)
    own = said[: asks.start()].strip(" ,") if asks else said
    leaves = is_goodbye(own) or goes_at(own) is not None
    return _sentence(own) if word_count(own) > 1 and not leaves else ""


def _sentence(words: str) -> str:
    said = words.strip(" .,;!")
    return f"{said[:1].upper()}{said[1:]}."
