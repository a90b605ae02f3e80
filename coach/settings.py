"""One typed settings object, read once and passed down. See ``docs/settings.md`` for the reader's view."""

import difflib
import os
from email.utils import parseaddr
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from coach.errors import SettingsError

_PREFIX = "COACH_"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(BaseModel):
    """Environment variables ``COACH_…`` and an optional ``.env`` in the working folder."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())

    home: Path = Field(default_factory=lambda: user_data_path("begin-personal", appauthor=False))
    database_url: SecretStr | None = None
    chroma_url: str | None = None
    model: str | None = None
    model_base_url: str | None = None
    model_api_key: SecretStr | None = None
    model_timeout: float = Field(default=20.0, gt=0, le=300)
    embedding_model: str | None = None
    country: str = "INT"
    public_url: str | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = Field(default=None, validate_default=True)

    @field_validator("country")
    @classmethod
    def _country_code(cls, value: str) -> str:
        code = value.strip().upper()
        if code != "INT" and not (len(code) == 2 and code.isalpha()):
            raise ValueError("use a two-letter country code such as GB, DE or US")
        return "GB" if code == "UK" else code  # what people write; ISO 3166 keeps it for them

    @field_validator("chroma_url", "model_base_url", "public_url")
    @classmethod
    def _http_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("use a full address such as http://127.0.0.1:8080/v1")
        return value.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _smtp_address(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        parts = urlsplit(value.get_secret_value())
        try:
            right = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
        except ValueError:
            right = False
        if not right:
            raise ValueError(
                "use smtp://user:password@host:587, or smtps:// for TLS from the start"
            )
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str | None, others: ValidationInfo) -> str | None:
        if value is None:
            if others.data.get("smtp_url") is not None:
                raise ValueError("use it with COACH_SMTP_URL: the address that mails come from")
            return None
        if "@" not in parseaddr(value)[1] or not value.isprintable():
            raise ValueError(
                "use an address such as coach@example.org or Begin <coach@example.org>"
            )
        return value

    @field_validator("model")
    @classmethod
    def _model_name(cls, value: str | None) -> str | None:
        if value is not None and (":" not in value or value.startswith(":")):
            raise ValueError(
                "use provider:name, for instance openai:gpt-4o-mini or ollama:llama3.2"
            )
        return value

    @property
    def sends_mail(self) -> bool:
        """Whether reminders go out by mail."""
        return self.smtp_url is not None and self.mail_from is not None

    @property
    def model_is_local(self) -> bool:
        """Whether the configured model's address is this machine."""
        host = urlsplit(self.model_base_url or "").hostname
        return host in _LOOPBACK

    @classmethod
    def read(cls, **overrides: object) -> Self:
        """Read the environment and ``.env``.

        Raises SettingsError for an unknown ``COACH_`` name or a bad value, naming the remedy.
        """
        known = {_PREFIX + name.upper() for name in cls.model_fields}
        from_file = {k: v for k, v in dotenv_values(".env").items() if v is not None}
        values = {k: v for k, v in {**from_file, **os.environ}.items() if k.startswith(_PREFIX)}
        for name in values:
            if name.upper() not in known:
                near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.5)
                hint = (
                    f" Did you mean {near[0]}?" if near else f" Known: {', '.join(sorted(known))}."
                )
                raise SettingsError(f"{name} is not a setting of this program.{hint}")
        fields = {k.upper().removeprefix(_PREFIX).lower(): v for k, v in values.items() if v != ""}
        try:
            return cls.model_validate(fields | overrides)
        except ValidationError as error:
            first = error.errors()[0]
            name = _PREFIX + str(first["loc"][0]).upper()
            raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from error
