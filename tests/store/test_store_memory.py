"""What a leader agreed to have remembered: kept, changed, forgotten, and gone with what it came from."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from coach.errors import NotFound, UndoTooLate
from coach.store.records import KeptRecord
from coach.store.tables import KeptWordRow, SaidVectorRow

VECTORS = {"general": "AAAA", "ear": "BBBB"}


@pytest.fixture
def source(desk, talk):
    return talk.whole(desk)


def kept(desk, source, words="I only ring her when a contract is up.", about=None):
    said = desk.messages(source)[1]
    kind = "person" if about else "phrase"
    record = KeptRecord(kind, words, about, source, said.id, said.created_at, VECTORS)
    return desk.keep(record)


def test_what_is_kept_says_where_it_comes_from(desk, source, clock):
    clock.advance(days=2)
    made = kept(desk, source, about="Marta")
    assert desk.kept_words() == [made]
    assert made.title == desk.conversation(source).title
    assert made.said_at == desk.messages(source)[1].created_at
    assert made.created_at == clock()
    assert (made.about, made.vectors, made.set_aside) == ("Marta", VECTORS, False)
    assert made.last_used_at is None


def test_it_can_be_changed_set_aside_and_brought_up(desk, source, clock):
    made = kept(desk, source)
    desk.set_kept_aside(made.id)
    assert desk.kept_word(made.id).set_aside
    changed = desk.change_kept(made.id, words="I ring her in October.", about=None, vectors=None)
    assert changed.words == "I ring her in October."
    assert not changed.set_aside
    clock.advance(days=20)
    desk.brought_up(made.id, "another talk")
    assert desk.kept_word(made.id).last_used_at == clock()
    assert desk.kept_word(made.id).last_used_in == "another talk"


def test_forgetting_can_be_undone_for_ten_minutes_and_is_then_for_good(desk, source, clock):
    made = kept(desk, source)
    until = desk.forget(made.id)
    assert until - clock() == timedelta(minutes=10)
    assert desk.kept_words() == []
    assert desk.forgotten() == [made]
    desk.undo_forget(made.id)
    assert desk.kept_words() == [made]
    desk.forget(made.id)
    clock.advance(minutes=11)
    assert desk.forgotten() == []
    with pytest.raises(UndoTooLate):
        desk.undo_forget(made.id)
    assert desk.purge_deleted() == 1
    with pytest.raises(NotFound):
        desk.undo_forget(made.id)


def test_all_can_be_forgotten_at_once_and_brought_back_one_by_one(desk, source):
    first, second = kept(desk, source), kept(desk, source, "fairness")
    desk.forget_all()
    assert desk.kept_words() == []
    assert {k.id for k in desk.forgotten()} == {first.id, second.id}
    desk.undo_forget(second.id)
    assert [k.id for k in desk.kept_words()] == [second.id]


def test_it_goes_with_its_conversation_and_comes_back_with_it(desk, source, clock):
    made = kept(desk, source)
    desk.delete(source)
    assert desk.kept_words() == []
    assert [k.id for k in desk.kept_from(source)] == [made.id]
    desk.undo_delete(source)
    assert [k.id for k in desk.kept_words()] == [made.id]
    desk.delete(source)
    clock.advance(minutes=11)
    desk.purge_deleted()
    assert desk.export_everything()["remembered"] == []


def test_parted_from_its_conversation_it_stays(desk, source, clock):
    made = kept(desk, source)
    desk.delete(source)
    desk.part_from(source)
    clock.advance(minutes=11)
    desk.purge_deleted()
    (stays,) = desk.kept_words()
    assert stays.id == made.id
    assert (stays.conversation_id, stays.message_id, stays.title) == (None, None, None)
    assert stays.said_at == made.said_at


def test_nothing_is_kept_from_a_conversation_that_is_gone(desk, source):
    said = desk.messages(source)[1]
    desk.erase_now(source)
    with pytest.raises(NotFound):
        desk.keep(KeptRecord("phrase", "gone", None, source, said.id, said.created_at))


def test_what_was_declined_is_known_again_by_a_digest(desk, other_desk):
    desk.decline("9f86d081")
    assert desk.declined() == {"9f86d081"}
    assert other_desk.declined() == frozenset()
    assert desk.export_everything()["not_to_be_remembered"] == ["9f86d081"]
    desk.erase_everything()
    assert desk.declined() == frozenset()


def test_earlier_messages_are_read_once_and_looked_back_at(desk, source):
    (told,) = desk.not_read_yet(9)
    desk.read_messages([(told.id, VECTORS), ("erased meanwhile", VECTORS)])
    assert desk.not_read_yet(9) == []
    (said,) = desk.said_before()
    assert (said.message_id, said.conversation_id, said.vectors) == (told.id, source, VECTORS)
    desk.set_message_aside(told.id)
    assert desk.said_before() == []
    assert desk.not_read_yet(9) == []
    desk.unread_messages()
    assert [m.id for m in desk.not_read_yet(9)] == [told.id]


def test_deleted_conversations_are_not_looked_back_at(desk, source):
    desk.read_messages([(desk.not_read_yet(1)[0].id, VECTORS)])
    desk.delete(source)
    assert desk.said_before() == []
    assert desk.not_read_yet(9) == []


def test_it_is_exported_without_its_vectors_and_erased_with_everything(desk, source, store):
    made = kept(desk, source, about="Marta")
    forgotten = kept(desk, source, "half past seven")
    desk.forget(forgotten.id)
    desk.read_messages([(desk.not_read_yet(1)[0].id, VECTORS)])
    exported = {row["id"]: row for row in desk.export_everything()["remembered"]}
    assert exported[made.id]["words"] == made.words
    assert exported[made.id]["about"] == "Marta"
    assert exported[made.id]["forgotten_at"] is None
    assert exported[forgotten.id]["forgotten_at"] is not None
    assert "vectors" not in exported[made.id]
    desk.erase_everything()
    assert desk.kept_words() == []
    with store.database.read() as session:
        for row in (KeptWordRow, SaidVectorRow):
            assert session.scalars(select(row)).all() == []
