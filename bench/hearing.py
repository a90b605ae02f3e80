"""What hearing costs: one message of about sixty words through everything that is understood in it, and many
one after another, beside one pass of the encoder alone."""

import time
from collections.abc import Callable

from bench import machine
from coach.assembly import open_coach
from coach.settings import Settings
from coach.state import ConversationState
from coach.steps.screen import screen_text
from coach.steps.understand import understand_message
from coach.turn import Turn, listen

_TIMES = 200
_MESSAGE = (
    "On Tuesday I went over to her desk before the figures were in, asked where the forecast was, and left again. She "
    "has worked for me for six years. Later I heard from HR that she is leaving, and that she says I only ever come "
    "when a number is red. I keep telling myself that nobody ever complained before."
)


def main() -> None:
    """Print medians, and messages a second."""
    print(machine.named())
    with machine.fresh_home() as home:
        coach = open_coach(Settings.read(home=home, database_url=None, model=None))
        services = coach.services
        services.open_for_talk()

        def everything() -> None:
            heard = listen(_MESSAGE, services, "What happened then?")
            screen_text(_MESSAGE, services)
            turn = Turn("", "", _MESSAGE, ConversationState(turns=3), heard=heard)
            understand_message(turn, services)

        one, encoder = _median(everything), _median(lambda: services.hear(_MESSAGE))
        texts = [_MESSAGE[n % 40 :] for n in range(_TIMES)]
        begun = time.perf_counter()
        for start in range(0, _TIMES, 32):
            services.ear.encoder.encode(texts[start : start + 32])
        batch = _TIMES / (time.perf_counter() - begun)
        coach.close()
    words = len(_MESSAGE.split())
    machine.table(
        ("what", f"{words} words"),
        (
            ("one message through everything, median", f"{one:.1f} ms"),
            ("of it one pass with every sentence, median", f"{encoder:.1f} ms"),
            ("encoded in batches", f"{batch:.0f} messages a second"),
        ),
    )


def _median(run: Callable[[], object]) -> float:
    took = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        run()
        took.append((time.perf_counter() - begun) * 1000)
    return machine.percentile(took, 0.5)


if __name__ == "__main__":
    main()
