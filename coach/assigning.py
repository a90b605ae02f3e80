"""What a coach gives leaders to do, and what a leader makes of it: one person's view of both.

A coach sees to whom something was given, and that it was declined. Whether it was begun or finished is
the leader's to show, each time; until they do, nothing of it can be told from here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from coach.brief import AssignedLine
from coach.errors import BadInput, KnowledgeError, NotFound
from coach.exercises import Exercise, Talk, exercise_of
from coach.exercising import Exercises
from coach.masking import mask_secrets
from coach.store.desk import Desk
from coach.store.handing_out import reaching
from coach.store.records import (
    Coached,
    Commitment,
    Follows,
    Group,
    HandedOut,
    Handout,
    Party,
    Seen,
    ToDo,
)
from coach.text import cleaned
from coach.zones import known_zone

if TYPE_CHECKING:
    from coach.services import Services

MOST_LEADERS, MOST_EXERCISES = 500, 12
_LONGEST_NOTE, _LONGEST_WORD, _LONGEST_NAME = 2_000, 500, 80
_GOAL, _KEEPS_TO = 200, 1_600  # as in a step of an exercise
_LONGEST_DELAY = 366  # days


STATES: Mapping[Seen, str] = {
    "with-them": "with them",
    "under-way": "under way",
    "finished": "finished",
    "declined": "said no",
    "waits": "still to come",
    "in-turn": "later, in turn",
}
"""Where something that was given stands, in words, as far as the coach may know."""


Due = Literal["soon", "over"]
SOON = timedelta(days=7)


def due(one: HandedOut, now: datetime) -> Due | None:
    """Whether the day that its coach set is near or past, and they may not know it to be done with. What is done and not
    shown is as due as what was never begun."""
    if one.due_at is None or one.seen in {"finished", "declined"} or one.due_at > now + SOON:
        return None
    return "soon" if one.due_at > now else "over"


@dataclass(frozen=True)
class Item:
    """One exercise of what is given, as a coach says it."""

    exercise_id: str
    on: date | None = None
    """The day on which it comes."""
    follows: Follows | None = None
    after_days: int = 0
    """After the one before was given, or done. Without ``on`` and ``follows``: at once."""
    due: datetime | None = None
    """On the leader's clock, without a zone."""
    due_days: int | None = None
    """Or so many days after it came."""
    goal: str = ""
    keeps_to: str = ""
    """Goal and boundaries of its guided stretch, where the coach sets them."""


@dataclass(frozen=True)
class Given:
    """An exercise that a coach gave, as its leader finds it."""

    handout: Handout
    exercise: Exercise

    @property
    def id(self) -> str:
        return self.handout.id

    @property
    def by(self) -> str:
        return self.handout.practitioner or "your coach"


@dataclass(frozen=True)
class Batch:
    """One exercise, as it was given to some leaders at once."""

    id: str
    place: int
    exercise_id: str
    digest: str
    given_at: datetime
    to: tuple[HandedOut, ...]

    @property
    def counts(self) -> Counter[Seen]:
        return Counter(one.seen for one in self.to)

    def due(self, now: datetime) -> Counter[Due]:
        return Counter(how for one in self.to if (how := due(one, now)) is not None)


@dataclass(frozen=True)
class Overview:
    """A coach's leaders and all that they were given, as of one moment."""

    people: tuple[Coached, ...]
    given: tuple[HandedOut, ...]
    groups: tuple[Group, ...]
    now: datetime

    @cached_property
    def due_by_leader(self) -> Mapping[str, Counter[Due]]:
        """Of each leader, how much is due soon, and how much was."""
        found: dict[str, Counter[Due]] = {one.id: Counter() for one in self.people}
        for one in self.given:
            if (how := due(one, self.now)) is not None:
                found[one.leader_id][how] += 1
        return found

    @cached_property
    def by_leader(self) -> Mapping[str, Counter[Seen]]:
        """Of each leader, how much stands how."""
        found: dict[str, Counter[Seen]] = {one.id: Counter() for one in self.people}
        for one in self.given:
            found[one.leader_id][one.seen] += 1
        return found

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Newest first, and of one giving in the order in which they come."""
        found: dict[tuple[str, int], list[HandedOut]] = {}
        for one in self.given:
            found.setdefault((one.batch_id, one.place), []).append(one)
        made = [
            Batch(id_, place, to[0].exercise_id, to[0].digest, to[0].created_at, tuple(to))
            for (id_, place), to in found.items()
        ]
        return tuple(sorted(made, key=lambda b: (-b.given_at.timestamp(), b.id, b.place)))


@dataclass(frozen=True)
class Reaching:
    """How somebody is reached."""

    zone: str | None
    reminds: bool
    mail: str | None


class Assigning:
    """What one person can give, and what they were given."""

    def __init__(self, desk: Desk, services: "Services", exercises: Exercises) -> None:
        self._desk = desk
        self._services = services
        self._exercises = exercises

    # A coach's side

    @property
    def coaches(self) -> bool:
        return "practitioner" in self._desk.actor.roles

    def overview(self) -> Overview:
        people, given = self._desk.handed_out(self._digests())
        return Overview(tuple(people), tuple(given), tuple(self._desk.groups()), datetime.now(UTC))

    def of_leader(self, leader_id: str) -> tuple[Coached, list[HandedOut]]:
        """One leader, and what they were given, with the words of both. Raises NotFound."""
        people, given = self._desk.handed_out(self._digests(), leader_id)
        return people[0], given

    def lines(self, leader_id: str) -> tuple[AssignedLine, ...]:
        """What one leader was given, newest first, for a brief; nothing once the coaching has ended."""
        try:
            _, given = self.of_leader(leader_id)
        except NotFound:
            return ()
        titles = self.titles((one.exercise_id, one.digest) for one in given)
        return tuple(AssignedLine(titles[one.exercise_id], STATES[one.seen]) for one in given)

    def to_choose_from(self) -> list[Exercise]:
        """All that can be given: what leaders find in the gallery."""
        return [offer.exercise for offer in self._exercises.gallery()]

    def titles(self, wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Titles by exercise id, of those (id and digest) that were given."""
        curated = self._services.knowledge.exercises
        pairs = dict(wanted)
        found = {one: curated[one].title for one in pairs if one in curated}
        others = {one: digest for one, digest in pairs.items() if one not in curated}
        texts = self._desk.version_texts(set(others.values())) if others else {}
        for one, digest in others.items():
            found[one] = _title(texts.get(digest))
        return found

    def give(
        self, leaders: Collection[str], items: Sequence[Item], *, note: str = "", zone: str
    ) -> str:
        """Assign exercises, one after another, to these leaders: all of it or nothing; the id of what was given.

        ``zone``: the coach's own, for a leader whose zone is not known yet. Raises BadInput and NotAllowed.
        """
        if not leaders:
            raise BadInput("Choose at least one person, or a group.")
        if not items:
            raise BadInput("Choose an exercise.")
        if len(leaders) > MOST_LEADERS or len(items) > MOST_EXERCISES:
            raise BadInput(
                f"At once go {MOST_EXERCISES} exercises to {MOST_LEADERS} people. Give the rest in a second go."
            )
        known_zone(zone)
        choice = {one.id: one for one in self.to_choose_from()}
        to_do = [self._to_do(one, choice, first=n == 0) for n, one in enumerate(items)]
        return self._desk.give(
            sorted(set(leaders)),
            to_do,
            self._digests(),
            note=_words(note, _LONGEST_NOTE),
            zone=zone,
        )

    def take_back(self, handouts: Collection[str]) -> datetime:
        """No longer offered; until the returned instant it can be undone. Whoever began goes on for themselves."""
        return self._desk.take_away(handouts)

    def undo_take_back(self, handouts: Collection[str]) -> None:
        self._desk.undo_take_away(handouts)

    def groups(self) -> list[Group]:
        return self._desk.groups()

    def save_group(self, group_id: str | None, name: str, leaders: Collection[str]) -> Group:
        called = " ".join((_words(name, _LONGEST_NAME) or "").split())
        if not called:
            raise BadInput("Give the group a name.")
        return self._desk.save_group(group_id, called, leaders)

    def delete_group(self, group_id: str) -> datetime:
        return self._desk.delete_group(group_id)

    def undo_delete_group(self, group_id: str) -> None:
        self._desk.undo_delete_group(group_id)

    # A leader's side

    def has_been_given(self) -> bool:
        """Whether anything ever was, and is still there."""
        return bool(self._desk.handouts())

    def waiting(self) -> list[Given]:
        """What coaches gave and is neither begun nor declined, soonest due first."""
        return _readable(self._desk.handouts("offered"))

    def declined(self) -> list[Given]:
        return _readable(self._desk.handouts("declined"))

    def given(self, handout_id: str) -> Given | None:
        """What was given, also when it is under way; None: it was taken back, or nobody gave it."""
        try:
            found = self._desk.handout(handout_id)
        except NotFound:
            return None
        return next(iter(_readable([found])), None)

    def begin(self, handout_id: str, *, shows: bool = False) -> str:
        """Begin it, in the version that was given; the id under which it is done. ``shows``: the coach may see
        that it is under way or finished."""
        return self._exercises.begin_given(handout_id, shows=shows)

    def decline(self, handout_id: str, word: str = "") -> None:
        self._desk.decline_handout(handout_id, _words(word, _LONGEST_WORD))

    def reconsider(self, handout_id: str) -> None:
        """Take back that it was declined."""
        self._desk.reconsider_handout(handout_id)

    def show(self, handout_id: str, *, shows: bool) -> None:
        self._desk.change_handout(handout_id, shows=shows)

    def remind(self, handout_id: str, *, wanted: bool) -> None:
        self._desk.change_handout(handout_id, reminds=wanted)

    def reminders(self) -> list[Given]:
        """What to be reminded of in the app; nothing, if they want none."""
        waiting = [one for one in self.waiting() if one.handout.reminds]
        return waiting if waiting and self.reaching().reminds else []

    def calendar_entry(self, given: Given) -> Commitment | None:
        """When it is due, in the form that a calendar file is made of."""
        one = given.handout
        if one.local_due is None or one.zone is None or one.offered_at is None:
            return None
        return Commitment(
            id=one.id,
            conversation_id=one.id,
            what=f"{given.exercise.title}: due",
            local_time=one.local_due,
            zone=one.zone,
            due_at=one.due_at,
            status="open",
            reflection=None,
            created_at=one.offered_at,
            followed_up_at=None,
        )

    # How somebody is reached

    def reaching(self) -> Reaching:
        said = reaching(self._desk.preferences())
        return Reaching(said.get("zone"), bool(said.get("reminds", True)), said.get("mail"))

    def at_home_in(self, zone: str) -> None:
        """Where they are. What is not due yet is due at the same hour on their clock there."""
        known_zone(zone)
        self._desk.change_reaching(zone=zone)

    def want_reminders(self, *, wanted: bool) -> None:
        self._desk.change_reaching(reminds=wanted)

    def remind_at(self, mail: str) -> None:
        """The address that reminders go to, or none. Raises BadInput."""
        import validators

        address = mail.strip()
        if address and (len(address) > 254 or not validators.email(address)):
            raise BadInput(f"{address[:80]!r} is no mail address. Put it right, or leave it empty.")
        self._desk.change_reaching(mail=address or None)

    # How it is done

    def _digests(self) -> Mapping[Party, str]:
        found = self._services.knowledge.agreement
        return found.digests if found else {}

    def _to_do(self, item: Item, choice: Mapping[str, Exercise], *, first: bool) -> ToDo:
        exercise = choice.get(item.exercise_id)
        if exercise is None:
            raise NotFound(
                "That exercise is not in the gallery any more. Choose another one; nothing was assigned."
            )
        days = (item.after_days, item.due_days or 0)
        if any(not 0 <= n <= _LONGEST_DELAY for n in days):
            raise BadInput(f"Days are counted from 0 to {_LONGEST_DELAY}.")
        goal = _words(item.goal, _GOAL)
        if goal is not None and not goal.startswith("to "):
            raise BadInput("A goal begins with “to”: to find out what made the visit hard.")
        talks = any(isinstance(step, Talk) for step in exercise.steps)
        return ToDo(
            exercise.id,
            exercise.digest,
            exercise.text,
            goal=goal if talks else None,
            keeps_to=_words(item.keeps_to, _KEEPS_TO) if talks else None,
            on=item.on.isoformat() if item.on else None,
            follows=None if first else item.follows,
            after_days=item.after_days,
            local_due=item.due.replace(tzinfo=None).isoformat() if item.due else None,
            due_days=None if item.due else item.due_days,
        )


def _readable(found: Iterable[Handout]) -> list[Given]:
    made = []
    for one in found:
        try:
            made.append(Given(one, exercise_of(one.text)))
        except KnowledgeError:
            continue  # of a later program; its coach can give it anew
    return made


def _title(text: str | None) -> str:
    try:
        return exercise_of(text).title if text else "An exercise"
    except KnowledgeError:
        return "An exercise"


def _words(text: str, most: int) -> str | None:
    """What somebody wrote, secrets masked; None for nothing. Raises BadInput where it is too long."""
    said = mask_secrets(cleaned(text)).text.strip()
    if len(said) > most:
        raise BadInput(f"That has {len(said):,} characters; {most:,} is the most.")
    return said or None
