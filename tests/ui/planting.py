"""Conversations that a test begins with, put where a turn would have left them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from browsing import Server

from coach.state import ConversationState, Named, Pending
from coach.store.desk import Desk
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.records import (
    Answer,
    CommitmentRecord,
    CommitmentStatus,
    NoticingRecord,
    ReplyRecord,
)
from coach.store.store import Store, open_store
from coach.store.tables import CommitmentRow, NoticingRow
from coach.vocabulary import Move, Stage, Subject

HABIT = "token-question"
EVIDENCE = "I ask about the kids and don't wait for the answer."
STEP = "Ask Jan about the pump before the figures"
_NAMED = "There's a name I'd try for that, if it fits: token question. Does it?"
_META = {"move": "name_habit", "stage": "noticing", "level": "none", "lines": [], "voice": "guide"}


def desk_of(server: Server) -> Desk:
    """The desk of the one local person of a running server."""
    home = server.home
    store = open_store(sqlite_url(home / "coach.db"), key=Keyring.in_file(home / "key"))
    return store.as_actor(store.local_person())


def plant_noticing(desk: Desk, *, title: str = "The family question", kind: str = "habit") -> str:
    """A conversation that has just come to naming a habit, or a strength."""
    state = ConversationState(aim="That they stop bracing", stage=Stage.NOTICING, turns=4)
    conversation = desk.begin_conversation(
        "talk", None, title, state.model_dump_json(), "Where shall we begin?", _META
    )
    message, _ = desk.receive(conversation.id, str(uuid4()), EVIDENCE)
    if kind == "habit":
        state = state.model_copy(
            update={
                "named": (Named(habit=HABIT, at_turn=4),),
                "pending": Pending(move=Move.NAME_HABIT, about=Subject.FIT, habit=HABIT),
            }
        )
    noticing = NoticingRecord("habit" if kind == "habit" else "strength", HABIT, EVIDENCE)
    reply = ReplyRecord(_NAMED, _META, noticings=(noticing,))
    desk.complete(
        conversation.id, message.id, reply, state.model_dump_json(), Stage.NOTICING, title
    )
    return conversation.id


def plant_commitment(desk: Desk) -> str:
    """A conversation that ended with a step."""
    state = ConversationState(stage=Stage.CLOSING, ended=True)
    conversation = desk.begin_conversation(
        "talk", None, "The pump", state.model_dump_json(), "Where shall we begin?", _META
    )
    made = CommitmentRecord(what=STEP, when_words="tomorrow at 7:40", with_whom="Jan", confidence=7)
    desk.add_coach_message(conversation.id, "Until tomorrow, then.", _META, commitment=made)
    return conversation.id


# --- Half a year ------------------------------------------------------------------------------------

# Days ago, kind, habit, the leader's answer.
_HEARD = (
    (171, "habit", "drive-by-demand", "me"), (164, "habit", "invisible-contribution", None),
    (157, "strength", "feelings-bypass", None), (148, "habit", "role-mask", "not_me"),
    (139, "habit", "drive-by-demand", None), (131, "strength", "invisible-contribution", None),
    (120, "habit", "invisible-contribution", "me"), (112, "strength", "drive-by-demand", None),
    (97, "strength", "invisible-contribution", None), (90, "habit", "contact-when-needed", "me"),
    (83, "strength", "feelings-bypass", None), (71, "habit", "drive-by-demand", "me"),
    (66, "strength", "drive-by-demand", None), (58, "habit", "token-question", None),
    (50, "habit", "contact-when-needed", None), (44, "strength", "contact-when-needed", None),
    (37, "strength", "invisible-contribution", None), (29, "habit", "invisible-contribution", "me"),
    (20, "strength", "drive-by-demand", None), (12, "strength", "invisible-contribution", None),
    (5, "strength", "complaint-deflection", None),
)  # fmt: skip
# Days ago, what, how sure, what became of it, after how many days.
_DECIDED: tuple[tuple[int, str, int | None, CommitmentStatus, int], ...] = (
    (168, "Say good morning to the shift before I look at the board", 6, "kept", 6),
    (155, "Ring Piotr without wanting anything", 4, "dropped", 20),
    (137, "Tell Marta what her handover saved us, on the day", 8, "kept", 2),
    (118, "Ask Jan about the pump and leave the figures for after", 7, "changed", 9),
    (96, "Twenty minutes for Ewa every other Thursday, no laptop", 5, "dropped", 33),
    (88, "Write to the three who left in spring, one line each that only they could get", 7, "kept", 11),
    (64, "Let Tomasz finish before I answer", 3, "changed", 14),
    (49, "Thank procurement for the rush order, in person", 9, "kept", 1),
    (27, "Ask what I interrupt before I come in", 6, "kept", 7),
    (16, "Call Henrike about nothing", 4, "open", 0),
    (4, "Go to Lena's bench first on Monday, before the stand-up", None, "open", 0),
)  # fmt: skip
_RATED: tuple[dict[str, int | None], ...] = (
    {"bad-news": 2, "what-matters": 3, "thanks": 2, "hearing-out": 3, "no-request": 1, "contradiction": None,
     "in-person": 4, "own-voice": 3},
    {"bad-news": 2, "what-matters": 3, "thanks": 3, "hearing-out": 3, "no-request": 2, "contradiction": None,
     "in-person": 4, "own-voice": 3},
    {"bad-news": 3, "what-matters": 3, "thanks": 3, "hearing-out": 2, "no-request": 2, "contradiction": 2,
     "in-person": 4},
    {"bad-news": 3, "what-matters": 4, "thanks": 4, "hearing-out": 3, "no-request": 2, "contradiction": 2,
     "in-person": 3, "own-voice": 4},
    {"bad-news": 4, "what-matters": 4, "thanks": 4, "hearing-out": 3, "no-request": 3, "contradiction": 3,
     "in-person": 4, "own-voice": 4},
)  # fmt: skip


class _MovingClock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


def plant_half_a_year(home: Path) -> None:
    """What a leader might have who talked every week or two since half a year: nothing in it is a run of luck."""
    clock, now = _MovingClock(), datetime.now(UTC)
    with open_store(
        sqlite_url(home / "coach.db"), key=Keyring.in_file(home / "key"), clock=clock
    ) as store:
        desk = store.as_actor(store.local_person())
        for ago, kind, habit, answer in _HEARD:
            clock.now = now - timedelta(days=ago)
            plant_heard(desk, kind, habit, answer)
        for ago, what, sure, became, after in _DECIDED:
            clock.now = now - timedelta(days=ago)
            plant_decided(desk, CommitmentRecord(what, confidence=sure))
            if became != "open":
                clock.now += timedelta(days=after)
                (made,) = (c for c in desk.commitments() if c.what == what)
                desk.save_commitment(replace(made, status=became))
        for months, answers in enumerate(reversed(_RATED), start=1):
            clock.now = now - timedelta(days=30 * months)
            desk.rate(f"{clock.now:%Y-%m}", answers)


def plant_very_much(store: Store, noticings: int, commitments: int) -> None:
    """More than anybody will ever have, spread over three years, put straight into the tables."""
    actor, now = store.local_person(), datetime.now(UTC)
    owned = {"workspace_id": actor.workspace_id, "owner_id": actor.person_id}
    desk = store.as_actor(actor)
    talk = desk.begin_conversation("talk", None, "A talk", "{}", "Where shall we begin?", _META)
    message, _ = desk.receive(talk.id, str(uuid4()), EVIDENCE)
    desk.complete(talk.id, message.id, ReplyRecord(_NAMED, _META), None, None)
    habits = (
        "token-question",
        "drive-by-demand",
        "always-busy",
        "role-mask",
        "keeping-score",
        "cold-exit",
    )
    answers: tuple[Answer | None, ...] = ("me", None, "not_me", None)
    became: tuple[CommitmentStatus, ...] = ("kept", "changed", "dropped", "open")
    with store.database.write() as session:
        for n in range(noticings):
            at = now - timedelta(days=1000 * n / noticings)
            session.add(
                NoticingRow(
                    **owned, id=str(uuid4()), conversation_id=talk.id, message_id=message.id, number=n,
                    kind="strength" if n % 3 == 0 else "habit", habit=habits[n % len(habits)],
                    evidence=EVIDENCE, answer=answers[n % 4], created_at=at, answered_at=at,
                )
            )  # fmt: skip
        for n in range(commitments):
            at = now - timedelta(days=1000 * n / commitments)
            session.add(
                CommitmentRow(
                    **owned, id=str(uuid4()), conversation_id=talk.id, what=f"{STEP}, time {n}",
                    confidence=n % 11, status=became[n % 4], created_at=at,
                    answered_at=None if n % 4 == 3 else min(now, at + timedelta(days=9)),
                )
            )  # fmt: skip


def plant_heard(desk: Desk, kind: str, habit: str, answer: str | None = None) -> None:
    """A talk in which one thing was noticed, and answered."""
    conversation = desk.begin_conversation(
        "talk", None, "A talk", "{}", "Where shall we begin?", _META
    )
    message, _ = desk.receive(conversation.id, str(uuid4()), EVIDENCE)
    noticing = NoticingRecord("habit" if kind == "habit" else "strength", habit, EVIDENCE)
    desk.complete(
        conversation.id, message.id, ReplyRecord(_NAMED, _META, noticings=(noticing,)), None, None
    )
    if answer is not None:
        (heard,) = desk.noticings(conversation.id)
        desk.answer_noticing(heard.id, "me" if answer == "me" else "not_me")


def plant_decided(desk: Desk, made: CommitmentRecord) -> None:
    """A talk that ended with this step."""
    conversation = desk.begin_conversation(
        "talk", None, "A talk", "{}", "Where shall we begin?", _META
    )
    desk.add_coach_message(conversation.id, "Until then.", _META, commitment=made)
