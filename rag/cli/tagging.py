"""Tags on the command line: given to the papers that are listed, taken from them, listed.

In: a session, the papers. Out: lines on stderr, tags on stdout, papers as JSON with their tags.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rag.answering.rendering import print_json
from rag.answering.tagged import tags_of, tags_on, untag
from rag.cli.options import Session, typed_text
from rag.ingest.tags import add_tag
from rag.model.errors import AskError
from rag.model.paper import Paper

if TYPE_CHECKING:
    from rag.retrieval.catalogue import Catalogue


def change_tags(
    session: Session,
    catalogue: "Catalogue",
    listed: Sequence[Paper],
    *,
    add_tag: str | None,
    drop_tag: str | None,
) -> None:
    """Give the papers a tag, or take one from them, and say so. AskError where there are no papers."""
    ids, home = [paper.paper_id for paper in listed], session.settings.home
    if (add_tag is not None or drop_tag is not None) and not ids:
        raise AskError("no paper fits, so no tag was changed; see: ask papers")
    many = f"{len(ids):,} paper{'' if len(ids) == 1 else 's'}"
    if add_tag is not None:
        session.notify(f"{many} tagged {_added(session, add_tag, ids)}")
    if drop_tag is not None:
        session.notify(f"{untag(catalogue, home, typed_text(drop_tag), ids)} taken from {many}")


def _added(session: Session, typed: str, ids: Sequence[str]) -> str:
    return add_tag(session.settings.home, typed_text(typed), ids)


def list_tags(session: Session, catalogue: "Catalogue") -> int:
    """Each tag and how many papers have it."""
    tags = tags_of(catalogue, session.settings.home)
    if session.as_json:
        print_json([{"tag": name, "papers": list(ids)} for name, ids in tags.items()])
        return 0
    for name, ids in tags.items():
        click.echo(f"{name} ({len(ids):,})")
    if not tags:
        session.notify("no tags yet; give papers one with: ask papers QUERY --add-tag NAME")
    return 0


def with_tags(session: Session, catalogue: "Catalogue", listed: Sequence[Paper]) -> list[dict[str, Any]]:
    """The papers as JSON, each with its tags."""
    tags = tags_of(catalogue, session.settings.home)
    return [{**paper.to_json(), "tags": tags_on(tags, paper.paper_id)} for paper in listed]
