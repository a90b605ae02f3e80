"""How a leader goes with a plan: what is taken in before the goodbye, what stands in it, and what is heard as one."""

import pytest

from coach.assembly import Mine
from coach.leaving import is_off, will_come_back
from coach.left_out import is_put_right, left_out
from coach.plans import tells_plan
from coach.putting_right import ASKED_WHOLE, put_right
from coach.state import ConversationState, Step
from coach.turn import Turn
from coach.turn_kinds import takes_leave
from coach.vocabulary import Move, Stage, Subject, TurnKind

BEFORE = (
    "One of my best people left by mail last week, after nine years.",
    "I'd like to understand what I missed.",
    "He stood in my doorway in spring and I kept typing.",
)
PLAN = "I'll ring him on Thursday at nine."
PLANNED = ConversationState(turns=6, stage=Stage.COMMITTING, step=Step(what=PLAN))


def _talk(me: Mine, *said: str) -> list[Turn]:
    conversation = me.begin()
    return [me.reply(conversation, text) for text in (*BEFORE, *said)]


# --- What is missing or wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("You left out the ledger. Anyway, goodbye.", "The ledger."),
        ("You forgot the telephone! But good, thank you. I must go, they call me.", "The telephone."),
        ("The pear tree is missing. Bye.", "The pear tree."),
        ("It begins with Alena, I forgot to say. Her name. Please put it in, and good night.", "It begins with Alena. Her name."),
    ],
)  # fmt: skip
def test_what_the_plan_lacks_is_heard_in_leaving(text: str, missing: str) -> None:
    assert is_put_right(text)
    assert left_out(text) == missing


@pytest.mark.parametrize(
    "text",
    ["I'll put it in the drawer. Bye.", "I write it on the list. Thank you, goodbye!", "He forgot the keys. Bye.", "Thanks, bye."],
)  # fmt: skip
def test_a_plain_goodbye_puts_nothing_right(text: str) -> None:
    assert not is_put_right(text)
    assert left_out(text) is None


def test_what_was_left_out_is_taken_in_before_the_goodbye(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "You left out the ledger. Goodbye.")
    assert turn.plan.ends and "The ledger" in turn.reply
    assert turn.state.kept is not None and turn.state.kept.what is not None
    assert "ring him" in turn.state.kept.what and "The ledger." in turn.state.kept.what


def test_a_plan_put_right_whole_in_leaving_is_the_one_they_go_with(me: Mine) -> None:
    *_, turn = _talk(
        me, PLAN, "my nerves", "breathe", "9", "No, that's wrong. It's ring him Friday at six. Bye."
    )
    assert turn.plan.ends and "Friday at six" in turn.reply and "Thursday" not in turn.reply


def test_what_is_wrong_and_not_said_is_owned(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "You left out what I'll say, but I have it in my head. Bye, thanks.")
    assert turn.plan.ends and turn.plan.parts[-1].abouts == (Subject.FIT,)
    assert turn.state.kept is not None and turn.state.kept.what == PLAN


# --- What is heard as a goodbye ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Yes. That's his right, I guess. Thank you, I'm off to find the good paper.", "Good. I go to print.", "right im away, wagons in",
     "That, and the story of the till. May I tell you tomorrow how it went?", "Anyway I'm off to shut the hens in."],
)  # fmt: skip
def test_whoever_goes_off_to_something_takes_their_leave(text: str) -> None:
    assert takes_leave(text, PLANNED)


@pytest.mark.parametrize(
    "text",
    ["I go to her on Monday.", "I go to see him every Friday.", "I'm off to Ghana next week and worried.", "He's off to a good start.",
     "I go to the kitchen.", "I'm away on Monday, that's what could stop me."],
)  # fmt: skip
def test_where_they_will_go_is_no_goodbye(text: str) -> None:
    assert not takes_leave(text, PLANNED)


def test_what_they_do_about_the_obstacle_is_no_goodbye() -> None:
    asked = PLANNED.model_copy(
        update={"pending": ASKED_WHOLE.model_copy(update={"about": Subject.ANSWER})}
    )
    assert not takes_leave("I go to print it again.", asked)
    assert is_off("I go to print it.", ending=True) and not is_off(
        "I go to print it.", ending=False
    )


def test_whoever_asks_to_tell_how_it_went_is_told_yes_and_goodbye(me: Mine) -> None:
    assert will_come_back("Can I tell you tomorrow how it went?")
    assert not will_come_back("Can I tell her how I felt?")
    *_, turn = _talk(
        me, PLAN, "That, and the story of the till. Can I tell you tomorrow how it went?"
    )
    assert turn.plan.ends and turn.plan.parts[-1].abouts == (Subject.FOLLOW_UP,)
    assert "ring him" in turn.reply and "the story of the till" in turn.reply


# --- No plan without a sound one -----------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [PLAN, "Bench, four o'clock.", "Soup, Thursday, only us two", 'I say: "It was me."', "ring him 6.30"]
)  # fmt: skip
def test_a_plan_tells_something_to_do_or_when(text: str) -> None:
    assert tells_plan(text)


@pytest.mark.parametrize(
    "text",
    ["no. that's for somebody else. this is bad news i owe her. does 'i promised you it and i gave it away' work",
     "You asked me that. She knew it anyway.", "Right, bye."],
)  # fmt: skip
def test_an_objection_is_no_plan(text: str) -> None:
    assert not tells_plan(text)
    read_back = ConversationState(step=Step(what=PLAN), pending=ASKED_WHOLE)
    assert put_right(read_back, text, TurnKind.ANSWER) is None


def test_a_goodbye_quotes_no_objection(me: Mine) -> None:
    *_, turn = _talk(
        me, PLAN, "my nerves", "breathe", "9", "no. that's for somebody else. does 'i promised you it' work", "that's all for today, bye"
    )  # fmt: skip
    assert turn.plan.move is Move.GOODBYE and "somebody else" not in turn.reply
