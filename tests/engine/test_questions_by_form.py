"""Some questions are told by their form, whatever the talk is about: how to answer somebody, whether a deed was wrong, why
somebody did it, whether to decide something over a person's head. And whoever asks for words may have found them already."""

import pytest

from coach.assembly import Mine
from coach.choices import leaning, over_somebody, two_ways, whether_to, whom_first
from coach.own_deeds import DONE, TO_DO, UNDONE, deed_doubted
from coach.question_shapes import is_against_somebody
from coach.sayable import sayable
from coach.services import Services
from coach.state import ConversationState
from coach.steps.screen import screen_message
from coach.their_reply import asks_how_to_answer, reply_feared
from coach.turn import Turn, listen
from coach.vocabulary import Level, Move, Subject


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What do I say if he says it's nothing?", "they-wave-it-away"),
        ("She says “don't worry about it” and gets the coats. Then what?", "they-wave-it-away"),
        ("And if she tells me 'I only wanted to help'?", "they-mean-well"),
        ('what do i answer when he goes "so you\'re sacking me"', "they-fear-the-worst"),
        ("What do I do when she asks how long I have known, “since when?”", "why-not-sooner"),
        ("What I say if he tells me: we are family?", "they-plead-ties"),
        ("how do i react when jo says 'yes chief' in front of the others", "they-mock"),
        ("What do I say when he says he wants to leave?", "they-resign"),
        ("What if Ana asks why I was so hard on her?", "they-ask-why"),
        ("but what if he says “why now?”", "why-now"),
        ("What if she says it isn't fine at all?", "they-say-not-fine"),
        ("And if he says nothing?", "they-go-silent"),
        ("What do I say when they ask why?", "justify-decision"),
        ("If he says no, do I push?", "they-say-no"),
        ("And when my sister says it's all my fault, what do I say?", "they-blame-me"),
    ],
)
def test_what_they_may_say_decides_how_to_answer_it(text: str, kind: str) -> None:
    assert reply_feared(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "She says it's nothing. I don't believe her.",
        "He told me it was fine and I went home.",
        "What do I say to him?",
        "Should I tell her that it's fine by me?",
        "When she says yes I feel better.",
        "I only wanted to help, is that so wrong?",
        "My boss says no to everything.",
        "What do I say when he comes in?",
    ],
)
def test_who_only_tells_what_somebody_says_asks_for_no_answer_to_it(text: str) -> None:
    assert reply_feared(text) is None


def test_what_they_may_say_again_is_not_known_from_these_words() -> None:
    assert not asks_how_to_answer("What do I say tomorrow when she asks me again?")
    assert asks_how_to_answer("What do I say when she asks about the keys?")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Was I wrong to send him home?", DONE),
        ("she cried. was that unfair of me?", DONE),
        ("Is it bad that I let her take the blame?", DONE),
        ("Was I too hard on them?", DONE),
        ("Should I have stopped and helped him?", UNDONE),
        ("is it wrong that i pretended not to see it?", UNDONE),
        ("Is it cowardly that I never told him?", UNDONE),
        ("Was it wrong that I said nothing?", UNDONE),
        ("Is it wrong that I feel relieved?", None),
        ("Is it bad that I miss her?", None),
        ("Is it wrong to go to him anyway?", TO_DO),
        ("Is it wrong that I defend him?", TO_DO),
        ("would it be unfair to leave the warning on his file?", TO_DO),
        ("Is it wrong to lie to her about it?", None),
        ("Is it wrong to let him go because he is ill?", None),
        ("Should I tell him that it was wrong of me?", None),
        ("Was he wrong to send me home?", None),
        ("Should I ask her?", None),
        ("I was wrong to send him home.", None),
    ],
)
def test_a_deed_of_ones_own_that_is_doubted(text: str, kind: str | None) -> None:
    assert deed_doubted(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Should I raise it or just let it go?",
        "What do I say when she says “so you're getting rid of me”?",
        "Is it wrong that I pretended not to hear him?",
    ],
)
def test_what_is_over_or_what_they_say_is_nothing_against_them(text: str) -> None:
    assert not is_against_somebody(text)


def test_what_would_be_done_to_them_still_is() -> None:
    assert is_against_somebody("Should I let him go before Christmas?")
    assert is_against_somebody("Do I pretend that I don't know it?")


@pytest.mark.parametrize(
    ("text", "nearer"),
    [
        ("Would you say something to her now, with the show on, or wait until after?", "speak to her now"),
        ("which is better, have it out with him or send the board my notes", "have it out with him"),
        ("what do i say on friday, do i bring it up or wait for him to?", "bring it up"),
        ("Do I tell her first or do I wait for her to say something?", "tell her first"),
    ],
)  # fmt: skip
def test_of_two_ways_the_one_nearer_to_them(text: str, nearer: str) -> None:
    ways = two_ways(text)
    assert ways is not None
    leant = leaning(ways)
    assert leant is not None
    assert leant[0] == nearer


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("I'm thinking should I take her off Sundays so she can rest. What would you do?", True),
        ("Should I move him to the other crew?", True),
        ("Should I give them a rest?", True),
        ("Should I give her a call?", False),
        ("Should I tell him?", False),
        ("Should I take the keys back to her?", False),
    ],
)
def test_what_is_decided_about_somebody_is_told_from_what_is_said_to_them(
    text: str, over: bool
) -> None:
    way = whether_to(text)
    assert way is not None
    assert over_somebody(way) is over


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("We shear all summer.", "He taught me to shear when I was 17."), "You taught me to shear when I was 17"),
        (("I was too proud to ring her, and the flowers came late.",), "I was too proud to ring you"),
        (("The log said eleven. It was my mistake, not hers.", "She is fine."), "It was my mistake"),
        (("She wasn't wrong about the figure, for what it's worth.",), "You weren't wrong about the figure"),
        (("I suppose that's what's sticking in me, I said nothing and he took it as grand.",), "I said nothing"),
        (("i never said thank you",), "I never said thank you"),
        (("I left her name off the list. I was ashamed afterwards.",), "I was ashamed afterwards"),
        (("I still respect him.", "I lied to him about the price."), "I lied to you about the price"),
        (("I never noticed her until she cried.",), "I never noticed you until you cried"),
        (("I left her name off the list and said nothing.",), "I left your name off the list and said nothing"),
    ],
)  # fmt: skip
def test_what_they_own_or_hold_dear_can_be_said_to_the_other(
    told: tuple[str, ...], words: str
) -> None:
    assert sayable(told) == words


@pytest.mark.parametrize(
    "told",
    [
        "I don't know what I feel.",
        "Should I say I'm sorry?",
        "I'll tell him I was wrong tomorrow.",
        "He is lazy and I hate it.",
        "My wife says I was wrong.",
        "I'm sorry, I don't follow you.",
        "I miss my brother, he died in May.",
        "I regret that I ever downloaded this app.",
        "I regret not firing him sooner.",
        "It was my dog.",
        "I owe him a beating.",
        "I was wrong to trust him.",
        "I should have hit him.",
        "I shouldn't have hired her.",
        "I like her legs.",
        "I love her.",
        "I was ashamed of him.",
        "I'm glad he is gone.",
        "She was right about the numbers but wrong about me.",
    ],
)
def test_what_is_not_for_them_is_not_given_back_to_be_said(told: str) -> None:
    assert sayable((told,)) is None


def test_who_asks_for_words_is_given_their_own(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(
        talk, "My deputy wrote the plan and I presented it as mine. He looked at the floor."
    )
    leader.reply(talk, "I was too vain to say his name in front of the chief.")
    asked = leader.reply(talk, "What do I say to him tomorrow?")
    assert asked.plan.parts[-1].move is Move.OPINION
    assert "“I was too vain to say your name in front of the chief.”" in asked.reply


def test_why_somebody_did_it_is_left_to_those_who_know_them(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(
        talk, "My mate told me in front of the passengers that I was late, and I sent him below."
    )
    asked = leader.reply(talk, "why did he have to do it in front of everybody though")
    assert asked.plan.parts[-1].abouts == (Subject.HISTORY,)


def test_words_that_they_may_answer_with_are_no_draft_and_no_resistance(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "i run the box office. dina covers for me every time and i never noticed.")
    asked = leader.reply(talk, "and when she goes 'sure, whatever, boss'?")
    assert asked.plan.parts[-1].move is Move.SUGGEST
    assert asked.asked == "they-mock"


@pytest.mark.parametrize(
    "text",
    [
        "Was it wrong that I touched her?",
        "Was I wrong to hit him?",
        "Was I wrong to not fight back?",
        "Should I have gone to him before he died?",
        "Is it wrong to fake the inspection log?",
        "Is it wrong that I flirt with my intern?",
        "Would it be wrong to just disappear?",
        "Was it wrong of me to report the harassment?",
        "What do I say when he says he was just joking after grabbing me?",
        "What if my boss says he'll fire me if I report him?",
        "Should I go to HR first or to the man who touched me?",
        "Do I tell the police first or my boss?",
    ],
)
def test_nothing_grave_is_answered_by_its_form(text: str) -> None:
    assert deed_doubted(text) is None
    assert reply_feared(text) is None
    assert not whom_first(text)


@pytest.mark.parametrize(
    "text",
    [
        "Should I fake the log?",
        "Should I humiliate him?",
        "Should I swallow the pills?",
        "Is it wrong to slap him?",
    ],
)
def test_to_what_harms_no_leaning_is_given(text: str) -> None:
    assert is_against_somebody(text)


@pytest.mark.parametrize(
    "text",
    ["Should I replace the printer?", "Should I spare the horses?", "Should I move the desk?"],
)
def test_a_thing_is_not_asked_first(text: str) -> None:
    assert not over_somebody(whether_to(text) or "")


def test_what_is_said_of_a_false_alarm_hides_no_danger(warm_services: Services) -> None:
    after = ConversationState(turns=5, misheard=True)

    def levels(text: str) -> tuple[Level, ...]:
        turn = Turn("c", "m", text, after, heard=listen(text, warm_services))
        return screen_message(turn, warm_services).levels

    assert Level.CRISIS not in levels("Better than I expected, bar the suicide bit. Cheerio.")
    assert Level.CRISIS in levels("You were right about the suicide bit, I want it.")
    assert Level.CRISIS in levels("bar the suicide bit, I mean it, I want to die")


@pytest.mark.parametrize(
    "text",
    [
        "Should I replace her with a man?",
        "Should I remove the guard?",
        "Should I transfer the money to my account?",
    ],
)
def test_what_reaches_far_is_not_leant_to_in_their_words(text: str) -> None:
    assert whether_to(text) is None


@pytest.mark.parametrize(
    "text", ["Which first, the invoice or the tax?", "Should I go with the blue first or the red?"]
)
def test_of_two_things_none_is_hurt_first(text: str) -> None:
    assert not whom_first(text)
