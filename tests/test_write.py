"""From papers to a checked answer: what the model is sent, what the reader gets, whatever fails."""

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from rag.generation.context import Exchange
from rag.generation.tokens import count_tokens
from rag.generation.writer import DIVIDER, Writer
from rag.model.answer import Answer, Status
from rag.model.paper import Paper
from tests.fakes import ASKED, QUOTED, papers
from tests.model_server import FAILS, ModelServer

LANTERN = Paper(
    "lantern",
    "Lantern: Routing Tokens by Surprise",
    "Lantern sends surprising tokens to more experts and plain ones to fewer. On QuarryBench it reaches "
    "71.4% accuracy, while the dense model Obelisk reaches 68.9%. Decoding is 1.7x faster.",
    published="2024-11-18",
)
FERN = Paper("fern", "Fern Law", "Fern Law cuts the watering of ferns by 40%. It needs no pruning at all.")
MOSS = Paper("moss", "Moss Net", "Moss Net grows trees on 12 forest floors. BarkBank was used for its tests.")
PAPERS = (LANTERN, FERN, MOSS)


def written(writer: Writer, history: tuple[Exchange, ...] = ()) -> tuple[str, Answer]:
    """What was shown while it came, and the answer; the first ends with the second's text."""
    *shown, answer = writer.stream(PAPERS, ASKED, history, fallback=lambda: QUOTED)
    assert isinstance(answer, Answer)
    text = "".join(str(piece) for piece in shown)
    assert text.rstrip().endswith(answer.answer)
    return text, answer


# -- a model that answers


def test_an_answer_from_the_sources_is_supported_throughout(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    text, answer = written(writer())
    assert answer.answer == text == (
        "Lantern sends surprising tokens to more experts and plain ones to fewer [1]. On QuarryBench it "
        "reaches 71.4% accuracy, while the dense model Obelisk reaches 68.9% [1]. Fern Law cuts the watering "
        "of ferns by 40% [2]."
    )  # fmt: skip
    assert (answer.status, answer.mode, answer.model) == (Status.ANSWERED, "write", "fake")
    assert (answer.question, answer.understood) == ASKED
    assert [(c.number, c.paper_id, c.support) for c in answer.citations] == [
        (1, "lantern", "supported"),
        (1, "lantern", "supported"),
        (2, "fern", "supported"),
    ]
    by_id = {p.paper_id: p for p in PAPERS}
    assert all(by_id[c.paper_id].text[c.start : c.end] == c.quote for c in answer.citations)
    assert answer.notes == ("written from 3 papers",)
    assert answer.usage == {
        "prompt_tokens": count_tokens(server.chats[0].prompt),
        "completion_tokens": 42,
        "total_tokens": count_tokens(server.chats[0].prompt) + 42,
        "estimated": 0,
        "cached": 0,
        "calls": 1,
    }
    assert json.loads(json.dumps(answer.to_json()))["sentences"][0] == {
        "start": 0,
        "end": 76,
        "support": "supported",
        "why": "",
        "numbers": [1],
    }


def test_the_model_sees_numbered_sources_and_the_question(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    written(writer())
    (sent,) = server.chats
    assert sent.sources == {n: (p.title, p.text) for n, p in enumerate(PAPERS, start=1)}
    assert sent.body["messages"][-1]["content"].endswith(
        "Question: what does it reach?\nLooked up as: What does Lantern reach on QuarryBench?"
    )


@pytest.mark.parametrize(
    ("mode", "mark", "note"),
    [
        ("wrong_citation", "to fewer [1] [?].", "1 sentence marked [?]: not supported by any paper cited"),
        ("changed_figure", "[1] [?]", "marked [?]"),
        ("uncited", "green cheeses [?].", "1 sentence marked [?]: not supported by any paper cited"),
        ("invented_number", "on Earth [?].", "the model cited 17 and 9, which it was not given; left out"),
    ],
)
def test_a_model_that_is_wrong_is_caught(
    server: ModelServer, writer: Callable[..., Writer], mode: str, mark: str, note: str
) -> None:
    server.mode = mode
    _, answer = written(writer())
    if mode == "wrong_citation":  # nothing is left of it
        assert answer.answer == QUOTED.answer
        assert answer.notes[0].startswith("nothing that the model wrote is supported by a paper")
        return
    assert mark in answer.answer
    assert any(note in line for line in answer.notes)


def test_no_changed_figure_passes_as_supported(server: ModelServer, writer: Callable[..., Writer]) -> None:
    server.mode = "changed_figure"
    _, answer = written(writer())
    changed = [s for s in answer.sentences if "%" in answer.answer[s.start : s.end]]
    assert [s.support for s in changed] == ["unsupported", "unsupported"]


def test_facts_without_citation_get_theirs(server: ModelServer, writer: Callable[..., Writer]) -> None:
    server.mode = "uncited"
    _, answer = written(writer())
    assert "plain ones to fewer [1]. On QuarryBench" in answer.answer
    assert [c.support for c in answer.citations] == ["supported"] * 3


def test_strict_leaves_out_what_is_not_supported(server: ModelServer, writer: Callable[..., Writer]) -> None:
    server.mode = "uncited"
    text, answer = written(writer(strict=True))
    assert "cheeses" not in text
    assert "1 sentence left out: not supported by any paper" in answer.notes


@pytest.mark.parametrize("strict", [True, False])
def test_nonsense_is_answered_by_quoting_instead(
    server: ModelServer, writer: Callable[..., Writer], strict: bool
) -> None:
    server.mode = "nonsense"
    text, answer = written(writer(strict=strict))
    assert answer.answer == QUOTED.answer
    assert (DIVIDER in text) is not strict
    assert (
        answer.notes[0]
        == "nothing that the model wrote is supported by a paper. Answered by quoting instead."
    )


def test_silence_counts_only_where_retrieval_agrees(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    server.mode = "silent"
    _, answer = written(writer())
    assert answer.answer == QUOTED.answer
    assert answer.notes[0] == "the model found no answer in the papers. Answered by quoting instead."
    refused = replace(QUOTED, status=Status.NOT_ANSWERED)
    *_, answer = writer().stream(PAPERS, ASKED, fallback=lambda: refused)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.citations) == (Status.NOT_ANSWERED, ())
    server.text = "Fern Law cuts the watering of ferns by 40% [2]. The sources do not say."
    assert written(writer())[1].status is Status.PARTLY


def test_words_are_shown_within_50_ms_of_the_servers(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    server.pause, made = 0.05, writer()
    list(made.stream(PAPERS, ASKED, fallback=lambda: QUOTED))  # imports are not the server's time

    def waited() -> float:
        next(iter(made.stream(PAPERS, ASKED, fallback=lambda: QUOTED)))
        return time.perf_counter() - server.first_token

    assert any(waited() < 0.05 for _ in range(12)), "a busy machine is slow by chance, not always"


def test_papers_of_the_fakes_are_cited_by_their_own_words(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    *_, answer = writer().stream(papers(4), ASKED, fallback=lambda: QUOTED)
    assert isinstance(answer, Answer)
    assert {c.support for c in answer.citations} == {"supported"}


# -- a model that fails


CUT_SHORT = ("cut", "error_event", "no_finish")


STILL_ANSWER = ("failing_once", "empty_once", "too_long_once", *CUT_SHORT)


@pytest.mark.parametrize("mode", FAILS)
def test_every_failure_ends_in_an_answer_and_one_line(
    server: ModelServer, writer: Callable[..., Writer], mode: str
) -> None:
    server.mode = mode
    text, answer = written(writer(first_token_seconds=0.3) if mode == "slow" else writer())
    assert all("\n" not in note for note in answer.notes)
    if mode in STILL_ANSWER:
        assert answer.mode == "write"
        assert answer.citations
        assert len(answer.notes) == (2 if mode in CUT_SHORT else 1)
    else:
        assert answer.answer == QUOTED.answer
        assert text.endswith(QUOTED.answer)
        assert answer.notes[0].endswith(". Answered by quoting instead.")
        assert answer.notes[1:] == QUOTED.notes
        assert (answer.mode, answer.model) == ("quote", None)


def test_a_stream_cut_in_the_middle_keeps_what_was_checked(
    server: ModelServer, writer: Callable[..., Writer]
) -> None:
    server.mode = "cut"
    _, answer = written(writer())
    assert answer.answer.endswith(" …")
    assert answer.sentences[0].support == "supported"
    assert answer.notes[-1].endswith(
        "broke off the connection; ask again. The answer above is what had arrived by then."
    )
