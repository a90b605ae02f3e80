"""The page of the leader's brand, driven through the real router and engine."""

from streamlit.testing.v1 import AppTest
from test_pages import calm, desk, go, html, labels, press, said, say, words

from coach import exports
from coach.assembly import Mine
from coach.store.records import BrandWords, CommitmentRecord, ReplyRecord

SENTENCE = "You know where you stand with me."
NEXT = "You know where you stand with me, and I turn up."
STORY = BrandWords("story", "proud", "told", "I stopped the line for <Marek>.")
VALUE = BrandWords("story", "proud", "value", "you ask before you shout")
WANTED = BrandWords("wanted", "first", "words", "that I'm straight with them")
HEARD = BrandWords("heard", "said", "words", "they call me the Diesel")
OF = BrandWords("proof", "proof", "of", "I turn up")


def plant(me: Mine) -> str:
    """A conversation of the track in which something was said and decided."""
    own = desk(me)
    conversation = me.begin("brand", scenario="stories")
    own.receive(conversation, "told", "…")
    own.complete(
        conversation, "told", ReplyRecord("…", {}), None, None, None,
        CommitmentRecord("be at the handover at six", "Thursday"),
        brand=(STORY, VALUE, WANTED, HEARD, OF),
    )  # fmt: skip
    return conversation


def test_with_nothing_said_it_invites_to_the_first_stop(app: AppTest, me: Mine) -> None:
    go(app, "brand")
    text = words(app)
    for title in ("Three stories", "How you want to be known", "Said and seen", "Since then"):
        assert title in text
    assert "Wanted, heard, noticed" not in text
    assert "of 7" not in text
    assert "streak" not in text
    waiting = [b for b in app.button if b.label == "After the sentence"]
    assert [b.disabled for b in waiting] == [True, True]
    first = next(b for b in app.button if b.key == "stop-stories-go")
    calm(first.click().run())
    (talk,) = said(app, "coach")
    assert "?" in talk
    say(app, "Stopped the line for Marek, because his hand was shaking so badly.")
    go(app, "brand")
    assert "Begun, and left where you left it" in words(app)
    assert "Stopped the line for Marek" in words(app)


def test_what_was_said_stands_there_escaped_with_its_proof(app: AppTest, me: Mine) -> None:
    plant(me)
    me.brand.write_statement(SENTENCE)
    go(app, "brand")
    assert "I stopped the line for &lt;Marek&gt;." in html(app)
    text = words(app)
    for shown in (SENTENCE, VALUE.text, WANTED.text, HEARD.text, "be at the handover at six"):
        assert shown in text
    assert "A proof of “I turn up”" in text
    (proof,) = me.commitments()
    me.save_commitment(type(proof)(**{**vars(proof), "status": "dropped"}))
    go(app, "brand")
    assert "let go" in words(app)


def test_a_new_version_leaves_the_earlier_one_beside_it(app: AppTest, me: Mine) -> None:
    me.brand.write_statement(SENTENCE)
    go(app, "brand")
    press(app, "Write the next version")
    (box,) = [t for t in app.text_area if t.key == "statement"]
    assert box.value == SENTENCE
    box.set_value(NEXT)
    press(app, "Keep this version")
    assert [e.content["text"] for e in me.brand.view().statements] == [SENTENCE, NEXT]
    assert "The version before it" in [e.label for e in app.expander]
    assert "<ins>" in html(app)


def test_an_entry_can_be_put_otherwise_taken_out_and_brought_back(app: AppTest, me: Mine) -> None:
    plant(me)
    (story,) = me.brand.view().stories
    me.brand.change(story, {"told": "I stopped it for Marek.", "value": ""})
    (story,) = me.brand.view().stories
    assert story.content == {"told": "I stopped it for Marek."}
    me.brand.take_out(story.id)
    app.session_state["brand-out"] = story.id
    go(app, "brand")
    assert "I stopped it for Marek." not in words(app)
    press(app, "Undo")
    assert "I stopped it for Marek." in words(app)


def test_talks_may_come_back_to_it_only_when_switched_on(app: AppTest, me: Mine) -> None:
    me.brand.write_statement(SENTENCE)
    go(app, "brand")
    (toggle,) = [t for t in app.toggle if t.key == "brand-allowed"]
    assert toggle.value is False
    calm(toggle.set_value(True).run())
    assert me.brand.view().allowed
    assert "Begin" in labels(app)


def test_danger_written_on_the_page_shows_people_and_is_not_kept(app: AppTest, me: Mine) -> None:
    go(app, "brand")
    me.brand.write_statement(SENTENCE)
    go(app, "brand")
    press(app, "Write the next version")
    (box,) = [t for t in app.text_area if t.key == "statement"]
    box.set_value("I want to kill myself tonight")
    press(app, "Keep this version")
    assert "People you can reach now" in words(app)
    assert [e.content["text"] for e in me.brand.view().statements] == [SENTENCE]


def test_all_of_it_can_be_taken_along(me: Mine) -> None:
    plant(me)
    me.brand.write_statement(SENTENCE)
    me.brand.write_statement(NEXT)
    view = me.brand.view()
    text = exports.brand_markdown(view)
    for shown in (
        SENTENCE,
        NEXT,
        VALUE.text,
        "they call me the Diesel",
        "be at the handover at six",
    ):
        assert shown in text
    assert text.startswith("# Your brand")
    assert exports.brand_pdf(view).startswith(b"%PDF")
    assert "Diesel" in str(me.export_everything()["brand"])
