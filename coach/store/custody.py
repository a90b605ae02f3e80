"""A key and a database belong together: that is checked at opening and kept up at rotation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Table,
    Text,
    bindparam,
    insert,
    select,
    tuple_,
    type_coerce,
    update,
)

from coach.store.crypt import EncryptedJson, EncryptedText
from coach.store.database import Database
from coach.store.keyring import Keyring
from coach.store.tables import Base, KeyCheckRow

_KNOWN_WORD = "begin"
_AT_ONCE = 500

# Ciphertext as it stands in the database, past the column type that would decrypt it.
_sealed = select(type_coerce(KeyCheckRow.sealed, Text))


def fit_key(database: Database, key: Keyring) -> None:
    """Load the key and make sure that it opens what is stored; make one for a new database."""
    with database.read() as session:
        sealed = session.scalar(_sealed)
    if sealed is None:
        # Alone, so that two processes that open a new database do not make two keys.
        with database.alone() as connection:
            sealed = connection.scalar(_sealed)
            if sealed is None:
                key.load()
                if key.is_empty:
                    key.create()
                connection.execute(insert(KeyCheckRow).values(id=1, sealed=_KNOWN_WORD))
                return
    key.load()
    if key.is_empty:
        raise key.missing()
    key.decrypt(sealed)


def reencrypt(database: Database, key: Keyring) -> int:
    """Replace all ciphertext by the same words under the first key.

    A few hundred rows a transaction: others can write in between, and a run that was cut off leaves
    nothing unreadable while the old keys are still there; run it again.
    """
    count = 0
    for table in Base.metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if isinstance(column.type, EncryptedText | EncryptedJson)
        ]
        last: Sequence[Any] | None = None
        while columns:
            with database.write() as session:
                rows = _next_rows(session.connection(), table, columns, last)
                if not rows:
                    break
                _renew(session.connection(), table, columns, rows, key)
            count += len(rows)
            last = rows[-1][: len(table.primary_key.columns)]
    return count


def _next_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]],
    last: Sequence[Any] | None,
) -> Sequence[Sequence[Any]]:
    """Each row: its key, then its ciphertexts."""
    keys = table.primary_key.columns
    query = (
        select(*keys, *(type_coerce(column, Text) for column in columns))
        .order_by(*keys)
        .limit(_AT_ONCE)
        .with_for_update()
    )
    if last is not None:
        query = query.where(tuple_(*keys) > tuple_(*last))
    return connection.execute(query).all()


def _renew(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]],
    rows: Sequence[Sequence[Any]],
    key: Keyring,
) -> None:
    keys = list(table.primary_key.columns)
    statement = (
        update(table)
        .where(*(column == bindparam(f"key_{column.name}") for column in keys))
        .values({column.name: bindparam(f"new_{column.name}", type_=Text) for column in columns})
    )
    changes = []
    for row in rows:
        ciphertexts = zip(columns, row[len(keys) :], strict=True)
        changes.append(
            {f"key_{column.name}": value for column, value in zip(keys, row, strict=False)}
            | {
                f"new_{column.name}": None if token is None else key.renew(token)
                for column, token in ciphertexts
            }
        )
    connection.execute(statement, changes)
