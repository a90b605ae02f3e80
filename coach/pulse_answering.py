"""The colleagues' side of a pulse: they come by a link, from a device that keeps a secret, and reach this one round and
their own answers in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from coach.pulse import Asked
from coach.store.pulse_desk import PulseDesk
from coach.store.records import OpenPulse
from coach.store.store import Store
from coach.workshops.anonymity import keys_for


@dataclass(frozen=True)
class Colleague:
    """Somebody with a link. Who it is nobody knows, this program included."""

    pulse: OpenPulse
    _desk: PulseDesk
    token: str
    """The device's own; it is stored nowhere but there."""

    @property
    def asked(self) -> Asked:
        return Asked.of(self.pulse.asked)

    def own(self) -> dict[str, int]:
        """What this device answered: question to value; empty if nothing yet."""
        return self._desk.own_answers(self._keys())

    def answer(self, given: Mapping[str, int]) -> None:
        """Keep it, in place of what this device answered before. BadInput where something is missing."""
        self.asked.check(given)
        self._desk.answer(self._keys(), given)

    def take_back(self) -> None:
        """What this device answered, gone for good."""
        self._desk.take_back(self._keys())

    def _keys(self) -> dict[str, str]:
        return keys_for(self.token, self.pulse.id, self.asked.questions)


class Pulses:
    """All rounds of an installation, for people without an account. Safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def come_in(self, link: str, token: str, address: str = "") -> Colleague:
        """``token``: the device's own secret. NotFound or NoEntry where the link opens nothing, TooManyTries."""
        pulse = self._store.entering.open_pulse(link, address)
        return Colleague(pulse, self._store.as_colleague(pulse), token)
