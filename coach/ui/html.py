"""Words into HTML. Everything that was written by a person or curated in a file is plain text here:
escaped, never read as Markdown, HTML, LaTeX, emoji names or colours."""

import re
from collections import Counter
from collections.abc import Mapping
from html import escape

_CITED = re.compile(r"\[(\d{1,2})\]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=@/])")
_REVEAL_STEP, _REVEAL_MOST = 0.03, 0.9
"""Seconds: a word's delay when a new reply appears, and that of the last one at most."""


def shortened(text: str, most: int) -> str:
    """Text on one line, cut where it is too long for its place."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain_label(text: str, most: int = 60) -> str:
    """Text for a button or link, whose labels Streamlit reads as Markdown."""
    text = shortened(text, most)
    # A backslash keeps Markdown away; the invisible joiner keeps emoji and icon names from being found.
    return _MARKDOWN.sub(r"\\\1", text).replace("\\:", "\\:\u2060") or "…"


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Names to choose from, by id; a second one of the same name is numbered. Streamlit knows a choice by what it reads, so
    that choosing the second Leo would choose the first."""
    seen: Counter[str] = Counter()
    told: dict[str, str] = {}
    for id_, name in names.items():
        seen[name] += 1
        told[id_] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return told


def paragraphs(text: str) -> str:
    """Paragraphs at blank lines; single line breaks are kept by the style sheet."""
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    return "".join(f'<p dir="auto">{escape(part.strip())}</p>' for part in parts)


def reply_paragraphs(text: str, cite: dict[int, str], *, reveal: bool = False) -> str:
    """A reply's paragraphs. ``cite`` gives for each number the HTML that stands for ``[1]``;
    with ``reveal`` each word carries its turn in appearing."""
    count = len(text.split())
    step = min(_REVEAL_STEP, _REVEAL_MOST / max(count, 1))
    done = 0
    made = []
    for part in re.split(r"\n\s*\n", text.strip()):
        words = []
        for word in part.split(" ") if reveal else [part]:
            html = _cited(word, cite)
            if reveal and word:
                html = f'<span class="bp-word" style="animation-delay:{done * step:.2f}s">{html}</span>'
                done += 1
            words.append(html)
        made.append(f'<p dir="auto">{" ".join(words)}</p>')
    return "".join(made)


def _cited(text: str, cite: dict[int, str]) -> str:
    """Escaped text with its citation marks."""
    made, last = [], 0
    for match in _CITED.finditer(text):
        mark = cite.get(int(match.group(1)))
        if mark is None:
            continue
        made += [escape(text[last : match.start()].rstrip(" ")), mark]
        last = match.end()
    return "".join([*made, escape(text[last:])])


def link(url: str, words: str) -> str:
    """A link out, opened apart; anything but a web address stays text."""
    if not re.match(r"https?://", url):
        return escape(words)
    return f'<a href="{escape(url, quote=True)}" target="_blank">{escape(words)}</a>'


def phone(number: str) -> str:
    """A number to tap; what is not dialled (a text service's words) stays text."""
    digits = re.sub(r"[^\d+*#]", "", number)
    if len(digits) < 2 or re.search(r"[A-Za-z]{3}", number):
        return f"<strong>{escape(number)}</strong>"
    return f'<a href="tel:{escape(digits, quote=True)}">{escape(number)}</a>'
