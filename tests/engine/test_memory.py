"""What is remembered from one talk to the next: nothing unasked, nothing that is nobody's business, and seldom used."""

import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talks import POOL, TELLING

from coach.assembly import Coach, Mine
from coach.borrowing import named_person
from coach.curated import Findings
from coach.errors import BadInput, NotFound
from coach.memory import Proposal
from coach.recollection import bears_best, said_when, unpacked, vectors_of
from coach.sensitive import load_signs_of_sensitive
from coach.services import ROOT, Services
from coach.setting_aside import leaves_it_be, wants_it_forgotten
from coach.store.records import KeptWord
from coach.turn import Turn
from coach.vocabulary import Level, Move, Stage

MARTA = (
    "I only ring Marta when a contract is up for renewal. She was the first client I ever had.",
    "I'd like to be somebody she's glad to hear from.",
    "Marta came in on a Sunday for us when the server room flooded.",
    "I know her discount tiers by heart and I don't know one thing that matters to her.",
    "I never said what that Sunday meant.",
    "Thanks, I have to go.",
)
AGAIN = (
    "My team says I'm hard to reach. I look busy even when I'm not.",
    "I'd like them to come to me before it burns.",
    "Marta rang me yesterday, out of the blue, and asked if I was all right.",
    "I didn't know what to say to her. I talked about the invoice.",
)


def hold(me: Mine, said: tuple[str, ...], *, stored: bool = True) -> tuple[str, list[Turn]]:
    conversation = me.begin(stored=stored)
    return conversation, [me.reply(conversation, text) for text in said]


def kept_from_a_talk(me: Mine) -> list[KeptWord]:
    conversation, _ = hold(me, MARTA)
    proposals = me.memory.proposals(conversation)
    assert proposals
    return [me.memory.keep(proposal) for proposal in proposals]


def looks_back(turns: list[Turn]) -> list[Turn]:
    return [t for t in turns if t.recalled and any(s.move is Move.RECALL for s in t.spoken)]


@pytest.fixture
def remembering(leader: Mine) -> Iterator[tuple[Mine, list[KeptWord]]]:
    yield leader, kept_from_a_talk(leader)


# --- Asked for and visible ---------------------------------------------------------------------------


def test_at_the_end_of_a_talk_at_most_three_things_are_proposed_in_the_leaders_own_words(
    leader: Mine,
) -> None:
    conversation, _ = hold(leader, MARTA)
    proposals = leader.memory.proposals(conversation)
    assert 1 <= len(proposals) <= 3
    said = " ".join(MARTA)
    assert all(proposal.words in said for proposal in proposals)
    assert ("person", "Marta") in {(p.kind, p.about) for p in proposals}
    view = leader.conversation(conversation)
    own = {m.id for m in view.messages if m.role == "leader"}
    assert {p.message_id for p in proposals} <= own


def test_nothing_is_kept_without_a_press(leader: Mine) -> None:
    conversation, _ = hold(leader, MARTA)
    leader.memory.proposals(conversation)
    assert leader.memory.kept() == []
    assert leader.export_everything()["remembered"] == []


def test_before_the_end_nothing_is_proposed(leader: Mine) -> None:
    conversation, _ = hold(leader, MARTA[:-1])
    assert leader.memory.proposals(conversation) == ()


def test_what_was_kept_or_declined_is_not_proposed_again(leader: Mine) -> None:
    conversation, _ = hold(leader, MARTA)
    first, *others = leader.memory.proposals(conversation)
    leader.memory.keep(first)
    for other in others:
        leader.memory.decline(other)
    assert leader.memory.proposals(conversation) == ()
    another, _ = hold(leader, MARTA)
    assert leader.memory.proposals(another) == ()


def test_who_never_wants_to_be_asked_is_not(leader: Mine) -> None:
    conversation, _ = hold(leader, MARTA)
    leader.memory.change_settings(ask=False)
    assert leader.memory.proposals(conversation) == ()
    leader.memory.change_settings(ask=True)
    assert leader.memory.proposals(conversation)


def test_a_conversation_that_is_not_stored_is_never_kept_nor_does_it_look_back(
    remembering: tuple[Mine, list[KeptWord]],
) -> None:
    me, kept = remembering
    conversation, turns = hold(me, (*AGAIN, "bye"), stored=False)
    assert me.memory.proposals(conversation) == ()
    assert all(t.recalled is None or t.recalled.source == "here" for t in turns)
    with pytest.raises(NotFound):
        me.memory.keep(Proposal("phrase", "x y z", None, conversation, "m", datetime.now(UTC)))
    assert all(k.last_used_at is None for k in me.memory.kept())
    assert {k.id for k in me.memory.kept()} == {k.id for k in kept}


def test_an_edit_is_the_leaders_own_masked_and_kept(leader: Mine) -> None:
    conversation, _ = hold(leader, MARTA)
    proposal = leader.memory.proposals(conversation)[0]
    kept = leader.memory.keep(
        proposal, "Marta Kowalska: ring her in June. Card 4111 1111 1111 1111"
    )
    assert "Kowalska" in kept.words
    assert "4111 1111" not in kept.words


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("  ", "no words"),
        ("x" * 400, "characters"),
        ("Marta has been off since her operation.", "health"),
        ("He votes for the far right.", "politics"),
        ("If she leaves I will kill myself", "people who can help"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(leader: Mine, words: str, why: str) -> None:
    conversation, _ = hold(leader, MARTA)
    proposal = leader.memory.proposals(conversation)[0]
    with pytest.raises(BadInput, match=why):
        leader.memory.keep(proposal, words)
    assert leader.memory.kept() == []


def test_words_of_danger_in_an_edit_show_people_to_reach(leader: Mine) -> None:
    assert leader.memory.people_to_reach("I don't want to live any more, I will kill myself")
    assert leader.memory.people_to_reach("I'd like to ring her in June.") == ()


# --- What is nobody's business -----------------------------------------------------------------------


@cache
def examples(part: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    path = ROOT / "knowledge" / part / "sensitive.jsonl"
    rows = [json.loads(row) for row in path.read_text("utf-8").splitlines()]
    return (
        tuple(r["text"] for r in rows if r["category"]),
        tuple(r["text"] for r in rows if not r["category"]),
    )


def held_back(services: Services, texts: tuple[str, ...]) -> float:
    encoder = services.ear.encoder
    return sum(services.sensitive.may_be(t, encoder.encode_spans(t, [])[0]) for t in texts) / len(
        texts
    )


def test_of_sentences_that_it_never_saw_nearly_all_sensitive_ones_are_held_back(
    services: Services,
) -> None:
    told, harmless = examples("evaluation")
    assert min(len(told), len(harmless)) >= 60
    assert held_back(services, told) >= 0.95
    assert held_back(services, harmless) <= 0.25


def test_every_sensitive_sentence_of_the_signs_own_examples_is_heard_outright(
    services: Services,
) -> None:
    told, harmless = examples("training")
    assert all(services.never_kept.said_outright(text) for text in told)
    assert not any(services.never_kept.said_outright(text) for text in harmless)


def test_what_touches_health_or_home_is_not_proposed(leader: Mine) -> None:
    conversation, _ = hold(
        leader,
        (
            "Jan has been off since his operation and I haven't written to him once.",
            "Jan is going through a divorce, and he drinks, everybody knows it.",
            "I'd like to be somebody Jan can talk to when he's depressed.",
            "Thanks, bye.",
        ),
    )
    assert leader.memory.proposals(conversation) == ()


def test_no_surname_is_proposed(leader: Mine) -> None:
    conversation, _ = hold(
        leader,
        (
            "I only ring Marta Kowalska when a contract is up for renewal.",
            "Mrs Haas told me that people send her because I look like I'm on fire.",
            "Thanks, bye.",
        ),
    )
    words = " ".join(f"{p.about} {p.words}" for p in leader.memory.proposals(conversation))
    assert "Kowalska" not in words
    assert "Haas" not in words


def test_a_message_in_which_danger_or_distress_was_heard_is_never_kept(leader: Mine) -> None:
    said = ("I can't stop crying in the car before work.", *MARTA)
    conversation, turns = hold(leader, said)
    heard = {t.message_id for t in turns if t.screening.level is not Level.NONE}
    assert heard
    assert not heard & {p.message_id for p in leader.memory.proposals(conversation)}


def test_a_message_with_a_secret_is_never_kept(leader: Mine) -> None:
    said = ("People stiffen when I come in, and my password is hunter22x!", *MARTA)
    conversation, turns = hold(leader, said)
    proposed = {p.message_id for p in leader.memory.proposals(conversation)}
    assert turns[0].message_id not in proposed


# --- Used sparingly ----------------------------------------------------------------------------------


def test_weeks_later_it_brings_up_what_was_said_of_the_same_person(
    remembering: tuple[Mine, list[KeptWord]],
) -> None:
    me, kept = remembering
    conversation, turns = hold(me, AGAIN)
    (turn,) = looks_back(turns)
    assert turn.recalled is not None
    marta = next(k for k in kept if k.about == "Marta")
    assert turn.recalled.id == marta.id
    assert f"“{marta.words.rstrip('.')}”" in turn.reply
    assert "Marta" in turn.text
    reply = me.conversation(conversation).messages[-3]
    assert reply.meta["recalled"]["words"] == marta.words
    assert reply.meta["recalled"]["conversation_id"] == marta.conversation_id
    used = next(k for k in me.memory.kept() if k.id == marta.id)
    assert used.last_used_in == conversation


def test_what_came_up_lately_does_not_come_up_in_the_next_talk(
    remembering: tuple[Mine, list[KeptWord]],
) -> None:
    me, _ = remembering
    _, first = hold(me, AGAIN)
    _, second = hold(me, AGAIN)
    assert [t.recalled.id for t in looks_back(first) if t.recalled] != []
    assert looks_back(second) == []


@pytest.mark.parametrize(
    "said",
    [
        (  # somebody of whom nothing was kept
            "Ben stands in the door and waits until I look up.",
            "I'd like to be easier to reach.",
            "Ben asked if I was all right and I went on typing.",
        ),
        (  # the same name, and nothing but a fact
            "We're moving to the new building in June and it takes all my time.",
            "I'd like to get my week back.",
            "Marta gets a new laptop next week.",
        ),
        (  # the same words about another thing
            "The contract with the cleaners is up for renewal in October.",
            "I want to decide whether to keep them.",
            "There are three offers on my desk and the cheapest is from Leeds.",
        ),
    ],
)
def test_what_does_not_bear_on_it_is_not_brought_up(
    remembering: tuple[Mine, list[KeptWord]], said: tuple[str, ...]
) -> None:
    me, _ = remembering
    _, turns = hold(me, said)
    assert looks_back(turns) == []


def test_within_one_talk_it_links_back_to_what_was_said_turns_ago(leader: Mine) -> None:
    _, turns = hold(
        leader,
        (
            "Every message I send to my old colleagues has an ask in it.",
            "I'd like to be somebody they're glad to hear from.",
            "My brother just rings people. He's a plumber and they adore him.",
            "At the conference I told my five points to a man who wasn't listening.",
            "I've got nine hundred contacts and could name six of them.",
            "It would take an hour a week and I don't give it.",
            "I went through my mails. Every message I sent to a colleague this year has an ask in it.",
        ),
    )
    (turn,) = looks_back(turns)
    assert turn.recalled is not None
    assert turn.recalled.source == "here"
    assert turn.recalled.message_id in {t.message_id for t in turns[:3]}


def test_of_pairs_that_it_never_saw_hardly_any_is_brought_up_wrongly(services: Services) -> None:
    """The measure stands in docs/decisions/023-memory.md; precision before recall."""
    path = ROOT / "knowledge" / "evaluation" / "recall.jsonl"
    rows = [json.loads(row) for row in path.read_text("utf-8").splitlines()]
    assert len(rows) >= 120
    right = wrong = bearing = 0
    for n, row in enumerate(rows):
        heard = services.hear(row["text"])
        found = bears_best(heard, [_as_kept(row, n, services)], services)
        bearing += row["bears"]
        right += bool(found) and row["bears"]
        wrong += bool(found) and not row["bears"]
    assert right / (right + wrong) >= 0.9
    assert right / bearing >= 0.25


def _as_kept(row: dict[str, str], n: int, services: Services):  # type: ignore[no-untyped-def]
    from coach.recollection import Remembered
    from coach.vocabulary import Subject

    ear, general = unpacked(vectors_of(row["then"], services), row["then"], services)
    subject = Subject.WHO if row["about"] else Subject.HISTORY
    return Remembered(
        str(n), "kept", subject, row["then"], row["about"], datetime.now(UTC), None, None, ear, general
    )  # fmt: skip


@settings(max_examples=6)
@given(
    said=st.lists(
        st.sampled_from([*POOL, *AGAIN, *MARTA, *(t for ts in TELLING.values() for t in ts)]),
        min_size=16,
        max_size=16,
    )
)
def test_in_any_talk_it_looks_back_at_most_twice_and_eight_turns_apart(
    talker: Coach, said: list[str]
) -> None:
    me = talker.as_person()
    me.erase_everything()
    kept_from_a_talk(me)
    _, turns = hold(me, tuple(said))
    back = [n for n, t in enumerate(turns) if t in looks_back(turns)]
    assert len(back) <= 2
    assert all(b - a >= 8 for a, b in pairwise(back))
    for n in back:
        turn = turns[n]
        assert turn.screening.level is Level.NONE
        assert turn.state.stage is not Stage.SAFETY
        assert turn.recalled is not None
        assert turn.reply.count("?") <= 1
    recalled = [turns[n].recalled.id for n in back if turns[n].recalled]  # type: ignore[union-attr]
    assert len(set(recalled)) == len(recalled)
    unsafe = {t.message_id for t in turns if t.screening.level is not Level.NONE}
    assert not unsafe & {t.recalled.message_id for t in turns if t.recalled}


# --- "Don't bring that up" ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "forgotten"),
    [("Please don't bring that up again.", False), ("Forget I said that.", True)],
)
def test_who_does_not_want_it_brought_up_is_heard(
    remembering: tuple[Mine, list[KeptWord]], says: str, forgotten: bool
) -> None:
    me, kept = remembering
    conversation, turns = hold(me, AGAIN[:3])
    (turn,) = looks_back(turns)
    answer = me.reply(conversation, says)
    assert answer.plan.move is Move.SET_ASIDE
    assert "?" not in answer.reply
    assert turn.recalled is not None
    left = {k.id: k for k in me.memory.kept()}
    if forgotten:
        assert turn.recalled.id not in left
        assert [k.id for k in me.memory.forgotten()] == [turn.recalled.id]
    else:
        assert left[turn.recalled.id].set_aside
    assert answer.state.recall_off
    assert len(left) >= len(kept) - 1


@pytest.mark.parametrize(
    "text",
    ["don't bring that up", "Please stop mentioning that", "leave that out of it", "forget I ever said it",
     "I don't want to talk about that"],
)  # fmt: skip
def test_it_is_heard_in_many_words(text: str) -> None:
    assert leaves_it_be(text)


@pytest.mark.parametrize(
    "text",
    ["I can't forget it.", "She said don't bring that up.", "I never forget that Sunday.", "It's the same thing."],
)  # fmt: skip
def test_it_is_not_heard_where_it_is_not_said(text: str) -> None:
    assert not leaves_it_be(text)


def test_leaving_alone_is_not_forgetting() -> None:
    assert wants_it_forgotten("Forget that, please")
    assert not wants_it_forgotten("Leave that alone")


# --- Looking after it ---------------------------------------------------------------------------------


def test_what_is_forgotten_does_not_come_up_and_can_be_brought_back(
    remembering: tuple[Mine, list[KeptWord]],
) -> None:
    me, kept = remembering
    for one in kept:
        me.memory.forget(one.id)
    _, turns = hold(me, AGAIN)
    assert looks_back(turns) == []
    for one in me.memory.forgotten():
        me.memory.undo_forget(one.id)
    assert {k.id for k in me.memory.kept()} == {k.id for k in kept}


def test_what_is_set_aside_stays_and_does_not_come_up(
    remembering: tuple[Mine, list[KeptWord]],
) -> None:
    me, kept = remembering
    for one in kept:
        me.memory.set_aside(one.id)
    _, turns = hold(me, AGAIN)
    assert looks_back(turns) == []
    assert len(me.memory.kept()) == len(kept)


def test_it_goes_with_its_conversation_unless_it_is_to_stay(
    remembering: tuple[Mine, list[KeptWord]],
) -> None:
    me, kept = remembering
    source = kept[0].conversation_id
    assert source is not None
    me.delete(source)
    assert me.memory.kept() == []
    assert len(me.memory.kept_from(source)) == len(kept)
    me.memory.keep_without(source)
    assert {k.id for k in me.memory.kept()} == {k.id for k in kept}


def test_nobody_else_looks_back_at_it(talker: Coach, leader: Mine) -> None:
    kept_from_a_talk(leader)
    other = talker.as_person(talker._store.add_person("Somebody else"))
    _, turns = hold(other, AGAIN)
    assert looks_back(turns) == []
    assert other.memory.kept() == []
    other.erase_everything()


def test_earlier_messages_are_looked_back_at_only_where_that_is_allowed(
    talker: Coach, leader: Mine
) -> None:
    hold(leader, ("Every message I send to my old colleagues has an ask in it.", *MARTA))
    again = (
        "I've been thinking about my network.",
        "I'd like to feel less like a beggar.",
        "I went through my mails. Every message I sent to a colleague this year has an ask in it.",
    )
    assert looks_back(hold(leader, again)[1]) == []
    leader.memory.change_settings(earlier=True)
    _until_read(leader)
    leader.delete(leader.conversations()[0].id)
    (turn,) = looks_back(hold(leader, again)[1])
    assert turn.recalled is not None
    assert turn.recalled.source == "said"
    leader.memory.change_settings(earlier=False)
    assert leader._stored.said_before() == []


def test_an_earlier_message_that_told_of_distress_is_not_looked_back_at(leader: Mine) -> None:
    _, turns = hold(leader, ("I can't stop crying in the car before work.", *MARTA))
    leader.memory.change_settings(earlier=True)
    _until_read(leader)
    told = {s.message_id: s.vectors["words"] for s in leader._stored.said_before()}
    assert any(told.values())
    for turn in turns:
        if turn.screening.level is not Level.NONE:
            assert told.get(turn.message_id, "") == ""


def _until_read(me: Mine) -> None:
    until = time.monotonic() + 30
    while me._stored.not_read_yet(1) and time.monotonic() < until:
        time.sleep(0.02)
    assert not me._stored.not_read_yet(1)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(hours=2), "earlier today"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=4), "a few days ago"),
        (timedelta(days=9), "about a week ago"),
        (timedelta(days=24), "a few weeks ago"),
        (timedelta(days=100), "in March"),
        (timedelta(days=400), "in May last year"),
        (timedelta(days=900), "in December 2023"),
    ],
)
def test_when_it_was_is_said_as_a_person_says_it(ago: timedelta, words: str) -> None:
    now = datetime(2026, 6, 15, 18, tzinfo=UTC)
    assert said_when(now - ago, now) == words


def test_the_person_of_a_role_is_the_same_person(services: Services) -> None:
    assert named_person("My boss cut me short.", services.common_words) == "your boss"


# --- What people curate -------------------------------------------------------------------------------


def test_a_malformed_sign_is_left_out_and_the_others_still_hear(tmp_path: Path) -> None:
    path = tmp_path / "never_kept.yaml"
    path.write_text(
        "signs:\n"
        "  - {about: health, pattern: 'ill(', hears: He is ill., passes: He is well.}\n"
        "  - {about: crimes, pattern: 'still', hears: I stole it., passes: I sold it.}\n"
        "  - {about: union, pattern: '\\bunion\\b', hears: He is in the union., passes: He is in sales.}\n"
    )
    findings = Findings(tmp_path)
    signs = load_signs_of_sensitive(path, findings)
    assert signs.said_outright("She joined the union.") == "union"
    assert signs.said_outright("He is ill.") is None
    assert [finding.line for finding in findings] == [2, 3]


def test_the_lines_on_earlier_words_read_well_whatever_fills_them(services: Services) -> None:
    lines = [line for move in (Move.RECALL, Move.SET_ASIDE) for line in services.book.lines(move)]
    assert len(lines) >= 60
    for line in lines:
        # "in March" begins no sentence but the first, where it gets its capital letter.
        assert not re.search(r"[.?] \{(?:then|whom|did)\}", line.say), line.say
        for slot in ("earlier", "named"):
            if slot in line.slots:
                assert f"“{{{slot}}}" in line.say, line.say
