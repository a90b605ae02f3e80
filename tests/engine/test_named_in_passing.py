"""Who is a person of the talk and who is not; and what is no danger."""

import re

import pytest

from coach.assembly import Mine
from coach.losses import is_anothers_loss
from coach.safety_words import denies_danger
from coach.vocabulary import Subject


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ('She put the letter on the counter and said "Gordon, is this you?" and I laughed.', "Gordon"),
        ("I run a hearing-aid shop in Nova Scotia and I lost my oldest customer.", "Scotia"),
        ("Maybe because he is European I think he doesn't like to be asked.", "European"),
    ],
)  # fmt: skip
def test_who_is_called_a_place_or_a_people_is_no_person_of_the_talk(
    leader: Mine, text: str, nobody: str
) -> None:
    turn = leader.reply(leader.begin(), text)
    assert nobody not in (turn.reading.person or "")
    assert nobody not in (turn.state.person or "")


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("Nobody is harming anybody. I only want to talk to him at the gate.", True),
        ("Nobody is harming anybody else, only me.", False),
        ("No one is hurting anyone but myself.", False),
        ("Somebody is harming her.", False),
    ],
)
def test_a_plain_denial_clears_an_alarm(text: str, denies: bool) -> None:
    assert denies_danger(text) is denies


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("We lost a girl to the competition last week.", False),
        ("He lost his partner to a bigger firm.", False),
        ("I lost the boy who did our deliveries.", False),
        ("She lost her boy to an accident in May. Davi was her boy.", True),
        ("He lost his wife to cancer.", True),
        ("They lost the baby in October.", True),
    ],
)
def test_who_goes_to_a_rival_is_not_mourned(text: str, dead: bool) -> None:
    assert is_anothers_loss(text) is dead


@pytest.mark.parametrize(
    "text",
    [
        "One of my riders lost his brother last Tuesday. I said all right mate and gave him his sheet.",
        "One of my mechanics, they had a baby in October and it was stillborn. I have said nothing.",
    ],
)
def test_a_loss_in_somebodys_life_is_asked_after_by_itself(leader: Mine, text: str) -> None:
    turn = leader.reply(leader.begin(), text)
    assert turn.plan.parts[-1].abouts == (Subject.LOSS,)
    quoted = " ".join(re.findall("“[^”]*”", turn.reply))
    assert "brother" not in quoted
    assert "born" not in quoted
