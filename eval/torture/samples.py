"""The same few invented papers in every format that is text.

In: nothing. Out: samples: what stands before the records, each record's own text, what stands after them.
Every record names its title and its abstract whole, so that it can be seen what a reader lost.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from rag.text.months import MONTH_NUMBERS

ADDRESS = "https://arxiv.org/abs/"


@dataclass(frozen=True, slots=True)
class Invented:
    """A paper that nobody wrote."""

    title: str
    abstract: str
    authors: tuple[tuple[str, str], ...]
    year: int
    doi: str
    arxiv_id: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Papers in one format: `head`, the records, `tail`; `pack` makes the file of them, `unpack` takes them
    out of it, and raises where it is damaged."""

    name: str
    records: tuple[bytes, ...]
    head: bytes = b""
    tail: bytes = b""
    pack: Callable[[bytes], bytes] | None = None
    unpack: Callable[[bytes], bytes] | None = None

    @property
    def inside(self) -> bytes:
        """What is in the file, before it is packed."""
        return self.head + b"".join(self.records) + self.tail


PAPERS = (
    Invented(
        "Growing Slow Networks for Forest Floors",
        "Moss is mapped by hand, which is slow and leaves most of the ground unseen. We grow a small net one "
        "layer a week and let it label moss from photographs. It reaches 81.5% accuracy with 12 photographs.",
        (("Ann", "Fern"), ("Bo", "Lichen")),
        2019,
        "10.1234/moss.1",
        "1907.01234",
    ),
    Invented(
        "Forecasting Harbour Queues from Tide Tables",
        "Ships wait outside harbours because nobody joins the tide table with the berth plan. We join them "
        "in one model and forecast queues six hours ahead. The mean error falls from 41 to 17 minutes.",
        (("Cy", "Clay"),),
        2021,
        "10.1234/tide.2",
        "2103.04321",
    ),
    Invented(
        "Listening to Béchamel: Acoustic Signs of a Sauce that Thickens",
        "A sauce that thickens sounds lower. We record 300 pots and tell the moment to within four seconds. "
        "Cooks who were asked agree, though none of them could say what they listen to.",
        (("Dóra", "Éles"), ("Eve", "Strand"), ("Fay", "Dune")),
        2023,
        "10.1234/sauce.3",
        "2311.09876",
    ),
    Invented(
        "Paper Kites as Cheap Anemometers for Schools",
        "Schools cannot pay for masts. We fly paper kites on a string of known length and read the wind "
        "from its angle. Over 40 days the error is 0.7 metres per second, less than that of a mast.",
        (("Gil", "Reed"),),
        2024,
        "10.1234/kite.4",
        "2405.01111",
    ),
)


def _bibtex(p: Invented) -> str:
    authors = " and ".join(f"{family}, {given}" for given, family in p.authors)
    fields = f"title = {{{p.title}}},\n  author = {{{authors}}},\n  abstract = {{{p.abstract}}},\n"
    fields += f"  year = {{{p.year}}},\n  month = jul,\n  doi = {{{p.doi}}}\n"
    return f"@article{{key{p.year},\n  {fields}}}\n\n"


def _ris(p: Invented) -> str:
    authors = "".join(f"AU  - {family}, {given}\n" for given, family in p.authors)
    return (
        f"TY  - JOUR\nTI  - {p.title}\n{authors}PY  - {p.year}\nAB  - {p.abstract}\nDO  - {p.doi}\nER  - \n\n"
    )


def _nbib(p: Invented) -> str:
    authors = "".join(f"FAU - {family}, {given}\n" for given, family in p.authors)
    return (
        f"PMID- {p.year}\nOWN - NLM\nDP  - {p.year} Jul\nTI  - {p.title}\nLID - {p.doi} [doi]\n"
        f"AB  - {p.abstract}\n{authors}\n"
    )


def _wos(p: Invented) -> str:
    authors = "\n   ".join(f"{family}, {given}" for given, family in p.authors)
    return f"PT J\nAU {authors}\nTI {p.title}\nAB {p.abstract}\nPY {p.year}\nDI {p.doi}\nER\n\n"


def _enw(p: Invented) -> str:
    authors = "".join(f"%A {family}, {given}\n" for given, family in p.authors)
    return f"%0 Journal Article\n%T {p.title}\n{authors}%D {p.year}\n%R {p.doi}\n%X {p.abstract}\n\n"


def _pubmed_xml(p: Invented) -> str:
    authors = "".join(
        f"<Author><LastName>{b}</LastName><ForeName>{a}</ForeName></Author>" for a, b in p.authors
    )
    article = (
        f"<Article><ArticleTitle>{p.title}</ArticleTitle><Abstract><AbstractText>{p.abstract}</AbstractText>"
        f"</Abstract><AuthorList>{authors}</AuthorList></Article>"
    )
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{p.year}</PMID>{article}</MedlineCitation></PubmedArticle>\n"
    )


def _endnote_xml(p: Invented) -> str:
    authors = "".join(f"<author>{family}, {given}</author>" for given, family in p.authors)
    return (
        f"<record><contributors><authors>{authors}</authors></contributors><titles><title>{p.title}</title>"
        f"</titles><dates><year>{p.year}</year></dates><abstract>{p.abstract}</abstract></record>\n"
    )


def _zotero(p: Invented) -> str:
    authors = "".join(
        f"<rdf:li><foaf:Person><foaf:surname>{b}</foaf:surname><foaf:givenName>{a}</foaf:givenName>"
        "</foaf:Person></rdf:li>"
        for a, b in p.authors
    )
    return (
        f'<bib:Article rdf:about="#item_{p.year}"><z:itemType>journalArticle</z:itemType>'
        f"<bib:authors><rdf:Seq>{authors}</rdf:Seq></bib:authors><dcterms:abstract>{p.abstract}</dcterms:abstract>"
        f"<dc:date>{p.year}</dc:date><dc:title>{p.title}</dc:title></bib:Article>\n"
    )


def _atom(p: Invented) -> str:
    authors = "".join(f"<author><name>{a} {b}</name></author>" for a, b in p.authors)
    return (
        f"<entry><id>{ADDRESS}{p.arxiv_id}v1</id><published>{p.year}-07-03T10:00:00Z</published>"
        f"<title>{p.title}</title><summary>{p.abstract}</summary>{authors}</entry>\n"
    )


def _rss(p: Invented) -> str:
    return (
        f"<item><title>{p.title}</title><link>{ADDRESS}{p.arxiv_id}</link><description>arXiv:{p.arxiv_id}v1 "
        f"Announce Type: new\nAbstract: {p.abstract}</description></item>\n"
    )


def _oai(p: Invented) -> str:
    return (
        f"<record><header><identifier>oai:{p.arxiv_id}</identifier></header><metadata><oai_dc:dc "
        f'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"><dc:title>{p.title}</dc:title>'
        f"<dc:description>{p.abstract}</dc:description><dc:date>{p.year}-07-03</dc:date></oai_dc:dc></metadata>"
        "</record>\n"
    )


def _csv(p: Invented) -> str:
    authors = "; ".join(f"{family}, {given}" for given, family in p.authors)
    return f'"{authors}","{p.title}",{p.year},"{p.abstract}",{p.doi}\n'


def _tsv(p: Invented) -> str:
    return f"{p.title}\t{p.abstract}\t{p.year}\t{p.doi}\n"


def _markdown(p: Invented) -> str:
    return f"## [{p.title}]({ADDRESS}{p.arxiv_id})\n\n{p.abstract}\n\n"


def _markdown_table(p: Invented) -> str:
    return f"| {p.year}-07-03 | **{p.title}** | {p.abstract} | [{p.arxiv_id}]({ADDRESS}{p.arxiv_id}) |\n"


def _card(p: Invented) -> str:
    return (
        f'<article><h3><a href="/papers/{p.arxiv_id}">{escape(p.title)}</a></h3><p>{escape(p.abstract)}</p>'
        f'<time datetime="{p.year}-07-03T10:00:00">day</time></article>\n'
    )


def _listing(p: Invented) -> str:
    return f"{p.title}\n\n{p.abstract}\n\n• {len(p.authors)} authors\n\n·\n\nJul 3, {p.year}\n\n"


def _object(p: Invented) -> str:
    authors = [f"{given} {family}" for given, family in p.authors]
    fields = {"title": p.title, "abstract": p.abstract, "authors": authors, "year": p.year, "doi": p.doi}
    return json.dumps(fields, ensure_ascii=False)


def _inverted(p: Invented) -> str:
    """As OpenAlex writes abstracts: each word with the places where it stands."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(p.abstract.split()):
        places.setdefault(word, []).append(place)
    fields = {"id": f"W{p.year}", "display_name": p.title, "abstract_inverted_index": places}
    return json.dumps({**fields, "publication_year": p.year}, ensure_ascii=False)


def _csl(p: Invented) -> str:
    authors = [{"given": given, "family": family} for given, family in p.authors]
    issued = {"date-parts": [[p.year, MONTH_NUMBERS["july"]]]}
    fields = {"id": p.doi, "type": "article", "title": p.title, "abstract": p.abstract, "author": authors}
    return json.dumps({**fields, "issued": issued}, ensure_ascii=False)


def _list(write: Callable[[Invented], str]) -> tuple[bytes, ...]:
    last = len(PAPERS) - 1
    return tuple(f"{write(p)}{',' if n < last else ''}\n".encode() for n, p in enumerate(PAPERS))


def _made(name: str, write: Callable[[Invented], str], head: str = "", tail: str = "") -> Sample:
    return Sample(name, tuple(write(p).encode() for p in PAPERS), head.encode(), tail.encode())


_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_RDF = (
    f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {_DC} '
    'xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:foaf="http://xmlns.com/foaf/0.1/" '
    'xmlns:bib="http://purl.org/net/biblio#" xmlns:dcterms="http://purl.org/dc/terms/">\n'
)
_OAI = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" {_DC}><ListRecords>\n'
_CARDS = "<!-- saved from url=(0030)https://huggingface.co/papers -->\n<html><body><main>\n"
_DAILY = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nDec 12\n\n"

TEXTS = (
    _made("BibTeX", _bibtex),
    _made("RIS", _ris),
    _made("PubMed", _nbib, "\n"),
    _made("Web of Science", _wos, "FN Clarivate Analytics Web of Science\nVR 1.0\n", "EF\n"),
    _made("EndNote", _enw),
    _made("PubMed XML", _pubmed_xml, "<?xml version='1.0'?>\n<PubmedArticleSet>\n", "</PubmedArticleSet>\n"),
    _made("EndNote XML", _endnote_xml, "<xml><records>\n", "</records></xml>\n"),
    _made("Zotero RDF", _zotero, _RDF, "</rdf:RDF>\n"),
    _made("Atom", _atom, '<feed xmlns="http://www.w3.org/2005/Atom"><title>query</title>\n', "</feed>\n"),
    _made("RSS", _rss, '<rss version="2.0"><channel><title>updates</title>\n', "</channel></rss>\n"),
    _made("OAI-PMH", _oai, _OAI, "</ListRecords></OAI-PMH>\n"),
    _made("CSV", _csv, "Authors,Title,Year,Abstract,DOI\n"),
    _made("TSV", _tsv, "Title\tAbstract\tYear\tDOI\n"),
    _made("Markdown", _markdown, "# Reading list\n\n"),
    _made("Markdown table", _markdown_table, "| Date | Title | Abstract | PDF |\n|:--|:--|:--|:--|\n"),
    _made("HTML", _card, _CARDS, "</main></body></html>\n"),
    _made("listing", _listing, _DAILY),
    _made("JSONL", lambda p: f"{_object(p)}\n"),
    Sample("JSON", _list(_object), b'{"results": [\n', b"]}\n"),
    Sample("OpenAlex", _list(_inverted), b'{"results": [\n', b"]}\n"),
    Sample("CSL-JSON", _list(_csl), b"[\n", b"]\n"),
)
