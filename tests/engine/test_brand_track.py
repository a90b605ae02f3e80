"""The track to a personal brand, walked by leaders of every kind."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talks import POOL, own_words, questions, said_twice

from coach.assembly import Coach, Mine
from coach.contract import MOST_WORDS
from coach.errors import BadInput, NotFound
from coach.services import ROOT
from coach.stations import FOUND
from coach.store.records import NoticingRecord, ReplyRecord
from coach.turn import Turn
from coach.vocabulary import Answer, Move, Stage, Subject

STATIONS = sorted(
    p.stem for p in (ROOT / "knowledge" / "brand").glob("*.yaml") if p.stem != "common"
)
SENTENCE = "You know where you stand with me, and I turn up."
TERSE: Mapping[str, str] = {
    "proud": "Stopped the line for Marek",
    "proud!": "his hand was shaking. I sent him out for air",
    "proud-value": "respect",
    "proud-value!": "you ask before you shout",
    "regret": "shouted at the new girl over a label, in front of everyone",
    "regret-value": "she should have been told in private",
    "admired": "my first foreman Kurt, who came to the funeral and just stood there",
    "admired-value": "he turned up, and said nothing",
    "who": "the night shift",
    "moment": "handover at six",
    "words": "that I'm straight with them",
    "sight": "I write it down",
    "other": "the office",
    "other-words": "that I hide nothing",
    "said": "they call me the Diesel, loud but starts every morning",
    "said-who": "old Jansen",
    "did": "they stop talking and the radio goes down",
    "gap": "loud wasn't in it",
    "draft": "You know where you stand with me",
    "mirror": "the night shift",
    "second": SENTENCE,
    "mirror-two": "overtime, I don't promise that",
    "third": "keep it",
    "piece": "I turn up",
    "what": "be there at six on Thursday for the handover",
    "obstacle": "the phone rings",
    "answer": "I leave it in the locker",
    "scale": "8",
    "choice": "no",
    "more": "enough",
    "seen": "at the handover, I asked before I said anything",
    "seen-who": "Marek, perhaps",
    "tried": "did it, she said ok",
    "missed": "the pallets on Tuesday, I was tired",
    "now": "leave it",
    "near": "with Marek last week, I asked him first",
    "far": "on Tuesday, shouting about the pallets",
    "view": "nearer in the mornings than at night",
    "for-strength": "it's like me when I'm not late",
    "for-habit": "they'd see somebody collecting",
}


def walk(me: Mine, station: str, answers: Mapping[str, str] = TERSE) -> tuple[str, list[Turn]]:
    """A station to its end, by somebody who answers what is asked."""
    conversation = me.begin("brand", scenario=station)
    turns: list[Turn] = []
    for _ in range(30):
        state = me.conversation(conversation).state
        assert state.track is not None
        if state.ended:
            return conversation, turns
        pending = state.pending
        asked = pending.about if pending and pending.about else "choice"
        if pending and pending.move is Move.BRAND:
            asked = f"{state.track.beat}{'!' if state.track.probe else ''}"
        elif asked is Subject.STEP:
            asked = "what"
        turns.append(
            me.reply(conversation, answers.get(asked, answers.get(asked.strip("!"), "ok")))
        )
    raise AssertionError(f"{station} does not end")


def holds(me: Mine, conversation: str, turns: list[Turn]) -> None:
    """What the contract promises, whatever is said."""
    first = me.conversation(conversation).messages[0].text  # the opening is said in it too
    texts = [first, *(" ".join(s.text for s in t.spoken if not s.quote) for t in turns)]
    for turn in turns:
        assert turn.reply.strip(), turn.text
        assert questions(turn) <= 1, turn.reply
        assert "{" not in turn.reply or "{" in "".join(t.text for t in turns)
        if turn.state.stage is not Stage.SAFETY:
            assert own_words(turn) <= MOST_WORDS, turn.reply
    assert not said_twice(texts), texts


# --- The whole track --------------------------------------------------------------------------------


def test_a_terse_leader_walks_the_whole_track_and_everything_is_in_their_words(
    talker: Coach,
) -> None:
    me = talker.as_person()
    for station in sorted(me.brand.view().stops, key=lambda stop: stop.station.number):
        conversation, turns = walk(me, station.station.id)
        holds(me, conversation, turns)
        track = turns[-1].state.track
        assert track is not None and track.finished, station.station.id
    view = me.brand.view()
    assert {stop.stands for stop in view.stops} == {"done"}
    assert view.following is None
    proud = next(e for e in view.stories if e.part == "proud")
    assert proud.content["told"] == f"{TERSE['proud']}\n{TERSE['proud!']}"
    assert proud.content["value"] == "respect"
    assert proud.content["looks"] == "you ask before you shout"
    assert view.statements[-1].content["text"] == SENTENCE
    assert view.wanted[0].content["words"] == TERSE["words"]
    (proof,) = view.proofs
    assert proof.commitment.what == TERSE["what"]
    assert proof.commitment.with_whom == "the night shift"
    assert proof.commitment.obstacle == "the phone rings"
    assert proof.commitment.confidence == 8
    assert proof.entry.content["of"] == "I turn up"
    everything = {m.text for c in me.conversations() for m in me.conversation(c.id).messages}
    kept = [e for group in (view.stories, view.wanted, view.heard, view.sightings) for e in group]
    for entry in kept:
        for field, words in entry.content.items():
            if field != "of":
                assert all(line in everything for line in words.split("\n")), (field, words)
        assert entry.conversation_id is not None


def test_a_rambler_is_asked_for_the_one_thing_and_that_is_kept(talker: Coach) -> None:
    me = talker.as_person()
    long = (
        "Well, it is a lot of things, partly that I know what it is like to be an inconvenience, "
        * 3
    )
    said = {**TERSE, "proud-value": long, "proud-value!": "a company is for people", "draft": long}
    said["draft!"] = "I remember what you tell me."
    conversation, turns = walk(me, "stories", said)
    holds(me, conversation, turns)
    proud = next(e for e in me.brand.view().stories if e.part == "proud")
    assert proud.content["value"] == "a company is for people"
    walk(me, "statement", {**said, "second": "leave it", "third": "leave it"})
    assert [e.content["text"] for e in me.brand.view().statements] == [
        "I remember what you tell me."
    ]


def test_a_sentence_with_you_in_it_is_the_sentence_whatever_was_asked_before(talker: Coach) -> None:
    """The ear took it for a correction of the coach after one of the questions for it."""
    me = talker.as_person()
    long = "Well, it is a lot of things, partly what it is like to be an inconvenience, " * 4
    sentences = ("I remember what you tell me.", "You told me once and I heard you.")
    for _ in range(4):  # each asks in other words
        for sentence in sentences:
            conversation = me.begin("brand", scenario="statement")
            me.reply(conversation, long)
            me.reply(conversation, sentence)
            assert me.brand.view().statements[-1].content["text"] == sentence


def test_somebody_who_skips_everything_is_let_go_and_nothing_is_kept(talker: Coach) -> None:
    me = talker.as_person()
    conversation = me.begin("brand", scenario="stories")
    turns = []
    while not me.conversation(conversation).state.ended:
        turns.append(me.reply(conversation, "skip"))
    assert len(turns) == 3, "what was under a story isn't asked where there is none"
    holds(me, conversation, turns)
    view = me.brand.view()
    assert view.empty is False or not view.stories
    assert next(s for s in view.stops if s.station.id == "stories").stands == "begun"


def test_nothing_comes_to_mind_is_met_with_something_smaller_then_left(talker: Coach) -> None:
    me = talker.as_person()
    conversation = me.begin("brand", scenario="stories")
    beat = talker.knowledge.brand.stations["stories"].beats[0]
    smaller = me.reply(conversation, "nothing comes to mind")
    assert smaller.reply in beat.smaller
    left = me.reply(conversation, "still nothing comes to mind")
    assert left.state.track is not None and left.state.track.beat == "regret"
    assert not me.brand.view().stories


def test_a_hostile_leader_is_not_pushed_and_may_stop(talker: Coach) -> None:
    me = talker.as_person()
    conversation = me.begin("brand", scenario="wanted")
    rolled = me.reply(conversation, "this is pointless fluff and a waste of my time")
    assert Move.ROLL in {s.move for s in rolled.spoken}
    again = me.reply(conversation, "ok, go on")
    assert again.state.track is not None and again.state.track.beat == "who"
    stopped = me.reply(conversation, "stop")
    assert stopped.state.ended
    assert questions(stopped) == 0
    assert not me.brand.view().wanted
    holds(me, conversation, [rolled, again, stopped])


def test_danger_in_the_middle_stops_it_shows_people_and_is_not_kept(talker: Coach) -> None:
    me = talker.as_person()
    conversation = me.begin("brand", scenario="stories")
    me.reply(conversation, "I stopped the line for Marek because his hand was shaking badly")
    danger = me.reply(conversation, "I want to kill myself, I have the pills here")
    assert danger.state.stage is Stage.SAFETY
    assert me.conversation(conversation).contacts
    assert questions(danger) <= 1
    assert "pills" not in str(me.brand.view().stories)
    calm = me.reply(conversation, "I'm safe, my brother is here. I want to go on with this.")
    assert calm.state.track is not None and calm.state.track.beat == "proud-value"
    back = me.reply(conversation, "let's go on with the question please")
    assert back.state.track is not None
    assert me.conversation(conversation).contacts, "ways to reach people stay in sight"


def test_a_question_to_the_coach_is_answered_and_the_thread_taken_up_in_other_words(
    talker: Coach,
) -> None:
    me = talker.as_person()
    conversation = me.begin("brand", scenario="wanted")
    asked = me.reply(conversation, "Who can read what I write here?")
    assert Move.META in {s.move for s in asked.spoken}
    answer = me.reply(conversation, "Fine. My deputy, Ana")
    assert (
        answer.state.track is not None and answer.state.track.words["who"] == "Fine. My deputy, Ana"
    )
    assert not me.brand.view().stories
    holds(me, conversation, [asked, answer])


# --- Coming back ------------------------------------------------------------------------------------


def test_a_second_time_through_begins_and_asks_in_other_words(talker: Coach) -> None:
    me = talker.as_person()
    first, _ = walk(me, "wanted")
    second, more = walk(me, "wanted")
    before = {m.text for m in me.conversation(first).messages if m.role == "coach"}
    asked = me.conversation(second).messages[0].text.split("\n\n")
    assert not any(part in text for part in asked for text in before)
    assert asked[0] in talker.knowledge.brand.stations["wanted"].again
    assert len(me.brand.view().wanted) == 4
    holds(me, second, more)


def test_it_is_left_in_the_middle_and_taken_up_where_it_was(talker: Coach) -> None:
    me = talker.as_person()
    conversation = me.begin("brand", scenario="wanted")
    me.reply(conversation, "the night shift")
    me.reply(conversation, "enough for today")
    (stop,) = [s for s in me.brand.view().stops if s.station.id == "wanted"]
    assert (stop.stands, stop.conversation_id) == ("begun", conversation)
    assert me.brand.view().following == stop
    me.brand.go_on(conversation)
    view = me.conversation(conversation)
    assert view.messages[-1].role == "coach"
    assert view.messages[-1].text.endswith("?")
    assert not view.state.ended
    told = me.reply(conversation, "at the handover, six in the morning")
    assert told.state.track is not None and told.state.track.beat == "words"


def test_three_proofs_are_three_commitments_and_then_it_ends(talker: Coach) -> None:
    me = talker.as_person()
    me.brand.write_statement(SENTENCE)
    conversation, turns = walk(me, "proofs", {**TERSE, "more": "another one"})
    assert len(me.commitments()) == 3
    assert len(me.brand.view().proofs) == 3
    holds(me, conversation, turns)


def test_no_proof_is_an_end_too(talker: Coach) -> None:
    me = talker.as_person()
    me.brand.write_statement(SENTENCE)
    _, turns = walk(me, "proofs", {**TERSE, "what": "no"})
    assert me.commitments() == []
    assert questions(turns[-1]) == 0
    assert "commitments" not in turns[-1].reply


def test_what_needs_a_sentence_waits_for_one(talker: Coach) -> None:
    me = talker.as_person()
    for station in ("proofs", "since"):
        with pytest.raises(BadInput):
            me.begin("brand", scenario=station)
    with pytest.raises(NotFound):
        me.begin("brand", scenario="no-such-station")
    with pytest.raises(BadInput):
        me.brand.write_statement(" ")


def test_only_what_the_leader_accepted_is_laid_beside_what_they_say(talker: Coach) -> None:
    me = talker.as_person()
    desk = me._stored
    talk = me.begin()
    desk.receive(talk, "told", "I ask for the numbers and I'm gone.")
    seen = (
        NoticingRecord("habit", "drive-by-demand", "I ask for the numbers and I'm gone."),
        NoticingRecord("habit", "keeping-score", "I'm gone."),
        NoticingRecord("strength", "token-question", "I waited for her answer."),
    )
    desk.complete(talk, "told", ReplyRecord("…", {}, noticings=seen), None, None)
    mine, unanswered, strength = me.noticings()
    me.answer_noticing(mine.id, Answer.ME)
    assert {s.noticing.id for s in me.brand.view().seen} == {mine.id, strength.id}
    _, turns = walk(me, "beside")
    said = " ".join(t.reply for t in turns)
    assert "drive-by demand" in said.lower() or "I ask for the numbers" in said
    assert "keeping score" not in said.lower()
    assert me.brand.view().views[0].content["of"]
    me.brand.not_mine(strength.id)
    assert {s.noticing.id for s in me.brand.view().seen} == {mine.id}
    assert unanswered.habit not in {s.noticing.habit for s in me.brand.view().seen}


# --- In ordinary talks --------------------------------------------------------------------------------


def test_a_talk_comes_back_to_the_sentence_only_if_allowed_and_once(talker: Coach) -> None:
    me = talker.as_person()
    me.brand.write_statement(SENTENCE)
    told = [
        "I want people to stop bracing when I walk in.",
        *["I walk in, I ask for the numbers, I walk out again, every single morning."] * 11,
    ]

    def said() -> str:
        conversation = me.begin()
        return " ".join(me.reply(conversation, text).reply for text in told)

    plain = SENTENCE.rstrip(".")
    assert plain not in said()
    me.brand.allow_in_talks(True)
    assert me.brand.view().allowed
    assert said().count(plain) == 1
    me.brand.allow_in_talks(False)
    assert plain not in said()


def test_danger_written_on_the_page_is_not_kept_and_people_are_named(talker: Coach) -> None:
    me = talker.as_person()
    assert me.brand.write_statement("I want to kill myself tonight")
    assert me.brand.view().statements == ()
    me.brand.write_statement(SENTENCE)
    (entry,) = me.brand.view().statements
    assert me.brand.change(entry, {"text": "I will hurt him, I have a knife in the car"})
    assert me.brand.view().statements == (entry,)


# --- Whatever is said ---------------------------------------------------------------------------------

SAID = st.lists(
    st.one_of(
        st.sampled_from(
            [*POOL, *TERSE.values(), "skip", "stop", "not sure", "enough", "pass", "leave it as it is",
             "I'd change one word", "I think they must feel I'm fair", "{draft}", "“", "rubbish", "8"]
        ),
        st.text(min_size=1, max_size=60),
    ),
    min_size=6,
    max_size=14,
)  # fmt: skip


@settings(max_examples=14)
@given(station=st.sampled_from(STATIONS), said=SAID)
def test_any_messages_in_any_station_keep_the_contract(
    talker: Coach, station: str, said: list[str]
) -> None:
    me = talker.as_person()
    me.brand.write_statement(SENTENCE)
    conversation = me.begin("brand", scenario=station)
    turns = [me.reply(conversation, text) for text in said]
    holds(me, conversation, turns)
    me.erase_everything()


def test_every_material_that_a_station_can_use_is_found_somewhere(talker: Coach) -> None:
    from coach.tracks import _BROUGHT_ALONG

    found = {
        *_BROUGHT_ALONG.values(),
        "habit",
        "evidence",
        "strength",
        "strength-evidence",
        "proof",
    }
    assert found == FOUND
