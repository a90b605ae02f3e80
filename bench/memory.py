"""Resident memory of the real app with twenty open sessions that have each talked a little."""

import asyncio
from pathlib import Path

import httpx

from bench import machine
from bench.server import ready, served
from bench.session import Session, coach_replies
from bench.talks import read_talks

SESSIONS = 20
TURNS = 4


def main() -> None:
    """Print resident memory at each stage."""
    print(machine.named())
    with machine.fresh_home() as home:
        rows = asyncio.run(_measure(home))
    machine.table(("resident memory of the server", "MB"), ((a, f"{b:.0f}") for a, b in rows))


async def _measure(home: Path) -> list[tuple[str, float]]:
    with served("streamlit_app.py", home) as server:
        rows = [("server started", machine.resident_mb(server.pid))]
        async with httpx.AsyncClient() as http:
            sessions = [Session(server.url, coach_replies, http, 120) for _ in range(SESSIONS)]
            await sessions[0].open()
            ready(server)
            rows.append(("one page open, everything warm", machine.resident_mb(server.pid)))
            for session in sessions[1:]:
                await session.open()
            rows.append((f"{SESSIONS} pages open", machine.resident_mb(server.pid)))
            talks = [t for t in read_talks() if t.kind == "talk"]
            await asyncio.gather(
                *(_talk(s, talks[n % len(talks)].lines[:TURNS]) for n, s in enumerate(sessions))
            )
            now = machine.resident_mb(server.pid)
            rows.append((f"{SESSIONS} sessions, {TURNS} turns each", now))
            for session in sessions:
                await session.__aexit__()
    return rows


async def _talk(session: Session, lines: tuple[str, ...]) -> None:
    await session.press("Just talk")
    for line in lines:
        await session.say(line)


if __name__ == "__main__":
    main()
