"""One text or many for a command: an argument, standard input, or JSON lines answered one by one. With JSON asked for,
nothing else goes to standard output.
"""

import codecs
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from typing import IO, TYPE_CHECKING, Any, TextIO

import typer

from coach.errors import BadInput, CoachError, NotFound

if TYPE_CHECKING:
    from coach.knowledge import Passage

_log = logging.getLogger(__name__)

Line = dict[str, Any]


Answer = Callable[[Line], Line]
"""From a line's keys to the keys of its answer, without the id."""


_LONGEST_LINE = 16 << 20  # bytes; 200,000 characters escaped as JSON take 2.4 million


_SURROGATE = re.compile("[\ud800-\udfff]")


def serve(
    answer: Answer, show: Callable[[Line], None], text: str | None, as_json: bool, batch: bool
) -> None:
    """Answer the one text, or every line of standard input."""
    if batch:
        if text is not None:
            raise typer.BadParameter("--batch reads standard input; leave the text out")
        answer_lines(partial(_with_id, answer))
        return
    if text is None:
        raise typer.BadParameter("give a text, or - for standard input, or --batch")
    with only_json() if as_json else plainly() as out:
        try:
            made = answer({"text": usable(_standard_input() if text == "-" else text)})
        except BadInput as error:
            if as_json:
                emit({"id": None, "error": str(error)}, out)
            raise
        if as_json:
            emit({"id": None, **made}, out)
        else:
            show(made)


def _with_id(answer: Answer, line: Line) -> Line:
    return {"id": line.get("id"), **answer({**line, "text": usable(line.get("text"))})}


def usable(text: object) -> str:
    """The text, if it can be worked on. Lone surrogates, which no UTF-8 can carry, are replaced one
    for one, so that offsets stay true."""
    from coach.text import MAX_CHARACTERS

    if text is None:
        raise BadInput('there is no "text"')
    if not isinstance(text, str):
        raise BadInput('"text" is not a string')
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"the text has {len(text):,} characters; {MAX_CHARACTERS:,} is the most")
    return _SURROGATE.sub("\ufffd", text)


def _standard_input() -> str:
    from coach.text import MAX_CHARACTERS

    most = MAX_CHARACTERS * 4 + 4  # bytes: more than the most characters, in any script
    data = sys.stdin.buffer.read(most)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if len(data) == most and error.start > most - 4:
            return data.decode(errors="ignore")  # cut inside a character; too long in any case
        raise BadInput(
            f"standard input is not UTF-8 at byte {error.start}; save it as UTF-8"
        ) from None


def answer_lines(answer: Answer) -> None:
    """Answer every line of standard input at once, in order. A bad line gets an error and the rest
    goes on; if the work failed on a line, the exit status says so in the end."""
    failed = False
    with only_json() as out:
        for raw in _lines(sys.stdin.buffer):
            line: Line = {}
            try:
                line = _parsed(raw)
                emit(answer(line), out)
            except BrokenPipeError:
                raise
            except (BadInput, NotFound) as error:
                emit({"id": line.get("id"), "error": str(error)}, out)
            except CoachError as error:
                failed = True
                emit({"id": line.get("id"), "error": str(error)}, out)
            except Exception as error:
                failed = True
                _log.exception("a line could not be answered")
                emit(
                    {"id": line.get("id"), "error": f"internal error ({type(error).__name__})"}, out
                )
    if failed:
        raise SystemExit(1)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines that are not blank, each as soon as it is there; far too long ones are cut."""
    while raw := stream.readline(_LONGEST_LINE):
        rest = raw
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_LINE)
        raw = raw.removeprefix(codecs.BOM_UTF8)  # files put together keep theirs
        if raw.strip():
            yield raw


def _parsed(raw: bytes) -> Line:
    try:
        line = json.loads(raw.decode(), parse_constant=_no_constant)
        json.dumps(line.get("id") if isinstance(line, dict) else None, allow_nan=False)
    except UnicodeDecodeError as error:
        raise BadInput(f"the line is not UTF-8 at byte {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"the line is not JSON ({str(error)[:120]})") from None
    if not isinstance(line, dict):
        raise BadInput("the line is not a JSON object")
    return line


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def emit(made: Line, out: TextIO) -> None:
    """One line. In ASCII, so that no terminal, locale or line splitter can break it."""
    try:
        text = json.dumps(made, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        text = json.dumps({"id": None, "error": "the answer cannot be written as JSON"})
    out.write(text + "\n")
    out.flush()


@contextmanager
def only_json() -> Iterator[TextIO]:
    """Standard output for JSON; what libraries print goes to standard error."""
    out = sys.stdout
    with redirect_stdout(sys.stderr):
        yield out


@contextmanager
def plainly() -> Iterator[TextIO]:
    yield sys.stdout


def sources_as_json(passage: "Passage") -> list[Line]:
    """The sources of a passage, as commands give them."""
    return [{"key": s.key, "citation": s.citation, "url": s.url} for s in passage.works]
