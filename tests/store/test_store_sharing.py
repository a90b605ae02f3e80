"""What leaders share with a coach: who sees it, from when to when, and what stays; on both databases."""

import pytest

from coach.access import Action
from coach.errors import BadInput, NotAllowed, NotFound, UndoTooLate
from coach.store.records import ShareRecord

DIGESTS = {"leader": "dl", "practitioner": "dp", "sponsor": "ds"}
CHANGED = {**DIGESTS, "practitioner": "dp2"}
WORDS = "I never asked how she is. I asked for the figures."


class Pair:
    """A leader and their coach, whose agreement stands."""

    def __init__(self, owner, add, talk):
        self.owner, self.coach, self.leader = owner, add("Clara", "practitioner"), add("Leo")
        self.begin()
        self.talk = talk.whole(self.leader)
        self.message = self.leader.messages(self.talk)[1].id

    def begin(self):
        me, they = self.coach.actor.person_id, self.leader.actor.person_id
        self.coaching = self.owner.begin_coaching(me, they).id
        self.accept(DIGESTS)

    def accept(self, digests):
        for desk, side in ((self.coach, "practitioner"), (self.leader, "leader")):
            desk.accept_agreement(self.coaching, version=1, digest=digests[side], text="words")

    def record(self, **changes):
        return ShareRecord(
            **{
                "practitioner_id": self.coach.actor.person_id, "kind": "passage", "conversation_id": self.talk,
                "item_id": self.message, "title": "From a talk", "asked": None, "text": WORDS, "note": "Tuesday's",
            } | changes
        )  # fmt: skip

    def share(self, **changes):
        return self.leader.share(self.record(**changes), DIGESTS)

    def received(self, digests=DIGESTS):
        return self.coach.received(self.leader.actor.person_id, digests)

    def shared(self, digests=DIGESTS):
        return self.leader.shared(digests)

    def unread(self, digests=DIGESTS):
        """How much the desk marks as not opened yet; None where the leader does not stand there any more."""
        (one,) = self.coach.handed_out(digests)[0] or (None,)
        return one and one.unread


@pytest.fixture
def pair(owner, add, talk):
    return Pair(owner, add, talk)


def test_nobody_reads_it_without_the_leader_being_told(pair, clock):
    share_id = pair.share()
    (sealed,) = pair.received()
    assert (sealed.id, sealed.title, sealed.opened) == (share_id, "From a talk", None)
    assert sealed.text == sealed.note == sealed.asked == "" and sealed.margin == ()
    assert pair.shared()[0].readings == ()
    first = clock.advance(minutes=5)
    assert pair.coach.open_received(share_id, DIGESTS).text == WORDS
    second = clock.advance(minutes=5)
    (read,) = pair.coach.read_received(pair.leader.actor.person_id, DIGESTS)
    assert (read.text, read.note, read.opened) == (WORDS, "Tuesday's", first)
    assert pair.received() == [read]  # looking again is no reading
    (mine,) = pair.shared()
    assert [(r.reader, r.at) for r in mine.readings] == [("Clara", first), ("Clara", second)]
    assert mine.open and mine.practitioner.name == "Clara"


def test_the_desk_marks_what_was_not_opened_yet_and_nothing_else(pair):
    assert pair.unread() == 0
    first, second, third = (pair.share() for _ in range(3))
    assert pair.unread() == 3
    pair.coach.received(pair.leader.actor.person_id, DIGESTS)
    assert pair.unread() == 3  # that it is there was seen, and not a word of it
    pair.coach.open_received(first, DIGESTS)
    assert pair.unread() == 2
    pair.leader.take_back(second, DIGESTS)
    pair.leader.take_back(first, DIGESTS)
    assert pair.unread() == 1
    pair.leader.delete_shared(third)
    assert pair.unread() == 0
    pair.leader.undo_delete_shared(third)  # to the leader, not to the coach
    assert pair.unread() == 0
    pair.share()
    assert pair.unread() == 1  # shared anew after it was taken back
    pair.coach.read_received(pair.leader.actor.person_id, DIGESTS)
    assert pair.unread() == 0


def test_taken_back_it_is_closed_at_once_and_what_was_read_stays_told(pair, clock):
    share_id = pair.share()
    pair.coach.open_received(share_id, DIGESTS)
    taken = pair.leader.take_back(share_id, DIGESTS)
    assert (taken.open, taken.taken_back_at, len(taken.readings)) == (False, clock.now, 1)
    assert pair.received() == []
    for attempt in (
        lambda: pair.coach.open_received(share_id, DIGESTS),
        lambda: pair.coach.add_margin_note(share_id, "A thought", None, DIGESTS),
    ):
        with pytest.raises(NotAllowed, match=r"taken it back|not saved"):
            attempt()
    assert pair.coach.read_received(pair.leader.actor.person_id, DIGESTS) == []
    clock.advance(minutes=1)
    assert pair.leader.take_back(share_id, DIGESTS) == taken
    with pytest.raises(BadInput, match="taken this back"):
        pair.leader.add_margin_note(share_id, "To nobody", None, DIGESTS)


@pytest.mark.parametrize("how", ["ended", "changed", "role taken", "removed", "talk deleted"])
def test_whatever_ends_the_trust_closes_the_sight(pair, how):
    share_id = pair.share()
    pair.coach.open_received(share_id, DIGESTS)
    pair.share(note="Not opened yet")
    digests = CHANGED if how == "changed" else DIGESTS
    coach = pair.coach.actor.person_id
    if how == "ended":
        pair.coach.end_coaching(pair.coaching)
    elif how == "role taken":
        pair.owner.give_roles(coach, frozenset({"leader"}))
    elif how == "removed":
        pair.owner.remove_person(pair.leader.actor.person_id)
    elif how == "talk deleted":
        pair.leader.delete(pair.talk)
    assert pair.received(digests) == []
    assert not pair.unread(digests)
    for attempt in (pair.coach.open_received, lambda i, d: pair.coach.add_margin_note(i, "x", None, d)):  # fmt: skip
        with pytest.raises(NotAllowed):
            attempt(share_id, digests)
    if how == "talk deleted":
        assert pair.shared() == []
        pair.leader.undo_delete(pair.talk)
        assert len(pair.received()) == 2 and pair.unread() == 1
    elif how == "changed":
        assert not pair.shared(CHANGED)[0].open
        pair.accept(CHANGED)
        assert pair.shared(CHANGED)[0].open and len(pair.received(CHANGED)) == 2
        assert pair.unread(CHANGED) == 1


def test_a_new_coaching_between_the_same_two_opens_nothing_of_the_old_one(pair):
    share_id = pair.share()
    pair.leader.end_coaching(pair.coaching)
    assert not pair.shared()[0].open
    pair.begin()
    assert pair.received() == [] and not pair.shared()[0].open
    assert pair.unread() == 0
    with pytest.raises(NotAllowed):
        pair.coach.open_received(share_id, DIGESTS)


def test_only_that_coach_and_only_once_everybody_agreed(pair, owner, add):
    other, stranger = add("Other", "practitioner"), add("Lena")
    begun = owner.begin_coaching(other.actor.person_id, pair.leader.actor.person_id)
    for who in (other, stranger, pair.leader, owner):
        with pytest.raises(NotAllowed, match=r"[Aa]sk"):
            pair.share(practitioner_id=who.actor.person_id)
    for desk, digest in ((other, "dp"), (pair.leader, "dl")):
        desk.accept_agreement(begun.id, version=1, digest=digest, text="words")
    share_id = pair.share()
    assert pair.unread() == 1
    assert [one.unread for one in other.handed_out(DIGESTS)[0]] == [0]
    for who in (other, stranger, owner, pair.leader):
        assert who.received(pair.leader.actor.person_id, DIGESTS) == []
        for attempt in (
            lambda who=who: who.open_received(share_id, DIGESTS),
            lambda who=who: who.add_margin_note(share_id, "x", "y", DIGESTS),
        ):
            if who is pair.leader and attempt is not None:
                continue
            with pytest.raises(NotFound):
                attempt()
    assert pair.shared()[0].readings == ()


def test_what_is_not_theirs_or_not_there_cannot_be_shared(pair, talk):
    for theirs in (talk.whole(pair.coach), "nowhere"):
        with pytest.raises(NotFound):
            pair.share(conversation_id=theirs)
    pair.leader.delete(pair.talk)
    with pytest.raises(NotFound):
        pair.share()


def test_both_write_in_the_margin_and_take_out_only_their_own(pair, clock):
    share_id = pair.share()
    pair.coach.open_received(share_id, DIGESTS)
    theirs = pair.coach.add_margin_note(share_id, "What held you back?", "how she is", DIGESTS)
    clock.advance(minutes=1)
    mine = pair.leader.add_margin_note(share_id, "The clock.", "how she is", DIGESTS)
    said = [("Clara", "What held you back?", "how she is"), ("Leo", "The clock.", "how she is")]
    for one in (pair.received()[0], pair.shared()[0]):
        assert [(n.author, n.text, n.anchor) for n in one.margin] == said
    with pytest.raises(BadInput, match="exactly"):
        pair.coach.add_margin_note(share_id, "x", "how he is", DIGESTS)
    for desk, note in ((pair.coach, mine), (pair.leader, theirs)):
        with pytest.raises(NotFound):
            desk.delete_margin_note(note)
        with pytest.raises(NotFound):
            desk.undo_delete_margin_note(note)
    pair.coach.delete_margin_note(theirs)
    assert [n.id for n in pair.shared()[0].margin] == [mine]
    pair.coach.undo_delete_margin_note(theirs)
    assert len(pair.received()[0].margin) == 2
    pair.coach.delete_margin_note(theirs)
    clock.advance(minutes=10)
    with pytest.raises(UndoTooLate):
        pair.coach.undo_delete_margin_note(theirs)
    assert pair.coach.purge_deleted() == 1


def test_taken_back_its_margin_stays_with_the_leader_until_they_erase_it(pair, clock):
    share_id = pair.share()
    pair.coach.open_received(share_id, DIGESTS)
    pair.coach.add_margin_note(share_id, "Good question to keep.", None, DIGESTS)
    pair.leader.take_back(share_id, DIGESTS)
    assert pair.received() == []
    assert pair.shared()[0].margin[0].text == "Good question to keep."
    pair.leader.delete_shared(share_id)
    assert pair.shared() == []
    pair.leader.undo_delete_shared(share_id)
    assert len(pair.shared()[0].margin) == 1 and pair.received() == []
    until = pair.leader.delete_shared(share_id)
    clock.now = until
    with pytest.raises(UndoTooLate):
        pair.leader.undo_delete_shared(share_id)
    assert pair.leader.purge_deleted() == 1
    assert pair.coach.export_everything()["sharing"]["written_in_margins"] == []


def rows(store):
    with store.database.read() as session:
        connection = session.connection()
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in ("share", "reading", "margin_note")
        }


@pytest.mark.parametrize("how", ["everything", "the talk", "leaves"])
def test_erasing_takes_the_copy_its_readings_and_the_margin_of_both(store, pair, how):
    share_id = pair.share()
    pair.coach.open_received(share_id, DIGESTS)
    pair.coach.add_margin_note(share_id, "A thought", None, DIGESTS)
    pair.leader.add_margin_note(share_id, "An answer", None, DIGESTS)
    assert rows(store) == {"share": 1, "reading": 1, "margin_note": 2}
    if how == "everything":
        pair.leader.erase_everything()
    elif how == "the talk":
        pair.leader.erase_now(pair.talk)
    else:
        pair.leader.leave()
    assert rows(store) == {"share": 0, "reading": 0, "margin_note": 0}
    assert pair.received() == []


@pytest.mark.parametrize("leaves", [True, False])
def test_a_coach_who_erases_everything_takes_their_notes_and_leaves_the_record_of_reading(
    store, pair, leaves
):
    share_id = pair.share()
    pair.coach.open_received(share_id, DIGESTS)
    pair.coach.add_margin_note(share_id, "A thought", None, DIGESTS)
    pair.leader.add_margin_note(share_id, "An answer", None, DIGESTS)
    (pair.coach.leave if leaves else pair.coach.erase_everything)()
    assert rows(store) == {"share": 1, "reading": 1, "margin_note": 1}
    (mine,) = pair.shared()
    assert mine.open is not leaves
    assert mine.practitioner.name == ""
    assert [n.text for n in mine.margin] == ["An answer"]


def test_each_takes_along_what_is_theirs_to_take(pair, clock):
    share_id = pair.share()
    pair.coach.open_received(share_id, DIGESTS)
    pair.coach.add_margin_note(share_id, "A thought", "how she is", DIGESTS)
    theirs, mine = pair.leader.export_everything(), pair.coach.export_everything()
    (one,) = theirs["sharing"]["shared"]
    assert (one["text"], one["note"], one["margin"][0]["text"]) == (WORDS, "Tuesday's", "A thought")
    assert one["readings"] == [{"reader_id": pair.coach.actor.person_id, "at": clock.now.isoformat()}]  # fmt: skip
    assert mine["sharing"]["written_in_margins"][0]["text"] == "A thought"
    assert mine["sharing"]["read"][0]["share_id"] == share_id
    assert "how she is" not in str(mine) and WORDS not in str(mine)


def test_somebody_alone_shares_with_themselves_until_they_are_not_alone(owner, add, talk):
    me, conversation = owner.actor.person_id, talk.whole(owner)
    record = ShareRecord(me, "summary", conversation, "", "What a talk came to", None, WORDS, None)
    share_id = owner.share(record, DIGESTS)
    assert owner.received(me, DIGESTS)[0].text == ""
    assert [one.unread for one in owner.handed_out(DIGESTS)[0]] == [1]
    assert owner.open_received(share_id, DIGESTS).text == WORDS
    owner.take_back(share_id, DIGESTS)
    with pytest.raises(NotAllowed, match="taken it back"):
        owner.open_received(share_id, DIGESTS)
    add("Leo")
    with pytest.raises(NotAllowed):
        owner.share(record, DIGESTS)


def test_taking_back_while_it_is_opened_misses_no_reading(pair):
    """Whichever comes first: what the leader is told on taking back is all that was ever read."""
    from concurrent.futures import ThreadPoolExecutor

    share_id = pair.share()

    def opens(_):
        try:
            return pair.coach.open_received(share_id, DIGESTS).text == WORDS
        except NotAllowed:
            return False

    with ThreadPoolExecutor(8) as pool:
        before = pool.map(opens, range(6))
        taken = pool.submit(pair.leader.take_back, share_id, DIGESTS)
        after = pool.map(opens, range(6))
        read = sum(before) + sum(after)
    assert len(taken.result().readings) == read == len(pair.shared()[0].readings)


def test_no_queries_more_for_more_that_is_shared(store, pair):
    from sqlalchemy import event

    counted = []

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def count(*_):
        counted.append(1)

    def queries(does):
        counted.clear()
        does()
        return len(counted)

    pair.coach.open_received(pair.share(), DIGESTS)
    few = queries(pair.shared), queries(pair.received), queries(pair.unread)
    for _ in range(20):
        pair.coach.add_margin_note(pair.share(), "x", None, DIGESTS)
        pair.share()
    assert (queries(pair.shared), queries(pair.received), queries(pair.unread)) == few


def test_asking_a_standing_that_ended_is_refused_with_whom_to_ask(pair):
    who = pair.leader.actor.person_id
    pair.coach.require_towards(Action.SHARED, who, DIGESTS, shared=True)
    pair.leader.end_coaching(pair.coaching)
    with pytest.raises(NotAllowed, match="Ask them"):
        pair.coach.require_towards(Action.SHARED, who, DIGESTS, shared=True)
