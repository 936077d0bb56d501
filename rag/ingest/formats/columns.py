"""What the columns of a table of papers are, by their headings, and the papers of its rows.

In: rows of cells as text. Out: an Entry or a Problem for each row below the headings. Their names are
those of Scopus, Web of Science, IEEE Xplore, PubMed, Springer, Dimensions, Lens, OpenAlex, Zotero, lists
of accepted papers and our own export. For the modules of tables.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.ingest.formats.foreign import english, in_english
from rag.ingest.formats.format import Entry, Problem
from rag.ingest.formats.json_records import plain_fields
from rag.ingest.formats.people import people_in, printed, unglued
from rag.ingest.formats.record import (
    addresses,
    arxiv_in,
    comma_before_initials,
    doi_in,
    noted_arxiv,
    one_date,
    paper_or_problem,
)

# Headings as `_key` spells them, the more telling first.
_TITLES = (
    "title papertitle articletitle documenttitle itemtitle doctitle primarytitle titleprimary displayname "
    "submissiontitle papername titles ti name paper"
).split()
_ABSTRACTS = (
    "abstract abstractnote abstracttext paperabstract abstracts abstractinvertedindex summary summaries ab "
    "abstractofpaper plainabstract descriptionabstract description text"
).split()
_AUTHORS = (
    "authorfullnames authors author authorsprimary fullauthors authornames authorlist authorslist "
    "authorshipsauthordisplayname authorshipsrawauthorname authorsrawnames authfullnames af au creators "
    "creator contributors inventors authorstring contributorauthor"
).split()
_DATES = (
    "publicationdate datepublished publisheddate published pubdate date issuedate coverdate onlinedate "
    "dateissued produceddates conferencedate publicationdateonline publicationdateprint pd "
    "pubdatefreefrom pubdatefreeform pubmonthday submitteddate announcedate pdate cdate"
).split()
_YEARS = "publicationyear pubyear year yearpublished publishedyear dateyear py yr".split()
_EARLY = "earlyaccessdate ea".split()  # before it has a volume
_DOIS = (
    "doi articledoi itemdoi paperdoi di digitalobjectidentifier doilink doinumber idsdoi bookdoi doiids "
    "identifierdoi dl"
).split()
_ADDRESSES = (
    "url link articleurl paperurl sourceurl documenturl externalurl landingpageurl "
    "primarylocationlandingpageurl bestoalocationlandingpageurl paperlink articlelink doilink urls "
    "links pdfurl pdflink fulltexturl identifieruri uris ur"
).split()
_ARXIV = (
    "arxivid arxivids arxiv arxivurl arxivlink eprint idsarxiv preprint id paperid entryid number "
    "archiveid archivelocation callnumber journal sourcetitle publicationtitle"
).split()
_NOTES = ("extra", "notes", "note")
_VENUES = (
    "sourcetitle publicationtitle publicationname "
    "journal journalbook journaltitle journalname venue conference "
    "conferencename booktitle containertitle journaltitles booktitles primarylocationsourcedisplayname "
    "periodicalfull sourcefulltitle source publication secondarytitle titlesecondary "
    "periodicalabbrev so jo pubtitle event meeting"
).split()
_ORGANISATIONS = ("organisation", "organization")
_ALL = frozenset({"issn", "volume"}).union(
    _TITLES, _ABSTRACTS, _AUTHORS, _DATES, _YEARS, _DOIS, _ADDRESSES, _ARXIV, _VENUES
)
_HEADING_WITHIN = 12  # rows: above the headings may stand what was searched for
_MOST_HEADINGS = 2000
_LONGEST_HEADING = 100  # characters
# Embase has the date in the source: "Journal of Sand (2019) 3:1 (1-9). Date of Publication: 3 Jul 2019"
_EMBASE = re.compile(r" \(\d{4}\) .{0,200}Date of Publication: (.+)")
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'")


@dataclass(frozen=True)
class Headings:
    """The headings of a table, and in which of its rows, counted from 0, they stand."""

    names: tuple[str, ...]
    row: int

    def fields(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells that hold anything, by heading; of two of one heading the first."""
        found: dict[str, str] = {}
        for name, cell in zip(self.names, cells, strict=False):
            if cell.strip():
                found.setdefault(name, cell.strip())
        for name, known in list(in_english(found)):
            found.setdefault(known, found[name])
        return found

    def are_again(self, cells: Sequence[str]) -> bool:
        """Whether a row holds headings once more, as where tables were joined."""
        again = headings_in([cells])
        return bool(again and set(again.names) & set(self.names) & set(_TITLES))

    def without_foreign(self, width: int) -> "Headings":
        """Where rows are only `width` wide, without what was pasted in front of headings on their line."""
        extra = len(self.names) - width
        if extra > 0 and not any((english(name) or name) in _ALL for name in self.names[:extra]):
            return Headings(self.names[extra:], self.row)
        return self


def headings_in(rows: Sequence[Sequence[str]]) -> Headings | None:
    """The first row that names a title and an abstract, or a title and two other things that papers have."""
    for number, row in enumerate(rows[:_HEADING_WITHIN]):
        filled = max((at for at, cell in enumerate(row, 1) if cell.strip()), default=0)
        if filled > _MOST_HEADINGS or any(len(cell) > _LONGEST_HEADING for cell in row):
            continue
        names = tuple(_key(cell) for cell in row[:filled])
        known = {english(name) or name for name in names}
        others = _ALL.intersection(known).difference(_TITLES)
        if known & set(_TITLES) and _is_telling(others):
            return Headings(names, number)
    return None


def _is_telling(others: frozenset[str]) -> bool:
    return bool(others & set(_ABSTRACTS)) or len(others) >= 2


def _key(heading: str) -> str:
    """One spelling for "Article Title", "article_title" and "Article title (required)"."""
    plain = re.sub(
        r"\([^)\n]{0,200}+\)|\[[^\]\n]{0,200}+\]|^\s*+(?:dc|dcterms)[.:]", "", heading
    )  # DSpace's "dc.title[en]"
    return re.sub(r"[\W_]+", "", plain).lower()


def entry_of(fields: Mapping[str, str], where: str) -> Entry | Problem:
    """The paper of one row, its cells by heading."""
    links = addresses(*_cells(fields, _ADDRESSES))
    count = fields.get("authorcount", "")
    votes = fields.get("upvotes", "")
    others = _printed_ids(fields)
    dois = [*_cells(fields, _DOIS), *filter(None, (others.get("doi"),))]
    ids = [
        *filter(None, (others.get("arxiv"), others.get("arxivid"))),
        *_cells(fields, _ARXIV[:9]),
        *dois,
        *links,
        *_cells(fields, _ARXIV[9:]),
    ]
    return paper_or_problem(
        where,
        next(_cells(fields, _TITLES), None),
        _abstract(fields),
        authors=_authors(fields),
        author_count=int(count) if re.fullmatch(r"[0-9]{1,6}", count) else None,
        date=_date(fields),
        url=next(iter(links), None),
        doi=doi_in(*dois, *links),
        arxiv_id=arxiv_in(*ids, *noted_arxiv(_cells(fields, _NOTES))),
        venue=_EMBASE.sub("", next(_cells(fields, _VENUES), "")) or None,
        organisation=next(_cells(fields, _ORGANISATIONS), None),
        upvotes=int(votes) if re.fullmatch(r"[0-9]{1,9}", votes) else None,
        text_kind="digest" if fields.get("textkind") == "digest" else "abstract",
    )


def _printed_ids(fields: Mapping[str, str]) -> dict[str, str]:
    """The ids in a cell that holds an object of them, as of Semantic Scholar."""
    cell = fields.get("externalids", "")
    if not cell.startswith("{"):
        return {}
    found = plain_fields({"externalids": printed(cell)})
    return {name: text for name in ("doi", "arxiv", "arxivid") if isinstance(text := found.get(name), str)}


def _cells(fields: Mapping[str, str], names: Sequence[str]) -> Iterator[str]:
    return (fields[name] for name in names if name in fields)


def _abstract(fields: Mapping[str, str]) -> str | None:
    """The first cell of an abstract; OpenAlex's inverted index of one is turned round. What the old PubMed
    called a description were the authors."""
    names = _ABSTRACTS if "entrezuid" not in fields else _ABSTRACTS[: _ABSTRACTS.index("description")]
    for text in _cells(fields, names):
        if not text.startswith("{"):
            return text
        try:
            index = json.loads(text)
        except (ValueError, RecursionError):
            return text
        inverted = plain_fields({"abstract_inverted_index": index}).get("abstract")
        return inverted if isinstance(inverted, str) else text
    return None


def _authors(fields: Mapping[str, str]) -> list[str]:
    """Each person; Scopus writes a number behind each name, PubMed and Scopus initials without a comma."""
    line = re.sub(r",\s{0,3}null\b", "", next(_cells(fields, _AUTHORS), ""))  # RefWorks has no given name
    if line.startswith("["):  # a list as Python or JSON prints it
        if not isinstance(listed := printed(line), str):
            return comma_before_initials(people_in(listed))
        line = "; ".join(one or other for one, other in _QUOTED.findall(line)) or line.strip("[]")
    if "itemtitle" in fields:  # SpringerLink's, of which each part of the line is a name
        apart = unglued(line)
        return apart if len(apart) > 1 else list(people_in(line))
    lines = re.sub(r" ?\(\d{6,}\)", "", line).splitlines()
    names = people_in(re.sub(r",(?:\s*,)+", ",", "; ".join(lines)))
    return comma_before_initials(names)


def _of(part: str) -> tuple[str, ...]:
    return tuple(f"{word}{part}" for word in ("publication", "published", "pub", "issue", "date"))


def _date(fields: Mapping[str, str]) -> str | None:
    year = next(_cells(fields, _YEARS), None)
    dates = list(_cells(fields, _DATES))
    parts = [
        cell
        for names in (("month", *_of("month")), ("day", *_of("day")))
        if (cell := next(_cells(fields, names), None))
    ]
    if year and parts and not dates:
        plain = all(part.isdecimal() for part in parts)
        dates = [("-" if plain else " ").join([year, *parts])]
    inside = next((found[1] for cell in _cells(fields, _VENUES) if (found := _EMBASE.search(cell))), None)
    return one_date(year, *dates, inside) or next(_cells(fields, _EARLY), None)
