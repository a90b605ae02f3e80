"""The page that shows what happened over time, through the real router, and in a real browser."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import altair
import pytest
from browsing import SIZES, Visit
from planting import (
    plant_commitment,
    plant_decided,
    plant_half_a_year,
    plant_heard,
    plant_very_much,
)
from playwright.sync_api import expect
from sqlalchemy import event
from streamlit.testing.v1 import AppTest
from test_browser import _violations
from test_pages import calm, desk, go, html, press, words

from coach.assembly import Coach, Mine
from coach.services import ROOT
from coach.store.records import CommitmentRecord
from coach.ui import pictures

Open = Callable[..., Visit]


def specs(app: AppTest) -> list[dict[str, object]]:
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


def choose(app: AppTest, statement: str, answer: str) -> None:
    """Say something of a statement, in its row of answers."""
    (row,) = (group for group in app.get("button_group") if group.label == statement)
    row.set_value(answer)


# --- What is there ----------------------------------------------------------------------------------


def test_on_a_first_visit_each_picture_says_what_will_be_there(app: AppTest) -> None:
    go(app, "progress")
    assert words(app).count("Nothing yet.") == 4
    assert specs(app) == []
    assert "Take it along" not in words(app)


def test_one_of_each_is_enough_for_a_picture(app: AppTest, me: Mine) -> None:
    plant_heard(desk(me), "habit", "token-question", "me")
    plant_heard(desk(me), "strength", "always-busy")
    plant_commitment(desk(me))
    me.progress.rate({"thanks": 3})
    go(app, "progress")
    said = words(app)
    assert "Nothing yet." not in said
    assert "“Token question” was named once" in said
    assert "Keeping small times for people was noticed once" in said
    assert "is on its way" in said
    assert len(specs(app)) == 5


def test_what_works_is_drawn_before_any_habit(app: AppTest, me: Mine) -> None:
    plant_heard(desk(me), "habit", "token-question", "me")
    plant_heard(desk(me), "strength", "always-busy")
    go(app, "progress")
    works, habits = specs(app)
    assert "Keeping small times for people" in str(works)
    assert "Token question" in str(habits)
    size = [spec["layer"][1]["mark"]["size"] for spec in (works, habits)]  # type: ignore[index]
    assert size[0] >= size[1]


def test_what_is_not_me_is_only_drawn_if_it_is_asked_for(app: AppTest, me: Mine) -> None:
    plant_heard(desk(me), "habit", "role-mask", "not_me")
    go(app, "progress")
    assert specs(app) == []
    assert "Role mask" not in html(app)
    app.toggle(key="progress-refused").set_value(True).run()
    assert "Role mask" in str(specs(calm(app)))
    assert "and that holds" in words(app)
    app.toggle(key="progress-refused").set_value(False).run()
    assert specs(calm(app)) == []


def test_once_it_is_said_to_be_theirs_after_all_it_is_drawn(app: AppTest, me: Mine) -> None:
    plant_heard(desk(me), "habit", "role-mask", "not_me")
    plant_heard(desk(me), "habit", "role-mask", "me")
    go(app, "progress")
    assert "Role mask" in str(specs(app))


def test_a_shorter_time_shows_less_and_says_that_there_is_more(
    app: AppTest, me: Mine, coach: Coach
) -> None:
    plant_half_a_year(coach.settings.home)
    go(app, "progress")
    (span,) = (group for group in app.get("button_group") if group.key == "progress-span")
    before = str(specs(app))
    assert "Say good morning to the shift" in before
    span.set_value("quarter").run()
    assert "Say good morning to the shift" not in str(specs(calm(app)))
    assert "“Role mask”" not in words(app)


def test_words_of_theirs_are_shown_as_words(app: AppTest, me: Mine) -> None:
    nasty = "<img src=x onerror=alert(1)> **bold** {{evil}} $x$"
    plant_decided(desk(me), CommitmentRecord(what=nasty, confidence=5))
    go(app, "progress")
    assert "<img" not in html(app)
    assert "&lt;img src=x" in html(app)


def test_every_picture_is_good_vega_lite_and_has_words_beside_it(
    app: AppTest, me: Mine, coach: Coach
) -> None:
    plant_half_a_year(coach.settings.home)
    go(app, "progress")
    charts = app.get("vega_lite_chart")
    assert len(charts) == 12
    for chart in charts:
        altair.Chart.from_dict(json.loads(chart.proto.spec), validate=True)
        assert chart.proto.alt.endswith(".")
        assert not chart.proto.data.data  # nothing goes by way of pandas
    assert html(app).count("<table") == 5


def test_the_pictures_use_the_colours_of_the_style_sheet() -> None:
    css = (ROOT / "coach" / "ui" / "style.css").read_text("utf-8")
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    for name in ("ink", "soft", "line", "pine", "ochre"):
        light, dark = re.search(rf"--bp-{name}: light-dark\((#\w+), (#\w+)\)", css).groups()  # type: ignore[union-attr]
        assert (getattr(pictures.LIGHT, name), getattr(pictures.DARK, name)) == (light, dark)
    for palette in (pictures.LIGHT, pictures.DARK):
        assert f'backgroundColor = "{palette.paper}"' in config


# --- Saying it --------------------------------------------------------------------------------------


def test_it_is_said_changed_taken_out_and_brought_back(app: AppTest, me: Mine) -> None:
    go(app, "progress")
    choose(app, "I thank people for something specific.", "mostly")
    choose(app, "At work I sound like myself.", "can’t say")
    next(b for b in app.button if b.label.startswith("Keep it for")).click().run()
    (kept,) = me.export_everything()["ratings"]
    assert kept["answers"] == {"thanks": 4, "own-voice": None}
    choose(calm(app), "I thank people for something specific.", "fully")
    next(b for b in app.button if b.label.startswith("Keep it for")).click().run()
    (kept,) = me.export_everything()["ratings"]
    assert kept["answers"] == {"thanks": 5, "own-voice": None}
    press(calm(app), next(b.label for b in app.button if b.label.startswith("Take ")))
    assert me.progress.look().ratings == ()
    press(app, "Undo")
    assert me.progress.look().rated is not None


def test_nothing_chosen_is_said_and_keeps_nothing(app: AppTest, me: Mine) -> None:
    go(app, "progress")
    next(b for b in app.button if b.label.startswith("Keep it for")).click().run()
    assert "Nothing is chosen yet" in words(calm(app))
    assert me.progress.look().ratings == ()


# --- Very much --------------------------------------------------------------------------------------


def test_two_thousand_noticings_are_read_with_as_many_statements_as_one(
    coach: Coach, me: Mine
) -> None:
    statements: list[str] = []
    store = coach._store

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    def looked() -> tuple[int, float]:
        statements.clear()
        begun = time.perf_counter()
        me.progress.look("all")
        return len([s for s in statements if s.startswith("SELECT")]), time.perf_counter() - begun

    plant_heard(desk(me), "habit", "token-question")
    few, _ = looked()
    plant_very_much(store, 2000, 500)
    many, seconds = looked()
    assert many == few <= 5
    assert seconds < 2  # a tenth of that on a quiet machine


def test_with_very_much_the_page_draws_the_latest_and_lists_the_rest(
    app: AppTest, coach: Coach
) -> None:
    plant_very_much(coach._store, 2000, 500)
    app.query_params.clear()
    go(app, "progress")
    (span,) = (group for group in app.get("button_group") if group.key == "progress-span")
    span.set_value("all").run()
    said = words(calm(app))
    assert f"The latest {pictures.MOST_COURSES} are drawn; the table has all 500" in said
    assert html(app).count("time 499") == 1
    marks = sum(
        len(layer["data"]["values"]) for spec in specs(app)[:2] for layer in spec["layer"][1:2]
    )  # type: ignore[index,misc]
    assert marks > 1000


# --- In a browser -----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_the_pictures_are_drawn_in_light_and_dark_and_read_well_to_a_machine(
    visit: Open, size: str
) -> None:
    for dark in (False, True):
        here = visit(size, "progress", dark=dark)
        if here.page.get_by_text("Nothing yet.").count():
            plant_half_a_year(here.server.home)
            here.reload()
        drawn = here.page.locator(".stVegaLiteChart svg.marks")
        expect(drawn).to_have_count(12)
        named = here.page.locator(".stVegaLiteChart[aria-label]")
        assert "was noticed four times" in (named.first.get_attribute("aria-label") or "")
        colours = pictures.DARK if dark else pictures.LIGHT
        assert here.page.locator(f'.stVegaLiteChart [fill="{colours.ochre}"]').count() >= 5
        assert here.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        here.page.get_by_text("As a table").first.click()
        expect(here.page.get_by_role("cell", name="4", exact=True).first).to_be_visible()
        assert _violations(here) == []
        assert not here.complaints
        here.close()


def test_what_is_shown_can_be_taken_along(visit: Open, tmp_path: Path) -> None:
    here = visit(path="progress")
    if not here.page.get_by_text("Take it along").count():
        plant_half_a_year(here.server.home)
        here.reload()
    for name, begins in (("PDF", b"%PDF"), ("CSV", b'\xef\xbb\xbf"when","kind","what"')):
        with here.page.expect_download() as downloading:
            here.button(name).click()
        downloading.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begins)
