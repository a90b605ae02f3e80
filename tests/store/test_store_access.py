"""Who comes in and who works with whom: invitations, links, devices, roles, coachings; on both databases."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from coach.access import Action
from coach.errors import BadInput, NoEntry, NotAllowed, NotFound, TooManyTries
from coach.store.records import Actor, Arrival, Wanted

LEADER, COACH, OWNER = frozenset({"leader"}), frozenset({"practitioner"}), frozenset({"owner"})
DIGESTS = {"leader": "dl", "practitioner": "dp", "sponsor": "ds"}


def arrives(subject, mail="new@example.org", **more):
    return Arrival("https://login.example", subject, "New One", mail, **more)


def invited(desk, roles=LEADER, **more):
    return desk.invite(name="New One", mail=None, roles=roles, coached_by=None, **more)[1]


# --- Signing in and invitations ---------------------------------------------------------------------


def test_an_invitation_makes_somebody_known_by_their_sign_in(store, owner):
    token = invited(owner)
    assert store.entering.person_of(arrives("n1")) is None
    joined = store.entering.accept(token, arrives("n1"), "")
    assert store.entering.person_of(arrives("n1")) == joined
    assert joined.roles == LEADER
    assert store.entering.person_of(Arrival("https://other.example", "n1")) is None
    assert {one.name for one in owner.people()} == {"", "New One"}


def test_an_invitation_works_once_until_it_expires_or_is_withdrawn(store, owner, clock):
    token = invited(owner)
    store.entering.accept(token, arrives("n1"), "")
    with pytest.raises(NoEntry, match="used already"):
        store.entering.accept(token, arrives("n2"), "")
    clock.advance(minutes=1)
    withdrawn = invited(owner)
    owner.withdraw_invitation(owner.invitations()[0].id)
    with pytest.raises(NoEntry, match="withdrawn"):
        store.entering.accept(withdrawn, arrives("n2"), "")
    another = invited(owner)
    clock.advance(days=14)
    with pytest.raises(NoEntry, match="expired"):
        store.entering.accept(another, arrives("n3"), "")
    with pytest.raises(NoEntry):
        store.entering.accept(another[:-1] + "x", arrives("n3"), "")


def test_several_are_invited_all_of_them_or_none(store, owner, add):
    clara = add("Clara", "practitioner")
    good = [Wanted(f"P{n}", None, LEADER, clara.actor.person_id) for n in range(3)]
    with pytest.raises(NotFound):
        owner.invite_all([*good, Wanted("Lost", None, LEADER, "nobody")])
    assert owner.invitations() == []
    made = owner.invite_all(good)
    assert [one.name for one, _ in made] == ["P0", "P1", "P2"]
    leader = store.entering.accept(made[1][1], arrives("p1"), "")
    assert store.as_actor(leader).coachings()[0].practitioner.id == clara.actor.person_id


def test_an_invitation_to_an_address_is_for_that_address(store, owner):
    _, token = owner.invite(name="Ann", mail="ann@example.org", roles=LEADER, coached_by=None)
    for wrong in (arrives("n1", "eve@example.org"), arrives("n1", None)):
        with pytest.raises(NoEntry, match="another mail address"):
            store.entering.accept(token, wrong, "")
    with pytest.raises(NoEntry):
        store.entering.accept(token, arrives("n1", "ann@example.org", mail_is_theirs=False), "")
    assert store.entering.accept(token, arrives("n1", "Ann@Example.org"), "")


def test_one_sign_in_reaches_two_workspaces_and_two_desks(store, owner, add, talk, clock):
    """A coach who moves: the same account, nothing carried over."""
    clock.advance(days=1)
    far = add("Far", "owner", workspace_id=store.add_person("x").workspace_id)
    first = store.entering.accept(invited(owner, COACH), arrives("c"), "")
    talk.whole(store.as_actor(first), "Ana")
    second = store.entering.accept(invited(far, COACH), arrives("c"), "")
    assert first.person_id == second.person_id
    assert [one.workspace_id for one, _ in store.entering.places(first.person_id)] == [
        first.workspace_id, second.workspace_id
    ]  # fmt: skip
    assert store.as_actor(second).conversations() == []
    store.as_actor(first).leave()
    assert store.entering.person_of(arrives("c")) == second


def test_the_person_of_the_machine_signs_in_and_finds_their_words(store, owner, talk):
    talk.whole(owner, "Before there was a sign-in")
    token = store.invite_local_person()
    me = store.entering.accept(token, arrives("me"), "")
    assert me == owner.actor
    assert [c.title for c in store.as_actor(me).conversations()] == ["Before there was a sign-in"]


def test_the_administrator_opens_a_workspace_for_somebody(store, owner):
    actor = store.entering.accept(store.invite_owner("Ola", "Brewery"), arrives("ola"), "")
    desk = store.as_actor(actor)
    assert actor.workspace_id != owner.actor.workspace_id
    assert desk.workspace_name() == "Brewery"
    assert [one.name for one in desk.people()] == ["Ola"]


JOIN = """
import sys
from pathlib import Path
from coach.errors import NoEntry
from coach.store.keyring import Keyring
from coach.store.records import Arrival
from coach.store.store import open_store
url, key, token, who = sys.argv[1:]
with open_store(url, key=Keyring.in_file(Path(key))) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        store.entering.accept(token, Arrival("issuer", who), "")
        print("in")
    except NoEntry:
        print("out")
"""


def test_one_invitation_used_by_several_processes_at_once_lets_one_in(
    url, key_file, store, owner, run_child, clock
):
    from datetime import UTC, datetime

    clock.now = datetime.now(UTC)  # the other processes have the real one
    token = invited(owner)
    children = [run_child(JOIN, url, str(key_file), token, f"p{n}") for n in range(4)]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    said = [child.communicate(timeout=60) for child in children]
    assert sorted(out.strip() for out, _ in said) == ["in", "out", "out", "out"], said
    assert len(owner.people()) == 2


# --- Personal links ---------------------------------------------------------------------------------


def test_a_link_lets_one_device_in_with_its_code(store, owner):
    person, made = owner.add_leader("Paul")
    actor, cookie = store.entering.open_link(made.token, made.code.replace(" ", "-"), "")
    assert (actor.person_id, actor.roles) == (person, LEADER)
    assert store.entering.person_of_device(cookie) == actor
    assert store.entering.person_of_device(cookie[:-1]) is None
    with pytest.raises(NoEntry, match="one device only"):
        store.entering.open_link(made.token, made.code, "")
    store.entering.forget_device(cookie)
    assert store.entering.person_of_device(cookie) is None


def test_five_wrong_codes_are_the_end_of_a_link(store, owner):
    _, made = owner.add_leader("Paul")
    wrong = "0000 0000" if made.code != "0000 0000" else "1111 1111"
    for _ in range(5):
        with pytest.raises(NoEntry):
            store.entering.open_link(made.token, wrong, "")
    with pytest.raises(NoEntry, match="stopped working"):
        store.entering.open_link(made.token, made.code, "")


def test_a_link_expires_and_can_be_closed_with_its_device(store, owner, clock):
    person, made = owner.add_leader("Paul")
    clock.advance(days=7)
    with pytest.raises(NoEntry, match="expired"):
        store.entering.open_link(made.token, made.code, "")
    again = owner.personal_link(person)
    with pytest.raises(NoEntry, match="closed"):
        store.entering.look_at_link(made.token, "")
    _, cookie = store.entering.open_link(again.token, again.code, "")
    owner.close_link(owner.personal_links()[0].id)
    assert store.entering.person_of_device(cookie) is None


def test_whoever_makes_a_link_cannot_use_one_to_get_at_words(store, owner, add):
    """Only before they ever came in; another device is theirs to add."""
    coach = add("Clara", "practitioner")
    person, made = coach.add_leader("Paul")
    actor, cookie = store.entering.open_link(made.token, made.code, "")
    for desk in (owner, coach):
        with pytest.raises(BadInput, match="let whoever made it in"):
            desk.personal_link(person)
    second = store.as_actor(actor).personal_link(person)
    same, other = store.entering.open_link(second.token, second.code, "")
    assert same == actor == store.entering.person_of_device(cookie)
    assert store.entering.person_of_device(other) == actor


def test_a_spare_key_waits_for_a_year_and_a_device_in_use_stays_known(store, owner, clock):
    _, made = owner.add_leader("Paul")
    actor, cookie = store.entering.open_link(made.token, made.code, "")
    spare = store.as_actor(actor).personal_link(actor.person_id)
    for _ in range(4):
        clock.advance(days=90)
        assert store.entering.person_of_device(cookie) == actor
    clock.advance(days=181)
    assert store.entering.person_of_device(cookie) is None
    assert spare.expires_at - made.expires_at == timedelta(days=365 - 7)


def test_no_link_is_made_for_somebody_with_more_than_a_leaders_rights(owner, add):
    for roles in (["owner"], ["leader", "practitioner"], ["leader", "owner"]):
        with pytest.raises(NotAllowed):
            owner.personal_link(add("More", *roles).actor.person_id)
    with pytest.raises(NotAllowed):
        add("Clara", "practitioner").personal_link(add("Not hers").actor.person_id)


def test_guessing_is_slowed_down_over_all_processes(store, reopen, clock):
    other = reopen()
    for n in range(60):
        with pytest.raises(NoEntry):
            (store if n % 2 else other).entering.look_at_link(f"guess {n}", "10.0.0.9")
    for one in (store, other):
        with pytest.raises(TooManyTries, match="quarter of an hour"):
            one.entering.look_at_link("one more", "10.0.0.9")
    with pytest.raises(NoEntry):
        store.entering.look_at_link("from elsewhere", "10.0.0.10")
    clock.advance(minutes=16)
    with pytest.raises(NoEntry):
        store.entering.look_at_link("later", "10.0.0.9")


def test_neither_tokens_nor_codes_nor_names_can_be_read_in_the_database(store, owner, url, home):
    _, made = owner.add_leader("Philippa")
    _, invitation = owner.invite(
        name="Quentin", mail="q@example.org", roles=LEADER, coached_by=None
    )
    _, cookie = store.entering.open_link(made.token, made.code, "10.9.8.7")
    store.entering.accept(invitation, arrives("subject-77", "q@example.org"), "10.9.8.7")
    hidden = [made.token, made.code.replace(" ", ""), invitation, cookie, "Philippa", "Quentin",
              "example.org", "subject-77", "10.9.8.7"]  # fmt: skip
    with store.database.engine.connect() as connection:
        dumped = ""
        from sqlalchemy import text

        from coach.store.tables import Base

        for table in Base.metadata.tables:
            dumped += str(connection.execute(text(f"SELECT * FROM {table}")).all())
    assert [word for word in hidden if word in dumped] == []


# --- Roles, managers, coachings ---------------------------------------------------------------------


def test_nobody_coaches_somebody_they_manage_now_or_later(owner, add):
    boss, middle, coach, leader = add("Boss"), add("Middle"), add("Clara", "practitioner"), add("Leo")  # fmt: skip
    i = {d: d.actor.person_id for d in (boss, middle, coach, leader)}
    owner.set_manager(i[coach], i[middle])
    owner.set_manager(i[middle], i[leader])
    with pytest.raises(BadInput, match="manages the other"):
        owner.begin_coaching(i[coach], i[leader])
    owner.unset_manager(i[middle], i[leader])
    owner.begin_coaching(i[coach], i[leader])
    for manager, report in ((coach, leader), (leader, coach), (middle, leader)):
        with pytest.raises(BadInput, match="Clara coaches Leo"):
            owner.set_manager(i[manager], i[report])
    with pytest.raises(BadInput, match="manage themselves"):
        owner.set_manager(i[middle], i[coach])
    owner.set_manager(i[boss], i[leader])  # a sponsor's usual place
    assert len(owner.managers()) == 2


def test_a_coaching_needs_the_roles_and_three_different_people(owner, add):
    coach, leader, far = add("Clara", "practitioner"), add("Leo"), add("F", workspace_id=None)
    c, one = coach.actor.person_id, leader.actor.person_id
    for wrong in ((one, c, None), (c, c, None), (c, one, one), (c, one, c)):
        with pytest.raises(BadInput):
            owner.begin_coaching(*wrong)
    with pytest.raises(NotFound):
        owner.begin_coaching(c, "nobody")
    owner.begin_coaching(c, one, far.actor.person_id)
    with pytest.raises(BadInput, match="already"):
        owner.begin_coaching(c, one)


def test_the_agreement_stands_only_while_everybody_accepted_its_present_words(agreed, owner):
    coach, leader, made = agreed
    who = leader.actor.person_id
    coach.require_towards(Action.ASSIGN, who, DIGESTS)
    with pytest.raises(NotAllowed, match="not shared"):
        coach.require_towards(Action.SHARED, who, DIGESTS)
    coach.require_towards(Action.SHARED, who, DIGESTS, shared=True)
    for changed in ({**DIGESTS, "leader": "new"}, {**DIGESTS, "practitioner": "new"}, {}):
        with pytest.raises(NotAllowed):
            coach.require_towards(Action.ASSIGN, who, changed)
    leader.accept_agreement(made.id, version=2, digest="new", text="other words")
    coach.require_towards(Action.ASSIGN, who, {**DIGESTS, "leader": "new"})
    for other in (owner, leader):
        with pytest.raises(NotAllowed):
            other.require_towards(Action.ASSIGN, who, DIGESTS)
    kept = leader.coaching(made.id).acceptances
    assert [(a.version, a.text) for a in kept if a.person_id == who] == [
        (1, "the words"), (2, "other words")
    ]  # fmt: skip


def test_a_sponsor_has_to_accept_too(owner, add):
    coach, leader, sponsor = add("Clara", "practitioner"), add("Leo"), add("Sue")
    made = owner.begin_coaching(*(d.actor.person_id for d in (coach, leader, sponsor)))
    coach.accept_agreement(made.id, version=1, digest="dp", text="t")
    leader.accept_agreement(made.id, version=1, digest="dl", text="t")
    assert leader.coaching(made.id).waits_for(DIGESTS) == ("sponsor",)
    with pytest.raises(NotAllowed, match="accepted by everybody"):
        coach.require_towards(Action.ASSIGN, leader.actor.person_id, DIGESTS)
    sponsor.accept_agreement(made.id, version=1, digest="ds", text="t")
    coach.require_towards(Action.ASSIGN, leader.actor.person_id, DIGESTS)
    with pytest.raises(NotAllowed):
        sponsor.require_towards(Action.SHARED, leader.actor.person_id, DIGESTS, shared=True)


@pytest.mark.parametrize("who", ["coach", "leader", "owner"])
def test_anybody_in_it_ends_a_coaching_at_once(agreed, owner, who):
    coach, leader, made = agreed
    ender = {"coach": coach, "leader": leader, "owner": owner}[who]
    ended = ender.end_coaching(made.id)
    assert ended.ended_by == ender.actor.person_id
    withdrawn = {a.person_id for a in ended.acceptances if a.withdrawn_at}
    assert withdrawn == ({ender.actor.person_id} if who != "owner" else set())
    for shared in (True, False):
        with pytest.raises(NotAllowed):
            coach.require_towards(Action.SHARED, leader.actor.person_id, DIGESTS, shared=shared)
    with pytest.raises(BadInput, match="has ended"):
        leader.accept_agreement(made.id, version=1, digest="x", text="t")


def test_a_role_that_is_taken_ends_what_it_was_for(agreed, owner):
    coach, _, _ = agreed
    owner.give_roles(coach.actor.person_id, LEADER)
    assert owner.coachings(everybodys=True)[0].ended_at is not None
    with pytest.raises(NotAllowed):
        coach.add_leader("Another")  # the desk was opened while they still were a coach
    with pytest.raises(BadInput, match="needs an owner"):
        owner.give_roles(owner.actor.person_id, LEADER)


def test_a_coach_invites_leaders_who_become_theirs(store, owner, add):
    coach = add("Clara", "practitioner")
    _, token = coach.invite(name="Lea", mail=None, roles=LEADER, coached_by=coach.actor.person_id)
    for roles in (COACH, OWNER, LEADER | OWNER):
        with pytest.raises(NotAllowed):
            coach.invite(name="x", mail=None, roles=roles, coached_by=None)
    with pytest.raises(NotAllowed):
        coach.invite(name="x", mail=None, roles=LEADER, coached_by=owner.actor.person_id)
    joined = store.entering.accept(token, arrives("lea"), "")
    (made,) = store.as_actor(joined).coachings()
    assert (made.practitioner.name, made.leader.name) == ("Clara", "Lea")
    person, _ = coach.add_leader("Lou")
    assert {one.leader.id for one in coach.coachings()} == {joined.person_id, person}
    assert [i.name for i in coach.invitations()] == ["Lea"]


def test_two_owners_who_demote_each_other_at_once_leave_an_owner(owner, add):
    """And what is decided at once is decided on what the other one just did."""
    second, third = add("Sue", "owner"), add("Tom", "owner")
    owner.give_roles(owner.actor.person_id, LEADER)

    def demote(pair):
        by, whom = pair
        try:
            by.give_roles(whom.actor.person_id, LEADER)
        except (BadInput, NotAllowed):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(demote, [(second, third), (third, second)]))
    assert sorted(done) == [False, True]
    left = second if done[0] else third
    assert [one.name for one in left.people() if "owner" in one.roles]


def test_one_coaching_comes_of_two_begun_at_once(owner, add):
    coach, leader = add("Clara", "practitioner"), add("Leo")

    def begin(_):
        try:
            return owner.begin_coaching(coach.actor.person_id, leader.actor.person_id)
        except BadInput:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = [one for one in pool.map(begin, range(4)) if one]
    assert len(made) == len(leader.coachings()) == 1
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: leader.accept_agreement(made[0].id, version=1, digest="d", text="t"), range(4)))  # fmt: skip
    assert len(leader.coaching(made[0].id).acceptances) == 1


# --- Going -------------------------------------------------------------------------------------------


def test_leaving_takes_everything_and_nobody_elses(store, owner, agreed, talk):
    coach, leader, _ = agreed
    talk.whole(leader, "Ana")
    talk.whole(coach, "Bea")
    exported = leader.export_everything()
    assert exported["access"]["coachings"][0]["accepted"][0]["text"] == "the words"
    assert json.loads(json.dumps(exported)) == exported
    leader.leave()
    assert store.entering.places(leader.actor.person_id) == []
    assert leader.conversations() == []
    with pytest.raises(NotFound):
        leader.export_everything()
    assert coach.coachings() == []
    assert [c.title for c in coach.conversations()] == ["Bea"]
    with pytest.raises(BadInput, match="one person of this machine"):
        owner.leave()


def test_somebody_removed_loses_access_and_keeps_their_words_for_a_month(
    store, owner, agreed, talk, clock
):
    coach, leader, _ = agreed
    talk.whole(leader, "Ana")
    until = owner.remove_person(leader.actor.person_id)
    assert coach.coachings()[0].ended_at == clock.now
    (place,) = (one for one, _ in store.entering.places(leader.actor.person_id))
    assert place.roles == frozenset()
    gone = store.as_actor(place)
    assert gone.departure() == until
    assert [c["title"] for c in gone.export_everything()["conversations"]] == ["Ana"]
    for attempt in (gone.coachings, gone.people, gone.invitations, lambda: gone.add_leader("x")):
        with pytest.raises(NotAllowed):
            attempt()
    clock.now = until
    store.purge_deleted()
    assert store.entering.places(leader.actor.person_id) == []
    assert gone.conversations() == []
    with pytest.raises(BadInput, match="can't remove yourself"):
        owner.remove_person(owner.actor.person_id)


def test_names_on_invitations_nobody_used_are_erased(store, owner, clock):
    invited(owner)
    _, made = owner.add_leader("Paul")
    store.entering.open_link(made.token, made.code, "")
    clock.advance(days=45)
    store.purge_deleted()
    assert owner.invitations() == []
    with pytest.raises(BadInput, match="let whoever made it in"):
        owner.personal_link(owner.personal_links()[0].person_id)  # remembered: they were here


# --- Isolation ----------------------------------------------------------------------------------------

# How each method that takes somebody's id is tried; ``t`` is what there is to reach for.
ATTEMPTS = {
    "people": lambda d, t: d.people(),
    "managers": lambda d, t: d.managers(),
    "name_workspace": lambda d, t: d.name_workspace("mine"),
    "invite": lambda d, t: d.invite(name="x", mail=None, roles=OWNER, coached_by=None),
    "invite for another": lambda d, t: d.invite(name="x", mail=None, roles=LEADER, coached_by=t["coach"]),
    "invite_all": lambda d, t: d.invite_all([Wanted("x", None, LEADER, None), Wanted("y", None, OWNER, None)]),
    "withdraw_invitation": lambda d, t: d.withdraw_invitation(t["invitation"]),
    "personal_link": lambda d, t: d.personal_link(t["new"]),
    "close_link": lambda d, t: d.close_link(t["link"]),
    "give_roles": lambda d, t: d.give_roles(t["leader"], OWNER),
    "remove_person": lambda d, t: d.remove_person(t["leader"]),
    "set_manager": lambda d, t: d.set_manager(t["owner"], t["leader"]),
    "unset_manager": lambda d, t: d.unset_manager(t["owner"], t["leader"]),
    "begin_coaching": lambda d, t: d.begin_coaching(t["coach"], t["new"]),
    "everybody's coachings": lambda d, t: d.coachings(everybodys=True),
    "coaching": lambda d, t: d.coaching(t["coaching"]),
    "accept_agreement": lambda d, t: d.accept_agreement(t["coaching"], version=1, digest="x", text="t"),
    "end_coaching": lambda d, t: d.end_coaching(t["coaching"]),
    "assign": lambda d, t: d.require_towards(Action.ASSIGN, t["leader"], DIGESTS),
    "shared": lambda d, t: d.require_towards(Action.SHARED, t["leader"], DIGESTS, shared=True),
}  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "where"),
    [(("leader",), "here"), (("practitioner",), "here"), (("leader", "practitioner"), "here"),
     (("owner", "practitioner", "leader"), "elsewhere"), ((), "here")],
)  # fmt: skip
def test_somebody_else_reaches_nothing_by_any_id(store, owner, agreed, add, roles, where):
    coach, leader, made = agreed
    new, _ = owner.add_leader("New")
    invitation, _ = owner.invite(name="I", mail=None, roles=LEADER, coached_by=None)
    there = {
        "owner": owner.actor.person_id, "coach": coach.actor.person_id, "new": new,
        "leader": leader.actor.person_id, "coaching": made.id, "invitation": invitation.id,
        "link": owner.personal_links()[0].id,
    }  # fmt: skip
    if where == "elsewhere":
        intruder = store.as_actor(store.add_person("Eve", roles=roles))
    elif roles:
        intruder = add("Eve", *roles)
    else:  # somebody who only says that they are here, with every role
        every = frozenset({"owner", "leader", "practitioner"})
        intruder = store.as_actor(Actor("nobody", owner.actor.workspace_id, every))
    before = _state(owner, leader, coach)
    own_place = where == "elsewhere"
    for name, attempt in ATTEMPTS.items():
        if own_place and name in {"people", "managers", "name_workspace", "invite", "invite_all", "everybody's coachings", "unset_manager"}:  # fmt: skip
            attempt(intruder, there)  # of their own workspace
            continue
        with pytest.raises((NotAllowed, NotFound)):
            attempt(intruder, there)
    if roles:
        assert intruder.coachings() == []
        assert intruder.personal_links() == []
        assert all(i.name in {"x", "y"} for i in intruder.invitations())
        assert own_place or intruder.invitations() == []
    assert _state(owner, leader, coach) == before


def _state(owner, leader, coach):
    exported = [desk.export_everything() for desk in (owner, leader, coach)]
    for one in exported:
        one.pop("exported_at")
    return exported, owner.people(), owner.coachings(everybodys=True), owner.invitations(), owner.personal_links(), owner.managers(), owner.workspace_name()  # fmt: skip


def test_one_person_alone_tries_every_role_on_what_is_theirs_until_somebody_joins(owner, add):
    me = owner.actor.person_id
    owner.require_towards(Action.ASSIGN, me, DIGESTS)
    leo = add("Leo")
    for whose in (me, leo.actor.person_id):
        with pytest.raises(NotAllowed):
            owner.require_towards(Action.ASSIGN, whose, DIGESTS)


@pytest.mark.parametrize("roles", [("leader",), ("practitioner",), ("owner",)])
@pytest.mark.parametrize("taken", [True, False])
def test_only_who_may_at_this_moment_changes_what_is_the_workspaces(owner, add, roles, taken):
    """Whatever a page or a facade has checked before: their roles may have been taken since it was opened."""
    content = {"title": "Ours"}
    exercise = owner.save_own_exercise(None, content)
    change = owner.change_passage("our-page", "propose", "proposed", content)
    intruder = add("Ida", "leader", *roles)
    if taken:
        owner.give_roles(intruder.actor.person_id, LEADER)
    writing = (
        lambda: intruder.save_own_exercise(None, content),
        lambda: intruder.save_own_exercise(exercise.id, content, seen=exercise.change),
        lambda: intruder.publish_own_exercise(exercise.id, ("d", "t")),
        lambda: intruder.delete_own_exercise(exercise.id),
        lambda: intruder.undo_delete_own_exercise(exercise.id),
        intruder.own_exercises,
        lambda: intruder.own_exercise(exercise.id),
        lambda: intruder.exercise_versions(exercise.id),
    )
    keeping = (
        lambda: intruder.change_passage("our-page", "edit", "published", content),
        lambda: intruder.undo_change(1),
        intruder.shelf_changes,
        lambda: intruder.erase_passage("our-page"),
    )
    refused = () if not taken and "owner" in roles else keeping
    if taken or roles == ("leader",):
        refused += writing
    for attempt in refused:
        with pytest.raises(NotAllowed):
            attempt()
    assert owner.own_exercise(exercise.id) == exercise
    assert owner.shelf_passage("our-page") == change
