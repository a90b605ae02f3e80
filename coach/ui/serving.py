"""The server's side of the app: health, and nobody but this machine while there is no sign-in."""

import ipaddress
import logging
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import config

from coach.errors import CoachError, SettingsError
from coach.settings import Settings
from coach.ui import entering, pulse_door
from coach.ui.doors import DEVICE, DOORS, cookies_of, with_device
from coach.ui.shared import readiness, the_coach
from coach.ui.signing import others_may_come, sign_in
from coach.workshops.anonymity import is_token

_log = logging.getLogger(__name__)
_REFUSAL = (
    "Without sign-in Begin Personal serves this machine only. It was told to listen on "
    "{address}, where anybody who can reach this machine could read every conversation. Remove "
    "--server.address, or set it to 127.0.0.1; or set up a sign-in, as docs/security.md says."
)
_OPEN_LINE = (
    "There is a sign-in, but no COACH_PUBLIC_URL that begins with https. What people write would "
    "travel to {address} for anybody on the way to read. Set COACH_PUBLIC_URL to the https address that "
    "others use, or listen on 127.0.0.1."
)
_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Scope]]
_Send = Callable[[_Scope], Awaitable[None]]


def is_loopback(address: str | None) -> bool:
    """Whether only this machine can reach the address; no address at all means every one."""
    if not address:
        return False
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_other_addresses(address: str | None) -> None:
    """End the program, saying what to do, unless it listens on loopback, or people sign in over https."""
    settings = _settings()
    if not is_loopback(address) and not others_may_come(settings):
        words = _REFUSAL if sign_in() is None else _OPEN_LINE
        print(words.format(address=address or "every address"), file=sys.stderr)
        raise SystemExit(2)
    name = urlsplit(settings.public_url or "").hostname
    allowed = st.get_option("server.allowedHosts")
    if sign_in() is not None and name and name not in allowed:
        config.set_option("server.allowedHosts", [*allowed, name])


def _settings() -> Settings:
    """What is wrong with them is said on the page; until it is put right, only this machine is served."""
    try:
        return Settings.read()
    except SettingsError:
        return Settings()


class OnlyThisMachine:
    """Refuses what arrives at another address, since the app may be started by another server too; not where
    ``others`` may come, who sign in."""

    def __init__(
        self, app: Callable[[_Scope, _Receive, _Send], Awaitable[None]], *, others: bool = False
    ) -> None:
        self._app = app
        self._others = others

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        server = scope.get("server")
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._told(send))
        elif self._others or (server and is_loopback(server[0]) and not _through_a_proxy(scope)):
            if scope["type"] == "http" and scope["path"] == "/room":
                send = with_device(send, cookies_of(scope), secure=self._others)
            await self._app(DOORS.as_local(scope), receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            words = _REFUSAL.format(address=server[0] if server else "an unknown address")
            await PlainTextResponse(words, 403)(scope, receive, send)

    def _told(self, send: _Send) -> _Send:
        """The doors know when the app runs."""

        async def sends(message: _Scope) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                await DOORS.started(self._app)

        return sends


def _through_a_proxy(scope: _Scope) -> bool:
    """Whether somebody else may be behind what comes from this machine."""
    names = {name.lower() for name, _ in scope.get("headers", [])}
    return not names.isdisjoint(
        {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip"}
    )


def only_this_machine() -> list[Middleware]:
    """Nobody is refused where people sign in over https."""
    return [Middleware(OnlyThisMachine, others=others_may_come(_settings()))]


async def _alive(request: Request) -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "alive"})


def _ready(request: Request) -> JSONResponse:
    """The database can be used and everything a first turn needs is open."""
    try:
        the_coach().check_store()
    except CoachError as error:
        return JSONResponse({"status": "not ready", "why": str(error)}, 503)
    ready = readiness()
    if ready.error is not None:
        return JSONResponse({"status": "not ready", "why": str(ready.error)}, 503)
    if not ready.done:
        ready.begin()
        return JSONResponse({"status": "not ready", "why": "the library is being opened"}, 503)
    return JSONResponse({"status": "ready"})


def _own_file(request: Request) -> Response:
    """What the device that asks wrote in a workshop, for it to keep: found by the secret that it alone holds."""
    token = request.cookies.get(DEVICE)
    if token is None or not is_token(token):
        return PlainTextResponse("This device has written nothing here.", 404)
    try:
        who = request.client.host if request.client else ""
        rooms = the_coach().rooms
        found = rooms.find(request.query_params.get("code", ""), who, token)
        made = rooms.guest(found, token).file()
    except CoachError as error:
        return PlainTextResponse(str(error), 404)
    kept = {
        "content-disposition": 'attachment; filename="my-workshop.md"',
        "cache-control": "no-store",
    }
    return PlainTextResponse(made, headers=kept, media_type="text/markdown")


def calmly(error: Exception) -> bool:
    """What a page shows when the program itself fails: no traceback, and what to do."""
    _log.error("a page failed", exc_info=error)
    st.html(
        '<section class="bp-strip bp-bad" role="alert"><p>Something went wrong in the program '
        "itself. What you wrote is kept. Reload the page; if it happens again, run "
        "<code>python -m coach doctor</code>.</p></section>"
    )
    return True


def routes() -> list[Route]:
    return [
        Route("/healthz", _alive),
        Route("/readyz", _ready),
        Route("/room/mine", _own_file),
        *entering.routes(),
        *pulse_door.routes(),
    ]
