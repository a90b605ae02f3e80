"""Copies of the database: taken while it is used, few, without the key, and without anybody who erased their words."""

import shutil
import sqlite3
import stat
import threading
from contextlib import closing

import pytest

from coach.errors import BadInput, KeyDoesNotFit, StoreError
from coach.pulse_answering import Pulses
from coach.store import erasing
from coach.store.backups import KEPT, backup_at, backups_in
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.store import Again, open_store
from coach.workshops.anonymity import new_token


@pytest.fixture
def kept(home):
    return home / "backups"


@pytest.fixture
def store(home, prepared_sqlite, clock, key_file):
    shutil.copy(prepared_sqlite, home / "coach.db")
    with open_store(
        sqlite_url(home / "coach.db"), key=Keyring.in_file(key_file), clock=clock
    ) as store:
        yield store


def titles(desk):
    return sorted(line.title for line in desk.conversations())


def test_what_was_backed_up_comes_back_and_what_was_there_is_kept(store, desk, talk, kept, clock):
    talk.whole(desk, "Monday")
    made, removed = store.back_up(kept)
    assert removed == 0
    clock.advance(hours=1)
    talk.whole(desk, "Tuesday")
    before, again = store.restore(made, kept)
    assert (titles(desk), again) == (["Monday"], Again(0, 0))
    clock.advance(hours=1)
    store.restore(before, kept)
    assert titles(desk) == ["Monday", "Tuesday"]
    assert sorted(path.name for path in kept.iterdir()) == sorted(
        b.path.name for b in backups_in(kept)
    )


def test_a_backup_is_its_owners_alone_encrypted_and_without_its_key(
    store, desk, talk, kept, key_file
):
    talk.whole(desk, "Monday")
    made, _ = store.back_up(kept)
    content = made.path.read_bytes()
    assert b"no time for people" not in content and key_file.read_bytes() not in content
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert [path.name for path in kept.iterdir()] == [made.path.name]


def test_the_key_is_put_beside_it_only_when_asked_and_goes_with_it(store, kept, key_file, clock):
    made, _ = store.back_up(kept, key=True)
    assert made.key.read_bytes() == key_file.read_bytes()
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    for _ in range(KEPT):
        clock.advance(days=1)
        store.back_up(kept)
    assert not made.path.exists() and not made.key.exists()
    assert len(list(kept.iterdir())) == KEPT


def test_it_is_due_once_a_day_and_after_an_erasure(store, desk, other_desk, talk, kept, clock):
    talk.whole(desk, "Monday")
    first = store.back_up_if_due(kept)
    clock.advance(hours=23)
    assert store.back_up_if_due(kept) is None
    clock.advance(hours=1)
    assert store.back_up_if_due(kept) is not None
    assert first.path.exists()
    clock.advance(minutes=1)
    other_desk.erase_everything()
    clock.advance(minutes=1)
    last = store.back_up_if_due(kept)
    assert [one.path for one in backups_in(kept)] == [last.path]
    assert store.back_up_if_due(kept) is None


@pytest.mark.parametrize("how", ["erase_everything", "leave"])
def test_who_was_erased_does_not_come_back(
    store, desk, other_desk, talk, kept, clock, how, tmp_path
):
    talk.whole(desk, "Mine")
    talk.whole(other_desk, "Theirs")
    made, _ = store.back_up(kept)
    elsewhere = shutil.copy(made.path, tmp_path)  # on another disk, say
    clock.advance(days=1)
    getattr(other_desk, how)()
    store.back_up(kept)
    assert not made.path.exists()
    copied = backup_at(tmp_path / made.path.name)
    for _ in range(2):
        clock.advance(minutes=1)
        _, again = store.restore(copied, kept)
        assert again.erased == 1
        assert titles(desk) == ["Mine"]
        assert other_desk.conversations() == []
    if how == "leave":
        assert [one.name for one in desk.people()] == [""]
    assert elsewhere


def test_who_was_removed_stays_out_and_a_closed_link_closed(store, owner, kept, clock, key_file):
    leader_id, link = owner.add_leader("Leo")
    leo, cookie = store.entering.open_link(link.token, link.code, "")
    other_id, _ = owner.add_leader("Mia")
    made, _ = store.back_up(kept)
    clock.advance(hours=1)
    (opened,) = [one for one in owner.personal_links() if one.person_id == leader_id]
    owner.close_link(opened.id)
    owner.remove_person(other_id)
    noted = key_file.with_name("erased").read_text("utf-8")
    assert "Leo" not in noted and "Mia" not in noted and cookie not in noted
    clock.advance(hours=1)
    _, again = store.restore(made, kept)
    assert again == Again(0, 2)
    assert store.entering.person_of_device(cookie) is None
    assert {one.id for one in owner.people()} == {owner.actor.person_id, leader_id}
    assert store.entering.standing(leo) is not None  # their words wait for another way in
    clock.advance(days=31)
    store.purge_deleted()
    assert store.entering.places(other_id) == []


def test_words_written_after_an_erasure_come_back(store, desk, talk, kept, clock):
    talk.whole(desk, "Erased")
    clock.advance(minutes=1)
    desk.erase_everything()
    clock.advance(minutes=1)
    talk.whole(desk, "New")
    made, _ = store.back_up(kept)
    clock.advance(minutes=1)
    talk.whole(desk, "Newer")
    store.restore(made, kept)
    assert titles(desk) == ["New"]


def test_it_is_of_one_moment_while_others_write(store, desk, talk, kept, clock):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            talk.whole(desk, "Busy")

    busy = threading.Thread(target=write)
    busy.start()
    try:
        made = [store.back_up(kept)[0] for _ in range(3) if clock.advance(seconds=1)]
    finally:
        stop.set()
        busy.join()
    for one in made:
        with open_store(sqlite_url(one.path), key=store._key, clock=clock) as copy:
            copy.check()
            for line in copy.as_actor(copy.local_person()).conversations():
                assert line.message_count in {1, 2, 3}


def test_a_file_that_is_no_backup_or_of_another_key_changes_nothing(
    store, desk, talk, kept, clock, tmp_path
):
    talk.whole(desk, "Mine")
    made, _ = store.back_up(kept)
    assert backup_at(tmp_path / "coach.db") is None
    gone = backup_at(tmp_path / made.path.name)
    with pytest.raises(BadInput, match="There is no backup"):
        store.restore(gone, kept)
    other = tmp_path / "other.db"
    with open_store(sqlite_url(other), key=Keyring.in_file(tmp_path / "k"), clock=clock) as strange:
        foreign, _ = strange.back_up(tmp_path / "b")
    with pytest.raises(KeyDoesNotFit):
        store.restore(foreign, kept)
    assert titles(desk) == ["Mine"]
    assert not [
        path for path in (*kept.iterdir(), *(tmp_path / "b").iterdir()) if "restoring" in path.name
    ]


def test_nothing_is_erased_that_could_not_be_noted_and_a_line_cut_off_is_left_out(
    store, desk, talk, kept, home, clock
):
    talk.whole(desk, "Mine")
    (home / "erased").mkdir()
    with pytest.raises(StoreError, match="nothing was erased"):
        desk.erase_everything()
    assert titles(desk) == ["Mine"]
    (home / "erased").rmdir()
    made, _ = store.back_up(kept)
    clock.advance(minutes=1)
    desk.erase_everything()
    with (home / "erased").open("a") as cut_off:
        cut_off.write("2026-03-01T09:31:15.1234")
    clock.advance(minutes=1)
    later = store.renew_backups(kept)
    assert later is not None and not made.path.exists()
    desk.erase_everything()
    clock.advance(minutes=1)
    assert store.renew_backups(kept) is not None
    assert not later.path.exists()


def test_what_colleagues_answer_is_in_no_backup_and_a_round_is_read_once(store, desk, kept, clock):
    asked = {"points": 5, "ends": ["a", "b"], "questions": [{"id": "q", "say": "{name} x.", "own": "y."}]}  # fmt: skip
    one = desk.begin_pulse(asked)
    pulses = Pulses(store)
    for _ in range(5):
        pulses.come_in(one.link, new_token()).answer({"q": 3})
    made, _ = store.back_up(kept)
    with closing(sqlite3.connect(made.path)) as copy:
        assert copy.execute("SELECT count(*) FROM pulse_answers").fetchone() == (0,)
    assert desk.close_pulse(one.id).status == "shown"
    clock.advance(hours=1)
    store.restore(made, kept)
    (back,) = desk.pulses()
    assert (back.status, back.link, back.others) == ("few", None, None)


def test_a_backup_taken_while_somebody_erases_their_words_brings_them_back_to_nobody(
    store, desk, talk, kept, clock, monkeypatch
):
    talk.whole(desk, "Monday")
    taken = []
    real = erasing.erase_everything

    def meanwhile(session, actor, now):
        clock.advance(minutes=1)
        with open_store(sqlite_url(kept.parent / "coach.db"), key=store._key, clock=clock) as other:
            taken.append(other.back_up(kept)[0])
        clock.advance(minutes=1)
        real(session, actor, now)

    monkeypatch.setattr(erasing, "erase_everything", meanwhile)
    desk.erase_everything()
    monkeypatch.undo()
    clock.advance(hours=1)
    _, again = store.restore(taken[0], kept)
    assert (titles(desk), again.erased) == ([], 1)
