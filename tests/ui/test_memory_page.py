"""What could be kept at the end of a talk, and the page with all that is remembered."""

from collections.abc import Callable
from html import escape

import pytest
from browsing import Visit
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, html, labels, press, words

from coach.assembly import Mine

TALK = (
    "I only ring Marta when a contract is up for renewal. She was the first client I ever had.",
    "I'd like to be less of a ghost to my clients.",
    "Marta came in on a Sunday for us when the server room flooded.",
    "Thanks, I have to go.",
)
AGAIN = (
    "My team says I'm hard to reach. I look busy even when I'm not.",
    "I'd like them to come to me before it burns.",
    "Marta rang me yesterday, out of the blue, and asked if I was all right.",
)


def ended(me: Mine, *, stored: bool = True) -> str:
    conversation = me.begin(stored=stored)
    for text in TALK:
        me.reply(conversation, text)
    return conversation


@pytest.fixture
def talk(app: AppTest, me: Mine) -> str:
    """A talk that has ended, opened."""
    conversation = ended(me)
    app.query_params["c"] = conversation
    calm(app.run())
    return conversation


def kept(me: Mine) -> list[str]:
    return [one.words for one in me.memory.kept()]


def keep_all(me: Mine) -> list[str]:
    for proposal in me.memory.proposals(ended(me)):
        me.memory.keep(proposal)
    return kept(me)


def test_an_ended_talk_asks_what_is_worth_keeping_and_keeps_only_what_is_pressed(
    app: AppTest, me: Mine, talk: str
) -> None:
    assert "Worth keeping for next time?" in words(app)
    proposals = me.memory.proposals(talk)
    assert kept(me) == []
    press(app, "Keep")
    assert kept(me) == [proposals[0].words]
    assert f"Kept for next time: {proposals[0].words}" in words(app)
    press(app, "Don’t")
    assert proposals[1].words not in kept(me)
    assert proposals[1] not in me.memory.proposals(talk)
    press(app, "Undo")
    assert kept(me) == []


def test_it_can_be_put_in_other_words_before_it_is_kept(app: AppTest, me: Mine, talk: str) -> None:
    press(app, "Edit")
    app.text_area[0].set_value("Ring Marta in June, with nothing to sell.")
    press(app, "Keep it like this")
    assert kept(me) == ["Ring Marta in June, with nothing to sell."]


def test_what_may_not_be_kept_is_said_calmly(app: AppTest, me: Mine, talk: str) -> None:
    press(app, "Edit")
    app.text_area[0].set_value("Marta has been off since her operation.")
    press(app, "Keep it like this")
    assert "somebody’s health" in words(app)
    app.text_area[0].set_value("If she goes I will kill myself.")
    press(app, "Keep it like this")
    assert "People you can reach now" in words(app)
    assert kept(me) == []


def test_never_ask_is_heard_and_can_be_taken_back(app: AppTest, me: Mine, talk: str) -> None:
    press(app, "Never ask")
    assert "Worth keeping" not in words(app)
    go(app, "memory")
    app.toggle(key="memory-ask").set_value(True).run()
    assert me.memory.proposals(talk)


def test_a_talk_that_is_not_kept_asks_nothing(app: AppTest, me: Mine) -> None:
    conversation = ended(me, stored=False)
    app.query_params["c"] = conversation
    calm(app.run())
    assert "Worth keeping" not in words(app)


def test_the_page_shows_all_of_it_with_where_it_is_from(app: AppTest, me: Mine) -> None:
    go(app, "memory")
    assert "Nothing yet." in words(app)
    remembered = keep_all(me)
    calm(app.run())
    for said in remembered:
        assert escape(said) in html(app)
    title = me.conversations()[0].title
    assert f"from “{title}”" in words(app)
    assert "Hasn’t come up yet." in words(app)


def test_what_is_forgotten_can_be_brought_back_one_by_one_or_after_all(
    app: AppTest, me: Mine
) -> None:
    remembered = keep_all(me)
    go(app, "memory")
    press(app, "Forget")
    assert len(kept(me)) == len(remembered) - 1
    press(app, "Bring it back")
    assert sorted(kept(me)) == sorted(remembered)
    press(app, "Forget all")
    assert kept(me) == []
    assert labels(app).count("Bring it back") == len(remembered)


def test_words_and_name_can_be_changed_and_a_thing_set_aside(app: AppTest, me: Mine) -> None:
    keep_all(me)
    person = next(k for k in me.memory.kept() if k.kind == "person")
    go(app, "memory")
    calm(app.button(key=f"edit-{person.id}").click().run())
    app.text_input(key="memory-about").set_value("M.")
    app.text_area(key="memory-words").set_value("<b>She came on a Sunday</b>")
    press(app, "Save")
    changed = next(k for k in me.memory.kept() if k.id == person.id)
    assert (changed.about, changed.words) == ("M.", "<b>She came on a Sunday</b>")
    assert "<b>She came" not in html(app)
    calm(app.button(key=f"aside-{person.id}").click().run())
    assert "it does not come up" in words(app)
    calm(app.button(key=f"again-{person.id}").click().run())
    assert not any(k.set_aside for k in me.memory.kept())


def test_a_deleted_talk_says_what_goes_with_it_and_lets_it_stay(app: AppTest, me: Mine) -> None:
    remembered = keep_all(me)
    source = me.memory.kept()[0].conversation_id
    assert source is not None
    me.delete(source)
    calm(app.run())
    assert "would go with it" in words(app)
    assert kept(me) == []
    press(app, "Keep what it remembers")
    assert sorted(kept(me)) == sorted(remembered)
    assert "would go with it" not in words(app)
    go(app, "memory")
    assert "from a talk that is deleted" in words(app)


def test_a_reply_that_looks_back_says_where_it_has_it_from(app: AppTest, me: Mine) -> None:
    keep_all(me)
    conversation = me.begin()
    turns = [me.reply(conversation, text) for text in AGAIN]
    assert turns[-1].recalled is not None
    app.query_params["c"] = conversation
    calm(app.run())
    assert "from your words of" in words(app)
    assert escape(turns[-1].recalled.words) in html(app)
    assert f"?c={turns[-1].recalled.conversation_id}" in html(app)


def test_in_a_browser_a_talk_is_ended_a_sentence_kept_and_found_on_the_page(
    visit: Callable[..., Visit],
) -> None:
    me = visit()
    me.begin()
    for text in TALK:
        me.talk(text)
    card = me.page.locator(".st-key-keeping")
    expect(card).to_contain_text("Worth keeping for next time?")
    said = card.locator(".bp-keep-words").first.inner_text()
    card.get_by_role("button", name="Keep", exact=True).first.click()
    expect(card.locator(".bp-kept")).to_contain_text(said)
    card.get_by_role("button", name="What it remembers").click()
    me.settle()
    expect(me.page.locator(".bp-keep-words")).to_have_text(said)
    assert me.complaints == []
