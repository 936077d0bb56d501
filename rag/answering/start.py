"""Open what the settings describe: encoder, library, assistant; fill an empty library.

In: settings. Out: things that are ready to use. On first use the starter library is
indexed, with progress; what another run left unfinished is finished.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from rag.answering.assistant import Assistant
from rag.encoders.minilm import MiniLM
from rag.encoders.no_encoder import NoEncoder
from rag.encoders.opening import open_encoder
from rag.ingest.library import Library, Progress
from rag.ingest.starter import add_starter, is_begun, is_declined
from rag.model.errors import EmptyLibraryError, LockedError, MissingPackageError
from rag.model.extras import WRITING, require
from rag.model.settings import Settings
from rag.retrieval.catalogue import Catalogue

if TYPE_CHECKING:
    from rag.generation.writer import Writer
    from rag.verification.checker import SupportChecker

STARTER_NOTE = "these are digests of {papers} papers in our words; read your own pages with: ask ingest PAGES"

Say = Callable[[str], None]
Watch = Callable[[str, int], Progress]  # what is done, how many papers: gives a progress to report to


def open_library(settings: Settings, say: Say = lambda line: None) -> Library:
    """The library in the settings' home, as it is."""
    built_with = Library(settings.home, NoEncoder()).built_with
    return Library(settings.home, open_encoder(settings, built_with, say))


def open_catalogue(library: Library) -> Catalogue:
    """The papers of a library as they are at this moment, to be found by name."""
    return Catalogue(library.reader.now())


def open_filled_library(settings: Settings, say: Say, watch: Watch) -> Library:
    """The library, filled with the starter papers if nobody ever put anything in."""
    library = open_library(settings, say)
    if library.recover(watch("finishing what was interrupted", 0)):
        say("the library was unfinished or not of this version; it is in order again, no paper is lost")
    if len(library.reader.now()) and not is_begun(settings):
        return library
    if is_declined(settings):
        if len(library.reader.now()):
            return library
        raise EmptyLibraryError(settings.home)
    try:
        add_starter(settings, library, lambda papers: watch("indexing the starter library", papers))
    except LockedError:
        if not len(library.reader.now()):
            raise
        say(f"the starter library is still being indexed; {len(library.reader.now()):,} papers so far")
        return library
    say(STARTER_NOTE.format(papers=len(library.reader.now())))
    return library


def open_assistant(
    settings: Settings,
    say: Say = lambda line: None,
    watch: Watch = lambda what, papers: lambda done: None,
    *,
    today: Callable[[], date] = date.today,
    writing: bool = True,
) -> Assistant:
    """An assistant over the filled library; `writing` with the model that is set, if one is."""
    library = open_filled_library(settings, say, watch)
    writer = open_writer(settings, say) if writing else None
    return Assistant(library.reader, library.encoder, top_k=settings.top_k, today=today, writer=writer)


def open_writer(settings: Settings, say: Say) -> "Writer | None":
    """What writes answers with a model; None where there is none, or quoting is asked for.

    MissingPackageError where writing is demanded and the extra `llm` is not installed; where a
    model is only set, a line to `say` and None.
    """
    if not settings.may_write:
        return None
    try:
        require(WRITING)
    except MissingPackageError as missing:
        if settings.mode == "write":
            raise
        say(f"{missing}; until then answers are quoted")
        return None
    from rag.generation.models import open_model

    model = open_model(settings, cache=settings.reply_cache)
    if model is None:
        return None
    from rag.generation.writer import Writer

    return Writer(model, open_checker(settings, say), strict=settings.strict)


def open_checker(settings: Settings, say: Say = lambda line: None) -> "SupportChecker":
    """Judges whether a claim stands in given sources; by words alone where the weights are missing."""
    from rag.verification.checker import SupportChecker

    model = MiniLM(settings.cache, threads=settings.threads)
    missing = model.available()
    if missing:
        say(f"{missing}; until then support is judged by words alone")
    return SupportChecker(None if missing else model)
