"""Workshops: the facilitator's side, which belongs to a person, and the room's, which belongs to nobody.

Answers have no owner, no time and no order. Whoever holds the key that their device derives can find and change
them; the room's code leads to the room and to nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from coach.errors import NotFound, UndoTooLate
from coach.store.crypt import as_stored
from coach.store.records import Actor, Meta, RoomAnswer, Workshop
from coach.store.tables import (
    WorkshopAnswerRow,
    WorkshopRow,
    WorkshopSeatRow,
    WorkshopThemesRow,
    belongs_to,
)

Place = tuple[str, str]
"""A workspace and a workshop in it."""
_QUIET = {"synchronize_session": False}


# --- The facilitator's ----------------------------------------------------------------------------


def add_workshop(
    session: Session, actor: Actor, now: datetime, plan: Meta, state: Meta
) -> Workshop:
    row = WorkshopRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        plan=as_stored(plan),
        state=as_stored(state),
        status="draft",
        code=None,
        version=1,
        created_at=now,
        ended_at=None,
        erase_at=None,
        deleted_at=None,
    )
    session.add(row)
    session.flush()
    return _workshop(row)


def workshops(session: Session, actor: Actor) -> list[Workshop]:
    """Newest first, without deleted ones."""
    rows = session.scalars(
        select(WorkshopRow)
        .where(belongs_to(actor, WorkshopRow), WorkshopRow.deleted_at.is_(None))
        .order_by(WorkshopRow.created_at.desc(), WorkshopRow.id)
    )
    return [_workshop(row) for row in rows]


def workshop(session: Session, actor: Actor, workshop_id: str) -> Workshop:
    return _workshop(_row(session, actor, workshop_id))


def change_workshop(
    session: Session,
    actor: Actor,
    workshop_id: str,
    change: Callable[[Workshop], Mapping[str, Any]],
) -> Workshop:
    """What ``change`` returns becomes the workshop's: any of ``plan state status code ended_at erase_at``. Nobody
    else changes it in between."""
    row = _row(session, actor, workshop_id, to_change=True)
    for name, value in change(_workshop(row)).items():
        setattr(row, name, as_stored(value) if name in {"plan", "state"} else value)
    row.version += 1
    session.flush()
    return _workshop(row)


def code_is_taken(session: Session, code: str) -> bool:
    return session.scalar(select(WorkshopRow.id).where(WorkshopRow.code == code)) is not None


def delete_workshop(session: Session, actor: Actor, now: datetime, workshop_id: str) -> None:
    row = _row(session, actor, workshop_id, to_change=True)
    row.deleted_at = now
    row.version += 1


def undo_delete_workshop(
    session: Session, actor: Actor, since: datetime, workshop_id: str
) -> Workshop:
    """Bring back one that was deleted after ``since``."""
    row = session.scalar(
        select(WorkshopRow)
        .where(belongs_to(actor, WorkshopRow), WorkshopRow.id == workshop_id)
        .with_for_update()
    )
    if row is None:
        raise _unknown()
    if row.deleted_at is not None and row.deleted_at <= since:
        raise UndoTooLate(
            "This workshop was deleted more than ten minutes ago and is being erased. Prepare a new one."
        )
    row.deleted_at = None
    row.version += 1
    session.flush()
    return _workshop(row)


def all_workshops(session: Session, actor: Actor) -> list[tuple[Workshop, datetime | None]]:
    """For taking everything along: oldest first, with when they were deleted. What the room answered is not the
    facilitator's to take along: the report is."""
    rows = session.scalars(
        select(WorkshopRow)
        .where(belongs_to(actor, WorkshopRow))
        .order_by(WorkshopRow.created_at, WorkshopRow.id)
    )
    return [(_workshop(row), row.deleted_at) for row in rows]


def erase_rooms_due(session: Session, now: datetime) -> int:
    """What the rooms wrote and whose time is over goes, in every workspace; the agenda stays with its facilitator."""
    due = session.scalars(
        select(WorkshopRow).where(WorkshopRow.erase_at <= now).with_for_update()
    ).all()
    for row in due:
        place = row.workspace_id, row.id
        for kept in (WorkshopAnswerRow, WorkshopSeatRow, WorkshopThemesRow):
            session.execute(
                delete(kept).where(kept.workspace_id == place[0], kept.workshop_id == place[1]),
                execution_options=_QUIET,
            )
        row.code, row.erase_at, row.status = None, None, "ended"
        row.state = as_stored({**row.state, "erased": True})
        row.version += 1
    return len(due)


# --- The room's -----------------------------------------------------------------------------------


def room_by_code(session: Session, code: str) -> Workshop | None:
    """The workshop that this code opens, if it is live or over and not erased."""
    row = session.scalar(
        select(WorkshopRow).where(WorkshopRow.code == code, WorkshopRow.deleted_at.is_(None))
    )
    return None if row is None else _workshop(row)


def room(session: Session, place: Place) -> Workshop | None:
    row = session.scalar(select(WorkshopRow).where(*_at(place)))
    return None if row is None else _workshop(row)


def room_version(session: Session, place: Place) -> int | None:
    return session.scalar(select(WorkshopRow.version).where(*_at(place)))


def take_seat(session: Session, place: Place, key: str, name: str) -> bool:
    """Somebody is in the room; False if they were before. A name that changed is the new one."""
    _touch(session, place)
    row = session.get(WorkshopSeatRow, _named(place, key=key))
    if row is not None:
        row.name = name or row.name
        return False
    session.add(WorkshopSeatRow(workspace_id=place[0], workshop_id=place[1], key=key, name=name))
    return True


def seats(session: Session, place: Place) -> int:
    return session.scalar(
        select(func.count()).select_from(WorkshopSeatRow).where(*_of(WorkshopSeatRow, place))
    ) or 0  # fmt: skip


def seat_names(session: Session, place: Place) -> list[str]:
    """Names that people gave, in the order of the alphabet."""
    rows = session.scalars(select(WorkshopSeatRow.name).where(*_of(WorkshopSeatRow, place)))
    return sorted((name for name in rows if name), key=str.casefold)


def seat_name(session: Session, place: Place, key: str) -> str | None:
    """None: nobody with this key is in the room."""
    row = session.get(WorkshopSeatRow, _named(place, key=key))
    return None if row is None else row.name


def put_answer(
    session: Session, place: Place, activity: str, key: str, status: str, content: Meta
) -> None:
    """An answer, or a new one in place of the one with this key."""
    _touch(session, place)
    row = session.get(WorkshopAnswerRow, _named(place, activity=activity, key=key))
    if row is None:
        session.add(
            WorkshopAnswerRow(
                workspace_id=place[0], workshop_id=place[1], activity=activity, key=key,
                status=status, content=as_stored(content),
            )
        )  # fmt: skip
    else:
        row.status, row.content = status, as_stored(content)


def turn_all(
    session: Session, place: Place, activity: str, before: str, after: str, *, at_least: int = 1
) -> int:
    """All answers that stand ``before`` come to stand ``after``, in one move, once there are so many; how many did."""
    there = (
        *_of(WorkshopAnswerRow, place),
        WorkshopAnswerRow.activity == activity,
        WorkshopAnswerRow.status == before,
    )
    session.flush()
    found = session.scalar(select(func.count()).select_from(WorkshopAnswerRow).where(*there)) or 0
    if found < at_least:
        return 0
    _touch(session, place)
    session.execute(
        update(WorkshopAnswerRow).where(*there).values(status=after), execution_options=_QUIET
    )
    return found


def set_answer_status(session: Session, place: Place, activity: str, key: str, status: str) -> None:
    _touch(session, place)
    row = session.get(WorkshopAnswerRow, _named(place, activity=activity, key=key))
    if row is None:
        raise NotFound("This answer is not there any more. Look at the list again.")
    row.status = status


def take_answer_back(session: Session, place: Place, activity: str, key: str) -> None:
    _touch(session, place)
    session.execute(
        delete(WorkshopAnswerRow).where(
            *_of(WorkshopAnswerRow, place),
            WorkshopAnswerRow.activity == activity,
            WorkshopAnswerRow.key == key,
        ),
        execution_options=_QUIET,
    )


def answer(session: Session, place: Place, activity: str, key: str) -> RoomAnswer | None:
    row = session.get(WorkshopAnswerRow, _named(place, activity=activity, key=key))
    return None if row is None else _answer(row)


def answers(
    session: Session,
    place: Place,
    activities: Sequence[str] | None = None,
    status: str | None = None,
) -> list[RoomAnswer]:
    """In the order of their keys, which is none."""
    query = select(WorkshopAnswerRow).where(*_of(WorkshopAnswerRow, place))
    if activities is not None:
        query = query.where(WorkshopAnswerRow.activity.in_(activities))
    if status is not None:
        query = query.where(WorkshopAnswerRow.status == status)
    rows = session.scalars(query.order_by(WorkshopAnswerRow.activity, WorkshopAnswerRow.key))
    return [_answer(row) for row in rows]


def own_answers(session: Session, place: Place, keys: Mapping[str, str]) -> dict[str, RoomAnswer]:
    """Those whose keys somebody can name: activity to key, and activity to answer."""
    rows = session.scalars(
        select(WorkshopAnswerRow).where(
            *_of(WorkshopAnswerRow, place), WorkshopAnswerRow.key.in_(list(keys.values()))
        )
    )
    return {row.activity: _answer(row) for row in rows if keys.get(row.activity) == row.key}


def shuffle_answers(session: Session, place: Place, activity: str) -> None:
    """Write an activity's answers anew in the order of their keys: PostgreSQL numbers rows as they come."""
    _touch(session, place)  # nobody answers in between
    condition = (*_of(WorkshopAnswerRow, place), WorkshopAnswerRow.activity == activity)
    columns = WorkshopAnswerRow.__table__.columns
    rows = session.execute(
        select(*columns).where(*condition).order_by(WorkshopAnswerRow.key).with_for_update()
    ).mappings().all()  # fmt: skip
    if rows:
        session.execute(delete(WorkshopAnswerRow).where(*condition), execution_options=_QUIET)
        session.execute(insert(WorkshopAnswerRow), [dict(row) for row in rows])


def themes(session: Session, place: Place, activity: str) -> dict[str, Any] | None:
    row = session.get(WorkshopThemesRow, _named(place, activity=activity))
    return None if row is None else row.themes


def change_themes(
    session: Session,
    place: Place,
    activity: str,
    change: Callable[[dict[str, Any] | None], dict[str, Any]],
) -> dict[str, Any]:
    """One process at a time: the workshop's own row is held."""
    _touch(session, place)
    row = session.get(WorkshopThemesRow, _named(place, activity=activity))
    made = as_stored(change(None if row is None else row.themes))
    if row is None:
        session.add(
            WorkshopThemesRow(
                workspace_id=place[0], workshop_id=place[1], activity=activity, themes=made
            )
        )
    else:
        row.themes = made
    return made


# --- Inside ---------------------------------------------------------------------------------------


def _at(place: Place) -> tuple[Any, ...]:
    """The workshop itself, as long as it is not deleted."""
    return (
        WorkshopRow.workspace_id == place[0],
        WorkshopRow.id == place[1],
        WorkshopRow.deleted_at.is_(None),
    )


def _of(kept: Any, place: Place) -> tuple[Any, Any]:
    return kept.workspace_id == place[0], kept.workshop_id == place[1]


def _named(place: Place, **others: str) -> dict[str, str]:
    return {"workspace_id": place[0], "workshop_id": place[1], **others}


def _touch(session: Session, place: Place) -> None:
    """The room has changed. Holds the workshop's row until the end of the transaction."""
    touched = session.execute(
        update(WorkshopRow)
        .where(*_at(place))
        .values(version=WorkshopRow.version + 1)
        .returning(WorkshopRow.id),
        execution_options=_QUIET,
    )
    if touched.first() is None:
        raise NotFound("This workshop is over and its room is closed. Nothing was stored.")


def _row(
    session: Session, actor: Actor, workshop_id: str, *, to_change: bool = False
) -> WorkshopRow:
    query = select(WorkshopRow).where(
        belongs_to(actor, WorkshopRow),
        WorkshopRow.id == workshop_id,
        WorkshopRow.deleted_at.is_(None),
    )
    row = session.scalar(query.with_for_update() if to_change else query)
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFound:
    return NotFound("There is no such workshop here. Go back to the list of workshops.")


def _workshop(row: WorkshopRow) -> Workshop:
    return Workshop(
        row.id, row.workspace_id, row.plan, row.state, row.status, row.code, row.version,
        row.created_at, row.ended_at, row.erase_at,
    )  # fmt: skip


def _answer(row: WorkshopAnswerRow) -> RoomAnswer:
    return RoomAnswer(row.activity, row.key, row.status, row.content)
