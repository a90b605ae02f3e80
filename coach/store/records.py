"""What goes into the store and what comes out of it: plain frozen values, never database rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Role = Literal["leader", "practitioner", "owner"]
Kind = Literal["talk", "ten-minutes", "scenario"]
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
class Arrival:
    """Who signs in, as their provider vouches for them."""

    issuer: str
    subject: str
    name: str = ""
    mail: str | None = None
    mail_is_theirs: bool = True
    """False where the provider says that it did not check the address."""
