"""A model server on loopback that speaks the streaming protocol of OpenAI and fails as it is told.

What it is asked to hear (a request for structured output) is answered apart from what it is asked to
say. Unless a test says otherwise it knows no structured output, so that the trained heads do.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Says:
    """One answer of the scripted server: its tokens, and what goes wrong with it."""

    text: str = ""
    status: int = 200
    before: float = 0.0
    """Seconds before the first token."""
    between: float = 0.0
    """Seconds between two tokens."""
    stalls_after: int | None = None
    """Tokens after which nothing more comes, though the connection stays open."""
    cut_after: int | None = None
    """Tokens after which the connection is closed without a word."""
    pings: bool = False
    """Whether the server gives signs of life while it makes one wait."""
    forever: bool = False
    """Whether the text is said again and again until nobody listens."""
    body: str = ""
    """Of an answer with another status."""

    @property
    def tokens(self) -> list[str]:
        """Words with the blank before them, punctuation by itself, as models send them."""
        return re.findall(r"\n+|[ ]?[\w'’-]+|[ ]?[^\w\s]|\s", self.text)


DEAF = Says(status=400, body='{"error": {"message": "response_format: unknown"}}')


@dataclass
class Script:
    """A server that gives its answers in turn, the last one from then on, and keeps what it was sent."""

    answers: list[Says] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    heard: list[Says] = field(default_factory=lambda: [DEAF])
    hearings: list[dict[str, Any]] = field(default_factory=list)
    """The requests for structured output."""
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    """When each token of the last answer left, by ``time.perf_counter``."""
    over: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when somebody stopped listening to an answer."""
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def says(self, *answers: "Says | str") -> None:
        self.answers = [a if isinstance(a, Says) else Says(a) for a in answers]

    def hears(self, *answers: "Says | str | dict[str, Any]") -> None:
        """What it answers to requests for structured output."""
        told = [json.dumps(a, ensure_ascii=False) if isinstance(a, dict) else a for a in answers]
        self.heard = [a if isinstance(a, Says) else Says(a) for a in told]

    def forgets(self) -> None:
        """A fresh start: waiting answers are given up."""
        self.over.set()
        self.over, self.gone = threading.Event(), threading.Event()
        self.answers, self.requests, self.keys, self.paths = [], [], [], []
        self.heard, self.hearings = [DEAF], []

    def next(self, body: dict[str, Any]) -> Says:
        """Note the request, and choose its answer."""
        to_hear = "response_format" in body
        (self.hearings if to_hear else self.requests).append(body)
        answers = self.heard if to_hear else self.answers
        return answers.pop(0) if len(answers) > 1 else answers[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script
    over: threading.Event

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.paths.append(self.path)
        self.script.keys.append(self.headers.get("Authorization", ""))
        if self.path != "/v1/chat/completions":
            self._fails(404, '{"error": {"message": "no such page"}}')
            return
        if body["model"] != "scripted":
            self._fails(404, '{"error": {"message": "model not found"}}')
            return
        says = self.script.next(body)
        if says.status != 200:
            self._fails(says.status, says.body)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._streams(says)
        except OSError:
            self.script.gone.set()
        self.close_connection = True

    def _streams(self, says: Says) -> None:
        self.over = self.script.over
        self._event({"role": "assistant", "content": ""})
        self._waits(says.before, says.pings)
        sent = 0
        times: list[float] = []
        self.script.sent = times
        while True:
            for token in says.tokens:
                if sent == says.cut_after:
                    self.connection.close()
                    return
                if sent == says.stalls_after:
                    self._waits(30.0, says.pings)
                times.append(time.perf_counter())
                self._event({"content": token})
                sent += 1
                time.sleep(says.between)
            if not says.forever:
                break
        self._event({}, finish="stop")
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _waits(self, seconds: float, pings: bool) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.over.wait(min(left, 0.05)):
                raise OSError
            if pings:
                self._chunk(b": ping\n\n")

    def _event(self, delta: dict[str, str], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        event = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
        self._chunk(f"data: {json.dumps({**event, 'choices': [choice]})}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _fails(self, status: int, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error."""


@contextmanager
def serving() -> Iterator[Script]:
    """The server, for as long as it is needed."""
    script = Script()
    handler = type("Handler", (_Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    script.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield script
    script.over.set()
    server.shutdown()
    server.server_close()
