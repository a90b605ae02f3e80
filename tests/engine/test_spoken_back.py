"""What a leader did, said back as a sentence of the coach's; above all what must not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.spoken_back import deed_or_way, is_told_as_done, spoken_back


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("I gave him a brochure", "You gave him a brochure"),
        ("I've trained them, basically", "You've trained them, basically"),
        ("I keep hearing myself saying it", "You keep hearing yourself saying it"),
        ("he just looked at his laptop", "He just looked at his laptop"),
        ("she asked for my keys", "She asked for your keys"),
        ("I’d rather explain having gone to him first", "You'd rather explain having gone to him first"),
    ],
)  # fmt: skip
def test_something_done_is_spoken_back_in_the_second_person(clause: str, said: str) -> None:
    assert spoken_back(clause) == said


# All but the last few begin as something done does, so that each needs its own reason to be refused.
@pytest.mark.parametrize(
    "clause",
    [
        "I failed my team", "I let my team down", "I screwed up the launch", "I talk too much", "I don't listen",
        "I never really listened to my kids", "he called me a bastard", "I deserve it all", "I feel like a fraud",
        "I just want to disappear", "I want to hit him", "I should have asked", "I could have phoned", "I can't shut up",
        "I cant stand him", "I dont know him", "I really am trying with him", "he asked was I all right",
        "they closed the mine in March", "she told me I never listen", "I told you so", "I have to go to him",
        "I've to go", "I miss me", "I lost my wife in March", "she died in my arms", "he put his hand on my knee",
        "I took an overdose in June", "I hit my son", "I don't really know him", "I gave it to",
        "I am a coward", "I was wrong", "she is lazy", "we never did see", "People leave care", "",
    ],
)  # fmt: skip
def test_what_would_be_a_verdict_an_order_or_worse_is_not_spoken_back(clause: str) -> None:
    assert spoken_back(clause) is None


@given(
    st.sampled_from(["I gave", "I keep telling", "she rang", "I've never asked", "they said nothing to", "I still see"]),
    st.sampled_from(["", " only", " just"]),
    st.sampled_from(["my brother", "mine", "him", "the man at my desk", "what was left", "myself"]),
)  # fmt: skip
def test_what_is_spoken_back_is_never_in_the_first_person(does: str, only: str, whom: str) -> None:
    said = spoken_back(f"{does}{only} {whom}")
    assert said is not None
    assert not {"i", "i've", "my", "mine", "myself", "me", "am"} & set(said.lower().split())


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ('My deputy said "I cried in the car after that call".', "I cried"),
        ("My foreman told me: I lost all respect for the firm.", "I lost"),
        ("He just said: I quit on Friday, and hung up.", "I quit"),
        ("She goes, I feel invisible in my own team.", "I feel"),
        ("According to HR, I intimidated her.", "I intimidated"),
        ("Apparently, I humiliated him in front of the board.", "I humiliated"),
        ("If he does that once more, I fire him.", "I fire"),
        ("In the worst case, I lose my job.", "I lose"),
        ("If I ask and she says no, that is that.", "I ask"),
        ("I ask because it's owed, not because I want to know.", "I want"),
        ("I rang him, not just because I needed the figures.", "I needed"),
    ],
)
def test_what_is_reported_or_supposed_is_not_told_as_done(text: str, clause: str) -> None:
    assert not is_told_as_done(text, text.index(clause))


def test_what_is_told_is_told_as_done() -> None:
    text = "He told me so, and I explained the policy to him. I keep hearing it."
    assert is_told_as_done(text, text.index("I explained"))
    assert is_told_as_done(text, text.index("I keep"))


def test_a_deed_is_told_from_a_way() -> None:
    for deed in (
        "I gave him a brochure",
        "he just looked at his laptop",
        "I froze in front of the board",
    ):
        assert deed_or_way(deed) == "deed"
    for way in ("I keep putting it off", "I don't ask them", "I never ask them"):
        assert deed_or_way(way) == "way"
    for neither in (
        "I want to go",
        "I need him on that project",
        "I worked there for eleven years",
        "I never had a mentor",
    ):
        assert deed_or_way(neither) is None
