"""What can be told is told rather than quoted, whoever's turn of phrase it is; and what comes after it is asked only where it
is likely enough to fit."""

import re

import pytest

from coach.aims import plainly_wanted
from coach.assembly import Mine
from coach.borrowing import clauses, named_person, with_capitals
from coach.handing_back import Point, point_of
from coach.losses import loss_said
from coach.plan_said import wish_said
from coach.retelling import WITH_A_MEANING, retold
from coach.second_person import told_of
from coach.services import Services
from coach.steps.understand import _aim
from coach.vocabulary import Move


def _point(services: Services, text: str) -> Point:
    words = services.common_words
    return point_of(services.hear(text, ""), services.ear["quote"], text, text, "", (), words)


def _retold(text: str) -> str | None:
    told = retold(text, [(span, 0.5) for span in clauses(text)])
    return told.words if told is not None else None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("made jess head of kitchen. marco's been with me 9 yrs. hasn't looked at me since tuesday", "Marco hasn't looked at you since Tuesday"),
        ("lost the harbour contract. 14 yrs we did their ropes. wrote thurs to say theyve gone with a dutch outfit", "They wrote Thursday to say they've gone with a dutch outfit"),
        ("lost a client. mate of 12 years. gave the whole harbour job to the other scaffold lot", "They gave the whole harbour job to the other scaffold lot"),
        ("least want to say is i knew a month before and said nothing", "You knew a month before and said nothing"),
        ("that she was right about it. his hours are full. he hasn't said a word about it which isn't like him", "He hasn't said a word about it which isn't like him"),
        ("came back on friday. i said alright mate and gave him his run sheet", "You gave him his run sheet"),
        ("My dispatcher retired in June, and I paid for the party and never said one word to him.", "You never said one word to him"),
    ],
)  # fmt: skip
def test_what_somebody_in_a_hurry_leaves_out_is_put_back(
    warm_services: Services, text: str, told: str
) -> None:
    point = _point(warm_services, text)
    assert point.retold is not None
    assert point.retold.words == told


def test_who_did_it_is_not_guessed() -> None:
    assert _retold("Rory saw it on the board. Went home.") != "You went home"
    assert _retold("My deputy rang. Told him no.") == "You told him no"


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("it occurs to me I never told her I wanted arguing", "you never told her you wanted arguing"),
        ("It's that I never said anything to him", "you never said anything to him"),
        ("What I'm scared of is that I'll cry before she does", "you're scared that you'll cry before she does"),
        ("what I want is to say it to her face", "you want to say it to her face"),
        ("The truth is I was frightened", "you were frightened"),
        ("not said a word to him since", "you haven't said a word to him since"),
        ("made my nephew foreman and not col", "you made your nephew foreman and not col"),
        ("he should of got it", "you feel he should have got it"),
        ("it turns out I'm the last to know", "you're the last to know"),
    ],
)  # fmt: skip
def test_what_only_leads_up_to_it_is_left_out(clause: str, told: str) -> None:
    found = told_of(clause)
    assert found is not None
    assert found.words == told


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("he is a polite man", "he is a polite man"),
        ("he's right about that", "you think he's right about that"),
        ("Hemi's the better shearer", "you think Hemi's the better shearer"),
    ],
)
def test_no_doubt_is_cast_on_what_was_seen(clause: str, told: str) -> None:
    found = told_of(clause)
    assert found is not None
    assert found.words == told


def test_what_they_will_say_of_themselves_is_so_and_what_somebody_said_is_not() -> None:
    own = "She will ask why. I will say, I was afraid to look old. I did not know I would say that."
    assert _retold(own) == "You were afraid to look old"
    said = "I called about a label and he said: ah, Ayla, so there is a problem again."
    assert "There is a problem" not in (_retold(said) or "")


def test_half_of_what_happened_at_the_same_time_is_not_told() -> None:
    text = "The letter reached her on a Friday evening, while she was tuning up for the Brahms. It was late."
    assert _retold(text) != "She was tuning up for the Brahms"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("denny found out from cory", "Denny found out from Cory"),
        ("rory's been with me 11 yrs", "Rory's been with me 11 yrs"),
        ("management said no and sales left", "management said no and sales left"),
        ("she said nothing and everybody left", "she said nothing and everybody left"),
    ],
)
def test_names_take_their_capitals(warm_services: Services, text: str, named: str) -> None:
    assert with_capitals(text, warm_services.common_words) == named


def test_what_is_said_to_the_coach_is_not_handed_back(warm_services: Services) -> None:
    text = "My daughter bet me twenty euros. I rent out cranes in Antwerp. Feel free to impress me."
    point = _point(warm_services, text)
    assert "impress" not in (point.quote or point.quote_in_place or "")


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("My manager, Doreen, lost her husband six weeks ago.", "Doreen", "Doreen lost her husband"),
        ("one of my roofers, lyle, lost his brother in march", None, "he lost his brother"),
        ("one of my riders lost his brother last tuesday", None, "he lost his brother"),
        ("One of my mechanics, Feri, his wife is died three weeks ago.", "Feri", "Feri's wife died"),
        ("My mother died in March.", None, None),
        ("We lost a client in March.", None, None),
    ],
)  # fmt: skip
def test_somebody_elses_loss_is_said_in_the_coachs_words(
    text: str, name: str | None, said: str | None
) -> None:
    assert loss_said(text, name) == said


def test_a_death_comes_before_the_work_and_is_said_once(leader: Mine) -> None:
    conversation = leader.begin()
    text = (
        "I run a small orchard and my packing-shed manager, Doreen, lost her husband six weeks ago. "
        "She is back on Monday and I sent a wreath from the firm."
    )
    first = leader.reply(conversation, text).reply
    assert first.startswith("Doreen lost her husband")
    again = leader.reply(conversation, "She lost her husband in May, and I never went to see her.")
    assert "lost her husband" not in again.reply


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ("What I want is to say it to her without her hearing that I want the shed back", "You want to say it to her without her hearing that you want the shed back"),
        ("I want two things: to know if she will leave, and to say that I am sorry for the way", "You want to know if she will leave, and to say that you are sorry for the way"),
        ("I'd like to say thank you to Beryl properly, I suppose, that's what I want out of this", "You'd like to thank Beryl properly"),
    ],
)  # fmt: skip
def test_an_aim_is_said_and_not_quoted(said: str, wish: str) -> None:
    assert wish_said(plainly_wanted(said)) == wish


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to see what a program makes of that.",
        "It doesn't go as I'd like, that's the trouble, it's already gone.",
    ],
)
def test_what_is_no_aim_is_not_taken_for_one(text: str) -> None:
    assert _aim(text) is None


def test_an_aim_that_was_overtaken_is_not_confirmed_later(leader: Mine) -> None:
    conversation = leader.begin()
    leader.reply(conversation, "Our oldest sponsor has gone after twelve years. I want to know if I may be hurt.")  # fmt: skip
    for text in (
        "He sent two canopies when my mother's roof came down, and I never spoke of it.",
        "I went to the market and saw his van there. I turned round and drove home.",
        "My sister says that I keep my pride in a tin.",
    ):
        turn = leader.reply(conversation, text)
    assert "may be hurt" not in turn.reply


def test_after_an_aim_what_happened_is_asked_and_no_stock_question(leader: Mine) -> None:
    conversation = leader.begin()
    leader.reply(conversation, "I gave the yard lead to somebody else and my foreman isn't talking to me. He heard it in the canteen.")  # fmt: skip
    turn = leader.reply(conversation, "I want him to talk to me again.")
    assert any(s.move is Move.CONFIRM_AIM for s in turn.spoken)
    assert "?" in turn.reply
    assert not re.search(r"matters most|counts most|hangs on it|make of that", turn.reply)


def test_nothing_is_asked_after_what_was_told_where_no_question_is_likely(leader: Mine) -> None:
    conversation = leader.begin()
    leader.reply(conversation, "It's about my cutter Fernanda. The agency made us a new brand and she laughed at it.")  # fmt: skip
    leader.reply(conversation, "I want her to speak to me as before.")
    text = "She found out from the driver that I will sell the old machine. She worked on it nineteen years. I signed the paper the same week."  # fmt: skip
    reply = leader.reply(conversation, text).reply
    assert "signed the paper" in reply
    assert "?" not in reply


def test_somebody_named_in_passing_is_not_who_it_is_about(leader: Mine) -> None:
    conversation = leader.begin()
    for text in (
        "It's about Bento, who packs the seed for me. Bento has been with us eleven years and I never thanked him.",
        "Bento won't look at me since the new line came, and Bento was the one who built the old one.",
        "He eats with Lurdes now, at her table, and I walk past.",
    ):
        turn = leader.reply(conversation, text)
    assert "Lurdes" not in turn.reply.split(". ")[-1]


def test_a_place_is_nobody() -> None:
    assert (
        named_person("I'm an undertaker in Mayo, my grandfather made the coffins himself.") is None
    )
    assert named_person("There's Doreen, my packer, and I never asked her.") == "Doreen"


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("I should wish him to know that it is a loss", "you'd like him to know that it is a loss"),
        ("What I'd want is to get that said to her", "you'd want to get that said to her"),
        ("hasn't said a word to me", "he hasn't said a word to you"),
    ],
)
def test_formal_wishes_and_left_out_subjects_are_told(clause: str, told: str) -> None:
    heard = told_of(clause, who="he")
    assert heard is not None
    assert heard.words == told


@pytest.mark.parametrize(
    "clause",
    [
        "doesn't fix the other thirty on the list",
        "I want Piotr knows that it is good",
        "my own board chair who chose them",
        "let him have it",
    ],
)
def test_what_is_no_persons_doing_or_no_grammar_is_not_told(clause: str) -> None:
    assert told_of(clause, who="he") is None


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("heard it from the driver", "you heard it from the driver"),
        ("found out off the noticeboard", "you found out off the noticeboard"),
        ("gave the whole job to another lot", "they gave the whole job to another lot"),
    ],
)
def test_of_a_loss_the_leader_heard_and_the_others_went(clause: str, told: str) -> None:
    heard = told_of(clause, who="they")
    assert heard is not None
    assert heard.words == told


def test_whatever_can_get_a_meaning_has_a_line_for_it(warm_services: Services) -> None:
    lines = warm_services.book.lines(Move.REFLECT)
    told = {line.follows for line in lines if line.follows and "told" in line.slots}
    assert told >= WITH_A_MEANING
