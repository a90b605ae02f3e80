"""What somebody wrote in a workshop comes into their own coaching by its file, and only as far as they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from coach.errors import BadInput
from coach.store.records import RoomAnswer
from coach.workshops import report, taken_along
from coach.workshops.agenda import Agenda
from coach.workshops.taken_along import Wrote

AGENDA = Agenda.model_validate(
    {"title": "Our *half* hour", "aim": "a", "activities": [
        {"kind": "reflection", "id": "moments", "title": "# Moments", "minutes": 5, "prompt": "> When?\n- where"},
        {"kind": "commitment", "id": "do", "title": "One thing", "minutes": 5, "prompt": "What?"},
    ]}
)  # fmt: skip
plain = some.text(some.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60)  # fmt: skip


def file_of(**own: dict) -> str:
    return report.own_file(AGENDA, {s: RoomAnswer(s, "k", "shown", c) for s, c in own.items()})


def test_what_is_in_the_file_is_read_as_it_was_written():
    found = taken_along.read(
        file_of(moments={"text": "We ring *only* at renewal"}, do={"text": "Ring Ana (twice)", "when": "by Friday"})
    )  # fmt: skip
    assert found.title == "Our *half* hour"
    assert found.wrote == (Wrote("# Moments", "We ring *only* at renewal"),)
    assert found.promised == (("Ring Ana (twice)", "by Friday"),)


@given(plain, plain)
def test_any_words_come_through_unchanged(said, what):
    found = taken_along.read(file_of(moments={"text": said}, do={"text": what, "when": "soon"}))
    assert (what, "soon") in found.promised
    assert said in {one.words for one in found.wrote} or said == what


@pytest.mark.parametrize("text", ["", "# A title", "hello", "## x\n> y", "\0\0\0", "# a\n" + "## b\n> c\n" * 100, "x" * 70_000,
                                  "<script>alert(1)</script>"])  # fmt: skip
def test_another_file_is_refused_with_what_would_do(text):
    with pytest.raises(BadInput):
        taken_along.read(text)


def test_a_commitment_is_kept_with_a_note_and_answers_only_where_they_were_chosen(coach):
    mine = coach.as_person()
    note = mine.from_workshops.take_up("The client who left", [("Ring Ana", "Friday")])
    (kept,) = mine.commitments()
    assert (kept.what, kept.when_words, kept.conversation_id) == ("Ring Ana", "Friday", note)
    said = " ".join(m.text for m in mine.conversation(note).messages)
    assert "The client who left" in said
    with pytest.raises(BadInput, match="already"):
        mine.from_workshops.take_up("The client who left", [("ring ana", "")])
    with pytest.raises(BadInput, match="Nothing is chosen"):
        mine.from_workshops.take_up("x", [("  ", "")])


def test_words_of_distress_and_secrets_stay_out_of_the_note(coach):
    mine = coach.as_person()
    answers = [Wrote("Moments", "I can't go on like this, I cry in the car every morning"),
               Wrote("Moments", "My password is hunter2!x"), Wrote("Moments", "I never say thanks")]  # fmt: skip
    note = mine.from_workshops.take_up("t", [], answers)
    said = " ".join(m.text for m in mine.conversation(note).messages)
    assert "I never say thanks" in said
    assert "cry in the car" not in said
    assert "hunter2" not in said


def test_who_was_in_a_room_takes_its_file_home(room):
    """From the phone's file to another person's desk, as it really goes."""
    phones = room.phones(1)
    room.at("do")
    phones[0].answer("do", {"text": "Ring the client who left", "when": "on Friday"})
    found = taken_along.read(phones[0].file())
    mine = room.coach.as_person()
    mine.from_workshops.take_up(found.title, found.promised, found.wrote)
    assert mine.commitments()[0].what == "Ring the client who left"
