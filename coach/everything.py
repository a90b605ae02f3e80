"""Everything that is kept about somebody, in lines that a person can read.

Made from the very export that programs read, key by key, so that nothing can be in the one and not in the other: what is
new there stands here under its own name until somebody gives it a better one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

Line = tuple[Literal["title", "date", "heading", "who", "words", "item"], str]

TITLE = "Everything that is kept about you"
_HEADINGS = {
    "person": "You",
    "conversations": "Conversations",
    "checked_messages": "Messages you had checked",
    "ratings": "What you say of yourself",
    "brand": "Your brand",
    "exercises": "Exercises",
    "remembered": "What it remembers",
    "not_to_be_remembered": "What you did not want remembered",
    "rehearsals": "Rehearsals",
    "workshops": "Workshops you led",
    "notes_as_a_coach": "Notes you keep as a coach",
    "coaching_hours": "Your log of coaching hours",
    "sharing": "What you share, and what you read of others’",
    "from_coaches": "What your coach gave you to do",
    "assigned_to_others": "What you gave leaders to do",
    "groups": "Your groups of leaders",
    "pulses": "Pulses you asked for",
    "access": "How you come in, and whom you work with",
}
_LABELS = {
    "display_name": "Name", "mail": "Mail address", "when_words": "When", "where_words": "Where",
    "with_whom": "With whom", "answer_to_it": "Then", "due_at": "Due", "local_time": "At", "created_at": "Written",
    "updated_at": "Last changed", "deleted_at": "Deleted", "archived_at": "Put away", "finished_at": "Finished",
    "forgotten_at": "Forgotten", "typed": "Begun and not sent", "said": "What was said to it", "reply": "The other",
    "shared": "What you share or shared", "shared_at": "Shared", "taken_back_at": "Taken back", "asked": "What was asked",
    "readings": "When it was read", "margin": "In its margin", "anchor": "Beside", "yours": "Written by you",
    "written_in_margins": "What you wrote in margins", "read": "When you read what was shared with you",
    "offered_at": "Came", "answered_at": "Answered", "word": "What you said to it", "shows": "Your coach sees how it goes",
    "reminds": "Reminders", "local_due": "Due on your clock", "consented_on": "Agreed to be named on", "size": "People",
    "begun_at": "Begun", "closes_at": "Ends by itself", "closed_at": "Closed", "say": "To colleagues", "own": "Of yourself",
    "others": "What colleagues said", "at_least": "People, at least", "low": "Middle half from", "high": "Middle half to",
    "followed_up_at": "Asked about", "why": "What was said to it", "passage_id": "From the library",
}  # fmt: skip
_FOR_PROGRAMS = frozenset(
    {"state", "meta", "outcome", "digest", "passage_digest", "version", "change", "position", "number", "start", "end",
     "head", "after", "reply_to", "exported_at", "title_by_leader", "message_count", "stage", "code", "set_aside",
     "level", "vectors", "place", "leaders"}
)  # fmt: skip
"""Keys without words of anybody's, or, of a conversation's and a rehearsal's state, with words that stand in it already."""
_NOT_THEIRS = {"exercises": frozenset({"text"})}
"""What of a section's things is long and written by others: an exercise's own text."""
_NAMES = ("title", "what", "words", "month", "rehearsal", "habit", "exercise_id")
_HEADED = frozenset({"own"})
"""Things of one kind that say nothing without what they are."""
_SLUGS = frozenset({"rehearsal", "habit", "exercise_id"})
_SAYS_SOMETHING = frozenset({"exercise_id", "passage_id"})
"""Ids that are words."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z)")


_COUNTED = {
    "conversation": ("conversation", "conversations"),
    "message": ("message in them, the replies included", "messages in them, the replies included"),
    "noticing": ("noticing", "noticings"),
    "commitment": ("commitment", "commitments"),
    "checked_message": ("message you had checked", "messages you had checked"),
    "rehearsal_run": ("rehearsal", "rehearsals"),
    "assignment": ("exercise", "exercises"),
    "brand_entry": ("entry on “Your brand”", "entries on “Your brand”"),
    "ratings": ("month of what you say of yourself", "months of what you say of yourself"),
    "kept_word": ("thing it remembers", "things it remembers"),
    "workshop": ("workshop you led", "workshops you led"),
    "share": ("piece you share or shared", "pieces you share or shared"),
    "margin_note": ("note you wrote in a margin", "notes you wrote in margins"),
    "handout": ("exercise that a coach gave you", "exercises that a coach gave you"),
    "pulse": ("pulse you asked for", "pulses you asked for"),
    "practice_note": ("note you keep as a coach", "notes you keep as a coach"),
    "log_client": ("client in your log of hours", "clients in your log of hours"),
    "log_hours": ("meeting in your log of hours", "meetings in your log of hours"),
    "leader_group": ("group of leaders", "groups of leaders"),
}
_INSIDE = frozenset(
    {
        "citation",
        "checked_version",
        "rehearsal_exchange",
        "step_answer",
        "check_in",
        "said_vector",
        "declined_word",
        "group_member",
        "mail",
        "reading",
    }
)
"""Tables that are counted with what they are part of."""


def counted(held: Mapping[str, int]) -> list[str]:
    """How much there is of what, from the numbers of rows by table; what has no name here yet has its table's."""
    named = [(table, held[table]) for table in _COUNTED if table in held]
    others = [(t, n) for t, n in held.items() if t not in _COUNTED and t not in _INSIDE]
    return [
        f"{n:,} {_COUNTED[t][n != 1]}" if t in _COUNTED else f"{_plainly(t)}: {n:,}"
        for t, n in (*named, *sorted(others))
    ]


def readable(exported: Mapping[str, Any], clock: ZoneInfo) -> Iterator[Line]:
    """An export (:meth:`Desk.export_everything`) as lines; instants on this clock."""
    yield "title", TITLE
    taken = _moment(str(exported["exported_at"]), clock)
    yield (
        "date",
        f"Begin Personal, {taken}. Times: {clock.key}. Numbers by which the program finds things, and its own notes on "
        "where a talk stands, are in the other form (JSON) alone.",
    )
    for key, value in exported.items():
        if key in _FOR_PROGRAMS:
            continue
        yield "heading", _HEADINGS.get(key, _plainly(key))
        lines = list(_lines(value, clock, _NOT_THEIRS.get(key, frozenset())))
        yield from lines or [("words", "Nothing.")]


def _lines(value: Any, clock: ZoneInfo, without: frozenset[str] = frozenset()) -> Iterator[Line]:
    if isinstance(value, Mapping):
        yield from _entry(value, clock, without)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _lines(one, clock, without)
    else:
        yield "item", _said(value, clock)


def _entry(
    entry: Mapping[str, Any], clock: ZoneInfo, without: frozenset[str] = frozenset()
) -> Iterator[Line]:
    """One thing with all that belongs to it: a line that names it, its own words, then what hangs on it."""
    name = next((key for key in _NAMES if entry.get(key) and isinstance(entry[key], str)), None)
    if "role" in entry and "text" in entry:  # a message
        name = "role"
        yield "who", _speaker(entry, clock)
    elif name is not None:
        when = _moment(str(entry.get("created_at") or ""), clock)
        called = _plainly(entry[name]) if name in _SLUGS else entry[name]
        yield "who", f"{called}{f', {when}' if when else ''}"
    dated: set[str | None] = {name, "created_at"} if name is not None else {None}
    if _moment(str(entry.get("updated_at")), clock) == _moment(str(entry.get("created_at")), clock):
        dated.add("updated_at")
    if entry.get("status") == "complete":
        dated.add("status")
    inner: list[tuple[str, Any]] = []
    for key, value in entry.items():
        if key in dated or key in without or _is_for_programs(key) or value in (None, "", [], {}):
            continue
        if isinstance(value, Mapping | list | tuple):
            inner.append((key, value))
        elif key in {"text", "words"}:
            yield "words", str(value)
        elif isinstance(value, str) and ("\n" in value or len(value) > 160):
            yield "item", f"{_label(key)}:"
            yield "words", value
        else:
            yield "item", f"{_label(key)}: {_said(value, clock)}"
    for key, value in inner:
        if all(not isinstance(one, Mapping | list | tuple) for one in _values(value)):
            if isinstance(value, Mapping):
                if key in _HEADED:
                    yield "who", _label(key)
                yield from _entry(_under(key, value), clock)
            else:
                yield "item", f"{_label(key)}: {'; '.join(_said(one, clock) for one in value)}"
        else:
            lines = list(_lines(_named(value), clock))
            if lines and key != "messages":
                yield "who", _label(key)
            yield from lines


def _named(value: Any) -> Any:
    """A table of things by their names as a list of things that carry them."""
    if isinstance(value, Mapping) and all(isinstance(one, Mapping) for one in value.values()):
        return [{"title": _plainly(str(key)), **one} for key, one in value.items()]
    return value


def _under(key: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A few fields of one thing, under the name of what they are."""
    known = {k: v for k, v in value.items() if v not in (None, "") and not _is_for_programs(k)}
    if set(known) == {"text"}:
        return {key: known["text"]} if key in _LABELS else known
    return known


def _values(value: Any) -> Iterator[Any]:
    yield from value.values() if isinstance(value, Mapping) else value


def _is_for_programs(key: str) -> bool:
    if key in _SAYS_SOMETHING:
        return False
    return key in _FOR_PROGRAMS or key == "id" or key.endswith(("_id", "_ids"))


def _speaker(message: Mapping[str, Any], clock: ZoneInfo) -> str:
    who = "You" if message["role"] == "leader" else "Begin Personal"
    return f"{who}, {_moment(str(message.get('created_at')), clock)}"


def _said(value: Any, clock: ZoneInfo) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _moment(value, clock) or value if isinstance(value, str) else str(value)


def _moment(text: str, clock: ZoneInfo) -> str:
    """An instant in words; empty for what is none."""
    if not _INSTANT.fullmatch(text):
        return ""
    return f"{datetime.fromisoformat(text).astimezone(clock):%-d %B %Y, %H:%M}"


def _label(key: str) -> str:
    return _LABELS.get(key, _plainly(key))


def _plainly(key: str) -> str:
    """A key of the export, or a table's name, as words."""
    words = re.sub(r"[_-]+", " ", key).strip()
    return words[:1].upper() + words[1:]
