"""Pulses: the leader's side, which belongs to a person, and the answers, which belong to nobody.

All answers of a round stand in one sealed row, by keys that only the devices they come from can derive, in the order of
those keys; so no row is anybody's, and none has a time or a place among others. When the round closes they are summed
up and erased in the same transaction (decision 033).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import Session

from coach.errors import BadInput, NoEntry, NotAllowed, NotFound, UndoTooLate
from coach.pulse_summary import Summary, summed_up
from coach.store.crypt import as_stored
from coach.store.keyed import keyed, secret_in
from coach.store.records import Actor, Meta, OpenPulse, PulseRound
from coach.store.tables import (
    MembershipRow,
    PersonRow,
    PulseAnswersRow,
    PulseRow,
    PulseWaitRow,
    belongs_to,
)

OPEN_FOR = timedelta(weeks=3)
APART = timedelta(weeks=8)
"""From the beginning of a round that showed something to the next: long enough for something to change, for people to
want to be asked again, and for two rounds not to differ by one person's answers alone."""
MOST_PEOPLE = 200
"""Who has the link can answer on many devices; not on any number of them."""
Place = tuple[str, str]
"""A workspace and a round in it."""
_OVER = (
    "This round is over, so nothing can be answered any more. Single answers were erased when it closed; what remains "
    "is where the middle of all answers lies, if there were five or more."
)


# --- The leader's ---------------------------------------------------------------------------------


def begin(
    session: Session, actor: Actor, now: datetime, asked: Meta, link: str, token: str
) -> PulseRound:
    """A round, open from now on. ``token``: the keyed hash of ``link``. BadInput where another one is open, or the last
    is too near."""
    _alone(session, actor)
    if not _has_a_role(session, actor.workspace_id, actor.person_id):
        raise NotAllowed("You are not in this workspace any more, so you can't ask anybody here.")
    close_due(session, now, actor)
    _refuse_a_second(session, actor)
    until = waits_until(session, actor, now)
    if until is not None:
        raise BadInput(f"The next round can begin on {until:%-d %B}. Until then, leave it be.")
    row = PulseRow(
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        id=str(uuid4()),
        asked=as_stored(asked),
        own={},
        status="open",
        link=link,
        token=token,
        begun_at=now,
        closes_at=now + OPEN_FOR,
    )
    session.add(row)
    session.flush()
    return _round(row)


def rounds(session: Session, actor: Actor) -> list[PulseRound]:
    """Oldest first, without deleted ones."""
    return [_round(row) for row in session.scalars(_all(actor).where(PulseRow.deleted_at.is_(None)))]  # fmt: skip


def all_rounds(session: Session, actor: Actor) -> list[tuple[PulseRound, datetime | None]]:
    """Oldest first, those that are deleted included, with when they were; without links, which open doors."""
    return [
        (replace(_round(row), link=None), row.deleted_at) for row in session.scalars(_all(actor))
    ]


def waits_until(session: Session, actor: Actor, now: datetime) -> datetime | None:
    """When the next round can begin; None: now. A deleted one keeps its distance, too, and so does one that was erased
    with everything: otherwise that would be a way to ask the same people and one more the day after."""
    begun = session.scalar(
        select(PulseRow.begun_at)
        .where(belongs_to(actor, PulseRow), PulseRow.status.in_(("shown", "gone")))
        .order_by(PulseRow.begun_at.desc())
        .limit(1)
    )
    erased = session.get(PulseWaitRow, _mark(session, actor))
    ends = [begun + APART] if begun is not None else []
    ends += [erased.until] if erased is not None else []
    return max((end for end in ends if end > now), default=None)


def keep_apart(session: Session, actor: Actor, now: datetime) -> None:
    """Before a person's rounds are erased with everything: of the eight weeks between two there stays the day on which
    they end. Not the moment, by which an older copy would tell whose it is."""
    until = waits_until(session, actor, now)
    if until is not None:
        _wait(session, actor, until)


def _wait(session: Session, actor: Actor, until: datetime) -> None:
    last = until.astimezone(UTC) - timedelta(microseconds=1)
    day = datetime.combine(last, time(), UTC) + timedelta(days=1)
    session.merge(PulseWaitRow(mark=_mark(session, actor), until=day))
    session.flush()


def need_not_wait(session: Session, actor: Actor) -> None:
    """Somebody is gone for good, and with them the only one whom it would keep from asking."""
    session.execute(delete(PulseWaitRow).where(PulseWaitRow.mark == _mark(session, actor)))


def save_own(
    session: Session, actor: Actor, now: datetime, pulse_id: str, own: Mapping[str, int]
) -> PulseRound:
    """What the leader says of themselves, as long as the others have not been heard."""
    row = _row(session, actor, pulse_id)
    if row.status != "open" or row.closes_at <= now:
        raise BadInput(
            "This round is over, and what you say of yourself now would be an answer to the others. Say it in the next one."
        )
    row.own = as_stored(own)
    return _round(row)


def close(session: Session, actor: Actor, now: datetime, pulse_id: str) -> PulseRound:
    """Sum up the answers and erase them. One that is closed stays as it is."""
    row = _row(session, actor, pulse_id)
    _close(session, row, now)
    return _round(row)


def delete_round(session: Session, actor: Actor, now: datetime, pulse_id: str) -> None:
    _row(session, actor, pulse_id).deleted_at = now


def undo_delete(
    session: Session, actor: Actor, now: datetime, since: datetime, pulse_id: str
) -> PulseRound:
    """Bring back one that was deleted after ``since``; an open one opens again."""
    _alone(session, actor)
    row = session.scalar(
        select(PulseRow)
        .where(belongs_to(actor, PulseRow), PulseRow.id == pulse_id)
        .with_for_update()
    )
    if row is None:
        raise _unknown()
    if row.deleted_at is not None:
        if row.deleted_at <= since:
            raise UndoTooLate("This round was deleted more than ten minutes ago and is erased.")
        if row.status == "open" and waits_until(session, actor, now) is not None:
            raise BadInput(
                "Another round has been read since. Two of them so near to each other would tell who answered only one, so "
                "this one stays away, and what was answered is erased."
            )
        if row.status == "open" and row.closes_at > now:
            _refuse_a_second(session, actor)
        row.deleted_at = None
    return _round(row)


# --- When time is over ----------------------------------------------------------------------------


def close_due(session: Session, now: datetime, actor: Actor | None) -> int:
    """Close what is open longer than it should be: one person's, or everybody's. How many there were."""
    due = select(PulseRow).where(
        PulseRow.status == "open", PulseRow.closes_at <= now, PulseRow.deleted_at.is_(None)
    )
    if actor is not None:
        due = due.where(belongs_to(actor, PulseRow))
    rows = session.scalars(due.with_for_update()).all()
    for row in rows:
        _close(session, row, now)
    return len(rows)


def purge(session: Session, now: datetime, since: datetime, actor: Actor | None) -> int:
    """Erase what was deleted before ``since``. Of one that showed something there stays, until the next may begin, that
    it began then, and nothing else."""
    overdue = select(PulseRow).where(PulseRow.deleted_at <= since)
    if actor is not None:
        overdue = overdue.where(belongs_to(actor, PulseRow))
    erased = 0
    for row in session.scalars(overdue.with_for_update()):
        if row.status in {"open", "few"} or row.begun_at + APART <= now:
            session.delete(row)
        elif row.status == "shown":
            row.status, row.asked, row.own, row.others, row.token = "gone", {}, {}, None, None
        else:
            continue
        erased += 1
    session.execute(delete(PulseWaitRow).where(PulseWaitRow.until <= now))
    return erased


def end_unread(session: Session, now: datetime, taken_at: datetime) -> None:
    """End every round that is open in a copy taken at this instant, with nothing kept but its distance to the next: it
    may have been read since."""
    for row in session.scalars(
        select(PulseRow).where(PulseRow.status == "open", PulseRow.begun_at <= taken_at)
    ).all():
        row.status, row.link, row.closed_at = "few", None, min(now, row.closes_at)
        answers = _answers(session, (row.workspace_id, row.id))
        if answers is not None:
            session.delete(answers)
        whose = Actor(row.owner_id, row.workspace_id, frozenset())
        _wait(session, whose, row.begun_at + APART)


def _close(session: Session, row: PulseRow, now: datetime) -> None:
    if row.status != "open":
        return
    kept = _answers(session, (row.workspace_id, row.id))
    given = {q: list(by_key.values()) for q, by_key in kept.answers.items()} if kept else {}
    found = summed_up(given)
    row.status = "few" if found is None else "shown"
    row.others = None if found is None else found.as_stored()
    row.closed_at, row.link = min(now, row.closes_at), None
    if kept is not None:
        session.delete(kept)
    session.flush()


# --- The colleague's ------------------------------------------------------------------------------


def by_token(session: Session, token: str, now: datetime) -> OpenPulse | None:
    """The round that a link opens; None: no such link. NoEntry where it was one once."""
    row = session.scalar(select(PulseRow).where(PulseRow.token == token))
    if row is None:
        return None
    if row.status != "open" or row.closes_at <= now:
        raise NoEntry(_OVER)
    person = session.get(PersonRow, row.owner_id)
    if (
        row.deleted_at is not None
        or person is None
        or not _has_a_role(session, row.workspace_id, row.owner_id)
    ):
        raise NoEntry(
            "Whoever asked has taken this back. Nothing can be answered any more, and what was answered is not shown."
        )
    return OpenPulse(row.workspace_id, row.id, person.display_name, row.asked, row.closes_at)


def answer(
    session: Session, place: Place, now: datetime, keys: Mapping[str, str], given: Mapping[str, int]
) -> None:
    """One device's answers, question to value, or new ones in place of those with its keys. NoEntry once it is over."""
    _hold_open(session, place, now)
    row = _answers(session, place)
    if row is None:
        row = PulseAnswersRow(workspace_id=place[0], pulse_id=place[1], answers={})
        session.add(row)
    answers = {question: dict(by_key) for question, by_key in row.answers.items()}
    for question, value in given.items():
        answers.setdefault(question, {})[keys[question]] = value
    if max(map(len, answers.values()), default=0) > MOST_PEOPLE:
        raise NoEntry(
            "More answers than can be have been given by this link, so no more are taken. Tell whoever sent it."
        )
    row.answers = _in_no_order(answers)


def take_back(session: Session, place: Place, now: datetime, keys: Mapping[str, str]) -> None:
    """One device's answers, gone for good."""
    _hold_open(session, place, now)
    row = _answers(session, place)
    if row is not None:
        row.answers = _in_no_order(
            {
                question: {k: v for k, v in by_key.items() if k != keys.get(question)}
                for question, by_key in row.answers.items()
            }
        )


def own_answers(session: Session, place: Place, keys: Mapping[str, str]) -> dict[str, int]:
    """What was answered by whoever can name these keys: question to value."""
    row = session.get(PulseAnswersRow, place)
    answers = {} if row is None else row.answers
    return {q: answers[q][k] for q, k in keys.items() if k in answers.get(q, {})}


def _in_no_order(answers: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {question: dict(sorted(by_key.items())) for question, by_key in answers.items()}


def _hold_open(session: Session, place: Place, now: datetime) -> None:
    """Hold the round's row until the end of the transaction: it is not closed in between, and nobody else answers."""
    row = session.scalar(
        select(PulseRow)
        .where(PulseRow.workspace_id == place[0], PulseRow.id == place[1])
        .with_for_update()
    )
    if row is None or row.token is None or by_token(session, row.token, now) is None:
        raise NoEntry(_OVER)


def _answers(session: Session, place: Place) -> PulseAnswersRow | None:
    return session.get(PulseAnswersRow, place, populate_existing=True, with_for_update=True)


# --- Inside ---------------------------------------------------------------------------------------


def _all(actor: Actor) -> Select[PulseRow]:
    return (
        select(PulseRow).where(belongs_to(actor, PulseRow)).order_by(PulseRow.begun_at, PulseRow.id)
    )


def _alone(session: Session, actor: Actor) -> None:
    """One thing at a time of what allows one open round only."""
    session.scalar(select(PersonRow.id).where(PersonRow.id == actor.person_id).with_for_update())


def _refuse_a_second(session: Session, actor: Actor) -> None:
    if session.scalar(_all(actor).where(PulseRow.status == "open", PulseRow.deleted_at.is_(None))):
        raise BadInput(
            "A round is open, and there is one at a time. Wait for its end, or close it."
        )


def _mark(session: Session, actor: Actor) -> str:
    return keyed(secret_in(session), "pulse wait", actor.workspace_id, actor.person_id)


def _has_a_role(session: Session, workspace_id: str, person_id: str) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    MembershipRow.workspace_id == workspace_id, MembershipRow.owner_id == person_id
                )
            )
        )
    )


def _row(session: Session, actor: Actor, pulse_id: str) -> PulseRow:
    row = session.scalar(
        select(PulseRow)
        .where(belongs_to(actor, PulseRow), PulseRow.id == pulse_id, PulseRow.deleted_at.is_(None))
        .with_for_update()
    )
    if row is None:
        raise _unknown()
    return row


def _unknown() -> NotFound:
    return NotFound("There is no such round here; it may have been deleted. Reload the page.")


def _round(row: PulseRow) -> PulseRound:
    return PulseRound(
        row.id, row.asked, row.own, row.status, row.link,
        None if row.others is None else Summary.of_stored(row.others),
        row.begun_at, row.closes_at, row.closed_at,
    )  # fmt: skip
