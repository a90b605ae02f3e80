"""How people take their leave in a message, whatever came before it."""

import re

_GOODBYE = re.compile(
    r"^(?:(?:ok(?:ay)?|right|well|anyway|so|ha|and|but|thanks?|thank you|thx|ty|cheers|great|good|fine|cool|sorry|now|i think)[,. ]+)*"
    r"(?:bye|(?:i )?(?:thank you .{0,40} and )?(?:wish|bid|have bidden|had bidden) you (?:a )?(?:very )?good (?:night|evening|day|afternoon)|there(?:'s| is) nothing further(?: from me| to (?:say|add))?(?=\W*$)|goodbye(?: dear)?|good ?night|night|see (?:you|ya)|cya|c ya|cu|bfn|ta-?ra|toodle-?oo|cheers|gtg|g2g|"
    r"(?:i )?(?:have|need|must|got|gotta|ought|should|(?:i'?d|had) better)(?: to)? (?:go|run|leave|dash|stop|get going|head off|be off|get (?:on(?: shift)?|back(?: to \w+)?))|i(?:'m| am) off\b|"
    r"(?:i(?:'ll| will)?|let'?s|i(?:'d| would) (?:like to|rather)|i think i(?:'ll| will)?) (?:stop|end|leave it|leave|go)(?: it)?(?: here| there| now| at that)?|"
    r"(?:i(?:'ve)? )?(?:have|need|must|got|gotta)(?: got)?(?: to)? (?:go )?(?:and )?(?:(?:close|lock|open) up|clock (?:in|on|off|out)|feed the \w+|milk|do the (?:school run|rounds?|bedtime|tea|dinner|drinks|meds|handover|till)|"
    r"(?:pick up|collect|fetch|get) (?:the|my) (?:kids?|boys?|girls?|son|daughter|twins)|catch (?:the|my|a) (?:bus|train|plane|flight|ferry|tram)|put the \w+ to bed)|"
    r"talk (?:soon|later)|finish(?:ed)?(?=\W*$)|that(?:'?s| is) sufficient(?=\W*$)|(?:that(?:'?s| is) (?:it|all|enough|me|everything)|(?:i think )?(?:i(?:'m| am)|we(?:'re| are)) (?:done|finished)) (?:for (?:now|today|me|tonight)|from me|here|done)|"
    r"i go now|i(?:'ll| will) leave you(?: now| to it| then| with that| be)?|done,? (?:i've )?got (?:a|an|another) (?:\w+ )?(?:meeting|call|train|shift|delivery)|i(?:'ve| have) (?:already )?said goodbye|this is enough(?: for (?:now|today|me|tonight))?|that(?:'ll| will) do(?: me)?(?: for (?:now|today|tonight))?|that'?s me (?:done|off)|(?:i'?m )?going in(?: now)?|here goes|wish me luck|i(?:'ve| have)(?: got)? (?:a|an|my|the) \w+(?: \w+)? to (?:run|catch|get back to|open|close|feed|serve|see to)\b.{0,20}|that'?s (?:the|my) (?:bell|bleep|train|bus|phone|cue)|laters?|i(?:'m| am) going to (?:leave it|stop|call it|head off)\b.*|i(?:'ve| have) (?:a|another|my) (?:\w+ )?(?:meeting|call|clinic|train|flight)\b|i(?:'ve| have) got (?:a|an|another|the|my) (?:\w+ )?(?:o'clock|call|meeting|train|committee|shift|flight|delivery|customer|(?:\w+ )?(?:coming in|waiting|due|at the door))\b.{0,20}|"
    r"my (?:shift|train|next call)(?:'s| is) .{2,20}|(?:he|she|they)(?:'s|'re| is| are) (?:at the door|here|waiting)|(?:the )?delivery(?:'s| is) here|signing off|ttyl|off to bed|(?:i(?:'m| am) )?done with (?:this|it)(?: now| here)?|(?:i(?:'m| am) )?away to (?:my )?(?:bed|work|the \w+)|i(?:'m| am) going to bed|back to work|enough for (?:today|now)|no more (?:for )?(?:today|now))"
    r"(?:[\s,.!]+(?:and )?(?:thanks?|thank you|bye|cheers|x{1,3}|then|now|here|today|for (?:now|today|the (?:chat|talk))|i guess|i think|so much|anyway|coach|it was|that was|"
    r"good|helpful|useful|see you|good night|ok(?:ay)?|ha|take care))*[\s.!,]*$",
    re.I,
)


def is_goodbye(sentence: str) -> bool:
    """Whether a sentence says by itself that somebody is leaving, and no more."""
    return bool(_GOODBYE.match(sentence.replace("’", "'").strip()))


_COMES_BACK = re.compile(
    r"\b(?:can|could|may|might|shall) i (?:(?:come|write|be) (?:back|again) (?:here )?(?:\w+ ){0,2}(?:and|to) )?(?:tell|let) you (?:know )?(?:\w+ ){0,3}?(?:how|what)\b|"
    r"\bi(?:'ll| will) (?:come back (?:\w+ ){0,2}(?:and|to) )?(?:tell|let) you (?:know )?(?:\w+ ){0,3}?how it (?:went|goes|was)\b|"
    r"\bwill you (?:still )?be (?:here|there|around)\b.{0,40}\bcome back\b",
    re.I,
)


def will_come_back(text: str) -> bool:
    """Whether somebody asks if they may tell how it went, or says that they will."""
    return _COMES_BACK.search(text.replace("’", "'")) is not None


# "Thank you, I'm off to find the good paper.", "Good. I go to print.", "Right, I'm away."
_OFF_NOW = re.compile(
    r"(?:.*[,;] )?(?:(?:right|ok(?:ay)?|well|anyway|so|good|fine|and|now|then)[,. ]+)*(?:(?:i(?:'m| am|m)|i'?ll be) off (?:now )?to (?!a good\b|the races\b)\w+(?: (?!and\b|but\b|so\b)[\w'-]+){0,5}|"
    r"off to \w+(?: [\w'-]+){0,4})[\s.!]*$",
    re.I,
)
_GOES_NOW = re.compile(
    r"(?:(?:right|ok(?:ay)?|well|anyway|so|good|fine|and|then)[,. ]+)*i (?:now )?go (?:now )?to (?!him\b|her\b|them\b|see\b|the\b|my\b|his\b|a\b)\w+(?: (?:him|her|it|them|now))?[\s.!]*$",
    re.I,
)
_AWAY_NOW = re.compile(
    r"(?:(?:right|ok(?:ay)?|well|anyway|so|good|fine|then)[,. ]+)+i(?:'m| am|m) (?:away|gone)\b(?: now)?[\s.!,]*(?:[\w']+ ?){0,4}[.!]*$",
    re.I,
)
_THEN = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next|later|every|always|usually|when|if|week|month|year)\b",
    re.I,
)


def is_off(sentence: str, *, ending: bool) -> bool:
    """Whether a sentence says that its speaker goes off to something right now. ``ending``: whether the talk is at a point at
    which a plain "I go to print" is no habit and no part of a plan."""
    plain = sentence.replace("’", "'")
    if _THEN.search(plain):
        return False
    return bool(_AWAY_NOW.match(plain) or _OFF_NOW.match(plain)) or (
        ending and _GOES_NOW.match(plain) is not None
    )


# What takes somebody away from the talk.
_MUST_GO = re.compile(
    r"\bi(?:'ll| will) let you (?:go|get on)\b(?= *(?:[.,;!]|now\b|$))|\bi(?:(?:'?ve| have)(?: really)?(?: got)? to| got to| gotta| really have to| must| need to|(?:'d| had) better| ought to| should(?: probably)?) "
    r"(?:(?:(?<=to )|(?<=gotta ))(?:go|jump)|run|dash|rush|be off|head (?:off|back)|get (?:going|moving|back|on)|log off)"
    r"(?= *(?:[.!;…]?$|, (?:my|the|he's|she's|they're|it's|sorry|thanks?|thank you|cheers|bye|talk|there's|someone|somebody|people|i've|i'm)\b|[.;] |now\b|in (?:a|\d)|"
    r"(?:in)?to (?:a|the|my|another) (?:\w+ )?(?:meeting|call|desk|ward|shift|train|class|office|school|bus|plane)(?: now)?[.!,;]?$))",
    re.I,
)

_TOLD_BY_ANOTHER = re.compile(r"\b(?:says?|said|tells?|told|asks?|asked|wrote)\b", re.I)
_NOT_NOW = re.compile(
    r"\b(?:if|when|whenever|every|always|because|that|who|which|before|until|thinks?|don't|not|never|maybe|perhaps|whether|either)\b",
    re.I,
)
_NEXT = re.compile(r"[,;:]|\b(?:and|but|so)\b")


def goes_at(sentence: str) -> int | None:
    """Where a sentence begins to say that its speaker has to leave now; None if it does not."""
    found = _MUST_GO.search(sentence.replace("’", "'"))
    if found is None:
        return None
    before = sentence[: found.start()]
    doubted = _TOLD_BY_ANOTHER.search(before) or _NOT_NOW.search(_NEXT.split(before)[-1])
    return None if doubted else found.start()
