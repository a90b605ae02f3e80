"""Column types that encrypt what people write before it reaches the database; nothing else does."""

import json
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Text, TypeDecorator

from coach.store.columns import without_surrogates
from coach.store.keyring import Keyring

# A column type belongs to the class of a table, a keyring to one opened store. The dialect object
# is made anew for each engine, and SQLAlchemy hands it to the type: it tells the stores apart.
_keyrings: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()


def use_keyring(dialect: Dialect, keyring: Keyring) -> None:
    """Encrypt and decrypt with this keyring whatever passes through this engine's dialect."""
    _keyrings[dialect] = keyring


class EncryptedText(TypeDecorator[str]):
    """Text that is ciphertext in the database, which can neither search it nor sort by it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyrings[dialect].encrypt(without_surrogates(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _keyrings[dialect].decrypt(value)


class TimelessText(EncryptedText):
    """Ciphertext that does not tell when it was made: for what nobody may link to a moment."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return _keyrings[dialect].encrypt_timeless(without_surrogates(value))


class EncryptedJson(TypeDecorator[dict[str, Any]]):
    """A JSON object, stored as :class:`EncryptedText`."""

    impl = EncryptedText
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else _as_json(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else dict(json.loads(value))


class TimelessJson(EncryptedJson):
    """A JSON object, stored as :class:`TimelessText`."""

    impl = TimelessText
    cache_ok = True


def as_stored(value: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON object as it will come back: lists for tuples, strings for keys."""
    return dict(json.loads(without_surrogates(_as_json(value))))


def _as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
