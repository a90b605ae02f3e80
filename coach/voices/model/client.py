"""The wire to a configured chat model. LangChain is imported when a model is first asked."""

import logging
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from coach.errors import ModelError, ModelSilent
from coach.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk
    from langchain_core.runnables import Runnable

_log = logging.getLogger(__name__)
_QUIET = 0.04  # seconds of silence after which a sentence that looks ended is taken to be
_MOST_ABANDONED = 16
_LONGEST_FORM = 1_000  # chunks, which are tokens or more
_DONE = object()
_SLOW = "the model took too long; raise COACH_MODEL_TIMEOUT if it is slow"


class ChatModel:
    """The configured chat model, opened when first needed. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.patience = settings.model_timeout  # seconds that it may take for one token
        self._settings = settings
        self._lock = threading.Lock()
        self._model: BaseChatModel | None = None
        self._left: list[threading.Thread] = []

    def open(self) -> "BaseChatModel":
        """Import and build it. Raises ModelError, which says what to do."""
        with self._lock:
            self._left = [thread for thread in self._left if thread.is_alive()]
            if len(self._left) > _MOST_ABANDONED:
                raise ModelError("the model's server leaves its answers hanging; restart it")
            if self._model is None:
                self._model = _open_model(self._settings)
            return self._model

    def says(self, messages: Sequence[tuple[str, str]], until: float) -> "Stream":
        """Its answer in words. ``until``: when all of it has to be there, on the monotonic clock."""
        return Stream(self.open(), messages, self.patience, until)

    def fills_in(
        self, form: dict[str, Any], messages: Sequence[tuple[str, str]], until: float
    ) -> Mapping[str, object]:
        """Its answer as a form, which is a JSON schema: as far as it was filled in, even if the
        rest fails. Raises ModelError when nothing was, and ModelSilent when nothing came at all."""
        model: Any = self.open()
        try:
            # Taken apart: as a chain, its parser would read an abandoned answer to the end.
            asked, parser = model.with_structured_output(form).steps
        except Exception:  # NotImplementedError for most that cannot, but each has its own
            raise ModelError(
                f"COACH_MODEL={self._settings.model} gives no structured output"
            ) from None
        stream = Stream(asked, messages, self.patience, until)
        chunks: list[Any] = []
        try:
            for chunk in islice(stream.chunks(), _LONGEST_FORM):
                if chunk is not None:
                    chunks.append(chunk)
        except ModelError as error:
            if not chunks:
                raise
            _log.warning("%s; what it had filled in counts", error)
        finally:
            self.leave(stream)
        filled = _parsed(chunks, parser)
        if not isinstance(filled, dict):
            raise ModelError("the model left the form empty")
        return filled

    def leave(self, stream: "Stream") -> None:
        """Listen to it no further."""
        stream.close()
        with self._lock:
            if stream.thread.is_alive():
                self._left.append(stream.thread)


class Stream:
    """A model's answer as it comes, read by a thread of its own, so that the limits hold whatever
    the provider's client does about them (a server's pings, say, reset a socket's time limit)."""

    def __init__(
        self,
        model: "Runnable[Any, Any]",
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
        """Text as it arrives, None for each silence. Raises ModelError when it takes too long, and
        ModelSilent when nothing comes at all."""
        for chunk in self.chunks():
            yield None if chunk is None else str(chunk.text)

    def text(self) -> str:
        """All of it."""
        return "".join(token or "" for token in self.tokens())

    def chunks(self) -> "Iterator[AIMessageChunk | None]":
        """Like ``tokens``, as the provider's client gives them."""
        alive = False
        while True:
            limit = min(time.monotonic() + self._patience, self._until)
            item = self._next(min(_QUIET, limit - time.monotonic()))
            if item is None:
                yield None
                item = self._next(limit - time.monotonic())
            while _is_empty(item):  # a sign of life is not a token
                item = self._next(limit - time.monotonic())
            if item is None:
                raise ModelError(_SLOW) if alive else ModelSilent(_SLOW)
            if item is _DONE:
                return
            if isinstance(item, Exception):
                raise _failure(item, alive=alive)
            alive = True
            yield cast("AIMessageChunk", item)

    def _next(self, wait: float) -> object | None:
        try:
            return self._arrived.get(timeout=max(wait, 0.0))
        except queue.Empty:
            return None

    def _read(self, model: "Runnable[Any, Any]", messages: Sequence[tuple[str, str]]) -> None:
        try:
            from langsmith import tracing_context

            # A tracer that the environment switches on would send the words somewhere else.
            with tracing_context(enabled=False):
                stream = model.stream(list(messages))
                try:
                    for chunk in stream:
                        if self._closed.is_set():
                            break
                        self._arrived.put(chunk)
                finally:
                    if isinstance(stream, Iterator) and hasattr(stream, "close"):
                        stream.close()
            self._arrived.put(_DONE)
        except Exception as error:  # each provider has its own
            self._arrived.put(error)


def _parsed(chunks: list[Any], parser: Any) -> object:
    """What can be read of an answer, whole or not; None for nothing."""
    from langchain_core.outputs import ChatGeneration

    try:
        # A model that cannot stream gives a message, and all of it.
        whole = chunks[0] if len(chunks) == 1 else chunks[0] + chunks[1:]
        # Not ``invoke``: a chain's step could be traced, and the words sent somewhere else.
        return parser.parse_result([ChatGeneration(message=whole)], partial=True)
    except Exception:  # each parser has its own, and they hold what was said
        return None


def _is_empty(item: object) -> bool:
    """Whether a message or chunk of one says nothing: neither words nor a call, whole or begun."""
    said = (getattr(item, name, None) for name in ("text", "tool_calls", "tool_call_chunks"))
    return hasattr(item, "text") and not any(said)


def _failure(error: Exception, *, alive: bool) -> ModelError:
    """What went wrong, without what the server said: that may hold a key or the leader's words."""
    status = getattr(error, "status_code", None)
    kind = type(error).__name__
    if status in {401, 403}:
        return ModelError(f"the model's server refused the key ({status}); set COACH_MODEL_API_KEY")
    if status == 404:
        return ModelError(
            "the model's server knows no such model or address (404); check COACH_MODEL and "
            "COACH_MODEL_BASE_URL"
        )
    if status == 429:
        return ModelError("the model's server is busy or the quota is used up (429)")
    if status is not None:
        return ModelError(f"the model's server failed ({status}); see its log")
    lost = ModelError if alive else ModelSilent
    if "Timeout" in kind:
        return lost(_SLOW)
    if "Connection" in kind or "Connect" in kind or "Protocol" in kind:
        return lost(
            "the model's server cannot be reached or hung up; start it, or check "
            "COACH_MODEL_BASE_URL"
        )
    return ModelError(f"the model failed ({kind})")


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
        model: Any = init_chat_model(name, **options)
        if name.startswith("openai:"):
            _ = model.root_client.beta.chat.completions  # imported now, not in the model's time
        opened: BaseChatModel = model
        return opened
    except ImportError as error:
        raise ModelError(
            f"COACH_MODEL={name} needs a package that is not installed ({error.name}); install it"
        ) from None
    except Exception as error:  # a provider's client raises what it likes
        raise ModelError(
            f"COACH_MODEL={name} cannot be opened ({type(error).__name__}); use provider:name with "
            "a provider of LangChain's init_chat_model, and set its key"
        ) from None
