"""What a coach gives leaders to do: giving it, seeing where it stands, taking it back, and what comes by and by.

What somebody does with it stands in ``assignments.py``, under the same id, and is theirs. A coach sees
of it only whether it is under way or finished, and that only where the leader shows it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, and_, delete, or_, select
from sqlalchemy.orm import Session

from coach.access import Action, Target, may, require
from coach.errors import BadInput, NotAllowed, NotFound, UndoTooLate
from coach.store import coachings, membership, sharing
from coach.store.own_exercises import keep_version
from coach.store.records import Actor, Coached, HandedOut, Party, Seen, ToDo
from coach.store.tables import (
    AssignmentRow,
    ConversationRow,
    HandoutRow,
    MembershipRow,
    PersonRow,
)
from coach.zones import evening_after, instant, morning_of

_Leaders = Mapping[str, tuple[Coached, Target]]
_SECRET: frozenset[Seen] = frozenset({"waits", "in-turn", "with-them"})


def give(
    session: Session,
    actor: Actor,
    now: datetime,
    leaders: Sequence[str],
    to_do: Sequence[ToDo],
    digests: Mapping[Party, str],
    *,
    note: str | None,
    zone: str,
) -> str:
    """Give these exercises to these leaders, all of it or nothing; the id of what was given.

    ``zone``: the coach's, for a leader whose own is not known yet. Raises BadInput for what would be
    due in the past, and NotAllowed, each with the names.
    """
    actor = membership.here(session, actor)
    mine = coachings.coached_by(session, actor, digests)
    for one in leaders:
        _require(actor, mine, one)
    zones = _zones(session, leaders)
    batch_id = str(uuid4())
    for wanted in to_do:
        keep_version(session, actor, now, wanted.exercise_id, wanted.digest, wanted.text)
    for leader_id in leaders:
        there = zones.get(leader_id) or zone
        for place, wanted in enumerate(to_do):
            row = HandoutRow(
                workspace_id=actor.workspace_id,
                owner_id=leader_id,
                id=str(uuid4()),
                practitioner_id=actor.person_id,
                batch_id=batch_id,
                place=place,
                exercise_id=wanted.exercise_id,
                digest=wanted.digest,
                note=note if place == 0 else None,
                goal=wanted.goal,
                keeps_to=wanted.keeps_to,
                status="waits",
                follows=None if wanted.on else wanted.follows,
                after_days=wanted.after_days,
                due_days=wanted.due_days,
                zone=there,
                shows=False,
                reminds=True,
                created_at=now,
            )
            if wanted.on is not None:
                row.offer_at = max(morning_of(wanted.on, there), now)
            elif wanted.follows is None:
                row.offer_at = now
            if wanted.local_due is not None:
                row.local_due, row.due_at = wanted.local_due, instant(wanted.local_due, there)
                if row.due_at <= (row.offer_at or now):
                    name = mine[leader_id][0].name or "somebody without a name"
                    raise BadInput(
                        f"For {name} ({there}) that would be due before it is there. Choose a later "
                        "day. Nothing was assigned."
                    )
            if row.offer_at is not None and row.offer_at <= now:
                _offer(row, now)
            session.add(row)
    session.flush()
    return batch_id


def handed_out(
    session: Session, actor: Actor, digests: Mapping[Party, str], leader_id: str | None = None
) -> tuple[list[Coached], list[HandedOut]]:
    """The leaders that the actor coaches, by name, and what they gave them, newest first: to all, without
    words; or to one, with them. As many queries for a thousand as for one."""
    actor = membership.here(session, actor)
    mine = coachings.coached_by(session, actor, digests)
    if leader_id is not None:
        if leader_id not in mine:
            raise NotFound("There is nobody here by that address whom you coach. Reload the page.")
        mine = {leader_id: mine[leader_id]}
    people = sorted(
        _with_unread(session, actor, mine), key=lambda one: (one.name.casefold(), one.id)
    )
    columns: tuple[Any, ...] = _PLAIN
    if leader_id is not None:
        columns += (HandoutRow.note, HandoutRow.goal, HandoutRow.keeps_to, HandoutRow.word)
    query = _with_how_it_goes(select(*columns, AssignmentRow.status.label("doing"))).where(
        HandoutRow.workspace_id == actor.workspace_id,
        HandoutRow.practitioner_id == actor.person_id,
        HandoutRow.deleted_at.is_(None),
    )
    if leader_id is not None:
        query = query.where(HandoutRow.owner_id == leader_id)
    rows = session.execute(
        query.order_by(
            HandoutRow.created_at.desc(), HandoutRow.batch_id, HandoutRow.owner_id, HandoutRow.place
        )
    )
    return people, _as_seen(actor, mine, rows, words=leader_id is not None)


def take_back(session: Session, actor: Actor, now: datetime, handouts: Collection[str]) -> None:
    """It is no longer offered. Whoever began keeps what they do and goes on with it as their own."""
    for row in _own(session, actor, handouts):
        if row.deleted_at is None:
            row.deleted_at = now


def undo_take_back(
    session: Session, actor: Actor, since: datetime, handouts: Collection[str]
) -> None:
    """Give again what was taken back after ``since``."""
    for row in _own(session, actor, handouts):
        if row.deleted_at is not None and row.deleted_at <= since:
            raise UndoTooLate(
                "That was taken back more than ten minutes ago and is being erased. Assign it anew."
            )
        row.deleted_at = None


def all_handed_out(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """For taking everything along: the coach's own words, and to whose random id they went; nothing of what
    became of it."""
    rows = session.scalars(
        select(HandoutRow)
        .where(
            HandoutRow.workspace_id == actor.workspace_id,
            HandoutRow.practitioner_id == actor.person_id,
        )
        .order_by(HandoutRow.created_at, HandoutRow.id)
    )
    names = ("id", "batch_id", "place", "exercise_id", "note", "goal", "keeps_to", "created_at")
    return [{n: getattr(r, n) for n in names} | {"leader_id": r.owner_id} for r in rows]


def erase_handed_out(session: Session, workspace_id: str, person_id: str) -> None:
    """All that somebody gave others: their words go, what others do stays theirs."""
    session.execute(
        delete(HandoutRow).where(
            HandoutRow.workspace_id == workspace_id, HandoutRow.practitioner_id == person_id
        ),
        execution_options={"synchronize_session": False},
    )


# --- What comes by and by ---------------------------------------------------------------------------


def offer_due(session: Session, now: datetime, digests: Mapping[Party, str]) -> int:
    """Let everything come whose time is there, in every workspace; how much that was. Only while the coaching
    and its agreement stand: what waits for these goes on waiting."""
    waiting = (
        select(HandoutRow.batch_id)
        .where(
            HandoutRow.status == "waits",
            HandoutRow.deleted_at.is_(None),
            or_(HandoutRow.offer_at.is_(None), HandoutRow.offer_at <= now),
        )
        .distinct()
    )
    every: Any = _with_how_it_goes(
        select(
            HandoutRow,
            AssignmentRow.status.label("doing"),
            AssignmentRow.updated_at.label("touched_at"),
        ),
        shown_only=False,
    )
    rows = session.execute(
        every.where(HandoutRow.batch_id.in_(waiting), HandoutRow.deleted_at.is_(None)).order_by(
            HandoutRow.place
        )
    ).all()
    chains: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for found in rows:
        row = found.HandoutRow
        chains[row.workspace_id, row.owner_id, row.batch_id].append(found)
    allowed: dict[tuple[str, str], _Leaders] = {}
    count = 0
    for chain in chains.values():
        before: Any = None
        for found in chain:
            row = found.HandoutRow
            if row.status == "waits":
                _set_when(row, before, now)
                if row.offer_at is not None and row.offer_at <= now:
                    key = (row.workspace_id, row.practitioner_id)
                    if key not in allowed:
                        allowed[key] = _coached_now(session, *key, digests)
                    count += _offer_if(row, allowed[key], now)
            before = found
    session.flush()
    return count


def _set_when(row: HandoutRow, before: Any, now: datetime) -> None:
    """Set when it comes, as soon as that is known from the one before it that is still there."""
    if row.offer_at is not None:
        return
    anchor: datetime | None = row.created_at
    if before is not None:
        earlier: HandoutRow = before.HandoutRow
        anchor = earlier.offered_at if row.follows == "given" else _done_with(earlier, before, now)
    if anchor is not None:
        row.offer_at = anchor + timedelta(days=row.after_days or 0)


def _done_with(earlier: HandoutRow, found: Any, now: datetime) -> datetime | None:
    """Since when its leader has been done with it: finished, let go, deleted or declined."""
    if earlier.status == "declined":
        return earlier.answered_at
    if earlier.status != "begun":
        return None
    if found.doing is None:  # deleted
        return now
    touched: datetime = found.touched_at
    return touched if found.doing in {"finished", "let-go"} else None


def _offer_if(row: HandoutRow, leaders: _Leaders, now: datetime) -> bool:
    maker = Actor(row.practitioner_id, row.workspace_id, frozenset({"practitioner"}))
    found = leaders.get(row.owner_id)
    if found is None or not may(maker, Action.ASSIGN, found[1]):
        return False
    _offer(row, now)
    return True


def _coached_now(
    session: Session, workspace_id: str, person_id: str, digests: Mapping[Party, str]
) -> _Leaders:
    roles = session.scalars(
        select(MembershipRow.role).where(
            MembershipRow.workspace_id == workspace_id, MembershipRow.owner_id == person_id
        )
    )
    maker = Actor(person_id, workspace_id, frozenset(roles))
    if "practitioner" not in maker.roles:
        return {}
    return coachings.coached_by(session, maker, digests)


def _offer(row: HandoutRow, now: datetime) -> None:
    row.status, row.offered_at = "offered", now
    if row.due_days is not None and row.zone is not None:
        row.local_due = evening_after(now, row.due_days, row.zone)
        row.due_at = instant(row.local_due, row.zone)


# --- What a coach sees ------------------------------------------------------------------------------

_PLAIN = (
    HandoutRow.id, HandoutRow.owner_id, HandoutRow.batch_id, HandoutRow.place, HandoutRow.exercise_id,
    HandoutRow.digest, HandoutRow.status, HandoutRow.follows, HandoutRow.shows, HandoutRow.offer_at,
    HandoutRow.local_due, HandoutRow.zone, HandoutRow.due_at, HandoutRow.created_at,
)  # fmt: skip


def _with_how_it_goes(query: Any, *, shown_only: bool = True) -> Any:
    """Joined with what became of it, where the leader shows that and did not delete it."""
    theirs = and_(
        AssignmentRow.workspace_id == HandoutRow.workspace_id,
        AssignmentRow.owner_id == HandoutRow.owner_id,
        AssignmentRow.id == HandoutRow.id,
        select(ConversationRow.id)
        .where(
            ConversationRow.workspace_id == HandoutRow.workspace_id,
            ConversationRow.owner_id == HandoutRow.owner_id,
            ConversationRow.id == HandoutRow.id,
            ConversationRow.deleted_at.is_(None),
        )
        .exists(),
    )
    if shown_only:
        theirs = and_(theirs, HandoutRow.shows.is_(True))
    return query.select_from(HandoutRow).outerjoin(AssignmentRow, theirs)


def _with_unread(session: Session, actor: Actor, mine: _Leaders) -> Iterator[Coached]:
    """Each with how much waits to be read; nothing where it may not be."""
    waits = sharing.unread(session, actor)
    for one, target in mine.values():
        open_ = may(actor, Action.SHARED, replace(target, shared=True))
        yield replace(one, unread=waits.get(one.id, 0) if open_ else 0)


def _as_seen(
    actor: Actor, mine: _Leaders, rows: Iterable[Row[Any]], *, words: bool
) -> list[HandedOut]:
    told = {  # by leader, and whether they share it
        (one, shared): may(actor, Action.SHARED, replace(target, shared=shared))
        for one, (_, target) in mine.items()
        for shared in (True, False)
    }
    made: list[HandedOut] = []
    chain: tuple[str, str] | None = None
    hidden, open_before, expected = False, False, 0
    for row in rows:
        leader_id = row.owner_id
        if leader_id not in mine:
            continue
        shared = row.shows or row.status == "declined"
        seen = _seen(row, shown=shared and told[leader_id, shared])
        if (row.batch_id, leader_id) != chain:
            chain, hidden, open_before, expected = (row.batch_id, leader_id), False, True, 0
        if (
            row.place != expected
        ):  # the one before it was taken back, and how far it was stays its leader's
            open_before = False
        # When it comes would tell what became of the one before it.
        hidden = row.follows is not None and ((row.follows == "done" and not open_before) or hidden)
        expected = row.place + 1
        open_before = seen in {"finished", "declined"}
        secret = hidden and seen in _SECRET
        # The word is the leader's: read for as long as the agreement stands.
        word = row.word if words and seen == "declined" else None
        said = (row.note, row.goal, row.keeps_to, word) if words else (None,) * 4
        made.append(
            HandedOut(
                row.id, leader_id, row.batch_id, row.place, row.exercise_id, row.digest,
                "in-turn" if secret else seen, None if secret else row.offer_at,
                None if secret else row.local_due, None if secret else row.zone, None if secret else row.due_at,
                row.created_at, *said,
            )
        )  # fmt: skip
    return made


def _seen(row: Row[Any], *, shown: bool) -> Seen:
    """Declining is said to the coach; the rest only where the leader shows it, while the agreement stands."""
    if shown and row.status == "declined":
        return "declined"
    if row.status == "waits":
        return "in-turn" if row.offer_at is None else "waits"
    if not shown or row.status != "begun" or row.doing in {None, "let-go"}:
        return "with-them"
    return "finished" if row.doing == "finished" else "under-way"


def _require(actor: Actor, mine: _Leaders, leader_id: str) -> None:
    found = mine.get(leader_id)
    target = found[1] if found else Target(actor.workspace_id, person_id=leader_id)
    try:
        require(actor, Action.ASSIGN, target)
    except NotAllowed as refused:
        name = found[0].name if found else ""
        raise NotAllowed(
            f"Nothing was assigned. {name}: {refused}" if name else str(refused)
        ) from refused


def _zones(session: Session, leaders: Collection[str]) -> dict[str, str]:
    """Where leaders are, of those who said or whose browser did."""
    rows = session.execute(
        select(PersonRow.id, PersonRow.preferences).where(PersonRow.id.in_(leaders))
    )
    return {r.id: zone for r in rows if (zone := reaching(r.preferences).get("zone"))}


def reaching(preferences: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody said of how they are reached: ``zone``, ``reminds``, ``mail``."""
    return dict(preferences.get("reaching") or {})


def _own(session: Session, actor: Actor, handouts: Collection[str]) -> list[HandoutRow]:
    rows = session.scalars(
        select(HandoutRow)
        .where(
            HandoutRow.workspace_id == actor.workspace_id,
            HandoutRow.practitioner_id == actor.person_id,
            HandoutRow.id.in_(handouts),
        )
        .with_for_update()
    ).all()
    if len(rows) < len(set(handouts)):
        raise NotFound("That was not assigned by you, or is there no more. Reload the page.")
    return list(rows)
