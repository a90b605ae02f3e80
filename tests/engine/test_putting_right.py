"""A plan that was read back wrongly, and what the leader says it is."""

import pytest

from coach.assembly import Mine
from coach.plans import time_in_short, way_round
from coach.putting_right import ASKED_WHOLE, is_wrong, plan_anew, put_right
from coach.state import ConversationState, Pending, Step
from coach.vocabulary import Move, Stage, Subject, TurnKind

READ_BACK = ConversationState(
    stage=Stage.CLOSING,
    turns=9,
    step=Step(what="I'd sit with them", when="Tuesday", obstacle="the next fire", answer="go to it", confidence=6),
    pending=Pending(move=Move.COMMIT, about=Subject.CHOICE),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("No, this is not my plan. You did not hear it. I wrote: Thursday, before lunch, her desk, alone. Please.",
         "Thursday, before lunch, her desk, alone"),
        ("It mixes my sentences. My plan: Thursday before lunch I go to her desk alone and say I am sorry.",
         "Thursday before lunch I go to her desk alone and say I am sorry."),
        ("No. Read it again: Next Tuesday, ten, her team's corner. If there's a fire, Jonas takes it until eleven. That's the plan.",
         "Next Tuesday, ten, her team's corner. If there's a fire, Jonas takes it until eleven"),
        ("Not quite. I'll ring her on Monday at nine.", "I'll ring her on Monday at nine."),
    ],
)  # fmt: skip
def test_the_newest_words_are_the_plan_and_nothing_older_stays(text: str, what: str) -> None:
    step = put_right(READ_BACK, text, TurnKind.ANSWER)
    assert step == Step(what=what, confidence=6)


def test_only_the_answer_is_put_right_where_just_that_was_wrong() -> None:
    text = "You've just written my excuse down as my remedy. The answer is: if there's a fire on Tuesday, Jonas takes it."
    step = put_right(READ_BACK, text, TurnKind.ANSWER)
    assert step is not None
    assert (step.what, step.answer) == (
        "I'd sit with them",
        "if there's a fire on Tuesday, Jonas takes it.",
    )


@pytest.mark.parametrize(
    "text",
    ["Yes, that's it.", "It's a bit of a muddle on your side but never mind.", "Good, thanks.", "No more, thanks."],
)  # fmt: skip
def test_a_plan_that_is_let_be_stands(text: str) -> None:
    assert put_right(READ_BACK, text, TurnKind.ANSWER) is None
    assert not is_wrong(text, TurnKind.ANSWER)


def test_what_is_missing_is_asked_for_whole_and_then_kept_as_it_is_said(me: Mine) -> None:
    text = "No, the Beata bit's missing and what I want to say to him."
    assert is_wrong(text, TurnKind.ANSWER) and plan_anew(text) is None
    asked = READ_BACK.model_copy(update={"pending": ASKED_WHOLE})
    whole = "At quarter to nine I go to the ovens, Beata takes the phone, and I tell him about the flood."
    assert put_right(asked, whole, TurnKind.ANSWER) == Step(what=whole, confidence=6)


def test_a_plan_put_right_in_a_talk_is_the_one_that_is_kept(me: Mine) -> None:
    conversation = me.begin()
    for text in (
        "In the retro Lena said that I only turn up when something's on fire.",
        "I want her to see me on a day when nothing burns.",
        "I'll sit in with her team on Tuesday at ten.",
        "The next fire. And I'd go to it, because it's nicer there.",
        "Six.",
    ):
        reply = me.reply(conversation, text)
    for _ in range(4):
        if reply.plan.move is Move.COMMIT:
            break
        reply = me.reply(conversation, "One Tuesday, that is all.")
    assert reply.plan.move is Move.COMMIT
    right = "Next Tuesday, ten, her team's corner. If there's a fire, Jonas takes it until eleven"
    reply = me.reply(conversation, f"No, that's not my plan. I said: {right}.")
    assert reply.plan.move is Move.COMMIT and right in reply.reply
    assert "nicer there" not in reply.reply
    (kept,) = me.conversation(conversation).commitments
    assert kept.what.startswith(right) and kept.answer_to_it is None


@pytest.mark.parametrize(
    "text",
    [
        "What swallows it is the next fire. And I'd go to it, because it's nicer there.",
        "My nerve. Calendar I can handle.",
        "We have not made the plan finished. But if I must bet: I will wait too long and not go to her.",
    ],
)
def test_more_of_the_obstacle_is_no_way_round_it(text: str) -> None:
    assert way_round(text) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Tonight at quarter to nine, before his shift, at the ovens.", "Tonight at quarter to nine"),
        ("What matters most is that it's a Tuesday. I could sit in with them.", "Tuesday"),
        ("In the next Monday meeting I could say it.", "next Monday"),
        ("monday 7am", "monday 7am"),
        ("I don't know yet.", ""),
    ],
)  # fmt: skip
def test_of_a_time_only_the_words_that_say_when_are_said_back(text: str, time: str) -> None:
    assert time_in_short(text) == time


def test_a_time_that_is_put_right_leaves_the_plan_as_it_was() -> None:
    step = put_right(READ_BACK, "No. Four o'clock today. Strike the other out.", TurnKind.ANSWER)
    assert step is not None
    assert step.what == READ_BACK.step.what
    assert step.when is not None and step.when.startswith("Four o'clock today")


def test_what_they_will_say_stays_in_the_plan() -> None:
    text = 'No. Write: Con tomorrow at eleven before his walk: "I am grateful, and I am frightened." That\'s it.'
    step = put_right(READ_BACK, text, TurnKind.ANSWER)
    assert step is not None and step.what is not None
    assert "I am grateful" in step.what and step.what.startswith("Con tomorrow")


@pytest.mark.parametrize(
    "text", ["No.", "nope", "No, that's it.", "No, nothing.", "Nothing is missing.", "Not really.", "no that's all"]
)  # fmt: skip
@pytest.mark.parametrize("kind", [TurnKind.NO, TurnKind.ANSWER])
def test_a_no_to_whether_anything_is_missing_leaves_the_plan_alone(
    text: str, kind: TurnKind
) -> None:
    assert not is_wrong(text, kind)
    assert put_right(READ_BACK, text, kind) is None


@pytest.mark.parametrize("kind", [TurnKind.GOODBYE, TurnKind.THANKS])
def test_whoever_leaves_leaves_with_the_plan_as_it_is(kind: TurnKind) -> None:
    text = "You left out what I'll say on Monday, but I have it in my head. Bye, thanks."
    assert put_right(READ_BACK, text, kind) is None


def test_a_question_is_no_plan_even_where_the_plan_was_asked_for() -> None:
    asked = READ_BACK.model_copy(update={"pending": ASKED_WHOLE})
    assert put_right(asked, "Who can read this list of mine?", TurnKind.META) is None
