"""Identifiers of papers, wherever they stand in a text.

In: texts as files and readers write them. Out: arXiv ids without their version, DOIs in lower case without
an address around them.
"""

import re
from urllib.parse import unquote

_ID = r"(?:[a-z]+(?:-[a-z]+)*(?:\.[a-z]{2})?/\d{7}|\d\d(?:0[1-9]|1[0-2])\.\d{4,5})"
_END = r"(?![\w/]|\.\d)"
ARXIV_ADDRESS = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)|/papers)/([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})"
)
ARXIV_ID = re.compile(r"(?:arxiv:)?([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)
# in running text an id counts only where arXiv is named right before it; "abs/..." is how DBLP wrote it
_SPOKEN = re.compile(
    rf"(?:arxiv\b(?:\.org)?(?:\s*(?:preprint|e-?print|id|identifier|number))?[\s:./,#(\[]*"
    rf"(?:(?:abs|pdf|html|arxiv)[/:.]\s*)?|(?<!\w)(?:corr\W+)?abs/)({_ID})(?:v\d+)?{_END}",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?<![\d.])10\.\d{4,9}(?:\.\d+)*/(?:(?!</)[^\s\"'|<>“”{}])+", re.IGNORECASE)
_CLOSING = {")": "(", "]": "["}
# Registrants, with what follows, that give numbers to manuscripts before any journal has taken them.
_PREPRINT_DOI = re.compile(
    r"10\.(?:48550/arxiv\.|1101/(?:\d{6}|\d{4}\.\d\d\.\d\d\.)|64898/|21203/rs\.|2139/ssrn|31234/|31219/|31222/"
    r"|31235/|35542/|26434/chemrxiv|20944/preprints|36227/techrxiv|22541/|7287/peerj\.preprints|12688/"
    r"|33774/|2196/preprints|48448/|51094/|32942/)"
)
ARXIV_DOI = "10.48550/arxiv."


def arxiv_id_in(*texts: str | None) -> str | None:
    """The arXiv id that one of the texts is, points to or names after the word arXiv; without its version."""
    for text in texts:
        plain = " ".join((text or "").split())
        found = ARXIV_ID.fullmatch(plain) or ARXIV_ADDRESS.search(plain) or _SPOKEN.search(plain)
        if found:
            return found[1].lower() if found[1].isupper() else found[1]
    return None


def doi_in(*texts: str | None) -> str | None:
    """The first DOI that stands in the texts, as a number alone, in lower case: case means nothing in it."""
    for text in texts:
        readable = unquote(text or "") if "%2f" in (text or "").lower() else text or ""
        found = _DOI.search(readable.replace("\\_", "_"))
        if found and not (doi := _without_end(found[0])).endswith("/"):
            return doi.lower()
    return None


def is_preprint_doi(doi: str) -> bool:
    """Whether the number is one of a server of preprints, not of a journal or of proceedings."""
    return bool(_PREPRINT_DOI.match(doi))


def _without_end(doi: str) -> str:
    """Without what belongs to the sentence around it: a full stop, a bracket that was opened before."""
    while doi[-1] in ".,;:!?" or (doi[-1] in _CLOSING and doi.count(doi[-1]) > doi.count(_CLOSING[doi[-1]])):
        doi = doi[:-1]
    return doi
