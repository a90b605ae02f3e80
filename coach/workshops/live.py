"""Where a workshop stands: which activity, which step, what is shown, how much time is left. Pure: the clock is
given, and each change returns a new state."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from coach.workshops.agenda import Agenda, AnyActivity, Pairs

LEAST_MINUTES = 2.0
"""What re-timing leaves an activity at least."""


class RoomState(BaseModel):
    """Kept with the workshop. ``at`` −1: people are coming in."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    at: int = -1
    step: int = 0
    over: bool = False
    paused: bool = False
    revealed: frozenset[str] = frozenset()
    """Slots whose answers the room may see."""
    hidden: frozenset[str] = frozenset()
    """Slots that the facilitator has hidden again."""
    since: datetime | None = None
    """When the running stretch of the timer began; None while it stands."""
    ran: float = 0.0
    """Seconds of the activity before that."""
    started: datetime | None = None
    minutes: Mapping[str, float] = {}
    """Times that were changed on the way."""
    follow_up: bool = False
    """Whether people are asked how it went."""
    left: str = ""
    """The slot that the room has just gone on from: who is still writing there may send it until it goes on again."""
    rehearsal: int = 0
    """How many simulated phones are in the room."""
    erased: bool = False

    def kept(self) -> dict[str, Any]:
        made = self.model_dump(mode="json")
        made["revealed"], made["hidden"] = sorted(self.revealed), sorted(self.hidden)
        return made


Where = Literal["lobby", "activity", "over"]


def where(agenda: Agenda, state: RoomState) -> Where:
    if state.over:
        return "over"
    return "lobby" if state.at < 0 else "activity"


def current(agenda: Agenda, state: RoomState) -> AnyActivity | None:
    """The activity that the room is in."""
    if where(agenda, state) != "activity":
        return None
    return agenda.activities[min(state.at, len(agenda.activities) - 1)]


def current_slot(agenda: Agenda, state: RoomState) -> str | None:
    """What can be answered now."""
    activity = current(agenda, state)
    if activity is None or not activity.slots:
        return None
    return activity.slots[min(state.step, len(activity.slots) - 1)]


def still_open(agenda: Agenda, state: RoomState) -> str | None:
    """What can still be answered though the room has gone on from it."""
    return state.left if state.left and state.left != current_slot(agenda, state) else None


def minutes_of(agenda: Agenda, state: RoomState, activity: AnyActivity) -> float:
    return state.minutes.get(activity.id, activity.minutes)


# --- Moving on ------------------------------------------------------------------------------------


def leaving(agenda: Agenda, before: RoomState, after: RoomState) -> RoomState:
    """``after``, knowing which slot was left, if the room is somewhere else now."""
    if (before.at, before.step, before.over) == (after.at, after.step, after.over):
        return after
    return after.model_copy(update={"left": current_slot(agenda, before) or ""})


def forward(agenda: Agenda, state: RoomState, now: datetime) -> RoomState:
    """The next step of the activity, or the next activity, or the end."""
    activity = current(agenda, state)
    if activity is not None and state.step + 1 < activity.steps:
        return _stepped(activity, state, state.step + 1, now)
    if state.at + 1 < len(agenda.activities):
        return go_to(agenda, state, state.at + 1, now)
    return end(state)


def back(agenda: Agenda, state: RoomState, now: datetime) -> RoomState:
    """The step or activity before; the answers given there are still there."""
    activity = current(agenda, state)
    if activity is not None and state.step > 0:
        return _stepped(activity, state, state.step - 1, now)
    if state.over:
        return go_to(
            agenda, state.model_copy(update={"over": False}), len(agenda.activities) - 1, now
        )
    return go_to(agenda, state, state.at - 1, now) if state.at > 0 else state


def go_to(agenda: Agenda, state: RoomState, at: int, now: datetime) -> RoomState:
    """Begin an activity of the agenda, with its timer."""
    at = max(0, min(at, len(agenda.activities) - 1))
    return state.model_copy(
        update={
            "at": at,
            "step": 0,
            "over": False,
            "paused": False,
            "since": now,
            "ran": 0.0,
            "started": state.started or now,
        }
    )


def _stepped(activity: AnyActivity, state: RoomState, step: int, now: datetime) -> RoomState:
    """A pair's round has a timer of its own; turning points share the activity's."""
    changes: dict[str, Any] = {"step": step}
    if isinstance(activity, Pairs):
        changes |= {"since": None if state.paused else now, "ran": 0.0}
    return state.model_copy(update=changes)


def end(state: RoomState) -> RoomState:
    return state.model_copy(update={"over": True, "paused": False, "since": None})


# --- Showing --------------------------------------------------------------------------------------


def reveal(state: RoomState, slot: str) -> RoomState:
    return state.model_copy(
        update={"revealed": state.revealed | {slot}, "hidden": state.hidden - {slot}}
    )


def hide(state: RoomState, slot: str) -> RoomState:
    return state.model_copy(
        update={"revealed": state.revealed - {slot}, "hidden": state.hidden | {slot}}
    )


def is_shown(agenda: Agenda, state: RoomState, slot: str) -> bool:
    """Whether the room may see what was answered."""
    if slot in state.hidden:
        return False
    activity = agenda.activity(slot)
    return slot in state.revealed or (activity is not None and activity.show == "live")


# --- Time -----------------------------------------------------------------------------------------


def pause(state: RoomState, now: datetime) -> RoomState:
    if state.paused or state.since is None:
        return state.model_copy(update={"paused": True})
    ran = state.ran + (now - state.since).total_seconds()
    return state.model_copy(update={"paused": True, "since": None, "ran": ran})


def resume(state: RoomState, now: datetime) -> RoomState:
    running = now if state.at >= 0 and not state.over else None
    return state.model_copy(update={"paused": False, "since": running})


def seconds_left(agenda: Agenda, state: RoomState, now: datetime) -> float | None:
    """Of the activity, or of the round of a pair; negative once it overruns. None where no time runs."""
    activity = current(agenda, state)
    if activity is None:
        return None
    minutes = minutes_of(agenda, state, activity)
    if isinstance(activity, Pairs):
        planned = sum(r.minutes for r in activity.rounds)
        share = min(1.0, minutes / planned)
        minutes = activity.rounds[min(state.step, activity.steps - 1)].minutes * share
    return minutes * 60 - _elapsed(state, now)


def _elapsed(state: RoomState, now: datetime) -> float:
    running = (now - state.since).total_seconds() if state.since is not None else 0.0
    return state.ran + max(running, 0.0)


def more_time(agenda: Agenda, state: RoomState, minutes: float) -> RoomState:
    """A minute more, or less, for this activity alone."""
    activity = current(agenda, state)
    if activity is None:
        return state
    length = max(1.0, minutes_of(agenda, state, activity) + minutes)
    return state.model_copy(update={"minutes": {**state.minutes, activity.id: length}})


def behind(agenda: Agenda, state: RoomState, now: datetime) -> float:
    """Minutes by which the room will be late if the rest takes what is planned; negative: early."""
    if state.started is None or current(agenda, state) is None:
        return 0.0
    left = max(seconds_left(agenda, state, now) or 0.0, 0.0) / 60
    activity = current(agenda, state)
    if isinstance(activity, Pairs):
        left += sum(r.minutes for r in activity.rounds[state.step + 1 :])
    left += sum(minutes_of(agenda, state, a) for a in agenda.activities[state.at + 1 :])
    ends = now + timedelta(minutes=left)
    return (ends - state.started).total_seconds() / 60 - agenda.minutes


def retimed(agenda: Agenda, state: RoomState, now: datetime) -> dict[str, float]:
    """New lengths of what is still to come, so that the workshop ends when it was to end: each gives or gets in
    proportion, in half minutes, and keeps at least two. Empty if nothing is to come."""
    rest = agenda.activities[state.at + 1 :] if state.at >= 0 and not state.over else ()
    lengths = {a.id: minutes_of(agenda, state, a) for a in rest}
    wanted = sum(lengths.values()) - behind(agenda, state, now)
    fixed: dict[str, float] = {}
    while lengths.keys() - fixed.keys():
        free = {i: m for i, m in lengths.items() if i not in fixed}
        share = max(wanted - sum(fixed.values()), 0.0) / sum(free.values())
        short = {i for i, m in free.items() if m * share < min(m, LEAST_MINUTES)}
        if not short:
            return fixed | {i: _halves(m * share) for i, m in free.items()}
        fixed |= {i: min(lengths[i], LEAST_MINUTES) for i in short}
    return fixed


def _halves(minutes: float) -> float:
    return max(round(minutes * 2) / 2, 0.5)


def retime(agenda: Agenda, state: RoomState, now: datetime) -> RoomState:
    return state.model_copy(update={"minutes": {**state.minutes, **retimed(agenda, state, now)}})
