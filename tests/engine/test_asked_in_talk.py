"""What is asked, wanted, refused or complained of in the middle of a talk is met as such, and not like a story."""

import pytest

from coach.assembly import Mine
from coach.turn import Turn
from coach.turn_kinds import GUESSES_AT, REQUEST, SUSTAIN, by_rule, puts_a_question, repair_of
from coach.vocabulary import Move, Subject, TurnKind

STORIES = (
    ("We lost a supplier of ten years, Kofi. He sent a last invoice and nothing else.", "I never went to see him. All by mail."),
    ("My deputy Anneke wants to go down to three days. She told me by text on Sunday night.", "I wrote “ok noted” and we haven't spoken since."),
    ("I run a laundry. Two of my women on the press don't talk to me any more.", "It began when I changed the shifts without asking."),
)  # fmt: skip


def _begun(me: Mine, n: int = 0) -> str:
    talk = me.begin()
    for text in STORIES[n % len(STORIES)]:
        me.reply(talk, text)
    return talk


def _moves(turn: Turn) -> set[Move]:
    return {spoken.move for spoken in turn.spoken}


_REQUESTS = (
    "Give me one thing to do on Monday.",
    "please give me an example",
    "Can you write me two lines for that?",
    "ok just tell me",
    "Could you suggest an opening?",
    "I need a concrete tip",
    "im asking what i could say to him",
    "No, I am not asking for a diagnosis, I am asking how to begin.",
    "do you have any idea for a first sentence",
)


@pytest.mark.parametrize(("n", "text"), list(enumerate(_REQUESTS)))
def test_whoever_asks_for_something_gets_it_at_once(me: Mine, n: int, text: str) -> None:
    turn = me.reply(_begun(me, n), text)
    assert Move.SUGGEST in _moves(turn), turn.reply
    assert text.strip(".?") not in turn.reply  # nor is a request quoted as what the talk is for


@pytest.mark.parametrize(
    "text",
    [
        "I'll give him an example tomorrow",
        "She told me to give one a try",
        "I suggested a meeting",
        "he wants to show me something",
    ],
)
def test_what_is_told_of_giving_is_no_request(text: str) -> None:
    assert not REQUEST.search(text)


def test_an_example_is_one_more_of_what_was_answered(me: Mine) -> None:
    talk = _begun(me, 1)
    first = me.reply(talk, "How do I start?")
    again = me.reply(talk, "Please give me an example")
    assert Move.SUGGEST in _moves(first) & _moves(again)
    assert first.asked == again.asked
    assert first.reply != again.reply


_QUESTIONS = (
    "What did I do wrong?",
    "Was my answer cold?",
    "Is it my job at all to care about that?",
    "Am I allowed to ask about home?",
    "And what does that say about me?",
    "What am I missing?",
)


@pytest.mark.parametrize(("n", "text"), list(enumerate(_QUESTIONS)))
def test_a_question_is_not_met_like_a_story(me: Mine, n: int, text: str) -> None:
    turn = me.reply(_begun(me, n + 1), text)
    assert turn.reading.kind in {
        TurnKind.ADVICE,
        TurnKind.OPINION,
        TurnKind.QUESTION,
        TurnKind.JUDGE,
    }
    assert not _moves(turn) & {Move.REFLECT, Move.ASK, Move.ASK_AIM, Move.META, Move.MEND}, (
        turn.reply
    )


@pytest.mark.parametrize(
    ("text", "before", "asks"),
    [
        ("How was I supposed to know that?", "I see.", False),
        ("I'd ask her: what do you need from me?", "What would you say?", False),
        ("Greta, what would you change here?", "What will you say?", False),
        ("What cost?", "What does it cost you?", False),
        ("I rang. Was that too soon?", "Keep going.", True),
        ("do i have to go there myself?", "Keep going.", True),
    ],
)
def test_what_is_asked_of_others_or_of_nobody_is_not_asked_of_the_coach(
    text: str, before: str, asks: bool
) -> None:
    assert puts_a_question(by_rule(text, before)) is asks


@pytest.mark.parametrize(
    "text",
    ["Why would he do that?", "do you think she was offended?", "Why didn't they just ring?"],
)
def test_what_goes_on_in_somebody_absent_is_only_wondered_about(me: Mine, text: str) -> None:
    assert GUESSES_AT.search(text)
    turn = me.reply(_begun(me), text)
    assert turn.plan.move is Move.JUDGE, turn.reply


_HOLDS_TO_IT = (
    "I don't see why I should be the one who writes first.",
    "Nobody ever came to see me either.",
    "He could have rung me too.",
    "It's just how business is these days.",
    "Why should I apologise when he left?",
    "I'm not going to change the way I work for one person",
    "I'm not their mother.",
    "it never did me any harm",
)


@pytest.mark.parametrize(("n", "text"), list(enumerate(_HOLDS_TO_IT)))
def test_nobody_is_argued_out_of_leaving_it_as_it_is(me: Mine, n: int, text: str) -> None:
    turn = me.reply(_begun(me, n), text)
    assert turn.reading.kind is TurnKind.SUSTAIN
    assert turn.plan.move is Move.ROLL, turn.reply
    assert turn.state.aim is None  # nor is it what the talk is for


@pytest.mark.parametrize(
    "text",
    [
        "Why should she trust me after that?",
        "I see why they were angry.",
        "I'm not able to sleep because of it.",
        "Nobody told me she had left.",
        "I'm not going to lie, it stung.",
    ],
)
def test_a_story_speaks_for_no_side(text: str) -> None:
    assert not SUSTAIN.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "He could have said something.",
        "They moved the meeting and I heard it from the cleaner.",
        "Ingrid. She has the desk by the window.",
    ],
)
def test_what_is_told_does_not_become_what_the_talk_is_for(me: Mine, text: str) -> None:
    turn = me.reply(_begun(me), text)
    assert turn.state.aim is None, turn.reply


@pytest.mark.parametrize(
    "text", ["That doesn't help me.", "That's a silly question.", "we're going round in circles"]
)
def test_a_complaint_about_the_coach_is_owned(me: Mine, text: str) -> None:
    turn = me.reply(_begun(me), text)
    assert turn.plan.move is Move.MEND, turn.reply


@pytest.mark.parametrize("before", ["Tell me a bit more about that last part.", "Did you ask her?"])
def test_a_no_to_what_was_asked_puts_nothing_right(before: str) -> None:
    assert repair_of("No, I never asked her about it.", before) is None
    assert repair_of("No, I never said that.", before) is Subject.FIT


_RESEARCHED = (
    ("I fired Marco on Friday after nine years with us.", "It took four minutes, and HR did most of the talking."),
    ("My team did a 360 on me and I come out as “efficient but cold”.", "I thought I was respecting people's time."),
    ("Our Friday thank-you mail to all 74 staff has become a joke.", "I write the same words every week, more or less."),
)  # fmt: skip


def test_research_on_this_is_looked_up_by_what_was_told(me: Mine) -> None:
    found = []
    for story in _RESEARCHED:
        talk = me.begin()
        for text in story:
            me.reply(talk, text)
        turn = me.reply(talk, "Is there any research on this?")
        assert turn.cited, turn.reply
        found.append(turn.cited[0].id)
    assert len(set(found)) == len(found)


def test_a_limit_that_others_set_is_no_refusal(me: Mine) -> None:
    turn = me.reply(_begun(me), "I'm not allowed to say it before the works council knows.")
    assert turn.plan.move is not Move.ROLL, turn.reply


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("How do I tell him that without hurting him?", "to know how to tell him that without hurting him"),
        ("what should I say to her on Monday?", "to know what to say to her on Monday"),
        ("Give me one sentence for tomorrow.", "one sentence for tomorrow"),
    ],
)  # fmt: skip
def test_what_they_ask_for_is_what_the_talk_is_for(me: Mine, text: str, aim: str) -> None:
    assert me.reply(_begun(me), text).state.aim == aim


@pytest.mark.parametrize(
    "text", ["Do you think I'm a coward?", "Am I a bad person?", "Should I have stopped it?"]
)
def test_nobody_is_judged(me: Mine, text: str) -> None:
    turn = me.reply(_begun(me), text)
    assert turn.plan.move in {Move.OPINION, Move.SUGGEST}, turn.reply


def test_after_three_questions_a_reply_may_end_without_one(me: Mine) -> None:
    talk = me.begin()
    told = (
        "I told my assistant on Friday that her post goes to the other site, and she only nodded.",
        "She packed her things quietly and said goodbye to the porter, but she didn't come to me.",
        "On Monday her chair was empty and I sat down at her desk for a minute before anybody came.",
        "I found the card there that we had all signed for her birthday, with my name in the corner.",
        "Her plants were still on the sill, and I watered them because I did not know what else to do.",
        "In the afternoon her sister rang for the papers and I put her through to the wages office.",
    )
    asked = [me.reply(talk, text).reply.rstrip("”").endswith("?") for text in told]
    assert not all(asked)


def test_what_was_understood_is_told_when_it_is_asked(me: Mine) -> None:
    talk = _begun(me)
    me.reply(talk, "I'd like to know how to say goodbye to him properly.")
    turn = me.reply(talk, "What have you understood so far?")
    assert turn.plan.move is Move.SUMMARISE
    assert "say goodbye to him" in turn.reply
