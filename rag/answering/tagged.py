"""Which papers of a library have which tag now.

In: a catalogue, the home where tags are kept. Out: tags with the ids that their papers have today: a paper
that was known by its title may have got an id since, one that was removed is left out.
"""

from collections.abc import Sequence
from pathlib import Path

from rag.ingest.tags import Tags, drop_tag, read_tags, tag_called
from rag.retrieval.catalogue import Catalogue


def tags_of(catalogue: Catalogue, home: Path) -> Tags:
    """Each tag and its papers that are in the library; tags without any are left out."""
    now = {name: _now(catalogue, ids) for name, ids in read_tags(home).items()}
    return {name: ids for name, ids in now.items() if ids}


def untag(catalogue: Catalogue, home: Path, name: str, papers: Sequence[str]) -> str:
    """Take a tag from papers, whatever they were called when they got it; the name that it goes by. AskError
    where there is none of this name."""
    tags = read_tags(home)
    called = tag_called(tags, name)
    given = tags.get(called, ()) if called else ()
    return drop_tag(home, name, [id_ for id_ in given if set(_now(catalogue, (id_,))) & set(papers)])


def tags_on(tags: Tags, paper_id: str) -> list[str]:
    """The names of a paper's tags."""
    return [name for name, ids in tags.items() if paper_id in ids]


def _now(catalogue: Catalogue, ids: Sequence[str]) -> tuple[str, ...]:
    rows = (catalogue.row(id_) for id_ in ids)
    return tuple(dict.fromkeys(catalogue.paper(row).paper_id for row in rows if row is not None))
