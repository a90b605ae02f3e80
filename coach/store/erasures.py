"""Who had their words erased, and when: ids and no words, in a file of its own.

It lies beside the key, outside the database, so that it outlives what is put in the database's place: a backup that is
older than an erasure is not kept, and what is restored from one has those people erased again.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.errors import StoreError

NAME = "erased"


@dataclass(frozen=True)
class Erasure:
    """Somebody's words in a workspace were erased; ``gone``: and they with them."""

    at: datetime
    workspace_id: str
    person_id: str
    gone: bool


class Erasures:
    """The list, one erasure a line. Without a path nothing outlives the process, and nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def note(self, erasure: Erasure) -> None:
        """Before it is done: a list that says too much costs a backup, one that says too little an erased person.
        StoreError where it cannot be written; then nothing may be erased yet."""
        if self._path is None:
            return
        line = f"{erasure.at.isoformat()} {erasure.workspace_id} {erasure.person_id} {'gone' if erasure.gone else 'words'}\n"
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, f"\n{line}".encode())  # not behind one that was cut off
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StoreError(
                f"The list of who was erased, {self._path}, cannot be written ({error.strerror}), so nothing was erased: a "
                "backup could bring it back. Make its folder writable for this program and try again."
            ) from error

    def __iter__(self) -> Iterator[Erasure]:
        """Oldest first. A line that was cut off is left out."""
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text("utf-8").splitlines():
            match line.split():
                case [at, workspace_id, person_id, "gone" | "words" as how]:
                    yield Erasure(
                        datetime.fromisoformat(at), workspace_id, person_id, how == "gone"
                    )

    def since(self, taken_at: datetime) -> list[Erasure]:
        """Those that a copy taken at this instant does not know of, the last of each person's."""
        found = {(one.workspace_id, one.person_id): one for one in self if one.at >= taken_at}
        return list(found.values())
