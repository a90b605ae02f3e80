"""What do they say, want and feel; which habits show. Learned heads for what is meant, rules only
where language is regular: answers, numbers, names, whose habit it is.
"""

import logging
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from coach.aims import AIM_UNTIL, aim_told, without_aim
from coach.borrowing import capitalised, named_person, tells_own_doing
from coach.choices import two_ways
from coach.circumstances import only_circumstances, tells_when
from coach.contract import telling_words
from coach.corrections import (
    asks_still,
    asks_why,
    comes_back_to_what_was_told,
    corrected_in,
    without_corrections,
)
from coach.errors import KnowledgeError
from coach.handing_back import Point, point_of
from coach.leaving import goes_at, is_goodbye, will_come_back
from coach.losses import has_died, tells_of_death
from coach.newest_plan import is_dilemma
from coach.plan_told import (
    after_taking_back,
    deed_wished,
    is_fear,
    restated,
    says_in_general,
    without_asides_of_it,
    words_lately,
)
from coach.plans import (
    called_a_step,
    comes_too_early,
    is_decided,
    is_firm,
    is_past,
    is_to_the_coach,
    is_torn,
    only_wants,
    step_in,
    step_said,
    tells_dated_deed,
    tells_deed,
    wavers,
)
from coach.question_shapes import shape_of
from coach.safety_words import denials_blank
from coach.state import ConversationState
from coach.text import (
    COMMON,
    QUOTED,
    has_words,
    longest_quoted,
    sentences,
    what_is_asked,
    with_mark,
    word_count,
)
from coach.turn_kinds import (
    DONE_AND_GLAD,
    FIXES,
    GREETING,
    GUESSES_AT,
    META,
    NO,
    REQUEST,
    RESIST,
    SUSTAIN,
    THANKS,
    UNSURE,
    WHY_THEY,
    YES,
    ByRule,
    accepts_offer,
    answer_to_name,
    answers_no,
    by_rule,
    complaint_of,
    doubts_this,
    is_introduction,
    is_of_one_form,
    just_seen,
    number_said,
    puts_a_question,
    says_to_them,
    speaks_to_somebody,
    takes_leave,
    turn_features,
    without_repair,
)
from coach.vocabulary import (
    ANSWERED,
    ASKED,
    TOLD,
    Answer,
    Feeling,
    Gist,
    Move,
    Relation,
    Stage,
    Subject,
    TurnKind,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.ear import Head
    from coach.services import Heard, Services
    from coach.turn import Draft, Hearing, Reading, Turn

    Flags = NDArray[np.bool_]

_log = logging.getLogger(__name__)
_WHOLE = 0.7
_IN_BRIEF = 40  # words
_MOST_GISTS, _BESIDE = 3, 0.2
_PROVES = 6  # words
_NO_DOING = 0.3  # what a sentence counts as evidence that tells nothing the speaker does
_A_DRAFT, _QUOTED_AT_MOST = 4, 14  # words
_READS_SO = 0.7  # how likely the verdict on a draft is, from which the coach says it
_SAID = 0.75  # how likely a gist is that was said in so many words
_SAID_GIST = {
    Feeling.SHAME: Gist.ASHAMED, Feeling.GUILT: Gist.ASHAMED, Feeling.ANGER: Gist.ANGRY,
    Feeling.HURT: Gist.HURT, Feeling.DISAPPOINTMENT: Gist.HURT, Feeling.TIREDNESS: Gist.TIRED,
    Feeling.LONELINESS: Gist.LONELY, Feeling.JOY: Gist.GLAD, Feeling.PRIDE: Gist.GLAD,
    Feeling.RELIEF: Gist.GLAD,
}  # fmt: skip
_STEPS = (Gist.STEP_WITH_TIME, Gist.STEP_IDEA, Gist.OWES_APOLOGY)
_AIM = re.compile(
    r"\b(?:i(?:'d| would) (?:like|love|want)\b(?! that\b| it\b)|i (?:want|hope|wish)\b(?! it\b| that\b|ed)|i need (?=to\b|help\b|advice\b|some\b|a (?:way|plan|word|line|sentence)\b|words\b)|"
    r"i(?:'m| am) (?:hoping|looking|here) (?:to|for)\b|help me\b|(?:my|the) (?:aim|goal) (?:is|would be)\b|"
    r"what i(?:'d)? (?:really )?(?:want|like|need) is\b) ?(?P<aim>(?:[^\s.!?]+ ){2,}[^.!?\n]{2,140})",
    re.I,
)
# "want them to talk to me", by somebody who leaves out the "I".
_BARE_AIM = re.compile(
    r"(?:just |really |honestly |i guess )?(?:want|wanna|hoping|looking|would like|need (?=to\b|help\b|a way\b)) ?"
    r"(?:[^\s.!?]+ ){1,}[^.!?\n]{2,140}",
    re.I,
)
# "I only ring her when I need …" wants nothing from this talk.
_BESIDE_THE_AIM = re.compile(
    r"\b(?:when|whenever|if|unless|until|because|that|what|all|everything|anything|something|said|says|told \w+)\s+$",
    re.I,
)
_GO_ON = re.compile(r"\b(?:go|carry) on\b|\bcontinue\b|\byou to tell me\b", re.I)
# "I'd like to see what a program makes of that" is said of the coach; "I'd like, that's the trouble" is broken off.
_WANTED_OF_IT = re.compile(
    r"\b(?:a|the|this|your) (?:\w+ )?(?:program(?!m)|computer|chat ?bot|machine|robot)\b|\bsee (?:what|if|how) (?:this|you|it)\b",
    re.I,
)
_WISHED_OTHERWISE = re.compile(r"\bto have \w+(?:ed|en|ne|wn|id|aid|ought|eft)\b", re.I)
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
_DENIED = re.compile(r"\b(?:never|nobody|no one)\b", re.I)
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
        "guilt": r"guilt\w*|i feel bad|felt bad|regret\w*|remorse|(?:can't|cannot|couldn't|can’t|couldn’t) forgive myself|hate(?:d)? myself|"
        r"fe(?:el|lt) (?:\w+ )?(?:sick|terrible|awful|rotten|dreadful|wretched|horrible) (?:[a-z]+ ){0,4}(?:(?:after|because|when|that|for|about) (?:how |what |the way )?i\b|about (?:it|myself)\b)",
        "tiredness": r"tired|exhausted|worn out|drained|knackered|burn(?:t|ed) out|shattered",
        "loneliness": r"lonely|isolated|on my own with|nobody to talk to|alone (?:in|with|at)",
        "hurt": r"hurt|stung|wounded|betrayed|let down|slap in the face",
        "disappointment": r"disappoint\w+|deflated|dishearten\w+",
        "confusion": r"confus\w+|puzzled|baffled|torn|don'?t understand why|at a loss",
        "pride": r"proud",
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
        "boss": r"my (?:boss|manager|ceo|director|chair(?:man|woman)?|line manager|md|vp)|(?<!on )(?<!at )(?<!to )the board|our ceo",
        "customer": r"clients?|customers?|account|buyer|patient|guest|patron|subscriber|supplier|vendor|provider|contract is up",
        "partner-or-family": r"my (?:wife|husband|partner|daughters?|sons?|kids?|children|mother|father|mum|mom|dad|family)",
        "peer": r"my (?:peer|colleague|co-?founder|counterpart)s?|fellow (?:director|manager|head)s?|the other (?:director|partner|head|manager)s?",
        "network": r"linkedin|my network|networking|contacts?|old (?:colleague|classmate|friend)s?|conference|acquaintance|former (?:boss|colleague|client)s?|reconnect",
        "team": r"my (?:team|guys|people|staff|crew|department|lot|folks)|the (?:team|staff|crew|floor|shift|whole (?:office|company|department))|direct reports|everyone|everybody|all of them",
        "employee": r"(?:an|my|one|our|the) (?:\w+ ){0,2}(?:employee|report|assistant|engineer|developer|analyst|nurse|intern|lead|deputy|secretary|pa|foreman|apprentice|teacher|driver|technician|supervisor|coordinator|associate|designer|rep)|reports to me|works for me",
        "self": r"my (?:brand|reputation|style|image)|who i am|the real me|how (?:people|others) see me|360",
    }.items()
)


def understand_message(turn: "Turn", services: "Services") -> "Reading":
    """Everything heard in the turn's message, as a Reading."""
    from coach.turn import Reading

    text, state = turn.text, turn.state
    words = word_count(text)
    number = number_said(text, state.pending.about if state.pending else None)
    answer = turn.answer or answer_to_name(text, state)
    before, felt = turn.before, _said_feelings(text)
    ruled = by_rule(text, before)
    gists = _gists(turn, services, felt)
    around = only_circumstances(without_asides_of_it(text))
    step, firm = _step(turn, services, gists) if around is None else (None, False)
    why = asks_why(text) and _has_advised(state)
    kind = TurnKind.REPAIR if why else _kind(turn, services, number, answer, ruled, gists, firm)
    if around is not None and kind is not TurnKind.COMMITMENT:
        gists = {}  # a day that says when something was is no plan
    corrects = corrected_in(text, before) if _may_correct(state, ruled) else None
    alarmed = state.stage is Stage.SAFETY
    told = denials_blank(text) if alarmed else text
    if (kind is TurnKind.REPAIR or corrects is not None) and not alarmed:
        told = without_corrections(text, before, known=kind is TurnKind.REPAIR)
    least = 1 if corrects is Subject.SCENE else _HARDLY_NEWS  # "As I said, Thursday." tells the day
    little = word_count(told) < least or asks_still(text)
    if corrects is not None and kind in _MERELY and little:
        kind = TurnKind.REPAIR
    aim = _aim(text)
    if kind in TOLD and _may_be_taken_up(state, aim):
        told = without_aim(told, aim)
    point = point_of(
        turn.heard,
        services.ear["quote"],
        text,
        told,
        before,
        state.phrases_used,
        services.common_words,
    )
    if kind is TurnKind.REPAIR and not (alarmed or _tells_anything(point, told)):
        again = comes_back_to_what_was_told(text, ruled.wrong or corrects or Subject.FIT)
        point = _told_before(turn, services) if again else Point()
    relation = _relation(text)
    feelings = _feelings(turn, services, felt)
    habits: tuple[Hearing, ...] = ()
    candidates: tuple[Hearing, ...] = ()
    strengths: tuple[Hearing, ...] = ()
    if turn.answer is None:
        habits, candidates, strengths = _shown(turn, services)
        if relation is None and turn.model_heard is not None:
            relation = turn.model_heard.relation
        if relation is None and turn.heard is not None and words >= 6:
            relation = _learned_relation(turn.heard, services)
    return Reading(
        kind=kind,
        habits=habits,
        candidates=candidates,
        strengths=strengths,
        gists=gists,
        feelings=feelings,
        relation=relation,
        person=_person(text, turn.recent, services.common_words),
        phrase=point.phrase,
        phrase_weight=point.weight,
        quote=point.quote or (point.quote_in_place if kind in TOLD else None),
        retold=point.retold if kind in {*TOLD, TurnKind.REPAIR} else None,
        aim=aim,
        number=number,
        step=step,
        step_is_firm=firm,
        circumstances=around,
        repair=(Subject.KNOWING if why else ruled.wrong or corrects)
        if kind is TurnKind.REPAIR
        else None,
        news=word_count(told) if told != text or kind is TurnKind.REPAIR else 0,
        corrects=corrects if kind is not TurnKind.REPAIR else None,
        too_early=comes_too_early(state, text),
        felt=felt,
        draft=_draft(text, services) if kind is TurnKind.OPINION and turn.heard else None,
        answer=answer,
        words=words,
        english=_english(text),
    )


_MERELY = frozenset({*TOLD, TurnKind.NO, TurnKind.UNSURE, TurnKind.RESISTANCE})
_HARDLY_NEWS = 4  # words beside a correction which tell nothing


def _may_correct(state: ConversationState, ruled: ByRule) -> bool:
    """Whether there is anything of the coach's to correct, and the message is said to nobody else."""
    pending = state.pending.about if state.pending else None
    elsewhere = state.track is not None or pending in {Subject.SENTENCE, Subject.SAFE}
    return bool(state.turns and ruled.before) and not elsewhere


def _has_advised(state: ConversationState) -> bool:
    pending = state.pending
    return pending is not None and pending.move in {Move.OPINION, Move.SUGGEST}


def _may_be_taken_up(state: ConversationState, aim: str | None) -> bool:
    """Whether what is wanted is taken up as the aim of the talk, so that the rest is what is handed back."""
    asked = state.pending is not None and state.pending.about is Subject.AIM
    return state.aim is None and (asked or (aim is not None and state.turns <= AIM_UNTIL))


def _tells_anything(point: Point, told: str) -> bool:
    return bool(point.retold or point.quote) or word_count(told) >= _HARDLY_NEWS


_LOOKED_BACK, _A_CLAUSE = 3, 4  # messages; words


def _told_before(turn: "Turn", services: "Services") -> Point:
    """What can be handed back of the last message that told something, where this one only corrects the coach; nothing that the
    coach has just said."""
    theirs = telling_words(turn.before)
    for earlier in reversed(turn.recent[-_LOOKED_BACK:]):
        told = without_corrections(earlier, "", known=True)
        if word_count(told) < _HARDLY_NEWS or "?" in with_mark(earlier):
            continue
        point = point_of(
            services.hear(earlier, ""), services.ear["quote"], earlier, told, turn.before,
            turn.state.phrases_used, services.common_words,
        )  # fmt: skip
        said = telling_words(point.retold.words) if point.retold else set()
        again = point.retold is not None and point.retold.words in turn.state.phrases_used
        if said and 2 * len(said & theirs) <= len(said) and not again:
            return replace(point, quote=None, quote_in_place=None)
        quote = point.phrase if point.retold is None and point.phrase else ""
        if word_count(quote) >= _A_CLAUSE and telling_words(quote).isdisjoint(theirs):
            return Point(quote=quote)
        return Point()
    return Point()


def _shown(
    turn: "Turn", services: "Services"
) -> tuple[tuple["Hearing", ...], tuple["Hearing", ...], tuple["Hearing", ...]]:
    """Habits, candidates and strengths: as the model heard them, else as the trained heads do."""
    found = hear_habits(turn.text, turn.heard, services) if turn.heard is not None else ((), (), ())
    habits, candidates, strengths = found
    told = turn.model_heard
    if told is not None and told.habits is not None:
        habits = candidates = _own(told.habits, turn.text)
    if told is not None and told.strengths is not None:
        strengths = _own(told.strengths, turn.text)
    return habits, candidates, strengths


def _own(shown: tuple["Hearing", ...], text: str) -> tuple["Hearing", ...]:
    """Those whose words are about what the speaker does now, as is the sentence they stand in."""
    own = [s for s in sentences(text) if _is_own(s.text)]
    return tuple(
        hearing
        for hearing in shown
        for start in [text.find(hearing.evidence)]
        if _is_own(hearing.evidence)
        and any(s.start < start + len(hearing.evidence) and start < s.end for s in own)
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
    # Nor is it praised for what the words deny: "I never let anybody say sorry to me".
    good = tuple(
        h
        for h, sure in strengths
        if sure and h.confidence > against.get(h.id, 0.0) and not _DENIED.search(h.evidence)
    )
    return (
        tuple(h for h, sure in habits if sure),
        tuple(h for h, _ in habits),
        good[:2],
    )


def _named(heard: "Heard", own: "Flags", head: "Head") -> "list[tuple[Hearing, bool]]":
    """The three likeliest labels, and whether each is above its threshold."""
    from coach.turn import Hearing

    # A few words prove nothing by themselves, however near they stand to what does.
    telling = own & np.array([word_count(s.text) >= _PROVES for s in heard.sentences])
    own = telling if telling.any() else own
    rows = np.where(own[:, None], head.scores(heard.ear_rows), 0.0)[:, :-1]
    whole = head.scores(heard.ear_whole)[0, :-1]
    # The whole message carries the meaning; in a long one a telling sentence must not drown.
    scores = whole if len(own) == 1 else _WHOLE * whole + (1 - _WHOLE) * rows.max(0)
    # What shows it is what the speaker does, if any sentence tells that.
    doing = np.array([1.0 if tells_own_doing(s.text) else _NO_DOING for s in heard.sentences])
    found = []
    for k in np.argsort(-scores)[:3]:
        proof = heard.sentences[int((rows[:, k] * doing).argmax())].text
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
    turn: "Turn",
    services: "Services",
    number: int | None,
    answer: Answer | None,
    ruled: ByRule,
    gists: dict[Gist, float],
    firm: bool,
) -> TurnKind:
    """What the message is: the first rule that holds, unless the ear doubts it; else what the ear hears."""
    text, state = turn.text, turn.state
    pending = state.pending.about if state.pending else None
    words = word_count(text)
    plain = ruled.plain
    likely = _kinds_likely(turn, services, ruled)

    merely_told = sum(likely.get(kind, 0.0) for kind in TOLD) >= _MERELY_TOLD

    def heard(kind: TurnKind, least: float = _DOUBTED) -> bool:
        return not merely_told or likely[kind] >= least

    # Neither what they would say to somebody nor the coach's own question handed back.
    rehearses = speaks_to_somebody(plain)
    asks = None if rehearses else ruled.asks
    if (
        takes_leave(plain, state)
        # "He's at the door, do I start with sorry?"
        and (asks is None or "?" not in plain or _asks_to_come_back(plain))
        and (
            state.stage in _ENDING
            or heard(TurnKind.GOODBYE, _HARDLY_LEAVES)
            or DONE_AND_GLAD.match(plain)
        )
    ):
        return TurnKind.GOODBYE
    # "Seven, I suppose. And what do I do if he comes up afterwards?" is asked beside the number, which is kept all the same.
    puts = not rehearses and puts_a_question(ruled)
    asks_beside = puts and words > _A_NUMBER_WITH_A_WHY
    if pending in {Subject.SCALE, Subject.SCALE_UP} and number is not None and not asks_beside:
        return TurnKind.SCALE
    if GREETING.match(plain) or (not state.turns and is_introduction(plain)):
        return TurnKind.GREETING
    if THANKS.match(plain):
        return TurnKind.THANKS
    if accepts_offer(plain, state):
        return TurnKind.YES
    in_the_way = pending in {Subject.OBSTACLE, Subject.ANSWER}
    if SUSTAIN.search(plain) and not (rehearses or firm or in_the_way) and words <= _IN_BRIEF:
        return TurnKind.SUSTAIN  # "why should I go first?" asks for nothing
    if asks is TurnKind.ADVICE and REQUEST.search(plain):
        return asks
    last_asked = what_is_asked(sentences(plain))
    at_large = shape_of(plain) is Subject.USUAL  # "what do people even want on their birthday?"
    if asks is not None and not at_large and GUESSES_AT.search(last_asked) is not None:
        asks = TurnKind.JUDGE
    elif asks is TurnKind.JUDGE and shape_of(plain) is not None:
        # "Is Thursday soon enough, or should I go to her tonight?" judges nobody.
        asks = TurnKind.OPINION
    elif asks is not None and not is_of_one_form(plain):
        asks = _what_is_asked(asks, likely, plain) if heard(asks) or puts else None
    elif puts and ruled.wrong is None:
        # What is put to the coach at the end is asked, whatever was told, wished or decided before it.
        asks = max(ANSWERED, key=lambda kind: likely.get(kind, 0.0))
    wants = (
        pending is Subject.AIM
        and ruled.wrong is not Subject.PASSAGE
        and (_aim(text) is not None or aim_told(without_repair(plain)) is not None)
    )
    wants = wants or (state.aim is None and bool(_TO_WORK_OUT.search(plain)))
    wants = wants or (pending is Subject.AIM and bool(_TO_BE_DECIDED.match(plain)))
    wants = wants and META.search(plain) is None  # "I'd like to know what a program can tell me"
    if wants and asks is None:
        return TurnKind.ANSWER  # "a first sentence for Greg, told you already"
    if not rehearses and _asks_about_the_program(plain, turn, services):
        return TurnKind.META
    if state.turns and pending is not Subject.SENTENCE and complaint_of(ruled.own) is not None:
        return TurnKind.REPAIR
    own_words = pending is Subject.SENTENCE  # what they will say to somebody, "never said so" in it
    first = state.turns == 0
    if (
        answer is None
        and not own_words
        and not first
        and asks is not TurnKind.JUDGE
        and ruled.wrong is not None
        and (heard(TurnKind.REPAIR) or heard(TurnKind.RESISTANCE))
    ):
        planning = state.stage is Stage.COMMITTING and state.step.what is not None
        theirs = _THEIR_OWN_DOING.search(plain) is not None  # not "he'll be there Thursday"
        decides = (firm and theirs) or (planning and is_decided(step_in(plain)))
        if ruled.wrong is not Subject.PASSAGE and state.turns >= 1 and decides:
            return TurnKind.COMMITMENT
        if ruled.wrong is Subject.PASSAGE or asks is None:
            return TurnKind.REPAIR
    if state.turns >= 1 and called_a_step(plain) is not None:
        return TurnKind.COMMITMENT
    if UNSURE.match(plain):
        return TurnKind.UNSURE
    if answer is Answer.ME or (YES.match(plain) and words <= 4):
        return TurnKind.YES
    if answer is Answer.NOT_ME or (NO.match(plain) and words <= 5):
        return TurnKind.NO
    if META.search(plain) and words <= 40 and heard(TurnKind.META):
        return TurnKind.META
    # "Don't tell me what I know. Do I go to him or ask him up?" wants an answer all the same.
    besides = asks is not None and (RESIST.search(last_asked) is None or is_of_one_form(plain))
    if RESIST.search(plain) and words <= 40 and heard(TurnKind.RESISTANCE) and not besides:
        return TurnKind.RESISTANCE
    if asks is not None:
        return asks
    if only_circumstances(without_asides_of_it(text)) is not None:
        return _of_circumstances(turn, pending)
    thought_of = (
        state.thought is not None and words <= 30 and tells_when(plain) and "?" not in plain
    )
    past = is_past(plain)
    whole = _whole_plan(turn, gists)
    doing = pending is Subject.STEP or tells_deed(plain) or whole is not None
    decides = (firm and heard(TurnKind.COMMITMENT)) or tells_dated_deed(plain) or whole is not None
    decides = decides or (thought_of and bool(FIXES.search(plain)))
    if (
        state.turns >= 1
        and not in_the_way
        and decides
        and doing
        and not past
        and not only_wants(plain)
    ):
        return TurnKind.COMMITMENT
    kind = _learned_kind(turn, likely, pending, ruled)
    doing = (
        doing or likely.get(TurnKind.COMMITMENT, 0.0) >= _SURELY_DECIDED
    )  # "turning my chair round at each 1:1"
    if kind is TurnKind.COMMITMENT and (past or wavers(plain) or not doing or only_wants(plain)):
        kind = TurnKind.ANSWER if pending is not None else TurnKind.STORY
    if kind is TurnKind.COMMITMENT and (in_the_way or first):
        kind = TurnKind.ANSWER if pending is not None else TurnKind.STORY
    told = {TurnKind.ANSWER, TurnKind.STORY, TurnKind.CHANGE}
    if kind in told and doing and not (in_the_way or past or wavers(plain)):
        dated = Gist.STEP_WITH_TIME in gists and tells_when(plain) and state.turns >= 2
        meant = _meant(gists, Gist.STEP_IDEA, 0.3 if state.turns >= 5 else 0.5) and state.turns >= 3
        if (dated or meant) and heard(TurnKind.COMMITMENT):
            return TurnKind.COMMITMENT
    return kind


def _asks_to_come_back(plain: str) -> bool:
    """Whether all that is asked in a goodbye is whether they may tell how it went."""
    asking = [s.text for s in sentences(plain) if s.text.endswith("?")]
    return len(asking) == 1 and will_come_back(asking[0])


_THEIR_OWN_DOING = re.compile(r"\b(?:i|i'\w+|ill|im|me|my|we|we'\w+)\b", re.I)
# What is wanted of the talk, and no request for advice: "I want to know how to get him talking again."
_TO_WORK_OUT = re.compile(
    r"\bi(?:'d| would)? (?:really |just )?(?:want|need|like|hope) to (?:know|learn|find out|work out|figure out|understand|see|decide|think through)\b[^?]*$",
    re.I,
)
# "Decided: what I say to Lyle when he's back on Sunday night."
_TO_BE_DECIDED = re.compile(
    r"(?:(?:decided|well|i suppose|i guess|just|only|mostly|that'?s easy|ok(?:ay)?|right)[,:. ]+)*(?:what|how|whether|if|when|which|who)\b[^?]*$",
    re.I,
)
_NOT_KNOWN = re.compile(
    r"\b(?:don'?t|do not|didn'?t) (?:\w+ )?know (?:yet )?(?:if|whether|when|how (?:many|much|long)|who) \w+",
    re.I,
)
_LATELY = 3  # messages
_A_NUMBER_WITH_A_WHY = 10  # words
_SURELY_DECIDED = 0.75


_TAKES_IT = re.compile(
    r"\W*(?:ok(?:ay)?|yes|yeah|right|fine|good|sure|alright|all right|done|then)\b", re.I
)


def _of_circumstances(turn: "Turn", pending: Subject | None) -> TurnKind:
    """What a message is that says only when, where or with whom: that is a part of a plan where there is one, or where
    something to do was just spoken of; else it answers what was asked."""
    state = turn.state
    around = only_circumstances(without_asides_of_it(turn.text))
    lately = any(
        state.thought is not None and state.thought in said.replace("’", "'")
        for said in turn.recent[-_LATELY:]
    )
    read_back = state.pending is not None and state.pending.move is Move.COMMIT
    shaping = state.step.what is not None and (state.kept != state.step or read_back)
    asked_otherwise = pending is Subject.ANSWER  # “then Sunday” is what they will do then
    in_the_way = pending is Subject.OBSTACLE  # “the phone” is no place then
    timed = around is not None and (around.when or (around.where and not in_the_way))
    # "Ok. Tomorrow at nine, from the van", to what the coach would do.
    advised = state.pending is not None and state.pending.move in {Move.SUGGEST, Move.OPINION}
    taken = advised and state.step.what is None and _TAKES_IT.match(turn.text) is not None
    # What there is to do then may have been said before: as words to somebody, or as what they want of the talk.
    wished = pending is Subject.STEP and deed_wished(state.aim) is not None
    known = wished or words_lately(turn.recent[-_LATELY:]) is not None
    if timed and (lately or shaping or taken or known) and not asked_otherwise:
        return TurnKind.COMMITMENT
    return TurnKind.ANSWER if pending is not None else TurnKind.STORY


# Without a word of these nothing that the coach said is put right.
_OF_WHAT_WAS_SAID = re.compile(
    r"\b(?:you|your|you're|u|wrong|said|told|mean|meant|asked|question|answer|again|already|actually|other way|stop|listen\w*)\b|^\W*(?:no|nope|nah|not (?:that|this|it|me|mine|him|her|them|true|right|really|quite|so|at all))\b",
    re.I,
)
# What could be a question about the program itself, in few words.
_OF_THE_PROGRAM = re.compile(
    r"\b(?:you|your|this|delete|erase|wipe|private|confidential|hr|therapy|rules|program|machine)\b",
    re.I,
)
_ASKS = re.compile(
    r"\?|^\W*(?:please )?(?:delete|erase|wipe|is|are|can|do|does|will|who|what|how)\b", re.I
)
_ASKED_BRIEFLY, _VERY_NEAR = 14, 0.74  # words; cosine with what a line of the program's own answers


def _asks_about_the_program(plain: str, turn: "Turn", services: "Services") -> bool:
    """Whether a short question is about the program: it says so, or is near to what has an answer of that kind."""
    last = what_is_asked(sentences(plain))
    if says_to_them(last):
        return False  # "I'd say, Idris, do you remember the flood?"
    if last.endswith("?") and META.search(last):
        return True
    if word_count(plain) > 2 * _ASKED_BRIEFLY or not _ASKS.search(plain):
        return False
    if META.search(plain) and "?" in plain:
        return True
    brief = word_count(plain) <= _ASKED_BRIEFLY and _OF_THE_PROGRAM.search(plain)
    if not brief or _OF_SOMEBODY.search(plain):
        return False
    near = services.book.nearness(turn.heard, (Move.META,))
    return max(near.values(), default=0.0) >= _VERY_NEAR


_OF_SOMEBODY = re.compile(r"\b(?:he|she|him|her|his|hers|they|them|their|we|us)\b", re.I)


def _meant(gists: dict[Gist, float], gist: Gist, least: float) -> bool:
    """Whether this is what a message comes down to, rather than what may stand beside it."""
    return next(iter(gists), None) is gist and gists[gist] >= least


# What the ear may decide by itself, and how likely it has to be; the rest needs a rule to be sure.
_SURE = {
    TurnKind.STORY: 0.0,
    TurnKind.ANSWER: 0.0,
    TurnKind.CHANGE: 0.35,
    TurnKind.SUSTAIN: 0.4,
    TurnKind.RESISTANCE: 0.5,
    TurnKind.REPAIR: 0.6,
    TurnKind.COMMITMENT: 0.4,
    TurnKind.OPINION: 0.35,
    TurnKind.ADVICE: 0.35,
    TurnKind.QUESTION: 0.35,
    TurnKind.JUDGE: 0.35,
    TurnKind.META: 0.4,
    TurnKind.GOODBYE: 0.4,
    TurnKind.OFF_TOPIC: 0.5,
    TurnKind.UNSURE: 0.5,
    TurnKind.YES: 0.6,
    TurnKind.NO: 0.6,
}
_DOUBTED, _MERELY_TOLD, _HARDLY_LEAVES = 0.15, 0.6, 0.02
"""A rule is doubted where the ear hears something that is only told, and hardly what the rule names. With the rules
among its evidence it is seldom that sure against one of them."""
_PLAINLY_PUT_RIGHT = 0.85
# "What I can do better is to look at her" has the order of words of what is told.
_TOLD_IN_ORDER = re.compile(
    r"(?:what|how|where|when|whether|why) (?:i|we|he|she|they|it)\b(?! mean\b)[^?]*$|what \w+ [^.?!]{1,40}? (?:is|was) [^?]*$",
    re.I,
)
_ASKS_WITHOUT_A_MARK, _ASKS_AT_ONCE = 0.45, 0.8  # who has told nothing yet begins to tell
_REPORTED = re.compile(r"(?:he |she |they )?(?:said|says|told me) (?:i|he|she|they|we|it)\b", re.I)
_OF_THE_COACH = {
    TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.OPINION, TurnKind.JUDGE, TurnKind.REPAIR, TurnKind.META,
    TurnKind.RESISTANCE,
}  # fmt: skip
_AT_ODDS, _SURE_THEY_ARE = frozenset({TurnKind.REPAIR, TurnKind.RESISTANCE}), 0.7
_ENDING = frozenset({Stage.COMMITTING, Stage.CLOSING})


def _kinds_likely(turn: "Turn", services: "Services", ruled: ByRule) -> dict[TurnKind, float]:
    """How likely each kind of turn is, as the ear hears it after what the coach said; empty if it failed."""
    heard = turn.heard
    if heard is None or not heard.sentences:
        return {}
    head = services.ear["turn"]
    seen = turn_features(heard.ear_whole[None], [ruled])
    return {TurnKind(k): float(p) for k, p in zip(head.labels, head.scores(seen)[0], strict=True)}


def _what_is_asked(by_rule: TurnKind, likely: dict[TurnKind, float], text: str) -> TurnKind:
    """That something is asked, the words say; which kind of question it is, the ear hears better, save where it is about
    nobody here: "Does it matter to call clients without a reason?" """
    best = max(ASKED, key=lambda kind: likely.get(kind, 0.0))
    # "Would it be a kindness or a nuisance?" judges nobody.
    shaped = by_rule is TurnKind.OPINION and shape_of(text) not in {None, Subject.WILL}
    if best is TurnKind.JUDGE and shaped:
        return by_rule
    of_nobody = _OF_ANYBODY_HERE.search(text) is None and two_ways(text) is None
    if by_rule is TurnKind.QUESTION and of_nobody:
        return by_rule
    return best if likely.get(best, 0.0) >= _SURE[best] else by_rule


_OF_ANYBODY_HERE = re.compile(
    r"\b(?:i|i'm|i've|i'd|me|my|mine|he|him|his|she|her|they|them|their|we|us|our|you|your|this|that)\b",
    re.I,
)


def _learned_kind(
    turn: "Turn", likely: dict[TurnKind, float], pending: Subject | None, ruled: ByRule
) -> TurnKind:
    plain = TurnKind.ANSWER if pending is not None else TurnKind.STORY
    told = turn.model_heard
    if told is not None and told.kind is not None:
        return plain if told.kind is TurnKind.STORY else told.kind
    allowed = {kind: p for kind, p in likely.items() if kind in _SURE}
    if speaks_to_somebody(turn.text.strip()):
        allowed = {kind: p for kind, p in allowed.items() if kind not in _OF_THE_COACH}
    if not allowed:
        return plain
    # "phone'll go" gets in the way, and "I turn up" is a part of somebody's sentence.
    on_track = turn.state.pending is not None and turn.state.pending.move is Move.BRAND
    if on_track or pending in {Subject.WHEN, Subject.OBSTACLE, Subject.ANSWER}:
        allowed.pop(TurnKind.GOODBYE, None)
    # What they will say to somebody, or be to them, is not said to the coach, and "I'll start explaining" is in the way as well.
    of_the_plan = pending in {Subject.WHEN, Subject.OBSTACLE, Subject.ANSWER, Subject.SCALE}
    of_their_own = {Subject.SENTENCE, Subject.BRAND}
    if pending in of_their_own or (of_the_plan and allowed.get(TurnKind.REPAIR, 0.0) < 0.7):
        allowed.pop(TurnKind.REPAIR, None)
    # "my supervisor may ask" is what could come between, and no word against the coach
    at_the_coach = _OF_THE_PROGRAM.search(turn.text) or _OF_WHAT_WAS_SAID.search(turn.text)
    if pending in {Subject.WHEN, Subject.OBSTACLE, Subject.ANSWER} and not at_the_coach:
        allowed.pop(TurnKind.RESISTANCE, None)
    if _REPORTED.match(turn.text.strip()):  # "said i never said hello" is what somebody else said
        allowed.pop(TurnKind.REPAIR, None)
    if turn.state.ended:  # nothing that could be corrected stands open
        allowed.pop(TurnKind.REPAIR, None)
    if not _OF_THE_PROGRAM.search(turn.text):  # "am I allowed to ask about home?"
        allowed.pop(TurnKind.META, None)
    asks = turn.text.rstrip().endswith("?") and not re.search(r"\byou", turn.text, re.I)
    answers = answers_no(ruled.plain, ruled.before)
    plainly = allowed.get(TurnKind.REPAIR, 0.0) >= _PLAINLY_PUT_RIGHT  # "Jitka is the receptionist"
    if asks or answers or not (plainly or _OF_WHAT_WAS_SAID.search(turn.text)):
        allowed.pop(TurnKind.REPAIR, None)
    if _NOT_KNOWN.search(turn.text):  # what isn't known yet is told, and is no loss for an answer
        allowed.pop(TurnKind.UNSURE, None)
    if turn.state.turns == 0:
        for later in (TurnKind.REPAIR, TurnKind.RESISTANCE, TurnKind.GOODBYE):
            allowed.pop(later, None)
    if _TOLD_IN_ORDER.match(ruled.own) and "?" not in ruled.own:
        for asking in ASKED:
            allowed.pop(asking, None)
    if "?" not in ruled.own:
        for asking in (TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.OPINION):
            if allowed.get(asking, 0.0) < (
                _ASKS_WITHOUT_A_MARK if turn.state.turns else _ASKS_AT_ONCE
            ):
                allowed.pop(asking, None)
    best = max(allowed, key=lambda k: allowed[k])
    if best in _AT_ODDS and sum(allowed.get(k, 0.0) for k in _AT_ODDS) >= _SURE_THEY_ARE:
        return best  # which of the two it is, is the smaller question
    if best in {TurnKind.UNSURE, TurnKind.GOODBYE} and _aim(turn.text) is not None:
        return plain  # "I want to understand why", "I'd like to talk about my team"
    if best in {TurnKind.STORY, TurnKind.ANSWER} or allowed[best] < _SURE[best]:
        # What is put as a question to the coach is not met like a story.
        asked = puts_a_question(ruled)
        return max(ANSWERED, key=lambda k: likely.get(k, 0.0)) if asked else plain
    return best


# "And if he just says “all good, boss”?" quotes no words of the leader's.
_THEIR_ANSWER = re.compile(
    r"\b(?:if|when) (?:he|she|they|(?-i:[A-Z])\w+) (?:\w+ )?(?:says?|said|asks?|answers?|tells?|replies|writes?)\b",
    re.I,
)


_SAID_ALOUD = re.compile(
    r"\b(?:say|saying|tell (?:him|her|them)|ask (?:him|her|them))\b[^.?!\"“]{0,40}[\"“]?\s*$", re.I
)
_OF_NO_WORDS = frozenset(
    {
        Subject.WILL,
        Subject.CHOICE,
        Subject.CASE,
        Subject.OWN_CASE,
        Subject.TOO_MUCH,
        Subject.EITHER,
        Subject.FELT,
    }
)


def _draft(text: str, services: "Services") -> "Draft | None":
    """How the words that somebody quotes read, where they ask what the coach thinks of them; None where nothing
    is quoted, and where it is not clear."""
    from coach.turn import Draft

    words = longest_quoted(text)
    if word_count(words) < _A_DRAFT or _THEIR_ANSWER.search(text):
        return None
    if is_of_one_form(text) or WHY_THEY.search(text.replace("’", "'")):
        return None  # what they quote was said, and is asked about neither
    if shape_of(text) in _OF_NO_WORDS or two_ways(text) is not None:
        return None  # "Will she understand?", "Do I say that I want it or not?"
    try:
        review = services.reviewer.review(words)
    except (
        KnowledgeError
    ) as error:  # the words for reviews are malformed: the talk goes on without them
        _log.warning("a draft is not read: %s", error)
        return None
    if review.confidence < _READS_SO:
        return None
    if review.verdict == "personal":
        return Draft(Subject.SENTENCE, None)
    if _SAID_ALOUD.search(text[: text.find(words)].replace("’", "'")):
        return None  # what is weighed are messages: a line said at the door has a face to it
    worst = max(review.spans, key=lambda span: len(span.text), default=None)
    close = worst is not None and worst.habit == "overfamiliar"
    part = worst.text if worst is not None and worst.text != words else None
    brief = part is not None and word_count(part) <= _QUOTED_AT_MOST
    return Draft(Subject.FIT if close else Subject.COST, part if brief else None)


def _aim(text: str) -> str | None:
    own = QUOTED.sub(" ", text)  # not in a draft of theirs
    told = [
        match.group().strip(" ,;")
        for match in _AIM.finditer(own)
        if not _WISHED_OTHERWISE.search(match.group()) and not _GO_ON.search(match.group())
        if not _BESIDE_THE_AIM.search(own[: match.start()])
        if not _HANDS_BACK.search(own[: match.start()])
        if not _WANTED_OF_IT.search(match.group()) and not match["aim"].startswith(",")
    ]
    if not told and "?" not in own and (bare := _BARE_AIM.match(own.strip())) is not None:
        return bare.group().strip(" ,;")
    return told[-1] if told else None  # what is said last is meant most


# "What would I want Bec to hear?" asks itself what the coach asked.
_HANDS_BACK = re.compile(
    r"\b(?:what|who|whom|where|when|how|why) (?:would|do|did|could|should|might) $", re.I
)


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


def _feelings(turn: "Turn", services: "Services", felt: tuple[Feeling, ...]) -> tuple[Feeling, ...]:
    """``felt``: those that were said in so many words."""
    text, heard, told = turn.text, turn.heard, turn.model_heard
    said = list(felt)
    if not said and told is not None and told.feelings is not None:
        return told.feelings
    # A feeling that was said outweighs any that is only guessed.
    if not said and heard is not None and heard.sentences and word_count(text) >= 5:
        head = services.ear["feeling"]
        scores = head.scores(heard.ear_whole)[0]
        order = np.argsort(-scores)
        said += [Feeling(head.labels[int(k)]) for k in order if scores[k] >= head.thresholds[k]]
    return tuple(dict.fromkeys(said))[:2]


def _gists(turn: "Turn", services: "Services", felt: tuple[Feeling, ...]) -> dict[Gist, float]:
    """What the message comes down to: the likeliest gist if it is likely enough to be spoken to, and
    what may hold beside it. ``felt``: the feelings that were said in so many words."""
    if turn.heard is None or not turn.heard.sentences:
        return {}
    head = services.ear["gist"]
    scores = head.scores(turn.heard.ear_whole)[0]
    said = {_SAID_GIST[f] for f in felt if f in _SAID_GIST}
    if is_torn(turn.text):
        said.add(Gist.TORN)
    if not turn.state.turns and doubts_this(turn.text):
        said.add(Gist.SCEPTICAL)
    if just_seen(turn.text):
        said.add(Gist.SEES_IT_NOW)
    if tells_of_death(turn.text):
        said = {Gist.GRIEF}
    for gist in said:  # what was said in so many words needs no guess
        k = head.labels.index(gist)
        scores[k] = max(_SAID, head.thresholds[k], scores[k])
    order = [int(k) for k in np.argsort(-scores)[:_MOST_GISTS]]
    if scores[order[0]] < head.thresholds[order[0]]:
        return {}
    return {
        Gist(head.labels[k]): round(float(scores[k]), 4)
        for n, k in enumerate(order)
        if n == 0 or scores[k] >= _BESIDE
    }


def _whole_plan(turn: "Turn", gists: dict[Gist, float]) -> str | None:
    """The plan that a message states whole, where one is under way or, with an aim, is heard in it."""
    state = turn.state
    under_way = state.stage is Stage.COMMITTING or state.step.what is not None
    whole = restated(turn.text)
    dated = Gist.STEP_WITH_TIME in gists or (whole or "").startswith("I say:")
    heard = state.aim is not None and dated and not is_past(QUOTED.sub(" ", turn.text))
    return whole if under_way or heard else None


def _step(turn: "Turn", services: "Services", gists: dict[Gist, float]) -> tuple[str | None, bool]:
    """What they will, could or might do, in their own sentences, and whether it is decided and has a time."""
    heard = turn.heard
    if is_torn(turn.text):
        return None, False
    if (named := called_a_step(turn.text)) is not None:
        return named, True
    if (whole := _whole_plan(turn, gists)) is not None:
        return whole, tells_when(whole)
    if heard is None or not heard.sentences:
        step = step_in(turn.text)
        return step, is_firm(step)
    head = services.ear["gist"]
    scores = head.scores(heard.ear_rows)
    likely = sum(scores[:, head.labels.index(gist)] for gist in _STEPS)
    kept = len(turn.text) - len(after_taking_back(turn.text))
    leaves = [
        s.start < kept
        or s.text.endswith("?")
        or is_goodbye(s.text)
        or goes_at(s.text) == 0
        or wavers(s.text)
        or is_to_the_coach(s.text)
        or says_in_general(s.text)
        or is_fear(s.text)
        or is_dilemma(s.text)
        for s in heard.sentences
    ]
    likely = np.where(leaves, 0.0, likely)
    step = step_said(turn.text, heard.sentences, likely.tolist()) or step_in(turn.text)
    return step, is_firm(step, float(likely.max()))


_IN_A_PLACE = r"\b(?:in|near|from|outside) (?:the )?(?:[A-ZÀ-Þ][\w-]+ )+{0}\b"  # "in Nova Scotia"
_CALLED = re.compile(
    r"(?<=[\"“])(?-i:[A-ZÀ-Þ]\w+)(?=, (?:is|are|do|did|what|why|how|where|have|can|you)\b)"
)
"""By which somebody else calls the leader: "Gordon, is this you?" """


def _person(text: str, earlier: tuple[str, ...], common: frozenset[str]) -> str | None:
    """The person this message is about; None if there are several and none stands out."""
    text = _CALLED.sub(" ", text)
    said = " ".join((*earlier[-6:], text))
    known = {name for message in (*earlier, text) if (name := named_person(message, common))}
    known |= {
        n
        for n in capitalised(said)
        if len(re.findall(rf"\b{n}\b", said)) >= 2
        and not re.search(rf"\b(?:in|at|to|from|near|of|via|for) {n}\b", said)  # a town, a firm
    }
    known = {n for n in known if not re.search(rf"\b{re.escape(n.lower())}\b", said)}
    known = {
        n
        for n in known
        if n.lower() not in COMMON
        # "I'm Tom"; "a Peploe", "the Elbe"
        and not re.search(rf"\b(?:I(?:'m| am)|an?|[Tt]he) {re.escape(n)}\b(?!['’]s)", said)
    }
    known -= {n for n in known if re.search(_IN_A_PLACE.format(re.escape(n)), said)}
    known -= {n for n in known if has_died(n, said)}  # nothing can be said to them
    here = {n: len(re.findall(rf"\b{re.escape(n)}\b", text)) for n in known}
    dropped = {m.strip() for m in re.findall(r"\b[Nn]ot (?:about |on |with )?([A-Z]\w+)", text)}
    here = {n: count for n, count in here.items() if count and n not in dropped}
    best = sorted(here, key=lambda n: -here[n])
    if len(best) > 1 and here[best[0]] == here[best[1]]:
        return None
    return best[0] if best else None


def _said_feelings(text: str) -> tuple[Feeling, ...]:
    return tuple(feeling for feeling, pattern in _WORDS_OF_FEELING if _felt(text, pattern))


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
    return sum(w.replace("’", "'") in COMMON for w in words) / len(words) >= 0.12
