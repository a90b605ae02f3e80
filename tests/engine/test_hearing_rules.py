"""What rules hear in a message by themselves: goodbyes, steps, corrections, whom it is about."""

from dataclasses import replace

import pytest

from coach.aims import aim_told
from coach.assembly import Mine
from coach.borrowing import clauses, named_person
from coach.circumstances import only_circumstances
from coach.plans import (
    choice_asked,
    in_short,
    is_firm,
    sentence_meant,
    step_after,
    step_as_said,
    step_in,
    step_said,
    way_round,
)
from coach.safety_words import denies_danger, reached_out, says_safe, sets_right, without_denials
from coach.services import Services
from coach.state import ConversationState, Pending, Step
from coach.steps.understand import _aim, _person, understand_message
from coach.text import sentences
from coach.turn import Reading, Turn, listen
from coach.turn_kinds import (
    accepts_offer,
    answer_to_name,
    asks_last,
    number_said,
    repair_of,
    speaks_to_somebody,
    takes_leave,
    without_echoes,
)
from coach.vocabulary import Answer, Level, Move, Stage, Subject, TurnKind

TALKING = ConversationState(stage=Stage.EXPLORING, turns=4)
PLANNING = ConversationState(stage=Stage.COMMITTING, turns=8)


@pytest.mark.parametrize(
    "text",
    [
        "Seven. Eight if it rains. Now I must go, there's a man here about a frame.",
        "that somebody heard him. late. anyway queue's at 60 ive got to go. refund first then the letter at lunch",
        "bye", "gotta go. cheers", "ok thats the plan. gtg", "I write it tonight. Now I must go.",
        "I'll ring him before I set off. Right, I'd better get on, thanks.", "anyway im sorted, thurs 8.30, gotta go. cheers",
        "That's enough. I'm going to bed now.", "I think I'm done for today, thanks I guess",
        "No rule. I have my plan, I go now. Customer for oil is waiting.",
        "I don't think you're listening any more, so I'll stop here. The question was good, thanks. Bye.",
        "Right. I've got a credit committee. I'll think about the call. Bye.",
        "I'll tell my wife she was right about Ida. I think that's it from me. Thanks.",
        "If I hear myself say it I'll put the cup down. That will do. Thank you, I think that's where I stop.",
        "Maybe a letter instead, no voucher in it. I have to get on shift now.",
        "If there's no beds I phone first. Right, I've got the ten o'clock. Thank you.", "8. bye",
        "And I'll text the bed office for the count. I've to go, my bleep's going.",
        "I think I will write two lines with no policy in them, and then I should get back to the desk.",
        "Right, that's my plan, Thursday with the notebook. Thanks, I have to run to a meeting.",
        "i'll send it tomorrow before my shift, from me not from the hotel. gotta go, desk is ringing",
        "I'll make it this time. Right, that's me, I've a ward to run.", "OK, that's it from me I think.",
        "And then only be quiet. I think that is enough for today, thank you.",
        "I would bet against none of it. I have said goodbye. Good evening.", "This is enough for today.",
        "Nineteen years, and a card from all of us. That'll do me. Ta.",
        "It need only survive until eight. Goodbye, and thank you for the question about how he would tell it.",
        "The silence, I told you. I will hold the cup with two hands. Goodbye dear.",
        "And I don't ask who wrote it. Done, got a forecast meeting.", "I'll write to them. Good day.", "5am by the ovens, then. thanks. bye x",
    ],
)  # fmt: skip
def test_a_goodbye_is_heard_wherever_it_stands(text: str) -> None:
    assert takes_leave(text, TALKING)


def test_to_call_it_a_day_is_to_leave_where_that_was_offered() -> None:
    offered = PLANNING.model_copy(update={"pending": Pending(move=Move.ROLL, about=Subject.CHOICE)})
    assert takes_leave("Call it day. But one thing. I will write him, four lines.", offered)
    assert not takes_leave("Carry on. I will write him, four lines.", offered)


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("I'll write two lines with no policy in them, and then I should get back to the desk.",
         "I'll write two lines with no policy in them"),
        ("I'll text the bed office on Monday. I've to go, my bleep's going.",
         "I'll text the bed office on Monday"),
        ("I need to go to the ward at six, before handover.", "I need to go to the ward at six, before handover"),
        ("I have to go now, but I'll ring Anna at ten.", "I'll ring Anna at ten"),
        ("I'll go round at eight, I really have to run now.", "I'll go round at eight"),
        ("I'll ask her on Monday. Listen, I have to go.", "I'll ask her on Monday"),
    ],
)  # fmt: skip
def test_a_step_is_said_back_without_the_goodbye_in_it(said: str, step: str) -> None:
    assert step_as_said(said) == step


@pytest.mark.parametrize(
    ("answer", "aim"),
    [
        ("Something to do differently on Monday when I walk on to the first ward. And not a slogan.",
         "Something to do differently on Monday when I walk on to the first ward"),
        ("On what to do about Tim. And honestly on why I can't shut up.", "what to do about Tim"),
        ("I would spend it on that moment, I think. I have trained eleven people.", "that moment"),
        ("Maybe a remark. A friend of mine said your daughters can't say no.", None),
        ("He never rang me back.", None),
        ("My morning begins with a queue at the door. By nine I have answered forty mails.", None),
        ("Some people never say thank you, and he is one of them.", None),
        ("To be honest, he has been like that since the merger.", None),
        ("The conversation was awful.", None), ("Why are you asking me that?", None),
        ("To him I'm only a number.", None), ("Not doing this again.", None),
    ],
)  # fmt: skip
def test_what_somebody_wants_is_heard_in_an_answer_without_i_want(
    answer: str, aim: str | None
) -> None:
    assert aim_told(answer) == aim


@pytest.mark.parametrize(
    "text",
    [
        "Haven't rung him since the last favour. so thats me", "I said point 7. That's it.",
        "She said goodbye to everybody but me.", "I have to go through the figures with him first.",
        "I told her I was done with it.", "He is off sick again.",
        "I need to go, in person, on Monday.", "I have to stop, I know that, and I don't.",
        "When she starts on about it I have to leave.", "He said I have to go.", "I have to go to her first.",
        "I don't know any more. Maybe I should leave.", "I need to leave, I can't work for him any longer.",
        "I've been polite to her and nothing else. Good morning, good night. She puts my tea down like it's a bomb. I suppose that's me being cold.",
        "Three people will have to go.", "HR thinks I should leave.", "I don't think I have to go.",
        "I should go to the shop floor every morning.", "I need to go to the office on Monday and tell her myself.",
    ],
)  # fmt: skip
def test_an_ordinary_end_of_a_story_is_no_goodbye(text: str) -> None:
    assert not takes_leave(text, TALKING)


def test_enough_ends_a_talk_that_was_nearly_over() -> None:
    assert takes_leave("I'd ring, not text. That's it.", PLANNING)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("I could ask Ines why she draws it first. Would that be weird?",
         "ask Ines why she draws it first"),
        ("What I might do is go to her desk tomorrow, before ten.", "go to her desk tomorrow, before ten"),
        ("Then I'll stand at the door and count to three.", "stand at the door and count to three"),
        ("I think I'll tell her on Monday that I'm sorry.", "tell her on Monday that I'm sorry"),
    ],
)  # fmt: skip
def test_a_step_is_taken_from_the_sentence_that_says_it(text: str, step: str) -> None:
    assert in_short(step_in(text), 14) == step


@pytest.mark.parametrize(
    "text",
    [
        "I can't see it. I could never say that to him.", "I could have rung her.",
        "I go round the desks so I can stop worrying.", "I'm going to bed now.", "I'll think about it.",
        "It would be easier if I could.", "Should I ring him?",
    ],
)  # fmt: skip
def test_what_is_not_done_or_only_dreamt_of_is_no_step(text: str) -> None:
    assert step_in(text) is None


def test_a_step_with_a_time_is_firm() -> None:
    assert is_firm(step_in("right, im ringing him thursday 8.30 from the car"))
    assert is_firm(step_in("I'll do it. Tomorrow half eight I make the coffee for once."))
    assert is_firm("Friday, changeover, in the bay.", likely=0.9)
    assert not is_firm(step_in("I could ask her some day."))
    assert not is_firm(None)


def test_a_step_is_all_the_sentences_that_tell_it(services: Services) -> None:
    text = (
        "Those were your words, not mine. Thursday after bus duty, in her lab. I'll take back the "
        "visualiser I borrowed in March so that I've a reason to be standing there. Anyway, bye."
    )
    turn = Turn("c", "m", text, ConversationState(turns=5), heard=listen(text, services))
    reading = understand_message(turn, services)
    assert reading.step == text[text.index("Thursday") : text.index(" Anyway")]
    assert reading.step_is_firm


def test_without_a_likely_sentence_there_is_no_step() -> None:
    text = "He walked out. I stayed where I was."
    said = sentences(text)
    assert step_said(text, said, [0.1, 0.2]) is None
    assert step_said(text, said, [0.1, 0.8]) == "I stayed where I was."
    assert step_said("", [], []) is None


@pytest.mark.parametrize("text", ["just do it", "I'll do that.", "Why don't you?", "I hate this"])
def test_nothing_is_quoted_that_says_nothing(text: str) -> None:
    assert in_short(text, 14) == ""


def test_only_a_clause_is_quoted_of_a_long_sentence() -> None:
    aim = (
        "I'd like to understand why it feels so fake every Monday, because I do actually like them."
    )
    assert in_short(aim, 10) == "understand why it feels so fake every Monday"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I don't follow.", Subject.PASSAGE), ("What does that even mean?", Subject.PASSAGE),
        ("patient? mate its one phone call", Subject.PASSAGE),
        ("told you already. one sentence for greg", Subject.SCENE),
        ("And you keep quoting me back at me.", Subject.SCENE),
        ("Are you actually reading this?", Subject.SCENE), ("That wasn't an answer.", Subject.SCENE),
        ("No, we're all in the same office.", Subject.FIT), ("It's not about my boss.", Subject.FIT),
        ("He said it, not me.", Subject.FIT), ("I never said that.", Subject.FIT),
    ],
)  # fmt: skip
def test_a_correction_of_the_coach_is_heard(text: str, about: Subject) -> None:
    assert repair_of(text, "Being patient has its price.") is about


@pytest.mark.parametrize(
    "text",
    [
        "not much. greg. used to have a boat", "I never said anything to him about it.",
        "I find that fascinating and I've never once said so.", "No idea what he meant.",
        "I asked Samir about his weekend.", "She didn't answer me.", "I told him already in March.",
        "He wasn't listening to anybody.", "I said good morning and walked on to the next desk.",
        "I don't even know who the manager is.", "My boss says: you missed your target again.",
    ],
)  # fmt: skip
def test_what_is_told_of_others_is_no_correction(text: str) -> None:
    assert repair_of(text, "What did you notice?") is None


@pytest.mark.parametrize("text", ["sure, guess away", "But go on, try your name.", "if you must"])
def test_an_offer_is_accepted_in_many_ways(text: str) -> None:
    offered = ConversationState(
        turns=5, offered="always-busy", offered_at=5, pending=Pending(move=Move.OFFER_NAME)
    )
    assert accepts_offer(text, offered)


def test_an_accepted_offer_is_still_owed_when_something_came_between() -> None:
    later = ConversationState(turns=8, offered="always-busy", offered_at=5)
    assert accepts_offer("You were going to tell me your guess about a habit?", later)
    assert not accepts_offer("You were going to tell me your guess?", ConversationState(turns=8))


def test_a_number_is_found_in_the_answer_to_the_scale_and_nowhere_else() -> None:
    assert number_said("You keep quoting me. Seven, if you want the number.", Subject.SCALE) == 7
    assert number_said("Somewhere between, call it 6. We were 40 people then.", Subject.SCALE) == 6
    assert number_said("We are 4 people and have one table", Subject.SCALE) is None
    assert number_said("He told seven of them", None) is None
    assert number_said("6:40. Third time.", Subject.SCALE) is None
    assert number_said("7.15 then", Subject.SCALE) is None
    assert number_said("8 am, before the others", Subject.SCALE) is None
    assert number_said("8.", Subject.SCALE) == 8


@pytest.mark.parametrize(
    "text",
    [
        "What? No. I said I'm going to thank a man for 2019.", "I didn't mean it to sound like that.",
        "No, I'm not suicidal, I'm annoyed.", "Figure of speech. Can we go on?",
    ],
)  # fmt: skip
def test_a_misunderstanding_of_danger_is_cleared_up(text: str) -> None:
    assert denies_danger(text)


@pytest.mark.parametrize(
    "text",
    [
        "Yes.", "I don't know.", "Tonight.", "Nobody would miss me", "I meant it.",
        "I meant what I said.", "No one would stop me, I'll kill myself.", "No reason not to die.",
        "I'm not joking.", "I can't go on.", "I don't want to go on.", "It was about dying.",
        "I do mean it, I want to die tonight.", "No. I want to hurt myself.",
    ],
)  # fmt: skip
def test_danger_is_not_cleared_up_by_anything_less(text: str) -> None:
    assert not denies_danger(text)
    assert not says_safe(text)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("I've got this client, Priya, procurement at a hospital group.", "Priya"),
        ("Last person was Ingo, shift lead on inbound.", "Ingo"), ("It was Monday and raining.", None),
        ("Good is if he looks at me.", None),
    ],
)  # fmt: skip
def test_whom_a_message_names(text: str, person: str | None) -> None:
    assert named_person(text) == person


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("does that line work or not", TurnKind.OPINION),
        ("I could ask her. Would that be weird, after two years?", TurnKind.OPINION),
        ("so do I ring him", TurnKind.OPINION), ("Worth it or does it look like damage control?", TurnKind.OPINION),
        ("What should I do?", TurnKind.ADVICE), ("how do i ring a bloke after 14 months", TurnKind.ADVICE),
        ("So what do people do, bring it up days after?", TurnKind.ADVICE),
        ("What does the research say about small talk at work?", TurnKind.QUESTION),
        ("Does it help to get back in touch with dormant contacts?", TurnKind.QUESTION),
        ("Fine. Is authenticity in leaders good for teams or not?", TurnKind.QUESTION),
        ("Do you think she was using me?", TurnKind.JUDGE),
    ],
)  # fmt: skip
def test_what_is_asked_of_the_coach(text: str, kind: TurnKind) -> None:
    assert asks_last(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "He asked whether I even knew his name.",
        "Whose mood? Beata's?",
        "What can I say.",
        "Neither do I think that she minds.",
    ],
)
def test_what_is_told_asks_nothing(text: str) -> None:
    assert asks_last(text) is None


def test_the_coachs_own_question_handed_back_asks_nothing() -> None:
    before = "What does that cost, and who pays?"
    handed_back = "What does WHAT cost? Leaving? Me, I pay."
    assert without_echoes(handed_back, before) == "Leaving? Me, I pay."
    asked = "I did ask about research. Is there anything on it?"
    assert without_echoes(asked, "What does it change, if it changes anything?") == asked


@pytest.mark.parametrize(
    "text", ["ouch. pretty near. but i still need the intro", "Afraid so.", "Mostly, yes."]
)
def test_a_name_is_owned_in_many_ways(text: str) -> None:
    asked = Pending(move=Move.NAME_HABIT, about=Subject.FIT, habit="token-question")
    assert answer_to_name(text, ConversationState(pending=asked)) is Answer.ME


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("So what I'm going to do is this: ask Hannah on Thursday.", "ask Hannah on Thursday"),
        ("call dele. ask about his new kid. no ask", "call dele. ask about his new kid. no ask"),
        ("Right. Thursday at three, I'll leave the tablet in my office and ask Maureen what's getting in her "
         "way, and I'll do it three weeks running.",
         "Thursday at three, I'll leave the tablet in my office and ask Maureen what's getting in her "
         "way, and I'll do it three weeks running"),
        ("I'll just do it. Tomorrow, six o'clock, before I ask for the number.",
         "Tomorrow, six o'clock, before I ask for the number"),
        ("Half of that is the guests, so it would have to be a quiet one. So what I'm going to do is this: "
         "Thursday there's nobody coming, I'll cook anyway, and before dinner I'll go up and ask her.",
         "Thursday there's nobody coming, I'll cook anyway, and before dinner I'll go up and ask her"),
        ("ring tom", "ring tom"), ("tonight", "tonight"), ("I'll do that.", ""), ("Should I?", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_step_is_said_back_in_whole_sentences(text: str, step: str) -> None:
    assert step_as_said(text) == step


def test_of_a_long_winded_step_a_clause_is_said_back() -> None:
    text = (
        "I'll go down to the dock, and I'll carry boxes with the others until somebody notices that I am not "
        "holding a clipboard for the first time in about nine years, which will take them a good while"
    )
    short = step_as_said(text)
    assert short
    assert text.startswith(short)
    assert len(short.split()) <= 34


def test_what_the_coach_just_said_is_not_quoted_back(services: Services) -> None:
    text = "That's the first thing I'd notice. She never once looked up from her screen."
    asked = "What change would you notice first?"
    turn = Turn("c", "m", text, ConversationState(turns=3), heard=listen(text, services))
    turn = replace(turn, history=(("coach", asked),))
    phrase = understand_message(turn, services).phrase
    assert phrase is None or "notice" not in phrase


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("I called my sister just now.", True), ("I told my wife about it and she's coming over.", True),
        ("I haven't told my wife.", False), ("I told my wife nothing.", False),
        ("I could call my brother, I suppose.", False), ("She told the line manager.", False),
    ],
)  # fmt: skip
def test_whether_somebody_knows(text: str, reached: bool) -> None:
    assert reached_out(text) is reached


def test_a_half_denial_of_danger_leaves_it_open() -> None:
    assert denies_danger("I didn't mean it like that.")
    assert not denies_danger("I didn't mean it like that, or I don't know. I'm tired.")


def test_what_stands_beside_a_denial_is_still_screened(services: Services) -> None:
    signs = services.signs
    denied = "I'm not suicidal. "
    assert not signs.levels(without_denials(denied + "I'm annoyed with all of it."))
    assert Level.CRISIS in signs.levels(without_denials(denied + "I want to die tonight."))


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What do I do, apologise there or before, alone?", Subject.CHOICE),
        ("Keep him or bin him? Got till Friday.", Subject.CHOICE),
        ("Should I write to him or not?", Subject.STEP), ("Do I mention her boy?", Subject.STEP),
        ("What should I do?", None), ("How do I start?", None), ("He said: “now or never?”", None),
        ("I do it or I don't.", None),
    ],
)  # fmt: skip
def test_what_the_coach_is_asked_to_decide(text: str, about: Subject | None) -> None:
    assert choice_asked(text) is about


@pytest.mark.parametrize("text", ["so who do i call today", "Where do I start?"])
def test_asking_where_to_begin_asks_for_advice(text: str) -> None:
    assert asks_last(text) is TurnKind.ADVICE


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Sorry, begs? I don't know where you got that.", Subject.PASSAGE),
        ("Who didn't see who?", Subject.PASSAGE), ("I don't know what that means.", Subject.PASSAGE),
        ("I beg your pardon? I did no such thing.", Subject.FIT), ("wrong one, robot", Subject.FIT),
    ],
)  # fmt: skip
def test_a_protest_is_heard_as_one(text: str, about: Subject) -> None:
    assert repair_of(text, "They didn't quite see who was there.") is about


def test_nothing_is_quoted_that_turns_its_meaning_round() -> None:
    def quotable(text: str) -> set[str]:
        return {text[start:end] for start, end in clauses(text)}

    assert "one's begging" not in quotable("Look. No one's begging, not me.")
    assert "is a ridiculous thing" not in quotable("Missing her, is a ridiculous thing, I know.")
    assert "I laughed" in quotable("That I laughed.")


def test_a_plan_that_is_put_right_is_read_back_again(leader: Mine) -> None:
    talk = leader.begin()
    for message in (
        "We closed the line on a widow last week because she had no form, and I wrote that script.",
        "I want to do it differently next time.",
        "I'll close her line on Monday at nine without any form.",
        "My supervisor may ask me about it.",
        "Then I'll tell him that I wrote the script myself.",
        "8",
    ):
        turn = leader.reply(talk, message)
    assert "without any form" in turn.reply
    turn = leader.reply(
        talk, "I can't do it without. On Monday at nine I'll fill the form in for her."
    )
    assert "fill the form in for her" in turn.reply
    (commitment,) = leader.conversation(talk).commitments
    assert "fill the form in for her" in commitment.what


def test_what_gets_in_the_way_of_a_plan_is_no_goodbye(services: Services) -> None:
    state = ConversationState(
        stage=Stage.COMMITTING, turns=6, pending=Pending(move=Move.PLAN, about=Subject.OBSTACLE)
    )
    turn = Turn("c", "m", "phone'll go", state, heard=listen("phone'll go", services))
    assert understand_message(turn, services).kind is TurnKind.ANSWER


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("I only ring Anna when I need to get numbers from her.", None),
        ("I only write when I want something from them.", None),
        ("I need to know what to say to her.", "I need to know what to say to her"),
        ("I want to ring her without needing anything.", "I want to ring her without needing anything"),
    ],
)  # fmt: skip
def test_what_somebody_wants_of_others_is_not_what_they_want_of_the_talk(
    text: str, aim: str | None
) -> None:
    assert _aim(text) == aim


@pytest.mark.parametrize(
    "text",
    [
        "ok. thanks. god i havent said that to anyone at work",
        "The thank you. He never got it from me. He sent me a message, I answered with a thumb up. A thumb, for eleven years.",
        "And if he brings up January I'll say yes, I told you that, I got it wrong.",
        "Hm, I don't know what you mean by which question. But my deputy left in May and I did not go to his farewell.",
        "Question? Why form letter. It could have been a call. But then it is not about this, it is only business.",
    ],
)  # fmt: skip
def test_what_is_told_is_no_complaint_about_the_coach(text: str) -> None:
    assert repair_of(text, "What would you want them to hear?") is None


def test_not_being_heard_is_a_complaint() -> None:
    said = "Well yes. But you do not hear, I said I also sent template."
    assert repair_of(said, "You'd like to be told.") is Subject.SCENE


@pytest.mark.parametrize(
    "text", ["lol no. hes fine. just ghosting me", "ok u misread it. nobodys in danger"]
)
def test_danger_is_denied_in_the_words_people_use(text: str) -> None:
    asked = TALKING.model_copy(
        update={"pending": Pending(move=Move.OTHER_AT_RISK, about=Subject.FIT)}
    )
    assert sets_right(text, asked)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Does it help people when their boss knows something about their life?", TurnKind.QUESTION),
        ("are apologies from leaders any use?", TurnKind.QUESTION),
        ("is it good to be friends with the people you lead?", TurnKind.QUESTION),
        ("Do you have anything on leaders being friends with their people, yes or no?", TurnKind.QUESTION),
        ("Is my sentence any good?", TurnKind.OPINION),
        ("Would that help her, or is it too late?", TurnKind.OPINION),
        ("What's in it for me? Nothing.", None),
        ("Nobody. What's that got to do with it?", None),
    ],
)  # fmt: skip
def test_a_question_of_fact_is_told_from_one_about_this_very_case(
    text: str, kind: TurnKind | None
) -> None:
    assert asks_last(text) is kind


def test_what_takes_somebody_away_after_thanks_is_a_goodbye() -> None:
    assert takes_leave(
        "I'll have a brew and find a job to do. Right, I've got to lock up. Ta.", PLANNING
    )


def test_who_can_read_this_is_no_question_about_the_coachs_words() -> None:
    assert repair_of("who can read this?", "How do you read that?") is None
    assert repair_of("Read what?", "How do you read that?") is Subject.PASSAGE


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("The phone. I'll leave it in the office on the charger. Right, I'd better go.",
         ("The phone", "I'll leave it in the office on the charger")),
        ("i'd chicken out. or crew shows early. then i drive round the block and call from there",
         ("i'd chicken out. or crew shows early", "i drive round the block and call from there")),
        ("The supervisor comes early. If he comes, I say: ten minutes, Duc.", ("The supervisor comes early", "I say: ten minutes, Duc")),
        ("phone going off maybe, then I come back at 7", ("phone going off maybe", "I come back at 7")),
        ("a call comes in then i ring him at five", ("a call comes in", "i ring him at five")),
        ("he's out, so I'll catch him Thursday", ("he's out", "I'll catch him Thursday")),
        ("I get nervous, then I lose the thread", None),
        ("He talks over me. Then I freeze.", None),
        ("The phone and some consultant.", None), ("I'll start explaining how important it was.", None),
        ("My nerve. I'll probably forget it by noon.", None),
    ],
)  # fmt: skip
def test_what_gets_in_the_way_may_be_told_with_its_answer(
    text: str, both: tuple[str, str] | None
) -> None:
    assert way_round(text) == both


@pytest.mark.parametrize(
    "text",
    [
        "I'll leave it on the charger. Right, I'd better go, the lunches are going up. Thanks now.",
        "In that case Friday, before handover. Thank you. That is sufficient, I have a meeting.",
        "I will ask myself: what is in your way today. And I call Pavel tonight. Finish.",
    ],
)
def test_a_goodbye_with_the_last_part_of_a_plan_is_one(text: str) -> None:
    assert takes_leave(text, PLANNING)


@pytest.mark.parametrize(
    "text",
    [
        "I'd better ask her first.",
        "I have a meeting with her on Monday and I dread it.",
        "They never finish.",
    ],
)
def test_what_has_to_be_done_is_no_goodbye(text: str) -> None:
    assert not takes_leave(text, PLANNING)


def test_a_turn_of_phrase_is_no_aim() -> None:
    assert aim_told("To be accurate, others have one: why I did not speak to him.") is None
    assert in_short("didnt i just say. mo. what i say to mo", 12) != "didnt i just say"


def test_what_hangs_on_an_if_is_not_quoted_without_it() -> None:
    text = "But it's a kitchen. If I whispered nobody'd be fed."
    assert "I whispered nobody'd be fed" not in {text[a:b] for a, b in clauses(text)}


def test_whoever_asks_for_a_name_for_it_is_given_one(me: Mine) -> None:
    conversation = me.begin()
    for text in (
        "I never call my contacts unless I need something from them.",
        "Between renewals they don't hear from me at all. I only get in touch when I want something.",
    ):
        me.reply(conversation, text)
    turn = me.reply(conversation, "Is there a name for this, what I do?")
    assert turn.plan.notices is not None
    assert turn.plan.notices.id == "contact-when-needed"


def test_a_quoted_draft_is_read_when_the_leader_asks_what_the_coach_thinks(me: Mine) -> None:
    conversation = me.begin()
    me.reply(conversation, "A client of eleven years left by mail. I'd like to write to him.")
    turn = me.reply(
        conversation,
        "I'd write: \"Dear customer, your contract has been closed. Please return the attached form "
        'by Friday." Does that sound too cold?',
    )
    assert turn.reading.kind is TurnKind.OPINION
    assert turn.reading.draft is not None
    assert turn.reading.draft.reads is Subject.COST
    assert turn.reply.count("?") == 1


def test_the_sentence_is_the_one_in_quotation_marks_and_no_remark_on_it() -> None:
    draft = '"Mr Doyle, I know the other boy hit first." Is that too blunt?'
    said = sentence_meant(draft, Step())
    assert said == "Mr Doyle, I know the other boy hit first."
    assert sentence_meant('Probably "still". It sounds harsh.', Step(what=said)) == said
    assert sentence_meant("I'm glad you came.", Step()) is None


def test_what_is_asked_at_the_end_of_a_story_is_looked_up(me: Mine) -> None:
    turn = me.reply(
        me.begin(),
        "My wife laughed when I told her about my old roommate. Before we go further, is there any "
        "evidence that getting back in touch with people one has let lapse actually works?",
    )
    assert turn.reading.kind is TurnKind.QUESTION
    assert turn.cited


def test_a_polite_consent_is_one() -> None:
    pending = Pending(move=Move.OFFER_NAME, about=Subject.PERMISSION)
    state = ConversationState(turns=4, pending=pending, offered="cold-exit", offered_at=4)
    assert accepts_offer("You may name it. I reserve the right to disagree.", state)
    assert not accepts_offer("No, you may not.", state)


@pytest.mark.parametrize(
    ("text", "meant_for_somebody"),
    [
        ("Darnell, the way I spoke to you wasn't right. What did you see that I didn't?", True),
        ("Mr Okafor, you should have had a call from me on Friday.", True),
        ('"Ana, I heard you twice about the lift and did nothing."', True),
        ("No, you didn't answer my question.", False),
        ("Seriously, you didn't answer my question.", False),
        ("Wrong, you misunderstood me.", False),
        ("Dana, my best rep, resigned by text. What would you say to her?", False),
        ("Honestly, you lost me there.", False),
        ("Dana, my best rep, resigned by text.", False),
        ("Tuesday, before you ask.", False),
    ],
)
def test_words_meant_for_somebody_else_are_told_from_words_to_the_coach(
    text: str, meant_for_somebody: bool
) -> None:
    assert speaks_to_somebody(text) is meant_for_somebody


def test_what_is_taken_back_in_words_for_somebody_else_corrects_nobody() -> None:
    said = "Darnell, the changeover was late and still matters, but the way I spoke to you wasn't right."
    assert repair_of(said, "What would you say to him?") is None


def test_the_coachs_word_in_a_question_of_their_own_is_no_confusion() -> None:
    assert repair_of("How do I start?", "What would be a welcome start?") is None
    assert repair_of("What start?", "What would be a welcome start?") is Subject.PASSAGE


def test_a_greeting_and_an_appointment_are_no_goodbye() -> None:
    assert not takes_leave("Good day.", ConversationState())
    assert takes_leave("I'll write to them. Good day.", TALKING)
    for said in ("Got a call with her at ten.", "Got a meeting with her on Friday."):
        assert not takes_leave(said, PLANNING)


@pytest.mark.parametrize(
    "when", ["Monday morning", "Tomorrow at twenty to eight.", "On Friday at nine"]
)
@pytest.mark.parametrize(
    ("step", "thought"),
    [(Step(what="One person a day."), None), (Step(), "I could say good morning before I ask.")],
)
def test_a_bare_time_says_when_and_takes_the_place_of_no_plan(
    when: str, step: Step, thought: str | None
) -> None:
    reading = Reading(TurnKind.COMMITMENT, circumstances=only_circumstances(when))
    after = step_after(step, Subject.WHEN, when, reading, committed=True, thought=thought)
    assert (after.what, after.when) == (step.what or thought, when.rstrip("."))


@pytest.mark.parametrize(
    "told",
    [
        "Emrys died six years ago",
        "Emrys is dead",
        "It was my late husband Emrys",
        "My husband Emrys and I began it with one polytunnel and a kettle, he died six years ago",
    ],
)
def test_nobody_is_asked_what_they_would_say_to_somebody_dead(told: str) -> None:
    assert _person(f"{told}, and Emrys painted that sign himself.", (), frozenset()) is None
