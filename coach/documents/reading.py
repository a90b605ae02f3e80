"""Reads one document, whatever is in it, into drafts or the reason why there are none."""

import logging
import os
import re
import stat
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path, PurePath

from coach.documents.blocks import Block, one_line
from coach.documents.cutting import pieces
from coach.documents.drafts import LINK, UNREADABLE, Draft, Origin, Refused, shown_name
from coach.documents.markup import html_blocks, markdown_blocks
from coach.documents.pdf import MAX_CHARACTERS, pdf_blocks
from coach.documents.plain import plain_blocks
from coach.documents.word import word_blocks
from coach.errors import BadInput

_log = logging.getLogger(__name__)
MAX_BYTES = 20 * 2**20

_MARKDOWN, _PLAIN, _HTML, _PDF = "text/markdown", "text/plain", "text/html", "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MEDIA_TYPES = {
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".txt": _PLAIN,
    ".html": _HTML,
    ".htm": _HTML,
    ".pdf": _PDF,
    ".docx": _DOCX,
}
_READERS: dict[str, Callable[[bytes], Iterator[Block]]] = {
    _MARKDOWN: markdown_blocks,
    _PLAIN: plain_blocks,
    _HTML: html_blocks,
    _PDF: pdf_blocks,
    _DOCX: word_blocks,
}


def read_document(path: Path, name: str) -> list[Draft | Refused]:
    """The document's drafts, or one refusal. Never raises, whatever is in the file; how long it takes
    and what memory it needs is for the process around it to limit (``coach.importing``)."""
    shown = shown_name(name)
    try:
        return list(_drafts(path, shown))
    except BadInput as error:
        return [Refused(shown, str(error))]
    except MemoryError:
        why = "needs more memory to read than a document should; split it and import the parts"
    except Exception:  # libraries raise anything at damaged files
        _log.debug("%s cannot be read", shown, exc_info=True)
        why = (
            "is damaged or not what its name says; open it in the program that it was made with, save it anew and "
            "import it again"
        )
    return [Refused(shown, why)]


def _drafts(path: Path, shown: str) -> Iterator[Draft]:
    suffix = PurePath(shown).suffix
    media_type = _MEDIA_TYPES.get(suffix.lower())
    if media_type is None:
        raise BadInput(
            "is none of the kinds that can be read; save it as Markdown, plain text, HTML, PDF or DOCX"
        )
    data = _bytes(path)
    _refuse_other_kinds(data, media_type, suffix)
    blocks = list(_READERS[media_type](data))
    if sum(len(block.text) for block in blocks) > MAX_CHARACTERS:
        raise BadInput(
            f"holds more than {MAX_CHARACTERS:,} characters; split it and import the parts that matter"
        )
    digest = sha256(data).hexdigest()
    stem = one_line(PurePath(shown).stem.replace("_", " ")) or shown
    found = False
    for piece in pieces(blocks, otherwise=stem):
        yield Draft(piece.title, piece.text, Origin(shown, piece.place, digest))
        found = True
    if not found:
        raise BadInput("holds no text besides headings; write some, or leave the file out")


# --- The file ----------------------------------------------------------------------------------------


def _bytes(path: Path) -> bytes:
    """What is in the file. Links are not followed, and nothing waits for a pipe or a device."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # not every system has each
        flags |= getattr(os, name, 0)
    try:
        if path.is_symlink():
            raise BadInput(LINK)
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise BadInput("is no file but a pipe or a device; leave it out")
            if status.st_size > MAX_BYTES:
                raise BadInput(
                    f"has {status.st_size / 2**20:.0f} MB, and {MAX_BYTES // 2**20} are the most; split it, or save it "
                    "without pictures"
                )
            data = file.read(MAX_BYTES)
    except PermissionError as error:
        raise BadInput(UNREADABLE) from error
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        raise BadInput(
            f"cannot be opened ({getattr(error, 'strerror', None) or error}); put it back and import it again"
        ) from error
    if not data.strip():
        raise BadInput("is empty; save it again, or leave it out")
    return data


_OTHER = "other"
_SIGNATURES = (
    (re.compile(rb"[\s\S]{0,1019}%PDF-"), "a PDF", _PDF),
    (re.compile(rb"PK\x03\x04"), "a zip file, as DOCX is", _DOCX),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old Office file, or one with a password", _OTHER),
    (re.compile(rb"\{\\rtf"), "RTF", _OTHER),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*"), "a picture", _OTHER),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", re.I), "HTML", _HTML),
)
_MAY_BEGIN_AS: dict[str, set[str | None]] = {
    _MARKDOWN: {None, _HTML},  # Markdown may be HTML from its first line
    _PLAIN: {None},
    _HTML: {None, _HTML},
    _PDF: {_PDF},
    _DOCX: {_DOCX},
}
"""By media type, the kinds that a file of it may begin as; None for what no signature fits."""


def _refuse_other_kinds(data: bytes, media_type: str, suffix: str) -> None:
    """Raise where the content begins as that of another kind of file does."""
    kinds = ((what, kind) for begins, what, kind in _SIGNATURES if begins.match(data))
    what, kind = next(kinds, ("something else", None))
    if kind not in _MAY_BEGIN_AS[media_type]:
        raise BadInput(
            f"is {what}, though its name ends in {suffix}; give it its right name, or save it as what the name says"
        )
