"""What a leader wants from a talk: heard in their words, said back in short, and the conversation named after it."""

import re
from typing import TYPE_CHECKING

from coach.second_person import unframed
from coach.text import sentences, word_count
from coach.vocabulary import Subject, TurnKind

if TYPE_CHECKING:
    from coach.turn import Turn

_AIM = re.compile(
    r"^(?:to|how|whether|what to|less|more|not|be|being|get|getting|stop|find|figure|learn|understand|work out|sort|"
    r"know|help|improve|just|some|a way|clarity|advice|ideas?)\b|"
    r"\b(?:want|wish|hope|better|stop|how to|whether to|what to|decide|figure|learn|understand|improve|change|be able|without|"
    r"less|more|find (?:a|the|out)|plan|prepare|ready|feel|how (?:do|can|could|should|would) i)\b",
    re.I,
)


def could_be_aim(text: str) -> bool:
    """Whether an answer to "what do you want from this?" says what somebody wants."""
    return bool(_AIM.search(text.strip()))


_BEFORE_AN_AIM = re.compile(
    r"^(?:(?:well|so|ok(?:ay)?|right|honestly|um|hm+|oh|look|then|i think|i suppose|i guess|probably|maybe|perhaps|just)[,.?]* +)*"
    r"(?:i(?:'d| would)(?: like to)? (?:spend it|leave|go home|walk out|come away) (?:on|with) )?(?:(?:on|about|with) (?=\w))?",
    re.I,
)

_A_THING_WANTED = re.compile(
    r"(?:something (?:to|for|that|i)|an? (?!bit\b|remark\b)\w+ (?:to|for|about|how)|one (?:thing|step|sentence|line|way|idea) (?:to|for|i)|the (?:next step|words?|courage|nerve)|"
    r"how (?:to|i|we)|what to|what i|why i|whether|to (?!him|her|them|me|my|be (?:honest|fair|clear|frank|accurate|precise|exact|blunt|sure)|tell you)\w+|not \w+ing(?! this again)|less|more|knowing|being|getting|(?:working|finding|figuring) out|a way|a plan)\b",
    re.I,
)

_SPENDS_IT = re.compile(
    r"(?:well,? |probably |maybe )*i(?:'d| would) (?:spend it|leave) (?:on|with) ", re.I
)
_LONGEST_AIM = 24  # words


def aim_told(text: str) -> str | None:
    """What somebody wants, in an answer to "what do you want from this?" that does not say "I want"."""
    for sentence in sentences(text.replace("’", "'").strip())[:2]:
        if sentence.text.endswith("?"):
            continue
        wanted = _BEFORE_AN_AIM.sub("", sentence.text, count=1).strip(" .,;")
        spends = _SPENDS_IT.match(sentence.text)
        wanted = re.sub(
            r",? (?:i think|i guess|i suppose|really|maybe|perhaps|please)$", "", wanted, flags=re.I
        )
        wanted = re.sub(r", i (?:just|already) (?:said|told you)\b.*$", "", wanted, flags=re.I)
        if (spends or _A_THING_WANTED.match(wanted)) and 2 <= word_count(wanted) <= _LONGEST_AIM:
            return wanted
    return None


_PICK = re.compile(
    r"(?:(?:well|so|ok(?:ay)?|right|honestly|um+|hm+|oh|both|maybe|probably|i think|i guess|i suppose)[,.]? +)*"
    r"(?:(?:the )?(?:first|second|latter|former|other)(?: one| thing)?|what(?:ever)? (?:has |just )?happened|what i (?:did|said|do|have done|can do|could do|should do|might do|do next)|what (?:to|can i|could i|should i) do|the (?:what|past|next step))"
    r"(?: (?:now|next|about it|first|there|then|from here))*"
    r"(?:,? (?:i (?:think|guess|suppose|would say|reckon)|maybe|probably|really|mostly|more|please|first|then|if anything))*(?=\W*$|[.,;:!]|\s+(?:because|cos|since)\b)",
    re.I,
)


def picked(text: str) -> str | None:
    """The words with which somebody takes one of the two things that the coach could look at with them, and says no more of what
    they want: "What happened, I guess." They are not said back."""
    found = _PICK.match(text.replace("’", "'").strip())
    return text.strip()[: found.end()] if found else None


_WISHES = re.compile(
    r"\b(?:i(?:'d| would)? (?:just |only |really |also )?(?:want|like|need|hope|wish|love)\b|i(?:'d| would) (?:just |only |really )?(?:like|love)\b|(?:i )?(?:wanna|help me)\b)",
    re.I,
)


def without_aim(text: str, aim: str | None) -> str:
    """An answer to "what do you want from this?" with what is wanted blanked out, as long as it was: what else was told."""
    if (pick := picked(text)) is not None:
        start = text.find(pick)
        return text[:start] + " " * len(pick) + text[start + len(pick) :]
    for n, sentence in enumerate(sentences(text)):
        wants = _WISHES.search(sentence.text) or (n < _ASKED_FIRST and aim_told(sentence.text))
        if wants or (aim is not None and aim in sentence.text):
            text = text[: sentence.start] + " " * len(sentence.text) + text[sentence.end :]
    return text


_ASKED_FIRST = 2  # sentences in which a bare wish answers what was asked
AIM_UNTIL = 9  # turns after which "I want" is about the matter, not about the talk
_HOW = re.compile(
    r"\bhow (?:do|can|could|should|would|must) i (?:best |even |just )?(?P<do>[^?.!]{3,80})", re.I
)
_WHAT = re.compile(
    r"\bwhat (?:do|can|could|should|would|must) i (?:best |even |just )?(?P<do>(?:say|tell|write|ask|do)\b[^?.!]{0,60})",
    re.I,
)
_GIVE = re.compile(
    r"\b(?:give|tell|suggest|write|show|name|draft) (?:me |us )?(?P<what>(?:an?|one|two|three|some) \w+[^?.!]{0,60})",
    re.I,
)


def aim_asked(text: str) -> str | None:
    """What somebody wants who asks for it: "how to say it to him", "one thing to do on Monday"; None where a question
    names nothing that a talk could be for."""
    plain = text.replace("’", "'")
    if (found := _HOW.search(plain)) is not None:
        return f"to know how to {found['do'].strip(' ,')}"
    if (found := _WHAT.search(plain)) is not None:
        return f"to know what to {found['do'].strip(' ,')}"
    return found["what"].strip(" ,") if (found := _GIVE.search(plain)) is not None else None


_BEFORE_WHAT = re.compile(r"^.*?\b(?=what i\b)", re.I | re.S)
_TWO_THINGS = re.compile(
    r"(?<=\bwant )(?:(?:two|three) things|one thing)(?=[:,])[:,]|(?<=\blike )(?:(?:two|three) things|one thing)[:,]",
    re.I,
)


_IN_PASSING = re.compile(
    r",? (?:i (?:suppose|think|guess)|actually|really),(?= that's what i (?:want|'d like)\b.*).*$|,? (?:actually|i suppose|i guess)\W*$",
    re.I | re.S,
)


def plainly_wanted(aim: str | None) -> str | None:
    """What is wanted, in the usual order and without a count of it, of which only a part may be said: "what I want is to say
    it", "I want two things: to know …"."""
    if aim is None or picked(aim) is not None:
        return None
    plain = aim.replace("’", "'")
    if (before := _BEFORE_WHAT.match(plain)) is not None:
        rest = plain[before.end() :]
        turned = unframed(rest)
        plain = turned if turned != rest else plain
    plain = _IN_PASSING.sub("", _TWO_THINGS.sub("", plain))
    plain = re.sub(
        r"\bsay (?:a |my )?(?:thank[- ]?you|thanks) to (?=\w)", "thank ", plain, flags=re.I
    )
    return " ".join(plain.split())


def aim_of(turn: "Turn") -> str:
    """What the leader wants from the talk, in their words: said now, or as an answer, or before."""
    pending = turn.state.pending
    asked = pending is not None and pending.about is Subject.AIM
    said = turn.text.strip() or turn.state.aim or ""
    told = (aim_told(turn.text) or (said if could_be_aim(turn.text) else None)) if asked else None
    asks = aim_asked(turn.text) if turn.reading.kind is TurnKind.ADVICE else None
    return turn.reading.aim or asks or told or (turn.state.wish if turn.text else None) or said


_LEAD = re.compile(
    r"^(?:well|so|ok(?:ay)?|honestly|um|hi|hello|i (?:want|would like|'d like|need|hope) to|i'd like to|"
    r"help me(?: to)?|to)\b[\s,]*",
    re.I,
)


def subject_of(turn: "Turn") -> str | None:
    """A name for the conversation: what the leader wants from it, else what they told first."""
    state = turn.state
    if state.kind in {"scenario", "brand"}:
        return None
    if state.aim:
        return _short(state.aim)
    if state.turns > 1 or turn.reading.words < 4:
        return None
    phrase = turn.reading.phrase
    if state.person and phrase:
        who = state.person.removeprefix("your ")
        return _short(phrase if who in phrase else f"{who}: {phrase}")
    return _short(turn.text)


def _short(text: str, most: int = 52) -> str | None:
    text = " ".join(text.split())
    for _ in range(2):
        text = _LEAD.sub("", text)
    text = re.split(r"(?<=[^A-Z])[.!?;](?:\s|$)", text)[0].strip(' ,.:;"“”')
    if len(text) > most:
        text = text[:most].rsplit(" ", 1)[0].rstrip(" ,.:;") + " …"
    return text[:1].upper() + text[1:] if text else None
