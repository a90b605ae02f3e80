"""What a leader says beside the matter, to the coach: how it should answer. "Does that help him or me? Don't hedge." """

import re

from coach.text import sentences

_HOW_TO_ANSWER = re.compile(
    r"\W*(?:(?:and|but|so|please|just|no|now|ok(?:ay)?|come on|go on|look)[, ]+)*(?:"
    r"(?:don't|do not|never) (?:you )?(?:hedge|dodge|waffle|sugar-?coat(?: it| this)?|lecture(?: me)?|preach|flatter(?: me)?|hold back|"
    r"soften(?: it)?|go soft(?: on me)?|spare me|be (?:nice|polite|kind|diplomatic|gentle|shy))|"
    r"(?:no|without|skip|cut|spare me|leave out)(?: the| your| any| all)* (?:hedging|waffle|waffling|flannel|sugar-?coating|psychobabble|speech(?:es)?|"
    r"lectur(?:es?|ing)|theory|fluff|platitudes|bs|bull(?:shit)?|nonsense|pep talks?|questions back|counter-?questions?)|"
    r"(?:be|give it to me|tell me) (?:honest|frank|blunt|straight|brutal|direct|concrete|specific|quick|brief|short)(?:ly)?(?: with me| about it)?|"
    r"(?:an? |i (?:want|need|'d like) an? )?(?:short|straight|honest|quick|plain|simple|clear|proper|direct|one-line) answers?(?: only| this time| for once)?|"
    r"(?:a )?(?:(?:simple )?yes or no|(?:in )?(?:one|two|three|a) (?:sentences?|words?|lines?)(?: max(?:imum)?| only| at most)?|keep it (?:short|simple|brief))|"
    r"(?:honestly|seriously|genuinely|for real|i mean it|i'm serious|serious question|just asking|only asking|asking for a friend)"
    r")(?:[, ]+(?:please|thanks?|thank you|ok(?:ay)?|coach|this time|now))*\W*",
    re.I,
)


def says_how_to_answer(sentence: str) -> bool:
    """Whether a sentence only tells the coach how to answer."""
    return _HOW_TO_ANSWER.fullmatch(sentence.replace("’", "'").strip()) is not None


def without_asides(text: str) -> str:
    """The text without sentences that only tell the coach how to answer; all of it where there is nothing else."""
    told = [s.text for s in sentences(text)]
    kept = [said for said in told if not says_how_to_answer(said)]
    return " ".join(kept) if kept and len(kept) < len(told) else text
