"""Whoever erases everything, or leaves, is nowhere any more: looked for in every table, file and copy, also with the key.

Every table of a person's is filled before (``tests/filling.py``), those that nobody taught it too.
"""

import re
from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from filling import (
    MARK,
    NOT_THEIRS,
    OF_THE_COACH,
    SHARED,
    WITHOUT_WORDS,
    found_company,
    owned_tables,
    rows_of,
    strings_in,
)
from sqlalchemy import text

from coach.assembly import Coach
from coach.errors import SettingsError
from coach.settings import Settings
from coach.store.crypt import EncryptedJson, EncryptedText
from coach.store.erasing import STAYS
from coach.store.keyring import Keyring
from coach.store.store import open_store
from coach.store.tables import Base

TOKEN = re.compile(rb"gAAAA[\w-]{40,}=*")
NAMES = ("vera invited", "vera arrived", "vera@example.org")


@pytest.fixture
def coach(url, home, key_file, services_with, clock):
    store = open_store(url, key=Keyring.in_file(key_file), clock=clock)
    coach = Coach(services_with(Settings(home=home)), store)
    yield coach
    coach.close()


@pytest.fixture
def company(coach):
    return found_company(coach)


def everything_at_rest(coach, url, *folders):
    """All bytes in the data folder and, as text, all cells of the database; with what the key makes of each ciphertext
    in them, wherever it lies."""
    found = {
        path: path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    with coach._store.database.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(text(f"SELECT * FROM {table.name}")).all()
            found[f"table {table.name}"] = repr(rows).encode()
    key = Keyring.in_file(coach.settings.home / "key")
    key.load()
    for place, content in list(found.items()):
        opened = []
        for token in set(TOKEN.findall(content)):
            try:
                opened.append(key._keys.decrypt(token))
            except InvalidToken:  # the end of one that was written over
                continue
        found[f"{place}, opened"] = b"\n".join(opened)
    return found


def places_of(words, found):
    """Where any of the words stands, in whatever encoding."""
    needles = [
        word.encode(encoding) for word in words for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    ]
    return sorted(str(place) for place, content in found.items()
                  if any(needle in content.lower() for needle in needles))  # fmt: skip


def ciphertexts_of(coach, actor):
    """As it lies in their rows, without the agreement, which stays."""
    found = set()
    with coach._store.database.read() as session:
        for table in owned_tables():
            if table.name in STAYS:
                continue
            rows = session.execute(
                text(f"SELECT * FROM {table.name} WHERE owner_id = :who"), {"who": actor.person_id}
            ).all()
            found |= {str(v).encode() for row in rows for v in row if str(v).startswith("gAAAA")}
    return found


def test_every_table_is_filled_with_words_to_look_for(coach, company):
    with coach._store.database.read() as session:
        for table in owned_tables():
            words = [
                c.name for c in table.columns if isinstance(c.type, EncryptedText | EncryptedJson)
            ]
            if not words or table.name in STAYS:
                continue
            rows = rows_of(session, table, company.victim.actor)
            said = " ".join(s for row in rows for s in strings_in([row[name] for name in words]))
            exempt = table.name in WITHOUT_WORDS
            assert exempt or MARK in said, (
                f"fill {table.name} in tests/filling.py with marked words"
            )
            assert not exempt or rows


@pytest.mark.parametrize("how", ["erase everything", "leave", "removed"])
def test_nothing_is_left_anywhere(coach, company, url, home, warm_services, clock, how):
    folders = (home, warm_services.settings.home)
    victim, sqlite = company.victim, url.startswith("sqlite")
    if sqlite:
        coach.back_up()
    unkept = victim.begin(stored=False)
    victim.reply(unkept, f"Not to be kept: {MARK}")
    before = ciphertexts_of(coach, victim.actor)
    there = everything_at_rest(coach, url, *folders)
    assert len(before) > 30
    assert len(places_of([MARK], there)) > 10
    clock.advance(minutes=1)
    match how:
        case "erase everything":
            victim.erase_everything()
            assert coach._private_store.as_actor(victim._private.actor).export_everything()["conversations"] == []  # fmt: skip
        case "leave":
            victim.people.leave()
        case "removed":
            company.owner.people.remove(victim.actor.person_id)
            clock.advance(days=31)
            coach.purge()
    if sqlite:
        coach.back_up_if_due()
    now = everything_at_rest(coach, url, *folders)
    assert places_of([MARK, *NAMES], now) == []
    assert [p for p, content in now.items() if any(token[:60] in content for token in before)] == []
    assert MARK not in str(vars(coach.recollections))
    if how != "erase everything":
        still = places_of([victim.actor.person_id], now)
        may = {f"table {name}" for name in NOT_THEIRS} | {str(home / "erased")}
        assert set(still) <= may
    # Nobody else lost a word.
    assert company.owner.people.my_name() == "Ola Owner"


def test_nothing_of_a_leader_stays_with_their_coach(coach, company):
    """Neither what they shared, nor what the coach wrote about them or to them; the work that was done stays, unnamed."""
    theirs, who = company.practitioner, company.victim.actor.person_id
    assert (
        theirs.sharing.received(who)
        and theirs.practice.notes(who)
        and theirs.assigning.overview().given
    )
    company.victim.erase_everything()
    assert theirs.sharing.received(who) == theirs.practice.notes(who) == []
    (group,) = theirs.assigning.groups()
    assert theirs.assigning.overview().given == () and group.leaders == frozenset()
    log = theirs._stored.export_everything()["coaching_hours"]
    assert [(one["name"], one["contact"], one["leader_id"]) for one in log] == [("", "", None)]
    assert [m["minutes"] for m in log[0]["meetings"]] == [60]
    left = dict(theirs.export_everything())
    del left["access"], left["coaching_hours"]
    said = list(strings_in(left))
    # Of all that the coach wrote there is left what was about nobody: a group's name.
    assert [one for one in said if OF_THE_COACH in one] == [group.name]
    assert who not in said and not any(MARK in one for one in said)


def test_somebody_elses_erasing_leaves_mine(coach, company, url, home):
    before = company.victim.export_everything()
    company.colleague.erase_everything()
    assert _whole(company.victim.export_everything()) == _whole(before)
    company.practitioner.erase_everything()
    after = company.victim.export_everything()
    # What their coach gave them and wrote in their margin was the coach's, and is nowhere any more.
    assert len(before["from_coaches"]) == 3 and after["from_coaches"] == []
    assert _whole(after) == _whole(_without_the_coachs(before))
    assert any(
        SHARED in note["text"] for one in after["sharing"]["shared"] for note in one["margin"]
    )
    assert places_of([OF_THE_COACH], everything_at_rest(coach, url, home)) == []
    # What was begun goes on as their own.
    assert "a-week-of-arriving" in {one["exercise_id"] for one in after["exercises"]}


def _whole(exported):
    return {**exported, "exported_at": None}


def _without_the_coachs(exported):
    shared = [
        {**one, "margin": [note for note in one["margin"] if OF_THE_COACH not in note["text"]]}
        for one in exported["sharing"]["shared"]
    ]
    return {**exported, "from_coaches": [], "sharing": {**exported["sharing"], "shared": shared}}


def test_postgresql_is_backed_up_by_its_own_tools_and_says_so(coach, company, url, home):
    if url.startswith("sqlite"):  # has backups of its own
        assert coach.back_up_if_due() is not None
        return
    assert coach.back_up_if_due() is None
    with pytest.raises(SettingsError, match="pg_dump"):
        coach.back_up()
    assert not (home / "backups").exists()


def test_a_postgresql_that_was_put_back_is_erased_again(coach, company, url, clock):
    """The list lies outside the database, so it outlives what its own tools do."""
    taken = clock.advance(minutes=1)
    with coach._store.database.read() as session:
        kept = {
            table: [dict(r) for r in session.execute(table.select()).mappings()]
            for table in Base.metadata.sorted_tables
        }
    clock.advance(minutes=1)
    company.victim.erase_everything()
    with coach._store.database.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
        for table, rows in kept.items():
            for row in rows:
                session.execute(table.insert().values(row))
    assert company.victim.conversations() != []
    assert coach.catch_up(taken).erased == 1
    assert company.victim.conversations() == []
    assert coach.catch_up(taken + timedelta(minutes=2)).erased == 0
