"""The newest word on a plan: what is taken back is not said again, what takes its place is said back, and somebody who goes is let
go with what they said last, or with nothing."""

import pytest

from coach.assembly import Mine
from coach.circumstances import tells_moment
from coach.leaving import is_goodbye
from coach.newest_plan import is_dilemma, newest, said_in_leaving, takes_back
from coach.plan_said import clause_said, plan_in_words
from coach.plan_told import words_lately
from coach.plans import could_be_step, dated_deeds_in, time_in_short
from coach.state import Step
from coach.turn import Turn
from coach.vocabulary import Move, Subject, TurnKind
from coach.voices.guide import _quotable

BEFORE = (
    "Last week I told Petra in front of a customer that her rolls were a disgrace.",
    "I want to put it right with Petra.",
    "I keep thinking of how she folded her apron.",
)
PLAN = "I'll write her a letter tonight and leave it in her locker."


def _talk(me: Mine, *said: str) -> list[Turn]:
    conversation = me.begin()
    return [me.reply(conversation, text) for text in (*BEFORE, *said)]


# --- What is taken back --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("scratch the letter, I'll ring her tonight", "I'll ring her tonight"),
        ("Actually no, I should ask her first if she wants that.", "I should ask her first if she wants that."),
        ("nah forget the email. im going down to the yard tomorrow at seven and ask him there",
         "im going down to the yard tomorrow at seven and ask him there"),
        ("nah forget the lockers, too many ears. ill ride the bus home with him", "ill ride the bus home with him"),
        ("I'll meet him at the canal instead.", "I'll meet him at the canal instead."),
        ("no, not on friday, there is the audit. I'll go to her on Monday", "I'll go to her on Monday"),
        ("I changed my mind. I write him a card and put it on his bench.", "I write him a card and put it on his bench."),
        ("On second thoughts I'll take the late shift with him and say it on the way home.",
         "I'll take the late shift with him and say it on the way home."),
        ("well actually maybe i change it, i wont phone. she lives round the corner, i'll walk over after tea",
         "i'll walk over after tea"),
        ("never mind the speech, I'll just say \"I was wrong\" and go back to my desk",
         "I'll just say \"I was wrong\" and go back to my desk"),
        ("And no, not at four, they're all in then. I'll walk down to her ward before.", "I'll walk down to her ward before."),
        ("thats dumb, everyone saw it. better i write in the same chat that it was wrong of me",
         "i write in the same chat that it was wrong of me"),
        ("Actually I'd rather write to him. I'll send him a letter on Friday.",
         "I'd rather write to him. I'll send him a letter on Friday."),
    ],
)  # fmt: skip
def test_what_takes_the_place_of_a_plan_is_heard_in_their_words(text: str, now: str) -> None:
    assert takes_back(text)
    assert newest(text) == now


@pytest.mark.parametrize(
    "text",
    ["he shouted at me instead", "If she cries I'll stay instead of leaving", "Should I ring him instead?", "he just scratched the car",
     "What if he changed his mind?", "I'd talk about the weather instead", "Actually not bad, that.", "no, nothing really",
     "She said 'forget that' and left", "I think I'll go over Monday", "I won't say dementia, I won't.", "I forget the names of half of them.",
     "I'm worried I'll chicken out and talk rot instead", "He'd rather be left alone", "they want numbers instead of names",
     "I never mind the rain"],
)  # fmt: skip
def test_what_only_sounds_like_it_takes_nothing_back(text: str) -> None:
    assert not takes_back(text)


def test_a_changed_plan_is_said_back_and_nothing_more_is_asked(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "Actually no, a letter is cowardly. I'll talk to her on Saturday.")
    assert turn.plan.move is Move.REFLECT
    assert "Saturday" in turn.reply and "letter" not in turn.reply and "?" not in turn.reply


def test_the_goodbye_says_the_newest_word(me: Mine) -> None:
    *_, turn = _talk(
        me, PLAN, "nothing, really", "scratch the letter, ill ride the bus home with her",
        "ok gotta feed the dog, see ya",
    )  # fmt: skip
    assert turn.plan.ends and "bus home" in turn.reply and "letter" not in turn.reply


def test_a_change_in_the_goodbye_is_the_plan(me: Mine) -> None:
    *_, turn = _talk(
        me,
        "On Friday I'll talk to her in the office.",
        "the whole shop can hear us in there. I'll ask her out to the river instead. right, that'll do me",
    )
    assert turn.plan.ends and "river" in turn.reply and "office" not in turn.reply


def test_another_day_keeps_what_is_to_be_done(me: Mine) -> None:
    *_, turn = _talk(
        me, "I'll find her on the early shift tomorrow and tell her she was right.", "my nerves", "I breathe", "8",
        "no, not tomorrow, she's off. Thursday. and in the linen room",
    )  # fmt: skip
    assert "find her" in turn.reply and "Thursday" in turn.reply and "tomorrow" not in turn.reply


def test_a_plan_told_where_its_obstacle_was_asked_is_the_plan(me: Mine) -> None:
    *_, turn = _talk(
        me, PLAN, "Yes. I visit her at home on Tuesday, with the old notes she gave me."
    )
    assert turn.state.step.what is not None and "visit her at home" in turn.state.step.what
    assert turn.state.step.obstacle is None and "visit her at home on Tuesday" in turn.reply


@pytest.mark.parametrize(
    "text", ["On Thursday I drive the van all day.", "I'll probably forget it by Friday.", "I always have the till on Mondays."]
)  # fmt: skip
def test_what_comes_between_is_no_plan(text: str, me: Mine) -> None:
    *_, turn = _talk(me, PLAN, text)
    assert turn.state.step.what == PLAN and turn.state.step.obstacle is not None


def test_a_plan_that_was_overtaken_is_not_read_back(me: Mine) -> None:
    *_, turn, bye = _talk(
        me,
        PLAN,
        "that she never reads it",
        "I'll walk her to the tram on Friday, all the way.",
        "thanks, bye",
    )
    assert turn.state.step.overtaken or "tram" in (turn.state.step.what or "")
    assert "letter" not in bye.reply


def test_a_plan_taken_back_whole_is_let_go(me: Mine) -> None:
    *_, turn, bye = _talk(me, PLAN, "forget it, I don't want to do this", "thanks, bye")
    assert turn.plan.move is Move.NOTHING_FOR_NOW and turn.state.step == Step()
    assert "letter" not in bye.reply


def test_a_question_beside_the_change_is_answered(me: Mine) -> None:
    *_, turn = _talk(
        me, PLAN, "my nerves", "I breathe", "9",
        "No, I changed my mind. I'll ring her first. Is it wrong to ring her at home?",
    )  # fmt: skip
    assert turn.plan.move in {Move.SUGGEST, Move.OPINION}
    assert turn.state.step.what == "I'll ring her first."


# --- What is said in leaving ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I will tell him before, myself. Thank you, I must go to the truck. Goodbye.", "I will tell him before, myself."),
        ("Before four, her office. Anyway, done. Goodbye.", "Before four, her office."),
        ("I'll ring her tonight so I can't wriggle out of Sunday. Thanks, bye now.", "I'll ring her tonight so I can't wriggle out of Sunday."),
        ("i'll say 'you are better at it than me and i know it'. gotta go close up, cya", "i'll say 'you are better at it than me and i know it'."),
        ("I say it to her only, at the sink. Thank you and good bye.", "I say it to her only, at the sink."),
    ],
)  # fmt: skip
def test_what_they_say_in_going_is_heard(text: str, said: str) -> None:
    assert said_in_leaving(text) == said


@pytest.mark.parametrize(
    "text",
    ["Thanks, I'll think about it. Bye.", "I'll let you know how it went. Goodbye!", "bye, I'll try. thanks", "Good. I'll sleep on it. Night.",
     "I'll do that. Bye", "I'm off to bed, goodnight", "Thanks, I'll remember that one. Bye for now.", "I need to go now, my shift starts. Thank you.",
     "If it rains I'll wait. Bye", "I'll be brave. thanks, bye", "Seven. Now I must go, the oven is hot. Good night.",
     "Right, off home before I lose my nerve again. Cheers"],
)  # fmt: skip
def test_no_plan_is_made_of_a_plain_goodbye(text: str) -> None:
    assert said_in_leaving(text) is None


def test_only_what_was_said_last_is_read_back(me: Mine) -> None:
    *_, turn = _talk(me, PLAN, "I'll tell my boss too, before five. Thank you, goodbye.")
    assert turn.plan.ends and "boss" in turn.reply and "letter" not in turn.reply
    assert turn.state.kept is not None and "letter" in (turn.state.kept.what or "")


@pytest.mark.parametrize(
    "text", ["cya", "see ya", "gotta go close up", "i have to feed the dogs", "got to pick up the kids", "must catch my train"]
)  # fmt: skip
def test_who_has_to_go_is_let_go(text: str) -> None:
    assert is_goodbye(text)


@pytest.mark.parametrize(
    "text",
    ["I have to close the gap", "I must feed back to her", "I have to go and see him", "I need to catch him alone", "I have to pick my words",
     "gotta get it right"],
)  # fmt: skip
def test_what_has_to_be_done_is_no_goodbye(text: str) -> None:
    assert not is_goodbye(text)


# --- What is no plan -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["I want to tell her the truth but then my boss will ask me why.", "I'd like to apologise, only he never answers.",
     "I want to say no, but maybe it is not for me to say.", "I would love to go but what would they think"],
)  # fmt: skip
def test_a_wish_with_what_speaks_against_it_is_no_plan(text: str, me: Mine) -> None:
    assert is_dilemma(text)
    *_, turn = _talk(me, text)
    assert turn.state.step.what is None and turn.plan.move is not Move.PLAN


@pytest.mark.parametrize(
    "text",
    [
        "I want to ring her on Monday, but first I'll ask Tom.",
        "I want to tell him, and I will on Friday.",
        "I'll ask her, but not today.",
    ],
)
def test_a_but_in_a_plan_is_none(text: str) -> None:
    assert not is_dilemma(text)


def test_what_is_asked_back_is_no_step() -> None:
    assert not could_be_step("Say what? I don't follow.")
    assert not could_be_step("Ask whom?")
    assert could_be_step("Ask her at lunch.")


def test_what_they_said_to_somebody_long_ago_is_not_meant_to_be_said() -> None:
    assert (
        words_lately(('I told her in front of all "you are here to write and not to think".',))
        is None
    )
    assert words_lately(('I\'d say "you are the reason I still work here".',)) is not None


def test_more_of_a_plan_that_was_read_back_is_added_to_it(me: Mine) -> None:
    *_, turn = _talk(
        me, "On Saturday at five I'll say to her that I was wrong.", "nothing", "9",
        "Yes. But first I'll ask her whether the others should hear it too.",
    )  # fmt: skip
    what = turn.state.step.what or ""
    assert "I was wrong" in what and "the others should hear it" in what


# --- When, and what may come between -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "before we strip the wall",
        "once the others are gone",
        "when my shift ends",
        "on sat, out front",
    ],
)
def test_an_occasion_is_as_good_as_a_time(text: str) -> None:
    assert tells_moment(text)


@pytest.mark.parametrize(
    "text", ["before he was born", "I sat there", "the sun was out", "once he laughed"]
)
def test_what_is_no_occasion_tells_no_time(text: str) -> None:
    assert not tells_moment(text)


def test_the_time_of_it_is_asked_only_where_it_was_not_told(me: Mine) -> None:
    *_, turn = _talk(
        me, "what else", "i'll ask her for a coffee before we open the shop and say it"
    )
    assert turn.state.pending is not None and turn.state.pending.about is not Subject.WHEN


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("I'm off Monday, so it would be Tuesday", "Tuesday"),
        ("I'll ring him tonight after my daughter's in bed", "tonight"),
        ("I'll go after the last bell", "after the last bell"),
        ("tomorrow at break I'll go to her", "tomorrow"),
    ],
)  # fmt: skip
def test_when_it_is_said_is_in_whole_words(text: str, when: str) -> None:
    assert time_in_short(text) == when


@pytest.mark.parametrize(
    "text",
    ["Rain could. If it's wet we don't shear.", "probably nothing for a bit. then he asks", "I am worried about this what I just ask.",
     "That he still did not pay the second invoice.", "he was away last week", "what she says", "the usual", "that he says we are family"],
)  # fmt: skip
def test_half_a_thing_stands_in_no_frame(text: str) -> None:
    assert clause_said(text, 16, frozenset()) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("my nerves", "your nerves"),
        ("he may just shrug", "he may just shrug"),
        ("That she laughs", "she laughs"),
        ("not much time", "not much time"),
        ("That there's always a queue", "there's always a queue"),
        ("I talk too much", "you talk too much"),
    ],
)
def test_a_whole_one_does(text: str, said: str) -> None:
    assert clause_said(text, 16, frozenset({"not"})) == said


# --- How it is said back -------------------------------------------------------------------------


def test_a_plan_just_told_is_said_back_before_the_next_question(me: Mine) -> None:
    *_, turn = _talk(me, PLAN)
    assert "you'll write her a letter" in turn.reply.split("?")[0]
    assert turn.plan.move is Move.PLAN


def test_what_is_done_besides_is_not_cut_off() -> None:
    what = "I'll go and see her on Sunday, at her place, not in the hut, and take her a proper cup of tea, and I'll tell her I know about the knob."
    assert "tell her you know about the knob" in (plan_in_words(Step(what=what)) or "")
    more = "On Monday I'll go to her and after that I'll ask her about the rota."
    assert "ask her about the rota" in (plan_in_words(Step(what=more, when="Monday")) or "")


def test_a_quotation_in_single_marks_is_closed() -> None:
    said = _quotable(
        "i'll ring him and say 'i heard you and i talked about the bus, and i'm sorry.'", 45
    )
    assert said.endswith("i'm sorry'")


def test_two_dated_deeds_are_the_plan_whatever_was_asked(me: Mine) -> None:
    told = (
        "I go anyway on Saturday, without the letter. And tomorrow I speak with her mother first."
    )
    assert len(dated_deeds_in(told)) == 2
    *_, turn = _talk(me, "On Saturday I'll bring her the letter.", "that she never reads it", told)
    assert turn.state.step.what == told


def test_who_has_had_enough_is_let_go(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(
        talk, "My geologist stopped speaking in meetings after I called his model a colouring book."
    )
    left = leader.reply(talk, "Enough. Done with this.")
    assert left.reading.kind is TurnKind.GOODBYE
    assert "?" not in left.reply
