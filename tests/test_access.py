"""Who may do what: the rules themselves, over all that can be, and the table that people read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.access import RULES, Action, Standing, Target, may, require, standings
from coach.errors import NotAllowed
from coach.services import ROOT
from coach.store.records import Actor

ids = st.sampled_from(["a", "b", "c", "d"])
places = st.sampled_from(["here", "there"])
roles = st.frozensets(st.sampled_from(["leader", "practitioner", "owner"]))
actors = st.builds(Actor, ids, places, roles)
targets = st.builds(
    Target,
    places,
    person_id=st.none() | ids,
    roles=roles,
    maker_id=st.none() | ids,
    practitioner_id=st.none() | ids,
    leader_id=st.none() | ids,
    sponsor_id=st.none() | ids,
    open=st.booleans(),
    agreed=st.booleans(),
    shared=st.booleans(),
    alone=st.booleans(),
)
actions = st.sampled_from(list(Action))


@given(actors, targets)
def test_nobody_opens_another_persons_words_whatever_they_are(actor: Actor, target: Target) -> None:
    if may(actor, Action.WORDS, target):
        assert actor.person_id == target.person_id
        assert actor.workspace_id == target.workspace_id


@given(actors, targets)
def test_what_is_a_leaders_is_read_only_while_they_share_it_with_their_own_coach(
    actor: Actor, target: Target
) -> None:
    if may(actor, Action.SHARED, target) and actor.person_id != target.person_id:
        assert "practitioner" in actor.roles
        assert actor.person_id == target.practitioner_id != target.leader_id
        assert target.open and target.agreed and target.shared


@given(actors, targets)
def test_nothing_is_assigned_before_everybody_agreed_or_after_it_ended(
    actor: Actor, target: Target
) -> None:
    if may(actor, Action.ASSIGN, target) and not (
        target.alone and actor.person_id == target.person_id
    ):
        assert target.open and target.agreed and "practitioner" in actor.roles
        assert actor.person_id == target.practitioner_id


@given(actors, targets)
def test_a_leader_shares_only_with_a_coach_of_theirs_whom_all_agreed_on(
    actor: Actor, target: Target
) -> None:
    if may(actor, Action.SHARE, target) and not target.alone:
        assert actor.person_id == target.leader_id != target.practitioner_id
        assert "leader" in actor.roles and target.open and target.agreed


@given(actors, targets, actions)
def test_being_alone_opens_only_what_is_ones_own(
    actor: Actor, target: Target, action: Action
) -> None:
    """The one person of an installation without sign-in tries every role; with a second person that ends."""
    from dataclasses import replace

    allowed = may(actor, action, target)
    if allowed and not may(actor, action, replace(target, alone=False)):
        assert action in {Action.ASSIGN, Action.SHARE, Action.KEEP_NOTES}
        assert actor.person_id == target.person_id


@given(actors, targets, actions)
def test_nothing_is_allowed_across_workspaces(actor: Actor, target: Target, action: Action) -> None:
    if actor.workspace_id != target.workspace_id:
        assert not may(actor, action, target)


@given(actors, targets, actions)
def test_whoever_was_removed_keeps_only_what_is_their_own(
    actor: Actor, target: Target, action: Action
) -> None:
    if not actor.roles and may(actor, action, target):
        assert actor.person_id == target.person_id


@given(actors, targets, actions)
def test_sharing_or_agreeing_is_the_only_way_to_allow_more(
    actor: Actor, target: Target, action: Action
) -> None:
    """Taking consent back never opens anything."""
    from dataclasses import replace

    for less in ({"shared": False}, {"agreed": False}, {"open": False}):
        if may(actor, action, replace(target, **less)):
            assert may(actor, action, target)


@given(actors, targets, actions)
def test_the_guard_raises_exactly_where_it_is_not_allowed(
    actor: Actor, target: Target, action: Action
) -> None:
    if may(actor, action, target):
        require(actor, action, target)
    else:
        with pytest.raises(NotAllowed) as refused:
            require(actor, action, target)
        assert re.search(r"[Aa]sk|Only who wrote|accepted by everybody", str(refused.value))


@given(actors, targets)
def test_a_coach_lets_in_leaders_and_nobody_else(actor: Actor, target: Target) -> None:
    if "owner" not in actor.roles and may(actor, Action.INVITE, target):
        assert target.roles == {"leader"}


def test_every_action_has_a_rule_and_every_standing_is_used() -> None:
    assert set(RULES) == set(Action)
    assert {s for rule in RULES.values() for s in rule} == set(Standing)
    assert standings(Actor("a", "here", frozenset()), Target("here")) == frozenset()


def test_the_table_that_people_read_is_the_one_that_decides() -> None:
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    assert [name for name, _, _ in rows] == [action.name for action in Action]
    for name, told, who in rows:
        action = Action[name]
        assert told.strip() == action.value
        assert {one.strip() for one in who.split(";")} == {s.value for s in RULES[action]}, name
