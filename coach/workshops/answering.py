"""What becomes of an answer: kept, refused with a reason, held back with a request, or met with ways to reach people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from coach.errors import BadInput
from coach.masking import mask_secrets
from coach.text import cleaned, has_words, word_count
from coach.vocabulary import Level
from coach.workshops.agenda import (
    SCALE,
    AnyActivity,
    Closing,
    Commitment,
    Feedback,
    MessageCheck,
    Rating,
    Reflection,
    ScenarioTogether,
    Spectrum,
    Vote,
)

if TYPE_CHECKING:
    from coach.services import Services
    from coach.workshops.wall_words import WallWords

LONGEST: Mapping[str, int] = {"reflection": 600, "commitment": 300, "closing": 140, "feedback": 600}
"""Characters of what is written, by the kind of activity."""
MESSAGE = 20_000
WORRYING = (
    Level.CRISIS, Level.OTHER_AT_RISK, Level.HARM_OTHERS, Level.ABUSE_REPORT, Level.DISTRESS,
)  # fmt: skip
PASSED: Mapping[str, Any] = {"passed": True}


class Status(StrEnum):
    """Where an answer stands. Only what is ``shown`` can reach the wall, and what waits besides it a report."""

    SHOWN = "shown"
    WAITING = "waiting"  # for others, so that they come up together
    HELD = "held"  # the facilitator looks first
    PRIVATE = "private"  # its writer alone
    HOST = "host"  # its writer lets the facilitator read it
    REMOVED = "removed"  # the facilitator took it off


@dataclass(frozen=True)
class Answered:
    """What came of sending an answer. ``worry``: the level of the screen where it tells of distress or danger, and
    then it is its writer's alone. ``names``: what in it points to a person, and then it was not kept at all."""

    status: Status | None
    content: Mapping[str, Any] = field(default_factory=dict)
    worry: Level | None = None
    names: str | None = None
    masked: tuple[str, ...] = ()
    late: bool = False
    """Whether the room had just gone on."""

    @property
    def kept(self) -> bool:
        return self.status is not None


def judged(
    activity: AnyActivity,
    given: Mapping[str, Any],
    services: "Services",
    words: "WallWords",
    *,
    names_nobody: bool = False,
    options: tuple[str, ...] = (),
    step: int = 0,
) -> Answered:
    """An answer, read. Raises BadInput, with what would do, for one that cannot be used. ``names_nobody``: its
    writer says that what looked like a name is none; the facilitator looks before the room does."""
    if given.get("passed"):
        return Answered(Status.SHOWN, PASSED)
    match activity:
        case Spectrum() | Rating():
            return Answered(Status.SHOWN, {"value": _place(given.get("value"))})
        case ScenarioTogether():
            return Answered(
                Status.SHOWN,
                {"choice": _one_of(given.get("choice"), len(activity.points[step].choices))},
            )
        case Vote():
            return Answered(
                Status.SHOWN, {"picks": _picks(given.get("picks"), options, activity.picks)}
            )
        case MessageCheck():
            return Answered(Status.SHOWN, {"verdict": str(given["verdict"])})
        case Feedback():
            return _feedback(activity, given, services)
        case Reflection() | Commitment() | Closing():
            return _written(activity, given, services, words, names_nobody=names_nobody)
    raise BadInput("There is nothing to send in this part. Look at the front.")


def _written(
    activity: Reflection | Commitment | Closing,
    given: Mapping[str, Any],
    services: "Services",
    words: "WallWords",
    *,
    names_nobody: bool,
) -> Answered:
    text, masked = _text(given.get("text"), LONGEST[activity.kind])
    content: dict[str, Any] = {"text": text, "quote": bool(given.get("quote"))}
    if isinstance(activity, Commitment) and given.get("when"):
        content["when"], more = _text(given["when"], 80)
        masked += more
    whole = " ".join([text, str(content.get("when", ""))]).strip()
    worry = worrying(whole, services)
    if worry is not None:
        return Answered(
            Status.PRIVATE, {**content, "quote": False, "worry": worry}, worry, masked=masked
        )
    if words.is_code(whole):
        raise BadInput("This looks like program code. Nothing was sent; say it in words.")
    if words.insulting(whole):
        raise BadInput(
            "This would hurt somebody if it stood on the wall. Nothing was sent; say what you mean without it."
        )
    names = words.named(whole)
    if names is not None and not names_nobody:
        return Answered(None, content, names=names, masked=masked)
    held = names is not None or activity.moderated
    return Answered(Status.HELD if held else Status.SHOWN, content, masked=masked)


def _feedback(activity: Feedback, given: Mapping[str, Any], services: "Services") -> Answered:
    """For the facilitator alone, so names do no harm here; distress is still met."""
    content: dict[str, Any] = {}
    if given.get("value") is not None:
        content["value"] = _place(given["value"])
    masked: tuple[str, ...] = ()
    if given.get("text"):
        content["text"], masked = _text(given["text"], LONGEST[activity.kind])
        worry = worrying(content["text"], services)
        if worry is not None:
            return Answered(Status.PRIVATE, {**content, "worry": worry}, worry, masked=masked)
    if not content:
        raise BadInput("Give a number or a few words, or pass.")
    return Answered(Status.SHOWN, content, masked=masked)


def worrying(text: str, services: "Services") -> Level | None:
    """The most serious level of distress or danger that the screen hears."""
    from coach.steps.screen import screen_text

    found = screen_text(text, services)
    return next((level for level in found.levels if level in WORRYING), None)


def _text(given: Any, most: int) -> tuple[str, tuple[str, ...]]:
    text = cleaned(given) if isinstance(given, str) else ""
    if not has_words(text):
        raise BadInput("There is nothing to send yet. Write a few words, or pass.")
    if len(text) > most:
        raise BadInput(
            f"This has {word_count(text):,} words and {len(text):,} characters; {most} characters fit. Nothing was "
            "sent: keep the part that matters."
        )
    masked = mask_secrets(text)
    return masked.text, masked.kinds


def message_text(given: str) -> str:
    """A message to be read: masked, and never stored. Raises BadInput."""
    if len(given) > MESSAGE:
        raise BadInput(
            f"The message has {len(given):,} characters; {MESSAGE:,} is the most. Check the part that matters."
        )
    text = mask_secrets(cleaned(given)).text
    if not has_words(text):
        raise BadInput("There is nothing to check yet. Paste or type the message first.")
    return text


def _place(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= SCALE:
        raise BadInput(f"Choose a place from 0 to {SCALE}.")
    return value


def _one_of(value: Any, count: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < count:
        raise BadInput("Choose one of the answers, or pass.")
    return value


def _picks(value: Any, options: tuple[str, ...], most: int) -> list[str]:
    picks = list(dict.fromkeys(value)) if isinstance(value, list | tuple) else []
    if not picks or any(pick not in options for pick in picks):
        raise BadInput("Choose from the list, or pass. It may have changed: look again.")
    if len(picks) > most:
        raise BadInput(f"Choose {most} at most.")
    return picks
