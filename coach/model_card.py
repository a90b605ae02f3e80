"""The model card of the ear: what it is for, how well each label is heard on voices it never learned from, how far
its probabilities can be believed, and what it cannot do (Mitchell et al. 2019, "Model Cards for Model Reporting",
FAT*, doi:10.1145/3287560.3287596). Written by ``coach train`` beside the ear, and nowhere by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach.ear import Head

Floats = npt.NDArray[np.float64]
_BINS = 10

_BEFORE = """# Model card: the ear

Written by `make train` and `make train-heads`; a change by hand is lost.

**What it is.** all-MiniLM-L6-v2 (22 million weights, six layers), fine-tuned on `knowledge/training` with all heads at once, int8, and
linear heads on its vectors. It reads one message of a leader, after what the coach had just said, and tells habits of the speaker, strengths,
what the message comes down to, danger, what kind of turn it is, feelings, whom it is about, how a message to somebody reads,
and which of the known direct questions is asked. It learned from **{seen:,} examples**; what it learned from is told by the
[data card](../training/README.md).

**What it is for.** To help a coaching program choose among words that people wrote, and to stop it where somebody may be in danger.
Nothing else: it is no basis for judging a person, no screening of staff, no diagnosis, and no assurance that somebody is safe.

**How it was measured.** On {unseen:,} messages of voices that were held out of the training (a seventh of each family of voices), by the encoder as
it ships. They are made up like the training messages, by the same kind of author; expect worse in life. `coach eval` measures the whole hearing, with
rules and signs, on sets by other voices still; `python -m bench.learning` prints the learning curve (figures in `bench/README.md`).

**Known weaknesses.** English only. Danger that is told over several messages, and veiled danger ([docs/safety.md](../../docs/safety.md)). Close habits are taken for
each other. Somebody else's habit in the speaker's own scene is sometimes taken for theirs. Irony and dialect that it has not met. Age, gender and origin are
not labelled, so fairness between groups has not been measured and cannot be with this data. No clinician has reviewed the messages about danger.

The direct questions (`asked`) are the {questions:,} of mid-talk, each judged by a head that had not met its voice. The head that picks the words to quote (`quote`) has no labels
and is left out.

In the tables: precision and recall of the label that is likeliest (of heads with several labels at once: of labels above their threshold); `n`: messages
with the label. ECE: expected calibration error, the mean distance between how sure it was and how often it was right (Guo et al.
2017, "On Calibration of Modern Neural Networks", ICML), in {bins} bins of the likeliest label.
"""


@dataclass(frozen=True)
class Measured:
    """A head's probabilities on held-out messages, shape (messages, labels), and their true labels, the main one
    first."""

    head: Head
    truth: Sequence[tuple[str, ...]]
    scores: Floats


def model_card(measured: Mapping[str, Measured], *, seen: int, unseen: int) -> str:
    """The whole card as Markdown. ``seen`` and ``unseen``: how many examples were learned from and held out."""
    questions = len(measured["asked"].truth) if "asked" in measured else 0
    parts = [_BEFORE.format(seen=seen, unseen=unseen, bins=_BINS, questions=questions)]
    for name, one in measured.items():
        parts.append(_section(name, one))
    return "\n".join(parts)


def _section(name: str, one: Measured) -> str:
    main = np.array([bool(known) for known in one.truth])
    head = f"## `{name}`\n\nn {len(one.truth):,}"
    if one.head.exclusive:
        right = _right(one)
        head += f", right {right[main].mean():.2f}, ECE {calibration_error(one.scores.max(1), right):.2f}"
    else:
        nothing = ~main
        alarms = (one.scores >= np.array(one.head.thresholds))[nothing].any(1).mean()
        head += f", any label where there is none {alarms:.3f}"
    rows = ["| label | n | precision | recall |", "| --- | --- | --- | --- |"]
    for k, label in enumerate(one.head.labels):
        true = np.array([label in known for known in one.truth])
        if not true.any():
            continue
        said = _said(one, k)
        hits = (true & said).sum()
        precision = f"{hits / said.sum():.2f}" if said.any() else "–"
        rows.append(f"| {label} | {true.sum()} | {precision} | {hits / true.sum():.2f} |")
    return head + "\n\n" + "\n".join(rows) + "\n"


def _said(one: Measured, label: int) -> npt.NDArray[np.bool_]:
    if one.head.exclusive:
        return np.asarray(one.scores.argmax(1) == label)
    return np.asarray(one.scores[:, label] >= one.head.thresholds[label])


def _right(one: Measured) -> npt.NDArray[np.bool_]:
    likeliest = [one.head.labels[n] for n in one.scores.argmax(1)]
    return np.array([said in known for said, known in zip(likeliest, one.truth, strict=True)])


def calibration_error(sure: Floats, right: npt.NDArray[np.bool_]) -> float:
    """The expected calibration error of what was said with these probabilities, ``right`` or not."""
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    apart = [
        (bins == b).mean() * abs(sure[bins == b].mean() - right[bins == b].mean())
        for b in range(_BINS)
        if (bins == b).any()
    ]
    return float(sum(apart))
