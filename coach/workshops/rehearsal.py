"""Simulated phones, so that a facilitator can see a full room before there is one. They go the way that real ones go."""

import hmac
import random
from hashlib import sha256
from typing import Any

from coach.errors import CoachError
from coach.workshops.agenda import (
    SCALE,
    AnyActivity,
    Closing,
    Commitment,
    MessageCheck,
    Rating,
    Reflection,
    ScenarioTogether,
    Spectrum,
    Vote,
)
from coach.workshops.board import VERDICTS, Board
from coach.workshops.rooms import Rooms

AT_MOST = 60
_AT_ONCE = 6
_WRITTEN = (
    "I look at my phone while people talk to me.",
    "I thank the team and never one person.",
    "I only ring clients when something is due.",
    "I ask how somebody is while walking on.",
    "I was proud of how we handled a complaint.",
    "I answer at once, and shortly.",
    "The one who stays late gets no word from me.",
    "I remember what people tell me about their work.",
)


def rehearse(rooms: Rooms, board: Board) -> int:
    """Let a few of the room's simulated phones answer what is asked now; how many did."""
    if board.state.rehearsal == 0 or board.workshop.status != "live":
        return 0
    slot = board.wall.slot if board.wall is not None else None
    done = 0
    for number in range(min(board.state.rehearsal, AT_MOST)):
        if done == _AT_ONCE:
            break
        guest = rooms.guest(board.workshop, _token(board.workshop.id, number))
        guest.sit_down()
        if slot is None or board.state.paused or board.activity is None or guest.own(slot):
            continue
        given = _given(
            board.activity, slot, number, rooms.boards.options(guest.desk, board.activity)
        )
        try:
            done += guest.answer(slot, given, names_nobody=True).kept
        except CoachError:
            return done  # the room has just gone on
    return done


def _token(workshop_id: str, number: int) -> str:
    return hmac.new(workshop_id.encode(), str(number).encode(), sha256).hexdigest()


def _given(
    activity: AnyActivity, slot: str, number: int, options: tuple[str, ...]
) -> dict[str, Any]:
    dice = random.Random(f"{slot} {number}")
    if dice.random() < 0.06:
        return {"passed": True}
    match activity:
        case Spectrum() | Rating():
            middle = 4 if activity.before is None else 5
            return {"value": max(0, min(SCALE, round(dice.gauss(middle, 1.8))))}
        case ScenarioTogether():
            return {
                "choice": dice.randrange(len(activity.points[activity.slots.index(slot)].choices))
            }
        case Vote():
            return {"picks": dice.sample(options, min(activity.picks, len(options)))}
        case MessageCheck():
            return {"verdict": dice.choice(VERDICTS)}
        case Reflection() | Commitment() | Closing():
            return {
                "text": dice.choice(activity.examples or _WRITTEN),
                "quote": dice.random() < 0.6,
            }
    return {"value": dice.randint(5, SCALE)}
