"""Check the installation: what works, what does not, and what to do about it.

In: settings. Out: findings, one line each. Changes nothing. Asks the model that is set one question,
embeds one where an endpoint does that, and looks for an Ollama on this machine.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from rag.encoders.endpoint import is_embedding_endpoint
from rag.encoders.minilm import MiniLM
from rag.model.clock import wrong_clock
from rag.model.errors import AskError
from rag.model.extras import ALL, EMBEDDING, WRITING
from rag.model.settings import Settings

if TYPE_CHECKING:
    from rag.ingest.library import Library

_PACKAGES = ("chromadb", "onnxruntime", "bm25s")
_LEAST_FREE = 1 << 30  # bytes
_MOST_WRONG = 20  # things that are told one by one


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; a vital one that is not ok makes the command fail."""

    what: str
    found: str
    ok: bool = True
    vital: bool = True

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def examine(settings: Settings, *, deep: bool = False) -> list[Finding]:
    """Everything, in the order in which things are needed; `deep`: every byte of the library is read."""
    return [
        Finding("python", sys.version.split()[0], sys.version_info >= (3, 11)),
        *_packages(),
        *_extras(),
        _weights(settings),
        *library_findings(settings),
        *(_deep(settings) if deep else ()),
        *_space(settings),
        *_clock(settings),
        *model_findings(settings),
        *_embedding(settings),
        *(
            Finding(f"setting {n}", f"{v or 'not set'} ({origin})")
            for n, (v, origin) in settings.shown().items()
        ),
    ]


def _packages() -> Iterator[Finding]:
    for name in _PACKAGES:
        try:
            yield Finding(name, version(name))
        except PackageNotFoundError:
            yield Finding(name, f"not installed; run: pip install {name}", ok=False)


def _extras() -> Iterator[Finding]:
    """What is optional: which packages are there, or what one is missing for; never a problem."""
    for extra in ALL:
        if missing := extra.missing:
            how = f"install it with: pip install 'ask-papers[{extra.name}]'"
            found = f"{', '.join(missing)} not installed; optional, for {extra.what}; {how}"
        else:
            found = ", ".join(f"{package} {version(package)}" for package in extra.distributions)
        yield Finding(extra.what, found, vital=False)


def _weights(settings: Settings) -> Finding:
    model = MiniLM(settings.cache)
    missing = model.available() or model.files.damaged()
    return Finding(
        "embedding weights",
        missing or "all-MiniLM-L6-v2, checksums as published",
        missing is None,
        vital=False,
    )


def library_findings(settings: Settings) -> Iterator[Finding]:
    """The library: what it holds, and whether its parts agree."""
    from rag.answering.start import open_library
    from rag.ingest.reembedding import reembedding_of

    try:
        library = open_library(settings)
        papers, begun = len(library.reader.now()), library.interrupted()
    except AskError as error:
        yield Finding("library", str(error), ok=False)
        return
    if library.built_with is None:
        yield Finding(
            "library", f"nothing in {settings.store or library.home} yet; {_what_fills_it(settings)}"
        )
        return
    yield Finding("library", f"{papers:,} papers in {library.home}, built with {library.built_with}")
    if settings.store:
        yield from _shared(settings, library)
        return
    if reembedding := reembedding_of(library):
        yield Finding("embedding", reembedding.line, vital=False)
    if not os.access(settings.home, os.W_OK):
        yield Finding(
            "indexes",
            "readable; Chroma was not checked, it cannot be opened in a folder that is read-only",
            vital=False,
        )
        return
    yield _indexes(library, papers)
    if begun:
        yield Finding(
            "interrupted ingest", f"{begun} papers were begun; the next command finishes them", vital=False
        )


def _shared(settings: Settings, library: "Library") -> Iterator[Finding]:
    """The server of a shared library, and how far the copy on this machine is behind it."""
    from rag.ingest.lag import lag_of

    try:
        lag = lag_of(settings, library)
    except AskError as error:
        yield Finding("shared library", str(error), ok=False, vital=False)
        return
    yield Finding("shared library", lag.line, ok=lag.is_level, vital=False)
    if lag.begun:
        begun = f"{lag.begun:,} papers are being written, or a writer died; the next one finishes them"
        yield Finding("interrupted ingest", begun, vital=False)


def _indexes(library: "Library", papers: int) -> Finding:
    """Whether Chroma and the indexes hold as many papers; neither is made from nothing."""
    mend = "mend it with: ask ingest --rebuild (it keeps the papers of both)"
    try:
        stored = library.count()
    except AskError as error:
        return Finding("indexes", str(error), ok=False)
    if stored == papers:
        return Finding("indexes", "match Chroma")
    if stored < papers:
        lost = f"Chroma holds {stored:,} of the {papers:,} papers that the indexes hold; {mend}"
        return Finding("Chroma", lost, ok=False)
    return Finding("indexes", f"hold {papers:,} of Chroma's {stored:,} papers; {mend}", ok=False)


def _deep(settings: Settings) -> Iterator[Finding]:
    from rag.answering.start import open_library

    try:
        library = open_library(settings)
        found = library.verify() if library.built_with else None
    except AskError as error:
        yield Finding("every file", str(error), ok=False)
        return
    if found is None:
        return
    for line in found.wrong[:_MOST_WRONG]:
        yield Finding("every file", f"{line}; mend it with: ask ingest --rebuild", ok=False)
    if more := len(found.wrong) - _MOST_WRONG if found.wrong[_MOST_WRONG:] else 0:
        yield Finding("every file", f"{more:,} more are not as they were written", ok=False)
    if not found.wrong:
        whole = f"{found.files:,} files and {found.papers:,} papers as they were written"
        seen = "of Chroma's search files, which have no checksums, only what is plainly wrong is seen"
        yield Finding("every file", f"{whole}; {seen}")
    if found.without:
        what = f"{found.without:,} segments are of an earlier version, which noted none"
        yield Finding("checksums", f"{what}; note them with: ask ingest --rebuild", vital=False)


def _what_fills_it(settings: Settings) -> str:
    from rag.ingest.starter import is_declined

    if is_declined(settings):
        return "add papers with: ask ingest PAGES"
    return "the first question indexes the starter library"


def _space(settings: Settings) -> Iterator[Finding]:
    folder = next(p for p in (settings.home, *settings.home.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    enough = free > _LEAST_FREE
    advice = "" if enough else "; free some, or keep the library elsewhere: ask --home DIR"
    yield Finding("free space", f"{free / (1 << 30):.1f} GiB at {folder}{advice}", enough)
    if not os.access(folder, os.W_OK):
        yield Finding(
            "home", f"{folder} cannot be written to; questions work, ask ingest does not", vital=False
        )


def _clock(settings: Settings) -> Iterator[Finding]:
    """Nothing, where the clock may be right."""
    from rag.ingest.storage import Storage

    if line := wrong_clock(date.today(), Storage(settings.home).written):
        yield Finding("clock", line, ok=False, vital=False)


def model_findings(settings: Settings) -> Iterator[Finding]:
    """The model's server, and one real question to the model."""
    if WRITING.missing:
        yield Finding("model", "the extra for writing is not installed; answers are quoted", vital=False)
        return
    from rag.generation.probing import probe

    for found in probe(settings):
        yield Finding("model", found.line, found.ok, vital=False)


def _embedding(settings: Settings) -> Iterator[Finding]:
    """Whether an embedding that a server computes can be had."""
    if not is_embedding_endpoint(settings.embedding):
        return
    if EMBEDDING.missing:
        yield Finding("embedding endpoint", "the extra for it is not installed", ok=False)
        return
    from rag.encoders.opening import open_encoder

    try:
        vector = open_encoder(settings, None, lambda line: None).query("How are ferries counted?").pooled
        yield Finding("embedding endpoint", f"{settings.embedding}, {vector.size} dimensions", vital=False)
    except AskError as error:
        line = str(error).removesuffix(", or see: ask doctor").removesuffix("; see: ask doctor")
        yield Finding("embedding endpoint", line, ok=False)
