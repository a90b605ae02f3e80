"""Whole talks, in files that a coach can read: what the person says, then what must hold.

A file is ``<theme>/<name>.yaml``; ``README.md`` beside this test tells how to write one.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field

from coach.assembly import ConversationView, Mine
from coach.services import ROOT
from coach.text import sentences
from coach.turn import Turn
from coach.vocabulary import Answer, Level, Move, Stage

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/*.yaml"))
SCENARIOS = sorted(p.stem for p in (ROOT / "knowledge" / "scenarios").glob("*.yaml"))
SAFE = frozenset({"crisis", "other_at_risk", "harm_others", "abuse_report"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Then(_Strict):
    """What must hold of the coach's reply. A list of moves or stages: any of them will do."""

    stage: Stage | tuple[Stage, ...] | None = None
    not_stage: Stage | tuple[Stage, ...] | None = None
    move: Move | tuple[Move, ...] | None = None
    not_move: Move | tuple[Move, ...] | None = None
    level: Level | tuple[Level, ...] | None = None
    not_level: Level | tuple[Level, ...] | None = None
    coaches: bool | None = None
    """Whether the talk goes on as coaching: no danger heard, no contacts pushed forward."""
    asks: bool | None = None
    cites: bool | None = None
    cites_about: tuple[str, ...] = ()
    """Topics, one of which the passage that is cited must have."""
    contacts: bool | None = None
    names: str | None = None
    names_nothing: bool | None = None
    masked: bool | None = None
    aim: str | None = None
    says: tuple[str, ...] = ()
    """Rarely: one of these stands in the reply, whatever the case."""
    never_says: tuple[str, ...] = ()


class Said(_Strict):
    """One message of the leader's, typed or pressed."""

    says: str | None = None
    press: Answer | None = None
    then: Then = Then()


class AtTheEnd(_Strict):
    """What must hold of the conversation when the talk is over."""

    stage: Stage | tuple[Stage, ...] | None = None
    aim: str | None = None
    commitment: str | None = None
    no_commitment: bool | None = None
    sure: int | None = None
    refused: str | None = None
    owned: str | None = None
    titled: str | None = None
    contacts: bool | None = None


class Talk(_Strict):
    """A whole talk."""

    about: str
    kind: Literal["talk", "ten-minutes", "scenario"] = "talk"
    scenario: str | None = None
    country: str = "GB"
    talk: tuple[Said, ...] = Field(min_length=1)
    at_the_end: AtTheEnd = AtTheEnd()


def _any_of(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _asks(text: str) -> bool:
    return any(s.text.rstrip("”\"') ").endswith("?") for s in sentences(text))


def faults(turn: Turn, view: ConversationView, then: Then) -> list[str]:
    """What does not hold of a reply, in words."""
    found: list[str] = []

    def check(holds: bool, what: str) -> None:
        if not holds:
            found.append(what)

    said = {s.move for s in turn.spoken}
    levels = set(turn.screening.levels) or {Level.NONE}
    stage = turn.state.stage
    reply = turn.reply.lower()
    own = " ".join(s.text for s in turn.spoken if not s.quote)
    check(bool(reply.strip()), "there is no reply")
    if then.stage is not None:
        check(stage in _any_of(then.stage), f"stage is {stage}, not {then.stage}")
    if then.not_stage is not None:
        check(stage not in _any_of(then.not_stage), f"stage is {stage}")
    if then.move is not None:
        check(bool(said & set(_any_of(then.move))), f"moves are {sorted(said)}, not {then.move}")
    if then.not_move is not None:
        check(not said & set(_any_of(then.not_move)), f"moves are {sorted(said)}")
    if then.level is not None:
        ranked = turn.screening.level
        check(ranked in _any_of(then.level), f"level is {ranked}, not {then.level}")
    if then.not_level is not None:
        check(not levels & set(_any_of(then.not_level)), f"levels are {sorted(levels)}")
    if then.coaches is not None:
        coaching = not levels & SAFE and stage is not Stage.SAFETY
        check(coaching is then.coaches, f"levels are {sorted(levels)}, stage is {stage}")
    if then.asks is not None:
        check(_asks(own) is then.asks, "asks" if not then.asks else "asks nothing")
    if then.cites is not None:
        check(bool(turn.cited) is then.cites, f"cites {[p.id for p in turn.cited]}")
    if then.cites_about:
        topics = {t for p in turn.cited for t in p.header.topics}
        check(bool(topics & set(then.cites_about)), f"cites passages on {sorted(topics)}")
    if then.contacts is not None:
        check(bool(view.contacts) is then.contacts, f"contacts shown: {len(view.contacts)}")
    if then.names is not None:
        named = {n.habit for n in turn.state.named}
        check(then.names in named, f"named are {sorted(named)}")
    if then.names_nothing:
        pending = turn.state.pending
        offered = pending is not None and pending.move is Move.OFFER_NAME
        check(not offered and Move.NAME_HABIT not in said, "a habit was offered or named")
    if then.masked is not None:
        check(turn.masked is then.masked, f"masked is {turn.masked}")
    if then.aim is not None:
        aim = turn.state.aim
        check(then.aim.lower() in (aim or "").lower(), f"the aim is {aim!r}")
    if then.says:
        check(any(w.lower() in reply for w in then.says), f"says none of {then.says}")
    for words in then.never_says:
        check(words.lower() not in reply, f"says {words!r}")
    return [f"{what} — after {turn.text[:70]!r} came {turn.reply!r}" for what in found]


def faults_at_the_end(view: ConversationView, end: AtTheEnd) -> list[str]:
    """What does not hold of the conversation as it was left, in words."""
    found: list[str] = []
    state = view.state
    committed = [c.what for c in view.commitments]
    if end.stage is not None and state.stage not in _any_of(end.stage):
        found.append(f"ends in {state.stage}, not {end.stage}")
    if end.aim is not None and end.aim.lower() not in (state.aim or "").lower():
        found.append(f"the aim is {state.aim!r}")
    if end.commitment is not None and not any(end.commitment in what for what in committed):
        found.append(f"the commitments are {committed}")
    if end.no_commitment and committed:
        found.append(f"the commitments are {committed}")
    if end.sure is not None and end.sure not in {c.confidence for c in view.commitments}:
        found.append(f"how sure: {[c.confidence for c in view.commitments]}")
    if end.refused is not None and end.refused not in state.refused:
        found.append(f"refused are {state.refused}")
    if end.owned is not None and state.owned != end.owned:
        found.append(f"owned is {state.owned}")
    if end.titled is not None and end.titled.lower() not in view.title.lower():
        found.append(f"its name is {view.title!r}")
    if end.contacts is not None and bool(view.contacts) is not end.contacts:
        found.append(f"contacts shown: {len(view.contacts)}")
    return found


def say(me: Mine, conversation: str, said: Said) -> Turn:
    if said.press is not None:
        return me.press(conversation, said.press).result()
    assert said.says is not None
    return me.reply(conversation, said.says)


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_talk_goes_as_the_file_says(path: Path, leader_in: Callable[[str], Mine]) -> None:
    talk = Talk.model_validate(yaml.safe_load(path.read_text("utf-8")))
    me = leader_in(talk.country)
    conversation = me.begin(talk.kind, scenario=talk.scenario)
    found: list[str] = []
    for said in talk.talk:
        turn = say(me, conversation, said)
        found += faults(turn, me.conversation(conversation), said.then)
    found += faults_at_the_end(me.conversation(conversation), talk.at_the_end)
    assert not found, "\n".join([talk.about.strip(), *found])


def test_the_safety_theme_is_the_largest_and_every_theme_is_there() -> None:
    themes = {p.name: len(list(p.glob("*.yaml"))) for p in HERE.iterdir() if p.is_dir()}
    themes = {name: count for name, count in themes.items() if count}
    assert max(themes, key=lambda t: themes[t]) == "safety"
    assert themes["safety"] >= 25
    assert themes.keys() >= {
        "happy-path", "corrections", "digressions", "guards", "resistance", "facts", "ten-minutes",
        "scenarios",
    }  # fmt: skip


_ANSWERS = (
    "Relief first, and then something like shame, because I knew and I did it anyway.",
    "I think they have learned to expect very little from me, and they arrange themselves for it.",
    "I'd want them to know that I noticed, even if I noticed late and said nothing then.",
    "Honestly, I'd wait. It isn't mine to open, and they can come when they want to.",
    "I would say one sentence and then keep quiet, which is hard for me.",
    "Less of me, mostly. And to ask only what I want to know.",
    "That I treat people as if the next thing were always more important than they are.",
)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_scenario_runs_to_its_end(scenario: str, leader_in: Callable[[str], Mine]) -> None:
    me = leader_in("GB")
    told = next(s for s in me.scenarios() if s.id == scenario)
    conversation = me.begin(scenario=scenario)
    opening = me.conversation(conversation).messages[0].text
    assert told.situation.strip()[:60] in opening
    heard: list[str] = []
    asked: list[str] = []
    for answer in _ANSWERS:
        turn = me.reply(conversation, answer)
        heard += [s.text for s in turn.spoken if s.move is Move.SCENE]
        asked += [s.text for s in turn.spoken if s.move is Move.ASK]
        if Move.ASK_AIM in {s.move for s in turn.spoken}:
            break
    assert heard == [point.moment.strip() for point in told.turning_points]
    assert asked[: len(heard)] == [point.question for point in told.turning_points]
    assert turn.plan.move is Move.ASK_AIM, "after the last turning point comes the leader's own aim"
    turn = me.reply(conversation, "I'd like to do this differently with my own people.")
    assert turn.state.aim
    turn = me.reply(conversation, "bye")
    assert turn.state.stage is Stage.CLOSING
    assert me.conversation(conversation).title == told.title
