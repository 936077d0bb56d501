"""Write expansion queries with a model for the papers of a library that have none.

In: settings, a library. Out: batch by batch what was written; each batch is kept before the
next begins, so that a run that is stopped can be continued.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.generation.expansion import expanded
from rag.generation.models import open_model
from rag.ingest.library import Library
from rag.model.errors import AskError
from rag.model.settings import Settings


@dataclass
class Expansion:
    """The state so far: papers that have questions now, tokens spent, and by paper id what failed."""

    model: str
    lacking: int
    done: int = 0
    tokens: int = 0
    failed: dict[str, str] = field(default_factory=dict)


def expand(settings: Settings, library: Library) -> Iterator[tuple[Expansion, int]]:
    """The state so far, and how many papers were dealt with since the last one; the first comes before
    anything is asked. AskError where no model is set."""
    model = open_model(settings)
    if model is None:
        raise AskError("no model to write questions with; set ASK_MODEL=ollama:llama3.1 or OPENAI_API_KEY")
    lacking = [paper for paper in library.papers() if not paper.questions]
    found = Expansion(model.name, len(lacking))
    yield found, 0
    for batch in expanded(lacking, model, library.encoder):
        library.ingest(batch.papers)
        found.done += len(batch.papers)
        found.tokens += batch.tokens
        found.failed |= batch.failed
        yield found, len(batch.papers) + len(batch.failed)
