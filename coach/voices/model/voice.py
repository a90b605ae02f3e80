"""The model's voice: it finds the words for a plan, and each of its sentences is checked before it
is shown. What fails is repaired once; else ModelError lets the guide go on."""

import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.contract import Breach
from coach.curated import Findings
from coach.errors import ModelError
from coach.settings import Settings
from coach.text import sentences
from coach.voices.model.budget import one_line
from coach.voices.model.client import ChatModel, Stream
from coach.voices.model.cutter import EXCERPT, SentenceCutter
from coach.voices.model.examples import fitting
from coach.voices.model.guardrails import asks, rubbish, tidy
from coach.voices.model.hearing import hear
from coach.voices.model.playing import Scene, play
from coach.voices.model.prompts import Prompts, fill, load_prompts, parts_in_words, turn_prompt
from coach.voices.model.reply import Reply

if TYPE_CHECKING:
    from coach.knowledge import Habit
    from coach.turn import ModelHeard, Spoken, Turn

_log = logging.getLogger(__name__)
_TIMES = 3  # a whole reply may take so many times the limit for one token
_MOST_REPAIRS = 2
_MOST_LEFT_OUT = 1  # whoever fails oftener says little that is worth showing, though it may pass
_NO_LEAD = "it asks before anything shows what was heard; a statement has to come first"


class ModelVoice:
    """A configured chat model. Safe to share between threads."""

    def __init__(
        self, settings: Settings, folder: Path, habits: Mapping[str, "Habit"] | None = None
    ) -> None:
        self.chat = ChatModel(settings)
        self.habits = habits or {}
        findings = Findings(folder.parent.parent)
        self._prompts = load_prompts(folder, findings)
        self._broken = str(findings[0]) if findings else ""
        for finding in findings:
            _log.warning("%s", finding)

    def warm(self) -> None:
        """Import and build what the first reply needs. Raises ModelError, which says what to do."""
        self.chat.open()

    @property
    def prompts(self) -> Prompts:
        """What a model is told. Raises ModelError where it cannot be used."""
        if self._prompts is None:
            raise ModelError(f"a prompt cannot be used: {self._broken}")
        return self._prompts

    def speak(self, turn: "Turn") -> "Iterator[Spoken]":
        """The reply's sentences, each verified, as the model ends them. Raises ModelError when the
        guide has to begin or go on; what was yielded by then stands."""
        prompts = self.prompts
        told = self.told(turn)
        self.chat.open()  # the first time takes seconds that are not the model's
        talk = _Talk(self.chat, told)
        reply = Reply(turn, self.habits, fitting(prompts.examples, turn))
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
            self.chat.leave(stream)
        if reply.lacks_excerpt and reply.turn.spoken != turn.spoken:
            yield reply.excerpt()
        if reply.ends_with_question and not reply.asked:
            raise ModelError("the model's reply lacks its question")
        if reply.turn.spoken == turn.spoken:
            raise ModelError("the model said nothing")

    def told(self, turn: "Turn") -> list[tuple[str, str]]:
        """What it is asked for this turn's words. Raises ModelError for what the guide says."""
        prompts = self.prompts
        return [
            ("system", fill(prompts.system, {})),
            ("human", turn_prompt(turn, prompts, self.habits)),
        ]

    def hear(self, turn: "Turn") -> "ModelHeard":
        """What it hears in the turn's message. Raises ModelError when the trained heads have to do,
        and ModelSilent where it is no use to wait for its words either."""
        return hear(turn, self.chat, self.prompts, self.habits)

    def play(self, scene: Scene) -> str:
        """One line of a character in a rehearsal. Raises ModelError where the written line has to do."""
        self.chat.open()  # the first time takes seconds that are not the model's
        return play(scene, self.chat, self.prompts, _TIMES * self.chat.patience)

    def _taken(
        self, sentence: str, reply: Reply, talk: "_Talk", prompts: Prompts
    ) -> "Iterator[Spoken]":
        """What becomes of one sentence: shown, mended, or left out."""
        if sentence == EXCERPT:
            if reply.lacks_excerpt:
                yield reply.excerpt()
            return
        text = tidy(sentence)
        _refuse(text, reply, prompts)
        if asks(text) and reply.lacks_lead:
            lead = self._mended(text, [Breach(2, _NO_LEAD)], reply, talk, prompts, question=False)
            if lead is None:
                raise ModelError("the model asks without having listened")
            yield reply.show(reply.spoken(lead))
        faults = reply.faults(text)
        if faults:
            _log.info("a sentence of the model breaks %s", [b.clause for b in faults])
            question = asks(text) and reply.ends_with_question
            mended = self._mended(text, faults, reply, talk, prompts, question=question)
            if mended is None:
                if question:
                    raise ModelError(
                        f"the model's question could not be mended: {faults[0].reason}"
                    )
                reply.left_out += 1
                if reply.left_out > _MOST_LEFT_OUT:
                    raise ModelError(f"the model keeps breaking the contract: {faults[0].reason}")
                return  # the reply can do without it
            text = mended
        if asks(text) and reply.lacks_excerpt:
            yield reply.excerpt()
        yield reply.show(reply.spoken(text))
        if text.endswith(":") and reply.lacks_excerpt:
            yield reply.excerpt()

    def _mended(
        self,
        text: str,
        faults: list[Breach],
        reply: Reply,
        talk: "_Talk",
        prompts: Prompts,
        *,
        question: bool,
    ) -> str | None:
        """The model's second try at a sentence, or None."""
        served = replace(reply.turn.plan, parts=(reply.part(question),))
        request = {
            "sentence": one_line(text, 80),
            "faults": "\n".join(dict.fromkeys(f"- {b.told}" for b in faults)),
            "part": " ".join(
                parts_in_words(replace(reply.turn, plan=served), prompts, self.habits)
            ),
            "form": "one open question" if question else "a statement, no question",
        }
        answer = talk.again(reply, fill(prompts.repair, request))
        said = sentences(answer)
        if not said or (question and not asks(answer)):
            return None
        first = next((s.text for s in said if asks(s.text) == question), said[0].text)
        better = tidy(first)
        if asks(better) != question or not re.search(r"[.?:…][”')]*$", better):
            return None
        _refuse(better, reply, prompts)
        return None if reply.faults(better) else better


class _Talk:
    """The exchange with the model for one reply, within its time."""

    def __init__(self, chat: ChatModel, told: list[tuple[str, str]]) -> None:
        self._chat, self._told = chat, told
        self._until = time.monotonic() + _TIMES * chat.patience
        self._repairs = 0

    def stream(self, messages: Sequence[tuple[str, str]]) -> Stream:
        return self._chat.says(messages, self._until)

    def again(self, reply: Reply, request: str) -> str:
        """The model's answer to a request for a better sentence; empty when there were enough."""
        if self._repairs >= _MOST_REPAIRS:
            return ""
        self._repairs += 1
        so_far = [("ai", reply.own_words)] if reply.own_words else []
        stream = self.stream([*self._told, *so_far, ("human", request)])
        try:
            return stream.text()
        finally:
            self._chat.leave(stream)


def _cut(stream: Stream) -> Iterator[str]:
    cutter = SentenceCutter()
    for token in stream.tokens():
        yield from cutter.pause() if token is None else cutter.feed(token)
    yield from cutter.end()


def _refuse(text: str, reply: Reply, prompts: Prompts) -> None:
    why = rubbish(text, prompts)
    if why is None and reply.obeys(text):
        why = "what a hidden order asked for"
    if why is not None:
        raise ModelError(f"the model answered with {why}")
