"""What a log of coaching hours adds up to, in the form that accreditation asks for.

The International Coaching Federation asks, for each client, for name, contact, whether it is one person or a group and
of how many, start and end of the coaching, and the hours paid and pro bono; an hour is 60 minutes with the client, parts
count as parts, and whoever did not consent to be named is left off or vouched for by their organisation
(icfsupport.freshdesk.com, "What information does ICF require for the client coaching log?" and "Do my coaching experience
hours count?", read in November 2026). The European Mentoring and Coaching Council's EIA asks for the number of client contact
hours and of clients (emccglobal.org, "How to apply"). Both come of the same meetings, each logged once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from coach.store.records import LogClient, LogHours

ERASED = "A client who erased their data"


@dataclass(frozen=True)
class Sums:
    """Minutes, by who was there and whether it was paid."""

    one_paid: int = 0
    one_free: int = 0
    team_paid: int = 0
    team_free: int = 0

    @property
    def paid(self) -> int:
        return self.one_paid + self.team_paid

    @property
    def free(self) -> int:
        return self.one_free + self.team_free

    @property
    def total(self) -> int:
        return self.paid + self.free


@dataclass(frozen=True)
class OfClient:
    """One line of the log: a client with all that was logged for them."""

    client: LogClient
    begun: date | None
    ended: date | None
    """The first and the last meeting; None before there was one."""
    sums: Sums


@dataclass(frozen=True)
class Log:
    clients: tuple[OfClient, ...]
    meetings: tuple[LogHours, ...]
    """The latest first."""
    years: tuple[tuple[int, Sums], ...]
    """The latest first."""
    sums: Sums

    @property
    def people(self) -> int:
        """How many there are whom a meeting was logged for; each person of a group counts."""
        return sum(one.client.size for one in self.clients if one.begun)

    def client(self, client_id: str) -> LogClient:
        return next(one.client for one in self.clients if one.client.id == client_id)


def made_of(clients: Sequence[LogClient], meetings: Sequence[LogHours]) -> Log:
    """The log of these clients and their meetings, the latest first."""
    sizes = {one.id: one.size for one in clients}
    of_client: dict[str, list[LogHours]] = {one.id: [] for one in clients}
    of_year: dict[int, list[LogHours]] = {}
    for meeting in meetings:
        of_client[meeting.client_id].append(meeting)
        of_year.setdefault(meeting.day.year, []).append(meeting)
    lines = tuple(
        OfClient(
            one,
            min((m.day for m in of_client[one.id]), default=None),
            max((m.day for m in of_client[one.id]), default=None),
            _sums(of_client[one.id], sizes),
        )
        for one in clients
    )
    years = tuple((year, _sums(of_year[year], sizes)) for year in sorted(of_year, reverse=True))
    return Log(lines, tuple(meetings), years, _sums(meetings, sizes))


def _sums(meetings: Iterable[LogHours], sizes: dict[str, int]) -> Sums:
    found = {(team, paid): 0 for team in (False, True) for paid in (False, True)}
    for one in meetings:
        found[sizes[one.client_id] > 1, one.paid] += one.minutes
    return Sums(found[False, True], found[False, False], found[True, True], found[True, False])


def in_hours(minutes: int) -> str:
    """Minutes as hours, with as many digits as they need: 90 is 1.5."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def shown_name(client: LogClient) -> str:
    """Their name in the log: whole with their consent, else initials."""
    if not client.name:
        return ERASED
    return client.name if client.consented_on else initials(client.name)


def initials(name: str) -> str:
    """``Ana María Ruiz``: ``A. M. R.``; words of any script by their first letter."""
    letters = (next((c for c in word if c.isalnum()), "") for word in name.split())
    return " ".join(f"{letter.upper()}." for letter in letters if letter) or "–"
