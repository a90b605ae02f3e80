"""Model servers on loopback: a scripted one that fails in every way, and a real llama.cpp."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import Script, serving

from coach.assembly import Coach
from coach.services import ROOT, Services
from coach.settings import Settings
from coach.store.keyring import Keyring
from coach.store.store import open_store
from coach.voices.model.voice import ModelVoice


@pytest.fixture(scope="session")
def _server() -> Iterator[Script]:
    with serving() as script:
        yield script


@pytest.fixture
def script(_server: Script) -> Iterator[Script]:
    """A model server on loopback that says what a test tells it to."""
    _server.forgets()
    yield _server
    _server.forgets()


@pytest.fixture(scope="session")
def _scripted(
    warm_services: Services, _server: Script, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Coach]:
    settings = Settings(
        home=tmp_path_factory.mktemp("scripted"),
        model="openai:scripted",
        model_base_url=_server.url,
        model_timeout=0.5,
    )
    services = Services(settings)
    shared = {k: v for k, v in vars(warm_services).items() if k not in vars(services)}
    vars(services).update(shared)
    voice = ModelVoice(settings, ROOT / "prompts" / "model", services.knowledge.habits)
    vars(services)["model_voice"] = voice
    voice.warm()
    coach = Coach(services, open_store("sqlite://", key=Keyring.temporary()))
    yield coach
    coach.close()


@pytest.fixture
def scripted_coach(_scripted: Coach, script: Script) -> Coach:
    """A coach whose model is the scripted server; half a second for each token."""
    return _scripted


@pytest.fixture(scope="session")
def llama_url() -> Iterator[str]:
    """The address of a real llama.cpp server, in a process of its own as it is for a user."""
    server = Path(__file__).parent / "llama_server.py"
    with subprocess.Popen(
        [sys.executable, server], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        address = next((line for line in process.stdout if line.startswith("http")), "")
        assert address, "the server ended before it served"
        yield address.strip()
        process.stdin.close()
