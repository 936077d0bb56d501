"""What a message may refer to in a library as it is now.

In: a catalogue, today's date, what gives a question's vector. Out: a ParsingContext.
"""

from collections.abc import Callable
from datetime import date
from functools import partial

from rag.query.intent import FloatArray
from rag.query.parse import ParsingContext
from rag.retrieval.catalogue import Catalogue
from rag.retrieval.mentions import says_without
from rag.text.terms import terms


def parsing_context(
    catalogue: Catalogue, today: date, vector: Callable[[str], FloatArray | None]
) -> ParsingContext:
    """The names, organisations, authors and venues of the library, and what reads them."""
    return ParsingContext(
        catalogue.names,
        catalogue.organisations,
        today,
        lambda name: bool(catalogue.authors.by(name).rows),
        vector,
        lambda name: bool(catalogue.venues_called(name)),
        lambda id_: None if (row := catalogue.row(id_)) is None else catalogue.paper(row),
        partial(says_without, catalogue),
        catalogue.authors.titles,
        catalogue.authors.is_family,
        lambda word: any(catalogue.snapshot.matched(term).any() for term in terms(word)) or not terms(word),
    )
