"""Words of a document that read as an instruction to a program. They steer nothing; their owner is shown them."""

from collections.abc import Callable
from functools import cache

from coach.curated import Findings
from coach.services import ROOT, load_signs
from coach.text import folded, sentences
from coach.vocabulary import Level


def suspicious(title: str, text: str) -> str | None:
    """The sentence that reads as an instruction to a program; only its telling words where it is
    spread over lines and paragraphs."""
    find = screen()
    whole = f"{title}\n{text}"
    words = find(whole) or find(" ".join(whole.split()))
    if words is None:
        return None
    said = (s.text for s in sentences(whole))
    return next((sentence for sentence in said if find(sentence)), words)


@cache
def screen() -> Callable[[str], str | None]:
    """Finds what reads as an attempt to change the rules: the signs that the coach's own screen has."""
    folder = ROOT / "knowledge" / "safety"
    signs = load_signs(folder / "signs.yaml", Findings(ROOT))
    patterns = [pattern for level, pattern in signs.signs if level is Level.INJECTION]

    def found(text: str) -> str | None:
        plain = folded(text)
        return next((m.group() for p in patterns if (m := p.search(plain))), None)

    return found
