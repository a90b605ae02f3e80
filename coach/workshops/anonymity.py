"""How an answer belongs to its writer and to nobody else's knowledge: a secret that lies on their device alone, and
keys made from it, one for each question, that cannot be linked to each other without it."""

import hmac
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256
from threading import Lock
from time import monotonic

LETTERS = "ACDEFHJKLMNPRTUVWXY"
"""Of codes: those that are neither mistaken for another nor for a digit, read aloud or from the back row."""
CODE_LENGTH = 6
ENOUGH = 5
"""From how many answers on the room sees any of them."""
_TOKEN_BYTES = 32
_WRONG_AT_MOST, _WITHIN = 20, 60.0
"""Different wrong codes from one address in so many seconds: 19⁶ codes are 47 million. A code that a whole room
misreads counts once."""


def new_token() -> str:
    """What a device keeps. It is stored nowhere else."""
    return secrets.token_hex(_TOKEN_BYTES)


def is_token(text: str | None) -> bool:
    return (
        text is not None and len(text) == 2 * _TOKEN_BYTES and set(text) <= set("0123456789abcdef")
    )


def key_for(token: str, workshop_id: str, slot: str) -> str:
    """The key of one device's answer to one question."""
    return hmac.new(bytes.fromhex(token), f"{workshop_id}/{slot}".encode(), sha256).hexdigest()


def keys_for(token: str, workshop_id: str, slots: Iterable[str]) -> dict[str, str]:
    return {slot: key_for(token, workshop_id, slot) for slot in slots}


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """A code as somebody typed it: any case, with blanks or hyphens."""
    return "".join(c for c in typed.upper() if c.isalnum())[:20]


def spoken(code: str) -> str:
    """A code as it is shown: in two groups."""
    return f"{code[:3]} {code[3:]}"


class Guessing:
    """Counts wrong codes by address, in memory and for a minute only."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._wrong: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._lock = Lock()

    def too_many(self, address: str) -> bool:
        with self._lock:
            self._forget()
            return len(self._wrong.get(address, ())) >= _WRONG_AT_MOST

    def wrong(self, address: str, code: str) -> None:
        with self._lock:
            self._wrong[address][code] = self._clock()

    def _forget(self) -> None:
        since = self._clock() - _WITHIN
        for address in list(self._wrong):
            recent = {code: at for code, at in self._wrong[address].items() if at >= since}
            if recent:
                self._wrong[address] = recent
            else:
                del self._wrong[address]
