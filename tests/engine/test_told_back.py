"""What a reply makes of what was told: the telling clause in the coach's own words, and what it may mean; no receipt, no
quotation, and nobody's words put into another's mouth."""

from dataclasses import replace

import pytest

from coach.second_person import told_of
from coach.services import Services
from coach.state import ConversationState
from coach.steps.understand import understand_message
from coach.turn import Part, Plan, Turn, listen
from coach.vocabulary import Depth, Move, Stage, Subject
from coach.voices.guide import Words, speak_guide

_EXPLORING = Plan(
    Stage.EXPLORING, (Part(Move.REFLECT), Part(Move.REFLECT, optional=True), Part(Move.ASK))
)


def _says(services: Services, text: str, talk: str = "a talk") -> list[Words]:
    turn = Turn(talk, "m", text, ConversationState(turns=3), heard=listen(text, services))
    turn = replace(turn, reading=understand_message(turn, services), plan=_EXPLORING)
    return [words for _, words in speak_guide(turn, services)]


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("Three years I've backed him, and he went over my head to the board about the ovens.", "over your head"),
        ("he said he couldnt wait for me to make up my mind", "make up your mind"),
        ("I never rang. I told the desk to send the usual letter.", "never rang"),
        ("Honestly I was ashamed. The chair asked me in front of everybody what had kept me.", "ashamed"),
        ("Last week she told me her flat flooded. I told her to take the afternoon.", "take the afternoon"),
        ("They never ask me along to the canteen any more, since the restructuring", "you along"),
        ("my foreman walk out of the room when i come in", "foreman walks out"),
        ("Nothing much. Three invoices, a parking ticket, and on the way out our intern rolled her eyes at me.", "eyes at you"),
        ("I should have told him before the others heard it.", "should have told him"),
        ("Ever since the merger I keep the door of my office shut in the mornings.", "door of your office"),
    ],
)  # fmt: skip
def test_what_carries_most_is_told_back_in_the_coachs_words(
    warm_services: Services, text: str, shows: str
) -> None:
    said = _says(warm_services, text)
    reply = " ".join(words.text for words in said)
    assert shows in reply.replace("’", "'")
    assert "“" not in reply
    assert said[0].line.say not in warm_services.book.receipts


@pytest.mark.parametrize(
    "text",
    [
        "I never once asked him how the move went.",
        "She told me in the car park that nobody reads my mails.",
        "I was so angry with the whole lot of them that evening.",
        "I always do the rota myself on Sunday nights.",
        "She came at nine as always. I still don't know what to tell the rest of the desk.",
        "I gave her the keys back and walked off.",
    ],
)
def test_a_meaning_follows_what_was_told_and_is_about_that(
    warm_services: Services, text: str
) -> None:
    for talk in ("one", "two", "three"):
        said = _says(warm_services, text, talk)
        turn = Turn(talk, "m", text, ConversationState(turns=3), heard=listen(text, warm_services))
        told = understand_message(turn, warm_services).retold
        assert told is not None
        reflections = [words.line for words in said if words.line.move is Move.REFLECT]
        assert any(line.depth in {Depth.COMPLEX, Depth.DOUBLE} for line in reflections)
        assert all(line.follows in {None, told.of, told.tells} for line in reflections)
        assert " ".join(words.text for words in said).lower().count(told.words.lower()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "He went for a smoke and didn't look at me.",
        "She rang twice and then left it.",
        "Tom walked in, sat down and said nothing.",
    ],
)
def test_what_somebody_else_did_is_not_told_as_the_leaders(
    warm_services: Services, text: str
) -> None:
    reply = _says(warm_services, text)[0].text
    assert not reply.startswith("You ")


def test_a_fact_that_was_asked_for_gets_no_meaning(warm_services: Services) -> None:
    said = _says(warm_services, "Sleep, mostly.")
    assert not any(
        words.line.depth in {Depth.COMPLEX, Depth.DOUBLE} and words.line.follows for words in said
    )
    assert all(words.line.about is not Subject.SCENE or words.line.asks for words in said)


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("I never once said thank you to that man", "you never once thanked that man"),
        ("I owe him a thank-you", "you owe him a thank-you"),
        ("I should thank him", "you feel you should thank him"),
        ("nobody leaves over that", "as you see it, nobody leaves over that"),
        ("Chief Nwosu's paint company", None),  # who it is, and nothing that anybody did
        ("Marika would say", None),
        ("thanks for the talk", None),
    ],
)
def test_thanks_can_be_told_back_and_halves_can_not(clause: str, told: str | None) -> None:
    found = told_of(clause)
    assert (found.words if found else None) == told
