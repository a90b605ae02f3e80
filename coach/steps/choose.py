"""What the coach does next: an ordered list of conditions, the first that holds wins. Pure: no model,
no clock, no dice.

The order follows the contract: danger first, then what the leader asked of the coach, then the answer
to the coach's own last question, then the way through the stages.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from coach.aims import AIM_UNTIL, aim_told, could_be_aim, picked
from coach.asides import without_asides
from coach.carrying import names_own_feeling
from coach.choices import bare_ways, two_ways, whether_to, without_a_fear
from coach.circumstances import tells_moment, tells_when
from coach.corrections import still_asked
from coach.leaving import will_come_back
from coach.left_out import is_put_right, left_out
from coach.losses import is_anothers_loss
from coach.newest_plan import said_in_leaving
from coach.plan_said import deed_of
from coach.plan_told import (
    fear_in,
    is_apart,
    owns_up_last,
    says_done,
    set_apart,
    words_lately,
    worry_told,
)
from coach.plans import (
    EMPTY,
    HOW_SURE,
    IN_THE_WAY,
    choice_asked,
    dated_lately,
    in_short,
    is_decided,
    left_with,
    nothing_in_the_way,
    of_another_kind,
    only_wants,
    part_told,
    puts_in_its_place,
    reason_of_number,
    says_how_sure,
    step_as_said,
    tells_deed,
    tells_plan,
    tells_step,
    wavers,
    way_round,
)
from coach.putting_right import ASKED_WHOLE, changed_step, is_wrong, put_right, step_at
from coach.question_shapes import (
    asked_of_self,
    is_against_somebody,
    quality_asked,
    shape_of,
)
from coach.safety_words import reached_out, says_safe, sets_right
from coach.sayable import said_already
from coach.setting_aside import leaves_it_be, set_aside_as
from coach.state import ConversationState, Pending
from coach.text import sentences, what_is_asked, with_mark, word_count
from coach.their_reply import asks_how_to_answer
from coach.themes import suggests_a_person
from coach.tracks import on_track
from coach.turn_kinds import (
    GUESSES_AT,
    REQUEST,
    SUSTAIN,
    WHY_THEY,
    asks_last,
    is_introduction,
    just_seen,
)
from coach.vocabulary import (
    ASKED,
    STOPS_COACHING,
    TOLD,
    Answer,
    Feeling,
    Gist,
    Level,
    Move,
    Relation,
    Stage,
    Subject,
    TurnKind,
)

if TYPE_CHECKING:
    from coach.knowledge import Contact, Scenario
    from coach.services import Services
    from coach.turn import Plan, Turn

# Evidence gathered for a habit (sum over turns) from which permission to name it is asked.
NAMEABLE = 0.7
# The same, from which a habit is named to somebody who asks what it is called.
_ASKED_FOR = 0.4
_SAFETY_MOVES = {
    Level.CRISIS: (Move.CRISIS, ("crisis", "emergency")),
    Level.OTHER_AT_RISK: (Move.OTHER_AT_RISK, ("emergency", "crisis")),
    Level.HARM_OTHERS: (Move.HARM_OTHERS, ("emergency", "crisis")),
    Level.ABUSE_REPORT: (Move.ABUSE_REPORT, ("workplace", "abuse", "emergency")),
}
_HEAVY = frozenset(
    {Feeling.SADNESS, Feeling.SHAME, Feeling.FEAR, Feeling.HURT, Feeling.LONELINESS,
     Feeling.TIREDNESS, Feeling.GUILT}
)  # fmt: skip
_EXPLORING = (
    Subject.SCENE, Subject.OWN_FEELING, Subject.VALUE, Subject.OTHER_VIEW, Subject.PATTERN,
    Subject.KNOWING, Subject.UNSAID, Subject.COST, Subject.STAKES, Subject.OTHER_FEELING,
    Subject.BENEFIT, Subject.BRAND, Subject.IDEAL, Subject.EXCEPTION, Subject.HISTORY,
    Subject.STRENGTH,
)  # fmt: skip
_AFTER_AN_AIM = (
    Subject.UNSAID, Subject.OTHER_VIEW, Subject.SCENE, Subject.KNOWING, Subject.OTHER_FEELING,
)  # fmt: skip
_AFTER_NAMING = (
    Subject.EXCEPTION, Subject.COST, Subject.IDEAL, Subject.OTHER_VIEW, Subject.STRENGTH,
    Subject.BRAND, Subject.VALUE, Subject.UNSAID, Subject.KNOWING, Subject.HISTORY,
)  # fmt: skip
_NO_WISH = frozenset({TurnKind.UNSURE, TurnKind.NO, TurnKind.YES, TurnKind.SUSTAIN})
_WISHES = frozenset(
    {Gist.WANTS_FROM_TALK, Gist.LONGS_FOR, Gist.OPEN_DECISION, Gist.DOESNT_KNOW_HOW,
     Gist.DOUBTS_OWN_MOTIVE}
)  # fmt: skip
_AGAIN_AFTER = 2  # questions
_PATH = (Subject.WHO, Subject.MATTERS, Subject.ARRIVE, Subject.SENTENCE)
_SENTENCE_ASKED = 2  # times
_ASKED_IN = 12  # words
_OF_THEM = re.compile(r"\b(?:she|he|they|her|him|them)\b", re.I)
_TO_THEM = re.compile(r"\b(?:you|your|you're|i'm sorry|sorry)\b", re.I)
# A sentence with somebody who does or is something tells; it names nothing that is wanted.
_A_CLAUSE = re.compile(
    r"\b(?:i|he|she|they|we|you|it|nobody|somebody|everybody|there)(?:'\w+)? (?!to\b)\w+|\bwho\b|[A-Z]\w+ (?:\w+ed|is|was|has|said|just)\b",
    re.I,
)
_A_THING = re.compile(r"(?:my|our|the|a|an|his|her|their|that) \w+", re.I)
_LONG_FOR_A_PLAN = 25  # words
_OF_A_STEP = frozenset(
    {Subject.STEP, Subject.WHEN, Subject.OBSTACLE, Subject.ANSWER, Subject.SCALE, Subject.SCALE_UP}
)
_BRIEF_GOODBYE = 7  # words
_PARTING = re.compile(r"\b(?:bye|goodbye|thanks|thank you|cheers)\b", re.I)
_DONE = re.compile(
    r"\bi['’]?m (?:done|finished)\b(?= *(?:$|[.!,;]|(?:here|now|then|for (?:now|today)|thanks?|thank you|bye|cheers)\b))",
    re.I,
)  # and not "with everything"
_CHEERFULLY = re.compile(r"(?:good|great|right|ok(?:ay)?|fine|cool|perfect|thanks?|cheers)\b", re.I)
_SAYS_WHY = 8  # words of a no from which it says what is so instead
_NEWS = 9  # words beside a complaint from which they count as something told
_YES_OR_NO = frozenset({Subject.FIT, Subject.PERMISSION, Subject.CHOICE, Subject.SAFE})
_LATER = re.compile(
    r"\b(?:not now|not today|later|leave it|never mind|rather not|don't want|forget it)\b", re.I
)
_EMPTY_WORDS = re.compile(r"(?:ok(?:ay)?|k|fine|right|good|hm+|mm+|so|well|i see|got it)\W*$", re.I)
_OF_A_HABIT = frozenset({Subject.PATTERN, Subject.BRAND, Subject.HISTORY, Subject.BENEFIT})
_TELLS = 10  # words of somebody who goes on without a question
_BELIEVED = 0.5  # evidence from which a question may presume that something is a habit
_ABOUT_A_PERSON = frozenset({Subject.OTHER_VIEW, Subject.OTHER_FEELING, Subject.KNOWING})


def choose_move(turn: "Turn", services: "Services") -> "Plan":
    """The plan for this turn's reply."""
    plans = (condition(turn, services) for condition in _CONDITIONS)
    plan = next((plan for plan in plans if plan is not None), None) or _explore(turn, services)
    return _owning(turn, plan)


def _owning(turn: "Turn", plan: "Plan") -> "Plan":
    """The plan, begun with a few words that own what the message puts right beside all else that it does."""
    from coach.turn import Part

    about, moves = turn.reading.corrects, {part.move for part in plan.parts}
    owned = not moves.isdisjoint(_OWNS_ALREADY) or plan.pending == ASKED_WHOLE
    if about is None or owned or plan.track is not None:
        return plan
    return replace(plan, parts=(Part(Move.MEND, (about,)), *plan.parts))


_OWNS_ALREADY = frozenset(
    {Move.MEND, Move.GO_ON, Move.STAY, Move.META, Move.INJECTION, Move.SECRET, Move.LANGUAGE, Move.EMPTY, Move.CRISIS,
     Move.OTHER_AT_RISK, Move.HARM_OTHERS, Move.ABUSE_REPORT, Move.SET_ASIDE, Move.GOODBYE, Move.THANKS, Move.DROP_IT}
)  # fmt: skip
"""After these nothing more is owned: they do, or there is something graver, or somebody is going."""


# --- Danger and what is not a turn of coaching ---------------------------------------------------


def _in_danger(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    level = next((x for x in turn.screening.levels if x in STOPS_COACHING), None)
    if level is None:
        return None
    move, serves = _SAFETY_MOVES[level]
    asks = turn.screening.unsure
    return Plan(
        stage=Stage.SAFETY,
        parts=(Part(move, (Subject.FIT,) if asks else ()),),
        pending=Pending(move=move, about=Subject.FIT if asks else Subject.SAFE),
        contacts=_contacts(services, serves),
        exempt=True,
    )


def _going_on_after_danger(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    state = turn.state
    if state.stage is not Stage.SAFETY or state.safety is None:
        return None
    misread = sets_right(turn.text, state)
    if turn.reading.kind is TurnKind.GOODBYE and misread:
        unharmed = state.model_copy(update={"misheard": True})
        return closing(unharmed, Move.GOODBYE, leaves=True)
    move, serves = _SAFETY_MOVES[state.safety]
    asked = state.pending is not None and state.pending.about is Subject.FIT
    open_still = move in {Move.CRISIS, Move.OTHER_AT_RISK} or (move is Move.ABUSE_REPORT and asked)
    if open_still and not misread and _still_unsafe(turn):
        # A bare "yes" may mean the worst: the talk goes on when the leader says so.
        return Plan(
            stage=Stage.SAFETY,
            parts=(Part(move),),
            pending=Pending(move=move, about=Subject.SAFE),
            contacts=_contacts(services, serves),
            exempt=True,
        )
    told = (Subject.WHO,) if reached_out(turn.text) else ()
    goes_on: tuple[Part, ...] = (Part(Move.GO_ON, (Subject.FIT,) if misread else told),)
    pending = state.pending_before_safety if misread else Pending(move=Move.GO_ON)
    following = _after(state.pending_before_safety)
    if misread and state.kind == "ten-minutes" and following is not None:
        # What was taken for danger had answered the question: the short path goes on.
        goes_on = (*goes_on, Part(Move.TEN_MINUTES, (following,)))
        pending = Pending(move=Move.TEN_MINUTES, about=following)
    elif misread and (
        turn.reading.retold is not None or word_count(turn.reading.quote or "") >= _A_WHOLE
    ):
        # What they meant instead is taken up.
        goes_on = (Part(Move.GO_ON, (Subject.UNSAID,)), Part(Move.REFLECT))
        pending = Pending(move=Move.ASK)
    return Plan(
        stage=state.stage_before_safety or Stage.EXPLORING,
        parts=goes_on,
        pending=pending,
        contacts=_contacts(services, serves),
        exempt=True,
    )


_A_WHOLE = 4  # words of a quotation that tells something by itself


def _reached_out(turn: "Turn", services: "Services") -> "Plan | None":
    """After words of danger they tell that somebody knows and comes: that is met before all else."""
    from coach.turn import Part, Plan

    state = turn.state
    went_on = state.pending is not None and state.pending.move is Move.GO_ON
    if state.safety is None or not went_on or not reached_out(turn.text):
        return None
    return Plan(state.stage, (Part(Move.GO_ON, (Subject.WHO,)),), exempt=True)


def _still_unsafe(turn: "Turn") -> bool:
    """Whether a message right after words of danger leaves it open: a bare "yes", a few words."""
    return turn.reading.words <= 7 and not says_safe(turn.text)


def _in_distress(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if Level.DISTRESS not in turn.screening.levels:
        return None
    if turn.state.turns and turn.reading.kind is TurnKind.GOODBYE and _only_done(turn, services):
        return None
    # Guessed at in the middle of a talk, or of somebody else's loss, without a heavy word, it is mostly something else.
    screening = turn.screening
    guessed = screening.unsure and screening.confidence < _DISTRESS_IN_TALK
    light = turn.state.turns >= _UNDER_WAY or is_anothers_loss(turn.text)
    if guessed and light and not _HEAVY & set(turn.reading.felt):
        return None
    return Plan(stage=turn.state.stage, parts=(Part(Move.STAY),), pending=None)


_DISTRESS_IN_TALK, _UNDER_WAY = 0.7, 2


def _only_done(turn: "Turn", services: "Services") -> bool:
    """Whether what sounds like distress is a goodbye: "Good. I'm done.", "I SAID I'M DONE. BYE." """
    parts = _CHEERFULLY.match(turn.text) or _PARTING.search(turn.text)
    rest = _DONE.sub(" ", turn.text.replace("’", "'"))
    alone = Level.DISTRESS not in services.signs.levels(rest)
    return bool(
        parts and alone and _DONE.search(turn.text) and turn.reading.words <= _BRIEF_GOODBYE
    )


def _attacked(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if Level.INJECTION not in turn.screening.levels:
        return None
    return Plan(turn.state.stage, (Part(Move.INJECTION),), pending=turn.state.pending, exempt=True)


def _only_a_secret(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if not turn.masked or turn.reading.words > 20:
        return None
    return Plan(turn.state.stage, (Part(Move.SECRET),), pending=turn.state.pending, exempt=True)


def _without_words(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.text import has_words
    from coach.turn import Part, Plan

    if not has_words(turn.text):
        return Plan(turn.state.stage, (Part(Move.EMPTY),), pending=turn.state.pending, exempt=True)
    if not turn.reading.english:
        return Plan(
            turn.state.stage, (Part(Move.LANGUAGE),), pending=turn.state.pending, exempt=True
        )
    return None


# --- What the leader asks of the coach -----------------------------------------------------------


def _not_to_be_brought_up(turn: "Turn", services: "Services") -> "Plan | None":
    """After a look back the leader does not want that spoken of: it is set aside, or forgotten."""
    from coach.turn import Part, Plan

    state = turn.state
    last = state.recalled[-1] if state.recalled else None
    if last is None or state.turns - last.at_turn > 4 or not leaves_it_be(turn.text):
        return None
    about = set_aside_as(last.source, turn.text)
    return Plan(state.stage, (Part(Move.SET_ASIDE, (about,)),), exempt=True)


def _look_back_answered(turn: "Turn", services: "Services") -> "Plan | None":
    """A few words to a look back: taken up, and then the way goes on."""
    from coach.turn import Part, Plan

    pending = turn.state.pending
    briefly = turn.reading.kind in {TurnKind.YES, TurnKind.NO} or turn.reading.words <= 4
    if pending is None or pending.move is not Move.RECALL or not briefly:
        return None
    if turn.reading.kind not in {TurnKind.YES, TurnKind.NO, *TOLD}:
        return None
    parts = (Part(Move.RECALL, (Subject.FIT,)), Part(Move.ASK, _subjects(turn, _EXPLORING)))
    return Plan(turn.state.stage, parts, pending=Pending(move=Move.ASK))


def _about_the_coach(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if turn.reading.kind is not TurnKind.META:
        return None
    return Plan(turn.state.stage, (Part(Move.META),), pending=turn.state.pending, exempt=True)


def _greeted(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if turn.reading.kind is not TurnKind.GREETING:
        return None
    about = (Subject.WHO,) if is_introduction(turn.text) else ()
    parts = (Part(Move.GREET, about),)
    return Plan(turn.state.stage, parts, pending=turn.state.pending, exempt=True)


def _taking_leave(turn: "Turn", services: "Services") -> "Plan | None":
    kind, state = turn.reading.kind, turn.state
    if kind is TurnKind.GOODBYE:
        midway = state.stage not in {Stage.COMMITTING, Stage.CLOSING}
        step = left_with(state.step, turn.reading, turn.text)
        said_back = bool(step_as_said(step)) and tells_plan(step)
        told = said_in_leaving(turn.text) is not None
        leaves = midway or said_back or told or state.step.what is not None
        about = _said_in_leaving(turn)
        return closing(state, Move.GOODBYE, leaves=leaves, commits=bool(step), about=about)
    if kind is TurnKind.THANKS:
        if state.stage is Stage.CLOSING or state.step.what:
            return closing(state, Move.THANKS)
        from coach.turn import Part, Plan

        return Plan(turn.state.stage, (Part(Move.THANKS),), pending=turn.state.pending, exempt=True)
    return None


def _said_in_leaving(turn: "Turn") -> tuple[Subject, ...]:
    """What a goodbye has to take in: the plan put right or added to (UNSAID), something held against it (FIT), or whether they
    may come back and tell how it went (FOLLOW_UP)."""
    state, text = turn.state, turn.text
    if state.step.what and is_put_right(text):
        known = left_out(text) is not None or put_right(state, text, TurnKind.GOODBYE) is not None
        return (Subject.UNSAID,) if known else (Subject.FIT,)
    return (Subject.FOLLOW_UP,) if will_come_back(text) else ()


def _asked_straight_out(turn: "Turn", services: "Services") -> "Plan | None":
    """What to do or say, or whether it is any good: asked for, it is answered before anything else."""
    from coach.turn import Part, Plan

    state, asked = turn.state, turn.state.pending
    if turn.asked is None or turn.reading.draft is not None:
        return None
    if _pending(turn) is Subject.AIM and turn.reading.kind is TurnKind.ADVICE:
        return _confirm_aim(turn)  # asked what they want, they say: how do I …?
    answers = Part(Move.SUGGEST)
    plain = services.book.has_answer(turn.asked, state.said, plain=True)
    if plain and state.kind == "ten-minutes" and asked is not None and asked.about in _PATH:
        following = _after(asked) or Subject.SENTENCE
        parts = (answers, Part(Move.TEN_MINUTES, (following,)))
        pending = Pending(move=Move.TEN_MINUTES, about=following)
        return Plan(state.stage, parts, pending=pending, exempt=True)
    return Plan(_stage_at(turn), (answers,), pending=_after_an_answer(turn), exempt=True)


def _stage_at(turn: "Turn") -> Stage:
    """What is decided in a message that also asks something is no less decided."""
    stage, decides = turn.state.stage, turn.reading.step_is_firm
    early = stage in {Stage.AGREEING, Stage.EXPLORING, Stage.CHOOSING}
    return Stage.COMMITTING if decides and early and turn.state.kind == "talk" else stage


def _after_an_answer(turn: "Turn") -> Pending:
    """What is said after a direct answer goes on with a plan or a path under way, unless the answer asked something
    itself (``remember``), and answers no offer that stood before."""
    about = _part_left(turn)
    kept = about if about in _OF_A_STEP or about in _PATH else None
    return Pending(move=Move.SUGGEST, about=kept)


def _part_left(turn: "Turn") -> Subject | None:
    """What was asked for before a question came between; where that asks of what they fear of it, what they will do then."""
    about = _pending(turn)
    return Subject.ANSWER if about is Subject.OBSTACLE and worry_told((turn.text,)) else about


def _asked(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if turn.reading.kind not in {TurnKind.QUESTION, TurnKind.ADVICE}:
        return None
    if turn.reading.kind is TurnKind.ADVICE and (plan := _told_after_all(turn)) is not None:
        return plan
    if not turn.answerable or not turn.passages:
        asked = what_is_asked(sentences(with_mark(turn.text)))
        # "Would it frighten her?" asks for no way to go about it.
        for_a_way = turn.reading.kind is TurnKind.ADVICE and (
            REQUEST.search(asked) is not None
            or not (asked.endswith("?") and _PUT_AS_YES_OR_NO.search(asked))
        )
        about = _asked_about(turn) or (Subject.ANSWER if for_a_way else None)
        why = (Subject.FIT,) if turn.not_looked else (Subject.SCENE,) if turn.beside else ()
        advice = _is_of_no_page(turn, asked)
        if not advice and not why and turn.passages:
            beside = turn.passages[0]
            return Plan(
                turn.state.stage,
                (Part(Move.NOT_IN_LIBRARY, (Subject.PASSAGE,)),),
                pending=Pending(
                    move=Move.OFFER_PASSAGE, about=Subject.PERMISSION, passage=beside.id
                ),
                passages=(beside,),
                exempt=True,
            )
        part = (
            Part(Move.OPINION, (about,) if about else ())
            if advice
            else Part(Move.NOT_IN_LIBRARY, why)
        )
        # What is known of the question is little: what was told with it is said back first.
        told = advice and about is Subject.ANSWER and turn.reading.retold is not None
        lead = (Part(Move.REFLECT, optional=True),) if told else ()
        # Handed back, a request for advice is a question about their own step.
        own = advice and turn.state.step.what is None
        pending = Pending(move=part.move, about=Subject.STEP if own else None)
        return Plan(turn.state.stage, (*lead, part), pending=pending, exempt=True)
    passage = turn.passages[0]
    return Plan(
        stage=turn.state.stage,
        parts=(
            Part(Move.ANSWER, (Subject.FIT,) if turn.only_near else ()),
            Part(Move.PROVIDE, passage=passage, text=""),
            Part(Move.ANSWER_BACK),
        ),
        pending=Pending(move=Move.ANSWER_BACK, about=Subject.PASSAGE),
        passages=(passage,),
        exempt=True,
    )


def _is_of_no_page(turn: "Turn", asked: str) -> bool:
    """Whether what is asked, and the library does not hold, is worked on with them rather than looked up."""
    of_them = _OF_THEM.search(turn.text) is not None
    of_somebody = turn.reading.person is not None or of_them
    if turn.reading.kind is TurnKind.ADVICE and (of_somebody or not turn.beside):
        return True  # and not "how do I file a tax return?"
    # Which of two, or whether, is theirs to decide and no page's; nor is it one's what holds of just these people.
    if (two_ways(turn.text) or whether_to(turn.text)) is not None:
        return True
    shape = shape_of(turn.text)
    if shape in _OF_THIS or (of_them and shape is not None):
        return True
    # No page knows whether *I* may, or whether it is too late for these two.
    own_case = not turn.beside and _OF_THE_SPEAKER.search(asked) is not None
    return own_case or _A_WORD_WANTED.search(turn.text) is not None


_OF_THIS = frozenset(
    {
        Subject.POSSIBLE, Subject.FELT, Subject.MISSING, Subject.CASE, Subject.OWN_CASE, Subject.AGREED, Subject.IDEA, Subject.EITHER,
        Subject.ODD, Subject.TOO_MUCH, Subject.ENOUGH, Subject.CHOICE,
    }
)  # fmt: skip
"""Shapes of what can only be asked of one's own case."""
_PUT_AS_YES_OR_NO = re.compile(
    r"(?:^|[.,;:] )(?:(?:and|but|so|or|then) )*(?:is|are|was|would|will|do|does|did|can|could|should|may|must|has|have)\b(?! you have\b| there\b)(?!.*\b(?:what|how|which|who|where|when)\b)",
    re.I,
)
_OF_THE_SPEAKER = re.compile(
    r"\b(?:do|should|shall|must|may|am|was|ought|have) i\b|\bto me\b", re.I
)


def _asked_about(turn: "Turn") -> Subject | None:
    """What they ask, by its form; words for it, where they have said them to the coach already (UNSAID)."""
    about = _choice_in(turn.text)
    return Subject.UNSAID if about in _LOOKS_FOR_WORDS and said_already(turn) else about


_LOOKS_FOR_WORDS = (None, Subject.HOW)


def _choice_in(text: str) -> Subject | None:
    """What they ask the coach to decide."""
    if asks_how_to_answer(text):
        return Subject.CASE
    if is_against_somebody(text):
        return Subject.AGAINST
    if (two_ways(text) or bare_ways(text)) is not None or _BETWEEN_TWO.search(text):
        return Subject.CHOICE
    feared = quality_asked(text) or asked_of_self(text)
    if feared is not None and (shape := shape_of(text)) is not None:
        return shape
    text = without_a_fear(text)
    whether = Subject.STEP if whether_to(text) else None
    wants_a_word = Subject.STEP if _A_WORD_WANTED.search(text) else None
    if wants_a_word and _OF_THEMSELVES.search(text.replace("’", "'")):
        return Subject.KNOWING
    if shape_of(text) is Subject.EITHER:
        return Subject.EITHER
    return choice_asked(text) or whether or shape_of(text) or wants_a_word


# "In my office, or do I go down to the gate?", "which of the two to do"
_BETWEEN_TWO = re.compile(
    r"\bor (?:do|should|shall|can|would|must) i\b[^.?!]*\?|\bwhich of (?:the|these|those) two\b|\b(?:gave|given) you (?:the )?two\b|\bor i \w+[^?]*[.!?] (?:which|what do you think) (?:is|would be) better\b",
    re.I,
)
# Whoever asks for it plainly gets it.
_A_WORD_WANTED = re.compile(r"\b(?:yes or no|or what)\W*$", re.I)


def _asked_to_judge(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if turn.reading.kind is not TurnKind.JUDGE:
        return None
    about = _wondered_about(turn.text)
    return Plan(
        turn.state.stage,
        (Part(Move.JUDGE, about),),
        pending=Pending(move=Move.JUDGE, about=Subject.OTHER_VIEW),
    )


def _wondered_about(text: str) -> tuple[Subject, ...]:
    """Why somebody did it, or what goes on in them, is to be wondered about; who is right is not for the coach to say."""
    plain = text.replace("’", "'")
    if WHY_THEY.search(plain):
        return (Subject.HISTORY,)
    guesses = GUESSES_AT.search(plain) or shape_of(text) is Subject.WILL
    return (Subject.OTHER_VIEW,) if guesses else ()


def _too_early(turn: "Turn", services: "Services") -> "Plan | None":
    """They were asked for a plan and have not got that far: back to what they were telling."""
    from coach.turn import Part, Plan

    if not turn.reading.too_early or turn.asked is not None:
        return None
    mends = Part(Move.MEND, (Subject.STEP,))
    return Plan(Stage.EXPLORING, (mends,), pending=Pending(move=Move.MEND), exempt=True)


def _misunderstood(turn: "Turn", services: "Services") -> "Plan | None":
    """The leader corrects the coach: that is owned and taken in before anything else goes on."""
    from coach.turn import Part, Plan

    if turn.reading.kind is not TurnKind.REPAIR:
        return None
    reading, pending = turn.reading, turn.state.pending
    if _pending(turn) in HOW_SURE and _NO_NUMBER.search(turn.text.replace("’", "'")):
        return _committed()  # nobody has to give one
    about = reading.repair or Subject.FIT
    mends = Part(Move.MEND, (about,))
    if about is Subject.KNOWING:  # why it advises that
        reason = Subject.CHOICE if _IN_ORDER.search(turn.before) else Subject.KNOWING
        return Plan(turn.state.stage, (Part(Move.MEND, (reason,)),), pending=pending, exempt=True)
    if turn.asked is not None:  # what they asked before, and were not answered
        parts = (mends, Part(Move.SUGGEST))
        return Plan(turn.state.stage, parts, pending=_after_an_answer(turn), exempt=True)
    asked = still_asked(turn.text, turn.before, turn.recent)
    # Where nothing is known of what they asked, what they tell with it is the better answer.
    tells = reading.quote is not None or (
        reading.retold is not None
        and word_count(reading.retold.words) >= _MORE_THAN_A_WORD
        and _ASKING.match(reading.retold.words) is None
    )
    if asked is not None and (not tells or _is_known(asked)):
        answering = _answering(turn, asked)
        return replace(answering, parts=(mends, *answering.parts))
    asked_for = _pending(turn)
    plain = about is Subject.FIT and reading.news < _NEWS
    planned = turn.state.step.what is not None
    if planned and asked_for in _OF_A_STEP - HOW_SURE and plain:
        # The plan stands; only what the coach made of it was wrong.
        parts = (mends, Part(Move.PLAN, (asked_for,)))
        again = Pending(move=Move.PLAN, about=asked_for)
        return Plan(turn.state.stage, parts, pending=again, exempt=True)
    asked_again = about is Subject.PASSAGE and turn.asked_them and reading.news < _NEWS
    if asked_again and asked_for is not None:  # the coach's own question, in plainer words
        return Plan(turn.state.stage, (mends,), pending=pending, exempt=True)
    if tells:
        # What they say more, or said last, is taken up, or the correction would be all that was heard; a question of the
        # coach's own would be the next thing that is beside the point.
        parts = (mends, Part(Move.REFLECT))
        return Plan(turn.state.stage, parts, pending=Pending(move=Move.ASK), exempt=True)
    kept = pending if about is Subject.PASSAGE else Pending(move=Move.MEND)
    return Plan(turn.state.stage, (mends,), pending=kept, exempt=True)


_IN_ORDER = re.compile(r"\bfirst\b|\bbefore\b|\bbegin with\b|\bstart with\b", re.I)


_ASKING = re.compile(r"you(?:'re| are| were)? (?:only |just )?ask(?:ed|ing)?\b", re.I)
_MORE_THAN_A_WORD = 5  # "You were asking.", "It's a phone call."


def _is_known(asked: str) -> bool:
    return _choice_in(asked) is not None or GUESSES_AT.search(asked.replace("’", "'")) is not None


def _answering(turn: "Turn", asked: str) -> "Plan":
    """What is said to a question that was asked before and stands unanswered."""
    from coach.turn import Part, Plan

    if GUESSES_AT.search(asked.replace("’", "'")):
        answers = Part(Move.JUDGE, _wondered_about(asked))
    else:
        about = Subject.UNSAID if said_already(turn) else _choice_in(asked)
        answers = Part(Move.OPINION, (about or Subject.ANSWER,))
    return Plan(turn.state.stage, (answers,), pending=Pending(move=answers.move), exempt=True)


def _asked_what_it_thinks(turn: "Turn", services: "Services") -> "Plan | None":
    """Whether the leader's idea is any good, or which of two: they know the other, the coach does not, but
    it can work on that very choice with them."""
    from coach.turn import Part, Plan

    of_themselves = _OF_THEMSELVES.search(turn.text.replace("’", "'")) is not None
    asks_of_them = turn.reading.kind is TurnKind.JUDGE and of_themselves
    if turn.reading.kind is not TurnKind.OPINION and not asks_of_them:
        return None
    draft = turn.reading.draft
    about = draft.reads if draft is not None else _asked_about(turn)
    if about is None and draft is None and (told := _told_after_all(turn)) is not None:
        return told
    if draft is None and of_themselves and asked_of_self(turn.text) is None:
        about = Subject.KNOWING
    # Where nothing is known of the question, what was told with it is said back first.
    lead = (Part(Move.REFLECT, optional=True),) if _told_beside(turn, about) else ()
    return Plan(
        _stage_at(turn),
        (*lead, Part(Move.OPINION, (about,) if about else ())),
        pending=Pending(move=Move.OPINION, about=_part_left(turn)),
        exempt=True,
    )


def _told_after_all(turn: "Turn") -> "Plan | None":
    """What is handed back of a message that was taken to ask something and puts no question."""
    from coach.turn import Part, Plan

    said = sentences(with_mark(turn.text))
    last = " ".join(s.text for s in said[-_LAST_WORDS:])
    asks = "?" in last or (len(said) <= _LAST_WORDS and _ASKS_HOW.search(last) is not None)
    if asks:
        return None
    return Plan(_stage_at(turn), (Part(Move.REFLECT),), pending=turn.state.pending)


_LAST_WORDS = 2  # sentences
_ASKS_HOW = re.compile(
    r"\b(?:how|what (?:to|i|you|do)|whether|which|advise|advice|tell me|opinion|wonder)\b", re.I
)


def _told_beside(turn: "Turn", about: Subject | None) -> bool:
    """Whether something is told beside a question of which nothing is known but that it is one."""
    return about is None and turn.reading.retold is not None and turn.reading.words >= _TOLD_TOO


_TOLD_TOO = 14  # words
# What somebody asks about who they are, or should have been.
_OF_THEMSELVES = re.compile(
    r"\b(?:am|was) i (?:really |just |being |such )*(?:an? |the |too )?\w+|\b(?:if|whether) i(?:'m| am) (?:just |really |being )?an? \w+|\b(?:do|would|don't|wouldn't) you (?:really |honestly )?(?:think|say|believe|mean) (?:that )?i(?:'m| am| was)\b|\bshould(?:n't)? i (?:not )?have\b|\bdoes (?:that|it|this) make me\b",
    re.I,
)
_WHAT_WAS_SAID = re.compile(
    r"\b(?:summari[sz]e|sum (?:it|this|that) up|recap|go over) \b|\b(?:summari[sz]e|sum up)\b.{0,30}\bso far\b|"
    r"\bwhat (?:have|did) you (?:understood|understand|got|heard|taken|hear|take)\b(?! (?:that|wrong|it))|\bwhere (?:are|were) we\b\W*$|"
    r"\bwhat(?:'s| is) (?:the|my) plan (?:now|so far|as you|you(?:'ve| have)?)\b|\bwhat have you (?:written|noted|put) down\b",
    re.I,
)


def _asked_for_a_summary(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    asked = what_is_asked(sentences(without_asides(turn.text)))
    asks = word_count(asked) <= _ASKED_IN and _WHAT_WAS_SAID.search(asked)
    if not asks or not (turn.state.aim or turn.state.phrases):
        return None
    return Plan(
        turn.state.stage,
        (Part(Move.SUMMARISE, (Subject.SCENE,)),),
        pending=Pending(move=Move.SUMMARISE),
        exempt=True,
    )


def _met_with_reluctance(turn: "Turn", services: "Services") -> "Plan | None":
    """What speaks for leaving it as it is: nobody is argued with, and it stays theirs."""
    from coach.turn import Part, Plan

    says_so = SUSTAIN.search(turn.text.replace("’", "'")) is not None  # and is not only heard in it
    if turn.reading.kind is not TurnKind.SUSTAIN or turn.state.scenario or not says_so:
        return None
    lead = (Part(Move.REFLECT, optional=True),) if turn.reading.retold else ()
    return Plan(
        turn.state.stage,
        (*lead, Part(Move.ROLL, (Subject.BENEFIT,))),
        pending=Pending(move=Move.ROLL),
    )


def _met_with_resistance(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if turn.reading.kind is not TurnKind.RESISTANCE:
        return None
    return Plan(
        turn.state.stage, (Part(Move.ROLL),), pending=Pending(move=Move.ROLL, about=Subject.CHOICE)
    )


# --- The answer to the coach's last question -----------------------------------------------------


def _follow_up_answered(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if _pending(turn) is not Subject.FOLLOW_UP:
        return None
    return Plan(
        Stage.AGREEING,
        (Part(Move.FOLLOW_UP_ANSWER), Part(Move.ASK_AIM)),
        pending=Pending(move=Move.ASK_AIM, about=Subject.AIM),
    )


def _ten_minutes(turn: "Turn", services: "Services") -> "Plan | None":
    """The short path: who, what matters to them, how I want to arrive, one sentence."""
    from coach.turn import Part, Plan

    if turn.state.kind != "ten-minutes":
        return None
    pending = _pending(turn)
    if pending not in _PATH:
        asks = turn.reading.kind in {TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.OPINION}
        return closing(turn.state, Move.CLOSE) if turn.state.ended and not asks else None
    if turn.reading.kind is TurnKind.UNSURE:
        return Plan(turn.state.stage, (Part(Move.UNSURE),), pending=turn.state.pending)
    if turn.reading.kind is TurnKind.OPINION:
        return None  # nobody is sent in with a question left standing
    following = _after(turn.state.pending)
    told_to_the_coach = (
        pending is Subject.SENTENCE
        and bool(_OF_THEM.search(turn.text))
        and not _TO_THEM.search(turn.text)
    )
    if told_to_the_coach and turn.state.asked.count(Subject.SENTENCE) < _SENTENCE_ASKED:
        following = Subject.SENTENCE  # "she's the best cook in there" is not what she will hear
    if following is not None:
        return Plan(
            Stage.EXPLORING,
            (Part(Move.REFLECT, optional=True), Part(Move.TEN_MINUTES, (following,))),
            pending=Pending(move=Move.TEN_MINUTES, about=following),
            exempt=True,
        )
    return Plan(
        Stage.CLOSING,
        (Part(Move.TEN_MINUTES, (Subject.STEP,)), Part(Move.CLOSE)),
        commits=True,
        ends=True,
        exempt=True,
    )


def _after(pending: Pending | None) -> Subject | None:
    """What the short path asks next; None at its end, or off it."""
    if pending is None or pending.about not in _PATH[:-1]:
        return None
    return _PATH[_PATH.index(pending.about) + 1]


def _permission_to_name(turn: "Turn", services: "Services") -> "Plan | None":
    """What was offered and accepted is owed, though something else came between."""
    state, kind = turn.state, turn.reading.kind
    pending = state.pending
    if state.offered is None or state.turns - state.offered_at > 6:
        return None
    asked_now = pending is not None and pending.move is Move.OFFER_NAME
    if asked_now and kind is TurnKind.NO:
        return _ask(turn, lead=Move.DROP_IT)
    may_be_yes = pending is None or pending.about not in _YES_OR_NO
    if kind is TurnKind.YES and (asked_now or may_be_yes):
        return _name(turn, state.offered)
    return None


def _fit_answered(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    pending = turn.state.pending
    if pending is None or pending.about is not Subject.FIT or pending.habit is None:
        return None
    answer = turn.reading.answer
    if answer is Answer.ME and turn.reading.step_is_firm:
        return Plan(
            Stage.COMMITTING,
            (Part(Move.OWN_IT, habit=pending.habit), Part(Move.PLAN, (Subject.OBSTACLE,))),
            pending=Pending(move=Move.PLAN, about=Subject.OBSTACLE, habit=pending.habit),
        )
    if answer is Answer.ME:
        parts = (
            Part(Move.OWN_IT, habit=pending.habit),
            Part(Move.ASK, _subjects(turn, _AFTER_NAMING)),
        )
        return Plan(Stage.CHOOSING, parts, pending=Pending(move=Move.ASK, habit=pending.habit))
    if answer is Answer.NOT_ME:
        dropped = Part(Move.DROP_IT, habit=pending.habit)
        if turn.reading.words < _SAYS_WHY:
            then = Pending(move=Move.DROP_IT, about=Subject.SCENE)
            return Plan(Stage.EXPLORING, (dropped,), pending=then)
        # They say what it is instead: that is taken up.
        asks = Part(Move.ASK, _subjects(turn, _EXPLORING))
        return Plan(Stage.EXPLORING, (dropped, asks), pending=Pending(move=Move.ASK))
    if answer is Answer.MORE:
        passages = turn.passages[:1]
        told = (Part(Move.TELL_MORE, habit=pending.habit),)
        shown = tuple(Part(Move.PROVIDE, passage=p) for p in passages)
        return Plan(
            Stage.NOTICING,
            (*told, *shown, Part(Move.ELICIT)),
            pending=Pending(move=Move.NAME_HABIT, about=Subject.FIT, habit=pending.habit),
            passages=passages,
            exempt=True,
        )
    return None


def _passage_permitted(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    pending = turn.state.pending
    if pending is None or pending.move is not Move.OFFER_PASSAGE:
        return None
    if turn.reading.kind is TurnKind.NO:
        return _evoke(turn, reflect=False) if turn.state.owned else _ask(turn)
    if turn.reading.kind is TurnKind.YES and turn.passages:
        passage = turn.passages[0]
        return Plan(
            Stage.CHOOSING,
            (Part(Move.PROVIDE, passage=passage), Part(Move.ELICIT)),
            pending=Pending(move=Move.ELICIT, about=Subject.PASSAGE),
            passages=(passage,),
            exempt=True,
        )
    return None


def _aim_answered(turn: "Turn", services: "Services") -> "Plan | None":
    if _pending(turn) is not Subject.AIM:
        return None
    reading = turn.reading
    if reading.kind in _NO_WISH or reading.words < 2:
        return None
    wishes = not _WISHES.isdisjoint(reading.gists) and could_be_aim(turn.text)
    first = next((s.text for s in sentences(turn.text)), "")
    named = could_be_aim(first) or _A_THING.match(first) is not None
    brief = reading.words <= 10 and named and bool(in_short(first, 10))
    brief = brief and not _A_CLAUSE.search(first)
    brief = brief or (wishes and reading.words <= 30)
    told = reading.aim or aim_told(turn.text) or picked(turn.text)
    if not (told or reading.kind is TurnKind.ADVICE or brief):
        return None  # they told more instead; the aim can wait
    return _confirm_aim(turn)


def _confirm_aim(turn: "Turn") -> "Plan":
    from coach.turn import Part, Plan

    if turn.asked is not None:  # the question is the aim, and the answer shows that it was heard
        answers = (Part(Move.SUGGEST),)
        return Plan(Stage.EXPLORING, answers, pending=Pending(move=Move.SUGGEST), exempt=True)
    # What else was told in the same breath is what a question would ask for.
    picks = picked(turn.text) is not None
    takes = Part(Move.CONFIRM_AIM, (Subject.CHOICE,) if picks else ())
    told = turn.reading.retold is not None or turn.reading.quote is not None
    if told and turn.reading.news >= (_TOLD_WITH_A_PICK if picks else _TOLD_WITH_IT):
        parts = (takes, Part(Move.REFLECT))
        return Plan(Stage.EXPLORING, parts, pending=Pending(move=Move.ASK))
    # How they want it to be has just been said, and what matters to them in it: what happened is asked, or what the other heard.
    late = turn.state.asked[-2:]
    subjects = tuple(
        s
        for s in _AFTER_AN_AIM
        if s not in late and not (s in _ABOUT_A_PERSON and _of_nobody(turn))
    )
    subjects = _subjects(turn, subjects) if is_anothers_loss(turn.text) else subjects
    parts = (takes, Part(Move.ASK, subjects))
    return Plan(Stage.EXPLORING, parts, pending=Pending(move=Move.ASK))


_TOLD_WITH_A_PICK, _TOLD_WITH_IT = 5, 9  # words beside what is wanted, which are handed back


def _seen_just_now(turn: "Turn", services: "Services") -> "Plan | None":
    """Something that they found out in saying it: it is given room, and no part of a plan is asked for."""
    from coach.turn import Part, Plan

    state, reading = turn.state, turn.reading
    if (
        not just_seen(turn.text)
        or reading.kind not in {*TOLD, TurnKind.UNSURE}
        or state.kind != "talk"
        or state.scenario
    ):
        return None
    planning = _pending(turn) in _OF_A_STEP
    reflects = Part(Move.REFLECT, (Subject.KNOWING,) if planning else ())
    about = None if planning else _pending(turn)  # the plan goes on later
    return Plan(state.stage, (reflects,), pending=Pending(move=Move.REFLECT, about=about))


def _step_shaped(turn: "Turn", services: "Services") -> "Plan | None":
    """From the leader's own step to a plan: when, what gets in the way, what then, how sure."""
    from coach.turn import Part, Plan

    about, state, kind = _pending(turn), turn.state, turn.reading.kind
    if about not in _OF_A_STEP:
        return None
    declines = about is Subject.STEP and state.step_asked
    if kind is TurnKind.NO and (declines or _LATER.search(turn.text)):
        return _nothing()
    if kind is TurnKind.UNSURE and about in {Subject.STEP, Subject.WHEN}:
        return Plan(Stage.COMMITTING, (Part(Move.UNSURE),), pending=state.pending)
    told = part_told(about, turn.text, turn.reading)
    if about is Subject.STEP and told is None and not tells_step(turn.reading, turn.text):
        # Where something was planned already, that stands, and what is told beside it is taken up.
        return _reflects_on(None) if state.step.what and kind in TOLD else _explore(turn, services)
    thought_of = state.step.what is not None or state.thought is not None
    if about is Subject.WHEN and told is None and not (thought_of and kind in TOLD):
        return None
    if about is Subject.SCALE and _tells_apart(turn):
        return _plan_waits(turn)
    if _has_enough(turn) or (about in HOW_SURE and _NO_NUMBER.search(turn.text.replace("’", "'"))):
        return _committed()
    if about in HOW_SURE or told is Subject.SCALE:
        return _how_sure(turn, about)
    if told is None and kind in TOLD and of_another_kind(turn.text, turn.reading):
        return _plan_waits(turn)
    passed = _obstacle_passed(about, told) or (about in IN_THE_WAY and _plan_told(turn))
    following = Subject.SCALE if passed else _next_of_plan(turn, about)
    if following is Subject.SCALE and state.step.confidence is not None:
        return _committed(reflect=True)  # that was said before
    if state.step.what is not None and _plan_told(turn) and following is Subject.SCALE:
        return _plan_changed(
            turn, told=True
        )  # another plan is taken in before a number is asked for
    if following is Subject.SCALE and names_own_feeling(turn.text):
        return _plan_waits(
            turn
        )  # nobody is asked for a number who has just said that they miss somebody
    brief = turn.reading.words <= 3 and told is None
    return _asking_for(following, reflect=not brief, told=_plan_told(turn))


# "I'm not giving my brother a number", "no numbers please", "sure about what?"
_NO_NUMBER = re.compile(
    r"\b(?:not|n't|no|without|forget|skip|stop|leave|hate)\b(?: \w+){0,5} (?:numbers?|scales?|scores?|out of ten)\b|^(?:how )?(?:sure|likely|certain) (?:about|of) what\b",
    re.I,
)


def _plan_told(turn: "Turn") -> bool:
    """Whether this message says what they will do, decided, where nothing or something else was planned before it."""
    what, before = step_at(turn).what or "", (turn.state.step.what or "").rstrip(" .")
    added = bool(before) and what.startswith(before)  # a detail, which takes nothing's place
    new = not added and what != turn.state.thought and turn.reading.circumstances is None
    return new and tells_deed(what) and is_decided(what)


def _asking_for(part: Subject, *, reflect: bool = True, told: bool = False) -> "Plan":
    """The next part of a plan is asked for, after what was just said of it. ``told``: whether what they will do was told just
    now, so that it is that which is said back."""
    from coach.turn import Part, Plan

    asks = Part(Move.SCALE) if part is Subject.SCALE else Part(Move.PLAN, (part,))
    of_it = Part(Move.REFLECT, (Subject.STEP,) if told else (), optional=not told)
    lead = (of_it,) if reflect else ()
    return Plan(Stage.COMMITTING, (*lead, asks), pending=Pending(move=asks.move, about=part))


def _nothing_for_now(turn: "Turn", services: "Services") -> "Plan | None":
    """They would rather leave it, after a step was asked for or while one is shaped: a good end too."""
    state = turn.state
    shaping = state.step_asked or state.stage is Stage.COMMITTING or _pending(turn) in _OF_A_STEP
    shaping = shaping or (state.turns >= _IDEAS_WITHOUT_AIM and bool(_FOR_NOW.search(turn.text)))
    if not shaping or turn.reading.words > _BRIEFLY_DECLINED or state.kind == "ten-minutes":
        return None
    told = turn.reading.kind in {*TOLD, *_DECLINING} and not _PARTING.search(turn.text)
    return _nothing() if told and _NOTHING_FOR_NOW.match(turn.text) else None


def _nothing() -> "Plan":
    from coach.turn import Part, Plan

    return Plan(
        Stage.CLOSING,
        (Part(Move.NOTHING_FOR_NOW),),
        pending=Pending(move=Move.NOTHING_FOR_NOW, about=Subject.CHOICE),
    )


_DECLINING = frozenset({TurnKind.NO, TurnKind.RESISTANCE, TurnKind.UNSURE, TurnKind.GOODBYE})
_FOR_NOW = re.compile(r"\bnothing (?:for (?:now|today)|right now|at the moment)\b", re.I)
_BRIEFLY_DECLINED = 14  # words
_NOTHING_FOR_NOW = re.compile(
    r"\W*(?:(?:no|well|honestly|i think|ok(?:ay)?|right)[,. ]+)*(?:nothing (?:for (?:now|today)|right now|at the moment|yet|today|at all)|not (?:for )?now|not today|no (?:plan|step|homework)s?\b|"
    r"i(?:'d| would) (?:rather|sooner) (?:not|leave it|do nothing)|i (?:don['’]?t|do not) (?:want|need) (?:to do anything|a (?:plan|step)|anything|to plan)|leave it (?:at that|there|for now)|i(?:'ll| will) leave it)\b",
    re.I,
)
_LONG_FOR_A_STORY = 45  # words
_ASKED_AT_MOST = 2  # times a part of a plan is asked for


def _how_sure(turn: "Turn", about: Subject) -> "Plan":
    """After a number, or words in its place: what makes it that one, or the plan read back."""
    from coach.turn import Part, Plan

    sure = turn.reading.number
    if step_at(turn).what is None and Subject.STEP not in turn.state.asked:
        return _asking_for(Subject.STEP)  # its time alone is no plan to read back
    step = step_at(turn)
    new = step.obstacle is not None and step.obstacle != turn.state.step.obstacle
    if new and step.answer is None and turn.state.asked.count(Subject.ANSWER) < _ASKED_AT_MOST:
        return _asking_for(
            Subject.ANSWER, reflect=False
        )  # what holds them back came with the number
    told = reason_of_number(turn.text) is not None
    if about is not Subject.SCALE_UP and sure is not None and sure <= _SURE_ENOUGH and not told:
        return Plan(
            Stage.COMMITTING,
            (Part(Move.SCALE_UP),),
            pending=Pending(move=Move.SCALE_UP, about=Subject.SCALE_UP),
        )
    return _committed(reflect=about is Subject.SCALE_UP)


_SURE_ENOUGH = 7


def _plan_waits(turn: "Turn") -> "Plan | None":
    """Something of another kind is told in the middle of a plan: it is taken up, and no part of the plan asked for in this
    reply. Told at length, the talk goes on with it."""
    if turn.reading.words > _LONG_FOR_A_STORY:
        return None
    return _reflects_on(set_apart(turn.text))


def _reflects_on(about: Subject | None) -> "Plan":
    """What was told beside the plan is met, and nothing is asked."""
    from coach.turn import Part, Plan

    reflects = Part(Move.REFLECT, (about,) if about else ())
    return Plan(Stage.COMMITTING, (reflects,), pending=Pending(move=Move.REFLECT))


def _has_enough(turn: "Turn") -> bool:
    """Whether they say that they have what they need, and there is a plan with its time: no further part of it is asked for."""
    step = step_at(turn)
    return says_done(turn.text) and bool(step.what and (step.when or tells_when(step.what)))


def _tells_apart(turn: "Turn") -> bool:
    """Whether a message in place of a number is of another kind: something owned up to, or doubted."""
    told = turn.reading.kind in TOLD and turn.reading.number is None
    return told and is_apart(turn.text) and of_another_kind(turn.text, turn.reading)


def _obstacle_passed(about: Subject, told: Subject | None) -> bool:
    """Whether another time, the plan anew or a detail of it came in place of what gets in the way: that is asked once."""
    return about in IN_THE_WAY and told in {Subject.WHEN, Subject.STEP}


# What helps, done by somebody or something else: "My deputy reads it once, at nine, then it goes."
_THEN_IT_GOES = re.compile(r"[.,;] (?:and )?then (?:it|he|she|they|we) \w+", re.I)


def _next_of_plan(turn: "Turn", about: Subject) -> Subject:
    dated = tells_when(turn.text) or tells_moment(turn.text) or dated_lately(turn.recent)
    if about is Subject.STEP and not dated:
        return Subject.WHEN
    if about in {Subject.STEP, Subject.WHEN}:
        if fear_in(turn.text) and Subject.ANSWER not in turn.state.asked:
            return Subject.ANSWER  # what they fear of it was just told
        return Subject.OBSTACLE if _obstacle_unknown(turn) else Subject.SCALE
    empty = EMPTY.match(turn.text.replace("’", "'")) is not None
    nothing = turn.reading.kind is TurnKind.NO or empty or nothing_in_the_way(turn.text)
    if about is Subject.OBSTACLE and not nothing:
        told = way_round(turn.text) is not None or _THEN_IT_GOES.search(turn.text) is not None
        return Subject.SCALE if told else Subject.ANSWER
    return Subject.SCALE


def _committed(*, reflect: bool = False) -> "Plan":
    from coach.turn import Part, Plan

    lead = (Part(Move.REFLECT, optional=True),) if reflect else ()
    return Plan(
        Stage.CLOSING,
        (*lead, Part(Move.COMMIT)),
        pending=Pending(move=Move.COMMIT, about=Subject.CHOICE),
        commits=True,
    )


def _committing_unasked(turn: "Turn", services: "Services") -> "Plan | None":
    """The leader says by themselves what they will do; said again, it is settled."""
    if turn.reading.kind is not TurnKind.COMMITMENT or turn.state.kind == "ten-minutes":
        return None

    state = turn.state
    read_back = state.pending is not None and state.pending.move is Move.COMMIT
    if read_back and not (turn.reading.circumstances or puts_in_its_place(turn.text, turn.reading)):
        return None
    if state.step.what or _has_enough(turn):
        return _committed()
    return _asking_for(_next_of_plan(turn, Subject.STEP), told=_plan_told(turn))


def _idea_taken_up(turn: "Turn", services: "Services") -> "Plan | None":
    """Something that they could do, with no time to it: when it might be, asked once a talk."""

    state, reading = turn.state, turn.reading
    if (
        reading.step is None
        or reading.kind not in TOLD
        or state.step.what
        or not (state.aim or state.turns >= _IDEAS_WITHOUT_AIM)
    ):
        return None
    early = state.turns < _IDEAS_FROM or Subject.WHEN in state.asked or state.scenario is not None
    if early or wavers(turn.text) or _ONLY_IF.search(turn.text) or not tells_deed(reading.step):
        return None
    told = deed_of(reading.step) is not None or words_lately((turn.text,)) is not None
    if only_wants(reading.step) or not told:
        return None  # an aim, or what is said beside something else
    return _asking_for(_next_of_plan(turn, Subject.STEP))


_IDEAS_FROM, _IDEAS_WITHOUT_AIM = 3, 4  # turns
_ONLY_IF = re.compile(
    r"\b(?:but|if|except|only if|unless|although|though|what good|no point)\b", re.I
)


def _back_to_the_plan(turn: "Turn", services: "Services") -> "Plan | None":
    """A plan under way goes on after a direct answer or something else came between: with what it still lacks."""

    state, kind = turn.state, turn.reading.kind
    thought_of = state.step.what or (state.thought and Subject.WHEN in state.asked)
    under_way = state.stage is Stage.COMMITTING and thought_of and state.kept != state.step
    if not under_way or _pending(turn) in _OF_A_STEP or state.kind == "ten-minutes":
        return None
    if kind not in {TurnKind.YES, *TOLD} and not _EMPTY_WORDS.match(turn.text):
        return None
    asked, step = state.asked, state.step
    if says_how_sure(step, _pending(turn), turn.reading):
        return _how_sure(turn, Subject.SCALE)
    if kind in TOLD and turn.reading.words > 3 and of_another_kind(turn.text, turn.reading):
        return _plan_waits(turn)
    if kind in TOLD and (owns_up_last(turn.text) or names_own_feeling(turn.text)):
        return _reflects_on(Subject.UNSAID)
    dated = step.when is not None or tells_when(step.what or "") or tells_moment(step.what or "")
    if not dated and asked.count(Subject.WHEN) < _ASKED_AT_MOST:
        following = Subject.WHEN
    elif _obstacle_unknown(turn):
        following = Subject.OBSTACLE
    elif step_at(turn).obstacle != step.obstacle and Subject.ANSWER not in asked:
        following = Subject.ANSWER
    elif step.confidence is None and Subject.SCALE not in asked:
        following = Subject.SCALE
    else:
        return _committed()
    return _asking_for(following, reflect=turn.reading.words > 3)


def _obstacle_unknown(turn: "Turn") -> bool:
    """Whether what may get in the way was neither told nor asked for: it is asked for once a talk."""
    told = turn.state.step.obstacle is not None or worry_told((*turn.recent, turn.text))
    return not told and Subject.OBSTACLE not in turn.state.asked


def _plan_put_right(turn: "Turn", services: "Services") -> "Plan | None":
    """The plan that was read back is not theirs: the newest words hold; where there are none, they are asked for them
    once, whole."""
    from coach.turn import Part, Plan

    state, kind = turn.state, turn.reading.kind
    if _asks_too(turn):
        return None  # what they ask is answered, and the plan is taken in beside it
    if (changed := changed_step(turn)) is not None and kind not in _PARTING_KINDS:
        return _plan_changed(turn, told=changed.what is not None)
    if put_right(state, turn.text, kind) is not None:
        return _committed()
    read_back = state.pending is not None and state.pending.move is Move.COMMIT
    stays = kind not in {TurnKind.GOODBYE, TurnKind.THANKS} and state.kind != "ten-minutes"
    if not (read_back and stays and state.step.what and is_wrong(turn.text, kind)):
        return None
    asks = Part(Move.PLAN, (Subject.UNSAID,))
    return Plan(Stage.COMMITTING, (asks,), pending=ASKED_WHOLE, exempt=True)


def _asks_too(turn: "Turn") -> bool:
    """Whether a message asks the coach something, whatever else it says of a plan."""
    return turn.asked is not None or turn.reading.kind in ASKED


_PARTING_KINDS = frozenset({TurnKind.GOODBYE, TurnKind.THANKS})


def _plan_changed(turn: "Turn", *, told: bool) -> "Plan":
    """They take back what they had planned: what they will do instead is said back, and nothing more is asked of it in this
    reply; where they say nothing of that, it is let go."""
    from coach.turn import Part, Plan

    if not told:
        return _nothing()
    if turn.state.kept is not None:
        return _committed()
    parts = (Part(Move.REFLECT, (Subject.STEP,)),)
    return Plan(Stage.COMMITTING, parts, pending=Pending(move=Move.REFLECT))


def _nearly_over(turn: "Turn", services: "Services") -> "Plan | None":
    """What is said to a plan that was read back; anything else that is told opens the talk again."""
    pending = turn.state.pending
    if turn.state.stage is not Stage.CLOSING or turn.state.kind == "ten-minutes":
        return None
    agrees = turn.reading.kind is TurnKind.YES or _EMPTY_WORDS.match(turn.text)
    if turn.state.ended and agrees:
        return closing(turn.state, Move.CLOSE)
    if pending is None or pending.move not in {Move.COMMIT, Move.NOTHING_FOR_NOW}:
        return None
    kind, text = turn.reading.kind, turn.text
    if says_how_sure(turn.state.step, pending.about, turn.reading):
        return closing(turn.state, Move.CLOSE)
    if kind is not TurnKind.YES and puts_in_its_place(text, turn.reading):
        return _committed()  # what was read back is put right
    if kind in TOLD and step_at(turn) != turn.state.step:
        return _committed()  # or added to
    content = _CONTENT.match(text) and turn.reading.words <= _LONG_FOR_A_PLAN
    if (
        kind in {*TOLD, TurnKind.SUSTAIN}
        and turn.reading.words >= _NEWS_AFTER_A_PLAN
        and not content
    ):
        return None  # something new: the talk goes on
    return closing(turn.state, Move.CLOSE)


_NEWS_AFTER_A_PLAN = 3  # words
_CONTENT = re.compile(
    r"\W*(?:(?:no|yes|ok(?:ay)?|well|right|i think|think)[,. ]+)*(?:nothing|nope|none|all (?:good|set|there|fine)|(?:it|that|this)(?:['’]?s| is| looks| sounds| reads| will| works| all)\b[^.?!]{0,30}(?:good|fine|right|it|plan|ok(?:ay)?|do|enough|all|perfect|"
    r"great|there|me|works?|clear)\b|sounds|looks|reads|good|great|perfect|fine|works|happy with|exactly|correct|yes|yep|yeah|no(?:\W|$)|ok(?:ay)?|wish me luck|here goes|we(?:['’]ll| will) see|let['’]?s see|i(?:['’]ll| will) (?:do|try) (?:it|that|my best)|"
    r"i(?:['’]ll| will) let you know)",
    re.I,
)


# --- The way through the stages ------------------------------------------------------------------


def _unsure(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if turn.reading.kind is not TurnKind.UNSURE:
        return None
    return Plan(turn.state.stage, (Part(Move.UNSURE),), pending=turn.state.pending)


def _terse(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    plain = {TurnKind.YES, TurnKind.NO}
    if not (turn.reading.kind in plain or _EMPTY_WORDS.match(turn.text)):
        return None
    if turn.state.scenario and turn.state.point >= 0:
        return None
    asked = turn.state.pending.move if turn.state.pending else None
    if asked is Move.ASK and turn.reading.kind in plain and turn.state.aim:
        return None  # a short answer to an open question, and the way is known
    return Plan(
        turn.state.stage,
        (Part(Move.TERSE),),
        pending=Pending(move=Move.TERSE, about=Subject.CHOICE),
    )


def _off_topic(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    if turn.reading.kind is not TurnKind.OFF_TOPIC:
        return None
    return Plan(turn.state.stage, (Part(Move.PARK),), pending=turn.state.pending)


def _in_scenario(turn: "Turn", services: "Services") -> "Plan | None":
    """The next turning point of the scenario, after taking up the answer to the last."""
    from coach.turn import Part, Plan

    scenario = scenario_of(turn.state, services)
    following = turn.state.point + 1
    if scenario is None or turn.state.aim_asked:
        return None
    if following >= len(scenario.turning_points):
        return _agree_aim(turn, services)
    point = scenario.turning_points[following]
    return Plan(
        Stage.EXPLORING,
        (
            Part(Move.REFLECT),
            Part(Move.SCENE, text=point.moment.strip()),
            Part(Move.ASK, text=point.question),
        ),
        pending=Pending(move=Move.ASK, about=Subject.SCENE),
        exempt=True,
    )


def _agree_aim(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    state = turn.state
    if state.aim:
        return None
    asked = state.asked.count(Subject.AIM)
    if state.kind == "ten-minutes":
        return None
    if (turn.reading.aim and state.turns <= AIM_UNTIL) or (asked and _wished_lately(turn)):
        return _confirm_aim(turn)
    since = len(state.asked) - state.asked.index(Subject.AIM) if asked else 0
    # Passed over, it can wait; asked once more where a habit could be spoken of, which needs it.
    early = state.turns <= AIM_UNTIL and turn.reading.step is None
    again = asked == 1 and since > _AGAIN_AFTER and early and best_heard(state) is not None
    if (asked or state.aim_asked) and not again:
        return None
    if state.turns == 0 and turn.reading.words < 40 and not state.scenario:
        return None  # let them tell it first
    late = state.turns >= _AIM_ASKED_UNTIL or any(map(_asks_something, turn.recent))
    if late and not state.scenario:
        return None  # the talk has its way by now, or they have said what they want of it by asking for it
    weighs = bool(_HEAVY & set(turn.reading.felt)) or is_anothers_loss(turn.text)
    weighs = weighs or (state.turns > 0 and not _WEIGHTY.isdisjoint(turn.reading.gists))
    if weighs and state.turns < AIM_UNTIL and not state.scenario:
        return None  # what weighs is met, and the aim can wait
    return Plan(
        Stage.AGREEING,
        (Part(Move.REFLECT), Part(Move.ASK_AIM)),
        pending=Pending(move=Move.ASK_AIM, about=Subject.AIM),
    )


_AIM_ASKED_UNTIL = 4  # turns
_WEIGHTY = frozenset({Gist.ASHAMED, Gist.HURT, Gist.GRIEF, Gist.OWNS_UP, Gist.LONELY})


def _asks_something(said: str) -> bool:
    return "?" in said and asks_last(said) is not None


def _wished_lately(turn: "Turn") -> bool:
    """Whether they said a moment ago what they want; what was wished long before has been overtaken."""
    wish = turn.state.wish
    return wish is not None and any(wish in said for said in turn.recent[-_LATELY_WISHED:])


_LATELY_WISHED = 2  # messages


def _strength_shown(turn: "Turn", services: "Services") -> "Plan | None":
    """What already works is named as often as what does not."""
    from coach.turn import Part, Plan

    state = turn.state
    heard = next((s for s in turn.reading.strengths if s.id not in state.strengths_named), None)
    if heard is None or not state.aim or len(state.strengths_named) > len(state.named) + 1:
        return None
    return Plan(
        state.stage,
        (
            Part(Move.AFFIRM, habit=heard.id),
            Part(
                Move.ASK,
                _subjects(
                    turn, (Subject.STRENGTH, Subject.EXCEPTION, Subject.IDEAL, Subject.BRAND)
                ),
            ),
        ),
        pending=Pending(move=Move.ASK),
        notices=heard,
        notices_strength=True,
    )


def _habit_raised(turn: "Turn", services: "Services") -> "Plan | None":
    """A refused habit is only spoken of again when the leader brings it up by name."""
    text = turn.text.lower()
    for habit in services.knowledge.habits.values():
        if habit.id in turn.state.refused and habit.name.lower() in text:
            return _name(turn, habit.id)
    return None


_A_NAME_FOR_IT = re.compile(
    r"\b(?:is there|what(?:'s| is)|has (?:it|that|this)(?: got)?|does (?:it|that|this) have|do you have|(?:have you )?got) (?:a|the|any) (?:name|word|term)\b(?= for\b|\W*\?)|"
    r"\bwhat (?:do|would) you call (?:it|that|this|what i)\b",
    re.I,
)


def _name_asked_for(turn: "Turn", services: "Services") -> "Plan | None":
    """Whoever asks for a name for what they do has given permission."""
    if not _A_NAME_FOR_IT.search(turn.text.replace("’", "'")):
        return None
    now = {h.id: h.confidence for h in turn.reading.habits}
    likely = {
        h: max(now.get(h, 0.0), turn.state.belief.get(h, 0.0)) for h in {*now, *turn.state.belief}
    }
    best = max(
        (h for h in likely if h not in turn.state.refused), key=lambda h: likely[h], default=None
    )
    return _name(turn, best) if best is not None and likely[best] >= _ASKED_FOR else None


def _may_offer_name(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    habit = nameable(turn)
    if habit is None or turn.reading.kind in {TurnKind.NO, TurnKind.UNSURE}:
        return None  # nothing is offered to somebody who just said no
    return Plan(
        Stage.NOTICING,
        (Part(Move.REFLECT), Part(Move.OFFER_NAME)),
        pending=Pending(move=Move.OFFER_NAME, about=Subject.PERMISSION, habit=habit),
    )


def _may_offer_passage(turn: "Turn", services: "Services") -> "Plan | None":
    from coach.turn import Part, Plan

    asked = turn.reading.kind in {TurnKind.QUESTION, TurnKind.ADVICE}
    if asked or turn.state.passages_offered or not turn.passages or not turn.answerable:
        return None  # what was looked up unasked is offered, once
    passage = turn.passages[0]
    return Plan(
        Stage.CHOOSING if turn.state.owned else Stage.EXPLORING,
        (Part(Move.REFLECT), Part(Move.OFFER_PASSAGE, passage=passage)),
        pending=Pending(move=Move.OFFER_PASSAGE, about=Subject.PERMISSION, passage=passage.id),
    )


def _time_for_a_step(turn: "Turn", services: "Services") -> "Plan | None":
    state = turn.state
    reading = turn.reading
    weighs = bool(_HEAVY & set(reading.felt)) or Gist.GRIEF in reading.gists
    if weighs or reading.kind is TurnKind.SUSTAIN:
        return None  # no time for homework
    if state.step_asked or state.step.what or not (state.aim or state.turns >= 7):
        return None
    heard_the_passage = _pending(turn) is Subject.PASSAGE and state.turns >= 5
    wants_change = turn.reading.kind is TurnKind.CHANGE and state.turns >= 5
    settled = state.owned is not None and not state.ready_for_passage and state.turns >= 7
    if not (heard_the_passage or wants_change or settled or state.turns >= 7):
        return None
    if _step_just_told(turn):
        following = _next_of_plan(turn, Subject.STEP)
        return _asking_for(following) if following not in state.asked else None
    return _evoke(turn)


def _step_just_told(turn: "Turn") -> bool:
    """Whether what they will do was said in this message, or the words that they will say: it is not asked for again."""
    step = turn.reading.step
    does = step is not None and tells_deed(step) and not only_wants(step)
    settled = does and not (wavers(turn.text) or _ONLY_IF.search(turn.text))
    return settled or words_lately((turn.text,)) is not None


def _explore(turn: "Turn", services: "Services") -> "Plan":

    state = turn.state
    heavy = bool(_HEAVY & set(turn.reading.feelings))
    # Room is only left after something that was heard (the guide sees to it), and to somebody who has said something.
    telling = heavy or turn.reading.words >= _TELLS
    if telling and state.counts.questions_in_a_row >= 1:
        asks = _ask(turn)
        ask = replace(asks.parts[-1], optional=True)
        return replace(asks, parts=(*asks.parts[:-1], ask))
    return _ask(turn)


# --- Pieces ---------------------------------------------------------------------------------------


def closing(
    state: ConversationState,
    last: Move,
    *,
    leaves: bool = False,
    commits: bool = False,
    about: tuple[Subject, ...] = (),
) -> "Plan":
    """The end of a talk: gathered in the leader's own words, then a plain goodbye. Somebody who
    ``leaves`` in the middle, or whose step is said back, is let go; somebody who spoke of danger is
    not let go without a word about it. ``commits``: whether a step is arrived at just now. ``about``: what the last word
    takes in."""
    from coach.turn import Part, Plan

    rounded = state.pending is not None and state.pending.move in _ROUNDED
    gathers = state.turns >= 2 and not state.ended and not leaves and not rounded
    gather = (Part(Move.SUMMARISE, optional=True),) if gathers else ()
    to_a_person = (Part(Move.TO_A_PERSON),) if suggests_a_person(state, commits=commits) else ()
    parts = (*gather, *to_a_person, Part(last, about))
    if state.safety in {Level.CRISIS, Level.OTHER_AT_RISK} and not state.misheard:
        parts = (Part(Move.GOODBYE, (Subject.SAFE,)),)
    commits = commits or bool(state.step.what)
    return Plan(Stage.CLOSING, parts, commits=commits, ends=True, exempt=True)


_ROUNDED = frozenset({Move.COMMIT, Move.NOTHING_FOR_NOW})
"""After these the talk is gathered already."""


def nameable(turn: "Turn") -> str | None:
    """The habit that may be offered a name now: an agreed aim, evidence from more than one turn or
    one very clear one, never one that was refused, and not soon after the last offer."""
    state = turn.state
    if not state.aim or state.turns < 2 or state.turns - state.offered_at < 6:
        return None
    endangered = state.safety is not None and not state.misheard
    if endangered or len(state.named) >= 2 or state.step.what:
        return None
    if _HEAVY & set(turn.reading.felt) or wavers(turn.text):  # said, not guessed at
        return None
    return best_heard(state)


def best_heard(state: ConversationState) -> str | None:
    """The habit that enough was heard of to be spoken of, with words that show it; none that was refused."""
    named = {n.habit for n in state.named}
    known = {
        habit: score
        for habit, score in state.belief.items()
        if habit not in {*state.refused, *state.doubted, *named} and habit in state.evidence
    }
    best = max(known, key=lambda h: known[h], default=None)
    return best if best is not None and known[best] >= NAMEABLE else None


def scenario_of(state: ConversationState, services: "Services") -> "Scenario | None":
    return services.knowledge.scenarios.get(state.scenario) if state.scenario else None


def _name(turn: "Turn", habit: str) -> "Plan":
    from coach.turn import Hearing, Part, Plan

    proof = turn.state.evidence.get(habit)
    evidence = Hearing(habit, turn.state.belief.get(habit, 1.0), proof.text if proof else turn.text)
    return Plan(
        Stage.NOTICING,
        (Part(Move.NAME_HABIT, habit=habit),),
        pending=Pending(move=Move.NAME_HABIT, about=Subject.FIT, habit=habit),
        notices=evidence,
        exempt=True,
    )


def _evoke(turn: "Turn", *, reflect: bool = True) -> "Plan":
    from coach.turn import Part, Plan

    lead = (Part(Move.REFLECT),) if reflect else ()
    return Plan(
        Stage.COMMITTING,
        (*lead, Part(Move.EVOKE_STEP, habit=turn.state.owned)),
        pending=Pending(move=Move.EVOKE_STEP, about=Subject.STEP),
    )


def _ask(turn: "Turn", lead: Move = Move.REFLECT) -> "Plan":
    from coach.turn import Part, Plan

    state = turn.state
    order = _AFTER_NAMING if state.owned else _EXPLORING
    stage = Stage.CHOOSING if state.owned else Stage.EXPLORING
    # A second thing that was heard is said where it fits well: two reflections to a question.
    more = (Part(Move.REFLECT, optional=True),) if lead is Move.REFLECT else ()
    return Plan(
        stage,
        (Part(lead), *more, Part(Move.ASK, _subjects(turn, order))),
        pending=Pending(move=Move.ASK),
    )


def _subjects(turn: "Turn", order: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """What may be asked about now, best first: nothing asked before, nobody absent where there is
    nobody, no scene where one was just told; after somebody else's loss only what has passed between the two."""
    state, reading = turn.state, turn.reading
    if is_anothers_loss(turn.text) and Subject.LOSS not in state.asked:
        return (Subject.LOSS,)
    alone = _of_nobody(turn)
    told = reading.words >= 25 or state.turns >= 2
    known = state.owned is not None or max(state.belief.values(), default=0.0) >= _BELIEVED
    open_ = [
        s
        for s in order
        if s not in state.asked
        and (known or s not in _OF_A_HABIT)
        and not (s is Subject.SCENE and told)
        and not (s in _ABOUT_A_PERSON and alone)
        and not (s is Subject.OWN_FEELING and reading.feelings)
    ]
    return tuple(open_ or [s for s in order if s is not (state.asked[-1] if state.asked else None)])


def _of_nobody(turn: "Turn") -> bool:
    """Whether nobody has been spoken of but the leader."""
    state, reading = turn.state, turn.reading
    named = reading.person or state.person
    return (reading.relation or state.relation) in {None, Relation.SELF} and not named


def _contacts(services: "Services", serves: tuple[str, ...]) -> "tuple[Contact, ...]":
    return tuple(services.knowledge.contacts_for(services.settings.country, serves))


def _pending(turn: "Turn") -> Subject | None:
    return turn.state.pending.about if turn.state.pending else None


_CONDITIONS: tuple[Callable[["Turn", "Services"], "Plan | None"], ...] = (
    _in_danger,
    _only_a_secret,
    _without_words,
    _attacked,
    _going_on_after_danger,
    _reached_out,
    _in_distress,
    _not_to_be_brought_up,
    _look_back_answered,
    _name_asked_for,
    _about_the_coach,
    _greeted,
    _nothing_for_now,
    _taking_leave,
    _fit_answered,
    _permission_to_name,
    _passage_permitted,
    _habit_raised,
    _plan_put_right,
    on_track,
    _asked_for_a_summary,
    _too_early,
    _misunderstood,
    _asked_straight_out,
    _ten_minutes,
    _asked,
    _asked_what_it_thinks,
    _asked_to_judge,
    _met_with_resistance,
    _met_with_reluctance,
    _follow_up_answered,
    _seen_just_now,
    _step_shaped,
    _aim_answered,
    _committing_unasked,
    _idea_taken_up,
    _back_to_the_plan,
    _nearly_over,
    _unsure,
    _in_scenario,
    _terse,
    _off_topic,
    _agree_aim,
    _strength_shown,
    _may_offer_name,
    _may_offer_passage,
    _time_for_a_step,
)
