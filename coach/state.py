"""What a conversation remembers from turn to turn: stored, encrypted, with every reply."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from coach.vocabulary import Answer, Level, Move, Relation, Stage, Subject


class _Remembered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Evidence(_Remembered):
    """The leader's own words that showed something, and the message they stand in."""

    text: str
    message_id: str
    confidence: float = 0.0
    """How clearly it showed, from 0 to 1."""


class Pending(_Remembered):
    """What the coach's last question was, so that the next message can be read as its answer."""

    move: Move
    about: Subject | None = None
    habit: str | None = None
    passage: str | None = None


class Named(_Remembered):
    """A habit that was named to the leader, and the answer once there is one."""

    habit: str
    at_turn: int
    answer: Answer | None = None


class Step(_Remembered):
    """The leader's own smallest step, each part in their words. ``confidence`` is 0 to 10."""

    what: str | None = None
    when: str | None = None
    where: str | None = None
    with_whom: str | None = None
    obstacle: str | None = None
    answer: str | None = None
    confidence: int | None = None
    overtaken: bool = False
    """Whether they have said something else since that they will do, which could not be made out: it is not read back."""


class Recalled(_Remembered):
    """Earlier words of the leader's that were brought up: what was kept, a message, or words of this talk."""

    id: str
    source: str
    at_turn: int


class Counts(_Remembered):
    """What the contract's ratios are judged on."""

    replies: int = 0
    questions: int = 0
    reflections: int = 0
    complex: int = 0
    questions_in_a_row: int = 0


class Track(_Remembered):
    """Where a conversation stands on the track to a brand (``coach.tracks``)."""

    station: str
    beat: str | None = None
    """The question that was asked last."""
    tries: int = 0
    """How often it was asked."""
    probe: str | None = None
    """Which kind of second question to it was asked."""
    passed: tuple[str, ...] = ()
    """The questions that are over, answered or not."""
    words: dict[str, str] = Field(default_factory=dict)
    """What is known, in the leader's words: what was brought along, and each answer by its question."""
    met: tuple[str, ...] = ()
    """Lines that were said the last time; others come first."""
    kept: bool = False
    """Whether anything was answered."""
    proves: bool = False
    """Whether commitments made here are proofs of the statement."""
    rounds: int = 0
    with_whom: str | None = None
    finished: bool = False


class ConversationState(_Remembered):
    """All of it. ``belief`` is the evidence gathered for each habit, at least 0, not a probability."""

    kind: str = "talk"
    stage: Stage = Stage.OPENING
    turns: int = 0
    aim: str | None = None
    aim_asked: bool = False
    wish: str | None = None
    """What the leader said they want before an aim was agreed."""
    scenario: str | None = None
    point: int = -1
    track: Track | None = None
    brand: str | None = None
    """Words of the leader's brand that this talk may come back to, once."""
    thought: str | None = None
    """The last thing that the leader could or might do, in their words; not yet a step."""
    belief: dict[str, float] = Field(default_factory=dict)
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    strengths: dict[str, Evidence] = Field(default_factory=dict)
    strengths_named: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()
    refused: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    """Habits that the last reply presumed."""
    doubted: tuple[str, ...] = ()
    """Habits that a reply presumed and the leader set right: left alone from then on."""
    offered: str | None = None
    """The habit that permission to name was last asked for, until it is given or refused."""
    offered_at: int = -9
    passages_offered: int = 0
    passages_used: tuple[str, ...] = ()
    step_asked: bool = False
    pending: Pending | None = None
    asked: tuple[Subject, ...] = ()
    said: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    """Lines said in the leader's last conversations, which are to sound new."""
    relation: Relation | None = None
    person: str | None = None
    phrases: tuple[Evidence, ...] = ()
    phrases_used: tuple[str, ...] = ()
    told: dict[Subject, str] = Field(default_factory=dict)
    """The leader's answers by what was asked about, shortened."""
    step: Step = Step()
    kept: Step | None = None
    """The step as it stands among the commitments."""
    counts: Counts = Counts()
    safety: Level | None = None
    misheard: bool = False
    """Whether the leader set right that danger was heard where there was none."""
    stage_before_safety: Stage | None = None
    pending_before_safety: Pending | None = None
    recalled: tuple[Recalled, ...] = ()
    recall_off: bool = False
    """The leader asked that something not be brought up: then nothing more is, in this talk."""
    follow_up: str | None = None
    ended: bool = False
    begun_at: datetime | None = None
    themes: tuple[str, ...] = ()
    """What the talks before this one went round without a step (``coach.themes``)."""
    pointed: dict[str, datetime] = Field(default_factory=dict)
    """Themes for which a person was suggested, and when: in this talk or before it."""

    @property
    def owned(self) -> str | None:
        """The last habit that the leader said is theirs."""
        return next((n.habit for n in reversed(self.named) if n.answer is Answer.ME), None)

    @property
    def ready_for_passage(self) -> bool:
        """A habit is owned and was talked about; one offer a talk, unasked."""
        return (
            self.owned is not None and self.passages_offered == 0 and self.turns_since_naming >= 2
        )

    @property
    def turns_since_naming(self) -> int:
        return self.turns - max((n.at_turn for n in self.named), default=self.turns)
