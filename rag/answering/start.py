"""Open what the settings describe: library, assistant, writer, checker; fill an empty library.

In: settings. Out: objects that are ready to use. On first use the starter library is
indexed, with progress; what another run left unfinished is finished. `notify` gets single
lines for the reader; `start_progress` is called when something long begins.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from rag.answering.assistant import Assistant
from rag.encoders.minilm import published
from rag.encoders.no_encoder import NoEncoder
from rag.encoders.opening import open_encoder
from rag.encoders.pair_reader import PairReader
from rag.ingest.indexing import Progress
from rag.ingest.library import Library
from rag.ingest.reembedding import begin
from rag.ingest.starter import add_starter, is_begun, is_declined
from rag.ingest.storage import Storage
from rag.model.clock import wrong_clock
from rag.model.errors import AskError, EmptyLibraryError, LockedError, MissingPackageError
from rag.model.extras import WRITING, require
from rag.model.settings import Settings
from rag.retrieval.catalogue import Catalogue

if TYPE_CHECKING:
    from rag.generation.writer import Writer
    from rag.verification.checker import SupportChecker

STARTER_NOTE = (
    "these are digests of {papers} papers in our own words; add your own papers with: ask ingest PAGES"
)

PATIENCE, POLLED = (
    120.0,
    0.1,
)  # seconds: how long another process may fill an empty library, and between looks
EMBEDS_ANEW = "rag.answering.embedding_anew"
Notify = Callable[[str], None]
StartProgress = Callable[[str, int], Progress]  # given what is done and of how many papers


def open_library(settings: Settings, notify: Notify = lambda line: None) -> Library:
    """The library in the settings' home, as it is; where a store is set, the one on that server."""
    if settings.store:
        from rag.ingest.shared_opening import open_shared

        return open_shared(settings, notify)
    if line := wrong_clock(date.today(), Storage(settings.home).written):
        notify(line)
    built_with = Library(settings.home, NoEncoder()).built_with
    return Library(settings.home, open_encoder(settings, built_with, notify))


def open_catalogue(library: Library) -> Catalogue:
    """The papers of a library as they are at this moment, to be found by name."""
    return Catalogue(library.reader.now())


def open_filled_library(settings: Settings, notify: Notify, start_progress: StartProgress) -> Library:
    """The library, filled with the starter papers where nobody ever added any. While another process fills
    it, its first papers are waited for, and it is finished where that process ends before. EmptyLibraryError
    where the starter papers are not wanted; LockedError where no paper comes within PATIENCE seconds."""
    library = open_library(settings, notify)
    if library.recover(start_progress("finishing what was interrupted", 0)):
        notify("the library was unfinished or of another version; it has been repaired, no paper is lost")
    if reembedding := begin(settings, library, process=EMBEDS_ANEW):
        notify(reembedding.line)
    if len(library.reader.now()) and not is_begun(settings):
        return library
    if is_declined(settings):
        if len(library.reader.now()):
            return library
        raise EmptyLibraryError(settings.store or settings.home)
    if not _filled(settings, library, notify, start_progress):
        notify(f"the starter library is still being indexed; {len(library.reader.now()):,} papers so far")
        return library
    measure_background(library)
    notify(STARTER_NOTE.format(papers=len(library.reader.now())))
    return library


def _filled(settings: Settings, library: Library, notify: Notify, start_progress: StartProgress) -> bool:
    """Whether the starter papers are all there; False where another process still adds them and there are
    some. LockedError where there are none for too long."""
    try:
        if not _may_write(settings, library, notify):
            return False
        add_starter(settings, library, lambda papers: start_progress("indexing the starter library", papers))
    except LockedError:
        if not len(library.reader.now()):
            raise
        return False
    return True


def _may_write(settings: Settings, library: Library, notify: Notify) -> bool:
    """Whether no other process writes. While one does, its first papers are waited for; LockedError where
    there are none after PATIENCE seconds."""
    until, waiting = time.monotonic() + PATIENCE, False
    while True:
        try:
            with Storage(settings.home).writing("ask", seconds=0):
                return True
        except LockedError as error:
            if len(library.reader.now()):
                return False
            if time.monotonic() > until:
                raise
            if not waiting:
                notify(f"waiting for the first papers: {str(error).split(';')[0]}")
            waiting = True
            time.sleep(POLLED)


def measure_background(library: Library) -> None:
    """Find out now, if it is not known, what unrelated questions score in a library that was written with its
    encoder; else its first question waits for that, and says what hinders it."""
    if library.built_with == library.encoder.name:
        with suppress(AskError):
            Assistant(library.reader, library.encoder).searcher.measured.exact()


def open_assistant(
    settings: Settings,
    notify: Notify = lambda line: None,
    start_progress: StartProgress = lambda what, papers: lambda done: None,
    *,
    today: Callable[[], date] = date.today,
    writing: bool = True,
) -> Assistant:
    """An assistant over the library of the settings, filled with the starter papers where it is empty;
    `writing` with the model that is set, if one is. `today`: what "last month" counts from.

    SettingError, LockedError, EmptyLibraryError and the other AskErrors where something is to be done
    first. The assistant may be used from several threads.
    """
    library = open_filled_library(settings, notify, start_progress)
    writer = open_writer(settings, notify) if writing else None
    return Assistant(library.reader, library.encoder, top_k=settings.top_k, today=today, writer=writer)


def open_writer(settings: Settings, notify: Notify) -> "Writer | None":
    """What writes answers with a model; None where there is none, or quoting is asked for.

    MissingPackageError where writing is demanded and the extra `llm` is not installed; where a
    model is only set, a line to `notify` and None.
    """
    if not settings.may_write:
        return None
    try:
        require(WRITING)
    except MissingPackageError as missing:
        if settings.mode == "write":
            raise
        notify(f"{missing}; until then answers are quoted")
        return None
    from rag.generation.models import open_model

    model = open_model(settings, cache=settings.reply_cache)
    if model is None:
        return None
    from rag.generation.writer import Writer

    return Writer(model, open_checker(settings, notify), strict=settings.strict)


def open_checker(settings: Settings, notify: Notify = lambda line: None) -> "SupportChecker":
    """The checker of claims against sources; by words alone where the embedding model is missing."""
    from rag.verification.checker import SupportChecker

    model, reader = published(settings.cache, threads=settings.threads), PairReader(settings.cache)
    missing = model.available("text") or reader.available()
    if missing:
        notify(f"{missing}; until then support is judged by words alone")
    return SupportChecker(None) if missing else SupportChecker(model, reader)
