"""What becomes of a document: drafts of passages, or the reason why there are none."""

import os
from dataclasses import dataclass
from typing import Any

from coach.documents.blocks import one_line


@dataclass(frozen=True)
class Origin:
    """Where a draft was taken from."""

    file: str
    """The file's name within the folder, fit to be shown: bytes that are no text are replaced."""
    place: str
    """The page ("page 3") or the heading it stood under; empty where there is neither."""
    digest: str
    """SHA-256 of the file, in hexadecimal."""


@dataclass(frozen=True)
class Draft:
    """A piece of a document, as plain text for somebody to edit. Data and nothing else: nothing that
    it says is ever followed."""

    title: str
    text: str
    """Paragraphs, with an empty line between them; no control or invisible characters."""
    origin: Origin


@dataclass(frozen=True)
class Refused:
    """A document, or a folder, that gave no drafts."""

    file: str
    why: str
    """A sentence about the file, without its name, that ends with what to do."""


LINK = "is a link to another place, and links are not followed; put the document itself here"
UNREADABLE = "may not be read by you; give yourself the right to read it and import it again"


def shown_name(name: str) -> str:
    """A file's name as it can be shown and stored: bytes that are no text are replaced."""
    return one_line(os.fsencode(name).decode("utf-8", "replace")) or "(a name without letters)"


def packed(result: Draft | Refused) -> dict[str, Any]:
    """The result as JSON can carry it from one process to another."""
    if isinstance(result, Refused):
        return {"refused": vars(result)}
    return {"draft": vars(result) | {"origin": vars(result.origin)}}


def unpacked(value: dict[str, Any]) -> Draft | Refused:
    """What ``packed`` was given."""
    if "refused" in value:
        return Refused(**value["refused"])
    return Draft(**value["draft"] | {"origin": Origin(**value["draft"]["origin"])})
