"""Reading the leader's own words for the parts of a plan."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coach.state import ConversationState, Step
from coach.store.records import CommitmentRecord
from coach.text import Sentence, sentences, word_count
from coach.vocabulary import Gist, Subject, TurnKind

if TYPE_CHECKING:
    from coach.turn import Reading, Turn

_WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next (?:week|month|time|one)|"
    r"this (?:week|afternoon|evening|morning)|first thing|at \d|\d{1,2}[:.]\d{2}|\d ?(?:am|pm)|"
    r"every (?:morning|day|week|monday|friday)|in the (?:morning|afternoon|evening)|at (?:lunch|noon)|"
    r"tmrw|tomorow|tonite|from now on|this wk|half (?:six|seven|eight|nine|ten|past)|(?:on|by) the \d+(?:st|nd|rd|th)|"
    r"before (?:the|my|our)|after (?:the|my|our))\b",
    re.I,
)


_AIM = re.compile(
    r"^(?:to|how|whether|what to|less|more|not|be|being|get|getting|stop|find|figure|learn|understand|work out|sort|"
    r"know|help|improve|just|some|a way|clarity|advice|ideas?)\b|"
    r"\b(?:want|wish|hope|better|stop|how to|whether to|what to|decide|figure|learn|understand|improve|change|be able|without|"
    r"less|more|find (?:a|the|out)|plan|prepare|ready|feel|how (?:do|can|could|should|would) i)\b",
    re.I,
)
_NAMES_A_STEP = re.compile(
    r"(?:(?:maybe|perhaps|just|simply|only|probably|well|ok(?:ay)?|so|then)[, ]+)*(?:ask|write|send|call|ring|tell|say|thank|stop|start|go|visit|meet|invite|"
    r"knock|wait|listen|give|take|sit|walk|apologi[sz]e|text|email|mail|message|phone|name|put|leave|bring|learn|use|read|talk|speak|drop|offer|let|look|greet|"
    r"have|one|find|keep|make|stay|show|try|begin|share|remember|mention|note|check|be|do|cancel|book|move|shut|open|close|by \w+ing|instead of|a|an|my|the)\b",
    re.I,
)


_SAFE = re.compile(
    r"\b(?:i'?m|i am|we'?re|he'?s|she'?s|they'?re|(?:he|she) is) (?:safe|ok(?:ay)?|fine|all right|alright|not (?:going to|in danger|alone|suicidal|serious))\b|"
    r"\bwon'?t do anything\b|(?<!can't )(?<!cannot )(?<!couldn't )(?<!not )(?<!to )\b(?:go|carry) on\b|\b(?:like|want|can we|let'?s|ready|able) (?:to )?(?:go|carry) on (?:with|about)\b|\bcontinue\b|\bback to\b|\b(?:talk|speak) about\b|\binstead\b|"
    r"\b(?:i|we)(?:'ve| have)? (?:called|rang|phoned|spoken|spoke|talked)\b|(?<!not )(?<!no )\bjok(?:e|ing)\b|\bdidn'?t mean\b|\bnot (?:serious|suicidal)\b|"
    r"\b(?:is|are) with (?:me|him|her|them)\b",
    re.I,
)


_INTENT = re.compile(
    r"\b(?:(?:i think |maybe |perhaps |then |so |and |right,? |anyway,? )*i(?:'ll| will| shall|'m going to| am going to|'m gonna|'ve decided to| have decided to|"
    r"'d (?=go|ask|ring|call|say|tell|write|send|start|walk|knock|try|do)| could| can| might| would|'d like to try)|"
    r"what i (?:could|might|can|would|will) do is|i(?:'?m| am) (?:ring|call|ask|tell|writ|send|go|see|talk|tak|stopp|start|visit|invit|thank|drop|meet)\w*ing\b|"
    r"i want to (?:go|ring|tell|ask|say|write|call|apologi[sz]e|thank|send|see|visit|invite|give)\b|"
    r"(?:maybe|perhaps) (?:send|ask|write|call|ring|go|tell|say|just|start|stop|thank|invite|visit|give|knock|wait|i)\b|"
    r"going with|i (?:go|ask|call|ring|say|tell|come|take|make|wait|write|bring) (?:to |him|her|them|tomorrow|on |at |the )|i say:) ?",
    re.I,
)
_FIRM = re.compile(
    r"\bi(?:'ll| will| shall|'m going to| am going to|'m gonna|'ve decided| have decided|(?:'?m| am) \w+ing)\b|\bgoing with\b|"
    r"\bi (?:go|ask|call|ring|say|tell|come|take|make|wait|write|bring) |\bwhat i (?:might|could|will|would) do is\b",
    re.I,
)
_NO_STEP = re.compile(
    r"\b(?:can'?t|cannot|could(?:n'?t| not| have| never)|won'?t|will not|would(?:n'?t| not| have| never| be| rather| feel)|might (?:be|have|not)|can (?:see|tell|feel|imagine|say|be)|"
    r"could (?:be|feel|see|tell)|i'?ll (?:be|feel|never|tell you|admit|say (?:this|that))|i will be|so (?:that )?i can|if i could|i'd (?:say (?:so|that)|be|feel|never)|"
    r"i'?ll (?:think|see|try to think|have to see|let you)|going to (?:bed|sleep|lunch|a meeting|be)|i'?d walk (?:past|away)|"
    r"i'?m (?:telling|asking|saying|wondering|thinking|feeling|not|getting|having|trying|going (?:mad|round|crazy|to be)))\b",
    re.I,
)
# A denial clears danger away, so it has to be one: "no" and "kill" in one sentence are not, nor is
# "I meant it".
_DENIES = re.compile(
    r"\b(?:i'?m|i am|i was|we'?re|it'?s|it is|it was|that'?s|that was) not (?:\w+ ){0,2}(?:suicid\w*|dying|in danger|like that|that way)\b|"
    r"\bi(?:'m| am| was) not (?:thinking (?:of|about)|going to|planning to|about to) (?:\w+ ){0,1}(?:kill\w*|hurt\w*|harm\w*|die|dying|suicide|do anything)\b|"
    r"\b(?:didn'?t|did not|don'?t|do not|never) mean (?:it|that)? ?(?:like that|that way|to sound|literally)\b|"
    r"\b(?:harassment|danger|suicide|violence|abuse|bullying)\?\W{1,3}no\b|"
    r"\b(?:nobody|no one)(?:'s| is| was| were)? (?:being |in )?(?:harass\w*|bull\w*|abus\w*|threaten\w*|danger|suicid\w*|wants? to (?:die|hurt))\b|"
    r"\b(?:nobody|no one)(?:'s| has| is)? (?:did|done|doing) anything (?:to|wrong)\b|"
    r"\b(?:of course not|what\?+ no|nothing like that|figure of speech|(?:just )?an? expression|wrong end of)\b|"
    r"\byou(?:'ve| have)? (?:misread|misunderst\w+)|\bi was (?:only |just )?talking about\b|\bi said i'?m (?:going to )?(?:thank\w*|talk\w*|going to)\b|"
    r"\bi meant (?:the|my|a|an|done|leaving|to say|with)\b",
    re.I,
)


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
    r"\b(?:tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day(?!s)|next \w+|\d{1,2}[:.]\d{2})\b",
    re.I,
)
_ALWAYS = re.compile(
    r"\b(?:every|always|each|usually|never|mostly|on (?:mon|tues|wednes|thurs|fri)days)\b", re.I
)


# How likely a sentence must be a step: by itself, beside one, and to be taken for decided.
_A_STEP, _BESIDE_A_STEP, _SURE = 0.45, 0.35, 0.6
_DECIDED = 0.3  # what it counts that a sentence says "I'll"
_TELLS = 4  # words of a step that tells anything


def _intends(sentence: str) -> bool:
    if not _INTENT.search(sentence) or _NO_STEP.search(sentence):
        return False
    if _FUTURE.search(sentence) or not _PRESENT.search(sentence):
        return True
    return _A_DATE.search(sentence) is not None and not _ALWAYS.search(sentence)


def step_in(text: str) -> str | None:
    """The last sentence of a message that says what somebody will, could or might do."""
    plain = text.replace("’", "'")
    found = [s.text for s in sentences(plain) if not s.text.endswith("?") and _intends(s.text)]
    dated = [sentence for sentence in found if tells_when(sentence)]
    return (dated or found)[-1] if found else None


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
    if last + 1 < len(said) and word_count(text[said[first].start : said[last].end]) < _TELLS:
        last += 1  # "Saturday." and what is on Saturday
    return text[said[first].start : said[last].end]


_HALF = re.compile(
    r"\bi don'?t (?:really )?know\b|\b(?:or|well)[, ]+maybe\b|\bnot (?:so |quite )?sure\b", re.I
)


def denies_danger(text: str) -> bool:
    """Whether somebody says that they were misunderstood when danger was heard. "I didn't mean it like
    that, or I don't know" leaves it open."""
    plain = text.replace("’", "'")
    return bool(_DENIES.search(plain)) and not _HALF.search(plain)


_PLAIN_NO = re.compile(
    r"^\W*(?:(?:my life|what|me|oh|good heavens|heavens|god|good lord|well|ha|who)\W+)*no\b(?! (?:one|body|point|reason|way|idea|hope|future|longer|more)\b)",
    re.I,
)


def sets_right(text: str, state: ConversationState) -> bool:
    """Whether somebody says, after words of danger, that there is none: outright, or by a no to the
    question whether there is."""
    asked = state.pending is not None and state.pending.about is Subject.FIT
    return denies_danger(text) or (asked and bool(_PLAIN_NO.match(text)))


def without_denials(text: str) -> str:
    """The rest of a message in which danger is denied: it is screened by itself."""
    return _DENIES.sub(" … ", text.replace("’", "'"))


_REACHED = re.compile(
    r"\b(?:i(?:'ve| have)?(?: just)? )?(?:called|rang|phoned|texted|messaged|told|spoke (?:to|with)|spoken (?:to|with)|talked (?:to|with)) "
    r"(?:to |with )?(?:my|a|the|our|him|her) ?(?:\w+ )?(?:wife|husband|partner|sister|brother|mother|father|mum|mom|dad|friend|son|daughter|doctor|gp|therapist|"
    r"helpline|samaritans|counsell?or|cousin|aunt|uncle|neighbour)\b|\b(?:he|she|they)(?:'s| is| are|'re) (?:coming (?:over|round)|on (?:his|her|their) way|here with me)\b|"
    r"\b(?:seeing|see|appointment with) (?:my|a|the) (?:doctor|gp|therapist|counsell?or)\b",
    re.I,
)


_NOT_REACHED = re.compile(
    r"\b(?:not|never|nothing|nobody|no one|without|would|could|should|might|wish|if)\b|n't\b", re.I
)


def reached_out(text: str) -> bool:
    """Whether somebody says that a person near them knows, or that they see one who can help."""
    plain = text.replace("’", "'")
    return any(
        not _NOT_REACHED.search(plain[max(0, found.start() - 40) : found.end() + 20])
        for found in _REACHED.finditer(plain)
    )


def says_safe(text: str) -> bool:
    """Whether somebody says, after words of danger, that they are safe or want to go on."""
    return bool(_SAFE.search(text.replace("’", "'"))) or denies_danger(text)


def could_be_aim(text: str) -> bool:
    """Whether an answer to "what do you want from this?" says what somebody wants."""
    return bool(_AIM.search(text.strip()))


_BEFORE_AN_AIM = re.compile(
    r"^(?:(?:well|so|ok(?:ay)?|right|honestly|um|hm+|oh|look|then|i think|i suppose|i guess|probably|maybe|perhaps|just)[,.?]* +)*"
    r"(?:i(?:'d| would)(?: like to)? (?:spend it|leave|go home|walk out|come away) (?:on|with) )?(?:(?:on|about|with) (?=\w))?",
    re.I,
)
_A_THING_WANTED = re.compile(
    r"(?:something|an? (?!bit\b|remark\b)\w+ (?:to|for|that|about|how)|one (?:thing|step|sentence|line|way|idea)|some|the (?:next|first|words?|courage|nerve|conversation|talk|moment|bit|part)|"
    r"that (?:moment|conversation|talk|part|bit|one)|how|what to|what i|why|whether|where|to \w+|not \w+ing|less|more|knowing|being|getting|a way|a plan|my (?!\w+'s)\w+ing)\b",
    re.I,
)
_LONGEST_AIM = 24  # words


def aim_told(text: str) -> str | None:
    """What somebody wants, in an answer to "what do you want from this?" that does not say "I want"."""
    for sentence in sentences(text.replace("’", "'").strip())[:2]:
        wanted = _BEFORE_AN_AIM.sub("", sentence.text, count=1).strip(" .,;")
        wanted = re.sub(
            r",? (?:i think|i guess|i suppose|really|maybe|perhaps|please)$", "", wanted, flags=re.I
        )
        if _A_THING_WANTED.match(wanted) and word_count(wanted) <= _LONGEST_AIM:
            return wanted
    return None


def aim_of(turn: "Turn") -> str:
    """What the leader wants from the talk, in their words: said now, or as an answer, or before."""
    pending = turn.state.pending
    asked = pending is not None and pending.about is Subject.AIM
    said = turn.text.strip() or turn.state.aim or ""
    told = (aim_told(turn.text) or (said if could_be_aim(turn.text) else None)) if asked else None
    return turn.reading.aim or told or (turn.state.wish if turn.text else None) or said


def could_be_step(text: str) -> bool:
    """Whether an answer to "what will you do?" is something one can do."""
    named = (s.text for s in sentences(text) if word_count(s.text) <= 15)
    return step_in(text) is not None or any(_NAMES_A_STEP.match(sentence) for sentence in named)


def tells_step(reading: "Reading", text: str) -> bool:
    """Whether an answer to "what will you do?" is something one can do, as it reads or as it was heard."""
    return could_be_step(text) or not _STEPS.isdisjoint(reading.gists)


def tells_when(text: str) -> bool:
    """Whether a step already says when."""
    return bool(_WHEN.search(text))


def leaving_with(reading: "Reading") -> str | None:
    """The step that somebody tells as they take their leave: decided, though perhaps without a time."""
    step = reading.step
    return step if step and (reading.step_is_firm or _FIRM.search(step)) else None


_STEPS = frozenset({Gist.STEP_WITH_TIME, Gist.STEP_IDEA, Gist.OWES_APOLOGY})


def step_after(
    step: Step,
    about: Subject | None,
    text: str,
    reading: "Reading",
    *,
    committed: bool,
    thought: str | None = None,
) -> Step:
    """The step with what this message added to it; the leader's words are kept as they are."""
    words = " ".join(text.split())[:400]
    asking = {TurnKind.UNSURE, TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.META, TurnKind.REPAIR,
              TurnKind.GOODBYE, TurnKind.RESISTANCE}  # fmt: skip
    said = reading.step or words
    if reading.kind is TurnKind.GOODBYE and about is Subject.SCALE and reading.number is not None:
        return step.model_copy(update={"confidence": min(reading.number, 10)})
    if reading.kind is TurnKind.GOODBYE and reading.step_is_firm and not step.what:
        # what they leave with
        return step.model_copy(update={"what": reading.step, "when": _when(words)})
    in_the_way = about in {Subject.OBSTACLE, Subject.ANSWER}  # what they might do instead, or then
    if reading.kind is TurnKind.COMMITMENT and not in_the_way and (committed or not step.what):
        dated = reading.step is not None and tells_when(reading.step)
        what = reading.step if dated or not thought else thought
        return step.model_copy(
            update={
                "what": what or words,
                "when": _when(words),
                "with_whom": reading.person or step.with_whom,
            }
        )
    if (
        about is Subject.CHOICE and step.what and reading.step
    ):  # the plan that was read back, put right
        return step.model_copy(update={"what": reading.step})
    if reading.kind in asking and about is not Subject.SENTENCE:  # a sentence to say may ask
        return step
    field = {
        Subject.STEP: "what",
        Subject.SENTENCE: "what",
        Subject.WHEN: "when",
        Subject.WHO: "with_whom",
        Subject.OBSTACLE: "obstacle",
        Subject.ANSWER: "answer",
    }.get(about) if about else None  # fmt: skip
    if about is Subject.STEP and not tells_step(reading, text):
        return step
    if field is not None and reading.kind is not TurnKind.NO:
        changes: dict[str, str | None] = {field: said if field == "what" else words}
        if field == "what":
            changes |= {"when": _when(words)} if tells_when(words) else {}
            changes |= (
                {"with_whom": reading.person} if reading.person and not step.with_whom else {}
            )
        return step.model_copy(update=changes)
    if about is Subject.SCALE and reading.number is not None:
        return step.model_copy(update={"confidence": min(reading.number, 10)})
    return step


_GOODBYE = re.compile(
    r"^(?:(?:ok(?:ay)?|right|well|anyway|so|ha|and|but|thanks?|thank you|cheers|great|good|fine|cool|sorry)[,. ]+)*"
    r"(?:bye|goodbye|good night|night|see you|cheers|"
    r"(?:i )?(?:have|need|must|got|gotta|ought|should)(?: to)? (?:go|run|leave|dash|stop|get going|head off|be off|get (?:on(?: shift)?|back(?: to \w+)?))|i(?:'m| am) off\b|"
    r"(?:i(?:'ll| will)?|let'?s|i(?:'d| would) (?:like to|rather)|i think i(?:'ll| will)?) (?:stop|end|leave it|leave|go)(?: it)?(?: here| there| now| at that)?|"
    r"talk (?:soon|later)|(?:that'?s (?:it|all|enough|me|everything)|(?:i think )?i(?:'m| am) (?:done|finished)) (?:for (?:now|today|me|tonight)|here|done)|"
    r"i go now|that'?s me (?:done|off)|i(?:'m| am) going to (?:leave it|stop|call it|head off)\b.*|i(?:'ve| have) got (?:a|an|another|the|my) (?:\w+ )?(?:o'clock|call|meeting|train|committee|shift|flight|delivery|customer)\b.{0,20}|"
    r"my (?:shift|train|next call)(?:'s| is) .{2,20}|(?:he|she|they)(?:'s|'re| is| are) (?:at the door|here|waiting)|(?:the )?delivery(?:'s| is) here|signing off|ttyl|off to bed|i(?:'m| am) going to bed|back to work|enough for (?:today|now)|no more (?:for )?(?:today|now))"
    r"(?:[\s,.!]+(?:thanks?|thank you|bye|cheers|then|now|here|today|for (?:now|today|the (?:chat|talk))|i guess|so much|anyway|coach|it was|that was|"
    r"good|helpful|useful|see you|good night|ok(?:ay)?|ha|take care))*[\s.!,]*$",
    re.I,
)


def is_goodbye(sentence: str) -> bool:
    """Whether a sentence says by itself that somebody is leaving, and no more."""
    return bool(_GOODBYE.match(sentence.replace("’", "'").strip()))


# What takes somebody away from the talk.
_MUST_GO = re.compile(
    r"\b(?:i(?:'ve| have)(?: got)? to|i(?:'ve)? got to|i must|i need to|i(?:'d| had) better|i gotta|gotta|i ought to|i should(?: probably)?|have to) "
    r"(?:go|run|dash|rush|be off|head (?:off|back|out|home)|get (?:going|moving|back)|leave|log off|jump)"
    r"(?= *(?:[.!;…-]|,(?! (?:in person|on|by|and|to|there|with|alone|myself)\b)|$|now\b|in (?:a|\d)|(?:in)?to (?:a|the|my|another) (?:\w+ )?(?:meeting|call|desk|ward|shift|train|class|shop|floor|office|work|school|bus|plane)\b))",
    re.I,
)
_TELLS_OF_IT = re.compile(
    r"\b(?:if|when|whenever|every|always|because|says?|said|tells?|told|that|who|which|before|until)\b",
    re.I,
)


def goes_at(sentence: str) -> int | None:
    """Where a sentence begins to say that its speaker has to leave now; None if it does not."""
    found = _MUST_GO.search(sentence.replace("’", "'"))
    return found.start() if found and not _TELLS_OF_IT.search(sentence[: found.start()]) else None


_EITHER = re.compile(
    r"\b(?:(?:do|should|shall|would|could|can|must|is|was|what|which|better)\b[^.?!]*|\w+ (?:it|him|her|them) )\bor\b(?! (?:not|no|what|so|something|anything|whatever|else)\b)[^.!?]{2,}\?",
    re.I,
)
_WHETHER = re.compile(
    r"(?<!what )(?<!how )(?<!which )(?<!where )(?<!when )(?<!who )(?<!why )(?<!in the world )\b(?:should|do|shall|must) i\b[^.!?]{3,}(?:\?|\bor not\b)",
    re.I,
)
_SAID_ALOUD = re.compile(r"[\"“][^\"”]*[\"”]")


def choice_asked(text: str) -> Subject | None:
    """What somebody asks the coach to decide: between two ways that they name (CHOICE), whether to do
    something (STEP), or neither (None)."""
    plain = _SAID_ALOUD.sub(" ", text.replace("’", "'"))
    if _EITHER.search(plain):
        return Subject.CHOICE
    return Subject.STEP if _WHETHER.search(plain) else None


_SPOKEN_LEAD = re.compile(
    r"^(?:(?:well|or|so|ok(?:ay)?|right|honestly|um|hm+|yes|yeah|ha|oh|anyway|look|then|and|but|the smallest thing|smallest thing|probably|maybe|perhaps|i think|i suppose|i guess)[,.?]* +)*"
    r"(?:i(?:'ll| will| could| can| might| would|'d)(?: like to| love to| want to)? |i(?:'m| am) going to |i (?:want|need|hope|wish) to |what i (?:might|could|would|will) do is |what i want is |"
    r"i'd like |to |help me (?:to )?|let me |i'm (?:hoping|looking|here) (?:to|for) )?",
    re.I,
)


_WANTS = re.compile(
    r"^.*?\b(?:i(?:'d| would) (?:like|love|want) to|i (?:want|need|hope|wish) to|(?:i'?m )?(?:hoping|looking|here) to|help me(?: to)?|what i (?:want|need) is to) (?=\w)",
    re.I,
)


_WANTS_THAT = re.compile(r"^.*?\bi(?:'d| would)? (?:like|love|want|need|hope for) (?=\w)", re.I)


def aim_in_short(aim: str | None, most: int) -> str:
    """The aim as it can be quoted: "to know what to do about it", or what it was called; else
    empty."""
    for sentence in sentences((aim or "").replace("’", "'")):
        wants = _WANTS.match(sentence.text)
        if wants:
            core = in_short(sentence.text[wants.end() :], most)
            return f"to {core}" if core else ""
        wants = _WANTS_THAT.match(sentence.text)
        if wants:
            return in_short(sentence.text[wants.end() :], most)
    return in_short(aim, most)


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
            r"(?:i|i'm|i've|i'd|we|no|yes|you|your|don't|it|that|this|there)\b", clause, re.I
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


def _says_nothing(sentence: str) -> bool:
    bare = _SPOKEN_LEAD.sub("", sentence).strip(" .,!")
    return not bare or sentence.endswith("?") or bool(_DO_IT.match(bare))


def _without_leaving(sentence: str) -> str:
    """The part of a sentence before it says that its speaker has to go."""
    if is_goodbye(sentence):
        return ""
    begins = goes_at(sentence)
    if begins is None:
        return sentence
    return re.sub(r"[\s,;]*\b(?:and|so|but)?[\s,]*(?:then|now)?[\s,]*$", "", sentence[:begins])


def step_as_said(text: str | None, most: int = 34) -> str:
    """A step as it can be said back: in the leader's own sentences, as many as fit, or as much of a long
    one as makes a clause; empty if there is none."""
    whole = " ".join((text or "").replace("’", "'").split())
    told = [_without_leaving(s.text) for s in sentences(_BEFORE_IT.sub("", whole))]
    said = [s for s in told if not _says_nothing(s)]
    if word_count(" ".join(said)) > most:  # what leads up to the plan goes first
        begins = next((n for n, sentence in enumerate(said) if _FIRM.search(sentence)), 0)
        said = [_BEFORE_IT.sub("", said[begins]), *said[begins + 1 :]]
    kept = ""
    for sentence in said:
        longer = f"{kept} {sentence}".strip()
        if word_count(longer) > most:
            break
        kept = longer
    if not kept and said:
        words = " ".join(said[0].split()[:most])
        cut = max(words.rfind(mark) for mark in (", ", "; ", ": ", " and ", " but ", " - "))
        kept = words[:cut] if cut > _LEAST else ""
    kept = kept.strip(" .,;:…-")
    tells = word_count(kept) >= 2 and any(len(word) > 3 for word in kept.split())
    return kept if tells or tells_when(kept) else ""


def _when(text: str) -> str | None:
    """The clause of a text that says when."""
    for clause in re.split(r"[,.;]\s+", text):
        if _WHEN.search(clause):
            return clause.strip()
    return None


def commitment_of(before: ConversationState, after: ConversationState) -> CommitmentRecord | None:
    """The commitment that a conversation arrived at between two states, in the leader's words; None if it
    arrived at none or kept it before."""
    step = after.kept
    if step is None or step.what is None or step == before.kept:
        return None
    return CommitmentRecord(
        what=step.what,
        when_words=step.when,
        where_words=step.where,
        with_whom=step.with_whom,
        obstacle=step.obstacle,
        answer_to_it=step.answer,
        confidence=step.confidence,
    )


_LEAD = re.compile(
    r"^(?:well|so|ok(?:ay)?|honestly|um|hi|hello|i (?:want|would like|'d like|need|hope) to|i'd like to|"
    r"help me(?: to)?|i want|to)\b[\s,]*",
    re.I,
)


def subject_of(turn: "Turn") -> str | None:
    """A name for the conversation: what the leader wants from it, else what they told first."""
    state = turn.state
    if state.kind == "scenario":
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
