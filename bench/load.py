"""A hundred browser sessions chatting with five seconds of thought between messages: the real app, and
in the same run a bare Streamlit chat that only echoes, with the same settings of Streamlit.

Processor time is read from the server's process, so it does not depend on how busy the machine is with
other things; latencies do. What the encoders cost a turn is measured here, in the same talks, and taken
off: the comparison is about the rest.
"""

import argparse
import asyncio
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench import machine
from bench.server import Server, ready, served
from bench.session import Session, coach_replies, echo_replies
from bench.talks import read_talks
from coach.assembly import open_coach
from coach.encoder import Matrix
from coach.settings import Settings

ECHO = Path(__file__).with_name("echo_app.py")
LONGEST = 600.0
"""Seconds after which a phase ends, whatever is still missing."""


@dataclass
class Load:
    """What one phase brought."""

    replies: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    lag: list[float] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0

    @property
    def cpu_a_turn(self) -> float:
        """Milliseconds of the server's processor time."""
        return self.cpu / max(len(self.replies), 1) * 1000


def main() -> None:
    """Print both phases beside each other."""
    options = _options()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    print(machine.named())
    print(
        f"{options.sessions} sessions, {options.turns} turns each, {options.think:g} s of thought"
    )
    with machine.fresh_home() as home:
        with served(str(ECHO), home) as server:
            echo = asyncio.run(_phase(server, options, app=False))
        with served("streamlit_app.py", home) as server:
            asyncio.run(_warm(server))
            app = asyncio.run(_phase(server, options, app=True))
        encoding = _encoding(home, options)
    machine.table(
        ("", "bare echo chat", "this app"),
        (
            ("turns", len(echo.replies), len(app.replies)),
            ("errors", len(echo.errors), len(app.errors)),
            *(
                (
                    f"reply, {name}",
                    *(f"{machine.percentile(x.replies, p):.2f} s" for x in (echo, app)),
                )
                for name, p in (("median", 0.5), ("p95", 0.95), ("worst", 1.0))
            ),
            (
                "page complete, p95",
                *(f"{machine.percentile(x.opened, 0.95):.2f} s" for x in (echo, app)),
            ),
            ("CPU a turn", *(f"{x.cpu_a_turn:.1f} ms" for x in (echo, app))),
            ("of it the encoders", "", f"{encoding:.1f} ms"),
            ("CPU busy", *(f"{x.cpu / x.seconds:.2f} cores" for x in (echo, app))),
            (
                "driver late by, p95",
                *(f"{machine.percentile(x.lag, 0.95):.3f} s" for x in (echo, app)),
            ),
        ),
    )
    ratio = (app.cpu_a_turn - encoding) / echo.cpu_a_turn
    print(f"CPU a turn outside the encoders, ratio to the echo chat: {ratio:.2f}")
    for error in sorted(set(echo.errors + app.errors))[:8]:
        print(f"error: {error}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=100, choices=range(1, 501), metavar="1-500")
    parser.add_argument("--turns", type=int, default=6, choices=range(1, 21), metavar="1-20")
    parser.add_argument("--think", type=float, default=5.0)
    parser.add_argument("--ramp", type=float, default=15.0, help="seconds over which pages open")
    return parser.parse_args()


async def _warm(server: Server) -> None:
    """The first page starts the warm-up; the measurement begins when it is over."""
    async with (
        httpx.AsyncClient() as http,
        Session(server.url, coach_replies, http, 180) as session,
    ):
        await session.open()
        await asyncio.to_thread(ready, server)


async def _phase(server: Server, options: argparse.Namespace, *, app: bool) -> Load:
    load = Load()
    scripts = _scripts()
    replies = coach_replies if app else echo_replies
    lag = asyncio.create_task(_lag(load))
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=None)) as http:
        sessions = [Session(server.url, replies, http, 60) for _ in range(options.sessions)]

        async def begin(number: int) -> bool:
            await asyncio.sleep(options.ramp * number / options.sessions)
            try:
                load.opened.append(await sessions[number].open())
                if app:
                    await sessions[number].press("Just talk")
            except Exception as error:  # counted; the others go on
                load.errors.append(f"opening: {type(error).__name__}: {error}"[:200])
                return False
            return True

        async def talk(number: int) -> None:
            dice = random.Random(number)
            lines = scripts[number % len(scripts)]
            for turn in range(options.turns):
                await asyncio.sleep(options.think * dice.uniform(0 if turn == 0 else 0.5, 1.5))
                line = lines[turn % len(lines)]
                try:
                    load.replies.append((await sessions[number].say(line)).reply)
                except Exception as error:  # counted; the others go on
                    load.errors.append(f"turn {turn + 1}, {line[:40]!r}: {error}"[:200])
                    return

        async with asyncio.timeout(LONGEST):
            here = await asyncio.gather(*(begin(n) for n in range(options.sessions)))
            await asyncio.sleep(2)
            before, begun = machine.cpu_seconds(server.pid), time.perf_counter()
            await asyncio.gather(*(talk(n) for n in range(options.sessions) if here[n]))
            load.cpu = machine.cpu_seconds(server.pid) - before
            load.seconds = time.perf_counter() - begun
        lag.cancel()
        await asyncio.gather(*(s.__aexit__() for s in sessions), return_exceptions=True)
    return load


async def _lag(load: Load) -> None:
    """How late this driver itself runs: more than 50 ms and its latencies are too high by that."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(0.1)
        load.lag.append(time.perf_counter() - begun - 0.1)


def _encoding(home: Path, options: argparse.Namespace) -> float:
    """Milliseconds of processor time that the encoders take a turn, in the same talks as those of the sessions:
    a message is heard after the coach's words, and some turns look something up as well."""
    coach = open_coach(Settings.read(home=home, database_url=None, model=None))
    took = turns = 0.0
    try:
        coach.warm()
        encoders = (coach.services.ear.encoder, coach.services.encoder)

        def counted(encode: Callable[..., Matrix]) -> Callable[..., Matrix]:
            def timed(*texts: object, **more: object) -> Matrix:
                nonlocal took
                begun = time.thread_time()
                try:
                    return encode(*texts, **more)
                finally:
                    took += time.thread_time() - begun

            return timed

        for encoder in encoders:
            for name in ("encode", "encode_spans"):
                setattr(encoder, name, counted(getattr(encoder, name)))
        mine = coach.as_person()
        for lines in _scripts():
            conversation = mine.begin()
            for line in lines[: options.turns]:
                mine.reply(conversation, line)
                turns += 1
    finally:
        coach.close()
    return took / turns * 1000


def _scripts() -> list[tuple[str, ...]]:
    return [tuple(t.lines) for t in read_talks() if t.kind == "talk" and len(t.lines) > 4]


if __name__ == "__main__":
    main()
