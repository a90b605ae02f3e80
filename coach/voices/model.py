"""Any LangChain chat model as a voice: it finds the words for a plan, and each of its sentences is
checked before it is shown. What fails is repaired once; else ModelError lets the guide go on.

Read from the bottom: ``ModelVoice.speak`` is one reply; ``_Reply`` decides what may be shown of it;
``_Stream`` is the wire; ``SentenceCutter`` makes sentences of tokens; ``Prompts`` reads and fills
``prompts/model/``. LangChain is imported when a model first speaks.
"""

import logging
import queue
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from coach.contract import MOST_WORDS, Breach, breaches_of_reply, echoes, normal
from coach.curated import Curated, Findings, read_text, split_front_matter, validated
from coach.curated import parse_yaml as _parse_yaml
from coach.errors import ModelError
from coach.settings import Settings
from coach.steps.verify import verify_sentence
from coach.text import cleaned, sentences, word_count
from coach.vocabulary import Move, Subject
from coach.voices.guide import excerpt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from coach.knowledge import Habit, Passage
    from coach.turn import Part, Spoken, Turn

_log = logging.getLogger(__name__)

# --- Prompts -------------------------------------------------------------------------------------

_VARIABLE = re.compile(r"\{(\w+)\}")
_MOST_MESSAGES, _MOST_OF_ONE, _MOST_OF_NEW = 8, 320, 2_400  # history and message, in characters
_TERSE = 7  # words
# What each file is filled with; sections may use fewer.
_VARIABLES: dict[str, frozenset[str]] = {
    "system": frozenset(),
    "turn": frozenset(
        "talk message aim person habit evidence passage_id passage_title passage asked stage parts "
        "length".split()
    ),
    "repair": frozenset({"sentence", "reason", "form"}),
    "moves": frozenset("subject habit definition unless title number lower".split()),
    "subjects": frozenset(),
}
# Said in fixed words whatever voice is configured, or only ever by the guide.
_NOT_VOICED = frozenset(
    {Move.WELCOME, Move.FOLLOW_UP, Move.NAME_HABIT, Move.META, Move.STAY, Move.CRISIS,
     Move.OTHER_AT_RISK, Move.HARM_OTHERS, Move.ABUSE_REPORT, Move.GO_ON, Move.INJECTION,
     Move.SECRET, Move.LANGUAGE, Move.EMPTY, Move.SCENE}
)  # fmt: skip


class _Header(Curated):
    purpose: str = Field(min_length=3)
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Prompts:
    """What a model is told: three texts with variables, and the sections for moves and subjects."""

    system: str
    turn: str
    repair: str
    moves: Mapping[str, str]
    subjects: Mapping[str, str]

    def leaks(self, text: str) -> bool:
        """Whether a sentence recites what the model was told: six words in a row, or nine of a
        move's, whose words a fair question may share."""
        rules = (self.system, self.turn, self.repair)
        return _shares(text, rules, 6) or _shares(text, self.moves.values(), 9)


def load_prompts(folder: Path, findings: Findings) -> Prompts | None:
    """The prompts, or None with findings: a file or section is missing, or a variable is not one
    that the program fills."""
    before = len(findings)
    bodies = {
        name: _load_body(folder / f"{name}.md", known, findings)
        for name, known in _VARIABLES.items()
    }
    moves, subjects = _sections(bodies["moves"]), _sections(bodies["subjects"])
    voiced = {str(move) for move in Move if move not in _NOT_VOICED}
    for name, found, known in (
        ("moves", moves, voiced),
        ("subjects", subjects, {str(subject) for subject in Subject}),
    ):
        for missing in sorted(known - found.keys()):
            findings.add(folder / f"{name}.md", 1, f"has no section {missing}; add: ## {missing}")
        for unknown in sorted(k for k in found if k.split(".")[0] not in known):
            findings.add(folder / f"{name}.md", 1, f"section {unknown}: no such id; remove it")
    if len(findings) > before:
        return None
    return Prompts(bodies["system"], bodies["turn"], bodies["repair"], moves, subjects)


def _load_body(path: Path, known: frozenset[str], findings: Findings) -> str:
    text = read_text(path, findings)
    parts = split_front_matter(text, path, findings) if text is not None else None
    if parts is None:
        return ""
    front, body, first = parts
    value = _parse_yaml(front, path, findings, offset=1)
    header = validated(_Header, value, path=path, text=front, findings=findings, offset=1)
    if header is None:
        return ""
    used = set(_VARIABLE.findall(body))
    for names, wrong in (
        (used - known, "is not a variable that the program fills here"),
        (used - set(header.variables), "is used but not among the variables of the front matter"),
        (set(header.variables) - used, "is among the variables but not used"),
        (known - used, "is filled by the program but not used"),
    ):
        for name in sorted(names):
            known_names = ", ".join(sorted(known)) or "none"
            findings.add(path, first, f"variables: {{{name}}} {wrong}; known are {known_names}")
    return body


def _sections(body: str) -> dict[str, str]:
    pieces = re.split(r"^## +(\S+)\s*$", body, flags=re.M)
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text with its variables; a paragraph with an empty one is left out. One pass: braces in
    what people wrote stay as they are."""
    kept = [
        _VARIABLE.sub(lambda match: values[match[1]], paragraph)
        for paragraph in re.split(r"\n{2,}", body)
        if all(values[name] for name in _VARIABLE.findall(paragraph))
    ]
    return "\n\n".join(kept)


def turn_prompt(turn: "Turn", prompts: Prompts, habits: Mapping[str, "Habit"]) -> str:
    """The plan of one turn as the model is told it. Raises ModelError for what the guide says."""
    plan, state, reading = turn.plan, turn.state, turn.reading
    passage = plan.passages[0] if plan.passages else None
    habit = next((part.habit for part in plan.parts if part.habit), None)
    values = {
        "talk": "\n".join(
            f"{'Coach' if role == 'coach' else 'Leader'}: {_material(text, _MOST_OF_ONE)}"
            for role, text in turn.history[-_MOST_MESSAGES:]
        ),
        "message": _material(turn.text, _MOST_OF_NEW),
        "aim": _material(state.aim or reading.aim or "", 300),
        "person": _material(reading.person or state.person or "", 60),
        "habit": _habit_name(habit, habits) if habit and plan.move is not Move.OFFER_NAME else "",
        "evidence": _material(plan.notices.evidence if plan.notices else "", 300),
        "passage_id": passage.id if passage else "",
        "passage_title": _material(passage.title, 90) if passage else "",
        "passage": _material(passage.text, 1_800) if passage else "",
        "asked": "\n".join(_asked_before(turn)),
        "stage": str(plan.stage),
        "parts": "\n".join(
            f"{n}. {text}" for n, text in enumerate(_parts(turn, prompts, habits), start=1)
        ),
        "length": _length(turn),
    }
    return fill(prompts.turn, values)


def _parts(turn: "Turn", prompts: Prompts, habits: Mapping[str, "Habit"]) -> Iterator[str]:
    for part in turn.plan.parts:
        if part.move is Move.PROVIDE and part.text == "":
            continue  # the lead-in is another part's
        about = part.abouts[0] if part.abouts else None
        text = prompts.moves.get(f"{part.move}.{about}") or prompts.moves.get(part.move)
        if text is None:
            raise ModelError(f"the move {part.move} is the guide's")
        habit = habits.get(part.habit or "")
        number = turn.reading.number
        values = {
            "subject": prompts.subjects[about] if about else "",
            "habit": _habit_name(part.habit, habits) if part.habit else "",
            "definition": habit.definition if habit else "",
            "unless": habit.not_ if habit else "",
            "title": _material(part.passage.title, 90) if part.passage else "",
            "number": str(number) if number is not None else "",
            "lower": str(max(number - 2, 0)) if number is not None else "",
        }
        filled = fill(text, values)
        if not filled:
            raise ModelError(f"the move {part.move} needs what this turn does not hold")
        yield filled


def _material(text: str, most: int) -> str:
    """What people wrote, cut to size and unable to close its own tag."""
    text = re.sub(r"\s*\n\s*", "\n", cleaned(text)).replace("<", "‹").replace(">", "›")
    if len(text) <= most:
        return text
    head = most * 2 // 3
    return f"{text[:head].rstrip()} … {text[len(text) - (most - head) :].lstrip()}"


def _asked_before(turn: "Turn") -> list[str]:
    said = [s.text for role, text in turn.history if role == "coach" for s in sentences(text)]
    return [_material(text, 140) for text in said if _asks(text)][-8:]


def _length(turn: "Turn") -> str:
    if turn.plan.passages or turn.plan.exempt or turn.plan.pending is None:
        return "at most 30"
    return "at most 15" if 0 < turn.reading.words <= _TERSE else "25 to 55"


def _habit_name(habit: str, habits: Mapping[str, "Habit"]) -> str:
    return habits[habit].name.lower() if habit in habits else habit.replace("-", " ")


# --- Sentences from tokens -----------------------------------------------------------------------

_MARKER = r"\[(?:\d{1,2}|[a-z0-9]+(?:-[a-z0-9]+)*)\]"
_EXCERPT = "[passage]"
_LONGEST = 600  # characters without an end: no sentence of a coach
# The end of a buffer after which more of the same sentence may come although it looks like one.
_OPEN_END = re.compile(r"(?:\d\.|\b[A-Za-z]\.|\.\.|…|[?!][\"”’')\]]+)$")


class SentenceCutter:
    """Cuts a stream into sentences as they end. ``pause`` is for a silence: what looks ended is."""

    def __init__(self) -> None:
        self._buffer = ""

    def feed(self, text: str) -> list[str]:
        """The sentences that are certain to have ended: the next one has begun."""
        self._buffer += text
        if "<think>" in self._buffer:
            head, _, rest = self._buffer.partition("<think>")
            _, closed, tail = rest.partition("</think>")
            if not closed:
                return []
            self._buffer = head + tail
        if _loops(self._buffer):
            raise ModelError("the model repeats itself without end")
        # A marker after the full stop belongs to the sentence before it.
        self._buffer = re.sub(rf"([.…])[ ]?({_MARKER})(?=\s|$)", _marker_inside, self._buffer)
        self._buffer = re.sub(r"[ \t]*\[passage\][ \t]*", f"\n{_EXCERPT}\n", self._buffer)
        pieces = sentences(self._buffer)
        ended: list[str] = []
        start = 0
        for piece, following in pairwise(pieces):
            between = self._buffer[piece.end : following.start]
            goes_on = following.text[:1].islower() and "\n" not in between
            if goes_on or (following.text[:1] == "[" and following.text != _EXCERPT):
                continue
            ended.append(self._buffer[start : piece.end].strip())
            start = following.start
        self._buffer = self._buffer[start:]
        if len(self._buffer) > _LONGEST:
            raise ModelError("the model's sentence does not end")
        return ended

    def pause(self) -> list[str]:
        """The sentence that seems to have ended, in a silence of the stream."""
        text = self._buffer.strip()
        ends = text == _EXCERPT or bool(re.search(r"[.?!][\"”’')\]]*$|:$", text))
        if text.endswith(":") and not self._buffer.endswith("\n"):
            ends = False
        # An abbreviation does not end when another word follows it.
        if not ends or _OPEN_END.search(text) or _quote_is_open(text):
            return []
        if len(sentences(f"{text} Xx")) != len(sentences(text)) + 1 and not text.endswith(
            (":", "]")
        ):
            return []
        self._buffer = ""
        return [text]

    def end(self) -> list[str]:
        """What is left when the stream is over, unless it was cut off in mid-sentence."""
        text, self._buffer = self._buffer.strip(), ""
        whole = text == _EXCERPT or re.search(r"[.?!…:][\"”’')\]]*$", text)
        return [text] if whole else []


def _marker_inside(match: re.Match[str]) -> str:
    return match[0] if match[2] == _EXCERPT else f" {match[2]}{match[1]}"


def _quote_is_open(text: str) -> bool:
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")


def _loops(text: str) -> bool:
    """Whether the last words are the same few again and again."""
    words = text[-300:].lower().split()
    return any(
        len(words) >= n * times and words[-n * times :] == words[-n:] * times
        for n, times in ((1, 4), (2, 3), (3, 3), (4, 3), (5, 3), (6, 2), (8, 2), (10, 2))
    )


# --- The wire ------------------------------------------------------------------------------------

_QUIET = 0.04  # seconds of silence after which a sentence that looks ended is taken to be
_TIMES = 3  # a whole reply may take so many times the limit for one token
_MOST_ABANDONED = 16
_DONE = object()


class _Stream:
    """A model's answer as it comes, read by a thread of its own, so that the limits hold whatever
    the provider's client does about them (a server's pings, say, reset a socket's time limit)."""

    def __init__(
        self,
        model: "BaseChatModel",
        messages: Sequence[tuple[str, str]],
        patience: float,
        until: float,
    ) -> None:
        self._patience, self._until = patience, until
        self._arrived: queue.Queue[object] = queue.Queue()
        self._closed = threading.Event()
        self.thread = threading.Thread(
            target=self._read, args=(model, messages), name="model", daemon=True
        )
        self.thread.start()

    def close(self) -> None:
        """Read no further; the connection ends with the next token or the client's own limit."""
        self._closed.set()

    def tokens(self) -> Iterator[str | None]:
        """Text as it arrives, None for each silence. Raises ModelError when it takes too long."""
        while True:
            limit = min(time.monotonic() + self._patience, self._until)
            item = self._next(min(_QUIET, limit - time.monotonic()))
            if item is None:
                yield None
                item = self._next(limit - time.monotonic())
            while item == "":  # a sign of life is not a token
                item = self._next(limit - time.monotonic())
            if item is None:
                raise ModelError("the model took too long; raise COACH_MODEL_TIMEOUT if it is slow")
            if item is _DONE:
                return
            if isinstance(item, ModelError):
                raise item
            yield str(item)

    def text(self) -> str:
        """All of it."""
        return "".join(token or "" for token in self.tokens())

    def _next(self, wait: float) -> object | None:
        try:
            return self._arrived.get(timeout=max(wait, 0.0))
        except queue.Empty:
            return None

    def _read(self, model: "BaseChatModel", messages: Sequence[tuple[str, str]]) -> None:
        try:
            from langsmith import tracing_context

            # A tracer that the environment switches on would send the words somewhere else.
            with tracing_context(enabled=False):
                stream = model.stream(list(messages))
                try:
                    for chunk in stream:
                        if self._closed.is_set():
                            break
                        self._arrived.put(str(chunk.text))
                finally:
                    if isinstance(stream, Iterator) and hasattr(stream, "close"):
                        stream.close()
            self._arrived.put(_DONE)
        except Exception as error:  # each provider has its own
            self._arrived.put(ModelError(_reason(error)))


def _reason(error: Exception) -> str:
    """What went wrong, without what the server said: that may hold a key or the leader's words."""
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if status in {401, 403}:
        return f"the model's server refused the key ({status}); set COACH_MODEL_API_KEY"
    if status == 404:
        return (
            "the model's server knows no such model or address (404); check COACH_MODEL and "
            "COACH_MODEL_BASE_URL"
        )
    if status == 429:
        return "the model's server is busy or the quota is used up (429)"
    if status is not None:
        return f"the model's server failed ({status}); see its log"
    if "Timeout" in kind:
        return "the model took too long; raise COACH_MODEL_TIMEOUT if it is slow"
    if "Connection" in kind or "Connect" in kind or "Protocol" in kind:
        return (
            "the model's server cannot be reached or hung up; start it, or check "
            "COACH_MODEL_BASE_URL"
        )
    return f"the model failed ({kind})"


# --- What raw text of a model may break ----------------------------------------------------------

_MARKUP = re.compile(
    r"`|\*\*|__|~~|^\s*#{1,6}\s|^\s*(?:[-*•‣·]|\(?\d{1,2}[.)])\s|^\(?\d{1,2}[.)]$|</?\w+[^>]*>|<\||\|.*\||\]\(|"
    r"https?:|www\.|\S@\S+\.\w|[{}\\]|^\s*\*.*\*\s*$|^\s*[>|]"
)
_LABEL = re.compile(
    r"^\W{0,3}(?:the )?(?:coach|assistant|ai|bot|system|user|leader|client|human|me|you|reply|"
    r"response|answer|question|reflection|statement|guide|model|note|plan|"
    r"stage|message|part \d+)\W{0,2}\s*:",
    re.I,
)
_REFUSAL = re.compile(
    r"\bi(?:'m| am) (?:sorry,? (?:but|i)|unable|not able|afraid i can)|"
    r"\bi (?:can't|cannot|can not|won't|will not|am not able to) "
    r"(?:help|assist|comply|provide|continue|do that|answer|fulfil|engage|discuss|share|say)|"
    r"\bas an? (?:ai|artificial|language model|large|assistant|chatbot)|"
    r"\bi(?:'m| am) (?:just |only |merely )?(?:an? )?"
    r"(?:ai\b|artificial|language model|virtual|chatbot)|"
    r"\b(?:content policy|openai|anthropic|"
    r"my (?:instructions|guidelines|programming|training|prompt)|"
    r"system prompt|the plan (?:says|asks)|how can i (?:help|assist) you)\b",
    re.I,
)
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
_COMMON = frozenset(
    "the a an and or but to of in on at for with is are was were be been it that this there you "
    "your i my we they them he she his her as if then not do did does have has had what when how "
    "who which "
    "from by about so it's that's you're don't didn't up out no more than".split()
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


def tidy(text: str) -> str:
    """The sentence as the coach writes: its typing put right, its words as they are."""
    text = re.sub(r"\s+", " ", cleaned(text)).strip()
    text = text.replace("’", "'").replace("‘", "'").replace("…", "...")
    text = re.sub(r"\.{2,}", "…", text)
    text = re.sub(r"\s*[—–]\s*(?=\w)", ", ", text)
    text = re.sub(r"!+(?=[\"”']?$)", ".", text)
    text = re.sub(r"([.?!])[.!]+$", r"\1", text)
    if text.count('"') % 2 == 0:
        text = re.sub(r'"([^"]*)"', r"“\1”", text)
    if text.startswith("“") and text.endswith("”") and text.count("“") == 1:
        text = text[1:-1]  # the model quotes itself
    return text


def rubbish(text: str, prompts: Prompts) -> str | None:
    """Why nothing of this may be shown or repaired, or None."""
    words = re.findall(r"[^\W\d_]+(?:'[a-z]+)?", text.lower())
    if not words:
        return "no words"
    if _MARKUP.search(text):
        return "markup, an address or a list"
    if _LABEL.search(text):
        return "a label before the words"
    if _REFUSAL.search(text):
        return "a refusal, or talk of itself"
    if sum(word.isascii() for word in words) < 0.6 * len(words):
        return "another script"
    if len(words) >= 6 and sum(word in _COMMON for word in words) < 0.12 * len(words):
        return "no English"
    if len(words) > 60 or _loops(text):
        return "no sentence"
    if prompts.leaks(text):
        return "what it was told"
    return None


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = normal(text).split()
    return {tuple(words[n : n + length]) for n in range(len(words) - length + 1)}


def _shares(text: str, told: Iterable[str], length: int) -> bool:
    return bool(_runs(text, length) & {run for part in told for run in _runs(part, length)})


def _content(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:'[a-z]+)?", text.lower())
    return [word for word in words if word not in _COMMON and len(word) > 2]


def _asks(text: str) -> bool:
    return text.rstrip("”\"')] ").endswith("?")


def _figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,:]\d+)*", text))


# --- One reply -----------------------------------------------------------------------------------

_STATEMENTS = MOST_WORDS - 25  # words before the question, so that there is room for one
_MOST_REPAIRS = 2


class _Reply:
    """What was shown so far, and what the next sentence would break."""

    def __init__(self, turn: "Turn", prompts: Prompts, habits: Mapping[str, "Habit"]) -> None:
        self.turn = turn
        self._prompts = prompts
        self._habits = habits
        self._begun = len(turn.spoken)
        self._statements = 0
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
    def _own_words(self) -> str:
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
            self.asked = self.asked or _asks(spoken.text)
            self._statements += not _asks(spoken.text)
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

        part, passage = self._part(_asks(text)), self._cited(text)
        about = part.abouts[0] if part.abouts and _asks(text) else None
        theirs = set(_content(self.turn.text))
        own = _content(text)
        deep = bool(own) and sum(word in theirs for word in own) <= 0.4 * len(own)
        bare = re.sub(rf"\s*{_MARKER}", "", text)
        return Spoken(
            bare, part.move, about=about, passage=passage, voice="model",
            complex=deep and part.move in _HEARING,
        )  # fmt: skip

    def faults(self, text: str) -> list[Breach]:
        """All that the sentence breaks, said at this point of the reply."""
        bare = re.sub(rf"\s*{_MARKER}", "", text)
        found = verify_sentence(bare, self.turn)
        whole = f"{self._own_words} {bare}".strip()
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
        ordered = {word for order in orders for word in _content(order)}
        words = _content(text)
        return bool(words) and sum(word in ordered for word in words) >= 0.5 * len(words)

    def _part(self, question: bool) -> "Part":
        parts = self.turn.plan.parts
        if question:
            return parts[-1]
        leads = [p for p in parts if not (p is parts[-1] and self.ends_with_question)] or list(
            parts
        )
        leads = [p for p in leads if p.move is not Move.PROVIDE or p.text != ""]
        return leads[min(self._statements, len(leads) - 1)]

    def _cited(self, text: str) -> "Passage | None":
        for marker in re.findall(_MARKER, text):
            for n, passage in enumerate(self.turn.plan.passages, start=1):
                if marker[1:-1] in {str(n), passage.id}:
                    return passage
        return None

    def _raw_faults(self, text: str, bare: str) -> Iterator[Breach]:
        turn = self.turn
        moves = {part.move for part in turn.plan.parts}
        markers, cited = re.findall(_MARKER, text), self._cited(text)
        if len(markers) > (cited is not None):
            yield Breach(4, "cites something that the plan does not hold")
        if cited is None and self._is_claim(bare, moves):
            yield Breach(4, "states a fact that carries no passage's marker")
        if _ORDERS.search(bare) and not moves & _MAY_ADVISE:
            yield Breach(3, "tells the leader what to do")
        if self._names_a_habit(bare, moves):
            yield Breach(3, "puts a name to a habit that the leader has not agreed to hear")
        if _asks(bare) and _TWO_ASKS.search(bare) and turn.plan.move not in {
            Move.TERSE, Move.ROLL, Move.PARK, Move.OFFER_NAME, Move.OFFER_PASSAGE,
        }:  # fmt: skip
            yield Breach(1, "asks two things at once")
        if _EMOJI.search(bare):
            yield Breach(5, "holds an emoji")
        if any(_alike(bare, said) for said in self._said_by_coach()):
            yield Breach(7, "says nearly the same again")
        if bare[:1].islower() or not (bare[:1].isalnum() or bare[:1] in "“'"):
            yield Breach(1, "is not a whole sentence")
        limit = MOST_WORDS if _asks(bare) or not self.ends_with_question else _STATEMENTS
        if word_count(self._own_words) + word_count(bare) > limit:
            yield Breach(1, "makes the reply too long")

    def _is_claim(self, bare: str, moves: set[Move]) -> bool:
        turn = self.turn
        passages = turn.plan.passages
        heard = " ".join([turn.text, *turn.recent, *(text for _, text in turn.history)])
        scale = {"0", "10"} if moves & {Move.SCALE, Move.SCALE_UP} else set()
        lower = {str((turn.reading.number or 2) - 2), str(turn.reading.number)}
        if _figures(bare) - _figures(heard) - scale - lower:
            return True
        claims = _CLAIMS.search(bare)
        if claims and not moves & _MAY_CLAIM and claims.group().lower() not in heard.lower():
            return True
        theirs = set(_content(heard))
        words = [word for word in _content(bare) if word not in theirs]
        for passage in passages:
            there = set(_content(f"{passage.title} {passage.text}"))
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
            names = {_habit_name(habit, self._habits), habit.replace("-", " ")}
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


def _alike(text: str, said: str) -> bool:
    ours, theirs = set(normal(text).split()), set(normal(said).split())
    return min(len(ours), len(theirs)) >= 5 and len(ours & theirs) >= 0.8 * len(ours | theirs)


# --- The voice -----------------------------------------------------------------------------------


class ModelVoice:
    """A configured chat model. Safe to share between threads."""

    def __init__(
        self, settings: Settings, folder: Path, habits: Mapping[str, "Habit"] | None = None
    ) -> None:
        self._settings = settings
        self._habits = habits or {}
        self._lock = threading.Lock()
        self._model: BaseChatModel | None = None
        self._left: list[threading.Thread] = []
        findings = Findings(folder.parent.parent)
        self._prompts = load_prompts(folder, findings)
        self._broken = str(findings[0]) if findings else ""
        for finding in findings:
            _log.warning("%s", finding)

    def warm(self) -> None:
        """Import and build what the first reply needs. Raises ModelError, which says what to do."""
        self._chat_model()

    def speak(self, turn: "Turn") -> "Iterator[Spoken]":
        """The reply's sentences, each verified, as the model ends them. Raises ModelError when the
        guide has to begin or go on; what was yielded by then stands."""
        prompts = self._prompts
        if prompts is None:
            raise ModelError(f"a prompt cannot be used: {self._broken}")
        told = [
            ("system", fill(prompts.system, {})),
            ("human", turn_prompt(turn, prompts, self._habits)),
        ]
        talk = _Talk(self, self._chat_model(), told, self._settings.model_timeout)
        reply = _Reply(turn, prompts, self._habits)
        stream = talk.stream(told)
        try:
            for sentence in _cut(stream):
                yield from self._taken(sentence, reply, talk, prompts)
                if reply.done:
                    break
        except ModelError:
            if reply.lacks_excerpt and reply.turn.spoken != turn.spoken:
                yield reply.excerpt()  # led in to already
            raise
        finally:
            self._leave(stream)
        if reply.lacks_excerpt and reply.turn.spoken != turn.spoken:
            yield reply.excerpt()
        if reply.ends_with_question and not reply.asked:
            raise ModelError("the model's reply lacks its question")
        if reply.turn.spoken == turn.spoken:
            raise ModelError("the model said nothing")

    def _taken(
        self, sentence: str, reply: _Reply, talk: "_Talk", prompts: Prompts
    ) -> "Iterator[Spoken]":
        """What becomes of one sentence: shown, mended, or left out."""
        if sentence == _EXCERPT:
            if reply.lacks_excerpt:
                yield reply.excerpt()
            return
        text = tidy(sentence)
        _refuse(text, reply, prompts)
        if _asks(text) and reply.lacks_lead:
            lead = self._mended(text, [Breach(2, _NO_LEAD)], reply, talk, prompts, question=False)
            if lead is None:
                raise ModelError("the model asks without having listened")
            yield reply.show(reply.spoken(lead))
        faults = reply.faults(text)
        if faults:
            _log.info("a sentence of the model breaks %s", [b.clause for b in faults])
            question = _asks(text) and reply.ends_with_question
            mended = self._mended(text, faults, reply, talk, prompts, question=question)
            if mended is None:
                if question:
                    raise ModelError(
                        f"the model's question could not be mended: {faults[0].reason}"
                    )
                return  # the reply can do without it
            text = mended
        if _asks(text) and reply.lacks_excerpt:
            yield reply.excerpt()
        yield reply.show(reply.spoken(text))
        if text.endswith(":") and reply.lacks_excerpt:
            yield reply.excerpt()

    def _mended(
        self,
        text: str,
        faults: list[Breach],
        reply: _Reply,
        talk: "_Talk",
        prompts: Prompts,
        *,
        question: bool,
    ) -> str | None:
        """The model's second try at a sentence, or None."""
        reason = "; ".join(dict.fromkeys(breach.reason for breach in faults))
        form = "one open question" if question else "a statement, no question"
        answer = talk.again(
            reply,
            fill(
                prompts.repair, {"sentence": _material(text, 400), "reason": reason, "form": form}
            ),
        )
        said = sentences(answer)
        if not said or (question and not _asks(answer)):
            return None
        first = next((s.text for s in said if _asks(s.text) == question), said[0].text)
        better = tidy(first)
        if _asks(better) != question or not re.search(r"[.?:…][”')]*$", better):
            return None
        _refuse(better, reply, prompts)
        return None if reply.faults(better) else better

    def _chat_model(self) -> "BaseChatModel":
        with self._lock:
            self._left = [thread for thread in self._left if thread.is_alive()]
            if len(self._left) > _MOST_ABANDONED:
                raise ModelError("the model's server leaves its answers hanging; restart it")
            if self._model is None:
                self._model = _open_model(self._settings)
            return self._model

    def _leave(self, stream: _Stream) -> None:
        stream.close()
        with self._lock:
            if stream.thread.is_alive():
                self._left.append(stream.thread)


_NO_LEAD = "it asks before anything shows what was heard; a statement has to come first"


class _Talk:
    """The exchange with the model for one reply, within its time."""

    def __init__(
        self,
        voice: ModelVoice,
        model: "BaseChatModel",
        told: list[tuple[str, str]],
        patience: float,
    ) -> None:
        self._voice, self._model, self._told, self._patience = voice, model, told, patience
        self._until = time.monotonic() + _TIMES * patience
        self._repairs = 0

    def stream(self, messages: Sequence[tuple[str, str]]) -> _Stream:
        return _Stream(self._model, messages, self._patience, self._until)

    def again(self, reply: _Reply, request: str) -> str:
        """The model's answer to a request for a better sentence; empty when there were enough."""
        if self._repairs >= _MOST_REPAIRS:
            return ""
        self._repairs += 1
        so_far = [("ai", reply._own_words)] if reply._own_words else []
        stream = self.stream([*self._told, *so_far, ("human", request)])
        try:
            return stream.text()
        finally:
            self._voice._leave(stream)


def _cut(stream: _Stream) -> Iterator[str]:
    cutter = SentenceCutter()
    for token in stream.tokens():
        yield from cutter.pause() if token is None else cutter.feed(token)
    yield from cutter.end()


def _refuse(text: str, reply: _Reply, prompts: Prompts) -> None:
    why = rubbish(text, prompts)
    if why is None and reply.obeys(text):
        why = "what a hidden order asked for"
    if why is not None:
        raise ModelError(f"the model answered with {why}")


def _open_model(settings: Settings) -> "BaseChatModel":
    """The configured model. Raises ModelError, which says what to do."""
    from langchain.chat_models import init_chat_model

    for name in ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "langchain_openai"):
        log = logging.getLogger(name)
        if log.getEffectiveLevel() < logging.WARNING:
            log.setLevel(
                logging.WARNING
            )  # below it they write down addresses and what people wrote
    name = settings.model or ""
    options: dict[str, Any] = {"max_retries": 0, "timeout": settings.model_timeout}
    if settings.model_api_key is not None:
        options["api_key"] = settings.model_api_key.get_secret_value()
    if settings.model_base_url is not None:
        options["base_url"] = settings.model_base_url
        # The environment's key belongs to its provider, not to whoever listens at this address.
        options.setdefault("api_key", "none")
    if name.startswith("openai:") and settings.model_base_url is not None:
        options["use_responses_api"] = False
        if settings.model_is_local:
            from openai import DefaultHttpxClient

            # No proxy between two programs of one machine, and no connection kept for later.
            options["http_client"] = DefaultHttpxClient(
                trust_env=False, headers={"Connection": "close"}
            )
    try:
        model: BaseChatModel = init_chat_model(name, **options)
        return model
    except ImportError as error:
        raise ModelError(
            f"COACH_MODEL={name} needs a package that is not installed ({error.name}); install it"
        ) from None
    except Exception as error:  # a provider's client raises what it likes
        raise ModelError(
            f"COACH_MODEL={name} cannot be opened ({type(error).__name__}); use provider:name with "
            "a provider of LangChain's init_chat_model, and set its key"
        ) from None
