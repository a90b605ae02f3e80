"""What a message does, by its words alone: it asks, corrects, declines, takes its leave. Rules, where language is
regular enough for them; what they find is weighed by the ear (``coach.steps.understand``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coach.asides import without_asides
from coach.choices import asks_between, whether_to
from coach.echoed import asks_what_was_meant, takes_up_the_question
from coach.encoder import Matrix
from coach.leaving import goes_at, is_goodbye, is_off, will_come_back
from coach.own_deeds import deed_doubted
from coach.plans import IN_THE_WAY, choice_asked, is_firm, step_in
from coach.question_shapes import SO_I, complains_of_no_answer, says_unanswered, shape_of
from coach.rhetoric import begins_again, is_rhetorical
from coach.state import ConversationState
from coach.text import COMMON, QUOTED, has_words, sentences, what_is_asked, with_mark, word_count
from coach.their_reply import asks_how_to_answer
from coach.vocabulary import Answer, Move, Stage, Subject, TurnKind

YES = re.compile(
    r"(?:oh |well |um |ok(?:ay)?,? |hm+,? )?(?:yes|yeah|yep|yup|ja|sure|ok(?:ay)?|please(?: do)?|go on|go ahead|"
    r"why not|do it|fine|alright|all right|of course|absolutely|definitely|certainly|i guess(?: so)?|"
    r"i suppose(?: so)?|let'?s(?: do it| hear it| go)?|tell me|show me|hit me|i'?d like that|"
    r"that'?s (?:me|right|it|true|fair)|(?:it )?fits|spot on|exactly|true|correct|guilty|probably|"
    r"unfortunately(?:,)? yes|sounds (?:good|right|like me)|be my guest|by all means|name it|shoot)\b",
    re.I,
)
NO = re.compile(
    r"(?:oh |well |um |hm+,? )?(?:i said no|no|nope|nah|not (?:really|now|today|at all|me|quite|yet|sure that'?s me)|"
    r"rather not|i'?d rather not|never mind|leave it|no thanks?|that'?s not me|doesn'?t fit|it doesn'?t|disagree|"
    r"maybe later|(?:don'?t|skip|pass|wrong|nothing|later)(?=(?: (?:really|much|today|now|that|this|it))?\W*$))\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:tell me more|say more|what do you mean|more about (?:it|that)|(?:can|could|would|please) (?:you )?explain|explain (?:it|that|this|more|please))\b|^explain\b",
    re.I,
)
UNSURE = re.compile(
    r"^(?:well,? |hmm+,? |honestly,? )?(?:i )?(?:(?:really |honestly )?(?:don'?t|do not) know|dunno|no idea|not sure|unsure|"
    r"hard to say|can'?t (?:say|think of (?:any|one|anything))|idk|no clue|i'?m not sure|hmm+|maybe|perhaps|who knows)\b"
    # What follows may still be nothing; with anything else in it, it is an answer.
    r"(?:[\s,.…]*(?:what to (?:do|say|think)|where to (?:start|begin)|why|how|yet|really|honestly|to be honest|tbh|"
    r"sorry|so|not|either|right now|at the moment|about that|any ?more))*[\s,.…!?]*$",
    re.I,
)
_CALL_IT_A_DAY = re.compile(
    r"\W*(?:let'?s |i(?:'d| would)(?: say)? )?(?:call (?:it )?(?:a )?day|stop here|end here)\b",
    re.I,
)
_OFF_TO = re.compile(
    r"(?:right|ok(?:ay)?|well|anyway|so)\b,? i(?:'ve| have)(?: got)? to \w+|(?:\w+,? )?(?:i(?:'m| am) |i'?ll be )?off to \w+|"
    r"(?:\w+,? )?(?:going|time) (?:to|for) (?:bed|work|lunch)\b|(?:my |the )?(?:\w+ )?(?:break|time|lunch)(?:'s| is) (?:over|up)\b|"
    r"(?:\w+,? )?(?:now )?i (?:now )?know what (?:to|i'll|i will|i'm going to) (?:do|say)\b|that(?:'s| is|'ll be| will be)? (?:what|all) i (?:needed|wanted|came for)\b|"
    r"(?:i (?:think|believe|suppose) )?that (?:is|was|will be) (?:all|everything|it)\W*$",
    re.I,
)
_AFTER_A_GOODBYE = 8  # words that may follow one
_BARE = re.compile(r"\W*(?:good ?)?(?:night|morning|bye|see you)\W*$", re.I)
_WHY, _WHY_AT_LENGTH = 4, 10  # words for which somebody has to go
_SOMEBODY_WAITS = re.compile(
    r"(?:there'?s|he'?s|she'?s|they'?re|it'?s|my|the|somebody|someone)\b", re.I
)
_GOOD_DAY = re.compile(r"good (?:day|afternoon|evening|night)\W*$", re.I)
_AND_THANKS = re.compile(r"(?:and )?(?:many )?thank(?:s| you)\b", re.I)
_HOW_TO_GO = re.compile(r"(?:in person|on|by|and|to|there(?!'s)|with|alone|myself|i know)\b", re.I)
GREETING = re.compile(
    r"^(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening|day)|morning|evening|greetings|hallo|howdy)"
    r"(?: there| coach| all)?[\s,.!]*(?:how are you(?: doing)?(?: today)?\??)?[\s.!]*$",
    re.I,
)
# Said of oneself and of one's trade, of the program, or of one's English; and what would be more than an introduction.
_OF_ONESELF = re.compile(
    r"\b(?:i(?:'m| am) (?!not\b|so\b|in\b|at\b|here\b)(?:\w+ )*?\w+|i (?:run|own|lead|manage|chair|head|have (?:an?|my own|got)|work (?:as|in|for)|look after)|my name(?:'s| is))\b",
    re.I,
)
_IN_PASSING = re.compile(
    r"(?:(?! and\b| but\b)[^.,;!?]){0,50}\b(?:machines?|chat ?bots?|computers?|programs?|try (?:this|it|talking)|(?:my|our) english|i hope (?:it|that)(?:'s| is) (?:ok(?:ay)?|fine|all right))\b[^.,;!?]{0,50}",
    re.I,
)
_MORE_THAN_THAT = re.compile(
    r"\?|n't\b|\b(?:not|doubt|go ahead|giving it|supposed to|hr|people department|he|she|they|him|her|them|his|their|nobody|somebody|lost|died|dead|death|hid|stole|stolen|broke\w*|shout\w*|yell\w*|lied|resign\w*|quit|left|leav\w+|pass(?:ed|ing)|promot\w+|thank\w*|want\w*|like to|need\w*|problem|trouble|question|brand|slogan|logo|customers?|clients?|"
    r"contact|said|says?|told|asked|asks?|wrote|written|sent|never|since|ago|last (?:week|month|year|\w+day)|yesterday|today|tonight|tomorrow|this (?:week|morning|month)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|because|feel\w*|felt|afraid|angry|sad|ashamed|sorry|worr\w+|"
    r"and (?:my|our|one of|the) (?:[\w'-]+ ){1,5}?\w{2,}ed\b|should|would|could|how|what|why|who|whether|only (?:call|ring|phone|write)|letter|mail|message|boss|my (?:best|oldest|deputy|second|right))\b",
    re.I,
)
_INTRODUCED_IN = 50  # words


def is_introduction(text: str) -> bool:
    """Whether a first message only says who somebody is: "Hi. I run a quarry, fourteen of us, near the river." """
    plain = _IN_PASSING.sub(" ", text.replace("’", "'"))
    brief = word_count(text) <= _INTRODUCED_IN
    return brief and bool(_OF_ONESELF.search(plain)) and not _MORE_THAN_THAT.search(plain)


THANKS = re.compile(
    r"^(?:ok(?:ay)?,? |great,? |right,? |cool,? |perfect,? |many |no,? |yes,? )?(?:thanks?|thank you|thx|cheers|ta|much appreciated|merci|danke)\b"
    r"[\w ,.!']{0,50}$",
    re.I,
)
# What ends a talk where it was nearly over, and a sentence elsewhere.
_ENOUGH = re.compile(
    r"^(?:(?:no|ok(?:ay)?|right|well|so|yes|then|thanks|i think|i guess|i suppose)[,. ]+)*(?:that(?:'?s| is|'ll be| will be) (?:it|all|enough|everything|where i(?:'ll)? stop)|that will do|that'?ll do|(?:i(?:'m| am) (?:done|finished|good|off)|we(?:'?re| are) (?:done|finished))|nothing (?:more|else))"
    r"(?:[\s,.!]+(?:thanks?|thank you|cheers|then|really|from me|for me|i think|i guess|i reckon))*[\s.!,]*$",
    re.I,
)
# Early in a talk it may only say that there is no more to tell.
_NO_MORE_TO_TELL = re.compile(
    r"^(?:(?:no|well|yes|i think|i guess|i suppose)[,. ]+)*(?:that(?:'?s| is) (?:it|all|everything)|nothing (?:more|else))(?:[\s,.!]+really)?[\s.!,]*$",
    re.I,
)
# What is held against the coach in so many words: it did not help (SCENE), or what it said was odd (PASSAGE).
_NO_HELP = re.compile(
    r"^(?:you(?:'re| are) |still )?not (?:really |very |much )*help(?:ing|ful)?\b|^(?:(?:no|but|well|sorry|ok(?:ay)?)[,.]? )?(?:that|this|it)(?:'s| is| was|) ?(?:doesn'?t|does not|didn'?t|isn'?t|not|no) (?:really |much |very |a |any |of )*(?:help(?:ful|s)?(?: me| us)?|use)\b(?: (?:me|to me|at all))?\W*$|\b(?:this is|we(?:'re| are)|you(?:'re| are)|you) (?:just )?(?:going|go|talking|moving) (?:round )?(?:and round )?in circles\b|\b(?:this is|we(?:'re| are)) (?:going |getting )(?:us )?nowhere\b",
    re.I,
)
_ODD = re.compile(
    r"\b(?:that(?:'s| is| was)|what) (?:a|an|such a) (?:\w+ )?(?:silly|stupid|odd|strange|daft|weird|dumb|pointless|useless|ridiculous|bizarre|cheap) (?:question|answer|thing to (?:say|ask))\b",
    re.I,
)
REPAIRS: tuple[tuple[Subject, re.Pattern[str]], ...] = tuple(
    (about, re.compile(pattern, re.I))
    for about, pattern in (
        (
            Subject.PASSAGE,
            r"\bwhat(?:'s| has| does) (?:that|this|it) (?:got |have )?to do with\b|\bwhy do you (?:ask|want to know)\b|"
            r"(?:\bi |^(?:sorry,? )?)(?:don'?t|do not|didn'?t|can'?t|cannot) (?:really |quite )?(?:follow|get (?:it|that|you|what you)|understand(?: (?:you|that|this|it|what you|your|the question)\b| *(?:[.,?!]|$)))|"
            r"\bi(?:'ve)? (?:don'?t know|no idea|have no idea) what (?:that|this|it|you) means?\b|\bi don'?t know where you got\b|\bwhere (?:did|do) you get that\b|"
            r"^who (?:didn'?t|did|is|was|does|doesn'?t) \w+ (?:who|whom|what)\b|^(?:left out|\w+ed) of what\?|"
            r"^(?:the |a |what )?(?:[\w'-]+ ){0,3}(?:of|about|for|than|from) (?:what|who|whom|which)\W*$|^(?:an? |the |which |whose |what )\w+\? (?:what|which|whose|whom?)\b|"
            r"\b(?:which|what|whose|who) (?:\w+ )?do you (?:even )?mean\b|"
            r"\bwhat (?:did|do) you mean (?:by|with)\b|\bwhat do(?:es)? (?:you|that|this|it) (?:even )?mean\b|\bnot sure (?:what (?:you mean|that means)|i (?:follow|understand|get it))\b|\byou(?:'ve| have)? lost me\b",
        ),
        (
            Subject.SCENE,
            r"(?<!have )(?<!'ve )(?<!never )\b(?:i )?(?:(?:just|already) )?told you\b(?! (?:months|years|weeks|then|before))|\bi already (?:said|asked|told you|answered|mentioned|did)\b(?! (?:him|her|them|it to|to)\b)|\bi (?:just|only) (?:said|asked|answered|mentioned|did)(?: (?:so|that|this))?(?= *(?:[.!,?;]|$))|\bi asked (?:you|if|whether|what|why|about|for)\b|^(?:no[,.]? |but |well[,.]? )?i(?:'m| am) asking you\b|"
            r"\bi (?:said|told) (?:that|it|so) (?:already|before|in|at)\b|\byou(?:'ve| have)? (?:already |just )?(?:said|asked)(?: me)? (?:that|this|it)\b|"
            r"\byou(?: just)? keep \w+ing\b|\b(?:aren'?t|are not|'re not|stopped|don'?t think you(?:'re| are)|not (?:really )?) ?listening\b|"
            r"\b(?:are|do|did) you (?:even |actually |really )?(?:read|reading|listen|listening|hear)\b|\bthat(?:'s| was|'s not| wasn'?t)? (?:not |n'?t )?an answer\b|"
            r"\b(?:you(?:'re| are)|ur|u r|your) not (?:answering|listening|helping)\b|\byou(?:'re| are) (?:not (?:reading|hearing|following)|quoting|repeating)\b|\byou (?:didn'?t|haven'?t|did not|do not|don'?t) (?:answer|tell|listen|read|hear|say)\b|\bi answered\b(?= *(?:[.!,;]|$|that\b|you\b|it\b))|"
            r"\byou (?:were|are) going to (?:tell|say|name)\b|\bi thought you were\b|"
            r"\byou(?:'ve| have)? (?:just )?(?:skipped|left out|missed|forgot|forgotten|ignored) (?:my question|what i|him\b|her\b|it\b|(?-i:[A-Z]))|"
            r"^(?:(?:no|but|look|well)[,.]? )?i said\b[^.?!]*,? meaning\b|\b(?:stop|quit) (?:going on|talking|banging on) about\b",
        ),
        (
            Subject.FIT,
            r"^(?:no|nope|well no|sorry|wait|hang on)[,.!]? (?:no[,.]? )?(?:i|we|he|she|they|it|that|there|you|not|nobody)\b(?! don'?t know|'?ll\b|'d\b| will\b| would\b)(?=.{12})|"
            r"\bi (?:never|didn'?t|did not|haven'?t) (?:(?:said|say|claim\w*|wrote|write) (?:that(?! to\b| out\b| at\b| before\b| aloud\b| in\b)|it was|this(?! to\b)|i was|i'm)|(?:agree\w*|ask(?:ed)?) (?:to|for) (?:that|it|this|any)|mean(?:t)? (?:it|that))\b|"
            r"^(?:what|who)\?+ no\b|^\?\?|^who the \w+ is\b|^i(?:'m| am) (?-i:[A-Z])[a-z]+[.!]*$|"
            r"\byou(?:'re| are) (?:(?:just|only) )?(?:guessing|assuming|making (?:that|it|this|things) up|imagining)\b|"
            # "Marika is a woman.", "Nobody has died, the funerals are only my work.", "He isn't dying, he's retiring."
            r"^(?:\w+,? )?(?:he|she|(?-i:[A-Z])\w+)(?:'s| is) (?:a (?:woman|man|girl|boy)|not a (?:woman|man|girl|boy)|alive|not (?:dead|ill|dying)|my (?:wife|husband|boss|son|daughter|brother|sister|mother|father))\b(?=[^.?!]{0,30}(?:[.!,]|$))|"
            r"\b(?:nobody|no one)(?:'s| is| has| was)? (?:dead|died|dying|ill|sick|angry|in danger|fired|leaving)\b(?! (?:of|from|at|with)\b)|\b(?:he|she|(?-i:[A-Z])\w+)(?: isn't|'s not| is not| hasn't| didn't) (?:dying|dead|died|die|ill|leaving|gone)\b|"
            r"\bi did (?:no such thing|nothing of the (?:sort|kind))\b|^(?:wrong (?:one|person|end)\b|i beg your pardon\?)|\bthe wrong end of\b|"
            r"\bnot what i (?:said|meant|asked|wrote|do|did|agreed)\b|\byou(?:'ve| have)? (?:got|have|had) (?:it|that|me) (?:wrong|the wrong)|\byou (?:misread|misunderst\w+|mixed|are mixing|'re mixing)|"
            r"\bthe (?:opposite|other way (?:round|around)|wrong (?:person|one|way round))\b|\b(?:he|she|they) (?:said|wrote|did) (?:it|that),? not (?:me|i)\b|"
            r"^(?:(?:no|but|well|look)[,. ]+)*(?:it|this|that)(?:'s| is| was|) ?(?:not|n'?t) about\b|\bi(?:'m| am| was|wasn'?t) not? ?(?:on|talking about|speaking of)\b|\bi wasn'?t (?:on|talking|saying|speaking)\b|"
            r"^not (?:(?-i:[A-Z])\w+|him|her|them|that|my \w+)[.!,]",
        ),
    )
)
_ANSWERS_NO = re.compile(
    r"^(?:no|nope|well no)[,.!]? (?:i|we|he|she|they|it|there|nobody)\b(?!'?m not| (?:never|didn'?t) (?:said|say|ask(?:ed)? (?:for|to|you)\b))",
    re.I,
)
_OPINION = re.compile(
    r"^(?:(?:ok(?:ay)?|but|and|so|well|hm+)[,. ]+)*(?:and |but )?why (?:would|should|does|do you think) (?:that|it|this)\b[^.?!]{0,25}\b(?:help|work|matter|any (?:difference|good|use)|change|be (?:better|different))\b|\b(?:can|could|would) you (?:tell me|say) (?:if|whether)\b|\bshould(?:n'?t)? i (?:not )?have (?:said|told|asked|done|called|rung|written|thanked|spoken|stepped|gone|stopped)\b|"
    r"\b(?:is|was) (?:\w+ ){1,6}(?:wrong|right|ok(?:ay)?|fair|fine|bad|stupid|normal) or (?:not|wrong|right)\b|"
    r"\b(?:would|is|does|will|could|might) (?:that|it|this|that line|this line|my \w+)\b(?! (?:help|make a difference|matter) to\b)[^?.!]{0,40}\b(?:weird|odd|strange|work|works|ok(?:ay)?|enough|stupid|silly|"
    r"too (?:much|late|soon|little|soft|direct|formal)|a good idea|wrong|right|land|help|sound|come across|awkward|fine|any good|bad|rude|cold|mean|cruel|mad|unfair|fair|normal|daft|or not)\b|"
    r"\b(?:what|how) (?:do|would) you (?:think|make|rate|say|find|judge)\b|\bdo you (?:think|believe|reckon) (?:i|that|it|this|so|an?|one|people|somebody|anybody|there)\b|\bam i (?:wrong|right|mad|crazy|overreacting|being)\b|"
    r"\b(?:is|was) (?:that|it|this)\b[^.!?]{3,60}\bor\b[^.!?]{3,60}\?|\bis it too late\b|\bwhat if\b[^.!]{3,80}\?|(?<!how )(?<!what )(?<!when )(?<!where )(?<!who )(?<!why )\bdo i (?:(?:ring|call|tell|go|write|say|ask|send|answer|reply|wait|start)\b|\w+[^.!?]{0,80}\?)|(?:^|[.!?] )better\?|\b\w+ it or \w+ it\b[^.!?]*\?|\bshould i (?:start|begin|open|say that|do that|leave it)\b|\bworth (?:it|doing|a try)\b[^.!]{0,60}\?|\bdoes (?:it|that|this) (?:look|sound|seem)\b|\bwas (?:that|it|i) (?:wrong|right|ok(?:ay)?|a mistake)\b|\bshould i (?:or (?:shouldn'?t|should i not|not)|[^?.!]{2,80} or not)\b",
    re.I,
)
_HANDED_BACK = re.compile(r"(?:and |but |so )?(?:what|which|who|whose|where|when|how)\b", re.I)
_GENERAL = re.compile(
    r"(?:and |but |so |ok(?:ay)?,? )?(?:is|are|does|do|can|what|which|how|why)\b", re.I
)
_SOMEBODY = re.compile(
    r"\b(?:i|me|my|mine|you|your|we|us|our|he|she|him|her|his|they|them|their|it|that|this|those|these|there|here|today|now)\b",
    re.I,
)
_ACCEPTS = re.compile(
    r"\b(?:sure|go on|go ahead|go for it|guess away|tell me|yes|yeah|yep|ok(?:ay)?|please|fire away|shoot|name it|try (?:me|it|your)|say it|let'?s (?:hear|have)|"
    r"you may\b(?! (?:not|be)\b)|i reserve\b|very well|what (?:is|was|'s) (?:it|the (?:habit|name|word))|(?:what|which|whose) (?:name|word|habit)\b|your (?:guess|name for it)|if you must|all ?right|alright|fine|why not|i'?m listening|welcome|i'?d like (?:that|to hear)|do)\b",
    re.I,
)
_A_QUESTION = 3  # words of one that is put to the coach
# A question, or a bare "tell me more".
_WAITS = re.compile(
    r"\?[”\"]?$|(?:^|[.?!] )[^.?!]*\b(?:tell|say|hear|going|go on)\b[^.?!]*\.$", re.I
)
_ANSWERED = 9  # words after "Which day?" from which it was answered all the same
_OWED = re.compile(
    r"\b(?:your guess|the (?:habit|name|word)|what (?:is|was) it|you were going to|thought you were|say it|name it|on what evidence|tell me (?:the|what|it))\b",
    re.I,
)
# A time that goes with something thought of before: "Thursday then. I'd go in person."
FIXES = re.compile(
    r"^(?:(?:on|at|this|next|first thing|maybe|then|ok(?:ay)?|right|so|yes|well)[,. ]+)*(?:today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|half|\d)|"
    r"\bi(?:'d| would|'ll) (?:go|ring|call|do|say|ask|be)\b",
    re.I,
)
_NOT_ME = re.compile(
    r"^(?:[^.?!]{0,25}\?\s*)?(?:(?:well|oh|hm+|um|ha|i think)[,. ]+)*(?:no\b|nope|off\b|way off|miles off|not (?:close|quite|really|me|at all|that|true)|"
    r"throw (?:it|that) out|hardly|doesn'?t|misread|you(?:'ve)? misread|wrong|rather not|leave it)",
    re.I,
)
_NEARLY = re.compile(
    r"^(?:(?:ouch|well|hm+|ha|oh|ok(?:ay)?)[,. ]+)*(?:ouch|(?:pretty|quite|very|rather) (?:near|close)|close enough|near enough|mostly|more or less|"
    r"sadly|afraid so|i'm afraid|sort of|kind of)\b",
    re.I,
)
_ME_AFTER_A_WORD = re.compile(
    r"^[\w' -]{1,25}[.,?]\s+(?:oh |well |hm+ |um )?(?:yes|yeah|yep|it fits|fits|that's me|guilty|true|right|exactly|ouch)\b",
    re.I,
)
_DECLINES = re.compile(
    r"^(?:no|nope|nah|not (?:now|really|today|yet)|rather not|i'?d rather not|later|skip|leave it|don'?t)\b",
    re.I,
)
_NUMBER = re.compile(
    r"^(?:(?:about|around|maybe|probably|i'?d say|say|an?|roughly|honestly|call it|let'?s say|right now|at|i'?m (?:at )?|it'?s|more like|a solid|perhaps)[ ,]*)*"
    r"(?P<n>10|[0-9]|zero|nought|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s*(?:or (?:so|\w+)|out of (?:10|ten)|/\s*10|-ish|ish|[-–]\s*\d+))?\b(?![:.]\d\d|\s*(?:[ap]m\b|o'?clock\b|h\b))",
    re.I,
)
_ANY_NUMBER = re.compile(
    r"(?<![\d:.,])\b(?P<n>10|[0-9]|zero|nought|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"(?=\s*(?:[,.!?;)]|$|/|or\b|out of\b|if\b|that\b|because\b|maybe\b|probably\b|right now\b))(?![:.]\d)",
    re.I,
)
# "no one", "at five", "Thursday at 5"
_NO_NUMBER = re.compile(
    r"\b(?:always|no|any|some|every|each|that|this|the|just|only) one$|(?<!it )(?<!'m )(?<!am )(?<!me )(?<!be )(?<!still )\b(?:at|before|after|till|until|by|past|from|since) \w+$",
    re.I,
)
_DIGITS = {w: n for n, w in enumerate(
    "zero one two three four five six seven eight nine ten".split())} | {"nought": 0}  # fmt: skip
_WORDS_QUESTION = re.compile(
    r"\b(?:any|some) (?:research|evidence|stud(?:y|ies)|science|books?|articles?) (?:on|about|into|that|for)\b|\bis there anything (?:on|about)\b|"
    r"\b(?:is|are) there (?:any |some )?(?:evidence|research|stud(?:y|ies)|data|proof)|"
    r"\bwhat (?:does|do) (?:the )?(?:research|science|evidence|stud(?:y|ies)|data|essays?|library)|"
    r"\bwhat(?:'s| is| are| do(?:es)?) (?:an? |the )?[\w -]{3,50}\?|^what(?:'s| is| are) (?:an? |the )[\w -]{3,40}$|\bhow (?:does|do|is) [\w ,'-]{5,80}\?|"
    r"\b(?:does|do|is|are|can) [\w ,'-]{2,90}(?:work|matter|help|pay off|true|real|proven|make a difference)[\w ,'-]{0,70}\?|"
    r"\b(?:who (?:said|wrote|came up)|what did \w+ (?:find|say)|define|what does [\w -]{3,40} mean)\b",
    re.I,
)
_ADVICE = re.compile(
    r"(?!\bwhat can i say\b(?! ?(?:to|\?)))\bwhat (?:should|would|could|can|do) (?:i|you|we|people|others|they) (?:do|say|try|suggest|recommend|advise|write|ask)|"
    r"\bhow (?:should|can|could|do|would) (?:i|we|you) [\w ,'-]{2,80}\?|^how do i \w+|\bwhat would you (?:have )?(?:do|done|say|said|suggest|recommend|advise)\b|\bany (?:advice|tips|ideas|suggestions)|"
    r"\b(?:give|got) (?:me )?(?:some |any )?(?:advice|tips|ideas|suggestions)|\bjust tell me what to (?:do|say)|"
    r"\bwhat'?s the best (?:way|approach)|\bshould i\b[^.?!]{2,90}\?|"
    r"\b(?:who|whom|where|when|which(?: \w+)?) (?:else )?(?:do|should|can|could|would) i (?:call|ring|ask|start|begin|go|tell|write|talk|speak|try|turn)\b",
    re.I,
)
_FOR_ME = r"(?:(?:me|us) )?(?:(?:with|to) )?(?:just |only |at least )?"
_SOMETHING = r"(?:an?|one|two|three|some|any|the first|my|something|anything|the (?:exact|right|first|best|actual) \w+|the words?|what|how|where|which|straight|honestly|it straight)\b"
# What is asked for without a question: "Give me one thing to do on Monday.", "can you suggest an opening".
REQUEST = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|but|well|right|fine|good|yes|no|please|just|then|now|maybe)[,. ]+)*"
    rf"(?:(?:can|could|will|would) you (?:please |just |maybe |at least )?)?(?:give|tell|suggest|write|show|name|draft|propose|recommend|phrase|word|offer) {_FOR_ME}{_SOMETHING}|"
    r"^(?:please )?(?:give|show)(?: me)? (?:an )?examples?\b|^(?:(?:ok(?:ay)?|and|but|yes|well|more)[,. ]+)*(?:more )?(?:concretely|specifically|concrete|for example|e\.g\.|like what|such as)\W*$|^(?:(?:ok(?:ay)?|so|and|but|well|right|fine|no|yes)[,. ]+)*(?:just |please )+tell me\W*$|"
    r"\bi(?:'d| would)? (?:just |only )?(?:need|want|like) (?:an?|one|some) (?:\w+ )?(?:tip|example|sentence|line|idea|answer|suggestion|piece of advice|opening)s?\b|"
    r"\b(?:be (?:honest|frank|straight) with me|tell me honestly)\b[^.]*\b(?:i|was|is|did)\b|"
    r"\bi(?:'?m| am) (?:only |just )?asking (?:you )?(?:what|how) (?:i (?:could|can|should|might|do)|to)\b|"
    r"\bdo you have (?:an?|any|some) (?:\w+ )?(?:tip|example|idea|advice|exercise|suggestion|opening|sentence)s?\b",
    re.I,
)
META = re.compile(
    r"\b(?:person|human(?: being)?|man) or (?:an? )?(?:machine|bot|program|robot|computer|ai)\b|\b(?:machine|bot|program|robot) or (?:an? )?(?:person|human)\b|"
    r"^\W*(?:please )?(?:delete|erase|wipe|remove)\b[^?]{0,25}\b(?:this|talk|chat|conversation|everything)\b|\b(?:delete|erase|wipe) (?:this|the|our|my) (?:talk|chat|conversation)\b|"
    r"\bcan (?:hr|my (?:boss|manager|company|employer)|the company|it|they) (?:read|see) (?:it|this|them|that)\b|"
    r"\b(?:are you|you'?re|is this|am i talking to|you(?! (?:really |honestly )?(?:think|believe|reckon|say|suppose)\b))\b[^.?!]{0,30}\b(?:human|a (?:real )?person|an? (?:ai|bot|machine|robot|program|llm|chatbot)|"
    r"real|chatgpt|gpt|therapist|psychologist|alive|sentient)\b|\b(?:who|can (?:my|anyone|anybody|someone|hr|the company)[\w ']{0,20}?) (?:can |could )?(?:read|see|reads|sees|access|look at|get at)\b[^.?!]{0,40}(?:this|it|what i|these|my|conversation|chat)|"
    r"\bis (?:this|it|what i (?:say|write|type)) (?:private|confidential|stored|saved|secret|safe|recorded|anonymous)|\bwhere (?:is|are|do|does) (?:this|it|my|these) [\w ]{0,20}(?:stored|saved|go|kept)|"
    r"\bwhat (?:a|this|the) (?:chat ?)?(?:program|bot|chatbot|app|machine) (?:is going to|can|could|will|would) (?:possibly )?(?:tell|teach|show|do for)\b|"
    r"\b(?:can|may|could) i ask you (?:things|something|questions|anything)(?: as well| too| back)?(?: or not|, or [^?.!]*)?\?\W*$|"
    r"\bwhat (?:can|do) you (?:do|know about me|remember)|\bhow do you (?:work|know)|\bhow does this work\b|\bdo you (?:often |ever )?get (?:people|leaders|others|anybody|many) like\b|\bdo i just (?:talk|type|write|start)\b|\bwill you (?:remember|keep|save|remind me|(?:write|put|note) (?:it|that|this) down)\b|\bare you going to answer\b|\b(?:does|will|is) (?:this|it|our|the) (?:conversation |talk |chat )?(?:remain|stay|kept) (?:between|private|secret|here|with us)\b|\b(?:will|would|can|could) you (?:please )?wish me\b|\b(?:are )?(?:you|u) (?:still )?(?:there|here|awake)\W*$|^\W*(?:hello|anybody|anyone) ?(?:there|home)?\?+$|\bdo you (?:often |ever )?(?:get|see|meet|talk to|hear from) (?:many|a lot of|lots of|other) \w+|\byou(?:'re| are) (?:only |just )?an? (?:computer|program|programme|machine|bot|app)\b[^.!]*\?|\bhave you (?:ever )?(?:come across|seen|heard|met|had) [^.?!]{0,40}\b(?:before|kind of thing|sort of thing|like this|like me)\b|\bhave you (?:ever )?(?:heard|seen|met|come across|had) (?:of )?(?:this|that|these|things? like|something like|anything like|anybody like|cases? like)\b|\bdo you (?:ever )?(?:get|feel) (?:nervous|tired|bored|angry|sad|hurt|lonely|scared|offended)\b|\bdo you (?:remember|store|save|learn|record|have feelings)|\bwhat(?:'s| is) this (?:for|thing|app|program|about)\b|\b(?:can|could|may) (?:i|we) (?:bring|take|tell you|talk about|do|use|look at) (?:up )?(?:my own|one of my own|something (?:real|of my own|of mine)|a real|mine)(?: (?:case|situation|example|story|one))?(?: instead| now| here)?\?|\b(?:can|could|may|shall|should) i (?:come|check|drop|look|write) (?:back|in)(?: (?:here|to you|again))?\b(?! (?:to|at|on|with|into) (?:him|her|them|work|the|my|it)\b)[^?]*\?|\b(?:can|could|may|shall|should) i (?:tell|write|report to) you (?:then |again |about it )?(?:tomorrow|later|afterwards?|next \w+|on \w+day|how it)\b[^?]*\?|\bwill you (?:still )?be (?:here|there|around)\b[^?]*\?|\bdo you (?:only |just |also |ever |even )?(?:give|offer|have|ask|answer) (?:me )?(?:only |just |any |an )?(?:opinions?|advice|questions|answers)\b[^.!]*\?|\b(?:are you able to|can you|could you) (?:really |actually )?help (?:me )?with (?:something|things|anything) like (?:that|this)\b|\bwho (?:made|built|wrote) (?:you|this)|\bwhat model|\b(?:can|could) you (?:even |really |actually )?help (?:me )?with (?:that|this|it)\b|\b(?:something|a thing|anything) (?:that )?you can help\b|\bwhat do (?:people|others|other \w+) (?:usually |normally |mostly )?(?:talk|ask|tell|come|bring|use)\b[^?]*\b(?:you|here|this)\b",
    re.I,
)
# What goes on in somebody who is not here, or why they did it.
_WHY_THEY = (
    r"(?:^|[.!?,;] |\b(?:and|but|so) )why (?:(?:do|would) you (?:think|reckon|suppose) |(?:would|did|does|do|is|are|was|were|has|have|didn'?t|doesn'?t|don'?t|won'?t|can'?t) )"
    r"(?:he|she|they|people|somebody|someone|(?-i:[A-Z])\w+|(?:my|the|an?|any) \w+)\b[^?]*(?:\?|$)"
    r"|(?:^|[.!?] )(?:(?:and|but|so) )?why (?:he|she|they) (?:do|does|did|is|was|would|has|had)(?:n't| not)? [^?]*\?"
)
WHY_THEY = re.compile(_WHY_THEY, re.I)
"""Asks why somebody else did something."""
GUESSES_AT = re.compile(
    _WHY_THEY + r"|"
    r"\bdo you (?:think|believe|reckon) (?:that )?(?:he|she|they|(?-i:[A-Z])\w+)(?:'s|'re| is| are| was| were| feels?| felt| minds?| minded| thinks?| thought| knows?| knew| meant)\b[^?]*\?|"
    r"\bwhat (?:was|were|is|are) (?:he|she|they|(?-i:[A-Z])\w+) (?:even )?thinking\b|"
    r"\bwhat (?:do you (?:think|suppose) |does |do |did )(?:he|she|they|(?:an?|the|my|people) (?:\w+ ){0,3}?\w+) (?:\w+ )?(?:wants?|wanted|thinks?|thought|feels?|felt|needs?|needed|expects?|expected|means?|meant|makes? of|made of)\b[^?]*\?",
    re.I,
)
_JUDGE = re.compile(
    r"\b(?:who(?:'s| is| was) (?:right|wrong)|(?:isn'?t|is) (?:he|she|that|my boss|it) (?:an? )?(?:idiot|narcissist|psychopath|toxic|unreasonable|in the wrong|wrong)|"
    r"(?:don'?t|do) you (?:think|agree)[^.?!]{0,60}(?:he|she|they|boss|wrong|right|unreasonable|unfair|lazy|idiot)|whose fault|am i right\b|tell me i'?m right)",
    re.I,
)
RESIST = re.compile(
    r"^(?:(?:and|but|please|just|no|look)[,. ]+)*don'?t (?:you )?(?:tell|ask|give|lecture|start with) (?:me|asking|telling)\b(?! (?:how|what|that) (?:he|she|they)\b)|"
    r"\b(?:this is (?:bullshit|rubbish|stupid|pointless|a waste|silly|nonsense|fluff|useless|ridiculous)|waste of (?:my )?time|touchy[- ]feely|psychobabble|"
    r"you(?:'re| are) (?:useless|stupid|wrong|not listening|annoying|repeating)|(?:^|[.!?,;] |\bplease |\bjust |\bwill you )stop (?:asking|psychoanaly[sz]ing|it)\b|don'?t psychoanaly[sz]e|"
    r"mind your own|none of your business|so what\b(?=\s*(?:[.?!,]|$))|(?<!says )(?<!said )(?<!say )\bwhatever(?=\W*$|[.!,])|fluffy|kumbaya|i don'?t (?:need|want) (?:a coach|coaching|this)|\bwhat do you know about (?:my|me|it|this|running|leading)\b|\byou (?:don'?t|do not) know (?:me\b|the first thing|anything about (?:me|my|us|it|this)\b)|you don'?t understand|that'?s not what i said)",
    re.I,
)
# What speaks for leaving things as they are.
SUSTAIN = re.compile(
    r"\b(?:i )?(?:don'?t|do not|can'?t) see why (?:i|we) (?:should|have to|need to|must|ought|would)\b|\bwhy (?:should|must|would) i\b(?=[^?]*(?:\?|$))(?! (?:do|say|start|begin|choose) (?:that|it|this)\b)|\bwhy do i have to\b|"
    r"\bi(?:'m| am) not (?:going to|gonna|about to|here to|paid to) (?!lie\b|pretend\b|be able\b|say\b|make it\b)|\bi(?:'m| am) not (?:their|his|her|a|an|anybody'?s|anyone'?s|your) (?:\w+ )?(?:friend|mate|mother|mum|mom|dad|nanny|therapist|babysitter|social worker|psychologist|counsellor|priest|entertainer)\b|"
    r"\b(?:nobody|no one|no-one) (?:ever |has ever |has )?(?!thanked)(?:\w+ed|did|came|rang|gave|ask\w*) (?:\w+ )*?(?:me|us|mine|after me|for me)\b(?=[^.?!]*\b(?:either|and (?:i|we)|for \w+ years|ten years|in \w+ years)\b)|"
    r"\b(?:he|she|they) (?:could|should|might)(?: just)? (?:have|'ve|of) (?:\w+ ){1,4}(?:too|as well|first|instead|himself|herself|themselves|me)\b|"
    r"\b(?:that|it)(?:'s| is) (?:just |simply )?(?:how|the way) (?:it|things|business|life|this|we|they|the \w+|\w+s) (?:is|are|works?|goes|do|does|run|runs)\b|\b(?:it|that)(?:'s| is) not my (?:job|problem|business|style|thing)\b|"
    r"\b(?:it )?(?:never|hasn'?t|didn'?t) (?:did|done|do) (?:me|us|anyone|anybody) any harm\b|\bi'?m (?:not )?paid to\b|\b(?:a|it'?s a|it is a) (?:job|business|workplace|factory|kitchen|ward|school|supplier|customer)\b[^.]{0,12}, not (?:a|an|my)\b",
    re.I,
)
_IN_GENERAL = re.compile(
    r"\bis it (?:good|bad|wise|healthy|right|wrong|true|better|possible|ok(?:ay)?) (?:to|that|for|if|when)\b[^?]*\?|"
    r"\bdo you (?:have|know)(?: of)? any(?:thing)?\b[^?]{0,40}\b(?:on|about)\b[^?]*\?|"
    r"\b(?:does|do) (?:it|this|that|[a-z]+ing|\w+s) (?:really |actually )?(?:help|matter|work|hurt|pay off|do anything|make a difference|have an effect)\b[^?]*\?|"
    r"\b(?:is|are) (?!(?:it|this|that|you|there)\b)[\w ,'-]{3,60} (?:any (?:use|good)|worth it|useful|effective|a good idea|good for \w+)\b[^?]*\?",
    re.I,
)
_SOMEBODY_HERE = re.compile(
    r"\b(?:i|me|my|mine|he|him|his|she|her|hers|these|them|they)\b|\b(?:does|is) (?:this|that|it)\b\W*$|\b(?:help|matter|work|hurt)s?\W*$",
    re.I,
)
# "What's that got to do with it?" asks the library nothing.
_OF_THIS_TALK = re.compile(
    r"(?:and |but |so )?what(?:'s| is| are| do(?:es)?)\b(?![^?]*\b(?:research|evidence|stud(?:y|ies)|science)\b)[^?]*"
    r"\b(?:i|me|my|that|this|it|he|him|she|her|they|them|you|your|his|their)\b",
    re.I,
)


# "I want to thank him without a speech. how"
_BARE_HOW = re.compile(r"[.!?,] (?:so |and |but )?how\W*$", re.I)
_FIRST_WORDS = re.compile(
    r"\bwhat are the (?:actual |exact |right |very )?words\b|\bwhat(?:'?s| is| would be) (?:the|my|a good) (?:first|opening) (?:line|sentence|words?)\b",
    re.I,
)
# "So: I call on Saturday and ask only if she'll be home?"
_IS_THIS_IT = re.compile(rf"(?:^|[.!?] ){SO_I}", re.I)


# "What I'm telling you is that the right file was on my desk" asks nothing.
_I_MEAN = re.compile(
    r"\bwhat i(?:'m| am)? (?:telling|saying|trying to (?:say|tell)|mean|meant)(?: (?:to )?you)? (?:is|was)(?: that)?\b",
    re.I,
)


def asks_last(text: str) -> TurnKind | None:
    """What the leader asks of the coach, if the message does; a question in it outranks the rest."""
    text = _I_MEAN.sub("", text)
    general = _IN_GENERAL.search(text)
    if general and not _SOMEBODY_HERE.search(general.group()):
        return TurnKind.QUESTION
    shape = shape_of(text)
    if deed_doubted(text) is not None:
        return TurnKind.OPINION
    if GUESSES_AT.search(what_is_asked(sentences(text))) and shape is not Subject.USUAL:
        return TurnKind.JUDGE
    if _OPINION.search(text):
        return TurnKind.OPINION
    if _JUDGE.search(text):
        return TurnKind.JUDGE
    if any(sign.search(text) for sign in (_ADVICE, REQUEST, _BARE_HOW, _FIRST_WORDS)):
        return TurnKind.ADVICE
    fact = _WORDS_QUESTION.search(text)
    if fact and ("?" in text or word_count(text) <= 14) and not _OF_THIS_TALK.match(fact.group()):
        return TurnKind.QUESTION
    if choice_asked(text) is Subject.CHOICE or asks_between(text) or _IS_THIS_IT.search(text):
        return TurnKind.OPINION
    asked = [s.text for s in sentences(text) if s.text.endswith("?") and word_count(s.text) >= 5]
    if any(_GENERAL.match(sentence) and not _SOMEBODY.search(sentence) for sentence in asked):
        return TurnKind.QUESTION  # about people and work at large, not about anybody here
    if shape is None:
        return None
    return TurnKind.ADVICE if shape in {Subject.HOW, Subject.USUAL} else TurnKind.OPINION


def is_of_one_form(text: str) -> bool:
    """Whether a text asks what its form alone leaves no doubt of: how to answer somebody, or whether a deed of theirs was wrong."""
    return asks_how_to_answer(text) or deed_doubted(text) is not None


@dataclass(frozen=True)
class ByRule:
    """What the rules hear in a message: evidence for the head "turn" and, where they are sure, more than that."""

    plain: str
    before: str
    """What the coach had just said."""
    own: str
    """What they say and ask themselves: neither quoted, nor the coach's own question handed back, nor how it should answer, nor
    a question that asks nothing."""
    asks: TurnKind | None
    wrong: Subject | None
    """What went wrong between the two."""


def by_rule(text: str, before: str) -> ByRule:
    """``before``: what the coach had just said."""
    plain = with_mark(text.replace("’", "'").strip())
    own = _without_rhetoric(without_echoes(QUOTED.sub(" ", without_asides(plain)), before))
    return ByRule(
        plain,
        before,
        own,
        TurnKind.OPINION if is_of_one_form(plain) else asks_last(own),
        repair_of(plain, before),
    )


def _without_rhetoric(own: str) -> str:
    """The text without questions that ask nothing."""
    said = [s.text for s in sentences(own)]
    return " ".join(
        one
        for n, one in enumerate(said)
        if not (one.endswith("?") and is_rhetorical(one, said[n + 1] if n + 1 < len(said) else ""))
    )


_PUT_TO_YOU = re.compile(
    r"(?:(?:and|but|so|or|well|then|ok(?:ay)?|only|honestly|be honest|tell me(?: honestly| now)?|(?:may|can|could) i ask(?: you)?)[,:. ]+)*(?:(?:you|u) (?:think|reckon|suppose)\b|d'?you\b|d'?ya\b|i wonder\b|any(?:thing)?\b|(?:maybe|perhaps) (?:i|we) (?:should|could|ought)\b|(?:what|why|how|who|which|where|when|if)(?:'s|'d|'ll)?\b|"
    r"(?:did|do|does|was|were|am|is|are|should|shall|can|could|would|will|have|has|must|isn'?t|wasn'?t|shouldn'?t|didn'?t|don'?t|aren'?t)\b)",
    re.I,
)
_OF_ITS_OWN = re.compile(
    r"\b(?:supposed to know|was i (?:meant|supposed) to|who (?:does|would do|has) (?:that|time)|who knows|who cares|what (?:else|more) (?:do|does|did|could|can) (?:they|he|she|people|anybody|anyone|you) (?:want|expect|ask for)|what else could i|how could i have)\b",
    re.I,
)
_THEY_OR_I = re.compile(
    r"\b(?:i|me|my|we|us|our|you|he|him|his|she|her|they|them|their|people|somebody|someone|that|this|it)\b",
    re.I,
)


_YES_OR_NO = re.compile(
    r"^(?!.*\b(?:he|she|they|it|was|were|is)\b)[\w' -]{2,40},? or [\w' -]{2,40}\?$|, (?:can|could|should|would|do|is|does|will|shall|may|won't|isn't|can't) (?:you|i|it|one|that|this|he|she|they|people)\?$|\b(?:yes or no|right or wrong|good or bad|mad or not)\W*$|\b(?:good|right|fine|ok|enough), (?:no|right|yes|eh)\?$",
    re.I,
)
_FOR_A_WORD = re.compile(r"\byes or no\W*$", re.I)  # "Please: yes or no. I say her name?"
_YOU_THINK = re.compile(
    r"\b(?:do|would) you (?:think|say|reckon|suppose)\b|\bd'you (?:think|reckon|suppose)\b|\bin your (?:view|opinion)\b|^you (?:think|reckon|suppose)\b",
    re.I,
)
_OF_A_THIRD = re.compile(r"\b(?:he|him|his|she|her|they|them|their)\b", re.I)
_AND_ONE = re.compile(
    r"\bmy (?:wife|husband|partner|mother|father|boss|deputy|son|daughter|sister|brother|friend|colleague)\b",
    re.I,
)


_A_WORD_WANTED = re.compile(r"\byes or no\W*$", re.I)
_PLAINLY_TO_YOU = re.compile(
    r"(?:(?:and|but|so|now|well|only)[, ]+)*(?:tell me|i(?:'m| am)? ask(?:ing)?|(?:may|can) i ask|be honest|what(?:'?s| is) the (?:first|opening|right|best) (?:line|sentence|words?|thing|place)|but where|now when|where then|is it (?:better|wiser|kinder) (?:by|on|in|at|to|if|with))\b",
    re.I,
)
# What is asked of words that one would say, and hardly of the one who hears them.
_OF_WHAT_WAS_SAID = frozenset(
    {
        Subject.ODD,
        Subject.TOO_MUCH,
        Subject.ENOUGH,
        Subject.IDEA,
        Subject.AGREED,
        Subject.EITHER,
        Subject.MISSING,
    }
)


def puts_a_question(ruled: ByRule) -> bool:
    """Whether a message puts a question to the coach, at its end or before a last clause or two: not one of rhetoric, nor in
    words meant for somebody else, nor the coach's own handed back."""
    plain = ruled.plain
    last, after = _last_put(ruled.own)
    if not last or speaks_to_somebody(plain) or is_rhetorical(last, after):
        return False
    # "So tell me: is it proper to say that?", "That's on me, isn't it?"
    shape = shape_of(last)
    shaped = shape is not None or _IS_THIS_IT.search(last) is not None
    shaped = shaped or asks_between(last) or _A_WORD_WANTED.search(last) is not None
    shaped = shaped or (whether_to(last) is not None and last.endswith("?"))
    if word_count(last) < _A_QUESTION and not shaped:
        return False
    asks = _PUT_TO_YOU.match(last) is not None and _THEY_OR_I.search(last) is not None
    if not (asks or shaped) or _OF_ITS_OWN.search(last):
        return False
    # "I'd say: Thank you for that day. How do I stop her thinking I want something?": only the first is said to her.
    if _YOU_THINK.search(last) or _YES_OR_NO.search(last) or _PLAINLY_TO_YOU.match(last):
        return True
    if _FOR_A_WORD.search(plain[: plain.rfind(last)]):
        return True
    if shape in _OF_WHAT_WAS_SAID:
        return True  # "I'd say that I've something to tell her. Is that too grand?"
    of_them = shaped and _OF_A_THIRD.search(last) is not None
    said = sentences(plain[: plain.rfind(last)])
    rehearsed = max((n for n, s in enumerate(said) if _REHEARSED.search(s.text)), default=None)
    # "… and saying, Glyn, I never asked. That's what my wife would say. Would you think it?": the words to Glyn are over.
    whole = rehearsed is not None and QUOTED.search(said[rehearsed].text) is not None
    over = whole or (
        rehearsed is not None
        and any(
            _OF_A_THIRD.search(s.text) or _AND_ONE.search(s.text) for s in said[rehearsed + 1 :]
        )
    )
    return of_them or over or rehearsed is None


_A_WORD_MORE, _CLAUSES_MORE = 32, 2  # words and sentences that may follow what is asked


def _last_put(own: str) -> tuple[str, str]:
    """The last question of a text, and what they say after it where that is not much; "" for both where nothing is asked."""
    said = [s.text for s in sentences(own) if has_words(s.text)]
    asking = [n for n, one in enumerate(said) if one.endswith("?")]
    if not asking:
        return (said[-1], "") if said and asks_between(said[-1]) else ("", "")
    after = said[asking[-1] + 1 :]
    if len(after) > _CLAUSES_MORE or word_count(" ".join(after)) > _A_WORD_MORE:
        return "", ""
    return said[asking[-1]], " ".join(after)


def without_echoes(text: str, before: str) -> str:
    """The text without short questions made of the coach's last words: "What does what cost?"; nor the coach's own begun again
    to be answered."""
    theirs = set(re.findall(r"[a-z']+", before.lower()))

    def echo(sentence: str) -> bool:
        words = {w for w in re.findall(r"[a-z']+", sentence.lower()) if w not in COMMON}
        asks = sentence.endswith("?") and word_count(sentence) <= 6 and _HANDED_BACK.match(sentence)
        return bool(asks and words and words <= theirs)

    said = [s.text for s in sentences(text)]
    if len(said) > 1 and begins_again(said[0], " ".join(said[1:]), before):
        said = said[1:]
    return " ".join(one for one in said if not echo(one))


# Whatever the coach had just said, by which the ear hears it as told.
DONE_AND_GLAD = re.compile(
    r"\W*(?:good|great|right|ok(?:ay)?|fine|cool|perfect|thanks?|cheers)\W+i['’]?m (?:done|finished)\W*$",
    re.I,
)


def takes_leave(text: str, state: ConversationState) -> bool:
    """Whether it ends with a goodbye, whatever came before it."""
    if state.turns < 2 and word_count(text) > 8 and not re.search(r"\bbye\b", text, re.I):
        return False  # "I've got a delivery at eleven" says how much time there is
    if state.turns and DONE_AND_GLAD.match(text):
        return True
    last = [sentence.text.strip() for sentence in sentences(text)[-3:]]
    parting = re.split(r", ", last[-1])[-1] if last else ""
    if state.turns >= _IN_MID_TALK and _GOOD_DAY.match(parting):
        return True
    thanks = any(THANKS.match(words) for words in last)
    for n, words in enumerate(last):
        after = word_count(" ".join(last[n + 1 :]))
        # "Good morning, good night" in the middle is told, and not said.
        if is_goodbye(words) and (after <= _AFTER_A_GOODBYE or not _BARE.match(words)):
            return True
        parts = [part.strip() for part in re.split(r"[,;]", words)]
        for k, part in enumerate(parts):
            rest = " ".join(parts[k + 1 :])
            if not is_goodbye(part) or (_BARE.match(part) and after > _AFTER_A_GOODBYE):
                continue
            # "I need to go, in person" is no goodbye; "gotta go, desk is ringing" is one.
            if (
                k
                or thanks
                or part.endswith(" now")
                or _AND_THANKS.match(rest)
                or (
                    word_count(rest) <= (_WHY_AT_LENGTH if _SOMEBODY_WAITS.match(rest) else _WHY)
                    and not _HOW_TO_GO.match(rest)
                )
            ):
                return True
    asked = state.pending is not None and state.pending.about is Subject.CHOICE
    if asked and _CALL_IT_A_DAY.match(text):
        return True
    sentence = state.pending is not None and state.pending.about is Subject.SENTENCE
    if not sentence and any(goes_at(words) is not None for words in last[-2:]):
        return True
    if thanks and any(_OFF_TO.match(words) for words in last):
        return True
    ending = state.stage in {Stage.COMMITTING, Stage.CLOSING}
    in_the_way = state.pending is not None and state.pending.about in IN_THE_WAY
    thanked = thanks or any(_AND_THANKS.match(words) for words in last)
    if last and (thanked or ending) and is_off(last[-1], ending=ending and not in_the_way):
        return True
    if ending and state.step.what and last and will_come_back(last[-1]):
        return True
    if thanks or ending:
        return any(_ENOUGH.match(words) for words in last)
    enough = [bool(_ENOUGH.match(words)) for words in last]
    if len(last) > 1:  # "No. That's enough. I'm done."
        whole = all(e or word_count(words) <= 1 for e, words in zip(enough, last, strict=True))
        return whole and sum(enough) > 1
    return len(last) == 1 and enough[0] and not _NO_MORE_TO_TELL.match(last[0])


def accepts_offer(text: str, state: ConversationState) -> bool:
    """Whether it says yes to what the coach offered, be it late or among other things."""
    pending = state.pending
    asked_now = pending is not None and pending.move in {Move.OFFER_NAME, Move.OFFER_PASSAGE}
    if asked_now and not _DECLINES.match(text) and _ACCEPTS.search(text) and "?" not in text[-1:]:
        return True
    waits = state.offered is not None and state.turns - state.offered_at <= 6
    return waits and bool(_OWED.search(text))


def without_repair(text: str) -> str:
    kept = [s.text for s in sentences(text) if not any(p.search(s.text) for _, p in REPAIRS)]
    return " ".join(kept)


_ADDRESSED = re.compile(
    r"[\"“']?(?:(?:Mr|Mrs|Ms|Miss|Dr|Herr|Frau|Sister|Father)\.? )?(?P<name>[A-Z][a-zà-ÿ]+)(?: [A-Z][a-zà-ÿ]+)?, "
    r"(?!(?:my|our|who|which|his|her|their|from|at|in)\b|(?:the|an?) (?:[\w-]+ ){0,3}[\w-]+,)(?P<said>[^.?!]*)"
)
_NO_NAMES = COMMON | set(
    "yeah yep nope sure well right fine look listen honestly actually maybe perhaps probably true sorry hm hmm huh ha haha oh ah "
    "wait exactly also anyway first second third monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday "
    "tonight please coach sometimes however alright rubbish nonsense wrong correct enough stop hold see instead meanwhile still "
    "again none great lovely christ jesus god lord man mate dude otherwise besides".split()
)
_TO_THEM = re.compile(r"\byou(?:r|'re|'ve|'d|'ll)?\b", re.I)


def speaks_to_somebody(text: str) -> bool:
    """Whether these are words meant for somebody else, who is addressed by name: "Darnell, the way I spoke to you
    wasn't right." What they ask or take back is not for the coach."""
    own = QUOTED.sub("", text, count=1) if QUOTED.match(text) else ""
    if word_count(own) >= _A_QUESTION:
        return False  # what is quoted is said to them, and what comes after it is not
    found = _ADDRESSED.match(text)
    if found is None or found["name"].lower() in _NO_NAMES or found["name"].endswith("ly"):
        return False
    return _TO_THEM.search(found["said"]) is not None


_REHEARSED = re.compile(
    r"\b(?:i'll|i will|i'd|i would|i could|i might|i can|to) (?:just )?(?:say|tell (?:him|her|them)|ask|write|answer)\b|\b(?:saying|telling (?:him|her|them)|the sentence is|words are)\b",
    re.I,
)


def says_to_them(sentence: str) -> bool:
    """Whether a sentence holds words for somebody else, whom it addresses: "I'd say, Idris, do you remember the flood?" """
    found = _REHEARSED.search(sentence)
    said = sentence[found.end() :].lstrip(' ,:“"') if found else ""
    return (
        found is not None
        and _TO_THEM.search(said) is not None
        and (
            _ADDRESSED.match(said) is not None or sentence[found.end() :].lstrip()[:1] in {",", ":"}
        )
    )


_A_STORY_BESIDE = 14  # words
_WHAT_TO_DO = re.compile(r"\b(?:do|should|can|could|would|shall|must) i\b", re.I)


def complaint_of(text: str) -> Subject | None:
    """What is held against the coach in so many words, as in :func:`repair_of`."""
    if _NO_HELP.search(text) or complains_of_no_answer(text):
        return Subject.SCENE
    return Subject.PASSAGE if _ODD.search(text) else None


_JUST_SEEN = re.compile(
    r"\bi (?:did not|didn'?t) know (?:that )?i (?:would|was going to|'?d) say (?:that|this|it)\b|\bi(?:'ve| have) never (?:said|put|admitted|told anybody) (?:that|it|this)\b|\b(?:i(?:'ve)? only (?:now|just)|i(?:'ve)? just(?: now)?|it'?s only now (?:that )?i) (?:realis|realiz|notic|see\b|saw\b|hear\b|heard myself)|"
    r"\bnow (?:that )?i (?:say|hear|write|type|read) (?:it|that|this)(?: out loud| aloud| down)?\b|\b(?:that|it) (?:surprises|surprised) me\b|\bi surprised myself\b",
    re.I,
)


_DOUBTS_THIS = re.compile(
    r"\bi (?:don'?t|do not) (?:think|believe|expect|see|imagine|suppose)\b[^.?!]{0,40}\b(?:computer|program|programme|chat ?bot|machine|bot|app|software|robot)\b|\b(?:my (?:wife|husband|boss|daughter|son)'?s? (?:idea|made me|sent me)|hr (?:sent|put|made|told) me)\b",
    re.I,
)


def doubts_this(text: str) -> bool:
    """Whether somebody says that a program won't help, or that they were sent."""
    return _DOUBTS_THIS.search(text.replace("’", "'")) is not None


def just_seen(text: str) -> bool:
    """Whether somebody says that they have seen something only now, in saying it."""
    return _JUST_SEEN.search(text.replace("’", "'")) is not None


def answers_no(text: str, before: str) -> bool:
    """Whether a no is one to what was asked for: "No, I never rang her." """
    return bool(_ANSWERS_NO.match(text) and _WAITS.search(before))


def repair_of(text: str, before: str) -> Subject | None:
    """What went wrong between the two, where the leader says so: the coach was not understood
    (PASSAGE), did not listen (SCENE) or got something wrong (FIT). ``before``: its last words."""
    if word_count(text) > 70 or not before or speaks_to_somebody(text):
        return None
    if (complaint := complaint_of(text)) is not None:
        return complaint
    if answers_no(text, before):
        return None  # a no to the question, not to the coach
    for about, pattern in REPAIRS:
        found = pattern.search(text)
        if found is None or _REHEARSED.search(re.split(r"[.!?]", text[: found.start()])[-1]):
            continue  # "if he brings it up I'll say yes, I told you that"
        if about is Subject.PASSAGE and word_count(without_repair(text)) >= _A_STORY_BESIDE:
            if says_unanswered(text):
                return Subject.SCENE
            continue  # what they go on to tell says more than that a question was unclear
        return about
    first = sentences(text)[:1]
    rest = text[first[0].end :] if first else ""
    if first and asks_what_was_meant(first[0].text, before, rest) and word_count(rest) < _ANSWERED:
        return Subject.PASSAGE
    asks_back = first and first[0].text.endswith("?") and word_count(first[0].text) <= 5
    # Not "Who can read this?", and not "How do I start?" after "What would be a good start?".
    asks_back = asks_back and not (META.search(text) or _WHAT_TO_DO.search(text))
    asks_back = asks_back and not takes_up_the_question(first[0].text, before, rest)
    if asks_back and word_count(text) - word_count(first[0].text) < _ANSWERED:
        theirs = set(re.findall(r"[a-z]{4,}", before.lower())) - COMMON - {"what", "that"}
        if theirs & set(re.findall(r"[a-z]{3,}", first[0].text.lower())):
            return Subject.PASSAGE  # "What day?", "Patient?": the coach's own word, handed back
    return None


def answer_to_name(text: str, state: ConversationState) -> Answer | None:
    """An answer in words to "does the name fit?"."""
    if state.pending is None or state.pending.about is not Subject.FIT:
        return None
    if _MORE.search(text):
        return Answer.MORE
    if NO.match(text) or _NOT_ME.match(text.replace("’", "'")):
        return Answer.NOT_ME
    if YES.match(text) or _NEARLY.match(text) or _ME_AFTER_A_WORD.match(text.replace("’", "'")):
        return Answer.ME
    return None


_THE_SCALE = re.compile(
    r"\b(?:from |of )?(?:nought|zero|one|[01]) to (?:ten|10)\b|\b(?:old|new|this|that|which|other|no|last|first|only|right|wrong) one\b",
    re.I,
)


def number_said(text: str, pending: Subject | None = None) -> int | None:
    """A number from 0 to 10 at the beginning, or anywhere in an answer to the scale question."""
    text = _THE_SCALE.sub(" ", text)
    match = _NUMBER.match(text.strip())
    if match is None and pending in {Subject.SCALE, Subject.SCALE_UP}:
        said = _ANY_NUMBER.finditer(text)
        match = next((m for m in said if not _NO_NUMBER.search(text[: m.end()])), None)
    if match is None:
        return None
    word = match["n"].lower()
    return _DIGITS[word] if word in _DIGITS else int(word)


_SIGNS = (META, RESIST, _JUDGE, _ADVICE, _OPINION, _WORDS_QUESTION, THANKS, UNSURE, YES, NO)
_IN_MID_TALK = 4  # turns
_BRIEF = 4  # words
_A_SIGN = 0.3  # what a sign counts beside a vector of unit length


def turn_features(rows: Matrix, ruled: Sequence[ByRule]) -> Matrix:
    """What the head "turn" sees of messages, one row each: their vectors ``rows``, and beside them which of the
    rules of this module hold."""
    return np.hstack([rows, _A_SIGN * np.array([_signs(one) for one in ruled])])


def _signs(ruled: ByRule) -> list[float]:
    plain, own = ruled.plain, ruled.own
    return [
        float(sign)
        for sign in (
            *(bool(sign.search(plain)) for sign in _SIGNS),
            *(
                ruled.asks is kind
                for kind in (TurnKind.OPINION, TurnKind.JUDGE, TurnKind.ADVICE, TurnKind.QUESTION)
            ),
            *(ruled.wrong is about for about, _ in REPAIRS),
            takes_leave(plain, ConversationState(turns=_IN_MID_TALK)),
            is_firm(step_in(plain)),
            "?" in own,
            own.rstrip().endswith("?"),
            word_count(plain) <= _BRIEF,
            ruled.before.rstrip('”"').endswith("?"),
            bool(_NUMBER.match(plain)),
        )
    ]
