"""A death that somebody tells of: their own loss, or one in the life of somebody they speak of."""

import re

_NEAR = r"(?:mother|father|mum|mom|dad|wife|husband|partner|son|daughter|brother|sister|friend|baby|child|grand\w+)"
_THEIR_NEAR = rf"(?:{_NEAR}|boy|girl)"  # of somebody: "a girl" may be anybody
# Who is lost to a rival lives.
_LOST_TO = r"(?! (?:as a|to (?!cancer\b|covid\b|suicide\b|drink\b|drugs\b|an? (?:accident|illness|stroke|overdose)\b))\b)"
_DIED = (
    r"(?:died|passed away|(?:is|was|are) dead(?! (?:set|tired|wrong|right|serious|against|keen|sure))|"
    r"funeral|buried (?:him|her|them|on|last|in)\b)"
)
_OF_ANYBODY = re.compile(
    rf"\b(?:my|his|her|their|whose) (?:\w+ )?{_NEAR}\b[^.?!]{{0,40}}\b{_DIED}|"
    rf"\bmy (?:own )?{_NEAR} (?:also |too )?passed(?=,? in (?:19|20)\d\d)|"
    rf"\blost (?:(?:my|his|her|their) (?:\w+ )?{_THEIR_NEAR}|(?:a|the) (?:baby|child))\b{_LOST_TO}|\b(?:born dead|still-?born|miscarried|miscarriage)\b",
    re.I,
)
_OF_SOMEBODY_ELSES = re.compile(
    rf"\b(?:his|her|their|whose|\w+'s) (?:\w+ )?{_NEAR}(?:'s)?\b[^.?!]{{0,30}}\b{_DIED}|"
    rf"\b(?:he|she|they|who|(?-i:[a-z]+s)|(?-i:[A-Z]\w+)),? (?:just )?(?:has |have )?lost (?:(?:his|her|their) (?:\w+ )?{_THEIR_NEAR}|(?:a|the) (?:baby|child))\b{_LOST_TO}|"
    rf"\bone of (?:my|our|the) \w+,? (?:\w+,? )?(?:just )?(?:has )?lost (?:his|her|their) (?:\w+ )?{_THEIR_NEAR}\b{_LOST_TO}|"
    r"\b(?:he|she|they|\w+'s wife|his wife)\b[^.?!]{0,60}\b(?:born dead|still-?born|miscarried|miscarriage)\b",
    re.I,
)
_LOST = re.compile(
    rf"\b(?P<who>he|she|(?-i:[A-Z]\w+)|\w+),? (?:just )?(?:has |have |had )?lost (?P<whose>his|her|their) (?:\w+ )?(?P<near>{_THEIR_NEAR})\b",
    re.I,
)
_THEIR_OWN = re.compile(
    rf"\b(?P<whose>his|her|their|(?-i:[A-Z]\w+)'s) (?:\w+ )?(?P<near>{_NEAR})\b[^.?!]{{0,30}}\b(?:died|passed away|funeral|buried)\b",
    re.I,
)
_NAMED = re.compile(
    r"\b(?:di(?:ed|es|e)|dead|death|dying|funeral|buried|passed|lost|still-?born|miscarr\w+)\b",
    re.I,
)
_THEY = (
    r"\b{0}(?:'s| is|,? who)? (?:dead|died|passed away)\b|\b(?:husband|wife|mother|father|mum|mom|dad|son|daughter|brother|sister) {0} (?:went|passed|is gone)\b[^.?!]{{0,30}}\bago\b|\b(?:late|dead) (?:\w+ )?{0}\b|"
    # "my husband Emrys and I started with one polytunnel, he died six years ago"
    r"\b{0}\b(?:(?! [A-Z][a-z])[^?!]){{0,120}}?\b(?:he|she)(?:'s|'d| has| had| is)? (?:since )?(?:died|dead|passed away)\b"
)


def tells_of_death(text: str) -> bool:
    """Whether somebody near to the speaker, or to somebody they speak of, is said to have died."""
    return _OF_ANYBODY.search(text.replace("’", "'")) is not None


def is_anothers_loss(text: str) -> bool:
    """Whether somebody near to a person who is spoken of is said to have died."""
    return _OF_SOMEBODY_ELSES.search(text.replace("’", "'")) is not None


def loss_said(text: str, name: str | None) -> str | None:
    """A loss in somebody else's life as the coach says it: "Doreen lost her husband". ``name``: of whom is spoken, as far as
    it is known; None where it is not plain who lost whom."""
    plain = text.replace("’", "'")
    if not is_anothers_loss(plain):
        return None
    if (lost := _LOST.search(plain)) is not None:
        whose = lost["whose"].lower()
        named = (
            lost["who"] if lost["who"][0].isupper() and lost["who"].lower() not in _SHE else name
        )
        who = named or {"his": "he", "her": "she"}.get(whose, "they")
        return f"{who} lost {whose} {lost['near'].lower()}"
    died = _THEIR_OWN.search(plain)
    if died is None:
        return None
    owner = f"{name}'s" if name and name[0].isupper() and not has_died(name, plain) else None
    whose = died["whose"] if died["whose"].endswith("'s") else (owner or died["whose"].lower())
    return f"{whose} {died['near'].lower()} died"


# "Her son died in May … her son was Matas", "the name of her son, Matas"
_THEIRS = rf"\b(?i:his|her|their) (?:\w+ )?{_THEIR_NEAR}(?: was| is|,)?(?: called| named)? {{0}}\b|\b{{0}} (?:is|was) (?:the|his|her|their) {_NEAR}\b|\bsorry (?:about|for) {{0}}\b"
_SHE = frozenset({"he", "she", "they", "who"})


def names_death(words: str) -> bool:
    """Whether death is named in a few words."""
    return _NAMED.search(words) is not None


def has_died(name: str, text: str) -> bool:
    """Whether a text says that the person of that name is dead."""
    named = re.escape(name)
    if is_anothers_loss(text) and re.search(_THEIRS.format(named), text):
        return True
    return re.search(_THEY.format(named), text) is not None
