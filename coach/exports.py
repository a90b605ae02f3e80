"""Taking things along: a conversation as Markdown or PDF, a commitment as a calendar entry."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from coach.errors import BadInput
from coach.knowledge import Knowledge, Passage
from coach.paper import new_paper, printable, right_to_left
from coach.store.records import Citation, Commitment, Message, Noticing

if TYPE_CHECKING:
    from coach.assembly import ConversationView

_ANSWERS = {"me": "You said: that’s me.", "not_me": "You said: not me.", None: "Not answered."}
_STATUS = {"open": "open", "kept": "kept", "changed": "changed", "dropped": "let go"}
_ENTRY = timedelta(minutes=15)
_REMINDER = timedelta(minutes=10)


def file_name(title: str, ending: str) -> str:
    """A file name that every system takes, from a title in any language."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:60].strip("-")
    return f"{words or 'conversation'}.{ending}"


# --- A conversation, in parts that both forms are made of ------------------------------------------


@dataclass(frozen=True)
class _Part:
    kind: Literal["title", "date", "who", "words", "source", "heading", "item"]
    text: str
    url: str | None = None


def _parts(view: "ConversationView", knowledge: Knowledge, zone: str) -> Iterator[_Part]:
    clock = _zone(zone)
    yield _Part("title", view.title)
    if view.messages:
        begun = view.messages[0].created_at.astimezone(clock)
        yield _Part("date", f"Begin Personal, {begun:%-d %B %Y}. Times: {clock.key}.")
    for message in view.messages:
        who = "You" if message.role == "leader" else "Begin Personal"
        note = {"stopped": ", stopped here", "pending": ", not answered yet"}.get(
            message.status, ""
        )
        yield _Part("who", f"{who}, {message.created_at.astimezone(clock):%H:%M}{note}")
        yield _Part("words", message.text)
        yield from _sources(message, view.cited)
    if view.noticings:
        yield _Part("heading", "What was noticed")
        for noticing in view.noticings:
            yield _Part("item", _noticed(noticing, knowledge))
    if view.commitments:
        yield _Part("heading", "What was decided")
        for commitment in view.commitments:
            yield _Part("item", _decided(commitment))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # what a browser named is not in this system's tables
        return ZoneInfo("UTC")


def _sources(message: Message, known: Mapping[Citation, Passage]) -> Iterator[_Part]:
    for cited in message.citations:
        passage = known.get(cited)
        if passage is None:
            yield _Part("source", f"[{cited.number}] {cited.passage_id} (no longer in the library)")
            continue
        yield _Part("source", f"[{cited.number}] {passage.title}")
        for source in passage.works:
            yield _Part("source", source.citation, source.url)


def _noticed(noticing: Noticing, knowledge: Knowledge) -> str:
    habit = knowledge.habits.get(noticing.habit)
    words = f" Your words: “{noticing.evidence}”." if noticing.evidence else ""
    if noticing.kind == "strength":
        return f"Something that works: {habit.counter if habit else noticing.habit}.{words}"
    return f"{habit.name if habit else noticing.habit}.{words} {_ANSWERS[noticing.answer]}"


def _decided(commitment: Commitment) -> str:
    details = [
        commitment.when_words,
        commitment.where_words,
        f"with {commitment.with_whom}" if commitment.with_whom else None,
        f"{commitment.confidence} of 10 sure" if commitment.confidence is not None else None,
        f"if {commitment.obstacle}, then {commitment.answer_to_it}"
        if commitment.obstacle and commitment.answer_to_it
        else None,
        _STATUS[commitment.status],
        f"how it went: {commitment.reflection}" if commitment.reflection else None,
    ]
    return f"{commitment.what} ({'; '.join(detail for detail in details if detail)})"


# --- Markdown -------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$])")
_AT_LINE_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))", re.M)


def markdown(view: "ConversationView", knowledge: Knowledge, *, zone: str = "UTC") -> str:
    """The conversation as Markdown that shows the words exactly as they were written."""
    lines: list[str] = []
    before = ""
    for part in _parts(view, knowledge, zone):
        if lines and not (part.kind == before and part.kind in {"source", "item"}):
            lines.append("")
        lines.append(_as_markdown(part))
        before = part.kind
    return "\n".join(lines) + "\n"


def _as_markdown(part: _Part) -> str:
    text = _literal(part.text)
    match part.kind:
        case "title":
            return f"# {' '.join(text.split())}"
        case "date":
            return f"*{text}*"
        case "who":
            return f"**{text}**"
        case "heading":
            return f"## {text}"
        case "source":
            return f"> {text}" + (f" <{part.url}>" if part.url else "") + "  "
        case "item":
            return f"- {' '.join(text.split())}"
        case "words":
            return text.replace("\n", "  \n")


def _literal(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    return _AT_LINE_START.sub(
        lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text
    )


# --- PDF ------------------------------------------------------------------------------------------

_STYLES: dict[str, tuple[str, str, float, float, int]] = {
    # family, style, size in points, space above in millimetres, grey of the ink
    "title": ("serif", "B", 20, 0, 30),
    "date": ("serif", "I", 10, 2, 110),
    "who": ("serif", "B", 10, 6, 90),
    "words": ("serif", "", 11.5, 1.2, 30),
    "source": ("serif", "I", 9, 1, 100),
    "heading": ("serif", "B", 14, 9, 30),
    "item": ("serif", "", 11, 2, 30),
}


def pdf(view: "ConversationView", knowledge: Knowledge, *, zone: str = "UTC") -> bytes:
    """The conversation on paper."""
    page = new_paper(view.title)
    for part in _parts(view, knowledge, zone):
        family, style, size, above, grey = _STYLES[part.kind]
        page.set_font(family, style, size)
        page.set_text_color(grey)
        page.ln(above)
        text = printable(f"•  {part.text}" if part.kind == "item" else part.text)
        for line in text.split("\n"):
            page.multi_cell(
                0, size * 0.5, line or " ", align="R" if right_to_left(line) else "L",
                new_x="LMARGIN", new_y="NEXT", link=part.url or "",
            )  # fmt: skip
    return bytes(page.output())


# --- Calendar -------------------------------------------------------------------------------------


def calendar(commitment: Commitment, *, now: datetime | None = None) -> bytes:
    """A commitment as an .ics file, at the leader's own clock time.

    Raises BadInput for one that has no date yet.
    """
    from icalendar import Alarm, Calendar, Event

    begins = _begins(commitment)
    if begins is None:
        raise BadInput("Give it a day and a time first; then it can go into a calendar.")
    event = Event()
    event.add("uid", f"{commitment.id}@begin-personal")
    event.add("dtstamp", now or datetime.now(UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + _ENTRY)
    event.add("summary", commitment.what)
    if commitment.where_words:
        event.add("location", commitment.where_words)
    about = [
        f"With {commitment.with_whom}." if commitment.with_whom else None,
        f"If {commitment.obstacle}: {commitment.answer_to_it}"
        if commitment.obstacle and commitment.answer_to_it
        else None,
    ]
    if any(about):
        event.add("description", "\n".join(line for line in about if line))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", commitment.what)
    alarm.add("trigger", -_REMINDER)
    event.add_component(alarm)
    made = Calendar()
    made.add("prodid", "-//Begin Personal//EN")
    made.add("version", "2.0")
    made.add_component(event)
    span = timedelta(days=370)  # the rules around it, not those of a century
    made.add_missing_timezones((begins - span).date(), (begins + span).date())
    ics: bytes = made.to_ical()
    return ics


def _begins(commitment: Commitment) -> datetime | None:
    if commitment.local_time and commitment.zone:
        local = datetime.fromisoformat(commitment.local_time)
        return local.replace(tzinfo=ZoneInfo(commitment.zone))
    return commitment.due_at
