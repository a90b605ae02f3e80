"""One turn with a model, and what must hold of it whatever the model did."""

import time
from dataclasses import dataclass, replace

from coach.assembly import Coach
from coach.contract import MOST_WORDS, breaches_of_reply, breaches_of_sentence, echoes, normal
from coach.text import sentences
from coach.turn import Turn
from coach.vocabulary import Stage

STORY = (
    "I manage forty people in the warehouse and every morning I walk in, get the numbers and walk "
    "out again. It is efficient and there was never a complaint, but yesterday Marta resigned and I "
    "had no idea why she would do that."
)
HEARD = "Her leaving tells you something that the figures kept to themselves."
ASKS = "What would make this hour worth it for you?"


@dataclass(frozen=True)
class Told:
    """A turn as it was shown and kept."""

    turn: Turn
    seconds: float

    @property
    def reply(self) -> str:
        return self.turn.reply

    @property
    def voice(self) -> str:
        return self.turn.voice


def tell(coach: Coach, text: str = STORY, conversation: str | None = None) -> Told:
    """Send a message; the reply has to be whole, kept, true to the contract, and as it was shown."""
    mine = coach.as_person()
    conversation = conversation or mine.begin()
    begun = time.monotonic()
    live = mine.send(conversation, text)
    shown = list(live.follow())
    turn = live.result()
    seconds = time.monotonic() - begun
    assert shown == list(turn.spoken), "what was shown was taken back"
    kept = mine.conversation(conversation).messages
    assert [m.status for m in kept[-2:]] == ["complete", "complete"]
    assert kept[-1].text == turn.reply != ""
    keeps_the_contract(turn)
    return Told(turn, seconds)


def keeps_the_contract(turn: Turn) -> None:
    """Judged again from what was shown."""
    own = " ".join(s.text for s in turn.spoken if not s.quote)
    assert breaches_of_reply(own, turn) == [], (turn.text, own, turn.plan.move)
    assert len(own.split()) <= MOST_WORDS
    said = {normal(s.text) for role, t in turn.history if role == "coach" for s in sentences(t)}
    for n, spoken in enumerate(turn.spoken):
        if spoken.quote:
            assert spoken.passage is not None
            assert spoken.text in spoken.passage.text
            continue
        for sentence in sentences(spoken.text):
            before = replace(turn, spoken=turn.spoken[:n])
            assert breaches_of_sentence(sentence.text, before, frozenset(said)) == []
            assert spoken.voice == "guide" or not echoes(sentence.text, turn.text)
            said.add(normal(sentence.text))
    asked = [s.text for s in sentences(own) if s.text.rstrip("”").endswith("?")]
    assert len(asked) <= 1
    safety = turn.plan.stage is Stage.SAFETY  # where fixed words end with how to reach people
    assert not asked or own.endswith(asked[0]) or safety, "the question comes last"
