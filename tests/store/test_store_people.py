"""One local person without any configuration; others when somebody signs in."""

import json

import pytest

from coach.errors import NotFound
from coach.store.keyring import Keyring
from coach.store.records import Actor
from coach.store.store import open_store


def test_the_local_person_has_every_role_and_stays_the_same(store, reopen):
    actor = store.local_person()
    assert actor.roles == {"leader", "practitioner", "owner"}
    assert store.local_person() == actor
    assert reopen().local_person() == actor


def test_preferences_and_a_name_are_kept(desk, reopen, clock):
    assert desk.preferences() == {}
    desk.save_preferences({"voice": "model", "reminders": [1, 2], "nested": {"ü": None}})
    desk.save_preferences({"voice": "guide", "nested": {"ü": None}})
    desk.save_display_name("Łucja 🌱")
    person = reopen().as_actor(desk.actor).person()
    assert person.preferences == {"voice": "guide", "nested": {"ü": None}}
    assert person.display_name == "Łucja 🌱"
    assert person.created_at == clock.now


def test_a_store_says_what_it_is(store, url):
    sqlite = url.startswith("sqlite")
    assert ("coach.db" if sqlite else "PostgreSQL database test_") in store.name
    assert store.erases_at_once is sqlite
    assert not store.in_memory
    with open_store("sqlite:///:memory:", key=Keyring.temporary()) as in_memory:
        assert in_memory.in_memory
        assert in_memory.name == "The database in memory"


def test_a_further_person_has_a_workspace_of_their_own_or_joins_one(store):
    local = store.local_person()
    alone = store.add_person("A")
    joined = store.add_person("B", workspace_id=alone.workspace_id, roles=["practitioner"])
    assert len({local.workspace_id, alone.workspace_id}) == 2
    assert joined.workspace_id == alone.workspace_id
    assert (alone.roles, joined.roles) == ({"leader"}, {"practitioner"})
    assert store.local_person() == local
    with pytest.raises(NotFound, match="Ask its owner"):
        store.add_person("C", workspace_id="nowhere")


def test_a_stranger_has_no_desk_to_write_on(store):
    local = store.local_person()
    elsewhere = store.add_person("Elsewhere")
    mixed = Actor(local.person_id, elsewhere.workspace_id, frozenset({"leader"}))
    desk = store.as_actor(mixed)
    with pytest.raises(NotFound):
        desk.preferences()
    with pytest.raises(NotFound):
        desk.save_preferences({"a": 1})


def test_an_export_holds_everything_and_is_plain_json(desk, talk, clock):
    kept, away, deleted = (
        talk.whole(desk, "kept"),
        talk.whole(desk, "away"),
        talk.whole(desk, "gone"),
    )
    desk.archive(away)
    desk.delete(deleted)
    desk.save_preferences({"voice": "guide"})
    exported = desk.export_everything()
    assert json.loads(json.dumps(exported)) == exported
    assert exported["exported_at"] == clock.now.isoformat()
    assert exported["person"]["preferences"] == {"voice": "guide"}
    assert exported["person"]["roles"] == ["leader", "owner", "practitioner"]
    assert {c["id"] for c in exported["conversations"]} == {kept, away, deleted}
    for conversation in exported["conversations"]:
        assert [m["role"] for m in conversation["messages"]] == ["coach", "leader", "coach"]
        assert conversation["messages"][2]["citations"][0]["passage_id"] == "time/calm"
        assert conversation["noticings"][0]["evidence"] == "no time for people"
        assert conversation["commitments"][0]["obstacle"] == "the first call runs over"
        assert conversation["state"] == '{"turn": 1}'
    assert {c["id"]: bool(c["deleted_at"]) for c in exported["conversations"]}[deleted]
