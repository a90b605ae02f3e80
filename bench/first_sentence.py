"""How long after the model finished its first sentence does the model voice hand it on?

    python bench/first_sentence.py [-n 40]

A server on loopback streams a reply token by token at a known pace; the clock starts when it has
sent the first sentence's full stop, and stops when the voice yields the sentence, verified. Measured
at several paces: a slow model makes one wait for the token that would prove the sentence's end.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "voices")]

from model_server import Says, Script, serving  # noqa: E402
from model_turns import HABITS, exploring  # noqa: E402

from coach.settings import Settings  # noqa: E402
from coach.voices.model.voice import ModelVoice  # noqa: E402

REPLY = (
    "So the question is a duty that neither of you signed up for. Somewhere under it is a person "
    "who would rather be let off small talk altogether. When was it real?"
)
PACES = (0.005, 0.03, 0.12, 0.4)  # seconds between two tokens: 200, 33, 8 and 2.5 tokens a second


def delays(voice: ModelVoice, script: Script, pace: float, count: int) -> list[float]:
    """Milliseconds from the server's full stop to the voice's sentence, ``count`` times."""
    found = []
    stop = 1 + next(n for n, token in enumerate(Says(REPLY).tokens) if token == ".")
    for _ in range(count):
        script.says(Says(REPLY, between=pace))
        reply = voice.speak(exploring())
        first = next(reply)
        arrived = time.perf_counter()
        assert first.text == REPLY.partition(" Somewhere")[0]
        found.append((arrived - script.sent[stop - 1]) * 1000)
        reply.close()  # type: ignore[attr-defined]
    return found


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=40, help="replies for each pace, at least 30")
    count = max(30, parser.parse_args().n)
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'tokens/s':>9} {'n':>4} {'median ms':>10} {'p95 ms':>8} {'worst ms':>9}")
    with serving() as script:
        settings = Settings(model="openai:scripted", model_base_url=script.url, model_timeout=5)
        voice = ModelVoice(settings, ROOT / "prompts" / "model", HABITS)
        voice.warm()
        delays(voice, script, 0.005, 3)
        for pace in PACES:
            few = delays(voice, script, pace, count)
            print(
                f"{1 / pace:>9.1f} {len(few):>4} {statistics.median(few):>10.1f} "
                f"{percentile(few, 0.95):>8.1f} {max(few):>9.1f}"
            )


if __name__ == "__main__":
    main()
