"""Taking things along: a conversation as Markdown or PDF, a commitment as a calendar entry."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast
from zoneinfo import ZoneInfo

from coach import everything
from coach.errors import BadInput
from coach.exercises import Talk
from coach.knowledge import Knowledge, Passage
from coach.paper import new_paper, printable, right_to_left
from coach.progress import in_zone
from coach.store.records import BrandEntry, Citation, Commitment, Message, Noticing
from coach.text import if_then

if TYPE_CHECKING:
    from fpdf import FPDF

    from coach.assembly import ConversationView
    from coach.brand import BrandView
    from coach.brief import Brief
    from coach.exercising import Doing
    from coach.store.records import Received

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
    clock = in_zone(zone)
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


def _exercise_parts(doing: "Doing", zone: str) -> Iterator[_Part]:
    """The leader's own words in the order of the way, each under what it was about."""
    clock = in_zone(zone)
    kept, exercise = doing.assignment, doing.exercise
    until = (kept.finished_at or kept.updated_at).astimezone(clock)
    yield _Part("title", exercise.title)
    yield _Part("date", f"Begin Personal, an exercise. {until:%-d %B %Y}.")
    for step, answer in doing.path.behind:
        words = doing.in_words(step, answer)
        if isinstance(step, Talk) and "talked" in answer:
            yield _Part("heading", step.label)
            for message in doing.stretch(answer):
                yield _Part("who", "You" if message.role == "leader" else "The program")
                yield _Part("words", message.text)
        elif words:
            yield _Part("heading", step.label)
            yield _Part("words", words)
    yield _Part("heading", "What it rests on")
    yield _Part("words", exercise.rests_on)


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


# --- A brand ---------------------------------------------------------------------------------------

BRAND = "Your brand"


def _brand_parts(view: "BrandView", zone: str) -> Iterator[_Part]:
    clock = in_zone(zone)
    yield _Part("title", BRAND)
    if view.statements:
        yield _Part("heading", "Your sentence")
        *earlier, now = view.statements
        yield _Part("words", now.content["text"])
        yield _Part("date", f"{now.created_at.astimezone(clock):%-d %B %Y}")
        for version in reversed(earlier):
            written = f"{version.created_at.astimezone(clock):%-d %B %Y}"
            yield _Part("item", f"{written}: {version.content['text']}")
    for heading, entries in (
        ("Stories, and what was under them", view.stories),
        ("How you want to be known", view.wanted),
        ("What people said and did", view.heard),
        ("Said beside seen", view.views),
        ("Seen since", view.sightings),
    ):
        if entries:
            yield _Part("heading", heading)
        for entry in entries:
            yield _Part("item", " / ".join(entry_in_words(entry)))
    if view.seen:
        yield _Part("heading", "Noticed in your talks")
        for seen in view.seen:
            yield _Part("item", f"{seen.name}. Your words: “{seen.noticing.evidence}”.")
    if view.proofs:
        yield _Part("heading", "Small proofs")
        for proof in view.proofs:
            of = proof.entry.content.get("of")
            yield _Part("item", _decided(proof.commitment) + (f" A proof of “{of}”." if of else ""))


_ASKED = {
    "value": "What mattered: ", "looks": "It looked like this: ", "told": "", "words": "", "text": "",
    "who": "Who: ", "moment": "When: ", "sight": "What one would see: ", "rests-on": "It rests on: ",
    "differs": "", "of": "Beside: ", "statement": "",
}  # fmt: skip


def entry_in_words(entry: BrandEntry) -> list[str]:
    """An entry's words, in the order in which they make sense, each with what was asked."""
    said = ((lead, entry.content.get(field)) for field, lead in _ASKED.items())
    return [f"{lead}{' '.join(words.split())}" for lead, words in said if words]


# --- A brief for a meeting ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Room:
    """How much of a brief there is room for."""

    characters: int
    """Of each text."""
    pieces: int
    """Under each heading."""


_ROOMS = tuple(
    _Room(*room)
    for room in (
        (2_000, 40), (900, 12), (420, 9), (420, 5), (220, 7), (220, 4), (220, 2), (120, 4), (120, 2), (60, 2),
        (50, 1), (25, 1),
    )
)  # fmt: skip
"""From most of what there is to what fits on a page in any case."""
_WHOLE = _Room(1_000_000, 10_000)
_LEFT_OUT = " […]"
_ON_A_PAGE = 5_000
"""Characters: more than a page of anything holds."""


def brief_parts(brief: "Brief", room: _Room = _WHOLE) -> Iterator[_Part]:
    """A brief in the order of the page: what is new, what was decided, what was shared before, the coach's own."""
    name = _cut(brief.leader, _Room(40, 0))
    yield _Part("title", f"Before you meet {name}" if name else "Before you meet")
    yield _Part("date", f"{brief.day:%-d %B %Y}. What is shared at this moment, word for word.")
    heading = f"Since {brief.since:%-d %B %Y}" if brief.since else "Shared with you"
    for title, found in (
        (heading, [one for one in brief.new() if one.kind != "commitment"]),
        ("Commitments", [one for one in brief.shared if one.kind == "commitment"]),
        ("Shared before that", [one for one in brief.earlier() if one.kind != "commitment"]),
    ):
        if found:
            yield _Part("heading", title)
        elif title == heading:
            yield _Part("heading", title)
            yield _Part("words", "Nothing, so far.")
        for one in found[: room.pieces]:
            yield from _shared_piece(one, brief, room)
        yield from _more(len(found) - room.pieces)
    if brief.assigned:
        yield _Part("heading", "Exercises you assigned")
        for line in brief.assigned[: room.pieces]:
            yield _Part("item", f"{_cut(line.title, room)}: {line.state}")
        yield from _more(len(brief.assigned) - room.pieces)
    if brief.notes:
        yield _Part("heading", "Your own notes, which nobody else sees")
        for note in brief.notes[: room.pieces]:
            yield _Part("who", f"{brief.local(note.created_at):%-d %B %Y}")
            yield _Part("words", _cut(note.text, room))
        yield from _more(len(brief.notes) - room.pieces)


def _shared_piece(one: "Received", brief: "Brief", room: _Room) -> Iterator[_Part]:
    yield _Part("who", f"{_cut(one.title, room)}, {brief.local(one.shared_at):%-d %B %Y}")
    if one.opened is None:
        yield _Part("source", "Not opened yet.")
        return
    if one.asked:
        yield _Part("source", _cut(one.asked, room))
    yield _Part("words", _cut(one.text, room))
    if one.note:
        yield _Part("source", f"Added: {_cut(one.note, room)}")
    name = _cut(brief.leader, _Room(40, 0)) or "The leader"
    for note in one.margin[-room.pieces :]:
        beside = (
            f", beside “{_cut(note.anchor, _Room(min(60, room.characters), 0))}”"
            if note.anchor
            else ""
        )
        who = name if note.author_id == one.leader_id else "You"
        yield _Part(
            "item", f"{who}, {brief.local(note.at):%-d %B}{beside}: {_cut(note.text, room)}"
        )


def _more(count: int) -> Iterator[_Part]:
    if count > 0:
        yield _Part("source", f"And {count} more, on the desk.")


def _cut(text: str, room: _Room) -> str:
    """The beginning of a text where all of it is too long, cut between words and marked."""
    if len(text) <= room.characters:
        return text
    text = " ".join(text.split())[: room.characters]
    return (text.rpartition(" ")[0] or text) + _LEFT_OUT


# --- Everything ------------------------------------------------------------------------------------


def everything_markdown(exported: Mapping[str, Any], *, zone: str = "UTC") -> str:
    """All that is kept about somebody, as Markdown; ``exported``: what :meth:`Desk.export_everything` gives."""
    return _markdown(_everything_parts(exported, zone))


def everything_pdf(exported: Mapping[str, Any], *, zone: str = "UTC") -> bytes:
    """All that is kept about somebody, on paper."""
    return _on_paper(everything.TITLE, _everything_parts(exported, zone))


def _everything_parts(exported: Mapping[str, Any], zone: str) -> Iterator[_Part]:
    return (_Part(kind, text) for kind, text in everything.readable(exported, in_zone(zone)))


# --- Markdown -------------------------------------------------------------------------------------

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$])")
_AT_LINE_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))", re.M)


def markdown(view: "ConversationView", knowledge: Knowledge, *, zone: str = "UTC") -> str:
    """The conversation as Markdown that shows the words exactly as they were written."""
    return _markdown(_parts(view, knowledge, zone))


def brand_markdown(view: "BrandView", *, zone: str = "UTC") -> str:
    """A leader's brand as Markdown."""
    return _markdown(_brand_parts(view, zone))


def exercise_markdown(doing: "Doing", *, zone: str = "UTC") -> str:
    """What somebody wrote in an exercise, as Markdown."""
    return _markdown(_exercise_parts(doing, zone))


def brief_markdown(brief: "Brief") -> str:
    """A brief as Markdown, with all its words."""
    return _markdown(brief_parts(brief))


def _markdown(parts: Iterable[_Part]) -> str:
    lines: list[str] = []
    before = ""
    for part in parts:
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
    return _on_paper(view.title, _parts(view, knowledge, zone))


def brand_pdf(view: "BrandView", *, zone: str = "UTC") -> bytes:
    """A leader's brand on paper."""
    return _on_paper(BRAND, _brand_parts(view, zone))


def exercise_pdf(doing: "Doing", *, zone: str = "UTC") -> bytes:
    """What somebody wrote in an exercise, on paper."""
    return _on_paper(doing.exercise.title, _exercise_parts(doing, zone))


def brief_pdf(brief: "Brief") -> bytes:
    """A brief on one page of paper, its texts cut where it does not hold them all."""
    page = new_paper(f"Before you meet {brief.leader}")
    for room in _ROOMS:
        parts = list(brief_parts(brief, room))
        # Measuring what is far too long takes time and tells nothing.
        if sum(len(part.text) for part in parts) < _ON_A_PAGE and _fits(page, parts):
            break
    _write(page, parts)
    return bytes(page.output())


def _fits(page: "FPDF", parts: Iterable[_Part]) -> bool:
    return _write(page, parts, dry_run=True) <= page.h - page.t_margin - page.b_margin


def _on_paper(title: str, parts: Iterator[_Part]) -> bytes:
    page = new_paper(title)
    _write(page, parts)
    return bytes(page.output())


def _write(page: "FPDF", parts: Iterable[_Part], *, dry_run: bool = False) -> float:
    """How high it comes to be, in millimetres; with ``dry_run`` it is measured only."""
    height = 0.0
    for part in parts:
        family, style, size, above, grey = _STYLES[part.kind]
        page.set_font(family, style, size)
        page.set_text_color(grey)
        height += above
        if not dry_run:
            page.ln(above)
        text = printable(f"•  {part.text}" if part.kind == "item" else part.text)
        for line in text.split("\n"):
            taken = page.multi_cell(
                0, size * 0.5, line or " ", align="R" if right_to_left(line) else "L",
                new_x="LMARGIN", new_y="NEXT", link=part.url or "", dry_run=dry_run, output="HEIGHT",
            )  # fmt: skip
            height += cast(float, taken)
    return height


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
        if_then(commitment.obstacle, commitment.answer_to_it),
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
