"""What is left of a workshop: the report, each participant's own file, and nothing after its day."""

import csv
import io

import pytest

from coach.curated import Findings
from coach.errors import BadInput
from coach.workshops import report
from coach.workshops.agenda import load_templates

FORMULAS = ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", " =HYPERLINK", "|calc", "%0A"]


def rows_of(made):
    """The table as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(report.table(made).decode("utf-16")), delimiter="\t"))


def everybody(room, slot, givens):
    room.at(slot)
    phones = room.phones(len(givens))
    for phone, given in zip(phones, givens, strict=True):
        phone.answer(slot, given)
    return phones


@pytest.fixture
def held(room):
    """A workshop that six took part in; one of them allowed no quote."""
    phones = room.phones(6)
    for slot in ("before", "moments", "vote", "do", "after", "close", "feedback"):
        room.at(slot)
        for n, phone in enumerate(phones):
            phone.answer(
                slot,
                {
                    "before": {"value": n}, "after": {"value": n + 3},
                    "moments": {"text": f"Words {n} about figures", "quote": n != 0},
                    "vote": {"picks": ["Calling"]},
                    "do": {"text": f"Ring client {n}", "when": "on Friday"},
                    "close": {"text": f"bye {n}"}, "feedback": {"value": 8, "text": f"slower {n}"},
                }[slot],
            )  # fmt: skip
    room.led.end(room.id)
    room.phones_that_were = phones
    return room


def test_the_report_quotes_those_who_allowed_it_and_names_nobody(held):
    made = held.led.report(held.id)
    text = report.markdown(made)
    assert "Words 1 about figures" in text
    assert "Words 0 about figures" not in text
    assert "bye" not in text  # nobody allowed it
    assert "Ring client 3 (on Friday)" in text
    assert "Mean 5.5, 2.5 at the beginning" in text
    assert "## Scene (1 of 2)" in text
    assert "## Scene (2 of 2)" in text
    assert "data:image/svg+xml;base64," in text
    for phone in held.phones_that_were:
        assert phone._token not in text


def test_all_forms_hold_the_same_and_the_pdf_is_one(held):
    made = held.led.report(held.id)
    rows = rows_of(made)
    assert ["One thing", "", "commitment", "Ring client 1 (on Friday)", "1", ""] in rows
    assert not any("Words 0" in cell for row in rows for cell in row)
    assert report.pdf(made).startswith(b"%PDF")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_the_csv_is_a_formula(room, formula):
    everybody(room, "close", [{"text": f"{formula} ×{n}a", "quote": True} for n in range(5)])
    room.led.end(room.id)
    for row in rows_of(room.led.report(room.id)):
        for cell in row:
            assert cell.lstrip()[:1] not in set("=+-@|%\t\r"), row


def test_a_report_of_fewer_than_five_holds_no_words_of_theirs(room):
    everybody(room, "do", [{"text": f"Zebra {n}"} for n in range(4)])
    everybody(room, "close", [{"text": f"Zebra {n}", "quote": True} for n in range(4)])
    room.led.end(room.id)
    made = room.led.report(room.id)
    assert "Zebra" not in report.markdown(made) + repr(rows_of(made))
    assert "Fewer than five" in report.markdown(made)


def test_markup_in_an_answer_stays_words(room):
    words = "**bold** [link](http) # heading `code`"
    everybody(room, "do", [{"text": f"{words} {n}"} for n in range(5)])
    room.led.end(room.id)
    assert r"\*\*bold\*\* \[link\](http) \# heading \`code\`" in report.markdown(
        room.led.report(room.id)
    )


def test_the_table_opens_in_columns_whatever_country_a_spreadsheet_is_set_to(room):
    everybody(room, "do", [{"text": f"Zoë; Łukasz, {n}\tand “you”"} for n in range(5)])
    room.led.end(room.id)
    made = room.led.report(room.id)
    assert report.table(made).startswith(b"\xff\xfe")
    assert {len(row) for row in rows_of(made)} == {6}
    assert any(row[3] == "Zoë; Łukasz, 3 and “you”" for row in rows_of(made))


def test_answers_that_still_wait_on_the_wall_stand_in_the_report(room):
    everybody(room, "close", [{"text": f"bye {n}", "quote": True} for n in range(7)])
    assert len(room.wall().said) == 5
    room.led.end(room.id)
    assert report.markdown(room.led.report(room.id)).count("> bye") == 7


def test_each_takes_their_own_answers_along_and_nobody_elses(held):
    mine = held.phones_that_were[2].file()
    assert "Words 2 about figures" in mine
    assert "Words 3" not in mine
    assert "- Ring client 2 (on Friday)" in mine
    assert "5 of 10" in mine


def test_two_weeks_later_the_same_phone_is_asked_what_became_of_it(held):
    phone = held.phones_that_were[0]
    with pytest.raises(BadInput, match="not asked yet"):
        phone.follow_up("kept")
    held.led.ask_follow_up(held.id)
    held.led.board(held.id, now=True)
    again = held.coach.rooms.enter(held.code, phone._token)
    assert again.commitment().content["text"] == "Ring client 0"
    with pytest.raises(BadInput):
        again.follow_up("whatever")
    for other in held.phones_that_were[:4]:
        held.coach.rooms.enter(held.code, other._token).follow_up("partly")
    assert "Two weeks later" not in report.markdown(held.led.report(held.id))
    held.coach.rooms.enter(held.code, held.phones_that_were[4]._token).follow_up("kept")
    text = report.markdown(held.led.report(held.id))
    assert "- Partly (4)" in text
    assert "- Kept (1)" in text


def test_answers_go_after_thirty_days_by_the_jobs_and_the_agenda_stays(held, coach, time):
    assert coach._store.purge_deleted(time.go_on(days=29)) == 0
    assert held.phones_that_were[0].own("before") is not None
    assert coach._store.purge_deleted(time.go_on(days=2)) == 1
    assert held.phones_that_were[0].own("before") is None
    assert held.led.workshop(held.id).plan["title"] == "Our room"
    assert held.led.workshop(held.id).code is None
    with pytest.raises(BadInput, match="until its answers are erased"):
        held.led.ask_follow_up(held.id)


def test_the_facilitator_may_erase_them_at_once(held):
    held.led.erase_answers(held.id)
    assert held.phones_that_were[0].own("before") is None
    assert held.led.report(held.id).seats == 0


def test_ending_a_workshop_that_runs_not_erases_nothing(room):
    phone = everybody(room, "before", [{"value": 1}])[0]
    room.led.erase_answers(room.id)
    assert phone.own("before") is not None


# --- Templates --------------------------------------------------------------------------------------


def test_every_template_prints_on_paper_with_a_way_without_phones(coach, led):
    assert len(led.templates()) >= 6
    lengths = [t.minutes for t in led.templates()]
    assert {30, 60, 90} <= set(lengths)
    for template in led.templates():
        assert report.paper(template.agenda()).startswith(b"%PDF")
        said = "\n".join(part.text for part in report._sheets(template.agenda()))
        for activity in template.activities:
            assert activity.paper.strip() in said
            assert activity.notes.strip() in said
            assert "!" not in activity.prompt


BROKEN = {
    "unknown key": ("minutes: 4", "minuts: 4", "unknown key"),
    "no notes": ("    notes: Friday", "    nots: Friday", "unknown key"),
    "scenario": ("scenario: client-leaves", "scenario: client-left", "unknown scenario"),
    "turning point": ("id: the-draft", "id: the-drift", "no turning point"),
    "before": ("before: today", "before: yesterday", "no spectrum yesterday"),
    "yaml": ("activities:", "activities: [", "YAML"),
    "two ids": ("id: next-friday", "id: today", "two have the id"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_malformed_template_is_left_out_and_told_with_file_and_line(services, tmp_path, case):
    old, new, told = BROKEN[case]
    source = (services.root / "knowledge" / "workshops" / "its-just-business.yaml").read_text(
        "utf-8"
    )
    text = source.replace("    notes: >-\n      Friday", "    notes: Friday", 1).replace(
        old, new, 1
    )
    (tmp_path / "its-just-business.yaml").write_text(text, "utf-8")
    findings = Findings(tmp_path)
    assert load_templates(tmp_path, services.knowledge.scenarios, findings) == {}
    assert any(told in finding.message for finding in findings), list(findings)
    assert all(
        finding.line >= 1 and finding.file == "its-just-business.yaml" for finding in findings
    )


def test_an_agenda_that_does_not_fit_together_is_not_saved(led):
    with pytest.raises(BadInput, match="does not fit"):
        led.build({"title": "", "aim": "a", "activities": []})
    with pytest.raises(BadInput, match="at least two"):
        led.build({"title": "t", "aim": "a", "activities": [
            {"kind": "vote", "id": "v", "title": "v", "minutes": 3, "prompt": "?"}]})  # fmt: skip


def test_an_agenda_stays_once_the_room_is_open(room):
    with pytest.raises(BadInput, match="has begun"):
        room.led.save(room.id, room.led.workshop(room.id).plan)


def test_erasing_everything_takes_workshops_and_their_rooms(coach, room, home):
    everybody(room, "before", [{"value": 1}])
    me = coach.as_person()
    assert me.export_everything()["workshops"][0]["plan"]["title"] == "Our room"
    me.erase_everything()
    assert me.workshops.all() == []
    with pytest.raises(Exception, match="six letters"):
        coach.rooms.find(room.code)
