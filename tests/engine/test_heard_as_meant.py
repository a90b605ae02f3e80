"""What was misheard in talks that were read aloud, each as it happened."""

import pytest

from coach.assembly import Mine
from coach.circumstances import only_circumstances
from coach.plans import commitment_of, is_past, step_after, step_in, wavers
from coach.services import Services
from coach.state import ConversationState, Pending, Step
from coach.steps.understand import _aim, understand_message
from coach.turn import Reading, Turn, listen
from coach.turn_kinds import asks_last, is_introduction, repair_of, takes_leave
from coach.vocabulary import Gist, Move, Stage, Subject, TurnKind

TALKING = ConversationState(stage=Stage.EXPLORING, turns=3)
_TOLD = ("I lost a client yesterday after nine years.", "I'd like to know whether to ring him.")


@pytest.fixture
def talk(me: Mine) -> str:
    conversation = me.begin()
    for text in _TOLD:
        me.reply(conversation, text)
    return conversation


def _heard(text: str, before: str, services: Services) -> Reading:
    turn = Turn(
        "c", "m", text, TALKING, heard=listen(text, services, before), history=(("coach", before),)
    )
    return understand_message(turn, services)


@pytest.mark.parametrize(
    "text",
    ["want them to talk to me", "just want people to stop going quiet", "looking for a way to say sorry"],
)  # fmt: skip
def test_what_somebody_wants_is_heard_without_an_i(text: str) -> None:
    assert _aim(text) == text


def test_a_question_that_begins_with_want_is_no_aim() -> None:
    assert _aim("want to know what he said to me?") is None


def test_an_aim_that_was_just_said_is_not_asked_for(me: Mine) -> None:
    conversation = me.begin()
    me.reply(conversation, "I walk in, get the numbers, walk out. People go quiet.")
    said = me.reply(conversation, "want them to talk to me")
    assert said.state.aim == "want them to talk to me"
    assert all(part.move is not Move.ASK_AIM for part in said.plan.parts)


@pytest.mark.parametrize(
    "text", ["could say morning first", "maybe could just sit with him", "might ring her"]
)
def test_a_bare_could_is_a_step_that_is_thought_of(text: str) -> None:
    assert step_in(text) == text


@pytest.mark.parametrize(
    "before",
    ["How might Marta tell it?", "And in you, what goes on?", "From where Marta sits, what does it look like?"],
)  # fmt: skip
@pytest.mark.parametrize(
    "text",
    [
        "I walked past Marta again today without a word and she noticed it. Day 1, time 3.",
        "This morning I said nothing to her. In the meeting on Tuesday I did it again.",
    ],
)
def test_what_happened_is_no_plan(text: str, before: str, services: Services) -> None:
    assert is_past(text)
    assert _heard(text, before, services).kind is not TurnKind.COMMITMENT


@pytest.mark.parametrize(
    "text",
    [
        "I walked past her today. Tomorrow at eight I'll stop at her desk.",
        "I said nothing. Ask her on Monday what the week was like.",
        "I booked a table for us on Thursday.",
        "I went home cross. I could ring him tonight.",
    ],
)
def test_what_happened_beside_a_plan_is_not_in_its_way(text: str) -> None:
    assert not is_past(text)


def test_a_time_after_a_thought_makes_a_plan_of_both() -> None:
    reading = Reading(TurnKind.COMMITMENT, circumstances=only_circumstances("monday 7am"))
    step = step_after(
        Step(), None, "monday 7am", reading, committed=True, thought="could say morning first"
    )
    assert (step.what, step.when) == ("could say morning first", "monday 7am")


@pytest.mark.parametrize(
    "text",
    [
        "To go. At four in the morning I lean to go. At ten I lean to leave it.",
        "Part of me wants to tell her on Monday, and part of me doesn't.",
    ],
)
def test_to_be_torn_is_no_plan_and_nothing_is_named_then(text: str, services: Services) -> None:
    heard = _heard(text, "And in you, what goes on?", services)
    assert heard.kind is not TurnKind.COMMITMENT
    assert heard.step is None
    assert next(iter(heard.gists)) is Gist.TORN


def test_whoever_has_decided_does_not_waver() -> None:
    assert not wavers("I'll go on Thursday after the second oven.")
    assert wavers("I don't know if I should go at all.")


@pytest.mark.parametrize(
    "text",
    ["You don't know anything about my business.", "What do you know about running a kitchen?"],
)
def test_a_leader_who_says_that_it_knows_nothing_is_met_without_defence(
    text: str, me: Mine, talk: str
) -> None:
    assert me.reply(talk, text).plan.move in {Move.ROLL, Move.MEND}


def test_done_with_the_talk_is_a_goodbye_and_no_distress(me: Mine, talk: str) -> None:
    reply = me.reply(talk, "Good. I'm done.")
    assert reply.plan.ends and reply.plan.move is Move.GOODBYE


def test_done_by_itself_is_still_stayed_with(me: Mine, talk: str) -> None:
    assert me.reply(talk, "I'm done.").plan.move in {Move.STAY, Move.CRISIS}


@pytest.mark.parametrize("text", ["That's it really.", "nothing more", "well, that's all"])
def test_having_told_all_is_no_goodbye_in_the_middle(text: str) -> None:
    assert not takes_leave(text, TALKING)
    ending = ConversationState(stage=Stage.COMMITTING, turns=8)
    assert takes_leave("that's all", ending)


@pytest.mark.parametrize(
    "text", ["how do I file a tax return for a limited company", "how do I cook rice for forty?"]
)
def test_what_has_nothing_to_do_with_people_at_work_is_said_not_to_be_there(
    text: str, me: Mine
) -> None:
    assert me.reply(me.begin(), text).plan.move in {Move.NOT_IN_LIBRARY, Move.PARK}


def test_how_to_do_something_with_somebody_is_still_worked_on(me: Mine, talk: str) -> None:
    reply = me.reply(talk, "How do I tell Marta that I read her mail and forgot it?")
    assert reply.plan.move is not Move.NOT_IN_LIBRARY


def test_a_verdict_is_asked_for_without_a_question_mark() -> None:
    assert asks_last("is copying him wrong or not") is TurnKind.OPINION
    assert repair_of("ok ur not answering me.", "Go on.") is Subject.SCENE


def test_knowing_what_one_wants_is_not_being_unsure(services: Services) -> None:
    state = ConversationState(turns=1, pending=Pending(move=Move.ASK, about=Subject.OWN_FEELING))
    before = "When it reached you, what did you feel first?"
    text = "I want to understand why."
    heard = listen(text, services, before)
    turn = Turn("c", "m", text, state, heard=heard, history=(("coach", before),))
    assert understand_message(turn, services).kind is not TurnKind.UNSURE


@pytest.mark.parametrize(
    "text",
    [
        "You didn't answer. Person or machine?",
        "So can HR see it or not? You keep going round it.",
        "Delete. This. Talk. Can you or can't you?",
        "can you be wrong?",
        "is this therapy",
    ],
)
def test_a_question_about_the_program_is_answered_as_one(text: str, me: Mine, talk: str) -> None:
    assert me.reply(talk, text).plan.move is Move.META


@pytest.mark.parametrize(
    "text", ["do you think I should ring her?", "Is that too blunt?", "is this too late?"]
)
def test_a_question_about_somebody_is_none_about_the_program(
    text: str, me: Mine, talk: str
) -> None:
    assert me.reply(talk, text).plan.move is not Move.META


@pytest.mark.parametrize(
    "text",
    [
        "But it will serve. It is ten to four. Good afternoon.",
        "reopen 48213. write the line. then walk over, say hi. monday. thx bye",
        "If I begin with the agenda, I will stop. I think we are finished. Thank you.",
    ],
)
def test_more_ways_of_taking_leave(text: str) -> None:
    planning = ConversationState(stage=Stage.COMMITTING, turns=8)
    assert takes_leave(text, planning)


@pytest.mark.parametrize(
    ("what", "when", "kept"),
    [
        ("Tomorrow at 7:40 I'll stop at her desk", "Tomorrow at 7:40 I'll stop at her desk", "Tomorrow at 7:40"),
        ("Ask her first", "Monday, before the figures", "Monday, before the figures"),
        ("Ask her first", None, None),
    ],
)  # fmt: skip
def test_a_commitment_says_when_in_words_of_time(
    what: str, when: str | None, kept: str | None
) -> None:
    step = Step(what=what, when=when)
    made = commitment_of(TALKING, TALKING.model_copy(update={"kept": step}))
    assert made is not None
    assert (made.what, made.when_words) == (what, kept)


@pytest.mark.parametrize(
    ("text", "introduces"),
    [
        ("hi. i run a gravel quarry, 14 blokes, near dubbo", True),
        ("Hello. I am owner of dental laboratory, we make crowns and bridges for dentists.", True),
        ("I am Kasia, team leader in a greenhouse, 22 people. My english is not perfect, I hope it is ok.", True),
        ("hi. lost a client last week. window cleaning, rope access", False),
        ("I run a bakery and my best baker resigned on Friday.", False),
        ("I run logistics in Lagos. I passed over a man and now I'm to have feelings with a computer.", False),
        ("I run pricing at an insurer. I don't see what a chatbot knows about it, but go ahead.", False),
        ("I own a shop. May I ask you something?", False),
    ],
)  # fmt: skip
def test_who_only_says_who_they_are_is_welcomed(me: Mine, text: str, introduces: bool) -> None:
    assert is_introduction(text) is introduces
    turn = me.reply(me.begin(), text)
    assert (turn.plan.move is Move.GREET) is introduces
    if introduces:
        assert "“" not in turn.reply
        later = me.reply(turn.conversation_id, "I am a director, thirty years in the trade.")
        assert later.plan.move is not Move.GREET
