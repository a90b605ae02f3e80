"""What goes into the store and what comes out of it: plain frozen values, never database rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from coach.pulse_summary import Summary
from coach.vocabulary import BrandKind

Role = Literal["leader", "practitioner", "owner"]
Kind = Literal["talk", "ten-minutes", "scenario", "brand", "exercise"]
Speaker = Literal["leader", "coach"]
ReplyStatus = Literal["complete", "stopped", "failed"]
MessageStatus = Literal["pending", "complete", "stopped", "failed"]
NoticingKind = Literal["habit", "strength"]
Answer = Literal["me", "not_me"]
CommitmentStatus = Literal["open", "kept", "changed", "dropped"]
Party = Literal["leader", "practitioner", "sponsor"]
"""What somebody is in a coaching."""
ShelfStatus = Literal["draft", "proposed", "reviewed", "published", "retired"]
"""Where a passage of a workspace's own stands; only what is published is found and quoted."""
AssignmentStatus = Literal["not-begun", "under-way", "paused", "finished", "let-go"]
HandoutStatus = Literal["waits", "offered", "begun", "declined"]
"""Where what a coach gave stands: not yet come, come, begun by the leader (then an assignment of the same id)."""
Follows = Literal["given", "done"]
"""From when days are counted: the one before was given, or the leader is done with it."""
Seen = Literal["waits", "in-turn", "with-them", "under-way", "finished", "declined"]
"""What its coach sees of it; ``with-them`` says nothing about whether it was begun."""
MailKind = Literal["came", "due"]
KeptKind = Literal["person", "value", "phrase", "habit"]
"""What a leader may have remembered; what they decided stands among the commitments."""
WorkshopStatus = Literal["draft", "live", "ended"]
ShareKind = Literal["step", "passage", "summary", "commitment"]
PulseStatus = Literal["open", "shown", "few", "gone"]
"""``few``: fewer than five answered. ``gone``: deleted and erased, but for when it began."""

Meta = Mapping[str, Any]
"""A JSON object whose meaning belongs to the engine; the store keeps it and never looks inside."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Actor:
    """A person acting in a workspace: whose data every query is limited to."""

    person_id: str
    workspace_id: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Person:
    """The person behind a desk, as they described themselves."""

    display_name: str
    preferences: dict[str, Any]
    created_at: datetime
    mail: str | None = None


@dataclass(frozen=True)
class ConversationSummary:
    """One line of the list of conversations."""

    id: str
    kind: Kind
    scenario: str | None
    title: str
    stage: str
    message_count: int
    created_at: datetime
    updated_at: datetime
    """When the last message arrived; renaming or archiving does not move it."""
    archived_at: datetime | None
    snippet: str | None
    """Where a search found its words, on one line; None when nothing was searched for."""


@dataclass(frozen=True)
class Conversation:
    id: str
    kind: Kind
    scenario: str | None
    title: str
    title_by_leader: bool
    """The leader named it, so no later turn may."""
    state: str
    """The engine's own JSON text, opaque here."""
    stage: str
    message_count: int
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True)
class Deleted:
    """A conversation that was deleted; until ``until`` that can be undone."""

    id: str
    title: str
    until: datetime


@dataclass(frozen=True)
class Citation:
    """A passage that a reply rests on."""

    number: int
    passage_id: str
    passage_digest: str
    """Of the passage as it was then: what was cited stays checkable after the library changes."""


@dataclass(frozen=True)
class Message:
    id: str
    conversation_id: str
    position: int
    """From 1, without gaps, within its conversation."""
    role: Speaker
    text: str
    status: MessageStatus
    reply_to: str | None
    """For a reply: the leader's message that it answers."""
    meta: dict[str, Any]
    created_at: datetime
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class NoticingRecord:
    """A habit or a strength heard in a message, to be stored with the reply to it."""

    kind: NoticingKind
    habit: str
    evidence: str
    message_id: str | None = None
    """Where it was heard; None: in the message being answered."""


@dataclass(frozen=True)
class Noticing:
    id: str
    conversation_id: str
    message_id: str
    kind: NoticingKind
    habit: str
    evidence: str
    answer: Answer | None
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class ReplyRecord:
    """A finished reply, with all that belongs to it, to be stored in one transaction."""

    text: str
    meta: Meta
    status: ReplyStatus = "complete"
    citations: tuple[Citation, ...] = ()
    noticings: tuple[NoticingRecord, ...] = ()


@dataclass(frozen=True)
class CommitmentRecord:
    """What a leader decided to do, in their own words, as a conversation arrived at it."""

    what: str
    when_words: str | None = None
    where_words: str | None = None
    with_whom: str | None = None
    obstacle: str | None = None
    answer_to_it: str | None = None
    confidence: int | None = None
    local_time: str | None = None
    """ISO, without a zone: what the leader's clock will show."""
    zone: str | None = None
    """IANA name, kept apart so that a change of its rules moves ``due_at`` and not the intent."""
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Commitment(CommitmentRecord):
    """A stored commitment; change a copy with :func:`dataclasses.replace` and save that."""

    id: str
    conversation_id: str
    status: CommitmentStatus
    reflection: str | None
    created_at: datetime
    followed_up_at: datetime | None
    answered_at: datetime | None = None
    """When the leader last said what became of it. None: it is open, or that was not written down yet
    when they said it. The store's own to set."""


@dataclass(frozen=True)
class CheckedVersion:
    """A version of a message, and how it read (the keys of ``coach review``)."""

    number: int
    """From 1."""
    text: str
    review: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class CheckedMessage:
    """A message that was checked before it was sent."""

    id: str
    about: dict[str, Any]
    """What its writer said of it: ``to``, ``channel``, ``relation``, ``closeness``."""
    versions: tuple[CheckedVersion, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Exchange:
    """One line of the leader's in a rehearsal, and what the other said to it."""

    number: int
    """From 1, in the order in which they were made, whatever the try."""
    after: int | None
    """The exchange that it came after; None at the beginning."""
    text: str
    meta: dict[str, Any]
    reply: str | None
    """None: not answered yet."""
    outcome: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True)
class RehearsalRun:
    """A rehearsed conversation with all its tries."""

    id: str
    rehearsal: str
    about: dict[str, Any]
    """What the leader said of their own situation, and the first line."""
    head: int | None
    """The last exchange of the try that is being played."""
    exchanges: tuple[Exchange, ...]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class SoFar:
    """What the turn that answers a message needs to know of its conversation."""

    state: str
    waits: bool
    """Whether the message has no reply yet."""
    said: list[tuple[Speaker, str]]
    """Who said what before it, in order."""


@dataclass(frozen=True)
class Whole:
    """A conversation with all that was said in it and all that came of it, as of one moment."""

    conversation: Conversation
    messages: list[Message]
    noticings: list[Noticing]
    commitments: list[Commitment]


@dataclass(frozen=True)
class ShelfPassage:
    """A passage of a workspace's own, or, without content, a curated one that it has put away."""

    id: str
    status: ShelfStatus
    content: dict[str, Any] | None
    """What the library makes of it; the store never looks inside."""
    change: int
    """The number of its last change."""
    created_at: datetime
    updated_at: datetime
    vectors: dict[str, Any] | None = None
    """What a search needs, kept so that it is not made again at every start; None where it is to be made."""


@dataclass(frozen=True)
class ShelfChange:
    """One change of a workspace's own library: who did what to which passage, and when."""

    number: int
    """Growing within the workspace, and never used again."""
    passage_id: str
    action: str
    author_id: str
    at: datetime
    before: ShelfPassage | None
    """None: it was not there."""
    after: ShelfPassage | None
    undoes: int | None
    """The number of the change that this one takes back."""
    can_be_undone: bool
    """Whether it is the passage's last change that still stands."""


@dataclass(frozen=True)
class Ratings:
    """What somebody said, in one month, of a few plain statements about themselves."""

    id: str
    month: str
    """On their own calendar, as 2026-03."""
    answers: dict[str, int | None]
    """By statement, from 1 to 5; None: they can't say."""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Heard:
    """A noticing without the words that showed it."""

    kind: NoticingKind
    habit: str
    answer: Answer | None
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class Decided:
    """A commitment's way: when it was made, how sure the leader was, and what became of it."""

    id: str
    what: str
    confidence: int | None
    status: CommitmentStatus
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class Events:
    """What somebody's pictures are drawn from, as of one moment."""

    heard: tuple[Heard, ...]
    decided: tuple[Decided, ...]
    ratings: tuple[Ratings, ...]
    refused: frozenset[str]
    """Habits whose last answer was "not me"."""


@dataclass(frozen=True)
class Talk:
    """A talk that was had, and the steps it ended with."""

    state: str
    """The engine's own JSON text, opaque here."""
    messages: int
    begun_at: datetime
    decided: tuple[Decided, ...]


@dataclass(frozen=True)
class BrandWords:
    """What one message adds to a leader's brand, in their words."""

    kind: BrandKind
    part: str
    """Which of the conversation's entries: the story they were proud of, say."""
    field: str
    text: str
    adds: bool = False
    """Whether it is put to what stands there already, or takes its place."""


@dataclass(frozen=True)
class BrandEntry:
    """Something a leader said of the way they are with people, or want to be."""

    id: str
    kind: BrandKind
    part: str | None
    content: dict[str, str]
    """Their words, by what they were asked."""
    conversation_id: str | None
    """Where they said it; None: they wrote it on the page."""
    commitment_id: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class StepAnswer:
    """What was answered at a step of an exercise, or is being written there."""

    step_id: str
    answer: dict[str, Any] | None
    typed: dict[str, Any] | None
    said: dict[str, Any] | None
    """What the guide said to it: ``text`` and ``line``."""
    updated_at: datetime


@dataclass(frozen=True)
class CheckIn:
    """When somebody wants to look back on a task that they took along."""

    assignment_id: str
    step_id: str
    local_time: str
    zone: str
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class Assignment:
    """An exercise that somebody does, in the version that they began."""

    id: str
    conversation_id: str
    exercise_id: str
    digest: str
    text: str
    """The exercise as YAML."""
    assigner_id: str | None
    """None: the leader themself."""
    note: str | None
    status: AssignmentStatus
    halted: str | None
    reminds: bool
    local_due: str | None
    zone: str | None
    due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    answers: dict[str, StepAnswer]
    check_ins: dict[str, CheckIn]


@dataclass(frozen=True)
class ToDo:
    """An exercise that is to be given, and when."""

    exercise_id: str
    digest: str
    text: str
    goal: str | None = None
    keeps_to: str | None = None
    """Goal and boundaries of its guided stretch, where the coach sets them."""
    on: str | None = None
    """The day on which it comes, on the leader's calendar."""
    follows: Follows | None = None
    after_days: int = 0
    """After the one before was given, or done; without ``on`` and ``follows`` it comes at once."""
    local_due: str | None = None
    """When it is due, on the leader's clock."""
    due_days: int | None = None
    """Or so many days after it came."""


@dataclass(frozen=True)
class Handout:
    """What a coach gave somebody to do, as that leader sees it."""

    id: str
    practitioner_id: str
    practitioner: str
    """The coach's name."""
    together: bool
    """Whether that coaching goes on."""
    exercise_id: str
    digest: str
    text: str
    """The exercise as YAML, as it stood when it was given."""
    note: str | None
    goal: str | None
    keeps_to: str | None
    status: HandoutStatus
    local_due: str | None
    zone: str | None
    due_at: datetime | None
    offered_at: datetime | None
    word: str | None
    shows: bool
    reminds: bool


@dataclass(frozen=True)
class HandedOut:
    """The same as its coach sees it: nothing of what the leader made of it, unless they show that."""

    id: str
    leader_id: str
    batch_id: str
    place: int
    exercise_id: str
    digest: str
    seen: Seen
    offer_at: datetime | None
    local_due: str | None
    zone: str | None
    due_at: datetime | None
    created_at: datetime
    note: str | None = None
    goal: str | None = None
    keeps_to: str | None = None
    word: str | None = None
    """The coach's words, and the leader's when they declined: where one leader's are asked for."""


@dataclass(frozen=True)
class Coached:
    """A leader, as the coach they work with sees them."""

    id: str
    name: str
    since: datetime
    agreed: bool
    """Whether everybody has accepted the agreement as it is now: else nothing can be assigned."""
    unread: int = 0
    """How much they share at this moment that the coach has not opened yet."""


@dataclass(frozen=True)
class Group:
    """Leaders whom a coach thinks of together."""

    id: str
    name: str
    leaders: frozenset[str]


@dataclass(frozen=True)
class MailDue:
    """That somebody is to be told that something waits; no words of anybody."""

    workspace_id: str
    leader_id: str
    to: str
    handouts: tuple[str, ...]
    kind: MailKind


@dataclass(frozen=True)
class ExerciseVersion:
    """An exercise as it stood at some time."""

    digest: str
    exercise_id: str
    text: str
    published_by: str | None
    created_at: datetime


@dataclass(frozen=True)
class OwnExercise:
    """An exercise that a workspace writes itself."""

    id: str
    content: dict[str, Any]
    change: int
    author_id: str
    published: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class KeptRecord:
    """Something to be remembered of what a leader said, with where it comes from."""

    kind: KeptKind
    words: str
    about: str | None
    """Of a person: the first name or the role. Of a habit: its id."""
    conversation_id: str | None
    message_id: str | None
    said_at: datetime
    vectors: Meta | None = None
    """By which it is found again; the store never looks inside."""


@dataclass(frozen=True, kw_only=True)
class KeptWord(KeptRecord):
    """Something that a leader agreed to have remembered."""

    id: str
    title: str | None
    """Of the conversation that it comes from; None where that is gone and this was kept."""
    set_aside: bool
    """It stays, but is not brought up."""
    created_at: datetime
    last_used_at: datetime | None
    last_used_in: str | None
    """The conversation in which it was last brought up, which may be gone by now."""


@dataclass(frozen=True)
class SaidBefore:
    """A message of the leader's in an earlier conversation that may be looked back at."""

    message_id: str
    conversation_id: str
    said_at: datetime
    vectors: dict[str, Any]


@dataclass(frozen=True)
class Workshop:
    """A session with a room of people, as its facilitator keeps it."""

    id: str
    workspace_id: str
    plan: dict[str, Any]
    """The agenda; the store never looks inside, nor into ``state``."""
    state: dict[str, Any]
    status: WorkshopStatus
    code: str | None
    version: int
    created_at: datetime
    ended_at: datetime | None
    erase_at: datetime | None


@dataclass(frozen=True)
class RoomAnswer:
    """What somebody in the room answered. Whose it is stands nowhere."""

    activity: str
    key: str
    status: str
    content: dict[str, Any]


@dataclass(frozen=True)
class PulseRound:
    """A time at which a leader asked colleagues how they are experienced."""

    id: str
    asked: dict[str, Any]
    """The questions and their scale as they stood then; the store never looks inside."""
    own: dict[str, int]
    """What the leader said of themselves."""
    status: PulseStatus
    link: str | None
    """The secret of the address to pass on, while it is open."""
    others: Summary | None
    """Where the answers lie; None while it is open, and where fewer than five answered."""
    begun_at: datetime
    closes_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class OpenPulse:
    """A round as those who have its link see it."""

    workspace_id: str
    id: str
    name: str
    """Of whoever asks."""
    asked: dict[str, Any]
    closes_at: datetime


@dataclass(frozen=True)
class Fellow:
    """Somebody of the workspace, as others who may know of them see them."""

    id: str
    name: str
    mail: str | None = None
    roles: frozenset[Role] = frozenset()
    came: bool = False
    """Whether they have ever come in: by signing in, or by a link on a device of theirs."""


@dataclass(frozen=True)
class Invitation:
    id: str
    name: str
    mail: str | None
    roles: frozenset[Role]
    coached_by: str | None
    made_by: str | None
    expires_at: datetime
    used_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class PersonalLink:
    """A link for one person and one device."""

    id: str
    person_id: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    closed_at: datetime | None
    tries_left: int


@dataclass(frozen=True)
class NewLink:
    """Shown once: only hashes of both are kept."""

    token: str
    code: str
    expires_at: datetime


@dataclass(frozen=True)
class Acceptance:
    """That somebody accepted a coaching's agreement, and which words of it."""

    person_id: str
    version: int
    digest: str
    text: str
    accepted_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Coaching:
    """A practitioner and a leader who work together."""

    id: str
    practitioner: Fellow
    leader: Fellow
    sponsor: Fellow | None
    created_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    acceptances: tuple[Acceptance, ...]
    """Oldest first, of all versions."""

    @property
    def parties(self) -> dict[Party, Fellow]:
        found: dict[Party, Fellow] = {"leader": self.leader, "practitioner": self.practitioner}
        return found if self.sponsor is None else {**found, "sponsor": self.sponsor}

    def party_of(self, person_id: str) -> Party | None:
        return next((p for p, one in self.parties.items() if one.id == person_id), None)

    def waits_for(self, digests: Mapping[Party, str]) -> tuple[Party, ...]:
        """Who has not accepted the agreement as it stands now."""
        accepted = {(a.person_id, a.digest) for a in self.acceptances if a.withdrawn_at is None}
        return tuple(
            p for p, one in self.parties.items() if (one.id, digests.get(p)) not in accepted
        )

    def agreed(self, digests: Mapping[Party, str]) -> bool:
        return self.ended_at is None and not self.waits_for(digests)


@dataclass(frozen=True)
class ShareRecord:
    """Something of a leader's as their coach is to see it."""

    practitioner_id: str
    kind: ShareKind
    conversation_id: str
    item_id: str
    """The step, message or commitment that it comes from; empty for a whole talk."""
    title: str
    asked: str | None
    """What the program had asked, for a step."""
    text: str
    note: str | None
    """A line that the leader adds."""


@dataclass(frozen=True)
class MarginNote:
    """What coach or leader wrote beside a shared passage."""

    id: str
    share_id: str
    author_id: str
    author: str
    """Their name; empty where they gave none."""
    text: str
    anchor: str | None
    """The exact part of the passage that it stands beside; None: the whole."""
    at: datetime


@dataclass(frozen=True)
class Reading:
    """That somebody opened what a leader shares."""

    reader_id: str
    reader: str
    at: datetime


@dataclass(frozen=True)
class Shared:
    """Something that a leader shares or shared, as they see it themselves."""

    id: str
    kind: ShareKind
    practitioner: Fellow
    conversation_id: str
    item_id: str
    title: str
    asked: str | None
    text: str
    note: str | None
    shared_at: datetime
    taken_back_at: datetime | None
    open: bool
    """Whether the coach can open it now: not taken back, and the coaching and its agreement stand."""
    readings: tuple[Reading, ...]
    """Every one, oldest first."""
    margin: tuple[MarginNote, ...]


@dataclass(frozen=True)
class Received:
    """Something that a leader shares, as their coach sees it.

    Until it has been opened, ``asked``, ``text``, ``note`` and ``margin`` are empty: nobody reads it without the leader
    being told.
    """

    id: str
    leader_id: str
    leader: str
    kind: ShareKind
    title: str
    asked: str
    text: str
    note: str
    shared_at: datetime
    opened: datetime | None
    """When this coach opened it first."""
    margin: tuple[MarginNote, ...]


@dataclass(frozen=True)
class Arrival:
    """Who signs in, as their provider vouches for them."""

    issuer: str
    subject: str
    name: str = ""
    mail: str | None = None
    mail_is_theirs: bool = True
    """False where the provider says that it did not check the address."""


@dataclass(frozen=True)
class PracticeNote:
    """A coach's private note about somebody they coach."""

    id: str
    leader_id: str
    text: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class LogClient:
    """Somebody, or a team, in a coach's log of hours."""

    id: str
    leader_id: str | None
    """Where they are a leader of this workspace."""
    name: str
    """Empty once they erased everything."""
    contact: str
    size: int
    """How many people: 1 is one-to-one."""
    consented_on: date | None
    """When they agreed to be named in the log; None: they did not."""
    created_at: datetime


@dataclass(frozen=True)
class LogHours:
    """One meeting in a coach's log of hours."""

    id: str
    client_id: str
    day: date
    minutes: int
    paid: bool


@dataclass(frozen=True)
class Wanted:
    """Somebody to be invited."""

    name: str
    mail: str | None
    roles: frozenset[Role]
    coached_by: str | None
