"""The coach's desk and what a leader finds of it, driven through the real router."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st
from planting import STEP, plant_commitment
from sqlalchemy import event, select
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, html, labels, press, words

from coach.assembly import Coach, Mine
from coach.assigning import Item
from coach.store.desk import Desk
from coach.store.records import Actor
from coach.store.tables import HandoutRow

Seated = Callable[[Actor], AppTest]
ODD = '<script>alert(1)</script> "Ünal" \u202eevil'
EXERCISE, OTHER = "listening-without-fixing", "an-ending-told-well"


def gives(coach: Mine, *leaders: Mine, **more: object) -> str:
    item = Item(EXERCISE, **more)  # type: ignore[arg-type]
    ids = [one.actor.person_id for one in leaders]
    return coach.assigning.give(ids, [item], note="For the week ahead", zone="Europe/Berlin")


def test_a_coach_assigns_a_sequence_to_a_group_from_the_desk(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
) -> None:
    leo, mia = coached("Leo"), coached("Mia")
    coached("Nils", agreed=False)
    clara.assigning.save_group(None, "Plant", [leo.actor.person_id, mia.actor.person_id])
    app = go(seated(clara.actor), "desk")
    assert "Coach’s desk" in [link.label for link in app.get("page_link")]
    assert "the agreement waits" in words(app)
    press(app, "Assign an exercise")
    assert "One is not among them" in words(app)
    assert "Nils" not in app.multiselect(key="give-people").options
    press(app, "Assign")
    assert "Choose at least one person" in words(app)
    app.session_state["give-groups"] = [clara.assigning.groups()[0].id]
    app.session_state["give-exercises"] = [EXERCISE, OTHER]
    press(app, "Assign an exercise")
    app.number_input(key=f"give-{OTHER}-days").set_value(3)
    app.text_input(key=f"give-{OTHER}-goal").set_value("to say goodbye to the old plant")
    app.text_area(key="give-note-desk").set_value("For the week ahead")
    press(calm(app), "Assign")
    assert "Assigned to 2 people" in words(app)
    assert [one.exercise.id for one in leo.assigning.waiting()] == [EXERCISE]
    view(app, "Assigned")
    assert "2 with them" in words(app) and "2 later, in turn" in words(app)
    (_first, second) = clara.assigning.of_leader(mia.actor.person_id)[1]
    assert (second.seen, second.goal) == ("in-turn", "to say goodbye to the old plant")


def view(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="desk-view").set_value(name).run()
    return calm(app)


def test_a_coach_finds_what_is_due_soon_and_what_was_and_learns_nothing_else_by_it(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
    coach: Coach,
) -> None:
    """What is done and not shown is as overdue as what was never begun; what is shown as done is not."""
    leaders = {
        name: coached(name) for name in ("Asks", "Begun", "Hidden", "Later", "Shown", "Soon")
    }
    in_days = {"Later": 20, "Soon": 5}
    for name, leader in leaders.items():
        gives(clara, leader, due=datetime.now() + timedelta(days=in_days.get(name, 2)))
    for name in ("Begun", "Hidden", "Shown"):
        (one,) = leaders[name].assigning.waiting()
        leaders[name].assigning.begin(one.id, shows=name == "Shown")
        if name != "Begun":
            finish(leaders[name], one.id)
    leaders["Soon"].assigning.at_home_in("Pacific/Honolulu")
    app = go(seated(clara.actor), "desk")
    assert (
        words(app).count("1 due in the next 7 days") == 4
    )  # all but what is later or shown as done
    with coach._store.database.write() as session:
        for row in session.scalars(select(HandoutRow)):
            if row.due_at is not None and row.owner_id != leaders["Soon"].actor.person_id:
                row.due_at -= timedelta(days=3)
    app.selectbox(key="desk-waits").set_value("over").run()
    assert found(app) == ["Asks", "Begun", "Hidden"]
    assert "nothing about whether it was done" in words(calm(app))
    app.selectbox(key="desk-waits").set_value("soon").run()
    assert found(app) == ["Soon"]
    view(app, "Assigned")
    assert words(app).count("1 overdue") == 3
    app.selectbox(key="desk-due").set_value("soon").run()
    assert "To Soon" in words(app) and "To Asks" not in words(app)
    (_, (given,)) = clara.assigning.of_leader(leaders["Soon"].actor.person_id)
    clara.assigning.take_back([given.id])
    app.run()
    assert "Nothing is due in the next 7 days." in words(calm(app))


def finish(leader: Mine, handout_id: str) -> None:
    leader._stored.change_assignment(handout_id, status="finished")


def found(app: AppTest) -> list[str]:
    """Who is listed on the desk."""
    return [b.help for b in app.button if b.label == "Open"]


def test_the_desk_marks_what_was_shared_and_not_opened_yet(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    coached("Nobody’s words")
    leo = coached("Leo")
    conversation = leo.begin()
    leo.reply(conversation, "I only ring her when a contract is up.")
    (piece,) = leo.sharing.passages(conversation)
    shared = [leo.sharing.share(piece, clara.actor.person_id) for _ in range(2)]
    app = go(seated(clara.actor), "desk")
    assert "2 new to read" in words(app)
    app.selectbox(key="desk-waits").set_value("new").run()
    assert found(app) == ["Leo"]
    clara.sharing.open(shared[0])
    assert "1 new to read" in words(calm(app.run()))
    leo.sharing.take_back(shared[1])
    assert "Nobody is all of that" in words(calm(app.run()))
    app.selectbox(key="desk-waits").set_value(None).run()
    assert "new to read" not in words(calm(app))


def test_a_coach_writes_an_exercise_from_the_desk_and_comes_back_to_it(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    app = go(seated(clara.actor), "desk")
    assert "The leaders you coach will stand here" in words(app)
    assert "Write an exercise" in labels(app)  # before there is anybody to give it to
    leo = coached("Leo")
    press(app.run(), "Write an exercise")
    assert "coaches and owners write together here" in words(app)
    app.selectbox(key="w-copy").set_value(OTHER).run()
    press(app, "Copy it")
    press(app, "Publish")
    press(app, "All of your own")
    press(app, "Coach’s desk")
    assert "Whom you work with" in words(app)
    press(app, "Assign an exercise")
    title = "An ending told well (copy)"
    assert title in app.multiselect(key="give-exercises").options
    assert title in [offer.exercise.title for offer in leo.exercises.gallery()]
    press(go(seated(clara.actor), "exercises"), "Write an exercise")


@pytest.mark.parametrize("pressed", ["Save", "All of your own"])
def test_two_coaches_at_one_exercise_lose_nothing(
    seated: Seated, clara: Mine, add: Callable[..., Mine], pressed: str
) -> None:
    cem = add("Cem", "practitioner").exercises.authoring
    draft = cem.duplicate(OTHER)
    app = go(seated(clara.actor), "authoring")
    press(app, "Open")
    app.text_input(key=f"w-{draft.id}-{draft.change}-title").set_value("Clara’s")
    cem.save(draft.id, {**draft.content, "title": "Cem’s"}, seen=draft.change)
    press(app, pressed)
    assert "in the meantime" in words(app)
    press(app, "Keep yours as a copy")
    assert {one.title for one in cem.drafts()} == {"Cem’s", "Clara’s"}
    (mine,) = [one for one in cem.drafts() if one.title == "Clara’s"]
    app.text_input(key=f"w-{mine.id}-{mine.change}-title").set_value("Clara’s second")
    cem.delete(mine.id)
    press(app, "Save")
    assert "Clara’s second" in app.text_area(key="unsent").value  # to be taken from there


def test_a_leader_writes_no_exercises(seated: Seated, coached: Callable[..., Mine]) -> None:
    app = go(seated(coached("Leo").actor), "exercises")
    assert "Write an exercise" not in labels(app)
    go(app, "authoring")
    assert "written by its coaches and its owners" in words(app)
    assert not [label for label in labels(app) if "empty one" in label]


def test_a_leader_begins_and_decides_what_the_coach_sees(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
) -> None:
    leo = coached("Leo")
    gives(clara, leo, due=datetime.now() + timedelta(days=9))
    app = seated(leo.actor)
    assert "From Clara" in words(app)
    press(app, "Look at it")
    said = words(app)
    assert "From Clara" in said and "For the week ahead" in said and "(Europe/Berlin)" in said
    press(app, "Look at it")
    (shows,) = app.radio
    assert shows.value is False
    press(app, "Begin")
    assert "Clara doesn’t see whether you began" in words(calm(app.run()))
    assert "1 with them" in words(go(seated(clara.actor), "desk"))
    app = seated(leo.actor)
    app.session_state["exercise-open"] = leo.exercises.begun()[0][0].id
    go(app, "exercises")
    press(app, "Show how far I am")
    assert "Clara sees that it is under way" in words(app)
    assert "1 under way" in words(go(seated(clara.actor), "desk"))


def test_saying_no_is_kindly_taken(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    leo = coached("Leo")
    gives(clara, leo)
    app = go(seated(leo.actor), "exercises")
    press(app, "No, thank you")
    assert "No is a good answer" in words(app)
    (word,) = app.text_area
    word.set_value("Not with the audit on")
    press(app, "Say no")
    assert leo.assigning.waiting() == []
    desk = go(seated(clara.actor), "desk")
    assert "1 said no" in words(desk)
    press(desk, "Open")
    assert "Not with the audit on" in words(desk)
    app = go(seated(leo.actor), "exercises")
    press(app, "Take it up after all")
    assert len(leo.assigning.waiting()) == 1


def test_what_is_taken_back_under_ones_hands_is_said_to_be(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
) -> None:
    leo = coached("Leo")
    gives(clara, leo)
    app = go(seated(leo.actor), "exercises")
    press(app, "Look at it")
    desk = go(seated(clara.actor), "desk")
    press(desk, "Open")
    press(desk, "Take back")
    seated(leo.actor)
    press(app, "Begin")
    assert "taken this back" in words(app)
    seated(clara.actor)
    press(desk, "Undo")
    assert len(leo.assigning.waiting()) == 1


def test_odd_names_are_words_and_nothing_else(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
    owner: Desk,
) -> None:
    leaders = [coached(name) for name in (ODD, "x" * 120, "ليلى", "", "", "Ann", "Ann")]
    gives(clara, *leaders)
    clara.assigning.save_group(None, ODD, [one.actor.person_id for one in leaders])
    app = go(seated(clara.actor), "desk")
    for one in ("People", "Assigned", "Groups"):
        view(app, one)
        assert "<script>alert" not in html(app)
    press(app, "Assign an exercise")
    options = app.multiselect(key="give-people").options
    assert len(set(options)) == len(leaders)
    assert {"Ann", "Ann (2)"} <= set(options)
    app.query_params["p"] = leaders[0].actor.person_id
    assert "<script>alert" not in html(calm(app.run()))
    owner.remove_person(leaders[0].actor.person_id)
    assert "This coaching has ended" in words(calm(app.run()))
    assert "<script>alert" not in html(app)
    app.query_params["p"] = "' OR 1=1 --"
    assert "nobody here by that address" in words(calm(app.run()))


def test_one_leaders_page_holds_what_they_share_and_what_the_coach_keeps(
    seated: Seated, clara: Mine, coached: Callable[..., Mine], owner: Desk
) -> None:
    leo = coached("Leo")
    gives(clara, leo)
    talk = leo.conversation(plant_commitment(leo._stored))
    piece = leo.sharing.commitment(talk.commitments[0].id)
    leo.sharing.share(piece, clara.actor.person_id)
    leader = leo.actor.person_id
    clara.practice.add_note(leader, "Slower on Thursday.")
    app = go(seated(clara.actor), "desk")
    view(app, "Hours")
    assert "Your hours" in words(app)
    app.query_params["p"] = leader
    calm(app.run())
    assert "Shared with you" in words(app) and "not opened yet" in words(app)
    assert f'data-for="led-{leader}"' in html(app)  # from its beginning, however far down the list
    assert STEP not in words(app)
    assert "Slower on Thursday." in words(app)
    (line,) = clara.practice.brief(leader, None, "UTC").assigned
    assert (line.title, line.state) == ("Listening without fixing", "with them")
    owner.end_coaching(owner.coachings(everybodys=True)[0].id)
    calm(app.run())
    assert "This coaching has ended" in words(app) and "Slower on Thursday." in words(app)
    assert "Shared with you" not in words(app)
    press(app, "Everybody")
    assert "You worked together before" in words(app)
    assert clara.practice.brief(leader, None, "UTC").assigned == ()


def test_the_desk_is_for_coaches(seated: Seated, coached: Callable[..., Mine]) -> None:
    leo = coached("Leo")
    app = go(seated(leo.actor), "desk")
    assert "for those who coach" in words(app)
    assert "Coach’s desk" not in [link.label for link in app.get("page_link")]
    assert "Assign an exercise" not in labels(app)


def test_alone_one_tries_both_sides(app: AppTest, me: Mine) -> None:
    go(app, "desk")
    app.session_state["give-exercises"] = [EXERCISE]
    press(app, "Assign an exercise")
    press(app, "Assign")
    assert len(me.assigning.waiting()) == 1
    assert "From your coach" in words(go(app, "exercises"))


def test_reminders_are_turned_off_and_a_zone_is_moved(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
) -> None:
    leo = coached("Leo")
    gives(clara, leo, due=datetime.now() + timedelta(days=9))
    app = go(seated(leo.actor), "exercises")
    named = f"waits-{leo.assigning.waiting()[0].id}"
    assert named in [button.key for button in app.button]
    app.toggle(key="reach-reminds").set_value(False).run()
    assert named not in [button.key for button in calm(app).button]
    app.selectbox(key="reach-zone").set_value("Asia/Tokyo").run()
    due = leo.assigning.waiting()[0].handout
    assert due.zone == "Asia/Tokyo" and due.due_at is not None
    assert due.due_at.astimezone(UTC).hour == (int((due.local_due or "")[11:13]) - 9) % 24


def test_a_page_asks_the_database_as_much_for_many_as_for_few(
    seated: Seated,
    coach: Coach,
    clara: Mine,
    coached: Callable[..., Mine],
) -> None:
    asked: list[str] = []

    @event.listens_for(coach._store.database.engine, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    def queries(app: AppTest) -> list[int]:
        found = []
        for name in ("Assigned", "People"):
            view(app, name)
            runs: list[int] = []
            # A run that the one before it had not yet left counts for both: until two are alike.
            while len(runs) < 8 and (len(runs) < 2 or runs[-1] != runs[-2]):
                asked.clear()
                calm(app.run())
                runs.append(len(asked))
            found.append(min(runs))
        return found

    gives(clara, coached("Leo"))
    app = go(seated(clara.actor), "desk")
    few = queries(app)
    leaders = [coached(f"Leader {n}") for n in range(24)]
    for _ in range(2):
        gives(clara, *leaders)
    clara.assigning.save_group(None, "All", [one.actor.person_id for one in leaders])
    assert queries(app) == few
    assert "1 to 20 of 25" in words(app)
    press(app, "Further")
    assert "21 to 25 of 25" in words(app)
    app.text_input(key="desk-name").set_value("leader 2").run()
    assert "Leader 23" in words(calm(app)) and "Leo" not in words(app)


# --- Where a leader is ------------------------------------------------------------------------------------


@pytest.fixture
def browser_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """What the browser says of its time zone."""

    def moves(zone: str) -> None:
        monkeypatch.setattr(type(st.context), "timezone", property(lambda context: zone))

    return moves


def test_a_leaders_zone_is_known_from_their_first_page_on(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
    browser_in: Callable[[str], None],
) -> None:
    leo = coached("Leo")
    gives(clara, leo, due=datetime(2030, 1, 15, 18))
    browser_in("Asia/Tokyo")
    seated(leo.actor)  # the welcome, and nothing looked at
    assert leo.assigning.reaching().zone == "Asia/Tokyo"
    assert leo.assigning.waiting()[0].handout.due_at == datetime(2030, 1, 15, 9, tzinfo=UTC)
    browser_in("Mars/Olympus")
    seated(leo.actor)
    browser_in("Europe/Madrid")  # on a journey: what they have stays, until they say so
    seated(leo.actor)
    assert leo.assigning.reaching().zone == "Asia/Tokyo"
    browser_in("Europe/Berlin")
    seated(clara.actor)  # who is no leader
    assert clara.assigning.reaching().zone is None


def test_a_zone_that_is_changed_shows_at_once_and_stays(
    seated: Seated,
    clara: Mine,
    coached: Callable[..., Mine],
    browser_in: Callable[[str], None],
) -> None:
    leo = coached("Leo")
    gives(clara, leo, due=datetime(2030, 1, 15, 18))
    browser_in("Asia/Tokyo")
    app = go(seated(leo.actor), "exercises")
    assert "18:00 (Asia/Tokyo)" in words(app)
    browser_in("Europe/Madrid")
    calm(app.run())
    press(app, "Move it here")
    assert "18:00 (Europe/Madrid)" in words(app) and "Asia/Tokyo" not in words(app)
    assert app.selectbox(key="reach-zone").value == "Europe/Madrid"
    calm(app.run())
    assert leo.assigning.reaching().zone == "Europe/Madrid"
    app.selectbox(key="reach-zone").set_value("America/New_York").run()
    assert "18:00 (America/New_York)" in words(calm(app))
    assert "what is due goes by America/New_York" in words(app)
    app = go(seated(leo.actor), "people")
    app.segmented_control(key="people-view").set_value("You").run()
    assert app.selectbox(key="reach-zone").value == "America/New_York"
    app.selectbox(key="reach-zone").set_value("Asia/Tehran").run()
    assert "18:00 (Asia/Tehran)" in words(go(calm(app), "talk"))


# --- The first screen -------------------------------------------------------------------------------------


def test_the_first_screen_leads_to_an_agreement_that_waits(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    leo = coached("Leo", agreed=False)
    app = seated(clara.actor)
    assert "You are to coach Leo." in words(app)
    app = seated(leo.actor)
    assert "Clara is to be your coach." in words(app)
    press(app, "Read the agreement")
    press(app, "I have read it and accept it")
    assert "is to be your coach" not in words(go(app, "talk"))


def test_the_first_screen_says_when_it_is_due_in_one_sentence(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    leo = coached("Leo")
    gives(clara, leo, due=datetime(2030, 1, 15, 18))
    said = words(seated(leo.actor))
    assert "By Tuesday 15 January, 18:00 (Europe/Berlin). Whether you do it is up to you." in said
