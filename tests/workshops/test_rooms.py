"""People in a room: they come in, answer, come back, and nobody can tell who said what."""

import json
import random
import sqlite3
from collections import Counter

import pytest

from coach.errors import BadInput, NotFound
from coach.workshops.anonymity import (
    ENOUGH,
    LETTERS,
    Guessing,
    key_for,
    new_code,
    new_token,
    read_code,
)
from coach.workshops.answering import Status
from coach.workshops.rehearsal import rehearse

MOMENTS = [
    "I look at my phone while people talk to me",
    "Reading mail on my phone in one-to-ones",
    "I only ring clients when the contract is up for renewal",
    "I call customers once a year, at renewal",
    "I never say thank you to those who keep things running",
    "Quiet work gets no thanks from me",
    "Meetings start with the figures",
    "We go straight to the figures in every meeting",
]


# --- Coming in and coming back ----------------------------------------------------------------------


def test_a_code_is_read_however_it_is_typed(room):
    code = room.code
    assert set(code) <= set(LETTERS)
    for typed in (code.lower(), f" {code[:3]} {code[3:]} ", f"{code[:3]}-{code[3:]}"):
        assert room.coach.rooms.find(typed).id == room.id


def test_no_letter_of_a_code_can_be_taken_for_another():
    assert not set(LETTERS) & set("OQ0IBSZG1258")
    assert len({new_code() for _ in range(200)}) == 200
    assert read_code("ka7-') OR 1=1 --") == "KA7OR11"


@pytest.mark.parametrize(
    "typed", ["", "AAA", "XXXXXX", "';--", "\0\0\0\0\0\0", "é" * 6, "A" * 10_000]
)
def test_a_wrong_code_is_said_to_be_one(room, typed):
    with pytest.raises(NotFound, match="six letters"):
        room.coach.rooms.find(typed, "10.0.0.7")


def test_guessing_codes_ends_after_a_few_and_hurts_nobody_else(room):
    for n in range(20):
        with pytest.raises(NotFound):
            room.coach.rooms.find(f"XXXX{LETTERS[n % 19]}{LETTERS[n // 19]}", "10.0.0.9")
    with pytest.raises(BadInput, match="in a minute"):
        room.coach.rooms.find(room.code, "10.0.0.9")
    assert room.coach.rooms.find(room.code, "10.0.0.10").id == room.id


def test_a_whole_room_that_misreads_one_code_is_not_shut_out(room):
    for _ in range(200):
        with pytest.raises(NotFound):
            room.coach.rooms.find("XXXXXX", "10.0.0.11")
    assert room.coach.rooms.find(room.code, "10.0.0.11").id == room.id


def test_who_has_a_seat_comes_back_though_others_there_guess(room):
    token = new_token()
    room.coach.rooms.enter(room.code, token, "10.0.0.12")
    for n in range(20):
        with pytest.raises(NotFound):
            room.coach.rooms.find(f"XXXX{LETTERS[n % 19]}{LETTERS[n // 19]}", "10.0.0.12")
    assert room.coach.rooms.enter(room.code, token, "10.0.0.12").workshop.id == room.id
    with pytest.raises(BadInput, match="in a minute"):
        room.coach.rooms.enter(room.code, new_token(), "10.0.0.12")


def test_after_a_minute_one_may_type_again():
    now = [0.0]
    guessing = Guessing(lambda: now[0])
    for n in range(20):
        guessing.wrong("a", str(n))
    assert guessing.too_many("a")
    now[0] = 61
    assert not guessing.too_many("a")


def test_who_comes_back_has_the_same_seat_and_finds_their_answers(room):
    token = new_token()
    first = room.coach.rooms.enter(room.code, token)
    room.at("before")
    first.answer("before", {"value": 7})
    again = room.coach.rooms.enter(room.code, token)
    assert again.own("before").content == {"value": 7}
    assert room.led.board(room.id, now=True).seats == 1
    again.answer("before", {"value": 2})
    assert first.own("before").content == {"value": 2}
    assert room.wall().answered == 1


def test_who_comes_late_lands_where_the_room_is(room):
    room.phones(1)
    room.at("moments")
    late = room.phones(1)[0]
    assert late.board().activity.id == "moments"
    late.answer("moments", {"text": "I came late to my own meeting"})


def test_another_device_cannot_see_or_change_an_answer(room):
    one, other = room.phones(2)
    room.at("moments")
    one.answer("moments", {"text": "My words"})
    assert other.own("moments") is None
    assert other.all_own() == {}
    other.take_back("moments")
    with pytest.raises(BadInput):
        other.let_host_read("moments")
    assert one.own("moments").content["text"] == "My words"


# --- Answers ----------------------------------------------------------------------------------------


def test_nothing_can_be_sent_where_the_room_is_not(room):
    phone = room.phones(1)[0]
    with pytest.raises(BadInput, match="gone on"):
        phone.answer("before", {"value": 3})
    room.at("before")
    room.led.pause(room.id)
    with pytest.raises(BadInput, match="paused"):
        phone.answer("before", {"value": 3})
    room.led.resume(room.id)
    phone.answer("before", {"value": 3})
    with pytest.raises(BadInput, match="gone on"):
        phone.answer("moments", {"text": "early"})
    room.led.end(room.id)
    with pytest.raises(BadInput, match="over"):
        phone.answer("before", {"value": 4})
    assert phone.own("before").content == {"value": 3}


def test_who_was_still_writing_when_the_room_went_on_can_send_it_until_it_goes_on_again(room):
    early, late, later = room.phones(3)
    room.at("moments")
    early.answer("moments", {"text": "In time"})
    room.led.forward(room.id)
    made = late.answer("moments", {"text": "I was still typing"})
    assert made.late and late.own("moments").status == Status.SHOWN
    assert late.answer("moments", {"text": "I never thank Marta"}).names == "Marta"
    late.answer("moments", {"text": "I never thank a colleague"})
    assert late.own("moments").content["text"] == "I never thank a colleague"
    room.led.forward(room.id)
    with pytest.raises(BadInput, match="gone on"):
        later.answer("moments", {"text": "far too late"})


def test_the_last_question_stays_open_until_the_workshop_is_ended(room):
    phone = room.phones(1)[0]
    room.at("feedback")
    assert room.led.forward(room.id).state.over
    phone.answer("feedback", {"text": "More time for pairs"})
    with pytest.raises(BadInput, match="over"):
        phone.answer("close", {"text": "bye"})
    room.led.end(room.id)
    with pytest.raises(BadInput, match="over"):
        phone.answer("feedback", {"text": "And more coffee"})


def test_going_back_opens_a_question_as_before_and_a_pause_closes_nothing_that_was_left(room):
    phone = room.phones(1)[0]
    room.at("moments")
    room.led.forward(room.id)
    room.led.pause(room.id)
    assert phone.answer("moments", {"text": "While others pause"}).late
    room.led.back(room.id)
    assert not phone.answer("moments", {"text": "Back again"}).late


@pytest.mark.parametrize(
    ("slot", "given"),
    [
        ("before", {"value": 11}), ("before", {"value": -1}), ("before", {"value": True}), ("before", {}),
        ("before", {"value": "7"}), ("vote", {"picks": ["Anything"]}), ("vote", {"picks": []}),
        ("vote", {"picks": ["Greeting", "Thanking", "Calling"]}), ("scene.one", {"choice": 2}),
        ("moments", {"text": "  "}), ("moments", {"text": "…"}), ("moments", {"text": None}),
    ],
)  # fmt: skip
def test_what_cannot_be_an_answer_is_refused_with_what_would_do(room, slot, given):
    phone = room.phones(1)[0]
    room.at(slot)
    with pytest.raises(BadInput):
        phone.answer(slot, given)
    assert phone.own(slot) is None


def test_ten_thousand_words_are_too_many_and_the_error_says_how_many_fit(room):
    phone = room.phones(1)[0]
    room.at("moments")
    with pytest.raises(BadInput, match=r"10,000 words.*600 characters fit"):
        phone.answer("moments", {"text": "word " * 10_000})


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '<img src=x onerror="x">', "javascript:alert(1)"]
)
def test_program_code_is_refused(room, text):
    phone = room.phones(1)[0]
    room.at("moments")
    with pytest.raises(BadInput, match="program code"):
        phone.answer("moments", {"text": text})


def test_abuse_is_refused_and_not_kept(room):
    phone = room.phones(1)[0]
    room.at("moments")
    with pytest.raises(BadInput, match="hurt somebody"):
        phone.answer("moments", {"text": "the boss is a wanker and a moron"})
    assert phone.own("moments") is None


def test_a_password_is_masked_before_it_is_kept(room):
    phone = room.phones(1)[0]
    room.at("moments")
    made = phone.answer("moments", {"text": "The password is hunter2!x and nobody changes it"})
    assert "hunter2" not in made.content["text"]
    assert made.masked == ("password",)


def test_the_same_words_from_many_stand_once_with_their_number(room):
    room.at("moments")
    for phone in room.phones(50):
        phone.answer("moments", {"text": "We never say thank you."})
    wall = room.wall()
    said = [one for theme in wall.themes for one in theme.said] + list(wall.said)
    assert [(one.text, one.times) for one in said] == [("We never say thank you.", 50)]


def test_one_device_that_sends_fifty_times_counts_once(room):
    phone = room.phones(1)[0]
    room.at("before")
    for _ in range(50):
        phone.answer("before", {"value": 5})
    assert room.wall().answered == 1


def test_passing_is_an_answer(room):
    phones = room.phones(6)
    room.at("before")
    for phone in phones[:5]:
        phone.answer("before", {"value": 3})
    phones[5].answer("before", {"passed": True})
    wall = room.wall()
    assert (wall.answered, wall.passed) == (6, 1)
    assert sum(count for _, count in wall.bars) == 5


# --- Words about people and words of distress -------------------------------------------------------


@pytest.mark.parametrize("text", ["We should ask marta first", "I never thank Grace for it", "Write to a.b@firm.com",
                                  "Dr. Okonjo decides alone", "ring 0171 234 5678", "@boss77 never listens"])  # fmt: skip
def test_an_answer_that_names_a_person_is_not_kept_and_asks_for_other_words(room, text):
    phone = room.phones(1)[0]
    room.at("moments")
    made = phone.answer("moments", {"text": text})
    assert not made.kept
    assert made.names
    assert phone.own("moments") is None


@pytest.mark.parametrize(
    "text", ["I greet people by name on Monday", "Hoping is not a plan", "I may ring the client"]
)
def test_ordinary_words_name_nobody(room, text):
    phone = room.phones(1)[0]
    room.at("moments")
    assert phone.answer("moments", {"text": text}).names is None


def test_what_only_looks_like_a_name_goes_to_the_facilitator_first(room):
    phones = room.phones(6)
    room.at("moments")
    for phone, text in zip(phones, MOMENTS, strict=False):
        phone.answer("moments", {"text": text})
    made = phones[5].answer(
        "moments", {"text": "Our Octopus project eats the day"}, names_nobody=True
    )
    assert made.status is Status.HELD
    board = room.led.board(room.id, now=True)
    assert [a.content["text"] for a in board.held] == ["Our Octopus project eats the day"]
    assert "Octopus" not in repr(board.wall)
    room.led.let_through(room.id, "moments", board.held[0].key)
    assert "Octopus" in repr(room.wall())


DISTRESS = "I can't go on like this, I cry in the car every morning"


def test_distress_is_told_at_once_and_reaches_neither_wall_nor_facilitator(room):
    phones = room.phones(8)
    room.at("moments")
    for phone, text in zip(phones, MOMENTS, strict=False):
        phone.answer("moments", {"text": text, "quote": True})
    room.led.reveal(room.id, "moments")
    made = phones[0].answer("moments", {"text": DISTRESS, "quote": True})
    assert made.worry is not None
    assert made.status is Status.PRIVATE
    board = room.led.board(room.id, now=True)
    assert board.wall.enough
    assert board.for_host == board.held == ()
    assert "cry" not in repr(board)
    room.led.end(room.id)
    assert "cry" not in repr(room.led.report(room.id))


def test_its_writer_alone_decides_whether_the_facilitator_reads_it(room):
    phone = room.phones(1)[0]
    room.at("moments")
    phone.answer("moments", {"text": DISTRESS})
    key = phone.own("moments").key
    for reach in (room.led.let_through, room.led.take_off):
        with pytest.raises(BadInput):
            reach(room.id, "moments", key)
    phone.let_host_read("moments")
    (read,) = room.led.board(room.id, now=True).for_host
    assert read.content["text"] == DISTRESS
    phone.keep_private("moments")
    assert room.led.board(room.id, now=True).for_host == ()
    phone.take_back("moments")
    assert phone.own("moments") is None


def test_a_commitment_and_feedback_are_screened_as_well(room):
    phone = room.phones(1)[0]
    room.at("do")
    assert (
        phone.answer("do", {"text": "End it all tonight, I want to kill myself"}).worry == "crisis"
    )
    room.at("feedback")
    assert phone.answer("feedback", {"text": "I want to kill myself"}).status is Status.PRIVATE


# --- The wall ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("slot,given", [("before", {"value": 3}), ("vote", {"picks": ["Calling"]}), ("scene.one", {"choice": 0}),
                                        ("moments", {"text": "Words of mine"}), ("close", {"text": "Useful"})])  # fmt: skip
def test_below_five_answers_nobody_sees_any(room, slot, given):
    phones = room.phones(5)
    room.at(slot)
    for phone in phones[:4]:
        phone.answer(slot, given)
    room.led.reveal(room.id, slot)
    wall = room.wall()
    assert wall.answered == 4
    assert not wall.open
    assert wall.bars == wall.said == wall.themes == ()
    phones[4].answer(slot, given)
    assert room.wall().open


@pytest.mark.parametrize(
    "slot,given",
    [
        ("close", lambda n: {"text": f"word {n}"}), ("moments", lambda n: {"text": f"moment {n} of mine"}),
        ("before", lambda n: {"value": n % 11}), ("vote", lambda n: {"picks": ["Calling"]}),
    ],
)  # fmt: skip
def test_answers_come_up_five_at_a_time_so_that_none_is_known_by_its_moment(room, slot, given):
    phones = room.phones(13)
    room.at(slot)
    room.led.reveal(room.id, slot)
    seen = []
    for n, phone in enumerate(phones):
        phone.answer(slot, given(n))
        wall = room.wall()
        said = sum(one.times for one in wall.said) + sum(theme.size for theme in wall.themes)
        seen.append(sum(count for _, count in wall.bars) + said)
        assert wall.answered == n + 1
    assert seen == [0] * 4 + [5] * 5 + [10] * 4
    room.led.reveal(room.id, slot)  # all have answered: the facilitator lets the rest come up
    assert room.wall().waiting == 0


def test_a_pass_does_not_fill_up_a_group_of_five(room):
    phones = room.phones(6)
    room.at("close")
    for phone in phones[:5]:
        phone.answer("close", {"passed": True})
    phones[5].answer("close", {"text": "alone"})
    room.led.reveal(room.id, "close")
    assert not room.wall().enough
    assert room.wall().said == ()


def test_a_change_of_what_is_up_leaves_the_wall_standing(room):
    phones = room.phones(5)
    room.at("close")
    for n, phone in enumerate(phones):
        phone.answer("close", {"text": f"word {n}"})
    phones[0].answer("close", {"text": "another word"})
    assert "another word" in {one.text for one in room.wall().said}
    assert room.wall().open


def test_what_waits_comes_up_when_the_room_goes_on(room):
    phones = room.phones(7)
    room.at("before")
    for phone in phones:
        phone.answer("before", {"value": 4})
    room.at("moments")
    room.led.back(room.id)
    assert sum(count for _, count in room.wall().bars) == 7


def test_answers_stay_hidden_until_they_are_shown_and_can_be_hidden_again(room):
    phones = room.phones(5)
    room.at("before")
    for phone in phones:
        phone.answer("before", {"value": 3})
    assert not room.wall().open
    assert room.led.board(room.id, now=True).everybody_answered
    room.led.reveal(room.id, "before")
    assert room.wall().open
    room.led.hide(room.id, "before")
    assert not room.wall().open


def test_before_stands_beside_after_only_where_both_have_five(room):
    phones = room.phones(6)
    room.at("before")
    for phone in phones[:4]:
        phone.answer("before", {"value": 2})
    room.at("after")
    for phone in phones:
        phone.answer("after", {"value": 6})
    assert room.wall().before == ()
    for _ in range(8):
        room.led.back(room.id)
    room.at("before")
    phones[5].answer("before", {"value": 2})
    room.at("after")
    assert room.wall().before[2] == 5


def test_the_order_on_the_wall_does_not_tell_who_came_first(room):
    texts = [
        f"thought number {n} about {w}"
        for n, w in enumerate("rain bread keys trams soup".split() * 8)
    ]
    room.at("close")
    for phone, text in zip(room.phones(40), texts, strict=True):
        phone.answer("close", {"text": text})
    shown = [one.text for one in room.wall().said]
    assert sorted(shown) == sorted(texts)
    together = sum(a == b for a, b in zip(shown, texts, strict=True))
    assert together < 12


def test_what_the_facilitator_takes_off_is_gone_from_the_wall_and_stays_its_writers(room):
    phones = room.phones(7)
    room.at("moments")
    for phone, text in zip(phones, MOMENTS, strict=False):
        phone.answer("moments", {"text": text})
    room.led.reveal(room.id, "moments")
    room.led.take_off_words(room.id, "moments", MOMENTS[0])
    assert MOMENTS[0] not in repr(room.wall())
    assert phones[0].own("moments").content["text"] == MOMENTS[0]


def test_what_was_taken_off_and_sent_again_is_looked_at_first(room):
    phones = room.phones(6)
    room.at("close")
    for n, phone in enumerate(phones):
        phone.answer("close", {"text": f"word {n}"})
    room.led.reveal(room.id, "close")
    room.led.take_off_words(room.id, "close", "word 0")
    assert phones[0].answer("close", {"text": "word 0"}).kept
    assert "word 0" not in repr(room.wall())
    assert phones[0].own("close").status == Status.HELD


def test_what_waits_for_the_facilitator_does_not_vanish_when_the_room_goes_on(room):
    phone, late, *others = room.phones(6)
    room.at("moments")
    for other, text in zip(others, MOMENTS, strict=False):
        other.answer("moments", {"text": text})
    phone.answer("moments", {"text": "We bought from Grace"}, names_nobody=True)
    room.led.forward(room.id)
    late.answer("moments", {"text": "We bought from Hope"}, names_nobody=True)
    held = room.led.board(room.id, now=True).held
    assert len(held) == 2
    for answer in held:
        room.led.let_through(room.id, answer.activity, answer.key)
    room.led.back(room.id)
    room.led.reveal(room.id, "moments")
    assert "Grace" in repr(room.wall())


def test_one_snapshot_serves_the_whole_room(room, monkeypatch):
    phones = room.phones(5)
    room.at("before")
    room.led.board(room.id, now=True)
    asked = Counter()
    real = type(phones[0].desk).version
    monkeypatch.setattr(
        type(phones[0].desk), "version", lambda self: asked.update(["v"]) or real(self)
    )
    for _ in range(40):
        for phone in phones:
            phone.board()
    assert asked["v"] <= 2


def test_a_vote_among_the_themes_of_a_reflection(room_of):
    room = room_of(
        {"title": "t", "aim": "a", "activities": [
            {"kind": "reflection", "id": "ideas", "title": "Ideas", "minutes": 5, "prompt": "?"},
            {"kind": "vote", "id": "vote", "title": "Vote", "minutes": 5, "prompt": "?", "of": "ideas"},
        ]}
    )  # fmt: skip
    phones = room.phones(8)
    room.at("ideas")
    for phone, text in zip(phones, MOMENTS, strict=True):
        phone.answer("ideas", {"text": text})
    names = [theme.name for theme in room.wall().themes]
    assert len(names) >= 2
    room.at("vote")
    for phone in phones:
        phone.answer("vote", {"picks": [names[0]]})
    room.led.reveal(room.id, "vote")
    assert room.wall().bars[0] == (names[0], 8)


def test_a_message_is_read_for_its_writer_and_kept_nowhere(room, home):
    phones = room.phones(5)
    room.at("message")
    for n, phone in enumerate(phones):
        found = phone.review(
            f"Dear all, please find attached the xylophone{n} figures. Reply by noon."
        )
    assert found.verdict in {"personal", "mixed", "transactional", "overfamiliar"}
    assert sum(count for _, count in room.wall().bars) == 5
    for phone in phones:
        assert phone.own("message").content.keys() == {"verdict"}
    assert "xylophone" not in repr(room.led._rooms.desk(room.led.workshop(room.id)).answers())


# --- Nobody can be linked ---------------------------------------------------------------------------


def test_nothing_in_the_database_links_two_answers_or_a_name_to_them(room, home, coach):
    """As somebody with the database, its key and all code would search, short of the devices."""
    tokens = [new_token() for _ in range(6)]
    phones = [coach.rooms.enter(room.code, token) for token in tokens]
    for phone, name in zip(phones, ("Ana", "Ben", "Cleo", "Dai", "Edu", "Fay"), strict=True):
        phone.give_name(name)
    for slot, given in (
        ("before", {"value": 3}),
        ("moments", {"text": "The same"}),
        ("close", {"text": "Bye"}),
    ):
        room.at(slot)
        order = phones[:]
        random.Random(slot).shuffle(order)
        for phone in order:
            phone.answer(slot, given)
    room.led.end(room.id)
    base = sqlite3.connect(home / "coach.db")
    rows = {
        t: base.execute(f"SELECT * FROM workshop_{t}").fetchall()
        for t in ("seat", "answer", "themes")
    }
    base.close()
    keys = [
        value
        for table in ("seat", "answer")
        for row in rows[table]
        for value in row
        if len(str(value)) == 64
    ]
    assert len(keys) == len(set(keys)) == 6 * 4  # no key twice: nothing joins them
    everything = json.dumps(rows)
    for token in tokens:
        assert token not in everything
        assert token not in (home / "coach.db").read_bytes().decode("latin-1")
    for table in rows.values():
        assert {type(value) for row in table for value in row} <= {
            str
        }  # no number that could be a time or an order
    names = room.led.names(room.id)
    assert names == sorted(names)


def test_a_key_tells_nothing_of_another_key_or_of_the_token():
    token = new_token()
    keys = {key_for(token, "w", slot) for slot in ("a", "b", "c")} | {key_for(token, "v", "a")}
    assert len(keys) == 4
    assert all(token[:8] not in key for key in keys)


def test_two_rooms_do_not_share_keys_seats_or_answers(coach, led, room, room_of):
    from tests.workshops.conftest import AGENDA

    other = room_of(AGENDA)
    token = new_token()
    here, there = coach.rooms.enter(room.code, token), coach.rooms.enter(other.code, token)
    room.at("before")
    other.at("before")
    here.answer("before", {"value": 1})
    assert there.own("before") is None
    assert there.all_own() == {}


# --- Rehearsing -------------------------------------------------------------------------------------


def test_a_rehearsal_fills_the_room_through_every_activity(coach, led):
    template = led.templates()[0]
    workshop = led.prepare(template.id)
    led.open(workshop.id, rehearsal=12)
    for _ in range(60):
        board = led.forward(workshop.id)
        if board.state.over:
            break
        if board.wall is not None:
            for _ in range(4):
                rehearse(coach.rooms, led.board(workshop.id, now=True))
            board = led.board(workshop.id, now=True)
            assert board.wall.answered == 12, board.wall.slot
            assert board.wall.enough
    led.end(workshop.id)
    assert len(led.report(workshop.id).commitments()[0][1]) >= ENOUGH


def test_a_real_room_is_never_filled_with_simulated_phones(coach, room):
    room.at("before")
    assert rehearse(coach.rooms, room.led.board(room.id, now=True)) == 0


# --- Several copies of the program ------------------------------------------------------------------


def test_a_phone_on_another_copy_of_the_program_is_in_the_same_room(room, open_coach_with):
    """Themes, counts and where the room is come from the database, not from a process."""
    other = open_coach_with()
    elsewhere = [other.rooms.enter(room.code, new_token()) for _ in range(4)]
    here = room.phones(4)
    room.at("moments")
    for phone, text in zip([*elsewhere, *here], MOMENTS, strict=True):
        phone.answer("moments", {"text": text})
    room.led.reveal(room.id, "moments")
    mine = room.led.board(room.id, now=True)
    theirs = other.rooms.board(mine.workshop, now=True)
    assert theirs.wall == mine.wall
    assert theirs.wall.open
    assert theirs.seats == 8
    theme = mine.wall.themes[0]
    room.led.rename_theme(room.id, "moments", theme.id, "Renamed here")
    assert other.rooms.board(mine.workshop, now=True).wall.themes[0].name == "Renamed here"
    room.led.forward(room.id)
    room.led.forward(room.id)
    with pytest.raises(BadInput, match="gone on"):
        elsewhere[0].answer("moments", {"text": "too late"})


def test_a_message_that_tells_of_danger_is_its_writers_alone_and_not_judged(room):
    (phone, *others) = room.phones(6)
    room.at("message")
    assert phone.review("I want to kill myself tonight, please pass it on.") is None
    kept = phone.own("message")
    assert kept.status == Status.PRIVATE and kept.content["worry"]
    for other in others:
        other.review("Dear all, please find attached the figures. Reply by noon.")
    assert sum(count for _, count in room.wall().bars) == 5


def test_who_keeps_words_to_themselves_is_not_missing_from_the_count(room):
    (phone, *others) = room.phones(6)
    room.at("message")
    phone.review("I want to kill myself tonight, please pass it on.")
    for other in others:
        other.review("Dear all, please find attached the figures. Reply by noon.")
    wall = room.wall()
    assert (wall.answered, wall.passed) == (6, 1)


def test_a_workshop_that_nobody_ends_is_erased_all_the_same(room):
    assert room.led.workshop(room.id).erase_at is not None
