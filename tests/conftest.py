"""What several tests stand on.

In: nothing. Out: fixtures (an empty home, a library, a shelf of invented papers, an index, the
command, the real encoder, a model server and a writer at it), and a model seen from our side.
"""

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from rag.answering.assistant import Assistant
from rag.answering.start import measure_background
from rag.cli.main import main
from rag.encoders.minilm import MiniLM, published
from rag.encoders.minilm_encoder import MiniLMEncoder
from rag.encoders.no_encoder import NoEncoder
from rag.encoders.pair_reader import PairReader
from rag.generation.models import Message, Model, open_model
from rag.generation.stream import Usage
from rag.generation.writer import Writer
from rag.ingest.library import Library
from rag.ingest.reading import read_files
from rag.model.settings import Settings
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.searcher import Searcher
from rag.verification.checker import SupportChecker
from store.derived import Derived
from store.manifest import ManifestFile
from tests.browser import close_chromium
from tests.fakes import TODAY, HashEncoder, papers
from tests.model_server import ModelServer
from tests.reading import LIBRARY

# Tests are compiled once, not by each worker in each run; the product not by each process that is started.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Each file of a library is written through to the disk, which a disk takes its time for and memory does not.
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4_000_000_000:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests in a browser come first: one worker starts their pages and browsers, and the other takes from
    the end what is left to do, where tests are short."""
    items.sort(key=lambda item: not item.path.name.startswith("test_ui"))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """One browser serves all modules that need one."""
    if nextitem is None or not nextitem.path.name.startswith("test_ui"):
        close_chromium()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "ask"


class Remembering(MiniLM):
    """Reads a question once: each library that is made asks for the vectors of the same 150."""

    encode_question = cache(MiniLM.encode_question)


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    """The real encoder, its int8 model kept between runs in this machine's cache."""
    model = Remembering(platformdirs.user_cache_path("ask"))
    if why_not := model.available():
        pytest.skip(why_not)
    return model


@pytest.fixture(scope="session")
def published_minilm() -> MiniLM:
    """The model that compares two texts, as the checker does."""
    model = published(platformdirs.user_cache_path("ask"))
    if why_not := model.available("text"):
        pytest.skip(why_not)
    return model


def with_models(cache: Path) -> Path:
    """An empty cache, but for the int8 models of this machine, which take seconds to build."""
    cache.mkdir(exist_ok=True)
    for model in platformdirs.user_cache_path("ask").glob("minilm-*"):
        (cache / model.name).symlink_to(model)
    return cache


@pytest.fixture(scope="session")
def pair_reader() -> PairReader:
    """What reads a claim beside its source."""
    reader = PairReader(platformdirs.user_cache_path("ask"))
    if why_not := reader.available():
        pytest.skip(why_not)
    return reader


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one line on stdout, as JSON."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)


Ask = Callable[..., Ran]


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve invented papers as JSONL."""
    file = tmp_path_factory.mktemp("invented") / "invented.jsonl"
    lines = [json.dumps({"title": p.title, "text": p.text, "published": p.published}) for p in papers(12)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, invented: Path) -> Path:
    """A home with the invented papers, found by words alone; no test changes it."""
    home = tmp_path_factory.mktemp("shelf") / "home"
    Library(home, NoEncoder()).ingest(read_files([invented]).papers)
    return home


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with twelve invented papers, and what unrelated questions score in it; to be copied."""
    home = tmp_path_factory.mktemp("measured") / "home"
    library = Library(home, NoEncoder())
    library.ingest(papers(12))
    measure_background(library)
    return home


@pytest.fixture
def twelve(measured: Path, home: Path) -> Library:
    """The library of those papers, at `home`."""
    return Library(Path(shutil.copytree(measured, home)), NoEncoder())


@pytest.fixture
def ask(shelf: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run `ask` in this process as a shell would; `home=` and `typed=` (stdin) may be given."""
    for name in [n for n in os.environ if n.startswith(("ASK_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    for name, value in {"ASK_EMBEDDING": "none", "ASK_STARTER": "off", "COLUMNS": "80"}.items():
        monkeypatch.setenv(name, value)

    def run(*args: str, home: Path = shelf, typed: str | bytes = "") -> Ran:
        data = typed.encode() if isinstance(typed, str) else typed
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        monkeypatch.setattr(sys, "argv", ["ask", *args])
        monkeypatch.setenv("ASK_HOME", str(home))
        capsys.readouterr()
        kept = ManifestFile(shelf / "index-none").stamp()
        with pytest.raises(SystemExit) as stop:
            main()
        assert kept == ManifestFile(shelf / "index-none").stamp(), "the shelf of all tests was changed"
        return Ran(int(stop.value.code or 0), *capsys.readouterr())

    return run


# -- a library and its index


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def library(home: Path, encoder: HashEncoder) -> Library:
    return Library(home, encoder, batch=8)


@pytest.fixture
def derived(tmp_path: Path) -> Derived:
    return Derived(tmp_path, ManifestFile(tmp_path))


# -- a model at our own server


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


@pytest.fixture
def writer(server: ModelServer, tmp_path: Path) -> Callable[..., Writer]:
    def made(*, strict: bool = False, context: int = 8192, name: str = "fake", **more: Any) -> Writer:
        settings = Settings(cache=tmp_path, model=name, base_url=server.url, context_tokens=context, **more)
        model = open_model(settings, cache=False, pause=lambda _: None)
        assert model
        return Writer(model, SupportChecker(None), strict=strict)

    return made


KEY = "sk-test-4242424242424242"
ASKED = (Message("system", "Be brief."), Message("user", "What is moss?"))


def settings_for(server: ModelServer, tmp_path: Path, **more: Any) -> Settings:
    values = {"model": "fake", "base_url": server.url, "api_key": KEY, "timeout_seconds": 60.0, **more}
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", **values)


def opened(
    server: ModelServer,
    tmp_path: Path,
    *,
    cache: bool = False,
    pauses: list[float] | None = None,
    **more: Any,
) -> Model:
    """A model whose pauses are noted and not waited for."""
    kept: list[float] = [] if pauses is None else pauses
    made = open_model(settings_for(server, tmp_path, **more), cache=cache, pause=kept.append)
    assert made
    return made


def reply(model: Model) -> tuple[str, Usage]:
    *text, usage = model.stream(ASKED)
    assert isinstance(usage, Usage)
    return "".join(str(piece) for piece in text), usage


# -- a library that questions are put to; no test changes it


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory, minilm: MiniLM) -> Assistant:
    """Over the papers of tests/reading.py, with the real encoder."""
    library = Library(tmp_path_factory.mktemp("reading"), MiniLMEncoder(minilm))
    library.ingest(LIBRARY)
    return Assistant(library.reader, library.encoder, top_k=5, today=lambda: TODAY)


@pytest.fixture(scope="session")
def searcher(assistant: Assistant) -> Searcher:
    return assistant.searcher


@pytest.fixture(scope="session")
def by_words(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Over the same papers, by words alone."""
    library = Library(tmp_path_factory.mktemp("by_words"), NoEncoder())
    library.ingest(LIBRARY)
    return Searcher(Catalogue(library.reader.now()), library.encoder)
