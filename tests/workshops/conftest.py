"""What the tests of workshops share: a room that is open, and phones in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from coach.assembly import Coach
from coach.workshops.anonymity import new_token
from coach.workshops.leading import Workshops
from coach.workshops.rooms import Guest


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def led(coach: Coach, time: Clock) -> Workshops:
    """The facilitator's side, with a clock of the test's own."""
    own = coach.as_person()
    return Workshops(own._stored, coach.rooms, time)


ACTIVITIES = [
    {"kind": "plenary", "id": "welcome", "title": "Welcome", "minutes": 5, "prompt": "Come in."},
    {"kind": "spectrum", "id": "before", "title": "Today", "minutes": 5, "prompt": "Where?"},
    {"kind": "reflection", "id": "moments", "title": "Moments", "minutes": 10, "prompt": "When?"},
    {"kind": "vote", "id": "vote", "title": "Vote", "minutes": 5, "prompt": "Which?", "picks": 2,
     "options": ["Greeting", "Thanking", "Calling"]},
    {"kind": "message", "id": "message", "title": "A message", "minutes": 5, "prompt": "Paste."},
    {"kind": "pairs", "id": "pairs", "title": "Pairs", "minutes": 6, "prompt": "Turn.",
     "rounds": [{"who": "A", "minutes": 3, "prompt": "Tell."}, {"who": "B", "minutes": 3, "prompt": "Tell."}]},
    {"kind": "scenario", "id": "scene", "title": "Scene", "minutes": 8, "prompt": "Read.", "situation": "A client leaves.",
     "points": [{"id": "one", "moment": "It is six.", "question": "What now?", "choices": ["Write", "Wait"]},
                {"id": "two", "moment": "It is seven.", "question": "And now?", "choices": ["Ring", "Sleep"]}]},
    {"kind": "commitment", "id": "do", "title": "One thing", "minutes": 5, "prompt": "What will you do?"},
    {"kind": "spectrum", "id": "after", "title": "After", "minutes": 5, "prompt": "Where?", "before": "before"},
    {"kind": "closing", "id": "close", "title": "Close", "minutes": 3, "prompt": "A word?", "show": "live"},
    {"kind": "feedback", "id": "feedback", "title": "Feedback", "minutes": 3, "prompt": "Use?"},
]  # fmt: skip
AGENDA = {"title": "Our room", "aim": "To look at it together.", "activities": ACTIVITIES}


class Room:
    """An open workshop and its phones."""

    def __init__(self, coach: Coach, led: Workshops, agenda: dict = AGENDA) -> None:
        self.coach, self.led = coach, led
        self.id = led.build(agenda).id
        self.code = led.open(self.id).code or ""

    def phones(self, count: int) -> list[Guest]:
        return [self.coach.rooms.enter(self.code, new_token()) for _ in range(count)]

    def at(self, slot: str) -> None:
        """Go to where this can be answered."""
        for _ in range(30):
            board = self.led.board(self.id, now=True)
            if board.wall is not None and board.wall.slot == slot:
                return
            if board.activity is not None and board.activity.id == slot:
                return
            self.led.forward(self.id)
        raise AssertionError(f"never got to {slot}")

    def wall(self):
        return self.led.board(self.id, now=True).wall


@pytest.fixture
def room(coach: Coach, led: Workshops) -> Room:
    return Room(coach, led)


@pytest.fixture
def room_of(coach: Coach, led: Workshops) -> Callable[..., Room]:
    return lambda agenda: Room(coach, led, agenda)
