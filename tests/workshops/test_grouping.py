"""Open answers grouped as they come: what is alike lies together, and what lies there stays there."""

import time

import numpy as np
import pytest

from coach.errors import BadInput
from coach.workshops import themes

ABOUT = {
    "phone": ["I look at my phone while people talk to me", "Reading mails on my phone in one-to-ones",
              "My phone lies on the table in every talk", "I answer messages on the phone while they speak"],
    "renewal": ["I only ring clients when the contract is up for renewal", "I call customers once a year at renewal",
                "Clients hear from me when the renewal is due", "We ring at renewal and never between"],
    "thank": ["I never thank my people", "I forget to thank people in person",
              "I hardly ever thank people for quiet work", "Nobody here thanks people on the night shift"],
}  # fmt: skip


@pytest.fixture(scope="module")
def encoded(warm_services):
    texts = [text for said in ABOUT.values() for text in said]
    return texts, warm_services.encoder.encode(texts)


def grown(before, texts, rows, upto=None):
    keys = [f"{n:03}" for n in range(len(texts))][:upto]
    return themes.grown(before, keys, texts[: len(keys)], rows[: len(keys)])


def where(groups):
    return {key: theme["id"] for theme in groups["themes"] for key in theme["keys"]}


def test_answers_on_one_thing_make_a_theme_named_by_its_word(encoded):
    groups = grown(None, *encoded)
    place = where(groups)
    for n, (word, said) in enumerate(ABOUT.items()):
        ids = [place.get(f"{n * 4 + i:03}") for i in range(len(said))]
        most = max(set(ids), key=ids.count)
        assert ids.count(most) >= 3, (word, ids)
        name = next(t["name"] for t in groups["themes"] if t["id"] == most)
        assert word[:5] in name.lower(), name


def test_no_theme_is_named_by_one_persons_word():
    rows = np.ones((3, 3), np.float32) / np.sqrt(3)
    texts = ["the xylophone at reception", "a reception without greeting", "reception again"]
    (theme,) = themes.grown(None, ["a", "b", "c"], texts, rows)["themes"]
    assert theme["name"] == "Reception"
    texts = ["the xylophone", "no greeting", "figures first"]
    (theme,) = themes.grown(None, ["a", "b", "c"], texts, rows)["themes"]
    assert theme["name"] == "Theme 1"


def test_names_that_a_room_has_gone_on_from_stay_and_no_two_are_the_same(encoded):
    texts, rows = encoded
    first = grown(None, texts, rows, 7)
    names = {t["id"]: t["name"] for t in first["themes"]}
    after = grown(themes.settled(first), texts, rows)
    assert names.items() <= {t["id"]: t["name"] for t in after["themes"]}.items()
    one, other = after["themes"][:2]
    with pytest.raises(BadInput, match="called"):
        themes.renamed(after, other["id"], one["name"].upper())


def test_an_answer_that_has_a_theme_keeps_it_while_others_come(encoded):
    texts, rows = encoded
    order = np.random.default_rng(3).permutation(len(texts))
    texts, rows = [texts[n] for n in order], rows[order]
    groups, seen = None, {}
    for count in range(1, len(texts) + 1):
        groups = grown(groups, texts, rows, count)
        now = where(groups)
        assert all(now[key] == theme for key, theme in seen.items())
        seen = now
    assert len(groups["themes"]) >= 3


def test_the_same_answers_give_the_same_themes_and_a_second_look_changes_nothing(encoded):
    once = grown(None, *encoded)
    assert grown(None, *encoded) == once
    assert grown(once, *encoded) == once


def test_what_was_taken_back_is_gone_from_its_theme(encoded):
    texts, rows = encoded
    groups = grown(None, texts, rows)
    fewer = themes.grown(groups, ["000"], texts[:1], rows[:1])
    assert all(theme["keys"] == ["000"] for theme in fewer["themes"])


def test_two_hundred_reflections_take_less_than_a_second(warm_services):
    texts = [f"{text}, number {n}" for n in range(17) for said in ABOUT.values() for text in said][
        :200
    ]
    begun = time.process_time()
    rows = warm_services.encoder.encode(texts)
    groups = themes.grown(None, [str(n) for n in range(200)], texts, rows)
    assert time.process_time() - begun < 1.0
    assert len(groups["themes"]) <= 9


def test_the_facilitators_hand(encoded):
    texts, rows = encoded
    groups = grown(None, texts, rows)
    one, other = groups["themes"][0], groups["themes"][1]
    merged = themes.merged(groups, one["id"], other["id"])
    assert sorted([*one["keys"], *other["keys"]]) == merged["themes"][0]["keys"]
    named = themes.renamed(merged, one["id"], "  What we  carry ")
    assert grown(named, texts, rows)["themes"][0]["name"] == "What we carry"
    by_key = {f"{n:03}": row for n, row in enumerate(rows)}
    said = {f"{n:03}": text for n, text in enumerate(texts)}
    parted = themes.split(named, one["id"], by_key, said)
    halves = parted["themes"][:2]
    assert sorted(halves[0]["keys"] + halves[1]["keys"]) == merged["themes"][0]["keys"]
    assert all(half["keys"] for half in halves)
    for broken in (lambda: themes.merged(groups, "t1", "t1"), lambda: themes.renamed(groups, "t99", "x"),
                   lambda: themes.renamed(groups, one["id"], " ")):  # fmt: skip
        with pytest.raises(BadInput):
            broken()


def test_identical_answers_can_be_split_too():
    rows = np.ones((4, 3), np.float32) / np.sqrt(3)
    keys = [str(n) for n in range(4)]
    groups = themes.grown(None, keys, ["same words"] * 4, rows)
    parted = themes.split(
        groups, "t1", dict(zip(keys, rows, strict=True)), dict.fromkeys(keys, "same words")
    )
    assert [len(t["keys"]) for t in parted["themes"]] == [2, 2]
