"""Other people's data: a set of BEIR or SciFact is read, indexed once and measured."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from eval import beir
from rag.encoders.encoder import Document, Encoded, NoEncoder
from store.manifest import writing


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


def test_an_index_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    class Impatient(NoEncoder):
        def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
            if documents[0].text.startswith("Kelp"):
                raise KeyboardInterrupt
            return super().documents(documents)

    found, home = beir.load_beir(beir_files(tmp_path, claims=False)), tmp_path / "home"
    with pytest.raises(KeyboardInterrupt):
        beir.index(found, home, Impatient(), batch=1)
    read: list[int] = []
    searcher = beir.index(found, home, NoEncoder(), read.append, batch=1)
    assert read == [1, 1, 0, 1]  # two were there; of the third none was, then it was read
    assert beir.measure(found, searcher)["ndcg@10"] == [1.0]


def test_a_set_that_is_being_indexed_is_left_to_whoever_does(tmp_path: Path) -> None:
    found = beir.load_beir(beir_files(tmp_path, claims=False))
    held = r"is being indexed by another eval \(process \d+\); wait for it"
    with writing(tmp_path / "home", "another eval"), pytest.raises(beir.BeirError, match=held):
        beir.index(found, tmp_path / "home", NoEncoder())


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        pytest.param("corpus.jsonl", "{", r"corpus\.jsonl, line 4: no JSON object with _id", id="no JSON"),
        pytest.param("corpus.jsonl", "[1]", "line 4: no JSON object with _id", id="no object"),
        pytest.param("corpus.jsonl", '{"text": "x"}', "line 4: no JSON object with _id", id="no id"),
        pytest.param("corpus.jsonl", '{"_id": "d1"}', "two documents are called d1", id="an id twice"),
        pytest.param("queries.jsonl", '{"_id": "q"}', "line 3: .* with _id, text", id="a query without text"),
        pytest.param("qrels/test.tsv", "q1", "no query has a relevant document", id="judgements cut short"),
    ],
)
def test_a_damaged_set_is_an_error_that_names_the_line(
    name: str, line: str, reason: str, tmp_path: Path
) -> None:
    file = beir_files(tmp_path, claims=False) / name
    whole = "" if name.endswith("tsv") else file.read_text(encoding="utf-8")
    file.write_text(whole + line + "\n", encoding="utf-8")
    with pytest.raises(beir.BeirError, match=reason):
        beir.index(beir.load_beir(tmp_path), tmp_path / "home", NoEncoder())
