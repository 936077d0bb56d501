"""Other people's data: a set of BEIR or SciFact is read, indexed once and measured."""

import json
from pathlib import Path

import pytest

from eval import beir
from rag.embed import NoEncoder


def beir_files(folder: Path, *, claims: bool) -> Path:
    """Three documents, two of the same title and one without; two queries, one of them answered."""
    id_, text = ("id", "abstract") if claims else ("_id", "text")
    titles = {"d1": "Moss", "d2": "Moss", "d3": ""}
    bodies = {"d1": "Moss grows on bark.", "d2": "Ferns need rain.", "d3": "Kelp forests are sunken."}
    documents = [{id_: d, "title": titles[d], text: bodies[d]} for d in titles]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
    if claims:
        queries = [
            {"id": "q1", "query": "sunken kelp", "relevant": ["d3"]},
            {"id": "q2", "query": "x", "relevant": []},
        ]
        (folder / "train.jsonl").write_text("".join(json.dumps(q) + "\n" for q in queries), encoding="utf-8")
    else:
        lines = [{"_id": "q1", "text": "sunken kelp"}, {"_id": "q2", "text": "not judged"}]
        (folder / "queries.jsonl").write_text("".join(json.dumps(q) + "\n" for q in lines), encoding="utf-8")
        (folder / "qrels").mkdir()
        judged = "query-id\tcorpus-id\tscore\nq1\td3\t1\nq1\td1\t0\n"
        (folder / "qrels" / "test.tsv").write_text(judged, encoding="utf-8")
    return folder


@pytest.mark.parametrize("claims", [pytest.param(False, id="beir"), pytest.param(True, id="scifact")])
def test_a_set_is_read_indexed_once_and_measured(claims: bool, tmp_path: Path) -> None:
    found = beir.load_beir(beir_files(tmp_path, claims=claims))
    assert (dict(found.queries), len(found)) == ({"q1": "sunken kelp"}, 3)
    assert dict(found.relevant) == {"q1": frozenset({"d3"})}
    searcher = beir.index(found, tmp_path / "home", NoEncoder())
    assert len(searcher.catalogue) == 3  # same titles are not merged
    assert beir.measure(found, searcher) == {"ndcg@10": [1.0], "recall@100": [1.0]}
    read: list[int] = []
    beir.index(found, tmp_path / "home", NoEncoder(), read.append)
    assert read == [3]  # passed over in one step: nothing is read again


def test_a_folder_without_a_set_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(beir.BeirError, match=r"no corpus\.jsonl"):
        beir.load_beir(tmp_path)
