"""What a paper says to a column of a table: a role of its sentences, or a detail where it states one.

In: the row of a paper, what the column asks as it is looked up. Out: the sentence, None where the paper does
not state it, which is judged as it is for an answer (rag/retrieval/answerability.py).
"""

from rag.answering.citations import name_of
from rag.answering.roles import Role, roles
from rag.retrieval.answerability import judge_detail
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence, SearchQuery
from rag.retrieval.searcher import Searcher
from rag.retrieval.telling import Asked, leading
from rag.text.terms import STOP_WORDS, terms

# What a question may ask for in such words alone: then the sentence of that role answers it.
_ROLE_WORDS = {
    Role.PROBLEM: "problem challenge issue gap motivation address solve tackle goal aim",
    Role.APPROACH: "method algorithm approach idea technique propose proposal contribution",
    Role.RESULT: "result finding conclusion outcome conclude",
}
_NEUTRAL = "main key major central core paper author study work report describe present use find they does"


def role_of(question: str) -> Role | None:
    """The role that is asked for, where nothing else is."""
    asked = set(terms(question)) - STOP_WORDS - set(terms(_NEUTRAL))
    return next((role for role, words in _ROLE_WORDS.items() if asked and asked <= set(terms(words))), None)


def said(searcher: Searcher, row: int, asked: SearchQuery, role: Role | None) -> Evidence | None:
    """The sentence of a paper that tells the role, or else what is asked; None where it states none."""
    found = score_sentences(searcher.catalogue, row, asked)
    if role:
        return roles(found, name_of(searcher.catalogue.paper(row))).get(role)
    # names in the question are what is asked of each paper, and not which paper is meant
    verdict = judge_detail(searcher.catalogue, row, asked, asked.text)
    wanted = Asked(asked.text, searcher.catalogue.own_names(row))
    return leading(found, wanted, asked.using.passages) if verdict.stated else None
