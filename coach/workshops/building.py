"""An agenda of the facilitator's own: activities put in, moved and taken out, until the room is opened. Works on the
plan as it is stored; whether it fits together is asked when it is saved."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from coach.errors import BadInput
from coach.knowledge import Scenario
from coach.workshops.agenda import ScenarioTogether, Template

Plan = Mapping[str, Any]
MOST = 40
"""Activities."""
_MINUTES = 8
_MINUTES_A_POINT = 5
_FINGERS = (
    "Read it aloud. At each turning point people hold up as many fingers as their choice has in the list, behind "
    "their backs first, then in front."
)
BEGINS: Mapping[str, Plan] = {
    "plenary": {"title": "Talk", "prompt": "Look at the front.", "paper": "As it is."},
    "scenario": {
        "title": "A scenario of our own", "prompt": "Read it as if it were yours. Choose what you would really do.",
        "situation": "What has happened: where, who is in it, and what each of them wants.", "paper": _FINGERS,
        "points": [{"id": "point-1", "moment": "What happens next.", "question": "What do you do?",
                    "choices": ["One thing that somebody might do", "Another"]}]},
    "spectrum": {"title": "Where we stand", "prompt": "Where do you stand today?",
                 "paper": "A line across the room, from one wall to the other. People stand where they are."},
    "rating": {"title": "A number", "prompt": "How sure are you?",
               "paper": "Fingers up, nought to ten, eyes closed. Count aloud."},
    "reflection": {"title": "A moment", "prompt": "One moment, in one or two sentences.",
                   "paper": "A card each, without a name, into a bag. Shuffle, read out, lay in heaps."},
    "message": {"title": "A message of yours", "prompt": "Paste a message you sent lately. It is read for you alone.",
                "paper": "Each reads a sent message of theirs as if they had received it, and underlines one sentence."},
    "pairs": {"title": "In pairs", "prompt": "Turn to somebody.", "paper": "The same, with a bell.", "rounds": [
        {"who": "First speaker", "minutes": 3, "prompt": "Tell about one person."},
        {"who": "Second speaker", "minutes": 3, "prompt": "Your turn."}]},
    "vote": {"title": "A vote", "prompt": "Which one first?", "options": ["The first idea", "The second idea"],
             "paper": "The ideas on the wall, a dot for each person."},
    "commitment": {"title": "One thing", "prompt": "One thing you will do by this day next week.",
                   "paper": "A card for one’s own pocket."},
    "closing": {"title": "A closing word", "prompt": "One word to leave in the room. Or pass.", "show": "live",
                "paper": "Once round, standing. Passing is an answer."},
    "feedback": {"title": "For the facilitator", "prompt": "Was it of use to you?",
                 "paper": "On the way out, a number and a line."},
}  # fmt: skip
"""What an activity of each kind begins as."""


def offers(templates: Iterable[Template], scenarios: Iterable[Scenario]) -> dict[str, Plan]:
    """All that can be put into an agenda, by an id: the kinds, the gallery's scenarios, and those of the templates that
    are in no gallery."""
    kinds = {kind: {"kind": kind, **begun} for kind, begun in BEGINS.items()}
    gallery = {scenario.id: _for_a_room(scenario) for scenario in scenarios}
    told = {
        f"{template.id}/{activity.id}": activity.model_dump(mode="json")
        for template in templates
        for activity in template.activities
        if isinstance(activity, ScenarioTogether) and activity.scenario is None
    }
    return {**kinds, **gallery, **told}


def _for_a_room(scenario: Scenario) -> Plan:
    """A scenario of the gallery, to be read together. What the coach may say to any answer, the facilitator may."""
    points = [
        {"id": point.id, "moment": point.moment.strip(), "question": point.question, "choices": point.choices,
         "after": "\n\n".join(("One of these may be said to any answer:", *point.reflections))}
        for point in scenario.turning_points
    ]  # fmt: skip
    return {
        "kind": "scenario", "title": scenario.title[:80], "minutes": _MINUTES_A_POINT * len(points),
        "prompt": BEGINS["scenario"]["prompt"], "situation": scenario.situation.strip(), "points": points,
        "notes": (scenario.caution or "").strip(), "paper": _FINGERS,
    }  # fmt: skip


def begun(wanted: Iterable[Plan]) -> list[dict[str, Any]]:
    """The activities of a new agenda, in this order."""
    activities: list[dict[str, Any]] = []
    for plan in wanted:
        activities = put_in(activities, plan, len(activities))
    return activities


def points(written: Iterable[Plan]) -> list[dict[str, Any]]:
    """The turning points of a scenario as they are written, without those that nothing is left of. New ones get an
    id."""
    made: list[dict[str, Any]] = []
    kept = [
        dict(point)
        for point in written
        if any(point[key] for key in ("moment", "question", "choices"))
    ]
    taken = {point["id"] for point in kept if point.get("id")}
    for point in kept:
        fresh = next(i for n in range(1, len(kept) + 2) if (i := f"point-{n}") not in taken)
        point["id"] = point.get("id") or fresh
        taken.add(point["id"])
        made.append(point)
    return made


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
