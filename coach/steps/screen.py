"""Is it safe to coach on this message? The first step; no setting turns it off."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coach.leaving import is_goodbye
from coach.safety_words import denies_danger, reached_out, says_safe, sets_right, without_denials
from coach.text import folded, pieces, word_count
from coach.vocabulary import STOPS_COACHING, Gist, Level, Stage

if TYPE_CHECKING:
    from coach.ear import Head
    from coach.encoder import Matrix
    from coach.services import Heard, Services
    from coach.turn import Screening, Turn

# What is told at length is heard in pieces, as short as what the screen has learned from: a mean over a whole page
# is like nothing it knows, and a sentence torn out of one sounds like anything (docs/safety.md).
_LONG = 60  # words
_PIECES, _MOST_PIECES = (
    (50, 25),
    60,
)  # words of a piece, in two cuts of the same text; pieces of each
_NEAR_CRISIS = 0.5
# In the middle of a talk messages are half-sentences, ironic, about plans and endings; the learned
# screen alone has to be surer there (docs/safety.md). Signs count the same everywhere.
_TALKING, _CRISIS_IN_TALK, _SURE_IN_TALK = 1, 0.8, 0.5
_DISTRESS_IN_TALK = 0.8
_HARM_IN_TALK = 0.94
_ABUSE_IN_TALK = 0.8
_OTHERS_GUESSED, _OTHERS_IN_TALK = 0.75, 0.8
"""From which the learned screen may guess that somebody else is in danger: first messages are full of what others
said (docs/safety.md)."""
_TOLD_HOW_THEY_SEEM = 0.6
"""How likely a message is about a remark on the leader, from which no danger to somebody else and no abuse is guessed
in it: "one of my nurses said to me …" (docs/safety.md)."""
_CERTAIN = 0.95
"""Of the learned screen, from which danger is taken as said. Below it is asked about: plainly asking harms
nobody, and taking a figure of speech for a cry for help ends the talk (docs/safety.md)."""
_AFTER_A_FALSE_ALARM = 0.9
# "Better than I expected, bar the suicide bit": after a false alarm, of the alarm, and not of themselves.
_OF_THE_ALARM = re.compile(
    r"\b(?:bar|apart from|except(?: for)?|despite|aside from|besides|other than) (?:the|your|that) (?:suicide|self-harm|danger|crisis) (?:bit|question|part|alarm|mix-up)\b(?![^.!?]*\b(?:i|i'\w+|im|me|my)\b)",
    re.I,
)
_ORDER = {level: n for n, level in enumerate(Level)}


@dataclass(frozen=True)
class Signs:
    """The curated patterns of ``knowledge/safety/signs.yaml``, compiled."""

    idioms: tuple[re.Pattern[str], ...]
    risks: tuple[re.Pattern[str], ...]
    signs: tuple[tuple[Level, re.Pattern[str]], ...]

    def without_idioms(self, text: str) -> str:
        """The text, folded, without alarming figures of speech."""
        plain = folded(text)
        for idiom in self.idioms:
            plain = idiom.sub(" … ", plain)
        return plain

    def levels(self, text: str) -> set[Level]:
        """The levels whose signs stand in the text once its idioms are struck out."""
        plain = self.without_idioms(text)
        found = {
            level
            for level, pattern in self.signs
            if any(
                level is not Level.ABUSE_REPORT
                or not (_said_not_to_be(plain, match.start()) or _told_of_long_ago(plain, match))
                for match in pattern.finditer(plain)
            )
        }
        for risk in self.risks:
            for match in risk.finditer(plain):
                found |= _whose(plain, match)
        return found


_OWN = re.compile(r"\b(?:i|i'm|im|i've|ive|i'd|i'll|me|my|mine|myself|we)\b")
_OTHERS = re.compile(
    r"\b(?:he|she|they|him|her|his|hers|their|them|he's|she's|they're|he'd|she'd|himself|herself|themsel(?:f|ves)|"
    r"(?:my|our|the|a|an|one of (?:my|our|the)|this|some|another|former|ex-?) ?(?:\w+ ){0,3}?(?:colleague|employee|teammate|report|"
    r"friend|son|daughter|brother|sister|wife|husband|missus|partner|client|customer|boss|manager|nurse|engineer|developer|driver|"
    r"intern|apprentice|guy|girl|boy|lad|lads|man|woman|kid|someone|somebody|person|member|pupil|student|teacher|clerk|teller|"
    r"medic|worker|foreman|deputy|director|secretary|porter|cook|accountant|pilot|chef|rep|analyst|assistant|patient|guest|neighbour|supplier|tenant|lead))\b"
)
_DENIED = re.compile(
    r"\b(?:not|n't|never|no|nobody|no one|isn't|aren't|wasn't|don't have|without)(?: \w+){0,3} (?:suicidal|thoughts of suicide)|"
    r"\b(?:fiction|novel|film|movie|episode|series|play|book|character|training|policy|statistics|webinar|hotline|awareness|"
    r"prevention (?:day|week|training|programme|program)|module|course|workshop|poster|charity|fundrais\w+)\b"
)


# "It isn't harassment, we disagree about rotas"; but "HR said it was not harassment" tells of some.
_NOT_SO = re.compile(
    r"(?:\bnot|n't|\bno|\bnever|\bnobody|\bno one|\bwithout)(?: (?:any|a|an|about|been|being|has been|was|is|talking about|really|some|kind of))*\s*$"
)
_BY_OTHERS = re.compile(
    r"\b(?:he|she|they|hr|boss|manager|\w+) (?:said|says|told|tells|claims?|claimed|thinks?|decided|insists?)\b"
)


def _said_not_to_be(plain: str, at: int) -> bool:
    """Whether what begins there is said not to be so, by the speaker."""
    before = re.split(r"[.!?\n]", plain[:at])[-1]
    return bool(_NOT_SO.search(before)) and not _BY_OTHERS.search(before)


# What somebody from outside did to somebody else years ago is told as news: nobody here has to report it any more. What a
# colleague did, what the speaker suffered, what goes on or is kept quiet is never that.
_BY_A_STRANGER = re.compile(
    r"^[^.!?\n]{0,40}?\b(?:by an? (?:\w+ )?(?:patient|customer|client|stranger|visitor|passenger|guest|resident|relative|robber|thief|drunk|prisoner|pupil)|"
    r"(?:at|in|on) (?:a|the) (?:petrol station|car park|street|bus|tram|train|way home))\b"
)
_LONG_AGO = re.compile(r"\bin (?:19|20)\d\d\b|\b(?:years|decades) ago\b|\ba decade ago\b")
_STILL = re.compile(
    r"\b(?:still|again|keeps?|every|quiet|secret|cover\w*|hush\w*|threat\w*|afraid|scared|works?|sits?)\b"
)
_THE_SPEAKER = re.compile(r"\b(?:i|i've|i'd|we|we've|me|us)\b[^.!?,;\n]{0,12}$")


def _told_of_long_ago(plain: str, match: re.Match[str]) -> bool:
    """Whether a sign tells what a stranger did to somebody else in a year that is named, or years ago, and is over."""
    before = re.split(r"[.!?\n;]", plain[: match.start()])[-1]
    after = re.split(r"[.!?\n;]", plain[match.end() :])[0]
    if _THE_SPEAKER.search(before) or not _BY_A_STRANGER.search(after):
        return False
    return bool(_LONG_AGO.search(before + after)) and not _STILL.search(plain)


def _whose(plain: str, match: re.Match[str]) -> set[Level]:
    """Whose risk a sign is, from the subject nearest before it in its sentence; nobody's where it
    is denied or told of a film, a policy or a training."""
    start = max(plain.rfind(mark, 0, match.start()) for mark in (". ", "! ", "? ", "\n", "; ")) + 1
    ends = [e for e in (plain.find(mark, match.end()) for mark in (".", "!", "?", "\n")) if e >= 0]
    sentence = plain[start : min(ends, default=len(plain))]
    told = match.group()
    if _DENIED.search(sentence) and not re.search(r"\b(?:but|and yet|still)\b", sentence):
        return set()
    if re.search(r"\b(?:myself|my (?:own )?li(?:fe|ves)|without me)\b", told):
        return {Level.OTHER_AT_RISK} if _reported(plain[start : match.start()]) else {Level.CRISIS}
    if re.search(
        r"\b(?:himself|herself|themsel(?:f|ves)|(?:his|her|their) (?:own )?li(?:fe|ves))\b", told
    ):
        return {Level.OTHER_AT_RISK}
    before = plain[start : match.end()]
    own = max((m.start() for m in _OWN.finditer(before)), default=-1)
    others = max((m.start() for m in _OTHERS.finditer(before)), default=-1)
    if _reported(plain[start : match.start()]):
        return {Level.OTHER_AT_RISK}
    if own < 0 and others < 0:
        earlier = plain[:start]
        others = max((m.start() for m in _OTHERS.finditer(earlier)), default=-1)
        own = max((m.start() for m in _OWN.finditer(earlier)), default=0)
    return {Level.OTHER_AT_RISK} if others >= own else {Level.CRISIS}


def _reported(before: str) -> bool:
    """Whether what follows is somebody else's speech."""
    return bool(
        _OTHERS.search(before)
        and re.search(
            r"\b(?:said|says|told|tells|wrote|writes|texted|texts|messaged|posted|asked|announced|confided|whispered|telling|saying)\b",
            before,
        )
        and not re.search(r"\bi (?:said|told|wrote|texted|asked)\b", before)
    )


def screen_message(turn: "Turn", services: "Services") -> "Screening":
    """All levels that apply to the turn's message. Where the encoder failed (``heard`` is None) the
    signs alone decide, and the screening says so."""
    from coach.turn import Screening

    after_danger = turn.state.stage is Stage.SAFETY
    said_safe = after_danger and says_safe(turn.text)
    denied = after_danger and sets_right(turn.text, turn.state)
    # "I'm not thinking of dying, I'm annoyed": what else the message says still counts.
    text = _OF_THE_ALARM.sub(" … ", turn.text) if turn.state.misheard else turn.text
    levels = services.signs.levels(without_denials(text) if denied else text)
    outright = denies_danger(turn.text)  # a bare no clears away what was only guessed at
    cleared = denied and not levels & STOPS_COACHING
    said = frozenset(levels)
    scores: dict[Level, float] = {}
    confidence = 1.0
    failed = turn.heard is None
    if turn.heard is not None:
        talking = turn.state.turns >= _TALKING
        begun = bool(turn.history)  # in a talk, and no message by itself as `coach screen` sees it
        scores = _learned(turn.heard, services.ear["level"], services.signs, talking=talking)
        if scores.get(Level.OTHER_AT_RISK, 1.0) < (_OTHERS_IN_TALK if talking else _OTHERS_GUESSED):
            del scores[Level.OTHER_AT_RISK]
        if _about_the_leader(turn.heard, services.ear["gist"]):
            for level in (Level.OTHER_AT_RISK, Level.ABUSE_REPORT):
                if scores.get(level, 1.0) < _CERTAIN:
                    del scores[level]
        if begun and scores.get(Level.HARM_OTHERS, 1.0) < _HARM_IN_TALK:
            del scores[Level.HARM_OTHERS]  # "my husband finds that I am using the child"
        if talking and scores.get(Level.ABUSE_REPORT, 1.0) < _ABUSE_IN_TALK:
            del scores[Level.ABUSE_REPORT]
        helped = turn.state.safety is not None and reached_out(turn.text)
        if helped and scores.get(Level.HARM_OTHERS, 1.0) < _CERTAIN:
            del scores[
                Level.HARM_OTHERS
            ]  # after words of danger: "my brother is coming over tonight"
        likelier = 1.0 if Level.ABUSE_REPORT in levels else scores.get(Level.ABUSE_REPORT, 0.0)
        if scores.get(Level.HARM_OTHERS, 1.0) < likelier:
            del scores[Level.HARM_OTHERS]  # of the two it is what was suffered or planned at work
        for level, score in scores.items():
            if turn.state.misheard and score < _AFTER_A_FALSE_ALARM:
                continue  # it was wrong once in this talk; signs count as before
            if cleared and level in STOPS_COACHING and (outright or score < _CERTAIN):
                continue
            if level is Level.CRISIS and (Level.OTHER_AT_RISK in levels or said_safe):
                continue  # the words say whose danger it is, or that there is none now
            levels.add(level)
            confidence = min(confidence, score)
    if turn.masked:
        levels.add(Level.SECRET)
    ranked = tuple(sorted(levels, key=_ORDER.__getitem__))
    unsure = bool(ranked) and ranked[0] not in said and scores.get(ranked[0], 1.0) < _CERTAIN
    return Screening(ranked, round(confidence, 3), failed, unsure)


def screen_text(text: str, services: "Services") -> "Screening":
    """The screen's verdict on a message by itself, as the first message of a conversation."""
    from coach.masking import mask_secrets
    from coach.state import ConversationState
    from coach.text import cleaned
    from coach.turn import Turn, listen

    masked = mask_secrets(cleaned(text))
    turn = Turn(
        "",
        "",
        masked.text,
        ConversationState(),
        masked=bool(masked.kinds),
        heard=listen(masked.text, services),
    )
    return screen_message(turn, services)


def _about_the_leader(heard: "Heard", head: "Head") -> bool:
    """Whether the message tells above all what somebody said of the leader."""
    scores = head.scores(heard.ear_whole)[0]
    best = int(scores.argmax())
    return head.labels[best] == Gist.TOLD_HOW_I_SEEM and bool(scores[best] >= _TOLD_HOW_THEY_SEEM)


def _learned(
    heard: "Heard", head: "Head", signs: Signs, *, talking: bool = False
) -> dict[Level, float]:
    if word_count(heard.text) > _LONG:
        return _learned_at_length(heard, head, signs, talking=talking)
    plain = signs.without_idioms(heard.text)
    if talking:
        scores = head.scores(heard.ear_whole)[0]
        if (scores >= np.square(head.thresholds)).any():
            # A question can colour the plainest answer, and can hide what is said; a figure of speech is no danger.
            scores = np.sqrt(scores * head.scores(heard.alone(plain))[0])
    else:
        # Whatever the coach opened with: the first message stands by itself.
        scores = head.scores(heard.alone(heard.text))[0]
        if (scores >= head.thresholds).any():
            scores = np.minimum(scores, head.scores(heard.alone(plain))[0])
    staying = [s.text for s in heard.sentences if not is_goodbye(s.text)]
    alarms = (scores >= head.thresholds).any()
    if alarms and talking and staying and len(staying) < len(heard.sentences):
        # "I really do have to go now, goodbye" at the end of a talk is how a talk ends.
        rest = head.scores(heard.alone(" ".join(staying)))[0]
        scores = np.where(scores >= _CERTAIN, scores, np.minimum(scores, rest))
    return _found(scores, head, talking=talking)


def _learned_at_length(
    heard: "Heard", head: "Head", signs: Signs, *, talking: bool
) -> dict[Level, float]:
    """The same for a long message: what both cuts of it into pieces find in some piece."""
    plain = signs.without_idioms(heard.text)
    found = []
    for words in _PIECES:
        cut = pieces(plain, words)
        if len(cut) > _MOST_PIECES:  # what matters most is said at the beginning or the end
            cut = [*cut[: _MOST_PIECES // 2], *cut[-_MOST_PIECES // 2 :]]
        found.append(head.scores(np.vstack([heard.alone(piece) for piece in cut])).max(0))
    scores = np.sqrt(found[0] * found[1])
    attack = head.labels.index(Level.INJECTION)  # what hides in a paste needs no second witness
    scores[attack] = max(found[0][attack], head.scores(heard.ear_whole)[0, attack])
    return _found(scores, head, talking=talking)


def _found(scores: "Matrix", head: "Head", *, talking: bool) -> dict[Level, float]:
    """The levels that are likely enough."""
    least = _SURE_IN_TALK if talking else 0.0
    found = {
        Level(label): float(score)
        for label, score, threshold in zip(head.labels, scores, head.thresholds, strict=True)
        if score >= max(threshold, least)
    }
    if talking and found.get(Level.DISTRESS, 1.0) < _DISTRESS_IN_TALK:
        del found[Level.DISTRESS]
    crisis = float(scores[head.labels.index(Level.CRISIS)])
    if talking and crisis < _CRISIS_IN_TALK and Level.CRISIS in found:
        del found[Level.CRISIS]
        found[Level.DISTRESS] = crisis
    if not found and not talking and crisis >= _NEAR_CRISIS:
        # Not sure enough to stop the talk, too near to go on as if nothing had been said.
        found[Level.DISTRESS] = crisis
    return found
