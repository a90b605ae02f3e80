"""Builds the real parts once. Pages and commands talk to :class:`Coach` and nothing deeper."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from threadpoolctl import threadpool_limits

from coach import everything
from coach.aims import subject_of
from coach.assigning import Assigning
from coach.brand import Brand
from coach.errors import BadInput, CoachError, MailError, MailRefused
from coach.exercising import Exercises
from coach.knowledge import Contact, Knowledge, Passage, Scenario
from coach.library import Library, Shelves
from coach.live import LiveReply
from coach.mailing import Mailer
from coach.masking import mask_secrets
from coach.memory import Memory, Recollections
from coach.once_a_turn import one_turn
from coach.own_progress import OwnProgress
from coach.people import People
from coach.plans import commitment_of
from coach.practice import Practice
from coach.pulse import Pulse
from coach.pulse_answering import Pulses
from coach.rehearsals import Rehearsals
from coach.reviewing import Circumstances
from coach.services import ROOT, Services
from coach.settings import Settings
from coach.sharing import Sharing
from coach.state import ConversationState, Pending, Step
from coach.store.backups import Backup, backup_at, backups_in
from coach.store.desk import Desk
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.records import (
    Actor,
    CheckedMessage,
    Citation,
    Commitment,
    ConversationSummary,
    Deleted,
    Message,
    Noticing,
    NoticingKind,
    NoticingRecord,
    ReplyRecord,
)
from coach.store.store import Again, Store, open_store
from coach.text import MAX_CHARACTERS, cleaned, has_words
from coach.tracks import brand_words
from coach.turn import Part, Plan, Spoken, Turn, run_turn
from coach.vocabulary import Answer, Level, Move, Stage, Subject
from coach.workshops.leading import Workshops
from coach.workshops.rooms import Rooms
from coach.workshops.taken_along import FromWorkshops

if TYPE_CHECKING:
    from coach.index import Shelf

_log = logging.getLogger(__name__)
_PRIVATE = "private-"
_BETWEEN_STEPS = 0.05  # seconds
_PRESSED = {
    Answer.ME: "That's me.",
    Answer.NOT_ME: "That's not me.",
    Answer.MORE: "Tell me more.",
}


@dataclass(frozen=True)
class ConversationView:
    """A conversation as a page shows it."""

    id: str
    title: str
    kind: str
    stored: bool
    archived: bool
    state: ConversationState
    messages: tuple[Message, ...]
    noticings: tuple[Noticing, ...]
    commitments: tuple[Commitment, ...]
    contacts: tuple[Contact, ...]
    cited: Mapping[Citation, Passage]
    """The passages that its replies rest on, as far as they are still there; of the workspace's own, as they were."""

    def passages(self, message: Message) -> list[tuple[int, Passage]]:
        """The passages a reply cites, with their numbers."""
        return [(c.number, self.cited[c]) for c in message.citations if c in self.cited]


@dataclass(frozen=True)
class Done:
    """What was due and is done."""

    erased: int
    came: int
    """Exercises that a coach gave for later and that are now offered."""
    mails: int


def open_coach(settings: Settings | None = None, *, root: Path = ROOT) -> "Coach":
    """The coach with its real parts; the heavy ones open when first needed, or by ``warm``.

    Raises SettingsError, StoreError or KnowledgeError, each with its remedy.
    """
    settings = settings or Settings.read()
    # The products of a turn are small: a second BLAS thread costs more than it computes.
    threadpool_limits(1)
    services = Services(settings, root)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = (
        settings.database_url.get_secret_value()
        if settings.database_url
        else sqlite_url(settings.home / "coach.db")
    )
    store = open_store(url, key=Keyring.in_file(settings.home / "key"))
    return Coach(services, store)


class Coach:
    """The engine. Safe to share between threads."""

    def __init__(self, services: Services, store: Store) -> None:
        self.services = services
        self._store = store
        self._private_store = open_store("sqlite://", key=Keyring.temporary())
        self.entering = store.entering
        """How people come in, before it is known who somebody is."""
        self._private_actors: dict[tuple[str, str], Actor] = {}
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._live: dict[tuple[Actor, str], LiveReply] = {}
        self._last: dict[str, LiveReply] = {}
        self._turns: dict[str, threading.Lock] = {}
        self.shelves = Shelves(services)
        self.recollections = Recollections(services)
        self.rooms = Rooms(services, store)
        """Workshops, for the people in them, who have no account."""
        self.pulses = Pulses(store)
        """Pulses, for the colleagues who are asked, who have no account."""
        self._pool = ThreadPoolExecutor(max_workers=16, thread_name_prefix="reply")

    @property
    def settings(self) -> Settings:
        return self.services.settings

    @property
    def knowledge(self) -> Knowledge:
        return self.services.knowledge

    def local_actor(self) -> Actor:
        """The one person of an installation without sign-in."""
        return self._store.local_person()

    def as_person(self, actor: Actor | None = None) -> "Mine":
        """The only way to somebody's data."""
        actor = actor or self.local_actor()
        with self._lock:
            whose = (actor.workspace_id, actor.person_id)
            private = self._private_actors.get(whose)
            if private is None:
                private = self._private_store.add_person("", roles=actor.roles)
                self._private_actors[whose] = private
        return Mine(self, self._store.as_actor(actor), self._private_store.as_actor(private))

    def warm(self) -> None:
        """Open everything, and erase what is due."""
        self.services.warm()
        self._store.purge_deleted()

    def purge(self) -> int:
        """Erase what was deleted longer ago than it can be undone."""
        return self._store.purge_deleted()

    def run_due(self) -> "Done":
        """Do the work that is due, once: let come what coaches gave for later, tell by mail what waits, and erase.
        A mail server that cannot be reached holds up nothing else."""
        erased = self.purge()
        agreement = self.knowledge.agreement
        came = self._store.offer_due(agreement.digests if agreement else {})
        return Done(erased, came, self._send_mails())

    def _send_mails(self) -> int:
        """How many mails the server took. Of those that it could not be asked about, none counts as tried."""
        settings, count = self.settings, 0
        if settings.smtp_url is None or settings.mail_from is None:
            return 0
        mailer = Mailer(
            settings.smtp_url.get_secret_value(), settings.mail_from, settings.public_url
        )
        while taken := self._store.take_mails():
            for number, one in enumerate(taken):
                try:
                    mailer.tell(one.to, one.kind)
                except MailRefused as error:
                    _log.warning("%s", error)
                except MailError as error:
                    for unsent in taken[number:]:
                        self._store.mail_not_sent(unsent)
                    _log.warning("%s", error)
                    return count
                else:
                    count += 1
                self._store.mail_sent(one)
        return count

    def invite_owner(self, name: str, workspace: str) -> str:
        """The address of an invitation for the owner of a new workspace of this name."""
        return self.address("join", self._store.invite_owner(name, workspace))

    def invite_me(self) -> str:
        """The address at which the one person of this machine connects their own sign-in with what is theirs here."""
        return self.address("join", self._store.invite_local_person())

    def link_me(self) -> tuple[str, str]:
        """The same by a personal link: its address, and its code."""
        made = self._store.link_local_person()
        return self.address("enter", made.token), made.code

    def address(self, way: str, token: str) -> str:
        """Where others reach it, with ``COACH_PUBLIC_URL``; else only the path."""
        return f"{self.settings.public_url or ''}/{way}/{token}"

    @property
    def backups(self) -> Path:
        """Where copies of the database are kept."""
        return self.settings.home / "backups"

    def back_up(self, *, key: bool = False) -> tuple[Backup, int]:
        """A copy of the database, and how many older ones it removed: see :meth:`Store.back_up`."""
        return self._store.back_up(self.backups, key=key)

    def back_up_if_due(self) -> Backup | None:
        """Part of the work that is due: a copy once a day, and after somebody erased their words."""
        return self._store.back_up_if_due(self.backups)

    def restore(self, file: Path | None) -> tuple[Backup, Backup, Again]:
        """Put a backup back, the newest one where no file is named: which one, the backup of what was here, and what was
        erased and closed again. Raises BadInput where there is none."""
        found = backups_in(self.backups)[0:1] if file is None else [backup_at(file)]
        if not found or found[0] is None:
            raise BadInput(
                f"There is no backup in {self.backups}."
                if file is None
                else f"{file.name} is no backup: their names begin with coach- and the time. Nothing was changed."
            )
        return found[0], *self._store.restore(found[0], self.backups)

    def catch_up(self, taken_at: datetime) -> Again:
        """After somebody else's tools put a database back that was copied then: erase again whoever was erased since, and
        close what was closed."""
        return self._store.catch_up(taken_at)

    def reencrypt(self) -> int:
        """Encrypt everything anew with the first key of the key file; how many rows there were."""
        return self._store.reencrypt()

    def keep_erasing(self, every: float = 60.0) -> None:
        """Do what is due, every so many seconds until the coach is closed: what was deleted must
        not outlive its ten minutes because nobody restarts the program."""

        def erase() -> None:
            while not self._closed.wait(every):
                try:
                    self.run_due()
                    self._store.renew_backups(self.backups)
                except CoachError as error:
                    _log.warning("what is due could not be done, later then: %s", error)

        threading.Thread(target=erase, name="eraser", daemon=True).start()

    def check_store(self) -> None:
        """Raise what is wrong with the database."""
        self._store.check()

    def close(self) -> None:
        self._closed.set()
        self._pool.shutdown(wait=True)
        self._store.close()
        self._private_store.close()

    # The engine's side of a reply

    def start_reply(
        self, desk: Desk, conversation_id: str, message: Message, look: "Callable[[], Shelf]"
    ) -> LiveReply:
        """The reply to a stored message: the one being written already, or a new one."""
        with self._lock:
            live = self._live.get((desk.actor, message.id))
            if live is None:
                live = LiveReply(message.id)
                self._live[desk.actor, message.id] = live
                before = self._last.get(conversation_id)
                self._last[conversation_id] = live
                self._pool.submit(
                    self._write_reply, desk, conversation_id, message, look, live, before
                )
            return live

    def live_reply(self, actor: Actor, message_id: str) -> LiveReply | None:
        with self._lock:
            return self._live.get((actor, message_id))

    def _write_reply(
        self,
        desk: Desk,
        conversation_id: str,
        message: Message,
        look: "Callable[[], Shelf]",
        live: LiveReply,
        before: LiveReply | None,
    ) -> None:
        if before is not None:
            before.wait()  # messages are answered in the order in which they came
        try:
            with self.one_at_a_time(conversation_id):
                live.finish(self._turn(desk, conversation_id, message, look, live))
        except Exception as error:  # reaches the page through the live reply
            live.finish(None, error)
        finally:
            with self._lock:
                self._live.pop((desk.actor, message.id), None)
                if self._last.get(conversation_id) is live:
                    del self._last[conversation_id]

    def one_at_a_time(self, conversation_id: str) -> threading.Lock:
        """Held while a turn of the conversation runs: one turn at a time."""
        with self._lock:
            return self._turns.setdefault(conversation_id, threading.Lock())

    @one_turn()
    def _turn(
        self,
        desk: Desk,
        conversation_id: str,
        message: Message,
        look: "Callable[[], Shelf]",
        live: LiveReply,
    ) -> Turn:
        begun = time.perf_counter()
        found = turn_of(desk, conversation_id, message)
        if found is None:
            reply = desk.reply_to(message.id)
            assert reply is not None
            return answered(desk, conversation_id, message, reply)
        found = replace(found, look=look, memories=self.recollections.of(desk, conversation_id))
        turn = found
        for turn in run_turn(found, self.services):
            live.show(turn.spoken)
            if live.stop_asked.is_set() and turn.spoken:
                from coach.steps.remember import remember

                turn = replace(turn, stopped=True)
                turn = replace(turn, state=remember(turn))
                break
        turn = replace(turn, latency_ms=round((time.perf_counter() - begun) * 1000, 2))
        saved = save_turn(desk, turn, found.state)
        self.recollections.after(desk, saved)
        return saved

    def later(self, steps: Iterator[None]) -> None:
        """Do something in the background, step by step, until it is done or the coach is closed; slowly, so that no
        turn waits for it."""

        def work() -> None:
            try:
                for _ in steps:
                    if self._closed.wait(_BETWEEN_STEPS):
                        return
            except CoachError as error:
                _log.warning("what was begun in the background waits for the next time: %s", error)

        self._pool.submit(work)


class Mine:
    """What one person can do with the coach."""

    def __init__(self, coach: Coach, desk: Desk, private: Desk) -> None:
        self._coach = coach
        self._stored = desk
        self._private = private
        self._shown: tuple[Message, ...] = ()
        """What was said in the conversation that was looked at last: a page asks for it with every turn."""
        self.library = Library(coach.services, desk, coach.shelves)
        """The workspace's, whether the conversation is stored or not."""
        self.progress = OwnProgress(desk, coach.services)
        self.brand = Brand(coach.services, desk, self._act)
        """What the leader is known for and wants to be: only what is stored."""
        self.rehearsals = Rehearsals(coach.services, desk, private)
        self.exercises = Exercises(
            coach.services, desk, private, self.send, self.library.passages, self.rehearsals
        )
        self.memory = Memory(coach.recollections, desk, coach.later)
        """What the leader agreed to have remembered."""
        self.workshops = Workshops(desk, coach.rooms)
        self.pulse = Pulse(desk, coach.services)
        """How colleagues experience the leader."""
        self.from_workshops = FromWorkshops(desk, coach.services)
        """What they wrote in rooms, from the file that their phone was given."""
        self.people = People(desk, coach.services)
        """Who else is in the workspace, and who works with whom."""
        self.sharing = Sharing(desk, coach.services, self.exercises)
        """What the leader shares with a coach, and what leaders share with this coach."""
        self.assigning = Assigning(desk, coach.services, self.exercises)
        """What coaches give leaders to do: giving it, and what one was given."""
        self.practice = Practice(desk, coach.services, self.sharing, self.assigning.lines)
        """What a coach keeps for themselves: notes, the brief for a meeting, hours."""

    @property
    def actor(self) -> Actor:
        """Who this is, where, with which roles."""
        return self._stored.actor

    # Talking

    def begin(self, kind: str = "talk", *, scenario: str | None = None, stored: bool = True) -> str:
        """Begin a conversation with the coach's first words; returns its id.

        A conversation that is not ``stored`` lives in memory until the program ends or it is
        erased.
        """
        from coach.openings import opening

        desk = self._stored if stored else self._private
        refused = self._stored.refused_habits() | desk.refused_habits()
        made = opening(kind, scenario, desk, refused, self._coach.services)
        conversation_id = str(uuid4()) if stored else _PRIVATE + str(uuid4())
        desk.begin_conversation(
            made.kind,
            scenario,
            made.title,
            made.state.model_dump_json(),
            made.text,
            made.meta,
            conversation_id,
            stage=made.state.stage,
        )
        self.memory.read_earlier()
        return conversation_id

    def send(
        self,
        conversation_id: str,
        text: str,
        message_id: str | None = None,
        *,
        answer: Answer | None = None,
    ) -> LiveReply:
        """Store the message; from then on it cannot be lost. Returns the reply being written.

        Sending the same message id again changes nothing. Raises BadInput for a message that is
        too long.
        """
        if len(text) > MAX_CHARACTERS:
            raise BadInput(
                f"The message has {len(text):,} characters; {MAX_CHARACTERS:,} is the most. Send the "
                "part that matters."
            )
        masked = mask_secrets(cleaned(text))
        meta: dict[str, Any] = {}
        if masked.kinds:
            meta["masked"] = list(masked.kinds)
        if answer is not None:
            meta["answer"] = answer
        desk = self._desk(conversation_id)
        message, _ = desk.receive(conversation_id, message_id or str(uuid4()), masked.text, meta)
        return self._coach.start_reply(desk, conversation_id, message, self.library.shelf)

    def reply(self, conversation_id: str, text: str, message_id: str | None = None) -> Turn:
        """Send a message and wait for the whole turn."""
        return self.send(conversation_id, text, message_id).result()

    def stream(
        self, conversation_id: str, text: str, message_id: str | None = None
    ) -> Iterator[Spoken | Turn]:
        """Send a message; the reply's verified parts as they come, then the turn."""
        live = self.send(conversation_id, text, message_id)
        yield from live.follow()
        yield live.result()

    def press(
        self, conversation_id: str, answer: Answer, message_id: str | None = None
    ) -> LiveReply:
        """Answer the last noticing by its button."""
        return self.send(conversation_id, _PRESSED[answer], message_id, answer=answer)

    def resume(self, conversation_id: str) -> LiveReply | None:
        """The reply being written, begun again if it was interrupted; None if nothing waits."""
        desk = self._desk(conversation_id)
        message = desk.pending(conversation_id)
        if message is None:
            return None
        return self._coach.start_reply(desk, conversation_id, message, self.library.shelf)

    def stop(self, message_id: str) -> None:
        """End the reply to a message after the sentence that is being written."""
        for desk in (self._stored, self._private):
            live = self._coach.live_reply(desk.actor, message_id)
            if live is not None:
                live.stop()

    # Steering a conversation from the side panel

    def change_aim(self, conversation_id: str, aim: str) -> None:
        """Agree another aim; the coach takes it up."""
        aim = mask_secrets(cleaned(aim)).text[:300]
        if not aim:
            raise BadInput("Say in a few words what you want from this talk.")
        plan = Plan(Stage.EXPLORING, (Part(Move.CONFIRM_AIM),), exempt=True)
        self._act(conversation_id, plan, {"aim": aim, "aim_asked": True, "pending": None})

    def step_back(self, conversation_id: str) -> None:
        """Back to looking at what happened; offers and plans under way are dropped."""
        plan = Plan(
            Stage.EXPLORING,
            (Part(Move.ASK, (Subject.SCENE, Subject.STAKES, Subject.VALUE, Subject.IDEAL)),),
            pending=Pending(move=Move.ASK),
            exempt=True,
        )
        fresh = {"pending": None, "step": Step(), "kept": None, "step_asked": False, "ended": False,
                 "asked": ()}  # fmt: skip
        self._act(conversation_id, plan, fresh)

    def end(self, conversation_id: str) -> None:
        """End with a summary in the leader's words."""
        from coach.steps.choose import closing

        desk = self._desk(conversation_id)
        state = ConversationState.model_validate_json(desk.conversation(conversation_id).state)
        self._act(conversation_id, closing(state, Move.CLOSE), {})

    def _act(self, conversation_id: str, plan: Plan, changes: Mapping[str, object]) -> None:
        from coach.steps.remember import remember
        from coach.steps.speak import speak_reply

        desk = self._desk(conversation_id)
        with self._coach.one_at_a_time(conversation_id):
            kept = desk.conversation(conversation_id)
            state = ConversationState.model_validate_json(kept.state).model_copy(update=changes)
            messages = desk.messages(conversation_id)
            turn = Turn(
                conversation_id, "", "", state, plan=plan, history=_history((m.role, m.text) for m in messages),
                recent=tuple(m.text for m in messages if m.role == "leader"),
            )  # fmt: skip
            for spoken in speak_reply(turn, self._coach.services):
                turn = replace(turn, spoken=(*turn.spoken, spoken))
            after = remember(turn).model_copy(update={"turns": state.turns, **_kept(changes)})
            desk.add_coach_message(
                conversation_id,
                turn.reply,
                meta_of(turn),
                after.model_dump_json(),
                after.stage,
                commitment=(decided := commitment_of(state, after)),
                renews=state.kept is not None,
                brand=brand_words(replace(turn, state=after), decided),
            )

    # Looking

    def conversation(self, conversation_id: str) -> ConversationView:
        desk = self._desk(conversation_id)
        known, self._shown = self._shown, ()
        if known and known[0].conversation_id != conversation_id:
            known = ()
        whole = desk.whole(conversation_id, known)
        self._shown = said = tuple(whole.messages)
        kept = whole.conversation
        state = ConversationState.model_validate_json(kept.state)
        return ConversationView(
            id=kept.id,
            title=kept.title,
            kind=kept.kind,
            stored=desk is self._stored,
            archived=kept.archived_at is not None,
            state=state,
            messages=said,
            noticings=tuple(whole.noticings),
            commitments=tuple(whole.commitments),
            contacts=self._contacts(state),
            cited=self.library.cited(c for m in whole.messages for c in m.citations),
        )

    def conversations(
        self, *, search: str = "", archived: bool = False
    ) -> list[ConversationSummary]:
        """Newest first. Conversations that are not stored are not listed."""
        return self._stored.conversations(archived, search)

    def scenarios(self) -> list[Scenario]:
        return list(self._coach.knowledge.scenarios.values())

    def noticings(self) -> list[Noticing]:
        return self._stored.noticings()

    def answer_noticing(self, noticing_id: str, answer: Answer | None) -> None:
        """Answer a noticing from the list, or take the answer back."""
        self._stored.answer_noticing(noticing_id, _stored_answer(answer))

    def feedback(self) -> dict[str, Any]:
        """What they answered to noticings, without a word of theirs; theirs to hand on or not."""
        from coach.feedback import feedback

        return feedback(self._stored.noticings(), self._coach.services)

    def commitments(self) -> list[Commitment]:
        return self._stored.commitments()

    def save_commitment(self, changed: Commitment) -> Commitment:
        return self._stored.save_commitment(changed)

    # Checking a message before it is sent

    def check_message(
        self,
        text: str,
        about: Circumstances,
        checked_id: str | None = None,
        *,
        stored: bool = True,
    ) -> CheckedMessage:
        """Check a message, or a new version of one that was checked before, and keep it with how it reads.

        What is not ``stored`` lives in memory until the program ends. Secrets in it are masked first. Raises
        BadInput for a message without words or that is too long.
        """
        if len(text) > MAX_CHARACTERS:
            raise BadInput(
                f"The message has {len(text):,} characters; {MAX_CHARACTERS:,} is the most. Check the "
                "part that matters."
            )
        masked = mask_secrets(cleaned(text))
        if not has_words(masked.text):
            raise BadInput("There is nothing to check yet. Paste or type the message first.")
        services = self._coach.services
        review = services.reviewer.review(masked.text, about).as_json()
        review |= {"masked": list(masked.kinds), "level": self._danger_in(masked.text)}
        desk = self._stored if stored else self._private
        if checked_id is not None:
            desk = self._desk(checked_id)
        kept = desk.add_version(
            checked_id and checked_id.removeprefix(_PRIVATE),
            about=vars(about),
            text=masked.text,
            review=review,
        )
        return self._named(kept) if desk is self._private else kept

    def _danger_in(self, text: str) -> str | None:
        """Whether what somebody wants to send tells of danger to a life; tone is no danger."""
        from coach.steps.screen import screen_text

        level = screen_text(text, self._coach.services).level
        return level if level in {Level.CRISIS, Level.OTHER_AT_RISK, Level.HARM_OTHERS} else None

    def checked_messages(self) -> list[CheckedMessage]:
        """Last changed first; those that are not stored are not listed."""
        return self._stored.checked_messages()

    def checked_message(self, checked_id: str) -> CheckedMessage:
        desk = self._desk(checked_id)
        kept = desk.checked_message(checked_id.removeprefix(_PRIVATE))
        return self._named(kept) if desk is self._private else kept

    def delete_checked(self, checked_id: str) -> datetime | None:
        """Delete; until the returned instant it can be undone. What was not stored goes at once."""
        desk = self._desk(checked_id)
        if desk is self._private:
            desk.erase_checked_now(checked_id.removeprefix(_PRIVATE))
            return None
        return desk.delete_checked(checked_id)

    def undo_delete_checked(self, checked_id: str) -> None:
        self._stored.undo_delete_checked(checked_id)

    @staticmethod
    def _named(kept: CheckedMessage) -> CheckedMessage:
        return replace(kept, id=_PRIVATE + kept.id)

    # Keeping and not keeping

    def rename(self, conversation_id: str, title: str) -> None:
        title = mask_secrets(cleaned(title)).text[:120]
        if not title:
            raise BadInput("A conversation needs a name.")
        self._desk(conversation_id).rename(conversation_id, title)

    def archive(self, conversation_id: str) -> None:
        self._desk(conversation_id).archive(conversation_id)

    def unarchive(self, conversation_id: str) -> None:
        self._desk(conversation_id).unarchive(conversation_id)

    def delete(self, conversation_id: str) -> datetime | None:
        """Delete; until the returned instant it can be undone. What was not stored goes at once."""
        desk = self._desk(conversation_id)
        self._shown = ()
        self._coach.recollections.drop(desk, conversation_id)
        if desk is self._private:
            desk.erase_now(conversation_id)
            return None
        return desk.delete(conversation_id)

    def last_deleted(self) -> Deleted | None:
        """The conversation deleted last, as long as that can be undone."""
        return self._stored.last_deleted()

    def undo_delete(self, conversation_id: str) -> None:
        self._stored.undo_delete(conversation_id)

    def export_everything(self) -> dict[str, Any]:
        return self._stored.export_everything()

    def held(self) -> list[str]:
        """How much is kept about them, a line for each kind."""
        return everything.counted(self._stored.held())

    def erase_everything(self) -> None:
        self._shown = ()
        for desk in (self._stored, self._private):
            desk.erase_everything()
            self._coach.recollections.clear(desk)

    def preferences(self) -> dict[str, Any]:
        return self._stored.preferences()

    def save_preferences(self, preferences: dict[str, Any]) -> None:
        self._stored.save_preferences(preferences)

    def _desk(self, conversation_id: str) -> Desk:
        return self._private if conversation_id.startswith(_PRIVATE) else self._stored

    def _contacts(self, state: ConversationState) -> tuple[Contact, ...]:
        if state.safety is None:
            return ()
        serves = (
            ("workplace", "abuse", "emergency")
            if state.safety == "abuse_report"
            else ("crisis", "emergency")
        )
        return tuple(self._coach.knowledge.contacts_for(self._coach.settings.country, serves))


# --- A turn's way from and to the store --------------------------------------------------------------


def turn_of(desk: Desk, conversation_id: str, message: Message) -> Turn | None:
    """The turn that a stored message begins; None if it was answered already."""
    so_far = desk.so_far(conversation_id, message.id)
    if not so_far.waits:
        return None
    answer = message.meta.get("answer")
    return Turn(
        conversation_id=conversation_id,
        message_id=message.id,
        text=message.text,
        state=ConversationState.model_validate_json(so_far.state),
        answer=Answer(answer) if answer else None,
        masked=bool(message.meta.get("masked")),
        recent=tuple(text for role, text in so_far.said if role == "leader"),
        history=_history(so_far.said),
    )


def save_turn(desk: Desk, turn: Turn, before: ConversationState) -> Turn:
    """Reply, citations, noticings, commitment and state, in one transaction. ``before``: the state that
    the turn found."""
    plan = turn.plan
    citations = tuple(
        Citation(number, p.id, p.digest) for number, p in enumerate(turn.cited, start=1)
    )
    noticings: tuple[NoticingRecord, ...] = ()
    if plan.notices is not None:
        kind: NoticingKind = "strength" if plan.notices_strength else "habit"
        proof = turn.state.evidence.get(plan.notices.id)
        where = proof.message_id if proof and kind == "habit" else turn.message_id
        noticings = (NoticingRecord(kind, plan.notices.id, plan.notices.evidence, where),)
    title = subject_of(turn) if turn.state.turns <= 4 else None
    reply = desk.complete(
        turn.conversation_id,
        turn.message_id,
        ReplyRecord(
            turn.reply,
            meta_of(turn),
            "stopped" if turn.stopped else "complete",
            citations,
            noticings,
        ),
        turn.state.model_dump_json(),
        turn.state.stage,
        title,
        (decided := commitment_of(before, turn.state)),
        renews=before.kept is not None,
        brand=brand_words(turn, decided),
    )
    if turn.reading.answer in {Answer.ME, Answer.NOT_ME}:
        _answer_last_noticing(desk, turn)
    return replace(turn, reply_id=reply.id)


def meta_of(turn: Turn) -> dict[str, Any]:
    """What a page needs to draw a reply again, and a reader to see how it came about."""
    plan = turn.plan
    return {
        "move": plan.move,
        "stage": plan.stage,
        "level": turn.screening.level,
        "lines": [s.line for s in turn.spoken if s.line],
        "voice": turn.voice,
        "contacts": bool(plan.contacts),
        "latency_ms": turn.latency_ms,
    } | _recalled_meta(turn)


def _recalled_meta(turn: Turn) -> dict[str, Any]:
    """Where the leader's earlier words come from that the reply brings up."""
    said = any(spoken.move is Move.RECALL for spoken in turn.spoken)
    return {"recalled": turn.recalled.as_meta()} if turn.recalled is not None and said else {}


def answered(desk: Desk, conversation_id: str, message: Message, reply: Message) -> Turn:
    """The turn of a message that was answered before, as far as it was kept."""
    state = ConversationState.model_validate_json(desk.conversation(conversation_id).state)
    meta = reply.meta
    plan = Plan(Stage(meta["stage"]), (Part(Move(meta["move"])),))
    spoken = (Spoken(reply.text, plan.move, voice=meta["voice"]),)
    return Turn(
        conversation_id, message.id, message.text, state, plan=plan, spoken=spoken,
        reply_id=reply.id,
    )  # fmt: skip


def _answer_last_noticing(desk: Desk, turn: Turn) -> None:
    habit = next((n.habit for n in reversed(turn.state.named) if n.answer is not None), None)
    for noticing in reversed(desk.noticings(turn.conversation_id)):
        if noticing.habit == habit and noticing.kind == "habit" and noticing.answer is None:
            desk.answer_noticing(noticing.id, _stored_answer(turn.reading.answer))
            return


def _stored_answer(answer: Answer | None) -> Any:
    return answer.value if answer in {Answer.ME, Answer.NOT_ME} and answer is not None else None


def _history(said: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((role, text) for role, text in said if text)


def _kept(changes: Mapping[str, object]) -> dict[str, object]:
    return {k: v for k, v in changes.items() if k in {"aim", "step", "step_asked", "ended"}}
