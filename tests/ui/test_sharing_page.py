"""Sharing on its pages: beside the words, who sees what, and what a coach is shown; no browser."""

from collections.abc import Callable

import pytest
from planting import STEP, plant_commitment
from streamlit.testing.v1 import AppTest
from test_pages import calm, desk, go, html, labels, opened, press, words

from coach.assembly import Coach, Mine
from coach.store.records import Actor, Role
from coach.ui import signing

SAID = "I only ring her when a contract is up. Marta stopped picking up in May."


class Pair:
    """A leader and their coach, whose agreement stands; the leader has the app open."""

    def __init__(self, coach: Coach, sit: Callable[[Actor], None]) -> None:
        self.owner = coach.as_person()
        here = self.owner.actor.workspace_id
        roles: tuple[tuple[str, Role], ...] = (("Leo", "leader"), ("Clara <b>*B*</b>", "practitioner"))  # fmt: skip
        self.leader, self.coach = (
            coach.as_person(coach._store.add_person(name, workspace_id=here, roles=[role]))
            for name, role in roles
        )
        self.owner.people.begin_coaching(self.coach.actor.person_id, self.leader.actor.person_id)
        self.coaching = self.leader.people.coachings()[0].coaching.id
        for one in (self.leader, self.coach):
            side = one.people.coachings()[0].side
            assert side is not None
            one.people.accept(self.coaching, one.people.agreement().digest(side))
        self._sit = sit

    def app(self) -> AppTest:
        """The app before the leader."""
        self._sit(self.leader.actor)
        return calm(opened())

    def desk(self) -> AppTest:
        """What the coach is shown of the leader."""
        self._sit(self.coach.actor)

        def page(leader_id: str) -> None:
            from coach.ui import received

            received.draw(leader_id)

        return calm(
            AppTest.from_function(
                page, args=(self.leader.actor.person_id,), default_timeout=30
            ).run()
        )

    def share(self, text: str | None = None, note: str = "") -> str:
        conversation = self.leader.begin()
        self.leader.reply(conversation, SAID)
        (piece,) = self.leader.sharing.passages(conversation)
        return self.leader.sharing.share(piece, self.coach.actor.person_id, text=text, note=note)


@pytest.fixture
def pair(coach: Coach, serve: object, monkeypatch: pytest.MonkeyPatch) -> Pair:
    signing.sign_in.cache_clear()
    monkeypatch.setattr(signing, "sign_in", lambda: signing.SignIn(("default",), True))
    monkeypatch.setattr(signing, "_LOOK_AGAIN", 0.0)

    def sit(actor: Actor) -> None:
        monkeypatch.setattr(signing, "_look_up", lambda c: c.entering.standing(actor))

    return Pair(coach, sit)


def check(app: AppTest, sentence: str) -> AppTest:
    next(box for box in app.checkbox if sentence in box.label).check().run()
    return calm(app)


# --- Alone ------------------------------------------------------------------------------------------------


def test_alone_nothing_is_in_the_way_until_one_wants_to_try_it_on_oneself(
    app: AppTest, me: Mine
) -> None:
    plant_commitment(desk(me))
    go(app, "commitments")
    assert "Share…" not in labels(app)
    go(app, "sharing")
    assert "Whoever administers the machine" in words(app)
    assert "Nothing. Sharing needs a coach" in words(app)
    app.toggle(key="share-try").set_value(True).run()
    go(calm(app), "commitments")
    press(app, "Share…")
    assert "What your coach would see" in words(app)
    press(app, "Share it")
    assert "Shared with yourself, to try it" in words(app)
    go(app, "sharing")
    assert "It has not been opened." in words(app)
    press(app, "Look at it as a coach")
    (toggle,) = [one for one in app.toggle if one.label == "Open it"]
    toggle.set_value(True).run()
    assert STEP in words(calm(app))
    press(app, "Back to being the leader")
    assert "Opened once, first on" in words(app)
    press(app, "Take it back")
    assert "can’t make that unread" in words(app)
    assert "Shared now Nothing." in words(app)
    press(app, "Erase it")
    assert "Not open any more" not in words(app)
    press(app, "Undo")
    assert "Not open any more" in words(app)


# --- The leader -------------------------------------------------------------------------------------------


def test_an_answer_is_looked_at_as_the_coach_will_see_it_and_then_shared(pair: Pair) -> None:
    begun = pair.leader.exercises.begin("a-week-of-arriving")
    step = pair.leader.exercises.doing(begun).path.here
    assert step is not None
    pair.leader.exercises.answer(begun, step.id, {"text": "Jan at line 3. <i>He</i> looked up."})
    app = pair.app()
    app.session_state["exercise-open"] = begun
    go(app, "exercises")
    press(app, "Share…")
    assert "What Clara <b>*B*</b> will see" in words(app)
    assert "Jan at line 3. &lt;i&gt;He&lt;/i&gt; looked up." in html(app)
    app.text_area(key=app.session_state["sharing-cut"]).set_value("line 3. She looked up.").run()
    app.text_input(key="sharing-line").set_value("Before Tuesday").run()
    assert "Only your own words are shared, as they stand. “She” isn’t in it." in words(app)
    assert "Share it" not in labels(app)
    app.text_area(key=app.session_state["sharing-cut"]).set_value("line 3. looked up.").run()
    assert pair.leader.sharing.shared() == []
    press(calm(app), "Share it")
    (one,) = pair.leader.sharing.shared()
    assert (one.text, one.note, one.item_id) == ("line 3. … looked up.", "Before Tuesday", step.id)
    assert any(label.startswith("Shared with Clara") for label in labels(app))


def test_what_changed_since_it_was_looked_at_is_not_shared(pair: Pair) -> None:
    conversation = pair.leader.begin()
    pair.leader.reply(conversation, SAID)
    app = go(pair.app(), "talk", conversation)
    press(app, "Share…")
    assert "Choose at least one sentence" in words(app)
    check(app, "I only ring her")
    app.text_area(key=app.session_state["sharing-cut"]).set_value("I only ring her")
    press(app, "Share it")
    assert "It has changed since you looked" in words(app)
    assert pair.leader.sharing.shared() == []
    press(app, "Share it")
    assert [one.text for one in pair.leader.sharing.shared()] == ["I only ring her"]
    assert "A passage is shared" in labels(app)


def test_taking_back_is_at_once_and_tells_the_truth_about_what_was_read(pair: Pair) -> None:
    first, second = pair.share(), pair.share("Marta stopped picking up in May.")
    pair.coach.sharing.open(first)
    pair.coach.sharing.open(first)
    app = go(pair.app(), "sharing")
    assert "At the moment that is 2 pieces." in words(app)
    assert "Opened twice, first on" in words(app)
    assert html(app).count("<tr><td>") == 2  # every reading
    app.button(key=f"take-back-{first}").click().run()
    assert "It had been opened twice" in words(calm(app))
    app.button(key=f"take-back-{second}").click().run()
    assert "It had not been opened." in words(calm(app))
    assert pair.coach.sharing.received(pair.leader.actor.person_id) == []


def test_who_sees_what_is_said_as_it_stands(pair: Pair) -> None:
    pair.share()
    app = go(pair.app(), "sharing")
    assert "Clara <b>*B*</b>, your coach What you share, and nothing else." in words(app)
    assert "Whoever administers that server could read it." in words(app)
    pair.leader.people.end_coaching(pair.coaching)
    go(app, "sharing")
    assert "You have none here" in words(app)
    assert "Closed: the coaching has ended" in words(app)
    assert "Share…" not in labels(app)


def test_the_leader_answers_in_the_margin_and_takes_an_answer_out_again(pair: Pair) -> None:
    share_id = pair.share()
    pair.coach.sharing.open(share_id)
    pair.coach.sharing.margin(share_id, "What would *she* say? <b>", "stopped picking up")
    app = go(pair.app(), "sharing")
    assert "<mark>stopped picking up</mark><sup>1</sup>" in html(app)
    assert "What would *she* say? &lt;b&gt;" in html(app)
    app.selectbox(key=f"margin-beside-{share_id}").set_value("stopped picking up")
    app.text_area(key=f"margin-text-{share_id}").set_value("That I rang too late.")
    press(app, "Put it in the margin")
    assert app.text_area(key=f"margin-text-{share_id}").value == ""
    (received,) = pair.coach.sharing.received(pair.leader.actor.person_id)
    assert [n.text for n in received.margin][1] == "That I rang too late."
    press(app, "Delete this note")
    assert "That I rang too late." not in words(app)
    press(app, "Undo")
    assert "That I rang too late." in words(app)


# --- The coach ----------------------------------------------------------------------------------------------


def open_it(app: AppTest, share_id: str) -> AppTest:
    app.toggle(key=f"read-{share_id}").set_value(True).run()
    return calm(app)


def test_a_coach_opens_one_by_one_and_each_opening_is_told(pair: Pair) -> None:
    pair.share("I only ring her")
    share_id = pair.share("Marta stopped picking up in May.", "For Tuesday")
    app = pair.desk()
    assert "picking up" not in html(app) and "For Tuesday" not in html(app)
    open_it(app, share_id)
    assert "Marta stopped picking up in May." in words(app)
    assert "Leo adds: For Tuesday" in words(app)
    assert "I only ring her" not in words(app)
    calm(app.run())
    newest, other = pair.leader.sharing.shared()
    assert (len(newest.readings), len(other.readings)) == (1, 0)
    calm(pair.desk())  # another visit begins closed
    assert len(pair.leader.sharing.shared()[0].readings) == 1


def test_nothing_shared_says_what_comes_here(pair: Pair) -> None:
    assert "Nothing is shared with you at the moment." in words(pair.desk())


@pytest.mark.parametrize("how", ["taken back", "ended"])
def test_taken_back_while_being_read_it_says_so_and_the_note_on_its_way_is_not_lost(
    pair: Pair, how: str
) -> None:
    share_id = pair.share()
    app = open_it(pair.desk(), share_id)
    if how == "ended":
        pair.leader.people.end_coaching(pair.coaching)
    else:
        pair.leader.sharing.take_back(share_id)
    app.text_area(key=f"margin-text-{share_id}").set_value("What did June bring?")
    press(app, "Put it in the margin")
    assert "is closed now" in words(app)
    assert "picking up" not in html(app)
    assert app.text_area(key=f"rescued-{share_id}").value == "What did June bring?"
    calm(app.run())
    assert app.text_area(key=f"rescued-{share_id}").value == "What did June bring?"
    press(app, "All right")
    assert "is closed now" not in words(app)
    assert pair.leader.sharing.shared()[0].margin == ()


def test_a_note_that_was_begun_outlives_closing_the_piece(pair: Pair) -> None:
    share_id = pair.share()
    app = open_it(pair.desk(), share_id)
    app.text_area(key=f"margin-text-{share_id}").set_value("Half a thou").run()
    calm(app.toggle(key=f"read-{share_id}").set_value(False).run())
    open_it(app, share_id)
    assert app.text_area(key=f"margin-text-{share_id}").value == "Half a thou"
    press(app, "Put it in the margin")
    assert app.text_area(key=f"margin-text-{share_id}").value == ""
    assert [n.text for n in pair.leader.sharing.shared()[0].margin] == ["Half a thou"]


def test_taken_back_before_it_was_opened_it_stays_closed(pair: Pair) -> None:
    share_id = pair.share()
    app = pair.desk()
    pair.leader.sharing.take_back(share_id)
    open_it(app, share_id)
    assert "has taken it back" in words(app)
    assert pair.leader.sharing.shared()[0].readings == ()


def test_a_note_that_cannot_be_kept_stays_in_its_box(pair: Pair) -> None:
    share_id = pair.share()
    app = open_it(pair.desk(), share_id)
    app.text_area(key=f"margin-text-{share_id}").set_value("?!")
    press(app, "Put it in the margin")
    assert "There is nothing in the note yet." in words(app)
    assert app.text_area(key=f"margin-text-{share_id}").value == "?!"
