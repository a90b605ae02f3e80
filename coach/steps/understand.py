"""What do they say, want and feel; which habits show. Learned heads for what is meant, rules only
where language is regular: answers, numbers, names, whose habit it is.
"""

import re
from typing import TYPE_CHECKING

import numpy as np

from coach.borrowing import named_person, worth_borrowing
from coach.text import has_words, word_count
from coach.vocabulary import Answer, Feeling, Relation, Subject, TurnKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.ear import Head
    from coach.services import Heard, Services
    from coach.state import ConversationState
    from coach.turn import Hearing, Reading, Turn

    Flags = NDArray[np.bool_]

_WHOLE = 0.7
_YES = re.compile(
    r"(?:oh |well |um |ok(?:ay)?,? |hm+,? )?(?:yes|yeah|yep|yup|ja|sure|ok(?:ay)?|please(?: do)?|go on|go ahead|"
    r"why not|do it|fine|alright|all right|of course|absolutely|definitely|certainly|i guess(?: so)?|"
    r"i suppose(?: so)?|let'?s(?: do it| hear it| go)?|tell me|show me|hit me|i'?d like that|"
    r"that'?s (?:me|right|it|true|fair)|(?:it )?fits|spot on|exactly|true|correct|guilty|probably|"
    r"unfortunately(?:,)? yes|sounds (?:good|right|like me)|be my guest|by all means|name it|shoot)\b",
    re.I,
)
_NO = re.compile(
    r"(?:oh |well |um |hm+,? )?(?:i said no|no|nope|nah|not (?:really|now|today|at all|me|quite|yet|sure that'?s me)|"
    r"rather not|i'?d rather not|don'?t|never mind|skip|pass|leave it|no thanks?|that'?s not me|"
    r"doesn'?t fit|it doesn'?t|wrong|disagree|nothing|maybe later|later)\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:tell me more|say more|what do you mean|more about (?:it|that)|explain)\b", re.I
)
_UNSURE = re.compile(
    r"^(?:i )?(?:(?:really |honestly )?(?:don'?t|do not) know|dunno|no idea|not sure|unsure|hard to say|"
    r"can'?t (?:say|think of (?:any|one))|idk|no clue|i'?m not sure|hmm+|maybe|perhaps|who knows)\b",
    re.I,
)
_GREETING = re.compile(
    r"^(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening|day)|morning|evening|greetings|hallo|howdy)"
    r"(?: there| coach| all)?[\s,.!]*(?:how are you(?: doing)?(?: today)?\??)?[\s.!]*$",
    re.I,
)
_THANKS = re.compile(
    r"^(?:ok(?:ay)?,? |great,? |right,? |cool,? |perfect,? |many |no,? |yes,? )?(?:thanks?|thank you|cheers|ta|much appreciated|merci|danke)\b"
    r"[\w ,.!']{0,50}$",
    re.I,
)
_GOODBYE = re.compile(
    r"^(?:ok(?:ay)?,? |right,? |well,? |thanks?,? |thank you,? )?(?:bye|goodbye|good night|see you|"
    r"(?:i )?(?:have|need|must|got) to (?:go|run|leave|dash)|talk (?:soon|later)|that'?s (?:it|all)(?: for (?:now|today))?|"
    r"i'?m done|let'?s (?:stop|end|leave it)(?: here| there)?|signing off|ttyl)\b[\w ,.!']{0,40}$",
    re.I,
)
_NUMBER = re.compile(
    r"^(?:(?:about|around|maybe|probably|i'?d say|say|an?|roughly|honestly|call it|let'?s say|right now|at|i'?m (?:at )?|it'?s|more like|a solid|perhaps)[ ,]*)*"
    r"(?P<n>10|[0-9]|zero|nought|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s*(?:or (?:so|\w+)|out of (?:10|ten)|/\s*10|-ish|ish|[-–]\s*\d+))?\b",
    re.I,
)
_DIGITS = {w: n for n, w in enumerate(
    "zero one two three four five six seven eight nine ten".split())} | {"nought": 0}  # fmt: skip
_WORDS_QUESTION = re.compile(
    r"\b(?:is|are) there (?:any |some )?(?:evidence|research|stud(?:y|ies)|data|proof)|"
    r"\bwhat (?:does|do) (?:the )?(?:research|science|evidence|stud(?:y|ies)|data|essays?|library)|"
    r"\bwhat(?:'s| is| are| does) (?:an? |the )?[\w -]{3,50}\?|\bhow (?:does|do|is) [\w ,'-]{5,80}\?|"
    r"\b(?:does|do|is|are|can) [\w ,'-]{2,90}(?:work|matter|help|pay off|true|real|proven|make a difference)[\w ,'-]{0,70}\?|"
    r"\b(?:who (?:said|wrote|came up)|what did \w+ (?:find|say)|define|what does [\w -]{3,40} mean)\b",
    re.I,
)
_ADVICE = re.compile(
    r"\bwhat (?:should|would|could|can|do) (?:i|you|we) (?:do|say|try|suggest|recommend|advise|write|ask)|"
    r"\bhow (?:should|can|could|do|would) (?:i|we|you) [\w ,'-]{2,80}\?|\bany (?:advice|tips|ideas|suggestions)|"
    r"\b(?:give|got) (?:me )?(?:some |any )?(?:advice|tips|ideas|suggestions)|\bjust tell me what to (?:do|say)|"
    r"\bwhat'?s the best (?:way|approach)|\bshould i\b[^.?!]{2,90}\?",
    re.I,
)
_META = re.compile(
    r"\b(?:are you|you'?re|is this|am i talking to|you)\b[^.?!]{0,30}\b(?:human|a (?:real )?person|an? (?:ai|bot|machine|robot|program|llm|chatbot)|"
    r"real|chatgpt|gpt|therapist|psychologist|alive|sentient)\b|\b(?:who|can (?:my|anyone|anybody|someone|hr|the company)[\w ']{0,20}?) (?:can |could )?(?:read|see|reads|sees|access|look at|get at)\b[^.?!]{0,40}(?:this|it|what i|these|my|conversation|chat)|"
    r"\bis (?:this|it|what i (?:say|write|type)) (?:private|confidential|stored|saved|secret|safe|recorded|anonymous)|\bwhere (?:is|are|do|does) (?:this|it|my|these) [\w ]{0,20}(?:stored|saved|go|kept)|"
    r"\bwhat (?:can|do) you (?:do|know about me|remember)|\bhow do you (?:work|know)|\bdo you (?:remember|store|save|learn|record|have feelings)|\bwhat(?:'s| is) this (?:for|thing|app|program|about)\b|\bwho (?:made|built|wrote) (?:you|this)|\bwhat model",
    re.I,
)
_JUDGE = re.compile(
    r"\b(?:who(?:'s| is| was) (?:right|wrong)|(?:isn'?t|is) (?:he|she|that|my boss|it) (?:an? )?(?:idiot|narcissist|psychopath|toxic|unreasonable|in the wrong|wrong)|"
    r"(?:don'?t|do) you (?:think|agree)[^.?!]{0,60}(?:he|she|they|boss|wrong|right|unreasonable|unfair|lazy|idiot)|whose fault|am i right\b|tell me i'?m right)",
    re.I,
)
_RESIST = re.compile(
    r"\b(?:this is (?:bullshit|rubbish|stupid|pointless|a waste|silly|nonsense|fluff|useless|ridiculous)|waste of (?:my )?time|touchy[- ]feely|psychobabble|"
    r"you(?:'re| are) (?:useless|stupid|wrong|not listening|annoying|repeating)|stop (?:asking|psychoanaly[sz]ing|it)|don'?t psychoanaly[sz]e|"
    r"mind your own|none of your business|so what\b|whatever\b|fluffy|kumbaya|i don'?t (?:need|want) (?:a coach|coaching|this)|you don'?t understand|that'?s not what i said)",
    re.I,
)
_AIM = re.compile(
    r"\b(?:i(?:'d| would) (?:like|love|want)\b(?! that\b| it\b)|i (?:want|need|hope|wish)\b(?! it\b| that\b|ed)|"
    r"i(?:'m| am) (?:hoping|looking|here) (?:to|for)\b|help me\b|(?:my|the) (?:aim|goal) (?:is|would be)\b|"
    r"what i(?:'d)? (?:really )?(?:want|like|need) is\b) ?(?P<aim>(?:[^\s.!?]+ ){2,}[^.!?\n]{2,140})",
    re.I,
)
_COMMIT = re.compile(
    r"\b(?:i(?:'ll| will| am going to|'m going to| shall|'ve decided to| can| could| might| would| think i'?ll| plan to| want to) "
    r"(?!be (?:honest|fine|ok)|tell you|say that|admit|never|try to explain)[^.!?\n]{6,})",
    re.I,
)
_WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|next (?:week|month|time|one)|this (?:week|afternoon|evening|morning)|"
    r"first thing|before|after|at \d|\d{1,2}[:.]\d{2}|\d ?(?:am|pm)|every (?:morning|day|week|friday|monday)|when (?:i|he|she|they|we)|in the (?:morning|afternoon|evening)|lunch|noon)\b",
    re.I,
)
_THIRD = re.compile(
    r"^(?:(?:my|our|the|his|her|their|a) (?:\w+ ){0,2}?(?:boss|manager|ceo|cfo|director|colleague|partner|client|customer|owner|head|chief|vp|md|lead|"
    r"husband|wife|predecessor|company|board|team|people|staff|supplier|competitor)\b|he|she|they|[A-Z][a-z]+)\s+(?!and i\b|asked me why|told me i|says i|said i)",
)
_FIRST = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|we|we've|our|us|im|ive)\b", re.I)
_FORMER = re.compile(
    r"\b(?:i used to|i no longer|i don'?t do that any ?more|in my old job i|back then i|i stopped|years ago i|i never do that now|until last year)\b",
    re.I,
)
_RECEIVED = re.compile(
    r"\b(?:i|we) (?:just |only )?(?:got|received|was (?:told|sent|given|asked|informed)|were (?:told|sent|given)|heard|read)\b|"
    r"\b(?:he|she|they|\w+) (?:told|sent|wrote|emailed|texted|gave) (?:me|us)\b",
    re.I,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:what if|suppose|imagine|hypothetically|say i|if i were to|if someone)\b", re.I
)
_WORDS_OF_FEELING: tuple[tuple[Feeling, re.Pattern[str]], ...] = tuple(
    (Feeling(name), re.compile(rf"\b(?:{words})\b", re.I))
    for name, words in {
        "anger": r"angry|furious|livid|rage|mad at|pissed off|fuming|seething",
        "frustration": r"frustrat\w+|annoy\w+|irritat\w+|fed up|maddening|exasperat\w+|infuriat\w+",
        "sadness": r"sad|heartbroken|grie\w+|miserable|upset|gutted|down about|low about",
        "fear": r"afraid|scared|anxious|worried|nervous|frightened|terrified|dread\w*|panick\w+",
        "shame": r"asham\w+|embarrass\w+|humiliat\w+|mortified",
        "guilt": r"guilt\w*|i feel bad|felt bad|regret\w*|remorse",
        "tiredness": r"tired|exhausted|worn out|drained|knackered|burn(?:t|ed) out|shattered",
        "loneliness": r"lonely|isolated|on my own with|nobody to talk to|alone (?:in|with|at)",
        "hurt": r"hurt|stung|wounded|betrayed|let down|slap in the face",
        "disappointment": r"disappoint\w+|deflated|dishearten\w+",
        "confusion": r"confus\w+|puzzled|baffled|torn|don'?t understand why|at a loss",
        "pride": r"proud|pride",
        "joy": r"happy|delighted|glad|thrilled|loved it|joy",
        "relief": r"relie(?:f|ved)|weight off",
        "hope": r"hopeful|optimistic|looking forward",
        "gratitude": r"grateful|thankful|appreciate (?:him|her|them|that)",
        "caring": r"care about|fond of|worried about (?:him|her|them)|miss (?:him|her|them)",
    }.items()
)
_RELATION_WORDS: tuple[tuple[Relation, re.Pattern[str]], ...] = tuple(
    (Relation(name), re.compile(rf"\b(?:{words})\b", re.I))
    for name, words in {
        "boss": r"my (?:boss|manager|ceo|director|chair(?:man|woman)?|line manager|md|vp)|the board|our ceo",
        "customer": r"clients?|customers?|account|buyer|patient|guest|patron|subscriber|supplier|vendor|provider|contract is up",
        "partner-or-family": r"my (?:wife|husband|partner|daughters?|sons?|kids?|children|mother|father|mum|mom|dad|family)",
        "peer": r"my (?:peer|colleague|co-?founder|counterpart)s?|fellow (?:director|manager|head)s?|the other (?:director|partner|head|manager)s?",
        "network": r"linkedin|my network|networking|contacts?|old (?:colleague|classmate|friend)s?|conference|acquaintance|former (?:boss|colleague|client)s?|reconnect",
        "team": r"my (?:team|guys|people|staff|crew|department|lot|folks)|the (?:team|staff|crew|floor|shift|whole (?:office|company|department))|direct reports|everyone|everybody|all of them",
        "employee": r"(?:an|my|one|our|the) (?:\w+ ){0,2}(?:employee|report|assistant|engineer|developer|analyst|nurse|intern|lead|deputy|secretary|pa|foreman|apprentice|teacher|driver|technician|supervisor|coordinator|associate|designer|rep)|reports to me|works for me",
        "self": r"my (?:brand|reputation|style|image)|who i am|the real me|how (?:people|others) see me|360",
    }.items()
)
_ENGLISH = frozenset(
    "the a an i you he she it we they is are was were be been am do did does don't have has had to of in on at for with and "
    "or but not no yes that this my me your his her our their what who how when why as so if just like about can could would "
    "will should there here from by up out all one ok okay thanks hello hi it's i'm".split()
)


def understand_message(turn: "Turn", services: "Services") -> "Reading":
    """Everything heard in the turn's message, as a Reading."""
    from coach.turn import Reading

    text, state = turn.text, turn.state
    words = word_count(text)
    number = _number(text)
    answer = turn.answer or _answer(text, state)
    kind = _kind(text, state, number, answer, turn.heard, services)
    relation = _relation(text)
    feelings = _feelings(text, turn.heard, services)
    habits: tuple[Hearing, ...] = ()
    candidates: tuple[Hearing, ...] = ()
    strengths: tuple[Hearing, ...] = ()
    if turn.heard is not None and turn.answer is None:
        habits, candidates, strengths = hear_habits(text, turn.heard, services)
        if relation is None and words >= 6:
            relation = _learned_relation(turn.heard, services)
    return Reading(
        kind=kind,
        habits=habits,
        candidates=candidates,
        strengths=strengths,
        feelings=feelings,
        relation=relation,
        person=named_person(text),
        phrase=worth_borrowing(text),
        aim=_aim(text),
        number=number,
        answer=answer,
        words=words,
        english=_english(text),
    )


def hear_habits(
    text: str, heard: "Heard", services: "Services"
) -> tuple[tuple["Hearing", ...], tuple["Hearing", ...], tuple["Hearing", ...]]:
    """(habits above threshold, the three likeliest, strengths above threshold), best first, each
    with an exact substring of the text as evidence."""
    if not heard.sentences:
        return (), (), ()
    own = np.array([_is_own(s.text) for s in heard.sentences])
    if not own.any():
        return (), (), ()
    habits = _named(heard, own, services.ear["habit"])
    strengths = _named(heard, own, services.ear["strength"])
    # The same message can't be the habit and the practice that answers it: the clearer one holds.
    against = {h.id: h.confidence for h, _ in habits}
    good = tuple(h for h, sure in strengths if sure and h.confidence > against.get(h.id, 0.0))
    return (
        tuple(h for h, sure in habits if sure),
        tuple(h for h, _ in habits),
        good[:2],
    )


def _named(heard: "Heard", own: "Flags", head: "Head") -> "list[tuple[Hearing, bool]]":
    """The three likeliest labels, and whether each is above its threshold."""
    from coach.turn import Hearing

    rows = np.where(own[:, None], head.scores(heard.ear_rows), 0.0)[:, :-1]
    whole = head.scores(heard.ear_whole)[0, :-1]
    # The whole message carries the meaning; in a long one a telling sentence must not drown.
    scores = whole if len(own) == 1 else _WHOLE * whole + (1 - _WHOLE) * rows.max(0)
    found = []
    for k in np.argsort(-scores)[:3]:
        proof = heard.sentences[int(rows[:, k].argmax())].text
        hearing = Hearing(head.labels[k], round(float(scores[k]), 4), proof)
        found.append((hearing, bool(scores[k] >= head.thresholds[k])))
    return found


def _is_own(sentence: str) -> bool:
    """Whether a sentence is about what the speaker does now: not somebody else, not the past that
    was left, not a supposition, not a quotation."""
    bare = re.sub(r"[\"“][^\"”]*[\"”]", " ", sentence).strip()
    if _FORMER.search(bare) or _HYPOTHETICAL.search(bare) or _RECEIVED.search(bare):
        return False
    return not (_THIRD.match(bare) and not _FIRST.search(bare))


def _kind(
    text: str,
    state: "ConversationState",
    number: int | None,
    answer: Answer | None,
    heard: "Heard | None",
    services: "Services",
) -> TurnKind:
    pending = state.pending.about if state.pending else None
    words = word_count(text)
    if pending in {Subject.SCALE, Subject.SCALE_UP} and number is not None:
        return TurnKind.SCALE
    if _GREETING.match(text):
        return TurnKind.GREETING
    if _GOODBYE.match(text):
        return TurnKind.GOODBYE
    if _THANKS.match(text):
        return TurnKind.THANKS
    if _UNSURE.match(text) and words <= 8:
        return TurnKind.UNSURE
    if answer is Answer.ME or (_YES.match(text) and words <= 4):
        return TurnKind.YES
    if answer is Answer.NOT_ME or (_NO.match(text) and words <= 5):
        return TurnKind.NO
    if _META.search(text) and words <= 30:
        return TurnKind.META
    if _RESIST.search(text) and words <= 40:
        return TurnKind.RESISTANCE
    if _JUDGE.search(text):
        return TurnKind.JUDGE
    if _ADVICE.search(text):
        return TurnKind.ADVICE
    if _WORDS_QUESTION.search(text) and ("?" in text or words <= 14):
        return TurnKind.QUESTION
    if _COMMIT.search(text) and _WHEN.search(text) and words <= 60 and state.turns >= 1:
        return TurnKind.COMMITMENT
    return _learned_kind(text, heard, services, pending)


# What the head may decide by itself; the rest needs a rule to be sure.
_LEARNED = frozenset(
    {TurnKind.STORY, TurnKind.ANSWER, TurnKind.CHANGE, TurnKind.SUSTAIN, TurnKind.RESISTANCE,
     TurnKind.OFF_TOPIC, TurnKind.QUESTION, TurnKind.ADVICE}
)  # fmt: skip
_SURE = {
    TurnKind.RESISTANCE: 0.6,
    TurnKind.OFF_TOPIC: 0.7,
    TurnKind.QUESTION: 0.5,
    TurnKind.ADVICE: 0.5,
    TurnKind.SUSTAIN: 0.4,
    TurnKind.CHANGE: 0.45,
}


def _learned_kind(
    text: str, heard: "Heard | None", services: "Services", pending: Subject | None
) -> TurnKind:
    plain = TurnKind.ANSWER if pending is not None else TurnKind.STORY
    if heard is None or not heard.sentences:
        return plain
    head = services.ear["turn"]
    scores = dict(zip(head.labels, head.scores(heard.ear_whole)[0], strict=True))
    allowed = {k: float(scores[k.value]) for k in _LEARNED if k.value in scores}
    if "?" not in text:
        allowed.pop(TurnKind.QUESTION, None)
        allowed.pop(TurnKind.ADVICE, None)
    best = max(allowed, key=lambda k: allowed[k])
    if best in {TurnKind.STORY, TurnKind.ANSWER} or allowed[best] < _SURE.get(best, 0.5):
        return plain
    return best


def _answer(text: str, state: "ConversationState") -> Answer | None:
    """An answer in words to "does the name fit?"."""
    if state.pending is None or state.pending.about is not Subject.FIT:
        return None
    if _MORE.search(text):
        return Answer.MORE
    if _NO.match(text):
        return Answer.NOT_ME
    if _YES.match(text):
        return Answer.ME
    return None


def _number(text: str) -> int | None:
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    word = match["n"].lower()
    return _DIGITS[word] if word in _DIGITS else int(word)


def _aim(text: str) -> str | None:
    match = _AIM.search(text)
    return match.group().strip(" ,;") if match else None


def _relation(text: str) -> Relation | None:
    found = [
        (match.start(), relation)
        for relation, pattern in _RELATION_WORDS
        if (match := pattern.search(text))
    ]
    return min(found)[1] if found else None


def _learned_relation(heard: "Heard", services: "Services") -> Relation | None:
    head = services.ear["relation"]
    scores = head.scores(heard.ear_whole)[0]
    best = int(scores.argmax())
    return Relation(head.labels[best]) if scores[best] >= 0.6 else None


def _feelings(text: str, heard: "Heard | None", services: "Services") -> tuple[Feeling, ...]:
    said = [feeling for feeling, pattern in _WORDS_OF_FEELING if _felt(text, pattern)]
    # A feeling that was said outweighs any that is only guessed.
    if not said and heard is not None and heard.sentences and word_count(text) >= 5:
        head = services.ear["feeling"]
        scores = head.scores(heard.ear_whole)[0]
        order = np.argsort(-scores)
        said += [Feeling(head.labels[int(k)]) for k in order if scores[k] >= head.thresholds[k]]
    return tuple(dict.fromkeys(said))[:2]


_OTHERS = re.compile(
    r"\b(?:he|she|they|\w+'s|people|customers?|clients?|team)\b[^.,;]{0,25}$", re.I
)


def _felt(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a word of feeling is the speaker's own and not denied."""
    match = pattern.search(text)
    if match is None:
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    if re.search(r"\b(?:not|n't|never|hardly)\s+(?:\w+\s+)?$", before, re.I):
        return False
    return not (
        _OTHERS.search(before) and not re.search(r"\b(?:i|i'm|me)\b[^.,;]{0,20}$", before, re.I)
    )


def _english(text: str) -> bool:
    """Whether the message can be taken for English. Short ones are given the benefit."""
    if not has_words(text):
        return True
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    if not words:
        return True
    latin = sum(w.isascii() for w in words) / len(words)
    if latin < 0.5:
        return False
    if len(words) < 6:
        return True
    return sum(w.replace("’", "'") in _ENGLISH for w in words) / len(words) >= 0.12
