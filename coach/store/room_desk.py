"""Everything that can be done with one workshop's room, on one page: by the people in it, who have no account, and
by what shows the room to itself. It knows one room and no way out of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coach.errors import NotFound
from coach.store import rooms
from coach.store.database import Database
from coach.store.records import Meta, RoomAnswer, Workshop


class RoomDesk:
    """One room. Cheap to make, safe to share between threads."""

    def __init__(self, database: Database, place: rooms.Place) -> None:
        self._database = database
        self._place = place

    def workshop(self) -> Workshop:
        """Raises NotFound once it is deleted."""
        with self._database.read() as session:
            found = rooms.room(session, self._place)
        if found is None:
            raise NotFound("This workshop is over and its room is closed.")
        return found

    def version(self) -> int | None:
        """Grows with every change of the room; None once it is gone."""
        with self._database.read() as session:
            return rooms.room_version(session, self._place)

    def take_seat(self, key: str, name: str = "") -> bool:
        """False: this seat was taken before, by the same device."""
        with self._database.write() as session:
            return rooms.take_seat(session, self._place, key, name)

    def seats(self) -> int:
        with self._database.read() as session:
            return rooms.seats(session, self._place)

    def seat_names(self) -> list[str]:
        with self._database.read() as session:
            return rooms.seat_names(session, self._place)

    def seat_name(self, key: str) -> str | None:
        """None: nobody with this key is in the room."""
        with self._database.read() as session:
            return rooms.seat_name(session, self._place, key)

    def put_answer(
        self,
        activity: str,
        key: str,
        status: str,
        content: Meta,
        *,
        becomes: str | None = None,
        at_least: int = 1,
    ) -> None:
        """An answer, or a new one in place of the one with this key. When this returns it is on disk. ``becomes``: how
        all that stand as this one come to stand, once there are ``at_least`` of them."""
        with self._database.write() as session:
            rooms.put_answer(session, self._place, activity, key, status, content)
            if becomes is not None:
                rooms.turn_all(session, self._place, activity, status, becomes, at_least=at_least)

    def turn_all(self, activity: str, before: str, after: str) -> int:
        """All answers that stand ``before`` come to stand ``after``, in one move."""
        with self._database.write() as session:
            return rooms.turn_all(session, self._place, activity, before, after)

    def set_answer_status(self, activity: str, key: str, status: str) -> None:
        with self._database.write() as session:
            rooms.set_answer_status(session, self._place, activity, key, status)

    def take_answer_back(self, activity: str, key: str) -> None:
        """Gone for good."""
        with self._database.write() as session:
            rooms.take_answer_back(session, self._place, activity, key)

    def answer(self, activity: str, key: str) -> RoomAnswer | None:
        with self._database.read() as session:
            return rooms.answer(session, self._place, activity, key)

    def answers(
        self, activities: Sequence[str] | None = None, *, status: str | None = None
    ) -> list[RoomAnswer]:
        """Of these activities or of all, in no order that tells anything."""
        with self._database.read() as session:
            return rooms.answers(session, self._place, activities, status)

    def own_answers(self, keys: Mapping[str, str]) -> dict[str, RoomAnswer]:
        """Those whose keys somebody can name: activity to key, and activity to answer."""
        with self._database.read() as session:
            return rooms.own_answers(session, self._place, keys)

    def shuffle_answers(self, activity: str) -> None:
        with self._database.write() as session:
            rooms.shuffle_answers(session, self._place, activity)

    def themes(self, activity: str) -> dict[str, Any] | None:
        with self._database.read() as session:
            return rooms.themes(session, self._place, activity)

    def change_themes(
        self, activity: str, change: Callable[[dict[str, Any] | None], dict[str, Any]]
    ) -> dict[str, Any]:
        """What ``change`` makes of the themes as they are now; one process at a time."""
        with self._database.write() as session:
            return rooms.change_themes(session, self._place, activity, change)
