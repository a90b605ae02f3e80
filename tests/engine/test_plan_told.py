"""What of the messages in the planning part of a talk is the plan, and what is asked for then."""

import pytest

from coach.assembly import Mine
from coach.plan_said import plan_in_words, way_said
from coach.plan_told import (
    after_taking_back,
    deed_wished,
    only_detail,
    restated,
    says_done,
    says_in_general,
    set_apart,
    spelt,
    without_asides_of_it,
    words_lately,
    worry_told,
)
from coach.plans import dated_deed_in, way_round
from coach.state import Step
from coach.turn import Turn
from coach.turn_kinds import number_said
from coach.vocabulary import Move, Subject

BEFORE = (
    "One of my best people left by mail last week, after nine years.",
    "I'd like to understand what I missed.",
    "He stood in my doorway in spring and I kept typing.",
)
PLAN = "I'll ring him on Thursday at nine."


def _talk(me: Mine, *said: str, before: tuple[str, ...] = BEFORE) -> list[Turn]:
    conversation = me.begin()
    return [me.reply(conversation, text) for text in (*before, *said)]


# --- The plan stated whole -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Never mind, I keep it on a card. Thursday, soup, only us two, sorry first. Thank you and goodbye!",
         "Thursday, soup, only us two, sorry first"),
        ("No. So: Monday at noon, the canteen is empty then, I tell her about the list.",
         "Monday at noon, the canteen is empty then, I tell her about the list."),
        ("I will write it myself: Sunday, three o'clock, her garden, no flowers, the sentence at the gate. Wish me luck!",
         "Sunday, three o'clock, her garden, no flowers, the sentence at the gate."),
        ("The plan is what I said now: Wednesday at ten I ask Jo to listen.", "Wednesday at ten I ask Jo to listen."),
        ("Let me decide: tonight is the party, he'll be tired. Friday, walnuts, only the two of us.",
         "Friday, walnuts, only the two of us."),
        ("The plan is Thursday with the letter. Good night, sleep well!", "Thursday with the letter."),
        ("A card. On her desk, Wednesday, with the two dates.", "A card. On her desk, Wednesday, with the two dates"),
    ],
)  # fmt: skip
def test_a_plan_is_heard_whole_where_it_is_stated_whole(text: str, whole: str) -> None:
    assert restated(text) == whole


@pytest.mark.parametrize(
    "text",
    ["I did not know I would say that.", "Thursday.", "Thursday, before ten, in my office.", "Monday, not this week",
     "The plan was fine. Done. Bye.", "Let me decide that on the day.", "So what?", "He came on Monday, he was late, and he left.",
     "Is it Thursday, soup, only us two?", "I'll tell her that I saw. Tomorrow, before work, by the back door"],
)  # fmt: skip
def test_what_states_no_plan_is_none(text: str) -> None:
    assert restated(text) is None


def test_the_newest_whole_statement_takes_the_place_of_the_plan_whatever_was_asked(
    me: Mine,
) -> None:
    *_, turn = _talk(
        me, PLAN, "Actually no. So: Friday at noon, I go to his house and bring the file."
    )
    assert turn.state.step.what == "Friday at noon, I go to his house and bring the file."
    assert turn.state.step.obstacle is None
    assert turn.state.step.when is not None and "Friday" in turn.state.step.when


def test_whoever_states_it_whole_in_leaving_goes_with_that(me: Mine) -> None:
    *_, turn = _talk(
        me, PLAN, "my nerves", "Sunday, walnuts, only him, sorry first. Thank you, goodbye!"
    )
    assert turn.plan.ends and turn.state.kept is not None
    assert turn.state.kept.what == "Sunday, walnuts, only him, sorry first"
    assert "Sunday, walnuts, only him, sorry first" in turn.reply and "Thursday" not in turn.reply


# --- A detail of it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["And I'll leave my phone in the office.", "I'll shut the laptop.", "The bag stays in the car.", "And I'd not mention the money.",
     "no slides"],
)  # fmt: skip
def test_a_detail_is_known_for_one(text: str) -> None:
    assert only_detail(text) == text


@pytest.mark.parametrize(
    "text",
    ["I'll ring her on Friday.", "no the plan was fine", "my nerves", "He may just shrug.", "No time.", "The phone goes off.",
     "My mind stays on the numbers.", "no chance"],
)  # fmt: skip
def test_what_is_an_obstacle_or_a_plan_is_no_detail(text: str) -> None:
    assert only_detail(text) is None


def test_a_story_in_a_few_words_makes_no_plan(me: Mine) -> None:
    *_, turn = _talk(
        me, "I could apologise to him.", "Tuesday, the yard, only Colin and him, nobody spoke."
    )
    assert turn.state.step.what is None or "yard" not in turn.state.step.what


def test_a_detail_joins_the_plan_and_is_no_obstacle(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "And I'll shut the laptop while I do it.")
    step = turn.state.step
    assert step.what is not None and step.obstacle is None
    assert "ring him on Thursday" in step.what and "shut the laptop" in step.what
    assert turn.state.pending is not None and turn.state.pending.about is Subject.SCALE


def test_a_detail_after_the_plan_was_read_back_is_read_back_with_it(me: Mine) -> None:
    *_, read, turn = _talk(
        me, PLAN, "my nerves", "breathe", "9", "And I'll leave my phone in the office."
    )
    assert read.plan.move is Move.COMMIT and turn.plan.move is Move.COMMIT
    assert "ring him" in turn.reply and "leave your phone in the office" in turn.reply


def test_another_time_than_the_deeds_takes_its_place() -> None:
    step = Step(what="I'll write to her, this week, by hand.", when="On Wednesday evening")
    assert plan_in_words(step) == "on Wednesday evening you'll write to her, by hand"


# --- What is no part of a plan -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["I did not know I would say that.", "I'll sleep tonight, I think.", "I would be glad if she came.", "Let me decide that on the day.",
     "And I will let myself be sad a little.", "I'm happy with that."],
)  # fmt: skip
def test_what_is_felt_known_or_left_open_is_nothing_to_do(text: str) -> None:
    assert says_in_general(text)


@pytest.mark.parametrize(
    "text", [PLAN, "I'd tell her I'm sorry.", "I'll decide with her on Monday."]
)
def test_what_is_done_is_not_said_in_general(text: str) -> None:
    assert not says_in_general(text)


def test_a_good_nights_sleep_takes_no_plans_place(me: Mine) -> None:
    *_, turn = _talk(
        me, PLAN, "my nerves", "breathe", "9", "That's it. I'll sleep tonight, I think. Thank you."
    )
    assert turn.state.step.what == PLAN and "sleep" not in turn.reply


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Monday, as I say already, before ten, in my office.", "Monday, before ten, in my office."),
        ("just said it. tomorrow 6.30 in the yard", "tomorrow 6.30 in the yard"),
        ("As I told you, Tuesday morning", "Tuesday morning"),
        ("I said I was sorry, and I'll say it again.", "I said I was sorry, and I'll say it again."),
    ],
)  # fmt: skip
def test_a_word_against_the_coach_is_no_part_of_a_plan(text: str, left: str) -> None:
    assert without_asides_of_it(text) == left


def test_a_time_said_again_leaves_the_plan(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "Thursday, as I say already, before ten, in my office.")
    assert turn.state.step.what == PLAN and turn.state.step.where == "in my office"


# --- Only circumstances --------------------------------------------------------------------------


def test_the_words_for_somebody_are_what_is_done_at_the_time_told_after_them(me: Mine) -> None:
    *_, turn = _talk(
        me,
        "i want him to talk to me again. dont want to lose him",
        "how do i start it?",
        "ok. rory i should of told you before the board. im sorry",
        "just said it. tomorrow 6.30 in the yard before the others",
        before=("gave crew lead to the new guy. rory hasn't said a word to me since friday",),
    )
    said = plan_in_words(turn.state.step)
    assert said is not None and "rory i should of told you before the board" in said
    assert "tomorrow 6.30" in said and "in the yard" in said


def test_what_was_wished_is_what_is_done_then() -> None:
    assert deed_wished("I want to visit him once, while he knows me.") is not None
    assert deed_wished("want to know if i call her or leave it") == "I want to call her"
    assert deed_wished("I want to understand what I missed.") is None
    assert words_lately(("He left in March.", "I'd do it on Monday.")) is None
    what = "I want to visit him once. Saturday, two o'clock, with the photograph of the yard"
    assert plan_in_words(Step(what=what, when="Saturday")) == (
        "you'll visit him once: “Saturday, two o'clock, with the photograph of the yard”"
    )


def test_what_is_said_back_leaves_nothing_of_weight_out() -> None:
    assert plan_in_words(
        Step(what="I'll go up on Tuesday at five, first row, I bring the coffee.")
    ) == ("you'll go up on Tuesday at five, first row, and bring the coffee")
    assert plan_in_words(
        Step(what="I'll stay on Thursday, that's her last day, and make the tea.")
    ) == ("you'll stay on Thursday, and make the tea")
    told = "Before the siren, at his lathe, I tell him about the move myself, with the foreman. I take him to the bench then."
    assert plan_in_words(Step(what=told, when="Tomorrow")) is None


# --- A part that was just given ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("shed be with ana, they eat together. so id text her to come early", "I'd text her to come early"),
        ("I would be afraid to disturb, so I shall ask at the door.", "I shall ask at the door"),
        ("I'd start correcting. Then I stop after two lines and seal it.", "I stop after two lines and seal it"),
        ("His kids will be there. So I ask him out to the yard.", "I ask him out to the yard"),
        ("he's gonna ask what's wrong, ill say nothing's wrong", "I'll say nothing's wrong"),
    ],
)  # fmt: skip
def test_the_way_round_told_with_the_obstacle_is_heard(text: str, answer: str) -> None:
    both = way_round(text)
    assert both is not None and both[1] == answer


def test_what_they_fear_is_not_asked_for_where_they_just_said_it(me: Mine) -> None:
    assert worry_told(("would 'we have to talk' frighten her, she'll think I'm ill",))
    assert not worry_told((PLAN,))
    *_, turn = _talk(me, "What if he thinks I only want him back?", PLAN)
    assert turn.state.pending is None or turn.state.pending.about is not Subject.OBSTACLE


def test_what_gets_in_the_way_is_asked_for_once_a_talk(me: Mine) -> None:
    turns = _talk(me, PLAN, "On Friday evening, from home.", "my nerves", "8")
    asked = [s.about for turn in turns for s in turn.spoken if s.move is Move.PLAN]
    assert asked.count(Subject.OBSTACLE) == 1


def test_a_nothing_will_stop_it_is_no_obstacle(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "Nothing'll stop it.")
    assert turn.state.step.obstacle is None
    assert turn.state.pending is not None and turn.state.pending.about is Subject.SCALE


def test_whoever_has_enough_is_asked_for_no_more(me: Mine) -> None:
    assert says_done("Thank you, I know what I do.") and not says_done(PLAN)
    *_, turn = _talk(me, "So: tomorrow at nine I ring him. Thank you, I know what I do.")
    assert turn.plan.move is Move.COMMIT and "ring him" in turn.reply


def test_a_number_in_leaving_is_how_sure_they_are_and_nothing_else(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "8. Right, that's me, bye.")
    assert turn.state.step.confidence == 8 and turn.state.step.obstacle is None
    *_, turn = _talk(me, PLAN, "It is good. I feel light. Goodbye.")
    assert turn.state.step.obstacle is None and turn.state.step.answer is None


def test_somebody_is_no_number() -> None:
    assert number_said("Somebody at the door, there's always one.", Subject.SCALE) is None
    assert number_said("Let's say one.", Subject.SCALE) == 1


# --- What is of another kind ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Because I do want him for the big order too, God forgive me.", Subject.UNSAID),
        ("That's the smallest version of me. Sounds soft.", Subject.FIT),
        ("He told me once that he keeps bees. I never asked about it again.", Subject.KNOWING),
        ("I'll sleep tonight, I think.", Subject.OWN_FEELING),
    ],
)  # fmt: skip
def test_in_the_middle_of_a_plan_another_matter_is_taken_up_and_nothing_asked(
    me: Mine, text: str, about: Subject
) -> None:
    assert set_apart(text) is about
    *_, turn = _talk(me, PLAN, text)
    assert "?" not in turn.reply and turn.plan.move is Move.REFLECT
    assert turn.state.step.what == PLAN and turn.state.step.obstacle is None


def test_the_plan_goes_on_a_turn_later(me: Mine) -> None:
    *_, turn = _talk(
        me,
        PLAN,
        "Because I do want him for the big order too, God forgive me.",
        "I'd say sorry all the same.",
    )
    assert turn.plan.move in {Move.PLAN, Move.SCALE, Move.COMMIT}
    assert turn.state.step.what is not None and "ring him" in turn.state.step.what


def test_an_obstacle_told_a_turn_later_is_kept(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "I'd be glad if he came back.", "It might come over as nosy.")
    assert turn.state.step.obstacle == "It might come over as nosy."
    assert turn.state.pending is not None and turn.state.pending.about is Subject.ANSWER


def test_a_time_said_again_is_no_part_of_the_obstacle(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "As I said, Thursday. He'll shout.")
    assert turn.state.step.obstacle == "He'll shout."


def test_an_obstacle_with_a_truth_beside_it_is_one(me: Mine) -> None:
    text = "The reason would be the meeting at three, it overruns. And I'd be relieved, if you want the truth."
    *_, turn = _talk(me, PLAN, text)
    assert turn.state.step.obstacle == text


# --- How it is read ------------------------------------------------------------------------------


def test_hurried_words_are_read_as_what_they_stand_for() -> None:
    assert (
        spelt("saturday ill sit with her, id say sorry")
        == "saturday I'll sit with her, I'd say sorry"
    )
    assert spelt("I was ill in bed") == "I was ill in bed"
    assert dated_deed_in("From Monday I say nothing about home.") is not None
    assert dated_deed_in("The next thing is that I know what it's like.") is None


@pytest.mark.parametrize(
    ("answer", "way"),
    [
        ("i bite my tongue", "bite my tongue"),
        ("then i sleep at the winery", "sleep at the winery"),
        ("before tea then", "do it before tea"),
        ("help? i park round at his place. kyle isn't there", "park round at his place"),
        ("I am nervous.", None),
    ],
)  # fmt: skip
def test_what_they_do_then_is_said_back_however_it_was_told(answer: str, way: str | None) -> None:
    assert way_said(answer) == (way and way.replace("my", "your"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I could tell Robin to come. No. I could give her the pattern first.", "I could give her the pattern first."),
        ("No. I go myself.", "No. I go myself."),
        ("I'd say no. Then I'd go.", "I'd say no. Then I'd go."),
    ],
)  # fmt: skip
def test_what_is_taken_back_in_the_same_breath_is_gone(text: str, left: str) -> None:
    assert after_taking_back(text) == left


def test_a_plan_put_right_in_leaving_needs_fewer_terms() -> None:
    assert restated("No, dear! No Robin. Saturday at three, the pattern first. Goodbye.") == (
        "Saturday at three, the pattern first"
    )
    assert restated("Saturday at three was fine, the pattern came first.") is None


def test_words_in_quotation_marks_are_what_is_said_at_the_time_that_is_told_later() -> None:
    draft = '"Sam, I told you by text and you were ten feet away." Is that too much?'
    assert words_lately((draft, "Sunday at five.")) == (
        "I say: “Sam, I told you by text and you were ten feet away”"
    )
    assert words_lately(('He said "you only call when it burns" and hung up.',)) is None
