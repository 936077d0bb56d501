"""Questions on the page that are asked of a few chosen papers only."""

from dataclasses import replace

from rag.web.asking import Asking
from rag.web.conversations import token
from rag.web.session import SessionState
from rag.web.shelf import TableState
from tests.fakes import papers
from tests.page_rooms import asking, controller, library

__all__ = ["asking", "controller", "library"]  # fixtures
AMBER, BIRCH = (paper.paper_id for paper in papers(2))


def cited(asking: Asking, state: SessionState, question: str) -> set[str]:
    list(asking.ask(replace(state, box=question), {}))
    answer = asking.controller.conversations.open(state.owner, state.conversation).answers[-1]
    return {citation.paper_id for citation in answer.citations}


def test_only_the_chosen_papers_answer_until_all_are_asked_again(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), chosen=(BIRCH,))
    chosen = asking.only(state, {"within": "comparison"})
    assert chosen["only"] == (BIRCH,)
    assert "Only 1 chosen paper will be asked" in chosen["hint"]
    state = replace(state, only=chosen["only"])
    assert cited(asking, state, "What is BirchNet?") == {BIRCH}
    assert AMBER not in cited(asking, state, "What is AmberNet?")
    removed = next(iter(asking.widen(state, {"turn": "1", "query": "0", "field": "papers"})))
    assert removed["only"] == ()
    assert asking.every(state, {})["only"] == asking.new(state, {})["only"] == ()
    assert cited(asking, replace(state, only=()), "What is AmberNet?") == {AMBER}


def test_the_papers_that_the_library_shows_can_be_asked_alone(asking: Asking) -> None:
    state = SessionState(owner=token(), conversation=token(), table=TableState("CedarNet"))
    first, *_ = asking.only(state, {"within": "shelf"})["only"]
    assert asking.controller.find(first).title.startswith("CedarNet")
    state = replace(state, only=(first,))
    assert AMBER not in cited(asking, state, "What is AmberNet?")
