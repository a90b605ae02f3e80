"""The pictures of a leader's progress as Vega-Lite, which Streamlit brings along.

Plain specifications with their data inside, without Altair and pandas, which would take a third as much memory
again as the whole program (docs/decisions/019). A test holds them against Altair's schema of the language.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from coach.own_progress import Look
from coach.progress import Row, Said
from coach.progress_paper import BECAME, SAID, answered, day
from coach.pulse import Asked, place
from coach.store.records import CommitmentStatus, PulseRound

Spec = dict[str, Any]
MOST_COURSES = 24
"""More paths than these are hard to tell apart; the table has them all."""
_ROW = 42  # pixels
_CROWDED = 40  # marks in a row from which they are small and let each other show
_AXIS = 34
_FONT = "Figtree, sans-serif"


@dataclass(frozen=True)
class Palette:
    """The colours of ``style.css`` in one theme."""

    ink: str
    soft: str
    line: str
    paper: str
    pine: str
    ochre: str


LIGHT = Palette("#22302d", "#56625f", "#ddd7ca", "#fbfaf6", "#2d665c", "#7a5314")
DARK = Palette("#e7e4dc", "#a9b0ac", "#36403d", "#151a19", "#8fcabd", "#e3b876")


# --- Habits, and what answers them ----------------------------------------------------------------


def marks(
    look: Look, rows: Sequence[Row], name: Callable[[str], str], colours: Palette, *, works: bool
) -> Spec:
    """One row a habit, a mark for each time. ``works``: strengths, in their own colour and shape."""
    drawn = [
        {
            "row": n, "at": _local(mark.at, look), "answer": str(mark.answer),
            "What": name(row.habit), "When": day(mark.at, look), "You said": SAID[mark.answer],
        }
        for n, row in enumerate(rows)
        for mark in row.marks
    ]  # fmt: skip
    answers = ["me", "not_me", "None"]
    shown = ("What", "When") if works else ("What", "When", "You said")
    colour = colours.ochre if works else colours.pine
    crowded = max(len(row.marks) for row in rows) > _CROWDED
    size = {"size": 36, "opacity": 0.4} if crowded else {"size": 110, "opacity": 1}
    points: Spec = {
        "mark": {"type": "point", "strokeWidth": 1.8, **size},
        "encoding": {
            "x": {"field": "at", "type": "temporal"},
            "shape": {"value": "diamond"}
            if works
            else _by("answer", answers, ["circle", "cross", "circle"]),
            "fill": {"value": colour}
            if works
            else _by("answer", answers, [colour, colours.soft, colours.paper]),
            "stroke": {"value": colour}
            if works
            else _by("answer", answers, [colour, colours.soft, colour]),
            **_told(shown, drawn),
        },
        "data": {"values": drawn},
    }
    named = [{"row": n, "name": name(row.habit)} for n, row in enumerate(rows)]
    first = min(row.marks[0].at for row in rows)
    return _over_time(look, first, named, [points], colours)


# --- Commitments ----------------------------------------------------------------------------------


def courses(look: Look, colours: Palette) -> Spec:
    """Each commitment a path from the day it was made to the day that it became something."""
    drawn = look.shown.courses[:MOST_COURSES]
    now = look.names.now
    since = look.shown.since
    paths = []
    for n, course in enumerate(drawn):
        ends = now if course.became == "open" else course.answered_at or course.made_at
        begins = max(course.made_at, since or course.made_at)
        paths.append(
            {
                "row": n, "from": _local(begins, look), "to": _local(ends, look),
                "became": course.became, "Step": course.what, "Made": day(course.made_at, look),
                "What became of it": BECAME[course.became],
                "Said on": answered(course.answered_at, course.became, look) or "not yet",
            }
        )  # fmt: skip
    tones = _by("became", list(_TONES), [getattr(colours, tone) for tone in _TONES.values()])
    told = _told(("Step", "Made", "What became of it", "Said on"), paths)
    data = {"values": paths}
    line: Spec = {
        "data": data,
        "mark": {"type": "rule", "strokeWidth": 2.5, "strokeCap": "round", "aria": False},
        "encoding": {
            "x": {"field": "from", "type": "temporal"},
            "x2": {"field": "to"},
            "stroke": tones,
            "strokeDash": {
                "condition": {"test": "datum.became === 'open'", "value": [2, 5]},
                "value": [1, 0],
            },
            **told,
        },
    }
    begun: Spec = {
        "data": data,
        "mark": {"type": "point", "shape": "circle", "size": 22, "opacity": 1, "aria": False},
        "encoding": {
            "x": {"field": "from", "type": "temporal"}, "stroke": tones,
        },
    }  # fmt: skip
    ended: Spec = {
        "data": data,
        "mark": {"type": "point", "size": 120, "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "x": {"field": "to", "type": "temporal"},
            "shape": _by("became", list(_SHAPES), list(_SHAPES.values())),
            "fill": _by(
                "became", ["kept", "changed", "dropped", "open"],
                [colours.ochre, colours.ochre, colours.paper, colours.pine],
            ),
            "stroke": tones,
            **told,
        },
    }  # fmt: skip
    named = [{"row": n, "name": _one_line(course.what)} for n, course in enumerate(drawn)]
    first = min(course.made_at for course in drawn)
    return _over_time(look, first, named, [line, begun, ended], colours)


_TONES: Mapping[CommitmentStatus, str] = {
    "kept": "ochre", "changed": "ochre", "dropped": "soft", "open": "pine"
}  # fmt: skip
_SHAPES: Mapping[CommitmentStatus, str] = {
    "kept": "circle", "changed": "diamond", "dropped": "circle", "open": "triangle-right"
}  # fmt: skip


def confidence(look: Look, colours: Palette) -> Spec:
    """How sure they were when a step was made, by what became of it: the larger, the more often."""
    order = list(BECAME)
    there = {cell.became for cell in look.shown.sureness}
    rows = [became for became in order if became in there]
    cells = [
        {
            "row": rows.index(cell.became), "sure": cell.confidence, "count": cell.count,
            "became": cell.became, "How sure": f"{cell.confidence} of 10",
            "What became of it": BECAME[cell.became], "How many": cell.count,
        }
        for cell in look.shown.sureness
    ]  # fmt: skip
    most = max(cell.count for cell in look.shown.sureness)
    named = [{"row": n, "name": BECAME[became].capitalize()} for n, became in enumerate(rows)]
    tones = [getattr(colours, _TONES[became]) for became in order]
    bubbles: Spec = {
        "data": {"values": cells},
        "mark": {"type": "point", "strokeWidth": 1.8, "opacity": 1, "shape": "circle"},
        "encoding": {
            "x": {"field": "sure", "type": "quantitative"},
            "size": {
                "field": "count", "type": "quantitative", "legend": None,
                "scale": {"domain": [1, max(4, most)], "range": [80, 260]},
            },
            "fill": _by("became", order, [*tones[:2], colours.paper, colours.paper]),
            "stroke": _by("became", order, tones),
            **_told(("How sure", "What became of it", "How many"), cells),
        },
    }  # fmt: skip
    x = {
        "field": "sure", "type": "quantitative",
        "scale": {"domain": [-0.4, 10.4], "nice": False},
        "axis": {"values": list(range(11)), "format": "d", "grid": False, "title": None},
    }  # fmt: skip
    return _in_rows(named, x, [bubbles], colours)


# --- What they say themselves ---------------------------------------------------------------------


def said(look: Look, one: Said, months: Sequence[str], colours: Palette) -> Spec:
    """One statement over the months: a small picture beside others like it."""
    names = look.names
    points = [
        {
            "at": f"{month}-01T00:00:00", "value": value if value is not None else _CANT_SAY,
            "can": value is not None, "Month": names.named_month(month),
            "You said": names.rated(value),
        }
        for month, value in one.points
    ]  # fmt: skip
    first, last = (
        datetime.fromisoformat(f"{month}-01").replace(tzinfo=names.zone)
        for month in (months[0], months[-1])
    )
    margin = max(timedelta(days=12), (last - first) * 0.06)
    x = {
        "field": "at", "type": "temporal",
        "scale": {"domain": [_moment(first - margin, look), _moment(last + margin, look)]},
        "axis": {
            "values": [f"{month}-01T00:00:00" for month in months], "format": "%b" if months[0][:4] == months[-1][:4] else "%b %Y",
            "labelOverlap": True, "title": None, "grid": False,
        },
    }  # fmt: skip
    scale = list(names.words.scale)
    y = {
        "field": "value", "type": "quantitative",
        "scale": {"domain": [0.2, 5.4], "nice": False},
        "axis": {
            "values": [1, 3, 5], "title": None, "grid": True, "gridColor": colours.line,
            "labelExpr": f"datum.value == 1 ? '{scale[0]}' : datum.value == 3 ? '{scale[2]}' : '{scale[4]}'",
        },
    }  # fmt: skip
    told = _told(("Month", "You said"), points)
    return {
        "height": 132,
        "layer": [
            {
                "data": {"values": [p for p in points if p["can"]]},
                "mark": {"type": "line", "strokeWidth": 2, "color": colours.pine, "aria": False},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "size": 70, "strokeWidth": 1.8, "opacity": 1},
                "encoding": {
                    "x": x, "y": y, **told,
                    "shape": _by("can", [True, False], ["circle", "diamond"]),
                    "fill": _by("can", [True, False], [colours.pine, colours.paper]),
                    "stroke": _by("can", [True, False], [colours.pine, colours.soft]),
                },
            },
        ],
        "config": _config(colours),
    }  # fmt: skip


_CANT_SAY = 0.45  # where it stands below the scale


# --- How others experience them -------------------------------------------------------------------


def experienced(rounds: Sequence[PulseRound], question: str, colours: Palette) -> Spec:
    """One statement of a pulse over its rounds: the middle half of the others' answers with its middle, and beside it
    what the leader said."""
    asked = Asked.of(rounds[-1].asked)
    others, own = [], []
    for one in rounds:
        assert one.others is not None and one.closed_at is not None
        at, day_ = f"{one.closed_at:%Y-%m-%dT00:00:00}", f"{one.closed_at:%-d %B %Y}"
        middle, mine = one.others.questions.get(question), one.own.get(question)
        if middle is not None:
            others.append(
                {
                    "at": at, "middle": middle.middle, "low": middle.low, "high": middle.high, "Round": day_,
                    "Others": f"middle {place(middle.middle)}, middle half {middle.low} to {middle.high}",
                }
            )  # fmt: skip
        if mine is not None:
            own.append(
                {
                    "at": at, "value": mine or _CANT_SAY, "can": bool(mine), "Round": day_, "You": place(mine)
                }
            )  # fmt: skip
    closed = [one.closed_at for one in rounds if one.closed_at is not None]
    margin = max(timedelta(days=20), (closed[-1] - closed[0]) * 0.15)
    ends = [closed[0] - margin, closed[-1] + margin]
    x = {
        "field": "at", "type": "temporal",
        "scale": {"domain": [{"year": e.year, "month": e.month, "date": e.day} for e in ends]},
        "axis": {
            "values": [f"{at:%Y-%m-%dT00:00:00}" for at in closed], "format": "%-d %b %Y" if len(closed) < 3 else "%b %Y",
            "labelOverlap": True, "title": None, "grid": False,
        },
    }  # fmt: skip
    y = {
        "type": "quantitative", "scale": {"domain": [0.2, asked.points + 0.4], "nice": False},
        "axis": {
            "values": [1, (asked.points + 1) / 2, asked.points], "title": None, "grid": True, "gridColor": colours.line,
            "labelExpr": f"datum.value == 1 ? {json.dumps(asked.ends[0])} : datum.value == {asked.points} ? "
            f"{json.dumps(asked.ends[1])} : ''",
        },
    }  # fmt: skip
    middle_ = {"x": x, "y": {"field": "middle", **y}}
    value = {"x": x, "y": {"field": "value", **y}}
    beside = {"xOffset": 12, "strokeWidth": 1.8}
    return {
        "height": 148,
        "layer": [
            {
                "data": {"values": others},
                "mark": {"type": "rule", "strokeWidth": 12, "strokeCap": "round", "color": colours.pine, "opacity": 0.3, "aria": False},
                "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": others},
                "mark": {"type": "line", "strokeWidth": 1.5, "color": colours.pine, "aria": False},
                "encoding": middle_,
            },
            {
                "data": {"values": others},
                "mark": {"type": "point", "size": 80, "opacity": 1, "fill": colours.pine, "stroke": colours.pine},
                "encoding": {**middle_, **_told(("Round", "Others"), others)},
            },
            {
                "data": {"values": [p for p in own if p["can"]]},
                "mark": {"type": "line", "strokeDash": [3, 3], "color": colours.ochre, "aria": False, **beside},
                "encoding": value,
            },
            {
                "data": {"values": own},
                "mark": {"type": "point", "size": 80, "opacity": 1, "shape": "diamond", **beside},
                "encoding": {
                    **value, **_told(("Round", "You"), own),
                    "fill": _by("can", [True, False], [colours.ochre, colours.paper]),
                    "stroke": _by("can", [True, False], [colours.ochre, colours.soft]),
                },
            },
        ],
        "config": _config(colours),
    }  # fmt: skip


# --- Pieces ---------------------------------------------------------------------------------------


def _over_time(
    look: Look, first: datetime, named: list[Spec], layers: list[Spec], colours: Palette
) -> Spec:
    """Rows beside each other over the same time."""
    now = look.names.now
    begins = min(max(first, look.shown.since or first), now - timedelta(days=7))
    margin = (now - begins) * 0.02
    domain = [_moment(begins - margin, look), _moment(now + margin, look)]
    days = (now - begins).days
    ticks: object = {"interval": "month", "step": 1 if days < 430 else 3 if days < 1200 else 12}
    x = {
        "field": "at", "type": "temporal", "scale": {"domain": domain},
        "axis": {
            "format": "%-d %b" if days <= 70 else "%b" if days <= 330 else "%b %Y",
            "tickCount": 4 if days <= 70 else ticks,
            "labelOverlap": "greedy", "labelFlush": True, "title": None, "grid": True,
            "gridColor": colours.line, "gridOpacity": 0.6,
        },
    }  # fmt: skip
    return _in_rows(named, x, layers, colours)


def _in_rows(named: list[Spec], x: Spec, layers: list[Spec], colours: Palette) -> Spec:
    """Layers over rows whose names stand above them, so that a phone has its whole width for the marks."""
    y = {
        "field": "row", "type": "ordinal", "axis": None,
        "scale": {"domain": [row["row"] for row in named], "paddingInner": 0, "paddingOuter": 0},
    }  # fmt: skip
    low = {"yOffset": {"value": _ROW * 0.68}}
    for layer in layers:
        encoding = layer["encoding"]
        # From a layer with two ends Vega-Lite takes the same domain for another one.
        shared = {key: x[key] for key in x if key != "scale" or "x2" not in encoding}
        encoding["x"] = shared | encoding["x"]
        encoding["y"] = y
        encoding |= low
    base: Spec = {
        "data": {"values": named},
        "mark": {"type": "rule", "color": colours.line, "strokeWidth": 1, "aria": False},
        "encoding": {"y": y, **low, "x": {"value": 0}, "x2": {"value": "width"}},
    }
    words: Spec = {
        "data": {"values": named},
        "mark": {
            "type": "text", "aria": False, "align": "left", "baseline": "middle", "font": _FONT, "fontSize": 13,
            "color": colours.ink, "limit": {"expr": "width"},
        },
        "encoding": {
            "y": y, "yOffset": {"value": _ROW * 0.3}, "x": {"value": 0},
            "text": {"field": "name", "type": "nominal"},
        },
    }  # fmt: skip
    return {
        "height": _ROW * len(named) + _AXIS,
        "layer": [base, *layers, words],
        "config": _config(colours),
    }


def _config(colours: Palette) -> Spec:
    quiet = {"domainColor": colours.line, "tickColor": colours.line, "labelColor": colours.soft}
    return {
        "background": "transparent",
        "font": _FONT,
        "view": {"stroke": None},
        "axis": quiet
        | {"domain": False, "labelFont": _FONT, "labelFontSize": 12, "labelPadding": 6},
        "customFormatTypes": False,
    }


def _by(field: str, domain: Iterable[Any], range_: Iterable[Any]) -> Spec:
    return {
        "field": field,
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(domain), "range": list(range_)},
    }


def _told(fields: Sequence[str], rows: Sequence[Spec]) -> Spec:
    """What a mark says of itself: pointed at, and to a machine that reads the page out."""
    for row in rows:
        row["told"] = ", ".join(str(row[field]) for field in fields)
    return {
        "tooltip": [{"field": field, "type": "nominal"} for field in fields],
        "description": {"field": "told", "type": "nominal"},
    }


def _local(at: datetime, look: Look) -> str:
    """An instant as the leader's clock showed it, without a zone, so that every browser draws it there."""
    return at.astimezone(look.names.zone).replace(tzinfo=None).isoformat(timespec="minutes")


def _moment(at: datetime, look: Look) -> Spec:
    """The same as a Vega-Lite date, which is what an axis can begin and end with."""
    here = at.astimezone(look.names.zone)
    return {"year": here.year, "month": here.month, "date": here.day, "hours": here.hour}


def _one_line(words: str) -> str:
    return " ".join(words.split())
