"""What the conversation will remember of this turn: the state that is saved with the reply."""

import re
from typing import TYPE_CHECKING

from coach.aims import aim_of
from coach.borrowing import tells_own_doing
from coach.carrying import hard_word
from coach.putting_right import changed_step, step_at
from coach.safety_words import reached_out, sets_right
from coach.state import ConversationState, Counts, Evidence, Named, Recalled, Step
from coach.themes import pointed_by
from coach.tracks import changed, keeps_no_plan
from coach.vocabulary import STOPS_COACHING, Answer, Gist, Level, Move, Stage, Subject, TurnKind

if TYPE_CHECKING:
    from coach.turn import Turn

_REFLECTING = frozenset(
    {Move.REFLECT, Move.AFFIRM, Move.SUMMARISE, Move.OWN_IT, Move.CONFIRM_AIM, Move.RECALL}
)
_ASKING = frozenset({Move.ASK, Move.ASK_AIM, Move.PLAN, Move.SCALE, Move.TEN_MINUTES})
_DECAY = 0.9
_NO_EVIDENCE = frozenset(
    {Gist.WHERE_IT_DIFFERS, Gist.DID_IT_WELL, Gist.CHANGED_A_HABIT, Gist.OVERLOOKED, Gist.LET_DOWN,
     Gist.OTHERS_WARM, Gist.WONT_DO}
)  # fmt: skip
_WISH = re.compile(r"^(?:\S+ ){1,4}(?:to|a way)\b")  # not every "I want" is about the talk
_MOST_PHRASES = 12
_TELLING = 5  # words: fewer prove little


def remember(turn: "Turn") -> ConversationState:
    """The state after the turn."""
    state, plan, reading = turn.state, turn.plan, turn.reading
    asked = tuple(s.about for s in turn.spoken if s.about is not None and s.move in _ASKING)
    said = {spoken.move for spoken in turn.spoken}
    # Stopped before its question, a reply leaves nothing to be answered.
    pending = None if turn.stopped and plan.move not in said else plan.pending
    if pending is not None and pending.about is None and asked:
        pending = pending.model_copy(update={"about": asked[-1]})
    if pending is not None and pending.move is Move.SUGGEST and state.kind != "ten-minutes":
        # What is said to a question at the end of a direct answer is no part of the plan that was under way.
        asks = bool(turn.spoken) and turn.spoken[-1].text.endswith("?")
        pending = pending.model_copy(update={"about": None}) if asks else pending
    danger = plan.stage is Stage.SAFETY
    misheard = state.stage is Stage.SAFETY and not danger and sets_right(turn.text, state)
    coached = not danger and Level.INJECTION not in turn.screening.levels
    changes: dict[str, object] = {
        "stage": plan.stage,
        "turns": state.turns + 1,
        "pending": pending,
        "asked": (*state.asked, *asked),
        "said": (
            *state.said,
            *(s.line for s in turn.spoken if s.line and not s.line.startswith("fixed.")),
        ),
        "counts": _counted(turn),
        "theme": tuple(sorted({habit for s in turn.spoken for habit in s.habits})),
        "ended": plan.ends,
        "safety": next((x for x in turn.screening.levels if x in STOPS_COACHING), state.safety),
        "misheard": misheard or (state.misheard and not danger),
        "stage_before_safety": state.stage
        if danger and state.stage is not Stage.SAFETY
        else state.stage_before_safety,
        "pending_before_safety": state.pending
        if danger and state.stage is not Stage.SAFETY
        else state.pending_before_safety,
        "passages_used": (*state.passages_used, *(p.id for p in turn.cited)),
    }
    if turn.recalled is not None and Move.RECALL in said:
        brought_up = Recalled(id=turn.recalled.id, source=turn.recalled.source, at_turn=state.turns)
        changes["recalled"] = (*state.recalled, brought_up)
    if plan.move is Move.SET_ASIDE:
        changes["recall_off"] = True
    if coached:
        changes |= _heard(turn)
        changes |= _decided(turn)
    changes |= changed(turn)
    if any(
        s.about is Subject.BRAND and s.move in {Move.EVOKE_STEP, Move.SUMMARISE}
        for s in turn.spoken
    ):
        changes["brand"] = None  # once a talk
    if Move.OFFER_NAME in said:
        changes["offered_at"] = state.turns + 1
        changes["offered"] = plan.pending.habit if plan.pending else None
    elif plan.move is Move.NAME_HABIT or reading.kind is TurnKind.NO:
        changes["offered"] = None
    if plan.move is Move.OFFER_PASSAGE:
        changes["passages_offered"] = state.passages_offered + 1
    if Move.ASK_AIM in said:
        changes["aim_asked"] = True
    if Move.EVOKE_STEP in said:
        changes["step_asked"] = True
    if Move.TO_A_PERSON in said:
        changes |= {"pointed": pointed_by(state), "themes": ()}
    if state.scenario and any(p.move is Move.SCENE for p in plan.parts):
        changes["point"] = state.point + 1
    used = [s.text for s in turn.spoken]
    told = reading.retold.words if reading.retold else None
    hard = hard_word(turn.text)
    back = [(f"“{reading.phrase}", reading.phrase), (told, told), (f"“{hard}”", hard)]
    handed_back = [
        w
        for shown, w in back
        if shown and w and any(shown.lower() in text.lower() for text in used)
    ]
    if handed_back:
        changes["phrases_used"] = (*state.phrases_used, *handed_back)
    after = state.model_copy(update=changes)
    return (
        after.model_copy(update={"kept": after.step}) if plan.commits and after.step.what else after
    )


def _heard(turn: "Turn") -> dict[str, object]:
    """Belief about habits, strengths, who it is about, and the words worth keeping."""
    state, reading = turn.state, turn.reading
    belief = {h: score * _DECAY for h, score in state.belief.items()}
    evidence = dict(state.evidence)
    sure = {h.id for h in reading.habits}
    # Told as what goes otherwise, was done well or is done no more, it is no evidence of the habit.
    otherwise = next(iter(reading.gists), None) in _NO_EVIDENCE
    for hearing in reading.candidates:
        if hearing.id in state.refused or otherwise:
            continue
        belief[hearing.id] = belief.get(hearing.id, 0.0) + hearing.confidence * (
            1.0 if hearing.id in sure else 0.4
        )
        if hearing.id in sure and tells_own_doing(hearing.evidence):
            held = evidence.get(hearing.id)
            telling = len(hearing.evidence.split()) >= _TELLING
            if held is None or (telling and hearing.confidence > held.confidence):
                evidence[hearing.id] = Evidence(
                    text=hearing.evidence,
                    message_id=turn.message_id,
                    confidence=hearing.confidence if telling else 0.0,
                )
    doubted = state.doubted
    if reading.kind is TurnKind.REPAIR:  # what was presumed was wrong
        doubted = tuple(dict.fromkeys((*doubted, *state.theme)))
        belief = {h: score for h, score in belief.items() if h not in doubted}
    strengths = dict(state.strengths)
    for hearing in reading.strengths:
        strengths.setdefault(
            hearing.id, Evidence(text=hearing.evidence, message_id=turn.message_id)
        )
    phrases = state.phrases
    aside = _apart(turn) or reading.kind in {TurnKind.REPAIR, TurnKind.RESISTANCE}
    if reading.phrase and not aside and all(reading.phrase != p.text for p in phrases):
        said = Evidence(
            text=reading.phrase, message_id=turn.message_id, confidence=reading.phrase_weight
        )
        phrases = (*phrases, said)
    return {
        "doubted": doubted,
        "belief": {h: round(score, 4) for h, score in belief.items() if score >= 0.05},
        "evidence": evidence,
        "strengths": strengths,
        "thought": (None if aside else reading.step) or state.thought,
        "wish": state.wish or (None if _apart(turn) else _wish(turn)),
        "relation": reading.relation or state.relation,
        "person": reading.person or state.person,
        "phrases": phrases[-_MOST_PHRASES:],
    }


def _wish(turn: "Turn") -> str | None:
    aim = turn.reading.aim
    return aim if aim and _WISH.search(aim) else None


def _decided(turn: "Turn") -> dict[str, object]:
    """The aim, what was named and how it was answered, and the parts of the step."""
    state, plan, reading = turn.state, turn.plan, turn.reading
    changes: dict[str, object] = {}
    about = state.pending.about if state.pending else None
    answered = (
        about is Subject.AIM and reading.kind is TurnKind.ADVICE
    )  # what they asked is the aim
    if answered or any(p.move is Move.CONFIRM_AIM for p in plan.parts):
        changes["aim"] = aim_of(turn)[:300]
        changes["aim_asked"] = True
    named = state.named
    if plan.notices is not None and not plan.notices_strength:
        named = (*named, Named(habit=plan.notices.id, at_turn=state.turns + 1))
        changes["refused"] = tuple(h for h in state.refused if h != plan.notices.id)
    if plan.notices is not None and plan.notices_strength:
        changes["strengths_named"] = (*state.strengths_named, plan.notices.id)
    if (
        about is Subject.FIT
        and state.pending
        and state.pending.habit
        and reading.answer is not None
    ):
        habit = state.pending.habit
        named = tuple(
            n.model_copy(update={"answer": reading.answer})
            if n.habit == habit and reading.answer is not Answer.MORE
            else n
            for n in named
        )
        if reading.answer is Answer.NOT_ME:
            changes["refused"] = (*state.refused, habit)
    pending = state.pending
    if (
        pending
        and pending.move is Move.OFFER_NAME
        and reading.kind is TurnKind.NO
        and pending.habit
    ):
        changes["refused"] = (*state.refused, pending.habit)
    changes["named"] = named
    if about is not None and reading.kind in {TurnKind.ANSWER, TurnKind.STORY, TurnKind.CHANGE}:
        changes["told"] = state.told | {about: turn.text.strip()[:200]}
    if plan.move is Move.NOTHING_FOR_NOW:
        # Taken back, it is gone, though it was kept; declined is only what was asked for.
        changes["step"] = changed_step(turn) or state.kept or Step()
    elif not (_apart(turn) or keeps_no_plan(state)):
        changes["step"] = step_at(turn)
    return changes


def _apart(turn: "Turn") -> bool:
    """Whether a message answers words about danger: what it tells of a sister or a doctor is no part of the talk's
    aim, its plan or the words worth handing back."""
    pending = turn.state.pending
    asked = pending is not None and pending.move is Move.GO_ON
    return turn.state.stage is Stage.SAFETY or (asked and reached_out(turn.text))


def _counted(turn: "Turn") -> Counts:
    counts = turn.state.counts
    reflections = sum(s.move in _REFLECTING for s in turn.spoken)
    questions = sum(s.text.rstrip("”\"' ").endswith("?") for s in turn.spoken if not s.quote)
    return Counts(
        replies=counts.replies + 1,
        questions=counts.questions + questions,
        reflections=counts.reflections + reflections,
        complex=counts.complex + sum(s.complex for s in turn.spoken if s.move in _REFLECTING),
        questions_in_a_row=counts.questions_in_a_row + 1 if questions else 0,
    )
