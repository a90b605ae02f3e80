"""A rehearsed conversation, one exchange at a time: from how the other was treated to what they say.

Pure: no clock, no dice of its own, no model. What the character says stands in a file; which of the lines that fit is
said is decided by ``dice``, so that trying again is not the same talk.
"""

import re
from collections.abc import Collection, Sequence
from zlib import crc32

from pydantic import BaseModel, ConfigDict

from coach.characters import (
    GUESSES_AFTER,
    MOST_EXCHANGES,
    MOST_OPEN,
    OPENNESS,
    Beat,
    Before,
    Ending,
    Openness,
    Rehearsal,
    Said,
    openness_of,
)
from coach.text import folded
from coach.vocabulary import Treatment

_MOVES: dict[Treatment, int] = {
    Treatment.OWNING: 2, Treatment.LISTENING: 2, Treatment.ASKING: 1, Treatment.HONEST: 1, Treatment.WARM: 1,
    Treatment.BUSINESS: -1, Treatment.STALLING: -1, Treatment.FIXING: -1, Treatment.FLATTERING: -1,
    Treatment.CURT: -2, Treatment.PRYING: -2, Treatment.PRESSING: -2, Treatment.BLAMING: -2, Treatment.INSULT: -5,
}  # fmt: skip
"""How many steps most people open or close. What hurts weighs more than what helps: Baumeister et al. 2001, "Bad is
stronger than good", Review of General Psychology 5."""
HURTS = (
    Treatment.INSULT, Treatment.BLAMING, Treatment.PRESSING, Treatment.PRYING, Treatment.CURT, Treatment.FLATTERING,
    Treatment.FIXING, Treatment.STALLING, Treatment.BUSINESS,
)  # fmt: skip
HELPS = (Treatment.OWNING, Treatment.LISTENING, Treatment.ASKING, Treatment.HONEST, Treatment.WARM)
"""Which of several is answered: the first of these that was heard."""
_UNMISTAKABLE = frozenset({Treatment.INSULT, Treatment.BLAMING, Treatment.PRESSING})
_MOST_AT_ONCE = 3
_AGAIN = 2
"""How often running the same kindness moves anybody; after that it is a technique."""
_TRUSTS_FROM, _NOT_BEFORE, _APART = 8, 3, 3
"""From which step of openness, and exchange, the character tells what they keep."""
_GOES_FROM = 3
"""Before so many exchanges nobody gets up and goes, unless insulted twice."""
_QUIET_BEFORE_IT_COSTS = 1


class Heard(BaseModel):
    """What reached the character of one line."""

    model_config = ConfigDict(frozen=True)

    treated: tuple[Treatment, ...] = ()
    """Surest first; empty where it could not be told."""
    beats: tuple[str, ...] = ()
    quiet: bool = False
    goodbye: bool = False


class RunState(BaseModel):
    """Where a rehearsed conversation stands."""

    model_config = ConfigDict(frozen=True)

    openness: int
    exchanges: int = 0
    said: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()
    told: int = 0
    """How much came out of what they keep to themselves."""
    lately: tuple[Treatment, ...] = ()
    """How they were treated most of all, line by line, where that could be told."""
    guessed: bool = False
    """Whether they just said themselves what it must be about."""
    known: bool = False
    """Whether they know what it is about; of use only where they don't from the beginning."""
    quiet: int = 0
    """Lines running that said nothing."""
    ending: Ending | None = None

    @property
    def mood(self) -> Openness:
        return openness_of(self.openness)


class Mark(BaseModel):
    """What one line of the leader's did, for the debrief."""

    model_config = ConfigDict(frozen=True)

    treated: Treatment | None = None
    moved: int = 0
    """Steps of openness, as far as there was room for them."""
    beat: str | None = None
    told: bool = False
    heard: str | None = None
    """In the character's words."""


class Answered(BaseModel):
    """The character's line, and what came of the exchange."""

    model_config = ConfigDict(frozen=True)

    line: str
    state: RunState
    mark: Mark


def begun(rehearsal: Rehearsal, dice: str) -> tuple[str, RunState]:
    """The character's first line and the state after it."""
    line = _picked(rehearsal.first, dice)
    return line, RunState(openness=rehearsal.openness, said=(line,))


def answer(
    rehearsal: Rehearsal, state: RunState, heard: Heard, dice: str, avoid: Collection[str] = ()
) -> Answered:
    """What the character says to one line, and how it leaves them. ``avoid``: lines of earlier tries, which are said only
    where nothing else fits. A run that has ended is not answered."""
    if state.ending is not None:
        raise ValueError("this rehearsal has ended")
    felt = _felt(heard)
    beat = _beat(rehearsal, state, heard, felt)
    known = state.known or rehearsal.before is None or (beat is not None and beat.heart)
    openness = _moved(rehearsal, state, heard, felt, beat)
    after = RunState(
        openness=openness,
        exchanges=state.exchanges + 1,
        said=state.said,
        beats=(*state.beats, beat.id) if beat else state.beats,
        told=state.told,
        lately=(*state.lately, felt) if felt else state.lately,
        known=known,
        quiet=state.quiet + 1 if heard.quiet else 0,
    )
    line, told = None, False
    ending = _ending(rehearsal, state, after, heard)
    if ending is None and not known and after.exchanges >= GUESSES_AFTER:
        assert rehearsal.before is not None
        line = _fresh(rehearsal.before.guesses, after.said, dice, avoid)
        after = after.model_copy(update={"known": True, "guessed": True})
    elif ending is None and _trusts(rehearsal, after, felt, beat):
        line, told = rehearsal.trust[after.told], True
        after = after.model_copy(update={"told": after.told + 1})
    elif ending is None:
        line = _line(
            rehearsal,
            after,
            heard,
            felt,
            None if state.known and beat and beat.heart and rehearsal.before else beat,
            dice,
            avoid,
        )
    if line is None:  # the talk is over, or there is nothing left to say
        ending = ending or how_it_stands(rehearsal, after)
        line = _fresh(getattr(rehearsal.endings, ending), after.said, dice, avoid) or ""
    mark = Mark(
        treated=felt,
        moved=after.openness - state.openness,
        beat=beat.id if beat else None,
        told=told,
        heard=_picked(rehearsal.heard[felt], dice) if felt and felt in rehearsal.heard else None,
    )
    after = after.model_copy(update={"said": (*after.said, line), "ending": ending})
    return Answered(line=line, state=after, mark=mark)


def ended(
    rehearsal: Rehearsal, state: RunState, dice: str, avoid: Collection[str] = ()
) -> Answered:
    """The leader ends it."""
    return answer(rehearsal, state, Heard(goodbye=True), dice, avoid)


def how_it_stands(rehearsal: Rehearsal, state: RunState) -> Ending:
    """How the conversation would end now."""
    said = any(beat.heart and beat.id in state.beats for beat in rehearsal.beats)
    if said and state.mood == "open":
        return "well"
    return "half" if said or state.mood == "open" else "badly"


def reworded(answered: Answered, line: str) -> Answered:
    """The same exchange with another line of the character's (a model's)."""
    said = (*answered.state.said[:-1], line)
    return answered.model_copy(
        update={"line": line, "state": answered.state.model_copy(update={"said": said})}
    )


# --- What was done to them ------------------------------------------------------------------------


def _felt(heard: Heard) -> Treatment | None:
    """The one that the character answers: what hurts before what helps, unless it was the less sure of two and could be
    the manner of a kind line (a question that is near, a word of comfort)."""
    if not heard.treated:
        return None
    kind = heard.treated[0] in HELPS
    hurts = (t for t in HURTS if t in heard.treated and not (kind and t not in _UNMISTAKABLE))
    return next(hurts, None) or next((t for t in HELPS if t in heard.treated), None)


def _beat(
    rehearsal: Rehearsal, state: RunState, heard: Heard, felt: Treatment | None
) -> Beat | None:
    """What was said for the first time, the heart of the matter before all else. To the rest nobody listens who is being
    hurt."""
    new = [b for b in rehearsal.beats if b.id in heard.beats and b.id not in state.beats]
    heart = next((b for b in new if b.heart), None)
    if heart is None and rehearsal.before and _told_otherwise(rehearsal.before, state, heard):
        left = (b for b in rehearsal.beats if b.heart and b.id not in state.beats)
        heart = next(left, None)
    if heart is not None:
        return heart
    unknowing = rehearsal.before is not None and not state.known
    return next((b for b in new if felt not in HURTS[:5] and not (b.knows and unknowing)), None)


def _told_otherwise(before: Before, state: RunState, heard: Heard) -> bool:
    """Whether it was said in words that the file does not know, or a guess was not denied."""
    if state.guessed:
        return heard.quiet or heard.treated == ()
    return not state.known and any(t in before.told_by for t in heard.treated[:1])


def _moved(
    rehearsal: Rehearsal, state: RunState, heard: Heard, felt: Treatment | None, beat: Beat | None
) -> int:
    moves = {**_MOVES, **rehearsal.moved}
    counted = [t for t in heard.treated if t in HELPS or felt in HURTS]
    hurts = min((moves[t] for t in counted if moves[t] < 0), default=0)
    helps = sum(moves[t] for t in counted if moves[t] > 0)
    if felt in HURTS:
        helps //= 2  # kind words around it do not undo it
    elif felt is not None and state.lately[-_AGAIN:] == (felt,) * _AGAIN:
        helps = 0
    step = max(min(hurts + helps + (beat.opens if beat else 0), _MOST_AT_ONCE), -5)
    if heard.quiet and state.quiet >= _QUIET_BEFORE_IT_COSTS:
        step -= 1
    return max(0, min(state.openness + step, MOST_OPEN))


def _ending(rehearsal: Rehearsal, before: RunState, after: RunState, heard: Heard) -> Ending | None:
    if after.openness == 0 and after.exchanges >= _GOES_FROM:
        return "walked_out"
    if after.lately.count(Treatment.INSULT) > 1:
        return "walked_out"
    if heard.goodbye or before.exchanges >= MOST_EXCHANGES:
        return how_it_stands(rehearsal, after)
    return None


def _trusts(
    rehearsal: Rehearsal, after: RunState, felt: Treatment | None, beat: Beat | None
) -> bool:
    return (
        after.known
        and after.openness >= _TRUSTS_FROM
        and after.exchanges >= _NOT_BEFORE + _APART * after.told
        and felt in HELPS
        and beat is None
        and after.told < len(rehearsal.trust)
    )


# --- What they say --------------------------------------------------------------------------------


def _line(
    rehearsal: Rehearsal,
    state: RunState,
    heard: Heard,
    felt: Treatment | None,
    beat: Beat | None,
    dice: str,
    avoid: Collection[str],
) -> str | None:
    """A line that was not said yet: for what was said, for how it was said, or one that fits anything."""
    mood = state.mood
    if not state.known and rehearsal.before is not None and beat is None:
        before = rehearsal.before
        said = before.kind if felt in HELPS else before.rough if felt in HURTS else before.any
        return _fresh(said.at(mood), state.said, dice, avoid)
    sources: list[Said] = []
    if beat is not None:
        sources.append(beat.says)
    if heard.quiet:
        sources.append(rehearsal.quiet)
    elif felt is not None:
        sources.append(rehearsal.treated[felt])
    for said in sources:
        line = _fresh(said.at(mood), state.said, dice, avoid)
        if line is not None:
            return line
    for near in _nearest(mood):
        line = _fresh(rehearsal.anything.at(near), state.said, dice, avoid)
        if line is not None:
            return line
    return None


def _nearest(mood: Openness) -> Sequence[Openness]:
    """This one, then the next ones, rather more closed than more open."""
    place = OPENNESS.index(mood)
    return sorted(OPENNESS, key=lambda o: (abs(OPENNESS.index(o) - place), OPENNESS.index(o)))


def _fresh(
    lines: Sequence[str], said: Collection[str], dice: str, avoid: Collection[str]
) -> str | None:
    left = [line for line in lines if line not in said]
    new = [line for line in left if line not in avoid]
    return _picked(new or left, dice) if left else None


def _picked(lines: Sequence[str], dice: str) -> str:
    return lines[crc32(dice.encode("utf-8", "replace")) % len(lines)]


# --- What the words are ---------------------------------------------------------------------------

_NOTHING = re.compile(
    r"(?:o+k(?:ay)?|k|right|fine|sure|yes|yeah|yep|no|nope|hm+|mm+|mhm|uh(?: ?huh)?|i see|alright|all right|good|"
    r"whatever|so|well|and|noted|understood|got it|fair enough|whatever you say|if you say so)?"
)
_LEAVES = re.compile(
    r"(?:(?:^|[.!?;,] |\b(?:well|ok|okay|right|then|so|thanks|and),? )"
    r"(?:(?:good ?bye|bye(?:[ -]bye)?|good night)(?: for now)?(?:,? \w+){0,2}|see you(?: (?:soon|later|then|around|tomorrow|on \w+|next \w+|at \w+(?: \w+)?))?(?:,? \w+)?|"
    r"have a good (?:one|day|evening|weekend|night)(?:,? \w+)?|take care(?: of yourself)?(?:,? \w+)?|talk (?:soon|later)|until (?:then|tomorrow|monday)|"
    r"(?:so )?(?:that's|that was) (?:all|it)(?: from me| then| for (?:now|today))?)|"
    r"\bi(?:'ll| will) (?:let you (?:go|get (?:back|on)(?: \w+){0,3})|leave you to it)(?:,? (?:then|now))?|"
    r"\bi(?:'ve| have)? (?:got to|have to|must|gotta|should|need to) (?:go|run|dash)(?: now)?)[\s.!,]*$"
)


def says_nothing(text: str) -> bool:
    """Silence, or a word that stands for it."""
    plain = re.sub(r"[^\w\s']", " ", folded(text))
    return bool(_NOTHING.fullmatch(" ".join(plain.split())))


def says_goodbye(text: str) -> bool:
    """Whether the line ends the talk."""
    return bool(_LEAVES.search(" ".join(folded(text).split())))


def beats_in(text: str, rehearsal: Rehearsal) -> tuple[str, ...]:
    """The beats whose words stand in a line."""
    plain = " " + " ".join(re.findall(r"[\w']+", folded(text))) + " "
    return tuple(b.id for b in rehearsal.beats if any(_stands(w, plain) for w in b.words))


def _stands(words: str, plain: str) -> bool:
    return all(
        re.search(rf" {re.escape(part.strip().lower()).replace(chr(92) + '*', '[^ ]*')} ", plain)
        for part in words.split(" + ")
    )


_REAL = re.compile(
    r"\bare you (?:a |an |just a |just an |even |actually |really )?(?:real|human|bot|robot|machine|ai|program|programme|computer|person|chat ?bot)\b|"
    r"\b(?:am i|is this) (?:talking to |speaking to |chatting with )?(?:a |an )?(?:real person|human|bot|machine|ai|program)\b"
)


def asks_if_real(text: str) -> bool:
    """Whether the leader asks what they are talking to."""
    return bool(_REAL.search(" ".join(folded(text).split())))
