"""The pages of a workshop: the facilitator's, and those that a guest's session draws whatever it asks for."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import SCRIPT
from streamlit.testing.v1 import AppTest

from coach.assembly import Coach
from coach.ui import doors, room_html
from coach.ui.doors import Seat
from coach.workshops import building
from coach.workshops.anonymity import new_token


def all_words(app: AppTest) -> str:
    return " ".join(str(getattr(e.proto, "body", "")) for e in app.get("html"))


@pytest.fixture
def guest(serve: Callable[[Coach], None], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A session that came in by the room's door."""
    monkeypatch.setattr(doors, "seat", lambda: Seat.GUEST)
    return AppTest.from_file(str(SCRIPT), default_timeout=30)


def test_a_facilitator_prepares_opens_leads_and_ends(app: AppTest) -> None:
    def pressed(label: str) -> None:
        found = [b for b in app.button if b.label == label]
        assert found, (label, [b.label for b in app.button])
        found[0].click().run()
        assert not app.exception

    app.session_state["go"] = ("workshops", None)
    app.run()
    assert "Begin from a template" in all_words(app)
    pressed("Prepare this one")
    app.text_input(key="plan-title").set_value("Our half hour")
    pressed("Save the agenda")
    assert "Our half hour" in all_words(app)
    pressed("Open the room")
    assert "People are coming in" in all_words(app)
    pressed("Begin")
    pressed("Next")
    assert "0 have answered" in all_words(app)
    pressed("Pause")
    pressed("Go on")
    pressed("End the workshop")
    assert "ends for everybody" in all_words(app)
    pressed("Not now")
    pressed("End the workshop")
    pressed("End it for everybody")
    assert "took part" in all_words(app)
    pressed("Ask how it went")
    assert "The door is closed" in all_words(app)
    pressed("Erase what people wrote now")
    pressed("Erase them for good")
    assert "has been erased" in all_words(app)
    pressed("Delete this workshop")
    pressed("Undo")
    assert "Our half hour" in " ".join(b.label for b in app.button)


def test_a_workshop_after_another_keeps_its_door(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes after the one was ended the door closed, in the middle of the other."""
    monkeypatch.setattr(doors.DOORS, "opened", doors.Opened(8601, ("http://192.0.2.1:8601",)))
    monkeypatch.setattr(doors.DOORS, "_ends", doors.DOORS._ends)
    monkeypatch.setattr(doors.DOORS, "answers", lambda: True)

    def press(label: str) -> None:
        next(b for b in app.button if b.label == label).click().run()
        assert not app.exception

    app.session_state["go"] = ("workshops", None)
    app.run()
    press("Prepare this one")
    press(next(b.label for b in app.button if b.label.startswith("Rehearse")))
    assert not doors.DOORS.closes
    press("End the workshop")
    assert doors.DOORS.closes
    press("All workshops")
    press("Prepare this one")
    press("Open the room")
    assert not doors.DOORS.closes


@pytest.mark.parametrize(
    "asked",
    [
        {"c": "x"},
        {"w": "x"},
        {"code": "XXXXXX"},
        {"code": "../../etc"},
        {"p": "about"},
        {"code": "<script>"},
    ],
)
def test_a_guests_session_draws_the_rooms_door_whatever_it_asks_for(
    guest: AppTest, coach: Coach, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str]
) -> None:
    """And never touches anybody's own: as_person is not called."""
    monkeypatch.setattr(
        Coach, "as_person", lambda *_: pytest.fail("a guest reached for somebody's own")
    )
    for name, value in asked.items():
        guest.query_params[name] = value
    guest.run()
    assert not guest.exception
    words = all_words(guest)
    assert "Come in" in words
    assert "<script>" not in words
    assert not guest.sidebar.button


def test_a_guest_comes_in_answers_and_is_told(
    guest: AppTest, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshops = coach.as_person().workshops
    made = workshops.prepare("its-just-business")
    code = workshops.open(made.id).code
    workshops.forward(made.id)
    workshops.forward(made.id)
    monkeypatch.setattr(
        Coach, "as_person", lambda *_: pytest.fail("a guest reached for somebody's own")
    )
    guest.query_params["code"] = code or ""
    guest.run()
    assert "Where am I today?" in all_words(guest)
    guest.slider[0].set_value(8)
    next(b for b in guest.button if b.label == "Send").click().run()
    assert "8 of 10" in all_words(guest)
    next(b for b in guest.button if b.label == "Change it").click().run()
    next(b for b in guest.button if b.label == "Pass").click().run()
    assert "You passed." in all_words(guest)


def test_a_guests_own_file_is_found_by_the_devices_secret_alone(
    coach: Coach, serve: object
) -> None:
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from coach.ui.serving import routes

    workshops = coach.as_person().workshops
    made = workshops.prepare("its-just-business")
    code = workshops.open(made.id).code
    token = new_token()
    phone = coach.rooms.enter(code or "", token)
    workshops.forward(made.id)
    workshops.forward(made.id)
    phone.answer("today", {"value": 8})
    client = TestClient(Starlette(routes=routes()))
    mine = client.get(f"/room/mine?code={code}", headers={"cookie": f"bp_room={token}"})
    assert "8 of 10" in mine.text
    assert mine.headers["content-disposition"].startswith("attachment")
    assert (
        "8 of 10"
        not in client.get(
            f"/room/mine?code={code}", headers={"cookie": f"bp_room={new_token()}"}
        ).text
    )
    for asked in (f"/room/mine?code={code}", "/room/mine?code=XXXXXX", "/room/mine"):
        assert client.get(asked).status_code == 404


def test_what_somebody_was_still_writing_is_kept_and_sent_when_the_room_goes_on(
    guest: AppTest, coach: Coach
) -> None:
    """Also what was held back for a name: the facilitator's pressing "Next" throws nothing away."""

    def press(label: str) -> None:
        next(b for b in guest.button if b.label == label).click().run()
        assert not guest.exception

    workshops = coach.as_person().workshops
    made = workshops.build(
        {"title": "t", "aim": "a", "activities": [
            {"kind": "reflection", "id": "moments", "title": "Moments", "minutes": 5, "prompt": "When?"},
            {"kind": "closing", "id": "close", "title": "Close", "minutes": 5, "prompt": "A word?"},
            {"kind": "feedback", "id": "use", "title": "Use", "minutes": 5, "prompt": "Of use?"},
        ]}
    )  # fmt: skip
    guest.query_params["code"] = workshops.open(made.id).code or ""
    workshops.forward(made.id)
    guest.run()
    guest.text_area(key="t-moments").set_value("I never thank Marta for anything")
    press("Send")
    assert "may point to a person" in all_words(guest)
    workshops.forward(made.id)
    guest.run()
    words = all_words(guest)
    assert "A word?" in words
    assert "Still open: Moments" in words
    assert "may point to a person" in words
    assert guest.text_area(key="t-moments").value == "I never thank Marta for anything"
    press("Send")  # the first of two: the closing word, still empty
    assert "nothing to send yet" in all_words(guest)
    guest.text_area(key="t-moments").set_value("I never thank a colleague for anything")
    [b for b in guest.button if b.label == "Send"][1].click().run()
    assert "Sent, for “Moments”" in all_words(guest)
    guest.text_area(key="t-close").set_value("Slower")
    workshops.forward(made.id)
    workshops.forward(made.id)
    press("Send")  # on a page that had not been drawn anew
    words = all_words(guest)
    assert "was not sent" in words
    assert "Slower" in words
    press("Put it away")
    assert "Slower" not in all_words(guest)


def test_feedback_that_nobody_gave_is_no_number(guest: AppTest, coach: Coach) -> None:
    def send() -> str:
        next(b for b in guest.button if b.label == "Send").click().run()
        assert not guest.exception
        return all_words(guest)

    workshops = coach.as_person().workshops
    made = workshops.build(
        {"title": "t", "aim": "a", "activities": [
            {"kind": "feedback", "id": "use", "title": "Use", "minutes": 5, "prompt": "Of use?"},
        ]}
    )  # fmt: skip
    guest.query_params["code"] = workshops.open(made.id).code or ""
    workshops.forward(made.id)
    guest.run()
    assert "Give a number or a few words, or pass." in send()
    (scale,) = guest.pills
    scale.set_value(0)
    assert "Sent" in send()


def test_a_press_is_drawn_twice_though_it_came_while_a_page_was_drawn_again(
    guest: AppTest, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Streamlit drops of the first drawing would else never reach the phone: sent, stored, and never said so."""
    workshops = coach.as_person().workshops
    made = workshops.prepare("its-just-business")
    guest.query_params["code"] = workshops.open(made.id).code or ""
    workshops.forward(made.id)
    workshops.forward(made.id)
    guest.run()
    looks: list[bool] = []
    real = doors.looks

    def noted() -> doors.Looks:
        made = real()
        looks.append(made.again)
        return made

    monkeypatch.setattr(doors, "looks", noted)
    guest.session_state["drawn-again"] = True  # as the drawing left it that the press stopped
    next(b for b in guest.button if b.label == "Send").click().run()
    assert looks == [True]
    guest.session_state["drawn-again"] = True
    guest.run()
    assert looks[-1] is False


def test_a_look_that_the_page_before_asked_for_draws_the_page_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It may have cut the drawing short, and with it the word to look again: the projector would stand still."""
    state: dict[str, bool] = {}
    monkeypatch.setattr(doors.st, "session_state", state)
    now = [100.0]
    monkeypatch.setattr(doors.time, "monotonic", lambda: now[0])
    looks = doors.Looks(again=False, drawn=100.0)
    assert not doors.draws_again(looks, 1.0)  # in the page's own run
    now[0] = 100.2
    assert doors.draws_again(looks, 1.0)
    assert state == {"drawn-again": True}
    now[0] = 101.1
    assert not doors.draws_again(doors.Looks(again=False, drawn=100.0, first=False), 1.0)
    assert doors.draws_again(doors.Looks(again=True, drawn=100.0, first=False), 1.0)


def test_the_clock_on_a_phone_counts_from_what_is_left_and_never_from_the_phones_own_time(
    coach: Coach,
) -> None:
    """Clocks differ: what is sent is seconds, and the browser counts them by a clock that nobody sets."""
    workshops = coach.as_person().workshops
    made = workshops.prepare("its-just-business")
    workshops.open(made.id)
    board = workshops.forward(made.id)
    drawn = room_html.clock(board, datetime.now(UTC))
    assert 'data-left="' in drawn
    assert not re.search(r"\d{4}-\d\d|T\d\d:", drawn)
    assert "performance.now" in room_html.TICK
    assert "Date" not in room_html.TICK


def test_beside_what_a_room_chose_the_projector_tells_only_the_moment(coach: Coach) -> None:
    workshops = coach.as_person().workshops
    offers = workshops.offers()
    plan = {"title": "t", "aim": "a", "activities": building.begun([offers["redundancy-call"]])}
    made = workshops.open(workshops.build(plan).id)
    board = workshops.forward(made.id)
    assert "claims department" in room_html.told(board)
    told = room_html.told(board, brief=True)
    assert "claims department" not in told
    assert "There he is" in told
    assert "What are your first words?" in told


@pytest.mark.parametrize(
    ("seats", "said"),
    [(0, "Nobody is here yet."), (1, "One phone is here."), (6, "6 phones are here.")],
)
def test_who_has_come_in_is_counted_in_a_sentence(seats: int, said: str) -> None:
    assert room_html.here(seats) == said


def test_no_style_of_the_room_is_another_pages() -> None:
    """The scenario on the projector once stood in the frame of a coach's brief, which had the same class."""
    shared = {"bp-note", "bp-h2", "bp-contacts"}  # placed here, drawn there
    here, there = (
        set(
            re.findall(
                r"\.(bp-[\w-]+)", Path(room_html.__file__).with_name(name).read_text("utf-8")
            )
        )
        for name in ("room.css", "style.css")
    )
    assert here & there <= shared


def test_the_file_of_a_workshop_is_looked_at_and_only_then_kept(app: AppTest, coach: Coach) -> None:
    def press(label: str) -> None:
        next(b for b in app.button if b.label == label).click().run()
        assert not app.exception

    app.session_state["go"] = ("commitments", None)
    app.run()
    app.text_area(key="bring-words").set_value("no file at all")
    press("Look at what is in it")
    assert "does not look like the file of a workshop" in all_words(app)
    app.text_area(key="bring-words").set_value(
        "# Our hour\n\n## Moments\n\nWhen?\n\n> <b>At the door</b>\n\n## What you said you would do\n\n- Ring Ana (Friday)\n"
    )
    press("Look at what is in it")
    assert "&lt;b&gt;At the door" in all_words(app)
    assert coach.as_person().commitments() == []
    app.text_area(key="bring-what-0").set_value("Ring Ana before nine")
    press("Keep what is ticked")
    (kept,) = coach.as_person().commitments()
    assert (kept.what, kept.when_words) == ("Ring Ana before nine", "Friday")
    assert "among your commitments" in all_words(app)
    press("Bring in another")


def test_an_agenda_is_added_to_moved_and_thinned(app: AppTest, coach: Coach) -> None:
    def press(label: str) -> None:
        next(b for b in app.button if b.label == label).click().run()
        assert not app.exception

    workshops = coach.as_person().workshops
    made = workshops.prepare("thirty-minutes-on-one-person")
    app.session_state["go"] = ("workshops", None)
    app.run()
    app.button(key=f"open-{made.id}").click().run()
    app.selectbox(key="put-kind").set_value("spectrum")
    press("Put it in")
    added = workshops.workshop(made.id)
    assert [a["kind"] for a in added.plan["activities"]][-1] == "spectrum"
    assert added.plan["activities"][-1]["before"] == "said-so"
    key = f"welcome-{added.version}"
    app.number_input(key=f"a-place-{key}").set_value(2)
    app.toggle(key=f"a-keep-last-word-{added.version}").set_value(False)
    press("Save the agenda")
    ids = [a["id"] for a in workshops.workshop(made.id).plan["activities"]]
    assert ids[:2] == ["what-they-did", "welcome"]
    assert "last-word" not in ids
    press("Save the agenda")  # what stood at a place before does not come back with it
    assert [a["id"] for a in workshops.workshop(made.id).plan["activities"]] == ids
    titles = {a["id"]: a["title"] for a in workshops.workshop(made.id).plan["activities"]}
    assert titles["welcome"] == "One person"


def test_an_agenda_is_built_with_a_scenario_of_the_gallery_and_ones_own_words(
    app: AppTest, coach: Coach
) -> None:
    def press(label: str) -> None:
        next(b for b in app.button if b.label == label).click().run()
        assert not app.exception

    workshops = coach.as_person().workshops
    app.session_state["go"] = ("workshops", None)
    app.run()
    app.text_input(key="build-title").set_value("An hour")
    app.text_input(key="build-aim").set_value("To look at one customer.")
    app.multiselect(key="build-kinds").set_value(["customer-on-a-bad-day", "commitment"])
    press("Make the agenda")
    (made,) = workshops.all()
    scene = made.plan["activities"][0]
    assert len(scene["points"]) == 4
    key = f"{scene['id']}-{made.version}"
    assert (
        app.text_area(key=f"a-choices-2-{key}").value.splitlines() == scene["points"][1]["choices"]
    )
    app.text_area(key=f"a-told-{key}").set_value("It is five to one at our own branch.")
    app.text_area(key=f"a-choices-1-{key}").set_value("Listen\n\n  Ask him in  \nCall Sinéad over")
    for field in ("moment", "choices"):
        app.text_area(key=f"a-{field}-4-{key}").set_value("")
    app.text_input(key=f"a-asked-4-{key}").set_value("")
    app.text_area(key=f"a-choices-5-{key}").set_value("Only one")
    press("Save the agenda")
    assert "turning point 4 what one might choose has too little in it" in all_words(app)
    assert app.text_area(key=f"a-told-{key}").value == "It is five to one at our own branch."
    app.text_area(key=f"a-choices-5-{key}").set_value("")
    press("Save the agenda")
    (changed,) = workshops.workshop(made.id).plan["activities"][:1]
    assert changed["situation"] == "It is five to one at our own branch."
    assert [p["id"] for p in changed["points"]] == [p["id"] for p in scene["points"][:3]]
    assert changed["points"][0]["choices"] == ["Listen", "Ask him in", "Call Sinéad over"]
    assert changed["points"][1] == scene["points"][1]
