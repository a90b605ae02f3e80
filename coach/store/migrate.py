"""Brings the schema of an opened database up to date, by the revisions in ``migrations/``."""

import threading

from sqlalchemy import Connection, inspect, text

from coach.errors import StoreDamaged, StoreTooNew
from coach.store.database import Database
from coach.store.tables import Base

NEWEST = "0015"
"""The last file in ``migrations/versions``; a test compares. Knowing it spares every start but the
first the import of Alembic (0.15 s of CPU)."""

VERSION_TABLE = "schema_version"
"""Not Alembic's default name, which another program in the same PostgreSQL database may use."""

# Alembic keeps the running migration in module globals.
_one_at_a_time = threading.Lock()


def bring_up_to_date(database: Database) -> None:
    """Create or change the tables, in one transaction; nothing happens if they are as they should.

    Safe when several processes open the same database at once: the first does it, the others wait
    and then find it done.
    """
    with database.read() as session:
        if _version(session.connection()) == NEWEST:
            return
    with _one_at_a_time, database.alone() as connection:
        version = _version(connection)
        if version == NEWEST:
            return
        if version is None:
            _refuse_foreign_tables(connection, database.name)
        _upgrade(connection, version, database.name)
        refuse_broken_references(connection, database)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return version


def _refuse_foreign_tables(connection: Connection, name: str) -> None:
    ours = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
    if ours:
        raise StoreDamaged(
            f"{name} holds tables of another program ({', '.join(sorted(ours))}). It was left as "
            "it is. Give the coach a database of its own in COACH_DATABASE_URL."
        )


def _upgrade(connection: Connection, version: str | None, name: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    # As a resource of the package: a path would be read as a ConfigParser value, percent signs too.
    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", "coach.store:migrations")
    if version is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(version)
        except CommandError as error:
            raise StoreTooNew(
                f"{name} was made by a newer version of this program (its schema is {version}, "
                f"this program knows {NEWEST}). It was left as it is. Update the program and start "
                "again."
            ) from error
    command.upgrade(config, "head")


def refuse_broken_references(connection: Connection, database: Database) -> None:
    """Make up for SQLite's foreign keys, which are off while tables are rebuilt."""
    if not database.is_sqlite:
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise StoreDamaged(
            f"{database.name} could not be brought up to date: rows of {broken[0]} point nowhere. "
            "It was left as it is. Put back a backup and report this."
        )
