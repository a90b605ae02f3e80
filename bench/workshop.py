"""A full room: phones that come in by a code and answer each activity within half a minute, a projector that is
watched, and a facilitator in a process of their own who goes on. In Streamlit's own protocol, on loopback.

    python -m bench.workshop --phones 200 --within 30
"""

import argparse
import asyncio
import contextlib
import random
import re
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import connect

from bench import machine
from bench.server import Server, ready, served
from bench.session import Failed, Session
from coach.assembly import open_coach
from coach.settings import Settings
from coach.workshops.anonymity import new_token
from coach.workshops.leading import Workshops
from coach.workshops.rooms import Rooms

_COUNT = re.compile(r"(\d+)(?: of \d+)? have answered")
_ANSWERS = (
    "I look at my phone while people talk to me", "I only ring clients when the contract is due",
    "I never say thank you to the night shift", "Meetings start with the figures here",
    "I tell bad news in writing so that I need not see it arrive", "I walk past the reception without a word",
)  # fmt: skip
AGENDA = {
    "title": "A full room",
    "aim": "To measure it.",
    "activities": [
        {"kind": "spectrum", "id": "where", "title": "Where", "minutes": 5, "prompt": "Where?"},
        {"kind": "reflection", "id": "moments", "title": "Moments", "minutes": 5, "prompt": "When?", "show": "live"},
        {"kind": "closing", "id": "close", "title": "Close", "minutes": 5, "prompt": "A word?", "show": "live"},
    ],
}  # fmt: skip


@dataclass
class Page(Session):
    """A page of the room: like a session, with a device's secret, an address, and the looks that it takes by itself."""

    path: str = ""
    token: str = ""
    seen: list[tuple[float, int]] = field(default_factory=list)
    """When the page first showed how many had answered."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._chosen: dict[str, WidgetState] = {}

    async def open(self) -> float:
        begun = time.perf_counter()
        self._socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            additional_headers={"Cookie": f"bp_room={self.token}"},
            origin=self.url,  # type: ignore[arg-type]
            max_size=None,
            compression=None,
            open_timeout=60,
        )
        self._reader = asyncio.create_task(self._read())
        await self._ask([])
        await self._until(lambda: self._idle > begun)
        return self._idle - begun

    async def close(self) -> None:
        for look in self._looks.values():
            look.cancel()
        await self.__aexit__()

    async def answer(self, number: int) -> float:
        """Answer what is asked; seconds until the page says that it was sent."""
        self._idle = 0.0
        begun = time.perf_counter()
        states, pressed = [], False
        for _, element in sorted(self.tree.items()):
            state = WidgetState(id=getattr(element.value, "id", ""))
            if element.kind == "slider":
                state.double_array_value.data.append(number % 11)
            elif element.kind == "text_area":
                state.string_value = f"{_ANSWERS[number % len(_ANSWERS)]}, {number}"
            elif element.kind == "button" and element.value.label == "Send" and not pressed:
                pressed = state.trigger_value = True  # the first: a question left open stands below
            else:
                continue
            states.append(state)
        if not any(state.trigger_value for state in states):
            raise Failed("there is nothing to send")
        await self._ask(states)
        await self._until(lambda: self._idle > 0 and self._is_sent())
        return self._idle - begun

    def _is_sent(self) -> bool:
        return any("Sent. It has no name" in e.words for e in self.tree.values())

    def asks(self) -> bool:
        """Whether there is something to send now."""
        return any(e.kind == "button" and e.value.label == "Send" for e in self.tree.values())

    async def _ask(self, states: list[WidgetState], fragment: str = "") -> None:
        client = ClientState(
            query_string=self.query, fragment_id=fragment, is_auto_rerun=bool(fragment)
        )
        if self._page:
            client.page_script_hash = self._page
        else:
            client.page_name = self.path
        # A browser sends what was chosen so far with whatever it asks, its own looks included.
        self._chosen |= {state.id: state for state in states if not state.trigger_value}
        client.widget_states.widgets.extend(self._chosen.values())
        client.widget_states.widgets.extend(state for state in states if state.trigger_value)
        client.cached_message_hashes.extend(self._cache)
        about = client.context_info
        about.timezone, about.locale, about.url = "UTC", "en-GB", f"{self.url}/{self.path}"
        about.color_scheme = "light"
        message = BackMsg()
        message.rerun_script.CopyFrom(client)
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            self._look_every(message.auto_rerun.interval, message.auto_rerun.fragment_id)
        elif kind == "new_session" and not list(message.metadata.run.fragment_ids):
            for look in self._looks.values():
                look.cancel()
            self._looks.clear()
        super()._take(message)

    def _look_every(self, seconds: float, fragment: str) -> None:
        async def look() -> None:
            while True:
                await asyncio.sleep(seconds)
                await self._ask([], fragment)

        if fragment in self._looks:
            self._looks[fragment].cancel()
        self._looks[fragment] = asyncio.create_task(look())

    def _draw(self, path: tuple[int, ...], delta: Any) -> None:
        super()._draw(path, delta)
        element = self.tree.get(path)
        found = _COUNT.search(element.words) if element is not None else None
        if found is not None:
            self.seen.append((time.perf_counter(), int(found[1])))


@dataclass
class Measured:
    acknowledged: list[float] = field(default_factory=list)
    on_the_wall: list[float] = field(default_factory=list)
    gone_on: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: float = 0.0
    cpu: float = 0.0
    seconds: float = 0.0


def main() -> None:
    options = _options()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 8192)), hard))
    print(machine.named())
    print(f"{options.phones} phones, each answering within {options.within:g} s")
    with machine.fresh_home() as home:
        coach = open_coach(Settings.read(home=home, database_url=None, model=None))
        try:
            with served("streamlit_app.py", home) as server:
                led = coach.as_person().workshops
                found = asyncio.run(_held(server, led, coach.rooms, options))
        finally:
            coach.close()
    machine.table(
        ("", "median", "p95", "worst"),
        (
            (name, *(f"{machine.percentile(values, p):.2f} s" for p in (0.5, 0.95, 1.0)))
            for name, values in (
                ("an answer acknowledged", found.acknowledged),
                ("on the wall", found.on_the_wall),
                ("phones have gone on", found.gone_on),
            )
        ),
    )
    print(f"answers {len(found.acknowledged)}, errors {len(found.errors)}")
    print(
        f"memory a phone: {found.memory / 2**20:.2f} MB; CPU busy: {found.cpu / found.seconds:.2f} cores"
    )
    for error in sorted(set(found.errors))[:6]:
        print(f"error: {error}")


async def _held(
    server: Server, led: Workshops, rooms: Rooms, options: argparse.Namespace
) -> Measured:
    made = Measured()
    workshop = led.open(led.build(AGENDA).id)
    process = psutil.Process(server.pid)
    async with httpx.AsyncClient() as http:

        def page(path: str, query: str) -> Page:
            return Page(
                server.url, lambda _: 0, http, 60, query=query, path=path, token=new_token()
            )

        first = page("room", f"code={workshop.code}")
        await first.open()
        await asyncio.to_thread(ready, server)
        wall = page("wall", f"w={workshop.id}")
        await wall.open()
        before = process.memory_info().rss
        phones = [page("room", f"code={workshop.code}") for _ in range(options.phones)]
        for n, phone in enumerate(phones):
            await asyncio.sleep(options.ramp / options.phones)
            try:
                await phone.open()
            except Exception as error:
                made.errors.append(f"opening {n}: {type(error).__name__}: {error}"[:200])
        cpu, begun = machine.cpu_seconds(server.pid), time.perf_counter()

        def stored(phone: Page, slot: str) -> bool:
            return rooms.guest(workshop, phone.token).own(slot) is not None

        for activity in AGENDA["activities"]:
            slot = activity["id"]  # type: ignore[index]
            await _activity(
                led, workshop.id, phones, wall, options, made, lambda p, s=slot: stored(p, s)
            )
        made.cpu = machine.cpu_seconds(server.pid) - cpu
        made.seconds = time.perf_counter() - begun
        made.memory = max(process.memory_info().rss - before, 0) / max(len(phones), 1)
        for one in (first, wall, *phones):
            with contextlib.suppress(Exception):
                await one.close()
    return made


async def _activity(
    led: Workshops,
    workshop_id: str,
    phones: list[Page],
    wall: Page,
    options: argparse.Namespace,
    made: Measured,
    stored: Callable[[Page], bool],
) -> None:
    wall.seen.clear()
    moved = time.perf_counter()
    await asyncio.to_thread(led.forward, workshop_id)
    sent: list[float] = []
    dice = random.Random(moved)

    async def one(number: int, phone: Page) -> None:
        try:
            while not phone.asks() or phone._is_sent():
                if time.perf_counter() - moved > 60:
                    raise Failed("the phone did not go on")
                await asyncio.sleep(0.05)
            made.gone_on.append(time.perf_counter() - moved)
            await asyncio.sleep(dice.uniform(0, options.within))
            begun = time.perf_counter()
            took = await phone.answer(number)
            sent.append(begun)
            made.acknowledged.append(took)
        except Exception as error:  # counted; the others go on
            told = " ".join(re.sub("<[^>]+>", " ", " ".join(phone.words())).split())
            kept = "stored" if await asyncio.to_thread(stored, phone) else "not stored"
            made.errors.append(f"{type(error).__name__}: {error}; {kept}; it shows: {told[:120]}")

    await asyncio.gather(*(one(n, phone) for n, phone in enumerate(phones)))
    await asyncio.sleep(4)
    for count, begun in enumerate(sorted(sent), start=1):
        shown = next((at for at, seen in wall.seen if seen >= count), None)
        if shown is None:
            made.errors.append("an answer never showed on the wall")
        else:
            made.on_the_wall.append(shown - begun)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, default=200, choices=range(1, 501), metavar="1-500")
    parser.add_argument("--within", type=float, default=30.0, help="seconds in which each answers")
    parser.add_argument(
        "--ramp", type=float, default=20.0, help="seconds over which phones come in"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
