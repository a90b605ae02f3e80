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
        "So, do you think that she felt respected?",
        "And is that how you want it?",
        "But then, would they say the same?",
        "Well, have you told him?",
        "With Marta, did you ask?",
        "When she left, did you say anything to her?",
        "Looking back, was that the moment?",
        "It stung, didn't it?",
        "What she said there, did it surprise you?",
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
        # praise
        "That was brave of you.",
        "It's very thoughtful of you to ask.",
        "You handled that brilliantly.",
        "You dealt with Marta really well.",
        "You put that beautifully.",
        "I'm impressed.",
        "I am really glad that you told her.",
        "I admire how you stood there.",
        "I love that you went back.",
        "What a brave thing to say to her.",
        "How thoughtful to remember the bonus.",
        "That's impressive, after so long a week.",
        "An excellent way to see it.",
        "Good job with the scanners.",
        "Good for you.",
        "You're a good leader, and they know it.",
        "You should be proud of that morning.",
        "You can be proud of how that went.",
        # diagnoses and verdicts
        "She's a narcissist.",
        "He sounds like a psychopath.",
        "They're toxic, the two of them.",
        "Your boss is probably a narcissist.",
        "Marta seems depressed to me.",
        "He's clearly on the spectrum.",
        "That man has narcissistic traits.",
        "It sounds like burnout syndrome.",
        "You sound depressed.",
        "You're bipolar, from the look of it.",
        "She's just lazy.",
        "He's being unreasonable.",
        "They're idiots, the board.",
        "Your boss sounds like a bully.",
        "Marta was unfair to you.",
        "Jan's a coward.",
        "He's in the wrong here.",
        "She is to blame for that morning.",
        "If you ask me, he's a bully.",
        "It sounds as if he's a bully.",
        "From here it sounds as though she is depressed.",
        "In short, you're right.",
        "You're right, it was badly done.",
        "You are quite right that they owe you.",
        "You were right to let her go.",
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
    # a question that is open, whatever it begins with
    "And what did the room do?",
    "So how did it end?",
    "When she left, what did you do first?",
    "What was it like, do you think, on her side of the desk?",
    "From their desk, how does the doorway look?",
    "In which of those mornings were you yourself?",
    "And then, in that half-second, what is it like?",
    "If it were already so, who would notice first?",
    # no praise: it points, or it is about somebody else
    "You stayed until he was done, and he told you the rest.",
    "Part of you would like her to be impressed.",
    "The best of you was in the lift that day.",
    "You did it well before anybody asked.",
    "She was proud of the drawing, and you noticed.",
    "That kind of morning asks a lot of you.",
    "You wanted it handled well, and quickly.",
    "He would have loved it if somebody had asked.",
    "It took something to walk back in.",
    "You know a good leader when you see one.",
    "Something in you was glad that she asked.",
    # no diagnosis, no verdict
    "You find her lazy, and you aren't sure that it's the word.",
    "You wonder whether he was wrong, or only late.",
    "To you he was unfair, and you never told him.",
    "You fear that she is depressed, and you don't want to pry.",
    "You're right there in the doorway, and they look up.",
    "You're right in front of him and he reads his mail.",
    "You were right behind her when it happened.",
    "You'd rather be close than be right.",
    "It was a depressing sort of Monday.",
    "He has the numbers, and she has the room.",
    "They're busy, and you're busy.",
    "She's tired, as you tell it.",
    "Being right cost you the afternoon.",
    "Whether you're right is one thing, and how she heard it another.",
    "It's unfair, from where you stand.",
    "If he was wrong, it was about the date.",
    "What's wrong with the picture bothers you.",
    "Nobody is to blame for a Monday.",
    "She has to blame somebody, and you were in the room.",
    "They were wrong-footed, and so were you.",
    "That was borderline, and you let it pass.",
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


def test_the_leaders_own_verdict_may_be_quoted() -> None:
    turn = turn_of(Move.REFLECT, text="He's a narcissist and she was in the wrong.")
    assert clauses("“A narcissist” is a heavy word to carry to work.", turn) == set()
    assert clauses("“She was in the wrong” is where you put it down.", turn) == set()


@pytest.mark.parametrize("move", [Move.ROLL, Move.PARK, Move.TERSE])
def test_a_choice_of_two_may_be_closed(move: Move) -> None:
    assert clauses("Would you rather go back to Marta, or stay with this?", turn_of(move)) == set()


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
    known = f"{other.text} {SAID}".replace("’", "'").lower()  # the case of a letter is no matter
    if quote.replace("’", "'").lower() in known or len(words) < 4:
        return
    turn = turn_of(Move.PROVIDE, passages=(other,))
    assert 4 in clauses(f"It says “{quote}” there.", turn)


def test_the_leaders_own_words_may_be_quoted_and_nobody_elses() -> None:
    assert 4 not in clauses("You said “my guys call me a robot”.")
    assert 4 in clauses("You said “my guys call me a tyrant”.")
    spoken = Spoken("x", Move.REFLECT)
    earlier = replace(EXPLORING, recent=("It felt like a costume.",), spoken=(spoken,))
    assert 4 not in clauses("You said “like a costume” before.", earlier)
