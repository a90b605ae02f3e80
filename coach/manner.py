"""What the manner of a line shows on its surface: beside its meaning, what the head "treatment" sees of it."""

import re
from collections.abc import Sequence

import numpy as np

from coach.encoder import Matrix
from coach.text import folded, word_count

_BESIDE_THE_MEANING = 0.3
"""What one sign counts beside a unit vector."""
_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\?\s*$",
        r"^(?:and |so |but )?(?:what|how|where|who|which)\b[^.!]*\?",
        r"^(?:and |so |but )?why\b[^.!]*\?",
        r"^(?:so |and )?(?:are|is|do|does|did|have|has|was|were|can|could|would|will)\b[^.!]*\?",
        r"\bwhat (?:do|would|did|can|could) you (?:need|want|like|wish|think|make|see|do)\b|\btell me\b|\bhow (?:was|is|did|do) (?:it|you|that)\b",
        r"\b(?:sorry|apologi[sz]e|forgive me|i regret|excuse)\b",
        r"\b(?:my (?:fault|mistake|doing|decision)|on me\b|i was wrong|i got (?:it|that) wrong|i should(?:n't|'ve| have| not)|i ought|i did that|that was me|it was me)\b",
        r"\bi (?:forgot|promised|ignored|hid|shouted|snapped|took|stole|blamed|let you|left you|broke|stopped|didn't|never|should|kept|made you)\b",
        r"\bthank(?:s| you)\b|\bgrateful\b|\bglad\b|\bgood to\b|\bnice to\b|\bmissed\b",
        r"\b(?:you should|you could|you ought|you need to|you must|you just|have you (?:tried|thought|considered)|if i were you|why don't you|try to|at least|bright side|look at it|will be (?:fine|all right|good|ok)|you'll (?:get|find|see|be|bounce|feel))\b",
        r"\b(?:best|genius|amazing|brilliant|incredible|star|hero|legend|angel|saint|talented|gifted|inspiration|perfect|unbelievable|divine|phenomenon)\b",
        r"\b(?:nobody|no one|never met|everyone|the whole|in the world|ever)\b",
        r"\byour (?:fault|own fault|mistake|problem)\b|\bif you(?:'d| had)\b|\byou(?:'ve)? (?:always|should have|should've|could have|could've|broke|forgot)\b|\bbecause of you\b|\bthat's on you\b",
        r"\b(?:owe|after (?:all|everything)|for (?:my|old times'|the sake)|count on you|counting on|loyal\w*|favour|in return|promise me|if you (?:don't|do|stay|sign|really|love|want)|consequences|i helped|i gave you|i got you|let .{0,20}down)\b",
        r"^(?:so|well|anyway|right|hm|there(?:'s| is| are| have| has))\b[^.?!]*,|\byou know\b|\bsort of\b|\bkind of\b|\bin a way\b|\bit's (?:complicated|nothing|difficult|just)\b|\b(?:maybe|perhaps|somehow|some(?:time|thing|day)|at some (?:point|stage))\b",
        r"\b(?:idiot|stupid|useless|pathetic|loser|disgust\w*|joke|clown|fool|moron|shut up|get lost|get out|dog|monkey|donkey|garbage|disgrace|embarrassment|dead weight|worth)\b",
        r"\b(?:husband|wife|married|marriage|divorce\w*|pregnant|children|girlfriend|boyfriend|doctor|illness|ill|sick|tablets|medication|money|debts?|savings|salary|earn|owe|home|family|drink\w*|depress\w*|sleep)\b",
        r"\b(?:report|figures|numbers|kpis?|targets?|form|policy|process|procedure|status|deadline|ticket|by (?:monday|tuesday|wednesday|thursday|friday|noon|four)|per cent|quarter|minutes|handover|hr|agenda|next steps|stakeholders?|timeline|budget|contract|clause|section)\b",
        r"\b(?:won't|not going to|didn't get|can't (?:keep|give|offer|promise)|closing|closes|decided|decision|let you go|letting you go|bad news|the answer is no|lost|gone|against you|disagree|don't believe|don't trust|afraid|scared|ashamed|honest|truth|straight|plainly|nervous)\b",
        r"^(?:so |you mean |you feel|you're |you were |you wanted|you thought|it sounds|sounds|that (?:must|sounds)|it's (?:not|about|the)|it isn't|it wasn't|you'd |you've been)",
        r"^(?:i'm|i am|i was|i|my|it was me)\b",
        r"^you\b",
        r"^(?:do|get|make|go|stop|write|sign|send|just|finish|fix|move|shut|leave|hurry|come|keep|don't)\b",
        r"!",
    )
)
_SHORT, _LONG = 4, 25
COUNT = len(_SIGNS) + 2


def treatment_features(rows: Matrix, texts: Sequence[str]) -> Matrix:
    """Vectors with the signs of each text beside them."""
    signs = np.array([_signs(text) for text in texts], np.float32).reshape(len(texts), COUNT)
    return np.concatenate([rows, _BESIDE_THE_MEANING * signs], axis=-1, dtype=np.float32)


def _signs(text: str) -> list[float]:
    plain = " ".join(folded(text).split())
    words = word_count(plain)
    return [
        *(float(bool(s.search(plain))) for s in _SIGNS),
        float(words <= _SHORT),
        float(words >= _LONG),
    ]


_INVITES = re.compile(
    r"(?:please |and |so |but )?(?:then|go on|carry on|tell me(?: more| about it)?|say more|i'm listening|i am listening|"
    r"take your time|take all the time you (?:need|want|like)|no (?:hurry|rush)|there's no (?:hurry|rush)|"
    r"i(?:'ve| have)(?: got)? time)(?: please| then)?"
)


def invites(text: str) -> bool:
    """Whether a line does nothing but leave the floor to the other: two words, and not curt for that."""
    parts = [" ".join(part.split()) for part in re.split(r"[.,;?!…]+", folded(text))]
    said = [part for part in parts if part not in {"", "please"}]
    return bool(said) and all(_INVITES.fullmatch(part) for part in said)


_INSULTS = re.compile(
    r"\b(?:you(?:'re| are)? (?:all |both )?(?:an? |such an? |so |just |nothing but an? |too |really )*|are you (?:an? |so )?|you )"
    r"(?:(?:bloody|fucking|stupid|useless|little|old) )*"
    r"(?:idiot|imbecile|moron|loser|liar|stupid|dumb|pathetic|useless|worthless|disgusting|fool|coward|clown|parasite|bitch|bastard|cow|pig|donkey|disgrace)\b|"
    r"^(?:oh )?(?:shut (?:up|it)|screw you|fuck (?:you|off)|get lost|piss off|drop dead)\b"
)


def insults(text: str) -> bool:
    """Whether a line calls the other names, in words that nobody mistakes."""
    return bool(_INSULTS.search(" ".join(folded(text).split())))
