"""What raw text of a model may break, whatever the plan: nothing of it may be shown or repaired."""

import re
from typing import TYPE_CHECKING

from coach.text import cleaned
from coach.voices.model.cutter import loops

if TYPE_CHECKING:
    from coach.voices.model.prompts import Prompts

_MARKUP = re.compile(
    r"`|\*\*|__|~~|^\s*#{1,6}\s|^\s*(?:[-*•‣·]|\(?\d{1,2}[.)])\s|^\(?\d{1,2}[.)]$|</?\w+[^>]*>|<\||\|.*\||\]\(|"
    r"https?:|www\.|\S@\S+\.\w|[{}\\]|^\s*\*.*\*\s*$|^\s*[>|]"
)
_LABEL = re.compile(
    r"^\W{0,3}(?:the )?(?:coach|assistant|ai|bot|system|user|leader|client|human|me|you|reply|"
    r"response|answer|question|reflection|statement|guide|model|note|plan|"
    r"stage|message|part \d+)\W{0,2}\s*:",
    re.I,
)
_REFUSAL = re.compile(
    r"\bi(?:'m| am) (?:sorry,? (?:but|i)|unable|not able|afraid i can)|"
    r"\bi (?:can't|cannot|can not|won't|will not|am not able to) "
    r"(?:help|assist|comply|provide|continue|do that|answer|fulfil|engage|discuss|share|say)|"
    r"\bas an? (?:ai|artificial|language model|large|assistant|chatbot)|"
    r"\bi(?:'m| am) (?:just |only |merely )?(?:an? )?"
    r"(?:ai\b|artificial|language model|virtual|chatbot)|"
    r"\b(?:content policy|openai|anthropic|"
    r"my (?:instructions|guidelines|programming|training|prompt)|"
    r"system prompt|the plan (?:says|asks)|how can i (?:help|assist) you)\b",
    re.I,
)
_COMMON = frozenset(
    "the a an and or but to of in on at for with is are was were be been it that this there you "
    "your i my we they them he she his her as if then not do did does have has had what when how "
    "who which "
    "from by about so it's that's you're don't didn't up out no more than".split()
)


def tidy(text: str) -> str:
    """The sentence as the coach writes: its typing put right, its words as they are."""
    text = re.sub(r"\s+", " ", cleaned(text)).strip()
    text = text.replace("’", "'").replace("‘", "'").replace("…", "...")
    text = re.sub(r"\.{2,}", "…", text)
    text = re.sub(r"\s*[—–]\s*(?=\w)", ", ", text)
    text = re.sub(r"!+(?=[\"”']?$)", ".", text)
    text = re.sub(r"([.?!])[.!]+$", r"\1", text)
    if text.count('"') % 2 == 0:
        text = re.sub(r'"([^"]*)"', r"“\1”", text)
    if text.startswith("“") and text.endswith("”") and text.count("“") == 1:
        text = text[1:-1]  # the model quotes itself
    return text


def rubbish(text: str, prompts: "Prompts") -> str | None:
    """Why nothing of this may be shown or repaired, or None."""
    words = re.findall(r"[^\W\d_]+(?:'[a-z]+)?", text.lower())
    if not words:
        return "no words"
    if _MARKUP.search(text):
        return "markup, an address or a list"
    if _LABEL.search(text):
        return "a label before the words"
    if _REFUSAL.search(text):
        return "a refusal, or talk of itself"
    if sum(word.isascii() for word in words) < 0.6 * len(words):
        return "another script"
    if len(words) >= 6 and sum(word in _COMMON for word in words) < 0.12 * len(words):
        return "no English"
    if len(words) > 60 or loops(text):
        return "no sentence"
    if prompts.leaks(text):
        return "what it was told"
    return None


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in order."""
    words = re.findall(r"[^\W_]+(?:'[a-z]+)?", text.lower())
    return [word for word in words if word not in _COMMON and len(word) > 2]


def asks(text: str) -> bool:
    return text.rstrip("”\"')] ").endswith("?")
