"""How a conversation begins: the coach's first words and the state it starts from."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from coach.errors import NotFound
from coach.state import ConversationState, Pending, Step
from coach.vocabulary import Move, Stage, Subject
from coach.voices.guide import speak_guide

if TYPE_CHECKING:
    from coach.services import Services
    from coach.store.desk import Desk

Kind = Literal["talk", "ten-minutes", "scenario"]
_CONVERSATIONS = 10  # whose lines are to be met again last
_TALKS, _A_TALK = 3, 9  # so many talks of at least so many messages
_TITLES = {"talk": "A new conversation", "ten-minutes": "In ten minutes"}


@dataclass(frozen=True)
class Opening:
    """What a conversation begins with."""

    kind: Kind
    title: str
    text: str
    state: ConversationState
    meta: dict[str, Any]


def opening(
    kind: str,
    scenario_id: str | None,
    desk: "Desk",
    refused_habits: frozenset[str],
    services: "Services",
) -> Opening:
    """The opening of a talk, of the short path before seeing someone, or of a scenario.

    A talk begins by asking how the last commitment went, once. Raises NotFound for an unknown
    scenario.
    """
    refused = tuple(sorted(refused_habits))
    said = desk.said_in_last(_CONVERSATIONS)
    heard_before = tuple(sorted({line for meta in said for line in meta.get("lines", ())}))
    if scenario_id is not None:
        return _scenario(scenario_id, refused, heard_before, services)
    state = ConversationState(kind=kind, refused=refused, met=heard_before)
    met = frozenset(line for meta in desk.openings(3) for line in meta.get("lines", ()))
    if kind == "ten-minutes":
        return _spoken(state, Move.TEN_MINUTES, Subject.WHO, met, services)
    due = desk.commitment_to_follow_up()
    if due is not None:
        desk.save_commitment(replace(due, followed_up_at=datetime.now(UTC)))
        state = state.model_copy(update={"step": Step(what=due.what), "follow_up": due.id})
        made = _spoken(state, Move.FOLLOW_UP, Subject.FOLLOW_UP, met, services)
        return replace(made, state=made.state.model_copy(update={"step": Step()}))
    about = Subject.WHO if _talks_without_a_step(desk) else None
    return _spoken(state, Move.WELCOME, about, met, services)


def _talks_without_a_step(desk: "Desk") -> bool:
    """Whether the last few real talks all ended without one: then a person may help more."""
    decided = {commitment.conversation_id for commitment in desk.commitments()}
    talks = [c for c in desk.conversations() if c.kind == "talk" and c.message_count >= _A_TALK]
    last = talks[:_TALKS]
    return len(last) == _TALKS and not decided & {talk.id for talk in last}


def _scenario(
    scenario_id: str,
    refused: tuple[str, ...],
    heard_before: tuple[str, ...],
    services: "Services",
) -> Opening:
    scenario = services.knowledge.scenarios.get(scenario_id)
    if scenario is None:
        raise NotFound(f"There is no scenario {scenario_id}. Choose one from the gallery.")
    state = ConversationState(
        kind="scenario",
        scenario=scenario.id,
        relation=scenario.relation,
        refused=refused,
        met=heard_before,
        pending=Pending(move=Move.ASK, about=Subject.SCENE),
    )
    text = f"{scenario.situation.strip()}\n\n{scenario.opening}"
    return Opening("scenario", scenario.title, text, state, _meta(Move.SCENE, ()))


def _spoken(
    state: ConversationState,
    move: Move,
    about: Subject | None,
    met: frozenset[str],
    services: "Services",
) -> Opening:
    from uuid import uuid4

    from coach.turn import Part, Plan, Turn

    plan = Plan(Stage.OPENING, (Part(move, (about,) if about else ()),), exempt=True)
    turn = Turn(str(uuid4()), "", "", state, plan=plan, recent_openings=met)
    ((_, words),) = speak_guide(turn, services)
    state = state.model_copy(
        update={
            "said": (words.line.id,),
            "pending": Pending(move=move, about=about) if about else None,
        }
    )
    kind = cast("Kind", state.kind)
    return Opening(kind, _TITLES[kind], words.text, state, _meta(move, (words.line.id,)))


def _meta(move: Move, lines: tuple[str, ...]) -> dict[str, Any]:
    return {
        "move": move,
        "stage": Stage.OPENING,
        "level": "none",
        "lines": list(lines),
        "voice": "guide",
    }
