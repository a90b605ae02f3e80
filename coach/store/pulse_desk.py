"""Everything that can be done by a pulse's link, without an account. It knows one round and no way out of it."""

from collections.abc import Mapping

from coach.store import pulses
from coach.store.database import Database
from coach.store.records import Clock


class PulseDesk:
    """One round. Cheap to make, safe to share between threads."""

    def __init__(self, database: Database, clock: Clock, place: pulses.Place) -> None:
        self._database = database
        self._clock = clock
        self._place = place

    def answer(self, keys: Mapping[str, str], given: Mapping[str, int]) -> None:
        """Keep one device's answers, or replace them. When this returns they are on disk. NoEntry once it is over."""
        with self._database.write() as session:
            pulses.answer(session, self._place, self._clock(), keys, given)
        self._database.scrub()  # what stood there before, laid beside it, would tell who came last

    def take_back(self, keys: Mapping[str, str]) -> None:
        """Gone for good."""
        with self._database.write() as session:
            pulses.take_back(session, self._place, self._clock(), keys)
        self._database.scrub()

    def own_answers(self, keys: Mapping[str, str]) -> dict[str, int]:
        """What was answered by whoever can name these keys: question to value."""
        with self._database.read() as session:
            return pulses.own_answers(session, self._place, keys)
