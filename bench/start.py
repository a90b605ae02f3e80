"""From ``streamlit run`` to the first usable page and to the first reply, with the index built; and
what the engine costs to import and to open, by itself.

The page counts as usable when its first run is complete and its chat field is there. The first message
is sent at that moment, as an impatient leader would.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import httpx

from bench import machine
from bench.server import served
from bench.session import Session, coach_replies

RUNS = 5
_IMPORTS = """
import resource, time
begun = time.process_time()
from coach.assembly import open_coach
from coach.settings import Settings
imported = time.process_time() - begun
coach = open_coach(Settings.read(database_url=None, model=None))
opened = time.process_time() - begun
coach.warm()
warm = time.process_time() - begun
mine = coach.as_person()
mine.reply(mine.begin(), "I walk in, I get the numbers, I walk out.")
replied = time.process_time() - begun
with open("/proc/self/status") as file:
    now = next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) * 1024 / 1e6
print(imported, opened, warm, replied, now, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)
import sys
print(",".join(m for m in ("torch", "langchain", "sentence_transformers") if m in sys.modules) or "none")
"""


def main() -> None:
    """Print medians of a few runs."""
    print(machine.named())
    with machine.fresh_home() as home:
        made = [asyncio.run(_first_page(home)) for _ in range(RUNS)]
        alone = [_alone(home) for _ in range(3)]
    names = (
        "server answers",
        "first usable page",
        "first reply after the first message, sent at once",
        "second reply",
    )
    rows = [
        (name, f"{machine.median(v):.2f}", f"{max(v):.2f}") for name, v in _columns(names, made)
    ]
    machine.table(("from `streamlit run`, or from the message", "median s", "worst s"), rows)
    names = ("import", "open", "open and warm", "with a first reply")
    rows = [
        (name, f"{machine.median(v):.2f}") for name, v in _columns(names, [a[0] for a in alone])
    ]
    machine.table(("the engine by itself, CPU so far", "median s"), rows)
    now, peak = (machine.median([a[1][n] for a in alone]) for n in range(2))
    print(f"its resident memory after a first reply: {now:.0f} MB (peak {peak:.0f} MB)")
    print(f"heavy modules it imported: {alone[0][2]}")


def _columns(
    names: tuple[str, ...], rows: list[tuple[float, ...]]
) -> Iterable[tuple[str, tuple[float, ...]]]:
    return zip(names, zip(*rows, strict=True), strict=True)


async def _first_page(home: Path) -> tuple[float, ...]:
    with served("streamlit_app.py", home) as server:
        answers = time.perf_counter() - server.began
        async with (
            httpx.AsyncClient() as http,
            Session(server.url, coach_replies, http, patience=180) as session,
        ):
            await session.open()
            page = time.perf_counter() - server.began
            first = await session.say("I walk in, I get the numbers, I walk out.", replies=2)
            second = await session.say("I want to know why they stiffen when I come in.")
    return answers, page, first.reply, second.reply


def _alone(home: Path) -> tuple[tuple[float, ...], tuple[float, float], str]:
    """The engine in a process of its own: CPU seconds so far, memory, and heavy modules."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTS],
        cwd=machine.ROOT,
        env={"PATH": "/usr/bin:/bin", "COACH_HOME": str(home), "HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    figures, heavy = done.stdout.strip().splitlines()
    *times, now, peak = (float(x) for x in figures.split())
    return tuple(times), (now, peak), heavy


if __name__ == "__main__":
    main()
