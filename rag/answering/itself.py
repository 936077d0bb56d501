"""What is said of the product itself: a greeting, what it can do, what is meant by "this paper" when none was
talked of.

In: a message, or what it asks. Out: a text. Knows nothing of the library.
"""

import re

from rag.model.query import Intent, ParsedQuery
from rag.query.anaphora import has_subject, is_anaphoric

GREETING = (
    "Ask about the papers in this library: what one says, how two compare, which ones treat a subject, "
    "what is new since a date. Every sentence is quoted from a paper; what the papers do not say, I say so."
)
CAPABILITIES = """What can be asked, each with an example:
- What a paper says: “How does GaLore save memory?”, “what are its limitations?”
- Papers on a subject: “papers on pruning since 2024”, then “only those on speech”, “the next 7”
- Others: “more like the second one”
- Where to begin: “what should I read first about pruning?”
- Comparisons: “compare GaLore and LoRA on memory”, “table comparing GaLore and LoRA on memory”
- Fields: “who wrote it?”, “when was it published?”, “link to GaLore”
- References: “bibtex of GaLore”, “cite the first three”; all papers: ask export -o papers.bib
- Whether a paper is here: “do you have this?” with its title or abstract
- The library: “how many papers are there?”, “what are they about?”
- Another form: “shorter please”, “in simpler words”, “as bullet points”
Papers are added with: ask ingest FILE (on the page: Add papers). Every sentence is quoted from a paper;
what the papers do not say, I say so. Without a model nothing is reworded or translated."""
WHICH_PAPER = (
    "Which paper is meant? Name it, or give its title; of a paper that was talked of, “this paper” is enough."
)
_ASKS_WHAT = re.compile(
    r"\b(?:help|can|could|do|does|how|what|which|use|usage|capab\w+|features?|able|commands?|examples?)\b",
    re.I,
)


def of_itself(message: str) -> str:
    """What it can do, where that is asked; else a greeting."""
    return CAPABILITIES if _ASKS_WHAT.search(message) else GREETING


def lacks_a_paper(query: ParsedQuery) -> bool:
    """Whether it speaks of a paper that only a conversation could tell, and none does: "summarise this
    paper". What narrows a list, or does something else with what was said, is about that."""
    told = query.active_papers or query.mentions or query.within or query.besides or query.act
    one = query.intent in (Intent.FACT, Intent.EXPLAIN, Intent.METADATA)
    return one and not told and is_anaphoric(query.message) and not has_subject(query.message)
