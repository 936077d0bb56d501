"""Who wrote what: how names are compared, where a question has them, and which papers they lead to."""

from pathlib import Path

import pytest

from rag.encoders.no_encoder import NoEncoder
from rag.entities.authors import SamePerson, compared, name_parts
from rag.ingest.library import Library
from rag.model.filters import Filters
from rag.model.paper import Paper
from rag.query.authors import Known, find_authors
from rag.retrieval.authors import AuthorIndex
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.prefilter import prefilter
from store.item import IntArray
from store.snapshot import Snapshot
from tests.fakes import paper

AUTHORS = [
    ("Jörg Müller", "Andrea Ng"),
    ("J. Müller",),
    ("Andrea Ng", "Wei Strand"),
    ("Quill Wei",),
    (),
    ("Seán O’Brien", "Łukasz Øst"),
]


def shelf() -> list[Paper]:
    return [paper(number, authors=names) for number, names in enumerate(AUTHORS)]


@pytest.fixture
def catalogue(home: Path) -> Catalogue:
    library = Library(home, NoEncoder())
    library.ingest(shelf())
    return Catalogue(library.reader.now())


@pytest.mark.parametrize(
    ("typed", "given", "same"),
    [
        pytest.param("Jörg Müller", "Jörg Müller", SamePerson.YES, id="as it stands"),
        pytest.param("jorg muller", "Jörg Müller", SamePerson.YES, id="case and accents"),
        pytest.param("Joerg Mueller", "Jörg Müller", SamePerson.YES, id="written out"),
        pytest.param("Müller, Jörg", "Jörg Müller", SamePerson.YES, id="order"),
        pytest.param("J. Müller", "Jörg Müller", SamePerson.YES, id="initial typed"),
        pytest.param("Jörg Müller", "J. Müller", SamePerson.PERHAPS, id="initial given"),
        pytest.param("Müller", "Jörg A. Müller", SamePerson.YES, id="family name"),
        pytest.param("Sean O'Brien", "Seán O’Brien", SamePerson.YES, id="apostrophe"),
        pytest.param("Lukasz Ost", "Łukasz Øst", SamePerson.YES, id="letters with strokes"),
        pytest.param("Hans Müller", "Jörg Müller", SamePerson.NO, id="another given name"),
        pytest.param("J. A.", "Jörg A. Müller", SamePerson.NO, id="initials alone"),
        pytest.param("Xu", "Ada Xue", SamePerson.NO, id="no umlaut"),
    ],
)
def test_two_spellings_are_one_person(typed: str, given: str, same: SamePerson) -> None:
    assert compared(name_parts(typed), name_parts(given)) is same


@pytest.mark.parametrize(
    ("name", "sure", "perhaps"),
    [
        pytest.param("Jörg Müller", [0], [1], id="full name"),
        pytest.param("Muller", [0, 1], [], id="family name"),
        pytest.param("ng, andrea", [0, 2], [], id="order and case"),
        pytest.param("Wei", [3], [], id="a family name before a given name"),
        pytest.param("Ng Müller", [], [], id="parts of two authors"),
        pytest.param("Somebody", [], [], id="unknown"),
    ],
)
def test_a_name_leads_to_the_papers_of_its_bearer(
    catalogue: Catalogue, name: str, sure: list[int], perhaps: list[int]
) -> None:
    found = catalogue.authors.by(name)
    assert (sorted(found.sure), sorted(found.perhaps)) == (sure, perhaps)


@pytest.mark.parametrize(
    ("others", "perhaps"),
    [
        pytest.param(["N. Quill"], {"N. Quill"}, id="nobody else may be meant"),
        pytest.param(["N. Quill", "Quill A. Nowak"], set(), id="the family name tells"),
        pytest.param(["Q. Nowak", "N. Quill", "Quill Nowak"], {"Q. Nowak"}, id="the same family"),
    ],
)
def test_the_initial_of_a_family_name_is_no_first_name(
    home: Path, others: list[str], perhaps: set[str]
) -> None:
    library = Library(home, NoEncoder())
    library.ingest([paper(number, authors=(name,)) for number, name in enumerate(others)])
    found = Catalogue(library.reader.now()).authors.by("Quill Nowak")
    assert set(found.perhaps.values()) == perhaps


def test_papers_without_authors_are_not_counted_as_naming_any(catalogue: Catalogue) -> None:
    assert catalogue.authors.named == 5


class _WithoutKeys(Snapshot):
    """A snapshot as it was before authors had keys."""

    def found(self, lookup_key: str) -> IntArray:
        found = super().found(lookup_key)
        return found[:0] if lookup_key.startswith("author") else found


def test_a_library_without_keys_for_authors_is_read_through(catalogue: Catalogue) -> None:
    snapshot = catalogue.snapshot
    folder = snapshot.segments[0].folder.parent
    old = AuthorIndex(_WithoutKeys(folder, snapshot.manifest), catalogue.paper)
    assert (sorted(old.by("Ng").sure), old.named) == ([0, 2], 5)


@pytest.mark.parametrize(
    ("author", "rows"),
    [
        pytest.param("Andrea Ng and Jörg Müller", [0], id="both"),
        pytest.param("Wei or O'Brien", [3, 5], id="either"),
        pytest.param("Somebody", [], id="nobody"),
    ],
)
def test_only_papers_by_the_authors_pass(catalogue: Catalogue, author: str, rows: list[int]) -> None:
    assert prefilter(catalogue, Filters(author=author)).nonzero()[0].tolist() == rows


KNOWN = Known(
    is_author=lambda name: name.lower() in {"jörg müller", "andrea ng", "ng", "müller", "chen", "li wei"},
    is_paper=lambda name: name == "Tessaract",
    organisations=["Nimbus Labs"],
)


@pytest.mark.parametrize(
    ("question", "author", "rest"),
    [
        pytest.param("papers by Jörg Müller", "Jörg Müller", "papers", id="by"),
        pytest.param("What has Andrea Ng published?", "Andrea Ng", "What ?", id="published"),
        pytest.param("anything by Ng?", "Ng", "anything ?", id="family name"),
        pytest.param(
            "papers coauthored by Ng and Jörg Müller", "Ng and Jörg Müller", "papers", id="together"
        ),
        pytest.param("Which papers are by Chen or Ng?", "Chen or Ng", "Which papers ?", id="either"),
        pytest.param("papers by Chen, Ng and Müller", "Chen and Ng and Müller", "papers", id="three"),
        pytest.param("which papers did Ng write on ferries?", "Ng", "which papers on ferries?", id="topic"),
        pytest.param("papers by jörg müller about jam", "jörg müller", "papers about jam", id="lower case"),
        pytest.param("Ng's papers", "Ng", "papers", id="possessive"),
        pytest.param("papers written by X. Chen et al. on jam", "X. Chen", "papers on jam", id="et al."),
        pytest.param("papers by Zed Unknown", "Zed Unknown", "papers", id="unknown but a name"),
        pytest.param("papers by meta", "meta", "papers", id="unknown, all that is said"),
        pytest.param("papers by quillan he", "quillan he", "papers", id="a family called like a pronoun"),
        pytest.param("anything by Wren You?", "Wren You", "anything ?", id="another one"),
        pytest.param("papers on jam written by Doe", "Doe", "papers on jam", id="a person behind a subject"),
        pytest.param("jam models with Doe as an author", "Doe", "jam models", id="as an author"),
        pytest.param("papers where Ng and Chen are authors", "Ng and Chen", "papers", id="are authors"),
        pytest.param("papers on jam whose first author is Müller", "Müller", "papers on jam", id="whose"),
        pytest.param("papers on jam naming Ng among the authors", "Ng", "papers on jam", id="among"),
        pytest.param("papers with author Ng about jam", "Ng", "papers about jam", id="author and name"),
        pytest.param("papers on jam co-authored with Ng", "Ng", "papers on jam", id="written with"),
        pytest.param("papers on jam that Ng wrote", "Ng", "papers on jam", id="that somebody wrote"),
        pytest.param("papers Ng or Chen published on jam", "Ng or Chen", "papers on jam", id="published"),
        pytest.param("ferry models by Ng", "Ng", "ferry models", id="behind a subject"),
        pytest.param("Who is Andrea Ng?", "Andrea Ng", "?", id="who is"),
        pytest.param("Why did Ng say that jam sets?", "Ng", "Why that jam sets?", id="said"),
        pytest.param("What do Ng and Chen report on jam?", "Ng and Chen", "What on jam?", id="several said"),
        pytest.param(
            "According to Jörg Müller, why does jam set?", "Jörg Müller", ", why does jam set?", id="told"
        ),
        pytest.param("papers on jam by Ng since 2010", "Ng", "papers on jam since 2010", id="and a date"),
        pytest.param("Arbeiten von Jörg Müller", "Jörg Müller", "Arbeiten", id="in German"),
        pytest.param("articles de Chen", "Chen", "articles", id="in French"),
    ],
)
def test_the_authors_that_a_question_asks_for_are_found(question: str, author: str, rest: str) -> None:
    found, organisation, left = find_authors(question, KNOWN)
    assert (found, organisation, " ".join(left.split())) == (author, None, rest)


@pytest.mark.parametrize(
    "question",
    [
        "Rank the papers by upvotes",
        "papers by month",
        "papers by which he",
        "methods by which memory is reduced",
        "papers evaluated by humans",
        "papers of the last year",
        "What have we published?",
        "What did the authors write about cost?",
        "Why does Ng sampling find modes?",
        "What does Tessaract show?",
        "How does Ng work?",
        "Who is Tessaract for?",
        "Did Tessaract release code?",
        "Has anyone written about dropout?",
        "How does Ng's paper reduce memory?",
        "papers authored by at least 20 people",
        "Who wrote Tessaract?",
        "How do I detect text written by AI?",
        "Can one tell that an essay was written by ChatQuill?",
        "papers on finding text written by ChatQuill",
        "Arbeiten von Bedeutung",
        "papers whose author is unknown",
        "papers with authors from Chile",
        "Who is the first author of Tessaract?",
        "Is Ng an author of Tessaract?",
        "papers on author disambiguation",
        "papers that we wrote",
        "papers about models that Chen published",
        "papers with Ng filters",
        "Which loss does the model by Chen use?",
        "papers on segmentation by clustering",
    ],
)
def test_no_author_is_found_where_none_is_asked_for(question: str) -> None:
    assert find_authors(question, KNOWN) == (None, None, question)


def test_a_part_of_an_organisations_name_is_the_organisation() -> None:
    assert find_authors("papers by Nimbus", KNOWN)[:2] == (None, "Nimbus Labs")
