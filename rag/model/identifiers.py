"""Identifiers of papers, wherever they stand in a text: arXiv ids and DOIs.

In: texts as files give them. Out: each identifier in one form, and what two of them are compared by.
"""

import html
import re
from urllib.parse import unquote

_ARCHIVES = (  # all that arXiv ever had; its ids before April 2007 begin with one of them
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat "
    "cs dg-ga econ eess funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex "
    "nucl-th patt-sol physics plasm-ph q-alg q-bio q-fin quant-ph solv-int stat supr-con"
).split()
_OLD = rf"(?:{'|'.join(sorted(_ARCHIVES, key=len, reverse=True))})(?:\.[a-z-]{{2,9}})?/\d{{7}}"
_ARXIV = rf"({_OLD}|\d\d(?:0[1-9]|1[0-2])\.\d{{4,5}})(?:v\d+)?(?!\d)"
_ARXIV_ID = re.compile(rf"(?:arxiv:\s*)?{_ARXIV}(?:\s*\[[^\]]*\])?", re.IGNORECASE)
_ARXIV_INSIDE = re.compile(
    rf"(?:a(?:r|lpha)xiv\.org[/:](?:[a-z]+/)?|/papers/|\babs/|arxiv[.:/\s]\s*(?:e-?prints?\s*)?(?:\[[^\]]*\]\s*)?){_ARXIV}",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*/[^\s\"“”]+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s{}\\\"<>]+", re.IGNORECASE)
# What may stand before the id of a paper in a note on that paper, and what says that it is another's
_LABELS = (
    r"_?e-?print|number|issue|url|doi|id|report|in|version|tech(?:nical|\.)? rep(?:ort|\.)|unpublished"
    r"|(?:a |also |(?:full |long |extended )?version )?(?:available|accessible|published|posted|deposited"
    r"|submitted|pre-?print)(?: online| version| available)?(?: at| as| on| from| via| in| to)?"
    r"|also(?: at| as| on| in)?"
)
_OWN = re.compile(
    rf"\W{{0,9}}(?:(?:{_LABELS})[\s:,.(]{{1,9}}){{0,5}}(?:https?://)?(?:(?:www|export)\.)?(?:(?:doi\.org/)?10\.48550/)?"
    r"(?:arxiv(?:\.org)?[\s.:/,]{0,9}(?:e-?prints?|pre-?prints?|\[[\w.-]{2,20}\]|abs|pdf|html)?[\s:/,.]{0,9}){1,3}"
    rf"{_ARXIV}",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"\b(?:overlap|companion|supersed|comments? on|repl(?:y|ies) to|response to|rejoinder|see also|sequel"
    r"|follow[- ]?up|cf\.)",
    re.IGNORECASE,
)
_NOTED_DOI = re.compile(
    r"(?:^|\n)\s{0,9}(?:doi\s{0,3}:?|(?=https?://(?:dx\.)?doi\.org))\s{0,9}(\S+)", re.IGNORECASE
)
_DOI_IN_ADDRESS = re.compile(
    r"(?:\bdoi\.org[/:]|/(?:doi|articles?|chapter|book|content|abstract)/(?:[a-z]+/)?|[?&](?:id|doi)=)(?=10\.)",
    re.IGNORECASE,
)
_ADDRESS_TAIL = re.compile(
    r"[?#].*$|&\w+=.*$|/(?:full|fulltext|abstract|pdf|epdf|meta|summary)/?$|\.(?:full(?:-text|\.pdf(?:\+html)?)?|abstract|pdf|xml|html?)$",
    re.I,
)
_SAMPLE_DOI = re.compile(r"10\.1145/1122445\.1122456|.*(?:n{4,}|x{4,}).*", re.IGNORECASE)  # of templates
_PREPRINT_DOI = re.compile(  # registrants of preprint servers only, or the part of them that is one
    r"10\.(?:48550/arxiv\.|1101/(?:\d{6,}|\d{4}\.\d\d\.\d\d\.\d+)|64898/|2139/ssrn|21203/rs\.|20944/preprints"
    r"|26434/chemrxiv|31234/|31219/|31235/|31222/|31223/|31730/|35542/|36227/techrxiv|22541/|14293/s2199|12688/"
    r"|5194/(?:egusphere|[a-z]{2,6})-\d{4}-\d+(?:-discuss)?$|2196/preprints\.|1002/essoar|33774/|51094/jxiv|1590/scielopreprints|7287/peerj\.preprints)"
)
_VERSION = re.compile(r"(?:[./]?v|/)\d{1,2}$")
_NO_SIGN = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{8,});?")  # a number that no sign has
_LONGEST_NAMING = 2_000  # characters of what may name an arXiv id
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def arxiv_id_of(text: str) -> str | None:
    """The arXiv id that the text is: without its version and, before 2007, without its subject class."""
    found = _ARXIV_ID.fullmatch(text.strip())
    return _plain_arxiv(found[1]) if found else None


def arxiv_id_in(*texts: str | None) -> str | None:
    """The arXiv id that one of the texts is, or names as one: in an address, a DOI, after "arXiv:"."""
    for text in texts:
        if not text:
            continue
        if whole := arxiv_id_of(text):
            return whole
        if found := _ARXIV_INSIDE.search(_unescaped(text[:_LONGEST_NAMING])):
            return _plain_arxiv(found[1])
    return None


def arxiv_id_noted(note: str | None) -> str | None:
    """The arXiv id that a note gives as its own paper's; "text overlap with arXiv:1901.01234" gives none."""
    lines = [] if _OF_ANOTHER.search(note or "") else (note or "").splitlines()
    own = next(filter(None, (_OWN.match(_unescaped(line)) for line in lines)), None)
    return _plain_arxiv(own[1]) if own else None


def doi_noted(note: str | None) -> str | None:
    """The DOI that a note gives as that of its own paper, in a line that begins with it."""
    found = _NOTED_DOI.search(_unescaped(note or ""))
    return doi_in(found[1]) if found else None


def doi_in(*texts: str | None) -> str | None:
    """The first DOI in the texts, spelt as it came: "10.1000/xyz" of "https://doi.org/10.1000/xyz"."""
    for text in texts:
        found = _DOI.search(_unescaped(text or ""))
        doi = _trimmed(found[0]) if found else ""
        if not doi.endswith("/") and "/" in doi and not _SAMPLE_DOI.fullmatch(doi):
            return doi
    return None


def doi_in_address(url: str | None) -> str | None:
    """The DOI that an address is of: of doi.org, or of a publisher that has it after /doi/."""
    address = _unescaped(url or "", coded=True)
    found = _DOI_IN_ADDRESS.search(address)
    return doi_in(_ADDRESS_TAIL.sub("", address[found.end() :])) if found else None


def url_in(text: str | None) -> str | None:
    """The address in a text, without what LaTeX wrapped it in; the text itself where none is seen."""
    address = _ADDRESS.search(_unescaped(text or "", coded=True))
    return _trimmed(address[0]) if address else (text or "").strip() or None


def doi_key(doi: str) -> str:
    """DOIs with the same key are of one paper: their case means nothing, nor a preprint's version."""
    key = doi.casefold()
    return _VERSION.sub("", key) if _PREPRINT_DOI.match(key) or "figshare." in key else key


def is_preprint_doi(doi: str) -> bool:
    """Whether a preprint server gave it."""
    return bool(_PREPRINT_DOI.match(doi.casefold()))


def same_registrant(one: str, other: str) -> bool:
    """Whether one publisher or server gave both DOIs: it gives a work no second."""
    return one.partition("/")[0] == other.partition("/")[0]


def _plain_arxiv(found: str) -> str:
    archive, slash, number = found.partition("/")
    return f"{archive.partition('.')[0].lower()}/{number}" if slash else found


def _unescaped(text: str, *, coded: bool = False) -> str:
    """Without what BibTeX, HTML and addresses write for single characters; `coded` leaves the last."""
    text = html.unescape(_NO_SIGN.sub("", re.sub(r"\\(?=[_%#&<>{}])|\{\\textunderscore\s*\}", "", text)))
    text = re.sub(r"\{_\}", "_", text)
    return text if coded else unquote(text)


def _trimmed(doi: str) -> str:
    """Without the marks that ended the sentence or the bracket that it stood in."""
    while doi and (
        doi[-1] in ".,;:'’" or (doi[-1] in _PAIRS and doi.count(doi[-1]) > doi.count(_PAIRS[doi[-1]]))
    ):
        doi = doi[:-1]
    return doi
