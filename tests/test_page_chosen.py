"""Questions on the page that are asked of a few chosen papers only."""

from dataclasses import replace

from rag.ingest.library import Library
from rag.web.asking import Asking
from rag.web.conversations import token
from rag.web.session import SessionState
from rag.web.shelf import TableState
from tests.fakes import papers
from tests.page_rooms import asking, asking_in, controller, library

__all__ = ["asking", "controller", "library"]  # fixtures
CHIP = "Only 1 chosen paper will be asked"
AMBER, BIRCH = (paper.paper_id for paper in papers(2))


def cited(asking: Asking, state: SessionState, question: str) -> set[str]:
    list(asking.ask(replace(state, box=question), {}))
    answer = asking.controller.conversations.open(state.owner, state.conversation).answers[-1]
    return {citation.paper_id for citation in answer.citations}


def limit(asking: Asking, state: SessionState) -> tuple[str, ...]:
    return asking.controller.conversations.open(state.owner, state.conversation).only


def test_only_the_chosen_papers_answer_until_all_are_asked_again(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), chosen=(BIRCH,))
    assert CHIP in asking.only(state, {"within": "comparison"})["hint"]
    assert cited(asking, state, "What is BirchNet?") == {BIRCH}
    assert AMBER not in cited(asking, state, "What is AmberNet?")
    removed = next(iter(asking.widen(state, {"turn": "1", "query": "0", "field": "papers"})))
    assert (limit(asking, state), CHIP in removed["hint"]) == ((), False)
    asking.only(state, {"within": "comparison"})
    assert CHIP not in asking.every(state, {})["hint"]
    assert cited(asking, state, "What is AmberNet?") == {AMBER}


def test_a_limit_outlives_the_page_and_holds_in_its_conversation_alone(
    asking: Asking, library: Library
) -> None:
    state = SessionState(owner=token(), conversation=token(), chosen=(BIRCH,))
    asking.only(state, {"within": "comparison"})
    talks = asking.controller.conversations
    assert talks.listed(state.owner) == [], "nothing was asked in it yet"
    another = asking_in(library)  # the server is started anew, the page loaded anew
    *_, shown = another.open(
        replace(state, conversation=token(), chosen=()), {"conversation": state.conversation}
    )
    assert CHIP in shown["hint"]
    assert AMBER not in cited(another, state, "What is AmberNet?")
    assert len(talks.listed(state.owner)) == 1
    new = asking.new(state, {})
    assert CHIP not in new["hint"]
    assert cited(asking, replace(state, conversation=new["conversation"]), "What is AmberNet?") == {AMBER}
    *_, back = asking.open(state, {"conversation": state.conversation})
    assert CHIP in back["hint"]
    gone = asking.forget(state, {"conversation": state.conversation})
    assert limit(asking, replace(state, conversation=gone["conversation"])) == ()
    assert CHIP in asking.restore(state, {"conversation": state.conversation})["hint"]


def test_the_papers_that_the_library_shows_can_be_asked_alone(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), table=TableState("CedarNet"))
    asking.only(state, {"within": "shelf"})
    first, *_ = limit(asking, state)
    found = asking.controller.find(first)
    assert found
    assert found.title.startswith("CedarNet")
