"""Every word that is cited stands in the passage that the citation points to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.assembly import Coach, Mine
from coach.lines import Line
from coach.services import Services
from coach.state import ConversationState
from coach.steps.speak import speak_reply
from coach.text import sentences
from coach.turn import Part, Plan, Spoken, Turn, compose
from coach.vocabulary import Move, Stage
from coach.voices.guide import excerpt


def _numbered(reply: str) -> list[tuple[str, int]]:
    """(what stands before it, number) of each citation in a reply, by its paragraphs."""
    found = []
    for paragraph in reply.split("\n\n"):
        if paragraph.endswith("]") and " [" in paragraph:
            text, _, number = paragraph.rpartition(" [")
            found.append((text, int(number[:-1])))
    return found


def test_the_excerpt_of_every_passage_is_its_own_exact_words(warm_services: Services) -> None:
    for passage in warm_services.knowledge.passages.values():
        said = excerpt(passage)
        assert said
        assert said in passage.text
        assert len(said.split()) <= 90, passage.id
        assert sentences(said)[0].text == sentences(passage.text)[0].text


@settings(max_examples=30)
@given(data=st.data())
def test_whatever_passage_and_line_meet_the_citation_points_to_the_words_spoken(
    data: st.DataObject, warm_services: Services
) -> None:
    passages = list(warm_services.knowledge.passages.values())
    passage = data.draw(st.sampled_from(passages))
    lead: tuple[Part, ...] = data.draw(
        st.sampled_from([(Part(Move.ANSWER),), (), (Part(Move.TELL_MORE, habit="token-question"),)])
    )
    after = data.draw(st.sampled_from([Part(Move.ELICIT), Part(Move.ANSWER_BACK)]))
    book = warm_services.book.lines
    said: set[Line] = data.draw(
        st.sets(st.sampled_from(book(Move.PROVIDE) + book(Move.ELICIT) + book(Move.ANSWER_BACK)))
    )
    text: str | None = "" if lead and lead[0].move is Move.ANSWER else None
    parts = (*lead, Part(Move.PROVIDE, passage=passage, text=text), after)
    state = ConversationState(said=tuple(line.id for line in said))
    plan = Plan(Stage.CHOOSING, parts, passages=(passage,), exempt=True)
    turn = Turn(data.draw(st.uuids()).hex, "m", "What about it?", state, plan=plan)
    spoken = tuple(speak_reply(turn, warm_services))
    quotes = [s for s in spoken if s.quote]
    assert [s.passage for s in quotes] == [passage]
    assert quotes[0].text in passage.text
    assert _numbered(compose(spoken)) == [(quotes[0].text, 1)]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_numbers_of_citations_point_to_the_passages_in_order(
    warm_services: Services, picks: list[int]
) -> None:
    passages = list(warm_services.knowledge.passages.values())
    chosen = [passages[n % len(passages)] for n in picks]
    spoken = tuple(Spoken(excerpt(p), Move.PROVIDE, passage=p, quote=True) for p in chosen)
    turn = Turn("c", "m", "", ConversationState(), spoken=spoken)
    for text, number in _numbered(turn.reply):
        assert text in turn.cited[number - 1].text
    assert len(turn.cited) == len(set(chosen))


@pytest.mark.parametrize(
    "question",
    [
        "What does the research say about small talk at work?",
        "Is there any evidence that listening changes anything?",
        "What is psychological safety?",
        "What does the research say about apologies?",
    ],
)
def test_what_is_stored_and_shown_under_a_reply_is_the_passage_it_quotes(
    talker: Coach, leader: Mine, question: str
) -> None:
    conversation = leader.begin()
    turn = leader.reply(conversation, question)
    view = leader.conversation(conversation)
    message = view.messages[-1]
    shown = dict(view.passages(message))
    quotes = _numbered(message.text)
    assert quotes
    assert [number for number, _ in view.passages(message)] == [n for _, n in quotes]
    for text, number in quotes:
        assert text in shown[number].text
    for citation in message.citations:
        known = talker.knowledge.passages[citation.passage_id]
        assert citation.passage_digest == known.digest
        assert all(key in talker.knowledge.sources for key in known.header.sources)
    assert turn.cited


def test_a_reply_without_a_passage_shows_no_citation(leader: Mine) -> None:
    conversation = leader.begin()
    leader.reply(conversation, "I walk in, I get the numbers, I walk out.")
    message = leader.conversation(conversation).messages[-1]
    assert not message.citations
    assert not _numbered(message.text)
