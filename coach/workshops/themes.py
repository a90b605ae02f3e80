"""Open answers grouped by what they are about, while they come in: stable, named by their most telling words, and
the facilitator's to merge, split and rename.

Average-linkage clustering on the project's own vectors. An answer that has a theme keeps it; a new one joins the
nearest theme or waits until others like it have come.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from coach.encoder import Matrix
from coach.errors import BadInput
from coach.text import COMMON

_ALIKE = 0.35
"""Mean similarity from which answers make a theme, and _JOINS from which one joins it (tried on the examples of the
templates: answers to one question lie closer together than texts at large)."""
_JOINS = 0.35
_SMALLEST = 2
_SAID_BY = 2
"""Answers that a word has to stand in before it may name a theme: a name is nobody's single word."""
_GONE = -2.0
_MOST = 9
"""Themes that a wall can hold; the smallest stay on their own beyond it."""
_RENAMED_AT = 1.6
"""Growth at which a theme is named anew, unless the facilitator named it."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_EMPTY = COMMON | frozenset(
    "more less much many often sometimes always also too than then them they’re don’t didn’t doesn’t can’t it’s i’m i’ve "
    "won’t wasn’t isn’t that’s there’s he’s she’s we’re like want wants wanted need needs first way ways lot bit kind sort "
    "every each other others another own same thing things someone somebody anyone one ones two three maybe perhaps "
    "every day days week weeks last next down off over again without instead rather until such feel feels felt "
    "mean means meant seem seems find found use used using good better best well".split()
)
Groups = Mapping[str, Any]
"""As stored: ``{"themes": [{"id", "name", "by_host", "named_at", "keys"}], "next": 1}``. ``by_host``: the name stays,
since the facilitator gave it or the room has seen it and gone on."""
NOTHING: Groups = {"themes": [], "next": 1}


def grown(
    before: Groups | None, keys: Sequence[str], texts: Sequence[str], rows: Matrix
) -> dict[str, Any]:
    """The groups with all these answers: those that went are gone, those that came have joined or made new ones."""
    place = {key: n for n, key in enumerate(keys)}
    before = before or NOTHING
    themes = [{**t, "keys": [k for k in t["keys"] if k in place]} for t in before["themes"]]
    themes = [t for t in themes if t["keys"]]
    given = {key for t in themes for key in t["keys"]}
    loose = [n for n, key in enumerate(keys) if key not in given]
    loose = _joined(themes, loose, keys, rows, place)
    number = before["next"]
    for cluster in sorted(_clusters(rows[loose]), key=len, reverse=True):
        if len(cluster) >= _SMALLEST and len(themes) < _MOST:
            themes.append(_theme(f"t{number}", [keys[loose[n]] for n in cluster]))
            number += 1
    _name(themes, dict(zip(keys, texts, strict=True)))
    return {"themes": themes, "next": number}


def _joined(
    themes: list[dict[str, Any]],
    loose: list[int],
    keys: Sequence[str],
    rows: Matrix,
    place: Mapping[str, int],
) -> list[int]:
    """Those that found no theme near enough."""
    if not themes or not loose:
        return loose
    members = [[place[k] for k in t["keys"]] for t in themes]
    left = []
    for n in loose:
        near = [float(np.mean(rows[m] @ rows[n])) for m in members]
        best = int(np.argmax(near))
        if near[best] >= _JOINS:
            themes[best]["keys"] = sorted([*themes[best]["keys"], keys[n]])
        else:
            left.append(n)
    return left


def _clusters(rows: Matrix) -> list[list[int]]:
    """Average linkage until no two clusters are alike enough."""
    count = len(rows)
    if count == 0:
        return []
    alike = np.array(rows @ rows.T, np.float64)
    np.fill_diagonal(alike, _GONE)
    sizes = np.ones(count)
    members: list[list[int]] = [[n] for n in range(count)]
    while True:
        first, second = divmod(int(alike.argmax()), count)
        if alike[first, second] < _ALIKE:
            return [m for m in members if m]
        total = sizes[first] + sizes[second]
        merged = (alike[first] * sizes[first] + alike[second] * sizes[second]) / total
        merged[(sizes == 0) | (np.arange(count) == first) | (np.arange(count) == second)] = _GONE
        alike[first], alike[:, first] = merged, merged
        alike[second], alike[:, second] = _GONE, _GONE
        sizes[first], sizes[second] = total, 0
        members[first] += members[second]
        members[second] = []


def _theme(id_: str, keys: list[str]) -> dict[str, Any]:
    return {"id": id_, "name": "", "by_host": False, "named_at": 0, "keys": sorted(keys)}


def _name(themes: list[dict[str, Any]], texts: Mapping[str, str]) -> None:
    """By the words that stand in many of a theme's answers and in few of the others."""
    every = [set(telling_words(text)) for text in texts.values()]
    common = Counter(word for words in every for word in words)
    taken: set[str] = set()
    for theme in themes:
        old = theme["name"].split(", ")
        if theme["by_host"] or (
            theme["named_at"] and len(theme["keys"]) < _RENAMED_AT * theme["named_at"]
        ):
            taken.update(w.lower() for w in old)
            continue
        within = Counter(w for key in theme["keys"] for w in set(telling_words(texts[key])))
        size = len(theme["keys"])
        scored = {
            word: count / size * math.log((1 + len(every)) / common[word])
            for word, count in within.items()
            if count >= _SAID_BY
        }
        best: list[str] = []
        for word in sorted(scored, key=lambda w: (-scored[w], w)):
            if len(best) == 2:
                break
            if word not in taken and not any(_same(word, other) for other in best):
                best.append(word)
        taken.update(best)
        theme["name"] = ", ".join(best).capitalize() or f"Theme {theme['id'].removeprefix('t')}"
        theme["named_at"] = size


def _same(one: str, other: str) -> bool:
    """Whether two words are forms of one."""
    return one[:4] == other[:4] if min(len(one), len(other)) > 4 else one == other


def telling_words(text: str) -> list[str]:
    """Words that could name what a text is about."""
    words = (w.lower().replace("'", "’") for w in _WORD.findall(text))
    return [
        w for w in words if len(w) > 2 and w not in _EMPTY and w.replace("’", "'") not in _EMPTY
    ]


# --- The facilitator's hand -----------------------------------------------------------------------


def merged(groups: Groups | None, into: str, other: str) -> dict[str, Any]:
    themes = _copied(groups)
    first, second = _find(themes, into), _find(themes, other)
    if first is second:
        raise BadInput("Choose another theme to merge with.")
    first["keys"] = sorted([*first["keys"], *second["keys"]])
    return {"themes": [t for t in themes if t is not second], "next": (groups or NOTHING)["next"]}


def split(
    groups: Groups | None, theme_id: str, rows: Mapping[str, Matrix], texts: Mapping[str, str]
) -> dict[str, Any]:
    """In two, along what parts it most."""
    themes = _copied(groups)
    theme = _find(themes, theme_id)
    keys = [key for key in theme["keys"] if key in rows]
    if len(keys) < 2:
        raise BadInput("There is nothing to split: the theme holds a single answer.")
    table = np.stack([rows[key] for key in keys])
    axis = np.linalg.svd(table - table.mean(0), full_matrices=False)[2][0]
    side = (table - table.mean(0)) @ axis > 0
    if side.all() or not side.any():
        side = np.arange(len(keys)) % 2 == 0
    number = (groups or NOTHING)["next"]
    halves = [
        _theme(
            f"t{number + n}", [k for k, here in zip(keys, side, strict=True) if bool(here) is half]
        )
        for n, half in enumerate((True, False))
    ]
    at = themes.index(theme)
    themes[at : at + 1] = halves
    _name(themes, texts)
    return {"themes": themes, "next": number + 2}


def renamed(groups: Groups | None, theme_id: str, name: str) -> dict[str, Any]:
    name = " ".join(name.split())[:60]
    if not name:
        raise BadInput("A theme needs a name.")
    themes = _copied(groups)
    theme = _find(themes, theme_id)
    if any(t is not theme and t["name"].casefold() == name.casefold() for t in themes):
        raise BadInput(
            f"Another theme is called “{name}” already. Merge the two, or name this one differently."
        )
    theme.update(name=name, by_host=True)
    return {"themes": themes, "next": (groups or NOTHING)["next"]}


def settled(groups: Groups | None) -> dict[str, Any]:
    """Names stay as the room saw them, whatever still comes: a vote may be about them."""
    themes = [{**theme, "by_host": True} for theme in _copied(groups)]
    return {"themes": themes, "next": (groups or NOTHING)["next"]}


def _copied(groups: Groups | None) -> list[dict[str, Any]]:
    return [dict(theme) for theme in (groups or NOTHING)["themes"]]


def _find(themes: list[dict[str, Any]], theme_id: str) -> dict[str, Any]:
    for theme in themes:
        if theme["id"] == theme_id:
            return theme
    raise BadInput("This theme is not there any more. Look at the list again.")
