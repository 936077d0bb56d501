"""Everything that can be set, built once, frozen, handed down.

In: options of the command line, the environment, ask.toml, defaults; the first that
sets a value wins. Out: one Settings, and where each value came from. Keys are never shown.
"""

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from rag.model.errors import SettingError, trouble
from rag.model.key_store import IN_KEYRING, stored_key

MODES = ("auto", "quote", "write")
THINKING = ("auto", "on", "off")
PROMPTS = ("auto", "short", "long")
SECRET = ("api_key", "embedding_api_key", "openalex_key", "semantic_scholar_key", "store_token")
_ENVIRONMENT = {
    "api_key": ("ASK_API_KEY", "OPENAI_API_KEY"),
    "base_url": ("ASK_BASE_URL", "OPENAI_BASE_URL"),
    "ollama_host": ("ASK_OLLAMA_HOST", "OLLAMA_HOST"),
}
_CHOICES = {"mode": MODES, "thinking": THINKING, "prompt": PROMPTS}
_POSITIVE = ("top_k", "context_tokens", "timeout_seconds")
_FETCHING = (  # concern papers that are still to come
    *("offline", "contact", "arxiv_url", "huggingface_url", "crossref_url", "datacite_url", "openalex_url"),
    *("semantic_scholar_url", "openreview_url", "acl_url"),
)
# [store] in ask.toml
_STORE = ("store", "store_token", "store_certificates", "store_tenant", "store_database")
# cannot change an answer
_NO_ANSWER = ("home", "cache", "reembed", "origins", "first_token_seconds", *_STORE, *_FETCHING)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in effect. Times in seconds, sizes in tokens; `threads` 0 chooses. `thinking` says
    whether the model thinks first, auto goes by its name; `prompt` is the form that it is asked in, auto goes
    by its size; `first_token_seconds` is how long its first
    word may take, 0 for three times the time-out; embeddings have an address and a key of their own where
    these are set. `offline`: nothing is fetched even when it is asked for; `contact`: an e-mail address that
    services are told with each request, which some of them answer better. `store` is the address of a Chroma
    server whose library is shared; `store_certificates` a file of certificates that it is known by."""

    home: Path = field(default_factory=lambda: platformdirs.user_data_path("ask"))
    cache: Path = field(default_factory=lambda: platformdirs.user_cache_path("ask"))
    embedding: str = "minilm"
    embedding_base_url: str = ""
    embedding_api_key: str = field(default="", repr=False)
    model: str = ""
    base_url: str = ""
    api_key: str = field(default="", repr=False)
    ollama_host: str = ""
    thinking: str = "auto"
    prompt: str = "auto"
    mode: str = "auto"
    top_k: int = 8
    context_tokens: int = 8192
    timeout_seconds: float = 60.0
    first_token_seconds: float = 0.0
    threads: int = 0
    starter: bool = True
    strict: bool = False
    reply_cache: bool = True
    reembed: bool = True
    offline: bool = False
    contact: str = ""
    arxiv_url: str = "https://export.arxiv.org"
    huggingface_url: str = "https://huggingface.co"
    crossref_url: str = "https://api.crossref.org"
    datacite_url: str = "https://api.datacite.org"
    openalex_url: str = "https://api.openalex.org"
    openalex_key: str = field(default="", repr=False)
    semantic_scholar_url: str = "https://api.semanticscholar.org"
    semantic_scholar_key: str = field(default="", repr=False)
    store: str = ""
    store_token: str = field(default="", repr=False)
    store_certificates: str = ""
    store_tenant: str = "default_tenant"
    store_database: str = "default_database"
    openreview_url: str = "https://api2.openreview.net"
    acl_url: str = "https://aclanthology.org"
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def hash(self) -> str:
        """Stands for all that can change an answer; 12 hex digits."""
        kept = {k: str(v) for k, v in asdict(self).items() if k not in (*SECRET, *_NO_ANSWER)}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def may_write(self) -> bool:
        """Whether a model may be asked to write: one is named, there is a key, or the mode is write."""
        return self.mode == "write" or (self.mode != "quote" and bool(self.model or self.api_key))

    def shown(self) -> dict[str, tuple[str, str]]:
        """Each value as it may be printed, and where it came from."""
        rows = {}
        for name in (f.name for f in fields(self) if f.name != "origins"):
            value = getattr(self, name)
            hidden = "set" if value else "not set"
            rows[name] = (hidden if name in SECRET else str(value), self.origins.get(name, "default"))
        return rows


def load_settings(options: Mapping[str, Any], environment: Mapping[str, str]) -> Settings:
    """Options beat ASK_* variables, those beat ask.toml in the home folder, that beats the defaults."""
    home = options.get("home") or environment.get("ASK_HOME") or platformdirs.user_data_path("ask")
    layers = [
        ("ask.toml", _from_file(Path(home).expanduser() / "ask.toml")),
        ("environment", _from_environment(environment)),
        ("option", {k: v for k, v in options.items() if v is not None}),
    ]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for name, value in layer.items():
            values[name] = _parsed(name, value, origin)
            origins[name] = origin
    if values.get("api_key") == IN_KEYRING:
        values["api_key"] = stored_key()
    return Settings(**values, origins=origins)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError as error:
        home = path.parent
        raise SettingError(f"home {home} is not a folder; set --home or ASK_HOME to a folder") from error
    except PermissionError as error:
        # a folder that may not be entered is named, not a file in it that need not be there
        closed = not os.access(path.parent, os.X_OK)
        shut = PermissionError(error.errno, error.strerror, str(path.parent)) if closed else error
        raise SettingError(trouble(shut)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingError(f"{path} cannot be read ({error}); repair it or move it away") from error
    if isinstance(found.get("store"), dict):
        found |= {"store": ""} | {_STORE_NAMES.get(k, f"store.{k}"): v for k, v in found.pop("store").items()}
    unknown = sorted(set(found) - _NAMES)
    if unknown:
        raise SettingError(
            f"{path}: no setting called {unknown[0]!r}; there are: {', '.join(sorted(_NAMES))}"
        )
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name in _NAMES:
        for variable in _ENVIRONMENT.get(name, (f"ASK_{name.upper()}",)):
            if environment.get(variable, "").strip():
                found[name] = environment[variable]
                break
    return found


def _parsed(name: str, value: Any, origin: str) -> Any:
    """The value in its field's type; SettingError says what it may be."""
    kind = _KINDS[name]
    if kind is bool:
        if str(value).lower() not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
            raise SettingError(f"{name} ({origin}) must be on or off, not {value!r}")
        return str(value).lower() in ("1", "true", "yes", "on")
    if kind in (Path, str) and not isinstance(value, str | Path):
        raise SettingError(f"{name} ({origin}) must be text, not {value!r}")
    if kind is Path:
        return _folder(name, Path(value).expanduser(), origin)
    if kind is str:
        value = str(value).strip()  # pasted with a space, or from a file with \r at its end
    try:
        parsed = kind(str(value))  # by way of its text: 8.5 is no whole number, nor is true
    except (TypeError, ValueError) as error:
        raise SettingError(f"{name} ({origin}) must be a number, not {value!r}") from error
    if name in _CHOICES and parsed not in _CHOICES[name]:
        raise SettingError(f"{name} ({origin}) must be one of {', '.join(_CHOICES[name])}, not {value!r}")
    if name == "store" and parsed and not is_address(parsed):
        raise SettingError(f"store ({origin}) must be an address like http://host:8000, not {value!r}")
    if name in _POSITIVE and not parsed > 0:
        raise SettingError(f"{name} ({origin}) must be more than 0, not {value!r}")
    return parsed


def is_address(text: str) -> bool:
    """Whether a text is the address of a server."""
    if not re.fullmatch(r"https?://[^/\s?#]+[^\s]*", text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0  # a port that is no number raises
    except ValueError:
        return False


def _folder(name: str, path: Path, origin: str) -> Path:
    try:
        str(path).encode()
    except UnicodeEncodeError as error:  # which Chroma's files cannot lie in
        raise SettingError(f"{name} ({origin}) must be a name in UTF-8, not {str(path)!r}") from error
    return path


_KINDS: dict[str, Any] = {
    f.name: {"Path": Path, "str": str, "int": int, "float": float, "bool": bool}.get(
        f.type if isinstance(f.type, str) else getattr(f.type, "__name__", "")
    )
    for f in fields(Settings)
    if f.name != "origins"
}
_NAMES = set(_KINDS)
_STORE_NAMES = {"url": "store"} | {name.removeprefix("store_"): name for name in _STORE[1:]}
