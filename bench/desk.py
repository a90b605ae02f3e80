"""The coach's desk with 300 leaders and 5,000 assignments: opening it, filtering it, and looking at everything that was
assigned, over Streamlit's own websocket on loopback.

    python -m bench.desk --leaders 300 --assignments 5000
"""

import argparse
import asyncio
import random
import time
from dataclasses import dataclass
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench import machine
from bench.server import ready, served
from bench.session import Element, Failed, Session
from coach.assembly import Coach, open_coach
from coach.assigning import Item
from coach.settings import Settings
from coach.store.records import Party

_TIMES = 9
_NAMES = ("Ada", "Bo", "Chi", "Dev", "Eva", "Finn", "Gil", "Hana", "Ivo", "Jo")


@dataclass
class DeskPage(Session):
    """The page ``/desk``; it says again what was chosen with whatever it asks, as a browser does."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._chosen: dict[str, WidgetState] = {}

    async def change(self, kind: str, label: str, **value: Any) -> float:
        """Change a widget; seconds until the whole page is there again."""
        element = self._labelled(kind, label)
        state = WidgetState(id=element.value.id, **value)
        self._chosen[state.id] = state
        return await self._asked()

    async def choose(self, number: int) -> float:
        """Another view."""
        state = WidgetState(
            id=next(e for e in self.tree.values() if e.kind == "button_group").value.id
        )
        state.string_array_value.data.append(("People", "Assigned", "Groups")[number])
        self._chosen[state.id] = state
        return await self._asked()

    async def again(self) -> float:
        """With nothing chosen any more."""
        self._chosen.clear()
        return await self._asked()

    async def _asked(self) -> float:
        begun = time.perf_counter()
        await self._send()
        await self._until(lambda: self._idle > begun)
        return self._idle - begun

    def _labelled(self, kind: str, label: str) -> Element:
        found = [e for e in self.tree.values() if e.kind == kind and e.value.label == label]
        if not found:
            raise Failed(f"no {kind} {label} on the page: {' '.join(self.words())[:300]}")
        return found[0]

    async def _send(self, state: WidgetState | None = None, fragment: str = "") -> None:
        client = ClientState(query_string=self.query, fragment_id=fragment)
        if self._page:
            client.page_script_hash = self._page
        else:
            client.page_name = "desk"
        client.widget_states.widgets.extend(self._chosen.values())
        client.cached_message_hashes.extend(self._cache)
        about = client.context_info
        about.timezone, about.locale, about.url = "UTC", "en-GB", f"{self.url}/desk"
        about.color_scheme = "light"
        message = BackMsg()
        message.rerun_script.CopyFrom(client)
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--leaders", type=int, default=300)
    wanted.add_argument("--assignments", type=int, default=5000)
    asked = wanted.parse_args()
    print(machine.named())
    with machine.fresh_home() as home:
        coach = open_coach(Settings.read(home=home, database_url=None, model=None))
        try:
            _fill(coach, asked.leaders, asked.assignments)
        finally:
            coach.close()
        with served("streamlit_app.py", home) as server:
            ready(server)
            asyncio.run(_look(server.url))  # warm
            before = machine.cpu_seconds(server.pid)
            took = asyncio.run(_look(server.url))
            runs = sum(map(len, took.values())) + _TIMES
            each = (machine.cpu_seconds(server.pid) - before) / runs
    machine.table(
        ("what", "n", "median s", "worst s"),
        [(what, len(s), f"{machine.median(s):.2f}", f"{max(s):.2f}") for what, s in took.items()],
    )
    print(f"of the processor's time, each: {each:.2f} s")


def _fill(coach: Coach, leaders: int, assignments: int) -> None:
    """The person of this machine coaches them all; of what was given a third is begun, half of that shown."""
    chance, store, me = random.Random(7), coach._store, coach.as_person()
    agreement = coach.knowledge.agreement
    assert agreement is not None
    people = []
    for number in range(leaders):
        name = f"{chance.choice(_NAMES)} {chance.choice(_NAMES)}son {number}"
        leader = store.as_actor(store.add_person(name, workspace_id=me.actor.workspace_id))
        made = me._stored.begin_coaching(me.actor.person_id, leader.actor.person_id)
        sides: tuple[Party, ...] = ("practitioner", "leader")
        for side, desk in zip(sides, (me._stored, leader), strict=True):
            desk.accept_agreement(
                made.id, version=agreement.version, digest=agreement.digest(side), text=agreement.text(side)
            )  # fmt: skip
        people.append(leader)
    exercises = list(coach.knowledge.exercises)
    left = assignments
    while left > 0:
        some = chance.sample(people, min(len(people), left, chance.choice((1, 5, 20, 60))))
        me.assigning.give(
            [one.actor.person_id for one in some], [Item(chance.choice(exercises))],
            note="For the week in which the line is moved.", zone="UTC",
        )  # fmt: skip
        left -= len(some)
    for leader in people:
        for one in leader.handouts("offered"):
            if chance.random() < 0.33:
                leader.begin_handout(one.id, title="T", state="{}", shows=chance.random() < 0.5)
                if chance.random() < 0.5:
                    leader.change_assignment(one.id, status="finished")
    for number in range(12):
        some = chance.sample(people, min(25, len(people)))
        me.assigning.save_group(None, f"Group {number}", [one.actor.person_id for one in some])


async def _look(url: str) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {
        "open the desk, a new session": [], "filter by name": [], "filter by group": [],
        "filter by what there is": [], "what was assigned": [],
    }  # fmt: skip
    async with httpx.AsyncClient() as http:
        for number in range(_TIMES):
            async with DeskPage(url, lambda words: 0, http) as page:
                took["open the desk, a new session"].append(await page.open())
                if not any("bp-led" in words for words in page.words()):
                    raise Failed("the desk is empty")
                took["filter by name"].append(
                    await page.change("text_input", "Name", string_value=f"son {number}")
                )
                took["filter by group"].append(
                    await page.change("selectbox", "Group", string_value=f"Group {number}")
                )
                await page.again()
                took["filter by what there is"].append(
                    await page.change("selectbox", "What there is", string_value="Something finished, as they show")
                )  # fmt: skip
                took["what was assigned"].append(await page.choose(1))
                if "To " not in " ".join(page.words()):
                    raise Failed("nothing is listed")
    return took


if __name__ == "__main__":
    main()
