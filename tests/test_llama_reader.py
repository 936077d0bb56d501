"""The reader that LlamaIndex users get: one document a paper, whatever the file's format."""

import asyncio
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from llama_index.core import SimpleDirectoryReader
from llama_index.core.schema import Document, MetadataMode

from rag.integrations.llama_index import PaperReader
from rag.model.errors import PageError

PAGES = Path(__file__).parent / "pages"
LISTED = json.dumps(
    {
        "title": "Moss at Noon",
        "abstract": "We measure moss at noon, in the rain.",
        "authors": ["Ada Fern", "Bo Reed"],
        "arxiv_id": "2401.00001",
        "published": "2024-01-02",
        "upvotes": 3,
    }
)


@pytest.fixture
def moss(tmp_path: Path) -> Path:
    file = tmp_path / "moss.jsonl"
    file.write_text(LISTED, encoding="utf-8")
    return file


class ThreadReader(PaperReader):
    """Notes the threads that papers were read in."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []

    def lazy_load_data(self, *args: Any, **more: Any) -> Iterator[Document]:
        for document in super().lazy_load_data(*args, **more):
            self.threads.append(threading.current_thread())
            yield document


def test_a_document_is_the_abstract_and_what_is_known_of_the_paper(moss: Path) -> None:
    (document,) = PaperReader().load_data(moss)
    assert document.id_ == "2401.00001"
    assert document.text == "We measure moss at noon, in the rain."
    assert document.metadata == {
        "paper_id": "2401.00001",
        "title": "Moss at Noon",
        "text_kind": "abstract",
        "published": "2024-01-02",
        "authors": "Ada Fern; Bo Reed",
        "upvotes": 3,
        "url": "https://arxiv.org/abs/2401.00001",
        "sources": "moss.jsonl",
    } | {k: v for k, v in document.metadata.items() if k == "author_count"}
    embedded = document.get_content(metadata_mode=MetadataMode.EMBED)
    assert embedded == "Moss at Noon. We measure moss at noon, in the rain."


@pytest.mark.parametrize("file", sorted(PAGES.iterdir()), ids=lambda p: p.name)
def test_every_format_gives_documents_with_flat_metadata(file: Path) -> None:
    documents = PaperReader().load_data(file)
    assert documents
    assert all(d.text and d.metadata["title"] for d in documents)
    assert {type(value) for d in documents for value in d.metadata.values()} <= {str, int}


def test_reading_again_gives_the_same_ids_and_a_paper_listed_twice_one_document(moss: Path) -> None:
    twice = moss.with_name("again.jsonl")
    twice.write_text(LISTED, encoding="utf-8")
    documents = PaperReader().load_data([moss, twice])
    assert [d.id_ for d in documents] == ["2401.00001"]
    assert documents[0].metadata["sources"] == "moss.jsonl; again.jsonl"
    assert [d.hash for d in documents] == [d.hash for d in PaperReader().load_data([moss, twice])]


def test_a_file_that_cannot_be_read_is_an_error_where_it_is_named_and_a_warning_in_a_folder(
    moss: Path, caplog: pytest.LogCaptureFixture
) -> None:
    letter = moss.with_name("letter.txt")
    letter.write_text("Dear all, there is nothing here.", encoding="utf-8")
    with pytest.raises(PageError, match=r"letter\.txt: not a listing of papers"):
        PaperReader().load_data(letter)
    with caplog.at_level(logging.WARNING):
        assert len(PaperReader().load_data(moss.parent)) == 1
    assert "letter.txt: not a listing" in caplog.text


def test_a_directory_reader_uses_it_for_its_files(moss: Path) -> None:
    (document,) = SimpleDirectoryReader(
        input_files=[moss], file_extractor={".jsonl": PaperReader()}, filename_as_id=False
    ).load_data()
    assert document.id_ == "2401.00001"
    assert (document.metadata["title"], document.metadata["file_name"]) == ("Moss at Noon", "moss.jsonl")


def test_async_reading_is_done_in_a_thread(moss: Path) -> None:
    reader = ThreadReader()

    async def read() -> list[str]:
        lazy = await reader.alazy_load_data(moss)
        return [d.id_ for d in [*lazy, *await reader.aload_data(moss)]]

    assert asyncio.run(read()) == ["2401.00001"] * 2
    assert len(reader.threads) == 2
    assert threading.main_thread() not in reader.threads
