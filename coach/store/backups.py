"""Copies of the database, taken while others use it, and putting one back.

A copy holds what the database holds, encrypted as it is there; the key is not in it. Only the last few are kept, and none
that was taken before somebody had their words erased: the first backup after an erasure removes those.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach.errors import BadInput, SettingsError, StoreError
from coach.store.database import Database
from coach.store.erasures import Erasures

KEPT = 7
EVERY = timedelta(days=1)
_NAME, _ENDING, _KEY = "coach-", ".db", ".key"
_WHEN = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Backup:
    """A copy of the database."""

    path: Path
    taken_at: datetime
    """When taking it began: whatever was erased later may be in it."""

    @property
    def key(self) -> Path:
        """Where the key lies that was put beside it, if it was."""
        return self.path.with_suffix(_KEY)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self.key.unlink(missing_ok=True)


def backups_in(folder: Path) -> list[Backup]:
    """Newest first."""
    found = (backup_at(path) for path in folder.glob(f"{_NAME}*{_ENDING}"))
    return sorted((b for b in found if b is not None), key=lambda b: b.taken_at, reverse=True)


def backup_at(path: Path) -> Backup | None:
    """The backup in a file, known by its name; None for a file of another name."""
    try:
        taken = datetime.strptime(path.name, f"{_NAME}{_WHEN}{_ENDING}")
    except ValueError:
        return None
    return Backup(path, taken.replace(tzinfo=UTC))


def back_up(database: Database, folder: Path, now: datetime, *, key: Path | None = None) -> Backup:
    """Take a copy, of one moment, with others writing meanwhile. ``key``: a key file to be put beside it.

    Raises SettingsError for a database that is not SQLite's, StoreError where there is no room for it.
    """
    _only_sqlite(database)
    made = Backup(folder / f"{_NAME}{now.astimezone(UTC):{_WHEN}}{_ENDING}", now)
    draft = made.path.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _new_file(draft)
        with closing(sqlite3.connect(draft)) as copy:
            with database.file() as source:
                source.backup(copy)
            # They are erased when their round closes (docs/decisions/033), so no copy may outlive that.
            copy.execute("PRAGMA secure_delete = ON")
            copy.execute("DELETE FROM pulse_answers")
            copy.commit()
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        draft.rename(made.path)
        if key is not None:
            _new_file(made.key)
            shutil.copyfile(key, made.key)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"No backup was made: {folder} could not be written ({error}). Make room there, or make it writable for this "
            "program, and run coach backup again. The backups that were there are there still."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return made


def thin_out(folder: Path, erasures: Erasures) -> list[Backup]:
    """Remove all but the newest few, and every one that somebody may still be in who was erased since."""
    newest_erasure = max((one.at for one in erasures), default=None)
    gone = []
    for number, one in enumerate(backups_in(folder)):
        if number >= KEPT or (newest_erasure is not None and one.taken_at <= newest_erasure):
            one.remove()
            gone.append(one)
    return gone


def put_back(database: Database, backup: Backup, prepare: Callable[[Path], None]) -> None:
    """Make the database what it was when the backup was taken, in one step that others see whole or not at all.
    ``prepare``: what is done to a copy of the backup before; the backup itself stays as it is.

    Raises BadInput for a file that is no backup.
    """
    _only_sqlite(database)
    draft = backup.path.with_name(f".restoring-{backup.path.name}")
    try:
        _new_file(draft)
        shutil.copyfile(backup.path, draft)
        prepare(draft)
        with closing(sqlite3.connect(draft)) as made, database.file() as target:
            made.backup(target)
    except FileNotFoundError as error:
        raise BadInput(f"There is no backup {backup.path}. Nothing was changed.") from error
    finally:
        for left in draft.parent.glob(f"{draft.name}*"):
            left.unlink()


def _only_sqlite(database: Database) -> None:
    if not database.is_sqlite or database.in_memory:
        raise SettingsError(
            f"{database.name} is not backed up by this program: back it up with its own tools (pg_dump, say). Such a "
            "backup goes on holding, as ciphertext, whoever erases their words later; remove it in time, and if you ever "
            "put one back, run coach restore --taken with the time at which it was taken, which erases them again."
        )


def _new_file(path: Path) -> None:
    """Empty, and its owner's alone before anything is in it."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
