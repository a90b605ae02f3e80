"""The program is killed, at the worst moments; what it had confirmed is there afterwards."""

import random
import time

import pytest

TURNS = """
import sys, uuid
from pathlib import Path
from coach.store.keyring import Keyring
from coach.store.records import Citation, CommitmentRecord, NoticingRecord, ReplyRecord
from coach.store.store import open_store
url, key, conversation, until = sys.argv[1:]
store = open_store(url, key=Keyring.in_file(Path(key)))
desk = store.as_actor(store.local_person())
reply = ReplyRecord(
    "A reply",
    {},
    citations=(Citation(1, "p", "d"),),
    noticings=(NoticingRecord("habit", "always-busy", "no time"),),
)
while True:
    message_id = str(uuid.uuid4())
    desk.receive(conversation, message_id, "A message")
    print("received", message_id, flush=True)
    if until == "received":
        sys.stdin.readline()
    desk.complete(
        conversation, message_id, reply, "{}", "exploring", commitment=CommitmentRecord("x")
    )
    print("completed", message_id, flush=True)
"""


def test_a_message_received_before_a_crash_waits_for_its_reply(
    url, key_file, desk, talk, reopen, run_child
):
    conversation = talk.begin(desk)
    child = run_child(TURNS, url, str(key_file), conversation, "received")
    said, message_id = child.stdout.readline().split()
    assert said == "received"
    child.kill()
    child.communicate()

    store = reopen()
    desk = store.as_actor(store.local_person())
    waiting = desk.pending(conversation)
    assert (waiting.id, waiting.text, waiting.status) == (message_id, "A message", "pending")
    talk.answer(desk, conversation, message_id)
    assert desk.pending(conversation) is None


def test_a_crash_at_any_moment_leaves_whole_turns(url, key_file, desk, talk, reopen, run_child):
    conversation = talk.begin(desk)
    moments = random.Random(5)
    received, completed = set(), set()
    for _ in range(3):
        child = run_child(TURNS, url, str(key_file), conversation, "never")
        first = child.stdout.readline()
        time.sleep(moments.uniform(0.02, 0.3))
        child.kill()
        rest, _error = child.communicate()
        for line in [first, *rest.splitlines(keepends=True)]:
            if line.endswith("\n"):  # it may die in the middle of a line
                what, message_id = line.split()
                (received if what == "received" else completed).add(message_id)

    store = reopen()
    store.check()
    desk = store.as_actor(store.local_person())
    messages = desk.messages(conversation)
    leader = {m.id: m for m in messages if m.role == "leader"}
    replies = {m.reply_to: m for m in messages if m.reply_to}
    assert len(received) > 3
    assert received <= leader.keys()
    assert completed <= replies.keys()
    assert {m.id for m in leader.values() if m.status == "complete"} == replies.keys()
    assert all(len(reply.citations) == 1 for reply in replies.values())
    assert {n.message_id for n in desk.noticings(conversation)} == replies.keys()
    assert len(desk.commitments()) == len(replies)
    assert [m.position for m in messages] == list(range(1, len(messages) + 1))
    assert desk.conversation(conversation).message_count == len(messages)
    while (waiting := desk.pending(conversation)) is not None:
        talk.answer(desk, conversation, waiting.id)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_server_that_restarts_costs_nobody_an_error(url, desk, talk, postgresql):
    conversation = talk.begin(desk)
    for _ in range(3):
        postgresql.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        talk.answer(desk, conversation, talk.say(desk, conversation))
    assert len(desk.messages(conversation)) == 7
