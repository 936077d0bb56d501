"""The invented papers as services and programs write them in JSON.

In: nothing. Out: samples of DataCite, Crossref, Semantic Scholar, S2ORC, CORD-19, Europe PMC, CORE,
OpenReview's two versions, Papers with Code, Zotero, Better BibTeX, arXiv's dump, INSPIRE, bioRxiv, HAL, DOAJ,
Web of Science, PLOS, Hugging Face and Elsevier. A record stands on a line of its own, or on several where
its program sets it so.
"""

import json
from collections.abc import Callable
from typing import Any

from eval.torture.samples import PAPERS, Invented, Sample

Fields = dict[str, Any]


def _plain(p: Invented) -> Fields:
    return {"title": p.title, "abstract": p.abstract}


def _names(p: Invented) -> list[str]:
    return [f"{given} {family}" for given, family in p.authors]


def _named(p: Invented, given: str, family: str, **more: Any) -> list[Fields]:
    return [{given: a, family: b, **more} for a, b in p.authors]


def _datacite(p: Invented) -> Fields:
    about = {"titles": [{"title": p.title}], "creators": [{"name": f"{b}, {a}"} for a, b in p.authors]}
    described = [{"descriptionType": "Abstract", "description": p.abstract}]
    dates = {"publicationYear": p.year, "dates": [{"dateType": "Issued", "date": f"{p.year}-07-03"}]}
    return {
        "id": p.doi,
        "type": "dois",
        "attributes": {"doi": p.doi, **about, **dates, "descriptions": described},
    }


def _crossref(p: Invented) -> Fields:
    where = {"container-title": ["Journal of Moss"], "issued": {"date-parts": [[p.year, 7, 3]]}}
    about = {"title": [p.title], "abstract": f"<jats:p>{p.abstract}</jats:p>"}
    return {"DOI": p.doi, "type": "journal-article", **about, "author": _named(p, "given", "family"), **where}


def _semantic_scholar(p: Invented) -> Fields:
    ids = {"paperId": f"s{p.year}", "externalIds": {"ArXiv": p.arxiv_id, "DOI": p.doi}}
    return {**ids, **_plain(p), "year": p.year, "authors": [{"authorId": "1", "name": n} for n in _names(p)]}


def _s2orc(p: Invented) -> Fields:
    people = _named(p, "first", "last", middle=[], suffix="")
    ids = {"paper_id": str(p.year), "arxiv_id": p.arxiv_id, "doi": p.doi}
    return {**ids, **_plain(p), "authors": people, "year": p.year, "journal": "Journal of Moss"}


def _cord19(p: Invented) -> Fields:
    about = {"title": p.title, "authors": _named(p, "first", "last")}
    body = [{"text": "Moss grows where nobody walks.", "section": "Introduction"}]
    return {
        "paper_id": f"c{p.year}",
        "metadata": about,
        "abstract": [{"text": p.abstract, "section": "Abstract"}],
        "body_text": body,
    }


def _europe_pmc(p: Invented) -> Fields:
    line = ", ".join(f"{family} {given[0]}" for given, family in p.authors)
    about = {"title": p.title, "authorString": f"{line}.", "abstractText": p.abstract}
    return {"id": str(p.year), "source": "MED", "doi": p.doi, **about, "pubYear": str(p.year)}


def _core(p: Invented) -> Fields:
    when = {"publishedDate": f"{p.year}-07-03T00:00:00", "yearPublished": p.year}
    people = [{"name": f"{b}, {a}"} for a, b in p.authors]
    return {"id": p.year, "doi": p.doi, "arxivId": p.arxiv_id, **_plain(p), "authors": people, **when}


def _openreview(p: Invented) -> Fields:
    return {
        "id": f"n{p.year}",
        "forum": f"F{p.year}",
        "cdate": 1562112000000,
        "content": {**_plain(p), "authors": _names(p)},
    }


def _openreview_2(p: Invented) -> Fields:
    note = _openreview(p)
    return {**note, "content": {name: {"value": value} for name, value in note["content"].items()}}


def _papers_with_code(p: Invented) -> Fields:
    links = {"url_abs": f"https://arxiv.org/abs/{p.arxiv_id}", "arxiv_id": p.arxiv_id}
    return {**links, **_plain(p), "authors": _names(p), "date": f"{p.year}-07-03", "proceeding": "Moss"}


def _zotero(p: Invented) -> Fields:
    people = _named(p, "firstName", "lastName", creatorType="author")
    about = {"title": p.title, "abstractNote": p.abstract, "creators": people}
    return {"itemType": "journalArticle", **about, "date": f"July 3, {p.year}", "DOI": p.doi}


def _arxiv_dump(p: Invented) -> Fields:
    versions = [{"version": "v1", "created": f"Wed, 3 Jul {p.year} 19:18:42 GMT"}]
    parsed = [[family, given, ""] for given, family in p.authors]
    return {
        "id": p.arxiv_id,
        "authors": ", ".join(_names(p)),
        **_plain(p),
        "versions": versions,
        "authors_parsed": parsed,
    }


def _inspire(p: Invented) -> Fields:
    about = {"titles": [{"title": p.title}], "abstracts": [{"value": p.abstract, "source": "arXiv"}]}
    ids = {"dois": [{"value": p.doi}], "arxiv_eprints": [{"value": p.arxiv_id, "categories": ["cs.LG"]}]}
    people = [{"full_name": f"{family}, {given}"} for given, family in p.authors]
    return {
        "id": str(p.year),
        "metadata": {**about, **ids, "authors": people, "earliest_date": f"{p.year}-07-03"},
    }


def _biorxiv(p: Invented) -> Fields:
    authors = "; ".join(f"{family}, {given[0]}." for given, family in p.authors)
    return {"doi": p.doi, **_plain(p), "authors": authors, "date": f"{p.year}-07-03", "version": "1"}


def _hal(p: Invented) -> Fields:
    about = {"title_s": [p.title], "abstract_s": [p.abstract], "authFullName_s": _names(p)}
    return {"docid": str(p.year), "halId_s": f"hal-{p.year}", **about, "producedDate_s": f"{p.year}-07-03"}


def _doaj(p: Invented) -> Fields:
    ids = [{"type": "doi", "id": p.doi}, {"type": "pissn", "id": "1234-5678"}]
    about = {**_plain(p), "author": [{"name": n} for n in _names(p)], "year": str(p.year), "month": "7"}
    return {"id": f"d{p.year}", "bibjson": {"identifier": ids, "journal": {"title": "Moss"}, **about}}


def _web_of_science(p: Invented) -> Fields:
    titles = [{"type": "source", "content": "Moss"}, {"type": "item", "content": p.title}]
    people = [{"role": "author", "full_name": f"{family}, {given}"} for given, family in p.authors]
    summary = {
        "pub_info": {"pubyear": p.year},
        "titles": {"title": titles},
        "names": {"count": len(people), "name": people},
    }
    text = {"abstracts": {"abstract": {"abstract_text": {"p": p.abstract, "count": 1}}, "count": 1}}
    return {"UID": f"WOS:{p.year}", "static_data": {"summary": summary, "fullrecord_metadata": text}}


def _plos(p: Invented) -> Fields:
    about = {"title_display": p.title, "author_display": _names(p), "abstract": [p.abstract]}
    return {"id": p.doi, **about, "publication_date": f"{p.year}-07-03T00:00:00Z"}


def _hugging_face(p: Invented) -> Fields:
    paper = {"id": p.arxiv_id, "title": p.title, "summary": p.abstract, "upvotes": 7}
    people = [{"name": name} for name in _names(p)]
    return {"paper": {**paper, "publishedAt": f"{p.year}-07-03T10:00:00.000Z", "authors": people}}


def _elsevier(p: Invented) -> Fields:
    people = _named(p, "given-name", "surname")
    about = {"dc:title": p.title, "dc:description": p.abstract, "author": people}
    return {
        "dc:identifier": f"SCOPUS_ID:{p.year}",
        "prism:doi": p.doi,
        **about,
        "prism:coverDate": f"{p.year}-07-03",
    }


def _lines(name: str, write: Callable[[Invented], Fields]) -> Sample:
    return Sample(name, tuple(f"{json.dumps(write(p), ensure_ascii=False)}\n".encode() for p in PAPERS))


def _array(
    name: str,
    write: Callable[[Invented], Fields],
    head: str = "[\n",
    tail: str = "]\n",
    *,
    indent: int | None = None,
) -> Sample:
    last = len(PAPERS) - 1
    texts = (json.dumps(write(p), ensure_ascii=False, indent=indent) for p in PAPERS)
    records = tuple(f"{text}{',' if n < last else ''}\n".encode() for n, text in enumerate(texts))
    return Sample(name, records, head.encode(), tail.encode())


_ITEMS = '{"status": "ok", "message": {"total-results": 4, "items": [\n'
_BETTER = '{"config": {"id": "36a3b0b5", "label": "BetterBibTeX JSON"}, "items": [\n'

JSON_KINDS = (
    _array("DataCite JSON", _datacite, '{"data": [\n', '], "meta": {"total": 4}}\n'),
    _array("Crossref", _crossref, _ITEMS, "]}}\n"),
    _array("Semantic Scholar", _semantic_scholar, '{"total": 4, "offset": 0, "data": [\n', "]}\n"),
    _lines("S2ORC", _s2orc),
    _lines("CORD-19", _cord19),
    _array("Europe PMC JSON", _europe_pmc, '{"hitCount": 4, "resultList": {"result": [\n', "]}}\n"),
    _array("CORE", _core, '{"totalHits": 4, "results": [\n', "]}\n"),
    _array("OpenReview", _openreview, '{"notes": [\n', '], "count": 4}\n'),
    _array("OpenReview 2", _openreview_2, '{"notes": [\n', '], "count": 4}\n'),
    _array("Papers with Code", _papers_with_code, indent=1),
    _array("Zotero JSON", _zotero, indent=2),
    _array("Better BibTeX JSON", _zotero, _BETTER, "]}\n"),
    _lines("Kaggle", _arxiv_dump),
    _array("INSPIRE", _inspire, '{"hits": {"hits": [\n', '], "total": 4}}\n'),
    _array("bioRxiv", _biorxiv, '{"messages": [{"status": "ok"}], "collection": [\n', "]}\n"),
    _array("HAL", _hal, '{"response": {"numFound": 4, "docs": [\n', "]}}\n"),
    _array("DOAJ", _doaj, '{"total": 4, "results": [\n', "]}\n"),
    _array("Web of Science JSON", _web_of_science, '{"Data": {"Records": {"records": {"REC": [\n', "]}}}}\n"),
    _array("PLOS", _plos, '{"response": {"numFound": 4, "docs": [\n', "]}}\n"),
    _array("Hugging Face JSON", _hugging_face),
    _array("Elsevier", _elsevier, '{"search-results": {"entry": [\n', "]}}\n"),
)
