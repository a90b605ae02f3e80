"""Doing an exercise with the real engine: kept, heard, stopped in danger, looked back on, taken along."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from coach import exports
from coach.assembly import Coach, Mine
from coach.errors import BadInput, NotAllowed, NotFound
from coach.exercises import FieldTask, Talk
from coach.exercising import Doing, Exercises, instant
from coach.rehearsals import RunView
from coach.store.desk import Desk
from coach.store.records import Role

WEEK, PING, STORIES = "a-week-of-arriving", "ping-without-an-ask", "values-from-three-stories"
LISTEN = "listening-without-fixing"
BRIDGE = "I don't want to be here any more. I keep thinking about driving into the bridge."


@pytest.fixture
def me(coach: Coach) -> Mine:
    return coach.as_person()


@pytest.fixture
def own(me: Mine) -> Exercises:
    return me.exercises


def desk(me: Mine) -> Desk:
    return me._stored


def up_to(own: Exercises, assignment: str, step_id: str) -> Doing:
    """Skip everything before a step."""
    while (doing := own.doing(assignment)).path.here is not None:
        if doing.path.here.id == step_id:
            return doing
        own.skip(assignment, doing.path.here.id)
    raise AssertionError(f"{step_id} does not come")


def in_a_week(zone: str = "Europe/Berlin") -> dict[str, str]:
    at = datetime.now(UTC) + timedelta(days=7)
    return {"local_time": at.strftime("%Y-%m-%dT09:00"), "zone": zone}


def test_the_gallery_shows_what_was_begun_and_what_was_done(own: Exercises) -> None:
    assert len(own.gallery()) >= 18
    begun = own.begin(PING)
    offer = next(o for o in own.gallery() if o.exercise.id == PING)
    assert offer.begun is not None
    assert offer.begun.id == begun
    while (doing := own.doing(begun)).path.here is not None:
        own.skip(begun, doing.path.here.id)
    offer = next(o for o in own.gallery() if o.exercise.id == PING)
    assert offer.begun is not None
    assert offer.begun.status == "finished"
    assert offer.begun.finished_at is not None


def test_it_is_gone_on_with_where_it_was_left_by_another_opening(coach: Coach) -> None:
    one = coach.as_person().exercises
    begun = one.begin(WEEK)
    one.answer(begun, "doorway", {"text": "Line 3, Jan was bent over the filler."})
    one.typed(begun, "saw", {"text": "half"})
    one.pause(begun)
    other = coach.as_person().exercises
    doing = other.doing(begun)
    assert doing.assignment.status == "paused"
    assert doing.answers["doorway"]["text"].startswith("Line 3")
    assert doing.path.here is not None
    assert doing.typed(doing.path.here) == {"text": "half"}
    other.take_up(begun)
    assert other.doing(begun).assignment.status == "under-way"
    other.let_go(begun)
    assert other.doing(begun).assignment.status == "let-go"


def test_the_guide_says_a_sentence_where_one_fits_and_is_silent_else(own: Exercises) -> None:
    begun = own.begin("the-contribution-you-never-named")
    paid = "I don't really do thanks. They get paid, and they get paid well."
    doing = own.answer(begun, "good", {"text": paid})
    said = str(doing.said(doing.exercise.steps[0])["text"])
    assert said
    assert "?" not in said
    again = own.begin(PING)
    up_to(own, again, "who")
    silent = own.answer(again, "who", {"text": "Renate."})
    assert not silent.said(silent.exercise.step("who"))  # type: ignore[arg-type]


def test_what_it_said_once_it_does_not_say_again_in_the_same_exercise(own: Exercises) -> None:
    begun = own.begin(STORIES)
    said = []
    for step in ("cost", "anger", "ease"):
        doing = own.answer(
            begun,
            step,
            {"text": "I felt sick all weekend after I shouted at her in front of the line."},
        )
        said.append(doing.said(doing.exercise.step(step)).get("text"))  # type: ignore[arg-type]
    spoken = [text for text in said if text]
    assert spoken
    assert len(spoken) == len(set(spoken))


def test_danger_stops_the_exercise_keeps_the_words_and_shows_people_to_reach(
    own: Exercises,
) -> None:
    begun = own.begin(WEEK)
    doing = own.answer(begun, "doorway", {"text": BRIDGE})
    assert doing.assignment.halted == "crisis"
    assert doing.answers["doorway"]["text"] == BRIDGE
    assert doing.contacts
    assert [m.role for m in doing.halted] == ["coach", "leader", "coach"]
    assert "program" in doing.halted[-1].text
    assert not doing.said(doing.exercise.steps[0])
    doing = own.say(begun, "I don't know what to do.")
    assert doing.assignment.halted
    assert len(doing.halted) == 5
    own.go_on(begun)
    doing = own.doing(begun)
    assert doing.assignment.halted is None
    assert doing.contacts, "they stay in sight"


ORDINARY = (
    "My boss will kill me if the deadline moves again, and we would have lost the Lidl contract.",
    "The meeting nearly killed me. I was dead on my feet and I still asked her for the numbers.",
    "I told him by email on a Friday at five. I couldn’t face him, honestly.",
    "We had to let forty people go in March and I read it out from a sheet.",
)


def test_hard_words_of_an_ordinary_week_stop_nothing(own: Exercises) -> None:
    begun = own.begin(STORIES)
    for words in ORDINARY:
        assert own.answer(begun, "cost", {"text": words}).assignment.halted is None, words


def test_secrets_are_masked_before_they_are_kept(own: Exercises, me: Mine) -> None:
    begun = own.begin(PING)
    up_to(own, begun, "who")
    number = "4111 1111 1111 1111"
    own.typed(begun, "who", {"text": f"Renate, card {number}"})
    doing = own.answer(begun, "who", {"text": f"Renate. She has my card {number}, no idea why."})
    assert number not in str(me.export_everything())
    assert doing.said(doing.exercise.step("who"))["masked"]  # type: ignore[arg-type]


def test_a_task_is_taken_along_reminded_of_and_told_about(own: Exercises, me: Mine) -> None:
    begun = own.begin(WEEK)
    up_to(own, begun, "week")
    doing = own.answer(begun, "week", {"plan": "Jan, on Tuesday", **in_a_week()})
    step = doing.path.here
    assert isinstance(step, FieldTask)
    assert doing.path.waits
    assert doing.assignment.status == "under-way"
    entry = own.calendar_entry(doing, step)
    assert entry is not None
    assert b"TZID=Europe/Berlin:" in exports.calendar(entry)
    assert own.due() == []
    planned = doing.assignment.check_ins["week"]
    desk(me).plan_check_in(type(planned)(**(vars(planned) | {"due_at": datetime.now(UTC)})))
    assert [title for _, title in own.due()] == ["A week of arriving before asking"]
    own.remind(begun, wanted=False)
    assert own.due() == []
    own.remind(begun, wanted=True)
    doing = own.answer(begun, "week", {"plan": "Jan, on Tuesday", "outcome": "forgot", "text": ""})
    assert own.due() == []
    assert doing.path.here is not None
    assert doing.path.here.id == "cue"


def test_a_time_that_is_over_is_no_time_to_look_back(own: Exercises) -> None:
    begun = own.begin(WEEK)
    up_to(own, begun, "week")
    with pytest.raises(BadInput, match="over already"):
        own.answer(
            begun, "week", {"plan": "x", "local_time": "2020-01-01T09:00", "zone": "Europe/Berlin"}
        )
    assert not own.doing(begun).path.waits


@pytest.mark.parametrize(
    ("local", "zone", "utc"),
    [
        ("2027-03-27T09:00", "Europe/Berlin", "2027-03-27T08:00"),
        ("2027-03-28T09:00", "Europe/Berlin", "2027-03-28T07:00"),  # the clocks went forward at two
        ("2027-03-28T02:30", "Europe/Berlin", "2027-03-28T01:30"),  # an hour that there isn't
        ("2027-10-31T09:00", "Europe/Berlin", "2027-10-31T08:00"),
        ("2027-11-07T09:00", "America/New_York", "2027-11-07T14:00"),
        ("2027-06-01T09:00", "Asia/Kathmandu", "2027-06-01T03:15"),
    ],
)
def test_nine_o_clock_is_nine_on_the_leaders_clock_across_the_change_of_clocks(
    local: str, zone: str, utc: str
) -> None:
    assert instant(local, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_check_in_is_suggested_at_nine_after_the_change_of_clocks_too(own: Exercises) -> None:
    step = next(s for s in own.gallery()[0].exercise.steps) and FieldTask.model_validate(
        {"id": "t", "kind": "field", "label": "T", "task": "T", "ask": "A", "after_days": 7, "back": "B",
         "outcomes": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}
    )  # fmt: skip
    before = datetime(2027, 3, 24, 22, 30, tzinfo=UTC)  # in Berlin still the 24th
    local = own.suggested_check_in(step, "Europe/Berlin", before)
    assert local == datetime(2027, 3, 31, 9)
    assert instant(local.isoformat(), "Europe/Berlin").hour == 7
    assert own.suggested_check_in(step, "Asia/Tokyo", before).day == 1


@pytest.mark.parametrize("bad", [("soon", "Europe/Berlin"), ("2027-03-27T09:00", "Mars/Olympus")])
def test_an_unknown_time_or_zone_is_refused(bad: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        instant(*bad)


def test_a_step_to_keep_is_one_of_the_commitments_and_changing_it_makes_no_second(
    own: Exercises, me: Mine
) -> None:
    begun = own.begin(WEEK)
    up_to(own, begun, "keep")
    own.answer(begun, "keep", {"text": "Look up before line 3", "confidence": 6, **in_a_week()})
    (kept,) = me.commitments()
    assert (kept.what, kept.confidence, kept.zone) == ("Look up before line 3", 6, "Europe/Berlin")
    own.answer(begun, "keep", {"text": "Look up before every line", "confidence": 7})
    (kept,) = me.commitments()
    assert (kept.what, kept.confidence, kept.due_at) == ("Look up before every line", 7, None)
    own.delete(begun)
    assert me.commitments() == []
    own.undo_delete(begun)
    assert len(me.commitments()) == 1


def test_a_message_is_read_as_on_the_page_that_checks_them(own: Exercises) -> None:
    begun = own.begin(PING)
    up_to(own, begun, "line")
    doing = own.answer(begun, "line", {"text": "Dear customer, your case 4471 has been closed."})
    assert doing.answers["line"]["review"]["verdict"] == "transactional"
    assert own.answer(begun, "line", {"text": "Renate, the quinces by the gate made me think of your garden."}) \
        .answers["line"]["text"].startswith("Renate")  # fmt: skip


def test_a_stretch_with_the_program_keeps_to_its_goal_and_ends(own: Exercises) -> None:
    begun = own.begin(STORIES)
    doing = up_to(own, begun, "stretch")
    step = doing.path.here
    assert isinstance(step, Talk)
    doing = own.begin_talk(begun, "stretch")
    with pytest.raises(BadInput):
        own.say(begun, "  ")
    for words in (
        "The audit. I told them in November, and it cost me the bonus.",
        "I would do it again.",
    ):
        doing = own.say(begun, words)
    said = doing.stretch(doing.answers["stretch"])
    assert [m.role for m in said] == ["coach", "leader", "coach", "leader", "coach"]
    assert said[0].text == step.opening
    assert doing.path.here == step
    doing = own.end_talk(begun, "stretch")
    assert doing.path.here is not None
    assert doing.path.here.id == "words"
    assert "The program" in exports.exercise_markdown(doing)
    up_to(own, begun, "proof")
    doing = own.answer(begun, "proof", {"text": "Say it on Monday"})
    assert len(doing.stretch(doing.answers["stretch"])) == 5, "the commitment is no part of it"


def test_the_stretch_can_be_written_instead(own: Exercises) -> None:
    begun = own.begin(STORIES)
    up_to(own, begun, "stretch")
    doing = own.answer(
        begun, "stretch", {"text": "In all three I protected people from surprises."}
    )
    assert doing.path.here is not None
    assert doing.path.here.id == "words"


def test_danger_in_a_stretch_stops_the_exercise_too(own: Exercises) -> None:
    begun = own.begin(STORIES)
    up_to(own, begun, "stretch")
    own.begin_talk(begun, "stretch")
    doing = own.say(begun, BRIDGE)
    assert doing.assignment.halted == "crisis"
    assert doing.contacts


def meet(own: Exercises, me: Mine, **how: bool) -> tuple[str, str]:
    """An exercise in whose rehearsal something was said: both their ids."""
    begun = own.begin(LISTEN, **how)
    up_to(own, begun, "aloud")
    run = own.rehearse(begun, "aloud")
    assert isinstance(run, str)
    me.rehearsals.say(
        run, "I'm sorry about your father, Aisha. I don't know what this is like for you."
    )
    return begun, run


def test_a_rehearsal_is_left_gone_on_with_and_taken_back_with_its_moments(
    own: Exercises, me: Mine, coach: Coach
) -> None:
    begun = own.begin(LISTEN)
    up_to(own, begun, "aloud")
    run = own.rehearse(begun, "aloud")
    assert isinstance(run, str)
    with pytest.raises(BadInput, match="Nothing was said"):
        own.take_back(begun, "aloud")
    me.rehearsals.say(run, "I'm sorry about your father, Aisha.")
    elsewhere = coach.as_person()
    doing = elsewhere.exercises.doing(begun)
    assert doing.path.here is not None
    assert doing.path.here.id == "aloud"
    begun_for = elsewhere.rehearsals.look(run).for_step
    assert begun_for is not None
    assert (begun_for.assignment_id, begun_for.step_id) == (begun, "aloud")
    elsewhere.rehearsals.say(run, "What would make this week bearable?")
    doing = elsewhere.exercises.take_back(begun, "aloud")
    assert doing.path.here is not None
    assert doing.path.here.id == "do"
    short = doing.rehearsed["aloud"]
    assert short is not None
    assert short.view.lines == 2
    # What is said there afterwards is not taken without being asked.
    elsewhere.rehearsals.say(run, "Take all the time you need.")
    later = elsewhere.exercises.doing(begun).rehearsed["aloud"]
    assert later is not None
    assert later.text == short.text
    text = exports.exercise_markdown(elsewhere.exercises.doing(begun))
    assert "Rehearsed with Aisha Rahman, 2 lines" in text
    assert "“I'm sorry about your father, Aisha.”" in text


def test_what_was_rehearsed_and_what_was_written_instead_are_both_kept(
    own: Exercises, me: Mine
) -> None:
    begun, _ = meet(own, me)
    doing = own.answer(begun, "aloud", {"text": "I would say her name first."})
    assert doing.path.here is not None
    assert doing.path.here.id == "do"
    doing = own.take_back(begun, "aloud")
    assert doing.answers["aloud"]["text"] == "I would say her name first."
    step = doing.exercise.step("aloud")
    assert step is not None
    words = doing.in_words(step, doing.answers["aloud"])
    assert words.startswith("Rehearsed with Aisha")
    assert words.endswith("I would say her name first.")
    own.skip(begun, "aloud")
    assert own.take_back(begun, "aloud").answers["aloud"]["done"]


def test_of_a_rehearsal_that_was_deleted_the_step_says_so_and_no_word_is_left(
    own: Exercises, me: Mine
) -> None:
    begun, run = meet(own, me)
    own.take_back(begun, "aloud")
    me.rehearsals.delete(run)
    doing = own.doing(begun)
    assert doing.rehearsed == {"aloud": None}
    assert "sorry about your father" not in str(doing.assignment)
    assert "What was said was deleted since" in exports.exercise_markdown(doing)
    with pytest.raises(BadInput):
        own.take_back(begun, "aloud")
    me.rehearsals.undo_delete(run)
    assert own.doing(begun).rehearsed["aloud"] is not None
    me.rehearsals.delete(run)
    again = own.rehearse(begun, "aloud")
    assert again != run


def test_of_two_rehearsals_begun_for_a_step_the_one_is_taken_that_was_chosen(
    own: Exercises, me: Mine
) -> None:
    begun, first = meet(own, me)
    second = own.rehearse(begun, "aloud")
    assert second != first
    doing = own.take_back(begun, "aloud", first)
    assert doing.answers["aloud"]["run"] == first
    elsewhere = me.rehearsals.begin("back-after-the-funeral")
    assert isinstance(elsewhere, RunView)
    me.rehearsals.say(elsewhere.id, "Good afternoon, Aisha.")
    with pytest.raises(BadInput, match="not begun for this step"):
        own.take_back(begun, "aloud", elsewhere.id)


def test_a_rehearsal_in_an_exercise_that_is_not_kept_goes_with_it(own: Exercises, me: Mine) -> None:
    begun, run = meet(own, me, stored=False)
    own.take_back(begun, "aloud")
    assert me.rehearsals.runs() == []
    assert me.export_everything()["rehearsals"] == []
    own.delete(begun)
    with pytest.raises(NotFound):
        me.rehearsals.look(run)


def test_somebody_elses_rehearsal_cannot_be_asked_for_by_an_exercise(
    own: Exercises, coach: Coach
) -> None:
    begun = own.begin(LISTEN)
    up_to(own, begun, "aloud")
    other = coach.as_person(coach._store.add_person("Another")).exercises
    for attempt in (
        lambda: other.rehearse(begun, "aloud"),
        lambda: other.take_back(begun, "aloud"),
        lambda: own.rehearse(begun, "keep"),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(BadInput):
        own.rehearse(begun, "brought")
    # A run cannot be slipped in as an answer.
    doing = own.answer(begun, "aloud", {"text": "In writing", "run": "another", "done": True})
    assert doing.answers["aloud"] == {"text": "In writing"}


def test_danger_in_a_rehearsal_keeps_people_to_reach_in_sight_of_the_exercise(
    own: Exercises, me: Mine
) -> None:
    begun, run = meet(own, me)
    assert not own.doing(begun).contacts
    assert me.rehearsals.say(run, BRIDGE).stop is not None
    assert own.doing(begun).contacts


def test_a_step_further_on_cannot_be_answered_and_an_unknown_one_is_unknown(own: Exercises) -> None:
    begun = own.begin(WEEK)
    for step in ("keep", "no-such-step"):
        with pytest.raises(NotFound):
            own.answer(begun, step, {"text": "x"})
    with pytest.raises(NotFound):
        own.begin("no-such-exercise")
    with pytest.raises(BadInput):
        own.begin_talk(begun, "doorway")


def test_the_summary_is_in_the_leaders_own_words(own: Exercises) -> None:
    begun = own.begin(PING)
    up_to(own, begun, "who")
    own.answer(begun, "who", {"text": "Renate *at* the <mill>"})
    while (doing := own.doing(begun)).path.here is not None:
        own.skip(begun, doing.path.here.id)
    text = exports.exercise_markdown(doing, zone="Europe/Berlin")
    assert "## The person" in text
    assert "Renate \\*at\\* the \\<mill\\>" in text
    assert "A message that asks for nothing" not in text
    assert exports.exercise_pdf(doing).startswith(b"%PDF")


def test_what_is_not_kept_is_nowhere(own: Exercises, me: Mine) -> None:
    begun = own.begin(PING, stored=False)
    up_to(own, begun, "who")
    own.answer(begun, "who", {"text": "Renate at the paper mill"})
    assert own.doing(begun).stored is False
    assert me.export_everything()["exercises"] == []
    assert own.begun() == []
    own.delete(begun)
    with pytest.raises(NotFound):
        own.doing(begun)


def test_people_under_way_keep_the_version_that_they_began(own: Exercises) -> None:
    shop = own.authoring
    draft = shop.duplicate(PING)
    shop.publish(draft.id, seen=draft.change)
    begun = own.begin(draft.id)
    changed = shop.draft(draft.id)
    content = dict(changed.content) | {"title": "Another title"}
    content["steps"] = content["steps"][1:]
    shop.save(draft.id, content, seen=changed.change)
    shop.publish(draft.id, seen=None)
    assert own.doing(begun).exercise.title == "Ping without an ask (copy)"
    assert own.doing(begun).path.here.id == "last-five"  # type: ignore[union-attr]
    offer = next(o for o in own.gallery() if o.own)
    assert offer.exercise.title == "Another title"
    assert own.doing(own.begin(draft.id)).path.here.id == "count"  # type: ignore[union-attr]


# --- Writing them -----------------------------------------------------------------------------------


def test_an_exercise_is_written_tried_published_changed_and_taken_up_again(own: Exercises) -> None:
    shop = own.authoring
    draft = shop.new()
    assert draft.problems
    with pytest.raises(BadInput, match="not ready"):
        shop.publish(draft.id, seen=draft.change)
    content: dict[str, Any] = {
        "title": "The last bus", "purpose": "seeing", "aim": "To see who takes the last bus.", "minutes": 5,
        "habits": ["ticket-not-person"], "rests_on": "Our own practice, untested.", "references": ["The depot"],
        "steps": [
            {"id": "who", "kind": "write", "label": "Who", "ask": "Who takes the last bus?"},
            {"id": "what", "kind": "commit", "label": "What", "say": "You wrote “{who}”.", "ask": "And you?"},
        ],
        "ending": "The bus goes at ten.",
    }  # fmt: skip
    draft = shop.save(draft.id, content, seen=draft.change)
    assert draft.problems == ()
    assert draft.exercise is not None
    trial = own.begin_this(draft.exercise, stored=False)
    assert own.answer(trial, "who", {"text": "Tom"}).path.number == 2
    first = shop.publish(draft.id, seen=draft.change)
    assert not first.changed_since
    second = shop.save(draft.id, {**content, "title": "The first bus"}, seen=first.change)
    assert second.changed_since
    shop.publish(draft.id, seen=second.change)
    old = shop.versions(draft.id)[-1]
    back = shop.restore(draft.id, old.digest, seen=None)
    assert back.title == "The last bus"
    gone = shop.withdraw(draft.id, seen=back.change)
    assert gone.published is None
    assert not any(o.own for o in own.gallery())


@pytest.mark.parametrize("which", [STORIES, LISTEN])
def test_what_is_exported_is_imported_again_as_it_was(own: Exercises, which: str) -> None:
    shop = own.authoring
    draft = shop.duplicate(which)
    again = shop.import_yaml(shop.export_yaml(draft.id))
    assert again.id != draft.id
    assert again.content == draft.content
    assert again.problems == ()


def test_a_draft_that_leads_back_is_not_to_be_tried_until_it_leads_forward(own: Exercises) -> None:
    """It would go round in a circle for ever."""
    draft = own.authoring.duplicate(PING)
    assert draft.can_be_tried
    content = dict(draft.content)
    content["steps"] = [content["steps"][-1] | {"next": "count"}, *content["steps"][:-1]]
    content["steps"][1] = content["steps"][1] | {"next": "keep"}
    draft = own.authoring.save(draft.id, content, seen=draft.change)
    assert draft.exercise is not None
    assert not draft.can_be_tried


def test_the_answers_of_a_trial_are_gone_to_and_only_there(own: Exercises) -> None:
    draft = own.authoring.duplicate("an-ending-told-well")
    assert draft.exercise is not None
    trial = own.begin_this(draft.exercise, stored=False)
    doing = own.try_choice(trial, ("now", "me"))
    assert [step.id for step, _ in doing.path.behind] == ["which", "looked-back", "now"]
    assert doing.path.here is not None
    assert doing.path.here.id == "next-time"
    with pytest.raises(BadInput, match="not offered"):
        own.try_choice(trial, ("now", "nobody"))
    with pytest.raises(BadInput, match="is kept"):
        own.try_choice(own.begin(PING), ("free", "fine"))


def test_every_curated_file_can_be_imported_as_it_stands(own: Exercises, coach: Coach) -> None:
    for path in sorted((coach.services.root / "knowledge" / "exercises").glob("*.yaml")):
        assert own.authoring.import_yaml(path.read_text("utf-8")).problems == (), path.name


MALFORMED = (
    ("just words", "Line 1 begins no exercise"),
    ("- a\n- b", "Line 1 begins no exercise"),
    ("title: A title\nsteps: 5", "Line 2: steps"),
    ("title: A title\npurpose: sleeping", "Line 2: purpose"),
    ("title: &t x\naim: *t", "refers to another place"),
    ("title: 'unclosed", "quotes"),
)


def test_a_malformed_file_is_refused_with_line_and_remedy_and_nothing_is_kept(
    own: Exercises,
) -> None:
    for text, says in MALFORMED:
        with pytest.raises(BadInput) as refused:
            own.authoring.import_yaml(text)
        assert says in str(refused.value)
    assert own.authoring.drafts() == []


def test_what_only_leads_nowhere_is_imported_and_says_so(own: Exercises, coach: Coach) -> None:
    text = (coach.services.root / "knowledge" / "exercises" / f"{PING}.yaml").read_text("utf-8")
    draft = own.authoring.import_yaml(text.replace("next: other", "next: nowhere"))
    assert any("leads to nowhere" in problem for problem in draft.problems)
    with pytest.raises(BadInput):
        own.authoring.publish(draft.id, seen=None)


def added(coach: Coach, name: str, *roles: Role) -> Exercises:
    here = coach.local_actor().workspace_id
    return coach.as_person(coach._store.add_person(name, workspace_id=here, roles=roles)).exercises


def test_two_coaches_at_one_exercise_and_the_second_is_told(coach: Coach) -> None:
    own, other = (added(coach, name, "practitioner").authoring for name in ("Clara", "Cem"))
    draft = own.new()
    other.save(draft.id, {**draft.content, "title": "Theirs"}, seen=draft.change)
    with pytest.raises(BadInput, match="in the meantime"):
        own.save(draft.id, {**draft.content, "title": "Mine"}, seen=draft.change)
    assert own.draft(draft.id).title == "Theirs"


@pytest.mark.parametrize("role", ["owner", "practitioner"])
def test_owners_and_coaches_write_and_leaders_find_what_is_published(
    coach: Coach, role: Role
) -> None:
    owner = added(coach, "Writer", role)
    draft = owner.authoring.duplicate(PING)
    owner.authoring.publish(draft.id, seen=draft.change)
    leader = added(coach, "Leader", "leader")
    assert not leader.authoring.may_write
    assert any(o.own for o in leader.gallery())
    for attempt in (
        leader.authoring.new,
        leader.authoring.drafts,
        lambda: leader.authoring.draft(draft.id),
        lambda: leader.authoring.duplicate(PING),
        lambda: leader.authoring.import_yaml("title: x"),
        lambda: leader.authoring.save(draft.id, {}, seen=None),
        lambda: leader.authoring.publish(draft.id, seen=None),
        lambda: leader.authoring.withdraw(draft.id, seen=None),
        lambda: leader.authoring.versions(draft.id),
        lambda: leader.authoring.delete(draft.id),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    begun = leader.begin(draft.id)
    with pytest.raises(NotFound):
        owner.doing(begun)
