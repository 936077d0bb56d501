"""Lists: their order, what they leave out, how they go on."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.list_text import PaperList, head
from rag.answering.listing import Fitting
from rag.answering.ordering import Ordered
from rag.answering.router import Router
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.answer import Answer, Status
from rag.model.conversation import Turn, turn_of
from rag.model.query import IN_FULL, Order
from rag.retrieval.ranking import Hit, Ranking
from tests.fakes import paper
from tests.reading import LIBRARY, cited, holds


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Over the invented papers, found by words alone."""
    library = Library(tmp_path_factory.mktemp("listing"), NoEncoder())
    library.ingest(list(LIBRARY))
    return Assistant(library.reader, library.encoder)


def converse(assistant: Assistant, *messages: str) -> list[Answer]:
    answers: list[Answer] = []
    for message in messages:
        answers.append(assistant.ask(message, answers))
        holds(answers[-1], assistant.catalogue)
    return answers


def first_line(answer: Answer) -> str:
    return answer.answer.partition("\n")[0]


# -- the library, or a part of it


@pytest.mark.parametrize(
    ("message", "head", "best"),
    [
        pytest.param("What is the newest paper?", "newest first (1 has no date)", "pollux", id="newest"),
        pytest.param(
            "What is the oldest paper?", "oldest first (1 has no date)", "heron-speech", id="oldest"
        ),
        pytest.param(
            "Which paper has the most upvotes?",
            "most upvoted first (1 has no number of upvotes)",
            "pollux",
            id="most upvoted",
        ),
        pytest.param(
            "Which is the least upvoted paper?",
            "least upvoted first (1 has no number of upvotes)",
            "vesper",
            id="least upvoted",
        ),
        pytest.param(
            "Which paper has the most authors?",
            "those with the most authors first (1 has no number of authors)",
            "bramblefold",
            id="most authors",
        ),
    ],
)
def test_the_first_of_the_library_is_one(reader: Assistant, message: str, head: str, best: str) -> None:
    (answer,) = converse(reader, message)
    assert first_line(answer) == f"The library holds 13 papers, {head}; the first:"
    assert cited(answer) == [best]


def test_the_three_most_recent_are_three_by_date_and_the_list_goes_on(reader: Assistant) -> None:
    three, two = converse(reader, "What are the three most recent papers?", "show me the next 2")
    assert cited(three) == ["pollux", "thimble", "2501.04242"]
    assert "(2025-09-01): “" in three.answer
    assert cited(two) == ["sundial", "bramblefold"]
    assert "; 4 to 5:" in first_line(two)


def test_all_papers_are_ranked_by_upvotes_and_those_without_come_last(reader: Assistant) -> None:
    answer, rest, end = converse(reader, "Rank the papers by upvotes", "more", "more")
    assert cited(answer)[:2] == ["pollux", "thimble"]
    assert "52 upvotes" in answer.answer
    assert answer.answer.endswith("… and 1 more: ask for “more”.")
    assert cited(rest) == ["kestrel-3"]
    assert (end.status, end.answer) == (Status.PARTLY, "The library holds 13 papers: all were shown.")


def test_a_part_of_the_library_is_listed_with_dates_newest_first(reader: Assistant) -> None:
    (answer,) = converse(reader, "Which papers are from Nimbus Labs?")
    assert [line.partition(": “")[0] for line in answer.answer.splitlines()[:4]] == [
        "The library holds 3 papers (by Nimbus Labs):",
        "- Pollux: Reward Models from Hesitation (2025-09-01)",
        "- Marlowe: A Benchmark for Sarcasm in Court Transcripts (2024-09-30)",
        "- Tessaract: Pruning Attention Heads by Echo (2024-03-05)",
    ]


# -- a subject


Converse = Callable[..., list[Answer]]


def by_words(ranking: Ranking, meant: Sequence[int]) -> tuple[tuple[Hit, ...], float]:
    """Those that have a word of the subject: what fits is not decided here."""
    hits = tuple(hit for hit in ranking.top(len(ranking.rows)) if hit.components["bm25"] > 0)
    return hits, 1.0 if hits else -1.0


@pytest.fixture(scope="module")
def kelp(tmp_path_factory: pytest.TempPathFactory) -> Converse:
    """A conversation over twenty papers on kelp: every other one is on otters too, one is a survey, one has
    no date."""
    library = Library(tmp_path_factory.mktemp("kelp"), NoEncoder())
    papers = []
    for n in range(20):
        text = f"We study kelp forests in bay {n}. " + (
            "Sea otters live there." if n % 2 else "Crabs do not."
        )
        title = "A Survey of Kelp Forests" if n == 12 else f"Kelp Forests of Bay {n}"
        published = None if n == 7 else f"2024-01-{n + 1:02d}"
        papers.append(paper(n, title=title, text=text, paper_id=f"kelp-{n}", published=published))
    library.ingest(papers)
    assistant = Assistant(library.reader, library.encoder)

    def converse(*messages: str, fitting: Fitting = by_words) -> list[Answer]:
        answers: list[Answer] = []
        turns: list[Turn] = []
        for message in messages:
            router = Router(assistant.searcher, Composer(assistant.catalogue))
            router.lists = replace(router.lists, fitting=fitting)
            part = router.answer(assistant.parse(message, turns)[0])
            citations = tuple(router.composer.citations)
            answer = Answer(message, "", part.status, part.text, citations, parsed=(part.query,))
            holds(answer, assistant.catalogue)
            answers.append(answer)
            turns.append(turn_of(answer))
        return answers

    return converse


def test_all_that_fit_are_cited_the_first_dozen_with_a_sentence(kelp: Converse) -> None:
    (answer,) = kelp("Which papers are about kelp forests?")
    lines = answer.answer.splitlines()
    assert lines[0] == "20 of 20 papers fit:"
    assert len(cited(answer)) == 20
    assert [("“" in line) for line in lines[1:]] == [True] * IN_FULL + [False] * (20 - IN_FULL)


def doubting(ranking: Ranking, meant: Sequence[int]) -> tuple[tuple[Hit, ...], float]:
    """As by_words; those on otters fit perhaps."""
    hits, logit = by_words(ranking, meant)
    return tuple(replace(hit, doubtful=hit.row % 2 == 1) for hit in hits), logit


def test_papers_that_perhaps_fit_stand_last_and_are_marked(kelp: Converse) -> None:
    (answer,) = kelp("Which papers are about kelp forests?", fitting=doubting)
    head, *lines = answer.answer.splitlines()
    assert head == "20 of 20 papers fit, 10 of them perhaps:"
    assert [", perhaps)" in line or "(perhaps)" in line for line in lines] == [False] * 10 + [True] * 10
    assert set(answer.parsed[0].doubted) == {f"kelp-{n}" for n in range(1, 20, 2)}
    (answer,) = kelp("Which papers are about sea otters?", fitting=doubting)
    assert first_line(answer) == "10 of 20 papers may fit:"
    assert "perhaps" not in answer.answer


def test_the_newest_on_a_subject_is_first_and_papers_without_a_date_are_counted(kelp: Converse) -> None:
    answer, one = kelp("the newest papers on kelp forests", "what's the newest paper on kelp forests")
    assert first_line(answer) == "20 of 20 papers fit, newest first (1 has no date):"
    assert (cited(answer)[0], cited(answer)[-1]) == ("kelp-19", "kelp-7")
    assert (first_line(one).endswith("; the first:"), cited(one)) == (True, ["kelp-19"])


def test_the_newest_is_told_down_to_the_first_that_surely_fits(kelp: Converse) -> None:
    (one,) = kelp("what's the newest paper on kelp forests", fitting=doubting)
    assert first_line(one).endswith("; the first 2:")
    assert cited(one) == ["kelp-19", "kelp-18"]
    assert [", perhaps)" in line for line in one.answer.splitlines()[1:3]] == [True, False]


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        (1, ", but it has no date"),
        (2, ", in no order: none has a date"),
    ],
)
def test_no_order_is_claimed_where_no_paper_has_a_date(kelp: Converse, lacking: int, said: str) -> None:
    (answer,) = kelp("papers on kelp forests")
    hits = tuple(Hit(row, 1.0, {}) for row in range(lacking))
    undated = PaperList(answer.parsed[0], "counted", Ordered(hits, lacking), Order.NEWEST)
    assert head(undated) == f"counted{said}"


def test_the_latest_three_on_a_subject_are_three(kelp: Converse) -> None:
    latest, oldest = kelp("latest 3 papers on kelp forests", "oldest 2 papers on kelp forests")
    assert cited(latest) == ["kelp-19", "kelp-18", "kelp-17"]
    assert cited(oldest) == ["kelp-0", "kelp-1"]


def test_of_the_newest_none_is_without_a_date_while_others_have_one(kelp: Converse) -> None:
    newest, more = kelp("latest 25 papers on kelp forests", "more")
    assert len(cited(newest)) == 19
    assert first_line(newest).endswith("(1 has no date); the first 19:")
    assert cited(more) == ["kelp-7"]


def test_the_next_papers_follow_those_in_full_and_beyond_the_last_nothing_is_claimed(kelp: Converse) -> None:
    first, second, third, fourth = kelp(
        "Which papers are about kelp forests?", "show me the next 7", "the rest", "more"
    )
    shown = [*cited(first)[:IN_FULL], *cited(second), *cited(third)]
    assert shown == cited(first)
    assert len(cited(second)) == 7
    assert (fourth.status, fourth.answer) == (Status.PARTLY, "All 20 papers that fit were shown.")


def test_papers_about_what_is_left_out_are_left_out_and_counted(kelp: Converse) -> None:
    (answer,) = kelp("papers about kelp forests but not sea otters")
    assert first_line(answer) == "10 of 20 papers fit, without those about sea otters (10 left out):"
    assert {int(paper_id.rpartition("-")[2]) % 2 for paper_id in cited(answer)} == {0}


def test_a_subject_that_is_left_out_needs_no_other(kelp: Converse) -> None:
    (answer,) = kelp("papers not about sea otters")
    assert first_line(answer) == "10 of 20 papers fit, without those about sea otters (10 left out):"


def test_surveys_are_left_out_by_what_they_are(kelp: Converse) -> None:
    (answer,) = kelp("papers about kelp forests, no surveys")
    assert "kelp-12" not in cited(answer)
    assert "(1 left out)" in first_line(answer)


def test_where_all_that_fit_are_left_out_it_is_said(kelp: Converse) -> None:
    (answer,) = kelp("papers about sea otters but not kelp forests")
    assert answer.status is Status.NOT_ANSWERED
    assert answer.answer.endswith("papers that fit are about kelp forests too.")


def test_of_two_that_are_contrasted_a_paper_is_left_out_where_it_is_nearer_to_the_other(
    tmp_path: Path,
) -> None:
    texts = {
        "kelp": (
            "How Quiet Bays Grow",
            "Kelp forests grow. Kelp forests of bays feed crabs, and a few sea otters.",
        ),
        "otters": ("How Quiet Bays Sleep", "Sea otters sleep. Sea otters of bays hunt in kelp forests."),
    }
    library = Library(tmp_path, NoEncoder())
    papers = [paper(0, title=title, text=text, paper_id=id_) for id_, (title, text) in texts.items()]
    library.ingest([*papers, *(paper(n, text=f"Moss {n} grows.") for n in range(4))])
    assistant = Assistant(library.reader, library.encoder)
    router = Router(assistant.searcher, Composer(assistant.catalogue))
    router.lists = replace(router.lists, fitting=by_words)
    part = router.answer(assistant.parse("papers about kelp forests rather than sea otters")[0])
    assert {citation.paper_id for citation in router.composer.citations} == {"kelp"}
    assert part.text.startswith("1 of 6 papers fits, without those about sea otters (1 left out):")


def test_a_survey_is_read_first(kelp: Converse) -> None:
    (answer,) = kelp("What should I read first about kelp forests?")
    assert (cited(answer)[0], len(cited(answer))) == ("kelp-12", 5)
    assert "A Survey of Kelp Forests (2024-01-13, a survey)" in answer.answer


def test_papers_that_are_level_are_shown_together(tmp_path: Path) -> None:
    library = Library(tmp_path, NoEncoder())
    library.ingest([paper(n, published="2024-02-03", upvotes=7 + (n == 0)) for n in range(5)])
    assistant = Assistant(library.reader, library.encoder)
    (best,) = converse(assistant, "Which paper has the most upvotes?")
    (two,) = converse(assistant, "2 most upvoted papers")
    assert (len(cited(best)), len(cited(two))) == (1, 5)


def test_papers_of_a_time_are_listed_whatever_words_set_the_limit(reader: Assistant) -> None:
    (answer,) = converse(reader, "papers older than two years")
    assert first_line(answer).startswith("The library holds")
    assert cited(answer)


def test_the_only_paper_of_a_list_is_quoted_with_more_than_a_sentence(reader: Assistant) -> None:
    answer = converse(reader, "Which papers deal with shadows in pictures?")[0]
    assert (first_line(answer), cited(answer)) == ("1 of 13 papers fits:", ["sundial"])
    assert len(answer.citations[0].quote.split(". ")) > 1 or len(answer.citations) > 1
