"""Who may do what: the one place that decides it, for every page, command and identifier.

Pure: a decision rests on who acts (a person with roles in a workspace) and on the facts about what they reach
for, which the store reads in the same transaction in which it then acts. Nothing crosses a workspace. No role
opens another person's words: a coach reads only what a leader shared, in a coaching whose agreement stands.
``docs/security.md`` holds the same table for people; a test compares the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coach.errors import NotAllowed


class Acting(Protocol):
    """Somebody who acts; :class:`coach.store.records.Actor` is one."""

    @property
    def person_id(self) -> str: ...
    @property
    def workspace_id(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...


class Action(StrEnum):
    """What can be done with what is another person's or the workspace's."""

    WORDS = "read, change, export and erase what a person wrote"
    SHARED = "read what a leader shared"
    SHARE = "share something of one's own with a coach"
    ANNOTATE = "write in the margin of what a leader shared"
    ASSIGN = "assign to a leader"
    READ_LIBRARY = "find passages of the workspace's library"
    KEEP_LIBRARY = "change the workspace's library"
    WRITE_EXERCISES = "write and publish the workspace's exercises"
    SEE_PEOPLE = "see all people of the workspace, and their roles"
    SEE_NAME = "see a person's name"
    INVITE = "invite somebody"
    WITHDRAW = "withdraw an invitation"
    LINK = "make a personal link"
    CLOSE_LINK = "close a personal link and its device"
    GIVE_ROLES = "give and take roles"
    REMOVE = "remove a person"
    LEAVE = "leave the workspace"
    SAY_WHO_MANAGES = "say who manages whom"
    NAME_WORKSPACE = "name the workspace"
    BEGIN_COACHING = "begin a coaching"
    SEE_COACHING = "see that there is a coaching, and who agreed"
    AGREE = "accept a coaching's agreement"
    END_COACHING = "end a coaching"
    KEEP_NOTES = "write notes of one's own about a leader"


class Standing(StrEnum):
    """How somebody stands to what they reach for."""

    THEMSELVES = "oneself"
    MEMBER = "any role here"
    OWNER = "owner"
    COACHES = "coach"
    OWNER_FOR_LEADER = "owner, for one who is a leader and nothing else"
    COACH_FOR_LEADER = "coach, for one who is to be a leader and nothing else"
    MAKER = "who made it"
    PARTY = "leader, coach or sponsor of that coaching"
    COACH = "coach, for one who is a leader and nothing else, in a coaching that was not ended"
    COACH_AGREED = "coach, while the agreement stands"
    COACH_SHOWN = "coach, while the agreement stands and the leader shares it"
    LED_AGREED = "leader, while the agreement stands"
    ALONE = "the only person of the workspace, with what is their own"


_S = Standing
RULES: Mapping[Action, frozenset[Standing]] = {
    Action.WORDS: frozenset({_S.THEMSELVES}),
    Action.SHARED: frozenset({_S.THEMSELVES, _S.COACH_SHOWN, _S.ALONE}),
    Action.SHARE: frozenset({_S.LED_AGREED, _S.ALONE}),
    Action.ANNOTATE: frozenset({_S.THEMSELVES, _S.COACH_SHOWN, _S.ALONE}),
    Action.ASSIGN: frozenset({_S.COACH_AGREED, _S.ALONE}),
    Action.READ_LIBRARY: frozenset({_S.MEMBER}),
    Action.KEEP_LIBRARY: frozenset({_S.OWNER}),
    Action.WRITE_EXERCISES: frozenset({_S.OWNER, _S.COACHES}),
    Action.SEE_PEOPLE: frozenset({_S.OWNER}),
    Action.SEE_NAME: frozenset({_S.THEMSELVES, _S.OWNER, _S.PARTY}),
    Action.INVITE: frozenset({_S.OWNER, _S.COACH_FOR_LEADER}),
    Action.WITHDRAW: frozenset({_S.OWNER, _S.MAKER}),
    Action.LINK: frozenset({_S.THEMSELVES, _S.OWNER_FOR_LEADER, _S.COACH}),
    Action.CLOSE_LINK: frozenset({_S.THEMSELVES, _S.OWNER, _S.MAKER}),
    Action.GIVE_ROLES: frozenset({_S.OWNER}),
    Action.REMOVE: frozenset({_S.OWNER}),
    Action.LEAVE: frozenset({_S.THEMSELVES}),
    Action.SAY_WHO_MANAGES: frozenset({_S.OWNER}),
    Action.NAME_WORKSPACE: frozenset({_S.OWNER}),
    Action.BEGIN_COACHING: frozenset({_S.OWNER}),
    Action.SEE_COACHING: frozenset({_S.PARTY, _S.OWNER}),
    Action.AGREE: frozenset({_S.PARTY}),
    Action.END_COACHING: frozenset({_S.PARTY, _S.OWNER}),
    Action.KEEP_NOTES: frozenset({_S.COACH_AGREED, _S.ALONE}),
}

_REMEDY: Mapping[Action, str] = {
    Action.KEEP_LIBRARY: "The workspace's library is looked after by its owners. Ask one of them.",
    Action.WRITE_EXERCISES: "A workspace's exercises are written by its coaches and its owners. Ask one of them.",
    Action.WORDS: "Those words are somebody else's. Only who wrote them can open them.",
    Action.SHARED: "This is not open to you: its leader has not shared it with you, or has taken it back, or the coaching has "
    "ended or waits for its agreement. Ask them, if it matters.",
    Action.SHARE: "Something can be shared with a coach once everybody in the coaching has accepted its agreement. Ask "
    "your coach, or look under People.",
    Action.ANNOTATE: "Your note was not saved: what it stands beside is not shared with you any more. Ask its leader, if it "
    "matters.",
    Action.ASSIGN: "Nothing can be assigned yet: the coaching agreement has to be accepted by everybody in it first.",
    Action.KEEP_NOTES: "Notes are written while a coaching goes on whose agreement is accepted by everybody in it; the page "
    "People shows who has yet to. What you wrote before stays readable.",
}


@dataclass(frozen=True)
class Target:
    """What somebody reaches for. Whatever is not said is not so."""

    workspace_id: str
    person_id: str | None = None
    """Whose it is, or who it is about."""
    roles: frozenset[str] = frozenset()
    """That person's roles, or those they are to have."""
    maker_id: str | None = None
    practitioner_id: str | None = None
    leader_id: str | None = None
    sponsor_id: str | None = None
    open: bool = False
    """There is a coaching between them that was not ended."""
    agreed: bool = False
    """Everybody in it accepted the agreement as it stands now."""
    shared: bool = False
    """The leader shares just this with their coach, now."""
    alone: bool = False
    """Nobody else is in the workspace: one person tries every role on what is their own."""


def standings(actor: Acting, target: Target) -> frozenset[Standing]:
    """How the actor stands to the target; nothing at all where it is in another workspace."""
    if actor.workspace_id != target.workspace_id:
        return frozenset()
    me, roles = actor.person_id, actor.roles
    looks_after = bool(roles & {"owner", "practitioner"})
    only_leader = target.roles == {"leader"}
    coaches = (
        "practitioner" in roles and target.open and me == target.practitioner_id != target.leader_id
    )
    agreed = coaches and target.agreed
    found = {
        Standing.THEMSELVES: me == target.person_id,
        Standing.MEMBER: bool(roles),
        Standing.OWNER: "owner" in roles,
        Standing.COACHES: "practitioner" in roles,
        Standing.OWNER_FOR_LEADER: "owner" in roles and only_leader,
        Standing.COACH_FOR_LEADER: "practitioner" in roles and only_leader,
        Standing.MAKER: looks_after and me == target.maker_id,
        Standing.PARTY: bool(roles)
        and me in {target.practitioner_id, target.leader_id, target.sponsor_id},
        Standing.COACH: coaches and only_leader,
        Standing.COACH_AGREED: agreed,
        Standing.COACH_SHOWN: agreed and target.shared,
        Standing.LED_AGREED: "leader" in roles
        and me == target.leader_id != target.practitioner_id
        and target.open
        and target.agreed,
        Standing.ALONE: bool(roles) and target.alone and me == target.person_id,
    }
    return frozenset(standing for standing, so in found.items() if so)


def may(actor: Acting, action: Action, target: Target) -> bool:
    """Whether the actor may do this."""
    return not RULES[action].isdisjoint(standings(actor, target))


def require(actor: Acting, action: Action, target: Target) -> None:
    """Raise NotAllowed, saying whom to ask, unless the actor may do this."""
    if not may(actor, action, target):
        raise NotAllowed(
            _REMEDY.get(action)
            or f"You can't {action} here. If you should, ask an owner of the workspace."
        )
