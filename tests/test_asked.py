"""Terms, citations, exact words, authors, identifiers and other languages: what is answered.

Words alone find the papers here; none of these answers may rest on a paper that is merely near in meaning.
"""

from datetime import date

import pytest

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer, Status
from rag.model.paper import Paper
from tests.reading import cited, holds

TOLD, PARTLY, REFUSED = Status.ANSWERED, Status.PARTLY, Status.NOT_ANSWERED


def _paper(paper_id: str, title: str, text: str, **fields: object) -> Paper:
    return Paper(paper_id, title, text, raw=text, sources=("invented.jsonl",), **fields)  # type: ignore[arg-type]


PAPERS = [
    _paper(
        "2404.09991",
        "Plovo: Quiet Training on Ferries",
        "Training large models on ferries is loud. We present Plovo, which trains at night. On the FogBench "
        "suite it is 12% quieter. It builds on low-tide adaptation (QuoRA).",
        published="2024-04-02",
        authors=("Jörg Müller", "Andrea Ng"),
        url="https://doi.org/10.9999/plovo.1",
    ),
    _paper(
        "stell",
        "Stell: Direct Jam Optimization for Small Kitchens",
        "Direct jam optimization (DJO) sets jam without heat. Stell uses DJO with QuoRA and spoons. "
        "On FogBench and PictureNet it wins 7 of 9 rounds against Plovo.",
        published="2025-01-10",
        authors=("A. Ng",),
    ),
    _paper(
        "quince",
        "Adaptive Multi-head Jam Learning",
        "Many heads see jam better than one. We propose adaptive heads for jam learning, tested on "
        "PictureNet.",
        published="2023-06-01",
        organisation="Nimbus Labs",
    ),
    _paper(
        "marl",
        "Marl: Sorting Letters by Smell",
        "Letters smell. We introduce Marl, which sorts letters by smell. Earlier work (arXiv:2312.12345) "
        "did not. Code is at https://github.com/sniff/nosebag.",
        text_kind="digest",
    ),
]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    library = Library(tmp_path_factory.mktemp("asked") / "home", NoEncoder())
    library.ingest(PAPERS)
    return Assistant(library.reader, NoEncoder(), today=lambda: date(2026, 1, 1))


def tell(assistant: Assistant, *messages: str) -> Answer:
    """The answer to the last of these messages, which keeps what every answer promises."""
    history: list[Answer] = []
    for message in messages:
        history.append(assistant.ask(message, history))
    holds(history[-1], assistant.catalogue)
    return history[-1]


@pytest.mark.parametrize(
    ("message", "status", "words", "papers"),
    [
        pytest.param("What is Plovo?", TOLD, "We present Plovo", ["2404.09991"], id="its own paper"),
        pytest.param(
            "What is QuoRA?",
            PARTLY,
            "No paper here introduces QuoRA. 2 of 4",
            ["2404.09991", "stell"],
            id="only used",
        ),
        pytest.param(
            "what is multi-head jam attention",
            REFUSED,
            "mentions multi-head jam attention",
            [],
            id="another of a similar name",
        ),
        pytest.param(
            "Which paper introduced QuoRA?", PARTLY, "introduces QuoRA", ["2404.09991", "stell"], id="origin"
        ),
        pytest.param("Who proposed Zorg-5?", REFUSED, "mentions Zorg-5", [], id="origin unknown"),
        pytest.param("Which papers cite Plovo?", PARTLY, "cannot be told", ["stell"], id="cited"),
        pytest.param(
            "How often is Marl cited?", REFUSED, "No other paper here mentions Marl", [], id="cited by nobody"
        ),
        pytest.param(
            "How many papers mention PictureNet?",
            TOLD,
            "2 of 4 papers mention PictureNet",
            ["stell", "quince"],
            id="mention",
        ),
        pytest.param(
            "Which papers evaluate on FogBench since 2025?",
            TOLD,
            "1 of 4 papers mentions",
            ["stell"],
            id="evaluate",
        ),
        pytest.param(
            "Which papers mention glue?", REFUSED, "No paper here mentions glue", [], id="mentioned nowhere"
        ),
        pytest.param(
            "papers by Jörg Müller", TOLD, "2 of 4 papers name their authors", ["2404.09991"], id="author"
        ),
        pytest.param(
            "What has Andrea Ng published?",
            TOLD,
            "Perhaps meant too: A. Ng",
            ["stell", "2404.09991"],
            id="initials",
        ),
        pytest.param("papers by Zed Nobody", REFUSED, "names an author Zed Nobody", [], id="no author"),
        pytest.param("papers by Jörg Müller and A. Ng", TOLD, "Plovo", ["2404.09991"], id="together"),
        pytest.param(
            "papers by Nimbus Labs",
            TOLD,
            "Only 1 of 4 papers names an organisation",
            ["quince"],
            id="organisation",
        ),
        pytest.param("What is 2404.09991 about?", TOLD, "Plovo", ["2404.09991"], id="arXiv id"),
        pytest.param("https://arxiv.org/pdf/2404.09991v3", TOLD, "Plovo", ["2404.09991"], id="link"),
        pytest.param("https://doi.org/10.9999/PLOVO.1", TOLD, "Plovo", ["2404.09991"], id="DOI"),
        pytest.param("What is 2404.09992 about?", REFUSED, "identifier 2404.09992", [], id="id not here"),
        pytest.param(
            "Wie wird Plovo trainiert und bewertet?",
            TOLD,
            "The papers are in English",
            ["2404.09991"],
            id="German",
        ),
        pytest.param("Which paper introduced Marl?", TOLD, "Marl", ["marl"], id="origin here"),
        pytest.param(
            "What work introduced Plovo?",
            TOLD,
            "“Plovo: Quiet Training on Ferries” (2024-04-02) is by Jörg Müller, Andrea Ng and others.",
            ["2404.09991"],
            id="origin: the paper itself",
        ),
        pytest.param("Where was Plovo introduced?", TOLD, "Plovo", ["2404.09991"], id="origin, where"),
        pytest.param("What is NOSEBAG?", TOLD, "Marl", ["marl"], id="name of a repository"),
        pytest.param("What is QuoRAform?", REFUSED, "mentions QuoRAform", [], id="a name is not respelt"),
        pytest.param("What is SNIFF?", REFUSED, "mentions SNIFF", [], id="letters of an address"),
        pytest.param("Who cites QuoRA?", PARTLY, "2 other papers", ["2404.09991", "stell"], id="no owner"),
        pytest.param("arXiv:2311.11111", REFUSED, "identifier 2311.11111", [], id="arXiv is no name"),
        pytest.param("10.48550/arXiv.2404.09991", TOLD, "Plovo", ["2404.09991"], id="DOI by arXiv"),
        pytest.param(
            "Where can I find the code of Marl?", TOLD, "github.com/sniff/nosebag", ["marl"], id="code"
        ),
        pytest.param("Is there code for Plovo?", REFUSED, "does not say where its code is", [], id="no code"),
        pytest.param("papers by Jörg Müller but not with Ng", REFUSED, "no paper", [], id="nobody left"),
        pytest.param(
            "papers that mention PictureNet but not FogBench",
            TOLD,
            "not mentioning",
            ["quince"],
            id="but not",
        ),
        pytest.param("papers mentioning QuoRA, not from 2024", TOLD, "1 of 4", ["stell"], id="time left out"),
        pytest.param(
            "Quels articles parlent de QuoRA ?",
            PARTLY,
            "2 of 4 papers",
            ["2404.09991", "stell"],
            id="name in French",
        ),
        pytest.param("Wie viel Text braucht man?", REFUSED, "in English", [], id="everyday words"),
        pytest.param("Was ist QuoRA?", PARTLY, "in English", ["2404.09991", "stell"], id="term in German"),
        pytest.param("Wer gewann das Pokalspiel?", REFUSED, "They are in English", [], id="nothing shared"),
    ],
)
def test_what_is_asked_is_answered_from_the_papers_own_words(
    assistant: Assistant, message: str, status: Status, words: str, papers: list[str]
) -> None:
    answer = tell(assistant, message)
    assert words in answer.answer
    assert (answer.status, sorted(cited(answer))) == (status, sorted(papers))


def test_each_paper_is_quoted_with_the_sentence_that_has_the_word(assistant: Assistant) -> None:
    quotes = [citation.quote for citation in tell(assistant, "Which papers mention PictureNet?").citations]
    assert len(quotes) == 2
    assert all("PictureNet" in quote for quote in quotes)


def test_words_are_looked_for_in_all_papers_unless_the_question_says_of_them(assistant: Assistant) -> None:
    everywhere = tell(assistant, "What is Plovo?", "Which papers mention PictureNet?")
    of_them = tell(assistant, "What is Plovo?", "Which of them mention PictureNet?")
    assert sorted(cited(everywhere)) == ["quince", "stell"]
    assert cited(of_them) == []


def test_what_was_asked_of_a_term_survives_being_written_as_json(assistant: Assistant) -> None:
    from rag.model.answer import answer_from

    answer = tell(assistant, "What is QuoRA?")
    assert answer_from(answer.to_json()).parsed == answer.parsed
