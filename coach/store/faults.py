"""What a database driver complains of, as an error that says what happened and what to do.

Only what can happen to a healthy program is translated: locks, disks, networks, permissions,
damage. A mistake in this program (a wrong statement, say) stays the driver's own error, so that it
is found. Codes: https://www.sqlite.org/rescode.html and PostgreSQL's appendix A.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from coach.errors import (
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreUnreachable,
)

_UNCHANGED = "Nothing was changed."


def explain(error: Exception, *, database: str) -> StoreError | None:
    """The error to raise instead of a driver's; None where the driver's own says it best.

    ``database`` says which one in words that hold no password.
    """
    if isinstance(error, PoolTimeout):
        return _locked(database)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _explain_sqlite(cause, database)
    # psycopg is imported only where PostgreSQL is used, so its errors are known by their shape.
    if cause is None or not hasattr(cause, "sqlstate"):
        return None
    return _explain_postgresql(cause, str(cause.sqlstate or ""), database)


def _explain_sqlite(error: sqlite3.Error, database: str) -> StoreError | None:
    # The lower byte is the family; the rest tells apart cases that have the same remedy.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _locked(database)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _read_only(database)
        case sqlite3.SQLITE_FULL:
            return _full(database)
        case sqlite3.SQLITE_CANTOPEN:
            return StoreUnreachable(
                f"{database} cannot be opened. {_UNCHANGED} Check that its folder exists, that "
                "this program may read and write there, and that COACH_DATABASE_URL names the "
                "right file."
            )
        case sqlite3.SQLITE_IOERR:
            return StoreUnreachable(
                f"The disk of {database} failed to read or write ({error}). What was stored before "
                "is kept. Check the disk and the space on it, then try again."
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(database)
    return None


def _explain_postgresql(error: BaseException, code: str, database: str) -> StoreError | None:
    if code in {"55P03", "40001", "40P01", "57014"}:
        return _locked(database)
    if code in {"25006", "42501"}:
        return _read_only(database)
    if code in {"53100", "53200"}:
        return _full(database)
    if code.startswith("XX"):
        return damaged(database)
    lost = not code and type(error).__name__ in {"OperationalError", "ConnectionTimeout"}
    if lost or code[:2] in {"08", "28", "53"} or code in {"3D000", "57P01", "57P02", "57P03"}:
        return StoreUnreachable(
            f"{database} does not answer ({_first_line(error)}). What was stored before is kept. "
            "Check that the server runs and that COACH_DATABASE_URL names the right host, user, "
            "password and database; then try again."
        )
    return None


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]


def _locked(database: str) -> StoreLocked:
    return StoreLocked(
        f"{database} is being written by another program for too long. {_UNCHANGED} Try again "
        "in a moment; if it stays like this, close other copies of this program, and backups or "
        "database tools that hold it open."
    )


def _read_only(database: str) -> StoreReadOnly:
    return StoreReadOnly(
        f"{database} may be read but not written. {_UNCHANGED} Give this program the right to "
        "write to it (for a file: to the file and to its folder) and try again."
    )


def _full(database: str) -> StoreFull:
    return StoreFull(
        f"{database} has no space left on its disk. What was stored before is kept; the last step "
        "was not stored. Free some space and try again."
    )


def damaged(database: str) -> StoreDamaged:
    return StoreDamaged(
        f"{database} is damaged or is not a database of this program. It was left as it is. Put "
        "back a backup, or move it elsewhere and start anew; do not delete it, parts can often be "
        "saved with SQLite's .recover command or PostgreSQL's own tools."
    )
