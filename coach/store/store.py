"""START HERE: opens the store and gives out desks, through which people reach their own data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coach.store import (
    backups,
    custody,
    ending_again,
    entering,
    erasing,
    erasures,
    handing_out,
    mails,
    membership,
    people,
    pulses,
    rooms,
)
from coach.store.crypt import use_keyring
from coach.store.database import Database
from coach.store.desk import Desk
from coach.store.engine import open_engine, sqlite_url
from coach.store.faults import damaged
from coach.store.keyring import Keyring
from coach.store.migrate import bring_up_to_date
from coach.store.pulse_desk import PulseDesk
from coach.store.records import (
    Actor,
    Clock,
    MailDue,
    NewLink,
    OpenPulse,
    Party,
    Role,
    Workshop,
    utc_now,
)
from coach.store.room_desk import RoomDesk
from coach.store.tables import WorkspaceRow


def open_store(
    url: str, *, key: Keyring, clock: Clock = utc_now, wait_seconds: float = 5.0
) -> "Store":
    """Open the database, bring its tables up to date, and make sure that the key fits.

    ``sqlite://`` is a database in memory, for conversations that are not stored; give it
    ``Keyring.temporary()``. ``wait_seconds``: for another program that is writing.
    """
    database = Database(open_engine(url, wait_seconds=wait_seconds), wait_seconds=wait_seconds)
    use_keyring(database.engine.dialect, key)
    try:
        bring_up_to_date(database)
        custody.fit_key(database, key)
    except BaseException:
        database.close()
        raise
    return Store(database, key, clock)


@dataclass(frozen=True)
class Again:
    """What was done once more to a copy of the database that is older than it."""

    erased: int
    """People whose words were erased."""
    closed: int
    """Roles, coachings, ways in and parts that were shown, which were taken back."""


class Store:
    """One opened database. Safe to share between threads."""

    def __init__(self, database: Database, key: Keyring, clock: Clock) -> None:
        self.database = database
        self._key = key
        self._clock = clock
        beside = None if key.path is None else key.path.with_name(erasures.NAME)
        self._erasures = erasures.Erasures(beside)
        self.entering = entering.Entering(database, clock, self._erasures)
        """What can be done before it is known who somebody is."""

    @property
    def name(self) -> str:
        """Which database this is, in words that hold no password."""
        return self.database.name

    @property
    def in_memory(self) -> bool:
        """Whether everything ends with the process."""
        return self.database.in_memory

    @property
    def erases_at_once(self) -> bool:
        """False for PostgreSQL, which keeps what was erased in its files until it is vacuumed."""
        return self.database.is_sqlite

    def as_actor(self, actor: Actor) -> Desk:
        """The only way to people's data."""
        return Desk(self.database, actor, self._clock, self.entering, self._erasures)

    def as_room(self, workspace_id: str, workshop_id: str) -> RoomDesk:
        """What people in a workshop can reach without an account: that room and nothing else."""
        return RoomDesk(self.database, (workspace_id, workshop_id))

    def room_by_code(self, code: str) -> Workshop | None:
        """The workshop that a code opens."""
        with self.database.read() as session:
            return rooms.room_by_code(session, code)

    def as_colleague(self, pulse: OpenPulse) -> PulseDesk:
        """What somebody with a pulse's link can reach without an account: that round and nothing else."""
        return PulseDesk(self.database, self._clock, (pulse.workspace_id, pulse.id))

    def code_is_taken(self, code: str) -> bool:
        with self.database.read() as session:
            return rooms.code_is_taken(session, code)

    def local_person(self) -> Actor:
        """The one person of an installation without sign-in; made when first asked for."""
        with self.database.read() as session:
            actor = people.find_local_person(session)
        if actor is not None:
            return actor
        try:
            return self._add_person("", None, people.ALL_ROLES, local=True)
        except IntegrityError:
            # Another process did the same at this moment.
            return self.local_person()

    def add_person(
        self,
        display_name: str,
        *,
        workspace_id: str | None = None,
        roles: Iterable[Role] = ("leader",),
    ) -> Actor:
        """A further person, in a workspace that is there or in a new one of their own."""
        return self._add_person(display_name, workspace_id, roles, local=None)

    def _add_person(
        self,
        display_name: str,
        workspace_id: str | None,
        roles: Iterable[Role],
        *,
        local: bool | None,
    ) -> Actor:
        with self.database.write() as session:
            return people.add_person(
                session,
                self._clock(),
                display_name=display_name,
                workspace_id=workspace_id,
                roles=roles,
                local=local,
            )

    def invite_owner(self, name: str, workspace: str) -> str:
        """A workspace of this name with nobody in it, and the token of an invitation for its owner. For whoever
        administers the machine."""
        with self.database.write() as session:
            workspace_id = people.add_workspace(session, self._clock(), workspace)
            return self.entering.add_invitation(
                session, workspace_id, name=name, roles=frozenset({"leader", "practitioner", "owner"})
            )[1]  # fmt: skip

    def invite_local_person(self) -> str:
        """The token of an invitation by which the one person of this machine signs in from now on, and finds their
        words and their roles."""
        local = self.local_person()
        with self.database.write() as session:
            return self.entering.add_invitation(
                session, local.workspace_id, name="", roles=local.roles, person_id=local.person_id
            )[1]

    def link_local_person(self) -> NewLink:
        """The same by a personal link, where there is no provider to sign in with."""
        local = self.local_person()
        with self.database.write() as session:
            return self.entering.add_link(session, local.workspace_id, local.person_id, None)

    def purge_deleted(self, now: datetime | None = None) -> int:
        """:meth:`Desk.purge_deleted` for everybody, without reading anything: a job that is due."""
        now = now or self._clock()
        with self.database.write() as session:
            count = erasing.purge_deleted(session, now, None)
            count += membership.erase_departed(session, now, self._erasures)
            entering.forget_what_is_over(session, now)
        self.database.scrub()
        return count

    def offer_due(self, digests: Mapping[Party, str]) -> int:
        """Let come what coaches gave for later and whose time is there; how much that was. ``digests``: of the
        agreement as it is now."""
        with self.database.write() as session:
            return handing_out.offer_due(session, self._clock(), digests)

    def take_mails(self) -> list[MailDue]:
        """A few people's mails that are to be sent now, taken for this process."""
        with self.database.write() as session:
            return mails.take_mails(session, self._clock())

    def mail_sent(self, one: MailDue) -> None:
        with self.database.write() as session:
            mails.sent(session, self._clock(), one)

    def mail_not_sent(self, one: MailDue) -> None:
        """The server could not be reached: as if it had not been tried."""
        with self.database.write() as session:
            mails.not_sent(session, one)

    def back_up(self, folder: Path, *, key: bool = False) -> tuple[backups.Backup, int]:
        """A copy of everything, as encrypted as it is here, and how many older ones were removed for it: those beyond the
        last few, and all in which somebody may still be who was erased since. ``key``: puts the key beside it.

        Raises SettingsError on PostgreSQL, StoreError where there is no room.
        """
        made = backups.back_up(
            self.database, folder, self._clock(), key=self._key.path if key else None
        )
        return made, len(backups.thin_out(folder, self._erasures))

    def back_up_if_due(self, folder: Path) -> backups.Backup | None:
        """Once a day, and as soon as one is kept in which somebody is who was erased; None where neither is so, or the
        database is not SQLite's."""
        if not self.database.is_sqlite:
            return None
        kept = backups.backups_in(folder)
        if kept and self._clock() - kept[0].taken_at < backups.EVERY:
            return self.renew_backups(folder)
        return self.back_up(folder)[0]

    def renew_backups(self, folder: Path) -> backups.Backup | None:
        """One in the place of those in which somebody still is who was erased since; None where there are none."""
        kept = backups.backups_in(folder)
        if not kept or not self._erasures.since(kept[-1].taken_at):
            return None
        return self.back_up(folder)[0]

    def restore(self, backup: backups.Backup, folder: Path) -> tuple[backups.Backup, Again]:
        """Put a backup in the place of everything that is here, but whoever was erased and what was closed since; the backup
        of what was here, and what was done again."""
        again = Again(0, 0)

        def prepare(file: Path) -> None:
            nonlocal again
            with open_store(sqlite_url(file), key=self._key, clock=self._clock) as copy:
                again = copy.catch_up(backup.taken_at)

        before = backups.back_up(self.database, folder, self._clock())
        backups.put_back(self.database, backup, prepare)
        self.database.scrub()
        backups.thin_out(folder, self._erasures)
        return before, again

    def catch_up(self, taken_at: datetime) -> Again:
        """Erase again whoever was erased after this instant, and close what was closed, where a copy taken then was put
        back. Rounds of the pulse that are open in it are over."""
        erased = self._erasures.since(taken_at)
        with self.database.write() as session:
            for one in erased:
                erasing.erase_again(session, one, self._clock())
            closed = [
                ending_again.end_again(session, one) for one in self._erasures.ended_since(taken_at)
            ]
            pulses.end_unread(session, self._clock(), taken_at)
        self.database.scrub()
        return Again(len(erased), sum(closed))

    def reencrypt(self) -> int:
        """Encrypt everything anew with the first key; how many rows there were.

        The other keys can then be removed from the file. Run it while no other copy of the program
        runs: those know only the keys of when they started.
        """
        count = custody.reencrypt(self.database, self._key)
        self.database.scrub()
        return count

    def check(self) -> None:
        """Raise what is wrong with the database, if anything. Reads all of SQLite's file."""
        with self.database.read() as session:
            session.execute(select(WorkspaceRow.id).limit(1))
            if not self.database.is_sqlite:
                return
            verdict = session.scalar(text("PRAGMA quick_check(1)"))
        if verdict != "ok":
            raise damaged(self.database.name)

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
