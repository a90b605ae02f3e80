"""What a message comes down to, and that the guide speaks to it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.assembly import Coach, Mine
from coach.index import VectorCache
from coach.services import Services
from coach.state import ConversationState
from coach.steps.understand import understand_message
from coach.turn import Part, Plan, Reading, Turn, listen
from coach.vocabulary import Feeling, Gist, Level, Move, Stage, Subject, TurnKind
from coach.voices.guide import LineBook, Words, speak_guide

_SPOKEN_TO = sorted(set(Gist) - {Gist.TO_THE_COACH})
_EXPLORING = Plan(Stage.EXPLORING, (Part(Move.REFLECT), Part(Move.ASK)))
_NEVER_ASKED = "He worked for me for nine years and I never once asked about his family."


def _says(
    services: Services, text: str, plan: Plan = _EXPLORING, talk: str = "a talk"
) -> list[Words]:
    turn = Turn(talk, "m", text, ConversationState(turns=3), heard=listen(text, services))
    turn = replace(
        turn, reading=replace(understand_message(turn, services), phrase=None), plan=plan
    )
    return [words for _, words in speak_guide(turn, services)]


@pytest.mark.parametrize("gist", _SPOKEN_TO)
def test_every_gist_has_words_enough_for_a_conversation(
    warm_services: Services, gist: Gist
) -> None:
    reflections = [x for x in warm_services.book.lines(Move.REFLECT) if gist in x.gists]
    questions = [x for x in warm_services.book.lines(Move.ASK) if gist in x.gists]
    assert len(reflections) >= 6
    assert len({line.depth for line in reflections}) >= 2
    assert len({line.about for line in questions}) >= 4


@given(talk=st.text(max_size=8))
def test_what_was_heard_is_what_is_spoken_to(warm_services: Services, talk: str) -> None:
    reflection, question = _says(warm_services, _NEVER_ASKED, talk=talk)
    assert Gist.NEVER_ASKED in reflection.line.gists
    assert question.text.endswith("?")


def test_the_lines_that_a_reader_would_choose_come_first(warm_services: Services) -> None:
    best = warm_services.book.apt(Move.REFLECT, listen(_NEVER_ASKED, warm_services), {})
    likely = [likely for line, likely in best if line.gists]
    assert likely == sorted(likely, reverse=True)
    assert 0 < sum(likely) <= 1 + 1e-4
    assert Gist.NEVER_ASKED in best[0][0].gists
    assert any(not line.gists for line, _ in best)  # something that fits any message


def test_a_second_reflection_is_about_something_else(warm_services: Services) -> None:
    plan = Plan(Stage.EXPLORING, (Part(Move.REFLECT), Part(Move.REFLECT, optional=True)))
    text = "I'm ashamed of it. And I haven't a minute in the day, it's back to back until Friday."
    for talk in "abcdefgh":
        said = _says(warm_services, text, plan, talk)
        assert said
        assert len(said) < 2 or not said[0].line.gists & said[1].line.gists


def test_nothing_presumes_a_plan_where_there_is_none(warm_services: Services) -> None:
    in_a_plan = {Gist.OBSTACLE, Gist.FALLBACK, Gist.HOW_SURE}
    said = _says(warm_services, "What will get in the way is the phone. It always rings at nine.")
    assert not any(words.line.gists & in_a_plan for words in said)


@pytest.mark.parametrize("text", ["", "Well, it depends on this and that, as it were, in a way."])
def test_where_nothing_is_heard_nothing_is_claimed(warm_services: Services, text: str) -> None:
    """Neither in a message that says nothing nor where the encoder is out of order."""
    plain = Turn("c", "m", text, ConversationState(turns=3), plan=_EXPLORING)
    reading = Reading(TurnKind.ANSWER, words=20)
    said = [w for _, w in speak_guide(replace(plain, reading=reading), warm_services)]
    if text:
        said += _says(warm_services, text)
    for words in said:
        assert not words.line.gists
        assert not words.line.habits
    assert all(words.line in warm_services.book.invites for words in said)


@pytest.mark.parametrize(
    ("text", "gists"),
    [
        ("My deputy told me that I come across as cold.", {Gist.TOLD_HOW_I_SEEM}),
        ("I still don't know what I'd say to her. I've no idea how to begin.",
         {Gist.DOESNT_KNOW_HOW, Gist.AFRAID_OF_HOW_IT_LANDS}),
        ("He worked for me for nine years and I never once asked about his family.",
         {Gist.NEVER_ASKED}),
        ("Tomorrow at ten I'll walk over and thank her for the payroll.", {Gist.STEP_WITH_TIME}),
        ("There's no time. My week is back to back until Friday.", {Gist.NO_TIME}),
        ("I'm ashamed of it, to be honest.", {Gist.ASHAMED}),
    ],
)  # fmt: skip
def test_what_plain_messages_come_down_to(
    warm_services: Services, text: str, gists: set[Gist]
) -> None:
    heard = listen(text, warm_services)
    turn = Turn("c", "m", text, ConversationState(turns=3), heard=heard)
    reading = understand_message(turn, warm_services)
    assert gists & set(reading.gists)


@pytest.mark.parametrize(
    ("text", "guilty"),
    [
        ("I felt sick all weekend after I shouted at her in front of the line.", True),
        ("I felt terrible about how I spoke to the new boy on his first day.", True),
        ("I can't forgive myself for leaving before she woke up.", True),
        ("I felt sick all weekend, it must have been the oysters at the dinner.", False),
        ("He felt terrible when I told him that the contract was gone.", False),
    ],
)
def test_guilt_is_heard_in_what_people_say_for_it(
    warm_services: Services, text: str, guilty: bool
) -> None:
    turn = Turn("c", "m", text, ConversationState(turns=3), heard=listen(text, warm_services))
    assert (Feeling.GUILT in understand_message(turn, warm_services).feelings) is guilty


def test_the_words_handed_back_are_the_leaders_and_carry_the_weight(
    warm_services: Services,
) -> None:
    text = (
        "She came in at nine, as usual, and hung her coat up. She told me that her mother had "
        "died. I said okay and asked for the report."
    )
    turn = Turn("c", "m", text, ConversationState(turns=2), heard=listen(text, warm_services))
    phrase = understand_message(turn, warm_services).phrase
    assert phrase is not None
    assert phrase in text
    assert "died" in phrase or "report" in phrase


def test_a_step_said_in_the_goodbye_is_kept(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "My eldest goes up to her room whenever clients come to dinner with us.")
    leader.reply(talk, "I'd like to know whether I should go on with these dinners at home.")
    leader.reply(talk, "She's being shown off, I think, and I have been calling it hospitality.")
    turn = leader.reply(talk, "I'll ask her tonight whether she wants to be there. Bye.")
    assert "ask her tonight" in turn.reply
    (commitment,) = leader.conversation(talk).commitments
    assert "ask her tonight" in commitment.what


def test_nobody_who_spoke_of_danger_is_let_go_without_a_word_about_it(
    talker: Coach, leader: Mine
) -> None:
    talk = leader.begin()
    leader.reply(talk, "I had a row with a colleague on Tuesday and we haven't spoken since.")
    turn = leader.reply(talk, "I keep thinking that I would rather not wake up again.")
    assert turn.screening.level is Level.CRISIS
    leader.reply(talk, "I rang my sister, she's coming over. I'd like to go on with the row.")
    leader.reply(talk, "What I said to him was unfair, in front of everybody.")
    turn = leader.reply(talk, "That's it for today. Thanks, bye.")
    (goodbye,) = turn.spoken
    assert goodbye.about is Subject.SAFE
    assert leader.conversation(talk).contacts


def test_a_false_alarm_that_was_denied_casts_no_shadow(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "The quarter was brutal and I had a row with the sales team about it.")
    turn = leader.reply(talk, "I keep thinking that I would rather not wake up again.")
    assert turn.screening.level is Level.CRISIS
    turn = leader.reply(talk, "No, I'm not suicidal. I meant I hate mornings in this job.")
    assert turn.state.misheard
    turn = leader.reply(talk, "That's it, thanks. Bye.")
    assert Subject.SAFE not in {spoken.about for spoken in turn.spoken}


def test_a_second_start_encodes_no_line_again(
    warm_services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = warm_services.curated[1]
    encoded: list[int] = []
    for encoder in (warm_services.encoder, warm_services.ear.encoder):
        encode = encoder.encode
        monkeypatch.setattr(
            encoder,
            "encode",
            lambda texts, encode=encode: encoded.append(len(texts)) or encode(texts),
        )
    for _ in range(2):
        encoded.clear()
        caches = (
            VectorCache(tmp_path / "near.npz", warm_services.encoder),
            VectorCache(tmp_path / "ranked.npz", warm_services.ear.encoder),
        )
        LineBook(lines, *caches, warm_services.ear)
    assert sum(encoded) == 0


def test_where_nothing_is_sure_more_is_asked_for_and_not_twice_in_a_row(
    warm_services: Services,
) -> None:
    reading = Reading(TurnKind.ANSWER, words=20)
    turn = Turn(
        "c", "m", "It depends.", ConversationState(turns=3), plan=_EXPLORING, reading=reading
    )
    (invited,) = [words for _, words in speak_guide(turn, warm_services)]
    assert invited.line in warm_services.book.invites
    assert not invited.line.asks
    after = replace(turn, history=(("coach", invited.text), ("leader", "It depends.")))
    *_, asked = [words for _, words in speak_guide(after, warm_services)]
    assert asked.text.endswith("?")
    terse = replace(turn, reading=replace(reading, words=3))
    assert [words for _, words in speak_guide(terse, warm_services)][-1].text.endswith("?")
