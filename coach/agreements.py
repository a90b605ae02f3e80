"""The coaching agreement: what leader, coach and sponsor each read and accept, in versions."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from coach.curated import Curated, Findings, parse_yaml, read_text, validated

Side = Literal["leader", "practitioner", "sponsor"]
Topic = Literal["confidentiality", "limits", "recorded", "program", "sponsor", "ending"]
SIDES: tuple[Side, ...] = ("leader", "practitioner", "sponsor")
TOPICS: tuple[Topic, ...] = (
    "confidentiality", "limits", "recorded", "program", "sponsor", "ending"
)  # fmt: skip


class Told(Curated):
    """The same matter, told to each side."""

    leader: str = Field(min_length=40)
    practitioner: str = Field(min_length=40)
    sponsor: str = Field(min_length=40)

    def to(self, side: Side) -> str:
        told: str = getattr(self, side)
        return told


class Section(Told):
    id: Topic
    heading: str = Field(min_length=3, max_length=60)


class Agreement(Curated):
    """One version of it."""

    version: int = Field(ge=1)
    reviewed: date
    title: str
    opening: Told
    sections: tuple[Section, ...]

    @model_validator(mode="after")
    def _says_everything(self) -> "Agreement":
        ids = tuple(section.id for section in self.sections)
        if ids != TOPICS:
            raise ValueError(
                f"the sections must be {', '.join(TOPICS)}, each once and in this order"
            )
        return self

    def text(self, side: Side) -> str:
        """What this side accepts, word for word; kept with their acceptance."""
        parts = [f"{self.title} (version {self.version})", self.opening.to(side)]
        parts += [f"{section.heading}\n{section.to(side)}" for section in self.sections]
        return "\n\n".join(parts)

    def digest(self, side: Side) -> str:
        """Changes with every word, whether the version was raised or not."""
        return sha256(self.text(side).encode()).hexdigest()

    @property
    def digests(self) -> dict[Side, str]:
        return {side: self.digest(side) for side in SIDES}


def load_agreement(path: Path, findings: Findings) -> Agreement | None:
    """The agreement as it stands; None where there is none, or with findings where it cannot be used: then no coaching
    can begin."""
    if not path.parent.is_dir():
        return None
    text = read_text(path, findings)
    if text is None:
        return None
    value = parse_yaml(text, path, findings)
    return validated(Agreement, value, path=path, text=text, findings=findings)
