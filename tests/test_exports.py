"""Exports: the words exactly as they were, the sources with them, a calendar that keeps clock time."""

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from coach import exports
from coach.assembly import Coach, Mine
from coach.errors import BadInput
from coach.store.records import Commitment


@pytest.fixture
def me(coach: Coach) -> Mine:
    return coach.as_person()


def _commitment(**changes: object) -> Commitment:
    values: dict[str, object] = {
        "id": "c1",
        "conversation_id": "t1",
        "status": "open",
        "reflection": None,
        "created_at": datetime(2027, 3, 1, tzinfo=UTC),
        "followed_up_at": None,
        "what": "Ask Jan about the pump; before the figures, at his bench",
        "where_words": "Jan's bench",
        "with_whom": "Jan",
        "obstacle": "the phone rings",
        "answer_to_it": "let it ring",
        "local_time": "2027-03-29T07:40:00",
        "zone": "Europe/London",
    }
    return Commitment(**(values | changes))  # type: ignore[arg-type]


def _talk(me: Mine, *said: str) -> str:
    conversation = me.begin()
    for text in said:
        me.reply(conversation, text)
    return conversation


def test_markdown_shows_both_sides_in_order_and_the_words_as_written(
    coach: Coach, me: Mine
) -> None:
    talk = _talk(me, "They **stiffen**.\n- list\n1. one <b>b</b> # [x](y)", "On Tuesdays too.")
    view = me.conversation(talk)
    text = exports.markdown(view, coach.knowledge)
    assert text.startswith("# ")
    assert "They \\*\\*stiffen\\*\\*." in text
    assert "\\- list" in text
    assert "1\\. one \\<b\\>b\\</b\\> \\# \\[x\\](y)" in text
    places = [text.index(m.text[:20]) for m in view.messages if m.text[:20] in text]
    assert places == sorted(places)
    assert text.count("**You, ") == 2
    assert text.count("**Begin Personal, ") == 3


def test_markdown_names_the_sources_of_a_reply(coach: Coach, me: Mine) -> None:
    view = me.conversation(_talk(me, "Is there any research on small talk at work?"))
    cited = [c for m in view.messages for c in m.citations]
    assert cited
    text = exports.markdown(view, coach.knowledge).replace("\\", "")
    for citation in cited:
        passage = coach.knowledge.passages[citation.passage_id]
        assert f"[{citation.number}] {passage.title}" in text
        for key in passage.header.sources:
            assert coach.knowledge.sources[key].citation in text


def test_times_are_those_of_the_leaders_own_clock(coach: Coach, me: Mine) -> None:
    view = me.conversation(_talk(me))
    sent = view.messages[0].created_at
    assert f"{sent:%H:%M}" in exports.markdown(view, coach.knowledge)
    assert "Asia/Tokyo" in exports.markdown(view, coach.knowledge, zone="Asia/Tokyo")
    assert "UTC" in exports.markdown(view, coach.knowledge, zone="Nowhere/Land")


@pytest.mark.parametrize(
    "words",
    ["Plain words.", "אני עייף 😀 أنا متعب", "\u202e漢字 \x07 ∑ é", "x" * 3000, "a\n\n\nb", ""],
)
def test_a_pdf_can_be_made_of_any_words(coach: Coach, me: Mine, words: str) -> None:
    view = me.conversation(_talk(me, words))
    assert exports.pdf(view, coach.knowledge).startswith(b"%PDF")


def test_file_names_are_plain_in_every_language() -> None:
    assert exports.file_name("Ünder: thé/ x — y", "md") == "under-the-x-y.md"
    assert exports.file_name("שלום", "pdf") == "conversation.pdf"
    assert exports.file_name("../../etc/passwd", "md") == "etc-passwd.md"
    assert len(exports.file_name("long " * 80, "md")) < 80


def test_a_calendar_entry_keeps_the_clock_time_of_its_zone() -> None:
    made = Calendar.from_ical(exports.calendar(_commitment()))
    (event,) = made.walk("VEVENT")
    begins = event.decoded("dtstart")
    assert begins.isoformat() == "2027-03-29T07:40:00+01:00"
    assert event["summary"] == _commitment().what
    assert event["location"] == "Jan's bench"
    assert "the phone rings" in event["description"]
    assert made.walk("VTIMEZONE")
    assert made.walk("VALARM")


def test_the_same_commitment_stays_the_same_entry() -> None:
    uids = {Calendar.from_ical(exports.calendar(_commitment(what=w))).walk("VEVENT")[0]["uid"]
            for w in ("one", "two")}  # fmt: skip
    assert len(uids) == 1


@pytest.mark.parametrize("missing", [{"local_time": None}, {"zone": None}])
def test_without_a_day_there_is_no_calendar_entry(missing: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="day and a time"):
        exports.calendar(_commitment(**missing))
