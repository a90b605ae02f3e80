"""The words of the domain: what the code branches on.

What people curate (habits, topics) is read by :mod:`coach.knowledge`. Ids of habits and topics are fixed; their wording lives in ``knowledge/vocabulary/``.
"""

from enum import StrEnum
from typing import Literal


class Stage(StrEnum):
    """Where a conversation is."""

    OPENING = "opening"
    AGREEING = "agreeing"
    EXPLORING = "exploring"
    NOTICING = "noticing"
    CHOOSING = "choosing"
    COMMITTING = "committing"
    CLOSING = "closing"
    SAFETY = "safety"


class Move(StrEnum):
    """What the coach does in a part of a reply; each has its lines in ``prompts/guide/``."""

    WELCOME = "welcome"
    TEN_MINUTES = "ten_minutes"
    GREET = "greet"
    ASK_AIM = "ask_aim"
    CONFIRM_AIM = "confirm_aim"
    REFLECT = "reflect"
    ASK = "ask"
    AFFIRM = "affirm"
    SUMMARISE = "summarise"
    RECALL = "recall"
    SET_ASIDE = "set_aside"
    OFFER_NAME = "offer_name"
    NAME_HABIT = "name_habit"
    OWN_IT = "own_it"
    DROP_IT = "drop_it"
    TELL_MORE = "tell_more"
    OFFER_PASSAGE = "offer_passage"
    PROVIDE = "provide"
    ELICIT = "elicit"
    ANSWER = "answer"
    ANSWER_BACK = "answer_back"
    NOT_IN_LIBRARY = "not_in_library"
    ROLL = "roll"
    EVOKE_STEP = "evoke_step"
    PLAN = "plan"
    SCALE = "scale"
    SCALE_UP = "scale_up"
    COMMIT = "commit"
    NOTHING_FOR_NOW = "nothing_for_now"
    CLOSE = "close"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    UNSURE = "unsure"
    TERSE = "terse"
    PARK = "park"
    JUDGE = "judge"
    MEND = "mend"
    OPINION = "opinion"
    SUGGEST = "suggest"
    META = "meta"
    STAY = "stay"
    CRISIS = "crisis"
    OTHER_AT_RISK = "other_at_risk"
    HARM_OTHERS = "harm_others"
    ABUSE_REPORT = "abuse_report"
    GO_ON = "go_on"
    INJECTION = "injection"
    SECRET = "secret"
    LANGUAGE = "language"
    EMPTY = "empty"
    TO_A_PERSON = "to_a_person"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_ANSWER = "follow_up_answer"
    SCENE = "scene"
    BRAND = "brand"


class Subject(StrEnum):
    """What a question asks about. An answer closes its subject for the conversation."""

    SCENE = "scene"
    OTHER_VIEW = "other-view"
    OWN_FEELING = "own-feeling"
    OTHER_FEELING = "other-feeling"
    VALUE = "value"
    BENEFIT = "benefit"
    COST = "cost"
    EXCEPTION = "exception"
    PATTERN = "pattern"
    HISTORY = "history"
    IDEAL = "ideal"
    BRAND = "brand"
    STAKES = "stakes"
    STRENGTH = "strength"
    KNOWING = "knowing"
    UNSAID = "unsaid"
    STEP = "step"
    WHEN = "when"
    WHO = "who"
    OBSTACLE = "obstacle"
    ANSWER = "answer"
    SCALE = "scale"
    SCALE_UP = "scale-up"
    AIM = "aim"
    FIT = "fit"
    PASSAGE = "passage"
    PERMISSION = "permission"
    CHOICE = "choice"
    FOLLOW_UP = "follow-up"
    MATTERS = "matters"
    ARRIVE = "arrive"
    SENTENCE = "sentence"
    SAFE = "safe"
    LOSS = "loss"
    # Shapes of a question that was put to the coach.
    AGAINST = "against"
    AGREED = "agreed"
    ALLOWED = "allowed"
    CASE = "case"
    EITHER = "either"
    ENOUGH = "enough"
    FELT = "felt"
    HOW = "how"
    IDEA = "idea"
    MADE_OF_IT = "made-of-it"
    ODD = "odd"
    MISSING = "missing"
    OWN_CASE = "own-case"
    PLACE = "place"
    POINT = "point"
    POSSIBLE = "possible"
    TIME = "time"
    TOO_MUCH = "too-much"
    USUAL = "usual"
    WILL = "will"


class Gist(StrEnum):
    """What a message comes down to: what a coach would take up in it. The lines that carry a gist hold for
    any message of that gist; ``prompts/README.md`` says in words what each one is."""

    TOLD_HOW_I_SEEM = "told-how-i-seem"
    OTHERS_DRAW_BACK = "others-draw-back"
    OTHERS_WARM = "others-warm"
    OVERLOOKED = "overlooked"
    LET_DOWN = "let-down"
    QUARREL = "quarrel"
    ENDED_ON_ME = "ended-on-me"
    MISSED_THE_PERSON = "missed-the-person"
    NEVER_ASKED = "never-asked"
    THANKS_UNSAID = "thanks-unsaid"
    SPOKE_SHARPLY = "spoke-sharply"
    KEPT_SILENT = "kept-silent"
    FOUND_OUT_LATE = "found-out-late"
    WENT_THROUGH_MOTIONS = "went-through-motions"
    ONLY_WHEN_NEEDED = "only-when-needed"
    GAVE_TO_GET = "gave-to-get"
    HIDES_SELF = "hides-self"
    KEEPS_DISTANCE = "keeps-distance"
    CAME_TOO_CLOSE = "came-too-close"
    CARRIED_IT_OUT = "carried-it-out"
    DID_IT_WELL = "did-it-well"
    CHANGED_A_HABIT = "changed-a-habit"
    NO_TIME = "no-time"
    ASHAMED = "ashamed"
    HURT = "hurt"
    ANGRY = "angry"
    AFRAID_OF_HOW_IT_LANDS = "afraid-of-how-it-lands"
    AFRAID_OF_LOSS = "afraid-of-loss"
    TORN = "torn"
    TIRED = "tired"
    LONELY = "lonely"
    GRIEF = "grief"
    GLAD = "glad"
    DOESNT_KNOW_HOW = "doesnt-know-how"
    DOUBTS_OWN_MOTIVE = "doubts-own-motive"
    SEES_IT_NOW = "sees-it-now"
    OWNS_UP = "owns-up"
    LONGS_FOR = "longs-for"
    WHAT_MATTERS = "what-matters"
    WHERE_IT_COMES_FROM = "where-it-comes-from"
    IT_WORKS = "it-works"
    NO_CHOICE = "no-choice"
    PLAYS_DOWN = "plays-down"
    SCEPTICAL = "sceptical"
    TOO_SOFT = "too-soft"
    GUESSES_THEIR_VIEW = "guesses-their-view"
    THEIR_CIRCUMSTANCES = "their-circumstances"
    HOW_ID_BE_KNOWN = "how-id-be-known"
    COUNTS_THE_COST = "counts-the-cost"
    WHAT_IT_GIVES = "what-it-gives"
    WHERE_IT_DIFFERS = "where-it-differs"
    STEP_WITH_TIME = "step-with-time"
    STEP_IDEA = "step-idea"
    WORDS_TO_SAY = "words-to-say"
    OWES_APOLOGY = "owes-apology"
    OBSTACLE = "obstacle"
    FALLBACK = "fallback"
    HOW_SURE = "how-sure"
    WONT_DO = "wont-do"
    OPEN_DECISION = "open-decision"
    SETS_THE_SCENE = "sets-the-scene"
    BARE_ANSWER = "bare-answer"
    WANTS_FROM_TALK = "wants-from-talk"
    TO_THE_COACH = "to-the-coach"


PLANNING = frozenset(
    {Gist.STEP_WITH_TIME, Gist.STEP_IDEA, Gist.WORDS_TO_SAY, Gist.OWES_APOLOGY, Gist.OBSTACLE,
     Gist.FALLBACK, Gist.HOW_SURE, Gist.WONT_DO}
)  # fmt: skip
"""The gists of what is said while a step takes shape."""


class TurnKind(StrEnum):
    """What one message of the leader's is."""

    STORY = "story"
    ANSWER = "answer"
    QUESTION = "question"
    ADVICE = "advice"
    CHANGE = "change"
    SUSTAIN = "sustain"
    RESISTANCE = "resistance"
    COMMITMENT = "commitment"
    SCALE = "scale"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    OFF_TOPIC = "off_topic"
    META = "meta"
    JUDGE = "judge"
    REPAIR = "repair"
    OPINION = "opinion"


ANSWERED = (TurnKind.OPINION, TurnKind.ADVICE, TurnKind.QUESTION)
"""Kinds of turns in which something is asked that the coach answers."""
ASKED = (*ANSWERED, TurnKind.JUDGE)
"""The same, and what it does not: a verdict on somebody who is not there."""
TOLD = frozenset(
    {TurnKind.STORY, TurnKind.ANSWER, TurnKind.CHANGE, TurnKind.SUSTAIN, TurnKind.COMMITMENT}
)
"""What tells something and is not about the talk with the coach itself."""


class Feeling(StrEnum):
    """Feelings that the coach can name."""

    ANGER = "anger"
    FRUSTRATION = "frustration"
    SADNESS = "sadness"
    FEAR = "fear"
    SHAME = "shame"
    GUILT = "guilt"
    TIREDNESS = "tiredness"
    LONELINESS = "loneliness"
    HURT = "hurt"
    DISAPPOINTMENT = "disappointment"
    CONFUSION = "confusion"
    PRIDE = "pride"
    JOY = "joy"
    RELIEF = "relief"
    HOPE = "hope"
    GRATITUDE = "gratitude"
    CARING = "caring"


class Relation(StrEnum):
    """Whom a message is about, from the leader's side."""

    EMPLOYEE = "employee"
    TEAM = "team"
    CUSTOMER = "customer"
    BOSS = "boss"
    PEER = "peer"
    NETWORK = "network"
    PARTNER_OR_FAMILY = "partner-or-family"
    SELF = "self"


class Level(StrEnum):
    """What the safety screen found, the most serious first."""

    CRISIS = "crisis"
    OTHER_AT_RISK = "other_at_risk"
    HARM_OTHERS = "harm_others"
    ABUSE_REPORT = "abuse_report"
    SECRET = "secret"
    INJECTION = "injection"
    DISTRESS = "distress"
    NONE = "none"


class Depth(StrEnum):
    """How far a reflection goes beyond the words (MITI 4: simple and complex)."""

    SIMPLE = "simple"
    COMPLEX = "complex"
    DOUBLE = "double"


class Treatment(StrEnum):
    """How somebody is treated by what is said to them; several can hold of one line."""

    WARM = "warm"
    HONEST = "honest"
    ASKING = "asking"
    LISTENING = "listening"
    OWNING = "owning"
    CURT = "curt"
    BUSINESS = "business"
    PRYING = "prying"
    FIXING = "fixing"
    FLATTERING = "flattering"
    BLAMING = "blaming"
    PRESSING = "pressing"
    STALLING = "stalling"
    INSULT = "insult"


class Answer(StrEnum):
    """A leader's answer to a noticing."""

    ME = "me"
    NOT_ME = "not_me"
    MORE = "more"


STOPS_COACHING = frozenset(
    {Level.CRISIS, Level.OTHER_AT_RISK, Level.HARM_OTHERS, Level.ABUSE_REPORT}
)

BrandKind = Literal["story", "wanted", "heard", "view", "statement", "proof", "sighting"]
"""What an entry of a leader's brand is."""


Of = Literal["deed", "way", "inner", "theirs", "two"]
"""What is told: what the leader did once or always does, feels, wants or thinks; what somebody else did; two things beside
each other. A question can be about each."""
Tells = Literal[
    "omission", "fault", "feeling", "wish", "view", "guess", "how-to", "unknown", "their-words", "to-you", "to-them", "habit"
]  # fmt: skip
"""The same, more closely, for what may be said to it."""
