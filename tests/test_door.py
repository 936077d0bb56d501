"""Who gets an answer from the page: by its name, by who asks, by the route, by wrong passwords."""

import asyncio
import os
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

from rag.answering.assistant import Assistant
from rag.encoders.no_encoder import NoEncoder
from rag.ingest.library import Library
from rag.model.settings import Settings
from rag.web import serving
from rag.web.door import (
    FREE_TRIES,
    LONGEST_WAIT,
    Door,
    Message,
    Names,
    Receive,
    Send,
    Tries,
    is_open,
)
from tests.fakes import papers
from tests.sessions import Session

JOIN, UPLOAD = "gradio_api/queue/join", "gradio_api/upload"


class Page:
    """A page with a login, on a port of its own."""

    def __init__(self, home: Path) -> None:
        from ui import serve

        library = Library(home, NoEncoder())
        library.ingest(papers(6))
        self.files = home / "page" / "files"
        assistant = Assistant(library.reader, NoEncoder())
        settings = Settings(home=home, starter=False)
        self.page = serve(settings, assistant, library, allow_hosts=("papers.example",))
        self.guarded = serve(settings, assistant, library, login=("moss", "fern"))
        self.address = str(self.page.local_url)
        self.host = self.address.removeprefix("http://").strip("/")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    made = Page(tmp_path_factory.mktemp("door") / "ask")
    yield made
    made.page.close()
    made.guarded.close()


def asked(page: Page, method: str, path: str, **headers: str) -> int:
    sent = {"host": page.host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    with httpx.Client(base_url=page.address, verify=False) as client:
        return client.request(
            method, path, headers=sent, content=b"{}" if method == "POST" else None
        ).status_code


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["", "config", JOIN, UPLOAD, "gradio_api/queue/data?session_hash=a", "nothing"]
)
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "10.1.2.3", ""]
)
def test_under_another_name_nothing_is_answered(page: Page, host: str, path: str, method: str) -> None:
    assert asked(page, method, path, host=host) == 421


@pytest.mark.parametrize(
    "host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST", "[::1]:80", "papers.example"]
)
def test_under_its_own_names_it_is(page: Page, host: str) -> None:
    assert asked(page, "GET", "config", host=host.format(port=page.host.partition(":")[2])) == 200


FOREIGN = (
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://["},
    {"origin": "http://localhost:1"},
    {"origin": "https://localhost.evil.example"},
    {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
    {"sec_fetch_site": "same-site"},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", JOIN),
        ("POST", UPLOAD),
        ("POST", "gradio_api/cancel"),
        ("POST", "gradio_api/reset"),
        ("POST", "login"),
        ("GET", "logout"),
        ("GET", "gradio_api/queue/data?session_hash=a"),
        ("GET", "config"),
    ],
)
def test_what_another_page_asks_for_is_refused(
    page: Page, method: str, path: str, headers: dict[str, str]
) -> None:
    assert asked(page, method, path, **headers) == 403


def test_a_link_from_another_page_opens_this_one_and_no_more(page: Page) -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert asked(page, "GET", "", **link) == 200
    for path in ("logout", JOIN):
        assert asked(page, "GET" if path == "logout" else "POST", path, **link) == 403


def test_the_page_itself_and_programs_are_answered(page: Page) -> None:
    own = {"origin": page.address.rstrip("/"), "sec_fetch_site": "same-origin"}
    assert asked(page, "GET", "config", **own) == 200
    assert "AmberNet" in Session(page.address).ask("What is AmberNet?")


# Every route of gradio that the page serves, and whether the page uses it. A new version's new route is in
# neither list: look what it does before it is put into one.
USED = """
/ /config /config/ /favicon.ico /theme.css /robots.txt /manifest.json /login /login/ /logout
/svelte/{path:path} /static/{path:path} /assets/{path:path}
/gradio_api/queue/join /gradio_api/queue/data /gradio_api/cancel
/gradio_api/upload /gradio_api/upload_progress
/gradio_api/reset /gradio_api/reset/ /gradio_api/heartbeat/{session_hash} /gradio_api/startup-events
/gradio_api/file={path_or_url:path} /gradio_api/info /gradio_api/info/ /gradio_api/theme.css /gradio_api/user
/gradio_api/user/ /gradio_api/token /gradio_api/token/ /gradio_api/login_check /gradio_api/login_check/
/gradio_api/app_id /gradio_api/app_id/ /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
""".split()
SHUT = """
/openapi.json /gradio_api/deep_link /gradio_api/openapi.json /gradio_api/dev/reload
/pwa_icon/{size} /pwa_icon /monitoring /monitoring/summary /monitoring/{key}
/gradio_api/runs/ /gradio_api/runs /gradio_api/file/{path:path} /gradio_api/proxy={url_path:path}
/gradio_api/stream/{event_id} /gradio_api/stream/{event_id}/close
/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
/gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}
/gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
/gradio_api/api/{api_name} /gradio_api/api/{api_name}/ /gradio_api/run/{api_name} /gradio_api/run/{api_name}/
/gradio_api/call/{api_name} /gradio_api/call/{api_name}/ /gradio_api/call/{api_name}/{event_id}
/gradio_api/call/v2/{api_name} /gradio_api/call/v2/{api_name}/ /gradio_api/call/v2/{api_name}/{event_id}
/gradio_api/component_server /gradio_api/component_server/ /gradio_api/queue/status
/gradio_api/process_recording /gradio_api/vibe-edit /gradio_api/vibe-edit/ /gradio_api/undo-vibe-edit
/gradio_api/undo-vibe-edit/ /gradio_api/vibe-code /gradio_api/vibe-code/
/gradio_api/vibe-starter-queries /gradio_api/vibe-starter-queries/
""".split()


def routes(page: Page) -> set[str]:
    """The path of every route, with those of routers inside."""
    return set(_paths(page.page.app.router))


def _paths(router: object) -> Iterator[str]:
    for route in getattr(router, "routes", ()):
        if path := getattr(route, "path", None):
            yield str(path)
        yield from _paths(getattr(route, "original_router", None) or getattr(route, "app", None))


def test_every_route_of_gradio_is_known_by_name_and_shut_unless_it_is_used(page: Page) -> None:
    assert {path for path in routes(page) if path not in (*USED, *SHUT)} == set()
    assert {path for path in (*USED, *SHUT) if path not in routes(page)} == set()
    for path in USED:
        assert is_open(path.replace("{path:path}", "a.js")), path
    for path in SHUT:
        assert not is_open(path), path


def test_a_route_that_is_shut_gives_nothing(page: Page) -> None:
    for path in (
        "gradio_api/run/react",
        "gradio_api/api/react",
        "gradio_api/call/react",
        "gradio_api/vibe-code",
    ):
        assert (asked(page, "GET", path), asked(page, "POST", path)) == (404, 404)
    for path in ("monitoring", "openapi.json", "gradio_api/deep_link", "gradio_api/proxy=http://127.0.0.1/"):
        assert asked(page, "GET", path) == 404


def test_after_ten_wrong_passwords_a_client_has_to_wait(page: Page) -> None:
    with httpx.Client(base_url=str(page.guarded.local_url), verify=False) as client:

        def tried(password: str) -> httpx.Response:
            return client.post("login", data={"username": "moss", "password": password})

        assert [tried(f"{n}").status_code for n in range(FREE_TRIES)] == [400] * FREE_TRIES
        refused = tried("fern")
        assert (refused.status_code, "try again in" in refused.text) == (429, True)
        assert 1 <= int(refused.headers["retry-after"]) <= 3


def test_each_further_wrong_password_doubles_the_wait_up_to_a_minute() -> None:
    moment = [0.0]
    tries = Tries(lambda: moment[0])
    waits = []
    for _ in range(FREE_TRIES + 9):
        moment[0] += tries.wait("a")
        tries.note("a", right=False)
        waits.append(tries.wait("a"))
    assert waits[: FREE_TRIES - 1] == [0.0] * (FREE_TRIES - 1)
    assert waits[FREE_TRIES - 1 :] == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert max(waits) == LONGEST_WAIT
    assert tries.wait("b") == 0.0
    tries.note("a", right=True)
    assert tries.wait("a") == 0.0


def test_any_address_of_this_machine_is_no_name_that_others_could_lead_here() -> None:
    names = Names.of("0.0.0.0")
    assert all(names.hold(h) for h in ("192.168.1.7:7860", "localhost:7860", "[fe80::1]:7860", "[::1]"))
    assert not any(names.hold(h) for h in ("evil.example", "192.168.1.7.nip.io", "", "0x7f.1"))
    bound = Names.of("192.168.1.7")
    assert bound.hold("192.168.1.7:7860")
    assert not any(bound.hold(h) for h in ("localhost", "192.168.1.8", "evil.example"))


def test_uploads_are_bounded_together_and_swept(page: Page, tmp_path: Path) -> None:
    connection = HTTPConnection(page.host)
    connection.putrequest("POST", f"/{UPLOAD}")
    connection.putheader("Content-Length", str(serving.LARGEST_UPLOAD + 1))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
    old, new = tmp_path / "a" / "old.bib", tmp_path / "a" / "new.bib"
    old.parent.mkdir()
    for file, age in ((old, serving.OLD + 60), (new, 60)):
        file.write_text("@")
        os.utime(file, (1e9 - age, 1e9 - age))
    serving.sweep(tmp_path, 1e9)
    assert (old.exists(), new.exists()) == (False, True)


async def counted(scope: Message, receive: Receive, send: Send) -> None:
    """An application that notes in the scope how many bytes came."""
    while (message := await receive())["type"] == "http.request":
        scope["came"] += len(message["body"])
        if not message["more_body"]:
            return


async def upload(door: Door, size: int) -> int:
    """How many bytes came through of an upload that does not say its size."""
    scope: Message = {"type": "http", "path": f"/{UPLOAD}", "method": "POST", "came": 0}
    scope["headers"], left = [(b"host", b"localhost")], size

    async def receive() -> Message:
        nonlocal left
        left -= 100
        await asyncio.sleep(0)  # the others' turn
        return {"type": "http.request", "body": b"x" * 100, "more_body": left > 0}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    await door(scope, receive, send)
    return int(scope["came"])


def test_uploads_that_come_at_once_share_what_room_there_is() -> None:
    async def uploaded(room: int, *sizes: int) -> list[int]:
        door = Door(counted, Names.of("localhost"), Tries(), lambda: room, largest=500)
        return await asyncio.gather(*(upload(door, size) for size in sizes))

    assert asyncio.run(uploaded(1000, 400, 400)) == [400, 400]
    assert asyncio.run(uploaded(1000, 900)) == [500], "no more than one request may bring"
    assert sum(asyncio.run(uploaded(1000, 400, 400, 400, 400))) == 1000
    assert asyncio.run(uploaded(0, 400)) == [0]


def test_where_too_many_files_lie_there_is_no_room(tmp_path: Path) -> None:
    assert serving.room_in(tmp_path) == serving.MOST_UPLOADED
    for number in range(3):
        (tmp_path / f"{number}.bib").write_bytes(b"@")
    assert serving.room_in(tmp_path) == serving.MOST_UPLOADED - 3
    assert serving.room_in(tmp_path, most=3) == 0


def test_a_stream_of_a_session_that_nobody_has_ends_without_a_traceback(
    page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    assert asked(page, "GET", "gradio_api/queue/data?session_hash=nobody") == 200
    assert [one for one in caplog.records if one.exc_info] == []
