"""How a conversation begins: the coach's first words and the state it starts from."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from coach.brand import last_of_station, words_for_a_talk, words_so_far
from coach.errors import BadInput, NotFound
from coach.state import ConversationState, Pending, Step
from coach.themes import LOOK_BACK, themes
from coach.tracks import begun
from coach.vocabulary import Move, Stage, Subject
from coach.voices.guide import speak_guide

if TYPE_CHECKING:
    from coach.services import Services
    from coach.store.desk import Desk

Kind = Literal["talk", "ten-minutes", "scenario", "brand"]
_CONVERSATIONS = 10  # whose lines are to be met again last
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
    """The opening of a talk, of the short path before seeing someone, of a scenario, or of a station
    of the brand track (``scenario_id`` names it).

    A talk begins by asking how the last commitment went, once; or, where several talks went round one
    theme without a step, by suggesting a person. Raises NotFound for an unknown scenario or station, BadInput for a station that needs a statement first.
    """
    refused = tuple(sorted(refused_habits))
    said = desk.said_in_last(_CONVERSATIONS)
    heard_before = tuple(sorted({line for meta in said for line in meta.get("lines", ())}))
    if kind == "brand":
        return _station(scenario_id, refused, desk, services)
    if scenario_id is not None:
        return _scenario(scenario_id, refused, heard_before, services)
    state = ConversationState(
        kind=kind, refused=refused, met=heard_before, brand=words_for_a_talk(desk)
    )
    met = frozenset(line for meta in desk.openings(3) for line in meta.get("lines", ()))
    if kind == "ten-minutes":
        return _spoken(state, Move.TEN_MINUTES, Subject.WHO, met, services)
    now = datetime.now(UTC)
    around = themes(desk.last_talks(LOOK_BACK), now)
    state = state.model_copy(
        update={
            "begun_at": now,
            "themes": tuple(sorted(around.nearly_due)),
            "pointed": dict(around.pointed),
        }
    )
    due = desk.commitment_to_follow_up()
    if due is not None:
        desk.save_commitment(replace(due, followed_up_at=now))
        state = state.model_copy(update={"step": Step(what=due.what), "follow_up": due.id})
        made = _spoken(state, Move.FOLLOW_UP, Subject.FOLLOW_UP, met, services)
        return replace(made, state=made.state.model_copy(update={"step": Step()}))
    if not around.due:
        return _spoken(state, Move.WELCOME, None, met, services)
    made = _spoken(state, Move.WELCOME, None, met, services, first=Move.TO_A_PERSON)
    pointed = state.pointed | dict.fromkeys(around.due, now)
    return replace(made, state=made.state.model_copy(update={"pointed": pointed, "themes": ()}))


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


def _station(
    station_id: str | None, refused: tuple[str, ...], desk: "Desk", services: "Services"
) -> Opening:
    from uuid import uuid4

    from coach.turn import Turn

    station = services.knowledge.brand.stations.get(station_id or "")
    if station is None:
        raise NotFound("There is no such station. Choose one from the page “Your brand”.")
    words = words_so_far(desk, services.knowledge)
    if station.requires is not None and station.requires not in words:
        raise BadInput("This one builds on your sentence. Write that first: “Your sentence”.")
    last = last_of_station(desk, station.id)
    met = last.said if last is not None else ()
    before = last is not None and last.track is not None and last.track.finished
    plan = begun(station, words, met, before=before)
    state = ConversationState(kind="brand", refused=refused, aim=station.aim, aim_asked=True)
    turn = Turn(str(uuid4()), "", "", state, plan=plan)
    spoken = [words for _, words in speak_guide(turn, services)]
    lines = tuple(words.line.id for words in spoken)
    state = state.model_copy(update={"said": lines, "pending": plan.pending, "track": plan.track})
    text = "\n\n".join(words.text for words in spoken)
    return Opening("brand", station.title, text, state, _meta(Move.BRAND, lines))


def _spoken(
    state: ConversationState,
    move: Move,
    about: Subject | None,
    met: frozenset[str],
    services: "Services",
    *,
    first: Move | None = None,
) -> Opening:
    """The opening's words: a move, and what is said ``first``, before it."""
    from uuid import uuid4

    from coach.turn import Part, Plan, Turn

    opens = Part(move, (about,) if about else ())
    plan = Plan(Stage.OPENING, (Part(first), opens) if first else (opens,), exempt=True)
    turn = Turn(str(uuid4()), "", "", state, plan=plan, recent_openings=met)
    words = [words for _, words in speak_guide(turn, services)]
    lines = tuple(said.line.id for said in words)
    state = state.model_copy(
        update={
            "said": lines,
            "pending": Pending(move=move, about=about) if about else None,
        }
    )
    kind = cast("Kind", state.kind)
    text = " ".join(said.text for said in words)
    return Opening(kind, _TITLES[kind], text, state, _meta(move, lines))


def _meta(move: Move, lines: tuple[str, ...]) -> dict[str, Any]:
    return {
        "move": move,
        "stage": Stage.OPENING,
        "level": "none",
        "lines": list(lines),
        "voice": "guide",
    }
