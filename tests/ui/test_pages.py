"""The pages, driven through the real router with the real engine; no browser."""

import re
from collections.abc import Callable
from datetime import date, time
from html import unescape
from typing import Any

import pytest
from planting import EVIDENCE, HABIT, STEP, plant_commitment, plant_noticing
from streamlit.testing.v1 import AppTest

from coach.assembly import Coach, Mine
from coach.errors import CoachError, StoreFull
from coach.services import ROOT
from coach.store.desk import Desk
from coach.ui import shared

Serve = Callable[[Coach], None]


def opened() -> AppTest:
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def words(app: AppTest) -> str:
    """What a person reads, without the marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html(app))).split())


def said(app: AppTest, who: str) -> list[str]:
    """What the leader or the coach said, as the page shows it."""
    bodies = re.findall(rf'class="bp-said bp-{who}"[^>]*>(.*?)</article>', html(app), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", body)).strip() for body in bodies]


def say(app: AppTest, text: str) -> AppTest:
    assert app.chat_input(key="composer").set_value(text).run()
    return calm(app)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    return calm(app)


def go(app: AppTest, page: str, conversation: str | None = None) -> AppTest:
    app.session_state["go"] = (page, conversation)
    return calm(app.run())


def calm(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def talked(me: Mine) -> str:
    """A conversation in which something was said."""
    conversation = me.begin()
    me.reply(conversation, "I only ring her when a contract is up.")
    return conversation


def desk(me: Mine) -> Desk:
    return me._stored


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


# --- The first screen -------------------------------------------------------------------------------


def test_the_welcome_says_what_it_is_where_words_go_and_who_could_read_them(
    app: AppTest, coach: Coach
) -> None:
    said = words(calm(app))
    for truth in (
        "software, not a person",
        "Nobody is watching",
        "therapy",
        "legal advice",
        "diagnoses",
        str(coach.settings.home),
        "No language model is used",
        "administers it",
        "employer",
    ):
        assert truth in said


def test_with_a_model_elsewhere_the_welcome_says_where_words_are_sent(
    open_coach_with: Callable[..., Coach], serve: Serve
) -> None:
    serve(open_coach_with(model="openai:some-model", model_base_url="https://models.example/v1"))
    said = words(opened())
    assert "some-model" in said
    assert "models.example" in said
    assert "sent there" in said


def test_there_are_four_ways_in(app: AppTest, me: Mine) -> None:
    assert {"Just talk", "I see someone in ten minutes", "Pick a scenario"} <= set(labels(app))
    assert "Conversations you keep will wait for you here" in words(app)
    me.rename(talked(me), "Marta and the contract")
    assert "Marta and the contract" in labels(app.run())
    assert "Continue a conversation" in words(app)


@pytest.mark.parametrize("way", ["Just talk", "I see someone in ten minutes"])
def test_a_press_begins_a_conversation(app: AppTest, me: Mine, way: str) -> None:
    press(app, way)
    assert len(said(app, "coach")) == 1
    (only,) = me.conversations()
    assert app.query_params["c"] == only.id
    assert only.kind == ("talk" if way == "Just talk" else "ten-minutes")


def test_typing_straight_into_the_box_begins_a_talk_with_these_words(app: AppTest) -> None:
    say(app, "I only ring her when a contract is up.")
    assert said(app, "leader") == ["I only ring her when a contract is up."]
    assert len(said(app, "coach")) == 2


# --- A conversation ---------------------------------------------------------------------------------


def test_three_turns_are_drawn_in_order_and_named_by_their_subject(app: AppTest, me: Mine) -> None:
    told = ["I walk in, I get the numbers, I walk out.", "I want them to stop bracing.", "Daily."]
    for text in told:
        say(app, text)
    assert said(app, "leader") == told
    assert len(said(app, "coach")) == 4
    (only,) = me.conversations()
    assert only.title not in {"", "A new conversation"}


def test_nothing_is_left_to_stop_when_the_reply_is_there(app: AppTest) -> None:
    for text in ("I only ring her when a contract is up.", "She said so.", "To her face, no."):
        say(app, text)
        assert "Stop" not in labels(app)


def test_an_interrupted_reply_is_finished_when_the_conversation_is_opened(
    app: AppTest, me: Mine
) -> None:
    conversation = me.begin()
    desk(me).receive(conversation, "interrupted", "We lost a client after eleven years.")
    go(app, "talk", conversation)
    assert len(said(app, "coach")) == 2
    assert me.conversation(conversation).messages[1].status == "complete"


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> <img src=x onerror=alert(1)> <script>alert(1)</script>",
        "**bold** _it_ `code` [link](https://example.org) ![](https://example.org/x.png)",
        ":red[red] :material/home: :smile: $\\frac{1}{2}$ $$x$$",
        "# heading\n- list\n> quote\n---\n| a | b |",
        "\u202eevil\u202c and 😀😀",
    ],
)
def test_what_a_leader_writes_is_shown_as_written(app: AppTest, text: str) -> None:
    say(app, text)
    assert said(app, "leader") == [text]


def test_control_characters_are_left_out_and_nothing_breaks(app: AppTest) -> None:
    say(app, "a\x00b\x1bc")
    assert said(app, "leader") == ["abc"]


def test_fifty_thousand_characters_are_kept_and_shown(app: AppTest) -> None:
    text = ("They stiffen when I come in. " * 1800)[:50_000].strip()
    say(app, text)
    assert said(app, "leader") == [text]
    assert len(said(app, "coach")) == 2


def test_what_is_too_long_is_handed_back(app: AppTest, me: Mine) -> None:
    conversation = me.begin()
    go(app, "talk", conversation)
    text = "a" * 200_001
    say(app, text)
    assert "200,000 is the most" in words(app)
    assert app.text_area(key="unsent").value == text
    assert len(me.conversation(conversation).messages) == 1


def test_words_that_could_not_be_stored_are_handed_back(
    app: AppTest, me: Mine, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(app, "talk", me.begin())

    def full(*args: Any) -> None:
        raise StoreFull("There is no space left on the disk. Free some and send it again.")

    monkeypatch.setattr(Desk, "receive", full)
    say(app, "Words worth keeping.")
    assert "Free some and send it again" in words(app)
    assert app.text_area(key="unsent").value == "Words worth keeping."
    monkeypatch.undo()
    say(app, "Words worth keeping.")
    assert said(app, "leader") == ["Words worth keeping."]


def test_a_reply_that_fails_is_said_plainly_and_can_be_asked_for_again(
    app: AppTest, me: Mine, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(app, "talk", me.begin())
    with monkeypatch.context() as broken:

        def fails(*args: Any) -> None:
            raise RuntimeError("a fault")

        broken.setattr("coach.assembly.run_turn", fails)
        say(app, "They stiffen when I come in.")
        assert "Your message is kept" in words(app)
        assert "a fault" not in words(app)
    press(app, "Try again")
    assert len(said(app, "coach")) == 2
    assert "Your message is kept" not in words(app)


def test_a_conversation_that_is_gone_is_said_to_be_gone(app: AppTest) -> None:
    go(app, "talk", "no-such-conversation")
    assert "isn’t here" in words(app)
    press(app, "Begin again")
    assert "Just talk" in labels(app)


def test_a_reply_shows_its_sources_where_it_used_one(app: AppTest, me: Mine, coach: Coach) -> None:
    say(app, "Is there any research on small talk at work?")
    (only,) = me.conversations()
    reply = me.conversation(only.id).messages[-1]
    cited = [coach.knowledge.passages[c.passage_id] for c in reply.citations]
    assert cited
    for passage in cited:
        assert passage.title in words(app)
        assert " ".join(passage.text.split()) in words(app)
        for key in passage.header.sources:
            source = coach.knowledge.sources[key]
            assert source.citation in words(app)
            assert source.url is None or f'href="{source.url}"' in html(app)
    before = html(app).count('class="bp-source"')
    say(app, "ok")
    assert html(app).count('class="bp-source"') == before


def test_a_conversation_that_is_not_kept_is_not_in_the_list_or_the_address(
    app: AppTest, me: Mine
) -> None:
    next(t for t in app.toggle if "keep" in t.label).set_value(True).run()
    assert "will not be stored" in words(app)
    say(app, "Nobody needs to know this.")
    assert said(app, "leader") == ["Nobody needs to know this."]
    assert "isn’t kept" in words(app)
    assert me.conversations() == []
    assert "c" not in app.query_params
    press(app, "New conversation")
    assert said(app, "leader") == []
    assert "Just talk" in labels(app)


# --- Noticings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "kept", "shown"), [("That’s me", "me", "That’s me"), ("Not me", "not_me", "Not me")]
)
def test_a_noticing_is_answered_by_its_buttons_and_the_answer_taken_back(
    app: AppTest, me: Mine, coach: Coach, label: str, kept: str, shown: str
) -> None:
    conversation = plant_noticing(desk(me))
    go(app, "talk", conversation)
    habit = coach.knowledge.habits[HABIT]
    for part in (habit.name, habit.definition, EVIDENCE, habit.not_):
        assert part in words(app)
    press(app, label)
    (noticing,) = me.conversation(conversation).noticings
    assert noticing.answer == kept
    assert f"You said: {shown}" in words(app)
    assert len(said(app, "coach")) == 3
    assert "Tell me more" not in labels(app)
    press(app, "Take it back")
    (noticing,) = me.conversation(conversation).noticings
    assert noticing.answer is None


def test_tell_me_more_leaves_the_answer_open(app: AppTest, me: Mine) -> None:
    conversation = plant_noticing(desk(me))
    go(app, "talk", conversation)
    press(app, "Tell me more")
    assert len(said(app, "coach")) == 3
    (noticing,) = me.conversation(conversation).noticings
    assert noticing.answer is None
    assert {"That’s me", "Not me"} <= set(labels(app))


def test_a_strength_is_shown_without_buttons(app: AppTest, me: Mine, coach: Coach) -> None:
    go(app, "talk", plant_noticing(desk(me), kind="strength"))
    assert coach.knowledge.habits[HABIT].counter in words(app)
    assert 'class="bp-card bp-strength"' in html(app)
    assert "That’s me" not in labels(app)


# --- Danger -----------------------------------------------------------------------------------------


def test_after_a_crisis_message_ways_to_reach_people_stay_in_sight(
    open_coach_with: Callable[..., Coach], serve: Serve
) -> None:
    coach = open_coach_with(country="GB")
    serve(coach)
    app = opened()
    say(app, "I've been thinking about ending my life.")
    contacts = [c for c in coach.knowledge.contacts if c.country == "GB" and c.serves == "crisis"]
    assert contacts
    for _ in range(2):
        assert "People you can reach now" in words(app)
        assert "nobody is watching" in words(app).lower()
        assert contacts[0].name in words(app)
        assert "Checked against public records" in words(app)
        assert 'href="tel:' in html(app)
        say(app, "I'm safe. Let's go on about work.")


# --- The panel --------------------------------------------------------------------------------------


def test_the_aim_can_be_changed(app: AppTest, me: Mine) -> None:
    conversation = me.begin()
    go(app, "talk", conversation)
    assert "Not said yet" in words(app)
    press(app, "Change aim")
    app.text_area(key="new-aim").set_value("That <b>Jan</b> stops bracing")
    press(app, "Save")
    assert me.conversation(conversation).state.aim == "That <b>Jan</b> stops bracing"
    assert "That <b>Jan</b> stops bracing" in words(app)
    assert "&lt;b&gt;Jan" in html(app)


def test_a_talk_can_be_ended_and_stepped_back(app: AppTest, me: Mine) -> None:
    conversation = me.begin()
    go(app, "talk", conversation)
    say(app, "I walk in, I get the numbers, I walk out.")
    press(app, "End")
    assert me.conversation(conversation).state.ended
    assert "Ended" in words(app)
    press(app, "Step back")
    assert not me.conversation(conversation).state.ended
    assert "Looking at what happened" in words(app)


# --- The list of conversations ----------------------------------------------------------------------


def _choose(app: AppTest, conversation: str, action: str) -> AppTest:
    app.menu_button(key=f"menu-{conversation}").click(action).run()
    return calm(app)


def test_renaming(app: AppTest, me: Mine) -> None:
    conversation = talked(me)
    app.run()
    _choose(app, conversation, "Rename")
    app.text_input(key="new-name").set_value("Marta & <the> contract")
    press(app, "Save")
    (only,) = me.conversations()
    assert only.title == "Marta & <the> contract"


def test_deleting_can_be_undone(app: AppTest, me: Mine) -> None:
    conversation = talked(me)
    go(app, "talk", conversation)
    _choose(app, conversation, "Delete")
    assert me.conversations() == []
    assert "is deleted" in words(app)
    assert "Just talk" in labels(app)
    press(app, "Undo")
    assert [c.id for c in me.conversations()] == [conversation]


def test_archived_ones_are_put_away_and_can_be_brought_back(app: AppTest, me: Mine) -> None:
    conversation = talked(me)
    app.run()
    _choose(app, conversation, "Archive")
    assert me.conversations() == []
    app.toggle(key="show-archived").set_value(True).run()
    _choose(app, conversation, "Bring back")
    assert [c.id for c in me.conversations()] == [conversation]


def test_searching_finds_words_in_messages(app: AppTest, me: Mine) -> None:
    found, other = me.begin(), me.begin()
    me.reply(found, "The warehouse lead talked about scanners.")
    me.reply(other, "We lost a client after eleven years.")
    app.text_input(key="search").set_value("scanners").run()
    keys = {button.key for button in app.button}
    assert f"open-{found}" in keys
    assert f"open-{other}" not in keys
    app.text_input(key="search").set_value("zeppelin").run()
    assert "Nothing found" in words(app)


# --- The other pages --------------------------------------------------------------------------------


def test_the_gallery_shows_every_scenario_and_begins_one(
    app: AppTest, me: Mine, coach: Coach
) -> None:
    press(app, "Pick a scenario")
    for scenario in coach.knowledge.scenarios.values():
        assert scenario.title in words(app)
        assert scenario.people[0].name in words(app)
    app.button(key="begin-drive-by-status-check").click().run()
    scenario = coach.knowledge.scenarios["drive-by-status-check"]
    (only,) = me.conversations()
    assert (only.kind, only.scenario) == ("scenario", scenario.id)
    assert " ".join(scenario.opening.split()) in " ".join(said(calm(app), "coach")[0].split())


def test_commitments_are_listed_dated_and_looked_back_on(app: AppTest, me: Mine) -> None:
    go(app, "commitments")
    assert "Nothing here yet" in words(app)
    plant_commitment(desk(me))
    app.run()
    for part in (STEP, "tomorrow at 7:40", "with Jan", "7 of 10 sure"):
        assert part in words(app)
    (made,) = me.commitments()
    app.button(key=f"edit-{made.id}").click().run()
    app.date_input(key="day").set_value(date(2027, 3, 29))
    app.time_input(key="hour").set_value(time(7, 40))
    app.selectbox(key="zone").set_value("Europe/London")
    press(app, "Save")
    (made,) = me.commitments()
    assert (made.local_time, made.zone) == ("2027-03-29T07:40:00", "Europe/London")
    assert made.due_at is not None
    assert made.due_at.isoformat() == "2027-03-29T06:40:00+00:00"
    assert "Monday 29 March 2027, 07:40" in words(app)
    app.button(key=f"went-{made.id}").click().run()
    app.radio(key="status").set_value("kept")
    app.text_area(key="reflection").set_value("He talked for ten minutes.")
    press(app, "Save")
    (made,) = me.commitments()
    assert (made.status, made.reflection) == ("kept", "He talked for ten minutes.")
    assert "He talked for ten minutes." in words(app)


def test_erasing_everything_wants_its_words_typed(app: AppTest, me: Mine) -> None:
    me.begin()
    go(app, "words")
    app.text_input(key="erase-words").set_value("yes")
    press(app, "Erase everything")
    assert "Nothing was erased" in words(app)
    assert me.conversations()
    app.text_input(key="erase-words").set_value("Erase everything")
    press(app, "Erase everything")
    assert me.conversations() == []
    assert "Everything is erased" in words(app)


def test_answers_to_noticings_can_be_taken_back_later(app: AppTest, me: Mine) -> None:
    plant_noticing(desk(me))
    (noticing,) = me.noticings()
    go(app, "words")
    assert "Nothing yet" in words(app)
    desk(me).answer_noticing(noticing.id, "not_me")
    app.run()
    assert "It is not offered again" in words(app)
    press(app, "Take it back")
    assert me.noticings()[0].answer is None


def test_answers_are_handed_on_only_when_wanted_and_without_words(app: AppTest, me: Mine) -> None:
    plant_noticing(desk(me))
    go(app, "words")
    assert "Help it to hear better" not in words(app)  # there is nothing to hand on
    desk(me).answer_noticing(me.noticings()[0].id, "me")
    app.run()
    assert "Nothing is sent from here" in words(app)
    assert not app.code
    app.toggle(key="hand-on").set_value(True).run()
    (shown,) = calm(app).code
    assert HABIT in shown.value
    assert EVIDENCE not in shown.value
    assert "kids" not in shown.value


def test_the_about_page_names_the_sources_and_the_limits(app: AppTest, coach: Coach) -> None:
    go(app, "about")
    assert "no therapy, no legal advice and no diagnosis" in words(app)
    assert "SIL Open Font License" in words(app)
    for source in coach.knowledge.sources.values():
        assert source.citation in words(app)


# --- When something is wrong ------------------------------------------------------------------------


def test_a_start_that_fails_says_what_to_do(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Coach:
        raise CoachError("The database is damaged. Restore it from a copy.")

    shared.the_coach.clear()  # type: ignore[attr-defined]
    shared.readiness.clear()  # type: ignore[attr-defined]
    monkeypatch.setattr(shared, "open_coach", fails)
    app = opened()
    assert not app.exception
    assert "Restore it from a copy" in words(app)
    assert "coach doctor" in words(app)
    assert "Try again" in labels(app)
