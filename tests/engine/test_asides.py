"""What is said to the coach about how it should answer is no part of what is asked, told or decided."""

import pytest

from coach.asides import says_how_to_answer, without_asides
from coach.assembly import Mine
from coach.plan_said import plan_in_words
from coach.plans import is_to_the_coach
from coach.state import Step
from coach.turn_kinds import META, asks_last, by_rule, puts_a_question
from coach.vocabulary import Move, TurnKind


@pytest.mark.parametrize(
    "aside",
    [
        "Don't hedge.",
        "Yes or no.",
        "In one sentence, please.",
        "Be honest with me.",
        "no psychobabble",
        "Short answer.",
        "I want an honest answer.",
    ],
)
def test_how_to_answer_is_no_part_of_a_question(aside: str) -> None:
    assert says_how_to_answer(aside)
    assert is_to_the_coach(aside)
    asked = "Does telling him that help him, or only me?"
    assert without_asides(f"{asked} {aside}") == asked
    assert puts_a_question(by_rule(f"{asked} {aside}", "What would you say?"))


@pytest.mark.parametrize(
    "told",
    [
        "Be honest with her about the roster.",
        "I gave him a straight answer.",
        "Don't hedge your bets, she said.",
        "He was honest.",
    ],
)
def test_what_is_told_stays(told: str) -> None:
    assert not says_how_to_answer(told)
    assert without_asides(f"It was Friday. {told}") == f"It was Friday. {told}"


def test_an_order_to_the_coach_is_not_told_back(me: Mine) -> None:
    conversation = me.begin()
    me.reply(conversation, "I passed Ravi over for vice chair, by mail, on a Friday at four.")
    asked = me.reply(conversation, "Does telling him he was better help him, or me? Don't hedge.")
    assert "hedge" not in asked.reply
    assert asked.plan.move in {Move.OPINION, Move.SUGGEST}


def test_a_person_is_no_machine_because_the_coach_is_asked_what_it_thinks() -> None:
    assert not META.search("Do you think a person can be too late to say thank you?")
    assert META.search("are you a real person")
    assert asks_last("Do you think a person can be too late to say thank you?") is TurnKind.OPINION


def test_whoever_asks_to_come_back_is_told_that_they_may(me: Mine) -> None:
    conversation = me.begin()
    me.reply(conversation, "Auntie Esi kept me in my job, and I never thanked her.")
    me.reply(conversation, "I'd like to know how to thank her.")
    asked = me.reply(
        conversation,
        "I will ring her on Saturday at six. Can I come back on Monday and tell you how it went?",
    )
    assert asked.plan.move is Move.META
    assert asked.reply.startswith(("Yes", "Please do"))


def test_a_summary_is_given_on_request_whatever_else_is_said(me: Mine) -> None:
    conversation = me.begin()
    me.reply(conversation, "I passed Ravi over for vice chair, by mail, on a Friday at four.")
    me.reply(conversation, "I want to know how to face him again.")
    asked = me.reply(
        conversation, "We're running out of time here. What did you understand, in one sentence?"
    )
    assert asked.plan.move is Move.SUMMARISE


def test_a_decision_announced_is_said_without_its_announcement() -> None:
    step = Step(what="So I decide: tomorrow at 17:15 I go to her machine and ask her name.")
    assert plan_in_words(step) == "tomorrow at 17:15 you'll go to her machine and ask her name"


def test_what_is_wanted_of_the_talk_is_taken_as_its_aim_whenever_it_is_said(me: Mine) -> None:
    conversation = me.begin()
    me.reply(conversation, "Lost my temper with Ravi in theatre on Friday.")
    said = me.reply(conversation, "I want to know how to get him talking to me again.")
    assert Move.CONFIRM_AIM in {part.move for part in said.plan.parts}
    assert said.state.aim is not None
