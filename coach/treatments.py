"""How the other is treated by a line: what the ear hears in it, by the head "treatment"."""

import logging
from typing import TYPE_CHECKING

from coach.manner import insults, invites, treatment_features
from coach.rehearsing import Heard, beats_in, says_goodbye, says_nothing
from coach.text import sentences, word_count
from coach.vocabulary import Treatment

if TYPE_CHECKING:
    from coach.characters import Rehearsal
    from coach.services import Services

_log = logging.getLogger(__name__)
_MOST = 3
_SENTENCES, _A_FEW = 8, 3
_SENTENCE_MARGIN = 0.1
"""A sentence by itself has to be surer: the more there are, the likelier that one is misheard."""


def treatments_of(text: str, services: "Services") -> tuple[Treatment, ...]:
    """How a line treats the one it is said to, the surest first; empty where the ear is not sure of anything."""
    if insults(text):
        return (Treatment.INSULT,)
    if invites(text):
        return (Treatment.LISTENING,)
    head = services.ear.heads.get("treatment")
    if head is None:
        return ()
    parts = [
        text,
        *(
            s.text
            for s in sentences(text)[:_SENTENCES]
            if word_count(s.text) >= _A_FEW and s.text != text
        ),
    ]
    rows = services.ear.encoder.encode(parts)
    scores = head.scores(treatment_features(rows, parts))
    scores[1:] -= _SENTENCE_MARGIN
    scores = scores.max(0)
    sure = [
        (float(s), label)
        for s, label, cut in zip(scores, head.labels, head.thresholds, strict=True)
        if s >= cut
    ]
    return tuple(Treatment(label) for _, label in sorted(sure, reverse=True)[:_MOST])


def hear_line(text: str, rehearsal: "Rehearsal", services: "Services") -> Heard:
    """What reaches the character of a line. Where the encoder fails, only the words do."""
    if says_nothing(text):
        return Heard(quiet=True)
    try:
        treated = treatments_of(text, services)
    except Exception:
        _log.exception("the encoder failed; how the line was said is not heard")
        treated = ()
    return Heard(treated=treated, beats=beats_in(text, rehearsal), goodbye=says_goodbye(text))
