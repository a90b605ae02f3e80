"""An agenda of one's own: whatever is put in, moved or taken out, it can be saved or says why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from coach.errors import BadInput
from coach.workshops import building
from coach.workshops.agenda import Agenda

kinds = some.lists(some.sampled_from(sorted(building.BEGINS)), min_size=1, max_size=8)


def agenda(activities):
    return Agenda.model_validate({"title": "t", "aim": "a", "activities": activities})


@given(kinds)
def test_any_kinds_in_any_order_make_an_agenda(chosen):
    made = agenda(building.begun(chosen))
    assert [activity.kind for activity in made.activities] == chosen


@given(kinds, some.data())
def test_however_it_is_moved_and_thinned_it_stays_one(chosen, data):
    before = [a.model_dump(mode="json") for a in agenda(building.begun(chosen)).activities]
    places = data.draw(
        some.lists(some.integers(0, len(before) - 1), min_size=len(before), max_size=len(before))
    )
    kept = [one for one in zip(places, before, strict=True) if data.draw(some.booleans())]
    if kept:
        made = agenda(building.arranged(kept))
        assert sorted(a.id for a in made.activities) == sorted(plan["id"] for _, plan in kept)


def test_a_second_spectrum_is_compared_with_the_first():
    activities = building.begun(["spectrum", "reflection"])
    made = building.put_in(activities, {"kind": "spectrum", **building.BEGINS["spectrum"]}, 2)
    assert made[2]["before"] == "spectrum-1"
    alone = building.arranged([(1, made[0]), (2, made[1]), (0, made[2])])
    assert [a["id"] for a in alone] == ["spectrum-2", "spectrum-1", "reflection-1"]
    assert alone[0]["before"] is None


@pytest.mark.parametrize(("at", "to"), [(0, 2), (2, 0), (1, 1), (3, 0), (0, 3)])
def test_what_is_given_a_place_stands_there(at, to):
    activities = building.begun(["plenary", "spectrum", "reflection", "commitment"])
    wanted = [(to if n == at else n, activity) for n, activity in enumerate(activities)]
    assert building.arranged(wanted)[to]["id"] == activities[at]["id"]


def test_a_scenario_of_a_template_comes_with_its_choices(led):
    ready = building.ready_made(led.templates())
    assert ready
    made = led.build({"title": "t", "aim": "a", "activities": building.begun(["plenary"])})
    for scenario in ready.values():
        activities = building.put_in(made.plan["activities"], scenario, 1)
        made = led.save(made.id, {**made.plan, "activities": activities})
    assert len(made.plan["activities"]) == 1 + len(ready)


def test_forty_activities_are_enough():
    with pytest.raises(BadInput, match="holds 40"):
        building.begun(["plenary"] * 41)
