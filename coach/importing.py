"""Importing documents: a folder of Markdown, plain text, PDF, DOCX and HTML becomes drafts of passages.

Each document is read in a process of its own kind (``coach.documents.worker``), which is ended where it takes too
long or too much memory: a PDF of a few kilobytes can ask for hours. Nothing is fetched from anywhere, and nothing
that a document says is followed.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from heapq import nsmallest
from pathlib import Path

from coach.documents.drafts import LINK, UNREADABLE, Draft, Origin, Refused, shown_name, unpacked

__all__ = [
    "MAX_DEPTH",
    "MAX_FILES",
    "MAX_SECONDS",
    "Draft",
    "Origin",
    "Refused",
    "read_file",
    "read_folder",
]

MAX_FILES = 5_000
MAX_DEPTH = 20
"""Folders within folders."""
MAX_SECONDS = 30.0
"""For one document, and for starting the process where it is the first."""
_log = logging.getLogger(__name__)
_ENVIRONMENT = (
    "PATH",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
    "LANG",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
)
"""What the process that reads documents is told of this one's; no keys."""
_ROOT = Path(__file__).resolve().parent.parent


def read_folder(folder: Path) -> Generator[Draft | Refused, None, None]:
    """The drafts of every document in the folder and those below it, in the order of their names; what
    cannot be read is refused by itself. Links are not followed; what begins with a dot, or with the
    ``~$`` of Word's lock files, is passed over in silence."""
    if not folder.is_dir():
        yield Refused(shown_name(str(folder)), "is no folder; name one that holds documents")
        return
    with closing(_Reader()) as reader:
        for found in _documents(folder):
            if isinstance(found, Refused):
                yield found
            else:
                yield from reader.read(found, found.relative_to(folder).as_posix())


def read_file(path: Path, name: str) -> Generator[Draft | Refused, None, None]:
    """The drafts of one document, or a refusal. Its ``name`` tells what kind it is, and is what is
    shown; an upload may lie under any path. Never raises for whatever is in it."""
    with closing(_Reader()) as reader:
        yield from reader.read(path, name)


def _documents(folder: Path) -> Iterator[Path | Refused]:
    """The files in the folder and below it, in order; refusals for what is not looked into."""
    waiting = [(folder, 0)]
    files = 0
    while waiting:
        path, depth = waiting.pop()
        shown = shown_name(path.relative_to(folder).as_posix())
        try:
            if depth and path.is_symlink():
                yield Refused(shown, LINK)
            elif path.is_dir() and depth > MAX_DEPTH:
                why = f"lies deeper than {MAX_DEPTH} folders within each other; move it further up"
                yield Refused(shown, why)
            elif path.is_dir():
                waiting += [(path / name, depth + 1) for name in reversed(_names(path))]
            elif files == MAX_FILES:
                why = f"comes after {MAX_FILES:,} other files, the most for one import; import the rest by itself"
                yield Refused(shown, why)
                return
            else:
                files += 1
                yield path
        except OSError:
            yield Refused(shown, UNREADABLE)


def _names(folder: Path) -> list[str]:
    """What is in a folder, in order, up to more than is ever read."""
    with os.scandir(folder) as entries:
        names = (entry.name for entry in entries if not entry.name.startswith((".", "~$")))
        return nsmallest(MAX_FILES + 1, names)


class _Reader:
    """Hands documents to the process that reads them, one at a time, and starts it anew where one
    has brought it down."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def read(self, path: Path, name: str) -> list[Draft | Refused]:
        """The results for one document. They come all at once, so that whoever takes them slowly does
        not use up its time."""
        process = self._process = self._process or _started()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(MAX_SECONDS, stop)
        timer.start()
        try:
            answer = _answer(process, json.dumps([str(path.absolute()), name]))
        finally:
            timer.cancel()
            timer.join()
        if late.is_set() or answer is None:
            self.close()
        if answer is not None:
            return [unpacked(value) for value in json.loads(answer)]
        why = (
            f"takes longer than {MAX_SECONDS:.0f} seconds to read; split it, or save it as plain text"
            if late.is_set()
            else "cannot be read: the reading broke off; save it anew, or as plain text"
        )
        _log.warning(
            "the process that reads documents was ended: exit status %s", process.returncode
        )
        return [Refused(shown_name(name), why)]

    def close(self) -> None:
        """End the process, if there is one; the next document gets another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(BrokenPipeError), process:
                pass


def _started() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "coach.documents.worker"],
        cwd=_ROOT,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="ascii",
    )


def _answer(process: "subprocess.Popen[str]", question: str) -> str | None:
    """The line that answers a line, or None where the process ends before it is complete."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        print(question, file=process.stdin, flush=True)
        line = process.stdout.readline()
    except BrokenPipeError:
        return None
    return line if line.endswith("\n") else None
