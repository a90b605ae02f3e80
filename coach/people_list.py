"""People from a list: a CSV file becomes invitations, all at once and only after somebody saw what was understood; and the
people of a workspace as such a file."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from coach.errors import BadInput
from coach.masking import mask_secrets
from coach.people import LONGEST_NAME, People
from coach.spreadsheet import as_file, read
from coach.store.records import Fellow, Invitation, Role, Wanted
from coach.text import cleaned, has_words

MOST = 1_000
CALLED: Mapping[Role, str] = {"leader": "leader", "practitioner": "coach", "owner": "owner"}
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "full name", "display name", "person", "who"),
    "first": ("first name", "given name", "forename"),
    "last": ("last name", "surname", "family name"),
    "mail": ("mail", "e mail", "email", "mail address", "email address", "e mail address"),
    "role": ("role", "roles"),
    "coach": ("coach", "their coach", "coached by"),
}
_MEANS = {word: column for column, words in _HEADINGS.items() for word in words}
_WITHOUT_HEADINGS = ("name", "mail", "role", "coach")
_ROLES: Mapping[str, Role] = {
    **{role: role for role in get_args(Role)}, **{word: role for role, word in CALLED.items()}
}  # fmt: skip
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Line:
    """Somebody in the list, as far as it was understood."""

    number: int
    """Of the line in the file."""
    name: str
    mail: str | None
    roles: frozenset[Role]
    coach: Fellow | None
    wrong: tuple[str, ...]
    """Why they cannot be invited; empty: they can."""


@dataclass(frozen=True)
class Understood:
    columns: tuple[tuple[str, str | None], ...]
    """Each heading with what it was taken for; None: it is not used. Without headings in the file, empty."""
    lines: tuple[Line, ...]
    guessed: bool
    """It had to be guessed how the letters are written."""

    @property
    def good(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.wrong)

    @property
    def bad(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.wrong)


def understood(data: bytes, people: People) -> Understood:
    """What a list says, line by line; nothing is done. BadInput where it cannot be read as one."""
    sheet = read(data)
    if not sheet.rows:
        raise BadInput(
            "There is nobody in this file. It needs a line for each person, with a name."
        )
    headings = sheet.rows[0][1]
    columns = _columns(headings)
    rows = sheet.rows[1:] if columns else sheet.rows
    if len(rows) > MOST:
        raise BadInput(
            f"The file has {len(rows):,} people; {MOST:,} is the most at once. Split it into several."
        )
    if not rows:
        raise BadInput("The file has headings and nobody below them.")
    places = {column: n for n, column in enumerate(columns or _WITHOUT_HEADINGS) if column}
    if not places.keys() & {"name", "first", "last"}:
        raise BadInput("No column is called “Name”. Give the column with the names that heading.")
    width = len(headings) if columns else len(_WITHOUT_HEADINGS)
    here = _Here(people)
    lines = tuple(here.line(number, cells, places, width) for number, cells in rows)
    named = tuple((_clean(h), c) for h, c in zip(headings, columns, strict=True)) if columns else ()
    return Understood(named, lines, sheet.guessed)


def invite(people: People, lines: Sequence[Line]) -> list[tuple[Invitation, str]]:
    """An invitation for each, with its token, to be shown once; all of them or none."""
    wanted = [
        Wanted(one.name, one.mail, one.roles, one.coach.id if one.coach else None) for one in lines
    ]
    return people.invite_all(wanted)


def invitations_file(made: Sequence[tuple[Invitation, str]], names: Mapping[str, str]) -> bytes:
    """The invitations with their addresses (in the place of the tokens). ``names``: of coaches, by id."""
    rows = (
        (
            one.name, one.mail or "", _roles(one.roles), names.get(one.coached_by or "", ""), address,
            f"{one.expires_at:%Y-%m-%d}",
        )
        for one, address in made
    )  # fmt: skip
    return as_file(("Name", "Mail", "Role", "Coach", "Invitation", "Works until"), rows)


def people_file(people: People) -> bytes:
    """Everybody in the workspace, with who coaches them; for owners."""
    coaches: dict[str, list[str]] = {}
    for terms in people.all_coachings():
        one = terms.coaching
        if one.ended_at is None:
            coaches.setdefault(one.leader.id, []).append(one.practitioner.name)
    rows = (
        (one.name, one.mail or "", _roles(one.roles), ", ".join(coaches.get(one.id, ())),
         "yes" if one.came else "no")
        for one in people.everybody()
    )  # fmt: skip
    return as_file(("Name", "Mail", "Role", "Coach", "Has come in"), rows)


class _Here:
    """Who is here and invited already, and who of this list stood in it before."""

    def __init__(self, people: People) -> None:
        everybody, now = people.everybody(), datetime.now(UTC)
        self._here = {one.mail.casefold() for one in everybody if one.mail}
        self._invited = {
            i.mail.casefold()
            for i in people.invitations()
            if i.mail and i.used_at is None and i.withdrawn_at is None and i.expires_at > now
        }
        self._coaches = [one for one in everybody if "practitioner" in one.roles]
        self._seen: dict[str, int] = {}

    def line(
        self, number: int, cells: Sequence[str], places: Mapping[str, int], width: int
    ) -> Line:
        def cell(column: str) -> str:
            at = places.get(column, len(cells))
            return _clean(cells[at]) if at < len(cells) else ""

        wrong: list[str] = []
        if any(cells[width:]):
            wrong.append("it has more cells than there are columns; put words that contain the separator in quotation marks")  # fmt: skip
        name = cell("name") or f"{cell('first')} {cell('last')}".strip()
        if not has_words(name):
            wrong.append("it has no name")
        elif len(name) > LONGEST_NAME:
            wrong.append(f"the name has {len(name)} characters; {LONGEST_NAME} is the most")
            name = name[: LONGEST_NAME - 1] + "…"
        mail = cell("mail") or None
        wrong += self._of_address(mail)
        roles = _roles_in(cell("role"))
        if not roles:
            wrong.append(f"{_quoted(cell('role'))} is no role; write leader, coach or owner")
        coach, why = self._coach(cell("coach"), roles)
        wrong += why
        key = (mail or name).casefold()
        if key in self._seen:
            what = "the same address" if mail else "the same name, without an address,"
            wrong.append(f"{what} as in line {self._seen[key]}")
        elif key:
            self._seen[key] = number
        return Line(number, name, mail, roles, coach, tuple(wrong))

    def _of_address(self, mail: str | None) -> list[str]:
        import validators

        if mail is None:
            return []
        if not validators.email(mail):
            return [f"{_quoted(mail)} is no mail address"]
        if mail.casefold() in self._here:
            return ["somebody with this address is here already"]
        if mail.casefold() in self._invited:
            return ["this address is invited already; withdraw that invitation to send a new one"]
        return []

    def _coach(self, text: str, roles: frozenset[Role]) -> tuple[Fellow | None, list[str]]:
        if not text:
            return None, []
        if roles and roles != {"leader"}:
            return None, ["only a leader, who is nothing else, is invited with a coach"]
        wanted = text.casefold()
        found = [o for o in self._coaches if wanted in {o.name.casefold(), (o.mail or "").casefold()}]  # fmt: skip
        if len(found) == 1:
            return found[0], []
        if found:
            return None, [f"several coaches are called {_quoted(text)}; write the mail address"]
        return None, [f"nobody called {_quoted(text)} is a coach here yet; let them come in first, or leave it empty"]  # fmt: skip


def _columns(headings: Sequence[str]) -> list[str | None]:
    """What each heading means, the first one of two that mean the same; empty where none is known."""
    known: list[str | None] = []
    for heading in headings:
        words = re.sub(r"[\W_]+", " ", _clean(heading)).strip().casefold()
        means = _MEANS.get(words)
        known.append(means if means not in known else None)
    return known if any(known) else []


def _roles_in(text: str) -> frozenset[Role]:
    """Leader where nothing is said; empty where something is no role."""
    said = [w.strip() for w in re.split(r"[,;/+&|]|\band\b", text.casefold()) if w.strip()]
    if not said:
        return frozenset({"leader"})
    return frozenset(_ROLES[word] for word in said) if all(w in _ROLES for w in said) else frozenset()  # fmt: skip


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(word for role, word in CALLED.items() if role in roles)


def _clean(text: str) -> str:
    """On one line, without secrets, marks of direction and the apostrophe that keeps a formula from being one."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf" or c in _JOINERS)
    line = " ".join(mask_secrets(cleaned(unicodedata.normalize("NFC", seen))).text.split())
    return line[1:] if line[:1] == "'" and line[1:2] in tuple("=+-@|%") else line


def _quoted(text: str) -> str:
    return f"“{text[:59]}…”" if len(text) > 60 else f"“{text}”"
