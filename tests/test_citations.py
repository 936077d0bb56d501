"""Quotes, their numbers, and the few words of our own around them."""

from dataclasses import replace

import pytest

from rag.answering.citations import Composer, name_of
from rag.retrieval.passages import Evidence, score_sentences
from rag.retrieval.searcher import Searcher
from rag.text.prose import plural, spoken_list
from tests.fakes import paper


def sentences(searcher: Searcher, paper_id: str) -> list[Evidence]:
    row = searcher.catalogue.row(paper_id)
    assert row is not None
    return score_sentences(searcher.catalogue, row, searcher.query("What?"))


def test_a_quote_is_the_papers_words_in_quotation_marks_with_a_marker(by_words: Searcher) -> None:
    composer = Composer(by_words.catalogue)
    sentence = sentences(by_words, "2501.04242")[1]
    assert composer.quote(sentence) == (
        "“Quince stores each passage vector in 16 bytes by learned product codes.” [1]"
    )
    (citation,) = composer.citations
    assert (citation.number, citation.paper_id, citation.support) == (1, "2501.04242", "quoted")
    assert (citation.published, citation.url, citation.text_kind) == ("2025-01-28", None, "abstract")
    assert (citation.quote, citation.start, citation.end) == (sentence.text, sentence.start, sentence.end)


def test_numbers_count_papers_in_order_of_first_appearance(by_words: Searcher) -> None:
    composer = Composer(by_words.catalogue)
    order = [("pollux", 1), ("sundial", 0), ("pollux", 2), ("marlowe", 0), ("sundial", 1)]
    markers = [composer.marker(sentences(by_words, paper_id)[place]) for paper_id, place in order]
    assert markers == ["[1]", "[2]", "[1]", "[3]", "[2]"]
    assert [(c.number, c.paper_id) for c in composer.citations] == [
        (1, "pollux"),
        (2, "sundial"),
        (1, "pollux"),
        (3, "marlowe"),
        (2, "sundial"),
    ]


def test_a_span_quoted_twice_is_one_citation(by_words: Searcher) -> None:
    composer = Composer(by_words.catalogue)
    sentence = sentences(by_words, "pollux")[0]
    assert composer.quote(sentence) == composer.quote(sentence)
    assert len(composer.citations) == 1


def test_a_passage_is_led_by_the_papers_name_and_has_one_marker(by_words: Searcher) -> None:
    found = sentences(by_words, "heron-birds")[2:]
    composer = Composer(by_words.catalogue)
    assert composer.passage(found[0].row, found) == (
        "Heron: “It counts 17 species with an average precision of 0.83. "
        "Flights at 60 metres disturb no bird.” [1]"
    )
    assert [c.quote for c in composer.citations] == [f"{found[0].text} {found[1].text}"]


def test_sentences_apart_in_the_text_are_quoted_apart_under_one_marker(by_words: Searcher) -> None:
    told = sentences(by_words, "pollux")
    composer = Composer(by_words.catalogue)
    text = composer.passage(told[0].row, [told[2], told[0]])
    assert text == f"“{told[2].text}” “{told[0].text}” [1]"
    assert [c.quote for c in composer.citations] == [told[2].text, told[0].text]


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        pytest.param("We count birds.", "The authors of Heron write: ", id="the authors speak"),
        pytest.param("Birds are counted.", "Heron: ", id="nobody speaks"),
        pytest.param("We let Heron count birds.", "", id="it is named"),
    ],
)
def test_the_name_stands_in_front_only_where_the_first_sentence_lacks_it(
    by_words: Searcher, words: str, lead: str
) -> None:
    first = replace(sentences(by_words, "heron-birds")[2], text=words)
    assert Composer(by_words.catalogue).passage(first.row, [first]) == f"{lead}“{words}” [1]"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("Heron: Detecting Wading Birds", "Heron", id="before the colon"),
        pytest.param("Counting Tides by Night", "Counting Tides by Night", id="no colon"),
        pytest.param(
            "Counting Every Tide of Every Harbour of Every Island of Every Sea by Night, by Day and by Hand",
            "Counting Every Tide of Every Harbour of Every Island of Every Sea by Night, by Day and by …",
            id="cut at a word",
        ),
    ],
)
def test_what_a_paper_is_called(title: str, name: str) -> None:
    assert name_of(paper(title=title)) == name


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, "0 papers"), (1, "1 paper"), (3, "3 papers"), (12345, "12,345 papers")],
)
def test_a_noun_agrees_with_its_number(number: int, told: str) -> None:
    assert plural(number, "paper") == told


@pytest.mark.parametrize(
    ("names", "told"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_is_spoken(names: list[str], told: str) -> None:
    assert spoken_list(names) == told
