"""A leader's message as given: nothing they wrote is lost, and every offset is exact."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coach.text import cleaned, folded, has_words, if_then, sentences, what_is_asked, word_count

ANY_TEXT = st.text(max_size=400)
TALK = st.lists(
    st.sampled_from(
        "I walked in. Dr. No! Why? … wait (no) “fine” he said... 7.30 a.m. e.g. Kraków 🙂 \n\n ?! 你好。"
        " مرحبا — and-then".split(" ")
    ),
    max_size=40,
).map(" ".join)


@given(ANY_TEXT | TALK)
@example("Dr. Weber left. Nobody asked.")
@example("...\n!!!\nhello")
def test_every_word_stands_in_exactly_one_sentence_at_its_offset(text: str) -> None:
    found = sentences(text)
    at = 0
    covered = set()
    for sentence in found:
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.start >= at
        assert sentence.text == sentence.text.strip()
        assert has_words(sentence.text)
        at = sentence.end
        covered.update(range(sentence.start, sentence.end))
    assert all(n in covered for n, c in enumerate(text) if c.isalnum())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Nobody asked. Nobody ever asks.", 2),
        ("Dr. Weber and Mrs. Lis came, e.g. on Friday.", 1),
        ("He asked why? I left!", 2),
        ("She said “fine.” Then she left.", 2),
        ("One thought\nand another", 2),
        ("Well... I don't know.", 2),
        ("We meet at 7.30 in bay 4.", 1),
        ("", 0),
        ("🙂🙂", 0),
    ],
)
def test_a_message_falls_into_the_sentences_a_reader_would_see(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(ANY_TEXT)
def test_cleaning_takes_only_what_nobody_can_see(text: str) -> None:
    clean = cleaned(text)
    assert cleaned(clean) == clean
    assert not any(ord(c) < 32 and c not in "\n\t" for c in clean)
    assert [c for c in clean if c.isalnum()] == [c for c in text if c.isalnum()]


@given(st.text(alphabet=st.characters(categories=["Cs", "Ll"]), max_size=20))
def test_a_broken_half_character_never_stops_a_message(text: str) -> None:
    cleaned(text).encode("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "  keep *this* <b>and</b> `that`  ",
        "שלום, אני רוצה לדבר",
        "👨‍👩‍👧 dinner",
        "line one\nline two\tand a tab",
    ],
)
def test_what_a_person_wrote_is_kept_as_they_wrote_it(text: str) -> None:
    assert cleaned(text) == text.strip()


@pytest.mark.parametrize(
    "disguised",
    ["kill mуself", "k\u200bill m\u2060yself", "ＫＩＬＬ ｍｙｓｅｌｆ", "k\u00adill myself"],
    ids=["cyrillic letters", "zero width", "full width", "soft hyphen"],
)
def test_a_disguised_word_is_read_as_the_word_it_is(disguised: str) -> None:
    assert folded(disguised) == "kill myself"


def test_words_are_letters_or_digits_of_any_script() -> None:
    assert has_words("不")
    assert has_words("7")
    assert not has_words("…🙂 \u200d!")
    assert word_count("one  two\nthree") == 3


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("He left in May. What do I say to him on Friday?", "What do I say to him on Friday?"),
        ("I'd give her a card. Silly?", "I'd give her a card. Silly?"),
        ('He asked "why would you do that now then?" and left. I would like to know what to do next.',
         "I would like to know what to do next."),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_asked_is_told_from_the_story_and_from_what_others_asked(
    text: str, asked: str
) -> None:
    assert what_is_asked(sentences(text)) == asked


def test_an_if_then_plan_reads_well_with_a_sentence_and_with_a_fragment() -> None:
    assert if_then("The figures meeting.", "Then I go at seven thirty.") == (
        "If this comes up: The figures meeting. Then: I go at seven thirty."
    )
    assert if_then("He might think I want it back", "say at once that I don't") == (
        "If this comes up: He might think I want it back. Then: say at once that I don't"
    )
    assert if_then("The figures meeting.", None) is None
