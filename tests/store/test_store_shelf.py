"""A workspace's own library: passages that belong to it, and every change with its author and a way back."""

import pytest

from coach.errors import BadInput, NotFound

CONTENT = {"title": "How we greet", "text": "We say the name first.", "topics": ["small-gestures"]}
OTHER = CONTENT | {"text": "We say the name first, and wait."}


def test_a_change_is_kept_with_its_author_and_what_was_before(desk, clock):
    made = desk.change_passage("our-greeting", "propose", "proposed", CONTENT)
    then = clock.advance(minutes=1)
    edited = desk.change_passage("our-greeting", "edit", "proposed", OTHER)
    assert desk.shelf_passage("our-greeting") == edited
    assert edited.created_at == made.created_at
    assert edited.updated_at == then
    last, first = desk.shelf_changes("our-greeting")
    assert (first.number, first.action, first.before, first.after) == (1, "propose", None, made)
    assert (last.number, last.action, last.before, last.after) == (2, "edit", made, edited)
    assert {first.author_id, last.author_id} == {desk.actor.person_id}
    assert last.at == then


def test_changes_can_be_taken_back_one_after_the_other(desk):
    for text in ("one", "two", "three"):
        desk.change_passage("our-greeting", "edit", "proposed", CONTENT | {"text": text})
    back = desk.undo_change(3)
    assert (back.content["text"], back.change) == ("two", 4)
    assert desk.shelf_passage("our-greeting") == back
    newest = desk.shelf_changes()[0]
    assert (newest.undoes, newest.can_be_undone) == (3, False)
    assert [c.number for c in desk.shelf_changes() if c.can_be_undone] == [2]
    assert desk.undo_change(2).content["text"] == "one"
    for gone in (3, 4, 2):
        with pytest.raises(BadInput, match="change 1"):
            desk.undo_change(gone)


def test_what_somebody_changed_in_the_meantime_is_not_written_over(desk):
    made = desk.change_passage("our-greeting", "propose", "proposed", CONTENT, seen=0)
    desk.change_passage("our-greeting", "edit", "proposed", OTHER, seen=made.change)
    with pytest.raises(BadInput, match="meantime"):
        desk.change_passage("our-greeting", "review", "reviewed", CONTENT, seen=made.change)
    assert desk.shelf_passage("our-greeting").content == OTHER


def test_it_is_found_again_as_it_was_cited(desk):
    desk.change_passage("our-greeting", "publish", "published", CONTENT, digest="aa")
    desk.change_passage("our-greeting", "publish", "published", OTHER, digest="bb")
    desk.change_passage("our-greeting", "edit", "draft", CONTENT | {"text": "unpublished"})
    assert desk.as_cited("our-greeting", "aa").content == CONTENT
    assert desk.as_cited("our-greeting", "bb").content == OTHER
    assert desk.as_cited("our-greeting", "cc") is None
    desk.erase_passage("our-greeting")
    assert desk.as_cited("our-greeting", "aa") is None


def test_vectors_are_kept_with_the_words_and_go_with_them(desk):
    desk.change_passage("our-greeting", "publish", "published", CONTENT, vectors={"rows": "AAAA"})
    assert desk.shelf_passage("our-greeting").vectors == {"rows": "AAAA"}
    desk.change_passage("our-greeting", "retire", "retired", CONTENT)
    assert desk.shelf_passage("our-greeting").vectors is None


def test_no_number_is_used_again_after_something_was_erased(desk):
    for action in ("propose", "review", "publish"):
        desk.change_passage("our-greeting", action, "published", CONTENT)
    before = desk.shelf_version()
    desk.erase_passage("our-greeting")
    assert desk.shelf_version() > before
    assert desk.change_passage("another", "propose", "proposed", CONTENT).change > before
    with pytest.raises(NotFound):
        desk.undo_change(3)


def test_taking_back_the_first_change_takes_the_passage_away(desk):
    desk.change_passage("our-greeting", "propose", "proposed", CONTENT)
    assert desk.undo_change(1) is None
    assert desk.shelf_passages() == []
    with pytest.raises(NotFound):
        desk.shelf_passage("our-greeting")
    with pytest.raises(BadInput, match="Nothing is left"):
        desk.undo_change(2)
    desk.erase_passage("our-greeting")  # what is only left in the history can go as well
    assert desk.shelf_changes() == []


def test_an_earlier_change_is_not_taken_back_over_a_later_one(desk):
    desk.change_passage("our-greeting", "propose", "proposed", CONTENT)
    desk.change_passage("our-greeting", "edit", "proposed", OTHER)
    desk.change_passage("another", "propose", "proposed", CONTENT)
    with pytest.raises(BadInput, match="change 2"):
        desk.undo_change(1)
    assert desk.shelf_passage("our-greeting").content == OTHER
    with pytest.raises(NotFound):
        desk.undo_change(99)


def test_a_curated_passage_that_is_put_away_has_no_content(desk):
    away = desk.change_passage("remember-the-dog", "retire", "retired", None)
    assert away.content is None
    assert desk.shelf_passages() == [away]


def test_it_belongs_to_the_workspace_and_to_no_other(store, desk, other_desk):
    desk.change_passage("our-greeting", "propose", "proposed", CONTENT)
    assert [p.id for p in other_desk.shelf_passages()] == ["our-greeting"]  # the same workspace
    desk.give_roles(other_desk.actor.person_id, frozenset({"owner"}))
    other_desk = store.as_actor(store.entering.standing(other_desk.actor))
    other_desk.change_passage("our-greeting", "edit", "proposed", OTHER)
    assert [c.author_id for c in desk.shelf_changes()] == [
        other_desk.actor.person_id,
        desk.actor.person_id,
    ]
    far = store.as_actor(store.add_person("Far away", roles=["owner"]))
    assert far.shelf_passages() == far.shelf_changes() == []
    for attempt in (
        lambda: far.shelf_passage("our-greeting"),
        lambda: far.undo_change(1),
        lambda: far.erase_passage("our-greeting"),
    ):
        with pytest.raises(NotFound):
            attempt()
    far.change_passage("our-greeting", "propose", "draft", CONTENT)
    assert desk.shelf_passage("our-greeting").content == OTHER
    assert far.shelf_changes()[0].number == 1


def test_erasing_a_passage_takes_its_history_along(desk):
    desk.change_passage("our-greeting", "import", "draft", CONTENT)
    desk.change_passage("our-greeting", "edit", "draft", OTHER)
    desk.change_passage("another", "propose", "proposed", CONTENT)
    desk.erase_passage("our-greeting")
    assert [p.id for p in desk.shelf_passages()] == ["another"]
    assert [c.passage_id for c in desk.shelf_changes()] == ["another"]


def test_it_outlives_the_words_of_whoever_wrote_it(desk):
    made = desk.change_passage("our-greeting", "propose", "proposed", CONTENT)
    desk.erase_everything()
    assert desk.shelf_passages() == [made]


def test_an_id_from_outside_is_looked_at(desk):
    with pytest.raises(BadInput):
        desk.change_passage("../etc", "propose", "draft", CONTENT)
