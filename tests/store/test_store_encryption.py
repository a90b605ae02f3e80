"""What people write lies encrypted, under a key that is kept and replaced with care."""

import sqlite3
import stat
from dataclasses import replace
from datetime import datetime

import psycopg
import pytest

from coach.errors import KeyDoesNotFit, KeyMissing, KeyUnusable
from coach.store.keyring import Keyring, new_key
from coach.store.records import NoticingRecord, ReplyRecord
from coach.store.store import open_store


@pytest.fixture
def at_rest(url, home):
    """Every byte of the database: SQLite's files, or all of PostgreSQL's tables."""

    def read():
        if url.startswith("sqlite"):
            return b"".join(path.read_bytes() for path in home.glob("coach.db*"))
        with psycopg.connect(url) as connection:
            names = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            ).fetchall()
            rows = [connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names]
        return repr(rows).encode()

    return read


def test_no_word_that_anybody_wrote_is_readable_at_rest(store, desk, talk, at_rest):
    words = [f"Xylophone{n:02}" for n in range(28)]
    word = iter(words)
    conversation = desk.begin_conversation(
        "talk", None, next(word), f'{{"a": "{next(word)}"}}', next(word), {"m": next(word)}
    ).id
    desk.receive(conversation, "m1", next(word), {"m": next(word)})
    desk.complete(
        conversation,
        "m1",
        ReplyRecord(
            next(word), {"m": next(word)}, noticings=(NoticingRecord("habit", "h", next(word)),)
        ),
        f'{{"a": "{next(word)}"}}',
        "exploring",
        title=next(word),
        commitment=replace(
            talk.commitment,
            what=next(word),
            when_words=next(word),
            where_words=next(word),
            with_whom=next(word),
            obstacle=next(word),
            answer_to_it=next(word),
        ),
    )
    (commitment,) = desk.commitments()
    desk.save_commitment(replace(commitment, reflection=next(word)))
    desk.save_display_name(next(word))
    desk.save_preferences({"p": next(word)})
    desk.add_version(None, about={"to": next(word)}, text=next(word), review={"why": next(word)})
    led = desk.add_workshop({"title": next(word)}, {"named": next(word)})
    room = store.as_room(led.workspace_id, led.id)
    room.take_seat("k", next(word))
    room.put_answer("a", "k", "shown", {"text": next(word)})
    room.change_themes("a", lambda _: {"name": next(word)})
    assert next(word, None) is None
    lying_there = at_rest()
    assert b"always-busy" not in lying_there
    assert conversation.encode() in lying_there  # we did look in the right place
    for secret in words:
        assert secret.encode() not in lying_there
    exported = str(desk.export_everything())
    assert (
        sum(secret in exported for secret in words) == 23
    )  # two were written over, and three are the room's


def test_the_key_is_made_on_first_start_for_its_owner_alone(store, key_file, home):
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [p.name for p in home.iterdir() if p.name.startswith(".")] == []
    assert key_file.read_text().splitlines()[-1].endswith("=")
    assert "Back it up" in key_file.read_text()


def test_the_same_words_never_look_the_same():
    keyring = Keyring.temporary()
    assert keyring.encrypt("no time") != keyring.encrypt("no time")


def test_a_missing_key_is_said_and_no_new_one_takes_its_place(
    store, desk, talk, key_file, url, reopen
):
    conversation = talk.whole(desk)
    moved = key_file.rename(key_file.with_name("elsewhere"))
    with pytest.raises(KeyMissing, match="Put the key file back") as said:
        open_store(url, key=Keyring.in_file(key_file))
    assert str(key_file) in str(said.value)
    assert not key_file.exists()
    moved.rename(key_file)
    again = reopen()
    assert len(again.as_actor(again.local_person()).messages(conversation)) == 3


def test_a_key_that_does_not_fit_is_said_and_changes_nothing(
    store, desk, talk, key_file, url, reopen
):
    conversation = talk.whole(desk)
    right = key_file.read_text()
    key_file.write_text(new_key())
    with pytest.raises(KeyDoesNotFit, match="Nothing was changed"):
        open_store(url, key=Keyring.in_file(key_file))
    with pytest.raises(KeyDoesNotFit):
        open_store(url, key=Keyring.temporary())
    key_file.write_text(right)
    again = reopen()
    assert len(again.as_actor(again.local_person()).messages(conversation)) == 3


def test_a_new_key_on_top_writes_and_the_old_one_still_reads(desk, talk, key_file, reopen, url):
    old_key = key_file.read_text()
    first = talk.whole(desk, "under the old key")
    key_file.write_text(new_key() + "\n" + old_key)
    both = reopen()
    desk = both.as_actor(both.local_person())
    second = talk.whole(desk, "under the new key")
    assert {line.title for line in desk.conversations()} == {
        "under the old key",
        "under the new key",
    }

    key_file.write_text(old_key)
    with_old = reopen()
    desk = with_old.as_actor(with_old.local_person())
    assert desk.conversation(first).title == "under the old key"
    with pytest.raises(KeyDoesNotFit):
        desk.conversation(second)


def test_after_reencrypting_the_old_key_can_go(desk, talk, key_file, reopen, url, at_rest):
    old_key = key_file.read_text()
    for number in range(12):
        talk.whole(desk, f"conversation {number}")
    desk.save_preferences({"voice": "guide"})
    exported = desk.export_everything()
    new = new_key()
    key_file.write_text(f"{new}\n{old_key}")
    both = reopen()
    assert (
        both.reencrypt() == 12 * 7 + 4
    )  # and the person, the workspace, the known word, the pepper
    key_file.write_text(new)
    only_new = reopen()
    desk = only_new.as_actor(only_new.local_person())
    assert desk.export_everything() == exported
    key_file.write_text(old_key)
    with pytest.raises(KeyDoesNotFit):
        open_store(url, key=Keyring.in_file(key_file))


def test_reencrypting_goes_through_more_rows_than_one_transaction_takes(
    desk, talk, store, monkeypatch
):
    from coach.store import custody

    monkeypatch.setattr(custody, "_AT_ONCE", 4)
    for _ in range(5):
        talk.whole(desk)
    before = desk.export_everything()
    assert store.reencrypt() == 5 * 7 + 4
    assert desk.export_everything() == before


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("not a key", "key:1: this is not a key"),
        ("# fine\n\nZm9v\n", "key:3: this is not a key"),
        ("", "holds no key"),
        ("# only a comment\n", "holds no key"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_key_file_that_is_no_key_file_is_said_with_its_line(url, key_file, content, complaint):
    key_file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(KeyUnusable, match=complaint):
        open_store(url, key=Keyring.in_file(key_file))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_place_where_no_key_can_be_made_is_said(url, home):
    (home / "a file").write_text("")
    with pytest.raises(KeyUnusable, match="Make"):
        open_store(url, key=Keyring.in_file(home / "a file" / "key"))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_key_that_others_could_read_is_taken_from_them(url, key_file):
    key_file.write_text(new_key())
    key_file.chmod(0o644)
    open_store(url, key=Keyring.in_file(key_file)).close()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_key_that_another_process_just_made_is_used(tmp_path, monkeypatch):
    file = tmp_path / "key"
    first, second = Keyring.in_file(file), Keyring.in_file(file)
    first.create()
    second.create()
    assert second.decrypt(first.encrypt("ours")) == "ours"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]

    def no_hard_links(*_):
        raise PermissionError

    monkeypatch.setattr("os.link", no_hard_links)
    third = Keyring.in_file(file)
    third.create()
    assert third.decrypt(first.encrypt("ours")) == "ours"
    elsewhere = Keyring.in_file(tmp_path / "deeper" / "key")
    elsewhere.create()
    assert elsewhere.decrypt(elsewhere.encrypt("ü")) == "ü"
    with pytest.raises(KeyMissing):
        Keyring(()).create()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_two_stores_in_one_process_keep_their_keys_apart(desk, memory_desk, talk):
    for one in (desk, memory_desk, desk):
        assert talk.whole(one, "mine")
    assert [line.title for line in desk.conversations()] == ["mine", "mine"]
    assert [line.title for line in memory_desk.conversations()] == ["mine"]


def test_an_error_never_carries_what_somebody_wrote(desk, talk):
    conversation = talk.begin(desk)
    message_id = talk.say(desk, conversation, "Secretword")
    refused_by_the_database = ReplyRecord(
        "Secretword", {}, noticings=(NoticingRecord("habit", "h", "Secretword", "nowhere"),)
    )
    refused_before_it = replace(talk.commitment, what="Secretword", due_at=datetime(2026, 1, 1))
    with pytest.raises(Exception, match=r"(?i)foreign key") as first:
        desk.complete(conversation, message_id, refused_by_the_database, "Secretword", None)
    with pytest.raises(Exception, match="needs a time zone") as second:
        desk.complete(
            conversation,
            message_id,
            ReplyRecord("Secretword", {}),
            "Secretword",
            None,
            commitment=refused_before_it,
        )
    for raised in (first.value, second.value):
        error = raised
        while error is not None:
            assert "Secretword" not in str(error)
            error = error.__cause__ or error.__context__


def test_the_database_file_is_its_owners_alone(home):
    fresh = home / "new folder" / "coach.db"
    from coach.store.engine import sqlite_url

    with open_store(sqlite_url(fresh), key=Keyring.temporary()) as opened:
        opened.local_person()
        for path in fresh.parent.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE(fresh.parent.stat().st_mode) == 0o700
    assert sqlite3.connect(fresh).execute("PRAGMA journal_mode").fetchone() == ("wal",)
