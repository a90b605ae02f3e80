"""What kind of question is asked, by its form alone: for questions to which no stock answer is known. Form is regular, so
rules suffice; what is asked about, they do not hear."""

import re

from coach.asked_back import WHAT_YOU_THINK, case_asked
from coach.choices import bare_ways, without_a_fear
from coach.grave import names_harm
from coach.once_a_turn import once_a_turn
from coach.own_deeds import DONE, UNDONE, deed_doubted
from coach.text import QUOTED, sentences, what_is_asked, with_mark
from coach.their_reply import asks_how_to_answer
from coach.vocabulary import Subject

_BEFORE_IT = re.compile(
    r"^.*\b(?:tell me(?: honestly| this)?|want(?:ed)? to know|(?:i|i'm|i am|was) ask(?:ed|ing)?(?: you)?|question(?: is)?|wonder(?:ing|ed)?|what do you think(?=,))\b[:,]? ",
    re.I,
)
_LEAD = r"(?:^|(?<=[.!?:;] ))(?:(?:and|but|so|or|well|then|ok(?:ay)?|now|yes|no|hm+|honestly|is it|it is|whether|if) ?,? ?)*"
# In words that can only be meant for the coach; and, where it is clear that the coach is meant, in these too.
_NO_ANSWER = (
    r"\bi didn't ask\b[^.?!]{0,60}\bi asked (?:you |if|whether|what|how|where|when|which|who)|"
    r"(?:^|[.!?] )(?:(?:but|and|no|well|yes)[, ]+)*(?:i asked you (?:if|whether|what|how|where|when|which|who)\b|"
    r"you (?:don't|do not|didn't|never) (?:even )?(?:read|listen to|hear) (?:what i\b|me\b|my\b)|you (?:still )?(?:haven't|didn't) (?:answer(?:ed)?\b(?!,? (?:he|she|they) )|said? (?:if|whether|about|what|how)))"
)
_COMPLAINS = re.compile(_NO_ANSWER, re.I)
_NOT_ANSWERED = re.compile(
    _NO_ANSWER
    + r"|\bi ask(?:ed)?(?: you)?(?: this| that| it)? (?:before|again|already|simply|only|twice|first)\b|\bi(?:'ve| have) asked\b(?! (?:him|her|them|my)\b)|(?:^|[.!?] )(?:(?:and|but|no|well)[, ]+)*i asked[,:] |\btell me only\b|\bstill no answer\b"
    r"|\byou(?:'ve| have)? (?:skipped|ignored|passed over|went past|missed) (?:my|the) question\b|\byou(?:'ve not| (?:still )?(?:haven't|have not|didn't|did not|never)) (?:said|say|told me|tell me)\b(?! (?:a word|that you|you)\b)|"
    r"\byou (?:did not|didn't|do not|don't|have not|haven't|never)(?: really| actually| quite)? answer|\bi asked (?:you )?(?:if|whether|what'?s?|how|where|when|which|who|for|about)\b|"
    r"\b(?:not|isn't|wasn't|is no) (?:really )?an answer\b|\bi'm asking you\b|\bdodg(?:ed|ing)\b|\banswer (?:me|my question|the question)\b",
    re.I,
)
SO_I = (
    r"(?:so|then|and then)[:,]? (?:should )?i (?!have\b|had\b|was\b|did|told\b|asked\b|said\b|went\b|left\b|got\b|came\b|took\b|gave\b|felt\b|thought\b|\w+ed\b)"
    r"[^.!?]*\?"
)
"""An idea put up for a nod: "So: I call on Saturday and ask only if she'll be home?" """
_GOOD = r"\b(?:good|better) (?:idea|moment|plan|time|start|place|way)\b"
# What is asked about and feared, none of which is a matter of right and wrong: to that no leaning is given.
_FEARED = (
    r"(?:mad|crazy|daft|dumb|stupid|silly|odd|weird|strange|awkward|ridiculous|cheesy|corny|soppy|sentimental|forward|grand|presumptuous|pushy|intrusive|overkill|over the top|"
    r"pathetic|childish|foolish|na[iï]ve|vanity|vain|needy|begging|a lie|cruel|cold|stiff|formal|showy|nosy|clumsy|patronising|condescending|theatrical|melodramatic|undignified|old-fashioned|cowardly|too (?!late\b|long\b|soon\b|early\b|busy\b|little\b|small\b|short\b|brief\b|plain\b|simple\b)\w+|"
    r"(?:an? )(?:imposition|intrusion|bit much|(?:\w+ )?(?:silly|daft|mad|odd|strange|stupid|cowardly|foolish|childish) (?:\w+ )*?(?:thing|idea|question|sort|class|way)))"
)
_QUALITY = (
    r"(?:^|[.,;:] |\b(?:and|but|so|or) )(?:is|isn'?t|would|wouldn'?t|was|wasn'?t|does|do you (?:think|find|reckon) (?:that )?)(?: ?(?:it|that|this|(?:an?|the|my) \w+))(?:'s| is)?(?: not)? (?:be |sound |look |seem |read )?(?:just |really |a bit |completely |rather |terribly |so |even )*"
    rf"(?P<quality>{_FEARED})\b|(?:^|[.,] )(?P<alone>{_FEARED})\?$|\bam i (?:being |just |so )*(?P<mine>mad|crazy|daft|silly|foolish|ridiculous|pathetic|childish|na[iï]ve|soppy|overreacting)\b"
)
_SHAPES = tuple(
    (subject, re.compile(shape, re.I))
    for subject, shape in (
        # A yes is given to some of these, so that none may ask whether a thing is wrong, bad or disloyal.
        # "that makes it about me, doesn't it?", of a thing: a verdict on somebody, or on everything, is not agreed to
        (
            Subject.AGREED,
            r"(?:^|[,.;:] )(?:(?:but|and|so|then|except|though) )*(?:that|it|this|that's|it's|the \w+)\b(?!.*\b(?:pointless|useless|hopeless|worthless|better off|no (?:use|point)|over|worse|he|she|they)\b)"
            r"[^,?]{2,60}, (?:isn'?t|doesn'?t|wasn'?t|didn'?t|won'?t|wouldn'?t|is|does|was|would) (?:it|that)(?: not)?\?$",
        ),
        # "An apology so late makes her more powerful, doesn't it?", "sorry first, then the reason, right?"
        (
            Subject.AGREED,
            r"(?:^|[.;:] )(?:(?:but|and|so|then) )*(?:an? |my |there's |there is )(?!.*\b(?:pointless|useless|hopeless|worthless|wrong|bad|stupid|over|worse|he|she|they)\b)[^,?]{2,60}, (?:isn'?t|doesn'?t|wasn'?t|won'?t|wouldn'?t) (?:it|that|there)\?$",
        ),
        (
            Subject.AGREED,
            r"(?:^|[.!] )(?!.*\b(?:pointless|useless|hopeless|worthless|wrong|bad|stupid|over|worse|he|she|they|i'm|i am|you)\b)(?=[^?]*\b(?:first|then|before|after|only|just|without)\b)[^?]{2,60}, (?:right|correct|yes)\?$",
        ),
        # "I don't know that it can be got into one sentence, can it?"
        (
            Subject.POSSIBLE,
            r"(?:\b(?:not|never|dont|cant|doubt)|n't)\b[^?]*, can (?:you|one|it|that|this|they|people|a person|anybody|somebody|i|we)\?$",
        ),
        # "I could knock, couldn't I?"
        (
            Subject.ALLOWED,
            r"\bi (?:could|can|might|should) (?!not\b|never\b)[^?]{2,60}, (?:couldn'?t|can'?t|mightn'?t|shouldn'?t) i\?$",
        ),
        # "The boat is good, no?"
        (
            Subject.AGREED,
            r"(?:^|[,.;:] )(?:(?:but|and|so|then) )*(?:it|that|this|the \w+|my \w+)\b(?!.*\b(?:pointless|useless|hopeless|worthless|wrong|bad|stupid|over|worse|he|she|they)\b)[^,?]{2,60}, (?:no|right|yes|eh|ok(?:ay)?|correct)\?$",
        ),
        # "Is that what you'd conclude?"
        (
            Subject.AGREED,
            r"^(?:and |but |so )*(?:is (?:that|it|this) (?:what|how) you(?:'d| would)? (?:conclude|think|say|see (?:it|that)|read (?:it|that)|put it)|do you (?:see|read) it (?:that|the same|this) way|(?:i take it )?you(?:'d| would)? (?:approve|agree))\W*$|"
            r"^(?:and |but |so )*i (?:presume|assume|suppose|take it|gather) (?!.*\b(?:he|she|they|i'm|i am|you|wrong|bad|over)\b)[^?]+\?$",
        ),
        (
            Subject.MISSING,
            r"\b(?:have i|i've|i have|did i) (?:forgotten|forget|missed|miss|left out|overlooked)\b|\bam i (?:forgetting|missing|overlooking)\b|\b(?:any(?:thing)?|what) (?:else )?(?:that )?(?:you'?d|you would|would you|i should|i ought to|i need to|to|should i|do i) (?:watch|look|be careful|mind) (?:out )?(?:for|of|about)\b|"
            r"\bwhat (?:i (?:must|should|can)|(?:must|should) i) (?:not|never|avoid|leave out)\b|\banything (?:else )?(?:i should|i'?d|i ought to|to) (?!do\b|say\b)\w+|\b(?:does|do) (?:it|that|this|they) (?:still )?(?:need|want|lack) any(?:thing)?\b|\bwhat would you (?:leave out|cut|change|take out|drop)\b|\banything (?:missing|else)\W*$|\bwhat (?:else )?(?:is|'s) missing\b",
        ),
        (Subject.MADE_OF_IT, r"\bwhat (?:do|would) you make of (?:it|that|this|me)\b"),
        # "is it foolish to be hurt by that?"
        (
            Subject.FELT,
            r"\b(?:is|isn'?t|am|was) (?:it|that|i|this) (?:just |so |really |a bit |being |too |not )*(?:foolish|silly|stupid|childish|weird|odd|strange|wrong|normal|mad|crazy|pathetic|selfish|ridiculous|petty|daft|bad|weak|unprofessional|ungrateful|soft|sentimental) "
            r"(?:of me |for me )?(?:that i(?:'m| am| feel| felt| still| mind| miss| care| was)|to (?:still |even |just )?(?:be|feel|mind|miss|cry|care|grieve|want|envy|resent|hope)|for (?:being|feeling|minding|missing|crying|caring|wanting|resenting))\b",
        ),
        (
            Subject.POSSIBLE,
            r"(?:^|[.,;:] )(?:and |but |so |then )*(?:(?:do|would) you (?:think|say) (?:that )?|is it (?:even |really |still )?possible (?:that|for) )?(?:can |could )?(?:people|anybody|anyone|somebody|someone|a person|one|a \w+) (?:(?:can|could) )?(?:really |ever |even |still )?(?:be|become|change|learn|get|feel|trust|stay|start|stop|lead|mean)\b"
            r"(?! (?:angry|cross|upset|offended|hurt|sad)\b)|\bis (?:it|that|this) (?:even |really |still )?possible\b|\bcan (?:it|that|this) (?:work|be done|be learned|be mended|be repaired|change)\b",
        ),
        (
            Subject.HOW,
            rf"{_LEAD}(?:how (?:do|does|can|could|should|would|might|on earth do|the hell do) (?:i|we|you|one|a person|people|somebody|someone)\b|how to\b|what(?:'s| is) (?:the|a) (?:best |right |good )?way\b|in which way\b)",
        ),
        # "But where?", "which place?", "now when?", "what's the point of writing if they've gone"
        (
            Subject.PLACE,
            rf"{_LEAD}(?:where(?: (?:do|should|shall|would|could|can) i\b(?! (?:even )?(?:start|begin|stand|go wrong)\b)[^?]*)?\?$|where (?:is|would be) (?:the )?(?:best|better|good|right)\b|(?:at|in|to) (?:which|what) place\b|(?:which|what) place\b)|\basked (?:you )?(?:where|(?:which|what) place)\b",
        ),
        (
            Subject.TIME,
            rf"{_LEAD}(?:when(?: (?:do|should|shall|would|could|can) i\b[^?]*)?\?$|when (?:is|would be) (?:the )?(?:best|better|good|right)\b|(?:on |at )?(?:which|what) (?:day|time|hour)\b|how (?:soon|long) (?:should|do|can|must) i (?:wait|leave)\b)|\basked (?:you )?when\b",
        ),
        (
            Subject.POINT,
            r"\bwhat(?:'?s| is|'?d be| would be) the (?:point|use|good|sense)\b|\bwhat (?:good|use) (?:is|would|will|does)\b|\bwhy (?:bother|even (?:bother|try|write|say))\b|\bwhat for\?$",
        ),
        # "Is it enough, or does it need the word thanks?", "two lines, is that too little?"
        (
            Subject.ENOUGH,
            r"\b(?:is|isn'?t|would|will|does|do|are)\b[^?]{0,40}\b(?:too (?:little|small|short|brief|plain|simple|thin|modest|bare)\b|(?:good |any )?enough\b(?! (?:to|for|that) ))|(?:^|[.!] )(?:good )?enough\?$",
        ),
        (
            Subject.TOO_MUCH,
            r"(?:^|[.!] )(?:(?:a bit |bit |is it |or )*too (?!late\b|long\b|soon\b|early\b|busy\b)\w+|overkill|over the top)\?$|\b(?:is|isn'?t|was|would|it'?s)\b[^?]{0,40}\btoo (?!late\b|long\b|soon\b|early\b|busy\b)(?:\w+ )?\w+(?: (?:for|to) [^?]+)?\?$",
        ),
        # "What about the card, is it mad or not?", "Would that be sentimental, I never know."
        (Subject.ODD, _QUALITY),
        (
            Subject.USUAL,
            r"\bhave (?:other people|others|anybody|anyone) (?:ever |also |else )?(?:done|felt|said|had|been)\b|\bwhat (?:do|does|would|did|could|can) (?:most |other |some )?(?:people|others|folk|one|anyone|anybody|someone|somebody|leaders|managers|bosses)\b",
        ),
        (
            Subject.ALLOWED,
            rf"{_LEAD}(?:is (?:it|that|this) (?:even |really |still )?(?:proper|ok(?:ay)?|all ?right|allowed|fair|possible|normal|acceptable|appropriate|any use|worth \w+)\b|"
            r"do you think (?:that )?(?:i|we|one|people|somebody|someone|a person) (?:can|could|may|should)\b|"
            r"(?:can|may|could|might|should|shall|must|do) (?:i|we(?! (?:begin|start|talk|speak|go on|go back|come|return|get back|look|stay|leave)\b)|one|it|that|this|a (?!bit\b)\w+|somebody|someone|anyone|people)\b(?! (?:help|tell|give|say|do that|answer|explain|write) (?:me|us|that|or)\b)|"
            r"would (?:it|that|this) be (?:ok(?:ay)?|all ?right|fine|fair|possible|right|proper|appropriate|decent|kind)\b|am i allowed\b)",
        ),
        (
            Subject.ALLOWED,
            r"\bis there (?:a|any|some) (?:good )?(?:reason|thing)s? (?:not to|against|why not)\b|\banything (?:that speaks )?against (?:it|that|this)\b|\bwhy not\?$|(?:^|[.,!?] )(?:take|leave|cut|keep|put) (?:it|that|this) (?:out|in|away|off|there)\?$",
        ),
        (
            Subject.IDEA,
            r"(?:^|[.!?:;,] )(?:and |but |so |now )*(?:is|isn'?t) (?:it|that|this|my \w+|the \w+)(?: really| so| then| any)? (?:right|good|ok(?:ay)?|acceptable|all ?right|fine|clear|fair|the right \w+)(?: (?:now|then|like that|so|order|way))*\?$|"
            r"(?:^|[.!?] )(?:acceptable|good enough|right|does that do|that the (?:right|best) \w+)\?$|\bdoes (?:it|that|this) (?:seem|sound|look|strike you as)(?: like)? (?:an? )?(?:good|right|all ?right|ok(?:ay)?|fine|sensible|enough|reasonable|decent)\b|\bdoes (?:(?:it|that|this|the \w+|my \w+)(?: \w+)? |\s*)work\W*$|\bis (?:it|that|this) (?:correct|right|good) (?:like (?:this|that)|so)\W*$|"
            rf"(?:^|[.!] )(?:better|good|wise|fine|ok(?:ay)?)\?$|\bwhat do you (?:think|say to (?:it|that|this))\W*$|\bdoes (?:it|that|this) make sense\b|(?:^|[.!?:;,] )(?:and |but |so )*(?:is|isn'?t|was|would|do you think|don'?t you think)\b[^?]{{0,60}}{_GOOD}|"
            r"\b(?:do|would|whether) you (?:consider|find|call|think) (?:it|that|this) (?:wise|right|good|better|sensible|proper|decent|kinder)\b|\bwhether [^?]{2,40} (?:better|wiser?|kinder|more \w+)\b|"
            r"\b(?:is|would) (?:it|that|this) (?:be )?(?:wise|wiser|kind|kinder|better|sensible|decent|more \w+|realistic)\b|"
            r"\bwould (?:it|that|this) work\b|\bwhat(?:'s| is) your (?:view|opinion|take)\b|\bdo you like (?:it|that|this)\b",
        ),
        (
            Subject.WILL,
            rf"{_LEAD}(?:(?:(?:do )?(?:you|u)|d'?ya|d'?you) (?:think|reckon|suppose) (?:that )?(?:he|she|they|people|(?-i:[A-Z])\w+)(?:'?s|'re|'?ll|'d| is| are| will| would| might| could| \w+s| \w+)\b|(?:will|would|won'?t|could|might) (?:he|she|they|people|(?-i:[A-Z])\w+)\b|(?:does|do|is|are) (?:he|she|they|(?-i:[A-Z])\w+) (?:even |still |really |at all |ever )*(?:want|mind|like|notice|care|know|see|feel|remember|angry|cross|hurt|waiting|expect\w*)\b|what (?:will|if|happens)\b(?! you\b)|and if\b)",
        ),
    )
)
SHAPES = (
    *dict.fromkeys(subject for subject, _ in _SHAPES),
    Subject.CASE,
    Subject.OWN_CASE,
    Subject.EITHER,
    Subject.AGAINST,
)
_EITHER_WAY = re.compile(
    r"\bor\b(?! (?:not|no|isn'?t|wouldn'?t|so|two|three|what|something|anything|whatever)\b)", re.I
)


# "Is it odd or isn't it?", "good or not, yes or no?" is one question.
_OR_NOT = re.compile(
    r",? (?:or (?:not|no|what|isn'?t it|is(?:n'?t)? (?:it|that)(?: not)?)|yes or no)\?$", re.I
)
# "Is that enough, or does it need the word thanks?", "Would that be sentimental, or …": the first is what worries them.
_FEARED_OR = re.compile(
    rf"(?:is|would|isn't) (?:it|that|this) (?:be )?(?:enough|{_FEARED}),? or (?:does|would|do|is that only)\b",
    re.I,
)
_AND_THEN = re.compile(
    r"(?:^|[.,;] )(?:and |but |so )*(?:what do i (?:do|say) then|what then|then what|and then)\W*$",
    re.I,
)
# "What if I write it by hand?"
_PUT_UP = re.compile(
    r"(?:^|[.?!:,] |\b(?:and|but|so|or) )what if i (?:just |simply |only |rather )?(?:write|ring|rang|call|phone|go|went|ask|send|sent|bring|take|took|tell|offer|invite|put|give|gave|show|wait|leave it|drive|drove|visit|knock|thank|begin with|start with|say (?!something|anything|the wrong|it wrong|too|nothing))\b",
    re.I,
)
# "Is it a good sentence or is it too much theatre?"
_OF_TWO_WORDS = re.compile(
    r"\b(?:is|was|isn't|are|would) (?:it|that|this|they|(?:my|the) \w+) [^?]{2,50} or (?:(?:is|was) (?:it|that) )?(?:just |only |really |rather |simply |more )?(?:a|an|too|not|(?:\w+ ){0,3}?\w+\W*$)",
    re.I,
)
_TO_CHOOSE = re.compile(
    r"\b(?:should|shall|do|must|can|could) i\b|\b(?:i|we) should\b|\bis it (?:better|worse|wiser|kinder|best)\b|\bwould it be better\b",
    re.I,
)


def question_in(text: str) -> str:
    """What is asked in a text, without what leads to it ("so tell me:") and without what is quoted; where it ends with "What do
    you think?", what was asked before that, if anything was."""
    plain = QUOTED.sub(" ", with_mark(text).replace("’", "'"))
    said = sentences(plain)
    if said and WHAT_YOU_THINK.fullmatch(said[-1].text.strip()) and "?" in plain[: said[-1].start]:
        said = said[:-1]
    asked = " ".join(what_is_asked(said).split())
    return _BEFORE_IT.sub("", asked) if "?" in asked else ""


_A_QUALITY = re.compile(_QUALITY, re.I)
_FINE = r"(?:ok(?:ay)?|fine|good|all ?right|right|kind|decent|enough|an? (?:good|kind|fine) \w+|the right \w+)"
_FINE_OR_FEARED = re.compile(
    rf"\b(?:is|was|would) (?:it|that|this|(?:the |my )?\w+) (?:be )?(?:{_FINE},? or (?:is (?:it|that) |just |only |rather )?(?P<last>{_FEARED})|"
    rf"(?P<first>{_FEARED}),? or (?:is (?:it|that) |just |only |rather )?{_FINE})\b",
    re.I,
)


def _what_is_feared(asked: str) -> str:
    """What is asked, without the good of which the other half is the fear: "Is that okay or too much?", "Is Sunday cruel or is
    it right?" """
    return _FINE_OR_FEARED.sub(lambda found: f"is it {found['last'] or found['first']}", asked)


def quality_asked(text: str) -> str | None:
    """What somebody asks whether it is, and fears: "too grand", "sentimental"; as it follows "I wouldn't call it"."""
    found = _A_QUALITY.search(_what_is_feared(_OR_NOT.sub("?", question_in(text))))
    quality = (found["quality"] or found["alone"]) if found else None
    if not quality or shape_of(text) not in {Subject.ODD, Subject.TOO_MUCH}:
        return None
    return quality.lower()


def asked_of_self(text: str) -> str | None:
    """The same of themselves, where it is no verdict on what they did: "Am I daft, worrying about a customer?" """
    found = _A_QUALITY.search(question_in(text))
    return found["mine"].lower() if found and found["mine"] else None


# What would be done against somebody, or behind their back, or is more than a word between two people.
_AGAINST = re.compile(
    r"\b(?:fir(?:e|ed|ing) (?!alarm|drill|station|brigade)|sack(?:ed|ing)?\b|dismiss\w*|lay(?:ing)? (?:\w+ )?off|let(?:ting)? (?!it\b|that\b|this\b|things\b)\w+ go\b|get(?:ting)? rid of|demot\w+|suspend\w*|disciplin\w+|(?:formal|written|final) warning|warn(?:ing)? (?:him|her|them)|"
    r"punish\w*|threat\w*|l(?:ie|ying) to|tell (?:him|her|them) a lie|make (?:it|something) up|hid(?:e|ing)\b|conceal\w*|cover(?:ing)? (?:it |this )?up|spy\w*|monitor\w*|record(?:ing)? (?:him|her|them|the)|read(?:ing)? (?:his|her|their) (?:e-?mails?|mails?|messages|phone|chats?|diary)|"
    r"secret\w*|behind (?:his|her|their) back|report(?:ing)? (?:him|her|them)|su(?:e|ing) (?:him|her|them)|lawyers?|cut(?:ting)? (?:his|her|their) (?:pay|hours|bonus|salary)|blam(?:e|ing)|expos(?:e|ing)|humiliat\w+|sham(?:e|ing) (?:him|her|them)|ghost\w*|freez\w+ (?:him|her|them)|"
    r"quit\b|resign\w*|leave (?:the|my) (?:company|job|firm|husband|wife|marriage)|divorce\w*|sleep with|kiss\w*|flirt\w*|date (?:him|her)|hit|slap|shout at|yell at|bribe\w*|what (?:he|she|they|(?-i:[A-Z])\w+) (?:earns?|makes|gets paid)|pregnan\w+|diagnos\w+|medication|hug(?:ging)?|touch(?:ing)? (?:him|her|them|his|her|their)|(?:his|her|their) (?:illness|cancer|health|condition|marriage|sex life|religion|faith|therap\w+|pills|weight|age|drinking|password|account)|fak(?:e|ing)|forg(?:e|ing) (?:the|a|his|her)|pretend\w*|promis\w+ (?:him|her|them))\b",
    re.I,
)


def is_against_somebody(text: str) -> bool:
    """Whether what is asked about would be done against somebody, behind their back, or can't be leant to from outside: to
    that no yes is given."""
    if deed_doubted(text) in {DONE, UNDONE} or asks_how_to_answer(text):
        return False  # that is over, or the other's doing
    plain = QUOTED.sub(" ", with_mark(text).replace("’", "'"))
    asked = " ".join(what_is_asked(sentences(plain)).split())
    against = _AGAINST.search(asked) is not None or names_harm(asked)
    return against and _IF_THEY.match(asked) is None


# "And if Mr Novak wants to fire him, what then?": it is somebody else who would do it.
_IF_THEY = re.compile(r"(?:(?:and|but|so|what) )*if (?!i\b|i'|we\b|we')", re.I)


@once_a_turn
def shape_of(text: str) -> Subject | None:
    """The shape of the question that a text asks, one of ``SHAPES``; None if it asks none, or one of another shape, or what is
    no leaning's business (``is_against_somebody``)."""
    shape = _shape(text)
    leans = shape not in {None, Subject.CASE, Subject.OWN_CASE, Subject.WILL, Subject.HOW}
    return None if leans and is_against_somebody(text) else shape


# The coach's own question again: "Hm! When? His sixtieth, perhaps."
_HANDED_BACK = re.compile(r"(?:(?:hm+|oh|ah|well|eh|ha)[.!, ]+)*(?:when|where)\?", re.I)
_ASKED_BEFORE = re.compile(
    r"\bi asked (?:you )?(?:(?P<place>where|(?:which|what) place)|when|(?:which|what) day)\b", re.I
)


def _shape(text: str) -> Subject | None:
    if (asked_before := _ASKED_BEFORE.search(text)) is not None:
        return Subject.PLACE if asked_before["place"] else Subject.TIME
    if bare_ways(text) is not None:
        return Subject.CHOICE
    if "?" not in with_mark(text):
        return None
    if _PUT_UP.search(question_in(text)):
        return Subject.ALLOWED
    if (case := case_asked(text)) is not None:
        return Subject.OWN_CASE if case.startswith("if you ") else Subject.CASE
    asked = _what_is_feared(without_a_fear(_OR_NOT.sub("?", question_in(text))))
    if _HANDED_BACK.fullmatch(asked):
        return None
    if _AND_THEN.search(asked):
        return Subject.CASE
    if _EITHER_WAY.search(asked) and not _FEARED_OR.search(asked):
        if _TO_CHOOSE.search(asked):
            return Subject.CHOICE
        return Subject.EITHER if _OF_TWO_WORDS.search(asked) else None
    return next((subject for subject, shape in _SHAPES if shape.search(asked)), None)


def complains_of_no_answer(text: str) -> bool:
    """Whether somebody holds it against the coach, and can mean nobody else, that what they asked was not answered."""
    return _COMPLAINS.search(text.replace("’", "'")) is not None


def says_unanswered(text: str) -> bool:
    """The same of a message that is known to correct the coach: what they asked was not answered."""
    return _NOT_ANSWERED.search(text.replace("’", "'")) is not None
