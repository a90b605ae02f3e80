"""A leader's brand as they see it on its page: how far they have come on the track, what they said there, and what
was noticed beside it. Everything in it is in their own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from coach.errors import BadInput
from coach.knowledge import Contact, Knowledge
from coach.masking import mask_secrets
from coach.services import Services
from coach.state import ConversationState
from coach.stations import Station
from coach.steps.screen import screen_text
from coach.store.desk import Desk
from coach.store.records import BrandEntry, Commitment, Noticing
from coach.text import cleaned, has_words
from coach.tracks import brought_along, taken_up
from coach.vocabulary import STOPS_COACHING, BrandKind, Level

if TYPE_CHECKING:
    from coach.turn import Plan

MOST = 4000
"""Characters of one entry."""
MOST_OF_A_STATEMENT = 400
_ALLOWED = "brand_in_talks"
_MOST_WORDS_IN_A_TALK = 30

Stands = Literal["done", "begun", "open", "later"]


@dataclass(frozen=True)
class Stop:
    """A station as it stands for this leader."""

    station: Station
    stands: Stands
    """LATER: it needs a statement first."""
    conversation_id: str | None
    """The last conversation about it."""


@dataclass(frozen=True)
class Proof:
    """A commitment that proves a part of the statement."""

    entry: BrandEntry
    commitment: Commitment


@dataclass(frozen=True)
class Seen:
    """A habit that the leader said is theirs, or a strength, with the words that showed it."""

    noticing: Noticing
    name: str


@dataclass(frozen=True)
class BrandView:
    """All of it, oldest first."""

    stops: tuple[Stop, ...]
    statements: tuple[BrandEntry, ...]
    stories: tuple[BrandEntry, ...]
    wanted: tuple[BrandEntry, ...]
    heard: tuple[BrandEntry, ...]
    views: tuple[BrandEntry, ...]
    sightings: tuple[BrandEntry, ...]
    proofs: tuple[Proof, ...]
    seen: tuple[Seen, ...]
    allowed: bool
    """Whether ordinary talks may come back to it."""

    @property
    def following(self) -> Stop | None:
        """What is next: what was begun, else the first that is open."""
        begun = (stop for stop in self.stops if stop.stands == "begun")
        return next(begun, None) or next((s for s in self.stops if s.stands == "open"), None)

    @property
    def empty(self) -> bool:
        entries = (*self.statements, *self.stories, *self.wanted, *self.heard, *self.views)
        return not entries and all(stop.stands in {"open", "later"} for stop in self.stops)


class Brand:
    """What one person can do with it."""

    def __init__(
        self,
        services: Services,
        desk: Desk,
        act: "Callable[[str, Plan, Mapping[str, object]], None]",
    ) -> None:
        self._services = services
        self._desk = desk
        self._act = act

    def view(self) -> BrandView:
        entries = self._desk.brand_entries()
        decided = {c.id: c for c in self._desk.commitments()}

        def of(kind: BrandKind) -> tuple[BrandEntry, ...]:
            return tuple(entry for entry in entries if entry.kind == kind)

        return BrandView(
            stops=self._stops(bool(of("statement"))),
            statements=of("statement"),
            stories=of("story"),
            wanted=of("wanted"),
            heard=of("heard"),
            views=of("view"),
            sightings=of("sighting"),
            proofs=tuple(
                Proof(entry, decided[entry.commitment_id])
                for entry in of("proof")
                if entry.commitment_id in decided
            ),
            seen=tuple(_seen(self._desk.noticings(), self._services.knowledge)),
            allowed=self._desk.preferences().get(_ALLOWED) is True,
        )

    def go_on(self, conversation_id: str) -> None:
        """Take a station up where it was left: its question comes back if the talk had moved away from it."""
        state = _state(self._desk, conversation_id)
        plan = taken_up(state, self._services) if state.ended else None
        if plan is not None:
            self._act(conversation_id, plan, {"ended": False})

    def write_statement(self, text: str) -> tuple[Contact, ...]:
        """A new version of the statement; the earlier ones stay. Where danger is told in it, nothing is kept,
        and ways to reach people come back. Raises BadInput where there is nothing to keep."""
        words = _words(text)[:MOST_OF_A_STATEMENT]
        if not words:
            raise BadInput("Write a sentence first; one is enough.")
        ways = self._danger(words)
        if not ways:
            self._desk.add_brand_entry("statement", {"text": words})
        return ways

    def change(self, entry: BrandEntry, said: Mapping[str, str]) -> tuple[Contact, ...]:
        """Put other words in the place of an entry's; what is left blank goes. Else as
        :meth:`write_statement`."""
        given = {field: _words(text) for field, text in said.items()}
        kept = {field: text for field, text in given.items() if text}
        if not kept:
            raise BadInput("Leave a few words standing, or take it out instead.")
        ways = self._danger("\n".join(kept.values()))
        if not ways:
            beside = {f: text for f, text in entry.content.items() if f not in given}
            self._desk.change_brand_entry(entry.id, kept | beside)
        return ways

    def take_out(self, entry_id: str) -> datetime:
        """Delete an entry; until the returned instant it can be undone."""
        return self._desk.delete_brand_entry(entry_id)

    def bring_back(self, entry_id: str) -> None:
        self._desk.undo_delete_brand_entry(entry_id)

    def not_mine(self, noticing_id: str) -> None:
        """The leader does not accept a strength that was noticed: it is not shown again."""
        self._desk.answer_noticing(noticing_id, "not_me")

    def allow_in_talks(self, allowed: bool) -> None:
        """Whether an ordinary talk may come back to the statement, once."""
        self._desk.save_preferences(self._desk.preferences() | {_ALLOWED: allowed})

    def _stops(self, written: bool) -> tuple[Stop, ...]:
        stops, last_ones = [], _last_of_each(self._desk)
        for station in self._services.knowledge.brand.stations.values():
            last = last_ones.get(station.id)
            track = last[1].track if last is not None else None
            stands: Stands = "open"
            proved = track is not None and track.proves and track.beat == station.last_word
            if track is not None and (track.finished or proved):
                stands = "done"
            elif last is not None and last[1].turns:
                stands = "begun"
            elif station.requires is not None and not written:
                stands = "later"
            stops.append(Stop(station, stands, last[0] if last is not None else None))
        return tuple(stops)

    def _danger(self, text: str) -> tuple[Contact, ...]:
        """Ways to reach people where a text tells of danger, as a talk would show them; empty if it does not."""
        level = screen_text(text, self._services).level
        if level not in STOPS_COACHING:
            return ()
        at_work = level is Level.ABUSE_REPORT
        serves = ("workplace", "abuse", "emergency") if at_work else ("crisis", "emergency")
        country = self._services.settings.country
        return tuple(self._services.knowledge.contacts_for(country, serves))


# --- What a conversation brings along -----------------------------------------------------------------


def words_so_far(desk: Desk, knowledge: Knowledge) -> dict[str, str]:
    """What earlier stations and other talks can bring along, in the leader's words: the newest of each."""
    words: dict[str, str] = {}
    for entry in desk.brand_entries():
        for field, said in entry.content.items():
            name = brought_along(entry.kind, entry.part, field)
            if name is not None and said:
                words[name] = said
    for seen in _seen(desk.noticings(), knowledge):
        if not seen.noticing.evidence:
            continue
        if seen.noticing.kind == "strength":
            words |= {"strength": seen.name, "strength-evidence": seen.noticing.evidence}
        else:
            words |= {"habit": seen.name.lower(), "evidence": seen.noticing.evidence}
    proven = {entry.commitment_id for entry in desk.brand_entries() if entry.kind == "proof"}
    for commitment in reversed(desk.commitments()):  # oldest first
        if commitment.id in proven:
            words["proof"] = commitment.what
    return words


def words_for_a_talk(desk: Desk) -> str | None:
    """The statement, or else a value from a story, where the leader allowed talks to come back to it."""
    if desk.preferences().get(_ALLOWED) is not True:
        return None
    entries = desk.brand_entries()
    statements = [e.content.get("text") for e in entries if e.kind == "statement"]
    values = [e.content.get("value") for e in entries if e.kind == "story"]
    words = next((w for w in (*reversed(statements), *reversed(values)) if w), None)
    fits = words is not None and len(words.split()) <= _MOST_WORDS_IN_A_TALK and "?" not in words
    return words if fits else None


def last_of_station(desk: Desk, station_id: str) -> ConversationState | None:
    """How the last conversation about a station was left."""
    last = _last_of_each(desk).get(station_id)
    return last[1] if last is not None else None


def _last_of_each(desk: Desk) -> dict[str, tuple[str, ConversationState]]:
    """By station the newest conversation in which something was said, archived or not."""
    kept = [c for c in (*desk.conversations(), *desk.conversations(True)) if c.kind == "brand"]
    newest: dict[str, str] = {}
    for summary in sorted(kept, key=lambda c: c.updated_at):
        if summary.scenario is not None and summary.message_count > 1:
            newest[summary.scenario] = summary.id
    return {station: (id_, _state(desk, id_)) for station, id_ in newest.items()}


def _state(desk: Desk, conversation_id: str) -> ConversationState:
    return ConversationState.model_validate_json(desk.conversation(conversation_id).state)


def _seen(noticings: list[Noticing], knowledge: Knowledge) -> list[Seen]:
    """What the leader accepted, oldest first, each habit and strength once with its newest evidence."""
    kept: dict[tuple[str, str], Seen] = {}
    refused = {n.habit for n in noticings if n.kind == "strength" and n.answer == "not_me"}
    for noticing in noticings:
        habit = knowledge.habits.get(noticing.habit)
        strength = noticing.kind == "strength" and noticing.habit not in refused
        if habit is None or not (
            strength or (noticing.kind == "habit" and noticing.answer == "me")
        ):
            continue
        name = habit.counter if strength else habit.name
        kept[noticing.kind, noticing.habit] = Seen(noticing, name.rstrip("."))
    return list(kept.values())


def _words(text: str) -> str:
    words = mask_secrets(cleaned(text)).text[:MOST].strip()
    return words if has_words(words) else ""
