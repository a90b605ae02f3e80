"""Sentences from tokens, as soon as they have ended."""

import re
from itertools import pairwise

from coach.errors import ModelError
from coach.text import sentences

MARKER = r"\[(?:\d{1,2}|[a-z0-9]+(?:-[a-z0-9]+)*)\]"
EXCERPT = "[passage]"
_LONGEST = 600  # characters without an end: no sentence of a coach
# The end of a buffer after which more of the same sentence may come although it looks like one.
_OPEN_END = re.compile(r"(?:\d\.|\b[A-Za-z]\.|\.\.|…|[?!][\"”’')\]]+)$")


class SentenceCutter:
    """Cuts a stream into sentences as they end. ``pause`` is for a silence: what looks ended is."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, text: str) -> list[str]:
        """The sentences that are certain to have ended: the next one has begun."""
        self._buffer += text
        if "<think>" in self._buffer:
            head, _, rest = self._buffer.partition("<think>")
            _, closed, tail = rest.partition("</think>")
            if not closed:
                return []
            self._buffer = head + tail
        if loops(self._buffer):
            raise ModelError("the model repeats itself without end")
        # A marker after the full stop belongs to the sentence before it.
        self._buffer = re.sub(rf"([.…])[ ]?({MARKER})(?=\s|$)", _marker_inside, self._buffer)
        self._buffer = re.sub(r"[ \t]*\[passage\][ \t]*", f"\n{EXCERPT}\n", self._buffer)
        pieces = sentences(self._buffer)
        ended: list[str] = []
        start = 0
        for piece, following in pairwise(pieces):
            between = self._buffer[piece.end : following.start]
            goes_on = following.text[:1].islower() and "\n" not in between
            if goes_on or (following.text[:1] == "[" and following.text != EXCERPT):
                continue
            ended.append(self._buffer[start : piece.end].strip())
            start = following.start
        self._buffer = self._buffer[start:]
        if len(self._buffer) > _LONGEST:
            raise ModelError("the model's sentence does not end")
        return ended

    def pause(self) -> list[str]:
        """The sentence that seems to have ended, in a silence of the stream."""
        text = self._buffer.strip()
        ends = text == EXCERPT or bool(re.search(r"[.?!][\"”’')\]]*$|:$", text))
        if text.endswith(":") and not self._buffer.endswith("\n"):
            ends = False
        # An abbreviation does not end when another word follows it.
        if not ends or _OPEN_END.search(text) or _quote_is_open(text):
            return []
        if len(sentences(f"{text} Xx")) != len(sentences(text)) + 1 and not text.endswith(
            (":", "]")
        ):
            return []
        self._buffer = ""
        return [text]

    def end(self) -> list[str]:
        """What is left when the stream is over, unless it was cut off in mid-sentence."""
        text, self._buffer = self._buffer.strip(), ""
        whole = text == EXCERPT or re.search(r"[.?!…:][\"”’')\]]*$", text)
        return [text] if whole else []


def _marker_inside(match: re.Match[str]) -> str:
    return match[0] if match[2] == EXCERPT else f" {match[2]}{match[1]}"


def _quote_is_open(text: str) -> bool:
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")


def loops(text: str) -> bool:
    """Whether the last words are the same few again and again."""
    words = text[-300:].lower().split()
    return any(
        len(words) >= n * times and words[-n * times :] == words[-n:] * times
        for n, times in ((1, 4), (2, 3), (3, 3), (4, 3), (5, 3), (6, 2), (8, 2), (10, 2))
    )
