"""Text as given by people: cleaning without losing it, and its sentences with their offsets."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach.once_a_turn import once_a_turn

_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|approx|Inc|Ltd|Co|a\.m|p\.m)\.$", re.I
)
_LONGEST_ABBREVIATION = len("approx.") + 1  # and the sign before it
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+")
_WORD = re.compile(r"\w+(?:'\w+)*")
_READABLE = re.compile(r"[^\W_]")
# Invisible characters that hide words from a reader or a screen; joiners stay, emoji need them.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

MAX_CHARACTERS = 200_000


@dataclass(frozen=True)
class Sentence:
    """A sentence of a message; ``start`` and ``end`` are offsets into it in code points."""

    text: str
    start: int
    end: int


def cleaned(text: str) -> str:
    """The message without control characters, lone surrogates and outer blank space; what a
    person can see is unchanged."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def folded(text: str) -> str:
    """The message as a screen should read it: compatibility forms and look-alikes brought
    together, invisible characters gone, lower case. Offsets are not those of the message."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_LOOKALIKES).lower()


# Cyrillic and Greek letters that pass for Latin ones in disguised words (Unicode confusables).
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһкмтвнАЕОРСУХІЈЅКМТВНοαερτυνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ’‘ʼ“”",
    "aeopcyxijsdhkmtbhAEOPCYXIJSKMTBHoaeptuvikABEZHIKMNOPTYX'''\"\"",
)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text, in order, without blank ones."""
    return list(_sentences(text))


@once_a_turn
def _sentences(text: str) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(text):
        end = match.start() + 1
        if text[end - 1] == "." and _ABBREVIATION.search(
            text, max(start, end - _LONGEST_ABBREVIATION), end
        ):
            continue
        _append(found, text, start, match.end())
        start = match.end()
    _append(found, text, start, len(text))
    return tuple(found)


def said_sentences(text: str) -> list[str]:
    """The sentences of something the coach says; what it quotes is part of the sentence around it."""
    whole: list[str] = []
    for sentence in sentences(text):
        if whole and whole[-1].count("“") > whole[-1].count("”"):
            whole[-1] += " " + sentence.text
        else:
            whole.append(sentence.text)
    return whole


def whole_sentences(text: str) -> list[Sentence]:
    """The sentences of a text, where a quotation of several sentences is part of the one around it; one that never ends
    is not."""
    found: list[Sentence] = []
    for sentence in sentences(text):
        last = found[-1] if found else None
        if last is not None and breaks_off(last.text) and _ends_later(text[sentence.start :]):
            found[-1] = Sentence(text[last.start : sentence.end], last.start, sentence.end)
        else:
            found.append(sentence)
    return found


def breaks_off(words: str) -> bool:
    """Whether a quotation that begins or ends in some words does not do both."""
    return words.count('"') % 2 == 1 or words.count("“") != words.count("”")


def _ends_later(rest: str) -> bool:
    return '"' in rest or "”" in rest


_BETWEEN_QUOTATIONS = re.compile(r"(?<=[.!?,…])[\"”]\s*/?\s*[\"“](?=\w)")


def with_quotations_joined(text: str) -> str:
    """A text in which quotations that stand side by side are one: “No.” “That was cowardly.”"""
    return _BETWEEN_QUOTATIONS.sub(" ", text)


def _append(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end].strip()
    begin = text.index(piece, start)
    stop = begin + len(piece)
    if has_words(piece):
        found.append(Sentence(piece, begin, stop))
    elif found and piece:
        last = found.pop()
        found.append(Sentence(text[last.start : stop], last.start, stop))


def has_words(text: str) -> bool:
    """Whether anything in it can be read: letters or digits of any script."""
    return _READABLE.search(text) is not None


def pieces(text: str, words: int) -> list[str]:
    """The sentences of a text in overlapping groups of at most so many words, nothing left out; a sentence that is
    longer than that is cut."""
    made: list[str] = []
    group: list[str] = []
    for part in _at_most(text, words):
        if group and word_count(" ".join((*group, part))) > words:
            made.append(" ".join(group))
            while group and word_count(" ".join((*group[1:], part))) > words:
                group = group[1:]
            group = group[1:]
        group.append(part)
    return [*made, " ".join(group)] if group else [text]


def _at_most(text: str, words: int) -> Iterator[str]:
    """The sentences of a text, those that are too long in parts of so many words."""
    for sentence in sentences(text):
        said = sentence.text.split()
        for start in range(0, len(said), words):
            yield " ".join(said[start : start + words])


def word_count(text: str) -> int:
    return len(text.split())


def bare_words(text: str) -> list[str]:
    """The words in order, without case and punctuation: to see whether two texts say the same."""
    return _WORD.findall(folded(text))


QUOTED = re.compile(r"[\"“][^\"”]*[\"”]|(?:(?<=\s)|^)'[^']{8,}'(?=[\s.,?!]|$)")
"""Words in quotation marks."""


IN_QUOTATION = re.compile(
    r"(?<!\w)[\"“][^\"”]*(?:[\"”]|$)|(?<![^\s(:,])['‘][^'’\n]*(?:['’](?=\w)[^'’\n]*)*['’](?!\w)"
)
"""The same, however short it is and although it holds an apostrophe or is never closed."""


_A_WHOLE_QUESTION = 6  # words


def what_is_asked(said: Sequence[Sentence]) -> str:
    """The last of these sentences that ends with a question mark, or else the last one; with the one before it where
    it is only a few words ("Silly?"). A question in quotation marks is not asked. Empty if there are none."""
    asking = (n for n, s in enumerate(said) if QUOTED.sub("", s.text).rstrip('"”’) ').endswith("?"))
    last = max(asking, default=len(said) - 1)
    first = last - 1 if last > 0 and word_count(said[last].text) < _A_WHOLE_QUESTION else last
    return " ".join(s.text for s in said[max(first, 0) : last + 1])


_HURRIED = re.compile(
    r"(?:^|(?<=[.!?;:] )|(?<=, )(?!\w+n'?t\b)(?![^.?!]*, (?:he|she|they|i|we) (?:said|says|asked)\b))(?:(?:and|but|so|ok|or|then|well|now|also) )*"
    r"(?:(?:do|does|did|is|are|was|should|shld|shall|would|will|wd|can|could|may|must|am) (?:i|it|that|this|he|she|they|we|people|there|(?:the|my|his|her) \w+)\b|"
    r"(?:is|are|was|does|do|would|will|wo|should|could|ca)n'?t (?:i|it|that|this|there)\b|(?:do you|d'?you|d'?ya) (?:think|reckon|suppose)\b|(?:you|u) (?:think|reckon) (?:he|she|they|it)(?:'?ll|'?d|'?s)?\b|"
    r"(?:mad|crazy|daft|silly|odd|weird|strange|good|ok(?:ay)?|right|better|wise|fair|worth it),? or not$|"
    r"(?:does|is|would|will) [\"“][^\"”]{3,}[\"”] (?:work|do|be|too|enough|ok(?:ay)?|good|right)\b|"
    r"(?:tell me(?: now| honestly| this)?|i(?:'m| am) asking(?: you)?)[,:]? (?:is|would|will|do|does|did|can|could|should|am|was|are|has|have)\b|"
    r"(?!(?:i|he|she|they|we|it|nobody)\b)(?=[^.?!]{3,60} or what$)\w+|"
    r"anything(?: else)? (?:i should|i'?d|i ought to|to) (?!.*\b(?:is|was|goes|will)\b)\w+|"
    r"i (?:do |just |only )?wonder (?:if|whether) (?=.*\b(?:better|wiser?|kinder|more|enough|too|right|proper|should|ought)\b)|"
    r"what(?:'?s| is) (?:the (?:point|use|first|opening|right|best)|my (?:first|opening))\b(?! (?:was|is)\b)|"
    # "What could come between us is the phone" tells it.
    r"(?!(?:what|how|when|where|who|why|which)\b[^.?!]{1,40}? (?:is|was) )(?:what|how|when|where|who|why|which) (?:do|does|did|should|would|can|could|will|shall|if) (?!\w+ (?:is|was|are)\b)\w+)"
    r"(?![^.?!]*\?)[^.?!]{2,}$",
    re.I,
)
_A_CLAUSE_MORE = 12  # words
# "Well, where do I start, I have four shops": a way to begin.
_BEGINNING = re.compile(
    r"^(?:(?:well|so|oh|now|hello|hi|ok(?:ay)?|hm+)[,.! ]+)*(?:where|how) (?:do|shall|should) i (?:even )?(?:start|begin)[,.]? (?!it\b|that\b|this\b|the\b|with\b|by\b)",
    re.I,
)


def with_mark(text: str) -> str:
    """A text with a question mark where it asks something in a hurry, at its end or before one last clause: "does that order
    work", "do i send it to the house. his wife might open it"."""
    plain = text.rstrip(" .\n")
    if _HURRIED.search(_BEGINNING.sub("", plain.replace("’", "'"))):
        return f"{plain}?"
    last = sentences(text)[-1:]
    if not last or word_count(last[0].text) > _A_CLAUSE_MORE or last[0].text.endswith("?"):
        return text
    before = text[: last[0].start].rstrip()
    asks = before.endswith(".") and _HURRIED.search(before[:-1].replace("’", "'"))
    return f"{before[:-1]}? {text[last[0].start :]}" if asks else text


def longest_quoted(text: str) -> str:
    """The longest quotation in a text, without its marks; empty if there is none."""
    return max((m.group()[1:-1].strip() for m in QUOTED.finditer(text)), key=word_count, default="")


COMMON = frozenset(
    "the a an i you he she it we they is are was were be been am do did does don't have has had to of in on at for with and "
    "or but not no yes that this my me your his her our their what who how when why as so if just like about can could would "
    "will should there here from by up out all one ok okay thanks hello hi it's i'm i've i'd i'll never always before after said "
    "say good morning ask asking him them us get got go going come came know think thing things people work day time than then very "
    "really back now need want them that's he's she's they're we're what's let tell told make made still even only more some any "
    "because over into when which while where been being really something nothing everyone nobody".split()
)
"""The commonest words of English, which tell nothing of a message but its language."""


def if_then(obstacle: str | None, answer: str | None) -> str | None:
    """An if–then plan in the leader's own words, on one line; None unless both halves were said."""
    if not (obstacle and answer):
        return None
    then = re.sub(r"^then,? ", "", answer.strip(), flags=re.I)
    return f"If this comes up: {obstacle.strip().rstrip('.,;:!')}. Then: {then}"
