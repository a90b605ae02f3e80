"""An agenda of the facilitator's own: activities put in, moved and taken out, until the room is opened. Works on the
plan as it is stored; whether it fits together is asked when it is saved."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coach.errors import BadInput
from coach.workshops.agenda import Template

Plan = Mapping[str, Any]
MOST = 40
"""Activities."""
_MINUTES = 8
BEGINS: Mapping[str, Mapping[str, Any]] = {
    "plenary": {"title": "Talk", "prompt": "Look at the front."},
    "spectrum": {"title": "Where we stand", "prompt": "Where do you stand today?"},
    "rating": {"title": "A number", "prompt": "How sure are you?"},
    "reflection": {"title": "A moment", "prompt": "One moment, in one or two sentences."},
    "message": {"title": "A message of yours", "prompt": "Paste a message you sent lately. It is read for you alone."},
    "pairs": {"title": "In pairs", "prompt": "Turn to somebody.", "rounds": [
        {"who": "First speaker", "minutes": 3, "prompt": "Tell about one person."},
        {"who": "Second speaker", "minutes": 3, "prompt": "Your turn."}]},
    "vote": {"title": "A vote", "prompt": "Which one first?", "options": ["The first idea", "The second idea"]},
    "commitment": {"title": "One thing", "prompt": "One thing you will do by this day next week."},
    "closing": {"title": "A closing word", "prompt": "One word to leave in the room. Or pass.", "show": "live"},
    "feedback": {"title": "For the facilitator", "prompt": "Was it of use to you?"},
}  # fmt: skip
"""What an activity of each kind begins as. A scenario needs its choices written: those come from the templates."""


def ready_made(templates: Iterable[Template]) -> dict[str, Plan]:
    """The templates' scenarios with their choices, to be put into other agendas; by an id that tells which."""
    return {
        f"{template.id}/{activity.id}": activity.model_dump(mode="json")
        for template in templates
        for activity in template.activities
        if activity.kind == "scenario"
    }


def begun(kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The activities of a new agenda, in this order."""
    activities: list[dict[str, Any]] = []
    for kind in kinds:
        activities = put_in(activities, {"kind": kind, **BEGINS[kind]}, len(activities))
    return activities


def put_in(activities: Sequence[Plan], new: Plan, place: int) -> list[dict[str, Any]]:
    """A new activity at this place, from 0. A second spectrum or rating is compared with the first one."""
    if len(activities) >= MOST:
        raise BadInput(f"An agenda holds {MOST} activities. Take one out first.")
    made = {"minutes": _MINUTES, **new}
    taken = {activity["id"] for activity in activities}
    made["id"] = next(i for n in range(1, MOST + 2) if (i := f"{made['kind']}-{n}") not in taken)
    if made["kind"] in {"spectrum", "rating"}:
        same = [a for a in activities[:place] if a["kind"] == made["kind"]]
        if same:
            made |= {"before": same[0]["id"], "title": f"{same[0]['title']}, again"[:80]}
            made |= {"prompt": same[0]["prompt"], "ends": same[0].get("ends", made.get("ends"))}
            if made["ends"] is None:
                del made["ends"]
    return [*map(dict, activities[:place]), made, *map(dict, activities[place:])]


def arranged(wanted: Sequence[tuple[int, Plan]]) -> list[dict[str, Any]]:
    """Activities at the places that were asked for. What was to be compared with one that is gone, or comes later now,
    stands by itself."""
    moved = sorted(enumerate(wanted), key=lambda one: (one[1][0], _was_moved(*one), one[0]))
    made: list[dict[str, Any]] = []
    for _, (_, plan) in moved:
        activity = dict(plan)
        earlier = {other["id"] for other in made}
        for name in ("before", "of"):
            if activity.get(name) not in {*earlier, None}:
                activity[name] = None
        made.append(activity)
    return made


def _was_moved(was: int, wanted: tuple[int, Plan]) -> int:
    """Of two that want one place, who comes from below goes before who stands there, and who comes from above after."""
    return (wanted[0] > was) - (wanted[0] < was)
