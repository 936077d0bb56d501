"""`ask follow` and `ask update`: every paper once, none lost, whatever fails; kept questions are asked."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from eval.feeds import FEEDS, simulate
from rag.fetching.feeds import Feed, FeedError, FeedKind, feed_of
from rag.fetching.following import Followed, FollowFile, Progress
from rag.fetching.updating import new_papers
from rag.fetching.web import Web
from rag.model.errors import AskError
from rag.model.typed_json import read_as
from tests.conftest import Ask
from tests.paper_services import Asked, Fault, PaperServices
from tests.paper_values import Shown
from tests.test_fetching import Hands

TODAY = date(2026, 11, 20)


def shown(number: int, day: date, **more: object) -> Shown:
    """An invented paper of a day."""
    abstract = f"Paper number {number} counts mosses on wall {number}."
    return Shown(f"Moss {number}", abstract, day.isoformat(), arxiv=f"2611.{number:05}", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kind", "about", "since", "upvotes"),
    [
        ("hf-daily", FeedKind.DAILY, "", "", 0),
        ("hf-daily >= 20 upvotes", FeedKind.DAILY, "", "", 20),
        ("hf-weekly >= 30 upvotes", FeedKind.WEEKLY, "", "", 30),
        ("HF monthly since 2026-01", FeedKind.MONTHLY, "", "2026-01", 0),
        ("like:2403.03507", FeedKind.LIKE, "2403.03507", "", 0),
        ("arxiv:cs.CL", FeedKind.CATEGORY, "cs.CL", "", 0),
        ("arxiv: hep-th", FeedKind.CATEGORY, "hep-th", "", 0),
        ('arxiv:"retrieval augmented" since 2025', FeedKind.WORDS, '"retrieval augmented"', "2025", 0),
        ("arxiv:retrieval augmented", FeedKind.WORDS, "retrieval augmented", "", 0),
        ("author:Ann Fern since 2025-03", FeedKind.AUTHOR, "Ann Fern", "2025-03", 0),
    ],
)
def test_a_feed_is_read_as_people_write_it(
    typed: str, kind: FeedKind, about: str, since: str, upvotes: int
) -> None:
    feed = feed_of(typed)
    assert feed == Feed(kind, about, since, upvotes)
    assert feed_of(feed.name) == feed


@pytest.mark.parametrize("typed", ["", "moss", "arxiv:", "https://example.org/feed", "arxiv:x since 2025-13"])
def test_what_cannot_be_followed_says_what_can(typed: str) -> None:
    with pytest.raises(FeedError, match="hf-daily"):
        feed_of(typed)


@pytest.fixture
def services() -> Iterator[PaperServices]:
    with PaperServices() as running:
        yield running


def gathered(web: Web, progress: Progress, today: date) -> tuple[list[str], Progress, str]:
    """All that one run brings: ids, how far it came, what went wrong."""
    batches = list(new_papers(web, progress, today))
    problems = [batch.problem for batch in batches if batch.problem]
    return [p.paper_id for b in batches for p in b.papers], batches[-1].progress, "".join(problems)


@pytest.mark.parametrize("feed", FEEDS)
def test_every_paper_of_many_days_comes_once_with_faults_in_a_third_of_the_requests(feed: str) -> None:
    found = simulate(feed, 102, 6)
    assert (found.came, found.lost, found.twice, found.too_soon) == (102, 0, 0, 0)
    assert sum(found.faults.values()) > found.requests / 5


def test_days_that_a_failure_broke_off_go_on_where_it_was(services: PaperServices, tmp_path: Path) -> None:
    services.papers[:] = [shown(n, TODAY - timedelta(days=n)) for n in range(8)]
    asked: list[str] = []

    def every_fifth_fails(one: Asked) -> Fault:
        asked.append(one.params["date"])
        return 403 if len(asked) % 5 == 0 else ""

    services.fault_of = every_fifth_fails
    progress, came = Progress(feed_of("hf-daily")), list[str]()
    with Web(services.settings(cache=tmp_path), Hands().clock) as web:
        for _ in range(5):
            new, progress, _ = gathered(web, progress, TODAY)
            came += new
    assert sorted(came) == [f"2611.{n:05}" for n in range(8)]


def test_a_long_feed_that_is_cut_off_goes_on_where_it_stopped(
    services: PaperServices, tmp_path: Path
) -> None:
    services.papers[:] = [shown(n, TODAY) for n in range(450)]
    pages: list[str] = []

    def third_page_fails(asked: Asked) -> Fault:
        pages.append(asked.params["start"])
        return 400 if pages == ["0", "100", "200"] else ""

    services.fault_of = third_page_fails
    with Web(services.settings(cache=tmp_path), Hands().clock) as web:
        new, progress, problem = gathered(web, Progress(feed_of("arxiv:cs.MS")), TODAY)
        assert (len(new), "arxiv:cs.MS: arXiv did not take the request" in problem) == (200, True)
        again = read_as(Progress, json.loads(json.dumps(progress.to_json())))
        more, progress, problem = gathered(web, again, TODAY)
    assert (len(more), len(set(new + more)), problem) == (250, 450, "")
    assert pages[3:] == ["200", "300", "400"]
    assert progress.reached == TODAY.isoformat()


def test_pages_that_hold_fewer_papers_than_were_asked_for_lose_none(
    services: PaperServices, tmp_path: Path
) -> None:
    services.papers[:], services.fewer = [shown(n, TODAY) for n in range(150)], True
    with Web(services.settings(cache=tmp_path), Hands().clock) as web:
        new, _, _ = gathered(web, Progress(feed_of("arxiv:cs.MS")), TODAY)
    assert len(set(new)) == 150


def test_a_paper_that_is_announced_late_or_liked_late_comes(services: PaperServices, tmp_path: Path) -> None:
    early, late = shown(1, TODAY), shown(2, TODAY - timedelta(days=4))
    with Web(services.settings(cache=tmp_path), Hands().clock) as web:
        services.papers[:] = [early]
        _, arxiv, _ = gathered(web, Progress(feed_of("arxiv:cs.MS")), TODAY)
        services.papers[:] = [early, late]
        assert gathered(web, arxiv, TODAY + timedelta(days=1))[0] == ["2611.00002"]
        new, daily, _ = gathered(web, Progress(feed_of("hf-daily >= 20 upvotes")), TODAY)
        assert new == []
        services.papers[:] = [shown(1, TODAY, upvotes=40), late]
        assert gathered(web, daily, TODAY + timedelta(days=2))[0] == ["2611.00001"]


@pytest.mark.parametrize("feed", FEEDS)
def test_a_clock_that_was_years_ahead_keeps_no_paper_back(
    services: PaperServices, tmp_path: Path, feed: str
) -> None:
    services.papers[:] = [shown(1, TODAY)]
    ahead = TODAY + timedelta(days=3000)
    progress = Progress(feed_of(feed), ahead.isoformat(), (TODAY.isoformat(), ahead.isoformat()), 100)
    with Web(services.settings(cache=tmp_path), Hands().clock) as web:
        came, progress, _ = gathered(web, progress, TODAY)
        assert (came, progress.reached) == (["2611.00001"], TODAY.isoformat())
        to_come = Progress(feed_of(f"{feed} since {ahead}"))
        services.asked.clear()
        assert (list(new_papers(web, to_come, TODAY)), services.asked) == ([], [])


@pytest.mark.parametrize(("feed", "period"), [("hf-weekly", "week"), ("hf-monthly", "month")])
def test_papers_of_a_week_or_a_month_come_once_in_a_request_for_each_period(
    feed: str, period: str, services: PaperServices, tmp_path: Path
) -> None:
    services.papers[:] = [shown(n, TODAY - timedelta(days=n), upvotes=n) for n in range(40)]
    with Web(services.settings(cache=tmp_path), Hands().clock) as web:
        asked = Progress(feed_of(f"{feed} >= 5 since 2026-10-20"))
        new, progress, _ = gathered(web, asked, TODAY)
        assert sorted(new) == [f"2611.{n:05}" for n in range(5, 40 if period == "month" else 33)]
        again, _, _ = gathered(web, progress, TODAY + timedelta(days=1))
    assert (len(set(new)), again) == (len(new), [])
    assert {next(iter(one.params)) for one in services.asked} == {period}


def test_words_and_authors_are_asked_for_as_arxiv_wants(services: PaperServices, tmp_path: Path) -> None:
    services.papers[:] = [
        shown(1, TODAY),
        Shown("Slow ferns", "Ferns in walls.", "2026-02-01", ("Cy Sedge",), arxiv="2602.00001"),
    ]
    with Web(services.settings(cache=tmp_path), Hands().clock) as web:
        for feed, ids in (
            ('arxiv:"ferns in" walls since 2026', ["2602.00001"]),
            ("author:Cy Sedge since 2026-01", ["2602.00001"]),
            ('arxiv:"moss" OR cat:cs.CL since 2026', []),
        ):
            assert gathered(web, Progress(feed_of(feed)), TODAY)[0] == ids
    assert (
        services.asked[0]
        .params["search_query"]
        .startswith('all:"ferns in" AND all:"walls" AND submittedDate:[')
    )


def test_what_is_followed_is_kept_listed_and_removed(ask: Ask, home: Path) -> None:
    assert (
        ask("follow", "hf-daily", "--upvotes", "20", home=home).out
        == "  1  hf-daily >= 20 upvotes · not read yet\n"
    )
    ask("follow", "arxiv:cs.CL", "--since", "2025", home=home)
    ask("follow", "--question", "How can moss be counted?", home=home)
    listed = ask("follow", "--json", home=home).json
    assert [feed["name"] for feed in listed["feeds"]] == [
        "hf-daily >= 20 upvotes",
        "arxiv:cs.CL since 2025-01-01",
    ]
    assert listed["questions"] == ["How can moss be counted?"]
    ask("follow", "remove", "1", home=home)
    assert ask("follow", "list", home=home).out.startswith("  1  arxiv:cs.CL")
    left = ask("follow", "--remove", "how can moss be counted?", home=home)
    assert left.out == "  1  arxiv:cs.CL since 2025-01-01 · not read yet\n"
    assert ask("follow", "--remove", "arxiv:cs.AI", home=home).code == 1


def test_a_file_that_cannot_be_read_is_named(home: Path) -> None:
    home.mkdir()
    (home / "follow.json").write_text('{"feeds": 3}')
    with pytest.raises(AskError, match=r"follow\.json cannot be read"):
        FollowFile(home).read()
    FollowFile(home).write(Followed())
    assert FollowFile(home).read() == Followed()


TWO_DAYS = (date.today() - timedelta(days=1)).isoformat()  # each further day of a feed is waited for


@pytest.fixture
def fed(services: PaperServices, ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PaperServices:
    """The services, at the addresses that the environment sets, with a paper of today."""
    for name, address in services.addresses.items():
        monkeypatch.setenv(f"ASK_{name.upper()}", address)
    monkeypatch.setenv("ASK_CACHE", str(tmp_path / "cache"))
    services.papers[:] = [shown(1, date.today()), shown(2, date.today() - timedelta(days=1))]
    return services


def test_an_update_adds_what_is_new_once_and_says_what_answers(
    ask: Ask, fed: PaperServices, home: Path
) -> None:
    ask("follow", "hf-daily", "--since", TWO_DAYS, "--question", "What is counted on wall 2?", home=home)
    ran = ask("update", home=home)
    assert ran.out.startswith(f"2 new: 2 of hf-daily since {TWO_DAYS}; ")
    assert "the library holds 2 papers\n" in ran.out
    assert "2611.00001  Moss 1" in ran.out
    ask("remove", "2611.00001", home=home)
    again = ask("update", "--json", home=home).json
    assert (again["new"], again["answers"], again["papers"]) == ([], [], 1)


def test_what_the_library_had_before_is_not_new(ask: Ask, fed: PaperServices, home: Path) -> None:
    ask("add", "hf.co/papers/2611.00001", home=home)
    ask("follow", "hf-daily", home=home)
    assert [paper["paper_id"] for paper in ask("update", "--json", home=home).json["new"]] == ["2611.00002"]


def test_a_feed_that_fails_is_one_line_and_the_others_are_read(
    ask: Ask, fed: PaperServices, home: Path
) -> None:
    fed.fault_of = lambda asked: 400 if asked.service == "arxiv" else ""
    ask("follow", "arxiv:cs.MS", home=home)
    ask("follow", "hf-daily", "--since", TWO_DAYS, home=home)
    ran = ask("update", home=home)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "arxiv:cs.MS: arXiv did not take the request (400)" in ran.err
    assert ran.out.startswith(f"2 new: 2 of hf-daily since {TWO_DAYS}; ")


def test_papers_of_an_update_that_was_cut_off_before_the_questions_are_asked_next_time(
    ask: Ask, fed: PaperServices, home: Path
) -> None:
    ask("follow", "hf-daily", "--since", TWO_DAYS, home=home)
    ask("update", home=home)
    kept = json.loads((home / "follow.json").read_text())
    assert kept["unasked"] == []
    (home / "follow.json").write_text(json.dumps({**kept, "unasked": ["2611.00002", "gone"]}))
    assert [paper["paper_id"] for paper in ask("update", "--json", home=home).json["new"]] == ["2611.00002"]


def test_a_backup_brings_back_what_is_followed(ask: Ask, home: Path, tmp_path: Path) -> None:
    ask("follow", "arxiv:cs.CL", "--question", "How is moss counted?", home=home)
    papers = tmp_path / "papers.jsonl"
    papers.write_text(json.dumps({"title": "Moss", "abstract": "Moss is counted on walls."}))
    ask("ingest", str(papers), home=home)
    ask("backup", str(tmp_path / "all.zip"), home=home)
    ask("restore", str(tmp_path / "all.zip"), home=tmp_path / "other")
    assert FollowFile(tmp_path / "other").read() == FollowFile(home).read() != Followed()
