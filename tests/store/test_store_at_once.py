"""Many write at once, in threads and processes: nothing is lost or stored twice, nobody errs."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from coach.errors import IdTaken

WRITERS = 50


@pytest.fixture
def at_once():
    """Runs a function in many threads that all start at the same moment."""

    def run(function, arguments):
        start = threading.Barrier(len(arguments))

        def one(argument):
            start.wait()
            return function(argument)

        with ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(one, arguments))

    return run


def test_fifty_writers_in_conversations_of_their_own(desk, talk, at_once):
    conversations = at_once(lambda n: talk.whole(desk, f"writer {n}"), range(WRITERS))
    assert len({line.id for line in desk.conversations()}) == WRITERS
    for conversation in conversations[::10]:
        assert [m.role for m in desk.messages(conversation)] == ["coach", "leader", "coach"]
    assert len(desk.noticings()) == 2 * WRITERS
    assert len(desk.commitments()) == WRITERS


def test_fifty_writers_in_one_conversation(desk, talk, at_once):
    conversation = talk.begin(desk)

    def turn(n):
        message_id = talk.say(desk, conversation, f"message {n}")
        return talk.answer(desk, conversation, message_id)

    replies = at_once(turn, range(WRITERS))
    messages = desk.messages(conversation)
    assert [m.position for m in messages] == list(range(1, 2 * WRITERS + 2))
    assert {m.text for m in messages if m.role == "leader"} == {
        f"message {n}" for n in range(WRITERS)
    }
    assert {reply.id for reply in replies} < {m.id for m in messages}
    assert desk.conversation(conversation).message_count == 2 * WRITERS + 1
    assert desk.pending(conversation) is None


TURNS = """
import sys, uuid
from pathlib import Path
from coach.store.keyring import Keyring
from coach.store.records import ReplyRecord
from coach.store.store import open_store
url, key, conversation, turns = sys.argv[1:]
with open_store(url, key=Keyring.in_file(Path(key))) as store:
    desk = store.as_actor(store.local_person())
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(turns)):
        message_id = str(uuid.uuid4())
        desk.receive(conversation, message_id, "From another process")
        desk.complete(conversation, message_id, ReplyRecord("Mm.", {}), None, None)
"""


def test_writers_in_other_processes_wait_for_one_another(url, key_file, desk, talk, run_child):
    """A transaction that reads before it writes fails here unless it locks at its beginning."""
    conversation = talk.begin(desk)
    children = [run_child(TURNS, url, str(key_file), conversation, "40") for _ in range(3)]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    for child in children:
        _said, error = child.communicate(timeout=60)
        assert child.returncode == 0, error
    assert desk.conversation(conversation).message_count == 3 * 40 * 2 + 1
    positions = [message.position for message in desk.messages(conversation)]
    assert positions == list(range(1, 3 * 40 * 2 + 2))


def test_a_message_sent_twenty_times_at_once_is_stored_once(desk, talk, at_once):
    conversation = talk.begin(desk)
    message_id = str(uuid.uuid4())
    received = at_once(lambda _: desk.receive(conversation, message_id, "Once"), range(20))
    assert [created for _, created in received].count(True) == 1
    assert len({message.id for message, _ in received}) == 1
    assert len(desk.messages(conversation)) == 2


def test_a_turn_completed_twenty_times_at_once_has_one_reply(desk, talk, at_once):
    conversation = talk.begin(desk)
    message_id = talk.say(desk, conversation)
    replies = at_once(lambda _: talk.answer(desk, conversation, message_id), range(20))
    assert len({reply.id for reply in replies}) == 1
    assert len(desk.messages(conversation)) == 3
    assert len(desk.noticings(conversation)) == 2


def test_one_id_in_two_conversations_at_once_is_stored_in_one(desk, talk, at_once):
    conversations = [talk.begin(desk) for _ in range(10)]

    def send(conversation):
        try:
            return desk.receive(conversation, "the-same", "Once")[1]
        except IdTaken:
            return None

    assert at_once(send, conversations).count(True) == 1
    assert sum(len(desk.messages(conversation)) for conversation in conversations) == 11


def test_the_local_person_is_made_once(store, at_once):
    assert len(set(at_once(lambda _: store.local_person(), range(20)))) == 1


def test_readers_and_writers_in_memory_take_turns(memory_desk, talk, at_once):
    conversation = talk.begin(memory_desk)

    def mixed(n):
        if n % 2:
            return talk.answer(memory_desk, conversation, talk.say(memory_desk, conversation))
        return memory_desk.messages(conversation), memory_desk.conversations(search="calm")

    at_once(mixed, range(40))
    assert len(memory_desk.messages(conversation)) == 41
