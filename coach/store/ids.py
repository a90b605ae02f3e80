"""Ids that come from outside: made by a sender, so that sending again changes nothing."""

import re

from coach.errors import BadInput

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def checked_id(text: str) -> str:
    """The id as it is, if it can be one."""
    if not _ID.fullmatch(text):
        raise BadInput(
            f"{text[:80]!r} cannot be an id. Use 1 to 64 letters (a-z), digits, - or _, such as a "
            "UUID has."
        )
    return text
