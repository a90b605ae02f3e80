"""The coaching contract, clause by clause: what breaks it, and what stands near it and does not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.contract import breaches_of_reply, breaches_of_sentence, echoes
from coach.curated import Findings
from coach.knowledge import Passage, load_knowledge
from coach.services import ROOT
from coach.state import ConversationState
from coach.text import sentences
from coach.turn import Part, Plan, Spoken, Turn
from coach.vocabulary import Move, Stage, Subject

KNOWLEDGE = load_knowledge(ROOT / "knowledge", Findings(ROOT))
PASSAGES = list(KNOWLEDGE.passages.values())
SAID = "I walk in, I get the numbers, I walk out. My guys call me a robot, and Marta left in May."


def turn_of(
    *moves: Move, passages: tuple[Passage, ...] = (), exempt: bool = False, text: str = SAID
) -> Turn:
    parts = tuple(Part(m, (Subject.SCENE,) if m is Move.ASK else ()) for m in moves)
    plan = Plan(Stage.EXPLORING, parts, passages=passages, exempt=exempt)
    return Turn("c", "m", text, ConversationState(), plan=plan)


EXPLORING = turn_of(Move.REFLECT, Move.ASK)


def clauses(sentence: str, turn: Turn = EXPLORING, said: frozenset[str] = frozenset()) -> set[int]:
    return {b.clause for b in breaches_of_sentence(sentence, turn, said)}


BREAKING = {
    1: [
        "Do you greet them in the morning?",
        "Have they ever said so?",
        "Is it always like that?",
    ],
    3: [
        "You should greet them first.",
        "Try asking one person a day.",
        "Have you considered a weekly lunch?",
        "I would suggest a short walk through the hall.",
        "Why don't you ring her?",
        "You need to listen more.",
        "Make sure to say thank you.",
    ],
    4: [
        "Research shows that people who are greeted stay longer.",
        "Studies found a clear effect.",
        "About 70 % of people feel unseen.",
        "According to Gallup, most people leave their boss.",
        "You called it “a cold and empty house”.",
    ],
    5: [
        "That's a great question.",
        "Well done for seeing that.",
        "I hear you.",
        "What a step!",
        "You may have depression.",
        "He is a narcissist.",
        "Your boss is wrong about that.",
        "You're absolutely right to be angry.",
        "Amazing that you saw it.",
        "Let's unpack that.",
    ],
    8: [
        "Invite your client home for an evening.",
        "Bring your daughters to the dinner.",
        "Ask her about her divorce.",
    ],
    9: ["I'm a person who has seen this often.", "I am human, like you."],
    10: [
        "I'm always here for you.",
        "Come back tomorrow and tell me.",
        "That's a streak of three talks.",
        "I care about you.",
    ],
}
KEEPING = [
    "Their shoulders answer before they do.",
    "“A robot” is a strong word for your own crew to reach for.",
    "What comes in through the door, seen from their desk?",
    "There is a great deal you know about her numbers.",
    "You'd rather be told than spared.",
    "Marta left in May, and the numbers stayed.",
    "In your book a straight question is a kind of respect.",
    "How did it end?",
    "A home visit was his idea, and you said no.",
    "The question whether it was fair stays yours.",
    "Right or wrong, it was quick.",
    "You asked about the scanners because you wanted to know.",
    "It's in the nature of a report to have a date.",
    "People of that kind count on you.",
]


@pytest.mark.parametrize(
    ("clause", "sentence"), [(c, s) for c, broken in BREAKING.items() for s in broken]
)
def test_a_sentence_that_breaks_a_clause_is_caught(clause: int, sentence: str) -> None:
    assert clause in clauses(sentence)


@pytest.mark.parametrize("sentence", KEEPING)
def test_a_sentence_near_the_line_is_left_alone(sentence: str) -> None:
    assert clauses(sentence) == set()


def test_a_question_where_the_plan_asks_nothing_is_caught() -> None:
    turn = turn_of(Move.REFLECT)
    assert 1 in clauses("What did it cost you?", turn)
    assert clauses("It cost you something.", turn) == set()


@pytest.mark.parametrize("move", [Move.SCALE, Move.OFFER_NAME, Move.NAME_HABIT, Move.OFFER_PASSAGE])
def test_a_scale_a_permission_and_a_confirmation_may_be_closed(move: Move) -> None:
    assert clauses("Would that be all right?", turn_of(move)) == set()


def test_advice_that_was_asked_for_is_no_breach() -> None:
    turn = turn_of(Move.ANSWER, Move.PROVIDE, Move.ANSWER_BACK)
    assert 3 not in clauses("You could greet first; the library would say you should.", turn)


def test_a_fact_with_its_passage_is_no_breach() -> None:
    turn = turn_of(Move.ANSWER, Move.PROVIDE, passages=(PASSAGES[0],))
    assert 4 not in clauses("Research shows something about it.", turn)


def test_the_same_sentence_again_is_caught_whatever_its_marks_and_case() -> None:
    said = frozenset({"their shoulders answer before they do"})
    assert 7 in clauses("Their shoulders answer, before they do.", said=said)
    assert 7 not in clauses("Their hands answer before they do.", said=said)


def _reply(text: str, turn: Turn = EXPLORING) -> set[int]:
    return {b.clause for b in breaches_of_reply(text, turn)}


def test_a_reply_of_ninety_words_passes_and_one_of_ninety_one_does_not() -> None:
    assert _reply("word " * 89 + "end.") == set()
    assert _reply("word " * 90 + "end.") == {1}


def test_a_quoted_passage_does_not_count_as_the_replys_words() -> None:
    passage = max(PASSAGES, key=lambda p: len(p.text))
    turn = turn_of(Move.PROVIDE, passages=(passage,))
    assert _reply(f"One thing: {passage.text} " + "word " * 60, turn) == set()


def test_two_questions_are_one_too_many() -> None:
    assert _reply("It stings. What did she say? And what did you say?") == {1}
    assert _reply("It stings. What did she say?") == set()


def test_a_question_without_a_reflection_is_caught() -> None:
    assert _reply("What did she say?") == {2}


def test_what_the_contract_exempts_is_exempt() -> None:
    assert _reply("What? And why? " + "word " * 100, replace(EXPLORING, plan=replace(
        EXPLORING.plan, exempt=True))) == set()  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "echo"),
    [
        ("So you walk in, get the numbers and walk out.", True),
        ("Your guys call you a robot, and Marta left in May.", True),
        ("A straight question, no fuss: in your book that's a way of respecting time.", False),
        ("“A robot” is a strong word for your own crew.", False),
    ],
)
def test_an_echo_proves_only_that_the_microphone_works(reply: str, echo: bool) -> None:
    assert echoes(reply, SAID) is echo


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Passage, list[str]]:
    """Some words of a passage, as they stand there."""
    passage = draw(st.sampled_from(PASSAGES))
    sentence = draw(st.sampled_from(sentences(passage.text)))
    words = sentence.text.replace("“", "").replace("”", "").split()
    start = draw(st.integers(0, max(len(words) - 4, 0)))
    return passage, words[start : start + draw(st.integers(4, 12))]


@given(quoted())
def test_exact_quotes_of_a_passage_pass(drawn: tuple[Passage, list[str]]) -> None:
    passage, words = drawn
    quote = " ".join(words)
    if quote not in passage.text:  # it held a quotation of its own
        return
    turn = turn_of(Move.PROVIDE, passages=(passage,))
    assert 4 not in clauses(f"It says “{quote}” there.", turn)


@pytest.mark.parametrize("marks", ["“”", '""'], ids=["curly", "straight"])
@given(
    drawn=quoted(), at=st.integers(0, 50), how=st.sampled_from(["changed", "left out", "put in"])
)
def test_altered_quotes_of_a_passage_are_caught(
    marks: str, drawn: tuple[Passage, list[str]], at: int, how: str
) -> None:
    passage, words = drawn
    if len(words) < 4:
        return
    n = 1 + at % (len(words) - 2)  # inside: a word less at the edge is still exact
    altered = [*words]
    if how == "changed":
        altered[n] = "marzipan"
    elif how == "left out":
        del altered[n]
    else:
        altered.insert(n, "marzipan")
    if " ".join(altered) in passage.text:
        return
    turn = turn_of(Move.PROVIDE, passages=(passage,))
    sentence = f"It says {marks[0]}{' '.join(altered)}{marks[1]} there."
    assert 4 in clauses(sentence, turn)


@given(quoted())
def test_words_of_a_passage_that_was_not_retrieved_are_not_quoted(
    drawn: tuple[Passage, list[str]],
) -> None:
    passage, words = drawn
    other = next(p for p in PASSAGES if p.id != passage.id)
    quote = " ".join(words)
    if quote in other.text or quote in SAID or len(words) < 4:
        return
    turn = turn_of(Move.PROVIDE, passages=(other,))
    assert 4 in clauses(f"It says “{quote}” there.", turn)


def test_the_leaders_own_words_may_be_quoted_and_nobody_elses() -> None:
    assert 4 not in clauses("You said “my guys call me a robot”.")
    assert 4 in clauses("You said “my guys call me a tyrant”.")
    spoken = Spoken("x", Move.REFLECT)
    earlier = replace(EXPLORING, recent=("It felt like a costume.",), spoken=(spoken,))
    assert 4 not in clauses("You said “like a costume” before.", earlier)
