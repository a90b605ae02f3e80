"""The command line: thin commands around the engine. Heavy parts are imported by the command that
needs them, so that ``coach --help`` answers at once.
"""

import sys
import time
from typing import Annotated

import typer

from coach.errors import CoachError, SettingsError
from coach.settings import Settings

_SELDOM = 10  # seconds between lines of progress where there is no terminal

app = typer.Typer(
    help="Begin Personal: a personal-brand coach that leaders talk to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _coach() -> None:
    pass


@app.command()
def prepare(
    again: Annotated[bool, typer.Option("--again", help="Remake what is there already.")] = False,
) -> None:
    """Make what the first conversation needs: the encoder and the library's index."""
    from coach.doctor import prepare as make_ready

    settings = Settings.read()
    with_progress = Progress()
    if make_ready(settings, with_progress, again=again):
        with_progress.end(f"ready: {settings.home}")


class Progress:
    """Progress on standard error: one changing line in a terminal, now and then a line elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._last: tuple[str, float] = ("", 0.0)

    def __call__(self, message: str) -> None:
        kind, now = message.split(":")[0], time.monotonic()
        if self._live:
            end = "\n" if self._last[0] not in {"", kind} else ""
            sys.stderr.write(f"{end}\r\x1b[K{message}")
        elif kind != self._last[0] or now - self._last[1] >= _SELDOM:
            sys.stderr.write(f"{message}\n")
        else:
            return
        sys.stderr.flush()
        self._last = (kind, now)

    def end(self, message: str) -> None:
        """The last line."""
        sys.stderr.write(f"\n{message}\n" if self._live else f"{message}\n")


def main() -> None:
    """Run a command; errors become a message for their reader and an exit status."""
    try:
        app()
    except SettingsError as error:
        print(f"coach: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except CoachError as error:
        print(f"coach: {error}", file=sys.stderr)
        raise SystemExit(1) from None
