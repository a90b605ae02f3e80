"""What ``coach doctor`` and ``coach prepare`` do on machines in various states."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from coach.assembly import open_coach
from coach.doctor import Check, examine, is_prepared, prepare, works
from coach.services import ROOT
from coach.settings import Settings


def found(checks: Iterable[Check], name: str) -> Check:
    return next(check for check in checks if check.name == name)


def silent(message: str) -> None:
    pass


def test_a_prepared_machine_works_and_the_command_says_so_in_json(home: Path) -> None:
    open_coach(Settings(home=home)).close()
    ran = subprocess.run(
        [sys.executable, "-m", "coach", "doctor", "--json"],
        cwd=ROOT,
        env={**os.environ, "COACH_HOME": str(home)},
        capture_output=True,
        check=False,
    )
    (line,) = ran.stdout.splitlines()
    made = json.loads(line)
    assert (ran.returncode, made["ok"]) == (0, True)
    assert {check["name"] for check in made["checks"]} == {
        *("settings", "data folder", "disk", "key", "database", "curated files", "encoder"),
        *("contacts", "ear", "index", "model", "loopback"),
    }
    assert set(made["checks"][0]) == {"name", "status", "detail", "remedy"}
    assert [check for check in made["checks"] if check["status"] == "failed"] == []


def test_a_bare_machine_is_told_to_prepare(tmp_path: Path) -> None:
    checks = list(examine(home=tmp_path / "new"))
    assert not works(checks)
    assert found(checks, "encoder").remedy == "run: coach prepare"
    assert found(checks, "database").status == "ok", "the first start makes it"
    assert not (tmp_path / "new").exists(), "looking changes nothing"


def test_a_damaged_encoder_is_found_and_made_again(home: Path) -> None:
    folder = home / "encoder"
    real = folder.resolve()
    folder.unlink()
    shutil.copytree(real, folder)
    (folder / "model.onnx").write_bytes((real / "model.onnx").read_bytes()[:-1] + b"x")
    check = found(examine(), "encoder")
    assert check.status == "failed"
    assert check.remedy == "run: coach prepare --again"
    assert not is_prepared(Settings(home=home))


def test_a_lost_key_is_told_apart_from_a_broken_database(home: Path) -> None:
    coach = open_coach(Settings(home=home))
    mine = coach.as_person()
    mine.begin()
    coach.close()
    (home / "key").rename(home / "key.away")
    check = found(examine(), "database")
    assert check.status == "failed"
    assert "key" in f"{check.detail} {check.remedy}"


def test_a_database_that_is_none_is_found(home: Path) -> None:
    (home / "coach.db").write_bytes(b"not a database " * 100)
    check = found(examine(), "database")
    assert check.status == "failed"
    assert check.remedy


def test_a_damaged_index_is_found(home: Path) -> None:
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"not an index " * 1000)
    check = found(examine(), "index")
    assert check.status == "failed"
    assert "coach prepare --again" in f"{check.detail} {check.remedy}"


def test_a_key_that_others_can_read_is_a_warning(home: Path) -> None:
    open_coach(Settings(home=home)).close()
    (home / "key").chmod(0o644)
    check = found(examine(), "key")
    assert check.status == "warning"
    assert "chmod 600" in check.remedy


def test_a_malformed_setting_is_a_check_and_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_COUNTRY", "Great Britain")
    (check,) = examine()
    assert check.status == "failed"
    assert "COACH_COUNTRY" in check.detail


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def model_server() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_model_that_answers_is_ok(home: Path, model_server: str) -> None:
    checks = examine(model="openai:small", model_base_url=model_server)
    assert found(checks, "model").status == "ok"


def test_a_model_that_does_not_answer_is_a_warning_since_the_guide_speaks(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: a connection is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        check = found(examine(model="openai:small", model_base_url=address), "model")
    assert check.status == "warning"
    assert "COACH_MODEL_BASE_URL" in check.remedy
    assert works([check])


def test_a_provider_without_its_package_is_a_warning(home: Path) -> None:
    check = found(examine(model="nobody:large"), "model")
    assert check.status == "warning"
    assert check.remedy == "pip install langchain-nobody"


def test_preparing_twice_does_nothing_and_loads_nothing_heavy(home: Path) -> None:
    code = (
        "import sys; sys.argv = ['coach', 'prepare']\n"
        "from coach.cli import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code, ended.code\n"
        "heavy = {'torch', 'chromadb', 'onnxruntime', 'sentence_transformers'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "COACH_HOME": str(home)},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout == ran.stderr == b""
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_a_changed_library_is_prepared_again_and_only_what_changed(
    home: Path, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    for name in ("knowledge", "prompts"):
        shutil.copytree(ROOT / name, root / name)
    settings = Settings(home=home)
    assert is_prepared(settings, root)
    path = next((root / "knowledge" / "passages" / "trust-repair").glob("*.md"))
    path.write_text(path.read_text("utf-8").rstrip() + " That is all.\n", "utf-8")
    assert not is_prepared(settings, root)
    told: list[str] = []
    assert prepare(settings, told.append, root=root)
    assert "library: 1 of 1 passages" in told
    assert not prepare(settings, silent, root=root)
