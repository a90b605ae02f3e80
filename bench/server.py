"""Starts Streamlit as ``make run`` does, on a free port of loopback, and ends it again."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.machine import ROOT


@dataclass(frozen=True)
class Server:
    """A running server; ``began`` is the clock's reading when its process was started."""

    url: str
    pid: int
    began: float


@contextmanager
def served(script: str, home: Path, *, patience: float = 60.0) -> Iterator[Server]:
    """The app of a script, answering; ended when the block is left.

    It runs at the repository's root, so with its ``.streamlit/config.toml``, the bare chat too.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COACH_")}
    environment |= {"COACH_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true"]
    began = time.perf_counter()
    log = home.parent / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        _wait(f"http://127.0.0.1:{port}", process, log, began + patience)
        yield Server(f"http://127.0.0.1:{port}", process.pid, began)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ready(server: Server, *, patience: float = 180.0) -> None:
    """Wait until everything that a first turn needs is open (``/readyz``)."""
    end = time.perf_counter() + patience
    while not _answers(f"{server.url}/readyz"):
        if time.perf_counter() > end:
            raise TimeoutError(f"{server.url}/readyz is not ready after {patience:g} s")
        time.sleep(0.1)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path, end: float) -> None:
    while not _answers(f"{url}/_stcore/health"):
        if process.poll() is not None or time.perf_counter() > end:
            raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.02)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
