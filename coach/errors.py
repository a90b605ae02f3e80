"""Every error of the program. Messages are written for their reader and end with what to do.

CoachError
├── SettingsError          a COACH_ setting is unknown or malformed
├── KnowledgeError         curated files are missing or malformed (carries findings)
├── EncoderError           the encoder is missing, damaged or cannot be had
├── LibraryIndexError      the index is missing, damaged or unreachable
├── ModelError             the language model failed; the guide takes over
│   └── ModelSilent        its server cannot be reached, or says nothing in time
├── NotFound               no such thing for this person
│   └── UndoTooLate        it was deleted longer ago than a deletion can be undone
├── NotAllowed             this person may not do that here
│   ├── NoEntry            an invitation, link or code that lets nobody in (any more)
│   └── TooManyTries       it was tried too often; later again
├── MailError              the mail server could not be reached, or would not take a message
│   └── MailRefused        it will not deliver to this address
├── BadInput               what was sent cannot be used
│   └── IdTaken            an id that was sent belongs to something else already
└── StoreError             the database
    ├── StoreLocked        somebody else is writing for too long
    ├── StoreReadOnly
    ├── StoreFull
    ├── StoreUnreachable
    ├── StoreDamaged
    ├── StoreTooNew        made by a newer version of this program
    ├── KeyMissing         the key that the stored words were encrypted with is not there
    ├── KeyUnusable        the key file is there but cannot be read or written
    └── KeyDoesNotFit      the key is not the one that the stored words were encrypted with
"""


class CoachError(Exception):
    """Base of all errors that the program raises on purpose."""


class SettingsError(CoachError):
    """A COACH_ setting is unknown or malformed."""


class KnowledgeError(CoachError):
    """Curated files are missing or malformed."""


class EncoderError(CoachError):
    """The encoder is missing, damaged or cannot be had."""


class LibraryIndexError(CoachError):
    """The library's index is missing, damaged or unreachable."""


class ModelError(CoachError):
    """The language model failed."""


class ModelSilent(ModelError):
    """The language model's server cannot be reached, or says nothing in time."""


class NotFound(CoachError):
    """There is no such thing for this person."""


class UndoTooLate(NotFound):
    """It was deleted longer ago than a deletion can be undone."""


class NotAllowed(CoachError):
    """This person may not do that here."""


class NoEntry(NotAllowed):
    """An invitation, a link or a code lets nobody in, or not any more."""


class TooManyTries(NotAllowed):
    """It was tried too often."""


class MailError(CoachError):
    """The mail server could not be reached, or would not take a message."""


class MailRefused(MailError):
    """The server will not deliver to this address."""


class BadInput(CoachError):
    """What was sent cannot be used."""


class IdTaken(BadInput):
    """An id that was sent belongs to something else already."""


class StoreError(CoachError):
    """The database failed."""


class StoreLocked(StoreError):
    """Another process writes for too long."""


class StoreReadOnly(StoreError):
    """The database may not be written."""


class StoreFull(StoreError):
    """There is no space left."""


class StoreUnreachable(StoreError):
    """The database server does not answer."""


class StoreDamaged(StoreError):
    """The database file is not usable."""


class StoreTooNew(StoreError):
    """A newer version of this program made the database."""


class KeyMissing(StoreError):
    """The key that the stored words were encrypted with is not there."""


class KeyUnusable(StoreError):
    """The key file is there but cannot be read or written."""


class KeyDoesNotFit(StoreError):
    """The key is not the one that the stored words were encrypted with."""
