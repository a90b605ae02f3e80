"""Practising a conversation, by the engine that the page uses."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.assembly import Coach, Mine
from coach.errors import BadInput, NotFound
from coach.manner import insults
from coach.rehearsals import Own, Rehearsals, RunView, Stop
from coach.rehearsing import says_goodbye, says_nothing
from coach.services import Services
from coach.store.desk import Desk
from coach.treatments import hear_line, treatments_of
from coach.vocabulary import Treatment

THANKS = (
    "I came to thank you for that night in hall C. You carried four thousand boxes out by hand."
)


@pytest.fixture
def me(coach: Coach) -> Mine:
    return coach.as_person()


@pytest.fixture
def mine(me: Mine) -> Rehearsals:
    return me.rehearsals


def begin(mine: Rehearsals, which: str = "thanks-two-years-late", **how: bool) -> RunView:
    made = mine.begin(which, **how)
    assert isinstance(made, RunView)
    return made


def said(view: RunView) -> list[str]:
    return [e.text for e in view.path]


# --- What is heard ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "treated"),
    [
        ("What was it like for you that night?", Treatment.ASKING),
        ("I'm sorry. I should have come down the next morning, and I didn't.", Treatment.OWNING),
        ("You're an absolute legend, nobody in the whole world is as brilliant as you.", Treatment.FLATTERING),
        ("What does your wife say to it, are you two all right?", Treatment.PRYING),
        ("Shut up, you idiot.", Treatment.INSULT),
        ("Are you stupid or what?", Treatment.INSULT),
        ("And then?", Treatment.LISTENING),
        ("Go on.", Treatment.LISTENING),
        ("Take your time. I’m listening.", Treatment.LISTENING),
        ("No hurry.", Treatment.LISTENING),
        ("Tell me more, please.", Treatment.LISTENING),
    ],
)  # fmt: skip
def test_how_somebody_is_treated_is_heard(
    warm_services: Services, line: str, treated: Treatment
) -> None:
    assert treated in treatments_of(line, warm_services)


@pytest.mark.parametrize(
    "line", ["That was a stupid mistake of mine.", "I was a coward.", "You are not stupid."]
)
def test_hard_words_about_something_else_are_no_insult(line: str) -> None:
    assert not insults(line)


def test_what_hurts_in_a_kind_line_is_heard_as_well(warm_services: Services) -> None:
    line = "You did that beautifully, thank you. And now you owe me one: you can't say no to Christmas."
    assert {Treatment.PRESSING} <= set(treatments_of(line, warm_services))


@pytest.mark.parametrize("line", ["", "ok", "…", "Right.", "hm", "I see.", "OK!"])
def test_a_word_that_says_nothing_counts_as_silence(line: str) -> None:
    assert says_nothing(line)


@pytest.mark.parametrize("line", ["Bye, Marta.", "I have to go now.", "I'll let you get back to work.", "See you tomorrow"])  # fmt: skip
def test_a_goodbye_is_taken_as_one(line: str) -> None:
    assert says_goodbye(line)


@pytest.mark.parametrize(
    "line",
    [
        "Is that all?",
        "I saw you in the yard.",
        "I wanted to see you before your shift.",
        "I'd like you to take care of Dean",
        "You said goodbye to nobody that night.",
    ],
)
def test_what_only_sounds_like_a_goodbye_is_none(line: str) -> None:
    assert not says_goodbye(line)


def test_words_of_the_matter_are_found_whatever_their_typing(warm_services: Services) -> None:
    rehearsal = warm_services.rehearsals[0]["the-post-went-to-another"]
    for line in ("FELIX got it.", "It’s not you, Nadia", "You didn’t get the post"):
        assert "the-decision" in hear_line(line, rehearsal, warm_services).beats
    assert hear_line("Felixstowe is far away", rehearsal, warm_services).beats == ()


# --- A run ------------------------------------------------------------------------------------------


def test_a_line_is_kept_and_answered_with_written_words(mine: Rehearsals) -> None:
    view = mine.say(begin(mine).id, THANKS)
    assert said(view) == [THANKS]
    assert view.rehearsal is not None
    beat = next(b for b in view.rehearsal.beats if b.heart)
    assert view.path[0].reply in beat.says.all
    assert view.state.openness > view.rehearsal.openness
    assert mine.run(view.id) == view
    assert [r.id for r in mine.runs()] == [view.id]


def test_rewinding_restores_exactly_and_keeps_the_earlier_try(mine: Rehearsals) -> None:
    view = begin(mine)
    states = [view.state]
    for line in ("Good evening, Marta. How are you?", THANKS, "What was the worst of it?"):
        view = mine.say(view.id, line)
        states.append(view.state)
    back = mine.rewind(view.id, view.path[1].number)
    assert back.state == states[1]
    again = mine.say(view.id, "I need the pick rate. Quick.")
    assert again.state.openness < states[2].openness
    assert len(again.tries) == 2
    assert [e.text for e in again.tries[0].exchanges] == said(view)
    assert mine.choose_try(view.id, again.tries[0].last).path == view.path


def test_the_same_line_tried_again_has_another_answer(mine: Rehearsals) -> None:
    view = mine.say(begin(mine).id, "What was it like?")
    replies = {view.path[0].reply}
    mine.rewind(view.id, view.path[0].number)
    replies.add(mine.say(view.id, "What was it like?").path[0].reply)
    assert len(replies) == 2


def test_a_line_left_without_an_answer_is_answered_when_the_run_is_opened(mine: Rehearsals) -> None:
    view = begin(mine)
    mine.hand(view.id, THANKS)
    assert mine.look(view.id).path[0].reply is None
    assert mine.run(view.id).path[0].reply


def test_ending_it_lets_the_other_say_goodbye_and_a_rewind_goes_on(mine: Rehearsals) -> None:
    view = mine.end(mine.say(begin(mine).id, THANKS).id)
    assert view.over
    with pytest.raises(BadInput, match="over"):
        mine.say(view.id, "One more thing")
    mine.rewind(view.id, view.path[-1].number)
    assert not mine.say(view.id, "What was the worst of it?").over


def test_what_is_not_to_be_kept_leaves_nothing(mine: Rehearsals, me: Mine) -> None:
    view = mine.say(begin(mine, stored=False).id, THANKS)
    assert not view.stored
    assert mine.runs() == []
    assert me.export_everything()["rehearsals"] == []
    assert mine.delete(view.id) is None
    with pytest.raises(NotFound):
        mine.run(view.id)


def test_deleting_can_be_undone(mine: Rehearsals) -> None:
    view = mine.say(begin(mine).id, THANKS)
    assert mine.delete(view.id) is not None
    assert mine.runs() == []
    mine.undo_delete(view.id)
    assert mine.run(view.id).path == view.path


def test_secrets_are_masked_before_they_are_kept(mine: Rehearsals, me: Mine) -> None:
    view = mine.say(begin(mine).id, "Take my card, 4111 1111 1111 1111, and buy cake for your six.")
    assert "4111 1111" not in str(me.export_everything())
    assert view.path[0].meta["masked"]


def test_a_line_that_nobody_could_say_in_one_breath_is_refused(mine: Rehearsals) -> None:
    view = begin(mine)
    with pytest.raises(BadInput, match="breath"):
        mine.say(view.id, "a" * 5_000)
    assert mine.run(view.id).path == ()


def test_asked_whether_they_are_real_the_coach_answers(mine: Rehearsals) -> None:
    view = mine.say(begin(mine).id, "Are you a real person?")
    assert view.path[0].outcome == {"aside": True}
    assert "program" in (view.path[0].reply or "")
    after = mine.say(view.id, THANKS)
    assert after.state.exchanges == 1, "it was no exchange with her"


def test_a_file_that_is_gone_leaves_what_was_said_readable(mine: Rehearsals, me: Mine) -> None:
    desk: Desk = me._stored
    kept = desk.begin_run(
        "one-that-was-removed", {"first": "Hello.", "name": "", "role": "", "about": ""}
    )
    run = desk.add_exchange(kept.id, None, "Good morning", {})
    view = mine.run(run.id)
    assert (view.rehearsal, said(view)) == (None, ["Good morning"])
    with pytest.raises(BadInput, match="not there any more"):
        mine.say(run.id, "Are you there?")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(st.text(max_size=60), min_size=1, max_size=14))
def test_whatever_is_typed_is_kept_and_answered_once(mine: Rehearsals, lines: list[str]) -> None:
    view = begin(mine, "back-after-the-funeral")
    for line in lines:
        view = mine.go_on(view.id) if view.stop else view
        if view.over:
            break
        view = mine.say(view.id, line)
    replies = [e.reply for e in view.path]
    assert all(replies)
    assert len(set(replies)) == len(replies)


# --- Danger -----------------------------------------------------------------------------------------


def test_words_of_real_danger_stop_it_and_show_where_people_are(mine: Rehearsals) -> None:
    view = mine.say(begin(mine).id, "I can't do this any more. Tonight I am going to kill myself.")
    assert view.stop is not None
    assert view.stop.level == "crisis"
    assert view.stop.contacts
    assert view.path[-1].reply == view.stop.words
    with pytest.raises(BadInput, match="stopped"):
        mine.say(view.id, "Anyway, the pallets.")
    assert mine.run(view.id).stop == view.stop, "a reload does not make it go away"


def test_what_was_part_of_the_exercise_is_answered_when_the_leader_says_so(
    mine: Rehearsals,
) -> None:
    view = mine.say(begin(mine).id, "Tonight I am going to kill myself.")
    on = mine.go_on(view.id)
    assert on.stop is None
    assert on.rehearsal is not None
    assert on.path[-1].reply != view.path[-1].reply
    assert not mine.say(on.id, "What was it like, that night?").stop


def test_a_situation_that_tells_of_danger_is_not_begun(mine: Rehearsals) -> None:
    made = mine.begin(
        "your-own-boss", Own("Ben", "boss", "I want to say goodbye. I will kill myself tonight.")
    )
    assert isinstance(made, Stop)
    assert made.contacts
    assert mine.runs() == []


@pytest.mark.parametrize(
    "line",
    [
        "Line four closes in March, and your job ends with it. I'm sorry, Carlos.",
        "I'm so sorry that your father died.",
        "You didn't get the post. It's the end of a long road, I know.",
        "I threw your sauce in the sink. I killed your joy in it, I think.",
    ],
)
def test_hard_words_that_belong_to_the_exercise_do_not_stop_it(mine: Rehearsals, line: str) -> None:
    assert mine.say(begin(mine, "the-line-is-closing").id, line).stop is None


# --- A situation of one's own, pauses, looking back -------------------------------------------------


def test_somebody_of_the_leaders_own_has_the_name_they_gave(mine: Rehearsals) -> None:
    made = mine.begin(
        "your-own-employee", Own("Priya", "team lead", "She hears about the move from me.")
    )
    assert isinstance(made, RunView)
    assert made.name == "Priya"
    view = mine.say(made.id, "I wanted to tell you myself: we move the office in May.")
    assert view.path[0].reply
    assert any("Priya" in mine.hint(view, n) for n in range(6))
    assert "Priya" in view.title


def test_a_pause_asks_one_question_and_another_the_next_time(mine: Rehearsals) -> None:
    view = begin(mine)
    assert mine.hint(view).count("?") == 1
    view = mine.say(view.id, "The pick rate. Now.")
    asked = [mine.hint(view, n) for n in range(3)]
    assert all(q.count("?") == 1 and "{" not in q for q in asked)
    assert len(set(asked)) == 3


def test_looking_back_names_what_opened_and_what_closed_in_the_others_voice(
    mine: Rehearsals,
) -> None:
    view = begin(mine)
    for line in (
        THANKS,
        "Shut up, you idiot.",
        "I'm sorry. I thanked the wrong people, and I should have come down the next morning.",
    ):
        view = mine.say(view.id, line)
    made = mine.debrief(view)
    effects = {m.text: m.effect for m in made.moments}
    assert effects[THANKS] == "opened"
    assert effects["Shut up, you idiot."] == "closed"
    assert view.rehearsal is not None
    heard = {h for some in view.rehearsal.heard.values() for h in some}
    assert {m.heard for m in made.moments if m.heard} <= heard
    assert made.question.count("?") == 1
    assert made.kept_back


def test_there_is_nothing_to_look_back_on_before_anything_was_said(mine: Rehearsals) -> None:
    with pytest.raises(BadInput, match="nothing to look back on"):
        mine.debrief(begin(mine))


def test_a_step_becomes_a_commitment_in_the_leaders_words(mine: Rehearsals, me: Mine) -> None:
    view = mine.say(begin(mine, stored=False).id, THANKS)
    mine.take_step(view.id, "I'll go down to Joanna before her shift", "Thursday, ten to six")
    (kept,) = me.commitments()
    assert (kept.what, kept.when_words) == (
        "I'll go down to Joanna before her shift",
        "Thursday, ten to six",
    )
    me.begin()  # the next talk asks how it went, and nothing breaks
    with pytest.raises(BadInput, match="few words"):
        mine.take_step(view.id, "   ")


def test_without_the_ear_the_words_still_reach_them(
    mine: Rehearsals, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = begin(mine)

    def broken(*args: object) -> None:
        raise RuntimeError("the encoder is gone")

    monkeypatch.setattr("coach.treatments.treatments_of", broken)
    view = mine.say(view.id, THANKS)
    assert "the-thanks" in view.state.beats
