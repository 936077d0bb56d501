"""arXiv ids and DOIs are found wherever they stand."""

import pytest

from rag.model.identifiers import arxiv_id_in, arxiv_id_noted, doi_in, doi_noted, is_preprint_doi


@pytest.mark.parametrize(
    ("text", "arxiv_id"),
    [
        ("1901.01234", "1901.01234"),
        ("arXiv:1901.01234v2", "1901.01234"),
        ("https://arxiv.org/pdf/1901.01234v3.pdf", "1901.01234"),
        ("arXiv preprint arXiv:1901.01234", "1901.01234"),
        ("arXiv preprint arXiv:1901.01234 [cs.LG]", "1901.01234"),
        ("CoRR abs/1901.01234", "1901.01234"),
        ("abs/1901.01234", "1901.01234"),
        ("10.48550/arXiv.1901.01234", "1901.01234"),
        ("https://doi.org/10.48550/ARXIV.1901.01234", "1901.01234"),
        ("oai:arXiv.org:1901.01234", "1901.01234"),
        ("arXiv: 1901.01234 [cs]", "1901.01234"),
        ("Preprint, arXiv 1901.01234.", "1901.01234"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("arXiv:math.GT/0309136v1", "math/0309136"),
        ("http://arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001"),
        ("Journal 1901.01234", None),
        ("pages 1901.0123456", None),
        ("10.1000/1901.01234", None),
        ("arXiv 9999.12345", None),
        ("arXiv, accepted", None),
        (None, None),
    ],
)
def test_an_arxiv_id_is_found(text: str | None, arxiv_id: str | None) -> None:
    assert arxiv_id_in(text) == arxiv_id


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/XYZ123", "10.1000/XYZ123"),
        ("https://doi.org/10.1000/xyz123", "10.1000/xyz123"),
        ("http://dx.doi.org/10.1000%2Fxyz123", "10.1000/xyz123"),
        ("doi: 10.1000/xyz123.", "10.1000/xyz123"),
        ("(doi:10.1000/xyz123)", "10.1000/xyz123"),
        ("10.1016/S0140-6736(05)12345-6", "10.1016/S0140-6736(05)12345-6"),
        ("10.1007/978-3-030\\_1", "10.1007/978-3-030_1"),
        ("10.1000/xyz [doi]", "10.1000/xyz"),
        ("version 10.2/3", None),
        ("1910.1000/xyz", None),
        ("10.1000/...", None),
        ("", None),
    ],
)
def test_a_doi_is_its_number_alone(text: str, doi: str | None) -> None:
    assert doi_in(text) == doi


@pytest.mark.parametrize(
    ("doi", "preprint"),
    [
        ("10.48550/arxiv.1901.01234", True),
        ("10.1101/2020.01.02.123456", True),
        ("10.1101/gr.123456.111", False),
        ("10.1000/xyz", False),
    ],
)
def test_preprints_are_told_by_their_number(doi: str, preprint: bool) -> None:
    assert is_preprint_doi(doi) is preprint


@pytest.mark.parametrize(
    ("note", "arxiv_id"),
    [
        ("arXiv:1901.01234 [cs]", "1901.01234"),
        ("arXiv preprint arXiv:1901.01234v2", "1901.01234"),
        ("Preprint at https://arxiv.org/abs/1901.01234", "1901.01234"),
        ("Citation Key: moss\nNumber: arXiv:1901.01234", "1901.01234"),
        ("Technical report, arXiv 1901.01234, 12 pages", "1901.01234"),
        ("arXiv admin note: text overlap with arXiv:1901.01234", None),
        ("arXiv admin note: substantial text overlap with\narXiv:1901.01234", None),
        ("Comment on arXiv:1901.01234", None),
        ("arXiv:1901.01234 (companion paper)", None),
        ("Supersedes arXiv:1901.01234", None),
        ("Builds on the work in arXiv:1901.01234", None),
        ("1901.01234", None),
        (None, None),
    ],
)
def test_a_note_gives_the_id_only_of_its_own_paper(note: str | None, arxiv_id: str | None) -> None:
    assert arxiv_id_noted(note) == arxiv_id


@pytest.mark.parametrize(
    ("note", "doi"),
    [
        ("DOI: 10.1000/abc", "10.1000/abc"),
        ("Citation Key: moss\nDOI: 10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/abc", "10.1000/abc"),
        ("Erratum in doi: 10.1000/abc", None),
        ("Comment on doi:10.1000/abc", None),
    ],
)
def test_a_note_gives_the_doi_only_of_its_own_paper(note: str, doi: str | None) -> None:
    assert doi_noted(note) == doi
