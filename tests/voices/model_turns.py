"""Turns of a talk, made by hand, as a voice is given them."""

from datetime import date

from coach.knowledge import Habit, Passage, PassageHeader
from coach.state import ConversationState, Evidence, Named, Pending, Step
from coach.turn import Hearing, Part, Plan, Reading, Turn
from coach.vocabulary import Answer, Move, Relation, Stage, Subject, TurnKind

HABITS = {
    "token-question": Habit.model_validate(
        {
            "id": "token-question",
            "name": "Token question",
            "definition": "Performs interest as a script and does not wait for the answer.",
            "not": "A brief sincere question whose answer is heard.",
            "counter": "One question you actually want answered.",
            "seed": "000",
        }
    )
}
WORDS = (
    "Two researchers asked 400 clerks what they remembered of their manager's morning round. Most "
    "remembered one question that was meant, and none of the greetings. It was one company, and "
    "memory is kind to what fits, so it shows little about other places. What it may be good for "
    "is a smaller ambition: one question a day."
)


def passage(text: str = WORDS) -> Passage:
    header = PassageHeader(
        id="one-question-meant",
        title="One question that was meant",
        topics=("small-gestures",),
        kind="evidence",
        evidence="survey",
        sources=("nobody2000",),
        reviewed=date(2026, 11, 21),
    )
    return Passage(header, text, "one-question-meant.md")


def exploring() -> Turn:
    return Turn(
        conversation_id="c",
        message_id="m",
        text="I ask about the kids, they say fine, and we're both relieved it's over.",
        state=ConversationState(aim="stop them bracing when I come in", turns=2),
        reading=Reading(TurnKind.ANSWER, words=14),
        plan=Plan(
            Stage.EXPLORING,
            (Part(Move.REFLECT), Part(Move.ASK, (Subject.EXCEPTION, Subject.VALUE))),
            pending=Pending(move=Move.ASK),
        ),
        recent=("People still stiffen when I come in.",),
        history=(
            ("leader", "People still stiffen when I come in."),
            ("coach", "The room hasn't changed its mind. What's it like, that half-second?"),
        ),
    )


def far_along() -> Turn:
    """A talk with an aim, a habit that is theirs and one that is not, a step under way, and more said than
    is sent again."""
    told = "He would say that I come for figures and that the figures leave with me."
    earlier = tuple(
        pair
        for n in range(6)
        for pair in (
            ("leader", f"On round {n} it was the same again, in and out."),
            ("coach", f"Round {n} ended where it began. What happened on round {n}?"),
        )
    )
    return Turn(
        conversation_id="c",
        message_id="m",
        text="I could ask Jan about the pump, he rebuilt it himself.",
        state=ConversationState(
            aim="stop them bracing when I come in",
            turns=9,
            person="Jan",
            relation=Relation.EMPLOYEE,
            named=(
                Named(habit="token-question", at_turn=6, answer=Answer.ME),
                Named(habit="mass-message", at_turn=4, answer=Answer.NOT_ME),
            ),
            refused=("mass-message",),
            told={Subject.OTHER_VIEW: told},
            phrases=(
                Evidence(text="the figures leave with me", message_id="1"),
                Evidence(text="both relieved", message_id="2"),
            ),
            phrases_used=("both relieved",),
            step=Step(what="ask Jan about the pump", when="tomorrow"),
        ),
        reading=Reading(TurnKind.CHANGE, words=11),
        plan=Plan(
            Stage.COMMITTING,
            (Part(Move.REFLECT, optional=True), Part(Move.PLAN, (Subject.WHEN,))),
            pending=Pending(move=Move.PLAN, about=Subject.WHEN),
        ),
        recent=(told, *(text for role, text in earlier if role == "leader")),
        history=(("coach", "What would Jan say of you?"), ("leader", told), *earlier),
    )


def asked_for_a_fact(text: str = WORDS) -> Turn:
    found = passage(text)
    return Turn(
        conversation_id="c",
        message_id="m",
        text="Does a morning round make any difference to people?",
        state=ConversationState(turns=3),
        reading=Reading(TurnKind.QUESTION, words=9),
        plan=Plan(
            Stage.EXPLORING,
            (
                Part(Move.ANSWER),
                Part(Move.PROVIDE, passage=found, text=""),
                Part(Move.ANSWER_BACK),
            ),
            pending=Pending(move=Move.ANSWER_BACK, about=Subject.PASSAGE),
            passages=(found,),
            exempt=True,
        ),
    )


def wanting_more() -> Turn:
    return Turn(
        conversation_id="c",
        message_id="m",
        text="Tell me more.",
        state=ConversationState(
            turns=5, named=(Named(habit="token-question", at_turn=4, answer=Answer.MORE),)
        ),
        reading=Reading(TurnKind.YES, words=3),
        plan=Plan(
            Stage.NOTICING,
            (Part(Move.TELL_MORE, habit="token-question"), Part(Move.ELICIT)),
            pending=Pending(move=Move.NAME_HABIT, about=Subject.FIT, habit="token-question"),
            exempt=True,
        ),
    )


def strength_seen() -> Turn:
    said = "I asked him about the scanners and he talked for ten minutes."
    return Turn(
        conversation_id="c",
        message_id="m",
        text=said,
        state=ConversationState(aim="be less of a stranger", turns=4, person="Jan"),
        reading=Reading(TurnKind.STORY, words=12),
        plan=Plan(
            Stage.EXPLORING,
            (Part(Move.AFFIRM, habit="token-question"), Part(Move.ASK, (Subject.STRENGTH,))),
            pending=Pending(move=Move.ASK),
            notices=Hearing("token-question", 0.8, "he talked for ten minutes"),
            notices_strength=True,
        ),
    )


def half_sure() -> Turn:
    return Turn(
        conversation_id="c",
        message_id="m",
        text="A six.",
        state=ConversationState(turns=9),
        reading=Reading(TurnKind.SCALE, number=6, words=2),
        plan=Plan(
            Stage.COMMITTING,
            (Part(Move.SCALE_UP),),
            pending=Pending(move=Move.SCALE_UP, about=Subject.SCALE_UP),
        ),
    )
