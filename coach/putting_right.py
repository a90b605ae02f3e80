"""A plan that was read back and is not right: what the leader says it is, in their own words."""

import re
from typing import TYPE_CHECKING

from coach.circumstances import circumstances_in, only_circumstances, tells_moment, tells_when
from coach.leaving import goes_at, is_goodbye
from coach.left_out import is_put_right, left_out
from coach.newest_plan import drops_its_time, is_put_in_place, newest, said_in_leaving, takes_back
from coach.plan_told import deed_wished, restated, words_lately
from coach.plans import (
    IN_THE_WAY,
    dated_deeds_in,
    dated_lately,
    is_decided,
    only_wants,
    says_only_when,
    step_after,
    step_in,
    tells_deed,
    tells_plan,
    time_in_short,
    with_detail,
    with_fear,
)
from coach.state import ConversationState, Pending, Step
from coach.text import QUOTED, bare_words, sentences, whole_sentences, word_count
from coach.vocabulary import TOLD, Move, Stage, Subject, TurnKind

if TYPE_CHECKING:
    from coach.turn import Turn

ASKED_WHOLE = Pending(move=Move.PLAN, about=Subject.UNSAID)
"""The coach has asked to be told the plan once more, whole."""

_ANEW = re.compile(
    r"\b(?:(?:my|the) plan(?: is| was)?|i (?:wrote|said|meant)|read it again|it(?:'s| is|'s just)|should (?:be|read)|make it|(?:^|(?<=[.!?] ))(?:write|put|note))\s*:\s*",
    re.I,
)
_ANSWER = re.compile(
    r"\b(?:the|my) (?:answer|remedy|way round)(?: to (?:it|that))? is\s*[:,]?\s*", re.I
)
_WRONG = re.compile(
    r"\b(?:not (?:my|the) plan|that(?:'s| is) not (?:it|the|my|what)|you(?:'ve| have)?(?: just)? (?:lost|mixed|cut|dropped|got it wrong|written|left out|missed|forgot\w*)|"
    r"(?:it|this) mixes|(?:is|'s) missing|did(?: not|n't) hear|read it again|threw out|(?:my|the) plan\s*:)",
    re.I,
)
# "Is anything missing?" "No, nothing."
_LET_BE = re.compile(
    r"\b(?:never mind|doesn'?t matter|it'?s fine|that'?s fine|good enough|nothing(?:'?s| is)? (?:missing|more|else))\b|"
    r"^\W*(?:no|nope|nothing)\W+(?:that'?s|it'?s) (?:it|all|everything|right|complete|good|me)\b",
    re.I,
)
_NO = re.compile(r"^\W*(?:no|nope|not (?:quite|really|exactly)|wrong|wait)\b", re.I)
_LAST_WORDS = re.compile(
    r"[\s.,!]*(?:please|thanks|thank you|ok(?:ay)?|that'?s (?:the|my) plan|that'?s (?:it|all))[\s.!]*$",
    re.I,
)
_OF_THE_COACH = re.compile(
    r"^\W*(?:no|nope|well|wait|you|sorry|i (?:do not|don'?t) understand|it (?:mixes|isn'?t|is not)|that(?:'s| is) not|this is not|read)\b",
    re.I,
)
_THE_PLAN_IS = re.compile(
    r"^(?:(?:no|so|but|well)[, ]+)*(?:(?:the|my) plan is(?: (?:what i (?:just |have )?(?:said|told you)(?: now)?|this|now|simply))*|it'?s(?= (?:i\b|i'|\w+ (?:him|her|them|to)\b)))[:,]? (?=\w)",
    re.I,
)
_FEWEST = 3  # words that can be a plan
_A_TIME = 4  # words that say no more than when


def put_right(state: ConversationState, text: str, kind: TurnKind) -> Step | None:
    """The plan as a message puts it right, whole, in the leader's words and with nothing else; None where no plan was read
    back, where nothing is wrong with it, or where they do not say what it should be."""
    pending = state.pending
    if pending is None or not state.step.what or state.kind == "ten-minutes":
        return None
    if kind is TurnKind.GOODBYE:
        return _put_right_in_leaving(state.step, text)
    if kind is TurnKind.THANKS:
        return None
    if pending == ASKED_WHOLE:
        told = _whole(text) if kind in TOLD and tells_plan(text) else None
        whole = plan_anew(text) or told
        return Step(what=whole, confidence=state.step.confidence) if whole else None
    if pending.move is not Move.COMMIT or not is_wrong(text, kind):
        return None
    answer = answer_anew(text)
    if answer is not None:
        return state.step.model_copy(update={"answer": answer})
    anew = plan_anew(text)
    # "Four o'clock, today. Strike the other."
    if anew and says_only_when(anew) and word_count(anew) <= _A_TIME:
        return state.step.model_copy(update={"when": anew})
    return Step(what=anew, confidence=state.step.confidence) if anew else None


def _put_right_in_leaving(step: Step, text: str) -> Step | None:
    """The same where they take their leave with it: only what takes the plan's place whole. What is added to it is added to
    the step (``step_after``)."""
    if not is_put_right(text) or left_out(text) is not None:
        return None
    anew = plan_anew(text)
    return Step(what=anew, confidence=step.confidence) if anew and tells_plan(anew) else None


def step_at(turn: "Turn") -> Step:
    """The step as it stands once a message is taken in."""
    state, reading, plan = turn.state, turn.reading, turn.plan
    right = put_right(state, turn.text, reading.kind) if plan.commits else None
    if right is not None:
        return right
    about = state.pending.about if state.pending else None
    # Where only the time of it is told, what there is to do was said before.
    said_to_do = state.thought if state.thought and not only_wants(state.thought) else None
    thought = said_to_do or words_lately(turn.recent) or _wished(turn) or state.thought
    if (changed := changed_step(turn)) is not None:
        return changed
    step = step_after(
        state.step,
        about,
        turn.text,
        reading,
        committed=plan.stage is Stage.COMMITTING,
        thought=thought,
        person=state.person,
    )
    if step.what == state.step.what and step.what is not None:
        step = _with_more(turn, step)
    if turn.reading.kind is TurnKind.COMMITMENT or about is Subject.WHEN:
        step = with_fear(step, turn.text)
    if not step.what and (step.when or step.where) and about in {Subject.STEP, Subject.WHEN}:
        step = step.model_copy(update={"what": thought})
    undated = step.what and not (step.when or tells_when(step.what) or tells_moment(step.what))
    if undated and step.what != state.step.what:
        return step.model_copy(update={"when": dated_lately(turn.recent)})
    return step


def changed_step(turn: "Turn") -> Step | None:
    """The step where a message takes back what was planned: what it puts in its place, or nothing; None where it takes back
    nothing, or nothing was planned."""
    step, text = turn.state.step, turn.text
    if step.what is None or turn.reading.kind in _NOT_OF_IT or not takes_back(text):
        return None
    said = newest(text)
    if drops_its_time(text) and (said is None or not tells_deed(said)):
        return _on_another_day(step, text)
    if said is None or only_wants(said):
        return Step()
    told = circumstances_in(said)
    when = time_in_short(said) or None
    day = step.when if step.when and _A_PLAIN_DAY.fullmatch(step.when) else None
    if when is None and is_put_in_place(text) and not drops_its_time(text):
        when = day  # of what was planned before, only the day can still hold
    return Step(what=said, when=when, where=told.where, with_whom=turn.reading.person)


def _on_another_day(step: Step, text: str) -> Step:
    """The step where just its time is taken back: with the time and place that are told instead, or not to be read back."""
    told = [only_circumstances(s.text) for s in sentences(text.replace("’", "'"))]
    when = next((around.when for around in told if around is not None and around.when), None)
    where = next((around.where for around in told if around is not None and around.where), None)
    moved = step.model_copy(update={"when": when, "where": where or step.where})
    return moved if when is not None else moved.model_copy(update={"overtaken": True})


_NOT_OF_IT = frozenset({TurnKind.META, TurnKind.RESISTANCE, TurnKind.OFF_TOPIC, TurnKind.GREETING})
_A_PLAIN_DAY = re.compile(
    r"(?:on |next |this )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow)(?: (?:morning|afternoon|evening))?",
    re.I,
)


def _with_more(turn: "Turn", step: Step) -> Step:
    """The step where a message says something else that they will do and it took in nothing of that: with it, or, where it can't
    be made out, not to be read back any more."""
    kind, about = turn.reading.kind, turn.state.pending.about if turn.state.pending else None
    if about is Subject.ANSWER and kind in TOLD and (later := _with_another_day(turn, step)):
        return later
    if about in IN_THE_WAY and kind in TOLD and len(days := dated_deeds_in(turn.text)) > 1:
        return Step(what=" ".join(days)[:400], obstacle=turn.state.step.obstacle)
    if kind is TurnKind.GOODBYE:
        said = said_in_leaving(turn.text)
        known = said is None or about in IN_THE_WAY or _holds(said, step)
        return step if known or said is None else with_detail(step, said)
    if kind is not TurnKind.COMMITMENT or about in IN_THE_WAY or step != turn.state.step:
        return step
    said = turn.reading.step or said_in_leaving(turn.text)
    if said is None:
        return step.model_copy(update={"overtaken": True})
    return step if _holds(said, step) else with_detail(step, said)


def _with_another_day(turn: "Turn", step: Step) -> Step | None:
    """The step, not to be read back any more, where one thing that they decide to do on a day of its own was told in the place of
    what they will do if something comes between; None where it was not."""
    days = dated_deeds_in(turn.text)
    supposed = _SUPPOSED.search(turn.text.replace("’", "'")) is not None
    if len(days) != 1 or supposed or not is_decided(days[0]) or _holds(days[0], turn.state.step):
        return None
    return step.model_copy(update={"overtaken": True})


_SUPPOSED = re.compile(r"\b(?:if|then|when|unless|otherwise|in case|try)\b", re.I)


def _holds(said: str, step: Step) -> bool:
    """Whether a step holds already what is said, be it in other words of time and place."""
    known = set(bare_words(" ".join(filter(None, (step.what, step.when, step.where, step.answer)))))
    told = [word for word in bare_words(said) if len(word) > _SHORT]
    return sum(word not in known for word in told) <= len(told) * _MOSTLY


_SHORT, _MOSTLY = 3, 0.34  # letters; the part of its words that may be new


def _wished(turn: "Turn") -> str | None:
    """What they said they would like to do: as the aim of the talk, or else last of all."""
    wishes = map(deed_wished, (turn.state.aim, *reversed(turn.recent)))
    return next(filter(None, wishes), None)


def is_wrong(text: str, kind: TurnKind) -> bool:
    """Whether somebody says that the plan as it was read back is not theirs, or not all of it."""
    plain = text.replace("’", "'")
    if _LET_BE.search(plain):
        return False
    if kind is TurnKind.REPAIR or _WRONG.search(plain) or _ANSWER.search(plain):
        return True
    # A bare no may answer "Is anything missing?"; with a plan after it, it is another plan.
    return _NO.match(plain) is not None and plan_anew(text) is not None


def answer_anew(text: str) -> str | None:
    """What they will do about what gets in the way, where they put just that right."""
    plain = text.replace("’", "'")
    found = _ANSWER.search(plain)
    return _whole(plain[found.end() :]) if found else None


def plan_anew(text: str) -> str | None:
    """The plan as they now say it; None where they only say that it is wrong."""
    plain = text.replace("’", "'")
    quoted = [m.span() for m in QUOTED.finditer(plain)]
    marks = [m for m in _ANEW.finditer(plain) if not any(a <= m.start() < b for a, b in quoted)]
    if marks:
        return _whole(plain[marks[-1].end() :])
    if (whole := restated(plain)) is not None:
        return _whole(whole)
    told = [
        s.text
        for s in whole_sentences(plain)
        if not (_OF_THE_COACH.match(s.text) or _leaves(s.text))
    ]
    bare = [QUOTED.sub(" ", said) for said in told]
    steps = [said for said, own in zip(told, bare, strict=True) if step_in(own) or tells_when(own)]
    return _whole(" ".join(steps))


def _leaves(sentence: str) -> bool:
    """Whether a sentence says goodbye, and why: "I'll leave you now, the farrier's in the yard." """
    return is_goodbye(sentence.split(",", maxsplit=1)[0]) or goes_at(sentence) is not None


def _whole(words: str) -> str | None:
    """Their words without a last please or thanks; None if that leaves nothing to do."""
    said = _THE_PLAN_IS.sub("", " ".join(words.split()))
    shorter = _LAST_WORDS.sub("", said)
    while shorter != said:
        said, shorter = shorter, _LAST_WORDS.sub("", shorter)
    said = said.strip(" ,;:")[:400]
    return said if word_count(said) >= _FEWEST else None
