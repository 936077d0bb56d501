"""What a question asks of a term, which words papers are to mention, and which identifiers it holds."""

import pytest

from rag.entities.identifiers import identifiers
from rag.model.query import Asked, AskedTerm
from rag.query.mentions import find_mentions
from rag.query.terms_asked import asked_term
from rag.retrieval.mentions import phrase_of, places


@pytest.mark.parametrize(
    ("question", "asked", "term"),
    [
        pytest.param("What is QuoRA?", Asked.MEANING, "QuoRA", id="name"),
        pytest.param("what is direct jam optimization", Asked.MEANING, "direct jam optimization", id="words"),
        pytest.param("What is multi-head jam?", Asked.MEANING, "multi-head jam", id="hyphen"),
        pytest.param("explain mixture of ferries", Asked.MEANING, "mixture of ferries", id="of"),
        pytest.param("What does DJO stand for?", Asked.MEANING, "DJO", id="stands for"),
        pytest.param("jam attack, what is it?", Asked.MEANING, "jam attack", id="what is it, behind"),
        pytest.param("QuoRA what's that", Asked.MEANING, "QuoRA", id="what's that, behind"),
        pytest.param("can you explain what QuoRA is?", Asked.MEANING, "QuoRA", id="what it is"),
        pytest.param("Which paper introduced the Q5 model?", Asked.ORIGIN, "Q5", id="introduced"),
        pytest.param("who first proposed QuoRA?", Asked.ORIGIN, "QuoRA", id="proposed"),
        pytest.param("where was QuoRA introduced?", Asked.ORIGIN, "QuoRA", id="where"),
        pytest.param("In which paper was QuoRA first introduced?", Asked.ORIGIN, "QuoRA", id="in which"),
        pytest.param("who came up with QuoRA?", Asked.ORIGIN, "QuoRA", id="came up with"),
        pytest.param("What is JAM?", Asked.MEANING, "JAM", id="an acronym that is a word"),
        pytest.param("What is MODEL?", Asked.MEANING, "MODEL", id="an everyday word in capitals"),
        pytest.param("Was ist Direkte Marmelade?", Asked.MEANING, "direkte marmelade", id="German"),
        pytest.param("Qu'est-ce que QuoRA ?", Asked.MEANING, "QuoRA", id="French"),
        pytest.param("¿Qué es el QuoRA?", Asked.MEANING, "QuoRA", id="Spanish"),
        pytest.param("What's the QuoRA-X metric", Asked.MEANING, "QuoRA-X", id="with what it is"),
        pytest.param("what is the benchmark JamGLUE?", Asked.MEANING, "JamGLUE", id="behind what it is"),
        pytest.param("how is the QuoRA-X measure defined?", Asked.MEANING, "QuoRA-X", id="how defined"),
        pytest.param("what does the QuoRA-X metric measure?", Asked.MEANING, "QuoRA-X", id="does measure"),
        pytest.param("explain the QuoRA-X metric to me please", Asked.MEANING, "QuoRA-X", id="to me"),
        pytest.param("define the JamGLUE task", Asked.MEANING, "JamGLUE", id="task"),
        pytest.param("how often is MODEL cited?", Asked.CITATIONS, "MODEL", id="acronym cited"),
        pytest.param("Which papers cite Tessaract?", Asked.CITATIONS, "Tessaract", id="cite"),
        pytest.param("papers that cite Tessaract", Asked.CITATIONS, "Tessaract", id="that cite"),
        pytest.param("how often is Tessaract cited?", Asked.CITATIONS, "Tessaract", id="how often"),
        pytest.param("references of Tessaract", Asked.CITATIONS, "Tessaract", id="references"),
        pytest.param("most cited paper", Asked.CITATIONS, "", id="of no paper"),
    ],
)
def test_a_term_is_found_with_what_is_asked_of_it(question: str, asked: Asked, term: str) -> None:
    assert asked_term(question) == AskedTerm(asked, term)


@pytest.mark.parametrize(
    "question",
    [
        "What is the idea of Tessaract?",
        "What is the learning rate?",
        "What is the mood of Portugal?",
        "What is new?",
        "what is it?",
        "What is this paper about?",
        "What is the difference between QuoRA and Tessaract?",
        "What is Tessaract's main idea?",
        "What was Tessaract trained on?",
        "what is jam distillation used for?",
        "Which paper introduced a benchmark for court transcripts?",
        "What are typical jam error rates?",
        "what are usual causes of fog",
        "is there a citation graph dataset?",
        "Which papers should I cite on tides?",
        "what could we cite here?",
        "Explain how Tessaract works",
        "What is a model?",
        "what is direct marmalade for?",
        "how is marmalade made?",
        "studies of citations",
        "papers that I should cite for jam",
        "Was ist der Unterschied zwischen QuoRA und Tessaract?",
        "¿Qué es la idea?",
    ],
)
def test_a_question_for_more_than_a_term_is_left_alone(question: str) -> None:
    assert asked_term(question) is None


@pytest.mark.parametrize(
    ("question", "words", "rest"),
    [
        pytest.param("How many papers mention PictureNet?", "PictureNet", "How many papers ?", id="mention"),
        pytest.param("Which papers evaluate on GLUE?", "GLUE", "Which papers ?", id="evaluate"),
        pytest.param("which of them use Llama?", "Llama", "which of them ?", id="of them"),
        pytest.param(
            "papers mentioning both Vole and Stoat", "Vole and Stoat", "papers", id="said to be both"
        ),
        pytest.param("Who evaluates on GLUE?", "GLUE", "Who ?", id="who"),
        pytest.param("every abstract that mentions Vole", "Vole", "", id="every abstract"),
        pytest.param("list every study that uses or names the Vole model", "Vole", "list", id="or names"),
        pytest.param("papers that use Vole or Stoat models", "Vole or Stoat", "papers", id="either"),
        pytest.param("papers using Vole-4 and Stoat", "Vole-4 and Stoat", "papers", id="both"),
        pytest.param("papers mentioning jam making", "jam making", "papers", id="plain words"),
        pytest.param("papers that use DJ (direct jam)", "DJ or direct jam", "papers", id="long form"),
        pytest.param("jam papers that mention the P4 dataset", "P4", "jam papers", id="with a subject"),
        pytest.param(
            "Which papers use contrastive jam?", None, "Which papers use contrastive jam?", id="subject"
        ),
        pytest.param("Does Tessaract use Vole?", None, "Does Tessaract use Vole?", id="of one paper"),
        pytest.param(
            "Which paper uses Vole to sing?", None, "Which paper uses Vole to sing?", id="one described"
        ),
        pytest.param(
            "Which papers mention that jam sets?", None, "Which papers mention that jam sets?", id="clause"
        ),
    ],
)
def test_words_that_papers_are_to_mention_are_found(question: str, words: str | None, rest: str) -> None:
    found, left = find_mentions(question)
    assert (found, " ".join(left.split())) == (words, rest)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        pytest.param("GLUE", "On GLUE and SuperGLUE.", ["GLUE"], id="whole words"),
        pytest.param("GLUE", "We glue two parts.", [], id="capitals"),
        pytest.param("Vole", "Vole-2, VOLE and Vole3 run.", ["Vole", "VOLE", "Vole3"], id="numbered"),
        pytest.param("vole", "Vole runs.", ["Vole"], id="lower case is any case"),
        pytest.param("pre-training", "pretraining, pre-training, pre training", 3 * [""], id="hyphens"),
        pytest.param("scaling law", "Scaling laws hold.", ["Scaling laws"], id="endings"),
        pytest.param("latent attention", "latent jam and attention", [], id="apart"),
        pytest.param("DJO", "Many DJOs and djos", ["DJOs"], id="plural of an acronym"),
        pytest.param("Q5", "Q5-base and mq5", ["Q5"], id="short"),
    ],
)
def test_a_phrase_is_found_where_its_words_stand_together(phrase: str, text: str, found: list[str]) -> None:
    places_found = [text[start:end] for start, end in places(text, phrase_of(phrase))]
    assert len(places_found) == len(found)
    assert all(expected in ("", got) for expected, got in zip(found, places_found, strict=True))


@pytest.mark.parametrize(
    ("text", "ids", "address"),
    [
        pytest.param("What is 2403.99991 about?", ("2403.99991",), "", id="arXiv id"),
        pytest.param("arXiv:2403.99991v2", ("2403.99991",), "", id="version"),
        pytest.param("math/0599999", ("math/0599999",), "", id="old id"),
        pytest.param(
            "math.AG/0599999v1", ("math.AG/0599999", "math/0599999"), "math.ag/0599999v1", id="class"
        ),
        pytest.param("https://doi.org/10.9999/ab.12", (), "10.9999/ab.12", id="DOI link"),
        pytest.param("doi:10.9999/AB.12.", (), "10.9999/ab.12", id="DOI"),
        pytest.param(
            "10.99999/arXiv.2403.99991", ("2403.99991",), "10.99999/arxiv.2403.99991", id="DOI by arXiv"
        ),
        pytest.param("arxiv 2403.99991", ("2403.99991",), "", id="arXiv, without a colon"),
    ],
)
def test_an_identifier_is_read(text: str, ids: tuple[str, ...], address: str) -> None:
    (found,) = identifiers(text)
    assert (found.ids, found.address) == (ids, address)


@pytest.mark.parametrize(
    "link",
    [
        "arxiv.org/abs/2403.99991v2",
        "https://arxiv.org/pdf/2403.99991.pdf",
        "https://huggingface.co/papers/2403.99991",
        "(https://www.alphaxiv.org/abs/2403.99991)",
    ],
)
def test_a_link_holds_its_arxiv_id(link: str) -> None:
    assert [found.ids for found in identifiers(link)] == [("2403.99991",)]


@pytest.mark.parametrize("text", ["a mean of 1234.5678", "12/2024", "e.g./i.e.", "and/or", "GPT-4"])
def test_numbers_and_words_are_no_identifiers(text: str) -> None:
    assert not any(found.sure for found in identifiers(text))
