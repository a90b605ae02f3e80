"""What one person practises: runs of rehearsals, with their tries, pauses and what is looked at afterwards."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4
from zlib import crc32

from coach.characters import Ending, Rehearsal, RehearsalWords
from coach.errors import BadInput, ModelError, NotFound
from coach.knowledge import Contact
from coach.masking import mask_secrets
from coach.rehearsing import (
    Answered,
    Mark,
    RunState,
    answer,
    asks_if_real,
    begun,
    ended,
    how_it_stands,
    reworded,
)
from coach.state import ConversationState
from coach.store.desk import Desk
from coach.store.records import CommitmentRecord, Exchange, RehearsalRun
from coach.text import cleaned, has_words
from coach.treatments import hear_line
from coach.vocabulary import STOPS_COACHING, Level, Move, Stage, Subject

if TYPE_CHECKING:
    from coach.services import Services
    from coach.turn import Screening

_log = logging.getLogger(__name__)
_PRIVATE = "private-"
_LONGEST_LINE = 4_000
_LONGEST_NAME, _LONGEST_MATTER = 60, 600
_MOMENTS = 6
_MOMENTS_IN_SHORT = 3
Effect = Literal["opened", "closed", "said"]
EFFECTS: Mapping[Effect, str] = {
    "opened": "It opened something",
    "closed": "It closed something",
    "said": "It was said",
}
ENDED: Mapping[Ending, str] = {
    "well": "You got through to each other",
    "half": "Some of it was said",
    "badly": "It didn’t come to it",
    "walked_out": "{name} left",
}


@dataclass(frozen=True)
class Own:
    """A situation of the leader's own: whom they mean, and what it is about."""

    name: str = ""
    role: str = ""
    about: str = ""


@dataclass(frozen=True)
class ForStep:
    """The step of an exercise that a run was begun for."""

    assignment_id: str
    step_id: str


@dataclass(frozen=True)
class Stop:
    """Words of real danger: the exercise rests, and these are said instead."""

    level: Level
    words: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Try:
    """One way through a run, from the beginning to an exchange that nothing came after."""

    last: int
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class RunView:
    """A run as a page shows it. ``rehearsal`` is None where its file is gone: what was said can still be read."""

    id: str
    rehearsal: Rehearsal | None
    own: Own
    first: str
    path: tuple[Exchange, ...]
    """The exchanges of the try that is being played."""
    tries: tuple[Try, ...]
    state: RunState
    stop: Stop | None
    stored: bool
    updated_at: datetime
    for_step: ForStep | None = None

    @property
    def name(self) -> str:
        if self.own.name:
            return self.own.name
        return self.rehearsal.character.name if self.rehearsal else "The other"

    @property
    def title(self) -> str:
        if self.rehearsal is None:
            return "A rehearsal that is no longer here"
        return f"{self.own.name}: {self.rehearsal.title}" if self.own.name else self.rehearsal.title

    @property
    def over(self) -> bool:
        return self.state.ending is not None

    @property
    def ended(self) -> str:
        """How the try ended, in a few words; empty while it goes on."""
        ending = self.state.ending
        return ENDED[ending].replace("{name}", self.name) if ending else ""

    @property
    def lines(self) -> int:
        """How many the leader said in this try."""
        return sum(bool(exchange.text) for exchange in self.path)


@dataclass(frozen=True)
class Moment:
    """One line of the leader's that did something."""

    number: int
    text: str
    reply: str
    sounded: str | None
    """How it came across, as far as could be told."""
    what: str | None
    """What was said for the first time."""
    heard: str | None
    """In the other's words."""
    effect: Effect
    told: bool
    """Whether the other told then what they keep to themselves."""


@dataclass(frozen=True)
class Debrief:
    """What there is to look at after a try."""

    ending: Ending
    moments: tuple[Moment, ...]
    question: str
    kept_back: bool
    """Whether there was something that the other did not tell."""


@dataclass(frozen=True)
class InShort:
    """A try where it is only mentioned: in the exercise that it was begun for."""

    view: RunView
    moments: tuple[Moment, ...]
    """The few that did most, in their order."""

    @property
    def text(self) -> str:
        """In plain lines, as it is read again and taken along."""
        view = self.view
        how = f" {view.ended}." if view.ended else ""
        return "\n".join(
            (
                f"Rehearsed with {view.name}, {counted(view.lines)}.{how}",
                *(f"“{m.text}” {EFFECTS[m.effect]}." for m in self.moments),
            )
        )


def counted(lines: int) -> str:
    return "1 line" if lines == 1 else f"{lines or 'no'} lines"


class Rehearsals:
    """Somebody's rehearsals: those that are kept, and those that are gone when their session is."""

    def __init__(self, services: "Services", stored: Desk, private: Desk) -> None:
        self._services = services
        self._stored, self._private = stored, private

    @property
    def words(self) -> RehearsalWords:
        return self._services.rehearsals[1]

    def all(self) -> list[Rehearsal]:
        """Those with a person of their own first."""
        return sorted(self._services.rehearsals[0].values(), key=lambda r: r.own)

    def one(self, rehearsal_id: str) -> Rehearsal | None:
        return self._services.rehearsals[0].get(rehearsal_id)

    # Playing

    def begin(
        self,
        rehearsal_id: str,
        own: Own | None = None,
        *,
        stored: bool = True,
        for_step: ForStep | None = None,
    ) -> RunView | Stop:
        """Begin a run with the other's first line; or say what is said where the leader's own words tell of danger, and
        then nothing is kept."""
        rehearsal = self._known(rehearsal_id)
        own = _masked(own or Own())
        if own.about and (stop := self._stop_for(self._screened(own.about, ""), own.about)):
            return stop
        first, _ = begun(rehearsal, str(uuid4()))
        desk = self._stored if stored else self._private
        about = {**vars(own), "first": first, **({"for": vars(for_step)} if for_step else {})}
        run = desk.begin_run(rehearsal.id, about)
        return self._view(run, desk)

    def say(self, run_id: str, text: str) -> RunView:
        """Say something to the other, and their reply."""
        self.hand(run_id, text)
        return self.run(run_id)

    def hand(self, run_id: str, text: str) -> None:
        """Store what is said to the other, to be answered by :meth:`run`. Raises BadInput for a line that is too long, or
        if the try is over."""
        if len(text) > _LONGEST_LINE:
            raise BadInput(
                f"That is {len(text):,} characters in one breath; {_LONGEST_LINE:,} is the most. Say the part that matters."
            )
        masked = mask_secrets(cleaned(text))
        meta = {"masked": list(masked.kinds)} if masked.kinds else {}
        self._exchange(run_id, masked.text, meta)

    def end(self, run_id: str) -> RunView:
        """End the try; the other says goodbye."""
        self._exchange(run_id, "", {"ends": True})
        return self.run(run_id)

    def go_on(self, run_id: str) -> RunView:
        """After words that sounded like danger: they were part of what is practised, and the other answers them."""
        desk = self._desk(run_id)
        view = self.look(run_id)
        if view.stop is None or not view.path:
            return view
        return self._answered(view, view.path[-1], desk, meant=True)

    def rewind(self, run_id: str, number: int) -> RunView:
        """Back to just before one of the leader's lines. What was said after it is kept as a try of its own."""
        desk = self._desk(run_id)
        exchange = next((e for e in self._run(run_id).exchanges if e.number == number), None)
        if exchange is None:
            raise BadInput("That line is not part of this rehearsal. Reload the page.")
        return self._view(desk.move_head(_bare(run_id), exchange.after), desk)

    def choose_try(self, run_id: str, last: int) -> RunView:
        """Go over to another try."""
        desk = self._desk(run_id)
        return self._view(desk.move_head(_bare(run_id), last), desk)

    def look(self, run_id: str) -> RunView:
        """A run as it stands; its last line may wait for an answer."""
        return self._view(self._run(run_id), self._desk(run_id))

    def run(self, run_id: str) -> RunView:
        """A run in which every line is answered, also one that the end of the program left without an answer."""
        desk, view = self._desk(run_id), self.look(run_id)
        if view.path and view.path[-1].reply is None and view.rehearsal is not None:
            return self._answered(view, view.path[-1], desk)
        return view

    def runs(self) -> list[RunView]:
        """Last changed first; those that are not kept are not listed."""
        return [self._view(run, self._stored) for run in self._stored.runs()]

    # Looking at it

    def hint(self, view: RunView, pauses: int = 0) -> str:
        """A question to stop at; another one for each pause at the same place."""
        hints = self.words.hints
        mark = _mark(view.path[-1]) if view.path else None
        asked: list[str] = []
        if not view.path:
            asked += hints.first
        elif (
            view.rehearsal is not None
            and not _heart_said(view.rehearsal, view.state)
            and len(view.path) > 1
        ):
            asked += hints.unsaid
        if mark is not None and mark.treated is not None:
            asked += hints.treated[mark.treated]
        asked += hints.openness[view.state.mood]
        asked = asked[len(view.path) % len(asked) :] + asked[: len(view.path) % len(asked)]
        return asked[pauses % len(asked)].replace("{name}", _first_name(view.name))

    def debrief(self, view: RunView) -> Debrief:
        """What a try did, line by line. Raises BadInput where there is nothing to look at yet."""
        rehearsal = view.rehearsal
        if rehearsal is None or not any(_mark(e) for e in view.path):
            raise BadInput("There is nothing to look back on yet. Say something first.")
        ending = view.state.ending or how_it_stands(rehearsal, view.state)
        questions = getattr(rehearsal.questions, ending)
        return Debrief(
            ending,
            self._moments(rehearsal, view.path, _MOMENTS),
            questions[crc32(view.id.encode()) % len(questions)],
            kept_back=view.state.told < len(rehearsal.trust),
        )

    def in_short(self, run_id: str, last: int | None = None) -> InShort | None:
        """What came of a run, of the try up to the exchange ``last`` or of the one that is being played; None where it
        was deleted."""
        desk = self._desk(run_id)
        try:
            run = desk.run(_bare(run_id))
        except NotFound:
            return None
        view = self._view(run if last is None else replace(run, head=last), desk)
        rehearsal = view.rehearsal
        moments = self._moments(rehearsal, view.path, _MOMENTS_IN_SHORT) if rehearsal else ()
        return InShort(view, moments)

    def _moments(
        self, rehearsal: Rehearsal, path: tuple[Exchange, ...], most: int
    ) -> tuple[Moment, ...]:
        """The lines that did most, in their order."""
        found = []
        beats = {beat.id: beat for beat in rehearsal.beats}
        for exchange in path:
            mark = _mark(exchange)
            if mark is None or not exchange.text:
                continue
            beat = beats.get(mark.beat or "")
            weight = abs(mark.moved) + 2 * mark.told + 2 * bool(beat and beat.heart)
            effect: Effect = (
                "opened" if mark.moved > 0 or mark.told else "closed" if mark.moved < 0 else "said"
            )
            if not weight and mark.heard is None:
                continue
            sounded = self.words.sounded[mark.treated] if mark.treated else None
            moment = Moment(
                exchange.number, exchange.text, exchange.reply or "", sounded, beat.what if beat else None,
                mark.heard, effect, mark.told,
            )  # fmt: skip
            found.append((weight, moment))
        best = sorted(found, key=lambda pair: -pair[0])[:most]
        return tuple(sorted((moment for _, moment in best), key=lambda m: m.number))

    def take_step(self, run_id: str, what: str, when: str = "") -> None:
        """Keep what the leader wants to say or do as a commitment, in their words, even where the rehearsal itself is not
        kept. Raises BadInput where it says nothing."""
        what, when = (mask_secrets(cleaned(words)).text[:400] for words in (what, when))
        if not has_words(what):
            raise BadInput("Say in a few words what you want to do.")
        view = self.run(run_id)
        kept = self._stored.begin_conversation(
            "talk", None, f"After a rehearsal: {view.title}"[:120], ConversationState().model_dump_json(), None, {}
        )  # fmt: skip
        said = f"From the rehearsal “{view.title}” you took this with you: “{what}”. It stands under Commitments."
        meta = {"move": Move.COMMIT, "stage": Stage.COMMITTING, "level": Level.NONE, "lines": [], "voice": "guide",
                "contacts": False, "latency_ms": 0}  # fmt: skip
        self._stored.add_coach_message(
            kept.id, said, meta, ConversationState().model_dump_json(), Stage.CLOSING,
            commitment=CommitmentRecord(what, when_words=when or None, with_whom=view.own.name or None),
        )  # fmt: skip

    # Deleting

    def delete(self, run_id: str) -> datetime | None:
        """Delete; until the returned instant it can be undone. What was not kept goes at once."""
        desk = self._desk(run_id)
        if desk is self._private:
            desk.erase_run_now(_bare(run_id))
            return None
        return desk.delete_run(run_id)

    def undo_delete(self, run_id: str) -> None:
        self._stored.undo_delete_run(run_id)

    # One exchange

    def _exchange(self, run_id: str, text: str, meta: Mapping[str, Any]) -> None:
        desk, view = self._desk(run_id), self.run(run_id)
        if view.rehearsal is None:
            raise BadInput("The file of this rehearsal is not there any more. Choose another one.")
        if view.over:
            raise BadInput("This try is over. Rewind to one of your lines, or look back on it.")
        if view.stop is not None:
            raise BadInput("The rehearsal has stopped here. Say first whether to go on.")
        after = view.path[-1].number if view.path else None
        desk.add_exchange(_bare(run_id), after, text, meta)

    def _answered(
        self, view: RunView, exchange: Exchange, desk: Desk, *, meant: bool = False
    ) -> RunView:
        """The run with the other's reply to an exchange. ``meant``: whatever it sounds like is part of the exercise."""
        rehearsal = view.rehearsal
        assert rehearsal is not None
        before = self._view(_until(view, exchange), desk)
        last = before.path[-1].reply if before.path else before.first
        outcome: dict[str, Any]
        stop = None
        if not meant and not exchange.meta.get("ends"):
            stop = self._stop_for(self._screened(exchange.text, last or ""), exchange.text)
        if stop is not None:
            reply, outcome = stop.words, {"stopped": stop.level}
        elif asks_if_real(exchange.text):
            said = {e.reply for t in view.tries for e in t.exchanges}
            asides = [w.replace("{name}", _first_name(view.name)) for w in self.words.real]
            reply = next(
                (w for w in asides if w not in said), asides[exchange.number % len(asides)]
            )
            outcome = {"aside": True}
        else:
            answered = self._reply(rehearsal, before, exchange, view)
            reply = answered.line
            outcome = {
                "state": answered.state.model_dump(mode="json"),
                "mark": answered.mark.model_dump(mode="json"),
            }
        return self._view(
            desk.answer_exchange(_bare(view.id), exchange.number, reply, outcome), desk
        )

    def _reply(
        self, rehearsal: Rehearsal, before: RunView, exchange: Exchange, view: RunView
    ) -> Answered:
        dice = f"{view.id}:{exchange.number}"
        avoid = {e.reply for t in view.tries for e in t.exchanges if e.reply} - set(
            before.state.said
        )
        if exchange.meta.get("ends"):
            return ended(rehearsal, before.state, dice, avoid)
        heard = hear_line(exchange.text, rehearsal, self._services)
        answered = answer(rehearsal, before.state, heard, dice, avoid)
        voice = self._services.model_voice
        if voice is None or answered.state.ending is not None or answered.mark.told:
            return answered  # endings and confidences are worded by hand
        from coach.voices.model.playing import Scene

        said = [
            (who, text)
            for e in before.path
            for who, text in (("leader", e.text), ("other", e.reply or ""))
            if text
        ]
        scene = Scene(
            rehearsal, view.name, view.own.role, view.own.about, answered, exchange.text,
            (("other", before.first), *said),
        )  # fmt: skip
        try:
            line = voice.play(scene)
            if self._services.signs.levels(line) & STOPS_COACHING:
                raise ModelError("the model's line speaks of danger")
            return reworded(answered, line)
        except ModelError as error:
            _log.warning("the model does not play this line (%s); the written one stands", error)
            return answered

    def _screened(self, text: str, before: str) -> "Screening":
        """In the middle of a talk, as these lines are: said to somebody, full of endings and bad news."""
        from coach.steps.screen import screen_message
        from coach.turn import Turn, listen

        turn = Turn(
            "", "", text, ConversationState(turns=1), heard=listen(text, self._services, before),
            history=(("coach", before),) if before else (),
        )  # fmt: skip
        return screen_message(turn, self._services)

    def _stop_for(self, screening: "Screening", text: str) -> Stop | None:
        """What is said instead, in the guide's fixed words, and where people can be reached."""
        level = screening.level
        if level not in STOPS_COACHING:
            return None
        lines = [
            x
            for x in self._services.curated[1]
            if x.move.value == level.value and not x.slots and not x.hears
        ]
        unsure = [x for x in lines if x.about is Subject.FIT] if screening.unsure else []
        fit = unsure or [x for x in lines if x.about is None] or lines
        words = fit[crc32(text.encode("utf-8", "replace")) % len(fit)].say
        return Stop(level, words, self._contacts(level))

    def _contacts(self, level: Level) -> tuple[Contact, ...]:
        serves = (
            ("workplace", "abuse", "emergency")
            if level is Level.ABUSE_REPORT
            else ("crisis", "emergency")
        )
        country = self._services.settings.country
        return tuple(self._services.knowledge.contacts_for(country, serves))

    # From the store

    def _known(self, rehearsal_id: str) -> Rehearsal:
        rehearsal = self.one(rehearsal_id)
        if rehearsal is None:
            raise BadInput("There is no such rehearsal here any more. Choose another one.")
        return rehearsal

    def _desk(self, run_id: str) -> Desk:
        return self._private if run_id.startswith(_PRIVATE) else self._stored

    def _run(self, run_id: str) -> RehearsalRun:
        return self._desk(run_id).run(_bare(run_id))

    def _view(self, run: RehearsalRun, desk: Desk) -> RunView:
        rehearsal = self.one(run.rehearsal)
        path = _path(run.exchanges, run.head)
        stopped = path[-1].outcome.get("stopped") if path and path[-1].outcome else None
        stop = None
        if stopped is not None:
            stop = Stop(Level(stopped), path[-1].reply or "", self._contacts(Level(stopped)))
        own = Own(**{key: run.about.get(key, "") for key in vars(Own())})
        private = desk is self._private
        return RunView(
            (_PRIVATE if private else "") + run.id, rehearsal, own, run.about["first"], path, _tries(run.exchanges),
            _state(rehearsal, run.about["first"], path), stop, not private, run.updated_at,
            ForStep(**run.about["for"]) if "for" in run.about else None,
        )  # fmt: skip


def _path(exchanges: tuple[Exchange, ...], head: int | None) -> tuple[Exchange, ...]:
    """From the beginning to an exchange."""
    by_number = {e.number: e for e in exchanges}
    found: list[Exchange] = []
    while head is not None:
        found.append(by_number[head])
        head = found[-1].after
    return tuple(reversed(found))


def _tries(exchanges: tuple[Exchange, ...]) -> tuple[Try, ...]:
    """Oldest first."""
    followed = {e.after for e in exchanges}
    return tuple(
        Try(e.number, _path(exchanges, e.number)) for e in exchanges if e.number not in followed
    )


def _state(rehearsal: Rehearsal | None, first: str, path: tuple[Exchange, ...]) -> RunState:
    """Where the last exchange left it that the other answered."""
    for exchange in reversed(path):
        if exchange.outcome and "state" in exchange.outcome:
            return RunState.model_validate(exchange.outcome["state"])
    return RunState(openness=rehearsal.openness if rehearsal else 0, said=(first,))


def _until(view: RunView, exchange: Exchange) -> RehearsalRun:
    """The run as it was before an exchange."""
    path = tuple(e for e in view.path if e.number < exchange.number)
    head = path[-1].number if path else None
    rehearsal = view.rehearsal.id if view.rehearsal else ""
    about = {**vars(view.own), "first": view.first}
    return RehearsalRun(
        _bare(view.id), rehearsal, about, head, path, view.updated_at, view.updated_at
    )


def _mark(exchange: Exchange) -> Mark | None:
    if exchange.outcome is None or "mark" not in exchange.outcome:
        return None
    return Mark.model_validate(exchange.outcome["mark"])


def _heart_said(rehearsal: Rehearsal, state: RunState) -> bool:
    return any(beat.heart and beat.id in state.beats for beat in rehearsal.beats)


def _first_name(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name


def _bare(run_id: str) -> str:
    return run_id.removeprefix(_PRIVATE)


def _masked(own: Own) -> Own:
    name, role, about = (
        mask_secrets(" ".join(cleaned(x).split())).text for x in (own.name, own.role, own.about)
    )
    return replace(
        own, name=name[:_LONGEST_NAME], role=role[:_LONGEST_NAME], about=about[:_LONGEST_MATTER]
    )
