"""Talks on the command line: in a terminal, or as JSON lines."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from coach.errors import BadInput, NotFound
from coach.json_lines import Line, sources_as_json, usable

if TYPE_CHECKING:
    from coach.assembly import Coach, Mine
    from coach.knowledge import Contact
    from coach.turn import Turn


class Talks:
    """Conversations by the ids that their sender uses."""

    def __init__(self, coach: "Coach", *, stored: bool) -> None:
        self._coach = coach
        self._mine: Mine = coach.as_person()
        self._stored = stored
        self._default: str | None = None
        self._real: dict[str, str] = {}

    def answer(self, line: Line) -> Line:
        shown = line.get("conversation")
        if shown is not None and not isinstance(shown, str):
            raise BadInput('"conversation" is not a string')
        if line.get("scenario") is not None:
            made = self._begin_scenario(shown, line)
        else:
            made = self._reply(shown, usable(line.get("text")))
        return {"id": line.get("id"), **made}

    def _begin_scenario(self, shown: str | None, line: Line) -> Line:
        scenario = line["scenario"]
        if not isinstance(scenario, str):
            raise BadInput('"scenario" is not a string')
        if line.get("text") is not None:
            raise BadInput('give "text" or "scenario", not both')
        if shown is not None and self._find(shown) is not None:
            raise BadInput("this conversation has begun; give the scenario another id")
        begun = time.perf_counter()
        real = self._mine.begin(scenario=scenario, stored=self._stored)
        opening = self._mine.conversation(real).messages[-1]
        return {
            "conversation": self._remember(shown, real),
            "text": opening.text,
            "stage": opening.meta["stage"],
            "move": opening.meta["move"],
            "level": opening.meta["level"],
            "habits": [],
            "named": [],
            "citations": [],
            "voice": opening.meta["voice"],
            "latency_ms": round((time.perf_counter() - begun) * 1000, 2),
        }

    def _reply(self, shown: str | None, text: str) -> Line:
        real = self._default if shown is None else self._find(shown)
        if real is None:
            real = self._mine.begin(stored=self._stored)
        conversation = self._remember(shown, real)
        turn = self._mine.reply(real, text)
        named = turn.plan.notices if _names_a_habit(turn) else None
        return {
            "conversation": conversation,
            "text": _whole_text(turn),
            "stage": turn.plan.stage,
            "move": turn.plan.move,
            "level": turn.screening.level,
            "habits": [h.id for h in turn.reading.habits],
            "named": [named.id] if named is not None else [],
            "citations": [
                {"id": p.id, "title": p.title, "sources": sources_as_json(p)} for p in turn.cited
            ],
            "voice": turn.voice,
            "latency_ms": turn.latency_ms,
        }

    def _find(self, shown: str) -> str | None:
        """What a sender's id stands for: one begun here, or a stored conversation by its own id."""
        if shown in self._real:
            return self._real[shown]
        try:
            if self._stored and str(UUID(shown)) == shown:
                return self._mine.conversation(shown).id
        except (ValueError, NotFound):
            pass
        return None

    def _remember(self, shown: str | None, real: str) -> str:
        if shown is None:
            self._default = real
            shown = real
        self._real[shown] = real
        return shown


def _names_a_habit(turn: "Turn") -> bool:
    from coach.vocabulary import Move

    return any(spoken.move is Move.NAME_HABIT for spoken in turn.spoken)


def _whole_text(turn: "Turn") -> str:
    """The reply with what a page would show under it: ways to reach people."""
    ways = [_contact(contact) for contact in turn.plan.contacts]
    return "\n".join([turn.reply, "", *ways]) if ways else turn.reply


def _contact(contact: "Contact") -> str:
    ways = " or ".join(str(way) for way in (contact.number, contact.url) if way is not None)
    return f"{contact.name}: {ways}" + (f" ({contact.hours})" if contact.hours else "")


def talk_in_terminal(mine: "Mine", *, stored: bool) -> None:
    """A conversation in the terminal."""
    asks = sys.stdin.isatty()
    if asks:
        kept = "kept on this machine, encrypted" if stored else "not kept: it ends with this window"
        print(f"Begin Personal. A program, not a person. This conversation is {kept}.")
        print("/end ends with a summary; Ctrl-D just leaves.\n")
    conversation = mine.begin(stored=stored)
    print(mine.conversation(conversation).messages[-1].text, end="\n\n")
    while True:
        try:
            said = input("› " if asks else "")
        except UnicodeDecodeError:
            print("That was not UTF-8 text; please write it again.", file=sys.stderr)
            continue
        except (EOFError, KeyboardInterrupt):
            print()
            return
        print()
        if said.strip() == "/end":
            mine.end(conversation)
            print(mine.conversation(conversation).messages[-1].text)
            return
        try:
            _print_reply(mine, conversation, usable(said))
        except BadInput as error:
            print(f"{error}\n", file=sys.stderr)


def _print_reply(mine: "Mine", conversation: str, said: str) -> None:
    from coach.turn import Spoken, Turn, compose

    shown = ""
    spoken: tuple[Spoken, ...] = ()
    for part in mine.stream(conversation, said):
        if isinstance(part, Spoken):
            spoken = (*spoken, part)
            text = compose(spoken)
            print(
                text.removeprefix(shown) if text.startswith(shown) else part.text,
                end="",
                flush=True,
            )
            shown = text
        elif isinstance(part, Turn):
            for contact in part.plan.contacts:
                print(f"\n  {_contact(contact)}", end="")
            for number, passage in enumerate(part.cited, start=1):
                print(f"\n  [{number}] {passage.title}", end="")
    print("\n")


class _OnlyWhere(logging.Formatter):
    """Where something was logged, without its words: they, an error's too, can repeat a message's."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname} {record.name}, {record.filename}:{record.lineno}"


@contextmanager
def content_kept_out_of_logs() -> Iterator[None]:
    handlers = [(handler, handler.formatter) for handler in logging.getLogger().handlers]
    for handler, _ in handlers:
        handler.setFormatter(_OnlyWhere())
    try:
        yield
    finally:
        for handler, formatter in handlers:
            handler.setFormatter(formatter)
