"""A conversation as HTML: what was said, the sources under it, what was noticed. No Streamlit here."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from coach.knowledge import Contact, Habit, Passage
from coach.store.records import Message, Noticing
from coach.ui.html import link, paragraphs, phone, reply_paragraphs

EVIDENCE = {
    "meta-analysis": "Evidence: a summary of many studies",
    "experiment": "Evidence: an experiment",
    "field-study": "Evidence: a study in workplaces",
    "survey": "Evidence: a survey",
    "theory": "Theory: an idea with reasons, not a test of it",
    "book": "From a book: experience and argument",
    "essay": "From an essay: experience and opinion",
}
OWN = "From your workspace’s own library, not from the curated one"
_LONG = 4000
"""Characters from which on a message scrolls in a box of its own."""

Cited = Sequence[tuple[int, Passage]]


def said(message: Message, cited: Cited, *, reveal: bool = False) -> str:
    """One message with what belongs to it."""
    if message.role == "leader":
        return _leader(message)
    marks = {number: _mark(message, number, passage) for number, passage in cited}
    words = reply_paragraphs(message.text, marks, reveal=reveal)
    stopped = '<p class="bp-note">Stopped here.</p>' if message.status == "stopped" else ""
    below = (_sources(message, cited) if cited else "") + _looked_back(message)
    live = ' aria-live="polite"' if reveal else ""
    return (
        f'<article class="bp-said bp-coach" aria-label="Begin Personal"{live}>'
        f'<span class="bp-face" aria-hidden="true"></span><div class="bp-words">{words}{stopped}'
        f"{below}</div></article>"
    )


def being_said(parts: str, note: str | None) -> str:
    """A reply while it is being written."""
    waiting = f'<p class="bp-waiting" role="status"><i></i><i></i><i></i><span>{escape(note or "")}</span></p>'
    return (
        '<article class="bp-said bp-coach" aria-label="Begin Personal">'
        f'<span class="bp-face" aria-hidden="true"></span><div class="bp-words">{paragraphs(parts)}'
        f"{waiting if note is not None else ''}</div></article>"
    )


def getting_ready(text: str | None) -> str:
    """The wait after a start, with the words that wait too."""
    words = (
        f'<article class="bp-said bp-leader" aria-label="You"><div class="bp-words">{paragraphs(text)}'
        "</div></article>"
        if text
        else ""
    )
    return words + being_said("", "Getting the library ready…")


def _leader(message: Message) -> str:
    long = (
        ' tabindex="0" role="region" aria-label="A long message"'
        if len(message.text) > _LONG
        else ""
    )
    kind = " bp-long" if long else ""
    words = paragraphs(message.text) or '<p class="bp-note">(an empty message)</p>'
    masked = (
        '<p class="bp-note">What looked like a password, a card number or the like was taken out '
        "before this was kept.</p>"
        if message.meta.get("masked")
        else ""
    )
    return (
        f'<article class="bp-said bp-leader" aria-label="You"><div class="bp-words{kind}"{long}>'
        f"{words}</div>{masked}</article>"
    )


# --- Sources --------------------------------------------------------------------------------------


def _anchor(message: Message, number: int) -> str:
    return f"bp-source-{message.id}-{number}"


def _mark(message: Message, number: int, passage: Passage) -> str:
    return (
        f'<button class="bp-cite" popovertarget="{_anchor(message, number)}" '
        f'aria-label="Source {number}: {escape(passage.title, quote=True)}">{number}</button>'
    )


def _sources(message: Message, cited: Cited) -> str:
    rows = "".join(
        f'<li><button class="bp-source" popovertarget="{_anchor(message, number)}">'
        f"<b>{number}</b> {escape(passage.title)}</button></li>"
        for number, passage in cited
    )
    cards = "".join(
        passage_card(passage, number, anchor=_anchor(message, number)) for number, passage in cited
    )
    return f'<ol class="bp-sources" aria-label="Sources of this reply">{rows}</ol>{cards}'


def passage_card(passage: Passage, number: int, *, anchor: str) -> str:
    """A passage in full, opened over the page by its number."""
    return (
        f'<div popover id="{anchor}" class="bp-passage" role="dialog" aria-labelledby="{anchor}-t">'
        f'<button class="bp-close" popovertarget="{anchor}" popovertargetaction="hide" '
        'aria-label="Close">×</button>'
        f'<p class="bp-kind">Source {number}. {escape(evidence_of(passage))}</p>'
        f'<h3 id="{anchor}-t">{escape(passage.title)}</h3>{passage_body(passage)}</div>'
    )


def evidence_of(passage: Passage) -> str:
    """What kind of evidence it is, and whose."""
    kind = EVIDENCE.get(passage.header.evidence, "")
    return f"{kind}. {OWN}" if passage.own else kind


def passage_body(passage: Passage) -> str:
    """A passage's text with its references."""
    works = "".join(
        f"<li>{escape(source.citation)}{' ' + link(source.url, source.url) if source.url else ''}</li>"
        for source in passage.works
    )
    return (
        f'{paragraphs(passage.text)}<h4>References</h4><ul class="bp-works">{works}</ul>'
        f'<p class="bp-note">Last reviewed {passage.header.reviewed:%-d %B %Y}.</p>'
    )


def _looked_back(message: Message) -> str:
    """Where the words come from that the reply brought up; opened over the page."""
    told = message.meta.get("recalled")
    if told is None:
        return ""
    anchor, here = f"bp-back-{message.id}", told["source"] == "here"
    at = (
        ""
        if here or told["said_at"] is None
        else f"{datetime.fromisoformat(told['said_at']):%-d %B}"
    )
    mark = "from what you said earlier here" if here else f"from your words of {at}"
    kept = told["source"] == "kept"
    why = (
        "You said this earlier in this talk."
        if here
        else f"You said this on {at}, and "
        + ("wanted it kept." if kept else "let it look back at earlier talks.")
    )
    source = told["conversation_id"]
    opens = (
        f'<p><a href="?c={escape(source, quote=True)}" target="_blank">Open the talk it comes from</a></p>'
        if source and not here
        else ""
    )
    look = "" if here else '<p><a href="remembered" target="_blank">What it remembers</a></p>'
    return (
        f'<p class="bp-back"><button class="bp-source" popovertarget="{anchor}">{escape(mark)}</button></p>'
        f'<div popover id="{anchor}" class="bp-passage" role="dialog" aria-labelledby="{anchor}-t">'
        f'<button class="bp-close" popovertarget="{anchor}" popovertargetaction="hide" '
        f'aria-label="Close">×</button><h3 id="{anchor}-t">Your words</h3>'
        f'<blockquote class="bp-keep-words" dir="auto">{escape(told["words"])}</blockquote>'
        f'<p class="bp-note">{escape(why)}</p>{opens}{look}</div>'
    )


# --- Noticings ------------------------------------------------------------------------------------


def noticing_card(noticing: Noticing, habit: Habit) -> str:
    """A habit or a strength with the words that showed it."""
    strength = noticing.kind == "strength"
    label = "Something that works" if strength else "A habit, perhaps"
    title = habit.counter if strength else habit.name
    about = (
        f'<p class="bp-about">It answers the habit called “{escape(habit.name)}”.</p>'
        if strength
        else f'<p class="bp-about">{escape(habit.definition)}</p>'
        f'<p class="bp-note"><b>It is not:</b> {escape(habit.not_)}</p>'
    )
    words = (
        f'<blockquote dir="auto">{escape(noticing.evidence)}</blockquote>'
        if noticing.evidence
        else ""
    )
    return (
        f'<section class="bp-card {"bp-strength" if strength else "bp-habit"}" '
        f'aria-label="{label}: {escape(title, quote=True)}"><p class="bp-kind">{label}</p>'
        f"<h3>{escape(title)}</h3>{words}{about}</section>"
    )


def places_of(
    messages: Sequence[Message], noticings: Sequence[Noticing]
) -> dict[str, list[Noticing]]:
    """Under which message each noticing stands: the coach's last one when it was made."""
    placed: dict[str, list[Noticing]] = {}
    for noticing in noticings:
        before = [m for m in messages if m.role == "coach" and m.created_at <= noticing.created_at]
        if before:
            placed.setdefault(before[-1].id, []).append(noticing)
    return placed


# --- Ways to reach people -------------------------------------------------------------------------


def contacts_panel(contacts: Sequence[Contact]) -> str:
    """Kept in sight after somebody may be in danger."""
    rows = "".join(_contact(contact) for contact in contacts)
    oldest = min(contact.checked for contact in contacts)
    return (
        '<section class="bp-contacts" aria-label="People you can reach now">'
        "<h3>People you can reach now</h3>"
        "<p>This is a program and nobody is watching. These are people.</p>"
        f'<ul tabindex="0" aria-label="Ways to reach people">{rows}</ul>'
        f'<p class="bp-note">Checked against public records on {oldest:%-d %B %Y}. '
        "Numbers change; if one fails, use the emergency number where you are.</p></section>"
    )


def _contact(contact: Contact) -> str:
    ways = [phone(contact.number)] if contact.number else []
    if contact.url is not None:
        url = str(contact.url)
        ways.append(link(url, url.split("//", 1)[1].rstrip("/")))
    hours = f' <span class="bp-note">{escape(contact.hours)}</span>' if contact.hours else ""
    return f"<li><b>{escape(contact.name)}</b> {' · '.join(ways)}{hours}</li>"
