"""What all tests share: a prepared data folder, settings of their own, no network beyond here."""

import fcntl
import ipaddress
import os
import random
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dotenv import dotenv_values
from hypothesis import HealthCheck, settings

from coach.assembly import Coach
from coach.doctor import prepare
from coach.services import ROOT, VECTORS, Services
from coach.settings import Settings
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.store import open_store

os.environ["HF_HUB_OFFLINE"] = "1"
# Machines that run tests are slow and busy; a property is about the answer, not the time it took.
# As with the talks' ids, ``TALKS=2 make test`` looks where no run has looked yet.
settings.register_profile(
    "here",
    deadline=None,
    derandomize="TALKS" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("here")
BUILD = ROOT / "build"
_WARM = ("curated", "encoder", "ear", "book", "index", "words", "never_kept", "sensitive")


def _loopback(host: object) -> bool:
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def _stay_on_this_machine(event: str, args: tuple[Any, ...]) -> None:
    """Refuse what would leave this machine, whichever library asks."""
    if event in {"socket.connect", "socket.sendto"}:
        address = args[1]
        beyond = isinstance(address, tuple) and not _loopback(address[0])
    elif event == "socket.getaddrinfo":
        address = args[0]
        beyond = not _loopback(address)
    else:
        return
    if beyond:
        raise PermissionError(f"tests stay on this machine; something asked for {address!r}")


sys.addaudithook(_stay_on_this_machine)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the developer's settings or data reaches a test, or the other way round."""
    for name in [n for n in os.environ if n.startswith("COACH_")]:
        monkeypatch.delenv(name)
    for name in dotenv_values(ROOT / ".env"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _the_same_talks(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Which of several lines the guide says hangs on the id of the talk. So that a run can be told
    apart from the one before by the change alone, ids are drawn alike in each; ``TALKS=2 make test``
    draws others, to look for what no run has met yet."""
    drawn = random.Random(f"{os.environ.get('TALKS', '')} {request.node.nodeid}")
    monkeypatch.setattr(uuid, "os", SimpleNamespace(urandom=drawn.randbytes))


@pytest.fixture(scope="session")
def prepared_home() -> Path:
    """A data folder as ``coach prepare`` leaves it, kept in ``build`` from one run to the next; only
    what changed since is encoded again. Tests do not write to it: see ``home``."""
    folder = BUILD / "home"
    folder.mkdir(parents=True, exist_ok=True)
    with (BUILD / "home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare(Settings(home=folder), lambda message: None)
    return folder


@pytest.fixture(scope="session")
def encoder_folder(prepared_home: Path) -> Path:
    """The exported encoder; exporting it takes half a minute, so it is done once per machine."""
    return prepared_home / "encoder"


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A prepared data folder of the test's own, where ``COACH_HOME`` points."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "encoder").symlink_to(prepared_home / "encoder")
    shutil.copytree(prepared_home / "chroma", folder / "chroma")
    for name in (*VECTORS, "prepared.json"):
        shutil.copy2(prepared_home / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def warm_services(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Services:
    """The engine's heavy parts, opened once for all tests. They are only read."""
    folder = tmp_path_factory.mktemp("warm")
    (folder / "encoder").symlink_to(prepared_home / "encoder")
    shutil.copytree(prepared_home / "chroma", folder / "chroma")
    for name in VECTORS:
        shutil.copy2(prepared_home / name, folder / name)
    services = Services(Settings(home=folder))
    services.warm()
    return services


@pytest.fixture(scope="session")
def services_with(warm_services: Services) -> Callable[[Settings], Services]:
    """Makes parts with other settings around the heavy parts that are open already."""

    def make(settings: Settings) -> Services:
        services = Services(settings)
        vars(services).update({name: vars(warm_services)[name] for name in _WARM})
        return services

    return make


@pytest.fixture
def services(services_with: Callable[[Settings], Services], home: Path) -> Services:
    """The engine's parts for ``home``, the heavy ones shared with the other tests."""
    return services_with(Settings(home=home))


@pytest.fixture
def open_coach_with(
    services_with: Callable[[Settings], Services], home: Path
) -> Iterator[Callable[..., Coach]]:
    """Opens a coach on ``home`` with the given settings; all are closed after the test."""
    opened: list[Coach] = []

    def opens(**settings: Any) -> Coach:
        parts = services_with(Settings(home=home, **settings))
        store = open_store(sqlite_url(home / "coach.db"), key=Keyring.in_file(home / "key"))
        opened.append(Coach(parts, store))
        return opened[-1]

    yield opens
    for coach in opened:
        coach.close()


@pytest.fixture
def coach(open_coach_with: Callable[..., Coach]) -> Coach:
    """The engine on a data folder of the test's own, ready for a first turn."""
    return open_coach_with()
