"""What a leader shares with their coach, one piece at a time, and what both write in its margin.

What may be shared is made from what the leader wrote (:class:`Piece`); it may be shortened to exact parts of that, and
given a line. What goes to the coach is a copy. Who may read it is decided in :mod:`coach.access`, inside the transaction
that then reads.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from coach.errors import BadInput, NotFound
from coach.exercise_path import in_words
from coach.exercises import Commit, Talk
from coach.exercising import Doing, Exercises
from coach.masking import mask_secrets
from coach.state import ConversationState
from coach.store.desk import Desk
from coach.store.records import (
    Commitment,
    Fellow,
    Party,
    Received,
    Shared,
    ShareKind,
    ShareRecord,
)
from coach.text import cleaned, has_words

if TYPE_CHECKING:
    from coach.services import Services

MOST = 6_000
"""Characters of a piece: what a coach can take in, and answer in the margin of."""
MOST_NOTE = 300
MOST_IN_THE_MARGIN = 2_000
LEFT_OUT = " … "
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
"""Scripts that put no space between words: each letter stands for itself."""
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’][^\W{_UNSPACED}]+)*")
_OPENS, _CLOSES = re.compile(r"[“‘«(\[\"'¿¡]+\Z"), re.compile(r"[.!?…”’»)\]\"'。！？]+")
_TRIES = "tries-sharing"
_STATUS = {"kept": "done", "changed": "done differently", "dropped": "let go"}


@dataclass(frozen=True)
class Piece:
    """Something that can be shared, whole, before it is."""

    kind: ShareKind
    conversation_id: str
    item_id: str
    title: str
    words: str
    asked: str = ""
    """What the program had asked, for a step."""


@dataclass(frozen=True)
class Draft:
    """A piece as the coach will see it, to be looked at first."""

    piece: Piece
    text: str
    note: str


class Sharing:
    """What one person shares, and what is shared with them."""

    def __init__(self, desk: Desk, services: "Services", exercises: Exercises) -> None:
        self._desk = desk
        self._services = services
        self._exercises = exercises

    # With whom

    def coaches(self) -> list[Fellow]:
        """With whom something can be shared now. Somebody who is alone here finds themselves, once they want to try it."""
        me = self._desk.actor.person_id
        found = [
            one.practitioner
            for one in self._desk.coachings()
            if one.leader.id == me and one.agreed(self._digests)
        ]
        if not found and self.tries_it:
            return [Fellow(me, self._desk.person().display_name)]
        return found

    @property
    def may_try_it(self) -> bool:
        """Whether there is nobody else here, so that sharing with oneself shows what it is."""
        return self._desk.is_alone()

    @property
    def tries_it(self) -> bool:
        return bool(self._desk.preferences().get(_TRIES)) and self.may_try_it

    def try_it(self, *, wanted: bool) -> None:
        self._desk.save_preferences({**self._desk.preferences(), _TRIES: wanted})

    # What can be shared

    def step(self, assignment_id: str, step_id: str) -> Piece:
        """An answered step of an exercise. NotFound where there is no answer to read."""
        doing = self._exercises.doing(assignment_id)
        if not doing.stored:
            raise BadInput("What isn’t kept can’t be shared. Do the exercise again, and let it be kept.")  # fmt: skip
        piece = piece_of_step(doing, step_id)
        if piece is None:
            raise NotFound("There is no answer at that step any more. Reload the page.")
        return piece

    def commitment(self, commitment_id: str) -> Piece:
        return _piece_of_commitment(self._desk.commitment(commitment_id))

    def passages(self, conversation_id: str) -> list[Piece]:
        """The leader's own messages in a talk, newest first."""
        return [
            Piece("passage", conversation_id, message.id, "From a talk", message.text)
            for message in reversed(self._desk.messages(conversation_id))
            if message.role == "leader" and has_words(message.text)
        ]

    def summary(self, conversation_id: str) -> Piece | None:
        """What a talk came to: what it was for, what was decided, how it ended. None while there is nothing of it."""
        whole = self._desk.whole(conversation_id)
        state = ConversationState.model_validate_json(whole.conversation.state)
        said = [m.text for m in whole.messages if m.role == "coach"]
        parts = [
            f"What the talk was for: {state.aim}" if state.aim else "",
            *(f"Decided: {_in_words(one)}" for one in reversed(whole.commitments)),
            f"How the program rounded it off: {said[-1]}" if state.ended and said else "",
        ]
        words = "\n\n".join(part for part in parts if part)
        return Piece("summary", conversation_id, "", "What a talk came to", words) if words else None  # fmt: skip

    # Sharing

    def draft(self, piece: Piece, text: str | None = None, note: str = "") -> Draft:
        """A piece as the coach will see it. ``text``: what is left of its words; None: all of them. BadInput where it is
        empty, too long, or not the leader's own words."""
        wanted = piece.words if text is None else text
        if len(wanted.strip()) > MOST:
            raise BadInput(
                f"That is {len(wanted):,} characters, and {MOST:,} is the most that is shared at once. Leave in the part "
                "that matters."
            )
        left = shortened(piece.words, wanted)
        added = " ".join(mask_secrets(cleaned(note)).text.split())
        if len(added) > MOST_NOTE:
            raise BadInput(f"The line you add can have up to {MOST_NOTE} characters. Shorten it.")
        return Draft(piece, left, added)

    def share(self, piece: Piece, coach_id: str, *, text: str | None = None, note: str = "") -> str:
        """Let one coach see :meth:`draft`'s outcome from now on; its id. NotAllowed unless the coaching with them stands."""
        made = self.draft(piece, text, note)
        return self._desk.share(
            ShareRecord(
                coach_id, piece.kind, piece.conversation_id, piece.item_id, piece.title,
                piece.asked or None, made.text, made.note or None,
            ),
            self._digests,
        )  # fmt: skip

    def shared(self, conversation_id: str | None = None) -> list[Shared]:
        """What the leader shares or shared, newest first, with every reading: from one conversation, or from all."""
        return self._desk.shared(self._digests, conversation_id)

    def take_back(self, share_id: str) -> Shared:
        """The coach cannot open it any more, from this moment. What is returned says what was read by then."""
        return self._desk.take_back(share_id, self._digests)

    def delete(self, share_id: str) -> datetime:
        """Take it back and delete the copy, with its readings and its margin; until the returned instant it can be
        undone, for the leader."""
        return self._desk.delete_shared(share_id)

    def undo_delete(self, share_id: str) -> None:
        self._desk.undo_delete_shared(share_id)

    # The coach's side

    def received(self, leader_id: str) -> list[Received]:
        """What a leader shares with this person now, newest first. Looking here is no reading: of what was never opened
        it says only that it is there. Empty where nothing is shared, or the coaching does not stand."""
        return self._desk.received(leader_id, self._digests)

    def read(self, leader_id: str) -> list[Received]:
        """The same with all words, for a page that shows them all. Each is recorded as a reading."""
        return self._desk.read_received(leader_id, self._digests)

    def open(self, share_id: str) -> Received:
        """One of them, with all words; recorded as a reading. NotAllowed where it is not shared any more."""
        return self._desk.open_received(share_id, self._digests)

    # The margin

    def margin(self, share_id: str, text: str, anchor: str | None = None) -> str:
        """Write beside an exact part of what is shared (None: the whole of it), as its leader or its coach; the note's
        id. Raises NotAllowed where it is not shared any more, BadInput where it is no note."""
        words = mask_secrets(cleaned(text)).text
        if not has_words(words):
            raise BadInput("There is nothing in the note yet. Write it first.")
        if len(words) > MOST_IN_THE_MARGIN:
            raise BadInput(
                f"A note in the margin has up to {MOST_IN_THE_MARGIN:,} characters; this has {len(words):,}. Shorten it."
            )
        beside = (anchor or "").strip() or None
        return self._desk.add_margin_note(share_id, words, beside, self._digests)

    def delete_note(self, note_id: str) -> datetime:
        """One's own note, for both; until the returned instant it can be undone."""
        return self._desk.delete_margin_note(note_id)

    def undo_delete_note(self, note_id: str) -> None:
        self._desk.undo_delete_margin_note(note_id)

    @property
    def _digests(self) -> Mapping[Party, str]:
        agreement = self._services.knowledge.agreement
        return agreement.digests if agreement else {}


# --- Pieces -----------------------------------------------------------------------------------------------


def piece_of_step(doing: Doing, step_id: str) -> Piece | None:
    """An answered step as it can be shared; None where nothing was written there, or it is not kept."""
    step, answer = doing.exercise.step(step_id), doing.answers.get(step_id)
    if step is None or answer is None or answer.get("skipped") or not doing.stored:
        return None
    words = in_words(step, answer)
    if isinstance(step, Talk) and "talked" in answer:
        words = "\n\n".join(
            f"{'I' if m.role == 'leader' else 'The program'}: {m.text}"
            for m in doing.stretch(answer)
        )
    elif isinstance(step, Commit):
        words = "\n".join([words, *_details(answer)])
    if not has_words(words):
        return None
    asked = " ".join(str(getattr(step, "ask", "")).split())
    return Piece("step", doing.id, step_id, f"{doing.exercise.title}: {step.label}", words, asked)


def _piece_of_commitment(one: Commitment) -> Piece:
    return Piece("commitment", one.conversation_id, one.id, "A commitment", _in_words(one))


def _in_words(one: Commitment) -> str:
    lines = [one.what, *_details(vars(one))]
    if one.status != "open":
        lines.append(f"What became of it: {_STATUS[one.status]}")
    if one.reflection:
        lines.append(f"How it went: {one.reflection}")
    return "\n".join(lines)


def _details(said: Mapping[str, object]) -> list[str]:
    """What a leader said of a commitment beyond what it is."""
    lines = [
        f"{label}: {said[name]}"
        for name, label in (
            ("when_words", "When"), ("where_words", "Where"), ("with_whom", "With"),
        )
        if said.get(name)
    ]  # fmt: skip
    if said.get("obstacle"):
        lines.append(f"If this gets in the way: {said['obstacle']}")
        if said.get("answer_to_it"):
            lines.append(f"Then: {said['answer_to_it']}")
    if said.get("confidence") is not None:
        lines.append(f"How sure: {said['confidence']} of 10")
    return lines


# --- Shortening -------------------------------------------------------------------------------------------


def shortened(words: str, wanted: str) -> str:
    """What is left of somebody's words when some of them are taken out: exact parts, in their order and with their line
    breaks, and an ellipsis between them. Raises BadInput where ``wanted`` has a word that they did not write there;
    signs between words are theirs, whatever stands between them in ``wanted``."""
    if wanted.strip() == words.strip() and has_words(words):
        return words.strip()
    found = list(_WORD.finditer(words))
    source, left = [m.group() for m in found], _WORD.findall(cleaned(wanted))
    if not left:
        raise BadInput("There is nothing left to share. Leave in at least a few words.")
    runs = _runs(source, left, longest=True) or _runs(source, left, longest=False)
    if runs is None:
        raise BadInput(_not_theirs(source, left))
    parts = ((found[a].start(), found[b - 1].end()) for a, b in runs)
    return LEFT_OUT.join(_with_its_signs(words, start, end) for start, end in parts)


def _with_its_signs(words: str, start: int, end: int) -> str:
    opens, closes = _OPENS.search(words[max(0, start - 4) : start]), _CLOSES.match(words, end)
    return words[start - len(opens.group() if opens else "") : closes.end() if closes else end]


def _runs(source: list[str], wanted: list[str], *, longest: bool) -> list[tuple[int, int]] | None:
    """Where in the source the wanted words stand: in few runs, by taking the longest one each time (which may miss the
    only way), or word by word (which never does). None: they do not stand there in this order."""
    line = "\n" + "\n".join(source) + "\n"
    starts = list(accumulate((len(word) + 1 for word in source), initial=0))

    def where(size: int) -> int | None:
        """Which word the next so many of the wanted ones begin with, if they stand there in one run."""
        run = "\n" + "\n".join(wanted[done : done + size]) + "\n"
        place = line.find(run, starts[at]) if done + size <= len(wanted) else -1
        return None if place < 0 else bisect_left(starts, place)

    runs: list[tuple[int, int]] = []
    done = at = 0
    while done < len(wanted):
        size = 1
        if longest:
            while where(2 * size) is not None:
                size *= 2
            size += bisect_left(range(size + 1, 2 * size), True, key=lambda n: where(n) is None)
        begin = where(size)
        if begin is None:
            return None
        done, at = done + size, begin + size
        if runs and runs[-1][1] == begin:
            begin = runs.pop()[0]
        runs.append((begin, at))
    return runs


def _not_theirs(source: list[str], wanted: list[str]) -> str:
    known = set(source)
    strange = next((word for word in wanted if word not in known), None)
    which = f"“{strange}” isn’t in it. " if strange else "The order isn’t as you wrote it. "
    return (
        f"Only your own words are shared, as they stand. {which}Words can be taken out here; to add something, use the "
        "line below."
    )
