"""HTML, and Markdown by way of it: the words that a browser would show, without running or fetching
anything. Colours and style sheets are not looked at, so text that only they hide is read."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from coach.documents.blocks import Block, one_line
from coach.documents.plain import decoded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SPACE = re.compile(r"\s+")
_LINE_BREAKS = re.compile(r"\n\s*\n")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?![.\d])",
    re.I,
)
# Beside what is never shown: controls, pictures, and what leads around a site.
_PASSED_OVER = frozenset(
    "head script style noscript template svg math iframe object embed canvas audio video select button "
    "textarea nav footer".split()
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_OWN_LINES = _HEADINGS | frozenset(
    "html body address article aside blockquote caption dd details dialog div dl dt fieldset figcaption figure form "
    "header hgroup hr li main ol p pre section summary table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset(["td", "th"])
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.S | re.M)
_FRONT_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.M)


def markdown_blocks(data: bytes) -> Iterator[Block]:
    """The headings and paragraphs of a Markdown text; of its front matter only the title."""
    from markdown_it import MarkdownIt

    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if front := _FRONT_MATTER.match(text):
        text = text[front.end() :]
        if title := _FRONT_TITLE.search(front.group(1)):
            yield Block(one_line(title.group(1)), heading=True)
    yield from _blocks(MarkdownIt("commonmark").enable("table").render(text))


def html_blocks(data: bytes) -> Iterator[Block]:
    """The headings and paragraphs of a web page, with its title as the first heading."""
    yield from _blocks(_source(data))


def _source(data: bytes) -> str | bytes:
    """The page's text, or its bytes where it declares an encoding that they seem to be in."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if b"charset" in data[:1024].lower():
            return data
    return decoded(data)


def _blocks(source: str | bytes) -> Iterator[Block]:
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(source, encoding=True)
    if (title := page.css_first("title")) is not None and (words := one_line(title.text())):
        yield Block(words, heading=True)
    if page.body is None:
        return
    said: list[str] = []  # since the last block ended
    for node, entered in _walk(page.body):
        tag = node.tag or ""
        if tag == "-text" and entered:
            said.append(_SPACE.sub(" ", node.text_content or ""))
        elif tag == "br" and entered:
            said.append("\n")
        elif tag in _CELLS and entered and said:
            said.append(" | ")
        elif tag in _OWN_LINES:
            for paragraph in _LINE_BREAKS.split("".join(said)):
                if words := one_line(paragraph).strip("| "):
                    yield Block(words, heading=tag in _HEADINGS and not entered)
            said.clear()


def _walk(root: "LexborNode") -> "Iterator[tuple[LexborNode, bool]]":
    """Every node that is shown, in reading order, as it is entered (True) and as it is left. A loop,
    since pages nest deeper than functions may."""
    node = root
    while True:
        if not _is_passed_over(node):
            yield node, True
            if (child := node.first_child) is not None:
                node = child
                continue
            yield node, False
        while (beside := node.next) is None or node.mem_id == root.mem_id:
            parent = node.parent
            if node.mem_id == root.mem_id or parent is None:
                return
            node = parent
            yield node, False
        node = beside


def _is_passed_over(node: "LexborNode") -> bool:
    if not node.is_element_node:
        return False
    if node.tag in _PASSED_OVER:
        return True
    attributes = node.attributes
    if not attributes:
        return False
    style = _CSS_COMMENT.sub("", attributes.get("style") or "")
    return (
        "hidden" in attributes
        or (attributes.get("aria-hidden") or "").strip().lower() == "true"
        or bool(_UNSEEN.search(style))
    )
