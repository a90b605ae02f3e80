"""The people's side of a workshop: they come in by a code, from a device that keeps a secret, and reach this one
room and their own answers in it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.curated import Findings
from coach.errors import BadInput, KnowledgeError, NotFound
from coach.masking import mask_secrets
from coach.reviewing import Review
from coach.store.records import RoomAnswer, Workshop
from coach.store.room_desk import RoomDesk
from coach.store.store import Store
from coach.text import cleaned
from coach.workshops import live
from coach.workshops.agenda import (
    Agenda,
    MessageCheck,
    Template,
    agenda_of,
    load_templates,
)
from coach.workshops.anonymity import CODE_LENGTH, ENOUGH, Guessing, key_for, keys_for, read_code
from coach.workshops.answering import Answered, Status, judged, message_text, worrying
from coach.workshops.board import Board, Boards
from coach.workshops.live import RoomState
from coach.workshops.wall_words import WallWords, load_wall_words

if TYPE_CHECKING:
    from coach.services import Services

_log = logging.getLogger(__name__)
_SEAT = "seat"
FOLLOW_UP = "follow-up"
"""The slot of what became of a commitment, two weeks later."""
BECAME = ("kept", "partly", "not yet", "let go")
_WRONG = "No room has this code. Look at the screen again: six letters, in any case. A room is gone once its answers are erased."
_TOO_MANY = "Too many wrong codes came from this network. Look at the screen once more, and type the code in a minute."
_NAME = 40


class Rooms:
    """All rooms of an installation, for people without an account. Safe to share between threads."""

    def __init__(self, services: "Services", store: Store) -> None:
        self._services = services
        self._store = store
        self._guessing = Guessing()
        self._words: WallWords | None = None
        self._templates: dict[str, Template] | None = None
        self.boards = Boards(lambda: services.encoder)

    def find(self, code: str, address: str = "", token: str | None = None) -> Workshop:
        """The workshop that a typed code opens. Raises NotFound, and BadInput after too many wrong ones from there; who
        has a seat already, by their device's ``token``, comes back all the same."""
        typed = read_code(code)
        found = self._store.room_by_code(typed) if len(typed) == CODE_LENGTH else None
        if self._guessing.too_many(address) and not (
            found and token and self._was_in(found, token)
        ):
            raise BadInput(_TOO_MANY)
        if found is None:
            self._guessing.wrong(address, typed)
            raise NotFound(_WRONG)
        return found

    def _was_in(self, workshop: Workshop, token: str) -> bool:
        return self.guest(workshop, token).has_seat

    def enter(self, code: str, token: str, address: str = "") -> "Guest":
        """Come in, or come back: the same device takes the same seat."""
        guest = self.guest(self.find(code, address, token), token)
        if guest.workshop.status == "live":
            guest.sit_down()
        return guest

    def guest(self, workshop: Workshop, token: str) -> "Guest":
        """Somebody at the door, who takes no seat yet."""
        return Guest(self, self.desk(workshop), workshop, token)

    def desk(self, workshop: Workshop) -> RoomDesk:
        return self._store.as_room(workshop.workspace_id, workshop.id)

    def board(self, workshop: Workshop, *, now: bool = False) -> Board:
        """The room as it was at most a second ago."""
        return self.boards.of(workshop.id, self.desk(workshop), now=now)

    def code_is_free(self, code: str) -> bool:
        return not self._store.code_is_taken(code)

    def erase_due(self, now: datetime) -> None:
        """What rooms wrote and whose time is over goes."""
        self._store.purge_deleted(now)

    @property
    def services(self) -> "Services":
        return self._services

    @property
    def words(self) -> WallWords:
        if self._words is None:
            path = self._services.root / "knowledge" / "safety" / "wall.yaml"
            findings = Findings(self._services.root)
            made = load_wall_words(path, findings)
            if made is None:
                raise KnowledgeError(f"Workshops cannot be held: {findings[0]}. Run: coach check")
            self._words = WallWords(
                made.names, made.names_and_words, made.insults, self._services.common_words
            )
        return self._words

    @property
    def templates(self) -> dict[str, Template]:
        """The curated workshops, shortest first."""
        if self._templates is None:
            findings = Findings(self._services.root)
            folder = self._services.root / "knowledge" / "workshops"
            self._templates = load_templates(folder, self._services.knowledge.scenarios, findings)
            for finding in findings:
                _log.warning("%s", finding)
        return self._templates


@dataclass(frozen=True)
class Guest:
    """Somebody in a room. Who it is nobody knows, this program included."""

    rooms: Rooms
    desk: RoomDesk
    workshop: Workshop
    _token: str

    def sit_down(self) -> None:
        """Counted once for each device."""
        if not self.has_seat:
            self.desk.take_seat(self._key(_SEAT))

    @property
    def has_seat(self) -> bool:
        return self.desk.seat_name(self._key(_SEAT)) is not None

    def board(self) -> Board:
        return self.rooms.board(self.workshop)

    @property
    def name(self) -> str:
        return self.desk.seat_name(self._key(_SEAT)) or ""

    def give_name(self, name: str) -> None:
        name = mask_secrets(" ".join(cleaned(name).split())).text[:_NAME]
        if not name:
            raise BadInput("Write a name, or go on without one.")
        self.desk.take_seat(self._key(_SEAT), name)

    def own(self, slot: str) -> RoomAnswer | None:
        """What this device answered there."""
        return self.desk.answer(slot, self._key(slot))

    def all_own(self) -> dict[str, RoomAnswer]:
        slots = [*self.agenda.slots(), FOLLOW_UP]
        return self.desk.own_answers(keys_for(self._token, self.workshop.id, slots))

    def answer(
        self, slot: str, given: Mapping[str, Any], *, names_nobody: bool = False
    ) -> Answered:
        """Send an answer; when this returns and it was kept, it is on disk. Raises BadInput where it cannot be used,
        and where the room has moved on."""
        late = self._is_late(slot)
        activity = self.agenda.activity(slot)
        assert activity is not None
        made = judged(
            activity,
            given,
            self.rooms.services,
            self.rooms.words,
            names_nobody=names_nobody,
            options=self.rooms.boards.options(self.desk, activity),
            step=activity.slots.index(slot),
        )
        made = replace(made, late=late)
        if made.status is not None:
            self._put(slot, made)
        return made

    def _put(self, slot: str, made: Answered) -> None:
        key, status = self._key(slot), _standing(made, self.own(slot))
        if status is Status.WAITING:
            self.desk.put_answer(
                slot, key, status, made.content, becomes=Status.SHOWN, at_least=ENOUGH
            )
        else:
            self.desk.put_answer(slot, key, status, made.content)
        if made.late:
            self.desk.shuffle_answers(slot)

    def _is_late(self, slot: str) -> bool:
        """Whether the room, at this moment and not a second ago, has just gone on from there. Raises BadInput where
        nothing can be sent any more."""
        workshop = self.desk.workshop()
        state = RoomState.model_validate(workshop.state)
        if workshop.status == "live" and live.still_open(self.agenda, state) == slot:
            return True
        if workshop.status != "live" or state.over:
            raise BadInput(
                "The workshop is over, so this was not sent. What you sent before is kept."
            )
        if live.current_slot(self.agenda, state) != slot:
            raise BadInput("The room has gone on to something else, so this was not sent.")
        if state.paused:
            raise BadInput("The facilitator has paused the room. Send it when it goes on.")
        return False

    def review(self, text: str) -> Review | None:
        """How a real message of theirs reads. The message is not kept; the room sees only how many read how. None where it
        tells of distress or danger: then it is theirs alone, and they are told who can help."""
        state = RoomState.model_validate(self.desk.workshop().state)
        activity = live.current(self.agenda, state)
        if not isinstance(activity, MessageCheck):
            raise BadInput("The room has gone on to something else, so this was not checked.")
        self._is_late(activity.id)
        message = message_text(text)
        worry = worrying(message, self.rooms.services)
        if worry is not None:
            content = {"text": message, "quote": False, "worry": worry}
            self.desk.put_answer(activity.id, self._key(activity.id), Status.PRIVATE, content)
            return None
        found = self.rooms.services.reviewer.review(message)
        self.answer(activity.id, {"verdict": found.verdict})
        return found

    def let_host_read(self, slot: str) -> None:
        """The writer's own decision about words that are theirs alone."""
        self._decide(slot, Status.HOST)

    def keep_private(self, slot: str) -> None:
        self._decide(slot, Status.PRIVATE)

    def _decide(self, slot: str, status: Status) -> None:
        kept = self.own(slot)
        if kept is None or kept.status not in {Status.PRIVATE, Status.HOST}:
            raise BadInput("There are no such words of yours here any more.")
        self.desk.set_answer_status(slot, self._key(slot), status)

    def take_back(self, slot: str) -> None:
        """An answer of one's own, gone for good."""
        self.desk.take_answer_back(slot, self._key(slot))

    def commitment(self) -> RoomAnswer | None:
        """What they said they would do; the last one where the agenda asks more than once."""
        own = self.all_own()
        given = [
            own[a.id] for a in self.agenda.activities if a.kind == "commitment" and a.id in own
        ]
        said = [a for a in given if not a.content.get("passed")]
        return said[-1] if said else None

    def follow_up(self, became: str) -> None:
        """What became of the commitment."""
        if not self.board().state.follow_up:
            raise BadInput("The facilitator has not asked yet how it went.")
        if became not in BECAME:
            raise BadInput("Choose one of the answers.")
        self.desk.put_answer(FOLLOW_UP, self._key(FOLLOW_UP), Status.SHOWN, {"became": became})

    def file(self) -> str:
        """Their own answers and commitment, as Markdown."""
        from coach.workshops.report import own_file

        return own_file(self.agenda, self.all_own())

    @cached_property
    def agenda(self) -> Agenda:
        """As it was when they came in: a live workshop's agenda does not change."""
        return agenda_of(self.workshop.plan)

    def _key(self, slot: str) -> str:
        return key_for(self._token, self.workshop.id, slot)


def _standing(made: Answered, before: RoomAnswer | None) -> Status:
    """How an answer stands that is kept. What the room may see waits until five have come, and they come up together; what
    replaces something that is up, and what comes once the room has gone on, stands at its place at once; and what replaces
    something that the facilitator took off is looked at first."""
    assert made.status is not None
    if made.status is not Status.SHOWN or made.content.get("passed"):
        return made.status
    if before is not None and before.status == Status.REMOVED:
        return Status.HELD
    is_up = (
        before is not None and before.status == Status.SHOWN and not before.content.get("passed")
    )
    return Status.SHOWN if made.late or is_up else Status.WAITING
