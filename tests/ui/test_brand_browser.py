"""The way to a sentence of one's own, in a real browser."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Visit
from planting import desk_of
from playwright.sync_api import expect

Open = Callable[..., Visit]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_an_empty_page_to_a_story_a_sentence_and_its_next_version(
    visit: Open, size: str
) -> None:
    here = visit(size, "brand")
    page = here.page
    desk_of(here.server).erase_everything()
    here.reload()
    page.locator(".st-key-stop-next-stories").get_by_role("button").click()
    expect(here.replies).to_have_count(1)
    here.settle()
    assert here.talk("Stopped the line for Marek, because his hand was shaking badly.").endswith(
        "?"
    )
    here.talk("You ask a man before you shout at him.")
    page.goto(f"{here.server.url}/brand")
    here.settle()
    stories = page.locator(".st-key-brand-stories")
    expect(stories).to_contain_text("You ask a man before you shout at him.")
    expect(page.locator(".st-key-stop-begun-stories")).to_contain_text("Begun")
    desk_of(here.server).add_brand_entry("statement", {"text": "You know where you stand."})
    here.reload()
    expect(page.locator(".bp-brand-signed")).to_contain_text("You know where you stand.")
    here.button("Write the next version").click()
    box = page.get_by_role("textbox", name="Your sentence")
    box.fill("You know where you stand, and I turn up.")
    here.button("Keep this version").click()
    expect(page.locator(".bp-brand-signed")).to_contain_text("and I turn up.")
    here.settle()
    stories.get_by_test_id("stMenuButton").get_by_role("button").click()
    page.get_by_role("menuitem", name="Take out").or_(
        page.get_by_role("option", name="Take out")
    ).click()
    expect(page.locator(".st-key-undo-brand")).to_be_visible()
    expect(stories).to_have_count(0)
    here.button("Undo").click()
    expect(stories).to_contain_text("before you shout")
    here.settle()
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    assert not wide
    serious = [
        one["id"]
        for one in Axe().run(page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    assert not here.complaints
