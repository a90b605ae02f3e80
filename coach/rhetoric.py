"""Questions that ask the coach nothing: an objection in the form of a question, one that somebody answers in the next breath,
the coach's own question begun again."""

import re

# "My wife said: and what if she cries?"
_REPORTED = re.compile(
    r"^(?:(?:and|but|so|then)[, ]+)*(?:my \w+|he|she|they|(?-i:[A-Z])\w+) (?:said|says|asked|asks|wrote|goes|inquired|shouted)\b(?! (?:no|yes)\b)",
    re.I,
)
_NOBODY_ASKED = re.compile(
    r"^(?:(?:and|but|so|or|because|honestly)[, ]+)*(?:"
    # "Who gives a bookkeeper a clock?", "Why should a man have to retire first?", "Would anybody have noticed?"
    r"who(?:'s)? (?!should\b|do i\b|else\b|can i\b|could i\b|would you\b)(?:among \w+ |of us )?\w+|"
    r"why (?:would|should|does|do|must) (?:anyone|anybody|somebody|someone|a|an|people|any)\b|"
    r"(?:would|does|did|has|will|can) (?:anybody|anyone|nobody|a body|a man have to|a person have to)\b|"
    r"(?:where|how) (?:do|shall|should) i (?:even )?(?:start|begin)[,?]?$|"
    r"what(?:'d| would) be the (?:point|use|sense) (?:of|in)\b|what (?:good|use) would\b|"
    r"how (?:was|were|am|are) (?:i|we) (?:supposed|meant) to\b|"
    # "Would you ask a forklift driver about his weekend?"
    r"(?:would|do|could) you (?!think|say|call|suppose|reckon|believe|consider|find|recommend|suggest|do\b|get\b|know\b|have\b|make\b|put\b)\w+ (?:an?|your|anybody|anyone|somebody)\b)",
    re.I,
)
_ANSWERED_AT_ONCE = re.compile(
    r"^(?:(?:no|yes)(?! or\b| idea\b)|never|nothing|nobody|none|not (?!sure\b)|nope|of course|hardly|certainly not|exactly|"
    r"i (?:would|did|do|had|could|was|have)(?: not|n't)?(?=\s*[.,!;]|$)|(?:he|she|they|it) (?:would|did|does|had|was|is)(?: not|n't)?(?=\s*[.,!;]|$)|"
    r"well,|[^.?!]{1,60}, (?:that'?s (?:what|who|how|why|where)\b|(?:he|she|they|(?-i:[A-Z])\w+|my \w+) (?:says|said)\b)|that,? (?:somebody|he|she|they|i)\b)",
    re.I,
)
_WHY = re.compile(r"(?:(?:and|but|so)[, ]+)*why\b", re.I)
_BEGUN_AGAIN = re.compile(
    r"(?:what|who|when|where|how|which)\b(?! (?:if|about|then|now)\b)(?!.*\b(?:i|you|your)\b)", re.I
)
_BEGINS_AGAIN_IN = 7  # words


def is_rhetorical(asked: str, after: str) -> bool:
    """Whether a question asks nothing of anybody; ``after``: what they say next."""
    plain, following = (text.replace("’", "'").strip() for text in (asked, after))
    if _NOBODY_ASKED.match(plain) or _REPORTED.match(plain) or _ANSWERED_AT_ONCE.match(following):
        return True
    return _WHY.match(plain) is not None and following.lower().startswith("because ")


def begins_again(asked: str, after: str, before: str) -> bool:
    """Whether a short question at the beginning is the coach's last one, repeated to be answered: "What gets in the way? The
    phone." """
    brief = len(asked.split()) <= _BEGINS_AGAIN_IN and bool(_BEGUN_AGAIN.match(asked))
    return (
        brief
        and bool(after.strip())
        and not after.rstrip().endswith("?")
        and before.rstrip('”"').endswith("?")
    )
