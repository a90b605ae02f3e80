"""A message is stored before anything else happens, and its reply in one piece."""

import uuid
from dataclasses import replace
from datetime import UTC

import pytest

from coach.errors import BadInput, IdTaken, NotFound
from coach.store.keyring import Keyring
from coach.store.records import Citation, NoticingRecord, ReplyRecord


def test_a_message_is_pending_until_its_reply_is_stored(desk, talk, clock):
    conversation = talk.begin(desk)
    message_id = str(uuid.uuid4())
    message, created = desk.receive(conversation, message_id, "They ignore me", {"pasted": False})
    assert created
    assert (message.id, message.position, message.role) == (message_id, 2, "leader")
    assert (message.text, message.status, message.meta) == (
        "They ignore me",
        "pending",
        {"pasted": False},
    )
    assert message.created_at == clock.now
    assert message.created_at.tzinfo is UTC
    assert desk.pending(conversation) == message
    assert desk.reply_to(message_id) is None

    reply = talk.answer(desk, conversation, message_id)
    assert (reply.role, reply.status, reply.reply_to) == ("coach", "complete", message_id)
    assert desk.pending(conversation) is None
    assert desk.reply_to(message_id) == reply
    opening, answered, last = desk.messages(conversation)
    assert (opening.position, opening.role, opening.text) == (1, "coach", "Hello.")
    assert answered == replace(message, status="complete")
    assert last == reply


def test_a_turn_is_told_what_was_said_before_its_message_and_no_more(desk, talk):
    conversation = talk.begin(desk)
    first = talk.say(desk, conversation, "They ignore me")
    talk.answer(desk, conversation, first)
    second = talk.say(desk, conversation, "All of them")
    talk.say(desk, conversation, "Not Ines")
    reply = desk.reply_to(first)
    told = desk.so_far(conversation, second)
    assert told.state == desk.conversation(conversation).state
    assert told.said == [("coach", "Hello."), ("leader", "They ignore me"), ("coach", reply.text)]
    assert told.waits
    assert not desk.so_far(conversation, first).waits
    with pytest.raises(NotFound):
        desk.so_far(conversation, "never-sent")


def test_what_was_read_of_a_talk_before_is_not_decrypted_again(desk, talk, monkeypatch):
    conversation = talk.begin(desk)
    for number in range(4):
        talk.answer(desk, conversation, talk.say(desk, conversation, f"Message {number}"))
    known = desk.whole(conversation).messages
    talk.answer(desk, conversation, talk.say(desk, conversation, "And again"))
    decrypted = []
    decrypt = Keyring.decrypt
    monkeypatch.setattr(Keyring, "decrypt", lambda self, t: decrypted.append(t) or decrypt(self, t))
    again = desk.whole(conversation, known)
    spared = len(decrypted)
    assert again == desk.whole(conversation)
    assert len(again.messages) == len(known) + 2
    assert len(decrypted) - spared == spared + 2 * len(known)  # a message's words, and its meta


def test_a_message_that_waited_is_read_again(desk, talk):
    conversation = talk.begin(desk)
    first, second = (talk.say(desk, conversation, words) for words in ("One", "Two"))
    known = desk.whole(conversation).messages
    assert [message.status for message in known] == ["complete", "pending", "pending"]
    talk.answer(desk, conversation, first)
    known = desk.whole(conversation, known).messages
    assert known == desk.messages(conversation)
    talk.answer(desk, conversation, second)
    assert desk.whole(conversation, known).messages == desk.messages(conversation)


def test_what_is_known_of_a_talk_does_not_outlive_it(desk, talk):
    """An older copy of the database was put back: the page that was open shows what is there."""
    longer, shorter = talk.begin(desk), talk.begin(desk)
    talk.answer(desk, longer, talk.say(desk, longer))
    known = desk.messages(longer)
    assert desk.whole(shorter, known).messages == desk.messages(shorter)


def test_sending_the_same_message_again_changes_nothing(desk, talk, clock):
    conversation = talk.begin(desk)
    message_id = talk.say(desk, conversation, "Once")
    before = desk.messages(conversation)
    clock.advance(minutes=1)
    message, created = desk.receive(conversation, message_id, "Once", {"other": "meta"})
    assert not created
    assert message == before[-1]
    assert desk.messages(conversation) == before
    assert desk.conversation(conversation).message_count == 2

    reply = talk.answer(desk, conversation, message_id)
    assert desk.receive(conversation, message_id, "Once") == (
        replace(message, status="complete"),
        False,
    )
    assert desk.messages(conversation)[-1] == reply


def test_an_id_that_was_used_for_something_else_is_refused(desk, talk):
    first, second = talk.begin(desk), talk.begin(desk)
    message_id = talk.say(desk, first, "Mine")
    with pytest.raises(IdTaken, match="new id"):
        desk.receive(first, message_id, "Another text")
    with pytest.raises(IdTaken):
        desk.receive(second, message_id, "Mine")
    reply_id = talk.answer(desk, first, message_id).id
    with pytest.raises(IdTaken):
        desk.receive(first, reply_id, talk.full_reply.text)
    assert [message.text for message in desk.messages(second)] == ["Hello."]


def test_an_id_that_cannot_be_one_is_refused_in_words(desk, talk):
    conversation = talk.begin(desk)
    for bad in ("", "a" * 65, "a b", "ü", "a/b", "a\n", "\0", "\ud800", "a.b", "٣"):
        with pytest.raises(BadInput, match="Use 1 to 64"):
            desk.receive(conversation, bad, "Hello")


def test_an_id_made_by_its_sender_is_taken_as_it_is(desk, talk):
    conversation = talk.begin(desk)
    for good in ("a", "0", "_-_", "A" * 64, "client-7_a"):
        message, created = desk.receive(conversation, good, "Hello")
        assert created
        assert message.id == good


def test_all_that_belongs_to_a_reply_is_stored_with_it(desk, talk, clock):
    conversation = talk.begin(desk)
    message_id = talk.say(desk, conversation)
    clock.advance(seconds=3)
    reply = desk.complete(
        conversation,
        message_id,
        talk.full_reply,
        state='{"aim": "listen"}',
        stage="committing",
        title="No time for people",
        commitment=talk.commitment,
    )
    assert reply.citations == talk.full_reply.citations
    assert reply.meta == {"move": "reflect", "voice": "guide"}
    assert desk.messages(conversation)[-1] == reply

    after = desk.conversation(conversation)
    assert (after.state, after.stage) == ('{"aim": "listen"}', "committing")
    assert after.title == "No time for people"
    assert (after.message_count, after.updated_at) == (3, clock.now)

    habit, strength = desk.noticings(conversation)
    assert (habit.kind, habit.habit, habit.evidence) == (
        "habit",
        "always-busy",
        "no time for people",
    )
    assert strength.kind == "strength"
    assert habit.message_id == strength.message_id == message_id
    assert habit.answer is None

    (commitment,) = desk.commitments()
    assert commitment.what == talk.commitment.what
    assert commitment.due_at == talk.commitment.due_at
    assert (commitment.local_time, commitment.zone) == ("2026-03-02T09:45", "Europe/Madrid")
    assert (commitment.status, commitment.conversation_id) == ("open", conversation)


def test_completing_twice_returns_the_first_reply_unchanged(desk, talk):
    conversation = talk.begin(desk)
    message_id = talk.say(desk, conversation)
    first = desk.complete(
        conversation, message_id, talk.full_reply, "{}", "exploring", commitment=talk.commitment
    )
    kept = desk.conversation(conversation)
    second = desk.complete(
        conversation,
        message_id,
        ReplyRecord("Something else", {}, "failed", (), (NoticingRecord("habit", "x", "y"),)),
        '{"changed": true}',
        "closing",
        title="Changed",
        commitment=talk.commitment,
    )
    assert second == first
    assert desk.conversation(conversation) == kept
    assert len(desk.messages(conversation)) == 3
    assert len(desk.noticings()) == 2
    assert len(desk.commitments()) == 1


def test_a_title_that_the_leader_gave_stays(desk, talk):
    conversation = talk.begin(desk, "First words")
    desk.rename(conversation, "Ana and me")
    message_id = talk.say(desk, conversation)
    desk.complete(
        conversation, message_id, talk.full_reply, "{}", "exploring", title="By the coach"
    )
    renamed = desk.conversation(conversation)
    assert (renamed.title, renamed.title_by_leader) == ("Ana and me", True)


def test_what_a_turn_leaves_out_stays_as_it_was(desk, talk):
    conversation = desk.begin_conversation(
        "scenario", "late-report", "Title", '{"a": 1}', None, {}, stage="agreeing"
    )
    message_id = talk.say(desk, conversation.id)
    desk.complete(conversation.id, message_id, talk.full_reply, None, None)
    after = desk.conversation(conversation.id)
    assert (after.state, after.stage, after.title) == ('{"a": 1}', "agreeing", "Title")


def test_a_reply_says_how_it_ended_and_the_message_is_answered(desk, talk):
    conversation = talk.begin(desk)
    for status in ("complete", "stopped", "failed"):
        message_id = talk.say(desk, conversation)
        reply = desk.complete(conversation, message_id, ReplyRecord("Half", {}, status), None, None)
        assert reply.status == status
        assert desk.messages(conversation)[-2].status == "complete"
        assert desk.pending(conversation) is None


def test_a_reply_that_cannot_be_stored_whole_is_not_stored_at_all(desk, talk):
    conversation = talk.begin(desk)
    message_id = talk.say(desk, conversation)
    before = (desk.conversation(conversation), desk.messages(conversation))
    broken = replace(talk.full_reply, citations=(Citation(1, "a", "b"), Citation(1, "c", "d")))
    with pytest.raises(Exception, match=r"(?i)unique"):
        desk.complete(conversation, message_id, broken, '{"new": 1}', "closing")
    assert (desk.conversation(conversation), desk.messages(conversation)) == before
    assert desk.noticings() == []
    assert talk.answer(desk, conversation, message_id).position == 3


def test_the_oldest_message_without_a_reply_comes_first(desk, talk):
    conversation = talk.begin(desk)
    first, second = talk.say(desk, conversation, "one"), talk.say(desk, conversation, "two")
    assert desk.pending(conversation).id == first
    talk.answer(desk, conversation, first)
    assert desk.pending(conversation).id == second


def test_a_button_gets_a_coach_message_that_answers_nothing(desk, talk):
    conversation = talk.begin(desk)
    message = desk.add_coach_message(
        conversation,
        "Then let us look at Ana.",
        {"button": "go on"},
        '{"aim": "Ana"}',
        "exploring",
        citations=[Citation(1, "p", "d")],
        noticings=[NoticingRecord("habit", "always-busy", "later")],
        commitment=talk.commitment,
    )
    assert (message.role, message.reply_to, message.position) == ("coach", None, 2)
    assert desk.messages(conversation)[-1] == message
    assert desk.conversation(conversation).state == '{"aim": "Ana"}'
    assert desk.noticings(conversation)[0].message_id == message.id
    assert len(desk.commitments()) == 1


def test_a_reply_to_nothing_is_not_found(desk, talk):
    conversation, elsewhere = talk.begin(desk), talk.begin(desk)
    message_id = talk.say(desk, elsewhere)
    opening = desk.messages(conversation)[0].id
    for unknown in ("nothing", message_id, opening):
        with pytest.raises(NotFound):
            talk.answer(desk, conversation, unknown)
    with pytest.raises(NotFound):
        desk.reply_to("nothing")
    with pytest.raises(NotFound):
        talk.say(desk, "nowhere")


def test_a_conversation_in_memory_works_like_a_stored_one(memory_desk, talk):
    conversation = talk.whole(memory_desk)
    assert [message.role for message in memory_desk.messages(conversation)] == [
        "coach",
        "leader",
        "coach",
    ]
    memory_desk.delete(conversation)
    memory_desk.undo_delete(conversation)
    memory_desk.erase_now(conversation)
    assert memory_desk.conversations() == []


def test_the_same_evidence_can_point_to_an_earlier_message(desk, talk):
    conversation = talk.begin(desk)
    earlier = talk.say(desk, conversation, "No time")
    talk.answer(desk, conversation, earlier)
    later = talk.say(desk, conversation, "Still none")
    reply = ReplyRecord(
        "Again.", {}, "complete", (), (NoticingRecord("habit", "always-busy", "No time", earlier),)
    )
    desk.complete(conversation, later, reply, None, None)
    assert desk.noticings(conversation)[-1].message_id == earlier
