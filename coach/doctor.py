"""What works on this machine and what to do about the rest; and the set-up that makes it work."""

import json
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from hashlib import sha256
from pathlib import Path

from coach.errors import EncoderError
from coach.services import ROOT, Services
from coach.settings import Settings

Say = Callable[[str], None]

_STAMP = "prepared.json"
_PREPARED_FROM = ("knowledge/vocabulary", "knowledge/passages", "knowledge/sources.bib", "prompts/guide")


def prepare(settings: Settings, say: Say, *, again: bool = False, root: Path = ROOT) -> bool:
    """Make the encoder, the vectors and the index in the data folder; False if all were there.

    Raises EncoderError, KnowledgeError or LibraryIndexError with the remedy.
    """
    home = settings.home
    stamp = home / _STAMP
    if again:
        for folder in (home / "encoder", home / "chroma"):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (stamp, home / "vectors.npz"):
            file.unlink(missing_ok=True)
    elif is_prepared(settings, root):
        return False
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.embedding_model is None and encoder_problem(home) is not None:
        say("encoder: being exported (once, about half a minute)")
        _export(home / "encoder")
    services = Services(settings, root, progress=say)
    say("guide: lines")
    _ = services.book
    say("library: passages")
    _ = services.index
    stamp.write_text(json.dumps(_prepared_state(settings, root)), "utf-8")
    return True


def _export(folder: Path) -> None:
    """Export the encoder without the notes that its libraries write for their own developers."""
    from coach.prepare import export_encoder

    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), redirect_stdout(sys.stderr):
            warnings.simplefilter("ignore")
            export_encoder(folder)
    finally:
        logging.disable(logging.NOTSET)


def is_prepared(settings: Settings, root: Path = ROOT) -> bool:
    """Whether ``prepare`` has nothing to do, found out without opening anything heavy."""
    home = settings.home
    if settings.chroma_url is not None:
        return False  # only the server knows what it holds
    if settings.embedding_model is None and encoder_problem(home) is not None:
        return False
    if not (home / "vectors.npz").is_file() or not (home / "chroma" / "chroma.sqlite3").is_file():
        return False
    try:
        kept = json.loads((home / _STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(kept == _prepared_state(settings, root))


def encoder_problem(home: Path) -> str | None:
    """What is wrong with the exported encoder, if anything."""
    from coach.encoder import MANIFEST, file_digest
    from coach.prepare import WEIGHTS_SHA256

    folder = home / "encoder"
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest["weights"] != WEIGHTS_SHA256:
            return f"{folder} was exported from other weights"
        if file_digest(folder / "model.onnx") != manifest["sha256"]:
            return f"{folder / 'model.onnx'} is damaged"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"there is no encoder in {folder} ({type(error).__name__})"
    return None if (folder / "tokenizer.json").is_file() else f"{folder} has no tokenizer.json"


def _prepared_state(settings: Settings, root: Path) -> dict[str, str | None]:
    """What vectors and index were made from."""
    digest = sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    try:
        encoder = (settings.home / "encoder" / "encoder.json").read_text("utf-8")
    except OSError:
        encoder = ""
    return {
        "content": digest.hexdigest(),
        "encoder": settings.embedding_model or sha256(encoder.encode()).hexdigest(),
    }


def _files(root: Path) -> Iterator[Path]:
    for name in _PREPARED_FROM:
        top = root / name
        yield from sorted(p for p in top.rglob("*") if p.is_file()) if top.is_dir() else [top]
