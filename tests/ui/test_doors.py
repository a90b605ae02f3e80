"""Two doors: loopback is the local person's; the room's leads to the room and nothing else, whatever is asked."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from coach.errors import BadInput
from coach.ui import doors as doors_module
from coach.ui import signing
from coach.ui.doors import DEVICE, Doors, Seat
from coach.ui.serving import OnlyThisMachine
from coach.workshops.anonymity import is_token, new_token

PASSPHRASE = "amber basin cedar"
LAN = "http://192.168.1.20:8601"
WS = LAN.replace("http", "ws", 1)


async def _page(request: Request) -> HTMLResponse:
    return HTMLResponse("a page of " + request.headers["x-begin-door"].partition(".")[0])


async def _anything(request: Request) -> JSONResponse:
    return JSONResponse({"reached": request.url.path})


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json([socket.headers.get("x-begin-door", ""), socket.headers.get("host", "")])
    if "x-echo" in socket.headers:
        await socket.send_json(BackMsg.FromString(await socket.receive_bytes()).WhichOneof("type"))
    await socket.close()


BEHIND = Starlette(
    routes=[
        Route("/", _page), Route("/lead", _page), Route("/wall", _page), Route("/{rest:path}", _anything),
        WebSocketRoute("/_stcore/stream", _stream), WebSocketRoute("/{rest:path}", _stream),
    ]
)  # fmt: skip


class Elsewhere:
    """A loop in a thread of its own: in this one the browser of other tests may have theirs running."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def __call__(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


@pytest.fixture(scope="module")
def run() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
def doors(run: Elsewhere) -> Iterator[Doors]:
    """A second door on a free port, in a loop of its own."""
    made = Doors()
    made._app = BEHIND
    opened = run(made._open(PASSPHRASE, 0, None))
    assert opened.port > 0
    yield made
    made.close()
    assert made._running is not None
    run(asyncio.wait_for(made._running, 10))


@pytest.fixture
def stranger(doors: Doors) -> TestClient:
    return TestClient(
        doors._guests, base_url=LAN, client=("192.168.1.77", 5000), follow_redirects=False
    )


def test_a_stranger_gets_the_rooms_page_as_a_guest(stranger: TestClient) -> None:
    answer = stranger.get("/?code=ABCDEF")
    assert answer.text == "a page of guest"


@pytest.mark.parametrize(
    "path",
    ["/about", "/talk", "/your-words", "/check", "/library", "/workshops", "/room", "/healthz", "/readyz", "/media/abc.json",
     "/_stcore/upload_file/1/2", "/_stcore/agent/mcp", "/_stcore/metrics", "/component/x/y", "/oauth2callback", "/auth/login", "/%2e%2e/etc/passwd", "/static/../media/x", "/LEAD", "/lead/", "/docs"],
)  # fmt: skip
def test_no_other_address_is_reached_from_there(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code in {404, 401}, answer.text
    assert "reached" not in answer.text
    for method in ("post", "put", "delete", "options", "patch"):
        assert "reached" not in getattr(stranger, method)(path).text


def test_without_the_passphrase_nobody_leads(stranger: TestClient) -> None:
    for page in ("/lead", "/wall", "/lead?w=1"):
        answer = stranger.get(page)
        assert answer.status_code == 401
        assert "passphrase" in answer.text
    wrong = stranger.post("/lead/enter", data={"passphrase": "let me in please"})
    assert wrong.status_code == 403
    stranger.cookies.set("bp_host", "0" * 64)
    assert stranger.get("/lead").status_code == 401


def test_with_the_passphrase_one_leads_and_is_still_not_the_local_person(
    stranger: TestClient,
) -> None:
    right = stranger.post("/lead/enter", data={"passphrase": f" {PASSPHRASE} "})
    assert (right.status_code, right.headers["location"]) == (303, "/lead")
    kept = right.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=strict" in kept
    assert stranger.get("/lead").text == "a page of host"
    for path in ("/about", "/your-words", "/workshops"):
        assert stranger.get(path).status_code == 404


def test_guessing_the_passphrase_ends_after_ten(stranger: TestClient) -> None:
    for n in range(10):
        assert (
            stranger.post("/lead/enter", data={"passphrase": f"wrong {n} words"}).status_code == 403
        )
    assert stranger.post("/lead/enter", data={"passphrase": PASSPHRASE}).status_code == 429


@pytest.mark.parametrize("forged", ["local", "local.", "local.0000", "host.secret"])
def test_nobody_can_say_of_themselves_who_they_are(
    doors: Doors, stranger: TestClient, forged: str
) -> None:
    answer = stranger.get(
        "/",
        headers={
            "x-begin-door": forged,
            "x-forwarded-for": "127.0.0.1",
            "forwarded": "for=127.0.0.1",
        },
    )
    assert answer.text == "a page of guest"
    assert doors.seat(forged) is Seat.GUEST


def test_once_a_second_door_was_open_a_session_without_a_header_is_a_guest(doors: Doors) -> None:
    assert Doors().seat(None) is Seat.LOCAL
    assert doors.seat(None) is Seat.GUEST
    local = doors.as_local({"headers": [(b"x-begin-door", b"guest.x")]})
    ((_, header),) = local["headers"]
    assert doors.seat(header.decode()) is Seat.LOCAL


def test_a_device_gets_its_secret_once_and_the_server_keeps_none(
    stranger: TestClient, doors: Doors
) -> None:
    first = stranger.get("/")
    token = first.cookies[DEVICE]
    assert is_token(token)
    assert "httponly" in first.headers["set-cookie"].lower()
    assert first.headers["cache-control"] == "no-store"
    assert "set-cookie" not in stranger.get("/").headers
    assert token not in repr(vars(doors))
    forged = TestClient(doors._guests, base_url=LAN).get(
        "/", headers={"cookie": f"{DEVICE}=<script>"}
    )
    assert is_token(forged.cookies[DEVICE])


def test_a_page_connects_only_from_its_own_address(stranger: TestClient, doors: Doors) -> None:
    with stranger.websocket_connect(WS + "/_stcore/stream", headers={"origin": LAN}) as socket:
        header, host = socket.receive_json()
    assert doors.seat(header) is Seat.GUEST
    assert host == "127.0.0.1"  # as the app behind expects it
    for path, origin in (
        ("/_stcore/stream", "http://evil.example"),
        ("/_stcore/stream", ""),
        ("/other", LAN),
    ):
        with (
            pytest.raises(WebSocketDisconnect),
            stranger.websocket_connect(WS + path, headers={"origin": origin} if origin else {}),
        ):
            pass


def test_a_page_of_the_room_cannot_give_orders_that_reach_beyond_it(stranger: TestClient) -> None:
    """Streamlit would clear the caches of everybody for any page that asks."""
    orders = [
        BackMsg(clear_cache=True),
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(set_run_on_save=True),
        BackMsg(load_git_info=True),
    ]
    with stranger.websocket_connect(
        WS + "/_stcore/stream", headers={"origin": LAN, "x-echo": "1"}
    ) as socket:
        socket.receive_json()
        for order in orders:
            socket.send_bytes(order.SerializeToString())
        socket.send_bytes(b"\xff\xff not a message")
        socket.send_bytes(BackMsg(app_heartbeat=True).SerializeToString())
        assert socket.receive_json() == "app_heartbeat"


def test_it_says_whether_a_phone_has_reached_it(doors: Doors) -> None:
    def come(address: str, path: str, **headers: str) -> bool:
        TestClient(doors._guests, base_url=LAN, client=(address, 5000)).get(path, headers=headers)
        return doors.knocked

    assert doors.opened is not None
    assert not come("127.0.0.1", "/")
    # The program's own trial goes to the address of the network, and through a proxy if there is one.
    assert not come("192.168.1.9", "/knock")
    assert not come("127.0.0.1", "/knock", **{"x-forwarded-for": "203.0.113.7"})
    for own in doors.opened.addresses:
        assert not come(str(urlsplit(own).hostname), "/")
    assert come("192.168.1.9", "/")


def test_a_short_passphrase_or_a_taken_port_is_said(run: Elsewhere, doors: Doors) -> None:
    assert doors.opened is not None
    with pytest.raises(BadInput, match="at least 8"):
        run(Doors()._open("short", 0, None))
    with pytest.raises(BadInput, match="cannot be opened"):
        run(Doors()._open(PASSPHRASE, doors.opened.port, None))
    with pytest.raises(BadInput, match="still starting"):
        Doors().open(PASSPHRASE)


def test_behind_a_public_address_only_the_proxy_on_this_machine_reaches_it(run: Elsewhere) -> None:
    async def opened() -> tuple[str, tuple[str, ...]]:
        made = Doors()
        made._app = BEHIND
        door = await made._open(PASSPHRASE, 0, "https://room.example.org")
        bound = made._server.servers[0].sockets[0].getsockname()[0]
        made.close()
        assert made._running is not None
        await made._running
        return bound, door.addresses

    assert run(opened()) == ("127.0.0.1", ("https://room.example.org",))


def test_behind_a_proxy_each_is_known_by_the_address_that_the_proxy_saw(run: Elsewhere) -> None:
    """Wrong codes are counted for one, not for all who come through it; and nobody chooses whom they are counted for."""

    async def who(request: Request) -> HTMLResponse:
        return HTMLResponse(request.client.host if request.client else "nobody")

    made = Doors()
    made._app = Starlette(routes=[Route("/", who)])
    run(made._open(PASSPHRASE, 0, "https://room.example.org"))
    try:
        there = TestClient(made._guests, base_url=LAN, client=("127.0.0.1", 5000))
        seen = {
            said: there.get("/", headers={"x-forwarded-for": said}).text
            for said in ("203.0.113.9", "10.0.0.1, 203.0.113.8", "::1, 2001:db8::7", "nonsense", "")
        }
        assert seen == {
            "203.0.113.9": "203.0.113.9", "10.0.0.1, 203.0.113.8": "203.0.113.8",
            "::1, 2001:db8::7": "2001:db8::7", "nonsense": "127.0.0.1", "": "127.0.0.1",
        }  # fmt: skip
        right = there.post("/lead/enter", data={"passphrase": PASSPHRASE}, follow_redirects=False)
        assert "secure" in right.headers["set-cookie"].lower()
        there.cookies.clear()
        assert "secure" in there.get("/").headers["set-cookie"].lower()
    finally:
        made.close()
        assert made._running is not None
        run(asyncio.wait_for(made._running, 10))


def test_without_a_proxy_nobody_chooses_their_own_address() -> None:
    scopes: list[Any] = []

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope["client"])
        await BEHIND(scope, receive, send)

    made = Doors()
    made._app = noted
    TestClient(made._guests, base_url=LAN, client=("192.168.1.77", 5000)).get(
        "/", headers={"x-forwarded-for": "203.0.113.9"}
    )
    assert scopes == [("192.168.1.77", 5000)]


def test_it_closes_by_itself_when_its_time_is_over(run: Elsewhere) -> None:
    async def opened() -> bool:
        made = Doors()
        made._app = BEHIND
        await made._open(PASSPHRASE, 0, None)
        made.close(after=0.1)
        assert made._running is not None
        await asyncio.wait_for(made._running, 10)
        return made.opened is None

    assert run(opened())


def test_tokens_are_made_not_counted() -> None:
    assert len({new_token() for _ in range(100)}) == 100


def test_no_two_cookies_have_one_name() -> None:
    """A personal link's secret must outlive a visit to a room on the same machine."""
    assert len({doors_module.DEVICE, doors_module._HOST, signing.DEVICE, signing.INVITED}) == 4


def test_many_tries_at_once_are_no_more_than_one_after_another(stranger: TestClient) -> None:
    with ThreadPoolExecutor(24) as pool:
        tried = pool.map(
            lambda n: stranger.post("/lead/enter", data={"passphrase": f"guess number {n}"}),
            range(48),
        )
        answers = [answer.status_code for answer in tried]
    assert answers.count(403) <= 10
    assert set(answers) == {403, 429}


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_what_comes_through_a_proxy_is_not_the_local_persons(header: str) -> None:
    app = OnlyThisMachine(BEHIND)
    client = TestClient(app, base_url="http://127.0.0.1:8501")
    assert client.get("/", headers={header: "203.0.113.9"}).status_code == 403
    assert client.get("/").text == "a page of local"
