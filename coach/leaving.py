"""How people take their leave in a message, whatever came before it."""

import re

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
