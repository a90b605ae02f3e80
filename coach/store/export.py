"""Everything the store holds about a person, in a form that any other program can read."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coach.store.access_export import access_of
from coach.store.assignments import all_assignments
from coach.store.brand import all_entries
from coach.store.checks import all_checked
from coach.store.commitments import to_commitment
from coach.store.conversations import to_conversation
from coach.store.erasing import STAYS
from coach.store.handed import all_handouts
from coach.store.handing_out import all_handed_out
from coach.store.leader_groups import all_groups
from coach.store.memory import all_kept, declined
from coach.store.noticings import to_noticing
from coach.store.people import person
from coach.store.practice import all_logged, all_notes
from coach.store.pulses import all_rounds
from coach.store.ratings import all_ratings
from coach.store.records import Actor
from coach.store.rehearsed import all_runs
from coach.store.rooms import all_workshops
from coach.store.sharing import all_shared
from coach.store.tables import (
    Base,
    CommitmentRow,
    ConversationRow,
    NoticingRow,
    belongs_to,
)
from coach.store.transcript import transcripts


def export_everything(session: Session, actor: Actor, now: datetime) -> dict[str, Any]:
    """Oldest first; archived conversations, and deleted ones that are not erased yet, included."""
    kept = session.scalars(
        select(ConversationRow)
        .where(belongs_to(actor, ConversationRow))
        .order_by(ConversationRow.created_at, ConversationRow.id)
    ).all()
    said = transcripts(session, actor)
    noticed = session.scalars(
        select(NoticingRow)
        .where(belongs_to(actor, NoticingRow))
        .order_by(NoticingRow.created_at, NoticingRow.number)
    ).all()
    committed = session.scalars(
        select(CommitmentRow)
        .where(belongs_to(actor, CommitmentRow))
        .order_by(CommitmentRow.created_at)
    ).all()
    exported: dict[str, Any] = _plain(
        {
            "exported_at": now,
            "person": asdict(person(session, actor)) | {"roles": sorted(actor.roles)},
            "conversations": [
                asdict(to_conversation(row))
                | {
                    "deleted_at": row.deleted_at,
                    "messages": [asdict(message) for message in said.get(row.id, ())],
                    "noticings": [
                        asdict(to_noticing(n)) for n in noticed if n.conversation_id == row.id
                    ],
                    "commitments": [
                        asdict(to_commitment(c)) for c in committed if c.conversation_id == row.id
                    ],
                }
                for row in kept
            ],
            "checked_messages": [
                asdict(checked) | {"deleted_at": deleted_at}
                for checked, deleted_at in all_checked(session, actor)
            ],
            "ratings": [
                asdict(rated) | {"deleted_at": deleted_at}
                for rated, deleted_at in all_ratings(session, actor)
            ],
            "brand": [
                asdict(entry) | {"deleted_at": deleted_at}
                for entry, deleted_at in all_entries(session, actor)
            ],
            "exercises": [
                asdict(made) | {"deleted_at": deleted_at}
                for made, deleted_at in all_assignments(session, actor)
            ],
            # Without the numbers by which they are found, which are made of the words.
            "remembered": [
                {k: v for k, v in asdict(kept).items() if k != "vectors"} | {"forgotten_at": at}
                for kept, at in all_kept(session, actor)
            ],
            "not_to_be_remembered": sorted(declined(session, actor)),
            "rehearsals": [
                asdict(run) | {"deleted_at": deleted_at}
                for run, deleted_at in all_runs(session, actor)
            ],
            "workshops": [
                asdict(led) | {"deleted_at": deleted_at}
                for led, deleted_at in all_workshops(session, actor)
            ],
            "notes_as_a_coach": [
                asdict(note) | {"deleted_at": deleted_at}
                for note, deleted_at in all_notes(session, actor)
            ],
            "coaching_hours": all_logged(session, actor),
            "sharing": all_shared(session, actor),
            "from_coaches": all_handouts(session, actor),
            "assigned_to_others": all_handed_out(session, actor),
            "groups": all_groups(session, actor),
            # Without the answers, which are nobody's, and the link, which opens the door to them.
            "pulses": [
                asdict(asked) | {"deleted_at": deleted_at}
                for asked, deleted_at in all_rounds(session, actor)
            ],
            "access": access_of(session, actor),
        }
    )
    return exported


def held(session: Session, actor: Actor) -> dict[str, int]:
    """How many rows of each table are the person's, where there are any, without those of who they are here."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if {"workspace_id", "owner_id"} <= set(table.c.keys()) and table.name not in STAYS:
            whose = (
                table.c.workspace_id == actor.workspace_id,
                table.c.owner_id == actor.person_id,
            )
            count = session.scalar(select(func.count()).select_from(table).where(*whose)) or 0
            if count:
                found[table.name] = count
    return found


def _plain(value: Any) -> Any:
    """The value as JSON has it: instants as ISO 8601 in UTC, lists for tuples."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
