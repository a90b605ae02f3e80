"""What every measurement shares: the machine's name beside each figure, a prepared data folder that
nobody else uses, percentiles and tables."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil

from coach.services import VECTORS
from coach.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


def named() -> str:
    """The machine, its load, and the date: figures mean nothing without them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}; load at the start {load:.1f}; "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


@contextmanager
def fresh_home() -> Iterator[Path]:
    """A data folder with encoder, vectors and index as ``coach prepare`` left them and an empty
    store; it is removed afterwards, and the real one is only read."""
    kept = Settings.read().home.resolve()
    if not (kept / "encoder" / "model.onnx").is_file():
        sys.exit(f"There is no encoder in {kept}. Run first: python -m coach prepare")
    with tempfile.TemporaryDirectory(prefix="begin-personal-bench-") as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        (home / "encoder").symlink_to(kept / "encoder", target_is_directory=True)
        for name in (*VECTORS, "prepared.json"):
            if (kept / name).is_file():
                shutil.copy2(kept / name, home / name)
        if (kept / "chroma").is_dir():
            shutil.copytree(kept / "chroma", home / "chroma")
        yield home


def percentile(values: Sequence[float], share: float) -> float:
    """Linear interpolation between the two nearest; ``share`` from 0 to 1."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A Markdown table, ready for ``bench/README.md``."""
    print(f"| {' | '.join(head)} |")
    print(f"| {' | '.join('---' for _ in head)} |")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children, in megabytes (10^6)."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(p.memory_info().rss for p in family if p.is_running()) / 1e6


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and its children have used."""
    process = psutil.Process(pid)
    times = [p.cpu_times() for p in [process, *process.children(recursive=True)]]
    return sum(t.user + t.system for t in times)
