"""What several talks went round, and whether it is time to suggest a person instead of a program.

A theme is a habit that was named, a person by name, the boss, or an aim. A talk is on it if that is what it was
about; after ``TALKS`` of them within ``WITHIN`` in which no step was made, and none kept since, a person is
suggested, once (contract, 10). All of it is worked out when a talk begins; a turn only compares words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coach.state import ConversationState
from coach.store.records import Talk
from coach.vocabulary import Answer, Relation

TALKS = 3
WITHIN = timedelta(weeks=6)
QUIET_FOR = timedelta(weeks=26)
"""How long a theme for which a person was suggested is left alone."""
LOOK_BACK = 30
"""Conversations that are looked at; what was suggested before them is handed on from talk to talk."""
A_TALK = 9
"""Messages from which a conversation counts: four of the leader's, each with its reply, and the opening."""

_AIM = "aim:"
_ALIKE = 2  # content words that two aims share at least
_SMALL = frozenset(
    "about after again also because been being better could does doing done each even every find from gets "
    "getting give have having how into just know less like make makes making maybe more most much need never "
    "people really should some somebody someone something stop such take than that their them then there they "
    "thing things think this time want wants were what when where whether which while will with without work "
    "would your".split()
)


@dataclass(frozen=True)
class Themes:
    """What a talk that begins now needs to know of the talks before it."""

    due: frozenset[str]
    """What so many talks went round that a person is suggested right away, and what came up beside it."""
    nearly_due: frozenset[str]
    """What it will be said for at the end of this talk, if this talk too goes round it without a step."""
    pointed: Mapping[str, datetime]
    """For which a person was suggested, and when; not so long ago that it could be said again."""


def themes(talks: Sequence[Talk], now: datetime) -> Themes:
    """From the last talks, in any order."""
    begun = [(ConversationState.model_validate_json(talk.state), talk) for talk in talks]
    read = [
        (state, talk)
        for state, talk in begun
        if talk.messages >= A_TALK and not _told_of_danger(state)
    ]
    pointed: dict[str, datetime] = {}
    for state, _ in begun:
        for key, at in state.pointed.items():
            if at > now - QUIET_FOR:
                pointed[key] = max(at, pointed.get(key, at))
    about = [(keys_of(state), talk) for state, talk in read]
    rounds = {
        key: _rounds(key, about, now)
        for key in frozenset().union(*(keys for keys, _ in about))
        if not any(_same(key, old) for old in pointed)
    }
    nearly = {key: talks for key, talks in rounds.items() if len(talks) >= TALKS - 1}
    told = set().union(*(talks for talks in nearly.values() if len(talks) >= TALKS))
    due = frozenset(key for key, talks in nearly.items() if talks & told)
    return Themes(due, frozenset(nearly), pointed)


def keys_of(state: ConversationState) -> frozenset[str]:
    """What a talk was about."""
    keys = {f"habit:{n.habit}" for n in state.named if n.answer is not Answer.NOT_ME}
    keys -= {f"habit:{habit}" for habit in state.refused}
    person = state.person or ""
    if person and not person.lower().startswith("your "):  # a name; "your client" may be anybody
        keys.add(f"person:{person.lower()}")
    if state.relation is Relation.BOSS:
        keys.add("relation:boss")
    if aim := _content(state.aim or ""):
        keys.add(_AIM + " ".join(sorted(aim)))
    return frozenset(keys)


def suggests_a_person(state: ConversationState, *, commits: bool = False) -> bool:
    """Whether a talk that ends now has gone once more round what talks before it went round, and found no
    step. Nothing of the kind is said to somebody who spoke of danger."""
    stepped = commits or state.step.what or state.kept
    if not state.themes or stepped or _told_of_danger(state):
        return False
    return any(_same(key, theme) for key in keys_of(state) for theme in state.themes)


def pointed_by(state: ConversationState) -> dict[str, datetime]:
    """For which themes a person has been suggested, once it was said in this talk: for all it is about."""
    begun = state.begun_at
    if begun is None:
        return state.pointed
    said = {theme for theme in state.themes if any(_same(key, theme) for key in keys_of(state))}
    return state.pointed | dict.fromkeys(keys_of(state) | said, begun)


def _told_of_danger(state: ConversationState) -> bool:
    """What is said there is of another kind than "a friend may see more in it"."""
    return state.safety is not None and not state.misheard


def _rounds(key: str, about: Iterable[tuple[frozenset[str], Talk]], now: datetime) -> set[datetime]:
    """When the recent talks began that went round a theme since the last step on it was made or kept."""
    on_it = [talk for keys, talk in about if any(_same(key, other) for other in keys)]
    since = now - WITHIN
    for talk in on_it:
        for step in talk.decided:
            since = max(since, talk.begun_at)
            if step.status in {"kept", "changed"} and step.answered_at is not None:
                since = max(since, step.answered_at)
    return {talk.begun_at for talk in on_it if talk.begun_at > since}


def _same(one: str, other: str) -> bool:
    if not (one.startswith(_AIM) and other.startswith(_AIM)):
        return one == other
    first, second = (set(key.removeprefix(_AIM).split()) for key in (one, other))
    shared = len(first & second)
    return first == second or (shared >= _ALIKE and 2 * shared >= min(len(first), len(second)))


def _content(words: str) -> set[str]:
    """The words that carry an aim, without their endings."""
    found = re.findall(r"[a-z]{4,}", words.lower().replace("’", "'"))
    return {re.sub(r"(?:ing|ed|es|s|e)$", "", word) for word in found if word not in _SMALL}
