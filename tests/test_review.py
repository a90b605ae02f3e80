"""How ``coach review`` reads messages before they are sent."""

import pytest

from coach.reviewing import Circumstances, Reviewer
from coach.services import Services

TRANSACTIONAL = (
    "Dear customer, your case 4471 has been closed. Please do not reply to this message. "
    "If your issue persists, open a new case."
)
PERSONAL = (
    "Ewa, I kept thinking about what you said on the stairs, about the night shift and your hands. "
    "I had the rota changed this morning. You were right, and I should have asked sooner."
)
OVERFAMILIAR = (
    "Hi Sandra! Saw on Instagram that you and Mike split up, you poor thing. I drove past your "
    "house last night, all dark. Call me any time, even at 3 in the morning, I mean it, darling."
)


@pytest.fixture
def reviewer(services: Services) -> Reviewer:
    return Reviewer(services)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (TRANSACTIONAL, "transactional"),
        (PERSONAL, "personal"),
        (OVERFAMILIAR, "overfamiliar"),
    ],
)
def test_messages_that_nobody_would_dispute(reviewer: Reviewer, text: str, verdict: str) -> None:
    assert reviewer.review(text).verdict == verdict


@pytest.mark.parametrize("text", [TRANSACTIONAL, OVERFAMILIAR])
def test_what_reads_worst_is_shown_in_its_own_words_with_a_reason(
    reviewer: Reviewer, text: str
) -> None:
    read = reviewer.review("🙂 " + text)
    assert 1 <= len(read.spans) <= 3
    for span in read.spans:
        assert ("🙂 " + text)[span.start : span.end] == span.text
        assert span.why
    assert len({span.why for span in read.spans}) == len(read.spans)
    assert [span.start for span in read.spans] == sorted(span.start for span in read.spans)


@pytest.mark.parametrize("text", [TRANSACTIONAL, PERSONAL, OVERFAMILIAR])
def test_every_verdict_comes_with_questions_and_never_with_a_rewrite(
    reviewer: Reviewer, text: str
) -> None:
    read = reviewer.review(text)
    assert 2 <= len(read.questions) <= 3
    assert all(question.endswith("?") for question in read.questions)
    assert all("{" not in question for question in read.questions)


def test_nothing_is_held_against_a_personal_message(reviewer: Reviewer) -> None:
    assert reviewer.review(PERSONAL).spans == ()


def test_the_questions_name_whom_it_is_for(reviewer: Reviewer) -> None:
    read = reviewer.review(TRANSACTIONAL, Circumstances(to="Mr Bose"))
    assert any("Mr Bose" in question for question in read.questions)


def test_closeness_tilts_what_counts_as_too_close_and_never_hides_it_all(
    reviewer: Reviewer,
) -> None:
    text = "Morning sunshine! How did the scan go? Thought of you all night."
    strangers = reviewer.review(text, Circumstances(closeness=0, relation="employee"))
    friends = reviewer.review(text, Circumstances(closeness=4, relation="friend"))
    assert strangers.verdict == "overfamiliar"
    assert friends.verdict != "overfamiliar" or friends.confidence < strangers.confidence


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "…", "🙂🙂", "?!"])
def test_a_message_without_words_gets_no_reproach(reviewer: Reviewer, text: str) -> None:
    read = reviewer.review(text)
    assert (read.verdict, read.spans) == ("personal", ())


def test_odd_circumstances_are_no_error(reviewer: Reviewer) -> None:
    about = Circumstances(to="  \n ", channel="carrier pigeon", relation="ex-wife", closeness=2)
    assert reviewer.review(TRANSACTIONAL, about).questions
