"""The main paths in a real browser against the real server, on a desktop and on a phone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PATIENCE, Visit
from planting import HABIT, STEP, desk_of, plant_commitment, plant_noticing
from playwright.sync_api import expect

Open = Callable[..., Visit]
SIZES = ["desktop", "phone"]
SLOW = {"script": "tests/ui/slow_app.py"}
PAGES = [
    "",
    "scenarios",
    "exercises",
    "write-an-exercise",
    "check",
    "commitments",
    "brand",
    "library",
    "progress",
    "your-words",
    "about",
]


def _violations(visit: Visit) -> list[str]:
    """What axe calls serious, in a line each."""
    found: list[dict[str, Any]] = Axe().run(visit.page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


# --- Opening ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_on_an_honest_welcome_with_four_ways_in(visit: Open, size: str) -> None:
    here = visit(size)
    page = here.page
    expect(page).to_have_title("Begin Personal")
    for way in ("Just talk", "I see someone in ten minutes", "Pick a scenario"):
        expect(here.button(way)).to_be_visible()
    welcome = page.locator(".st-key-welcome")
    for truth in ("software, not a person", "therapy", str(here.server.home), "employer"):
        expect(welcome).to_contain_text(truth)
    for chrome in ("stToolbarActions", "stAppDeployButton", "stDecoration"):
        expect(page.get_by_test_id(chrome)).to_be_hidden()
    expect(page.get_by_test_id("stStatusWidget")).to_be_hidden()
    assert not here.complaints


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_its_screen_and_reads_well_to_a_machine(
    visit: Open, size: str, path: str
) -> None:
    # The colours are the same at either size: light is looked at on the one, dark on the other, the first page in all.
    for dark in (False, True) if path == "" else (size == "phone",):
        here = visit(size, path, dark=dark)
        wide = here.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        assert not wide
        assert _violations(here) == []
        assert not here.complaints
        here.close()


# --- Talking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_a_talk_of_three_turns_is_there_after_a_reload(visit: Open, size: str) -> None:
    here = visit(size)
    here.begin()
    told = ["I walk in, I get the numbers, I walk out.", "I want them to stop bracing.", "Daily."]
    for words in told:
        assert here.talk(words)
    assert here.said.all_inner_texts() == told
    before = here.replies.all_inner_texts()
    assert len(before) == 4
    expect(here.replies.last).to_be_in_viewport()
    assert _violations(here) == []
    here.reload()
    assert here.said.all_inner_texts() == told
    assert here.replies.all_inner_texts() == before
    expect(here.replies.last).to_be_in_viewport()
    assert not here.complaints


def test_the_whole_talk_can_be_had_from_the_keyboard(visit: Open) -> None:
    here = visit()
    press = here.page.keyboard.press
    press("Tab")
    expect(here.page.get_by_text("Skip to main content")).to_be_focused()
    here.button("Just talk").focus()
    press("Enter")
    expect(here.replies).to_have_count(1)
    here.settle()
    here.box.focus()
    here.page.keyboard.type("Is there any research on small talk at work?")
    press("Enter")
    expect(here.replies).to_have_count(2)
    mark = here.page.locator(".bp-cite").first
    mark.focus()
    assert mark.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
    press("Enter")
    expect(here.page.locator(".bp-passage:popover-open")).to_be_visible()
    press("Escape")
    expect(here.page.locator(".bp-passage:popover-open")).to_have_count(0)


def test_a_reload_in_mid_reply_finds_the_conversation_complete(visit: Open) -> None:
    here = visit(**SLOW)
    here.begin()
    here.say("They stiffen when I come in.")
    expect(here.page.locator(".bp-waiting")).to_be_visible()
    here.page.reload()
    expect(here.replies).to_have_count(2)
    assert here.said.all_inner_texts() == ["They stiffen when I come in."]
    assert here.replies.last.inner_text().strip()
    expect(here.page.locator(".bp-waiting")).to_have_count(0)


def test_a_closed_browser_does_not_cut_a_reply_off(visit: Open) -> None:
    here = visit(**SLOW)
    here.begin()
    here.say("We lost a client after eleven years.")
    expect(here.page.locator(".bp-waiting")).to_be_visible()
    conversation = here.conversation_id
    here.close()
    later = visit(path=f"?c={conversation}", **SLOW)
    expect(later.replies).to_have_count(2)
    assert later.said.all_inner_texts() == ["We lost a client after eleven years."]


def test_a_reply_can_be_stopped_and_the_talk_goes_on(visit: Open) -> None:
    here = visit(**SLOW)
    here.begin()
    here.say("Is there any research on small talk at work?")
    expect(here.page.locator(".bp-waiting")).to_be_visible()
    expect(here.box).to_be_disabled()
    here.button("Stop").click()
    expect(here.page.get_by_text("Stopped here.")).to_be_visible()
    expect(here.replies).to_have_count(2)
    here.talk("Thank you. Something else, then.")
    assert here.said.count() == 2


def test_what_is_pressed_while_a_reply_is_written_loses_nothing(visit: Open) -> None:
    here = visit(**SLOW)
    here.begin()
    here.say("I only ring her when a contract is up.")
    expect(here.page.locator(".bp-waiting")).to_be_visible()
    conversation = here.conversation_id
    here.page.get_by_role("link", name="Scenarios").click()
    expect(here.page.get_by_role("heading", name="Scenarios")).to_be_visible()
    here.page.goto(f"{here.server.url}/?c={conversation}")
    expect(here.replies).to_have_count(2)
    assert here.said.all_inner_texts() == ["I only ring her when a contract is up."]


@pytest.mark.parametrize("size", SIZES)
def test_a_citation_opens_its_passage(visit: Open, size: str) -> None:
    here = visit(size)
    here.talk("Is there any research on small talk at work?")
    here.page.locator(".bp-cite").first.click()
    passage = here.page.locator(".bp-passage:popover-open")
    expect(passage).to_be_in_viewport()
    expect(passage.get_by_role("heading", level=3)).not_to_be_empty()
    expect(passage).to_contain_text("References")
    expect(passage.get_by_role("link").first).to_have_attribute("href", re.compile(r"^https?://"))
    expect(passage).to_contain_text(re.compile("Evidence|Theory|From a"))
    assert _violations(here) == []
    passage.get_by_role("button", name="Close").click()
    expect(passage).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_a_noticing_is_answered_by_its_buttons(visit: Open, size: str) -> None:
    here = visit(size)
    conversation = plant_noticing(desk_of(here.server))
    here.page.goto(f"{here.server.url}/?c={conversation}")
    here.settle()
    expect(here.page.locator(".bp-habit blockquote")).to_be_visible()
    for label in ("That’s me", "Tell me more"):
        expect(here.button(label)).to_be_in_viewport()
    assert _violations(here) == []
    here.button("Not me").click()
    expect(here.page.get_by_text("You said: Not me")).to_be_visible()
    expect(here.replies).to_have_count(3)
    assert HABIT in desk_of(here.server).refused_habits()
    here.settle()
    here.button("Take it back").click()
    expect(here.button("That’s me")).to_be_visible()
    assert HABIT not in desk_of(here.server).refused_habits()


def test_ways_to_reach_people_stay_in_sight(visit: Open) -> None:
    here = visit("phone", country="GB")
    here.talk("I've been thinking about ending my life.")
    panel = here.page.get_by_role("region", name="People you can reach now")
    for _ in range(2):
        expect(panel).to_be_in_viewport()
        expect(panel.get_by_role("link", name=re.compile(r"\d")).first).to_have_attribute(
            "href", re.compile(r"^tel:\d+")
        )
        expect(panel).to_contain_text("Checked against public records")
        assert _violations(here) == []
        here.talk("I'm not alone now. Can we go on about the meeting?")


# --- What is written is shown as written ------------------------------------------------------------


def test_scripts_and_markdown_are_shown_as_text_everywhere(visit: Open) -> None:
    here = visit()
    popped: list[str] = []
    here.page.on("dialog", lambda dialog: (popped.append(dialog.message), dialog.dismiss()))
    words = (
        "<img src=x onerror=alert(1)> <script>alert(2)</script> **bold** :red[red] :smile: "
        ":material/home: $x^2$ [link](javascript:alert(3)) ![](https://example.org/x.png)"
    )
    here.talk(words)
    assert here.said.all_inner_texts() == [words]
    here.button("Change aim").click()
    here.page.get_by_label("In your own words").fill(words[:120])
    here.button("Save").click()
    expect(here.page.locator(".bp-aim")).to_contain_text(words[:120].strip())
    desk_of(here.server).rename(here.conversation_id, words[:60])
    here.reload()
    listed = here.listed()[0].replace("\u2060", "")
    assert listed.rstrip("…") in words
    drawn = here.page.locator(".bp-leader img, .bp-leader script, .bp-leader strong, .bp-aim img")
    assert drawn.count() == 0
    assert here.page.locator(".st-key-conversations :is(img, em, strong, .katex)").count() == 0
    assert not popped


def test_right_to_left_words_run_right_to_left(visit: Open) -> None:
    here = visit("phone")
    here.talk("אני עייף מהעבודה הזאת")
    paragraph = here.said.first.locator("p").first
    assert paragraph.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_fifty_thousand_characters_leave_the_page_alive(visit: Open) -> None:
    here = visit("phone")
    words = ("They stiffen when I come in. " * 1800)[:50_000].strip()
    here.say(words)
    expect(here.replies).to_have_count(2, timeout=3 * PATIENCE)  # every piece of it is screened
    assert here.said.first.inner_text() == words
    here.talk("And on Tuesday too.")
    expect(here.replies.last).to_be_in_viewport()


def test_a_conversation_that_is_not_kept_is_gone_after_a_reload(visit: Open) -> None:
    here = visit()
    before = here.listed()
    here.page.get_by_text("Don’t keep this conversation").click()
    expect(here.page.get_by_text("will not be stored")).to_be_visible()
    here.talk("Nobody needs to know of this one.")
    expect(here.page.get_by_text("This conversation isn’t kept")).to_be_visible()
    assert "?c=" not in here.page.url
    here.reload()
    expect(here.button("Just talk")).to_be_visible()
    assert here.listed() == before
    assert here.said.count() == 0


# --- The list ---------------------------------------------------------------------------------------


def test_renaming_deleting_and_undoing(visit: Open) -> None:
    here = visit()
    here.talk("The warehouse lead talked about his scanners.")
    old = here.listed()[0]
    here.menu(old, "Rename")
    here.page.get_by_label("Name", exact=True).and_(here.page.locator("input")).fill("The scanners")
    here.button("Save").click()
    names = ".st-key-conversations :is(.stButton, .bp-here)"
    row = here.page.locator(names, has_text="The scanners")
    expect(row).to_be_visible()
    here.settle()
    here.menu("The scanners", "Delete")
    expect(here.page.get_by_text("“The scanners” is deleted")).to_be_visible()
    expect(row).to_have_count(0)
    here.settle()
    here.button("Undo").click()
    expect(row).to_be_visible()
    here.settle()
    row.get_by_role("button").click()
    expect(here.said).to_have_count(1)


def test_a_conversation_is_exported_as_markdown_and_pdf(visit: Open, tmp_path: Path) -> None:
    here = visit()
    here.talk("I count to ten before I answer Piotr.")
    title = here.listed()[0]
    here.menu(title.rstrip("…"), "Export")
    with here.page.expect_download() as downloading:
        here.button("Markdown").click()
    downloading.value.save_as(tmp_path / "talk.md")
    assert "I count to ten before I answer Piotr." in (tmp_path / "talk.md").read_text("utf-8")
    with here.page.expect_download() as downloading:
        here.button("PDF").click()
    downloading.value.save_as(tmp_path / "talk.pdf")
    assert (tmp_path / "talk.pdf").read_bytes().startswith(b"%PDF")


# --- Commitments ------------------------------------------------------------------------------------


def test_a_commitment_gets_a_day_and_goes_into_a_calendar(visit: Open, tmp_path: Path) -> None:
    here = visit()
    plant_commitment(desk_of(here.server))
    here.page.get_by_role("link", name="Commitments").click()
    expect(here.page.get_by_text(STEP)).to_be_visible()
    here.button("Edit").click()
    here.settle()
    # Fields come one by one as the browser loads what draws them, and the last hides all for a moment.
    expect(here.page.get_by_role("slider")).to_be_visible()
    here.settle()
    parts = here.page.get_by_role("spinbutton")
    parts.first.click()
    for place, number in enumerate(("2027", "3", "29")):
        here.page.keyboard.type(number)
        expect(parts.nth(place)).to_have_attribute("aria-valuenow", number)
    here.button("Save").click()
    expect(here.page.get_by_text("Monday 29 March 2027, 09:00 (Europe/London)")).to_be_visible()
    here.settle()
    with here.page.expect_download() as downloading:
        here.button("Calendar file").click()
    downloading.value.save_as(tmp_path / "step.ics")
    ics = (tmp_path / "step.ics").read_text("utf-8")
    assert "DTSTART;TZID=Europe/London:20270329T090000" in ics
    assert STEP in ics


@pytest.mark.parametrize("size", SIZES)
def test_the_librarys_three_views_read_well_to_a_machine(visit: Open, size: str) -> None:
    for dark in (False, True):
        here = visit(size, "library", dark=dark)
        for view in ("What it covers", "Look after it", "Read"):
            here.page.get_by_role("radio", name=view).click()
            here.settle()
            assert _violations(here) == [], view
        here.page.locator(".bp-shelf summary").first.focus()
        here.page.keyboard.press("Enter")
        expect(here.page.locator(".bp-shelf details[open] h4").first).to_be_visible()
        assert _violations(here) == []
        here.close()
