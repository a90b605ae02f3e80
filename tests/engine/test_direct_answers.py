"""Asked straight out what to do or say, or whether it is any good, the guide answers."""

import json
import re
from collections.abc import Callable, Iterator
from copy import copy

import pytest

from coach.assembly import Coach, Mine
from coach.ear import NONE, Ear
from coach.own_deeds import DONE, TO_DO, UNDONE
from coach.services import ROOT, Services
from coach.state import ConversationState, Pending
from coach.steps.remember import remember
from coach.steps.retrieve import _ANY_WORDS, _KINDS_BY_WORDS, _WHOM_FIRST, _WORDS
from coach.their_reply import KINDS
from coach.turn import Part, Plan, Spoken, Turn
from coach.vocabulary import Move, Stage, Subject

Answers = Callable[[Turn], str | None]

STORY = "My best rep Dana resigned by text. For a year I only ever asked her for the forecast."
AIM = "I'd like to know how to talk to her before she goes on Friday."


@pytest.fixture
def leader(talker: Coach) -> Iterator[Mine]:
    yield talker.as_person()


def _begun(me: Mine, kind: str = "talk") -> str:
    talk = me.begin(kind, stored=False)
    me.reply(talk, STORY)
    me.reply(talk, AIM)
    return talk


def _questions(text: str) -> int:
    """Those of the coach, not the ones in words that it suggests."""
    return re.sub(r"“[^”]*”", "", text).count("?")


@pytest.fixture
def answers(warm_services: Services) -> Callable[[Turn], str | None]:
    """The kind of question that a reply answers; None if it answers none."""
    kinds = {line.id: line.asked for line in warm_services.book.lines(Move.SUGGEST)}

    def kind(turn: Turn) -> str | None:
        return next((kinds[s.line] for s in turn.spoken if s.line in kinds), None)

    return kind


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What do I do if she shouts at me?", "they-are-angry how-much-shouting"),
        ("And if she just says everything's fine?", "they-say-fine get-past-fine"),
        ("Is it too late now?", "too-late"),
        ("Is a card too cheap for that?", "card-ok gift-too-cheap"),
        ("How do I start?", "how-to-start"),
        ("So do I call her or not?", "call-or-not call-write-or-go do-it-at-all"),
        (
            "Tomorrow at nine, before the others come. But what if she starts crying?",
            "they-cry carry-on-when-crying",
        ),
        ("Is that too much? I worry it sounds like I'm backing down.", "too-much"),
        (
            "So do I say it in the office or in front of the whole team?",
            "alone-or-public praise-public sorry-public",
        ),
        ("What if she shouts at me and demands I lift it?", "they-are-angry how-much-shouting"),
        ("Do I ring him or go round?", "call-write-or-go call-or-not go-or-not"),
    ],
)
def test_a_direct_question_is_answered(
    leader: Mine, answers: Answers, question: str, kinds: str
) -> None:
    turn = leader.reply(_begun(leader), question)
    assert answers(turn) in kinds.split(), turn.reply
    assert not turn.reply.split(". ", 1)[0].endswith("?")  # and not handed back
    assert _questions(turn.reply) <= 1


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("What do I do about Tom, who comes in too late every day?", "too-late"),
        ("Should I let her go or write her a warning?", "call-write-or-go"),
        ("How do I tell him that he isn't doing enough?", "is-that-enough"),
        ("What do I do when she talks too much in meetings?", "too-much"),
        ("What should I say to wish them all good luck?", "they-say-fine"),
    ],
)
def test_words_alone_do_not_decide_what_is_asked(
    leader: Mine, answers: Answers, said: str, kind: str
) -> None:
    turn = leader.reply(_begun(leader), said)
    assert answers(turn) != kind, turn.reply


def test_asked_again_it_has_another_answer(leader: Mine, answers: Answers) -> None:
    talk = _begun(leader)
    said = [leader.reply(talk, q) for q in ("How do I start?", "But how do I start?")]
    assert [answers(turn) for turn in said] == ["how-to-start", "how-to-start"]
    assert said[0].reply != said[1].reply


def test_a_question_of_fact_is_still_answered_from_the_library(
    leader: Mine, answers: Answers
) -> None:
    turn = leader.reply(_begun(leader), "Is there any research on whether thanks matter at work?")
    assert turn.cited
    assert answers(turn) is None


@pytest.mark.parametrize("question", ["What do I do if she shouts at me?", "Is a card ok?"])
def test_on_the_short_path_the_very_question_is_answered_and_the_path_goes_on(
    leader: Mine, answers: Answers, question: str
) -> None:
    talk = leader.begin("ten-minutes", stored=False)
    leader.reply(talk, "Dana, my best rep. She resigned by text.")
    turn = leader.reply(talk, question)
    assert answers(turn) == turn.asked is not None
    assert _questions(turn.reply) <= 1
    after = leader.reply(talk, "That she leaves without a grudge.")
    assert after.plan.move is Move.TEN_MINUTES or turn.plan.move is Move.TEN_MINUTES


@pytest.mark.parametrize(
    ("said", "kept"),
    [("Say it and stop. What is it?", None), ("Say it and stop.", Subject.OBSTACLE)],
)
def test_what_is_said_to_a_question_of_the_answer_is_no_part_of_a_plan(
    said: str, kept: Subject | None
) -> None:
    state = ConversationState(pending=Pending(move=Move.PLAN, about=Subject.OBSTACLE))
    pending = Pending(move=Move.SUGGEST, about=Subject.OBSTACLE)
    plan = Plan(Stage.COMMITTING, (Part(Move.SUGGEST),), pending=pending)
    turn = Turn(
        "", "", "What if she cries?", state, plan=plan, spoken=(Spoken(said, Move.SUGGEST),)
    )
    after = remember(turn).pending
    assert after is not None
    assert after.about is kept


def test_a_plan_under_way_is_kept(leader: Mine, answers: Answers) -> None:
    talk = _begun(leader)
    leader.reply(talk, "I'll go to her desk tomorrow at nine and say sorry, before the figures.")
    assert answers(leader.reply(talk, "What if she starts crying?")) == "they-cry"
    state = leader.conversation(talk).state
    assert state.step.what
    assert "sorry" in state.step.what


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("I am ashamed of it. What do I say to her on Friday?", "say-sorry"),
        ("She carried us for years and had no credit for it. What do I say to her?", None),
        ("What do I say to her first?", "how-to-start"),
    ],
)
def test_words_are_offered_to_whoever_asks_for_them(
    leader: Mine, answers: Answers, told: str, kind: str | None
) -> None:
    turn = leader.reply(_begun(leader), told)
    if kind is None:  # they have found them already
        assert "“You carried us for years and had no credit for it.”" in turn.reply
    else:
        assert answers(turn) in {kind, "what-to-say"}


def test_who_was_not_answered_is_answered_now(leader: Mine, answers: Answers) -> None:
    talk = _begun(leader)
    leader.reply(talk, "She'd never say it to my face, she's too polite. So, is it too late now?")
    turn = leader.reply(talk, "You didn't answer me. Is it too late now?")
    assert answers(turn) == "too-late"
    assert _questions(turn.reply) <= 1


def test_a_question_that_is_told_as_the_aim_becomes_the_aim_and_is_answered(
    leader: Mine, answers: Answers
) -> None:
    talk = leader.begin(stored=False)
    for said in (STORY, "She sat two desks from me. I never asked how she was.", "No idea."):
        leader.reply(talk, said)
        pending = leader.conversation(talk).state.pending
        if pending is not None and pending.about is Subject.AIM:
            break
    else:
        pytest.fail("the aim was never asked for")
    turn = leader.reply(talk, "What do I say to her on Friday?")
    assert "“I never asked how you were.”" in turn.reply
    assert leader.conversation(talk).state.aim


def test_a_draft_is_read_rather_than_answered_from_stock(leader: Mine, answers: Answers) -> None:
    draft = 'I\'d write: "Dana, I asked you for numbers and never once for you. I am sorry." Is that any good?'
    assert answers(leader.reply(_begun(leader), draft)) is None


def test_an_ear_that_knows_no_questions_answers_none(warm_services: Services) -> None:
    ear = warm_services.ear
    heard = warm_services.hear("How do I start?")
    without = Ear(ear.encoder, {n: h for n, h in ear.heads.items() if n != "asked"}, ear.pairings)
    book = copy(warm_services.book)
    book._ear = without
    assert book.question_answered(heard, "How do I start?", ()) is None


def test_every_kind_of_question_that_has_an_answer_is_known_to_the_ear(
    warm_services: Services,
) -> None:
    """Or a new line would never be said: ``make train-heads`` after writing one of a new kind, unless the form of the question
    tells it."""
    known = set(warm_services.ear["asked"].labels) - {NONE}
    every = {line.asked for line in warm_services.book.lines(Move.SUGGEST)}
    assert every - known <= {*KINDS, DONE, UNDONE, TO_DO, _WHOM_FIRST}
    kinds = every & known
    assert kinds == known
    path = ROOT / "knowledge" / "training" / "asked.jsonl"
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    assert kinds <= {kind for row in rows for kind in row["asked"]}
    assert {*_KINDS_BY_WORDS, *_WORDS, _ANY_WORDS} <= kinds
