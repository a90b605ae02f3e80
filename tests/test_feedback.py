"""Answers to noticings, handed on: labels and features, and no word of the leader's."""

import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.feedback import feedback
from coach.services import Services
from coach.store.records import Answer, Noticing

SAID = "I ask about the kids and don't wait for the answer, Tuesdays at Brennan's."


def noticing(
    evidence: str = SAID, answer: Answer | None = "me", habit: str = "token-question"
) -> Noticing:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return Noticing("n-1", "c-1", "m-1", "habit", habit, evidence, answer, now, now)


def test_an_answer_is_handed_on_with_what_the_ear_made_of_the_words(
    warm_services: Services,
) -> None:
    made = feedback([noticing()], warm_services)
    (answer,) = made["answers"]
    assert (answer["habit"], answer["answer"], answer["kind"]) == ("token-question", "me", "habit")
    assert answer["heard"]["habit"]["token-question"] > 0.2
    assert answer["words"] == 10


def test_what_was_not_answered_stays(warm_services: Services) -> None:
    assert feedback([noticing(answer=None)], warm_services)["answers"] == []


@settings(max_examples=15)
@given(st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=5, max_size=12))
def test_no_word_date_or_id_is_in_it(warm_services: Services, name: str) -> None:
    made = feedback([noticing(f"I never greet {name} before the figures.")], warm_services)
    (answer,) = made["answers"]
    assert set(made) == {"form", "encoder", "answers"}
    assert set(answer) == {"habit", "kind", "answer", "words", "heard"}
    known = {label for head in warm_services.ear.heads.values() for label in head.labels}
    for likely in answer["heard"].values():
        assert set(likely) <= known
        assert all(isinstance(score, float) for score in likely.values())
    for secret in ("greet", "figures", "2026", "n-1", "c-1", "m-1"):
        assert secret not in json.dumps(made)


def test_the_order_tells_nothing_of_when_it_was_answered(warm_services: Services) -> None:
    some = [
        noticing(habit="role-mask"),
        noticing("I ask how she is because it's on my list of things to do."),
        noticing("I ask about the weekend and look at my phone while they talk."),
    ]
    assert feedback(some, warm_services) == feedback(some[::-1], warm_services)
