"""What somebody wrote in a workshop, taken up in their own coaching: read from the file that their phone was given,
and kept only as far as they say. The room and this person's desk know nothing of each other but that file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import BadInput
from coach.masking import mask_secrets
from coach.state import ConversationState
from coach.store.desk import Desk
from coach.store.records import CommitmentRecord
from coach.text import cleaned, has_words
from coach.vocabulary import Level, Move, Stage
from coach.workshops.answering import worrying
from coach.workshops.report import PASSED_WORDS, PROMISED

if TYPE_CHECKING:
    from coach.services import Services

LONGEST = 60_000
"""Characters of a file: some three times of what forty answers take."""
_MOST = 60
_ANSWER, _WHAT, _WHEN = 700, 400, 80
"""Characters, at most, of what is taken up."""
_ESCAPED = re.compile(r"\\(.)")
_WITH_WHEN = re.compile(r"(?P<what>.*\S) \((?P<when>[^()]{1,80})\)")
_NO_FILE = (
    "This does not look like the file of a workshop. Choose “my-workshop.md”, which the room’s last page gives under “Take my "
    "answers along”, as it is."
)


@dataclass(frozen=True)
class Wrote:
    """One answer, and where it was given."""

    where: str
    words: str


@dataclass(frozen=True)
class TakenAlong:
    """What stands in the file."""

    title: str
    wrote: tuple[Wrote, ...]
    promised: tuple[tuple[str, str], ...]
    """What they said they would do, and when, where they said so."""


def read(text: str) -> TakenAlong:
    """The file of :func:`coach.workshops.report.own_file`. Raises BadInput for anything else."""
    if len(text) > LONGEST:
        raise BadInput(f"The file has {len(text):,} characters; {LONGEST:,} is the most.")
    title, where = "", ""
    wrote: list[Wrote] = []
    promised: list[tuple[str, str]] = []
    for line in cleaned(text.removeprefix("\ufeff")).splitlines():
        mark, _, rest = line.strip().partition(" ")
        words = _ESCAPED.sub(r"\1", rest).strip()
        if mark == "#" and not title:
            title = words[:120]
        elif mark == "##":
            where = words[:120]
        elif mark == "-" and where == PROMISED and words:
            promised.append(_parted(words))
        elif mark == ">" and where and where != PROMISED and words and words != PASSED_WORDS:
            wrote.append(Wrote(where, words[:_ANSWER]))
    if not title or not (wrote or promised) or len(wrote) + len(promised) > _MOST:
        raise BadInput(_NO_FILE)
    said = {what for what, _ in promised}
    kept = tuple(one for one in wrote if _parted(one.words)[0] not in said)
    return TakenAlong(title, kept, tuple(promised))


def _parted(words: str) -> tuple[str, str]:
    found = _WITH_WHEN.fullmatch(words)
    what, when = (found["what"], found["when"]) if found else (words, "")
    return what[:_WHAT], when[:_WHEN]


class FromWorkshops:
    """One person's taking up of what they wrote in rooms of others, or of their own."""

    def __init__(self, desk: Desk, services: "Services") -> None:
        self._desk = desk
        self._services = services

    def take_up(
        self, title: str, promised: Sequence[tuple[str, str]], wrote: Sequence[Wrote] = ()
    ) -> str:
        """Keep these as commitments, and these answers with them, as a note among the talks: its id. What tells of distress
        or danger is left out of the note. Raises BadInput where there is nothing to keep, or it stands there already."""
        steps = [(self._plain(what, _WHAT), self._plain(when, _WHEN)) for what, when in promised]
        steps = [(what, when) for what, when in steps if has_words(what)]
        answers = [
            Wrote(one.where, words)
            for one in wrote[:_MOST]
            if (words := self._plain(one.words, _ANSWER))
            and worrying(words, self._services) is None
        ]
        if not steps and not answers:
            raise BadInput("Nothing is chosen to be kept. Tick what you want to bring in.")
        there = {one.what.casefold() for one in self._desk.commitments("open")}
        twice = next((what for what, _ in steps if what.casefold() in there), None)
        if twice is not None:
            raise BadInput(f"“{twice}” stands under your open commitments already.")
        title = self._plain(title, 120) or "A workshop"
        state = ConversationState().model_dump_json()
        note = self._desk.begin_conversation(
            "talk", None, f"From a workshop: {title}"[:120], state, _told(title, answers), _META
        )
        for what, when in steps:
            self._desk.add_coach_message(
                note.id, f"You said you would do this: “{what}”. It stands under Commitments.", _META, state,
                Stage.CLOSING, commitment=CommitmentRecord(what, when_words=when or None),
            )  # fmt: skip
        return note.id

    @staticmethod
    def _plain(words: str, most: int) -> str:
        return mask_secrets(" ".join(cleaned(words).split())).text[:most].strip()


_META = {"move": Move.COMMIT, "stage": Stage.COMMITTING, "level": Level.NONE, "lines": [], "voice": "guide",
         "contacts": False, "latency_ms": 0}  # fmt: skip


def _told(title: str, answers: Sequence[Wrote]) -> str:
    begins = f"You brought this from the workshop “{title}”."
    return "\n\n".join([begins, *(f"{one.where}: “{one.words}”" for one in answers)])
