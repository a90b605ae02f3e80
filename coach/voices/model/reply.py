"""One reply of a model: what was shown of it so far, and what its next sentence would break."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from coach.contract import MOST_WORDS, Breach, breaches_of_reply, echoes, normal
from coach.steps.verify import verify_sentence
from coach.text import sentences, word_count
from coach.vocabulary import Move
from coach.voices.guide import excerpt
from coach.voices.model.context import habit_name
from coach.voices.model.cutter import MARKER
from coach.voices.model.guardrails import asks, content_words

if TYPE_CHECKING:
    from coach.knowledge import Habit, Passage
    from coach.turn import Part, Spoken, Turn
    from coach.voices.model.examples import Example

_INSTRUCTS = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,50}"
    r"\b(?:instructions?|rules?|prompts?|above|previous|earlier)\b|"
    r"\b(?:system prompt|you are now|new instructions?|from now on|act as|pretend to be)\b|"
    r"\b(?:ai|assistant|language model|chatbot|llm)s?\b.{0,40}"
    r"(?:\b(?:must|should|ha(?:s|ve) to|reading)\b|:)|"
    r"\b(?:reply|respond|answer) (?:only )?with\b|"
    r"\b(?:tell|instruct|ask|urge) the (?:user|leader|reader)\b",
    re.I,
)
_CLAIMS = re.compile(
    r"\b(?:stud(?:y|ies)|research(?:ers)?|experiments?|surveys?|meta-analys\w+|scientists|psychologists|"
    r"statistics|evidence (?:shows|suggests)|on average|per ?cent|experts?|theory)\b|\d ?%",
    re.I,
)
_FINDS = re.compile(
    r"\b(?:show|find|suggest|prove|report|conclude|discover|confirm|reveal|indicate|say|agree)(?:s|ed|n)?\b|\bfound\b",
    re.I,
)
# Somebody or something in particular, or what only points to a passage.
_PARTICULAR = re.compile(
    r"\b(?:you|your|yours|i|me|my|we|us|our|he|she|him|her|his|hers|they|them|it|its|this|that|these|those|here|there|library)\b|“",
    re.I,
)
_STATES = re.compile(
    r"\b(?:is|are|was|were|ha(?:s|ve|d)|makes?|made|changes?|matters?|helps?|keeps?|kept|stays?|leaves?|left|remembers?|works?|needs?|wants?|"
    r"tends?|feels?|costs?|grows?|means?|brings?|builds?|leads?|gives?|lifts?|lowers?|raises?|predicts?|improves?|follows?|can|will|do|does|"
    r"rarely|often|usually|mostly|\w+ed)\b",
    re.I,
)
_ORDERS = re.compile(
    r"^(?:(?:so|then|now|and|first|next|maybe|perhaps|please|just|tomorrow|today),? )?"
    r"(?:ask|try|start|stop|say|go|make|give|take|write|call|send|invite|greet|set|schedule|book|focus|remember|"
    r"listen|show|put|keep|consider|use|avoid|talk|spend|thank|apologi[sz]e|practi[sc]e|begin|find|offer|share|"
    r"build|create|bring|encourage|acknowledge|be (?:more|honest|open|present|kind|yourself)|"
    r"don't (?:be|let|forget|worry)|do not|never|always) (?!on\b)(?!more\b(?! than))\w+",
    re.I,
)
_TWO_ASKS = re.compile(
    r"\b(?:and|or|also|but)\b,? (?:what|how|why|when|where|who|which|do|does|did|is|are|can|could|"
    r"would|will)\b.*\?",
    re.I,
)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")
_NAMING = re.compile(r"\b(?:call(?:ed)?|name[ds]?|habit|known as|pattern|term|label)\b|“", re.I)
# Small models tell of the exchange instead of taking part in it.
_OF_THE_EXCHANGE = re.compile(
    r"\b(?:the|each) (?:leader|coach)\b|\b(?:between|to be) an? (?:leader|coach)\b|"
    r"\b(?:this|that|here)(?:'s| is| was) (?:the|an?|my|your|how|what) (?:\w+ )?(?:response|reply|talk|chat|conversation|material|is written|reads)\b|"
    r"^(?:in )?(?:the|this|a) (?:talk|conversation|response|reply|material|chat|message)(?:,|:|\.| (?:so|is|has|that is|now|of)\b)|"
    r"\byou(?:'re| are) (?:the|a) (?:coach|program|voice)\b|\b(?:said earlier|oldest first|already asked)\b",
    re.I,
)
# The reply may do without a statement before its question.
_NEEDS_NO_LEAD = frozenset({Move.TERSE, Move.SCALE, Move.SCALE_UP, Move.PLAN, Move.COMMIT})
_ASKS_NOTHING = frozenset(
    {Move.REFLECT, Move.AFFIRM, Move.CLOSE, Move.THANKS, Move.GOODBYE, Move.CONFIRM_AIM,
     Move.OWN_IT, Move.NOTHING_FOR_NOW}
)  # fmt: skip
_MAY_CLAIM = frozenset({Move.OFFER_PASSAGE, Move.NOT_IN_LIBRARY, Move.PROVIDE, Move.ANSWER})
_OF_A_HABIT = frozenset({Move.OWN_IT, Move.DROP_IT, Move.TELL_MORE})
_MAY_ADVISE = frozenset({Move.ANSWER, Move.ANSWER_BACK, Move.PROVIDE})
_HEARING = frozenset({Move.REFLECT, Move.AFFIRM, Move.SUMMARISE, Move.OWN_IT, Move.CONFIRM_AIM})
# Where a few words are all there is to say, an example's may be as good as any.
_FORMULAS = frozenset(
    {Move.SCALE, Move.SCALE_UP, Move.GREET, Move.THANKS, Move.GOODBYE, Move.OFFER_NAME,
     Move.OFFER_PASSAGE, Move.ANSWER, Move.PROVIDE, Move.NOT_IN_LIBRARY}
)  # fmt: skip
_STATEMENTS = MOST_WORDS - 25  # words before the question, so that there is room for one


class Reply:
    """What was shown so far, and what the next sentence would break."""

    def __init__(
        self, turn: "Turn", habits: Mapping[str, "Habit"], examples: "Sequence[Example]" = ()
    ) -> None:
        self.turn = turn
        self._habits = habits
        self._examples = examples
        self._begun = len(turn.spoken)
        self._statements = 0
        self.left_out = 0
        """Sentences that could not be mended, and that it did without."""
        self.asked = False
        plan = turn.plan
        self.ends_with_question = plan.pending is not None and plan.move not in _ASKS_NOTHING
        self._passage = next(
            (p.passage for p in plan.parts if p.move is Move.PROVIDE and p.passage), None
        )

    @property
    def _shown(self) -> "tuple[Spoken, ...]":
        return self.turn.spoken[self._begun :]

    @property
    def own_words(self) -> str:
        return " ".join(s.text for s in self._shown if not s.quote)

    @property
    def done(self) -> bool:
        """The plan asks nothing more of it."""
        plan = self.turn.plan
        full = not self.ends_with_question and self._statements > len(plan.parts)
        return self.asked or (full and not self.lacks_excerpt)

    @property
    def lacks_excerpt(self) -> bool:
        return self._passage is not None and not any(s.quote for s in self._shown)

    @property
    def lacks_lead(self) -> bool:
        """Nothing yet shows what was heard, and the plan wants it."""
        plan = self.turn.plan
        optional = all(part.optional for part in plan.parts[:-1]) and plan.move in _NEEDS_NO_LEAD
        return not (self._statements or plan.exempt or optional)

    def show(self, spoken: "Spoken") -> "Spoken":
        self.turn = replace(self.turn, spoken=(*self.turn.spoken, spoken))
        if not spoken.quote:
            self.asked = self.asked or asks(spoken.text)
            self._statements += not asks(spoken.text)
        return spoken

    def excerpt(self) -> "Spoken":
        """The passage's own words, which no model touches."""
        from coach.turn import Spoken

        assert self._passage is not None
        words = excerpt(self._passage)
        return self.show(
            Spoken(words, Move.PROVIDE, passage=self._passage, quote=True, voice="model")
        )

    def spoken(self, text: str) -> "Spoken":
        """A sentence that passed, as a part of the reply."""
        from coach.turn import Spoken

        part, passage = self.part(asks(text)), self._cited(text)
        about = part.abouts[0] if part.abouts and asks(text) else None
        theirs = set(content_words(self.turn.text))
        own = content_words(text)
        deep = bool(own) and sum(word in theirs for word in own) <= 0.4 * len(own)
        bare = re.sub(rf"\s*{MARKER}", "", text)
        return Spoken(
            bare, part.move, about=about, passage=passage, voice="model",
            complex=deep and part.move in _HEARING,
        )  # fmt: skip

    def faults(self, text: str) -> list[Breach]:
        """All that the sentence breaks, said at this point of the reply."""
        bare = re.sub(rf"\s*{MARKER}", "", text)
        found = verify_sentence(bare, self.turn)
        whole = f"{self.own_words} {bare}".strip()
        found += [b for b in breaches_of_reply(whole, self.turn) if b.clause != 2]
        if echoes(bare, self.turn.text):
            found.append(Breach(2, "gives the leader's own words back; say what they meant"))
        found += self._raw_faults(text, bare)
        return found

    def obeys(self, text: str) -> bool:
        """Whether the sentence does what an order hidden in material asks for."""
        orders: list[str] = []
        grounds = [self.turn.text, *(p.text for p in self.turn.plan.passages)]
        for ground in grounds:
            said = [s.text for s in sentences(ground)]
            for n, sentence in enumerate(said):
                if _INSTRUCTS.search(sentence):
                    orders += said[n : n + 2]
        ordered = {word for order in orders for word in content_words(order)}
        words = content_words(text)
        return bool(words) and sum(word in ordered for word in words) >= 0.5 * len(words)

    def part(self, question: bool) -> "Part":
        """The part of the plan that the next sentence serves."""
        parts = self.turn.plan.parts
        if question:
            return parts[-1]
        leads = [p for p in parts if not (p is parts[-1] and self.ends_with_question)] or list(
            parts
        )
        leads = [p for p in leads if p.move is not Move.PROVIDE or p.text != ""]
        return leads[min(self._statements, len(leads) - 1)]

    def _cited(self, text: str) -> "Passage | None":
        for marker in re.findall(MARKER, text):
            for n, passage in enumerate(self.turn.plan.passages, start=1):
                if marker[1:-1] in {str(n), passage.id}:
                    return passage
        return None

    def _raw_faults(self, text: str, bare: str) -> Iterator[Breach]:
        turn = self.turn
        moves = {part.move for part in turn.plan.parts}
        markers, cited = re.findall(MARKER, text), self._cited(text)
        if len(markers) > (cited is not None):
            yield Breach(4, "cites something that the plan does not hold")
        if cited is None and self._is_claim(bare, moves):
            yield Breach(4, "states a fact that carries no passage's marker")
        told = _OF_THE_EXCHANGE.search(bare)
        if told and told.group().lower() not in self._heard().lower():
            yield Breach(2, "tells of the exchange; speak to them as you", told.group())
        if (orders := _ORDERS.search(bare)) and not moves & _MAY_ADVISE:
            yield Breach(3, "tells the leader what to do", orders.group())
        if self._names_a_habit(bare, moves):
            yield Breach(3, "puts a name to a habit that the leader has not agreed to hear")
        if asks(bare) and _TWO_ASKS.search(bare) and turn.plan.move not in {
            Move.TERSE, Move.ROLL, Move.PARK, Move.OFFER_NAME, Move.OFFER_PASSAGE,
        }:  # fmt: skip
            yield Breach(1, "asks two things at once")
        if _EMOJI.search(bare):
            yield Breach(5, "holds an emoji")
        before = next((said for said in self._said_by_coach() if _alike(bare, said)), None)
        if before is not None:
            yield Breach(7, "says nearly the same again; said was", before)
        opening = normal(bare).split()[:3]
        own = [normal(s.text).split()[:3] for s in sentences(self.own_words)]
        if own.count(opening) >= 2:
            yield Breach(7, "begins as the others did", " ".join(opening))
        yield from self._of_examples(bare, moves)
        if bare[:1].islower() or not (bare[:1].isalnum() or bare[:1] in "“'"):
            yield Breach(1, "is not a whole sentence")
        limit = MOST_WORDS if asks(bare) or not self.ends_with_question else _STATEMENTS
        if word_count(self.own_words) + word_count(bare) > limit:
            yield Breach(1, "makes the reply too long")

    def _of_examples(self, bare: str, moves: set[Move]) -> Iterator[Breach]:
        """What it took from an example that it was shown: a sentence, or somebody's name."""
        heard = self._heard()
        for example in self._examples:
            if not moves & _FORMULAS and any(_alike(bare, said) for said in example.said):
                yield Breach(7, "is taken from an example; say it of this leader")
            named = (name for name in example.names() if re.search(rf"\b{name}\b", bare))
            if stranger := next((name for name in named if name not in heard), None):
                yield Breach(4, "speaks of somebody from an example", stranger)

    def _heard(self) -> str:
        turn = self.turn
        return " ".join([turn.text, *turn.recent, *(text for _, text in turn.history)])

    def _is_claim(self, bare: str, moves: set[Move]) -> bool:
        turn = self.turn
        passages = turn.plan.passages
        heard = self._heard()
        scale = {"0", "10"} if moves & {Move.SCALE, Move.SCALE_UP} else set()
        lower = {str((turn.reading.number or 2) - 2), str(turn.reading.number)}
        if _figures(bare) - _figures(heard) - scale - lower:
            return True
        claims = _CLAIMS.search(bare)
        if claims and not moves & _MAY_CLAIM and claims.group().lower() not in heard.lower():
            return True
        if passages and _tells_of_the_world(bare, telling=Move.TELL_MORE in moves):
            return True
        theirs = set(content_words(heard))
        words = [word for word in content_words(bare) if word not in theirs]
        for passage in passages:
            there = set(content_words(f"{passage.title} {passage.text}"))
            if len(words) >= 4 and sum(word in there for word in words) >= 0.6 * len(words):
                return True
        return False

    def _names_a_habit(self, bare: str, moves: set[Move]) -> bool:
        state, low = self.turn.state, bare.lower()
        agreed = {named.habit for named in state.named}
        if moves & _OF_A_HABIT:
            agreed |= {part.habit for part in self.turn.plan.parts if part.habit}
        told = self.turn.text.lower()
        for habit in {*self._habits, *state.refused, *state.belief, *state.evidence}:
            names = {habit_name(habit, self._habits), habit.replace("-", " ")}
            if not any(name in low and name not in told for name in names):
                continue
            if habit in state.refused or (habit not in agreed and _NAMING.search(bare)):
                return True
        return False

    def _said_by_coach(self) -> Iterable[str]:
        for role, text in self.turn.history:
            if role == "coach":
                yield from (s.text for s in sentences(text))
        yield from (s.text for s in self._shown if not s.quote)


def _tells_of_the_world(bare: str, *, telling: bool) -> bool:
    """Whether it says how things are with people in general: what studies find, or a statement
    about nobody and nothing in particular. ``telling``: what a habit is may be told."""
    if bare.endswith(":"):
        return False  # it leads in to what the passage says
    source = _CLAIMS.search(bare)
    if source is not None:
        # A question may ask what a survey of the leader's own would show.
        found = _FINDS.search(bare, source.end())
        if found and (not asks(bare) or word_count(bare[source.end() : found.start()]) <= 1):
            return True
    general = word_count(bare) >= 5 and _STATES.search(bare) and not _PARTICULAR.search(bare)
    named = re.search(r"(?<=\s)[A-Z]", bare)
    return bool(general) and not (asks(bare) or named or telling)


def _alike(text: str, said: str) -> bool:
    """Whether two sentences are the same but for a few words: in any order, or in theirs."""
    ours, theirs = normal(text).split(), normal(said).split()
    fewest = min(len(ours), len(theirs))
    shared = set(ours) & set(theirs)
    if fewest >= 5 and len(shared) >= 0.8 * len({*ours, *theirs}):
        return True
    meant, before = set(content_words(text)), set(content_words(said))
    same_words = len(meant & before) >= 0.5 * min(len(meant), len(before)) > 0
    return fewest >= 6 and same_words and SequenceMatcher(None, ours, theirs).ratio() >= 0.7


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,:]\d+)*", text))
