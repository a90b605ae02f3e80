"""The server's side: health, and nobody but this machine."""

import http.client
import subprocess
import sys
import urllib.request
from collections.abc import Callable

import pytest
import streamlit as st
from browsing import Server
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import config

from coach.services import ROOT
from coach.ui import serving, signing
from coach.ui.serving import is_loopback, only_this_machine, refuse_other_addresses


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.8.8", True),
        ("0.0.0.0", False),
        ("192.168.1.4", False),
        ("example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_only_loopback_is_this_machine(address: str | None, ours: bool) -> None:
    assert is_loopback(address) is ours


def test_it_refuses_to_listen_to_others_and_says_what_to_do() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py",
         "--server.address=0.0.0.0", "--server.port=0", "--server.headless=true"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "serves this machine only" in done.stderr
    assert "docs/security.md" in done.stderr
    assert "127.0.0.1" in done.stderr


@pytest.mark.parametrize(("reached_at", "status"), [("127.0.0.1", 200), ("10.0.0.5", 403)])
def test_started_by_another_server_it_still_serves_this_machine_only(
    reached_at: str, status: int
) -> None:
    async def page(request: object) -> PlainTextResponse:
        return PlainTextResponse("a page")

    app = Starlette(routes=[Route("/", page)], middleware=only_this_machine())
    answer = TestClient(app, base_url=f"http://{reached_at}").get("/")
    assert answer.status_code == status
    assert ("a page" in answer.text) is (status == 200)


def test_the_health_routes_answer(served: Callable[..., Server]) -> None:
    server = served()
    for path in ("healthz", "readyz"):
        with urllib.request.urlopen(f"{server.url}/{path}") as answer:
            assert answer.status == 200


def test_a_page_asked_for_under_a_foreign_name_gets_no_session(
    served: Callable[..., Server],
) -> None:
    """A web page elsewhere must not reach the coach through a name that it points here."""
    address = served().url.removeprefix("http://")
    asking = http.client.HTTPConnection(address, timeout=20)
    headers = {
        "Host": "evil.example",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    asking.request("GET", "/_stcore/stream", headers=headers)
    assert asking.getresponse().status == 403
    asking.close()


SIGN_IN = signing.SignIn(("default",), links=True)


@pytest.mark.parametrize(
    ("configured", "public_url", "may"),
    [
        (SIGN_IN, "https://coach.example.org", True),
        (SIGN_IN, "http://coach.example.org", False),
        (SIGN_IN, None, False),
        (None, "https://coach.example.org", False),
    ],
)
def test_others_may_come_only_where_they_sign_in_over_https(
    monkeypatch: pytest.MonkeyPatch,
    configured: signing.SignIn | None,
    public_url: str | None,
    may: bool,
) -> None:
    monkeypatch.setattr(signing, "sign_in", lambda: configured)
    monkeypatch.setattr(serving, "sign_in", lambda: configured)
    if public_url:
        monkeypatch.setenv("COACH_PUBLIC_URL", public_url)
    before = st.get_option("server.allowedHosts")
    try:
        if may:
            refuse_other_addresses("0.0.0.0")
            assert "coach.example.org" in st.get_option("server.allowedHosts")
            assert only_this_machine()[0].kwargs == {"others": True}
        else:
            with pytest.raises(SystemExit):
                refuse_other_addresses("0.0.0.0")
            assert only_this_machine()[0].kwargs == {"others": False}
    finally:
        config.set_option("server.allowedHosts", before)


def test_a_bad_setting_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_PUBLIC_URL", "not an address")
    monkeypatch.setattr(serving, "sign_in", lambda: SIGN_IN)
    monkeypatch.setattr(signing, "sign_in", lambda: SIGN_IN)
    assert only_this_machine()
    with pytest.raises(SystemExit):
        refuse_other_addresses("0.0.0.0")
