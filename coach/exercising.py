"""Doing an exercise: what one person can do with the gallery and with what they have begun.

Everything that is written is stored before it is heard, masked, and screened as a message of a talk is:
where somebody may be in danger the exercise stops, and its conversation answers as the coach does.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from coach.acknowledging import acknowledge
from coach.errors import BadInput, KnowledgeError, NotFound
from coach.exercise_authoring import Authoring
from coach.exercise_path import (
    Answer,
    Path,
    accepted,
    before_skipping,
    in_words,
    path_of,
    said_to,
)
from coach.exercise_trial import Key, answers_up_to, choices
from coach.exercises import (
    AnyStep,
    CheckMessage,
    Commit,
    Exercise,
    FieldTask,
    Purpose,
    Rehearse,
    Talk,
    Write,
    exercise_of,
)
from coach.knowledge import Contact, Passage
from coach.live import LiveReply
from coach.masking import mask_secrets
from coach.rehearsals import ForStep, InShort, Own, Rehearsals, Stop
from coach.reviewing import Circumstances
from coach.services import Services
from coach.state import ConversationState
from coach.steps.consult import consult_model
from coach.steps.screen import screen_message
from coach.store.desk import Desk
from coach.store.records import (
    Assignment,
    CheckIn,
    Commitment,
    CommitmentRecord,
    Handout,
    Message,
    StepAnswer,
)
from coach.text import cleaned, has_words
from coach.turn import Turn, listen
from coach.vocabulary import STOPS_COACHING, Level, Stage
from coach.zones import instant, known_zone

PURPOSES: Mapping[Purpose, str] = {
    "arriving": "Arriving and listening",
    "seeing": "Seeing what people give",
    "keeping-in-touch": "Keeping in touch",
    "clients": "Clients as people",
    "hard-moments": "Endings and hard moments",
    "who-you-are": "Who you are to others",
    "time": "Room in the week",
}
_PRIVATE = "private-"
_MORNING = 9  # o'clock: when a check-in is suggested
_HEAVY = (
    "That is heavy to carry. Nothing here has to be finished today; you can stop, and it keeps. If there is "
    "somebody you could say this to, that may do more than a page."
)
_NOTED = "Kept among your commitments."
_SERVES: Mapping[str, tuple[str, ...]] = {
    Level.ABUSE_REPORT: ("workplace", "abuse", "emergency"),
    Level.CRISIS: ("crisis", "emergency"),
}
_META = {"stage": Stage.EXPLORING, "level": "none", "lines": [], "voice": "guide"}


@dataclass(frozen=True)
class Offer:
    """An exercise in the gallery, with what the leader has made of it."""

    exercise: Exercise
    own: bool
    """Whether the workspace wrote it itself."""
    begun: Assignment | None
    """The one that can be gone on with, or the last one that was done."""


@dataclass(frozen=True)
class Doing:
    """An exercise as its leader stands in it."""

    assignment: Assignment
    exercise: Exercise
    path: Path
    stored: bool
    messages: tuple[Message, ...]
    """All of its conversation: guided stretches, and what was said where danger was heard."""
    contacts: tuple[Contact, ...]
    rehearsed: Mapping[str, InShort | None]
    """What came of the rehearsals that were begun, by step; None of one that was deleted since."""
    given: Handout | None = None
    """What their coach gave with it; None: begun by themselves, or taken back."""

    @property
    def id(self) -> str:
        return self.assignment.id

    @property
    def answers(self) -> dict[str, Answer]:
        return answers_of(self.assignment)

    def said(self, step: AnyStep) -> Mapping[str, Any]:
        """What the guide said to an answer."""
        kept = self.assignment.answers.get(step.id)
        return (kept.said if kept else None) or {}

    def typed(self, step: AnyStep) -> Mapping[str, Any]:
        """Words on their way."""
        kept = self.assignment.answers.get(step.id)
        return (kept.typed if kept else None) or {}

    def in_words(self, step: AnyStep, answer: Answer) -> str:
        """An answer as its leader would read it again, a rehearsal's in short; empty where there is nothing to
        read."""
        return "\n".join(
            part for part in (self._rehearsal(step, answer), in_words(step, answer)) if part
        )

    def _rehearsal(self, step: AnyStep, answer: Answer) -> str:
        if answer.get("skipped") or not answer.get("done") or step.id not in self.rehearsed:
            return ""
        short = self.rehearsed[step.id]
        return short.text if short else "Rehearsed. What was said was deleted since."

    def stretch(self, answer: Answer) -> list[Message]:
        """The guided stretch that an answer stands for."""
        return self._from(int(answer.get("talked", 1 << 30)))

    @property
    def halted(self) -> list[Message]:
        """What was said where the exercise stopped."""
        marks = [m.position for m in self.messages if m.meta.get("begins")]
        return self._from(max(marks, default=1))

    def _from(self, position: int) -> list[Message]:
        """From there to where something else begins: another stretch, say."""
        later = [
            m.position for m in self.messages if m.meta.get("begins") and m.position > position
        ]
        end = min(later, default=1 << 30)
        return [m for m in self.messages if position <= m.position < end]


def answers_of(assignment: Assignment) -> dict[str, Answer]:
    return {
        name: kept.answer for name, kept in assignment.answers.items() if kept.answer is not None
    }


class Exercises:
    """What one person can do with exercises."""

    def __init__(
        self,
        services: Services,
        desk: Desk,
        private: Desk,
        send: Callable[[str, str], LiveReply],
        passages: Callable[[], Mapping[str, Passage]],
        rehearsals: Rehearsals,
    ) -> None:
        self.authoring = Authoring(services, desk, passages)
        """Writing them, for coaches and owners."""
        self._services = services
        self._stored = desk
        self._private = private
        self._send = send
        self._rehearsals = rehearsals

    # Looking

    def gallery(self) -> list[Offer]:
        """All that can be begun: the curated ones by what they are for, then the workspace's own."""
        begun: dict[str, Assignment] = {}
        for one in self._stored.assignments():  # last touched first
            before = begun.get(one.exercise_id)
            if before is None or (_is_open(one) and not _is_open(before)):
                begun[one.exercise_id] = one
        order = list(PURPOSES)
        known = self._services.knowledge.exercises.values()
        curated = [(e, False) for e in sorted(known, key=lambda e: order.index(e.purpose))]
        return [
            Offer(exercise, own, begun.get(exercise.id))
            for exercise, own in (*curated, *((e, True) for e in self._published()))
        ]

    def begun(self) -> list[tuple[Assignment, str]]:
        """What was begun, last touched first, with its title."""
        return [(one, title) for one in self._stored.assignments() if (title := _title(one))]

    def doing(self, assignment_id: str) -> Doing:
        """Where the leader is. Raises NotFound, or KnowledgeError for one that cannot be read any more."""
        desk = self._desk(assignment_id)
        return self._doing(desk, desk.assignment(assignment_id))

    def due(self) -> list[tuple[CheckIn, str]]:
        """Tasks that were taken along and are to be told about now, with the exercise's title."""
        return self._stored.check_ins_due()

    # Beginning and ending

    def begin(self, exercise_id: str, *, stored: bool = True) -> str:
        """Begin an exercise of the gallery; its id. Raises NotFound."""
        exercise = self._services.knowledge.exercises.get(exercise_id) or next(
            (e for e in self._published() if e.id == exercise_id), None
        )
        if exercise is None:
            raise NotFound("That exercise is not in the gallery any more. Choose another one.")
        return self.begin_this(exercise, stored=stored)

    def begin_this(self, exercise: Exercise, *, stored: bool) -> str:
        """Begin an exercise; one that is not ``stored`` lives in memory until the program ends."""
        desk = self._stored if stored else self._private
        assignment_id = str(uuid4()) if stored else _PRIVATE + str(uuid4())
        desk.begin_exercise(
            assignment_id,
            exercise_id=exercise.id,
            digest=exercise.digest,
            text=exercise.text,
            title=exercise.title,
            state=_state().model_dump_json(),
        )
        return assignment_id

    def begin_given(self, handout_id: str, *, shows: bool) -> str:
        """Begin what a coach gave, as it stood then; its id. ``shows``: the coach sees how it goes."""
        given = self._stored.handout(handout_id)
        title = exercise_of(given.text).title
        self._stored.begin_handout(
            handout_id, title=title, state=_state().model_dump_json(), shows=shows
        )
        return handout_id

    def pause(self, assignment_id: str) -> None:
        self._desk(assignment_id).change_assignment(assignment_id, status="paused")

    def let_go(self, assignment_id: str) -> None:
        """Leave it as it is. What was written stays until it is deleted."""
        self._desk(assignment_id).change_assignment(assignment_id, status="let-go")

    def take_up(self, assignment_id: str) -> None:
        """Go on with one that was paused or let go."""
        doing = self.doing(assignment_id)
        status = "under-way" if doing.path.here is not None else "finished"
        self._desk(assignment_id).change_assignment(assignment_id, status=status)

    def remind(self, assignment_id: str, *, wanted: bool) -> None:
        self._desk(assignment_id).change_assignment(assignment_id, reminds=wanted)

    def delete(self, assignment_id: str) -> datetime | None:
        """Delete it with all that was written; until the returned instant it can be undone. What was not
        stored goes at once."""
        desk = self._desk(assignment_id)
        if desk is self._private:
            for short in self.doing(assignment_id).rehearsed.values():
                if short is not None:
                    self._rehearsals.delete(short.view.id)
            desk.erase_now(assignment_id)
            return None
        return desk.delete(assignment_id)

    def undo_delete(self, assignment_id: str) -> None:
        self._stored.undo_delete(assignment_id)

    # Answering

    def typed(self, assignment_id: str, step_id: str, typed: Mapping[str, Any] | None) -> None:
        """Keep words on their way, so that a reload does not lose them."""
        masked = None if typed is None else _masked(typed)[0]
        self._desk(assignment_id).save_typed(assignment_id, step_id, masked)

    def answer(self, assignment_id: str, step_id: str, given: Mapping[str, Any]) -> Doing:
        """Answer a step, or answer it anew. Raises BadInput where it is no answer, with what to do; then
        nothing was changed."""
        desk = self._desk(assignment_id)
        doing = self._doing(desk, desk.assignment(assignment_id))
        step = _step(doing, step_id)
        words, kinds = _masked(given)
        if isinstance(step, CheckMessage) and not words.get("skipped"):
            words["review"] = self._reviewed(step, str(words.get("text") or ""))
        before = doing.answers.get(step.id)
        made = dict(accepted(step, words, doing.answers))
        if isinstance(step, Commit) and "text" in made:
            made["commitment"] = self._committed(desk, assignment_id, made, before)
        if isinstance(step, FieldTask):
            self._planned(desk, assignment_id, step, given, made)
        said: dict[str, Any] = {"masked": True} if kinds else {}
        self._save(desk, doing, step, made, said)
        return self._heard(desk, assignment_id, step, made, said)

    def skip(self, assignment_id: str, step_id: str) -> Doing:
        return self.answer(assignment_id, step_id, {"skipped": True})

    def suggested_check_in(
        self, step: FieldTask, zone: str, now: datetime | None = None
    ) -> datetime:
        """When to look back, on the leader's clock, without a zone."""
        here = (now or datetime.now(UTC)).astimezone(known_zone(zone))
        day = (here + timedelta(days=step.after_days)).date()
        return datetime(day.year, day.month, day.day, _MORNING)

    def calendar_entry(self, doing: Doing, step: FieldTask) -> Commitment | None:
        """A planned check-in in the form that a calendar file is made of."""
        planned = doing.assignment.check_ins.get(step.id)
        if planned is None:
            return None
        return Commitment(
            id=f"{doing.id}-{step.id}",
            conversation_id=doing.id,
            what=f"{doing.exercise.title}: look back",
            local_time=planned.local_time,
            zone=planned.zone,
            due_at=planned.due_at,
            status="open",
            reflection=None,
            created_at=doing.assignment.created_at,
            followed_up_at=None,
        )

    # The guided stretch

    def begin_talk(self, assignment_id: str, step_id: str) -> Doing:
        """Begin a stretch of conversation with the program, or begin it anew."""
        desk = self._desk(assignment_id)
        doing = self._doing(desk, desk.assignment(assignment_id))
        step = _step(doing, step_id)
        if not isinstance(step, Talk):
            raise BadInput("This step is not a conversation. Answer it in writing.")
        safety = ConversationState.model_validate_json(
            desk.conversation(assignment_id).state
        ).safety
        refused = tuple(sorted(self._stored.refused_habits() | desk.refused_habits()))
        state = _state().model_copy(update={"aim": step.goal, "safety": safety, "refused": refused})
        message = desk.add_coach_message(
            assignment_id,
            step.opening,
            {**_META, "move": "ask", "begins": step.id},
            state.model_dump_json(),
            Stage.EXPLORING,
        )
        self._save(desk, doing, step, {"talked": message.position, "done": False}, {})
        return self.doing(assignment_id)

    def say(self, assignment_id: str, text: str) -> Doing:
        """Say something in the stretch, or after the exercise stopped, and wait for the reply."""
        if not has_words(text):
            raise BadInput("Write something first.")
        self._send(assignment_id, text).result()
        desk = self._desk(assignment_id)
        doing = self.doing(assignment_id)
        last = next((m for m in reversed(doing.messages) if m.role == "coach"), None)
        level = last.meta.get("level") if last else None
        if level in STOPS_COACHING:
            desk.change_assignment(assignment_id, halted=level)
            return self.doing(assignment_id)
        return doing

    def end_talk(self, assignment_id: str, step_id: str) -> Doing:
        desk = self._desk(assignment_id)
        doing = self._doing(desk, desk.assignment(assignment_id))
        step = _step(doing, step_id)
        talked = doing.answers.get(step_id, {}).get("talked")
        if talked is None:
            raise BadInput("This stretch has not begun. Begin it, write instead, or skip it.")
        self._save(desk, doing, step, {"talked": talked, "done": True}, {})
        return self.doing(assignment_id)

    def try_choice(self, assignment_id: str, key: Key) -> Doing:
        """Go to one of the answers that an exercise offers, to see what comes of it; only in one that is not kept.
        Raises BadInput where no way leads there."""
        if self._desk(assignment_id) is self._stored:
            raise BadInput("This one is kept. Try it from the page on which it is written.")
        doing = self.doing(assignment_id)
        choice = next((c for c in choices(doing.exercise) if c.key == key), None)
        if choice is None:
            raise BadInput("That answer is not offered in it. Reload the page.")
        for step_id, answer in answers_up_to(doing.exercise, choice, doing.answers).items():
            step = doing.exercise.step(step_id)
            if step is not None and answer != doing.answers.get(step_id):
                self._save(self._private, doing, step, answer, {})
        return self.doing(assignment_id)

    # The rehearsal

    def to_rehearse(self, assignment_id: str, step_id: str) -> tuple[Doing, Rehearse]:
        """Where the leader is, and the step that they rehearse for. Raises NotFound, and BadInput for a step that
        is no rehearsal."""
        doing = self.doing(assignment_id)
        step = _step(doing, step_id)
        if not isinstance(step, Rehearse):
            raise BadInput("This step is not a rehearsal. Answer it in the exercise.")
        return doing, step

    def rehearse(self, assignment_id: str, step_id: str, own: Own | None = None) -> str | Stop:
        """Begin the rehearsal of a step, kept as the exercise is; the run's id. Or what is said where the leader's
        own words tell of danger, and then nothing is kept."""
        desk = self._desk(assignment_id)
        doing, step = self.to_rehearse(assignment_id, step_id)
        begun = self._rehearsals.begin(
            step.rehearsal, own, stored=doing.stored, for_step=ForStep(assignment_id, step_id)
        )
        if isinstance(begun, Stop):
            return begun
        before = before_skipping(doing.answers.get(step_id))
        made = {**before, "run": begun.id, "last": None, "done": False}
        self._save(desk, doing, step, made, {})
        return begun.id

    def take_back(self, assignment_id: str, step_id: str, run_id: str | None = None) -> Doing:
        """Take a rehearsal that was begun for the step, as it stands now, for its answer; without ``run_id`` the last
        one. Raises BadInput where nothing was said in it."""
        desk = self._desk(assignment_id)
        doing, step = self.to_rehearse(assignment_id, step_id)
        before = before_skipping(doing.answers.get(step_id))
        run = run_id or before.get("run")
        short = self._rehearsals.in_short(run) if run else None
        if short is None or not short.view.lines:
            raise BadInput("Nothing was said in this rehearsal. Say something first, or skip this.")
        if short.view.for_step != ForStep(assignment_id, step_id):
            raise BadInput("This rehearsal was not begun for this step. Begin it from there.")
        made = {**before, "run": run, "last": short.view.path[-1].number, "done": True}
        self._save(desk, doing, step, made, {})
        return self.doing(assignment_id)

    def go_on(self, assignment_id: str) -> None:
        """Back to the exercise after it stopped."""
        self._desk(assignment_id).change_assignment(assignment_id, halted=None)

    # How it is done

    def _desk(self, assignment_id: str) -> Desk:
        return self._private if assignment_id.startswith(_PRIVATE) else self._stored

    def _published(self) -> Iterator[Exercise]:
        for version in self._stored.published_exercises():
            try:
                yield exercise_of(version.text)
            except KnowledgeError:
                continue  # its owners are told on their page

    def _doing(self, desk: Desk, kept: Assignment) -> Doing:
        given = self._given(desk, kept)
        exercise = guided(exercise_of(kept.text), given)
        whole = desk.whole(kept.conversation_id)
        state = ConversationState.model_validate_json(whole.conversation.state)
        rehearsed = {
            step.id: self._rehearsals.in_short(answer["run"], answer["last"])
            for step in exercise.steps
            if "run" in (answer := before_skipping(answers_of(kept).get(step.id)))
        }
        stops = (short.view.stop for short in rehearsed.values() if short)
        level = kept.halted or state.safety or next((stop.level for stop in stops if stop), None)
        serves = _SERVES.get(level, ("emergency", "crisis")) if level else ()
        country = self._services.settings.country
        contacts = self._services.knowledge.contacts_for(country, serves) if serves else ()
        return Doing(
            kept,
            exercise,
            path_of(exercise, answers_of(kept)),
            desk is self._stored,
            tuple(whole.messages),
            tuple(contacts),
            rehearsed,
            given,
        )

    def _given(self, desk: Desk, kept: Assignment) -> Handout | None:
        if kept.assigner_id is None:
            return None
        try:
            return desk.handout(kept.id)
        except NotFound:
            return None

    def _save(
        self, desk: Desk, doing: Doing, step: AnyStep, made: Answer, said: Mapping[str, Any]
    ) -> None:
        after = path_of(doing.exercise, {**doing.answers, step.id: made})
        done = after.here is None
        desk.save_step(
            doing.id,
            step.id,
            answer=made,
            said=said or None,
            status="finished" if done else "under-way",
            finished_at=datetime.now(UTC) if done else None,
        )

    def _heard(
        self, desk: Desk, assignment_id: str, step: AnyStep, made: Answer, said: dict[str, Any]
    ) -> Doing:
        """Screen what was written; where it stops nothing, the guide may say a sentence to it."""
        services, doing = self._services, self.doing(assignment_id)
        text = _own_words(step, made)
        if not has_words(text):
            return doing
        asked = getattr(step, "back", None) if "outcome" in made else getattr(step, "ask", None)
        asked = asked or getattr(step, "instead", "") or ""
        turn = Turn(
            assignment_id,
            "",
            text,
            _state(),
            masked=bool(said.get("masked")),
            heard=listen(text, services, asked),
            history=(("coach", asked),),
        )
        turn = replace(turn, screening=screen_message(turn, services))
        turn = replace(turn, **consult_model(turn, services))
        stops = STOPS_COACHING
        if isinstance(step, CheckMessage):
            stops = stops - {Level.ABUSE_REPORT}  # the tone of a draft is no danger
        level = next((x for x in turn.screening.levels if x in stops), None)
        if level is not None:
            desk.change_assignment(assignment_id, halted=level)
            meta = {**_META, "move": "ask", "begins": step.id, "halts": True}
            desk.add_coach_message(assignment_id, asked or step.label, meta)
            self._send(assignment_id, text).result()
            return self.doing(assignment_id)
        more: dict[str, Any] = {}
        if Level.DISTRESS in turn.screening.levels:
            if not any(_was_heavy(kept) for kept in doing.assignment.answers.values()):
                more = {"text": _HEAVY, "line": "heavy"}
        elif _is_reflected(step) and not said_to(step, made):
            used = {
                str((kept.said or {}).get("line")) for kept in doing.assignment.answers.values()
            }
            found = acknowledge(text, asked, turn.heard, used, services)
            more = {"text": found[0], "line": found[1]} if found else {}
        if more:
            self._save(desk, doing, step, made, {**said, **more})
            return self.doing(assignment_id)
        return doing

    def _reviewed(self, step: CheckMessage, text: str) -> dict[str, Any] | None:
        if not has_words(text):
            return None
        about = Circumstances(relation=step.relation)
        return self._services.reviewer.review(text, about).as_json()

    def _committed(
        self, desk: Desk, assignment_id: str, made: Answer, before: Answer | None
    ) -> str:
        """The commitment that an answer makes, or the one that it made before, changed."""
        local, zone = made.get("local_time"), made.get("zone")
        due = instant(local, zone) if local and zone else None
        record = CommitmentRecord(
            what=made["text"],
            when_words=made["when_words"],
            with_whom=made["with_whom"],
            obstacle=made["obstacle"],
            answer_to_it=made["answer_to_it"],
            confidence=made["confidence"],
            local_time=local if due else None,
            zone=zone if due else None,
            due_at=due,
        )
        kept = {c.id: c for c in desk.commitments()}
        earlier = kept.get(str((before or {}).get("commitment")))
        if earlier is not None and earlier.status == "open":
            return desk.save_commitment(replace(earlier, **vars(record))).id
        meta = {**_META, "move": "commit", "stage": Stage.COMMITTING, "begins": "commit"}
        desk.add_coach_message(assignment_id, _NOTED, meta, commitment=record)
        return next(
            c.id
            for c in desk.commitments()
            if c.id not in kept and c.conversation_id == assignment_id
        )

    def _planned(
        self,
        desk: Desk,
        assignment_id: str,
        step: FieldTask,
        given: Mapping[str, Any],
        made: Answer,
    ) -> None:
        """Keep when to look back; or that it was done."""
        planned = desk.assignment(assignment_id).check_ins.get(step.id)
        if "outcome" in made or made.get("skipped"):
            if planned is not None:
                desk.plan_check_in(replace(planned, done_at=datetime.now(UTC)))
            return
        local, zone = given.get("local_time"), given.get("zone")
        if local and zone:
            due = instant(str(local), str(zone))
            if due <= datetime.now(UTC):
                raise BadInput("That time is over already. Choose a later one to look back.")
            desk.plan_check_in(CheckIn(assignment_id, step.id, str(local), str(zone), due, None))


def _state() -> ConversationState:
    """In the middle of a talk with an aim: what is screened and heard is no first message."""
    return ConversationState(stage=Stage.EXPLORING, turns=1, aim_asked=True)


def guided(exercise: Exercise, given: Handout | None) -> Exercise:
    """The exercise with the goal and the boundaries that a coach set for its guided stretch."""
    changes: dict[str, Any] = {}
    if given is not None:
        changes = {k: v for k, v in (("goal", given.goal), ("keeps_to", given.keeps_to)) if v}
    if not changes:
        return exercise
    steps = tuple(
        step.model_copy(update=changes) if isinstance(step, Talk) else step
        for step in exercise.steps
    )
    return exercise.model_copy(update={"steps": steps})


def _is_open(one: Assignment) -> bool:
    return one.status in {"not-begun", "under-way", "paused"}


def _title(one: Assignment) -> str | None:
    try:
        return exercise_of(one.text).title
    except KnowledgeError:
        return None


def _step(doing: Doing, step_id: str) -> AnyStep:
    """A step that can be answered now: on the way here, the next one, or answered before."""
    step = doing.exercise.step(step_id)
    here = doing.path.here
    answerable = {s.id for s, _ in doing.path.behind} | ({here.id} if here else set())
    if step is None or step_id not in answerable | doing.answers.keys():
        raise NotFound(
            "That step is not on the way from here. Reload the page to see where you are."
        )
    return step


def _masked(given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What was given with secrets masked and control characters gone; and what kinds there were."""
    kinds: list[str] = []

    def mask(value: Any) -> Any:
        if isinstance(value, str):
            masked = mask_secrets(cleaned(value))
            kinds.extend(masked.kinds)
            return masked.text
        if isinstance(value, list | tuple):
            return [mask(item) for item in value]
        return value

    return {name: mask(value) for name, value in given.items()}, tuple(kinds)


def _own_words(step: AnyStep, made: Answer) -> str:
    """What the leader wrote themself at a step: not what they chose."""
    if isinstance(step, FieldTask):
        return str(made.get("text") if "outcome" in made else made.get("plan") or "")
    if isinstance(step, Commit):
        parts = (made.get("text"), made.get("obstacle"), made.get("answer_to_it"))
        return ". ".join(str(part) for part in parts if part)
    if isinstance(step, Write | CheckMessage | Talk | Rehearse):
        return in_words(step, made)
    return ""


def _is_reflected(step: AnyStep) -> bool:
    if isinstance(step, Write):
        return step.reflects and step.lines == 1
    return isinstance(step, FieldTask | Talk | Rehearse)


def _was_heavy(kept: StepAnswer) -> bool:
    return (kept.said or {}).get("line") == "heavy"
