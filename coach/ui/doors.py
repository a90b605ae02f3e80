"""Which door a request came in by, and what it may reach from there.

The app listens on loopback: that door is the local person's, and nothing here changes it. To hold a workshop a second
door is opened on purpose, on a port of its own, for the network of the room. Whoever comes in there reaches the pages
of the room and nothing else; the facilitator's passphrase adds the pages that lead the workshop, and still nothing of
anybody's coaching. Who somebody is is told by the socket they came in by, not by an address that could be forged.

The verdict travels to the script in a header that the doors set themselves, with a secret of this process. Once a
second door was open, a session without that header is a guest.
"""

import asyncio
import contextlib
import hashlib
import hmac
import ipaddress
import os
import secrets
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from streamlit.proto.BackMsg_pb2 import BackMsg

from coach.errors import BadInput
from coach.workshops.anonymity import is_token, new_token

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Scope]]
_Send = Callable[[_Scope], Awaitable[None]]
App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]

_HEADER = "x-begin-door"
DEVICE = "bp_room"
"""The cookie that holds a device's secret."""
_HOST = "bp_host"
_DEVICE_KEPT = 75 * 86400
"""Seconds: longer than answers are kept by default, and than a follow-up takes."""
_SHORTEST = 8
"""Characters of a passphrase."""
_WRONG_AT_MOST, _WITHIN = 10, 300.0
_MOST_SOCKETS = 600
PORT = 8601
PULSE = "/pulse-answer"
"""Where colleagues who were asked in a pulse answer: by every door, and nothing but this."""
_TRIAL = "/knock"
"""Where the program asks whether its door answers."""
_PAGES = ("/", "/lead", "/wall")
_READ = ("/static/", "/app/static/")
_FILES = ("/_stcore/health", "/_stcore/host-config", "/favicon.png", "/manifest.json", "/room/mine")
_GUEST_SAYS = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
_HOST_SAYS = _GUEST_SAYS | {"backend_operation_request"}
"""A facilitator's page makes the report when it is asked for."""
_NEVER_ENDS = float("inf")


class Seat(StrEnum):
    """Whose page it is."""

    LOCAL = "local"
    HOST = "host"
    GUEST = "guest"


@dataclass(frozen=True)
class Opened:
    """The second door, open."""

    port: int
    addresses: tuple[str, ...]
    """Where it can be reached, the likeliest first."""


class Doors:
    """The doors of this process."""

    def __init__(self) -> None:
        self._secret = secrets.token_hex(32)
        self._passphrase: tuple[bytes, bytes] | None = None
        self._secret_host = secrets.token_hex(32)
        self._running: asyncio.Task[None] | None = None
        self._app: App | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Any = None
        self._lock = threading.Lock()
        self._wrong: deque[float] = deque()
        self._sockets = 0
        self._ends: float = _NEVER_ENDS
        self._ever = False
        self._public_url: str | None = None
        self.opened: Opened | None = None
        self.knocked = False
        """Whether a device other than this machine has come to the door."""
        self.pending: tuple[str, int, str | None, Callable[[Opened], None]] | None = None
        """What ``make host`` asked for, opened as soon as the app runs."""

    # --- The first door

    async def started(self, app: App) -> None:
        """The app runs: from here on a second door can be opened beside it."""
        self._app, self._loop = app, asyncio.get_running_loop()
        if self.pending is not None:
            passphrase, port, public_url, tell = self.pending
            try:
                tell(await self._open(passphrase, port, public_url))
            except BadInput as error:
                print(f"host: {error}", file=sys.stderr)
                os.kill(
                    os.getpid(), signal.SIGINT
                )  # asked for the door alone: without it, nothing to run

    def as_local(self, scope: _Scope) -> _Scope:
        return self._marked(scope, Seat.LOCAL)

    def _marked(self, scope: _Scope, seat: Seat) -> _Scope:
        name = _HEADER.encode()
        headers = [(k, v) for k, v in scope.get("headers", []) if k.lower() != name]
        return {**scope, "headers": [*headers, (name, f"{seat}.{self._secret}".encode())]}

    def seat(self, header: str | None) -> Seat:
        """Whose page a session draws, by the header that came with it."""
        if header is None:
            # No door has seen it: a test, or a page drawn without a server.
            return Seat.GUEST if self._ever else Seat.LOCAL
        name, _, secret = header.partition(".")
        if hmac.compare_digest(secret.encode(), self._secret.encode()) and name in set(Seat):
            return Seat(name)
        return Seat.GUEST

    # --- The second door

    def open(self, passphrase: str, port: int = PORT, public_url: str | None = None) -> Opened:
        """Open the room's door. Raises BadInput with what would do."""
        if self._loop is None:
            raise BadInput("The app is still starting. Try again in a moment.")
        asked = asyncio.run_coroutine_threadsafe(
            self._open(passphrase, port, public_url), self._loop
        )
        return asked.result(15)

    async def _open(self, passphrase: str, port: int, public_url: str | None) -> Opened:
        import uvicorn

        check_passphrase(passphrase)
        if self.opened is not None:
            return self.opened
        # A proxy in front of it runs on this machine: then nothing else has to reach the port.
        listening = _listen("127.0.0.1" if public_url else "0.0.0.0", port)
        port = listening.getsockname()[1]
        self._public_url = public_url
        salt = secrets.token_bytes(16)
        self._passphrase = salt, _stretched(passphrase, salt)
        self._secret_host = secrets.token_hex(32)
        self._ever, self.knocked, self._ends = True, False, _NEVER_ENDS
        options = uvicorn.Config(
            self._guests, interface="asgi3", lifespan="off", log_level="warning", access_log=False,
            proxy_headers=False, server_header=False, ws_max_size=1_000_000, timeout_graceful_shutdown=2,
        )  # fmt: skip
        options.load()
        server = uvicorn.Server(options)
        server.lifespan = options.lifespan_class(options)
        await server.startup(sockets=[listening])
        self._server = server
        self.opened = Opened(port, _addresses(port, public_url))
        self._running = asyncio.get_running_loop().create_task(self._serve(server, listening))
        return self.opened

    async def _serve(self, server: Any, listening: socket.socket) -> None:
        ending = asyncio.create_task(self._close_when_over(server))
        try:
            await server.main_loop()  # its own signal handling stays out: the app's server has that
        finally:
            ending.cancel()
            await server.shutdown(sockets=[listening])
            listening.close()
            self.opened, self._server = None, None

    async def _close_when_over(self, server: Any) -> None:
        while time.monotonic() < self._ends:
            await asyncio.sleep(1)
        server.should_exit = True

    def close(self, after: float = 0.0) -> None:
        """Close it, now or after so many seconds; whoever is inside is shown out."""
        if after > 0:
            self._ends = time.monotonic() + after
            return
        server = self._server
        if server is not None:
            server.should_exit = True

    def stay_open(self) -> None:
        """Take back that it closes by itself."""
        self._ends = _NEVER_ENDS

    @property
    def closes(self) -> bool:
        """Whether it closes by itself, in a while."""
        return self._ends != _NEVER_ENDS

    async def _guests(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        """Everything that comes in by the second door."""
        app = self._app
        assert app is not None
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        cookies = _cookies(headers.get("cookie", ""))
        host = self._is_host(cookies)
        client = scope.get("client")
        if scope["path"] != _TRIAL and self._from_elsewhere(headers, client):
            self.knocked = True
        scope = self._marked(scope, Seat.HOST if host else Seat.GUEST)
        scope = _as_if_local(scope)
        if self._public_url is not None:
            scope["client"] = _behind(headers.get("x-forwarded-for", ""), client)
        if scope["type"] == "websocket":
            await self._socket(app, scope, receive, send, headers, host=host)
            return
        path, method = scope["path"], scope["method"]
        if path == "/lead/enter" and method == "POST":
            await self._enter(scope, receive, send, secure=self._is_secure(headers))
        elif path == PULSE and method in {"GET", "HEAD", "POST"}:
            await app(scope, receive, send)
        elif method not in {"GET", "HEAD"}:
            await PlainTextResponse("Not here.", 405)(scope, receive, send)
        elif path == _TRIAL:
            await PlainTextResponse("The door is open.")(scope, receive, send)
        elif path in _PAGES[1:] and not host:
            await HTMLResponse(_form(""), 401, headers={"cache-control": "no-store"})(
                scope, receive, send
            )
        elif (
            path in _PAGES
            or path in _FILES
            or path.startswith(_READ)
            or (host and path.startswith("/media/"))  # the report, for a facilitator elsewhere
        ):
            await app(scope, receive, with_device(send, cookies, secure=self._is_secure(headers)))
        else:
            await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)

    def _from_elsewhere(self, headers: dict[str, str], client: tuple[str, int] | None) -> bool:
        """Whether it is another device that comes: this machine can reach the door by its own address, too."""
        own = {urlsplit(address).hostname for address in self._all_addresses()}
        return "x-forwarded-for" in headers or bool(
            client and client[0] not in own and not _is_loopback(client[0])
        )

    async def _socket(
        self,
        app: App,
        scope: _Scope,
        receive: _Receive,
        send: _Send,
        headers: dict[str, str],
        *,
        host: bool,
    ) -> None:
        """A page's connection: only from a page of this door, and only as many as one process can serve."""
        origin = urlsplit(headers.get("origin", "")).netloc
        wanted = {headers.get("host", ""), *(urlsplit(a).netloc for a in self._all_addresses())}
        if scope["path"] != "/_stcore/stream" or origin not in wanted or not origin:
            await send({"type": "websocket.close", "code": 1008})
            return
        if self._sockets >= _MOST_SOCKETS:
            await send({"type": "websocket.close", "code": 1013})
            return
        self._sockets += 1
        try:
            await app(scope, _only(receive, _HOST_SAYS if host else _GUEST_SAYS), send)
        finally:
            self._sockets -= 1

    def _all_addresses(self) -> tuple[str, ...]:
        return self.opened.addresses if self.opened else ()

    # --- The facilitator away from this machine

    def _is_secure(self, headers: dict[str, str]) -> bool:
        """Whether what is sent to the browser is encrypted on its way."""
        https = (self._public_url or "").startswith("https://")
        return https or headers.get("x-forwarded-proto", "") == "https"

    def _is_host(self, cookies: dict[str, str]) -> bool:
        if self._passphrase is None:
            return False
        return hmac.compare_digest(cookies.get(_HOST, "").encode(), self._secret_host.encode())

    async def _enter(self, scope: _Scope, receive: _Receive, send: _Send, *, secure: bool) -> None:
        now = time.monotonic()
        while self._wrong and self._wrong[0] < now - _WITHIN:
            self._wrong.popleft()
        if len(self._wrong) >= _WRONG_AT_MOST:
            words = "Too many wrong passphrases. Wait five minutes, or lead from the machine it runs on."
            await HTMLResponse(_form(words), 429)(scope, receive, send)
            return
        body = b""
        while len(body) <= 4096:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        given = parse_qs(body[:4096].decode("utf-8", "replace")).get("passphrase", [""])[0]
        # Counted before it is looked at, so that many at once are no more tries than one after another.
        self._wrong.append(now)
        salt, kept = self._passphrase or (b"", b"")
        right = await asyncio.to_thread(lambda: hmac.compare_digest(_stretched(given, salt), kept))
        if not right:
            await HTMLResponse(_form("That is not the passphrase."), 403)(scope, receive, send)
            return
        with contextlib.suppress(ValueError):
            self._wrong.remove(now)
        answer = RedirectResponse("/lead", 303)
        answer.set_cookie(_HOST, self._secret_host, httponly=True, samesite="strict", secure=secure)
        await answer(scope, receive, send)

    # --- Looking

    def address(self) -> str | None:
        """Where people come in, as far as this process knows."""
        return self.opened.addresses[0] if self.opened else None

    def answers(self) -> bool:
        """Whether the door answers at the address that is shown, asked from this machine."""
        address = self.address()
        if address is None:
            return False
        try:
            with urllib.request.urlopen(address + _TRIAL, timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


DOORS = Doors()
"""Those of this process."""


def check_passphrase(passphrase: str) -> None:
    if len(passphrase.strip()) < _SHORTEST:
        raise BadInput(
            f"A passphrase has at least {_SHORTEST} characters. Three plain words do well."
        )


def seat() -> Seat:
    """Whose page this session draws."""
    return DOORS.seat(st.context.headers.get(_HEADER))


@dataclass
class Looks:
    """What a page's fragment that looks again and again knows of the page it is drawn in."""

    again: bool
    """Whether the page is to be drawn once more at the next look."""
    drawn: float
    first: bool = True
    """The first look is a part of the page's own run."""


def looks() -> Looks:
    return Looks(not st.session_state.pop("drawn-again", False), time.monotonic())


def draws_again(looks: Looks, every: float) -> bool:
    """Whether the page is to be drawn once more though nothing has changed.

    What a run has drawn may never reach the browser: where a look arrives while its messages still wait to be
    sent, Streamlit makes a new runner and drops what comes from the old one. So every page is drawn twice; and once
    more where a look comes sooner than this page can have asked for it, since then the page before had asked.
    """
    if looks.first:
        looks.first = False
        return False
    if not looks.again and time.monotonic() - looks.drawn > 0.9 * every:
        return False
    looks.again = False
    st.session_state["drawn-again"] = True
    return True


def pressed() -> None:
    """For whatever a press does, first: it is drawn twice, too. It may have come while a page was drawn for the second
    time, and stopped that before it had said so."""
    st.session_state.pop("drawn-again", None)


def device_token() -> str:
    """This device's secret: from its cookie, or, where the browser keeps none, for as long as the page is open."""
    kept = st.context.cookies.get(DEVICE)
    if kept is not None and is_token(kept):
        return kept
    made = st.session_state.get("device")
    if not isinstance(made, str):
        made = st.session_state["device"] = new_token()
    return made


def keeps_device() -> bool:
    """Whether this device will be known again after a reload."""
    return is_token(st.context.cookies.get(DEVICE))


def caller() -> str:
    """Whom wrong codes are counted for."""
    return st.context.ip_address or "this machine"


def with_device(send: _Send, cookies: dict[str, str], *, secure: bool) -> _Send:
    """Give the device its secret with the page, if it has none. It is made here and stored nowhere here."""
    if is_token(cookies.get(DEVICE)):
        return send

    async def sends(message: _Scope) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = list(message.get("headers", []))
            kind = next((v for k, v in headers if k.lower() == b"content-type"), b"")
            if kind.startswith(b"text/html"):
                cookie = f"{DEVICE}={new_token()}; Path=/; Max-Age={_DEVICE_KEPT}; HttpOnly; SameSite=Lax"
                cookie += "; Secure" if secure else ""
                headers = [(k, v) for k, v in headers if k.lower() != b"cache-control"]
                headers += [(b"set-cookie", cookie.encode()), (b"cache-control", b"no-store")]
                message = {**message, "headers": headers}
        await send(message)

    return sends


def cookies_of(scope: _Scope) -> dict[str, str]:
    given = next((v for k, v in scope.get("headers", []) if k.lower() == b"cookie"), b"")
    return _cookies(given.decode("latin-1"))


def _only(receive: _Receive, may_say: frozenset[str]) -> _Receive:
    """Pass on what a page says while it is used. Streamlit also takes orders that reach beyond the session: to clear
    the caches of everybody, to end the server."""

    async def receives() -> _Scope:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            said = BackMsg()
            try:
                said.ParseFromString(message.get("bytes") or b"")
            except DecodeError:
                continue
            if said.WhichOneof("type") in may_say:
                return message

    return receives


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except Exception:  # what a stranger sent is no cookie
        return {}


def _as_if_local(scope: _Scope) -> _Scope:
    """As the app behind expects it, whose own checks know of loopback only. The door has made its own."""
    drop = {b"host", b"origin", b"forwarded"}
    headers = [
        (k, v)
        for k, v in scope["headers"]
        if k.lower() not in drop and not k.lower().startswith(b"x-forwarded")
    ]
    return {**scope, "headers": [*headers, (b"host", b"127.0.0.1")]}


def _behind(forwarded: str, client: Any) -> Any:
    """Whom the proxy on this machine speaks for: the last address is the one that it saw itself, and all before it is
    what somebody says of themselves."""
    address = forwarded.rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(address)), 0
    except ValueError:
        return client


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.strip().encode(), salt=salt or b"-", n=2**14, r=8, p=1)


def _listen(address: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
    except OSError as error:
        listening.close()
        raise BadInput(
            f"Port {port} cannot be opened ({error.strerror}). Close what uses it, or choose another."
        ) from error
    listening.setblocking(False)
    return listening


def _addresses(port: int, public_url: str | None) -> tuple[str, ...]:
    if public_url:
        return (public_url,)
    found = []
    # Without a network only this machine can reach it.
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; tells which of our addresses would be used
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    reachable = [a for a in dict.fromkeys(found) if not _is_loopback(a)]
    return tuple(f"http://{a}:{port}" for a in [*reachable, "127.0.0.1"])


def _form(words: str) -> str:
    said = f'<p role="alert">{words}</p>' if words else ""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
        'content="width=device-width"><title>Lead the workshop</title><style>:root{color-scheme:light dark}'
        "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:24rem;margin:15vh auto;padding:0 1.2rem}"
        "input,button{font:inherit;width:100%;box-sizing:border-box;padding:.7rem;margin:.4rem 0;border-radius:.6rem;"
        "border:1px solid #8a938f}button{background:#2d665c;color:#fff;border:0}</style>"
        f'<h1>Lead the workshop</h1>{said}<form method="post" action="/lead/enter"><label>The facilitator’s '
        'passphrase<input type="password" name="passphrase" autofocus autocomplete="off"></label>'
        "<button>Come in</button></form><p>People who take part need no passphrase: "
        '<a href="/">to the room</a>.</p></html>'
    )
