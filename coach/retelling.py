"""What carries most in a message, told back in the coach's words: one thing, or two beside each other, "You sent her a new
schedule, and she answered only “OK”." How a clause sounds in the coach's mouth is ``coach.second_person``'s; here it is
chosen. How likely a reader would hand a clause back, the ear says; what goes on in them, what somebody else did in answer
and what came of it count for more than what stands around it, and what was said last counts for more than what came before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.contract import echoes, telling_words
from coach.encoder import Span
from coach.second_person import Told, subject_named, subject_of, told_of, unframed
from coach.spoken_back import PAST, is_told_as_done
from coach.text import Sentence, sentences, what_is_asked, word_count
from coach.vocabulary import Tells

Weighed = tuple[Span, float]
"""A clause of the message by its offsets, and how likely a reader would hand it back."""

_BRIEF = 24  # words of a message that may be told back whole
_SHORT = 4  # words of a message of which two may be all there is
_FRAMED = 5  # words by which what marks a view makes a clause longer
_SHARE = 0.7  # of the words of a longer one
_BOTH = 26  # words of two together
_BOTH_WITH_A_THING = 14  # where the second is only how it was
_FEWEST = 3  # words of one that stands alone, in a longer message
_MORE = 0.05  # by how much more a clause weighs together with the next, to be taken so
_MOST_OF_IT = 0.6
_PART = 0.9  # of how likely several clauses are as one, what each of them is
_BESIDE = 0.06  # what the lighter of two has to weigh
# What it counts, beside what the ear says, that a clause tells this.
_COUNTS = {
    "feeling": 0.2, "fault": 0.14, "omission": 0.14, "their-words": 0.08, "to-you": 0.08, "to-them": 0.06, "how-to": 0.06, "unknown": 0.06, "wish": 0.06,
    "view": 0.04, "guess": 0.04, "habit": 0.04, None: 0.0,
}  # fmt: skip
_SAID_LAST = 0.06
_TURNED_ROUND = 0.08  # that it stands after a "but"
_BOTH_SIDES = 0.15  # that one of two did it and the other not
_ECHO, _ECHO_WITH_A_MEANING = 1.0, 0.1  # that it would say most of their own words again
WITH_A_MEANING: frozenset[Tells | None] = frozenset(
    {
        "omission",
        "fault",
        "feeling",
        "wish",
        "view",
        "how-to",
        "unknown",
        "their-words",
        "to-you",
        "to-them",
        "habit",
    }
)
"""What can be told in one sentence with what it comes to (prompts/guide/reflect/after-telling.yaml)."""
_OF_SEVERAL = 8  # words of a message that can tell more than one thing
_AGAIN, _AGAIN_AT_MOST = 0.7, 12  # of its telling words, and in all
_MEANT = "some of that has stayed with you until now"  # as long as one of them
_LEFT_OUT = 0.1  # that what goes with it is left out
_AROUND = 0.12  # what it costs to tell only how long, how many or how well known
_CUT = re.compile(
    r"\s*(?:(?:[;()\n—–]|:(?!\d))|,(?= )|\s-\s)\s*|\s+(?=(?:and|but|so|because|cos|although|though|while|yet|then)\b)"
)
_AND = re.compile(
    r" (?:and|but) (?!(?:it|that|this|there|he|she|they|i|i'\w+|we|you|the|my|his|her|our|their|nobody|everybody|everyone)\b)",
    re.I,
)
_LEADS = re.compile(
    r"(?:(?:and|but|so|because|cos|although|though|while|yet|then|well|honestly|look|ok(?:ay)?|anyway|now|also|instead|after that|in the end|in fact|in the meantime|at the end|of course|at least|"
    r"last (?:week|month|year|night|time|\w+day)|yesterday|on \w+days?|"
    r"this morning|that (?:day|night|evening|morning)|the (?:next|other|same) (?:day|week|morning|evening|night))\b[, ]*)+",
    re.I,
)
_NOT_SO = re.compile(
    r"you(?:'ve|'d)? (?:\w+ )?(?:don't|didn't|never|haven't|have not|did not|do not|weren't|aren't)\b"
)
_WAS_FELT = re.compile(r"you (?:were|felt)\b")
# All that may stand between two clauses that are told beside each other.
_NEXT = re.compile(rf"[\s,;:.!…—–-]*(?:{_LEADS.pattern})?", re.I)
_SUPPOSED = re.compile(r"\b(?:could|would|should|might|must|may|can|wish|if)\b|'d\b", re.I)
_MEANWHILE = re.compile(r"\bwhile\W*$", re.I)
DID = re.compile(rf"(?:(?:just|only|then|never|still) )?(?:{PAST}|didn't|hasn't|haven't)\b", re.I)
_TURNS = re.compile(r"\b(?:but|yet|though|although|only|except)\W*$", re.I)
_A_VERSION = re.compile(r"\b(?:version|side of it|story|book|eyes)\b", re.I)
_SPOKE = re.compile(
    r"\b(?:say|says|said|saying|tell|tells|told|ask|asks|asked|write|writes|wrote|shout\w*|whisper\w*|mutter\w*|answer\w*|repl(?:y|ies|ied)|text\w*|goes|went|like|words|sentence|line)\b",
    re.I,
)
_WORDS_FOLLOW = re.compile(r"[\s,]*(?:[\"“‘]|(?<=\s)'|:)")
_BUT_RATHER = re.compile(r"\s*[,;]\s*(?:i|we)(?:'\w+|’\w+)? ", re.I)
_SUPPOSED = re.compile(r"\b(?:could|would|should|might|may|must|ought|if|wish\w*)\b|\w'd\b", re.I)
_SO_THAT = re.compile(r"so\b", re.I)
_OF_IT = re.compile(r"(?:it|that)(?:'s|’s)?\b", re.I)
_BECAUSE = re.compile(r"[\s,]*\b(?:because|cos)\s*", re.I)
_SO = re.compile(r"[\s,;]*\bso\s*", re.I)
_NO_FIRST = re.compile(r"(?:it|that|there|as you see it|perhaps|probably)\b", re.I)
_LISTED_ON = re.compile(r"\s*, (?:and|or) (?!i\b|he\b|she\b|they\b|we\b|the\b|my\b)", re.I)
_TOLD_WHOM = re.compile(r"\b(?:told|asked|tell|ask) (?:him|her|them|you|me|\w+)$", re.I)
_BACKGROUND = re.compile(
    r"you(?:'ve| have)? (?:known|been|worked|had (?!an? )|run|got|lived|started)\b|\b(?:works?|worked) (?:here|with|for)\b|for (?:\w+ )?(?:years|months)$",
    re.I,
)
_HEARD_AT_MOST, _NOT_HEARD = 11, 0.2
"""Words of a clause that the ear weighs, and what a longer one counts."""
_ASKS_FOR_A_HOPE = re.compile(
    r"\b(?:hop\w+|wish\w*|want|like|leave with|walk away with|good enough|better|be different|changes?|understand|matters?)\b",
    re.I,
)
_A_FEW = 7  # words
_LEFT_OPEN = re.compile(
    r"\W*(?:(?:and|or|but|so|just) )?(?:whether|why|how|what|which|who|if)\b", re.I
)
# Not without turning it, nor what answers yes or no, is said to the coach, or leaves something open.
_NOT_AS_IT_IS = re.compile(
    r"\b(?:i|i'\w+|im|ive|me|my|mine|we|us|our|you\w*|u|this|that|here|what|why|how|who|which|or|if|one|go|say|tell|ask|please|sorry|thanks?|lol|ha)\b|[\d?!\"“”()/;:]|"
    r"^(?:whether|yes|yeah|yep|no|nope|ok|okay|hm+|well|right|fine|sure|maybe|not really|don'?t know|dunno|good|true|exactly|it|it'?s|same|nothing|next|oh|ah|aye|and|but|so|because|like|probably|either|hi|hello)\b",
    re.I,
)
_YOU_FORMS = frozenset(
    "your yours you're you've you'd that with them they what when then from just only were weren't told said says asked have been".split()
)
_ENDS = ' .,;:!?…-—–"“”()\n\t'


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    told: Told
    weight: float
    place: int
    """Which of the message's clauses it begins with."""
    until: int
    """Which it ends with."""
    heard: float = 0.0
    """How likely a reader would hand back what stands in it."""

    @property
    def span(self) -> Span:
        return self.start, self.end

    @property
    def said(self) -> str:
        return self.told.words

    @property
    def own(self) -> bool:
        """Whether the leader does it."""
        return self.told.of in {"deed", "way", "inner"} or self.said.startswith(
            ("you ", "you'", "your ")
        )


def retold(
    text: str,
    weighed: Sequence[Weighed],
    asked: str = "",
    *,
    least: float = 0.0,
    whole: bool = False,
) -> Told | None:
    """What carries the weight in a message, told back: two of its clauses beside each other, or one; None where nothing can
    be told or most of a long message would be said again. ``weighed``: its clauses with how likely a reader would hand
    each back; ``asked``: what the coach had just asked; ``least``: how likely the clause that is told, or one of two, has to
    be; ``whole``: whether none is to be cut short, since it can be quoted."""
    if text.upper() == text:
        return None  # who shouts is not shouted at
    words = word_count(text)
    most = words + _FRAMED if words <= _BRIEF else _SHARE * words
    hoped = _ASKS_FOR_A_HOPE.search(what_is_asked(sentences(asked))) is not None
    found = _clauses(text, weighed, most, hoped=hoped)
    could: list[tuple[float, Told]] = []
    cut_short = [
        _HANGS_ON_IT.search(c.said) is not None and _GOES_ON.match(text, c.end) is not None
        for c in found
    ]
    for n, first in enumerate(found):
        alone = first.heard >= least and not cut_short[n]
        if alone and word_count(first.said) >= (_FEWEST if words > _SHORT else 2):
            could.append((first.weight, replace(first.told, at=(first.span,))))
        for m, second in enumerate(found[n + 1 :], n + 1):
            if cut_short[m]:
                continue
            near = max(first.heard, second.heard) >= least
            both = _beside(text, first, second) if near else None
            if both is not None and word_count(both) <= most:
                weight = max(first.weight, second.weight) + min(first.weight, second.weight) / 2
                weight += _BOTH_SIDES * (first.own != second.own)
                could.append((weight, Told(both, "two", at=(first.span, second.span))))
    if not could:
        return _a_few_words(text) if not least else None
    could = [(weight - _repeats(told, text), told) for weight, told in could]
    if not whole:
        could += [
            (clause.weight - _LEFT_OUT, replace(clause.told, words=core, at=(clause.span,)))
            for clause in found
            if says_it_again(clause.said, text)
            and (core := _core(clause.said))
            and not says_it_again(core, text)
        ]
    best = max(could, key=lambda one: one[0])[1]
    return replace(best, words=best.words[:1].upper() + best.words[1:])


def says_it_again(said: str, text: str) -> bool:
    """Whether a sentence about a message only says it again: an echo (``contract.echoes``), which one clause told out of
    several is not: with no question after it what was told was wrong in 4 of 13 replies, what was quoted in 14 of 21."""
    if not echoes(said, text):
        return False
    theirs = telling_words(text.replace("’", "'"))
    ours = telling_words(said) & theirs
    again = len(ours) > min(_AGAIN * len(theirs), _AGAIN_AT_MOST)
    return again or word_count(text) < _OF_SEVERAL


def _repeats(told: Told, text: str) -> float:
    """What it costs that it is an echo: less where a meaning can follow it in the same sentence (``Told.tells``)."""
    if only_echoes(told, text):
        return _ECHO
    return _ECHO_WITH_A_MEANING if says_it_again(told.words, text) else 0.0


def only_echoes(told: Told, text: str) -> bool:
    """Whether what is told would be an echo, and no meaning of the coach's own can follow it."""
    if not says_it_again(told.words, text):
        return False
    meant = f"{told.words}, and {_MEANT}"
    return told.tells not in WITH_A_MEANING or says_it_again(meant, text)


_AROUND_IT = re.compile(
    r",? (?:about|because|cos|when|while|after|before|since|until|during|as soon as|so that|in front of|instead of|"
    r"(?:at|in|on|for|with|to|from|by|over|around) (?:the|a|an|my|your|our|his|her|their|its|this|that|each|every|two|three|\w+day)\b)"
    r"(?! (?:me|you|him|her|it|them|us)\b\W*$)",
    re.I,
)
_HANGS_ON_IT = re.compile(
    r"n't\b|\b(?:not|never|no|nobody|nothing|hardly|only|cannot|without|too|enough|more|less|if|unless)\b",
    re.I,
)
_GOES_ON = re.compile(
    r"[\s,]*(?:because|cos|when|whenever|if|unless|until|till|before|after|without|except|but (?:only|when|if)|so (?:as|that))\b",
    re.I,
)
_UNFINISHED = re.compile(
    r"\b(?:is|are|was|were|be|been|am|'re|'s|told|asked|made|let|gave|put|have|had|has|want|wanted|need|needed|like|to|and|or|the|a|"
    r"your|his|her|their|thought|think|said|say|know|knew|found|got|get|went|go|look|looked|work|worked|wait|waited)$",
    re.I,
)


def _core(told: str) -> str | None:
    """What was told without the circumstances at its end: "he went over your head to the MD" of "… about the steel order". None
    where its meaning may hang on them, or too little is left."""
    if _HANGS_ON_IT.search(told):
        return None
    for cut in reversed(list(_AROUND_IT.finditer(told))):
        core = told[: cut.start()].rstrip(_ENDS)
        if word_count(core) < _FEWEST or _UNFINISHED.search(core) or _TOLD_WHOM.search(core):
            return None
        if _GIVEN.search(core) and _TO_WHOM.search(told[cut.start() :]):
            return None  # "you gave the lead" of "… at our second shop to Ruby"
        if word_count(core) <= _CORE:
            return core
    return None


_GIVEN = re.compile(
    r"\b(?:gave|give|given|handed|offered|sent|sold|lent|showed|promised|left|passed|paid|wrote|said|owe|owed)\b",
    re.I,
)
_TO_WHOM = re.compile(r"\bto (?!the (?:office|car|door|floor|meeting|shop|site)\b)\w+", re.I)
_CORE = 8  # words


def _a_few_words(text: str) -> Told | None:
    """What was asked, answered in a few words that need no turning: "Sleep, mostly." """
    said = sentences(text)
    if any(s.text.endswith("?") for s in said):
        return None
    words = ", ".join(
        s.text.strip(_ENDS)[:1].lower() * (n > 0) + s.text.strip(_ENDS)[n > 0 :]
        for n, s in enumerate(said[:2])
    )
    if not words or word_count(words) > _A_FEW or word_count(text) > _A_FEW + 3:
        return None
    if _NOT_AS_IT_IS.search(words) or not words[-1].isalpha():
        return None
    return Told(words[:1].upper() + words[1:], None)


def _beside(text: str, first: _Clause, second: _Clause) -> str | None:
    """Two clauses as one sentence; None where they are one, are about other things, weigh too little or are too long."""
    between = text[first.end : second.start] if second.start >= first.end else ""
    apart = re.search(r"[.!?\n]", between) is not None
    if not between or not _NEXT.fullmatch(between) or (apart and not (first.own and second.own)):
        return None  # what stands between them was the reason, or belongs to somebody else
    if apart and _NO_FIRST.match(second.said):
        return None
    both = word_count(first.said) + word_count(second.said)
    if both > (_BOTH_WITH_A_THING if _NO_FIRST.match(second.said) else _BOTH):
        return None
    if _NO_FIRST.match(first.said):
        return None
    if min(first.weight, second.weight) < _BESIDE:
        return None
    if not _BECAUSE.fullmatch(between) and any(
        word_count(c.said) < _FEWEST and c.told.tells is None for c in (first, second)
    ):
        return None
    one, other = _telling_words(first.said), _telling_words(second.said)
    if 2 * len(one & other) >= min(len(one), len(other)) > 0:
        return None  # "you took it off, and you took it off because of the template"
    if (
        first.told.tells == "feeling"
        and second.told.tells in {"to-you", "their-words"}
        and _WAS_FELT.match(first.said)
    ):
        return f"{first.said} when {second.said}"
    if _BECAUSE.fullmatch(between):
        return f"{first.said} because {second.said}"
    if first.own and second.own and _NOT_SO.match(first.said):
        return f"{first.said}; {second.said}"
    how = "but" if _TURNS.search(between) else "so" if _SO.fullmatch(between) else "and"
    return f"{first.said}, {how} {second.said}"


def _telling_words(said: str) -> set[str]:
    return {word for word in re.findall(r"[a-z']{4,}", said.lower()) if word not in _YOU_FORMS}


def _clauses(
    text: str, weighed: Sequence[Weighed], most: float, *, hoped: bool = False
) -> list[_Clause]:
    """Those of a message that can be turned and are no longer than ``most`` words, in order."""
    found: list[_Clause] = []
    told = sentences(text)
    if len(told) > _MOST_SENTENCES:
        told = [s for s in told if any(meet(span, (s.start, s.end)) for span, _ in weighed)]
    place = 0
    who: str | None = None
    for sentence in told:
        place += 1
        if sentence.text.rstrip("\"”’')").endswith("?"):
            continue
        if _LEFT_OPEN.match(unframed(sentence.text.replace("’", "'"))):
            continue
        inside = [(span, w) for span, w in weighed if meet(span, (sentence.start, sentence.end))]
        last = _SAID_LAST * (sentence is told[-1])
        of_sentence = _of_sentence(text, sentence, inside, place, hoped=hoped, who=who)
        who = _spoken_of(sentence.text, who)
        for clause in of_sentence:
            place = clause.place
            if word_count(clause.said) <= most:
                found.append(replace(clause, weight=clause.weight + last))
    return found


_MOST_SENTENCES = 24


def _spoken_of(sentence: str, before: str | None) -> str | None:
    """Who could be left out of the next sentence, beside the leader: whoever this one is about, or was before it if it names
    nobody ("mate of 12 years")."""
    who = subject_of(sentence)
    if who is None:
        return before
    if who.lower() in {"i", "we"}:
        return None
    return who.lower() if who.lower() in {"he", "she", "they"} else who


def _of_sentence(
    text: str,
    sentence: Sentence,
    weighed: Sequence[Weighed],
    place: int,
    *,
    hoped: bool,
    who: str | None,
) -> list[_Clause]:
    cuts = list(_CUT.finditer(text, sentence.start, sentence.end))
    begins = [sentence.start, *(m.end() for m in cuts)]
    ends = [*(m.start() for m in cuts), sentence.end]
    found: list[_Clause] = []
    alone: dict[int, _Clause | None] = {}

    def clause(k: int, start: int, end: int) -> _Clause | None:
        if end <= start:
            return None
        told = told_of(text[start:end], begins=k == 0, hoped=hoped, who=who)
        return _clause(text, start, end, told, weighed, place + k) if told else None

    def by_itself(k: int) -> _Clause | None:
        if k not in alone:
            leads = _LEADS.match(text, begins[k], sentence.end)
            alone[k] = clause(k, leads.end() if leads else begins[k], ends[k])
        return alone[k]

    def shared(k: int, start: int) -> _Clause | None:
        """What shares its subject with the clause before: "He came in early | and waited by my door"."""
        if not k or not _AND.match(text, ends[k - 1]) or not DID.match(text, start, ends[k]):
            return None
        if _SUPPOSED.search(part(k - 1)):
            return None  # "I could have got up | and handed it to her"
        subject = next((s for n in range(k - 1, -1, -1) if (s := subject_named(part(n)))), None)
        if _SUPPOSED.search(text, sentence.start, start):
            return None  # "I could have got up | and handed her the file"
        told = told_of(f"{subject} {text[start : ends[k]]}") if subject else None
        if told is None or word_count(told.words) <= _FEWEST:
            return None  # "… and went home"
        return _clause(text, start, ends[k], told, weighed, place + k)

    def part(n: int) -> str:
        leads = _LEADS.match(text, begins[n], sentence.end)
        return text[leads.end() if leads else begins[n] : ends[n]]

    for k, begin in enumerate(begins):
        leads = _LEADS.match(text, begin, sentence.end)
        start = leads.end() if leads else begin
        if leads is not None and _MEANWHILE.search(leads.group()):
            continue  # half of "The letter reached her while she was tuning up"
        if k and leads and _SO_THAT.match(leads.group()) and _OF_IT.match(text, start):
            continue  # half of "I'll tell the board, so it's off her name"
        if not is_told_as_done(text, start) or _A_VERSION.search(text[sentence.start : start]):
            continue
        best = by_itself(k)
        for n in range(k + 1, min(k + 3, len(begins))):  # with what is no clause of its own
            if by_itself(n) is not None:
                break
            made = clause(k, start, ends[n])
            more = 0.0 if _AND.match(text, ends[n - 1]) else _MORE
            if made is not None and (best is None or made.weight >= best.weight + more):
                best = replace(made, until=place + n)
        best = best or shared(k, start)
        if best is not None:
            turns = leads is not None and _TURNS.search(leads.group())
            found.append(replace(best, weight=best.weight + _TURNED_ROUND * bool(turns)))
    return found


def _clause(
    text: str, start: int, end: int, told: Told, weighed: Sequence[Weighed], place: int
) -> _Clause | None:
    """What stands there as the coach can say it, with its weight; None where more belongs to it."""
    ends = end >= len(text) or text[end - 1 : end + 1].strip()[-1:] in set(".!?…")
    if not ends and _TOLD_WHOM.search(told.words):
        return None
    if _SPOKE.search(told.words) and _WORDS_FOLLOW.match(text, end):
        return None  # "she said to me at the sink: …"
    if "," in text[start:end] and _LISTED_ON.match(text, end):
        return None  # "I put the knife down, wipe my hands, | and say that's hard"
    if _NOT_SO.match(told.words) and _BUT_RATHER.match(text, end):
        return None  # half of "I didn't notice something, I did something"
    long = _NOT_HEARD * (word_count(told.words) > _HEARD_AT_MOST)
    likely = max((w for span, w in weighed if _holds((start, end), span)), default=0.0)
    weight = likely or long
    around = told.of is None or _BACKGROUND.search(told.words)
    weight += _COUNTS[told.tells] - _AROUND * bool(around)
    inside = max((w for span, w in weighed if _holds(span, (start, end))), default=0.0)
    return _Clause(start, end, told, weight, place, place, max(likely, _PART * inside))


def meet(one: Span, other: Span) -> bool:
    """Whether two places of a text share anything."""
    return one[0] < other[1] and other[0] < one[1]


def _holds(clause: Span, span: Span) -> bool:
    """Whether most of a span stands in a clause."""
    shared = min(span[1], clause[1]) - max(span[0], clause[0])
    return shared > _MOST_OF_IT * (span[1] - span[0])
