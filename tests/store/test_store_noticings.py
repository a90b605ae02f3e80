"""What the coach heard belongs to the leader, who may say: that isn't me."""

import pytest

from coach.errors import NotFound
from coach.store.records import NoticingRecord, ReplyRecord


@pytest.fixture
def notice(desk, talk):
    """Lets the coach notice a habit, in a conversation of its own."""

    def heard(habit, kind="habit"):
        conversation = talk.begin(desk)
        message_id = talk.say(desk, conversation)
        record = NoticingRecord(kind, habit, "no time")
        desk.complete(
            conversation, message_id, ReplyRecord("Mm.", {}, noticings=(record,)), None, None
        )
        (noticing,) = desk.noticings(conversation)
        return noticing

    return heard


def test_a_noticing_is_answered_and_the_answer_can_be_taken_back(desk, notice, clock):
    noticing = notice("always-busy")
    assert (noticing.answer, noticing.answered_at) == (None, None)
    clock.advance(minutes=1)
    answered = desk.answer_noticing(noticing.id, "me")
    assert (answered.answer, answered.answered_at) == ("me", clock.now)
    assert desk.noticings() == [answered]
    taken_back = desk.answer_noticing(noticing.id, None)
    assert taken_back == noticing


def test_a_refused_habit_stays_refused_until_the_leader_says_otherwise(desk, notice, clock):
    busy, paycheck = notice("always-busy"), notice("paycheck-thinking")
    assert desk.refused_habits() == frozenset()
    desk.answer_noticing(busy.id, "not_me")
    clock.advance(days=30)
    desk.answer_noticing(paycheck.id, "not_me")
    assert desk.refused_habits() == {"always-busy", "paycheck-thinking"}

    clock.advance(days=1)
    again = notice("always-busy")
    assert "always-busy" in desk.refused_habits()
    desk.answer_noticing(again.id, "me")
    assert desk.refused_habits() == {"paycheck-thinking"}
    clock.advance(days=1)
    desk.answer_noticing(again.id, "not_me")
    assert desk.refused_habits() == {"always-busy", "paycheck-thinking"}


def test_a_refusal_counts_after_its_conversation_was_put_away_or_deleted(desk, notice):
    noticing = notice("always-busy")
    desk.answer_noticing(noticing.id, "not_me")
    desk.archive(noticing.conversation_id)
    assert desk.refused_habits() == {"always-busy"}
    desk.delete(noticing.conversation_id)
    assert desk.refused_habits() == {"always-busy"}


def test_a_strength_that_was_declined_refuses_no_habit(desk, notice):
    desk.answer_noticing(notice("always-busy", kind="strength").id, "not_me")
    assert desk.refused_habits() == frozenset()


def test_noticings_come_in_the_order_they_were_heard(desk, talk, clock):
    conversation = talk.begin(desk)
    for word in ("first", "second"):
        message_id = talk.say(desk, conversation)
        heard = tuple(NoticingRecord("habit", f"{word}-{n}", word) for n in range(3))
        desk.complete(conversation, message_id, ReplyRecord("Mm.", {}, noticings=heard), None, None)
        clock.advance(seconds=1)
    order = [noticing.habit for noticing in desk.noticings(conversation)]
    assert order == [f"{word}-{n}" for word in ("first", "second") for n in range(3)]
    assert desk.noticings() == desk.noticings(conversation)


def test_noticings_of_a_deleted_conversation_are_out_of_sight(desk, notice):
    noticing = notice("always-busy")
    desk.delete(noticing.conversation_id)
    assert desk.noticings() == []
    with pytest.raises(NotFound):
        desk.noticings(noticing.conversation_id)
    with pytest.raises(NotFound):
        desk.answer_noticing(noticing.id, "me")
    desk.undo_delete(noticing.conversation_id)
    assert desk.noticings() == [noticing]
