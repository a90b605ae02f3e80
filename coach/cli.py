"""The command line: thin commands around the engine. Heavy parts are imported by the command that
needs them, so that ``coach --help`` answers at once.

With ``--json``, ``--batch`` or ``--jsonl`` nothing but JSON goes to standard output. Exit status: 0
done, 1 the work failed, 2 wrong usage.
"""

import codecs
import json
import logging
import os
import re
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from functools import partial
from typing import IO, TYPE_CHECKING, Annotated, Any, TextIO
from uuid import UUID

import typer

from coach.errors import BadInput, CoachError, NotFound, SettingsError

if TYPE_CHECKING:
    from coach.assembly import Coach, Mine
    from coach.knowledge import Contact, Passage
    from coach.reviewing import Circumstances
    from coach.services import Services
    from coach.turn import Turn

Line = dict[str, Any]
Answer = Callable[[Line], Line]
"""From a line's keys to the keys of its answer, without the id."""

_LONGEST_LINE = 16 << 20  # bytes; 200,000 characters escaped as JSON take 2.4 million
_SELDOM = 10  # seconds between lines of progress where there is no terminal
_SURROGATE = re.compile("[\ud800-\udfff]")
_log = logging.getLogger(__name__)

app = typer.Typer(
    help="Begin Personal: a personal-brand coach that leaders talk to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
jobs = typer.Typer(help="Work that needs no open page.", no_args_is_help=True)
app.add_typer(jobs, name="jobs")

Text = Annotated[str | None, typer.Argument(help="The text; - reads standard input.")]
Json = Annotated[bool, typer.Option("--json", help="One compact line of JSON.")]
Batch = Annotated[bool, typer.Option("--batch", help="JSON lines in, JSON lines out.")]


def main() -> None:
    """Run a command; errors become a message for their reader and an exit status."""
    _log_to_standard_error()
    try:
        app()
    except (SettingsError, BadInput) as error:
        _fail(error, 2)
    except CoachError as error:
        _fail(error, 1)
    except BrokenPipeError:  # the reader has gone; so has the place for a message
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


def _log_to_standard_error() -> None:
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)  # some libraries turn their own loggers' debugging on
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler])


def _fail(error: CoachError, status: int) -> None:
    print(f"coach: {error}", file=sys.stderr)
    raise SystemExit(status) from None


# --- One text, or many ----------------------------------------------------------------------------


@app.command()
def search(
    text: Text = None,
    as_json: Json = False,
    batch: Batch = False,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
) -> None:
    """Find passages of the library."""
    services = _services()

    def answer(line: Line) -> Line:
        vector = services.encoder.encode([line["text"]])[0]
        found = services.index.search(line["text"], vector, k=k)
        results = [
            {
                "id": hit.passage.id,
                "title": hit.passage.title,
                "topics": list(hit.passage.header.topics),
                "score": round(hit.score, 6),
                "text": hit.passage.text,
                "sources": _sources(hit.passage, services),
            }
            for hit in found.hits
        ]
        return {"answerable": found.answerable, "results": results}

    def show(made: Line) -> None:
        held = made["answerable"]
        print("In the library:" if held else "The library holds nothing on it. Nearest:")
        for number, result in enumerate(made["results"], start=1):
            print(f"\n{number}. {result['title']}  ({', '.join(result['topics'])})")
            if held:
                print(textwrap.indent(textwrap.fill(result["text"], 76), "   "))
                for source in result["sources"]:
                    print(f"   {source['citation']}")

    _ = services.knowledge, services.encoder, services.index  # opened before the first line is read
    _serve(answer, show, text, as_json, batch)


@app.command()
def notice(text: Text = None, as_json: Json = False, batch: Batch = False) -> None:
    """Hear habits and strengths in a leader's message."""
    from coach.steps.understand import hear_habits

    services = _services()

    def answer(line: Line) -> Line:
        given = line["text"]
        habits, candidates, strengths = hear_habits(given, services.hear(given), services)
        return {
            "habits": [vars(h) for h in habits],
            "candidates": [{"id": h.id, "confidence": h.confidence} for h in candidates],
            "strengths": [vars(h) for h in strengths],
        }

    def show(made: Line) -> None:
        for kind in ("habits", "strengths"):
            print(f"{kind}:" if made[kind] else f"{kind}: none")
            for one in made[kind]:
                print(f"  {one['id']}  {one['confidence']:.2f}  “{one['evidence']}”")
        likely = ", ".join(f"{c['id']} {c['confidence']:.2f}" for c in made["candidates"])
        print(f"likeliest: {likely or 'none'}")

    _ = services.encoder, services.ear
    _serve(answer, show, text, as_json, batch)


@app.command()
def screen(text: Text = None, as_json: Json = False, batch: Batch = False) -> None:
    """Tell whether it is safe to coach on a message."""
    from coach.evaluation import screen_text

    services = _services()

    def answer(line: Line) -> Line:
        found = screen_text(line["text"], services)
        levels = [str(level) for level in found.levels] or [str(found.level)]
        return {"level": levels[0], "levels": levels, "confidence": found.confidence}

    def show(made: Line) -> None:
        print(f"{', '.join(made['levels'])}  ({made['confidence']:.2f})")

    _ = services.signs, services.encoder, services.ear
    _serve(answer, show, text, as_json, batch)


@app.command()
def review(
    text: Text = None,
    as_json: Json = False,
    batch: Batch = False,
    to: Annotated[str | None, typer.Option(help="Whom it is for.")] = None,
    channel: Annotated[str | None, typer.Option(help="Such as email, chat or letter.")] = None,
    relation: Annotated[str | None, typer.Option(help="Such as employee or customer.")] = None,
    closeness: Annotated[
        int | None, typer.Option(min=0, max=4, help="0 strangers to 4 close friends.")
    ] = None,
) -> None:
    """Tell how a message to somebody reads, before it is sent."""
    from coach.reviewing import Circumstances, Reviewer

    services = _services()
    reviewer = Reviewer(services)
    given = Circumstances(to, channel, relation, closeness)

    def answer(line: Line) -> Line:
        read = reviewer.review(line["text"], _circumstances(line, given))
        spans = [vars(span) for span in read.spans]
        return {"verdict": read.verdict, "spans": spans, "questions": list(read.questions)}

    def show(made: Line) -> None:
        print(f"It reads {made['verdict']}.")
        for span in made["spans"]:
            print(
                f"\n“{span['text']}”\n  {span['why']}"
                + (f"  ({span['habit']})" if span["habit"] else "")
            )
        print("\n" + "\n".join(made["questions"]))

    _ = services.encoder, services.ear
    _serve(answer, show, text, as_json, batch)


def _circumstances(line: Line, given: "Circumstances") -> "Circumstances":
    """What a batch line says of its message, over what the options say of all."""
    from coach.reviewing import Circumstances

    said = {key: value for key in vars(given) if (value := line.get(key)) is not None}
    for key, value in said.items():
        if key == "closeness":
            if type(value) is not int or not 0 <= value <= 4:
                raise BadInput("closeness is a whole number from 0 to 4")
        elif not isinstance(value, str):
            raise BadInput(f"{key} is a string")
    return Circumstances(**{**vars(given), **said})


def _services(**overrides: object) -> "Services":
    from coach.services import Services
    from coach.settings import Settings

    return Services(Settings.read(**overrides))


def _sources(passage: "Passage", services: "Services") -> list[Line]:
    known = services.knowledge.sources
    found = [known[key] for key in passage.header.sources if key in known]
    return [{"key": s.key, "citation": s.citation, "url": s.url} for s in found]


def _serve(
    answer: Answer, show: Callable[[Line], None], text: str | None, as_json: bool, batch: bool
) -> None:
    """Answer the one text, or every line of standard input."""
    if batch:
        if text is not None:
            raise typer.BadParameter("--batch reads standard input; leave the text out")
        _answer_lines(partial(_with_id, answer))
        return
    if text is None:
        raise typer.BadParameter("give a text, or - for standard input, or --batch")
    with _only_json() if as_json else _plainly() as out:
        try:
            made = answer({"text": _usable(_standard_input() if text == "-" else text)})
        except BadInput as error:
            if as_json:
                _emit({"id": None, "error": str(error)}, out)
            raise
        if as_json:
            _emit({"id": None, **made}, out)
        else:
            show(made)


def _with_id(answer: Answer, line: Line) -> Line:
    return {"id": line.get("id"), **answer({**line, "text": _usable(line.get("text"))})}


def _usable(text: object) -> str:
    """The text, if it can be worked on. Lone surrogates, which no UTF-8 can carry, are replaced one
    for one, so that offsets stay true."""
    from coach.text import MAX_CHARACTERS

    if text is None:
        raise BadInput('there is no "text"')
    if not isinstance(text, str):
        raise BadInput('"text" is not a string')
    if len(text) > MAX_CHARACTERS:
        raise BadInput(f"the text has {len(text):,} characters; {MAX_CHARACTERS:,} is the most")
    return _SURROGATE.sub("\ufffd", text)


def _standard_input() -> str:
    from coach.text import MAX_CHARACTERS

    most = MAX_CHARACTERS * 4 + 4  # bytes: more than the most characters, in any script
    data = sys.stdin.buffer.read(most)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if len(data) == most and error.start > most - 4:
            return data.decode(errors="ignore")  # cut inside a character; too long in any case
        raise BadInput(
            f"standard input is not UTF-8 at byte {error.start}; save it as UTF-8"
        ) from None


# --- JSON lines -----------------------------------------------------------------------------------


def _answer_lines(answer: Answer) -> None:
    """Answer every line of standard input at once, in order. A bad line gets an error and the rest
    goes on; if the work failed on a line, the exit status says so in the end."""
    failed = False
    with _only_json() as out:
        for raw in _lines(sys.stdin.buffer):
            line: Line = {}
            try:
                line = _parsed(raw)
                _emit(answer(line), out)
            except BrokenPipeError:
                raise
            except (BadInput, NotFound) as error:
                _emit({"id": line.get("id"), "error": str(error)}, out)
            except CoachError as error:
                failed = True
                _emit({"id": line.get("id"), "error": str(error)}, out)
            except Exception as error:
                failed = True
                _log.exception("a line could not be answered")
                _emit(
                    {"id": line.get("id"), "error": f"internal error ({type(error).__name__})"}, out
                )
    if failed:
        raise SystemExit(1)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines that are not blank, each as soon as it is there; far too long ones are cut."""
    while raw := stream.readline(_LONGEST_LINE):
        rest = raw
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST_LINE)
        raw = raw.removeprefix(codecs.BOM_UTF8)  # files put together keep theirs
        if raw.strip():
            yield raw


def _parsed(raw: bytes) -> Line:
    try:
        line = json.loads(raw.decode(), parse_constant=_no_constant)
        json.dumps(line.get("id") if isinstance(line, dict) else None, allow_nan=False)
    except UnicodeDecodeError as error:
        raise BadInput(f"the line is not UTF-8 at byte {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"the line is not JSON ({str(error)[:120]})") from None
    if not isinstance(line, dict):
        raise BadInput("the line is not a JSON object")
    return line


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _emit(made: Line, out: TextIO) -> None:
    """One line. In ASCII, so that no terminal, locale or line splitter can break it."""
    try:
        text = json.dumps(made, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        text = json.dumps({"id": None, "error": "the answer cannot be written as JSON"})
    out.write(text + "\n")
    out.flush()


@contextmanager
def _only_json() -> Iterator[TextIO]:
    """Standard output for JSON; what libraries print goes to standard error."""
    out = sys.stdout
    with redirect_stdout(sys.stderr):
        yield out


@contextmanager
def _plainly() -> Iterator[TextIO]:
    yield sys.stdout


# --- Talking --------------------------------------------------------------------------------------


@app.command()
def chat(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON lines in, JSON lines out.")] = False,
    model: Annotated[
        str | None, typer.Option(metavar="SPEC", help="provider:name, in place of COACH_MODEL.")
    ] = None,
    ephemeral: Annotated[
        bool, typer.Option("--ephemeral", help="Keep nothing: no content on disk or in logs.")
    ] = False,
) -> None:
    """Talk with the coach."""
    from coach.assembly import open_coach
    from coach.settings import Settings

    overrides: dict[str, object] = {} if model is None else {"model": model or None}
    with _content_kept_out_of_logs() if ephemeral else nullcontext():
        coach = open_coach(Settings.read(**overrides))
        try:
            coach.warm()
            talks = _Talks(coach, stored=not ephemeral)
            if jsonl:
                _answer_lines(talks.answer)
            else:
                _talk(coach.as_person(), stored=not ephemeral)
        finally:
            coach.close()


class _Talks:
    """Conversations by the ids that their sender uses."""

    def __init__(self, coach: "Coach", *, stored: bool) -> None:
        self._coach = coach
        self._mine: Mine = coach.as_person()
        self._stored = stored
        self._default: str | None = None
        self._real: dict[str, str] = {}

    def answer(self, line: Line) -> Line:
        shown = line.get("conversation")
        if shown is not None and not isinstance(shown, str):
            raise BadInput('"conversation" is not a string')
        if line.get("scenario") is not None:
            made = self._begin_scenario(shown, line)
        else:
            made = self._reply(shown, _usable(line.get("text")))
        return {"id": line.get("id"), **made}

    def _begin_scenario(self, shown: str | None, line: Line) -> Line:
        scenario = line["scenario"]
        if not isinstance(scenario, str):
            raise BadInput('"scenario" is not a string')
        if line.get("text") is not None:
            raise BadInput('give "text" or "scenario", not both')
        if shown is not None and self._find(shown) is not None:
            raise BadInput("this conversation has begun; give the scenario another id")
        begun = time.perf_counter()
        real = self._mine.begin(scenario=scenario, stored=self._stored)
        opening = self._mine.conversation(real).messages[-1]
        return {
            "conversation": self._remember(shown, real),
            "text": opening.text,
            "stage": opening.meta["stage"],
            "move": opening.meta["move"],
            "level": opening.meta["level"],
            "habits": [],
            "named": [],
            "citations": [],
            "voice": opening.meta["voice"],
            "latency_ms": round((time.perf_counter() - begun) * 1000, 2),
        }

    def _reply(self, shown: str | None, text: str) -> Line:
        real = self._default if shown is None else self._find(shown)
        if real is None:
            real = self._mine.begin(stored=self._stored)
        conversation = self._remember(shown, real)
        turn = self._mine.reply(real, text)
        named = turn.plan.notices if _names_a_habit(turn) else None
        return {
            "conversation": conversation,
            "text": _whole_text(turn),
            "stage": turn.plan.stage,
            "move": turn.plan.move,
            "level": turn.screening.level,
            "habits": [h.id for h in turn.reading.habits],
            "named": [named.id] if named is not None else [],
            "citations": [
                {"id": p.id, "title": p.title, "sources": _sources(p, self._coach.services)}
                for p in turn.cited
            ],
            "voice": turn.voice,
            "latency_ms": turn.latency_ms,
        }

    def _find(self, shown: str) -> str | None:
        """What a sender's id stands for: one begun here, or a stored conversation by its own id."""
        if shown in self._real:
            return self._real[shown]
        try:
            if self._stored and str(UUID(shown)) == shown:
                return self._mine.conversation(shown).id
        except (ValueError, NotFound):
            pass
        return None

    def _remember(self, shown: str | None, real: str) -> str:
        if shown is None:
            self._default = real
            shown = real
        self._real[shown] = real
        return shown


def _names_a_habit(turn: "Turn") -> bool:
    from coach.vocabulary import Move

    return any(spoken.move is Move.NAME_HABIT for spoken in turn.spoken)


def _whole_text(turn: "Turn") -> str:
    """The reply with what a page would show under it: ways to reach people."""
    ways = [_contact(contact) for contact in turn.plan.contacts]
    return "\n".join([turn.reply, "", *ways]) if ways else turn.reply


def _contact(contact: "Contact") -> str:
    ways = " or ".join(str(way) for way in (contact.number, contact.url) if way is not None)
    return f"{contact.name}: {ways}" + (f" ({contact.hours})" if contact.hours else "")


def _talk(mine: "Mine", *, stored: bool) -> None:
    """A conversation in the terminal."""
    asks = sys.stdin.isatty()
    if asks:
        kept = "kept on this machine, encrypted" if stored else "not kept: it ends with this window"
        print(f"Begin Personal. A program, not a person. This conversation is {kept}.")
        print("/end ends with a summary; Ctrl-D just leaves.\n")
    conversation = mine.begin(stored=stored)
    print(mine.conversation(conversation).messages[-1].text, end="\n\n")
    while True:
        try:
            said = input("› " if asks else "")
        except UnicodeDecodeError:
            print("That was not UTF-8 text; please write it again.", file=sys.stderr)
            continue
        except (EOFError, KeyboardInterrupt):
            print()
            return
        print()
        if said.strip() == "/end":
            mine.end(conversation)
            print(mine.conversation(conversation).messages[-1].text)
            return
        try:
            _print_reply(mine, conversation, _usable(said))
        except BadInput as error:
            print(f"{error}\n", file=sys.stderr)


def _print_reply(mine: "Mine", conversation: str, said: str) -> None:
    from coach.turn import Spoken, Turn, compose

    shown = ""
    spoken: tuple[Spoken, ...] = ()
    for part in mine.stream(conversation, said):
        if isinstance(part, Spoken):
            spoken = (*spoken, part)
            text = compose(spoken)
            print(
                text.removeprefix(shown) if text.startswith(shown) else part.text,
                end="",
                flush=True,
            )
            shown = text
        elif isinstance(part, Turn):
            for contact in part.plan.contacts:
                print(f"\n  {_contact(contact)}", end="")
            for number, passage in enumerate(part.cited, start=1):
                print(f"\n  [{number}] {passage.title}", end="")
    print("\n")


class _OnlyWhere(logging.Formatter):
    """Where something was logged, without its words: they, an error's too, can repeat a message's."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{record.levelname} {record.name}, {record.filename}:{record.lineno}"


@contextmanager
def _content_kept_out_of_logs() -> Iterator[None]:
    handlers = [(handler, handler.formatter) for handler in logging.getLogger().handlers]
    for handler, _ in handlers:
        handler.setFormatter(_OnlyWhere())
    try:
        yield
    finally:
        for handler, formatter in handlers:
            handler.setFormatter(formatter)


# --- Looking after it -----------------------------------------------------------------------------


@app.command()
def check(as_json: Json = False) -> None:
    """Validate everything under knowledge/ and prompts/."""
    from coach.checking import check as find

    with _only_json() if as_json else _plainly() as out:
        findings = find()
        for finding in findings:
            if as_json:
                _emit(vars(finding), out)
            else:
                print(finding)
    if not as_json and not findings:
        print("Nothing to correct.")
    raise SystemExit(1 if findings else 0)


@app.command(name="eval")
def evaluate(as_json: Json = False) -> None:
    """Run the project's own evaluation sets."""
    from coach.evaluation import evaluate as run

    progress = Progress()
    with _only_json() if as_json else _plainly() as out:
        figures = run(_services(), progress)
        progress.end("")
        if as_json:
            _emit({"id": None} | {name: made.as_json() for name, made in figures.items()}, out)
        else:
            print("\n\n".join(str(made) for made in figures.values()))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Tell what works on this machine, and the remedy for the rest."""
    from coach.doctor import examine, works

    checks = []
    with _only_json() if as_json else _plainly() as out:
        for one in examine():
            checks.append(one)
            if not as_json:
                print(f"{one.status:8} {one.name}: {one.detail}")
                if one.remedy:
                    print(f"{'':8} → {one.remedy}")
        if as_json:
            _emit({"id": None, "ok": works(checks), "checks": [c.as_json() for c in checks]}, out)
    raise SystemExit(0 if works(checks) else 1)


@app.command()
def prepare(
    again: Annotated[bool, typer.Option("--again", help="Remake what is there already.")] = False,
) -> None:
    """Make what the first conversation needs: the encoder and the library's index."""
    from coach.doctor import prepare as make_ready
    from coach.settings import Settings

    settings, progress = Settings.read(), Progress()
    if make_ready(settings, progress, again=again):
        progress.end(f"ready: {settings.home}")


@app.command()
def train(
    heads: Annotated[
        bool, typer.Option("--heads", help="Keep the encoder; fit again what rests on it.")
    ] = False,
) -> None:
    """Teach the ear again from knowledge/training (minutes); writes knowledge/ear."""
    from coach import training
    from coach.services import ROOT

    services = _services()
    habits, lines = list(services.knowledge.habits), services.curated[1]
    teach = training.fit_heads if heads else training.train
    data, out = ROOT / "knowledge" / "training", ROOT / "knowledge" / "ear"
    teach(data, out, habits, lines, said=training.examples_of(lines))


@jobs.callback()
def _jobs() -> None:
    pass


@jobs.command("run")
def run_jobs() -> None:
    """Do the work that is due, once: erase what was deleted longer ago than it can be undone."""
    from coach.assembly import open_coach

    coach = open_coach()
    try:
        print(f"erased for good: {coach.purge()}")
    finally:
        coach.close()


@jobs.command("reencrypt")
def reencrypt() -> None:
    """Encrypt everything anew with the first key of the key file, whose other lines can then go. Run it
    while nothing else of the coach runs."""
    from coach.assembly import open_coach

    coach = open_coach()
    try:
        print(f"encrypted anew: {coach.reencrypt()} rows; the other keys can be removed now")
    finally:
        coach.close()


class Progress:
    """Progress on standard error: one changing line in a terminal, else a line now and then."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._kind, self._at = "", 0.0

    def __call__(self, message: str) -> None:
        kind, now = message.partition(":")[0], time.monotonic()
        if self._live:
            fresh = "\n" if self._kind not in {"", kind} else ""
            sys.stderr.write(f"{fresh}\r\x1b[K{message}")
        elif kind != self._kind or now - self._at >= _SELDOM:
            sys.stderr.write(f"{message}\n")
        else:
            return
        sys.stderr.flush()
        self._kind, self._at = kind, now

    def end(self, message: str) -> None:
        """The last line."""
        if self._live and self._kind:
            sys.stderr.write("\n")
        if message:
            sys.stderr.write(f"{message}\n")
