"""What the library holds that bears on this turn; only looked for when the turn could use it."""

import logging
import re
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from coach.choices import (
    bare_ways,
    is_of_channels,
    leaning,
    over_somebody,
    own_leaning,
    to_be_left,
    two_ways,
    whether_to,
    whom_first,
)
from coach.corrections import still_asked
from coach.ear import NONE
from coach.errors import LibraryIndexError
from coach.own_deeds import deed_doubted
from coach.question_shapes import SO_I, is_against_somebody, quality_asked, shape_of
from coach.sayable import said_already
from coach.text import (
    COMMON,
    longest_quoted,
    sentences,
    what_is_asked,
    with_mark,
    word_count,
)
from coach.their_reply import asks_how_to_answer, reply_feared
from coach.turn_kinds import GUESSES_AT, REQUEST
from coach.vocabulary import ANSWERED, ASKED, STOPS_COACHING, TOLD, Answer, Gist, Subject, TurnKind
from coach.words_owed import CONDOLENCES, FOR_WORDS, WHAT_TO_SAY, words_owed

_log = logging.getLogger(__name__)

if TYPE_CHECKING:
    from coach.index import Hit, Shelf
    from coach.knowledge import Passage
    from coach.services import Services
    from coach.turn import Turn


class Retrieved(TypedDict, total=False):
    """The fields of the turn that this step fills; what is left out stays as a new turn has it."""

    passages: tuple["Passage", ...]
    answerable: bool
    only_near: bool
    not_looked: bool
    beside: bool
    asked: str | None


_FIRST_WORDS, _ANY_WORDS = "how-to-start", "what-to-say"
_MERE_WORDS = frozenset(
    {_FIRST_WORDS, _ANY_WORDS, "say-thanks", "say-sorry", "just-tell-me", "something-for-today"}
)
_REPLACED = _MERE_WORDS - {"something-for-today"} | {
    *("late-apology", "should-have-said", "not-as-accusation", "criticise-kindly", "bring-it-up", "late-truth", "word-the-text"),
    *("what-would-you-do", "in-my-place"),
}  # fmt: skip
_WORDS = _MERE_WORDS | {
    *CONDOLENCES,
    *("bad-news", "broken-promise", "heard-elsewhere", "only-call-when-need", "seems-i-want-something", "bring-it-up", "after-long-silence"),
    *("late-truth", "late-apology", "criticise-kindly", "speak-upwards", "say-no", "fire-someone", "end-cooperation"),
    *("give-credit-back", "explain-why", "name-of-the-dead", "not-as-accusation", "should-have-said", "word-the-text"),
}  # fmt: skip
"""The kinds of answers that are words to say."""
_ANYTHING = frozenset({"just-tell-me", "something-for-today"})
_OF_THEIR_OWN = frozenset(
    {
        Subject.IDEA,
        Subject.ODD,
        Subject.TOO_MUCH,
        Subject.ENOUGH,
        Subject.ALLOWED,
        Subject.AGREED,
        Subject.WILL,
    }
)
"""The shapes of questions about what somebody means to say or do."""
_OF_BEGINNING = re.compile(r"\b(?:first|start|begin|open)\b", re.I)
_ONE_MORE = re.compile(
    r"\b(?:example|another|one more|else|concrete\w*|specific\w*|like what|such as)\b", re.I
)
_WANTED = (
    (
        re.compile(
            r"\b(?:open(?:ing)?|begin\w*|start\w*|first (?:sentence|line|words?|thing to say))\b",
            re.I,
        ),
        _FIRST_WORDS,
    ),
    (
        re.compile(
            r"\b(?:sentences?|lines?|words?|phrase|wording|to say|text|message|mail|draft|write)\b",
            re.I,
        ),
        _ANY_WORDS,
    ),
)
_SUPPOSED = re.compile(r"\b(?:if|when) (?:he|she|they|(?-i:[A-Z])\w+|somebody|someone)\b", re.I)
_IF = r"\b(?:if|suppose|imagine|say) (?:he|she|they|somebody|someone|anybody|anyone|people|(?-i:[A-Z]\w+))(?:'ll| just| only| then| suddenly| starts?| begins?| gets?)*\b[^?]*?"
_DO_I = r"\b(?:do|should|shall|can|would|must) i (?:just |rather |better )?"
_MEANS = r"(?:phone|telephone|call|letter|e-?mail|mail|text|card|message|note|writing)"
_REACH = r"(?:ring|call|phone|text|write|mail|e-?mail|go|visit|go round)\b"
_IS_IT = r"\b(?:is|isn't|was|wasn't|would) (?:it|that|this)(?: be)?\b[^?]{0,25}?\b"
_TOO_MUCH = r"(?:too much|over the top|overkill|a bit much)\b"
_TOO_HARSH = r"too (?:blunt|harsh|direct|hard|strong|abrupt)\b"
_BY_ITSELF = r"^(?:(?:and|but|or|so|bit|maybe|then)\W+){0,2}"
_KINDS_BY_WORDS = {
    kind: re.compile(pattern, re.I)
    for kind, pattern in {
        "too-late": rf"(?<!what )(?<!how )\bshould(?:n't)? i (?:not )?have (?:said|told|asked|called|rung|written|thanked|spoken)\b|{_IS_IT}too late\b|{_BY_ITSELF}too late\W*$|\bbe too late to \w+|\b(?:is|isn't|was) (?:it|that) (?:ever |now )?too late\b|\bleft it too late\b",
        "too-much": rf"{_IS_IT}{_TOO_MUCH}|{_BY_ITSELF}{_TOO_MUCH}\W*$",
        "alone-or-public": r"\b(?:is|would|isn't) (?:that|it|this) (?:be )?(?:too )?(?:bad|ok(?:ay)?|fine|all right|alright|a problem|wrong|weird|odd|public)\b[^?]*\bin front of\b|^(?=.*\bor\b)(?=.*\b(?:in front of|public(?:ly)?|alone|private(?:ly)?)\b)(?=.*\b(?:i|say it|tell (?:him|her|them))\b)",
        "call-write-or-go": rf"{_DO_I}{_REACH}[^?]*\bor (?:just |do i |should i )?{_REACH}|(?:^|[:,.] |\b(?:by|on|in) )(?:the |an? )?{_MEANS}(?:,| or )[^?]*\bor\b[^?]*\b(?:{_MEANS}|{_REACH}|front door|in person|face to face|round (?:there|to)|to (?:his|her|their) face)",
        "wait-after-sending": r"\bdo i (?:just|only|simply) (?:wait|leave it (?:there|at that))\b|\bif (?:he|she|they) never (?:answers?|repl\w+|writes? back)\b",
        "now-or-wait": rf"{_DO_I}[^?]*\b(?:now|today|tonight|straight away)\b[^?]*\bor\b|\bor (?:do i |should i )?wait\b",
        "they-cry": rf"{_IF}\b(?:cry|cries|crying|tears)\b",
        "they-are-angry": rf"{_IF}\b(?:shout(?:s|ing)?|yell(?:s|ing)?|angry|furious|explodes?|loses? (?:it|his temper|her temper))\b",
        "they-say-no": rf"{_IF}\b(?:refuses?|turns? (?:me|it) down)\b",
        "no-reply": rf"{_IF}\b(?:doesn't|does not|won't|never|don't) (?:answer|reply|pick up|call back|write back|respond)\b",
        "they-go-silent": rf"{_IF}\b(?:silent|says nothing|quiet|just sits)\b",
        "do-it-at-all": rf"{_DO_I}[^?]*\bor not\b|{_BY_ITSELF}(?:yes or no|worth it)\W*$|\b(?:is it|would it be) worth \w+|\bmake (?:it|things) (?:worse|more awkward)\b",
        "is-that-enough": rf"\b(?:is (?:that|it|this)|it is|that's) (?:any )?(?:good|better|a plan)(?: like (?:this|that)| now|,? isn't it)?\W*$|\bdo you like (?:it|that|this)\W*$|"
        rf"(?:^|[.?!] ){SO_I}|{_IS_IT}enough\b(?! (?:to|for|that)\b)|\b(?:does|will|would|do) (?:that|it|this) do(?: it)?\W*$|"
        rf"\bis (?:that|it|this) (?:ok(?:ay)?|all right|alright|fine|appropriate|acceptable)\W*$",
        "draft-too-harsh": rf"{_IS_IT}{_TOO_HARSH}|{_BY_ITSELF}{_TOO_HARSH}\W*$",
        "my-fault": r"\b(?:what did i (?:do|get) wrong|where did i go wrong|did i (?:mess|screw|f\w+) (?:it |this )?up|did i do (?:something|anything) wrong|is (?:it|this|that) my fault|was it (?:me|my fault)|am i to blame)\b",
        "criticise-kindly": r"\b(?:how|best way)\b[^?]*\b(?:tell|say to|break it to) (?:\w+ ){1,4}?(?:that )?(?:(?:he|she|they)(?:'s|'re|'d| is| are| was| has| have| \w+s)?(?: not|n't)?|(?:his|her|their) \w+ (?:is|are|isn't))\b",
        "does-it-work": r"\bwhy (?:would|should|does) (?:that|it|this)\b",
        "was-it-wrong": r"\bwas (?:that|it|i) (?:so |very |really )?(?:wrong|bad|unfair|rude|a mistake)\W*$",
        "for-myself": r"\b(?:help|serve|good to)s? (?:him|her|them)\b[^?]*\bor\b[^?]*\b(?:me|myself)\b|\b(?:just|only|really) make me feel (?:better|good)\b",
        "how-bad-is-it": r"\bis (?:that|it|this) (?:really |even )?as bad as\b|\bis (?:that|it|this) (?:so|really|that) (?:bad|terrible|awful|wrong)\W*$",
        "is-it-normal": r"\bis (?:that|it|this) (?:\w+ )?(?:normal|usual|common)\b",
        "what-they-think": r"\bwhat (?:would|did|does|must|might) (?:it|that|this) (?:have )?(?:sound|sounded|look|looked|seem|seemed|feel|felt|come across)\b[^?]*\b(?:to|for) (?:him|her|them)\b",
        "in-my-place": r"\bwhat would you do(?: first| now| then| here| if you were me| in my (?:place|shoes|position))?\W*$",
        "seems-i-want-something": r"\bwithout (?:it )?(?:sounding|looking|seeming|(?:him|her|them) thinking)\b[^.?!]*\b(?:after|want\w*|fish\w*|begg\w*|sales|selling|need\w*)\b|\b(?:will|would|won't|does|do) (?:he|she|they|(?-i:[A-Z])\w+) (?:not )?(?:just |only )?(?:think|believe|say|wonder|assume|suspect)\b[^?]*\b(?:want\w*|after (?:something|the|a|his|her)|need (?:something|him|her|them)|came? (?:for|to (?:beg|ask))|asking for|fishing)\b",
        "is-it-manipulation": r"\b(?:manipulat\w+|a trick|a tactic)\b",
    }.items()
}
_PERHAPS_ASKED = 0.75  # what the likelihood of a kind of question counts, where it may not be meant for the coach
_ASKED_AGAIN = 1.6
_BESIDE = 0.9  # how likely a query is about none of the library's topics, from which it is said so
_FOR_ADVICE = 0.45
_PLAINLY = 0.5  # how likely it is that somebody says they do not know how
_OF_SOMEBODY = re.compile(r"\b(?:he|him|his|she|her|hers|my|our|us)\b", re.I)
_RESEARCH = re.compile(
    r"\b(?:research|stud(?:y|ies)|evidence|science|library|essays?|finding|data)\b", re.I
)
_FINDINGS = ("evidence", "idea", "caution")
_TOLD_AT_LENGTH = 3  # messages
_FITS_WHAT_WAS_TOLD, _TOLD_LATER = (
    1.0,
    0.85,
)  # how well a passage fits by itself; what that counts of a later message
_LOOKED_AT = 3  # passages, best first, of which one has to meet the question
_NEAR_AS_WELL = (
    2.0  # what a cosine counts once more where one passage is taken out of those that were found
)
_TO_THE_POINT = 0.6  # similarity from which a passage is taken to be about the very question
# From here it is, where shared words or the topic speak for it too: of people at large, and of just these people. Otherwise
# it is only what lies nearest (measured on knowledge/evaluation/queries.jsonl, by topic).
_AT_LARGE, _NEAR_ENOUGH, _OF_THESE = 0.43, 0.55, 0.55
_SHARED, _ON_TOPIC = 4.0, 1.0  # BM25 score; how well it fits by itself
_FINDING = 0.85  # of that, for somebody who asks for findings
_BESIDE_IT = 0.4  # similarity from which that is worth a mention
_OF_THIS_CASE = re.compile(
    r"\b(?:i|i'm|i've|i'd|me|my|mine|he|him|his|she|her|hers|we|us|our)\b", re.I
)
_NOTHING = Retrieved()


def retrieve_passages(turn: "Turn", services: "Services") -> Retrieved:
    """Passages, best first, and whether the library holds something on what was asked; or whether the guide has a
    direct answer to that very question, which comes before a page on what to do; a fact comes from the library.

    Passages already used in the conversation come only when they are asked for. Raises LibraryIndexError
    where a question is asked and the index cannot be searched; what is looked up unasked is then left out.
    """
    state, reading = turn.state, turn.reading
    if turn.heard is None or STOPS_COACHING & set(turn.screening.levels):
        return _NOTHING
    if reading.kind is TurnKind.YES and state.pending and state.pending.passage:
        kept = _shelf(turn, services).passages.get(state.pending.passage)
        return Retrieved(passages=(kept,), answerable=True) if kept else _NOTHING
    kind = _question_answered(turn, services)
    if kind is not None and reading.kind is not TurnKind.QUESTION:
        return Retrieved(asked=kind)
    if reading.kind is TurnKind.ADVICE and WHAT_TO_SAY.search(turn.text):
        return _NOTHING  # no page knows the words for this one person
    if (two_ways(turn.text) or bare_ways(turn.text)) is not None or (
        whether_to(turn.text) and _OF_THIS_CASE.search(turn.text)
    ):
        return _NOTHING  # nor which of two, or whether, with just these people
    if reading.kind in {TurnKind.QUESTION, TurnKind.ADVICE}:
        found = _search(turn, services, asked=True)
        return {**found, "asked": None if found.get("answerable") else kind}
    if reading.answer is Answer.MORE and state.pending and state.pending.habit:
        return _by_habit(turn, services, state.pending.habit)
    try:
        if state.ready_for_passage and state.owned:
            return _search(turn, services, asked=False)
        if _at_a_loss(turn):
            found = _search(turn, services, asked=False, for_advice=True)
            return found if found.get("answerable") else _NOTHING
    except LibraryIndexError as error:
        _log.warning("nothing is offered from the library: %s", error)
    return _NOTHING


_NOT_THAT = re.compile(
    r"\b(?:the opposite|the other way round|(?:something|somebody) else|not what i (?:asked|meant)|wrong question)\b",
    re.I,
)
_CHANNEL = "call-write-or-go"
_PLAIN_IN_WORDS = frozenset({"wait-after-sending"})
"""Kinds that the ear takes for their opposites, and their words leave no doubt of."""
_WORDS_TO_SAY = 5  # of a quotation
_OF_TWO = frozenset({"which-of-two", "do-it-at-all"})
_OF_A_QUALITY = frozenset(
    {"too-much", "corny", "looks-fake", "cheesy-sentence", "cowardly-to-write", "cowardly-by-mail", "cowardly-silence", "gesture-ok", "suddenly-different", "gift-too-big",
     "share-too-much", "too-private", "strange-to-worry", "praise-patronising", "help-patronising", "sounds-rehearsed", "too-soft", "letter-too-long"}
)  # fmt: skip
"""The kinds of answers to what is feared of a thing: that it is odd, too much, cowardly."""


def _question_answered(turn: "Turn", services: "Services") -> str | None:
    """The kind of question that is asked and that the guide can answer by itself: of the coach, at the end of something
    told, or before, where they complain that it was not answered."""
    kind, book, said = turn.reading.kind, services.book, turn.state.said
    if kind in {*ASKED, *TOLD}:
        plain = _by_form(turn.text)
        if plain is not None and book.has_answer(plain, said):
            return plain
        if plain is not None or asks_how_to_answer(turn.text):
            return None  # what the talk is about is not what is asked
    if turn.reading.draft is not None or shape_of(turn.text) in {Subject.MISSING, Subject.AGREED}:
        return None  # a draft is read; the others are asked in one way only, and never of one kind of thing
    if kind in ANSWERED:
        requests = REQUEST.search(turn.text.replace("\u2019", "'").strip())
        more = requests and _ONE_MORE.search(turn.text)
        sure = None if more else book.question_answered(turn.heard, turn.text, said)
        by_words = _told_by_words(turn.text, turn, services)
        ways = two_ways(turn.text) or bare_ways(turn.text)
        if ways is not None and own_leaning(turn.text, ways) is not None:
            return None  # they have a leaning, which is backed
        channels = ways is not None and is_of_channels(ways)
        if channels and by_words in {None, _CHANNEL, *_OF_TWO} and book.has_answer(_CHANNEL, said):
            return _CHANNEL  # and not where it is asked to whose face: alone, or before the team
        if ways is not None:  # that very choice is taken up, and no other
            return None if by_words in _OF_TWO or leaning(ways) is not None else by_words
        do = whether_to(turn.text)
        if do is not None and (to_be_left(do) or over_somebody(do)):
            return None  # the same of the one thing that they ask whether to do
        feared = quality_asked(turn.text)
        if feared is not None and not feared.startswith("too ") and sure not in _OF_A_QUALITY:
            sure = None  # what it is about is not what is asked
        chosen = by_words if by_words in _PLAIN_IN_WORDS else sure or by_words
        if chosen == "too-much" and word_count(longest_quoted(turn.text)) >= _WORDS_TO_SAY:
            return None  # asked of a sentence, and not of a gesture
        if FOR_WORDS.search(turn.text) and chosen not in _WORDS and not _SUPPOSED.search(turn.text):
            chosen = by_words or _ANY_WORDS
        chosen = _fitting_words(chosen, turn, services)
        # What they have said of it to the coach is better than any words of ours.
        return None if chosen in _REPLACED and said_already(turn) else chosen
    if kind is TurnKind.JUDGE:
        # "Will he not think I came for something?" is a fear of their own, and no verdict on him.
        wanted = _told_by_words(turn.text, turn, services)
        return wanted if wanted == "seems-i-want-something" else None
    if kind in TOLD and turn.text.rstrip().endswith("?"):
        return book.question_answered(turn.heard, turn.text, said, counts=_PERHAPS_ASKED)
    if kind is TurnKind.REPAIR and (text := still_asked(turn.text, turn.before, turn.recent)):
        chosen = _by_form(text) or book.question_answered(
            turn.heard, text, said, counts=_ASKED_AGAIN
        )
        chosen = chosen or _told_by_words(text, turn, services)
        guessing = GUESSES_AT.search(text.replace("’", "'")) is not None  # why somebody else did it
        beside = "?" not in turn.text or _NOT_THAT.search(turn.text) is not None
        if guessing or (beside and chosen == book.answered_last(said)):
            return None  # what was beside the question is not said to it again
        chosen = _fitting_words(chosen, turn, services)
        of_words = chosen in _REPLACED or chosen in CONDOLENCES
        return None if of_words and said_already(turn) else chosen
    return None


def _by_form(text: str) -> str | None:
    """The kind of question that the form of a text leaves no doubt of, whatever the talk is about."""
    first = _WHOM_FIRST if whom_first(text) and not is_against_somebody(text) else None
    return reply_feared(text) or deed_doubted(text) or first


_WHOM_FIRST = "whom-first"


def _fitting_words(chosen: str | None, turn: "Turn", services: "Services") -> str | None:
    """The kind of answer that was chosen; where it is words to say, those that the talk is about."""
    if chosen not in _MERE_WORDS:
        return chosen
    has_words = word_count(longest_quoted(turn.text)) >= _WORDS_TO_SAY
    if has_words or shape_of(turn.text) in _OF_THEIR_OWN:
        return None  # they have words, and ask what they are worth
    owed = _words_owed(what_is_asked(sentences(with_mark(turn.text))), turn)
    if chosen in owed or (chosen in _ANYTHING and owed != CONDOLENCES):
        return chosen
    return next((k for k in owed if services.book.has_answer(k, turn.state.said)), chosen)


def _words_owed(asked: str, turn: "Turn") -> tuple[str, ...]:
    return words_owed(asked, (*turn.recent, turn.text), turn.state.aim or "")


def _told_by_words(text: str, turn: "Turn", services: "Services") -> str | None:
    """The kind of question that a text asks by its words, for the commonest ones, where the ear is not sure."""
    asked = what_is_asked(sentences(with_mark(text))).replace("\u2019", "'")
    signs = (kind for kind, sign in _KINDS_BY_WORDS.items() if sign.search(asked))
    # "What do I say if he hangs up?" asks for no thanks and no apology.
    words = (
        _words_for(asked, turn) if WHAT_TO_SAY.search(asked) and not _SUPPOSED.search(asked) else ()
    )
    wants = (
        _wanted(text, turn, services) if REQUEST.search(text.replace("\u2019", "'").strip()) else ()
    )
    return next(
        (k for k in (*signs, *words, *wants) if services.book.has_answer(k, turn.state.said)), None
    )


def _wanted(text: str, turn: "Turn", services: "Services") -> tuple[str, ...]:
    """What kinds of answer somebody may have who asks for one in so many words, the likeliest first: an example is one more
    of what was answered last."""
    last = services.book.answered_last(turn.state.said) if _ONE_MORE.search(text) else None
    meant = (kind for sign, kind in _WANTED if sign.search(text))
    return (*((last,) if last else ()), *meant, "something-for-today", "just-tell-me")


def _words_for(asked: str, turn: "Turn") -> tuple[str, ...]:
    """What kind of words somebody looks for who asks what to say, the likeliest first; some words to begin with hold for any
    talk."""
    first = (_FIRST_WORDS,) if _OF_BEGINNING.search(asked) else ()
    return (*_words_owed(asked, turn), *first, _ANY_WORDS)


def _at_a_loss(turn: "Turn") -> bool:
    """Whether somebody says that they do not know how to go about it, so that a passage may be offered: once a
    talk, when it has begun and nothing is planned."""
    state, gists = turn.state, turn.reading.gists
    says = (
        next(iter(gists), None) is Gist.DOESNT_KNOW_HOW and gists[Gist.DOESNT_KNOW_HOW] >= _PLAINLY
    )
    begun = state.turns >= 2 and state.aim is not None
    return (
        says
        and begun
        and not state.passages_offered
        and not state.step.what
        and not turn.reading.felt
    )


def _search(
    turn: "Turn", services: "Services", *, asked: bool, for_advice: bool = False
) -> Retrieved:
    state, reading = turn.state, turn.reading
    meant = turn.heard.meaning() if turn.heard is not None else None
    if meant is None:
        return Retrieved(not_looked=True)
    whole, _ = meant
    query, vector = turn.text, whole
    if asked and "?" in turn.text and turn.heard is not None and len(turn.heard.sentences) > 1:
        query = what_is_asked(turn.heard.sentences)  # and not the story before it
        vector = services.encoder.encode([query])[0]
    findings = _RESEARCH.search(query) is not None
    if asked and reading.kind is TurnKind.QUESTION and _points_back(query):
        return _on_what_was_told(turn, services)
    of_the_talk = asked and reading.kind is TurnKind.ADVICE and word_count(turn.text) < 9
    if of_the_talk or not asked:
        # "What should I do?" is about what was told before.
        query = " ".join((*turn.recent[-2:], turn.text))[-1500:]
        vector = services.encoder.encode([query])[0] + 0.5 * whole
        vector = vector / np.linalg.norm(vector)
    for_advice = for_advice or reading.kind is TurnKind.ADVICE
    if for_advice:
        kinds: tuple[str, ...] = ("practice",)
    elif reading.kind is TurnKind.QUESTION:
        kinds = _FINDINGS
    else:
        kinds = ("evidence", "practice")
    habits = [h for h in (state.owned, *(h.id for h in reading.candidates[:1])) if h]
    sought = services.sought(query)
    found = _shelf(turn, services).search(
        query, vector, sought=sought, k=5, habits=habits, kinds=kinds
    )
    # One passage answers: the right shelf is not enough, it has to be near.
    nearest_first = sorted(
        found.hits, key=lambda hit: -(hit.alone + _NEAR_AS_WELL * hit.similarity)
    )
    of_these = _OF_SOMEBODY.search(query) is not None and not findings
    meets = {
        hit.passage.id: not asked
        or _meets(hit, of_these=of_these)
        or (findings and hit.similarity >= _BESIDE_IT and hit.alone >= _FINDING)
        for hit in found.hits
    }
    if not any(meets[hit.passage.id] for hit in nearest_first[:_LOOKED_AT]):
        hit = max(found.hits, key=lambda hit: hit.similarity, default=None)
        near = hit is not None and found.answerable and hit.similarity >= _BESIDE_IT
        return Retrieved(
            passages=(hit.passage,) if hit is not None and near else (),
            beside=for_advice and (sought or {}).get(NONE, 0.0) >= _BESIDE,
        )
    nearest_first = sorted(nearest_first, key=lambda hit: not meets[hit.passage.id])
    fresh = tuple(
        hit.passage for hit in nearest_first if asked or hit.passage.id not in state.passages_used
    )
    if not asked and state.owned:
        fresh = tuple(p for p in fresh if state.owned in p.header.habits) or fresh
    # A passage that only shares the subject is no answer to "what should I do?".
    nearest = max((hit.similarity for hit in found.hits), default=0.0)
    holds = found.answerable and (not for_advice or nearest >= _FOR_ADVICE)
    beside = for_advice and (sought or {}).get(NONE, 0.0) >= _BESIDE
    return Retrieved(
        passages=fresh, answerable=holds, only_near=nearest < _TO_THE_POINT, beside=beside
    )


_POINTS_BACK = re.compile(r"\b(?:this|that|it|these|those|such things?|so)\b", re.I)
_OF_NO_TOPIC = COMMON | set(
    "research study studies evidence science library essay essays finding findings data books book article articles anything something "
    "any some proof others other people everybody everyone usually normally handle handles deal deals cope say says show shows known kind sort situation situations case cases topic subject thing things read page pages".split()
)


def _points_back(query: str) -> bool:
    """Whether what is asked about stands in what was told before: "Is there any research on this?" """
    own = [w for w in re.findall(r"[a-z']+", query.lower()) if w not in _OF_NO_TOPIC]
    return not own and _POINTS_BACK.search(query) is not None


def _on_what_was_told(turn: "Turn", services: "Services") -> Retrieved:
    """What the library holds on what the talk has been about: the passage that fits what was told best by itself, where
    one does; a little further off it may be offered. What was told first says most of what it is about."""
    later = sorted(turn.recent[1:], key=word_count, reverse=True)[: _TOLD_AT_LENGTH - 1]
    told = [*turn.recent[:1], *later]
    if not told:
        return _NOTHING
    shelf, belief = _shelf(turn, services), turn.state.belief
    habits = [
        h for h in (turn.state.owned, max(belief, key=lambda h: belief[h], default=None)) if h
    ]
    fits: list[tuple[float, Passage]] = [
        (hit.alone * (_TOLD_LATER if n else 1.0), hit.passage)
        for n, (text, vector) in enumerate(zip(told, services.encoder.encode(told), strict=True))
        for hit in shelf.search(
            text, vector, sought=services.sought(text), k=5, habits=habits, kinds=_FINDINGS
        ).hits
        if hit.passage.header.kind in _FINDINGS and hit.passage.id not in turn.state.passages_used
    ]
    best, passage = max(fits, key=lambda fit: fit[0], default=(0.0, None))
    if passage is None or best < _FINDING:
        return _NOTHING
    return Retrieved(passages=(passage,), answerable=best >= _FITS_WHAT_WAS_TOLD, only_near=True)


def _meets(hit: "Hit", *, of_these: bool) -> bool:
    """Whether a passage is about what was asked: near enough by itself, or near and with its words or on its topic. Of just
    ``of_these`` people the words alone say less."""
    if hit.similarity >= _TO_THE_POINT:
        return True
    if of_these:
        return hit.similarity >= _OF_THESE and hit.words >= _SHARED
    told = hit.words >= _SHARED or hit.alone >= _ON_TOPIC
    return hit.similarity >= (_AT_LARGE if told else _NEAR_ENOUGH)


def _shelf(turn: "Turn", services: "Services") -> "Shelf":
    """What this person's workspace looks through."""
    return services.shelf if turn.look is None else turn.look()


def _by_habit(turn: "Turn", services: "Services", habit: str) -> Retrieved:
    """The passages linked to a habit, those nearest to its definition and to what was told first."""
    shelf = _shelf(turn, services)
    linked = {
        p.id: p
        for p in shelf.passages.values()
        if habit in p.header.habits and p.id not in turn.state.passages_used
    }
    about = services.knowledge.habits[habit]
    told = turn.state.evidence.get(habit)
    query = f"{about.definition} {told.text if told else ''}"
    near: list[str] = []
    try:
        vector = services.encoder.encode([query])[0]
        hits = shelf.search(query, vector, k=12, habits=[habit]).hits
        near = [hit.passage.id for hit in hits if hit.passage.id in linked]
    except Exception:
        _log.exception("nothing could be looked up; the passages come in the library's order")
    # Who asks what a habit is has not asked what to do.
    best = sorted(
        dict.fromkeys((*near, *linked)), key=lambda i: linked[i].header.kind == "practice"
    )
    return Retrieved(passages=tuple(linked[i] for i in best)[:3], answerable=bool(linked))
