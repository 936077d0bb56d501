"""When two papers are the same, and one paper made of both.

In: papers. Out: each once, with the richer of each field. An arXiv id or a DOI that both have makes them one.
A title makes them one as long as nothing speaks against it: other arXiv ids, DOIs of two journals, authors of
whom none is the same, a title that says nothing ("Editorial"). Of a preprint and the version of record, the
latter's text, date, venue and DOI are kept.
"""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from rag.model.identifiers import is_preprint_doi
from rag.model.paper import Paper, title_key, title_slug

_SAYS_NOTHING = frozenset(
    title_key(title)
    for title in (
        "abstract, abstracts, acknowledgements, author index, author reply, authors' reply, "
        "book review, book reviews, case report, comment, commentary, conclusion, conclusions, "
        "correction, correspondence, corrigendum, discussion, editorial, editor's note, erratum, "
        "foreword, from the editor, guest editorial, in memoriam, in reply, introduction, "
        "introduction to the special issue, letter, letter to the editor, letters, "
        "message from the editor, news, obituary, oral presentations, overview, perspective, poster, "
        "poster session, posters, preface, reply, response, retraction, retraction note, "
        "subject index, summary, the authors reply, untitled"
    ).split(", ")
)
MOST_INITIALS = 3  # capitals behind a name: "Smith AB"


def merge(papers: Iterable[Paper]) -> list[Paper]:
    """One paper for each that is the same, in order of first appearance."""
    merged: dict[int, Paper] = {}
    places: dict[str, list[int]] = {}  # by title key and by arXiv id: where it may be found
    ids: dict[str, int] = {}
    for number, paper in enumerate(papers):
        found = _same_papers(paper, merged, places)
        place = found[0] if found else number
        for other in reversed(found):
            paper = merge_two(merged.pop(other), paper)
        if merged.get(ids.get(paper.paper_id, place), paper) is not paper:
            paper = apart(paper)
        merged[place] = paper
        ids[paper.paper_id] = place
        for identity in _identities(paper):
            known = places.setdefault(identity, [])
            if place not in known[-1:]:
                known.append(place)
    return [merged[place] for place in sorted(merged)]


def same_paper(one: Paper, other: Paper) -> bool:
    """The same arXiv id or DOI, or the same title as long as nothing speaks against it."""
    if _shares_number(one, other):
        return True
    if one.key != other.key or _differ(one, other):
        return False
    return one.key not in _SAYS_NOTHING or title_key(one.text) == title_key(other.text)


def same_papers(paper: Paper, candidates: Iterable[Paper]) -> list[int]:
    """The places of the candidates that are this paper, and with it one another: two that are known to differ
    are not joined by a third that could be either. Those with its own number are asked first."""
    listed = list(candidates)
    in_turn = sorted(range(len(listed)), key=lambda place: not _shares_number(listed[place], paper))
    whole, found = paper, list[int]()
    for place in in_turn:
        other = listed[place]
        if same_paper(other, paper) and (_shares_number(other, whole) or not _differ(other, whole)):
            whole = merge_two(other, whole)
            found.append(place)
    return sorted(found)


def apart(paper: Paper) -> Paper:
    """The paper under an id that another one of the same title does not have; always the same one."""
    about = paper.doi or "\n".join((*paper.authors, paper.text))
    return replace(
        paper, paper_id=f"{title_slug(paper.title)}-{hashlib.sha256(about.encode()).hexdigest()[:8]}"
    )


def merge_two(old: Paper, new: Paper) -> Paper:
    """The richer of each field; merging the same paper in again changes nothing."""
    best = max(old, new, key=_text_rank)  # the old one where they are equal
    first, second = (new, old) if _is_preprint(old) and _is_of_record(new) else (old, new)
    return replace(
        best,
        paper_id=old.paper_id if old.arxiv_id or not new.arxiv_id else new.paper_id,
        title=old.title,
        published=_published(first, second),
        authors=max(old.authors, new.authors, key=len),
        author_count=_largest(old.author_count, new.author_count),
        organisation=old.organisation or new.organisation,
        upvotes=_largest(old.upvotes, new.upvotes),
        url=old.url or new.url,
        doi=first.doi or second.doi,
        venue=first.venue or second.venue,
        sources=tuple(dict.fromkeys(old.sources + new.sources)),
        questions=tuple(dict.fromkeys(old.questions + new.questions)),
    )


def _published(first: Paper, second: Paper) -> str | None:
    """The first one's date; the other's where it says the same more precisely, and is no other version's."""
    one, other = first.published, second.published
    if one and other and other.startswith(one) and not (_is_of_record(first) and _is_preprint(second)):
        return other
    return one or other


def _is_of_record(paper: Paper) -> bool:
    """Whether it has the DOI of a journal or of proceedings."""
    return bool(paper.doi and not is_preprint_doi(paper.doi))


def _is_preprint(paper: Paper) -> bool:
    """Whether it has a number, but that of a server of preprints only."""
    return bool(paper.doi or paper.arxiv_id) and not _is_of_record(paper)


def _shares_number(one: Paper, other: Paper) -> bool:
    return bool(one.arxiv_id and one.arxiv_id == other.arxiv_id) or bool(one.doi and one.doi == other.doi)


def _differ(one: Paper, other: Paper) -> bool:
    """Whether two papers of one title are two works all the same."""
    if one.arxiv_id and other.arxiv_id:
        return True
    if one.doi and other.doi and is_preprint_doi(one.doi) == is_preprint_doi(other.doi):
        return True
    ours, theirs = _families(one), _families(other)
    return bool(ours and theirs) and not ours & theirs


def _families(paper: Paper) -> frozenset[str]:
    """Its authors' family names, without accents: all words but the first, or but initials behind them. A
    name of the same words in another order is the same name."""
    found = set[str]()
    for name in paper.authors:
        words = [word for word in name.replace(",", " ").replace("-", " ").split() if word]
        initials_last = len(words) > 1 and words[-1].isupper() and len(words[-1]) <= MOST_INITIALS
        plain = [_letters(word) for word in words]
        found.update(plain[:-1] if initials_last else plain[1:] or plain)
        found.add(" ".join(sorted(plain)))
    return frozenset(word for word in found if len(word) > 1)


def _letters(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word).casefold() if c.isalpha())


def _identities(paper: Paper) -> list[str]:
    numbers = {"arxiv": paper.arxiv_id, "doi": paper.doi}
    return [f"title {paper.key}", *(f"{kind} {number}" for kind, number in numbers.items() if number)]


def _same_papers(paper: Paper, merged: dict[int, Paper], places: dict[str, list[int]]) -> list[int]:
    """Where the same paper stands already; more than one when this entry shows two to be one."""
    near = {place for identity in _identities(paper) for place in places.get(identity, [])}
    known = sorted(place for place in near if place in merged)
    return [known[number] for number in same_papers(paper, (merged[place] for place in known))]


def _text_rank(paper: Paper) -> tuple[bool, bool, bool, int]:
    """An abstract before a digest, a complete text before one cut short, that of the version of record, the
    longer one."""
    complete = paper.text.rstrip().endswith((".", "!", "?", ")"))
    return paper.text_kind == "abstract", complete, _is_of_record(paper), len(paper.text)


def _largest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)
