"""Exercises on their pages: the gallery, doing one, stopping and going on, and writing one."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from browsing import Visit
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, html, labels, opened, press, words

from coach.assembly import Coach, Mine
from coach.exercise_authoring import differences

Open = Callable[..., Visit]


def begin(app: AppTest, exercise: str) -> AppTest:
    go(app, "exercises")
    app.button(key=f"look-{exercise}").click().run()
    return press(app, "Begin")


def write(app: AppTest, text: str) -> AppTest:
    app.text_area[0].set_value(text)
    return press(app, "Go on")


def show(app: AppTest, me: Mine, exercise: str, up_to: str) -> str:
    """An exercise that stands at a step, opened."""
    own = me.exercises
    begun = own.begin(exercise)
    while (here := own.doing(begun).path.here) is not None and here.id != up_to:
        own.skip(begun, here.id)
    app.session_state["exercise-open"] = begun
    go(app, "exercises")
    return begun


def test_the_gallery_can_be_narrowed_by_purpose_length_and_habit(app: AppTest) -> None:
    go(app, "exercises")
    assert "A week of arriving before asking" in words(app)
    app.selectbox(key="x-habit").set_value("price-tag").run()
    assert "Help without a ledger" in words(app)
    assert "A week of arriving before asking" not in words(app)
    app.selectbox(key="x-minutes").set_value(15).run()
    assert "The client at the other end" not in words(app)


def test_one_is_looked_at_begun_answered_and_gone_on_with_elsewhere(app: AppTest, me: Mine) -> None:
    begin(app, "a-week-of-arriving")
    assert "1 of 9" in words(app)
    write(app, "Line 3 at ten past six. Jan was bent over the filler.")
    assert "2 of 9" in words(app)
    press(app, "I’m half guessing")
    assert "Half guessing is honest" in words(app)
    press(app, "Go on")
    press(app, "Stop for now")
    assert "Where you left off" in words(app)
    ((kept, _),) = me.exercises.begun()
    assert kept.status == "paused"
    other = opened()
    go(other, "exercises")
    press(other, "Go on")
    assert "Jan was bent over the filler" in words(other)
    assert "4 of 9" in words(other)


def test_words_that_are_typed_are_there_after_a_reload(app: AppTest, me: Mine) -> None:
    begun = show(app, me, "ping-without-an-ask", "who")
    app.text_area[0].set_value("Renate, and her quin").run()
    later = opened()
    later.session_state["exercise-open"] = begun
    go(later, "exercises")
    assert later.text_area[0].value == "Renate, and her quin"


def test_an_earlier_answer_is_changed_and_what_followed_it_is_set_aside(
    app: AppTest, me: Mine
) -> None:
    begun = show(app, me, "personal-or-private", "which")
    press(app, "A little more than now")
    write(app, "Ask about the choir, on the stairs")
    app.button(key="change-which").click().run()
    press(calm(app), "A little less")
    assert "Set aside, and kept" in words(app)
    assert "Ask about the choir" in words(app)
    assert me.exercises.doing(begun).answers["nearer"]["text"].startswith("Ask about the choir")
    app.button(key="change-which").click().run()
    press(calm(app), "A little more than now")
    assert "Set aside, and kept" not in words(app)


def test_leaving_a_change_alone_leaves_the_answer_alone(app: AppTest, me: Mine) -> None:
    begun = show(app, me, "a-week-of-arriving", "doorway")
    write(app, "The yard, and Tom on the ramp")
    app.button(key="change-doorway").click().run()
    app.text_area[0].set_value("something else").run()
    press(calm(app), "Leave it as it was")
    doing = me.exercises.doing(begun)
    assert doing.answers["doorway"]["text"] == "The yard, and Tom on the ramp"
    assert not doing.typed(doing.exercise.steps[0])


def test_an_order_is_put_right_one_up_at_a_time(app: AppTest, me: Mine) -> None:
    begun = show(app, me, "a-question-you-want-answered", "wonder")
    for n, text in enumerate(("Sofia’s log", "Ewa’s hands", "Tom’s route")):
        app.text_input(key=f"x-{begun}-wonder-line-{n}").set_value(text)
    press(app, "Go on")
    app.button(key=f"x-{begun}-dare-up-2").click().run()
    app.button(key=f"x-{begun}-dare-up-1").click().run()
    press(calm(app), "That’s the order")
    assert me.exercises.doing(begun).answers["dare"]["order"] == [
        "Tom’s route",
        "Sofia’s log",
        "Ewa’s hands",
    ]
    assert "You chose “Tom’s route”." in words(app)


def test_a_number_a_check_and_a_commitment(app: AppTest, me: Mine) -> None:
    show(app, me, "ping-without-an-ask", "count")
    press(app, "Go on")
    assert "Choose a number" in words(app)
    app.button_group[0].set_value(9).run()
    press(app, "Go on")
    assert "don’t brace" not in words(app)
    assert "easy to spoil" in words(app)
    begun = show(app, me, "said-as-a-person-would", "sent")
    app.text_area[0].set_value("Dear customer, your case 4471 has been closed. Do not reply.")
    press(app, "See how it reads")
    assert "It reads transactional" in words(app)
    assert "<mark>" in html(app)
    while (here := me.exercises.doing(begun).path.here) is not None and here.id != "next":
        me.exercises.skip(begun, here.id)
    app.run()
    app.text_area[0].set_value("Write to Ewa myself")
    press(app, "Keep it")
    assert [c.what for c in me.commitments()] == ["Write to Ewa myself"]
    assert "In your own words" in words(app)
    assert {"Markdown", "PDF"} <= {b.proto.label for b in app.get("download_button")}


def test_a_task_is_taken_along_and_the_sidebar_asks_when_it_is_due(app: AppTest, me: Mine) -> None:
    begun = show(app, me, "a-week-of-arriving", "week")
    app.text_area[0].set_value("Jan, on Tuesday")
    press(app, "Take it along")
    assert "Taken along, to be told about later" in words(app)
    assert "To look back on" in words(app)
    assert "Calendar file" in {b.proto.label for b in app.get("download_button")}
    from test_pages import desk

    planned = me.exercises.doing(begun).assignment.check_ins["week"]
    desk(me).plan_check_in(
        type(planned)(**(vars(planned) | {"due_at": planned.due_at.replace(year=2020)}))
    )
    go(app, "check")
    reminder = next(b for b in app.button if b.label.startswith("How did it go"))
    reminder.click().run()
    calm(app)
    press(app, "That’s how it went")
    assert "choosing one of the answers" in words(app)
    app.radio[0].set_value("some").run()
    press(app, "That’s how it went")
    assert "Once or twice is enough to compare" in words(app)
    assert not [b for b in app.button if b.label.startswith("How did it go")]


def test_a_task_that_was_only_told_about_stands_under_the_question_it_answers(
    app: AppTest, me: Mine
) -> None:
    begun = show(app, me, "listening-without-fixing", "do")
    me.exercises.answer(begun, "do", {"plan": "", "outcome": "heard", "text": "She is a referee."})
    assert "What did you hear that you hadn’t known?" in words(app.run())
    assert "Who is likely to come" not in words(app)


def test_the_program_is_named_on_every_line_of_a_stretch_and_one_can_write_instead(
    app: AppTest, me: Mine
) -> None:
    begun = show(app, me, "values-from-three-stories", "stretch")
    assert "not with a person" in words(app)
    press(app, "Talk it through with the program")
    app.text_area[0].set_value("The audit, I would do that again.")
    press(app, "Say it")
    assert html(app).count('aria-label="The program"') == 2
    assert words(app).count("The program") >= 2
    press(app, "Go on with the exercise")
    assert me.exercises.doing(begun).path.here.id == "words"  # type: ignore[union-attr]
    begun = show(app, me, "values-from-three-stories", "stretch")
    press(app, "I’d rather write")
    write(app, "I protected people from surprises.")
    assert "text" in me.exercises.doing(begun).answers["stretch"]


def test_danger_stops_it_and_shows_people_to_reach(app: AppTest, me: Mine) -> None:
    show(app, me, "a-bad-day-as-information", "whose")
    press(app, "One of mine")
    write(app, "I don’t want to be here any more. I keep thinking about driving into the bridge.")
    assert "People you can reach now" in words(app)
    assert "Skip this" not in labels(app)
    press(app, "Go on with the exercise")
    assert "Skip this" in labels(app)
    assert "People you can reach now" in words(app)


def test_it_is_deleted_brought_back_and_erased_with_everything(app: AppTest, me: Mine) -> None:
    show(app, me, "a-week-of-arriving", "doorway")
    write(app, "The yard, and Tom on the ramp")
    press(app, "Delete it")
    assert me.exercises.begun() == []
    press(app, "Undo")
    assert "Tom on the ramp" in words(app)
    me.erase_everything()
    go(app, "exercises")
    assert "Tom on the ramp" not in words(app)
    assert "Where you left off" not in words(app)


def test_what_is_not_to_be_kept_is_not_kept(app: AppTest, me: Mine) -> None:
    go(app, "exercises")
    app.toggle(key="exercise-unkept").set_value(True).run()
    begin(app, "a-week-of-arriving")
    write(app, "The yard, and Tom on the ramp")
    assert "This isn’t kept" in words(app)
    assert me.export_everything()["exercises"] == []
    press(app, "All exercises")
    assert "Tom on the ramp" not in words(app)


def test_markup_in_an_answer_stays_text(app: AppTest, me: Mine) -> None:
    show(app, me, "the-brand-they-see", "sentence")
    write(app, "<script>alert(1)</script> **bold** $x$ {minute}")
    assert "<script>alert" not in html(app)
    assert "<script>alert(1)</script> **bold** $x$ {minute}" in unescape(html(app))


def test_one_that_is_gone_is_said_to_be_gone(app: AppTest) -> None:
    app.session_state["exercise-open"] = "no-such-id"
    go(app, "exercises")
    assert "no exercise" in words(app)


# --- Writing one --------------------------------------------------------------------------------------


def draft_of(app: AppTest, me: Mine) -> Any:
    return me.exercises.authoring.draft(app.session_state["authoring"])


def boxes(app: AppTest, me: Mine) -> str:
    draft = draft_of(app, me)
    return f"w-{draft.id}-{draft.change}-"


def test_one_is_written_by_steps_published_and_found_in_the_gallery(app: AppTest, me: Mine) -> None:
    go(app, "authoring")
    press(app, "Begin with an empty one")
    assert "Before it can be published" in words(app)
    assert "Title: is still empty" in words(app) and "too short" not in words(app)
    press(app, "Add it")
    app.selectbox(key=f"{boxes(app, me)}kind").set_value("choose").run()
    press(app, "Add it")
    at = boxes(app, me)
    app.text_input(key=f"{at}title").set_value("The last bus")
    app.text_input(key=f"{at}aim").set_value("To see who takes the last bus.")
    app.multiselect(key=f"{at}habits").set_value(["ticket-not-person"])
    app.number_input(key=f"{at}minutes").set_value(5)
    app.text_area(key=f"{at}rests_on").set_value("Our own practice, untested.")
    app.text_area(key=f"{at}references").set_value("The depot")
    app.text_area(key=f"{at}0-ask").set_value("Who takes the last bus?")
    app.text_area(key=f"{at}1-ask").set_value("Have you ever sat in it?")
    app.text_input(key=f"{at}1-options-0-label").set_value("Yes")
    app.text_area(key=f"{at}ending").set_value("It goes at ten.")
    press(app, "Save")
    app.text_input(key=f"{boxes(app, me)}1-options-1-label").set_value("No")
    press(app, "Save")
    assert draft_of(app, me).problems == ()
    press(app, "Publish")
    assert "Leaders find it from now on" in words(app)
    go(app, "exercises")
    assert "The last bus" in words(app)
    assert "Your workspace’s own" in words(app)


def test_steps_move_and_go_and_an_answer_can_lead_elsewhere(app: AppTest, me: Mine) -> None:
    draft = me.exercises.authoring.duplicate("a-week-of-arriving")
    app.session_state["authoring"] = draft.id
    go(app, "authoring")
    at = boxes(app, me)
    app.button(key=f"{at}do-down-0").click().run()
    assert [s["id"] for s in draft_of(app, me).content["steps"]][:2] == ["saw", "doorway"]
    app.button(key=f"{boxes(app, me)}do-remove-0").click().run()
    assert [s["id"] for s in draft_of(app, me).content["steps"]][:2] == ["doorway", "reading"]
    app.selectbox(key=f"{boxes(app, me)}0-next").set_value("sentence").run()
    press(calm(app), "Save")
    kept = draft_of(app, me)
    assert kept.content["steps"][0]["next"] == "sentence"
    assert any("no step leads here" in problem for problem in kept.problems)


def test_somebody_who_was_overtaken_is_told_and_keeps_their_words(app: AppTest, me: Mine) -> None:
    draft = me.exercises.authoring.duplicate("ping-without-an-ask")
    app.session_state["authoring"] = draft.id
    go(app, "authoring")
    app.text_input(key=f"{boxes(app, me)}title").set_value("Mine")
    me.exercises.authoring.save(draft.id, {**draft.content, "title": "Theirs"}, seen=draft.change)
    press(app, "Save")
    assert "in the meantime" in words(app)
    assert "Theirs" in words(app)
    both = words(app)
    assert both.index("As it stands now: Theirs") < both.index("As you wrote it: Mine")
    assert both.count("As you wrote it:") == 1  # what is the same is left out
    press(app, "Keep yours as a copy")
    kept = {d.title: d for d in me.exercises.authoring.drafts()}
    assert set(kept) == {"Theirs", "Mine"}
    assert differences(kept["Theirs"].content, kept["Mine"].content) == [
        ("Title", "Theirs", "Mine")
    ]
    assert "What differs" not in words(app)


def test_two_who_save_one_after_the_other_lose_nothing_whoever_saves_next(
    app: AppTest, me: Mine
) -> None:
    draft = me.exercises.authoring.duplicate("ping-without-an-ask")
    app.session_state["authoring"] = draft.id
    go(app, "authoring")
    app.text_input(key=f"{boxes(app, me)}title").set_value("Mine")
    me.exercises.authoring.save(draft.id, {**draft.content, "title": "Theirs"}, seen=draft.change)
    press(app, "Save")
    press(app, "Save mine over it")
    assert me.exercises.authoring.draft(draft.id).title == "Mine"
    me.exercises.authoring.delete(draft.id)


def test_a_file_is_imported_or_refused_with_its_line(app: AppTest, me: Mine, coach: Coach) -> None:
    go(app, "authoring")
    app.text_area(key="w-yaml").set_value("title: &a x\naim: *a")
    press(app, "Import")
    assert "Line 1 refers to another place" in words(app)
    path = coach.services.root / "knowledge" / "exercises" / "sorry-for-what.yaml"
    app.text_area(key="w-yaml").set_value(path.read_text("utf-8"))
    press(app, "Import")
    assert "Imported" in words(app)
    assert draft_of(app, me).problems == ()
    assert "What is said to it" not in words(app)
    press(app, "Try it")
    assert "Nothing is kept" in words(app)
    assert "What did you do, or leave undone" in words(app)


def test_one_is_tried_answer_by_answer_and_written_on(app: AppTest, me: Mine) -> None:
    draft = me.exercises.authoring.duplicate("an-ending-told-well")
    app.session_state["authoring"] = draft.id
    go(app, "authoring")
    press(app, "Try it")
    assert any(e.label == "Answers tried: 0 of 13" for e in app.expander)
    app.button(key="trial-now-me").click().run()
    calm(app)
    assert any(e.label == "Answers tried: 2 of 13" for e in app.expander)
    assert "Good that you can tell" in words(app)
    app.button(key="trial-told-rough").click().run()
    assert "Rough is not the same as cold" in words(calm(app))
    assert any(e.label == "Answers tried: 3 of 13" for e in app.expander)
    press(app, "From the beginning")
    assert "1 of" in words(app)
    press(app, "Back to writing it")
    assert app.session_state["authoring"] == draft.id
    assert "As a leader reads it" in [tab.label for tab in app.tabs]
    assert me.export_everything()["exercises"] == []


def test_what_was_typed_is_saved_before_the_page_is_left(app: AppTest, me: Mine) -> None:
    draft = me.exercises.authoring.duplicate("sorry-for-what")
    app.session_state["authoring"] = draft.id
    go(app, "authoring")
    app.text_input(key=f"{boxes(app, me)}title").set_value("Sorry, and for what")
    press(app, "Try it")
    assert "Sorry, and for what" in words(app)
    press(app, "Back to writing it")
    app.text_input(key=f"{boxes(app, me)}title").set_value("Sorry, exactly")
    press(app, "Publish")
    assert "Sorry, exactly" in [o.exercise.title for o in me.exercises.gallery() if o.own]
    app.text_area(key=f"{boxes(app, me)}0-ask").set_value("Who? And why?")
    press(app, "All of your own")
    assert any("two questions" in p for p in me.exercises.authoring.draft(draft.id).problems)


def test_a_rehearsal_is_put_into_one(app: AppTest, me: Mine) -> None:
    draft = me.exercises.authoring.duplicate("ping-without-an-ask")
    app.session_state["authoring"] = draft.id
    go(app, "authoring")
    app.selectbox(key=f"{boxes(app, me)}kind").set_value("rehearsal")
    press(app, "Add it")
    n = len(draft.content["steps"])
    at = f"{boxes(app, me)}{n}-"
    assert any("whom to meet is missing" in problem for problem in draft_of(app, me).problems)
    app.selectbox(key=f"{at}rehearsal").set_value("three-years-of-silence")
    app.text_area(key=f"{at}task").set_value("Ring her, and ask for nothing.")
    press(app, "Save")
    assert draft_of(app, me).problems == ()
    assert "To be met: Yuki Tanaka" in words(app)
    assert "kind: rehearsal" in me.exercises.authoring.export_yaml(draft.id)


# --- A rehearsal in one -------------------------------------------------------------------------------


def test_one_goes_to_rehearse_and_comes_back_with_it(app: AppTest, me: Mine) -> None:
    begun = show(app, me, "listening-without-fixing", "aloud")
    assert "Aisha Rahman , leads the evening team" in words(app)
    press(app, "Meet Aisha")
    assert "For the first six lines offer nothing" in words(app)
    assert "rehearse-unkept" not in [toggle.key for toggle in app.toggle]
    press(app, "Begin")
    line = "I'm sorry about your father, Aisha. Nobody expects anything of you today."
    app.chat_input(key="rehearse-line").set_value(line).run()
    press(calm(app), "Back to “Listening without fixing”")
    assert "1 line" in words(app)
    press(app, "Go on rehearsing")
    assert line in unescape(html(app))
    press(app, "End it here")
    press(app, "Take it back to the exercise")
    doing = me.exercises.doing(begun)
    assert doing.path.here is not None
    assert doing.path.here.id == "do"
    assert "Rehearsed with Aisha Rahman" in words(app)
    (run,) = me.rehearsals.runs()
    me.rehearsals.delete(run.id)
    assert "The rehearsal was deleted since" in words(app.run())
    app.button(key="change-aloud").click().run()
    assert "Meet Aisha" in labels(calm(app))


def test_a_rehearsal_may_be_written_or_left_out(app: AppTest, me: Mine) -> None:
    begun = show(app, me, "sorry-for-what", "aloud")
    press(app, "I’d rather write")
    write(app, "It isn’t fine, and you needn’t do anything about it.")
    assert me.exercises.doing(begun).answers["aloud"]["text"].startswith("It isn’t fine")
    show(app, me, "sorry-for-what", "aloud")
    press(app, "Skip this")
    assert "Skipped" in words(app)


def test_a_step_that_is_not_there_leads_to_the_rehearsals_with_a_word(app: AppTest) -> None:
    app.query_params["x"], app.query_params["step"] = "nobody’s", "aloud"
    go(app, "rehearse")
    for _ in range(2):
        calm(app.run())
    assert "Rehearsed before" in words(app)


def test_a_deleted_one_is_brought_back_and_a_version_is_taken_up_again(
    app: AppTest, me: Mine
) -> None:
    shop = me.exercises.authoring
    draft = shop.duplicate("sorry-for-what")
    first = shop.publish(draft.id, seen=draft.change)
    shop.save(draft.id, {**draft.content, "title": "Changed"}, seen=first.change)
    app.session_state["authoring"] = draft.id
    go(app, "authoring")
    press(app, "Take it up again")
    assert shop.draft(draft.id).title == "Sorry for what, exactly (copy)"
    press(app, "Delete")
    assert shop.drafts() == []
    press(app, "Undo")
    assert len(shop.drafts()) == 1


def test_a_dialog_opens_in_the_colours_of_the_theme(app: AppTest) -> None:
    """It stands outside the element to which Streamlit gives them."""
    assert ":root { color-scheme: light; }" in html(app)


# --- In a browser -------------------------------------------------------------------------------------


def test_it_is_done_stopped_reloaded_gone_on_with_and_finished(visit: Open) -> None:
    here = visit("phone", "exercises")
    page = here.page
    page.locator(".st-key-look-a-question-you-want-answered button").click()
    here.button("Begin").click()
    box = page.locator(".st-key-here textarea").first
    expect(box).to_be_visible()
    here.settle()
    box.press_sequentially("How was the weekend", delay=5)
    # Without leaving the box: a pause is enough for the words to be kept.
    page.wait_for_timeout(2_000)
    here.settle()
    assert box.evaluate("e => e === document.activeElement")
    here.reload()
    expect(box).to_have_value("How was the weekend")
    here.button("Go on").click()
    expect(page.get_by_text("And what do they answer, more or less always?")).to_be_visible()
    here.settle()
    here.button("Stop for now").click()
    expect(page.get_by_text("Where you left off")).to_be_visible()
    here.settle()
    here.button("Go on").click()
    expect(page.get_by_text("How was the weekend").first).to_be_visible()
    for number in range(2, 9):
        expect(page.get_by_text(f"{number} of 8.", exact=True)).to_be_visible()
        here.settle()
        here.button("Skip this").click()
    expect(page.get_by_text("In your own words")).to_be_visible()
    here.settle()
    expect(page.locator(".bp-summary")).to_contain_text("How was the weekend")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    assert not [one for one in here.complaints if not re.search("404", one)]
