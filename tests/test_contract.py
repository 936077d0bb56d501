"""The shapes that others build on: every JSON that the command prints, and what it promises."""

import json
from typing import Any

import pytest

from tests.conftest import Ask

ANSWER = {
    "question": str,
    "understood": str,
    "status": str,
    "answer": str,
    "citations": list,
    "papers": list,
    "mode": str,
    "model": (str, type(None)),
    "seconds": float,
    "notes": list,
    "sentences": list,
    "usage": (dict, type(None)),
}
CITATION = {
    "number": int,
    "paper_id": str,
    "title": str,
    "url": (str, type(None)),
    "published": (str, type(None)),
    "text_kind": str,
    "quote": str,
    "start": int,
    "end": int,
    "support": str,
}
RANKED = {"paper_id": str, "title": str, "score": float}
PAPER = {
    "paper_id": str,
    "title": str,
    "text": str,
    "text_kind": str,
    "published": (str, type(None)),
    "authors": list,
    "author_count": (int, type(None)),
    "organisation": (str, type(None)),
    "upvotes": (int, type(None)),
    "url": (str, type(None)),
    "sources": list,
}
SUPPORTED = {
    "id": object,
    "support": str,
    "score": float,
    "source": (int, type(None)),
    "quote": str,
    "start": int,
    "end": int,
    "why": str,
}
QUESTIONS = [
    pytest.param("How does AmberNet count tides?", id="fact"),
    pytest.param("What is BirchNet?", id="explanation"),
    pytest.param("Which papers count kilns?", id="list"),
    pytest.param("How many papers are there?", id="count"),
    pytest.param("Compare AmberNet and BirchNet", id="comparison"),
    pytest.param("When was CedarNet published?", id="field"),
    pytest.param("Who won the football cup in Lisbon?", id="not in the papers"),
    pytest.param("What is AmberNet? And by how much does BirchNet err?", id="two questions"),
    pytest.param("hello", id="greeting"),
]


def has_shape(value: dict[str, Any], shape: dict[str, Any]) -> None:
    assert {name: type(value[name]) for name in shape if not isinstance(value[name], shape[name])} == {}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_has_its_shape_and_k_papers(ask: Ask, question: str) -> None:
    ran = ask(question, "--json", "-k", "5")
    answer = ran.json
    has_shape(answer, ANSWER)
    assert answer["question"] == question
    assert answer["understood"]
    assert answer["status"] in ("answered", "partly_answered", "not_answered")
    assert ran.code == (3 if answer["status"] == "not_answered" else 0)
    assert len(answer["papers"]) == 5
    for ranked in answer["papers"]:
        has_shape(ranked, RANKED)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_is_the_text_of_the_paper_from_start_to_end(ask: Ask, question: str) -> None:
    citations = ask(question, "--json").json["citations"]
    for citation in citations:
        has_shape(citation, CITATION)
        text = ask("show", citation["paper_id"], "--json").json["text"]
        assert citation["quote"] == text[citation["start"] : citation["end"]]
        assert citation["support"] in ("quoted", "supported", "weak", "unsupported")


@pytest.mark.parametrize("question", QUESTIONS)
def test_numbers_count_papers_in_order_of_first_appearance(ask: Ask, question: str) -> None:
    citations = ask(question, "--json").json["citations"]
    number_of = dict.fromkeys((c["paper_id"], c["number"]) for c in citations)
    assert [number for _, number in number_of] == list(range(1, len(number_of) + 1))
    assert len({paper for paper, _ in number_of}) == len(number_of)


def test_dates_are_understood_and_obeyed(ask: Ask) -> None:
    answer = ask("Which papers count by night?", "--json", "--since", "2024-02", "--until", "2024-05").json
    assert "2024-02-01" in answer["understood"]
    assert "2024-05-31" in answer["understood"]
    assert answer["citations"]
    assert all("2024-02-01" <= c["published"] <= "2024-05-31" for c in answer["citations"])


def test_a_search_ranks_papers_and_answers_nothing(ask: Ask) -> None:
    found = ask("search", "counting tides", "--json", "-k", "4").json
    has_shape(found, ANSWER)
    assert (found["answer"], found["mode"], len(found["papers"])) == ("", "search", 4)
    scores = [ranked["score"] for ranked in found["papers"]]
    assert scores == sorted(scores, reverse=True)


def test_papers_have_their_shape(ask: Ask) -> None:
    listed = ask("papers", "--json").json
    assert len(listed) == 12
    for paper in listed:
        has_shape(paper, PAPER)
    assert ask("show", listed[0]["paper_id"], "--json").json == listed[0]


BATCH = r"""{"id": "first", "question": "What is AmberNet?"}
{"id": "twice", "turns": ["What is BirchNet?", "By how much does it err?"]}

{"id": 3, "question": "By how much does CedarNet err?"}
{"id": 3, "question": "By how much does DuneNet err?"}
not json
["a list"]
{"id": "none"}
{"id": "blank", "question": "  "}
{"id": "empty", "turns": []}
{"id": "mixed", "turns": ["What is BirchNet?", 7]}
{"id": NaN, "question": "What is AmberNet?"}
{"id": "half", "question": "What is \ud800 AmberNet?"}
{"question": "What is EmberNet?"}"""


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(BATCH.encode(), id="plain"),
        pytest.param(BATCH.replace("\n", "\r\n").encode("utf-8-sig") + b"\r\n", id="from Windows"),
    ],
)
def test_a_batch_keeps_order_and_ids_and_survives_bad_lines(ask: Ask, written: bytes) -> None:
    ran = ask("batch", "-", typed=written)
    lines = [json.loads(line) for line in ran.out.splitlines()]
    ids = "first twice 3 3 None None none blank empty mixed None half None".split()
    assert [str(line["id"]) for line in lines] == ids
    assert ["error" in line for line in lines] == [False] * 4 + [True] * 7 + [False] * 2
    assert "BirchNet" in lines[1]["understood"]
    for line in lines:
        if "error" not in line:
            has_shape(line, ANSWER)
    assert (ran.code, ran.err) == (0, "")


def test_a_batch_of_queries_ranks(ask: Ask) -> None:
    ran = ask("batch", "--search", "-", "-k", "10", typed='{"id": "q", "query": "kilns"}\n{"id": "r"}')
    ranked, wrong = (json.loads(line) for line in ran.out.splitlines())
    assert (ranked["id"], len(ranked["papers"]), ranked["answer"]) == ("q", 10, "")
    assert wrong == {"id": "r", "error": 'line 2 needs "query": text that is not empty'}


def test_claims_are_held_against_their_own_sources(ask: Ask) -> None:
    lines = [
        {"id": "yes", "claim": "MossNet reads 40 maps.", "sources": ["Ferns.", "MossNet reads 40 maps."]},
        {"id": "no", "claim": "MossNet reads 45 maps.", "sources": ["MossNet reads 40 maps."]},
        {"id": "bare", "claim": "MossNet reads 45 maps.", "sources": []},
        {"id": "lost"},
    ]  # fmt: skip
    ran = ask("check", "--jsonl", "-", typed="\n".join(json.dumps(line) for line in lines))
    yes, no, bare, lost = (json.loads(line) for line in ran.out.splitlines())
    has_shape(yes, SUPPORTED)
    assert (yes["support"], yes["source"], yes["quote"]) == ("supported", 1, "MossNet reads 40 maps.")
    assert no["support"] != "supported"
    assert "45" in no["why"]
    assert "error" in bare
    assert "error" in lost


def test_a_draft_is_checked_sentence_by_sentence(ask: Ask) -> None:
    draft = "# Night\n\nAmberNet errs by 2.5% on 3 nights [1]. AmberNet errs by 99% on 3 nights.\n"
    first, second = ask("check", "-", "--json", typed=draft).json
    assert draft[first["start"] : first["end"]] == first["text"]
    assert (first["support"], second["support"]) == ("supported", "unsupported")
    text = ask("show", first["paper_id"], "--json").json["text"]
    assert first["quote"] == text[first["quote_start"] : first["quote_end"]]


def test_doctor_says_what_it_found(ask: Ask) -> None:
    findings = ask("doctor", "--json").json
    assert all(set(finding) == {"what", "found", "ok", "vital"} for finding in findings)
    assert any("12 papers" in finding["found"] for finding in findings)
