"""Naming a habit: with an aim and permission, with the leader's own words, and never against a no."""

import pytest
from talks import AIM, TELLING, moves, named_in, until_offered

from coach.assembly import Coach, Mine
from coach.turn import Turn
from coach.vocabulary import Answer, Move, Stage


def _tell(me: Mine, conversation: str, habit: str, times: int = 7) -> list[Turn]:
    telling = TELLING[habit]
    return [me.reply(conversation, telling[n % len(telling)]) for n in range(times)]


def test_a_habit_told_of_again_and_again_is_offered_a_name_and_not_named_unasked(
    talker: Coach, leader: Mine
) -> None:
    conversation, habit, turn = until_offered(talker, leader, leader.begin)
    assert turn.state.aim
    assert not turn.state.named
    assert talker.knowledge.habits[habit].name.lower() not in turn.reply.lower()
    assert turn.reply.rstrip().endswith("?")
    assert not leader.conversation(conversation).noticings


def test_with_permission_it_is_named_with_the_leaders_own_words(
    talker: Coach, leader: Mine
) -> None:
    conversation, habit, _ = until_offered(talker, leader, leader.begin)
    turn = leader.reply(conversation, "yes")
    assert Move.NAME_HABIT in moves(turn)
    assert talker.knowledge.habits[habit].name.lower() in turn.reply.lower()
    view = leader.conversation(conversation)
    (noticing,) = [n for n in view.noticings if n.kind == "habit"]
    assert noticing.habit == habit
    said = {m.id: m.text for m in view.messages if m.role == "leader"}
    assert noticing.evidence in said[noticing.message_id]


def test_without_permission_it_is_not_named(talker: Coach, leader: Mine) -> None:
    conversation, habit, _ = until_offered(talker, leader, leader.begin)
    turn = leader.reply(conversation, "no, rather not")
    assert Move.NAME_HABIT not in moves(turn)
    assert talker.knowledge.habits[habit].name.lower() not in turn.reply.lower()
    for turn in _tell(leader, conversation, next(h for h in TELLING if h != habit), 3):
        assert habit not in {n.habit for n in turn.state.named}
    for turn in _tell(leader, conversation, habit if habit in TELLING else "token-question"):
        assert habit not in named_in(turn)


@pytest.mark.parametrize("way", ["button", "words"])
def test_not_me_is_respected_in_this_talk_and_in_later_ones(
    talker: Coach, leader: Mine, way: str
) -> None:
    conversation, habit, _ = until_offered(talker, leader, leader.begin)
    leader.reply(conversation, "go on")
    if way == "button":
        turn = leader.press(conversation, Answer.NOT_ME).result()
    else:
        turn = leader.reply(conversation, "no, that's not me")
    assert habit in turn.state.refused
    assert turn.state.stage is Stage.EXPLORING
    name = talker.knowledge.habits[habit].name.lower()
    assert name not in turn.reply.lower()
    telling = habit if habit in TELLING else "token-question"
    for turn in _tell(leader, conversation, telling):
        pending = turn.state.pending
        assert not (pending and pending.move is Move.OFFER_NAME and pending.habit == habit)
        assert name not in turn.reply.lower()
    for stored in (True, False):
        later = leader.begin(stored=stored)
        leader.reply(later, AIM)
        for turn in _tell(leader, later, telling):
            assert habit not in named_in(turn), f"offered again, stored={stored}"
            assert name not in turn.reply.lower()


def test_a_refused_habit_comes_back_when_the_leader_names_it(talker: Coach, leader: Mine) -> None:
    conversation, habit, _ = until_offered(talker, leader, leader.begin)
    leader.reply(conversation, "go on")
    leader.press(conversation, Answer.NOT_ME).result()
    name = talker.knowledge.habits[habit].name.lower()
    leader.reply(conversation, "Let me tell you how it goes on a normal Monday, from the door on.")
    turn = leader.reply(
        conversation, f"Maybe it is the {name} after all, now that I hear myself say it."
    )
    assert Move.NAME_HABIT in moves(turn)
    turn = leader.press(conversation, Answer.ME).result()
    assert turn.state.owned == habit
    assert habit not in turn.state.refused
    assert habit not in leader._stored.refused_habits()


def test_thats_me_goes_on_to_what_works_and_to_what_they_want(talker: Coach, leader: Mine) -> None:
    conversation, habit, _ = until_offered(talker, leader, leader.begin)
    leader.reply(conversation, "yes please")
    turn = leader.press(conversation, Answer.ME).result()
    assert turn.state.owned == habit
    assert Move.OWN_IT in moves(turn)
    (noticing,) = [n for n in leader.conversation(conversation).noticings if n.kind == "habit"]
    assert noticing.answer == "me"


def test_tell_me_more_tells_more_and_asks_again(talker: Coach, leader: Mine) -> None:
    conversation, habit, _ = until_offered(talker, leader, leader.begin)
    leader.reply(conversation, "yes")
    turn = leader.press(conversation, Answer.MORE).result()
    assert Move.TELL_MORE in moves(turn)
    assert turn.reply.rstrip(" []123").endswith("?")
    for passage in turn.cited:
        assert habit in passage.header.habits
    turn = leader.press(conversation, Answer.NOT_ME).result()
    assert habit in turn.state.refused


def test_without_an_aim_no_habit_is_offered(talker: Coach, leader: Mine) -> None:
    for habit, telling in TELLING.items():
        conversation = leader.begin()
        for n in range(8):
            turn = leader.reply(conversation, telling[n % len(telling)] + f" Day {n}.")
            if turn.state.aim is None:
                assert not named_in(turn), habit
                assert turn.plan.move is not Move.OFFER_NAME


def test_what_works_is_named_too(talker: Coach, leader: Mine) -> None:
    conversation = leader.begin()
    leader.reply(conversation, AIM)
    seen = []
    for text in (
        "I ask one person a day something I truly want to know, and then I listen to the end.",
        "I ring Marta between renewals, just to hear how the new plant is doing.",
        "I greet everybody by name before I ask for anything.",
        "When somebody knocks I put the phone away and sit down with them.",
        "I remembered her mother's operation and asked how it went.",
    ):
        turn = leader.reply(conversation, text)
        seen += [n for n in leader.conversation(conversation).noticings if n.kind == "strength"]
        for noticing in seen:
            assert any(
                noticing.evidence in m.text for m in leader.conversation(conversation).messages
            )
    assert seen, f"five good practices were told and none was named; last: {turn.reply}"


def test_the_one_named_habit_is_not_offered_twice_in_a_talk(talker: Coach, leader: Mine) -> None:
    conversation, habit, _ = until_offered(talker, leader, leader.begin)
    leader.reply(conversation, "yes")
    leader.press(conversation, Answer.ME).result()
    telling = habit if habit in TELLING else "token-question"
    for turn in _tell(leader, conversation, telling):
        pending = turn.state.pending
        assert not (pending and pending.move is Move.OFFER_NAME and pending.habit == habit)
