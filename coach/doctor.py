"""What works on this machine and what to do about the rest; and the set-up that makes it work."""

import importlib.util
import json
import logging
import os
import shutil
import socket
import stat
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from coach.errors import CoachError, SettingsError
from coach.services import ROOT, VECTORS, Services
from coach.settings import Settings

Say = Callable[[str], None]
Status = Literal["ok", "warning", "failed"]

_SCARCE, _TOO_LITTLE = 1_000, 200  # megabytes
_PATIENCE = 3.0  # seconds for a model's server to answer
_STAMP = "prepared.json"
_PREPARED_FROM = (
    "knowledge/vocabulary",
    "knowledge/passages",
    "knowledge/sources.bib",
    "prompts/guide",
)


def prepare(settings: Settings, say: Say, *, again: bool = False, root: Path = ROOT) -> bool:
    """Make the encoder, the vectors and the index in the data folder; False if all were there.

    Raises EncoderError, KnowledgeError or LibraryIndexError with the remedy.
    """
    home = settings.home
    stamp = home / _STAMP
    if again:
        for folder in (home / "encoder", home / "chroma"):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (stamp, *(home / name for name in VECTORS)):
            file.unlink(missing_ok=True)
    elif is_prepared(settings, root):
        return False
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.embedding_model is None and encoder_problem(home) is not None:
        say("encoder: being exported (once, about half a minute)")
        _export(home / "encoder")
    services = Services(settings, root, progress=say)
    say("guide: lines")
    _ = services.book, services.sensitive
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
    made = (*VECTORS, "chroma/chroma.sqlite3")
    if not all((home / name).is_file() for name in made):
        return False
    try:
        kept = json.loads((home / _STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(kept == _prepared_state(settings, root))


def encoder_problem(home: Path) -> str | None:
    """What is wrong with the exported encoder, if anything."""
    from coach.encoder import MANIFEST, file_digest
    from coach.prepare import IDENTITY

    folder = home / "encoder"
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        if manifest["identity"] != IDENTITY:
            return f"{folder} was exported by another version"
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


# --- What works, and what to do about the rest ---------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. ``failed``: until it is put right nothing can work."""

    name: str
    status: Status
    detail: str
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def examine(root: Path = ROOT, **overrides: object) -> Iterator[Check]:
    """Every check, the quick ones first."""
    try:
        settings = Settings.read(**overrides)
    except SettingsError as error:
        yield Check("settings", "failed", str(error), "correct the environment or the .env file")
        return
    services = Services(settings, root)
    yield Check("settings", "ok", f"data folder {settings.home}")
    yield _check_folder(settings.home)
    yield _check_disk(settings.home)
    yield _check_loopback()
    yield _check_key(settings)
    yield _check_database(settings)
    yield _check_model(settings)
    yield _check_encoder(services)
    yield _check_ear(services)
    yield _check_curated(services)
    yield _check_contacts(services)
    yield _check_index(services)


def works(checks: Iterable[Check]) -> bool:
    """Whether the default path can work."""
    return all(check.status != "failed" for check in checks)


def _check_folder(home: Path) -> Check:
    if not home.exists():
        parent = _nearest_folder(home)
        if not os.access(parent, os.W_OK | os.X_OK):
            remedy = (
                f"let this user write there, or set COACH_HOME to a folder of its own: {parent}"
            )
            return Check("data folder", "failed", f"{home} cannot be made", remedy)
        return Check("data folder", "ok", f"{home} will be made by the first start")
    if not home.is_dir() or not os.access(home, os.W_OK | os.X_OK):
        remedy = f"chown it to this user, or set COACH_HOME to another folder: {home}"
        return Check("data folder", "failed", f"{home} cannot be written", remedy)
    if _open_to_others(home):
        detail = f"other users of this machine can look into {home}"
        return Check("data folder", "warning", detail, f"chmod 700 '{home}'")
    return Check("data folder", "ok", f"{home} can be written")


def _check_disk(home: Path) -> Check:
    free = shutil.disk_usage(_nearest_folder(home)).free // 1_000_000
    detail = f"{free:,} MB free"
    remedy = "free some space, or set COACH_HOME to a folder on another disk"
    if free < _TOO_LITTLE:
        return Check("disk", "failed", detail, remedy)
    return Check(
        "disk", "warning" if free < _SCARCE else "ok", detail, remedy if free < _SCARCE else ""
    )


def _check_key(settings: Settings) -> Check:
    path = settings.home / "key"
    if not path.exists():
        return Check("key", "ok", "will be made by the first start")
    if not os.access(path, os.R_OK):
        return Check("key", "failed", f"{path} cannot be read", f"chown it to this user: {path}")
    if _open_to_others(path):
        detail = f"other users of this machine can read {path}, and so the conversations"
        return Check("key", "warning", detail, f"chmod 600 '{path}'")
    return Check("key", "ok", f"{path} is this user's alone; keep a copy apart from the database")


def _check_database(settings: Settings) -> Check:
    """Opens it as any start does. A file that is not there yet is left for the first start."""
    from coach.assembly import open_coach

    if settings.database_url is None and not (settings.home / "coach.db").exists():
        return Check("database", "ok", "will be made by the first start")
    try:
        coach = open_coach(settings)
        try:
            coach.check_store()
        finally:
            coach.close()
    except CoachError as error:
        return _failed("database", error)
    where = "the one of COACH_DATABASE_URL" if settings.database_url else "SQLite"
    return Check("database", "ok", f"{where} answers and is whole")


def _check_curated(services: Services) -> Check:
    logging.disable(logging.WARNING)  # the findings are told here
    try:
        findings = services.curated[3]
    except CoachError as error:
        return _failed("curated files", error)
    finally:
        logging.disable(logging.NOTSET)
    if findings:
        detail = f"{len(findings)} findings, the first: {findings[0]}"
        return Check("curated files", "warning", detail, "run: coach check")
    knowledge = services.knowledge
    detail = f"{len(knowledge.passages)} passages, {len(knowledge.scenarios)} scenarios"
    return Check("curated files", "ok", f"{detail}, {len(services.curated[1])} lines")


def _check_contacts(services: Services) -> Check:
    country = services.settings.country
    try:
        here = [c for c in services.knowledge.contacts if c.country == country]
    except CoachError as error:
        return _failed("contacts", error)
    if here and country != "INT":
        return Check("contacts", "ok", f"{len(here)} ways to reach help in {country}")
    why = "COACH_COUNTRY is not set" if country == "INT" else f"none are on file for {country}"
    remedy = "set COACH_COUNTRY to your two-letter code; the files say which countries are there"
    return Check("contacts", "warning", f"international ones are shown: {why}", remedy)


def _check_encoder(services: Services) -> Check:
    configured = services.settings.embedding_model
    problem = None if configured else encoder_problem(services.settings.home)
    if problem is not None:
        again = " --again" if (services.settings.home / "encoder").exists() else ""
        return Check("encoder", "failed", problem, f"run: coach prepare{again}")
    try:
        services.encoder.encode(["Good morning."])
    except CoachError as error:
        return _failed("encoder", error)
    return Check("encoder", "ok", configured or f"exported in {services.settings.home / 'encoder'}")


def _check_ear(services: Services) -> Check:
    try:
        ear = services.ear
    except CoachError as error:
        return _failed("ear", error)
    return Check("ear", "ok", f"hears {', '.join(ear.heads)}")


def _check_index(services: Services) -> Check:
    from coach.index import open_collection

    settings = services.settings
    if settings.chroma_url is None and not (settings.home / "chroma").is_dir():
        detail = "not made yet: the first message would wait for it"
        return Check("index", "warning", detail, "run: coach prepare")
    try:
        collection = open_collection(settings.home, settings.chroma_url, services.encoder.identity)
        pieces = collection.count()
        if is_prepared(settings, services.root):
            vector = services.encoder.encode(["trust"])[0]
            services.index.near(vector)
    except CoachError as error:
        return _failed("index", error)
    except Exception as error:  # Chroma raises its own, sqlite3's and Rust's errors
        return Check("index", "failed", f"{type(error).__name__}", "run: coach prepare --again")
    if settings.chroma_url is None and not is_prepared(settings, services.root):
        detail = "what it is made of changed since: the first message would wait for it"
        return Check("index", "warning", detail, "run: coach prepare")
    return Check("index", "ok", f"{pieces:,} pieces of passages")


def _check_model(settings: Settings) -> Check:
    if settings.model is None:
        return Check("model", "ok", "none configured; the guide speaks, from this machine alone")
    provider = settings.model.partition(":")[0]
    package = f"langchain_{provider.replace('-', '_')}"
    if importlib.util.find_spec(package) is None:
        detail = (
            f"{settings.model}: the package for {provider} is missing; the guide speaks instead"
        )
        return Check("model", "warning", detail, f"pip install {package.replace('_', '-')}")
    if settings.model_base_url is None:
        return Check(
            "model", "ok", f"{settings.model}, not tried (it may cost); see its first reply"
        )
    return _check_server(settings.model, settings.model_base_url)


def _check_server(model: str, address: str) -> Check:
    """Whether anything answers there; most errors are answers: some servers list no models."""
    from urllib.error import HTTPError
    from urllib.request import urlopen

    try:
        with urlopen(f"{address}/models", timeout=_PATIENCE):
            pass
    except HTTPError as error:
        if error.code >= 500:
            detail = f"{address} answers with HTTP {error.code}; the guide speaks instead"
            return Check("model", "warning", detail, "look at the model server's own log")
    except (OSError, ValueError) as error:
        detail = f"{address} does not answer ({error}); the guide speaks instead"
        remedy = "start the model server, or correct COACH_MODEL_BASE_URL"
        return Check("model", "warning", detail, remedy)
    return Check("model", "ok", f"{model} at {address} answers")


def _check_loopback() -> Check:
    try:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
    except OSError as error:
        remedy = "allow this user to listen on the loopback interface"
        return Check("loopback", "failed", f"127.0.0.1 cannot be listened on ({error})", remedy)
    return Check("loopback", "ok", "the page can be served on 127.0.0.1, to this machine alone")


def _failed(name: str, error: CoachError) -> Check:
    """The engine's messages end with what to do."""
    detail, _, remedy = str(error).rpartition(". ")
    return Check(name, "failed", detail or remedy, remedy if detail else "")


def _open_to_others(path: Path) -> bool:
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _nearest_folder(path: Path) -> Path:
    return next(p for p in (path, *path.absolute().parents) if p.is_dir())
