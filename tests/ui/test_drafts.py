"""What a coach is writing waits for them where they wrote it, until it is saved, not wanted, or they sign out."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from test_assigning_pages import EXERCISE, Seated
from test_pages import calm, go, press, words

from coach.assembly import Mine
from coach.store.entering import Entering
from coach.ui import signing


def at_the_desk(app: AppTest, leader: Mine | None = None) -> AppTest:
    """From another page."""
    go(app, "about")
    app.query_params.clear()
    go(app, "desk")
    if leader is not None:
        app.query_params["p"] = leader.actor.person_id
        calm(app.run())
    return app


def test_a_note_waits_until_it_is_kept(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    leo, mia = coached("Leo"), coached("Mia")
    box = f"own-note-new-{leo.actor.person_id}"
    app = at_the_desk(seated(clara.actor), leo)
    app.text_area(key=box).set_value("Half a thou").run()
    at_the_desk(app, mia)
    assert "Half a thou" not in [one.value for one in app.text_area]
    at_the_desk(app, leo)
    assert app.text_area(key=box).value == "Half a thou"
    assert "Half a thou" not in str(clara.export_everything())
    press(app, "Keep this note")
    assert app.text_area(key=box).value == ""
    at_the_desk(app, leo)
    assert app.text_area(key=box).value == ""


def test_a_change_of_a_note_waits_until_it_is_saved_or_not_wanted(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    leo = coached("Leo")
    clara.practice.add_note(leo.actor.person_id, "Talks fast.")
    app = at_the_desk(seated(clara.actor), leo)
    press(app, "Change")
    app.text_area[1].set_value("Talks fast when").run()
    at_the_desk(app, leo)
    assert app.text_area[1].value == "Talks fast when"
    press(app, "Back")
    press(app, "Change")
    assert app.text_area[1].value == "Talks fast."


def test_a_note_to_one_waits_and_is_none_to_another(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    leo, mia = coached("Leo"), coached("Mia")
    box = f"give-note-{leo.actor.person_id}"
    app = at_the_desk(seated(clara.actor), leo)
    press(app, "Assign an exercise")
    app.text_area(key=box).set_value("For Tuesday, Leo")
    press(app, "Assign")
    assert "Choose an exercise." in words(app)
    at_the_desk(app, mia)
    press(app, "Assign an exercise")
    assert "For Tuesday, Leo" not in [one.value for one in app.text_area]
    at_the_desk(app, leo)
    press(app, "Assign an exercise")
    assert app.text_area(key=box).value == "For Tuesday, Leo"
    app.multiselect(key="give-exercises").set_value([EXERCISE])
    press(app, "Assign")
    assert leo.assigning.waiting()[0].handout.note == "For Tuesday, Leo"
    press(app, "Assign an exercise")
    assert app.text_area(key=box).value == ""


def test_a_comment_in_the_margin_waits(
    seated: Seated, clara: Mine, coached: Callable[..., Mine]
) -> None:
    leo = coached("Leo")
    talk = leo.begin()
    leo.reply(talk, "I walk past Ana every morning.")
    share = leo.sharing.share(leo.sharing.passages(talk)[0], clara.actor.person_id)
    app = at_the_desk(seated(clara.actor), leo)
    app.toggle(key=f"read-{share}").set_value(True).run()
    app.text_area(key=f"margin-text-{share}").set_value("What would she").run()
    at_the_desk(app, leo)
    app.toggle(key=f"read-{share}").set_value(True).run()
    assert app.text_area(key=f"margin-text-{share}").value == "What would she"
    press(app, "Put it in the margin")
    at_the_desk(app, leo)
    app.toggle(key=f"read-{share}").set_value(True).run()
    assert app.text_area(key=f"margin-text-{share}").value == ""


def test_signing_out_forgets_it(
    seated: Seated, clara: Mine, coached: Callable[..., Mine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "by_device", lambda: False)
    monkeypatch.setattr(Entering, "forget_device", lambda entering, cookie: None)
    leo = coached("Leo")
    box = f"own-note-new-{leo.actor.person_id}"
    app = at_the_desk(seated(clara.actor), leo)
    app.text_area(key=box).set_value("Half a thou").run()
    press(app, "Sign out")
    # Here the same person is at once at it again.
    assert app.text_area(key=box).value == ""
    at_the_desk(app, leo)
    assert app.text_area(key=box).value == ""
