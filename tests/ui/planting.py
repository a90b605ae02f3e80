"""Conversations that a test begins with, put where a turn would have left them."""

from uuid import uuid4

from browsing import Server

from coach.state import ConversationState, Named, Pending
from coach.store.desk import Desk
from coach.store.engine import sqlite_url
from coach.store.keyring import Keyring
from coach.store.records import CommitmentRecord, NoticingRecord, ReplyRecord
from coach.store.store import open_store
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
