"""What is asked is handed back in indirect speech, or not at all."""

import pytest

from coach.asked_back import asked_back, case_asked, unanswered
from coach.assembly import Mine
from coach.text import with_mark
from coach.vocabulary import Move, TurnKind


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("Would he think I was after the ewes?", "whether he'd think you were after the ewes"),
        ("Does my deputy know that I asked?", "whether your deputy knows that you asked"),
        ("And is it too much for my team, do you think?", "whether it's too much for your team"),
        ("Do you think people can be kind in twelve minutes?", "whether people can be kind in twelve minutes"),
        ("You think she will understand?", "whether she will understand"),
        ("Do you think I should tell the team first or just do it?", "whether to tell the team first or just do it"),
        ("How do I talk to them on Thursday without the slogan?", "how to talk to them on Thursday without the slogan"),
        ("What's the right thing to say to a man five weeks late?", "what to say to a man five weeks late"),
        ("how long should i wait before i ring him?", "how long to wait before you ring him"),
        ("You haven't said about Pratt, what do I say if he comes up?", "what to say if he comes up"),
        ("Should I tell her? What do you think?", "whether to tell her"),
        ("I asked whether I'd be disloyal if I told them.", "whether you'd be disloyal if you told them"),
        ("I asked you what should I say to him.", "what to say to him"),
        # nothing that could go wrong, and nothing said to the coach
        ("Would you tell him?", None),
        ("What do I do?", None),
        ("Does that order work?", None),
        ("Will he be glad or will he be angry?", None),
        ("Should I write “Dear” or “Hi”?", None),
        ("Is it my fault that he died?", None),
        ("He asked me whether I was well.", None),
        ("She said nothing.", None),
    ],
)  # fmt: skip
def test_a_question_in_indirect_speech(asked: str, back: str | None) -> None:
    assert asked_back(asked) == back


@pytest.mark.parametrize(
    ("asked", "case"),
    [
        ("What if he says “it's fine”?", "if he says it's fine"),
        ("And if I can't get the words out?", "if you can't get the words out"),
        ("What do I do if Mr Pratt asks what I meant by it?", "if Mr Pratt asks what you meant by it"),
        ("If she laughs at me, what then?", "if she laughs at you"),
        ("What if you are wrong?", None),
        ("If he says “I quit”, what do I say?", None),
        ("I wonder if he'll come.", None),
    ],
)  # fmt: skip
def test_what_may_happen(asked: str, case: str | None) -> None:
    assert case_asked(asked) == case


def test_what_was_not_answered_is_found_in_the_complaint_or_before_it() -> None:
    before = ["Would he think I was after the ewes?"]
    assert unanswered("I asked whether it's too late.", before) == "I asked whether it's too late"
    assert unanswered("That is no answer.", before) == before[-1]
    assert unanswered("That is no answer.", ["He said nothing."]) is None


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("sorry first, then ruby. does that order work", True),
        ("it's now, will it upset him if I say her name.", True),
        ("do i ring him", True),
        ("what is hard is telling him", False),
        ("I know what he is like", False),
        ("He did it. I am glad.", False),
    ],
)
def test_a_hurried_question_is_one(text: str, marked: bool) -> None:
    assert with_mark(text).endswith("?") is marked


def test_what_is_asked_at_the_end_is_answered_and_named(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "Glyn took his sheep to the other mart after thirty years with us.")
    leader.reply(talk, "I'd like to go up to the farm without the clipboard.")
    turn = leader.reply(
        talk, "I'd say that I never asked how he was. Would he think I was after the ewes?"
    )
    assert turn.reading.kind in {TurnKind.OPINION, TurnKind.ADVICE}
    assert turn.plan.move in {Move.OPINION, Move.SUGGEST}


def test_what_was_not_answered_is_answered_when_they_say_so(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "I put up the council's slogan, and Brian winds our clocks since 2006.")
    leader.reply(talk, "I want to say good morning to them and mean it.")
    turn = leader.reply(
        talk, "That's no answer. I asked whether I'd be disloyal if I told them I didn't choose it."
    )
    assert "whether you'd be disloyal if you told them you didn't choose it" in turn.reply


def test_a_plan_said_beside_a_question_is_kept(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "Mr Otieno lent me his office for a whole year and I never thanked him.")
    leader.reply(talk, "I'd like to thank him properly.")
    turn = leader.reply(
        talk,
        "On Saturday I'll go to Kericho and bring him the pen. Is there anything I've forgotten?",
    )
    assert turn.plan.move in {Move.OPINION, Move.SUGGEST}
    assert turn.state.step.what is not None
    assert "Saturday" in turn.state.step.what
