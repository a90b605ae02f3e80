"""What somebody takes along holds everything that is kept about them, in each of its forms, whatever table it stands in."""

import json
from datetime import datetime
from io import BytesIO

import pytest
from filling import (
    MARK,
    OF_THE_COACH,
    SHARED,
    found_company,
    owned_tables,
    rows_of,
    strings_in,
    tables_about_people,
)
from pypdf import PdfReader
from sqlalchemy import or_, select

from coach.assembly import Coach
from coach.everything import _COUNTED, _FOR_PROGRAMS, _HEADINGS, _INSIDE
from coach.exports import everything_markdown, everything_pdf
from coach.settings import Settings
from coach.store.crypt import EncryptedJson, EncryptedText
from coach.store.erasing import STAYS
from coach.store.keyring import Keyring
from coach.store.store import open_store

NOT_EXPORTED = {
    "said_vector": "numbers, and a sentence of a message that is exported",
    "departure": "there is none while somebody is here; the page says until when",
    "invitation": "its name and address are the person's own, which are exported",
}
"""Tables of a person's that the export leaves out, and why."""
NOT_READ = {"vectors"}
"""Columns of numbers."""


@pytest.fixture
def coach(url, home, key_file, services_with, clock):
    store = open_store(url, key=Keyring.in_file(key_file), clock=clock)
    coach = Coach(services_with(Settings(home=home)), store)
    yield coach
    coach.close()


@pytest.fixture
def company(coach):
    return found_company(coach)


def _rows(session, table, actor):
    if "owner_id" in table.c:
        return rows_of(session, table, actor)
    people = [key.parent for key in table.foreign_keys if key.column.table.name == "person"]
    found = session.execute(select(table).where(or_(*(c == actor.person_id for c in people))))
    return [dict(row) for row in found.mappings()]


def _distinctive(row, actor):
    """What of a row can be looked for: words and instants, without the ids that stand everywhere."""
    everywhere = {actor.person_id, actor.workspace_id}
    for name, value in row.items():
        if isinstance(value, datetime):
            yield value.isoformat()
        elif isinstance(value, str) and value not in everywhere and name not in {"token", "digest"}:
            yield value


def test_every_table_that_holds_something_of_a_person_is_in_the_export(coach, company):
    victim = company.victim
    exported = json.dumps(victim.export_everything(), ensure_ascii=False)
    readable = everything_markdown(victim.export_everything()).replace("\\", "")
    missing = []
    with coach._store.database.read() as session:
        for table in tables_about_people():
            if table.name in NOT_EXPORTED:
                continue
            words = {
                c.name for c in table.columns if isinstance(c.type, EncryptedText | EncryptedJson)
            } - NOT_READ
            for row in _rows(session, table, victim.actor):
                for name in words:
                    said = [s for s in strings_in(row[name]) if MARK in s]
                    if any(json.dumps(s, ensure_ascii=False)[1:-1] not in exported for s in said):
                        missing.append(f"{table.name}.{name} is not in the JSON: store/export.py")
                    for line in {line for s in said for line in s.split("\n") if MARK in line}:
                        if name not in _FOR_PROGRAMS and line not in readable:
                            missing.append(
                                f"{table.name}.{name} cannot be read: coach/everything.py"
                            )
                if not words and not any(
                    one in exported for one in _distinctive(row, victim.actor)
                ):
                    missing.append(f"{table.name} is not in the JSON: store/export.py")
    assert not missing, "\n".join(sorted(set(missing)))


def test_every_word_in_the_json_can_be_read_in_markdown_and_on_paper(company):
    exported = company.victim.export_everything()
    markdown = everything_markdown(exported, zone="Europe/Madrid").replace("\\", "")
    pages = PdfReader(BytesIO(everything_pdf(exported, zone="Europe/Madrid"))).pages
    paper = "".join("".join(page.extract_text() for page in pages).split())

    def words(value):
        if isinstance(value, dict):
            for key, one in value.items():
                if key not in _FOR_PROGRAMS:
                    yield from words(one)
        elif isinstance(value, list):
            for one in value:
                yield from words(one)
        elif isinstance(value, str) and MARK in value:
            yield value

    said = list(words(exported))
    assert len(said) > 30
    for one in said:
        for line in one.split("\n"):
            assert line in markdown
            assert "".join(line.split()) in paper


def test_every_part_of_it_has_a_heading_that_a_person_would_write(company):
    """A table's or the program's own name is for what is newer than this test, and for no release."""
    exported = company.victim.export_everything()
    assert set(exported) - _FOR_PROGRAMS == set(_HEADINGS)
    assert {table.name for table in owned_tables()} - STAYS == set(_COUNTED) | _INSIDE
    markdown = everything_markdown(exported)
    parts = [part.split("\n", 1) for part in markdown.split("\n## ")[1:]]
    assert [title for title, _ in parts] == [_HEADINGS[key] for key in exported if key in _HEADINGS]
    said = dict(parts)
    assert "- Written by you: yes" in said["What you share, and what you read of others’"]
    assert "- What you said to it: Not before the audit" in said["What your coach gave you to do"]
    assert "**Of yourself**\n\n- Arriving: 4" in said["Pulses you asked for"]
    assert "1 pulse you asked for" in company.victim.held()


def test_what_can_still_be_brought_back_is_in_it(company):
    """Until it is erased: a note in one's own margin, a group."""
    victim, theirs = company.victim, company.practitioner
    notes = [note for one in victim.sharing.shared() for note in one.margin if SHARED in note.text]
    victim.sharing.delete_note(notes[0].id)
    (kept,) = victim.export_everything()["sharing"]["written_in_margins"]
    assert (kept["text"], bool(kept["deleted_at"])) == (notes[0].text, True)
    theirs.assigning.delete_group(theirs.assigning.groups()[0].id)
    (group,) = theirs.export_everything()["groups"]
    assert OF_THE_COACH in group["name"] and group["deleted_at"]
    assert group["leaders"] == [victim.actor.person_id]


def test_what_nobody_gave_a_name_is_readable_too():
    """A table that is new in the export, as another release may bring."""
    exported = {
        "exported_at": "2026-03-01T09:30:00+00:00",
        "walks": [
            {"id": "w1", "where": "the *yard*", "with": ["Jan", "Ewa"], "at": "2026-03-01T08:00:00+00:00",
             "notes": {"first": {"text": "Jan talked\nof the pump"}}, "alone": False},
        ],
        "told_apart": [],
    }  # fmt: skip
    made = everything_markdown(exported, zone="Europe/Madrid")
    assert "## Walks" in made and "## Told apart\n\nNothing." in made
    assert "- Where: the \\*yard\\*" in made
    assert "- At: 1 March 2026, 09:00" in made
    assert "- With: Jan; Ewa" in made and "- Alone: no" in made
    assert "**First**\n\nJan talked  \nof the pump" in made
    assert "w1" not in made
