"""Pictures of what a room answered, as SVG without words: the same for pages, files and paper."""

from collections.abc import Sequence

_WIDTH, _HEIGHT, _GAP = 640, 150, 8
NOW, BEFORE = "#3f8577", "#c9973f"
"""Readable on light and on dark ground alike."""


def histogram(counts: Sequence[int], before: Sequence[int] = ()) -> str:
    """One bar for each place of a scale; where there is an earlier answer, it stands beside each bar."""
    groups = len(counts)
    step = _WIDTH / groups
    most = max([*counts, *before, 1])
    bars = []
    for n in range(groups):
        pair = [(before[n], BEFORE), (counts[n], NOW)] if before else [(counts[n], NOW)]
        width = (step - _GAP) / len(pair)
        for place, (count, colour) in enumerate(pair):
            height = max((_HEIGHT - 6) * count / most, 1.5 if count == 0 else 4)
            left = n * step + _GAP / 2 + place * width
            bars.append(
                f'<rect x="{left:.1f}" y="{_HEIGHT - height:.1f}" width="{width:.1f}" '
                f'height="{height:.1f}" rx="2" fill="{colour}"{_faint(count)}/>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}">{"".join(bars)}</svg>'
    )


def _faint(count: int) -> str:
    return "" if count else ' fill-opacity="0.3"'


def mean(counts: Sequence[int]) -> float:
    total = sum(counts)
    return sum(n * count for n, count in enumerate(counts)) / total if total else 0.0
