"""Reading files that people curate: YAML and front matter, checked by a schema, with findings that
name file, line and remedy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Model = TypeVar("_Model", bound=BaseModel)


class Curated(BaseModel):
    """Base of everything read from curated files: unknown keys are refused, values can't change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong in a curated file: where it is, and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Findings(list[Finding]):
    """Findings gathered while reading; paths are shown relative to ``root``."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root

    def add(self, path: Path, line: int, message: str) -> None:
        """Note one finding."""
        shown = path.relative_to(self._root) if path.is_relative_to(self._root) else path
        self.append(Finding(str(shown), line, message))


def read_text(path: Path, findings: Findings) -> str | None:
    """The file's text, or None with a finding."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        findings.add(path, line, "is not UTF-8 text here; save the file as UTF-8")
    except OSError as error:
        findings.add(path, 1, f"cannot be read ({error.strerror}); put the file back")
    return None


def parse_yaml(text: str, path: Path, findings: Findings, offset: int = 0) -> Any:
    """The YAML's value, or None with a finding. ``offset``: lines before it in the file."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (mark.line if mark else 0) + 1 + offset
        what = getattr(error, "problem", None) or "is malformed"
        findings.add(path, line, f"YAML: {what}; check indentation, colons and quotes")
        return None


def validated(
    model: type[_Model],
    value: object,
    *,
    path: Path,
    text: str,
    findings: Findings,
    offset: int = 0,
    within: Sequence[str | int] = (),
) -> _Model | None:
    """``value`` as ``model``, or None with one finding for each thing wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            where = (*within, *item["loc"])
            key = ".".join(str(part) for part in where) or "file"
            message = item["msg"].removeprefix("Value error, ")
            message = message.replace("Input should be a valid tuple", "should be a list")
            if item["type"] == "extra_forbidden":
                message = f"unknown key; known are {', '.join(model.model_fields)}"
            elif item["type"] == "missing":
                message = "is missing; add it"
            findings.add(path, line_of(text, where) + offset, f"{key}: {message}")
        return None


def line_of(text: str, where: Sequence[str | int]) -> int:
    """The line (from 1) on which the value at ``where`` of the YAML text stands, or its nearest
    enclosing value's."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError:
        return 1
    line = 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is None:
                continue  # missing, or the name of a kind that pydantic put into the place
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            if part >= len(node.value):
                return line
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line


def split_front_matter(text: str, path: Path, findings: Findings) -> tuple[str, str, int] | None:
    """(front matter, body, first line of the body), or None with a finding."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        findings.add(path, 1, "must begin with front matter between two lines of three dashes")
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]).strip(), number + 2
    findings.add(path, 1, "has front matter that never ends; close it with three dashes")
    return None


def nearest(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """The remedy for an unknown id."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
    return f"did you mean {near[0]}?" if near else "see knowledge/vocabulary"
