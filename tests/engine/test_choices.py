"""What somebody asks the coach to decide, said back as it was asked; and what a reply to it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.assembly import Mine
from coach.choices import leaning, two_ways, whether_to
from coach.vocabulary import Move


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("Do I phone my brother now or do I wait until he has cooled down?", ("phone your brother now", "wait until he has cooled down")),
        ("is it better to say it to her face or to send a note", ("say it to her face", "send a note")),
        ("So should I keep the minutes, or bin them?", ("keep the minutes", "bin them")),
        ("ring or write?", ("ring", "write")),
        ("Do I begin with the laughing, or with my proposal?", ("begin with the laughing", "begin with your proposal")),
        ("should i say it at the truck or in the office", ("say it at the truck", "say it in the office")),
    ],
)  # fmt: skip
def test_two_ways_are_said_as_they_were_asked(text: str, ways: tuple[str, str]) -> None:
    assert two_ways(text) == ways


@pytest.mark.parametrize(
    "text",
    ["Should I go or not?", "Will he stay or will he go?", "Do I tell you or them?", "He asked me: now or never?", "Is she right or wrong?", ""],
)  # fmt: skip
def test_no_choice_is_made_of_what_is_none(text: str) -> None:
    assert two_ways(text) is None


@pytest.mark.parametrize(
    ("asked", "nearer"),
    [
        ("Is it better to say sorry or to explain my reasons?", "say sorry"),
        ("Should I send the oil first or call him?", "call him"),
        ("is it worse to bring it up or leave it", "bring it up"),
        ("Do I text her or go round?", "go round"),
        ("Should I fire him or wait until Monday?", None),  # neither is nearer to him
        ("Do I call or ring him?", None),
    ],
)
def test_of_two_ways_the_one_nearer_to_the_other_person_is_leant_to(
    asked: str, nearer: str | None
) -> None:
    ways = two_ways(asked)
    found = leaning(ways) if ways else None
    assert (found[0] if found else None) == nearer


def test_what_they_ask_whether_to_do_is_said_as_it_was_asked() -> None:
    assert whether_to("Hm. Should I stop reading my notes out?") == "stop reading your notes out"
    assert whether_to("Should I kill him?") is None
    assert whether_to("Should I be what you want?") is None


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    ways, way = two_ways(text), whether_to(text)
    for said in (*(ways or ()), way or ""):
        assert not {"i", "my", "me"} & set(said.lower().split())


def test_a_choice_is_answered_with_a_leaning_and_not_from_the_library(me: Mine) -> None:
    conversation = me.begin()
    me.reply(conversation, "My deputy Farah took the blame for my mistake in front of the board.")
    turn = me.reply(conversation, "Do I thank her in the car or do I write to the board?")
    assert turn.plan.move in {Move.OPINION, Move.SUGGEST}
    assert "thank her in the car" in turn.reply and "write to the board" in turn.reply
    assert not turn.cited


@pytest.mark.parametrize(
    "asked",
    ["yeah only me. should i text or call", "Do I mail him or go over?", "Is it better to phone or to send a card?"],
)  # fmt: skip
def test_how_to_reach_somebody_is_answered_straight(me: Mine, asked: str) -> None:
    conversation = me.begin()
    me.reply(conversation, "Lost a customer after eleven years, and nobody called me.")
    turn = me.reply(conversation, asked)
    assert turn.asked == "call-write-or-go", turn.reply
    assert turn.plan.move is Move.SUGGEST


@pytest.mark.parametrize(
    ("text", "leans_to"),
    [
        ("Do I go away or stay?", "stay"),
        ("Should I stay with her or leave her alone?", "stay with her"),
        ("Do I look away or ask him?", "ask him"),
    ],
)
def test_nobody_is_told_to_walk_away(text: str, leans_to: str) -> None:
    ways = two_ways(text)
    assert ways is not None
    leant = leaning(ways)
    assert leant is not None
    assert leant[0] == leans_to


@pytest.mark.parametrize(
    ("text", "do"),
    [
        ("Should I say his name, Jonas, or will it hurt her more?", "say his name"),
        ("Should I mention the pallets, or is that exactly the kind of thing?", "mention the pallets"),
        ("Would I go in to the hospital, do you think, or is a man in a gown the wrong place?", "go in to the hospital"),
        ("Can I say the name, or is it for the family only?", "say the name"),
    ],
)  # fmt: skip
def test_a_fear_beside_a_question_is_no_second_way(text: str, do: str) -> None:
    assert two_ways(text) is None
    assert whether_to(text) == do
