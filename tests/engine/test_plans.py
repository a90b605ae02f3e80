"""What is kept of a plan, and how it is said back: whatever way leaders have of telling it."""

import pytest

from coach.assembly import Mine
from coach.circumstances import circumstances_in, only_circumstances
from coach.plan_said import aim_said, deed_of, plan_in_words, wish_said
from coach.putting_right import plan_anew
from coach.state import Step
from coach.turn import Turn
from coach.vocabulary import Move, Stage, Subject, TurnKind

BEFORE = (
    "One of my best people left by mail last week, after nine years.",
    "I'd like to understand what I missed.",
    "He stood in my doorway in spring and I kept typing.",
)


def _talk(me: Mine, *said: str) -> tuple[str, list[Turn]]:
    conversation = me.begin()
    return conversation, [me.reply(conversation, text) for text in (*BEFORE, *said)]


def _kept(me: Mine, *said: str) -> tuple[str | None, ...]:
    """What, when, where and with whom, of the one commitment that a talk arrives at."""
    conversation, _ = _talk(me, *said, "bye")
    (kept,) = me.conversation(conversation).commitments
    return kept.what, kept.when_words, kept.where_words, kept.with_whom


# --- What is only a time, a place or a name ----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "when", "where"),
    [
        ("friday", "friday", None),
        ("Tomorrow at nine, before the line meeting, in his office", "Tomorrow at nine, before the line meeting", "in his office"),
        ("thursday after her shift", "thursday after her shift", None),
        ("This weekend.", "This weekend", None),
        ("at the ovens tonight", "tonight", "at the ovens"),
        ("After lunch, when he's back.", "After lunch, when he's back", None),
        ("next Tuesday over coffee", "next Tuesday", "over coffee"),
        ("ok, monday 7am", "monday 7am", None),
        ("Wednesday, at the Italian place round the corner", "Wednesday", "at the Italian place round the corner"),
        ("In ten minutes, in my office.", "In ten minutes", "in my office"),
    ],
)  # fmt: skip
def test_when_and_where_are_told_from_what_is_done(
    text: str, when: str | None, where: str | None
) -> None:
    said = only_circumstances(text)
    assert said is not None
    assert (said.when, said.where) == (when, where)


@pytest.mark.parametrize(
    "text",
    ["I was late on Monday.", "Last Friday", "Agata. 8 months. shes good", "The phone and some consultant", "ok", "7",
     "send it tonight", "On Friday she left", "budget. nothing to do with her", "Not Monday", "When is that?", "nerves", ""],
)  # fmt: skip
def test_what_tells_anything_else_is_more_than_a_time(text: str) -> None:
    assert only_circumstances(text) is None


def test_beside_other_words_the_time_is_found_too() -> None:
    said = circumstances_in(
        "Four, in the car, before the site visit. He can't run away there.", asked=True
    )
    assert said.when == "Four, before the site visit" and said.where == "in the car"


def test_a_time_is_no_plan_where_nothing_to_do_was_spoken_of(me: Mine) -> None:
    for text in ("friday", "Tomorrow at nine, in her office.", "monday morning"):
        conversation = me.begin()
        me.reply(conversation, "We need to tell a temp that she isn't being kept on.")
        turn = me.reply(conversation, text)
        assert turn.reading.kind is not TurnKind.COMMITMENT
        assert turn.state.step.what is None and turn.state.stage is not Stage.COMMITTING


# --- What is kept --------------------------------------------------------------------------------


KEPT = (
    (("I'll ring him on Thursday at nine.",), "ring him", "Thursday at nine", None, None),
    (("I could write to him, by hand, and say I noticed.", "This weekend."), "write to him", "This weekend", None, None),
    (("ring him myself. thursday after his shift",), "ring him myself", "thursday after his shift", None, None),
    (("I could tell him I was slow and ask what it cost him.", "Tomorrow at nine, before the line meeting, in his office"),
     "tell him I was slow", "Tomorrow at nine, before the line meeting", "in his office", None),
    (("gonna text joaquin tonight, just ask how the baby is",), "text joaquin", "tonight", None, None),
    (("im calling him tmrw morning",), "calling him", "tmrw morning", None, None),
    (("Tomorrow I go to Piotr's desk and say that I am sorry.",), "say that I am sorry", "Tomorrow", None, None),
    (("What I might do is invite him to lunch.", "Wednesday, at the Italian place"), "invite him to lunch", "Wednesday", "at the Italian place", None),
    (("On Monday I'll stop at Jan's bench and ask about the pump.",), "Jan's bench", "Monday", "at Jan's bench", "Jan"),
    (("I've decided to apologise to him on Friday.",), "apologise to him", "Friday", None, None),
    (("I want to go and see him at home on Sunday.",), "see him", "Sunday", "at home", None),
    (("maybe just ask him what he needed", "next week"), "ask him what he needed", "next week", None, None),
    (("I'll wait until Monday, then I'll ask the two others how they are.",), "ask the two others", "Monday", None, None),
    (("I might send him a card.", "tomorrow", ), "send him a card", "tomorrow", None, None),
    (("I'm going to thank Marta in person on Friday morning.",), "thank Marta", "Friday morning", "in person", "Marta"),
    (("Ring him tonight from the car.",), "Ring him", "tonight", None, None),
    (("Right, Thursday at three I'll leave the tablet in my office and sit with them.",), "leave the tablet", "Thursday at three", "in my office", None),
    (("I could stop by his new place some time.", "On the 14th, after work"), "stop by his new place", "On the 14th, after work", None, None),
    (("i will speak to him before the shift on tuesday",), "speak to him", "tuesday", None, None),
    (("I'd go to his house, no agenda.", "Saturday morning at ten"), "go to his house", "Saturday morning at ten", None, None),
)  # fmt: skip


def test_what_is_kept_is_what_was_said(me: Mine) -> None:
    for said, what, when, where, whom in KEPT:
        kept_what, kept_when, kept_where, kept_whom = _kept(me, *said)
        assert kept_what is not None and what in kept_what, said
        assert kept_when is not None and when in kept_when, said
        assert kept_where == where, said
        assert whom is None or kept_whom == whom, said


def test_every_part_of_a_plan_is_kept_in_its_place(me: Mine) -> None:
    conversation, turns = _talk(
        me,
        "I'll ring him on Thursday at nine.",
        "He may just shrug and say it's fine.",
        "Then I'll wait a moment and ask once more.",
        "8",
    )
    (kept,) = me.conversation(conversation).commitments
    assert kept.obstacle == "He may just shrug and say it's fine."
    assert kept.answer_to_it == "Then I'll wait a moment and ask once more."
    assert kept.confidence == 8
    assert turns[-1].plan.move is Move.COMMIT


def test_a_new_plan_takes_nothing_over_from_the_one_before(me: Mine) -> None:
    conversation, _ = _talk(
        me, "I'll ring him on Thursday at nine.", "my nerves", "then I count to three", "9",
        "Actually I'd rather write to him. I'll send him a letter on Friday.",
    )  # fmt: skip
    (kept,) = me.conversation(conversation).commitments
    assert "letter" in kept.what and kept.when_words is not None and "Friday" in kept.when_words
    assert kept.obstacle is None and kept.answer_to_it is None


# --- What is heard for what it is ----------------------------------------------------------------


def _asked(me: Mine, about: Subject, *said: str) -> tuple[str, Turn]:
    """A talk in which a part of the plan was just asked for."""
    conversation, turns = _talk(me, "I'll ring him on Thursday at nine.", *said)
    pending = turns[-1].state.pending
    assert pending is not None and pending.about is about
    return conversation, turns[-1]


def test_a_number_is_how_sure_they_are_whatever_was_asked(me: Mine) -> None:
    for number in ("9", "an eight", "8/10"):
        conversation, _ = _asked(me, Subject.OBSTACLE)
        turn = me.reply(conversation, number)
        assert turn.state.step.confidence in {8, 9} and turn.state.step.obstacle is None
        assert turn.plan.move is Move.COMMIT


def test_a_word_that_tells_nothing_is_no_part_of_a_plan(me: Mine) -> None:
    for text in ("ok", "yes", "nothing", "nothing really", "no", "hm"):
        conversation, _ = _asked(me, Subject.OBSTACLE)
        turn = me.reply(conversation, text)
        assert turn.state.step.obstacle is None
        assert turn.state.step.what is not None


def test_a_story_is_nothing_that_gets_in_the_way(me: Mine) -> None:
    for text in (
        "She told me yesterday that she's pregnant.",
        "Agata. 8 months. shes good",
        "his wife left him in spring, I only heard it from the driver",
        "Not that I've enjoyed him, he was actually hard work.",
        "he's a good lad really",
    ):
        conversation, _ = _asked(me, Subject.OBSTACLE)
        turn = me.reply(conversation, text)
        assert turn.state.step.obstacle is None and turn.state.step.what is not None


def test_what_gets_in_the_way_is_kept_as_that(me: Mine) -> None:
    for text in (
        "my nerves",
        "he'll laugh",
        "a customer calls and i take it. or i chicken out",
        "The phone.",
        "He may just shrug.",
        "I'll start explaining how busy I was.",
        "that he doesnt get it, i explained it to him twice",
        "The moment itself.",
    ):
        conversation, _ = _asked(me, Subject.OBSTACLE)
        turn = me.reply(conversation, text)
        assert turn.state.step.obstacle == text
        assert turn.state.pending is not None and turn.state.pending.about is Subject.ANSWER


def test_what_they_do_then_is_an_answer_and_no_story(me: Mine) -> None:
    for text in (
        "I put the note in my bag tonight.",
        "Then I say that it was not nothing to me.",
        "i let him talk",
    ):
        conversation, _ = _asked(me, Subject.ANSWER, "my nerves")
        assert me.reply(conversation, text).state.step.answer == text


def test_only_another_plan_takes_the_place_of_the_one_that_was_read_back(me: Mine) -> None:
    for text, what in (
        ("I talk too much, I will turn it to targets.", "ring him"),
        ("Actually I'd rather write to him.", "write to him"),
        ("I'll ring his wife on Friday at ten.", "ring his wife"),
    ):
        conversation, turns = _talk(
            me, "I'll ring him on Thursday at nine.", "my nerves", "breathe", "9"
        )
        assert turns[-1].plan.move is Move.COMMIT
        me.reply(conversation, text)
        me.reply(conversation, "bye")
        (kept,) = me.conversation(conversation).commitments
        assert what in kept.what, text


def test_another_time_is_one_whatever_was_asked(me: Mine) -> None:
    for text in ("tomorrow then", "or on Friday morning", "Friday, in the canteen"):
        conversation, _ = _asked(me, Subject.OBSTACLE)
        turn = me.reply(conversation, text)
        assert turn.state.step.obstacle is None, text
        assert turn.state.step.when is not None and "nine" not in turn.state.step.when, text


def test_a_number_after_the_plan_was_read_back_is_kept(me: Mine) -> None:
    conversation, turns = _talk(
        me, "I'll ring him on Thursday at nine.", "my nerves", "breathe", "yes"
    )
    assert turns[-1].plan.move is Move.COMMIT
    me.reply(conversation, "9")
    (kept,) = me.conversation(conversation).commitments
    assert kept.confidence == 9


def test_a_question_is_answered_and_the_plan_goes_on(me: Mine) -> None:
    conversation, _ = _asked(me, Subject.OBSTACLE)
    asked = me.reply(conversation, "What do I say if he hangs up?")
    assert asked.state.step.obstacle is None and asked.plan.move in {Move.SUGGEST, Move.OPINION}
    after = me.reply(conversation, "ok")
    assert after.state.stage in {Stage.COMMITTING, Stage.CLOSING}
    assert after.plan.move in {Move.PLAN, Move.SCALE, Move.COMMIT}


# --- How it is said back -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(what="I could tell him I was slow and ask what it cost him.", when="Tomorrow at nine", where="in his office"),
         "tomorrow at nine, in his office, you'll tell him you were slow and ask what it cost him"),
        (Step(what="ring her myself. thursday after her shift", when="thursday after her shift"),
         "you'll ring her yourself on Thursday after her shift"),
        (Step(what="right, im ringing him thursday 8.30 from the car"), "you'll ring him Thursday 8.30 from the car"),
        (Step(what="i could go round and say sorry", when="weds 7"), "you'll go round and say sorry on Wednesday at 7"),
        (Step(what="maybe talk to marius first hes the older one", when="monday in the smoke break"),
         "you'll talk to marius first on Monday in the smoke break"),
        (Step(what="Then I listen and dont argue."), "you'll listen and not argue"),
        (Step(what="I'm going to say sorry to her tomorrow, in the corner, just us"), "you'll say sorry to her tomorrow, in the corner, just the two of you"),
        (Step(what='I\'ll write "I noticed you left" and nothing more'), "you'll write “I noticed you left” and nothing more"),
    ],
)  # fmt: skip
def test_a_plan_is_said_in_the_second_person(step: Step, said: str) -> None:
    assert plan_in_words(step) == said


@pytest.mark.parametrize(
    "text",
    ["A card. Two sentences.", "I'll tell you what I think of you.", "friday", "I'll do that.", "If he's on his headphones I'd feel stupid.",
     "i'd normally let the agency do it", "We should talk.", "I'll tell that idiot what he is.", "Why should I ring him?", ""],
)  # fmt: skip
def test_what_could_go_wrong_is_not_turned(text: str) -> None:
    assert deed_of(text) is None


@pytest.mark.parametrize(
    ("aim", "wanted", "wish"),
    [
        ("I'd like to work out what to say to him tomorrow", "to work out what to say to him tomorrow", "You'd like to"),
        ("need to tell a temp she isn't being kept on", "to tell a temp she isn't being kept on", "You need to"),
        ("want them to talk to me", "them to talk to you", "You want them"),
        ("I'd like people to stop bracing when I walk in.", "people to stop bracing when you walk in", "You'd like people"),
        ("how to start", "to know how to start", "You'd like to know"),
        ("a first sentence for Greg", "a first sentence for Greg", "You'd like a first"),
        ("Say goodbye to Anna properly", "to say goodbye to Anna properly", "You'd like to say"),
        ("I want to speak with him but my wife suffers.", "to speak with him", "You want to speak"),
        ("What do I do about Tim", "to know what to do about Tim", "You'd like to know"),
    ],
)  # fmt: skip
def test_what_they_want_is_said_in_the_second_person(aim: str, wanted: str, wish: str) -> None:
    assert aim_said(aim) == wanted
    assert (wish_said(aim) or "").startswith(wish)


def test_no_words_of_theirs_stand_in_the_middle_of_a_sentence_of_the_coachs(me: Mine) -> None:
    _, turns = _talk(
        me, "I could invite him to lunch and only listen.", "Wednesday", "That I start to explain.", "i bite my tongue", "8", "thanks",
    )  # fmt: skip
    for turn in turns:
        for spoken in turn.spoken:
            if spoken.move in {
                Move.COMMIT,
                Move.SUMMARISE,
                Move.CONFIRM_AIM,
                Move.PLAN,
                Move.SCALE,
            }:
                assert "“" not in spoken.text
    assert any("you'll invite him to lunch" in t.reply.lower() for t in turns)


# --- How it ends ---------------------------------------------------------------------------------


def test_nothing_for_now_is_a_good_end_in_the_middle_of_a_plan(me: Mine) -> None:
    for text in (
        "nothing for now",
        "Nothing for now, actually.",
        "I'd rather leave it.",
        "Not for now.",
    ):
        conversation, _ = _asked(me, Subject.OBSTACLE)
        turn = me.reply(conversation, text)
        assert turn.plan.move is Move.NOTHING_FOR_NOW
        me.reply(conversation, "bye")
        assert not me.conversation(conversation).commitments


def test_a_goodbye_in_the_middle_of_a_plan_leaves_what_there_is(me: Mine) -> None:
    conversation, _ = _asked(me, Subject.OBSTACLE)
    turn = me.reply(conversation, "sorry, got to go, bye")
    assert turn.plan.ends and "?" not in turn.reply and "ring him" in turn.reply
    (kept,) = me.conversation(conversation).commitments
    assert "ring him" in kept.what


def test_after_the_end_something_new_opens_the_talk_again(me: Mine) -> None:
    conversation, turns = _talk(
        me, "I'll ring him on Thursday at nine.", "my nerves", "breathe", "9", "good", "bye"
    )
    assert turns[-1].state.ended
    again = me.reply(
        conversation, "Something else: my deputy told the board that I never answer mails."
    )
    assert not again.plan.ends and again.state.stage is not Stage.CLOSING
    assert again.state.step.what is None
    me.reply(conversation, "I'll write to her on Friday and ask what she meant.")
    me.reply(conversation, "bye")
    assert len(me.conversation(conversation).commitments) == 2


@pytest.mark.parametrize(
    ("text", "when"),
    [("monday not this week", "monday"), ("Monday, not this week.", "Monday"), ("not monday. tuesday", "tuesday"), ("Friday then, not tomorrow", "Friday")],
)  # fmt: skip
def test_another_time_takes_the_place_of_the_one_it_is_not(text: str, when: str) -> None:
    around = only_circumstances(text)
    assert around is not None
    assert around.when is not None and around.when.startswith(when)


def test_a_day_that_was_said_before_the_step_is_not_asked_for_again(me: Mine) -> None:
    talk = me.begin()
    me.reply(talk, "I ring Lars only when a project burns, and yesterday he refused me.")
    me.reply(talk, "I'd like to write to him without asking for anything.")
    me.reply(talk, "He has time on Monday, before ten.")
    turn = me.reply(talk, "I'll telephone him and tell him that he was right.")
    assert turn.state.step.when is not None
    assert "Monday" in turn.state.step.when
    assert turn.state.pending is None or turn.state.pending.about is not Subject.WHEN


def test_the_time_of_it_leaves_what_it_is(me: Mine) -> None:
    talk = me.begin()
    me.reply(talk, "I never thanked Christy, who foaled half of our horses at night.")
    me.reply(talk, "I'd like to thank him properly.")
    me.reply(talk, "I could bring him the sales catalogue with his horses marked in biro.")
    turn = me.reply(talk, "I'd bring it on Wednesday at two, before they move him.")
    assert "catalogue" in (turn.state.step.what or "")
    assert "Wednesday" in (turn.state.step.when or "")


def test_a_goodbye_is_no_part_of_a_corrected_plan() -> None:
    whole = plan_anew(
        "It's Wednesday at two, with the biro. I'll leave you now, the farrier's in the yard."
    )
    assert whole is not None
    assert "farrier" not in whole


def test_what_is_done_then_may_be_told_in_the_present(me: Mine) -> None:
    talk = me.begin()
    me.reply(talk, "Jan went to the rival after nine years with us and I read it in the paper.")
    me.reply(talk, "I want to ring him without a word about the contract.")
    turn = me.reply(talk, "I'll ring him on Thursday at nine.")
    while turn.state.pending and turn.state.pending.about is not Subject.OBSTACLE:
        turn = me.reply(talk, "On Thursday at nine, from the car.")
    turn = me.reply(talk, "I get defensive.")
    assert turn.state.pending is not None
    assert turn.state.pending.about is Subject.ANSWER
    assert "you get defensive" in turn.reply
    turn = me.reply(talk, "I count to three and say what I heard.")
    assert turn.state.step.answer == "I count to three and say what I heard."
