"""An agenda of one's own: whatever is put in, moved or taken out, it can be saved or says why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from coach.errors import BadInput
from coach.workshops import building, report
from coach.workshops.agenda import Agenda

kinds = some.lists(some.sampled_from(sorted(building.BEGINS)), min_size=1, max_size=8)
OFFERS = building.offers([], [])


def begun(*kinds):
    return building.begun(OFFERS[kind] for kind in kinds)


def agenda(activities):
    return Agenda.model_validate({"title": "t", "aim": "a", "activities": activities})


@given(kinds)
def test_any_kinds_in_any_order_make_an_agenda(chosen):
    made = agenda(begun(*chosen))
    assert [activity.kind for activity in made.activities] == chosen


@given(kinds, some.data())
def test_however_it_is_moved_and_thinned_it_stays_one(chosen, data):
    before = [a.model_dump(mode="json") for a in agenda(begun(*chosen)).activities]
    places = data.draw(
        some.lists(some.integers(0, len(before) - 1), min_size=len(before), max_size=len(before))
    )
    kept = [one for one in zip(places, before, strict=True) if data.draw(some.booleans())]
    if kept:
        made = agenda(building.arranged(kept))
        assert sorted(a.id for a in made.activities) == sorted(plan["id"] for _, plan in kept)


def test_a_second_spectrum_is_compared_with_the_first():
    activities = begun("spectrum", "reflection")
    made = building.put_in(activities, OFFERS["spectrum"], 2)
    assert made[2]["before"] == "spectrum-1"
    alone = building.arranged([(1, made[0]), (2, made[1]), (0, made[2])])
    assert [a["id"] for a in alone] == ["spectrum-2", "spectrum-1", "reflection-1"]
    assert alone[0]["before"] is None


@pytest.mark.parametrize(("at", "to"), [(0, 2), (2, 0), (1, 1), (3, 0), (0, 3)])
def test_what_is_given_a_place_stands_there(at, to):
    activities = begun("plenary", "spectrum", "reflection", "commitment")
    wanted = [(to if n == at else n, activity) for n, activity in enumerate(activities)]
    assert building.arranged(wanted)[to]["id"] == activities[at]["id"]


def test_every_scenario_comes_with_its_turning_points_and_choices(led, coach):
    offers = led.offers()
    gallery = coach.knowledge.scenarios
    assert gallery.keys() < offers.keys()
    made = led.build({"title": "t", "aim": "a", "activities": begun("plenary")})
    scenarios = {name: plan for name, plan in offers.items() if plan["kind"] == "scenario"}
    for plan in scenarios.values():
        activities = building.put_in(made.plan["activities"], plan, 1)
        made = led.save(made.id, {**made.plan, "activities": activities})
    assert len(made.plan["activities"]) == 1 + len(scenarios)
    for scenario in gallery.values():
        (told,) = (a for a in made.plan["activities"] if a["title"] == scenario.title)
        assert told["situation"] and told["notes"] and told["paper"]
        assert [point["id"] for point in told["points"]] == [p.id for p in scenario.turning_points]
        assert all(p["choices"] and p["after"] for p in told["points"])


def test_a_template_s_own_scenario_is_offered_once_and_the_gallery_s_once(led):
    titles = [plan["title"] for plan in led.offers().values() if plan["kind"] == "scenario"]
    assert "How was your weekend?" in titles
    assert len(titles) == len(set(titles))


def test_a_room_reads_a_scenario_of_the_gallery_together(led, room_of):
    offers = led.offers()
    room = room_of({"title": "t", "aim": "a", "activities": building.begun(
        [offers["plenary"], offers["customer-on-a-bad-day"], offers["commitment"]])})  # fmt: skip
    phones = room.phones(5)
    (scene,) = (a for a in room.led.board(room.id).agenda.activities if a.kind == "scenario")
    room.at(scene.slots[0])
    for slot, point in zip(scene.slots, scene.points, strict=True):
        assert room.wall().slot == slot
        for n, phone in enumerate(phones):
            phone.answer(slot, {"choice": n % 2})
        room.led.reveal(room.id, slot)
        assert room.wall().bars[:2] == ((point.choices[0], 3), (point.choices[1], 2))
        room.led.forward(room.id)
    told = room.led.report(room.id)
    assert point.choices[0] in report.markdown(told)


def test_a_turning_point_that_nothing_is_left_of_goes_and_a_new_one_gets_a_name():
    old = {"id": "point-2", "moment": "m", "question": "q", "choices": ["a", "b"], "after": ""}
    gone = {**old, "id": "point-1", "moment": "", "question": "", "choices": [], "after": "x"}
    new = {name: value for name, value in old.items() if name != "id"}
    assert [p["id"] for p in building.points([gone, old, new, new])] == [
        "point-2",
        "point-1",
        "point-3",
    ]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("points", [], "“A scenario of our own”: turning point has too little in it"),
        ("situation", "", "“A scenario of our own”: needs a scenario or a situation"),
        ("prompt", "", "“A scenario of our own”: what people read is empty"),
        ("points", [{"id": "x", "moment": "", "question": "", "choices": ["a", "b"]}],
         "“A scenario of our own”: turning point 1 needs a moment and a question"),
        ("points", [{"id": "x", "moment": "m", "question": "q", "choices": ["a"]}],
         "“A scenario of our own”: turning point 1 what one might choose has too little in it"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_by_the_names_on_the_page(led, key, value, said):
    (scenario,) = begun("scenario")
    with pytest.raises(BadInput) as told:
        led.build({"title": "t", "aim": "a", "activities": [{**scenario, key: value}]})
    assert said in str(told.value)


def test_forty_activities_are_enough():
    with pytest.raises(BadInput, match="holds 40"):
        begun(*["plenary"] * 41)
