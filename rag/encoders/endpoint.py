"""Where a model's server is, and which model it is asked for, from what a reader may have pasted.

In: settings. Out: an Endpoint, or a SettingError of one line. An address may end in what is called
there (/chat/completions), hold ?api-version=, or lack its scheme; it is taken as it was meant.
"""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit, urlunsplit

from rag.model.errors import SettingError

if TYPE_CHECKING:
    from rag.model.settings import Settings

PROVIDERS = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://127.0.0.1:11434/v1",
    "lmstudio": "http://127.0.0.1:1234/v1",
    "vllm": "http://127.0.0.1:8000/v1",
    "llamacpp": "http://127.0.0.1:8080/v1",
}
OLLAMA_PORT = 11434
CONNECT_SECONDS = 10.0
PATIENCE = 3  # times the time-out: how long a first word may take where nothing is set
_CALLED = re.compile(r"(?<!/)/+(?:chat/completions|completions|responses|embeddings|models)/*$", re.I)
_ANY_HOST = ("0.0.0.0", "::", "")  # what a server listens on, not where it is asked
_PRINTABLE = re.compile(r"[!-~]*")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that speaks OpenAI's protocol, and the model that is asked for. `query` is added to
    every address; a first word may take `first_token_seconds`, later ones `timeout_seconds`."""

    model: str
    base_url: str
    key: str = field(default="", repr=False)
    timeout_seconds: float = 60.0
    query: str = ""
    first_token_seconds: float = 0.0

    @property
    def patience(self) -> float:
        """Seconds until the first word."""
        return self.first_token_seconds or PATIENCE * self.timeout_seconds

    @property
    def host(self) -> str:
        """The server as it may be shown: without a name or password that the address holds."""
        parts = urlsplit(self.base_url)
        name = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{port}"

    @property
    def local(self) -> bool:
        """Whether the server is on this machine."""
        name = urlsplit(self.base_url).hostname or ""
        try:
            return name == "localhost" or ip_address(name).is_loopback
        except ValueError:
            return False

    @property
    def key_header(self) -> str:
        """What the key is sent as; Azure has a header of its own."""
        name = urlsplit(self.base_url).hostname or ""
        return "api-key" if "api-version" in self.query or name.endswith(".azure.com") else "authorization"


def endpoint(spec: str, settings: "Settings") -> Endpoint:
    """The language model that `provider:name` or a plain name means; a base URL that is set beats the
    provider's."""
    provider, name = _named(spec)
    base = settings.base_url or _address_of(provider, settings)
    key = settings.api_key if settings.base_url or provider == "openai" else ""
    return _endpoint(spec, name, (base, "base_url"), key, settings)


def embedding_endpoint(settings: "Settings") -> Endpoint:
    """The embedding model: at its own address where one is set, at the provider's where one is named,
    else where the language model is. The key goes with the language model's address only."""
    spec = settings.embedding
    provider, name = _named(spec)
    if settings.embedding_base_url:
        base, setting, key = settings.embedding_base_url, "embedding_base_url", settings.embedding_api_key
    elif provider == "openai":
        base, setting = settings.base_url or PROVIDERS[provider], "base_url"
        key = settings.embedding_api_key or settings.api_key
    else:
        base, setting, key = _address_of(provider, settings), "ollama_host", settings.embedding_api_key
    return _endpoint(spec, name, (base, setting), key, settings)


def is_embedding_endpoint(spec: str) -> bool:
    """Whether an embedding is named that a server computes."""
    return spec.partition(":")[0] in PROVIDERS and ":" in spec


def ollama_address(settings: "Settings") -> str:
    """Where Ollama is, as OLLAMA_HOST says it: it may lack the scheme, the port or the name."""
    return _address_of("ollama", settings)


def _named(spec: str) -> tuple[str, str]:
    """Provider and name; "llama3.1:8b" is a name."""
    provider, colon, name = spec.strip().partition(":")
    return (provider, name.strip()) if colon and provider in PROVIDERS else ("openai", spec.strip())


def _address_of(provider: str, settings: "Settings") -> str:
    if provider != "ollama" or not settings.ollama_host:
        return PROVIDERS[provider]
    typed = settings.ollama_host
    parts = _split(typed if "://" in typed else f"http://{typed}", "ollama_host", typed, nameless=True)
    name = "127.0.0.1" if parts.hostname in (*_ANY_HOST, None) else parts.hostname
    name = f"[{name}]" if ":" in str(name) else name
    port = parts.port or (443 if parts.scheme == "https" else OLLAMA_PORT)
    return f"{parts.scheme}://{name}:{port}{parts.path.rstrip('/')}"


def _endpoint(spec: str, name: str, at: tuple[str, str], key: str, settings: "Settings") -> Endpoint:
    base, query = _cleaned(*at)
    if key and not _PRINTABLE.fullmatch(key):
        raise SettingError(
            "the key holds a space or a character that no key has; copy it anew into ASK_API_KEY"
        )
    if not key and base == PROVIDERS["openai"]:
        raise SettingError(
            f"{spec} needs a key: set OPENAI_API_KEY; for a server of your own set ASK_BASE_URL, "
            "or name one as in ASK_MODEL=ollama:llama3.1"
        )
    seconds = settings.timeout_seconds, settings.first_token_seconds
    return Endpoint(name, base, key, seconds[0], query, seconds[1])


def _cleaned(typed: str, setting: str) -> tuple[str, str]:
    """The base of an address and its query: without what is called there, with /v1 where it has no path."""
    parts = _split(typed.strip().strip("\"'"), setting, typed)
    path = _CALLED.sub("", parts.path).rstrip("/") or "/v1"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), parts.query


def _split(text: str, setting: str, typed: str, *, nameless: bool = False) -> SplitResult:
    try:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and (parts.hostname or nameless) and (parts.port or 1)
    except ValueError:
        known = False
    if not known or re.search(r"\s", text):
        raise SettingError(f"{setting} must be an address such as {PROVIDERS['ollama']}, not {typed!r}")
    return parts
