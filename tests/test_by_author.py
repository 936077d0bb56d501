"""Papers of a conversation that are told by who wrote them, and what of a paper is asked in a word."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.model.conversation import turn_of
from rag.model.paper import Paper
from rag.query.by_author import by_author, names_author
from tests.reading import cited, talk

LISTED = "Which papers deal with language models?"
BOTH = Paper("both", "Kites in Fog", "Kites.", authors=("Jörg Müller", "An Li", "Eve Strand"))
ALONE = Paper("alone", "Kites in Rain", "Rain.", authors=("Jörg Müller", "An Li"))
OTHER = Paper("other", "Kites in Snow", "Snow.", authors=("Eve Strand",))
PAPERS = {paper.paper_id: paper for paper in (BOTH, ALONE, OTHER)}


@pytest.mark.parametrize(
    "asked",
    [
        "which of them is from Quill?",
        "which of these are by Ada Quill?",
        "and which one is Fenn's?",
        "which ones did Quill write?",
        "is any of them by Bo Fenn?",
        "which of them come from Quill and Marsh?",
        "what does Quill conclude?",
        "how many heads does Quill's paper remove?",
        "what did Quill and Fenn find?",
    ],
)
def test_of_the_papers_shown_the_one_by_whom_it_names_is_meant(assistant: Assistant, asked: str) -> None:
    listed, answer, when = talk(assistant, LISTED, asked, "when?")
    assert len(cited(listed)) > 2
    assert cited(answer) == cited(when) == ["tessaract"]
    assert "5 March 2024" in when.answer


def test_that_somebody_of_the_library_wrote_none_of_a_list_is_said_of_the_list(assistant: Assistant) -> None:
    listed, answer = talk(assistant, LISTED, "which of them is by Eve Strand?")
    assert answer.status is Status.NOT_ANSWERED
    assert (
        answer.answer.splitlines()[0]
        == f"None of these {len(cited(listed))} papers fits (written by Eve Strand)."
    )


@pytest.mark.parametrize(
    ("message", "papers", "said"),
    [
        ("what did Müller and Li find?", ("alone",), "Müller and Li"),
        ("what did Mueller find?", ("both", "alone"), "Mueller"),
        ("what does Eve Strand say?", ("other",), "Eve Strand"),
        ("how does Strand's study end?", ("other",), "Strand's study"),
        ("and strand's?", ("other",), "strand"),
        ("what did Strand write?", None, ""),
        ("other papers by Strand", None, ""),
        ("what did they find?", None, ""),
        ("what do strands do?", None, ""),
    ],
)
def test_who_wrote_a_paper_picks_it(
    assistant: Assistant, message: str, papers: tuple[str, ...] | None, said: str
) -> None:
    listed = turn_of(assistant.ask(LISTED))
    kites = type(listed)(listed.query, tuple(PAPERS), tuple(paper.title for paper in PAPERS.values()))
    one = by_author(message, [kites], PAPERS.get)
    assert (one and one.papers) == papers
    assert one is None or one.said == said


def test_an_everyday_word_at_the_start_names_nobody() -> None:
    assert names_author("what does Long show?", ("Ann Long",))
    assert not names_author("Long chains: why?", ("Ann Long",))
    assert not names_author("how long is it?", ("Ann Long",))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("which year?", "5 March 2024"),
        ("and when was that", "5 March 2024"),
        ("who?", "Ada Quill"),
        ("by whom?", "Ada Quill"),
        ("who else wrote that", "Ada Quill"),
        ("who is behind this?", "Ada Quill"),
    ],
)
def test_a_question_word_alone_asks_for_a_field_of_the_paper(
    assistant: Assistant, asked: str, told: str
) -> None:
    *_, answer = talk(assistant, "What is Tessaract?", asked)
    assert cited(answer) == ["tessaract"]
    assert told in answer.answer
