"""The leaders of the measurements: fixed scripts that still answer what they are asked."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from coach.turn import Turn


@dataclass(frozen=True)
class Talk:
    """What one leader says: ``lines`` in order, ``answers`` by the subject that was asked about."""

    id: str
    lines: tuple[str, ...]
    answers: dict[str, str] = field(default_factory=dict)
    kind: str = "talk"
    scenario: str | None = None


def read_talks() -> list[Talk]:
    """All scripts of ``bench/talks.yaml``."""
    path = Path(__file__).with_name("talks.yaml")
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["talks"]
    return [
        Talk(
            id=row["id"],
            lines=tuple(row["lines"]),
            answers={str(k): str(v) for k, v in row.get("answers", {}).items()},
            kind=row.get("kind", "talk"),
            scenario=row.get("scenario"),
        )
        for row in rows
    ]


class Leader:
    """Says a talk's lines one after another; each prepared answer at most once, when asked."""

    def __init__(self, talk: Talk) -> None:
        self._lines = list(talk.lines)
        self._answers = dict(talk.answers)
        self._asked: str | None = None

    def says(self) -> str | None:
        """The next message, or None when there is nothing left to say."""
        if self._asked is not None and self._asked in self._answers and self._lines:
            return self._answers.pop(self._asked)
        return self._lines.pop(0) if self._lines else None

    def hears(self, turn: Turn) -> None:
        """What the coach asked last decides what comes next."""
        pending = turn.state.pending
        self._asked = str(pending.about) if pending and pending.about else None
