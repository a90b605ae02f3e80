"""Keyed hashes, under a secret that is encrypted with the words: of what is looked up and must not be read."""

import hmac
import secrets
from hashlib import sha256

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from coach.store.columns import without_surrogates
from coach.store.database import Database
from coach.store.tables import PepperRow


def keyed(secret: str, *parts: str) -> str:
    """The keyed hash of these words."""
    text = "\0".join(without_surrogates(part) for part in parts)
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()


def secret_of(database: Database) -> str:
    """The secret of this database; made when first asked for."""
    with database.read() as session:
        row = session.get(PepperRow, 1)
    if row is None:
        try:
            with database.write() as session:
                row = PepperRow(id=1, secret=secrets.token_hex(32))
                session.add(row)
        except IntegrityError:  # another process made it at this moment: its counts
            return secret_of(database)
    return row.secret


def secret_in(session: Session) -> str:
    """The same, within a transaction, of a database that was opened."""
    return session.get_one(PepperRow, 1).secret
