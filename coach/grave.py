"""Words with which a question is no longer one of manners: violence, sex, crime, danger, discrimination, illness, death. What is
answered by its form alone, or by their own words handed back, is not answered so beside any of them."""

import re

_HARM = (
    r"hits?|hitting|slap\w*|beats?|beating|punch\w*|grabb?\w*|grop\w*|touch(?:es|ed|ing)? (?:me|him|her|them|my|his)|rap(?:e|ed|ing|ist)|harass\w*|assault\w*|abus\w+|molest\w*|stalk\w*|flirt\w*|kiss\w*|sle(?:ep|eping|pt) with|advances|affair|"
    r"poison\w*|kill\w*|murder\w*|suicid\w*|self-harm|disappear\w*|pills?|tablets?|overdos\w*|wrists?|no use to|better off without|gun|knife|weapon|stab\w*|shoot\w*|"
    r"stole\w*|steal\w*|thief|brib\w*|forg(?:e|ed|ing)|fak(?:e|ed|ing)|fraud\w*|cheat\w*|launder\w*|blackmail\w*|spy\w*|private messages|withhold\w*|humiliat\w*|bully\w*|bullied|threat\w*|revenge|punish\w*|retaliat\w*|"
    r"drunk|drugs?|pregnan\w*|maternity|disab\w*|gay|lesbian|trans|muslims?|jew\w*|foreigners?|accent|religio\w*|racis\w*|sexis\w*|bitch\w*|whore|slut"
)
_GRIEVOUS = r"police|lawyers?|restraining|my ex|fight(?:ing)? (?:back|off)|fought|report(?:ed|ing|s)? (?:him|her|them|it|me|the)|die|dies|died|dying|dead|deaths?|killed|funeral|ill|illness|cancer|chemo|hospital|overdose|miscarr\w*"
_HARMS = re.compile(rf"\b(?:{_HARM})\b", re.I)
_GRAVE = re.compile(rf"\b(?:{_HARM}|{_GRIEVOUS})\b", re.I)


def is_grave(text: str) -> bool:
    """Whether a text names what no answer by form may meet."""
    return _GRAVE.search(text) is not None


def names_harm(text: str) -> bool:
    """The same without illness, death and those who are called for help: what nobody is advised to do."""
    return _HARMS.search(text) is not None
