"""What do they say, want and feel; which habits show. Learned heads for what is meant, rules only
where language is regular: answers, numbers, names, whose habit it is.
"""

import re
from typing import TYPE_CHECKING

import numpy as np

from coach.borrowing import capitalised, clause_features, named_person
from coach.contract import echoes
from coach.leaving import goes_at, is_goodbye
from coach.plans import choice_asked, in_short, is_firm, step_in, step_said, tells_when
from coach.spoken_back import is_told_as_done, spoken_back
from coach.text import has_words, sentences, word_count
from coach.vocabulary import Answer, Feeling, Gist, Move, Relation, Stage, Subject, TurnKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.ear import Head
    from coach.services import Heard, Services
    from coach.state import ConversationState
    from coach.turn import Hearing, Reading, Turn

    Flags = NDArray[np.bool_]

_WHOLE = 0.7
_MOST_GISTS, _BESIDE = 3, 0.2
# What is said to the coach, hangs on something else, asks, or makes light of itself.
_LIGHT = re.compile(
    r"^(?:you|your|before|after|until|till|since|with|for|of|from|in|at|on|by|about|than|like|as|what|why|how|who|where|when|which)\b|"
    r"\b(?:isn'?t it|innit|i suppose|i guess|tbh|to be honest|you know|lol)$",
    re.I,
)
_WEIGHS_LITTLE = (
    0.25  # likelihood of a clause from which it may be quoted where all else would be empty
)
_PROVES = 6  # words
_WEIGHS = 0.8  # of what a clause needs to be quoted, from which it may be spoken back
_SAID = 0.75  # how likely a gist is that was said in so many words
_SAID_GIST = {
    Feeling.SHAME: Gist.ASHAMED, Feeling.GUILT: Gist.ASHAMED, Feeling.ANGER: Gist.ANGRY,
    Feeling.HURT: Gist.HURT, Feeling.DISAPPOINTMENT: Gist.HURT, Feeling.TIREDNESS: Gist.TIRED,
    Feeling.LONELINESS: Gist.LONELY, Feeling.JOY: Gist.GLAD, Feeling.PRIDE: Gist.GLAD,
    Feeling.RELIEF: Gist.GLAD,
}  # fmt: skip
_STEPS = (Gist.STEP_WITH_TIME, Gist.STEP_IDEA, Gist.OWES_APOLOGY)
_BEREAVED = re.compile(
    r"\b(?:my|his|her|their|whose) (?:\w+ )?(?:mother|father|mum|mom|dad|wife|husband|son|daughter|brother|sister|friend|baby)\b[^.?!]{0,40}"
    r"\b(?:died|dead|funeral|passed away|buried)\b",
    re.I,
)
_YES = re.compile(
    r"(?:oh |well |um |ok(?:ay)?,? |hm+,? )?(?:yes|yeah|yep|yup|ja|sure|ok(?:ay)?|please(?: do)?|go on|go ahead|"
    r"why not|do it|fine|alright|all right|of course|absolutely|definitely|certainly|i guess(?: so)?|"
    r"i suppose(?: so)?|let'?s(?: do it| hear it| go)?|tell me|show me|hit me|i'?d like that|"
    r"that'?s (?:me|right|it|true|fair)|(?:it )?fits|spot on|exactly|true|correct|guilty|probably|"
    r"unfortunately(?:,)? yes|sounds (?:good|right|like me)|be my guest|by all means|name it|shoot)\b",
    re.I,
)
_NO = re.compile(
    r"(?:oh |well |um |hm+,? )?(?:i said no|no|nope|nah|not (?:really|now|today|at all|me|quite|yet|sure that'?s me)|"
    r"rather not|i'?d rather not|never mind|leave it|no thanks?|that'?s not me|doesn'?t fit|it doesn'?t|disagree|"
    r"maybe later|(?:don'?t|skip|pass|wrong|nothing|later)(?=(?: (?:really|much|today|now|that|this|it))?\W*$))\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:tell me more|say more|what do you mean|more about (?:it|that)|(?:can|could|would|please) (?:you )?explain|explain (?:it|that|this|more|please))\b|^explain\b",
    re.I,
)
_UNSURE = re.compile(
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
_OFF_TO = re.compile(r"(?:right|ok(?:ay)?|well|anyway|so)\b,? i(?:'ve| have)(?: got)? to \w+", re.I)
_AFTER_A_GOODBYE = 8  # words that may follow one
_BARE = re.compile(r"\W*(?:good )?(?:night|morning|bye|see you)\W*$", re.I)
_WHY, _WHY_AT_LENGTH = 4, 10  # words for which somebody has to go
_SOMEBODY_WAITS = re.compile(
    r"(?:there'?s|he'?s|she'?s|they'?re|it'?s|my|the|somebody|someone)\b", re.I
)
_HOW_TO_GO = re.compile(r"(?:in person|on|by|and|to|there(?!'s)|with|alone|myself|i know)\b", re.I)
_GREETING = re.compile(
    r"^(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening|day)|morning|evening|greetings|hallo|howdy)"
    r"(?: there| coach| all)?[\s,.!]*(?:how are you(?: doing)?(?: today)?\??)?[\s.!]*$",
    re.I,
)
_THANKS = re.compile(
    r"^(?:ok(?:ay)?,? |great,? |right,? |cool,? |perfect,? |many |no,? |yes,? )?(?:thanks?|thank you|cheers|ta|much appreciated|merci|danke)\b"
    r"[\w ,.!']{0,50}$",
    re.I,
)
# What ends a talk where it was nearly over, and a sentence elsewhere.
_ENOUGH = re.compile(
    r"^(?:(?:no|ok(?:ay)?|right|well|so|yes|then|thanks|i think|i guess|i suppose)[,. ]+)*(?:that(?:'?s| is) (?:it|all|enough|everything|where i(?:'ll)? stop)|that will do|that'?ll do|i(?:'m| am) (?:done|finished|good|off)|nothing (?:more|else))"
    r"(?:[\s,.!]+(?:thanks?|thank you|cheers|then|really|from me|for me))*[\s.!,]*$",
    re.I,
)
_REPAIR: tuple[tuple[Subject, re.Pattern[str]], ...] = tuple(
    (about, re.compile(pattern, re.I))
    for about, pattern in (
        (
            Subject.PASSAGE,
            r"\bwhat(?:'s| has| does) (?:that|this|it) (?:got |have )?to do with\b|\bwhy do you (?:ask|want to know)\b|"
            r"(?:\bi |^(?:sorry,? )?)(?:don'?t|do not|didn'?t|can'?t|cannot) (?:really |quite )?(?:follow|get (?:it|that|you|what you)|understand(?: (?:you|that|this|it|what you|your|the question)\b| *(?:[.,?!]|$)))|"
            r"\bi(?:'ve)? (?:don'?t know|no idea|have no idea) what (?:that|this|it|you) means?\b|\bi don'?t know where you got\b|\bwhere (?:did|do) you get that\b|"
            r"^who (?:didn'?t|did|is|was|does|doesn'?t) \w+ (?:who|whom|what)\b|^(?:left out|\w+ed) of what\?|"
            r"\bwhat do(?:es)? (?:you|that|this|it) (?:even )?mean\b|\bnot sure (?:what (?:you mean|that means)|i (?:follow|understand|get it))\b|\byou(?:'ve| have)? lost me\b",
        ),
        (
            Subject.SCENE,
            r"(?<!have )(?<!'ve )(?<!never )\b(?:i )?(?:(?:just|already) )?told you\b(?! (?:months|years|weeks|then|before))|\bi already (?:said|asked|told you|answered|mentioned|did)\b(?! (?:him|her|them|it to|to)\b)|\bi (?:just|only) (?:said|asked|answered|mentioned|did)(?: (?:so|that|this))?(?= *(?:[.!,?;]|$))|\bi asked (?:you|if|whether|what|why|about|for)\b|"
            r"\bi (?:said|told) (?:that|it|so) (?:already|before|in|at)\b|\byou(?:'ve| have)? (?:already |just )?(?:said|asked)(?: me)? (?:that|this|it)\b|"
            r"\byou(?: just)? keep \w+ing\b|\b(?:aren'?t|are not|'re not|stopped|don'?t think you(?:'re| are)|not (?:really )?) ?listening\b|"
            r"\b(?:are|do|did) you (?:even |actually |really )?(?:read|reading|listen|listening|hear)\b|\bthat(?:'s| was|'s not| wasn'?t)? (?:not |n'?t )?an answer\b|"
            r"\byou(?:'re| are) (?:not (?:listening|reading|hearing|following|answering|helping)|quoting|repeating)\b|\byou (?:didn'?t|haven'?t|did not|do not|don'?t) (?:answer|tell|listen|read|hear|say)\b|\bi answered\b(?= *(?:[.!,;]|$|that\b|you\b|it\b))|"
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
            r"\bi did (?:no such thing|nothing of the (?:sort|kind))\b|^(?:wrong (?:one|person|end)\b|i beg your pardon\?)|\bthe wrong end of\b|"
            r"\bnot what i (?:said|meant|asked|wrote|do|did|agreed)\b|\byou(?:'ve| have)? (?:got|have|had) (?:it|that|me) (?:wrong|the wrong)|\byou (?:misread|misunderst\w+|mixed|are mixing|'re mixing)|"
            r"\bthe (?:opposite|other way (?:round|around)|wrong (?:person|one|way round))\b|\b(?:he|she|they) (?:said|wrote|did) (?:it|that),? not (?:me|i)\b|"
            r"^(?:(?:no|but|well|look)[,. ]+)*(?:it|this|that)(?:'s| is| was|) ?(?:not|n'?t) about\b|\bi(?:'m| am| was|wasn'?t) not? ?(?:on|talking about|speaking of)\b|\bi wasn'?t (?:on|talking|saying|speaking)\b|"
            r"^not (?:(?-i:[A-Z])\w+|him|her|them|that|my \w+)[.!,]",
        ),
    )
)
_ANSWERS_NO = re.compile(
    r"^(?:no|nope|well no)[,.!]? (?:i|we|he|she|they|it|there|nobody)\b(?!'?m not| (?:never|didn'?t) (?:said|say|ask))",
    re.I,
)
_OPINION = re.compile(
    r"\b(?:would|is|does|will|could|might) (?:that|it|this|that line|this line|my \w+)\b(?! (?:help|make a difference|matter) to\b)[^?.!]{0,40}\b(?:weird|odd|strange|work|works|ok(?:ay)?|enough|stupid|silly|"
    r"too (?:much|late|soon|little|soft|direct|formal)|a good idea|wrong|right|land|help|sound|come across|awkward|fine|any good|or not)\b|"
    r"\b(?:what|how) (?:do|would) you (?:think|make|rate|say|find|judge)\b|\bdo you think (?:i|that|it|this|so)\b|\bam i (?:wrong|right|mad|crazy|overreacting|being)\b|"
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
    r"what (?:is|was|'s) (?:it|the (?:habit|name|word))|your (?:guess|name for it)|if you must|all ?right|alright|fine|why not|i'?m listening|welcome|i'?d like (?:that|to hear)|do)\b",
    re.I,
)
_ANSWERED = 9  # words after "Which day?" from which it was answered all the same
_OWED = re.compile(
    r"\b(?:your guess|the (?:habit|name|word)|what (?:is|was) it|you were going to|thought you were|say it|name it|on what evidence|tell me (?:the|what|it))\b",
    re.I,
)
# A time that goes with something thought of before: "Thursday then. I'd go in person."
_FIXES = re.compile(
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
    r"(?:\s*(?:or (?:so|\w+)|out of (?:10|ten)|/\s*10|-ish|ish|[-–]\s*\d+))?\b",
    re.I,
)
_ANY_NUMBER = re.compile(
    r"(?<![\d:.,])\b(?P<n>10|[0-9]|zero|nought|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"(?=\s*(?:[,.!?;)]|$|/|or\b|out of\b|if\b|that\b|because\b|maybe\b|probably\b|right now\b))(?![:.]\d)",
    re.I,
)
_DIGITS = {w: n for n, w in enumerate(
    "zero one two three four five six seven eight nine ten".split())} | {"nought": 0}  # fmt: skip
_WORDS_QUESTION = re.compile(
    r"\b(?:any|some) (?:research|evidence|stud(?:y|ies)|science) (?:on|about|into|that|for)\b|\bis there anything (?:on|about)\b|"
    r"\b(?:is|are) there (?:any |some )?(?:evidence|research|stud(?:y|ies)|data|proof)|"
    r"\bwhat (?:does|do) (?:the )?(?:research|science|evidence|stud(?:y|ies)|data|essays?|library)|"
    r"\bwhat(?:'s| is| are| do(?:es)?) (?:an? |the )?[\w -]{3,50}\?|^what(?:'s| is| are) (?:an? |the )[\w -]{3,40}$|\bhow (?:does|do|is) [\w ,'-]{5,80}\?|"
    r"\b(?:does|do|is|are|can) [\w ,'-]{2,90}(?:work|matter|help|pay off|true|real|proven|make a difference)[\w ,'-]{0,70}\?|"
    r"\b(?:who (?:said|wrote|came up)|what did \w+ (?:find|say)|define|what does [\w -]{3,40} mean)\b",
    re.I,
)
_ADVICE = re.compile(
    r"(?!\bwhat can i say\b(?! ?(?:to|\?)))\bwhat (?:should|would|could|can|do) (?:i|you|we|people|others|they) (?:do|say|try|suggest|recommend|advise|write|ask)|"
    r"\bhow (?:should|can|could|do|would) (?:i|we|you) [\w ,'-]{2,80}\?|^how do i \w+|\bany (?:advice|tips|ideas|suggestions)|"
    r"\b(?:give|got) (?:me )?(?:some |any )?(?:advice|tips|ideas|suggestions)|\bjust tell me what to (?:do|say)|"
    r"\bwhat'?s the best (?:way|approach)|\bshould i\b[^.?!]{2,90}\?|"
    r"\b(?:who|whom|where|when|which(?: \w+)?) (?:do|should|can|could|would) i (?:call|ring|ask|start|begin|go|tell|write|talk|speak|try|turn)\b",
    re.I,
)
_META = re.compile(
    r"\b(?:are you|you'?re|is this|am i talking to|you)\b[^.?!]{0,30}\b(?:human|a (?:real )?person|an? (?:ai|bot|machine|robot|program|llm|chatbot)|"
    r"real|chatgpt|gpt|therapist|psychologist|alive|sentient)\b|\b(?:who|can (?:my|anyone|anybody|someone|hr|the company)[\w ']{0,20}?) (?:can |could )?(?:read|see|reads|sees|access|look at|get at)\b[^.?!]{0,40}(?:this|it|what i|these|my|conversation|chat)|"
    r"\bis (?:this|it|what i (?:say|write|type)) (?:private|confidential|stored|saved|secret|safe|recorded|anonymous)|\bwhere (?:is|are|do|does) (?:this|it|my|these) [\w ]{0,20}(?:stored|saved|go|kept)|"
    r"\bwhat (?:can|do) you (?:do|know about me|remember)|\bhow do you (?:work|know)|\bdo you (?:remember|store|save|learn|record|have feelings)|\bwhat(?:'s| is) this (?:for|thing|app|program|about)\b|\b(?:can|could|may) (?:i|we) (?:bring|take|tell you|talk about|do|use|look at) (?:up )?(?:my own|one of my own|something (?:real|of my own|of mine)|a real|mine)(?: (?:case|situation|example|story|one))?(?: instead| now| here)?\?|\bwho (?:made|built|wrote) (?:you|this)|\bwhat model",
    re.I,
)
_JUDGE = re.compile(
    r"\b(?:who(?:'s| is| was) (?:right|wrong)|(?:isn'?t|is) (?:he|she|that|my boss|it) (?:an? )?(?:idiot|narcissist|psychopath|toxic|unreasonable|in the wrong|wrong)|"
    r"(?:don'?t|do) you (?:think|agree)[^.?!]{0,60}(?:he|she|they|boss|wrong|right|unreasonable|unfair|lazy|idiot)|whose fault|am i right\b|tell me i'?m right)",
    re.I,
)
_RESIST = re.compile(
    r"\b(?:this is (?:bullshit|rubbish|stupid|pointless|a waste|silly|nonsense|fluff|useless|ridiculous)|waste of (?:my )?time|touchy[- ]feely|psychobabble|"
    r"you(?:'re| are) (?:useless|stupid|wrong|not listening|annoying|repeating)|(?:^|[.!?,;] |\bplease |\bjust |\bwill you )stop (?:asking|psychoanaly[sz]ing|it)\b|don'?t psychoanaly[sz]e|"
    r"mind your own|none of your business|so what\b(?=\s*(?:[.?!,]|$))|whatever\b|fluffy|kumbaya|i don'?t (?:need|want) (?:a coach|coaching|this)|you don'?t understand|that'?s not what i said)",
    re.I,
)
_AIM = re.compile(
    r"\b(?:i(?:'d| would) (?:like|love|want)\b(?! that\b| it\b)|i (?:want|hope|wish)\b(?! it\b| that\b|ed)|i need (?=to\b|help\b|advice\b|some\b|a (?:way|plan|word|line|sentence)\b|words\b)|"
    r"i(?:'m| am) (?:hoping|looking|here) (?:to|for)\b|help me\b|(?:my|the) (?:aim|goal) (?:is|would be)\b|"
    r"what i(?:'d)? (?:really )?(?:want|like|need) is\b) ?(?P<aim>(?:[^\s.!?]+ ){2,}[^.!?\n]{2,140})",
    re.I,
)
# "I only ring her when I need …" wants nothing from this talk.
_BESIDE_THE_AIM = re.compile(
    r"\b(?:when|whenever|if|unless|until|because|that|what|all|everything|anything|something|said|says|told \w+)\s+$",
    re.I,
)
_GO_ON = re.compile(r"\b(?:go|carry) on\b|\bcontinue\b|\byou to tell me\b", re.I)
_WISHED_OTHERWISE = re.compile(r"\bto have \w+(?:ed|en|ne|wn|id|aid|ought|eft)\b", re.I)
_THIRD = re.compile(
    r"^(?:(?:my|our|the|his|her|their|a) (?:\w+ ){0,2}?(?:boss|manager|ceo|cfo|director|colleague|partner|client|customer|owner|head|chief|vp|md|lead|"
    r"husband|wife|predecessor|company|board|team|people|staff|supplier|competitor)\b|he|she|they|[A-Z][a-z]+)\s+(?!and i\b|asked me why|told me i|says i|said i)",
)
_FIRST = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|we|we've|our|us|im|ive)\b", re.I)
_FORMER = re.compile(
    r"\b(?:i used to|i no longer|i don'?t do that any ?more|in my old job i|back then i|i stopped|years ago i|i never do that now|until last year)\b",
    re.I,
)
_RECEIVED = re.compile(
    r"\b(?:i|we) (?:just |only )?(?:got|received|was (?:told|sent|given|asked|informed)|were (?:told|sent|given)|heard|read)\b|"
    r"\b(?:he|she|they|\w+) (?:told|sent|wrote|emailed|texted|gave) (?:me|us)\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]|(?<=\s)'[^']{8,}'(?=[\s.,?!]|$)")
_DENIED = re.compile(r"\b(?:never|nobody|no one)\b", re.I)
_HYPOTHETICAL = re.compile(
    r"\b(?:what if|suppose|imagine|hypothetically|say i|if i were to|if someone)\b", re.I
)
_WORDS_OF_FEELING: tuple[tuple[Feeling, re.Pattern[str]], ...] = tuple(
    (Feeling(name), re.compile(rf"\b(?:{words})\b", re.I))
    for name, words in {
        "anger": r"angry|furious|livid|rage|mad at|pissed off|fuming|seething",
        "frustration": r"frustrat\w+|annoy\w+|irritat\w+|fed up|maddening|exasperat\w+|infuriat\w+",
        "sadness": r"sad|heartbroken|grie\w+|miserable|upset|gutted|down about|low about",
        "fear": r"afraid|scared|anxious|worried|nervous|frightened|terrified|dread\w*|panick\w+",
        "shame": r"asham\w+|embarrass\w+|humiliat\w+|mortified",
        "guilt": r"guilt\w*|i feel bad|felt bad|regret\w*|remorse",
        "tiredness": r"tired|exhausted|worn out|drained|knackered|burn(?:t|ed) out|shattered",
        "loneliness": r"lonely|isolated|on my own with|nobody to talk to|alone (?:in|with|at)",
        "hurt": r"hurt|stung|wounded|betrayed|let down|slap in the face",
        "disappointment": r"disappoint\w+|deflated|dishearten\w+",
        "confusion": r"confus\w+|puzzled|baffled|torn|don'?t understand why|at a loss",
        "pride": r"proud",
        "joy": r"happy|delighted|glad|thrilled|loved it|joy",
        "relief": r"relie(?:f|ved)|weight off",
        "hope": r"hopeful|optimistic|looking forward",
        "gratitude": r"grateful|thankful|appreciate (?:him|her|them|that)",
        "caring": r"care about|fond of|worried about (?:him|her|them)|miss (?:him|her|them)",
    }.items()
)
_RELATION_WORDS: tuple[tuple[Relation, re.Pattern[str]], ...] = tuple(
    (Relation(name), re.compile(rf"\b(?:{words})\b", re.I))
    for name, words in {
        "boss": r"my (?:boss|manager|ceo|director|chair(?:man|woman)?|line manager|md|vp)|the board|our ceo",
        "customer": r"clients?|customers?|account|buyer|patient|guest|patron|subscriber|supplier|vendor|provider|contract is up",
        "partner-or-family": r"my (?:wife|husband|partner|daughters?|sons?|kids?|children|mother|father|mum|mom|dad|family)",
        "peer": r"my (?:peer|colleague|co-?founder|counterpart)s?|fellow (?:director|manager|head)s?|the other (?:director|partner|head|manager)s?",
        "network": r"linkedin|my network|networking|contacts?|old (?:colleague|classmate|friend)s?|conference|acquaintance|former (?:boss|colleague|client)s?|reconnect",
        "team": r"my (?:team|guys|people|staff|crew|department|lot|folks)|the (?:team|staff|crew|floor|shift|whole (?:office|company|department))|direct reports|everyone|everybody|all of them",
        "employee": r"(?:an|my|one|our|the) (?:\w+ ){0,2}(?:employee|report|assistant|engineer|developer|analyst|nurse|intern|lead|deputy|secretary|pa|foreman|apprentice|teacher|driver|technician|supervisor|coordinator|associate|designer|rep)|reports to me|works for me",
        "self": r"my (?:brand|reputation|style|image)|who i am|the real me|how (?:people|others) see me|360",
    }.items()
)
_ENGLISH = frozenset(
    "the a an i you he she it we they is are was were be been am do did does don't have has had to of in on at for with and "
    "or but not no yes that this my me your his her our their what who how when why as so if just like about can could would "
    "will should there here from by up out all one ok okay thanks hello hi it's i'm i've i'd i'll never always before after said "
    "say good morning ask asking him them us get got go going come came know think thing things people work day time than then very "
    "really back now need want them that's he's she's they're we're what's let tell told make made still even only more some any "
    "because over into when which while where been being really something nothing everyone nobody".split()
)


def understand_message(turn: "Turn", services: "Services") -> "Reading":
    """Everything heard in the turn's message, as a Reading."""
    from coach.turn import Reading

    text, state = turn.text, turn.state
    words = word_count(text)
    number = _number(text, state.pending.about if state.pending else None)
    answer = turn.answer or _answer(text, state)
    before = next((said for role, said in reversed(turn.history) if role == "coach"), "")
    gists = _gists(turn, services)
    step, firm = _step(turn, services)
    kind = _kind(turn, services, number, answer, before, gists, firm)
    told = _without_repair(text.replace("’", "'")) if kind is TurnKind.REPAIR else text
    phrase, weight, back = _phrase(turn, services, told, before)
    relation = _relation(text)
    feelings = _feelings(turn, services)
    habits: tuple[Hearing, ...] = ()
    candidates: tuple[Hearing, ...] = ()
    strengths: tuple[Hearing, ...] = ()
    if turn.answer is None:
        habits, candidates, strengths = _shown(turn, services)
        if relation is None and turn.model_heard is not None:
            relation = turn.model_heard.relation
        if relation is None and turn.heard is not None and words >= 6:
            relation = _learned_relation(turn.heard, services)
    return Reading(
        kind=kind,
        habits=habits,
        candidates=candidates,
        strengths=strengths,
        gists=gists,
        feelings=feelings,
        relation=relation,
        person=_person(text, turn.recent, services.common_words),
        phrase=phrase,
        phrase_weight=weight,
        back=back,
        aim=_aim(text),
        number=number,
        step=step,
        step_is_firm=firm,
        repair=repair_of(text.replace("’", "'"), before) if kind is TurnKind.REPAIR else None,
        news=word_count(told) if kind is TurnKind.REPAIR else 0,
        felt=_said_feelings(text),
        answer=answer,
        words=words,
        english=_english(text),
    )


def _shown(
    turn: "Turn", services: "Services"
) -> tuple[tuple["Hearing", ...], tuple["Hearing", ...], tuple["Hearing", ...]]:
    """Habits, candidates and strengths: as the model heard them, else as the trained heads do."""
    found = hear_habits(turn.text, turn.heard, services) if turn.heard is not None else ((), (), ())
    habits, candidates, strengths = found
    told = turn.model_heard
    if told is not None and told.habits is not None:
        habits = candidates = _own(told.habits, turn.text)
    if told is not None and told.strengths is not None:
        strengths = _own(told.strengths, turn.text)
    return habits, candidates, strengths


def _own(shown: tuple["Hearing", ...], text: str) -> tuple["Hearing", ...]:
    """Those whose words are about what the speaker does now, as is the sentence they stand in."""
    own = [s for s in sentences(text) if _is_own(s.text)]
    return tuple(
        hearing
        for hearing in shown
        for start in [text.find(hearing.evidence)]
        if _is_own(hearing.evidence)
        and any(s.start < start + len(hearing.evidence) and start < s.end for s in own)
    )


def hear_habits(
    text: str, heard: "Heard", services: "Services"
) -> tuple[tuple["Hearing", ...], tuple["Hearing", ...], tuple["Hearing", ...]]:
    """(habits above threshold, the three likeliest, strengths above threshold), best first, each
    with an exact substring of the text as evidence."""
    if not heard.sentences:
        return (), (), ()
    own = np.array([_is_own(s.text) for s in heard.sentences])
    if not own.any():
        return (), (), ()
    habits = _named(heard, own, services.ear["habit"])
    strengths = _named(heard, own, services.ear["strength"])
    # The same message can't be the habit and the practice that answers it: the clearer one holds.
    against = {h.id: h.confidence for h, _ in habits}
    # Nor is it praised for what the words deny: "I never let anybody say sorry to me".
    good = tuple(
        h
        for h, sure in strengths
        if sure and h.confidence > against.get(h.id, 0.0) and not _DENIED.search(h.evidence)
    )
    return (
        tuple(h for h, sure in habits if sure),
        tuple(h for h, _ in habits),
        good[:2],
    )


def _named(heard: "Heard", own: "Flags", head: "Head") -> "list[tuple[Hearing, bool]]":
    """The three likeliest labels, and whether each is above its threshold."""
    from coach.turn import Hearing

    # A few words prove nothing by themselves, however near they stand to what does.
    telling = own & np.array([word_count(s.text) >= _PROVES for s in heard.sentences])
    own = telling if telling.any() else own
    rows = np.where(own[:, None], head.scores(heard.ear_rows), 0.0)[:, :-1]
    whole = head.scores(heard.ear_whole)[0, :-1]
    # The whole message carries the meaning; in a long one a telling sentence must not drown.
    scores = whole if len(own) == 1 else _WHOLE * whole + (1 - _WHOLE) * rows.max(0)
    found = []
    for k in np.argsort(-scores)[:3]:
        proof = heard.sentences[int(rows[:, k].argmax())].text
        hearing = Hearing(head.labels[k], round(float(scores[k]), 4), proof)
        found.append((hearing, bool(scores[k] >= head.thresholds[k])))
    return found


def _is_own(sentence: str) -> bool:
    """Whether a sentence is about what the speaker does now: not somebody else, not the past that
    was left, not a supposition, not a quotation."""
    bare = re.sub(r"[\"“][^\"”]*[\"”]", " ", sentence).strip()
    if _FORMER.search(bare) or _HYPOTHETICAL.search(bare) or _RECEIVED.search(bare):
        return False
    return not (_THIRD.match(bare) and not _FIRST.search(bare))


def _kind(
    turn: "Turn",
    services: "Services",
    number: int | None,
    answer: Answer | None,
    before: str,
    gists: dict[Gist, float],
    firm: bool,
) -> TurnKind:
    text, state = turn.text, turn.state
    pending = state.pending.about if state.pending else None
    words = word_count(text)
    plain = text.replace("’", "'").strip()
    if _takes_leave(plain, state):
        return TurnKind.GOODBYE
    if pending in {Subject.SCALE, Subject.SCALE_UP} and number is not None:
        return TurnKind.SCALE
    if _GREETING.match(plain):
        return TurnKind.GREETING
    if _THANKS.match(plain):
        return TurnKind.THANKS
    if _accepts(plain, state):
        return TurnKind.YES
    # Neither what they would say to somebody nor the coach's own question handed back.
    asks = _asks_last(_without_echoes(_QUOTED.sub(" ", plain), before))
    wants = (
        pending is Subject.AIM
        and repair_of(plain, before) is not Subject.PASSAGE
        and (_aim(text) is not None or bool(in_short(_without_repair(plain), 12)))
    )
    if wants and asks is None:
        return TurnKind.ANSWER  # "a first sentence for Greg, told you already"
    own_words = pending is Subject.SENTENCE  # what they will say to somebody, "never said so" in it
    first = state.turns == 0
    if (
        answer is None
        and not own_words
        and not first
        and (repair := repair_of(plain, before)) is not None
    ):
        if repair is not Subject.PASSAGE and state.turns >= 1 and firm:
            return TurnKind.COMMITMENT
        if repair is Subject.PASSAGE or asks is None:
            return TurnKind.REPAIR
    if _UNSURE.match(plain):
        return TurnKind.UNSURE
    if answer is Answer.ME or (_YES.match(plain) and words <= 4):
        return TurnKind.YES
    if answer is Answer.NOT_ME or (_NO.match(plain) and words <= 5):
        return TurnKind.NO
    if _META.search(plain) and words <= 40:
        return TurnKind.META
    if _RESIST.search(plain) and words <= 40:
        return TurnKind.RESISTANCE
    if asks is not None:
        return asks
    in_the_way = pending in {Subject.OBSTACLE, Subject.ANSWER}
    thought_of = (
        state.thought is not None and words <= 30 and tells_when(plain) and "?" not in plain
    )
    decides = firm or (thought_of and _FIXES.search(plain))
    if state.turns >= 1 and not in_the_way and decides:
        return TurnKind.COMMITMENT
    kind = _learned_kind(turn, services, pending, before)
    if kind is TurnKind.REPAIR and next(iter(gists), None) is not Gist.TO_THE_COACH:
        kind = TurnKind.ANSWER if pending is not None else TurnKind.STORY  # told, not put right
    if kind in {TurnKind.ANSWER, TurnKind.STORY, TurnKind.CHANGE} and not in_the_way:
        dated = Gist.STEP_WITH_TIME in gists and tells_when(plain) and state.turns >= 2
        meant = _meant(gists, Gist.STEP_IDEA, 0.3 if state.turns >= 5 else 0.5) and state.turns >= 3
        if dated or meant:
            return TurnKind.COMMITMENT
    return kind


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


def _asks_last(text: str) -> TurnKind | None:
    """What the leader asks of the coach, if the message does; a question in it outranks the rest."""
    general = _IN_GENERAL.search(text)
    if general and not _SOMEBODY_HERE.search(general.group()):
        return TurnKind.QUESTION
    if _OPINION.search(text):
        return TurnKind.OPINION
    if _JUDGE.search(text):
        return TurnKind.JUDGE
    if _ADVICE.search(text):
        return TurnKind.ADVICE
    fact = _WORDS_QUESTION.search(text)
    if fact and ("?" in text or word_count(text) <= 14) and not _OF_THIS_TALK.match(fact.group()):
        return TurnKind.QUESTION
    if choice_asked(text) is Subject.CHOICE:
        return TurnKind.OPINION
    asked = [s.text for s in sentences(text) if s.text.endswith("?") and word_count(s.text) >= 5]
    if any(_GENERAL.match(sentence) and not _SOMEBODY.search(sentence) for sentence in asked):
        return TurnKind.QUESTION  # about people and work at large, not about anybody here
    return None


def _meant(gists: dict[Gist, float], gist: Gist, least: float) -> bool:
    """Whether this is what a message comes down to, rather than what may stand beside it."""
    return next(iter(gists), None) is gist and gists[gist] >= least


def _without_echoes(text: str, before: str) -> str:
    """The text without short questions made of the coach's last words: "What does what cost?"."""
    theirs = set(re.findall(r"[a-z']+", before.lower()))

    def echo(sentence: str) -> bool:
        words = {w for w in re.findall(r"[a-z']+", sentence.lower()) if w not in _ENGLISH}
        asks = sentence.endswith("?") and word_count(sentence) <= 6 and _HANDED_BACK.match(sentence)
        return bool(asks and words and words <= theirs)

    return " ".join(s.text for s in sentences(text) if not echo(s.text))


def _takes_leave(text: str, state: "ConversationState") -> bool:
    """Whether it ends with a goodbye, whatever came before it."""
    if state.turns < 2 and word_count(text) > 8 and not re.search(r"\bbye\b", text, re.I):
        return False  # "I've got a delivery at eleven" says how much time there is
    last = [sentence.text.strip() for sentence in sentences(text)[-3:]]
    thanks = any(_THANKS.match(words) for words in last)
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
    if thanks or state.stage in {Stage.COMMITTING, Stage.CLOSING}:
        return any(_ENOUGH.match(words) for words in last)
    return len(last) == 1 and bool(_ENOUGH.match(last[0]))


def _accepts(text: str, state: "ConversationState") -> bool:
    """Whether it says yes to what the coach offered, be it late or among other things."""
    pending = state.pending
    asked_now = pending is not None and pending.move in {Move.OFFER_NAME, Move.OFFER_PASSAGE}
    if asked_now and not _DECLINES.match(text) and _ACCEPTS.search(text) and "?" not in text[-1:]:
        return True
    waits = state.offered is not None and state.turns - state.offered_at <= 6
    return waits and bool(_OWED.search(text))


def _without_repair(text: str) -> str:
    kept = [s.text for s in sentences(text) if not any(p.search(s.text) for _, p in _REPAIR)]
    return " ".join(kept)


_REHEARSED = re.compile(
    r"\b(?:i'll|i will|i'd|i would|i could|i might|i can|to) (?:just )?(?:say|tell (?:him|her|them)|ask|write|answer)\b|\b(?:saying|telling (?:him|her|them)|the sentence is|words are)\b",
    re.I,
)
_A_STORY_BESIDE = 14  # words


def repair_of(text: str, before: str) -> Subject | None:
    """What went wrong between the two, where the leader says so: the coach was not understood
    (PASSAGE), did not listen (SCENE) or got something wrong (FIT). ``before``: its last words."""
    if word_count(text) > 70 or not before:
        return None
    if _ANSWERS_NO.match(text) and before.rstrip("”").endswith("?"):
        return None  # a no to the question, not to the coach
    for about, pattern in _REPAIR:
        found = pattern.search(text)
        if found is None or _REHEARSED.search(re.split(r"[.!?]", text[: found.start()])[-1]):
            continue  # "if he brings it up I'll say yes, I told you that"
        if about is Subject.PASSAGE and word_count(_without_repair(text)) >= _A_STORY_BESIDE:
            continue  # what they go on to tell says more than that a question was unclear
        return about
    first = sentences(text)[:1]
    asks_back = first and first[0].text.endswith("?") and word_count(first[0].text) <= 5
    asks_back = asks_back and not _META.search(text)  # "Who can read this?"
    if asks_back and word_count(text) - word_count(first[0].text) < _ANSWERED:
        theirs = set(re.findall(r"[a-z]{4,}", before.lower())) - _ENGLISH - {"what", "that"}
        if theirs & set(re.findall(r"[a-z]{3,}", first[0].text.lower())):
            return Subject.PASSAGE  # "What day?", "Patient?": the coach's own word, handed back
    return None


# What the head may decide by itself; the rest needs a rule to be sure.
_LEARNED = frozenset(
    {TurnKind.STORY, TurnKind.ANSWER, TurnKind.CHANGE, TurnKind.SUSTAIN, TurnKind.RESISTANCE,
     TurnKind.OFF_TOPIC, TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.REPAIR, TurnKind.OPINION,
     TurnKind.GOODBYE}
)  # fmt: skip
_SURE = {
    TurnKind.RESISTANCE: 0.6,
    TurnKind.REPAIR: 0.75,
    TurnKind.OPINION: 0.6,
    TurnKind.GOODBYE: 0.7,
    TurnKind.OFF_TOPIC: 0.7,
    TurnKind.QUESTION: 0.5,
    TurnKind.ADVICE: 0.5,
    TurnKind.SUSTAIN: 0.4,
    TurnKind.CHANGE: 0.45,
}


def _learned_kind(
    turn: "Turn", services: "Services", pending: Subject | None, before: str
) -> TurnKind:
    plain = TurnKind.ANSWER if pending is not None else TurnKind.STORY
    text, heard, told = turn.text, turn.heard, turn.model_heard
    if told is not None and told.kind is not None:
        return plain if told.kind is TurnKind.STORY else told.kind
    if heard is None or not heard.sentences:
        return plain
    head = services.ear["turn"]
    scores = dict(zip(head.labels, head.scores(heard.ear_whole)[0], strict=True))
    allowed = {k: float(scores[k.value]) for k in _LEARNED if k.value in scores}
    if pending in {Subject.WHEN, Subject.OBSTACLE, Subject.ANSWER}:  # "phone'll go" gets in the way
        allowed.pop(TurnKind.GOODBYE, None)
    if pending is Subject.SENTENCE:  # what they will say to somebody is not said to the coach
        allowed.pop(TurnKind.REPAIR, None)
    if "?" not in _without_echoes(_QUOTED.sub(" ", text), before):
        for asking in (TurnKind.QUESTION, TurnKind.ADVICE, TurnKind.OPINION):
            allowed.pop(asking, None)
    best = max(allowed, key=lambda k: allowed[k])
    if best in {TurnKind.STORY, TurnKind.ANSWER} or allowed[best] < _SURE.get(best, 0.5):
        return plain
    return best


def _answer(text: str, state: "ConversationState") -> Answer | None:
    """An answer in words to "does the name fit?"."""
    if state.pending is None or state.pending.about is not Subject.FIT:
        return None
    if _MORE.search(text):
        return Answer.MORE
    if _NO.match(text) or _NOT_ME.match(text.replace("’", "'")):
        return Answer.NOT_ME
    if _YES.match(text) or _NEARLY.match(text) or _ME_AFTER_A_WORD.match(text.replace("’", "'")):
        return Answer.ME
    return None


def _number(text: str, pending: Subject | None = None) -> int | None:
    """A number from 0 to 10 at the beginning, or anywhere in an answer to the scale question."""
    match = _NUMBER.match(text.strip())
    if match is None and pending in {Subject.SCALE, Subject.SCALE_UP}:
        match = _ANY_NUMBER.search(text)
    if match is None:
        return None
    word = match["n"].lower()
    return _DIGITS[word] if word in _DIGITS else int(word)


def _aim(text: str) -> str | None:
    own = _QUOTED.sub(" ", text)  # not in a draft of theirs
    told = [
        match.group().strip(" ,;")
        for match in _AIM.finditer(own)
        if not _WISHED_OTHERWISE.search(match.group()) and not _GO_ON.search(match.group())
        if not _BESIDE_THE_AIM.search(own[: match.start()])
    ]
    return told[-1] if told else None  # what is said last is meant most


def _relation(text: str) -> Relation | None:
    found = [
        (match.start(), relation)
        for relation, pattern in _RELATION_WORDS
        if (match := pattern.search(text))
    ]
    return min(found)[1] if found else None


def _learned_relation(heard: "Heard", services: "Services") -> Relation | None:
    head = services.ear["relation"]
    scores = head.scores(heard.ear_whole)[0]
    best = int(scores.argmax())
    return Relation(head.labels[best]) if scores[best] >= 0.6 else None


def _feelings(turn: "Turn", services: "Services") -> tuple[Feeling, ...]:
    text, heard, told = turn.text, turn.heard, turn.model_heard
    said = list(_said_feelings(text))
    if not said and told is not None and told.feelings is not None:
        return told.feelings
    # A feeling that was said outweighs any that is only guessed.
    if not said and heard is not None and heard.sentences and word_count(text) >= 5:
        head = services.ear["feeling"]
        scores = head.scores(heard.ear_whole)[0]
        order = np.argsort(-scores)
        said += [Feeling(head.labels[int(k)]) for k in order if scores[k] >= head.thresholds[k]]
    return tuple(dict.fromkeys(said))[:2]


def _gists(turn: "Turn", services: "Services") -> dict[Gist, float]:
    """What the message comes down to: the likeliest gist if it is likely enough to be spoken to, and
    what may hold beside it."""
    if turn.heard is None or not turn.heard.sentences:
        return {}
    head = services.ear["gist"]
    scores = head.scores(turn.heard.ear_whole)[0]
    said = {_SAID_GIST[f] for f in _said_feelings(turn.text) if f in _SAID_GIST}
    if _BEREAVED.search(turn.text):
        said = {Gist.GRIEF}
    for gist in said:  # what was said in so many words needs no guess
        scores[head.labels.index(gist)] = max(_SAID, scores[head.labels.index(gist)])
    order = [int(k) for k in np.argsort(-scores)[:_MOST_GISTS]]
    if scores[order[0]] < head.thresholds[order[0]]:
        return {}
    return {
        Gist(head.labels[k]): round(float(scores[k]), 4)
        for n, k in enumerate(order)
        if n == 0 or scores[k] >= _BESIDE
    }


def _step(turn: "Turn", services: "Services") -> tuple[str | None, bool]:
    """What they will, could or might do, in their own sentences, and whether it is decided and has a time."""
    heard = turn.heard
    if heard is None or not heard.sentences:
        step = step_in(turn.text)
        return step, is_firm(step)
    head = services.ear["gist"]
    scores = head.scores(heard.ear_rows)
    likely = sum(scores[:, head.labels.index(gist)] for gist in _STEPS)
    leaves = [
        s.text.endswith("?") or is_goodbye(s.text) or goes_at(s.text) == 0 for s in heard.sentences
    ]
    likely = np.where(leaves, 0.0, likely)
    step = step_said(turn.text, heard.sentences, likely.tolist()) or step_in(turn.text)
    return step, is_firm(step, float(likely.max()))


def _phrase(
    turn: "Turn", services: "Services", told: str, before: str
) -> tuple[str | None, float, str | None]:
    """The clause that carries the weight, in the leader's words, and how likely it is that one; None where
    none stands out. And the weightiest that can be spoken back. Not one the coach just said (``before``), nor
    one that only corrects it (not in ``told``)."""
    heard = turn.heard
    if heard is None or not heard.clauses:
        return None, 0.0, None
    head = services.ear["quote"]
    seen = clause_features(heard.ear_clauses, heard.ear_whole, turn.text, heard.clauses)
    scores = head.scores(seen)[:, 0]
    told = told.replace("’", "'")
    phrase, weight = None, 0.0
    for k in np.argsort(-scores):
        start, end = heard.clauses[int(k)]
        clause = turn.text[start:end]
        if scores[k] < _WEIGHS_LITTLE:
            break
        if clause.replace("’", "'") not in told or _echoes(clause, before) or _LIGHT.search(clause):
            continue
        if phrase is None:
            phrase, weight = clause, float(scores[k])
        if scores[k] < _WEIGHS * head.thresholds[0]:
            break
        back = spoken_back(clause) if is_told_as_done(turn.text, start) else None
        if back is not None and not echoes(back, turn.text):
            return phrase, weight, clause
    return phrase, weight, None


def _echoes(clause: str, before: str) -> bool:
    """Whether a clause is mostly made of what the coach just said."""
    theirs = set(re.findall(r"[a-z']+", before.lower()))
    words = [w for w in re.findall(r"[a-z']+", clause.lower()) if w not in _ENGLISH]
    return sum(w in theirs for w in words) > len(words) / 2


def _person(text: str, earlier: tuple[str, ...], common: frozenset[str]) -> str | None:
    """The person this message is about; None if there are several and none stands out."""
    said = " ".join((*earlier[-6:], text))
    known = {name for message in (*earlier, text) if (name := named_person(message, common))}
    known |= {
        n
        for n in capitalised(said)
        if len(re.findall(rf"\b{n}\b", said)) >= 2
        and not re.search(rf"\b(?:in|at|to|from|near|of|via|for) {n}\b", said)  # a town, a firm
    }
    known = {n for n in known if not re.search(rf"\b{re.escape(n.lower())}\b", said)}
    known = {
        n
        for n in known
        if n.lower() not in _ENGLISH and not re.search(rf"\bI(?:'m| am) {re.escape(n)}\b", said)
    }
    here = {n: len(re.findall(rf"\b{re.escape(n)}\b", text)) for n in known}
    dropped = {m.strip() for m in re.findall(r"\b[Nn]ot (?:about |on |with )?([A-Z]\w+)", text)}
    here = {n: count for n, count in here.items() if count and n not in dropped}
    best = sorted(here, key=lambda n: -here[n])
    if len(best) > 1 and here[best[0]] == here[best[1]]:
        return None
    return best[0] if best else None


def _said_feelings(text: str) -> tuple[Feeling, ...]:
    return tuple(feeling for feeling, pattern in _WORDS_OF_FEELING if _felt(text, pattern))


_OTHERS = re.compile(
    r"\b(?:he|she|they|\w+'s|people|customers?|clients?|team)\b[^.,;]{0,25}$", re.I
)


def _felt(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether a word of feeling is the speaker's own and not denied."""
    match = pattern.search(text)
    if match is None:
        return False
    before = text[max(0, match.start() - 40) : match.start()]
    if re.search(r"\b(?:not|n't|never|hardly)\s+(?:\w+\s+)?$", before, re.I):
        return False
    return not (
        _OTHERS.search(before) and not re.search(r"\b(?:i|i'm|me)\b[^.,;]{0,20}$", before, re.I)
    )


def _english(text: str) -> bool:
    """Whether the message can be taken for English. Short ones are given the benefit."""
    if not has_words(text):
        return True
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
    if not words:
        return True
    latin = sum(w.isascii() for w in words) / len(words)
    if latin < 0.5:
        return False
    if len(words) < 6:
        return True
    return sum(w.replace("’", "'") in _ENGLISH for w in words) / len(words) >= 0.12
