"""What is found out about a text once in a turn, however many of its steps ask: where its sentences end, whether it states a
plan, what it asks.

It is held by the thread that runs the turn, and only until the turn is over: nothing that somebody wrote stays here.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


class _Found(threading.local):
    """None outside a turn, where everything is worked out each time."""

    answers: dict[Any, Any] | None = None


_found = _Found()


@contextmanager
def one_turn() -> Iterator[None]:
    """While a turn runs in this thread."""
    _found.answers = {}
    try:
        yield
    finally:
        _found.answers = None


def once_a_turn(work: Callable[_P, _R]) -> Callable[_P, _R]:
    """For a function that depends on its arguments alone and gives back what nobody can change."""

    @wraps(work)
    def once(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        answers = _found.answers
        if answers is None or kwargs:
            return work(*args, **kwargs)
        asked = (work, args)
        if asked not in answers:
            answers[asked] = work(*args, **kwargs)
        answer: _R = answers[asked]
        return answer

    return once
