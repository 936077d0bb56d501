"""Fetching papers: every service in its own shape, and one line for whatever goes wrong."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rag.fetching import arxiv, huggingface
from rag.fetching.lookup import Found, Lookup
from rag.fetching.pacing import Clock
from rag.fetching.read import read
from rag.fetching.references import references_in
from rag.fetching.service import Request
from rag.fetching.web import Web
from rag.model.errors import AskError, FetchError, NotFoundError, SettingError
from rag.model.settings import Settings
from tests.arxiv_shapes import wrong_query
from tests.paper_services import Fault, PaperServices
from tests.paper_values import Shown

ABSTRACT = "Moss is mapped by hand. We grow a small net where x < y that labels it from photographs."
IDS = {"arxiv": "1907.01234", "doi": "10.1234/moss", "forum": "mossForum1", "acl": "2024.moss-1.9"}
MOSS = Shown("MossNet: Slow Nets", ABSTRACT, **IDS)  # type: ignore[arg-type]
FERN = Shown("FernNet: Fast Nets", ABSTRACT, arxiv="1907.09999")


class Hands:
    """A clock that only moves when somebody waits."""

    def __init__(self) -> None:
        self.time, self.waits = 1_000_000.0, list[float]()

    def pause(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.pause)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def services() -> Iterator[PaperServices]:
    with PaperServices([MOSS, FERN]) as running:
        yield running


@pytest.fixture
def web(services: PaperServices, hands: Hands, tmp_path: Path) -> Iterator[Web]:
    with Web(services.settings(cache=tmp_path), hands.clock) as opened:
        yield opened


def found(web: Web, typed: str) -> list[Found]:
    asked: Sequence[Any] = references_in(typed)
    return list(Lookup(web).find(asked))


@pytest.mark.parametrize(
    ("typed", "source", "date", "where"),
    [
        ("1907.01234", "arXiv", "2024-03-06", "https://arxiv.org/abs/1907.01234v1"),
        ("hf.co/papers/1907.01234", "Hugging Face", "2024-03-06", "https://arxiv.org/abs/1907.01234"),
        ("10.1234/moss", "Crossref", "2024-03-06", "https://doi.org/10.1234/moss"),
        ("openreview.net/forum?id=mossForum1", "OpenReview", "2024-03-06", "https://openreview.net/forum?id=mossForum1"),
        ("2024.moss-1.9", "ACL Anthology", "2024-03", "https://aclanthology.org/2024.moss-1.9/"),
        ("MossNet: slow nets", "arXiv", "2024-03-06", "https://arxiv.org/abs/1907.01234v1"),
    ],
)  # fmt: skip
def test_each_kind_of_reference_is_answered_by_its_own_service(
    web: Web, typed: str, source: str, date: str, where: str
) -> None:
    (one,) = found(web, typed)
    assert one.paper
    assert (one.paper.title, one.paper.authors) == (MOSS.title, MOSS.authors)
    assert (one.paper.text, one.paper.text_kind) == (ABSTRACT, "abstract")
    assert (one.paper.sources, one.paper.published, one.paper.url) == ((source,), date, where)


@pytest.mark.parametrize(
    ("typed", "known_to"),
    [
        ("1907.01234", "huggingface"),
        ("1907.01234", "semantic_scholar"),
        ("10.1234/moss", "openalex"),
        ("10.1234/moss", "semantic_scholar"),
        ("2024.moss-1.9", "semantic_scholar"),
        ("MossNet: Slow Nets", "semantic_scholar"),
        ("MossNet: Slow Nets", "openalex"),
        ("MossNet", "crossref"),
    ],
)
def test_what_the_first_service_does_not_know_the_next_is_asked_for(
    web: Web, services: PaperServices, typed: str, known_to: str
) -> None:
    services.papers[:] = [Shown(MOSS.title, ABSTRACT, known_to=known_to, **IDS)]  # type: ignore[arg-type]
    (one,) = found(web, f"“{typed}”" if typed == "MossNet" else typed)
    assert one.paper
    assert one.paper.title == MOSS.title
    assert services.names[-1] == known_to


def test_a_doi_of_a_repository_is_found_at_datacite(web: Web, services: PaperServices) -> None:
    services.papers[:] = [
        Shown(MOSS.title, ABSTRACT, doi="10.5281/zenodo.1", registrar="datacite", known_to="datacite")
    ]
    (one,) = found(web, "https://doi.org/10.5281/zenodo.1")
    assert one.paper
    assert (one.paper.title, one.paper.authors, one.paper.sources) == (
        MOSS.title,
        MOSS.authors,
        ("DataCite",),
    )


def test_several_arxiv_ids_are_one_request(web: Web, services: PaperServices) -> None:
    assert [one.paper and one.paper.title for one in found(web, "1907.01234 1907.09999")] == [
        MOSS.title,
        FERN.title,
    ]
    assert services.names == ["arxiv"]


def test_a_paper_whose_abstract_nobody_gives_is_said(web: Web, services: PaperServices) -> None:
    services.papers[:] = [Shown(MOSS.title, "", doi="10.1234/moss")]
    (one,) = found(web, "10.1234/moss")
    assert (one.paper, "Crossref knows it, but nobody gives its abstract" in one.problem) == (None, True)


def test_another_papers_title_is_not_taken_for_the_one_that_was_typed(web: Web) -> None:
    (one,) = found(web, "“Slow”")
    assert one.paper is None
    assert "no such title" in one.problem
    assert "“MossNet: Slow Nets” (1907.01234)" in one.problem


FAULTS: list[Any] = [
    pytest.param(("portal",) * 3, "a web page came in place of what Hugging Face sends", id="captive portal"),
    pytest.param(("away",), "leads to login.portal.example instead", id="redirected to a login"),
    pytest.param(("loop",) * 5, "leads to 127.0.0.1 instead", id="redirected in a circle"),
    pytest.param(("cut",) * 3, "cut off or malformed", id="cut by the connection"),
    pytest.param(("short",) * 3, "cut off or malformed", id="of another kind, and cut"),
    pytest.param(("malformed",) * 3, "cut off or malformed", id="no JSON"),
    pytest.param(("empty",) * 3, "cut off or malformed", id="nothing at all"),
    pytest.param(("hang_up",) * 3, "cut off or malformed", id="hangs up"),
    pytest.param((503,) * 3, "Hugging Face is out of order (503)", id="out of order"),
    pytest.param((429,) * 3, "wants no more requests for now (429)", id="too many requests"),
    pytest.param((511,), "wants a login before one gets to Hugging Face", id="network that wants a login"),
    pytest.param((403,), "does not let us in (403)", id="refused"),
    pytest.param((400,), "did not take the request (400)", id="a wrong request"),
]


@pytest.mark.parametrize(("faults", "says"), FAULTS)
def test_whatever_goes_wrong_is_one_line(
    web: Web, services: PaperServices, faults: tuple[Fault, ...], says: str
) -> None:
    services.faults[:] = faults
    with pytest.raises(FetchError) as raised:
        web.get(huggingface.by_id("1907.01234"))
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert len(services.asked) == len(faults)


@pytest.mark.parametrize("fault", ["cut", "hang_up", "malformed", "portal", 500, 502, 503, 504, 429])
def test_what_may_pass_is_asked_again(web: Web, services: PaperServices, hands: Hands, fault: Fault) -> None:
    services.faults[:] = [fault, fault]
    assert b"MossNet" in web.get(huggingface.by_id("1907.01234"))
    assert sum(hands.waits) >= 6.0


def test_a_changed_form_and_a_wrong_query_are_said(web: Web, services: PaperServices) -> None:
    services.fault_of = lambda asked: "changed"
    (one,) = found(web, "openreview.net/forum?id=mossForum1")
    assert "OpenReview answers in a form that is not known here; update ask" in one.problem
    with pytest.raises(FetchError, match=r"did not take the request \(incorrect id format"):
        read(arxiv.ARXIV, wrong_query("incorrect id format"))


def test_a_service_that_is_down_is_asked_once_and_the_next_takes_over(
    web: Web, services: PaperServices
) -> None:
    services.fault_of = lambda asked: 503 if asked.service == "arxiv" else ""
    assert all(
        one.paper and one.paper.sources == ("Hugging Face",) for one in found(web, "1907.01234 1907.09999")
    )
    assert services.names == ["arxiv"] * 3 + ["huggingface"] * 2


def test_retry_after_is_waited_for_up_to_a_minute(web: Web, services: PaperServices, hands: Hands) -> None:
    services.faults[:] = [429]
    services.headers["Retry-After"] = "41"
    web.get(huggingface.by_id("1907.01234"))
    assert 41.0 in hands.waits
    hands.waits.clear()
    hands.time = 1_000_000.0
    services.faults[:], services.headers["Retry-After"] = [503], "Mon, 12 Jan 1970 13:47:25 GMT"
    web.get(huggingface.by_id("1907.01234"))
    assert 44.5 in hands.waits  # half a second was the pace
    hands.waits.clear()
    services.faults[:], services.headers["Retry-After"] = [429], "900"
    with pytest.raises(FetchError, match="run this again in 900 s"):
        web.get(huggingface.by_id("1907.01234"))
    assert sum(hands.waits) < 60


def test_arxiv_is_asked_at_most_once_in_three_seconds_by_any_process(
    services: PaperServices, hands: Hands, tmp_path: Path
) -> None:
    began = hands.time
    for _ in range(4):  # as four commands, one after the other
        with Web(services.settings(cache=tmp_path), hands.clock) as web:
            web.get(arxiv.by_id("1907.01234"))
    assert hands.time - began >= 9.0
    assert len(services.asked) == 4
    hands.time -= 3600  # the clock is put back
    with Web(services.settings(cache=tmp_path), hands.clock) as web:
        web.get(arxiv.by_id("1907.01234"))
    assert hands.waits[-1] == 3.0


def test_a_reply_that_has_not_changed_is_not_sent_again(
    services: PaperServices, hands: Hands, tmp_path: Path
) -> None:
    services.tagged = True
    with Web(services.settings(cache=tmp_path), hands.clock) as web:
        first, second = (web.get(huggingface.by_id("1907.01234")) for _ in range(2))
    assert first == second
    assert ["if-none-match" in one.headers for one in services.asked] == [False, True]


def test_keys_and_the_contact_go_to_their_services_and_into_no_message(
    services: PaperServices, hands: Hands, tmp_path: Path
) -> None:
    keys = {"openalex_key": "oa-secret", "semantic_scholar_key": "s2-secret", "contact": "ann@example.org"}
    services.papers.clear()
    with Web(services.settings(cache=tmp_path, **keys), hands.clock) as web:
        (one,) = found(web, "10.1234/moss")
    asked = {one.service: one for one in services.asked}
    assert asked["openalex"].params["api_key"] == "oa-secret"
    assert asked["semantic_scholar"].headers["x-api-key"] == "s2-secret"
    assert "ann@example.org" in asked["crossref"].headers["user-agent"]
    assert "secret" not in one.problem


def test_an_address_that_is_none_is_a_setting_to_correct(hands: Hands, tmp_path: Path) -> None:
    with Web(Settings(cache=tmp_path, arxiv_url="arxiv"), hands.clock) as web, pytest.raises(SettingError):
        web.get(arxiv.by_id("1907.01234"))


def test_no_network_is_one_line(hands: Hands, tmp_path: Path) -> None:
    with PaperServices() as gone:
        settings = gone.settings(cache=tmp_path)
    with Web(settings, hands.clock) as web, pytest.raises(FetchError, match="arXiv cannot be reached at 127"):
        web.get(arxiv.by_id("1907.01234"))


def test_offline_asks_nobody(services: PaperServices, tmp_path: Path) -> None:
    with (
        Web(services.settings(cache=tmp_path, offline=True)) as web,
        pytest.raises(AskError, match="ASK_OFFLINE"),
    ):
        web.get(arxiv.by_id("1907.01234"))
    assert services.asked == []


def test_what_nobody_knows_is_not_found(web: Web) -> None:
    with pytest.raises(NotFoundError, match="Hugging Face does not know it"):
        web.get(Request(huggingface.HUGGING_FACE, "/api/papers/2001.00001"))
