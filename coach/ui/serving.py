"""The server's side of the app: health, and nobody but this machine while there is no sign-in."""

import ipaddress
import logging
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from coach.errors import CoachError
from coach.ui.doors import DEVICE, DOORS, cookies_of, with_device
from coach.ui.shared import readiness, the_coach
from coach.workshops.anonymity import is_token

_log = logging.getLogger(__name__)
_REFUSAL = (
    "Begin Personal has no sign-in yet, so it serves this machine only. It was told to listen on "
    "{address}, where anybody who can reach this machine could read every conversation. Remove "
    "--server.address, or set it to 127.0.0.1."
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
    """End the program, saying what to do, unless it listens on loopback."""
    if not is_loopback(address):
        print(_REFUSAL.format(address=address or "every address"), file=sys.stderr)
        raise SystemExit(2)


class OnlyThisMachine:
    """Refuses what arrives at another address: the app may be started by another server too."""

    def __init__(self, app: Callable[[_Scope, _Receive, _Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: _Scope, receive: _Receive, send: _Send) -> None:
        server = scope.get("server")
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._told(send))
        elif server and is_loopback(server[0]):
            if scope["type"] == "http" and scope["path"] == "/room":
                send = with_device(send, cookies_of(scope), secure=False)
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


def only_this_machine() -> list[Middleware]:
    return [Middleware(OnlyThisMachine)]


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
        made = rooms.guest(rooms.find(request.query_params.get("code", ""), who), token).file()
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
    return [Route("/healthz", _alive), Route("/readyz", _ready), Route("/room/mine", _own_file)]
