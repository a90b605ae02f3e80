"""The page on which conversations are practised, driven through the real router and engine."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from browsing import Visit
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, html, labels, press, words

from coach.assembly import Mine

THANKS = (
    "I came to thank you for that night in hall C. You carried four thousand boxes out by hand."
)


def shown(app: AppTest) -> str:
    """What a person reads of the page, without the style sheet."""
    return words(app).split("/* Begin Personal")[0]


def meet(app: AppTest, name: str = "Marta") -> AppTest:
    go(app, "rehearse")
    press(app, f"Meet {name}")
    return press(app, "Begin")


def say(app: AppTest, text: str) -> AppTest:
    app.chat_input(key="rehearse-line").set_value(text).run()
    return calm(app)


def spoken(app: AppTest, who: str) -> list[str]:
    bodies = re.findall(rf'class="bp-said bp-{who}"[^>]*>(.*?)</article>', html(app), re.S)
    return [unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split())) for body in bodies]


def test_the_gallery_says_whom_to_meet_and_the_briefing_what_it_is(app: AppTest) -> None:
    go(app, "rehearse")
    assert sum(label.startswith("Meet ") for label in labels(app)) >= 8
    assert labels(app).count("Prepare this one") >= 3
    assert "Nothing yet" in shown(app)
    press(app, "Meet Carlos")
    for truth in ("stand-in", "What you are here for", "machine setter", "How they are"):
        assert truth in shown(app)
    press(app, "All rehearsals")
    assert "Meet Carlos" in labels(app)


def test_a_line_is_answered_and_the_rehearsal_is_found_again(app: AppTest, me: Mine) -> None:
    meet(app)
    say(app, THANKS)
    assert spoken(app, "leader") == [THANKS]
    assert len(spoken(app, "other")) == 2
    assert all("Marta Kowalczyk" in one for one in spoken(app, "other"))
    (kept,) = me.rehearsals.runs()
    assert app.query_params["r"] == kept.id
    press(app, "All rehearsals")
    press(app, "A thank\\-you, two years late")
    assert spoken(app, "leader") == [THANKS]


def test_a_pause_asks_and_the_next_line_ends_it(app: AppTest) -> None:
    meet(app)
    press(app, "Pause")
    assert shown(app).count("?") >= 1
    assert "A moment outside" in shown(app)
    press(app, "Another question")
    say(app, "Good evening, Marta.")
    assert "A moment outside" not in shown(app)


def test_trying_again_goes_back_and_both_tries_stand_side_by_side(app: AppTest, me: Mine) -> None:
    meet(app)
    say(app, "Good evening, Marta. How are you?")
    say(app, "I need the pick rate.")
    app.button(key="rewind-2").click().run()
    assert spoken(calm(app), "leader") == ["Good evening, Marta. How are you?"]
    say(app, THANKS)
    press(app, "Look back")
    assert "Your other tries" in shown(app)
    assert "I need the pick rate." in shown(app)
    press(app, "Go to the other try")
    (kept,) = me.rehearsals.runs()
    assert [e.text for e in kept.path][-1] == "I need the pick rate."


def test_looking_back_says_that_it_is_a_stand_in_and_ends_with_one_question(
    app: AppTest, me: Mine
) -> None:
    meet(app)
    say(app, THANKS)
    press(app, "End it here")
    assert "End it here" not in labels(app)
    press(app, "Look back")
    assert "stand-in" in shown(app)
    assert THANKS in shown(app)
    question = re.findall(r'bp-last-question">(.*?)</p>', html(app))
    assert len(question) == 1
    assert question[0].count("?") == 1
    app.text_area(key="take-what").set_value("Thank Joanna before her shift")
    press(app, "Keep it as a commitment")
    assert "It stands under Commitments now" in shown(app)
    assert [c.what for c in me.commitments()] == ["Thank Joanna before her shift"]


def test_it_can_be_talked_over_with_the_coach(app: AppTest, me: Mine) -> None:
    meet(app)
    say(app, THANKS)
    press(app, "Look back")
    app.text_area(key="take-what").set_value("I waited two years, and I don't know why.")
    press(app, "Talk it over with the coach")
    (talk,) = me.conversations()
    assert "I waited two years" in me.conversation(talk.id).messages[1].text


def test_what_is_not_kept_is_gone_when_it_is_left(app: AppTest, me: Mine) -> None:
    go(app, "rehearse")
    press(app, "Meet Marta")
    app.toggle(key="rehearse-unkept").set_value(True)
    press(app, "Begin")
    say(app, THANKS)
    assert "not kept" in shown(app)
    assert "r" not in app.query_params
    assert me.rehearsals.runs() == []
    press(app, "All rehearsals")
    assert "Nothing yet" in shown(app)


def test_a_deleted_one_comes_back(app: AppTest, me: Mine) -> None:
    meet(app)
    say(app, THANKS)
    press(app, "Look back")
    press(app, "Delete this rehearsal")
    assert me.rehearsals.runs() == []
    press(app, "Undo")
    assert spoken(app, "leader") == [THANKS]


def test_words_of_real_danger_stop_it_and_the_leader_decides_how_it_goes_on(app: AppTest) -> None:
    meet(app)
    say(app, "Tonight I am going to kill myself.")
    assert "People you can reach now" in words(app)
    assert app.chat_input(key="rehearse-line").disabled
    press(app, "It was part of what I’m practising. Go on")
    assert "People you can reach now" not in words(app)
    assert not app.chat_input(key="rehearse-line").disabled


def test_a_conversation_of_ones_own_has_their_name_and_markup_stays_text(app: AppTest) -> None:
    go(app, "rehearse")
    app.button(key="meet-your-own-employee").click().run()
    calm(app).text_input(key="own-name").set_value("<b>Priya</b>")
    app.text_area(key="own-about").set_value("The <script>alert(1)</script> move in May")
    press(app, "Begin")
    say(app, "I wanted to tell you myself, Priya: **we** move in May. <img src=x>")
    assert "<script>alert" not in html(app)
    assert "<b>Priya</b>" not in html(app)
    assert "<img" not in html(app)
    assert "<b>Priya</b>" in unescape(html(app))


def test_a_rehearsal_that_is_gone_is_said_to_be_gone(app: AppTest) -> None:
    go(app, "rehearse")
    app.query_params["r"] = "no-such-id"
    calm(app.run())
    assert "There is no rehearsal" in shown(app)
    assert "Meet Marta" in labels(app)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_whole_rehearsal_in_a_browser(visit: Callable[..., Visit], size: str) -> None:
    one = visit(size, "rehearse")
    one.page.get_by_role("button", name="Meet Marta").click()
    one.page.get_by_role("button", name="Begin", exact=True).click()
    one.settle()
    box = one.page.locator("[data-testid='stChatInput'] textarea")
    box.fill(THANKS)
    box.press("Enter")
    one.page.locator(".bp-leader").get_by_text("four thousand boxes").wait_for()
    one.settle()
    assert one.page.locator(".bp-other").count() == 2
    one.reload()
    assert one.page.locator(".bp-leader").count() == 1, "it is there after a reload"
    one.page.get_by_role("button", name="End it here").click()
    one.page.get_by_role("button", name="Look back").click()
    one.page.locator(".bp-last-question").wait_for()
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert one.complaints == []
