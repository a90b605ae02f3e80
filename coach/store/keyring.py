"""The keys to what people wrote, kept in a file outside the database.

Fernet (AES-128-CBC with HMAC-SHA256, from the ``cryptography`` package). The file holds one key a
line; the first one writes, all of them read, so that a key is replaced by putting a new line on
top, running ``coach jobs reencrypt`` and removing the old line.
"""

import contextlib
import logging
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from coach.errors import KeyDoesNotFit, KeyMissing, KeyUnusable

_log = logging.getLogger(__name__)


def new_key() -> str:
    """A line for the key file."""
    return Fernet.generate_key().decode()


class Keyring:
    """The keys that stored words are encrypted with, from a file or made for one process."""

    def __init__(self, keys: Sequence[str], *, path: Path | None = None) -> None:
        self.path = path
        self._fernet = _locks(keys)

    @classmethod
    def in_file(cls, path: Path) -> Self:
        """The keys of this file, read when the store is opened.

        If there is no file, it is made then, and only for an empty database: a new key beside old
        data would hide that the old one is lost.
        """
        return cls((), path=path)

    @classmethod
    def temporary(cls) -> Self:
        """A key that dies with the process, for conversations that are not stored."""
        return cls([new_key()])

    @property
    def is_empty(self) -> bool:
        return self._fernet is None

    def load(self) -> None:
        """Read the key file, if there is one."""
        if self.path is not None:
            self._fernet = _locks(_read_keys(self.path))

    def create(self) -> None:
        """Make the key file, readable by its owner alone, unless another process just did."""
        if self.path is None:
            raise KeyMissing("There is no key to encrypt with. Give the store a key file.")
        try:
            _write_new_file(self.path, new_key())
        except OSError as error:
            raise KeyUnusable(
                f"The key file {self.path} could not be made ({error.strerror}). "
                "Make its folder writable for this program and start again."
            ) from error
        self.load()

    def encrypt(self, text: str) -> str:
        return self._keys.encrypt(text.encode()).decode()

    def encrypt_timeless(self, text: str) -> str:
        """The same without the second of its making, which every token carries in the open otherwise."""
        return self._keys.encrypt_at_time(text.encode(), 0).decode()

    def decrypt(self, token: str) -> str:
        try:
            return self._keys.decrypt(token).decode()
        except InvalidToken as error:
            raise self._does_not_fit() from error

    def renew(self, token: str) -> str:
        """The same words, encrypted with the first key."""
        try:
            return self._keys.rotate(token).decode()
        except InvalidToken as error:
            raise self._does_not_fit() from error

    @property
    def _keys(self) -> MultiFernet:
        if self._fernet is None:
            raise self.missing()
        return self._fernet

    def missing(self) -> KeyMissing:
        return KeyMissing(
            f"There are stored conversations, but the key they are encrypted with is not there: "
            f"{self.path or 'no key file was given'}. Put the key file back, from a backup or from "
            "the machine that the database came from; nobody can read the conversations without "
            "it. If it is lost for good, move the database elsewhere and start anew."
        )

    def _does_not_fit(self) -> KeyDoesNotFit:
        return KeyDoesNotFit(
            f"What is stored was not encrypted with the key in {self.path or 'memory'}. Nothing "
            "was changed. Put back the key file that belongs to this database, or add its key as a "
            "further line below the present one."
        )


def _locks(keys: Sequence[str]) -> MultiFernet | None:
    return MultiFernet([Fernet(key) for key in keys]) if keys else None


def _read_keys(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(
            f"The key file {path} cannot be read ({error}). Make it a text file that this program "
            "may read."
        ) from error
    keys = []
    for number, line in enumerate(lines, start=1):
        key = line.strip()
        if not key or key.startswith("#"):
            continue
        try:
            Fernet(key)
        except ValueError as error:
            raise KeyUnusable(
                f"{path}:{number}: this is not a key. A key is 44 characters of letters, digits, "
                "- and _, ending in =. Put the file back as it was."
            ) from error
        keys.append(key)
    if not keys:
        raise KeyUnusable(
            f"The key file {path} holds no key. Put the file back as it was; if nothing has been "
            "stored yet, remove it, and a new one will be made."
        )
    _keep_private(path)
    return keys


def _keep_private(path: Path) -> None:
    """Take a key file away from other users of the machine, where its owner may do that."""
    if os.name == "posix" and path.stat().st_mode & 0o077:
        try:
            path.chmod(0o600)
        except OSError:
            # A mounted secret is often read-only; the operator has chosen its mode.
            _log.warning("The key file %s can be read by others; run: chmod 600 %s", path, path)


def _write_new_file(path: Path, key: str) -> None:
    """Whole, on disk and under its name, or not at all: data without a key is lost data."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(
                "# Begin Personal: the key to all stored conversations. Back it up, apart from\n"
                "# the database; without it nobody can read them. Several keys: the first writes.\n"
                f"{key}\n"
            )
            file.flush()
            os.fsync(file.fileno())
        _give_name(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _give_name(draft: Path, path: Path) -> None:
    with contextlib.suppress(FileExistsError):  # another process was first: its key counts
        try:
            os.link(draft, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if not path.exists():
                draft.rename(path)
