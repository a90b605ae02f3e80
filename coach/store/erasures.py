"""Who had their words erased, what was closed to whom, and when: ids and no words, in a file of its own.

It lies beside the key, outside the database, so that it outlives what is put in the database's place: a backup that is
older than an erasure is not kept, and in what is restored from one those people are erased and those doors closed again.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from coach.errors import StoreError

NAME = "erased"
EndingKind = Literal[
    "roles", "coaching", "invitation", "link", "opened", "device", "share", "shows"
]
_KINDS: dict[str, EndingKind] = {kind: kind for kind in get_args(EndingKind)}
_MEANWHILE = timedelta(minutes=1)
"""An ending is noted just before it is done; a copy taken in between does not know of it yet."""


@dataclass(frozen=True)
class Erasure:
    """Somebody's words in a workspace were erased; ``gone``: and they with them."""

    at: datetime
    workspace_id: str
    person_id: str
    gone: bool


@dataclass(frozen=True)
class Ending:
    """What somebody was let into or shown, and is not any more."""

    at: datetime
    workspace_id: str
    id: str
    """Of a person for ``roles``, a handout for ``shows``, else of what is named."""
    kind: EndingKind
    """``opened``: a personal link that let its one device in. ``shows``: whether a coach sees how it goes."""
    left: frozenset[str] = frozenset()
    """Of ``roles``: those that the person has from then on, none where they were removed. Of ``shows``: ``on`` where it is."""

    def __str__(self) -> str:
        how = f"{self.kind}:{','.join(sorted(self.left))}" if self.left else self.kind
        return f"{self.at.isoformat()} {self.workspace_id} {self.id} {how}"


class Erasures:
    """The list, one erasure a line. Without a path nothing outlives the process, and nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def note(self, erasure: Erasure) -> None:
        """Before it is done: a list that says too much costs a backup, one that says too little an erased person.
        StoreError where it cannot be written; then nothing may be erased yet."""
        how = "gone" if erasure.gone else "words"
        self._add(
            f"{erasure.at.isoformat()} {erasure.workspace_id} {erasure.person_id} {how}", "erased"
        )

    def end(self, *endings: Ending) -> None:
        """Before they are done, in the transaction that does them. StoreError where it cannot be written."""
        if endings:
            self._add("\n".join(map(str, endings)), "changed")

    def _add(self, lines: str, what: str) -> None:
        if self._path is None:
            return
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, f"\n{lines}\n".encode())  # not behind one that was cut off
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StoreError(
                f"The list of what was erased or closed, {self._path}, cannot be written ({error.strerror}), so nothing was "
                f"{what}: a backup could bring it back. Make its folder writable for this program and try again."
            ) from error

    def __iter__(self) -> Iterator[Erasure]:
        """Oldest first. A line that was cut off is left out."""
        for at, workspace_id, person_id, how in self._lines():
            if how in {"gone", "words"}:
                yield Erasure(at, workspace_id, person_id, how == "gone")

    def since(self, taken_at: datetime) -> list[Erasure]:
        """Those that a copy taken at this instant does not know of, the last of each person's."""
        found = {(one.workspace_id, one.person_id): one for one in self if one.at >= taken_at}
        return list(found.values())

    def ended_since(self, taken_at: datetime) -> list[Ending]:
        """Those that a copy taken at this instant may not know of, the last of each kind and id."""
        found = {}
        for at, workspace_id, id_, how in self._lines():
            name, _, left = how.partition(":")
            kind = _KINDS.get(name)
            if kind is not None and at >= taken_at - _MEANWHILE:
                still = frozenset(left.split(",")) - {""}
                found[kind, id_] = Ending(at, workspace_id, id_, kind, still)
        # New owners before those whom they follow, so that no workspace is without one in between.
        return sorted(found.values(), key=lambda one: "owner" not in one.left)

    def has_lost_roles(self, person_id: str) -> bool:
        """Whether roles were ever taken from somebody, so that their getting some is to be noted, too."""
        return any(how.startswith("roles") and id_ == person_id for _, _, id_, how in self._lines())

    def _lines(self) -> Iterator[tuple[datetime, str, str, str]]:
        if self._path is None or not self._path.exists():
            return
        for line in self._path.read_text("utf-8").splitlines():
            match line.split():
                case [at, workspace_id, id_, how]:
                    yield datetime.fromisoformat(at), workspace_id, id_, how
