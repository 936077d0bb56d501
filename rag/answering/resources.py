"""Where the code or the data of a paper is: what its text says of it.

In: a question for an address, papers. Out: a text and its status; None where no such thing is asked for, but
the paper itself.
"""

import re
from collections.abc import Sequence

from rag.answering.citations import Composer, kind_of, name_of
from rag.model.answer import Status
from rag.model.paper import Paper
from rag.retrieval.ranking import Evidence, Move
from rag.text.common_words import FUNCTION_WORDS
from rag.text.runs import runs
from rag.text.sentences import sentences
from rag.text.stemming import stem

_CODE = "code repository repo github implementation software source"
_DATA = "data dataset database corpus corpora benchmark annotations"
_MODEL = "model weights checkpoint checkpoints"
_KINDS = {kind.split()[0]: frozenset(map(stem, kind.split())) for kind in (_CODE, _DATA, _MODEL)}
_GIVEN = frozenset(
    map(stem, "available release released public publicly download downloaded found open access".split())
)
_SOUGHT = frozenset(map(stem, "find get link url address there have see".split()))
_MADE = frozenset(
    map(
        stem,
        "introduce introduced present contribute create collect collected publish build built".split(),
    )
)
_GIVES_OUT = re.compile(
    r"\b(?:releas|publish|publici|introduc|provid|present|shar|contribut|creat|collect|made|open)\w*|\bavailable\b",
    re.I,
)
_LINKS = ("http://", "https://", "www.", "github.com")


def kind_asked(question: str) -> str | None:
    """Whether the code, the data or the model of a paper is asked for; None for the paper itself."""
    asked = _stems(question)
    return next((kind for kind, words in _KINDS.items() if asked & words), None)


def asks_for_code(question: str) -> bool:
    """Whether a question, without the names in it, asks for code and nothing else: "is the code public?"."""
    asked = {stem(run) for run in runs(question.lower()) if run not in FUNCTION_WORDS}
    return bool(asked & _KINDS["code"]) and asked <= _KINDS["code"] | _GIVEN | _SOUGHT


def asks_for_resource(question: str) -> bool:
    """The same of code, data or a model: "are the weights out?"."""
    asked = {stem(run) for run in runs(question.lower()) if run not in FUNCTION_WORDS}
    resources = frozenset[str]().union(*_KINDS.values())
    return bool(asked & resources) and asked <= resources | _GIVEN | _SOUGHT


def told(composer: Composer, question: str, rows: Sequence[int]) -> tuple[str, Status] | None:
    """For each paper the sentences that say where to find it, or that its text does not say so."""
    kind = kind_asked(question)
    if kind is None:
        return None
    lines, known = [], 0
    for row in rows:
        paper = composer.catalogue.paper(row)
        found = _saying(row, paper, kind)
        known += bool(found)
        link = f" The paper: {paper.url}." if paper.url else ""
        missing = f"{kind_of(paper)} of {name_of(paper)} does not say where its {kind} is.{link}"
        lines.append(composer.passage(row, found) if found else missing)
    status = Status.ANSWERED if known == len(rows) else Status.PARTLY if known else Status.NOT_ANSWERED
    return "\n".join(lines), status


def given_by(row: int, paper: Paper, question: str) -> list[Evidence] | None:
    """The sentences by which a paper gives out the code, data or model that is asked for; None where a
    question asks for none that is given: "datasets used"."""
    kind = kind_asked(question)
    if kind is None or not _GIVES_OUT.search(question):
        return None
    spans = [(start, end, paper.text[start:end]) for start, end in sentences(paper.text)]
    of_kind = [
        span for span in spans if _stems(span[2]) & _KINDS[kind] and _stems(span[2]) & (_GIVEN | _MADE)
    ]
    return [Evidence(row, paper.paper_id, a, b, text, 0.0, Move.IDEA) for a, b, text in of_kind]


def _saying(row: int, paper: Paper, kind: str) -> list[Evidence]:
    """Sentences that give an address; where none does, those that say it is given out."""
    spans = [(start, end, paper.text[start:end]) for start, end in sentences(paper.text)]
    linked = [span for span in spans if any(link in span[2] for link in _LINKS)]
    of_kind = [span for span in linked if _stems(span[2]) & _KINDS[kind]]
    given = [span for span in spans if _stems(span[2]) & _KINDS[kind] and _stems(span[2]) & _GIVEN]
    chosen = of_kind or linked or given
    return [Evidence(row, paper.paper_id, a, b, text, 0.0, Move.IDEA) for a, b, text in chosen]


def _stems(text: str) -> set[str]:
    return {stem(run) for run in runs(text.lower())}
