"""What can be shared, and that it stays the leader's own words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.assembly import Coach, Mine
from coach.errors import BadInput
from coach.sharing import MOST, MOST_NOTE, shortened

WORDS = "I like Jan. I like tea.\n\nHe said… “well”, no. And Jan’s dog, too."
some_words = st.lists(st.sampled_from(["Ana", "said", "no", "了", "I", "don't", "9"]), min_size=1)


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (WORDS, WORDS),
        ("I like tea.", "I like tea."),
        ("I like tea. … well", "I like tea. … “well”"),
        ("i like".title(), None),
        ("I like Jan. And dog", "I like Jan. … And … dog"),
        ("I like coffee.", None),
        ("tea Jan", None),
        ("tea Jan’s", "tea. … Jan’s"),
        (" …  ", None),
        ("", None),
    ],
)
def test_words_can_be_taken_out_and_nothing_else(wanted: str, left: str | None) -> None:
    if left is None:
        with pytest.raises(BadInput, match="words"):
            shortened(WORDS, wanted)
    else:
        assert shortened(WORDS, wanted) == left


@given(some_words, st.data())
def test_whatever_is_taken_out_what_stays_are_exact_parts_in_their_order(
    said: list[str], data: st.DataObject
) -> None:
    words = data.draw(st.sampled_from([" ", ", ", ".\n\n", "… "])).join(said)
    kept = [word for word in said if data.draw(st.booleans())]
    if not kept:
        return
    left = shortened(words, " ".join(kept))
    assert re.findall(r"[\w']+", left) == re.findall(r"[\w']+", " ".join(kept))
    at = 0
    for part in left.split(" … "):
        at = words.index(part, at) + len(part)


@pytest.fixture
def talked(me: Mine) -> str:
    conversation = me.begin()
    me.reply(conversation, "I only ring her when a contract is up. She stopped picking up.")
    return conversation


@pytest.fixture
def me(coach: Coach) -> Mine:
    return coach.as_person()


def test_a_passage_is_exactly_what_was_said(me: Mine, talked: str) -> None:
    (piece,) = me.sharing.passages(talked)
    draft = me.sharing.draft(piece, "She stopped picking up.", "  Since\n March \x00")
    assert (draft.text, draft.note) == ("She stopped picking up.", "Since March")
    assert me.sharing.draft(piece).text == piece.words
    for text, note in (("x" * (MOST + 1), ""), (None, "x" * (MOST_NOTE + 1))):
        with pytest.raises(BadInput, match=r"Leave in|Shorten"):
            me.sharing.draft(piece, text, note)
    assert "hunter2" not in me.sharing.draft(piece, note="my password is hunter2hunter2").note


def test_a_talk_has_a_summary_once_it_came_to_something(me: Mine, talked: str) -> None:
    assert me.sharing.summary(talked) is None
    me.change_aim(talked, "That she picks up again")
    me.end(talked)
    found = me.sharing.summary(talked)
    assert found is not None
    assert "What the talk was for: That she picks up again" in found.words
    assert "How the program rounded it off: " in found.words


def test_an_answer_is_shared_with_what_was_asked_and_not_before_there_is_one(me: Mine) -> None:
    begun = me.exercises.begin("a-week-of-arriving")
    doing = me.exercises.doing(begun)
    step = doing.path.here
    assert step is not None
    with pytest.raises(Exception, match="no answer"):
        me.sharing.step(begun, step.id)
    me.exercises.answer(begun, step.id, {"text": "Line 3 at ten past six."})
    piece = me.sharing.step(begun, step.id)
    assert piece.words == "Line 3 at ten past six."
    assert piece.title == f"{doing.exercise.title}: {step.label}" and piece.asked
    unkept = me.exercises.begin("a-week-of-arriving", stored=False)
    me.exercises.answer(unkept, step.id, {"text": "Line 3."})
    with pytest.raises(BadInput, match="isn’t kept"):
        me.sharing.step(unkept, step.id)


def test_alone_one_is_offered_oneself_only_after_asking_for_it(coach: Coach, me: Mine) -> None:
    assert me.sharing.coaches() == [] and me.sharing.may_try_it
    me.sharing.try_it(wanted=True)
    assert [one.id for one in me.sharing.coaches()] == [me.actor.person_id]
    coach._store.add_person("Leo", workspace_id=me.actor.workspace_id)
    assert me.sharing.coaches() == []
