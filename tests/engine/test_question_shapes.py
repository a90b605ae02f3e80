"""A direct question to which no stock answer is known is answered by its shape, and no plan is asked for too early."""

import re

import pytest

from coach.assembly import Mine
from coach.losses import has_died, is_anothers_loss, tells_of_death
from coach.plans import called_a_step, comes_too_early, only_wants, way_round
from coach.question_shapes import quality_asked, question_in, says_unanswered, shape_of
from coach.safety_words import sets_right
from coach.second_person import told_of
from coach.state import ConversationState, Pending
from coach.turn_kinds import by_rule, complaint_of, puts_a_question
from coach.vocabulary import Move, Stage, Subject, TurnKind


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        (
            "I could say I've been using you, but that makes it about me, doesn't it?",
            Subject.AGREED,
        ),
        ("So tell me: is it even proper for a manager to say the first half?", Subject.ALLOWED),
        ("I want to know: must I change this brand?", Subject.ALLOWED),
        ("What do people even say after three months?", Subject.USUAL),
        (
            "Then I chat, and before I know it I've mentioned the permits. How do I stop?",
            Subject.HOW,
        ),
        ("This is true. But it is not too heavy for him?", Subject.TOO_MUCH),
        ("What if she doesn't want to talk about him at all?", Subject.CASE),
        ("I could go round before lunch. Is that a good moment, the roast?", Subject.IDEA),
        ("Would that be fair to the council?", Subject.ALLOWED),
        # A yes would say that it is.
        ("Would that be disloyal to the council, do you think?", None),
        ("I could go round before lunch. Is that a bad moment, the roast?", None),
        ("He stood in the door and said nothing.", None),
        ("How do I tell her she is too loud?", Subject.HOW),
        ("What do I do when he gets too angry?", None),
        ("When is a good time to tell him?", None),
        ("What would you do about him?", None),
        ("I was afraid to look old. What do you make of it?", Subject.MADE_OF_IT),
        ("A card, twelve years late. Is it mad or not?", Subject.ODD),
        ("May I ask you, is it foolish to be hurt by a sponsor?", Subject.FELT),
        ("Do you think people can be kind in twelve minutes?", Subject.POSSIBLE),
        ("Is there anything I've forgotten?", Subject.MISSING),
        ("Anything you'd watch out for?", Subject.MISSING),
        ("I'll stand at the dock. What if I can't get the words out?", Subject.OWN_CASE),
        ("He's out, and I stand in the yard. What do I do then?", Subject.CASE),
        ("Is it a good sentence or is it too much theatre?", Subject.TOO_MUCH),
        ("is it worse to bring it up or leave it", Subject.CHOICE),
        ("The boat is good, no?", Subject.AGREED),
        ("She is useless, no?", None),
        ("You think she will understand?", Subject.WILL),
        ("Do you have children?", None),
        ("I'm a terrible boss, right?", None),
        ("She's simply useless, isn't she?", None),
        ("It's all pointless anyway, isn't it?", None),
        ("They'd all be better off without me, wouldn't it?", None),
        ("I asked him “is it proper to say that?”", None),
    ],
)
def test_a_question_is_known_by_its_shape(text: str, shape: Subject | None) -> None:
    assert shape_of(text) is shape


def test_what_leads_to_a_question_is_no_part_of_it() -> None:
    assert question_in("So tell me: is it proper?") == "is it proper?"
    assert question_in("He asked “is it proper?” and left.") == ""


@pytest.mark.parametrize(
    "question",
    [
        "Can a person say “this isn't me” to somebody who spent eleven thousand dollars on it?",
        "What do people usually do when they've only phoned somebody to take?",
        "I'd say sorry, but that makes it about me, doesn't it?",
        "Should I tell her why I'm coming or just come?",
        "I'd say: Aunty, you fed me for a year. But is it not too heavy for her?",
    ],
)
def test_it_is_answered_with_a_leaning_and_not_handed_back(leader: Mine, question: str) -> None:
    talk = leader.begin()
    leader.reply(talk, "I only ring Aunty Pearl when I need a chef, and she taught me everything.")
    leader.reply(talk, "I'd like to know how to ring her without asking for anything.")
    turn = leader.reply(talk, question)
    assert turn.plan.move in {
        Move.OPINION,
        Move.SUGGEST,
        Move.ANSWER_BACK,
    }  # the last with a passage
    assert turn.spoken
    assert not turn.reply.endswith(("What's yours?", "What do you think?"))


def test_words_for_somebody_do_not_hide_the_question_after_them() -> None:
    said = "I would say: Auntie, you stood up for me. But she will think I need something. How do I stop her thinking that?"
    assert puts_a_question(by_rule(said, "What would you say to her?"))
    assert not puts_a_question(
        by_rule("I'd say: I was wrong. Can you forgive me?", "What would you say to her?")
    )


@pytest.mark.parametrize(
    "text",
    [
        "I asked where: bandroom or my office.",
        "I asked whether a person can say that.",
        "You didn't answer me.",
    ],
)
def test_a_complaint_that_nothing_was_answered_is_heard(text: str) -> None:
    assert says_unanswered(text)
    assert complaint_of("She said I asked you if I could leave early.") is None
    assert not says_unanswered("I asked her out loud and she laughed.")


def test_asked_again_it_is_answered(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "I let a colleague find out from an attachment that he didn't get the job.")
    leader.reply(talk, "I'd like to face him properly.")
    leader.reply(
        talk, "Tell me, is it even proper for a manager to say that he was the better man?"
    )
    turn = leader.reply(talk, "I asked whether it is proper to say that. Can one say it?")
    assert {spoken.move for spoken in turn.spoken} & {Move.OPINION, Move.SUGGEST}


def test_an_objection_does_not_hide_a_question(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "Anders found out by mail that he wasn't chosen, and I wrote it.")
    leader.reply(talk, "I want him to hear it from me.")
    turn = leader.reply(
        talk, "Don't tell me what I know. Do I go to the bandroom or ask him up to my office?"
    )
    assert turn.plan.move in {Move.OPINION, Move.SUGGEST}
    assert "to ask him up your" not in turn.reply


def test_he_says_whatever_is_told_of_him_and_is_no_objection(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "Denny isn't talking to me, I gave the yard job to somebody else.")
    leader.reply(talk, "I want him to talk to me again.")
    turn = leader.reply(talk, "he says whatever. what do i do then")
    assert turn.reading.kind is not TurnKind.RESISTANCE


# --- Plans ----------------------------------------------------------------------------------------


def test_what_is_only_wanted_is_no_plan(leader: Mine) -> None:
    assert only_wants("I want to thank him for what he taught me.")
    assert not only_wants("I want to thank him, so I'll ring him on Sunday.")
    talk = leader.begin()
    leader.reply(talk, "I only ring Mr Balogun when I need a permit. He taught me to climb poles.")
    turn = leader.reply(talk, "I want to thank him for that.")
    assert turn.state.stage is not Stage.COMMITTING
    assert turn.state.step.what is None


def test_a_plan_asked_for_too_early_is_let_go(leader: Mine) -> None:
    planning = ConversationState(stage=Stage.COMMITTING, kind="talk")
    assert comes_too_early(planning, "You're doing it again with the when and where!")
    assert not comes_too_early(ConversationState(), "Hold on, there's more to it.")
    talk = leader.begin()
    leader.reply(talk, "I only ring Mr Balogun when I need a permit. He taught me to climb poles.")
    leader.reply(talk, "I'd like to be in touch without asking for a favour.")
    turn = leader.reply(talk, "I'll ring him on Sunday after church.")
    assert turn.state.stage is Stage.COMMITTING
    turn = leader.reply(talk, "Slow down. I haven't decided anything yet.")
    assert turn.state.stage is Stage.EXPLORING
    assert turn.state.step.what is None
    assert turn.plan.move is Move.MEND


@pytest.mark.parametrize(
    "text",
    ["I might talk too fast.", "I'm going ahead with it.", "I haven't decided on the day."],
)
def test_what_only_sounds_like_haste_leaves_the_plan(text: str) -> None:
    assert not comes_too_early(ConversationState(stage=Stage.COMMITTING, kind="talk"), text)


@pytest.mark.parametrize(
    "text",
    [
        "They told me to fire half the team. That's the plan.",
        "I won't do it. That's my step.",
        "He wants me gone by June. That's my plan.",
        "I rang her yesterday and she hung up. That's my step.",
    ],
)
def test_what_others_want_or_what_was_done_is_no_step(text: str) -> None:
    assert called_a_step(text) is None


def test_what_is_called_a_step_is_one(leader: Mine) -> None:
    named = "Never mind. Bandroom, Wednesday, two o'clock, on his ground. That's my step."
    assert called_a_step(named) == "Bandroom, Wednesday, two o'clock, on his ground."
    assert called_a_step("That's my step.") is None
    talk = leader.begin()
    leader.reply(talk, "Anders found out by mail that he wasn't chosen, and I wrote it.")
    leader.reply(talk, "I want him to hear it from me.")
    turn = leader.reply(talk, named)
    assert turn.reading.kind is TurnKind.COMMITMENT
    turn = leader.reply(talk, "We're done, I think.")
    assert turn.state.ended
    assert "Bandroom, Wednesday" in turn.reply
    assert turn.reply.count("“") == turn.reply.count("”")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("me bottling it. ill text denny tonight, yard gate 6am", "text denny tonight"),
        ("might get voicemail. then ill text him", "text him"),
    ],
)
def test_what_helps_is_heard_beside_what_gets_in_the_way(text: str, answer: str) -> None:
    both = way_round(text)
    assert both is not None
    assert answer in both[1]


def test_ill_in_bed_is_no_promise() -> None:
    assert way_round("he was ill. nobody rang") is None
    both = way_round("my wife is ill with flu. then I'll ring him on Monday")
    assert both is not None
    assert "ill with flu" in both[0]


def test_a_plan_that_ends_with_what_will_be_said_has_one_stop(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "I told Bec the new sign was lovely, and I can't stand it.")
    leader.reply(talk, "I'd like to be honest with her.")
    leader.reply(talk, "On Sunday before lunch I'll say “I wasn't honest, and I'm sorry.”")
    leader.reply(talk, "The phone might ring.")
    leader.reply(talk, "Then I'll let it ring.")
    turn = leader.reply(talk, "8")
    assert "and I'm sorry" in turn.reply
    assert ".”." not in turn.reply


# --- After a false alarm --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Good God, no. I mean read the letter to the end. Nobody's dying.",
        "It isn't. I said no, plainly. Can we get back to the letter?",
    ],
)
def test_a_plain_denial_clears_a_false_alarm(text: str) -> None:
    asked = ConversationState(
        stage=Stage.SAFETY, pending=Pending(move=Move.CRISIS, about=Subject.FIT)
    )
    assert sets_right(text, asked)


@pytest.mark.parametrize(
    "text",
    [
        "I said no one would miss me.",
        "I said no. He didn't stop.",
        "It wasn't. Now it is.",
        "It isn't. Not any more.",
        "I mean read the note when I'm gone.",
        "No one's dying today, tomorrow I will",
        "It isn't worth it any more.",
        "I mean finish it, all of it.",
        "Nobody is dying but me.",
    ],
)
def test_what_sounds_like_a_denial_and_is_none_clears_nothing(text: str) -> None:
    asked = ConversationState(
        stage=Stage.SAFETY, pending=Pending(move=Move.CRISIS, about=Subject.FIT)
    )
    assert not sets_right(text, asked)


def test_done_with_the_talk_is_a_goodbye_and_done_with_everything_is_not(leader: Mine) -> None:
    for last, stays in (("I'm done with everything. Goodbye.", True), ("I'm done. Bye.", False)):
        talk = leader.begin()
        leader.reply(talk, "I walked past Darnell for five weeks after his brother died.")
        leader.reply(talk, "I want to tell him that I'm sorry.")
        leader.reply(talk, "I'll say it tomorrow at four on the dock.")
        turn = leader.reply(talk, last)
        assert (turn.plan.move is Move.STAY) is stays


def test_a_potting_shed_is_told_back_as_one() -> None:
    told = told_of("I went and sat in the potting shed after")
    assert told is not None
    assert told.words == "you went and sat in the potting shed after"


# --- Words for somebody in grief --------------------------------------------------------------------


def test_in_a_talk_about_a_death_words_are_words_of_condolence(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "One of my shift leads, Darnell, his brother died in October.")
    leader.reply(talk, "I haven't said a word to him since. HR sent flowers.")
    turn = leader.reply(talk, "What's the right thing to say to a man five weeks late?")
    assert turn.asked in {"grieving", "short-condolence"}
    again = leader.reply(talk, "Give me one sentence for tomorrow morning.")
    assert again.asked in {"grieving", "short-condolence"}


def test_thanks_in_such_a_talk_stay_thanks(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "Marta's husband died in May, and she still closed the books for us.")
    turn = leader.reply(talk, "How do I thank her for that?")
    assert turn.asked not in {"grieving", "short-condolence"}


@pytest.mark.parametrize(
    ("obstacle", "asked_for_the_answer"),
    [
        ("I'd start a fifth draft, as always. My deputy reads it once, at nine, then it goes.", False),
        ("The phone always rings on Fridays. Then the suppliers come in and want something at once.", True),
    ],
)  # fmt: skip
def test_what_helps_is_asked_for_unless_it_was_told_with_the_obstacle(
    leader: Mine, obstacle: str, asked_for_the_answer: bool
) -> None:
    talk = leader.begin()
    leader.reply(
        talk, "I won't sign the new roster, and every draft to my chief reads like a fight."
    )
    leader.reply(talk, "I want a letter that she reads to its end.")
    turn = leader.reply(talk, "I'll send it tomorrow at half past nine.")
    while turn.state.pending and turn.state.pending.about is not Subject.OBSTACLE:
        turn = leader.reply(talk, "Tomorrow at half past nine, from my desk.")
    turn = leader.reply(talk, obstacle)
    assert turn.state.pending is not None
    assert (turn.state.pending.about is Subject.ANSWER) is asked_for_the_answer


@pytest.mark.parametrize(
    ("text", "death"),
    [
        ("Marta’s husband died in May.", True),
        ("Her husband had passed her on the stairs.", False),
        ("His wife is dead set against it.", False),
        ("My son passed, thank God.", False),
    ],
)
def test_a_death_is_told_from_what_sounds_like_one(text: str, death: bool) -> None:
    assert (is_anothers_loss(text) or tells_of_death(text)) is death


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("But where? In the workshop there are always others.", Subject.PLACE),
        ("I asked where I should speak with him. What do you think?", Subject.PLACE),
        ("I like it. Now when?", Subject.TIME),
        ("whats the point of writing if theyve gone", Subject.POINT),
        ("Hm! When? His sixtieth, perhaps, and even there I had the form in my handbag.", None),
        ("How does one tell a man of seventy-four something like that?", Subject.HOW),
        ("What would you leave out, if you were me?", Subject.MISSING),
        ("Can I say the name?", Subject.ALLOWED),
        ("I think I say it, because if nobody says it then she was not here. Is that right?", Subject.IDEA),
        ("Do you think it's vanity, an old fellow missing his own handwriting?", Subject.ODD),
    ],
)  # fmt: skip
def test_where_when_and_what_for_are_shapes_too(text: str, shape: Subject | None) -> None:
    assert shape_of(text) is shape


@pytest.mark.parametrize(
    "text",
    ["Is it ok to let her go on Friday?", "Can I read her messages to find out?", "Is it fair to demote him by mail?",
     "I could just lie to him about the date. Is that all right?", "May I record him without telling?", "Can I ask her whether she is pregnant?", "Is it ok to ask about his illness?", "May I hug her?"],
)  # fmt: skip
def test_no_yes_is_given_to_what_is_done_against_somebody(text: str) -> None:
    assert shape_of(text) is None


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("Is that okay or too much?", "too much"),
        ("Is Sunday cruel or is it right?", "cruel"),
        ("Is it a good sentence or is it too theatrical?", "too theatrical"),
        ("Is that a stupid thing to put in a letter?", "a stupid thing"),
    ],
)
def test_between_good_and_feared_the_fear_is_what_is_asked(text: str, quality: str) -> None:
    assert quality_asked(text) == quality


def test_what_was_asked_before_is_answered_when_only_yes_or_no_is_asked_again(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(
        talk, "One of my packers buried her son and I sent her a form. His name was Jonas."
    )
    leader.reply(
        talk,
        "I want to speak with her on Thursday. Should I say his name, or will it hurt her more?",
    )
    turn = leader.reply(
        talk, "I don't understand. I asked you about the name of her son. Yes or no?"
    )
    assert turn.reading.kind is TurnKind.REPAIR
    assert turn.plan.parts[-1].move in {Move.OPINION, Move.SUGGEST}
    assert "name" in turn.reply


@pytest.mark.parametrize(
    "text",
    [
        "May I come back tomorrow and tell you?",
        "Thank you. Can I tell you on Monday how it went?",
        "And will you still be here after Friday?",
    ],
)
def test_whether_they_may_come_back_is_answered(leader: Mine, text: str) -> None:
    talk = leader.begin()
    leader.reply(talk, "I never thanked the woman who taught me the books. I want to do it.")
    turn = leader.reply(talk, text)
    assert turn.plan.move is Move.META
    assert re.search(r"\b(?:any time|Please do|Do come|kept|stays)\b", turn.reply)


def test_an_answer_asks_nothing_of_somebody_who_has_words_and_a_day(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "I never thanked Rosa for twenty years of ledgers. I want to thank her.")
    leader.reply(talk, "I'll go round on Sunday at four and say it in her kitchen.")
    turn = leader.reply(
        talk, 'I\'d say "You kept us honest." Is it too late for that, after two years?'
    )
    assert turn.plan.move is Move.SUGGEST
    assert "?" not in turn.reply


def test_a_correction_that_says_more_is_handed_back_and_asked_nothing(leader: Mine) -> None:
    talk = leader.begin()
    leader.reply(talk, "I gave the lead job to somebody else, and I had promised it to Rita.")
    leader.reply(talk, "I want to tell her before the list goes up.")
    turn = leader.reply(
        talk, "That's not what I meant. I never told her that I was thinking about anybody else."
    )
    assert turn.reading.kind is TurnKind.REPAIR
    assert [part.move for part in turn.plan.parts] == [Move.MEND, Move.REFLECT]
    assert "never told her" in turn.reply


def test_what_somebody_puts_up_gets_a_nod() -> None:
    assert shape_of("What if I write it by hand, on the good paper?") is Subject.ALLOWED
    assert shape_of("What if I can't get the words out?") is not Subject.ALLOWED


def test_who_is_named_as_the_one_who_died_is_no_person_of_the_talk() -> None:
    told = "One of my pickers, Daiva, her son died in May. All I know is that her son was Matas."
    assert has_died("Matas", told)
    assert not has_died("Daiva", told)


@pytest.mark.parametrize(
    "told",
    [
        "Dona Cida lost her son three weeks ago. Her boy Davi came here on Saturdays.",
        "She lost her son in May. Davi is the son.",
    ],
)
def test_whose_death_is_told_under_another_word_is_dead(told: str) -> None:
    assert has_died("Davi", told)


def test_where_to_begin_in_the_talk_is_nothing_to_be_allowed() -> None:
    assert shape_of("There are two matters. May we begin with the first?") is None
    assert shape_of("May we say his name?") is Subject.ALLOWED
