"""A coach's own papers on the page: notes, the brief, the hours. Drawn alone, as the coach's desk draws them."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest
from test_pages import calm, html, labels, press, words

from coach import exports, hours_paper
from coach.assembly import Coach, Mine
from coach.store.desk import Desk
from coach.store.records import Actor, Role
from coach.ui import signing

RTL = "\u202eevil <b>שלום</b>"


def _papers(leader_id: str) -> None:
    from coach.ui import practice_papers

    practice_papers.draw(leader_id)


def _hours() -> None:
    from coach.ui import practice_papers

    practice_papers.hours()


@pytest.fixture
def seated(serve: object, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], None]:
    """Somebody signed in."""

    def sit(actor: Actor) -> None:
        monkeypatch.setattr(signing, "sign_in", lambda: signing.SignIn(("default",), True))
        monkeypatch.setattr(signing, "_look_up", lambda c: c.entering.standing(actor))
        monkeypatch.setattr(signing, "_LOOK_AGAIN", 0.0)

    return sit


@pytest.fixture
def owner(coach: Coach) -> Desk:
    return coach._store.as_actor(coach.local_actor())


@pytest.fixture
def pair(coach: Coach, owner: Desk) -> tuple[Mine, Mine]:
    """A coach and a leader whose agreement stands."""

    def add(name: str, role: Role) -> Mine:
        here = owner.actor.workspace_id
        return coach.as_person(coach._store.add_person(name, workspace_id=here, roles=[role]))

    clara, leo = add("Clara", "practitioner"), add("Leo " + RTL, "leader")
    made = owner.begin_coaching(clara.actor.person_id, leo.actor.person_id)
    agreement = clara.people.agreement()
    clara.people.accept(made.id, agreement.digest("practitioner"))
    leo.people.accept(made.id, agreement.digest("leader"))
    return clara, leo


def papers(leader: Mine) -> AppTest:
    app = AppTest.from_function(_papers, args=(leader.actor.person_id,), default_timeout=30)
    return calm(app.run())


def share(leader: Mine, text: str = "I walk past Ana every morning.", note: str = "") -> str:
    """Something of a talk, shared with the coach; its id."""
    conversation = leader.begin()
    leader.reply(conversation, text)
    piece = leader.sharing.passages(conversation)[0]
    coach_id = leader.sharing.coaches()[0].id
    return leader.sharing.share(piece, coach_id, note=note)


# --- Notes ------------------------------------------------------------------------------------------


def test_a_note_is_kept_found_changed_deleted_and_brought_back(
    seated: Callable[[Actor], None], pair: tuple[Mine, Mine]
) -> None:
    clara, leo = pair
    seated(clara.actor)
    app = papers(leo)
    assert "What you want to remember of your work together comes here" in words(app)
    box = f"own-note-new-{leo.actor.person_id}"
    app.text_area(key=box).set_value("Talks <b>fast</b> when Ana comes up. Her password: hunter2!x")
    press(app, "Keep this note")
    assert app.text_area(key=box).value == ""
    assert "Talks <b>fast</b> when Ana comes up" in words(app)  # as words, not as markup
    assert "What looked like a password was taken out" in words(app) and "hunter2" not in html(app)
    press(app, "Keep this note")
    assert "There is nothing in this note yet" in words(app)
    app.text_input(key=f"own-note-search-{leo.actor.person_id}").set_value("ANA").run()
    assert "Talks" in words(calm(app))
    app.text_input(key=f"own-note-search-{leo.actor.person_id}").set_value("Bea").run()
    assert "No note has these words" in words(calm(app))
    app.text_input(key=f"own-note-search-{leo.actor.person_id}").set_value("").run()
    press(app, "Change")
    app.text_area[1].set_value("Talks slowly.")
    press(app, "Save")
    assert "Talks slowly." in words(app)
    press(app, "Delete")
    assert "Talks slowly." not in words(app)
    press(app, "Undo")
    assert "Talks slowly." in words(app)
    assert "slowly" not in str(leo.export_everything())


def test_a_note_that_is_begun_about_one_is_not_kept_about_another(
    seated: Callable[[Actor], None], pair: tuple[Mine, Mine], coach: Coach, owner: Desk
) -> None:
    clara, leo = pair
    seated(clara.actor)
    app = papers(leo)
    app.text_area(key=f"own-note-new-{leo.actor.person_id}").set_value("About Leo")
    press(app, "Keep this note")
    stranger = coach.as_person(
        coach._store.add_person("Ann", workspace_id=owner.actor.workspace_id, roles=["leader"])
    )
    other = papers(stranger)
    assert "About Leo" not in words(other) and "Keep this note" not in labels(other)


def test_after_the_end_notes_are_read_and_not_written_and_it_is_said_until_when(
    seated: Callable[[Actor], None], pair: tuple[Mine, Mine]
) -> None:
    clara, leo = pair
    clara.practice.add_note(leo.actor.person_id, "Worth remembering")
    seated(clara.actor)
    app = papers(leo)
    app.text_area(key=f"own-note-new-{leo.actor.person_id}").set_value("Half a thought")
    leo.people.end_coaching(leo.people.coachings()[0].coaching.id)
    press(app, "Keep this note")
    assert "Notes are written while a coaching goes on" in words(app)
    assert app.text_area(key="unsent").value == "Half a thought"  # to be copied, not lost
    app.run()
    assert "This coaching has ended" in words(app) and "Worth remembering" in words(app)
    assert not {"Keep this note", "Change"} & set(labels(app)) and "Delete" in labels(app)


# --- The brief ----------------------------------------------------------------------------------------


def test_the_brief_opens_what_is_shared_now_and_the_leader_learns_of_it(
    seated: Callable[[Actor], None], pair: tuple[Mine, Mine]
) -> None:
    clara, leo = pair
    clara.practice.add_note(leo.actor.person_id, "Ask about the move")
    kept = share(leo, note="This is the one.")
    gone = share(leo, "The night shift hates me, I think.")
    seated(clara.actor)
    app = papers(leo)
    assert "walk past Ana" not in words(app)
    assert all(not one.readings for one in leo.sharing.shared())
    press(app, "Prepare the brief")
    shown = words(app)
    for there in ("I walk past Ana every morning.", "This is the one.", "night shift", "Ask about the move", "which nobody else sees"):  # fmt: skip
        assert there in shown
    assert all(len(one.readings) == 1 for one in leo.sharing.shared())
    leo.sharing.take_back(gone)
    clara.sharing.margin(kept, "What would happen if you stopped?")
    app.run()
    assert "night shift" not in words(calm(app)) and "You, " in words(app)
    app.toggle(key=f"brief-notes-{leo.actor.person_id}").set_value(False).run()
    assert "Your own notes" not in words(calm(app))
    assert all(len(one.readings) == 1 for one in leo.sharing.shared())  # drawing again is none
    share(leo, "A third thing.")
    assert "Something has been shared since" in words(calm(app.run()))
    assert "A third thing." not in words(app)


def test_a_brief_says_what_is_new_since_the_last_meeting(pair: tuple[Mine, Mine]) -> None:
    clara, leo = pair
    there = leo.actor.person_id
    share(leo)
    client = clara.practice.add_client("Leo", leader_id=there)
    clara.practice.add_hours(client.id, date.today() - timedelta(days=3), 60, paid=True)
    since = clara.practice.last_meeting(there)
    made = exports.brief_markdown(clara.practice.prepare(there, since, "UTC"))
    assert f"## Since {since:%-d %B %Y}" in made and "Shared before that" not in made
    later = exports.brief_markdown(
        clara.practice.brief(there, date.today() + timedelta(days=1), "UTC")
    )
    assert later.index("Nothing, so far.") < later.index("Shared before that") < later.index("walk past Ana")  # fmt: skip


def test_nobody_makes_a_brief_of_a_stranger(pair: tuple[Mine, Mine], me: Mine) -> None:
    from coach.errors import NotFound

    clara, leo = pair
    share(leo)
    for somebody, whom in ((me, leo), (leo, clara), (leo, leo)):
        with pytest.raises(NotFound):
            somebody.practice.prepare(whom.actor.person_id, None, "UTC")


# --- Hours ----------------------------------------------------------------------------------------------


def test_hours_are_logged_summed_changed_deleted_and_brought_back(
    seated: Callable[[Actor], None], pair: tuple[Mine, Mine]
) -> None:
    clara, leo = pair
    seated(clara.actor)
    app = calm(AppTest.from_function(_hours, default_timeout=30).run())
    press(app, "Log it")
    assert "Choose whom you met" in words(app)
    app.selectbox(key="hours-whom").set_value(f"leader {leo.actor.person_id}")
    app.number_input(key="hours-minutes").set_value(90)
    press(app, "Log it")
    assert "Logged: 1.5 h" in words(app) and "1.5 hours with 1 person" in words(app)
    app.text_input(key="client-name-new").set_value("=cmd|'/c calc'!A1")
    app.number_input(key="client-size-new").set_value(6)
    press(app, "Add")
    assert app.text_input(key="client-name-new").value == ""
    (team,) = (one.client for one in clara.practice.log().clients if one.client.size == 6)
    app.selectbox(key="hours-whom").set_value(f"client {team.id}")
    app.segmented_control(key="hours-paid").set_value(False)
    press(app, "Log it")
    log = clara.practice.log()
    assert (log.sums.one_paid, log.sums.team_free, log.people) == (90, 90, 7)
    app.button(key=f"client-delete-{team.id}").click().run()
    assert "deleted with its hours" in words(calm(app))
    assert clara.practice.log().people == 1
    press(app, "Undo")
    assert clara.practice.log().people == 7
    rows = list(csv.reader(io.StringIO(hours_paper.clients_file(clara.practice.log()).decode("utf-8-sig"))))  # fmt: skip
    assert tuple(rows[0]) == hours_paper.BY_CLIENT
    assert rows[1][0] == "L. E. B." and rows[1][1] == ""  # nobody agreed to be named
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    page = PdfReader(io.BytesIO(hours_paper.pdf(log, "Clara", date.today()))).pages[0]
    assert "3 hours with 7 people: 1.5 paid, 1.5 pro bono" in page.extract_text()
    leo.erase_everything()
    assert "A client who erased their data" in words(calm(app.run()))


def test_alone_on_a_machine_it_can_all_be_tried(serve: object, me: Mine) -> None:
    app = papers(me)
    app.text_area(key=f"own-note-new-{me.actor.person_id}").set_value("I interrupt people.")
    press(app, "Keep this note")
    press(app, "Prepare the brief")
    assert words(app).count("I interrupt people.") == 2
    assert "Nothing, so far." in words(app)
