"""The invented papers as catalogues, reference managers and publishers write them.

In: nothing. Out: samples of MARC, ReDIF, Citavi, Embase, ScienceDirect, DataCite's XML, RSCI's XML, the ACL
Anthology's XML, RefWorks, arXiv's mail, PubMed's and Scopus's texts, Copac and labelled text.
"""

from collections.abc import Callable

from eval.torture.samples import PAPERS, Invented, Sample


def _marc(p: Invented) -> str:
    def part(tag: str, text: str, letter: str = "a") -> str:
        return f'<datafield tag="{tag}"><subfield code="{letter}">{text}</subfield></datafield>'

    (given, family), *others = p.authors
    people = part("100", f"{family}, {given}.") + "".join(part("700", f"{b}, {a}.") for a, b in others)
    about = part("245", p.title) + part("260", f"{p.year}.", "c") + part("520", p.abstract)
    return f"<record>{people}{about}</record>\n"


def _redif(p: Invented) -> str:
    authors = "".join(f"Author-Name: {family}, {given}\n" for given, family in p.authors)
    about = f"Title: {p.title}\nAbstract: {p.abstract}\nYear: {p.year}\nDOI: {p.doi}\n"
    return f"Template-Type: ReDIF-Article 1.0\n{authors}{about}Handle: RePEc:mos:journl:{p.year}\n\n"


def _citavi(p: Invented) -> str:
    return (
        f'<Reference id="r{p.year}"><ReferenceType>JournalArticle</ReferenceType><Abstract>{p.abstract}'
        f"</Abstract><DOI>{p.doi}</DOI><Title>{p.title}</Title><Year>{p.year}</Year></Reference>\n"
    )


def _embase(p: Invented) -> str:
    authors = "".join(f"{family} {given[0]}.\n" for given, family in p.authors)
    source = f"Journal of Moss ({p.year}) 3:1 (1-9). Date of Publication: 3 Jul {p.year}"
    fields = f"TITLE\n{p.title}\nAUTHOR NAMES\n{authors}SOURCE\n{source}\nABSTRACT\n{p.abstract}\n"
    return f"RECORD {p.year - 2000}\n{fields}DOI\n{p.doi}\n\n"


def _embase_rows(p: Invented) -> str:
    authors = ",".join(f'"{family} {given[0]}."' for given, family in p.authors)
    source = f'"SOURCE","Journal of Moss ({p.year}) 3:1 (1-9). Date of Publication: 3 Jul {p.year}"'
    fields = f'"TITLE","{p.title}"\n"AUTHOR NAMES",{authors}\n{source}\n"ABSTRACT","{p.abstract}"\n'
    return f'{fields}"DOI","{p.doi}"\n\n'


def _sciencedirect(p: Invented) -> str:
    authors = ", ".join(f"{given} {family}" for given, family in p.authors)
    where = f"Journal of Moss, Volume 3, {p.year}, Pages 1-9, https://doi.org/{p.doi}."
    lines = (authors, p.title, *where.split(", "))
    page = f"(https://www.sciencedirect.com/science/article/pii/S{p.year})"
    return ",\n".join(lines) + f"\n{page}\nAbstract: {p.abstract}\nKeywords: Moss; Tide\n\n"


def _datacite(p: Invented) -> str:
    creators = "".join(f"<creator><creatorName>{b}, {a}</creatorName></creator>" for a, b in p.authors)
    return (
        f'<resource><identifier identifierType="DOI">{p.doi}</identifier><creators>{creators}</creators>'
        f"<titles><title>{p.title}</title></titles><publicationYear>{p.year}</publicationYear><descriptions>"
        f'<description descriptionType="Abstract">{p.abstract}</description></descriptions></resource>\n'
    )


def _rsci(p: Invented) -> str:
    authors = "".join(
        f'<author num="{n:03}"><individInfo lang="RUS"><surname>{b}</surname><initials>{a}</initials>'
        f'</individInfo><individInfo lang="ENG"><surname>{b}</surname><initials>{a}</initials></individInfo>'
        "</author>"
        for n, (a, b) in enumerate(p.authors, 1)
    )
    return (
        f'<article><artType>RAR</artType><authors>{authors}</authors><artTitles><artTitle lang="ENG">'
        f'{p.title}</artTitle></artTitles><abstracts><abstract lang="ENG">{p.abstract}</abstract></abstracts>'
        f"<codes><doi>{p.doi}</doi></codes></article>\n"
    )


def _anthology(p: Invented) -> str:
    authors = "".join(f"<author><first>{a}</first><last>{b}</last></author>" for a, b in p.authors)
    about = f"<abstract>{p.abstract}</abstract><doi>{p.doi}</doi>"
    return f'<paper id="{p.year}"><title>{p.title}</title>{authors}{about}</paper>\n'


def _refworks(p: Invented) -> str:
    authors = "".join(f"A1 {family},{given}\n" for given, family in p.authors)
    return f"RT Journal Article\n{authors}T1 {p.title}\nYR {p.year}\nAB {p.abstract}\nDO {p.doi}\n\n"


def _mail(p: Invented) -> str:
    rule, authors = "-" * 78, ", ".join(f"{given} {family}" for given, family in p.authors)
    head = f"\\\\\narXiv:{p.arxiv_id}\nDate: Wed, 3 Jul {p.year} 10:00:00 GMT   (12kb)\n\n"
    about = f"Title: {p.title}\nAuthors: {authors}\nCategories: cs.LG\n\\\\\n  {p.abstract}\n"
    return f"{rule}\n{head}{about}\\\\ ( https://arxiv.org/abs/{p.arxiv_id} ,  12kb)\n"


def _pubmed_text(p: Invented) -> str:
    authors = ", ".join(f"{family} {given[0]}({n})" for n, (given, family) in enumerate(p.authors, 1))
    number = p.year - 2000
    return (
        f"{number}. J Moss. {p.year} Jul 3;3(1):1-9. doi: {p.doi}.\n\n{p.title}.\n\n{authors}.\n\n"
        f"Author information:\n(1)Institute of Moss.\n\n{p.abstract}\n\nDOI: {p.doi}\nPMID: {p.year}00\n\n\n"
    )


def _scopus_text(p: Invented) -> str:
    authors = ", ".join(f"{family}, {given[0]}." for given, family in p.authors)
    page = f"https://www.scopus.com/inward/record.uri?eid=2-s2.0-{p.year}"
    return (
        f"{authors}\n{p.title}\n({p.year}) Journal of Moss, 3 (1), pp. 1-9.\n{page}\n\nDOI: {p.doi}\n\n"
        f"ABSTRACT: {p.abstract}\nDOCUMENT TYPE: Article\nSOURCE: Scopus\n\n"
    )


def _copac(p: Invented) -> str:
    authors = "".join(f"AU- {family}, {given}\n" for given, family in p.authors)
    return f"TI- {p.title}\n{authors}PY- {p.year}\nAB- {p.abstract}\nDO- {p.doi}\n\n"


def _labelled(p: Invented) -> str:
    authors = ", ".join(f"{given} {family}" for given, family in p.authors)
    return f"Title: {p.title}\nAuthors: {authors}\nYear: {p.year}\nAbstract: {p.abstract}\n\n"


def _made(name: str, write: Callable[[Invented], str], head: str = "", tail: str = "") -> Sample:
    return Sample(name, tuple(write(p).encode() for p in PAPERS), head.encode(), tail.encode())


_RSCI = '<journal><journalInfo lang="ENG"><title>Moss</title></journalInfo><issue><dateUni>2019</dateUni>'
_CITAVI = '<CitaviExchangeData Version="6.3.0.0">\n<Persons/>\n<References>\n'
_DATACITE = '<resources xmlns="http://datacite.org/schema/kernel-4">\n'
_ANTHOLOGY = '<collection id="2019.moss"><volume id="1">\n'

CATALOGUES = (
    _made("MARC", _marc, '<collection xmlns="http://www.loc.gov/MARC21/slim">\n', "</collection>\n"),
    _made("ReDIF", _redif),
    _made("Citavi", _citavi, _CITAVI, "</References></CitaviExchangeData>\n"),
    _made("Embase", _embase),
    _made("Embase CSV", _embase_rows),
    _made("ScienceDirect", _sciencedirect),
    _made("DataCite XML", _datacite, _DATACITE, "</resources>\n"),
    _made("RSCI", _rsci, f"{_RSCI}<articles>\n", "</articles></issue></journal>\n"),
    _made("ACL Anthology", _anthology, _ANTHOLOGY, "</volume></collection>\n"),
    _made("RefWorks", _refworks),
    _made("arXiv mail", _mail),
    _made("PubMed text", _pubmed_text),
    _made("Scopus text", _scopus_text, "Scopus\nEXPORT DATE: 3 July 2024\n\n"),
    _made("Copac", _copac),
    _made("labelled", _labelled),
)
