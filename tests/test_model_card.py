"""The card that is written beside the ear."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.ear import Head
from coach.model_card import Measured, calibration_error, model_card
from coach.services import ROOT


def _head(labels: tuple[str, ...], *, exclusive: bool) -> Head:
    empty = np.zeros((len(labels), 2), np.float32)
    return Head(labels, empty, empty[:, 0], (0.5,) * len(labels), exclusive)


def test_precision_and_recall_are_told_by_label() -> None:
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    one = Measured(_head(("a", "b"), exclusive=True), [("a",), ("b",), ("b",)], scores)
    card = model_card({"kind": one}, seen=1234, unseen=3)
    assert "**1,234 examples**" in card
    assert "| a | 1 | 0.50 | 1.00 |" in card
    assert "| b | 2 | 1.00 | 0.50 |" in card
    assert "right 0.67" in card


def test_of_several_labels_those_above_their_threshold_count() -> None:
    scores = np.array([[0.6, 0.1], [0.4, 0.9], [0.7, 0.2]])
    one = Measured(_head(("x", "y"), exclusive=False), [("x",), ("x", "y"), ()], scores)
    card = model_card({"level": one}, seen=1, unseen=3)
    assert "| x | 2 | 0.50 | 0.50 |" in card
    assert "| y | 1 | 1.00 | 1.00 |" in card
    assert "any label where there is none 1.000" in card


def test_who_is_as_often_right_as_sure_is_calibrated() -> None:
    sure = np.full(100, 0.75)
    assert calibration_error(sure, np.arange(100) < 75) == pytest.approx(0, abs=1e-9)
    assert calibration_error(sure, np.arange(100) < 25) == pytest.approx(0.5)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_the_error_lies_between_0_and_1(pairs: list[tuple[float, bool]]) -> None:
    sure, right = (np.array(column) for column in zip(*pairs, strict=True))
    assert 0 <= calibration_error(sure, right) <= 1


def test_the_ear_that_ships_has_its_card() -> None:
    card = (ROOT / "knowledge" / "ear" / "README.md").read_text("utf-8")
    for name in ("habit", "strength", "level", "turn", "feeling", "relation", "verdict"):
        assert f"## `{name}`" in card
