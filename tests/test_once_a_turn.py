"""What is asked of a text again and again is found out once in a turn, and forgotten with it."""

import threading

import pytest

from coach.once_a_turn import once_a_turn, one_turn
from coach.text import sentences

read: list[str] = []


@once_a_turn
def _first_word(text: str) -> str:
    read.append(text)
    return text.split(maxsplit=1)[0]


@pytest.fixture(autouse=True)
def nothing_read() -> None:
    read.clear()


def test_in_a_turn_it_is_found_out_once_for_each_text() -> None:
    with one_turn():
        assert [_first_word(text) for text in ("I rang.", "She left.", "I rang.")] == [
            "I",
            "She",
            "I",
        ]
    assert read == ["I rang.", "She left."]


def test_nothing_of_it_is_left_after_the_turn_even_one_that_failed() -> None:
    with pytest.raises(IndexError), one_turn():
        _first_word("I rang.")
        _first_word("")
    _first_word("I rang.")
    with one_turn():
        _first_word("I rang.")
    assert read == ["I rang.", "", "I rang.", "I rang."]


def test_outside_a_turn_everything_is_worked_out_each_time() -> None:
    _first_word("I rang.")
    _first_word("I rang.")
    assert len(read) == 2


def test_turns_of_others_at_the_same_time_know_nothing_of_it() -> None:
    with one_turn():
        _first_word("I rang.")
        other = threading.Thread(target=_first_word, args=("I rang.",))
        other.start()
        other.join()
    assert len(read) == 2


def test_whoever_changes_the_sentences_of_a_text_changes_only_their_own() -> None:
    with one_turn():
        sentences("I rang. She left.").pop()
        assert len(sentences("I rang. She left.")) == 2
