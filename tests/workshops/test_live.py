"""Where a workshop stands, and its time: pure, so tried with many agendas and clocks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from coach.workshops import live
from coach.workshops.agenda import Agenda
from coach.workshops.live import LEAST_MINUTES, RoomState

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def agenda(*minutes: float) -> Agenda:
    return Agenda.model_validate(
        {
            "title": "t",
            "aim": "a",
            "activities": [
                {"kind": "closing", "id": f"a-{n}", "title": "t", "minutes": m, "prompt": "p"}
                for n, m in enumerate(minutes)
            ],
        }
    )


def test_it_goes_through_the_agenda_to_its_end_and_back_again():
    plan, state = agenda(5, 5, 5), RoomState()
    seen = []
    for _ in range(4):
        state = live.forward(plan, state, NOON)
        seen.append(live.where(plan, state) if state.over else state.at)
    assert seen == [0, 1, 2, "over"]
    back = []
    for _ in range(4):
        state = live.back(plan, state, NOON)
        back.append(state.at)
    assert back == [2, 1, 0, 0]


def test_turning_points_and_rounds_are_steps_of_their_activity():
    plan = Agenda.model_validate(
        {"title": "t", "aim": "a", "activities": [
            {"kind": "pairs", "id": "p", "title": "t", "minutes": 6, "prompt": "p",
             "rounds": [{"who": "A", "minutes": 2, "prompt": "x"}, {"who": "B", "minutes": 4, "prompt": "y"}]},
        ]}
    )  # fmt: skip
    state = live.forward(plan, RoomState(), NOON)
    assert live.seconds_left(plan, state, NOON + timedelta(seconds=30)) == 90
    state = live.forward(plan, state, NOON + timedelta(minutes=2))
    assert (state.at, state.step) == (0, 1)
    assert live.seconds_left(plan, state, NOON + timedelta(minutes=2)) == 240  # its own time
    assert live.forward(plan, state, NOON).over


def test_a_pause_stops_the_time_and_going_on_loses_none():
    plan = agenda(10)
    state = live.forward(plan, RoomState(), NOON)
    state = live.pause(state, NOON + timedelta(minutes=3))
    assert live.seconds_left(plan, state, NOON + timedelta(hours=2)) == 7 * 60
    state = live.resume(state, NOON + timedelta(hours=2))
    assert live.seconds_left(plan, state, NOON + timedelta(hours=2, minutes=1)) == 6 * 60
    assert live.pause(live.pause(state, NOON), NOON).ran == live.pause(state, NOON).ran


def test_after_the_laptop_slept_the_time_has_run_on_and_the_rest_can_be_fitted():
    plan = agenda(10, 10, 10)
    state = live.forward(plan, RoomState(), NOON)
    woken = NOON + timedelta(minutes=15)
    assert live.seconds_left(plan, state, woken) == -300
    assert live.behind(plan, state, woken) == 5
    fitted = live.retimed(plan, state, woken)
    assert sum(fitted.values()) == 15
    assert set(fitted) == {"a-1", "a-2"}


def test_a_clock_that_was_set_back_takes_no_time_away():
    plan = agenda(10)
    state = live.forward(plan, RoomState(), NOON)
    assert live.seconds_left(plan, state, NOON - timedelta(hours=1)) == 600


minutes = some.lists(some.floats(2, 60).map(lambda m: round(m * 2) / 2), min_size=1, max_size=12)


@given(minutes, some.data())
def test_fitting_the_rest_leaves_everything_some_time_and_ends_when_it_can(lengths, data):
    if sum(lengths) > 480:
        lengths = lengths[:4]
    plan = agenda(*lengths)
    at = data.draw(some.integers(0, len(lengths) - 1))
    state = live.go_to(plan, live.forward(plan, RoomState(), NOON), at, NOON)
    now = NOON + timedelta(minutes=data.draw(some.floats(0, 300)))
    fitted = live.retimed(plan, state, now)
    assert set(fitted) == {f"a-{n}" for n in range(at + 1, len(lengths))}
    assert all(m >= 0.5 for m in fitted.values())
    assert all(m >= min(LEAST_MINUTES, lengths[int(i[2:])]) - 0.5 for i, m in fitted.items())
    after = live.retime(plan, state, now)
    late = live.behind(plan, after, now)
    least = sum(min(LEAST_MINUTES, m) for m in lengths[at + 1 :])
    there_is_room = live.behind(plan, state, now) < sum(lengths[at + 1 :]) - least
    if fitted and there_is_room:
        assert abs(late) <= 0.5 * len(fitted)


PRESSES = {
    "forward": live.forward,
    "back": live.back,
    "pause": lambda plan, state, now: live.pause(state, now),
    "resume": lambda plan, state, now: live.resume(state, now),
    "more": lambda plan, state, now: live.more_time(plan, state, 1),
    "reveal": lambda plan, state, now: live.reveal(state, "a-1"),
    "hide": lambda plan, state, now: live.hide(state, "a-1"),
    "retime": live.retime,
    "end": lambda plan, state, now: live.end(state),
}


@given(some.lists(some.sampled_from(sorted(PRESSES))))
def test_whatever_is_pressed_the_room_is_somewhere_and_survives_being_stored(presses):
    plan, state, now = agenda(5, 5, 5), RoomState(), NOON
    for press in presses:
        now += timedelta(seconds=40)
        state = PRESSES[press](plan, state, now)
        assert live.where(plan, state) in {"lobby", "activity", "over"}
        assert not (state.revealed & state.hidden)
        live.seconds_left(plan, state, now)
        assert RoomState.model_validate(state.kept()) == state
