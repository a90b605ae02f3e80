"""The plan as it is read back: from the words that state it, once, with what is quoted in it whole; and what is asked of it
next."""

import pytest

from coach.assembly import Mine
from coach.circumstances import circumstances_in, where_in
from coach.plan_said import clause_said, plan_in_words
from coach.plan_told import fear_in, is_fear, owns_up_last, restated
from coach.plans import (
    held_back_by,
    nothing_in_the_way,
    reason_of_number,
    step_in,
    time_in_short,
    way_round,
)
from coach.state import Step
from coach.text import whole_sentences, with_quotations_joined
from coach.turn import Turn
from coach.turn_kinds import number_said
from coach.vocabulary import Move, Subject
from coach.voices.guide import _quotable

BEFORE = (
    "One of my best people left by mail last week, after nine years.",
    "I'd like to understand what I missed.",
    "He stood in my doorway in spring and I kept typing.",
)
PLAN = "I'll ring him on Thursday at nine."


def _talk(me: Mine, *said: str) -> list[Turn]:
    conversation = me.begin()
    return [me.reply(conversation, text) for text in (*BEFORE, *said)]


def _said(what: str) -> str | None:
    around = circumstances_in(what)
    where = around.where or where_in(what)
    return plan_in_words(Step(what=what, when=time_in_short(what) or None, where=where))


# --- What states it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("I have told already what I fear. Now it is Friday ten o'clock, boiler room: I say sorry, I sit down, I stay. That is my plan. Thank you.",
         "Friday ten o'clock, boiler room: I say sorry, I sit down, I stay."),
        ('I like that. I\'d say, "Fine, thank you," and on Monday I\'d still go myself. That\'s my plan.',
         'I\'d say, "Fine, thank you," and on Monday I\'d still go myself.'),
        ("That is my plan: Sunday I phone, Monday I wait by the machine.", "Sunday I phone, Monday I wait by the machine."),
        ('"No." "That was cowardly." Sunday at five, in the sacristy.', 'I say: "No. That was cowardly." Sunday at five, in the sacristy'),
        ("ten minutes. kettle in the office, monday half six before the vans go. and the day off?",
         "ten minutes. kettle in the office, monday half six before the vans go"),
        ("Saturday at six, the bench by the ovens, before the others come. First I bring him the coffee. Then the sentence.",
         "Saturday at six, the bench by the ovens, before the others come. First I bring him the coffee. Then the sentence"),
    ],
)  # fmt: skip
def test_a_plan_is_what_its_own_sentences_say(text: str, whole: str) -> None:
    assert restated(text) == whole


def test_what_others_planned_is_no_plan() -> None:
    assert (
        restated("He leaves me no time. He was late again. That's the plan they gave me.") is None
    )


def test_the_statement_that_is_called_the_plan_is_read_back(me: Mine) -> None:
    *_, turn = _talk(
        me,
        'I could say: "I was wrong with the form. I am sorry."',
        "I have told already what I fear. Now it is Friday ten o'clock, boiler room: I say sorry, I sit down, I stay. That is my plan. Thank you.",
    )
    assert turn.plan.commits and "the form" not in turn.reply
    assert "Friday" in turn.reply and "stay" in turn.reply


# --- How it is said ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("Go round Sunday, at the time she used to do them, half past six, the kitchen.",
         "you'll go round Sunday, at the time she used to do them, half past six, the kitchen"),
        ("friday 6, by the ice house, before the crew's down. i say \"i promised you it\"",
         "on Friday at 6, by the ice house, before the crew's down, you'll say “i promised you it”"),
        ('I think I will say: "Ruta, I was wrong with the form. I am sorry about Jonas."',
         "you'll say: “Ruta, I was wrong with the form. I am sorry about Jonas.”"),
        ('I say: "No. That was cowardly." Sunday at five, in the sacristy',
         "on Sunday at five, in the sacristy, you'll say: “No. That was cowardly.”"),
        ("Friday ten o'clock, boiler room: I say sorry, I sit down, I stay.",
         "on Friday at ten o'clock, boiler room, you'll say sorry, sit down, and stay"),
        ("Monday at five, two coffees, the seal. And I leave the telephone in my car.",
         "“Monday at five, two coffees, the seal”, and you'll leave the telephone in your car"),
        ("I will ring him tonight after supper. And the story of the till.",
         "you'll ring him tonight after supper, and there's the story of the till"),
    ],
)  # fmt: skip
def test_a_plan_is_said_once_and_whole(what: str, said: str) -> None:
    assert _said(what) == said


def test_a_quotation_of_several_sentences_stays_whole() -> None:
    text = 'I\'ll say: "I was wrong. I am sorry." Then I go.'
    assert [s.text for s in whole_sentences(text)] == [
        text.removesuffix(" Then I go."),
        "Then I go.",
    ]
    assert [s.text for s in whole_sentences('He said "no. Then he left.')] == [
        'He said "no.',
        "Then he left.",
    ]
    assert (
        with_quotations_joined("“No.” “That was cowardly.” Sunday")
        == "“No. That was cowardly.” Sunday"
    )
    assert _quotable('I\'ll say "it was me" and go') == "I'll say ‘it was me’ and go"
    assert (
        _quotable('I will say: "I am sorry about Jonas."') == "I will say: ‘I am sorry about Jonas’"
    )


# --- What is feared of it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fear"),
    [
        ("What I'm scared of is that I'll cry before she does.", "I'll cry before she does."),
        ("Friday at ten. Only I am afraid that she cries and everybody sees it.", "she cries and everybody sees it."),
        ("seven. the fear is she shows it to the vicar", "she shows it to the vicar"),
        ("I am worried that you don't read what I write.", None),
        ("I have told you already what I fear.", None),
    ],
)  # fmt: skip
def test_a_fear_is_known_for_one(text: str, fear: str | None) -> None:
    assert fear_in(text) == fear


def test_a_fear_is_no_step() -> None:
    assert is_fear("What I'm scared of is that I'll cry before she does.")
    assert step_in("What I'm scared of is that I'll cry before she does.") is None
    assert step_in("I'd say she was waiting for me.") is None
    assert step_in("In his place I would write three lines.") is None
    assert clause_said("Worried that she'd say no.", 12, frozenset()) == "she'd say no"


def test_what_is_feared_with_the_time_is_asked_about_and_not_a_number(me: Mine) -> None:
    *_, turn = _talk(
        me, "I could tell him I'm sorry.", "On Thursday at nine. I'm only afraid that he hangs up."
    )
    assert turn.state.step.obstacle == "he hangs up."
    assert turn.state.pending is not None and turn.state.pending.about is Subject.ANSWER


def test_a_fear_in_answer_is_the_obstacle(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "What I'm scared of is that I'll cry before he does.")
    assert turn.state.step.what == PLAN and turn.state.step.obstacle is not None
    assert turn.state.pending is not None and turn.state.pending.about is Subject.ANSWER


def test_what_is_owned_up_to_last_is_met() -> None:
    assert owns_up_last("I'll write it on my hand. Because I do want him back, God forgive me.")
    assert not owns_up_last("To be honest, I was late. I'll ring him. On Monday. At nine.")


# --- What was just given -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("that i bottle it. the drivers walk in on us. then id get her by her van", "I'd get her by her van"),
        ("If I'm late I'd miss him, so I'm there at six.", "I'm there at six"),
        ("Worried? That I'll start with the weather. If I catch myself at it, I'll just hand him the card.", "I'll just hand him the card"),
        ("id bottle it and send the email. by hand then.", "by hand then"),
    ],
)  # fmt: skip
def test_a_way_round_told_with_the_obstacle_is_not_asked_for(text: str, answer: str) -> None:
    both = way_round(text)
    assert both is not None and both[1] == answer


@pytest.mark.parametrize("text", ["He shouts. Then I get cold.", "I freeze. Then I'd say nothing."])
def test_what_goes_wrong_next_is_no_way_round(text: str) -> None:
    assert way_round(text) is None


def test_a_nothing_with_more_after_it_is_no_obstacle(me: Mine) -> None:
    assert nothing_in_the_way("Nothing'll stop it. Stamp's on the bench.")
    *_, turn = _talk(me, PLAN, "Nothing'll stop it. The number's on the board.")
    assert turn.state.step.obstacle is None
    assert turn.state.pending is not None and turn.state.pending.about is Subject.SCALE


@pytest.mark.parametrize(
    ("text", "reason", "against"),
    [
        ("Maybe six. Because I can say it, but after the sentence I have nothing.",
         "Because I can say it, but after the sentence I have nothing.", "after the sentence I have nothing."),
        ("Oh, eight. It's the two I worry about, if her son's there I'll not say it.",
         "It's the two I worry about, if her son's there I'll not say it.", "if her son's there I'll not say it."),
        ("7. ive done harder", "ive done harder", None),
        ("six", None, None),
    ],
)  # fmt: skip
def test_what_is_said_with_the_number_is_heard(
    text: str, reason: str | None, against: str | None
) -> None:
    assert reason_of_number(text) == reason
    assert held_back_by(text) == against


def test_what_holds_them_back_is_taken_up_in_place_of_the_number(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "my nerves", "breathe", "Maybe six. I'm afraid he hangs up on me.")
    assert turn.state.step.confidence == 6 and turn.state.step.obstacle == "he hangs up on me."
    assert turn.plan.move is Move.PLAN and turn.state.pending is not None
    assert turn.state.pending.about is Subject.ANSWER


def test_a_number_with_its_reason_is_not_asked_why(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "my nerves", "breathe", "7. ive done harder")
    assert turn.plan.move is Move.COMMIT


def test_a_scale_that_is_named_is_no_number() -> None:
    assert number_said("And the scale of one to ten, before you ask, is nine.", Subject.SCALE) == 9
    assert number_said("Written is the old one, but it is enough.", Subject.SCALE) is None


def test_what_may_come_is_heard_behind_a_nothing(me: Mine) -> None:
    assert not nothing_in_the_way("nah nothing stops me. he might hang up tho")
    *_, turn = _talk(me, PLAN, "nah nothing stops me. he might hang up tho")
    assert turn.state.step.obstacle == "he might hang up tho"


def test_the_time_of_what_they_could_do_leaves_it_in_the_plan(me: Mine) -> None:
    *_, turn = _talk(
        me,
        "I could say sorry at the flour store.",
        "Wednesday at three in the morning, the flour store, before the mixers.",
    )
    assert turn.state.step.what is not None and "say sorry" in turn.state.step.what


def test_words_after_their_time_are_in_the_plan() -> None:
    text = 'Tomorrow at the first boat, six o\'clock, on the stern. "Petros, I did not ask you. Whose was it?"'
    whole = restated(text)
    assert whole is not None and whole.startswith('I say: "Petros') and "six o'clock" in whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("On Thursday, as I have said, at five.", None),
        ("about a seven", 7),
        ("I'd put it at seven", 7),
        ("After four, I think.", None),
    ],
)
def test_an_hour_is_no_number_on_the_scale(text: str, number: int | None) -> None:
    assert number_said(text, Subject.SCALE) == number


def test_what_they_will_do_all_the_same_holds_nobody_back() -> None:
    assert held_back_by("Seven. I'm not sold on the whole thing, but I'll do that one.") is None
    assert held_back_by("Six. I know the words, but I never get past hello.") is not None
