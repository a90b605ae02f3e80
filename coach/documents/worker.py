"""The process in which documents are read: whatever they do to it, the program around it goes on.

Standard input has a JSON list, path and name, on each line; each is answered by one line, a JSON list of results.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

MOST_MEMORY = 512 * 2**20
"""Bytes that reading may need, beside what the process has when it is ready to read."""


def main() -> None:
    """Read what is asked for until there is no more to read."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    from coach.documents.drafts import packed
    from coach.documents.reading import read_document

    _limit_memory()
    sys.addaudithook(_stay_here)
    for line in sys.stdin:
        path, name = json.loads(line)
        results = [packed(result) for result in read_document(Path(path), name)]
        print(json.dumps(results), file=answers, flush=True)


def _limit_memory() -> None:
    """On Linux; macOS and Windows would not keep to a limit."""
    taken = Path("/proc/self/statm")  # in pages, addresses first: that is what the limit counts
    if not taken.exists():
        return
    import resource

    most = int(taken.read_text().split()[0]) * resource.getpagesize() + MOST_MEMORY
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _stay_here(event: str, args: tuple[Any, ...]) -> None:
    """No document makes this process reach the network or start another program."""
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system")):
        raise PermissionError(f"documents are read without {event}")


if __name__ == "__main__":
    main()
