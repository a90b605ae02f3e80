"""A pulse from both sides: the leader's page through the real router, and the colleague's behind its link."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count

import altair
import pytest
import uvicorn
from browsing import free_port
from playwright.sync_api import Browser, expect
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, html, labels, press, words

from coach.assembly import Coach, Mine
from coach.errors import StoreFull
from coach.services import Services
from coach.settings import Settings
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.records import PulseRound
from coach.store.store import open_store
from coach.ui import doors as doors_module
from coach.ui import pulse, pulse_door, signing
from coach.ui.doors import Doors, Opened
from coach.ui.serving import only_this_machine, routes
from coach.workshops.anonymity import new_token

QUESTIONS = ("arriving", "listening", "contribution", "bad-news", "person")


def answers(value: int) -> dict[str, str]:
    return dict.fromkeys(QUESTIONS, str(value))


def colleagues(coach: Coach, one: PulseRound, *values: int) -> None:
    """So many people answer, each on a device of their own."""
    for value in values:
        somebody = coach.pulses.come_in(one.link or "", new_token())
        somebody.answer(dict.fromkeys(QUESTIONS, value))


def address(one: PulseRound) -> str:
    return f"{pulse_door.PATH}?r={one.link}"


@pytest.fixture
def asked(me: Mine, serve: Callable[[Coach], None]) -> PulseRound:
    return me.pulse.begin("Ola Berg")


# --- The leader's page ------------------------------------------------------------------------------


def test_a_first_visit_says_what_comes_and_a_round_begins_under_a_name(
    app: AppTest, me: Mine
) -> None:
    go(app, "pulse")
    said = words(app)
    assert "can’t open a link yet" in said
    assert "make host" in said
    assert "… let me know what my work had made possible." in said
    assert "Nothing yet. When a round closes" in said
    press(app, "Begin a round")
    assert "Write your name first" in words(app)
    app.text_input(key="pulse-name").set_value("  Ola \n Berg ")
    press(app, "Begin a round")
    (link,) = (block.value for block in app.code)
    one = me.pulse.look().open
    assert one is not None
    assert link.endswith(address(one))
    assert me.pulse.name() == "Ola Berg"
    assert "Begin a round" not in labels(app)


def test_while_it_is_open_neither_page_nor_export_tells_anything_of_the_answers(
    app: AppTest, me: Mine, coach: Coach, asked: PulseRound
) -> None:
    go(app, "pulse")
    before = html(app), me.export_everything()["pulses"]
    colleagues(coach, asked, 1, 2, 3, 4, 5, 5)
    assert (html(calm(app.run())), me.export_everything()["pulses"]) == before
    assert before[1][0]["link"] is None


def test_the_leaders_own_view_needs_all_five(app: AppTest, me: Mine, asked: PulseRound) -> None:
    go(app, "pulse")
    rows = [group for group in app.get("button_group") if "pulse-own" in group.key]
    for row, place in zip(rows, ("1", "2", "3", "4"), strict=False):
        row.set_value(place)
    press(app, "Keep my view")
    assert "has no answer yet" in words(app)
    rows = [group for group in app.get("button_group") if "pulse-own" in group.key]
    for row, place in zip(rows, ("1", "2", "3", "4", "can’t say"), strict=True):
        row.set_value(place)
    press(app, "Keep my view")
    kept = me.pulse.look().open
    assert kept is not None
    assert list(kept.own.values()) == [1, 2, 3, 4, 0]
    assert "Your own view is kept" in words(app)


def test_four_answers_show_nothing_but_that_they_were_fewer_than_five(
    app: AppTest, coach: Coach, asked: PulseRound
) -> None:
    colleagues(coach, asked, 1, 1, 1, 1)
    go(app, "pulse")
    press(app, "Close this round now")
    assert "fewer than five" in words(app)
    assert "Begin a round" in labels(app)
    assert app.get("vega_lite_chart") == []


def test_five_answers_are_drawn_beside_the_leaders_own_with_words_a_table_a_file_and_a_way_back(
    app: AppTest, me: Mine, coach: Coach, asked: PulseRound
) -> None:
    me.pulse.say(asked.id, dict.fromkeys(QUESTIONS, 5) | {"person": 0})
    colleagues(coach, asked, 1, 2, 2, 3, 5)
    go(app, "pulse")
    press(app, "Close this round now")
    charts = app.get("vega_lite_chart")
    assert len(charts) == 5
    for chart in charts:
        altair.Chart.from_dict(json.loads(chart.proto.spec), validate=True)
        assert not chart.proto.data.data  # nothing goes by way of pandas
        assert chart.proto.alt.endswith(".")
    said = words(app)
    assert said.count("your 5 lies nearer to “nearly always”") == 4
    assert html(app).count("<table") == 1
    assert "at least 5 people" in said
    assert "The next round" in said
    assert "eight weeks after" in said
    assert app.code.values == []
    made = pulse.words.as_csv(me.pulse.look()).decode("utf-8-sig").splitlines()
    assert len(made) == 6
    assert made[1].endswith("before I asked something of them.,2,2 to 3,5,at least 5")
    (closed,) = me.pulse.look().rounds
    app.button(key=f"pulse-delete-{asked.id}").click().run()
    assert me.pulse.look().rounds == ()
    press(app, "Undo")
    assert me.pulse.look().rounds == (closed,)


def test_the_link_is_given_with_the_address_that_others_use(
    app: AppTest, asked: PulseRound, coach: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors_module.DOORS, "opened", Opened(8601, ("http://192.168.1.20:8601",)))
    go(app, "pulse")
    assert app.code.values == [f"http://192.168.1.20:8601{address(asked)}"]
    assert "in the network that this machine is in" in words(app)
    monkeypatch.setattr(signing, "others_may_come", lambda settings: True)
    monkeypatch.setattr(
        coach.services, "settings", coach.settings.model_copy(update={"public_url": "https://c.example"})
    )  # fmt: skip
    calm(app.run())
    assert app.code.values == [f"https://c.example{address(asked)}"]
    assert "this machine" not in words(app)


# --- The colleague's --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house(
    services_with: Callable[[Settings], Services], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Coach]:
    """One installation for all that follows; these pages need nothing that takes long to open."""
    home = tmp_path_factory.mktemp("house")
    store = open_store(sqlite_url(home / "coach.db"), key=Keyring.in_file(home / "key"))
    coach = Coach(services_with(Settings(home=home)), store)
    yield coach
    coach.close()


@pytest.fixture
def ola(house: Coach, monkeypatch: pytest.MonkeyPatch) -> Mine:
    """A leader of their own for each test."""
    monkeypatch.setattr(pulse_door, "the_coach", lambda: house)
    return house.as_person(house._store.add_person(""))


@pytest.fixture
def one(ola: Mine) -> PulseRound:
    return ola.pulse.begin("Ola Berg")


_places = count(1)


@pytest.fixture
def device() -> Callable[[], TestClient]:
    """A browser with cookies of its own; all of a test are at one place."""
    app = Starlette(routes=routes(), middleware=only_this_machine())
    place = f"10.0.0.{next(_places)}"
    return lambda: TestClient(app, base_url="http://127.0.0.1:8501", client=(place, 5000))


Device = Callable[[], TestClient]


def test_a_colleague_reads_who_asks_and_what_becomes_of_it(device: Device, one: PulseRound) -> None:
    answer = device().get(address(one))
    assert answer.status_code == 200
    for truth in ("Ola Berg", "no name", "five or more", "erased", "What remains"):
        assert truth in answer.text
    assert "<script" not in answer.text
    assert answer.text.count('type="radio"') == 30
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    cookie = answer.headers["set-cookie"]
    for kept in ("HttpOnly", "SameSite=lax", "Path=/pulse-answer"):
        assert kept in cookie


def test_answering_again_on_one_device_replaces_and_a_second_device_counts(
    device: Device, ola: Mine, house: Coach, one: PulseRound
) -> None:
    first, second = device(), device()
    for value in (1, 5, 4):
        first.get(address(one))
        answer = first.post(address(one), data=answers(value))
        assert "Your answers are in" in answer.text
    assert answer.text.count('value="4" aria-label="4" required checked') == 5
    second.get(address(one))
    second.post(address(one), data=answers(2))
    colleagues(house, one, 3, 3)
    assert ola.pulse.close(one.id).status == "few"


def test_answers_can_be_taken_back(
    device: Device, ola: Mine, house: Coach, one: PulseRound
) -> None:
    browser = device()
    browser.get(address(one))
    browser.post(address(one), data=answers(5))
    answer = browser.post(address(one), data={"take-back": "1", **answers(5)})
    assert "Your answers are in" not in answer.text
    colleagues(house, one, 3, 3, 3, 3)
    assert ola.pulse.close(one.id).status == "few"


NO_ANSWERS: list[dict[str, str]] = [
    {},
    answers(3) | {"person": ""},
    {k: v for k, v in answers(3).items() if k != "person"},
    answers(6),
    answers(-1),
    answers(3) | {"listening": "³"},
    answers(3) | {"listening": "9" * 500},
    {"arriving": "x" * 100_000},
]


def test_what_is_no_answer_is_refused_with_a_word_and_nothing_is_kept(
    device: Device, house: Coach, one: PulseRound
) -> None:
    browser = device()
    browser.get(address(one))
    for sent in NO_ANSWERS:
        answer = browser.post(address(one), data=sent)
        assert answer.status_code == 422, sent
        assert 'role="alert"' in answer.text
    token = browser.cookies[pulse_door.DEVICE]
    assert house.pulses.come_in(one.link or "", token).own() == {}


def test_a_browser_without_cookies_is_told_so_and_not_counted(
    device: Device, one: PulseRound
) -> None:
    """So is what another site posts: the cookie does not go along."""
    answer = device().post(address(one), data=answers(3))
    assert answer.status_code == 403
    assert "Allow cookies" in answer.text


def test_a_link_that_leads_nowhere_says_so_and_lets_nobody_in(
    device: Device, one: PulseRound
) -> None:
    for link in (
        "",
        "x",
        "%00",
        "a" * 5000,
        "../enter",
        "%F0%9F%98%80",
        "[]",
        one.link[:-1] if one.link else "",
    ):
        for method in ("get", "post"):
            answer = getattr(device(), method)(f"{pulse_door.PATH}?r={link}")
            assert answer.status_code == 404
            assert "There is no such link" in answer.text
            assert "Ola Berg" not in answer.text
            assert "set-cookie" not in answer.headers


def test_who_guesses_waits_and_a_good_link_still_opens(device: Device, one: PulseRound) -> None:
    browser = device()
    seen = [browser.get(f"{pulse_door.PATH}?r=guess{n}").status_code for n in range(21)]
    assert seen == [404] * 20 + [429]
    assert browser.get(address(one)).status_code == 200


def test_a_closed_round_is_said_to_be_over_on_any_device(
    device: Device, ola: Mine, one: PulseRound
) -> None:
    browser = device()
    browser.get(address(one))
    ola.pulse.close(one.id)
    for answer in (browser.get(address(one)), browser.post(address(one), data=answers(3))):
        assert answer.status_code == 410
        assert "This round is over" in answer.text


def test_a_stranger_is_not_told_what_is_wrong_with_the_program(
    device: Device, one: PulseRound, house: Coach, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise StoreFull("There is no space left at /home/ola/coach.db.")

    monkeypatch.setattr(house.pulses, "come_in", full)
    answer = device().get(address(one))
    assert answer.status_code == 503
    assert "Try the link again later" in answer.text
    assert "/home/ola" not in answer.text


def test_a_name_is_shown_as_words(device: Device, ola: Mine) -> None:
    one = ola.pulse.begin("<img src=x onerror=alert(1)> {body} \u202eevil")
    page = device().get(address(one)).text
    assert "<img" not in page
    assert "&lt;img src=x" in page
    assert "{body}" in page


def test_by_the_rooms_door_a_colleague_reaches_their_page_and_nothing_more(one: PulseRound) -> None:
    doors = Doors()
    doors._app = Starlette(routes=routes())
    phone = TestClient(doors._guests, base_url="http://192.168.1.20:8601", client=("192.168.1.77", 5000))  # fmt: skip
    assert "Ola Berg" in phone.get(address(one)).text
    assert "Your answers are in" in phone.post(address(one), data=answers(4)).text
    for path in ("/pulse", "/pulse-answer/x", "/pulse-answer/../healthz", "/healthz", "/enter/x"):
        assert phone.get(path).status_code == 404
    assert phone.delete(pulse_door.PATH).status_code == 405


# --- In a browser -----------------------------------------------------------------------------------


@pytest.fixture
def running(one: PulseRound) -> Iterator[str]:
    """The server's own pages on a free port."""
    port = free_port()
    app = Starlette(routes=routes(), middleware=only_this_machine())
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def test_a_colleague_who_answers_twice_on_a_phone_counts_once(
    browser: Browser, running: str, ola: Mine, house: Coach, one: PulseRound
) -> None:
    phone = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True)  # fmt: skip
    page = phone.new_page()
    for place, button in (("2", "Give my answers"), ("5, nearly always", "Change my answers")):
        page.goto(f"{running}{address(one)}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for question in page.locator("fieldset").all():
            question.get_by_role("radio", name=place, exact=True).check()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_contain_text("Your answers are in")
    expect(page.get_by_role("radio", name="5, nearly always", checked=True)).to_have_count(5)
    phone.close()
    colleagues(house, one, 1, 1, 1)
    assert ola.pulse.close(one.id).status == "few"
