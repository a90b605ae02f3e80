"""What a reply does with what it heard: a page that only lies near is offered and not read out, words to the coach are no
plan, a goodbye is one, and a habit is shown by what somebody does."""

import pytest

from coach.assembly import Mine
from coach.borrowing import tells_own_doing
from coach.plans import is_to_the_coach, step_as_said
from coach.state import ConversationState
from coach.turn_kinds import takes_leave
from coach.vocabulary import Move, Stage


def test_a_page_that_only_lies_near_is_offered_by_its_name(me: Mine) -> None:
    conversation = me.begin()
    asked = me.reply(conversation, "Do people usually leave because of money?")
    assert asked.plan.move is Move.NOT_IN_LIBRARY
    assert not asked.cited
    assert "“" in asked.reply
    assert me.reply(conversation, "Yes please.").cited


def test_what_is_said_to_the_coach_is_no_part_of_a_plan() -> None:
    assert is_to_the_coach("You asked me that a minute ago.")
    assert is_to_the_coach("That's a bit muddled, and never mind.")
    assert not is_to_the_coach("I'll tell her, you were right about the roster.")
    said = step_as_said("You keep asking that. I'll ring her on Monday at nine.")
    assert said == "I'll ring her on Monday at nine"


@pytest.mark.parametrize(
    "text",
    [
        "Right, I'm off to the stables. Thanks.",
        "That will be all, thank you.",
        "Thanks, now I know what to say.",
        "No. That's enough. I'm done.",
    ],
)
def test_somebody_who_takes_their_leave_is_let_go(text: str) -> None:
    assert takes_leave(text, ConversationState(turns=6, stage=Stage.EXPLORING))


def test_thanks_for_an_answer_are_no_goodbye() -> None:
    state = ConversationState(turns=6, stage=Stage.EXPLORING)
    assert not takes_leave("Thanks. So I asked him again, and he shrugged.", state)


def test_a_habit_is_shown_by_what_somebody_does() -> None:
    for own in ("I only ring her when a contract is up.", "never ask them, there's no time for it"):
        assert tells_own_doing(own)
    for other in (
        "An old friend hung up on me last week.",
        "When I will be director I will be different.",
        "Order 5512, if you want the number.",
    ):
        assert not tells_own_doing(other)
