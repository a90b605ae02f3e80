"""What is put to the coach is answered, wherever in a message it stands; and what only looks like a question is not."""

import re

import pytest

from coach.asked_back import asked_back, case_asked, unanswered
from coach.assembly import Mine
from coach.choices import asks_between, bare_ways, leaning, own_leaning, to_be_left, two_ways
from coach.question_shapes import asked_of_self, quality_asked, says_unanswered, shape_of
from coach.rhetoric import begins_again, is_rhetorical
from coach.text import with_mark
from coach.turn_kinds import by_rule, puts_a_question, repair_of, says_to_them
from coach.vocabulary import Move, Stage, Subject, TurnKind

_ANSWERS = {Move.OPINION, Move.SUGGEST, Move.JUDGE, Move.META}


def _planning(leader: Mine) -> str:
    """A talk in which what to do and when was just said."""
    talk = leader.begin()
    leader.reply(talk, "I shouted at Bogdan about the pallets, and it was the carrier's fault.")
    leader.reply(talk, "I want to say sorry to him without making it big.")
    leader.reply(talk, "He was right, and I knew it the same evening.")
    turn = leader.reply(talk, "I'll tell him tomorrow at six at the gate.")
    assert turn.state.stage is Stage.COMMITTING
    return talk


# --- Heard as a question --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Then Friday. Is that too grand, “something to tell you”?",
        "Would it be strange to ring? One call, I mean, and see what he says.",
        "Does it count at all, if he's leaving anyway? That's what I keep coming back to.",
        "do i send his to the house. wife might open it",
        "it always rings. anything i should leave out",
        "cake for fourteen people. isnt that overkill",
        "A line on a card, by hand. good enough?",
        "E-mail or to his face? For me to his face is better, but he is in Vienna.",
        "before she clocks in. alone or with the shift there",
        "ok gate. text her that im coming or just turn up",
        "I don't know that twelve years fit into one sandwich, can they?",
        "I wonder whether a letter would not be more dignified.",
        "I could ring and say I've something to tell you. Is that too grand, something to tell you?",
        "An eight, I'd say. Tell me, is it a cowardly class of a thing, to do it by letter?",
        "But tell me now, would “I've news” frighten her, she'll think I'm ill.",
        "Would she think I only come for the year end? Because I do want her back.",
        "I ask simply: oil as a gift, yes or no?",
        "I don't follow you. I'm asking would he be mortified.",
    ],
)
def test_what_is_put_to_the_coach_is_heard(text: str) -> None:
    assert puts_a_question(by_rule(text, "What could come in between?"))


@pytest.mark.parametrize(
    "text",
    [
        "Would you ask a forklift driver about his weekend?",
        "What would be the point of phoning a man to say nothing?",
        "Would anybody have noticed if he was late? I would not.",
        "Did I give it to him? No. The old one goes still, I said.",
        "Why should a man have to retire before anyone says a word to him?",
        "Who gives a bookkeeper a clock? A man who's never late.",
        "How was I supposed to know that he was ill?",
        "What gets in the way? The phone. Always the phone.",
        "My wife said: and what if she cries? I said: then she cries.",
        "Why did I wait two months? Because I'm a coward.",
        "Where does he get his bread? The petrol station, Nuala says.",
        "I'd say: would you tell me what it was like?",
        "My sister asked what I was so worked up about, is it a funeral, she said, and I laughed",
        "monday or tuesday",
        "What could come in between is the fire officer, he talks.",
        "He said: now or never. I went.",
    ],
)
def test_what_asks_nothing_of_the_coach_is_not(text: str) -> None:
    assert not puts_a_question(by_rule(text, "What could come in between?"))


def test_a_question_that_asks_the_coach_is_not_taken_for_rhetoric() -> None:
    assert not is_rhetorical("Would you say it or write it?", "")
    assert not is_rhetorical("What's the point of me dragging it up?", "")
    assert not is_rhetorical("Is a walk an imposition?", "Yes or no.")
    assert not is_rhetorical("Is it too late?", "No idea.")
    assert not begins_again("What about you?", "I asked first.", "What could come in between?")
    assert not begins_again("What then?", "", "What could come in between?")


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("do i send his to the house. wife might open it", "do i send his to the house? wife might open it"),
        ("so leave her out or what", "so leave her out or what?"),
        ("it was hard, isn't that something, and here I am", "it was hard, isn't that something, and here I am"),
        ("Anything I say is wrong.", "Anything I say is wrong."),
        ("I wonder if he'll come.", "I wonder if he'll come."),
    ],
)  # fmt: skip
def test_a_mark_is_set_where_something_is_asked_in_a_hurry(text: str, marked: str) -> None:
    assert with_mark(text) == marked


# --- Between two ways -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("E-mail or to his face?", ("E-mail", "to his face")),
        ("I ask before: in the garden or in my office?", ("in the garden", "in your office")),
        ("i asked, alone or with them there", ("alone", "with them there")),
        ("Clock before or clock after?", ("Clock before", "clock after")),
        ("Card through the door, or knock? I'd sooner knock.", ("Card through the door", "knock")),
        ("tuesday or thursday", None),
        ("Oil as a gift, yes or no?", None),
        ("Is he angry or is he sad?", None),
        ("No phone calls or emails on Sundays.", None),
    ],
)
def test_ways_without_a_verb_are_ways(text: str, ways: tuple[str, str] | None) -> None:
    assert bare_ways(text) == ways


def test_two_things_to_do_need_no_mark() -> None:
    assert two_ways("ask them or guess") == ("ask them", "guess")
    assert asks_between("ask them or guess")
    assert not asks_between("I could ask them or guess, whatever.")


@pytest.mark.parametrize(
    ("text", "leant"),
    [
        ("E-mail or to his face? For me to his face is better, but he is in Vienna.", "to his face"),
        ("Card, or knock? I'd sooner knock.", "knock"),
        ("Do I raise it at once or let her choose? I incline to raising it at once.", "raise it at once"),
        ("E-mail or to his face? He is in Vienna.", None),
        ("Card or knock? I don't like to knock.", None),
    ],
)  # fmt: skip
def test_a_leaning_that_they_tell_is_theirs(text: str, leant: str | None) -> None:
    ways = two_ways(text) or bare_ways(text)
    assert ways is not None
    assert own_leaning(text, ways) == leant


def test_of_mere_ways_the_one_nearer_to_the_other_person_is_leant_to() -> None:
    assert leaning(("E-mail", "to his face")) == ("to his face", "E-mail")
    assert leaning(("with the crew there", "alone")) == ("alone", "with the crew there")
    assert leaning(("Clock before", "clock after")) is None


def test_their_own_leaning_is_backed(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, "E-mail or to his face? For me to his face is better.")
    assert turn.plan.move is Move.OPINION
    assert "to his face" in turn.reply.lower()
    assert not turn.reply.endswith("?")


def test_a_choice_between_mere_ways_is_answered_in_the_plan(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, "before he clocks in. alone or with the shift there")
    assert turn.plan.move in {Move.OPINION, Move.SUGGEST}
    assert "alone" in turn.reply.lower()


# --- Its shape ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("and two lines. is that too little", Subject.ENOUGH),
        ("Is that enough, or does it need the word thanks in it?", Subject.ENOUGH),
        ("Is he old enough to go?", None),
        ("Would it be strange to bring back the loaf?", Subject.ODD),
        ("I could bring the ledger, would that be sentimental, I never know.", Subject.ODD),
        ("Is it odd or isn't it, going down there?", Subject.ODD),
        ("Is a walk an imposition, yes or no?", Subject.ODD),
        ("Would it be wrong to lie to her?", None),
        ("Is it mean to sack him?", None),
        ("I would rather call upon him in person. Too much?", Subject.TOO_MUCH),
        ("sorry first then the carrier bit, right?", Subject.AGREED),
        ("I'm the worst first, right?", None),
        ("An apology so late makes it heavier, doesn't it?", Subject.AGREED),
        ("It can't be got into one sentence, can it?", Subject.POSSIBLE),
        ("Is that kinder than writing?", Subject.IDEA),
        ("dya think shes still angry?", Subject.WILL),
        ("anything id mess up", Subject.MISSING),
    ],
)
def test_more_shapes(text: str, shape: Subject | None) -> None:
    assert shape_of(text) is shape


def test_what_is_feared_of_a_thing_is_named() -> None:
    assert quality_asked("Is it too odd, do you think, with a sandwich?") == "too odd"
    assert quality_asked("Isn't that overkill?") == "overkill"
    assert quality_asked("How can I call him, is it not strange?") is None
    assert asked_of_self("Am I daft, worrying about a customer?") == "daft"
    assert asked_of_self("Am I a bad boss?") is None


def test_what_is_feared_is_answered_with_a_leaning(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, "Would that be sentimental? I never know where that line is.")
    assert turn.plan.move is Move.OPINION
    assert "sentimental" in turn.reply


def test_to_leave_it_is_leant_against() -> None:
    assert to_be_left("let that stand")
    assert not to_be_left("let him go")


def test_a_condition_in_a_question_is_no_case() -> None:
    assert asked_back("Would that upset him, do you think, bringing up her name?") == (
        "whether that would upset him, bringing up her name"
    )
    assert (
        asked_back("Is it too late, do you think, to ring him?")
        == "whether it's too late to ring him"
    )
    assert case_asked("Does it count, if I only do it because he's leaving?") is None
    assert (
        case_asked("What if she found a better one, what do I say to that?")
        == "if she found a better one"
    )
    assert asked_back("How can I call him, is it not strange?") == "whether it's not strange"


# --- Asked again, and asked of the program --------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "I ask before: e-mail or to his face?",
        "i asked, alone or with them there",
        "No, tell me only: is it too late?",
        "I've asked twice now.",
    ],
)
def test_asked_a_second_time_it_was_not_answered(text: str) -> None:
    assert says_unanswered(text)


def test_what_they_asked_others_is_no_complaint() -> None:
    assert not says_unanswered("I've asked him to come at nine.")
    assert (
        unanswered("i asked, alone or with them there", []) == "i asked, alone or with them there"
    )


def test_asked_twice_it_is_answered_in_the_plan(leader: Mine) -> None:
    talk = _planning(leader)
    leader.reply(talk, "he starts at six. alone or with the lads there")
    turn = leader.reply(talk, "i asked, alone or with the lads there")
    assert {spoken.move for spoken in turn.spoken} & {Move.OPINION, Move.SUGGEST}


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("Six at the gate it is. Will you wish me luck?", "luck"),
        ("text him first. you there?", "here"),
        ("Have you come across this sort of thing before?", "this"),
    ],
)
def test_what_is_asked_of_the_program_is_answered(leader: Mine, asked: str, says: str) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, asked)
    assert turn.plan.move is Move.META
    assert says in turn.reply.lower()


def test_words_for_somebody_else_ask_nothing_of_the_program(leader: Mine) -> None:
    said = "I'd say, Bogdan, do you remember the flood? And then he'd be off."
    assert says_to_them(said.split("? ", maxsplit=1)[0] + "?")
    talk = _planning(leader)
    assert leader.reply(talk, said).plan.move is not Move.META


def test_the_coachs_own_question_is_asked_again_more_simply(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, "What other side? I don't understand what you ask me.")
    assert turn.plan.move is Move.MEND
    assert turn.reply.endswith("?")
    assert turn.state.pending is not None
    assert turn.state.pending.about is Subject.OBSTACLE


# --- Corrections ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Marika is a woman.",
        "Nobody has died, the funerals are only my work.",
        "He isn't dying, love, he's retiring.",
    ],
)
def test_a_fact_that_is_put_right_is_a_correction(text: str) -> None:
    assert repair_of(text, "That must weigh on him. What did he say?") is Subject.FIT


def test_a_correction_leaves_the_plan_where_it_was(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(
        talk, "He isn't dying, love, he's driving a forklift. He'll be there at six."
    )
    assert turn.reading.kind is TurnKind.REPAIR
    assert turn.plan.move is Move.PLAN
    assert turn.spoken[0].move is Move.MEND


@pytest.mark.parametrize(
    "asked",
    [
        "I could bring him a coffee. Is that too little, a coffee?",
        "But would he think I'm ill, tell me that? I've never been at the gate.",
        "ok gate. text him that im coming or just turn up",
        "I don't know that it can be said in one sentence, can it?",
        "does a coffee help, bring him one? yes or no",
    ],
)
def test_in_the_plan_too_what_is_asked_is_answered(leader: Mine, asked: str) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, asked)
    assert {spoken.move for spoken in turn.spoken} & _ANSWERS, turn.reply
    assert turn.state.step.what is not None


def test_no_question_of_their_own_case_is_looked_up_in_vain(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, "You have not answered me. Is a walk an imposition, yes or no?")
    assert turn.plan.move is Move.OPINION


def test_what_somebody_absent_may_feel_is_not_judged(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, "He's on the early shift. I'm asking would he be mortified.")
    assert turn.plan.move in {Move.JUDGE, Move.OPINION}
    assert turn.plan.parts[0].abouts in {(Subject.OTHER_VIEW,), (Subject.WILL,)}


def test_whether_something_will_happen_asks_for_no_way(leader: Mine) -> None:
    talk = _planning(leader)
    turn = leader.reply(talk, "But tell me now, would “I've news for you” frighten him.")
    assert turn.plan.move in {Move.JUDGE, Move.OPINION, Move.SUGGEST}
    assert Subject.ANSWER not in turn.plan.parts[0].abouts


@pytest.mark.parametrize(
    "text",
    ["is it ok if i read his mails", "Can I ask her whether she is pregnant?", "May I hug her?"],
)
def test_what_is_done_against_somebody_gets_no_yes(leader: Mine, text: str) -> None:
    reply = leader.reply(leader.begin(), text).reply
    assert not re.match(r"(?:yes|i would|you may|i'd say)\b", reply, re.I), reply
