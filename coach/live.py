"""A reply while it is being written: any number of pages can follow it, none of them carries it."""

import threading
import time
from collections.abc import Iterator

from coach.turn import Spoken, Turn


class LiveReply:
    """Filled by the engine's thread, followed by pages. ``turn`` is there once it is done."""

    def __init__(self, message_id: str) -> None:
        self.message_id = message_id
        self.turn: Turn | None = None
        self.error: Exception | None = None
        self.stop_asked = threading.Event()
        self._spoken: tuple[Spoken, ...] = ()
        self._changed = threading.Condition()
        self._over = threading.Event()

    @property
    def done(self) -> bool:
        return self._over.is_set()

    @property
    def spoken(self) -> tuple[Spoken, ...]:
        """What is verified so far."""
        return self._spoken

    def stop(self) -> None:
        """Ask for an end after the sentence that is being written."""
        self.stop_asked.set()

    def show(self, spoken: tuple[Spoken, ...]) -> None:
        with self._changed:
            self._spoken = spoken
            self._changed.notify_all()

    def finish(self, turn: Turn | None, error: Exception | None = None) -> None:
        with self._changed:
            self.turn, self.error = turn, error
            if turn is not None:
                self._spoken = turn.spoken
            self._over.set()
            self._changed.notify_all()

    def follow(self, patience: float | None = None) -> Iterator[Spoken]:
        """Each verified part as it comes, until the reply is done or ``patience`` seconds are over."""
        shown = 0
        until = None if patience is None else time.monotonic() + patience
        while True:
            with self._changed:
                while len(self._spoken) == shown and not self.done:
                    left = None if until is None else until - time.monotonic()
                    if left is not None and left <= 0:
                        return
                    self._changed.wait(left)
                new, done = self._spoken[shown:], self.done
            shown += len(new)
            yield from new
            if done and shown >= len(self._spoken):
                return

    def wait(self, patience: float | None = None) -> bool:
        """Until it is done, one way or the other, or ``patience`` seconds are over; whether it is done. Nothing that is
        said in between wakes who waits here."""
        return self._over.wait(patience)

    def result(self) -> Turn:
        """Wait for the whole turn. Raises what kept the reply from being written."""
        self.wait()
        if self.error is not None:
            raise self.error
        assert self.turn is not None
        return self.turn
