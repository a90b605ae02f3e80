"""Nobody sees what is another's on any page, with any address or memory of a session that names it.

Pages, the parameters of their addresses and the keys of a session's memory are read out of the code, so that a new one is
tried from its first day.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from filling import MARK, SHARED, Company, found_company
from streamlit.testing.v1 import AppTest
from test_isolation import identifiers
from test_pages import opened

import coach.ui
from coach.assembly import Coach
from coach.store.records import Actor
from coach.ui import signing

UI = Path(coach.ui.__file__).parent
OF = {
    "c": "conversation",
    "x": "assignment",
    "r": "rehearsal_run",
    "w": "workshop",
    "code": "workshop",
}
"""What a parameter of an address names. One that is not here is tried with every identifier."""
OF_SESSION = {
    "checked": "checked_message", "check-deleted": "checked_message", "checked-private": "checked_message",
    "exercise-open": "assignment", "exercise-deleted": "assignment", "exercise-private": "assignment",
    "exercise-look": "assignment", "rehearsal-deleted": "rehearsal_run", "rehearsal-look": "rehearsal_run",
    "rehearsal-private": "rehearsal_run", "workshop-deleted": "workshop", "authoring": "conversation",
    "authoring-deleted": "conversation",
    "memory-editing": "kept_word", "keep-editing": "kept_word", "brand-out": "brand_entry",
    "commitment-dialog": "commitment", "ratings-deleted": "ratings", "private": "conversation",
    "dialog": "conversation", "library-entry": "conversation", "review": "workshop", "led": "workshop",
    "people-new": "person", "workspace": "person",
}  # fmt: skip
"""The same for keys of a session's memory, which only the program sets; those of other things are left alone."""


SHOWN = {"practitioner": {"desk"}}
"""Pages on which a role is shown what a leader shares or said to it (Action.SHARED and Action.ASSIGN of ``coach.access``),
and nothing else of theirs."""


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(UI.glob("*.py")):
        yield path.stem, ast.parse(path.read_text("utf-8"))


def _read_from(what: str) -> dict[str, set[str]]:
    """By module, the constant keys with which ``st.<what>`` is read there."""
    found: dict[str, set[str]] = {}
    for module, tree in _trees():
        for node in ast.walk(tree):
            match node:
                case ast.Subscript(
                    value=ast.Attribute(attr=attr), slice=ast.Constant(value=str(key))
                ):
                    pass
                case ast.Call(
                    func=ast.Attribute(value=ast.Attribute(attr=attr)),
                    args=[ast.Constant(value=str(key)), *_],
                ):
                    pass
                case _:
                    continue
            if attr == what:
                found.setdefault(module, set()).add(key)
    return found


@cache
def pages() -> dict[str, str]:
    """The router's pages by the name under which it goes there, with the module that draws each."""
    found = {}
    for node in ast.walk(ast.parse((UI / "router.py").read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                match key, value:
                    case (
                        ast.Constant(value=str(name)),
                        ast.Call(args=[ast.Attribute(value=ast.Name(id=module), attr="page"), *_]),
                    ):
                        found[name] = module
    return found


def _imported(module: str) -> set[str]:
    """The modules of pages that a page is made of."""
    seen, look = set(), {module}
    while look:
        name = look.pop()
        seen.add(name)
        path = UI / f"{name}.py"
        if not path.exists():
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "coach.ui":
                look |= {alias.name for alias in node.names} - seen
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("coach.ui."):
                look |= {str(node.module).removeprefix("coach.ui.")} - seen
    return seen


def test_the_pages_and_what_they_read_are_found() -> None:
    assert {"talk", "rehearse", "people", "words", "authoring"} <= set(pages())
    assert {"c", "x", "r", "w"} <= set().union(*_read_from("query_params").values())
    assert "checked" in _read_from("session_state")["check"]


@pytest.fixture
def seat(serve: object, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor, Coach], AppTest]:
    """Somebody signed in, with the app open before them."""
    signing.sign_in.cache_clear()

    def sit(actor: Actor, coach: Coach) -> AppTest:
        monkeypatch.setattr(signing, "sign_in", lambda: signing.SignIn(("default",), True))
        monkeypatch.setattr(signing, "_look_up", lambda c: c.entering.standing(actor))
        return opened()

    return sit


def everything_on(app: AppTest) -> str:
    """All that was sent to the browser: texts, values of boxes, options, files' names, errors."""
    return str(app.main) + str(app.sidebar) + " ".join(
        str(element.proto) for block in (app.main, app.sidebar) for element in block
    )  # fmt: skip


@pytest.mark.parametrize("who", ["owner", "practitioner", "stranger", "victim"])
def test_no_page_shows_what_is_anothers(
    coach: Coach, seat: Callable[[Actor, Coach], AppTest], who: str
) -> None:
    company: Company = found_company(coach)
    app = seat(getattr(company, who).actor, coach)
    shown = _walk(app, identifiers(coach, company.victim), SHOWN.get(who, set()))
    assert len(shown) > 2 * len(pages())
    with_words = sorted(where for where, found in shown.items() if found)
    if who != "victim":
        assert not with_words, f"the {who} sees words of another's on {with_words}"
        assert {
            where.split("?")[0] for where, found in shown.items() if found is None
        } == SHOWN.get(who, set())
        return
    # Whose words they are finds them on the same ways, so these are ways on which there is something to see.
    assert {where.split("?")[0].split(",")[0] for where in with_words} >= {
        "talk", "exercises", "rehearse", "check", "commitments", "brand", "memory", "workshops",
    }  # fmt: skip


def _walk(
    app: AppTest, theirs: Mapping[str, tuple[str, ...]], told_on: Collection[str]
) -> dict[str, bool | None]:
    """Every page, as it is, with each parameter of its address and with each key of its session's memory set to what of
    theirs it names: whether their words were seen there. None: only such as are shared, on a page of ``told_on``."""
    parameters, keys = _read_from("query_params"), _read_from("session_state")
    shown: dict[str, bool | None] = {}

    def look(where: str) -> None:
        app.run()
        seen = everything_on(app)
        told = SHARED in seen and name in told_on
        found = MARK in (seen.replace(SHARED, "") if told else seen)
        # Several identifiers are tried in the same place: once seen is seen.
        if shown.get(where) is not True:
            shown[where] = found or (None if told or shown.get(where, False) is None else False)

    for name, module in pages().items():
        app.session_state["go"] = (name, None)
        look(name)
        if name == "talk":
            app.text_input(key="search").set_value(MARK)
            look(f"{name}, searched")
            app.text_input(key="search").set_value("")
        named: set[str] = set().union(*(parameters.get(one, set()) for one in _imported(module)))
        for given in _ways(named, OF, theirs):
            for key, value in given.items():
                app.query_params[key] = value
            look(f"{name}?{'&'.join(given)}")
        app.query_params.clear()
        own_keys = keys.get(module, set()) & set(OF_SESSION)
        for given in _ways(own_keys, OF_SESSION, theirs):
            for key, value in given.items():
                app.session_state[key] = value
            look(f"{name}, with {'&'.join(given)} in mind")
        for key in own_keys:
            if key in app.session_state:
                del app.session_state[key]
    return shown


def _ways(
    names: Collection[str], known: Mapping[str, str], theirs: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, str]]:
    """All that are known together, each as what it names; those that nobody taught one by one, as everything."""
    together = {
        name: theirs[known[name]][-1 if name == "code" else 0] for name in names if name in known
    }
    if together:
        yield together
    every = dict.fromkeys(ids[0] for ids in theirs.values() if ids)
    yield from ({name: one} for name in sorted(set(names) - set(known)) for one in every)
