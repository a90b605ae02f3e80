"""When, where and with whom: what somebody says of the circumstances of something, with or without the thing itself.

"Tomorrow at nine, before the line meeting, in his office" is no plan. It says when and where, of whatever was
spoken of before.
"""

import re
from dataclasses import dataclass

from coach.once_a_turn import once_a_turn
from coach.text import sentences

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|midnight)"
TIME = re.compile(
    rf"\b(?:today|tonight|tomorrow|{_DAY}s?|(?:next|this|coming) (?:week|weekend|month|time|one|{_DAY})|the weekend|"
    r"this (?:afternoon|evening|morning)|later (?:today|this \w+|on)|first thing|last thing|"
    r"(?:at|by|before|after|around|about|round|from|past|till|until) (?:\d|half (?:past )?\w+|quarter (?:to|past) \w+|\w+ (?:past|to) \w+|"
    rf"{_HOUR})(?:\b|(?=\d))|\d{{1,2}}[:.]\d{{2}}|\d{{1,2}} ?(?:am|pm|ish)|(?:\d{{1,2}}|{_HOUR}) ?o'?clock|"
    r"every (?:morning|day|week|evening|month|\w+day)|(?:in|during) the (?:morning|afternoon|evening|night)|(?:at|over|before|after|during) (?:lunch|noon|dinner|breakfast|work|coffee|handover|standup|stand-up)|lunch ?time|"
    r"tmrw|tomorow|tonite|weds|thurs|tues|from now on|this wk|half (?:six|seven|eight|nine|ten|past)|(?:on|by) the \d+(?:st|nd|rd|th)|"
    r"in (?:an?|a couple of|a few|\d+|two|three|four|five|ten|fifteen|twenty|thirty) (?:minutes?|mins?|hours?|days?|weeks?|months?)|(?:the )?end of (?:the |this )?(?:day|week|month|shift)|"
    r"(?:straight|right) (?:away|after)|(?:(?:early|mid|late|end of|beginning of) )?(?:january|february|april|june|july|august|september|october|november|december)|in may|(?:christmas|easter)|"
    r"before (?:the|my|our)|after (?:the|my|our))\b",
    re.I,
)
_PLACES = (
    r"(?:office|desk|kitchen|canteen|cafeteria|room|corridor|hall|hallway|workshop|shop ?floor|floor|site|yard|car ?park|car|van|truck|lorry|cab|reception|ward|"
    r"station|shop|caf[ée]|bar|pub|restaurant|table|bench|counter|door|doorway|gate|house|home|place|garden|classroom|staff ?room|library|studio|lab|warehouse|depot|dock|"
    r"plant|factory|field|track|pitch|lift|stairs|stairwell|lobby|terrace|balcony|stable|phone|teams|zoom|video|call|slack|whatsapp|train|bus|"
    r"boardroom|lounge|clinic|theatre|hut|cabin|church|gym|park|bakery|ovens?|machine|coffee machine|building|corner)"
)
_OF = r"(?:the|my|his|her|their|our|an?|your|each|one of the) "
_PREPOSITION = (
    r"(?:in|at|outside|inside|by|near|beside|on|over|down at|up at|out in|round at|behind)"
)
PLACE = re.compile(
    rf"\b(?:{_PREPOSITION} (?!\d|i\b|(?:{_HOUR})\b(?! of))(?:{_OF})?(?:[\w'-]+ ){{0,2}}?{_PLACES}|face to face|in person|(?:by|on|over) (?:the )?phone|(?:on|over) (?:a )?(?:video|zoom|teams|slack)(?: call)?|"
    rf"(?:over|for) (?:a |an )?(?:coffee|lunch|tea|breakfast|walk|drink|beer))\b(?! (?:call|number|is|was)\b)",
    re.I,
)
_A_PLACE = re.compile(
    rf"(?:{PLACE.pattern}|(?:in|outside|inside|beside|behind|near|at|by) {_OF}(?:[\w'-]+ ){{0,5}}[\w'-]+|(?:at )?(?:{_OF})?(?:[\w'-]+ )?{_PLACES})(?:,? (?:alone|just us|just the two of us))?$",
    re.I,
)
_SOMEBODY = re.compile(
    r"(?:(?:with|to|for) )?(?P<who>(?:my |our |the )?(?:(?:new|old|site|line|shift|night|head) )?(?:boss|manager|deputy|foreman|assistant|colleague|partner|wife|husband|client|nurse|chef|chief|"
    r"supervisor)|(?:(?:Mr|Mrs|Ms|Dr)\.? )?(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?|him|her|them)$",
    re.I,
)
_NO_NAME = re.compile(
    r"(?:i|it|ok|okay|yes|no|nothing|none|maybe|perhaps|sure|thanks|fine|good|right|probably|never|always|nobody|everyone|everybody|"
    r"time|money|work|nerves?|fear|pride|habit|meetings?|traffic|weather|rain|tiredness|stress|shame|me|myself|hr|budget|hmm?|exactly|true|same|"
    rf"\d+|{_HOUR}|zero|nought|(?:{_DAY})s?|today|tomorrow|tonight|(?:mid)?night|morning|lunch|noon)$",
    re.I,
)
_FILLS = re.compile(
    r"^(?:(?:well|so|then|ok(?:ay)?|k|right|yes|yeah|yep|no|hm+|um|maybe|perhaps|probably|let'?s say|say|i (?:think|guess|suppose|reckon)|make (?:it|that)|and|or|just|it'?(?:s|ll be)|that'?s|that would be)[,.]? +)+",
    re.I,
)
_FILLERS = re.compile(
    r"(?:well|so|then|ok(?:ay)?|right|yes|yeah|yep|no|hm+|um|maybe|perhaps|probably|i (?:think|guess|suppose|reckon)|please|thanks?|alone|just us|just the two of us|say)$",
    re.I,
)
_ENDS = re.compile(
    r"(?: (?:then|maybe|perhaps|probably|i (?:think|guess|suppose)|please|or so))+$", re.I
)
_TELLS = re.compile(
    r"\b(?:i(?!n\b)|i'\w+|you|we|he's|she's|it's|is|was|were|are|has|had|have|will|would|can|could|should|might|don't|didn't|not|never|because|im|ive|id|ill|dont|cant|wont|thats|theres|there's|that's|hes|shes|let's)\b",
    re.I,
)
# With what a sentence begins that says what to do.
DOES = re.compile(
    r"(?:not |first |still |also |both |quietly |simply |just |only )*(?:ask|ring|call|phone|telephone|text|write|mail|email|message|tell|say|talk|speak|go|visit|wait|leave|let|give|take|keep|drop|bin|delete|"
    r"send|meet|see|stay|stop|start|begin|put|bring|invite|offer|thank|apologi[sz]e|explain|mention|raise|make|do|try|have|get|pay|buy|cancel|move|change|read|show|share|sit|"
    r"stand|walk|knock|push|pull|answer|reply|ignore|forget|come|hold|pick|use|name|admit|warn|include|check|accept|refuse|sign|skip|find|help|listen|open|close|step|add|cut|"
    r"look|be|act|praise|confront|approach|return|discuss|suggest|hand|turn|join|greet|note|book|arrange|set|pop|catch|grab|learn|remember|own|work|figure|sort|decide|know|"
    r"understand|prepare|plan|feel|become|build|say|end|finish|handle|deal|hear|be|spend|carry|cook|teach|clear|face|face up|draw|order|run|drive|swap|split|post|track|promise|repeat|block|close|save|post)\b(?!')",
    re.I,
)
# "before the others are in", "when he makes coffee": a clause, and still only a time.
_MOMENT = re.compile(r"(?:before|after|when|once|as soon as|while|until|till)\b", re.I)
# "On Friday she left"
_SOMEBODY_DOES = re.compile(r"\b(?:he|she|they|we|who|nobody|everyone|everybody) \w+", re.I)
_GONE = re.compile(r"\b(?:last (?!thing\b)\w+|yesterday|ago|not)\b", re.I)
_NONE_OF_IT = re.compile(r"(?:no|without|nothing)\b", re.I)
_BARE_HOUR = re.compile(rf"(?:\d{{1,2}}|{_HOUR}|early|first thing|now|soon)$", re.I)
_CUTS = re.compile(r"\s*(?:[,;]|[:.!…]+(?=\s|$)|\n|\s[-–—]\s)\s*")
_MOST, _LONGEST, _FIRST = 18, 9, 2  # words of all of it; of a piece; sentences that are read


@dataclass(frozen=True)
class Circumstances:
    """What was said of when, where and with whom, in the words in which it was said."""

    when: str | None = None
    where: str | None = None
    with_whom: str | None = None


@once_a_turn
def tells_when(text: str) -> bool:
    """Whether words say when."""
    return bool(TIME.search(text.replace("’", "'")))


def tells_moment(text: str) -> bool:
    """Whether words tell an occasion that is as good as a time: "before we strip the wall", "when his shift ends", "on sat"."""
    return bool(_OCCASION.search(text.replace("’", "'")))


_OCCASION = re.compile(
    r"\b(?:before|after|once|as soon as) (?:we|they|everyone|everybody|the others|the \w+|my \w+|our \w+|his \w+|her \w+) (?!was\b|were\b|had\b|left\b|came\b|went\b|said\b)\w+|"
    r"\bwhen (?:my|our|his|her|the) (?:shift|break|round|service|lesson|meeting|class|match|session)s?\b|"
    r"\b(?:on|this|next|come) (?:mon|tue|wed|thu|fri|sat|sun)\b(?!')",
    re.I,
)

# "Monday, not this week"
_NOT_THEN = re.compile(
    r"[\s,;]*\b(?:and )?not (?:on )?(?:this|next|the|in the)? ?(?:week|month|today|tomorrow|tonight|yet|now|before|weekend|morning|afternoon|evening|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?: then)?[\s,;.]*",
    re.I,
)


def only_circumstances(text: str) -> Circumstances | None:
    """When, where or with whom, where a message says that and nothing else; None where it says anything else."""
    plain = _NOT_THEN.sub(" ", " ".join(text.replace("’", "'").split())).strip()
    if not plain or "?" in plain or len(plain.split()) > _MOST:
        return None
    read = _read(_CUTS.split(plain), asked=False)
    return read[0] if read is not None and not read[1] else None


def circumstances_in(text: str, *, asked: bool = False) -> Circumstances:
    """What a message says of when, where and with whom, beside whatever else it says. ``asked``: when it will be was just
    asked, so that "four" is an hour."""
    plain = " ".join(s.text for s in sentences(text.replace("’", "'"))[:_FIRST])
    read = _read(_CUTS.split(plain), asked=asked)
    return read[0] if read is not None else Circumstances()


def _read(pieces: list[str], *, asked: bool) -> tuple[Circumstances, bool] | None:
    """The circumstances in pieces of a message, and whether some pieces say anything else; None where there are none."""
    when: list[str] = []
    where: list[str] = []
    who: list[str] = []
    more = False
    for piece in pieces:
        said = _ENDS.sub("", _FILLS.sub("", piece, count=1)).strip(" .")
        if not said or _FILLERS.match(said):
            continue
        if len(said.split()) > _LONGEST or _GONE.search(said):
            more = True
            continue
        if _NONE_OF_IT.match(said):  # "no pitch" is no place
            more = True
            continue
        moment = _MOMENT.match(said)
        timed = tells_when(said) or (asked and _BARE_HOUR.match(said) is not None)
        told = _TELLS.search(said) or _SOMEBODY_DOES.search(said) or DOES.match(said)
        if _A_PLACE.match(said) and not timed:
            where.append(said)
        elif (timed or (moment and (when or asked))) and (moment or not told):
            place = PLACE.search(said)
            if place is not None and place.start() > 0 and tells_when(said[: place.start()]):
                where.append(said[place.start() :])
                said = said[: place.start()].strip(" ,")
            elif place is not None and place.start() == 0 and tells_when(said[place.end() :]):
                where.append(place.group())
                said = said[place.end() :].strip(" ,")
            if said not in when:
                when.append(said)
        elif (
            not more
            and (somebody := _SOMEBODY.match(said))
            and not _NO_NAME.match(somebody["who"])
            and not told
        ):
            who.append(somebody["who"])
        else:
            more = True
    if not (when or where or who):
        return None
    alone = who[0] if len(who) == 1 else None
    return Circumstances(", ".join(when) or None, ", ".join(where) or None, alone), more or len(
        who
    ) > 1


def where_in(text: str) -> str | None:
    """The words of a text that say where something is to be, if it says so."""
    found = PLACE.search(text.replace("’", "'"))
    return found.group() if found else None
