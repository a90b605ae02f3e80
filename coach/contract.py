"""The coaching contract (docs/contract.md) as checks on sentences and replies, for both voices."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.text import sentences
from coach.vocabulary import Move

if TYPE_CHECKING:
    from coach.turn import Turn

MOST_WORDS = 90
_COACH_SPEAK = re.compile(
    r"\b(?:i hear you|i'?m hearing|unpack|hold(?:ing)? space|great question|good question|your journey|"
    r"thank you for sharing|that takes (?:real )?courage|i understand how you feel|as an ai|"
    r"you'?ve got this|well done|amazing|fantastic|wonderful|proud of you|excellent point)\b|!",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:you should|you need to|you must|you ought to|you have to|i(?:'d| would) (?:suggest|recommend|advise)|"
    r"my advice|i (?:suggest|recommend)|try (?:to )?(?:\w+ing|asking|greeting|saying|telling)|why don'?t you|"
    r"have you (?:tried|considered|thought about)|consider \w+ing|make sure (?:you|to)|the best way is|"
    r"start by \w+ing|it(?:'s| is) important (?:to|that you))\b",
    re.I,
)
_PRAISE = re.compile(
    r"\b(?:brave|bold|courageous|wise|smart|clever|kind|nice|good|thoughtful|considerate|generous|gracious|honest|insightful|mature|"
    r"perceptive|sensitive|decent|impressive|admirable|brilliant|great|lovely) of you\b(?! to say\b)|"
    r"\byou(?:'ve)? (?:handled|managed|did|dealt|played|said|put|led|phrased|navigated|approached|responded|reacted)\b[^,.;?]{0,30}?"
    r"\b(?:brilliantly|beautifully|superbly|admirably|impressively|masterfully|skil?lfully|perfectly|expertly|gracefully|"
    r"(?<!as )well(?! (?:before|after|over|past|into|and truly)\b))\b|"
    r"\bi(?:'m| am) (?:so |very |really |truly |quite |deeply )*(?:impressed|proud|glad|delighted|moved|touched|in awe|happy)\b|"
    r"\bi (?:really |truly |so )?(?:admire|applaud|commend|love|appreciate|like (?:that|how))\b|"
    r"\b(?:impressive|admirable|commendable|bravo|kudos|hats off|(?:good|great|nice|excellent) (?:job|work)\b(?= (?:with|on|of|there|here)\b|[,.!])|"
    r"nicely done|good for you)\b(?! enough\b)|\b(?:excellent|superb|terrific|outstanding|exemplary) (?:way|idea|thought|point|insight|step|move|start|answer|choice)\b|"
    r"^(?:what an?|how) (?:\w+ly )?(?:brave|courageous|wise|thoughtful|kind|generous|honest|insightful|mature|good|great|lovely|beautiful|brilliant)\b(?!.*\?)|"
    r"\byou(?:'re| are) (?:such )?(?:clearly |obviously |really |already )*an? (?:\w+ly )?(?:good|great|brave|excellent|natural|born|caring|thoughtful|strong|exceptional|gifted|wise) "
    r"(?:leader|manager|boss|person|listener|coach|man|woman|human|colleague)\b|"
    r"\byou (?:should|can|could|may|must|ought to) (?:well |really |rightly )?be (?:\w+ )?proud\b",
    re.I,
)
# Who is absent: a pronoun, somebody of the leader's, a name. What the leader thinks of them may be said.
_THEM = (
    r"(?:\b(?:he|she|they|(?:that|this) (?:man|woman|guy|person)|(?:your|his|her|their) (?:\w+ )?(?:boss|manager|ceo|director|colleague|client|customer|"
    r"employee|partner|peer|team|people|supplier|report|assistant|lead|deputy|board|co-?founder))|"
    r"(?-i:\b(?!(?:It|That|This|What|There|Here|Who|You|We|How|Where|Everything|Something|Nothing|Nobody|Somebody)\b)[A-Z][a-zà-ÿ]+))"
)
_BEING = r"(?:'s|'re| is| are| was| were| sounds?| seems?| looks?| acts?| behaves?| must be| may be| might be| could be)"
_SOMEHOW = (
    r"(?: (?:just|clearly|simply|really|obviously|plainly|probably|perhaps|being|acting|like|to be|to have|rather|quite|so|such|very|truly|"
    r"a bit|an?|the|two|both|all|not just|nothing but|signs of|traits of|\w+ly))*"
)
_ILLNESS = (
    r"(?:narcissis\w+|depress(?:ed|ion|ive)|anxiety disorder|bipolar|adhd|autis\w+|ptsd|ocd|psychopath\w*|sociopath\w*|paranoi\w+|schizo\w+|"
    r"personality disorder|burn-?out syndrome|borderline|on the spectrum|mentally ill|clinically \w+)\b"
)
_VERDICT = (
    r"(?:toxic|wrong|unfair|unreasonable|in the wrong|to blame|at fault|lazy|selfish|incompetent|manipulative|gaslighting|abusive|arrogant|spineless|"
    r"idiots?|bull(?:y|ies)|jerks?|cowards?|liars?|tyrants?|monsters?|control freaks?|micromanagers?|fools?)\b(?!-)"
)
_DIAGNOSIS = re.compile(
    rf"(?:{_THEM}(?:{_BEING}| ha(?:s|d|ve))|\b(?:it|that) (?:sounds|looks|seems)|"
    r"\byou(?:'re| are| sound| seem| look| suffer from| (?:may|might|could) (?:have|be)| have| show))"
    rf"{_SOMEHOW} {_ILLNESS}",
    re.I,
)
_SIDES = re.compile(
    rf"{_THEM}{_BEING}{_SOMEHOW} {_VERDICT}|"
    r"\byou(?:'re| are| were)(?: (?:absolutely|completely|totally|entirely|certainly|perfectly|clearly|of course|quite|so|just))* (?:in the )?right\b(?!-| (?:here|there|now|in|on|at|by|up|down|back|behind|beside|before|"
    r"after|next|near|above|below|under|inside|outside|between|among|against|where|when|as|into|onto|out|over|across|away|off|along|through)\b)|"
    r"\bit(?:'s| is| was) (?:all )?(?:his|her|their) fault\b",
    re.I,
)
# Told as the leader's view, it is no verdict of the coach's.
_THEIR_VIEW = re.compile(
    r"\b(?:you(?:'d| had| have|'ve)? (?:\w+ )?(?:think|thought|feel|felt|find|found|wonder\w*|say|said|believe\w*|suspect\w*|see|saw|fear\w*|call\w*|"
    r"decided|worr\w+|hope\w*)|(?:to|for) you|in your (?:eyes|view|book|mind)|wish)\b[^.;:]*$|\b(?:whether|(?<!as )if) $",
    re.I,
)
_PRYING = re.compile(
    r"\b(?:invite (?:them|her|him|your client|your clients|the client|your team) (?:home|to your (?:home|house)|for dinner at)|bring (?:your|the) (?:kids?|children|daughters?|sons?|wife|husband|partner|family)|"
    r"ask (?:them|her|him) about (?:their|her|his) (?:health|divorce|marriage|diagnosis|therapy|religion|sex life|pregnan\w+))\b",
    re.I,
)
_FACT = re.compile(
    r"\b(?:stud(?:y|ies) (?:show|found|suggest)|research (?:shows|suggests|has shown|found|says)|according to|"
    r"\d+(?:\.\d+)? ?(?:%|per ?cent)|scientists|experts (?:say|agree)|statistics|meta-analys\w+|has been (?:shown|proven))",
    re.I,
)
_NEEDY = re.compile(
    r"\b(?:(?:good|nice|lovely|great) to (?:see|have) you\b|glad you(?:'re| are)? (?:here|back|came|looked)|welcome back|i'?m always here|come back (?:tomorrow|every day|daily)|streak|check in with me (?:daily|every)|you can (?:always )?count on me|i care about you|i'?m proud)\b",
    re.I,
)
_PERSON = re.compile(
    r"\b(?:i'?m|i am) (?:a )?(?:human|person|real person|your friend|a therapist|a certified coach)\b",
    re.I,
)
_QUOTE = re.compile(r"“([^”]{3,})”|\"(.{3,})\"")
_LEAD = r"(?:(?:so|and|but|or|well|now|then|okay|ok|right|still|yet|perhaps|maybe|honestly|tell me)\b[,:]? *)*"
_CLOSED = re.compile(
    rf"{_LEAD}(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|should|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|"
    r"haven't|hasn't|can't|couldn't|wouldn't|won't)\b",
    re.I,
)
_OPEN = re.compile(
    rf"{_LEAD}(?:\w+ )?(?:what|how|why|when|where|who|whom|whose|which)\b(?! (?:you|he|she|they|it|we|i|there|the|your|his|her|their)\b)",
    re.I,
)
_MAY_BE_CLOSED = frozenset(
    {Move.SCALE, Move.OFFER_NAME, Move.OFFER_PASSAGE, Move.NAME_HABIT, Move.TERSE, Move.COMMIT, Move.ELICIT,
     Move.CRISIS, Move.OTHER_AT_RISK, Move.HARM_OTHERS, Move.STAY, Move.ANSWER_BACK, Move.GO_ON, Move.UNSURE, Move.ROLL, Move.PARK, Move.SUGGEST}
)  # fmt: skip
_MAY_ADVISE = frozenset({Move.ANSWER, Move.ANSWER_BACK, Move.PROVIDE, Move.SUGGEST})


@dataclass(frozen=True)
class Breach:
    """A clause of the contract that a sentence or reply breaks, and how, in words a model can use."""

    clause: int
    reason: str
    words: str = ""
    """Those that break it, where they can be pointed at."""

    @property
    def told(self) -> str:
        """The reason with the words."""
        return f"{self.reason}: “{self.words}”" if self.words else self.reason


def breaches_of_sentence(text: str, turn: "Turn", said: frozenset[str]) -> list[Breach]:
    """What a single sentence breaks. ``said``: normal forms of all said in this conversation."""
    text = text.replace("’", "'")
    plan = turn.plan
    moves = {part.move for part in plan.parts}
    found: list[Breach] = []
    unquoted = re.sub(r"“[^”]*”|\"[^\"]*\"", "…", text)
    if gushes := _COACH_SPEAK.search(text) or _PRAISE.search(unquoted):
        reason = "praise, flattery, an exclamation mark or coach-speak"
        found.append(Breach(5, reason, gushes.group()))
    if (advises := _ADVICE.search(text)) and not moves & _MAY_ADVISE:
        found.append(Breach(3, "advice that was not asked for", advises.group()))
    if diagnoses := _judges(_DIAGNOSIS, unquoted):
        found.append(Breach(5, "a diagnosis", diagnoses.group()))
    if sides := _judges(_SIDES, unquoted):
        found.append(Breach(5, "takes sides about somebody absent", sides.group()))
    if pries := _PRYING.search(text):
        found.append(Breach(8, "urges disclosure, or involves a family or a home", pries.group()))
    if needs := _NEEDY.search(text):
        found.append(Breach(10, "makes itself needed", needs.group()))
    if pretends := _PERSON.search(text):
        found.append(Breach(9, "pretends to be a person", pretends.group()))
    if (claims := _FACT.search(text)) and not turn.cited and not plan.passages:
        found.append(Breach(4, "states a fact without a passage", claims.group()))
    grounds = [turn.text, *turn.recent, *(p.text for p in plan.passages)]
    for curly, straight in _QUOTE.findall(text):
        bare = (curly or straight).rstrip(" .,…").removesuffix(" …")
        if Move.SUGGEST not in moves and not any(
            bare.lower() in ground.replace("’", "'").lower() for ground in grounds
        ):
            found.append(Breach(4, "quotes words that nobody said", bare))
    if normal(text) in said:
        found.append(Breach(7, "says a sentence again"))
    if text.rstrip("”\"' ").endswith("?"):
        asking = plan.move
        if not _asks(turn):
            found.append(Breach(1, "asks where the plan asks nothing"))
        elif asking not in _MAY_BE_CLOSED and _is_closed(text):
            found.append(Breach(1, "asks a closed question"))
    return found


def _judges(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Where it says so itself, and not that the leader thinks so."""
    found = pattern.finditer(text)
    return next((m for m in found if not _THEIR_VIEW.search(text[: m.start()])), None)


def _is_closed(question: str) -> bool:
    """Whether yes or no would answer it: in none of its clauses it asks what, how or who."""
    clauses = [clause.strip() for clause in re.split(r"[,;:–…]\s+|\.\s+", question)]
    return any(_CLOSED.match(c) for c in clauses) and not any(_OPEN.match(c) for c in clauses)


def breaches_of_reply(text: str, turn: "Turn") -> list[Breach]:
    """What a whole reply breaks; quoted passages do not count as its words."""
    found: list[Breach] = []
    if turn.plan.exempt:
        return found
    own = text
    for passage in turn.plan.passages:
        for sentence in sentences(passage.text):
            own = own.replace(sentence.text, "")
    if len(own.split()) > MOST_WORDS:
        found.append(Breach(1, f"more than {MOST_WORDS} words"))
    said = sentences(own)
    questions = [s for s in said if s.text.rstrip("”\"' ").endswith("?")]
    if len(questions) > 1:
        found.append(Breach(1, "more than one question"))
    if questions and len(said) == 1 and any(p.move is Move.REFLECT for p in turn.plan.parts):
        found.append(Breach(2, "asks without reflecting"))
    if echoes(own, turn.text):
        found.append(Breach(2, "echoes the leader's words"))
    return found


def echoes(reply: str, message: str) -> bool:
    """Whether a sentence of the reply is mostly the leader's own words (over 60 %)."""
    theirs = telling_words(message)
    if len(theirs) < 3:
        return False
    for sentence in sentences(re.sub(r"“[^”]*”", "", reply)):
        ours = [w for w in re.findall(r"[a-z']+", sentence.text.lower()) if w not in _SMALL]
        if len(ours) >= 5 and sum(w in theirs for w in ours) / len(ours) > 0.6:
            return True
    return False


def telling_words(text: str) -> set[str]:
    """The words of a text that tell something."""
    return set(re.findall(r"[a-z']+", text.lower())) - _SMALL


def normal(text: str) -> str:
    """A sentence as it counts for repetition: its words alone."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def _asks(turn: "Turn") -> bool:
    silent = {Move.REFLECT, Move.AFFIRM, Move.CLOSE, Move.THANKS, Move.GOODBYE, Move.CONFIRM_AIM,
              Move.OWN_IT, Move.NOTHING_FOR_NOW}  # fmt: skip
    return turn.plan.move not in silent


_SMALL = frozenset(
    "the a an and or but to of in on at for with is are was were be been it that this you your i my me we our "
    "they them he she his her so as if then not do did does have has had what when how who which".split()
)
