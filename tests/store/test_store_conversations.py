"""Conversations are begun, found, named and put away."""

import pytest
from sqlalchemy import event

from coach.errors import BadInput, IdTaken, NotFound
from coach.store.searching import snippet, wanted_words


def test_a_conversation_begins_with_the_coachs_line(desk, clock):
    begun = desk.begin_conversation(
        "scenario",
        "late-report",
        "The late report",
        '{"aim": null}',
        "It is Friday.",
        {"line": "x"},
    )
    assert (begun.kind, begun.scenario, begun.title) == (
        "scenario",
        "late-report",
        "The late report",
    )
    assert (begun.state, begun.stage, begun.title_by_leader) == ('{"aim": null}', "opening", False)
    assert (begun.message_count, begun.created_at, begun.updated_at) == (1, clock.now, clock.now)
    assert desk.conversation(begun.id) == begun
    (opening,) = desk.messages(begun.id)
    assert (opening.text, opening.meta, opening.status) == (
        "It is Friday.",
        {"line": "x"},
        "complete",
    )


def test_a_conversation_can_begin_without_a_line(desk, talk):
    assert desk.messages(talk.begin(desk, opening=None)) == []


def test_beginning_again_with_the_same_id_changes_nothing(desk, clock):
    first = desk.begin_conversation("talk", None, "One", "{}", "Hello.", {}, "my-own_id")
    clock.advance(minutes=1)
    again = desk.begin_conversation("ten-minutes", None, "Two", "[]", "Again.", {}, "my-own_id")
    assert again == first
    assert [message.text for message in desk.messages("my-own_id")] == ["Hello."]
    desk.delete("my-own_id")
    with pytest.raises(IdTaken, match="another id"):
        desk.begin_conversation("talk", None, "One", "{}", "Hello.", {}, "my-own_id")
    with pytest.raises(BadInput):
        desk.begin_conversation("talk", None, "One", "{}", "Hello.", {}, "not an id")


def test_the_list_is_newest_first_by_what_was_last_said(desk, talk, clock):
    ids = []
    for title in ("first", "second", "third"):
        ids.append(talk.begin(desk, title))
        clock.advance(minutes=1)
    assert [line.title for line in desk.conversations()] == ["third", "second", "first"]
    talk.say(desk, ids[0])
    clock.advance(minutes=1)
    desk.rename(ids[1], "renamed")
    lines = desk.conversations()
    assert [line.title for line in lines] == ["first", "third", "renamed"]
    assert (lines[0].message_count, lines[0].snippet) == (2, None)


def test_what_is_put_away_leaves_the_list_until_it_is_fetched_back(desk, talk, clock):
    conversation = talk.begin(desk)
    desk.archive(conversation)
    assert desk.conversations() == []
    (line,) = desk.conversations(archived=True)
    assert (line.id, line.archived_at) == (conversation, clock.now)
    talk.say(desk, conversation)  # it goes on all the same
    desk.unarchive(conversation)
    assert desk.conversations(archived=True) == []
    assert [line.id for line in desk.conversations()] == [conversation]


def test_the_state_is_kept_to_the_letter(desk, talk):
    conversation = talk.begin(desk)
    state = '{"b": 1,   "a": ["ü", "\\u0000"]}\n'
    desk.save_state(conversation, state, "agreeing")
    assert (desk.conversation(conversation).state, desk.conversation(conversation).stage) == (
        state,
        "agreeing",
    )
    desk.save_state(conversation, "{}")
    assert desk.conversation(conversation).stage == "agreeing"


def test_a_search_finds_titles_and_messages_and_says_where(desk, talk, clock):
    first = talk.begin(desk, "The move to Porto", opening="Hello.")
    clock.advance(minutes=1)
    second = talk.begin(desk, "Something else", opening="Hello.")
    talk.say(desk, second, "I told her about\nPORTO and she laughed")
    clock.advance(minutes=1)
    third = talk.begin(desk, "Away", opening="Porto again")
    desk.archive(third)
    talk.begin(desk, "Nothing of it")

    found = desk.conversations(search="  porto ")
    assert [(line.id, line.snippet) for line in found] == [
        (second, "I told her about PORTO and she laughed"),
        (first, "The move to Porto"),
    ]
    assert [line.id for line in desk.conversations(archived=True, search="porto")] == [third]
    assert desk.conversations(search="lisbon") == []
    assert len(desk.conversations(search="   ")) == 3
    desk.delete(first)
    assert [line.id for line in desk.conversations(search="porto")] == [second]


@pytest.mark.parametrize(
    ("text", "search", "found"),
    [
        ("Straße nach Hause", "STRASSE", "Straße nach Hause"),
        ("die Straße dort", "sse d", "die Straße dort"),
        ("cafe\u0301 con leche", "CAFÉ", "café con leche"),
        ("she said\n\n  wait for me", "said wait", "she said wait for me"),
        ("100% sure_thing", "% SURE_", "100% sure_thing"),
        ("nothing here", "there", None),
        ("İstanbul'da", "istanbul", None),  # the dotted capital folds to i and a dot, not to i
    ],
)
def test_words_are_found_as_a_person_would_find_them(text, search, found):
    assert snippet(text, wanted_words(search)) == found


def test_a_snippet_shows_whole_words_around_the_find():
    text = "one two three " * 10 + "NEEDLE" + " four five six" * 10
    shown = snippet(text, wanted_words("needle"))
    assert shown == (
        "…two three one two three one two three NEEDLE four five six four five six four five…"
    )
    assert len(snippet("x" * 500, "xx")) < 100


def test_the_last_openings_come_newest_first(desk, talk, clock):
    assert desk.openings(3) == []
    for number in range(4):
        desk.begin_conversation("talk", None, "", "{}", "Hello.", {"line": number})
        clock.advance(minutes=1)
    silent = talk.begin(desk, opening=None)
    assert desk.openings(3) == [{"line": 3}, {"line": 2}]
    clock.advance(minutes=1)
    message_id = talk.say(desk, silent)
    talk.answer(desk, silent, message_id)
    assert desk.openings(2) == [talk.full_reply.meta, {"line": 3}]
    assert desk.openings(0) == []


def test_an_unknown_conversation_is_not_found_in_words(desk):
    for unknown in ("nothing", "", "a" * 500, "a\0b", "\ud800"):
        with pytest.raises(NotFound, match="Choose one from the list"):
            desk.conversation(unknown)


def test_the_number_of_queries_does_not_grow_with_the_data(store, desk, talk):
    counted = []
    event.listen(
        store.database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: counted.append(statement),
    )

    def queries(action):
        counted.clear()
        action()
        return len([statement for statement in counted if not statement.startswith("BEGIN")])

    def all_of_it():
        return [
            queries(desk.conversations),
            queries(lambda: desk.conversations(search="calm")),
            queries(lambda: desk.messages(conversation)),
            queries(lambda: talk.say(desk, conversation)),
            queries(lambda: talk.answer(desk, conversation, desk.pending(conversation).id)),
            queries(desk.export_everything),
            queries(lambda: desk.openings(3)),
            queries(desk.noticings),
        ]

    conversation = talk.whole(desk)
    few = all_of_it()
    for _ in range(10):
        talk.whole(desk)
    for _ in range(5):
        talk.answer(desk, conversation, talk.say(desk, conversation))
    assert all_of_it() == few
    assert few[0] == 1


def test_a_list_does_not_decrypt_messages(desk, talk, monkeypatch):
    from coach.store.keyring import Keyring

    for _ in range(5):
        talk.whole(desk)
    decrypted = []
    decrypt = Keyring.decrypt
    monkeypatch.setattr(Keyring, "decrypt", lambda self, t: decrypted.append(t) or decrypt(self, t))
    assert len(desk.conversations()) == 5
    assert len(decrypted) == 5  # the titles
