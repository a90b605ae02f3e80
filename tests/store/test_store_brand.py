"""What a leader said of the way they are with people: kept in their words, with where it came from."""

from datetime import timedelta

import pytest

from coach.errors import NotFound, UndoTooLate
from coach.store.records import BrandWords, CommitmentRecord, ReplyRecord

TOLD = BrandWords("story", "proud", "told", "I held the line for Marek.")
VALUE = BrandWords("story", "proud", "value", "nobody is made small")


def say(desk, *words, conversation=None, commitment=None):
    """A turn in which these words were said; returns its conversation."""
    conversation = (
        conversation or desk.begin_conversation("brand", "stories", "t", "{}", "o", {}).id
    )
    message = f"m-{len(desk.messages(conversation))}-{conversation[:8]}"
    desk.receive(conversation, message, "…")
    desk.complete(
        conversation,
        message,
        ReplyRecord("…", {}),
        "{}",
        "exploring",
        None,
        commitment,
        brand=words,
    )
    return conversation


def test_answers_to_one_story_become_one_entry(desk, clock):
    conversation = say(desk, TOLD)
    clock.advance(minutes=1)
    say(desk, VALUE, conversation=conversation)
    (entry,) = desk.brand_entries()
    assert entry.content == {"told": TOLD.text, "value": VALUE.text}
    assert entry.conversation_id == conversation
    assert entry.updated_at - entry.created_at == timedelta(minutes=1)


def test_more_of_a_story_is_put_to_it_and_a_second_word_takes_the_firsts_place(desk):
    more = BrandWords("story", "proud", "told", "He was new.", adds=True)
    other = BrandWords("story", "proud", "value", "face")
    say(desk, VALUE, other, conversation=say(desk, TOLD, more))
    (entry,) = desk.brand_entries()
    assert entry.content == {"told": "I held the line for Marek.\nHe was new.", "value": "face"}


def test_another_time_through_is_another_entry(desk):
    say(desk, TOLD)
    say(desk, TOLD)
    assert len(desk.brand_entries()) == 2


def test_a_proof_is_tied_to_the_commitment_that_was_made_with_it(desk):
    proof = BrandWords("proof", "proof", "of", "taller")
    conversation = say(desk, proof, commitment=CommitmentRecord("ask Jan first"))
    (commitment,) = desk.commitments()
    (entry,) = desk.brand_entries()
    assert entry.commitment_id == commitment.id
    say(desk, proof, conversation=conversation)  # nothing new was decided
    assert desk.brand_entries() == [entry]
    say(desk, proof, conversation=conversation, commitment=CommitmentRecord("thank Ola"))
    assert len({e.commitment_id for e in desk.brand_entries()}) == 2


def test_it_goes_and_comes_back_with_its_conversation(desk, clock):
    conversation = say(desk, TOLD)
    written = desk.add_brand_entry("statement", {"text": "People know where they stand."})
    desk.delete(conversation)
    assert desk.brand_entries() == [written]
    desk.undo_delete(conversation)
    assert len(desk.brand_entries()) == 2
    desk.delete(conversation)
    clock.advance(minutes=11)
    desk.purge_deleted()
    assert [e["id"] for e in desk.export_everything()["brand"]] == [written.id]


def test_it_can_be_changed_and_taken_out_and_brought_back_for_ten_minutes(desk, clock):
    kept = desk.add_brand_entry("wanted", {"words": "fair"})
    assert desk.change_brand_entry(kept.id, {"words": "straight"}).content == {"words": "straight"}
    until = desk.delete_brand_entry(kept.id)
    assert until - clock() == timedelta(minutes=10)
    assert desk.brand_entries() == []
    assert desk.undo_delete_brand_entry(kept.id).content == {"words": "straight"}
    desk.delete_brand_entry(kept.id)
    clock.advance(minutes=11)
    with pytest.raises(UndoTooLate):
        desk.undo_delete_brand_entry(kept.id)
    assert desk.purge_deleted() == 1
    with pytest.raises(NotFound):
        desk.undo_delete_brand_entry(kept.id)


def test_somebody_elses_is_unknown(desk, other_desk):
    kept = desk.add_brand_entry("wanted", {"words": "fair"})
    for attempt in (
        lambda: other_desk.change_brand_entry(kept.id, {"words": "mine"}),
        lambda: other_desk.delete_brand_entry(kept.id),
        lambda: other_desk.undo_delete_brand_entry(kept.id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert other_desk.brand_entries() == []
    assert desk.brand_entries() == [kept]


def test_it_is_exported_and_erased_with_everything(desk):
    say(desk, TOLD)
    (exported,) = desk.export_everything()["brand"]
    assert exported["content"] == {"told": TOLD.text}
    desk.erase_everything()
    assert desk.brand_entries() == []
    assert desk.export_everything()["brand"] == []
