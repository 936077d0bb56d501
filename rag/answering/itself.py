"""What is said of the product itself: a greeting, a word of thanks, what it can do, how papers are added or
removed, what is meant by "this paper" when none was talked of.

In: a query about the assistant, names and a year for the examples. Out: a text.
"""

import re
from dataclasses import replace
from itertools import islice

from rag.entities.aliases import short_title
from rag.model.query import Act, Intent, Order, ParsedQuery
from rag.query.anaphora import content_words, has_subject, is_anaphoric
from rag.query.bare_topic import is_short_topic
from rag.query.fields import field_alone
from rag.query.intent import is_surely_about
from rag.query.sorted_list import compares_ages
from rag.query.topic import topic_of
from rag.retrieval.catalogue import Catalogue
from rag.text.terms import terms
from rag.text.words import words

GREETING = (
    "Ask about the papers in this library: what one says, how two compare, which ones treat a subject, "
    "what is new since a date. Every sentence is quoted from a paper; what the papers do not say, I say so."
)
CAPABILITIES = """What can be asked, each with an example:
- What a paper says: “What does {one} do?”, “what are its limitations?”
- Papers on a subject: “papers on networks since {year}”, then “only those on speech”, “the next 7”
- Others: “more like the second one”, “what else did they write?”
- Where to begin: “what should I read first about networks?”
- Comparisons: “compare {one} and {other}”, “table comparing {one} and {other}”
- Fields: “who wrote it?”, “when was it published?”, “link to {one}”
- References: “bibtex of {one}”, “cite the first three in APA”; all papers: ask export -o papers.bib
- Whether a paper is here: “do you have this?” with its title or abstract
- The library: “how many papers are there?”, “what was published in {year}?”
- Another form: “shorter please”, “in simpler words”, “as bullet points”, “sort them by date”
Papers are added with: ask ingest FILE (on the page: Add papers). Every sentence is quoted from a paper;
what the papers do not say, I say so. Without a model nothing is reworded or translated."""
TOLD = {  # by the field of a query about the assistant
    "thanks": "You are welcome.",
    "bye": "Goodbye.",
    "adding": """Papers are added with:
- ask ingest FILE: PDF, BibTeX, RIS, PubMed, JSON, CSV, Excel, saved pages; a folder is read whole
- ask add ID: fetched by arXiv id, DOI, link or title
What is there already is merged, not doubled, and the report says so.
On the page: Add papers, or drop files anywhere.
From Zotero, Mendeley or EndNote: export BibTeX or RIS there, and read that file.""",
    "removing": """Papers are removed with: ask remove PAPER (an id, a title or an exact name)
- ask remove --undo: have back what was removed last
- ask starter --remove: the starter library
On the page: in Library, at the paper. Nothing is removed by a question.""",
    "updating": """The library does not change by itself:
- ask follow FEED, then ask update: fetch what is new in arXiv and other feeds
- ask update --enrich: missing DOIs, authors, venues and dates, and whether a paper was retracted
- ask ingest FILE: a newer file of the same papers is merged with what is there""",
    "exporting": """References and papers are written with:
- here: “bibtex of” a title, “cite the first two in APA”, “export these as RIS”
- ask export --format bibtex -o papers.bib: all papers, or those that have the words of a query; also ris and
  csl (for Zotero, Mendeley, EndNote), csv, apa, ieee, chicago and mla
- ask show PAPER --format apa: one paper
On the page an answer and a conversation are saved by their buttons; in the terminal: /save FILE""",
    "tagging": """Papers are given tags with:
- ask papers WORDS --add-tag NAME (and --drop-tag NAME): those that have all these words
- ask papers --tags: the tags there are; ask papers --tag NAME: the papers of one
- ask "QUESTION" --tag NAME: asks only these
On the page: in Library, at the paper.""",
    "writing": """Answers are quotes until a model is set, which then writes them:
- ASK_MODEL=ollama:llama3.1 (or vllm:..., lmstudio:..., openai:gpt-4o-mini) as a variable or in ask.toml
- --mode quote: quotes all the same
- ask doctor: what is set, and whether it works""",
    "backup": """The library is kept in one folder; ask doctor says where.
- ask backup FILE: papers, indexes and conversations into one file
- ask restore FILE: brings them back, also on another computer""",
    "private": """Nothing that is asked leaves this computer as long as no model elsewhere is set. No account,
key, network, fee or graphics card is needed. Papers, indexes and conversations are kept in one folder here;
ask doctor says where.
- A model at another address is sent the question and the texts it answers from; ollama, LM Studio and the
  like run on this computer
- ask add, ask follow and ask update send ids, titles or queries to the services they fetch papers from""",
    "trust": """Each quotation is, word for word, in the text that the library holds of the paper it cites:
code has checked that. It may still be beside the question.
- A number in brackets cites a paper; the sources stand below the answer
- Where the papers do not say something, I say so. That is judged by measured rules, and can be wrong
- What a model writes is checked sentence by sentence; what the papers do not support is marked
I know of papers what the library holds, mostly their abstracts; what those leave out I cannot tell.""",
    "shared": """One library can serve many:
- ask ui --host ADDRESS --auth USER:PASSWORD: the page, for others too
- ask serve: for other programs, over HTTP; ask mcp: as tools for the models in them
- from rag import open_assistant: in Python""",
}
WHICH_PAPER = (
    "Which paper is meant? Name it, or give its title; of a paper that was talked of, “this paper” is enough."
)
_MODELS = re.compile(
    r"\b(?:chat ?gpt|gpt[-\w.]*|llms?|language models?|openai|anthropic|claude|gemini|copilot|deepseek|ollama"
    r"|(?:which|what|a|an) (?:ai )?model|ai|artificial intelligence)\b",
    re.I,
)
LOOKED_AT = 200  # papers that examples are chosen from
SHORT = 24  # characters of a name that does in an example
_SOME_TITLES = ("the title of a paper", "that of another")  # where no paper has a name
_SOME_YEAR = "2018"


def of_itself(query: ParsedQuery, examples: tuple[str, str, str]) -> str:
    """What is told by the field that the query asks for; a greeting where it asks for none. `examples`: what
    two papers are called, and a year."""
    if query.field == "help":
        one, other, year = examples
        return CAPABILITIES.format(one=one, other=other, year=year)
    return TOLD.get(_told(query), GREETING)


def told_of(query: ParsedQuery) -> str:
    """Which of the texts a query about the assistant is told; "exporting" also of one for the references of
    no paper in particular, empty of any other."""
    if query.act is Act.REFERENCE and not query.active_papers and not query.search_text:
        return "exporting"
    return _told(query) if query.intent is Intent.ABOUT else ""


def _told(query: ParsedQuery) -> str:
    asks_for_model = query.field is None and _MODELS.search(query.message)
    return "writing" if asks_for_model else query.field or ""


def about_a_subject(catalogue: Catalogue, query: ParsedQuery) -> ParsedQuery:
    """The query; for papers where a word alone was taken for one to the assistant, or for an order of the
    whole library, though papers have it and it is no everyday word: "bitcoin", "poker paper"."""
    text = query.message
    if query.act or not (_is_taken_for_help(query) or _is_taken_for_all(query)):
        return query
    text = topic_of(text) or text
    if any(catalogue.names.is_plain(word.lower()) for word in words(text)):
        return query
    found = [catalogue.snapshot.matched(term).any() for term in terms(text)]
    here = bool(found) and all(found)
    return replace(query, intent=Intent.LIST, field=None, search_text=text) if here else query


def _is_taken_for_help(query: ParsedQuery) -> bool:
    text = query.message
    return query.intent is Intent.ABOUT and is_short_topic(text) and not is_surely_about(text)


def _is_taken_for_all(query: ParsedQuery) -> bool:
    """Whether the first of the whole library is told, in an order that no word of it asks for."""
    ordered = query.intent is Intent.CORPUS and query.field in tuple(Order) and query.order is None
    return ordered and query.filters.empty and not query.active_papers


def examples_of(catalogue: Catalogue) -> tuple[str, str, str]:
    """What two papers of the library are called, short ones first, and a year from which on it has some."""
    papers = [catalogue.paper(int(row)) for row in islice(catalogue.snapshot.rows, LOOKED_AT)]
    years = sorted(paper.published[:4] for paper in papers if paper.published)
    titles = [paper.title for paper in papers]
    named = (name for title in titles if (name := short_title(title)) != title and len(name) <= SHORT)
    found = [*islice(dict.fromkeys(named), len(_SOME_TITLES))]
    one, other = [*found, *_SOME_TITLES[len(found) :]]
    return one, other, years[len(years) // 2] if years else _SOME_YEAR


def lacks_a_paper(query: ParsedQuery) -> bool:
    """Whether it speaks of a paper that only a conversation could tell, and none does: "summarise this
    paper", "who wrote it?", "when?", "which is newer?". What narrows a list, or does something else with
    what was said, is about that."""
    if len(query.active_papers) < 2 and not query.within and compares_ages(query.message):
        return True
    told = query.active_papers or query.mentions or query.within or query.besides or query.act
    if told or query.intent not in (Intent.FACT, Intent.EXPLAIN, Intent.METADATA):
        return False
    text = query.message
    if query.intent is Intent.METADATA and field_alone(text):
        return True
    alone = query.intent is Intent.METADATA and len(content_words(text)) == 1  # "wrote", "published"
    return is_anaphoric(text) and (alone or not has_subject(text))
