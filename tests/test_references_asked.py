"""References that are asked for in a conversation: in which form, and of which papers."""

import pytest

from rag.answering.assistant import Assistant
from rag.model.answer import Status
from rag.model.query import Act
from rag.query.reference_form import described, form_of, lacking_style
from tests.test_acts import cited, talk


@pytest.mark.parametrize(
    ("message", "form"),
    [
        ("cite it", "bibtex"),
        ("APA reference for Thimble", "apa"),
        ("the MLA citation, please", "mla"),
        ("in Chicago style", "chicago"),
        ("cite the Chicago crime paper", "bibtex"),
        ("Chicago", "chicago"),
        ("IEEE format?", "ieee"),
        ("export these as RIS", "ris"),
        ("send them to Zotero", "ris"),
        ("bibtex for zotero", "bibtex"),
        ("csl json of it", "csl"),
        ("these as csv", "csv"),
    ],
)
def test_the_form_is_the_one_that_is_named(message: str, form: str) -> None:
    assert form_of(message) == form


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("MLA citation for the wasp paper", "wasp"),
        ("give me the bibtex for the Ebola optimal control paper", "Ebola optimal control"),
        ("how do I cite the study about bats in APA", "bats"),
        ("cite it in APA please", ""),
    ],
)
def test_what_describes_a_paper_is_left_of_the_request(message: str, subject: str) -> None:
    assert described(message) == subject


def test_a_style_that_there_is_none_of_is_named() -> None:
    assert (lacking_style("cite it in Harvard style"), lacking_style("cite it in APA")) == ("Harvard", "")


@pytest.mark.parametrize(
    ("turns", "begins", "papers"),
    [
        (["APA reference for Tessaract"], "APA reference of 1 paper", ["tessaract"]),
        (["What is Tessaract?", "cite it in MLA please"], "MLA reference of 1 paper", ["tessaract"]),
        (["give me the bibtex for the ferries paper"], "BibTeX of 1 paper", ["oystercatch"]),
        (["What is Thimble?", "how do I cite the paper on ferries?"], "BibTeX of 1 paper", ["oystercatch"]),
    ],
)
def test_references_are_of_the_paper_that_is_named_meant_or_described(
    assistant: Assistant, turns: list[str], begins: str, papers: list[str]
) -> None:
    last = talk(assistant, *turns)[-1]
    assert last.answer.startswith(begins)
    assert cited(last) == papers


def test_what_no_paper_is_found_for_has_no_reference(assistant: Assistant) -> None:
    (last,) = talk(assistant, "give me the bibtex of the volcano ash paper")
    assert (last.status, cited(last)) == (Status.NOT_ANSWERED, [])


def test_it_is_the_one_that_a_superlative_told(assistant: Assistant) -> None:
    *_, asked, last = talk(
        assistant, "papers about language models", "which is oldest?", "cite it in RIS please"
    )
    assert asked.parsed[-1].act is Act.CHOOSE
    assert cited(last) == cited(asked)[:1]
    assert last.answer.count("TY  - ") == 1


def test_the_newest_is_looked_for_in_the_whole_list_again(assistant: Assistant) -> None:
    first, oldest, newest = talk(
        assistant, "papers about language models", "which is oldest?", "and which is newest?"
    )
    assert set(cited(oldest)) == set(cited(newest)) == set(cited(first))
    assert cited(oldest)[0] != cited(newest)[0]


def test_unknown_authors_are_said_to_be(assistant: Assistant) -> None:
    named, nameless = (talk(assistant, f"bibtex of {name}")[-1] for name in ("Tessaract", "Thimble"))
    assert "authors are not known" in nameless.answer
    assert "authors are not known" not in named.answer


def test_without_papers_the_command_has_the_form(assistant: Assistant) -> None:
    (last,) = talk(assistant, "export these as RIS")
    assert "ask export --format ris -o papers.ris" in last.answer
