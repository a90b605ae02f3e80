"""The bibliography behind the passages: ``knowledge/sources.bib``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coach.curated import Findings, read_text

_LATEX = re.compile(r"[\\{}$~]|--")


@dataclass(frozen=True)
class Source:
    """A work that passages rest on. ``url`` is the DOI's address where there is one; ``kind`` and
    ``fields`` are the entry as it was written, and ``line`` is where it begins."""

    key: str
    authors: str
    year: str
    title: str
    venue: str
    url: str | None
    kind: str = "misc"
    fields: Mapping[str, str] = field(default_factory=dict, compare=False)
    line: int = 0

    @property
    def is_essay(self) -> bool:
        """Of a kind that gives ideas and stories, and never evidence."""
        return self.fields.get("howpublished", "").lower().startswith("essay")

    @property
    def citation(self) -> str:
        """One line: authors (year). Title. Venue. A reference that is kept as one line stands in the title."""
        by = f"{self.authors} ({self.year})" if self.authors else ""
        parts = [by, self.title, self.venue]
        return ". ".join(p.rstrip(".") for p in parts if p) + "."

    @property
    def short(self) -> str:
        """First author's surname and year, as said in a sentence."""
        names = self.authors.split(", ")
        first = names[0].split()[-1] if names else self.key
        if len(names) == 2:
            first = f"{first} and {names[1].split()[-1]}"
        elif len(names) > 2:
            first = f"{first} and others"
        return f"{first}, {self.year}"


def read_sources(path: Path, findings: Findings) -> dict[str, Source]:
    """All sources by key; malformed entries are left out and noted."""
    from pybtex.database import BibliographyData, BibliographyDataError, parse_string
    from pybtex.errors import capture
    from pybtex.exceptions import PybtexError

    text = read_text(path, findings)
    if text is None:
        return {}
    lines: dict[str, int] = {}
    again: dict[str, int] = {}
    for number, row in enumerate(text.splitlines(), start=1):
        if row.startswith("@") and "{" in row:
            key = row.split("{", 1)[1].split(",")[0].strip()
            (again if key in lines else lines)[key] = number
    # One entry that cannot be used must not cost all the others.
    with capture() as errors:
        try:
            data: BibliographyData = parse_string(text, "bibtex")
        except PybtexError as error:
            line = getattr(error, "lineno", None) or 1
            findings.add(path, int(line), f"BibTeX: {error}; check braces and commas")
            return {}
    for key, number in again.items():
        first = f"{path.name}:{lines[key]}"
        findings.add(path, number, f"{key}: stands in {first} too; give one of the two another key")
    for skipped in errors:
        if not isinstance(skipped, BibliographyDataError):  # those are the keys that stand twice
            line = getattr(skipped, "lineno", None) or 1
            findings.add(path, int(line), f"BibTeX: {skipped}; check braces and commas")
    sources = {}
    for key, entry in data.entries.items():
        fields = entry.fields
        source = _source(key, entry, lines.get(key, 1))
        lacking = [
            name
            for name, value in (
                ("author or editor", source.authors),
                ("year", source.year),
                ("title", source.title),
                (
                    "doi, isbn, url or howpublished",
                    source.url or fields.get("isbn") or fields.get("howpublished"),
                ),
            )
            if not value
        ]
        if lacking:
            findings.add(path, source.line, f"{key}: has no {' and no '.join(lacking)}; add it")
        else:
            sources[key] = source
    return sources


def _source(key: str, entry: Any, line: int) -> Source:
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_name(person) for person in people]
    fields = entry.fields
    venue = next(
        (fields[f] for f in ("journal", "booktitle", "publisher", "howpublished") if f in fields),
        "",
    )
    if "volume" in fields and "journal" in fields:
        venue += f" {fields['volume']}"
        if "number" in fields:
            venue += f"({fields['number']})"
    if "pages" in fields:
        venue += f", {fields['pages'].replace('--', '–')}"
    url = f"https://doi.org/{fields['doi']}" if "doi" in fields else fields.get("url")
    return Source(
        key, ", ".join(names), fields.get("year", ""), _plain(fields.get("title", "")),
        _plain(venue), url, entry.type, _fields(entry), line,
    )  # fmt: skip


def _fields(entry: Any) -> dict[str, str]:
    """The fields by their names in small letters; pybtex keeps the people apart."""
    people = {role: " and ".join(map(str, names)) for role, names in entry.persons.items()}
    return {name.lower(): value for name, value in {**people, **dict(entry.fields)}.items()}


def _name(person: Any) -> str:
    first = " ".join(f"{n[0]}." for n in (*person.first_names, *person.middle_names) if n)
    last = " ".join((*person.prelast_names, *person.last_names))
    return _plain(f"{first} {last}".strip())


def _plain(text: str) -> str:
    from pybtex.richtext import Text

    if not _LATEX.search(text):  # decoding costs half a second over a whole bibliography
        return " ".join(text.split())
    return " ".join(str(Text.from_latex(text)).split())
