"""What carries a message is handed back: what somebody owns up to or feels, what the other said, and never a detail beside it."""

import pytest

from coach.assembly import Mine
from coach.borrowing import clauses
from coach.carrying import carries, hard_word
from coach.handing_back import Point, point_of
from coach.retelling import retold
from coach.second_person import told_of
from coach.services import Services


def _point(services: Services, text: str) -> Point:
    words = services.common_words
    return point_of(services.hear(text, ""), services.ear["quote"], text, text, "", (), words)


def _handed_back(services: Services, text: str) -> str:
    point = _point(services, text)
    words = point.retold.words if point.retold else point.quote or point.quote_in_place
    return (words or "").lower()


def _retold(text: str) -> str | None:
    told = retold(text, [(span, 0.5) for span in clauses(text)])
    return told.words if told is not None else None


def _counts(clause: str) -> float:
    return carries(clause, (0, len(clause)))


@pytest.mark.parametrize(
    "owned",
    [
        "I covered up the broken seal", "i looked away when he started on her", "I broke my promise to the night shift", "I said not one word",
        "It was my mistake they ran short", "i never said a word to the lads", "we kept quiet about the cuts", "I froze and let him finish",
        "I changed the date on the form", "that was my doing", "I hid behind the agenda", "I took the credit for her plan", "I lost my temper at the pass",
    ],
)  # fmt: skip
def test_what_is_owned_counts_more(owned: str) -> None:
    assert _counts(owned) > 0.3


@pytest.mark.parametrize(
    "near",
    [
        "He lied to me about the hours", "I covered the desk at lunch", "I changed the oil", "I got it wrong side up", "She said nothing of it",
        "I never lied to them", "I didn't say anything wrong", "it was not my fault", "I never lost my temper", "I lost my temperature log",
        "he hid behind the agenda", "the mistake was in the spreadsheet",
    ],
)  # fmt: skip
def test_what_nobody_holds_against_themselves_does_not(near: str) -> None:
    assert _counts(near) < 0.1


@pytest.mark.parametrize(
    ("text", "carried", "beside"),
    [
        ("On Friday the new nurse asked me for help and I pretended I didn't see her. My wife says I'm too nice anyway, she did a course once. We have 14 rooms.",
         "pretended", "course"),
        ("The auditor asked and I kept quiet about the second till. My husband thinks nobody will look, he reads the paper all day, he sleeps like a stone.",
         "kept quiet", "sleeps"),
        ("i run the kitchen at a school, 240 covers. i lied to the head about the fridge. the fridge man lives ten minutes away and could come any day.",
         "lied", "lives"),
        ("She came to the yard with the two boys. I was ashamed when she thanked me. It takes forty minutes to get there by bus.",
         "ashamed", "bus"),
    ],
)  # fmt: skip
def test_what_is_owned_or_felt_is_handed_back_and_not_what_is_around_it(
    warm_services: Services, text: str, carried: str, beside: str
) -> None:
    handed_back = _handed_back(warm_services, text)
    assert carried in handed_back
    assert beside not in handed_back


def test_a_remark_about_writing_it_is_not_handed_back(warm_services: Services) -> None:
    text = "I'd go to her flat and sit down. I miss her. God, my eyes have gone all wet from typing this."
    assert "typing" not in _handed_back(warm_services, text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I was a coward about it, plain and simple.", "coward"), ("honestly i was gutless", "gutless"), ("I feel like a fraud in that chair", "fraud"),
        ("I've been a bit of a bully with the trainees", "bully"), ("I am very cowardly in such moments", "cowardly"), ("I was cruel to her and I knew it", "cruel"),
        ("Truth is I'm a hypocrite about overtime", "hypocrite"), ("I was too weak to stop him", "weak"), ("we had the money and i was petty about it", "petty"),
        ("I was being selfish", "selfish"),
    ],
)  # fmt: skip
def test_a_hard_word_about_oneself_is_heard(text: str, word: str) -> None:
    assert hard_word(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "I'm not a coward.", "She says I'm a bully.", "Am I a coward?", "If I'm a fraud, so is he.", "They think I am a tyrant", "He called me gutless.",
        "'I was a coward', he told me.", "I was a fool for oysters", "the signal was weak and I was late", "I'm no idiot", "He's a coward",
        "I was weak with hunger", "I'm an idiot lol, I meant Tuesday", "I don't want to be a bully",
    ],
)  # fmt: skip
def test_a_word_of_somebody_elses_or_a_denial_is_no_hard_word(text: str) -> None:
    assert hard_word(text) is None


def test_a_hard_word_is_taken_up_and_not_agreed_with(leader: Mine) -> None:
    conversation = leader.begin()
    leader.reply(conversation, "I moved our oldest welder off his bay in front of the crew.")
    reply = leader.reply(
        conversation,
        "I did it there because I was too spineless to do it alone with him, and the crew all stood and watched.",
    ).reply
    assert "spineless”" in reply.lower()
    assert "you were" not in reply.lower()


@pytest.mark.parametrize(
    ("text", "not_theirs"),
    [
        ("He said, not loud, 'I never wanted this job, you know'. And I changed the subject.", "you never wanted"),
        ("she wrote 'i trusted you, and i was wrong' on the card. i put it in a drawer.", "you trusted"),
        ("My chef said: I can't do this, I'm tired, and I looked at my phone.", "you're tired"),
        ("\"I waited for you, all evening,\" she said. I had forgotten her.", "you waited"),
        ("the old man goes 'i know what you did, i saw it', and i laughed", "you saw"),
    ],
)  # fmt: skip
def test_what_somebody_else_said_is_not_turned_into_the_leaders_own(
    text: str, not_theirs: str
) -> None:
    assert not_theirs not in (_retold(text) or "").lower()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He's the drivers' favourite and I gave the drivers' van away to Lee.", "You gave the drivers' van away to Lee"),
        ("I told him 'you're done here'. He packed his knives and I watched him.", "He packed his knives, and you watched him"),
        ("It was quiet in there for once. I had nothing to say, my face was burning.", "You had nothing to say, and your face was burning"),
    ],
)  # fmt: skip
def test_what_stands_around_a_quotation_is_told(text: str, told: str) -> None:
    assert _retold(text) == told


@pytest.mark.parametrize(
    ("text", "stitched"),
    [
        ("I sacked him on the Monday, it rained, and the lads all watched from the loading bay.", "and the lads"),
        ("He asked me to stay. There was a train at six. I left.", "you left"),
        ("I could have got up and handed her the form, and I was late.", "you handed"),
        ("I moved her desk to the hall because of the noise from the saws, and he never asked me why.", "you moved her desk to the hall, and he never"),
    ],
)  # fmt: skip
def test_two_clauses_that_do_not_stand_together_are_not_joined(text: str, stitched: str) -> None:
    assert stitched not in (_retold(text) or "").lower()


@pytest.mark.parametrize(
    "text",
    ["that's the one I'm scared of", "it's off her name", "it's how it goes with him", "that was the thing", "I did something", "it is what it is with them",
     "I've just welled up typing that"],
)  # fmt: skip
def test_what_means_nothing_by_itself_is_not_told_back(text: str) -> None:
    assert told_of(text) is None


@pytest.mark.parametrize(
    "text", ["it hurt me for a week", "it was a hard winter for us", "that cost me a good man"]
)
def test_what_says_how_it_was_is_told_back(text: str) -> None:
    assert told_of(text) is not None


def test_half_of_a_contrast_is_not_told_back() -> None:
    told = _retold("I didn't call him, I texted him from the car park before the shift.")
    assert "didn't call" not in (told or "")


def test_a_quotation_is_whole_and_begins_with_a_capital(leader: Mine) -> None:
    reply = leader.reply(
        leader.begin(),
        "my lead joiner, bram, put down the plane and said 'you taught me wrong, you know' and then he swept up.",
    ).reply
    assert "“you" not in reply
    assert "you put it" not in reply.lower()
