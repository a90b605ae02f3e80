"""Connects to the database: SQLite by default, PostgreSQL by URL.

The two differ only here, in ``database.py``, ``migrate.py`` and ``faults.py``; the queries are the
same.
"""

import os
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from coach.errors import SettingsError


def sqlite_url(path: Path) -> str:
    """The address of a database file, whatever signs its path holds."""
    return "sqlite:///" + quote(path.as_posix(), safe="/ +")


def open_engine(url: str, *, wait_seconds: float) -> Engine:
    """An engine whose connections are set up to lose nothing; it connects when first used."""
    parsed = _understood(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, wait_seconds)
    return _postgresql_engine(parsed, wait_seconds)


def _understood(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            "COACH_DATABASE_URL is not an address of a database. Use sqlite:////path/to/coach.db "
            "or postgresql://user:password@host/database."
        ) from error
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite+pysqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise SettingsError(
                f"COACH_DATABASE_URL names a database of the kind {other!r}. Use SQLite "
                "(sqlite:////path/to/coach.db) or PostgreSQL (postgresql://user@host/database)."
            )


def is_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:")


def name_for_people(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return "The database in memory" if is_memory(url) else f"The database {url.database}"
    host = url.host or url.query.get("host") or "this machine"
    return f"The PostgreSQL database {url.database or url.username} on {host}"


def _sqlite_engine(url: URL, wait_seconds: float) -> Engine:
    options: dict[str, Any] = {}
    if is_memory(url):
        options["poolclass"] = StaticPool
    elif "uri" not in url.query:
        _make_private_file(Path(str(url.database)))
    engine = create_engine(
        url,
        connect_args={"timeout": wait_seconds, "check_same_thread": False},
        hide_parameters=True,  # an error message must not carry what somebody wrote
        **options,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _use_write_ahead_log(connection, wait_seconds)
        # A message counts as received once it is stored: it must survive a power cut, which
        # synchronous = NORMAL does not promise. It costs one fsync a commit.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS: through the drive's cache as well
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get("sqlite_begin", "BEGIN")
        if statement:
            connection.exec_driver_sql(statement)

    return engine


def _make_private_file(path: Path) -> None:
    """The folder and an empty file, for the owner alone; SQLite's other files take its mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        # It is there already, or SQLite will say why it cannot be.
        return


def _use_write_ahead_log(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Let readers read while somebody writes.

    The file keeps the mode, so this acts once in its life. While another process does the same,
    SQLite answers "locked" without waiting.
    """
    give_up = time.monotonic() + wait_seconds
    while connection.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return  # a network drive may refuse and stay with its rollback journal: slower, as safe
        except sqlite3.OperationalError as error:
            code = error.sqlite_errorcode & 0xFF
            if code == sqlite3.SQLITE_READONLY:
                return
            if code != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)


def _postgresql_engine(url: URL, wait_seconds: float) -> Engine:
    query = {"connect_timeout": str(max(2, round(wait_seconds))), **url.query}
    engine = create_engine(
        url.set(query=query),
        hide_parameters=True,
        pool_pre_ping=True,  # a restarted server costs nobody an error
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = '{int(wait_seconds * 1000)}ms'")
        connection.commit()

    return engine
