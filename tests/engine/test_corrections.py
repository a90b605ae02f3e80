"""What puts the coach right is owned in a few words, and what is told beside it is what the reply takes up."""

import re

import pytest

from coach.aims import picked, without_aim
from coach.assembly import Mine
from coach.corrections import (
    asked_about,
    asks_still,
    asks_why,
    corrected_in,
    still_asked,
    without_corrections,
)
from coach.echoed import asks_what_was_meant, denied_in
from coach.safety_words import denials_blank
from coach.turn_kinds import repair_of
from coach.vocabulary import Move, Subject

STORY = "I run a bakery. My oldest baker Ines asked for Sundays off and I laughed at her in front of the apprentices."


def _tidy(text: str) -> str:
    return " ".join(text.split())


# --- The coach's words were not clear -------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        ("Say what?", "I'd say it the way you said it to me."),
        ("Ask who?", "I can't tell from here, and he could. I'd ask, and let the answer be short."),
        ("Sorry, keep of what?", "What of them do you want to keep?"),
        ("Turn what down?", "He can turn it down, and then you'll know that too."),
        ("What is bad?", "If it's bad, listen first."),
        ("What sentence?", "I'd say the one sentence first."),
        ("Which one sentence you mean?", "I'd say the one sentence first."),
        ("ok and leave who?", "Then leave them to it."),
        ("Carry what?", "You carry it into the next shift."),
        ("Which layer?", "Take off one layer and go."),
        ("Hm, begin with whom?", "I'd begin with the one who costs you more."),
    ],
)
def test_a_short_question_about_the_coachs_own_words_asks_what_they_meant(
    asked: str, before: str
) -> None:
    assert asks_what_was_meant(asked, before)
    assert repair_of(asked, before) is Subject.PASSAGE


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        ("What now?", "I'd say it now."),
        ("What about Kuba?", "Kuba could hear it from you."),
        ("What time?", "Give it a time."),
        ("Who told you that?", "He told them."),
        ("Would she mind?", "She may mind."),
        ("Ask him what he wants?", "You could write to her."),
        ("Does it cost her less?", "Of the two I'd take the one that costs you more and her less."),
        ("What if she cries?", "She may cry, and that's allowed."),
        ("Thursday?", "What day suits you?"),
        ("How do I begin?", "You could begin with the milk."),
    ],
)
def test_a_question_of_their_own_is_none_about_the_coachs_words(asked: str, before: str) -> None:
    assert not asks_what_was_meant(asked, before)


def test_the_coachs_question_taken_up_is_not_one_that_was_unclear() -> None:
    before = "You laughed at her. What is the worst of it?"
    assert repair_of("The worst of it? That she went on working.", before) is None
    assert repair_of("The worst of what?", before) is Subject.PASSAGE


# --- The coach's words were not so ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("i'm not hot? i'm sad. he taught me everything", "One night, if you're still hot, and not two."),
        ("Nah I didnt walk past him. I moved him.", "“I saw, and I walked past.” Would that be true?"),
        ("I didn't notice something, I did something.", "“I noticed something, and I'd like to ask.”"),
        ("It is not thanks, it is sorry.", "Thanks can go either way, so let her decide it."),
        ("im not the one joking tho, he is", "The more jokes a boss makes, the less they laugh."),
        ("He isn't late, he's never there at all.", "He's late, and nobody says so."),
        ("No, she's not angry with the union.", "She's angry, and the union is behind her."),
        ("i don't think the rain is what scares me, it's the question", "So the rain scares you."),
        ("They didn't refuse, they just never answered.", "They refused, and that stung."),
        ("That's not a demotion. It's a move across.", "A demotion is hard to hear."),
    ],
)  # fmt: skip
def test_a_denial_of_what_the_coach_stated_puts_it_right(text: str, before: str) -> None:
    assert denied_in(text, before) is not None
    assert corrected_in(text, before) is Subject.FIT


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("I didn't ask because I was embarrassed. I still am.", "You never asked her."),
        ("I can't write it on the rota, my brother makes it.", "You could write it on the rota."),
        ("She wasn't quiet before, she used to sing.", "You laughed, and she went quiet."),
        ("No, I never rang her. I hid.", "Did you ring her afterwards?"),
        ("I'm not angry. I'm tired.", "Are you angry?"),
        ("I'm not sleeping, I lie there.", "She left by the side door."),
        ("He doesn't know. Nobody told him.", "You stood by the van."),
        ("I didn't. That's the trouble.", "You wanted to tell her."),
        ("I won't ring her, I'll go round.", "You could ring her on Monday."),
        ("It's for the apprentices too, not just for her.", "You laughed at her."),
    ],
)
def test_what_only_goes_on_telling_puts_nothing_right(text: str, before: str) -> None:
    assert corrected_in(text, before) is None


@pytest.mark.parametrize(
    "text",
    [
        "The question, like I said. What do I answer tomorrow?",
        "I told you already my plan. On Friday I go to him.",
        "you didn't say which though. I'll go to him friday",
        "I just said so. Right, I'll go on Monday.",
        "ur not getting it. i might ask him for a coffee",
    ],
)
def test_what_was_said_already_is_heard_as_that(text: str) -> None:
    assert corrected_in(text, "What bothers you most about it?") is Subject.SCENE


@pytest.mark.parametrize(
    "text",
    [
        "I asked if he was all right and he said fine.",
        "I told you about it months ago, she said.",
        "I already told him twice.",
        "As I said to my wife, it's the rain.",
        "She just said so.",
    ],
)
def test_what_was_said_to_others_is_told(text: str) -> None:
    assert corrected_in(text, "What happened then?") is None


def test_what_puts_right_is_not_told_back_and_the_rest_is() -> None:
    before = "If it's bad, listen first."
    text = "What is bad? I don't follow. My boss wants a false number."
    kept = without_corrections(text, before)
    assert len(kept) == len(text)
    assert _tidy(kept) == "My boss wants a false number."
    text = "I didnt notice something, I did something. He eats alone now."
    kept = without_corrections(text, "“I noticed something.”")
    assert _tidy(kept) == "I did something. He eats alone now."
    kept = without_corrections("No, the time is last Thursday.", "The time is clear.", known=True)
    assert "I" not in _tidy(kept)


# --- Why, and what stands unanswered --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("why?", True),
        ("Why first with him?", True),
        ("But why?", True),
        ("You did not say me why.", True),
        ("Why not her?", True),
        ("why does he do it", False),
        ("Why do you think she left us?", False),
        ("Why would a man do that?", False),
        ("I know why.", False),
    ],
)
def test_a_why_about_the_advice_is_told_from_other_whys(text: str, why: bool) -> None:
    assert asks_why(text) is why


def test_the_question_that_stands_unanswered_is_found_again() -> None:
    said = ["should I raise it", "ok. why would he do that though? he doesn't need it"]
    before = "Often it's caution that has turned into routine."
    assert still_asked("I was asking about him not me", before, said) == said[-1]
    assert asked_about("I was asking about him not me") == "him"
    said.append("I was asking about him not me")
    assert still_asked("I asked why he'd do it. You told me about me", before, said) == said[1]
    assert still_asked("the board is for the crew, not for Ines", before, ["Is it too public?"])
    assert still_asked("I asked him and he went home.", before, ["I run a depot."]) is None


# --- What is wanted -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "What I did, I think. Her husband left in June.",
        "what happened i guess. i panicked",
        "What I can do now. Since that day she is very polite.",
        "What happened I suppose, because I keep going over it.",
        "The second. I feel sick when I hear the door.",
        "what to do next",
    ],
)
def test_a_mere_pick_is_taken_as_one(text: str) -> None:
    pick = picked(text)
    assert pick is not None
    kept = without_aim(text, None)
    assert len(kept) == len(text)
    assert pick not in kept


@pytest.mark.parametrize(
    "text",
    [
        "What happened was that I laughed.",
        "What to say to her on Monday.",
        "What I did to him was worse.",
        "I want to find the words.",
        "The first time I saw him he was twelve.",
        "Whether I give her the Sundays or not.",
    ],
)
def test_a_wish_or_a_story_is_no_pick(text: str) -> None:
    assert picked(text) is None


@pytest.fixture
def asked_for_an_aim(leader: Mine) -> str:
    """A talk in which the coach has asked what they want from it."""
    for _ in range(6):
        talk = leader.begin()
        leader.reply(talk, STORY)
        turn = leader.reply(talk, "She went on kneading, and they laughed because I did.")
        if turn.state.pending is not None and turn.state.pending.about is Subject.AIM:
            return talk
    pytest.fail("no aim was asked for")


def test_after_a_pick_what_else_was_told_is_handed_back(
    leader: Mine, asked_for_an_aim: str
) -> None:
    turn = leader.reply(
        asked_for_an_aim,
        "What I did, I think. I was tired, and she had trained me when I was nineteen.",
    )
    assert turn.state.aim
    assert "what you did" not in turn.reply.lower()
    assert "You'd like" not in turn.reply
    assert re.search(r"tired|trained", turn.reply), turn.reply
    assert not re.search(r"gets to you|was said|wander off", turn.reply)


def test_what_is_told_beside_a_wish_is_handed_back_and_not_asked_for(
    leader: Mine, asked_for_an_aim: str
) -> None:
    turn = leader.reply(
        asked_for_an_aim,
        "I want to know how to say sorry to her. And I am angry with myself, because I knew that her son was in hospital.",
    )
    assert [p.move for p in turn.plan.parts] == [Move.CONFIRM_AIM, Move.REFLECT]
    assert "?" not in turn.reply
    assert "everything else" not in turn.reply


def test_nobody_who_has_asked_for_something_is_asked_what_they_want(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, STORY)
    leader.reply(talk, "Should I just laugh along when they laugh now?")
    for text in ("He applied for it too, and they gave it to me.", "He taught me to set."):
        turn = leader.reply(talk, text)
        assert Move.ASK_AIM not in {p.move for p in turn.plan.parts}, turn.reply


# --- In a talk ------------------------------------------------------------------------------------


def test_a_false_alarm_is_owned_in_one_sentence_and_the_rest_taken_up() -> None:
    text = "It is not harassment. I laughed at her one time and I am ashamed of it."
    assert _tidy(denials_blank(text)) == "I laughed at her one time and I am ashamed of it."
    assert _tidy(denials_blank("No. He killed the deal.")) == "He killed the deal."
    assert not _tidy(denials_blank("You misunderstood me."))


def test_somebody_put_right_beside_a_plan_is_owned_and_the_plan_goes_on(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, STORY)
    leader.reply(talk, "I want to say sorry to her.")
    turn = leader.reply(
        talk, "I told you already. On Friday at four I'll go to the bench and say I was wrong."
    )
    assert turn.spoken[0].move is Move.MEND
    assert "?" not in turn.spoken[0].text
    assert turn.state.step.what


def test_nothing_is_asked_that_was_just_said(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, STORY)
    leader.reply(talk, "She went on kneading.")
    leader.reply(talk, "Why did she not shout at me?")
    turn = leader.reply(talk, "I was asking about her, not about me.")
    assert turn.spoken[0].move is Move.MEND
    assert not re.search(r"[Ww]hich part|keep to|\bnext\b|come back to", turn.reply)


@pytest.mark.parametrize(
    ("text", "still"),
    [
        ("I ask if it is too hard to say this to him.", True),
        ("No, I ask you. What do I say?", True),
        ("i'm asking about me. i was a coward", True),
        ("I asked what to do with the Saturdays.", True),
        ("First alone at 5, and after I ask if she wants that the others hear it.", False),
        ("I asked him how his week was.", False),
        ("I asked if she was all right.", False),
        ("On Friday I ask him for the keys.", False),
    ],
)
def test_what_is_asked_of_the_coach_is_told_from_what_is_asked_of_others(
    text: str, still: bool
) -> None:
    assert asks_still(text) is still
