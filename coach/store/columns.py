"""Column types for what is not encrypted: ids, words of the vocabulary, instants."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, String, TypeDecorator


def without_surrogates(text: str) -> str:
    """The text as Unicode that can be encoded.

    A pair of surrogates becomes the character it stands for, a lone one U+FFFD, as browsers do it:
    a message must not be lost over half an emoji, and no database takes a surrogate.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class PlainText(TypeDecorator[str]):
    """Ids and words of the vocabulary, readable in the database.

    PostgreSQL refuses NUL in text and SQLite does not. Both get U+FFFD instead, so that an id
    which cannot exist is an unknown id in both, not an error of the driver.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return (
            None
            if value is None
            else without_surrogates(value).replace("\0", "\N{REPLACEMENT CHARACTER}")
        )


class UtcInstant(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database.

    SQLite has no zones, so what comes back from it is UTC because only UTC goes in.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone; use datetime.now(UTC)")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
