"""Decisions that hang on tuned numbers: invented papers with expansion queries, and questions to them.

In: an encoder, numbers other than the product's. Out: what is decided with them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np

from rag.answering.assistant import Assistant
from rag.answering.citations import Composer
from rag.answering.naming import named_rows
from rag.answering.parameters import Routing
from rag.answering.parameters import parameters as routing_parameters
from rag.answering.router import Router
from rag.encoders.encoder import Document, Encoded, Encoder, QueryVectors
from rag.retrieval.abstention import answered_logit, signals
from rag.retrieval.parameters import Parameters, parameters
from rag.retrieval.passages import score_sentences
from rag.retrieval.ranking import Evidence, Move
from rag.retrieval.searcher import Searcher
from rag.retrieval.telling import Asked, answer_first, telling
from rag.retrieval.topics import fits, listed_logit
from tests.reading import LIBRARY

EXPANSIONS = {
    "tessaract": ("Which parts of a transformer can be thrown away after training?",),
    "thimble": ("How do I run a chatbot on a toaster?",),
    "marlowe": ("Can software notice irony?",),
    "pollux": ("What can be learnt from how long people take to decide?",),
    "sundial": ("How do I get believable lighting in generated art?",),
}
EVERYWHERE = " However, the code is open."  # words that every paper has
PAPERS = [
    replace(paper, text=paper.text + EVERYWHERE, questions=EXPANSIONS.get(paper.paper_id, ()))
    for paper in LIBRARY
]
QUESTIONS = (
    "How long did the training of Bramblefold take?",
    "What is Heron?",
    "How do ships train a shared model when the radio is out?",
    "What can be learnt from how long people take to decide?",
    "Do language models help or hurt in court?",
    "Is pruning attention heads better than distilling, or not?",
    "Which papers deal with speech synthesis?",
    "When was the paper on whispered speech published?",
    "Is it better to prune a language model or distil it first?",
    "Does PocketGLUE hold passages or transcripts?",
    "Which error does Heron have?",
    "Which memory does Thimble need?",
    "Can whissperers be recogniced with neurall sensers?",
    "Do gripppers lift jarrs or transcrips?",
    "Which open code folds or hesitates?",
    "Which papers are about language models?",
    "Which papers are about neural networks?",
    "Which papers are about robots that cook?",
    "How is speech recognised in Greenlandic?",
    "Can a robot learn to walk on ice?",
    "Which optimizer trains language models fastest on TPUs?",
    "How do bees find their way home?",
    "What does a thimbel weigh?",
    "Does Tesseract read court transcripts?",
    "How do hospitals keep records?",
    "Are learning rates tuned at night?",
    "Do glaciers melt faster at sea?",
    "How do I write shaders?",
    "Can whiskers feel grass?",
    "Which birds wade?",
)
TOPICS = (
    "language models",
    "neural networks",
    "benchmarks",
    "speech",
    "speech synthesis",
    "pruning and distillation",
    "robots",
    "images of shadows",
    "training with little data",
    "federated learning",
    "birds and drones",
    "reward models",
    "protein folding",
    "cooking recipes",
    "forecasts of the weather",
    "small devices",
    "text to speech",
)
ASKED_OF_TOPICS = (
    "{}",
    "How are {} judged?",
    "Does QwertNet help with {}?",
    "Which zyxwvish {} are best?",
    "How do people who take long to decide see {}?",
    "How do I run {} on a toaster?",
)
TURNS = (  # papers that were spoken of, what is asked next
    (("drifthound",), "Which stations do drones use?"),
    (("tessaract", "thimble"), "how large is it?"),
    (("thimble", "tessaract", "pocketglue"), "what accuracy does it keep?"),
    (("vesper", "heron-speech"), "which error does it have?"),
    (("marlowe", "tessaract", "thimble"), "how many transcripts or heads or microcontrollers are there?"),
    (("thimble", "marlowe", "tessaract"), "does it beat language models in court?"),
    (("tessaract", "marlowe"), "how many of its clerks are retired?"),
    (("heron-speech", "heron-birds", "kestrel-3"), "does it hear birds or whispers?"),
    (("sundial", "tessaract"), "does it use transcripts?"),
    (("bramblefold", "drifthound"), "how is it judged?"),
)
NARROWED = ("papers on dialogue", "papers on microcontrollers", "papers on sounds", "papers on lawyers")
LISTED = ("tessaract", "thimble", "marlowe", "heron-speech", "heron-birds", "kestrel-3", "drifthound")


TELLING = (  # their answers hang on most numbers: they are looked at first
    "Is it better to prune a language model or distil it first?",
    "Which stations do drones use?",
    "Can whiskers feel grass?",
    "does it use transcripts?",
    "Is pruning attention heads better than distilling, or not?",
    "Which error does Heron have?",
    "papers on dialogue",
)


class RememberingEncoder:
    """Another encoder's vectors, each query's made once; with `tokens` off without those of word pieces."""

    def __init__(self, encoder: Encoder, *, tokens: bool = True) -> None:
        self.name, self.earlier, self._encoder, self._tokens = encoder.name, encoder.earlier, encoder, tokens
        self.query = lru_cache(maxsize=None)(self._query)
        self.read = lru_cache(maxsize=None)(encoder.read)
        self.count = lru_cache(maxsize=None)(encoder.count)
        self.words: Sequence[str] = encoder.words

    def documents(self, documents: Sequence[Document]) -> Iterator[Encoded]:
        return self._encoder.documents(documents)

    def queries(self, texts: Sequence[str]) -> list[QueryVectors]:
        return [self.query(text) for text in texts]

    def _query(self, text: str) -> QueryVectors:
        found = self._encoder.query(text)
        if self._tokens:
            return found
        return replace(found, tokens=np.zeros((0, 0), np.float32), spans=np.zeros((0, 2), np.int64))


TOLD = (  # questions, and the sentences of a paper with their scores
    (
        "What is it?",
        (("Ferries stop in fog.", 0.9, Move.PROBLEM), ("We propose Lantern.", 0.5, Move.IDEA)),
    ),
    ("What is it?", (("We propose Lantern.", 0.5, Move.IDEA), ("The code is available.", 0.9, Move.OTHER))),
    ("How well?", (("It halves delays.", 0.9, Move.RESULT), ("Lantern hears bells.", 0.7, Move.IDEA))),
    ("How well?", (("We propose Lantern.", 0.6, Move.IDEA), ("Lantern halves delays.", 0.9, Move.RESULT))),
    ("How much?", (("Lantern gains 4.2 points.", 0.9, Move.RESULT), ("Bells are heard.", 0.6, Move.OTHER))),
    (
        "How long?",
        (("Bells hang in 30 towers.", 0.9, Move.OTHER), ("Building took 9 weeks.", 0.7, Move.OTHER)),
    ),
)


class Decisions:
    """What an assistant's library answers and how it ranks, with any numbers."""

    def __init__(self, assistant: Assistant, encoder: Encoder) -> None:
        self._catalogue = assistant.catalogue
        self._encoders = [RememberingEncoder(encoder, tokens=tokens) for tokens in (True, False)]
        self._queries = [assistant.parse(text)[0] for text in QUESTIONS]
        self._queries += [replace(assistant.parse(text)[0], active_papers=papers) for papers, text in TURNS]
        self._queries += [replace(assistant.parse(text)[0], within=LISTED) for text in NARROWED]
        self._queries.sort(key=lambda query: query.message not in TELLING)
        searcher = Searcher(self._catalogue, self._encoders[0])
        asked = [form.format(topic) for form in ASKED_OF_TOPICS for topic in TOPICS]
        self._found = [searcher.search(text) for text in (*QUESTIONS, *asked)]
        self._background = searcher.background

    def answers(self, using: Parameters | None = None, routing: Routing | None = None) -> Iterator[object]:
        """The text of each answer, and the papers in their order."""
        searcher = Searcher(self._catalogue, self._encoders[0], using)
        for query in self._queries:
            part = Router(searcher, Composer(self._catalogue), routing).answer(query)
            yield part.text, part.ranking.rows.tolist() if part.ranking else []

    def rankings(self, using: Parameters | None = None) -> Iterator[object]:
        """The order of the papers for each question, with late interaction and without."""
        for encoder in self._encoders:
            searcher = Searcher(self._catalogue, encoder, using)
            for query in self._queries:
                yield searcher.search(query.search_text or query.question, named={0: 0.6}).rows.tolist()

    def margins(self, using: Parameters | None = None) -> Iterator[object]:
        """How far the best paper of each question is above the others that are looked at."""
        for ranking in self._found:
            told = replace(ranking, query=replace(ranking.query, using=using or parameters()))
            yield signals(self._catalogue, told, self._background).over_last

    def near(self, routing: Routing | None = None) -> Iterator[object]:
        """What a name is worth in each question, whether the nearest papers of each refused list are worth
        naming, and whether a paper answers beyond doubt."""
        routing = routing or routing_parameters().routing
        for query in self._queries:
            yield named_rows(self._catalogue, query.mentions, routing)
        for listed, answered in self._log_odds:
            yield listed > routing.near_list
            yield answered > routing.other_answers

    @cached_property
    def _log_odds(self) -> list[tuple[float, float]]:
        """Of each list and of each answer, with the product's numbers."""
        found, weights = [], parameters().abstention_several
        for ranking in self._found:
            odds = fits(self._catalogue, ranking, self._background)
            seen = signals(self._catalogue, ranking, self._background)
            answered = answered_logit(self._catalogue, ranking, self._background)
            found.append((listed_logit(odds, seen, weights), answered))
        return found

    def refusals(self, using: Parameters | None = None) -> Iterator[object]:
        """Whether the papers answer each question and topic, and which papers fit each topic."""
        using = using or parameters()
        for ranking in self._found:
            told = replace(ranking, query=replace(ranking.query, using=using))
            odds = fits(self._catalogue, told, self._background)
            one = answered_logit(self._catalogue, told, self._background) >= 0
            seen = signals(self._catalogue, told, self._background)
            yield one, listed_logit(odds, seen, using.abstention_several) >= 0, (odds >= 0).tolist()

    def sentences(self, using: Parameters | None = None) -> Iterator[object]:
        """The order of the sentences of two papers for each question."""
        searcher = Searcher(self._catalogue, self._encoders[0], using)
        for query in self._queries:
            asked = searcher.query(query.question)
            for row in searcher.search(query.question).rows[:2]:
                scored = score_sentences(self._catalogue, int(row), asked)
                yield [e.start for e in sorted(scored, key=lambda e: -e.score)]

    def told(self, using: Parameters | None = None) -> Iterator[object]:
        """Which sentences of invented papers are told, in which order, and which one where it is alone."""
        passages = (using or parameters()).passages
        for question, sentences in TOLD:
            found = [
                Evidence(0, "told", 100 * n, 100 * n + len(text), text, score, move)
                for n, (text, score, move) in enumerate(sentences)
            ]
            best = telling(found, Asked(question), passages)
            yield [e.start for e in answer_first(found, Asked(question), passages)], best and best.start
