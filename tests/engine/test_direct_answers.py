"""Asked straight out what to do or say, or whether it is any good, the guide answers."""

import json
import re
from collections.abc import Iterator

import pytest

from coach.assembly import Coach, Mine
from coach.ear import NONE
from coach.services import ROOT, Services
from coach.turn import Turn
from coach.vocabulary import Move, Subject

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


def _answers(turn: Turn) -> bool:
    return any(spoken.move is Move.SUGGEST for spoken in turn.spoken)


@pytest.mark.parametrize(
    "question",
    [
        "What do I do if she shouts at me?",
        "And if she just says everything's fine?",
        "Is it too late now?",
        "Is a card too cheap for that?",
        "How do I start?",
        "So do I call her or not?",
        "Tomorrow at nine, before the others come. But what if she starts crying?",
    ],
)
def test_a_direct_question_is_answered(leader: Mine, question: str) -> None:
    turn = leader.reply(_begun(leader), question)
    assert _answers(turn), turn.reply
    assert not turn.reply.split(". ", 1)[0].endswith("?")  # and not handed back
    assert _questions(turn.reply) <= 1


def test_asked_again_it_has_another_answer(leader: Mine) -> None:
    talk = _begun(leader)
    said = [
        leader.reply(talk, "How do I start?").reply,
        leader.reply(talk, "But how do I start?").reply,
    ]
    assert said[0] != said[1]


def test_a_question_of_fact_is_still_answered_from_the_library(leader: Mine) -> None:
    turn = leader.reply(_begun(leader), "Is there any research on whether thanks matter at work?")
    assert turn.cited
    assert not _answers(turn)


def test_on_the_short_path_it_is_answered_and_the_path_goes_on(leader: Mine) -> None:
    talk = leader.begin("ten-minutes", stored=False)
    leader.reply(talk, "Dana, my best rep. She resigned by text.")
    turn = leader.reply(talk, "What do I do if she shouts at me?")
    assert _answers(turn)
    assert turn.plan.move is Move.TEN_MINUTES
    assert _questions(turn.reply) == 1


def test_a_plan_under_way_goes_on_after_the_answer(leader: Mine) -> None:
    talk = _begun(leader)
    leader.reply(talk, "I'll go to her desk tomorrow at nine and say sorry, before the figures.")
    assert _answers(leader.reply(talk, "What if she starts crying?"))
    state = leader.conversation(talk).state
    assert state.step.what
    assert "sorry" in state.step.what


@pytest.mark.parametrize(
    "question",
    [
        "Is that too much? I worry it sounds like I'm backing down.",
        "So do I say it in the office or in front of the whole team?",
        "Do I drop the referral or not?",
        "What if she shouts at me and demands I lift it?",
        "Do I ring him or go round?",
    ],
)
def test_the_commonest_questions_are_answered_however_unsure_the_ear_is(
    leader: Mine, question: str
) -> None:
    turn = leader.reply(_begun(leader), question)
    assert _answers(turn), turn.reply
    assert _questions(turn.reply) <= 1


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("I am ashamed of it. What do I say to her on Friday?", "say-sorry"),
        ("She carried us for years and had no credit for it. What do I say to her?", "say-thanks"),
        ("What do I say to her first?", "how-to-start"),
    ],
)
def test_words_are_offered_to_whoever_asks_for_them(
    leader: Mine, warm_services: Services, told: str, kind: str
) -> None:
    turn = leader.reply(_begun(leader), told)
    assert _answers(turn), turn.reply
    said = {spoken.line for spoken in turn.spoken}
    (line,) = (x for x in warm_services.book.lines(Move.SUGGEST) if x.id in said)
    assert line.asked in {kind, "what-to-say"}


def test_who_was_not_answered_is_answered_now(leader: Mine) -> None:
    talk = _begun(leader)
    leader.reply(
        talk, "She'd never say it to my face, she's too polite for that. So, is it too late now?"
    )
    turn = leader.reply(talk, "You didn't answer me. Is it too late now?")
    assert _answers(turn)
    assert _questions(turn.reply) <= 1


def test_a_question_that_is_told_as_the_aim_becomes_the_aim_and_is_answered(leader: Mine) -> None:
    talk = leader.begin(stored=False)
    for said in (
        STORY,
        "She sat two desks from me. I never once asked how she was doing.",
        "No idea.",
    ):
        leader.reply(talk, said)
        if leader.conversation(talk).state.pending.about is Subject.AIM:  # type: ignore[union-attr]
            break
    else:
        pytest.fail("the aim was never asked for")
    turn = leader.reply(talk, "What do I say to her on Friday?")
    assert _answers(turn)
    assert leader.conversation(talk).state.aim


def test_a_draft_is_read_rather_than_answered_from_stock(leader: Mine) -> None:
    draft = 'I\'d write: "Dana, I asked you for numbers and never once for you. I am sorry." Is that any good?'
    turn = leader.reply(_begun(leader), draft)
    assert not _answers(turn)


def test_every_kind_of_question_that_has_an_answer_is_known_to_the_ear(
    warm_services: Services,
) -> None:
    """Or a new line would never be said: ``make train-heads`` after writing one of a new kind."""
    kinds = {line.asked for line in warm_services.book.lines(Move.SUGGEST)}
    assert kinds == set(warm_services.ear["asked"].labels) - {NONE}
    path = ROOT / "knowledge" / "training" / "asked.jsonl"
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    taught = {kind for row in rows for kind in row["asked"]}
    assert kinds <= taught
