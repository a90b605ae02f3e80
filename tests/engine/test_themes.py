"""The coach does not make itself needed: after talks round one theme without a step it suggests a person, once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.assembly import Coach, Mine
from coach.contract import Breach, breaches_of_sentence
from coach.state import ConversationState, Named
from coach.store.records import CommitmentStatus, Decided, Talk
from coach.text import said_sentences
from coach.themes import (
    A_TALK,
    QUIET_FOR,
    TALKS,
    WITHIN,
    keys_of,
    pointed_by,
    suggests_a_person,
    themes,
)
from coach.turn import Turn
from coach.vocabulary import Answer, Level, Move, Relation

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


# --- In talks -----------------------------------------------------------------------------------------


def _lines(coach: Coach, move: Move) -> set[str]:
    return {line.id for line in coach.services.curated[1] if line.move is move}


def _said_at_the_beginning(coach: Coach, leader: Mine, conversation: str) -> bool:
    opening = leader.conversation(conversation).messages[0]
    return bool(_lines(coach, Move.TO_A_PERSON) & set(opening.meta["lines"]))


def _talk_of(leader: Mine, name: str, day: int) -> str:
    conversation = leader.begin()
    for n in range(4):
        leader.reply(
            conversation,
            f"I walked past {name} again today without a word and she noticed it. Day {day}, time {n}.",
        )
    return conversation


def _said_in_leaving(leader: Mine, conversation: str) -> bool:
    turn = leader.reply(conversation, "bye")
    said = any(spoken.move is Move.TO_A_PERSON for spoken in turn.spoken)
    if said:
        assert turn.spoken[-1].move is not Move.TO_A_PERSON  # the goodbye has the last word
        assert "?" not in turn.reply
    return said


def test_at_the_end_of_the_third_talk_on_one_person_somebody_else_is_suggested(
    talker: Coach, leader: Mine
) -> None:
    said = []
    for day in range(5):
        conversation = _talk_of(leader, "Marta", day)
        said.append(
            (
                _said_at_the_beginning(talker, leader, conversation),
                _said_in_leaving(leader, conversation),
            )
        )
    never = (False, False)
    assert said == [never, never, (False, True), never, never]


def test_where_nobody_took_their_leave_it_is_said_at_the_next_beginning(
    talker: Coach, leader: Mine
) -> None:
    for day in range(3):
        assert not _said_at_the_beginning(talker, leader, _talk_of(leader, "Marta", day))
    next_one = leader.begin()
    assert _said_at_the_beginning(talker, leader, next_one)
    opening = leader.conversation(next_one).messages[0].text
    assert opening.endswith("?")
    assert opening.count("?") == 1
    assert not _said_at_the_beginning(talker, leader, _talk_of(leader, "Marta", 4))


def test_not_where_each_talk_was_about_somebody_else(talker: Coach, leader: Mine) -> None:
    for day, name in enumerate(("Marta", "Ewa", "Henrike", "Lena")):
        conversation = _talk_of(leader, name, day)
        assert not _said_at_the_beginning(talker, leader, conversation)
        assert not _said_in_leaving(leader, conversation)


def test_not_where_one_of_the_talks_ended_with_a_step(talker: Coach, leader: Mine) -> None:
    for day in range(2):
        _talk_of(leader, "Marta", day)
    conversation = _talk_of(leader, "Marta", 2)
    leader.reply(conversation, "Tomorrow at 7:40 I'll stop at Marta's desk and say good morning.")
    for text in ("The figures meeting.", "Then I go at seven thirty.", "8"):
        leader.reply(conversation, text)
    assert leader.commitments()
    assert not _said_in_leaving(leader, conversation)
    assert not _said_at_the_beginning(talker, leader, leader.begin())


def test_not_to_somebody_who_spoke_of_danger(talker: Coach, leader: Mine) -> None:
    for day in range(2):
        _talk_of(leader, "Marta", day)
    conversation = _talk_of(leader, "Marta", 2)
    leader.reply(conversation, "I don't want to live any more.")
    leader.reply(conversation, "I'm safe, my brother is on his way to me.")
    assert not _said_in_leaving(leader, conversation)


def test_not_in_a_talk_that_left_the_theme(talker: Coach, leader: Mine) -> None:
    for day in range(2):
        _talk_of(leader, "Marta", day)
    assert not _said_in_leaving(leader, _talk_of(leader, "Henrike", 3))


def test_whoever_comes_several_times_a_day_is_not_greeted_with_delight(
    talker: Coach, leader: Mine
) -> None:
    heard = []
    for _ in range(6):
        conversation = leader.begin()
        heard.append(leader.conversation(conversation).messages[0].text)
        heard.append(leader.reply(conversation, "hello").reply)
    assert not [text for text in heard if _needy(text)]
    for move in (
        Move.GREET,
        Move.WELCOME,
        Move.FOLLOW_UP,
        Move.TO_A_PERSON,
        Move.GOODBYE,
        Move.CLOSE,
    ):
        said = [line.say for line in talker.services.curated[1] if line.move is move]
        assert said
        assert not [say for say in said if _needy(say)]


@pytest.mark.parametrize(
    "text", ["Good to see you here again.", "Welcome back.", "I'm glad you're back so soon."]
)
def test_delight_about_coming_back_breaks_the_contract(text: str) -> None:
    assert _needy(text)


def _needy(text: str) -> list[Breach]:
    turn = Turn("c", "m", "", ConversationState())
    said = [b for s in said_sentences(text) for b in breaches_of_sentence(s, turn, frozenset())]
    return [breach for breach in said if breach.clause == 10]


# --- Themes -------------------------------------------------------------------------------------------


def _talk(
    days_ago: float = 1,
    *,
    status: CommitmentStatus | None = None,
    answered: float | None = None,
    messages: int = A_TALK,
    **about: object,
) -> Talk:
    begun = NOW - timedelta(days=days_ago)
    at = None if answered is None else NOW - timedelta(days=answered)
    step = (Decided("id", "Say it", 5, status, begun, at),) if status else ()
    return Talk(ConversationState(**about).model_dump_json(), messages, begun, step)  # type: ignore[arg-type]


def _due(*talks: Talk) -> frozenset[str]:
    return themes(talks, NOW).due


@pytest.mark.parametrize(
    "about",
    [
        {"person": "Marta"},
        {"relation": Relation.BOSS},
        {"named": (Named(habit="token-question", at_turn=3, answer=Answer.ME),)},
        {"named": (Named(habit="token-question", at_turn=3),)},
        {"aim": "that people stop bracing when I walk in"},
    ],
)
def test_three_talks_on_one_thing_are_one_theme(about: dict[str, object]) -> None:
    assert not _due(_talk(1, **about), _talk(9, **about))
    assert _due(_talk(1, **about), _talk(9, **about), _talk(30, **about))


def test_an_aim_is_the_same_in_other_words() -> None:
    said = (
        "that they stop bracing when I walk in",
        "people bracing less as I walk in",
        "less bracing, walking in",
    )
    assert _due(*(_talk(n, aim=aim) for n, aim in enumerate(said)))
    others = (
        "that they stop bracing when I walk in",
        "how to thank forty people",
        "what to say to my client",
    )
    assert not _due(*(_talk(n, aim=aim) for n, aim in enumerate(others)))


@pytest.mark.parametrize(
    "about",
    [
        {"person": "your client"},
        {"relation": Relation.TEAM},
        {"named": (Named(habit="token-question", at_turn=3, answer=Answer.NOT_ME),)},
        {"named": (Named(habit="token-question", at_turn=3),), "refused": ("token-question",)},
        {},
    ],
)
def test_what_may_be_anybody_or_was_refused_is_no_theme(about: dict[str, object]) -> None:
    assert not _due(*(_talk(n, **about) for n in range(5)))


def test_what_ended_after_a_few_words_was_no_talk() -> None:
    assert not _due(*(_talk(n, person="Marta", messages=A_TALK - 1) for n in range(5)))


def test_talks_in_which_danger_was_told_of_do_not_count() -> None:
    assert not _due(*(_talk(n, person="Marta", safety=Level.CRISIS) for n in range(5)))
    assert _due(*(_talk(n, person="Marta", safety=Level.CRISIS, misheard=True) for n in range(5)))


def test_talks_of_long_ago_do_not_count() -> None:
    weeks = WITHIN.days
    assert not _due(*(_talk(n, person="Marta") for n in (1, 8, weeks + 1)))


def test_after_a_step_was_made_or_kept_the_count_begins_again() -> None:
    def marta(*extra: Talk) -> frozenset[str]:
        return _due(*(_talk(n, person="Marta") for n in (2, 5, 9)), *extra)

    assert marta()
    assert marta(_talk(12, person="Marta", status="open"))
    assert not marta(_talk(3, person="Marta", status="dropped"))
    assert not marta(_talk(80, person="Marta", status="kept", answered=4))
    assert marta(_talk(80, person="Ewa", status="kept", answered=4))


def test_a_theme_for_which_it_was_said_is_left_alone_for_long() -> None:
    def due(said: timedelta) -> frozenset[str]:
        last = _talk(2, person="Marta", pointed={"person:marta": NOW - said})
        return _due(last, _talk(5, person="Marta"), _talk(9, person="Marta"))

    assert not due(timedelta(days=2))
    assert not due(QUIET_FOR - timedelta(days=1))
    assert due(QUIET_FOR + timedelta(days=1))


def test_it_is_said_for_all_that_a_talk_is_about() -> None:
    about = {"person": "Marta", "aim": "that people stop bracing when I walk in"}
    state = ConversationState(**about, themes=("person:marta",), begun_at=NOW)  # type: ignore[arg-type]
    assert suggests_a_person(state)
    assert set(pointed_by(state)) == keys_of(state)
    assert not suggests_a_person(state, commits=True)
    assert not suggests_a_person(state.model_copy(update={"safety": Level.CRISIS}))


_talks = st.lists(
    st.builds(
        _talk,
        st.floats(0.1, 90),
        status=st.sampled_from([None, None, "open", "kept", "dropped"]),
        answered=st.none() | st.floats(0, 60),
        person=st.sampled_from(["Marta", "Ewa", None]),
        relation=st.sampled_from([None, Relation.BOSS]),
        aim=st.sampled_from([None, "to thank people", "that people stop bracing when I walk in"]),
    ),
    max_size=9,
)


@given(talks=_talks, order=st.randoms())
def test_the_order_of_talks_does_not_matter_and_fewer_never_suffice(
    talks: Sequence[Talk], order: object
) -> None:
    shuffled = list(talks)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert themes(talks, NOW) == themes(shuffled, NOW)
    found = themes(talks, NOW)
    assert found.due <= found.nearly_due
    if len(talks) < TALKS:
        assert not found.due
