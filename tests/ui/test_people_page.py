"""The page on people, and what each role sees."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import calm, go, html, labels, press, words

from coach.assembly import Coach, Mine
from coach.store.desk import Desk
from coach.store.records import Actor, Role
from coach.ui.where import whereabouts


def view(app: AppTest, name: str) -> AppTest:
    app.segmented_control(key="people-view").set_value(name).run()
    return calm(app)


def test_alone_on_a_machine_nothing_of_this_is_in_the_way(app: AppTest, me: Mine) -> None:
    assert not me.people.concern_me
    assert "People" not in [link.label for link in app.get("page_link")]
    assert "You are" not in words(app)
    go(app, "about")
    app.radio(key="try-as").set_value("leader").run()
    calm(app)
    assert "You are trying it as a leader." in words(app)
    go(app, "library")
    assert app.segmented_control(key="library-view").options == ["Read", "What it covers"]
    press(app, "Back to all roles")
    go(app, "library")
    assert "Look after it" in app.segmented_control(key="library-view").options


@pytest.mark.parametrize(
    ("roles", "views"),
    [
        (("leader",), ["Your coachings", "You"]),
        (("practitioner",), ["Your coachings", "Let somebody in", "You"]),
        (("owner",), ["Your coachings", "Everybody", "Let somebody in", "You"]),
    ],
)
def test_each_role_sees_what_is_its_own_to_see(
    seated: Callable[[Actor], AppTest], add: Callable[..., Mine], roles: tuple[Role, ...], views: list[str]
) -> None:  # fmt: skip
    add("Hidden Person", "leader")
    app = go(seated(add("Ida", *roles).actor), "people")
    assert app.segmented_control(key="people-view").options == views
    seen = ""
    for name in views:
        seen += words(view(app, name))
    assert ("Hidden Person" in seen) is ("owner" in roles)


def test_of_two_people_of_one_name_the_one_that_was_chosen_is_coached(
    seated: Callable[[Actor], AppTest], owner: Desk, add: Callable[..., Mine]
) -> None:
    clara = add("Clara", "practitioner").actor.person_id
    leos = [add("Leo", "leader").actor.person_id for _ in range(2)]
    app = view(go(seated(owner.actor), "people"), "Everybody")
    boxes = {box.label: box for box in app.selectbox}
    assert len(set(boxes["Leader"].options)) == len(boxes["Leader"].options)
    for leo in reversed(leos):
        boxes = {box.label: box for box in app.selectbox}
        boxes["Coach"].set_value(clara)
        boxes["Leader"].set_value(leo)
        press(app, "Begin")
        assert leo in {one.leader.id for one in owner.coachings(everybodys=True)}
    assert len(owner.coachings(everybodys=True)) == 2


def test_a_coaching_is_agreed_step_by_step_and_asked_for_again_when_its_words_change(
    seated: Callable[[Actor], AppTest],
    coach: Coach,
    owner: Desk,
    add: Callable[..., Mine],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    practitioner, leader = add("Clara", "practitioner"), add("Leo", "leader")
    made = owner.begin_coaching(practitioner.actor.person_id, leader.actor.person_id)
    app = go(seated(leader.actor), "people")
    assert "Nothing can be assigned before you and Clara have accepted" in words(app)
    assert "What you tell your coach stays with your coach" in words(app)
    press(app, "I have read it and accept it")
    assert "waits for others" in words(app)
    practitioner.people.accept(made.id, coach.knowledge.agreement.digest("practitioner"))  # type: ignore[union-attr]
    assert "Everybody has accepted" in words(calm(app.run()))
    old = coach.knowledge.agreement
    assert old is not None
    newer = old.model_copy(update={"version": old.version + 1})
    monkeypatch.setattr(
        coach.services, "curated", (_with(coach, newer), *coach.services.curated[1:])
    )
    again = words(calm(app.run()))
    assert "waits for you" in again and "Its words have changed" in again
    press(app, "I have read it and accept it")
    assert [a.version for a in leader.people.coachings()[0].coaching.acceptances if a.person_id == leader.actor.person_id] == [old.version, newer.version]  # fmt: skip


def _with(coach: Coach, agreement: object) -> object:
    from dataclasses import replace

    return replace(coach.knowledge, agreement=agreement)  # type: ignore[arg-type]


def test_an_agreement_that_changed_under_ones_eyes_is_not_accepted(
    owner: Desk, add: Callable[..., Mine]
) -> None:
    practitioner, leader = add("Clara", "practitioner"), add("Leo", "leader")
    made = owner.begin_coaching(practitioner.actor.person_id, leader.actor.person_id)
    from coach.errors import BadInput

    with pytest.raises(BadInput, match="Read it again"):
        leader.people.accept(made.id, "what was there before")
    assert leader.people.coachings()[0].asks_me


def test_an_owner_invites_and_makes_a_link_which_is_shown_once(
    seated: Callable[[Actor], AppTest], owner: Desk, coach: Coach
) -> None:
    app = view(go(seated(owner.actor), "people"), "Let somebody in")
    app.text_input(key="invite-name").set_value("<b>Ann</b>")
    app.text_input(key="invite-mail").set_value("not an address")
    press(app, "Make an invitation")
    assert "is no mail address" in words(app)
    app.text_input(key="invite-mail").set_value("ann@example.org")
    press(app, "Make an invitation")
    assert "/join/" in app.code[0].value and "<b>Ann</b>" not in html(app).replace("&lt;b&gt;", "")
    press(app, "I have it")
    assert not app.code
    app.text_input(key="link-name").set_value("Paul")
    press(app, "Make a personal link")
    token = app.code[0].value.rsplit("/", 1)[1]
    code = words(app).split("The code ")[1][:9]
    actor, _ = coach.entering.open_link(token, code, "")
    assert actor.roles == {"leader"}
    assert "waits to be opened" not in words(calm(app.run()))


def test_a_removed_person_finds_only_their_own_words_to_take_along(
    seated: Callable[[Actor], AppTest], add: Callable[..., Mine], owner: Desk
) -> None:
    leader = add("Leo", "leader")
    app = seated(leader.actor)
    assert "Just talk" in labels(app)
    owner.remove_person(leader.actor.person_id)
    calm(app.run())
    assert "no longer in this workspace" in words(app)
    assert "Just talk" not in labels(app)
    assert not app.get("page_link")
    app.text_input(key="leave-words").set_value("erase my words")
    press(app, "Erase it now, for good")
    assert "Sign in" in labels(app)
    assert leader.conversations() == []


def test_a_role_taken_away_is_gone_from_an_open_page(
    seated: Callable[[Actor], AppTest], add: Callable[..., Mine], owner: Desk
) -> None:
    second = add("Sue", "owner", "leader")
    app = view(go(seated(second.actor), "people"), "Everybody")
    owner.give_roles(second.actor.person_id, frozenset({"leader"}))
    calm(app.run())
    assert app.segmented_control(key="people-view").options == ["Your coachings", "You"]


def test_others_are_told_of_the_server_and_not_of_its_folders(coach: Coach) -> None:
    told = " ".join(whereabouts(coach.settings, for_others=True).lines)
    assert str(coach.settings.home) not in told
    assert "this machine" not in told


def test_a_list_is_shown_as_understood_and_then_invites_at_once(
    seated: Callable[[Actor], AppTest], owner: Desk, add: Callable[..., Mine]
) -> None:
    add("Clara", "practitioner")
    app = view(go(seated(owner.actor), "people"), "Let somebody in")
    lines = "Name;Mail;Role;Coach;Desk\n<b>=Ann</b>;ann@example.org;;Clara;4\nBo;nonsense;;;5\nCy;;owner;;6\n"
    app.file_uploader(key="people-csv-0").set_value(("list.csv", lines.encode(), "text/csv")).run()
    seen = words(calm(app))
    assert "2 can be invited , 1 can’t as they stand" in seen
    assert "Line 3, Bo: “nonsense” is no mail address." in seen and "Not used: “Desk”" in seen
    assert owner.invitations() == []
    press(app, "Invite these 2")
    assert {one.name for one in owner.invitations()} == {"<b>=Ann</b>", "Cy"}
    assert "2 are invited." in words(app) and "<b>=Ann" not in html(app)
    press(app, "I have it")
    assert "Invite several from a list" in words(app) and "are invited." not in words(app)
    app.file_uploader(key="people-csv-1").set_value(("x.csv", b"PK\x03\x04....", "text/csv")).run()
    assert "This is no CSV file" in words(calm(app))


def test_only_owners_upload_a_list_or_take_the_people_along(
    seated: Callable[[Actor], AppTest], owner: Desk, add: Callable[..., Mine]
) -> None:
    clara = add("Clara", "practitioner")
    app = view(go(seated(clara.actor), "people"), "Let somebody in")
    assert not app.get("file_uploader")
    from coach.errors import NotAllowed
    from coach.people_list import people_file, understood

    for attempt in (
        lambda: people_file(clara.people),
        lambda: understood(b"Name\nAnn", clara.people),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    leo = add("=Leo", "leader")
    me = add("Ida", "owner")
    owner.begin_coaching(clara.actor.person_id, leo.actor.person_id)
    assert '"\'=Leo","","leader","Clara","no"' in people_file(me.people).decode("utf-8-sig")


def test_a_long_list_is_drawn_in_parts_and_searched(
    seated: Callable[[Actor], AppTest], owner: Desk, add: Callable[..., Mine]
) -> None:
    for n in range(60):
        add(f"Person {n:02}", "leader")
    me = add("Ola", "owner", "leader")
    app = go(seated(me.actor), "people")
    app.segmented_control(key="people-view").set_value("Everybody").run()
    assert labels(app).count("Change") == 50
    press(app, next(label for label in labels(app) if label.startswith("Show more of")))
    assert labels(app).count("Change") > 60
    app.text_input(key="people-find").set_value("person 5").run()
    assert labels(calm(app)).count("Change") == 10
    app.text_input(key="people-find").set_value("nobody of that name").run()
    assert "Nobody has that in their name." in words(calm(app))
