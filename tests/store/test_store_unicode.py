"""Whatever people type comes back as they typed it, and breaks nothing."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.errors import NotFound
from coach.store.columns import without_surrogates
from coach.store.records import CommitmentRecord, NoticingRecord, ReplyRecord
from coach.store.searching import snippet, wanted_words

# One database for all examples of a test: each example has a conversation of its own.
examples = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
anything = st.text(alphabet=st.characters(), max_size=300) | st.sampled_from(
    [
        "",
        "\0",
        "a\0b",
        "\ud83d\ude00",
        "x\ud800y",
        "\udfff",
        "e\u0301",
        "\u202ereversed",
        "🧑‍🤝‍🧑",
        "\r\n\x85\x1f",
    ]
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | anything,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
    max_leaves=6,
)


@examples
@given(text=anything)
def test_only_lone_surrogates_are_replaced(text):
    clean = without_surrogates(text)
    clean.encode()
    assert without_surrogates(clean) == clean
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert clean == text
    assert len(clean) <= len(text)


def test_half_an_emoji_becomes_a_replacement_character_and_two_halves_the_emoji():
    assert without_surrogates("a\ud83d\ude00b") == "a😀b"
    assert without_surrogates("a\ud83db\ude00") == "a\ufffdb\ufffd"


@examples
@given(text=anything, title=anything, meta=st.dictionaries(anything, json_values, max_size=3))
def test_what_is_said_comes_back_as_it_was_said(desk, text, title, meta):
    conversation = desk.begin_conversation("talk", None, title, text, text, meta).id
    message_id = str(uuid.uuid4())
    message, created = desk.receive(conversation, message_id, text, meta)
    assert created
    assert message.text == without_surrogates(text)
    assert desk.receive(conversation, message_id, text, meta) == (message, False)
    reply = desk.complete(
        conversation,
        message_id,
        ReplyRecord(text, meta, noticings=(NoticingRecord("habit", "always-busy", text),)),
        text,
        "exploring",
        title=title,
        commitment=CommitmentRecord(text, obstacle=text),
    )
    stored = desk.messages(conversation)
    assert stored[-1] == reply
    assert stored[0].meta == reply.meta == json.loads(json.dumps(reply.meta))
    assert [one.text for one in stored] == [without_surrogates(text)] * 3
    known = desk.conversation(conversation)
    assert (known.title, known.state) == (without_surrogates(title), without_surrogates(text))
    assert desk.noticings(conversation)[0].evidence == without_surrogates(text)
    assert without_surrogates(text) in [c.obstacle for c in desk.commitments()]
    json.dumps(desk.export_everything())
    desk.erase_now(conversation)


@examples
@given(odd=anything)
def test_odd_words_where_ids_are_expected_are_unknown_ids(desk, odd):
    for ask in (desk.conversation, desk.messages, desk.reply_to, desk.commitment, desk.erase_now):
        with pytest.raises(NotFound):
            ask(odd)
    assert desk.conversations(search=odd) == []


@examples
@given(stage=anything, scenario=anything)
def test_words_of_the_vocabulary_are_taken_by_both_databases(desk, stage, scenario):
    conversation = desk.begin_conversation("scenario", scenario, "t", "{}", None, {}, stage=stage)
    stored = desk.conversation(conversation.id)
    assert "\0" not in stored.stage
    assert len(stored.stage) <= len(stage)
    desk.save_state(conversation.id, "{}", stage)


@examples
@given(before=anything, needle=anything, after=anything)
def test_what_is_in_a_text_is_found_in_it(before, needle, after):
    wanted = wanted_words(without_surrogates(needle))
    line = " ".join(f"{before} {without_surrogates(needle)} {after}".split())
    shown = snippet(line, wanted)
    if wanted:
        assert shown is not None
        assert wanted in shown.casefold() or wanted in wanted_words(shown)


@examples
@given(text=anything, search=anything)
def test_searching_never_fails(text, search):
    wanted = wanted_words(search)
    shown = snippet(text, wanted) if wanted else None
    assert shown is None or len(shown) <= 2 * 40 + len(wanted) + 2 + len(text)
