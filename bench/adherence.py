"""A raw model against the verified voice, on the leaders of ``bench/talks.yaml``: for each clause of the contract
the share of replies that break it, how long they are, and how often the guide stood in.

    python -m bench.adherence [--talks drive-by hostile …]

asks the model of COACH_MODEL (and COACH_MODEL_BASE_URL); where none is set, a llama.cpp server with SmolLM2 of
135 million parameters, as the tests start it. Both voices get the same prompts and hear with the trained heads,
so that only the words differ. Judged are the replies that a model was asked for, by the checks that verify the
voice: so no sentence of the model's own that it shows can break one of them, and what these checks do not see is
seen in neither column. ``--show`` prints the talks.
"""

import argparse
import logging
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from bench import machine
from bench.talks import Leader, Talk, read_talks
from coach.assembly import open_coach
from coach.errors import ModelError
from coach.knowledge import Habit
from coach.services import ROOT
from coach.settings import Settings
from coach.text import sentences, word_count
from coach.turn import ModelHeard, Spoken, Turn
from coach.voices.guide import excerpt
from coach.voices.model.cutter import EXCERPT
from coach.voices.model.examples import fitting
from coach.voices.model.guardrails import asks, rubbish, tidy
from coach.voices.model.reply import Reply
from coach.voices.model.voice import ModelVoice

FEW = ("drive-by", "client-leaves", "terse")  # a quarter of an hour with a small model on two cores
ANY = "breaks at least one of these"
UNFIT = "unfit to show: a label, a list, a refusal, its own prompt, no English"
MISSING = "lacks the question that the plan asks"
# By the contract's number, where it has one. No pattern holds clause 6: the plan does.
CLAUSES = (
    (1, "one open question, at most 90 words, whole sentences"),
    (2, "reflects before it asks, and is no echo"),
    (3, "no advice, no order, no habit's name unasked"),
    (4, "no fact, quotation or person out of nowhere"),
    (5, "no praise, diagnosis, verdict or coach-speak"),
    (7, "nothing twice, nothing taken from an example"),
    (8, "personal is not private"),
    (9, "does not pretend to be a person"),
    (10, "does not make itself needed"),
    (None, UNFIT),
    (None, MISSING),
    (None, ANY),
)


class VerifiedVoice(ModelVoice):
    """The voice as it is, hearing left to the trained heads; keeps the turns that it is asked to word."""

    def __init__(self, settings: Settings, habits: Mapping[str, Habit]) -> None:
        super().__init__(settings, ROOT / "prompts" / "model", habits)
        self.asked: list[Turn] = []

    def hear(self, turn: Turn) -> ModelHeard:
        raise ModelError("not measured here")

    def speak(self, turn: Turn) -> Iterator[Spoken]:
        self.told(turn)  # raises for what only the guide says, which is not counted
        self.asked.append(turn)
        yield from super().speak(turn)


class RawVoice(VerifiedVoice):
    """The same model and the same prompts; whatever it answers is said."""

    def speak(self, turn: Turn) -> Iterator[Spoken]:
        told = self.told(turn)
        self.asked.append(turn)
        self.chat.open()
        stream = self.chat.says(told, time.monotonic() + 3 * self.chat.patience)
        try:
            text = stream.text()
        finally:
            self.chat.leave(stream)
        passage = next((p.passage for p in turn.plan.parts if p.passage), None)
        before, led_in_to, after = text.partition(EXCERPT)
        pieces = [Spoken(before.strip(), turn.plan.move, voice="model")]
        if led_in_to:
            if passage is not None:
                words = excerpt(passage)
                pieces.append(
                    Spoken(words, turn.plan.move, passage=passage, quote=True, voice="model")
                )
            pieces.append(Spoken(after.strip(), turn.plan.move, voice="model"))
        yield from (piece for piece in pieces if piece.text)


@dataclass
class Tally:
    """What one voice did with the replies that it was asked for, over all talks."""

    broken: Counter[object] = field(default_factory=Counter)
    """Replies that break something, by clause or in words."""
    words: list[int] = field(default_factory=list)
    questions: int = 0
    voices: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def replies(self) -> int:
        return len(self.seconds)

    def add(self, turn: Turn, broken: set[object], seconds: float) -> None:
        """Count one reply."""
        own = " ".join(s.text for s in turn.spoken if not s.quote)
        self.broken.update({*broken, *([ANY] if broken else [])})
        self.words.append(word_count(own))
        self.questions += sum(asks(s.text) for s in sentences(own))
        self.voices[turn.voice] += 1
        self.seconds.append(seconds)


def broken_by(turn: Turn, asked: Turn, voice: ModelVoice) -> set[object]:
    """What the reply breaks, judged sentence by sentence as the voice judges a model's. ``asked``: the turn
    as it was when the model was asked."""
    reply = Reply(asked, voice.habits, fitting(voice.prompts.examples, asked))
    broken: set[object] = set()
    for spoken in turn.spoken:
        if spoken.quote:
            reply.show(spoken)
            continue
        for sentence in sentences(spoken.text):
            text = tidy(sentence.text)
            if asks(text) and reply.lacks_lead:
                broken.add(2)
            if rubbish(text, voice.prompts) is not None:
                broken.add(UNFIT)
            broken |= {breach.clause for breach in reply.faults(text)}
            reply.show(replace(spoken, text=text))
    if reply.ends_with_question and not reply.asked:
        broken.add(MISSING)
    return broken


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    known = {talk.id: talk for talk in read_talks()}
    parser.add_argument("--talks", nargs="+", choices=known, default=FEW, help="which leaders")
    parser.add_argument("--show", action="store_true", help="print what was said")
    options = parser.parse_args()
    talks = [known[name] for name in options.talks]
    logging.disable(logging.WARNING)  # the model's failures are what is counted
    print(machine.named())
    with machine.fresh_home() as home, small_model() as model:
        settings = Settings.read(home=home, database_url=None, **model)
        tallies = [_talks_with(kind, settings, talks, options.show) for kind in VOICES.values()]
    print(f"{settings.model}; {', '.join(talk.id for talk in talks)}\n")
    rows: list[tuple[str, Callable[[Tally], object]]] = [
        ("replies that the model was asked for", lambda t: t.replies),
        *((f"{n}: {what}" if n else what, _share_of(n or what)) for n, what in CLAUSES),
        ("words a reply", lambda t: f"{statistics.mean(t.words):.0f}"),
        ("questions a reply", lambda t: f"{t.questions / t.replies:.2f}"),
        ("said by the guide alone", lambda t: _share(t.voices["guide"], t)),
        ("begun by the model, ended by the guide", lambda t: _share(t.voices["mixed"], t)),
        ("seconds a reply, median", lambda t: f"{statistics.median(t.seconds):.1f}"),
        ("seconds a reply, p95", lambda t: f"{machine.percentile(t.seconds, 0.95):.1f}"),
    ]
    machine.table(("", *VOICES), [(label, *map(of, tallies)) for label, of in rows])


def _talks_with(
    kind: type[VerifiedVoice], settings: Settings, talks: Sequence[Talk], show: bool
) -> Tally:
    coach, tally = open_coach(settings), Tally()
    voice = kind(settings, coach.services.knowledge.habits)
    vars(coach.services)["model_voice"] = voice
    try:
        voice.warm()
        mine = coach.as_person()
        for talk in talks:
            conversation, leader = (
                mine.begin(talk.kind, scenario=talk.scenario, stored=False),
                Leader(talk),
            )
            while (text := leader.says()) is not None:
                before, begun = len(voice.asked), time.perf_counter()
                turn = mine.reply(conversation, text)
                seconds = time.perf_counter() - begun
                leader.hears(turn)
                if len(voice.asked) > before:
                    broken = broken_by(turn, voice.asked[-1], voice)
                    tally.add(turn, broken, seconds)
                    if show:
                        what = ", ".join(map(str, sorted(broken, key=str))) or "nothing"
                        print(
                            f"L: {text}\nC: {turn.reply}\n({turn.voice}; breaks {what})\n",
                            flush=True,
                        )
    finally:
        coach.close()
    return tally


def _share(count: int, tally: Tally) -> str:
    return f"{count / tally.replies:.0%}"


def _share_of(what: object) -> Callable[[Tally], object]:
    return lambda tally: _share(tally.broken[what], tally)


@contextmanager
def small_model() -> Iterator[dict[str, Any]]:
    """The settings of the model: what is configured, or the small one on a server of its own."""
    if Settings.read().model:
        yield {}
        return
    server = ROOT / "tests" / "voices" / "llama_server.py"
    with subprocess.Popen(
        [sys.executable, server], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        address = next((line for line in process.stdout if line.startswith("http")), "").strip()
        assert address, "the server ended before it served"
        yield {"model": "openai:smollm2-135m", "model_base_url": address, "model_timeout": 60.0}
        process.stdin.close()


VOICES = {"raw": RawVoice, "verified": VerifiedVoice}


if __name__ == "__main__":
    main()
