"""What a room sees of itself: one snapshot for everybody in it, made at most once a second, and only when
something has changed."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from coach.errors import NotFound
from coach.store.records import RoomAnswer, Workshop
from coach.workshops import live, themes
from coach.workshops.agenda import (
    SCALE,
    Agenda,
    AnyActivity,
    MessageCheck,
    Rating,
    Reflection,
    ScenarioTogether,
    Spectrum,
    Vote,
    agenda_of,
)
from coach.workshops.anonymity import ENOUGH
from coach.workshops.answering import Status
from coach.workshops.live import RoomState

if TYPE_CHECKING:
    from coach.encoder import Encoder, Matrix
    from coach.store.room_desk import RoomDesk

EVERY = 1.0
"""Seconds between two snapshots of a room, at least."""
_MOST_VECTORS = 4000
VERDICTS = ("personal", "mixed", "transactional", "overfamiliar")


@dataclass(frozen=True)
class Said:
    """Words on the wall, and from how many they came."""

    text: str
    times: int = 1


@dataclass(frozen=True)
class Theme:
    id: str
    name: str
    said: tuple[Said, ...]

    @property
    def size(self) -> int:
        return sum(one.times for one in self.said)


@dataclass(frozen=True)
class Wall:
    """What was answered in one slot, as far as the room may see it. Below five answers there are neither counts nor
    words, for the facilitator either."""

    slot: str
    answered: int = 0
    """How many answered or passed."""
    passed: int = 0
    shown: bool = False
    enough: bool = False
    waiting: int = 0
    """How many wait until there are five of them: who comes alone would be known by when they came."""
    bars: tuple[tuple[str, int], ...] = ()
    before: tuple[int, ...] = ()
    """The counts of the earlier activity that this one is compared with."""
    said: tuple[Said, ...] = ()
    """Those that have no theme."""
    themes: tuple[Theme, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the room sees it."""
        return self.shown and self.enough

    @property
    def size(self) -> int:
        """How many said something that the room may see, sooner or later."""
        return self.answered - self.passed


@dataclass(frozen=True)
class Board:
    """A room at one moment."""

    workshop: Workshop
    agenda: Agenda
    state: RoomState
    seats: int
    wall: Wall | None
    held: tuple[RoomAnswer, ...] = ()
    """Waiting for the facilitator, from whichever slot."""
    for_host: tuple[RoomAnswer, ...] = ()
    """What people chose to let the facilitator read."""
    made: float = field(default=0.0, compare=False)

    @property
    def activity(self) -> AnyActivity | None:
        return live.current(self.agenda, self.state)

    @property
    def stage(self) -> str:
        """Changes whenever everybody's page has to change: another activity or step, shown or hidden, a pause, a new
        time. Answers alone do not change it."""
        state = self.state
        open_ = self.wall is not None and self.wall.open
        return repr(
            (self.workshop.status, state.at, state.step, state.over, state.paused, state.minutes, open_,
             state.follow_up, state.since, self.workshop.code)
        )  # fmt: skip

    @property
    def everybody_answered(self) -> bool:
        return self.wall is not None and 0 < self.seats <= self.wall.answered


class Boards:
    """The snapshots of all rooms that this process shows. Safe to share between threads: one of those who ask makes
    the new one, and the others get what is there."""

    def __init__(
        self, encoder: "Callable[[], Encoder]", clock: Callable[[], float] = monotonic
    ) -> None:
        self._encoder = encoder
        self._clock = clock
        self._lock = threading.Lock()
        self._rooms: dict[str, tuple[threading.Lock, Board | None]] = {}
        self._vectors: dict[tuple[str, str], Matrix] = {}

    def of(self, workshop_id: str, desk: "RoomDesk", *, now: bool = False) -> Board:
        """The room as it was at most a second ago; ``now``: as it is. Raises NotFound once it is gone."""
        with self._lock:
            making, board = self._rooms.setdefault(workshop_id, (threading.Lock(), None))
        if board is not None and not now and self._clock() - board.made < EVERY:
            return board
        if not making.acquire(blocking=board is None or now):
            assert board is not None
            return board
        try:
            fresh = self._fresh(desk, self._rooms[workshop_id][1], now=now)
        except NotFound:
            with self._lock:
                self._rooms.pop(workshop_id, None)
            raise
        finally:
            making.release()
        with self._lock:
            self._rooms[workshop_id] = (making, fresh)
        return fresh

    def _fresh(self, desk: "RoomDesk", board: Board | None, *, now: bool) -> Board:
        made = self._clock()
        if board is not None:
            if not now and made - board.made < EVERY:
                return board  # somebody else made it while we waited
            if desk.version() == board.workshop.version:
                return Board(**{**vars(board), "made": made})
        workshop = desk.workshop()
        agenda = agenda_of(workshop.plan)
        state = RoomState.model_validate(workshop.state)
        slot = live.current_slot(agenda, state)
        answers = desk.answers([slot]) if slot is not None else []
        return Board(
            workshop,
            agenda,
            state,
            desk.seats(),
            None if slot is None else self.wall(desk, agenda, state, slot, answers),
            tuple(desk.answers(status=Status.HELD)),
            tuple(desk.answers(status=Status.HOST)),
            made,
        )

    def wall(
        self,
        desk: "RoomDesk",
        agenda: Agenda,
        state: RoomState,
        slot: str,
        answers: Sequence[RoomAnswer] | None = None,
    ) -> Wall:
        """What was answered in a slot, grouped and counted."""
        if answers is None:
            answers = desk.answers([slot])
        activity = agenda.activity(slot)
        shown = [a for a in answers if a.status == Status.SHOWN and not a.content.get("passed")]
        # Who keeps words to themselves is counted with those who passed: a gap would give them away.
        alone = {Status.PRIVATE, Status.HOST}
        passed = sum(1 for a in answers if a.content.get("passed") or a.status in alone)
        waiting = sum(1 for a in answers if a.status == Status.WAITING)
        base = Wall(slot, len(answers), passed, live.is_shown(agenda, state, slot), waiting=waiting)
        if activity is None or len(shown) < ENOUGH:
            return base
        made: dict[str, Any] = {"enough": True}
        if isinstance(activity, Reflection):
            made |= self._grouped(desk, slot, shown)
        elif activity.kind in {"commitment", "closing"}:
            made["said"] = _said(str(a.content["text"]) for a in shown)
        else:
            made["bars"] = _bars(activity, slot, shown, self.options(desk, activity))
            made["before"] = self._before(desk, activity)
        return Wall(**{**vars(base), **made})

    def options(self, desk: "RoomDesk", activity: AnyActivity) -> tuple[str, ...]:
        """What can be picked in a vote."""
        if not isinstance(activity, Vote):
            return ()
        if activity.of is None:
            return activity.options
        groups = desk.themes(activity.of)
        return (
            tuple(theme["name"] for theme in (groups or themes.NOTHING)["themes"])
            or activity.options
        )

    def _before(self, desk: "RoomDesk", activity: AnyActivity) -> tuple[int, ...]:
        earlier = getattr(activity, "before", None)
        if earlier is None:
            return ()
        values = [
            a.content["value"]
            for a in desk.answers([earlier])
            if a.status == Status.SHOWN and "value" in a.content
        ]
        return _counts(values) if len(values) >= ENOUGH else ()

    def _grouped(
        self, desk: "RoomDesk", slot: str, shown: Sequence[RoomAnswer]
    ) -> Mapping[str, Any]:
        texts = {a.key: str(a.content["text"]) for a in shown}
        groups = desk.themes(slot)
        if _placed(groups) != texts.keys():
            rows = self.vectors(texts)
            keys = sorted(texts)
            table = np.stack([rows[key] for key in keys])
            made = themes.grown(groups, keys, [texts[key] for key in keys], table)
            if made != groups:
                groups = desk.change_themes(
                    slot, lambda now: themes.grown(now, keys, [texts[key] for key in keys], table)
                )
        placed = _placed(groups)
        found = [
            Theme(theme["id"], theme["name"], _said(texts[k] for k in theme["keys"] if k in texts))
            for theme in (groups or themes.NOTHING)["themes"]
        ]
        found = sorted((theme for theme in found if theme.said), key=lambda t: -t.size)
        alone = _said(texts[key] for key in sorted(texts) if key not in placed)
        return {"themes": tuple(found), "said": alone}

    def vectors(self, texts: Mapping[str, str]) -> dict[str, "Matrix"]:
        """Each answer's vector, made once."""
        missing = [(key, text) for key, text in texts.items() if (key, text) not in self._vectors]
        if missing:
            if len(self._vectors) > _MOST_VECTORS:
                self._vectors.clear()
                missing = list(texts.items())
            rows = self._encoder().encode([text for _, text in missing])
            self._vectors.update(zip(missing, rows, strict=True))
        return {key: self._vectors[key, text] for key, text in texts.items()}


def _placed(groups: Mapping[str, Any] | None) -> set[str]:
    return {key for theme in (groups or themes.NOTHING)["themes"] for key in theme["keys"]}


def _said(texts: Any) -> tuple[Said, ...]:
    """The same words once, with their number; where they stand tells nothing of when they came."""
    counted: Counter[str] = Counter()
    first: dict[str, str] = {}
    for text in texts:
        plain = " ".join(text.lower().split()).rstrip(".!")
        first.setdefault(plain, text)
        counted[plain] += 1
    return tuple(Said(first[plain], times) for plain, times in counted.items())


def _bars(
    activity: AnyActivity, slot: str, shown: Sequence[RoomAnswer], options: Sequence[str]
) -> tuple[tuple[str, int], ...]:
    match activity:
        case Spectrum() | Rating():
            counts = _counts([a.content["value"] for a in shown])
            return tuple((str(n), count) for n, count in enumerate(counts))
        case ScenarioTogether():
            point = activity.points[activity.slots.index(slot)]
            chosen = Counter(a.content["choice"] for a in shown)
            return tuple((choice, chosen[n]) for n, choice in enumerate(point.choices))
        case Vote():
            picked = Counter(pick for a in shown for pick in a.content["picks"])
            return tuple(
                sorted(((o, picked[o]) for o in options), key=lambda bar: (-bar[1], bar[0]))
            )
        case MessageCheck():
            read = Counter(a.content["verdict"] for a in shown)
            return tuple((verdict, read[verdict]) for verdict in VERDICTS)
    return ()


def _counts(values: Sequence[int]) -> tuple[int, ...]:
    found = Counter(values)
    return tuple(found[n] for n in range(SCALE + 1))
