"""DOCX: a zip file of XML, of which only the text and the names of its styles are read."""

from collections.abc import Iterator
from io import BytesIO
from posixpath import dirname, join
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from coach.documents.blocks import Block, one_line
from coach.errors import BadInput

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_UNPACKED = 300 * 2**20  # bytes of all parts, pictures among them
_LARGEST_PART = 20 * 2**20  # bytes of XML; some 3,000 pages
_MOST_RATIO = 150  # bytes unpacked for one packed, of what is read; Word's own XML has 10 to 50
_RATIO_FROM = 2**20
_BOMB = (
    "unpacks to far more than a document holds, as if to fill the memory; if you trust it, open it in "
    "Word, save it anew and import it again"
)
# Deleted words are in elements of their own; these would be read twice or are not shown.
_PASSED_OVER = frozenset(["Fallback", "moveFrom", "pPr", "rPr", "sectPr"])


def word_blocks(data: bytes) -> Iterator[Block]:
    """The headings and paragraphs of a Word document; the row of a table is a paragraph. Headers,
    footers, footnotes and comments are parts of their own and are left out."""
    try:
        archive = ZipFile(BytesIO(data))
    except BadZipFile as error:
        raise BadInput(
            "is damaged: its end is missing or broken; get it again from where it came from"
        ) from error
    with archive:
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
            raise BadInput(_BOMB)
        name = _document(archive)
        body = _xml(archive, name)
        styles = join(dirname(name), "styles.xml")
        headings = _heading_styles(_xml(archive, styles)) if styles in archive.namelist() else set()
    for element in _text_elements(body):
        if _local(element) == "p":
            yield Block(one_line(_words(element)), heading=_style(element) in headings)
        else:
            cells = [one_line(_words(cell)) for cell in element if _local(cell) == "tc"]
            yield Block(" | ".join(filter(None, cells)))


def _document(archive: ZipFile) -> str:
    """The name of the part that holds the text."""
    if "_rels/.rels" in archive.namelist():
        for relation in _xml(archive, "_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                name = relation.get("Target", "").lstrip("/")
                if (
                    name.endswith(".xml")
                    and name.startswith("word/")
                    and name in archive.namelist()
                ):
                    return name
    raise BadInput(
        "is a zip file, but no Word document; rename it to what it is, or save it as DOCX or PDF"
    )


def _xml(archive: ZipFile, name: str) -> "Element":
    """A part's XML, refused before it is unpacked where it is too large, and without entities: they
    can grow without end or point to other files."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    part = archive.getinfo(name)
    inflated = part.file_size > max(_RATIO_FROM, _MOST_RATIO * part.compress_size)
    if part.file_size > _LARGEST_PART or inflated:
        raise BadInput(_BOMB)
    try:
        return fromstring(archive.read(part), forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadInput(
            "defines entities in its XML, which Word never does and which can be an attack; if you "
            "trust it, open it in Word, save it anew and import it again"
        ) from error


def _local(element: "Element") -> str:
    """The name without its namespace: the transitional and the strict form differ only in that."""
    return element.tag.rpartition("}")[2]


def _value(element: "Element | None", attribute: str = "val") -> str:
    if element is None:
        return ""
    found = (v for k, v in element.attrib.items() if k.rpartition("}")[2] == attribute)
    return next(found, "")


def _heading_styles(styles: "Element") -> set[str]:
    """The ids of the styles that are headings. Ids are in the language of whoever made the document;
    names and outline levels are not."""
    found = set()
    for style in styles.iterfind("{*}style"):
        name = _value(style.find("{*}name")).lower()
        outlined = style.find("{*}pPr/{*}outlineLvl") is not None
        if outlined or name == "title" or name.startswith("heading "):
            found.add(_value(style, "styleId"))
    return found


def _style(paragraph: "Element") -> str:
    return _value(paragraph.find("{*}pPr/{*}pStyle"))


def _text_elements(body: "Element") -> "Iterator[Element]":
    """The paragraphs and the rows of tables, in order. A loop, since elements nest deeper than
    functions may."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        name = _local(element)
        if name in {"p", "tr"}:
            yield element
        elif name not in _PASSED_OVER:
            waiting.extend(reversed(element))


def _words(element: "Element") -> str:
    said: list[str] = []
    waiting = [element]
    while waiting:
        part = waiting.pop()
        name = _local(part)
        if name == "t":
            said.append(part.text or "")
        elif name in {"tab", "br", "cr", "p"}:
            said.append(" ")
        elif name == "noBreakHyphen":
            said.append("-")
        if name not in _PASSED_OVER and not _is_hidden(part):
            waiting.extend(reversed(part))
    return "".join(said)


def _is_hidden(run: "Element") -> bool:
    mark = run.find("{*}rPr/{*}vanish")
    return mark is not None and _value(mark) not in {"0", "false", "off"}
