"""One database and the ways to use it: read, write, alone. A session lives as long as one call."""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from coach.store.engine import is_memory, name_for_people
from coach.store.faults import explain

_log = logging.getLogger(__name__)

_SCHEMA_WAIT_SECONDS = 60
"""How long to wait while another process brings the schema up to date."""

# Any number will do, as long as all copies of this program use the same one.
_SCHEMA_LOCK = 0x626567696E  # "begin"


class Database:
    """One database, shared by all threads of the process."""

    def __init__(self, engine: Engine, *, wait_seconds: float) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.in_memory = self.is_sqlite and is_memory(engine.url)
        self.name = name_for_people(engine.url)
        self._wait_seconds = wait_seconds
        # SQLite has one writer at a time, and lets the others poll with growing pauses. Waiting for
        # a lock of our own first is fairer and faster; other processes still meet SQLite's.
        # In memory there is one connection, so that readers take turns as well.
        self._turn = threading.Lock()
        self._reader: Engine = engine
        self._writer: Engine = engine
        if self.is_sqlite:
            # A transaction that reads first and writes later fails at once when somebody else wrote
            # in between, in spite of the busy timeout: take the write lock at the start.
            self._writer = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        else:
            # All queries of one read see the same moment. Not declared read-only as well: taking
            # that back would override a server that its operator has made read-only.
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database and changes nothing."""
        with ExitStack() as stack:
            stack.enter_context(self._faults_explained())
            if self.in_memory:
                stack.enter_context(self._my_turn())
            session = stack.enter_context(Session(self._reader, expire_on_commit=False))
            stack.enter_context(session.begin())
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are all on disk when the block ends, or not made at all."""
        with ExitStack() as stack:
            stack.enter_context(self._faults_explained())
            if self.is_sqlite:
                stack.enter_context(self._my_turn())
            session = stack.enter_context(Session(self._writer, expire_on_commit=False))
            stack.enter_context(session.begin())
            yield session

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A transaction that no other process has at the same time, for changing the schema."""
        with ExitStack() as stack:
            stack.enter_context(self._faults_explained())
            stack.enter_context(self._my_turn())
            connection = stack.enter_context(self.engine.connect())
            if self.is_sqlite:
                stack.enter_context(self._without_foreign_keys(connection))
            with connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(
                        f"SET LOCAL lock_timeout = '{_SCHEMA_WAIT_SECONDS}s'"
                    )
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")
                yield connection

    @contextmanager
    def file(self) -> Iterator[sqlite3.Connection]:
        """SQLite's own connection, for copying the whole file, while nobody else in this process writes."""
        with ExitStack() as stack:
            stack.enter_context(self._faults_explained())
            stack.enter_context(self._my_turn())
            raw = self.engine.raw_connection()
            stack.callback(raw.close)
            assert isinstance(raw.driver_connection, sqlite3.Connection)
            yield raw.driver_connection

    @contextmanager
    def _without_foreign_keys(self, connection: Connection) -> Iterator[None]:
        """Let SQLite alter a table by copying and dropping it; the drop would cascade to others.

        The pragma has no effect inside a transaction, so it stands around it.
        """
        connection.execution_options(sqlite_begin="")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_SCHEMA_WAIT_SECONDS * 1000}")
        connection.commit()
        connection.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execution_options(sqlite_begin="")
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(self._wait_seconds * 1000)}")
            connection.commit()

    def scrub(self) -> bool:
        """After erasing: leave nothing of it in SQLite's files. True when nothing is left.

        Erased rows are overwritten with zeros (secure_delete), which goes through the write-ahead
        log; this brings it into the file and empties the log. Another process that reads for long
        can hold it up: the next call does it. PostgreSQL keeps erased rows in its files until its
        vacuum has run, and in its log for longer: False.
        """
        if not self.is_sqlite:
            return False
        if self.in_memory:
            return True
        with self._faults_explained(), self._my_turn(), self.engine.connect() as connection:
            connection.execution_options(sqlite_begin="")
            held_up = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if held_up:
            _log.warning(
                "%s is being read; erased ciphertext stays in its log until later", self.name
            )
        return not held_up

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=self._wait_seconds):
            raise PoolTimeout("this process is writing for too long")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _faults_explained(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout, self.engine.dialect.loaded_dbapi.Error) as error:
            explained = explain(error, database=self.name)
            if explained is None:
                raise
            raise explained from error
