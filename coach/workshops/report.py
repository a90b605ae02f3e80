"""What is left of a workshop: a report for its facilitator, and for each participant a file of their own.

The report holds nothing that fewer than five people said, quotes only those who allowed it, and names nobody.
"""

import base64
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from coach.paper import new_paper, printable, right_to_left
from coach.spreadsheet import for_any_country
from coach.store.records import RoomAnswer
from coach.workshops.agenda import Agenda, AnyActivity, Rating, ScenarioTogether, Spectrum
from coach.workshops.anonymity import ENOUGH
from coach.workshops.board import Wall
from coach.workshops.pictures import histogram, mean

if TYPE_CHECKING:
    from fpdf import FPDF

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$])")
PASSED_WORDS = "You passed."
PROMISED = "What you said you would do"
FEW = "Fewer than five answered, so nothing is shown."


@dataclass(frozen=True)
class Report:
    agenda: Agenda
    held: date
    seats: int
    walls: Mapping[str, Wall]
    answers: Mapping[str, Sequence[RoomAnswer]]
    became: tuple[tuple[str, int], ...]
    """What became of commitments, two weeks later."""

    def quoted(self, slot: str, within: Sequence[str] | None = None) -> list[str]:
        """The words whose writers allowed it, in the order of the alphabet; none of a small group."""
        wall = self.walls.get(slot)
        if wall is None or not wall.enough:
            return []
        allowed = {
            str(a.content["text"]) for a in self.answers.get(slot, ()) if a.content.get("quote")
        }
        if within is not None:
            allowed &= set(within)
        return sorted(allowed, key=str.casefold)

    def commitments(self) -> list[tuple[str, list[str]]]:
        """Without names; a small group's stay with their writers."""
        made = []
        for activity in self.agenda.activities:
            if activity.kind == "commitment" and self.walls[activity.id].enough:
                said = [
                    _committed(a.content)
                    for a in self.answers.get(activity.id, ())
                    if a.content.get("text")
                ]
                made.append((activity.title, sorted(said, key=str.casefold)))
        return made


def _committed(content: Mapping[str, object]) -> str:
    when = f" ({content['when']})" if content.get("when") else ""
    return f"{content['text']}{when}"


# --- In parts that all forms are made of -----------------------------------------------------------


@dataclass(frozen=True)
class Part:
    kind: Literal["title", "note", "heading", "words", "item", "quote", "bar", "picture", "label"]
    text: str = ""
    count: int = 0
    of: int = 0
    counts: tuple[int, ...] = ()
    before: tuple[int, ...] = ()


def parts(report: Report) -> Iterator[Part]:
    agenda = report.agenda
    yield Part("title", agenda.title)
    people = "1 person" if report.seats == 1 else f"{report.seats} people"
    yield Part(
        "note", f"{report.held:%-d %B %Y}. {people} in the room, {agenda.minutes:g} minutes."
    )
    yield Part("words", agenda.aim)
    for activity in agenda.activities:
        if activity.kind in {"commitment", "plenary", "pairs"}:
            continue
        for number, slot in enumerate(activity.slots):
            yield from _slot(report, activity, slot, number)
    for title, said in report.commitments():
        yield Part("heading", title)
        yield Part("note", "What people said they would do, in their words. No names, in no order.")
        for one in said:
            yield Part("item", one)
    if sum(count for _, count in report.became) >= ENOUGH:
        yield Part("heading", "Two weeks later")
        total = sum(count for _, count in report.became)
        for name, count in report.became:
            yield Part("bar", name.capitalize(), count, total)
    yield Part(
        "note",
        "Nobody, this program included, knows who answered what. Words are quoted where their writers allowed it; "
        "groups of fewer than five are left out.",
    )


def _slot(report: Report, activity: AnyActivity, slot: str, number: int) -> Iterator[Part]:
    wall = report.walls[slot]
    several = f" ({number + 1} of {activity.steps})" if activity.steps > 1 else ""
    yield Part("heading", f"{activity.title}{several}")
    if isinstance(activity, ScenarioTogether):
        point = activity.points[number]
        yield Part("words", f"{point.moment} {point.question}".strip())
    else:
        yield Part("words", activity.prompt)
    passed = f", {wall.passed} of them passed" if wall.passed else ""
    yield Part(
        "note", f"{wall.answered} answered{passed}." if wall.answered else "Nobody answered."
    )
    if not wall.enough:
        if wall.answered:
            yield Part("note", FEW)
        return
    if isinstance(activity, Spectrum | Rating):
        counts = tuple(count for _, count in wall.bars)
        yield Part("picture", counts=counts, before=wall.before)
        yield Part("label", f"0: {activity.ends[0]}.  10: {activity.ends[1]}.")
        said = f"Mean {mean(counts):.1f}"
        if wall.before:
            said += f", {mean(wall.before):.1f} at the beginning (the lighter bars)"
        yield Part("note", f"{said}.")
        return
    total = sum(count for _, count in wall.bars)
    for name, count in wall.bars:
        yield Part("bar", name.capitalize() if activity.kind == "message" else name, count, total)
    for theme in wall.themes:
        yield Part("label", f"{theme.name} ({theme.size})")
        for text in report.quoted(slot, [one.text for one in theme.said]):
            yield Part("quote", text)
    if activity.kind in {"reflection", "closing", "feedback"}:
        inside = {one.text for theme in wall.themes for one in theme.said}
        alone = [text for text in report.quoted(slot) if text not in inside]
        if alone and inside:
            yield Part("label", "On their own")
        for text in alone:
            yield Part("quote", text)
    if activity.kind == "feedback":
        values = [a.content["value"] for a in report.answers.get(slot, ()) if "value" in a.content]
        if len(values) >= ENOUGH:
            yield Part("note", f"Of use, from 0 to 10: mean {sum(values) / len(values):.1f}.")
        texts = sorted(
            str(a.content["text"]) for a in report.answers.get(slot, ()) if a.content.get("text")
        )
        for text in texts:
            yield Part("item", text)


# --- Markdown -------------------------------------------------------------------------------------


def markdown(report: Report) -> str:
    """The report with its pictures inside."""
    lines: list[str] = []
    for part in parts(report):
        match part.kind:
            case "title":
                lines += [f"# {_literal(part.text)}", ""]
            case "heading":
                lines += ["", f"## {_literal(part.text)}", ""]
            case "label":
                lines += ["", f"**{_literal(part.text)}**", ""]
            case "note":
                lines += ["", f"_{_literal(part.text)}_", ""]
            case "words":
                lines += [_literal(part.text), ""]
            case "quote":
                lines.append(f"> {_literal(part.text)}\n>")
            case "item":
                lines.append(f"- {_literal(part.text)}")
            case "bar":
                lines.append(f"- {_literal(part.text)} ({part.count})")
            case "picture":
                svg = histogram(part.counts, part.before).encode()
                image = base64.b64encode(svg).decode()
                told = "; ".join(f"{n}: {count}" for n, count in enumerate(part.counts))
                lines += [f"![{told}](data:image/svg+xml;base64,{image})", ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _literal(text: str) -> str:
    """Words as they were written: one line, nothing of them markup."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", plain))


# --- CSV ------------------------------------------------------------------------------------------


def table(report: Report) -> bytes:
    """Counts, allowed quotes and commitments, one a row. No cell can be taken for a formula."""
    rows: list[tuple[str | int, ...]] = []
    for activity in report.agenda.activities:
        for number, slot in enumerate(activity.slots):
            wall = report.walls[slot]
            if not wall.enough:
                continue
            asked = activity.prompt
            if isinstance(activity, ScenarioTogether):
                asked = activity.points[number].question
            first = (activity.title, asked)
            for place, (name, count) in enumerate(wall.bars):
                earlier = wall.before[place] if wall.before else ""
                rows.append((*first, "count", name, count, earlier))
            for theme in wall.themes:
                rows.append((*first, "theme", theme.name, theme.size, ""))
            for text in report.quoted(slot) if activity.kind != "commitment" else ():
                rows.append((*first, "quote", text, 1, ""))
    for title, said in report.commitments():
        rows += [(title, "", "commitment", one, 1, "") for one in said]
    headings = ("activity", "question", "what", "answer", "count", "count before")
    return for_any_country(headings, rows)


# --- PDF ------------------------------------------------------------------------------------------

_STYLES: dict[str, tuple[str, float, float, int]] = {
    # style, size in points, space above in millimetres, grey of the ink
    "title": ("B", 20, 0, 30),
    "heading": ("B", 13, 7, 30),
    "label": ("B", 10.5, 2.5, 60),
    "note": ("I", 10, 1.5, 110),
    "words": ("", 11, 1.5, 30),
    "item": ("", 11, 1.5, 30),
    "quote": ("I", 11, 1.5, 60),
    "bar": ("", 10.5, 2, 30),
}


def pdf(report: Report) -> bytes:
    return _printed(report.agenda.title, parts(report))


def _printed(title: str, made: Iterator[Part]) -> bytes:
    page = new_paper(title)
    for part in made:
        if part.kind == "picture":
            page.ln(3)
            image = io.BytesIO(histogram(part.counts, part.before).encode())
            page.image(image, w=110, h=110 * 150 / 640)
            continue
        style, size, above, grey = _STYLES[part.kind]
        page.set_font("serif", style, size)
        page.set_text_color(grey)
        page.ln(above)
        if part.kind == "bar":
            _bar(page, part)
            continue
        text = {"item": f"•  {part.text}", "quote": f"“{part.text}”"}.get(part.kind, part.text)
        _write(page, text, size)
    return bytes(page.output())


def _write(page: "FPDF", text: str, size: float) -> None:
    for line in printable(text).split("\n"):
        page.multi_cell(
            0, size * 0.48, line or " ", align="R" if right_to_left(line) else "L",
            new_x="LMARGIN", new_y="NEXT",
        )  # fmt: skip


def _bar(page: "FPDF", part: Part) -> None:
    _write(page, f"{part.text} ({part.count})", 10.5)
    page.set_fill_color(63, 133, 119)
    width = max(110 * part.count / max(part.of, 1), 0.6)
    page.rect(page.get_x(), page.get_y() + 0.6, width, 2.2, style="F")
    page.ln(3)


# --- Paper, for a day without phones --------------------------------------------------------------


def paper(agenda: Agenda) -> bytes:
    """Each activity on a sheet: what people read, how it goes on paper, and for the facilitator the notes."""
    return _printed(agenda.title, _sheets(agenda))


def _sheets(agenda: Agenda) -> Iterator[Part]:
    yield Part("title", agenda.title)
    yield Part("note", f"{agenda.minutes:g} minutes. {agenda.suits}".strip())
    yield Part("words", agenda.aim)
    if agenda.notes:
        yield Part("label", "Before the day")
        yield Part("words", agenda.notes.strip())
    for number, activity in enumerate(agenda.activities, start=1):
        yield Part("heading", f"{number}. {activity.title} ({activity.minutes:g} min)")
        yield Part("words", activity.prompt.strip())
        yield from _on_paper(activity)
        if activity.paper:
            yield Part("label", "On paper")
            yield Part("words", activity.paper.strip())
        if activity.notes:
            yield Part("label", "For the facilitator")
            yield Part("note", activity.notes.strip())


def _on_paper(activity: AnyActivity) -> Iterator[Part]:
    if isinstance(activity, ScenarioTogether):
        yield Part("words", activity.situation)
        for point in activity.points:
            yield Part("label", f"{point.moment} {point.question}".strip())
            for letter, choice in zip("ABCDE", point.choices, strict=False):
                yield Part("item", f"{letter}  {choice}")
    elif isinstance(activity, Spectrum | Rating):
        yield Part(
            "label", f"{activity.ends[0]}   0  1  2  3  4  5  6  7  8  9  10   {activity.ends[1]}"
        )
    elif activity.kind == "pairs":
        for round_ in activity.rounds:
            yield Part("item", f"{round_.who}, {round_.minutes:g} min: {round_.prompt}")
    elif activity.kind == "vote":
        for option in activity.options:
            yield Part("item", option)
    elif activity.kind in {"reflection", "commitment", "closing"}:
        for _ in range(3):
            yield Part("note", "." * 78)


# --- A participant's own --------------------------------------------------------------------------


def own_file(agenda: Agenda, own: Mapping[str, RoomAnswer]) -> str:
    """One's own answers and commitment, to keep and to bring to a talk with the coach."""
    lines = [
        f"# {_literal(agenda.title)}",
        "",
        "What you wrote and chose. Nobody else has this list.",
        "",
    ]
    promised: list[str] = []
    for activity in agenda.activities:
        for number, slot in enumerate(activity.slots):
            given = own.get(slot)
            if given is None:
                continue
            asked = activity.prompt
            if isinstance(activity, ScenarioTogether):
                asked = f"{activity.points[number].moment} {activity.points[number].question}"
            lines += [f"## {_literal(activity.title)}", "", _literal(asked), ""]
            lines += [f"> {_literal(answer_words(activity, number, given.content))}", ""]
            if activity.kind == "commitment" and given.content.get("text"):
                promised.append(_committed(given.content))
    if promised:
        lines += [
            f"## {PROMISED}",
            "",
            *(f"- {_literal(one)}" for one in promised),
            "",
        ]
    lines += [
        "If you use Begin Personal yourself: “Bring in what you wrote in a workshop”, on its page Commitments, takes this file.",
        "",
    ]
    return "\n".join(lines)


def answer_words(activity: AnyActivity, step: int, content: Mapping[str, object]) -> str:
    """An answer in words, as its writer sees it again."""
    if content.get("passed"):
        return PASSED_WORDS
    if activity.kind == "commitment":
        return _committed(content)
    if isinstance(activity, ScenarioTogether):
        return activity.points[step].choices[int(str(content["choice"]))]
    if activity.kind == "vote":
        return ", ".join(content["picks"])  # type: ignore[arg-type]
    if activity.kind == "message":
        return f"Your message read {content['verdict']}."
    value = f"{content['value']} of 10" if "value" in content else ""
    return ": ".join(part for part in (value, str(content.get("text", ""))) if part)
