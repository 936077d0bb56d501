"""What a message asks, as every later stage needs it.

The frozen values that parsing makes once and that every later stage carries along.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from rag.model.filters import Filters


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a question that names papers; with several `paper_ids` the name is ambiguous. `name` is
    how the papers spell it, `certainty` is 0 to 1, `exact`: spelt with the same letters and digits."""

    text: str
    start: int
    end: int
    name: str
    paper_ids: tuple[str, ...]
    certainty: float
    exact: bool


IN_FULL = 12  # papers of a list that are shown with a sentence each, where no number is asked for


class Intent(StrEnum):
    """What sort of answer is wanted."""

    FACT = "fact"
    EXPLAIN = "explain"
    LIST = "list"
    COMPARE = "compare"
    COUNT = "count"
    METADATA = "metadata"
    CORPUS = "corpus"
    ABOUT = "about"


class Order(StrEnum):
    """What a list begins with; without an order, with the paper that fits best."""

    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_UPVOTED = "most_upvoted"
    LEAST_UPVOTED = "least_upvoted"
    MOST_AUTHORS = "most_authors"
    FEWEST_AUTHORS = "fewest_authors"
    READING = "reading"  # a few papers to begin with: surveys, then the nearest


class Act(StrEnum):
    """What a message does with what was said before it; a question like any other does nothing of these."""

    SHORTER = "shorter"  # "too long, one sentence please"
    SIMPLER = "simpler"  # "in plain words?"
    BULLETS = "bullets"  # "as a list"
    REFERENCE = "reference"  # "bibtex of those", "how do I cite it?"
    TRANSLATE = "translate"  # "in German please"
    SIMILAR = "similar"  # "others like this"
    NARROW = "narrow"  # "only those on speech", "which of them use lidar?"
    CHOOSE = "choose"  # "which of the two is older?"
    COMPARE = "compare"  # "compare the first two"
    RETURN = "return"  # "back to the first paper: ..."
    SWITCH = "switch"  # "new topic: ..."
    DOUBT = "doubt"  # "are you sure? where does it say that?"
    CORRECT = "correct"  # "sorry, I meant ..."
    RECALL = "recall"  # "what did I ask first?"
    MORE = "more"  # "the next seven"
    SORT = "sort"  # "sort them by date"
    BY_THEM = "by_them"  # "what else did they write?"
    AGAINST = "against"  # "is there anything that contradicts it?"


@dataclass(frozen=True, slots=True)
class Span:
    """What an answer quoted: the paper's text[start:end]."""

    paper_id: str
    start: int
    end: int


class Asked(StrEnum):
    """What is asked of a term; the answer is looked up by the term's words, whatever the intent."""

    MEANING = "meaning"  # "What is LoRA?"
    ORIGIN = "origin"  # "Which paper introduced T5?"
    CITATIONS = "citations"  # "Which papers cite GaLore?"
    IDENTIFIER = "identifier"  # an arXiv id, a DOI or a link that leads to no paper here


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A term as it was typed, and what is asked of it."""

    asked: Asked
    term: str


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """One question of a message, made to stand alone; made once and carried to the answer.

    message: all that was typed. question: this question, standing alone, without the sentences
    around it; unfiltered: the same without the words that set its filters. search_text: what to
    search for. field: the field that a question about metadata or the library asks for. aspects:
    words to compare papers on. limit: how many papers were asked for, None where no number was
    given. language: two letters. active_papers: ids of the papers of the conversation that the
    question is about. asked_term: the term that it asks about, where that is all that it asks.
    order: what a list begins with. excluded: subjects whose papers a list leaves out; contrast: one of
    which it leaves out those papers that are nearer to it than to the list's own ("images rather than
    text"). offset: how many papers of the list were shown before. act: what it does with what was said
    before. quoted: what the answer before quoted, where that is asked for in another form. within: ids of the
    papers that a list keeps to, all where there are none; shown: they were told as that list, and fit as they
    are; added: words that a message put in place of others of the question before, which the papers of a list
    have to have; besides: of those that it leaves out because they
    were talked of. talked_of: ids of the papers before it, for a question that nothing else answers. doubted:
    of the papers that it keeps to or lists, those that only perhaps fit.
    notes: lines for the reader about dates that were not read, contradict each other or
    could mean something else.
    """

    message: str
    question: str
    unfiltered: str
    search_text: str
    intent: Intent
    filters: Filters
    mentions: tuple[Mention, ...]
    field: str | None
    aspects: tuple[str, ...]
    limit: int | None
    language: str
    active_papers: tuple[str, ...] = ()
    asked_term: AskedTerm | None = None
    notes: tuple[str, ...] = ()
    order: Order | None = None
    excluded: tuple[str, ...] = ()
    contrast: str | None = None
    offset: int = 0
    act: Act | None = None
    quoted: tuple[Span, ...] = ()
    within: tuple[str, ...] = ()
    shown: bool = False
    added: str = ""
    besides: tuple[str, ...] = ()
    talked_of: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()

    @property
    def shown_in_full(self) -> int:
        """How many papers of its list get a sentence each; the list goes on behind them."""
        return self.limit or IN_FULL

    @property
    def understood(self) -> str:
        """The question with its filters, to be shown; never read again by a program."""
        return " · ".join([self.unfiltered, *self.filters.describe()])

    def limited_to(self, filters: Filters) -> "ParsedQuery":
        """The query with filters from outside on top of its own."""
        return self if filters.empty else replace(self, filters=self.filters.within(filters))
