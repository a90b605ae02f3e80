"""The bibliography, checked beyond that it can be read: links that would be dead, fields that a reader
would miss or stumble over, and works that stand in it twice."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from coach.curated import Findings
from coach.sources import Source
from coach.text import bare_words

_DOI = re.compile(r"10\.\d{4,9}/[^\s\\{}]*[^\s\\{}.,;]")
_ONE_DASH = re.compile(r"(\w*\d\w*)\s*[-–—]\s*(\w*\d\w*)")
_BRACKETS = (("(", ")"), ("[", "]"))
# What each type of entry needs besides a title, a year, an author or editor and a way to find it,
# without which no entry is read.
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "article": ("author", "journal"),
    "book": ("publisher",),
    "incollection": ("author", "booktitle", "publisher"),
    "inproceedings": ("author", "booktitle"),
    "mastersthesis": ("author", "school"),
    "misc": (),
    "phdthesis": ("author", "school"),
    "techreport": ("author", "institution"),
}


def check_sources(path: Path, sources: Mapping[str, Source], findings: Findings) -> None:
    """Every fault of the entries of the bibliography at ``path``."""
    if not sources:  # the file may not even be there, which is noted already
        return
    rows = path.read_text("utf-8").splitlines()
    for source in sources.values():
        for field, message in _malformed(source):
            findings.add(path, _line(rows, source, field), f"{source.key}: {field}: {message}")
        for message in _lacking(source):
            findings.add(path, source.line, f"{source.key}: {message}")
    for field, first, again in _twice(sources.values()):
        message = f"{field}: is that of {first.key} (line {first.line}) too; keep one of the two"
        findings.add(path, _line(rows, again, field), f"{again.key}: {message}")


def _malformed(source: Source) -> Iterator[tuple[str, str]]:
    """(field, what is wrong with it and the remedy)"""
    for field, fault in _FAULTS.items():
        value = source.fields.get(field)
        message = fault(value) if value else None
        if message:
            yield field, f"{value} {message}"


def _doi(value: str) -> str | None:
    if _DOI.fullmatch(value):
        return None
    return "is no DOI; write it bare (10.1037/1089-2680.5.4.323), no address before, no stop after"


def _isbn(value: str) -> str | None:
    from stdnum import isbn

    return None if isbn.is_valid(value) else "is no ISBN by its check digit; copy it from the book"


def _url(value: str) -> str | None:
    import validators

    whole = value.startswith(("https://", "http://")) and validators.url(value)
    if whole and all(value.count(left) == value.count(right) for left, right in _BRACKETS):
        return None
    return "is no address; copy it whole from the browser, from https:// on, and escape nothing"


def _year(value: str) -> str | None:
    this_year = date.today().year
    if value == "n.d." or (re.fullmatch(r"[12]\d{3}", value) and int(value) <= this_year):
        return None
    return f"is no year until {this_year}; write four digits, or n.d. where none is known"


def _pages(value: str) -> str | None:
    range_ = _ONE_DASH.fullmatch(value)
    return f"is a range with one dash; write {range_[1]}--{range_[2]}" if range_ else None


# Each says what is wrong with a value and what to do, or nothing.
_FAULTS: Mapping[str, Callable[[str], str | None]] = {
    "doi": _doi,
    "isbn": _isbn,
    "url": _url,
    "year": _year,
    "pages": _pages,
}


def _lacking(source: Source) -> Iterator[str]:
    if source.kind not in _REQUIRED:
        known = ", ".join(_REQUIRED)
        yield f"@{source.kind}: is not a type of entry used here; use one of {known}"
    for field in _REQUIRED.get(source.kind, ()):
        if not source.fields.get(field, "").strip():
            yield f"has no {field}; add it"


def _twice(sources: Iterable[Source]) -> Iterator[tuple[str, Source, Source]]:
    """(field, source, source that has the same in this field)"""
    seen: dict[tuple[str, str], Source] = {}
    for source in sources:
        doi = ("doi", source.fields.get("doi", "").lower())
        title = ("title", " ".join(bare_words(source.title)))
        same_doi = seen.setdefault(doi, source) if doi[1] else source
        same_title = seen.setdefault(title, source)
        if same_doi is not source:
            yield "doi", same_doi, source
        elif same_title is not source and not _told_apart(same_title, source):
            yield "title", same_title, source


def _told_apart(first: Source, second: Source) -> bool:
    """Two works may have one title, such as a book and the article it grew from."""
    return any(
        field in first.fields
        and field in second.fields
        and first.fields[field] != second.fields[field]
        for field in ("doi", "isbn")
    )


def _line(rows: list[str], source: Source, field: str) -> int:
    """Where the field stands; the entry's first line where it has none of its own."""
    for number in range(source.line, len(rows)):
        if rows[number].startswith("@"):
            break
        if re.match(rf"\s*{field}\s*=", rows[number], re.IGNORECASE):
            return number + 1
    return source.line
