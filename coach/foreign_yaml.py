"""YAML that somebody sends: read without trusting it. What curators keep in the repository is read by
:mod:`coach.curated`; this is for what comes through a page."""

from typing import Any

import yaml

from coach.errors import BadInput

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST, DEEPEST, MOST_VALUES = 60_000, 8, 4_000
"""Characters, levels, and single values of a file: some ten times of what any exercise needs."""


def read_foreign(text: str) -> object:
    """The text's value. Raises BadInput that names the line and the remedy.

    Read as a stream of events first, so that neither depth nor references can fill the memory: a
    few lines of YAML that refer to each other unfold to gigabytes.
    """
    if len(text) > LARGEST:
        raise BadInput(
            f"The file has {len(text):,} characters; {LARGEST:,} is the most. Split it into two exercises."
        )
    try:
        _look_through(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "this is not YAML"
        raise _refused(
            (mark.line if mark else 0) + 1, f"{what}; check indentation, colons and quotes"
        ) from error
    except (ValueError, OverflowError, RecursionError) as error:  # 2026-13-45, 1e99999
        raise _refused(1, f"a value cannot be read ({error}); put it in quotes") from error


def _look_through(text: str) -> None:
    open_: list[set[str] | None] = []  # the keys of each open mapping; None for a list
    waits: list[bool] = []  # whether the next value of each open mapping is a key
    values = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = (event.start_mark.line if event.start_mark else 0) + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused(
                line, "refers to another place (& or *); write the words out in both places"
            )
        if isinstance(event, yaml.DocumentStartEvent) and values:
            raise _refused(line, "begins a second document; one file holds one exercise")
        if isinstance(event, yaml.CollectionEndEvent):
            open_.pop()
            waits.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        values += 1
        if values > MOST_VALUES:
            raise _refused(line, f"holds more than {MOST_VALUES:,} values; make it shorter")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise _refused(line, f"has a tag ({tag[:40]}); leave it out, plain text is enough")
        if open_ and open_[-1] is not None:
            keys = open_[-1]
            if waits[-1]:
                if not isinstance(event, yaml.ScalarEvent):
                    raise _refused(line, "has a list or a table as a key; use a word")
                if event.value in keys:
                    raise _refused(line, f"has {event.value[:40]} twice; keep one of them")
                keys.add(event.value)
            waits[-1] = not waits[-1]
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append(set() if isinstance(event, yaml.MappingStartEvent) else None)
            waits.append(isinstance(event, yaml.MappingStartEvent))
            if len(open_) > DEEPEST:
                raise _refused(line, f"is nested more than {DEEPEST} levels deep; flatten it")


def _refused(line: int, why: str) -> BadInput:
    return BadInput(f"Line {line} {why}." if not why.endswith(".") else f"Line {line} {why}")
