"""What one may ask next: a few questions that the papers answer, each tried before it is shown.

In: an assistant, the answers of a conversation. Out: at most three messages. They are made from the papers
that the last answer cites (the questions that each is indexed under, its name) and from their neighbours; one
that would be refused, or answered from another paper or with what was just quoted, is left out. No model is
asked.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from rag.answering.assistant import Assistant
from rag.answering.browse import find_paper, similar_papers
from rag.entities.aliases import short_title
from rag.model.answer import Answer, Status
from rag.model.filters import NO_FILTERS, Filters
from rag.model.paper import Paper
from rag.model.query import Act, Intent
from rag.text.terms import terms

MOST = 3  # suggestions
TRIED = 6  # questions that are tried for them
LONGEST = 110  # characters of a suggestion
ALIKE = 0.6  # share of common terms from which two questions ask the same
_OF_ONE = ("How does it work?", "What are its results?", "What problem does it address?")
_OTHERS = "Which other papers are like this?"

Candidate = tuple[str, frozenset[str]]  # a message, the papers that its answer must cite


def suggested(
    assistant: Assistant, history: Sequence[Answer], *, filters: Filters = NO_FILTERS
) -> tuple[str, ...]:
    """Questions to go on with after the last answer, within the filters that hold for the next; none where
    there is no answer to go on from."""
    if not history or not history[-1].parsed:
        return ()
    asked, found = [answer.question for answer in history], list[str]()
    fresh = (c for c in _candidates(assistant, history[-1]) if not _is_asked(c[0], asked))
    for message, meant in islice(fresh, TRIED):
        if _is_asked(message, found):
            continue
        if _answers(assistant.quoted(message, history, filters=filters), meant, history[-1]):
            found.append(message)
        if len(found) == MOST:
            break
    return tuple(found)


def _answers(answer: Answer, meant: frozenset[str], last: Answer) -> bool:
    """Whether it is answered from the papers that are meant, with something that was not just quoted."""
    cited = {citation.paper_id for citation in answer.citations}
    seen = {(c.paper_id, c.quote) for c in last.citations}
    says_more = any((c.paper_id, c.quote) not in seen for c in answer.citations)
    return answer.status is Status.ANSWERED and meant <= cited and bool(cited) and says_more


def _candidates(assistant: Assistant, last: Answer) -> Iterator[Candidate]:
    """Of each kind one in turn: the paper's own questions, what follows on it, its neighbours."""
    cited = dict.fromkeys(c.paper_id for c in last.citations) or dict.fromkeys(
        p.paper_id for p in last.papers
    )
    papers = [paper for id_ in islice(cited, 3) if (paper := find_paper(assistant, id_))]
    if not papers:
        return
    one = len(cited) == 1 and bool(last.citations)
    kinds = (
        _indexed_under(papers),
        _following(papers[0]) if one else iter(()),
        _beside(assistant, papers, last, one=one),
    )
    yield from (c for c in chain.from_iterable(zip_longest(*kinds)) if c and len(c[0]) <= LONGEST)


def _indexed_under(papers: Sequence[Paper]) -> Iterator[Candidate]:
    for questions in zip_longest(*(paper.questions for paper in papers)):
        for paper, question in zip(papers, questions, strict=True):
            if question:
                yield question, frozenset({paper.paper_id})


def _following(paper: Paper) -> Iterator[Candidate]:
    yield from ((question, frozenset({paper.paper_id})) for question in _OF_ONE)


def _beside(assistant: Assistant, papers: Sequence[Paper], last: Answer, *, one: bool) -> Iterator[Candidate]:
    """The neighbours of the first paper; where several are told, what each of them does."""
    compared = any(query.intent is Intent.COMPARE or query.act is Act.SIMILAR for query in last.parsed)
    if one:
        yield _OTHERS, frozenset()
    elif not compared and len(papers) > 1:
        yield f"Compare {short_title(papers[0].title)} and {short_title(papers[1].title)}", _ids(papers[:2])
    near = similar_papers(assistant, papers[0].paper_id)
    for paper in [*papers, *near] if not one else near:
        yield f"What does {short_title(paper.title)} do?", _ids([paper])


def _ids(papers: Sequence[Paper]) -> frozenset[str]:
    return frozenset(paper.paper_id for paper in papers)


def _is_asked(message: str, asked: Sequence[str]) -> bool:
    """Whether one of these asks the same, in nearly the same words."""
    new = set(terms(message))
    for one in asked:
        old = set(terms(one))
        if message.lower() == one.lower() or len(new & old) > ALIKE * max(1, min(len(new), len(old))):
            return True
    return False
