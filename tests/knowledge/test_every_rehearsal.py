"""Every rehearsal, played as its author did not think of; one test case a file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.characters import (
    MOST_EXCHANGES,
    Rehearsal,
    load_rehearsal_words,
    load_rehearsals,
    spoken_lines,
)
from coach.curated import Findings
from coach.rehearsing import HELPS, HURTS, Heard, RunState, answer, begun, ended
from coach.services import ROOT
from coach.vocabulary import Treatment

FOLDER = ROOT / "knowledge" / "rehearsals"
_FOUND = Findings(ROOT)
REHEARSALS = load_rehearsals(FOLDER, _FOUND)
every_rehearsal = pytest.mark.parametrize("rehearsal", REHEARSALS.values(), ids=REHEARSALS)


def beats_of(rehearsal: Rehearsal) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([b.id for b in rehearsal.beats]), max_size=2).map(tuple)


def lines_for(rehearsal: Rehearsal) -> st.SearchStrategy[list[Heard]]:
    """Whatever may reach a character: anything the ear hears, silence, words it knows, a goodbye at times."""
    one = st.builds(
        Heard,
        treated=st.lists(st.sampled_from(list(Treatment)), max_size=3, unique=True).map(tuple),
        beats=beats_of(rehearsal),
        quiet=st.booleans(),
        goodbye=st.integers(0, 9).map(lambda n: n == 0),
    )
    return st.lists(one, min_size=1, max_size=MOST_EXCHANGES + 3)


def played(rehearsal: Rehearsal, lines: list[Heard], dice: str) -> tuple[list[str], list[RunState]]:
    first, state = begun(rehearsal, dice)
    said, states = [first], [state]
    for number, heard in enumerate(lines):
        made = answer(rehearsal, state, heard, f"{dice}{number}")
        state = made.state
        said.append(made.line)
        states.append(state)
        if state.ending is not None:
            break
    return said, states


def test_all_files_can_be_used_and_there_are_enough_of_them() -> None:
    assert list(_FOUND) == []
    assert len(REHEARSALS) == len(list(FOLDER.glob("*.yaml")))
    assert sum(not r.own for r in REHEARSALS.values()) >= 8
    assert {r.relation for r in REHEARSALS.values() if r.own} >= {"employee", "customer", "boss"}


@every_rehearsal
@given(data=st.data())
def test_whatever_is_said_no_line_comes_twice_and_the_end_is_an_end(
    rehearsal: Rehearsal, data: st.DataObject
) -> None:
    lines = data.draw(lines_for(rehearsal))
    said, states = played(rehearsal, lines, data.draw(st.text(max_size=4)))
    assert len(said) == len(set(said))
    assert set(said) <= set(spoken_lines(rehearsal)), "only written lines are said"
    assert all(0 <= state.openness <= 10 for state in states)
    assert len(said) - 1 <= MOST_EXCHANGES + 1
    if states[-1].ending is not None:
        assert said[-1] in getattr(rehearsal.endings, states[-1].ending)
    if len(lines) > MOST_EXCHANGES:
        assert states[-1].ending is not None


@every_rehearsal
@given(data=st.data())
def test_a_try_goes_on_from_a_state_as_it_went_on_the_first_time(
    rehearsal: Rehearsal, data: st.DataObject
) -> None:
    lines = data.draw(lines_for(rehearsal))
    said, states = played(rehearsal, lines, "d")
    back = data.draw(st.integers(0, len(states) - 2))
    stored = RunState.model_validate_json(states[back].model_dump_json())
    again = answer(rehearsal, stored, lines[back], f"d{back}")
    assert (again.line, again.state) == (said[back + 1], states[back + 1])


@every_rehearsal
def test_kindness_opens_and_curtness_closes(rehearsal: Rehearsal) -> None:
    kind = [Heard(treated=(t,)) for t in (*HELPS, *HELPS)]
    curt = [Heard(treated=(Treatment.CURT,)), Heard(treated=(Treatment.BUSINESS,))] * 4
    for dice in "abc":
        _, warm = played(rehearsal, kind, dice)
        _, cold = played(rehearsal, curt, dice)
        assert warm[-1].openness > rehearsal.openness > cold[-1].openness
        assert cold[-1].ending == "walked_out"
        assert warm[-1].told == len(rehearsal.trust), "what they keep comes out"


@every_rehearsal
def test_trying_again_is_another_talk(rehearsal: Rehearsal) -> None:
    lines = [Heard(treated=(t,)) for t in (*HELPS, *HURTS[3:])]
    one, _ = played(rehearsal, lines, "one")
    first, state = begun(rehearsal, "one")
    two = [first]
    for number, heard in enumerate(lines):
        made = answer(rehearsal, state, heard, f"two{number}", avoid=one)
        two.append(made.line)
        state = made.state
        if state.ending:
            break
    assert len(set(two[1:]) - set(one)) >= len(two[1:]) // 2


@every_rehearsal
def test_ten_lines_that_nobody_can_make_out_are_all_answered(rehearsal: Rehearsal) -> None:
    said, states = played(rehearsal, [Heard()] * 10, "x")
    assert len(said) == 11
    assert states[-1].ending is None


@every_rehearsal
def test_the_leader_can_end_it_at_any_time(rehearsal: Rehearsal) -> None:
    _, state = begun(rehearsal, "x")
    made = ended(rehearsal, state, "y")
    assert made.state.ending == "badly"
    with pytest.raises(ValueError, match="ended"):
        answer(rehearsal, made.state, Heard(), "z")


@every_rehearsal
def test_the_heart_of_the_matter_said_well_ends_well(rehearsal: Rehearsal) -> None:
    heart = next(b.id for b in rehearsal.beats if b.heart)
    lines = [
        Heard(treated=(Treatment.HONEST,), beats=(heart,)),
        Heard(treated=(Treatment.LISTENING,)),
        Heard(treated=(Treatment.OWNING,)),
        Heard(treated=(Treatment.ASKING,)),
        Heard(goodbye=True),
    ]
    _, states = played(rehearsal, lines, "x")
    assert states[-1].ending == "well"


def test_who_does_not_know_yet_what_it_is_about_never_speaks_of_it_first() -> None:
    rehearsal = REHEARSALS["the-line-is-closing"]
    assert rehearsal.before is not None
    _, state = begun(rehearsal, "x")
    for number, treated in enumerate((Treatment.ASKING, Treatment.CURT)):
        made = answer(rehearsal, state, Heard(treated=(treated,)), str(number))
        assert made.line in rehearsal.before.all
        state = made.state
    guessed = answer(rehearsal, state, Heard(treated=(Treatment.STALLING,)), "3")
    assert guessed.line in rehearsal.before.guesses
    confirmed = answer(rehearsal, guessed.state, Heard(quiet=True), "4")
    assert "the-end" in confirmed.state.beats, "a yes to the guess has said it"


# --- Malformed files --------------------------------------------------------------------------------


def _loaded(tmp_path: Path, change: tuple[str, str]) -> tuple[dict[str, Rehearsal], list[str]]:
    text = (FOLDER / "he-stiffens.yaml").read_text("utf-8")
    assert change[0] in text
    (tmp_path / "he-stiffens.yaml").write_text(text.replace(*change, 1), "utf-8")
    findings = Findings(tmp_path)
    return load_rehearsals(tmp_path, findings), [str(f) for f in findings]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("Did somebody say something, Chef?", "It's all good, Chef. No problems."), "stands there twice"),
        (("Did somebody say something, Chef?", "I feel seen, Chef."), "nobody talks like that"),
        (("Did somebody say something, Chef?", "Did you? Did I, Chef?"), "two questions"),
        (("Did somebody say something, Chef?", "Hello {name}."), "no slots"),
        (("heart: true", "heart: false"), "what the leader came to say"),
        (("relation: employee", "relation: enemy"), "relation"),
        (("openness: 3", "openness: 9"), "openness"),
        (("  stalling:\n    closed:", "  dawdling:\n    closed:"), "treated"),
        (("id: he-stiffens", "id: he-relaxes"), "must equal the file's name"),
        (("minutes: 8", "minuets: 8"), "unknown key"),
        (("title:", "title: ["), "YAML"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_left_out_and_its_fault_is_named(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    rehearsals, findings = _loaded(tmp_path, change)
    assert rehearsals == {}
    assert findings
    assert any(says in finding for finding in findings), findings
    assert all(finding.startswith("he-stiffens.yaml:") for finding in findings)


def test_words_around_rehearsals_that_lack_a_question_are_refused(tmp_path: Path) -> None:
    text = (ROOT / "knowledge" / "rehearsing.yaml").read_text("utf-8")
    path = tmp_path / "rehearsing.yaml"
    path.write_text(
        text.replace("What might {name} be guarding?", "Something is guarded.", 1), "utf-8"
    )
    findings = Findings(tmp_path)
    assert load_rehearsal_words(path, findings) is None
    assert "exactly one question" in str(findings[0])
