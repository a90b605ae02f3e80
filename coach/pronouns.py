"""He or she where one person is spoken of. The curated lines say "they" of the other side, one or many; where the leader
has just said "he" or "she" of one person, a "they" in reply reads as not having listened.
"""

import re
from collections.abc import Sequence
from typing import Literal

from coach.text import sentences, what_is_asked

One = Literal["he", "she"]
_LOOKED_BACK = 5  # messages
_HE = re.compile(r"\b(?:he|him|his|himself|he's|he'd|he'll|hes)\b", re.I)
_SHE = re.compile(r"\b(?:she|her|hers|herself|she's|she'd|she'll|shes)\b", re.I)
_MANY = re.compile(
    r"\b(?:they|them|their|theirs|they're|they've|people|everyone|everybody|all of|both|team|staff|crew|board|family|clients|customers)\b",
    re.I,
)
_THEY = re.compile(
    r"\b(?:(?P<aux>do|don't|are|aren't|were|weren't|have|haven't) )?(?P<they>they)\b(?P<short>'re|'ve|'d|'ll)?"
    r"(?P<adverb>(?: (?:also|still|already|just|never|only|ever|always|really|probably|perhaps|simply|themselves))*)(?P<next> [a-z']+)?",
    re.I,
)
_THEM = re.compile(r"\b(?:themselves|theirs|their|them)\b", re.I)
# Who else the line may mean by "they": anywhere in it, or named before it.
_OF_MANY = re.compile(
    r"\b(?:(?:one|some|most|many|each|any|all|none|both|which|who|half|just one) of (?:them|those|you)|apart|people|others|everyone|everybody|"
    r"each other|one another|to themselves)\b",
    re.I,
)
_NAMED_BEFORE = re.compile(
    r"\b(?:(?:a|each|one) person|colleague|who else|somebody|someone|anyone|anybody|nobody|those|these|team|crew|staff|two|three|words|"
    r"(?!(?:is|was|does|has|this|its|his|hers|yours|theirs|always|perhaps|sometimes|yes|less|business|across|as|us|thus|besides|unless|towards|"
    r"backwards|afterwards|upwards|guess|mess|success|process|address|needs|wants|says|asks|comes|goes|looks|matters|makes|takes|keeps|costs|shows|stands|"
    r"leaves|gives|seems|feels|counts|happens|belongs|turns|lets|puts|gets|means|knows|sees|hears|works|helps|hurts|stays|holds|sits|lies|runs)\b)[a-z]{3,}(?<!s)s)\b",
    re.I,
)
_SAME = frozenset(
    "would wouldn't could couldn't might may must can can't cannot should shouldn't will won't did didn't had hadn't "
    "said told left gave took got heard saw came went knew felt thought found made kept meant brought sat stood wrote read lost held let put "
    "understood noticed".split()
)
_IRREGULAR = {
    "are": "is", "aren't": "isn't", "were": "was", "weren't": "wasn't", "have": "has", "haven't": "hasn't", "do": "does",
    "don't": "doesn't", "go": "goes", "carry": "carries", "worry": "worries", "try": "tries",
}  # fmt: skip
_REGULAR = frozenset(
    "see know think want need say hear feel get come look bring take find ask tell make leave hope mean notice remember understand expect "
    "believe deserve like call give keep answer show read turn trust lose see work sit stand owe".split()
)
_FORMS = {
    "he": {"them": "him", "their": "his", "theirs": "his", "themselves": "himself"},
    "she": {"them": "her", "their": "her", "theirs": "hers", "themselves": "herself"},
}


def one_person(said: Sequence[str], name: str | None = None) -> One | None:
    """Whether the leader's messages, the last one last, speak of one man or one woman; None if of several, of
    both or of nobody. The last message that uses a pronoun decides; ``name``: who is spoken of, by whom a message
    before the last two is known to be of them."""
    for n, text in enumerate(reversed(said[-_LOOKED_BACK:])):
        plain = text.replace("’", "'")
        if n > 1 and (name is None or name.lower() not in plain.lower()):
            continue
        if _MANY.search(plain):
            return None
        he, she = bool(_HE.search(plain)), bool(_SHE.search(plain))
        if he != she:
            return "he" if he else "she"
        if he and she:
            return _asked_about(plain)
    return None


def _asked_about(plain: str) -> One | None:
    """Of whom a message asks that speaks of a man and of a woman."""
    asked = what_is_asked(sentences(plain))
    he, she = bool(_HE.search(asked)), bool(_SHE.search(asked))
    return ("he" if he else "she") if "?" in asked and he != she else None


def in_singular(say: str, one: One) -> str:
    """A line with "they" and "them" said of one person; the line itself where that is not sure to be right."""
    first = re.search(r"\b(?:they|them|their)", say, re.I)
    if first is None or _OF_MANY.search(say) or _NAMED_BEFORE.search(say[: first.start()]):
        return say
    sure = True

    def turned(match: re.Match[str]) -> str:
        nonlocal sure
        aux, short, adverb, following = (
            match[name] or "" for name in ("aux", "short", "adverb", "next")
        )
        he = one.capitalize() if match["they"][0].isupper() else one
        word = following.strip()
        if aux:
            verb = _IRREGULAR[aux.lower()]
            aux = (verb.capitalize() if aux[0].isupper() else verb) + " "
        elif short:
            short = {"'re": "'s", "'ve": "'s"}.get(short, short)
        elif not _after_a_helper(say[: match.start()]):
            if word in _IRREGULAR:
                word = _IRREGULAR[word]
            elif word in _REGULAR - {"read"}:
                word += "s"
            elif word not in _SAME and not word.endswith("ed"):
                sure = False
        return f"{aux}{he}{short}{adverb}" + (f" {word}" if following else "")

    made = _THEY.sub(turned, say)
    if not sure:
        return say
    forms = _FORMS[one]

    def form(match: re.Match[str]) -> str:
        other = forms[match[0].lower()]
        return other.capitalize() if match[0][0].isupper() else other

    return _THEM.sub(form, made)


def _after_a_helper(before: str) -> bool:
    """Whether what comes before "they" carries the verb's form: "what would they say?"."""
    return bool(
        re.search(
            r"\b(?:did|didn't|would|wouldn't|could|couldn't|might|will|can|should|may|had|let|does)\s+$",
            before,
            re.I,
        )
    )
