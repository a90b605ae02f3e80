"""The newest word on a plan: whether a message takes back what was planned, what it puts in its place, and what somebody
who takes their leave says themselves that they go to do.

What was taken back is never said again. Where the new plan can't be made out, there is none.
"""

import re

from coach.circumstances import DOES, only_circumstances, tells_when
from coach.grave import names_harm
from coach.leaving import goes_at, is_goodbye, is_off, will_come_back
from coach.plan_told import (
    is_fear,
    is_terms,
    restated,
    says_in_general,
    spelt,
    without_asides_of_it,
)
from coach.text import QUOTED, sentences, whole_sentences, with_quotations_joined, word_count

# "Scratch the call", "I changed my mind", "actually no", "no, not at four": what was planned holds no more.
_TAKES_BACK = re.compile(
    r"\b(?:scratch|strike|scrap) (?:that|it|this|all that|the (?!surface\b)\w+|my \w+)\b|\bforget (?:that|what i (?:just )?said)\b|"
    r"(?:^|[.!?,;] )(?:(?:but|so|ok(?:ay)?|no|nah|well|oh|actually)[, ]+)*forget (?:it\b(?=[,.!]|$)|(?:about )?the \w+)|"
    r"\bi (?:do not|don'?t|won'?t|will not) (?:want to )?do (?:it|this|that)\b(?= (?:after all|any ?more|at all|now)|[.,!]|$)|"
    r"\bi(?:'ve| have|'m| am)?(?: just)? (?:chang(?:e|ed|ing) my mind|chang(?:e|ing) (?:it|that|the plan|my plan)|thought better of it)\b|"
    r"(?:^|[.!?,;] )(?:(?:but|so|no|nah|maybe|perhaps|it(?:'?s| is| would be))[, ]+)*better (?:that |if )?(?=i\b)|"
    r"\bon second thoughts?\b|\bactually,? (?:no|nah|not)\b(?! (?:that|too|so|bad|a|sure|much|quite|really)\b)|\b(?:no|nah|nope)[,.] (?:wait\b|not (?:(?:at|on|by|over|in|with|to|this|next) |(?:tomorrow|tonight|today|\w+day)\b))|"
    r"(?:^|[.!?,;] )(?:but |so |well )?(?:no|nah)[,.]? actually\b|\bor rather\b|(?:^|[.!?,;] )(?:but |so |well )?never ?mind the \w+\b",
    re.I,
)
# "I'll ask him outside instead", "I'll go round rather than ring": the sentence itself is the new plan.
_IN_PLACE = re.compile(
    r"\binstead\b|\brather than\b|\bi(?:'?d| would) (?:actually )?rather\b", re.I
)
_WILL = (
    r"i(?:'?ll| will| shall|'?m going to| am going to|'?m gonna|(?:'?m| am) (?:just )?(?:going|ringing|calling|writing|driving|seeing|asking|telling|walking|taking|meeting|sending|visiting)\b"
    r"|'?ve decided to|'?d rather| would rather)"
)
_DEED = re.compile(
    rf"\b(?:(?:maybe |perhaps |then |so )*{_WILL} |i (?:should|could|might|must|need to|have to) (?=(?:just |first |rather )*{DOES.pattern})|"
    rf"i (?:just |first |then )*(?=(?:go|ask|call|ring|say|tell|take|write|bring|send|drive|phone|visit|speak|talk|invite|put) ?(?:to |him\b|her\b|them\b|round\b|over\b|in\b|on\b|at\b|with\b|back\b|it\b|the |my |[A-Z:])))",
    re.I,
)
# Supposed, feared or known of oneself: nothing that is planned.
_NOT_MEANT = re.compile(
    r"\b(?:if|unless|in case|whenever)\b[^.!?]{0,60}$|\b(?:he|she|they|says?|said|think|thinks|fear|worried|afraid|hope|because|why|how|what|whether|that|before|after|until|till|when|once|while)(?: that)? $",
    re.I,
)
_NO_DEED = re.compile(
    rf"(?:maybe |perhaps |then |so )*{_WILL} (?:probably |just |only |always |never |not |still )*(?:be|feel|never|end up|forget|lose|freeze|panic|chicken|bottle|avoid|get (?:scared|cold|nervous)|"
    r"let you|tell you|think\b|see\b(?! (?:him|her|them))|(?:go|going) (?:to (?:bed|sleep|lunch|work)|home\b|now\b)|(?:go and |go |now |just )*(?:turn (?:off|on)|feed|lock|close|shut|catch|get (?:back|going|on)|walk the|do (?:the )?(?:bedtime|dishes|rounds)|see to)\b|(?:leave|stop|end) (?:(?:it|now|here|there)\b|at )|try\b(?! to)|sleep|need|have to|remember|know|miss|manage|survive|do (?:it|that|this|so)\b(?! (?:on|at|in|by|with)\b)|say (?:it|that|this)\b(?! (?:to|in|on|at)\b)|not\b)",
    re.I,
)
_NOT_THEN = re.compile(
    r"\bnot (?:at|on|in|by|before|after|this|next|today|tomorrow|tonight|\w+day)\b", re.I
)
_A_WORD_OR_TWO = 3  # words that may stand before what they will do and belong to it
_FEWEST, _MOST = 3, 45  # words of a plan
_THEIR_WORDS = 4  # words that somebody means to say


def takes_back(text: str) -> bool:
    """Whether a message takes back what its writer had planned, or puts something else in its place."""
    return _taken_back_at(text) is not None or _put_in_place(text) is not None


def is_put_in_place(text: str) -> bool:
    """Whether another way of doing it is told, and the thing itself stays: "I'll ask him outside instead"."""
    return _taken_back_at(text) is None and _put_in_place(text) is not None


def drops_its_time(text: str) -> bool:
    """Whether a message says when it will *not* be: "no, not at four"."""
    return _NOT_THEN.search(QUOTED.sub(" ", text.replace("’", "'"))) is not None


def newest(text: str) -> str | None:
    """What a message that takes back a plan says they will do now, in their own words; None where it does not say so in words
    that stand by themselves."""
    plain = _plain(text)
    at = _taken_back_at(plain)
    if at is None:
        return _put_in_place(plain)
    rest = plain[at:]
    if (whole := restated(rest)) is not None and only_circumstances(whole) is None:
        return whole
    told = [said for s in whole_sentences(rest) if (said := _deed_in(s.text)) is not None]
    around = [s.text for s in sentences(rest) if _is_when(s.text)]
    said = " ".join((*told[-2:], *around[:1]))
    return said.strip(" ,;") if told and word_count(said) <= _MOST else None


def said_in_leaving(text: str) -> str | None:
    """What somebody who takes their leave says in the same message that they go to do, or when and where that is: in their own
    words; None where the message says nothing of it that stands by itself."""
    plain = without_asides_of_it(_plain(text))
    told: list[str] = []
    for sentence in whole_sentences(plain):
        said = _without_goodbye(sentence.text)
        if said is None or _OF_THE_COACH.search(QUOTED.sub(" ", said).split(": ")[0]):
            continue
        deed = _deed_in(said)
        if deed is not None or _is_when(said) or (told and _AND_THEN.match(said)):
            told.append(deed or said)
        elif (words := _meant_to_be_said(said)) is not None:
            told.append(words)
    said = " ".join(told).strip(" ,;")
    return said if told and _FEWEST <= word_count(said) <= _MOST else None


def is_dilemma(sentence: str) -> bool:
    """Whether a sentence says what somebody wants and what speaks against it, and nothing that they will do: "I want to tell her,
    but then he will ask me why"."""
    own = QUOTED.sub(" ", spelt(sentence))
    return _WANTS_BUT.search(own) is not None


_WANTS_BUT = re.compile(
    r"\bi(?:'d| would)? (?:really |just |only )*(?:want|like|love|wish|hope) to\b[^.!?]*\b(?:but|only|though|except)\b(?! (?:to|first|then i'll|i'll|i will)\b)|"
    r"\bbut (?:maybe|perhaps) (?:it|that|this)(?:'s| is)(?: not|n't)\b",
    re.I,
)
_AND_THEN = re.compile(
    r"(?:and |but )?(?:then|only (?:then|after)|after (?:that|this|it)|first)\b[^?]*$", re.I
)
_OF_THE_COACH = re.compile(r"\byou(?:r|'\w+)?\b(?! (?:was|were|are)\b)", re.I)
_SAYS = re.compile(r"\b(?:say|tell (?:him|her|them)|write|like|with|words?|sentence)\b", re.I)
_BY_ANOTHER = re.compile(
    r"\b(?:he|she|they|it|you)(?:'s|'ll)? (?:\w+ )?(?:said|says|say|wrote|asked|asks)\b", re.I
)


def _plain(text: str) -> str:
    return with_quotations_joined(" ".join(text.replace("’", "'").split()))


def _taken_back_at(text: str) -> int | None:
    """Where what follows the last taking back begins; None where nothing is taken back."""
    plain = _plain(text)
    bare = QUOTED.sub(lambda m: "\x00" * len(m.group()), plain)
    found = [m for m in _TAKES_BACK.finditer(bare) if not _asked_at(bare, m.end())]
    return found[-1].end() if found else None


def _asked_at(bare: str, at: int) -> bool:
    """Whether the sentence that stands at a place asks something."""
    end = re.search(r"[.!?]", bare[at:])
    return end is not None and end.group() == "?"


def _put_in_place(text: str) -> str | None:
    """The deed of a sentence that says "instead" of it."""
    said = [s.text for s in whole_sentences(_plain(text))]
    for n, sentence in reversed(list(enumerate(said))):
        deed = _deed_in(sentence) if _IN_PLACE.search(QUOTED.sub(" ", sentence)) else None
        if deed is not None and _IN_PLACE.search(deed) and _DECIDED.match(deed):
            return " ".join((deed, *filter(None, map(_deed_in, said[n + 1 : n + 2]))))
    return None


_DECIDED = re.compile(
    rf"(?:[^.!?]{{0,40}}[, ])?(?:maybe |perhaps |then |so )*(?:{_WILL}|i (?:go|ask|call|ring|say|tell|take|write|bring|send|drive|phone|visit|speak|talk|invite)\b)",
    re.I,
)


def _deed_in(sentence: str) -> str | None:
    """A sentence from where it says what its writer will do, with what says when before it; None where it says no such thing."""
    if QUOTED.sub(" ", sentence).rstrip().endswith("?") or is_fear(sentence):
        return None
    if says_in_general(sentence) or is_dilemma(sentence) or names_harm(sentence):
        return None
    bare = QUOTED.sub(lambda m: "\x00" * len(m.group()), sentence)
    for found in _DEED.finditer(bare):
        before = bare[: found.start()]
        if _NOT_MEANT.search(before) or _NO_DEED.match(bare[found.start() :]):
            continue
        begins = re.split(r"(?<=[,;:]) ", before)[-1]
        lead = before if tells_when(before) and only_circumstances(before) else begins
        start = found.start() - len(lead) if tells_when(lead) else found.start()
        said = sentence[start:].strip(" ,;")
        return said if word_count(said) >= _FEWEST else None
    return None


def _is_when(sentence: str) -> bool:
    """Whether a sentence says just when and where it will be, or is a plan in terms."""
    around = only_circumstances(sentence)
    told = (around is not None and around.when is not None) or is_terms(sentence, 2)
    return told and _BEGINS_NOW.search(sentence) is None


# "Half hour call's in ten minutes": why they leave.
_BEGINS_NOW = re.compile(
    r"(?:'s| is| are| starts?| begins?| leaves?) (?:in|at) (?:(?:about|half|a) )?\w+(?: (?:minutes?|hours?))?\W*$",
    re.I,
)


def _without_goodbye(sentence: str) -> str | None:
    """A sentence as far as it is no goodbye; None where nothing is left of it."""
    leaves = is_goodbye(sentence) or is_off(sentence, ending=True) or will_come_back(sentence)
    begins = goes_at(sentence)
    if leaves or begins == 0:
        return None
    said = sentence if begins is None else sentence[:begins]
    parts = [part for part in said.split(", ") if not is_goodbye(part)]
    return ", ".join(parts).strip(" ,;") or None


def _meant_to_be_said(sentence: str) -> str | None:
    """The words in quotation marks that a sentence says they will use."""
    quoted = max((m.group() for m in QUOTED.finditer(sentence)), key=word_count, default="")
    rest = QUOTED.sub(" ", sentence)
    alone = word_count(rest.strip(" .,!")) <= _A_WORD_OR_TWO
    meant = (alone or _SAYS.search(rest)) and not _BY_ANOTHER.search(rest)
    return f"I say: “{quoted[1:-1]}”" if meant and word_count(quoted) >= _THEIR_WORDS else None
