"""Settings: what is mistyped is refused with the way out, what is secret stays secret."""

import os
from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.settings import Settings


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No settings but the test's own, in a folder without ``.env``."""
    for name in list(os.environ):
        if name.upper().startswith("COACH_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_needs_to_be_set() -> None:
    settings = Settings.read()
    assert settings.country == "INT"
    assert settings.model is None
    assert settings.home.is_absolute()


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("COACH_HOM", "COACH_HOME"),
        ("COACH_CONTRY", "COACH_COUNTRY"),
        ("COACH_CHROMA", "COACH_CHROMA_URL"),
        ("COACH_DATABASE", "COACH_DATABASE_URL"),
        ("COACH_MODEL_URL", "COACH_MODEL_BASE_URL"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(
    wrong: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wrong, "x")
    with pytest.raises(SettingsError, match=rf"{wrong} .*{meant}\?"):
        Settings.read()


def test_a_name_like_no_other_is_refused_with_all_known_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COACH_QQZZQQZZQQZZQQ", "x")
    with pytest.raises(SettingsError, match="COACH_COUNTRY"):
        Settings.read()


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("COACH_COUNTRY", "Germany", "two-letter"),
        ("COACH_COUNTRY", "D1", "two-letter"),
        ("COACH_CHROMA_URL", "localhost:8000", "full address"),
        ("COACH_CHROMA_URL", "http://[::1", ""),
        ("COACH_MODEL_BASE_URL", "ftp://127.0.0.1", "full address"),
        ("COACH_PUBLIC_URL", "coach.example", "full address"),
        ("COACH_MODEL", "gpt-4o-mini", "provider:name"),
        ("COACH_MODEL", ":llama", "provider:name"),
        ("COACH_MODEL_TIMEOUT", "0", ""),
        ("COACH_MODEL_TIMEOUT", "soon", ""),
        ("COACH_MODEL_TIMEOUT", "301", ""),
    ],
)
def test_a_bad_value_names_the_setting_and_what_would_do(
    name: str, value: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=rf"^{name}: .*{remedy}"):
        Settings.read()


def test_the_environment_goes_before_the_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("COACH_COUNTRY=de\nCOACH_MODEL_TIMEOUT=5\nOTHER=1\n")
    monkeypatch.setenv("COACH_COUNTRY", "gb")
    settings = Settings.read()
    assert (settings.country, settings.model_timeout) == ("GB", 5.0)


def test_an_unknown_name_in_the_file_is_refused_too(bare: Path) -> None:
    (bare / ".env").write_text("COACH_CUNTRY=de\n")
    with pytest.raises(SettingsError, match="COACH_COUNTRY"):
        Settings.read()


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_COUNTRY", "")
    monkeypatch.setenv("COACH_MODEL", "")
    assert Settings.read().country == "INT"


def test_secrets_are_not_shown_when_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATABASE_URL", "postgresql://u:hunter2x@db/coach")
    monkeypatch.setenv("COACH_MODEL_API_KEY", "sk-very-secret-9")
    shown = f"{Settings.read()!r} {Settings.read()}"
    assert "hunter2x" not in shown
    assert "very-secret" not in shown


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost:11434", True),
        ("http://[::1]:8080", True),
        ("https://api.example.com/v1", False),
        ("http://localhost.example.com", False),
        (None, False),
    ],
)
def test_where_words_would_go_is_told_from_the_address(url: str | None, local: bool) -> None:
    assert Settings(model="openai:x", model_base_url=url).model_is_local is local
