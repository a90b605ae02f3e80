"""A plan that was read back and is not right: what the leader says it is, in their own words."""

import re
from typing import TYPE_CHECKING

from coach.circumstances import tells_when
from coach.leaving import goes_at, is_goodbye
from coach.left_out import is_put_right, left_out
from coach.plan_told import deed_wished, restated, words_lately
from coach.plans import (
    dated_lately,
    only_wants,
    says_only_when,
    step_after,
    step_in,
    tells_plan,
    with_fear,
)
from coach.state import ConversationState, Pending, Step
from coach.text import QUOTED, whole_sentences, word_count
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
    step = step_after(
        state.step,
        about,
        turn.text,
        reading,
        committed=plan.stage is Stage.COMMITTING,
        thought=thought,
        person=state.person,
    )
    if turn.reading.kind is TurnKind.COMMITMENT or about is Subject.WHEN:
        step = with_fear(step, turn.text)
    if not step.what and (step.when or step.where) and about in {Subject.STEP, Subject.WHEN}:
        step = step.model_copy(update={"what": thought})
    if step.what and not step.when and not tells_when(step.what) and step.what != state.step.what:
        return step.model_copy(update={"when": dated_lately(turn.recent)})
    return step


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
