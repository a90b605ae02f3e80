"""Somebody who used everything once, so that tests on people's rights have something to look for.

:func:`fill` uses each feature as a page does, and every word of the person's holds :data:`MARK`. Whatever table holds
nothing of theirs afterwards, because nobody taught it here, gets a row of its own made from its columns: what is new is
looked at from its first day.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, Column, Float, Integer, Table, insert, select, update
from sqlalchemy.orm import Session

from coach.assembly import Coach, Mine
from coach.assigning import Item
from coach.brand import Brand
from coach.errors import CoachError
from coach.exercises import Choose, Commit, FieldTask, Rank, Scale, Write
from coach.pulse import Asked, Pulse
from coach.rehearsals import Own
from coach.reviewing import Circumstances
from coach.state import ConversationState
from coach.store.columns import UtcInstant
from coach.store.crypt import EncryptedJson, EncryptedText
from coach.store.records import (
    Actor,
    Arrival,
    CheckIn,
    Citation,
    CommitmentRecord,
    KeptRecord,
    NoticingRecord,
    ReplyRecord,
    Role,
)
from coach.store.tables import Base

MARK = "quendrith"
"""In every word of theirs, and nowhere else."""
SHARED = f"{MARK}told"
"""In those words of theirs that their coach may read, in its place."""
OF_THE_COACH = "ferrandine"
"""In what their coach writes, to them or of them."""
OF_THE_COACH_ALONE = f"{OF_THE_COACH}kept"
"""In what their coach keeps for themselves, in its place."""
WITHOUT_WORDS = {
    "ratings": "numbers",
    "pulse": "the program's questions, and numbers; its link is the program's too, and opens a door",
}
"""Tables of a person's that keep nothing in anybody's words, although what they keep is encrypted."""
NOT_THEIRS = {
    "shelf_passage": "the workspace's library",
    "shelf_change": "the workspace's library, with its author's random id",
    "own_exercise": "the workspace's exercises, with their author's random id",
    "exercise_version": "the workspace's exercises, with their author's random id",
    "workspace": "the workspace",
}
"""Tables in which somebody's id may stand although the row belongs to the workspace, and why."""


@dataclass(frozen=True)
class Company:
    """The people of two workspaces around one whose rights are tried."""

    victim: Mine
    """A leader, with everything that a leader can have."""
    colleague: Mine
    """Another leader."""
    practitioner: Mine
    """Their coach, whose agreement stands."""
    owner: Mine
    """An owner who coaches too."""
    sponsor: Mine
    """Who pays for the coaching."""
    stranger: Mine
    """Every role, in another workspace."""

    @property
    def others(self) -> dict[str, Mine]:
        return {
            name: getattr(self, name)
            for name in ("colleague", "practitioner", "owner", "sponsor", "stranger")
        }


def found_company(coach: Coach) -> Company:
    """Everybody, and the victim's words in every table."""
    store = coach._store
    first = store.add_person("Ola Owner", roles=("owner", "practitioner", "leader"))
    owner = coach.as_person(first)
    owner.people.name_workspace("Brewery")

    def add(name: str, *roles: Role) -> Mine:
        return coach.as_person(store.add_person(name, workspace_id=first.workspace_id, roles=roles))

    practitioner, sponsor = add("Clara Coach", "practitioner"), add("Sam Sponsor", "leader")
    colleague = add("Cole League", "leader")
    token = owner.people.invite("Vera Invited", frozenset({"leader"}), mail="vera@example.org")
    arrival = Arrival("https://login.example", str(uuid4()), "Vera Arrived", "vera@example.org")
    victim = coach.as_person(coach.entering.accept(token, arrival, ""))
    link = victim.people.link()
    coach.entering.open_link(link.token, link.code, "")
    ids = {name: one.actor.person_id for name, one in (
        ("victim", victim), ("coach", practitioner), ("sponsor", sponsor), ("owner", owner)
    )}  # fmt: skip
    owner.people.set_manager(ids["owner"], ids["victim"])
    owner.people.begin_coaching(ids["coach"], ids["victim"], ids["sponsor"])
    (made,) = (terms.coaching for terms in victim.people.coachings())
    for one in (victim, practitioner, sponsor):
        side = made.party_of(one.actor.person_id)
        assert side is not None
        one.people.accept(made.id, one.people.agreement().digest(side))
    fill(victim, practitioner, coach)
    stranger = coach.as_person(store.add_person("Eve", roles=("owner", "practitioner", "leader")))
    return Company(victim, colleague, practitioner, owner, sponsor, stranger)


def fill(mine: Mine, their_coach: Mine, coach: Coach) -> None:
    """Use every feature, with marked words; then plant what no feature has filled."""
    _talk(mine)
    _other_pages(mine)
    begun = _exercise(mine)
    _pulse(mine, coach)
    _shared(mine, their_coach, begun)
    _assigned(mine, their_coach, coach)
    _kept_about(mine, their_coach)
    plant_missing(coach, mine.actor)


def _talk(mine: Mine) -> None:
    talk = mine.begin()
    mine.reply(talk, f"I never ask Marta how she is, {MARK}, I just want the figures")
    mine.rename(talk, f"Marta and the figures {MARK}")
    desk = mine._stored
    state = ConversationState(aim=f"to ask Marta first, {MARK}").model_dump_json()
    message, _ = desk.receive(talk, str(uuid4()), f"tomorrow I ask Marta about {MARK}")
    desk.complete(
        talk,
        message.id,
        ReplyRecord(
            f"So Marta first, and {MARK} after.",
            {"move": "reflect", "stage": "choosing", "voice": "guide", "level": "none", "lines": []},
            citations=(Citation(1, next(iter(mine.library.passages())), "d"),),
            noticings=(NoticingRecord("habit", "drive-by-demand", f"just want the {MARK}"),),
        ),
        state,
        "choosing",
        commitment=CommitmentRecord(
            what=f"Ask Marta about {MARK}", when_words=f"tomorrow, {MARK}", where_words=f"{MARK} bench",
            with_whom=f"Marta {MARK}", obstacle=f"the {MARK} call", answer_to_it=f"leave {MARK} at ten",
            confidence=6, local_time="2031-03-02T09:45", zone="Europe/Madrid",
            due_at=datetime(2031, 3, 2, 8, 45, tzinfo=UTC),
        ),
    )  # fmt: skip
    (heard, *_) = mine.noticings()
    mine.answer_noticing(heard.id, None)
    desk.read_messages([(message.id, {"words": f"about {MARK}"})])
    said = KeptRecord("phrase", f"Marta before {MARK}", None, talk, message.id, message.created_at)
    desk.keep(said)
    desk.decline(f"digest of {MARK}")


def _other_pages(mine: Mine) -> None:
    mine.save_preferences({**mine.preferences(), "note": MARK})
    about = Circumstances(to=f"Ola {MARK}")
    checked = mine.check_message(f"Dear Ola, {MARK} as agreed", about)
    mine.check_message(f"Dear Ola, {MARK} once more", about, checked.id)
    rehearsal = mine.rehearsals.all()[0].id
    run = mine.rehearsals.begin(rehearsal, Own(about=f"the contract with {MARK}"))
    with suppress(CoachError):
        mine.rehearsals.say(run.id, f"Before the figures, {MARK}: how are you?")  # type: ignore[union-attr]
    brand: Brand = mine.brand
    brand.write_statement(f"I want people to leave a talk with me {MARK}")
    mine.progress.rate({next(iter(mine.progress._services.progress_words.statements)): 4})
    led = mine.workshops.prepare(mine.workshops.templates()[0].id)
    mine.workshops.save(led.id, {**led.plan, "title": f"A room of {MARK}"})
    room = mine.workshops.open(led.id)
    mine._coach.rooms.enter(str(room.code), "ab" * 32)


def _exercise(mine: Mine) -> str:
    """The id under which it is done; its first step is there to be shared."""
    exercises = mine.exercises
    begun = exercises.begin("five-people-one-line-each")
    for mark in (SHARED, MARK, MARK, MARK):
        step = exercises.doing(begun).path.here
        if step is None:
            break
        given = _given(step, mark)
        if given is None:
            exercises.skip(begun, step.id)
        else:
            exercises.answer(begun, step.id, given)
    mine._stored.plan_check_in(
        CheckIn(begun, "later", "2031-03-02T09:45", "Europe/Madrid", datetime(2031, 3, 2, 8, 45, tzinfo=UTC), None)
    )  # fmt: skip
    step = exercises.doing(begun).path.here
    if step is not None:
        exercises.typed(begun, step.id, {"text": f"half a {MARK}"})
    unkept = exercises.begin("personal-or-private", stored=False)
    first = exercises.doing(unkept).path.here
    assert first is not None
    exercises.typed(unkept, first.id, {"text": f"not kept, {MARK}"})
    return begun


def _pulse(mine: Mine, coach: Coach) -> None:
    """A round that five answered and that is over."""
    pulse = Pulse(mine._stored, coach.services, mine._stored._clock)
    asked = pulse.begin("Vera Arrived")
    assert asked.link is not None
    for place in (1, 2, 3, 4, 5):
        colleague = coach.pulses.come_in(asked.link, f"{place}a" * 32)
        colleague.answer(dict.fromkeys(colleague.asked.questions, place))
    pulse.say(asked.id, dict.fromkeys(Asked.of(asked.asked).questions, 4))
    assert pulse.close(asked.id).others is not None


def _shared(mine: Mine, their_coach: Mine, begun: str) -> None:
    """A step, a commitment and a part of what was said in a talk, read, with a margin that both write in; and something
    that is taken back again."""
    sharing, coach_id = mine.sharing, their_coach.actor.person_id
    talk = next(one for one in mine.conversations() if one.kind == "talk").id
    mine._stored.add_coach_message(
        talk, "It stands under Commitments.", {"move": "reflect", "lines": []},
        ConversationState().model_dump_json(), "closing",
        commitment=CommitmentRecord(what=f"Walk over to Jan, {SHARED}", when_words=f"on Monday, {SHARED}"),
    )  # fmt: skip
    (walk,) = (one for one in mine._stored.commitments("open") if SHARED in one.what)
    said = next(one for one in sharing.passages(talk) if "just want the figures" in one.words)
    step = mine.exercises.doing(begun).exercise.steps[0].id
    first = sharing.share(sharing.step(begun, step), coach_id, note=f"A first try, {SHARED}")
    sharing.share(sharing.commitment(walk.id), coach_id)
    sharing.share(said, coach_id, text="I just want the figures")
    closed = sharing.share(said, coach_id, note=f"Not for long, {MARK}")
    their_coach.sharing.read(mine.actor.person_id)
    their_coach.sharing.margin(first, f"Whom did you leave out, {OF_THE_COACH}?")
    sharing.margin(first, f"The night shift, {SHARED}", f"{SHARED} in a line")
    their_coach.sharing.margin(closed, f"And then, {OF_THE_COACH}?")
    sharing.take_back(closed)


def _assigned(mine: Mine, their_coach: Mine, coach: Coach) -> None:
    """One exercise that is begun, one that is declined, and one that waits, of which a mail tells."""
    mine.assigning.at_home_in("Europe/Madrid")
    mine.assigning.remind_at(f"{MARK}@example.org")
    some = ("a-week-of-arriving", "one-true-thing", "listening-without-fixing")
    their_coach.assigning.give(
        [mine.actor.person_id], [Item(one) for one in some],
        note=f"For the week before the audit, {OF_THE_COACH}", zone="Europe/Berlin",
    )  # fmt: skip
    mails = coach._store.take_mails()
    assert [one.to for one in mails] == [f"{MARK}@example.org"]
    for one in mails:
        coach._store.mail_sent(one)
    first, second, _ = sorted(mine.assigning.waiting(), key=lambda one: some.index(one.exercise.id))
    mine.assigning.begin(first.id, shows=True)
    mine.assigning.decline(second.id, f"Not before the audit, {SHARED}")
    their_coach.assigning.save_group(
        None, f"Before the audit {OF_THE_COACH_ALONE}", [mine.actor.person_id]
    )


def _kept_about(mine: Mine, their_coach: Mine) -> None:
    """A coach's own papers: a note, and a meeting in the log."""
    practice, who = their_coach.practice, mine.actor.person_id
    practice.add_note(who, f"Vera Arrived weighs every word, {OF_THE_COACH_ALONE}")
    client = practice.add_client("Vera Arrived", contact="vera@example.org", consented_on=date(2026, 3, 1), leader_id=who)  # fmt: skip
    practice.add_hours(client.id, date(2026, 3, 2), 60, paid=True)


def _given(step: Any, mark: str) -> Mapping[str, Any] | None:
    match step:
        case Write(lines=1):
            return {"text": f"{mark} in a line"}
        case Write():
            return {"lines": [f"{mark} {n}" for n in range(step.lines)]}
        case Choose():
            return {"chosen": [step.options[0].id]}
        case Scale():
            return {"value": 6}
        case Commit():
            return {"text": f"Write to one of {mark}"}
        case Rank() | FieldTask() | _:
            return None


# --- What nobody taught -------------------------------------------------------------------------------


def owned_tables() -> list[Table]:
    """Those whose rows belong to somebody, parents first."""
    return [
        t for t in Base.metadata.sorted_tables if {"workspace_id", "owner_id"} <= set(t.c.keys())
    ]


def tables_about_people() -> list[Table]:
    """Those that say something of a person: they own the row, or a foreign key leads to them."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.name not in NOT_THEIRS
        and table.name != "person"
        and ("owner_id" in table.c or any(key.column.table.name == "person" for key in table.foreign_keys))
    ]  # fmt: skip


def rows_of(session: Session, table: Table, actor: Actor) -> list[dict[str, Any]]:
    """Their rows of an owned table, decrypted."""
    found = session.execute(
        select(table).where(
            table.c.workspace_id == actor.workspace_id, table.c.owner_id == actor.person_id
        )
    )
    return [dict(row) for row in found.mappings()]


def plant_missing(coach: Coach, actor: Actor, mark: str = MARK) -> list[str]:
    """A row in every owned table that holds none of theirs; the names of these tables."""
    planted = []
    with coach._store.database.write() as session:
        for table in owned_tables():
            if table.name == "departure":  # they would be gone
                continue
            rows = rows_of(session, table, actor)
            if rows and table.name not in WITHOUT_WORDS and mark not in " ".join(strings_in(rows)):
                _say_it_where_nothing_stands(session, table, actor, mark)
            if not rows:
                session.execute(insert(table).values(_row(session, table, actor, mark)))
                planted.append(table.name)
    return planted


def _say_it_where_nothing_stands(session: Session, table: Table, actor: Actor, mark: str) -> None:
    """In columns for words that no feature has filled."""
    empty = {
        c.name: _value(c, table, actor, mark)
        for c in table.columns
        if isinstance(c.type, EncryptedText | EncryptedJson) and c.nullable
    }
    if empty:
        whose = (table.c.workspace_id == actor.workspace_id, table.c.owner_id == actor.person_id)
        session.execute(update(table).where(*whose).values(empty))


def _row(session: Session, table: Table, actor: Actor, mark: str) -> dict[str, Any]:
    row: dict[str, Any] = {"workspace_id": actor.workspace_id, "owner_id": actor.person_id}
    row = {name: value for name, value in row.items() if name in table.c}
    for constraint in table.foreign_key_constraints:
        parent = constraint.referred_table
        if parent.name in {"workspace", "person"} or parent is table:
            continue
        known = [(e.parent.name, e.column) for e in constraint.elements]
        where = [
            column == row[name] for name, column in known if name in {"workspace_id", "owner_id"}
        ]
        found = session.execute(select(parent).where(*where)).mappings().first()
        if found is None:
            if all(table.c[name].nullable for name, _ in known):
                continue
            session.execute(insert(parent).values(_row(session, parent, actor, mark)))
            found = session.execute(select(parent).where(*where)).mappings().one()
        row |= {name: found[column.name] for name, column in known}
    for column in table.columns:
        if column.name not in row:
            row[column.name] = _value(column, table, actor, mark)
    return row


def _value(column: Column[Any], table: Table, actor: Actor, mark: str) -> Any:
    kind = column.type
    if isinstance(kind, EncryptedJson):
        return {"text": f"{mark} in {table.name}.{column.name}"}
    if isinstance(kind, EncryptedText):
        return f"{mark} in {table.name}.{column.name}"
    if any(key.column.table.name == "person" for key in column.foreign_keys):
        return actor.person_id
    if column.nullable or column.server_default is not None:
        return None if column.server_default is None else 0
    if isinstance(kind, UtcInstant):
        return datetime.now(UTC) + timedelta(days=9)
    if column.name == "day":
        return datetime.now(UTC).date().isoformat()
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | Float):
        return 1
    return str(uuid4())


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a value made of JSON's types, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings_in(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from strings_in(one)
