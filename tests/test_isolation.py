"""Nobody reaches what is another's, by any method of a desk or of what hangs on it, with any identifier.

The methods are found by looking, and what they take is made from its type, so that a new one is tried from its first
day. One that cannot be called fails with what to teach.
"""

import dataclasses
import inspect
import socket
import sqlite3
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from filling import (
    MARK,
    NOT_THEIRS,
    OF_THE_COACH_ALONE,
    SHARED,
    Company,
    found_company,
    owned_tables,
    rows_of,
)
from pydantic import BaseModel

from coach.access import Action
from coach.assembly import Coach, Mine
from coach.assigning import Item
from coach.errors import CoachError, NotAllowed, NotFound
from coach.services import Services
from coach.settings import Settings
from coach.store.engine import sqlite_url
from coach.store.erasing import STAYS
from coach.store.keyring import Keyring
from coach.store.records import Wanted
from coach.store.store import open_store

# --- What to teach ------------------------------------------------------------------------------------

TEXTS = frozenset(
    {"text", "title", "name", "words", "note", "state", "stage", "search", "month", "zone", "aim", "kind", "scenario",
     "opening_text", "display_name", "mail", "about", "reply", "what", "when", "became", "status", "rehearsal", "action",
     "folder", "span", "local_time"}
)  # fmt: skip
"""Parameters that take words. Every other one that takes a string is given identifiers."""
OF: Mapping[str, str] = {
    "conversation_id": "conversation", "message_id": "message", "noticing_id": "noticing", "commitment_id": "commitment",
    "checked_id": "checked_message", "ratings_id": "ratings", "entry_id": "brand_entry", "assignment_id": "assignment",
    "kept_id": "kept_word", "run_id": "rehearsal_run", "workshop_id": "workshop", "coaching_id": "coaching",
    "link_id": "personal_link", "invitation_id": "invitation", "person_id": "person", "leader_id": "person",
    "practitioner_id": "person", "sponsor_id": "person", "manager_id": "person", "report_id": "person",
    "coached_by": "person", "reply_to": "message", "share_id": "share", "note_id": "margin_note", "handout_id": "handout",
    "handouts": "handout", "group_id": "leader_group", "client_id": "log_client", "hours_id": "log_hours",
    "pulse_id": "pulse", "round_id": "pulse", "coach_id": "person", "leaders": "person", "id": "", "step_id": "", "passage_id": "", "exercise_id": "",
    "digest": "",
}  # fmt: skip
"""What an identifier is of, so that two of them are tried together as they belong together. Where nothing is said, every
identifier is tried."""
_CLIENT = {"name": "x", "contact": "", "size": 1, "consented_on": None}
BY_NAME: dict[str, Callable[[Coach, Company], Any]] = {
    "change": lambda coach, all_: lambda _: {"plan": {"title": "theirs now"}},
    "action": lambda coach, all_: Action.WORDS,
    "digests": lambda coach, all_: coach.knowledge.agreement.digests if coach.knowledge.agreement else {},
    "items": lambda coach, all_: (Item("values-from-three-stories"),),
    "answers": lambda coach, all_: {next(iter(coach.services.progress_words.statements)): 4},
    "exercise": lambda coach, all_: next(iter(coach.knowledge.exercises.values())),
    "template_id": lambda coach, all_: next(iter(coach.rooms.templates)),
    "rehearsal_id": lambda coach, all_: all_.victim.rehearsals.all()[0].id,
    "agenda": lambda coach, all_: next(iter(coach.rooms.templates.values())).agenda().model_dump(mode="json"),
    "found": lambda coach, all_: [(one.id, {}) for one in all_.victim._stored.not_read_yet(9)],
    "said": lambda coach, all_: {"text": "other words"},
    "month": lambda coach, all_: "2026-03",
    "folder": lambda coach, all_: Path("nowhere"),
    "path": lambda coach, all_: Path("nowhere"),
    "zone": lambda coach, all_: "Europe/Madrid",
    "mail": lambda coach, all_: "anybody@example.org",
    "anchor": lambda coach, all_: None,
    "add_log_client.content": lambda coach, all_: _CLIENT,
    "change_log_client.content": lambda coach, all_: _CLIENT,
    "invite_all.wanted": lambda coach, all_: (Wanted("x", None, frozenset({"leader"}), all_.practitioner.actor.person_id),),
}  # fmt: skip
"""What parameters of these names take, of every method or of one, where their type does not say it: from the coach and
everybody there is."""
ALONE: Mapping[str, str] = {
    "library.erase": "takes a passage of the workspace's own; test_library.py",
    "exercises.authoring.import_yaml": "takes a file; test_exercising.py",
    "exercises.calendar_entry": "makes a file of what its caller holds already",
    "exercises.suggested_check_in": "reckons with a step and a clock",
    "rehearsals.hint": "reads a run that its caller holds already",
    "rehearsals.debrief": "reads a run that its caller holds already",
    "library.import_folder": "reads a folder of the machine, for the command line",
    "library.import_file": "reads a file of the machine",
}
"""Methods that are handed what they read, and reach for nothing."""
OWNERS: Mapping[str, str] = {
    "give_roles": "GIVE_ROLES", "remove_person": "REMOVE", "remove": "REMOVE", "set_manager": "SAY_WHO_MANAGES",
    "unset_manager": "SAY_WHO_MANAGES", "begin_coaching": "BEGIN_COACHING", "end_coaching": "END_COACHING",
    "close_link": "CLOSE_LINK", "personal_link": "LINK", "link": "LINK",
}  # fmt: skip
IN_IT: Mapping[str, str] = {
    "end_coaching": "END_COACHING", "accept": "AGREE", "accept_agreement": "AGREE", "leave": "LEAVE",
}  # fmt: skip
GIVES: Mapping[str, str] = {
    "desk.erase_everything": "WORDS", "mine.erase_everything": "WORDS",
    "desk.give": "ASSIGN", "desk.take_away": "ASSIGN", "desk.undo_take_away": "ASSIGN", "assigning.give": "ASSIGN",
    "assigning.take_back": "ASSIGN", "assigning.undo_take_back": "ASSIGN",
}  # fmt: skip
READS: Mapping[str, str] = {
    "desk.read_received": "SHARED", "desk.open_received": "SHARED", "sharing.read": "SHARED", "sharing.open": "SHARED",
    "practice.prepare": "SHARED",
}  # fmt: skip
MAY: Mapping[str, Mapping[str, str]] = {
    "owner": OWNERS,
    "practitioner": {**IN_IT, **GIVES, **READS},
    "sponsor": IN_IT,
}  # fmt: skip
"""What an action of ``coach.access`` lets somebody change about another, by the method's name, alone or with where it
hangs."""
WHO_THEY_ARE = STAYS | {"coaching", "management", "identity", "invitation"}
GIVEN = frozenset({"handout", "mail"})
TOUCHES: Mapping[str, Collection[str]] = {
    "ASSIGN": GIVEN, "SHARED": {"reading"}, "WORDS": GIVEN, "LEAVE": WHO_THEY_ARE | GIVEN,
}  # fmt: skip
"""The tables that such an action may touch: what a coach gives and takes along when they erase everything or leave, and
that they read. Every other one touches :data:`WHO_THEY_ARE`."""
SHOWN: Mapping[str, Mapping[str, str]] = {
    "practitioner": {
        **READS,
        # What was read once, with its margin.
        "desk.received": "SHARED", "sharing.received": "SHARED", "practice.brief": "SHARED",
        # What a leader said to what they were given, which is said to their coach.
        "desk.handed_out": "ASSIGN", "assigning.of_leader": "ASSIGN",
    },
}  # fmt: skip
"""Methods by which somebody sees words of another, and the action of ``coach.access`` that lets them: role to method.
They see of them what is marked as shared, and nothing else."""


# --- How it is done -----------------------------------------------------------------------------------


class Unknown(Exception):
    """There is nothing to give for a parameter of this type."""


@dataclasses.dataclass(frozen=True)
class Known:
    """What an attempt can be made with: identifiers, by what they are of, and what was taught."""

    coach: Coach
    company: Company
    theirs: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[str, ...]]

    @property
    def every(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for ids in self.theirs.values() for one in ids[:1]))

    def of(self, name: str) -> tuple[str, ...]:
        """Whose a parameter of this name may be given: the victim's, and one of one's own."""
        table = OF.get(name)
        found = self.theirs.get(table, ()) if table else ()
        if not found:
            return self.every
        return (*found[:2], *self.own.get(table or "", ())[:1])


@pytest.fixture(scope="module")
def world(
    services_with: Callable[[Settings], Services], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Coach, Company]]:
    """Everybody and everything, made once; each attempt that changes something is taken back."""
    home = tmp_path_factory.mktemp("isolation")
    store = open_store(sqlite_url(home / "coach.db"), key=Keyring.in_file(home / "key"))
    coach = Coach(services_with(Settings(home=home)), store)
    yield coach, found_company(coach)
    coach.close()


def facades(mine: Mine) -> dict[str, Any]:
    """The desk, what one person can do, and whatever hangs on that, by a dotted name."""
    found: dict[str, Any] = {"desk": mine._stored, "mine": mine}
    look = [("", mine)]
    while look:
        path, holder = look.pop()
        for name in sorted({*vars(holder), *vars(type(holder))}):
            if name.startswith("_") or inspect.isfunction(vars(type(holder)).get(name)):
                continue
            value = getattr(holder, name)
            if _is_facade(value) and all(value is not known for known in found.values()):
                found[f"{path}{name}"] = value
                look.append((f"{path}{name}.", value))
    return found


def _is_facade(value: object) -> bool:
    kind = type(value)
    return (
        kind.__module__.startswith("coach.")
        and not dataclasses.is_dataclass(kind)
        and not isinstance(value, Enum | BaseModel | type)
        and any(inspect.isfunction(m) and n[0] != "_" for n, m in vars(kind).items())
    )


def methods(holder: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, member in inspect.getmembers(type(holder)):
        if name.startswith("_"):
            continue
        if inspect.isfunction(member):
            yield name, getattr(holder, name)
        elif isinstance(member, property | cached_property):
            yield name, lambda name=name: getattr(holder, name)


def ways_to_call(
    method: Callable[..., Any], known: Known, *, thorough: bool
) -> Iterator[dict[str, Any]]:
    """Arguments: identifiers for each parameter that takes one, made-up values for the others. ``thorough``: all there
    are, of whatever kind."""
    hints = _hints(method)
    fixed: dict[str, Any] = {}
    choices: dict[str, tuple[Any, ...]] = {}
    for name, parameter in inspect.signature(method).parameters.items():
        required = parameter.default is inspect.Parameter.empty
        if parameter.kind in {parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL}:
            continue
        kind = hints.get(name, parameter.annotation)
        taught = BY_NAME.get(f"{method.__name__}.{name}")
        if taught is not None:
            fixed[name] = taught(known.coach, known.company)
        elif name not in BY_NAME and name not in TEXTS and _takes_string(kind):
            choices[name] = known.of(name) if required else (parameter.default, *known.of(name))
        elif required:
            fixed[name] = _made(name, kind, known)
    # What belongs together together, and then each identifier there is at every place.
    for together in islice(product(*choices.values()), 24):
        yield {**fixed, **dict(zip(choices, together, strict=True))}
    if choices and thorough:
        yield from ({**fixed, **dict.fromkeys(choices, one)} for one in known.every)


def _hints(method: Callable[..., Any]) -> dict[str, Any]:
    names = {
        name: value
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("coach.")
        for name, value in vars(module).items()
        if isinstance(value, type) or name in {"Meta", "Content"}
    }
    try:
        return typing.get_type_hints(method, localns=names | {"Any": Any})
    except (NameError, TypeError):
        return {}


def _takes_string(kind: Any) -> bool:
    return kind is str or (get_origin(kind) in {Union, types.UnionType} and str in get_args(kind))


def _made(name: str, kind: Any, known: Known) -> Any:
    """A value of this type; identifiers inside it are the victim's."""
    if name in BY_NAME:
        return BY_NAME[name](known.coach, known.company)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is typing.Annotated:
        return _made(name, inner[0], known)
    if origin in {Union, types.UnionType}:
        return _made(name, next(k for k in inner if k is not type(None)), known)
    if origin is Literal:
        return inner[0]
    plain: dict[Any, Any] = {
        str: "x" if name in TEXTS else (known.of(name) or ("x",))[0], int: 1, bool: False, float: 1.0,
        datetime: datetime.now(UTC), date: datetime.now(UTC).date(), bytes: b"x", dict: {}, Any: "x",
    }  # fmt: skip
    if kind in plain:
        return plain[kind]
    if origin in {dict, Mapping} or kind is Mapping:
        return {}
    if origin is tuple and Ellipsis not in inner:
        return tuple(_made(name, one, known) for one in inner)
    if origin in {tuple, list, frozenset, set} or (
        inspect.isclass(origin) and issubclass(origin, Iterable)
    ):
        one = _made(name, inner[0], known)
        return {frozenset: frozenset, set: set}.get(origin, tuple)((one,))  # type: ignore[arg-type]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    if inspect.isclass(kind) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(
            **{
                f.name: _made(f.name, hints.get(f.name, f.type), known)
                for f in dataclasses.fields(kind)
            }
        )
    raise Unknown(f"{name}: {kind}")


def words_in(value: Any, depth: int = 0) -> str:
    """Everything readable in what a method gave back."""
    if isinstance(value, str | bytes | int | float | None | datetime):
        return str(value)
    if isinstance(value, Mapping):
        return " ".join(f"{words_in(k, depth)} {words_in(v, depth)}" for k, v in value.items())
    if isinstance(value, Iterator | Collection):
        return " ".join(words_in(one, depth) for one in islice(value, 500))
    if dataclasses.is_dataclass(value) or (
        depth < 3 and type(value).__module__.startswith("coach.")
    ):
        inside = {**vars(value)} if hasattr(value, "__dict__") else {}
        inside = {k: v for k, v in inside.items() if not _is_facade(v) and not callable(v)}
        return repr(value) + " ".join(words_in(v, depth + 1) for v in inside.values())
    return repr(value)


class Undo:
    """Takes back what an attempt changed, and says what of somebody's it was."""

    def __init__(self, file: Path, theirs: Collection[str]) -> None:
        self._here = sqlite3.connect(file, isolation_level=None)
        self._here.row_factory = sqlite3.Row
        self._here.execute("PRAGMA synchronous = OFF")
        self._theirs = set(theirs)
        self._before = sqlite3.connect(":memory:")
        self._here.backup(self._before)
        self._version = self._now()
        self._state = self._of_theirs()

    def changed(self) -> set[str]:
        """Tables in which something of theirs changed; everything is as it was afterwards."""
        if self._now() == self._version:
            return set()
        now = self._of_theirs()
        self._before.backup(self._here)
        self._version = self._now()
        return {table for table in now if now[table] != self._state[table]}

    def close(self) -> None:
        self._here.close()
        self._before.close()

    def _now(self) -> int:
        """Another number whenever another connection has written."""
        number: int = self._here.execute("PRAGMA data_version").fetchone()[0]
        return number

    def _of_theirs(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = self._here.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        return {
            table: sorted(
                (tuple(r) for r in self._here.execute(f'SELECT * FROM "{table}"') if self._is_theirs(r)), key=repr
            )
            for (table,) in tables
            if table not in NOT_THEIRS
        }  # fmt: skip

    def _is_theirs(self, row: sqlite3.Row) -> bool:
        """Owned by them; or, where nobody owns rows, one that names them."""
        if "owner_id" in row.keys():  # noqa: SIM118  (a row iterates over its values)
            return row["owner_id"] in self._theirs
        return not self._theirs.isdisjoint(row)


def identifiers(coach: Coach, mine: Mine) -> dict[str, tuple[str, ...]]:
    """Every identifier that is somebody's, by the table it stands in."""
    found: dict[str, list[str]] = {"person": [mine.actor.person_id]}
    with coach._store.database.read() as session:
        for table in owned_tables():
            for row in rows_of(session, table, mine.actor):
                keys = [row[c.name] for c in table.primary_key.columns]
                named = [
                    str(v)
                    for n, v in row.items()
                    if n == "id" or n.endswith("_id") or n in {"code", "token"}
                ]
                found.setdefault(table.name, []).extend(
                    str(one) for one in (*named, *reversed(keys))
                    if isinstance(one, str) and one not in {mine.actor.person_id, mine.actor.workspace_id, "None"}
                )  # fmt: skip
    unkept = [one.id for one in mine._private.assignments()]
    found.setdefault("assignment", [])[1:1] = unkept
    found["coaching"] = [terms.coaching.id for terms in mine.people.coachings()]
    return {table: tuple(dict.fromkeys(ids)) for table, ids in found.items()}


THOROUGH = {"owner", "stranger"}
"""Who tries every identifier at every method of a desk: whether one is found does not depend on further roles."""
ATTACKERS = ("colleague", "practitioner", "owner", "sponsor", "stranger")


@pytest.mark.parametrize("who", ATTACKERS)
def test_no_method_gives_or_changes_what_is_anothers(
    world: tuple[Coach, Company], who: str
) -> None:
    coach, company = world
    wrong, calls = _tried(coach, company, who, facades(getattr(company, who)))
    assert not wrong, "\n".join(wrong)
    assert calls > 500


@pytest.mark.parametrize("who", ["victim", "owner"])
def test_a_coachs_own_papers_are_theirs_alone(world: tuple[Coach, Company], who: str) -> None:
    """Notes, hours and groups: nobody reads or changes them, whom they are about neither, but by erasing everything or
    leaving."""
    coach, company = world
    papers = {"practice_note", "log_client", "log_hours", "leader_group", "group_member"}
    theirs = {t: ids for t, ids in identifiers(coach, company.practitioner).items() if t in papers}
    assert set(theirs) == papers
    attacker = getattr(company, who)
    known = Known(coach, company, theirs, identifiers(coach, attacker))
    undo = Undo(coach.settings.home / "coach.db", [company.practitioner.actor.person_id])
    leaves = {"desk.erase_everything", "mine.erase_everything", "desk.leave", "people.leave"}
    wrong: list[str] = []
    for path, holder in facades(attacker).items():
        for name, method in methods(holder):
            if f"{path}.{name}" in leaves | set(ALONE):
                continue
            for given in ways_to_call(method, known, thorough=path == "desk"):
                seen = str(_attempt(method, given))
                changed = undo.changed() & papers
                if OF_THE_COACH_ALONE in seen or changed:
                    wrong.append(f"{path}.{name}({given}): {sorted(changed)} {seen[:200]}")
    undo.close()
    assert not wrong, "\n".join(wrong)
    own = [str(_attempt(m, g)) for h in (company.practitioner._stored, company.practitioner.practice)
           for _, m in methods(h) for g in ways_to_call(m, known, thorough=False)
           if m.__name__ in {"groups", "log", "export_everything"}]  # fmt: skip
    assert any(OF_THE_COACH_ALONE in one for one in own)


def test_what_is_ones_own_is_found_by_the_same_ways(world: tuple[Coach, Company]) -> None:
    """So the attempts above would see something, if there were something to see."""
    coach, company = world
    ids = identifiers(coach, company.victim)
    known, desk = Known(coach, company, ids, ids), company.victim._stored
    reads = ("conversation", "transcript", "whole", "commitment", "checked_message", "kept_word", "run", "assignment", "workshop", "noticings")  # fmt: skip
    for name in reads:
        method = getattr(desk, name)
        found = [_attempt(method, given) for given in ways_to_call(method, known, thorough=True)]
        assert any(MARK in str(one) for one in found if not isinstance(one, Exception)), name


def test_a_coach_is_shown_what_is_shared_as_long_as_the_coaching_stands(
    world: tuple[Coach, Company],
) -> None:
    """So what the coach is let see above is no more than that, and is there to be seen."""
    coach, company = world
    theirs = identifiers(coach, company.victim)
    who = company.victim.actor.person_id
    undo = Undo(coach.settings.home / "coach.db", [who])
    known = Known(coach, company, theirs, identifiers(coach, company.practitioner))

    def shown() -> set[str]:
        found = set()
        for path, holder in facades(company.practitioner).items():
            for name, method in methods(holder):
                if (label := f"{path}.{name}") in SHOWN["practitioner"] and any(
                    SHARED in str(_attempt(method, given))
                    for given in ways_to_call(method, known, thorough=True)
                ):
                    found.add(label)
        return found

    try:
        assert shown() == set(SHOWN["practitioner"])
        undo.changed()
        company.victim.people.end_coaching(*theirs["coaching"])
        assert shown() == set()
    finally:
        undo.changed()
        undo.close()


class _Leaky:
    """A door that somebody forgot to lock, as one might hang on a desk."""

    def __init__(self, coach: Coach, company: Company) -> None:
        self._theirs, self._coach = company.victim, coach

    def look(self, conversation_id: str) -> str:
        return self._theirs.conversation(conversation_id).title

    def take(self, run_id: str) -> None:
        self._theirs._stored.erase_run_now(run_id)

    def strange(self, door: socket.socket) -> None:
        """Takes what nobody has taught."""


def test_a_hole_would_be_found(world: tuple[Coach, Company]) -> None:
    coach, company = world
    wrong, _ = _tried(coach, company, "colleague", {"leaky": _Leaky(coach, company)})
    assert len(wrong) == 3
    assert "leaky.look" in wrong[0] and "shows the colleague" in wrong[0]
    assert "leaky.strange" in wrong[1] and "teach BY_NAME" in wrong[1]
    assert "leaky.take" in wrong[2] and "change" in wrong[2] and "rehearsal_run" in wrong[2]


def _tried(
    coach: Coach, company: Company, who: str, holders: Mapping[str, Any]
) -> tuple[list[str], int]:
    """What went wrong with every method of these, and how often one was called."""
    theirs = identifiers(coach, company.victim)
    known = Known(coach, company, theirs, identifiers(coach, getattr(company, who)))
    undo = Undo(
        coach.settings.home / "coach.db", [company.victim.actor.person_id, *theirs["workshop"]]
    )
    wrong: list[str] = []
    calls = 0
    for path, holder in holders.items():
        for name, method in methods(holder):
            label = f"{path}.{name}"
            allowed = _of(MAY, who, label)
            may_touch = TOUCHES.get(allowed, WHO_THEY_ARE) if allowed else ()
            told = SHARED if _of(SHOWN, who, label) else None
            if label in ALONE:
                continue
            reached, given = False, {}
            try:
                for given in ways_to_call(
                    method, known, thorough=path == "desk" and who in THOROUGH
                ):
                    calls += 1
                    outcome = _attempt(method, given)
                    changed = undo.changed()
                    failed = isinstance(outcome, Exception)
                    reached |= not failed or isinstance(outcome, NotFound | NotAllowed)
                    if failed and not isinstance(outcome, CoachError):
                        wrong.append(
                            f"{label}({given}) ended in {outcome!r}: teach BY_NAME what to give it"
                        )
                    elif MARK in (str(outcome).replace(told, "") if told else str(outcome)):
                        wrong.append(f"{label}({given}) shows the {who}: {str(outcome)[:200]}")
                    elif changed.difference(may_touch):
                        wrong.append(f"{label}({given}) let the {who} change {sorted(changed)}")
                    else:
                        continue
                    break
                else:
                    if given and not reached and not allowed:
                        wrong.append(
                            f"{label} refused everything it was given: teach BY_NAME or TEXTS"
                        )
            except Unknown as unknown:
                wrong.append(
                    f"{label} takes {unknown}, and nobody has said what to give for that: teach BY_NAME in {__file__}"
                )
    undo.close()
    return wrong, calls


def _of(taught: Mapping[str, Mapping[str, str]], who: str, label: str) -> str | None:
    """The action by which a role may do this."""
    methods_of = taught.get(who, {})
    return methods_of.get(label) or methods_of.get(label.rpartition(".")[2])


def _attempt(method: Callable[..., Any], given: Mapping[str, Any]) -> Any:
    """What reaches the caller: an error, or all words of what came back."""
    try:
        return words_in(method(**given))
    except Exception as error:
        return error
