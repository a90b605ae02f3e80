"""The guide's craft in figures, over the fixed leaders of ``bench/talks.yaml``: what published studies
of coaching talk count (``bench/README.md`` has their values). It says nothing of whether a reply was
wise; for that, read ``docs/conversations/``.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench import machine
from bench.talks import Leader, Talk, read_talks
from coach.assembly import Mine, open_coach
from coach.contract import echoes, normal
from coach.settings import Settings
from coach.text import sentences
from coach.turn import Turn
from coach.vocabulary import Move

REFLECTING = frozenset({Move.REFLECT, Move.AFFIRM, Move.SUMMARISE, Move.OWN_IT, Move.CONFIRM_AIM})


@dataclass
class Tally:
    """Counts over the replies of one talk or of all."""

    replies: int = 0
    questions: int = 0
    reflections: int = 0
    complex: int = 0
    echoes: int = 0
    words: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def add(self, turn: Turn) -> None:
        """Count one reply; quoted passages are not the coach's own words."""
        own = " ".join(s.text for s in turn.spoken if not s.quote)
        said = [s.text for s in sentences(own)]
        self.replies += 1
        self.questions += sum(s.rstrip("”\"' ").endswith("?") for s in said)
        self.reflections += sum(s.move in REFLECTING for s in turn.spoken)
        self.complex += sum(s.complex for s in turn.spoken if s.move in REFLECTING)
        self.echoes += echoes(own, turn.text)
        self.words.append(len(own.split()))
        self.said += [normal(re.sub(r"“[^”]*”", "", s)) for s in said]

    @property
    def repeats(self) -> int:
        """Sentences of four words or more that were said before in the same talk."""
        counts = Counter(s for s in self.said if len(s.split()) >= 4)
        return sum(n - 1 for n in counts.values())


def main() -> None:
    """Print one line a talk and one for all. With ``--show`` the talks themselves."""
    print(machine.named())
    with machine.fresh_home() as home:
        coach = open_coach(Settings.read(home=home, database_url=None, model=None))
        try:
            mine = coach.as_person()
            tallies = {talk.id: _held(mine, talk) for talk in read_talks()}
        finally:
            coach.close()
    machine.table(
        ("talk", "replies", "reflections a question", "complex", "questions a reply",
         "words a reply", "repeats", "echoes"),
        [(name, *_figures([t], t.repeats)) for name, t in tallies.items()]
        + [("**all**", *_figures(tallies.values(), sum(t.repeats for t in tallies.values())))],
    )  # fmt: skip
    across = Counter(s for t in tallies.values() for s in set(t.said) if len(s.split()) >= 4)
    shared = sum(n for n in across.values() if n > 1) / max(sum(across.values()), 1)
    print(f"sentences that also stand in another talk: {shared:.1%} of {sum(across.values())}")


def _held(mine: Mine, talk: Talk) -> Tally:
    conversation = mine.begin(talk.kind, scenario=talk.scenario, stored=False)
    leader, tally = Leader(talk), Tally()
    show = "--show" in sys.argv
    if show:
        print(f"\n### {talk.id}\n\n**C:** {mine.conversation(conversation).messages[0].text}\n")
    while (text := leader.says()) is not None:
        turn = mine.reply(conversation, text)
        tally.add(turn)
        leader.hears(turn)
        if show:
            print(f"**L:** {text}\n\n**C:** {turn.reply} _({turn.plan.stage}, {turn.plan.move})_\n")
    return tally


def _figures(tallies: Iterable[Tally], repeats: int) -> tuple[object, ...]:
    rows = list(tallies)
    replies, questions, reflections, deep, echoed = (
        sum(getattr(t, name) for t in rows)
        for name in ("replies", "questions", "reflections", "complex", "echoes")
    )
    words = sum(sum(t.words) for t in rows) / max(replies, 1)
    return (
        replies,
        f"{reflections / questions:.2f}" if questions else "–",
        f"{deep / reflections:.0%}" if reflections else "–",
        f"{questions / max(replies, 1):.2f}",
        f"{words:.0f}",
        repeats,
        f"{echoed / max(replies, 1):.1%}",
    )


if __name__ == "__main__":
    main()
