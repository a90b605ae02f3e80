"""Words into HTML, and what is said about where they go."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from coach.settings import Settings
from coach.ui.html import link, paragraphs, phone, plain_label, reply_paragraphs
from coach.ui.where import whereabouts


def test_paragraphs_escape_everything_and_follow_the_direction_of_their_words() -> None:
    assert paragraphs("<b>a</b>\nb\n\n\nc & d") == (
        '<p dir="auto">&lt;b&gt;a&lt;/b&gt;\nb</p><p dir="auto">c &amp; d</p>'
    )


def test_marks_of_citations_replace_only_known_numbers() -> None:
    assert reply_paragraphs("So it is. [1] And [2].", {1: "<i>1</i>"}) == (
        '<p dir="auto">So it is.<i>1</i> And [2].</p>'
    )


def test_a_reply_is_revealed_within_a_second() -> None:
    made = reply_paragraphs("word " * 200, {}, reveal=True)
    delays = [float(part.split("s")[0]) for part in made.split("animation-delay:")[1:]]
    assert len(delays) == 200
    assert delays == sorted(delays)
    assert delays[-1] < 1


@pytest.mark.parametrize(
    ("number", "html"),
    [
        ("116 123", '<a href="tel:116123">116 123</a>'),
        ("+44 (0)20 1", '<a href="tel:+440201">+44 (0)20 1</a>'),
        ("text SHOUT to 85258", "<strong>text SHOUT to 85258</strong>"),
    ],
)
def test_only_what_can_be_dialled_is_a_telephone_link(number: str, html: str) -> None:
    assert phone(number) == html


def test_only_web_addresses_become_links() -> None:
    assert "href" not in link("javascript:alert(1)", "press")
    assert link('https://x.org/"><b>', "<x>") == (
        '<a href="https://x.org/&quot;&gt;&lt;b&gt;" target="_blank">&lt;x&gt;</a>'
    )


def test_labels_are_short_and_plain() -> None:
    assert plain_label("**a** :red[b]").replace("\u2060", "") == r"\*\*a\*\* \:red\[b\]"
    assert len(plain_label("word " * 100, 40).replace("\\", "")) <= 40
    assert plain_label("   ") == "…"


def _said(**settings: object) -> str:
    made = Settings(home=Path("/data/coach"), **settings)  # type: ignore[arg-type]
    return " ".join(whereabouts(made).lines)


def test_by_default_everything_stays_on_this_machine() -> None:
    said = _said()
    assert "/data/coach" in said
    assert "No language model is used" in said
    assert "nothing you write is sent anywhere" in said
    assert "employer" in said


def test_a_model_here_and_a_model_elsewhere_are_told_apart() -> None:
    here = _said(model="openai:small", model_base_url="http://127.0.0.1:8080/v1")
    assert "does not leave the machine" in here
    assert "127.0.0.1:8080" in here
    elsewhere = _said(model="openai:large")
    assert "of the provider openai" in elsewhere
    assert "What you write is sent there" in elsewhere
    assert "could whoever runs the model" in elsewhere


def test_a_database_elsewhere_is_named_without_its_password() -> None:
    said = _said(database_url=SecretStr("postgresql://coach:hunter2@db.example/coach"))
    assert "db.example" in said
    assert "hunter2" not in said


def test_a_search_server_elsewhere_is_said() -> None:
    assert "chroma.example" in _said(chroma_url="http://chroma.example:8000")
    assert "row of numbers" not in _said(chroma_url="http://localhost:8000")
