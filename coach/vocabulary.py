"""The words of the domain: what the code branches on.

What people curate (habits, topics) is read by :mod:`coach.knowledge`. Ids of habits and topics are fixed; their wording lives in ``knowledge/vocabulary/``.
"""

from enum import StrEnum


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
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_ANSWER = "follow_up_answer"
    SCENE = "scene"


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


class Answer(StrEnum):
    """A leader's answer to a noticing."""

    ME = "me"
    NOT_ME = "not_me"
    MORE = "more"


STOPS_COACHING = frozenset(
    {Level.CRISIS, Level.OTHER_AT_RISK, Level.HARM_OTHERS, Level.ABUSE_REPORT}
)
