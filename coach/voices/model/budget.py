"""How much of a model's context a prompt may take, and how what people wrote is cut to size.

What is told has to fit a model with a context of 4,096 tokens, beside its answer and the one request to
mend a sentence. No tokeniser is asked, since each model has another: for English the estimate is a
twentieth to a ninth above what SmolLM2's counts. German costs that one half as much again, Chinese twice.
"""

import re

from coach.text import cleaned

_CONTEXT = 4_096
_ANSWER = 250  # a reply of 90 words, with room for a model that runs on
_MENDING = 450  # the reply so far, and the request to mend a sentence of it
BUDGET = (_CONTEXT - _ANSWER - _MENDING) * 9 // 10
"""Tokens of all that is told before the model answers."""
MOST_OF_NEW = 600
"""Tokens of the leader's message."""
# Up to six letters of a word, or a single sign: digits, capitals and other scripts.
_PIECE = re.compile(r"[A-Za-z][a-z]{0,5}|\n+|[^\sA-Za-z]")
# What closes a tag or, in the templates of chat models, a turn.
_ANGLES = str.maketrans("<＜﹤⟨>＞﹥⟩", "‹‹‹‹››››")
_TURN_MARK = re.compile(r"\[(/?[A-Z][A-Z_]+)\]")


def tokens(text: str) -> int:
    """About how many tokens a text is, rather too many than too few."""
    return sum(1 for _ in _PIECE.finditer(text))


def cut(text: str, most: int) -> str:
    """The text, or its beginning and its end where it has more tokens than that."""
    pieces = list(_PIECE.finditer(text))
    if len(pieces) <= most:
        return text
    kept = most - 1  # for the sign between the two
    head = kept * 2 // 3
    begins, ends = text[: pieces[head].start()], text[pieces[len(pieces) - (kept - head)].start() :]
    return f"{begins.rstrip()} … {ends.lstrip()}"


def material(text: str, most: int) -> str:
    """What people wrote, cut to so many tokens, and unable to close its own tag or to begin a turn."""
    text = re.sub(r"\s*\n\s*", "\n", cleaned(text)).translate(_ANGLES)
    return cut(_TURN_MARK.sub(r"(\1)", text), most)


def one_line(text: str, most: int) -> str:
    """The same on one line, so that it cannot pass for the next speaker's."""
    return " ".join(material(text, most).split())
