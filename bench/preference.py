"""Whether blind readers would rather get the guide's reply or that of a prompted small model, turn by turn.

    python -m bench.preference pairs FOLDER [--talks drive-by hostile …]
    python -m bench.preference count FOLDER

``pairs`` plays the leaders of ``bench/talks.yaml`` with the guide. At each turn that a model could word, the model of
COACH_MODEL (or the small one of ``bench.adherence``) is given the same plan, prompts and conversation, and what it
answers is kept and not said. FOLDER then holds ``pairs.md`` for a reader, each pair in an order of chance, and
``key.json``, which the reader is not to see. The reader writes ``marks.txt``: a line for each pair, its number and
A, B or = ("17 B"). ``count`` prints how often the guide's was preferred.
"""

import argparse
import json
import logging
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench import machine
from bench.adherence import FEW, RawVoice, small_model
from bench.talks import Leader, Talk, read_talks
from coach.assembly import open_coach
from coach.errors import ModelError
from coach.evaluation import Rate
from coach.knowledge import Habit
from coach.settings import Settings
from coach.turn import Spoken, Turn

_SHOWN = 6  # messages of the talk that a reader sees before a pair
_SEED = 5


class Unsaid(RawVoice):
    """Keeps what the model answers, and leaves the reply to the guide."""

    def __init__(self, settings: Settings, habits: Mapping[str, Habit]) -> None:
        super().__init__(settings, habits)
        self.answers: list[str] = []

    def speak(self, turn: Turn) -> Iterator[Spoken]:
        self.answers.append(" ".join(spoken.text for spoken in super().speak(turn)))
        raise ModelError("kept, not said")
        yield  # or it would answer before it is asked


def pairs(folder: Path, talks: Sequence[Talk]) -> None:
    """Play the talks and write what a reader is to compare."""
    dice, told, key = random.Random(_SEED), [], []
    with machine.fresh_home() as home, small_model() as model:
        coach = open_coach(Settings.read(home=home, database_url=None, **model))
        voice = Unsaid(coach.services.settings, coach.services.knowledge.habits)
        vars(coach.services)["model_voice"] = voice
        try:
            voice.warm()
            mine = coach.as_person()
            for talk in talks:
                conversation = mine.begin(talk.kind, scenario=talk.scenario, stored=False)
                leader, said = Leader(talk), []
                while (text := leader.says()) is not None:
                    voice.answers.clear()
                    turn = mine.reply(conversation, text)
                    leader.hears(turn)
                    said.append(f"Leader: {text}")
                    if voice.answers:
                        both = [("guide", turn.reply), ("model", voice.answers[-1])]
                        dice.shuffle(both)
                        key.append(both[0][0])
                        shown = "\n\n".join(said[-_SHOWN:])
                        told.append(
                            f"## {len(key)}\n\n{shown}\n\n**A:** {both[0][1]}\n\n**B:** {both[1][1]}\n"
                        )
                    said.append(f"Coach: {turn.reply}")
        finally:
            coach.close()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pairs.md").write_text("\n".join(told), "utf-8")
    (folder / "key.json").write_text(json.dumps(key) + "\n", "utf-8")
    print(f"{len(key)} pairs in {folder / 'pairs.md'}")


def count(folder: Path) -> None:
    """Print how often the guide's reply was preferred; a tie counts for neither."""
    key = json.loads((folder / "key.json").read_text("utf-8"))
    marks = dict(line.split() for line in (folder / "marks.txt").read_text("utf-8").splitlines())
    first = {"A": True, "B": False}
    guide = [
        first[mark] == (key[int(n) - 1] == "guide") for n, mark in marks.items() if mark != "="
    ]
    rate = Rate(sum(guide), len(guide))
    low, high = rate.interval or (0.0, 0.0)
    print(
        f"the guide's preferred: {rate.value:.2f} ({low:.2f} to {high:.2f}) of {rate.n}; ties {len(marks) - rate.n}"
    )


def main() -> None:
    """Write pairs, or count the marks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    known = {talk.id: talk for talk in read_talks()}
    parser.add_argument("what", choices=("pairs", "count"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--talks", nargs="+", choices=known, default=FEW, help="which leaders")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # that the model's words are not said is meant
    if options.what == "pairs":
        pairs(options.folder, [known[name] for name in options.talks])
    else:
        count(options.folder)


if __name__ == "__main__":
    main()
