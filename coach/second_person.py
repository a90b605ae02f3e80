"""A clause of the leader's as the coach can say it: "I never asked him" is "you never asked him".

The turning is a small table. What takes care is whose view a clause holds. What somebody did, felt, wanted or said is told
plainly. What they are, should have done or can't do would be the coach's own verdict, and is told as the leader's view
("you feel you should have asked", "you don't hide that you were short with him"), and what they hold against somebody else as
well ("as you see it, she was hard work"); before a plain fact that would sound like doubt. What somebody else may do is told
as expected. What could go wrong in the turning, or is no program's to say, is refused.
"""

import re
from dataclasses import dataclass
from zlib import crc32

from coach.borrowing import AT_THE_EDGE
from coach.carrying import OWNED_DEED, WRITING_IT
from coach.encoder import Span
from coach.once_a_turn import once_a_turn
from coach.spoken_back import PAST, deed_or_way
from coach.text import COMMON
from coach.vocabulary import Of, Tells

_FEWEST, _MOST = 2, 18  # words
_TURNED = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your",
    "mine": "yours", "myself": "yourself", "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll", "us": "you",
    "our": "your", "ours": "yours", "ourselves": "yourselves",
}  # fmt: skip
_APOSTROPHES = {
    "im": "I'm", "ive": "I've", "dont": "don't", "didnt": "didn't", "doesnt": "doesn't", "isnt": "isn't", "wasnt": "wasn't",
    "arent": "aren't", "werent": "weren't", "cant": "can't", "couldnt": "couldn't", "wont": "won't", "wouldnt": "wouldn't",
    "shouldnt": "shouldn't", "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "thats": "that's", "hes": "he's",
    "shes": "she's", "theyre": "they're", "theyve": "they've", "theyd": "they'd", "hed": "he'd", "weve": "we've", "theres": "there's", "wanna": "want to", "gonna": "going to", "gotta": "have to",
}  # fmt: skip
_ADVERBS = (
    r"(?:(?:just|only|never|always|still|really|even|simply|often|then|nearly|almost|also|now|actually|finally|already|"
    r"usually|normally|sometimes|mostly|both|all|hardly|barely|rarely|once|twice|probably|maybe|kind of|sort of|deliberately|honestly|basically|\w+ly) )*"
)
_FEELING = (
    r"(?:afraid|scared|frightened|terrified|nervous|anxious|worried|ashamed|embarrassed|mortified|guilty|angry|furious|livid|annoyed|"
    r"irritated|frustrated|fed up|sad|upset|hurt|gutted|heartbroken|disappointed|jealous|envious|lonely|alone|tired|exhausted|drained|worn|"
    r"lost|stuck|torn|relieved|glad|happy|proud|pleased|grateful|moved|touched by|surprised|shocked|stunned|speechless|flattered|uneasy|"
    r"uncomfortable|helpless|overwhelmed|confused|unsure|not sure|curious|in shock|at a loss|offended|insulted|humiliated|cross|tense|calm|"
    r"not (?:proud|happy|comfortable|angry|keen)|sick of|delighted|thrilled|bored|sceptical)"
)
# What is said of somebody with "is": a view of theirs, where it is not what they do or where they are.
_ADJECTIVE = re.compile(
    r"(?:(?:so|very|quite|rather|a bit|a little|pretty|too|more|most|really|not|been|always|never|just|still|probably|also|\w+ly) )*"
    r"(?:slow|late|hard|cold|warm|soft|rude|short|sharp|quick|busy|wrong|right|honest|careful|clear|strict|kind|nice|quiet|loud|distant|friendly|polite|"
    r"good|bad|great|fine|sure|ready|able|new|young|old|blunt|direct|fair|unfair|harsh|impatient|patient|difficult|awkward|strange|odd|absent|false|"
    r"fake|clever|brilliant|shy|stubborn|loyal|mad|crazy|lovely|weird|tough|silly|easy|useful|wise|better|worse|best|worst|close|open|fussy|bossy|picky|"
    r"\w{3,}(?:ful|ous|ive|able|ible|less|ish))\b",
    re.I,
)
# What holds something against somebody; denied ("she wasn't wrong about it") it is a fact like others.
_BLAMES = re.compile(
    r"(?:(?:so|very|quite|rather|a bit|a little|pretty|too|more|most|really|been|always|just|still|probably|also) )*"
    r"(?:slow|cold|soft|rude|short|sharp|wrong|strict|blunt|unfair|harsh|impatient|difficult|awkward|false|fake|stubborn|mad|crazy|weird|tough|silly|useless|fussy|bossy|picky|distant|"
    r"hard|quick|jealous|defensive|aggressive|passive|abrasive|dismissive|careless|thoughtless|tactless|clueless|hopeless|demanding|unreasonable|impossible|oversensitive|arrogant|selfish)\b",
    re.I,
)
# What somebody only was, or how.
_NEUTRAL = re.compile(
    r"(?:(?:so|very|quite|rather|too|not|just|still|only) )*(?:new|young|quiet|ready|able|close|clear|shy|absent|careful|polite|speechless|there first)\b",
    re.I,
)
# What casts no blame needs no word about whose view it is; whether somebody is right or better, is what the leader thinks.
_KINDLY = re.compile(
    r"(?:(?:so|very|quite|really|always|never anything but|too|a|an) )*(?:polite|kind|nice|careful|honest|friendly|loyal|patient|clever|brilliant|wise|lovely|warm|good)(?: (?:man|woman|person|lad|girl|boy|worker|colleague|boss|friend|driver|nurse|teacher))?\W*$",
    re.I,
)
_THOUGHT = re.compile(
    r"(?:(?:so|much|far|probably|still|just|absolutely|quite) )*(?:the )?(?:right|better|best)\b",
    re.I,
)
# What they do, what is done to them, or where they are.
_DOING = re.compile(
    rf"(?:(?:not|just|only|still|always|never|already|now|all|both|really|nearly|almost|actually|also|then) )*(?:\w{{2,}}ing\b|(?:{PAST})\b|asked\b|told\b|given\b|gone\b|done\b|"
    r"shown\b|seen\b|taken\b|written\b|in\b|at\b|on\b|out\b|off\b|away\b|back\b|there\b|up\b|down\b|over\b|with\b|from\b|under\b|behind\b|about to\b|supposed to\b|used to\b|nearly\b|home\b)",
    re.I,
)
_SOMEBODY = r"(?:(?-i:[A-Z])(?![a-z]+ing\b)[a-zà-ÿ]+\.?(?: (?-i:[A-Z])[a-zà-ÿ]+)?|(?:the|my|our|his|her|their|one of (?:my|the|our|them|em)|another|a|every|each) (?:[\w'-]+ ){0,3}?[\w'-]+?)"
_PEOPLE = r"(?:he|she|they|nobody|no one|everyone|everybody|people|somebody|someone)"
_HELPS = (
    r"(?:'d|'ve|'s|'re|'ll|is|are|was|were|isn't|aren't|wasn't|weren't|has|have|had|hasn't|haven't|hadn't|can|can't|cannot|could|couldn't|will|won't|would|wouldn't|"
    r"may|might|does|doesn't|do|don't|did|didn't|never|always|still|just|only|used to|has to|have to)"
)
_DOES = (
    r"(?:goes|comes|says|tells|asks|looks|walks|stops|sends|calls|rings|writes|answers|nods|smiles|laughs|reads|gives|takes|gets|keeps|makes|sits|"
    r"stands|talks|waits|brings|leaves|turns|checks|stiffens|shrugs|cries|drops|steps|stays|hands|shakes|joins|shuts|opens|closes|stares|wants|needs|"
    r"thinks|knows|likes|feels|hates|seems|sounds|works|starts|tries|expects|trusts|sees|hears|believes|remembers|prefers)"
)
_THEY = re.compile(
    rf"(?P<who>{_PEOPLE})(?P<short>'\w+)? (?P<adverbs>{_ADVERBS})(?!(?:in|at|on|of|to|with|from|for|but|and|or|here|there|else|who|that|and|lot|too|i)\b)(?P<does>[\w']+)(?P<rest>.*)",
    re.I,
)
_NAMED = re.compile(
    rf"(?P<who>{_SOMEBODY}) ?(?P<short>'s(?= \w+ing\b| not\b| gone\b| been\b| (?:much |far |still )?(?:the )?(?:right|better|best)\b))? ?(?P<adverbs>{_ADVERBS})(?P<does>{PAST}|{_DOES}|(?!'s\b){_HELPS}|(?:much |far |still )?(?:the )?(?:better|best|right)(?= \w))\b(?P<rest>.*)",
    re.I,
)
# Who is no "the …" that only people are does only what only people do: the phones are dreadful, the line dropped.
_A_THING = re.compile(r"(?:the|a|every|each|another|that|this|our) ", re.I)
_FOLK = re.compile(
    r"(?:the|this|that|our|my|an?|one|some) (?:[\w-]+ )?(?:mums?|dads?|girls?|boys?|lads?|guys?|team|staff|crew|others?|women|men|woman|man|nurses?|drivers?|board|boss|client|clients|customers?|kids|children|parents?|"
    r"colleagues?|juniors?|seniors?|reps?|CEO|MD|CFO|manager|managers|director|owner|engineers?|developers?|teachers?|doctors?|foreman|apprentices?|interns?|assistant|partners?|buyer|supplier|family|"
    r"neighbours?|young ones|old ones|new one|chef|supervisor|trainee|clerk|secretary|chair\w*|mayor|priest|captain|sergeant|officer|porter|guards?|cleaners?|caretaker|lawyers?|accountant|auditors?|agents?|actors?|lead|hosts?|guests?|patients?|students?|pupils?|mother|father|mum|dad|son|daughter|receptionists?|vicar|surgeon|midwife|minister|leader|head|union|union rep|inspector) ",
    re.I,
)
_ONLY_PEOPLE = re.compile(
    r"\b(?:said|told|tells|asked|asks|looked|looks|laughed|laughs|nodded|nods|smiled|smiles|cried|cries|shouted|shouts|"
    r"wrote|writes|rang|rings|called|calls|answered|answers|left|quit|resigned|walked|walks|sat|sits|stood|stands|talked|talks|waited|waits|"
    r"thanked|apologi[sz]ed|wanted|wants|thought|thinks|knew|knows|stared|shrugged|complained|went (?:quiet|silent|home)|rolled|feels|believes|trusts|stopped (?:talking|coming|asking))\b",
    re.I,
)
_I = re.compile(
    rf"i(?P<short>'m|'ve|'d|'ll)? (?P<adverbs>{_ADVERBS})(?P<does>[\w']+)(?P<rest>.*)", re.I
)
_WE = re.compile(
    rf"we(?P<short>'ve|'d|'re)? (?P<adverbs>{_ADVERBS})(?P<does>[\w']+)(?P<rest>.*)", re.I
)
_MINE = re.compile(
    rf"my (?:head|mind|voice|hands?|heart|stomach|mouth|eyes|door|chest|knees|face|diary|evenings?|weekends?|nights?) {_ADVERBS}(?:{PAST}|was|were|went|is|are|goes)\b",
    re.I,
)
_IT = re.compile(
    r"(?:it|that|there)(?:'s|'d| (?:is|was|isn't|wasn't|has|had|hasn't|didn't|doesn't|did not|does not|do not|seems|seemed|would|wouldn't|never|just|only|always|still|felt|feels|hurt|hurts|worked|works|stayed|stays|"
    r"cost|costs|took|takes|went|goes|came|comes|made|makes|stung|sits|sat|gets|got|helps|helped|happened|happens|bothers|bothered|matters|mattered|means|meant|sounded|looked|looks|sounds)) ?.*",
    re.I,
)
# A hurried "I" is left out: "Rang Stuart at the brewery".
_UNSAID_I = re.compile(
    r"(?:(?:just|only|never|always|then|even|still) )?(?:rang|called|phoned|texted|emailed|wrote|told|asked|said|sent|gave|took|went|walked|left|"
    r"shouted|yelled|snapped|promised|forgot|thanked|invited|drove|waited|watched|stood|sat|ignored|apologi[sz]ed|didn't|don't|can't|couldn't|never \w+ed|bought|offered|put|hung|showed|"
    r"had a|want|wanted|meant|kept|feel|felt|haven't|sat|ended up|made (?!it\b|that\b|sense\b|(?:a|no|some) difference\b)|found out|heard|signed|decided|lost|knew|drank|drove|bottled|chose|passed)\b",
    re.I,
)
# What somebody in their second language leaves out of "she speaks".
_BARE = re.compile(
    r"(?P<who>he|she|nobody|everybody|everyone|(?:my|our|the) (?:boss|manager|director|foreman|colleague|client|customer|chief|deputy|assistant|partner|wife|husband|son|daughter|brother|sister|father|mother|owner|chef|nurse|doctor|man|woman|girl|boy))(?P<how>(?: (?:always|never|often|still|just|only|also|sometimes))*) "
    r"(?P<does>say|tell|ask|look|speak|come|go|know|think|want|need|see|feel|fall|sit|stand|walk|work|call|ring|write|send|answer|stop|wait|take|give|"
    r"make|stay|leave|help|cry|laugh|smile|talk|turn|carry|show|keep|bring|do|have|search|switch|like|love|hide|find|get|use|push|start|clean|pay|open|close|hear)\b",
    re.I,
)
_FORMS = {
    "go": "goes", "do": "does", "cry": "cries", "carry": "carries", "have": "has", "search": "searches",
    "switch": "switches",
}  # fmt: skip
_BROKEN = re.compile(
    r"\bi've to\b|\b(?<!do )(?<!did )(?<!does )(?:not|no) (?:speak|say|come|go|know|want|like|have|answer|tell|ask|look)\b|\b(?:am|is|are|was|were) (?:go|come|say|have|think|want)\b",
    re.I,
)
# Words that fit nobody's mouth but the leader's, or no program's.
_NOT_SAID = re.compile(
    r"\b(?:you\w*|u|ur|(?<!feel )(?<!feels )(?<!felt )(?<!say )(?<!said )sorry|please|lol|haha|stupid|idiots?|fool\w*|lazy|useless|fail(?:s|ed|ing|ure)|cowards?|fraud|fault|lie[ds]?|lying|fuck\w*|shit|bloody|damn|god|"
    r"bastard|monster|bully|deserve\w*|too much|ruin\w*|screw\w*|mess(?:ed)? up|let (?:\w+ ){1,3}down|never (?:\w+ )?listen\w*|don't (?:\w+ )?listen|called (?:me|him|her|them) (?:an? |the )?\w+$|"
    r"died|dead|deaths?|dying|die|funeral|buried|cancer|overdose\w*|suicid\w*|kill\w*|hit|slapped|beat|knee|breasts?|thighs?|groped|touched me|raped?|blood|disappear\w*|better off|(?:weren't|wasn't|not|n't be|isn't|if i were gone|without me) (?:here|around|there any ?more)|around any ?more|not wake|wake up|my affairs|things in order|end (?:it|everything|it all)|give up on|no way out|can't go on|go on like|pills|bridge|rope|cliff|in front of (?:a|the) train|(?:everyone|everybody|they|people) (?:would|'d) (?:\w+ ){0,3}(?:better|easier|relieved)|(?:better|manage|easier|happier|cope|fine|sleep) (?:\w+ )*without me|"
    r"lost (?:my|his|her|their|the) (?:\w+ )?(?:wife|husband|mother|father|mum|mom|dad|son|daughter|brother|sister|child|baby|friend)|cut (?:myself|himself|herself)|"
    r"(?:an?|the|his|her|their) mine|(?:am|was|were|is|are|do|did|should|would|could|can) i|miss me|shut up)\b|[?!\"“”()/;]|:(?!\d)|(?:^|\s)['‘]|(?-i:\b[A-Z]{4,}\b)|"
    r"^(?:many )?thanks?\b(?! (?:him|her|them|people|anybody|anyone|everybody|everyone)\b)|\bthanks for\b(?! (?:the|his|her|their|it|that|all|what)\b)",
    re.I,
)
# Another clause that hangs on by a comma: "a girl laughs at him, this is no customer".
_HANGS_ON = re.compile(
    r", (?:and |but )?(?:he|she|they|it|i|we|this|that|there|nobody|everybody)(?:'\w+)? ", re.I
)
# What is said about the talk, or bidden: "I'm asking what to say", "Don't hedge".
_OF_THE_TALK = re.compile(
    r"\b(?:chat ?bots?|chat programs?|(?:computer|a) program\b|your word)\b|^i (?:only |simply |just )?ask(?:ed)? (?:if|whether|you|again|for an?)\b|^i(?:'ve not| haven't| have not) (?:said|told) .*\byet$|^(?:i'?m|i am) (?:just |only |not )?asking\b|\byes(?: or |/)no question\b|\bnot what i (?:meant|asked|said)\b|\b(?:second|third|fourth) time\b\W*$|"
    r"^don'?t (?!(?:really|even|always|ever|know|want|like|think|feel|have|need|see|remember|care|trust|get|understand|mind|say|talk|ask|call|ring|write|do|go)\b)\w+",
    re.I,
)
_BROKEN_OFF = re.compile(
    r"^(?:I|we) (?:thought|think|said|knew), |^that's the \w+ (?:thing|part|bit)$|^(?:I am|I'm) (?:afraid|sorry|sure|fine|done|not sure)$| (?:that's|it's) how\b|^\W*\d|\b\d+[.)]$|\b(?:said|says|asked|told|wrote) (?:to )?(?:you|me|us)$|, (?:and |or )?(?:my|the|his|her|our|a|an) [\w']+$"
)
# Where another's words begin can't be told: "I said that's separate", "he said i quit". "She said nothing", "he said he was done" can.
_SAID_WHAT = re.compile(
    r"\b(?:says?|said|goes|went|(?:was|were|is|are|'s|'re) like),? (?!(?:something|nothing|anything|one (?:single )?word|hardly|no|yes|hello|hi|goodbye|sorry|thank\w*|so|little|more|less|it|much|"
    r"he|she|they|he'\w+|she'\w+|they'\w+|the|a|an|his|her|their|our|my|what|how|why|we (?:would|were|had|should|could|was|need|needed)|that (?:he|she|they|we|i|the|my|his|her|their|it)|to|in|at|on|by|with|as|for|about|home|back|quiet|off|out|round|over|past|"
    r"through|up|down|into|away|and|straight|along|better|well|wrong|badly|fine|(?-i:[A-Z])[a-z]+|i (?!quit|resign|leave|want|hate|love|know|think|can|can't|will|won't|might|promise|swear|give up|don't know|don't care|don't want|am off)|i'm|i'd|i've)\b)\w|"
    r"\bi said (?:i|i'm|i'd|he|she|they)\b|\b(?:told|tells|asked|asks) \w+,? (?!(?:that|to|about|what|how|why|who|where|when|if|whether|off|so|nothing|everything|something|it|all|in|at|on|for|once|twice|again|and|i|he|she|they|we|it|the|my|his|her|their|off|no|straight)\b)[a-z]+ing\b",
    re.I,
)
_TOLD_ME_I = re.compile(r"\b(told|tells) (me|us) (?=(?:i|we)\b)", re.I)
_SAID_I = re.compile(r"\b(said|says) (?=i\b)", re.I)
# "Marika would say: …"
_SAYS_WHAT = re.compile(
    r"\b(?:would|will|could|might|should|'d|'ll|used to|always) (?:say|tell \w+|ask|write|answer|call out)$",
    re.I,
)
_HANGING = frozenset(
    "said says wrote concerned gave made had have is are were am took got to the a an and or but of in on at for with by which was if as than so because "
    "just my not how what when i where who from into about like until anyway though whether every even".split()
)
_WHOLE_WITH_IT = re.compile(
    r"\b(?:come|comes|came|coming|walk\w*|go|goes|went|gone|going|carry|carries|carried|give|gives|gave|let|move|moved|log|logged|hand|handed|join|joined|get|got|"
    r"turn|turned|put|step\w*|barge\w*|work(?:ed|s)? out what|think|thinks|thought|talk\w*|look\w*|count|relied|work(?:s|ed|ing)?|rely|depend\w*) (?:in|on|about|at|with|to|for)$|\b(?:he|she|they|we|i) (?:got|gets|was|were|is|are) \w+ (?:for|about|over|by|with)$|\b(?:where|who|what) .*\b(?:from|for|to|with|about)$|\bhow (?:he|she|they|it|things) (?:is|are|was|were)$"
)
_NO_NAME = frozenset(
    "he she they nobody no everyone everybody people somebody someone the one another a every each it that there his her their probably perhaps".split()
)
_OWNERS = frozenset("the my our a an another every each one this that some his her their".split())
_AT_LARGE = re.compile(r"(?:an?|every|each|any) [\w'-]+ (?:who|that)\b", re.I)
# "I never said thank you to him" is "you never thanked him": "you" would be the coach.
_SAID_THANKS = re.compile(
    r"\b(?P<said>say|says|said|saying) (?:an? |any |our |my )?(?:proper )?(?:thank[- ]?you|thanks) to (?=\w)",
    re.I,
)
_THANKED = {"say": "thank", "says": "thanks", "said": "thanked", "saying": "thanking"}
_THANK_YOU = re.compile(r"\b(say|says|said|saying) thank[- ]you\b", re.I)
_A_THANK_YOU = re.compile(
    r"\b(?:an?|any|no|the|one|that|this|my|his|her|their|proper|real) thank[- ]you\b", re.I
)
_IN_MAY = re.compile(r"\b(?:in|of|since|last|until|by|before|after) May\b")
_OPENERS = re.compile(
    r"^(?:(?:well|honestly|honest|look|yes|yeah|no|ok(?:ay)?|anyway|actually|basically|obviously|frankly|to be (?:honest|fair)|tbh|i mean|i guess|i suppose|i dunno|mostly|mainly|sure|alright|right|ha|hm+|ah|oh|eish|aye)\b[,. ]*)+",
    re.I,
)
# What only leads up to what is said: "it occurs to me that", "what I least want to say is", "the thing is".
_FRAME = re.compile(
    r"(?:(?:and|but|so|because) )?(?:it(?:'s| is| was) (?:just |only )?that|it (?:just |only )?(?:occurs|occurred|came) to me(?: just now| now| then)?(?: that)?|it (?:turns|turned) out(?: that)?|"
    r"(?:what |the (?:thing|part|bit) )?(?:i |that i )?least want(?:ed)? to say(?: is| was)(?: that)?|"
    r"(?:the )?(?:(?:plain|simple|true|short|honest|whole|main|real|only|sad|hard|hardest|worst|best) )*(?:thing|truth|fact|point|trouble|problem|version|part|bit)(?: of it)?(?:'s| is| was):?(?: that)?|"
    r"what (?:i mean|i meant|happened|it is|it comes to)(?: is| was):?(?: that)?|i(?:'d| would| must| have to| should| will|'ll) say(?: that)?)[, ]+"
    r"(?=(?:i|we|he|she|it|they|you|nobody|everyone|everybody|people|there|that|my|our|his|her|their|the)(?:'\w+)? )",
    re.I,
)
# "What I'm scared of is that I'll cry": what is wanted or felt, the other way round.
_WHAT_I_FEEL = re.compile(
    r"what i(?P<be>'m| am| was) (?P<feel>\w+) (?:of|about) (?:is|was)(?: that)? (?=\w+(?:'\w+)? \w)",
    re.I,
)
_WHAT_I_WANT = re.compile(
    r"what i(?P<want>(?: really)? (?:want|wanted|need)|'d like| would like|'d love|'d want| would want| should like) (?:is|was|would be)(?= (?:to|that|for|him|her|them|a|an|the|my|some|more|less)\b)",
    re.I,
)
# "my own board chair who chose them" names somebody and tells nothing of them.
_ONLY_WHO = re.compile(
    r"(?:my|our|the|an?|his|her|their) (?:[\w-]+ ){1,4}?who (?:(?!(?:is|are|was|were|has|had|will|would|said|never|always)\b)[\w'-]+ ?){1,2}(?: and what .*)?",
    re.I,
)
# "What I'd like decided is whether there's anything in it"
_WHAT_IS_TO_BE = re.compile(
    r"what i(?:'d| would| should)? (?:like|want|need|love) (?:to have )?(?P<be>decided|settled|answered|sorted(?: out)?|cleared up) is(?= (?:whether|if|how|what|when|who|which)\b)",
    re.I,
)
_SETTLE = {"decided": "decide", "settled": "settle", "answered": "know", "cleared up": "clear up"}
_ENDERS = re.compile(
    r"(?:, (?:yes|no|yeah|right|so))?(?:,? (?:is (?:what|all) (?:i'm|i am) (?:saying|telling you)|i suppose|i guess|i think|i reckon|i mean|to be honest|tbh|honestly|if i'm honest|really|actually|though|basically|i'd say|you know|to be fair|i'm afraid|i am afraid)|, (?:yes|no|yeah|right))$",
    re.I,
)
_FILLERS = re.compile(r"\b(?:actually|basically|literally|like totally) ", re.I)
_THAT = re.compile(
    r"(?:(?P<hedge>probably|maybe|perhaps|possibly|just|only|mostly|mainly) )?(?:(?:that|because|cos|cause)(?= (?:i|i'\w+|he|he'\w+|she|she'\w+|they|they'\w+|it|it's|we|we'\w+|nobody|everybody|everyone|my|people)\b) )?",
    re.I,
)
# "That he doesn't think I want something" is hoped or feared, whatever was asked, and no fact.
_HOPED_OR_FEARED = re.compile(
    r"that (?:he|she|they|it) (?:doesn't|don't|won't|(?!is\b|was\b|has\b|always\b)[a-z]+s)\b", re.I
)
_HEDGES = frozenset({"probably", "maybe", "perhaps", "possibly"})
_THEM = {"he": "him", "she": "her", "they": "them"}
# When, where or with whom, before the subject: "Three years I've been on his side".
_FRONT = re.compile(
    r"(?:(?:ever since|in|on|at|for|with|without|after|before|since|during|to|from|by|every|each|last|next|this|that|the (?:next|other|same|first|last)|(?:two|three|four|five|six|ten|\w+teen|twenty|thirty|\d+|most|some|all|half|a few)) "
    r"(?:(?!who\b|that\b|which\b|what\b|and\b|but\b|or\b|before\b|after\b|until\b|when\b|while\b|if\b|as\b|because\b|than\b|like\b|do\b|is\b|was\b)[\w'-]+ ){1,4}?|(?:yesterday|today|once|afterwards|lately|sometimes|suddenly|nowadays|now|apparently)(?: |, ))"
    r"(?=(?:i|i'\w+|he|she|they|we|he'\w+|she'\w+|they'\w+|nobody|everybody|everyone|no one|it|it's|my \w+|our \w+)\b )",
    re.I,
)
_A_VERSION = re.compile(r"\b(?:version|side of it|story|book|eyes|dreams?|view)\b", re.I)
# "When I became principal I stopped sitting at his table."
_WHEN = re.compile(
    r"(?:when|whenever|after|before|since|while|by the time|every time) (?:i|i'\w+|he|she|they|we|my \w+|our \w+)\b [\w' -]{2,50}?,? (?=(?:i|i'\w+|he|she|they|we|nobody|everybody|everyone|people|it|my \w+|our \w+) )",
    re.I,
)
_APPOSED = re.compile(
    r"(?P<who>(?i:one of )?(?i:an?|em|my|our|the|them|their|his|her)\b[^,]*|[A-Z]\w+), (?P<name>[^,]{3,50}), (?=[a-z])"
)
_BASE = re.compile(r"(?:just |only |probably |simply |still |even |also |well )*", re.I)
_A_MATTER_OF_FACT = re.compile(
    r"(?:run|manage|lead|head|own|work|look after|oversee|supervise|teach|sell|am)\b", re.I
)
_SEES = re.compile(
    r" (?:see|tell|hear|feel|imagine|decide|choose|recall|understand|remember|picture|say|sleep|stand|bear|get|find|afford|shake|face|let)\b",
    re.I,
)
_WHAT_IS_WANTED = re.compile(
    rf"you(?:'d| would)? {_ADVERBS}(?:want|wanted|wish|wished|hope|hoped|need|needed|long|longed|like|love|rather|prefer|don't want|didn't want)\b",
    re.I,
)
_WHAT_IS_FELT = re.compile(
    rf"(?:you(?:'re| are| were| weren't|'ve been| have been| feel| felt) (?!you)[^,]*?{_FEELING}\b|you (?:\w+ )?(?:hate|miss|missed|dread|dreaded|regret)\b|you feel (?!you\b|like\b)\w+)",
    re.I,
)
_WHAT_IS_THOUGHT = re.compile(
    rf"(?:you (?:half )?expect|you feel you|you (?:{_ADVERBS})(?:think|thought|believe|believed|suspect|suspected|reckon|imagine|imagined|wonder|wondered|realise|realised|realize|realized|know|knew|see (?:now|that|why|how|what|no)|assume|assumed)\b)",
    re.I,
)
_NOT_KNOWN = re.compile(
    r"you (?:still |just |simply |really )?(?:don't|didn't|do not|did not|have no idea|had no idea)(?: (?:even|really|quite|always|exactly))?(?: know)?\b(?= (?:what|how|where|when|why|who|whether|if|which)\b)",
    re.I,
)
# "It was my mistake" is nothing for the coach to say by itself.
_MY_DOING = re.compile(
    r"(?P<it>it|that|this)(?='s | was | is )(?:'s| was| is) (?:all |only )?(?:my|our) (?:own )?(?:mistake|fault|doing|blunder)\b",
    re.I,
)
ONLY_POINTS = re.compile(
    r"(?:it|that|this|there)(?:'s| is| was|'d be| would be) (?:(?:just|only|exactly|all|really|always|probably) )*(?:(?:the|a|an|another) (?:\w+ )?(?:ones?|thing|part|bit|point|problem|reason|other|same|question|kind|sort)\b|"
    r"what|why|how|where|when|who|which|because|just|all|off|on|up|about|it|this|that|us|me|him|her|them)\b",
    re.I,
)
"""What means nothing by itself: "that's the one I'm scared of", "it's how it goes"."""
_SAYS_LITTLE = re.compile(r"(?:i|we|he|she|they) \w+ something", re.I)
_OF_SELF = re.compile(r" \w+ (?:with \w+ )?you\b", re.I)  # "you don't know why you do it"
_OMITTED = re.compile(
    r"you(?:'ve|'d| have| had)? (?:just |still |also |even )*(?:not|never|didn't|couldn't|haven't|hadn't|did not|have not|forgot to)(?: \w+ly| once| even| ever)? "
    r"(?:say|said|tell|told|ask|asked|ring|rang|rung|call|called|phone|phoned|write|wrote|written|thank|thanked|go|went|gone|been|visit|visited|answer|answered|reply|replied|notice|noticed|mention|mentioned|"
    r"speak|spoke|spoken|invite|invited|look|looked|stop|stopped|check|checked|explain|explained|show|showed|shown|apologi[sz]ed?|come|came|give|gave|given|greet|greeted|let|sit|sat|follow|followed|congratulated?|talk|talked|meet|met|help|helped|listen|introduce|introduced|include|included)\b",
    re.I,
)
_THEIR_WORDS = re.compile(
    r"\b(?:said|told you|asked you|wrote|called you|reminded you)\b",
    re.I,
)
# Done or said to the leader, once: not what goes on "when you come in", nor day by day.
_TO_YOU = re.compile(
    r"(?<!before )(?<!when )(?<!that )(?<!than )(?<!like )(?<!if )(?<!after )(?<!while )(?<!because )(?<!until )\byou\b"
    r"(?! (?:are|were|have|had|do|did|come|came|walk|go|can|could|should|would|will|think|said)\b|'\w)|over your head|behind your back|to your face|your name"
)
_ONCE = re.compile(rf"\b(?:{PAST}|didn't|hasn't|haven't|never)\b", re.I)
_TO_THEM = re.compile(r"\b(?:him|her|them|everyone|everybody)\b|(?<=[a-z] )[A-Z][a-z]+\b")
_IN_MIND = re.compile(
    r"\b(?:thinking|wondering|asking yourself|hearing|seeing|feeling|hoping|coming back)\b"
)
_AGAIN = re.compile(r"\b(?:always|never|keep|every|usually|mostly|normally|often|whenever)\b")
_NOW = re.compile(
    r"(?:[\w'-]+ ){1,3}?(?:is|are|does|doesn't|don't|can|has|have|(?!was|has|his|this|us|yes|less|unless)[a-z]{2,}s)\b|they (?!\w+ed\b)\w+",
    re.I,
)
_PRESENT = re.compile(rf"i {_ADVERBS}(?:don't |do )?(?!\w+ed\b)[a-z]+", re.I)


@dataclass(frozen=True)
class Told:
    """What was told, as the coach says it: a sentence without its full stop."""

    words: str
    of: Of | None
    """None where a question about it could go wrong."""
    tells: Tells | None = None
    """None where what may be said to it could go wrong."""
    at: tuple[Span, ...] = ()
    """Where it stands in the message, if it was chosen out of one."""


def told_of(
    clause: str, *, begins: bool = True, hoped: bool = False, who: str | None = None
) -> Told | None:
    """A clause as the coach can say it, without a capital; None where it should not be said. ``begins``: whether it begins
    a sentence, where a hurried "I" may be left out. ``who``: who was spoken of right before, and so may be left out instead.
    ``hoped``: whether it answers what they hope for, where "that she sees it"
    is a hope and no fact."""
    plain = _tidied(clause)
    found = _THAT.match(plain)
    hedge = (found["hedge"] or "").lower() if found else ""
    hopes = hoped and begins and re.match(r"that (?!i\b|i'|we\b)", plain, re.I)
    if not begins and re.match(r"that (?!'s|is|was)", plain, re.I):
        return None
    if begins and not hopes and _HOPED_OR_FEARED.match(plain):
        return None
    if hopes:
        plain = plain[len("that ") :]
    elif found is not None:
        rest = plain[found.end() :]
        plain = rest if hedge not in {"just", "only"} or rest != plain else plain
    plain = _conjugated(plain)
    plain = _ENDERS.sub("", _with_subject(plain, who) if begins else plain)
    words = plain.split()
    hangs = words and words[-1].strip(",").lower() in _HANGING and not _WHOLE_WITH_IT.search(plain)
    if hangs or not _FEWEST <= len(words) <= _MOST:
        return None
    shown = _A_THANK_YOU.sub("x", _IN_MAY.sub("x", OWNED_DEED.sub("x", plain)))
    if _NOT_SAID.search(shown) or _SAID_WHAT.search(plain) or _BROKEN.search(plain):
        return None
    if _SAYS_WHAT.search(plain) or _ONLY_WHO.fullmatch(plain):
        return None
    if (
        WRITING_IT.search(plain)
        or _SAYS_LITTLE.fullmatch(plain)
        or _HANGS_ON.search(plain)
        or _BROKEN_OFF.search(plain)
        or _OF_THE_TALK.search(_tidied(clause))
    ):
        return None
    front = _WHEN.match(plain) or _FRONT.match(plain)
    first = front.group() if front else ""
    if _A_VERSION.search(first):
        return None
    plain = plain[len(first) :]
    framed = _own(plain) or _ours(plain) or _others(plain) or _things(plain)
    if framed is None:
        return None
    said, of = framed
    if hopes and (of not in {"theirs", None} or not _NOW.match(plain)):
        return None
    said, of = (f"you hope {_plainly(said)}", "inner") if hopes else (said, of)
    said = in_second_person(said)
    tells = _tells(said, of) if of != "deed" or not OWNED_DEED.search(plain) else "fault"
    if hedge in _HEDGES and of == "theirs":
        tells = "guess"
    if hedge in _HEDGES and not said.startswith(("you feel", "as you see it", "you expect")):
        said = f"{'probably' if hedge == 'probably' else 'perhaps'} {said}"
    if first:
        said = f"{in_second_person(first[0].lower() + first[1:])} {said}"
    return Told(said, of, tells)


@once_a_turn
def _tidied(clause: str) -> str:
    plain = " ".join(clause.replace("’", "'").strip(AT_THE_EDGE).split())
    plain = " ".join(_APOSTROPHES.get(word, word) for word in plain.split())
    plain = re.sub(r"^id (?=\w)", "I'd ", plain)
    plain = re.sub(r"^shed (?=\w)", "she'd ", plain)  # elsewhere plants are potted in it
    plain = re.sub(
        r"\bits (?=(?:not|nothing|all|fine|like|worth|about|too|so|very|really|a|the|just|always|never|been|awkward|hard|easy|my)\b)",
        "it's ",
        plain,
        flags=re.I,
    )
    plain = _SAID_THANKS.sub(lambda m: f"{_THANKED[m['said'].lower()]} ", plain)
    plain = _THANK_YOU.sub(r"\1 thanks", plain)
    plain = _FILLERS.sub("", plain)
    plain = _DAYS.sub(lambda m: f"{m['on']} {m['day'].capitalize()}{_DAY[m['day'].lower()]}", plain)
    plain = re.sub(r"\bi(?=$| |')", "I", plain)
    plain = re.sub(r"\b((?:sh|c|w)ould(?:n't)?) of\b", r"\1 have", plain, flags=re.I)
    plain = re.sub(r"\bI should wish\b", "I'd like", plain)
    plain = re.sub(
        r"\bI should (?=like|love|prefer|hate|be (?:glad|happy|sorry|pleased)|say|think|imagine|hope)",
        "I'd ",
        plain,
    )
    apposed = _APPOSED.match(plain)
    if apposed is not None:  # "one of them, Mr Odhiambo, has refused"
        named = re.fullmatch(r"(?:[A-Z][\w.]+ ?)+", apposed["name"])
        who = apposed["name" if named else "who"]
        plain = f"{who} {plain[apposed.end() :]}"
    return unframed(_OPENERS.sub("", plain))


# "since friday", "on tues": a day takes its capital, and its end.
_DAY = {"mon": "day", "tue": "sday", "tues": "day", "weds": "", "wed": "nesday", "thu": "rsday", "thurs": "day", "fri": "day", "sat": "urday", "sun": "day"}  # fmt: skip
_DAY |= {f"{day}day": "" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")}
_DAYS = re.compile(
    rf"\b(?P<on>on|since|last|this|next|by|until|from|called|emailed|rang|wrote|phoned) (?P<day>{'|'.join(_DAY)})\b",
    re.I,
)


def unframed(plain: str) -> str:
    """Without what only leads up to it, and in the usual order."""
    plain = _FRAME.sub("", plain, count=1) if _FRAME.match(plain) else plain
    if (felt := _WHAT_I_FEEL.match(plain)) is not None:
        plain = f"I{felt['be']} {felt['feel']} that {plain[felt.end() :]}"
    if (to_be := _WHAT_IS_TO_BE.match(plain)) is not None:
        return f"I'd like to {_SETTLE.get(to_be['be'].lower(), 'sort out')}{plain[to_be.end() :]}"
    if (wanted := _WHAT_I_WANT.match(plain)) is not None:
        plain = f"I{wanted['want']}{plain[wanted.end() :]}"
    return plain


_NOT_DONE = re.compile(
    r"not (?=(?:said|told|spoken|asked|seen|rung|called|heard|been|had|done)\b)", re.I
)
_TO_ME = re.compile(r"\b(?:me|us|myself)\b", re.I)
# What can be left out before it is "he", "she" or a name.
_UNSAID_THEY = re.compile(
    r"(?:(?:just|only|never|always|then|even|still) )*(?:hasn't|doesn't|isn't|wasn't|won't|didn't|never|has|does|told|asked|said|gave|sent|left|went|looked|walked|rang|called|wrote|emailed|texted|found out|heard|saw|came|took|stopped|started|signed|chose)\b",
    re.I,
)
# "Doesn't fix the others" is no person's doing.
_THIRD = re.compile(
    r"(?:(?:just|only|still|never) )*(?:(?:hasn't|has) (?:\w+ )?(?:said|spoken|told|asked|answered|looked|come|been|called|rung|written|replied|left|gone|stopped|got|had|missed)|"
    r"(?:doesn't|isn't|does|is) (?:even |really |still )?(?:say\w*|talk\w*|speak\w*|look\w*|answer\w*|come|coming|eat\w*|ring\w*|call\w*|writ\w+|ask\w*|know|want|like|trust|listen\w*|smil\w+|mind|join\w*))\b",
    re.I,
)
# What those do who are lost to somebody; of how it was heard, the leader tells.
_AWAY = re.compile(
    r"(?:(?:just|then|even) )*(?:gave|went|left|moved|chose|signed|took|switched|stopped|cancelled|walked)\b",
    re.I,
)
_ABOUT_THEM = re.compile(r"\b(?:him|her|them)\b", re.I)
_SAY_THEY = re.compile(r"\bto say (?:that )?they", re.I)


def _with_subject(plain: str, who: str | None) -> str:
    """With the subject that somebody in a hurry leaves out: "I", or who was spoken of right before (``who``); as it is where
    that is not clear."""
    lower = f"{plain[:1].lower()}{plain[1:]}"
    if (omitted := _NOT_DONE.match(plain)) is not None:
        done = plain[omitted.end() :]
        if not _TO_ME.search(plain):
            return f"I haven't {done}"
        return f"{who} hasn't {done}" if who not in {None, "they"} else plain
    if _SAY_THEY.search(plain) and _UNSAID_THEY.match(plain):
        return f"they {lower}"
    if who is not None and _UNSAID_THEY.match(plain):
        theirs = _THIRD.match(plain) or _TO_ME.search(plain)
        if theirs or (who == "they" and _AWAY.match(plain) and not _ABOUT_THEM.search(plain)):
            return f"{who} {lower}"
        if who != "they" and not _ABOUT_THEM.search(plain):
            return plain  # "Rory saw it on the board. Went home." may be either
    unsaid = _UNSAID_I.match(plain) and not _TO_ME.search(plain)
    return f"I {lower}" if unsaid else plain


_DOES_IT = rf"(?:{PAST}|{_DOES}|{_HELPS})\b"
_SUBJECT = re.compile(
    rf"(?:i|we|he|she|they|nobody|everybody|everyone|(?:my|our) (?:[\w-]+ ){{1,3}}?(?={_DOES_IT})|"
    rf"(?-i:[A-Z][a-zà-ÿ]+)(?='s\b| {_DOES_IT}))(?=\b)",
    re.I,
)
# Who is gone did the next thing too: "Lost a client. Gave the whole job to another lot."
_LOST = re.compile(r"(?:(?:i|we)(?:'ve)? )?(?:just )?lost (?:a|an|the|our|my)\b", re.I)


def subject_of(clause: str) -> str | None:
    """Who does what a clause tells: "I", "she", "Rory", "my foreman"; "they" who were lost; None where nobody is named."""
    plain = _tidied(clause)
    if _LOST.match(plain):
        return "they"
    return subject_named(clause) or ("I" if _UNSAID_I.match(plain) else None)


def subject_named(clause: str) -> str | None:
    """The same, where the clause names it."""
    found = _SUBJECT.match(_tidied(clause))
    return found.group().strip() if found else None


def _conjugated(plain: str) -> str:
    """ "She speak", from somebody who learns the language, as "she speaks"."""
    plain = re.sub(r"\b(he|she|it) don't\b", r"\1 doesn't", plain, flags=re.I)
    for clause in reversed([0, *(found.end() for found in _NEXT_SUBJECT.finditer(plain))]):
        if (found := _BARE.match(plain[clause:])) is not None:
            does = found["does"].lower()
            start, end = clause + found.start("does"), clause + found.end()
            plain = plain[:start] + _FORMS.get(does, does + "s") + plain[end:]
    return plain


# "… but she stay only 12", "two days he hide it"
_NEXT_SUBJECT = re.compile(
    r"\b(?:and|but|so|because|days?|weeks?|months?|years?|times?|thinks?|says?|that),? (?=(?:he|she) [a-z]+\b)"
)


def _own(plain: str) -> tuple[str, Of | None] | None:
    """What the leader does, is or feels, with what marks it as their view."""
    if _MINE.match(plain):
        return plain, "inner"
    found = _I.match(plain)
    if found is None or re.search(r"\b(?:us|ourselves)\b", plain, re.I):
        return None
    short, does, rest = (found["short"] or "").lower(), found["does"].lower(), found["rest"]
    helped = short == "'m" or does in {"am", "was", "wasn't"}
    if helped or (does == "been" and short == "'ve"):
        is_ = f"{does}{rest}" if short == "'m" else rest.strip()
        if re.match(rf"(?:\w+ ){{0,2}}{_FEELING}\b", is_, re.I):
            return plain, "inner"
        if re.match(r"(?:\w+ )?going to\b", is_):
            return plain, None
        if re.match(
            r"(?:not )?the (?:one (?:who|that)|last|first|only one)\b|(?:so |too |very |always )?(?:busy|ready|late|new|early|free|short(?= of| on\b))\b",
            is_,
        ) or _DOING.match(is_):
            return plain, _deed(plain)
        if _BLAMES.match(is_):
            return f"{_owning(plain)} {_plainly(plain)}", "inner"
        return (plain, "deed") if _NEUTRAL.match(is_) else None
    if does in {"should", "shouldn't", "ought"} or (does == "could" and rest.startswith(" have ")):
        return f"you feel {plain}", "inner"
    if does in {"can", "can't", "cannot", "could", "couldn't"}:
        if does == "couldn't" or _SEES.match(rest):
            return None if re.match(r" (?:help|care|agree|say no)\b", rest) else (plain, "inner")
        return (f"you feel {plain}", "inner") if does in {"can't", "cannot"} else None
    if does in {"may", "might"} and rest.startswith(" have "):
        return plain, "deed"
    if (
        does
        in {"will", "shall", "may", "might", "must", "guess", "suppose", "mean", "bet", "agree"}
        or short == "'ll"
    ):
        return None
    if does in {"think", "thought", "believe"} and re.match(r" (?:so|not|that's|this)\b", rest):
        return None
    if does == "tell" and re.match(r" you\b", rest):
        return None
    if does in {"would", "wouldn't"} or (short == "'d" and not _had(does)):
        if re.match(
            r"(?:would )?(?:\w+ )?(?:sack|fire|quit|resign|hit|kill|leave)\b", f"{does}{rest}"
        ):
            return None
        return plain, "inner"
    if does in {"want", "wanted"} and re.match(
        r" (?:to )?(?:hit|hurt|kill|die|slap|punch)\b| (?:that )?(?:he|she|it|(?-i:[A-Z])\w+) (?!has\b)\w+s\b",
        rest,
    ):
        return None  # nor "I want Piotr knows"
    if does == "see" and not re.match(
        r" (?:now|that|why|how|what|no|him|her|his|them|their|the)\b", rest
    ):
        return None
    if does in {"have", "had", "got", "been"} and re.match(
        r" (?:got )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|about|some|an?|the)\b",
        rest,
    ):
        quarrel = re.match(
            r" an? (?:\w+ )?(?:row|argument|fight|chat|talk|word|meeting|conversation|go|quarrel|falling)\b",
            rest,
        )
        return (plain, "deed") if quarrel else None
    if _A_MATTER_OF_FACT.match(does):
        return None
    if does == "hate" and not re.match(r" (?:\w+ing|it when|that|how|when)\b", rest):
        return None
    if does in {"don't", "didn't"} or (does in {"do", "did"} and rest.startswith(" not ")):
        does = re.sub(rf"^(?: not)? {_ADVERBS}", "", rest, flags=re.I).split(" ")[0].lower()
    if does in _MIND and not rest:
        return None
    return plain, "inner" if does in _MIND else _deed(plain)


_MIND = frozenset(
    "think thought believe believed suspect suspected reckon imagine imagined wonder wondered realise realised realize realized know knew "
    "want wanted wish wished hope hoped need needed long longed miss missed fear feared dread dreaded love loved like liked enjoy enjoyed prefer hate "
    "feel felt assume assumed care cared regret mind resent notice noticed doubt admire respect trust envy understand understood remember".split()
)


def _had(word: str) -> bool:
    return re.fullmatch(
        rf"(?:{PAST}|been|gone|done|seen|given|taken|written|known|had)", word, re.I
    ) is not None and word not in {"put", "let", "cut", "read"}


def _deed(plain: str) -> Of | None:
    if re.match(r"i(?:'ve|'d| have| had|'m| am| was| did) ", plain, re.I):
        return "deed"
    if re.match(r"i used to\b", plain, re.I):
        return None
    return deed_or_way(plain) or ("way" if _PRESENT.match(plain) else "deed")


def _ours(plain: str) -> tuple[str, Of | None] | None:
    found = _WE.match(plain)
    if found is None or re.search(r"\b(?:i|me|my)\b", plain, re.I):
        return None
    does, rest = found["does"].lower(), found["rest"]
    if found["short"] is None and does in {"are", "were", "have", "can", "could", "will", "should", "must", "may", "might", "need", "think", "know", "all", "both"}:  # fmt: skip
        return (plain, None) if does in {"are", "were"} and _DOING.match(rest.strip()) else None
    return plain, None


def _others(plain: str) -> tuple[str, Of | None] | None:
    """What somebody else does, is or may do."""
    found = _THEY.match(plain)
    if found is None:
        if not _somebody(plain):
            return None
        found = _NAMED.match(plain)
    if (
        found is None
        or _AT_LARGE.match(plain)
        or re.search(r" (?:people|everyone|everybody|nobody|somebody)$", found["who"], re.I)
        or re.match(r"(?:one of (?:them|these|those)|.* don't$)", plain)
    ):
        return None
    short, does, rest = (found["short"] or "").lower(), found["does"].lower(), found["rest"]
    if found["who"].lower() in {"nobody", "no one"} and re.fullmatch(
        r"(?!was\b|has\b|\w+ss\b)\w+s", does
    ):
        # "Nobody leaves over that" defends, and is no fact.
        defends = _AT_EASE.match(does) and not re.search(r"\b(?:i|me|my|us)\b", rest)
        return (f"as you see it, {_plainly(plain)}", "inner") if defends else (plain, "theirs")
    if does in {"will", "may", "might"} or short == "'ll":
        who, base = found["who"], (f"{does}{rest}" if short == "'ll" else rest.strip())
        base = _BASE.sub("", base, count=1)
        if not base or re.match(
            r"(?:not|never|be able|have)\b|(?:say|tell|ask|think|be|do|go)$", base
        ):
            return None
        who = _THEM.get(who.lower(), who)
        return (
            f"you {'expect' if short or does == 'will' else 'half expect'} {who} to {base}",
            "inner",
        )
    if does == "should" and rest.startswith(" have "):
        return f"you feel {_plainly(plain)}", "inner"
    if does == "should" and rest.strip():
        return f"you want {_THEM.get(found['who'].lower(), found['who'])} to{rest}", "inner"
    if does == "would" or (short == "'d" and not _had(does)):
        return plain, None  # what they suppose, of somebody else
    is_ = short in {"'s", "'re"} or does in {"is", "are", "was", "were", "isn't", "wasn't", "aren't", "weren't", "been"}  # fmt: skip
    if is_:
        state = f"{does}{rest}" if short in {"'s", "'re"} else rest.strip()
        if re.match(r"(?:my|our|his|her|their) ", state) or _KINDLY.match(state):
            return plain, None
        if _THOUGHT.match(state):
            return f"you think {_plainly(plain)}", "inner"
        if _DOING.match(state):
            return plain, "theirs"
        feels = re.match(rf"(?:\w+ ){{0,2}}{_FEELING}\b", state, re.I)
        hard = re.match(
            r"(?:\w+ )?(?:hard|good|nice|poor|bad) (?:work|company|fun|people|to)\b", state
        )
        denied = re.search(r"n't\b|\bnot\b|\bnever\b", plain)
        if hard or (_BLAMES.match(state) and not denied):
            return f"as you see it, {_plainly(plain)}", "inner"
        return (plain, "theirs") if feels or _ADJECTIVE.match(state) else None
    if re.match(r"(?:lies?|deserves?|seems?)$", does):
        return None
    return plain, "theirs"


def _somebody(plain: str) -> bool:
    """Whether it begins with somebody who is named, or called by what they are; no thing does anything."""
    if (
        not _NAMED.match(plain)
        or plain.split(maxsplit=1)[0].lower().split("'")[0] in COMMON - _OWNERS
    ):
        return False
    return not _A_THING.match(plain) or bool(_FOLK.match(plain) or _ONLY_PEOPLE.search(plain))


_AT_EASE = re.compile(
    r"(?:leaves|quits|cares|minds|needs|wants|expects|likes|reads|dies|gets)$", re.I
)


def _owning(plain: str) -> str:
    """What marks a hard word about oneself as one's own, differently for different words."""
    return _OWNING[crc32(plain.encode()) % len(_OWNING)]


_OWNING = ("you say plainly that", "you don't hide that", "you say straight out that")


def _things(plain: str) -> tuple[str, Of | None] | None:
    if (owns := _MY_DOING.match(plain)) is not None:
        return (
            f"{_owning(plain)} it {plain[owns.end('it') :].strip()}",
            "inner",
        )
    if ONLY_POINTS.match(plain):
        return None
    return (
        (plain, None)
        if _IT.fullmatch(plain) and "," not in plain and len(plain.split()) > _FEWEST + 1
        else None
    )


def is_sayable(plain: str) -> bool:
    """Whether words of the leader's may be in the coach's mouth at all, whatever they say."""
    shown = _A_THANK_YOU.sub("x", _IN_MAY.sub("x", plain))
    return _NOT_SAID.search(shown.replace("too much", "x")) is None  # asked, it is no verdict


def in_second_person(plain: str) -> str:
    """ "My team thinks I was late" as "your team thinks you were late"; without the capital that began a sentence."""
    plain = _TOLD_ME_I.sub(r"\1 \2 that ", plain)
    plain = _SAID_I.sub(r"\1 that ", plain)
    words = plain.split()
    said = []
    for word in words:
        bare = word.rstrip(",")
        said.append(_TURNED.get(bare.lower(), bare) + "," * (word != bare))
    sentence = _plainly(" ".join(said).rstrip(","))
    return re.sub(
        r"\byou (was|wasn't|am)\b",
        lambda m: {"was": "you were", "wasn't": "you weren't", "am": "you are"}[m[1].lower()],
        sentence,
        flags=re.I,
    )


def _plainly(said: str) -> str:
    """Without the capital that began a sentence of theirs."""
    first, _, rest = said.partition(" ")
    bare = first.lower().rstrip(",").split("'")[0]
    return (
        f"{first.lower()} {rest}".strip()
        if bare in _TURNED or bare in _NO_NAME or bare == "you"
        else said
    )


def _tells(said: str, of: Of | None) -> Tells | None:
    """What may be said to it hangs on it more closely than a question about it."""
    if unknown := _NOT_KNOWN.match(said):
        if re.match(r" \w+ to\b", said[unknown.end() :]):
            return "how-to"
        return None if _OF_SELF.match(said, unknown.end()) else "unknown"
    if _OMITTED.match(said):
        return "omission"
    if _WHAT_IS_FELT.match(said):
        return "feeling"
    if _WHAT_IS_WANTED.match(said):
        return "wish"
    if _WHAT_IS_THOUGHT.match(said):
        return "guess" if said.startswith(("you expect", "you half expect")) else "view"
    if (
        of is None
        and re.match(r"[\w ]+(?:'d| would) ", said)
        and not said.startswith(("it", "you"))
    ):
        return "guess"
    if of == "theirs" and re.match(
        rf"\w+ {_ADVERBS}(?:thinks?|believes?|feels?|expects?|knows?|assumes?|hates?|wants?)\b",
        said,
    ):
        return "guess" if _TO_YOU.search(said) else None
    if of == "theirs" and not said.startswith(("nobody", "no one")):
        spoke = not re.search(r"n't\b|\b(?:not|never|nothing)\b", said)
        if spoke and _THEIR_WORDS.search(said) and re.search(r"\byou\b", said):
            return "their-words"
        lasting = re.match(r"[\w' ]+? (?:wanted|liked|needed|thought|knew|had|has)\b", said)
        if _TO_YOU.search(said) and _ONCE.search(said) and not lasting:
            return "to-you"
    lasts = re.match(
        r"you(?:'ve| have| were|'re| (?:\w+ )?(?:saw|heard|watched|knew|met|noticed|didn't|never|haven't|did not))\b",
        said,
    )
    if of == "deed" and _TO_THEM.search(said) and not lasts:
        return "to-them"
    again = of == "way" and _AGAIN.search(said) and not _IN_MIND.search(said)
    return "habit" if again else None
