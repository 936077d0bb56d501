"""Where the abstracts are, when a file has records without them.

In: a file, and which of its records could not be read. Out: a line on what the tool that wrote it has to be
told, where most records lack an abstract. The tool is seen from what it writes into its files.
"""

from collections.abc import Sequence

from rag.ingest.formats.format import Problem, Source

NO_ABSTRACT = "no abstract"
_START = 200_000  # bytes in which a tool is looked for

# signs of a tool in what it writes ("|" between several), and what to do for abstracts; the first that fits
_TOOLS: tuple[tuple[str, str], ...] = (
    (
        "dblp computer science bibliography|dblp.org/rec/|<dblp",
        "DBLP has no abstracts; export the papers from a service that does, such as OpenAlex",
    ),
    (
        "aclanthology.org|aclweb.org/anthology",
        "the ACL Anthology has a file of its own with abstracts: anthology+abstracts.bib.gz",
    ),
    (
        'unique-id = {wos|unique-id = {isi|ut wos:|fn clarivate|wos:0|"wos:',
        "in Web of Science export with “Full Record” as record content",
    ),
    (
        "source = {scopus}|source={scopus}|www.scopus.com|db  - scopus",
        "in Scopus tick “Abstract” under “Abstract & keywords” when you export",
    ),
    (
        "ieeexplore.ieee.org|ieee xplore",
        "in IEEE Xplore choose “Citation and Abstract” when you export",
    ),
    (
        "pmid,title,authors|pmid- |,entrezuid",
        "in PubMed save in the format “PubMed”; its CSV has no abstracts",
    ),
    (
        "springer.com",
        "SpringerLink's lists have no abstracts; export the papers one by one, or from another service",
    ),
    (
        'api.crossref.org|"message-type"|"is-referenced-by-count"',
        "not every publisher gives Crossref its abstracts; ask OpenAlex for the rest",
    ),
    (
        '"abstract_inverted_index"|openalex.org',
        "OpenAlex has none of these; ask Semantic Scholar, or the publisher",
    ),
    (
        '"paperid"|semanticscholar.org',
        "ask the Semantic Scholar API for them: fields=title,abstract,authors,year,externalIds",
    ),
    (
        "mendeley",
        "Mendeley exports the abstract of each entry that has one; add them there, then export again",
    ),
    (
        "jabref",
        "JabRef keeps the abstract of each entry that has one; add them there, then save again",
    ),
    (
        "endnote",
        "in EndNote export in a style that has abstracts, such as “RefMan (RIS) Export”",
    ),
    (
        "zotero",
        "Zotero exports the abstract of each item that has one, unless Better BibTeX is told to omit it",
    ),
    (
        "primaryclass",
        "arXiv's BibTeX has no abstracts; save the listing page instead, or ask its API",
    ),
)
_OTHERWISE = "export with abstracts: most tools have an option for it; Google Scholar and DBLP have none"


def where_abstracts_are(source: Source, failed: Sequence[Problem], records: int) -> str | None:
    """A line for the reader, where at least half of the records have no abstract."""
    lacking = sum(problem.what == NO_ABSTRACT for problem in failed)
    if not lacking or 2 * lacking < records:
        return None
    start = source.data[:_START].lower()
    told = next(
        (advice for signs, advice in _TOOLS if any(sign.encode() in start for sign in signs.split("|"))),
        _OTHERWISE,
    )
    return f"most records have no abstract; {told}"
