"""Reading the leader's own words for the parts of a plan."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.asides import says_how_to_answer
from coach.circumstances import (
    DOES,
    TIME,
    Circumstances,
    circumstances_in,
    only_circumstances,
    tells_when,
    where_in,
)
from coach.leaving import goes_at, is_goodbye
from coach.left_out import left_out
from coach.newest_plan import is_dilemma
from coach.plan_told import (
    after_taking_back,
    also_said,
    fear_in,
    is_apart,
    is_fear,
    is_terms,
    only_around,
    only_detail,
    restated,
    says_in_general,
    spelt,
    without_asides_of_it,
    without_fearing,
)
from coach.spoken_back import PAST
from coach.state import ConversationState, Step
from coach.store.records import CommitmentRecord
from coach.text import (
    QUOTED,
    Sentence,
    bare_words,
    breaks_off,
    longest_quoted,
    sentences,
    whole_sentences,
    word_count,
)
from coach.vocabulary import ASKED, TOLD, Gist, Stage, Subject, TurnKind

if TYPE_CHECKING:
    from coach.turn import Reading

_NAMES_A_STEP = re.compile(
    r"(?:(?:maybe|perhaps|just|simply|only|probably|well|ok(?:ay)?|so|then)[, ]+)*(?:ask|write|send|call|ring|tell|say|thank|stop|start|go|visit|meet|invite|"
    r"knock|wait|listen|give|take|sit|walk|apologi[sz]e|text|email|mail|message|phone|name|put|leave|bring|learn|use|read|talk|speak|drop|offer|let|look|greet|"
    r"have|one|find|keep|make|stay|show|try|begin|share|remember|mention|note|check|be|do|cancel|book|move|shut|open|close|by \w+ing|instead of|a|an|my|the)\b",
    re.I,
)

_INTENT = re.compile(
    r"\b(?:(?:i think |maybe |perhaps |then |so |and |right,? |anyway,? )*i(?:'ll| will| shall|'m going to| am going to|'m gonna|'ve decided to| have decided to|"
    r"'d (?:rather )?(?=go|ask|ring|call|say|tell|write|send|start|walk|knock|try|do)| could| can| might| would|'d like to try)|"
    r"what i (?:could|might|can|would|will) do is|i(?:'?m| am) (?:ring|call|ask|tell|writ|send|go|see|talk|tak|stopp|start|visit|invit|thank|drop|meet)\w*ing\b|"
    r"i want to (?:go|ring|tell|ask|say|write|call|apologi[sz]e|thank|send|see|visit|invite|give)\b|"
    r"(?:maybe|perhaps) (?:send|ask|write|call|ring|go|tell|say|just|start|stop|thank|invite|visit|give|knock|wait|i)\b|"
    r"^(?:(?:maybe|perhaps|i guess|well|so|or|then|ok(?:ay)?)[, ]+)*(?:could|might|should|will|gonna|going to) (?:just |at least |maybe |also )?"
    r"(?:say|ask|ring|call|tell|write|send|start|go|sit|walk|knock|thank|text|visit|invite|listen|wait|stop|apologi[sz]e|greet|bring|give|try|do|talk|drop)\b|"
    r"going with|i (?:go|ask|call|ring|say|tell|come|take|make|wait|write|bring) (?:to |him|her|them|tomorrow|on |at |the )|i say:) ?",
    re.I,
)

_FIRM = re.compile(
    r"\bi(?:'ll| will| shall|'m going to| am going to|'m gonna|'ve decided| have decided|(?:'?m| am) \w+ing)\b|\bgoing with\b|"
    r"\bi (?:go|ask|call|ring|say|tell|come|take|make|wait|write|bring|visit|phone|speak|send) |\bwhat i (?:might|could|will|would) do is\b",
    re.I,
)

_NO_STEP = re.compile(
    r"^something (?:to|for|that)\b|^what i (?:can|could|should|might) do(?! is\b)|\bi said i(?:'d| would)\b|\b(?:can'?t|cannot|could(?:n'?t| not| have| never)|won'?t|will not|would(?:n'?t| not| have| never| be| rather| feel)|might (?:be|have|not)|can (?:see|feel|imagine|say|be|tell(?! (?:him|her|them|my|the)\b))|"
    r"could (?:be|feel|see|tell(?! (?:him|her|them|my|the)\b))|i'?ll (?:be|feel|never|tell you|admit|say (?:this|that))|i will be|so (?:that )?i can|if i could|i'd (?:say (?:so|that)|be|feel|never)|"
    r"i'?ll (?:think|see|try to think|have to see|let you)|going to (?:bed|sleep|lunch|a meeting|be|do it|do that)|i'?ll do (?:it|that)\b|i'?d walk (?:past|away)|"
    r"i'?m (?:telling|asking|saying|wondering|thinking|feeling|not|getting|having|trying|going (?:mad|round|crazy|to be)))\b",
    re.I,
)

# They waver: neither side of it is a step yet.
_TORN = re.compile(
    r"\bi (?:lean|tend|waver|hesitate)\b|\b(?:part|half) of me\b|\bon the fence\b", re.I
)
_UNDECIDED = re.compile(r"\b(?:know|decide|sure|wonder\w*) (?:if|whether) i\b", re.I)

# "I go to her on Monday" is a plan, "I go round every morning" a habit.
_PRESENT = re.compile(
    r"\bi (?:go|ask|call|ring|say|tell|come|take|make|wait|write|bring) ?(?:to |him|her|them|tomorrow|on |at |the )|\bi say:",
    re.I,
)

_FUTURE = re.compile(
    r"\b(?:i'?ll|i (?:will|shall|could|can|might|would)|i'd|i'?m \w+ing|going to|gonna|maybe|perhaps|what i)\b",
    re.I,
)

_A_DATE = re.compile(
    r"\b(?:tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?!s)|next (?!thing\b|door\b|to\b|of\b)\w+|\d{1,2}[:.]\d{2})\b",
    re.I,
)

_ALWAYS = re.compile(
    r"\b(?:every|always|each|usually|never|mostly|on (?:mon|tues|wednes|thurs|fri)days)\b", re.I
)

# "I walked past her today": it has happened, whatever the ear makes of its words of place and time.
_HAPPENED = re.compile(
    rf"\bi (?:(?:just|then|again|also|only|even|once|still) )?(?:was|had|{PAST})\b", re.I
)
_AHEAD = re.compile(
    r"'ll\b|\bi'?d\b|\b(?:will|shall|gonna|going to|could|can|might|would|should|want|let'?s|maybe|perhaps|next|tomorrow|"
    r"tonight|try|plan\w*|instead|i'?m \w+ing|i am \w+ing|decided|promised|agreed|arranged|booked|invited|scheduled)\b",
    re.I,
)

# How likely a sentence must be a step: by itself, beside one, and to be taken for decided.
_A_STEP, _BESIDE_A_STEP, _SURE = 0.45, 0.35, 0.6

_DECIDED = 0.3  # what it counts that a sentence says "I'll"

_NEEDS = re.compile(
    r"\bi(?: think i)?(?:'d| would| need| have| ought| should| could| want|'ll| will)\b(?!n't)",
    re.I,
)
_TELLS_WELL = 6  # words of a step below which what was said before it belongs to it
_TELLS = 4  # words of a step that tells anything


def _intends(sentence: str) -> bool:
    said = spelt(sentence)
    if not _INTENT.search(said) or _NO_STEP.search(said) or wavers(said) or says_in_general(said):
        return False
    if is_fear(said) or _THINKS.search(said) or is_dilemma(sentence):
        return False
    if _FUTURE.search(said) or not _PRESENT.search(said):
        return True
    return _A_DATE.search(said) is not None and not _ALWAYS.search(said)


def is_torn(text: str) -> bool:
    """Whether somebody says that something in them pulls both ways."""
    return bool(_TORN.search(text.replace("’", "'")))


def wavers(text: str) -> bool:
    """Whether somebody says that they have not made up their mind."""
    return is_torn(text) or bool(_UNDECIDED.search(text.replace("’", "'")))


# "I'd say she was waiting for me", "in his place I would write": what is supposed, and not done.
_THINKS = re.compile(
    r"\bi(?:'d| would)? say (?:that )?(?:he|she|they|it|we|there)(?:'s|'d| (?:is|was|were|had|has|just|would))\b|\bin (?:his|her|their|your) (?:place|shoes)\b|"
    r"\bif i (?:were|was) (?:him|her|them|you)\b|^\W*that (?:he|she|they) (?:doesn't|don't|didn't|does not|do not)\b",
    re.I,
)
_WANTS = re.compile(
    r"\bi(?:'d| would)? (?:really |just |only )*(?:want|like|love|wish|hope) to\b", re.I
)
_DECIDES = re.compile(
    r"\bi(?:'ll| will|'m going to| am going to|'ve decided| have decided| decide)\b", re.I
)


def only_wants(text: str) -> bool:
    """Whether somebody says what they want to do and neither that nor when they will: an aim, and no plan."""
    plain = text.replace("’", "'")
    return bool(_WANTS.search(plain)) and not (_DECIDES.search(plain) or tells_when(plain))


def is_past(text: str) -> bool:
    """Whether a message tells what its writer did, and nothing in it looks ahead: a story, and no step. What they will say may
    tell of what was."""
    plain = QUOTED.sub(" ", text.replace("’", "'"))
    if not _HAPPENED.search(plain) or _AHEAD.search(plain):
        return False
    return not any(_intends(s.text) or _NAMES_A_STEP.match(s.text) for s in sentences(plain))


def step_in(text: str) -> str | None:
    """The last sentence of a message that says what somebody will, could or might do."""
    plain = text.replace("’", "'")
    told = [s.text for s in whole_sentences(plain) if not s.text.endswith("?")]
    found = [said for said in told if _intends(said)]
    dated = [sentence for sentence in found if tells_when(sentence)]
    return (dated or found)[-1] if found else None


_CALLED_A_STEP = re.compile(
    r"(?:^|(?<=[.!”\"] ))(?:so |and )?(?:that's|that is|this is) my (?:step|plan)\W*$", re.I
)
_NOT_A_STEP = re.compile(
    r"\b(?:won't|not|never|don't|can't|nothing|nobody)\b|^(?:he|she|they)\b", re.I
)
_NEVER_MIND = re.compile(
    r"^(?:(?:never ?mind|forget (?:it|that)|no|ok(?:ay)?|right|well|so|fine)[.,!:] )+", re.I
)


def called_a_step(text: str) -> str | None:
    """What somebody has just called their step or plan: "Bandroom, Wednesday at two. That's my step."; None if nothing."""
    plain = text.replace("’", "'").strip()
    said = _CALLED_A_STEP.sub("", plain).strip()
    said = said if said == plain else _NEVER_MIND.sub("", said)
    if said == plain or word_count(said) < _TELLS or "?" in said:
        return None
    return None if _NOT_A_STEP.search(QUOTED.sub(" ", said)) or is_past(said) else said


def is_decided(step: str | None) -> bool:
    """Whether a step is said as something that they will do, and not as something that they could."""
    return step is not None and bool(_FIRM.search(spelt(step)))


def is_firm(step: str | None, likely: float = 0.0) -> bool:
    """Whether a step is decided and has a time, so that nothing has to be asked for first. ``likely``: how
    likely the ear takes it for a step, from 0 to 1."""
    return step is not None and tells_when(step) and (likely >= _SURE or bool(_FIRM.search(step)))


def step_said(text: str, said: Sequence[Sentence], likely: Sequence[float]) -> str | None:
    """The sentences of a message that together say what somebody will, could or might do: the likeliest, one
    that is decided before one that is not, and those around it that belong to it. ``likely``: for each sentence,
    from 0 to 1."""
    told = [n for n, chance in enumerate(likely) if chance >= _A_STEP]
    if not told:
        return None
    first = last = max(told, key=lambda n: likely[n] + _DECIDED * bool(_FIRM.search(said[n].text)))
    while first > 0 and likely[first - 1] >= _SURE:
        first -= 1
    while last + 1 < len(said) and likely[last + 1] >= _BESIDE_A_STEP:
        last += 1
    short = word_count(text[said[first].start : said[last].end]) < _TELLS_WELL
    if first > 0 and short and _NEEDS.search(said[first - 1].text):
        first -= 1  # "Tomorrow, she's on again." and what is to be done then
    if first > 0 and only_around(said[first].text) and _intends(said[first - 1].text):
        first -= 1  # "I'll tell her that I saw. Tomorrow, before work, by the back door."
    if last + 1 < len(said) and word_count(text[said[first].start : said[last].end]) < _TELLS:
        last += 1  # "Saturday." and what is on Saturday
    while last + 1 < len(said) and breaks_off(text[said[first].start : said[last].end]):
        last += 1  # what they will say has more than one sentence
    while first > 0 and breaks_off(text[said[first].start : said[last].end]):
        first -= 1
    # "I'm off Monday, so it would be Tuesday, in the file room." and then what will be said there
    while last + 1 < len(said) and not _tells_what(text[said[first].start : said[last].end]):
        if not _tells_what(said[last + 1].text):
            break
        last += 1
    return text[said[first].start : said[last].end]


def _tells_what(text: str) -> bool:
    """Whether something to do is told, or the words to say."""
    return tells_deed(text) or bool(QUOTED.search(text) or _I_WILL_SAY.search(spelt(text)))


_I_WILL_SAY = re.compile(r"\bi(?:'ll| will) (?:just |only )?(?:say|tell|ask|write)\b", re.I)


def tells_deed(text: str) -> bool:
    """Whether a message says something that its writer will, could or might do, and not only when, or what others do."""
    for sentence in sentences(text.replace("’", "'")):
        if sentence.text.endswith("?"):
            continue
        said = _BEFORE_IT.sub("", spelt(sentence.text))
        if _intends(said) or (DOES.match(said) and not _A_NOUN.match(said)):
            return True
        if _I_DO.search(said) and _A_DATE.search(said) and not _ALWAYS.search(said):
            return True
    return False


def tells_plan(text: str | None) -> bool:
    """Whether some of a text is a plan: something to do, the terms of it, when it is, or words to say. What asks, takes leave or
    is said to the coach is none."""
    told = [s.text for s in whole_sentences((text or "").replace("’", "'"))]
    return any(
        tells_deed(said)
        or is_terms(said, 2)
        or only_circumstances(said) is not None
        or (tells_when(said) and not _HAPPENED.search(said))
        or _I_SAY.match(said)
        for said in told
        if not (_without_leaving(said) == "" or is_to_the_coach(said) or _OBJECTS.match(said))
    )


_I_SAY = re.compile(r"\W*(?:\w+ )?(?:i |i'll |i will )?(?:say|write)\b", re.I)
# "Does 'I owe you one' work", without its mark; "no, that's for somebody else".
_OBJECTS = re.compile(
    r"\W*(?:(?:no|nope|wait|but|well)[,. ]+)*(?:does|do|is|would|will|can|should|that's|thats|this is|that is) (?!\w+day\b)",
    re.I,
)


# "An answer would be nice": what looks like something to do is a thing.
_A_NOUN = re.compile(r"\w+ (?:can|is|was|will|would|has|had|goes|isn't|won't)\b", re.I)
_I_DO = re.compile(rf"\bi(?:'ll| will|'m going to)? {DOES.pattern}", re.I)


def tells_dated_deed(text: str) -> bool:
    """Whether a sentence of a message says what its writer will or could do, and the day or hour of it."""
    return dated_deed_in(text) is not None


def dated_deed_in(text: str) -> str | None:
    """The last of those sentences; None if there is none."""
    doing = dated_deeds_in(text)
    return doing[-1] if doing else None


def dated_deeds_in(text: str) -> list[str]:
    """All of those sentences."""
    told = [s.text for s in whole_sentences(text.replace("’", "'")) if not s.text.endswith("?")]
    dated = [s for s in told if _A_DATE.search(s) and not _ALWAYS.search(s)]
    return [s for s in dated if _intends(s) or _does_it(s)]


_LATELY = 3  # messages


def dated_lately(recent: Sequence[str]) -> str | None:
    """The day that was last said for what is to come, in one of the last messages: "Monday, before ten"; None where none was, or
    only of what is past."""
    for text in reversed(recent[-_LATELY:]):
        plain = text.replace("’", "'")
        ahead = [
            s.text
            for s in sentences(plain)
            if _A_DATE.search(s.text)
            and not s.text.endswith("?")
            and not _HAPPENED.search(s.text)
            and not _ALWAYS.search(s.text)
        ]
        day = _A_DATE.search(ahead[-1]) if ahead else None
        if day is not None:
            told = circumstances_in(ahead[-1]).when
            if told is None or _A_DATE.search(told):
                return told or day.group()
            return f"{day.group()}, {told}"
    return None


def _does_it(sentence: str) -> bool:
    """Whether a sentence in the present tells something that its writer does: "I telephone him", and not "I know"."""
    done = (m for m in _I_DO.finditer(sentence) if not _IN_THE_MIND.match(m.group()))
    return any(done) and not _HAPPENED.search(sentence)


_IN_THE_MIND = re.compile(
    r"i (?:\w+ )?(?:know|feel|hear|have|own|plan|work|understand|be|need|understand|figure|remember|forget)$",
    re.I,
)


def could_be_step(text: str) -> bool:
    """Whether an answer to "what will you do?" is something one can do."""
    named = (
        s.text for s in sentences(text) if word_count(s.text) <= 15 and not s.text.endswith("?")
    )
    return step_in(text) is not None or any(_NAMES_A_STEP.match(sentence) for sentence in named)


def tells_step(reading: "Reading", text: str) -> bool:
    """Whether an answer to "what will you do?" is something one can do, as it reads or as it was heard."""
    if could_be_step(text):
        return True
    puts = _PUTS_TO_THE_COACH.search(QUOTED.sub(" ", text.replace("’", "'"))) is not None
    torn = any(is_dilemma(s.text) for s in sentences(text))
    return not (puts or torn) and not _STEPS.isdisjoint(reading.gists)


# "No, I ask if it is too hard to say": what was asked of the coach, once more.
_PUTS_TO_THE_COACH = re.compile(
    r"\bi(?:'m| am| was)? (?:ask(?:ed|ing)?|mean|meant)\b(?! (?:him|her|them|for|to)\b)", re.I
)


def says_only_when(words: str) -> bool:
    """Whether somebody says just when: "Monday morning", "Tomorrow at twenty to eight"."""
    said = only_circumstances(words)
    return said is not None and said.when is not None


_INSTEAD = re.compile(
    r"\b(?:actually|instead|rather|make (?:it|that)|on second thoughts?|better|so i(?:'ll)?)\b",
    re.I,
)


def puts_in_its_place(text: str, reading: "Reading") -> bool:
    """Whether what is said to a plan that was read back is another plan: it is decided and has its time, or says so."""
    another = reading.step_is_firm or _INSTEAD.search(text) is not None
    return reading.step is not None and another and tells_deed(reading.step)


def left_with(step: Step, reading: "Reading", text: str) -> str | None:
    """What somebody who takes their leave goes away with: the step of the talk, or one that they decide on in
    leaving, though perhaps without a time."""
    told = None if step.what and only_detail(text) else reading.step
    decided = told and (reading.step_is_firm or _FIRM.search(told))
    undated = step.what is not None and not tells_when(QUOTED.sub(" ", step.what))
    if told and step.what and _TOO.search(told):
        return step.what  # it comes beside the plan, and not in its place
    dated = undated and tells_when(told or "")
    instead = reading.step_is_firm and (dated or _INSTEAD.search(text))
    return told if decided and (not step.what or instead) else step.what


_TOO = re.compile(r"\b(?:too|also|as well)\b", re.I)


def sentence_meant(text: str, step: Step) -> str | None:
    """The sentence somebody means to say, where they put it in quotation marks, or did so before and now only
    speak of a word in it; None where the message itself is the sentence."""
    quoted = longest_quoted(text)
    if word_count(quoted) >= _A_SENTENCE:
        return quoted
    return step.what if quoted and step.what else None


_A_SENTENCE = 4  # words


def way_round(text: str) -> tuple[str, str] | None:
    """What gets in the way and what they will do about it, where an answer tells both: "The phone. I'll leave it
    in the office." """
    told = [
        part
        for s in sentences(spelt(text))
        if not is_goodbye(s.text) and goes_at(s.text) != 0
        for part in _AND_THEN.split(s.text)
    ]
    # "I'd start explaining. Then I stop after two sentences": the first of the two is no way round.
    first = next((n for n, s in enumerate(told) if n and _is_way_round(s)), 0)
    if not first:
        return None
    then = _THEN.match(told[first]) or _SO_I.match(told[first])
    what = told[first][then.end() :] if then is not None else told[first]
    before = _IF_SO.sub("", " ".join(told[:first]))
    obstacle, answer = step_as_said(before), step_as_said(what)
    return (obstacle, answer) if obstacle and answer else None


def _is_way_round(said: str) -> bool:
    """Whether a part of a message tells what they will do about what stands before it."""
    if _THEN.match(said) or _SO_I.match(said) or _BY_IT_THEN.match(said):
        return True
    # "The next fire. And I'd go to it": what begins with "and" tells more of the obstacle.
    return _intends(said) and _ANSWERS_IT.search(said) is not None and not _MORE_OF_IT.match(said)


_IF_SO = re.compile(
    r"(?<=[.!?] )(?:and )?(?:if|when) (?:he|she|they|it|i|that) (?:\w+ )?(?:says?|does|do|happens|comes?)(?: (?:that|it|so))?\W*$",
    re.I,
)
# "By hand then."
_BY_IT_THEN = re.compile(r"\W*(?:by|with|on|in|at|from) [\w' ]{2,25},? then\W*$", re.I)
# "So I send the others home at six"
_SO_I = re.compile(
    r"(?:and )?so,? (?=i'm (?:there|at|in|on|back|early|outside)\b|i(?:'ll| will|'d| would| shall)? (?!(?:probably |just )?(?:think|feel|get (?!him\b|her\b|them\b|it\b)|forget|lose|freeze|panic|know|guess|am|was|say nothing|don't|won't|can't|never|put it off|leave it|avoid)\b)\w+)",
    re.I,
)
# "Then I drive round the block", "If he comes, I say: ten minutes".
_THEN = re.compile(
    r"(?:and )?(?:then|in that case|if (?:i|he|she|it|they|that|so|not)\b[^,.]{0,40}),? (?=i(?:'ll| will|'d| would)? (?!(?:miss|be|say nothing|think|not|will not|might|may|would be|feel|get (?!him\b|her\b|them\b|it\b)|forget|lose|freeze|panic|don'?t|won'?t|can'?t|never)\b))",
    re.I,
)
# "the phone goes off maybe, then I come back at seven"
_AND_THEN = re.compile(
    r"[,;]\s+(?=(?:and )?(?:then|in that case|so|if so)\b,? i\b)|(?<=\w),\s+(?=i'll (?:say|tell|ask|open|send|write|go)\b)|(?<=[.!] )(?=so,? i(?:'d|'ll|d|ll)?\b)|\s+(?=(?:and )?then i\b)",
    re.I,
)
_MORE_OF_IT = re.compile(r"\W*(?:and|but|because|yes but|also)\b(?! then\b)", re.I)
_ANSWERS_IT = re.compile(
    r"\bi(?:'ll| will| shall|'d| would| can| could)\b(?! (?:probably |just )?(?:forget|end up|start|begin|be tempted|find|want|think|lose|get (?:cold|scared|nervous)|freeze|panic|wait|never|not|handle|let (?:him|her|them|it)|bottle|chicken|avoid|put it off|say nothing)\b(?!'))",
    re.I,
)
_STEPS = frozenset({Gist.STEP_WITH_TIME, Gist.STEP_IDEA, Gist.OWES_APOLOGY})


_SAY_NOTHING_OF_IT = frozenset(
    {TurnKind.UNSURE, TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.OPINION, TurnKind.JUDGE, TurnKind.META, TurnKind.REPAIR,
     TurnKind.RESISTANCE, TurnKind.THANKS, TurnKind.GREETING, TurnKind.OFF_TOPIC, TurnKind.YES, TurnKind.NO}
)  # fmt: skip
IN_THE_WAY = frozenset({Subject.OBSTACLE, Subject.ANSWER})
HOW_SURE = frozenset({Subject.SCALE, Subject.SCALE_UP})
EMPTY = re.compile(
    r"\W*(?:ok(?:ay)?|k|fine|right|good|sure|yes|yeah|yep|hm+|mm+|so|well|i see|got it|true|no|nope|nothing(?:,? (?:really|much|else|comes to mind|i can think of)|(?:'ll| will| can|'s going to| would)(?: really)? (?:stop|get in|come between|go wrong|hold)[^.]*)?|none|not much|(?:i )?(?:don'?t|do not) think (?:so|anything)(?: will| does)?|nah)\W*$",
    re.I,
)
_A_NUMBER_ALONE = 4  # words
_LONG_FOR_A_PART = 25  # words
_PARTS_GISTS = frozenset(
    {Gist.OBSTACLE, Gist.FALLBACK, Gist.HOW_SURE, Gist.NO_TIME, Gist.STEP_IDEA, Gist.STEP_WITH_TIME,
     Gist.AFRAID_OF_HOW_IT_LANDS, Gist.WORDS_TO_SAY, Gist.OWES_APOLOGY}
)  # fmt: skip
# "She told me she's pregnant", "he's a good lad": told of somebody, and of nothing that is to come.
_OF_SOMEBODY = re.compile(
    rf"\W*(?:(?:and|but|because|actually|well|so|honestly|you know),? )*(?:he|she|they|his|her|their|(?!(?:then|that|this|it|there|what|when|if|nothing|nobody|time|my|the|but|and|so|our|your|some|all)\b)(?-i:[A-Z])[a-z]+)(?:'?s|'?ve|'d| (?:\w+ ){{0,2}}?(?:is|was|were|are|has|had|have|{PAST}))\b",
    re.I,
)
# "I count to three and say what I heard": what is done then, told as it is done.
_NOW_I = re.compile(
    rf"(?:then |and |so )?i (?:just |only |always )?(?!was\b|were\b|had\b|did\b|have\b|am\b|could\b|should\b|might\b|(?:{PAST})\b)[a-z]+\b",
    re.I,
)
_OF_BEFORE = re.compile(
    rf"\b(?:i|we|he|she|they|it|who|(?-i:[A-Z])[a-z]+) (?:\w+ly |just |never |also |always |only )?(?:was|were|had|did|didn't|wasn't|{PAST})\b|\b(?:i|we|they)'ve\b|\b(?:i|we|they) have \w+ed\b|\b(?:he|she|it)'s been\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:will|would|may|might|could|can|can't|cant|won't|wont|if|when|whenever|always|usually|never|every|last time|probably|going to|gonna|gets?|do(?:es)?n'?t|often|too|already|busy|off|away|late|in a mood)\b|"
    r"'ll\b|(?:he|she|they|it|i)'d\b",
    re.I,
)
_FRAGMENT = 3  # words


def of_another_kind(text: str, reading: "Reading") -> bool:
    """Whether what is told where a part of a plan was asked for is a story: of somebody or of what was, with nothing in it
    to come; or long, and about other things."""
    told = [s.text for s in sentences(text.replace("’", "'"))]
    if _nothing_of_it(told):
        return True
    own = [
        _I_DO.match(_BEFORE_IT.sub("", said)) or _NOW_I.match(said) or step_in(said)
        for said in told
    ]
    stories = [
        not doing and bool(_OF_SOMEBODY.match(said) or _OF_BEFORE.search(said))
        for said, doing in zip(told, own, strict=True)
    ]
    if any(stories) and not any(_TO_COME.search(said) for said in told):
        rest = [said for said, story in zip(told, stories, strict=True) if not story]
        return all(word_count(said) <= _FRAGMENT for said in rest) and (
            stories[0] or told[0][:1].isupper()
        )
    plans = not _PARTS_GISTS.isdisjoint(reading.gists) or reading.step is not None
    answers = plans or reading.number is not None or tells_when(text)
    return reading.words > _LONG_FOR_A_PART and not answers


def _nothing_of_it(told: Sequence[str]) -> bool:
    """Whether sentences only tell how somebody feels about it; or something is owned up to, doubted or seen in them, and the
    rest tells nothing that may come."""
    if all(says_in_general(said) or word_count(said) <= 1 for said in told):
        return bool(told) and any(says_in_general(said) for said in told)
    rest = [said for said in told if not (is_apart(said) or QUOTED.sub("", said).endswith("?"))]
    comes = any(_MAY_COME.search(said) or _intends(said) or _A_DATE.search(said) for said in rest)
    return len(rest) < len(told) and is_apart(" ".join(told)) and not comes


_MAY_COME = re.compile(
    r"\b(?:will|would|may|might|could|won't|wont|if|when|probably|gets?|going to|gonna)\b|'ll\b|'d\b",
    re.I,
)
_AHEAD_OF_THEM = re.compile(
    r"(?:^|[.!?] )(?:no[, ]+|please |wait[, ]+)*(?:slow down|hold on|not so fast)\b|"
    r"\b(?:we've|we have|you've|you have|you're|you are|we're|we are|this is|that's|that is|this goes) (?:run |running |getting |going |rushing |jumping )?(?:too far |way |a bit )?(?:ahead\b|too fast\b)|"
    r"\bi(?:'m| am) not (?:that far|there) yet\b|\bi haven't (?:even |really )?decided (?:anything|yet|what\b|whether\b|if\b)|"
    r"\bdon't (?:even )?know what \W?it\W? is yet\b|\bagain with the when\b",
    re.I,
)


def comes_too_early(state: ConversationState, text: str) -> bool:
    """Whether somebody who is asked for a plan, and has settled none, says that they have not got that far."""
    planning = state.stage is Stage.COMMITTING and state.kind == "talk" and state.kept is None
    return planning and _AHEAD_OF_THEM.search(text.replace("’", "'")) is not None


def opened_again(state: ConversationState, reading: "Reading") -> ConversationState:
    """The state at a message: where the talk had ended and something is told, it goes on without the plan that was kept;
    and where a plan came too early, without it."""
    if reading.too_early:
        early = {"step": Step(), "thought": None, "pending": None, "step_asked": True}
        return state.model_copy(update={**early, "stage": Stage.EXPLORING})
    if not state.ended or reading.kind not in TOLD or reading.words <= _FRAGMENT:
        return state
    if reading.step is not None or reading.circumstances is not None:
        return state  # of the plan that was kept
    return state.model_copy(
        update={"step": Step(), "kept": None, "thought": None, "pending": None, "step_asked": True}
    )


def part_told(about: Subject | None, text: str, reading: "Reading") -> Subject | None:
    """Which part of a plan a message fills in, after the coach asked ``about`` one; None where it fills in none: it asks
    something, says only yes, or tells a story of another kind."""
    around = reading.circumstances
    if about in _UNDER_WAY and states_or_adds(about, text):
        return Subject.STEP
    if about is Subject.OBSTACLE and _IS_THERE.search(text.replace("’", "'")):
        return Subject.WHEN
    if about in IN_THE_WAY | HOW_SURE and reading.number is not None:
        alone = reading.words <= _A_NUMBER_ALONE or _begins_with_number(text)
        return Subject.SCALE if alone or about in HOW_SURE else about
    if about is None or reading.kind in _SAY_NOTHING_OF_IT or EMPTY.match(text.replace("’", "'")):
        return None
    if about in IN_THE_WAY and nothing_in_the_way(text):
        return None
    if about is Subject.STEP:
        if around is not None:
            return Subject.WHEN
        return Subject.STEP if tells_step(reading, text) else None
    if about is Subject.WHEN:
        told = circumstances_in(text, asked=True)
        if told.when or told.where:
            return Subject.WHEN
        brief = reading.words <= _A_MOMENT and not of_another_kind(text, reading)
        return Subject.WHEN if brief else None
    if about in IN_THE_WAY:
        if around is not None and around.when and reading.kind is TurnKind.COMMITMENT:
            return Subject.WHEN
        return None if of_another_kind(text, reading) else about
    return about if about is Subject.WHO else None


_NOTHING_IN_IT = re.compile(
    r"\W*(?:(?:no|nah|nope),? )?nothing(?:'ll| will| can| could| would|'s going to| is going to)? (?:stops?|gets? in|comes? between|goes wrong|go wrong|holds?|needs?)\b[^.!?]*[.!]*\s*",
    re.I,
)


def nothing_in_the_way(text: str) -> bool:
    """Whether somebody says that nothing will come between, whatever else they say: "Nothing'll stop it. Stamp's on it." """
    found = _NOTHING_IN_IT.match(text.replace("’", "'"))
    return found is not None and _MAY_COME.search(text[found.end() :]) is None


# "Tomorrow she has the late shift, I am there from two"
_IS_THERE = re.compile(
    r"^(?=.*\b(?:tomorrow|tonight|\w+day)\b).*\bi(?:'m| am|'ll be| will be) (?:there|in|on|free|back) (?:from|at|by|until|till|all)\b",
    re.I,
)
_UNDER_WAY = IN_THE_WAY | {Subject.WHEN}


def states_or_adds(about: Subject | None, text: str) -> bool:
    """Whether a message states the plan whole, or only adds a detail to it. What they will do about the obstacle is no
    detail."""
    return restated(text) is not None or detail_added(about, text) is not None


def detail_added(about: Subject | None, text: str) -> str | None:
    """What a message adds to a plan, after the coach asked ``about`` a part of it: no obstacle, and no way round one."""
    if about is Subject.ANSWER or way_round(text) is not None:
        return None
    left_out = also_said(text) if about is Subject.CHOICE else None
    return left_out or only_detail(text)


_A_MOMENT = 8  # words that can say when without a word of time: "when he's back from leave"


def step_after(
    step: Step,
    about: Subject | None,
    text: str,
    reading: "Reading",
    *,
    committed: bool,
    thought: str | None = None,
    person: str | None = None,
) -> Step:
    """The step with what this message added to it; the leader's words are kept as they are. ``thought``: what they said
    before that they could do. ``person``: whom the talk is about."""
    text = after_taking_back(text)
    words = " ".join(text.split())[:400]
    if reading.kind is TurnKind.GOODBYE:
        return _step_in_leaving(step, about, words, text, reading)
    if says_how_sure(step, about, reading):
        return step.model_copy(update={"confidence": reading.number})
    planned = step.what or thought
    around = reading.circumstances
    if planned and reading.kind not in _NOT_OF_A_PLAN:
        anew = _stated_or_added(step, about, text, reading, person, thought)
        if anew is not None:
            return anew
    if (
        around is not None
        and planned
        and (reading.kind is TurnKind.COMMITMENT or about is Subject.WHEN)
    ):
        return _with_circumstances(step.model_copy(update={"what": planned}), around)
    if (
        reading.kind is TurnKind.COMMITMENT
        and about not in IN_THE_WAY
        and (
            committed
            or not step.what
            or (
                about is not Subject.CHOICE
                and reading.step_is_firm
                and tells_deed(reading.step or "")
            )
        )
    ):
        return _new_step(reading.step or words, step, reading, person, thought)
    decided = reading.step_is_firm and about not in IN_THE_WAY
    if reading.kind in ASKED and reading.step and decided and not step.what:
        # "On Saturday I'll go and bring him the pen. Is there anything I've forgotten?"
        return _new_step(reading.step, step, reading, person, thought)
    if about is Subject.CHOICE and step.what and reading.step and puts_in_its_place(text, reading):
        return _new_step(reading.step, step, reading, person)
    if about is Subject.SENTENCE and reading.kind is not TurnKind.NO:  # a sentence to say may ask
        meant = sentence_meant(text, step)
        return step.model_copy(update={"what": meant or reading.step or words})
    if about is Subject.SCALE and reading.number is None:
        return _in_place_of_a_number(step, words, reading)
    if about is None and step.what and not step.obstacle and _hinders(text, reading):
        return step.model_copy(update={"obstacle": words})  # told after something else came between
    match part_told(about, text, reading):
        case Subject.STEP:
            return _new_step(reading.step or words, step, reading, person, thought)
        case Subject.WHEN:
            told = around or circumstances_in(text, asked=True)
            if not (told.when or told.where):
                told = Circumstances(when=time_in_short(words) or words)
            return _with_circumstances(step.model_copy(update={"what": planned}), told)
        case Subject.WHO:
            return step.model_copy(update={"with_whom": (around and around.with_whom) or words})
        case Subject.OBSTACLE if (both := way_round(words)) is not None:
            return _dated(step.model_copy(update={"obstacle": both[0], "answer": both[1]}), text)
        case Subject.OBSTACLE:
            return step.model_copy(update={"obstacle": _without_its_time(words)})
        case Subject.ANSWER:
            return step.model_copy(update={"answer": words})
        case Subject.SCALE if reading.number is not None:
            return _with_number(step, text, reading.number)
    return step


# What stands before and around a number that says how sure they are.
_SAYS_A_NUMBER = re.compile(
    r"^\W*(?:(?:oh|well|maybe|perhaps|probably|about|around|i'?d (?:say|call it|give it)|i say|let'?s say|say|hm+|honestly|i (?:think|guess)|it'?s|call it|make (?:it|that)|an?|only|a good|yes|no)[,. ]+)*"
    r"(?:\d+|nought|zero|one|two|three|four|five|six|seven|eight|nine|ten)\b(?:(?: and a half|\.\d| out of ten|/10|,? (?:or|to) \w+|,? let'?s say|,? i (?:think|guess|suppose))\b)*[\s.,;:!-]*",
    re.I,
)
_ANOTHER_NUMBER = re.compile(
    r"(?:no|or|well|actually|rather|make)\b[^.?!]{0,25}\b(?:\d+|nought|one|two|three|four|five|six|seven|eight|nine|ten)\W*$",
    re.I,
)
_LACKS = re.compile(
    r"^(?:not (?:an? )?(?:ten|10|more|higher)|the (?:\w+ )?(?:one|two|three|four|five|rest|other \w+|missing \w+)(?: off| missing)? (?:is|are)(?: for| because(?: of)?)?|because(?: of)?|cause|cos|coz|since|but|only)[,:]?\s+",
    re.I,
)
_HOLDS_BACK = re.compile(
    r"\b(?:but|if|unless|in case|not sure|nothing|never|afraid|scared|worr(?:y|ied)|fear|nerves?|nervous|the (?:two|three|four|one|rest|other \w+) (?:is|are|i)|might|always end|run away|freeze|bottle)\b|n't\b|\bnot\b",
    re.I,
)
_BUT = re.compile(r"[,.;] but (?!then\b)(?=\w)", re.I)
_A_REASON = 3  # words


def _begins_with_number(text: str) -> bool:
    """Whether a message begins with nothing but a number: "Seven. If he's alone." """
    found = _SAYS_A_NUMBER.match(text)
    return found is not None and found.group().rstrip()[-1:] in set(".,;:!")


def reason_of_number(text: str) -> str | None:
    """Why it is that number, where that was said with it; None where only the number was."""
    plain = spelt(" ".join(text.replace("’", "'").split()))
    found = _SAYS_A_NUMBER.match(plain)
    rest = plain[found.end() :].strip() if found else ""
    rest = "" if _ANOTHER_NUMBER.match(rest) else rest
    return rest if word_count(rest) >= _A_REASON and not rest.endswith("?") else None


def held_back_by(text: str) -> str | None:
    """What of that speaks against it: "six, because after the sentence I have nothing"; None where nothing does."""
    reason = reason_of_number(text)
    if reason is None or not (_HOLDS_BACK.search(reason) or is_fear(reason)):
        return None
    against = _BUT.split(reason)[-1]  # "I can say the sentence, but then I have nothing"
    if not (_HOLDS_BACK.search(against) or is_fear(against)):
        return None  # "I'm not sold on it, but I'll do that one"
    bare = without_fearing(_LACKS.sub("", against)).strip(" ,;")
    return bare if word_count(bare) >= _A_REASON else None


def _with_number(step: Step, text: str, number: int) -> Step:
    """The step with how sure they are, and what holds them back, where they say it with the number."""
    known: dict[str, str | int | None] = {"confidence": min(number, 10)}
    against = held_back_by(text)
    if against is not None and (number < _DOUBTFUL or (number == _DOUBTFUL and is_fear(text))):
        both = way_round(against)
        known |= {"obstacle": both[0] if both else against, "answer": both[1] if both else None}
    return step.model_copy(update=known)


_DOUBTFUL = 8  # from nought to ten


def with_fear(step: Step, text: str) -> Step:
    """The step with what they fear of it, where they say that with the plan and nothing was in its way before."""
    fear = fear_in(text) if step.what and step.obstacle is None else None
    return step.model_copy(update={"obstacle": fear}) if fear else step


def _dated(step: Step, text: str) -> Step:
    """The step with the time that a message tells beside something else, where it has none or only a day."""
    around = _around_in(text)
    known = step.when is not None or tells_when(step.what or "")
    if around is None or (known and not _A_DATE.search(around.when or "")):
        return step
    return _with_circumstances(step, around)


_NOT_OF_A_PLAN = frozenset(
    {TurnKind.META, TurnKind.RESISTANCE, TurnKind.OFF_TOPIC, TurnKind.GREETING}
)


_WHAT_AND_WHEN = frozenset({Subject.STEP, Subject.WHEN})


def _stated_or_added(
    step: Step,
    about: Subject | None,
    text: str,
    reading: "Reading",
    person: str | None,
    thought: str | None,
) -> Step | None:
    """The step where a message states it whole, or adds a detail to it; None where it does neither."""
    if about is Subject.SENTENCE:
        return None
    planning = step.what or reading.kind is TurnKind.COMMITMENT or about in _WHAT_AND_WHEN
    if planning and not is_past(text) and (whole := restated(text)) is not None:
        return _new_step(whole, step, reading, person, thought)
    if not step.what:
        return None
    if about is Subject.CHOICE and step.obstacle and not step.answer and _THEN.match(spelt(text)):
        return step.model_copy(update={"answer": " ".join(text.split())})
    detail = detail_added(about, text)
    if about is Subject.CHOICE and reading.kind is TurnKind.COMMITMENT:
        detail = detail or only_detail(reading.step or "")
    if about is None and reading.kind is TurnKind.COMMITMENT and not reading.step_is_firm:
        detail = detail or _more_of_the_same(step, reading.step or "")
    if detail is not None:
        return _dated(with_detail(step, detail), text)
    undated = not any(said and _A_DATE.search(said) for said in (step.when, step.what))
    dated = dated_deed_in(text) if about in IN_THE_WAY and undated else None
    if about is Subject.OBSTACLE and _DECIDES_ANEW.match(spelt(text)):
        dated = dated_deed_in(text)  # in the place of what may come between: the plan as it is now
    return _new_step(dated, step, reading, person, thought) if dated else None


_DECIDES_ANEW = re.compile(
    r"(?:(?:yes|ok(?:ay)?|no|right|so|well|good|then)[,.!]* )+i (?!always\b|never\b|usually\b)\w+|"
    r"(?:(?:yes|ok(?:ay)?|no|right|so|well|good)[,.!]* )*i(?:'ll| will|'m going to|'m gonna) (?!probably\b|have to\b|be\b|forget\b|get\b|lose\b|still\b|not\b|never\b|start\b|end up\b)\w+",
    re.I,
)


def _more_of_the_same(step: Step, said: str) -> str | None:
    """What says the plan again and adds to it: "I'll sit at the back, and stay for the tea." """
    words = {word for word in bare_words(said) if len(word) > _SHORT_WORD}
    again = words & set(bare_words(step.what or ""))
    return said if len(again) >= _SHARED and words - again else None


_SHORT_WORD, _SHARED = 2, 2  # letters; words
_A_WORD_OF_IT = 4  # letters
_A_DEED = re.compile(
    r"(?:maybe |perhaps |then |so )?i(?:'ll|'d| will| would| could| might| can) [^\"“]*$", re.I
)


def _shares(before: str, what: str) -> bool:
    """Whether what was said before and the terms of a plan speak of the same: "the flour store"."""
    words = {word for word in bare_words(before) if len(word) > _A_WORD_OF_IT}
    return _A_DEED.match(before) is not None and not words.isdisjoint(bare_words(what))


def _without_its_time(words: str) -> str:
    """What gets in the way, without a sentence that only says once more when it will be."""
    told = [s.text for s in sentences(_NOTHING_IN_IT.sub("", words, count=1))]
    begins = next((n for n, s in enumerate(told) if n and _REASON.match(s)), 0)
    told = told[begins:]
    rest = [s for s in told if only_circumstances(without_asides_of_it(s)) is None]
    return " ".join(rest) or words


# "Look was a manner of speaking. Reason I wouldn't go is if his boys are there."
_REASON = re.compile(r"\W*(?:the |my )?(?:reason|worry|fear)\b", re.I)


def _in_place_of_a_number(step: Step, words: str, reading: "Reading") -> Step:
    """The step where what may get in the way is told, with or without the way round it, and a number was asked for."""
    if step.obstacle is not None:
        return step
    if (both := way_round(words)) is not None:
        return step.model_copy(update={"obstacle": both[0], "answer": both[1]})
    return (
        step if _HINDERS.isdisjoint(reading.gists) else step.model_copy(update={"obstacle": words})
    )


def _hinders(text: str, reading: "Reading") -> bool:
    """Whether a message tells what may come between them and their plan, without being asked."""
    if reading.kind not in TOLD or of_another_kind(text, reading):
        return False
    return not _HINDERS.isdisjoint(reading.gists) or bool(_COULD_COME.match(spelt(text)))


_COULD_COME = re.compile(
    r"\W*(?:perhaps |maybe |but )?(?:it|he|she|they|that|my \w+|(?-i:[A-Z])\w+) (?:might|may|could)\b[^.!?]*[.!]?\W*$",
    re.I,
)
_HINDERS = frozenset({Gist.OBSTACLE, Gist.NO_TIME, Gist.AFRAID_OF_HOW_IT_LANDS})


def with_detail(step: Step, detail: str) -> Step:
    """The step and a detail of it, which takes nothing's place."""
    what = (step.what or "").rstrip(" .")
    return (
        step
        if detail.rstrip(".") in what
        else step.model_copy(update={"what": f"{what}. {detail}"[:400]})
    )


def says_how_sure(step: Step, about: Subject | None, reading: "Reading") -> bool:
    """Whether a number by itself, with no question for one standing open, says how sure they are of their plan."""
    alone = reading.number is not None and reading.words <= _A_NUMBER_ALONE
    return alone and step.what is not None and about in {None, Subject.CHOICE}


def _step_in_leaving(
    step: Step, about: Subject | None, words: str, text: str, reading: "Reading"
) -> Step:
    """The same for a message that ends with a goodbye."""
    if (whole := restated(text)) is not None and only_circumstances(whole) is None:
        return _new_step(whole, step, reading, None)
    if step.what and (missing := left_out(text)) is not None:
        return with_detail(step, missing)
    if reading.number is not None and step.what:
        return step.model_copy(update={"confidence": min(reading.number, 10)})
    if step.what and (detail := also_said(text) or detail_added(about, text)) is not None:
        return with_detail(step, detail)
    if about is Subject.OBSTACLE and (both := way_round(words)) is not None:
        return step.model_copy(update={"obstacle": both[0], "answer": both[1]})
    if about in IN_THE_WAY and step_as_said(words) and not of_another_kind(text, reading):
        name = "obstacle" if about is Subject.OBSTACLE else "answer"
        return step.model_copy(update={name: step_as_said(words)})
    around = _around_in(text)
    if step.what and around is not None and (_A_DATE.search(around.when or "") or not step.when):
        return _with_circumstances(step, around)
    if (what := left_with(step, reading, text)) != step.what:
        return Step(what=what, when=_when(what or ""), with_whom=reading.person or step.with_whom)
    return step


def _around_in(text: str) -> Circumstances | None:
    """When and where, where a sentence of a message tells that and nothing else."""
    told = (only_circumstances(without_asides_of_it(s.text)) for s in sentences(text))
    return next((around for around in told if around is not None and around.when), None)


def _with_circumstances(step: Step, told: Circumstances) -> Step:
    """The step with when, where and with whom as they were just said; what was not said stays."""
    said = {"when": told.when, "where": told.where, "with_whom": told.with_whom}
    return step.model_copy(update={name: words for name, words in said.items() if words})


_OF_ONE = re.compile(r"\b(?:her|him|them|she|he|they)\b", re.I)


# "I'd bring it Wednesday at two": the deed is the one before, with its time.
_OF_THE_SAME = re.compile(
    r"(?:\w+day\.? )?(?:(?:and|so|then|yes|ok(?:ay)?|well)[, ]+)*i(?:'d|'ll| will| would|'m going to| am going to)? (?:just )?(?P<does>do|bring|take|say|send|give|tell|write|read|show|ask|try|make|start) (?:him |her |them )?(?:it|that|this)\b(?: to (?:him|her|them))?(?! and\b)[^.]*\.?$",
    re.I,
)


_SAID_TO_WANT = re.compile(r"i (?:want|wish|hope|say:)|i(?:'d| would) (?:like|love)", re.I)


def _new_step(
    what: str, step: Step, reading: "Reading", person: str | None, thought: str | None = None
) -> Step:
    """A step that was just said, which takes the place of the one before: of that, the time stays where none is told, and
    nothing else."""
    what = restated(what) or without_asides_of_it(what)
    before, same = step.what or thought, _OF_THE_SAME.match(what)
    if before and (bare := only_circumstances(what)) is not None and (bare.when or bare.where):
        return _with_circumstances(step.model_copy(update={"what": before}), bare)
    if before and same is not None and re.search(rf"\b{same['does']}\b", before, re.I):
        around = circumstances_in(what)
        around = Circumstances(_when(what), around.where, around.with_whom)
        if around.when or around.where:
            return _with_circumstances(step.model_copy(update={"what": before}), around)
    if before and only_around(what) and not before.startswith("I want"):
        return _with_circumstances(step.model_copy(update={"what": before}), circumstances_in(what))
    of_that = _SAID_TO_WANT.match(before or "") or _shares(before or "", what)
    if before and not step.what and is_terms(what) and of_that:
        what = f"{before.rstrip(' .')}. {what}"[:400]  # the terms of something that was said before
    told = circumstances_in(what)
    meant = person if _OF_ONE.search(what) else None
    return Step(
        what=what,
        when=_when(what) or (step.when if step.what else None),
        where=told.where or where_in(what),
        with_whom=reading.person or told.with_whom or step.with_whom or meant,
    )


_EITHER = re.compile(
    r"\b(?:(?:do|should|shall|would|could|can|must|is|was|what|which|better)\b[^.?!]*|\w+ (?:it|him|her|them) )\bor\b(?! (?:not|no|what|so|something|anything|whatever|else)\b)[^.!?]{2,}\?",
    re.I,
)

_WHETHER = re.compile(
    r"(?<!what )(?<!how )(?<!which )(?<!where )(?<!when )(?<!who )(?<!why )(?<!in the world )\b(?:should|do|shall|must) i\b[^.!?]{3,}(?:\?|\bor not\b)",
    re.I,
)


def choice_asked(text: str) -> Subject | None:
    """What somebody asks the coach to decide: between two ways that they name (CHOICE), whether to do
    something (STEP), or neither (None)."""
    plain = QUOTED.sub(" ", text.replace("’", "'"))
    if _EITHER.search(plain):
        return Subject.CHOICE
    return Subject.STEP if _WHETHER.search(plain) else None


_SPOKEN_LEAD = re.compile(
    r"^(?:(?:well|or|so|ok(?:ay)?|right|honestly|um|hm+|yes|yeah|ha|oh|anyway|look|then|and|but|the smallest thing|smallest thing|probably|maybe|perhaps|i think|i suppose|i guess)[,.?]* +)*"
    r"(?:i(?:'ll| will| could| can| might| would|'d)(?: like to| love to| want to)? |i(?:'m| am) going to |i (?:want|need|hope|wish) to |what i (?:might|could|would|will) do is |what i want is |"
    r"i'd like |to |help me (?:to )?|let me |i'm (?:hoping|looking|here) (?:to|for) )?",
    re.I,
)

_LEAST = 20  # characters of a clause that may stand for a long step

_DO_IT = re.compile(
    r"(?:i'll )?(?:just )?(?:do|try|say|give|have) (?:it|that|this|so)(?: a (?:try|go))?$", re.I
)


def in_short(text: str | None, most: int) -> str:
    """Somebody's words as they can be quoted inside a sentence: one clause of at most so many words,
    without "I" at its beginning; empty if there is none."""
    for sentence in sentences((text or "").replace("’", "'")):
        clause = _SPOKEN_LEAD.sub("", sentence.text, count=1)
        if word_count(clause) > most:
            clause = re.split(
                r"[,;:]\s|\s-\s|\.\.\.|\b(?:because|but|so that|although|though|which)\b", clause
            )[0]
        clause = clause.strip(" .,;:!?…-")
        opens = re.match(
            r"(?:i|i'm|i've|i'd|we|no|yes|you|your|don't|did|didn'?t|haven'?t|isn'?t|it|that|this|there)\b",
            clause,
            re.I,
        )
        empty = opens or _DO_IT.match(clause) or sentence.text.endswith("?")
        if 2 <= word_count(clause) <= most and not empty:
            return clause
    return ""


_BEFORE_IT = re.compile(
    r"^(?:(?:well|so|ok(?:ay)?|k|right|honestly|um|hm+|yes|yeah|ha|oh|anyway|look|then|and|but|fine|i decided|here's (?:my|the) plan|"
    r"(?:so )?what i(?:'m going to| will|'ll| could| might| would) do is(?: this)?)[,.:?!]* +)+",
    re.I,
)


_NOTHING_MORE = re.compile(
    r"nothing(?:'s| is| to| more| else|$)|(?:that'?s|that is) (?:it|all|everything)\b", re.I
)


def _says_nothing(sentence: str) -> bool:
    bare = _SPOKEN_LEAD.sub("", sentence).strip(" .,!")
    return (
        not bare or sentence.endswith("?") or bool(_DO_IT.match(bare) or _NOTHING_MORE.match(bare))
    )


_CUE = 4  # words
_GOES_ON = re.compile(r"[,;]? (?:but|and|so) (?=i\b|i'|we\b)", re.I)
_LEADS_TO_IT = re.compile(
    r"(?:[\s,;.]*\b(?:and|so|but|then|now|i think|i guess|i suppose|sorry|anyway|listen|oh|look|really|right|ok(?:ay)?|well|thanks?))*[\s,;.]*$",
    re.I,
)


def _without_leaving(sentence: str) -> str:
    """The part of a sentence before it says that its speaker has to go."""
    if is_goodbye(sentence):
        return ""
    begins = goes_at(sentence)
    if begins is None:
        return sentence
    after = _GOES_ON.search(sentence, begins)
    if begins == 0:  # "I have to go now, but I'll ring Anna at ten"
        return sentence[after.end() :] if after else ""
    rest = _LEADS_TO_IT.sub("", sentence[:begins])
    return (
        rest if word_count(rest) > _CUE or _FIRM.search(rest) else ""
    )  # "That's the bell, I have to go"


def step_as_said(text: str | None, most: int = 34) -> str:
    """A step as it can be said back: in the leader's own sentences, as many as fit, or as much of a long
    one as makes a clause; empty if there is none."""
    whole = " ".join((text or "").replace("’", "'").split())
    told = [_without_leaving(s.text) for s in whole_sentences(_BEFORE_IT.sub("", whole))]
    said = [s if s and not _says_nothing(s) and not is_to_the_coach(s) else "" for s in told]
    while said and not said[0]:
        said = said[1:]
    if word_count(" ".join(said)) > most:  # what leads up to the plan goes first
        begins = next((n for n, sentence in enumerate(said) if _FIRM.search(sentence)), 0)
        said = [_BEFORE_IT.sub("", said[begins]), *said[begins + 1 :]]
    kept = ""
    for sentence in said:
        longer = f"{kept} {sentence}".strip()
        if word_count(longer) > most or (kept and not sentence):
            break  # cut pieces are never joined: that would quote what nobody said
        kept = longer
    if not kept and said:
        words = " ".join(said[0].split()[:most])
        cut = max(words.rfind(mark) for mark in (", ", "; ", ": ", " and ", " but ", " - "))
        kept = words[:cut] if cut > _LEAST else ""
    kept = kept.strip(" .,;:…-")
    parts = kept.split()
    tells = len(parts) >= _TELLS or (len(parts) >= 2 and any(len(part) > 3 for part in parts))
    return kept if tells or tells_when(kept) else ""


def _when(text: str) -> str | None:
    """The words of a text that say when."""
    return time_in_short(text) or None


_TIME_WORDS = 8


_TO_THE_COACH = re.compile(
    r"^\W*(?:(?:well|no|but|and|so|yes|yeah|ha|ah|oh|ok(?:ay)?|right),? )*(?:you(?:'ve|'re|'d)?\b(?! (?:know|see)\b)|that(?:'s|s| is| isn't) (?:a bit |not |all |rather )?(?:mixed|wrong|muddled|what|too|right|odd|a|the (?:same|wrong))\b)|"
    r"\b(?:i(?:'m| am) (?:starting|beginning) to think|i (?:think|told|asked)|i(?:'ve)? (?:just|already) (?:said|told|answered)|do|did|could|can|would|are|have) you(?:'ve|'re)?\b|\byou (?:keep|asked|said that|just asked|have asked|chopped|left out|repeat)\b",
    re.I,
)


def is_to_the_coach(sentence: str) -> bool:
    """Whether a sentence is said to the coach, and of it: no part of anybody's plan."""
    plain = QUOTED.sub(" ", sentence.replace("’", "'"))
    return says_how_to_answer(sentence) or _TO_THE_COACH.search(plain) is not None


def time_in_short(text: str | None) -> str:
    """The words of a text that say when, as they stand there, if they are few; else empty."""
    for clause in re.split(r"[,.;:!?]\s+|\s+(?=(?:and|but|because|so)\b)", text or ""):
        if _IS_AWAY.search(clause):
            continue  # "I'm off Monday, so it would be Tuesday"
        found = list(TIME.finditer(clause))
        if not found:
            continue
        told = clause.strip(" .,;:!?")
        between = clause[found[0].end() : found[-1].start()] if len(found) > 1 else ""
        if _TELLS_MORE.search(spelt(between)):  # "Tomorrow I come at four"
            return f"{found[0].group()} {found[-1].group()}"
        if word_count(told) <= _TIME_WORDS and not _TELLS_MORE.search(spelt(told)):
            return told
        lead = re.search(
            r"(?:\b(?:on|at|by|next|this|every|first thing|right)\s+)*$",
            clause[: found[0].start()],
            re.I,
        )
        start = lead.start() if lead else found[0].start()
        after = re.match(
            r"\d?(?:[:.]\d\d)?(?: ?[ap]m\b)?(?: (?:at|morning|afternoon|evening|night|lunchtime|around|about|past|to|half|quarter|\d[\d:.]*|[ap]m|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon))*",
            clause[found[-1].end() :],
            re.I,
        )
        end = found[-1].end() + (after.end() if after else 0)
        if re.search(r"\b(?:the|my|our)$", clause[:end], re.I):  # "before the" what
            rest = re.match(rf" (?:{_WHICH} )?[\w'-]+", clause[end:])
            part = rest is None or rest.group().lower().endswith(
                "'s"
            )  # "after my daughter's in bed"
            end = found[-1].start() if part or rest is None else end + rest.end()
        return _HANGS.sub("", clause[start:end]).strip(" .,;:")
    return ""


_WHICH = r"(?:last|first|next|early|late|big|second|morning|evening|whole)"
_HANGS = re.compile(r"(?: (?:at|to|past|around|about|half|quarter))+$", re.I)
_IS_AWAY = re.compile(
    rf"(?:'m|'s|'re|\b(?:am|is|are|im|hes|shes)) (?:off|away|out|busy|on leave|not (?:in|there|working))(?: on)? {TIME.pattern}",
    re.I,
)
_TELLS_MORE = re.compile(r"\b(?:is|was|it|it's|that|what|i|i'll|i'd|she|he|they|we|you)\b", re.I)


def commitment_of(before: ConversationState, after: ConversationState) -> CommitmentRecord | None:
    """The commitment that a conversation arrived at between two states, in the leader's words; None if it
    arrived at none or kept it before."""
    step = after.kept
    if step is None or step.what is None or step == before.kept:
        return None
    return CommitmentRecord(
        what=step.what,
        when_words=_beside(step.when, step.what),
        where_words=step.where,
        with_whom=step.with_whom,
        obstacle=step.obstacle,
        answer_to_it=step.answer,
        confidence=step.confidence,
    )


def _beside(when: str | None, what: str) -> str | None:
    """When, beside a step: the words of time alone where the step's own sentence says it."""
    said = when is not None and when.strip(" .") in what
    return (time_in_short(when) or None) if said else when
