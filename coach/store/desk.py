"""Everything one person can read and change: the whole interface of the store, on one page.

Each method is one transaction, or one consistent read, limited to the person's own rows in their
workspace. Somebody else's id is an unknown id: :class:`~coach.errors.NotFound`. What a database can
suffer comes as a :class:`~coach.errors.StoreError`, and then nothing was changed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from coach.access import Action
from coach.store import (
    assignments,
    brand,
    checks,
    coachings,
    commitments,
    conversations,
    entering,
    erasing,
    events,
    export,
    handed,
    handing_out,
    leader_groups,
    membership,
    memory,
    noticings,
    own_exercises,
    people,
    practice,
    pulses,
    ratings,
    rehearsed,
    rooms,
    sharing,
    shelf,
    transcript,
    turns,
)
from coach.store.database import Database
from coach.store.erasures import Ending, EndingKind, Erasure, Erasures
from coach.store.records import (
    Actor,
    Answer,
    Assignment,
    AssignmentStatus,
    BrandEntry,
    BrandWords,
    CheckedMessage,
    CheckIn,
    Citation,
    Clock,
    Coached,
    Coaching,
    Commitment,
    CommitmentRecord,
    CommitmentStatus,
    Conversation,
    ConversationSummary,
    Deleted,
    Events,
    ExerciseVersion,
    Fellow,
    Group,
    HandedOut,
    Handout,
    HandoutStatus,
    Invitation,
    KeptRecord,
    KeptWord,
    Kind,
    LogClient,
    LogHours,
    Message,
    Meta,
    NewLink,
    Noticing,
    NoticingRecord,
    OwnExercise,
    Party,
    Person,
    PersonalLink,
    PracticeNote,
    PulseRound,
    Ratings,
    Received,
    RehearsalRun,
    ReplyRecord,
    ReplyStatus,
    Role,
    SaidBefore,
    Shared,
    ShareRecord,
    ShelfChange,
    ShelfPassage,
    ShelfStatus,
    SoFar,
    Talk,
    ToDo,
    Wanted,
    Whole,
    Workshop,
)
from coach.vocabulary import BrandKind


class Desk:
    """One person's desk. Cheap to make, safe to share between threads."""

    def __init__(
        self,
        database: Database,
        actor: Actor,
        clock: Clock,
        entering: entering.Entering,
        erasures: Erasures,
    ) -> None:
        self.actor = actor
        self._database = database
        self._clock = clock
        self._entering = entering
        self._erasures = erasures

    # Conversations

    def begin_conversation(
        self,
        kind: Kind,
        scenario: str | None,
        title: str,
        state: str,
        opening_text: str | None,
        opening_meta: Meta,
        conversation_id: str | None = None,
        *,
        stage: str = "opening",
    ) -> Conversation:
        """A new conversation, with the coach's opening line unless that is None.

        With an id that the sender made, beginning again changes nothing and returns the one that
        is there.
        """
        with self._database.write() as session:
            return conversations.begin_conversation(
                session,
                self.actor,
                self._clock(),
                kind=kind,
                scenario=scenario,
                title=title,
                state=state,
                stage=stage,
                opening_text=opening_text,
                opening_meta=opening_meta,
                conversation_id=conversation_id,
            )

    def conversation(self, conversation_id: str) -> Conversation:
        with self._database.read() as session:
            return conversations.conversation(session, self.actor, conversation_id)

    def conversations(self, archived: bool = False, search: str = "") -> list[ConversationSummary]:
        """Newest first: those on the desk, or those put away.

        A search looks through titles and messages, whatever the case, and each result says where
        it found the words.
        """
        with self._database.read() as session:
            return conversations.conversations(
                session, self.actor, archived=archived, search=search
            )

    def rename(self, conversation_id: str, title: str) -> None:
        """From now on the title is the leader's, and no turn changes it."""
        with self._database.write() as session:
            conversations.rename(session, self.actor, conversation_id, title)

    def archive(self, conversation_id: str) -> None:
        with self._database.write() as session:
            conversations.change(session, self.actor, conversation_id, archived_at=self._clock())

    def unarchive(self, conversation_id: str) -> None:
        with self._database.write() as session:
            conversations.change(session, self.actor, conversation_id, archived_at=None)

    def save_state(self, conversation_id: str, state: str, stage: str | None = None) -> None:
        with self._database.write() as session:
            conversations.save_state(session, self.actor, conversation_id, state, stage)

    def said_in_last(self, count: int) -> list[dict[str, Any]]:
        """The meta of all that the coach said in the last conversations, in no order."""
        with self._database.read() as session:
            return conversations.said_in_last(session, self.actor, count)

    def openings(self, count: int) -> list[dict[str, Any]]:
        """The meta of the coach's first line in each of the last conversations, newest first."""
        with self._database.read() as session:
            return conversations.openings(session, self.actor, count)

    # Turns

    def receive(
        self, conversation_id: str, message_id: str, text: str, meta: Meta | None = None
    ) -> tuple[Message, bool]:
        """Store the leader's message; from here on it cannot be lost. True: it is new.

        Sending the same again changes nothing and returns the stored one; the same id with another
        text, or in another conversation, is refused (:class:`~coach.errors.IdTaken`).
        """
        with self._database.write() as session:
            now = self._clock()
            return turns.receive(
                session, self.actor, now, conversation_id, message_id, text, meta or {}
            )

    def complete(
        self,
        conversation_id: str,
        message_id: str,
        reply: ReplyRecord,
        state: str | None,
        stage: str | None,
        title: str | None = None,
        commitment: CommitmentRecord | None = None,
        *,
        renews: bool = False,
        brand: Sequence[BrandWords] = (),
    ) -> Message:
        """Store the reply with all that belongs to it and mark the leader's message complete.

        All in one transaction. Completing again changes nothing and returns the first reply. None
        keeps the state or the stage as it is; a title that the leader gave stays. A commitment that
        ``renews`` takes the place of the conversation's open one.
        """
        turn = turns.TurnRecord(reply, state, stage, title, commitment, renews, tuple(brand))
        with self._database.write() as session:
            now = self._clock()
            return turns.complete(session, self.actor, now, conversation_id, message_id, turn)

    def add_coach_message(
        self,
        conversation_id: str,
        text: str,
        meta: Meta,
        state: str | None = None,
        stage: str | None = None,
        *,
        status: ReplyStatus = "complete",
        citations: Sequence[Citation] = (),
        noticings: Sequence[NoticingRecord] = (),
        title: str | None = None,
        commitment: CommitmentRecord | None = None,
        renews: bool = False,
        brand: Sequence[BrandWords] = (),
    ) -> Message:
        """What the coach says to something other than a message: a button, say."""
        reply = ReplyRecord(text, meta, status, tuple(citations), tuple(noticings))
        turn = turns.TurnRecord(reply, state, stage, title, commitment, renews, tuple(brand))
        with self._database.write() as session:
            now = self._clock()
            return turns.add_coach_message(session, self.actor, now, conversation_id, turn)

    def messages(self, conversation_id: str) -> list[Message]:
        """All that was said, in order, with the passages it rests on."""
        return self.transcript(conversation_id)[1]

    def transcript(self, conversation_id: str) -> tuple[Conversation, list[Message]]:
        """A conversation and all that was said in it, as of one moment."""
        with self._database.read() as session:
            return transcript.transcript(session, self.actor, conversation_id)

    def so_far(self, conversation_id: str, message_id: str) -> SoFar:
        """What the turn that answers a message needs to know of its conversation."""
        with self._database.read() as session:
            return transcript.so_far(session, self.actor, conversation_id, message_id)

    def whole(self, conversation_id: str, known: Sequence[Message] = ()) -> Whole:
        """A conversation with all that belongs to it, as of one moment. ``known``: its messages as they were read
        before."""
        with self._database.read() as session:
            kept, said = transcript.transcript(session, self.actor, conversation_id, known)
            return Whole(
                kept,
                said,
                noticings.noticed_in(session, self.actor, conversation_id),
                commitments.decided_in(session, self.actor, conversation_id),
            )

    def pending(self, conversation_id: str) -> Message | None:
        """The oldest message of the leader that has no reply yet."""
        with self._database.read() as session:
            return transcript.pending(session, self.actor, conversation_id)

    def reply_to(self, message_id: str) -> Message | None:
        """The reply to a message of the leader; None while there is none."""
        with self._database.read() as session:
            return transcript.reply_to(session, self.actor, message_id)

    # What came of them

    def noticings(self, conversation_id: str | None = None) -> list[Noticing]:
        """What the coach heard, oldest first: in one conversation or in all."""
        with self._database.read() as session:
            return noticings.noticings(session, self.actor, conversation_id)

    def answer_noticing(self, noticing_id: str, answer: Answer | None) -> Noticing:
        """What the leader says to it; None takes the answer back."""
        with self._database.write() as session:
            return noticings.answer_noticing(
                session, self.actor, self._clock(), noticing_id, answer
            )

    def refused_habits(self) -> frozenset[str]:
        """Habits that the leader said are not theirs, and did not say later that they are."""
        with self._database.read() as session:
            return noticings.refused_habits(session, self.actor)

    def commitments(self, status: CommitmentStatus | None = None) -> list[Commitment]:
        """Newest first."""
        with self._database.read() as session:
            return commitments.commitments(session, self.actor, status)

    def commitment(self, commitment_id: str) -> Commitment:
        with self._database.read() as session:
            return commitments.commitment(session, self.actor, commitment_id)

    def save_commitment(self, changed: Commitment) -> Commitment:
        """Replace a commitment by a changed copy of it (:func:`dataclasses.replace`)."""
        with self._database.write() as session:
            return commitments.save_commitment(session, self.actor, self._clock(), changed)

    def commitment_to_follow_up(self) -> Commitment | None:
        """The open one to ask about: due, or without a date and a day old; not asked about yet."""
        with self._database.read() as session:
            return commitments.commitment_to_follow_up(session, self.actor, self._clock())

    # Messages checked before they are sent

    def add_version(
        self, checked_id: str | None, *, about: Meta, text: str, review: Meta
    ) -> CheckedMessage:
        """A new version of a checked message; of a new one where the id is None."""
        with self._database.write() as session:
            return checks.add_version(
                session,
                self.actor,
                self._clock(),
                checked_id,
                about=about,
                text=text,
                review=review,
            )

    def checked_messages(self) -> list[CheckedMessage]:
        """Last changed first."""
        with self._database.read() as session:
            return checks.checked_messages(session, self.actor)

    def checked_message(self, checked_id: str) -> CheckedMessage:
        with self._database.read() as session:
            return checks.checked_message(session, self.actor, checked_id)

    def delete_checked(self, checked_id: str) -> datetime:
        """Delete; until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            checks.delete_checked(session, self.actor, now, checked_id)
        return now + erasing.UNDO_FOR

    def erase_checked_now(self, checked_id: str) -> None:
        """Erase a checked message with its versions, for good, without a way back."""
        with self._database.write() as session:
            checks.erase_checked(session, self.actor, checked_id)
        self._database.scrub()

    def undo_delete_checked(self, checked_id: str) -> CheckedMessage:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            return checks.undo_delete_checked(session, self.actor, since, checked_id)

    # The workspace's own library

    def shelf_passages(self) -> list[ShelfPassage]:
        """The workspace's own passages and the curated ones it has put away, last changed first."""
        with self._database.read() as session:
            return shelf.shelf_passages(session, self.actor)

    def shelf_passage(self, passage_id: str) -> ShelfPassage:
        with self._database.read() as session:
            return shelf.shelf_passage(session, self.actor, passage_id)

    def change_passage(
        self,
        passage_id: str,
        action: str,
        status: ShelfStatus,
        content: Meta | None,
        *,
        seen: int | None = None,
        digest: str | None = None,
        vectors: Meta | None = None,
    ) -> ShelfPassage:
        """Put a passage there, or change it; the change is logged with what it was before.

        ``seen``: the number of the last change that the author knew of (0: none); BadInput if there was
        another one since. ``digest``: by which citations know the passage from now on.
        """
        with self._database.write() as session:
            membership.require_keeper(session, self.actor)
            return shelf.change_passage(
                session,
                self.actor,
                self._clock(),
                passage_id,
                action,
                status,
                content,
                seen=seen,
                digest=digest,
                vectors=vectors,
            )

    def as_cited(self, passage_id: str, digest: str) -> ShelfPassage | None:
        """A passage of the workspace's own as it was when it was cited; None if it was erased since."""
        with self._database.read() as session:
            return shelf.as_cited(session, self.actor, passage_id, digest)

    def shelf_changes(self, passage_id: str | None = None) -> list[ShelfChange]:
        """Newest first: of one passage, or of all."""
        with self._database.read() as session:
            membership.require_keeper(session, self.actor)
            return shelf.shelf_changes(session, self.actor, passage_id)

    def shelf_version(self) -> int:
        """Grows with every change of the workspace's library, erasing included."""
        with self._database.read() as session:
            return shelf.shelf_version(session, self.actor)

    def undo_change(self, number: int) -> ShelfPassage | None:
        """Take back the last change of a passage that still stands; BadInput for another one."""
        with self._database.write() as session:
            membership.require_keeper(session, self.actor)
            return shelf.undo_change(session, self.actor, self._clock(), number)

    def erase_passage(self, passage_id: str) -> None:
        """A passage with its whole history, for good, without a way back."""
        with self._database.write() as session:
            membership.require_keeper(session, self.actor)
            shelf.erase_passage(session, self.actor, passage_id)
        self._database.scrub()

    # Looking back over time

    def events(self) -> Events:
        """What the leader's pictures are drawn from."""
        with self._database.read() as session:
            return events.events(session, self.actor)

    def last_talks(self, count: int) -> list[Talk]:
        """The last talks, newest first, each with what it ended with."""
        with self._database.read() as session:
            return events.last_talks(session, self.actor, count)

    def rate(self, month: str, answers: Mapping[str, int | None]) -> Ratings:
        """What they say of the statements in this month, in the place of what they said in it before."""
        with self._database.write() as session:
            return ratings.rate(session, self.actor, self._clock(), month, answers)

    def delete_ratings(self, ratings_id: str) -> datetime:
        """Delete a month's; until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            ratings.delete_ratings(session, self.actor, now, ratings_id)
        return now + erasing.UNDO_FOR

    def undo_delete_ratings(self, ratings_id: str) -> Ratings:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            return ratings.undo_delete_ratings(session, self.actor, since, ratings_id)

    # The brand, in their own words

    def brand_entries(self) -> list[BrandEntry]:
        """Oldest first."""
        with self._database.read() as session:
            return brand.entries(session, self.actor)

    def add_brand_entry(self, kind: BrandKind, content: dict[str, str]) -> BrandEntry:
        """Something that was not said in a conversation but written on the page."""
        with self._database.write() as session:
            return brand.add(session, self.actor, self._clock(), kind, content)

    def change_brand_entry(self, entry_id: str, content: dict[str, str]) -> BrandEntry:
        with self._database.write() as session:
            return brand.change(session, self.actor, self._clock(), entry_id, content)

    def delete_brand_entry(self, entry_id: str) -> datetime:
        """Delete; until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            brand.delete(session, self.actor, now, entry_id)
        return now + erasing.UNDO_FOR

    def undo_delete_brand_entry(self, entry_id: str) -> BrandEntry:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            return brand.undo_delete(session, self.actor, since, entry_id)

    # Exercises

    def begin_exercise(
        self,
        assignment_id: str,
        *,
        exercise_id: str,
        digest: str,
        text: str,
        title: str,
        state: str,
        status: AssignmentStatus = "under-way",
    ) -> Assignment:
        """Begin an exercise in this version; ``assignment_id`` is also its conversation's."""
        with self._database.write() as session:
            return assignments.begin_exercise(
                session,
                self.actor,
                self._clock(),
                assignment_id,
                exercise_id=exercise_id,
                digest=digest,
                text=text,
                title=title,
                state=state,
                status=status,
            )

    def assignments(self) -> list[Assignment]:
        """Last touched first."""
        with self._database.read() as session:
            return assignments.assignments(session, self.actor)

    def assignment(self, assignment_id: str) -> Assignment:
        with self._database.read() as session:
            return assignments.assignment(session, self.actor, assignment_id)

    def change_assignment(self, assignment_id: str, **changes: Any) -> Assignment:
        """Set some of its fields: ``status``, ``halted``, ``reminds``, ``finished_at``."""
        with self._database.write() as session:
            return assignments.change_assignment(
                session, self.actor, self._clock(), assignment_id, changes
            )

    def save_step(
        self,
        assignment_id: str,
        step_id: str,
        *,
        answer: Meta | None,
        said: Meta | None,
        status: AssignmentStatus,
        finished_at: datetime | None = None,
    ) -> Assignment:
        """What was answered at a step, in the place of an earlier answer."""
        with self._database.write() as session:
            return assignments.save_step(
                session,
                self.actor,
                self._clock(),
                assignment_id,
                step_id,
                answer=answer,
                said=said,
                status=status,
                finished_at=finished_at,
            )

    def save_typed(self, assignment_id: str, step_id: str, typed: Meta | None) -> None:
        """What is being written at a step, not answered yet."""
        with self._database.write() as session:
            assignments.save_typed(
                session, self.actor, self._clock(), assignment_id, step_id, typed
            )

    def plan_check_in(self, planned: CheckIn) -> None:
        """Set or move when the person looks back on a step."""
        with self._database.write() as session:
            assignments.plan_check_in(session, self.actor, planned)

    def check_ins_due(self) -> list[tuple[CheckIn, str]]:
        """Those to remind of now, with the exercise's title."""
        with self._database.read() as session:
            return assignments.check_ins_due(session, self.actor, self._clock())

    # The workspace's own exercises

    def own_exercises(self) -> list[OwnExercise]:
        """Last changed first."""
        with self._database.read() as session:
            membership.require_writer(session, self.actor)
            return own_exercises.own_exercises(session, self.actor)

    def own_exercise(self, exercise_id: str) -> OwnExercise:
        with self._database.read() as session:
            membership.require_writer(session, self.actor)
            return own_exercises.own_exercise(session, self.actor, exercise_id)

    def save_own_exercise(
        self, exercise_id: str | None, content: Meta, *, seen: int | None = None
    ) -> OwnExercise:
        """A new one (None), or a change. ``seen``: the change that its author knew of; BadInput if there
        was another one since."""
        with self._database.write() as session:
            membership.require_writer(session, self.actor)
            return own_exercises.save_own_exercise(
                session, self.actor, self._clock(), exercise_id, content, seen
            )

    def publish_own_exercise(
        self, exercise_id: str, version: tuple[str, str] | None, *, seen: int | None = None
    ) -> OwnExercise:
        """Let leaders find this version (its digest and its text); with None, none of it."""
        with self._database.write() as session:
            membership.require_writer(session, self.actor)
            return own_exercises.publish_own_exercise(
                session, self.actor, self._clock(), exercise_id, seen, version
            )

    def published_exercises(self) -> list[ExerciseVersion]:
        with self._database.read() as session:
            return own_exercises.published_exercises(session, self.actor)

    def exercise_versions(self, exercise_id: str) -> list[ExerciseVersion]:
        """The published versions of one, newest first."""
        with self._database.read() as session:
            membership.require_writer(session, self.actor)
            return own_exercises.exercise_versions(session, self.actor, exercise_id)

    def delete_own_exercise(self, exercise_id: str) -> datetime:
        """Delete; until the returned instant it can be undone. People under way keep their version."""
        now = self._clock()
        with self._database.write() as session:
            membership.require_writer(session, self.actor)
            own_exercises.delete_own_exercise(session, self.actor, now, exercise_id)
        return now + erasing.UNDO_FOR

    def undo_delete_own_exercise(self, exercise_id: str) -> OwnExercise:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            membership.require_writer(session, self.actor)
            return own_exercises.undo_delete_own_exercise(session, self.actor, since, exercise_id)

    # What a leader agreed to have remembered

    def keep(self, record: KeptRecord) -> KeptWord:
        with self._database.write() as session:
            return memory.keep(session, self.actor, self._clock(), record)

    def kept_words(self) -> list[KeptWord]:
        """Newest first, without what was forgotten and what comes from a deleted conversation."""
        with self._database.read() as session:
            return memory.kept_words(session, self.actor)

    def kept_word(self, kept_id: str) -> KeptWord:
        with self._database.read() as session:
            return memory.kept_word(session, self.actor, kept_id)

    def kept_from(self, conversation_id: str) -> list[KeptWord]:
        """What was kept from a conversation, deleted or not."""
        with self._database.read() as session:
            return memory.kept_from(session, self.actor, conversation_id)

    def change_kept(
        self, kept_id: str, *, words: str, about: str | None, vectors: Meta | None
    ) -> KeptWord:
        with self._database.write() as session:
            return memory.change(
                session,
                self.actor,
                self._clock(),
                kept_id,
                words=words,
                about=about,
                vectors=vectors,
            )

    def set_kept_aside(self, kept_id: str, *, aside: bool = True) -> None:
        """It stays, but is not brought up."""
        with self._database.write() as session:
            memory.set_aside(session, self.actor, kept_id, aside=aside)

    def brought_up(self, kept_id: str, conversation_id: str) -> None:
        with self._database.write() as session:
            memory.brought_up(session, self.actor, self._clock(), kept_id, conversation_id)

    def forget(self, kept_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            memory.forget(session, self.actor, now, kept_id)
        return now + erasing.UNDO_FOR

    def forget_all(self) -> datetime:
        now = self._clock()
        with self._database.write() as session:
            memory.forget_all(session, self.actor, now)
        return now + erasing.UNDO_FOR

    def forgotten(self) -> list[KeptWord]:
        """What was forgotten and can be brought back."""
        with self._database.read() as session:
            return memory.forgotten(session, self.actor, self._clock() - erasing.UNDO_FOR)

    def undo_forget(self, kept_id: str) -> None:
        with self._database.write() as session:
            memory.undo_forget(session, self.actor, self._clock() - erasing.UNDO_FOR, kept_id)

    def part_from(self, conversation_id: str) -> None:
        """What was kept from a conversation stays when the conversation goes."""
        with self._database.write() as session:
            memory.part_from(session, self.actor, conversation_id)

    def decline(self, digest: str) -> None:
        with self._database.write() as session:
            memory.decline(session, self.actor, self._clock(), digest)

    def declined(self) -> frozenset[str]:
        with self._database.read() as session:
            return memory.declined(session, self.actor)

    def may_come_up(self) -> tuple[Any, ...]:
        """What may be brought up, without a word of it: differs whenever that does."""
        with self._database.read() as session:
            return memory.may_come_up(session, self.actor)

    def said_before(self, but: Collection[str] = ()) -> list[SaidBefore]:
        """The earlier messages that can be looked back at. ``but``: ids of those that are known already."""
        with self._database.read() as session:
            return memory.said_before(session, self.actor, but)

    def not_read_yet(self, most: int) -> list[Message]:
        """The newest messages that cannot be looked back at yet."""
        with self._database.read() as session:
            return memory.not_read_yet(session, self.actor, most)

    def read_messages(self, found: Sequence[tuple[str, Meta]]) -> None:
        with self._database.write() as session:
            memory.read(session, self.actor, found)

    def set_message_aside(self, message_id: str) -> None:
        with self._database.write() as session:
            memory.set_message_aside(session, self.actor, message_id)

    def unread_messages(self) -> None:
        """No earlier message can be looked back at any more."""
        with self._database.write() as session:
            memory.unread(session, self.actor)
        self._database.scrub()

    # Rehearsed conversations

    def begin_run(self, rehearsal: str, about: Meta) -> RehearsalRun:
        with self._database.write() as session:
            return rehearsed.begin_run(session, self.actor, self._clock(), rehearsal, about)

    def add_exchange(self, run_id: str, after: int | None, text: str, meta: Meta) -> RehearsalRun:
        """What the leader said after an exchange, stored before it is answered. Raises BadInput if the run has gone
        on elsewhere."""
        with self._database.write() as session:
            return rehearsed.add_exchange(
                session, self.actor, self._clock(), run_id, after, text, meta
            )

    def answer_exchange(self, run_id: str, number: int, reply: str, outcome: Meta) -> RehearsalRun:
        """One that was answered stays as it is, unless its outcome is that the talk was ``stopped``."""
        with self._database.write() as session:
            return rehearsed.answer_exchange(session, self.actor, run_id, number, reply, outcome)

    def move_head(self, run_id: str, head: int | None) -> RehearsalRun:
        """Rewind, or go over to another try; all exchanges stay."""
        with self._database.write() as session:
            return rehearsed.move_head(session, self.actor, self._clock(), run_id, head)

    def runs(self) -> list[RehearsalRun]:
        """Last changed first."""
        with self._database.read() as session:
            return rehearsed.runs(session, self.actor)

    def run(self, run_id: str) -> RehearsalRun:
        with self._database.read() as session:
            return rehearsed.run(session, self.actor, run_id)

    def delete_run(self, run_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            rehearsed.delete_run(session, self.actor, now, run_id)
        return now + erasing.UNDO_FOR

    def undo_delete_run(self, run_id: str) -> RehearsalRun:
        with self._database.write() as session:
            since = self._clock() - erasing.UNDO_FOR
            return rehearsed.undo_delete_run(session, self.actor, since, run_id)

    def erase_run_now(self, run_id: str) -> None:
        """For good, without a way back."""
        with self._database.write() as session:
            rehearsed.erase_run(session, self.actor, run_id)
        self._database.scrub()

    # Workshops that the person leads

    def add_workshop(self, plan: Meta, state: Meta) -> Workshop:
        with self._database.write() as session:
            return rooms.add_workshop(session, self.actor, self._clock(), plan, state)

    def workshops(self) -> list[Workshop]:
        """Newest first."""
        with self._database.read() as session:
            return rooms.workshops(session, self.actor)

    def workshop(self, workshop_id: str) -> Workshop:
        with self._database.read() as session:
            return rooms.workshop(session, self.actor, workshop_id)

    def change_workshop(
        self, workshop_id: str, change: Callable[[Workshop], Mapping[str, Any]]
    ) -> Workshop:
        """What ``change`` makes of the workshop as it is now; nobody else changes it in between."""
        with self._database.write() as session:
            return rooms.change_workshop(session, self.actor, workshop_id, change)

    def delete_workshop(self, workshop_id: str) -> datetime:
        """Delete with all that the room wrote; until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            rooms.delete_workshop(session, self.actor, now, workshop_id)
        return now + erasing.UNDO_FOR

    def undo_delete_workshop(self, workshop_id: str) -> Workshop:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            return rooms.undo_delete_workshop(session, self.actor, since, workshop_id)

    # How colleagues experience the person

    def begin_pulse(self, asked: Meta) -> PulseRound:
        """A round, open from now on, with the secret of its link. BadInput where it is too early."""
        link = token_urlsafe(32)
        with self._database.write() as session:
            token = self._entering.keyed("pulse", link)
            return pulses.begin(session, self.actor, self._clock(), asked, link, token)

    def pulses(self) -> list[PulseRound]:
        """Oldest first."""
        with self._database.read() as session:
            return pulses.rounds(session, self.actor)

    def pulse_waits_until(self) -> datetime | None:
        """When the next round can begin; None: now."""
        with self._database.read() as session:
            return pulses.waits_until(session, self.actor, self._clock())

    def save_pulse_own(self, pulse_id: str, own: Mapping[str, int]) -> PulseRound:
        """What the person says of themselves, while the round is open."""
        with self._database.write() as session:
            return pulses.save_own(session, self.actor, self._clock(), pulse_id, own)

    def close_pulse(self, pulse_id: str) -> PulseRound:
        """Sum up what was answered, and erase it, for good."""
        with self._database.write() as session:
            closed = pulses.close(session, self.actor, self._clock(), pulse_id)
        self._database.scrub()
        return closed

    def delete_pulse(self, pulse_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            pulses.delete_round(session, self.actor, now, pulse_id)
        return now + erasing.UNDO_FOR

    def undo_delete_pulse(self, pulse_id: str) -> PulseRound:
        now = self._clock()
        with self._database.write() as session:
            return pulses.undo_delete(session, self.actor, now, now - erasing.UNDO_FOR, pulse_id)

    # Who is here, and who works with whom. Each asks coach.access, with the roles of this moment.

    def people(self) -> list[Fellow]:
        """Everybody in the workspace, by name."""
        with self._database.read() as session:
            return membership.people(session, self.actor)

    def is_alone(self) -> bool:
        """Whether nobody else is in the workspace."""
        with self._database.read() as session:
            return membership.count(session, self.actor.workspace_id) < 2

    def workspace_name(self) -> str:
        with self._database.read() as session:
            return membership.workspace_name(session, self.actor)

    def name_workspace(self, name: str) -> None:
        with self._database.write() as session:
            membership.name_workspace(session, self.actor, name)

    def invite(
        self, *, name: str, mail: str | None, roles: frozenset[Role], coached_by: str | None
    ) -> tuple[Invitation, str]:
        """An invitation, and the token of its address, which is kept nowhere."""
        with self._database.write() as session:
            return self._entering.invite(
                session, self.actor, name=name, mail=mail, roles=roles, coached_by=coached_by
            )

    def invite_all(self, wanted: Sequence[Wanted]) -> list[tuple[Invitation, str]]:
        """:meth:`invite` for several, all of them or none; in their order."""
        with self._database.write() as session:
            return self._entering.invite_all(session, self.actor, wanted)

    def invitations(self) -> list[Invitation]:
        """Newest first: an owner's workspace's, or those that one made."""
        with self._database.read() as session:
            return entering.invitations(session, self.actor)

    def withdraw_invitation(self, invitation_id: str) -> None:
        with self._database.write() as session:
            entering.withdraw_invitation(session, self.actor, self._clock(), invitation_id)
            self._note_ending("invitation", invitation_id)

    def add_leader(self, name: str) -> tuple[str, NewLink]:
        """Somebody who comes in by a personal link; their id, and the link."""
        with self._database.write() as session:
            added = membership.add_leader(session, self.actor, self._clock(), name)
            return added, self._entering.link(session, self.actor, added)

    def personal_link(self, person_id: str) -> NewLink:
        with self._database.write() as session:
            return self._entering.link(session, self.actor, person_id)

    def personal_links(self) -> list[PersonalLink]:
        """Newest first: an owner sees the workspace's, others their own and those that they made."""
        with self._database.read() as session:
            return entering.links(session, self.actor)

    def close_link(self, link_id: str) -> None:
        """The link opens nothing any more, and its device is a stranger at once."""
        with self._database.write() as session:
            entering.close_link(session, self.actor, self._clock(), link_id)
            self._note_ending("link", link_id)

    def give_roles(self, person_id: str, roles: frozenset[Role]) -> None:
        with self._database.write() as session:
            membership.give_roles(session, self.actor, self._clock(), person_id, roles)
            self._note_ending("roles", person_id, left=roles)

    def remove_person(self, person_id: str) -> datetime:
        """Out of the workspace; until the returned instant they can take their words along."""
        with self._database.write() as session:
            until = membership.remove(session, self.actor, self._clock(), person_id)
            self._note_ending("roles", person_id)
            return until

    def leave(self) -> None:
        """Out of the workspace, and all that the person wrote in it erased, for good."""
        with self._database.write() as session:
            membership.leave(session, self.actor, self._clock(), self._erasures)
        self._note_erasure(gone=True)
        self._database.scrub()

    def departure(self) -> datetime | None:
        """Until when somebody who was removed can take their words along; None: they are here."""
        with self._database.read() as session:
            return membership.departure(session, self.actor)

    def managers(self) -> list[tuple[str, str]]:
        """Who manages whom directly: ids of manager and report."""
        with self._database.read() as session:
            return membership.managers(session, self.actor)

    def set_manager(self, manager_id: str, report_id: str) -> None:
        with self._database.write() as session:
            membership.set_manager(session, self.actor, manager_id, report_id)

    def unset_manager(self, manager_id: str, report_id: str) -> None:
        with self._database.write() as session:
            membership.unset_manager(session, self.actor, manager_id, report_id)

    def begin_coaching(
        self, practitioner_id: str, leader_id: str, sponsor_id: str | None = None
    ) -> Coaching:
        with self._database.write() as session:
            return coachings.begin(
                session, self.actor, self._clock(), practitioner_id, leader_id, sponsor_id
            )

    def coachings(self, *, everybodys: bool = False) -> list[Coaching]:
        """Newest first: those the person is in, or, for an owner, all of the workspace."""
        with self._database.read() as session:
            return coachings.coachings(session, self.actor, everybodys=everybodys)

    def coaching(self, coaching_id: str) -> Coaching:
        with self._database.read() as session:
            return coachings.coaching(session, self.actor, coaching_id)

    def accept_agreement(
        self, coaching_id: str, *, version: int, digest: str, text: str
    ) -> Coaching:
        with self._database.write() as session:
            now = self._clock()
            return coachings.accept(
                session, self.actor, now, coaching_id, version=version, digest=digest, text=text
            )

    def end_coaching(self, coaching_id: str) -> Coaching:
        with self._database.write() as session:
            ended = coachings.end(session, self.actor, self._clock(), coaching_id)
            self._note_ending("coaching", coaching_id)
            return ended

    def require_towards(
        self,
        action: Action,
        leader_id: str,
        digests: Mapping[Party, str],
        *,
        shared: bool = False,
    ) -> None:
        """Raise NotAllowed unless the person may do this to what is a leader's, as things stand now."""
        with self._database.read() as session:
            coachings.require_towards(
                session, self.actor, action, leader_id, digests, shared=shared
            )

    # What a coach keeps for themselves

    def add_practice_note(
        self, leader_id: str, text: str, digests: Mapping[Party, str]
    ) -> PracticeNote:
        """A private note about somebody whom the person coaches; NotAllowed unless that goes on."""
        with self._database.write() as session:
            return practice.add_note(session, self.actor, self._clock(), leader_id, text, digests)

    def practice_notes(self, leader_id: str) -> list[PracticeNote]:
        """The person's own about a leader, oldest first, as long as they are kept."""
        with self._database.read() as session:
            return practice.notes(session, self.actor, self._clock(), leader_id)

    def change_practice_note(
        self, note_id: str, text: str, digests: Mapping[Party, str]
    ) -> PracticeNote:
        with self._database.write() as session:
            return practice.change_note(session, self.actor, self._clock(), note_id, text, digests)

    def delete_practice_note(self, note_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            practice.delete_note(session, self.actor, now, note_id)
        return now + erasing.UNDO_FOR

    def undo_delete_practice_note(self, note_id: str) -> PracticeNote:
        now = self._clock()
        with self._database.write() as session:
            since = now - erasing.UNDO_FOR
            return practice.undo_delete_note(session, self.actor, now, since, note_id)

    def log_clients(self) -> list[LogClient]:
        """Who stands in the person's log of coaching hours, in the order in which they came to it."""
        with self._database.read() as session:
            return practice.clients(session, self.actor)

    def add_log_client(self, content: Mapping[str, Any], leader_id: str | None) -> LogClient:
        """``content``: ``name``, ``contact``, ``size``, ``consented_on``."""
        with self._database.write() as session:
            return practice.add_client(session, self.actor, self._clock(), leader_id, content)

    def change_log_client(self, client_id: str, content: Mapping[str, Any]) -> LogClient:
        with self._database.write() as session:
            return practice.change_client(session, self.actor, self._clock(), client_id, content)

    def delete_log_client(self, client_id: str) -> datetime:
        """With their hours; until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            practice.delete_client(session, self.actor, now, client_id)
        return now + erasing.UNDO_FOR

    def undo_delete_log_client(self, client_id: str) -> LogClient:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            return practice.undo_delete_client(session, self.actor, since, client_id)

    def log_hours(self) -> list[LogHours]:
        """The latest first."""
        with self._database.read() as session:
            return practice.hours(session, self.actor)

    def add_log_hours(self, client_id: str, day: date, minutes: int, *, paid: bool) -> LogHours:
        with self._database.write() as session:
            now = self._clock()
            return practice.add_hours(session, self.actor, now, client_id, day, minutes, paid)

    def change_log_hours(self, changed: LogHours) -> LogHours:
        """Replace them by a changed copy."""
        with self._database.write() as session:
            return practice.change_hours(session, self.actor, self._clock(), changed)

    def delete_log_hours(self, hours_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            practice.delete_hours(session, self.actor, now, hours_id)
        return now + erasing.UNDO_FOR

    def undo_delete_log_hours(self, hours_id: str) -> LogHours:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            return practice.undo_delete_hours(session, self.actor, since, hours_id)

    # What a leader shares with a coach. ``digests``: of the agreement as it is now.

    def share(self, record: ShareRecord, digests: Mapping[Party, str]) -> str:
        """Let one coach see a copy; its id. NotAllowed unless the coaching with them stands."""
        with self._database.write() as session:
            return sharing.share(session, self.actor, self._clock(), record, digests)

    def shared(
        self, digests: Mapping[Party, str], conversation_id: str | None = None
    ) -> list[Shared]:
        """What the person shares or shared, newest first, with every reading: from one conversation, or all."""
        with self._database.read() as session:
            return sharing.shared(session, self.actor, digests, conversation_id)

    def take_back(self, share_id: str, digests: Mapping[Party, str]) -> Shared:
        """The coach cannot open it any more. Doing it again changes nothing."""
        with self._database.write() as session:
            taken_back = sharing.take_back(session, self.actor, self._clock(), share_id, digests)
            self._note_ending("share", share_id)
            return taken_back

    def delete_shared(self, share_id: str) -> datetime:
        """Take it back, and delete the copy with its readings and its margin; until the returned instant that can be
        undone, for the leader."""
        now = self._clock()
        with self._database.write() as session:
            sharing.delete(session, self.actor, now, share_id)
            self._note_ending("share", share_id)
        return now + erasing.UNDO_FOR

    def undo_delete_shared(self, share_id: str) -> None:
        with self._database.write() as session:
            since = self._clock() - erasing.UNDO_FOR
            sharing.undo_delete(session, self.actor, since, share_id)

    def received(self, leader_id: str, digests: Mapping[Party, str]) -> list[Received]:
        """What a leader shares with the person now, newest first; words only of what they have opened."""
        with self._database.read() as session:
            return sharing.received(session, self.actor, leader_id, digests)

    def read_received(self, leader_id: str, digests: Mapping[Party, str]) -> list[Received]:
        """The same with all words; each counts as read."""
        with self._database.write() as session:
            return sharing.read(session, self.actor, self._clock(), leader_id, digests)

    def open_received(self, share_id: str, digests: Mapping[Party, str]) -> Received:
        """One of them; it counts as read. NotAllowed where it is not shared any more."""
        with self._database.write() as session:
            return sharing.open_one(session, self.actor, self._clock(), share_id, digests)

    def add_margin_note(
        self, share_id: str, text: str, anchor: str | None, digests: Mapping[Party, str]
    ) -> str:
        """Beside an exact part of what is shared, or the whole: as its leader, or as the coach who may read it."""
        with self._database.write() as session:
            return sharing.add_margin_note(
                session, self.actor, self._clock(), share_id, text, anchor, digests
            )

    def delete_margin_note(self, note_id: str) -> datetime:
        """One's own; until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            sharing.delete_margin_note(session, self.actor, now, note_id)
        return now + erasing.UNDO_FOR

    def undo_delete_margin_note(self, note_id: str) -> None:
        with self._database.write() as session:
            since = self._clock() - erasing.UNDO_FOR
            sharing.undo_delete_margin_note(session, self.actor, since, note_id)

    # What a coach gives leaders to do

    def give(
        self,
        leaders: Sequence[str],
        to_do: Sequence[ToDo],
        digests: Mapping[Party, str],
        *,
        note: str | None,
        zone: str,
    ) -> str:
        """Give these exercises to these leaders, all of it or nothing; the id of what was given. ``zone``: for a
        leader whose own is not known."""
        with self._database.write() as session:
            return handing_out.give(
                session, self.actor, self._clock(), leaders, to_do, digests, note=note, zone=zone
            )

    def handed_out(
        self, digests: Mapping[Party, str], leader_id: str | None = None
    ) -> tuple[list[Coached], list[HandedOut]]:
        """The leaders that the person coaches, and what they gave them: to all, without words; or to one, with
        them."""
        with self._database.read() as session:
            return handing_out.handed_out(session, self.actor, digests, leader_id)

    def version_texts(self, digests: Collection[str]) -> dict[str, str]:
        """Exercises of the workspace as they stood, by digest."""
        with self._database.read() as session:
            return own_exercises.version_texts(session, self.actor, digests)

    def take_away(self, handouts: Collection[str]) -> datetime:
        """Until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            handing_out.take_back(session, self.actor, now, handouts)
        return now + erasing.UNDO_FOR

    def undo_take_away(self, handouts: Collection[str]) -> None:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            handing_out.undo_take_back(session, self.actor, since, handouts)

    def groups(self) -> list[Group]:
        """The person's own groups of leaders, by name."""
        with self._database.read() as session:
            return leader_groups.groups(session, self.actor)

    def save_group(self, group_id: str | None, name: str, leaders: Collection[str]) -> Group:
        """A new one (None), or in the place of what it was."""
        with self._database.write() as session:
            return leader_groups.save_group(
                session, self.actor, self._clock(), group_id, name, leaders
            )

    def delete_group(self, group_id: str) -> datetime:
        """Until the returned instant it can be undone."""
        now = self._clock()
        with self._database.write() as session:
            leader_groups.delete_group(session, self.actor, now, group_id)
        return now + erasing.UNDO_FOR

    def undo_delete_group(self, group_id: str) -> None:
        since = self._clock() - erasing.UNDO_FOR
        with self._database.write() as session:
            leader_groups.undo_delete_group(session, self.actor, since, group_id)

    # What their coaches gave them

    def handouts(self, *statuses: HandoutStatus) -> list[Handout]:
        """What has come, soonest due first; of these statuses, where some are named."""
        with self._database.read() as session:
            return handed.handouts(session, self.actor, *statuses)

    def handout(self, handout_id: str) -> Handout:
        with self._database.read() as session:
            return handed.handout(session, self.actor, handout_id)

    def begin_handout(self, handout_id: str, *, title: str, state: str, shows: bool) -> None:
        """Begin it; from then on it is an exercise of theirs with the same id."""
        with self._database.write() as session:
            now = self._clock()
            handed.begin_handout(
                session, self.actor, now, handout_id, title=title, state=state, shows=shows
            )

    def decline_handout(self, handout_id: str, word: str | None) -> None:
        with self._database.write() as session:
            handed.decline_handout(session, self.actor, self._clock(), handout_id, word)

    def reconsider_handout(self, handout_id: str) -> None:
        with self._database.write() as session:
            handed.reconsider_handout(session, self.actor, handout_id)

    def change_handout(self, handout_id: str, **changes: bool) -> None:
        """``shows``: whether the coach sees how it goes; ``reminds``."""
        with self._database.write() as session:
            handed.change_handout(session, self.actor, handout_id, changes)
            if "shows" in changes:
                still = frozenset({"on"}) if changes["shows"] else frozenset()
                self._note_ending("shows", handout_id, left=still)

    def change_reaching(self, **changes: Any) -> None:
        """How the person is reached: ``zone``, ``reminds``, ``mail``. What is not due yet moves to a new zone."""
        with self._database.write() as session:
            handed.change_reaching(session, self.actor, self._clock(), changes)

    # The person

    def person(self) -> Person:
        with self._database.read() as session:
            return people.person(session, self.actor)

    def preferences(self) -> dict[str, Any]:
        return self.person().preferences

    def save_preferences(self, preferences: Mapping[str, Any]) -> None:
        """Replace them all."""
        with self._database.write() as session:
            people.save_preferences(session, self.actor, preferences)

    def save_display_name(self, display_name: str) -> None:
        with self._database.write() as session:
            people.save_display_name(session, self.actor, display_name)

    def export_everything(self) -> dict[str, Any]:
        """All that is stored about the person, readable without this program (plain JSON types)."""
        with self._database.read() as session:
            return export.export_everything(session, self.actor, self._clock())

    def held(self) -> dict[str, int]:
        """How many things of each kind are theirs, by table."""
        with self._database.read() as session:
            return export.held(session, self.actor)

    # Deleting and erasing

    def delete(self, conversation_id: str) -> datetime:
        """Take a conversation off the desk. Until the returned instant it can be undone."""
        with self._database.write() as session:
            self._note_ending("share", *sharing.open_from(session, self.actor, conversation_id))
            return erasing.delete_conversation(session, self.actor, self._clock(), conversation_id)

    def last_deleted(self) -> Deleted | None:
        """The conversation deleted last, as long as that can be undone."""
        with self._database.read() as session:
            return erasing.last_deleted(session, self.actor, self._clock())

    def undo_delete(self, conversation_id: str) -> None:
        with self._database.write() as session:
            erasing.undo_delete(session, self.actor, self._clock(), conversation_id)

    def purge_deleted(self, now: datetime | None = None) -> int:
        """Erase for good what was deleted longer ago than it can be undone; how many there were."""
        with self._database.write() as session:
            count = erasing.purge_deleted(session, now or self._clock(), self.actor)
        self._database.scrub()
        return count

    def erase_now(self, conversation_id: str) -> None:
        """Erase a conversation and all that came of it, for good, without a way back."""
        with self._database.write() as session:
            self._note_ending("share", *sharing.open_from(session, self.actor, conversation_id))
            erasing.erase_conversation(session, self.actor, conversation_id)
        self._database.scrub()

    def erase_everything(self) -> None:
        """Erase all of the person's data. The desk goes on working, empty."""
        with self._database.write() as session:
            self._note_erasure(gone=False)
            erasing.erase_everything(session, self.actor, self._clock())
        self._note_erasure(gone=False)
        self._database.scrub()

    def _note_erasure(self, *, gone: bool) -> None:
        """Before it is done, so that a crash forgets none, and after: a backup taken in between still holds them."""
        made = Erasure(self._clock(), self.actor.workspace_id, self.actor.person_id, gone=gone)
        self._erasures.note(made)

    def _note_ending(self, kind: EndingKind, *ids: str, left: frozenset[str] = frozenset()) -> None:
        """In the transaction that does it, so that no copy that is put back undoes it."""
        at, here = self._clock(), self.actor.workspace_id
        self._erasures.end(*(Ending(at, here, id_, kind, left) for id_ in ids))
