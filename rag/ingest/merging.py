"""When two papers are the same, and one paper made of both.

In: papers. Out: each once, with the richer of each field, and what was merged into what. The same DOI or
arXiv id is the same paper, two of one kind that differ are two papers; a title decides only where no id
speaks against it (rag/ingest/same_title.py). The DOI of a collection (rag/ingest/shared_dois.py) is no id.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from rag.ingest.same_title import same_work, similarity
from rag.ingest.shared_dois import are_variants, marked
from rag.model.identifiers import doi_key, is_preprint_doi, same_registrant
from rag.model.paper import Paper, title_key, title_slug

SAME_TITLE = "the same title"
ALIKE = 0.5  # similarity of two texts from which one of several papers with a title is surely meant
_BEGINS = 30  # letters of an abstract by which a paper of a collection is found again


@dataclass(frozen=True, slots=True)
class Merge:
    """An entry that was merged into a paper that came before it: that paper's id, the entry's own title and
    the files that it was in, and why: `because` of "the same title"."""

    paper_id: str
    title: str
    sources: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Papers, each once, in order of first appearance, with the numbers of the papers that each was made of
    (`members`); and, by its number, a Merge for each paper that is not one of its own."""

    papers: list[Paper] = field(default_factory=list)
    members: list[list[int]] = field(default_factory=list)
    by_number: dict[int, Merge] = field(default_factory=dict)

    @property
    def merges(self) -> list[Merge]:
        """What was merged, in order of appearance."""
        return [self.by_number[number] for number in sorted(self.by_number)]


@dataclass(slots=True)
class _Group:
    """What is one paper, and the papers that it was made of: number, paper, why it was merged."""

    paper: Paper
    members: list[tuple[int, Paper, str]]


def merge(papers: Iterable[Paper]) -> Merged:
    """One paper for each that is the same, in order of first appearance. An id that two papers would have
    stays with the first; the other's gets six digits more."""
    groups: dict[int, _Group] = {}
    places: defaultdict[str, dict[int, None]] = defaultdict(dict)  # by identity: where it may be found
    for number, paper in enumerate(marked(papers)):
        near = sorted({p for identity in identities(paper) for p in places[identity] if p in groups})
        found = _same_papers(paper, {place: groups[place].paper for place in near})
        place = min(found, default=number)
        group = _Group(paper, [(number, paper, found[place] if found else "")])
        for other in sorted(found, reverse=True):
            before = groups.pop(other)
            moved = [(*before.members[0][:2], found[other])] if other != place else before.members[:1]
            group = _Group(
                merge_two(before.paper, group.paper), [*moved, *before.members[1:], *group.members]
            )
        groups[place] = group
        for identity in identities(group.paper):
            places[identity][place] = None
    return _named_apart([groups[place] for place in sorted(groups)])


def identities(paper: Paper) -> list[str]:
    """What the same paper may be found by: its title, its ids."""
    by_id = [f"arxiv {paper.arxiv_id}"] if paper.arxiv_id else []
    by_id += [f"doi {doi_key(paper.own_doi)}"] if paper.own_doi else []
    if paper.doi and paper.shared_doi:
        by_id.append(f"doi {doi_key(paper.doi)} {title_key(paper.text)[:_BEGINS]}")
    if paper.paper_id != title_slug(paper.title):
        by_id.append(f"id {paper.paper_id}")
    return [f"title {paper.key}", *by_id]


def merge_two(old: Paper, new: Paper) -> Paper:
    """The richer of each field; a publisher's text, title and date go before a preprint's. Merging the same
    paper in again changes nothing."""
    best = max(old, new, key=_text_rank)  # the old one where they are equal
    first, second = (new, old) if new.of_record and not old.of_record else (old, new)
    doi = next((d for d in (old.doi, new.doi) if d and not is_preprint_doi(d)), old.doi or new.doi)
    return replace(
        best,
        paper_id=old.paper_id if old.arxiv_id or not new.arxiv_id else new.paper_id,
        title=first.title,
        published=_published(first, second),
        authors=max(old.authors, new.authors, key=len),
        author_count=_largest(old.author_count, new.author_count),
        organisation=old.organisation or new.organisation,
        upvotes=_largest(old.upvotes, new.upvotes),
        url=old.url or new.url,
        doi=doi,
        shared_doi=any(p.shared_doi and p.doi == doi for p in (old, new)),
        venue=first.venue or second.venue,
        sources=tuple(dict.fromkeys(old.sources + new.sources)),
        questions=tuple(dict.fromkeys(old.questions + new.questions)),
        **_standing(old, new),
    )


def _same_papers(paper: Paper, candidates: dict[int, Paper]) -> dict[int, str]:
    """The candidates that are the same paper, each with the reason; of several that only share its title,
    the one whose text is like its own, if there is one; so too where one of them was named apart."""
    found = {place: why for place, other in candidates.items() if (why := _same_id(paper, other))}
    sure = [paper, *(candidates[place] for place in found)]
    by_title = [
        place
        for place, other in candidates.items()
        if place not in found
        and not any(_ids_differ(one, other) for one in sure)
        and any(same_work(one, other) for one in sure)
    ]
    titled = [paper, *(candidates[place] for place in by_title)]
    if by_title and (len(by_title) > 1 or any(map(_is_named_apart, titled))):
        texts = [candidates[place].text for place in found] or [paper.text]  # as it was compared when it came
        likeness = {
            place: max(similarity(text, candidates[place].text) for text in texts) for place in by_title
        }
        best = max(by_title, key=lambda place: likeness[place])
        by_title = [best] if likeness[best] >= ALIKE else []
    return found | {place: _title_reason(paper, candidates[place]) for place in by_title}


def _is_named_apart(paper: Paper) -> bool:
    """Whether another paper had its title, and it was not merged with that, when it came."""
    return paper.paper_id.startswith(f"{title_slug(paper.title)}-")


def _same_id(one: Paper, other: Paper) -> str | None:
    if one.arxiv_id and one.arxiv_id == other.arxiv_id:
        return "the same arXiv id"
    if one.doi and other.doi and doi_key(one.doi) == doi_key(other.doi):
        shared = one.shared_doi or other.shared_doi
        return "the same DOI" if not shared or are_variants(one, other) else None
    if one.paper_id == other.paper_id and one.paper_id != title_slug(one.title):
        return "the same id"
    return None


def _ids_differ(one: Paper, other: Paper) -> bool:
    """Whether two ids of one kind speak against it. A preprint's DOI and its publisher's may both be of
    one work."""
    if one.arxiv_id and other.arxiv_id and one.arxiv_id != other.arxiv_id:
        return True
    if not one.doi or not other.doi or is_preprint_doi(one.doi) != is_preprint_doi(other.doi):
        return False
    if is_preprint_doi(one.doi) and not same_registrant(one.doi, other.doi):
        return False  # the same preprint on two servers
    return doi_key(one.doi) != doi_key(other.doi)


def _title_reason(one: Paper, other: Paper) -> str:
    if one.of_record != other.of_record and any(_is_preprint(paper) for paper in (one, other)):
        return f"{SAME_TITLE}, as preprint and as published"
    return SAME_TITLE


def _is_preprint(paper: Paper) -> bool:
    return bool(paper.arxiv_id) or bool(paper.doi and is_preprint_doi(paper.doi))


def _named_apart(groups: Sequence[_Group]) -> Merged:
    taken: set[str] = set()
    merged = Merged()
    for group in groups:
        paper = group.paper if group.paper.paper_id not in taken else _apart(group.paper)
        taken.add(paper.paper_id)
        merged.papers.append(paper)
        merged.members.append([number for number, _, _ in group.members])
        for number, entry, why in group.members[1:]:
            merged.by_number[number] = Merge(paper.paper_id, entry.title, entry.sources, why)
    return merged


def _apart(paper: Paper) -> Paper:
    """The paper under an id that no paper of the same title has."""
    own = doi_key(paper.own_doi) if paper.own_doi else "\n".join((*paper.authors, paper.text))
    return replace(paper, paper_id=f"{title_slug(paper.title)}-{sha256(own.encode()).hexdigest()[:6]}")


def _published(first: Paper, second: Paper) -> str | None:
    """The first one's date; where the other's says the same more precisely, the other's."""
    refines = first.of_record == second.of_record and (second.published or "").startswith(
        first.published or ""
    )
    return (second.published if refines else first.published) or first.published or second.published


def _standing(old: Paper, new: Paper) -> dict[str, Any]:
    """How often a paper is cited and whether it was retracted: as it was said last, where services were asked
    for it; what files say goes together."""
    if old.checked or new.checked:
        latest = new if (new.checked or "") >= (old.checked or "") else old
        names = ("citation_count", "retracted", "retraction_notice", "checked")
        return {name: getattr(latest, name) for name in names}
    return {
        "citation_count": _largest(old.citation_count, new.citation_count),
        "retracted": old.retracted or new.retracted,
        "retraction_notice": old.retraction_notice or new.retraction_notice,
    }


def _text_rank(paper: Paper) -> tuple[bool, bool, bool, int]:
    """An abstract before a digest, a publisher's before a preprint's, a complete text before one cut
    short, the longer one."""
    complete = paper.text.rstrip().endswith((".", "!", "?", ")"))
    return paper.text_kind == "abstract", paper.of_record, complete, len(paper.text)


def _largest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)
