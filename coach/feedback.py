"""What a leader may hand to those who teach the ear: their answers to noticings, as labels and features.

No words, no dates, no ids, and no vectors either: from a text's vector much of the text can be told (Morris et al. 2023,
"Text Embeddings Reveal (Almost) As Much As Text", EMNLP, doi:10.18653/v1/2023.emnlp-main.765). What is left are a few likelihoods.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from coach.ear import Head
from coach.store.records import Noticing
from coach.text import word_count

if TYPE_CHECKING:
    from coach.encoder import Matrix
    from coach.services import Services

_FORM = "begin-personal feedback 1"
_HEADS = ("habit", "strength", "gist")
_LIKELIEST = 5  # labels of each head


def feedback(noticings: Iterable[Noticing], services: "Services") -> dict[str, Any]:
    """The answers given to ``noticings``, sorted, as plain JSON types: each with the habit, what was answered, and
    what the ear makes of the words that showed it: the likeliest labels with their probabilities (0 to 1,
    two digits) and the number of words, rounded to tens."""
    ear = services.ear
    answers = []
    for noticing in noticings:
        if noticing.answer is None or not noticing.evidence:
            continue
        row = ear.encoder.encode([noticing.evidence])
        answers.append(
            {
                "habit": noticing.habit,
                "kind": noticing.kind,
                "answer": noticing.answer,
                "words": round(word_count(noticing.evidence), -1),
                "heard": {name: _likeliest(ear[name], row) for name in _HEADS},
            }
        )
    return {
        "form": _FORM,
        "encoder": ear.encoder.identity,
        # In an order that tells nothing of when they were given.
        "answers": sorted(answers, key=lambda answer: json.dumps(answer, sort_keys=True)),
    }


def _likeliest(head: Head, row: "Matrix") -> dict[str, float]:
    scores = zip(head.labels, head.scores(row)[0].tolist(), strict=True)
    best = sorted(scores, key=lambda pair: -pair[1])[:_LIKELIEST]
    return {label: round(score, 2) for label, score in best}
