"""The command line: thin commands around the engine. Heavy parts are imported by the command that
needs them, so that ``coach --help`` answers at once.

With ``--json``, ``--batch`` or ``--jsonl`` nothing but JSON goes to standard output. Exit status: 0
done, 1 the work failed, 2 wrong usage.
"""

import logging
import os
import sys
import textwrap
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach import cli_library
from coach.errors import BadInput, CoachError, SettingsError
from coach.json_lines import Line, answer_lines, emit, only_json, plainly, serve, sources_as_json

if TYPE_CHECKING:
    from coach.reviewing import Circumstances
    from coach.services import Services


_SELDOM = 10  # seconds between lines of progress where there is no terminal
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
app.add_typer(cli_library.app, name="library")

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


@app.command()
def search(
    text: Text = None,
    as_json: Json = False,
    batch: Batch = False,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
) -> None:
    """Find passages of the curated library (a workspace's own too: coach library search)."""
    services = _services()

    def answer(line: Line) -> Line:
        found = services.find(line["text"], k=k)
        results = [
            {
                "id": hit.passage.id,
                "title": hit.passage.title,
                "topics": list(hit.passage.header.topics),
                "score": round(hit.score, 6),
                "text": hit.passage.text,
                "sources": sources_as_json(hit.passage),
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

    _ = (
        services.encoder,
        services.ear,
        services.index,
        services.words,
    )  # opened before the first line is read
    serve(answer, show, text, as_json, batch)


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
    serve(answer, show, text, as_json, batch)


@app.command()
def screen(text: Text = None, as_json: Json = False, batch: Batch = False) -> None:
    """Tell whether it is safe to coach on a message."""
    from coach.steps.screen import screen_text

    services = _services()

    def answer(line: Line) -> Line:
        found = screen_text(line["text"], services)
        levels = [str(level) for level in found.levels] or [str(found.level)]
        return {"level": levels[0], "levels": levels, "confidence": found.confidence}

    def show(made: Line) -> None:
        print(f"{', '.join(made['levels'])}  ({made['confidence']:.2f})")

    _ = services.signs, services.encoder, services.ear
    serve(answer, show, text, as_json, batch)


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
    from coach.reviewing import Circumstances

    services = _services()
    reviewer = services.reviewer
    given = Circumstances(to, channel, relation, closeness)

    def answer(line: Line) -> Line:
        return reviewer.review(line["text"], _circumstances(line, given)).as_json()

    def show(made: Line) -> None:
        print(f"It reads {made['verdict']}.")
        for span in made["spans"]:
            print(
                f"\n“{span['text']}”\n  {span['why']}"
                + (f"  ({span['habit']})" if span["habit"] else "")
            )
        print("\n" + "\n".join(made["questions"]))

    _ = services.encoder, services.ear
    serve(answer, show, text, as_json, batch)


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
    from coach.terminal import Talks, content_kept_out_of_logs, talk_in_terminal

    overrides: dict[str, object] = {} if model is None else {"model": model or None}
    with content_kept_out_of_logs() if ephemeral else nullcontext():
        coach = open_coach(Settings.read(**overrides))
        try:
            coach.warm()
            talks = Talks(coach, stored=not ephemeral)
            if jsonl:
                answer_lines(talks.answer)
            else:
                talk_in_terminal(coach.as_person(), stored=not ephemeral)
        finally:
            coach.close()


# --- Looking after it -----------------------------------------------------------------------------


@app.command()
def check(as_json: Json = False) -> None:
    """Validate everything under knowledge/ and prompts/."""
    from coach.checking import check as find

    with only_json() if as_json else plainly() as out:
        findings = find()
        for finding in findings:
            if as_json:
                emit(vars(finding), out)
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
    with only_json() if as_json else plainly() as out:
        figures = run(_services(), progress)
        progress.end("")
        if as_json:
            emit({"id": None} | {name: made.as_json() for name, made in figures.items()}, out)
        else:
            print("\n\n".join(str(made) for made in figures.values()))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Tell what works on this machine, and the remedy for the rest."""
    from coach.doctor import examine, works

    checks = []
    with only_json() if as_json else plainly() as out:
        for one in examine():
            checks.append(one)
            if not as_json:
                print(f"{one.status:8} {one.name}: {one.detail}")
                if one.remedy:
                    print(f"{'':8} → {one.remedy}")
        if as_json:
            emit({"id": None, "ok": works(checks), "checks": [c.as_json() for c in checks]}, out)
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
    knowledge, lines = services.knowledge, services.curated[1]
    teach = training.fit_heads if heads else training.train
    data, out = ROOT / "knowledge" / "training", ROOT / "knowledge" / "ear"
    teach(
        data, out, list(knowledge.habits), list(knowledge.topics), lines,
        said=training.examples_of(lines),
    )  # fmt: skip


@app.command()
def invite(
    name: Annotated[str, typer.Argument(help="Who; without it, yourself.")] = "",
    workspace: Annotated[
        str, typer.Option(help="A new workspace of this name, which they are to own.")
    ] = "",
    link: Annotated[
        bool,
        typer.Option("--link", help="For yourself: a personal link and a code, without a sign-in."),
    ] = False,
) -> None:
    """Print an invitation, once: for yourself, to sign in and find what is yours here; or for the owner of a new
    workspace. Whoever else is to come in is invited on the page People."""
    from coach.assembly import open_coach

    if bool(name) != bool(workspace) or (name and link):
        raise BadInput("Name nobody to invite yourself, or a person and a --workspace for them.")
    coach = open_coach()
    try:
        if coach.settings.public_url is None:
            print("Set COACH_PUBLIC_URL for whole addresses; this one goes behind the app's own.", file=sys.stderr)  # fmt: skip
        if link:
            address, code = coach.link_me()
            print(f"{address}\nThe code: {code}")
        else:
            print(coach.invite_owner(name, workspace) if name else coach.invite_me())
    finally:
        coach.close()


@app.command()
def backup(
    with_key: Annotated[
        bool,
        typer.Option(
            "--with-key", help="Put the key beside it: whoever has both can read everything."
        ),
    ] = False,
) -> None:
    """Copy the database into the data folder's backups, encrypted as it is, while the app may run. The last seven are
    kept, and none in which somebody still is who erased their words."""
    from coach.assembly import open_coach

    coach = open_coach()
    try:
        made, removed = coach.back_up(key=with_key)
        print(f"backed up: {made.path}")
        if removed:
            print(f"older ones removed: {removed}")
        if not with_key:
            print(
                f"It can be read with {coach.settings.home / 'key'} alone. Keep a copy of that elsewhere.",
                file=sys.stderr,
            )
    finally:
        coach.close()


@app.command()
def restore(
    file: Annotated[
        Path | None, typer.Argument(help="Which backup; without it, the newest.")
    ] = None,
    taken: Annotated[
        datetime | None,
        typer.Option(
            help="You put a database back by other means, taken at this time (UTC): only erase and close again what was "
            "erased or closed since.",
        ),
    ] = None,
) -> None:
    """Put a backup in the place of what is stored, without whoever was erased since it was taken, and with what was closed
    since (roles, links, coachings, parts shared) closed. What is stored now is backed up first. Run it while nothing else of the coach runs."""
    from coach.assembly import open_coach

    if file is not None and taken is not None:
        raise BadInput("Name a backup or a time, not both.")
    coach = open_coach()
    try:
        if taken is not None:
            again = coach.catch_up(taken.replace(tzinfo=UTC))
        else:
            used, before, again = coach.restore(file)
            print(f"restored: {used.path}\nwhat was here before: {before.path}")
        print(f"erased again: {again.erased}\nclosed again: {again.closed}")
        print(
            "Whoever came in since then has to be invited anew. Rounds of the pulse that were open are over.",
            file=sys.stderr,
        )
    finally:
        coach.close()


@jobs.callback()
def _jobs() -> None:
    pass


@jobs.command("run")
def run_jobs() -> None:
    """Do the work that is due, once: erase what was deleted longer ago than it can be undone, let come what coaches
    assigned for later, and send the reminders by mail, and back up."""
    from coach.assembly import open_coach

    coach = open_coach()
    try:
        done = coach.run_due()
        print(f"erased for good: {done.erased}\nnow offered: {done.came}\nmails sent: {done.mails}")
        made = coach.back_up_if_due()
        if made is not None:
            print(f"backed up: {made.path}")
    finally:
        coach.close()


@jobs.command("reencrypt")
def reencrypt() -> None:
    """Encrypt everything anew with the first key of the key file, whose other lines can then go. Run it
    while nothing else of the coach runs."""
    from coach.assembly import open_coach

    coach = open_coach()
    try:
        print(
            f"encrypted anew: {coach.reencrypt()} rows. Backups made before still need the other keys: run `coach backup`, "
            "then remove these from the key file, and keep them elsewhere for as long as you keep an older backup"
        )
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
