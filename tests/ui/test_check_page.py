"""The page that checks a message before it is sent, driven through the real router and engine."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, html, labels, press, words

from coach.assembly import Mine
from coach.errors import NotFound
from coach.ui.check import changed

COLD = (
    "Dear customer, your case 4471 has been closed. Please do not reply to this message. "
    "If your issue persists, open a new case."
)
WARM = (
    "Ewa, I kept thinking about what you said on the stairs, about the night shift and your hands. "
    "I had the rota changed this morning. You were right, and I should have asked sooner."
)


def check(app: AppTest, text: str, *, button: str = "Check it") -> AppTest:
    app.text_area[0].set_value(text)
    return press(app, button)


def test_a_cold_message_is_marked_with_reasons_and_questions(app: AppTest, me: Mine) -> None:
    go(app, "check")
    assert "Nothing yet" in words(app)
    check(app, COLD)
    assert "It reads transactional" in words(app)
    marks = re.findall(r"<mark>(.*?)<sup>", html(app))
    assert marks
    assert all(unescape(mark) in COLD for mark in marks)
    assert "To ask yourself" in words(app)
    (kept,) = me.checked_messages()
    assert [v.text for v in kept.versions] == [COLD]


def test_a_changed_message_stands_beside_the_one_before_it(app: AppTest, me: Mine) -> None:
    go(app, "check")
    check(app, COLD)
    check(app, WARM, button="Check again")
    assert "It reads personal" in words(app)
    assert "Version 1: transactional" in words(app)
    assert "<del>" in html(app)
    assert "<ins>" in html(app)
    (kept,) = me.checked_messages()
    assert [v.text for v in kept.versions] == [COLD, WARM]


def test_it_is_found_again_later_deleted_and_brought_back(app: AppTest, me: Mine) -> None:
    go(app, "check")
    check(app, COLD)
    press(app, "All messages")
    (name,) = [label for label in labels(app) if "case 4471" in label]
    press(app, name)
    press(app, "Delete this message")
    assert me.checked_messages() == []
    press(app, "Undo")
    assert len(me.checked_messages()) == 1
    assert "It reads transactional" in words(app)
    assert app.text_area[0].value == COLD


def test_each_message_is_opened_with_its_own_words(app: AppTest) -> None:
    go(app, "check")
    for text in (COLD, WARM):
        check(app, text)
        press(app, "All messages")
    app.text_area[0].set_value("something else, half typed").run()
    press(app, next(label for label in labels(app) if "case 4471" in label))
    assert app.text_area[0].value == COLD


def test_what_is_not_to_be_kept_is_checked_and_not_kept(app: AppTest, me: Mine) -> None:
    go(app, "check")
    app.toggle(key="check-unkept").set_value(True)
    check(app, COLD)
    assert "It reads transactional" in words(app)
    assert me.checked_messages() == []
    assert me.export_everything()["checked_messages"] == []
    unkept = app.session_state["checked"]
    assert me.checked_message(unkept).versions[0].text == COLD
    press(app, "All messages")
    with pytest.raises(NotFound):
        me.checked_message(unkept)
    assert app.text_area[0].value == ""


def test_nothing_to_check_is_said_and_nothing_breaks(app: AppTest, me: Mine) -> None:
    go(app, "check")
    check(app, "  \n ")
    assert "nothing to check yet" in words(app)
    assert me.checked_messages() == []


def test_secrets_are_masked_before_they_are_kept_and_the_writer_is_told(
    app: AppTest, me: Mine
) -> None:
    go(app, "check")
    check(
        app,
        "Marek, take my card 4111 1111 1111 1111 and pay the hotel, will you? Thanks for everything.",
    )
    assert "masked" in words(app)
    assert "4111 1111" not in str(me.export_everything())


def test_words_about_a_life_in_danger_come_before_any_tone(app: AppTest) -> None:
    go(app, "check")
    check(
        app,
        "Dear all, by the time you read this I will have killed myself. The keys are in the drawer.",
    )
    assert "talk to a person now" in words(app)


def test_markup_in_a_message_stays_text(app: AppTest) -> None:
    go(app, "check")
    check(
        app,
        "Hello <script>alert(1)</script> **bold** $x$. Please confirm the order number by noon.",
    )
    assert "<script>alert" not in html(app)
    assert "<script>alert(1)</script>" in unescape(html(app))


def test_two_patterns_have_blanks_that_only_the_writer_can_fill(app: AppTest) -> None:
    go(app, "check")
    check(app, COLD)
    shown = words(app).split("For ")
    assert sum("[" in part and "]" in part for part in shown) >= 2


@given(st.text(max_size=200), st.text(max_size=200))
def test_two_versions_side_by_side_lose_no_word(before: str, now: str) -> None:
    plain = [unescape(re.sub(r"</?(?:del|ins)>", "", made)) for made in changed(before, now)]
    assert plain == [before, now]


def test_a_message_that_is_gone_is_said_to_be_gone(app: AppTest) -> None:
    go(app, "check")
    app.session_state["checked"] = "no-such-id"
    calm(app.run())
    assert "no checked message" in words(app)
