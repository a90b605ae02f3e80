"""A browser session without the browser: Streamlit's own websocket protocol, as its front end speaks
it, on loopback only. Enough of it to open a page, press a button and chat.

What the app draws is kept as a tree of elements by their place, as the front end keeps it; stale ones
go when a run ends. Messages that Streamlit sends by hash are answered from a cache.
"""

import asyncio
import ipaddress
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

_WORDS = {"markdown": "body", "html": "body", "text": "body", "alert": "body"}
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Failed(RuntimeError):
    """The app or the connection did something that ends this session's talk."""


@dataclass
class Element:
    """Something drawn: where, what, by which run and fragment."""

    kind: str
    value: Any
    run: str
    fragment: str

    @property
    def words(self) -> str:
        return str(getattr(self.value, _WORDS[self.kind])) if self.kind in _WORDS else ""


@dataclass(frozen=True)
class Took:
    """Seconds from sending: until the whole reply was there, and until the script had ended."""

    reply: float
    finished: float


@dataclass
class Session:
    """One open page. ``replies`` counts the coach's whole replies in what is drawn, given the words
    of all elements in order."""

    url: str
    replies: Callable[[Sequence[str]], int]
    http: httpx.AsyncClient
    patience: float = 30.0
    tree: dict[tuple[int, ...], Element] = field(default_factory=dict)
    query: str = ""
    error: str = ""

    def __post_init__(self) -> None:
        host = urlsplit(self.url).hostname or ""
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"only this machine may be measured, not {host}")
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._cache: dict[str, ForwardMsg] = {}
        self._page = self._run = ""
        self._fragments: list[str] = []
        self._idle = self._reply_at = 0.0
        self._expected = 0
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._reader is not None:
            self._reader.cancel()
        if self._socket is not None:
            await self._socket.close()

    async def open(self) -> float:
        """Connect and draw the page for the first time; seconds until it was complete."""
        begun = time.perf_counter()
        health = await self.http.get(f"{self.url}/_stcore/health")
        token = health.cookies.get("_streamlit_xsrf", "")
        self._socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit", token or "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            additional_headers={"Cookie": f"_streamlit_xsrf={token}"} if token else None,
            origin=self.url,  # type: ignore[arg-type]
            max_size=None,
            compression=None,
        )
        self._reader = asyncio.create_task(self._read())
        await self._send()
        await self._until(lambda: self._idle > begun)
        return self._idle - begun

    async def say(self, text: str, *, replies: int = 1) -> Took:
        """Write into the chat field and wait for as many more whole replies as given."""
        box = self._find("chat_input")
        state = WidgetState(id=box.value.id)
        state.chat_input_value.data = text
        state.chat_input_value.file_uploader_state.SetInParent()
        return await self._act(state, box.fragment, replies)

    async def press(self, label: str, *, replies: int = 1) -> Took:
        """Press a button by its label."""
        button = self._find("button", label)
        state = WidgetState(id=button.value.id, trigger_value=True)
        return await self._act(state, button.fragment, replies)

    def words(self) -> list[str]:
        """What is drawn, in order."""
        return [w for path in sorted(self.tree) if (w := self.tree[path].words)]

    async def _act(self, state: WidgetState, fragment: str, replies: int) -> Took:
        self._expected = self.replies(self.words()) + replies
        self._reply_at = 0.0
        begun = time.perf_counter()
        await self._send(state, fragment)
        await self._until(lambda: self._reply_at > 0 and self._idle > begun)
        self._expected = 0
        return Took(self._reply_at - begun, self._idle - begun)

    def _find(self, kind: str, label: str | None = None) -> Element:
        for element in self.tree.values():
            if element.kind == kind and (label is None or element.value.label == label):
                return element
        raise Failed(f"no {kind} {label or ''} on the page: {' '.join(self.words())[:200]}")

    async def _send(self, state: WidgetState | None = None, fragment: str = "") -> None:
        client = ClientState(query_string=self.query, fragment_id=fragment)
        if self._page:
            client.page_script_hash = self._page
        if state is not None:
            client.widget_states.widgets.append(state)
        client.cached_message_hashes.extend(self._cache)
        about = client.context_info
        about.timezone, about.locale, about.url = "UTC", "en-GB", self.url
        about.color_scheme = "light"
        message = BackMsg()
        message.rerun_script.CopyFrom(client)
        if self._socket is None:
            raise Failed("not connected")
        await self._socket.send(message.SerializeToString())

    async def _until(self, holds: Callable[[], bool]) -> None:
        end = time.perf_counter() + self.patience
        while not holds():
            if self.error:
                raise Failed(self.error)
            self._changed.clear()
            left = end - time.perf_counter()
            try:
                await asyncio.wait_for(self._changed.wait(), max(left, 0.001))
            except TimeoutError:
                raise Failed(f"nothing for {self.patience:g} s") from None

    # What the server sends

    async def _read(self) -> None:
        assert self._socket is not None
        try:
            async for data in self._socket:
                self._take(ForwardMsg.FromString(data))
                self._changed.set()
        except Exception as error:  # shown as this session's failure
            self.error = f"{type(error).__name__}: {error}"
        else:
            self.error = "the server closed the connection"
        self._changed.set()

    def _take(self, message: ForwardMsg) -> None:
        about, kind = message.metadata, message.WhichOneof("type")
        if kind == "ref_hash":
            message, kind = self._cache[message.ref_hash], "delta"
        elif about.cacheable and message.hash:
            self._cache[message.hash] = message
        if kind == "new_session":
            self._run = about.run.script_run_id
            self._fragments = list(about.run.fragment_ids)
            self._page = message.new_session.page_script_hash or self._page
            self._idle = 0.0
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash or self._page
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._draw(tuple(about.delta_path), message.delta)
        elif kind == "script_finished" and message.script_finished in _DONE:
            self._finish()

    def _draw(self, path: tuple[int, ...], delta: Any) -> None:
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type") or "empty"
        value = getattr(delta.new_element, kind) if kind != "empty" else None
        element = Element(kind, value, self._run, delta.fragment_id)
        self.tree[path] = element
        if kind == "exception" and value is not None:
            self.error = f"the page shows {value.type}: {value.message[:200]}"
        if self._expected and not self._reply_at and element.words:
            fresh = [e.words for p, e in sorted(self.tree.items()) if not self._stale(e)]
            if self.replies(fresh) >= self._expected:
                self._reply_at = time.perf_counter()

    def _stale(self, element: Element) -> bool:
        return element.run != self._run and (
            not self._fragments or element.fragment in self._fragments
        )

    def _finish(self) -> None:
        for path in [p for p, e in self.tree.items() if self._stale(e)]:
            del self.tree[path]
        now = time.perf_counter()
        self._idle = now
        if self._expected and not self._reply_at and self.replies(self.words()) >= self._expected:
            self._reply_at = now


def coach_replies(words: Sequence[str]) -> int:
    """Whole replies on this app's page: the coach's words, without one still being written."""
    articles = [piece.split("</article>")[0] for piece in "".join(words).split("<article")[1:]]
    return sum("bp-coach" in a and "bp-waiting" not in a for a in articles)


def echo_replies(words: Sequence[str]) -> int:
    """Replies on the bare chat that the app is compared with."""
    return sum(w.startswith("You said: ") for w in words)
