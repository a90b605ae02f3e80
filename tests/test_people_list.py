"""Lists of people as people really have them, hostile ones, and that no file made here holds a formula."""

import csv
import io
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import BadInput
from coach.people_list import Understood, invitations_file, understood
from coach.spreadsheet import MOST_BYTES, harmless, read, written
from coach.store.records import Fellow, Invitation

LEADER = frozenset({"leader"})
CLARA = Fellow("c1", "Clara Ruiz", "clara@example.org", frozenset({"practitioner"}))


@dataclass
class Here:
    """Who is here already, as far as a list needs to know."""

    people: list[Fellow] = field(default_factory=lambda: [CLARA])
    invited: list[Invitation] = field(default_factory=list)

    def everybody(self) -> list[Fellow]:
        return self.people

    def invitations(self) -> list[Invitation]:
        return self.invited


def look(data: bytes | str, **more: Any) -> Understood:
    if isinstance(data, str):
        data = data.encode()
    return understood(data, Here(**more))  # type: ignore[arg-type]


def told(found: Understood) -> list[tuple[str, str | None]]:
    return [(one.name, one.mail) for one in found.good]


OLA = "Name;Mail;Role;Coach\nØla Bérg;ola@example.org;leader;Clara Ruiz\n"


@pytest.mark.parametrize(
    "data",
    [
        OLA.encode(),
        b"\xef\xbb\xbf" + OLA.encode(),
        OLA.encode("utf-16"),
        OLA.encode("utf-16-le"),
        OLA.encode("utf-16-be"),
        OLA.encode("utf-32"),
        OLA.encode("cp1252"),
        OLA.replace(";", ",").encode(),
        OLA.replace(";", "\t").encode("utf-16"),
        OLA.replace("\n", "\r\n").encode(),
        OLA.replace("\n", "\r").encode(),
        ("sep=;\r\n" + OLA).encode(),
        ("\n\n" + OLA + ";;;\n \n").encode(),
        'E-Mail,NAME,coached by,"Roles",Shoe size\nola@example.org,"Øla\nBérg",clara@example.org,Leader,44'.encode(),
        "First name;Surname;e_mail;role;coach\nØla;Bérg;ola@example.org;;clara ruiz".encode(),
        "Øla Bérg;ola@example.org;leader;Clara Ruiz".encode(),  # no headings
        "\u202eName\u202c;Mail;Role;Coach\n\u202e\u200bØla  Bérg\u202c;ola@example.org;leader;Clara Ruiz".encode(),
    ],
)  # fmt: skip
def test_one_list_is_understood_however_it_was_saved(data: bytes) -> None:
    found = look(data)
    assert told(found) == [("Øla Bérg", "ola@example.org")], found
    assert found.good[0].coach == CLARA and found.good[0].roles == LEADER
    assert found.guessed is (data == OLA.encode("cp1252"))


def test_each_line_says_what_is_wrong_with_it_and_the_others_stay_good() -> None:
    lines = [
        "Name,Mail,Role,Coach",
        "Ann,ann@example.org,,",
        ",nobody@example.org,,",
        "Bo,not an address,,",
        "Cy,cy@example.org,king,",
        "Di,di@example.org,owner,Clara Ruiz",
        "Ed,ed@example.org,leader,Nobody",
        "Ann Two,ANN@example.org,,",
        "Cl,clara@example.org,,",
        "In,in@example.org,,",
        "Fay,fay@example.org,leader,,,spare",
        "Gus,,coach and owner,",
        "Gus,,,",
        f"{'x' * 121},x@example.org,,",
        "—,dash@example.org,,",
        "'=Hal,hal@example.org,,",
    ]
    waits = Invitation("i", "In", "In@example.org", LEADER, None, None, datetime.now(UTC) + timedelta(1), None, None)  # fmt: skip
    found = look("\n".join(lines), invited=[waits])
    wrong = {one.number: "; ".join(one.wrong) for one in found.bad}
    for number, words in {
        3: "no name", 4: "no mail address", 5: "“king” is no role", 6: "only a leader", 7: "“Nobody” is a coach here yet",
        8: "the same address as in line 2", 9: "here already", 10: "invited already", 11: "more cells",
        13: "the same name, without an address, as in line 12", 14: "121 characters", 15: "no name",
    }.items():  # fmt: skip
        assert words in wrong.pop(number), found.bad
    assert wrong == {}
    assert [one.name for one in found.good] == ["Ann", "Gus", "=Hal"]
    assert found.good[1].roles == {"practitioner", "owner"}


def test_two_coaches_of_one_name_are_told_apart_by_their_address() -> None:
    twin = Fellow("c2", "Clara Ruiz", "other@example.org", frozenset({"practitioner"}))
    found = look("Name,Coach\nAnn,Clara Ruiz\nBo,other@example.org", people=[CLARA, twin])
    assert "several coaches" in found.bad[0].wrong[0]
    assert [(one.name, one.coach) for one in found.good] == [("Bo", twin)]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nobody in this file"),
        (b"\n;;;\n", "nobody in this file"),
        (b"Name;Mail\n", "nobody below them"),
        (b"Mail;Role\nann@example.org;leader", "No column is called"),
        (b"PK\x03\x04" + bytes(200), "no CSV file"),
        (b"%PDF-1.7 \xff", "no CSV file"),
        (b"Name\nAnn\x00\x00", "no CSV file"),
        (b"\xff\xfeN", "no CSV file"),
        (b"Name\nAnn\x81\x8d", "can’t be told how the letters"),
        (b"x" * (MOST_BYTES + 1), "2 MB is the most"),
        (b"Name\n" + b"Ann\n" * 10_000, "10,000 people"),
        (b'Name,Mail\n"Ann,ann@example.org\n' + b"Bo,bo@example.org\n" * 900, "opens in line 2"),
        (b'Name\n"' + b"x" * 200_000, "opens in line 2"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        look(data)


def test_a_thousand_odd_names_are_understood() -> None:
    odd = [
        "=1+1",
        "+49 Ann",
        "@SUM(A1)",
        "שלום בר",
        "李 雷",
        "O’Neil, Jr.",
        'The "Boss"',
        "a\nb",
        "  x  ",
        "N" * 120,
    ]
    rows = [(odd[n % len(odd)], f"p{n}@example.org") for n in range(1_000)]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([("Name", "Mail"), *rows])
    found = look(out.getvalue())
    assert len(found.good) == 1_000
    assert {one.name for one in found.good} == {" ".join(name.split()) for name in odd}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_the_file_holds_it_is_understood_or_refused(data: bytes) -> None:
    with suppress(BadInput):
        look(data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=30), min_size=2, max_size=2), min_size=1, max_size=5))
def test_no_cell_of_a_file_is_a_formula_and_the_words_are_there(rows: list[list[str]]) -> None:
    made = list(csv.reader(io.StringIO(written(("a", "b"), rows))))[1:]
    for given_row, row in zip(rows, made, strict=True):
        for text, cell in zip(given_row, row, strict=True):
            assert cell in {" ".join(text.split()), "'" + " ".join(text.split())}
            assert harmless(cell) == cell


@pytest.mark.parametrize(
    "name", ["=cmd|'/c calc'!A1", "+1", "-1", "@x", "\t=1", " =1", "\u200b=1", "\u202e=1", "＝1", "%0", "|x", "\n=1"]
)  # fmt: skip
def test_invitations_come_back_as_a_file_that_runs_nothing(name: str) -> None:
    made = Invitation("i", name, "a@example.org", LEADER, "c1", None, datetime(2026, 3, 1, tzinfo=UTC), None, None)  # fmt: skip
    text = invitations_file([(made, "https://x.example/join/t")], {"c1": name}).decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(text))
    assert row[0].startswith("'") and row[3].startswith("'")
    assert row[4] == "https://x.example/join/t"
    # One who separates cells at semicolons finds no formula in the middle either: all words are quoted.
    assert all(cell.startswith('"') for line in text.splitlines() for cell in line.split(","))
    assert read(text.encode()).rows[1][1][4] == row[4]
