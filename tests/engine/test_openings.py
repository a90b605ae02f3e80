"""The coach does not make itself needed: after talks without a step it points to a person."""

from coach.assembly import Coach, Mine
from coach.vocabulary import Subject

TALK = ["I walked past Marta again today without a word and she noticed it."] * 4


def _opens_with_a_person(talker: Coach, leader: Mine) -> bool:
    conversation = leader.begin()
    opening = leader.conversation(conversation).messages[0]
    leader.delete(conversation)
    about = {line.id: line.about for line in talker.services.curated[1]}
    return any(about[line] is Subject.WHO for line in opening.meta["lines"])


def _talk(leader: Mine, number: int) -> None:
    conversation = leader.begin()
    for n, text in enumerate(TALK):
        leader.reply(conversation, f"{text} That was day {number}, and time {n}.")


def test_a_person_is_suggested_after_three_talks_without_a_step(
    talker: Coach, leader: Mine
) -> None:
    for number in range(3):
        assert not _opens_with_a_person(talker, leader)
        _talk(leader, number)
    assert _opens_with_a_person(talker, leader)
