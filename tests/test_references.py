"""What readers type to have a paper fetched: which paper it names."""

import pytest

from rag.fetching.references import Kind, Reference, UnknownReferenceError, reference_of, references_in


@pytest.mark.parametrize(
    ("typed", "kind", "id_"),
    [
        ("2403.03507", Kind.ARXIV, "2403.03507"),
        (" arXiv:2403.03507v2 ", Kind.ARXIV, "2403.03507"),
        ("https://arxiv.org/pdf/2403.03507v1.pdf", Kind.ARXIV, "2403.03507"),
        ("https://arxiv.org/abs/hep-th/9901001v2", Kind.ARXIV, "hep-th/9901001"),
        ("https://www.alphaxiv.org/abs/2403.03507", Kind.ARXIV, "2403.03507"),
        ("https://doi.org/10.48550/arXiv.2403.03507", Kind.ARXIV, "2403.03507"),
        ("https://huggingface.co/papers/2403.03507", Kind.HUGGING_FACE, "2403.03507"),
        ("hf.co/papers/2403.03507", Kind.HUGGING_FACE, "2403.03507"),
        ("10.1145/3292500.3330701", Kind.DOI, "10.1145/3292500.3330701"),
        ("doi:10.1145/3292500.3330701.", Kind.DOI, "10.1145/3292500.3330701"),
        ("https://doi.org/10.1145/3292500.3330701", Kind.DOI, "10.1145/3292500.3330701"),
        ("https://dl.acm.org/doi/abs/10.1145/3292500.3330701", Kind.DOI, "10.1145/3292500.3330701"),
        ("https://www.nature.com/articles/s41586-021-03819-2", Kind.DOI, "10.1038/s41586-021-03819-2"),
        ("https://openreview.net/forum?id=hYHsrKDiX7", Kind.OPENREVIEW, "hYHsrKDiX7"),
        ("https://openreview.net/pdf?name=x&id=hYHsrKDiX7#page=2", Kind.OPENREVIEW, "hYHsrKDiX7"),
        ("https://aclanthology.org/2020.acl-main.12/", Kind.ACL, "2020.acl-main.12"),
        ("https://www.aclweb.org/anthology/P18-3001.pdf", Kind.ACL, "P18-3001"),
        ("10.18653/v1/2020.acl-main.12", Kind.ACL, "2020.acl-main.12"),
        (f"https://www.semanticscholar.org/paper/Moss/{'0a' * 20}", Kind.SEMANTIC_SCHOLAR, "0a" * 20),
        ("https://openalex.org/works/w2741809807", Kind.OPENALEX, "W2741809807"),
        ("A. Fern et al., MossNet, arXiv:2403.03507 (2024)", Kind.ARXIV, "2403.03507"),
        ("Fern, A. (2024). MossNet. https://doi.org/10.1000/xyz.", Kind.DOI, "10.1000/xyz"),
        ("HEP-TH/9901001V3", Kind.ARXIV, "hep-th/9901001"),
        ("hep–th/9901001", Kind.ARXIV, "hep-th/9901001"),
        ("math.GT/0309136v2", Kind.ARXIV, "math/0309136"),
        ("\u200b2403.03507\ufeff", Kind.ARXIV, "2403.03507"),
        ("２４０３.０３５０７", Kind.ARXIV, "2403.03507"),
        ("2403.03507v2.pdf", Kind.ARXIV, "2403.03507"),
        ("1. 2403.03507", Kind.ARXIV, "2403.03507"),
        ("• 2403.03507;", Kind.ARXIV, "2403.03507"),
        ("[MossNet](https://arxiv.org/abs/2403.03507v3#S2), read it", Kind.ARXIV, "2403.03507"),
        ("https://www.alphaxiv.org/overview/2403.03507v2", Kind.ARXIV, "2403.03507"),
        ("https://huggingface.co/papers/2403.03507v2#community", Kind.HUGGING_FACE, "2403.03507"),
        ("MossNet (https://openreview.net/forum?id=hYHsrKDiX7&noteId=a1)", Kind.OPENREVIEW, "hYHsrKDiX7"),
        ("https://openreview.net/forum?noteId=a1&id=_hYH-srKDi", Kind.OPENREVIEW, "_hYH-srKDi"),
        ("2020.ACL‑main.12.", Kind.ACL, "2020.acl-main.12"),
        ("https://www.aclweb.org/anthology/papers/P/P18/P18-3001/", Kind.ACL, "P18-3001"),
        ("https://aclanthology.org/files/pdf/acl/2020.acl-main.12.pdf", Kind.ACL, "2020.acl-main.12"),
        ("10.3115/v1/P14-1001", Kind.ACL, "P14-1001"),
        ("(10.1016/S0140-6736(97)11096-0)", Kind.DOI, "10.1016/S0140-6736(97)11096-0"),
        ("https://doi.org/10.1234/a%23b%3Fc?x=1#top", Kind.DOI, "10.1234/a#b?c"),
        ("10.1016/0010-4655(91)", Kind.DOI, "10.1016/0010-4655(91)"),
        ("<https://doi.org/10.1002/(SICI)1097(1990)41:6%3C391::AID1%3E3.0.CO;2-9>", Kind.DOI,
         "10.1002/(SICI)1097(1990)41:6<391::AID1>3.0.CO;2-9"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf+html", Kind.DOI,
         "10.1101/2020.01.01.123456"),
        ("https://api.semanticscholar.org/CorpusID:1375", Kind.SEMANTIC_SCHOLAR, "CorpusId:1375"),
        ("openalex:w2741809807", Kind.OPENALEX, "W2741809807"),
        ("“MossNet”", Kind.TITLE, "MossNet"),
        ("‘MossNet: Slow Nets’.", Kind.TITLE, "MossNet: Slow Nets"),
        ("MossNet: Slow  Nets", Kind.TITLE, "MossNet: Slow Nets"),
        ("Nets since 2019: a study of 10.5 million", Kind.TITLE, "Nets since 2019: a study of 10.5 million"),
    ],
)  # fmt: skip
def test_a_paper_is_named_in_every_usual_way(typed: str, kind: Kind, id_: str) -> None:
    found = reference_of(typed)
    assert (found.kind, found.id) == (kind, id_)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("moss", "nor a title"),
        ("2413.03507", "nor a title"),
        ("https://example.org/moss", "save the page"),
        ("https://huggingface.co/papers/trending", "save the page"),
        ("“…”", "nor a title"),
    ],
)
def test_what_names_no_paper_says_so_in_one_line(typed: str, says: str) -> None:
    with pytest.raises(UnknownReferenceError, match=says):
        reference_of(typed)


def test_a_line_of_a_box_is_one_title_or_several_ids_and_each_counts_once() -> None:
    found = references_in(
        "2403.03507, https://arxiv.org/abs/2403.03507 10.1000/xyz\n\nMoss, fern and sedge\n?\n"
    )
    ids = [one.id if isinstance(one, Reference) else str(one) for one in found]
    assert ids[:3] == ["2403.03507", "10.1000/xyz", "Moss, fern and sedge"]
    assert len(ids) == 4
    assert "“?” is neither" in ids[3]


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("2403.03507 and 2403.03508", ["2403.03507", "2403.03508"]),
        ("arxiv.org/abs/2403.03507 arxiv.org/abs/2403.03508 both good", ["2403.03507", "2403.03508"]),
        ("MossNet, arXiv:2403.03507, doi:10.1000/xyz (2024)", ["2403.03507"]),
        ("- 2403.03507 & 10.1000/xyz", ["2403.03507", "10.1000/xyz"]),
    ],
)
def test_no_id_of_a_line_that_lists_several_is_lost(line: str, ids: list[str]) -> None:
    assert [one.id for one in references_in(line) if isinstance(one, Reference)] == ids
