"""How people come in: sign-in from elsewhere, invitations, personal links bound to one device.

Tokens are 256 random bits, so no slow hash is needed to keep them from being guessed; they, the codes and the
identities are kept as HMAC-SHA-256 under a secret that is encrypted with the words (decision 027). So whoever
has the database alone cannot test an eight-digit code, tell who somebody is, or plant a token.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.access import Action, Target, require
from coach.errors import BadInput, NoEntry, NotFound, TooManyTries
from coach.store import membership, pulses
from coach.store.columns import without_surrogates
from coach.store.database import Database
from coach.store.erasures import Ending, EndingKind, Erasures
from coach.store.keyed import keyed, secret_of
from coach.store.records import (
    Actor,
    Arrival,
    Clock,
    Invitation,
    NewLink,
    OpenPulse,
    PersonalLink,
    Role,
    Wanted,
)
from coach.store.tables import (
    DeviceRow,
    GuessRow,
    IdentityRow,
    InvitationRow,
    MembershipRow,
    PersonalLinkRow,
    WorkspaceRow,
)

INVITED_FOR = timedelta(days=14)
LINK_OPEN_FOR = timedelta(days=7)
SPARE_KEY_FOR = timedelta(days=365)
"""One that somebody made for themselves, to keep for the day on which they lose their device."""
DEVICE_KNOWN_FOR = timedelta(days=180)
_RENEWED_EVERY = timedelta(days=7)
TRIES = 5
"""Wrong codes after which a link is dead."""
_TRIES_FROM_ONE_PLACE, _WITHIN = 60, timedelta(minutes=15)
"""Of one address, behind which a whole company may sit: against load, since tokens cannot be guessed."""
_WRONG_FROM_ONE_PLACE = 20
"""Links to pulses that are none. Those that are open whatever was tried before: a whole company may share an address."""
_FORGET = timedelta(days=30)
"""After which invitations and links that nobody uses any more are erased, with the names on them."""


class Entering:
    """What can be done before it is known who somebody is. Safe to share between threads."""

    def __init__(self, database: Database, clock: Clock, erasures: Erasures) -> None:
        self._database = database
        self._clock = clock
        self._erasures = erasures
        self._secret = secret_of(database)

    def keyed(self, *parts: str) -> str:
        """The keyed hash of these words."""
        return keyed(self._secret, *parts)

    def standing(self, actor: Actor) -> Actor | None:
        """The actor with the roles they have now; None where they are no longer here."""
        with self._database.read() as session:
            return next(
                (
                    one
                    for one in _places(session, actor.person_id)
                    if one.workspace_id == actor.workspace_id
                ),
                None,
            )

    def places(self, person_id: str) -> list[tuple[Actor, str]]:
        """The workspaces that somebody is in, with their names; oldest first."""
        with self._database.read() as session:
            found = _places(session, person_id)
            rows = session.execute(
                select(WorkspaceRow.id, WorkspaceRow.name).where(
                    WorkspaceRow.id.in_([one.workspace_id for one in found])
                )
            )
            names = {row.id: row.name for row in rows}
            return [(one, names[one.workspace_id]) for one in found]

    # Signing in

    def person_of(self, arrival: Arrival) -> Actor | None:
        """Whoever signs in with this identity, in the workspace they have been in longest; None: unknown."""
        with self._database.read() as session:
            known = session.get(IdentityRow, self._identity(arrival))
            found = [] if known is None else _places(session, known.person_id)
        return found[0] if found else None

    def accept(self, token: str, arrival: Arrival, place: str) -> Actor:
        """Use an invitation. ``place``: where the request came from, against guessing.

        Raises NoEntry where it lets nobody in, TooManyTries.
        """
        self._spend(place)
        now = self._clock()
        with self._database.write() as session:
            row = self._open_invitation(session, token, to_change=True)
            if row.mail and not _same_mail(row.mail, arrival):
                raise NoEntry(
                    "This invitation is for another mail address than the one you signed in with. Sign in with the "
                    "address it was sent to, or ask for one for this address."
                )
            membership.lock(session, row.workspace_id)
            person_id = self._person_for(session, now, row, arrival)
            actor = membership.join(session, now, row.workspace_id, person_id, _roles(row.roles))
            row.used_at, row.person_id = now, person_id
            if row.coached_by is not None:
                membership.coached_from_now_on(session, now, actor, row.coached_by)
            self._note(row.workspace_id, "invitation", row.id)
            if self._erasures.has_lost_roles(person_id):
                self._note(row.workspace_id, "roles", person_id, left=actor.roles)
            return actor

    def look_at_invitation(self, token: str, place: str) -> None:
        """Whether the invitation waits to be used; NoEntry says why not."""
        self._spend(place)
        with self._database.read() as session:
            self._open_invitation(session, token)

    def _open_invitation(
        self, session: Session, token: str, *, to_change: bool = False
    ) -> InvitationRow:
        query = select(InvitationRow).where(InvitationRow.token == self.keyed("invitation", token))
        row = session.scalar(query.with_for_update() if to_change else query)
        if row is None or row.withdrawn_at is not None or row.expires_at <= self._clock():
            raise NoEntry(
                "This invitation doesn't let anybody in any more: it expired, was withdrawn, or its address "
                "was cut short. Ask the person who invited you for a new one."
            )
        if row.used_at is not None:
            raise NoEntry(
                "This invitation was used already. If it was you, just sign in; if not, tell the person who "
                "invited you."
            )
        return row

    def _person_for(
        self, session: Session, now: datetime, row: InvitationRow, arrival: Arrival
    ) -> str:
        """Who the invited one is: somebody new, somebody here who signs in from now on, or who comes from another
        workspace of this installation."""
        digest = self._identity(arrival)
        known = session.get(IdentityRow, digest)
        if row.person_id is not None:
            if known is not None and known.person_id != row.person_id:
                raise NoEntry(
                    "You are signed in as somebody who is here already. Sign in with another account."
                )
            person_id = row.person_id
        elif known is not None:
            return known.person_id
        else:
            person_id = membership.new_person(session, now, row.name or arrival.name, arrival.mail)
        if known is None:
            session.add(IdentityRow(digest=digest, person_id=person_id, created_at=now))
            session.flush()
        return person_id

    def _identity(self, arrival: Arrival) -> str:
        return self.keyed("identity", arrival.issuer, arrival.subject)

    # Personal links

    def look_at_link(self, token: str, place: str) -> None:
        """Whether the link waits to be opened; NoEntry says why not."""
        self._spend(place)
        with self._database.read() as session:
            self._open_link(session, token)

    def open_link(self, token: str, code: str, place: str) -> tuple[Actor, str]:
        """Bind the device that asks; who it is from now on, and what its cookie is to hold."""
        self._spend(place)
        now = self._clock()
        with self._database.write() as session:
            row = self._open_link(session, token, to_change=True)
            right = hmac.compare_digest(row.code, self.keyed("code", row.id, _digits(code)))
            if right:
                found = _places(session, row.owner_id)
                actor = next((a for a in found if a.workspace_id == row.workspace_id), None)
                if actor is None:
                    raise NoEntry(_NOT_HERE)
                row.used_at = now
                cookie = secrets.token_urlsafe(32)
                session.add(
                    DeviceRow(
                        workspace_id=row.workspace_id,
                        owner_id=row.owner_id,
                        id=str(uuid4()),
                        link_id=row.id,
                        token=self.keyed("device", cookie),
                        created_at=now,
                        expires_at=now + DEVICE_KNOWN_FOR,
                    )
                )
                self._note(row.workspace_id, "opened", row.id)
                return actor, cookie
            row.tries_left -= 1
            left = row.tries_left
            if left <= 0:
                self._note(row.workspace_id, "link", row.id)
        if left <= 0:
            raise NoEntry(_DEAD)
        raise NoEntry(
            f"That isn't the code. You can try {left} more time{'s' * (left != 1)}; then the link stops working."
        )

    def _open_link(
        self, session: Session, token: str, *, to_change: bool = False
    ) -> PersonalLinkRow:
        query = select(PersonalLinkRow).where(PersonalLinkRow.token == self.keyed("link", token))
        row = session.scalar(query.with_for_update() if to_change else query)
        if row is None:
            raise NoEntry(
                "There is no such link. It may have been cut short on its way; open it again from the message, "
                "whole, or ask for a new one."
            )
        if row.closed_at is not None:
            raise NoEntry("This link was closed. Ask the person who sent it for a new one.")
        if row.used_at is not None:
            raise NoEntry(
                "This link was opened already, and it works on one device only. If that was you, go to the app's "
                "address on that device. If it wasn't, tell the person who sent it."
            )
        if row.expires_at <= self._clock():
            raise NoEntry("This link has expired. Ask the person who sent it for a new one.")
        if row.tries_left <= 0:
            raise NoEntry(_DEAD)
        return row

    def person_of_device(self, cookie: str) -> Actor | None:
        """Whoever this device was bound to; None where it is unknown, expired or closed."""
        with self._database.read() as session:
            row = session.scalar(
                select(DeviceRow).where(
                    DeviceRow.token == self.keyed("device", cookie),
                    DeviceRow.expires_at > self._clock(),
                )
            )
            found = [] if row is None else _places(session, row.owner_id)
            actor = next((a for a in found if row and a.workspace_id == row.workspace_id), None)
        if row is not None and row.expires_at < self._clock() + DEVICE_KNOWN_FOR - _RENEWED_EVERY:
            self._know_longer(row.token)
        return actor

    def _know_longer(self, token: str) -> None:
        """A device that is used stays known."""
        with self._database.write() as session:
            session.execute(
                update(DeviceRow)
                .where(DeviceRow.token == token)
                .values(expires_at=self._clock() + DEVICE_KNOWN_FOR)
            )

    def forget_device(self, cookie: str) -> None:
        """Sign out: the device is a stranger from now on."""
        with self._database.write() as session:
            gone = session.execute(
                delete(DeviceRow)
                .where(DeviceRow.token == self.keyed("device", cookie))
                .returning(DeviceRow.workspace_id, DeviceRow.id)
            ).all()
            for workspace_id, device_id in gone:
                self._note(workspace_id, "device", device_id)

    def _note(
        self, workspace_id: str, kind: EndingKind, *ids: str, left: frozenset[str] = frozenset()
    ) -> None:
        """So that no older copy that is put back opens it again."""
        now = self._clock()
        self._erasures.end(*(Ending(now, workspace_id, id_, kind, left) for id_ in ids))

    def _spend(self, place: str) -> None:
        """Count a try, in a transaction of its own so that a failure afterwards does not take it back."""
        bucket = self.keyed("place", place)
        with self._database.write() as session:
            count = _count(session, bucket, self._clock())
        if count > _TRIES_FROM_ONE_PLACE:
            raise TooManyTries(
                "There were too many tries from where you are. Wait a quarter of an hour, then open the link again."
            )

    # Asked for an answer

    def open_pulse(self, link: str, place: str) -> OpenPulse:
        """The round that a link opens. NoEntry where it opens none, or not any more; TooManyTries."""
        with self._database.read() as session:
            found = pulses.by_token(session, self.keyed("pulse", link), self._clock())
        if found is not None:
            return found
        with self._database.write() as session:
            count = _count(session, self.keyed("pulse place", place), self._clock())
        if count > _WRONG_FROM_ONE_PLACE:
            raise TooManyTries(
                "Too many links that lead nowhere were opened from where you are. Wait a quarter of an hour, then open "
                "yours from the message."
            )
        raise NotFound(
            "There is no such link. It may have been cut short on its way; open it again from the message, whole, or ask "
            "whoever sent it."
        )

    # Made for others

    def invite(
        self,
        session: Session,
        actor: Actor,
        *,
        name: str,
        mail: str | None,
        roles: frozenset[Role],
        coached_by: str | None,
    ) -> tuple[Invitation, str]:
        """An invitation, and the token of its address, which is kept nowhere."""
        actor = membership.here(session, actor)
        target = Target(actor.workspace_id, roles=roles)
        require(actor, Action.INVITE, target)
        if not roles:
            raise BadInput("Choose at least one role for them.")
        if coached_by is not None:
            if roles != {"leader"}:
                raise BadInput("Only somebody invited as a leader can be given a coach.")
            if "owner" not in actor.roles and coached_by != actor.person_id:
                require(actor, Action.BEGIN_COACHING, target)
            membership.the_one(session, actor, coached_by, "practitioner")
        return self.add_invitation(
            session, actor.workspace_id, name=name, mail=mail, roles=roles, coached_by=coached_by,
            made_by=actor.person_id,
        )  # fmt: skip

    def invite_all(
        self, session: Session, actor: Actor, wanted: Sequence[Wanted]
    ) -> list[tuple[Invitation, str]]:
        """Several at once, in their order; where one of them is refused, the transaction ends, and with it all."""
        return [
            self.invite(
                session, actor, name=one.name, mail=one.mail, roles=one.roles, coached_by=one.coached_by
            )
            for one in wanted
        ]  # fmt: skip

    def add_invitation(
        self,
        session: Session,
        workspace_id: str,
        *,
        name: str,
        roles: frozenset[Role],
        mail: str | None = None,
        coached_by: str | None = None,
        made_by: str | None = None,
        person_id: str | None = None,
    ) -> tuple[Invitation, str]:
        token, now = secrets.token_urlsafe(32), self._clock()
        row = InvitationRow(
            workspace_id=workspace_id,
            id=str(uuid4()),
            token=self.keyed("invitation", token),
            name=without_surrogates(name),
            mail=mail,
            roles=" ".join(sorted(roles)),
            person_id=person_id,
            coached_by=coached_by,
            made_by=made_by,
            created_at=now,
            expires_at=now + INVITED_FOR,
        )
        session.add(row)
        session.flush()
        return _invitation(row), token

    def link(self, session: Session, actor: Actor, person_id: str) -> NewLink:
        """A personal link for somebody, with its code.

        For somebody else only before they ever came in: whoever makes a link could open it, and must not get at
        words that are there. Another device is added by the person, from one they are on.
        """
        membership.lock(session, actor.workspace_id)
        actor = membership.here(session, actor)
        target = membership.target_of(session, actor, person_id)
        require(actor, Action.LINK, target)
        if person_id != actor.person_id and membership.came(session, person_id):
            raise BadInput(
                "They have been here already. A new link would let whoever made it in to their words, so only they "
                "can make one, on a device they are on, under People. If they lost it, remove them and add them anew."
            )
        return self.add_link(session, actor.workspace_id, person_id, actor.person_id)

    def add_link(
        self, session: Session, workspace_id: str, person_id: str, made_by: str | None
    ) -> NewLink:
        """Links of theirs that nobody opened yet are closed: there is one at a time."""
        now = self._clock()
        closed = session.scalars(
            update(PersonalLinkRow)
            .where(
                PersonalLinkRow.workspace_id == workspace_id,
                PersonalLinkRow.owner_id == person_id,
                PersonalLinkRow.used_at.is_(None),
                PersonalLinkRow.closed_at.is_(None),
            )
            .values(closed_at=now)
            .returning(PersonalLinkRow.id)
            .execution_options(synchronize_session=False)
        ).all()
        self._note(workspace_id, "link", *closed)
        until = now + (SPARE_KEY_FOR if made_by == person_id else LINK_OPEN_FOR)
        link_id, token = str(uuid4()), secrets.token_urlsafe(32)
        code = f"{secrets.randbelow(10**8):08}"
        session.add(
            PersonalLinkRow(
                workspace_id=workspace_id,
                owner_id=person_id,
                id=link_id,
                token=self.keyed("link", token),
                code=self.keyed("code", link_id, code),
                tries_left=TRIES,
                made_by=made_by,
                created_at=now,
                expires_at=until,
            )
        )
        return NewLink(token, f"{code[:4]} {code[4:]}", until)


_NOT_HERE = "You are not in this workspace any more. Ask the person who sent the link."
_DEAD = (
    "This link stopped working after five wrong codes. Ask the person who sent it for a new one."
)


def invitations(session: Session, actor: Actor) -> list[Invitation]:
    """Newest first: an owner's workspace's, or those that one made."""
    actor = membership.here(session, actor)
    query = select(InvitationRow).where(InvitationRow.workspace_id == actor.workspace_id)
    if "owner" not in actor.roles:
        query = query.where(InvitationRow.made_by == actor.person_id)
    return [
        _invitation(r) for r in session.scalars(query.order_by(InvitationRow.created_at.desc()))
    ]


def withdraw_invitation(session: Session, actor: Actor, now: datetime, invitation_id: str) -> None:
    actor = membership.here(session, actor)
    row = session.get(InvitationRow, (actor.workspace_id, invitation_id))
    if row is None:
        raise NotFound("There is no such invitation here. Reload the page.")
    require(actor, Action.WITHDRAW, Target(actor.workspace_id, maker_id=row.made_by))
    row.withdrawn_at = row.withdrawn_at or now


def links(session: Session, actor: Actor) -> list[PersonalLink]:
    """Newest first: an owner sees the workspace's, others their own and those that they made."""
    actor = membership.here(session, actor)
    query = select(PersonalLinkRow).where(PersonalLinkRow.workspace_id == actor.workspace_id)
    if "owner" not in actor.roles:
        mine = PersonalLinkRow.owner_id == actor.person_id
        query = query.where(mine | (PersonalLinkRow.made_by == actor.person_id))
    return [
        PersonalLink(
            r.id, r.owner_id, r.created_at, r.expires_at, r.used_at, r.closed_at, r.tries_left
        )
        for r in session.scalars(query.order_by(PersonalLinkRow.created_at.desc()))
    ]


def close_link(session: Session, actor: Actor, now: datetime, link_id: str) -> None:
    """The link opens nothing any more, and the device it was opened on is a stranger at once."""
    actor = membership.here(session, actor)
    row = session.scalar(
        select(PersonalLinkRow).where(
            PersonalLinkRow.workspace_id == actor.workspace_id, PersonalLinkRow.id == link_id
        )
    )
    if row is None:
        raise NotFound("There is no such link here. Reload the page.")
    require(
        actor,
        Action.CLOSE_LINK,
        Target(actor.workspace_id, person_id=row.owner_id, maker_id=row.made_by),
    )
    row.closed_at = row.closed_at or now
    session.execute(
        delete(DeviceRow).where(
            DeviceRow.workspace_id == actor.workspace_id, DeviceRow.link_id == link_id
        )
    )


def forget_what_is_over(session: Session, now: datetime) -> None:
    """Names on invitations that are over, dead links, old counts of tries."""
    session.execute(delete(GuessRow).where(GuessRow.since <= now - timedelta(days=1)))
    session.execute(delete(DeviceRow).where(DeviceRow.expires_at <= now))
    session.execute(delete(InvitationRow).where(InvitationRow.expires_at <= now - _FORGET))
    # One that was used stays: it says that somebody came in, and so that nobody else may make them another one.
    session.execute(
        delete(PersonalLinkRow).where(
            PersonalLinkRow.expires_at <= now - _FORGET, PersonalLinkRow.used_at.is_(None)
        )
    )


def _places(session: Session, person_id: str) -> list[Actor]:
    """Where somebody is, with their roles; also where they were removed and can still fetch their words."""
    roles: dict[str, set[Role]] = {}
    for row in session.scalars(
        select(MembershipRow)
        .join(WorkspaceRow, WorkspaceRow.id == MembershipRow.workspace_id)
        .where(MembershipRow.owner_id == person_id)
        .order_by(WorkspaceRow.created_at, MembershipRow.workspace_id)
    ):
        roles.setdefault(row.workspace_id, set()).add(row.role)
    for workspace_id in membership.departed_from(session, person_id):
        roles.setdefault(workspace_id, set())
    return [Actor(person_id, place, frozenset(here)) for place, here in roles.items()]


def _count(session: Session, bucket: str, now: datetime) -> int:
    """One more; how many there were within the window. Exact over all processes: the row is locked by the update."""

    def one_more() -> int | None:
        return session.scalar(
            update(GuessRow)
            .where(GuessRow.bucket == bucket, GuessRow.since > now - _WITHIN)
            .values(count=GuessRow.count + 1)
            .returning(GuessRow.count)
            .execution_options(synchronize_session=False)
        )

    count = one_more()
    if count is not None:
        return count
    session.execute(
        delete(GuessRow).where(GuessRow.bucket == bucket, GuessRow.since <= now - _WITHIN)
    )
    try:
        with session.begin_nested():
            session.add(GuessRow(bucket=bucket, count=1, since=now))
        return 1
    except IntegrityError:  # another process began the window at this moment
        return one_more() or 1


def _invitation(row: InvitationRow) -> Invitation:
    return Invitation(
        row.id, row.name, row.mail, _roles(row.roles), row.coached_by, row.made_by, row.expires_at,
        row.used_at, row.withdrawn_at,
    )  # fmt: skip


def _roles(words: str) -> frozenset[Role]:
    return frozenset(words.split())  # type: ignore[arg-type]


def _same_mail(invited: str, arrival: Arrival) -> bool:
    return arrival.mail_is_theirs and invited.casefold() == (arrival.mail or "").casefold()


def _digits(code: str) -> str:
    return "".join(sign for sign in code[:40] if sign.isascii() and sign.isdigit())
