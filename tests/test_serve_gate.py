"""Who gets an answer from `ask serve`, how often and how much; what it tells of itself; how it ends."""

import json
import re
import signal
import socket
from collections.abc import Iterator
from threading import Event

import httpx
import pytest

from rag.ingest.library import Library
from rag.integrations.serve.gate import Rules
from rag.integrations.serve.launching import Access, Address
from rag.integrations.serve.rates import Rate
from rag.model.errors import SettingError
from rag.web.door import FREE_TRIES, Names
from tests.conftest import Ask
from tests.fakes import papers
from tests.model_server import ModelServer
from tests.service import Service, filled
from tests.test_cli import finished, started

CHAT, JSON = "/v1/chat/completions", "application/json"
ABOUT = {"model": "ask", "messages": [{"role": "user", "content": "What is AmberNet?"}]}
NAMES = Names.of("127.0.0.1", ("papers.example",))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return filled(tmp_path_factory.mktemp("gate") / "ask", count=6)


@pytest.fixture(scope="module")
def service(library: Library) -> Iterator[Service]:
    """Without tokens, as on one's own machine."""
    with Service(library, Rules(NAMES)) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(library: Library) -> Iterator[Service]:
    """With tokens, also for pages of one origin."""
    rules = Rules(NAMES, ("moss", "fern"), frozenset({"https://chat.example"}))
    with Service(library, rules) as running:
        yield running


# -- names, origins


@pytest.mark.parametrize("path", ["/", "/health", "/v1/models", "/api/papers", "/metrics", "/nothing"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.nip.io", "10.1.2.3"])
def test_under_another_name_nothing_is_answered(service: Service, host: str, path: str) -> None:
    with service.client(host=host) as http:
        assert http.get(path).status_code == 421


FOREIGN = (
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://["},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
)


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_a_browser_sends_for_another_page_is_refused(
    service: Service, guarded: Service, method: str, headers: dict[str, str]
) -> None:
    for one in (service, guarded):
        asked = {**headers, "authorization": "Bearer moss", "access-control-request-method": "POST"}
        with one.client() as http:
            made = http.request(method, CHAT, headers=asked)
        assert made.status_code == 403
        assert "access-control-allow-origin" not in made.headers


def test_an_allowed_page_asks_beforehand_and_then_asks(guarded: Service) -> None:
    origin = {"origin": "https://chat.example"}
    wanted = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,x-a"}
    with guarded.client() as http:
        before = http.options(CHAT, headers={**origin, **wanted})
        made = http.post(CHAT, json=ABOUT, headers={**origin, "authorization": "Bearer moss"})
        other = http.get("/v1/models", headers={"authorization": "Bearer moss"})
    assert (before.status_code, made.status_code) == (204, 200)
    assert before.headers["access-control-allow-headers"] == "authorization,x-a"
    for answer in (before, made):
        assert answer.headers["access-control-allow-origin"] == "https://chat.example"
    assert other.headers["vary"] == "Origin"
    assert "access-control-allow-origin" not in other.headers


# -- tokens, rates, sizes


def test_only_who_has_a_token_is_told_of_the_papers(guarded: Service) -> None:
    shut, open_ = (
        ("/v1/models", "/api/papers", "/metrics", "/nothing", CHAT),
        ("/", "/health", "/openapi.json"),
    )
    with guarded.client() as http:
        refused = [http.get(path) for path in shut]
        assert {made.status_code for made in refused} == {401}
        assert {made.headers["www-authenticate"] for made in refused} == {"Bearer"}
        assert {made.json()["error"]["code"] for made in refused} == {"invalid_api_key"}
        assert {http.get(path).status_code for path in open_} == {200}
        tokens = {"Bearer elm": 401, "Basic moss": 401, "Bearer moss": 200, "bearer fern": 200}
        for given, status in tokens.items():
            assert http.get("/v1/models", headers={"authorization": given}).status_code == status, given


def test_who_tries_tokens_has_to_wait_even_with_the_right_one(library: Library) -> None:
    with Service(library, Rules(NAMES, ("moss",))) as running, running.client() as http:
        tried = [http.get("/v1/models", headers={"authorization": f"Bearer {n}"}) for n in range(FREE_TRIES)]
        right = http.get("/v1/models", headers={"authorization": "Bearer moss"})
    assert {made.status_code for made in tried} == {401}
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) >= 1


def test_each_token_has_so_many_requests_and_no_larger_ones(library: Library) -> None:
    rules = Rules(NAMES, ("moss", "fern"), per_minute=4, largest=2000)
    long = json.dumps({**ABOUT, "user": "x" * 2000}).encode()
    with Service(library, rules) as running, running.client(content_type=JSON) as http:
        moss, fern = ({"authorization": f"Bearer {token}"} for token in ("moss", "fern"))
        told = http.post(CHAT, content=long, headers=moss)
        untold = http.post(CHAT, content=iter([long[:900], long[900:]]), headers=moss)
        fitting = http.post(CHAT, content=json.dumps(ABOUT), headers=moss)
        statuses = [http.get("/v1/models", headers=moss).status_code for _ in range(2)]
        other = http.get("/v1/models", headers=fern)
    assert [told.status_code, untold.status_code, fitting.status_code] == [413, 413, 200]
    assert statuses == [200, 429]
    assert other.status_code == 200


def test_what_was_not_used_is_saved_up_for_a_minute_at_most() -> None:
    clock = [0.0]
    rate = Rate(6, now=lambda: clock[0])
    assert [rate.wait("a") for _ in range(7)] == [0] * 6 + [10]
    assert rate.wait("b") == 0
    clock[0] = 9.0
    assert rate.wait("a") == pytest.approx(1)
    clock[0] = 10.0
    assert rate.wait("a") == 0
    clock[0] = 10_000.0
    assert [rate.wait("a") > 0 for _ in range(7)] == [False] * 6 + [True]
    assert [Rate(0).wait("a") for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("host", "access", "says"),
    [
        pytest.param("0.0.0.0", Access(), "0.0.0.0 can be reached by others; give --token", id="for all"),
        pytest.param("127.0.0.1", Access(origins=("*",)), "give --token too", id="every page"),
    ],
)
def test_nothing_stands_open_unasked(
    host: str, access: Access, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASK_SERVE_TOKEN", raising=False)
    with pytest.raises(SettingError, match=says.replace("*", r"\*")):
        access.rules(Address(host, 1))
    monkeypatch.setenv("ASK_SERVE_TOKEN", " moss,  fern ")
    assert access.rules(Address(host, 1)).tokens == ("moss", "fern")
    assert Access(no_token=True).rules(Address("0.0.0.0", 1)).names.hold("10.1.2.3:80")


# -- REST, and what the service tells of itself


def test_rest_gives_what_the_command_prints_as_json(service: Service) -> None:
    first = papers(1)[0]
    with service.client() as http:
        asked = http.post(
            "/api/ask", json={"question": "How much does it err?", "turns": ["What is AmberNet?"]}
        )
        found = http.get("/api/search", params={"q": "tides", "k": 2})
        listed = http.get("/api/papers", params={"sort": "published", "descending": True})
        named = [http.get(f"/api/papers/{name}") for name in (first.paper_id, first.title, "AmberNet")]
    assert asked.json()["status"] == "answered"
    assert {c["paper_id"] for c in asked.json()["citations"]} == {first.paper_id}
    assert found.json()["papers"][0]["paper_id"] == first.paper_id
    assert len(found.json()["papers"]) <= 2
    dates = [p["published"] for p in listed.json()["papers"]]
    assert dates == sorted(dates, reverse=True)
    assert (len(dates), listed.json()["total"], listed.json()["pages"]) == (6, 6, 1)
    assert [made.json() for made in named] == [first.to_json()] * 3


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/papers/NoSuchNet", 404, "no paper called 'NoSuchNet'"),
        ("/api/search?q=%20", 400, "nothing to search for"),
        ("/api/search?q=moss&k=0", 400, "k: Input should be greater"),
        ("/api/search?q=moss&since=soonish", 400, "'soonish' is not a date"),
        ("/api/papers?page=-1", 400, "page: "),
    ],
)
def test_what_is_wrong_with_a_request_is_one_line(
    service: Service, path: str, status: int, says: str
) -> None:
    with service.client() as http:
        made = http.get(path)
    assert made.status_code == status
    assert says in made.json()["error"]["message"]


def test_what_there_is_is_described_without_another_host(service: Service) -> None:
    with service.client() as http:
        description, page = http.get("/openapi.json"), http.get("/")
        nothing = [http.get(path).status_code for path in ("/docs", "/redoc")]
    paths = set(description.json()["paths"])
    assert {CHAT, "/v1/models", "/api/ask", "/api/search", "/api/papers/{paper}", "/health"} <= paths
    for path in paths:
        assert f"{path}</code>" in page.text
    assert set(re.findall(r"https?://[^/]+", page.text)) == {service.address}
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert nothing == [404, 404]


def test_metrics_count_by_route_and_status(service: Service) -> None:
    def counted() -> dict[str, float]:
        text = http.get("/metrics").text
        rows = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        assert all(re.fullmatch(r'[a-z_]+(\{([a-z]+="[^"]*",?)+\})?', name) for name, _, _ in rows)
        return {name: float(value) for name, _, value in rows}

    with service.client() as http:
        before = counted()
        http.post(CHAT, json=ABOUT)
        for number in range(3):
            http.get(f"/api/papers/nothing-{number}")
        after = counted()
    rose = {name: value - before.get(name, 0) for name, value in after.items()}
    assert rose[f'ask_requests_total{{method="POST",path="{CHAT}",status="200"}}'] == 1
    assert rose['ask_requests_total{method="GET",path="/api/papers/{paper:path}",status="404"}'] == 3
    assert rose['ask_answers_total{status="answered",mode="quote"}'] == 1
    assert rose["ask_answer_seconds_count"] == rose['ask_answer_seconds_bucket{le="+Inf"}'] == 1
    assert rose['ask_tokens_total{kind="completion"}'] > 50
    assert after["ask_papers"] == 6


# -- how answers and the service end


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
def test_when_a_client_leaves_its_models_server_is_left_too(library: Library, stream: bool) -> None:
    asked = httpx.Request("POST", f"http://127.0.0.1{CHAT}", json={**ABOUT, "stream": stream})
    heads = "".join(f"{name}: {value}\r\n" for name, value in asked.headers.items())
    with ModelServer(gate=Event(), text="Tides rise.") as model:
        assert model.gate
        writing = Service(library, model="fake", base_url=model.url, reply_cache=False)
        with writing as running:
            with socket.create_connection(("127.0.0.1", int(running.address.rpartition(":")[2]))) as client:
                client.sendall(f"POST {CHAT} HTTP/1.1\r\n{heads}\r\n".encode() + asked.read())
                while not model.first_token:
                    model.gate.wait(0.01)
            while not model.left or running.desk.work.running:
                model.gate.wait(0.01)
        model.gate.set()


def test_a_running_answer_is_finished_after_sigterm(library: Library) -> None:
    lines: list[str] = []
    with ModelServer(gate=Event()) as model:
        assert model.gate
        environment = {"ASK_MODEL": "fake", "ASK_BASE_URL": model.url}
        process = started("serve", "--port", "0", home=library.home, environment=environment)
        assert process.stderr
        address = re.findall(r"http://[^/]+", process.stderr.readline().decode())[0]
        with httpx.stream("POST", f"{address}{CHAT}", json={**ABOUT, "stream": True}, timeout=60) as made:
            for line in made.iter_lines():
                if "content" in line and not model.gate.is_set():
                    process.send_signal(signal.SIGTERM)
                    assert b"stopping" in process.stderr.readline()
                    model.gate.set()
                lines.append(line)
        ended = finished(process)
    assert [line for line in lines if line][-1] == "data: [DONE]"
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_a_port_that_is_taken_is_one_line(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = ask("serve", "--port", str(port))
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert f"port {port} of 127.0.0.1 cannot be had (address already in use); choose another" in ran.err
