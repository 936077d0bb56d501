"""Answers about research papers, every sentence tied to the words it is based on.

    from rag import Settings, open_assistant

    assistant = open_assistant(Settings())  # the library of the `ask` command; the starter papers at first
    answer = assistant.ask("What does AmberNet count?")
    print(answer.answer, *(f"[{c.number}] {c.title}: {c.quote}" for c in answer.citations), sep="\\n")

Each name below is imported when it is first used.
"""

from typing import TYPE_CHECKING

from rag.model.lazy import attributes

if TYPE_CHECKING:
    from rag.answering.assistant import Assistant
    from rag.answering.start import open_assistant, open_library
    from rag.ingest.library import Library
    from rag.model.answer import Answer, Citation, Status
    from rag.model.errors import AskError
    from rag.model.filters import Filters
    from rag.model.paper import Paper
    from rag.model.settings import Settings, load_settings

__all__ = ["Answer", "AskError", "Assistant", "Citation", "Filters", "Library", "Paper", "Settings"]
__all__ += ["Status", "load_settings", "open_assistant", "open_library"]
__getattr__ = attributes(
    __name__,
    answering="assistant: Assistant; start: open_assistant open_library",
    ingest="library: Library",
    model="answer: Answer Citation Status; errors: AskError; filters: Filters; paper: Paper; "
    "settings: Settings load_settings",
)
