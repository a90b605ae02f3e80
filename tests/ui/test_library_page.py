"""The library page, as a reader and as an owner, driven through the real router and engine."""

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest
from test_library import FERRY, published
from test_pages import calm, go, html, labels, press, words

from coach.assembly import Coach, Mine


def search(app: AppTest, text: str) -> AppTest:
    app.text_input(key="library-search").set_value(text).run()
    return calm(app)


def look_after(app: AppTest) -> AppTest:
    app.segmented_control(key="library-view").set_value("Look after it").run()
    return calm(app)


def titles(app: AppTest) -> list[str]:
    return [unescape(t) for t in re.findall(r"<summary>.*?<b>(.*?)</b>", html(app))]


def test_a_reader_searches_and_narrows_it_down(app: AppTest, coach: Coach) -> None:
    go(app, "library")
    assert f"{len(coach.knowledge.passages)} passages" in words(app)
    assert len(titles(app)) == 20
    press(app, "Show 20 more")
    assert len(titles(app)) == 40
    search(app, "is there evidence on saying thank you at work")
    first = titles(app)[0]
    passage = next(p for p in coach.knowledge.passages.values() if p.title == first)
    assert "recognition" in passage.header.topics
    assert passage.works[0].title in words(app)
    app.pills(key="library-kind").set_value("practice").run()
    kinds = {p.title: p.header.kind for p in coach.knowledge.passages.values()}
    assert titles(calm(app))
    assert {kinds[title] for title in titles(app)} == {"practice"}


def test_filters_alone_list_the_passages_on_a_topic_of_an_author(
    app: AppTest, coach: Coach
) -> None:
    go(app, "library")
    app.selectbox(key="library-topic").set_value("psychological-safety").run()
    app.text_input(key="library-source").set_value("edmondson").run()
    expected = [
        p.title
        for p in coach.knowledge.passages.values()
        if "psychological-safety" in p.header.topics
        and any("Edmondson" in work.authors for work in p.works)
    ]
    assert expected
    assert len(titles(calm(app))) == len(expected)
    app.text_input(key="library-source").set_value("nobody at all").run()
    assert "No passage fits these filters" in words(calm(app))


def test_what_is_not_there_is_said_plainly(app: AppTest) -> None:
    search(go(app, "library"), "how do I fill in my VAT return")
    assert "The library holds nothing on that" in words(app)


def test_its_coverage_is_shown_and_can_be_read_aloud(app: AppTest, coach: Coach) -> None:
    go(app, "library")
    app.segmented_control(key="library-view").set_value("What it covers").run()
    assert html(calm(app)).count('role="img"') == len(coach.knowledge.topics)
    assert "something to try" in html(app)


def test_an_owner_proposes_reviews_publishes_and_undoes(app: AppTest, me: Mine) -> None:
    look_after(go(app, "library"))
    next(t for t in app.text_input if t.label == "Title").set_value(FERRY["title"])
    next(a for a in app.text_area if a.label.startswith("Text")).set_value(FERRY["text"])
    press(app, "Propose")
    assert "Before it can be reviewed" in words(app)
    assert "I’ve read it against its sources" not in labels(app)
    next(m for m in app.multiselect if m.label.startswith("Topics")).set_value(["small-gestures"])
    next(a for a in app.text_area if a.label.startswith("References")).set_value("Our handbook")
    press(app, "Save")
    press(app, "I’ve read it against its sources")
    press(app, "Publish")
    assert "found and quoted from now on" in words(app)
    (entry,) = me.library.entries()
    assert (entry.status, entry.content.references) == ("published", ("Our handbook",))
    press(app, "All of your own")
    press(app, "Undo")
    (entry,) = me.library.entries()
    assert entry.status == "reviewed"
    app.segmented_control(key="library-view").set_value("Read").run()
    search(calm(app), FERRY["title"])
    assert FERRY["title"] not in titles(app)


def test_ones_own_is_marked_apart_for_readers(app: AppTest, me: Mine) -> None:
    published(me)
    search(go(app, "library"), FERRY["title"])
    assert titles(app)[0] == FERRY["title"]
    assert "From your workspace’s own library" in words(app)


def test_a_curated_passage_is_put_away_and_brought_back(app: AppTest, me: Mine) -> None:
    chosen = next(iter(me.library.passages()))
    look_after(go(app, "library"))
    app.selectbox(key="library-away").set_value(chosen).run()
    press(app, "Put it away")
    assert chosen not in me.library.passages()
    press(app, "Open")
    press(app, "Bring it back")
    assert chosen in me.library.passages()


def test_whoever_does_not_look_after_it_only_reads(
    app: AppTest, me: Mine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(me.library), "may_change", property(lambda library: False))
    go(app, "library")
    assert app.segmented_control(key="library-view").options == ["Read", "What it covers"]


def test_a_document_becomes_drafts_and_one_that_cannot_be_read_is_named(
    app: AppTest, me: Mine
) -> None:
    look_after(go(app, "library"))
    app.file_uploader(key="library-files").set_value(
        [("ferries.md", f"# The quay\n\n{FERRY['text']}".encode(), "text/markdown"),
         ("scan.pdf", b"%PDF-1.4 not really", "application/pdf")]
    )  # fmt: skip
    press(app, "Make drafts of them")
    assert "1 draft made" in words(app)
    assert "scan.pdf" in words(app)
    (entry,) = me.library.entries()
    assert (entry.status, entry.content.origin) == ("draft", "ferries.md, The quay")


def test_filters_are_not_lost_on_a_search(app: AppTest, coach: Coach) -> None:
    go(app, "library")
    search(app, "how do I greet a driver")
    app.selectbox(key="library-topic").set_value("coaching-method").run()
    topics = {p.title: p.header.topics for p in coach.knowledge.passages.values()}
    assert titles(calm(app))
    assert all("coaching-method" in topics[title] for title in titles(app))


def test_one_with_too_many_topics_can_be_put_right_on_the_page(app: AppTest, me: Mine) -> None:
    many = ("small-gestures", "boundaries", "endings", "recognition")
    me.library.propose(**FERRY | {"topics": many})
    look_after(go(app, "library"))
    press(app, "Open")
    assert "it has 4 topics" in words(app)
    next(m for m in app.multiselect if m.label.startswith("Topics")).set_value(["small-gestures"])
    press(app, "Save")
    assert "I’ve read it against its sources" in labels(app)


def test_what_somebody_else_changed_meanwhile_is_not_reviewed_unseen(
    app: AppTest, me: Mine
) -> None:
    made = me.library.propose(**FERRY)
    look_after(go(app, "library"))
    press(app, "Open")
    me.library.edit(made.id, title="Something else entirely")
    press(app, "I’ve read it against its sources")
    assert "meantime" in words(app)
    assert me.library.entry(made.id).status == "proposed"
