"""Addresses, keys, proxies and certificates as people have them: each works, or one line says what to do."""

import socket
import ssl
import subprocess
from pathlib import Path
from threading import Thread

import pytest

from rag.encoders.endpoint import Endpoint, embedding_endpoint, endpoint
from rag.encoders.endpoint_encoder import EndpointEncoder, open_embedding
from rag.encoders.network import proxy_for
from rag.model.errors import ModelError, SettingError
from rag.model.settings import Settings, load_settings
from tests.conftest import ASKED, KEY, opened, reply, settings_for
from tests.model_server import MOST_TEXTS, ModelServer

CLOUD = Endpoint("m", "https://models.example/v1")


@pytest.fixture
def server(server: ModelServer) -> ModelServer:
    server.text = "Moss is green."
    return server


# -- addresses and keys


@pytest.mark.parametrize(
    ("typed", "base", "query"),
    [
        ("http://box", "http://box/v1", ""),
        ("http://box:8000/v1/", "http://box:8000/v1", ""),
        (" http://box/v1/chat/completions\r\n", "http://box/v1", ""),
        ("http://box/v1/models", "http://box/v1", ""),
        ('"http://box/v1"', "http://box/v1", ""),
        ("https://generativelanguage.googleapis.com/v1beta/openai/",
         "https://generativelanguage.googleapis.com/v1beta/openai", ""),
        ("https://x.openai.azure.com/openai/deployments/g/chat/completions?api-version=2024-06-01",
         "https://x.openai.azure.com/openai/deployments/g", "api-version=2024-06-01"),
    ],
)  # fmt: skip
def test_a_pasted_address_is_taken_as_it_was_meant(typed: str, base: str, query: str) -> None:
    at = endpoint("m", load_settings({}, {"ASK_BASE_URL": typed, "ASK_API_KEY": "k"}))
    assert (at.base_url, at.query) == (base, query)


@pytest.mark.parametrize(
    "typed", ["box:8000", "http:///v1", "http://box:port/v1", "http://a box/v1", "ftp://box"]
)
def test_an_address_that_is_none_is_said(typed: str) -> None:
    with pytest.raises(SettingError, match="base_url must be an address such as"):
        endpoint("m", Settings(base_url=typed))


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:11500", "http://127.0.0.1:11500/v1"),
        (":11500", "http://127.0.0.1:11500/v1"),
        ("box", "http://box:11434/v1"),
        ("http://box:80/", "http://box:80/v1"),
        ("https://box", "https://box:443/v1"),
        ("[::1]:11434", "http://[::1]:11434/v1"),
    ],
)
def test_ollama_is_found_where_its_own_variable_says(typed: str, base: str) -> None:
    assert endpoint("ollama:phi4", load_settings({}, {"OLLAMA_HOST": typed})).base_url == base


def test_chat_and_embeddings_may_have_addresses_of_their_own() -> None:
    chat = {"ASK_BASE_URL": "http://box/v1", "ASK_API_KEY": KEY}
    at = embedding_endpoint(load_settings({}, {**chat, "ASK_EMBEDDING": "ollama:nomic-embed-text"}))
    assert (at.model, at.base_url, at.key) == ("nomic-embed-text", "http://127.0.0.1:11434/v1", "")
    at = embedding_endpoint(load_settings({}, {**chat, "ASK_EMBEDDING": "openai:e"}))
    assert (at.base_url, at.key) == ("http://box/v1", KEY)
    own = {"ASK_EMBEDDING_BASE_URL": "http://tei:80/embeddings", "ASK_EMBEDDING": "openai:e"}
    at = embedding_endpoint(load_settings({}, {**chat, **own}))
    assert (at.base_url, at.key) == ("http://tei:80/v1", "")


def test_a_key_with_white_space_around_it_works(server: ModelServer, tmp_path: Path) -> None:
    key = load_settings({}, {"OPENAI_API_KEY": f" {KEY}\r\n"}).api_key
    reply(opened(server, tmp_path, api_key=key))
    assert server.chats[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("key", ["sk-a b", "sk-\u2013long", "sk-a\nb"])
def test_a_key_that_cannot_be_one_is_said_and_not_shown(key: str) -> None:
    with pytest.raises(SettingError, match="the key holds a space or a character") as caught:
        endpoint("m", Settings(api_key=key, base_url="http://box/v1"))
    assert key not in str(caught.value)


def test_azure_has_its_own_header_and_query(server: ModelServer, tmp_path: Path) -> None:
    reply(opened(server, tmp_path, base_url=f"{server.url}/chat/completions?api-version=2024-06-01"))
    (sent,) = server.sent
    assert sent.path == "/v1/chat/completions?api-version=2024-06-01"
    assert sent.headers["api-key"] == KEY
    assert "authorization" not in sent.headers


def test_embeddings_are_asked_for_64_at_a_time_or_fewer(server: ModelServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path, embedding="openai:fake")
    encoder = EndpointEncoder(open_embedding(settings), "openai:fake", len)
    texts = [f"text {number}" for number in range(130)]
    assert len(encoder.queries(texts)) == 130
    assert [len(sent.body["input"]) for sent in server.sent] == [64, 64, 2]
    server.mode = "too_many_texts"
    server.sent.clear()
    encoder.queries(texts[:40])
    encoder.queries(texts[:16])
    assert [len(sent.body["input"]) for sent in server.sent] == [40, MOST_TEXTS, MOST_TEXTS, 8, MOST_TEXTS]


# -- proxies and certificates


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No proxy but the test's own."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("http://p:3128", "http://p:3128"), ("p:3128", "http://p:3128"), (" HTTP://p:1 ", "http://p:1")],
)
def test_a_proxy_is_taken_as_it_was_meant(environment: pytest.MonkeyPatch, typed: str, meant: str) -> None:
    environment.setenv("HTTPS_PROXY", typed)
    assert proxy_for(CLOUD) == meant
    assert proxy_for(Endpoint("m", "http://127.0.0.1:1/v1")) is None
    environment.setenv("NO_PROXY", "models.example")
    assert proxy_for(CLOUD) is None


@pytest.mark.parametrize("typed", ["htp://p:1", "http://", "http://p:port", "http://a b"])
def test_a_proxy_that_is_none_names_its_variable(environment: pytest.MonkeyPatch, typed: str) -> None:
    environment.setenv("ALL_PROXY", typed)
    with pytest.raises(
        SettingError, match=r"^ALL_PROXY is not the address of a proxy; write http://NAME:PORT"
    ):
        proxy_for(CLOUD)


def test_a_bad_proxy_leaves_the_quotes_and_one_line(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("HTTPS_PROXY", "htp://p:1")
    elsewhere = ModelServer(port=9)
    model = opened(elsewhere, tmp_path, base_url="https://models.example/v1")
    with pytest.raises(ModelError, match="HTTPS_PROXY is not the address"):
        list(model.stream(ASKED))


def test_a_socks_proxy_leads_there_or_says_what_it_needs(
    environment: pytest.MonkeyPatch, server: ModelServer, tmp_path: Path
) -> None:
    proxy = _socks(server.port)
    environment.setenv("ALL_PROXY", f"socks://127.0.0.1:{proxy}")
    model = opened(server, tmp_path, base_url="http://models.example/v1")
    try:
        import socksio  # noqa: F401
    except ImportError:
        with pytest.raises(
            ModelError, match="ALL_PROXY names a SOCKS proxy, which needs socksio: pip install"
        ):
            list(model.stream(ASKED))
        return
    assert reply(model)[0] == "Moss is green."


def _socks(port: int) -> int:
    """A SOCKS5 proxy for one connection, which leads to a port of this machine; its own port."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        client, _ = door.accept()
        with client, socket.create_connection(("127.0.0.1", port)) as there:
            client.recv(64)
            client.sendall(b"\x05\x00")
            client.recv(256)
            client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
            Thread(target=_pass_on, args=(there, client), daemon=True).start()
            _pass_on(client, there)

    Thread(target=serve, daemon=True).start()
    return int(door.getsockname()[1])


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(4096):
            other.sendall(data)
    except OSError:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody signed, with its key."""
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    made = ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
            f"subjectAltName=IP:127.0.0.1 -keyout {file} -out {file}.crt").split()  # fmt: skip
    try:
        subprocess.run(made, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


def test_a_certificate_that_nobody_signed_is_named_and_can_be_trusted(
    environment: pytest.MonkeyPatch, server: ModelServer, tmp_path: Path, certificate: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server._http.socket = context.wrap_socket(server._http.socket, server_side=True)
    base = f"https://127.0.0.1:{server.port}/v1"
    with pytest.raises(
        ModelError, match="shows a certificate that nobody here vouches for; set SSL_CERT_FILE"
    ):
        list(opened(server, tmp_path, base_url=base).stream(ASKED))
    environment.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    assert reply(opened(server, tmp_path, base_url=base))[0] == "Moss is green."


def test_https_to_a_server_without_it_is_said(
    environment: pytest.MonkeyPatch, server: ModelServer, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="does not speak https; write http:// in its address"):
        list(opened(server, tmp_path, base_url=f"https://127.0.0.1:{server.port}/v1").stream(ASKED))


def test_a_certificate_file_that_is_not_there_names_its_variable(
    environment: pytest.MonkeyPatch, server: ModelServer, tmp_path: Path
) -> None:
    environment.setenv("SSL_CERT_FILE", "/nowhere/own.pem")
    with pytest.raises(ModelError, match=r"SSL_CERT_FILE names /nowhere/own\.pem, which holds no cert"):
        list(opened(server, tmp_path, base_url="https://127.0.0.1:1/v1").stream(ASKED))


def test_a_name_that_no_server_has_is_said(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    model = opened(ModelServer(port=9), tmp_path, base_url="http://no-such-server.invalid/v1")
    with pytest.raises(
        ModelError, match=r"no server is called http://no-such-server\.invalid; check the address"
    ):
        list(model.stream(ASKED))
