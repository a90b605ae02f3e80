"""Asked what to say, the guide gives words for what the talk is about."""

import pytest

from coach.assembly import Mine
from coach.words_owed import words_owed


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        (("made my nephew foreman and not ted. he saw it on the whiteboard",), "heard-elsewhere"),
        (("I'd promised Ana the lead and I gave the lead to somebody else.",), "broken-promise"),
        (("I gave the deputy post to a man from outside.", "She hears it on Friday."), "bad-news"),
        (("We promoted Liv over him, and he hasn't spoken to me since.",), "say-sorry"),
        (("I only call him when a label is missing.",), "only-call-when-need"),
        (("She ran the desk for nine years and I never thanked her.",), "say-thanks"),
        (("One of my drivers lost his wife in May.",), "grieving"),
    ],
)
def test_what_was_told_says_which_words_are_owed(told: tuple[str, ...], kinds: str) -> None:
    assert words_owed("what do I say first?", told)[0] == kinds


@pytest.mark.parametrize(
    "told",
    [
        "He went to the firm across the river for eight cents a bushel.",
        "I gave the keys to somebody else.",
        "We put the new shelf over the door.",
        "Ah, that's nice, thank you. Sizwe said sorry to the learner.",
        "I don't follow that, sorry.",
    ],
)
def test_where_nobody_was_passed_over_no_words_are_owed(told: str) -> None:
    assert words_owed("what do I say?", (told,)) == ()


def test_what_is_asked_counts_for_more_than_what_was_told() -> None:
    told = ("I gave the lead job to Ola and not to Jan, and he found out from the roster.",)
    assert words_owed("how do I thank him for the years before?", told)[0] == "say-thanks"


def test_asked_how_to_begin_with_somebody_who_heard_it_elsewhere(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "made my nephew foreman and not ted. sixteen years he's been with me")
    leader.reply(talk, "ted found out off the whiteboard. hasn't said a word to me")
    turn = leader.reply(talk, "what do i say first, monday in the van")
    assert turn.asked == "heard-elsewhere"


def test_the_first_sentence_of_bad_news_is_no_small_talk(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "gave the supervisor job to someone else. i had promised it to rita")
    turn = leader.reply(talk, "she doesn't know yet. i need the first sentence")
    assert turn.asked == "broken-promise"


def test_words_of_their_own_are_not_answered_with_other_words(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(
        talk, "I only ever phone my old teacher when a machine breaks. I never thanked him."
    )
    leader.reply(talk, "I want to thank him.")
    turn = leader.reply(
        talk, 'I say first "Nothing is broken!" and then my thanks. Is it a good start?'
    )
    assert turn.asked not in {"how-to-start", "say-thanks", "what-to-say"}
