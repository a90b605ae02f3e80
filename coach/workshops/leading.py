"""The facilitator's side of workshops: preparing one, leading it, and what is left of it afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from coach.errors import BadInput
from coach.masking import mask_secrets
from coach.store.desk import Desk
from coach.store.records import Clock, RoomAnswer, Workshop, utc_now
from coach.store.room_desk import RoomDesk
from coach.text import cleaned
from coach.workshops import building, live, themes
from coach.workshops.agenda import Agenda, Reflection, Template, agenda_of
from coach.workshops.anonymity import ENOUGH, new_code
from coach.workshops.answering import Status
from coach.workshops.board import Board, Wall
from coach.workshops.live import RoomState
from coach.workshops.report import Report
from coach.workshops.rooms import BECAME, FOLLOW_UP, Rooms

FOLLOW_UP_AFTER = timedelta(days=14)
_TRIES = 20
Move = Callable[[Agenda, RoomState, datetime], RoomState]


class Workshops:
    """The workshops that one person leads. A co-facilitator who gave the passphrase leads them as well."""

    def __init__(self, desk: Desk, rooms: Rooms, clock: Clock = utc_now) -> None:
        self._desk = desk
        self._rooms = rooms
        self._clock = clock

    # Preparing

    def templates(self) -> list[Template]:
        return list(self._rooms.templates.values())

    def offers(self) -> dict[str, building.Plan]:
        """What can be put into an agenda, by an id: one of each kind, and scenarios that are written."""
        scenarios = self._rooms.services.knowledge.scenarios
        return building.offers(self.templates(), scenarios.values())

    def all(self) -> list[Workshop]:
        """Newest first."""
        return self._desk.workshops()

    def workshop(self, workshop_id: str) -> Workshop:
        return self._desk.workshop(workshop_id)

    def prepare(self, template_id: str) -> Workshop:
        """A workshop of one's own from a template."""
        template = self._rooms.templates.get(template_id)
        if template is None:
            raise BadInput("There is no such template any more. Choose another.")
        return self._add(template.agenda())

    def build(self, agenda: Mapping[str, Any]) -> Workshop:
        """A workshop from the facilitator's own agenda."""
        return self._add(_agenda(agenda))

    def save(self, workshop_id: str, agenda: Mapping[str, Any]) -> Workshop:
        """Another agenda for a workshop that has not begun. Raises BadInput, saying what does not fit."""
        made = _agenda(agenda)

        def change(workshop: Workshop) -> Mapping[str, Any]:
            if workshop.status != "draft":
                raise BadInput(
                    "The workshop has begun; its agenda stays. Times can be changed while it runs."
                )
            return {"plan": made.model_dump(mode="json")}

        return self._desk.change_workshop(workshop_id, change)

    def copy(self, workshop_id: str) -> Workshop:
        """The same agenda again, without anything that a room wrote."""
        return self._add(agenda_of(self.workshop(workshop_id).plan))

    def _add(self, agenda: Agenda) -> Workshop:
        return self._desk.add_workshop(agenda.model_dump(mode="json"), RoomState().kept())

    def delete(self, workshop_id: str) -> datetime:
        """With all that the room wrote; until the returned instant it can be undone."""
        return self._desk.delete_workshop(workshop_id)

    def undo_delete(self, workshop_id: str) -> Workshop:
        return self._desk.undo_delete_workshop(workshop_id)

    # Leading

    def open(self, workshop_id: str, *, rehearsal: int = 0) -> Workshop:
        """Let people in: the workshop gets its code. Opening again changes nothing."""

        def change(workshop: Workshop) -> Mapping[str, Any]:
            if workshop.status == "live":
                return {}
            if workshop.status == "ended":
                raise BadInput("This workshop is over. Make a copy of it to hold it again.")
            state = RoomState(rehearsal=rehearsal)
            # Nobody may ever end it: what is written goes all the same.
            keep = timedelta(days=agenda_of(workshop.plan).keep_days)
            return {
                "status": "live",
                "code": self._free_code(),
                "state": state.kept(),
                "erase_at": self._clock() + keep,
            }

        return self._desk.change_workshop(workshop_id, change)

    def _free_code(self) -> str:
        for _ in range(_TRIES):
            code = new_code()
            if self._rooms.code_is_free(code):
                return code
        raise BadInput("No free code was found. Try again.")

    def board(self, workshop_id: str, *, now: bool = False) -> Board:
        """The room as it was at most a second ago."""
        return self._rooms.board(self.workshop(workshop_id), now=now)

    def forward(self, workshop_id: str) -> Board:
        return self._move(workshop_id, live.forward)

    def back(self, workshop_id: str) -> Board:
        return self._move(workshop_id, live.back)

    def go_to(self, workshop_id: str, at: int) -> Board:
        return self._move(
            workshop_id, lambda agenda, state, now: live.go_to(agenda, state, at, now)
        )

    def pause(self, workshop_id: str) -> Board:
        return self._move(workshop_id, lambda _, state, now: live.pause(state, now))

    def resume(self, workshop_id: str) -> Board:
        return self._move(workshop_id, lambda _, state, now: live.resume(state, now))

    def more_time(self, workshop_id: str, minutes: float) -> Board:
        return self._move(
            workshop_id, lambda agenda, state, _: live.more_time(agenda, state, minutes)
        )

    def retime(self, workshop_id: str) -> Board:
        """Fit what is still to come into the time that is left."""
        return self._move(workshop_id, live.retime)

    def reveal(self, workshop_id: str, slot: str) -> Board:
        """Show all that has come so far; what comes later comes up five at a time."""
        _bring_up(self._rooms.desk(self.workshop(workshop_id)), slot)
        return self._move(workshop_id, lambda _, state, now: live.reveal(state, slot))

    def hide(self, workshop_id: str, slot: str) -> Board:
        return self._move(workshop_id, lambda _, state, now: live.hide(state, slot))

    def _move(self, workshop_id: str, move: Move) -> Board:
        left: list[str] = []

        def change(workshop: Workshop) -> Mapping[str, Any]:
            if workshop.status != "live":
                raise BadInput("This workshop is not running.")
            agenda = agenda_of(workshop.plan)
            before = RoomState.model_validate(workshop.state)
            after = live.leaving(agenda, before, move(agenda, before, self._clock()))
            slot = live.current_slot(agenda, before)
            if slot is not None and slot != live.current_slot(agenda, after):
                left.append(slot)
            return {"state": after.kept()}

        workshop = self._desk.change_workshop(workshop_id, change)
        desk = self._rooms.desk(workshop)
        agenda, state = agenda_of(workshop.plan), RoomState.model_validate(workshop.state)
        for slot in left:
            _bring_up(desk, slot)
            desk.shuffle_answers(slot)
            if isinstance(agenda.activity(slot), Reflection):
                self._rooms.boards.wall(desk, agenda, state, slot)  # groups what has just come up
                desk.change_themes(slot, themes.settled)
        return self._rooms.board(workshop, now=True)

    def end(self, workshop_id: str) -> Workshop:
        """People can still come to take their answers along, until those are erased."""
        now = self._clock()

        def change(workshop: Workshop) -> Mapping[str, Any]:
            if workshop.status != "live":
                return {}
            agenda = agenda_of(workshop.plan)
            state = live.end(RoomState.model_validate(workshop.state))
            erase = now + timedelta(days=agenda.keep_days)
            return {"status": "ended", "ended_at": now, "erase_at": erase, "state": state.kept()}

        workshop = self._desk.change_workshop(workshop_id, change)
        desk = self._rooms.desk(workshop)
        for slot in agenda_of(workshop.plan).slots():
            desk.shuffle_answers(slot)
        return workshop

    # What the room wrote

    def let_through(self, workshop_id: str, slot: str, key: str) -> None:
        """An answer that was held back may be seen."""
        self._judge(workshop_id, slot, key, Status.SHOWN)

    def take_off(self, workshop_id: str, slot: str, key: str) -> None:
        """An answer that the room shall not see. Its writer keeps it."""
        self._judge(workshop_id, slot, key, Status.REMOVED)

    def take_off_words(self, workshop_id: str, slot: str, text: str) -> None:
        """The same for what stands on the wall, found by its words."""
        desk = self._rooms.desk(self.workshop(workshop_id))
        for answer in desk.answers([slot], status=Status.SHOWN):
            if answer.content.get("text") == text:
                desk.set_answer_status(slot, answer.key, Status.REMOVED)

    def _judge(self, workshop_id: str, slot: str, key: str, status: Status) -> None:
        """What its writer keeps to themselves cannot be reached from here, whoever asks."""
        desk = self._rooms.desk(self.workshop(workshop_id))
        found = desk.answer(slot, key)
        if found is None or found.status not in {Status.HELD, Status.SHOWN, Status.REMOVED}:
            raise BadInput("This answer is not there any more. Look at the list again.")
        desk.set_answer_status(slot, key, status)

    def merge_themes(self, workshop_id: str, slot: str, into: str, other: str) -> None:
        self._themes(workshop_id, slot, lambda groups: themes.merged(groups, into, other))

    def rename_theme(self, workshop_id: str, slot: str, theme: str, name: str) -> None:
        plain = mask_secrets(cleaned(name)).text
        self._themes(workshop_id, slot, lambda groups: themes.renamed(groups, theme, plain))

    def split_theme(self, workshop_id: str, slot: str, theme: str) -> None:
        desk = self._rooms.desk(self.workshop(workshop_id))
        texts = {
            a.key: str(a.content["text"])
            for a in desk.answers([slot], status=Status.SHOWN)
            if not a.content.get("passed")
        }
        rows = self._rooms.boards.vectors(texts)
        self._themes(workshop_id, slot, lambda groups: themes.split(groups, theme, rows, texts))

    def _themes(self, workshop_id: str, slot: str, change: Callable[[Any], dict[str, Any]]) -> None:
        workshop = self.workshop(workshop_id)
        self._rooms.desk(workshop).change_themes(slot, change)
        self._rooms.board(workshop, now=True)

    def names(self, workshop_id: str) -> list[str]:
        """Those that people gave, if they were asked."""
        return self._rooms.desk(self.workshop(workshop_id)).seat_names()

    # Afterwards

    def ask_follow_up(self, workshop_id: str, asked: bool = True) -> Workshop:
        """Whoever opens the room's link is asked what became of their commitment."""

        def change(workshop: Workshop) -> Mapping[str, Any]:
            if workshop.status != "ended" or workshop.erase_at is None:
                raise BadInput(
                    "People can be asked once the workshop is over, until its answers are erased."
                )
            state = RoomState.model_validate(workshop.state)
            return {"state": state.model_copy(update={"follow_up": asked}).kept()}

        return self._desk.change_workshop(workshop_id, change)

    def erase_answers(self, workshop_id: str) -> Workshop:
        """What the room wrote goes now and not on its day."""
        workshop = self._desk.change_workshop(
            workshop_id, lambda w: {"erase_at": self._clock()} if w.status == "ended" else {}
        )
        self._rooms.erase_due(self._clock())
        return self.workshop(workshop.id)

    def report(self, workshop_id: str) -> Report:
        """What came of it, without anything that a group of fewer than five said."""
        workshop = self.workshop(workshop_id)
        desk = self._rooms.desk(workshop)
        agenda = agenda_of(workshop.plan)
        state = RoomState.model_validate(workshop.state)
        answers: dict[str, list[RoomAnswer]] = {}
        for answer in desk.answers():
            if answer.status in {Status.SHOWN, Status.WAITING}:  # nobody sees here who came last
                shown = replace(answer, status=Status.SHOWN)
                answers.setdefault(answer.activity, []).append(shown)
        walls: dict[str, Wall] = {
            slot: replace(
                self._rooms.boards.wall(desk, agenda, state, slot, answers.get(slot, [])),
                shown=True,
            )
            for slot in agenda.slots()
        }
        became = [a.content["became"] for a in answers.get(FOLLOW_UP, [])]
        return Report(
            agenda,
            (workshop.ended_at or workshop.created_at).astimezone(UTC).date(),
            desk.seats(),
            walls,
            answers,
            tuple((name, became.count(name)) for name in BECAME),
        )


def _bring_up(desk: RoomDesk, slot: str) -> None:
    """What waits for others comes up now, as long as no group below five is shown by that."""
    answered = [
        a
        for a in desk.answers([slot])
        if a.status in {Status.SHOWN, Status.WAITING} and not a.content.get("passed")
    ]
    if len(answered) >= ENOUGH:
        desk.turn_all(slot, Status.WAITING, Status.SHOWN)


def _agenda(given: Mapping[str, Any]) -> Agenda:
    try:
        return Agenda.model_validate(given)
    except ValidationError as error:
        wrong = _wrong(error.errors(include_url=False)[0], given)
        raise BadInput(f"The agenda does not fit together yet. {wrong}.") from error


_SAYS = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "string_too_long": "is too long",
    "too_short": "has too little in it",
    "too_long": "has too much in it",
}
_KEYS = {
    "title": "the name",
    "aim": "what it is for",
    "activities": "what happens in it",
    "prompt": "what people read",
    "ends": "what the ends mean",
    "situation": "what has happened",
    "points": "turning point",
    "moment": "what happens",
    "choices": "what one might choose",
    "rounds": "round",
    "options": "what can be chosen",
}


def _wrong(item: Any, given: Mapping[str, Any]) -> str:
    """What pydantic found, as somebody who plans a workshop would say it."""
    said = _SAYS.get(item["type"], str(item["msg"]).removeprefix("Value error, "))
    where, named = list(item["loc"]), ""
    if len(where) > 1 and where[0] == "activities":
        # Then come its number and its kind.
        named, where = f"“{given['activities'][where[1]].get('title')}”: ", where[3:]
    for activity in given.get("activities") or ():
        said = said.replace(f"{activity.get('id')}: ", f"“{activity.get('title')}”: ")
    parts = [str(p + 1) if isinstance(p, int) else _KEYS.get(p, p) for p in where]
    words = f"{' '.join(parts)} {said}".strip()
    return named + words if named else words[:1].upper() + words[1:]
