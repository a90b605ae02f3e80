"""Who else is in the workspace, how they come in, who works with whom and on which terms.

What one person may do of it is decided in :mod:`coach.access`, inside the transaction that does it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from coach.access import Action, Target, may
from coach.errors import BadInput
from coach.masking import mask_secrets
from coach.store.desk import Desk
from coach.store.records import (
    Acceptance,
    Actor,
    Coaching,
    Fellow,
    Invitation,
    NewLink,
    Party,
    PersonalLink,
    Role,
    Wanted,
)
from coach.text import cleaned

if TYPE_CHECKING:
    from coach.agreements import Agreement
    from coach.services import Services

LONGEST_NAME = 120


@dataclass(frozen=True)
class Terms:
    """A coaching as somebody in it sees it: what they are in it, and who has yet to agree."""

    coaching: Coaching
    side: Party | None
    """None: an owner, who is not in it."""
    waits_for: tuple[Party, ...]
    accepted: Acceptance | None
    """What this person accepted last."""

    @property
    def agreed(self) -> bool:
        return self.coaching.ended_at is None and not self.waits_for

    @property
    def asks_me(self) -> bool:
        """Whether this person has yet to accept the agreement as it stands."""
        return self.coaching.ended_at is None and self.side in self.waits_for


class People:
    """What one person can do with those around them."""

    def __init__(self, desk: Desk, services: "Services") -> None:
        self._desk = desk
        self._services = services

    @property
    def actor(self) -> Actor:
        return self._desk.actor

    def may(self, action: Action, *, roles: frozenset[Role] = frozenset()) -> bool:
        """Whether they may do this in their workspace, as far as that does not depend on whom to; what pages show."""
        return may(self.actor, action, Target(self.actor.workspace_id, roles=roles))

    @property
    def concern_me(self) -> bool:
        """Whether there is anything to see here: a coaching, too, needs somebody else."""
        return not self._desk.is_alone()

    # The workspace

    def workspace(self) -> str:
        return self._desk.workspace_name()

    def name_workspace(self, name: str) -> None:
        self._desk.name_workspace(_name(name, "Give the workspace a name."))

    def name_me(self, name: str) -> None:
        """What others who work with them see."""
        self._desk.save_display_name(_name(name, "Others need a name to know you by."))

    def my_name(self) -> str:
        return self._desk.person().display_name

    def everybody(self) -> list[Fellow]:
        return self._desk.people()

    def managers(self) -> list[tuple[str, str]]:
        return self._desk.managers()

    def set_manager(self, manager_id: str, report_id: str) -> None:
        self._desk.set_manager(manager_id, report_id)

    def unset_manager(self, manager_id: str, report_id: str) -> None:
        self._desk.unset_manager(manager_id, report_id)

    def give_roles(self, person_id: str, roles: frozenset[Role]) -> None:
        self._desk.give_roles(person_id, roles)

    def remove(self, person_id: str) -> datetime:
        return self._desk.remove_person(person_id)

    def leave(self) -> None:
        """Out of the workspace; everything they wrote in it is erased at once."""
        self._desk.leave()

    def departure(self) -> datetime | None:
        """Until when somebody who was removed finds their words; None: they were not."""
        return self._desk.departure()

    # Letting others in

    def invite(
        self,
        name: str,
        roles: frozenset[Role],
        *,
        mail: str = "",
        coached_by: str | None = None,
    ) -> str:
        """Invite somebody to sign in; the invitation's token, to be shown once. A coach who is no owner invites leaders
        of their own."""
        import validators

        address = mail.strip() or None
        if address is not None and not validators.email(address):
            raise BadInput(f"{address[:80]!r} is no mail address. Put it right, or leave it empty.")
        if coached_by is None and not self.may(Action.SEE_PEOPLE):
            coached_by = self.actor.person_id
        whom = _name(name, "Say who is invited, so that you find them in the list.")
        return self._desk.invite(name=whom, mail=address, roles=roles, coached_by=coached_by)[1]

    def invite_all(self, wanted: Sequence[Wanted]) -> list[tuple[Invitation, str]]:
        """Invite several, each with the token that is shown once; all of them or none."""
        lacking = "Say who is invited, in every line, so that you find them in the list."
        return self._desk.invite_all(
            [replace(one, name=_name(one.name, lacking)) for one in wanted]
        )

    def invitations(self) -> list[Invitation]:
        return self._desk.invitations()

    def withdraw(self, invitation_id: str) -> None:
        self._desk.withdraw_invitation(invitation_id)

    def add_by_link(self, name: str) -> NewLink:
        """Add a leader who comes in by a personal link."""
        return self._desk.add_leader(_name(name, "Give the person a name."))[1]

    def link(self, person_id: str | None = None) -> NewLink:
        """A personal link for somebody who never came in, or, for oneself, to another device."""
        return self._desk.personal_link(person_id or self.actor.person_id)

    def links(self) -> list[PersonalLink]:
        return self._desk.personal_links()

    def close_link(self, link_id: str) -> None:
        self._desk.close_link(link_id)

    # Coachings and their agreement

    def begin_coaching(
        self, practitioner_id: str, leader_id: str, sponsor_id: str | None = None
    ) -> None:
        self._desk.begin_coaching(practitioner_id, leader_id, sponsor_id)

    def coachings(self) -> list[Terms]:
        """Those this person is in, newest first."""
        return [self._terms(one) for one in self._desk.coachings()]

    def all_coachings(self) -> list[Terms]:
        """For owners: all of the workspace."""
        return [self._terms(one) for one in self._desk.coachings(everybodys=True)]

    def agreement(self) -> "Agreement":
        """As it stands now. BadInput where its file cannot be used."""
        found = self._services.knowledge.agreement
        if found is None:
            raise BadInput(
                "The coaching agreement cannot be read, so nothing can be agreed. Run `coach check`; it says what is "
                "wrong in knowledge/agreements/coaching.yaml."
            )
        return found

    def accept(self, coaching_id: str, digest: str) -> None:
        """Accept the agreement as it was read, known by its digest. BadInput where it is another one by now."""
        side = self._desk.coaching(coaching_id).party_of(self.actor.person_id)
        now = self.agreement()
        if side is not None and digest != now.digest(side):
            raise BadInput("The agreement has changed since you opened it. Read it again.")
        shown = side or "leader"
        self._desk.accept_agreement(
            coaching_id, version=now.version, digest=now.digest(shown), text=now.text(shown)
        )

    def end_coaching(self, coaching_id: str) -> None:
        self._desk.end_coaching(coaching_id)

    def require_towards(self, action: Action, leader_id: str, *, shared: bool = False) -> None:
        """Raise NotAllowed unless this person may do this to what is a leader's. The door for whatever a coach assigns or
        reads: it asks for a coaching that goes on, everybody's agreement to its present words, and for reading, that
        the leader shares just this."""
        found = self._services.knowledge.agreement
        digests = found.digests if found else {}
        self._desk.require_towards(action, leader_id, digests, shared=shared)

    def _terms(self, one: Coaching) -> Terms:
        found = self._services.knowledge.agreement
        me = self.actor.person_id
        mine = [a for a in one.acceptances if a.person_id == me]
        return Terms(
            one, one.party_of(me), one.waits_for(found.digests if found else {}), mine[-1] if mine else None
        )  # fmt: skip


def _name(text: str, lacking: str) -> str:
    name = " ".join(mask_secrets(cleaned(text)).text.split())[:LONGEST_NAME]
    if not name:
        raise BadInput(lacking)
    return name
