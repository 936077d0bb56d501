"""The invented papers as databases, libraries and services write them.

In: nothing. Out: samples of Ovid's and ADS's texts, MODS, TEI, JATS and Europe PMC's XML.
"""

from collections.abc import Callable

from eval.torture.samples import PAPERS, Invented, Sample


def _ovid(p: Invented) -> str:
    authors = "".join(f"AU  - {family}, {given}\n" for given, family in p.authors)
    about = f"TI  - {p.title}\nAB  - {p.abstract}\nYR  - {p.year}\n\n"
    return f"<{p.year}. >\nVN  - Ovid Technologies\n{authors}{about}"


def _ads(p: Invented) -> str:
    authors = ";   ".join(f"{family}, {given}" for given, family in p.authors)
    return f"%R {p.year}JMoss...3....1F\n%T {p.title}\n%A {authors}\n%D {p.year}\n%B {p.abstract}\n\n"


def _mods(p: Invented) -> str:
    names = "".join(f"<name><namePart>{family}, {given}</namePart></name>" for given, family in p.authors)
    return (
        f"<mods><titleInfo><title>{p.title}</title></titleInfo>{names}<abstract>{p.abstract}</abstract>"
        f"<originInfo><dateIssued>{p.year}</dateIssued></originInfo></mods>\n"
    )


def _tei(p: Invented) -> str:
    authors = "".join(
        f"<author><persName><forename>{given}</forename><surname>{family}</surname></persName></author>"
        for given, family in p.authors
    )
    return (
        f"<biblFull><titleStmt><title>{p.title}</title>{authors}</titleStmt><profileDesc><abstract><p>{p.abstract}"
        "</p></abstract></profileDesc></biblFull>\n"
    )


def _jats(p: Invented) -> str:
    authors = "".join(
        f"<contrib><name><surname>{family}</surname><given-names>{given}</given-names></name></contrib>"
        for given, family in p.authors
    )
    return (
        f"<article><front><article-meta><title-group><article-title>{p.title}</article-title></title-group>"
        f"<contrib-group>{authors}</contrib-group><abstract><p>{p.abstract}</p></abstract></article-meta></front>"
        "</article>\n"
    )


def _europe_pmc(p: Invented) -> str:
    authors = ", ".join(f"{family} {given[0]}" for given, family in p.authors)
    return (
        f"<result><doi>{p.doi}</doi><title>{p.title}</title><authorString>{authors}.</authorString>"
        f"<pubYear>{p.year}</pubYear><abstractText>{p.abstract}</abstractText></result>\n"
    )


def _made(name: str, write: Callable[[Invented], str], head: str = "", tail: str = "") -> Sample:
    return Sample(name, tuple(write(p).encode() for p in PAPERS), head.encode(), tail.encode())


SERVICES = (
    _made("Ovid", _ovid),
    _made("ADS", _ads),
    _made("MODS", _mods, '<modsCollection xmlns="http://www.loc.gov/mods/v3">\n', "</modsCollection>\n"),
    _made("TEI", _tei, '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>\n', "</body></text></TEI>\n"),
    _made("JATS", _jats, "<pmc-articleset>\n", "</pmc-articleset>\n"),
    _made("Europe PMC", _europe_pmc, "<responseWrapper><resultList>\n", "</resultList></responseWrapper>\n"),
)
