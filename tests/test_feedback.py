"""Answers to noticings, handed on: labels and features, and no word of the leader's."""

import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.feedback import feedback
from coach.services import Services
from coach.store.records import Answer, Noticing

SAID = "I ask about the kids and don't wait for the answer, Tuesdays at Brennan's."


def noticing(evidence: str = SAID, answer: Answer | None = "me", **more: str) -> Noticing:
    now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    ids = {"id": "n-1", "conversation_id": "c-1", "message_id": "m-1"}
    known = {"kind": "habit", "habit": "token-question", **ids, **more}
    return Noticing(evidence=evidence, answer=answer, created_at=now, answered_at=now, **known)  # type: ignore[arg-type]


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
    made = json.dumps(
        feedback([noticing(f"I never greet {name} before the figures.")], warm_services)
    )
    known = json.dumps(
        feedback([noticing("I never greet them before the figures.")], warm_services)
    )
    for secret in (name, "greet", "2026", "n-1", "c-1", "m-1"):
        assert secret not in made or secret in known


def test_the_order_tells_nothing_of_when_it_was_answered(warm_services: Services) -> None:
    two = [noticing(habit="role-mask"), noticing(habit="always-busy")]
    assert feedback(two, warm_services) == feedback(two[::-1], warm_services)
