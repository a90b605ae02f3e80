"""What ``coach check`` and the builder find wrong with an exercise, and YAML that nobody should trust."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.curated import Findings
from coach.errors import BadInput
from coach.exercises import load_exercises
from coach.foreign_yaml import LARGEST, read_foreign
from coach.services import ROOT

GOOD = (ROOT / "knowledge" / "exercises" / "ping-without-an-ask.yaml").read_text("utf-8")
NAME = "ping-without-an-ask"


def findings(tmp_path: Path, text: str) -> list[str]:
    """What is found in a file of this text, beside knowledge that has all it names."""
    (tmp_path / f"{NAME}.yaml").write_text(text, "utf-8")
    found = Findings(tmp_path)
    habits = dict.fromkeys(("contact-when-needed", "one-size-message", "keeping-score"))
    passages = dict.fromkeys(("a-message-that-asks-for-nothing", "people-you-lost-touch-with"))
    load_exercises(tmp_path, habits, passages, {}, {"three-years-of-silence"}, found)
    return [str(f) for f in found]


def line_with(words: str, text: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), start=1) if words in line)


def test_a_good_one_is_left_in_peace(tmp_path: Path) -> None:
    assert findings(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("what", "by", "says"),
    [
        ("next: other", "next: nowhere", "leads to nowhere, which is no step"),
        ("next: sent", "next: who", "leads back to who and would go round in a circle"),
        ("habits: [contact-when-needed,", "habits: [contact-when-neded,", "did you mean contact-when-needed?"),
        ("passages: [a-message", "passages: [an-message", "did you mean a-message-that-asks-for-nothing?"),
        ("minutes: 15", "minutes: 90", "90 is promised, and it takes some"),
        ("ask: Write it to them.", "ask: Write it? Or not?", "asks two questions at once"),
        ("say: Answer as you would", "say: I hear you. Answer as you would", "is not how the coach speaks"),
        ("ask: When will you send it?", "ask: When will you send {who}?", "a slot stands in say or ending only"),
        ("say: Answer as you would", "say: You wrote {keep}. Answer as you would", "{keep} is no earlier step"),
        ("  - id: count", "  - id: who", "two steps have the id who"),
        ("  - id: count", "  - id: end", "no step may have the id end"),
        ("kind: scale", "kind: dream", "Input tag 'dream'"),
        ("up_to: 10", "up_to: 9", "the last one is up_to: 10"),
        ("id: ping-without-an-ask", "id: another", "must equal the file's name"),
        ("    low: none", "    lowest: none", "unknown key"),
        ("reviewed: 2026-11-21", "", "is missing; add it"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_its_remedy(
    tmp_path: Path, what: str, by: str, says: str
) -> None:
    text = GOOD.replace(what, by, 1)
    assert text != GOOD
    found = findings(tmp_path, text)
    assert any(says in one for one in found), found
    assert all(f"{NAME}.yaml:" in one for one in found)


def test_the_line_is_that_of_the_branch(tmp_path: Path) -> None:
    text = GOOD.replace("next: other", "next: nowhere")
    (found, *_) = findings(tmp_path, text)
    assert f":{line_with('next: nowhere', text)}:" in found


def test_a_step_that_nothing_leads_to_is_found(tmp_path: Path) -> None:
    text = GOOD.replace("        next: other\n", "")
    assert any("other: no step leads here" in one for one in findings(tmp_path, text))


def test_an_ending_says_something_to_those_who_skipped(tmp_path: Path) -> None:
    before, _ = GOOD.split("ending: >-")
    text = f"{before}ending: “{{who}}”.\nreviewed: 2026-11-21\n"
    (found,) = findings(tmp_path, text)
    assert "every paragraph quotes an answer" in found


REHEARSED = """\
  - id: aloud
    kind: rehearsal
    label: Aloud
    rehearsal: three-years-of-silence
    task: Say that you thought of her, and ask for nothing.
  - id: sent
    kind: field
"""


@pytest.mark.parametrize(
    ("what", "by", "says"),
    [
        ("", "", ""),
        ("three-years", "two-years", "unknown rehearsal two-years-of-silence; did you mean three-years-of-silence?"),
        ("    task: Say that you thought of her, and ask for nothing.\n", "", "task: is missing"),
        ("    rehearsal: three-years-of-silence\n", "", "rehearsal: is missing"),
        ("ask for nothing.", "ask for nothing.\n    say: Once more, {aloud}", "{aloud} is no earlier step"),
    ],
)  # fmt: skip
def test_a_rehearsal_names_somebody_whom_one_can_meet_and_what_to_try(
    tmp_path: Path, what: str, by: str, says: str
) -> None:
    text = GOOD.replace("  - id: sent\n    kind: field\n", REHEARSED.replace(what, by))
    assert "kind: rehearsal" in text
    found = findings(tmp_path, text)
    assert not found if not says else any(says in one for one in found), found


def test_where_several_may_be_chosen_no_answer_of_them_leads_elsewhere(tmp_path: Path) -> None:
    text = GOOD.replace(
        "    label: Are they free\n", "    label: Are they free\n    several: true\n"
    )
    found = findings(tmp_path, text)
    assert any("several may be chosen" in one and "said-no" in one for one in found), found


def test_a_missing_word_of_a_step_is_found_on_its_step(tmp_path: Path) -> None:
    text = GOOD.replace("    ask: Write it to them.\n", "")
    (found,) = findings(tmp_path, text)
    assert f":{line_with('id: line', text)}:" in found
    assert "ask: is missing" in found


# --- YAML of strangers ------------------------------------------------------------------------------

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS, "Line 1 refers to another place"),
        ("a: b\nc: *a", "Line 2"),
        ("a:\n  - b\n c: d", "Line 3"),
        ("a: !!python/object/apply:os.system ['true']", "Line 1 has a tag"),
        ("a: 1\na: 2", "Line 2 has a twice"),
        ("[" * 5_000, "nested more than"),
        ("{a: " * 5_000, "nested more than"),
        ("- x\n" * 9_000, "values"),
        ("x" * (LARGEST + 1), "characters"),
        ("a: 1\n---\nb: 2", "second document"),
        ("? [a, b]\n: c", "list or a table as a key"),
        ("a: 2026-13-45", "put it in quotes"),
        ("a: \x00", "Line 1"),
    ],
)
def test_hostile_or_broken_yaml_is_refused_with_a_line_and_a_remedy(text: str, says: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_foreign(text)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 400


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_calmly(text: str) -> None:
    try:
        read_foreign(text)
    except BadInput as refused:
        assert str(refused)


def test_what_is_exported_is_read(tmp_path: Path) -> None:
    value = read_foreign(GOOD)
    assert isinstance(value, dict)
    assert value["id"] == NAME
