"""MetadataFilters on papers: which pass, and what is refused with a reason."""

from pathlib import Path
from typing import Any

import pytest
from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
)

from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.integrations.llama_index import PaperRetriever
from rag.model.errors import FilterError
from tests.fakes import paper

DATED = {"paper_id": "dated", "published": "2024-06-15", "organisation": "Nimbus Labs", "upvotes": 12}
PAPERS = [
    paper(0, **{**DATED, "author_count": 3}),
    paper(
        *(1,),
        **{"paper_id": "month", "published": "2024-06", "organisation": None, "upvotes": None},
        **{"author_count": 7, "venue": "The Annals of Tides, vol. 3"},
    ),
    paper(2, paper_id="year", published="2024", organisation="Open Hut", upvotes=5),
    paper(
        3, paper_id="old", published="2019-01-02", organisation="QuarkWorks", upvotes=0, text_kind="digest"
    ),
    paper(4, paper_id="undated", published=None, organisation="nimbus labs", upvotes=40),
]
ALL = {"dated", "month", "year", "old", "undated"}


def one(key: str, operator: str, value: Any) -> MetadataFilters:
    return MetadataFilters(filters=[MetadataFilter(key=key, operator=FilterOperator(operator), value=value)])


def joined(condition: str, *parts: MetadataFilters) -> MetadataFilters:
    return MetadataFilters(filters=list(parts), condition=FilterCondition(condition))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filtered") / "home"
    Library(home, NoEncoder()).ingest(PAPERS)
    return home


NEW, LIKED, FIVE = one("published", ">=", "2024"), one("upvotes", ">", 10), one("upvotes", "==", 5)
EITHER = {"year", "old"}


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        pytest.param(one("published", ">=", "2024"), {"dated", "month", "year"}, id="since a year"),
        pytest.param(one("published", ">=", "2024-06-01"), {"dated", "month", "year"}, id="may be"),
        pytest.param(one("published", ">", "2023"), {"dated", "month", "year"}, id="after a year"),
        pytest.param(one("published", ">", "2024"), set(), id="not after its own year"),
        pytest.param(one("published", "<=", "2024-06"), ALL - {"undated"}, id="a month to its end"),
        pytest.param(one("published", "<", "2024-06-15"), {"month", "year", "old"}, id="before a day"),
        pytest.param(one("published", "==", "2024"), {"dated", "month", "year"}, id="in a year"),
        pytest.param(one("published", "==", 2019), {"old"}, id="a year as a number"),
        pytest.param(one("published", "in", ["2019", "2024-06-15"]), {"dated", "old"}, id="one of two dates"),
        pytest.param(one("published", "!=", "2024"), {"old", "undated"}, id="no date is not that date"),
        pytest.param(one("published", "is_empty", None), {"undated"}, id="without a date"),
        pytest.param(one("organisation", "==", "Nimbus Labs"), {"dated", "undated"}, id="case is no matter"),
        pytest.param(one("organisation", "in", ["Open Hut", "QuarkWorks"]), EITHER, id="one of"),
        pytest.param(one("organisation", "nin", ["Open Hut", "QuarkWorks"]), ALL - EITHER, id="none of"),
        pytest.param(one("upvotes", ">=", 12), {"dated", "undated"}, id="at least"),
        pytest.param(one("upvotes", "<", 5), {"old"}, id="not known is not fewer"),
        pytest.param(one("author_count", "==", 3), {"dated"}, id="so many authors"),
        pytest.param(one("author_count", "<=", 7), {"dated", "month"}, id="at most so many authors"),
        pytest.param(one("text_kind", "==", "digest"), {"old"}, id="kind of text"),
        pytest.param(one("paper_id", "in", ["old", "year"]), {"old", "year"}, id="some papers"),
        pytest.param(one("venue", "==", "Annals of Tides"), {"month"}, id="a venue as people call it"),
        pytest.param(one("venue", "in", ["Nature", "annals of tides"]), {"month"}, id="one of two venues"),
        pytest.param(one("venue", "!=", "Annals of Tides"), ALL - {"month"}, id="another venue or none"),
        pytest.param(joined("and", NEW, LIKED), {"dated"}, id="and"),
        pytest.param(joined("or", NEW, LIKED), ALL - {"old"}, id="or"),
        pytest.param(joined("not", NEW, LIKED), {"old"}, id="not"),
        pytest.param(joined("and", NEW, joined("or", LIKED, FIVE)), {"dated", "year"}, id="nested"),
        pytest.param(MetadataFilters(filters=[]), ALL, id="no filter"),
    ],
)  # fmt: skip
def test_only_the_papers_that_pass_are_found(home: Path, filters: MetadataFilters, wanted: set[str]) -> None:
    found = PaperRetriever.from_home(home, filters=filters).retrieve("What is counted by night?")
    assert {n.node.metadata["paper_id"] for n in found} == wanted


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        pytest.param(
            one("colour", "==", "red"),
            "papers cannot be filtered by 'colour'; they can by: paper_id, published, organisation, "
            "author_count, upvotes, text_kind",
            id="no such field",
        ),
        pytest.param(
            one("organisation", ">", "Nimbus"),
            "organisation cannot be filtered with '>'; it can with: ==, !=, in, nin, is_empty",
            id="no such test of this field",
        ),
        pytest.param(
            one("published", ">=", "last May"),
            "published >= takes a date such as 2024, 2024-06 or 2024-06-30, not 'last May'",
            id="not a date",
        ),
        pytest.param(one("upvotes", ">", "10"), "upvotes > takes a number, not '10'", id="not a number"),
        pytest.param(
            one("organisation", "in", "Nimbus Labs"),
            "organisation in takes a list, each a text, not 'Nimbus Labs'",
            id="not a list",
        ),
        pytest.param(one("upvotes", "==", [1, 2]), "upvotes == takes a number, not [1, 2]", id="a list"),
        pytest.param(
            joined("and", NEW, one("colour", "==", "red")),
            "papers cannot be filtered by 'colour'",
            id="nested",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(
    home: Path, filters: MetadataFilters, reason: str
) -> None:
    with pytest.raises(FilterError) as told:
        PaperRetriever.from_home(home, filters=filters)
    assert str(told.value).startswith(reason)


def test_a_paper_that_is_added_later_is_filtered_too(home: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "home", NoEncoder())
    library.ingest(PAPERS[:1])
    retriever = PaperRetriever.from_home(tmp_path / "home", filters=NEW)
    assert len(retriever.retrieve("night")) == 1
    library.ingest(PAPERS[1:])
    assert len(retriever.retrieve("night")) == 3
