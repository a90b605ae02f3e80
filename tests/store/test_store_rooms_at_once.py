"""A full room on several processes at once, and one of them killed while people answer."""

import pytest

ROOM = """
import sys
from pathlib import Path
from coach.store.keyring import Keyring
from coach.store.store import open_store
url, key, workspace, workshop, first, count = sys.argv[1:]
with open_store(url, key=Keyring.in_file(Path(key))) as store:
    room = store.as_room(workspace, workshop)
    print("ready", flush=True)
    sys.stdin.readline()
    for n in range(int(first), int(first) + int(count)):
        room.take_seat(f"seat-{n}")
        room.put_answer("moments", f"key-{n:05}", "shown", {"text": f"answer {n}"})
        print(n, flush=True)
"""


@pytest.fixture
def led(desk):
    made = desk.add_workshop({"title": "Room"}, {})
    return desk.change_workshop(made.id, lambda _: {"status": "live", "code": "KWLMHT"})


def test_a_room_on_several_processes_loses_nothing(store, url, key_file, desk, led, run_child):
    children = [
        run_child(ROOM, url, str(key_file), led.workspace_id, led.id, str(n * 50), "50")
        for n in range(3)
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    for _ in range(20):  # the facilitator goes on meanwhile
        desk.change_workshop(led.id, lambda w: {"state": {"at": w.state.get("at", 0) + 1}})
    for child in children:
        _, errors = child.communicate(timeout=60)
        assert child.returncode == 0, errors
    room = store.as_room(led.workspace_id, led.id)
    assert [a.content["text"] for a in room.answers()] == [f"answer {n}" for n in range(150)]
    assert room.seats() == 150
    assert desk.workshop(led.id).state == {"at": 20}


def test_killed_in_the_middle_no_acknowledged_answer_is_lost(url, key_file, led, reopen, run_child):
    child = run_child(ROOM, url, str(key_file), led.workspace_id, led.id, "0", "100000")
    assert child.stdout.readline() == "ready\n"
    child.stdin.write("go\n")
    child.stdin.flush()
    for _ in range(25):
        child.stdout.readline()
    child.kill()
    told, _ = child.communicate()
    acknowledged = {int(n) for n in told.split() if n.isdigit()} | set(range(25))
    again = reopen()
    room = again.as_room(led.workspace_id, led.id)
    kept = {int(a.content["text"].split()[1]) for a in room.answers()}
    assert acknowledged - {max(acknowledged)} <= kept  # the last line may have been cut by the pipe
    assert room.workshop().status == "live"
    room.put_answer("moments", "key-after", "shown", {"text": "answer 999999"})
    assert room.seats() >= len(acknowledged) - 1


TOGETHER = ROOM.replace(
    '"shown", {"text": f"answer {n}"})',
    '"waiting", {"text": f"answer {n}"}, becomes="shown", at_least=5)',
)


def test_one_process_killed_in_mid_activity_leaves_the_other_at_work_and_no_five_waiting(
    store, url, key_file, led, run_child
):
    one, other = (
        run_child(TOGETHER, url, str(key_file), led.workspace_id, led.id, first, count)
        for first, count in (("0", "100000"), ("200000", "43"))
    )
    for child in (one, other):
        assert child.stdout.readline() == "ready\n"
        child.stdin.write("go\n")
        child.stdin.flush()
    told = [int(one.stdout.readline()) for _ in range(12)]
    one.kill()
    one.communicate()
    _, errors = other.communicate(timeout=60)
    assert other.returncode == 0, errors
    room = store.as_room(led.workspace_id, led.id)
    kept = {int(a.content["text"].split()[1]): a.status for a in room.answers()}
    assert {*told, *range(200000, 200043)} <= kept.keys()
    assert 0 <= list(kept.values()).count("waiting") < 5
    assert room.turn_all("moments", "waiting", "shown") == list(kept.values()).count("waiting")
    assert {a.status for a in room.answers()} == {"shown"}
