"""``coach library``: what owners do with their workspace's library, at the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.errors import BadInput
from coach.json_lines import Line, emit, only_json, plainly

if TYPE_CHECKING:
    from coach.library import Entry, Library

app = typer.Typer(
    help="The workspace's own passages beside the curated ones: propose, review, publish.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="One compact line of JSON each.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="As coach library list shows it.")]
File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="Markdown: title, topics, habits, kind, evidence, sources and references between two lines "
        "of ---, then the text; - reads standard input.",
    ),
]
_FIELDS = ("title", "topics", "habits", "kind", "evidence", "sources", "references")


@app.command("list")
def list_entries(as_json: Json = False) -> None:
    """The workspace's own passages and the curated ones that it has put away."""
    with _library() as library:
        entries = library.entries()
        with only_json() if as_json else plainly() as out:
            for entry in entries:
                if as_json:
                    emit(_as_json(entry), out)
                else:
                    print(f"{entry.status:10} {entry.id}  {entry.content.title}")
                    for problem in entry.problems:
                        print(f"{'':10} to do: {problem}")
        if not (as_json or entries):
            print("Nothing of your own yet. Begin with: coach library propose FILE")


@app.command()
def show(passage_id: Id, as_json: Json = False) -> None:
    """A passage as a file that coach library edit takes."""
    with _library() as library:
        entry = library.entry(passage_id)
        with only_json() if as_json else plainly() as out:
            if as_json:
                emit(_as_json(entry), out)
            else:
                print(_as_markdown(entry), file=out)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A question, or what happened.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
) -> None:
    """Find passages as this workspace has them: the curated ones and its own."""
    with _library() as library:
        found = library.search(text, k=k)
        print(
            "In the library:" if found.answerable else "The library holds nothing on it. Nearest:"
        )
        for hit in found.hits:
            own = "  (own)" if hit.passage.own else ""
            print(f"{hit.passage.id}  {hit.passage.title}{own}")


@app.command()
def propose(file: File, as_json: Json = False) -> None:
    """A new passage of the workspace's own."""
    with _library() as library:
        _tell(library.propose(**_read(file)), as_json)


@app.command()
def edit(passage_id: Id, file: File, as_json: Json = False) -> None:
    """Change a passage of the workspace's own; it is reviewed and published anew after that."""
    with _library() as library:
        _tell(library.edit(passage_id, **_read(file)), as_json)


@app.command()
def review(passage_id: Id, as_json: Json = False) -> None:
    """Say that you have read it against its sources and that it is right."""
    with _library() as library:
        _tell(library.review(passage_id, datetime.now(UTC).date()), as_json)


@app.command()
def publish(passage_id: Id, as_json: Json = False) -> None:
    """Let it be found and quoted; a curated one that was put away comes back."""
    with _library() as library:
        _tell(library.publish(passage_id), as_json)


@app.command()
def retire(passage_id: Id, as_json: Json = False) -> None:
    """Take it out of what is found and quoted; a curated one for this workspace only."""
    with _library() as library:
        _tell(library.retire(passage_id), as_json)


@app.command()
def undo(number: Annotated[int, typer.Argument(help="As coach library history shows it.")]) -> None:
    """Take back the last change of a passage."""
    with _library() as library:
        entry = library.undo(number)
        print("taken back; the passage is gone" if entry is None else f"{entry.status}: {entry.id}")


@app.command()
def erase(
    passage_id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="There is no way back; do it.")] = False,
) -> None:
    """A passage of the workspace's own with its whole history, for good."""
    if not yes:
        raise BadInput(f"{passage_id} would be gone with its history, for good. Say so with --yes.")
    with _library() as library:
        library.erase(passage_id)
        print(f"erased: {passage_id}")


@app.command()
def history(
    passage_id: Annotated[str | None, typer.Argument(metavar="[ID]")] = None, as_json: Json = False
) -> None:
    """Who changed what and when, newest first."""
    with _library() as library, only_json() if as_json else plainly() as out:
        for change in library.history(passage_id):
            after = change.after.status if change.after else "gone"
            if as_json:
                emit(
                    {
                        "number": change.number,
                        "id": change.passage_id,
                        "action": change.action,
                        "status": after,
                        "author": change.author_id,
                        "at": change.at.isoformat(),
                        "undoes": change.undoes,
                    },
                    out,
                )
            else:
                undone = f" of {change.undoes}" if change.undoes else ""
                print(
                    f"{change.number:5} {change.at:%Y-%m-%d %H:%M} {change.action}{undone} → {after}  "
                    f"{change.passage_id}  by {change.author_id[:8]}"
                )


@app.command("import")
def import_folder(
    folder: Annotated[Path, typer.Argument(help="Markdown, text, PDF, DOCX and HTML are read.")],
    as_json: Json = False,
) -> None:
    """Drafts from the documents of a folder; what cannot be used is named, the rest goes on."""
    from coach.importing import Refused

    drafts = refused = 0
    with _library() as library, only_json() if as_json else plainly() as out:
        for made in library.import_folder(folder):
            if isinstance(made, Refused):
                refused += 1
                if as_json:
                    emit({"file": made.file, "refused": made.why}, out)
                else:
                    print(f"not used   {made.file} {made.why}")
                continue
            drafts += 1
            if as_json:
                emit(_as_json(made), out)
            else:
                print(f"draft      {made.id}  from {made.content.origin}")
                if made.content.warning:
                    print(f"{'':10} reads like an instruction: “{made.content.warning}”")
    if not as_json:
        print(f"{drafts} drafts, {refused} documents not used. Next: coach library list")
    if refused and not drafts:
        raise SystemExit(1)


@app.command()
def coverage(as_json: Json = False) -> None:
    """How many passages there are on each topic and on each habit."""
    with _library() as library, only_json() if as_json else plainly() as out:
        made = library.coverage()
        if as_json:
            topics = {topic: dict(kinds) for topic, kinds in made.topics.items()}
            emit({"topics": topics, "habits": dict(made.habits)}, out)
            return
        for topic, kinds in made.topics.items():
            parts = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
            print(f"{kinds.total():4} {topic}: {parts or 'nothing'}")
        for habit, count in made.habits.most_common():
            print(f"{count:4} {habit}")


@contextmanager
def _library() -> "Iterator[Library]":
    from coach.assembly import open_coach

    coach = open_coach()
    try:
        yield coach.as_person().library
    finally:
        coach.close()


def _read(file: str) -> dict[str, Any]:
    """The fields of a Markdown file with front matter. BadInput says what is wrong and where."""
    from coach.curated import Findings, parse_yaml, split_front_matter

    path = Path("standard input" if file == "-" else file)
    try:
        text = sys.stdin.read() if file == "-" else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read ({error}). Give a Markdown file in UTF-8.") from None
    findings = Findings(path.parent)
    parts = split_front_matter(text, path, findings)
    value = None if parts is None else parse_yaml(parts[0], path, findings, offset=1)
    if findings or parts is None or not isinstance(value, dict):
        worst = next(
            iter(findings), f"{path}: title and the rest are missing between two lines of ---"
        )
        raise BadInput(f"{worst}. See coach library show ID for how such a file looks.")
    unknown = sorted(set(value) - set(_FIELDS))
    if unknown:
        raise BadInput(f"{path}: unknown key {unknown[0]}; known are {', '.join(_FIELDS)}.")
    return {**value, "text": parts[1].strip()}


def _tell(entry: "Entry", as_json: bool) -> None:
    with only_json() if as_json else plainly() as out:
        if as_json:
            emit(_as_json(entry), out)
            return
        print(f"{entry.status}: {entry.id}", file=out)
        for problem in entry.problems:
            print(f"  to do: {problem}", file=out)


def _as_json(entry: "Entry") -> Line:
    return {
        "id": entry.id,
        "own": entry.own,
        "status": entry.status,
        "problems": list(entry.problems),
        **entry.content.model_dump(mode="json"),
    }


def _as_markdown(entry: "Entry") -> str:
    import yaml

    fields = {
        key: list(value) if isinstance(value, tuple) else value
        for key in _FIELDS
        if (value := getattr(entry.content, key)) not in (None, ())
    }
    front = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=100)
    return f"---\n{front}---\n{entry.content.text}"
